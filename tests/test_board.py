"""The board: everybody under the same rule, nobody asked what is not documented."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_design import board
from alliance_design.cases import case_ids, further_ids, load
from alliance_design.design import predict
from alliance_design.rivals import ANSWERS, RIVALS, codings, second_codings
from alliance_design.tables import read_table

ENTRIES = board.entries()


def test_everybody_answers_the_same_questions():
    asked = {name: set() for name in board.contestants()}
    for entry in ENTRIES:
        asked[entry.contestant].add((entry.case, entry.question))
    assert len({frozenset(questions) for questions in asked.values()}) == 1
    assert set(asked) == {board.OWN, *RIVALS, *board.BASELINES}
    assert set(board.names()) == set(asked)


def test_only_documented_outcomes_are_scored_and_no_imagined_case():
    documented = {(c, q) for c, rows in board.happened().items() for q in rows}
    assert {(e.case, e.question) for e in ENTRIES} <= documented
    assert {e.case for e in ENTRIES} == {*board.core_ids(), *further_ids()}
    assert "hokkaido-occupied" in case_ids()
    assert "hokkaido-occupied" not in {e.case for e in ENTRIES}
    for entry in ENTRIES:
        assert entry.truth in board.possible(entry.case, entry.question)


def test_chances_are_chances():
    for entry in ENTRIES:
        assert tuple(entry.chances) == board.possible(entry.case, entry.question)
        assert math.fsum(entry.chances.values()) == pytest.approx(1.0)
        assert min(entry.chances.values()) >= 0.0


def test_who_says_nothing_scores_as_the_formula_says():
    for entry in ENTRIES:
        if entry.contestant == "silence":
            number = len(board.possible(entry.case, entry.question))
            assert entry.mark.brier == pytest.approx(1 - 1 / number)
            assert (entry.mark.covered, entry.mark.spoke) == (1.0, 0.0)


def test_the_base_rate_knows_only_what_came_before():
    early, late = board.base_rates("prussia-south-1866"), board.base_rates("prague-2003")
    seen = {
        case: sum(p.signed < load(case).date for p in board.universe())
        for case in ("prussia-south-1866", "prague-2003")
    }
    # one is added to each of four counts, so a share is a whole number of parts
    for case, rates in (("prussia-south-1866", early), ("prague-2003", late)):
        part = 1 / (seen[case] + len(ANSWERS["design"]))
        for share in rates["design"].values():
            assert share / part == pytest.approx(round(share / part))
    assert max(late["design"], key=late["design"].get) == "bilateral"


def test_a_core_case_is_answered_by_sets_that_never_saw_it():
    """The points kept for a case are those of the walk without it, and they are not one walk's."""
    told = board.stored()["left_out"]
    assert set(told) == set(board.core_ids())
    kept = {case: {tuple(point) for point in told[case]["points"]} for case in told}
    calibrated = json.loads((board.data_folder() / "calibration.json").read_text())["points"]
    seen = {tuple(round(x, 4) for x in point) for point in calibrated}
    for case, points in kept.items():
        if case != "dunkirk-1947":  # no target of the calibration speaks of it
            assert len(points) >= 50
            assert not points & seen
            assert all(not points & kept[other] for other in kept if other != case)


@pytest.mark.parametrize("case", ["egypt-1936", "greece-turkey-1951", "locarno-1925"])
def test_the_file_is_as_new_as_the_cases(case):
    found = board.tally([board.answers(predict(load(case)))])
    assert found == board.stored()["further"][case]["at_reference"]


def test_every_further_case_is_stored():
    assert set(board.stored()["further"]) == set(further_ids())


