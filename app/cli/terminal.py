"""What a command is handed: the environment, and a wiring made on first use."""

from collections.abc import Mapping
from functools import cached_property

from sqlalchemy.exc import DatabaseError

from app.database import current_revision, newest_revision
from app.kit.clock import Clock
from app.kit.errors import Code, Conflict
from app.settings import Settings, read_settings
from app.wiring import Wiring, shipped, wire


class Terminal:
    def __init__(self, environment: Mapping[str, str], *, clock: Clock | None = None) -> None:
        self.environment = environment
        self.clock = clock
        self._wiring: Wiring | None = None

    @cached_property
    def settings(self) -> Settings:
        """Raises BadSettings with every problem at once."""
        return read_settings(self.environment)

    def wiring(self) -> Wiring:
        """Ready for work: raises Conflict where the schema is not the one that this code knows."""
        if self._wiring is None:
            made = wire(self.settings, clock=self.clock)
            self._wiring = made
            require_schema(made)
        return self._wiring

    def close(self) -> None:
        if self._wiring is not None:
            self._wiring.close()


def require_schema(wiring: Wiring) -> None:
    known, found = newest_revision(shipped("migrations")), _found_revision(wiring)
    if known != found:
        raise Conflict(
            Code.WRONG_STATE,
            f"The database is at {found or 'no schema'} and this code needs {known}: run `unsung migrate`.",
        )


def _found_revision(wiring: Wiring) -> str | None:
    try:
        return current_revision(wiring.store.engine)
    except DatabaseError as error:
        words = str(error.orig).strip().splitlines()[0]
        raise Conflict(Code.DATABASE_UNAVAILABLE, f"The database cannot be read: {words}") from None
