"""Lock-in: every closed form held against another way to the same number."""

import itertools
import math
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from records import LAST, RECORD, link, written

from alliance_design import lock_in
from alliance_design.codebook import data_folder
from alliance_design.lock_in import Founding, Investor

optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed: group `speed`")
stats = pytest.importorskip("scipy.stats")

QUICK = settings(max_examples=40, deadline=None)
investors = st.builds(
    Investor,
    name=st.just("ally"),
    worth=st.floats(0.2, 5.0),
    cost=st.floats(0.2, 12.0),
    patience=st.floats(0.0, 0.9),
)
pairs = st.tuples(investors, investors).map(
    lambda pair: [pair[0], Investor("us", pair[1].worth, pair[1].cost, pair[1].patience)]
)
increasing = st.floats(0.05, 2.0)


# Investors


@QUICK
@given(investors, increasing, st.integers(0, 20))
def test_one_investor_founds_exactly_when_a_linkage_pays_for_ever(investor, returns, stock):
    flows = [(n + returns * n * (n - 1) / 2) * investor.worth for n in (stock, stock + 1)]
    weights = investor.patience ** np.arange(400)
    gain = float(np.sum(weights) * (flows[1] - flows[0])) - investor.cost
    assume(abs(gain) > 1e-6)
    assert (gain > 0.0) == (stock >= lock_in.founding_threshold(investor, returns))


@QUICK
@given(investors, increasing, st.integers(0, 20))
def test_foresight_lowers_the_threshold_by_patience_over_impatience(investor, returns, stock):
    """Against the best of all plans that found one a period, now or later, and stop when they like."""
    times = np.arange(600)
    terms = investor.worth * (1 + returns * (stock + times)) / (1 - investor.patience)
    sums = np.cumsum(investor.patience**times * (terms - investor.cost))
    assume(abs(sums.max()) > 1e-6)
    near = lock_in.founding_threshold(investor, returns)
    far = lock_in.founding_threshold(investor, returns, foresight=True)
    assert (sums.max() > 0.0) == (stock >= far)
    assert math.isclose(near - far, investor.patience / (1 - investor.patience), abs_tol=1e-9)


def test_without_increasing_returns_the_stock_does_not_matter():
    dear, cheap = Investor("ally", 1.0, 4.0, 0.5), Investor("ally", 1.0, 2.0, 0.5)
    assert lock_in.founding_threshold(dear, 0.0) == math.inf
    assert lock_in.founding_threshold(cheap, 0.0) == -math.inf
    assert lock_in.push([dear], 5, 0.0) is None
    assert lock_in.push([dear, cheap], 0, 0.0) == 0


@QUICK
@given(pairs, increasing, st.integers(0, 5))
def test_in_the_trap_nobody_moves_and_the_push_is_the_least_that_starts_them(pair, returns, start):
    gift = lock_in.push(pair, start, returns)
    assert lock_in.play_out(pair, start + gift, 1, returns)
    if gift:
        assert not lock_in.play_out(pair, start + gift - 1, 9, returns)


@QUICK
@given(pairs, increasing, st.integers(0, 6))
def test_who_founds_first_has_the_lowest_threshold(pair, returns, start):
    path = lock_in.play_out(pair, start, 6, returns)
    thresholds = {i.name: lock_in.founding_threshold(i, returns) for i in pair}
    willing = [name for name, least in thresholds.items() if least <= start]
    if len(willing) == 1:
        assert path[0].by == min(thresholds, key=thresholds.get)
    if len(willing) == 2:
        assert [founding.by for founding in path[:2]] == [i.name for i in pair]
    assert [founding.stock for founding in path] == list(range(start, start + len(path)))


def stocks(path, start, periods):
    return [start + sum(founding.period <= t for founding in path) for t in range(periods)]


@QUICK
@given(pairs, increasing, st.integers(0, 5), st.floats(0.0, 1.0))
def test_the_stock_rises_with_worth_patience_returns_and_start_and_falls_with_cost(
    pair, returns, start, more
):
    def run(worth=0.0, cost=0.0, patience=0.0, returns=returns, start=start):
        changed = Investor(
            "ally",
            pair[0].worth + worth,
            pair[0].cost + cost,
            pair[0].patience + patience * (0.99 - pair[0].patience),
        )
        return stocks(lock_in.play_out([changed, pair[1]], start, 7, returns), start, 7)

    here = run()
    for other in (
        run(worth=more),
        run(patience=more),
        run(returns=returns + more),
        run(start=start + 1),
    ):
        assert all(a <= b for a, b in zip(here, other, strict=True))
    assert all(a >= b for a, b in zip(here, run(cost=more), strict=True))


