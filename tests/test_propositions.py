"""The seven propositions and the limits: tried over the box, and every counterexample of the page.

A proposition is tried on made-up worlds and random parameters. A share that the page tells is computed
again, so a sentence that a change of the model makes wrong turns red here.
"""

import itertools
import math
import random
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from games import (
    arrangements,
    drawn,
    filled,
    moved,
    relabelled,
    scaled,
    situations,
    vectors,
)
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import cases, patron
from alliance_design import figures_duration as lives
from alliance_design import figures_propositions as shown
from alliance_design.codebook import data_folder
from alliance_design.commitment import coalitions_in_equilibrium, settle
from alliance_design.design import build, facts, play, settings, world
from alliance_design.duration import hazard, lifetime, stays
from alliance_design.figures_collective_security import without_patron
from alliance_design.parameters import Parameters
from alliance_design.threat import campaigns_against, inputs

PAGE = (data_folder().parent / "chapters" / "theory" / "propositions.md").read_text("utf-8")
NAMES = ("brussels-1948", "pacific-1951", "hokkaido-occupied")
BRUSSELS, PACIFIC, HOKKAIDO = (cases.load(name) for name in NAMES)
TINY = 1e-9


@cache
def box():
    """The draws of the page."""
    return shown.over_the_box((BRUSSELS, PACIFIC, HOKKAIDO), draws=100, seed=1951)


@cache
def both():
    """Its draws of one pact in two forms, in Brussels."""
    return lives.both_ways(BRUSSELS, draws=100, seed=1951)


@cache
def worlds_of_the_cases():
    """Each case at a few draws from the box."""
    chance = random.Random(48)
    points = [settings(drawn(chance)) for _ in range(8)]
    return [build(facts(case), point) for case in (BRUSSELS, PACIFIC, HOKKAIDO) for point in points]


def patrons(found, world):
    """The patron's payoff from an `Exposure`, pacts' costs left out."""
    n = world.clients
    started = sum(
        (found.war[j] - found.picked[j]) * burden for j, burden in enumerate(burdens(found, world))
    )
    attacks = sum(found.picked[j] * found.cost[j] for j in range(n))
    return sum(world.interest) - attacks - started


def burdens(found, world):
    """What a war over each client costs the patron: the part of `cost` that is no loss."""
    n = world.clients
    return [
        found.cost[j]
        - found.threats[j]
        * (
            world.interest[j]
            + sum(world.interest[i] * world.follow_on[i * n + j] for i in range(n) if i != j)
        )
        for j in range(n)
    ]


# ------------------------------------------------------------------------------- P1


@given(st.data())
def test_p1_the_patrons_payoff_is_what_attacks_and_wars_cost_it(data):
    world = data.draw(filled())
    coalition, pact, level, imposed, spokes = data.draw(arrangements(world))
    n = world.clients
    found = shown.exposure(world, coalition, pact, level, imposed, spokes)
    fresh = sum(spokes[i] > world.prior_level[i] and not pact >> i & 1 for i in range(n)) + bool(
        pact
    )
    expected = patrons(found, world) - world.treaty_cost * fresh
    got = settle(world, coalition, pact, level, imposed, spokes)[n]
    assert math.isclose(got, expected, abs_tol=1e-9)


def check_p1(world, weak, firm, differ):
    """Parts one and two of P1, and its equation, for two ways to be bound."""
    n = world.clients
    firmer = sum(
        weak.picked[j] * (weak.cost[j] - firm.cost[j])
        + (weak.war[j] - weak.picked[j]) * (burdens(weak, world)[j] - burdens(firm, world)[j])
        for j in range(n)
    )
    turned = -sum((firm.picked[j] - weak.picked[j]) * firm.cost[j] for j in range(n))
    assert math.isclose(firmer + turned, differ, abs_tol=1e-8)
    assert firmer >= -1e-9
    assert all(b <= a + 1e-12 for a, b in zip(weak.threats, firm.threats, strict=True))
    assert all(b >= a - 1e-12 for a, b in zip(weak.effort, firm.effort, strict=True))
    assert sum(firm.picked) <= sum(weak.picked) + 1e-12
    alike = -sum(firm.picked[j] - weak.picked[j] for j in range(n))
    assert alike >= -1e-12  # the adversary's turning, were all attacks to cost the same


