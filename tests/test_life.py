"""Lives of organisations: the chain and its intervals, each against an independent solution."""

import itertools
import math
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import institution, tables
from alliance_design import life as lives
from alliance_design.errors import InputError
from alliance_design.life import LifeEvent, Spell

optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed: group `speed`")
stats = pytest.importorskip("scipy.stats")
linalg = pytest.importorskip("scipy.linalg")


speeds = st.one_of(st.just(0.0), st.floats(1e-6, 2.0))
MOVES = [("alive", "zombie"), ("alive", "dead"), ("zombie", "alive"), ("zombie", "dead")]


@given(
    st.tuples(speeds, speeds, speeds, speeds), st.floats(0.0, 60.0), st.sampled_from(lives.STATES)
)
def test_survival_is_the_exponential_of_the_generator(four, years, start):
    rates = dict(zip(MOVES, four, strict=True))
    matrix = np.zeros((3, 3))
    for (state, then), rate in rates.items():
        i, j = lives.STATES.index(state), lives.STATES.index(then)
        matrix[i, j] += rate
        matrix[i, i] -= rate
    wanted = linalg.expm(matrix * years)[lives.STATES.index(start)]
    found = lives.survival(rates, years, start)
    assert list(found) == list(lives.STATES)
    assert np.allclose(list(found.values()), wanted, atol=1e-9)


def test_survival_holds_at_equal_rates_at_once_and_in_the_long_run():
    # Equal rates of leaving and no way back: the two exponentials fall together.
    found = lives.survival({("alive", "zombie"): 0.5, ("zombie", "dead"): 0.5}, 4.0)
    assert found["zombie"] == pytest.approx(2.0 * math.exp(-2.0))
    assert lives.survival({}, 100.0, "zombie") == {"alive": 0.0, "zombie": 1.0, "dead": 0.0}
    assert lives.survival(dict.fromkeys(MOVES, 1.0), 0.0)["alive"] == 1.0
    assert lives.survival(dict.fromkeys(MOVES, 1.0), 1e9)["dead"] == 1.0


def life(*rows):
    return [LifeEvent(date.fromisoformat(day), kind, state, "") for day, kind, state in rows]


LIFE = life(
    ("1950-01-01", "founded", "alive"),
    ("1955-01-01", "deepened", "alive"),
    ("1960-01-01", "lapsed", "zombie"),
    ("1970-01-01", "deepened", "alive"),
    ("1975-01-01", "dissolved", "dead"),
    ("1976-01-01", "observed-to", "dead"),
)


def test_spells_run_from_one_change_of_state_to_the_next():
    found = lives.spells(LIFE)
    assert [(s.state, s.then, round(s.years)) for s in found] == [
        ("alive", "zombie", 10),
        ("zombie", "alive", 10),
        ("alive", "dead", 5),
    ]
    unfinished = lives.spells(LIFE[:2])
    assert [(s.state, s.then, round(s.years)) for s in unfinished] == [("alive", "", 5)]
    assert lives.spells([]) == ()


@given(
    st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(lives.STATES[:2])), min_size=1),
    st.booleans(),
)
def test_spells_cover_the_whole_life_and_chain(steps, ends):
    day, events = date(1950, 1, 1), []
    for gap, state in steps:
        day += timedelta(days=gap)
        events.append(LifeEvent(day, "shock", state, ""))
    if ends:
        events.append(LifeEvent(day, "dissolved", "dead", ""))
    found = lives.spells(events)
    assert sum(s.years for s in found) * 365.25 == pytest.approx((day - events[0].day).days)
    for one, other in itertools.pairwise(found):
        assert (one.then, one.until) == (other.state, other.since)
        assert one.state != other.state
    assert found[-1].then == ("dead" if ends else "")


def test_rates_are_those_of_greatest_likelihood():
    found = lives.rates(lives.spells(LIFE))
    assert {move: rate.moves for move, rate in found.items()} == dict(
        zip(MOVES, (1, 1, 1, 0), strict=True)
    )
    for move, rate in found.items():
        years = sum(s.years for s in lives.spells(LIFE) if s.state == move[0])
        assert rate.years == pytest.approx(years)
        assert rate.low <= rate.rate <= rate.high
        likeliest = optimize.minimize_scalar(
            lambda q, n=rate.moves, t=years: q * t - n * math.log(q),
            bounds=(1e-9, 1),
            method="bounded",
        )
        assert rate.rate == pytest.approx(likeliest.x, abs=1e-4)
    never = lives.rates([Spell("alive", date(1950, 1, 1), date(1960, 1, 1), "")])
    assert never["alive", "dead"].low == never["alive", "dead"].rate == 0.0
    assert math.isnan(never["zombie", "dead"].rate)
    assert (never["zombie", "dead"].low, never["zombie", "dead"].high) == (0.0, math.inf)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # It fell with the shock; by the next event in time; too late; and not at all.
        ([("1955-01-01", "shock", "zombie")], (1, 1)),
        ([("1955-01-01", "shock", "alive"), ("1958-01-01", "left", "zombie")], (1, 1)),
        ([("1956-01-01", "shock", "alive"), ("1959-01-01", "left", "zombie")], (1, 1)),
        ([("1955-01-01", "shock", "alive"), ("1958-01-03", "left", "zombie")], (0, 1)),
        ([("1955-01-01", "shock", "alive")], (0, 1)),
        # Only the next event counts, and one that is a shock answers for itself.
        (
            [
                ("1955-01-01", "shock", "alive"),
                ("1955-06-01", "deepened", "alive"),
                ("1956-01-01", "left", "zombie"),
            ],
            (0, 1),
        ),
        ([("1955-01-01", "shock", "alive"), ("1956-01-01", "shock", "dead")], (1, 2)),
        # From zombie to dead is down, from zombie to alive is not, and the dead feel nothing.
        ([("1955-01-01", "lapsed", "zombie"), ("1956-01-01", "shock", "dead")], (1, 1)),
        ([("1955-01-01", "lapsed", "zombie"), ("1956-01-01", "shock", "alive")], (0, 1)),
        ([("1955-01-01", "dissolved", "dead"), ("1956-01-01", "shock", "dead")], (0, 0)),
    ],
)
def test_what_counts_as_moved_by_a_shock(rows, expected):
    assert lives.shocks_moved(life(("1950-01-01", "founded", "alive"), *rows)) == expected


