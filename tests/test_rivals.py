"""Rivals: each says what its authors say, is silent where they are, and knows nothing else."""

import ast
import dataclasses
import inspect
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from alliance_design import rivals
from alliance_design.cases import case_ids, load
from alliance_design.rivals import (
    ANSWERS,
    INPUTS,
    RIVALS,
    Bounds,
    Situation,
    anew,
    codings,
    overland,
    preferred_prospect,
    prospect_value,
    said,
    situation,
    subjective_value,
    told,
    weight,
)

STEPS = st.fixed_dictionaries({name: st.floats(0.0, 4.0) for name in INPUTS})
SITUATIONS = st.builds(
    Situation,
    clients=st.integers(1, 10),
    preponderance=st.floats(0.01, 0.99),
    strongest=st.floats(0.0, 2.0),
    provoking=st.floats(0.0, 1.0),
    overland=st.floats(0.0, 1.0),
    outmatched=st.booleans(),
    inputs=STEPS,
)


@given(SITUATIONS, st.sampled_from(sorted(RIVALS)))
def test_every_rival_answers_every_question_with_something(at, name):
    spoken = said(RIVALS[name], at)
    assert set(spoken) == set(ANSWERS)
    for question, kept in spoken.items():
        assert kept and kept <= set(ANSWERS[question])


@given(SITUATIONS, st.sampled_from(sorted(RIVALS)), STEPS)
def test_a_rival_looks_at_nothing_but_what_it_names(at, name, other):
    """Changing a coding that a rival does not name changes nothing that it says."""
    rival = RIVALS[name]
    mixed = {key: at.inputs[key] if key in rival.inputs else other[key] for key in INPUTS}
    assert said(rival, at) == said(rival, dataclasses.replace(at, inputs=mixed))


@given(SITUATIONS, st.sampled_from(sorted(RIVALS)))
def test_the_middle_of_a_scale_is_silent(at, name):
    """Where every coding is 2 and nobody provokes, only what is computed from the case speaks."""
    rival = RIVALS[name]
    middling = dataclasses.replace(at, provoking=0.0, inputs=dict.fromkeys(INPUTS, 2.0))
    if rival.inputs:
        assert all(kept == set(ANSWERS[q]) for q, kept in said(rival, middling).items())


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_every_rival_can_come_to_another_answer(name):
    """Some two situations give two different answers: no rival is a constant but efficiency's rule."""
    found = set()
    for steps in (0.0, 4.0):
        for strongest, provoking, land, outmatched, clients in (
            (0.1, 0.0, 0.0, True, 4),
            (0.9, 0.5, 1.0, False, 4),
            (0.9, 0.0, 1.0, False, 4),
            (0.1, 0.0, 1.0, True, 2),
        ):
            at = Situation(
                clients,
                0.9 if strongest < 0.5 else 0.4,
                strongest,
                provoking,
                land,
                outmatched,
                dict.fromkeys(INPUTS, steps),
            )
            found.add(tuple(tuple(sorted(kept)) for kept in said(RIVALS[name], at).values()))
    assert len(found) > 1


def test_the_predictors_know_nothing_of_the_model_or_of_outcomes():
    tree = ast.parse(inspect.getsource(rivals))
    imported = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and "alliance_design" in node.module
    }
    assert imported == {"alliance_design.cases", "alliance_design.tables"}
    read = re.findall(r'read_table\("(\w+)"\)', inspect.getsource(rivals))
    assert read == ["rival_inputs", "rival_inputs_second"]


# --------------------------------------------------------------------------------- prospects


@given(st.floats(0.01, 50.0))
def test_losses_weigh_more_than_equal_gains(size):
    assert subjective_value(size) > 0.0 > subjective_value(-size)
    assert -subjective_value(-size) == pytest.approx(2.25 * subjective_value(size))


@given(st.floats(0.0, 50.0), st.floats(0.1, 10.0))
def test_value_is_concave_in_gains_and_convex_in_losses(middle, spread):
    base = middle + spread
    gains = (subjective_value(base + spread) + subjective_value(base - spread)) / 2
    losses = (subjective_value(-base + spread) + subjective_value(-base - spread)) / 2
    assert gains <= subjective_value(base) + 1e-9
    assert losses >= subjective_value(-base) - 1e-9


