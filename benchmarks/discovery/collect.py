"""`python -m benchmarks.discovery.collect OUT.jsonl.gz CLONE [CLONE ...]`: training data from clones on this machine.

Takes every commit whose title declares a type, as Conventional Commits have it, in the format of the shared data, so
that anybody can train on their own histories: `make train-discovery DISCOVERY_DATA=FOLDER`, with the file named
train.jsonl.gz. Merges, bots, releases and machine-made changes are left out, as `unsung discover` leaves them out.
No name and no address is kept: a hand is a hash with a salt that is thrown away.
"""

import gzip
import hashlib
import secrets
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from app.connectors.git.opening import open_clone
from app.discovery.changes import line_of, row_of
from app.discovery.line_counts import LineCounts
from app.discovery.reading import Span, read_commits
from app.discovery.set_aside import SetAside
from app.domain.sighting import Change
from app.kit.errors import Fault

MOST_OF_ONE = 4_000
LONGEST_BODY = 1_000
SHORT_ID = 10


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    out, *clones = map(Path, arguments)
    salt = secrets.token_bytes(16)
    with gzip.GzipFile(out, "wb", mtime=0) as file:
        for clone in clones:
            counts: Counter[str] = Counter()
            try:
                for row in rows_of(clone, salt):
                    counts[row["label"]] += 1
                    file.write(line_of(row))
            except Fault as fault:
                print(fault.message, file=sys.stderr)
                return 2
            print(f"{clone.name}: {counts.total():,} rows", dict(sorted(counts.items())))
    return 0


def rows_of(folder: Path, salt: bytes) -> Iterator[dict[str, Any]]:
    """The newest changes with a declared type, at most 4,000, with line counts. Raises ToolFailed."""
    clone = open_clone(folder)
    changes = SetAside().through(read_commits(clone, Span(clone.head)))
    declared = islice((change for change in changes if change.declared_type), MOST_OF_ONE)
    for change in LineCounts(clone).added(declared, lambda _: True):
        yield _row(change, folder.resolve().name, salt)


def _row(change: Change, repository: str, salt: bytes) -> dict[str, Any]:
    known = row_of(change)
    names = ("date", "subject", "scope", "body", "n_files", "ins", "del", "files", "refs")
    author = change.author.handle if change.author else ""
    return {
        "id": f"{repository}@{change.external_id[:SHORT_ID]}",
        "repo": repository,
        "author": hashlib.sha256(salt + author.encode()).hexdigest()[:12],
        **{name: known[name] for name in names},
        "body": change.text[:LONGEST_BODY],
        "label": known["declared"],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
