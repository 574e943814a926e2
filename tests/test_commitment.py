"""What pledges bring and cost, and who gives them: properties, and definitions by brute force."""

import itertools
import math
from unittest import mock

import numpy as np
from games import arrangements, filled, moved, relabelled, scaled, situations, vectors
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_design import assurance, cases, commitment, design

stakes = st.floats(0.0, 1.0)
audiences = st.floats(0.0, 1.0)
means = st.floats(0.05, 2.0)


def close(one, other, tolerance=1e-9):
    return all(
        math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance)
        for a, b in zip(one, other, strict=True)
    )


# ------------------------------------------------------------------------------- fighting and partners


@given(stakes, audiences, means)
def test_the_cost_of_fighting_is_what_the_draw_of_costs_gives(stake, audience, mean):
    chances = (np.arange(20_000) + 0.5) / 20_000
    costs = -mean * np.log1p(-chances)
    paid = np.where(costs <= stake + audience, costs, audience).mean()
    assert math.isclose(commitment.fighting_cost(stake, audience, mean), paid, abs_tol=1e-3)


@given(stakes, audiences, means, st.floats(0.0, 0.5))
def test_the_cost_of_fighting_rises_with_what_binds_and_stays_below_the_mean(
    stake, audience, mean, more
):
    here = commitment.fighting_cost(stake, audience, mean)
    assert -1e-12 <= here <= mean
    assert commitment.fighting_cost(stake, audience + more, mean) >= here - 1e-12
    assert commitment.fighting_cost(stake + more, audience, mean) >= here - 1e-12


@given(audiences, means)
def test_without_a_stake_fighting_costs_what_the_pledge_costs(audience, mean):
    assert math.isclose(
        commitment.fighting_cost(0.0, audience, mean),
        assurance.pledge_cost(0.0, audience, mean),
        abs_tol=1e-12,
    )


sets = st.integers(0, 0b11111)


@given(st.lists(sets, min_size=5, max_size=5), sets, sets, st.booleans(), st.integers(0, 4))
def test_partners_are_the_others_in_a_clients_pacts(allies, coalition, pact, imposed, client):
    free, forced = commitment.partners(allies, coalition, pact, imposed, client)
    freely = {j for j in range(5) if allies[client] >> j & 1}
    for group, counts in ((coalition, True), (pact, not imposed)):
        if counts and group >> client & 1:
            freely |= {j for j in range(5) if group >> j & 1}
    freely -= {client}
    told = {j for j in range(5) if imposed and pact >> client & 1 and pact >> j & 1}
    assert {j for j in range(5) if free >> j & 1} == freely
    # A free pledge is not weakened by an imposed one beside it.
    assert {j for j in range(5) if forced >> j & 1} == told - freely - {client}


# ------------------------------------------------------------------------------- what everybody gets


@given(st.data())
def test_payoffs_are_survival_and_stakes_less_costs(data):
    world = data.draw(filled())
    payoffs = commitment.settle(world, *data.draw(arrangements(world)))
    assert all(payoff <= 1.0 + 1e-12 for payoff in payoffs[:-1])
    assert payoffs[-1] <= sum(world.interest) + 1e-12


@given(filled(bound=False))
def test_where_nobody_is_bound_clients_risk_their_survival_and_pay_nothing(world):
    n = world.clients
    payoffs = commitment.settle(world, 0, 0, 0, False, [0] * n)
    assert all(-1e-12 <= payoff <= 1.0 for payoff in payoffs[:n])
    kept = sum(stake * payoff for stake, payoff in zip(world.interest, payoffs[:n], strict=True))
    assert math.isclose(payoffs[n], kept, abs_tol=1e-9)


@given(situations(), vectors(), st.floats(1e-3, 1e3), st.data())
def test_only_ratios_of_capability_count(given_facts, parameters, factor, data):
    numbers = design.settings(parameters)
    world = design.build(given_facts, numbers)
    larger = design.build(scaled(given_facts, factor), numbers)
    arrangement = data.draw(arrangements(world))
    assert close(
        commitment.settle(world, *arrangement), commitment.settle(larger, *arrangement), 1e-6
    )


