"""Evidence: the observations are whole and fair, and what they weigh obeys Bayes."""

import dataclasses
import math
import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import evidence
from alliance_design import figures_evidence as shown
from alliance_design.checks import events
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError
from alliance_design.evidence import CHANCES, HYPOTHESES, RIVALS, Observation, Weight

FOUND = evidence.observations()
OWN = [o for o in FOUND if o.section != "left-out"]
CLAIMS = (*HYPOTHESES, *RIVALS)
TEXT = (data_folder() / "evidence.csv").read_text(encoding="utf-8")

priors = st.floats(0.02, 0.98)
decibels = st.floats(-200.0, 200.0)
codes = st.lists(st.sampled_from("abc"), min_size=1, max_size=40)


def test_every_note_from_34_to_134_is_coded():
    assert {o.footnote for o in OWN if o.footnote} == set(range(34, 135))
    assert all(o.footnote is None for o in OWN if o.id.startswith("u"))


def test_ids_say_what_they_are():
    for o in FOUND:
        if o.section == "left-out":
            assert re.fullmatch(r"x\d\d", o.id)
            assert o.verified in ("part", "text")
        elif o.footnote:
            assert re.fullmatch(rf"e{o.footnote:03d}[a-z]?", o.id)
        else:
            assert re.fullmatch(r"u\d\d", o.id)


def test_every_observation_bears_on_something():
    for o in FOUND:
        assert o.bearings, o.id
        assert len({b.claim for b in o.bearings}) == len(o.bearings), o.id


def test_every_date_is_as_precise_as_it_says():
    lengths = {"undated": 0, "year": 4, "month": 7, "day": 10}
    for o in FOUND:
        assert len(o.date) == lengths[o.date_precision], o.id


def test_what_was_read_has_an_address_and_nothing_else_says_what_it_bears():
    for o in FOUND:
        if o.verified in ("part", "text"):
            assert o.where.startswith("http"), o.id
        elif o.bears != "not seen":
            # A date or an office can be checked without the document.
            assert o.found, o.id
        if o.bears == "no":
            assert o.found, o.id


def test_an_authors_own_statement_is_a_straw_at_most():
    for o in FOUND:
        if o.kind == "own":
            assert {b.test_type for b in o.bearings} <= {"straw-in-the-wind", "none"}, o.id


def test_an_ambiguous_coding_names_the_alternative():
    flagged = [o for o in FOUND if "mbiguous" in o.note]
    assert len(flagged) > 15
    for o in flagged:
        assert re.search(r"lternative|:", o.note), o.id


@pytest.mark.parametrize("name", ["evidence", "claims", "pacts", "events"])
def test_no_quotation_is_longer_than_a_short_phrase(name):
    text = (data_folder() / f"{name}.csv").read_text(encoding="utf-8")
    for quoted in re.findall(r"“([^”]*)”|‘([^’]{12,})’", text):
        assert len("".join(quoted).split()) <= 8, quoted


def test_the_second_reader_coded_the_forty_that_were_drawn():
    second = evidence.second_coding()
    ids = sorted(o.id for o in OWN)
    assert [o.id for o in second] == sorted(random.Random(1949).sample(ids, 40))
    lines = evidence.agreement(FOUND, second, draws=50)
    assert {line.units for line in lines if line.field in ("theatre", "case")} == {40}
    for line in lines:
        assert -1.0 <= line.low <= line.kappa <= line.high <= 1.0 or math.isnan(line.kappa)


@given(st.sampled_from(list(CHANCES)), st.sampled_from(["supports", "undermines"]))
def test_undermining_is_supporting_turned_round(kind, direction):
    one = evidence.weigh(kind, direction)
    other = evidence.weigh(kind, "undermines" if direction == "supports" else "supports")
    assert one.low <= one.middle <= one.high
    assert math.isclose(one.low, -other.high)
    assert math.isclose(one.middle, -other.middle)


