"""How many rows of a list somebody asks for."""

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

from app.domain.draft import fault
from app.kit.errors import Code
from app.kit.paging import LARGEST_PAGE


def _limit(value: Any) -> int:
    text = str(value)
    if not re.fullmatch(r"[0-9]{1,3}", text) or not 1 <= int(text) <= LARGEST_PAGE:
        raise fault(Code.BAD_LIMIT, f"A page has 1 to {LARGEST_PAGE} rows.")
    return int(text)


Limit = Annotated[int, BeforeValidator(_limit)]
