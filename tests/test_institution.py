"""Institution: propositions on the design of a pact, and the life of its organisation."""

import itertools
import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_design import institution as inst
from alliance_design import tables
from alliance_design.institution import Member

optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed: group `speed`")

NEAR = 1e-7
states = st.builds(
    Member,
    st.just("state"),
    threat=st.floats(0.0, 2.0),
    tie=st.floats(0.0, 1.0),
    cost=st.floats(0.2, 3.0),
)
groups = st.lists(states, min_size=1, max_size=5)
keen = st.lists(
    st.builds(
        Member, st.just("state"), st.floats(0.1, 2.0), st.floats(0.0, 0.8), st.floats(0.2, 3.0)
    ),
    min_size=1,
    max_size=5,
)
depths = st.floats(0.0, 1.0)
pairs = st.tuples(depths, depths).map(sorted).filter(lambda pair: pair[1] - pair[0] > 1e-3)
GRID = [k / 200 for k in range(201)]


def utility(member, depth):
    """A payoff by adding up the marginal ones, apart from the module."""
    steps = 400
    width = depth / steps
    uncovered = member.threat - member.tie * member.threat
    return sum((uncovered - member.cost * (k + 0.5) * width) * width for k in range(steps))


def joint(members, depth):
    """Vectorised twin of the sum of the payoffs."""
    values = np.array([(1 - m.tie) * m.threat for m in members])
    costs = np.array([m.cost for m in members])
    return values.sum() * depth - costs.sum() * depth**2 / 2


def clear_of(members, *wishes):
    """Leave out ties, where rounding decides."""
    assume(all(abs(m.wish - wish) > NEAR for m in members for wish in wishes))


# ---------------------------------------------------------------- one depth for all


@given(states, depths)
def test_a_payoff_is_the_sum_of_its_steps(member, depth):
    assert math.isclose(inst.payoff(member, depth), utility(member, depth), abs_tol=1e-9)


@given(states)
def test_an_ideal_is_the_peak_of_a_payoff_with_one_peak(member):
    payoffs = [inst.payoff(member, depth) for depth in GRID]
    top = inst.ideal(member)
    assert inst.payoff(member, top) >= max(payoffs) - 1e-12
    for (near, here), (far, there) in itertools.pairwise(zip(GRID, payoffs, strict=True)):
        assert there >= here - 1e-12 if far <= top else near < top or there <= here + 1e-12


@given(groups)
def test_the_best_is_what_a_search_finds_and_lies_between_the_ideals(members):
    found = optimize.minimize_scalar(lambda x: -joint(members, x), bounds=(0, 1), method="bounded")
    best = inst.best(members)
    assert math.isclose(best, found.x, abs_tol=1e-4)
    assert math.isclose(inst.joint(members, best), joint(members, best), abs_tol=1e-12)
    assert inst.joint(members, best) >= -found.fun - 1e-12
    ideals = [inst.ideal(member) for member in members]
    assert min(ideals) - 1e-12 <= best
    if best < 1.0:
        assert best <= max(member.wish for member in members) + 1e-12
        weights = [member.cost for member in members]
        assert math.isclose(best, np.average([m.wish for m in members], weights=weights))


@given(keen, depths)
def test_dysfunction_is_the_share_of_the_best_that_is_missed(members, depth):
    most = joint(members, inst.best(members))
    told = inst.dysfunction(members, depth)
    assert math.isclose(told, 1 - joint(members, depth) / most, abs_tol=1e-9, rel_tol=1e-9)
    assert told >= 0.0
    assert inst.dysfunction(members, inst.best(members)) <= 1e-12
    assert math.isclose(inst.dysfunction(members, 0.0), 1.0)
    assert inst.dysfunction(members, inst.unanimous(members)) <= 1.0 + 1e-12


