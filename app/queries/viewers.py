"""The columns that make a Viewer, whatever they signed in with: active people alone."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, select

from app.domain import metadata

P = metadata.tables["person"]
_REPORT = P.alias("report")


def viewer_by(*credential: ColumnElement[Any], on: ColumnElement[str]) -> Select[Any]:
    """The person whose id is `on`, with the columns of the `credential` that names them."""
    return (
        select(
            P.c.id.label("person_id"),
            P.c.name,
            P.c.pseudonym,
            P.c.team_id,
            P.c.manager_id,
            P.c.is_member,
            P.c.is_hr,
            P.c.is_admin,
            exists().where(_REPORT.c.manager_id == P.c.id, _REPORT.c.active).label("is_manager"),
            P.c.time_zone,
            P.c.locale,
            P.c.theme,
            P.c.keys_on,
            *credential,
        )
        .select_from(P)
        .where(P.c.id == on, P.c.active)
    )