def test_the_kinds_of_test_are_what_van_evera_says():
    """A hoop is nearly certain with the hypothesis, a smoking gun rare without it."""
    assert CHANCES["hoop"].with_it[0] >= 0.9 > CHANCES["smoking-gun"].with_it[1]
    assert CHANCES["smoking-gun"].without_it[1] <= 0.1 < CHANCES["hoop"].without_it[0]
    middles = {kind: evidence.weigh(kind, "supports").middle for kind in CHANCES}
    assert max(middles["straw-in-the-wind"], middles["hoop"]) < middles["smoking-gun"]
    assert middles["smoking-gun"] < middles["doubly-decisive"]


@given(st.sampled_from(CLAIMS), st.lists(st.integers(0, len(FOUND) - 1), max_size=10))
def test_an_observation_told_twice_counts_once(claim, again):
    repeated = [*FOUND, *(FOUND[place] for place in again)]
    assert evidence.sums_up(repeated, claim) == evidence.sums_up(FOUND, claim)


@given(st.sampled_from(CLAIMS), st.randoms())
def test_the_authors_words_and_the_order_weigh_nothing(claim, chooser):
    words = ["striking", "less", "", "strong"]
    changed = [dataclasses.replace(o, strength=chooser.choice(words)) for o in FOUND]
    chooser.shuffle(changed)
    one, other = evidence.sums_up(FOUND, claim), evidence.sums_up(changed, claim)
    for end in ("low", "middle", "high"):
        assert math.isclose(getattr(one, end), getattr(other, end), abs_tol=1e-9)


@pytest.mark.parametrize("claim", CLAIMS)
def test_the_sum_is_that_of_its_clusters_and_its_ends_stand_in_order(claim):
    each = evidence.cluster_weights(FOUND, claim)
    weight = evidence.sums_up(FOUND, claim)
    assert math.isclose(weight.middle, math.fsum(w.middle for w in each.values()), abs_tol=1e-9)
    assert weight.low <= weight.middle <= weight.high
    bearing = {
        o.cluster
        for o in FOUND
        for b in o.bearings
        if b.claim == claim and b.direction != "context"
    }
    assert set(each) == bearing


@given(priors, decibels, decibels)
def test_evidence_adds_up_by_bayes_rule(prior, one, other):
    together = evidence.posterior(prior, one + other)
    after_one = evidence.posterior(prior, one)
    assert 0.0 <= together <= 1.0
    assert (evidence.posterior(prior, one) >= prior) == (one >= 0.0) or math.isclose(
        after_one, prior
    )
    if 1e-9 < after_one < 1.0 - 1e-9:
        assert math.isclose(together, evidence.posterior(after_one, other), abs_tol=1e-6)


@given(priors, decibels)
def test_a_likelihood_ratio_of_ten_is_ten_decibels(prior, weight):
    odds = prior / (1 - prior) * 10.0 ** (weight / 10.0)
    assert math.isclose(
        evidence.posterior(prior, weight), odds / (1 + odds), rel_tol=1e-9, abs_tol=1e-12
    )


@given(st.floats(0.0, 150.0), st.sampled_from(list(CHANCES)), st.floats(0.1, 0.8))
def test_so_many_contrary_clusters_unsettle_and_one_fewer_does_not(weight, kind, prior):
    number = evidence.contrary_to_flip(weight, kind, prior)
    each = evidence.weigh(kind, "supports").middle
    assert evidence.posterior(prior, weight - number * each) < 0.95 + 1e-9
    if number:
        assert evidence.posterior(prior, weight - (number - 1) * each) >= 0.95 - 1e-9


@given(st.floats(20.0, 200.0), st.floats(0.1, 0.9))
def test_weakened_to_that_power_a_claim_stands_at_the_edge(weight, prior):
    power = evidence.weakening_to_flip(weight, prior)
    assert 0.0 <= power <= 1.0
    if 0.0 < power < 1.0:
        assert math.isclose(evidence.posterior(prior, weight * power), 0.95, abs_tol=1e-9)


