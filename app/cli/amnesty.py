"""`unsung discover PATH --amnesty`: what was found becomes candidates, and what nobody spoke of is printed."""

from datetime import date, datetime
from pathlib import Path

from app.actions.connect import connect, find
from app.cli.since import since_day
from app.cli.terminal import Terminal
from app.database import Store
from app.discovery.reading import Span
from app.domain import ConnectionState
from app.domain.connection_draft import ConnectionDraft
from app.kit.text import visible
from app.publishing import candidate_wording
from app.queries import candidates
from app.queries.connections import Due
from app.wiring import own_clone
from app.worker.discovering import look_again, note_done, take_in


def amnesty(path: Path, since: str | None, terminal: Terminal) -> int:
    """The clone is the operator's own, wherever it lies. Nothing goes on reading it unless it is connected too."""
    clone = own_clone(path)
    day = since_day(since, clone.newest(Span(clone.head))) if since else None
    wiring = terminal.wiring()
    now = wiring.clock()
    due = _due(wiring.store, clone.name, str(path.resolve()), day, now)
    taken = take_in(wiring.store, clone, due, now=now)
    note_done(wiring.store, due, taken, look_again(wiring.store, due, now=now), now=now)
    with wiring.store.read() as db:
        rows = candidates.of_connection(db, due.id, now=now)
    lines = [
        (visible(row.title), visible(", ".join(one.name for one in row.people)) or row.source, _when(row, now))
        for row in rows
    ]
    print(candidate_wording.as_text(lines) or "Nothing was found that is on nobody's record.")
    print(f"{wiring.settings.base_url}/candidates/amnesty")
    return 0


def _when(row: candidates.CandidateRow, now: datetime) -> str:
    late = candidate_wording.late(row.last_on, now.date())
    return ", ".join(filter(None, (candidate_wording.span(row.first_on, row.last_on), late, row.confidence)))


def _due(store: Store, name: str, address: str, since: date | None, now: datetime) -> Due:
    """Read whole: what was kept before is found again, and changes nothing."""
    with store.write() as db:
        connection = find(db, address)
        if connection is None:
            draft = ConnectionDraft(name=name, address=address)
            connection = connect(db, by=None, draft=draft, roots=(), now=now)
            connection.state = ConnectionState.STOPPED.value
            db.add(connection)
            db.flush()
        return Due(connection.id, connection.name, address, since, {})
