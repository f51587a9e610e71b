"""The text of a formula, taken apart into names, numbers and steps; app/domain/formula.py works it out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

MOST_CHARACTERS, DEEPEST = 500, 20
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(\s?%)?|([A-Za-z][A-Za-z0-9_]*)|([-+*/()×÷−]))")
_SPELLED = {"*": "×", "/": "÷", "-": "−", "x": "×", "X": "×"}


class BadFormula(ValueError):
    """Says in a sentence what cannot be worked out."""


@dataclass(frozen=True)
class Leaf:
    name: str = ""
    number: Decimal = Decimal(0)
    percent: bool = False


@dataclass(frozen=True)
class Pair:
    sign: str
    left: "Node"
    right: "Node"


Node = Leaf | Pair


def parse(text: str) -> Node:
    tokens = _tokens(text)
    node = _sum(tokens, 0)
    if tokens:
        raise BadFormula("This formula ends in the middle of a step.")
    return node


def _tokens(text: str) -> list[Leaf | str]:
    if len(text) > MOST_CHARACTERS:
        raise BadFormula(f"Keep a formula to {MOST_CHARACTERS} characters.")
    found: list[Leaf | str] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise BadFormula("A formula holds names, numbers, + - x / and brackets.")
        number, percent, name, sign = match.groups()
        if number:
            found.append(Leaf(number=Decimal(number), percent=bool(percent)))
        else:
            token = _SPELLED.get(name or sign, name or sign)
            found.append(Leaf(name=token) if NAME.fullmatch(token.lower()) else token)
        place = match.end()
    return found


def _sum(tokens: list[Leaf | str], depth: int) -> Node:
    node = _product(tokens, depth)
    while tokens and tokens[0] in ("+", "−"):
        sign = str(tokens.pop(0))
        node = Pair(sign, node, _product(tokens, depth))
    return node


def _product(tokens: list[Leaf | str], depth: int) -> Node:
    node = _single(tokens, depth)
    while tokens and tokens[0] in ("×", "÷"):
        sign = str(tokens.pop(0))
        node = Pair(sign, node, _single(tokens, depth))
    return node


def _single(tokens: list[Leaf | str], depth: int) -> Node:
    if depth > DEEPEST:
        raise BadFormula("This formula has too many brackets inside each other.")
    first = tokens.pop(0) if tokens else ""
    if isinstance(first, Leaf):
        return first
    if first != "(":
        raise BadFormula("A name or a number is missing in this formula.")
    node = _sum(tokens, depth + 1)
    if not tokens or tokens.pop(0) != ")":
        raise BadFormula("A bracket is not closed in this formula.")
    return node


def terms(node: Node, sign: str = "+") -> Iterator[tuple[str, Node]]:
    """a + b - (c - d) as +a, +b, -(c - d): only what stands on the left is taken apart."""
    if isinstance(node, Pair) and node.sign in "+−" and sign == "+":
        yield from terms(node.left)
        yield node.sign, node.right
    else:
        yield sign, node


def leaves(node: Node) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    else:
        yield from leaves(node.left)
        yield from leaves(node.right)
