"""What git puts out is read right, whatever stands in a message, a name, a path or a clock."""

import tracemalloc
from collections.abc import Iterator
from datetime import date

import pytest

from app.discovery.history import BadHistory, Recorded, read_log
from app.discovery.line_counts import read_lines
from app.domain.sighting import ChangeType, Hand, TouchedFile

NEWEST = 1_780_315_200  # 1 June 2026
DAY = 86_400


def head(
    message: str | bytes = "Title",
    *,
    sha: str = "a" * 40,
    parents: str = "b" * 40,
    at: object = NEWEST,
    committed: object = NEWEST,
    name: str | bytes = "Ada Example",
    address: str = "ada@company.example",
) -> bytes:
    front = "\n".join([sha, parents, str(at), str(committed)]).encode()
    said = [name.encode() if isinstance(name, str) else name, address.encode()]
    return b"\n".join([front, *said, message.encode() if isinstance(message, str) else message])


def touched(*files: tuple[str, ...]) -> list[bytes]:
    """(state, path) or (state, old path, new path), as git writes them behind a head."""
    parts: list[bytes] = []
    for state, *paths in files:
        front = b"" if parts else b"\n"
        parts += [front + f":100644 100644 1234567 89abcde {state}".encode(), *(path.encode() for path in paths)]
    return parts


def log(*tokens: bytes) -> bytes:
    return b"".join(token + b"\0" for token in tokens)


def read(*tokens: bytes, cut_every: int = 10_000, newest: int = NEWEST) -> list[Recorded]:
    return list(read_log(pieces(log(*tokens), cut_every), repository="shop", count=9, newest=newest))


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def one(*tokens: bytes) -> Recorded:
    (recorded,) = read(*tokens)
    return recorded


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10_000])
def test_a_history_reads_the_same_wherever_the_stream_is_cut(size: int):
    tokens = [
        *[head("perf(parser): read less (#12)"), *touched(("M", "src/a.py"), ("R087", "old.py", "new.py"))],
        *[head("Nothing touched")],
        *[head("Start", parents=""), *touched(("A", "src/a.py"))],
    ]
    found = read(*tokens, cut_every=size)
    assert found == read(*tokens)
    assert [(one.change.title, one.change.position, one.parents) for one in found] == [
        ("read less", 8, 1),
        ("Nothing touched", 7, 1),
        ("Start", 6, 0),
    ]
    assert found[0].change.files == (TouchedFile("src/a.py"), TouchedFile("new.py", status="R"))
    assert (found[0].change.declared_type, found[0].change.declared_scope) == (ChangeType.PERF, "parser")
    assert found[0].change.references == ("#12",)


def test_separators_and_steering_characters_in_a_message_are_text():
    body = "* \x1f\x1e:100644 100644 1234567 89abcde M\n:100644 x\n\x1b[31mred\x1b[0m"
    change = one(head(f"Title\x1f with \x1e marks\n\n{body}"), *touched(("M", "a.py"))).change
    assert change.title == "Title\x1f with \x1e marks"
    assert change.text.startswith("* \x1f\x1e:100644 100644 1234567 89abcde M\n:100644 x\n\x1b[31mred")
    assert change.files == (TouchedFile("a.py"),)


@pytest.mark.parametrize("path", ['"quoted".py', "tab\there.py", "line\nend.py", ":100644 100644 M", "ünï/😀.py", " "])
def test_a_path_may_hold_anything_but_nul(path: str):
    assert one(head(), *touched(("M", path), ("A", "b"))).change.files == (
        TouchedFile(path),
        TouchedFile("b", status="A"),
    )


def test_bytes_that_are_no_utf_8_are_replaced_and_not_dropped():
    change = one(head(b"Gr\xfc\xdfe", name=b"J\xf6rg Example")).change
    assert change.title == "Gr\ufffd\ufffde"
    assert change.author == Hand("ada@company.example", "J\ufffdrg Example")


def test_a_commit_of_many_files_keeps_forty_and_says_how_many():
    files = [("A", f"vendor/{number}.js") for number in range(60)] + [("A", f"src/{number}.py") for number in range(60)]
    recorded = one(head(), *touched(*files))
    assert (len(recorded.change.files), recorded.change.n_files) == (40, 120)
    assert {file.path.split("/")[0] for file in recorded.change.files} == {"src"}
    assert recorded.machine_made is None


