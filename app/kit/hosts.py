"""Whether the name of a host stays inside somebody's own network, judged by its text alone."""

import ipaddress
import re
import unicodedata

_INSIDE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")
# What `ipaddress` of some Python versions counts as global: relays, site-local, documentation, segment routing.
_ALSO_SPECIAL = tuple(
    map(ipaddress.ip_network, ("192.88.99.0/24", "fec0::/10", "3fff::/20", "5f00::/16", "64:ff9b:1::/48"))
)
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


def is_inside(host: str) -> bool:
    """True for private and special addresses in any spelling (10.0.0.1, 0x7f.1, 2130706433, ::ffff:10.0.0.1),
    for names such as localhost and db.internal, and for names without a dot."""
    name = unicodedata.normalize("NFKC", host).casefold().rstrip(".").replace("。", ".")
    if ":" in name:
        return _is_special(name.partition("%")[0])
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _is_special_number(labels)
    return len(labels) < 2 or any(name == end or name.endswith(f".{end}") for end in _INSIDE)


def is_special(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Anything but a public address of one machine; an IPv4 address inside an IPv6 one is judged as itself."""
    inner = _inner(address) if isinstance(address, ipaddress.IPv6Address) else None
    if inner is not None:
        return is_special(inner)
    also = any(address.version == network.version and address in network for network in _ALSO_SPECIAL)
    return also or not address.is_global or address.is_multicast


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that packets to this one reach: mapped, compatible, 6to4, or translated (NAT64)."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address in _TRANSLATED or (int(address) >> 32 == 0 and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_special(text: str) -> bool:
    try:
        return is_special(ipaddress.ip_address(text))
    except ValueError:
        return True


def _is_special_number(labels: list[str]) -> bool:
    """The old spellings of an IPv4 address: up to four parts, decimal, octal or hexadecimal."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) for label in labels):
        return True
    try:
        *heads, last = (_value(label) for label in labels)
    except ValueError:
        return True
    if any(head > 255 for head in heads) or last >= 256 ** (4 - len(heads)):
        return True
    packed = sum(head << (24 - 8 * place) for place, head in enumerate(heads)) + last
    return _is_special(str(ipaddress.IPv4Address(packed)))


def _value(label: str) -> int:
    if label[:2] in ("0x", "0X"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") and len(label) > 1 else 10)
