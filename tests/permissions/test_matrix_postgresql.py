"""The same questions on the other database: scope is decided there too, and alike."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database import Store
from tests import postgres
from tests.permissions.judge import faults_by_token
from tests.permissions.places import CHANGES, scene_of
from tests.permissions.stage import Stage
from tests.permissions.table import HERE, PERSONAS, Row
from tests.permissions.walker import Reader, served

# The first fetch of a file makes it, so that comes last.
ROWS = sorted(
    (row for row in HERE if row.method == "GET" and row.face in ("both", "api")),
    key=lambda row: row.path.endswith("/file"),
)


@pytest.fixture(scope="module")
def readers(
    postgres_server: postgres.Server, postgres_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Readers"]:
    found = Readers(postgres_server, postgres_template, tmp_path_factory.mktemp("postgresql"))
    yield found
    for open_thing in reversed(found.open):
        open_thing.__exit__(None, None, None)


class Readers:
    """One database for each scene, built when the first row asks for it."""

    def __init__(self, server: postgres.Server, template: str, folder: Path) -> None:
        self.server, self.template, self.folder = server, template, folder
        self.known: dict[str, Reader] = {}
        self.open: list = []

    def __getitem__(self, scene: str) -> Reader:
        if scene not in self.known:
            self.known[scene] = self._build(scene)
        return self.known[scene]

    def _build(self, scene: str) -> Reader:
        store = Store.open(self._enter(self.server.fresh(template=self.template)))
        stage = Stage.build(store)
        if scene:
            with store.write() as db:
                CHANGES[scene](db, stage)
        return Reader(stage, self._enter(served(stage, store, self.folder)), {}, self.folder, scene)

    def _enter(self, thing):
        self.open.append(thing)
        return thing.__enter__()


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_persona_reads_what_the_table_says(row: Row, readers: Readers) -> None:
    reader = readers[scene_of(row)]
    found = {persona: faults for persona in PERSONAS if (faults := faults_by_token(reader, row, persona))}
    assert not found, found
