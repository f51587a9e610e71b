"""What every letter of one installation shares: who sends, where its links lead, and the templates it is made of."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment

from app.domain import Letter
from app.publishing import mime

NAME = "unsung"


@dataclass(frozen=True)
class Letterhead:
    """`base_url` alone makes links: whatever a request says of its host, no letter believes."""

    templates: Environment
    base_url: str
    sender: str
    key: str
    imprint: str = ""

    @cached_property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or "localhost"

    def letter(
        self,
        template: str,
        *,
        delivery_id: str,
        occasion: str,
        to: tuple[str, str],
        subject: str,
        stop_url: str,
        list_id: tuple[str, str],
        context: dict[str, Any],
        now: datetime,
    ) -> Letter:
        """`occasion` names the letter for good: sent again, it carries the same Message-ID."""
        mark = hashlib.sha256(f"{occasion}\x00{to[1]}".encode()).hexdigest()[:32]
        title, name = mime.one_line(subject), list_id[1]
        said = {**context, "title": title, "subject": title, "stop_url": stop_url, "imprint": self.imprint}
        headers = (
            ("From", f"{NAME} <{self.sender}>"),
            ("To", mime.mailbox(*to)),
            ("Subject", mime.words(self._rendered(f"{template}/subject.txt", said))),
            ("Date", format_datetime(now)),
            ("Message-ID", f"<{mark}@{self.sender.partition('@')[2]}>"),
            ("List-ID", f"{list_id[0]} <{name}.unsung.{self.host}>"),
            ("List-Unsubscribe", f"<{stop_url}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Auto-Submitted", "auto-generated"),
            ("Content-Language", "en"),
        )
        text = self._rendered(f"{template}/body.txt", said)
        html = self._rendered(f"{template}/body.html", said)
        data = mime.assemble(headers=headers, key=mark, text=text, html=html)
        return Letter(delivery_id, self.sender, to[1], data)

    def _rendered(self, name: str, context: dict[str, Any]) -> str:
        return self.templates.get_template(f"email/{name}").render(context)
