"""Findings of the chapter on persistence, held against the tables and the models."""

import math
from collections import Counter
from datetime import date
from itertools import combinations

import pytest

from alliance_design import figures_just_the_two_of_us as drawn
from alliance_design import lock_in, network, urn, window
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.figures_history import claims_table
from alliance_design.intervals import chance_interval
from alliance_design.lock_in import Investor
from alliance_design.pacts import members_on, pacts
from alliance_design.tables import read_table

CHAPTER = data_folder().parent / "chapters" / "hub-and-spokes" / "just-the-two-of-us.md"
CHAPTER = " ".join(CHAPTER.read_text("utf-8").split())
LINKS = lock_in.linkages()
BY_ID = {link.id: link for link in LINKS}
BILATERAL = [link for link in LINKS if link.form == "bilateral"]
STRUCK = window.shocks()
RECORDS = window.trials(STRUCK, LINKS)
THESES = (
    [Investor("ally", 1.0, 4.0, 0.5), Investor("us", 1.0, 6.0, 0.5)],
    [Investor("us", 1.0, 4.0, 0.5), Investor("ally", 1.0, 6.0, 0.5)],
)


@pytest.fixture(scope="module")
def fit():
    return window.fit_exits(RECORDS)


def test_the_story_has_the_dates_of_the_tables():
    told = {
        "japan-treaty-1951": (date(1951, 9, 8), "The security treaty of 1951"),
        "japan-administrative-1952": (date(1952, 2, 28), "signed in February 1952"),
        "japan-committee-1957": (date(1957, 8, 6), "set up in August"),
        "japan-treaty-1960": (date(1960, 1, 19), "The treaty of January 1960"),
        "korea-command-1950": (date(1950, 7, 14), "In July 1950 President Rhee gave the command"),
        "korea-minute-1954": (date(1954, 11, 17), "The Agreed Minute of November 1954"),
        "korea-cfc-1978": (date(1978, 11, 7), "began its work in November 1978"),
        "ph-bases-1947": (date(1947, 3, 14), "The agreement of 14 March 1947"),
        "ph-council-1954": (date(1954, 9, 4), "The council of ministers of 1954"),
    }
    for name, (day, words) in told.items():
        assert BY_ID[name].since == day
        assert words in CHAPTER
    for name, year in (
        ("ph-bohlen-serrano-1959", 1959),
        ("ph-rusk-ramos-1966", 1966),
        ("ph-bases-1979", 1979),
    ):
        assert BY_ID[name].since.year == year
        assert BY_ID[name].initiator == "ally"
    assert "The memorandum of 1959, the notes of 1966 and the amendment of 1979" in CHAPTER
    assert BY_ID["japan-prior-consultation-1960"].initiator == "ally"
    assert BY_ID["japan-administrative-1952"].initiator == "us"
    assert BY_ID["korea-minute-1954"].initiator == BY_ID["korea-cfc-1978"].initiator == "us"
    assert BY_ID["korea-scm-1971"].initiator == BY_ID["ph-council-1954"].initiator == "ally"


def test_the_exits_have_the_dates_of_the_tables():
    shocks = {shock.id: shock for shock in STRUCK}
    assert shocks["tw-recognition-1978"].day == date(1978, 12, 15)
    assert pacts()["taiwan-us-1954"].ended == date(1980, 1, 1)
    assert "On 15 December 1978 Washington recognised Peking" in CHAPTER
    assert "on 1 January 1980" in CHAPTER
    assert shocks["nz-ships-1985"].day == date(1985, 2, 4)
    assert shocks["nz-suspension-1986"].day == date(1986, 6, 27)
    off = read_table("suspensions").iloc[0]
    assert (off["other"], off["since"]) == ("new-zealand", "1986-08-11")
    assert "On 11 August Washington suspended its duties" in CHAPTER
    assert shocks["ph-senate-1991"].day == date(1991, 9, 16)
    assert pacts()["manila-1954"].ended is None
    assert pacts()["manila-1954"].organisation_ended == date(1977, 6, 30)
    assert pacts()["philippines-us-1951"].ended is None


