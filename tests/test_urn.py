"""The urn, held against drawing from it, against closed forms and against its differential equation."""

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alliance_design import urn

integrate = pytest.importorskip("scipy.integrate", reason="SciPy is not installed: group `speed`")
optimize = pytest.importorskip("scipy.optimize")
stats = pytest.importorskip("scipy.stats")

QUICK = settings(max_examples=40, deadline=None)


alphas = st.sampled_from([0.0, 0.5, 0.8, 1.3, 2.0, 3.0])
biases = st.floats(0.3, 3.0)


@QUICK
@given(alphas, biases, st.floats(0.001, 0.999))
def test_the_chance_is_its_formula(alpha, bias, share):
    top = bias * share**alpha
    expected = top / (top + (1 - share) ** alpha)
    assert math.isclose(urn.chance(share, alpha, bias), expected, rel_tol=1e-9)


@settings(max_examples=40, deadline=None)
@given(alphas, biases)
def test_the_fixed_points_are_all_of_them_and_their_slopes_are_right(alpha, bias):
    points = urn.fixed_points(alpha, bias)
    for point in points:
        assert math.isclose(urn.chance(point.share, alpha, bias), point.share, abs_tol=1e-12)
        if 0.01 < point.share < 0.99:
            h = 1e-5
            slope = (
                urn.chance(point.share + h, alpha, bias) - urn.chance(point.share - h, alpha, bias)
            ) / (2 * h)
            assert math.isclose(point.slope, slope, rel_tol=1e-3, abs_tol=1e-6)
    inner = [point.share for point in points if 0.0 < point.share < 1.0]
    assume(all(1e-3 < share < 1 - 1e-3 for share in inner))
    grid = np.linspace(1e-4, 1 - 1e-4, 400)
    pulls = np.array([urn.chance(x, alpha, bias) - x for x in grid])
    turns = [
        optimize.brentq(lambda x: urn.chance(x, alpha, bias) - x, a, b)
        for a, b, one, other in zip(grid, grid[1:], pulls, pulls[1:], strict=False)
        if one * other < 0
    ]
    assert turns == pytest.approx(inner, abs=1e-9)
    for point in points:  # Stable is where the pull is towards the point from both sides.
        left = urn.chance(max(point.share - 1e-4, 1e-9), alpha, bias) - max(
            point.share - 1e-4, 1e-9
        )
        if 0.0 < point.share < 1.0:
            assert (point.stability == "stable") == (left > 0)


def test_with_constant_returns_the_bias_alone_decides():
    for alpha in (0.5, 2.0):  # The slope at the ends, from a step away from them.
        low, _, high = urn.fixed_points(alpha, 1.0)
        steep = urn.chance(1e-8, alpha) / 1e-8
        assert (low.stability == "stable") == (high.stability == "stable") == (steep < 1.0)
    assert [p.stability for p in urn.fixed_points(1.0, 1.0)] == ["neutral", "neutral"]
    assert [p.stability for p in urn.fixed_points(1.0, 2.0)] == ["unstable", "stable"]
    assert urn.chance(0.0, 0.0, 3.0) == 0.75
    assert urn.chance(1.0, 2.0) == 1.0


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 30))
def test_with_constant_returns_the_urn_is_polyas_and_its_share_a_martingale(one, other, draws):
    chances = urn.distribution(one, other, draws)
    expected = stats.betabinom(draws, one, other).pmf(range(draws + 1))
    assert chances == pytest.approx(expected, abs=1e-12)
    mean = sum(p * (one + added) / (one + other + draws) for added, p in enumerate(chances))
    assert math.isclose(mean, one / (one + other))


@QUICK
@given(st.integers(1, 9), st.integers(1, 9), alphas, biases)
def test_over_one_draw_the_mean_field_is_the_mean_of_the_urn(one, other, alpha, bias):
    miss, hit = urn.distribution(one, other, 1, alpha, bias)
    mean = (one * miss + (one + 1) * hit) / (one + other + 1)
    assert urn.mean_field(one / (one + other), one + other, 1, alpha, bias)[1] == pytest.approx(
        mean
    )


@pytest.mark.parametrize(("alpha", "bias", "start"), [(0.5, 1.5, 0.3), (2.0, 1.0, 0.8)])
def test_the_mean_field_nears_the_mean_of_the_urn_as_one_over_n(alpha, bias, start):
    errors = []
    for size in (20, 80):
        first, draws = round(start * size), 2 * size
        chances = urn.distribution(first, size - first, draws, alpha, bias)
        mean = sum(p * (first + added) / (size + draws) for added, p in enumerate(chances))
        errors.append(abs(mean - urn.mean_field(first / size, size, draws, alpha, bias)[-1]))
        assert errors[-1] < 0.5 / size
    assert errors[1] < 0.5 * errors[0]


@pytest.mark.parametrize(("alpha", "bias"), [(0.5, 2.0), (1.0, 1.5), (2.0, 1.0)])
def test_the_mean_field_follows_its_differential_equation(alpha, bias):
    path = urn.mean_field(0.7, 2000, 8000, alpha, bias)
    found = integrate.solve_ivp(
        lambda _, x: [urn.chance(x[0], alpha, bias) - x[0]],
        (0.0, math.log(5.0)),
        [0.7],
        rtol=1e-9,
    )
    assert path[-1] == pytest.approx(found.y[0][-1], abs=2e-4)


def test_drawing_gives_the_distribution_and_the_chance_of_a_reversal():
    dice, draws, runs = random.Random(5), 8, 20_000
    hits = [0] * (draws + 1)
    for _ in range(runs):
        one, other = 3, 2
        for _ in range(draws):
            hit = dice.random() < urn.chance(one / (one + other), 1.5, 0.8)
            one, other = one + hit, other + (not hit)
        hits[one - 3] += 1
    chances = urn.distribution(3, 2, draws, 1.5, 0.8)
    assert [n / runs for n in hits] == pytest.approx(chances, abs=0.015)
    assert urn.reversal(3, 2, draws, 1.5, 0.8) == pytest.approx(sum(chances[:4]))
    assert urn.reversal(2, 2, 0) == 0.0


# Bad input


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: urn.chance(1.5), "expected a share from 0 to 1, got 1.5"),
        (lambda: urn.chance(0.5, -1.0), "expected an alpha of at least 0, got -1"),
        (lambda: urn.fixed_points(1.0, 0.0), "expected a bias above 0, got 0"),
        (lambda: urn.distribution(0, 0, 1), "at least one institution"),
        (lambda: urn.distribution(1, -1, 1), "number of others of at least 0, got -1"),
        (lambda: urn.mean_field(0.5, 0, 1), "at least one institution, got 0"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, line):
    with pytest.raises(ValueError, match=line) as refused:
        call()
    assert "\n" not in str(refused.value)
