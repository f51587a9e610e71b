"""What the operator decides: each variable with its meaning, checked all at once before anything starts."""

import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.kit.addresses import is_loopback
from app.kit.environment import Network, choice, folders, networks, switch, whole
from app.kit.mailing import Mail, read_mail
from app.kit.reach import Reach

SHORTEST_SECRET = 32
KNOWN_SECRETS = ("changeme", "secret", "password", "unsung", "development", "default")
VARIABLES = {
    "UNSUNG_DATA": "folder of the SQLite file, the secret that was made once, and kept exports",
    "UNSUNG_DATABASE_URL": "PostgreSQL address; without it SQLite in UNSUNG_DATA",
    "UNSUNG_SECRET": "at least 32 random characters; without it the file `secret` in UNSUNG_DATA",
    "UNSUNG_BASE_URL": "the address people open; links in letters are made from it alone",
    "UNSUNG_DEMO": "1 for the demo company: personas sign in without a password, no letter leaves",
    "UNSUNG_DEMO_NOW": "ISO time at which the demo's clock starts",
    "UNSUNG_HTTP_ALLOW": "hosts that outgoing requests may reach inside the network, or by http, or on another port: "
    "name, name:port or number, separated by commas",
    "UNSUNG_HTTP_PROXY": "proxy for outgoing requests",
    "UNSUNG_GIT_ROOTS": "folders whose clones may be read, separated by colons",
    "UNSUNG_SMTP_HOST": "mail server for letters; without it they are kept as files in UNSUNG_DATA/outbox",
    "UNSUNG_SMTP_PORT": "its port (default 587, with tls 465)",
    "UNSUNG_SMTP_SECURITY": "starttls (default), tls, or none, which is for a mail server on this very machine",
    "UNSUNG_SMTP_USER": "name to sign in with at the mail server; without it nobody signs in",
    "UNSUNG_SMTP_PASSWORD": "password that goes with it",
    "UNSUNG_SMTP_CA": "file with the certificates that sign the mail server's own, where the system does not know them",
    "UNSUNG_MAIL_FROM": "sender of letters (default digest@ the host of UNSUNG_BASE_URL)",
    "UNSUNG_MAIL_DOMAINS": "further domains that the sender may be of, separated by commas",
    "UNSUNG_MAIL_IMPRINT": "one line with the postal address of whoever sends, for the end of each letter",
    "UNSUNG_THREADS": "threads for looks at pages (default 2 on SQLite, 4 on PostgreSQL); deeds have four more",
    "UNSUNG_REQUESTS_PER_SECOND": "requests one person may make in a second (default 100)",
    "UNSUNG_METRICS_ALLOW": "addresses or networks that may read /metrics, separated by commas; without it nobody may",
    "UNSUNG_LOG": "json or text (default text)",
}
PORT = "PORT"


