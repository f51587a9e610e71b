"""What HR asks an export for."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.domain.draft import Day, Draft, fault
from app.domain.export import Dataset, Format, Purpose
from app.domain.export_columns import COLUMNS, allowed, unknown
from app.kit.errors import Code

LONGEST_YEARS = 10


def _or_none(value: Any) -> Any:
    """An empty choice in a form is no choice."""
    return None if value == "" else value


class Period(Draft):
    """Days from and to, both included, of the work's finish; `unit` is a team with everything under it."""

    from_on: Day = Field(alias="from")
    to_on: Day = Field(alias="to")
    unit: Annotated[str | None, BeforeValidator(_or_none)] = None

    @field_validator("to_on")
    @classmethod
    def _in_order(cls, value: date, info: ValidationInfo) -> date:
        start: date | None = info.data.get("from_on")
        if start is not None and (value < start or value.year - start.year > LONGEST_YEARS):
            raise fault(Code.BAD_RANGE, f"The last day comes after the first, at most {LONGEST_YEARS} years later.")
        return value


class ReportQuery(Draft):
    """What a look at the reports asks for: each part has its default."""

    from_on: Day | None = Field(default=None, alias="from")
    to_on: Day | None = Field(default=None, alias="to")
    unit: Annotated[str | None, BeforeValidator(_or_none)] = None


class ExportDraft(Period):
    """Validated as a whole, so that every fault of the form is told at once."""

    dataset: Dataset
    purpose: Purpose | None = Field(default=None, validate_default=True)
    names: bool = False
    format: Format = Format.CSV
    columns: list[str] = Field(default_factory=list, max_length=40)

    @field_validator("purpose", mode="before")
    @classmethod
    def _stated(cls, value: Any) -> Purpose:
        if value not in list(Purpose):
            raise fault(Code.PURPOSE_REQUIRED, "Say what the file is for: one of the purposes that are offered.")
        return Purpose(value)

    @field_validator("columns")
    @classmethod
    def _offered(cls, value: list[str], info: ValidationInfo) -> list[str]:
        dataset, purpose = info.data.get("dataset"), info.data.get("purpose")
        if dataset is None or purpose is None:
            return value
        if unknown(dataset, value):
            raise fault(Code.BAD_COLUMN, "Name columns of this file, or the groups work, people, impact, recognition.")
        names = bool(info.data.get("names"))
        beyond = [
            column.name
            for column in COLUMNS[dataset]
            if column.name in value and not allowed(column, names=names, purpose=purpose)
        ]
        if beyond:
            which = " and ".join(beyond)
            raise fault(Code.BAD_COLUMN, f"Not for this file: {which}. That needs names, or another purpose.")
        return value
