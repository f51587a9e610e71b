"""Nothing vanishes: what is no work of a person is counted by its reason, and all the rest is read."""

from dataclasses import replace
from datetime import date
from itertools import count

import pytest

from app.discovery.history import Recorded
from app.discovery.machine_made import MachineMade, machine_made
from app.discovery.messages import said
from app.discovery.set_aside import Reason, SetAside
from app.domain.sighting import Change, Hand

IDS = count(1)
MONDAY, TUESDAY = date(2026, 6, 1), date(2026, 6, 2)
ADA = Hand("ada@company.example", "Ada Example")


def commit(
    message: str = "Cache the plans",
    *,
    author: Hand | None = ADA,
    day: date = MONDAY,
    parents: int = 1,
    made: MachineMade | None = None,
    sha: str = "",
) -> Recorded:
    change = Change(external_id=sha or f"{next(IDS):040x}", author=author, date=day, title=said(message).head.title)
    return Recorded(change, said(message), parents, made, False)


def reason_of(recorded: Recorded, *, bots: frozenset[str] = frozenset()) -> Reason | None:
    aside = SetAside(bots)
    kept = list(aside.through([recorded]))
    assert (len(kept), aside.commits) == (aside.read, 1)
    (found,) = [reason for reason, number in aside.counts.items() if number] or [None]
    return found


@pytest.mark.parametrize(
    "title",
    [
        *["v1.2.3", "1.2.3", "Release v2.0.0-rc.1", "Bump version to 1.2", "chore(release): 1.2.3 [skip ci]"],
        *["Cut release 2.45.0", "Cut v2.40.2", "Prepare release 0.27.0 (#3100)", "Version 0.25.1 (#2807)"],
        *["[maven-release-plugin] prepare for next development iteration", "shop@18.0.0", "chore: bump version to 3.1"],
    ],
)
def test_a_release_is_set_aside(title: str):
    assert reason_of(commit(title)) is Reason.RELEASE


@pytest.mark.parametrize(
    "title",
    [
        *["Release the lock before the write", "Releasing memory early", "Release notes load faster"],
        *["Bump lodash from 4.17.15 to 4.17.21", "Update version handling in the parser", "Update nodejs version"],
        *["Python 3.13", "Revert to the old pool", "Versioned migrations"],
    ],
)
def test_work_that_only_sounds_like_a_release_is_read(title: str):
    assert reason_of(commit(title)) is None


@pytest.mark.parametrize(
    "name",
    [
        *[
            "dependabot[bot]",
            "renovate[bot]",
            "Renovate Bot",
            "PrometheusBot",
            "k8s-ci-robot",
            "github-actions",
            "bors",
        ],
        *["rust-bot", "Hosted Weblate", "Copilot"],
    ],
)
def test_a_bot_is_set_aside(name: str):
    assert reason_of(commit(author=Hand("x@company.example", name))) is Reason.BOT


@pytest.mark.parametrize("name", ["Jane Abbot", "Talbot", "Bota Example", "Robotham", "Sylvain Rabot", "Boris", ""])
def test_a_person_whose_name_only_looks_like_one_is_read(name: str):
    assert reason_of(commit(author=Hand("x@company.example", name))) is None


def test_an_installation_lists_bots_of_its_own():
    author = Hand("deploy@company.example", "Deploy")
    assert reason_of(commit(author=author)) is None
    assert reason_of(commit(author=author), bots=frozenset({"deploy@company.example"})) is Reason.BOT


def test_merges_and_machine_made_files_are_set_aside_and_a_root_is_not():
    assert reason_of(commit(parents=2)) is Reason.MERGE
    assert reason_of(commit(parents=8)) is Reason.MERGE
    assert reason_of(commit(parents=0)) is None
    assert reason_of(commit(made=MachineMade.LOCK_FILE)) is Reason.LOCK_FILE
    assert reason_of(commit(made=MachineMade.VENDORED)) is Reason.VENDORED
    assert reason_of(commit(made=MachineMade.GENERATED)) is Reason.GENERATED


@pytest.mark.parametrize(
    ("path", "sort"),
    [
        *[("web/yarn.lock", "lock_file"), ("go.sum", "lock_file"), ("Cargo.lock", "lock_file")],
        *[("vendor/x/y.go", "vendored"), ("web/node_modules/a.js", "vendored"), ("third_party/zlib/a.c", "vendored")],
        *[("api/shop.pb.go", "generated"), ("shop_pb2.py", "generated"), ("static/app.min.js", "generated")],
        *[("src/vendors.py", None), ("src/lock.py", None), ("docs/generated.md", None), ("distance/a.py", None)],
    ],
)
def test_machine_made_files_are_known_by_their_path(path: str, sort: str | None):
    assert machine_made(path) == sort


def through(*newest_first: Recorded) -> tuple[list[str], int]:
    aside = SetAside()
    kept = [change.title for change in aside.through(newest_first)]
    assert aside.commits == len(newest_first)
    return kept, aside.counts[Reason.REVERT]


def test_a_revert_of_the_same_day_goes_with_what_it_reverts():
    work = commit("Pool the connections", sha="c0ffee" + "0" * 34)
    whole = commit(f'Revert "Pool the connections"\n\nThis reverts commit {"c0ffee" + "0" * 34}.')
    short = commit('Revert "Pool the connections"\n\nThis reverts commit c0ffee0.')
    by_title = commit('Revert "Pool the connections" (#18)')
    for revert in (whole, short, by_title):
        assert through(revert, commit("Between"), work) == (["Between"], 2)


def test_a_revert_of_another_day_is_kept_with_what_it_reverts():
    work = commit("Pool the connections", sha="c0ffee" + "0" * 34)
    revert = commit(f'Revert "Pool the connections"\n\nThis reverts commit {"c0ffee" + "0" * 34}.', day=TUESDAY)
    assert through(revert, work) == (['Revert "Pool the connections"', "Pool the connections"], 0)


def test_a_revert_of_a_revert_leaves_the_work():
    work = commit("Pool", sha="1" * 40)
    away = commit(f'Revert "Pool"\n\nThis reverts commit {"1" * 40}.', sha="2" * 40)
    back = commit(f'Revert "Revert "Pool""\n\nThis reverts commit {"2" * 40}.')
    assert through(back, away, work) == (["Pool"], 2)


def test_a_revert_of_something_that_never_comes_is_kept():
    assert through(commit('Revert "Elsewhere"'), commit("Work")) == (["Work", 'Revert "Elsewhere"'], 0)


def test_a_bot_is_named_nowhere_not_even_as_a_helper():
    bot, grace = Hand("x", "Renovate Bot"), Hand("grace", "Grace Example")
    recorded = commit()
    helped = replace(recorded.change, co_authors=(bot, grace), reviewers=(bot,))
    (kept,) = SetAside().through([recorded._replace(change=helped)])
    assert (kept.co_authors, kept.reviewers) == ((grace,), ())