class BadSettings(Exception):
    """Everything that is wrong, one line each: NAME: what is wrong: what would be right."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Settings:
    """Frozen; made once by `read_settings` and handed in."""

    data_folder: Path
    database_url: str
    secret: SecretStr
    base_url: str
    port: int = 8000
    demo: bool = False
    demo_now: datetime | None = None
    threads: int = 4
    requests_per_second: int = 100
    log: str = "text"
    reach: Reach = field(default_factory=Reach)
    http_proxy: str | None = None
    mail: Mail = field(default_factory=Mail)
    git_roots: tuple[Path, ...] = ()
    metrics_allow: tuple[Network, ...] = ()

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Raises BadSettings with every problem. Makes the data folder and, once, its secret."""
    problems = _unknown(environment)
    port = whole(environment, PORT, 8000, 1, 65_535, problems)
    folder = Path(environment.get("UNSUNG_DATA") or ".unsung").absolute()
    base_url = (environment.get("UNSUNG_BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    demo = switch(environment, "UNSUNG_DEMO", problems)
    _check_base_url(base_url, demo, problems)
    _make_folder(folder, problems)
    url = _database_url(environment, folder, problems)
    settings = Settings(
        data_folder=folder,
        database_url=url,
        secret=SecretStr(_secret(environment, folder, problems)),
        base_url=base_url,
        port=port,
        demo=demo,
        demo_now=_moment(environment, demo, problems),
        threads=whole(environment, "UNSUNG_THREADS", 2 if url.startswith("sqlite") else 4, 1, 64, problems),
        requests_per_second=whole(environment, "UNSUNG_REQUESTS_PER_SECOND", 100, 1, 1_000_000, problems),
        log=choice(environment, "UNSUNG_LOG", ("text", "json"), problems),
        reach=_reach(environment, problems),
        http_proxy=_proxy(environment, problems),
        mail=read_mail(environment, base_url, problems),
        git_roots=folders(environment, "UNSUNG_GIT_ROOTS", problems),
        metrics_allow=networks(environment, "UNSUNG_METRICS_ALLOW", problems),
    )
    if problems:
        raise BadSettings(problems)
    return settings


def _unknown(environment: Mapping[str, str]) -> list[str]:
    problems = []
    for name in sorted(environment):
        if name.startswith("UNSUNG_") and not name.startswith("UNSUNG_TEST_") and name not in VARIABLES:
            near = difflib.get_close_matches(name, VARIABLES, 1)
            hint = f"did you mean {near[0]}?" if near else "unset it"
            problems.append(f"{name}: no such setting: {hint}")
    return problems


def _check_base_url(base_url: str, demo: bool, problems: list[str]) -> None:
    try:
        parts = urlsplit(base_url)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.path and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        problems.append("UNSUNG_BASE_URL: not a whole address: for example https://unsung.company.example")
    elif not base_url.startswith("https://") and not is_loopback(base_url):
        problems.append("UNSUNG_BASE_URL: http is for the loopback address alone: use https")
    elif demo and not is_loopback(base_url):
        problems.append("UNSUNG_DEMO: the demo signs anybody in: use a loopback base address, or unset it")


def _make_folder(folder: Path, problems: list[str]) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        problems.append(f"UNSUNG_DATA: cannot write in {folder}: {error.strerror}; name a folder that can be written")


def _database_url(environment: Mapping[str, str], folder: Path, problems: list[str]) -> str:
    given = environment.get("UNSUNG_DATABASE_URL", "")
    if not given:
        return f"sqlite:///{folder / 'unsung.db'}"
    if not given.startswith(("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite:///")):
        problems.append("UNSUNG_DATABASE_URL: not a PostgreSQL address: postgresql://name@host/database")
    return given.replace("postgres://", "postgresql://", 1)


def _secret(environment: Mapping[str, str], folder: Path, problems: list[str]) -> str:
    given = environment.get("UNSUNG_SECRET")
    if given is None:
        return _kept_secret(folder / "secret", problems)
    if len(given) < SHORTEST_SECRET or any(word in given.lower() for word in KNOWN_SECRETS) or len(set(given)) < 10:
        problems.append(f"UNSUNG_SECRET: too short or too easy to guess: at least {SHORTEST_SECRET} random characters")
    return given


def _kept_secret(path: Path, problems: list[str]) -> str:
    try:
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text().strip()
    except OSError as error:
        problems.append(
            f"UNSUNG_SECRET: cannot keep one in {path}: {error.strerror}; set it, or name another UNSUNG_DATA"
        )
        return ""


def _moment(environment: Mapping[str, str], demo: bool, problems: list[str]) -> datetime | None:
    given = environment.get("UNSUNG_DEMO_NOW")
    if not given:
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        problems.append("UNSUNG_DEMO_NOW: not a time with its zone: for example 2026-05-18T08:05:00+02:00")
    elif not demo:
        problems.append("UNSUNG_DEMO_NOW: only the demo has a clock of its own: unset it, or set UNSUNG_DEMO=1")
    return moment


def _reach(environment: Mapping[str, str], problems: list[str]) -> Reach:
    try:
        return Reach.of(environment.get("UNSUNG_HTTP_ALLOW", "").split(","))
    except ValueError:
        problems.append("UNSUNG_HTTP_ALLOW: not a list of hosts: for example prometheus.internal:9090,10.1.2.3")
        return Reach()


def _proxy(environment: Mapping[str, str], problems: list[str]) -> str | None:
    given = environment.get("UNSUNG_HTTP_PROXY") or None
    try:
        parts = urlsplit(given or "http://proxy.example")
        sound = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and parts.port != 0
        )
    except ValueError:
        sound = False
    if not sound:
        problems.append("UNSUNG_HTTP_PROXY: not a whole address: for example http://proxy.company.example:3128")
    return given