# ---------------------------------------------------------------- read from the table


@pytest.fixture
def coded(monkeypatch):
    """Two tables in place of those of `data`."""
    columns = ["pact", "date", "kind", "state", "event"]
    rows = [
        ("short", "1950-06-01", "founded", "alive", "signed"),
        ("short", "1950", "deepened", "alive", "a secretariat"),
        ("long", "1949-04-04", "founded", "alive", "signed"),
        ("short", "1955-03", "shock", "alive", "a war"),
        ("short", "1957", "dissolved", "dead", "the end"),
        ("long", "1960", "shock", "alive", "a crisis"),
        ("long", "2000", "observed-to", "alive", "looked at until then"),
    ]
    features = [
        ("short", "treaty", "obligation", 1.0, 2.0, 2.0),
        ("short", "treaty", "scope", 0.0, 0.0, 4.0),
        ("short", "organisation", "integration", 0.0, 1.0, 3.0),
    ]
    found = {
        "lives": pd.DataFrame(rows, columns=columns),
        "features": pd.DataFrame(
            features, columns=["pact", "layer", "dimension", "low", "value", "high"]
        ),
    }
    monkeypatch.setattr(tables, "read_table", found.__getitem__)
    return found


def test_part_of_a_date_counts_from_its_first_day_but_not_before_the_row_above(coded):
    found = lives.life_events()
    assert [str(event.day) for event in found["short"]] == [
        "1950-06-01",
        "1950-06-01",
        "1955-03-01",
        "1957-01-01",
    ]
    assert [event.event for event in found["long"]][1] == "a crisis"
    assert [(s.state, s.then) for s in lives.lives()["long"]] == [("alive", "")]
    coded["lives"].loc[2, "kind"] = "deepened"
    with pytest.raises(InputError, match="expected its founding first, got 'deepened'"):
        lives.life_events()


@pytest.mark.usefixtures("coded")
def test_a_record_sets_shocks_beside_the_design_where_that_is_coded():
    short, long = lives.shock_record()
    assert (short.pact, short.moved, short.shocks) == ("short", 1, 1)
    assert short.design == institution.design_scale("short")
    assert (long.pact, long.moved, long.shocks, long.design) == ("long", 0, 1, None)
    assert long.interval == pytest.approx((0.0, 0.975))


def test_the_table_gives_lives_in_order():
    found = lives.life_events()
    assert {"north-atlantic-1949", "manila-1954"} <= set(found)
    for pact, events in found.items():
        assert events[-1].kind in ("dissolved", "observed-to"), pact
        ended = events[-1].state == "dead"
        assert (lives.lives()[pact][-1].then == "dead") == ended, pact
    coded = {record.pact for record in lives.shock_record() if record.design}
    assert coded == {"north-atlantic-1949", "manila-1954"}


# ---------------------------------------------------------------- bad input

SOME = life(("1950-01-01", "founded", "alive"))


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (lambda: lives.survival({("dead", "alive"): 1.0}, 1.0), "got .'dead', 'alive'"),
        (lambda: lives.survival({MOVES[0]: -1.0}, 1.0), "a rate of at least 0, got -1"),
        (lambda: lives.survival({}, -1.0), "a time of at least 0, got -1"),
        (lambda: lives.survival({}, 1.0, "asleep"), "alive or zombie or dead, got 'asleep'"),
        (lambda: lives.spells([*LIFE, *SOME]), "1950-01-01 comes after 1976-01-01"),
        (
            lambda: lives.spells([*LIFE, LifeEvent(date(1980, 1, 1), "", "alive", "")]),
            "it was dead",
        ),
        (lambda: lives.spells([LifeEvent(date(1980, 1, 1), "", "ill", "")]), "got 'ill'"),
        (lambda: lives.shocks_moved(SOME, -1.0), "a time of at least 0, got -1"),
    ],
)
def test_bad_input_is_refused_in_one_line(call, problem):
    with pytest.raises(ValueError, match=problem) as refused:
        call()
    assert "\n" not in str(refused.value)
