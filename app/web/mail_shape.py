"""How mail leaves, as administrators are shown it: everything but the password."""

from dataclasses import dataclass

from app.wiring import Wiring


@dataclass(frozen=True)
class MailShape:
    """`host` is empty where letters are kept as files on the server, and nothing leaves it."""

    sender: str
    host: str
    port: int
    security: str
    user: str


def mail_shape(wiring: Wiring) -> MailShape:
    mail = wiring.settings.mail
    if wiring.settings.demo or not mail.host:
        return MailShape(mail.sender, "", 0, "", "")
    return MailShape(mail.sender, mail.host, mail.port, mail.security, mail.user)
