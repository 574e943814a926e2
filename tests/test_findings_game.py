"""Findings of the chapter on the whole game, held against what the model computes."""

from itertools import pairwise

import numpy as np
import pytest

from alliance_design import __main__, cases
from alliance_design import figures_game as drawn
from alliance_design.codebook import data_folder
from alliance_design.commitment import (
    coalition_proof,
    coalitions_in_equilibrium,
    settle,
    undominated,
)
from alliance_design.design import NEAR_TIE, play, read
from alliance_design.parameters import BOX, Parameters, reference
from alliance_design.targets import TARGETS, slacks

CHAPTER = (data_folder().parent / "chapters" / "theory" / "game.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())


@pytest.fixture(scope="module")
def predictions():
    return {name: read(play(cases.load(name))) for name in cases.case_ids()}


def test_the_thick_ways_through_the_tree_are_those_told(predictions):
    """The description of the figure says where Brussels goes, and that the Pacific goes elsewhere."""
    assert "runs over some pledge and join to fight" in CHAPTER
    brussels = drawn.path(predictions["brussels-1948"].survivors[0])
    assert brussels[2:] == ("coalition", "joined, fight")
    assert drawn.path(predictions["pacific-1951"].survivors[0]) != brussels


def test_every_way_through_the_tree_runs_along_its_branches(predictions):
    branches = {(one, other) for one, other, _ in drawn.BRANCHES}
    for found in predictions.values():
        for outcome in found.equilibria:
            nodes = drawn.path(outcome)
            assert all(pair in branches for pair in pairwise(nodes))
    assert {node for pair in branches for node in pair} == set(drawn.NODES)


@pytest.mark.parametrize(
    "name", ["dunkirk-1947", "brussels-1948", "pacific-1951", "hokkaido-occupied"]
)
def test_nobody_is_an_equilibrium_and_something_survives(name):
    """prop-resting-point, at the reference set and at random ones."""
    random = np.random.default_rng(5)
    case = cases.load(name)
    sets = [reference(), Parameters()]
    sets += [
        Parameters(**{key: float(random.uniform(b.low, b.high)) for key, b in BOX.items()})
        for _ in range(5)
    ]
    for parameters in sets:
        game = play(case, parameters)
        assert 0 in game.equilibria
        assert game.survivors


def test_where_clients_are_bound_already_at_most_one_is_free():
    """So there is an equilibrium in every case of the book."""
    for name in cases.case_ids():
        game_world = play(cases.load(name)).world
        if game_world.standing:
            assert name == "nato-1949"
            assert game_world.clients - game_world.standing.bit_count() == 1


def test_the_patron_does_not_get_what_it_wants_in_the_pacific(predictions):
    found = predictions["pacific-1951"]
    assert found.patron_preference[0] == "multilateral"
    assert found.design != "multilateral"


def test_the_patron_wants_many_members_more_often_than_its_clients_do(predictions):
    patron = [p.patron_preference[0] == "multilateral" for p in predictions.values()]
    clients = [
        ranking[0] == "multilateral"
        for p in predictions.values()
        for ranking in p.client_preferences.values()
    ]
    assert sum(clients) / len(clients) < sum(patron) / len(patron)


def test_where_nobody_pledges_no_step_weighs_one_clients_pledge(predictions):
    for found in predictions.values():
        if found.survivors and not found.survivors[0].coalition:
            assert not any("pledge" in s.chose or "stays out" in s.chose for s in found.decisions)


def test_the_exercise_with_three_clients():
    nobody = [0, 0, 0]
    payoffs = [nobody, nobody, nobody, [2, 2, 0], nobody, [-1, 0, -1], [0, 1, 3], [-1, 0, -1]]
    stable = coalitions_in_equilibrium(payoffs, standing=0)
    assert stable == [0, 0b011, 0b110]
    assert undominated(payoffs, stable) == [0b011, 0b110]
    assert coalition_proof(payoffs, stable, standing=0) == [0b011, 0b110]


def test_numbers_in_descriptions():
    assert f"The band below {NEAR_TIE:g} is shaded" in CHAPTER


def test_the_commands_of_the_page_work():
    assert "alliance_design predict pacific-1951 --set rivalry_cost=0" in CHAPTER
    assert __main__.main(["predict", "pacific-1951", "--set", "rivalry_cost=0"]) == 0
    assert __main__.main(["predict", "dunkirk-1947", "--json"]) == 0


def test_rivalry_hardly_costs_anything_and_does_not_keep_the_pacific_apart(predictions):
    assert reference().rivalry_cost < BOX["rivalry_cost"].high / 25
    case = cases.load("pacific-1951")
    peace = read(play(case, reference().changed({"rivalry_cost": 0.0})))
    assert peace.explain() == predictions["pacific-1951"].explain()


def test_brussels_hangs_on_france_and_is_no_near_tie(predictions):
    """The smallest slack is what France would lose by leaving the other four."""
    least = min(predictions["brussels-1948"].decisions, key=lambda step: step.slack)
    assert (least.who, least.chose) == ("France", "keeps its pledge")
    assert least.slack > 1.2 * NEAR_TIE


def test_the_near_ties_are_three_steps_of_the_patron(predictions):
    close = {
        (name, step.who, step.chose): step.slack
        for name, found in predictions.items()
        for step in found.decisions
        if step.near_tie
    }
    hokkaido = ("hokkaido-occupied", "United States", "joins the pact")
    assert set(close) == {
        ("dunkirk-1947", "United States", "joins the pact"),
        ("pacific-1951", "United States", "offers Japan a pact to fight"),
        hokkaido,
    }
    # "just below the bound"
    assert 0.85 * NEAR_TIE < close[hokkaido] < NEAR_TIE
    outcome = predictions["hokkaido-occupied"].survivors[0]
    assert outcome.members == ("japan", "philippines")
    # ends of the axis, as the figure's description gives them
    steps = [s.slack for found in predictions.values() for s in found.decisions]
    assert min(steps) < 0.0005
    assert 0.25 < max(steps) < 0.3


def test_a_pact_to_consult_leaves_a_pact_to_fight_nothing_to_add_for_japan():
    world = play(cases.load("pacific-1951")).world
    none, consult, fight = (
        settle(world, 0, 0, 0, False, [level, 0, 0, 0])[0] for level in range(3)
    )
    assert consult - none > 0.05
    assert consult > 0.999
    assert fight - consult < 0.001


def test_of_the_facts_not_asked_for_one_comes_out_and_one_does_not():
    games = {name: play(cases.load(name)) for name in cases.case_ids()}
    found = slacks(games)
    met = {target.name: found[target.name] >= 0.0 for target in TARGETS if not target.needed}
    assert met == {"seato-members": True, "hokkaido-three": False}
