"""How long a pact lasts: bounds, directions, and the exponential law behind the years."""

import math

from hypothesis import given
from hypothesis import strategies as st

from alliance_design import duration
from alliance_design.parameters import BOX

gains = st.floats(-1.0, 1.0)
several = st.lists(gains, max_size=6)
rates = st.floats(BOX["shock_rate"].low, BOX["shock_rate"].high)
sizes = st.floats(BOX["shock_size"].low, BOX["shock_size"].high)
discounts = st.floats(BOX["discount"].low, BOX["discount"].high)


@given(gains, sizes)
def test_staying_through_a_shock_is_the_chance_that_the_shock_is_smaller_than_the_gain(gain, size):
    chance = duration.stays(gain, size)
    assert 0.0 <= chance <= 1.0
    if gain <= 0.0:
        assert chance == 0.0
        return
    # The density of the shock, summed over a fine grid up to the gain.
    steps = 4000
    width = gain / steps
    density = sum(math.exp(-(k + 0.5) * width / size) / size for k in range(steps)) * width
    assert math.isclose(chance, density, abs_tol=1e-3)


@given(gains, st.floats(0.0, 1.0), sizes)
def test_who_gains_more_stays_more_often(gain, more, size):
    assert duration.stays(gain + more, size) >= duration.stays(gain, size)


@given(several, rates, sizes)
def test_a_hazard_lies_between_nothing_and_the_rate_of_shocks(members, rate, size):
    hazard = duration.hazard(members, rate, size)
    assert 0.0 <= hazard <= rate
    if any(gain <= 0.0 for gain in members):
        assert hazard == rate


@given(st.lists(st.floats(0.01, 0.3), max_size=5), rates, sizes)
def test_a_pact_outlives_a_shock_only_if_every_pivotal_member_stays(members, rate, size):
    survives = math.prod(1.0 - math.exp(-gain / size) for gain in members)
    assert math.isclose(
        duration.hazard(members, rate, size), rate * (1.0 - survives), abs_tol=1e-12
    )


def test_a_pact_that_nobody_is_pivotal_in_does_not_end():
    assert duration.hazard([], 0.3, 0.1) == 0.0


@given(st.lists(gains, min_size=1, max_size=6), st.floats(0.0, 1.0), rates, sizes, st.data())
def test_a_hazard_falls_with_every_gain_and_rises_with_rate_size_and_members(
    members, more, rate, size, data
):
    here = duration.hazard(members, rate, size)
    richer = list(members)
    richer[data.draw(st.integers(0, len(members) - 1))] += more
    assert duration.hazard(richer, rate, size) <= here + 1e-15
    assert duration.hazard(members, rate * 1.5, size) >= here
    assert duration.hazard(members, rate, size * 1.5) >= here - 1e-15
    assert duration.hazard([*members, data.draw(gains)], rate, size) >= here - 1e-15


@given(several, rates, sizes, st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_matter(members, rate, size, random):
    mixed = random.sample(members, len(members))
    assert math.isclose(
        duration.hazard(mixed, rate, size), duration.hazard(members, rate, size), abs_tol=1e-12
    )


@given(gains, gains, st.floats(0.0, 0.5), discounts)
def test_a_lasting_value_lies_between_now_and_later(now, later, hazard, discount):
    value = duration.lasting_value(now, later, hazard, discount)
    assert min(now, later) - 1e-12 <= value <= max(now, later) + 1e-12
    assert math.isclose(duration.lasting_value(now, later, 0.0, discount), now, abs_tol=1e-12)
    # A shorter life moves it towards what comes later.
    sooner = duration.lasting_value(now, later, hazard + 0.1, discount)
    assert abs(sooner - later) <= abs(value - later) + 1e-12


@given(gains, gains, st.floats(0.02, 0.5), discounts)
def test_a_lasting_value_is_the_discounted_stream(now, later, hazard, discount):
    # Flow `now` until an exponential end, `later` after it, summed day by day (per year of payoff).
    step, value, time = 0.02, 0.0, 0.0
    horizon = 12.0 / discount
    while time < horizon:
        alive = math.exp(-hazard * (time + step / 2))
        flow = alive * now + (1.0 - alive) * later
        value += flow * math.exp(-discount * (time + step / 2)) * step * discount
        time += step
        if time > 400.0:
            break
    tail = math.exp(-discount * time)
    told = duration.lasting_value(now, later, hazard, discount)
    assert math.isclose(told, value, abs_tol=1e-3 + tail)


@given(st.floats(1e-4, 0.5), st.floats(0.0, 0.99))
def test_the_years_hold_the_middle_part_of_the_lives(hazard, share):
    early, late = duration.lifetime(hazard, share)
    assert early <= late

    def ended(years):
        return 1.0 - math.exp(-hazard * years)

    assert math.isclose(ended(late) - ended(early), share, abs_tol=1e-9)
    assert math.isclose(ended(early), 1.0 - ended(late), abs_tol=1e-9)
    sooner = duration.lifetime(2.0 * hazard, share)
    assert sooner[0] <= early
    assert sooner[1] <= late


def test_a_pact_without_a_hazard_has_no_end():
    assert duration.lifetime(0.0) == (math.inf, math.inf)
