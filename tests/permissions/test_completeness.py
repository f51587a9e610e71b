"""No address without a row: whoever adds a route says in the table what each persona gets there."""

from starlette.routing import Match

from tests.permissions.table import CONTINUATION, HERE, MATRIX, NOT_YET, PERSONAS, UNSAFE, Row
from tests.permissions.walker import Walker

Address = tuple[str, str]


def routes(walker: Walker) -> dict[Address, object]:
    app = walker.site.client.app
    doors = app.state.directory.doors
    return {(door.method, door.address): door.route for door in doors}


def knocked(walker: Walker, row: Row, face: str) -> Address | None:
    """The route that a cell of this row reaches."""
    path = walker.address(row, "SUBJECT").split("?")[0]
    method = row.method
    if face == "page" and method in UNSAFE:
        path, method = (f"{path}/removal" if method == "DELETE" else path), "POST"
    scope = {"type": "http", "method": method, "path": f"/api/v1{path}" if face == "api" else path, "root_path": ""}
    for (one, pattern), route in routes(walker).items():
        if one == method and route.matches(dict(scope))[0] is Match.FULL:
            return one, pattern
    return None


def faces(row: Row) -> tuple[str, ...]:
    return {"both": ("page", "api"), "api": ("api",)}.get(row.face, ("page",))


def test_every_route_stands_in_the_table(walker: Walker) -> None:
    seen = {knocked(walker, row, face) for row in HERE for face in faces(row)}
    assert not sorted(set(routes(walker)) - seen)


def test_every_operation_of_the_document_is_a_route(walker: Walker) -> None:
    paths = walker.site.client.app.openapi()["paths"]
    told = {(method.upper(), path) for path, operations in paths.items() for method in operations}
    assert told == {address for address in routes(walker) if address[1].startswith("/api/v1/")}


def test_every_row_leads_somewhere(walker: Walker) -> None:
    """But for those that say that there is no such address."""
    by_design = [row for row in HERE if all(cell.status == 404 for cell in row.cells.values())]
    lost = [
        (str(row), face)
        for row in HERE
        if row not in by_design
        for face in faces(row)
        if not knocked(walker, row, face)
    ]
    assert not lost


def test_rows_of_later_parts_lead_nowhere_yet(walker: Walker) -> None:
    built = [str(row) for row in NOT_YET for face in faces(row) if knocked(walker, row, face)]
    assert not built, "this exists now: take its address out of LATER, so that it is walked"
    print(
        f"\n{len(MATRIX)} rows x {len(PERSONAS)} personas and {len(CONTINUATION)} of the continuation; not built yet:"
    )
    print("\n".join(str(row) for row in NOT_YET))


def test_the_table_is_whole() -> None:
    assert [row.number for row in MATRIX] == [f"M{number:03}" for number in range(1, 113)]
    assert len({row.number for row in (*MATRIX, *CONTINUATION)}) == len(MATRIX) + len(CONTINUATION)
