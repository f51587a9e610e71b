"""The anchors: the smallest honest programs that do the same kind of work, against which every goal is a ratio.

T0, F1 and F2 are served by uvicorn (`benchmarks.anchors:t0`, `:f1`, `:f2`; F2p is F2 on PostgreSQL), E0s and E0p are
command lines, D0 is `python -m benchmarks.anchors DB`. None of them signs anybody in or asks for a permission.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from itertools import groupby
from pathlib import Path
from time import process_time
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from jinja2 import Environment
from sqlalchemy import create_engine, text

URL_VARIABLE = "BENCH_ANCHOR_URL"

LIST = text("""
select c.id, c.kind, c.title, c.occurred_on, c.grade, p.name
from contribution c join person p on p.id = c.lead_id
order by c.occurred_on desc, c.id desc limit 25
""")

EXPORT = """
select c.id, c.kind, c.title, c.occurred_on, c.team_id, p.name, p.email, c.grade, c.amount, c.unit, c.severity,
       c.status, c.source_url
from contribution c join person p on p.id = c.lead_id order by c.id
"""

DIGEST = """
with recent as (
  select c.* from contribution c where c.occurred_on >= '2026-02-23'
  and not exists (select 1 from recognition r where r.contribution_id = c.id)),
cand as (
  select p.manager_id m, r.id, r.kind, r.title, r.occurred_on, r.grade, r.source_url, p.name,
         (case r.grade when 'verified' then 4 when 'measured' then 3 when 'estimated' then 2 else 1 end) * 10
         + (r.kind = 'preventive_fix') * 6 + min(12, (julianday('2026-05-18') - julianday(r.occurred_on)) / 7) score
  from recent r join participant a on a.contribution_id = r.id join person p on p.id = a.person_id
  where p.manager_id is not null),
ranked as (
  select *, row_number() over (partition by m order by score desc, id) k
  from (select m, id, kind, title, occurred_on, grade, source_url, group_concat(name, ', ') name, max(score) score
        from cand group by m, id))
select m, id, kind, title, occurred_on, grade, source_url, name from ranked where k <= 7 order by m, k
"""

_templates = Path(__file__).parent / "anchor_templates"
_html, _plain = Environment(autoescape=True), Environment(autoescape=False)  # noqa: S701 - the second is a text letter
_page = _html.from_string((_templates / "list.html").read_text("utf-8"))
_letter = _html.from_string((_templates / "letter.html").read_text("utf-8"))
_text_letter = _plain.from_string((_templates / "letter.txt").read_text("utf-8"))
_engine = create_engine(os.environ.get(URL_VARIABLE, "sqlite://"), pool_size=10)
_body = b"x" * 20_480

f1 = FastAPI()
f2 = FastAPI()

Message = MutableMapping[str, Any]


async def t0(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    headers = [(b"content-type", b"text/html"), (b"content-length", b"20480")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _body})


@f1.get("/")
async def hello() -> dict[str, bool]:
    return {"ok": True}


@f2.get("/", response_class=HTMLResponse)
def contributions() -> str:
    with _engine.connect() as c:
        rows = c.execute(LIST).all()
    return _page.render(rows=rows, token="0f3a9c5d7e1b2846")  # noqa: S106 - a constant of the page, no secret


def sqlite_export(database: Path) -> list[str]:
    """E0s."""
    return ["sqlite3", "-readonly", "-csv", "-header", str(database), EXPORT]


def postgres_export(conninfo: str) -> list[str]:
    """E0p."""
    return ["psql", "-q", conninfo, "-c", f"copy ({EXPORT}) to stdout csv header"]


def digests(database: Path) -> dict[str, float]:
    """D0: every manager's items by one statement, then a letter in HTML and in text for each."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    started = process_time()
    rows = connection.execute(DIGEST).fetchall()
    asked = process_time()
    letters = written = 0
    for _, items in groupby(rows, key=lambda row: row["m"]):
        shown = list(items)
        written += len(_letter.render(items=shown)) + len(_text_letter.render(items=shown))
        letters += 1
    done = process_time()
    cpu = {"query": asked - started, "render": done - asked, "cpu": done - started}
    return {"letters": letters, "items": len(rows), "characters": written, **cpu}


if __name__ == "__main__":
    print(json.dumps(digests(Path(sys.argv[1]))))
