"""Lines of plain text as a letter holds them: 72 columns, hanging under their number."""

COLUMNS = 72


def wrapped(text: str, *, first: str = "", rest: str = "", columns: int = COLUMNS) -> str:
    """Greedy, by words; a word that is longer than a line stands alone on one. What somebody wrote stays one
    paragraph: a line break of theirs could look like a line of ours."""
    words = text.split()
    if len(first) + len(text) <= columns:
        return first + " ".join(words)
    lines: list[str] = []
    line = first
    length, room, empty = len(first), columns, True
    for word in words:
        if not empty and length + 1 + len(word) > room:
            lines.append(line)
            line, length, empty = rest, len(rest), True
        line += word if empty else f" {word}"
        length += len(word) + (not empty)
        empty = False
    lines.append(line)
    return "\n".join(lines)
