"""What an operator reads on standard error: fields on one line, and nothing that people wrote."""

import json
import logging
import shlex
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.actions.keep_time import enqueue
from app.kit.log import formatter
from app.kit.work_ids import JOB_ID
from app.worker.loop import run_jobs
from tests.site import Site


class Lines(logging.Handler):
    """Everything of ours that was logged, as it would have been written."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setFormatter(formatter(kind))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture(params=["json", "text"])
def lines(request: pytest.FixtureRequest):
    handler, ours = Lines(request.param), logging.getLogger("unsung")
    ours.addHandler(handler)
    ours.setLevel(logging.INFO)
    yield handler.lines
    ours.removeHandler(handler)


def fields(line: str) -> dict[str, object]:
    """Of either kind: what it says by name."""
    if line.startswith("{"):
        return json.loads(line)
    at, level, source, event, *rest = shlex.split(line)
    return {"at": at, "level": level, "from": source, "event": event} | dict(one.split("=", 1) for one in rest)


def test_a_failed_request_is_found_by_the_id_that_its_answer_carries(site: Site, lines: list[str]):
    with site.wiring.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE team RENAME TO elsewhere"))
    answer = site.page("ADMIN", "GET", "/teams")
    assert answer.status_code == 503
    (line,) = (fields(one) for one in lines if "request_id" in one)
    assert line["request_id"] == answer.headers["x-request-id"]
    assert (line["event"], line["level"], line["from"]) == ("database", "error", "unsung.web")


def test_a_failed_job_is_found_by_its_id(site: Site, lines: list[str]):
    with site.wiring.store.write() as db:
        known = {"kind": "of another version", "dedupe_key": "one", "payload": {}}
        enqueue(db, **known, run_at=site.clock() - timedelta(days=1), now=site.clock())
        job = db.execute(text("SELECT id FROM job")).scalar_one()
    run_jobs(site.wiring, site.clock())
    (line,) = map(fields, lines)
    assert (line["event"], line["job_id"], line["error"]) == ("job_failed", job, "StopIteration")
    assert "_perform" in str(line["trace"])
    assert JOB_ID.get() == ""


def test_a_trace_names_kinds_and_places_and_repeats_no_words(lines: list[str]):
    try:
        try:
            {}["what Ada wrote"]
        except KeyError as error:
            raise ValueError("what Ada wrote") from error
    except ValueError:
        logging.getLogger("unsung.web").exception("failed kind=%s", "ValueError")
    (line,) = lines
    assert [part in line for part in ("ValueError", "KeyError", "test_log.py", "Ada")] == [True, True, True, False]


def test_a_value_makes_no_second_line(lines: list[str]):
    logging.getLogger("unsung.web").warning("odd name=%s", 'a\nb "c" \x1b[31m')
    (line,) = lines
    assert not set(line) & set("\n\r\x1b")
    assert "odd" in line
    assert "\\n" in line


def test_words_of_a_library_stay_as_they_are(lines: list[str]):
    logging.getLogger("unsung.web").info("Started server process [%d]", 7)
    assert "Started server process [7]" in lines[0]
