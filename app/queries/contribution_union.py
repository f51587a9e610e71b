"""One UNION ALL of small indexed branches: a page must not cost a statement for each kind of part.

Bound to `contribution` and `me`. All branches have the same columns; what a part lacks is empty.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Date,
    Select,
    String,
    Text,
    bindparam,
    cast,
    exists,
    false,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from app.domain import metadata
from app.kit.columns import UtcDateTime
from app.kit.prepared import prepared

_T = metadata.tables
_P, _N, _R, _RC = _T["person"], _T["nomination"], _T["recognition"], _T["recipient"]
_E, _K, _L, _I, _RE = _T["evidence"], _T["note"], _T["incident_link"], _T["incident"], _T["responder"]
_O, _LINE, _Q = _T["contributor"], _T["reporting_line"], _T["measurement"]
_HERE, _ME = bindparam("contribution", type_=String()), bindparam("me", type_=String())
_EMPTY = literal_column("''", Text())
_NEVER, _NO_DAY, _NO = cast(null(), UtcDateTime()), cast(null(), Date()), cast(false(), Boolean())


def _branch(what: str, **columns: Any) -> Select[Any]:
    """All branches have the same columns, in the same order; what a part lacks is empty."""
    order: dict[str, Any] = {
        "id": None, "kind": _EMPTY, "person_id": None, "name": _EMPTY, "words": _EMPTY, "title": _EMPTY, "url": _EMPTY,
        "at": None, "second_at": _NEVER, "third_at": _NEVER, "on_day": _NO_DAY, "flag": _NO, "second_flag": _NO,
    }  # fmt: skip
    named = [(order | columns)[name].label(name) for name in order]
    return select(literal_column(f"'{what}'", Text()).label("what"), *named)


_IS_ABOVE_RECIPIENT = exists().where(
    _RC.c.recognition_id == _R.c.id, _LINE.c.below_id == _RC.c.person_id, _LINE.c.above_id == _ME, _LINE.c.distance > 0
)
_MAY_SEE_INCIDENT = or_(
    _I.c.restricted == false(),
    exists().where(_RE.c.incident_id == _I.c.id, _LINE.c.below_id == _RE.c.person_id, _LINE.c.above_id == _ME),
)
EVERYTHING = prepared(union_all(
    _branch(
        "person", id=_O.c.id, kind=_O.c.role, person_id=_O.c.person_id, name=_P.c.name,
        words=func.coalesce(_P.c.manager_id, ""), title=func.coalesce(cast(_O.c.share, Text()), ""),
        url=_O.c.added_by_id, at=_O.c.added_at, flag=_O.c.agreed_company, second_flag=_O.c.recognised_at.is_not(None),
    )
    .join(_P, _P.c.id == _O.c.person_id)
    .where(_O.c.contribution_id == _HERE),
    _branch("nomination", id=_N.c.id, person_id=_N.c.author_id, name=_P.c.name, words=_N.c.words, at=_N.c.written_at)
    .join(_P, _P.c.id == _N.c.author_id)
    .where(_N.c.contribution_id == _HERE),
    _branch(
        "note", id=_K.c.id, kind=_K.c.kind, person_id=_K.c.author_id, name=_P.c.name, words=_K.c.words,
        at=_K.c.written_at,
    )
    .join(_P, _P.c.id == _K.c.author_id)
    .where(_K.c.contribution_id == _HERE),
    _branch(
        "recognition", id=_R.c.id, kind=_R.c.form, person_id=_R.c.giver_id, name=_P.c.name, words=_R.c.words,
        title=_R.c.level, at=_R.c.given_at, second_at=_R.c.delivered_at, on_day=_R.c.said_on, flag=_R.c.bulk,
        second_flag=_IS_ABOVE_RECIPIENT,
    )
    .join(_P, _P.c.id == _R.c.giver_id)
    .where(_R.c.contribution_id == _HERE, _R.c.undone_at.is_(None)),
    _branch(
        "recipient", id=_R.c.id, person_id=_RC.c.person_id, name=_P.c.name, at=_R.c.given_at, flag=_RC.c.ends_silence
    )
    .select_from(_R.join(_RC, _RC.c.recognition_id == _R.c.id).join(_P, _P.c.id == _RC.c.person_id))
    .where(_R.c.contribution_id == _HERE, _R.c.undone_at.is_(None)),
    _branch(
        "proof", id=_E.c.id, kind=_E.c.kind, person_id=_E.c.added_by_id, name=_P.c.name, words=_E.c.words,
        title=_E.c.title, url=_E.c.url, at=_E.c.added_at,
    )
    .join(_P, _P.c.id == _E.c.added_by_id)
    .where(_E.c.contribution_id == _HERE, _E.c.removed_at.is_(None)),
    _branch(
        "link", id=_L.c.id, kind=_L.c.relation, person_id=_I.c.id, words=_I.c.ref, title=_I.c.title,
        at=_I.c.started_at, second_at=_I.c.mitigated_at, third_at=_I.c.resolved_at,
    )
    .select_from(_L.join(_I, _I.c.id == _L.c.incident_id))
    .where(_L.c.contribution_id == _HERE, _MAY_SEE_INCIDENT),
    _branch("question", id=_Q.c.question_id, person_id=_Q.c.author_id, at=_Q.c.registered_at).where(
        _Q.c.contribution_id == _HERE, _Q.c.current
    ),
).order_by(*(literal_column(name) for name in ("at", "id", "name", "person_id")))
)  # fmt: skip
