"""What stands in an export: the same on both databases, nothing that a spreadsheet runs, nobody given away."""

import csv
import io
import json
import zipfile
from hashlib import sha256

import openpyxl
import pytest

from app.actions.take_report import ask_for_export, note_subjects
from app.database import Store
from app.domain import Export, Format, Viewer
from app.domain.export_ask import Ask
from app.kit.errors import Code, Conflict, Invalid, NotAllowed
from app.publishing import report_workbook
from app.publishing.export_file import Counted, chunks
from app.publishing.manifest import bundle, manifest_of
from app.publishing.report_csv import STARTS
from app.queries import export_rows, exports, units
from tests.reported import NOW, Reported, draft, reported

SEEN: dict[str, str] = {}
EVERYTHING = {
    "contributions": {"names": True},
    "impacts": {"names": True},
    "recognitions": {"names": True},
    "summary": {},
}


def taken(world: Reported, **changes: object) -> Export:
    with world.store.write() as db:
        return ask_for_export(db, by=world.hr, draft=draft(**changes), units=units.read(db), now=NOW)


def asked(world: Reported, **changes: object) -> Ask:
    export = taken(world, **changes)
    with world.store.read() as db:
        return exports.ask_of(db, export.id)


def written(store: Store, ask: Ask, form: Format = Format.CSV) -> bytes:
    with store.stream() as connection:
        return b"".join(chunks(ask, form, export_rows.batches(connection, ask)))


