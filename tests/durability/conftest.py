"""Databases that keep their word about what is on the disk, unlike the hasty ones of the other tests."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from app.cli.schema import migrate
from tests import postgres
from tests.components import missing
from tests.databases import MIGRATIONS


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    try:
        launched = postgres.launch(durable=True)
    except postgres.NoPostgres as trouble:
        missing("postgresql", f"apt-get install postgresql: {trouble}")
    yield launched
    launched.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        found = f"sqlite:///{tmp_path / 'unsung.db'}"
    else:
        cluster = request.getfixturevalue("cluster")
        name = f"unsung_{uuid4().hex[:12]}"
        cluster.server.create(name)
        found = cluster.server.url(name)
    migrate(found, MIGRATIONS)
    return found
