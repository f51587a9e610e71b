"""What people did besides thanking: planned a word, passed work up, put it off, took it back, declined it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.act import act
from app.actions.review import decline, withdraw
from app.cli.lanternfish import payments
from app.cli.lanternfish.calendar import Calendar, at
from app.cli.lanternfish.company import Company
from app.cli.lanternfish.rows import Books
from app.domain import ActKind, Digest, DigestItem, NotNowReason, Occasion
from app.domain.act_draft import ActDraft
from app.domain.review_draft import WordsDraft


@dataclass(frozen=True)
class Deed:
    """One act; `on` is the day on the written calendar for which a word is planned."""

    by: str
    title: str
    at: datetime
    kind: ActKind
    sentence: str = ""
    reason: NotNowReason | None = None
    on: date | None = None

    def draft(self, calendar: Calendar) -> ActDraft:
        if self.kind is ActKind.PASS_UP:
            return ActDraft(act=self.kind, sentence=self.sentence)
        if self.kind is ActKind.NOT_NOW:
            return ActDraft(act=self.kind, reason=self.reason)
        assert self.on is not None  # noqa: S101 - a plan is written with its day
        return ActDraft(act=self.kind, occasion=Occasion.TEAM_MEETING, date=calendar.day(self.on))


DEEDS = (
    Deed(payments.INES, payments.SCHEDULED, at("2026-04-27 09:20"), ActKind.SCHEDULE, on=date(2026, 5, 15)),
    Deed("farid.rahimi", "One template for all forty letters", at("2026-05-05 10:00"), ActKind.NOT_NOW,
         reason=NotNowReason.NOT_MY_AREA),
    Deed("grace.wanjiru", "Product pages in one request instead of nine", at("2026-05-12 09:30"), ActKind.PASS_UP,
         "Every customer feels this on every page. I think it deserves your voice."),
    Deed("aiko.tanaka", "Build caches shared between branches", at("2026-05-12 10:15"), ActKind.PASS_UP,
         "Twelve minutes back for everybody, on every change. The whole floor should hear of it."),
    Deed("irina.volkova", "Dependency updates tested and merged overnight", at("2026-05-13 11:40"), ActKind.PASS_UP,
         "This is what the auditors asked about in March, answered before they came."),
)  # fmt: skip
# Title -> how many days after it was put on record; a manager who declined gave the reason.
WITHDRAWN = {"Dark mode without flashes": 2, "Image clean-up asks who still uses an image": 9}
DECLINED = {
    "Broken links in content found every night": (
        12, "grace.wanjiru", "The content provider built and runs this; our part was the order."
    ),
    "Dead code of the first price model removed": (
        6, "ulrike.weiss", "It had to come back the week after: two customers still pay by that model."
    ),
}  # fmt: skip
# Nobody has thanked for these, whatever the seed says: something else is told of them.
UNTHANKED = {*WITHDRAWN, *DECLINED, *(deed.title for deed in DEEDS)}


def of_the_week(db: Session, company: Company, books: Books, since: datetime, until: datetime) -> None:
    """Those that lie between two moments of the written calendar."""
    moment, viewers, ids = company.calendar.moment, company.viewers, books.ids
    for deed in (one for one in DEEDS if since <= one.at < until):
        item = item_of(db, viewers[deed.by].person_id, ids[deed.title])
        draft = deed.draft(company.calendar)
        act(db, ids[deed.title], by=viewers[deed.by], draft=draft, item_id=item, now=moment(deed.at))
    for title, days in WITHDRAWN.items():
        when = books.recorded(title, days)
        if when and since <= when < until:
            withdraw(db, ids[title], by=viewers[books.works[title].recorder], now=moment(when))
    for title, (days, by, reason) in DECLINED.items():
        when = books.recorded(title, days)
        if when and since <= when < until:
            decline(db, ids[title], by=viewers[by], draft=WordsDraft(words=reason), now=moment(when))


def item_of(db: Session, manager_id: str, work_id: str) -> str | None:
    """The newest item of somebody's editions that holds this work."""
    question = (
        select(col(DigestItem.id))
        .join(Digest, col(Digest.id) == col(DigestItem.digest_id))
        .where(col(Digest.manager_id) == manager_id, col(DigestItem.contribution_id) == work_id)
        .order_by(col(Digest.monday).desc())
        .limit(1)
    )
    found: str | None = db.execute(question).scalar()
    return found
