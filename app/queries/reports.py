"""How much of the finished work was recognised, by quarter, unit and kind. Page and file are made of the same lines."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, case, func, select
from sqlmodel import Session, col

from app.domain import Contribution
from app.domain.coverage import Line, Tally, quarters
from app.domain.export_ask import Ask, Scope
from app.queries.export_cells import first_thanks, in_scope


def coverage(db: Session | Connection, scope: Scope, team_names: Mapping[str, str]) -> Iterator[Line]:
    """Lines in order of quarter, unit and kind. Units that share a word share a line. One quarter is read at a time."""
    for quarter, first, last in quarters(scope.from_on, scope.to_on):
        yield from _quarter(db, str(quarter), replace(scope, from_on=first, to_on=last), team_names)


def summary_rows(connection: Connection, ask: Ask) -> list[Sequence[str]]:
    """The summary as columns of text, in the order of the file's columns. Small: quarters times units times kinds."""
    rows = [_row(line) for line in coverage(connection, ask.scope, ask.team_names)]
    return [[row[name] for row in rows] for name in ask.header]


def _quarter(db: Session | Connection, quarter: str, scope: Scope, team_names: Mapping[str, str]) -> list[Line]:
    thanked: Select[Any] = select(
        col(Contribution.team_id).label("team"),
        col(Contribution.kind).label("kind"),
        col(Contribution.finished_on).label("finished_on"),
        first_thanks().label("thanked_on"),
    ).where(*in_scope(scope))
    found = thanked.subquery()
    # The day of finish matters for what was thanked alone; without it the rest of a unit is one group.
    since = case((found.c.thanked_on.is_not(None), found.c.finished_on))
    parts = (found.c.team, found.c.kind, since, found.c.thanked_on)
    question = select(*parts, func.count()).group_by(*parts)
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for team, kind, finished_on, thanked_on, number in db.execute(question):
        tallies[team_names[team or ""], kind].add(_tally(finished_on, thanked_on, number))
    return [Line(quarter, team, kind, tallies[team, kind]) for team, kind in sorted(tallies)]


def _tally(finished_on: date | None, thanked_on: str | None, number: int) -> Tally:
    if thanked_on is None or finished_on is None:
        return Tally(number)
    days = max(0, (date.fromisoformat(thanked_on) - finished_on).days)
    return Tally(number, number, Counter({days: number}))


def _row(line: Line) -> dict[str, str]:
    share, days = line.tally.share, line.tally.median_days
    return {
        "quarter": line.quarter,
        "team": line.team,
        "kind": line.kind,
        "contributions": str(share.whole),
        "recognised": str(share.part),
        "share": "" if share.value is None else f"{share.value:.4f}",
        "share_low": f"{share.low:.4f}",
        "share_high": f"{share.high:.4f}",
        "median_days": "" if days is None else f"{days:g}",
    }