def year_by_year(history, investor, index, players, start, returns):
    """Present value of a history of choices: flows of every year, and costs; no shortcut."""
    stock, value = start, 0.0
    for period in range(500):
        for mover in range(players):
            move = period * players + mover
            if move < len(history) and history[move]:
                stock += 1
                value -= investor.patience**period * investor.cost * (mover == index)
        flow = investor.worth * (stock + returns * stock * (stock - 1) / 2)
        value += investor.patience**period * flow
        if move >= len(history) - 1:
            return value + investor.patience ** (period + 1) * flow / (1 - investor.patience)
    raise AssertionError


def whole_tree(pair, start, horizon, returns, most, history=()):
    """The path of the game by search of its whole tree, every history for itself."""
    if len(history) == horizon * len(pair):
        values = [
            year_by_year(history, investor, index, len(pair), start, returns)
            for index, investor in enumerate(pair)
        ]
        return values, history, math.inf
    mover = len(history) % len(pair)
    passed = whole_tree(pair, start, horizon, returns, most, (*history, False))
    if most is not None and start + sum(history) >= most:
        return passed
    founded = whole_tree(pair, start, horizon, returns, most, (*history, True))
    gap = founded[0][mover] - passed[0][mover]
    values, path, _ = founded if gap >= 0.0 else passed
    return values, path, min(abs(gap), founded[2], passed[2])


