"""Show a manager's edition as text: the one that is frozen, or the one that would be made now. Nothing is stored."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.actions.compose_digest import day_within, draw, frozen
from app.cli.terminal import Terminal
from app.domain import Slot
from app.kit.errors import Code, Invalid
from app.kit.weeks import Week
from app.publishing import digest_wording
from app.queries import frozen_editions, item_facts, lanes
from app.queries.people_named import by_email

HELP = "Show a manager's edition of the weekly digest without sending or keeping it."
END = "That is all for this week."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="preview")
    preview = actions.add_parser("preview", help="print the edition")
    preview.add_argument("--manager", required=True, metavar="EMAIL", help="whose edition")
    preview.add_argument("--week", default="", metavar="2026-W48", help="ISO week (default: this one)")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    wiring = terminal.wiring()
    now = wiring.clock()
    week = _week(args.week, now)
    with wiring.store.read() as db:
        manager = by_email(db, [args.manager])
        if not manager:
            raise Invalid.one("--manager", Code.PERSON_UNKNOWN, f"Nobody has the address {args.manager}.")
        (one,) = manager.values()
        if not frozen_editions.leads_somebody(db, one.id):
            raise Invalid.one("--manager", Code.BAD_CHOICE, f"{args.manager} leads nobody, so there is no edition.")
        kept = frozen_editions.kept(db, manager_id=one.id, week=week)
        items, waiting = kept or _drawn(db, one.id, week=week, now=now)
    sys.stdout.write(_text(week, items, waiting=waiting, is_kept=kept is not None))
    return 0


def _week(text: str, now: datetime) -> Week:
    try:
        return Week.parse(text) if text else Week.of(now.date())
    except ValueError:
        raise Invalid.one("--week", Code.BAD_WEEK, "Write an ISO week such as 2026-W48.") from None


def _drawn(db: Session, manager_id: str, *, week: Week, now: datetime) -> tuple[list[Mapping[str, Any]], int]:
    """What composing would freeze, by its own rules."""
    today = day_within(week, now)
    drawn, facts = draw(db, managers=[manager_id], today=today, now=now)
    one = drawn[manager_id]
    fires = item_facts.famous_fires(
        db, [item.contribution_id for item in one.items if item.slot is Slot.BEHIND_A_FAMOUS_FIRE]
    )
    said = lanes.sentences(db, list(one.acts.values())) if one.acts else {}
    items: list[Mapping[str, Any]] = [
        frozen(facts[item.contribution_id], item, manager_id=manager_id, fires=fires, today=today)
        | {"passed_by": said.get(one.acts.get(item.contribution_id, ""))}
        for item in one.items
    ]
    return items, max(0, one.waiting - len(items))


def _text(week: Week, items: Sequence[Mapping[str, Any]], *, waiting: int, is_kept: bool) -> str:
    state = "as it was made" if is_kept else "as it would be made now"
    lines = [f"{digest_wording.subject(items)}", f"{week}, {state}", ""]
    for place, facts in enumerate(items, 1):
        lines.append(f"{place}. {digest_wording.reason(facts)}")
        lines += [f"   {name}: “{words}”" for name, words in digest_wording.quotes(facts)]
        lines += [f"   {line}" for line in digest_wording.why(facts)]
        lines.append("")
    if waiting:
        lines.append(f"{waiting} more wait{'s' if waiting == 1 else ''} for another week.")
    lines.append(END)
    return "\n".join(lines) + "\n"
