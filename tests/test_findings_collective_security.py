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
from alliance_design.patron import ALONE, IMPOSED, JOINED, solve
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
def unlinked():
    return play(BRUSSELS, reference().changed({"linkage": 0.0}))


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
    assert (europe["net"] < 0).all()
    assert europe["net"].idxmax() == "Netherlands"  # "which comes nearest to a gain"
    assert europe["net"].idxmin() == "France"  # "most for France"
    # The bars as the figure's text describes them.
    assert (europe["fighting for others"] > 0.45 * paid).all()
    longer = paid / europe["safety"]
    assert longer.min() > 1
    assert longer.idxmax() == "France"
    assert longer["France"] > 2
    assert europe["with patron"].between(0.001, 0.05).all()
    forces = games["brussels-1948"].world.forces[:5]
    assert sum(forces[:2]) > sum(forces[2:])


def test_what_safety_britain_and_france_gain_they_owe_to_the_linkage(rows, unlinked):
    europe = rows["brussels-1948"]["safety"]
    assert europe[["Britain", "France"]].min() > 0.03
    without = shown.keeping(unlinked).set_index("client")["safety"]
    assert without[["Britain", "France"]].abs().max() < 0.002
    # "whoever falls first in Europe is most likely not the last"
    world = play(BRUSSELS).world
    n = world.clients
    for fallen in range(n):
        assert max(world.follow_on[i * n + fallen] for i in range(n)) > 0.8


def test_in_the_pacific_a_pledge_of_all_nearly_balances_and_the_patron_makes_it_a_loss(rows):
    asia = rows["pacific-1951"]
    threatened, distant = ["Japan", "Philippines"], ["Australia", "New Zealand"]
    assert asia.loc[threatened, "net"].abs().max() < 0.01  # "next to nothing either way"
    assert asia.loc[distant, "net"].max() < -0.02
    assert (asia["with patron"] < 0).all()
    assert asia.loc[threatened, "with patron"].max() < -0.05
    assert asia["old quarrels"].idxmax() == "Japan"
    assert asia.loc["Australia", "safety"] < 0.001


def test_with_hokkaido_occupied_manila_gains_safety_and_japan_is_picked_instead(games, rows):
    imagined = rows["hokkaido-occupied"]
    japan = imagined.loc["Japan"]
    assert japan["net"] < imagined.loc["Philippines", "net"] < 0
    assert (imagined["net"] < 0).all()  # "pays nobody"
    assert imagined["safety"].idxmax() == "Philippines"
    assert 0 < japan["safety"] < imagined.loc["Philippines", "safety"] / 4
    assert japan[COSTS].sum() > 6 * japan["safety"]
    assert japan[COSTS].idxmax() == "own fight"  # "the largest part of it"
    assert imagined.index[imagined["with patron"] > 0].to_list() == ["Philippines"]
    assert -0.02 < japan["with patron"] < 0  # "a small loss", "not quite pay"
    assert imagined.loc[["Japan", "Philippines"], "with patron"].min() > japan["net"]
    outside = shown.dangers(games["hokkaido-occupied"].world, 0b1110)
    inside = shown.dangers(games["hokkaido-occupied"].world, 0b1111)
    assert inside[1][0] > outside[1][0] + 0.05
    assert inside[0][1] < outside[0][1] - 0.1  # Japan's help for Manila
    assert inside[0][0] > outside[0][0] - 0.1  # Manila's for Japan
    assert min(outside[0][:2]) > 0.5  # "both Japan and the Philippines are in danger"
    # "Being the first victim takes nearly all that Japan gains by not being the second."
    before = [threat * chance for threat, chance in zip(*outside, strict=True)]
    after = [threat * chance for threat, chance in zip(*inside, strict=True)]
    first = after[0] - before[0]
    second = games["hokkaido-occupied"].world.follow_on[1] * (before[1] - after[1])
    assert 0.9 * second < first < second
    assert abs(second - first - japan["safety"]) < 0.001


