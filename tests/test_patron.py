"""The patron's choice: held against every offer there is, one by one."""

import math
import random

import pytest
from games import (
    arrangements,
    drawn,
    filled,
    moved,
    near_the_reference,
    numbers_of,
    relabelled,
    scaled,
    situations,
    vectors,
)
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import cases, design, patron
from alliance_design.commitment import coalitions_in_equilibrium, settle, undominated
from alliance_design.parameters import Parameters, reference
from alliance_design.patron import ALONE, IMPOSED, JOINED

SMALL = [name for name in cases.case_ids() if len(cases.load(name).clients) <= 4]
BEFORE_ANY_PACT = ("brussels-1948", "dunkirk-1947", "hokkaido-occupied", "pacific-1951")
NEAR = 1e-7


def payoffs_at(world, replies, coalition):
    width = world.clients + 1
    return replies.payoffs[coalition * width : (coalition + 1) * width]


def alone_at(world, replies, coalition):
    width = world.clients + 1
    return replies.alone[coalition * width : (coalition + 1) * width]


def spokes_at(world, replies, coalition):
    return replies.spokes[coalition * world.clients : (coalition + 1) * world.clients]


def coalitions_of(world):
    """Those that can come about: a lone pledge is none, and who is bound has no choice."""
    return [
        coalition
        for coalition in range(1 << world.clients)
        if coalition.bit_count() != 1 and coalition & world.standing == world.standing
    ]


# ------------------------------------------------------------------------------- spokes


@given(st.data())
def test_spokes_one_at_a_time_are_never_better_than_the_best_of_all(data):
    world = data.draw(filled(largest=3))
    arrangement = data.draw(arrangements(world))[:4]
    n = world.clients
    kept, found = patron.best_spokes(world, *arrangement)
    best, most = patron.every_spokes(world, *arrangement)
    assert found[n] <= most[n] + NEAR
    nothing = settle(world, *arrangement, list(world.prior_level))
    assert most[n] >= nothing[n] - NEAR
    for spokes, payoffs in ((kept, found), (best, most)):
        assert payoffs == settle(world, *arrangement, spokes)
        for i in range(n):
            assert world.prior_level[i] <= spokes[i] <= 2
            if arrangement[1] >> i & 1:
                assert spokes[i] == world.prior_level[i]
            # Nobody has a spoke that it would rather decline.
            less = [*spokes[:i], world.prior_level[i], *spokes[i + 1 :]]
            if not arrangement[1] >> i & 1:
                assert payoffs[i] >= settle(world, *arrangement, less)[i] - NEAR


@pytest.mark.parametrize("name", SMALL)
def test_nobody_gets_a_spoke_that_it_declines(name):
    world = design.world(cases.load(name), Parameters())
    n = world.clients
    weak = min(world.forces[:n])
    # An imagined patron that gains by every pact, and whose presence weakens the client.
    harmful = world._replace(
        patron_aid=[0.0, -0.5 * weak, -0.9 * weak],
        treaty_cost=-0.1,
        war_cost=0.0,
        interest=[0.0] * n,
    )
    declined, payoffs = patron.accepted_spokes(harmful, 0, 0, 0, False, [2] * n)
    assert payoffs == settle(harmful, 0, 0, 0, False, declined)
    assert declined != [2] * n
    for kept in (
        declined,
        patron.best_spokes(harmful, 0, 0, 0, False)[0],
        patron.every_spokes(harmful, 0, 0, 0, False)[0],
    ):
        here = settle(harmful, 0, 0, 0, False, kept)
        for i in range(n):
            less = settle(harmful, 0, 0, 0, False, [*kept[:i], 0, *kept[i + 1 :]])
            assert less[i] <= here[i] + NEAR
    kind = world._replace(treaty_cost=-0.1, war_cost=0.0)
    assert 0 not in patron.every_spokes(kind, 0, 0, 0, False)[0]


@pytest.mark.parametrize("name", SMALL)
def test_on_the_small_cases_one_at_a_time_finds_the_best(name):
    facts = design.facts(cases.load(name))
    draws = random.Random(11)
    for parameters in (reference(), Parameters(), *(drawn(draws) for _ in range(4))):
        world = design.build(facts, design.settings(parameters))
        quick, slow = patron.solve(world), patron.solve(world, exhaustive=True)
        for field in ("kind", "pact", "level", "spokes"):
            assert getattr(quick, field) == getattr(slow, field)
        assert quick.payoffs == pytest.approx(slow.payoffs)


