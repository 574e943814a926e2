"""The universe of pacts and its lives, each estimate against an independent one."""

import math
import random
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import made_up_pact

from alliance_design import universe as lives
from alliance_design.pacts import OBLIGATIONS, members_on
from alliance_design.pacts import pacts as real_pacts
from alliance_design.universe import Spell

BOTH = ("north:patron", "south:client")


@pytest.fixture
def known(monkeypatch):
    """A made-up world: the north is a great power, and the pacts are those that a test puts in."""
    found = {}
    monkeypatch.setattr(lives, "pacts", lambda: MappingProxyType(found))
    powers = {"north": ((1815, 9999),), "east": ((1815, 1899), (1950, 1999))}
    monkeypatch.setattr(lives, "GREAT_POWERS", powers)

    def put(*pacts):
        found.update({pact.id: pact for pact in pacts})
        return pacts

    return put


# ---------------------------------------------------------------- what belongs to it


@pytest.mark.parametrize(
    ("state", "before", "first", "last", "after"),
    [
        ("united-states", 1897, 1898, 2025, None),
        ("france", 1814, 1815, 1940, 1941),
        ("france", 1944, 1945, 2025, None),
        ("germany", 1919, 1925, 1945, 1946),
        ("germany", 1990, 1991, 2025, None),
        ("austria-hungary", 1814, 1815, 1918, 1919),
        ("italy", 1859, 1860, 1943, 1944),
        ("soviet-union", 1921, 1922, 1991, 1992),
        ("china", 1949, 1950, 2025, None),
        ("japan", 1894, 1895, 1945, 1946),
        ("japan", 1990, 1991, 2025, None),
    ],
)
def test_a_great_power_is_one_from_its_first_year_to_its_last(state, before, first, last, after):
    assert not lives.great_power(state, date(before, 12, 31))
    assert lives.great_power(state, date(first, 1, 1))
    assert lives.great_power(state, date(last, 12, 31))
    assert after is None or not lives.great_power(state, date(after, 1, 1))


def test_a_state_of_no_list_is_no_great_power_and_spans_do_not_overlap():
    assert not lives.great_power("atlantis", date(1950, 1, 1))
    for spans in lives.GREAT_POWERS.values():
        assert all(first <= last for first, last in spans)
        assert all(one[1] < other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("changes", "inside"),
    [
        ({}, True),
        # Each condition turned on its own.
        ({"members": ("south:peer", "west:peer")}, False),
        ({"members": ("north:peer", "east:peer")}, False),
        ({"members": ("north:patron", "east:peer", "south:client")}, True),
        ({"members": ()}, False),
        ({"obligation": "consult"}, False),
        ({"obligation": "none"}, False),
        ({"obligation": "all-means"}, True),
        ({"occasion": "war"}, False),
        ({"instrument": "joint declaration (not a treaty)"}, False),
        ({"instrument": "memorandum of agreement"}, False),
        ({"instrument": "executive order (not an agreement)"}, False),
        ({"instrument": "communique and exchange of notes"}, False),
        ({"instrument": "resolution of a conference"}, False),
        ({"instrument": "exchange of notes"}, True),
        ({"instrument": "secret protocol"}, True),
        ({"instrument": "compact, approved by law"}, True),
        # In 1920 the east was no great power, in 1960 it was.
        ({"signed": "1920-01-01", "members": ("north:patron", "east:client")}, True),
        ({"signed": "1920-01-01", "members": ("east:patron", "south:client")}, False),
    ],
)
@pytest.mark.usefixtures("known")
def test_a_pact_belongs_by_every_condition(changes, inside):
    pact = made_up_pact("a", **{"signed": "1960-01-01", **changes})
    assert lives.in_universe(pact) == inside


@pytest.mark.usefixtures("known")
def test_every_bound_can_be_loosened_alone():
    talk = made_up_pact("talk", "1960-01-01", obligation="consult")
    loose = made_up_pact("loose", "1960-01-01", instrument="declaration")
    war = made_up_pact("war", "1960-01-01", occasion="war")
    for pact, setting in (
        (talk, {"least": "none"}),
        (loose, {"loose": True}),
        (war, {"war": True}),
    ):
        assert not lives.in_universe(pact)
        assert lives.in_universe(pact, **setting)
        for other in ({"least": "none"}, {"loose": True}, {"war": True}):
            assert lives.in_universe(pact, **other) == (other == setting)


