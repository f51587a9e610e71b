"""What is worth knowing of JSON text before it is read."""

import re

_MARKS = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)


def depth(text: str) -> int:
    """How many levels its brackets nest, those inside strings left out."""
    deepest = level = 0
    for found in _MARKS.finditer(text):
        mark = found[0]
        level += mark in "[{"
        level -= mark in "]}"
        deepest = max(deepest, level)
    return deepest
