"""What the database says for each column of an export, and which rows are in it: the same for every format."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, Text, and_, case, cast, func, select
from sqlmodel import col

from app.domain import OPEN_STATES, Contribution, Contributor, Impact, Note, Recipient, Recognition
from app.domain.contribution import NoteKind
from app.domain.export import Dataset
from app.domain.export_ask import Scope

Cell = Any  # a column or an expression: SQLAlchemy has no short name for both
BETWEEN = "\x1e"
_PEOPLE = ("contributors", "roles", "emails", "recognised", "first_recognised_on")


def in_scope(scope: Scope, *, start: Cell | None = None) -> list[Cell]:
    """Open work finished in the period. What was withdrawn, merged, declined or reported never leaves.

    `start` stands for the first day where the reader fills it in. The unit is compared without its index: rows are
    read in order of finish, in pieces, and must not be sorted anew for each.
    """
    c = Contribution
    rules: list[Cell] = [
        col(c.finished_on).between(scope.from_on if start is None else start, scope.to_on),
        col(c.state).in_([state.value for state in OPEN_STATES]),
        col(c.hidden_by_id).is_(None),
    ]
    if scope.teams is not None:
        rules.append(func.coalesce(col(c.team_id), "").in_(sorted(scope.teams)))
    return rules


def place() -> tuple[Cell, Cell]:
    """The order of every export: by the day of finish, then by id."""
    return col(Contribution.finished_on), col(Contribution.id)


def cells_of(dataset: Dataset, names: tuple[str, ...]) -> dict[str, Cell]:
    """By label, all as text. People and teams come as ids, grades and tiers as digits: their words are put in later."""
    known = _CELLS[dataset] | {"cast": lambda: _cast(with_roles="roles" in names)}
    labels = ["cast" if dataset is Dataset.CONTRIBUTIONS and name in _PEOPLE else name for name in names]
    labels = ["recipients" if name == "emails" else name for name in labels]
    return {label: known[label]().label(label) for label in dict.fromkeys(labels)}


def rows_of(dataset: Dataset, cells: Mapping[str, Cell], scope: Scope, *, start: Cell | None = None) -> Select[Any]:
    question = select(*cells.values()).select_from(Contribution)
    if dataset is Dataset.IMPACTS:
        stated = and_(col(Impact.contribution_id) == col(Contribution.id), col(Impact.current))
        return question.join(Impact, stated).where(*in_scope(scope)).order_by(*place(), col(Impact.statement_id))
    if dataset is Dataset.RECOGNITIONS:
        given = and_(
            col(Recognition.contribution_id) == col(Contribution.id),
            col(Recognition.undone_at).is_(None),
            col(Recognition.delivered_at) <= scope.as_of,
        )
        return question.join(Recognition, given).where(*in_scope(scope)).order_by(*place(), col(Recognition.id))
    return question.where(*in_scope(scope, start=start)).order_by(*place())


def first_thanks() -> Cell:
    """The day on which somebody above first thanked a contributor for it, or null."""
    mine = col(Contributor.contribution_id) == col(Contribution.id)
    return select(_day(func.min(col(Contributor.recognised_at)))).where(mine).correlate(Contribution).scalar_subquery()


def _day(moment: Cell) -> Cell:
    return func.substr(cast(moment, Text), 1, 10)


def _text(value: Any) -> Cell:
    """Both databases write dates, numbers and amounts alike once they are asked for text."""
    return func.coalesce(cast(value, Text), "")


def _yes(value: Any) -> Cell:
    return case((value, "yes"), else_="no")


def _plain(value: Any) -> Cell:
    """Of a column that always holds something."""
    return cast(value, Text)


def _cast(*, with_roles: bool) -> Cell:
    """The contributors, each id with the role behind it, and behind a bar the day of the first thanks from above."""
    mine = col(Contributor.contribution_id) == col(Contribution.id)
    who = col(Contributor.person_id) + col(Contributor.role) if with_roles else col(Contributor.person_id)
    day = func.coalesce(_day(func.min(col(Contributor.recognised_at))), "")
    whole = func.aggregate_strings(who, " ") + "|" + day
    return func.coalesce(select(whole).where(mine).correlate(Contribution).scalar_subquery(), "|")


def _recipients() -> Cell:
    mine = col(Recipient.recognition_id) == col(Recognition.id)
    folk = func.aggregate_strings(col(Recipient.person_id), " ")
    return func.coalesce(select(folk).where(mine).correlate(Recognition).scalar_subquery(), "")


def _replies() -> Cell:
    """Each behind its own id, so that they can be put in order; ids are born in order of time."""
    mine = and_(col(Note.contribution_id) == col(Contribution.id), col(Note.kind) == NoteKind.REPLY.value)
    all_of_them = func.aggregate_strings(col(Note.id) + col(Note.words), BETWEEN)
    return func.coalesce(select(all_of_them).where(mine).correlate(Contribution).scalar_subquery(), "")


_WORK: dict[str, Any] = {
    "ref": lambda: _text(col(Contribution.ref)),
    "title": lambda: col(Contribution.title),
    "finished_on": lambda: _plain(col(Contribution.finished_on)),
    "team": lambda: _text(col(Contribution.team_id)),
    "self_reported": lambda: _yes(col(Contribution.self_reported)),
}
_CELLS: Mapping[Dataset, dict[str, Any]] = {
    Dataset.CONTRIBUTIONS: _WORK
    | {
        "id": lambda: col(Contribution.id),
        "kind": lambda: col(Contribution.kind),
        "category": lambda: col(Contribution.category),
        "state": lambda: col(Contribution.state),
        "grade": lambda: _plain(col(Contribution.grade)),
        "tier": lambda: _plain(col(Contribution.tier)),
    },
    Dataset.IMPACTS: _WORK
    | {
        "id": lambda: col(Impact.statement_id),
        "version": lambda: _text(col(Impact.version)),
        "contribution_id": lambda: col(Contribution.id),
        "contribution_kind": lambda: col(Contribution.kind),
        "author": lambda: col(Impact.author_id),
        "grade": lambda: _plain(col(Impact.grade)),
        "tier": lambda: _plain(col(Impact.tier)),
    }
    | {
        name: lambda name=name: _text(col(getattr(Impact, name)))
        for name in ("kind", "low", "likely", "high", "unit", "period", "method", "changed_on", "baseline_on")
    }
    | {name: lambda name=name: _text(col(getattr(Impact, name))) for name in ("source", "formula")},
    Dataset.RECOGNITIONS: _WORK
    | {
        "id": lambda: col(Recognition.id),
        "contribution_id": lambda: col(Contribution.id),
        "contribution_kind": lambda: col(Contribution.kind),
        "giver": lambda: col(Recognition.giver_id),
        "recipients": _recipients,
        "said_on": lambda: _text(col(Recognition.said_on)),
        "bulk": lambda: _yes(col(Recognition.bulk)),
        "replies": _replies,
    }
    | {
        name: lambda name=name: col(getattr(Recognition, name))
        for name in ("form", "level", "channel", "words")
    },
}  # fmt: skip