def test_the_universe_is_in_the_order_of_signature(known):
    known(
        made_up_pact("late", "1970-01-01"),
        made_up_pact("war", "1965-01-01", occasion="war"),
        made_up_pact("early", "1950-01-01"),
    )
    assert [pact.id for pact in lives.universe()] == ["early", "late"]
    assert [pact.id for pact in lives.universe(war=True)] == ["early", "war", "late"]
    assert [one.pact for one in lives.spells()] == ["early", "late"]


# ---------------------------------------------------------------- spells


def years(start, end):
    return (date.fromisoformat(end) - date.fromisoformat(start)).days / 365.25


def test_a_spell_runs_from_force_or_else_signature_to_the_end(known):
    known()
    signed = made_up_pact("a", "1950-01-01", "1960-06-01")
    forced = made_up_pact("b", "1950-01-01", "1960-06-01", in_force="1951-01-01")
    assert lives.spell(signed) == Spell("a", years("1950-01-01", "1960-06-01"), True, "agreed")
    assert lives.spell(forced).years == years("1951-01-01", "1960-06-01")
    standing = lives.spell(made_up_pact("c", "1950-01-01"))
    assert standing == Spell("c", years("1950-01-01", "2025-12-31"), False, "stands")
    # Signed and ended on one day, or in force after watching stops: a day, never nothing.
    assert lives.spell(made_up_pact("d", "1950-01-01", "1950-01-01")).years == 1 / 365.25
    future = made_up_pact("e", "2025-01-01", in_force="2026-06-01")
    assert lives.spell(future) == Spell("e", 1 / 365.25, False, "stands")


def test_the_earlier_of_organisation_and_treaty_is_the_end(known):
    known()
    both = made_up_pact("a", "1950-01-01", "1970-01-01", organisation_ended="1960-01-01")
    assert lives.spell(both).years == years("1950-01-01", "1960-01-01")
    assert lives.spell(both, organisation=False).years == years("1950-01-01", "1970-01-01")
    later = made_up_pact("b", "1950-01-01", "1970-01-01", organisation_ended="1980-01-01")
    assert lives.spell(later).years == years("1950-01-01", "1970-01-01")
    alone = made_up_pact("c", "1950-01-01", organisation_ended="1960-01-01", end_kind="agreed")
    assert lives.spell(alone).ended
    assert not lives.spell(alone, organisation=False).ended
    assert lives.spell(alone, organisation=False).how == "stands"


def test_watching_stops_on_the_day(known):
    known()
    pact = made_up_pact("a", "1950-01-01", "1960-01-01")
    assert lives.spell(pact, stop=date(1960, 1, 1)).ended
    before = lives.spell(pact, stop=date(1959, 12, 31))
    assert before == Spell("a", years("1950-01-01", "1959-12-31"), False, "stands")


def test_a_kind_of_end_may_count_as_the_end_of_watching(known):
    known()
    pact = made_up_pact("a", "1950-01-01", "1960-01-01", end_kind="extinct")
    assert lives.spell(pact, censored=["term"]).ended
    found = lives.spell(pact, censored=["extinct"])
    assert found == Spell("a", years("1950-01-01", "1960-01-01"), False, "extinct")
    # Read once, a generator is at its end: it holds for every pact all the same.
    other = made_up_pact("b", "1950-01-01", "1960-01-01", end_kind="extinct")
    found = lives.spells([pact, other], censored=(kind for kind in ["extinct"]))
    assert [one.ended for one in found] == [False, False]


@pytest.fixture
def chain(known):
    return known(
        made_up_pact("a", "1950-01-01", "1960-01-01", end_kind="replaced", successor="b"),
        made_up_pact("b", "1960-01-01", "1970-01-01", end_kind="replaced", successor="c"),
        made_up_pact("c", "1970-01-01", "1980-01-01", end_kind="denounced"),
    )


def test_a_replaced_pact_goes_on_as_its_successor(chain):
    assert lives.spell(chain[0]) == Spell("a", years("1950-01-01", "1980-01-01"), True, "denounced")
    alone = lives.spell(chain[0], chained=False)
    assert alone == Spell("a", years("1950-01-01", "1960-01-01"), True, "replaced")
    assert not lives.spell(chain[0], chained=False, censored=["replaced"]).ended
    assert not lives.spell(chain[0], censored=["denounced"]).ended
    assert lives.spell(chain[0], censored=["replaced"]).ended
    assert not lives.spell(chain[0], stop=date(1965, 1, 1)).ended