def test_all_five_ride_free_britain_on_its_road_and_luxembourg_on_the_linkage(games, unlinked):
    rides = shown.free_rides(games["brussels-1948"]).set_index("Client")
    assert (rides["Change in payoff"] > 0).all()
    assert rides.loc["Britain", "after"] < rides.loc["Britain", "Threat before"] - 0.01
    assert rides.loc["Luxembourg", "after "] > rides.loc["Luxembourg", "Picked before"] + 0.1
    assert abs(rides.loc["Luxembourg", "after"] - rides.loc["Luxembourg", "Threat before"]) < 0.001
    # The exercise: with a linkage of 0 only Britain gains.
    without = shown.free_rides(unlinked).set_index("Client")
    change = without["Change in payoff"]
    assert change.index[change > 0].to_list() == ["Britain"]
    assert change["Britain"] < rides.loc["Britain", "Change in payoff"]  # "the second besides"
    assert without.loc["France", "after"] < without.loc["France", "Threat before"]
    assert without.loc["France", "after "] > without.loc["France", "Picked before"]
    # "it would most likely have fallen after one of the others"
    follow_on, n = games["brussels-1948"].world.follow_on, 5
    assert min(follow_on[4 * n : 4 * n + 4]) > 0.8


def test_over_the_box_those_behind_ride_more_often_than_those_in_front():
    draws = shown.outsider_draws(BRUSSELS, draws=300, seed=1948)
    share = (draws.drop(columns="everybody") > 0).mean()
    assert share["Britain"] > 0.9
    assert share["France"] > 0.7
    assert share[["Belgium", "Netherlands", "Luxembourg"]].max() < 0.5
    # "It hangs by a thread": without the patron the pledge of all is rare in the box.
    assert draws["everybody"].mean() < 0.02


def test_fading_quarrels_decide_with_hokkaido_occupied_only(games):
    constant = {
        name: play(case, reference().changed({"fading": 0.0})) for name, case in CASES.items()
    }
    for name in ("brussels-1948", "pacific-1951"):
        assert constant[name].survivors == games[name].survivors
    imagined, pair = games["hokkaido-occupied"], JAPAN_AND_PHILIPPINES
    assert imagined.survivors == (pair,)
    assert constant["hokkaido-occupied"].survivors == (0,)
    # It is Japan that would not pledge: what an unmuted quarrel costs is more than its margin.
    unmuted = constant["hokkaido-occupied"].payoffs
    assert unmuted[pair][0] < unmuted[0][0]
    assert unmuted[pair][1] > unmuted[0][1]
    margin = imagined.payoffs[pair][0] - imagined.payoffs[0][0]
    assert 0 < margin < imagined.payoffs[pair][0] - unmuted[pair][0]
    assert not any(facts(BRUSSELS).rivalry)
    world = imagined.world
    assert world.quarrel[1] < games["pacific-1951"].world.quarrel[1]
    assert world.quarrel[2] > 0.99 * reference().rivalry_cost


@pytest.fixture(scope="module")
def sweeps():
    factors = [10 ** (step / 60) for step in range(-60, 61)]
    return tuple(shown.by_power(case, factors) for case in (BRUSSELS, PACIFIC))


def stretches(frame, where):
    """First and last factor of every stretch where something is true."""
    runs = (where != where.shift()).cumsum()[where]
    return [(run.iloc[0], run.iloc[-1]) for _, run in frame["factor"].groupby(runs)]


def with_power(factor):
    given = facts(BRUSSELS)
    point = Settings(*(getattr(reference(), name) for name in BOX))
    return build(given._replace(power=given.power * factor), point)


def test_by_themselves_the_five_hold_against_a_weaker_adversary_only(sweeps):
    europe, asia = sweeps
    ((start, end),) = stretches(europe, europe["least"] >= 0)
    assert 0.3 < start < 0.36
    assert 0.6 < end < 0.75  # "two thirds"; the actual power is above it
    for factor in (start, 0.5, end):
        table = shown.without_patron(with_power(factor))
        assert undominated(table, coalitions_in_equilibrium(table, 0)) == [31]
    # "Well below": what the least willing loses is about its membership.
    below = europe[europe["factor"] < start / 2]
    assert (abs(below["least"] + reference().membership) < 0.001).all()
    # The most willing client rises at about a third.
    assert europe["most"].iloc[0] < 0.01 < europe["most"].max()
    assert 0.25 < europe.loc[europe["most"].idxmax(), "factor"] < 0.5
    assert europe["least"].max() < europe["most"].max() / 5  # "if much less"
    ((_, last),) = stretches(europe, europe["most"] >= 0)
    assert 0.8 < last < 1  # "shortly before the actual power"
    # "a much lower hump farther to the right"
    assert asia["most"].idxmax() > europe["most"].idxmax()
    assert 0 < asia["most"].max() < europe["most"].max() / 3
    assert (asia["least"] < 0).all()
    assert (asia["with patron"] < 0).all()


