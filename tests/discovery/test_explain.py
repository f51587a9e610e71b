"""Why a change got a tag: in its own words, and adding up."""

import math

from app.discovery.changes import change_of
from app.discovery.explain import contributions, explain
from app.discovery.features import features_of
from app.discovery.model import shipped_model
from app.discovery.tagger import column_scores, tag_change, tag_score
from app.domain.sighting import Tag

FASTER = change_of(
    {
        "id": "x", "subject": "make the CSV import faster by batching inserts", "body": "It was slow for large files.",
        "files": [["src/importer/rows.py", 40, 12, "M"], ["tests/test_rows.py", 9, 0, "A"]],
        "ins": 49, "del": 12, "n_files": 2,
    }
)  # fmt: skip
TESTS = change_of({"id": "y", "subject": "add cases for empty orders", "files": [["tests/test_orders.py", 30, 0, "M"]]})


def test_shown_and_hidden_and_bias_are_the_score():
    for change in (FASTER, TESTS):
        score = column_scores(shipped_model(), features_of(change))
        for tag in Tag:
            why = explain(change, tag)
            against = why.against.weight if why.against else 0.0
            total = sum(reason.weight for reason in why.reasons) + against + why.hidden + why.bias
            assert math.isclose(total, why.score, abs_tol=1e-6)
            assert math.isclose(why.score, tag_score(shipped_model(), tag, score), abs_tol=1e-6)


def test_without_its_strongest_feature_the_score_is_lower_by_just_that():
    model = shipped_model()
    bias, parts = contributions(model, features_of(FASTER), Tag.PERFORMANCE)
    top = max(parts, key=lambda name: parts[name])
    rest = [weight for name, weight in parts.items() if name != top]
    score = tag_score(model, Tag.PERFORMANCE, column_scores(model, features_of(FASTER)))
    assert parts[top] > 0
    assert math.isclose(bias + sum(rest), score - parts[top], abs_tol=1e-6)


def test_the_words_of_the_title_are_named_as_they_were_written():
    texts = [reason.text for reason in explain(FASTER, Tag.PERFORMANCE).reasons]
    assert any("faster" in text or "batching" in text for text in texts)


def test_a_change_of_tests_alone_says_so():
    assert "it changes only test files" in [reason.text for reason in explain(TESTS, Tag.TESTS).reasons]


def test_the_strongest_reason_against_is_told_too():
    against = explain(TESTS, Tag.PERFORMANCE).against
    assert against is not None
    assert against.weight < 0


def test_reasons_come_strongest_first_and_at_most_three():
    weights = [reason.weight for reason in explain(FASTER, Tag.PERFORMANCE).reasons]
    assert weights == sorted(weights, reverse=True)
    assert 1 <= len(weights) <= 3


def test_a_message_cannot_put_control_characters_into_a_reason():
    change = change_of(
        {"id": "z", "subject": "\x1b[31mfaster\x07 <b>query</b>", "files": [["a\x1b[0m/b.py", 1, 1, "M"]]}
    )
    for tag in Tag:
        why = explain(change, tag)
        for reason in (*why.reasons, *([why.against] if why.against else [])):
            assert reason.text.isprintable()
            assert "<" not in reason.text


def test_the_mis_filed_tag_is_the_one_explained():
    change = change_of({"id": "x", "subject": "refactor: reuse one buffer instead of cloning each row"})
    assert Tag.PERFORMANCE in tag_change(change).tags
    assert any("cloning" in reason.text or "reuse" in reason.text or "buffer" in reason.text
               for reason in explain(change, Tag.PERFORMANCE).reasons)  # fmt: skip
