"""Whether the name of a host stays inside somebody's own network, judged by its text alone."""

import ipaddress
import re
import unicodedata

_INSIDE = ("localhost", "local", "localdomain", "internal", "intranet", "lan", "home.arpa", "onion")
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)")


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


def _is_special(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return True
    mapped = getattr(address, "ipv4_mapped", None)
    return not (mapped or address).is_global or address.is_multicast


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
