"""What every column is for, who can see it, and how long it stays. A column without a class here breaks a test.

Each table has a line of what it is, who can see it and when it goes; below stand its columns, each behind its class.
"""

from collections.abc import Iterator
from dataclasses import dataclass

CLASSES = {
    "key": "tells one row from another",
    "link": "what it belongs to",
    "person": "which person it is of or about",
    "identity": "how a person is found and addressed",
    "words": "what somebody wrote",
    "fact": "what is recorded of work, an incident or an effect",
    "choice": "what somebody decided",
    "time": "when it happened",
    "derived": "worked out from other columns, so that lists are fast",
    "secret": "a secret, kept as a hash only",
    "machine": "what the installation needs to work",
}
CIRCLE = "the circle of its contribution: contributors, nominators, the managers above, HR; wider only by consent"
STAYS = "stays until somebody removes it; no day of its own"
_MAP = f"""
act|what a manager did about a piece of work|that manager; the words also whoever they were handed to|{STAYS}
  key id; person person_id to_person_id; link contribution_id item_id recognition_id; words sentence
  choice kind reason occasion on_date; time acted_at undone_at settled_at
api_token|a key to the API|its owner; administrators see that it exists|until a year old or revoked; the row stays
  key id; person person_id; words name; secret lookup secret_hash; choice scopes; machine version
  time created_at expires_at used_at revoked_at
attempt|a counter against guessing|nobody|1 day
  key key; time window_start; machine count
audit_event|who did what to which object when|administrators|{STAYS}
  key seq; time at; person actor; fact actor_kind action object_type object_id result code changes
  machine request_id prev hash
audit_head|the newest link of the audit log|nobody|one row, always
  key id; machine seq hash
candidate|work that discovery found|the people named on it; where it is clear or likely, those above them|{STAYS}
  key id key; fact rule title why category first_on last_on active_days size; derived confidence_word confidence place
  link connection_id effort_id follow_up_id incident_id team_id contribution_id merged_into_id
  choice state reason; person decided_by_id; derived decided_size; time decided_at opened_at shown_from changed_at
  machine sample version
candidate_person|who is named on it, by a tool|whoever sees the candidate|{STAYS}
  key id; link candidate_id hand_id; person person_id; fact role; choice left_as
candidate_rest|somebody's "not now"|that person|{STAYS}
  link candidate_id; person person_id; time until
change|what a tool saw of a piece of work, and what discovery made of it|whoever sees its candidate|as its connection
  key id external_id; link connection_id effort_id hand_id; words title text
  fact kind position day declared_type declared_scope labels refs branch merged_on files n_files added deleted
  person co_hands reviewers; derived model change_type tags preventive reasons
connection|a tool that is read|administrators|until somebody removes it
  key id; fact kind name address browse_url; link team_id; choice history_from state; person added_by_id
  machine watermark figures trouble sample version; time asked_at tried_at read_at added_at
contribution|work worth recognising|{CIRCLE}|{STAYS}
  key id ref; words title summary state_reason; person recorded_by_id confirmed_by_id hidden_by_id
  fact kind category effect_unknown state self_reported source_key; derived visibility silent_from grade tier
  link team_id service_id merged_into_id split_from_id
  time started_on finished_on effect_confirmed_on confirmed_at recorded_at changed_at; machine sample version
contributor|who did the work, and whether anybody above has said so|{CIRCLE}; their consent, themselves|{STAYS}
  key id; link contribution_id; person person_id added_by_id; fact role share
  choice agreed_team agreed_company asked_company
  derived finished_on recognised_at waiting slot sort_key silent_from rests_until; time added_at
correction|what somebody put right about a candidate|whoever sees the candidate|{STAYS}
  key id; fact kind value changes others; link connection_id candidate_id; person person_id by_id
  time made_at undone_at
delivery|a notice or letter that is due|its recipient|{STAYS}
  key id; fact occasion kind facts; person recipient_id; choice channel; link contribution_id subject_id
  time due_at made_at sent_at; machine state lease_until fence attempts reason
digest|a weekly edition|its manager|{STAYS}
  key id; person manager_id; time monday composed_at; derived kept kept_is_more; fact facts; machine sample
digest_item|one piece of work in an edition|its manager|{STAYS}
  key id; link digest_id contribution_id; derived position slot; fact facts
digest_setting|when and where the edition comes|its manager|{STAYS}
  person person_id; choice weekday hour channel paused_until stopped_at fewer_slot fewer_until; machine version
effort|changes that are one piece of work|whoever sees its candidate|as its connection
  key id key; link connection_id merged_into_id; fact name first_on last_on size active_days tags joins
  derived share line_share cohesion confidence
evidence|what supports the words|{CIRCLE}|{STAYS}; one that was removed is hidden
  key id; link contribution_id; fact kind url; words title words; person added_by_id; time added_at removed_at
  derived url_key
export|a file that HR made|HR; that a file held them, the people in it|the file 24 hours, the row {STAYS}
  key id; person by_id; choice dataset format purpose from_on to_on team_id columns names
  machine state rows bytes sha256 error manifest version; time asked_at ready_at expires_at
export_subject|whose work a file held|those people themselves, HR|{STAYS}
  link export_id; person person_id
follow_up|work agreed after an incident|whoever sees the incident|{STAYS}
  key id; link incident_id contribution_id; words title; person owner_id; fact url; time done_on
hand|a name in a tool, joined to a person or to nobody|that person, administrators|as its connection
  key id; link connection_id; identity key name; choice state; person person_id suggested_id settled_by_id
  time settled_at
handle|a name that a tool knows a person by|that person, administrators|until it is taken off
  key id; person person_id; identity kind value
held_text|what was typed when a session ended|whoever signs in again in the same browser|24 hours
  key id; person person_id; machine path; words fields; time created_at
idempotency_key|the first answer to a request that may be repeated|whoever asked|24 hours
  person person_id; key key; machine request_hash status body location etag; time created_at
impact|what the work changed|{CIRCLE}|{STAYS}; every version
  key id statement_id; machine version current; link contribution_id; words source sentence; person author_id
  fact kind low likely high unit period method formula inputs changed_on baseline_on; derived grade tier; time stated_at
incident|an event of the systems|everybody; a restricted one its responders and those above|{STAYS}
  key id ref source_key; words title summary factors; fact severity priority urgency customer_share url
  time started_at detected_at mitigated_at resolved_at recorded_at
  choice restricted; person recorded_by_id; machine sample version
incident_link|how work belongs to an incident|whoever sees both|{STAYS}
  key id; link contribution_id incident_id; fact relation; person added_by_id; time added_at
incident_service|which systems an incident touched|whoever sees the incident|{STAYS}
  link incident_id service_id
job|a due piece of work of the installation|administrators|7 days after it is done
  key id dedupe_key; machine kind payload attempts fence lease_owner lease_until error; time run_at done_at
mailbox|whether letters reach somebody, and which they want|its person; administrators see that letters fail|{STAYS}
  person person_id; derived refusals; time paused_at; choice notices_stopped_at
measurement|a question put to a system before its answer was known|{CIRCLE}|{STAYS}; every version
  key id question_id; machine version current; link contribution_id connection_id impact_statement_id
  fact source kind metric unit direction shape time_zone changed_on rolled_out_on days_before days_after trigger
  fact others_asked query moved_after_result; words other_changes common_cause stopped_why
  person author_id confirmed_by_id; time registered_at confirmed_at stopped_at
nomination|why somebody finds the work matters|{CIRCLE}|{STAYS}
  key id; link contribution_id; person author_id; words words; time written_at; machine version
note|words beside a contribution: reply, question, objection|{CIRCLE}|{STAYS}
  key id; link contribution_id; person author_id; fact kind; words words; time written_at settled_at
opt_out|somebody who is named on no candidate|that person|until they change it
  person person_id; time since
person|somebody who works here|name, team and manager: everybody; the rest the person and administrators|{STAYS}
  key id pseudonym; identity name name_folded email email_folded; link team_id; person manager_id
  choice is_member is_hr is_admin time_zone locale theme week_start keys_on; secret password_hash
  fact active; time left_at created_at; machine sample version
rate_card|what an hour or a minute costs the organisation, by its own word|everybody|{STAYS}
  key id; fact name line unit low likely high currency; words source; person owner_id added_by_id
  time valid_from valid_to added_at ended_at; machine version
recipient|whom thanks named|as the recognition|{STAYS}
  link recognition_id; person person_id; derived level ends_silence
recognition|somebody's thanks for one piece of work|{CIRCLE}; rewards: giver, receiver, the managers above, HR|{STAYS}
  key id; link contribution_id; person giver_id; choice form; words words; derived words_hash level bulk
  time said_on given_at delivered_at undone_at; machine channel sample version
reporting_line|who stands above whom|everybody|as long as it is so
  person above_id below_id; derived distance
responder|who helped in an incident, for what they did|whoever sees the incident|{STAYS}
  link incident_id; person person_id; fact role
result|one answer to such a question|{CIRCLE}|{STAYS}
  key id question_id; link measurement_id contribution_id data_id impact_id same_as_id; person asked_by_id
  fact occasion status answer sentence ask_again_on; derived grade drawn; machine number state task trouble
  time asked_at answered_at
result_data|the readings an answer was made of|{CIRCLE}|{STAYS}
  key id; link question_id; fact sha256 rows origin packed; time kept_at
search_entry|the words a contribution is found by|nobody; a search shows only what the asker may see|as its contribution
  key seq; link contribution_id; derived body
service|a system that work is for|everybody|{STAYS}
  key id; fact name name_folded; link team_id; machine sample version
session|a signed-in browser|its person|30 days unused, 90 days at most, 1 day after it ended
  secret id; person person_id; machine csrf; time created_at seen_at ended_at
setting|what the installation has changed from its defaults|administrators|always
  key name; choice value; machine version
sign_in_link|a link that signs a person in once|whoever holds it|3 days or its first use; the row stays
  secret id; person person_id; time created_at expires_at used_at
team|with whom people work|everybody|{STAYS}
  key id; fact name name_folded; link parent_id; machine sample version
used_link|a link from a letter that has done its act|nobody|21 days
  secret id; person person_id; time used_at
verification|a second person's look at an effect|{CIRCLE}|{STAYS}
  key id; link impact_id by_token_id; person person_id; words words; time verified_at withdrawn_at
"""


@dataclass(frozen=True)
class Field:
    """One column, as somebody who asks what is kept of them reads it."""

    table: str
    column: str
    kind: str
    purpose: str
    about: str
    readers: str
    retention: str


def data_map() -> tuple[Field, ...]:
    return tuple(_fields())


def _fields() -> Iterator[Field]:
    table = about = readers = retention = ""
    for line in _MAP.strip().splitlines():
        if not line.startswith(" "):
            table, about, readers, retention = line.split("|")
            continue
        for part in line.split(";"):
            kind, *columns = part.split()
            for column in columns:
                yield Field(table, column, kind, CLASSES[kind], about, readers, retention)