@given(st.data())
def test_p1_firmer_pledges_never_hurt_and_only_turning_can(data):
    world = data.draw(filled())
    n, prior = world.clients, list(world.prior_level)
    pact = data.draw(st.integers(0, (1 << n) - 1))
    level = data.draw(st.integers(1, 2))
    if pact.bit_count() < 2:
        pact = 0
    weak = shown.exposure(world, 0, pact, level, True)
    firm = shown.exposure(world, pact, pact, level, False)
    values = [
        settle(world, 0, pact, level, True, prior)[n],
        settle(world, pact, pact, level, False, prior)[n],
    ]
    check_p1(world, weak, firm, values[1] - values[0])


@given(st.data())
def test_p1_holds_for_bilateral_pacts_with_and_without_pledges(data):
    world = data.draw(filled())
    n = world.clients
    if n < 2:
        return
    everyone = (1 << n) - 1
    spokes = [max(1 + data.draw(st.integers(0, 1)), prior) for prior in world.prior_level]
    weak = shown.exposure(world, 0, 0, 0, False, spokes)
    firm = shown.exposure(world, everyone, 0, 0, False, spokes)
    values = [settle(world, group, 0, 0, False, spokes)[n] for group in (0, everyone)]
    check_p1(world, weak, firm, values[1] - values[0])


def test_p1_where_attacks_cost_the_same_everywhere_pledges_are_wanted():
    """Nothing is lost by a fall (no stakes), and the war alone costs: with equal burdens."""
    seen = 0
    for made in worlds_of_the_cases():
        n = made.clients
        even = made._replace(
            interest=[0.0] * n,
            own_relief=[0.0] * n, own_pledged=[0.0] * n, own_imposed=[0.0] * n,
            pledged_relief=[0.0] * len(made.pledged_relief),
            imposed_relief=[0.0] * len(made.imposed_relief),
        )  # fmt: skip
        found = shown.pledged_or_imposed(even)
        assert found.turned >= -1e-12
        assert found.pledged >= found.imposed - 1e-9
        seen += found.turned > 1e-6
    assert seen


def test_p1_shares_and_the_counterexample():
    draws = box()
    wanted = (draws["worth"] > TINY).groupby(draws["case"]).mean()
    assert (wanted >= 0.95).all()
    against = draws["turned"] < -TINY
    assert 0 < against.mean() < 0.05
    # "and there firmness outweighs it"
    assert (draws.loc[against, "worth"] > 0).all()
    assert not (draws["worth"] < -TINY).any()
    decoy = Parameters(
        land_scale_km=3000.0, decisiveness=4.0, audience_cost=0.5, base_use=0.7, aid_share=1.0,
        aid_scale_km=5000.0, stake=3.0, patron_share=1.0, consult_share=0.05,
    )  # fmt: skip
    found = shown.pledged_or_imposed(world(HOKKAIDO, decoy), level=1)
    assert found.imposed - found.pledged > 0.01
    assert found.firmer > 0.01
    assert found.turned < -0.03


# ------------------------------------------------------------------------------- P2


def test_p2_a_patron_that_has_joined_stays_with_a_positive_chance():
    seen = 0
    for made in worlds_of_the_cases():
        n, replies = made.clients, patron.solve(made)
        for group, kind in enumerate(replies.kind):
            if kind != patron.JOINED or group.bit_count() < 2:
                continue
            row = (replies.pact[group] * 2 + replies.level[group] - 1) * (n + 1)
            gain = replies.joined[row + n] - replies.alone[group * (n + 1) + n]
            assert gain > 0.0
            chance = 1.0 - replies.hazard[group] / made.shock_rate
            assert chance <= stays(gain, made.shock_size) + 1e-12
            seen += 1
    assert seen > 10


