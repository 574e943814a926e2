"""Findings of the chapter on the universe of pacts, held against the tables and the estimates."""

import math
import re
from datetime import date

import pytest

from alliance_design import evidence, external
from alliance_design import figures_universe as drawn
from alliance_design.claims import claims, examine
from alliance_design.codebook import data_folder
from alliance_design.pacts import pacts
from alliance_design.universe import (
    STOP,
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


def test_seen_and_expected_of_both_sides_make_all_ends(found):
    marks = [KNOWN[one.pact].coerced == "yes" for one in found]
    one, other = drawn.contrast(found, marks), drawn.contrast(found, [not mark for mark in marks])
    assert one.seen + other.seen == pytest.approx(one.expected + other.expected)
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
    assert 0.44 < share(groups["bilateral"], 30) < share(groups["bilateral"], 20) < 0.56
    assert 0.15 < told["design_chance"] < 0.25
    assert "about once in five times" in CHAPTER
    assert len(groups["trilateral"]) == 8
    assert "The trilateral one, of eight pacts" in CHAPTER


def test_most_american_bilateral_pacts_stand(told):
    assert told["hubs_stand"] > told["hubs"] / 2


# ------------------------------------------------------------------------------ H2


def test_h2_finds_no_difference_in_any_look(table):
    h2 = table.loc["bound_first"]
    assert (h2["chance"] > 0.05).all()
    assert ((h2["low"] < 1.0) & (h2["high"] > 1.0)).all()
    assert h2.loc["as coded", "chance"] > 0.5
    assert f"ends seen, where {h2.loc['as coded', 'expected']:.1f} would be" in CHAPTER
    assert h2.loc["as coded", "seen"] == 10
    # both directions come out
    assert set(h2["seen"] > h2["expected"]) == {True, False}


def test_bound_pacts_fall_early_and_then_stay():
    groups = drawn.groups("bound_first")
    bound = groups["bound first"]
    assert (len(bound), len(groups["not"])) == (16, 97)
    assert "Sixteen pacts with clients bound first" in CHAPTER
    assert "ninety-seven others" in CHAPTER
    early = [one for one in bound if one.ended and one.years < 15]
    assert {KNOWN[one.pact].signed.year for one in early} == {1915, 1939}
    assert min(one.years for one in bound if one.ended and one not in early) > 36
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
    assert told["h2_several_expected"] > 1
    assert told["h2_several_chance"] > 0.2
    single = [o for o in drawn.groups("bound_first")["bound first"] if not KNOWN[o.pact].imposed]
    assert len(single) > len(own)


def test_a_large_effect_of_h2_would_have_been_seen_and_a_moderate_one_not(told):
    assert told["h2_triple"] > 0.8
    assert told["h2_double"] < 0.65
    assert told["h3_double"] < 0.35
    assert told["h3_quadruple"] < 0.8
    assert drawn.power("bound_first", 1.0) == pytest.approx(0.05, abs=0.03)
    assert drawn.power("imposed", 1.0) == pytest.approx(0.05, abs=0.03)


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


def test_h3_always_has_the_articles_direction(table):
    h3 = table.loc["imposed"]
    assert (h3["seen"] > h3["expected"]).all()
    assert drawn.flipped("imposed")[0] == 0.0
    assert drawn.flipped("imposed")[1] > 0.8


def test_h3_does_not_outlive_other_codings_or_a_comparison_with_like(table):
    h3 = table.loc["imposed"]
    for look in (
        "the other reading of each",
        "the second reader's codes",
        "within patrons",
        "against all other pacts",
    ):
        assert h3.loc[look, "chance"] > 0.05
    crossing = set(h3[(h3["low"] < 1.0)].index)
    assert crossing == {
        "the other reading of each",
        "the second reader's codes",
        "without Austria's, Prussia's, Germany's",
        "signed since 1945 only",
        "within eras",
        "within patrons",
        "against all other pacts",
    }
    # "In three of those the chart's rough line crosses 1 all the same"
    assert sum(h3.loc[look, "chance"] < 0.05 for look in crossing) == 3


def test_every_old_pact_that_is_asked_about_is_imposed():
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
    assert late == {"manila-1954", "central-africa-france-1960"}
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
    assert told["coerced_chance"] < 0.01 < told["coerced_era_chance"]


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
    assert len({look for _, look in table.index}) == 20
    assert "twenty kinds of look" in CHAPTER


def test_the_claims_of_the_page_have_the_pages_verdicts():
    mine = [one for one in claims() if one.page == "chapters/beyond/universe"]
    verdicts = {one.claim.check: one.finding.verdict for one in examine(mine)}
    assert verdicts == {
        "lasts_in_universe: bound_first": "not reproduced",
        "lasts_in_universe: imposed": "reproduced with a caveat",
    }
    assert "**H2 is not borne out.**" in CHAPTER
    assert "**H3 is borne out with a caveat.**" in CHAPTER


# ------------------------------------------------------------------------------ ATOP


def test_every_difference_is_explained_and_none_is_listed_that_is_not_one(told):
    stored = drawn.differing()
    assert stored["why"].str.len().min() > 40
    assert not stored.duplicated(["pact", "what"]).any()
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


# ------------------------------------------------------------------------------ exercises


def test_the_exercises():
    four = [spell(KNOWN[name]) for name in drawn.HAND]
    ages = sorted(one.years for one in four)
    assert median_life(four) == ages[2]
    lives, marks = drawn.grouped("imposed")
    fewer = [m and one.pact not in IMPOSED_OLD for one, m in zip(lives, marks, strict=True)]
    assert 1 / 8 < drawn.chance(lives, fewer) < 1 / 5
    assert sum(spell(KNOWN[name]).years for name in IMPOSED_OLD) == pytest.approx(2.0, abs=0.2)
    then = spells(stop=date(1989, 12, 31))
    early, flags = drawn.grouped("imposed", then)
    assert not any(one.ended for one, mark in zip(early, flags, strict=True) if not mark)
    assert drawn.chance(*drawn.grouped("imposed")) < drawn.chance(early, flags) < 0.05
    assert drawn.chance(*drawn.grouped("bound_first", then)) > 0.05