def test_with_two_clients_one_pact_of_all_is_one_answer():
    """Rivals, yardsticks, model and outcomes are read alike where a case has two clients."""
    two = [case for case in (*board.core_ids(), *further_ids()) if len(load(case).clients) == 2]
    assert set(two) == {"dunkirk-1947", "egypt-1936", "greece-turkey-1951", "locarno-1925"}
    for entry in ENTRIES:
        asked = entry.question in ("patron", "clients", "design")
        assert ("trilateral" in entry.chances) == (asked and entry.case not in two)
    told = board.stored()["further"]["locarno-1925"]["chances"]["patron"]
    folded = board.chances_of(board.OWN, "locarno-1925")["patron"]
    assert folded["multilateral"] == pytest.approx(told["trilateral"] + told["multilateral"])
    assert board.chances_of("silence", "locarno-1925")["design"]["none"] == pytest.approx(1 / 3)


@given(st.lists(st.sampled_from(["none", "consult", "fight"]), min_size=1, max_size=7))
def test_a_tally_is_the_mean(levels):
    found = board.tally(
        [{"level": {a: float(a == level) for a in ANSWERS["level"]}} for level in levels]
    )["level"]
    for answer, share in found.items():
        assert share == pytest.approx(levels.count(answer) / len(levels), abs=2e-4)
    assert math.fsum(found.values()) == pytest.approx(1.0, abs=1e-9)


def test_a_tally_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one prediction"):
        board.tally([])


def test_speaking_leaves_the_even_spreads_out():
    every, spoken = board.means(ENTRIES), board.means(ENTRIES, speaking=True)
    assert ("silence",) not in spoken
    for key, (_, number) in spoken.items():
        assert number <= every[key][1]
        assert spoken[key][0].spoke == 1.0


def test_other_codings_hold_the_score_itself():
    for rival, (best, worst) in board.ranges().items():
        assert best - 1e-9 <= board.means(ENTRIES)[(rival,)][0].brier <= worst + 1e-9


@settings(max_examples=10)
@given(st.sampled_from(sorted(RIVALS)), st.sampled_from(sorted(RIVALS)))
def test_a_difference_turns_with_its_sides(one, other):
    means = board.means(ENTRIES)
    found, low, high = board.paired(one, other, draws=50)
    assert found == pytest.approx(means[(other,)][0].brier - means[(one,)][0].brier)
    assert board.paired(other, one, draws=50)[0] == pytest.approx(-found)
    assert low <= high


def test_every_work_has_its_row_or_a_reason():
    works = read_table("rival_works")
    assert set(works["rival"]) - {""} == set(RIVALS)
    assert (works["coded"].str.len() > 20).all()


def test_a_second_reader_hardly_moves_the_board():
    """Ten cases were coded twice, blind: nine in ten codes lie within half a step."""
    first, second = codings(), second_codings()
    apart = [abs(first[c][i].value - v) for c, rows in second.items() for i, v in rows.items()]
    assert len(apart) == 110
    assert sum(step <= 0.5 for step in apart) / len(apart) > 0.9 and max(apart) <= 1.0
    inside = [
        first[c][i].low <= v <= first[c][i].high
        for c, rows in second.items()
        for i, v in rows.items()
    ]
    assert all(inside)
    again = board.read_again()
    assert set(again) == set(RIVALS)
    moved = [abs(two - one) for one, two in again.values()]
    assert max(moved) < 0.1
    own = [e.mark.brier for e in ENTRIES if e.contestant == board.OWN and e.case in second]
    worse = [name for name, (_, two) in again.items() if two > sum(own) / len(own)]
    assert worse == ["control"]


def test_who_knows_the_other_cases_knows_not_this_one():
    rates = board.other_cases("malaya-1957")["lasting"]
    others = [
        rows["lasting"] for case, rows in board.happened().items()
        if case != "malaya-1957" and "lasting" in rows
    ]  # fmt: skip
    assert rates["ends"] == pytest.approx((1 + others.count("ends")) / (2 + len(others)))


def test_cases_of_one_treaty_can_be_drawn_as_one():
    apart = board.paired("identity", "silence", draws=400)
    as_one = board.paired("identity", "silence", draws=400, together=board.ONE_TREATY)
    assert apart[0] == pytest.approx(as_one[0])
    assert as_one[2] - as_one[1] > apart[2] - apart[1]
    for case in board.ONE_TREATY:
        assert board.happened()[case]["design"] == "multilateral"
