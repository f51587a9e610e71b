"""How a viewer stands to one contribution: everything that policy decides on, in one round trip."""

from collections.abc import Sequence

from sqlalchemy import and_, exists, or_, select
from sqlmodel import Session, col

from app.domain import Contribution, Contributor, Nomination, Person, ReportingLine, Standing, Viewer
from app.domain.policy import require_sight
from app.kit.ids import is_id


def standing_of(db: Session, viewer: Viewer, contribution_id: str) -> Standing | None:
    """None where there is no such contribution; whether the viewer may see it is for policy to say."""
    if not is_id(contribution_id):
        return None
    row = db.execute(_question(viewer).where(col(Contribution.id) == contribution_id)).one_or_none()
    return None if row is None else Standing(**row._mapping)


def standings_of(db: Session, viewer: Viewer, contribution_ids: Sequence[str]) -> dict[str, Standing]:
    """The same for a handful of contributions, in one round trip."""
    rows = db.execute(_question(viewer).where(col(Contribution.id).in_(contribution_ids)))
    return {row.contribution_id: Standing(**row._mapping) for row in rows}


def titles_of(db: Session, contribution_ids: Sequence[str]) -> dict[str, str]:
    """Of what has been sighted already."""
    question = select(col(Contribution.id), col(Contribution.title)).where(col(Contribution.id).in_(contribution_ids))
    return {row.id: row.title for row in db.execute(question)}


def sighted(db: Session, viewer: Viewer, contribution_id: str) -> Standing:
    """The standing to something the viewer may see; NotFound otherwise."""
    return require_sight(viewer, standing_of(db, viewer, contribution_id))


def _question(viewer: Viewer):  # type: ignore[no-untyped-def]  # SQLAlchemy's own type is 200 characters long
    c, me = Contribution, viewer.person_id
    on_it = col(Contributor.contribution_id) == col(c.id)
    return select(
        col(c.id).label("contribution_id"),
        col(c.state),
        col(c.visibility),
        col(c.version),
        col(c.recorded_by_id),
        col(c.hidden_by_id),
        exists().where(on_it, col(Contributor.person_id) == me).label("is_contributor"),
        or_(
            col(c.recorded_by_id) == me,
            exists().where(col(Nomination.contribution_id) == col(c.id), col(Nomination.author_id) == me),
        ).label("is_nominator"),
        exists()
        .where(on_it, col(ReportingLine.below_id) == col(Contributor.person_id), col(ReportingLine.above_id) == me)
        .where(col(ReportingLine.distance) > 0)
        .label("is_above"),
        exists()
        .where(
            on_it,
            or_(col(Contributor.agreed_team), col(Contributor.agreed_company)),
            and_(
                col(Person.id) == col(Contributor.person_id),
                col(Person.manager_id).is_not(None),
                col(Person.manager_id) == viewer.manager_id,
            ),
        )
        .label("is_teammate_of_agreed"),
    )
