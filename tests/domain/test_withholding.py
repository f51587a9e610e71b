"""Small groups stay hidden, also from somebody who subtracts one figure from another."""

import random
from itertools import combinations

from app.domain.report import SMALLEST_GROUP
from app.domain.withholding import NO_TEAM, Withholding, withholding

Tree = dict[str, str | None]


def people_under(unit: str, parents: Tree, sizes: dict[str, int]) -> set[str]:
    """The teams whose people a figure of this unit counts."""
    found = {unit}
    while more := {team for team, above in parents.items() if above in found} - found:
        found |= more
    return {team for team in found if sizes.get(team)}


def everything_told(parents: Tree, sizes: dict[str, int], kept: Withholding) -> list[set[str]]:
    """Each figure as the set of teams it counts: lines that are shown, and totals of units that may be asked for."""
    lines = [{team} for team, size in sizes.items() if size and team not in kept.hidden]
    totals = [people_under(unit, parents, sizes) for unit in kept.open]
    return [*lines, *totals, {team for team in sizes if sizes[team]}]


def test_a_team_of_four_is_hidden_together_with_the_next_smallest():
    kept = withholding({"a": None, "b": None, "c": None}, {"a": 4, "b": 6, "c": 9})
    assert kept.hidden == {"a", "b"}
    assert "a" not in kept.open


def test_five_of_whom_four_are_known_are_not_shown():
    kept = withholding({"all": None, "part": "all"}, {"all": 1, "part": 4})
    assert kept.hidden == {"all", "part"}
    assert kept.open <= {"all"}


def test_an_organisation_of_four_shows_nothing():
    assert withholding({"all": None}, {"all": 4}).all


def test_teams_of_five_are_all_shown():
    kept = withholding({"a": None, "b": None}, {"a": 5, "b": 5})
    assert kept == Withholding(frozenset(), frozenset({"a", "b"}))


def test_people_without_a_team_are_a_group_too():
    kept = withholding({"a": None}, {"a": 7, NO_TEAM: 2})
    assert kept.hidden == {NO_TEAM, "a"}
    assert not kept.open


def test_no_difference_between_a_figure_and_those_inside_it_points_at_fewer_than_five():
    chance = random.Random(20261122)
    for _ in range(300):
        teams = [f"t{number}" for number in range(chance.randint(2, 9))]
        parents: Tree = {team: chance.choice([None, *teams[:place]]) for place, team in enumerate(teams)}
        sizes = {team: chance.choice([0, 1, 2, 3, 4, 5, 6, 9]) for team in [*teams, NO_TEAM]}
        kept = withholding(parents, sizes)
        if kept.all:
            continue
        told = everything_told(parents, sizes, kept)
        for whole in told:
            inside = [part for part in told if part < whole]
            for count in range(min(4, len(inside)) + 1):
                for parts in combinations(inside, count):
                    if sum(map(len, parts)) != len(set().union(*parts)):
                        continue  # overlapping figures cannot both be taken away
                    rest = whole.difference(*parts)
                    left = sum(sizes[team] for team in rest)
                    assert left == 0 or left >= SMALLEST_GROUP, (parents, sizes, kept, whole, parts)
