"""The stage is built once in each test process; every walk has a file of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.permissions.places import build_scenes
from tests.permissions.stage import Stage
from tests.permissions.walker import Walker


@pytest.fixture(scope="session")
def scenes(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Stage, dict[str, Path]]:
    return build_scenes(sqlite_template, tmp_path_factory.mktemp("scenes"))


@pytest.fixture(scope="module")
def walker(scenes: tuple[Stage, dict[str, Path]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    stage, files = scenes
    with Walker.open(stage, files, tmp_path_factory.mktemp("walk")) as walker:
        yield walker
