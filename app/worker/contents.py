"""What the letters of a batch say, read in one transaction, and the words for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.actions.carry import Held
from app.domain import Letter
from app.domain.act_link import Sealer
from app.domain.delivery import DIGEST, TEST
from app.publishing.digest_letter import digest_letter
from app.publishing.letterhead import Letterhead
from app.publishing.notice_letter import notice_letter, trial_letter
from app.queries import letter_news, letters
from app.queries.letter_news import News
from app.queries.letters import Issue, Reader

NOTHING_LEFT = "there is nothing left to say"


@dataclass(frozen=True)
class Content:
    """`said` is None for a letter that only shows that letters arrive."""

    reader: Reader
    said: Issue | News | None


def read_contents(db: Session, held: Sequence[Held], *, now: datetime) -> dict[str, Content | str]:
    """By delivery: what it says, or the reason why it is not to leave. Everything is looked at as it stands now."""
    readers = letters.readers(db, [one.recipient_id for one in held])
    found: dict[str, Content | str] = {}
    wanted: dict[str, Reader] = {}
    for one in held:
        reader = readers[one.recipient_id]
        if against := reader.reason_against(one.kind, now):
            found[one.id] = against
        elif one.kind == DIGEST:
            wanted[one.subject_id] = reader
        else:
            found[one.id] = _news(db, one, reader)
    issues = letters.issues(db, wanted, now=now) if wanted else {}
    return {one.id: found.get(one.id) or _issue(one, readers, issues) for one in held}


def word_letter(held: Held, content: Content, *, head: Letterhead, sealer: Sealer, now: datetime) -> Letter:
    reader, said = content.reader, content.said
    if isinstance(said, Issue):
        return digest_letter(
            said, reader=reader, delivery_id=held.id, occasion=held.occasion, head=head, sealer=sealer, now=now
        )
    if isinstance(said, News):
        return notice_letter(
            said, reader=reader, delivery_id=held.id, occasion=held.occasion, head=head, sealer=sealer, now=now
        )
    return trial_letter(reader=reader, delivery_id=held.id, occasion=held.occasion, head=head, sealer=sealer, now=now)


def _issue(one: Held, readers: Mapping[str, Reader], issues: Mapping[str, Issue]) -> Content | str:
    issue = issues.get(one.subject_id)
    return Content(readers[one.recipient_id], issue) if issue and issue.items else NOTHING_LEFT


def _news(db: Session, one: Held, reader: Reader) -> Content | str:
    if one.kind == TEST:
        return Content(reader, None)
    news = letter_news.news(
        db,
        reader=reader,
        kind=one.kind,
        contribution_id=one.contribution_id or "",
        subject_id=one.subject_id,
        facts=one.facts,
    )
    return Content(reader, news) if news else NOTHING_LEFT