@pytest.mark.parametrize(
    ("at", "committed", "day"),
    [
        (NEWEST - 40 * DAY, NEWEST, "2026-04-22"),  # written, and brought in later
        (NEWEST + 400 * DAY, NEWEST - DAY, "2026-05-31"),  # the author's clock is ahead
        (NEWEST - 500 * DAY, NEWEST - DAY, "2026-05-31"),  # or far behind
        (NEWEST + 9_000 * DAY, NEWEST + 9_000 * DAY, "2026-06-01"),  # both are
        (0, 0, "1970-01-01"),
        ("", "", "2026-06-01"),
        ("99999999999999999999", "x", "2026-06-01"),
        ("-5", "-5", "1970-01-01"),
    ],
)
def test_a_day_that_cannot_be_right_is_replaced(at: object, committed: object, day: str):
    assert one(head(at=at, committed=committed)).change.date == date.fromisoformat(day)


def test_what_is_replaced_is_counted():
    found = read(head(at=NEWEST + 2 * DAY), head())
    assert [one.mended for one in found] == [True, False]


def test_helpers_and_reviewers_come_from_the_trailers_and_leave_the_text():
    message = (
        "Cache the plans\n\nThe planner ran for each row.\n\n"
        "Co-authored-by: Grace Example <4711+Grace@users.noreply.host.example>\n"
        "Reviewed-by: Linus Example <linus@company.example>\nco-authored-by: Ada Example <ADA@company.example>\n"
        "Signed-off-by: Ada Example <ada@company.example>\nChange-Id: I8473b95934b5732ac55d26311a706c9c2bde9940"
    )
    change = one(head(message)).change
    assert change.co_authors == (Hand("grace", "Grace Example"),)
    assert change.reviewers == (Hand("linus@company.example", "Linus Example"),)
    assert change.text == "The planner ran for each row."


def test_addresses_and_links_do_not_travel_in_a_text():
    change = one(
        head("Ask ada@company.example\n\nSee https://wiki.company.example/x?y=1 and @grace, <a.b@c.example>.")
    ).change
    assert (change.title, change.text) == ("Ask <email>", "See <url> and @user, <email>.")


def test_a_mail_map_speaks_for_helpers_too():
    message = "Title\n\nCo-authored-by: G <g@old.example>"
    chunks = [log(head(message))]
    asked: list[tuple[str, str]] = []

    def canonical(name: str, address: str) -> tuple[str, str]:
        asked.append((name, address))
        return "Grace Example", "grace@company.example"

    (recorded,) = read_log(chunks, repository="shop", count=1, newest=NEWEST, canonical=canonical)
    assert asked == [("G", "g@old.example")]
    assert recorded.change.co_authors == (Hand("grace@company.example", "Grace Example"),)


@pytest.mark.parametrize(
    "data", [log(head(), b"\n:100644 100644 1 2 M"), log(head()) + b"half a head", log(b"\n".join([b"a" * 40, b"b"]))]
)
def test_a_stream_that_breaks_off_is_no_history(data: bytes):
    with pytest.raises(BadHistory):
        list(read_log([data], repository="shop", count=1, newest=NEWEST))


def test_a_long_history_takes_the_memory_of_a_short_one():
    token = log(head("Read less of the index", sha="c" * 40), *touched(("M", "src/index.py")))

    def peak(times: int) -> int:
        tracemalloc.start()
        chunks = (token * 400 for _ in range(times))
        assert sum(1 for _ in read_log(chunks, repository="x", count=1, newest=NEWEST)) == 400 * times
        bytes_used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return bytes_used

    assert peak(20) < 1.5 * peak(2)


def test_lines_are_counted_with_the_forty_largest_files_first():
    raw = touched(("M", "a"), ("R090", "b", "c"), ("M", "logo.png"))
    raw[0] = raw[0].lstrip(b"\n")
    data = log(b"d" * 40, *raw, b"1\t2\ta", b"30\t0\t", b"b", b"c", b"-\t-\tlogo.png", b"e" * 40)
    first, empty = read_lines(data)
    assert (first.n_files, first.added, first.deleted) == (3, 31, 2)
    assert first.files == (TouchedFile("c", 30, 0, "R"), TouchedFile("a", 1, 2), TouchedFile("logo.png"))
    assert (empty.sha, empty.n_files, empty.files) == ("e" * 40, 0, ())


def test_of_a_batch_that_broke_off_only_whole_commits_count():
    raw = [one.lstrip(b"\n") for one in touched(("M", "a"), ("M", "b"))]
    whole, half = log(b"d" * 40, *raw, b"1\t2\ta", b"1\t2\tb"), log(b"e" * 40, *raw, b"1\t2\ta")
    assert [one.sha[0] for one in read_lines(whole + half, whole=False)] == ["d"]
    assert [one.sha[0] for one in read_lines(whole, whole=False)] == ["d"]
    assert [one.sha[0] for one in read_lines(whole + log(b"e" * 40, *raw), whole=False)] == ["d"]


def test_what_a_message_refers_to():
    message = "Fix GH-12 (#34)\n\nSee SHOP-56, UTF-8, &#39;, x#7 and #34 again, CVE-2026-1."
    assert one(head(message)).change.references == ("#34", "#12", "SHOP-56")
