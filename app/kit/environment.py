"""Values out of the environment: each with its range, each fault as one line for the operator."""

from collections.abc import Mapping


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