@given(st.floats(0.001, 2.0), st.floats(0.01, 0.5), st.floats(0.005, 0.5), st.floats(0.1, 100))
def test_p2_a_pact_with_no_pivotal_client_and_the_years_it_outlives(gain, rate, size, years):
    found = hazard([gain], rate, size)
    assert math.isclose(found, rate * math.exp(-gain / size), abs_tol=1e-12)
    if abs(found * years - math.log(2)) > 1e-9:
        assert (math.exp(-found * years) >= 0.5) == (found * years <= math.log(2))
    # ten times the shocks, a tenth of the life
    if found > 1e-12:
        assert math.isclose(lifetime(10 * found)[1], lifetime(found)[1] / 10)


def test_p2_shares_and_the_counterexample():
    joined = both()[both()["patron_joined"] > TINY]
    assert len(joined) > 30
    assert 0.2 < (joined["joined"] < 0.5).mean() < 0.45
    assert (joined["joined"] > 1 - TINY).mean() > 0.1
    brief = world(BRUSSELS, Parameters(decisiveness=4.0, aid_share=1.0, stake=2.0))
    found = lives.one_both_ways(brief, 2)
    assert found["patron_joined"] > 0.005
    assert found["joined"] == 1.0
    assert found["joined_pivotal"] >= 1


# ------------------------------------------------------------------------------- P3


@given(
    st.lists(st.tuples(st.floats(0.001, 2.0), st.booleans()), min_size=1, max_size=6),
    st.lists(st.floats(0.0, 0.5), min_size=6, max_size=6),
    st.floats(0.005, 0.5),
)
def test_p3_more_pivots_and_no_larger_gains_mean_no_smaller_hazard(members, less, size):
    gains = [gain for gain, _ in members]
    pivotal = [True, *(is_pivotal for _, is_pivotal in members[1:])]  # the patron always is
    joined = [gain for gain, is_pivotal in zip(gains, pivotal, strict=True) if is_pivotal]
    imposed = [gain - loss for gain, loss in zip(gains, less, strict=False)]
    here, there = hazard(imposed, 1.0, size), hazard(joined, 1.0, size)
    assert here >= there - 1e-12
    products = [math.prod(stays(gain, size) for gain in group) for group in (imposed, joined)]
    if abs(products[0] - products[1]) > 1e-12:
        assert (here > there) == (products[0] < products[1])
    assert hazard([*imposed, 0.0], 1.0, size) == 1.0


def test_p3_all_are_pivotal_in_an_imposed_pact():
    seen = 0
    for made in worlds_of_the_cases():
        n, prior = made.clients, list(made.prior_level)
        alone = settle(made, 0, 0, 0, False, prior)
        for members in (3, (1 << n) - 1):
            now = settle(made, 0, members, 2, True, prior)
            gains = [now[i] - alone[i] for i in [n, *(i for i in range(n) if members >> i & 1)]]
            _, rate = patron.imposed_on(made, members, 2, alone, prior)
            assert math.isclose(rate, hazard(gains, made.shock_rate, made.shock_size))
            seen += rate < made.shock_rate
    assert seen


def test_p3_shares_and_the_counterexample():
    gain = both()[(both()["patron_joined"] > TINY) & (both()["patron_imposed"] > TINY)]
    assert len(gain) > 30
    higher = (gain["imposed"] > gain["joined"] + TINY).mean()
    assert higher > 0.65
    assert (gain["imposed"] < gain["joined"] - TINY).mean() < 0.05
    # "it does most of the work"
    assert (gain["same_pivots"] > gain["joined"] + TINY).mean() < higher / 2
    outlived = Parameters(mean_cost=0.05, linkage=0.9, treaty_cost=0.01)
    found = lives.one_both_ways(world(BRUSSELS, outlived), 2)
    assert min(found["patron_joined"], found["patron_imposed"]) > 0.01
    assert found["joined"] > 0.9
    assert found["imposed"] < 0.3
    # "Clients that have pledged have each other to go back to"
    assert found["fall_deeper"] == 1.0


