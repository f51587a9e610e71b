"""Pieces of other projects are byte for byte what they were, with their licence on record."""

import hashlib
import tomllib

from tests.architecture.tree import ROOT, files

LIST = ROOT / "app/web/static/vendor/vendor.toml"


def pieces() -> list[dict[str, str]]:
    return list(tomllib.loads(LIST.read_text())["piece"])


def test_every_vendored_file_still_has_its_hash():
    real = {piece["file"]: hashlib.sha256((ROOT / piece["file"]).read_bytes()).hexdigest() for piece in pieces()}
    assert real == {piece["file"]: piece["sha256"] for piece in pieces()}


def test_every_vendored_file_is_on_the_list():
    folders = ("app/web/static/vendor/", "tests/vendor/")
    here = {path for path in files() if path.startswith(folders) and not path.endswith("vendor.toml")}
    assert here - {piece["file"] for piece in pieces()} == set()


def test_every_piece_names_its_version_and_licence():
    assert [piece for piece in pieces() if not (piece["name"] and piece["version"] and piece["licence"])] == []
