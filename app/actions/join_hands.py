"""Join names in a tool to people: by what is known of them, or by a person who says so. No account is ever made."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.actions.sight import hand_key
from app.actions.write_audit import write_audit
from app.domain import CandidatePerson, Handle, HandState, KnownHand, Person, Viewer
from app.domain.connection_draft import HandAnswer, HandDraft
from app.domain.policy import require, require_admin
from app.kit.errors import Code, Conflict, Invalid, NotFound
from app.kit.ids import is_id
from app.kit.text import fold
from app.queries.people_named import named

WAITING = (HandState.UNKNOWN.value, HandState.DOUBTFUL.value)


def join_known(db: Session, connection_id: str, *, now: datetime) -> int:
    """By an address, a handle, or a join that a person confirmed elsewhere. A name alone is doubtful, and waits."""
    h = KnownHand
    waiting = select(KnownHand).where(
        col(h.connection_id) == connection_id, col(h.state).in_((*WAITING, HandState.REFUSED.value))
    )
    hands = list(db.execute(waiting.order_by(col(h.id))).scalars())
    if not hands:
        return 0
    owners, names = _owners(db), _names(db)
    joined = 0
    for hand in hands:
        owner = owners.get(hand.key)
        if owner is not None:
            _join(db, hand, owner)
            joined += 1
        elif hand.state == HandState.UNKNOWN and fold(hand.name) in names:
            hand.state, hand.suggested_id = HandState.DOUBTFUL.value, names[fold(hand.name)]
            db.add(hand)
    if joined:
        write_audit(
            db, by=None, action="hands_joined", object_type="connection", object_id=connection_id,
            changes={"joined": joined}, now=now,
        )  # fmt: skip
    return joined


def answer_join(db: Session, hand_id: str, *, by: Viewer, draft: HandAnswer, now: datetime) -> None:
    """The person who may be meant says whether it is so. A refused join is not proposed again."""
    hand = _hand(db, hand_id)
    if hand.suggested_id != by.person_id:
        raise NotFound
    if hand.state != HandState.DOUBTFUL:
        raise Conflict(Code.WRONG_STATE, "This was answered already.")
    if draft.is_me:
        _join(db, hand, by.person_id)
    else:
        hand.state = HandState.REFUSED.value
    _settled(db, hand, by=by, now=now)


def assign_hand(db: Session, hand_id: str, *, by: Viewer, draft: HandDraft, now: datetime) -> None:
    """By an administrator; nobody's where no person is given."""
    require_admin(by)
    hand = _hand(db, hand_id)
    if draft.person:
        meant = named(db, [draft.person]).get(draft.person)
        if meant is None:
            raise Invalid.one("person", Code.PERSON_UNKNOWN, "We cannot find this person. Try the e-mail address.")
        _join(db, hand, meant.id)
    else:
        require(hand.state in WAITING or hand.person_id is not None, "This name belongs to nobody here already.")
        _part(db, hand)
    _settled(db, hand, by=by, now=now)


def _join(db: Session, hand: KnownHand, person_id: str) -> None:
    """Candidates that showed the bare name show the person from now on."""
    hand.state, hand.person_id, hand.suggested_id = HandState.JOINED.value, person_id, None
    db.add(hand)
    db.flush()
    p = CandidatePerson
    on = select(col(p.candidate_id)).where(col(p.person_id) == person_id)
    there = list(db.execute(on).scalars())
    db.execute(delete(p).where(col(p.hand_id) == hand.id, col(p.person_id).is_(None), col(p.candidate_id).in_(there)))
    db.execute(update(p).where(col(p.hand_id) == hand.id, col(p.person_id).is_(None)).values(person_id=person_id))


def _part(db: Session, hand: KnownHand) -> None:
    person_id, hand.person_id, hand.suggested_id = hand.person_id, None, None
    hand.state = HandState.REFUSED.value
    db.add(hand)
    p = CandidatePerson
    mine = col(p.hand_id) == hand.id, col(p.person_id) == person_id
    db.execute(update(p).where(*mine).values(person_id=None))


def _settled(db: Session, hand: KnownHand, *, by: Viewer, now: datetime) -> None:
    hand.settled_by_id, hand.settled_at = by.person_id, now
    db.add(hand)
    changes = {"state": hand.state, "person": hand.person_id}
    write_audit(db, by=by, action="hand_settled", object_type="hand", object_id=hand.id, changes=changes, now=now)


def _hand(db: Session, hand_id: str) -> KnownHand:
    hand = db.get(KnownHand, hand_id, with_for_update=True) if is_id(hand_id) else None
    if hand is None:
        raise NotFound
    return hand


def _owners(db: Session) -> dict[str, str]:
    """Hash of an address or handle -> its person, where exactly one person has it."""
    pairs = [(hand_key(email), id_) for id_, email in db.execute(select(col(Person.id), col(Person.email_folded)))]
    pairs += [(hand_key(value), id_) for id_, value in db.execute(select(col(Handle.person_id), col(Handle.value)))]
    elsewhere = select(col(KnownHand.key), col(KnownHand.person_id)).where(
        col(KnownHand.state) == HandState.JOINED.value, col(KnownHand.settled_by_id).is_not(None)
    )
    pairs += [(key, id_) for key, id_ in db.execute(elsewhere) if id_ is not None]
    return _unmistakable(pairs)


def _names(db: Session) -> Mapping[str, str]:
    """A folded name -> its person, where one active person bears it."""
    active = select(col(Person.name_folded), col(Person.id)).where(col(Person.active))
    return _unmistakable((name, id_) for name, id_ in db.execute(active))


def _unmistakable(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, set[str]] = defaultdict(set)
    for key, person_id in pairs:
        found[key].add(person_id)
    return {key: next(iter(people)) for key, people in found.items() if len(people) == 1}
