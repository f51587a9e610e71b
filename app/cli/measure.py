"""What a change did to a metric, from a file or a question to Prometheus: the sentence, the figures, the checks.

Exit status 0: answered, also where no clear change is seen; 3: refused, because the data cannot say; 2: bad input.
`--task -` is for the worker, which starts this command as a child: app/cli/measure_task.py has the format.
"""

import argparse
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

from pydantic import ValidationError

from app.cli.measure_report import report
from app.cli.measure_task import MOST_CONTROLS, MOST_ROWS, read_task
from app.cli.terminal import Terminal
from app.domain.metric_file import read_metric
from app.domain.reading import MetricQuery, SeveralSeries
from app.kit.errors import Invalid
from app.measurement import BadInput, Change, Control, Point, Series, SeriesEffect, as_json, estimate_series_effect
from app.measurement.days import zone_of
from app.measurement.inputs import points_of, require_zones, several_series, stepped, until
from app.measurement.money import Priced
from app.measurement.values import Result
from app.wiring import wire

HELP = "Measure what a change did to a metric: before against after, with a 90 % interval, or the reason why not."
REFUSED, BAD = 3, 2
BEFORE, AFTER = timedelta(days=112 + 224), timedelta(days=56 + 28)  # of the change: what is asked of a Prometheus
HOUR_SECONDS = 3_600
LARGEST_FILE = 64 * 1024 * 1024
TRIGGERS = ("planned", "incident", "bad_run", "unknown")
STATED = "whoever ran this command"


