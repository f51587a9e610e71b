"""Which changes are one effort: told from work beside it, whoever did it and in whatever order it is read."""

import random
from datetime import date, timedelta

from app.discovery.efforts import group
from app.discovery.links import Said
from app.domain.sighting import Change, Hand, TouchedFile

MONDAY = date(2026, 3, 2)


def change(name: str, day: int, title: str, *paths: str, by: str = "ada", **more: object) -> Change:
    return Change(
        external_id=name,
        repository="orders",
        author=Hand(by),
        date=MONDAY + timedelta(days=day),
        title=title,
        files=tuple(TouchedFile(path, 10, 2) for path in paths),
        **more,  # type: ignore[arg-type]
    )


def index_work(by: str = "ada", first: int = 0) -> list[Change]:
    titles = ["add an index for order lookups", "measure order lookups before the index", "drop the index nobody reads"]
    return [
        change(f"index-{first}-{at}", first + 3 * at, title, "src/db/indexes.sql", "src/db/lookups.py", by=by)
        for at, title in enumerate(titles)
    ]


def banner_work(by: str = "ada", first: int = 0) -> list[Change]:
    titles = ["new banner on the start page", "banner wording for holidays", "close button for the banner"]
    return [
        change(f"banner-{first}-{at}", first + 3 * at, title, "web/banner.css", "web/start.html", by=by)
        for at, title in enumerate(titles)
    ]


def together(changes: list[Change], **more: object) -> set[frozenset[str]]:
    return {frozenset(one.external_id for one in found.changes) for found in group(changes, **more)}  # type: ignore[arg-type]


def ids(changes: list[Change]) -> frozenset[str]:
    return frozenset(one.external_id for one in changes)


def test_two_topics_of_one_person_in_one_week_stay_apart() -> None:
    assert together(index_work() + banner_work()) == {ids(index_work()), ids(banner_work())}


def test_two_people_on_the_same_files_are_one_effort() -> None:
    ours = index_work() + index_work(by="grace", first=1)
    assert together(ours + banner_work()) == {ids(ours), ids(banner_work())}


def test_seventy_quiet_days_are_two_efforts_and_an_epic_makes_them_one() -> None:
    early, late = index_work(), index_work(first=76)
    assert together(early + late) == {ids(early), ids(late)}
    keyed = [
        change(
            one.external_id,
            0 if one in early else 76,
            one.title,
            *(file.path for file in one.files),
            references=("ORD-7",),
        )
        for one in early + late
    ]
    assert together(keyed) == {ids(early + late)}


def test_the_order_of_reading_changes_nothing() -> None:
    ours = index_work() + banner_work() + index_work(by="grace", first=40) + banner_work(by="linus", first=2)
    shuffled = list(ours)
    random.Random(7).shuffle(shuffled)
    assert group(shuffled) == group(ours)


def test_what_a_person_joined_or_split_stays_so() -> None:
    ours = index_work()
    apart = Said(splits=((frozenset({"index-0-0"}), frozenset({"index-0-1", "index-0-2"})),))
    assert together(ours, said=apart) == {frozenset({"index-0-0"}), frozenset({"index-0-1", "index-0-2"})}
    joined = Said(joins=(("index-0-0", "banner-0-0"),))
    assert any({"index-0-0", "banner-0-0"} <= one for one in together(ours + banner_work(), said=joined))
    assert not any(
        {"index-0-0", "index-0-1"} <= one
        for one in together(ours, said=Said(joins=(("index-0-0", "index-0-1"),), splits=apart.splits))
    )