@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.floats(-10.0, 20.0), max_size=12)
)
def test_dropping_the_strongest_clusters_is_enough_and_fewer_are_not(middles):
    weights = {name: Weight(m, m, m) for name, m in middles.items()}
    dropped = evidence.clusters_to_drop(weights)
    left = math.fsum(m for name, m in middles.items() if name not in dropped)
    whole = math.fsum(middles.values())
    if dropped:
        assert evidence.posterior(0.5, left) < 0.95 + 1e-9
        assert evidence.posterior(0.5, left + middles[dropped[-1]]) >= 0.95 - 1e-9
    else:
        assert evidence.posterior(0.5, whole) < 0.95 + 1e-9


def test_a_verdict_needs_the_worst_end_a_leaning_the_middle():
    assert evidence.verdict(Weight(13.0, 20.0, 30.0)) == "supported"
    assert evidence.verdict(Weight(12.0, 13.0, 30.0)) == "leans for"
    assert evidence.verdict(Weight(-30.0, 0.0, 30.0)) == "open"
    assert evidence.verdict(Weight(-30.0, -13.0, 5.0)) == "leans against"
    assert evidence.verdict(Weight(-30.0, -20.0, -13.0)) == "undermined"
    assert evidence.verdict(Weight(13.0, 20.0, 30.0), prior=0.1) == "open"


@given(codes, st.randoms())
def test_kappa_is_one_for_the_same_codes_and_blind_to_their_names(one, chooser):
    other = [chooser.choice("abc") for _ in one]
    value = evidence.kappa(one, other)
    renamed = {"a": "x", "b": "y", "c": "z"}
    again = evidence.kappa([renamed[c] for c in one], [renamed[c] for c in other])
    assert (math.isnan(value) and math.isnan(again)) or math.isclose(value, again)
    assert math.isnan(value) or value <= 1.0
    if len(set(one)) > 1:
        assert math.isclose(evidence.kappa(one, one), 1.0)
    assert evidence.kappa(other, one) == pytest.approx(value, nan_ok=True)


def test_kappa_gives_a_textbooks_answer():
    """Fifty units, 20 and 15 agreed, 5 and 10 not: observed 0.7, by chance 0.5."""
    one = ["yes"] * 25 + ["no"] * 25
    other = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert math.isclose(evidence.kappa(one, other), 0.4)
    with pytest.raises(ValueError, match="same units"):
        evidence.kappa(one, other[:-1])


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("H6,implied,context", "H8,implied,context", "row 2, hypotheses: expected H1 or H2"),
        ("H6,implied,context", "H6;H7,implied,context", "row 2, explicit: expected one entry for each of 2"),
        ("1947-01-01,day", "1947-13-01,day", "row 2, date: expected 1948, 1948-03 or 1948-03-17 or nothing"),
        ("control:undermines:straw-in-the-wind", "power:undermines:hoop", "rivals: expected rival:direction:test type"),
        ("control:undermines:straw-in-the-wind", "control:undermines:guess", "expected straw-in-the-wind or hoop"),
        (",context,,none,", ",context,,hoop,", "expected none for H6, to which it is context"),
        ("e034b,", "e034a,", "id: duplicate id; each may stand once"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_in_one_line(tmp_path, old, new, line):
    assert old in TEXT
    path = tmp_path / "evidence.csv"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as told:
        evidence.observations(path)
    assert line in str(told.value)
    assert str(told.value).startswith("evidence.csv: row ")
    assert "\n" not in str(told.value)


def test_every_reading_is_part_of_the_whole():
    selections = shown.readings(FOUND)
    for name, kept in selections.items():
        assert {o.id for o in kept} <= {o.id for o in FOUND}, name
        ours = name in ("with what was left out", "texts, both sides")
        assert ours == any(o.section == "left-out" for o in kept)
    assert all(isinstance(o, Observation) for o in selections["text read"])
    assert all(o.bears in ("yes", "in part") for o in selections["text read"])


def test_events_are_in_no_wrong_order():
    for row in events().values():
        assert row["until"] == "" or row["until"] >= row["date"], row["id"]