@settings(max_examples=40, deadline=None)
@given(pairs, increasing, st.integers(0, 3), st.integers(1, 3), st.sampled_from([None, 1, 2, 4]))
def test_backward_induction_is_the_search_of_the_whole_tree(pair, returns, start, horizon, most):
    values, history, margin = whole_tree(pair, start, horizon, returns, most)
    assume(margin > 1e-6)
    path = lock_in.solve(pair, start, horizon, returns, most)
    assert [(f.period, f.by) for f in path] == [
        (move // 2, pair[move % 2].name) for move, choice in enumerate(history) if choice
    ]
    for index, investor in enumerate(pair):
        nothing = year_by_year((), investor, index, 2, start, returns)
        assert math.isclose(
            lock_in.payoff(path, investor, returns), values[index] - nothing, abs_tol=1e-6
        )


@QUICK
@given(pairs, st.integers(0, 3), st.integers(0, 4))
def test_without_increasing_returns_foresight_changes_nothing(pair, start, horizon):
    assume(all(abs(i.worth - i.cost * (1 - i.patience)) > 1e-6 for i in pair))
    assert lock_in.solve(pair, start, horizon, 0.0) == lock_in.play_out(pair, start, horizon, 0.0)


@QUICK
@given(pairs, increasing, st.integers(2, 6))
def test_with_room_for_one_the_last_that_would_pay_founds_it(pair, returns, horizon):
    """Free riding: who founds need not be who wants it more, and the order alone may decide."""
    gains = [i.worth / (1 - i.patience) - i.cost for i in pair]
    assume(all(abs(gain) > 1e-6 for gain in gains))
    willing = [i.name for i, gain in zip(pair, gains, strict=True) if gain > 0.0]
    path = lock_in.solve(pair, 0, horizon, returns, most=1)
    assert path == ((Founding(0, willing[-1], 0),) if willing else ())
    turned = lock_in.solve(pair[::-1], 0, horizon, returns, most=1)
    assert [f.by for f in turned] == willing[:1]


@settings(max_examples=60, deadline=None)
@given(pairs, increasing, st.integers(0, 3), st.integers(1, 6))
def test_two_with_foresight_are_never_behind_two_without(pair, returns, start, horizon):
    near = stocks(lock_in.play_out(pair, start, horizon, returns), start, horizon)
    far = stocks(lock_in.solve(pair, start, horizon, returns), start, horizon)
    assert all(a <= b for a, b in zip(near, far, strict=True))


def test_among_three_a_willing_one_may_hold_back_until_another_pushes():
    three = [
        Investor("first", 0.667, 2.902, 0.2),
        Investor("second", 2.130, 5.673, 0.0),
        Investor("willing", 2.997, 4.835, 0.5),
    ]
    assert lock_in.founding_threshold(three[2], 0.6) < 0.0
    assert lock_in.play_out(three, 0, 3, 0.6)[0] == Founding(0, "willing", 0)
    assert lock_in.solve(three, 0, 3, 0.6)[0] == Founding(1, "first", 0)


@QUICK
@given(
    investors,
    st.one_of(st.just(0.0), st.floats(0.01, 50.0)),
    st.floats(0.0, 3.0),
    st.one_of(st.just(0.0), st.floats(0.01, 6.0)),
)
def test_the_stock_that_holds_a_tie_is_where_the_two_sides_meet(
    investor, outside, switching, returns
):
    stock = lock_in.holding_stock(investor, outside, switching, returns)

    def surplus(k):
        flow = investor.worth * (k + returns * k * (k - 1) / 2)
        return flow + (1 - investor.patience) * switching * k - outside

    assert stock >= 0.0
    assert abs(surplus(stock)) < 1e-6 * (1.0 + outside)
    if outside > 0.0:
        assert math.isclose(stock, optimize.brentq(surplus, 1e-6, 1e4), rel_tol=1e-5, abs_tol=1e-6)
    assert lock_in.holding_stock(investor, outside, switching + 1.0, returns) <= stock + 1e-12
    kept = [surplus(k) >= 0.0 for k in range(60)]
    assert kept == sorted(kept)


# Who asked for them

word = st.sampled_from(["ally", "us", "joint", "unknown"])
readings = st.lists(
    st.tuples(word, st.sampled_from(["", "", "ally", "us", "joint"])), min_size=1, max_size=7
)


@settings(max_examples=40, deadline=None)
@given(readings)
def test_two_readings_bound_all_that_the_coding_leaves_open(coded):
    found = lock_in.shares(coded)
    ends, between = [], []
    for reading in itertools.product(
        *(
            {r if r != "unknown" else "us", r if r != "unknown" else "ally", o} - {""}
            for r, o in coded
        )
    ):
        allies, us = reading.count("ally"), reading.count("us")
        if allies + us:
            between.append(allies / (allies + us))
            exact = stats.binomtest(allies, allies + us).proportion_ci(method="exact")
            ends += [exact.low, exact.high]
    if between and found.low is not None:
        assert found.low == min(between)
    if between and found.high is not None:
        assert found.high == max(between)
    if ends:
        assert found.interval[0] <= min(ends) + 1e-9
        assert found.interval[1] >= max(ends) - 1e-9


@QUICK
@given(st.integers(0, 40), st.integers(0, 40), st.floats(0.5, 0.99))
def test_without_doubt_the_interval_is_the_exact_one(allies, us, level):
    assume(allies + us > 0)
    found = lock_in.shares([("ally", "")] * allies + [("us", "")] * us, level)
    exact = stats.binomtest(allies, allies + us).proportion_ci(level, method="exact")
    assert found.interval == pytest.approx((exact.low, exact.high), abs=1e-9)
    assert found.best == found.low == found.high == allies / (allies + us)
    assert (found.allies, found.us, found.joint, found.unknown) == (allies, us, 0, 0)


def test_the_verdict_is_open_where_a_reading_straddles_a_half():
    assert lock_in.shares([("ally", "")] * 12).verdict == "allies"
    assert lock_in.shares([("us", "")] * 12).verdict == "us"
    assert lock_in.shares([("ally", "us")] * 12).verdict == "open"
    assert lock_in.shares([("ally", "")] * 12 + [("unknown", "joint")] * 9).verdict == "open"
    nobody = lock_in.shares([("joint", "")])
    assert (nobody.best, nobody.low, nobody.interval) == (None, None, (0.0, 1.0))
    assert set(lock_in.THESES) == {"allies", "us"}


# The dated record


def test_what_was_founded_after_a_shock_or_may_have_been_does_not_count_for_it():
    count = lambda *day: lock_in.standing(RECORD, "japan", date(*day))  # noqa: E731
    assert count(1951, 9, 8) == 0
    assert count(1951, 9, 9) == 1
    assert count(1960, 6, 19) == 1  # "1960" may be after June.
    assert count(1961, 1, 1) == 2
    assert count(1983, 11, 30) == 4
    assert count(1995, 1, 1) == 5  # What ends on the day still stood when it began.
    assert count(1995, 1, 2) == 4


def test_the_path_of_linkages_dates_rough_days_early_or_late():
    early = lock_in.stock_path(RECORD, "japan", LAST)
    assert [stock for _, stock in early] == [1, 2, 3, 4, 5, 4]
    assert early[1][0] == date(1960, 1, 1)
    assert lock_in.stock_path(RECORD, "japan", LAST, late=True)[1][0] == date(1960, 12, 31)
    assert lock_in.stock_path(RECORD, "japan", date(1975, 1, 1))[-1][1] == 2
    assert lock_in.stock_path([link("brief", "1960", "1960-03-01")], "japan", LAST, late=True) == ()
    renewed = [link("old", "1951-01-01", "1960-01-01"), link("new", "1960-01-01")]
    assert len(lock_in.stock_path(renewed, "japan", LAST)) == 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1948", (1948, 1, 1), (1948, 12, 31)),
        ("1948-02", (1948, 2, 1), (1948, 2, 29)),
        ("1948-12", (1948, 12, 1), (1948, 12, 31)),
        ("1948-03-17", (1948, 3, 17), (1948, 3, 17)),
    ],
)
def test_a_rough_date_means_a_span_of_days(text, first, last):
    assert lock_in._days(text) == (date(*first), date(*last))


