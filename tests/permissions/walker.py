"""Plays cells: puts ids into an address, knocks as a persona by page or by token, and judges what comes back."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from httpx2 import Response
from starlette.testclient import TestClient

from app.database import Store, sqlite_url
from app.kit.templating import make_environment
from app.main import create_app
from app.wiring import Wiring, carriers_of, shipped
from tests.permissions.bodies import as_fields, body_of
from tests.permissions.places import place_of, scene_of
from tests.permissions.stage import CANARIES, Stage
from tests.permissions.table import MATRIX, UNSAFE, Row
from tests.site import BASE, Clock, Site, settings_for

NOBODY = "019e0000-0000-7000-8000-0000000000ff"


@dataclass
class Walker:
    """One application on one file, which is put back to its scene after everything that wrote."""

    stage: Stage
    site: Site
    scenes: dict[str, Path]
    live: Path
    scene: str = ""
    walked: int = 0
    _watch: sqlite3.Connection | None = field(default=None, repr=False)

    @classmethod
    @contextmanager
    def open(cls, stage: Stage, scenes: dict[str, Path], folder: Path) -> Iterator["Walker"]:
        live = folder / "live.db"
        shutil.copyfile(scenes[""], live)
        with served(stage, Store.open(sqlite_url(live)), folder) as site:
            walker = cls(stage, site, scenes, live)
            walker.reset("")
            yield walker

    def reset(self, scene: str) -> None:
        if self._watch:
            self._watch.close()
        self.site.wiring.store.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.live}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.scenes[scene], self.live)
        self._watch = sqlite3.connect(self.live, check_same_thread=False)
        self._mark = self._version()
        self.scene = scene

    def _version(self) -> int:
        assert self._watch
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def wrote(self) -> bool:
        """Whether the last knock changed anything; if so it is undone before the next."""
        return self._version() != self._mark

    def knock(self, face: str, row: Row, persona: str, *, powerless: bool = False, stranger: bool = False) -> Response:
        """`stranger` knocks at an address of the same form that never was."""
        if self.scene != scene_of(row) or self.wrote():
            self.reset(scene_of(row))
        self.walked += 1
        path = self.address(row, persona, stranger=stranger)
        if face == "page":
            return self._by_page(row, persona, path)
        return self._by_token(row, persona, path, powerless=powerless)

    def _by_token(self, row: Row, persona: str, path: str, *, powerless: bool) -> Response:
        more = {"headers": self._headers(row, persona)}
        body = body_of(row, self.stage, persona)
        if body:
            more["json"] = body
        part = None if persona == "ANON" else persona
        prefix = "/.." if row.face == "root" else ""
        if powerless and part:
            more["headers"]["authorization"] = f"Bearer {self.stage.world.powerless[part]}"
        return self.site.api(part, row.method, f"{prefix}{path}", **more)

    def _by_page(self, row: Row, persona: str, path: str) -> Response:
        part = None if persona == "ANON" else persona
        if row.method not in UNSAFE:
            return self.site.page(part, row.method, path, headers=self._headers(row, persona))
        fields = as_fields(body_of(row, self.stage, persona)) | {"version": str(self._version_of(row, persona))}
        twin = f"{path}/removal" if row.method == "DELETE" else path
        return self.site.page(part, "POST", twin, data=fields, headers=self._headers(row, persona))

    def _headers(self, row: Row, persona: str) -> dict[str, str]:
        headers = {"accept-encoding": "identity"}  # a compressed request id changes the length of an answer
        if row.method in UNSAFE:
            headers["if-match"] = f'"v{self._version_of(row, persona)}"'
        return headers | ({"x-remote-user": "subject@lanternfish.example"} if row.number == "M112" else {})

    def _version_of(self, row: Row, persona: str) -> int:
        """Of the thing that is changed; of one's own settings where the address names none."""
        if row.path == "/settings/digest":
            return self.stage.digest_versions.get(self.stage.world.ids.get(persona, NOBODY), 1)
        letters = re.findall(r"\{([^}]+)\}", row.path) or ["self"]
        letter = row.path[-2] if row.path.endswith(("/{m}", "/{o}")) else letters[0]
        return self.stage.versions.get(self._meaning(row, persona, letter), 1)

    def address(self, row: Row, persona: str, *, stranger: bool = False) -> str:
        def meaning(match: re.Match[str]) -> str:
            if stranger and match[1] != "w":
                return NOBODY
            return quote(self._meaning(row, persona, match[1]), safe="@")

        return re.sub(r"\{([^}]+)\}", meaning, row.path)

    def _meaning(self, row: Row, persona: str, letter: str) -> str:
        ids = self.stage.world.ids
        if letter == "self":
            return ids.get(persona, NOBODY)
        if letter == "MGR1's":
            return ids["Payments"]
        if letter == "canary":
            return CANARIES["private"]
        if letter in ids:
            return ids[letter]
        place = self.stage.places[place_of(row)]
        return (
            place.get(letter) or self.stage.places["private"].get(letter) or self.stage.places["-"].get(letter, NOBODY)
        )


