"""The set on which every cell is played: each state of the table, brought about by the product's own actions.

One contribution for each state, all in one database, so that what leaks from one state into the lists of another
shows. Whatever is private holds a word of its own, its canary.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from app.actions.agree import set_visibility
from app.actions.annotate import report
from app.actions.assess import state_impact
from app.actions.attach import add_evidence, link_incident
from app.actions.compose_digest import compose_digests
from app.actions.correct import set_kind
from app.actions.enrol import enrol
from app.actions.follow_up import add_follow_up
from app.actions.issue_token import issue_token
from app.actions.keep_readings import Given
from app.actions.measure_impact import ask
from app.actions.nominate import nominate
from app.actions.recognise import recognise
from app.actions.record import record
from app.actions.register_question import register_question
from app.actions.report_incident import report_incident
from app.actions.review import withdraw
from app.actions.set_up import add_team
from app.actions.sign_in import make_link
from app.actions.take_report import ask_for_export
from app.database import Store
from app.domain import (
    Candidate,
    Contribution,
    Delivery,
    DeliveryState,
    DigestItem,
    DigestSetting,
    Impact,
    Incident,
    KnownHand,
    Nomination,
    Person,
    RecordedChange,
    Team,
)
from app.domain.act_link import Aim, Sealer
from app.domain.candidate_draft import KindDraft
from app.domain.contribution import Visibility
from app.domain.contribution_draft import ContributionDraft, ContributorDraft
from app.domain.evidence import EvidenceKind
from app.domain.export import Dataset, Purpose
from app.domain.export_draft import ExportDraft
from app.domain.impact_draft import ImpactDraft
from app.domain.incident_draft import FollowUpDraft, IncidentDraft, ResponderDraft
from app.domain.measurement import Source
from app.domain.measurement_draft import MeasurementDraft
from app.domain.metric_data import pack
from app.domain.nomination import NominationDraft
from app.domain.person_draft import PersonDraft, TeamDraft
from app.domain.reading import Reading
from app.domain.recognition import Form, RecognitionDraft
from app.domain.review_draft import EvidenceDraft, LinkDraft, VisibilityDraft, WordsDraft
from app.domain.sighting import Tag
from app.domain.token_draft import TokenDraft
from app.kit.weeks import Week
from app.queries import units
from tests.discovered import Piece, a_repository, discover
from tests.world import NOW, World

EARLIER, MINUTES_AGO = NOW - timedelta(days=7), NOW - timedelta(minutes=5)
FINISHED = (NOW - timedelta(days=60)).date()
WEEK = Week.of(NOW.date())
QUESTION = MeasurementDraft(source=Source.CSV, metric="Messages in the queue", unit="messages", changed_on=FINISHED)
WORK = {
    "private": "kestrel", "team": "gannet", "company": "plover", "withdrawn": "lapwing", "declined": "dunlin",
    "asked": "avocet", "reported": "bittern", "self": "wryneck", "self_company": "hoopoe", "thanked": "whinchat",
    "fresh": "siskin", "bonus": "fulmar", "passing": "linnet", "pair": "redwing",
}  # fmt: skip
CANARIES = {name: f"{bird}canary" for name, bird in WORK.items()} | {
    "reward": "merlincanary", "restricted": "ospreycanary", "candidate": "dotterelcanary",
    "maybe candidate": "whimbrelcanary", "young candidate": "sanderlingcanary",
}  # fmt: skip
_BY_MAIL = (col(Delivery.channel) == "mail") & (col(Delivery.kind) == "digest")


@dataclass
class Stage:
    """`places[state]` gives the ids that the letters of a path stand for in that state; `versions` those of rows."""

    world: World
    places: dict[str, dict[str, str]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    digest_versions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def build(cls, store: Store) -> "Stage":
        stage = cls(World.make(store))
        with store.write() as db:
            stage._put_work_forward(db)
            stage._move_states(db)
            stage._compose(db)
            stage._thank(db)
            stage._add_the_rest(db)
            stage._discover(db)
        with store.read() as db:
            stage._note_versions(db)
        return stage

    def viewer(self, part: str):
        return self.world.viewer(part)

    def id(self, part: str) -> str:
        return self.world.ids[part]

    def _put_work_forward(self, db: Session) -> None:
        for name in WORK:
            if name.startswith("self"):
                made = record(db, by=self.viewer("SUBJECT"), draft=self._draft(name, ContributionDraft), now=EARLIER)
                self.places[name] = {"c": made.id, "s": made.id}
                continue
            two = ("TEAMMATE2",) if name in ("declined", "asked", "pair") else ()
            draft = self._draft(name, NominationDraft, "SUBJECT", *two)
            at = MINUTES_AGO if name == "passing" else EARLIER
            said = nominate(db, by=self.viewer("NOMINATOR"), draft=draft, now=at)
            self.places[name] = {"c": said.nomination.contribution_id, "n": said.nomination.id}
            self._support(db, name)

    def _draft(self, name: str, kind: type, *people: str):
        canary = CANARIES[name]
        named = [ContributorDraft(person=self.id(one)) for one in people]
        return kind(
            title=f"Queue {canary} drains", words=f"The {canary} queue drains by itself.", contributors=named,
            finished_on=FINISHED,
        )  # fmt: skip

    def _support(self, db: Session, name: str) -> None:
        place, canary, by = self.places[name], CANARIES[name], self.viewer("NOMINATOR")
        note = EvidenceDraft(kind=EvidenceKind.WITNESS, words=f"I saw the {canary} queue.")
        place["e"] = add_evidence(db, place["c"], by=by, draft=note, now=EARLIER).id
        hours = 3_000 if name == "private" else 20
        effect = ImpactDraft(
            kind="engineer_time", sentence=f"The {canary} queue took hours.", method="stated", low=hours, likely=hours,
            high=hours, unit="hours", period="year", source=f"A {canary} diary.",
        )  # fmt: skip
        place["m"] = state_impact(db, place["c"], by=by, draft=effect, now=EARLIER).id
        asked = register_question(db, place["c"], by=by, draft=QUESTION, now=EARLIER)
        db.flush()
        given = Given(pack([Reading(EARLIER, 1.0)]), "queue.csv")
        place["o"] = asked.id
        place["result"] = ask(db, place["c"], asked.id, by=by, given=given, now=EARLIER).id

    def _move_states(self, db: Session) -> None:
        self._widen(db, "team", "SUBJECT", Visibility.TEAM)
        for name in ("company", "bonus", "asked", "self_company", "declined"):
            self._widen(db, name, "SUBJECT", Visibility.COMPANY)
        self._widen(db, "declined", "TEAMMATE2", Visibility.PRIVATE)
        withdraw(db, self.places["withdrawn"]["c"], by=self.viewer("NOMINATOR"), now=EARLIER)
        words = WordsDraft(words="This is harassment.")
        report(db, self.places["reported"]["c"], by=self.viewer("SUBJECT"), draft=words, now=EARLIER)

    def _widen(self, db: Session, name: str, part: str, to: Visibility) -> None:
        work = db.get_one(Contribution, self.places[name]["c"], populate_existing=True)
        draft = VisibilityDraft(visibility=to)
        set_visibility(db, work.id, by=self.viewer(part), draft=draft, version=work.version, now=EARLIER)

    def _compose(self, db: Session) -> None:
        managers = [self.id(part) for part in ("MGR1", "MGR2", "MGRX")]
        compose_digests(db, week=WEEK, managers=managers, connected=("mail",), now=NOW - timedelta(hours=1))
        db.flush()
        letter = db.exec(select(Delivery).where(col(Delivery.recipient_id) == self.id("MGR1"), _BY_MAIL)).one()
        letter.state = DeliveryState.UNCERTAIN.value
        db.add(letter)
        item = db.exec(select(DigestItem).where(col(DigestItem.contribution_id) == self.places["private"]["c"])).first()
        assert item is not None, "the largest silent piece of work stands in the edition"
        sealer = Sealer("s" * 43, NOW.date())
        thank, stop = sealer.token(Aim.THANK, item.id), sealer.token(Aim.STOP_DIGEST, self.id("MGR1"))
        self.places["private"] |= {"w": str(WEEK), "j": item.id, "d": letter.id, "a": thank}
        self.places["stop"] = {"a": stop}

    def _thank(self, db: Session) -> None:
        for name, form, at in (
            ("thanked", Form.THANKS, EARLIER),
            ("bonus", Form.BONUS, EARLIER),
            ("fresh", Form.THANKS, MINUTES_AGO),
        ):
            canary = CANARIES["reward" if form is Form.BONUS else name]
            draft = RecognitionDraft(words=f"Thank you, {canary}.", contributors=[self.id("SUBJECT")], form=form)
            place = self.places[name]
            place["r"] = recognise(db, place["c"], by=self.viewer("MGR1"), draft=draft, now=at).id

    def _add_the_rest(self, db: Session) -> None:
        began = datetime(2026, 4, 2, 9, 0, tzinfo=UTC)
        responder = [ResponderDraft(person=self.id("SUBJECT"))]
        for name, restricted in (("open incident", False), ("restricted", True)):
            canary = CANARIES["restricted"] if restricted else "open"
            draft = IncidentDraft(
                title=f"The {canary} outage", started_at=began, resolved_at=began + timedelta(hours=1),
                responders=responder, restricted=restricted,
            )  # fmt: skip
            made = report_incident(db, by=self.viewer("SUBJECT"), draft=draft, now=EARLIER)
            self.places[name] = {"i": made.id}
        self._link_up(db)
        token = TokenDraft(name="Script", scopes=["read"])
        subject = self.id("SUBJECT")
        made = issue_token(db, person_id=subject, by=self.viewer("SUBJECT"), draft=token, now=EARLIER)
        ask = ExportDraft(dataset=Dataset.CONTRIBUTIONS, purpose=Purpose.THANK, **{"from": FINISHED, "to": NOW.date()})
        export = ask_for_export(
            db, by=self.viewer("HR"), draft=ask, units=units.read(db), now=NOW - timedelta(minutes=20)
        )
        self.places["-"] = {"t": made.id, "x": export.id, "secret": made.token}

    def _link_up(self, db: Session) -> None:
        place, incident = self.places["private"], self.places["open incident"]
        draft = LinkDraft(incident=incident["i"], relation="follows_up")
        place["l"] = link_incident(db, place["c"], by=self.viewer("NOMINATOR"), draft=draft, now=EARLIER).id
        place["h"] = self.places["passing"]["n"]
        task = FollowUpDraft(title="Restart what was asleep")
        by = self.viewer("SUBJECT")
        incident["f"] = add_follow_up(db, incident_id=incident["i"], by=by, draft=task, now=EARLIER).id
        empty = add_team(db, by=self.viewer("ADMIN"), draft=TeamDraft(name="Nobody yet"), now=EARLIER)
        place["y"] = empty.id
        newcomer = PersonDraft(name="Aiko Mori", email="newcomer@lanternfish.example")
        place["new"] = enrol(db, by=self.viewer("ADMIN"), draft=newcomer, now=EARLIER).id
        place["u"] = make_link(db, person_id=self.id("PEER2"), by=None, now=MINUTES_AGO)

    def _discover(self, db: Session) -> None:
        """What discovery found: shown to the chain, said to the person alone, and still within its head start."""
        connection = a_repository(db, self.world)
        young = (NOW - timedelta(days=20)).date()
        on = (("SUBJECT", "led"), ("hana.sato@elsewhere.example", "helped"))
        found = {
            "candidate": Piece("The candidate", people=on, key="e-1"),
            "maybe candidate": Piece("The maybe candidate", key="e-2", word="maybe", confidence=0.5),
            "young candidate": Piece("The young candidate", key="e-3", last=young),
        }
        found = {name: replace(piece, name=f"{piece.name} {CANARIES[name]}") for name, piece in found.items()}
        discover(db, connection, *found.values(), now=NOW - timedelta(days=1))
        for name, piece in found.items():
            self.places[name] = {"k": db.exec(select(Candidate).where(col(Candidate.title) == piece.name)).one().id}
        changes = select(RecordedChange).where(col(RecordedChange.external_id) == found["candidate"].ids[3])
        self.places["candidate"]["change"] = db.exec(changes).one().id
        by, kind = self.viewer("SUBJECT"), KindDraft(kind=Tag.SECURITY)
        self.places["-"] |= {
            "g": connection.id,
            "v": db.exec(select(KnownHand).where(col(KnownHand.suggested_id).is_not(None))).one().id,
            "z": set_kind(db, self.places["maybe candidate"]["k"], by=by, draft=kind, now=EARLIER).id,
        }

    def _note_versions(self, db: Session) -> None:
        for table in (Contribution, Nomination, Person, Team, Incident, Impact):
            self.versions |= dict(db.execute(select(col(table.id), col(table.version))).all())
        self.digest_versions = {row.person_id: row.version for row in db.exec(select(DigestSetting))}
