"""What an export can hold: the columns of each dataset in order, with the words of the data dictionary.

What is not listed here never leaves: no activity, no total by person, no author of a change behind an incident.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.domain.export import Dataset, Purpose

TEXTS_SERVE = (Purpose.REVIEW, Purpose.PROMOTION)
WITHHELD = "withheld units"


class Group(StrEnum):
    WORK = "work"
    PEOPLE = "people"
    IMPACT = "impact"
    RECOGNITION = "recognition"


@dataclass(frozen=True)
class Column:
    """`typed` cells hold what people wrote and are guarded against formulas; the others hold words of ours.

    `needs_names` columns would undo the pseudonyms; `serves` names the purposes a column may leave for.
    """

    name: str
    group: Group
    meaning: str
    typed: bool = False
    always: bool = False
    needs_names: bool = False
    serves: tuple[Purpose, ...] = tuple(Purpose)


_ID = Column("id", Group.WORK, "id of the contribution, the same in every export", always=True)
_CONTRIBUTION = Column("contribution_id", Group.WORK, "id of the contribution, the same in every export", always=True)
_REF = Column("ref", Group.WORK, "short reference of the contribution, where it has one", typed=True)
_KIND = Column("kind", Group.WORK, "incident_response or preventive_fix")
_TITLE = Column("title", Group.WORK, "title of the contribution", typed=True)
_TEAM = Column("team", Group.WORK, "unit of the work; units too small to show read 'withheld units'", typed=True)
_FINISHED = Column("finished_on", Group.WORK, "day on which the work was finished")
_SELF = Column("self_reported", Group.WORK, "yes where a contributor recorded it", always=True)
_EMAILS = Column("emails", Group.PEOPLE, "their e-mail addresses, in the same order", typed=True, needs_names=True)

COLUMNS: Mapping[Dataset, tuple[Column, ...]] = {
    Dataset.CONTRIBUTIONS: (
        _ID,
        _REF,
        _KIND,
        Column("category", Group.WORK, "category of the work", typed=True),
        _TITLE,
        Column("state", Group.WORK, "proposed, or confirmed by a second person"),
        _FINISHED,
        _TEAM,
        _SELF,
        Column("contributors", Group.PEOPLE, "contributors, separated by '; '", typed=True),
        Column("roles", Group.PEOPLE, "their roles, in the same order"),
        _EMAILS,
        Column("grade", Group.IMPACT, "how well its best impact is supported"),
        Column("tier", Group.IMPACT, "size of its best impact, at the low end of the range"),
        Column("recognised", Group.RECOGNITION, "yes where somebody above a contributor has thanked for it"),
        Column("first_recognised_on", Group.RECOGNITION, "day of the first such thanks"),
    ),
    Dataset.IMPACTS: (
        Column("id", Group.WORK, "id of the statement, the same in each of its versions", always=True),
        Column("version", Group.WORK, "version of the statement", always=True),
        _CONTRIBUTION,
        _REF,
        Column("contribution_kind", Group.WORK, _KIND.meaning),
        _TITLE,
        _FINISHED,
        _TEAM,
        _SELF,
        Column("author", Group.PEOPLE, "who stated it", typed=True),
        Column("kind", Group.IMPACT, "kind of impact; kinds are never added to each other"),
        Column("low", Group.IMPACT, "low end of the range"),
        Column("likely", Group.IMPACT, "likely amount"),
        Column("high", Group.IMPACT, "high end of the range"),
        Column("unit", Group.IMPACT, "unit or currency of the amounts", typed=True),
        Column("period", Group.IMPACT, "period that the amounts belong to"),
        Column("method", Group.IMPACT, "how the amounts were found"),
        Column("grade", Group.IMPACT, "how well it is supported"),
        Column("tier", Group.IMPACT, "size at the low end of the range"),
        Column("changed_on", Group.IMPACT, "day of the change"),
        Column("baseline_on", Group.IMPACT, "day on which the 'before' was written down"),
        Column("source", Group.IMPACT, "where the amounts come from", typed=True),
        Column("formula", Group.IMPACT, "formula that the amounts follow from", typed=True),
    ),
    Dataset.RECOGNITIONS: (
        Column("id", Group.WORK, "id of the recognition", always=True),
        _CONTRIBUTION,
        _REF,
        Column("contribution_kind", Group.WORK, _KIND.meaning),
        _TITLE,
        _FINISHED,
        _TEAM,
        _SELF,
        Column("giver", Group.PEOPLE, "who said it", typed=True),
        Column("recipients", Group.PEOPLE, "contributors it names, separated by '; '", typed=True),
        _EMAILS,
        Column("form", Group.RECOGNITION, "thanks, public_praise, bonus, award, time_off, review_note, said_in_person"),
        Column("level", Group.RECOGNITION, "peer, manager, skip_level or executive, from the reporting tree"),
        Column("said_on", Group.RECOGNITION, "day on which it was said"),
        Column("channel", Group.RECOGNITION, "where it was said"),
        Column("bulk", Group.RECOGNITION, "yes where the same text went to three or more contributions"),
        Column("words", Group.RECOGNITION, "the words", typed=True, needs_names=True, serves=TEXTS_SERVE),
        Column(
            "replies", Group.RECOGNITION, "what contributors replied", typed=True, needs_names=True, serves=TEXTS_SERVE
        ),
    ),
    Dataset.SUMMARY: (
        Column("quarter", Group.WORK, "quarter in which the work was finished", always=True),
        Column("team", Group.WORK, _TEAM.meaning, typed=True, always=True),
        Column("kind", Group.WORK, _KIND.meaning, always=True),
        Column("contributions", Group.RECOGNITION, "how many were finished", always=True),
        Column("recognised", Group.RECOGNITION, "how many of them somebody above has thanked for", always=True),
        Column("share", Group.RECOGNITION, "recognised / contributions", always=True),
        Column("share_low", Group.RECOGNITION, "low end of the 90 % interval of the share (Wilson)", always=True),
        Column("share_high", Group.RECOGNITION, "high end of the 90 % interval of the share (Wilson)", always=True),
        Column("median_days", Group.RECOGNITION, "median days from finish to first thanks", always=True),
    ),
}


def known(dataset: Dataset, wanted: Iterable[str]) -> tuple[Column, ...]:
    """The columns that `wanted` names, by column or by group, in their fixed order; nothing wanted is everything."""
    names = set(wanted)
    return tuple(
        column for column in COLUMNS[dataset] if not names or column.always or {column.name, column.group.value} & names
    )


def unknown(dataset: Dataset, wanted: Iterable[str]) -> list[str]:
    """What `wanted` asks for and no column or group answers to."""
    names = {column.name for column in COLUMNS[dataset]} | {group.value for group in Group}
    return [name for name in wanted if name not in names]


def allowed(column: Column, *, names: bool, purpose: Purpose) -> bool:
    return purpose in column.serves and (names or not column.needs_names)


def leaving(dataset: Dataset, wanted: Iterable[str], *, names: bool, purpose: Purpose) -> tuple[Column, ...]:
    """What goes into the file. The words never go without the replies to them."""
    chosen = set(wanted)
    if "words" in chosen:
        chosen.add("replies")
    return tuple(column for column in known(dataset, chosen) if allowed(column, names=names, purpose=purpose))
