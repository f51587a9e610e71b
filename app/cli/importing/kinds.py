"""What can be brought in: for each kind the action that takes its rows, and the column that a row is known by."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.actions.bring_in_contributions import bring_in_contributions
from app.actions.bring_in_incidents import bring_in_incidents
from app.actions.bring_in_people import bring_in_people
from app.actions.bring_in_places import bring_in_services, bring_in_teams
from app.actions.bring_in_recognitions import bring_in_recognitions
from app.domain.import_draft import COLUMNS, Columns


@dataclass(frozen=True)
class Kind:
    """`key`: the column that other rows of the file may refer to."""

    name: str
    bring_in: Callable[..., None]
    key: str

    @property
    def columns(self) -> Columns:
        return COLUMNS[self.name]


def _kind(name: str, bring_in: Any, key: str) -> tuple[str, Kind]:
    return name, Kind(name, bring_in, key)


KINDS = dict(
    [
        _kind("people", bring_in_people, "email"),
        _kind("teams", bring_in_teams, "name"),
        _kind("services", bring_in_services, "name"),
        _kind("incidents", bring_in_incidents, "ref"),
        _kind("contributions", bring_in_contributions, "ref"),
        _kind("recognitions", bring_in_recognitions, "contribution_ref"),
    ]
)
