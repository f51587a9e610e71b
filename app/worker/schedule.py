"""The one page that says what runs when. A slot that was missed is not made up for: every job looks at what is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.actions.connect_gauge import TRY
from app.actions.keep_time import Claim
from app.actions.measure_impact import MEASURE
from app.actions.take_report import MAKE_WORKBOOK, NOTE_SUBJECTS
from app.domain.job import EVERY, slot_of
from app.wiring import Wiring
from app.worker.jobs import (
    compose_digests,
    deliver_notices,
    look_again,
    make_workbooks,
    measure_impacts,
    note_subjects,
    scout,
    sweep,
    try_gauges,
)

Run = Callable[[Wiring, datetime], None]
RunFor = Callable[[Wiring, Claim, datetime], None]


@dataclass(frozen=True)
class Entry:
    """One kind of job and how often it falls due, counted in whole slots of UTC."""

    kind: str
    every: timedelta
    run: Run

    def slot(self, now: datetime) -> datetime:
        return slot_of(self.every, now)


SCHEDULE = (
    Entry("compose_digests", EVERY["compose_digests"], compose_digests.run),
    Entry("deliver_notices", EVERY["deliver_notices"], deliver_notices.run),
    Entry("look_again", EVERY["look_again"], look_again.run),
    Entry("scout", EVERY["scout"], scout.run),
    Entry("sweep", EVERY["sweep"], sweep.run),
)
ON_DEMAND: Mapping[str, RunFor] = {
    MEASURE: measure_impacts.run,
    TRY: try_gauges.run,
    MAKE_WORKBOOK: make_workbooks.run,
    NOTE_SUBJECTS: note_subjects.run,
}