def test_marginal_value_adds_up_to_value():
    """The value function against the integral of its own slope, by SciPy."""
    area, _ = quad(lambda x: 0.88 * x ** (0.88 - 1.0), 0.0, 3.0)
    assert subjective_value(3.0) == pytest.approx(area, rel=1e-6)


@given(st.floats(0.001, 0.999), st.sampled_from([0.61, 0.69, 1.0]))
def test_weights_rise_with_the_chance(chance, bend):
    assert 0.0 < weight(chance, bend) < 1.0
    assert weight(min(chance + 1e-3, 1.0), bend) > weight(chance, bend)
    if bend == 1.0:
        assert weight(chance, bend) == pytest.approx(chance)


def test_small_chances_weigh_too_much_and_large_ones_too_little():
    assert weight(0.01, 0.61) > 0.01 and weight(0.99, 0.61) < 0.99


@given(st.floats(-20.0, 20.0), st.floats(0.0, 5.0))
def test_a_straight_line_without_loss_aversion_is_an_expectation(middle, spread):
    found = prospect_value(middle + spread, middle - spread, 0.5, 1.0, 1.0, 1.0, 1.0)
    assert found == pytest.approx(middle, abs=1e-9)


@given(st.floats(0.0, 4.0), st.floats(0.0, 1.0), st.floats(0.01, 1.0))
def test_the_patron_takes_the_wider_spread_under_a_high_threat_only(threat, narrow, more):
    """The order of He and Feng's argument: once many is preferred, it stays so as threat rises."""
    chosen = preferred_prospect(threat, narrow, narrow + more)
    if threat <= 2.0:
        assert chosen == "bilateral"
    if chosen == "multilateral":
        assert preferred_prospect(4.0, narrow, narrow + more) == "multilateral"


def test_the_frame_and_not_the_size_decides():
    assert preferred_prospect(1.0) == "bilateral"
    assert preferred_prospect(4.0) == "multilateral"
    switches = [
        step / 100
        for step in range(400)
        if preferred_prospect(step / 100) != preferred_prospect((step + 1) / 100)
    ]
    assert len(switches) == 1 and 2.0 < switches[0] < 3.0


def test_prospects_out_of_order_are_refused():
    with pytest.raises(ValueError, match="below the worse"):
        prospect_value(-1.0, 1.0)
    with pytest.raises(ValueError, match="narrow <= wide"):
        preferred_prospect(2.0, 2.0, 1.0)


# --------------------------------------------------------------------------------- the tables


def test_water_is_water():
    assert overland(load("pacific-1951")) == 0.0
    assert overland(load("nato-1949")) == pytest.approx(4 / 6)  # Britain and Canada lie overseas
    assert 0.0 < overland(load("seato-1954")) < 1.0


def test_a_situation_needs_every_coding():
    case = load("pacific-1951")
    with pytest.raises(ValueError, match="pacific-1951: expected a coding of"):
        situation(case, {})
    with pytest.raises(ValueError, match="affinity: expected 0 to 4, got 5"):
        situation(case, {**dict.fromkeys(INPUTS, 2.0), "affinity": 5.0})


def test_every_case_of_the_board_is_coded_whole_and_in_order():
    from alliance_design.board import core_ids
    from alliance_design.cases import further_ids

    assert set(codings()) == {*core_ids(), *further_ids()}
    for case, rows in codings().items():
        assert set(rows) == set(INPUTS), case
        for coded in rows.values():
            assert coded.low <= coded.value <= coded.high


@pytest.mark.parametrize("name", sorted(RIVALS))
def test_other_codings_hold_the_likeliest_one(name):
    case = load("seato-1954")
    assert said(RIVALS[name], told(case)) in anew(RIVALS[name], case)
    assert len(anew(RIVALS[name], case, [Bounds(), Bounds(high=2.5)])) == 2 * 3 ** len(
        RIVALS[name].inputs
    )


def test_no_imagined_case_is_coded_for_the_rivals():
    assert "hokkaido-occupied" in case_ids() and "hokkaido-occupied" not in codings()
