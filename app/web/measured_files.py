"""The figures behind a picture and the readings behind an answer, as files that open in any tool."""

from starlette.responses import Response

from app.domain.draft import Draft
from app.domain.metric_data import unpack
from app.kit.errors import NotFound
from app.publishing.measured_wording import measured
from app.queries import looks, measurements, standings
from app.web.deps import Visit
from app.web.respond import PRIVATE

_CSV = "text/csv; charset=utf-8"


def data_file(visit: Visit, contribution_id: str, question_id: str, result_id: str) -> Response:
    """The very text that was measured; its SHA-256 stands beside the answer."""
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        standings.sighted(db, viewer, contribution_id)
        measurements.look_of(measurements.one(db, contribution_id, question_id), result_id)
        sha256, packed = looks.data_of(db, result_id)
    return _file(unpack(packed), f"readings-{sha256[:12]}.csv")


def figures_file(visit: Visit, contribution_id: str, question_id: str, result_id: str) -> Response:
    """What the picture draws and its table says."""
    with visit.reading() as (db, viewer):
        visit.query(Draft)
        standings.sighted(db, viewer, contribution_id)
        asked = measurements.one(db, contribution_id, question_id)
        look = measurements.look_of(asked, result_id)
    if not look.drawn:
        raise NotFound
    shown = measured(asked, today=visit.today, locale="en").chart
    parts = {row[0]: row[2] for row in shown.table} if shown and asked.newest == look else {}
    lines = (f"{day},{value!r},{parts.get(day, '')}\n" for day, value in look.drawn)
    return _file(("day,value,part\n" + "".join(lines)).encode(), f"figures-{result_id}.csv")


def _file(body: bytes, name: str) -> Response:
    return Response(body, 200, {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}, _CSV)
