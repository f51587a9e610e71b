"""Who may look after a contribution, beyond seeing it: each right lets a viewer's standing pass, or refuses.

Scope came before: a Standing is only handed out for what the viewer may see.
"""

from collections.abc import Callable

from app.domain.contribution import OPEN_STATES, State
from app.domain.policy import Standing, Viewer, can_add_people, can_edit, can_take_back, require, require_member
from app.kit.errors import Code, Conflict, Invalid

Right = Callable[[Viewer, Standing], Standing]


def to_support(viewer: Viewer, standing: Standing) -> Standing:
    """Evidence, links to incidents, and what the effect was: every member who may see it."""
    require_member(viewer)
    return standing


def to_edit(viewer: Viewer, standing: Standing) -> Standing:
    require(can_edit(viewer, standing), "You can read this. Only its contributors and nominators can change it.")
    return standing


def to_add_people(viewer: Viewer, standing: Standing) -> Standing:
    require(
        can_add_people(viewer, standing), "Only its contributors, its nominators and their managers can add people."
    )
    return standing


def to_share(_viewer: Viewer, standing: Standing) -> Standing:
    require(standing.is_contributor, "Only the people who did the work decide who can see it.")
    return standing


def to_contest(_viewer: Viewer, standing: Standing) -> Standing:
    """Words beside the text belong to those the text is about."""
    require(standing.is_contributor, "Only its contributors can answer, correct or report this.")
    return standing


def to_review(viewer: Viewer, standing: Standing) -> Standing:
    """Questions, a decline and handing on: somebody above a contributor, about the work of others."""
    above = viewer.is_member and standing.is_above and not standing.is_contributor
    require(above, "Only somebody who leads one of its contributors can do this.")
    return standing


def to_take_back(viewer: Viewer, standing: Standing) -> Standing:
    require(can_take_back(viewer, standing), "Only whoever recorded this can withdraw it.")
    return standing


def to_confirm(viewer: Viewer, standing: Standing) -> Standing:
    """A second person: neither the recorder nor a contributor."""
    require_member(viewer)
    if standing.is_contributor or standing.recorded_by_id == viewer.person_id:
        raise Invalid(Code.OWN_CONTRIBUTION, "A second person confirms this; it is your own.")
    return standing


def require_open(standing: Standing) -> None:
    if standing.state not in OPEN_STATES:
        raise Conflict(Code.WRONG_STATE, "This is no longer open: it was withdrawn, declined or merged.")


def require_kept(standing: Standing) -> None:
    """Declined work can still be supported: that is how it comes back."""
    if standing.state in (State.WITHDRAWN, State.MERGED):
        raise Conflict(Code.WRONG_STATE, "This was withdrawn or merged, and stays as it is.")
