"""What templates/components/item.html and acts.html ask for, made of frozen facts and what the reader has open."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.domain import ActKind
from app.kit.errors import Fault
from app.web.body import Form

OPENED = tuple(kind.value for kind in ActKind)
LISTS: Mapping[str, tuple[str, ...]] = {"contributors": ()}
_SHOWN_AS = {"said_on": "date", "form": "form"}


@dataclass(frozen=True, eq=False)
class ActForm:
    """The five acts under one piece of work. `typed` and `errors` are of the box that could not be taken.

    Each is itself alone: what is drawn of it is kept under it.
    """

    id: str
    work: str
    thank_whom: str
    page_url: str
    act_url: str
    contributors: list[tuple[str, str]]
    can_thank: bool = True
    can_pass_up: bool = False
    open: str | None = None
    draft: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """Which box of which item stands open, and what was wrong with what was sent from it."""

    item: str = ""
    act: str = ""
    form: Form | None = None
    fault: Fault | None = None

    def of(self, item_id: str) -> str | None:
        return self.act if self.item == item_id and self.act in OPENED else None

    def typed(self, item_id: str) -> dict[str, Any]:
        if self.form is None or self.item != item_id:
            return {}
        names = ("words", "sentence", "occasion", "date", "form", "line")
        found: dict[str, Any] = {name: self.form.get(name) for name in names if self.form.get(name)}
        return found | {"contributors": self.form.all("contributors")}

    def errors(self, item_id: str) -> dict[str, str]:
        """By field, as the boxes know it: "contributors.1" is told beside the ticks."""
        if self.fault is None or self.item != item_id:
            return {}
        names = [(error.field.split(".")[0], error.message) for error in self.fault.errors]
        return {_SHOWN_AS.get(name, name): message for name, message in reversed(names)}

    def summary(self) -> dict[str, str]:
        return {f"{name}-{self.item}" if name else "": words for name, words in self.errors(self.item).items()}


def opened_by(form: Form, item_id: str, fault: Fault) -> Opened:
    return Opened(item_id, form.get("act"), form, fault)
