"""Where outgoing requests may go: any public host by https, and inside the network what the operator has listed."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.kit.hosts import is_inside, is_special

LONGEST_URL = 2_048
_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\\]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_PORTS = {"http": 80, "https": 443}
_METADATA = {ipaddress.ip_address(text) for text in ("169.254.169.254", "fd00:ec2::254", "100.100.100.200")}
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Place:
    """One origin: requests to it share a connection, a breaker and a budget."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if _PORTS[self.scheme] == self.port else f":{self.port}")


@dataclass(frozen=True)
class Reach:
    """The operator's list: (host, port), where port 0 stands for 80 and 443.

    A listed host may lie inside the network and may speak http. Unlisted ones are public and speak https on 443.
    """

    listed: frozenset[tuple[str, int]] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[str]) -> "Reach":
        """From `prometheus.internal:9090`, `10.1.2.3`, `[::1]:9090`. Raises ValueError that names the bad entry."""
        return cls(frozenset(_entry(text.strip()) for text in entries if text.strip()))

    def allows(self, host: str, port: int) -> bool:
        return (host, port) in self.listed or (port in _PORTS.values() and (host, 0) in self.listed)

    def refusal(self, url: str) -> str | None:
        """Why this address is not called, as a sentence; None where its text gives no reason."""
        try:
            self.place(url)
        except ValueError as error:
            return str(error)
        return None

    def place(self, url: str) -> Place:
        """The origin of `url`. Raises ValueError with a sentence. What it resolves to is judged when it is dialled."""
        if len(url) > LONGEST_URL or _CONTROLS.search(url) or not url.isascii():
            raise ValueError("Give a whole web address, such as https://prometheus.company.example.")
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError:
            raise ValueError("Give a whole web address, such as https://prometheus.company.example.") from None
        if parts.username is not None or parts.password is not None or parts.fragment:
            raise ValueError("An address carries no name, password or fragment here.")
        if parts.scheme not in _PORTS or not _is_host(host):
            raise ValueError("Give a whole web address, such as https://prometheus.company.example.")
        place = Place(parts.scheme, host, _PORTS[parts.scheme] if port is None else port)
        if self.allows(host, place.port):
            return place
        if is_inside(host):
            raise ValueError("This address lies inside a private network, and the operator has not listed it.")
        if (place.scheme, place.port) != ("https", 443):
            raise ValueError("Only https on port 443 is called, unless the operator has listed the host and its port.")
        return place

    def may_dial(self, host: str, port: int, address: Address) -> bool:
        """The decision that counts, on the address dialled. The machine's own metadata needs its number listed."""
        if self.allows(str(address), port):
            return True
        if address in _METADATA or address.is_unspecified or address.is_multicast:
            return False
        return self.allows(host, port) or not is_special(address)


def _entry(text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        host, port = "", 0
    if not _is_host(host) or port == 0 or parts.netloc != text or "@" in text:
        raise ValueError(text)
    return host, port or 0


def _is_host(host: str) -> bool:
    """A name, or an address as it is usually written; never a number in disguise."""
    try:
        return str(ipaddress.ip_address(host)) == host
    except ValueError:
        labels = host.split(".")
        named = len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
        return named and not re.fullmatch(r"0x[0-9a-f]*|[0-9]+", labels[-1])
