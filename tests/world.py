"""The cast of the permission matrix: one person for each way to stand to a piece of work.

SUBJECT did it, NOMINATOR put it forward, TEAMMATE has the same manager, MGR1 and MGR2 stand above, MGRX and PEER
elsewhere; HR and ADMIN hold that role alone; LEFT has gone.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_DNS, uuid5

from sqlmodel import Session as Db

from app.actions.enrol import rebuild_reporting_lines
from app.database import Store
from app.domain import ApiToken, Person, Session, Team, Viewer
from app.kit.crypto import fingerprint
from app.kit.ids import new_id
from app.kit.text import fold

NOW = datetime(2026, 5, 18, 8, 5, tzinfo=UTC)
PEOPLE = {
    "TOP": ("Layla Haddad", None),
    "MGR2": ("Dana Whitfield", "TOP"),
    "MGR1": ("Ines Moreau", "MGR2"),
    "MGRX": ("Marcus Adeyemi", "MGR2"),
    "SUBJECT": ("Hana Sato", "MGR1"),
    "TEAMMATE": ("Jun Park", "MGR1"),
    "TEAMMATE2": ("Priya Nair", "MGR1"),
    "NOMINATOR": ("Kofi Mensah", "MGRX"),
    "PEER": ("Łukasz Żak", "MGRX"),
    "PEER2": ("Zoë Brandt", "MGRX"),
    "HR": ("Petra Novak", "TOP"),
    "ADMIN": ("Sam Okafor", "TOP"),
    "LEFT": ("Olga Petrova", "MGRX"),
}
TEAMS = {"SUBJECT": "Payments", "TEAMMATE": "Payments", "TEAMMATE2": "Payments", "MGR1": "Payments"}
MANAGERS = ("TOP", "MGR2", "MGR1", "MGRX")


@dataclass(frozen=True)
class World:
    """The people by part, with a cookie secret and a bearer token for each."""

    store: Store
    ids: dict[str, str]
    cookies: dict[str, str]
    tokens: dict[str, str]
    powerless: dict[str, str]
    csrf: str

    @classmethod
    def make(cls, store: Store) -> "World":
        world = cls(store, {}, {}, {}, {}, "c" * 43)
        with store.write() as db:
            world._add_teams(db)
            for part, (name, manager) in PEOPLE.items():
                world._add_person(db, part, name, manager)
            rebuild_reporting_lines(db)
        return world

    def viewer(self, part: str, **changes: object) -> Viewer:
        with self.store.read() as db:
            row = db.get_one(Person, self.ids[part])
            fields = {
                "person_id": row.id, "name": row.name, "pseudonym": row.pseudonym, "team_id": row.team_id,
                "manager_id": row.manager_id, "is_member": row.is_member, "is_hr": row.is_hr,
                "is_admin": row.is_admin, "is_manager": part in MANAGERS,
            }  # fmt: skip
        return Viewer(**(fields | changes))  # type: ignore[arg-type]

    def _add_teams(self, db: Db) -> None:
        for number, name in enumerate(("Payments", "Platform")):
            self.ids[name] = _id(number + 1_000)
            db.add(Team(id=self.ids[name], name=name, name_folded=fold(name)))
        db.flush()

    def _add_person(self, db: Db, part: str, name: str, manager: str | None) -> None:
        person_id = self.ids[part] = _id(len(self.ids))
        only = part in ("HR", "ADMIN")
        address = f"{part.lower()}@lanternfish.example"
        db.add(
            Person(
                id=person_id,
                name=name,
                name_folded=fold(name),
                email=address,
                email_folded=address,
                team_id=self.ids[TEAMS.get(part, "Platform")],
                manager_id=self.ids[manager] if manager else None,
                is_member=not only,
                is_hr=part == "HR",
                is_admin=part == "ADMIN",
                active=part != "LEFT",
                left_at=NOW if part == "LEFT" else None,
                pseudonym=str(uuid5(NAMESPACE_DNS, part)),
                created_at=NOW,
            )
        )
        db.flush()
        self._add_credentials(db, part, person_id)

    def _add_credentials(self, db: Db, part: str, person_id: str) -> None:
        self.cookies[part] = f"cookie-of-{part}".ljust(43, "x")
        cookie = fingerprint(self.cookies[part])
        db.add(Session(id=cookie, person_id=person_id, csrf=self.csrf, created_at=NOW, seen_at=NOW))
        for kept, scopes in ((self.tokens, ["read", "write"]), (self.powerless, [])):
            lookup = f"{len(kept):010x}{len(scopes):02x}"
            secret = f"secret-of-{part}".ljust(43, "x")
            kept[part] = f"uns_{lookup}_{secret}"
            db.add(
                ApiToken(
                    id=new_id(NOW),
                    person_id=person_id,
                    name="test",
                    lookup=lookup,
                    secret_hash=fingerprint(secret),
                    scopes=scopes,
                    created_at=NOW,
                    expires_at=NOW + timedelta(days=30),
                )
            )


def _id(number: int) -> str:
    """Stable ids, so that a failing run can be read beside another."""
    return new_id(NOW - timedelta(days=600) + timedelta(minutes=number), lambda bits: number % (1 << bits))
