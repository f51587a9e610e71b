"""The reports page drawn: for its own address, and again for a form that could not be taken."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session
from starlette.responses import Response

from app.domain import Viewer
from app.domain.draft import read_values
from app.domain.export_draft import Period, ReportQuery
from app.publishing.manifest import NOT_FOR_RATING
from app.queries import report_page
from app.web import report_view
from app.web.deps import Visit


def drawn(
    visit: Visit, db: Session, viewer: Viewer, *, query: ReportQuery,
    form: Mapping[str, Any] | None = None, errors: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    """The page for one period and unit; `form` holds what was typed into the export form, `errors` what is wrong."""
    first, last = report_view.year_up_to(visit.today)
    from_on, to_on = query.from_on or first, query.to_on or last
    read_values(Period, {"from": from_on, "to": to_on})
    page = report_page.page_for(db, viewer=viewer, from_on=from_on, to_on=to_on, unit=query.unit, now=visit.now)
    filled = {
        "from": from_on.isoformat(), "to": to_on.isoformat(), "unit": query.unit or "", "dataset": "contributions",
        "purpose": "", "format": "csv", "names": "", "columns": [key for key, _ in report_view.GROUPS],
    }  # fmt: skip
    return visit.page(
        "pages/reports/index.html",
        viewer,
        page_title="Reports",
        nav_current="reports",
        page=page,
        report=page.report,
        units_table=[report_view.unit_cells(line) for line in page.report.units],
        list_weight="".join(report_view.weight(one) for one in page.report.estimates[:1]),
        options=report_view.dataset_options(page.report.estimates),
        purposes=report_view.PURPOSES,
        groups=report_view.GROUPS,
        formats=report_view.FORMATS,
        bars=[report_view.bar_of(figure) for figure in page.report.figures],
        units=[("", "The whole organisation"), *page.choices],
        form=filled | dict(form or {}),
        errors=dict(errors or {}),
        not_for_rating=NOT_FOR_RATING,
    )
