"""Lay the company out for this week and live its eighteen months again, week by week, with the product's own deeds."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import select, update
from sqlmodel import Session, col

from app.actions.act import act
from app.actions.compose_digest import compose_digests
from app.actions.deliver import MAIL
from app.actions.recognise import recognise
from app.actions.write_audit import write_audit
from app.cli.lanternfish import (
    billing,
    by_hand,
    candidates,
    data,
    deeds,
    growth,
    incidents,
    measured,
    mobile,
    payments_past,
    platform,
    security,
    storage,
    story,
    thanks,
    web,
)
from app.cli.lanternfish.calendar import EDITION_HOUR, FIRST_DAY, PAGER_SILENT_SINCE, WRITTEN, Calendar
from app.cli.lanternfish.chronicle import CLOSED, Chronicle
from app.cli.lanternfish.company import Company, found
from app.cli.lanternfish.deeds import item_of
from app.cli.lanternfish.people import TEAMS, engineers_of, lead_of
from app.cli.lanternfish.rows import Books
from app.cli.lanternfish.shapes import Episode, Said, Work
from app.domain import ActKind, Delivery, DeliveryState, Person
from app.domain.act_draft import ActDraft
from app.domain.delivery import DIGEST
from app.domain.recognition import Form, RecognitionDraft
from app.kit.errors import Code, Conflict
from app.kit.ids import repeatable
from app.kit.weeks import Week

SEED = 20_260_518
TEAM_WORKS = (
    payments_past.WORK, billing.WORK, mobile.WORK, web.WORK, growth.WORK, platform.WORK, storage.WORK, security.WORK,
    data.WORK,
)  # fmt: skip
PAYMENTS_UNTIL = date(2026, 2, 6)
# Payments tried the weekly edition first; everybody else has had it for two weeks.
PILOT = {"ines.moreau": date(2026, 3, 30)}
EDITIONS_FROM = date(2026, 5, 4)


def load(db: Session, *, now: datetime) -> int:
    """In the caller's transaction. Returns how many contributions there are. Refuses a database that holds people."""
    _require_nobody(db)
    chance = Random(SEED)  # noqa: S311 - the same company twice is the point
    with repeatable(chance.getrandbits):
        episodes, works = told(Random(SEED + 1))  # noqa: S311
        company = found(db, Calendar(now), list(TEAM_WORKS), chance)
        numbered = incidents.enter(db, company, episodes, chance)
        books = Books(db, company, numbered)
        _live(db, company, books, works, now=now)
        incidents.agree(db, company, episodes, numbered, books.ids)
        candidates.enter(db, company)
        measured.hand_in(db, company, work_id=books.ids[story.REPAIR], login=story.ERIK)
        _letters_have_left(db, now=now)
        changes = {"contributions": len(works), "incidents": len(episodes), "people": len(company.ids)}
        write_audit(db, by=None, action="demo_loaded", object_type="setting", object_id="", changes=changes, now=now)
    return len(works)


def told(chance: Random) -> tuple[list[Episode], list[Work]]:
    """All of it on the written calendar, before a single row."""
    episodes = story.episodes()
    works = by_hand.works(episodes)
    helpers = [login for team in TEAMS if team not in (CLOSED, "Data") for login in engineers_of(team)]
    for team_work in TEAM_WORKS:
        settled = team_work.team == CLOSED
        others = () if settled else [login for login in helpers if login not in engineers_of(team_work.team)]
        until = {"until": PAYMENTS_UNTIL} if settled else {}
        told_by = Chronicle(team_work, chance, others, **until)
        told_by.written()
        thanks.spread(told_by.works, chance, all_of_it=settled)
        episodes += told_by.episodes
        works += told_by.works
    incidents.number(episodes)
    return episodes, works


def _require_nobody(db: Session) -> None:
    if db.execute(select(col(Person.id)).where(col(Person.sample)).limit(1)).first():
        raise Conflict(Code.WRONG_STATE, "The demo company is here already. `unsung demo --remove` takes it away.")
    if db.execute(select(col(Person.id)).limit(1)).first():
        raise Conflict(Code.WRONG_STATE, "This database holds people. The demo company goes into an empty one.")


def _live(db: Session, company: Company, books: Books, works: list[Work], *, now: datetime) -> None:
    """What was written down in a week, then what was said in it, then Monday's editions."""
    said = sorted(((one, work) for work in works for one in work.thanks), key=lambda pair: (pair[0].at, pair[1].title))
    ahead = sorted(works, key=lambda work: (work.recorded, work.title))
    monday = FIRST_DAY
    while monday < WRITTEN.date():
        monday += timedelta(weeks=1)
        until = datetime.combine(monday, time(EDITION_HOUR))
        week = [work for work in ahead if work.recorded < until]
        ahead = ahead[len(week) :]
        if week:
            books.enter(week)
        spoken = [pair for pair in said if pair[0].at < until]
        said = said[len(spoken) :]
        for one, work in spoken:
            _say(db, company, books, one, work)
        deeds.of_the_week(db, company, books, until - timedelta(weeks=1), until)
        _compose(db, company, monday, now=now)


def _say(db: Session, company: Company, books: Books, said: Said, work: Work) -> None:
    """From the edition where it stands in one, else on the contribution's page."""
    by, now = company.viewers[said.by], company.calendar.moment(said.at)
    work_id = books.ids[work.title]
    people = [company.ids[login] for login in said.to or [one.login for one in work.people]]
    item = item_of(db, by.person_id, work_id)
    if item and said.form is Form.THANKS:
        draft = ActDraft(act=ActKind.THANK, words=said.words, contributors=people)
        act(db, work_id, by=by, draft=draft, item_id=item, now=now)
        return
    recognise(
        db, work_id, by=by, draft=RecognitionDraft(words=said.words, contributors=people, form=said.form), now=now
    )


def _compose(db: Session, company: Company, monday: date, *, now: datetime) -> None:
    """Each in their own Monday morning; where that has not come yet, the worker will do it."""
    mornings: dict[datetime, list[str]] = defaultdict(list)
    first = dict.fromkeys(("layla.haddad", "dana.whitfield", *map(lead_of, TEAMS)), EDITIONS_FROM) | PILOT
    for login in (one for one, since in first.items() if since <= monday):
        mornings[company.calendar.edition(monday, company.zones[login])].append(company.ids[login])
    week = Week.of(company.calendar.day(monday))
    late = _late(company) if monday == WRITTEN.date() else []
    for moment in sorted(one for one in mornings if one <= now):
        compose_digests(
            db,
            week=week,
            managers=mornings[moment],
            late_sources=late,
            sample=True,
            connected=(MAIL,) if late else (),
            now=moment,
        )


def _late(company: Company) -> list[dict[str, str]]:
    """One source fell silent on the Thursday before."""
    return [{"name": "PagerDuty", "since": company.calendar.moment(PAGER_SILENT_SINCE).isoformat()}]


def _letters_have_left(db: Session, *, now: datetime) -> None:
    """What people were told in the past is not told again."""
    past = update(Delivery).where(col(Delivery.due_at) <= now, col(Delivery.state) == DeliveryState.DUE.value)
    past = past.where(col(Delivery.kind) != DIGEST)  # this week's letters are what the outbox can show
    db.execute(past.values(state=DeliveryState.SENT.value, sent_at=col(Delivery.due_at)))
