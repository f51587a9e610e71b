"""What an answer must be, whoever asked: the status of the cell, the right shape, and no word that is not theirs."""

import re

from httpx2 import Response

from tests.permissions.places import place_of
from tests.permissions.stage import CANARIES, Stage
from tests.permissions.table import UNSAFE, Cell, Row
from tests.permissions.walker import Walker, expected, leaked

FORBIDDEN = ("Traceback", "sqlalchemy", "site-packages", 'File "')
COUNTED = ("/sign-in",)  # a wrong password is counted
CHANGING = re.compile(r"[0-9a-f]{16}|019[0-9a-f]{5}-[0-9a-f-]{27}")


def faults_by_page(walker: Walker, row: Row, persona: str) -> list[str]:
    cell = row.cells[persona]
    answer = walker.knock("page", row, persona)
    found = _status(answer, expected(row, persona, "page"))
    found += _always(walker, row, persona, answer)
    if answer.status_code == 303 and cell.status == 401 and not answer.headers["location"].startswith("/sign-in"):
        found.append("does not lead to the sign-in page")
    if answer.status_code >= 400 and "<h1" not in answer.text:
        found.append("an error without a page")
    return found + _mark(walker.stage, row, persona, cell, answer) + _unlike(walker, "page", row, persona, answer)


def faults_by_token(walker: Walker, row: Row, persona: str) -> list[str]:
    cell = row.cells[persona]
    answer = walker.knock("api", row, persona)
    found = _status(answer, cell.status) + _always(walker, row, persona, answer) + _problem(answer)
    return found + _mark(walker.stage, row, persona, cell, answer) + _unlike(walker, "api", row, persona, answer)


def faults_without_power(walker: Walker, row: Row, persona: str) -> list[str]:
    """A token's power is its owner's, cut down to its scopes: without any, nothing that would have been done is."""
    cell = row.cells[persona]
    answer = walker.knock("api", row, persona, powerless=True)
    found = _always(walker, row, persona, answer) + _problem(answer)
    if cell.status < 300:
        found += _status(answer, 403)
    elif cell.status in (401, 405):
        found += _status(answer, cell.status)
    elif not 400 <= answer.status_code < 500:
        found.append(f"{answer.status_code} without a single scope")
    return found


def _status(answer: Response, wanted: int) -> list[str]:
    if answer.status_code == wanted:
        return []
    code = re.search(r'"code":"([a-z_]+)"', answer.text)
    return [f"{answer.status_code} and not {wanted}" + (f" ({code[1]})" if code else "")]


def _always(walker: Walker, row: Row, persona: str, answer: Response) -> list[str]:
    found = [f"holds {word}" for word in FORBIDDEN if word in answer.text]
    holds_the_letter = row.path == "/acts/{a}" and persona in ("ANON", "LEFT")  # signed out, with a link of MGR1's
    asked = CANARIES["private"] if "{canary}" in row.path or holds_the_letter else ""
    found += [f"leaks {canary}" for canary in sorted(leaked(answer, persona, asked=asked))]
    if answer.status_code >= 400 and walker.wrote() and row.path not in COUNTED:
        found.append("refused, and yet something was written")
    if answer.status_code < 500 and "x-request-id" not in answer.headers:
        found.append("has no request id")
    return found


def _problem(answer: Response) -> list[str]:
    if answer.status_code < 400:
        return []
    if answer.headers.get("content-type") != "application/problem+json":
        return ["an error that is not problem+json"]
    body = answer.json()
    named = ("type", "title", "status", "detail", "instance", "code", "request_id", "errors")
    missing = [name for name in named if name not in body]
    return [f"a problem without {name}" for name in missing]


def _unlike(walker: Walker, face: str, row: Row, persona: str, answer: Response) -> list[str]:
    """What is hidden answers like what never was: same body, same headers."""
    if answer.status_code != 404 or "{" not in row.path:
        return []
    stranger = walker.knock(face, row, persona, stranger=True)
    same = (_plain(answer), answer.status_code) == (_plain(stranger), stranger.status_code)
    return [] if same else ["differs from an address that never was"]


def _plain(answer: Response) -> tuple[str, list[tuple[str, str]]]:
    headers = [(name, CHANGING.sub("-", value)) for name, value in sorted(answer.headers.items())]
    return CHANGING.sub("-", answer.text), headers


def _mark(stage: Stage, row: Row, persona: str, cell: Cell, answer: Response) -> list[str]:
    if not cell.mark or answer.status_code >= 300 or row.method in UNSAFE:
        return []
    if cell.mark.isdigit():
        return _hits(stage, row, answer, int(cell.mark))
    if cell.mark in ("has", "not"):
        private = "subject@lanternfish.example" if row.number == "M083" else CANARIES[place_of(row)]
        there = private in answer.text
        return [] if there == (cell.mark == "has") else [f"has not the mark {cell.mark}"]
    if cell.mark == "masked":
        secret = stage.places["-"]["secret"].rsplit("_", 1)[1]
        return ["shows a secret"] if secret in answer.text else []
    return []


def _hits(stage: Stage, row: Row, answer: Response, wanted: int) -> list[str]:
    if answer.headers["content-type"] == "application/json":
        found = len(answer.json()["items"])
    else:
        found = int(stage.places[place_of(row)]["c"] in answer.text)
    return [] if found == wanted else [f"finds {found} and not {wanted}"]
