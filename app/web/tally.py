"""Counts of requests by route template and how long they took, and what waits: for whoever watches the installation.

Nobody's name, address or words are in a label: a route is what the code declares, never what was called.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

from app.queries.backlog import Backlog

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
NO_DOOR = ("", "(none)")  # methods and addresses of strangers are no labels: they could make any number of them


class Tally:
    """What this process has answered. A child is bound once for each door, so that a request costs two microseconds."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        names = ("method", "route")
        self._requests = Counter("unsung_requests", "Requests answered.", (*names, "status"), registry=self._registry)
        self._seconds = Histogram(
            "unsung_request_seconds", "Time to answer.", names, registry=self._registry, buckets=BUCKETS
        )
        self._counts: dict[tuple[int, int], Counter] = {}
        self._times: dict[int, Histogram] = {}

    def note(self, scope: Scope, status: int, seconds: float) -> None:
        door = scope.get("unsung.door")
        key = id(door)  # doors live as long as the application
        count, took = self._counts.get((key, status)), self._times.get(key)
        if count is None or took is None:
            names = NO_DOOR if door is None else (door.method, door.address)
            count = self._counts[key, status] = self._requests.labels(*names, str(status))
            took = self._times[key] = self._seconds.labels(*names)
        count.inc()
        took.observe(seconds)

    def exposition(self, waiting: Backlog) -> bytes:
        """In the text format of Prometheus. What waits is the same at every process: it is asked of the database."""
        return generate_latest(self._registry) + generate_latest(_gauges(waiting))


def _gauges(waiting: Backlog) -> CollectorRegistry:
    registry = CollectorRegistry()
    jobs = Gauge("unsung_jobs", "Jobs on the list, by kind and state.", ("kind", "state"), registry=registry)
    for (kind, state), count in waiting.jobs.items():
        jobs.labels(kind, state).set(count)
    letters = Gauge(
        "unsung_letters", "Letters not settled or gone wrong, by channel and state.", ("channel", "state"),
        registry=registry,
    )  # fmt: skip
    for (channel, state), count in waiting.letters.items():
        letters.labels(channel, state).set(count)
    oldest = Gauge("unsung_oldest_due_job_seconds", "For how long the oldest due job has waited.", registry=registry)
    oldest.set(waiting.oldest_due.total_seconds())
    return registry