def test_the_table_of_linkages_is_read(tmp_path):
    cells = {
        "id": "scc", "ally": "japan", "form": "bilateral", "members": "japan+united-states",
        "kind": "consultation", "since": "1960", "until": "1990-02", "initiator": "unknown",
        "initiator_other": "ally", "verified": "text",
    }  # fmt: skip
    (row,) = lock_in.linkages(written(tmp_path / "linkages.csv", "linkages", **cells))
    assert row.members == ("japan", "united-states")
    assert (row.since, row.since_by, row.until) == (
        date(1960, 1, 1), date(1960, 12, 31), date(1990, 2, 1),
    )  # fmt: skip
    assert (row.initiator, row.initiator_other) == ("unknown", "ally")
    cells["until"] = ""
    assert lock_in.linkages(written(tmp_path / "l.csv", "linkages", **cells))[0].until is None


@pytest.mark.skipif(
    not (data_folder() / "linkages.csv").exists(), reason="linkages.csv is not in data/"
)
def test_the_best_reading_of_the_record_lies_between_the_others():
    who = lock_in.shares((row.initiator, row.initiator_other) for row in lock_in.linkages())
    assert who.low <= who.best <= who.high


# Bad input

ALLY = Investor("ally", 1.0, 4.0, 0.5)


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: Investor("ally", 0.0, 1.0, 0.5), "expected a worth above 0, got 0"),
        (lambda: Investor("ally", 1.0, -1.0, 0.5), "expected a cost above 0, got -1"),
        (lambda: Investor("ally", 1.0, 1.0, 1.0), "patience from 0 to below 1, got 1"),
        (lambda: lock_in.founding_threshold(ALLY, -1.0), "expected returns of at least 0, got -1"),
        (lambda: lock_in.push([], 0, 1.0), "at least one investor"),
        (lambda: lock_in.push([ALLY], -1, 1.0), "expected a start of at least 0, got -1"),
        (lambda: lock_in.play_out([ALLY], 0, -1, 1.0), "number of periods of at least 0, got -1"),
        (lambda: lock_in.solve([ALLY, ALLY], 0, 1, 1.0), "different names"),
        (lambda: lock_in.solve([ALLY], 0, -1, 1.0), "a horizon of at least 0"),
        (lambda: lock_in.solve([ALLY], 0, 1, math.nan), "expected returns of at least 0, got nan"),
        (lambda: lock_in.holding_stock(ALLY, -1.0, 0.0, 0.0), "expected an? offer"),
        (lambda: lock_in.shares([("both", "")]), "expected ally, us, joint or unknown"),
        (lambda: lock_in.shares([], 1.0), "expected a level between 0 and 1, got 1"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, line):
    with pytest.raises(ValueError, match=line) as refused:
        call()
    assert "\n" not in str(refused.value)
