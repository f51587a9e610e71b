"""A gentle note where words point at a person instead of the system. The text is kept as it was written."""

import re

NOTE = "This page is about the response. Consider describing the system, not the person."
_POINTS = re.compile(
    r"\b(?i:caused|broken|triggered|started|introduced|fault|mistake|error)\s+(?i:by|of)\s+"
    r"(?:@\w|[A-Z][a-z]|[^\W\d_a-zA-Z])"
)


def note_for(*texts: str) -> str:
    """The note, or "" where no text says "caused by" and what looks like a name."""
    return NOTE if any(_POINTS.search(text) for text in texts) else ""
