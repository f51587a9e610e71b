"""A packaged install carries its templates and migrations, and works far from any checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from app import __version__
from tests.architecture.tree import ROOT, files


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    builder = Path(sys.executable).parent / "hatchling"
    subprocess.run([builder, "build", "-t", "wheel", "-d", folder], cwd=ROOT, capture_output=True, check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_has_the_version_that_the_product_says(wheel: Path):
    assert wheel.name == f"unsung-{__version__}-py3-none-any.whl"


def test_the_wheel_carries_code_templates_and_migrations(wheel: Path):
    inside = set(zipfile.ZipFile(wheel).namelist())
    shipped = {path if path.startswith("app/") else f"app/_shipped/{path}" for path in files()}
    wanted = {path for path in shipped if path.startswith(("app/_shipped/templates/", "app/_shipped/migrations/"))}
    wanted |= {path for path in files() if path.startswith("app/")}
    assert wanted - inside == set()


def test_an_unpacked_wheel_makes_its_database_far_from_the_checkout(wheel: Path, tmp_path: Path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {"PATH": os.defpath, "PYTHONPATH": str(tmp_path / "site"), "UNSUNG_DATA": str(tmp_path / "data")}
    command = [sys.executable, "-P", "-m", "app", "migrate"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "unsung.db").stat().st_size > 0
