"""Discovery with a database: what a clone shows is kept in batches, looked at, and becomes candidates.

No transaction is open while git runs or while changes are looked at. The terminal's amnesty takes the same way.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any, Protocol

from app.actions.join_hands import join_known
from app.actions.keep_looks import keep_looks
from app.actions.sift import let_lapse, sift
from app.actions.sight import note_reading, replace_unreachable, sight
from app.database import Store
from app.discovery.line_counts import LineCounts
from app.discovery.reading import History, Span, read_commits
from app.discovery.rewritten import replaced
from app.discovery.set_aside import SetAside
from app.discovery.slow_fix import Trouble
from app.domain.sighting import Change
from app.queries import corrections, discovery_settings, recorded_changes
from app.queries.connections import Due
from app.worker.looking import Seen, look, model_name

BATCH = 400
EFFORTS_AT_ONCE = 40
LOOKED_BACK_DAYS = 730
COUNTED_DAYS = 365


class Clone(History, Protocol):
    """What is asked of a clone besides its history: what is new, and what is gone."""

    def resume(self, known: str | None) -> Any: ...

    def gone(self, head: str, known: Iterable[str]) -> set[str]: ...

    def patch_ids(self, shas: Iterable[str]) -> Mapping[str, str]: ...


def take_in(store: Store, clone: Clone, due: Due, *, now: datetime) -> dict[str, Any] | None:
    """Keeps what is new since the watermark. Returns its figures and the new head; None for nothing new."""
    known = due.watermark.get("head")
    resumed = clone.resume(known)
    if resumed.span is None and not resumed.rewritten:
        return None
    since = due.history_from or date.fromordinal(now.toordinal() - LOOKED_BACK_DAYS)
    aside = SetAside()
    come: list[Change] = []
    if resumed.span is not None:
        for batch in _batches(_changes(clone, replace(resumed.span, since=since), aside, due, now)):
            come += batch if resumed.rewritten else []
            with store.write() as db:
                sight(db, due.id, changes=batch, now=now)
    if resumed.rewritten:
        _drop_unreachable(store, clone, due, resumed.head, come, now=now)
    counted = {reason.value: number for reason, number in aside.counts.items()}
    return {"head": resumed.head, "commits": aside.commits, "read": aside.read, "set_aside": counted}


def look_again(store: Store, due: Due, *, now: datetime) -> Seen:
    """Everything that is kept of this repository is looked at once more: time, people and weights may have moved."""
    with store.write() as db:
        join_known(db, due.id, now=now)
    with store.read() as db:
        changes = list(recorded_changes.of_connection(db, due.id, repository=due.name))
        said = corrections.of_connection(db, due.id)
        settled = recorded_changes.settled(db, due.id)
        known = recorded_changes.troubles(db)
        settings = discovery_settings.read(db)
    troubles = None if known is None else [Trouble(day=day, service_ids=services) for day, services in known]
    seen = look(changes, said=said, settled=settled, troubles=troubles)
    for start in range(0, len(seen.looked), BATCH):
        with store.write() as db:
            keep_looks(db, due.id, looked=seen.looked[start : start + BATCH], model=model_name())
    for start in range(0, len(seen.efforts), EFFORTS_AT_ONCE):
        with store.write() as db:
            sift(db, due.id, found=seen.efforts[start : start + EFFORTS_AT_ONCE], settings=settings, now=now)
    with store.write() as db:
        let_lapse(db, due.id, keys=[one.key for one in seen.efforts], now=now)
    return seen


def note_done(store: Store, due: Due, taken: Mapping[str, Any] | None, seen: Seen, *, now: datetime) -> None:
    """The watermark moves with what was kept before it."""
    before = dict(due.watermark)
    figures: dict[str, Any] = dict(before.get("figures", {}))
    if taken is not None:
        before["head"] = taken["head"]
        for name in ("commits", "read"):
            figures[name] = figures.get(name, 0) + taken[name]
        counted = figures.get("set_aside", {})
        figures["set_aside"] = {why: counted.get(why, 0) + number for why, number in taken["set_aside"].items()}
    figures["efforts"] = len(seen.efforts) + seen.others
    watermark = {**before, "figures": figures, "model": model_name()}
    with store.write() as db:
        note_reading(db, due.id, watermark=watermark, figures=figures, now=now)


def _changes(clone: Clone, span: Span, aside: SetAside, due: Due, now: datetime) -> Iterator[Change]:
    """With lines where they are wanted, and with places that go on from the last reading."""
    offset = int(due.watermark.get("figures", {}).get("commits", 0))
    newest = now.date()
    counts = LineCounts(clone)
    kept = aside.through(read_commits(clone, span))
    wanted = counts.added(kept, lambda one: one.date is not None and (newest - one.date).days <= COUNTED_DAYS)
    for change in wanted:
        yield replace(change, position=offset + change.position) if offset else change


def _drop_unreachable(store: Store, clone: Clone, due: Due, head: str, come: list[Change], *, now: datetime) -> None:
    with store.read() as db:
        kept = list(recorded_changes.of_connection(db, due.id, repository=due.name))
    names = clone.gone(head, [one.external_id for one in kept])
    if not names:
        return
    old = [one for one in kept if one.external_id in names]
    by_id = {one.external_id: one for one in kept}
    new = [by_id.get(one.external_id, one) for one in come if one.external_id not in names]
    patches = clone.patch_ids([one.external_id for one in (*old, *new)])
    twins = replaced(old, new, patches)
    with store.write() as db:
        replace_unreachable(db, due.id, gone=names, twins=twins, now=now)


def _batches(changes: Iterator[Change]) -> Iterator[list[Change]]:
    while batch := list(islice(changes, BATCH)):
        yield batch