# ------------------------------------------------------------------------------- P4


def some_set_pays(world):
    """Whether some set of new bilateral pacts pays the patron and nobody in it would decline."""
    n, prior = world.clients, list(world.prior_level)
    base = settle(world, 0, 0, 0, False, prior)
    for spokes in itertools.product(*(range(level, 3) for level in prior)):
        found = settle(world, 0, 0, 0, False, spokes)
        if found[n] > base[n] + TINY and all(
            settle(world, 0, 0, 0, False, [*spokes[:i], prior[i], *spokes[i + 1 :]])[i]
            <= found[i] + TINY
            for i in range(n)
        ):
            return True
    return False


@given(filled())
def test_p4_a_patron_settles_for_less_and_for_whatever_pays_together(world):
    n, prior = world.clients, list(world.prior_level)
    found = shown.fallback(world)
    assert bool(found.spokes) == some_set_pays(world)
    alone = patron.every_spokes(world, 0, 0, 0, False)[1]
    for level in (1, 2):
        members, values, _ = patron.imposed_pact(world, level, alone, prior)
        if members and values[n] > alone[n] + TINY:
            assert settle(world, 0, members, level, True, prior)[n] > alone[n]


def test_p4_in_the_cases_and_in_the_model_itself():
    imposed = 0
    for made in worlds_of_the_cases():
        n, replies = made.clients, patron.solve(made)
        found = shown.fallback(made)
        assert found.imposes == (replies.kind[0] == patron.IMPOSED)
        before = list(made.prior_level)
        after = list(replies.alone_spokes[:n])
        assert found.spokes == sum(b > a for a, b in zip(before, after, strict=True))
        assert bool(found.spokes) == some_set_pays(made)
        if found.imposes:
            imposed += 1
            now = settle(made, 0, replies.pact[0], replies.level[0], True, before)[n]
            assert now > replies.alone[n]
    assert imposed


def test_p4_shares_and_the_counterexample():
    draws = box()
    imposes = draws[draws["imposes"]]
    assert set(imposes["case"]) == {"Brussels 1948"}
    together, singly = (imposes["spokes"] > 0).mean(), (imposes["singly"] > 0).mean()
    assert 0.5 < singly < together
    empty_handed = Parameters(
        land_scale_km=3000.0, choice_noise=0.5, linkage=0.9, stake=0.73, patron_share=0.9,
        war_cost=2.5, relief=1.0,
    )  # fmt: skip
    for exhaustive in (False, True):
        found = shown.fallback(world(BRUSSELS, empty_handed), exhaustive)
        assert found.imposes
        assert found.spokes == 0


# ------------------------------------------------------------------------------- P5


@given(st.data())
def test_p5_effort_raises_the_step_to_fighting_at_the_rate_of_the_equation(data):
    """A little more relief to one client; defences and threats stay as they are."""
    made = data.draw(filled(bound=False))
    n = made.clients
    i, more = data.draw(st.integers(0, n - 1)), 0.01
    everyone = (1 << n) - 1
    helped = made._replace(
        own_pledged=[x + more * (j == i) for j, x in enumerate(made.own_pledged)],
        own_relief=[x + more * (j == i) for j, x in enumerate(made.own_relief)],
    )
    steps = [
        settle(one, everyone, everyone, 2, False, [0] * n)[n]
        - settle(one, everyone, everyone, 1, False, [0] * n)[n]
        for one in (made, helped)
    ]
    half, whole = (shown.exposure(made, everyone, everyone, k, False).war[i] for k in (1, 2))
    expected = more * made.war_cost * (whole - made.liability[1] * half)
    assert math.isclose(steps[1] - steps[0], expected, abs_tol=1e-9)


