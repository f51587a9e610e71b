"""A look at the changes of one repository: type and tags, efforts, slow fixes, reasons. Values in, values out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.actions.keep_looks import Looked
from app.discovery.explain import explain
from app.discovery.links import Said as Regrouped
from app.discovery.model import shipped_model
from app.discovery.pipeline import found_efforts, proposed, tag_changes
from app.discovery.slow_fix import Trouble
from app.discovery.tagger import Tagged
from app.domain import FoundEffort
from app.domain.sighting import TAG_OF_TYPE, Change, ChangeType, Tag
from app.queries.corrections import Said

TYPE_OF_TAG: Mapping[str, ChangeType] = {tag.value: kind for kind, tag in reversed(list(TAG_OF_TYPE.items()))}


@dataclass(frozen=True)
class Seen:
    """`efforts` are the slow fixes that are at least *maybe*, the largest first; `looked` are their changes alone."""

    efforts: tuple[FoundEffort, ...]
    looked: tuple[Looked, ...]
    others: int


def look(
    changes: Sequence[Change], *, said: Said, settled: Mapping[str, str], troubles: Sequence[Trouble] | None
) -> Seen:
    """The same changes and the same corrections give the same answer."""
    kinds = said.kinds_by_change()
    ours = [_as_said(one, kinds) for one in changes]
    tagged = tag_changes(ours)
    for name, kind in kinds.items():
        if name in tagged:
            tagged[name] = replace(tagged[name], tags=(Tag(kind),))
    every = found_efforts(ours, tagged, said=regrouped(said), settled=settled, troubles=troubles)
    found = sorted(proposed(every), key=lambda one: (-one.size, one.key))
    by_id = {one.external_id: one for one in ours}
    looked = [_looked(by_id[name], tagged[name]) for effort in found for name in effort.changes]
    return Seen(tuple(found), tuple(looked), len(every) - len(found))


def regrouped(said: Said) -> Regrouped:
    """What people split and joined, as the grouping takes it."""
    joins = tuple((*sorted(one.changes)[:1], *sorted(one.others)) for one in said.joins)
    return Regrouped(joins=joins, splits=tuple((one.changes, one.others) for one in said.splits))


def _as_said(change: Change, kinds: Mapping[str, str]) -> Change:
    """A kind that somebody gave it stands like a declared type."""
    kind = TYPE_OF_TAG.get(kinds.get(change.external_id, ""))
    return replace(change, declared_type=kind) if kind else change


def _looked(change: Change, tagged: Tagged) -> Looked:
    """With what spoke for its first tag, and what spoke most against it."""
    tags = tuple(tag.value for tag in tagged.tags)
    reasons: tuple[tuple[str, float], ...] = ()
    if tagged.tags:
        why = explain(change, tagged.tags[0])
        every = (*why.reasons, *((why.against,) if why.against else ()))
        reasons = tuple((reason.text, reason.weight) for reason in every)
    return Looked(change.external_id, tagged.type.value, tags, tagged.preventive, reasons)


def model_name() -> str:
    model = shipped_model()
    return f"{model.version}:{model.sha256[:12]}"