# ------------------------------------------------------------------------------- replies


@given(filled())
def test_a_reply_is_one_of_three_kinds_and_holds_together(world):
    n, replies = world.clients, patron.solve(world)
    for coalition in coalitions_of(world):
        kind, pact, level = (
            replies.kind[coalition], replies.pact[coalition], replies.level[coalition]
        )  # fmt: skip
        here, alone = payoffs_at(world, replies, coalition), alone_at(world, replies, coalition)
        assert 0.0 <= replies.hazard[coalition] <= world.shock_rate
        assert all(
            world.prior_level[i] <= spoke <= 2
            for i, spoke in enumerate(spokes_at(world, replies, coalition))
        )
        # Doing without the pact is always there.
        assert here[n] >= alone[n] - NEAR
        if kind == ALONE:
            assert (pact, level, replies.hazard[coalition]) == (0, 0, 0.0)
            assert here == alone
        else:
            assert level in (1, 2)
            assert pact.bit_count() >= 2
            # What many clients have pledged the patron joins; where nobody has, it can impose.
            assert kind == (JOINED if coalition else IMPOSED)
            assert pact & coalition == coalition


@given(filled())
def test_a_lone_pledge_is_none(world):
    replies = patron.solve(world)
    if world.standing:
        return
    for i in range(world.clients):
        assert payoffs_at(world, replies, 1 << i) == payoffs_at(world, replies, 0)
        assert replies.kind[1 << i] == replies.kind[0]
        assert spokes_at(world, replies, 1 << i) == spokes_at(world, replies, 0)


def accepted(world, replies, coalition, members, level, spokes, here):
    """Whether no member of a pact offered to a coalition would rather decline it."""
    for i in range(world.clients):
        if not members >> i & 1:
            continue
        left = members & ~(1 << i)
        if left.bit_count() >= 2:
            now = settle(world, coalition, left, level, False, spokes)
            other, _ = patron.joined_value(
                world, coalition, left, level, now, replies.alone, replies.joined
            )
        else:
            other = settle(world, coalition, 0, 0, False, spokes)
        if other[i] > here[i] + 1e-9:
            return False
    return True


@given(filled())
def test_the_patrons_reply_is_the_best_of_all_offers_that_are_accepted(world):
    check_replies(world)


def test_the_patrons_reply_is_the_best_of_all_accepted_offers_in_the_cases():
    draws = random.Random(23)
    seen = set()
    for name in ("brussels-1948", "hokkaido-occupied"):
        facts = design.facts(cases.load(name))
        for parameters in (reference(), *(near_the_reference(draws) for _ in range(4))):
            world = design.build(facts, design.settings(parameters))
            seen |= check_replies(world)[0]
            # Belonging costs what few clients would pay: offers are declined.
            seen |= check_replies(world._replace(membership=0.2))[0]
    assert JOINED in seen


def test_an_offer_that_somebody_declines_is_not_made():
    facts = design.facts(cases.load("brussels-1948"))
    draws, declined = random.Random(29), 0
    for parameters in (reference(), *(near_the_reference(draws) for _ in range(2))):
        world = design.build(facts, design.settings(parameters))
        # Belonging costs more than it brings to some whom the patron would have.
        for cost in (0.05, 0.1, 0.2, 0.4):
            declined += check_replies(world._replace(membership=cost))[1]
    assert declined > 0


def check_replies(world):
    """Compare each reply with the best accepted offer; kinds seen, and better offers declined."""
    refused = 0
    n, replies = world.clients, patron.solve(world)
    for coalition in coalitions_of(world):
        if coalition == 0:
            continue
        best = alone_at(world, replies, coalition)[n]
        for members in range(1 << n):
            if members & coalition != coalition:
                continue
            for level in (1, 2):
                row = members * 2 + level - 1
                now = replies.joined[row * (n + 1) : (row + 1) * (n + 1)]
                spokes = replies.joined_spokes[row * n : (row + 1) * n]
                assert now == settle(world, members, members, level, False, spokes)
                here, _ = patron.joined_value(
                    world, coalition, members, level, now, replies.alone, replies.joined
                )
                if here[n] <= best:
                    continue
                if accepted(world, replies, coalition, members, level, spokes, here):
                    best = here[n]
                else:
                    refused += 1
        assert payoffs_at(world, replies, coalition)[n] == pytest.approx(best, abs=NEAR)
    return set(replies.kind), refused


