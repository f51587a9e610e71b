"""Wrong passwords typed behind an open session are counted like those at the door."""

from app.actions.sign_in import count_failure
from app.kit.errors import Code, Fault
from app.web.deps import Visit


def keys_of(person_id: str) -> list[str]:
    return [f"password:{person_id}"]


def count_guess(visit: Visit, person_id: str, fault: Fault) -> None:
    """In a transaction of its own, since the refused deed leaves nothing."""
    if any(one.field == "current" and one.code is Code.BAD_PASSWORD for one in fault.errors):
        with visit.wiring.store.write() as db:
            count_failure(db, keys=keys_of(person_id), now=visit.now)
