"""Stakes: what one client loses when another is lost."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from worlds import every_route, worlds

from alliance_design import cases, commitment, tables, threat
from alliance_design.codebook import data_folder
from alliance_design.parameters import Parameters

CHAPTER = (data_folder().parent / "chapters" / "theory" / "stakes.md").read_text(encoding="utf-8")
CHAPTER = " ".join(CHAPTER.split())


def numbers_of(world):
    """A made-up world as the numbers of a case."""
    places = tuple(f"p{i}" for i in range(len(world["prizes"])))
    return threat.Inputs(
        adversary="a",
        holders=("a",),
        places=places,
        positions=tuple(f"s{i}" for i in range(len(world["start_land_km"]))),
        **{
            name: world[name]
            for name in world
            if name not in ("land_scale_km", "decisiveness", "spoils")
        },
    ), Parameters(**{name: world[name] for name in ("land_scale_km", "decisiveness", "spoils")})


@given(worlds())
def test_a_stake_lies_between_the_threat_and_one(world):
    numbers, parameters = numbers_of(world)
    levels = numbers.threats(parameters)
    for i, row in enumerate(commitment.stakes(numbers, parameters)):
        assert row[i] == 1.0
        assert all(level - 1e-12 <= stake <= 1.0 for level, stake in zip(levels, row, strict=True))


@given(worlds())
def test_whatever_lay_on_the_route_is_lost_too(world):
    numbers, parameters = numbers_of(world)
    _, ends, befores = numbers.routes(parameters)
    count = len(numbers.places)
    for i, row in enumerate(commitment.stakes(numbers, parameters)):
        state = ends[i]
        while state >= 0:
            taken, last = divmod(state, count)
            assert row[last] == 1.0
            before = befores[state]
            state = -1 if before < 0 else (taken ^ 1 << last) * count + before


@given(worlds())
def test_going_on_is_a_route_of_its_own(world):
    """The continuation, held against a list of all routes of the world as the campaign left it."""
    numbers, parameters = numbers_of(world)
    _, ends, _ = numbers.routes(parameters)
    count = len(numbers.places)
    for lost in range(count):
        if ends[lost] < 0:
            continue
        taken, last = divmod(ends[lost], count)
        after = numbers.routes(parameters, campaign=ends[lost])[0]
        free = [i for i in range(count) if not taken >> i & 1]
        gained = [i for i in range(count) if taken >> i & 1]
        rest = {
            "power": world["power"]
            + world["spoils"] * math.fsum(world["prizes"][i] for i in gained),
            "reach_km": world["reach_km"] + math.fsum(world["bases_km"][i] for i in gained),
            "start_land_km": [[world["land_km"][last][i] for i in free]],
            "start_sea_km": [[world["sea_km"][last][i] for i in free]],
            "land_km": [[world["land_km"][a][b] for b in free] for a in free],
            "sea_km": [[world["sea_km"][a][b] for b in free] for a in free],
        } | {name: [world[name][i] for i in free] for name in ("prizes", "bases_km", "defences")}
        expected = every_route(world | rest)
        for i, level in zip(free, expected, strict=True):
            assert math.isclose(after[i], level, rel_tol=1e-7, abs_tol=1e-12)


def test_a_chain_of_three_has_the_stakes_of_the_exercise():
    chance = threat.step_success(0.2, 100.0, 0.0, 0.1, 1000.0, 100.0, 2.0)
    row = [[-1.0, 100.0, -1.0], [100.0, -1.0, 100.0], [-1.0, 100.0, -1.0]]
    dry = [[-1.0, 0.0, -1.0], [0.0, -1.0, 0.0], [-1.0, 0.0, -1.0]]
    numbers = threat.Inputs(
        adversary="a", holders=("a",), places=("A", "B", "C"), positions=("s",), power=0.2,
        reach_km=100.0, prizes=(0.0, 0.0, 0.0), bases_km=(0.0, 0.0, 0.0), defences=(0.1, 0.1, 0.1),
        start_land_km=((100.0, -1.0, -1.0),), start_sea_km=((0.0, -1.0, -1.0),),
        land_km=row, sea_km=dry,
    )  # fmt: skip
    table = commitment.stakes(numbers, Parameters(land_scale_km=1000.0, decisiveness=2.0))
    expected = [[1.0, chance, chance**2], [1.0, 1.0, chance], [1.0, 1.0, 1.0]]
    for found, told in zip(table, expected, strict=True):
        assert all(math.isclose(a, b) for a, b in zip(found, told, strict=True))


def test_a_place_out_of_reach_leaves_the_threats_as_they_are():
    case = cases.load("pacific-1951")
    ways = {name: leg for name, leg in case.legs.items() if "new-zealand" not in leg.joins}
    alone = replace(case, legs=ways)
    row = commitment.case_stakes(alone)["new-zealand"]
    levels = threat.assess(alone).threats
    assert all(row[client] == levels[client] for client in row)


# ------------------------------------------------------------------------------- findings


def test_in_europe_need_is_mutual_even_at_the_lowest_coding():
    for coding in threat.CODINGS:
        grid = tables.stakes_frame(cases.load("brussels-1948"), coding=coding)
        assert grid.min().min() > 0.6


def test_in_the_pacific_need_runs_one_way():
    grid = tables.stakes_frame(cases.load("pacific-1951"))
    assert grid.loc["Philippines", "Japan"] == 1.0
    assert grid.loc["Japan", "Philippines"] < 0.2
    assert grid.loc["Japan", "Australia"] < 0.01
    assert grid.loc["Japan", "New Zealand"] < 0.01


def test_the_foothold_leaves_every_stake_as_it_was():
    real, imagined = (
        tables.stakes_frame(cases.load(name)) for name in ("pacific-1951", "hokkaido-occupied")
    )
    assert (real - imagined).abs().max().max() < 1e-3
    # prop-foothold: the best route to Japan takes no other place, before and after.
    for name in ("pacific-1951", "hokkaido-occupied"):
        assert len(threat.assess(cases.load(name)).routes["japan"].steps) == 1


def test_numbers_of_the_chapter_that_cannot_be_inserted():
    europe = tables.stakes_frame(cases.load("brussels-1948"))
    asia = tables.stakes_frame(cases.load("pacific-1951"))
    assert f"a probability of {europe.min().min():.2f} or more" in CHAPTER
    assert f"the Philippines are with {asia.loc['Japan', 'Philippines']:.2f} and" in CHAPTER
    assert asia.loc[["Australia", "New Zealand"]].min().min() == pytest.approx(0.98, abs=0.005)
    flooded = cases.resurfaced(cases.load("brussels-1948"), "sea")
    assert f"no stake falls below {tables.stakes_frame(flooded).min().min():.2f}" in CHAPTER
    assert f"the lowest of which is {min(threat.assess(flooded).threats.values()):.2f}" in CHAPTER
