"""Findings of the chapter on duration, held against what the model computes."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import cases
from alliance_design import figures_duration as drawn
from alliance_design.codebook import data_folder
from alliance_design.design import build, facts, play, settings
from alliance_design.duration import hazard, lasting_value, lifetime, stays
from alliance_design.parameters import Parameters, reference
from alliance_design.patron import IMPOSED, JOINED, imposed_on, settle

CHAPTER = (data_folder().parent / "chapters" / "theory" / "duration.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
positive = st.floats(0.001, 2.0)
some_gains = st.lists(positive, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def either():
    """The draws of the chapter in which the patron gains by the pact in both forms."""
    draws = drawn.both_ways(cases.load("brussels-1948"), draws=300, seed=1948)
    return draws[(draws["patron_joined"] > 1e-9) & (draws["patron_imposed"] > 1e-9)]


@given(some_gains, positive, st.floats(0.01, 0.5))
def test_the_hazard_lies_between_its_weakest_link_and_the_sum(gains, size, rate):
    """prop-weakest."""
    found = hazard(gains, rate, size)
    assert rate * math.exp(-min(gains) / size) <= found + 1e-12
    assert found <= rate * sum(math.exp(-gain / size) for gain in gains) + 1e-12
    assert hazard([*gains, -0.1], rate, size) == rate
    assert hazard([*gains, 0.0], rate, size) == rate


@given(positive, st.floats(0.0, 0.5), st.floats(0.01, 0.5), st.floats(0.0, 1.0), st.floats(-3, 3))
def test_imposing_pays_if_the_discounted_gain_outweighs_the_breakdown(
    gain, rate, delta, cost, later
):
    """prop-impose."""
    assert lasting_value(later + gain, later, rate, delta) > later - 1e-12
    worth = lasting_value(later + gain, later - cost, rate, delta) - later
    margin = delta * gain - rate * cost
    assert math.isclose(worth, margin / (delta + rate), abs_tol=1e-9)


@given(some_gains, st.lists(st.floats(-0.5, 2.0), max_size=4), positive, positive, positive)
def test_smaller_gains_and_more_pivots_end_a_pact_sooner(gains, more, less, rate, size):
    """prop-imposed: the condition that is enough, and that the rate does not matter."""
    imposed = [gain - less for gain in gains] + more
    here, there = hazard(imposed, rate, size), hazard(gains, rate, size)
    assert here >= there
    products = [math.prod(stays(g, size) for g in group) for group in (imposed, gains)]
    if abs(products[0] - products[1]) > 1e-9:
        assert (here > there) == (products[0] < products[1])


def test_the_table_of_gains_gives_the_models_own_hazard():
    for name in ("brussels-1948", "nato-1949", "pacific-1951", "hokkaido-occupied"):
        for parameters in (reference(), Parameters()):
            game = play(cases.load(name), parameters)
            replies = game.replies
            for coalition, kind in enumerate(replies.kind):
                lone = coalition & (coalition - 1) == 0 and coalition
                if kind not in (JOINED, IMPOSED) or lone:
                    continue
                frame = drawn.gains(
                    game,
                    coalition,
                    replies.pact[coalition],
                    replies.level[coalition],
                    kind == IMPOSED,
                )
                found = drawn.lifetimes({"it": frame}, parameters).loc["it", "hazard"]
                assert math.isclose(found, replies.hazard[coalition], abs_tol=1e-12)


def test_one_pact_both_ways_is_what_the_model_makes_of_it():
    case = cases.load("brussels-1948")
    game = play(case, Parameters())
    row = drawn.one_both_ways(build(facts(case), settings(Parameters())), 2)
    for name, imposed in (("joined", False), ("imposed", True)):
        frame = drawn.gains(game, 31, 31, 2, imposed)
        found = drawn.lifetimes({"it": frame}, Parameters()).loc["it", "hazard"]
        assert math.isclose(found, row[name] * Parameters().shock_rate, abs_tol=1e-12)
        # In the imposed pact everybody is pivotal, by assumption.
        assert frame["pivotal"].sum() - 1 == (5 if imposed else row["joined_pivotal"])


def test_imposed_pacts_nearly_always_end_sooner(either):
    assert len(either) > 90
    sooner = (either["imposed"] > either["joined"] + 1e-12).mean()
    later = (either["imposed"] < either["joined"] - 1e-12).mean()
    assert 0.75 < sooner < 1
    # "In none does the joined one have the higher"; "in the rest both end at the first shock"
    assert later == 0
    rest = either[either["imposed"] <= either["joined"] + 1e-12]
    assert (rest[["joined", "imposed"]] > 1 - 1e-12).all(axis=None)


def test_members_would_lose_more_by_leaving_the_imposed_pact(either):
    assert (either["patron_imposed"] > either["patron_joined"]).mean() > 0.6
    assert either["larger"].mean() > 0.8
    # "In none of the draws does it have more while the imposed pact stands"
    assert (either["patron_now"] >= -1e-9).all()
    assert either["fall_deeper"].mean() > 0.5
    assert either["paid_more"].mean() > 0.5


def test_clients_have_more_in_an_imposed_pact_because_it_binds_them_less_tightly():
    """With an audience cost as high as that of a pledge of their own, none has more."""
    given = facts(cases.load("brussels-1948"))
    random = np.random.default_rng(1948)
    rows = []
    for _ in range(300):
        world = build(given, settings(Parameters.drawn(random).changed({"imposed_share": 1.0})))
        rows.append(drawn.one_both_ways(world, 2))
    assert all(row["paid_more"] == 0 for row in rows)


def test_what_shortens_the_imposed_pact_is_the_assumption_that_all_are_pivotal(either):
    assert either["joined_pivotal"].mean() < 1
    # "the comparison turns round"
    assert (either["same_pivots"] < either["joined"] - 1e-12).mean() > 0.75
    assert (either["same_pivots"] > either["joined"] + 1e-12).mean() < 0.1


def test_with_the_joined_pacts_own_question_most_of_it_is_left(either):
    sooner = (either["own_test"] > either["joined"] + 1e-12).mean()
    assert 0.6 < sooner < (either["imposed"] > either["joined"] + 1e-12).mean()
    assert 0 < (either["own_test"] < either["joined"] - 1e-12).mean() < 0.25
    assert 2 < either["own_pivotal"].mean() < 4
    assert (either["own_test"] <= either["imposed"] + 1e-12).all()


def test_a_refusal_is_paid_at_the_door_and_not_at_the_exit():
    case = cases.load("seato-1954")
    numbers = [
        build(facts(case), settings(reference().changed({"refusal_cost": cost})))
        for cost in (0.0, 0.5)
    ]
    everyone = (1 << numbers[0].clients) - 1
    prior = numbers[0].prior_level
    assert settle(numbers[0], 0, everyone, 1, True, prior) == settle(
        numbers[1], 0, everyone, 1, True, prior
    )


def test_the_last_years_of_the_two_pacts_are_in_the_table_of_outcomes():
    table = (data_folder() / "outcomes.csv").read_text("utf-8")
    assert "seato-1954,ended,1977-06-30" in table
    assert "nato-1949,ended,in force" in table
    assert "was dissolved in June 1977" in CHAPTER


def test_the_chapters_numbers():
    # figure: at a gain of three shocks
    shares = [1 - stays(3.0, 1.0) ** number for number in (1, 3, 6)]
    assert "At a gain of 3 they stand at " + "{:.2f}, {:.2f} and {:.2f}".format(*shares) in CHAPTER
    assert shares[0] == pytest.approx(1 / 20, abs=0.001)
    assert shares[2] == pytest.approx(1 / 4, abs=0.02)
    # the stretch of the interval is the same at every hazard
    assert lifetime(0.3)[1] / lifetime(0.3)[0] == pytest.approx(lifetime(1.0)[1] / lifetime(1.0)[0])
    # exercises
    rate = hazard([0.2, 0.1], 0.2, 0.1)
    assert f"= {rate:.3f}$ a year" in CHAPTER
    early, late = lifetime(rate)
    assert early == pytest.approx(0.5, abs=0.1)
    assert round(late) == 33
    assert f"both with {stays(0.2, 0.1) * stays(0.1, 0.1):.3f}" in CHAPTER
    assert lasting_value(0.3, -0.1, 0.3, 0.1) == pytest.approx(0.0, abs=1e-12)


@given(st.lists(positive, min_size=2, max_size=5), positive, positive)
def test_a_gift_helps_most_where_the_gain_is_smallest(gains, gift, size):
    rates = []
    for i in range(len(gains)):
        given_to = [gain + (gift if i == j else 0.0) for j, gain in enumerate(gains)]
        rates.append(hazard(given_to, 1.0, size))
    assert rates[gains.index(min(gains))] <= min(rates) + 1e-12


@pytest.fixture(scope="module")
def nato():
    return play(cases.load("nato-1949"))


@pytest.fixture(scope="module")
def seato():
    return play(cases.load("seato-1954"))


@pytest.fixture(scope="module")
def pacts(nato, seato):
    """Who would lose what by leaving the two pacts."""
    five = nato.world.standing
    return {
        "nato": drawn.gains(nato, five, five, 2, False),
        "seato": drawn.gains(seato, 0, 127, 2, True),
    }


def test_the_pacts_of_1949_and_1954_as_told(nato, seato, pacts):
    five = nato.world.standing
    assert nato.survivors == (five,)
    assert (nato.replies.pact[five], nato.replies.level[five]) == (five, 2)
    assert seato.replies.kind[0] == IMPOSED
    assert (seato.replies.pact[0], seato.replies.level[0]) == (127, 2)
    # "Only the patron can end this pact", and it would lose less than one shock
    assert list(pacts["nato"].query("pivotal")["player"]) == ["United States"]
    assert 0.5 < drawn.weakest(pacts["nato"]) / reference().shock_size < 1
    unwilling = pacts["seato"].query("gain < 0")["player"]
    assert list(unwilling) == ["Australia", "New Zealand"]
    # new bilateral pacts after Manila: Thailand and Pakistan, "the two that had none"
    names, prior = list(seato.case.clients), seato.world.prior_level
    fallback = seato.replies.alone_spokes[: len(names)]
    new = [names[i] for i in range(len(names)) if fallback[i] > prior[i]]
    assert new == ["thailand", "pakistan"]
    assert [names[i] for i in range(len(names)) if not prior[i]] == new


def test_all_clients_in_the_pact_of_1949_would_gain_by_leaving_it(nato, pacts):
    europe = pacts["nato"].iloc[1:]
    assert len(europe) == 5
    assert (europe["gain"] < 0).all()
    # what the common pact adds is less than what belonging costs
    adds = europe["gain"] + reference().membership
    assert adds.abs().max() < reference().membership / 2
    n, five = nato.world.clients, nato.world.standing
    names = list(nato.case.clients)
    for i in range(5):
        rest = five & ~(1 << i)
        # "it would bind itself to fight for ... one by one", whoever has left
        spokes = nato.replies.alone_spokes[rest * n : (rest + 1) * n]
        bound = {name for name, level in zip(names, spokes, strict=True) if level == 2}
        assert bound == {"france", "belgium", "netherlands", "luxembourg"}
        # "no different if the patron stayed with the other four, as it would"
        row = (rest * 2 + 1) * (n + 1)
        beside = nato.replies.joined[row : row + n + 1]
        assert beside[n] > nato.alone(rest)[n]
        assert beside[i] > europe["now"].iloc[i]


def test_what_sets_1949_apart_is_who_can_end_it(pacts):
    """With everybody pivotal in 1949 as well, both pacts would end at the first shock."""
    parameters = reference()
    found = drawn.lifetimes({"it": pacts["nato"]}, parameters).loc["it", "hazard"]
    assert found < parameters.shock_rate / 2
    everybody = pacts["nato"].assign(pivotal=True)
    for frame in (everybody, pacts["seato"]):
        rate = drawn.lifetimes({"it": frame}, parameters).loc["it", "hazard"]
        assert rate == parameters.shock_rate


def test_the_order_of_the_two_never_turns_round_when_shocks_are_drawn(pacts):
    shocks = drawn.shock_draws(pacts, draws=2000, seed=1949)
    assert (shocks["seato"] > shocks["nato"]).all()
    twice = shocks["seato"] > 2 * shocks["nato"]
    assert 0.85 < twice.mean() < 1
    # at the reference set the real pact would have been a rare case
    rate = drawn.lifetimes({"it": pacts["nato"]}, reference()).loc["it", "hazard"]
    assert math.exp(-75 * rate) < 0.01
    # "The line of 1949 runs along the lower edge of its pale band"
    assert 0.92 < (shocks["nato"] < rate).mean() < 0.97


def test_australia_signs_because_the_pact_will_not_last(seato, pacts):
    parameters, world = reference(), seato.world
    names = list(seato.case.clients)
    prior = list(world.prior_level)
    weight = parameters.discount / (parameters.discount + seato.replies.hazard[0])
    for player, name in (("Australia", "australia"), ("New Zealand", "new-zealand")):
        burden = -pacts["seato"].set_index("player").loc[player, "gain"]
        refusal = parameters.refusal_cost * 0.5 * prior[names.index(name)]
        assert weight * burden < refusal < burden
        # "the pact adds nothing to their safety"
        assert seato.replies.alone[names.index(name)] > 0.999
    # without the price of refusing, these two and the Philippines would rather refuse; those
    # without an older pact sign of their own accord
    free = world._replace(refusal_cost=0.0)
    alone = seato.replies.alone
    whole, _ = imposed_on(free, 127, 2, alone, prior)
    gains = {
        name: whole[i] - imposed_on(free, 127 & ~(1 << i), 2, alone, prior)[0][i]
        for i, name in enumerate(names)
    }
    for name in ("australia", "new-zealand", "philippines"):
        assert gains[name] < -0.005
    for name in ("thailand", "pakistan"):
        assert gains[name] > 0.005
    # "better off beside it than in it", though it would lose by the end of it
    i = names.index("philippines")
    inside, beside = (settle(world, 0, m, 2, True, prior)[i] for m in (127, 127 & ~(1 << i)))
    assert beside > inside > seato.replies.alone[i]