@given(keen)
def test_dysfunction_at_the_unanimous_design_is_the_spread_of_the_wishes(members):
    mean = sum(m.value for m in members) / sum(m.cost for m in members)
    assume(mean <= 1.0)
    least = min(m.wish for m in members)
    told = inst.dysfunction(members, inst.unanimous(members))
    assert math.isclose(told, (1 - least / mean) ** 2, abs_tol=1e-12)
    # The level of the threat is nothing to it.
    halved = [replace(m, threat=m.threat / 2) for m in members]
    assert math.isclose(
        inst.dysfunction(halved, inst.unanimous(halved)), told, rel_tol=1e-9, abs_tol=1e-9
    )


def test_where_nobody_gains_any_depth_is_infinitely_too_much():
    covered = [Member("covered", 1.0, 1.0, 1.0)]
    assert inst.dysfunction(covered, 0.0) == 0.0
    assert inst.dysfunction(covered, 0.1) == math.inf
    assert inst.best(covered) == inst.unanimous(covered) == 0.0


@given(groups, pairs)
def test_proposition_a_who_prefers_the_weak_design(members, pair):
    weak, strong = pair
    clear_of(members, (weak + strong) / 2)
    truly = [utility(m, weak) > utility(m, strong) for m in members]
    assert [inst.prefers_weak(m, weak, strong) for m in members] == truly
    assert inst.all_prefer_weak(members, weak, strong) == all(truly)
    greatest = max(m.wish for m in members)
    assert inst.all_prefer_weak(members, weak, strong) == (strong > 2 * greatest - weak)
    if all(truly):
        assert strong > inst.agreed(members, 1) - 1e-12
        assert strong > inst.best(members) - 1e-12


@given(groups, depths)
def test_proposition_b_no_design_is_better_for_all_than_the_joint_best(members, other):
    best = inst.best(members)
    assume(abs(best - other) > 1e-6)
    assert not all(inst.payoff(m, other) > inst.payoff(m, best) for m in members)
    if other < best:
        assert not inst.all_prefer_weak(members, other, best)


@given(groups, st.integers(0, 4), st.floats(0.0, 1.0))
def test_a_tie_never_deepens_what_is_agreed_or_best(members, which, share):
    which %= len(members)
    tied = list(members)
    more = members[which].tie + share * (1.0 - members[which].tie)
    tied[which] = replace(members[which], tie=min(1.0, more))
    assert inst.best(tied) <= inst.best(members) + 1e-12
    for needed in range(1, len(members) + 1):
        assert inst.agreed(tied, needed) <= inst.agreed(members, needed) + 1e-12


@given(keen, st.integers(0, 4), st.floats(0.01, 0.5))
def test_a_tie_of_the_least_willing_harms_and_of_another_may_mend(members, which, share):
    assume(len(members) > 1 and sum(m.value for m in members) <= sum(m.cost for m in members))
    which %= len(members)
    tied = list(members)
    tied[which] = replace(
        members[which], tie=members[which].tie + share * (1.0 - members[which].tie)
    )
    least = min(range(len(members)), key=lambda i: members[i].wish)
    before = inst.dysfunction(members, inst.unanimous(members))
    after = inst.dysfunction(tied, inst.unanimous(tied))
    if which == least:
        assert after >= before - 1e-12
    elif tied[which].wish >= members[least].wish:
        assert after <= before + 1e-12


@given(
    st.floats(0.05, 2.0), st.floats(0.0, 1.0), st.floats(0.2, 3.0), pairs
)  # a threat so that there is something to cover
def test_proposition_c_the_critical_tie(threat, tie, cost, pair):
    weak, strong = pair
    member = Member("state", threat, tie, cost)
    critical = inst.critical_tie(member, weak, strong)
    assert critical < 1.0
    assume(abs(critical - tie) > NEAR)
    assert (tie > critical) == (utility(member, weak) > utility(member, strong))


def test_who_fears_nothing_prefers_the_weak_design_without_any_tie():
    safe = Member("safe", 0.0, 0.0, 1.0)
    assert inst.critical_tie(safe, 0.1, 0.9) == -math.inf
    assert inst.prefers_weak(safe, 0.1, 0.9)