def test_who_asked_is_open_in_the_whole_and_in_every_part():
    whole = lock_in.shares((link.initiator, link.initiator_other) for link in BILATERAL)
    assert whole.verdict == "open"
    assert whole.allies < whole.us
    assert whole.interval[0] < 0.1
    assert whole.interval[1] > 0.85
    for by in ("kind", "ally", "decade"):
        assert set(drawn.who_asked(by)["verdict"]) == {"open"}
    forms = drawn.who_asked("form", ("bilateral", "trilateral", "multilateral"))
    assert set(forms["verdict"]) == {"open"}
    assert forms["linkages"].sum() == len(LINKS)
    with pytest.raises(ValueError, match="expected kind"):
        drawn.who_asked("year")


def test_the_caption_of_who_asked():
    kinds = drawn.who_asked("kind").set_index("group")
    assert len(kinds) == 13
    assert "thirteen kinds" in CHAPTER
    assert tuple(kinds.loc["treaty", ["allies", "us", "linkages"]]) == (6, 0, 6)
    assert "All 6 treaties are the allies'" in CHAPTER
    treaties = [link for link in BILATERAL if link.kind == "treaty"]
    assert sum("statement" in link.name for link in treaties) == 1
    doubtful = {link.id for link in treaties if link.initiator_other == "us"}
    assert doubtful == {"japan-treaty-1951", "ph-treaty-1951", "th-rusk-thanat-1962"}
    assert "Of five treaties of two, and one statement given in place of a treaty" in CHAPTER
    second = [link for link in treaties if link.initiator_other not in ("", link.initiator)]
    assert len(second) == 4
    assert "four with a second reading, which is Washington in three" in CHAPTER
    assert tuple(kinds.loc["consultation", ["allies", "us"]]) == (4, 1)
    assert tuple(kinds.loc["arms", ["allies", "us", "unknown"]]) == (1, 6, 12)
    for kind in ("intelligence", "cost sharing"):
        assert tuple(kinds.loc[kind, ["allies", "us"]]) == (0, 4)
    assert kinds.loc[["arms", "intelligence", "cost sharing"], "us"].sum() == 14
    assert kinds.loc[["arms", "intelligence", "cost sharing"], "allies"].sum() == 1
    assert "fourteen to one" in CHAPTER
    for kind in ("bases", "command", "planning", "status of forces"):
        assert abs(kinds.loc[kind, "allies"] - kinds.loc[kind, "us"]) <= 2
    assert ((kinds["low"] < 0.5) & (kinds["high"] > 0.5)).all()
    axes = drawn.asked_bars().axes[0]
    order = [label.get_text() for label in axes.get_yticklabels()][::-1]
    assert ", ".join(order) in CHAPTER


def test_the_readings_decide_and_the_count_does_not():
    table = drawn.readings().set_index("reading")
    assert -13 < table.loc["as coded", "decibels"] < 0
    assert table.loc["every doubt settled for Washington", "decibels"] < -100
    assert table.loc["every doubt settled for the allies", "decibels"] > 100
    assert "too little to notice" in CHAPTER
    found = lock_in.shares((link.initiator, link.initiator_other) for link in BILATERAL)
    ends = table.loc[[name for name in table.index if name.startswith("every")], "share"]
    assert tuple(ends) == (found.low, found.high)


@pytest.mark.parametrize(("allies", "us"), [(3, 5), (10, 2), (0, 0), (31, 36)])
def test_the_weight_is_that_of_the_beta_distribution(allies, us):
    from scipy.stats import beta

    above = beta.sf(0.5, allies + 1, us + 1)
    assert drawn.weight(allies, us) == pytest.approx(10 * math.log10(above / (1 - above)))


def test_the_unknown_are_late():
    frame = drawn.who_asked("decade").set_index("group")
    early, late = frame.loc[:"1970s"], frame.loc["1980s":]
    first = early["unknown"].sum() / early["linkages"].sum()
    then = late["unknown"].sum() / late["linkages"].sum()
    assert first < 0.25 < 0.5 < then
    assert abs(early["allies"].sum() - early["us"].sum()) <= 1
    assert late["allies"].sum() < late["us"].sum()
    assert "Nobody led and nobody joined late." in CHAPTER


