"""Growth, exits and the window: every fit held against another way to the same number."""

import math
import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from records import LAST, RECORD, link, written

from alliance_design import lock_in, window
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError
from alliance_design.window import Growth, Shock, Trial

optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed: group `speed`")

QUICK = settings(max_examples=40, deadline=None)


# Growth

DAY = date(1950, 1, 1)
offsets = st.lists(st.integers(0, 9000), min_size=2, max_size=12)


@settings(max_examples=30, deadline=None)
@given(offsets, st.data())
def test_the_record_is_what_counting_day_by_day_gives(after, data):
    after = sorted(after)
    days = [DAY + timedelta(n) for n in after]
    ended = [days[0] + timedelta(data.draw(st.integers(0, 4000)))]
    last = DAY + timedelta(9500)
    found = window.growth(days, last, ended)
    total = 0
    for n in range(after[0], 9500):
        total += sum(d <= DAY + timedelta(n) for d in days) - (ended[0] <= DAY + timedelta(n))
    assert math.isclose(found.stock_years, total / 365.25, abs_tol=1e-6)
    assert math.isclose(found.years, (9500 - after[0]) / 365.25)
    assert found.stocks == tuple(
        sum(d < day for d in days) - (ended[0] < day) for day in days if day > days[0]
    )


def whole_likelihood(records, bases, gain):
    with np.errstate(divide="ignore", invalid="ignore"):
        return sum(
            float(np.sum(np.log(base + gain * np.array(record.stocks, dtype=float))))
            - base * record.years
            - gain * record.stock_years
            for base, record in zip(bases, records, strict=True)
        )


def simulated(dice, base, gain, years, start=1):
    """A record of a birth process, by exponential waiting times."""
    time, stock, seen, exposure = 0.0, start, [], 0.0
    while True:
        wait = dice.expovariate(base + gain * stock)
        exposure += stock * min(wait, years - time)
        time += wait
        if time >= years:
            return Growth(tuple(seen), years, exposure)
        seen.append(stock)
        stock += 1


@settings(max_examples=12, deadline=None)
@given(
    st.integers(0, 10_000),
    st.floats(0.1, 0.6),
    st.sampled_from([0.0, 0.03, 0.08]),
    st.integers(1, 2),
)
def test_the_fit_of_growth_is_scipys_and_so_are_the_ends_of_its_interval(seed, base, gain, allies):
    dice = random.Random(seed)
    records = [simulated(dice, base * (1 + rank), gain, 30.0, rank) for rank in range(allies)]
    assume(sum(len(record.stocks) for record in records) > 0)
    assume(sum(record.stock_years for record in records) > 0.0)
    fit = window.fit_growth(records)

    def profile(value):
        total = 0.0
        for record in records:
            if not record.stocks:
                total -= value * record.stock_years
                continue
            total -= optimize.minimize_scalar(
                lambda log, record=record: -whole_likelihood([record], [math.exp(log)], value),
                bounds=(-25.0, 6.0),
                method="bounded",
                options={"xatol": 1e-10},
            ).fun
        return total

    most = sum(len(r.stocks) for r in records) / sum(r.stock_years for r in records)
    best = optimize.minimize_scalar(
        lambda b: -profile(b), bounds=(0.0, most), method="bounded", options={"xatol": 1e-9}
    )
    peak = max(-best.fun, profile(0.0))
    assert fit.log_likelihood == pytest.approx(peak, abs=1e-4)
    assert whole_likelihood(records, fit.bases, fit.gain) == pytest.approx(peak, abs=1e-4) or any(
        not base for base in fit.bases
    )
    assert fit.low <= fit.gain <= fit.high
    assert profile(fit.high) == pytest.approx(peak - window.DROP, abs=1e-3)
    assert fit.flat == (profile(0.0) >= peak - window.DROP)
    assert fit.low == 0.0 if fit.flat else profile(fit.low) == pytest.approx(peak - 1.92, abs=1e-3)


