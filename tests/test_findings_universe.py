"""Findings of the chapter on the universe of pacts, held against the tables and the estimates."""

import math
import re
from datetime import date

import numpy as np
import pytest
from statsmodels.duration.hazard_regression import PHReg

from alliance_design import evidence, external
from alliance_design import figures_universe as drawn
from alliance_design.claims import claims, examine
from alliance_design.codebook import data_folder
from alliance_design.pacts import pacts
from alliance_design.tables import read_table
from alliance_design.universe import (
    STOP,
    Spell,
    chain,
    curve,
    hazard_ratio,
    log_rank,
    median_life,
    shuffled,
    spell,
    spells,
    universe,
)

CHAPTER = (data_folder().parent / "chapters" / "beyond" / "universe.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
KNOWN = pacts()
IMPOSED_OLD = ("three-kings-1849", "bregenz-1850", "north-german-1866")
LATE_ENDS = {"manila-1954", "central-africa-france-1960"}


@pytest.fixture(scope="module")
def found():
    return spells()


@pytest.fixture(scope="module")
def table():
    return drawn.looks().set_index(["question", "look"])


@pytest.fixture(scope="module")
def told():
    return drawn.numbers()


def share(group, age):
    line = curve(group)
    return line[line["years"] <= age]["share"].iloc[-1]


# ------------------------------------------------------------------------------ the universe


def test_the_caption_of_the_bars(told):
    chosen = universe()
    assert f"The {len(chosen)} pacts of the universe" in CHAPTER
    assert told["bilateral"] > 0.75 * len(chosen)
    old = [pact for pact in chosen if drawn.era(pact) == drawn.ERAS[0]]
    assert [pact.id for pact in old if pact.end_kind == "stands"] == ["portugal-britain-1899"]
    new = [pact for pact in chosen if drawn.era(pact) != drawn.ERAS[0]]
    assert sum(pact.end_kind == "stands" for pact in new) > 0.4 * len(new)
    central = [pact for pact in chosen if drawn.patron_group(pact) == drawn.PATRONS[0]]
    assert max(pact.ended.year for pact in central) == 1945
    american = [
        pact
        for pact in chosen
        if pact.patron == "united-states" and 1947 <= pact.signed.year <= 1960
    ]
    standing = [pact for pact in american if pact.end_kind == "stands"]
    assert len(standing) > len(american) / 2
    assert {pact.design for pact in standing} >= {"bilateral", "multilateral"}


def test_the_table_of_makers_adds_up():
    rows = drawn.makers_table().set_index("Patron")
    assert list(rows.drop(index="all").sum()) == list(rows.loc["all"])
    assert rows.loc["all", "All"] == len(universe())


def test_the_ends_that_came_together_are_all_the_soviet_unions(told):
    ends = [pact for pact in universe() if pact.ended and 1989 <= pact.ended.year <= 1993]
    assert {pact.patron for pact in ends} == {"soviet-union"}
    assert len(ends) == told["together"]


def test_one_treaty_was_signed_after_watching_stopped():
    assert date(2025, 12, 31) == STOP
    assert sum(pact.signed > STOP for pact in universe()) == 1


def test_a_chain_goes_on(found):
    lives = {one.pact: one for one in found}
    assert round(lives["poland-soviet-union-1945"].years) == 47
    assert "poland-soviet-union-1965" not in lives
    for name in ("anglo-malayan-1957", "belarus-russia-1997"):
        assert lives[name].ended
        assert lives[name].years < 15
        assert len(chain(KNOWN[name])) == 1
    assert KNOWN["poland-soviet-union-1945"].signed.year == 1945
    assert KNOWN["poland-soviet-union-1965"].signed.year == 1965
    assert len(spells(chained=False)) > len(found)


# ------------------------------------------------------------------------------ by hand


def test_the_four_pacts_are_worked_as_the_library_does():
    four = [spell(KNOWN[name]) for name in drawn.HAND]
    steps = [row for row in drawn.four_by_hand()["Share standing"] if row]
    assert [float(row.split(" = ")[1]) for row in steps] == [
        round(one, 3) for one in curve(four)["share"][1:]
    ]
    assert list(drawn.four_by_hand()["At risk"]) == [4, 3, 2, 1]
    assert [one.ended for one in sorted(four, key=lambda one: one.years)] == [
        True,
        False,
        True,
        False,
    ]


def test_the_contrast_is_the_librarys_log_rank(found):
    for question in drawn.QUESTIONS:
        lives, marks = drawn.grouped(question)
        assert drawn.contrast(lives, marks).statistic == pytest.approx(log_rank(lives, marks)[0])
        eras = [drawn.era(KNOWN[one.pact]) for one in lives]
        assert drawn.contrast(lives, marks, eras).statistic == pytest.approx(
            log_rank(lives, marks, eras)[0]
        )
    marks = [KNOWN[one.pact].bound_first == "yes" for one in found]
    ratio = hazard_ratio(found, {"marked": lambda pact: float(pact.bound_first == "yes")})
    assert drawn.contrast(found, marks).ratio == pytest.approx(ratio["ratio"].iloc[0], rel=0.03)


def cox(lives, marks, strata):
    """Ratio and interval of the model of Cox, within strata."""
    fit = PHReg(
        np.array([one.years for one in lives]),
        np.array(marks, dtype=float)[:, None],
        status=np.array([one.ended for one in lives], dtype=int),
        strata=np.array(strata),
        ties="efron",
    ).fit()
    return (float(np.exp(fit.params[0])), *np.exp(fit.conf_int()[0]))


@pytest.mark.parametrize("question", drawn.QUESTIONS)
def test_a_stratified_contrast_comes_close_to_stratified_cox(question):
    for reading in ("first", "second"):
        lives, marks = drawn.grouped(question, reading=reading)
        eras = [drawn.era(KNOWN[one.pact]) for one in lives]
        told = drawn.contrast(lives, marks, eras)
        for ours, theirs in zip(
            (told.ratio, told.low, told.high), cox(lives, marks, eras), strict=True
        ):
            assert abs(math.log(ours / theirs)) < 0.3


def test_ends_that_are_compared_with_nothing_do_not_count():
    def life(name, years, ended=True):
        return Spell(name, float(years), ended, "term" if ended else "stands")

    # The second stratum has marked ones only, and the last ends of the first others only.
    found = [life("a", 1), life("b", 2), life("c", 5), life("d", 9), life("e", 3), life("f", 4)]
    marks, strata = [True, False, True, False, True, True], [1, 1, 1, 1, 2, 2]
    told = drawn.contrast(found, marks, strata)
    alone = drawn.contrast(found[:4], marks[:4])
    assert (told.marked, told.others, told.ends) == (4, 2, 4)
    assert (told.seen, told.expected) == (alone.seen, alone.expected)
    assert told.seen == 2.0
    assert told.expected == pytest.approx(2 / 4 + 1 / 3 + 1 / 2)
    assert (told.ratio, told.low, told.high) == (alone.ratio, alone.low, alone.high)
    assert told.ratio == pytest.approx((2 / told.expected) / (1 / (3 - told.expected)))
    assert told.high / told.ratio == pytest.approx(math.exp(1.959964 * math.sqrt(1 / 2 + 1)))


def test_seen_and_expected_of_both_sides_make_all_ends(found):
    marks = [KNOWN[one.pact].coerced == "yes" for one in found]
    one, other = drawn.contrast(found, marks), drawn.contrast(found, [not mark for mark in marks])
    assert one.seen + other.seen == pytest.approx(one.expected + other.expected)
    assert one.ends + other.ends == sum(life.ended for life in found)
    assert one.ratio == pytest.approx(1 / other.ratio)


def test_the_deals_are_those_of_the_universe_module():
    lives, marks = drawn.grouped("imposed", reading="other")
    assert drawn.chance(lives, marks) == pytest.approx(shuffled(lives, marks, 1000), abs=0.03)
    eras = [drawn.era(KNOWN[one.pact]) for one in lives]
    assert drawn.chance(lives, marks, eras) == pytest.approx(
        shuffled(lives, marks, 500, strata=eras), abs=0.06
    )


def test_nothing_to_compare_is_no_difference():
    lives, _ = drawn.grouped("imposed")
    empty = drawn.contrast(lives, [True] * len(lives))
    assert math.isnan(empty.ratio)
    assert empty.statistic == 0.0


# ------------------------------------------------------------------------------ design


def test_multilateral_pacts_last_longest_and_it_may_be_chance(told):
    groups = drawn.groups("design")
    order = [median_life(groups[name]) for name in ("trilateral", "bilateral", "multilateral")]
    assert order == sorted(order)
    assert order[0] < 5
    assert 51 <= order[2] < 52
    assert 0.6 < share(groups["multilateral"], 30) < 0.72
    assert 0.42 < share(groups["bilateral"], 30) < share(groups["bilateral"], 20.1) < 0.5
    assert 1 / 7 < told["design_chance"] < 1 / 5
    assert "about once in six times" in CHAPTER
    assert len(groups["trilateral"]) == 8
    assert "The trilateral one, of eight pacts" in CHAPTER


def test_three_of_the_four_pacts_of_the_hub_stand():
    hub = ("philippines-us-1951", "korea-us-1953", "taiwan-us-1954", "japan-us-1960")
    assert [KNOWN[name].end_kind == "stands" for name in hub] == [True, True, False, True]
    assert all(KNOWN[name].design == "bilateral" for name in hub)
    assert "with the Philippines, Korea, Taiwan and Japan, three stand" in CHAPTER


# ------------------------------------------------------------------------------ H2


def test_h2_finds_no_difference_in_any_look(table):
    h2 = table.loc["bound_first"]
    assert (h2["chance"] > 0.05).all()
    assert ((h2["low"] < 1.0) & (h2["high"] > 1.0)).all()
    assert h2.loc["as coded", "chance"] > 0.5
    assert f"ten ends seen, where {h2.loc['as coded', 'expected']:.1f} would be" in CHAPTER
    assert h2.loc["as coded", "seen"] == 10
    # both directions come out
    assert set(h2["seen"] > h2["expected"]) == {True, False}


def test_bound_pacts_fall_early_and_then_stay():
    groups = drawn.groups("bound_first")
    bound = groups["bound first"]
    assert (len(bound), len(groups["not"])) == (16, 96)
    assert "Sixteen pacts with clients bound first" in CHAPTER
    assert "ninety-six others" in CHAPTER
    early = [one for one in bound if one.ended and one.years < 15]
    assert {KNOWN[one.pact].signed.year for one in early} == {1915, 1939}
    later = [one for one in bound if one not in early]
    assert len(later) == 10
    assert min(one.years for one in later if one.ended) > 36
    short = sorted(one.years for one in later if one.years < 36)
    assert [int(years) for years in short] == [4, 12, 20]
    assert "only 4, 12 and 20 years" in CHAPTER
    assert share(bound, 5) < share(groups["not"], 5)
    assert 0.65 < share(bound, 5) < 0.75
    assert 0.55 < share(bound, 13) < 0.65
    ages = range(15, 44)
    assert all(share(bound, age) > share(groups["not"], age) for age in ages)
    assert share(bound, 48) < share(groups["not"], 48)


def test_three_pacts_are_of_the_articles_own_kind(told):
    lives, marks = drawn.grouped("bound_first", [s for s in spells() if KNOWN[s.pact].imposed])
    own = [one for one, mark in zip(lives, marks, strict=True) if mark]
    names = {one.pact: one.ended for one in own}
    assert names == {
        "north-atlantic-1949": False,
        "warsaw-1955": True,
        "cyprus-guarantee-1960": False,
    }
    assert told["h2_several_marked"] == len(own)
    assert sum(names.values()) == 1 < told["h2_several_expected"]
    assert told["h2_several_chance"] > 0.2
    # with the coup of 1974 as the end of Cyprus's guarantee
    assert told["h2_atop_seen"] == 2
    assert told["h2_atop_expected"] == pytest.approx(2.0, abs=0.15)
    single = [o for o in drawn.groups("bound_first")["bound first"] if not KNOWN[o.pact].imposed]
    assert len(single) > len(own)


def test_the_pacts_near_the_edge_of_the_rule(told):
    heads = {one.pact for one in drawn.groups("bound_first")["bound first"]}
    assert len(heads & drawn.EDGE) == 6
    assert "Six of the sixteen" in CHAPTER
    assert all(KNOWN[name].bound_first == "yes" for name in drawn.EDGE)
    assert all(KNOWN[name].bound_first_other == "no" for name in drawn.EDGE)
    assert told["h2_edge_marked"] == 10
    assert told["h2_edge_chance"] > 0.2


def test_what_could_have_been_seen(told):
    assert told["h2_half"] < told["h2_half_era"] < 0.55
    assert told["h2_half"] < told["h2_third"]
    # "almost one in five": with no effect, only the eras' rates
    assert 0.14 < told["h3_none"] < 0.23
    assert drawn.power("imposed", 1.0)[1] < 0.12
    assert drawn.power("bound_first", 1.0)[1] == pytest.approx(0.05, abs=0.03)
    assert told["h3_double_era"] < 0.3
    assert told["h3_quadruple_era"] < 0.55
    # "against a very large one speaks the interval"
    assert 0.4 < told["h2_low"] < 1.0 < told["h2_high"] < 2.0


# ------------------------------------------------------------------------------ H3


def test_h3_holds_as_first_coded(table, told):
    first = table.loc["imposed", "as coded"]
    assert (first["marked"], first["others"], first["seen"]) == (8, 9, 7)
    assert f"seven of eight have ended, where {first['expected']:.1f} ends" in CHAPTER
    assert first["chance"] < 0.01
    groups = drawn.groups("imposed")
    assert share(groups["imposed"], 5) == pytest.approx(0.5)
    assert 0.3 < share(groups["imposed"], 22.5) < 0.45
    assert share(groups["imposed"], 51.1) == pytest.approx(0.0)
    assert share(groups["not"], 36) == pytest.approx(1.0)
    assert 0.55 < curve(groups["not"])["share"].iloc[-1] < 0.7
    assert told["h3_thirty"] == 3


def test_h3_has_the_articles_direction_but_for_the_second_reader_within_strata(table):
    h3 = table.loc["imposed"]
    turned = set(h3[h3["seen"] < h3["expected"]].index)
    assert turned == {"second reader, within eras", "second reader, within patrons"}
    assert drawn.flipped("imposed")[0] == 0.0
    assert drawn.flipped("imposed")[1] > 0.8


def test_h3_does_not_outlive_other_codings_or_a_comparison_with_like(table):
    h3 = table.loc["imposed"]
    for look in (
        "the other reading of each",
        "the second reader's codes",
        "within patrons",
        "against all other pacts",
        "ATOP's ends, within eras",
        "shared pledges count, within eras",
        "shared pledges do not count, within eras",
    ):
        assert h3.loc[look, "chance"] > 0.05
    within = [look for look in h3.index if "eras" in look]
    firm = {look for look in within if h3.loc[look, "low"] > 1.0}
    assert firm == {"within eras", "without doubtful members, within eras"}
    assert len(within) == 7


def test_neither_consistent_reading_of_the_rule_gives_the_first_result(table, told):
    h3 = table.loc["imposed"]
    for reading, marked in (("shared pledges count", 6), ("shared pledges do not count", 10)):
        assert h3.loc[reading, "marked"] == marked
        assert told["h3_chance"] < h3.loc[reading, "chance"] < 0.06
    for name in ("three-kings-1849", "bregenz-1850"):
        assert KNOWN[name].imposed == "yes"
    for name in ("oas-1948", "lisbon-2007"):
        assert KNOWN[name].imposed == "no"


def test_one_doubt_turned_undoes_h3_within_eras_and_not_pooled():
    rows = drawn.turned("imposed").set_index("pact")
    assert rows["pooled"].max() < 0.02
    assert set(rows[rows["eras"] > 0.05].index) == {
        "manila-1954",
        "bregenz-1850",
        "central-africa-france-1960",
        "tripartite-1940",
    }
    assert "SEATO, Bregenz, central Africa or the Tripartite Pact" in CHAPTER


def test_other_ends(table, told):
    h3 = table.loc["imposed"]
    assert told["events_differ"] == 16
    assert told["ours_longer"] == 12
    assert told["h3_atop_era_chance"] > 0.05 > told["h3_atop_chance"]
    # "mostly for Cyprus in 1974"
    lives, marks = drawn.grouped("imposed")
    eras = [drawn.era(KNOWN[one.pact]) for one in lives]
    cyprus = [
        drawn.atop_lives([one])[0] if one.pact == "cyprus-guarantee-1960" else one for one in lives
    ]
    alone = drawn.contrast(cyprus, marks, eras)
    assert drawn.chance(cyprus, marks, eras) == pytest.approx(told["h3_atop_era_chance"], abs=0.03)
    assert alone.seen == h3.loc["ATOP's ends, within eras", "seen"]
    changed = {
        one.pact: round(now.years, 1)
        for one, now in zip(lives, drawn.thinned(lives), strict=True)
        if one != now
    }
    assert changed == {
        "three-kings-1849": 0.7,
        "central-africa-france-1960": 15.6,
        "entente-france-1961": 15.8,
    }
    assert KNOWN["three-kings-1849"].end_kind == "term"
    assert KNOWN["north-german-1866"].end_kind == "extinct"
    assert max(told[f"h3_{name}_chance"] for name in ("thinned", "signs", "narrow")) < 0.01


def test_ends_of_atop_are_taken_for_the_last_treaty_of_a_life():
    listed = drawn.differing()
    theirs = {row.pact: row for row in listed.itertuples() if row.what == "ended"}
    base = spells()
    for one, now in zip(base, drawn.atop_lives(base), strict=True):
        row = theirs.get(chain(KNOWN[one.pact])[-1].id)
        assert (one != now) == (row is not None and row.reason in ("event", "open"))
        assert one == now or now.ended
    more = drawn.atop_lives(base, standing=True)
    assert sum(one.ended for one in more) < sum(one.ended for one in drawn.atop_lives(base))


def test_the_doubtful_ones_that_stand():
    for name, day in drawn.LAST_SIGN.items():
        assert KNOWN[name].end_kind == "stands"
        assert KNOWN[name].signed < day < STOP
    inside = {pact.id for pact in universe()}
    assert drawn.DOUBTFUL | drawn.EDGE | set(drawn.LAST_SIGN) <= inside
    assert all(set(turns) <= inside for turns in drawn.SHARED.values())
    # a narrow reading leaves three of H3's out
    asked = [name for name in drawn.DOUBTFUL if KNOWN[name].imposed]
    assert len(asked) == 3


def test_every_old_pact_that_is_asked_about_is_imposed(told):
    lives, marks = drawn.grouped("imposed")
    old = [
        mark
        for one, mark in zip(lives, marks, strict=True)
        if drawn.era(KNOWN[one.pact]) == drawn.ERAS[0]
    ]
    assert old
    assert all(old)
    # what carries the comparison within eras
    late = {
        one.pact
        for one, mark in zip(lives, marks, strict=True)
        if mark and one.ended and drawn.era(KNOWN[one.pact]) != drawn.ERAS[0]
    }
    assert late == LATE_ENDS
    assert told["h3_era_seen"] == len(late)
    assert told["h3_era_expected"] < 1
    assert told["h3_seen"] == 7
    assert 50 < spell(KNOWN["central-africa-france-1960"]).years < 52


def test_the_readers_agree_on_one_question_and_not_on_the_other(told):
    rows = drawn.readers_table().set_index("question")
    assert rows.loc["bound_first", "kappa"] > 0.7
    assert rows.loc["imposed", "kappa"] < 0.5
    asked = [
        pact
        for pact in universe()
        if drawn.answer(pact, "imposed") and drawn.answer(pact, "imposed", "second")
    ]
    one = [drawn.answer(pact, "imposed") for pact in asked]
    other = [drawn.answer(pact, "imposed", "second") for pact in asked]
    assert rows.loc["imposed", "kappa"] == pytest.approx(evidence.kappa(one, other))
    quarrels = {p.id for p, a, b in zip(asked, one, other, strict=True) if a != b}
    assert len(quarrels) == 5
    assert all(a == "yes" for a, b in zip(one, other, strict=True) if a != b)
    assert told["h3_second_era_seen"] < told["h3_second_era_expected"]
    assert quarrels > set(IMPOSED_OLD)
    assert told["h3_second_marked"] == other.count("yes")


# ------------------------------------------------------------------------------ the rest


def test_the_year_matters_most_and_coercion_ends_pacts_sooner(told):
    rows = drawn.controls().set_index("With")
    bounds = {
        name: [float(part) for part in re.findall(r"[\d.]+", row)]
        for name, row in rows["95% interval"].items()
    }
    for name in ("clients bound first", "imposed", "more than two parties", "coerced"):
        assert bounds[name][0] < 1.0 < bounds[name][1]
    for name in ("signed from 1945 to 1991", "signed since 1992"):
        assert bounds[name][1] < 1.0
    assert told["late_seen"] < told["late_expected"]
    assert told["coerced_seen"] > told["coerced_expected"]
    assert told["coerced_chance"] < 0.01
    assert told["coerced_era_chance"] > 0.05


def test_what_is_said_of_the_warsaw_pact_and_cyprus():
    warsaw, seato = spell(KNOWN["warsaw-1955"]), spell(KNOWN["manila-1954"])
    assert round(warsaw.years) == 36
    assert "lasted thirty-six years" in CHAPTER
    assert warsaw.years > 1.5 * seato.years
    pact = KNOWN["warsaw-1955"]
    assert (pact.coerced, pact.bound_first, pact.bound_first_other) == ("yes", "yes", "no")
    assert (pact.imposed, pact.imposed_other) == ("no", "yes")
    assert KNOWN["cyprus-guarantee-1960"].end_kind == "stands"


def test_the_looks_are_counted(table, told):
    assert told["all_looks"] == len(table) == told["h2_looks"] + told["h3_looks"]
    assert len({look for _, look in table.index}) == 35
    assert "thirty-five kinds of look" in CHAPTER
    assert not drawn.looks_words("imposed")["p"].isin(["0.000"]).any()


def test_the_claims_of_the_page_have_the_pages_verdicts():
    mine = [one for one in claims() if one.page == "chapters/beyond/universe"]
    verdicts = {one.claim.check: one.finding.verdict for one in examine(mine)}
    assert verdicts == {
        "lasts_in_universe: bound_first": "not testable here",
        "lasts_in_universe: imposed": "reproduced with a caveat",
    }
    assert "**H2 cannot be tested as the article means it.**" in CHAPTER
    assert "**H3 is borne out in the first coding, and not firmly.**" in CHAPTER


# ------------------------------------------------------------------------------ ATOP


def test_every_difference_is_explained_and_none_is_listed_that_is_not_one(told):
    stored = drawn.differing()
    assert stored["why"].str.len().min() > 40
    assert not stored.duplicated(["pact", "what"]).any()
    ends = stored[stored["what"] == "ended"]
    assert told["ends_agree"] == told["both_hold"] - len(ends)
    assert len(stored) - len(ends) <= 2
    assert told["by_event"] + told["by_chain"] + told["by_watch"] + told["by_open"] == len(stored)
    for row in stored.itertuples():
        assert KNOWN[row.pact].atop == KNOWN[row.pact].atop
        if row.ours and row.theirs:
            assert abs(external._years(row.ours) - external._years(row.theirs)) > 1.0
        else:
            assert row.ours != row.theirs


def test_the_three_that_were_corrected_are_no_longer_listed():
    corrected = {"israel-us-1981", "czechoslovakia-soviet-union-1970", "turkmenistan-russia-1992"}
    assert corrected.isdisjoint(drawn.differing()["pact"])
    assert all(KNOWN[name].atop == KNOWN[name].atop for name in corrected)


def test_the_cell_shows_the_same_columns_with_the_file_and_without(tmp_path, monkeypatch):
    monkeypatch.setenv(external.VARIABLE, str(tmp_path))
    without = drawn.atop_table()
    assert len(without) == len(drawn.differing())
    head = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit,phase,"
    head += ",".join(external.PROMISES)
    rows = [
        "3270,2,1954,12,2,1980,1,1,0,1,0,0,0,1",  # as ours
        "3405,200,1960,8,16,1974,7,15,0,1,0,0,0,1",  # as in the stored list
    ]
    (tmp_path / "atop5_1m.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    with_file = drawn.atop_table()
    assert list(with_file) == list(without)
    assert with_file["Pact"].tolist() == [KNOWN["cyprus-guarantee-1960"].name]
    assert with_file["Why"].iloc[0] in set(without["Why"])


def test_whatever_is_in_the_folder_is_compared(tmp_path, monkeypatch):
    monkeypatch.setenv(external.VARIABLE, str(tmp_path))
    assert drawn.outside_table()["Data set"].tolist() == ["ATOP 4.01, the stored comparison"]
    head = "dyad,state1no,state1ab,state2no,state2ab,year,conttype"
    rows = ["220211,220,FRN,211,BEL,1947,1", "211220,211,BEL,220,FRN,1947,1"]
    (tmp_path / "contdird.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    shown = drawn.outside_table().set_index("Data set")
    name = external.SETS["contiguity"].name
    assert list(shown.index) == [name, "ATOP 4.01, the stored comparison"]
    assert 1 <= shown.loc[name, "Agree"] < shown.loc[name, "Compared"]


# ------------------------------------------------------------------------------ exercises


def test_the_exercises():
    four = [spell(KNOWN[name]) for name in drawn.HAND]
    ages = sorted(one.years for one in four)
    assert median_life(four) == ages[2]
    lives, marks = drawn.grouped("imposed")
    leagues = IMPOSED_OLD[:2]
    fewer = [m and one.pact not in leagues for one, m in zip(lives, marks, strict=True)]
    eras = [drawn.era(KNOWN[one.pact]) for one in lives]
    assert drawn.chance(lives, fewer) == pytest.approx(1 / 20, abs=0.012)
    assert drawn.chance(lives, fewer, eras) == pytest.approx(0.6, abs=0.05)
    months = 12 * sum(spell(KNOWN[name]).years for name in leagues)
    assert months == pytest.approx(14, abs=0.7)
    then = spells(stop=date(1989, 12, 31))
    early, flags = drawn.grouped("imposed", then)
    assert not any(one.ended for one, mark in zip(early, flags, strict=True) if not mark)
    assert drawn.chance(*drawn.grouped("imposed")) < drawn.chance(early, flags) < 0.05
    assert drawn.chance(*drawn.grouped("bound_first", then)) > 0.05


def test_one_of_the_differences_from_atop_is_over_a_beginning():
    assert (read_table("atop_differences")["what"] == "began").sum() == 1
    assert "one of them over a beginning" in CHAPTER
