"""Findings of the chapter on collective security, held against what the model computes.

Findings at the reference set are computed again, so a sentence that a new calibration makes wrong
turns red here. Propositions are tried over random parameters.
"""

from dataclasses import replace

import numpy as np
import pytest

from alliance_design import figures_collective_security as shown
from alliance_design.cases import load
from alliance_design.commitment import (
    coalition_proof,
    coalitions_in_equilibrium,
    settle,
    undominated,
)
from alliance_design.design import build, facts, play
from alliance_design.parameters import BOX, Settings, reference
from alliance_design.patron import ALONE, JOINED
from alliance_design.threat import delivered_power, step_success

NAMES = ("brussels-1948", "pacific-1951", "hokkaido-occupied")
CASES = {name: load(name) for name in NAMES}
BRUSSELS, PACIFIC, HOKKAIDO = (CASES[name] for name in NAMES)
COSTS = list(shown.COSTS)
JAPAN_AND_PHILIPPINES = 0b0011


@pytest.fixture(scope="module")
def games():
    return {name: play(case) for name, case in CASES.items()}


@pytest.fixture(scope="module")
def alone(games):
    return {name: shown.without_patron(game.world) for name, game in games.items()}


@pytest.fixture(scope="module")
def rows(games):
    return {name: shown.keeping(game).set_index("client") for name, game in games.items()}


def drawn(seed, count):
    """Worlds of the three cases at random parameters."""
    random = np.random.default_rng(seed)
    for _ in range(count):
        point = Settings(*(float(random.uniform(b.low, b.high)) for b in BOX.values()))
        for case in CASES.values():
            yield case, point


def stable(world):
    return coalitions_in_equilibrium(shown.without_patron(world), world.standing)


# ------------------------------------------------------------------------------- propositions


def test_the_ledger_adds_up_and_its_costs_are_not_negative(games):
    for case, point in drawn(1, 15):
        frame = shown.keeping(replace(games[case.id], world=build(facts(case), point)))
        net = frame["safety"] - frame[COSTS].sum(axis=1)
        assert (abs(net - frame["net"]) < 1e-12).all()
        bound_before = [bool(one) for one in facts(case).allies]
        free = frame[[not bound for bound in bound_before]]
        assert (free[COSTS] >= -1e-12).all().all()


def test_others_pledges_raise_no_threat_and_turn_the_adversary_to_who_has_no_road():
    seen = 0
    for case, point in drawn(2, 60):
        world = build(facts(case), point)
        n = world.clients
        before, picked = shown.dangers(world, 0)
        unlinked = world._replace(follow_on=[0.0] * (n * n))
        for i in range(n):
            others = ((1 << n) - 1) ^ 1 << i
            after, later = shown.dangers(world, others)
            assert all(b <= a + 1e-12 for a, b in zip(before, after, strict=True))
            if after[i] == before[i]:
                assert later[i] >= picked[i] - 1e-12
                if not world.allies[i]:
                    seen += 1
                    change = shown.without_patron(unlinked)
                    assert change[others][i] <= change[0][i] + 1e-12
    assert seen > 100


def test_dangers_are_those_of_the_game():
    world = build(facts(BRUSSELS), Settings(*(getattr(reference(), name) for name in BOX)))
    n = world.clients
    bare = world._replace(
        follow_on=[0.0] * (n * n), pledged_fight=[0.0] * (n * n), pledged_resolve=[0.0] * n,
        quarrel=[0.0] * (n * n), membership=0.0,
    )  # fmt: skip
    for coalition in (0, 0b01011, 0b11111):
        threats, picked = shown.dangers(bare, coalition)
        found = settle(bare, coalition, 0, 0, False, bare.prior_level)
        for i in range(n):
            assert abs(1 - threats[i] * picked[i] - found[i]) < 1e-12


@pytest.mark.parametrize("factor", [1e-9, 1e60])
def test_nobody_commits_against_the_weakest_or_the_strongest_adversary(factor):
    for case, point in drawn(3, 40):
        given = facts(case)
        assert stable(build(given._replace(power=given.power * factor), point)) == [0]


