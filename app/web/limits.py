"""How often one person may knock: a token bucket in memory. Sign-in and tokens are counted in the database instead."""

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from app.kit.errors import TooOften

MOST_PEOPLE = 10_000


@dataclass
class Bucket:
    left: float
    at: float


class Limits:
    """`rate` requests a second, twice as many in a burst. Forgets whoever was away longest."""

    def __init__(self, rate: int) -> None:
        self.rate = rate
        self.burst = 2 * rate
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, person_id: str) -> None:
        moment = time.monotonic()
        with self._lock:
            bucket = self._buckets.pop(person_id, None) or Bucket(self.burst, moment)
            self._buckets[person_id] = bucket
            if len(self._buckets) > MOST_PEOPLE:
                self._buckets.popitem(last=False)
            bucket.left = min(self.burst, bucket.left + (moment - bucket.at) * self.rate)
            bucket.at = moment
            if bucket.left < 1:
                raise TooOften(1)
            bucket.left -= 1