@given(situations(), vectors(), st.randoms(use_true_random=False), st.data())
def test_relabelling_permutes_the_payoffs(given_facts, parameters, random, data):
    numbers = design.settings(parameters)
    n = given_facts.clients
    order = random.sample(range(n), n)
    world = design.build(given_facts, numbers)
    renamed = design.build(relabelled(given_facts, order), numbers)
    coalition, pact, level, imposed, spokes = data.draw(arrangements(world))
    before = commitment.settle(world, coalition, pact, level, imposed, spokes)
    after = commitment.settle(
        renamed,
        moved(coalition, order),
        moved(pact, order),
        level,
        imposed,
        [spokes[old] for old in order],
    )
    assert close([before[old] for old in [*order, n]], after)


def resistances_met(world, arrangement):
    """What the adversary meets at every place."""
    with mock.patch.object(
        commitment, "campaigns_against", side_effect=commitment.campaigns_against
    ) as spy:
        commitment.settle(world, *arrangement)
    (call,) = spy.call_args_list
    return list(call.args[1])


@given(st.data())
def test_more_partners_and_a_firmer_patron_raise_a_clients_defence(data):
    world = data.draw(filled())
    n = world.clients
    coalition, pact, level, imposed, spokes = data.draw(arrangements(world))
    before = resistances_met(world, (coalition, pact, level, imposed, spokes))
    newcomer = data.draw(st.integers(0, n - 1))
    # One more that pledges; one more in the pact, whose spoke goes as it enters; a firmer patron.
    changes = [(coalition | 1 << newcomer, pact, level, imposed, spokes)]
    if pact and spokes[newcomer] <= level:
        changes.append((coalition, pact | 1 << newcomer, level, imposed, spokes))
    changes.append((coalition, pact, 2, imposed, [2] * n))
    for changed in changes:
        after = resistances_met(world, changed)
        assert all(b >= a * (1.0 - 1e-12) for a, b in zip(before, after, strict=True))


@given(vectors())
def test_defence_is_what_stands_there_and_what_partners_and_the_patron_bring(parameters):
    world = design.world(cases.load("brussels-1948"), parameters)
    n, everyone = world.clients, (1 << world.clients) - 1
    met = resistances_met(world, (everyone, 0, 0, False, [1, 2, 0, 0, 0]))
    for i in range(n):
        brought = world.pledged_aid[(everyone & ~(1 << i)) * n + i]
        assert brought >= 0.0
        defence = world.forces[i] + brought + world.patron_aid[(1, 2, 0, 0, 0)[i]]
        assert math.isclose(met[i], defence**world.decisiveness, rel_tol=1e-9)
    assert math.isclose(met[n], world.forces[n] ** world.decisiveness, rel_tol=1e-9)
    # Each brings its own share, and one imposed on all brings no more than one given freely.
    forced = resistances_met(world, (0, everyone, 1, True, [0] * n))
    free = resistances_met(world, (0, everyone, 1, False, [0] * n))
    assert all(a <= b for a, b in zip(forced, free, strict=True))