def test_nobody_commits_is_an_equilibrium_exactly_without_a_standing_pledge(games):
    for game in games.values():
        assert game.world.standing == 0
        assert 0 in game.equilibria
        for i in range(game.world.clients):
            assert game.payoffs[1 << i] == game.payoffs[0]
    assert 0 not in play(load("nato-1949")).equilibria


def test_nobody_is_not_coalition_proof_where_a_pair_gains():
    random = np.random.default_rng(4)
    seen = 0
    for _ in range(300):
        table = random.normal(size=(16, 4)).tolist()
        for i in range(4):
            table[1 << i] = table[0]
        pairs = [
            (i, j)
            for i in range(4)
            for j in range(i)
            if all(table[1 << i | 1 << j][k] > table[0][k] for k in (i, j))
        ]
        found = coalitions_in_equilibrium(table, 0)
        assert 0 in found
        if pairs:
            seen += 1
            assert 0 not in coalition_proof(table, found, 0)
    assert 0 < seen < 300


# ------------------------------------------------------------------------------- the reference set


def test_europe_gets_more_aid_than_it_has_and_japan_little(games):
    def ratio(game, name):
        i, n = list(game.case.clients).index(name), game.world.clients
        others = ((1 << n) - 1) ^ 1 << i
        return game.world.pledged_aid[others * n + i] / game.world.forces[i]

    assert ratio(games["brussels-1948"], "belgium") > 3
    assert ratio(games["brussels-1948"], "britain") < 1
    assert ratio(games["pacific-1951"], "japan") < 1


def test_in_brussels_safety_alone_does_not_pay_for_all_and_the_patron_makes_it_pay(games, rows):
    europe = rows["brussels-1948"]
    paid = europe[COSTS].sum(axis=1)
    for name in ("Britain", "France"):
        assert europe.loc[name, "net"] < -0.05
        assert paid[name] > 3 * europe.loc[name, "safety"]
        assert europe.loc[name, "fighting for others"] > 0.85 * paid[name]
    assert europe.index[europe["net"] > 0].to_list() == ["Netherlands"]
    assert europe.loc[["Belgium", "Luxembourg"], "net"].abs().max() < 0.01
    assert europe["with patron"].between(0.001, 0.03).all()
    forces = games["brussels-1948"].world.forces[:5]
    assert sum(forces[:2]) > sum(forces[2:])


def test_in_the_pacific_japan_and_manila_gain_a_little_without_the_patron_only(rows):
    asia = rows["pacific-1951"]
    assert asia.index[asia["net"] > 0].to_list() == ["Japan", "Philippines"]
    assert asia["net"].max() < 0.03
    assert (asia["with patron"] < 0).all()
    assert asia["old quarrels"].idxmax() == "Japan"
    assert asia.loc["Australia", "safety"] < 0.001


def test_with_hokkaido_occupied_manila_gains_and_japan_is_picked_instead(games, rows):
    imagined = rows["hokkaido-occupied"]
    assert imagined.loc["Philippines", "net"] > 0 > imagined.loc["Japan", "safety"]
    assert imagined.loc["Philippines", "safety"] > 0.1
    assert imagined["safety"].idxmax() == "Philippines"
    outside = shown.dangers(games["hokkaido-occupied"].world, 0b1110)
    inside = shown.dangers(games["hokkaido-occupied"].world, 0b1111)
    assert inside[1][0] > outside[1][0] + 0.05
    assert inside[0][1] < outside[0][1] - 0.1  # Japan's help for Manila
    assert inside[0][0] > outside[0][0] - 0.1  # Manila's for Japan
    assert min(outside[0][:2]) > 0.5  # "both Japan and the Philippines are in danger"


def test_britain_rides_free_and_luxembourg_does_not(games):
    rides = shown.free_rides(games["brussels-1948"]).set_index("Client")
    assert rides.loc["Britain", "Change in payoff"] > 0
    assert rides.loc["Britain", "after"] < rides.loc["Britain", "Threat before"] - 0.01
    assert rides.loc["Luxembourg", "Change in payoff"] < 0
    assert rides.loc["Luxembourg", "after "] > rides.loc["Luxembourg", "Picked before"]
    assert abs(rides.loc["Luxembourg", "after"] - rides.loc["Luxembourg", "Threat before"]) < 0.01