@given(filled())
def test_nobody_would_leave_or_enter_what_is_imposed_on_all(world):
    if world.standing:
        return
    n, replies = world.clients, patron.solve(world)
    prior = list(world.prior_level)
    for level in (1, 2):
        members, here, rate = patron.imposed_pact(world, level, replies.alone, prior)
        if members == 0:
            assert here == alone_at(world, replies, 0)
            continue
        assert members.bit_count() >= 2
        assert (here, rate) == patron.imposed_on(world, members, level, replies.alone, prior)
        for i in range(n):
            other, _ = patron.imposed_on(world, members ^ 1 << i, level, replies.alone, prior)
            assert other[i] <= here[i] + NEAR
        # The patron takes the better of the two levels, if either is better than spokes alone.
        assert payoffs_at(world, replies, 0)[n] >= here[n] - NEAR


@given(filled(), st.data())
def test_refusing_costs_those_with_a_pact_to_lose(world, data):
    n, replies = world.clients, patron.solve(world)
    members = data.draw(st.integers(0, (1 << n) - 1))
    level = data.draw(st.integers(1, 2))
    prior = list(world.prior_level)
    dear, free = (
        patron.imposed_on(world._replace(refusal_cost=cost), members, level, replies.alone, prior)[
            0
        ]
        for cost in (0.3, 0.0)
    )
    for i in range(n):
        refuses = not members >> i & 1
        expected = 0.3 * 0.5 * world.prior_level[i] if refuses else 0.0
        assert free[i] - dear[i] == pytest.approx(expected, abs=1e-9)
    assert dear[n] == free[n]


@given(filled(), st.data())
def test_the_end_of_a_pact_it_imposed_costs_the_patron_and_nobody_else(world, data):
    n, replies = world.clients, patron.solve(world)
    members = data.draw(st.integers(0, (1 << n) - 1))
    prior = list(world.prior_level)
    (dear, rate), (free, _) = (
        patron.imposed_on(world._replace(breakdown_cost=cost), members, 2, replies.alone, prior)
        for cost in (0.5, 0.0)
    )
    assert dear[:n] == free[:n]
    assert free[n] - dear[n] == pytest.approx(0.5 * rate / (rate + world.discount), abs=1e-9)


@given(filled(), st.data())
def test_only_pivotal_members_and_the_patron_shorten_a_pacts_life(world, data):
    n, replies = world.clients, patron.solve(world)
    coalition = data.draw(st.sampled_from(coalitions_of(world)))
    pact = data.draw(st.integers(0, (1 << n) - 1))
    gains = data.draw(st.lists(st.floats(0.01, 0.3), min_size=n + 1, max_size=n + 1))
    pivotal = data.draw(st.integers(0, (1 << n) - 1))
    fallback = []
    for i in range(n):
        left = coalition & ~(1 << i)
        fallback.append(alone_at(world, replies, left if left.bit_count() >= 2 else 0))
    now = [fallback[i][i] + gains[i] for i in range(n)]
    now.append(alone_at(world, replies, coalition)[n] + gains[n])
    # The pact without a pivotal member is worth less to the patron than spokes.
    without = [fallback[i][n] + (-0.1 if pivotal >> i & 1 else 0.1) for i in range(n)]
    survives = 1.0 - math.exp(-gains[n] / world.shock_size)
    for i in range(n):
        if (pact & pivotal) >> i & 1:
            survives *= 1.0 - math.exp(-gains[i] / world.shock_size)
    rate = patron.chances(world, pact, now, replies.alone, coalition, without)
    assert rate == pytest.approx(world.shock_rate * (1.0 - survives), abs=1e-9)


