"""Who: people, the handles that tools know them by, and who reports to whom."""

from datetime import datetime

from sqlalchemy import UniqueConstraint

from app.domain.noun import Noun
from app.kit.columns import key, link, maybe_link, maybe_moment, maybe_word, moment, word

DEEPEST_TREE = 100


class Person(Noun, table=True):
    """`pseudonym` stands for the person in the audit log and in exports without names; it never changes."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("email_folded"), UniqueConstraint("pseudonym"))

    id: str = key()
    name: str = word(200)
    name_folded: str = word(400, index=True)
    email: str = word(254)
    email_folded: str = word(254)
    team_id: str | None = maybe_link("team", index=True)
    manager_id: str | None = maybe_link("person", index=True)
    is_member: bool = True
    is_hr: bool = False
    is_admin: bool = False
    active: bool = True
    left_at: datetime | None = maybe_moment()
    pseudonym: str = word(36)
    password_hash: str | None = maybe_word(200)
    time_zone: str = word(64, "UTC")
    locale: str = word(16, "en")
    theme: str = word(8, "system")
    week_start: str = word(8, "monday")
    keys_on: bool = True
    sample: bool = False
    created_at: datetime = moment()
    version: int = 1


class Handle(Noun, table=True):
    """A name that a tool knows a person by: git e-mail, GitHub login, pager id, alias. Values are folded."""

    __tablename__ = "handle"
    __table_args__ = (UniqueConstraint("kind", "value"),)

    id: str = key()
    person_id: str = link("person", index=True)
    kind: str = word()
    value: str = word(254)


class ReportingLine(Noun, table=True):
    """The closure of the reporting tree: one row per pair, oneself at distance 0.

    "Is A above B" and "who is below A" are one index look-up each, however deep the tree is.
    """

    __tablename__ = "reporting_line"

    above_id: str = link("person", primary=True)
    below_id: str = link("person", primary=True, index=True)
    distance: int


class DigestSetting(Noun, table=True):
    """When and where a manager gets the weekly digest; absent means the defaults of this class."""

    __tablename__ = "digest_setting"

    person_id: str = link("person", primary=True)
    weekday: int = 1
    hour: int = 8
    channel: str = word(16, "mail")
    paused_until: datetime | None = maybe_moment()
    stopped_at: datetime | None = maybe_moment()
    fewer_slot: int | None = None
    fewer_until: datetime | None = maybe_moment()
    version: int = 1