def test_growth_is_told_from_a_steady_rate_where_there_is_enough_of_it():
    dice = random.Random(2)
    yule = [simulated(dice, 0.05, 0.15, 25.0) for _ in range(6)]
    assert not window.fit_growth(yule).flat
    assert window.fit_growth(yule).low <= 0.15 <= window.fit_growth(yule).high
    # Busy allies beside quiet ones are not increasing returns, though pooling them looks like it.
    mixed = [simulated(dice, rate, 0.0, 25.0, 1) for rate in (0.05, 0.05, 1.0, 1.0)]
    pooled = Growth(
        sum((r.stocks for r in mixed), ()),
        sum(r.years for r in mixed),
        sum(r.stock_years for r in mixed),
    )
    assert window.fit_growth(mixed).flat
    assert not window.fit_growth([pooled]).flat


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    dice = random.Random(11)
    inside = 0
    for _ in range(60):
        fit = window.fit_growth([simulated(dice, 0.3, 0.06, 30.0) for _ in range(2)])
        inside += fit.low <= 0.06 <= fit.high
    assert 53 <= inside <= 60


def test_papers_signed_on_one_day_did_not_breed_one_another():
    package = [DAY] + [DAY.replace(year=1960)] * 5
    assert window.growth(package, date(1970, 1, 1)).stocks == (1,) * 5
    assert window.growth(package, date(1959, 1, 1)).stocks == ()
    assert window.growth(package[1:], date(1970, 1, 1), start=DAY).stocks == (0,) * 5


# Exits


def information(trials):
    return np.array([[1.0, trial.severity, -trial.stock] for trial in trials])


def penalised(theta, trials):
    x = information(trials)
    line = x @ np.asarray(theta)
    y = np.array([trial.gave_way for trial in trials])
    chance = 1 / (1 + np.exp(-line))
    matrix = x.T @ (x * (chance * (1 - chance))[:, None])
    sign, log = np.linalg.slogdet(matrix)
    if sign <= 0:
        return -1e9
    return float(np.sum(y * line - np.logaddexp(0.0, line)) + 0.5 * log)


def peak(function, start):
    found = optimize.minimize(
        lambda x: -function(x), start, method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-11, "maxiter": 4000},
    )  # fmt: skip
    return -found.fun, found.x


def drawn(seed, count=40, theta=(-3.0, 1.6, 0.35)):
    dice = random.Random(seed)
    found = []
    for _ in range(count):
        v, k = dice.choice((1, 2, 3)), dice.randrange(1, 13)
        line = theta[0] + theta[1] * v - theta[2] * k
        found.append(Trial(v, k, dice.random() < 1 / (1 + math.exp(-line))))
    return found


SEPARATED = [Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)] * 2


@pytest.mark.parametrize(
    "trials", [drawn(1), drawn(8), SEPARATED], ids=["few", "many", "separated"]
)
def test_the_fit_of_exits_is_scipys_and_so_are_the_ends_of_its_interval(trials):
    fit = window.fit_exits(trials)
    best, theta = peak(lambda t: penalised(t, trials), [0.0, 0.0, 0.0])
    assert fit.log_likelihood == pytest.approx(best, abs=1e-7)
    assert (fit.base, fit.severity, fit.hold) == pytest.approx(theta, abs=1e-3)
    for end in (fit.low, fit.high):
        height, _ = peak(lambda t, end=end: penalised([*t, end], trials), theta[:2])
        assert height == pytest.approx(best - window.DROP, abs=1e-4)
    assert fit.low < fit.hold < fit.high
    assert fit.flat == (fit.low <= 0.0 <= fit.high)


def test_separated_exits_still_have_a_finite_fit_that_does_not_hang_on_the_units():
    fit = window.fit_exits(SEPARATED)
    assert 0.0 < fit.low < fit.high < 50.0
    for unit in (10, 5000):  # With thousands all chances round to 0 or 1 on the way to the ends.
        fine = window.fit_exits([Trial(t.severity, unit * t.stock, t.gave_way) for t in SEPARATED])
        found = [unit * end for end in (fine.low, fine.hold, fine.high)]
        assert found == pytest.approx((fit.low, fit.hold, fit.high), rel=1e-4)
        closing = [unit * stock for stock in window.closing_stock(fit)]
        assert window.closing_stock(fine) == pytest.approx(closing, rel=1e-4)
    assert window.fit_exits([Trial(t.severity, t.stock, False) for t in SEPARATED]).flat


def test_with_a_single_exit_the_far_end_is_the_highest_of_several_peaks():
    stayed = [(2, 8), (2, 7), (1, 7), (1, 9), (3, 8)]
    trials = [Trial(3, 3, True), *(Trial(v, k, False) for v, k in stayed)]
    fit = window.fit_exits(trials)
    heights = [
        peak(lambda t: penalised([*t, fit.high], trials), [base, severity])[0]
        for base in (-20.0, 0.0, 20.0)
        for severity in (-5.0, 5.0)
    ]
    assert max(heights) == pytest.approx(fit.log_likelihood - window.DROP, abs=1e-6)


