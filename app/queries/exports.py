"""The files that HR made: one's own list, one of them, what it asks for, and whom it held."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import Session, col

from app.domain import (
    Contribution,
    Contributor,
    Dataset,
    Export,
    ExportState,
    ExportSubject,
    Format,
    Impact,
    Person,
    Purpose,
    Recipient,
    Recognition,
    Viewer,
)
from app.domain.export_ask import Ask, Scope, team_words
from app.domain.export_columns import COLUMNS
from app.kit.errors import Code, Conflict, NotFound
from app.kit.ids import is_id
from app.queries.export_cells import in_scope, rows_of
from app.queries.units import Units, read

MOST_LISTED = 25


@dataclass(frozen=True)
class ExportPage:
    """One file as its owner sees it. `manifest` is empty until the file is whole."""

    id: str
    version: int
    dataset: str
    format: str
    purpose: str
    from_on: date
    to_on: date
    unit: str | None
    unit_name: str
    columns: list[str]
    names: bool
    state: str
    rows: int | None
    bytes: int | None
    sha256: str | None
    error: str
    asked_at: datetime
    ready_at: datetime | None
    expires_at: datetime
    manifest: dict[str, Any]

    @property
    def is_ready(self) -> bool:
        return self.state == ExportState.READY

    @property
    def is_streamed(self) -> bool:
        return self.format != Format.XLSX

    @property
    def file_name(self) -> str:
        return f"unsung-{self.dataset}-{self.from_on.isoformat()}-{self.to_on.isoformat()}.{self.format}"


@dataclass(frozen=True)
class Held:
    """An export that held a person, as that person may know of it."""

    export_id: str
    by_name: str
    purpose: str
    dataset: str
    names: bool
    made_on: date


def page_for(db: Session, export_id: str, *, viewer: Viewer, now: datetime) -> ExportPage:
    """For its owner alone, as long as that is HR; ended files say so, to the owner."""
    found = None
    if viewer.is_hr and is_id(export_id):
        mine = select(Export).where(col(Export.id) == export_id, col(Export.by_id) == viewer.person_id)
        found = db.execute(mine).scalar_one_or_none()
    if found is None:
        raise NotFound()
    if found.expires_at <= now:
        raise NotFound(Code.GONE, "This file has ended. Make it again with the same filter.")
    return _page(found, read(db).names)


def manifest_for(db: Session, export_id: str, *, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """What stands beside the data; there is none before the file is whole."""
    page = page_for(db, export_id, viewer=viewer, now=now)
    if not page.is_ready:
        raise Conflict(Code.IN_PROGRESS, page.error or "Fetch the file first; its manifest is written with it.")
    return page.manifest


def listed(db: Session, *, viewer: Viewer, now: datetime) -> list[ExportPage]:
    """One's own files that have not ended, newest first."""
    question = (
        select(Export)
        .where(col(Export.by_id) == viewer.person_id, col(Export.expires_at) > now)
        .order_by(col(Export.asked_at).desc(), col(Export.id).desc())
        .limit(MOST_LISTED)
    )
    names = read(db).names
    return [_page(export, names) for export in db.execute(question).scalars()]


def row_of(db: Session, export_id: str) -> Export:
    """For the worker, which acts for the system."""
    return db.get_one(Export, export_id)


def alive(db: Session, export_ids: list[str], *, now: datetime) -> set[str]:
    """Those of these whose file may still be fetched."""
    question = select(col(Export.id)).where(col(Export.id).in_(export_ids), col(Export.expires_at) > now)
    return set(db.execute(question).scalars())


def unit_name(db: Session, team_id: str | None) -> str:
    return read(db).names.get(team_id, "") if team_id else ""


def ask_of(db: Session, export_id: str) -> Ask:
    """What an export asks for. The same row and the same data give the same bytes."""
    export = row_of(db, export_id)
    units = read(db)
    dataset = Dataset(export.dataset)
    wanted = set(export.columns)
    return Ask(
        dataset=dataset,
        scope=scope_of(units, export.from_on, export.to_on, export.team_id, export.asked_at),
        columns=tuple(column for column in COLUMNS[dataset] if column.name in wanted),
        names=export.names,
        purpose=Purpose(export.purpose),
        team_names=team_words(units.names, units.kept, fold=dataset is Dataset.SUMMARY or not export.names),
    )


def scope_of(units: Units, from_on: date, to_on: date, unit: str | None, as_of: datetime) -> Scope:
    return Scope(from_on, to_on, as_of, units.under(unit) if unit else None)


def count(db: Session, dataset: Dataset, scope: Scope) -> int:
    """How many rows a file would have; the summary's depend on what is withheld, and are few."""
    cells = {"id": col(Contribution.id)}
    rows = rows_of(dataset, cells, scope).order_by(None).subquery()
    return int(db.execute(select(func.count()).select_from(rows)).scalar_one())


def people_in(connection: Connection, ask: Ask) -> Iterator[str]:
    """Everybody a file holds, under whatever name: contributors, and who gave or stated what it lists."""
    work = select(col(Contribution.id)).where(*in_scope(ask.scope))
    of_work = col(Contributor.contribution_id).in_(work)
    questions = [select(col(Contributor.person_id)).where(of_work)]
    if ask.dataset is Dataset.IMPACTS:
        stated = select(col(Impact.author_id)).where(col(Impact.contribution_id).in_(work), col(Impact.current))
        questions.append(stated)
    if ask.dataset is Dataset.RECOGNITIONS:
        given = (col(Recognition.contribution_id).in_(work), col(Recognition.undone_at).is_(None))
        questions.append(select(col(Recognition.giver_id)).where(*given))
        named = select(col(Recipient.person_id)).join(Recognition, col(Recognition.id) == col(Recipient.recognition_id))
        questions.append(named.where(*given))
    first, *others = questions
    yield from connection.execute(first.distinct().union(*others) if others else first.distinct()).scalars()


def exports_with(db: Session, *, person_id: str, limit: int = 50) -> list[Held]:
    """The files that held somebody, newest first: for their own settings page."""
    question = (
        select(
            col(Export.id), col(Person.name), col(Export.purpose), col(Export.dataset), col(Export.names),
            col(Export.asked_at),
        )
        .join(ExportSubject, col(ExportSubject.export_id) == col(Export.id))
        .join(Person, col(Person.id) == col(Export.by_id))
        .where(col(ExportSubject.person_id) == person_id)
        .order_by(col(Export.asked_at).desc(), col(Export.id))
        .limit(limit)
    )  # fmt: skip
    return [
        Held(export_id, name, purpose, dataset, names, asked_at.date())
        for export_id, name, purpose, dataset, names, asked_at in db.execute(question)
    ]


def _page(export: Export, names: dict[str, str]) -> ExportPage:
    same = {name: getattr(export, name) for name in ExportPage.__dataclass_fields__ if hasattr(export, name)}
    unit_name = names.get(export.team_id, "") if export.team_id else ""
    return ExportPage(**same, unit=export.team_id, unit_name=unit_name)
