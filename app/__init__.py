"""unsung: recognition for the work that nobody saw."""

__version__ = "0.1.0"
