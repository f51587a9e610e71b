"""What comes in: plain validated values beside the rows. A table is never a request body.

Types for the fields that many drafts share, and one reader that turns every fault into a FieldError with a stable code.
"""

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from app.kit.errors import Code, FieldError, Invalid
from app.kit.text import clean, has_bad_character, has_too_many_marks, is_blank, without_direction_marks

LONGEST_NAME, LONGEST_TEXT, LONGEST_URL = 200, 4_000, 2_048
_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\]\\]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}")
_FIRST_DAY, _LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
_LARGEST = Decimal("1e18")
_CODES = {code.value for code in Code}


class Draft(BaseModel):
    """Unknown fields are refused. Read from JSON strictly, from a form leniently. Built at its first use."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


D = TypeVar("D", bound=BaseModel)


def fault(code: Code, message: str) -> PydanticCustomError:
    """What a validator raises: the code travels in the type."""
    return PydanticCustomError(code.value, message)


def _text(longest: int, *, blank: bool = False, lines: bool = True, name: bool = False) -> AfterValidator:
    def check(value: str) -> str:
        kept = clean(value)
        if has_bad_character(kept, lines=lines):
            raise fault(Code.BAD_CHARACTER, "This text holds a character that cannot be kept.")
        if has_too_many_marks(kept):
            raise fault(Code.TOO_MANY_MARKS, "This text holds too many marks on one letter.")
        if len(kept) > longest:
            raise fault(Code.TOO_LONG, f"Keep this to {longest:,} characters; it has {len(kept):,}.")
        if not blank and is_blank(kept):
            raise fault(Code.REQUIRED, "Write something here.")
        return without_direction_marks(kept) if name else kept

    return AfterValidator(check)


def _url(value: str) -> str:
    text = clean(value)
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username and not parts.password
        _ = parts.port
    except ValueError:
        good = False
    if not good or len(text) > LONGEST_URL or re.search(r"[\s\\\x00-\x1f<>\"]", text) or has_bad_character(text):
        raise fault(Code.BAD_URL, "Give a full address that begins with https://, without a password in it.")
    return text


def _email(value: str) -> str:
    text = clean(value)
    if len(text) > 254 or not _EMAIL.fullmatch(text) or ".." in text or text.startswith("."):
        raise fault(Code.BAD_EMAIL, "Write an e-mail address such as hana@company.example.")
    return text


def _day(value: date) -> date:
    if not _FIRST_DAY <= value <= _LAST_DAY:
        raise fault(Code.BAD_DATE, "Give a day between the years 2000 and 2199.")
    return value


def _amount(value: Decimal) -> Decimal:
    if not value.is_finite() or value < 0 or value > _LARGEST or -int(value.as_tuple().exponent) > 6:
        raise fault(Code.BAD_AMOUNT, "Give a number from 0 up, with at most six decimals.")
    return value


def _number(value: Any) -> Any:
    """A JSON number or its text, exact; `true` is no number, though Python thinks so."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise fault(Code.WRONG_TYPE, "A number is needed here.")
    try:
        return Decimal(str(value).strip())
    except InvalidOperation:
        raise fault(Code.WRONG_TYPE, "A number is needed here.") from None


Title = Annotated[str, _text(120, lines=False)]
Name = Annotated[str, _text(LONGEST_NAME, lines=False, name=True)]
ShortText = Annotated[str, _text(LONGEST_NAME, blank=True, lines=False)]
Words = Annotated[str, _text(LONGEST_TEXT)]
MaybeWords = Annotated[str, _text(LONGEST_TEXT, blank=True)]
Url = Annotated[str, AfterValidator(_url)]
Email = Annotated[str, AfterValidator(_email)]
Day = Annotated[date, AfterValidator(_day)]
AmountField = Annotated[Decimal, BeforeValidator(_number), AfterValidator(_amount)]
Ref = Annotated[str, _text(40, lines=False)]


def read_json(model: type[D], body: bytes) -> D:
    """Strict: "7" is no number and 7 no text. Raises Invalid with every fault at once."""
    try:
        return model.model_validate_json(body, strict=True)
    except ValidationError as error:
        raise Invalid.many(_faults(error)) from None


def read_values(model: type[D], values: Any) -> D:
    """Lenient, for what arrives as text: forms, queries, import files. Raises Invalid with every fault at once."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise Invalid.many(_faults(error)) from None


def _faults(error: ValidationError) -> list[FieldError]:
    """Built from an allow-list: the input itself is never echoed."""
    return [_fault(detail) for detail in error.errors(include_url=False, include_input=False, include_context=True)]


def _fault(detail: ErrorDetails) -> FieldError:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "too_long" and "field_type" in detail.get("ctx", {}):  # pydantic's own, of a list
        return FieldError(place, Code.TOO_MANY, "These are too many.")
    if detail["type"] in _CODES:
        return FieldError(place, Code(detail["type"]), detail["msg"])
    code, message = _KNOWN.get(detail["type"]) or _guess(detail["type"])
    return FieldError(place, code, message)


def _guess(kind: str) -> tuple[Code, str]:
    if kind.startswith(("date", "time")):
        return Code.BAD_DATE, "Write a date such as 2026-05-18; a time also needs its zone."
    if kind in ("too_long", "string_too_long"):
        return Code.TOO_LONG, "This is too long."
    if kind.endswith(("_than", "_than_equal", "_range")) or kind.startswith(("decimal_", "finite", "int_parsing_size")):
        return Code.OUT_OF_RANGE, "This number is out of range."
    return Code.WRONG_TYPE, "This is not of the kind that is needed here."


_KNOWN: dict[str, tuple[Code, str]] = {
    "missing": (Code.REQUIRED, "This is needed."),
    "extra_forbidden": (Code.UNKNOWN_FIELD, "There is no such field."),
    "enum": (Code.BAD_CHOICE, "Choose one of the values that are offered."),
    "literal_error": (Code.BAD_CHOICE, "Choose one of the values that are offered."),
    "string_unicode": (Code.BAD_CHARACTER, "This text holds a character that cannot be kept."),
    "date_type": (Code.WRONG_TYPE, "A date is written as text, such as 2026-05-18."),
    "datetime_type": (Code.WRONG_TYPE, "A time is written as text, such as 2026-05-18T10:00:00Z."),
    "string_too_short": (Code.REQUIRED, "Write something here."),
    "list_too_long": (Code.TOO_MANY, "These are too many."),
    "too_many": (Code.TOO_MANY, "These are too many."),
    "model_type": (Code.NOT_AN_OBJECT, "An object is needed here."),
    "model_attributes_type": (Code.NOT_AN_OBJECT, "An object is needed here."),
    "json_invalid": (Code.BAD_JSON, "This is not JSON."),
}
