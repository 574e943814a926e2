"""Findings of the chapter on duration, held against what the model computes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import cases
from alliance_design import figures_duration as drawn
from alliance_design.codebook import data_folder
from alliance_design.design import build, facts, play, settings
from alliance_design.duration import hazard, lasting_value, lifetime, stays
from alliance_design.parameters import Parameters, reference
from alliance_design.patron import IMPOSED, JOINED, settle

CHAPTER = (data_folder().parent / "chapters" / "theory" / "duration.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
positive = st.floats(0.001, 2.0)
some_gains = st.lists(positive, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def either():
    """The draws of the chapter in which the patron gains by the pact in both forms."""
    draws = drawn.both_ways(cases.load("brussels-1948"), draws=300, seed=1948)
    return draws[(draws["patron_joined"] > 1e-9) & (draws["patron_imposed"] > 1e-9)]


@given(some_gains, positive, st.floats(0.01, 0.5))
def test_the_hazard_lies_between_its_weakest_link_and_the_sum(gains, size, rate):
    """prop-weakest."""
    found = hazard(gains, rate, size)
    assert rate * math.exp(-min(gains) / size) <= found + 1e-12
    assert found <= rate * sum(math.exp(-gain / size) for gain in gains) + 1e-12
    assert hazard([*gains, -0.1], rate, size) == rate
    assert hazard([*gains, 0.0], rate, size) == rate


@given(positive, st.floats(0.0, 0.5), st.floats(0.01, 0.5), st.floats(0.0, 1.0), st.floats(-3, 3))
def test_imposing_pays_if_the_discounted_gain_outweighs_the_breakdown(
    gain, rate, delta, cost, later
):
    """prop-impose."""
    assert lasting_value(later + gain, later, rate, delta) > later - 1e-12
    worth = lasting_value(later + gain, later - cost, rate, delta) - later
    margin = delta * gain - rate * cost
    assert math.isclose(worth, margin / (delta + rate), abs_tol=1e-9)


@given(some_gains, st.lists(st.floats(-0.5, 2.0), max_size=4), positive, positive, positive)
def test_smaller_gains_and_more_pivots_end_a_pact_sooner(gains, more, less, rate, size):
    """prop-imposed: the condition that is enough, and that the rate does not matter."""
    imposed = [gain - less for gain in gains] + more
    here, there = hazard(imposed, rate, size), hazard(gains, rate, size)
    assert here >= there
    products = [math.prod(stays(g, size) for g in group) for group in (imposed, gains)]
    if abs(products[0] - products[1]) > 1e-9:
        assert (here > there) == (products[0] < products[1])


def test_the_table_of_gains_gives_the_models_own_hazard():
    for name in ("brussels-1948", "nato-1949", "pacific-1951", "hokkaido-occupied"):
        for parameters in (reference(), Parameters()):
            game = play(cases.load(name), parameters)
            replies = game.replies
            for coalition, kind in enumerate(replies.kind):
                lone = coalition & (coalition - 1) == 0 and coalition
                if kind not in (JOINED, IMPOSED) or lone:
                    continue
                frame = drawn.gains(
                    game,
                    coalition,
                    replies.pact[coalition],
                    replies.level[coalition],
                    kind == IMPOSED,
                )
                found = drawn.lifetimes({"it": frame}, parameters).loc["it", "hazard"]
                assert math.isclose(found, replies.hazard[coalition], abs_tol=1e-12)


def test_one_pact_both_ways_is_what_the_model_makes_of_it():
    case = cases.load("brussels-1948")
    game = play(case, Parameters())
    row = drawn.one_both_ways(build(facts(case), settings(Parameters())), 2)
    for name, imposed in (("joined", False), ("imposed", True)):
        frame = drawn.gains(game, 31, 31, 2, imposed)
        found = drawn.lifetimes({"it": frame}, Parameters()).loc["it", "hazard"]
        assert math.isclose(found, row[name] * Parameters().shock_rate, abs_tol=1e-12)
        # In the imposed pact everybody is pivotal, by assumption.
        assert frame["pivotal"].sum() - 1 == (5 if imposed else row["joined_pivotal"])


def test_imposed_pacts_nearly_always_end_sooner(either):
    assert len(either) > 90
    sooner = (either["imposed"] > either["joined"] + 1e-12).mean()
    later = (either["imposed"] < either["joined"] - 1e-12).mean()
    assert sooner > 0.75
    assert 0 < later < 0.05


def test_members_would_lose_more_by_leaving_the_imposed_pact(either):
    assert (either["patron_imposed"] > either["patron_joined"]).mean() > 0.6
    assert either["larger"].mean() > 0.8
    # "In none of the draws does it have more while the imposed pact stands"
    assert (either["patron_now"] >= -1e-9).all()
    assert either["fall_deeper"].mean() > 0.5
    assert either["paid_more"].mean() > 0.5


def test_what_shortens_the_imposed_pact_is_the_assumption_that_all_are_pivotal(either):
    assert either["joined_pivotal"].mean() < 1
    # "the comparison turns round"
    assert (either["same_pivots"] < either["joined"] - 1e-12).mean() > 0.5
    assert (either["same_pivots"] > either["joined"] + 1e-12).mean() < 0.25


def test_with_the_joined_pacts_own_question_most_of_it_is_left(either):
    sooner = (either["own_test"] > either["joined"] + 1e-12).mean()
    assert 0.6 < sooner < (either["imposed"] > either["joined"] + 1e-12).mean()
    assert 2 < either["own_pivotal"].mean() < 4
    assert (either["own_test"] <= either["imposed"] + 1e-12).all()


def test_a_refusal_is_paid_at_the_door_and_not_at_the_exit():
    case = cases.load("seato-1954")
    numbers = [
        build(facts(case), settings(reference().changed({"refusal_cost": cost})))
        for cost in (0.0, 0.5)
    ]
    everyone = (1 << numbers[0].clients) - 1
    prior = numbers[0].prior_level
    assert settle(numbers[0], 0, everyone, 1, True, prior) == settle(
        numbers[1], 0, everyone, 1, True, prior
    )


def test_the_last_years_of_the_two_pacts_are_in_the_table_of_outcomes():
    table = (data_folder() / "outcomes.csv").read_text("utf-8")
    assert "seato-1954,ended,1977-06-30" in table
    assert "nato-1949,ended,in force" in table
    assert "was dissolved in June 1977" in CHAPTER


def test_the_chapters_numbers():
    # figure: at a gain of three shocks
    shares = [1 - stays(3.0, 1.0) ** number for number in (1, 3, 6)]
    assert "At a gain of 3 they stand at " + "{:.2f}, {:.2f} and {:.2f}".format(*shares) in CHAPTER
    assert shares[0] == pytest.approx(1 / 20, abs=0.001)
    assert shares[2] == pytest.approx(1 / 4, abs=0.02)
    # the stretch of the interval is the same at every hazard
    assert lifetime(0.3)[1] / lifetime(0.3)[0] == pytest.approx(lifetime(1.0)[1] / lifetime(1.0)[0])
    # exercises
    rate = hazard([0.2, 0.1], 0.2, 0.1)
    assert f"= {rate:.3f}$ a year" in CHAPTER
    early, late = lifetime(rate)
    assert early == pytest.approx(0.5, abs=0.1)
    assert round(late) == 33
    assert f"both with {stays(0.2, 0.1) * stays(0.1, 0.1):.3f}" in CHAPTER
    assert lasting_value(0.3, -0.1, 0.3, 0.1) == pytest.approx(0.0, abs=1e-12)


@given(st.lists(positive, min_size=2, max_size=5), positive, positive)
def test_a_gift_helps_most_where_the_gain_is_smallest(gains, gift, size):
    rates = []
    for i in range(len(gains)):
        given_to = [gain + (gift if i == j else 0.0) for j, gain in enumerate(gains)]
        rates.append(hazard(given_to, 1.0, size))
    assert rates[gains.index(min(gains))] <= min(rates) + 1e-12


def test_the_pacts_of_1949_and_1954_as_told():
    nato, seato = (play(cases.load(name)) for name in ("nato-1949", "seato-1954"))
    five = nato.world.standing
    assert nato.survivors == (five,)
    assert nato.replies.pact[five] == five
    assert seato.replies.kind[0] == IMPOSED
    assert (seato.replies.pact[0], seato.replies.level[0]) == (127, 2)
    joined = drawn.gains(nato, five, five, 2, False)
    assert (joined["gain"] > 0).all()
    assert joined["pivotal"].sum() == 1
