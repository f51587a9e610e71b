"""A lease is renewed while what it is for is being done, from a thread that ends with it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.wiring import Wiring

RENEW_SECONDS = 20.0
log = logging.getLogger("unsung.worker")


@contextmanager
def lease_kept(wiring: Wiring, renew: Callable[[Session], object]) -> Iterator[None]:
    """`renew` runs every RENEW_SECONDS in a transaction of its own. One that fails is said, and tried again."""
    done = threading.Event()

    def keep() -> None:
        while not done.wait(RENEW_SECONDS):
            try:
                with wiring.store.write() as db:
                    renew(db)
            except SQLAlchemyError as error:
                log.warning("lease_not_renewed error=%s", type(error).__name__)

    thread = threading.Thread(target=keep, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