def test_over_the_box_those_behind_ride_more_often_than_those_in_front():
    draws = shown.outsider_draws(BRUSSELS, draws=300, seed=1948)
    share = (draws.drop(columns="everybody") > 0).mean()
    assert share["Britain"] > 0.9
    assert share["France"] > 0.7
    assert share[["Belgium", "Netherlands", "Luxembourg"]].max() < 0.5
    # "It hangs by a thread": without the patron the pledge of all is rare in the box.
    assert draws["everybody"].mean() < 0.02


def test_without_linkage_britain_still_rides_and_luxembourg_loses_more(games):
    before = shown.free_rides(games["brussels-1948"]).set_index("Client")["Change in payoff"]
    unlinked = play(BRUSSELS, reference().changed({"linkage": 0.0}))
    after = shown.free_rides(unlinked).set_index("Client")["Change in payoff"]
    assert after["Britain"] > 0
    assert after["Luxembourg"] < before["Luxembourg"]


def test_fading_quarrels_decide_nothing_in_the_three_cases(games):
    for name, case in CASES.items():
        constant = play(case, reference().changed({"fading": 0.0}))
        assert constant.survivors == games[name].survivors
    assert not any(facts(BRUSSELS).rivalry)
    world = games["hokkaido-occupied"].world
    assert world.quarrel[1] < games["pacific-1951"].world.quarrel[1]
    assert world.quarrel[2] > 0.99 * reference().rivalry_cost
    assert reference().rivalry_cost < 0.01  # "too little to turn anybody"


def test_the_five_hold_in_a_middle_stretch_of_power_and_only_with_the_patron():
    factors = [10 ** (step / 40) for step in range(-40, 41)]
    europe = shown.by_power(BRUSSELS, factors)
    asia = shown.by_power(PACIFIC, factors)
    assert (europe["least"] < 0).all()
    assert (asia["least"] < 0).all()
    assert (asia["with patron"] < 0).all()
    holds = europe["with patron"] >= 0
    assert holds[europe["factor"] == 1.0].all()
    assert not holds.iloc[0]
    assert not holds.iloc[-1]
    # One stretch: it starts once and ends once.
    assert holds.astype(int).diff().abs().sum() == 2
    # "close to the upper end: with an adversary stronger by an eighth"
    assert (shown.by_power(BRUSSELS, [9 / 8])["with patron"] < 0).all()
    # Described: the most willing client rises at about a third and falls soon after 1.
    assert europe["most"].iloc[0] < 0.01 < europe["most"].max()
    assert 0.25 < europe.loc[europe["most"].idxmax(), "factor"] < 0.5
    assert (europe.loc[europe["factor"] > 1.26, "most"] < 0).all()
    # "next to nothing at stake": the least willing loses no more than about its membership.
    peak = europe.loc[europe["most"].idxmax()]
    assert abs(peak["least"] + reference().membership) < 0.005
    # "a much lower hump farther to the right"
    assert asia["most"].idxmax() > europe["most"].idxmax()
    assert 0 < asia["most"].max() < europe["most"].max() / 3


def test_without_the_patron_only_japan_and_the_philippines_would_commit(alone):
    assert coalitions_in_equilibrium(alone["brussels-1948"], 0) == [0]
    assert coalitions_in_equilibrium(alone["hokkaido-occupied"], 0) == [0]
    table = alone["pacific-1951"]
    found = coalitions_in_equilibrium(table, 0)
    assert found == [0, JAPAN_AND_PHILIPPINES]
    assert undominated(table, found) == [JAPAN_AND_PHILIPPINES]


def test_with_the_patron_both_readings_choose_the_five(games):
    game = games["brussels-1948"]
    assert len(game.equilibria) > 2
    assert game.survivors == game.proof == (31,)
    for other in game.equilibria:
        if other != 31:
            assert all(game.payoffs[31][i] > game.payoffs[other][i] for i in range(5))
    # "a pair of clients may already bring the patron in"
    assert any(
        game.replies.kind[group] == JOINED for group in game.equilibria if group.bit_count() == 2
    )
    assert games["pacific-1951"].equilibria == (0,)


