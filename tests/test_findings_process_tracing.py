"""Findings of the chapter on evidence, held against what the observations weigh."""

import math

import pytest

from alliance_design import evidence
from alliance_design import figures_evidence as drawn
from alliance_design.codebook import data_folder
from alliance_design.evidence import HYPOTHESES, RIVALS

CHAPTER = data_folder().parent / "chapters" / "evidence" / "process-tracing.md"
CHAPTER = " ".join(CHAPTER.read_text("utf-8").split())
FOUND = evidence.observations()
SELECTIONS = drawn.readings(FOUND)


@pytest.fixture(scope="module")
def table():
    return drawn.weights(SELECTIONS, (*HYPOTHESES, *RIVALS)).set_index(["claim", "reading"])


def test_only_h1_and_h6_have_much_evidence_and_it_is_settled_by_no_worst_end(table):
    given = table.xs("as given", level="reading")
    for claim in HYPOTHESES:
        expected = "leans for" if claim in ("H1", "H6") else "open"
        assert given.loc[claim, "verdict"] == expected
        assert abs(given.loc[claim, "middle"]) < 10.0 or claim in ("H1", "H6")


def test_by_the_texts_read_h1_is_all_but_supported_and_h6_leans_on_one_remark(table):
    for reading in SELECTIONS:
        assert table.loc[("H1", reading), "verdict"] == "leans for"
    assert 12.0 < table.loc[("H1", "text read"), "low"] < evidence.decibels(19.0)
    assert table.loc[("H6", "text read"), "verdict"] == "leans for"
    assert table.loc[("H6", "text read"), "low"] < 0.0
    rest = [o for o in SELECTIONS["text read"] if o.cluster != "trachtenberg-pretext"]
    assert evidence.verdict(evidence.sums_up(rest, "H6")) == "open"


def test_what_was_left_out_flips_neither_at_the_middle_and_h5_stays_open(table):
    for claim in ("H1", "H6"):
        assert table.loc[(claim, "with what was left out"), "verdict"] == "leans for"
    for reading in SELECTIONS:
        assert table.loc[("H5", reading), "verdict"] == "open"
        assert table.loc[("H5", reading), "middle"] < 0.0


def test_a_month_as_one_cluster_leaves_less(table):
    for claim in HYPOTHESES:
        one, other = (table.loc[(claim, name), "clusters"] for name in ("one a month", "as given"))
        assert one <= other
    for claim in ("H1", "H6"):
        months = table.loc[(claim, "one a month"), "middle"]
        assert 12.8 < months < table.loc[(claim, "as given"), "middle"]


def test_control_leans_against_only_as_given_and_backing_leans_for(table):
    given = table.xs("as given", level="reading")["verdict"]
    assert {c for c in RIVALS if given[c] == "leans against"} == {
        "control",
        "identity",
        "geography",
    }
    for reading in SELECTIONS:
        assert (table.loc[("control", reading), "verdict"] == "open") == (reading != "as given")
    assert table.loc[("backing", "as given"), "clusters"] == 0
    assert table.loc[("backing", "with what was left out"), "verdict"] == "leans for"
    assert table.loc[("allies", "as given"), "clusters"] == 0
    assert table.loc[("allies", "with what was left out"), "clusters"] > 0
    for reading in SELECTIONS:
        assert table.loc[("prospect", reading), "clusters"] == 0


def test_the_caption_on_weakening_says_what_the_table_says():
    flips = drawn.flips(SELECTIONS["as given"], HYPOTHESES).set_index("claim")
    for claim, told in (("H1", "0.16"), ("H6", "0.15")):
        assert f"{flips.loc[claim, 'weakened to the power']:.2f}" == told
        assert told in CHAPTER
    assert "weakened to about a sixth" in CHAPTER
    for claim, told in (("H3", "0.86"), ("H4", "0.74")):
        middle = evidence.sums_up(SELECTIONS["as given"], claim).middle
        assert f"{evidence.posterior(0.5, middle):.2f}" == told
        assert f"{claim} ends near {told}" in CHAPTER or f"{claim} near {told}" in CHAPTER


def test_the_alt_text_on_weights_says_what_the_table_says(table):
    every = table.loc[list(HYPOTHESES)]
    assert -25.0 < every["low"].min() < -15.0
    assert 215.0 < every["high"].max() < 225.0
    for claim in ("H1", "H6"):
        assert 70.0 < table.loc[(claim, "as given"), "middle"] < 90.0
    assert math.isclose(table.loc[("H6", "text read"), "middle"], 13.0, abs_tol=0.5)


def test_ends_of_a_cell_lie_farther_apart_than_the_columns():
    for claim in ("H1", "H6"):
        weight = evidence.sums_up(SELECTIONS["as given"], claim)
        across = evidence.posterior(0.75, weight.low) - evidence.posterior(0.1, weight.low)
        for prior in (0.1, 0.25, 0.5, 0.75):
            within = evidence.posterior(prior, weight.high) - evidence.posterior(prior, weight.low)
            assert within > across


def test_the_exercise_on_the_failed_hoop():
    straw = evidence.weigh("straw-in-the-wind", "undermines").middle
    gun = evidence.weigh("smoking-gun", "undermines").middle
    given = evidence.sums_up(SELECTIONS["as given"], "H6").middle
    told = (
        f"A straw against weighs −{-straw:.1f} decibels at the middle and a smoking gun −{-gun:.1f},"
        f" so the weight falls by {straw - gun:.1f}, from {given:.1f} to {given + gun - straw:.1f}."
    )
    assert told in CHAPTER
    norway = next(o for o in FOUND if o.id == "e062")
    assert [(b.direction, b.test_type) for b in norway.hypotheses] == [
        ("undermines", "straw-in-the-wind")
    ]


def test_the_exercise_on_the_prior():
    needed = evidence.decibels(19 * 9)
    low = evidence.sums_up(SELECTIONS["text read"], "H1").low
    assert f"a factor of {19 * 9}, or {needed:.1f} decibels" in CHAPTER
    assert f"H1 has {low:.1f} at the worst end: not yet" in CHAPTER
    assert low < needed


def test_the_exercise_on_doc_41_names_the_right_rows():
    by_id = {o.id: o for o in FOUND}
    assert by_id["x13"].document.endswith("Doc. 41") and by_id["x14"].document.endswith("Doc. 41")
    assert [(b.claim, b.direction, b.test_type) for b in by_id["x13"].hypotheses] == [
        ("H1", "supports", "smoking-gun")
    ]
    assert [(b.claim, b.direction) for b in by_id["x14"].bearings] == [
        ("H6", "context"),
        ("backing", "supports"),
    ]
