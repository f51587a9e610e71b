"""What comes in to make an API token, and the shape of its text."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from app.domain.account import SCOPES
from app.domain.draft import Day, Draft, Name, fault
from app.kit.errors import Code

_SHAPE = re.compile(r"uns_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def token_text(lookup: str, secret: str) -> str:
    return f"uns_{lookup}_{secret}"


def token_parts(text: str) -> tuple[str, str] | None:
    """The look-up and the secret; None for what is no token of ours."""
    match = _SHAPE.fullmatch(text)
    return None if match is None else (match[1], match[2])


def _scopes(values: list[str]) -> list[str]:
    if not values:
        raise fault(Code.SCOPE_TOO_WIDE, "Choose at least one scope: read or write.")
    if any(value not in SCOPES for value in values):
        raise fault(Code.SCOPE_TOO_WIDE, "A token can carry the scopes read and write.")
    return [scope for scope in SCOPES if scope in values]


class TokenDraft(Draft):
    """`expires_on` is the day on which it stops to work; left out, 90 days from now."""

    name: Name
    scopes: Annotated[list[str], Field(max_length=10), AfterValidator(_scopes)]
    expires_on: Day | None = None
