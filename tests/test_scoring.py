"""The score is proper, and says what it says it does."""

import math
import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from alliance_design.scoring import Mark, brier, even, hit, mark, mean_mark

NAMES = ("none", "bilateral", "trilateral", "multilateral")


def spreads(number=4):
    raw = st.lists(st.floats(0.01, 1.0), min_size=number, max_size=number)
    return raw.map(
        lambda weights: dict(zip(NAMES, (w / math.fsum(weights) for w in weights), strict=False))
    )


@given(spreads(), spreads())
def test_nobody_gains_by_saying_what_he_does_not_believe(believed, told):
    """The expected score under one's own belief is least where one says it (Brier is proper)."""

    def expected(said):
        return math.fsum(believed[answer] * brier(said, answer) for answer in NAMES)

    assert expected(believed) <= expected(told) + 1e-12


@given(st.sets(st.sampled_from(NAMES), min_size=1), st.sampled_from(NAMES))
def test_a_set_scores_by_its_size_and_by_holding_the_truth(said, truth):
    k = len(said)
    found = mark(even(said, NAMES), truth)
    assert found.brier == pytest.approx(1 - 1 / k if truth in said else 1 + 1 / k)
    assert found.hit == pytest.approx((truth in said) / k)
    assert (found.covered, found.size) == (float(truth in said), float(k))
    assert found.spoke == float(k < len(NAMES))


@given(spreads(), st.sampled_from(NAMES))
def test_a_score_lies_between_perfect_and_worst(said, truth):
    assert 0.0 <= brier(said, truth) <= 2.0
    assert 0.0 <= hit(said, truth) <= 1.0


def test_being_definite_pays_only_for_who_is_right():
    one, two = even({"none"}, NAMES), even({"none", "bilateral"}, NAMES)
    silent = even(NAMES, NAMES)
    assert brier(one, "none") < brier(two, "none") < brier(silent, "none")
    assert brier(one, "trilateral") > brier(two, "trilateral") > brier(silent, "trilateral")


def test_an_answer_that_is_next_to_impossible_counts_as_excluded():
    found = mark({"ends": 0.97, "lasts": 0.03}, "lasts", least=0.05)
    assert (found.covered, found.size, found.spoke) == (0.0, 1.0, 1.0)


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6))
def test_the_mean_of_marks_is_taken_field_by_field(truths):
    marks = [mark(even({"none", "bilateral"}, NAMES), truth) for truth in truths]
    found = mean_mark(marks)
    for field in Mark.__dataclass_fields__:
        assert getattr(found, field) == pytest.approx(
            sum(getattr(one, field) for one in marks) / len(marks)
        )


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: even(set(), NAMES), "expected at least one of none, bilateral"),
        (lambda: even({"all"}, NAMES), "got ['all']"),
        (lambda: brier({"a": 1.0}, "b"), "expected one of a, got b"),
        (lambda: brier({"a": 0.7, "b": 0.7}, "b"), "add up to 1"),
        (lambda: brier({"a": -0.5, "b": 1.5}, "b"), "add up to 1"),
        (lambda: mean_mark([]), "expected at least one mark"),
    ],
)
def test_what_has_no_meaning_is_refused(call, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        call()


@given(spreads(), st.sampled_from(NAMES))
def test_the_likeliest_answer_is_the_one_that_hits(said, truth):
    best = max(said.values())
    assume(sum(math.isclose(share, best) for share in said.values()) == 1)
    assert hit(said, truth) == float(said[truth] == best)