class Reader(Walker):
    """For questions alone: nothing is written, and so nothing is put back."""

    def reset(self, scene: str) -> None:
        self.scene = scene

    def wrote(self) -> bool:
        return False


@contextmanager
def served(stage: Stage, store: Store, folder: Path) -> Iterator[Site]:
    clock = Clock()
    url = store.engine.url.render_as_string(hide_password=False)
    settings = settings_for(folder, url)
    environment = make_environment(shipped("templates"))
    wiring = Wiring(settings, store, clock, environment, carriers=carriers_of(settings))
    app = create_app(wiring)
    with TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False) as client:
        yield Site(stage.world, client, wiring, clock)


def allowed_to_see(persona: str) -> set[str]:
    """The canaries that this persona may read, by the table's own rows about one contribution."""
    seen = {CANARIES[place_of(row)] for row in MATRIX if row.number in OPENING and row.cells[persona].status == 200}
    return seen | {CANARIES[name] for name, personas in RARER.items() if persona in personas.split()}


def leaked(answer: Response, persona: str, *, asked: str = "") -> set[str]:
    """Foreign canaries in an answer, headers included. What was asked for may be said back."""
    text = f"{answer.text} {' '.join(answer.headers.values())}"
    hidden = set(CANARIES.values()) - allowed_to_see(persona) - ({asked} if asked else set())
    return {canary for canary in hidden if canary in text}


def expected(row: Row, persona: str, face: str) -> int:
    cell, method = row.cells[persona], row.method
    if face != "page":
        return cell.status
    if (row.number, persona) in ENDED:
        return 303
    if cell.status == 401 or (method in UNSAFE and cell.status < 300):
        return 303
    return cell.status


# A change of roles ends the sessions of before, so that the cookie opens nothing; the token has lost the role alone.
ENDED = {("M076", "HR")}
OPENING = tuple(f"M{number:03}" for number in range(1, 10))
RARER = {
    "self_company": "PEER NOMINATOR SUBJECT TEAMMATE MGR1 MGR2 MGRX HR ADMIN",
    "bonus": "PEER NOMINATOR SUBJECT TEAMMATE MGR1 MGR2 MGRX HR ADMIN",
    "thanked": "NOMINATOR SUBJECT MGR1 MGR2 HR",
    "fresh": "NOMINATOR SUBJECT MGR1 MGR2 HR",
    "passing": "NOMINATOR SUBJECT MGR1 MGR2 HR",
    "pair": "NOMINATOR SUBJECT MGR1 MGR2 HR",
    "reward": "SUBJECT MGR1 MGR2 HR",
    "restricted": "SUBJECT MGR1 MGR2",
    "candidate": "SUBJECT MGR1 MGR2",
    "maybe candidate": "SUBJECT",
    "young candidate": "SUBJECT",
}
