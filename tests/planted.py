"""A company's repository as git keeps it: ten slow fixes that nobody spoke of, among much other work."""

import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from tests.world import NOW

TODAY = NOW.date()
FIRST = TODAY - timedelta(days=560)


@dataclass(frozen=True)
class Commit:
    day: date
    author: str
    title: str
    paths: tuple[str, ...]
    lines: int = 12


@dataclass(frozen=True)
class Fix:
    """What nobody nominated: one person, one part of the code, several weeks."""

    name: str
    folder: str
    titles: tuple[str, ...]


FIXES = (
    Fix("planner", "src/db/planner", (
        "Measure how long each query waits for a plan", "perf(db): index orders by customer and day",
        "perf: cache query plans by their shape", "Avoid a full scan when the planner sees a range",
        "Reduce allocations in the query planner", "test: plan ten million rows",
        "Speed up plans with many joins", "perf: drop the slow path of the planner")),
    Fix("pool", "src/db/pool", (
        "fix(pool): limit connections of one caller", "test(pool): a caller that never returns a connection",
        "Metric for the time spent waiting for the pool", "fix: close idle pool connections after a minute",
        "refactor(pool): one place for checkout of connections", "Alert when the pool of connections is nearly empty",
        "perf(pool): no second round trip to check a connection")),
    Fix("webhook queue", "src/webhooks", (
        "Fix webhooks that wait behind a slow merchant", "fix(webhooks): retry with growing pauses",
        "Fix webhooks that are delivered twice", "test: order of webhooks with a slow merchant",
        "perf(webhooks): batch webhooks of a merchant into one request", "Alert on webhooks that wait for an hour")),
    Fix("flaky tests", "tests/checkout", (
        "Replace sleeps in checkout tests with events", "Fix flaky checkout tests that share a clock",
        "Isolate checkout tests from each other", "Run checkout tests in random order",
        "Reuse the fixture of checkout tests", "Remove retries from checkout tests")),
    Fix("build cache", "ci/cache", (
        "ci: cache dependencies of the build by their lock file", "ci: split the build into steps that the cache keeps",
        "ci: skip build steps whose inputs are the same", "ci: warm the build cache every night",
        "Measure build cache hits", "build: run the build cache check in parallel")),
    Fix("tracing", "src/tracing", (
        "Trace each call to the bank", "Log the trace with every error", "Sample slow traces always",
        "Dashboard for traces by bank", "Alert on traces that never end", "Test that traces cross the queue")),
    Fix("token scrubbing", "src/auth/tokens", (
        "fix: scrub tokens from every log line", "Rotate signing secrets of tokens without a restart",
        "Reject tokens signed with the old secret", "fix: limit attempts to guess a token",
        "test: no token reaches the log", "Sanitize token headers before they are stored")),
    Fix("settlement refactoring", "src/settlement", (
        "refactor: settlement in steps that can be repeated", "refactor: extract the settlement file writer",
        "refactor: simplify the settlement date rules", "refactor(settlement): one place for rounding",
        "Remove dead settlement code", "test: settlement over a change of the clocks")),
    Fix("image memory", "src/images", (
        "perf: stream images instead of loading them whole", "perf(images): reuse buffers while scaling images",
        "Reduce memory of the image cache", "Benchmark image scaling",
        "perf: avoid copying image pixels twice", "Faster thumbnails for large images")),
    Fix("backup restore", "ops/restore", (
        "test: restore last night's backup every day", "Check the restored backup row by row",
        "Metric for the age of the newest restore", "fix: restore of tables with long names",
        "fix: retry a restore step that timed out", "Alert when a restore did not run")),
)  # fmt: skip
KINDS_OF_THING = (
    "wallet refund coupon invoice currency gift address receipt loyalty store search profile order delivery return wish"
    " stock price review cookie language basket voucher seller bundle parcel pickup courier label barcode menu banner"
).split()
THINGS = (
    "button screen field footer picker page form mail card finder filter photo note slot tag list hint badge column tab"
    " panel switch preview sorting export summary dialog sidebar heading link"
).split()
SORTS = (("feature", 45), ("document", 15), ("chore", 10), ("repair", 15), ("tidying", 8), ("burst", 7))