def test_of_a_chain_only_its_beginning_counts(chain):
    assert [one.pact for one in lives.spells()] == ["a"]
    assert [one.pact for one in lives.spells(chain)] == ["a"]
    # One that is not chosen heads no chain.
    assert [one.pact for one in lives.spells(chain[1:])] == ["b"]
    assert [one.pact for one in lives.spells([chain[0], chain[2]])] == ["a", "c"]
    apart = lives.spells(chained=False)
    assert [one.pact for one in apart] == ["a", "b", "c"]
    assert sum(one.years for one in apart) == pytest.approx(lives.spells()[0].years)


def test_a_successor_counts_only_where_the_pact_was_replaced_and_it_is_known(known):
    (lost,) = known(
        made_up_pact("a", "1950-01-01", "1960-01-01", end_kind="replaced", successor="none")
    )
    assert lives.spell(lost) == Spell("a", years("1950-01-01", "1960-01-01"), True, "replaced")
    named = known(
        made_up_pact("b", "1950-01-01", "1960-01-01", end_kind="term", successor="c"),
        made_up_pact("c", "1961-01-01"),
    )
    assert lives.spell(named[0]).ended
    assert [one.pact for one in lives.spells()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("changes", "goes_on"),
    [
        ({}, True),
        ({"obligation": "as-deemed"}, True),
        # Each of what a successor must be turned on its own.
        ({"obligation": "consult"}, False),
        ({"obligation": "none"}, False),
        ({"instrument": "communique and exchange of notes"}, False),
        ({"instrument": "declaration"}, False),
    ],
)
def test_a_pact_goes_on_only_into_one_that_binds_and_promises_help(known, changes, goes_on):
    first, then = known(
        made_up_pact("a", "1950-01-01", "1960-01-01", end_kind="replaced", successor="b"),
        made_up_pact("b", "1960-01-01", **changes),
    )
    assert lives.chain(first) == ((first, then) if goes_on else (first,))
    assert lives.spell(first).ended == (not goes_on)
    # What it does not go on as may count on its own.
    heads = [one.pact for one in lives.spells([first, then])]
    assert heads == (["a"] if goes_on else ["a", "b"])


def test_an_older_pact_that_takes_in_a_younger_ones_parties_still_counts(known):
    known(
        made_up_pact("old", "1949-01-01"),
        made_up_pact("young", "1976-01-01", "1982-01-01", end_kind="replaced", successor="old"),
    )
    found = {one.pact: one for one in lives.spells()}
    assert set(found) == {"old", "young"}
    assert not found["young"].ended


@pytest.mark.parametrize("ids", ["a", "ab", "abc"])
def test_successors_in_a_circle_are_refused(known, ids):
    circle = known(
        *(
            made_up_pact(one, "1950-01-01", "1960-01-01", end_kind="replaced", successor=then)
            for one, then in zip(ids, ids[1:] + ids[0], strict=True)
        )
    )
    with pytest.raises(ValueError, match="a: its successors lead back to a"):
        lives.spell(circle[0])
    with pytest.raises(ValueError, match="lead back"):
        lives.spells()
    assert lives.spell(circle[0], chained=False).ended


def test_a_lead_into_a_circle_is_refused_too(known):
    pacts = known(
        *(
            made_up_pact(one, "1950-01-01", "1960-01-01", end_kind="replaced", successor=then)
            for one, then in ("ab", "bc", "cb")
        )
    )
    with pytest.raises(ValueError, match="a: its successors lead back to b"):
        lives.spell(pacts[0])


def test_pacts_signed_when_watching_has_stopped_are_left_out(known):
    known(made_up_pact("a", "1950-01-01"), made_up_pact("b", "1960-01-01"))
    assert [one.pact for one in lives.spells(stop=date(1960, 1, 2))] == ["a", "b"]
    assert [one.pact for one in lives.spells(stop=date(1960, 1, 1))] == ["a"]
    assert lives.spells(stop=date(1950, 1, 1)) == ()
    assert lives.spells([]) == ()


