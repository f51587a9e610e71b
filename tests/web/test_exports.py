"""HR takes the record out at the API: one file at a time, for a day, recorded, the same bytes again."""

import io
import json
import zipfile
from hashlib import sha256

import pytest
from sqlalchemy import text

from app.worker.jobs import make_workbooks
from app.worker.loop import run_due
from tests.reported import reported
from tests.site import Site, site

__all__ = ["site"]
ASK = {"dataset": "contributions", "from": "2026-01-01", "to": "2026-06-30", "purpose": "thank"}


@pytest.fixture
def record(site: Site) -> Site:
    reported(site.world.store)
    return site


def made(site: Site, **changes: object) -> str:
    answer = site.api("HR", "POST", "/exports", json=ASK | changes)
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"/api/v1/exports/{answer.json()['id']}"
    return str(answer.json()["id"])


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_the_first_fetch_makes_the_file_and_later_ones_repeat_it(record: Site, form: str):
    export_id = made(record, format=form)
    first = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert first.status_code == 200
    assert first.content.count(b"proposed") > 5
    again = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert again.content == first.content
    told = record.api("HR", "GET", f"/exports/{export_id}").json()
    assert (told["state"], told["rows"]) == ("ready", 23)
    assert told["sha256"] == sha256(first.content).hexdigest()
    beside = record.api("HR", "GET", f"/exports/{export_id}/manifest").json()
    assert beside["sha256"] == told["sha256"]
    assert beside["generated_at"].startswith("2026-05-18")


def test_exp_09_parts_by_range(record: Site):
    export_id = made(record)
    whole = record.api("HR", "GET", f"/exports/{export_id}/file").content
    part = record.api("HR", "GET", f"/exports/{export_id}/file", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole[10:20])
    beyond = record.api("HR", "GET", f"/exports/{export_id}/file", headers={"range": "bytes=0-99999999999"})
    assert beyond.status_code in (206, 416)
    many = ",".join(f"{start}-{start}" for start in range(0, 2000, 2))
    answer = record.api("HR", "GET", f"/exports/{export_id}/file", headers={"range": f"bytes={many}"})
    assert answer.status_code in (206, 416)


def test_the_bundle_holds_the_same_data(record: Site):
    export_id = made(record)
    assert record.api("HR", "GET", f"/exports/{export_id}/bundle").status_code == 409
    data = record.api("HR", "GET", f"/exports/{export_id}/file").content
    packed = record.api("HR", "GET", f"/exports/{export_id}/bundle")
    with zipfile.ZipFile(io.BytesIO(packed.content)) as package:
        names = package.namelist()
        assert package.read(names[1]) == data
        assert json.loads(package.read("manifest.json"))["purpose"] == "thank"


def test_a_workbook_is_in_progress_until_the_worker_made_it(record: Site):
    export_id = made(record, format="xlsx")
    early = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert (early.status_code, early.json()["code"]) == (409, "in_progress")
    run_due(record.wiring, record.clock())
    file = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert file.status_code == 200
    assert file.content[:2] == b"PK"


def test_f55_a_killed_workbook_leaves_no_half_file_and_is_made_anew(record: Site, monkeypatch: pytest.MonkeyPatch):
    export_id = made(record, format="xlsx")

    def dies(*_: object, **__: object) -> int:
        raise SystemExit  # no handler of the worker's takes this one, as none takes a kill

    with monkeypatch.context() as broken:
        broken.setattr(make_workbooks.report_workbook, "write", dies)
        with pytest.raises(SystemExit):
            run_due(record.wiring, record.clock())
    run_due(record.wiring, record.clock())
    assert record.api("HR", "GET", f"/exports/{export_id}/file").status_code == 409  # the lease still holds
    record.clock.pass_by(seconds=61)
    run_due(record.wiring, record.clock())
    assert record.api("HR", "GET", f"/exports/{export_id}/file").status_code == 200


