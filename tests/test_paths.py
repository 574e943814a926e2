"""Paths of offers: likelihoods against enumeration, and stories that tell themselves apart."""

import math
import random
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import bargaining, paths
from alliance_design.paths import (
    STORIES,
    Likelihood,
    Step,
    chance_of_step,
    given_up,
    likelihoods,
    log_likelihood,
    steps,
    weighed,
)

NAMES = ("many", "hub", "nothing")
VALUES = st.fixed_dictionaries({name: st.floats(-4, 4) for name in NAMES})


@given(VALUES, st.sampled_from(NAMES), st.floats(0, 4), st.floats(0, 4))
def test_chances_by_scipy(worths, before, sharpness, stickiness):
    from scipy.special import softmax

    found = chance_of_step(worths, before, sharpness, stickiness)
    heights = [sharpness * worths[n] - stickiness * (n != before) for n in NAMES]
    assert [found[n] for n in NAMES] == pytest.approx(list(softmax(heights)))


@given(VALUES, VALUES, st.floats(0, 1), st.floats(0, 4), st.floats(0, 3))
def test_all_paths_together_are_certain(own, theirs, heed, sharpness, stickiness):
    """The likelihoods of every path of three steps sum to one."""
    worth = {"patron": own, "client": theirs}
    total = 0.0
    for path in product(NAMES, repeat=3):
        befores = ("nothing", *path[:-1])
        made = [
            Step(str(n), before, position, NAMES, ("client",) if n else (), "")
            for n, (before, position) in enumerate(zip(befores, path, strict=True))
        ]
        total += math.exp(log_likelihood(made, worth, "patron", heed, sharpness, stickiness))
    assert total == pytest.approx(1.0)


@given(VALUES, VALUES, st.floats(0, 1))
def test_heeding_nobody_is_deliberate_design(own, theirs, heed):
    worth = {"patron": own, "client": theirs}
    assert weighed(worth, "patron", ["client"], 0.0, "hub") == own["hub"]
    assert weighed(worth, "patron", [], heed, "hub") == own["hub"]
    assert weighed(worth, "patron", ["client"], 1.0, "hub") == theirs["hub"]


def simulated(story, worth, rival, chance, length=14):
    """A path as a story would make it."""
    open_to = tuple(sorted(worth["united-states"]))
    allies = [a for a in worth if a != "united-states"]
    made, before = [], "pacific-with-japan"
    for number in range(length):
        spoken = tuple(allies[: number // 2])
        values = {
            d: (
                rival["united-states"][d]
                if story == "design"
                else weighed(worth, "united-states", spoken, 0.8, d)
            )
            for d in open_to
        }
        odds = chance_of_step(values, before, 2.0, 1.0)
        position = chance.choices(list(odds), list(odds.values()))[0]
        made.append(Step(f"{number:02}", before, position, open_to, spoken, ""))
        before = position
    return made


@pytest.mark.parametrize("truth", ["concession", "design"])
def test_a_story_wins_on_paths_of_its_own(truth):
    """Of paths made by a story, the likelihood finds it more often than the other."""
    worth = bargaining.points("pacific-1951")
    rival = bargaining.points("pacific-1951", by_design=True)
    other = "design" if truth == "concession" else "concession"
    won = 0
    for seed in range(12):
        path = simulated(truth, worth, rival, random.Random(seed))
        found = likelihoods(path, "pacific-1951", 150, seed)
        won += found[truth].log > found[other].log
    assert won >= 10


def test_the_mean_of_a_flat_likelihood_is_itself():
    mean, error = paths._mean([math.log(0.25)] * 7)
    assert (mean, error) == (pytest.approx(math.log(0.25)), 0.0)


@pytest.mark.parametrize("round_", ["pacific-1951", "manila-1954", "korea-1953", "taiwan-1954"])
def test_offers_stand_in_order(round_):
    """As far as two dates can be compared, the later one stands later."""
    dates = [offer.date for offer in paths.offers(round_)]
    for one, two in pairwise(dates):
        shared = min(len(one), len(two))
        assert one[:shared] <= two[:shared]


def test_decibels():
    one, other = Likelihood("a", math.log(2.0), 0, 0), Likelihood("b", 0.0, 0, 0)
    assert one.decibels_over(other) == pytest.approx(3.0103, abs=1e-4)
    assert other.decibels_over(one) == -one.decibels_over(other)


def test_the_coded_path():
    """Positions are on the table; the allies' voices grow; the path ends where history did."""
    path = steps("pacific-1951")
    assert len(path) >= 6
    assert path[-1].position == "tripartite-plus-bilateral"
    voices = [set(step.spoken) for step in path]
    assert all(one <= two for one, two in pairwise(voices))
    assert all(a.position == b.before for a, b in pairwise(path))
    start = paths.first_position("pacific-1951")
    assert path[0].before == start
    lost = given_up(path, bargaining.points("pacific-1951")["united-states"], start)
    assert len(lost) == len(path)
    with pytest.raises(ValueError, match="shows a position"):
        paths.first_position("nowhere")
    assert set(STORIES) == set(likelihoods(path, "pacific-1951", 10, 1))
