"""One contribution put forward by NOMINATOR with SUBJECT on it, in the circle that a test asks for."""

from sqlalchemy import select
from sqlmodel import col

from app.actions.renew import renew
from app.domain import Contribution, Contributor, Impact, Nomination, Person, State
from tests.site import Site
from tests.thunderdome import ident, work
from tests.world import NOW

RISK = {
    "kind": "risk_retired", "sentence": "Failover needs no hands now.", "method": "declared_risk", "source": "On-call",
    "before": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 12},
    "after": {"detect": 30, "repair": 60, "share_percent": 50, "times_a_year": 1},
}  # fmt: skip
ROLES = ("ANON", "LEFT", "PEER", "NOMINATOR", "SUBJECT", "TEAMMATE", "MGR1", "MGR2", "MGRX", "HR", "ADMIN")
CANARY = "Retry budget for the card gateway"


def put_forward(
    site: Site, circle: str = "private", *, people: tuple[str, ...] = ("SUBJECT",), recorder: str = "NOMINATOR"
) -> str:
    with site.world.store.write() as db:
        rows = [db.get_one(Person, site.world.ids[part]) for part in people]
        by = db.get_one(Person, site.world.ids[recorder])
        fix = work(db, CANARY, *rows, recorder=by, self_reported=recorder in people)
        if recorder not in people:
            said = "It held on Friday."
            db.add(Nomination(id=ident(), contribution_id=fix.id, author_id=by.id, words=said, written_at=NOW))
        mine = col(Contributor.contribution_id) == fix.id
        for one in db.execute(select(Contributor).where(mine)).scalars():
            one.agreed_team, one.agreed_company = circle == "team", circle == "company"
            one.added_by_id = by.id
            db.add(one)
        renew(db, [fix.id])
        return fix.id


def impact_by(site: Site, contribution_id: str, part: str) -> str:
    answer = site.api(part, "POST", f"/contributions/{contribution_id}/impacts", json=RISK)
    return str(answer.json()["id"])


def etag(site: Site, contribution_id: str) -> dict[str, str]:
    with site.world.store.read() as db:
        version = db.get_one(Contribution, contribution_id).version
    return {"if-match": f'"v{version}"'}


def stored(site: Site, contribution_id: str) -> Contribution:
    with site.world.store.read() as db:
        return db.get_one(Contribution, contribution_id)


def set_state(site: Site, contribution_id: str, state: State) -> None:
    with site.world.store.write() as db:
        db.get_one(Contribution, contribution_id).state = state.value


def cells(line: str) -> dict[str, int]:
    return dict(zip(ROLES, (int(one) for one in line.split("|")), strict=True))


def impacts_of(site: Site, contribution_id: str) -> list[Impact]:
    with site.world.store.read() as db:
        return list(db.execute(select(Impact).where(col(Impact.contribution_id) == contribution_id)).scalars())