def test_p5_shares_and_the_counterexamples():
    draws = box()
    assert (draws["pace"] >= 0).mean() > 0.85
    rises = (draws["rise"] > TINY).groupby(draws["case"]).mean()
    assert rises["Pacific 1951"] > 0.9
    assert rises["Brussels 1948"] < 0.75
    joins = draws[draws["joins"] > TINY]
    assert len(joins) > 30
    assert (joins["step"] > TINY).mean() > 0.85
    unpledged = draws[draws["alone_level"] > 0]
    assert (unpledged["alone_level"] == 2).mean() > 0.4
    deterred = world(BRUSSELS, Parameters(decisiveness=4.0, patron_share=1.0))
    assert shown.levels(deterred)["pace"] < -0.05
    halfway = Parameters(choice_noise=1.0, stake=1.0, patron_share=1.0, war_cost=1.5)
    found = shown.levels(world(BRUSSELS, halfway))
    assert found["joins"] > 0.02
    assert found["pledged"] < -0.05
    game = play(BRUSSELS, halfway).replies
    assert (game.kind[31], game.level[31]) == (patron.JOINED, 1)


# ------------------------------------------------------------------------------- P6


def test_p6_nobody_pledges_far_below_or_far_above():
    chance = random.Random(6)
    for case in (BRUSSELS, PACIFIC, HOKKAIDO):
        given_facts = facts(case)
        for _ in range(8):
            point = settings(drawn(chance))
            for factor in (1e-9, 1e60):
                assert shown.willing(given_facts, point, factor) == 0
                far = build(given_facts._replace(power=given_facts.power * factor), point)
                assert coalitions_in_equilibrium(without_patron(far), 0) == [0]


@given(situations(bound=False), vectors())
def test_p6_in_made_up_worlds(given_facts, parameters):
    if parameters.membership < 1e-4 or given_facts.clients < 2:
        return
    point = settings(parameters)
    assert shown.willing(given_facts, point, 1e-60) == 0
    # Prizes are powers too, and what is taken adds to the power: both grow without bound.
    assert shown.willing(given_facts, point, 1e60) == 0


def test_p6_shares_and_the_counterexample():
    draws = box()
    europe = draws[draws["case"] == "Brussels 1948"]
    up, down = "willing_0.2", "willing_0.1"
    assert (europe[up] > europe[down]).mean() > 0.1
    assert (europe[up] < europe[down]).mean() < 0.03
    assert (europe["willing_2"] > europe["willing_1"]).mean() < 0.03
    assert (europe["willing_2"] < europe["willing_1"]).mean() > 0.04
    # "In most draws in which anybody would pledge at all ... the far side of the hump"
    table = europe[[f"willing_{k:g}" for k in shown.POWERS]].to_numpy()
    ever = table[table.max(axis=1) > 0]
    assert len(ever) > 10
    assert (ever[:, 3] < ever[:, :3].max(axis=1)).mean() > 0.5
    position = draws.pivot(index="draw", columns="case", values="willing_1")
    more = (position["Hokkaido occupied"] > position["Pacific 1951"]).mean()
    assert more >= (position["Hokkaido occupied"] < position["Pacific 1951"]).mean()
    # "Pledges to all are rare in the Pacific with or without it"
    assert position[["Hokkaido occupied", "Pacific 1951"]].to_numpy().mean() < 0.1
    careful = settings(Parameters(mean_cost=0.05))
    numbers = [shown.willing(facts(BRUSSELS), careful, k) for k in (0.05, 0.2, 0.6, 1.0, 1.5, 2.0)]
    assert numbers[0] == numbers[-1] == 0
    assert numbers[1] >= 3
    assert numbers == sorted(numbers[:2]) + sorted(numbers[2:], reverse=True)
    assert shown.willing(facts(BRUSSELS), careful) > shown.willing(facts(BRUSSELS), careful, 2.0)


# ------------------------------------------------------------------------------- P7