@given(st.data())
def test_free_riding_is_not_put_in(data):
    """Among equals, and with no cost of belonging or fighting, each gains by joining the others."""
    n = data.draw(st.integers(2, 4))
    parameters = data.draw(vectors()).changed({"membership": 0.0, "audience_cost": 0.2})
    defence, helps = data.draw(st.floats(0.005, 0.2)), data.draw(st.floats(0.005, 0.2))
    apart = [[-1.0 if i == j else 200.0 for j in range(n)] for i in range(n)]
    over = [[-1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    equals = design.Facts(
        clients=n, power=data.draw(st.floats(0.01, 0.3)), reach_km=100.0,
        prizes=[0.0] * n, bases_km=[0.0] * n, defences=[defence] * n,
        start_land_km=[[100.0] * n], start_sea_km=[[0.0] * n], land_km=apart, sea_km=over,
        capabilities=[helps] * n, friendly_km=[500.0] * n, standards=[0.5] * n,
        provocation=[0.0] * n, interest=[1.0] * n, prior_level=[0] * n, allies=[0] * n,
        standing=0, rivalry=[0.0] * (n * n), patron_power=0.3, decays=True, fights=False,
    )  # fmt: skip
    # An adversary that stops after one: nobody is kept only by what the others keep.
    world = design.build(equals, design.settings(parameters, ["linkage"]))
    others = (1 << n) - 2
    nothing = [0] * n
    outside = commitment.settle(world, others if n > 2 else 0, 0, 0, False, nothing)[0]
    inside = commitment.settle(world, others | 1, 0, 0, False, nothing)[0]
    assert inside >= outside - 1e-12


@given(st.data())
def test_more_provocation_pays_nobody(data):
    """prop-provocation: whatever the pacts are, no payoff rises."""
    world = data.draw(filled())
    n = world.clients
    arrangement = data.draw(arrangements(world))
    one = data.draw(st.integers(0, n - 1))
    worse = list(world.provocation)
    worse[one] = 1.0
    before = commitment.settle(world, *arrangement)
    after = commitment.settle(world._replace(provocation=worse), *arrangement)
    assert all(b <= a + 1e-12 for a, b in zip(before, after, strict=True))


@given(st.data())
def test_a_patron_bound_to_a_provoker_pays_and_a_bilateral_pact_holds_it_back(data):
    world = data.draw(filled(bound=False))
    assume(world.clients >= 2)
    world = world._replace(incitement=0.5, control=0.5, war_cost=1.0)
    n = world.clients
    calm, hot = (world._replace(provocation=[degree, *[0.0] * (n - 1)]) for degree in (0.0, 1.0))
    everyone = (1 << n) - 1

    def price(*arrangement):
        return commitment.settle(calm, *arrangement)[n] - commitment.settle(hot, *arrangement)[n]

    unbound, bound = [0] * n, [2, *[0] * (n - 1)]
    assert math.isclose(price(0, 0, 0, False, unbound), 0.0, abs_tol=1e-12)
    spoke, many = price(0, 0, 0, False, bound), price(0, everyone, 2, True, unbound)
    assert -1e-12 <= many <= 0.5 + 1e-12
    # Half of the wars that it starts are stopped.
    assert math.isclose(spoke, 0.25 * (1.0 - world.own_relief[0]), abs_tol=1e-9)
    free = price(everyone, 0, 0, False, bound)
    shared = world.own_pledged[0] + world.pledged_relief[(everyone - 1) * n]
    assert math.isclose(free, 0.25 * (1.0 - shared), abs_tol=1e-9)


@given(st.data())
def test_all_that_clients_can_do_never_takes_more_than_the_relief_off_the_patron(data):
    parameters = data.draw(vectors())
    world = design.build(data.draw(situations()), design.settings(parameters))
    n = world.clients
    for i in range(n):
        others = ((1 << n) - 1) & ~(1 << i)
        for own, helps in (
            (world.own_pledged, world.pledged_relief),
            (world.own_imposed, world.imposed_relief),
        ):
            spared = own[i] + helps[others * n + i]
            assert -1e-12 <= spared <= parameters.relief + 1e-9


@given(filled())
def test_an_imposed_pledge_is_worth_less_and_costs_less(world):
    for forced, free in (
        (world.imposed_aid, world.pledged_aid),
        (world.imposed_relief, world.pledged_relief),
        (world.imposed_fight, world.pledged_fight),
        (world.imposed_resolve, world.pledged_resolve),
        (world.own_imposed, world.own_pledged),
        (world.own_relief, world.own_imposed),
    ):
        assert all(a <= b + 1e-12 for a, b in zip(forced, free, strict=True))


@given(st.data())
def test_an_old_quarrel_and_belonging_cost_members_alone(data):
    world = data.draw(filled(bound=False))
    n = world.clients
    assume(n >= 2)
    pair = 0b11
    quiet = world._replace(quarrel=[0.0] * (n * n), membership=0.0)
    loud = quiet._replace(membership=0.01, quarrel=[0.03] * (n * n))
    before = commitment.settle(quiet, pair, 0, 0, False, [0] * n)
    after = commitment.settle(loud, pair, 0, 0, False, [0] * n)
    lost = [a - b for a, b in zip(before, after, strict=True)]
    assert close(lost, [0.04, 0.04, *[0.0] * (n - 1)])
    # Those bound to each other already quarrel no more for a new pact between them.
    bound = {"allies": [0b10, 0b01, *[0] * (n - 2)]}
    before = commitment.settle(quiet._replace(**bound), pair, 0, 0, False, [0] * n)
    after = commitment.settle(loud._replace(**bound), pair, 0, 0, False, [0] * n)
    lost = [a - b for a, b in zip(before, after, strict=True)]
    assert close(lost, [0.01, 0.01, *[0.0] * (n - 1)])


@given(vectors())
def test_a_common_threat_mutes_an_old_quarrel(parameters):
    case = cases.load("pacific-1951")
    fading = parameters.changed({"fading": 1.0, "rivalry_cost": 0.3})
    constant = parameters.changed({"fading": 0.0, "rivalry_cost": 0.3})
    worlds = [design.world(case, p) for p in (fading, constant)]
    muted, plain = (world.quarrel for world in worlds)
    assert any(plain)
    assert all(a <= b for a, b in zip(muted, plain, strict=True))
    # Where there is no adversary there is nothing in common.
    numbers = {key: 0.0 for key in case.quantities() if key.startswith(("power:", "prize:"))}
    assert close(design.world(case, fading, numbers=numbers).quarrel, plain)


# ------------------------------------------------------------------------------- reading a solution


@st.composite
def tables(draw, largest=3, levels=4):
    """Payoffs of a game of pledges in which a lone pledge is none, ties not rare."""
    n = draw(st.integers(1, largest))
    rows = [[float(draw(st.integers(0, levels))) for _ in range(n)] for _ in range(1 << n)]
    for i in range(n):
        rows[1 << i] = rows[0]
    return rows


def clients_of(table):
    return range(len(table[0]))


def row_of(table, profile):
    return table[sum(1 << i for i, pledges in enumerate(profile) if pledges)]


def flipped(profile, movers):
    return tuple(not p if i in movers else p for i, p in enumerate(profile))


def profiles_of(table, standing=0):
    for profile in itertools.product((False, True), repeat=len(table[0])):
        if all(profile[i] for i in clients_of(table) if standing >> i & 1):
            yield profile


def number(profile):
    return sum(1 << i for i, pledges in enumerate(profile) if pledges)


@st.composite
def tables_with_standing(draw, largest=3):
    table = draw(tables(largest))
    standing = draw(st.integers(0, len(table) - 1))
    return table, (standing if standing.bit_count() >= 2 else 0)


@given(tables_with_standing())
def test_equilibria_are_the_profiles_nobody_would_change_alone(drawn):
    table, standing = drawn
    expected = [
        number(profile)
        for profile in profiles_of(table, standing)
        if sum(profile) != 1
        and all(
            row_of(table, flipped(profile, {i}))[i] <= row_of(table, profile)[i]
            for i in clients_of(table)
            if not standing >> i & 1
        )
    ]
    assert commitment.coalitions_in_equilibrium(table, standing) == sorted(expected)


@given(tables())
def test_nobody_pledging_is_always_an_equilibrium(table):
    assert 0 in commitment.coalitions_in_equilibrium(table, 0)


@given(tables(), st.data())
def test_the_undominated_are_those_no_other_beats_for_all(table, data):
    among = data.draw(st.lists(st.integers(0, len(table) - 1), unique=True))

    def dominated(one):
        return any(
            all(table[other][i] >= table[one][i] for i in clients_of(table))
            and table[other] != table[one]
            for other in among
        )

    kept = commitment.undominated(table, among)
    assert kept == [one for one in among if not dominated(one)]
    assert bool(kept) == bool(among)


def self_enforcing(table, profile, group):
    """Bernheim, Peleg and Whinston (1987), as they write it: no part of the group upsets it."""
    return all(
        proof(table, profile, part)
        for size in range(1, len(group))
        for part in itertools.combinations(group, size)
    )


def proof(table, profile, group):
    """Coalition-proof in the game of this group, the others fixed."""
    if not self_enforcing(table, profile, group):
        return False
    here = row_of(table, profile)
    for size in range(1, len(group) + 1):
        for movers in itertools.combinations(group, size):
            there = flipped(profile, set(movers))
            if all(row_of(table, there)[i] > here[i] for i in group) and self_enforcing(
                table, there, group
            ):
                return False
    return True


@given(tables_with_standing())
def test_coalition_proof_is_as_bernheim_peleg_and_whinston_define_it(drawn):
    table, standing = drawn
    free = tuple(i for i in clients_of(table) if not standing >> i & 1)
    equilibria = commitment.coalitions_in_equilibrium(table, standing)
    told = commitment.coalition_proof(table, equilibria, standing)
    expected = [
        number(profile)
        for profile in profiles_of(table, standing)
        if number(profile) in equilibria and (not free or proof(table, profile, free))
    ]
    assert told == sorted(expected)


def test_a_move_that_would_be_moved_on_from_upsets_nothing():
    pair = [[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [2.0, 2.0]]
    assert commitment.coalition_proof(pair, [0, 3], 0) == [3]
    # All three would gain by pledging, but then the first would leave it to the others.
    three = [[1.0] * 3 for _ in range(8)]
    three[0b111], three[0b110] = [2.0, 2.0, 2.0], [3.0, 0.0, 0.0]
    assert commitment.coalitions_in_equilibrium(three, 0) == [0]
    assert commitment.coalition_proof(three, [0], 0) == [0]