@given(st.integers(0, 9000), st.integers(0, 9000), st.integers(0, 9000), st.booleans())
def test_nobody_is_watched_past_the_stop_nor_for_no_time(length, organised, watched, whole):
    signed = date(1950, 1, 1)
    pact = made_up_pact(
        "lone",
        "1950-01-01",
        (signed + timedelta(days=length)).isoformat(),
        organisation_ended=(signed + timedelta(days=organised)).isoformat(),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lives, "pacts", dict)
        stop = signed + timedelta(days=watched)
        found = lives.spell(pact, organisation=whole, stop=stop)
    end = min(length, organised) if whole else length
    assert found.ended == (end <= watched)
    assert found.years == max(1, min(end, watched)) / 365.25


# ---------------------------------------------------------------- survival


def made(*pairs):
    """Spells from pairs of years and whether it ended."""
    return [
        Spell(f"p{n}", float(one), bool(ended), "term" if ended else "stands")
        for n, (one, ended) in enumerate(pairs)
    ]


samples = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=1, max_size=25)


def kaplan_meier(pairs):
    """The product of the shares that stayed, in fractions: age, share and how many were there."""
    rows, share = [(0, Fraction(1), len(pairs))], Fraction(1)
    for age in sorted({one for one, ended in pairs if ended}):
        there = sum(one >= age for one, _ in pairs)
        share *= 1 - Fraction(sum(one == age and ended for one, ended in pairs), there)
        rows.append((age, share, there))
    return rows


@given(samples)
def test_the_curve_is_kaplan_and_meiers(pairs):
    table = lives.curve(made(*pairs))
    assert list(table.columns) == ["years", "share", "low", "high", "at_risk"]
    wanted = kaplan_meier(pairs)
    assert table["years"].tolist() == [age for age, _, _ in wanted]
    assert table["share"].tolist() == pytest.approx([float(share) for _, share, _ in wanted])
    assert table["at_risk"].tolist() == [there for _, _, there in wanted]
    assert lives.at_risk(made(*pairs), table["years"].tolist()) == table["at_risk"].tolist()


@given(st.lists(st.integers(1, 12), min_size=1, max_size=25))
def test_where_all_ended_the_curve_is_the_share_that_lived_longer(ages):
    for row in lives.curve(made(*((age, True) for age in ages))).itertuples():
        assert row.share == pytest.approx(sum(age > row.years for age in ages) / len(ages))


@given(samples)
def test_intervals_hold_the_estimate_and_stay_between_0_and_1(pairs):
    for row in lives.curve(made(*pairs)).itertuples():
        assert 0.0 <= row.low <= row.share <= row.high <= 1.0
        if 0.0 < row.share < 1.0:
            assert row.low < row.share < row.high


def test_the_interval_is_greenwoods_on_the_scale_of_the_log_of_minus_the_log():
    pairs = [(1, 1), (2, 1), (2, 0), (3, 1), (5, 0), (6, 1), (7, 0)]
    table = lives.curve(made(*pairs))
    variance = Fraction(0)
    for (age, share, there), row in zip(
        kaplan_meier(pairs)[1:], table.iloc[1:].itertuples(), strict=True
    ):
        gone = sum(one == age and ended for one, ended in pairs)
        variance += Fraction(gone, there * (there - gone))
        middle = math.log(-math.log(share))
        spread = 1.959964 * math.sqrt(variance) / abs(math.log(share))
        assert row.low == pytest.approx(math.exp(-math.exp(middle + spread)))
        assert row.high == pytest.approx(math.exp(-math.exp(middle - spread)))


def test_a_curve_needs_spells_and_without_an_end_stays_at_one():
    with pytest.raises(ValueError, match="expected at least one spell"):
        lives.curve([])
    table = lives.curve(made((3, 0), (5, 0)))
    assert table.to_numpy().tolist() == [[0.0, 1.0, 1.0, 1.0, 2]]


def test_a_pact_is_at_risk_up_to_the_age_at_which_it_ended():
    found = made((1, 1), (5, 0), (5, 1))
    assert lives.at_risk(found, [0, 1, 1.001, 5, 5.001]) == [3, 3, 2, 2, 0]
    assert lives.at_risk([], [1]) == [0]