def table(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


@pytest.mark.parametrize("dataset", list(EVERYTHING))
@pytest.mark.parametrize("form", [Format.CSV, Format.JSONL])
def test_both_databases_give_the_same_bytes_and_give_them_again(store: Store, dataset: str, form: Format):
    world = reported(store)
    ask = asked(world, dataset=dataset, **EVERYTHING[dataset])
    body = written(store, ask, form)
    assert body == written(store, ask, form)
    assert body.count(b"\n") > 5
    assert SEEN.setdefault(f"{dataset}.{form}", sha256(body).hexdigest()) == sha256(body).hexdigest()


@pytest.mark.parametrize("dataset", ["contributions", "impacts", "recognitions"])
def test_no_cell_starts_a_formula_and_taking_the_mark_away_gives_the_original(store: Store, dataset: str):
    ask = asked(reported(store), dataset=dataset, names=True)
    rows = table(written(store, ask))
    plain = [json.loads(line) for line in written(store, ask, Format.JSONL).splitlines()]
    guarded = 0
    for row, original in zip(rows, plain, strict=True):
        for name, cell in row.items():
            assert not cell.lstrip(" ").startswith(tuple(STARTS))
            guarded += cell.startswith("'")
            assert cell.removeprefix("'") == (original[name] or "")
    assert guarded > 3


def test_a_workbook_holds_the_same_cells_as_text_and_the_same_bytes_again(sqlite_store: Store, tmp_path):
    ask = asked(reported(sqlite_store), names=True)
    for name in ("one.xlsx", "two.xlsx"):
        with sqlite_store.stream() as connection:
            rows = report_workbook.write(
                tmp_path / name, names=ask.header, typed=ask.typed,
                batches=Counted(export_rows.batches(connection, ask)),
            )  # fmt: skip
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx").active
    read = [["" if cell is None else cell for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert rows == len(read) - 1
    in_csv = list(csv.reader(io.StringIO(written(sqlite_store, ask).decode(), newline="")))
    assert read == in_csv
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_rows_come_in_order_of_finish_across_batches(store: Store, monkeypatch):
    ask = asked(reported(store))
    whole = written(store, ask)
    monkeypatch.setattr(export_rows, "BATCH", 3)
    assert written(store, ask) == whole
    days = [row["finished_on"] for row in table(whole)]
    assert days == sorted(days)


def test_people_are_pseudonyms_unless_names_are_asked_for(store: Store):
    world = reported(store)
    quiet = written(store, asked(world)).decode()
    assert "Łukasz" not in quiet
    assert "@lanternfish" not in quiet
    assert '"p-0106"' in quiet
    with store.write() as db:
        db.execute(Export.__table__.delete())
    named = written(store, asked(world, names=True)).decode()
    assert "Łukasz 112; Łukasz 113" in named
    assert "p112@lanternfish.example; p113@" in named


def test_withdrawn_work_and_thanks_taken_back_stay_out(store: Store):
    world = reported(store)
    rows = table(written(store, asked(world)))
    assert len(rows) == 23
    assert {row["state"] for row in rows} == {"proposed", "confirmed"}
    with store.write() as db:
        db.execute(Export.__table__.delete())
    given = table(written(store, asked(world, dataset="recognitions", names=True)))
    undone = [row for row in given if row["ref"] == "PW-20" or row["finished_on"] == "2026-04-15"]
    assert undone == []
    assert given[0]["replies"] == "'=Thanks"


def test_a_small_unit_is_folded_with_the_next_so_that_nothing_can_be_subtracted(store: Store):
    world = reported(store)
    with store.read() as db:
        known = units.read(db)
    assert world.teams["Data"] in known.kept.hidden
    assert world.teams["Data"] not in known.kept.open
    assert len(known.kept.hidden) == 2
    rows = table(written(store, asked(world)))
    assert "Data" not in {row["team"] for row in rows}
    assert "withheld units" in {row["team"] for row in rows}


@pytest.mark.parametrize("changes", [{"dataset": "summary"}, {"names": False}])
def test_exp_05_a_small_unit_cannot_be_asked_for(store: Store, changes: dict[str, object]):
    world = reported(store)
    with pytest.raises(Invalid) as refusal:
        taken(world, unit=world.teams["Data"], **changes)
    assert refusal.value.errors[0].code is Code.GROUP_TOO_SMALL


def test_a_unit_brings_everything_under_it(store: Store):
    world = reported(store)
    some = table(written(store, asked(world, unit=world.teams["Payments"])))
    assert len(some) == 8


def test_exp_06_one_export_at_a_time(store: Store):
    world = reported(store)
    taken(world)
    with pytest.raises(Conflict) as refusal:
        taken(world)
    assert refusal.value.code is Code.IN_PROGRESS


def test_only_hr_takes_a_file(sqlite_store: Store):
    world = reported(sqlite_store)
    peer = Viewer(world.people[3], "Łukasz", "p-0103")
    with sqlite_store.write() as db, pytest.raises(NotAllowed):
        ask_for_export(db, by=peer, draft=draft(), units=units.read(db), now=NOW)


def test_everybody_in_a_file_is_found_and_can_see_it(store: Store):
    world = reported(store)
    export = taken(world, dataset="recognitions", names=True)
    with store.read() as db:
        ask = exports.ask_of(db, export.id)
    with store.stream() as connection:
        people = list(exports.people_in(connection, ask))
    assert world.people[1] in people  # who gave the thanks
    for _ in range(2):
        with store.write() as db:
            note_subjects(db, export_id=export.id, people=people, now=NOW)
    with store.read() as db:
        held = exports.exports_with(db, person_id=world.people[1])
        nothing = exports.exports_with(db, person_id=world.people[2])
    assert [(one.purpose, one.names) for one in held] == [("promotion_file", True)]
    assert nothing == []


def test_the_bundle_holds_the_data_and_what_stands_beside_it(sqlite_store: Store):
    ask = asked(reported(sqlite_store))
    body = written(sqlite_store, ask)
    told = manifest_of(
        ask, Format.CSV, unit="", unit_name="", rows=23, size=len(body), sha256=sha256(body).hexdigest(), now=NOW
    )
    packed = b"".join(bundle("data.csv", [body[:100], body[100:]], json.dumps(told).encode()))
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        assert package.testzip() is None
        assert package.read("data.csv") == body
        beside = json.loads(package.read("manifest.json"))
    assert beside["purpose"] == "promotion file"
    assert "not made for rating people" in beside["purpose_note"]
    assert [column["name"] for column in beside["columns"]] == list(ask.header)
    assert "fewer than 5 people" in beside["withheld"]
    assert str(NOW.year) not in body.decode().split("\r\n")[0]


def test_totals_of_the_file_are_the_rows_of_the_list(store: Store):
    world = reported(store)
    lines = table(written(store, asked(world, dataset="summary")))
    with store.write() as db:
        db.execute(Export.__table__.delete())
    rows = table(written(store, asked(world)))
    for kind in ("incident_response", "preventive_fix"):
        mine = [row for row in rows if row["kind"] == kind]
        assert sum(int(line["contributions"]) for line in lines if line["kind"] == kind) == len(mine)
        yes = sum(row["recognised"] == "yes" for row in mine)
        assert sum(int(line["recognised"]) for line in lines if line["kind"] == kind) == yes