def test_the_patron_makes_the_pact_worth_much_and_keeping_ones_word_worth_little(
    games, alone, rows
):
    game, table = games["brussels-1948"], alone["brussels-1948"]
    n = game.world.clients
    assert game.replies.kind[0] == ALONE
    assert not any(game.replies.spokes[:n])  # nobody's pledge brings nothing
    assert game.replies.kind[31] == JOINED
    kept = rows["brussels-1948"]["with patron"]
    for i in range(n):
        whole = game.payoffs[31][i] - game.payoffs[0][i]
        assert whole > table[31][i] - table[0][i]
        assert 0 < kept.iloc[i] < whole / 4
        left = 31 ^ 1 << i
        assert game.replies.kind[left] == JOINED
        assert game.replies.pact[left] == 31  # the one that held back is invited
    # What follows the pact's end: bilateral pacts if all had pledged, hardly any otherwise.
    spokes = game.replies.alone_spokes
    assert sum(level > 0 for level in spokes[31 * n :]) == 4
    assert not any(spokes[29 * n : 30 * n])  # France held back
    for i in range(n):
        left = 31 ^ 1 << i
        assert sum(level > 0 for level in spokes[left * n : (left + 1) * n]) <= 1


def test_in_the_pacific_a_pledge_would_let_the_patron_stay_away(games):
    game = games["pacific-1951"]
    n, pair = game.world.clients, JAPAN_AND_PHILIPPINES
    assert game.replies.kind[0] == game.replies.kind[pair] == ALONE
    assert game.replies.spokes[:n] == [2, 0, 0, 0]
    assert not any(game.replies.spokes[pair * n : (pair + 1) * n])
    assert game.payoffs[0][0] > 0.999 > 0.97 > game.payoffs[pair][0]


def test_while_the_pact_stands_who_held_back_enjoys_it_like_the_others(games):
    world = games["brussels-1948"].world
    full = settle(world, 31, 31, 2, False, world.prior_level)
    for i in range(5):
        assert settle(world, 31 ^ 1 << i, 31, 2, False, world.prior_level) == full


def test_with_hokkaido_occupied_two_commit_because_of_the_patron(games, alone):
    game, table = games["hokkaido-occupied"], alone["hokkaido-occupied"]
    pair = JAPAN_AND_PHILIPPINES
    assert game.survivors == (pair,)
    assert table[pair][0] < table[0][0]
    assert table[pair][1] < table[0][1]
    assert all(game.payoffs[pair][i] > game.payoffs[0][i] for i in (0, 1))
    n = game.world.clients
    assert game.replies.kind[pair] == JOINED
    assert game.replies.pact[pair] == pair  # a pact of three
    assert game.replies.level[pair] == 2
    assert game.replies.kind[0] == ALONE
    assert game.replies.spokes[:n] == [2, 0, 0, 0]  # Japan: to fight; Manila: nothing


def test_no_client_of_the_three_cases_is_likely_to_start_a_war():
    for case in CASES.values():
        assert not any(facts(case).provocation)


def test_the_exercises_numbers():
    aid = 0.9 * delivered_power(0.7 * 0.05, 600, 0, 1500, 1)
    assert f"{aid:.4f}" == "0.0211"
    assert 3.4 < aid / 0.006 < 3.6
    before, after = (step_success(0.06, 0, 0, d, 1, 1, 2) for d in (0.006, 0.006 + aid))
    strong, met = (step_success(0.12, 0, 0, d, 1, 1, 2) for d in (0.006, 0.006 + aid))
    assert [f"{x:.3f}" for x in (before, after, strong, met)] == [
        "0.990",
        "0.830",
        "0.998",
        "0.951",
    ]
    assert f"{before - after:.2f}" == "0.16"
    assert strong - met < min(0.05, (before - after) / 3)
    nothing = [0, 0, 0]
    toy = [nothing, nothing, nothing, [1, 1, 0], nothing, [-1, 0, -1], [0, -1, -1], [-1, 0.5, 0.5]]
    assert coalitions_in_equilibrium(toy, 0) == undominated(toy, [0]) == [0]
    assert coalition_proof(toy, [0], 0) == []


def test_a_pair_already_bound_is_no_standing_coalition():
    assert facts(BRUSSELS).allies[:2] == [2, 1]
    assert facts(BRUSSELS).standing == 0
