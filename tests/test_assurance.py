"""Assurance: tied hands, held against integrals computed another way."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import assurance, compiled
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

    def told(stake):
        return " to ".join(
            f"{assurance.honour_probability(stake, a, mean):.2f}".replace("0.00", "0")
            for a in (0.0, audience)
        )

    assert (
        f"at a stake of 0, from {told(0.0)}, and narrow at a stake of 1, from {told(1.0)}"
        in CHAPTER
    )
    # "it still breaks its word two times in three"
    assert 1 - assurance.honour_probability(0.0, audience, mean) == pytest.approx(2 / 3, abs=0.01)
    needed = 0.5 * math.log(2)
    assert f"approx {needed:.2f}$" in CHAPTER
    assert assurance.honour_probability(0.0, needed, 0.5) == pytest.approx(0.5)
    assert assurance.pledge_cost(0.0, needed, 0.5) == pytest.approx(0.25)
    assert "0.5 \\cdot 0.5 = 0.25" in CHAPTER


def test_the_uniform_exercise():
    for stake, audience in ((0.1, 0.3), (0.5, 0.5), (0.0, 0.2)):
        costs = (np.arange(100_000) + 0.5) / 100_000
        free = np.where(costs <= stake, stake - costs, 0.0).mean()
        bound = np.where(costs <= stake + audience, stake - costs, -audience).mean()
        assert free - bound == pytest.approx(audience * (1 - stake - audience / 2), abs=1e-4)
        more = (costs <= stake + audience).mean() - (costs <= stake).mean()
        assert more == pytest.approx(audience, abs=1e-4)


def test_compiled_and_interpreted_agree():
    pytest.importorskip("numba", reason="Numba is not installed: group `speed`")
    fast = compiled.compile_core(assurance)
    for name in assurance.CORE:
        assert math.isclose(
            getattr(fast, name)(0.3, 0.2, 0.5), getattr(assurance, name)(0.3, 0.2, 0.5)
        )
