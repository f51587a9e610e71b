"""A file becomes a series: every fault at once with its line, other steps averaged, days in the series' own zone."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from app.domain.metric_file import as_csv, read_metric
from app.kit.errors import Invalid
from app.measurement import BadInput, Change, OtherChange, Point
from app.measurement.inputs import points_of, require_zones, several_series, stepped, until

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HEADER = "timestamp,value\n"


def faults(text: str | bytes, *, zone: str = "UTC", most_rows: int = 200_000) -> list[str]:
    with pytest.raises(Invalid) as refused:
        read_metric(text.encode() if isinstance(text, str) else text, zone=zone, most_rows=most_rows)
    return [one.message for one in refused.value.errors] or [refused.value.message]


def every(step: timedelta, count: int, *, start: datetime = MONDAY, value: float = 1.0) -> list[Point]:
    return [Point(start + n * step, value + n) for n in range(count)]


def test_days_hours_gaps_and_both_line_ends_are_read():
    text = "\ufeff" + HEADER + "2026-03-02,1.5\r\n2026-03-03T00:00:00+01:00,\r\n2026-03-03T12:00:00Z,-2e3\r\n\r\n"
    found = read_metric(text.encode(), zone="Europe/Paris")
    assert [one.value for one in found] == [1.5, None, -2000]
    assert [one.ts.isoformat() for one in found] == [
        "2026-03-01T23:00:00+00:00",
        "2026-03-02T23:00:00+00:00",
        "2026-03-03T12:00:00+00:00",
    ]
    assert read_metric(as_csv(found).encode(), zone="UTC") == found


def test_every_fault_is_named_at_once_with_its_line():
    text = (
        HEADER + "2026-03-02,NaN\n2026-03-03,1,5\n2026-03-03,2\n2026-03-03,3\n2026-03-01,inf\n2026-03-04T00:00:00,4\n"
    )
    said = faults(
        text + "03/05/2026,5\n2026-03-06,1_000\n2026-03-07,1.2.3\n2026-03-08,٣\n2026-03-09,1e999\n2026-03-10\n"
    )
    assert [one.split(":")[0] for one in said] == [
        "Line 2", "Line 3", "Line 5", "Line 6", "Line 6", "Line 7", "Line 8", "Line 9", "Line 10", "Line 11", "Line 12",
        "Line 13",
    ]  # fmt: skip
    assert "the value is no number" in said[0]
    assert "3 cells where 2 are due. Write decimals with a dot: 1.5." in said[1]
    assert "stands in the line before, too" in said[2]
    assert "lies before that of the line above" in said[4]
    assert "2026-03-02T14:00:00Z" in said[5]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("time,value\n2026-03-02,1\n", "The first line is: timestamp,value"),
        ("timestamp;value\n2026-03-02;1\n", "The first line is: timestamp,value"),
        ("", "The first line is: timestamp,value"),
        (HEADER, "There is no reading in this file."),
        (HEADER + '2026-03-02,"1\n', "a quotation mark is left open"),
        (HEADER.encode() + b"2026-03-02,1\n2026-03-03,\xff\n", "Line 3: this line is not UTF-8"),
        (HEADER + "2026-02-30,1\n", "Line 2: write the time as"),
        (HEADER + "0001-01-01,1\n", "Line 2: write the time as"),
        (HEADER + "9999-12-31T23:59:59-12:00,1\n", "Line 2: write the time as"),
    ],
)
def test_what_is_no_series_is_refused_in_words(text: str | bytes, says: str):
    assert says in faults(text, zone="Europe/Paris")[0]


def test_an_upload_holds_fewer_rows_than_a_file_at_the_command_line():
    rows = (f"{MONDAY + timedelta(minutes=n):%Y-%m-%dT%H:%M:00Z},1\n" for n in range(50_001))
    text = (HEADER + "".join(rows)).encode()
    assert len(read_metric(text, zone="UTC", most_rows=200_000)) == 50_001
    assert faults(text, most_rows=50_000) == ["A file holds at most 50,000 readings."]


def test_a_file_of_faults_lists_the_first_hundred():
    said = faults(HEADER + "x,y\n" * 1000)
    assert len(said) == 101
    assert said[-1] == "And more: the first 100 faults are listed."


def test_the_typical_gap_tells_the_step():
    day, hour = timedelta(days=1), timedelta(hours=1)
    assert stepped(every(day, 10), "UTC") == (tuple(every(day, 10)), "1d")
    assert stepped(every(hour, 48), "UTC") == (tuple(every(hour, 48)), "1h")
    assert stepped(list(reversed(every(day, 10))), "UTC")[0] == tuple(every(day, 10))
    assert stepped([], "UTC") == ((), "1d")
    assert stepped(every(7 * day, 10), "UTC")[1] == "1d"


def test_finer_readings_are_averaged_to_hours():
    points, step = stepped(every(timedelta(minutes=15), 8), "UTC")
    assert step == "1h"
    assert points == (Point(MONDAY, 2.5), Point(MONDAY + timedelta(hours=1), 6.5))


def test_a_missing_reading_is_left_out_of_the_mean_and_an_empty_hour_is_missing():
    given = [Point(MONDAY + timedelta(minutes=15 * n), None if n in {1, 4, 5, 6, 7} else n) for n in range(8)]
    points, _ = stepped(given, "UTC")
    assert [point.value for point in points] == [pytest.approx(5 / 3), None]


def test_hours_off_the_hour_are_put_on_it():
    late = every(timedelta(hours=1), 30, start=MONDAY + timedelta(minutes=10))
    points, step = stepped(late, "UTC")
    assert (step, points[0].ts, points[0].value) == ("1h", MONDAY, 1)


def test_readings_every_six_hours_become_days_of_the_own_zone():
    points, step = stepped(every(timedelta(hours=6), 12, start=MONDAY - timedelta(hours=5)), "Pacific/Auckland")
    assert step == "1d"
    assert {(str(point.ts.tzinfo), point.ts.hour) for point in points} == {("Pacific/Auckland", 0)}
    assert sum(point.value is not None for point in points) >= 3


def test_a_day_with_less_than_half_of_its_readings_is_missing():
    given = [
        *every(timedelta(hours=4), 6),
        Point(MONDAY + timedelta(days=1), 7.0),
        *every(timedelta(hours=4), 6, start=MONDAY + timedelta(days=2)),
    ]
    points, _ = stepped(given, "UTC")
    assert [point.value for point in points] == [3.5, None, 3.5]


def test_until_takes_the_whole_last_day_of_the_own_zone():
    given = every(timedelta(hours=1), 72)
    assert len(until(given, None, "UTC")) == 72
    assert until(given, date(2026, 3, 2), "UTC")[-1].ts == MONDAY + timedelta(hours=23)
    assert until(given, date(2026, 3, 2), "Europe/Paris")[-1].ts == MONDAY + timedelta(hours=22)


def test_nan_and_infinity_of_a_tool_are_missing():
    given = [(MONDAY, float("nan")), (MONDAY, float("inf")), (MONDAY, None), (MONDAY, 1.0)]
    assert [point.value for point in points_of(given)] == [None, None, None, 1.0]


def test_times_without_an_offset_are_bad_input():
    naive = MONDAY.replace(tzinfo=None)
    with pytest.raises(BadInput, match="without an offset"):
        points_of([(naive, 1.0)])
    wrong = [
        Change(t0=naive, recorded_at=MONDAY),
        Change(t0=MONDAY, recorded_at=naive),
        Change(t0=MONDAY, recorded_at=MONDAY, t1=naive),
        Change(t0=MONDAY, recorded_at=MONDAY, other_changes=(OtherChange(ts=naive, text="disks"),)),
    ]
    for change in wrong:
        with pytest.raises(BadInput, match="without an offset"):
            require_zones("UTC", change)


def test_an_unknown_zone_and_a_roll_out_before_its_change_are_bad_input():
    change = Change(t0=MONDAY, recorded_at=MONDAY, t1=MONDAY - timedelta(days=1))
    with pytest.raises(BadInput, match="unknown time zone: Mars/Base"):
        require_zones("Mars/Base", change)
    with pytest.raises(BadInput, match="the roll-out ends before it begins"):
        require_zones("UTC", change)


def test_several_series_are_refused_and_named():
    found = several_series([f'{{job="{n}"}}' for n in range(12)])
    assert (found.status, found.reason_code, found.effect_rel, found.ask_again_on) == (
        "refused",
        "multi_series",
        None,
        None,
    )
    assert 'The query answers with 12 series where one is needed: {job="0"}, {job="1"}' in found.sentence
    assert found.sentence.endswith('{job="9"} and 2 more.')


def test_a_zone_name_for_the_same_days_changes_nothing():
    given = every(timedelta(minutes=20), 300, start=MONDAY.astimezone(timezone(timedelta(hours=1))))
    paris, berlin = stepped(given, "Europe/Paris"), stepped(given, "Europe/Berlin")
    assert [(p.ts, p.value) for p in paris[0]] == [(p.ts, p.value) for p in berlin[0]]
