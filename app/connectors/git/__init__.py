"""The local clone: git's own command line, read as a stream. Nothing is fetched, written or run beside it.

`open_clone` refuses what is no readable clone; a `Clone` hands out the bytes that app/discovery/history.py understands.
"""

from app.connectors.git.clone import Clone, open_clone

__all__ = ["Clone", "open_clone"]
