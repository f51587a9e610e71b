"""Type and tags of one change, with probabilities, from the words and files of the change alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from operator import mul

from app.discovery.features import Features, features_of
from app.discovery.model import TYPES, Model, shipped_model
from app.domain.sighting import PREVENTIVE_TYPES, TAG_OF_TYPE, Change, ChangeType, Tag

DECLARED = 0.95
FEWEST_DECLARED = 50
PRIOR_POWER = 0.5
_SURE = 1e-9
_FIX = TYPES.index(ChangeType.FIX)
_PREVENTIVE = tuple(place for place, one in enumerate(TYPES) if one in PREVENTIVE_TYPES)
_EVIDENCE = (Tag.PERFORMANCE, Tag.SECURITY, Tag.OBSERVABILITY)

Prior = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """What a change is. `probabilities` are in the order of ChangeType and sum to 1.

    `preventive` is the calibrated probability that the change is preventive, a fix counted as such;
    `preventive_unless_fix` is for a change that an incident called for, which this room cannot know.
    """

    type: ChangeType
    probabilities: tuple[float, ...]
    tags: tuple[Tag, ...]
    tag_probabilities: Mapping[Tag, float]
    preventive: float
    preventive_unless_fix: float = 0.0


def tag_change(change: Change, *, prior: Prior | None = None, model: Model | None = None) -> Tagged:
    """A declared type wins for the type, at 0.95; evidence may add tags and takes none of its own away."""
    known = model or shipped_model()
    columns = column_scores(known, features_of(change))
    probabilities = _types(known, columns, prior)
    tag_p = {tag: _sigmoid(tag_score(known, tag, columns) / one.temperature) for tag, one in known.tags.items()}
    if change.declared_type is not None:
        probabilities = _declared(probabilities, change.declared_type)
        implied = TAG_OF_TYPE[change.declared_type]
        tag_p[implied] = max(tag_p[implied], DECLARED)
    best = TYPES[probabilities.index(max(probabilities))]
    held = {tag for tag, p in tag_p.items() if p >= known.tags[tag].threshold} | {TAG_OF_TYPE[best]}
    some = sum(map(probabilities.__getitem__, _PREVENTIVE))
    fix = probabilities[_FIX]
    return Tagged(
        best,
        probabilities,
        tuple(tag for tag in Tag if tag in held),
        tag_p,
        _preventive(known.preventive, some + fix, tag_p),
        _preventive(known.preventive_unless_fix, some, tag_p),
    )


def _preventive(put_right: tuple[float, float], some: float, tags: Mapping[Tag, float]) -> float:
    """The summed chances of the types, put right by what labels said of such sums, or a tag that no type implies.

    1 - product of (1 - p) over the tags orders changes worse (average precision 0.78 against 0.85): the types exclude
    each other, tags that follow from them are not independent.
    """
    slope, bias = put_right
    held = min(max(some, _SURE), 1.0 - _SURE)
    return max(_sigmoid(slope * log(held / (1.0 - held)) + bias), *(tags[tag] for tag in _EVIDENCE))


def prior_of(declared: Mapping[ChangeType, int], expected: Sequence[float]) -> Prior | None:
    """Factors for the types of a repository: (its declared share / the model's share) ** 0.5.

    `expected` are the sums of the model's probabilities over the same changes. None below 50 declared changes: a few
    say nothing about a custom.
    """
    total = sum(declared.values())
    if total < FEWEST_DECLARED:
        return None
    both = zip(TYPES, expected, strict=True)
    whole = sum(expected) + len(TYPES)
    ours = total + len(TYPES)
    return tuple((((declared.get(one, 0) + 1) / ours) / ((model + 1) / whole)) ** PRIOR_POWER for one, model in both)


def column_scores(model: Model, features: Features) -> list[float]:
    """One score a column: the sum over features of value x weight, and the bias."""
    scores = list(model.biases)
    for names in (features.title, features.text, features.paths, features.joint):
        rows = [model.words[name] for name in names if name in model.words]
        if rows:
            squares, *sums = map(sum, zip(*rows, strict=True))
            length = sqrt(squares)
            scores = [score + one / length for score, one in zip(scores, sums, strict=True)]
    plain, scaled = [scores], []
    for name, value in features.numbers.items():
        row = model.numbers.get(name)
        if row is not None:
            if value == 1.0:
                plain.append(row)  # type: ignore[arg-type]
            else:
                scaled.append((value, row))
    plain.extend([value * weight for weight in row] for value, row in scaled)
    return list(map(sum, zip(*plain, strict=True)))


def tag_score(model: Model, tag: Tag, columns: Sequence[float]) -> float:
    one = model.tags[tag]
    score: float = one.bias + sum(map(mul, one.mix, columns))
    return score


def _types(model: Model, columns: Sequence[float], prior: Prior | None) -> tuple[float, ...]:
    scores = columns[: len(TYPES)]
    highest = max(scores)
    weights = [exp((score - highest) / model.temperature) for score in scores]
    if prior is not None:
        weights = [weight * factor for weight, factor in zip(weights, prior, strict=True)]
    whole = sum(weights)
    return tuple(weight / whole for weight in weights)


def _declared(probabilities: Sequence[float], declared: ChangeType) -> tuple[float, ...]:
    place = TYPES.index(declared)
    rest = sum(probabilities) - probabilities[place]
    if rest <= 0:
        return tuple(1.0 if one is declared else 0.0 for one in TYPES)
    return tuple(
        DECLARED if one is declared else (1.0 - DECLARED) * p / rest
        for one, p in zip(TYPES, probabilities, strict=True)
    )


def _sigmoid(score: float) -> float:
    if score >= 0:
        return 1.0 / (1.0 + exp(-score))
    power = exp(score)
    return power / (1.0 + power)