def test_the_second_reader_never_swaps_the_sides():
    table, agreement = drawn.second_coding()
    assert table.to_numpy().sum() == 30
    assert table.loc["ally", "us"] == table.loc["us", "ally"] == 0
    assert 0.4 < agreement < 0.6
    assert "which is middling" in CHAPTER
    assert table.loc["unknown", "ally"] == table.loc["unknown", "us"]
    assert "they do not lean either" in CHAPTER
    again = read_table("initiators_second").query("table == 'linkages'")
    assert set(again["id"]) <= set(BY_ID)
    assert table.loc["unknown", "unknown"] < table.loc["unknown"].sum() / 2  # most were settled


def test_what_rests_on_memory():
    rows = read_table("linkages").set_index("id")
    alone = set(rows.index[rows["verified"] == "memory"])
    more = drawn.remembered() - alone
    assert len(more) > len(alone)
    for name in (
        "japan-sofa-1960",
        "japan-acsa-1996",
        "japan-missile-research-1999",
        "japan-guidelines-2015",
        "korea-conditions-2014",
        "korea-jurisdiction-1950",
    ):
        assert name in more
    assert "japan-treaty-1951" not in more
    assert not {"japan-sdc-1976", "korea-sofa-1966"} & more  # only their days are from memory


def test_the_table_of_linkages_shows_each_with_who_asked_and_a_source():
    shown = drawn.linkage_table()
    assert len(shown) == len(LINKS)
    assert set(shown["Who asked"]) == {"an ally", "Washington", "joint", "unknown"}
    assert shown["Source"].str.len().min() > 0


def test_two_who_share_a_cost_found_earlier_than_either():
    g, d, c = 0.5, 0.5, 6.0
    alone = [lock_in.founding_threshold(Investor("one", r, c, d), g) for r in (1.0, 1.5)]
    together = lock_in.founding_threshold(Investor("both", 2.5, c, d), g)
    assert together < min(alone)
    one = Investor("one", 1.0, c, d)
    seen = lock_in.founding_threshold(one, g, foresight=True)
    assert lock_in.founding_threshold(one, g) - seen == pytest.approx(d / (1 - d))


def test_what_an_ally_holds_to_is_the_formula_of_the_page():
    one, u, s, g = Investor("ally", 1.0, 4.0, 0.5), 6.0, 2.0, 0.4
    k = lock_in.holding_stock(one, u, s, g)
    assert (k + g * k * (k - 1) / 2) / 0.5 + s * k == pytest.approx(u / 0.5)


def test_two_theses_draw_one_curve():
    stocks, founders = [], []
    for investors in THESES:
        path = lock_in.play_out(investors, 2, 6, 0.5)
        stocks.append([(founding.period, founding.stock) for founding in path])
        founders.append([founding.by for founding in path])
        for start in (0, 1):
            assert not lock_in.play_out(investors, start, 50, 0.5)
        assert lock_in.push(investors, 0, 0.5) == 2
    assert stocks[0] == stocks[1]
    assert stocks[0][-1][1] + 1 == 13
    assert "rises to 13 in six years" in CHAPTER
    assert founders[0][:3] == ["ally", "ally", "us"]
    assert founders[1][:3] == ["us", "us", "ally"]
    thresholds = {lock_in.founding_threshold(one, 0.5) for pair in THESES for one in pair}
    assert thresholds == {2.0, 4.0}
    assert "dashed thresholds at 2 and 4" in CHAPTER


def test_the_first_pushes_do_not_decide():
    two, three = [], []
    for ally in drawn.ALLIES:
        own = sorted((k for k in LINKS if k.ties(ally, lock_in.FORMS)), key=lambda k: k.since)
        three.append(own[0].initiator)
        two.append(next(link for link in own if link.form == "bilateral").initiator)
    assert two.count("us") > two.count("ally")
    assert three.count("us") == three.count("ally")
    assert "they do not decide" in CHAPTER


