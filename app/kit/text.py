"""What people type, made safe to store and to compare."""

import unicodedata

_BIDI = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00a0"
_STEERING = _BIDI | {"\u2028", "\u2029", "\u200e", "\u200f", "\u061c", "\n", "\r", "\t"}
MOST_MARKS = 40
# Letters that Unicode does not take apart, as people type them on a keyboard that lacks them.
_STRUCK = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)


def clean(text: str) -> str:
    """NFC, line ends as LF, no white space around."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def is_blank(text: str) -> bool:
    return not text.strip().strip(_INVISIBLE).strip()


def has_bad_character(text: str, *, lines: bool = True) -> bool:
    """NUL, other controls, lone surrogates and non-characters; line ends and tabs pass where `lines` do."""
    allowed = "\n\t\r" if lines else ""
    return any(_is_bad(character) and character not in allowed for character in text)


def has_too_many_marks(text: str) -> bool:
    """A letter buried under combining marks spills over its neighbours on every screen."""
    run = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run > MOST_MARKS:
            return True
    return False


def without_direction_marks(text: str) -> str:
    """Names lose marks that would turn the text around them."""
    return "".join(character for character in text if character not in _BIDI)


def visible(text: str) -> str:
    """For a terminal or a log: controls, line ends and marks that turn the text around are spelled out, not obeyed."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if not _is_bad(character) and character not in _STEERING else f"\\u{ord(character):04x}"
        for character in text
    )


def fold(text: str) -> str:
    """Case and accents folded alike for both databases, so that a search finds the same on each."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_STRUCK))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _is_bad(character: str) -> bool:
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return True
    return code in (0xFFFE, 0xFFFF) or 0xFDD0 <= code <= 0xFDEF
