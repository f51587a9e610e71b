"""The local clone: git's own command line, read as a stream. Nothing is fetched, written or run beside it.

`open_clone` refuses what is no readable clone; a `Clone` hands out the bytes that app/discovery/history.py understands,
and says what is new since the last time, also after a push by force.
"""

from app.connectors.git.clone import Clone, Resumed
from app.connectors.git.opening import open_clone

__all__ = ["Clone", "Resumed", "open_clone"]
