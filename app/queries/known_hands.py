"""Which people stand behind the names that a tool shows."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from app.domain import CorrectionKind, KnownHand, OptOut, Role

CHUNK = 400
ORDER = (Role.LED.value, Role.HELPED.value, Role.REVIEWED.value)
Key = tuple[str | None, str | None]


@dataclass(frozen=True)
class Named:
    """(person, None) or (None, hand) -> role. `hands` says by which hand a person was known.

    `is_emptied`: somebody was on it, and wants to be on no candidate, or not on this one.
    """

    roles: Mapping[Key, str]
    hands: Mapping[str, str]
    is_emptied: bool = False

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(person_id for person_id, _ in self.roles if person_id is not None)

    def without(self, gone: Mapping[str, str]) -> "Named":
        """Without those who took their names off, by how they did."""
        roles = {key: role for key, role in self.roles.items() if key[0] not in gone}
        hid = any(gone.get(one) == CorrectionKind.HIDE for one in self.people)
        return replace(self, roles=roles, is_emptied=self.is_emptied or (hid and not roles))


@dataclass(frozen=True)
class _Hand:
    id: str
    person_id: str | None


def named_on(db: Session, connection_id: str, people: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, Named]:
    """By the key of an effort. Two names of one person are one; leavers stay; who opted out is on none."""
    hands = _hands(db, connection_id, {hand_key for each in people.values() for hand_key, _ in each})
    out = _opted_out(db, {one.person_id for one in hands.values() if one.person_id})
    return {key: _named(each, hands, out) for key, each in people.items()}


def _named(people: Iterable[tuple[str, str]], hands: Mapping[str, _Hand], out: Collection[str]) -> Named:
    roles: dict[Key, str] = {}
    known_by: dict[str, str] = {}
    dropped = False
    for hand_key, role in people:
        hand = hands.get(hand_key)
        if hand is None:
            continue
        if hand.person_id in out:
            dropped = True
            continue
        key: Key = (hand.person_id, None) if hand.person_id else (None, hand.id)
        if hand.person_id:
            known_by.setdefault(hand.person_id, hand.id)
        roles[key] = min(roles.get(key, role), role, key=_order)
    return Named(roles, known_by, is_emptied=dropped and not roles)


def _order(role: str) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)


def _hands(db: Session, connection_id: str, keys: set[str]) -> dict[str, _Hand]:
    h = KnownHand
    found: dict[str, _Hand] = {}
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        question = select(col(h.key), col(h.id), col(h.person_id)).where(
            col(h.connection_id) == connection_id, col(h.key).in_(wanted[start : start + CHUNK])
        )
        found |= {row.key: _Hand(row.id, row.person_id) for row in db.execute(question)}
    return found


def _opted_out(db: Session, people: set[str]) -> set[str]:
    return set(db.execute(select(col(OptOut.person_id)).where(col(OptOut.person_id).in_(people))).scalars())
