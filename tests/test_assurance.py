"""Assurance: tied hands, held against integrals computed another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import assurance, cases, compiled, tables
from alliance_design.codebook import data_folder
from alliance_design.parameters import Parameters

stakes = st.floats(0.0, 1.0)
audiences = st.floats(0.0, 1.0)
means = st.floats(0.05, 2.0)
CHAPTER = (data_folder().parent / "chapters" / "theory" / "assurance.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())


@given(stakes, audiences, means)
def test_assurance_is_the_difference_of_two_chances(stake, audience, mean):
    with_pledge = assurance.honour_probability(stake, audience, mean)
    without = assurance.honour_probability(stake, 0.0, mean)
    assert 0.0 <= without <= with_pledge <= 1.0
    assert math.isclose(
        assurance.assurance(stake, audience, mean), with_pledge - without, abs_tol=1e-12
    )


@given(stakes, st.floats(0.01, 0.5), audiences, means)
def test_assurance_falls_with_the_stake_and_rises_with_the_audience(stake, more, audience, mean):
    here = assurance.assurance(stake, audience, mean)
    assert assurance.assurance(stake + more, audience, mean) <= here
    assert assurance.assurance(stake, audience + more, mean) >= here


@given(stakes, audiences, means)
def test_the_cost_is_what_the_draw_of_costs_gives(stake, audience, mean):
    """prop-pledge-cost: the two expected payoffs, summed over a fine grid of costs."""
    steps = 20_000
    chances = (np.arange(steps) + 0.5) / steps
    costs = -mean * np.log1p(-chances)
    free = np.where(costs <= stake, stake - costs, 0.0).mean()
    bound = np.where(costs <= stake + audience, stake - costs, -audience).mean()
    assert math.isclose(assurance.pledge_cost(stake, audience, mean), free - bound, abs_tol=2e-4)


@given(stakes, audiences, means)
def test_a_pledge_costs_its_giver_between_nothing_and_the_audience_cost(stake, audience, mean):
    assert 0.0 <= assurance.pledge_cost(stake, audience, mean) <= audience + 1e-12


def test_the_chapters_numbers():
    parameters = Parameters()
    audience, mean = parameters.audience_cost, parameters.mean_cost
    europe = tables.stakes_frame(cases.load("brussels-1948"))
    asia = tables.stakes_frame(cases.load("pacific-1951"))

    def told(stake):
        return [f"{assurance.honour_probability(stake, a, mean):.2f}" for a in (0.0, audience)]

    assert "from 0 to 0.33, and narrow at a stake of 1, from 0.86 to 0.91" in CHAPTER
    assert told(0.0) == ["0.00", "0.33"]
    assert told(1.0) == ["0.86", "0.91"]
    assert f"Britain's in France at {europe.loc['France', 'Britain']:.2f}" in CHAPTER
    assert f"the Philippines' in Japan at {asia.loc['Japan', 'Philippines']:.2f}" in CHAPTER
    assert math.isclose(0.5 * math.log(2), 0.35, abs_tol=0.005)
    assert assurance.pledge_cost(0.0, 0.5 * math.log(2), 0.5) == pytest.approx(0.25)


def test_the_uniform_exercise():
    for stake, audience in ((0.1, 0.3), (0.5, 0.5), (0.0, 0.2)):
        costs = (np.arange(100_000) + 0.5) / 100_000
        free = np.where(costs <= stake, stake - costs, 0.0).mean()
        bound = np.where(costs <= stake + audience, stake - costs, -audience).mean()
        assert free - bound == pytest.approx(audience * (1 - stake - audience / 2), abs=1e-4)


def test_compiled_and_interpreted_agree():
    pytest.importorskip("numba", reason="Numba is not installed: group `speed`")
    fast = compiled.compile_core(assurance)
    for name in assurance.CORE:
        assert math.isclose(
            getattr(fast, name)(0.3, 0.2, 0.5), getattr(assurance, name)(0.3, 0.2, 0.5)
        )
