"""Files that no hand writes: what a package manager locks, what was copied from others, what a generator puts out."""

import re
from enum import StrEnum
from functools import lru_cache


class MachineMade(StrEnum):
    LOCK_FILE = "lock_file"
    VENDORED = "vendored"
    GENERATED = "generated"


_LOCKS = frozenset(
    "package-lock.json npm-shrinkwrap.json pnpm-lock.yaml bun.lockb go.sum go.work.sum packages.lock.json"
    " gradle.lockfile package.resolved cartfile.resolved cabal.project.freeze".split()
)
_VENDORED = re.compile(
    r"(?:^|/)(?:vendor|vendored|third[_-]?party|3rdparty|node_modules|bower_components|godeps/_workspace"
    r"|\.yarn/(?:releases|plugins|cache))(?:/|$)"
)
_GENERATED_IN = re.compile(r"(?:^|/)(?:__generated__|generated|__snapshots__|dist)(?:/|$)")
_GENERATED_ENDS = (
    *(".pb.go", ".pb.gw.go", ".connect.go", "_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb2_grpc.pyi", ".pb.cc", ".pb.h"),
    *("_pb.js", "_pb.d.ts", ".g.dart", ".freezed.dart", ".designer.cs", ".min.js", ".min.css", ".js.map", ".css.map"),
)
_GENERATED_NAME = re.compile(r".*[._-]generated\.[^.]+|zz_generated.*|bindata\.go")


def machine_made(path: str) -> MachineMade | None:
    """None for what somebody writes. By the path alone: contents are never read."""
    folder, _, name = path.lower().rpartition("/")
    sort = _by_folder(folder) if folder else None
    if name.endswith(".lock") or name in _LOCKS:
        return MachineMade.LOCK_FILE
    if sort is None and (name.endswith(_GENERATED_ENDS) or _GENERATED_NAME.fullmatch(name)):
        return MachineMade.GENERATED
    return sort


@lru_cache(maxsize=10_000)
def _by_folder(folder: str) -> MachineMade | None:
    if _VENDORED.search(folder):
        return MachineMade.VENDORED
    return MachineMade.GENERATED if _GENERATED_IN.search(folder) else None