@pytest.mark.parametrize("level", [0.05, 0.1, 0.2])
def test_the_closing_stock_is_the_range_over_the_likelihood_region(level):
    trials = SEPARATED
    fit = window.fit_exits(trials)
    low, best, high = window.closing_stock(fit, level, 3)
    assert window.exit_chance(fit, 3, best) == pytest.approx(level)
    odds = math.log(level / (1 - level))

    def stock(theta):
        return (theta[0] + 3 * theta[1] - odds) / theta[2]

    inside = {
        "type": "ineq",
        "fun": lambda t: penalised(t, trials) - fit.log_likelihood + window.DROP,
    }
    for sign, end in ((1.0, low), (-1.0, high)):
        found = optimize.minimize(
            lambda t, sign=sign: sign * stock(t),
            [fit.base, fit.severity, fit.hold],
            constraints=[inside],
            method="SLSQP",
            options={"maxiter": 300, "ftol": 1e-10},
        )
        assert stock(found.x) == pytest.approx(end, abs=2e-3)


def test_a_lower_level_and_a_harder_shock_need_more_linkages():
    fit = window.fit_exits(SEPARATED)
    at = {q: window.closing_stock(fit, q)[1] for q in (0.05, 0.1, 0.2)}
    assert at[0.05] > at[0.1] > at[0.2]
    assert window.closing_stock(fit, 0.1, 2.0)[1] < at[0.1]


# The dated record


def test_a_shock_is_tried_on_the_linkages_that_stood_when_it_began():
    crisis = Shock("anpo", "japan", date(1960, 6, 19), "The crisis", 2.0, "ally", "loosened", 1, 2)
    assert window.trials([crisis], RECORD) == (Trial(2.0, 1, True),)
    assert window.trials([crisis], RECORD, gave_way=("ended",)) == (Trial(2.0, 1, False),)


def test_the_quick_effect_is_that_of_the_whole_fit():
    for trials in (drawn(1), drawn(8), SEPARATED):
        fit = window.fit_exits(trials)
        best, fall = window.exit_effect(trials)
        assert best == pytest.approx(fit.hold, abs=1e-9)
        assert (fall <= window.DROP) == fit.flat
        for end in (fit.low, fit.high):
            assert window.exit_effect(trials, end)[1] == pytest.approx(window.DROP, abs=1e-4)


def test_a_reading_keeps_within_what_the_coding_leaves_open():
    plain = Shock("a", "japan", DAY, "", 2.0, "us", "stayed", 2.0, 2.0)
    doubted = Shock("b", "japan", DAY, "", 1.0, "us", "stayed", 0.0, 2.0, "loosened")
    seen = set()
    for seed in range(60):
        read = window.redrawn([plain, doubted], random.Random(seed))
        assert read[0] == plain
        seen.update((one.severity, one.outcome) for one in read[1:])
        seen.add(len(read))
    assert seen == {1, 2, *((v, o) for v in (1.0, 2.0) for o in ("stayed", "loosened"))}


def test_the_coded_severities_lie_between_their_ends():
    for one in window.shocks():
        assert 0 <= one.severity_low <= one.severity <= one.severity_high <= 3, one.id
        assert one.outcome_other != one.outcome, one.id


def test_the_window_closes_when_enough_linkages_stand_and_reopens_when_they_end():
    fit = window.fit_exits(SEPARATED)
    low, best, high = window.closing_stock(fit, 0.2)
    assert 2 < low < best < 3 < high < 4
    found = window.window(fit, RECORD, "japan", LAST, 0.2)
    assert found == window.Window(
        "japan", date(1976, 7, 8), date(1976, 7, 8), date(1978, 11, 27), None, ""
    )
    fewer = [row for row in RECORD if row.name != "old command"]
    assert window.window(fit, fewer, "japan", LAST, 0.2).latest == date(1983, 11, 30)
    ended = [*RECORD[:3], link("arms", "1983-11", "1990-01-01")]
    assert window.window(fit, ended[:2], "japan", LAST, 0.2).closed is None
    assert "fewer linkages" in window.window(fit, ended[:2], "japan", LAST, 0.2).withheld
    gone = [*RECORD[:2], link("planning", "1976-07-08", "1990-01-01")]
    assert window.window(fit, gone, "japan", LAST, 0.2).reopened == date(1990, 1, 1)
    assert window.window(fit, gone, "japan", LAST, 0.2).latest is None


