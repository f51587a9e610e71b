"""Files that no hand writes: what a package manager locks, what was copied from others, what a generator puts out."""

import re
from enum import StrEnum


class MachineMade(StrEnum):
    LOCK_FILE = "lock_file"
    VENDORED = "vendored"
    GENERATED = "generated"


_PATTERN = re.compile(
    r"(?P<lock_file>(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|bun\.lockb|go\.sum|go\.work\.sum"
    r"|packages\.lock\.json|gradle\.lockfile|Package\.resolved|Cartfile\.resolved|cabal\.project\.freeze|[^/]+\.lock)$)"
    r"|(?P<vendored>(?:^|/)(?:vendor|vendored|third[_-]?party|3rdparty|node_modules|bower_components|Godeps/_workspace"
    r"|\.yarn/(?:releases|plugins|cache))/)"
    r"|(?P<generated>\.(?:pb|pb\.gw|connect)\.go$|_pb2(?:_grpc)?\.pyi?$|\.pb\.(?:cc|h)$|_pb\.(?:js|d\.ts)$|\.g\.dart$"
    r"|\.freezed\.dart$|[._-]generated\.[^/]+$|(?:^|/)zz_generated[^/]*$|\.designer\.cs$|\.min\.(?:js|css)$"
    r"|\.(?:js|css)\.map$|(?:^|/)(?:__generated__|generated|__snapshots__|dist)/|(?:^|/)bindata\.go$)",
    re.IGNORECASE,
)


def machine_made(path: str) -> MachineMade | None:
    """None for what somebody writes. By the path alone: contents are never read."""
    found = _PATTERN.search(path)
    return MachineMade(found.lastgroup) if found and found.lastgroup else None
