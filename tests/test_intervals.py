"""Exact intervals, each against the quantiles that they are, and where a function runs out."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from alliance_design import intervals

optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed: group `speed`")
stats = pytest.importorskip("scipy.stats")


@given(st.integers(0, 60), st.floats(0.1, 500.0), st.floats(0.5, 0.99))
@example(count=1, years=10.0, level=0.99)
@example(count=0, years=10.0, level=0.5)
def test_the_interval_of_a_rate_is_that_of_chi_squared(count, years, level):
    low, high = intervals.rate_interval(count, years, level)
    tail = (1 - level) / 2
    told = stats.chi2.ppf(tail, 2 * count) / 2 / years if count else 0.0
    assert math.isclose(low, told, rel_tol=1e-7, abs_tol=1e-12)
    assert math.isclose(high, stats.chi2.isf(tail, 2 * count + 2) / 2 / years, rel_tol=1e-7)
    assert low <= count / years <= high


@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 0.99))
def test_the_interval_of_a_chance_is_that_of_the_beta_distribution(moved, more, level):
    shocks = moved + more
    low, high = intervals.chance_interval(moved, shocks, level)
    tail = (1 - level) / 2
    assert math.isclose(
        low, stats.beta.ppf(tail, moved, more + 1) if moved else 0.0, rel_tol=1e-7, abs_tol=1e-12
    )
    assert math.isclose(
        high, stats.beta.isf(tail, moved + 1, more) if more else 1.0, rel_tol=1e-7, abs_tol=1e-12
    )


@given(st.floats(0.1, 5.0), st.floats(-3.0, 3.0), st.booleans())
def test_a_crossing_is_scipys_whichever_end_comes_first(steep, middle, falls):
    """A bent curve, so that one end of the bracket stays put for several steps."""

    def surplus(x):
        return (1.0 if falls else -1.0) * (math.exp(-steep * x) - math.exp(-steep * middle))

    ends = (-4.0, 4.0) if falls else (4.0, -4.0)
    found = intervals.crossing(surplus, *ends)
    assert math.isclose(found, optimize.brentq(surplus, -4.0, 4.0), abs_tol=1e-6)


def test_a_crossing_is_found_at_a_jump_and_at_an_end():
    assert math.isclose(intervals.crossing(lambda x: 1.0 if x < 0.3 else -1.0, 0.0, 1.0), 0.3)
    assert math.isclose(intervals.crossing(lambda x: 1.0 - x, 0.0, 1.0), 1.0)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: intervals.rate_interval(-1, 1.0), "a count of at least 0, got -1"),
        (lambda: intervals.rate_interval(1, 0.0), "a time above 0, got 0"),
        (lambda: intervals.rate_interval(1, 1.0, 1.0), "a level between 0 and 1, got 1"),
        (lambda: intervals.chance_interval(2, 1), "0 <= moved <= shocks, got 2, 1"),
        (lambda: intervals.chance_interval(1, 2, 0.0), "a level between 0 and 1, got 0"),
        (lambda: intervals.crossing(lambda x: 1.0 + x, 0.0, 1.0), "no crossing between 0 and 1"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, problem):
    with pytest.raises(ValueError, match=problem) as refused:
        call()
    assert "\n" not in str(refused.value)
