"""All editions of one week for all managers, by the product's own job, in a process of its own.

    python -m benchmarks.composing DATABASE_URL

Says `ready` when it is idle, composes at the first line it reads, and tells what that took. What an earlier round left
is cleared first; the audit log keeps its entries, as it always does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, process_time

from sqlalchemy import func, select, text

from app.actions.carry import Held
from app.database import Store
from app.domain import Delivery, Digest, DigestItem
from app.domain.act_link import Sealer
from app.domain.delivery import DIGEST
from app.kit.templating import make_environment
from app.kit.weeks import Week
from app.publishing.letterhead import Letterhead
from app.wiring import shipped
from app.worker.contents import read_contents, word_letter
from app.worker.jobs.compose_digests import compose_due
from app.worker.sending import BATCH
from benchmarks.book import Book, cell
from benchmarks.processes import pss_mib, watching_memory
from benchmarks.rounds import Step

# The evening after the last day of the data: eight in the morning has passed in every zone.
EVENING = datetime(2026, 5, 18, 20, tzinfo=UTC)
WEEK = str(Week.of(EVENING.date()))
FEWEST_MANAGERS = 2_000
MAIL, BASE = "mail", "https://unsung.example"
ROOT = Path(__file__).resolve().parent.parent
_D = Delivery.__table__  # type: ignore[attr-defined]
_HELD = (_D.c.id, _D.c.occasion, _D.c.recipient_id, _D.c.subject_id)


class WrongEditions(Exception):
    """Fewer editions than managers, or nothing in them."""


def composed(engine: str, size: int, url: str, *, what: str = "digests") -> tuple[str, Step]:
    def step(book: Book) -> None:
        command = [sys.executable, "-m", "benchmarks.composing", url]
        with subprocess.Popen(  # noqa: S603 - our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        ) as process:
            assert process.stdin  # noqa: S101 - a pipe
            assert process.stdout  # noqa: S101 - a pipe
            process.stdout.readline()
            idle = pss_mib(process.pid)
            with watching_memory(process.pid) as peak:
                process.stdin.write("go\n")
                process.stdin.flush()
                said = process.stdout.readline()
        figures = json.loads(said)
        if figures["editions"] != FEWEST_MANAGERS or not figures["items"] or not figures["letters"]:
            raise WrongEditions(said)
        more = {"idle_mib": idle, "above_idle_mib": peak.mib - idle}
        book.write(cell(engine, size, "unsung", what), figures | more)

    return f"unsung composes, {what}, {engine}, {size:,}", step


def compose(store: Store) -> dict[str, float]:
    """Editions, deliveries and letters as bytes; nothing is sent."""
    wall, cpu = perf_counter(), process_time()
    made = compose_due(store, EVENING, connected=(MAIL,))
    composing = process_time() - cpu
    letters, size = _worded(store)
    return {
        "cpu": process_time() - cpu,
        "cpu_composing": composing,
        "wall": perf_counter() - wall,
        "editions": made,
        "items": _items(store),
        "letters": letters,
        "bytes_of_letters": size,
    }


def _worded(store: Store) -> tuple[int, int]:
    """Every letter as the worker words it, in its batches."""
    head = Letterhead(make_environment(shipped("templates")), BASE, "digest@unsung.example", "k" * 43)
    sealer = Sealer(head.key, EVENING.date())
    with store.read() as db:
        rows = db.execute(select(*_HELD).where(_D.c.channel == MAIL, _D.c.kind == DIGEST)).all()
    held = [Held(row.id, DIGEST, row.occasion, row.recipient_id, 1, 0, None, row.subject_id) for row in rows]
    count = size = 0
    for start in range(0, len(held), BATCH):
        batch = held[start : start + BATCH]
        with store.read() as db:
            contents = read_contents(db, batch, now=EVENING)
        for one in batch:
            content = contents[one.id]
            if not isinstance(content, str):
                size += len(word_letter(one, content, head=head, sealer=sealer, now=EVENING).data)
                count += 1
    return count, size


def clear(store: Store) -> None:
    with store.write() as db:
        for statement in (
            "DELETE FROM delivery WHERE kind = 'digest'",
            "DELETE FROM digest_item",
            "DELETE FROM digest",
            "UPDATE contributor SET rests_until = NULL WHERE rests_until IS NOT NULL",
        ):
            db.execute(text(statement))


def has_editions(store: Store) -> bool:
    with store.read() as db:
        return bool(db.execute(select(func.count()).select_from(Digest.__table__)).scalar())  # type: ignore[attr-defined]


def _items(store: Store) -> int:
    with store.read() as db:
        return int(db.execute(select(func.count()).select_from(DigestItem.__table__)).scalar_one())  # type: ignore[attr-defined]


if __name__ == "__main__":
    its_store = Store.open(sys.argv[1])
    clear(its_store)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(compose(its_store)), flush=True)
    its_store.close()