def test_the_one_that_wants_it_more_may_let_the_other_pay():
    ally, us = Investor("ally", 9.0, 1.0, 0.5), Investor("us", 1.0, 1.5, 0.5)
    assert [f.by for f in lock_in.solve([ally, us], 0, 9, 0.5, most=1)] == ["us"]
    assert [f.by for f in lock_in.solve([us, ally], 0, 9, 0.5, most=1)] == ["ally"]
    (first,) = lock_in.solve([ally, us], 0, 9, 0.5, most=1)
    assert first.period == 0
    assert "nine years and room for one linkage" in CHAPTER


def ending(start, draws, alpha):
    chances = urn.distribution(*start, draws, alpha)
    shares = [(start[0] + added) / (sum(start) + draws) for added in range(draws + 1)]
    return shares, chances


def test_mean_field_and_urn_agree_for_many_and_part_for_few():
    bilateral = sum(link.since < date(1960, 1, 1) for link in BILATERAL)
    before = sum(link.since < date(1960, 1, 1) for link in LINKS)
    assert (bilateral, before - bilateral) == (31, 12)
    draws = len(LINKS) - before
    assert draws == 113
    assert "113 founded since 1960" in CHAPTER
    gaps = {}
    for start, steps in (((2, 1), 60), ((31, 12), draws)):
        for alpha in (1.0, 2.0):
            shares, chances = ending(start, steps, alpha)
            mean = sum(p * share for p, share in zip(chances, shares, strict=True))
            field = urn.mean_field(start[0] / sum(start), sum(start), steps, alpha)[-1]
            gaps[start, alpha] = (mean, field)
    for start in ((2, 1), (31, 12)):
        assert gaps[start, 1.0][0] == pytest.approx(gaps[start, 1.0][1])
    mean, field = gaps[(2, 1), 2.0]
    assert field - mean > 0.05
    mean, field = gaps[(31, 12), 2.0]
    assert abs(field - mean) < 0.002
    assert f"up to {mean:.2f}" in CHAPTER


def test_the_record_ends_between_the_two_urns():
    share = len(BILATERAL) / len(LINKS)
    assert f"The record ends at {share:.2f}" in CHAPTER
    low, chances = ending((31, 12), 113, 1.0)
    assert sum(p for s, p in zip(low, chances, strict=True) if s >= share) < 0.05
    high, chances = ending((31, 12), 113, 2.0)
    assert sum(p for s, p in zip(high, chances, strict=True) if s <= share) < 0.05
    path = [value for _, value in drawn._record(date(1960, 1, 1), drawn.LAST)]
    assert f"from {path[0]:.2f} to {max(path):.2f} and comes down to {path[-1]:.2f}" in CHAPTER
    old = [link.form == "bilateral" for link in LINKS if link.since < date(1990, 1, 1)]
    new = [link.form == "bilateral" for link in LINKS if link.since >= date(1990, 1, 1)]
    assert sum(new) / len(new) < sum(old) / len(old)
    inside = urn.fixed_points(2.0)[1]
    assert (inside.share, inside.slope, inside.stability) == (0.5, 2.0, "unstable")


