"""The one page that says what runs when. A slot that was missed is not made up for: every job looks at what is due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.actions.connect_gauge import TRY
from app.actions.keep_time import Claim
from app.actions.measure_impact import MEASURE
from app.actions.take_report import MAKE_WORKBOOK, NOTE_SUBJECTS
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
_ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Entry:
    """One kind of job and how often it falls due, counted in whole slots of UTC."""

    kind: str
    every: timedelta
    run: Run

    def slot(self, now: datetime) -> datetime:
        return now - (now - _ZERO) % self.every


SCHEDULE = (
    Entry("compose_digests", timedelta(minutes=15), compose_digests.run),
    Entry("deliver_notices", timedelta(minutes=1), deliver_notices.run),
    Entry("look_again", timedelta(hours=1), look_again.run),
    Entry("scout", timedelta(minutes=1), scout.run),
    Entry("sweep", timedelta(hours=1), sweep.run),
)
ON_DEMAND: Mapping[str, RunFor] = {
    MEASURE: measure_impacts.run,
    TRY: try_gauges.run,
    MAKE_WORKBOOK: make_workbooks.run,
    NOTE_SUBJECTS: note_subjects.run,
}