@pytest.mark.parametrize("way", ["threats", "campaign_threats"])
def test_p7_land_beats_water_if_the_reach_stays_short_and_water_land_if_it_is_long(way):
    chance = random.Random(7)
    short = long = between = 0
    for case in (BRUSSELS, PACIFIC, HOKKAIDO):
        ways = [
            inputs(changed)
            for changed in (cases.resurfaced(case, "land"), case, cases.resurfaced(case, "sea"))
        ]
        for _ in range(25):
            point = drawn(chance).changed(
                {"land_scale_km": 200.0 * 10 ** chance.random()} if chance.random() < 0.5 else {}
            )
            reach = chance.choice([100.0, 400.0, 1500.0])
            changed = [
                getattr(one.at(given_numbers(case, one.adversary, reach)), way)(point)
                for one in ways
            ]
            land, real, sea = (np.array(found) for found in changed)
            top = reach + point.base_use * sum(ways[0].bases_km)
            if top <= point.land_scale_km:
                short += 1
                assert (land >= real - 1e-12).all()
                assert (real >= sea - 1e-12).all()
            elif reach >= point.land_scale_km:
                long += 1
                assert (land <= real + 1e-12).all()
                assert (real <= sea + 1e-12).all()
            else:
                between += 1
    assert min(short, long, between) > 5


def given_numbers(case, adversary, reach):
    values = {key: quantity.value for key, quantity in case.quantities().items()}
    return values | {f"reach_km:{adversary}": reach}


def test_p7_shares_and_the_counterexample():
    draws = box()
    assert (draws.loc[draws["short"], "least"] >= -1e-12).all()
    assert 0.7 < draws["short"].mean() < (draws["least"] >= -1e-12).mean() < 1
    found = shown.over_land(BRUSSELS, Parameters(land_scale_km=270.0))
    higher = found["water"] > found["land"] + TINY
    assert list(found.index[higher]) == ["Britain"]
    # "the ports that are taken on the way lengthen the reach beyond the land scale"
    coded = inputs(BRUSSELS)
    assert coded.reach_km < 270.0 < coded.reach_km + sum(coded.bases_km)


# ------------------------------------------------------------------------------- limits


@given(situations(), vectors(), st.randoms(use_true_random=False), st.floats(0.01, 100.0))
def test_limits_neither_the_order_nor_the_scale_matters(given_facts, parameters, shuffle, factor):
    point, n = settings(parameters), given_facts.clients
    before = build(given_facts, point)
    bigger = build(scaled(given_facts, factor), point)
    order = shuffle.sample(range(n), n)
    renamed = build(relabelled(given_facts, order), point)
    prior = list(before.prior_level)
    for group in range(1 << n):
        if group.bit_count() == 1:
            continue
        here = settle(before, group, group, 2, False, prior)
        assert settle(bigger, group, group, 2, False, prior) == pytest.approx(here, abs=1e-6)
        there = settle(
            renamed, moved(group, order), moved(group, order), 2, False, renamed.prior_level
        )
        assert there == pytest.approx([here[old] for old in [*order, n]], abs=1e-9)


@given(situations(bound=False), vectors())
def test_limits_without_a_threat_there_is_no_pact(given_facts, parameters):
    harmless = given_facts._replace(power=0.0, prizes=[0.0] * len(given_facts.prizes))
    made = build(harmless, settings(parameters))
    replies, n = patron.solve(made), made.clients
    assert not any(replies.kind)
    assert not any(replies.spokes)
    payoffs = [replies.payoffs[c * (n + 1) : (c + 1) * (n + 1)] for c in range(1 << n)]
    if parameters.membership > 1e-6:
        assert coalitions_in_equilibrium(payoffs, 0) == [0]


