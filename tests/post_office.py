"""A company with letters to send, and a worker's post that hands them to a server on this machine."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app.actions.compose_digest import compose_digests
from app.connectors.smtp import Server, SmtpCarrier
from app.database import Store
from app.domain import Delivery, Letter, Verdict
from app.kit.templating import make_environment
from app.kit.weeks import Week
from app.wiring import Wiring, shipped
from app.worker.sending import Post
from tests.mail_server import MailServer
from tests.site import Clock, settings_for
from tests.thunderdome import NOW, Thunderdome

MAIL = "mail"


@dataclass
class Office:
    store: Store
    wiring: Wiring
    clock: Clock
    server: MailServer
    story: Thunderdome

    def post(self) -> Post:
        """Another worker: a connection and claims of its own."""
        return Post(self.wiring, MAIL, clock=self.clock, safely=_plainly)

    def send(self) -> int:
        post = self.post()
        try:
            return post.send_due()
        finally:
            post.close()

    def compose(self) -> None:
        with self.store.write() as db:
            people = [one.id for one in (self.story.manager, self.story.cto, self.story.ceo)]
            week = Week.of(self.clock().date())
            compose_digests(db, week=week, managers=people, connected=(MAIL,), now=self.clock())

    def letters(self, kind: str = "digest") -> list[Delivery]:
        with self.store.read() as db:
            return of_kind(db, kind)

    def states(self, kind: str = "digest") -> list[tuple[str, str]]:
        return [(one.state, one.reason) for one in self.letters(kind)]


def of_kind(db: Session, kind: str) -> list[Delivery]:
    question = select(Delivery).where(col(Delivery.kind) == kind, col(Delivery.channel) == MAIL)
    return list(db.exec(question.order_by(col(Delivery.id))))


def _plainly(words: Any) -> Letter | Verdict:
    made: Letter | Verdict = words()
    return made


def open_office(store: Store, folder: Path, server: MailServer) -> Office:
    clock = Clock(NOW)
    where = Server(
        "127.0.0.1", server.port, security="none", connect_seconds=2, answer_seconds=5, final_answer_seconds=1
    )
    settings = settings_for(folder, store.engine.url.render_as_string(hide_password=False))
    environment = make_environment(shipped("templates"))
    wiring = Wiring(settings, store, clock, environment, carriers={MAIL: lambda: SmtpCarrier(where)})
    with store.write() as db:
        story = Thunderdome(db)
    return Office(store, wiring, clock, server, story)