class _Unreadable(Exception):
    """Every fault of one input, each a line for the operator."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(faults[0])
        self.faults = faults


def add_arguments(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--series", type=Path, metavar="FILE.csv", help="lines of timestamp,value; oldest first")
    source.add_argument("--prometheus", metavar="URL", help="address of a Prometheus; needs --query")
    source.add_argument("--task", choices=["-"], help="read one task as JSON from standard input (for the worker)")
    parser.add_argument("--query", metavar="PROMQL", help="a query whose answer is one series")
    parser.add_argument("--change", metavar="DATE", help="2026-03-02, or a time with its offset")
    parser.add_argument("--rolled-out", metavar="DATE", help="when the change had reached everybody")
    parser.add_argument("--until", metavar="DATE", help="last day to use (default: all)")
    parser.add_argument(
        "--control", type=Path, action="append", default=[], metavar="FILE.csv",
        help=f"a series that the change does not touch; up to {MOST_CONTROLS} times",
    )  # fmt: skip
    parser.add_argument("--metric", help="its name in the sentence (default: the name of the file)")
    parser.add_argument("--unit", default="", help="ms, errors, %%")
    parser.add_argument("--higher-is-better", action="store_true")
    parser.add_argument("--tz", default="UTC", metavar="ZONE", help="whose days are counted, such as Europe/Paris")
    parser.add_argument("--trigger", choices=TRIGGERS, default="unknown", help="why the change was made")
    parser.add_argument("--no-other-changes", action="store_true", help="you know of none in these weeks")
    parser.add_argument("--common-cause", metavar="TEXT", help="what moved the metric and its controls together")
    parser.add_argument("--json", action="store_true", help="the whole answer for machines")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    try:
        result = _task(sys.stdin.buffer.read()) if args.task else _measured(args, terminal)
    except _Unreadable as unreadable:
        for line in unreadable.faults:
            print(line, file=sys.stderr)
        return BAD
    if args.json or args.task:
        sys.stdout.buffer.write(as_json(result).encode())
        sys.stdout.buffer.flush()
    elif isinstance(result, SeriesEffect):
        print(report(result))
    return REFUSED if isinstance(result, Result) and result.status == "refused" else 0


def _task(text: bytes) -> Result | Priced:
    try:
        return read_task(text).answer()
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors(include_url=False)]
        raise _Unreadable(faults) from None
    except (BadInput, Invalid) as error:
        raise _Unreadable(_lines(error)) from None


def _measured(args: argparse.Namespace, terminal: Terminal) -> SeriesEffect:
    _require(args)
    try:
        zone_of(args.tz)
        change, last = _change(args), _day(args.until)
        require_zones(args.tz, change)
    except BadInput as error:
        raise _Unreadable([str(error)]) from None
    try:
        found = _points(args.series, args.tz) if args.series else _asked(args, terminal, change.t0, last)
    except SeveralSeries as several:
        return several_series(several.labels)
    points, step = stepped(until(found, last, args.tz), args.tz)
    name = args.metric or (args.series.name if args.series else args.query)
    series = Series(
        metric=_one_line(name), unit=args.unit, points=points, step=step, tz=args.tz,
        direction="higher_is_better" if args.higher_is_better else "lower_is_better",
    )  # fmt: skip
    controls = [
        Control(
            name=file.name,
            points=stepped(until(_points(file, args.tz), last, args.tz), args.tz)[0],
            unaffected_by=STATED,
        )
        for file in args.control
    ]
    try:
        return estimate_series_effect(series, change, controls)
    except BadInput as error:
        raise _Unreadable([f"{args.series or args.prometheus}: {error}"]) from None


def _require(args: argparse.Namespace) -> None:
    faults = []
    if not args.change:
        faults.append("--change is needed: the day of the change, such as 2026-03-02")
    if len(args.control) > MOST_CONTROLS:
        faults.append(f"--control is taken {MOST_CONTROLS} times at most")
    if args.prometheus and not args.query:
        faults.append("--query is needed: a query in PromQL whose answer is one series")
    if args.query and not args.prometheus:
        faults.append("--query asks a Prometheus: give its address with --prometheus")
    if faults:
        raise _Unreadable(faults)


def _asked(args: argparse.Namespace, terminal: Terminal, t0: datetime, last: date | None) -> tuple[Point, ...]:
    """By the hour, from as far back as older history helps. Raises ToolFailed for whatever is not one series."""
    wiring = wire(terminal.settings, clock=terminal.clock)
    try:
        end = min(wiring.clock(), t0 + AFTER)
        if last is not None:
            end = min(end, datetime.combine(last + timedelta(days=1), time(), zone_of(args.tz)))
        asked = MetricQuery(args.query, t0 - BEFORE, max(end, t0), HOUR_SECONDS)
        return points_of(wiring.gauges["prometheus"].read(asked, config={"address": args.prometheus}, secret=""))
    finally:
        wiring.close()


def _change(args: argparse.Namespace) -> Change:
    """The command is the record of its own date: a clock in it would give two runs of one question other bytes."""
    t0 = _moment(args.change, args.tz)
    return Change(
        t0=t0, recorded_at=t0, t1=_moment(args.rolled_out, args.tz) if args.rolled_out else None, trigger=args.trigger,
        other_changes=() if args.no_other_changes else None, common_cause=args.common_cause,
    )  # fmt: skip


def _moment(text: str, tz: str) -> datetime:
    """A bare date is midnight in `tz`."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text), time(), zone_of(tz))
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(None, f"{text}: write a day as 2026-03-02, or a time as 2026-03-02T14:00:00Z") from None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadInput(None, f"{text}: write the last day as 2026-05-01") from None


def _points(file: Path, tz: str) -> tuple[Point, ...]:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise _Unreadable([f"{file}: larger than {LARGEST_FILE // (1024 * 1024)} MiB"])
        return points_of(read_metric(file.read_bytes(), zone=tz, most_rows=MOST_ROWS))
    except OSError as error:
        raise _Unreadable([f"{file}: {error.strerror or error}"]) from None
    except Invalid as error:
        raise _Unreadable([f"{file}: {line}" for line in _lines(error)]) from None


def _lines(error: BadInput | Invalid) -> list[str]:
    if isinstance(error, BadInput):
        return [str(error)]
    return [one.message for one in error.errors] or [error.message]


def _one_line(text: str) -> str:
    """A query may be written over several lines; a sentence is not."""
    return " ".join(text.split())
