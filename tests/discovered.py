"""A repository that was read, and what was found in it: put there by the product's own actions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.actions.connect import connect
from app.actions.join_hands import join_known
from app.actions.keep_looks import Looked, keep_looks
from app.actions.sift import Sifted, sift
from app.actions.sight import hand_key, sight
from app.domain import Candidate, Connection, FoundEffort
from app.domain.connection_draft import ConnectionDraft
from app.domain.effort import Joined
from app.domain.sighting import Change, Hand, TouchedFile
from app.queries.discovery_settings import DiscoverySettings
from tests.world import NOW, World

ADDRESS = "/srv/git/shop"
BROWSE = "https://git.lanternfish.example/shop"
LAST = (NOW - timedelta(days=60)).date()


@dataclass(frozen=True)
class Piece:
    """An effort as discovery would hand it over; `people` are parts of the cast or addresses, with roles."""

    name: str = "query planner, src/db"
    people: Sequence[tuple[str, str]] = (("SUBJECT", "led"),)
    size: int = 5
    last: date = LAST
    word: str = "clear"
    confidence: float = 0.9
    key: str = "e-1"
    share: float = 0.9
    tags: tuple[str, ...] = ("performance", "tests")

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(f"git:{self.key}-{place:02}" for place in range(self.size))

    def changes(self) -> list[Change]:
        hands = [Hand(address(part), title_case(part)) for part, _ in self.people] or [Hand("nobody@elsewhere.example")]
        return [
            Change(
                external_id=id_,
                author=hands[place % len(hands)],
                date=self.last - timedelta(days=3 * (self.size - 1 - place)),
                position=place,
                title=f"{self.name}: step {place}",
                files=(TouchedFile("src/db/planner.py", 12, 3),),
                n_files=1,
                added=12,
                deleted=3,
            )
            for place, id_ in enumerate(self.ids)
        ]

    def looks(self) -> list[Looked]:
        return [
            Looked(id_, "perf", self.tags[:1], self.confidence, (("title says 'planner'", 1.9),)) for id_ in self.ids
        ]

    def found(self) -> FoundEffort:
        first = self.last - timedelta(days=3 * (self.size - 1))
        return FoundEffort(
            key=self.key,
            name=self.name,
            changes=self.ids,
            first_on=first,
            last_on=self.last,
            active_days=self.size,
            share=self.share,
            line_share=self.share,
            cohesion=1.0,
            confidence=self.confidence,
            word=self.word,
            tags=self.tags,
            people=tuple((hand_key(address(part)), role) for part, role in self.people),
            joins=(Joined("same person, 1 shared file, words planner, query", self.ids[:2]),),
            is_slow_fix=True,
        )


def address(part: str) -> str:
    return part if "@" in part else f"{part.lower()}@lanternfish.example"


def title_case(part: str) -> str:
    return part.split("@", maxsplit=1)[0].replace(".", " ").title()


def a_repository(db: Session, world: World, *, team: str = "", browse_url: str = BROWSE) -> Connection:
    draft = ConnectionDraft(name="shop", address=ADDRESS, browse_url=browse_url, team=team)
    return connect(db, by=world.viewer("ADMIN"), draft=draft, roots=[Path("/srv/git")], now=NOW)


def discover(
    db: Session,
    connection: Connection,
    *pieces: Piece,
    settings: DiscoverySettings = DiscoverySettings(),  # noqa: B008 - frozen
    now: datetime = NOW,
) -> Sifted:
    """One look at the repository, from the changes to the candidates."""
    db.flush()
    changes = [change for piece in pieces for change in piece.changes()]
    sight(db, connection.id, changes=changes, now=now)
    join_known(db, connection.id, now=now)
    keep_looks(db, connection.id, looked=[look for piece in pieces for look in piece.looks()], model="test")
    return sift(db, connection.id, found=[piece.found() for piece in pieces], settings=settings, now=now)


def candidates(db: Session) -> list[Candidate]:
    return list(db.exec(select(Candidate).order_by(Candidate.title)))