def test_every_exit_ends_an_imposed_pact():
    world = design.world(cases.load("brussels-1948"), Parameters())
    n, everyone = world.clients, (1 << world.clients) - 1
    nothing = [0.0] * (n * n)
    # Nothing in it costs the clients or the patron anything, so all of them gain.
    free = world._replace(
        imposed_fight=nothing, imposed_resolve=[0.0] * n, quarrel=nothing, membership=0.0,
        treaty_cost=0.0, war_cost=0.0, shock_size=0.02,
    )  # fmt: skip
    replies = patron.solve(free)
    prior = list(free.prior_level)
    now = settle(free, 0, everyone, 2, True, prior)
    gains = [a - b for a, b in zip(now, alone_at(free, replies, 0), strict=True)]
    assert all(gain > 0.0 for gain in gains)
    survives = math.prod(1.0 - math.exp(-gain / 0.02) for gain in gains)
    _, rate = patron.imposed_on(free, everyone, 2, replies.alone, prior)
    assert rate == pytest.approx(free.shock_rate * (1.0 - survives), abs=1e-9)
    assert 0.0 < rate < free.shock_rate


@given(filled())
def test_what_exits_from_a_standing_coalition_lead_to_is_worked_out(world):
    n, replies = world.clients, patron.solve(world)
    for group in range(1 << n):
        missing = (world.standing & ~group).bit_count()
        if group.bit_count() >= 2 and missing <= 2:
            for level in (1, 2):
                row = group * 2 + level - 1
                spokes = replies.joined_spokes[row * n : (row + 1) * n]
                now = replies.joined[row * (n + 1) : (row + 1) * (n + 1)]
                assert now == settle(world, group, group, level, False, spokes)
        if group.bit_count() != 1 and missing <= 1:
            spokes = replies.alone_spokes[group * n : (group + 1) * n]
            assert alone_at(world, replies, group) == settle(world, group, 0, 0, False, spokes)


# ------------------------------------------------------------------------------- limits


@given(situations(), vectors(), st.floats(1e-3, 1e3))
def test_scaling_all_capabilities_changes_no_reply(facts, parameters, factor):
    numbers = design.settings(parameters)
    before = patron.solve(design.build(facts, numbers))
    after = patron.solve(design.build(scaled(facts, factor), numbers))
    # Offers may tie, and then rounding picks; what they are worth to the chooser is the same.
    n = facts.clients
    assert after.payoffs[n :: n + 1] == pytest.approx(before.payoffs[n :: n + 1], abs=1e-6)


@pytest.mark.parametrize("name", SMALL)
def test_scaling_and_relabelling_change_no_reply_on_the_cases(name):
    facts = design.facts(cases.load(name))
    n, draws = facts.clients, random.Random(3)
    for _ in range(5):
        numbers = design.settings(drawn(draws))
        before = patron.solve(design.build(facts, numbers))
        after = patron.solve(design.build(scaled(facts, 7.0), numbers))
        for field in ("kind", "pact", "level", "spokes"):
            assert getattr(after, field) == getattr(before, field)
        assert after.payoffs == pytest.approx(before.payoffs, abs=1e-9)
        order = draws.sample(range(n), n)
        renamed = patron.solve(design.build(relabelled(facts, order), numbers))
        for coalition in range(1 << n):
            there = moved(coalition, order)
            assert renamed.kind[there] == before.kind[coalition]
            assert renamed.level[there] == before.level[coalition]
            assert renamed.pact[there] == moved(before.pact[coalition], order)
            one = before.payoffs[coalition * (n + 1) : (coalition + 1) * (n + 1)]
            other = renamed.payoffs[there * (n + 1) : (there + 1) * (n + 1)]
            assert other == pytest.approx([one[old] for old in [*order, n]], abs=1e-9)