@given(groups, st.data())
def test_what_is_agreed_is_beaten_by_nothing_deeper_and_under_a_majority_by_nothing(members, data):
    needed = data.draw(st.integers(1, len(members)))
    chosen = inst.agreed(members, needed)
    for other in GRID:
        if abs(other - chosen) < 1e-6:
            continue
        for_it = sum(inst.payoff(m, other) > inst.payoff(m, chosen) + 1e-12 for m in members)
        if other > chosen or 2 * needed > len(members):
            assert for_it < needed
    # The deepest such depth: somebody whose consent is needed likes this one best.
    assert any(inst.ideal(m) == chosen for m in members)
    assert sum(inst.ideal(m) >= chosen for m in members) >= needed


@given(groups)
def test_a_majority_of_an_odd_number_gives_the_median_and_all_give_the_least(members):
    ideals = [inst.ideal(m) for m in members]
    if len(members) % 2:
        assert inst.agreed(members, len(members) // 2 + 1) == np.median(ideals)
    assert inst.unanimous(members) == min(ideals)
    levels = [inst.agreed(members, needed) for needed in range(1, len(members) + 1)]
    assert levels == sorted(levels, reverse=True)


@given(groups, depths)
def test_an_offer_to_take_or_leave_reaches_what_all_prefer_to_the_default(members, default):
    reached = inst.acceptable(members, default)
    assert default <= reached <= 1.0
    assert all(utility(m, reached) >= utility(m, default) - 1e-9 for m in members)
    for deeper in GRID:
        if deeper > reached + 1e-4:
            assert any(utility(m, deeper) < utility(m, default) for m in members)


@given(keen)
def test_an_offer_cures_dysfunction_iff_the_least_willing_is_half_as_willing_as_the_mean(members):
    mean = sum(m.value for m in members) / sum(m.cost for m in members)
    least = min(m.wish for m in members)
    assume(mean <= 1.0 and abs(least - mean / 2) > NEAR)
    offered = min(inst.best(members), inst.acceptable(members))
    assert (inst.dysfunction(members, offered) < 1e-15) == (least > mean / 2)
    # One offer does at least as well as steps.
    stepwise = inst.dysfunction(members, inst.unanimous(members))
    assert inst.dysfunction(members, offered) <= stepwise + 1e-12


@given(groups, depths, st.integers(1, 5))
def test_the_willing_are_the_largest_group_that_goes_so_deep(members, depth, number):
    willing = inst.coalition_of_the_willing(members, depth)
    largest = max(
        (
            len(group)
            for size in range(1, len(members) + 1)
            for group in itertools.combinations(members, size)
            if inst.unanimous(group) >= depth
        ),
        default=0,
    )
    assert len(willing) == largest
    number = min(number, len(members))
    assert (len(willing) >= number) == (inst.agreed(members, number) >= depth)


@given(st.lists(states, min_size=2, max_size=3), st.data())
def test_each_dimension_is_agreed_by_its_own_costs(members, data):
    costs = {
        dimension: data.draw(
            st.lists(st.floats(0.2, 3.0), min_size=len(members), max_size=len(members))
        )
        for dimension in inst.DIMENSIONS
    }
    found = inst.agreed_design(members, costs, len(members))
    for dimension, depth in found.items():
        peaks = [
            min(1.0, m.value / cost) for m, cost in zip(members, costs[dimension], strict=True)
        ]
        assert depth == min(peaks)


def test_a_package_can_do_better_for_all_than_each_dimension_by_itself():
    pair = [Member("one", 1.0, 0.0, 1.0), Member("other", 1.0, 0.0, 1.0)]
    costs = {"scope": [1.0, 5.0], "integration": [5.0, 1.0]}
    found = inst.agreed_design(pair, costs, 2)

    def both(index, design):
        return sum(
            inst.payoff(replace(pair[index], cost=costs[name][index]), depth)
            for name, depth in design.items()
        )

    package = dict.fromkeys(costs, 1 / 3)
    assert all(both(index, package) > both(index, found) for index in (0, 1))


# ---------------------------------------------------------------- everyone its own part


@given(st.lists(states, min_size=1, max_size=4), st.data())
def test_own_parts_are_dominant_and_the_joint_ones_the_best(members, data):
    own = inst.contributions(members)
    others = data.draw(st.lists(depths, min_size=len(members), max_size=len(members)))
    for index in range(len(members)):

        def mine(part, index=index):
            profile = [*others[:index], part, *others[index + 1 :]]
            return inst.contribution_payoffs(members, profile)[index]

        assert mine(own[index]) >= max(map(mine, GRID)) - 1e-12

    found = optimize.minimize(
        lambda parts: (
            -sum(
                m.value * np.mean(parts) - m.cost * part**2 / 2
                for m, part in zip(members, parts, strict=True)
            )
        ),
        [0.5] * len(members),
        bounds=[(0, 1)] * len(members),
    )
    together = inst.contributions(members, jointly=True)
    assert sum(inst.contribution_payoffs(members, together)) >= -found.fun - 1e-9
    assert np.allclose(together, found.x, atol=1e-3)
    assert all(part <= best + 1e-12 for part, best in zip(own, together, strict=True))


@given(st.floats(0.05, 0.95), st.integers(1, 8))
def test_members_alike_miss_the_more_the_more_they_are(wish, number):
    alike = [Member("alike", wish, 0.0, 1.0)] * number
    own = sum(inst.contribution_payoffs(alike, inst.contributions(alike)))
    most = sum(inst.contribution_payoffs(alike, inst.contributions(alike, jointly=True)))
    assert math.isclose(1 - own / most, (1 - 1 / number) ** 2, abs_tol=1e-9)
    # One depth for all is what such members would agree on, without any dysfunction.
    assert inst.dysfunction(alike, inst.unanimous(alike)) < 1e-12


@given(st.lists(states, min_size=1, max_size=4), pairs, st.booleans())
def test_a_dilemma_is_one_in_every_profile(members, pair, transfers):
    weak, strong = pair
    number, middle = len(members), (weak + strong) / 2
    clear_of(members, middle, number * middle)
    assume(abs(sum(m.value for m in members) / sum(m.cost for m in members) - middle) > NEAR)

    def payoffs(profile):
        mean = sum(profile) / number
        return [
            m.value * mean - m.cost * part**2 / 2 for m, part in zip(members, profile, strict=True)
        ]

    dominant = all(
        payoffs([*profile[:i], weak, *profile[i + 1 :]])[i]
        > payoffs([*profile[:i], strong, *profile[i + 1 :]])[i]
        for profile in itertools.product(pair, repeat=number)
        for i in range(number)
    )
    all_weak, all_strong = payoffs([weak] * number), payoffs([strong] * number)
    if transfers:
        gained = sum(all_strong) > sum(all_weak)
    else:
        gained = all(more > less for more, less in zip(all_strong, all_weak, strict=True))
    assert inst.dilemma(members, weak, strong, transfers=transfers) == (dominant and gained)


@pytest.mark.parametrize("transfers", [False, True])
def test_members_that_are_willing_enough_are_in_a_dilemma_once_they_are_many(transfers):
    one, other = Member("one", 0.9, 0.0, 1.0), Member("other", 0.6, 0.0, 1.0)
    found = [inst.dilemma([one, other] * k, 0.0, 0.8, transfers=transfers) for k in (1, 2, 3)]
    assert found == [False, True, True]
    assert not inst.dilemma([one], 0.0, 0.8, transfers=transfers)


def test_with_transfers_the_unwilling_need_not_gain():
    members = [Member("keen", 0.7, 0.0, 1.0), Member("cool", 0.3, 0.0, 1.0)]
    assert not inst.dilemma(members, 0.0, 0.8)
    assert inst.dilemma(members, 0.0, 0.8, transfers=True)


# ---------------------------------------------------------------- the missed chance


def linear_change(members, depth, move):
    """The least total change as a linear programme; infinite where it has no solution."""
    values = [(m.threat, m.tie, m.cost) for m in members]
    if move == "tie":  # (1 - o + d) beta >= sigma x, 0 <= d <= o
        rows = [-beta for beta, _, _ in values]
        rest = [(1 - o) * beta - sigma * depth for beta, o, sigma in values]
        bounds = [(0, o) for _, o, _ in values]
    elif move == "threat":  # (1 - o) (beta + d) >= sigma x
        rows = [-(1 - o) for _, o, _ in values]
        rest = [(1 - o) * beta - sigma * depth for beta, o, sigma in values]
        bounds = [(0, None)] * len(values)
    else:  # (1 - o) beta >= (sigma - d) x, and some cost is left
        rows = [-depth] * len(values)
        rest = [(1 - o) * beta - sigma * depth for beta, o, sigma in values]
        bounds = [(0, 0.999 * sigma) for _, _, sigma in values]
    found = optimize.linprog([1] * len(values), np.diag(rows), rest, bounds=bounds)
    return found.fun if found.status == 0 else math.inf


somewhat = st.builds(
    Member,
    st.just("state"),
    st.one_of(st.just(0.0), st.floats(0.05, 2.0)),
    st.one_of(st.just(1.0), st.floats(0.0, 0.95)),
    st.floats(0.2, 2.0),
)
moves = st.sampled_from(["tie", "threat", "cost"])


@given(st.lists(somewhat, min_size=1, max_size=3), st.floats(0.05, 1.0), moves, st.data())
def test_the_smallest_change_is_that_of_a_linear_programme(members, depth, move, data):
    # At the very edge of what is possible, the programme's tolerance decides.
    assume(all(m.threat == 0.0 or abs(m.threat - m.cost * depth) > 1e-4 for m in members))
    needed = data.draw(st.integers(1, len(members)))
    least = min(
        linear_change(group, depth, move) for group in itertools.combinations(members, needed)
    )
    total = sum(inst.smallest_change(members, depth, move, needed))
    assert math.isclose(total, least, rel_tol=1e-5, abs_tol=1e-5)
    if needed == len(members):
        assert inst.smallest_change(members, depth, move) == inst.smallest_change(
            members, depth, move, needed
        )


@given(st.lists(somewhat, min_size=1, max_size=4), st.floats(0.05, 1.0), moves, st.data())
def test_after_the_smallest_change_the_depth_is_agreed_and_no_deeper_one(
    members, depth, move, data
):
    needed = data.draw(st.integers(1, len(members)))
    changes = inst.smallest_change(members, depth, move, needed)
    assert all(change >= 0.0 for change in changes)
    assume(sum(changes) < math.inf)
    sign = 1 if move == "threat" else -1
    moved = [
        replace(m, **{move: max(0.0, getattr(m, move) + sign * change)}) if change else m
        for m, change in zip(members, changes, strict=True)
    ]
    now = inst.agreed(moved, needed)
    assert now >= depth - 1e-9
    if any(changes):
        assert math.isclose(now, depth, rel_tol=1e-9, abs_tol=1e-9)
    else:
        assert inst.agreed(members, needed) >= depth


@given(groups, depths, depths)
def test_payments_make_good_what_is_lost_and_gains_cover_them_iff_the_sum_grows(
    members, depth, default
):
    paid = inst.payments(members, depth, default)
    gains = [utility(m, depth) - utility(m, default) for m in members]
    assert all(
        math.isclose(payment, max(0.0, -gain), abs_tol=1e-9)
        for payment, gain in zip(paid, gains, strict=True)
    )
    surplus = sum(gain for gain in gains if gain > 0) - sum(paid)
    assert math.isclose(surplus, joint(members, depth) - joint(members, default), abs_tol=1e-9)
    mean = sum(m.value for m in members) / sum(m.cost for m in members)
    if depth > default + 1e-3 and abs((depth + default) / 2 - mean) > 1e-4:
        assert (surplus > 0) == ((depth + default) / 2 < mean)


@given(groups)
def test_for_the_joint_best_the_winners_can_always_pay(members):
    best, start = inst.best(members), inst.unanimous(members)
    gains = sum(max(0.0, inst.payoff(m, best) - inst.payoff(m, start)) for m in members)
    assert gains >= sum(inst.payments(members, best)) - 1e-12
    assert inst.payments(members, best) == inst.payments(members, best, start)
    # The default is what all agree on, not nothing: from there the unwilling lose more.
    far = [Member("near", 0.8, 0.0, 1.0), Member("far", 0.2, 0.0, 1.0)]
    assert sum(inst.payments(far, 0.5)) == pytest.approx(0.045)
    assert sum(inst.payments(far, 0.5, 0.0)) == pytest.approx(0.025)


# ---------------------------------------------------------------- read from the table


@pytest.fixture
def coded(monkeypatch):
    """A table in place of that of `data`."""
    features = pd.DataFrame(
        [
            ("short", "treaty", "obligation", 1.0, 2.0, 2.0),
            ("short", "treaty", "scope", 0.0, 0.0, 4.0),
            ("short", "organisation", "integration", 0.0, 1.0, 3.0),
        ],
        columns=["pact", "layer", "dimension", "low", "value", "high"],
    )
    monkeypatch.setattr(tables, "read_table", {"features": features}.__getitem__)


@pytest.mark.usefixtures("coded")
def test_a_scale_is_the_mean_of_its_features_with_all_readings_in_it():
    whole = inst.design_scale("short")
    assert (whole.low, whole.value, whole.high, whole.features) == (1 / 12, 0.25, 0.75, 3)
    assert inst.design_scale("short", "treaty").value == 0.25
    assert inst.design_scale("short", dimension="integration").high == 0.75
    with pytest.raises(ValueError, match="no feature is coded for 'long', any, any"):
        inst.design_scale("long")
    with pytest.raises(ValueError, match="no feature is coded for 'short', organisation, scope"):
        inst.design_scale("short", "organisation", "scope")


def test_the_same_features_are_coded_for_both_pacts():
    for layer in ("treaty", "organisation"):
        atlantic, manila = (
            inst.design_scale(pact, layer) for pact in ("north-atlantic-1949", "manila-1954")
        )
        assert atlantic.features == manila.features


# ---------------------------------------------------------------- bad input

ONE = Member("one", 1.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: Member("x", -1.0, 0.0, 1.0), "a threat of at least 0, got -1"),
        (lambda: Member("x", math.nan, 0.0, 1.0), "a threat of at least 0, got nan"),
        (lambda: Member("x", 1.0, 1.1, 1.0), "a tie from 0 to 1, got 1.1"),
        (lambda: Member("x", 1.0, 0.0, 0.0), "a cost above 0, got 0"),
        (lambda: inst.payoff(ONE, 1.2), "a depth from 0 to 1, got 1.2"),
        (lambda: inst.best([]), "a member or more, got none"),
        (lambda: inst.contributions([]), "a member or more, got none"),
        (lambda: inst.acceptable([]), "a member or more, got none"),
        (lambda: inst.acceptable([ONE], -0.1), "a depth from 0 to 1, got -0.1"),
        (lambda: inst.dysfunction([ONE], 2.0), "a depth from 0 to 1, got 2"),
        (lambda: inst.unanimous([]), "1 to 0 members, got 0"),
        (lambda: inst.agreed([ONE], 2), "1 to 1 members, got 2"),
        (lambda: inst.prefers_weak(ONE, 0.5, 0.5), "0 <= weak < strong <= 1, got 0.5, 0.5"),
        (lambda: inst.coalition_of_the_willing([ONE], math.nan), "a depth from 0 to 1, got nan"),
        (lambda: inst.agreed_design([ONE], {"colour": [1.0]}, 1), "got 'colour'"),
        (lambda: inst.agreed_design([ONE], {"scope": [1.0, 1.0]}, 1), "expected 1 costs, got 2"),
        (lambda: inst.contribution_payoffs([ONE], ()), "expected 1 contributions, got 0"),
        (lambda: inst.contribution_payoffs([ONE], (2.0,)), "a depth from 0 to 1, got 2"),
        (lambda: inst.smallest_change([ONE], 0.5, "luck"), "tie, threat or cost, got 'luck'"),
        (lambda: inst.smallest_change([ONE], 0.5, "tie", 2), "1 to 1 members, got 2"),
        (lambda: inst.smallest_change([ONE], 1.5, "tie"), "a depth from 0 to 1, got 1.5"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, problem):
    with pytest.raises(ValueError, match=problem) as refused:
        call()
    assert "\n" not in str(refused.value)