def test_with_the_patron_the_five_hold_in_two_stretches(sweeps):
    europe, _ = sweeps
    broad, narrow = stretches(europe, europe["with patron"] >= 0)
    assert 0.45 < broad[0] < 0.55  # "about half the actual power"
    assert 1 < broad[1] < 9 / 8  # "just above", "close to the upper end"
    assert narrow[0] < narrow[1]
    assert narrow[1] / narrow[0] < 1.2 < broad[1] / broad[0]
    assert (shown.by_power(BRUSSELS, [9 / 8])["with patron"] < 0).all()
    # "neither contains the other": at the lower end of the one without the patron it undoes it.
    by_themselves = europe["least"] >= 0
    ((start, end),) = stretches(europe, by_themselves)
    ((first, last),) = stretches(europe, by_themselves & (europe["with patron"] < 0))
    assert start == first < last < broad[0] < end < broad[1]


def test_the_gap_between_the_two_stretches_hangs_on_what_follows_the_pact(sweeps):
    europe, _ = sweeps
    (_, end), (again, last) = stretches(europe, europe["with patron"] >= 0)
    n, full, without_france = 5, 31, 29

    def kept(replies, coalition):
        return sum(level > 0 for level in replies.alone_spokes[coalition * n : (coalition + 1) * n])

    for factor in europe["factor"]:
        if end < factor <= last * 1.1:
            replies = solve(with_power(factor))
            if factor < again:
                assert kept(replies, full) == kept(replies, without_france) == 4
                left, payoffs = without_france * (n + 1) + 1, replies.payoffs
                assert payoffs[left] > payoffs[full * (n + 1) + 1]
            elif factor <= last:
                assert kept(replies, full) == 4
                assert not any(kept(replies, full ^ 1 << i) for i in range(n))
            else:
                assert not any(kept(replies, group) for group in range(full + 1))
    for factor in (2.0, 5.0, 10.0):
        replies = solve(with_power(factor))
        assert not any(kept(replies, group) for group in range(full + 1))


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
    n, replies = game.world.clients, game.replies
    # Without a pledge it imposes a pact to fight on all five, and all accept.
    assert (replies.kind[0], replies.pact[0], replies.level[0]) == (IMPOSED, 31, 2)
    assert (replies.kind[31], replies.pact[31], replies.level[31]) == (JOINED, 31, 2)
    kept = rows["brussels-1948"]["with patron"]
    for i in range(n):
        whole = game.payoffs[31][i] - game.payoffs[0][i]
        assert whole > table[31][i] - table[0][i]
        assert 0 < kept.iloc[i] < whole / 4
        left = 31 ^ 1 << i
        assert replies.kind[left] == JOINED
        assert replies.pact[left] == 31  # the one that held back is invited


def test_the_joined_pact_is_worth_more_for_lasting_and_for_what_follows_it(games):
    game = games["brussels-1948"]
    world, replies, n = game.world, game.replies, game.world.clients
    france, belgium = 1, 2
    imposed = settle(world, 0, 31, 2, True, world.prior_level)[france]
    joined = settle(world, 31, 31, 2, False, world.prior_level)[france]
    after_imposed, after_joined = replies.alone[france], replies.alone[31 * (n + 1) + france]
    assert 0 < joined - imposed < 0.1 * (after_joined - after_imposed)
    assert replies.hazard[0] > 2 * replies.hazard[31]
    # What follows: nothing after an imposed pact, four bilateral pacts after the joined one.
    spokes = [replies.alone_spokes[group * n : (group + 1) * n] for group in range(32)]
    assert not any(spokes[0])
    assert sum(level > 0 for level in spokes[31]) == 4
    assert spokes[29] == spokes[31]  # France held back
    assert sum(level > 0 for level in spokes[27]) == 1  # Belgium held back
    for i, left in ((france, 29), (belgium, 27)):
        assert replies.alone[left * (n + 1) + i] < replies.alone[31 * (n + 1) + i] - 0.01


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