@given(situations(), vectors(), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(facts, parameters, shuffle):
    numbers, n = design.settings(parameters), facts.clients
    order = shuffle.sample(range(n), n)
    world = design.build(facts, numbers)
    before = patron.solve(world)
    after = patron.solve(design.build(relabelled(facts, order), numbers))
    for coalition in coalitions_of(world):
        here = payoffs_at(world, before, coalition)
        there = payoffs_at(world, after, moved(coalition, order))
        # Up to ties: the chooser's own payoff is the same whichever of two equals it takes.
        assert there[n] == pytest.approx(here[n], abs=1e-6)


def without_threat(facts):
    """The same facts with an adversary that has nothing and gains nothing."""
    return facts._replace(power=0.0, prizes=[0.0] * len(facts.prizes))


def out_of_reach(facts):
    """The same facts with no way from any position to any place."""
    nowhere = [[-1.0] * len(row) for row in facts.start_land_km]
    return facts._replace(start_land_km=nowhere, start_sea_km=nowhere)


def solution(world):
    n, replies = world.clients, patron.solve(world)
    payoffs = [replies.payoffs[c * (n + 1) : (c + 1) * (n + 1)] for c in range(1 << n)]
    equilibria = coalitions_in_equilibrium(payoffs, world.standing)
    return replies, payoffs, equilibria, undominated(payoffs, equilibria)


@given(situations(bound=False), vectors(), st.sampled_from([without_threat, out_of_reach]))
def test_without_a_threat_there_is_no_pact(facts, parameters, change):
    world = design.build(change(facts), design.settings(parameters))
    replies, payoffs, equilibria, survivors = solution(world)
    assert not any(replies.kind)
    assert not any(replies.spokes)
    assert 0 in survivors
    # Pledges that cost nothing are as good as none; with any cost of belonging there are none.
    assert all(payoffs[c] == pytest.approx(payoffs[0], abs=1e-8) for c in equilibria)
    if parameters.membership > 1e-6:
        assert equilibria == [0]


@pytest.mark.parametrize("name", BEFORE_ANY_PACT)
def test_without_a_threat_there_is_no_pact_in_the_cases(name):
    facts, draws = design.facts(cases.load(name)), random.Random(5)
    for change in (without_threat, out_of_reach):
        for parameters in (reference(), *(drawn(draws) for _ in range(5))):
            world = design.build(change(facts), design.settings(parameters))
            replies, _, equilibria, _ = solution(world)
            assert (replies.kind[0], equilibria) == (ALONE, [0])
            assert not any(replies.spokes)


@pytest.mark.xfail(
    strict=True,
    reason="with pacts in force an attack without hope still entraps, so the patron shares it out",
)
def test_without_a_threat_nothing_is_imposed_on_those_with_a_pact_in_force():
    n = 3
    apart = [[-1.0 if i == j else 100.0 for j in range(n)] for i in range(n)]
    over = [[-1.0 if i == j else 0.0 for j in range(n)] for i in range(n)]
    facts = design.Facts(
        clients=n, power=0.0, reach_km=100.0, prizes=[0.0] * n, bases_km=[0.0] * n,
        defences=[0.01] * n, start_land_km=[[100.0] * n], start_sea_km=[[0.0] * n],
        land_km=apart, sea_km=over, capabilities=[0.02] * n, friendly_km=[500.0] * n,
        standards=[1.0] * n, provocation=[0.0] * n, interest=[1.0] * n, prior_level=[2] * n,
        allies=[0] * n, standing=0, rivalry=[0.0] * (n * n), patron_power=0.3,
        decays=True, fights=True,
    )  # fmt: skip
    parameters = Parameters().changed({"restraint": 0.0, "war_cost": 2.0, "breakdown_cost": 0.0})
    replies, _, equilibria, _ = solution(design.build(facts, design.settings(parameters)))
    assert (replies.kind[0], equilibria) == (ALONE, [0])


@given(st.data())
def test_more_provocation_makes_a_pact_with_the_provoker_worth_less_to_all(data):
    """The members' and the patron's payoffs fall while a pact with it stands, at every offer."""
    world = data.draw(filled(bound=False))
    n = world.clients
    one = data.draw(st.integers(0, n - 1))
    hot = list(world.provocation)
    hot[one] = 1.0
    level = data.draw(st.integers(1, 2))
    pact = data.draw(st.integers(0, (1 << n) - 1)) | 1 << one
    if pact.bit_count() < 2:
        return
    spokes = [0] * n
    for imposed in (False, True):
        arrangement = (0 if imposed else pact, pact, level, imposed, spokes)
        before = settle(world, *arrangement)
        after = settle(world._replace(provocation=hot), *arrangement)
        assert all(b <= a + 1e-12 for a, b in zip(before, after, strict=True))


@given(situations(), vectors())
def test_building_and_solving_take_no_chance(facts, parameters):
    numbers = design.settings(parameters)
    one, other = design.build(facts, numbers), design.build(facts, numbers)
    assert numbers_of(one) == numbers_of(other)
    assert patron.solve(one) == patron.solve(other)
