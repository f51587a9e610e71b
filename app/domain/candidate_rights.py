"""Who may do what with a candidate. Scope first: what somebody cannot see is not found, whatever they wanted."""

from dataclasses import dataclass

from app.domain.candidate import FOR_THE_CHAIN, CandidateState
from app.domain.policy import Viewer, require, require_member
from app.kit.errors import Code, Conflict, NotFound


@dataclass(frozen=True)
class CandidateStanding:
    """How one viewer stands to one candidate. `is_shown`: the head start of the people named is over.

    `is_alone`: nobody else is named. `is_team`: nobody is known on it, and the viewer is of the team it was put to,
    or leads somebody there.
    """

    candidate_id: str
    state: str
    word: str
    version: int
    is_named: bool
    is_above: bool
    is_team: bool
    is_shown: bool
    is_alone: bool

    @property
    def is_open(self) -> bool:
        return self.state == CandidateState.OPEN


def can_see(standing: CandidateStanding) -> bool:
    """*maybe* is for the people named alone; the rest also for those above them, once the head start is over."""
    if standing.is_named:
        return True
    return standing.is_shown and standing.word in FOR_THE_CHAIN and (standing.is_above or standing.is_team)


def require_sight(standing: CandidateStanding | None) -> CandidateStanding:
    if standing is None or not can_see(standing):
        raise NotFound
    return standing


def to_decide(viewer: Viewer, standing: CandidateStanding) -> CandidateStanding:
    """Keep, merge, dismiss, put right: every member who sees it. Whether it is still open is another question."""
    require_member(viewer)
    return standing


def to_leave(viewer: Viewer, standing: CandidateStanding) -> CandidateStanding:
    """ "Not mine" and "Hide for good" belong to whoever is named."""
    require(standing.is_named, "Only somebody who is named on it can do this.")
    return to_decide(viewer, standing)


def require_open(standing: CandidateStanding) -> None:
    if not standing.is_open:
        raise Conflict(Code.WRONG_STATE, "Somebody has decided on this already. Here is how it stands.")
