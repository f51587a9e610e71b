"""API tokens: whose one is, and which somebody holds. The secret can be compared, never read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from app.domain import ApiToken, Viewer, metadata
from app.domain.token_draft import token_parts
from app.kit.columns import UtcDateTime
from app.kit.crypto import fingerprint, same
from app.kit.errors import NotFound
from app.kit.ids import is_id
from app.kit.prepared import prepared
from app.queries.viewers import viewer_by


@dataclass(frozen=True)
class TokenLine:
    """A token as its owner sees it: `masked` shows the part that is no secret."""

    id: str
    name: str
    masked: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None
    version: int


def verify_token(db: Session, text: str, *, now: datetime, request_id: str = "") -> Viewer | None:
    """Who stands behind a token, in one look. None for what opens nothing: unknown, ended, revoked, of a leaver."""
    parts = token_parts(text)
    if parts is None:
        return None
    lookup, secret = parts
    row = db.execute(_HOLDER, {"lookup": lookup, "now": now}).one_or_none()
    if row is None or not same(row.secret_hash, fingerprint(secret)):
        return None
    fields: dict[str, Any] = dict(row._mapping)
    del fields["secret_hash"]
    fields["scopes"] = frozenset(row.scopes)
    return Viewer(**fields, actor_kind="token", request_id=request_id)


def held_by(db: Session, viewer: Viewer) -> list[TokenLine]:
    """The viewer's own, newest first; revoked ones stay in sight for the record."""
    rows = _lines().where(col(ApiToken.person_id) == viewer.person_id).limit(200)
    return [_line(row) for row in db.execute(rows.order_by(col(ApiToken.created_at).desc(), col(ApiToken.id).desc()))]


def one(db: Session, viewer: Viewer, token_id: str) -> TokenLine:
    """One's own; an administrator may see, and revoke, anybody's."""
    question = _lines().where(col(ApiToken.id) == token_id)
    if not viewer.is_admin:
        question = question.where(col(ApiToken.person_id) == viewer.person_id)
    row = db.execute(question).one_or_none() if is_id(token_id) else None
    if row is None:
        raise NotFound
    return _line(row)


def _lines() -> Any:
    t = ApiToken
    return select(
        col(t.id), col(t.name), col(t.lookup), col(t.scopes), col(t.created_at), col(t.expires_at), col(t.used_at),
        col(t.revoked_at), col(t.version),
    )  # fmt: skip


def _line(row: Any) -> TokenLine:
    return TokenLine(
        row.id, row.name, f"uns_{row.lookup}_...", row.scopes, row.created_at, row.expires_at, row.used_at,
        row.revoked_at, row.version,
    )  # fmt: skip


_T = metadata.tables["api_token"]
_HOLDER = prepared(
    viewer_by(_T.c.id.label("token_id"), _T.c.scopes, _T.c.secret_hash, on=_T.c.person_id).where(
        _T.c.lookup == bindparam("lookup"),
        _T.c.revoked_at.is_(None),
        _T.c.expires_at > bindparam("now", type_=UtcDateTime),
    )
)
