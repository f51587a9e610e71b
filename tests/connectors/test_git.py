"""Real clones of every shape, read by the real git: counts agree with `git rev-list`, nothing in a clone is run."""

import os
import stat
from datetime import date
from pathlib import Path

import pytest

from app.connectors.git import open_clone
from app.discovery.history import Recorded
from app.discovery.line_counts import LineCounts
from app.discovery.reading import Span, read_commits
from app.discovery.set_aside import SetAside
from app.domain.sighting import Change, Hand
from app.kit.errors import NotAllowed, ToolFailed
from tests.made_clone import DAY, GRACE, NOON, Made, git


def everything(folder: Path) -> list[Recorded]:
    clone = open_clone(folder)
    span = Span(clone.head)
    return list(read_commits(clone, span, count=clone.count(span)))


def counted(folder: Path) -> tuple[dict[str, Change], LineCounts]:
    clone = open_clone(folder)
    lines = LineCounts(clone)
    changes = (one.change for one in read_commits(clone, Span(clone.head)))
    return {one.title: one for one in lines.added(changes, lambda _: True)}, lines


@pytest.fixture(scope="module")
def museum(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One of everything that a history can hold."""
    made = Made()
    first = made.commit("Start", {"src/a.py": "one\ntwo\n", "logo.png": b"\x89PNG\0\1\2", "old.py": "x\n" * 30})
    made.commit("Nothing touched")
    made.commit(
        f"Separators \x1f \x1e in it\n\n\n:100644 100644 1 2 M\n\x1b]0;title\x07 {'f' * 40}\n", {"src/a.py": "one\n"}
    )
    made.commit("Gr\xfc\xdfe".encode("latin-1"), {"b": "b"}, encoding="ISO-8859-1", author=GRACE)
    made.commit(b"Gr\xfc\xdfe, no encoding", {"b": "c"}, author=b"J\xf6rg <joerg@company.example>")
    odd = {'"quoted".py': "1", "tab\there": "2", "line\nend": "3", b"latin-\xe9": "4", "ünï/😀": "5", "-n": "6"}
    made.commit("Odd paths", odd)
    moved = made.commit("Move", renames={"old.py": "src/new.py"})
    arms = [made.commit(f"Arm {number}", {f"arm{number}": "x"}, parents=[first]) for number in range(5)]
    arms.append(made.commit("Another root", {"other": "x"}, parents=[]))
    made.commit("Octopus", parents=[moved, *arms])
    made.commit("Merge", parents=[made.commit("Tip"), arms[2]])
    made.commit("Many", {f"many/{number % 400}/{number}.txt": "x" for number in range(100_000)})
    made.commit("From the future", {"z": "1"}, at=NOON + 9_000 * DAY, committed=NOON + 40 * DAY)
    made.commit("From the past", {"z": "2"}, at=0, committed=0)
    made.commit("Head", {"z": "3"}, at=NOON + 60 * DAY)
    return made.into(tmp_path_factory.mktemp("museum") / "shop.git")


def test_every_commit_is_read_once_and_the_count_is_gits_own(museum: Path):
    found = everything(museum)
    listed = git(museum, "rev-list", "HEAD").splitlines()
    assert sorted(one.change.external_id for one in found) == sorted(listed)
    assert len(found) == int(git(museum, "rev-list", "--count", "HEAD"))
    assert sorted(one.change.position for one in found) == list(range(len(listed)))


def test_what_is_read_and_what_is_set_aside_are_all_there_is(museum: Path):
    aside = SetAside()
    kept = list(aside.through(everything(museum)))
    assert len(kept) + aside.counts.total() == aside.commits == int(git(museum, "rev-list", "--count", "HEAD"))
    assert {reason.value: number for reason, number in aside.counts.items() if number} == {"merge": 2}
    assert aside.mended == 1


def test_odd_commits_are_read_as_they_are(museum: Path):
    found = {one.change.title: one.change for one in everything(museum)}
    assert found["Nothing touched"].files == ()
    assert found["Many"].n_files == 100_000
    assert len(found["Many"].files) == 40
    assert found["Grüße"].author == Hand("grace@company.example", "Grace Example")
    assert "Gr\ufffd\ufffde, no encoding" in found
    assert found["Separators \x1f \x1e in it"].text.startswith(":100644 100644 1 2 M\n\x1b]0;")
    assert {one.path for one in found["Odd paths"].files} == {
        *['"quoted".py', "tab\there", "line\nend", "latin-\ufffd", "ünï/😀", "-n"]
    }
    assert [(one.path, one.status) for one in found["Move"].files] == [("src/new.py", "R")]
    assert {one.status for one in found["Start"].files} == {"A"}
    assert found["From the future"].date == date(2026, 7, 11)


def test_line_counts_are_gits_own(museum: Path):
    changes, lines = counted(museum)
    assert (lines.missing, changes["Many"].added, changes["Many"].n_files) == (0, 100_000, 100_000)
    assert [(one.path, one.added) for one in changes["Start"].files] == [
        ("old.py", 30),
        ("src/a.py", 2),
        ("logo.png", None),
    ]
    assert (changes["Move"].files[0].path, changes["Move"].added, changes["Move"].deleted) == ("src/new.py", 0, 0)
    for title in ("Start", "Odd paths", "Another root", "From the past"):
        shown = git(museum, "show", "--format=", "--numstat", changes[title].external_id).splitlines()
        added = sum(int(line.split("\t")[0]) for line in shown if not line.startswith("-"))
        assert (changes[title].added, changes[title].n_files) == (added, len(shown))


def test_a_span_begins_on_its_day_even_behind_a_slow_clock(tmp_path: Path):
    made = Made()
    made.commit("Old", at=NOON)
    made.commit("New", at=NOON + 10 * DAY)
    made.commit("Slow clock", at=0, committed=0)
    made.commit("Newest", at=NOON + 12 * DAY)
    clone = open_clone(made.into(tmp_path / "shop"))
    span = Span(clone.head, since=date(2026, 6, 11))
    assert [one.change.title for one in read_commits(clone, span)] == ["Newest", "New"]
    assert clone.count(span) == 2


def test_a_mail_map_joins_authors_and_helpers(tmp_path: Path):
    lines = "Grace Example <grace@company.example> <g@old.example>\nAda Example <ada@company.example> <a@old.example>\n"
    made = Made()
    made.commit("Start", {".mailmap": lines}, author="G <g@old.example>")
    made.commit(
        "Help\n\nCo-authored-by: A. <A@old.example>\nReviewed-by: Linus <linus@company.example>",
        author="G <G@OLD.example>",
    )
    for bare in (True, False):
        found = everything(made.into(tmp_path / f"bare-{bare}", bare=bare))
        assert {one.change.author for one in found} == {Hand("grace@company.example", "Grace Example")}
        assert found[0].change.co_authors == (Hand("ada@company.example", "Ada Example"),)
        assert found[0].change.reviewers == (Hand("linus@company.example", "Linus"),)


def test_a_shallow_clone_says_where_it_ends_and_does_not_call_the_end_new(tmp_path: Path):
    made = Made()
    for number in range(6):
        made.commit(f"Step {number}", {f"{number}.py": "x\n"})
    made.into(tmp_path / "shop.git")
    git(tmp_path, "clone", "-q", "--depth=3", f"file://{tmp_path}/shop.git", "cut")
    clone = open_clone(tmp_path / "cut")
    found = list(read_commits(clone, Span(clone.head)))
    assert [one.change.title for one in found] == ["Step 5", "Step 4", "Step 3"]
    assert clone.cut() == {found[-1].change.external_id: found[-1].change.date}
    assert [one.change.n_files for one in found] == [1, 1, None]
    assert open_clone(tmp_path / "shop.git").cut() == {}


@pytest.fixture
def partial(tmp_path: Path) -> Path:
    """Without contents; where it could fetch them from is a program that leaves a mark."""
    made = Made()
    for number in range(8):
        made.commit(f"Step {number}", {f"{number}.py": "x\n" * 40, "shared.py": "y\n" * number})
    made.commit("Move", {"0.py": None, "zero.py": "x\n" * 39})
    made.commit("Last", {"last.py": "x"})
    origin = made.into(tmp_path / "shop.git")
    git(origin, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--bare", "--filter=blob:none", f"file://{origin}", "partial.git")
    git(tmp_path / "partial.git", "config", "remote.origin.url", f"ext::sh -c 'touch {tmp_path}/fetched'")
    git(tmp_path / "partial.git", "config", "protocol.ext.allow", "always")
    return tmp_path / "partial.git"


def test_a_partial_clone_is_read_with_paths_alone_and_fetches_nothing(partial: Path):
    changes, lines = counted(partial)
    assert len(changes) == int(git(partial, "rev-list", "--count", "HEAD")) == 10
    assert (lines.counted, lines.missing) == (0, 10)
    assert [one.path for one in changes["Step 3"].files] == ["3.py", "shared.py"]
    assert changes["Step 3"].added is None
    assert not (partial.parent / "fetched").exists()


def loose_object(folder: Path, name: str) -> Path:
    return folder / "objects" / name[:2] / name[2:]


def test_a_commit_whose_contents_are_absent_is_counted_and_those_around_it_have_lines(tmp_path: Path):
    made = Made()
    for number in range(6):
        made.commit(f"Step {number}", {"a.py": f"{number}\n", f"big{number}.bin": f"{number}" * 50})
    folder = made.into(tmp_path / "shop")
    loose_object(folder, git(folder, "rev-parse", "HEAD~2:big3.bin")).unlink()
    changes, lines = counted(folder)
    assert (len(changes), lines.counted, lines.missing) == (6, 5, 1)
    assert {title for title, change in changes.items() if change.added is None} == {"Step 3"}


def test_a_clone_cannot_make_git_run_anything(tmp_path: Path):
    made = Made()
    made.commit("Start", {".gitattributes": "*.py diff=evil\n", "a.py": "x\n", "b.bin": "y\n"})
    made.commit("Next", {"a.py": "z\n"})
    folder = made.into(tmp_path / "shop", bare=False)
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/sprung'\ncat\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    for name in (
        *["core.fsmonitor", "core.pager", "core.hooksPath", "core.sshCommand", "core.editor", "core.askPass"],
        *["diff.external", "diff.evil.command", "diff.evil.textconv", "gpg.program", "pager.log", "pager.diff-tree"],
        *["core.alternateRefsCommand", "credential.helper", "filter.evil.clean", "filter.evil.smudge"],
    ):
        git(folder, "config", name, str(trap))
    for name in ("log.showSignature", "log.follow", "diff.relative", "diff.noprefix", "diff.renames"):
        git(folder, "config", name, "true" if name.startswith("log") else "false")
    git(folder, "config", "diff.orderFile", str(trap))
    git(folder, "config", "mailmap.file", "/etc/passwd")
    git(folder, "config", "alias.log", f"!{trap}")
    changes, lines = counted(folder)
    assert (len(changes), lines.counted) == (2, 2)
    assert changes["Next"].added == 1
    assert not (tmp_path / "sprung").exists()


def test_reading_leaves_the_clone_as_it_was(tmp_path: Path):
    made = Made()
    made.commit("Start", {"a.py": "x\n"})
    folder = made.into(tmp_path / "shop", bare=False)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    counted(folder)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_below_the_roots_alone(tmp_path: Path):
    made = Made()
    made.commit("Start", {"a.py": "x"})
    inside, outside = made.into(tmp_path / "roots/shop"), made.into(tmp_path / "outside", bare=False)
    (tmp_path / "roots/link").symlink_to(outside)
    pointed = tmp_path / "roots/pointed"
    pointed.mkdir()
    (pointed / ".git").write_text(f"gitdir: {outside}/.git\n")
    borrowing = made.into(tmp_path / "roots/borrowing")
    roots = [tmp_path / "roots"]
    assert open_clone(inside, roots=roots).name == "shop"
    (borrowing / "objects/info/alternates").write_text(f"{outside}/.git/objects\n")
    for path in (outside, tmp_path / "roots/link", pointed, borrowing, tmp_path / "roots/../outside"):
        with pytest.raises(NotAllowed, match="UNSUNG_GIT_ROOTS"):
            open_clone(path, roots=roots)
    with pytest.raises(NotAllowed):
        open_clone(inside, roots=[])


def said_of(path: Path) -> str:
    with pytest.raises(ToolFailed) as raised:
        everything(path)
    return raised.value.message


def test_what_cannot_be_read_is_said_with_what_to_do(tmp_path: Path):
    (tmp_path / "plain").mkdir()
    (tmp_path / "file").write_text("x")
    empty = Made().into(tmp_path / "empty")
    astray = Made()
    astray.commit("Start", branch="trunk")
    assert "There is no folder" in said_of(tmp_path / "nowhere")
    assert "name the folder of a clone" in said_of(tmp_path / "plain")
    assert "is a file: name the folder" in said_of(tmp_path / "file")
    assert "has no commits yet" in said_of(empty)
    assert "git symbolic-ref HEAD refs/heads/trunk" in said_of(astray.into(tmp_path / "astray"))


def test_a_corrupt_pack_ends_with_advice(tmp_path: Path):
    made = Made()
    for number in range(40):
        made.commit(f"Step {number}", {f"{number}.py": f"{number}\n" * 200})
    folder = made.into(tmp_path / "shop")
    git(folder, "repack", "-adq")
    (pack,) = (folder / "objects/pack").glob("*.pack")
    pack.chmod(0o600)
    data = pack.read_bytes()
    start, end = len(data) // 8, len(data) // 2
    pack.write_bytes(data[:start] + bytes(byte ^ 0x5A for byte in data[start:end]) + data[end:])
    assert "git fsck" in said_of(folder)


@pytest.mark.parametrize("kind", ["tree", "commit"])
def test_a_missing_tree_or_commit_ends_with_advice(tmp_path: Path, kind: str):
    made = Made()
    for number in range(4):
        made.commit(f"Step {number}", {"a.py": f"{number}"})
    folder = made.into(tmp_path / "shop")
    loose_object(folder, git(folder, "rev-parse", "HEAD~2^{" + kind + "}")).unlink()
    assert "git fsck" in said_of(folder)


def test_a_folder_of_somebody_else_is_said_with_what_to_do(tmp_path: Path):
    made = Made()
    made.commit("Start")
    folder = made.into(tmp_path / "shop")
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, 4711, 4711)
        assert "safe.directory" in said_of(folder)
    else:
        folder.chmod(0)
        assert "cannot be read by this user" in said_of(folder)
        folder.chmod(0o700)