@pytest.mark.parametrize(
    ("pairs", "median"),
    [
        ([(1, 1), (3, 1)], 1.0),
        ([(1, 1), (2, 1), (3, 1)], 2.0),
        ([(1, 1), (2, 0), (3, 0)], math.inf),
        ([(4, 0)], math.inf),
        ([(1, 0), (2, 1), (3, 0), (4, 1)], 4.0),
        ([(4, 1)], 4.0),
        # A product of shares that is a half, and in floating point a little more.
        ([(1, 1), (2, 1), (3, 1), (4, 0), (5, 0), (6, 0)], 3.0),
    ],
)
def test_the_median_life_is_the_first_age_that_half_did_not_outlive(pairs, median):
    assert lives.median_life(made(*pairs)) == median


@given(samples)
def test_the_median_life_is_that_of_the_fractions(pairs):
    wanted = [age for age, share, _ in kaplan_meier(pairs) if share <= Fraction(1, 2)]
    assert lives.median_life(made(*pairs)) == (wanted[0] if wanted else math.inf)


# ---------------------------------------------------------------- groups of pacts


def by_hand(pairs, group, strata=None):
    """The log-rank statistic of two groups: ends of one against the hypergeometric, exactly."""
    one = sorted(set(group))[0]
    excess, variance = Fraction(0), Fraction(0)
    for stratum in set(strata or [0]):
        rows = [
            (age, ended, mine == one)
            for (age, ended), mine, there in zip(
                pairs, group, strata or [0] * len(pairs), strict=True
            )
            if there == stratum
        ]
        for age in {age for age, ended, _ in rows if ended}:
            there = sum(other >= age for other, _, _ in rows)
            mine = sum(other >= age and own for other, _, own in rows)
            gone = sum(other == age and ended for other, ended, _ in rows)
            excess += sum(other == age and ended and own for other, ended, own in rows)
            excess -= Fraction(gone * mine, there)
            if there > 1:
                variance += Fraction(
                    gone * mine * (there - mine) * (there - gone), there**2 * (there - 1)
                )
    return float(excess**2 / variance) if variance else None


divided = st.lists(
    st.tuples(st.integers(1, 8), st.booleans(), st.sampled_from("xy"), st.sampled_from("mno")),
    min_size=2,
    max_size=20,
).filter(lambda rows: {"x", "y"} <= {row[2] for row in rows})


@given(divided, st.booleans())
def test_the_log_rank_test_is_the_hypergeometric_one(rows, stratified):
    pairs, group = [row[:2] for row in rows], [row[2] for row in rows]
    strata = [row[3] for row in rows] if stratified else None
    statistic, chance = lives.log_rank(made(*pairs), group, strata)
    wanted = by_hand(pairs, group, strata)
    if wanted is None:
        assert (statistic, chance) == (0.0, 1.0)
        return
    assert statistic == pytest.approx(wanted, abs=1e-9)
    # With one degree of freedom the chi-square's upper tail is the normal's two.
    assert chance == pytest.approx(math.erfc(math.sqrt(wanted / 2)), abs=1e-9)
    turned = ["x" if mine == "y" else "y" for mine in group]
    assert lives.log_rank(made(*pairs), turned, strata) == pytest.approx((statistic, chance))


def test_strata_are_compared_within_only():
    # All the short ones are of the first stratum: between the strata much, within them nothing.
    pairs = [(1, 1), (2, 1), (1, 1), (2, 1), (21, 1), (22, 1), (21, 1), (22, 1)]
    group, strata = [0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 1, 1, 1, 1]
    plain, inside = by_hand(pairs, group), by_hand(pairs, group, strata)
    assert plain > inside
    assert lives.log_rank(made(*pairs), group, strata)[0] == pytest.approx(inside)


def test_three_groups_have_two_degrees_of_freedom():
    found = made(*((age, 1) for age in (1, 2, 3, 4, 5, 6, 7, 8, 9)))
    statistic, chance = lives.log_rank(found, ["x", "y", "z"] * 3)
    assert chance == pytest.approx(math.exp(-statistic / 2))


@pytest.mark.parametrize(
    ("group", "strata", "problem"),
    [
        ([0, 1], None, "expected as many groups and strata as spells"),
        ([0, 1, 1], [0], "expected as many groups and strata as spells"),
        ([0, 0, 0], None, "expected at least two groups"),
        # What reads alike is one group.
        ([1, "1", 1], None, "expected at least two groups"),
        ([0, 1, 2], [0, 1, 2], "expected groups that were watched together"),
    ],
)
def test_a_log_rank_test_needs_groups_to_compare(group, strata, problem):
    with pytest.raises(ValueError, match=problem) as refused:
        lives.log_rank(made((1, 1), (2, 1), (3, 1)), group, strata)
    assert "\n" not in str(refused.value)
    with pytest.raises(ValueError, match=problem):
        lives.shuffled(made((1, 1), (2, 1), (3, 1)), group, draws=1, strata=strata)


