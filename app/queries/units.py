"""The tree of units as reports may show it: names, what lies under each, and which are too small."""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.domain import Person, Team
from app.domain.withholding import NO_TEAM, Withholding, withholding


@dataclass(frozen=True)
class Units:
    names: dict[str, str]
    parents: dict[str, str | None]
    kept: Withholding

    def under(self, team_id: str) -> frozenset[str]:
        """A unit and everything below it."""
        children: dict[str | None, list[str]] = defaultdict(list)
        for team, parent in self.parents.items():
            children[parent].append(team)
        found = [team_id]
        for team in found:
            found += children[team]
        return frozenset(found)

    def may_be_shown(self, team_id: str | None) -> bool:
        """Whether figures of this unit, None for everybody, point at no small group."""
        return not self.kept.all and (team_id is None or team_id in self.kept.open)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(id, name) of every unit that may be asked for, in order of name."""
        return sorted(
            ((team, self.names[team]) for team in self.kept.open), key=lambda one: (one[1].casefold(), one[0])
        )


def read(db: Session) -> Units:
    teams = db.execute(select(col(Team.id), col(Team.name), col(Team.parent_id))).all()
    people = select(col(Person.team_id), func.count()).where(col(Person.active)).group_by(col(Person.team_id))
    sizes = {team or NO_TEAM: count for team, count in db.execute(people)}
    parents: dict[str, str | None] = {team: parent for team, _, parent in teams}
    return Units({team: name for team, name, _ in teams}, parents, withholding(parents, sizes))
