"""The bench must not flatter: its data, its reading of wrk and its verdicts are held here."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from app.actions.renew import renew
from app.cli.schema import migrate
from app.database import Store
from benchmarks import data
from benchmarks.book import Book
from benchmarks.goals import Goal, judge
from benchmarks.load import read_wrk
from benchmarks.loading import load
from benchmarks.sheets import SqliteWriter

REPORT = """Running 1s test @ http://127.0.0.1:8000/
  1 threads and 16 connections
  Latency Distribution
     50%  560.00us
     75%  700.00us
     90%    0.90ms
     99%    1.77ms
  23629 requests in 1.00s, 464.21MB read
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench") / "data"
    data.write(folder, 300, 200)
    return folder


def test_the_same_number_gives_the_same_bytes_on_every_machine(small):
    assert data.fingerprint(small) == "d22328ec2beb42d2"


def test_other_data_is_refused(small, tmp_path):
    (tmp_path / "data-10000").symlink_to(small)
    with pytest.raises(data.WrongData):
        data.ready(tmp_path, 10_000)


def test_loaded_rows_hold_what_the_product_itself_would_derive(small, tmp_path):
    database = tmp_path / "bench.db"
    migrate(f"sqlite:///{database}", Path("migrations"))
    load(small, SqliteWriter(str(database)))
    store = Store.open(f"sqlite:///{database}")
    before = _derived(store)
    with store.write() as db:
        renew(db, list(db.execute(text("select id from contribution")).scalars()))
    assert _derived(store) == before
    assert len(before["contribution"]) == 300
    store.close()


def test_a_report_of_wrk_is_read_in_milliseconds_and_bytes():
    assert read_wrk(REPORT) == {
        "requests": 23629, "seconds": 1.0, "bytes": 464.21 * 1024 * 1024, "p50_ms": 0.56, "p99_ms": 1.77, "failed": 0,
    }  # fmt: skip


def test_error_pages_and_broken_connections_count_as_failures():
    said = REPORT + "  Non-2xx or 3xx responses: 7\n  Socket errors: connect 0, read 2, write 0, timeout 1\n"
    assert read_wrk(said)["failed"] == 10


@pytest.mark.parametrize(
    ("rounds", "word"),
    [
        ([0.6, 0.7, 0.7], "ambitious"),
        ([0.6, 0.6, 1.2], "must"),
        ([1.4, 1.5, 1.4], "must"),
        ([1.4, 1.4, 2.3], "missed"),
        ([1.6, 1.6, 1.0], "missed"),
        ([], "not run"),
    ],
)
def test_a_goal_holds_by_its_median_and_without_a_wild_round(rounds, word):
    assert _judged(rounds).word == word


def test_a_tail_is_not_judged_on_a_noisy_machine_nor_throughput_without_wrk():
    assert _judged([9.0], figure="p99_ms", gaps=101).word == "not judged"
    assert _judged([9.0], figure="p99_ms").word == "missed"
    assert _judged([9.0], figure="per_second", has_wrk=False).word == "not judged"
    assert _judged([9.0], has_wrk=False).word == "missed"


def _judged(rounds, figure="cpu_ms", gaps=0, has_wrk=True):
    book = Book()
    for ratio in rounds:
        book.write("ours", {figure: ratio * 2})
        book.write("anchor", {figure: 2})
    goal = Goal("G1", "a page", "ours", "anchor", figure, must=1.5, ambitious=0.7)
    return judge([goal], book, has_wrk=has_wrk, gaps=gaps)[0]


def _derived(store):
    with store.read() as db:
        return {
            table: [
                json.dumps(list(row), default=str) for row in db.execute(text(f"select * from {table} order by id"))
            ]
            for table in ("contribution", "contributor")
        }
