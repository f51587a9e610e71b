"""The only place where settings become live things. Doors and jobs get one Wiring; nothing is looked up elsewhere.

The tools outside are loaded when they are first needed: what serves pages rarely speaks to any of them.
"""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from app.database import Store
from app.domain.settings_draft import Channel
from app.kit.clock import Clock, shifted_clock, system_clock
from app.kit.templating import make_environment
from app.publishing.letterhead import Letterhead
from app.settings import Settings

if TYPE_CHECKING:
    from app.connectors.git import Clone
    from app.connectors.http import Wire
    from app.connectors.roles import Carrier, Gauge

DEED_THREADS = 4  # for deeds and long looks, beside the threads for looks at pages
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Wiring:
    """`running` holds the keys of requests that are being answered, so that a repeat is told to wait.

    `noted` says for which day the use of an API token was written down already. `carriers` makes what delivers on a
    channel, one for each thread that needs it.
    """

    settings: Settings
    store: Store
    clock: Clock
    templates: Environment
    running: set[tuple[str, str]] = field(default_factory=set)
    noted: dict[str, date] = field(default_factory=dict)
    carriers: Mapping[str, "Callable[[], Carrier]"] = field(default_factory=dict)

    @property
    def connected(self) -> tuple[Channel, ...]:
        """Where a digest can come: the page, always, and whatever carries letters here."""
        return (Channel.APP, *(channel for channel in Channel if channel.value in self.carriers))

    @cached_property
    def wire(self) -> "Wire":
        made: Wire = _tool("http").Wire(self.settings.reach, self.settings.http_proxy)
        return made

    @property
    def gauges(self) -> "Mapping[str, Gauge]":
        """Which kind of connection is measured by what."""
        return {"prometheus": _tool("prometheus.client").PrometheusGauge(self.wire)}

    @property
    def secret(self) -> str:
        return self.settings.secret.get_secret_value()

    @property
    def letterhead(self) -> Letterhead:
        mail = self.settings.mail
        return Letterhead(self.templates, self.settings.base_url, mail.sender, self.secret, mail.imprint)

    def clone(self, path: Path) -> "Clone":
        """A clone below the folders that the operator has listed. Raises NotAllowed for any other, ToolFailed."""
        opened: Clone = _tool("git").open_clone(path, roots=self.settings.git_roots)
        return opened

    def close(self) -> None:
        self.store.close()


def _tool(name: str) -> Any:
    """A connector, loaded now. The table of what is offered as what stands in this file."""
    return importlib.import_module(f"app.connectors.{name}")


def own_clone(path: Path) -> "Clone":
    """The clone that somebody at the terminal names: their own, wherever it lies, and without any setting."""
    opened: Clone = _tool("git").open_clone(path)
    return opened


def wire(settings: Settings, *, clock: Clock | None = None) -> Wiring:
    return Wiring(
        settings=settings,
        store=Store.open(settings.database_url, pool_size=settings.threads + DEED_THREADS),
        clock=clock or clock_of(settings),
        templates=make_environment(shipped("templates")),
        carriers=carriers_of(settings),
    )


def carriers_of(settings: Settings) -> "dict[str, Callable[[], Carrier]]":
    """The table from channel to carrier."""
    return {Channel.MAIL.value: lambda: _mail_carrier(settings)}


def _mail_carrier(settings: Settings) -> "Carrier":
    """No letter of the demo leaves this machine, whatever is set beside it."""
    mail = settings.mail
    if settings.demo or not mail.host:
        outbox: Carrier = _tool("outbox").OutboxCarrier(settings.data_folder / "outbox")
        return outbox
    smtp = _tool("smtp")
    server = smtp.Server(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value(),
        certificates=mail.certificates,
        name_here=mail.sender.partition("@")[2],
    )
    carrier: Carrier = smtp.SmtpCarrier(server)
    return carrier


def clock_of(settings: Settings) -> Clock:
    """The demo may live at another time; everybody else lives now."""
    return shifted_clock(settings.demo_now) if settings.demo and settings.demo_now else system_clock


def shipped(name: str) -> Path:
    """`templates` or `migrations`: beside app/ in a checkout, inside the package once it is installed."""
    checkout = PACKAGE.parent / name
    return checkout if checkout.is_dir() else PACKAGE / "_shipped" / name
