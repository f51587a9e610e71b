"""New changes join the efforts that stand; those that stand move only for a good reason, and keep their names."""

from app.discovery.efforts import group
from app.discovery.linkage import Clusters
from app.discovery.links import effort_key
from tests.discovery.test_efforts import banner_work, change, index_work


def standing(*works: list) -> dict[str, str]:
    return {one.external_id: effort_key(work[0]) for work in works for one in work}


def test_a_new_change_joins_the_effort_it_belongs_to_and_the_key_stays() -> None:
    index, banner = index_work(), banner_work()
    late = change("late", 8, "index for order lookups by day", "src/db/indexes.sql", "src/db/lookups.py")
    found = {one.key: one for one in group([*index, *banner, late], settled=standing(index, banner))}
    assert set(found) == {effort_key(index[0]), effort_key(banner[0])}
    assert late in found[effort_key(index[0])].changes


def test_an_earlier_change_that_turns_up_later_does_not_rename_an_effort() -> None:
    index = index_work(first=5)
    early = change("early", 3, "index for order lookups by day", "src/db/indexes.sql", "src/db/lookups.py")
    (found,) = group([*index, early], settled=standing(index))
    assert found.changes[0] == early
    assert found.key == effort_key(index[0])


def test_two_that_stand_become_one_for_a_large_gain_alone_and_the_bigger_keeps_its_key() -> None:
    index, again = index_work(), index_work(by="grace", first=1)[:2]
    (joined,) = group(index + again, settled=standing(index, again))
    assert (joined.key, joined.keys_before) == (effort_key(index[0]), (effort_key(again[0]),))
    apart = index_work(by="linus", first=40)
    assert len(group(index + apart)) == 1
    assert len(group(index + apart, settled=standing(index, apart))) == 2


def test_only_settled_clusters_need_the_gain() -> None:
    for settled, count in (((0, 1), 2), ((0,), 1), ((), 1)):
        clusters = Clusters(2)
        for item in settled:
            clusters.settle(item)
        clusters.connect([(0, 1, 0.1)])
        clusters.join(0.05, 0.15)
        assert len(clusters.members) == count
