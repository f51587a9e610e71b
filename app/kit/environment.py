"""Values out of the environment: each with its range, each fault as one line for the operator."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def whole(environment: Mapping[str, str], name: str, default: int, low: int, high: int, problems: list[str]) -> int:
    given = environment.get(name)
    if not given:
        return default
    if given.isascii() and given.isdigit() and low <= int(given) <= high:
        return int(given)
    problems.append(f"{name}: not a whole number from {low} to {high}: for example {default}")
    return default


def switch(environment: Mapping[str, str], name: str, problems: list[str]) -> bool:
    given = environment.get(name, "0") or "0"
    if given not in ("0", "1"):
        problems.append(f"{name}: not 0 or 1: 1 switches it on")
    return given == "1"


def choice(environment: Mapping[str, str], name: str, choices: tuple[str, ...], problems: list[str]) -> str:
    given = environment.get(name) or choices[0]
    if given not in choices:
        problems.append(f"{name}: not one of the choices: {' or '.join(choices)}")
    return given


def folders(environment: Mapping[str, str], name: str, problems: list[str]) -> tuple[Path, ...]:
    """Whole paths of folders that are there, separated by colons."""
    found = tuple(Path(part) for part in environment.get(name, "").split(":") if part)
    wrong = [path for path in found if not path.is_absolute() or not path.is_dir()]
    problems += [
        f"{name}: {path} is no whole path of a folder that is there: make it, or leave it out" for path in wrong
    ]
    return found


def networks(environment: Mapping[str, str], name: str, problems: list[str]) -> tuple[Network, ...]:
    """Numeric addresses or networks, separated by commas."""
    try:
        return tuple(
            ipaddress.ip_network(part.strip()) for part in environment.get(name, "").split(",") if part.strip()
        )
    except ValueError:
        problems.append(f"{name}: not a list of addresses or networks: for example 10.0.0.7,10.1.0.0/16")
        return ()
