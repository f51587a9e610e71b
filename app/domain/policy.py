"""Who may do what: pure functions over a Viewer and how that viewer stands to the thing.

Scope comes first: what somebody cannot see answers "not found", whatever they wanted to do with it.
"""

from dataclasses import dataclass

from app.domain.contribution import State, Visibility
from app.domain.recognition import REWARDS
from app.kit.errors import Code, NotAllowed, NotFound


@dataclass(frozen=True)
class Viewer:
    """Who knocks, with the rights of their roles, cut down to a token's scopes where one was used."""

    person_id: str
    name: str
    pseudonym: str
    team_id: str | None = None
    manager_id: str | None = None
    is_member: bool = True
    is_hr: bool = False
    is_admin: bool = False
    is_manager: bool = False
    scopes: frozenset[str] | None = None
    actor_kind: str = "person"
    token_id: str | None = None
    session_id: str = ""
    csrf: str = ""
    time_zone: str = "UTC"
    locale: str = "en"
    theme: str = "system"
    keys_on: bool = True
    request_id: str = ""

    @property
    def id(self) -> str:
        return self.person_id


@dataclass(frozen=True)
class Standing:
    """How one viewer stands to one contribution. `above`: in the chain of at least one contributor."""

    contribution_id: str
    state: str
    visibility: str
    version: int
    recorded_by_id: str
    hidden_by_id: str | None
    is_contributor: bool
    is_nominator: bool
    is_above: bool
    is_teammate_of_agreed: bool

    @property
    def is_inside(self) -> bool:
        """Somebody of the private circle who may also write: contributors, nominators and the chain above."""
        return self.is_contributor or self.is_nominator or self.is_above


def require_scope(viewer: Viewer, scope: str) -> None:
    if viewer.scopes is not None and scope not in viewer.scopes:
        raise NotAllowed(Code.SCOPE_MISSING, f"This token does not carry the scope {scope}.")


def require_member(viewer: Viewer) -> None:
    """Recording, nominating and thanking belong to members; HR reads and an administrator configures."""
    if not viewer.is_member:
        raise NotAllowed(Code.NOT_ALLOWED, "Recording and thanking belong to the role member, which you do not hold.")


def require_hr(viewer: Viewer) -> None:
    if not viewer.is_hr:
        raise NotAllowed(Code.NOT_ALLOWED, "Reports and exports belong to HR.")


def require_admin(viewer: Viewer) -> None:
    if not viewer.is_admin:
        raise NotAllowed(Code.NOT_ALLOWED, "This belongs to the administrators of this installation.")


def require_manager(viewer: Viewer) -> None:
    if not viewer.is_manager:
        raise NotAllowed(Code.NOT_ALLOWED, "A weekly digest is made for people with at least one report.")


def can_see(viewer: Viewer, standing: Standing) -> bool:
    """product.md section 2 and the visibility rules of the permission matrix (M001 to M009)."""
    if standing.hidden_by_id is not None:
        return viewer.is_hr or standing.hidden_by_id == viewer.person_id
    if standing.state == State.WITHDRAWN:
        return standing.is_contributor or standing.is_nominator
    if standing.is_inside or viewer.is_hr or standing.visibility == Visibility.COMPANY:
        return True
    return standing.visibility == Visibility.TEAM and standing.is_teammate_of_agreed


def require_sight(viewer: Viewer, standing: Standing | None) -> Standing:
    if standing is None or not can_see(viewer, standing):
        raise NotFound()
    return standing


def can_edit(viewer: Viewer, standing: Standing) -> bool:
    """Facts are kept by those who did the work and those who put it forward."""
    return viewer.is_member and (standing.is_contributor or standing.is_nominator)


def can_add_people(viewer: Viewer, standing: Standing) -> bool:
    return viewer.is_member and standing.is_inside


def can_take_back(viewer: Viewer, standing: Standing) -> bool:
    """Withdrawing is the recorder's."""
    return viewer.is_member and standing.recorded_by_id == viewer.person_id


def can_recognise(viewer: Viewer, standing: Standing, only_contributor: bool) -> bool:
    """Nobody thanks themself; the act is absent where the viewer is the only contributor."""
    return viewer.is_member and not (standing.is_contributor and only_contributor)


def can_see_recognition(
    viewer: Viewer, standing: Standing, *, form: str, giver_id: str, is_recipient: bool, is_above_recipient: bool
) -> bool:
    """Thanks and praise have the circle of their contribution; rewards are for the people they concern and HR."""
    if not can_see(viewer, standing):
        return False
    return form not in REWARDS or giver_id == viewer.person_id or is_recipient or is_above_recipient or viewer.is_hr


def require(allowed: bool, message: str) -> None:
    """403 for something visible that the viewer may not do; the message says who can."""
    if not allowed:
        raise NotAllowed(Code.NOT_ALLOWED, message)
