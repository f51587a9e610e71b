"""Changes of an invented company: slow fixes that nobody nominated, among much other work. A seed gives the same."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from app.domain.sighting import Change, Hand, TouchedFile

START = date(2025, 9, 1)
PEOPLE = [f"person{number:02d}" for number in range(40)]
AREAS = """
    billing invoice, billing refund, catalog search, catalog picture, checkout basket, checkout
    address, accounts profile, accounts avatar, shipping label, shipping parcel, returns form,
    returns label, reports export, reports chart, messages inbox, messages template, loyalty coupon,
    loyalty points, partners contract, partners feed, mobile onboarding, mobile camera, admin roles,
    admin audit, pricing discount, pricing currency, stock shelf, stock forecast, reviews stars,
    reviews photo, gifts card, gifts wrapping, support ticket, support chat, maps route, maps pin
""".replace("\n", " ").split(",")
FEATURES = [
    "add {b} {c}", "let customers choose a {c} for the {b}", "show the {c} on the {b} page", "new {c} step for the {b}",
    "{b} {c}: wording from design", "support a second {c} in the {b}", "{c} picker for the {b}",
]  # fmt: skip
DOCS = ["describe the {b} {c}", "document how to use the {b} {c}", "guide for the {b} {c}"]
COLOURS = "title subtitle summary preview banner filter badge menu note tag footer header panel toggle slider".split()

SLOW_FIXES = {
    "db": "speed up {x} query with an index|avoid full scan in {x} query|cache {x} query plan|reduce {x} query latency",
    "queue": "fix {x} consumer losing messages on restart|fix retry storm in {x} consumer|fix duplicate {x} delivery",
    "cache": "fix stale {x} cache after eviction|reduce {x} cache memory|faster {x} cache eviction",
    "ci": "fix flaky {x} test|stabilise {x} test with a fake clock|remove sleep from {x} test",
    "auth": "refactor {x} session token checks|simplify {x} session token store|extract {x} token parser",
    "metrics": "add {x} latency metric and alert|trace {x} requests|dashboard for {x} error rate",
    "worker": "fix scheduler deadlock in {x}|fix {x} scheduler lock order|test {x} scheduler under load",
    "gateway": "fix connection leak in {x} gateway|close idle {x} gateway connections|fix {x} gateway timeout handling",
    "parser": "avoid allocation in {x} parser|speed up {x} parser by reusing buffers|benchmark {x} parser",
    "storage": "fix {x} restore of large backups|verify {x} backup checksum|test {x} backup restore",
}
PARTS = "orders customers payments stock carts prices".split()


def change(name: str, day: date, title: str, by: str, *files: tuple[str, int], repository: str = "shop") -> Change:
    touched = tuple(TouchedFile(path, lines, lines // 3) for path, lines in files)
    return Change(
        external_id=name, repository=repository, author=Hand(by), date=day, title=title, files=touched,
        n_files=len(files), added=sum(lines for _, lines in files), deleted=sum(lines // 3 for _, lines in files),
    )  # fmt: skip


def slow_fix(number: int, rng: Random) -> Iterator[Change]:
    """Eight to fourteen changes of one person over five to eight weeks."""
    folder, titles = list(SLOW_FIXES.items())[number]
    by, day = PEOPLE[number * 3], START + timedelta(days=rng.randrange(20, 120))
    for at in range(rng.randrange(8, 15)):
        part = rng.choice(PARTS)
        places = f"platform/{folder}/{part}.py", f"platform/{folder}/core.py"
        files = [(places[0], rng.randrange(10, 60)), (places[1], rng.randrange(2, 30))]
        if rng.random() < 0.4:
            files.append((f"tests/{folder}/test_{part}.py", rng.randrange(5, 60)))
        yield change(f"slow-{number}-{at:02d}", day, rng.choice(titles.split("|")).format(x=part), by, *files)
        day += timedelta(days=rng.randrange(1, 7))


def other_work(count: int, rng: Random, people: list[str] = PEOPLE, days: int = 180) -> Iterator[Change]:
    """Efforts of one to four changes over up to three weeks: features, documents, a late correction."""
    for number in range(count):
        area, noun = rng.choice(AREAS).split()
        colour, by = rng.choice(COLOURS), rng.choice(people)
        day = START + timedelta(days=rng.randrange(days))
        titles = DOCS if rng.random() < 0.12 else FEATURES
        for at in range(rng.randrange(1, 5)):
            title = rng.choice(titles).format(b=noun, c=colour)
            if titles is FEATURES and rng.random() < 0.15:
                title = f"fix typo in {noun} {colour}"
            path = f"docs/{area}/{noun}.md" if titles is DOCS else f"shop/{area}/{noun}_{colour}.py"
            files = [(path, rng.randrange(10, 150))]
            if titles is FEATURES:
                files.append((f"shop/{area}/templates/{noun}.html", rng.randrange(5, 60)))
            yield change(f"other-{number:04d}-{at}", day, title, by, *files)
            day += timedelta(days=rng.randrange(5))


DATABASE_REPAIR = [
    ("add the missing index on open orders", "database/indexes/orders.sql"),
    ("measure the slow database queries of a day", "database/slow_log.py"),
    ("order history query reads only the columns shown", "database/queries/history.sql"),
    ("smaller connection pool for reports", "database/pool.py"),
    ("return idle connections to the pool", "database/pool.py"),
    ("index for customers by postcode", "database/indexes/customers.sql"),
    ("query for stock levels without a full table scan", "database/queries/stock.sql"),
    ("drop two indexes that nothing reads", "database/indexes/orders.sql"),
    ("batch the nightly price query", "database/queries/prices.sql"),
    ("pool waits at most two seconds for the database", "database/pool.py"),
    ("vacuum the orders table every night", "database/maintenance.py"),
    ("test: database pool under load", "database/tests/test_pool.py"),
    ("slow query log keeps a week", "database/slow_log.py"),
    ("partial index for unpaid orders", "database/indexes/orders.sql"),
    ("avoid one query for each line of an order", "database/queries/history.sql"),
    ("reuse prepared statements in the pool", "database/pool.py"),
    ("index on payments by day", "database/indexes/payments.sql"),
    ("cache the query for opening hours", "database/queries/prices.sql"),
    ("analyze statistics after the nightly import", "database/maintenance.py"),
    ("query plan test for order history", "database/tests/test_history.py"),
    ("alert when the database pool is nearly empty", "database/pool.py"),
    ("reduce lock time of the stock query", "database/queries/stock.sql"),
    ("document how the database indexes are chosen", "database/indexes/README.md"),
]


def thunderdome(rng: Random) -> tuple[list[Change], list[Change]]:
    """The repair of one person, 23 changes in 9 weeks, and 400 other changes, some by the same person."""
    day = START + timedelta(days=30)
    repair = []
    for at, (title, path) in enumerate(DATABASE_REPAIR):
        on = day + timedelta(days=round(at * 62 / 22))
        repair.append(change(f"repair-{at:02d}", on, title, "erik", (path, rng.randrange(8, 80))))
    others = list(other_work(200, rng, people=[*PEOPLE[:9], "erik"], days=110))[:400]
    return repair, others
