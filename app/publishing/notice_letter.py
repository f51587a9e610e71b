"""A letter about somebody's own work: who said what, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.domain import Letter
from app.domain.act_link import Aim, Sealer
from app.publishing import notice_wording
from app.publishing.letterhead import Letterhead
from app.publishing.phrases import without_stop
from app.publishing.plain_text import wrapped
from app.queries.letter_news import News
from app.queries.letters import Reader

LIST = ("words about your work", "notices")
_LONGEST_SUBJECT = 60
# Titles, never names: a subject shows on locked screens and in lists that others see.
_SUBJECTS = {
    "recognised": "Thanks for: {title}",
    "nominated": "Put forward: {title}",
    "passed_up": "Passed on: {title}",
    "handed_to_you": "Handed to you: {title}",
    "company_asked": "To be answered: {title}",
}
_BECAUSE = {
    "handed_to_you": "You get this because it was passed up to you.",
    "company_asked": "You get this because nothing of yours is shown to the company without your yes.",
}
_TEST_SUBJECT = "A test letter from unsung"
_TEST_LEAD = "This is a test letter. You asked for it, and the mail server has taken it."


def notice_letter(
    news: News, *, reader: Reader, delivery_id: str, occasion: str, head: Letterhead, sealer: Sealer, now: datetime
) -> Letter:
    lead = notice_wording.lead(news.kind, news.by, news.facts)
    title = without_stop(news.title)
    context = {
        "lead": lead,
        "work": title,
        "url": f"{head.base_url}/contributions/{news.contribution_id}",
        "action": "Answer on the page" if news.kind == "company_asked" else "Read it on the page",
        "lead_lines": wrapped(f"{lead} {title}"),
        "paragraphs": [part for part in (one.strip() for one in news.words.split("\n")) if part],
        "seen_by": notice_wording.SEEN_BY.get(news.visibility, ""),
        "because": _BECAUSE.get(news.kind, "You get this because the work is yours."),
    }
    subject = _cut(_SUBJECTS.get(news.kind, "News about: {title}").format(title=title))
    return _letter(subject, context, reader, delivery_id, occasion, head, sealer, now)


def trial_letter(
    *, reader: Reader, delivery_id: str, occasion: str, head: Letterhead, sealer: Sealer, now: datetime
) -> Letter:
    """What an administrator sends to themself."""
    context = {
        "lead": _TEST_LEAD,
        "work": "",
        "url": "",
        "action": "",
        "lead_lines": wrapped(_TEST_LEAD),
        "paragraphs": [],
        "seen_by": "",
        "because": "You get this because you asked for a test.",
    }
    return _letter(_TEST_SUBJECT, context, reader, delivery_id, occasion, head, sealer, now)


def _letter(
    subject: str,
    context: Mapping[str, Any],
    reader: Reader,
    delivery_id: str,
    occasion: str,
    head: Letterhead,
    sealer: Sealer,
    now: datetime,
) -> Letter:
    more = {
        "reader": reader.name,
        "preheader": context["lead"],
        "word_lines": [wrapped(words, first="  ", rest="  ") for words in context["paragraphs"]],
        "settings_url": f"{head.base_url}/settings/letters",
    }
    return head.letter(
        "notice",
        delivery_id=delivery_id,
        occasion=occasion,
        to=(reader.name, reader.email),
        subject=subject,
        stop_url=f"{head.base_url}/acts/{sealer.token(Aim.STOP_NOTICES, reader.person_id)}",
        list_id=LIST,
        context={**context, **more},
        now=now,
    )


def _cut(subject: str) -> str:
    return subject if len(subject) <= _LONGEST_SUBJECT else f"{subject[: _LONGEST_SUBJECT - 4].rstrip()} ..."
