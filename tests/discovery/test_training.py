"""Training: the same data give the same bytes, what is left out stays unseen, and a missed must fails the table."""

import gzip
import hashlib
import itertools
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.discovery.changes import change_of
from app.discovery.model import TYPES, Model, model_of, shipped_model
from app.discovery.tagger import tag_change
from app.domain.sighting import ChangeType, Tag
from benchmarks.discovery import card, judge
from benchmarks.discovery.constants import type_constants
from benchmarks.discovery.learning import by_repository, fit, in_groups, unseen_scores
from benchmarks.discovery.metrics import average_precision, scores
from benchmarks.discovery.rows import FILE, Labelled, data_folder, read_labelled
from benchmarks.discovery.settings import Settings
from benchmarks.discovery.train import MODEL, packed_model

LARGEST_MODEL = 800_000
EVERY = 60
SHARED = data_folder() / FILE
# What each type is told by in the rows that this test writes.
WRITTEN = {
    "feat": ("add support for", "src/{}.py"), "fix": ("fix a crash in", "src/{}.py"), "perf": ("speed up", "src/{}.py"),
    "refactor": ("extract and rename", "src/{}.py"), "test": ("cover", "tests/test_{}.py"),
    "ci": ("run the workflow of", ".github/workflows/{}.yml"), "build": ("compile with cmake", "CMakeLists.txt"),
    "docs": ("explain", "docs/{}.md"), "chore": ("bump", "package.json"), "style": ("reformat", "src/{}.py"),
}  # fmt: skip
THINGS = "orders rows pages filters parser ledger".split()


def written_rows() -> list[dict[str, Any]]:
    chance = random.Random(5)
    rows = []
    for number, (repository, label, thing) in enumerate(itertools.product("abcd", WRITTEN, THINGS)):
        words, path = WRITTEN[label]
        size = chance.randrange(1, 200)
        rows.append({
            "id": f"{repository}@{number}", "repo": repository, "subject": f"{words} {thing}", "label": label,
            "files": [[path.format(thing), size, size // 2, "M"]], "n_files": 1, "ins": size, "del": size // 2,
        })  # fmt: skip
    return rows


def kept(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode(), mtime=0))
    return path


def sample(path: Path) -> Path:
    """A small part of the shared data where they are; rows of our own elsewhere."""
    if not SHARED.exists():
        return kept(path, written_rows())
    with gzip.open(SHARED) as lines:
        return kept(path, [json.loads(line) for line in itertools.islice(lines, 0, None, EVERY)])


def left_out(data: Labelled) -> dict[str, float]:
    settings = Settings()
    unseen = unseen_scores(data, settings, in_groups(data, 3))
    chances = type_constants(unseen, data.types, settings).chances(unseen)
    return scores(data.types, chances, data.repositories)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return trained(tmp_path_factory.mktemp("data") / FILE)


def trained(path: Path) -> bytes:
    data = read_labelled(kept(path, written_rows()))
    return packed_model(data, Settings(), by_repository(data))


def of(model: Model, **row: Any) -> ChangeType:
    return tag_change(change_of({"id": "x"} | row), model=model).type


def test_the_same_data_give_the_same_bytes(packed: bytes, tmp_path: Path):
    assert trained(tmp_path / FILE) == packed


def test_what_was_learned_is_read_and_used(packed: bytes):
    model = model_of(packed)
    assert of(model, subject="speed up invoices", files=[["src/a.py", 9, 9, "M"]]) is ChangeType.PERF
    assert of(model, subject="cover invoices", files=[["tests/test_a.py", 9, 9, "M"]]) is ChangeType.TEST
    assert set(model.tags) == set(Tag)


def test_nothing_of_a_repository_that_is_left_out_is_known(tmp_path: Path):
    rows = [row | {"subject": f"{row['subject']} zyzzyva"} if row["repo"] == "a" else row for row in written_rows()]
    before = read_labelled(kept(tmp_path / "before.gz", written_rows()))
    after = read_labelled(kept(tmp_path / "after.gz", rows))
    learned = [fit(data, Settings(), data.repositories != 0) for data in (before, after)]
    assert learned[0][0].columns == learned[1][0].columns
    assert np.array_equal(learned[0][2], learned[1][2])


def test_the_card_tells_the_data_and_the_scores(packed: bytes, tmp_path: Path):
    page = tmp_path / "discovery.md"
    page.write_text(f"# Before\n{card.BEGIN}\nold\n{card.END}\nAfter\n")
    card.write(page, packed, None)
    told = page.read_text()
    assert told.startswith("# Before\n")
    assert told.endswith("After\n")
    assert "old" not in told
    assert "240 changes" in told
    assert "macro F1, ten types" in told


def test_repositories_that_were_left_out_are_judged_better_than_by_chance(tmp_path: Path):
    """A sixtieth of the shared data, where they are, has a fixed result; the rows written here are easy."""
    found = left_out(read_labelled(sample(tmp_path / FILE)))
    if SHARED.exists():
        assert found["macro_f1"] == pytest.approx(0.40, abs=0.02)
        assert found["preventive_fix_f1"] == pytest.approx(0.78, abs=0.02)
    else:
        assert found["macro_f1"] > 0.6


def test_the_table_fails_under_the_must_column_and_passes_above(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    rows = [row | {"id": f"{row['id']}/{copy}"} for row in written_rows() for copy in range(9)]
    truth = kept(tmp_path / "truth.gz", rows)
    right = [{"id": row["id"], "probs": {row["label"]: 1.0}} for row in rows]
    assert judge.main(str(truth), str(kept(tmp_path / "right.gz", right))) == 0
    wrong = [row | {"probs": {"fix": 1.0}} for row in right]
    assert judge.main(str(truth), str(kept(tmp_path / "wrong.gz", wrong))) == 1
    assert "macro_f1" in capsys.readouterr().out
    with pytest.raises(ValueError, match="no prediction"):
        judge.main(str(truth), str(kept(tmp_path / "short.gz", right[1:])))


def test_average_precision_is_that_of_a_list_by_hand():
    holds = np.array([True, False, True, False])
    assert average_precision(holds, np.array([0.9, 0.8, 0.7, 0.1])) == pytest.approx((1 + 2 / 3) / 2)


def test_the_shipped_model_is_small_and_names_the_data_it_was_made_from():
    assert MODEL.stat().st_size <= LARGEST_MODEL
    facts = shipped_model().facts
    assert facts["rows"] > 90_000
    if SHARED.exists():
        assert facts["sha256"] == hashlib.sha256(SHARED.read_bytes()).hexdigest()


def test_the_card_in_the_documents_is_that_of_the_shipped_model():
    page = (MODEL.parents[2] / "docs" / "discovery.md").read_text()
    assert shipped_model().facts["sha256"] in page
    assert f"{MODEL.stat().st_size:,} bytes" in page
    assert len(TYPES) == 10