def test_two_groups_that_were_never_watched_together_do_not_differ():
    assert lives.log_rank(made((1, 0), (2, 0)), "xy") == (0.0, 1.0)
    assert lives.log_rank(made((1, 0), (2, 1)), "xy") == (0.0, 1.0)
    assert lives.log_rank(made((1, 1), (1, 1)), "xy") == (0.0, 1.0)
    assert lives.shuffled(made((1, 0), (2, 0)), "xy", draws=9) == 1.0


def test_shuffling_finds_a_big_difference_and_the_same_for_the_same_seed():
    found = made(*((age, 1) for age in (1, 2, 3, 4, 5, 6, 21, 22, 23, 24, 25, 26)))
    group = [0] * 6 + [1] * 6
    least = lives.shuffled(found, group, draws=150)
    # Two of the 924 divisions are as far apart, and one draw is counted in any case.
    assert 1 / 151 <= least <= 4 / 151
    assert least == lives.shuffled(found, group, draws=150)
    # Where every stratum is of one group there is no other division.
    mixed = lives.shuffled(found, group, draws=20, strata=[*"mmmmmn", *"nnnnnn"])
    assert mixed > least


def test_shuffling_takes_every_division_as_often():
    # Four that end one after another, two a group: six divisions, two as large as that observed.
    found, group = made((1, 1), (2, 1), (3, 1), (4, 1)), [0, 0, 1, 1]
    assert lives.shuffled(found, group, draws=600) == pytest.approx(1 / 3, abs=0.06)


def test_without_a_difference_the_shuffled_probability_is_near_uniform():
    chance = random.Random(7)
    told = []
    for _ in range(40):
        found = made(*((chance.randint(1, 400), chance.random() < 0.8) for _ in range(12)))
        told.append(lives.shuffled(found, [0, 1] * 6, draws=25, seed=chance.randrange(10**6)))
    assert all(0.0 < p <= 1.0 for p in told)
    assert 0.35 < sum(told) / len(told) < 0.65
    assert sum(p <= 0.5 for p in told) == pytest.approx(20, abs=9)
    assert sum(p <= 0.1 for p in told) <= 9


def test_shuffling_keeps_to_the_strata(monkeypatch):
    seen = []

    def spy(_, group, strata=None):
        seen.append((tuple(group), tuple(strata)))
        return 0.0, 1.0

    monkeypatch.setattr(lives, "log_rank", spy)
    strata = [*"mnmnmnmm"]
    lives.shuffled(made(*[(1, 1)] * 8), [0, 0, 0, 1, 1, 1, 1, 0], draws=40, strata=strata)
    sums = {
        tuple(
            sum(one for one, there in zip(group, strata, strict=True) if there == s) for s in "mn"
        )
        for group, _ in seen
    }
    assert sums == {(2, 2)}
    assert len({group for group, _ in seen}) > 5
    assert {told for _, told in seen} == {tuple(strata)}


# ---------------------------------------------------------------- proportional hazards


@pytest.fixture
def two_kinds(known):
    """Twenty pacts, the first ten of which end ten times as soon as the others."""
    known(
        *(
            made_up_pact(f"p{n}", "1950-01-01", design="bilateral" if n < 10 else "multilateral")
            for n in range(20)
        )
    )
    quick = [(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 1), (25, 1), (30, 0)]
    return made(*quick, *((10 * age if age < 25 else age / 10, ended) for age, ended in quick))


def test_a_hazard_ratio_is_above_1_for_what_ends_sooner(two_kinds):
    table = lives.hazard_ratio(
        two_kinds,
        {
            "bilateral": lambda pact: float(pact.design == "bilateral"),
            "odd": lambda pact: float(int(pact.id[1:]) % 2),
        },
    )
    assert list(table.columns) == ["feature", "ratio", "low", "high", "p"]
    assert table["feature"].tolist() == ["bilateral", "odd"]
    first, second = table.itertuples()
    assert first.ratio > first.low > 1.0
    assert first.p < 0.05
    assert second.low < 1.0 < second.high
    assert (table["low"] <= table["ratio"]).all()
    assert (table["ratio"] <= table["high"]).all()