def test_exp_07_and_08_a_file_is_its_owners_for_a_day(record: Site):
    export_id = made(record)
    for part in ("PEER", "ADMIN", "MGR1"):
        assert record.api(part, "GET", f"/exports/{export_id}").status_code == 404
        assert record.api(part, "GET", f"/exports/{export_id}/file").status_code == 404
        assert record.api(part, "POST", "/exports", json=ASK).status_code == 403
    changed = export_id[:-1] + ("0" if export_id[-1] != "0" else "1")
    assert record.api("HR", "GET", f"/exports/{changed}/file").status_code == 404
    record.api("HR", "GET", f"/exports/{export_id}/file")
    record.clock.pass_by(hours=24)
    ended = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert (ended.status_code, ended.json()["code"]) == (410, "gone")
    run_due(record.wiring, record.clock())
    assert list((record.wiring.settings.data_folder / "exports").iterdir()) == []


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"purpose": None}, "/purpose", "purpose_required"),
        ({"purpose": "dismissal"}, "/purpose", "purpose_required"),
        ({"from": "2014-01-01", "to": "2026-01-01"}, "/to", "bad_range"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "/to", "bad_range"),
        ({"format": "xlsx;x"}, "/format", "bad_choice"),
        ({"columns": ["commits"]}, "/columns", "bad_column"),
        ({"columns": ["emails"]}, "/columns", "bad_column"),
        ({"dataset": "recognitions", "names": True, "columns": ["words"]}, "/columns", "bad_column"),
    ],
)
def test_exp_01_to_04_what_cannot_be_taken(record: Site, changes: dict[str, object], field: str, code: str):
    answer = record.api("HR", "POST", "/exports", json=ASK | changes)
    assert answer.status_code == 422
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(field, code)]


def test_exp_06_the_second_waits(record: Site):
    made(record)
    second = record.api("HR", "POST", "/exports", json=ASK)
    assert (second.status_code, second.json()["code"]) == (409, "in_progress")


def test_exp_10_no_rows_is_a_header_and_a_note(record: Site):
    export_id = made(record, **{"from": "2001-01-01", "to": "2001-02-01"})
    file = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert file.content.count(b"\r\n") == 1
    assert record.api("HR", "GET", f"/exports/{export_id}/manifest").json()["note"].startswith("No rows")
    assert "header row" in record.page("HR", "GET", f"/exports/{export_id}").text


def test_the_log_has_asking_making_and_fetching_with_rows_columns_and_purpose(record: Site):
    export_id = made(record)
    for _ in range(2):
        record.api("HR", "GET", f"/exports/{export_id}/file")
    question = text("select action, changes from audit_event where object_id = :id order by seq")
    with record.world.store.read() as db:
        rows = db.execute(question, {"id": export_id}).all()
    log = [(action, changes if isinstance(changes, dict) else json.loads(changes)) for action, changes in rows]
    assert [action for action, _ in log] == ["export_asked", "export_made", "export_downloaded"]
    assert log[1][1]["rows"] == 23
    assert log[1][1]["purpose"] == "thank"
    assert "contributors" in log[1][1]["columns"]


def test_a_file_is_whole_or_not_there(record: Site):
    export_id = made(record)
    folder = record.wiring.settings.data_folder / "exports"
    assert not folder.exists() or list(folder.iterdir()) == []
    record.api("HR", "GET", f"/exports/{export_id}/file")
    assert [path.suffix for path in folder.iterdir()] == [".csv"]


def test_t17_a_file_that_is_being_written_is_not_written_twice_and_pages_keep_their_connections(record: Site):
    export_id = made(record)
    record.wiring.running.add(("export", export_id))
    busy = record.api("HR", "GET", f"/exports/{export_id}/file")
    assert (busy.status_code, busy.json()["code"]) == (409, "in_progress")
    record.wiring.running.clear()
    assert record.api("HR", "GET", f"/exports/{export_id}/file").status_code == 200
    assert record.wiring.running == set()


def test_the_list_holds_ones_own_files(record: Site):
    export_id = made(record)
    assert [one["id"] for one in record.api("HR", "GET", "/exports").json()["items"]] == [export_id]
    assert record.api("PEER", "GET", "/exports").status_code == 403


def test_a78_the_people_in_a_file_can_see_that_it_was_made(record: Site):
    subject = record.world.ids["SUBJECT"]
    with record.world.store.write() as db:
        db.execute(text("update contributor set person_id = :me where role = 'helped' and share is null and id = "
                        "(select min(id) from contributor where role = 'helped')"), {"me": subject})  # fmt: skip
    assert "Files that held you" not in record.page("SUBJECT", "GET", "/settings").text
    export_id = made(record)
    record.api("HR", "GET", f"/exports/{export_id}/file")
    run_due(record.wiring, record.clock())
    shown = record.page("SUBJECT", "GET", "/settings").text
    assert "made a file of contributions on 18 May 2026: thank, with pseudonyms." in shown
    assert "Files that held you" not in record.page("PEER", "GET", "/settings").text