def test_linkages_come_at_a_steady_rate():
    table = drawn.growth_fits().set_index("ally")
    assert len(table) == 8
    assert table["flat"].all()
    assert (table["gain"] < 1e-6).all()
    high = table.loc["All seven", "high"]
    assert 28 < 1 / (10 * high) < 32
    assert "ten standing linkages would bring one more in thirty years" in CHAPTER
    waves = Counter((link.since.year - 1950) // 15 for link in BILATERAL)
    assert waves[0] > 1.5 * max(waves[number] for number in range(1, 5))
    assert "a burst before 1965, and fewer since" in CHAPTER


def test_the_effect_on_exits_is_flat(fit):
    table = drawn.exit_fits().set_index("reading")
    assert table["flat"].all()
    assert len(table) == 6
    assert fit.flat
    assert (len(RECORDS), sum(trial.gave_way for trial in RECORDS)) == (75, 12)
    outcomes = Counter(shock.outcome for shock in STRUCK)
    assert (outcomes["loosened"], outcomes["ended"]) == (10, 2)
    # "Flat does not mean nothing": the upper end would be a large effect for Japan
    assert math.exp(fit.high * lock_in.standing(LINKS, "japan", drawn.LAST)) > 20


def test_the_effect_is_flat_whichever_way_the_codes_are_read():
    table = drawn.redrawn_fits(60, 1951)
    assert table["flat"].all()
    assert table["shocks"].min() < len(RECORDS)
    assert table["hold"].min() < 0 < table["hold"].max()
    fillers = [shock for shock in STRUCK if shock.severity_low == 0]
    assert 5 < len(fillers) < len(STRUCK) / 4
    assert all(shock.outcome == "stayed" for shock in fillers)
    notes = " ".join(read_table("shocks")["note"])
    assert "A test, not a blow" in notes


def test_every_window_is_withheld_for_flatness(fit):
    table = drawn.windows(fit)
    assert set(table["Closed"]) == {"withheld"}
    assert len(table) == 7
    assert all("flat" in why for why in table["Why"])


def test_the_gravest_shocks_hint_and_no_more():
    gravest = [
        (t.stock, s.outcome) for t, s in zip(RECORDS, STRUCK, strict=True) if t.severity == 3
    ]
    ended = [stock for stock, outcome in gravest if outcome == "ended"]
    others = [stock for stock, outcome in gravest if outcome != "ended"]
    assert (len(gravest), len(ended)) == (6, 2)
    assert max(ended) <= min(others)
    few = [sum(pair) <= sum(ended) for pair in combinations(ended + others, 2)]
    assert sum(few) / len(few) == pytest.approx(0.2)
    assert "One in five" in CHAPTER


def test_the_method_dates_a_window_where_there_is_one():
    dated, held, width = drawn.closing_shares(0.5, 8, 1951, 4)
    assert dated == 8
    assert held >= 6
    assert width < 12
    short = window.fit_exits(drawn.made_up(0.5, 1951))
    assert short.low > 0
    rough = window.closing_stock(short)
    assert rough[0] < drawn.true_stock(0.5) < rough[2]
    assert rough[2] > 100
    assert "which dates next to nothing" in CHAPTER


def test_a_larger_effect_is_found_more_often():
    small, large = (drawn.found_share(effect, 60, 1951) for effect in (0.1, 0.3))
    assert small[0] < 0.4 < 0.6 < large[0]
    assert min(small[1], large[1]) > 0.85
    assert "about as they should" in CHAPTER


def test_made_up_records_keep_the_shocks():
    made = drawn.made_up(0.3, 7, times=2)
    assert [(t.severity, t.stock) for t in made] == [(t.severity, t.stock) for t in RECORDS] * 2
    several = [sum(t.gave_way for t in drawn.made_up(0.3, seed)) for seed in range(40)]
    assert sum(several) / len(several) == pytest.approx(12, abs=1.5)


def test_the_caption_of_the_curves():
    loosened = Counter(shock.ally for shock in STRUCK if shock.outcome == "loosened")
    assert loosened.pop("south-korea") == 4 > max(loosened.values())
    assert loosened == {
        "thailand": 2,
        "japan": 1,
        "philippines": 1,
        "taiwan": 1,
        "new-zealand": 1,
    }
    ended = {
        shock.ally: lock_in.standing(LINKS, shock.ally, shock.day)
        for shock in STRUCK
        if shock.outcome == "ended"
    }
    assert ended == {"taiwan": 8, "new-zealand": 6}
    assert "stood on 8 and on 6 linkages" in CHAPTER
    now = {a: lock_in.stock_path(LINKS, a, drawn.LAST)[-1][1] for a in drawn.ALLIES}
    for words, ally, stock in (
        ("steadily to {}", "japan", 32),
        ("South Korea to {}", "south-korea", 25),
        ("rise to {}", "philippines", 15),
        ("then {};", "taiwan", 3),
        ("back at {};", "thailand", 7),
        ("Australia rises to {}", "australia", 15),
        ("is back at {}.", "new-zealand", 6),
    ):
        assert now[ally] == stock
        assert words.format(stock) in CHAPTER
    manila = dict(lock_in.stock_path(LINKS, "philippines", drawn.LAST))
    assert manila[date(1991, 9, 16)] == 5
    assert max(s for day, s in manila.items() if day < date(1991, 1, 1)) == 9
    taipei = dict(lock_in.stock_path(LINKS, "taiwan", drawn.LAST))
    assert taipei[date(1980, 1, 1)] == 1
    wellington = lock_in.stock_path(LINKS, "new-zealand", drawn.LAST)
    assert min(s for day, s in wellington if day > date(1985, 1, 1)) == 3


def test_the_grounds_are_the_networks_ties():
    for place in ("asia", "europe"):
        states = (network.HUB, *network.theatre_states(place))
        for year in (1952, 1955, 1977, 1987, 2024):
            day = date(year, 12, 31)
            assert set(drawn.grounds(day, place)) == network.ties_on(day, states)


def test_the_caption_of_the_map():
    first = drawn.grounds(date(1955, 12, 31))
    spokes = {next(iter(tie - {network.HUB})) for tie in first if network.HUB in tie}
    assert len(spokes) == 8
    rim = [tie for tie in first if network.HUB not in tie]
    tied = set().union(*rim)
    assert tied == {"australia", "new-zealand", "philippines", "thailand", "pakistan"}
    assert len(rim) == 10
    last = drawn.grounds(date(2024, 12, 31))
    old = [tie for tie in rim if tie in last]
    paper = [tie for tie in old if last[tie] == {"manila-1954"}]
    assert len(paper) > len(old) / 2
    assert set().union(*paper) == {"australia", "new-zealand", "philippines", "thailand"}
    assert last[frozenset({network.HUB, "new-zealand"})] == {"manila-1954"}
    new = {tie for tie in last if network.HUB not in tie} - set(rim)
    assert new == {
        frozenset(pair)
        for pair in (
            ("australia", "malaysia"),
            ("australia", "singapore"),
            ("new-zealand", "malaysia"),
            ("new-zealand", "singapore"),
            ("malaysia", "singapore"),
            ("australia", "japan"),
        )
    }
    assert frozenset({network.HUB, "taiwan"}) not in last
    assert {"marshall-islands", "micronesia", "palau"} < set().union(*last)


def test_the_caption_of_centralisation():
    lines = {
        (place, least): {
            s.year: s.centralisation for s in network.by_year(1949, 2024, place, least)
        }
        for place in ("asia", "europe")
        for least in ("none", "act")
    }
    asia, acts = lines["asia", "none"], lines["asia", "act"]
    assert {year for year, value in asia.items() if value is None} == {1949, 1950, 1951}
    values = [
        v for least in ("none", "act") for v in lines["asia", least].values() if v is not None
    ]
    bare = {
        year: network.snapshot(year, "asia", "act", dormant=False).centralisation
        for year in (1977, 1986, 2024)
    }
    values += bare.values()
    assert f"at least {min(values):.2f}" in CHAPTER
    europe = [v for least in ("none", "act") for v in lines["europe", least].values()]
    assert f"at most {max(europe):.2f}" in CHAPTER
    assert max(asia, key=lambda year: asia[year] or 0) == 1954
    for words, value in (
        ("falls from {} in 1954", asia[1954]),
        ("to {} in 1955", asia[1955]),
        ("to {} in 1971", asia[1971]),
        ("rises to {} in 1986", asia[1986]),
        ("and {} in 2024.", asia[2024]),
        ("runs from {} in 1955", acts[1955]),
        ("to {} in 2024;", acts[2024]),
        ("begins at {}.", bare[1977]),
    ):
        assert words.format(f"{value:.2f}") in CHAPTER
    late = [lines["europe", least][y] for least in ("none", "act") for y in range(1982, 2025)]
    assert 0.03 < max(late) < 0.04 and "below 0.04 since 1982" in CHAPTER
    assert network.hub_and_clique(8, 5) == pytest.approx(asia[1955])
    # the rise of 1986 is the islands' entry: without them nothing moves, though ANZUS was suspended
    for pact in ("micronesia-us-1982", "marshall-islands-us-1983"):
        assert not members_on(pacts()[pact], date(1985, 12, 31))
        assert members_on(pacts()[pact], date(1986, 12, 31))
    before, after = (drawn.grounds(date(year, 12, 31)) for year in (1985, 1986))
    assert {s for tie in set(after) - set(before) for s in tie} == {
        network.HUB,
        "micronesia",
        "marshall-islands",
    }
    assert set(before) <= set(after)
    assert abs(bare[2024] - acts[2024]) < 0.01
    assert bare[1977] - acts[1977] > 0.1


def test_who_moved():
    moved = Counter((shock.moved_by, shock.outcome) for shock in STRUCK)
    assert moved["us", "ended"] == 2
    assert not moved["ally", "ended"]
    assert moved["us", "loosened"] == 6
    assert "of the ten loosenings" in CHAPTER
    gone = {(s.ally, s.day.year) for s in STRUCK if (s.moved_by, s.outcome) == ("ally", "loosened")}
    assert gone == {
        ("japan", 1957),
        ("thailand", 1975),
        ("new-zealand", 1985),
        ("philippines", 1991),
    }
    assert "Tokyo in 1957, Bangkok in 1975, Wellington in 1985 and Manila in 1991" in CHAPTER
    assert {s.moved_by for s in STRUCK if s.ally == "south-korea" and s.outcome != "stayed"} == {
        "us"
    }
    assert "it alone gave up a promise" in CHAPTER
    cuts = [s for s in STRUCK if (s.ally, s.outcome) == ("south-korea", "loosened")]
    assert len(cuts) == 4


def test_the_wider_bodies():
    wider = [link for link in LINKS if link.form != "bilateral"]
    asked = Counter(link.initiator for link in wider)
    assert asked["ally"] > asked["us"] > 0
    for name in ("quad-2007", "quad-2017", "aukus-2021"):
        assert BY_ID[name].initiator == "ally"
    for name in ("manila-1954", "six-party-2003", "camp-david-2023"):
        assert BY_ID[name].initiator == "us"
    assert len(BY_ID["manila-1954"].members) == 8
    assert "a treaty of eight" in CHAPTER
    recent = Counter(link.initiator for link in wider if link.since.year >= 2000)
    assert recent["ally"] > recent["us"]


def test_what_embarrasses_each():
    allies = drawn.who_asked("ally").set_index("group")
    leads = {group for group, row in allies.iterrows() if row["allies"] > row["us"]}
    assert leads == {"Philippines", "South Korea"}
    for group in ("Thailand", "Australia"):
        assert allies.loc[group, "us"] >= 5 * allies.loc[group, "allies"]
    sided = sum(allies["allies"]) + sum(allies["us"])
    would = sided + sum(allies["unknown"])
    needed = next(n for n in range(would) if chance_interval(n, would)[0] > 0.5)
    assert 0.58 < needed / would < 0.62
    mirror = next(n for n in range(would) if chance_interval(n, would)[1] >= 0.5)
    assert would - mirror + 1 == needed


def test_the_claims_of_the_page():
    page = "chapters/hub-and-spokes/just-the-two-of-us"
    table = claims_table(page)
    checks = {claim.check for claim in claims(text="lee2019") if claim.page == page}
    assert "linkages_held" in checks
    assert (table["Verdict"] == "not testable here").sum() > 0


def test_the_exercises():
    ally = Investor("ally", worth=1.0, cost=5.0, patience=0.6)
    assert lock_in.founding_threshold(ally, 0.25) == pytest.approx(4.0)
    assert lock_in.founding_threshold(ally, 0.25, foresight=True) == pytest.approx(2.5)
    assert lock_in.push([ally], 0, 0.25) == 4
    assert "so three have to be given" in CHAPTER
    kinds = drawn.who_asked("kind").set_index("group")[["allies", "us"]]
    left = kinds.sum() - kinds
    share = (left["allies"] / left.sum(axis=1)).sort_values()
    assert (share.index[0], share.index[-1]) == ("treaty", "arms")
    assert f"Without the treaties it falls to {share['treaty']:.2f}" in CHAPTER
    assert f"without the arms agreements it rises to {share['arms']:.2f}" in CHAPTER
    assert f"{network.hub_and_clique(8, 6):.2f}" == "0.46"
    assert network.hub_and_clique(8, 7) == 0.25
    assert network.hub_and_clique(8, 8) == 0.0
