"""What discovery has found in the checkout repository: one clear piece of work by Hana Sato, and two smaller ones."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.actions.connect import connect, find
from app.actions.join_hands import join_known
from app.actions.keep_looks import Looked, keep_looks
from app.actions.sift import sift
from app.actions.sight import hand_key, note_reading, sight
from app.cli.lanternfish.calendar import at, day
from app.cli.lanternfish.company import Company
from app.domain import Connection, ConnectionState, FoundEffort, Role
from app.domain.connection_draft import ConnectionDraft
from app.domain.effort import Joined
from app.domain.sighting import Change, Hand, TouchedFile
from app.kit.crypto import fingerprint
from app.queries import discovery_settings

ADDRESS = "/srv/git/lanternfish/checkout.git"
BROWSE = "https://github.example/lanternfish/checkout"
CONNECTED, READ = at("2026-04-20 09:30"), at("2026-05-18 02:04")
SET_ASIDE = {"merge": 412, "bot": 188, "release": 31, "revert": 6, "lock_file": 57, "generated": 12}
HANA, JUN, PRIYA, OLGA = "hana.sato", "jun.park", "priya.nair", "olga.petrova"


@dataclass(frozen=True)
class Piece:
    """`steps` are (written day, title, login); `place` is where most of it lies."""

    name: str
    place: str
    confidence: float
    word: str
    tags: tuple[str, ...]
    people: tuple[tuple[str, Role], ...]
    joined: str
    steps: tuple[tuple[str, str, str], ...]


PIECES = (
    Piece("webhook queue, src/webhooks", "src/webhooks/queue.py", 0.88, "clear",
        ("performance", "reliability", "tests"),
        ((HANA, Role.LED), (PRIYA, Role.REVIEWED)), "same person, 3 shared files, words webhook, queue, delivery", (
            ("2026-02-24", "Measure how long a webhook waits before it leaves", HANA),
            ("2026-02-26", "Keep one queue for each merchant instead of one for all", HANA),
            ("2026-03-03", "Leave out events that were delivered already", HANA),
            ("2026-03-05", "Test the order of delivery with a slow merchant", HANA),
            ("2026-03-11", "Wait longer between tries to a merchant that is away", HANA),
            ("2026-03-17", "Batch events for one merchant into one request", HANA),
            ("2026-03-24", "Index undelivered events by merchant and time", HANA),
            ("2026-03-31", "Test a queue of a million events", HANA),
            ("2026-04-08", "Remove the old queue and its nightly cleaning", HANA))),
    Piece("card fixtures, tests", "tests/fixtures/cards.py", 0.67, "likely", ("tests", "refactoring"),
        ((PRIYA, Role.LED), (OLGA, Role.HELPED)), "2 people, 5 shared files, words card, fixtures", (
            ("2026-03-02", "One place for card fixtures", PRIYA),
            ("2026-03-09", "Move the refund tests to the shared card fixtures", OLGA),
            ("2026-03-16", "Move the wallet tests to the shared card fixtures", PRIYA),
            ("2026-03-23", "Drop 40 copies of the same test card", PRIYA))),
    Piece("retry budget, src/gateway", "src/gateway/retry.py", 0.47, "maybe", ("reliability",),
        ((HANA, Role.LED),), "same person, 1 shared file, words retry, budget", (
            ("2026-01-20", "Count tries against a retry budget", HANA),
            ("2026-02-02", "Name the retry budget in the gateway settings", HANA),
            ("2026-02-12", "Log when a retry budget is used up", HANA))),
)  # fmt: skip


def enter(db: Session, company: Company) -> None:
    """By the product's own deeds. The clone itself is as invented as the company, so nothing goes on reading it."""
    moment = company.calendar.moment
    draft = ConnectionDraft(name="checkout", address=ADDRESS, browse_url=BROWSE, team="Payments")
    connection = find(db, ADDRESS) or connect(db, by=None, draft=draft, roots=(), now=moment(CONNECTED))
    connection.sample, connection.state = True, ConnectionState.STOPPED.value
    db.add(connection)
    db.flush()
    for piece in PIECES:
        _enter(db, connection, piece, company)
    figures = {"commits": 3_120, "read": 2_414, "set_aside": SET_ASIDE}
    note_reading(db, connection.id, watermark={"head": _sha("head")}, figures=figures, now=moment(READ))


def _enter(db: Session, connection: Connection, piece: Piece, company: Company) -> None:
    now = company.calendar.moment(READ)
    days = [company.calendar.day(day(written)) for written, _, _ in piece.steps]
    changes = [
        Change(
            external_id=_sha(title),
            author=_hand(login),
            reviewers=tuple(_hand(one) for one, role in piece.people if role is Role.REVIEWED),
            date=on,
            position=(on - days[0] + timedelta(days=place)).days,
            title=title,
            files=(TouchedFile(piece.place, 40, 12),),
            n_files=1,
            added=40,
            deleted=12,
        )
        for place, (on, (_, title, login)) in enumerate(zip(days, piece.steps, strict=True))
    ]
    sight(db, connection.id, changes=changes, now=now)
    join_known(db, connection.id, now=now)
    looks = [_look(piece, change) for change in changes]
    keep_looks(db, connection.id, looked=looks, model="invented")
    ids = tuple(change.external_id for change in changes)
    found = FoundEffort(
        key=f"e-{ids[0][:12]}", name=piece.name, changes=ids, first_on=days[0], last_on=days[-1],
        active_days=len(days), share=1.0, line_share=1.0, cohesion=0.9, confidence=piece.confidence, word=piece.word,
        tags=piece.tags, people=tuple((hand_key(_hand(login).handle), role.value) for login, role in piece.people),
        joins=(Joined(piece.joined, ids),), is_slow_fix=True,
    )  # fmt: skip
    sift(db, connection.id, found=[found], settings=discovery_settings.read(db), now=now)


def _look(piece: Piece, change: Change) -> Looked:
    word = max(change.title.split(), key=len).lower()
    reasons = ((f"title says '{word}'", 1.4), ("it changes only code", 0.3))
    return Looked(change.external_id, "perf", piece.tags[:1], piece.confidence, reasons)


def _hand(login: str) -> Hand:
    return Hand(f"{login}@git.lanternfish.example", login.replace(".", " ").title())


def _sha(text: str) -> str:
    return fingerprint(f"lanternfish {text}")[:40]
