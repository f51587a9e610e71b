"""How mail leaves, out of the environment: the server, the way in, and who may be said to have sent it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.kit.addresses import is_loopback
from app.kit.environment import choice, whole

SMTP_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[A-Za-z0-9-]{1,63}\.)*[A-Za-z0-9-]{1,63})")


@dataclass(frozen=True)
class Mail:
    """How letters leave. Without a `host` they are kept as files, and nothing leaves this machine."""

    sender: str = "digest@unsung.example"
    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: SecretStr = field(default=SecretStr(""))
    certificates: Path | None = None
    imprint: str = ""


def read_mail(environment: Mapping[str, str], base_url: str, problems: list[str]) -> Mail:
    """Adds one line to `problems` for each thing that is wrong."""
    home = _host_of(base_url)
    sender = environment.get("UNSUNG_MAIL_FROM") or f"digest@{home}"
    _check_sender(sender, home, environment.get("UNSUNG_MAIL_DOMAINS", ""), problems)
    host = environment.get("UNSUNG_SMTP_HOST", "")
    security = choice(environment, "UNSUNG_SMTP_SECURITY", tuple(SMTP_PORTS), problems)
    user, password = environment.get("UNSUNG_SMTP_USER", ""), environment.get("UNSUNG_SMTP_PASSWORD", "")
    if host and not _HOST.fullmatch(host):
        problems.append("UNSUNG_SMTP_HOST: not the name of a host: for example mail.company.example")
    elif security == "none" and host and not is_loopback(f"smtp://{host}"):
        problems.append("UNSUNG_SMTP_SECURITY: letters hold private words: use starttls or tls beyond this machine")
    if bool(user) != bool(password):
        problems.append("UNSUNG_SMTP_USER: a name goes with UNSUNG_SMTP_PASSWORD: set both, or none")
    certificates = Path(given) if (given := environment.get("UNSUNG_SMTP_CA")) else None
    if certificates and not certificates.is_file():
        problems.append(f"UNSUNG_SMTP_CA: there is no file {certificates}: name one, or unset it")
    return Mail(
        sender=sender,
        host=host,
        port=whole(environment, "UNSUNG_SMTP_PORT", SMTP_PORTS[security], 1, 65_535, problems),
        security=security,
        user=user,
        password=SecretStr(password),
        certificates=certificates,
        imprint=" ".join(environment.get("UNSUNG_MAIL_IMPRINT", "").split())[:300],
    )


def _host_of(base_url: str) -> str:
    try:
        return urlsplit(base_url).hostname or "localhost"
    except ValueError:
        return "localhost"


def _check_sender(sender: str, home: str, listed: str, problems: list[str]) -> None:
    """A letter from a stranger's domain would be taken for a fraud, by people and by their mail servers."""
    match = _ADDRESS.fullmatch(sender)
    if match is None:
        problems.append("UNSUNG_MAIL_FROM: not an e-mail address: for example digest@company.example")
        return
    domain, more = match[1].lower(), {one.strip().lower() for one in listed.split(",")}
    near = domain == home or ("." in domain and home.endswith(f".{domain}")) or domain.endswith(f".{home}")
    if not near and domain not in more and not is_loopback(f"http://{home}"):
        problems.append(f"UNSUNG_MAIL_FROM: {domain} is not of {home}: list it in UNSUNG_MAIL_DOMAINS, or change it")