def test_a_hazard_ratio_turns_round_with_its_feature(two_kinds):
    one, other = (
        lives.hazard_ratio(two_kinds, {"kind": lambda pact, d=design: float(pact.design == d)})
        for design in ("bilateral", "multilateral")
    )
    assert one["ratio"].iloc[0] == pytest.approx(1.0 / other["ratio"].iloc[0])
    assert one["low"].iloc[0] == pytest.approx(1.0 / other["high"].iloc[0])
    assert one["p"].iloc[0] == pytest.approx(other["p"].iloc[0])


def test_a_hazard_ratio_is_that_of_greatest_partial_likelihood(two_kinds):
    def loss(slope):
        total = 0.0
        for n, one in enumerate(two_kinds):
            if one.ended:
                there = [m for m, other in enumerate(two_kinds) if other.years >= one.years]
                total += math.log(sum(math.exp(slope * (m < 10)) for m in there))
                total -= slope * (n < 10)
        return total

    ends = Counter(one.years for one in two_kinds if one.ended)
    assert max(ends.values()) == 1  # else Efron's correction would be wanted
    ratio = lives.hazard_ratio(two_kinds, {"first": lambda p: float(int(p.id[1:]) < 10)})["ratio"]
    slope = math.log(ratio.iloc[0])
    assert loss(slope) < min(loss(slope - 0.01), loss(slope + 0.01))


# ---------------------------------------------------------------- the table


def test_the_table_fills_the_universe():
    found = lives.universe()
    assert len(found) >= 60
    assert [pact.signed for pact in found] == sorted(pact.signed for pact in found)
    assert all(pact.signed.year >= 1815 for pact in found)
    for least in OBLIGATIONS[:3]:
        wider = {pact.id for pact in lives.universe(least, loose=True, war=True)}
        assert {pact.id for pact in found} <= wider
    for pact in found:
        assert lives.in_universe(pact)
        strong = {m.state for m in pact.members if lives.great_power(m.state, pact.signed)}
        assert strong, pact.id
        assert strong < {m.state for m in pact.members}, pact.id


def test_successors_are_in_the_table_and_follow_within_a_year():
    known = real_pacts()
    for pact in known.values():
        assert bool(pact.successor) == (pact.end_kind == "replaced"), pact.id
        if pact.successor:
            assert pact.successor in known, pact.id
            assert pact.successor != pact.id
            then = known[pact.successor]
            assert then.signed <= pact.ended + timedelta(days=366), pact.id
            if OBLIGATIONS.index(pact.obligation) >= OBLIGATIONS.index("act"):
                assert len(lives.chain(pact)) > 1, f"{pact.id}: goes on without a promise"
            shared = {m.state for m in pact.members} & {m.state for m in then.members}
            assert shared or {"soviet-union", "russia"} & {pact.patron, then.patron}, pact.id


def test_every_pacts_end_fits_its_kind():
    for pact in real_pacts().values():
        stands = pact.ended is None and pact.organisation_ended is None
        assert (pact.end_kind == "stands") == stands, pact.id
        for end in (pact.ended, pact.organisation_ended):
            assert end is None or end >= pact.signed, pact.id


def test_every_spell_of_the_table_is_watched_for_a_time_that_can_be():
    found = lives.spells()
    assert len({one.pact for one in found}) == len(found)
    for one in found:
        assert 0.0 < one.years <= (lives.STOP - date(1815, 1, 1)).days / 365.25
        assert one.ended == (one.how != "stands"), one.pact
    watched = [pact.id for pact in lives.universe() if pact.signed < lives.STOP]
    assert [one.pact for one in lives.spells(chained=False)] == watched
    assert "north-atlantic-1949" in {one.pact for one in found}


def test_a_chain_of_the_table_is_counted_once():
    heads = {one.pact for one in lives.spells()}
    inside = {pact.id for pact in lives.universe()}
    for pact in lives.universe():
        then = real_pacts().get(pact.successor)
        if pact.end_kind == "replaced" and then.id in inside and then.signed >= pact.signed:
            assert then.id not in heads


def test_a_pact_that_stands_binds_somebody():
    for pact in lives.universe():
        begun = max((member.since for member in pact.members if member.since), default=None)
        if pact.end_kind == "stands" and begun:
            assert len(members_on(pact, max(begun, lives.STOP))) > 1, pact.id