def commits(
    people: Sequence[str], *, fixes: Sequence[Fix] = FIXES, others: int = 1_000, seed: int = 11
) -> list[Commit]:
    chance = Random(seed)
    found: list[Commit] = []
    for number, fix in enumerate(fixes):
        found += _slow(fix, people[number % len(people)], chance)
    for number in range(others):
        found += _other(number, people, chance)
    return sorted(found, key=lambda one: (one.day, one.title))


def _slow(fix: Fix, author: str, chance: Random) -> Iterator[Commit]:
    day = FIRST + timedelta(days=chance.randrange(60, 420))
    for title in fix.titles:
        path = f"{fix.folder}/{chance.choice(('main', 'rules', 'check'))}.py"
        yield Commit(day, author, title, (path,), chance.randrange(8, 60))
        day += timedelta(days=chance.randrange(2, 8))


def _other(number: int, people: Sequence[str], chance: Random) -> Iterator[Commit]:
    """What a company does all day: features, documents, chores, single repairs, a little tidying, a busy afternoon."""
    author, day = chance.choice(people), FIRST + timedelta(days=chance.randrange(0, 540))
    kind, thing = KINDS_OF_THING[number % len(KINDS_OF_THING)], THINGS[number // len(KINDS_OF_THING) % len(THINGS)]
    sort = chance.choices([name for name, _ in SORTS], [weight for _, weight in SORTS])[0]
    folder = f"docs/{kind}" if sort == "document" else f"src/{kind}/{thing}"
    for title in _titles(sort, f"{kind} {thing}", chance):
        path = f"{folder}/{chance.choice(('view', 'model', 'rules'))}.py"
        yield Commit(day, author, title, (path,), chance.randrange(2, 90))
        day += timedelta(days=chance.randrange(0, 6))


def _titles(sort: str, name: str, chance: Random) -> list[str]:
    if sort == "document":
        return [f"docs: describe the {name}"]
    if sort == "chore":
        return [f"chore: new texts for the {name}"]
    if sort == "repair":
        return [chance.choice((f"fix: {name} without a price", f"Fix the {name} on small phones"))]
    if sort == "tidying":
        said = (f"refactor: split the {name}", f"test: cover the {name}", f"perf: load the {name} later")
        return [chance.choice(said)]
    if sort == "burst":
        return [f"fix: {name} is empty", f"fix: {name} is empty for guests too"]
    steps = [f"feat: {name}", f"Add the {name} to the app", f"feat(ui): {name} for partners",
             f"Let customers change their {name}", f"feat: {name} in the mail"]  # fmt: skip
    return steps[: chance.randrange(1, 6)]


def write(folder: Path, found: Iterable[Commit], *, names: dict[str, str] | None = None) -> Path:
    """A bare clone with these commits, by `git fast-import`."""
    folder.mkdir(parents=True)
    git = ["git", "-c", "init.defaultBranch=main", "-C", str(folder)]
    subprocess.run([*git, "init", "--quiet", "--bare"], check=True)
    subprocess.run([*git, "fast-import", "--quiet"], input=b"".join(_stream(found, names or {})), check=True)
    return folder


def _stream(found: Iterable[Commit], names: dict[str, str]) -> Iterator[bytes]:
    for mark, commit in enumerate(found, start=1):
        at = int(datetime.combine(commit.day, time(12), UTC).timestamp()) + mark % 3_600
        name = names.get(commit.author, commit.author.split("@")[0].title())
        who = f"{name} <{commit.author}> {at} +0000".encode()
        title = commit.title.encode()
        yield b"commit refs/heads/main\nmark :%d\nauthor %s\ncommitter %s\n" % (mark, who, who)
        yield b"data %d\n%s\n" % (len(title), title)
        for path in commit.paths:
            text = "\n".join(f"{mark} {line}" for line in range(commit.lines)).encode()
            yield b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(text), text)