@given(situations(), vectors(), st.floats(1.0, 10.0), st.floats(0.1, 1.0))
def test_limits_power_nearness_and_footholds_lower_no_threat(given_facts, parameters, more, nearer):
    def threats(changed):
        made = build(changed, settings(parameters))
        forces = [force**made.decisiveness for force in made.forces]
        return np.array(campaigns_against(made.edges, forces, 0))

    def shrunk(table):
        return [[km * nearer if km >= 0.0 else km for km in row] for row in table]

    before = threats(given_facts)
    tables = ("start_land_km", "start_sea_km", "land_km", "sea_km")
    closer = given_facts._replace(**{name: shrunk(getattr(given_facts, name)) for name in tables})
    foothold = given_facts._replace(
        start_land_km=[*given_facts.start_land_km, [0.0] * len(given_facts.prizes)],
        start_sea_km=[*given_facts.start_sea_km, [0.0] * len(given_facts.prizes)],
    )
    stronger = given_facts._replace(power=given_facts.power * more)
    for changed in (stronger, closer, foothold):
        assert (threats(changed) >= before - 1e-12).all()


@given(st.data())
def test_limits_provocation_pays_nobody_while_the_pacts_stand(data):
    made = data.draw(filled())
    arrangement = data.draw(arrangements(made))
    i = data.draw(st.integers(0, made.clients - 1))
    calm, wild = (
        made._replace(provocation=[*made.provocation[:i], p, *made.provocation[i + 1 :]])
        for p in (0.0, 1.0)
    )
    before, after = settle(calm, *arrangement), settle(wild, *arrangement)
    assert all(b <= a + 1e-12 for a, b in zip(before, after, strict=True))


def test_limits_provocation_can_bring_a_pact_of_many_about():
    loose = Parameters(patron_share=1.0, consult_share=0.2, control=0.0)
    japan = 1 << list(HOKKAIDO.clients).index("japan")
    for exhaustive in (False, True):
        low, high = (
            play(cases.provoking(HOKKAIDO, "japan", degree), loose, exhaustive=exhaustive).replies
            for degree in ("low", "high")
        )
        assert low.pact[15] == 0
        assert any(low.spokes[15 * 4 : 16 * 4])  # "it makes bilateral pacts"
        assert high.pact[15].bit_count() >= 3
        assert high.pact[15] & japan
        assert high.level[15] == 1
        # "Either is worth less to it"
        assert high.payoffs[15 * 5 + 4] < low.payoffs[15 * 5 + 4]
        assert high.alone[15 * 5 + 4] < low.alone[15 * 5 + 4]


# ------------------------------------------------------------------------------- the page


def test_the_table_of_the_page_names_tests_that_exist():
    named = set(re.findall(r"`(test_\w+)_…`", PAGE))
    assert named == {f"test_p{i}" for i in range(1, 8)} | {"test_limits"}
    for start in named:
        assert any(name.startswith(start + "_") for name in globals())


def test_what_the_figure_and_its_description_say():
    draws, gain = box(), both()
    joined = gain[gain["patron_joined"] > TINY]
    gain = joined[joined["patron_imposed"] > TINY]
    europe = draws[draws["case"] == "Brussels 1948"]
    found = shown.shares(
        {
            "H1": draws["worth"],
            "H2": 0.5 - joined["joined"],
            "H3": gain["imposed"] - gain["joined"],
            "H4": draws.loc[draws["imposes"], "spokes"] - 0.5,
            "H5": draws.loc[draws["joins"] > TINY, "step"],
            "H6": europe["willing_2"] - europe["willing_1"],
            "H7": draws["least"].where(draws["least"] < -1e-12, draws["most"]),
        }
    )
    assert np.allclose(found[["holds", "same", "fails"]].sum(axis=1), 1.0)
    holds = found["holds"]
    assert (holds[["H1", "H5", "H7"]] > 0.9).all()
    assert holds["H2"] == pytest.approx(1 / 4, abs=0.1)
    assert holds["H3"] > 0.65
    assert holds["H4"] > 0.95
    assert found.loc["H6", "same"] == pytest.approx(0.9, abs=0.05)
    assert found.loc["H6", "fails"] > 5 * holds["H6"]
    assert isinstance(found, pd.DataFrame)
