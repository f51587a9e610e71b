"""A token works until it ends or is revoked, within its scopes, and its secret is shown once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.actions.enrol import enrol
from app.actions.issue_token import issue_token, note_use, revoke_token
from app.domain import ApiToken, AuditEvent, Viewer
from app.domain.draft import read_values
from app.domain.person_draft import PersonDraft, Right
from app.domain.token_draft import TokenDraft
from app.kit.errors import Code, Fault, NotFound
from app.queries import tokens

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)


def joined(db, name="Erik", **more) -> Viewer:
    draft = PersonDraft(name=name, email=f"{name.lower()}@lanternfish.example", **more)
    person = enrol(db, by=None, draft=draft, now=NOW)
    return Viewer(person_id=person.id, name=name, pseudonym=person.pseudonym, is_admin=person.is_admin)


def made(db, viewer, **given):
    draft = TokenDraft(**({"name": "ci", "scopes": ["read", "write"]} | given))
    return issue_token(db, person_id=viewer.person_id, by=viewer, draft=draft, now=NOW)


def code_of(attempt) -> Code:
    with pytest.raises(Fault) as caught:
        attempt()
    return caught.value.code


def test_a_token_opens_the_door_as_its_owner_within_its_scopes(store):
    with store.write() as db:
        erik = joined(db)
        issued = made(db, erik, scopes=["read"])
        found = tokens.verify_token(db, issued.token, now=NOW, request_id="r1")
        assert (found.person_id, found.scopes, found.token_id, found.actor_kind) == (
            erik.person_id, frozenset(["read"]), issued.id, "token",
        )  # fmt: skip


def test_a_token_of_wrong_secret_or_shape_opens_nothing(store):
    with store.write() as db:
        text = made(db, joined(db)).token
        others = [
            text[:-1] + ("A" if text[-1] != "A" else "B"),
            text + "A",
            text[4:],
            "uns_",
            "",
            "uns_x_y",
            text.upper(),
        ]
        assert [tokens.verify_token(db, other, now=NOW) for other in others] == [None] * len(others)


def test_a_token_ends(store):
    with store.write() as db:
        issued = made(db, joined(db), expires_on=date(2026, 5, 20))
        end = datetime(2026, 5, 20, tzinfo=UTC)
        assert tokens.verify_token(db, issued.token, now=end - timedelta(seconds=1)) is not None
        assert tokens.verify_token(db, issued.token, now=end) is None


def test_a_revoked_token_opens_nothing_and_stays_in_sight(store):
    with store.write() as db:
        erik = joined(db)
        issued = made(db, erik)
        revoke_token(db, token_id=issued.id, by=erik, now=NOW)
        assert tokens.verify_token(db, issued.token, now=NOW) is None
        (line,) = tokens.held_by(db, erik)
        assert line.revoked_at == NOW


def test_only_the_owner_and_an_administrator_find_a_token(store):
    with store.write() as db:
        erik, jun, sam = joined(db), joined(db, "Jun"), joined(db, "Sam", roles=[Right.ADMIN])
        issued = made(db, erik)
        assert tokens.one(db, sam, issued.id).masked.startswith("uns_")
        for attempt in (
            lambda: tokens.one(db, jun, issued.id),
            lambda: revoke_token(db, token_id=issued.id, by=jun, now=NOW),
        ):
            assert code_of(attempt) == NotFound().code
        revoke_token(db, token_id=issued.id, by=sam, now=NOW)


def test_the_secret_is_kept_nowhere(store):
    with store.write() as db:
        issued = made(db, joined(db))
        secret = issued.token.split("_", 2)[2]
        kept = [str(row) for table in (ApiToken, AuditEvent) for row in db.execute(select(table.__table__))]
        assert kept
        assert not [row for row in kept if secret in row]


@pytest.mark.parametrize("scopes", [[], ["admin"], ["read", "everything"]])
def test_scopes_must_be_some_and_known(scopes):
    assert code_of(lambda: read_values(TokenDraft, {"name": "ci", "scopes": scopes})) == Code.SCOPE_TOO_WIDE


def test_a_token_never_carries_more_than_its_maker(store):
    with store.write() as db:
        erik = joined(db)
        narrow = Viewer(person_id=erik.person_id, name="Erik", pseudonym=erik.pseudonym, scopes=frozenset(["read"]))
        assert code_of(lambda: made(db, narrow)) == Code.SCOPE_TOO_WIDE


@pytest.mark.parametrize(
    ("day", "good"), [((2027, 5, 18), True), ((2027, 5, 19), False), ((2126, 5, 18), False), ((2026, 5, 18), False)]
)
def test_a_token_lives_a_year_at_most(store, day, good):
    with store.write() as db:
        erik = joined(db)
        if good:
            assert made(db, erik, expires_on=date(*day))
        else:
            assert code_of(lambda: made(db, erik, expires_on=date(*day))) == Code.BAD_EXPIRY


def test_fifty_tokens_work_at_a_time(sqlite_store):
    with sqlite_store.write() as db:
        erik = joined(db)
        first, *_others = [made(db, erik) for _ in range(50)]
        assert code_of(lambda: made(db, erik)) == Code.TOO_MANY
        revoke_token(db, token_id=first.id, by=erik, now=NOW)
        assert made(db, erik)


def test_the_day_of_last_use_is_shown(store):
    with store.write() as db:
        erik = joined(db)
        issued = made(db, erik)
        note_use(db, token_id=issued.id, now=NOW)
        note_use(db, token_id=issued.id, now=NOW + timedelta(hours=2))
        db.expire_all()
        assert tokens.one(db, erik, issued.id).used_at == NOW