def test_the_ends_of_the_window_are_those_of_the_closing_stock():
    fit = window.fit_exits([Trial(t.severity, 2 * t.stock, t.gave_way) for t in SEPARATED])
    low, best, high = window.closing_stock(fit, 0.2)
    assert 4 < low < 5 < best < 6 < 7 < high < 8
    rows = [link(f"{n}", f"{1950 + n}-01-01") for n in range(1, 8)]
    rows += [link("8", "1958-01-01", "1970-01-01"), link("9", "1959-01-01", "1970-01-01")]
    rows[5] = link("6", "1956-01-01", "1980-01-01")
    rows[6] = link("7", "1957-01-01", "1990-01-01")
    assert window.window(fit, rows, "japan", LAST, 0.2) == window.Window(
        "japan", date(1956, 1, 1), date(1955, 1, 1), date(1958, 1, 1), date(1990, 1, 1), ""
    )


def test_a_limit_that_is_never_reached_is_infinite():
    assert window._limit(lambda _: 1.0, 0.0, -1.0) == -math.inf


def test_a_flat_or_contrary_fit_dates_no_window():
    steady = window.fit_exits([Trial(v, k, v == 3) for v in (1, 2, 3) for k in (1, 2, 5, 8)])
    assert steady.flat
    found = window.window(steady, RECORD, "japan", LAST)
    assert (found.closed, found.earliest, found.latest) == (None, None, None)
    assert "flat" in found.withheld
    contrary = window.fit_exits([Trial(t.severity, 4 - t.stock, t.gave_way) for t in SEPARATED])
    assert contrary.hold < 0.0
    assert not contrary.flat
    assert window.window(contrary, RECORD, "japan", LAST).withheld == (
        "more linkages go with more exits"
    )
    for fit in (steady, contrary):
        with pytest.raises(ValueError, match=r"flat|more exits"):
            window.closing_stock(fit)


def test_the_table_of_shocks_is_read(tmp_path):
    cells = {
        "id": "anpo", "ally": "japan", "date": "1960-06", "severity": "2", "severity_low": "0", "severity_high": "2", "moved_by": "outside",
        "outcome": "stayed", "verified": "text", "shock": "Riots",
    }  # fmt: skip
    (shock,) = window.shocks(written(tmp_path / "shocks.csv", "shocks", **cells))
    told = ("anpo", "japan", date(1960, 6, 1), "Riots", 2.0, "outside", "stayed")
    assert shock == Shock(*told, 0.0, 2.0)
    cells["outcome"] = "left"
    with pytest.raises(InputError, match="row 2, outcome"):
        window.shocks(written(tmp_path / "s.csv", "shocks", **cells))


@pytest.mark.skipif(
    not all((data_folder() / f"{name}.csv").exists() for name in ("linkages", "shocks")),
    reason="the tables of linkages and shocks are not in data/",
)
def test_the_record_can_be_fitted():
    links, struck = lock_in.linkages(), window.shocks()
    tried = window.trials(struck, links)
    assert len(tried) == len(struck)
    fit = window.fit_exits(tried)
    assert fit.low < fit.hold < fit.high
    for ally in {shock.ally for shock in struck}:
        found = window.window(fit, links, ally, LAST)
        assert (found.closed is None) == bool(found.withheld)


# Bad input


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (lambda: window.growth([], LAST), "at least one founding"),
        (lambda: window.growth([LAST], LAST), "expected a start before 2024-12-16"),
        (lambda: window.growth([DAY], LAST, [date(1949, 1, 1)]), "every end to come after"),
        (lambda: window.fit_growth([Growth((), 1.0, 1.0)]), "expected a founding"),
        (lambda: window.fit_exits([]), "expected shocks that differ"),
        (lambda: window.fit_exits([Trial(v, v, v > 2) for v in (1, 2, 3)] * 3), "that differ"),
        (
            lambda: window.closing_stock(window.fit_exits(SEPARATED), 0.0),
            "between 0 and 1, got 0",
        ),
        (lambda: window.window(window.fit_exits(SEPARATED), [], "japan", LAST, 1.0), "got 1"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, line):
    with pytest.raises(ValueError, match=line) as refused:
        call()
    assert "\n" not in str(refused.value)
