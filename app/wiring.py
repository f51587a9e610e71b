"""The only place where settings become live things. Doors and jobs get one Wiring; nothing is looked up elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from jinja2 import Environment

from app.connectors.http import Wire
from app.connectors.prometheus.client import PrometheusGauge
from app.connectors.roles import Gauge
from app.database import Store
from app.kit.clock import Clock, shifted_clock, system_clock
from app.kit.templating import make_environment
from app.settings import Settings

PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Wiring:
    """`running` holds the keys of requests that are being answered, so that a repeat is told to wait.

    `noted` says for which day the use of an API token was written down already. `wire` makes every outgoing request.
    """

    settings: Settings
    store: Store
    clock: Clock
    templates: Environment
    running: set[tuple[str, str]] = field(default_factory=set)
    noted: dict[str, date] = field(default_factory=dict)
    wire: Wire = field(default_factory=Wire)

    @property
    def gauges(self) -> Mapping[str, Gauge]:
        """Which kind of connection is measured by what."""
        return {"prometheus": PrometheusGauge(self.wire)}

    @property
    def secret(self) -> str:
        return self.settings.secret.get_secret_value()

    def close(self) -> None:
        self.store.close()


def wire(settings: Settings, *, clock: Clock | None = None) -> Wiring:
    return Wiring(
        settings=settings,
        store=Store.open(settings.database_url, pool_size=settings.threads + 2),
        clock=clock or clock_of(settings),
        templates=make_environment(shipped("templates")),
        wire=Wire(settings.reach, settings.http_proxy),
    )


def clock_of(settings: Settings) -> Clock:
    """The demo may live at another time; everybody else lives now."""
    return shifted_clock(settings.demo_now) if settings.demo and settings.demo_now else system_clock


def shipped(name: str) -> Path:
    """`templates` or `migrations`: beside app/ in a checkout, inside the package once it is installed."""
    checkout = PACKAGE.parent / name
    return checkout if checkout.is_dir() else PACKAGE / "_shipped" / name
