"""Findings of the chapter out of sample, held against the tables and the model."""

from datetime import date

import pytest

from alliance_design import board
from alliance_design import figures_out_of_sample as drawn
from alliance_design.cases import further_ids, load
from alliance_design.codebook import data_folder
from alliance_design.design import facts, predict
from alliance_design.figures_calibration import calibration_results
from alliance_design.further import drawn as draw
from alliance_design.further import episodes
from alliance_design.parameters import reference
from alliance_design.scoring import brier
from alliance_design.tables import read_table
from alliance_design.threat import assess

PAGE = data_folder().parent / "chapters" / "beyond" / "out-of-sample.md"
CHAPTER = " ".join(PAGE.read_text("utf-8").split())
TOLD = board.stored()["further"]
MISSED = (
    "austria-bavaria-1866",
    "prussia-south-1866",
    "locarno-1925",
    "greece-turkey-1951",
    "baghdad-1955",
    "japan-1960",
)


def truth(case, question="design"):
    return board.happened()[case][question]


def own(case):
    return {e.question: e for e in board.entries() if (e.contestant, e.case) == (board.OWN, case)}


@pytest.fixture(scope="module")
def verdicts():
    return drawn.verdicts().set_index("Case")


@pytest.fixture(scope="module")
def samples():
    return drawn.samples()


@pytest.fixture(scope="module")
def noted():
    return drawn.alternatives()


def test_the_first_lines_say_that_it_is_worse_than_saying_nothing():
    last = drawn.scores().iloc[-1]
    assert last["This book's model"] > last["Says nothing"] > last["Always the base rate"]
    assert "did worse than somebody who says nothing" in CHAPTER.split("**The question.**")[0]
    middle, low, high = drawn.gaps("silence")
    assert low < 0.0 < middle < high  # "we cannot quite exclude that there is none"
    assert drawn.gaps("base-rate")[0] > middle
    assert drawn.samples()["Score"].iloc[2] > last["This book's model"]  # the reference set
    own_, nothing, usual = drawn.case_means()
    assert own_ > nothing > usual


def test_the_usual_frequencies_are_what_the_first_lines_say():
    rates = board.base_rates("egypt-1936")
    assert rates["patron"] == rates["clients"] == rates["design"]
    assert set(rates["lasting"].values()) == {0.5}
    assert rates["level"]["fight"] > rates["level"]["consult"]


def test_what_changed_after_the_scores_helps_the_model():
    mean = drawn.without()[0]
    assert drawn.four_answers()[0] > mean
    assert drawn.four_answers()[1] > drawn.without()[1]
    assert brier(TOLD["baghdad-1955"]["chances"]["clients"], "multilateral") > mean
    assert "clients" not in board.happened()["baghdad-1955"]
    assert own("malaya-1957")["lasting"].mark.brier < mean


def test_the_frame_could_have_been_drawn_otherwise():
    table = drawn.other_frames()
    assert [len(out.split(", ")) for out in table["Out"]] == [4, 1, 1, 2, 1]
    assert "Modena and Parma" in table["In"].iloc[4]
    assert table["Out"].iloc[1] == "Malaya 1957"
    assert table["Out"].iloc[2] == "Prague 2003"
    why = {one.id: one.why for one in episodes()}
    early = ("german-confederation-1815", "quadruple-1834", "stockholm-1855", "romania-1883")
    assert all("two patrons" in why[name] for name in early)
    assert why["east-germany-1964"] == "the same parties as in a pact in force"
    assert why["armenia-1997"] == "one client in the area"
    assert {"belarus", "georgia", "azerbaijan"} <= set(load("madrid-1997").adversary.associates)
    pacts = read_table("pacts").set_index("id")
    assert pacts.loc["austria-bavaria-1866", "occasion"] == "war"
    missing = {f"{one}-soviet-union-1945" for one in ("yugoslavia", "poland")}
    missing |= {"poland-soviet-union-1965", "romania-soviet-union-1970"}
    assert missing <= set(pacts.index)
    assert not any(one.date[:7] in {"1945-04", "1965-04", "1970-07"} for one in episodes())
    first = drawn.order_of_draw("1956-1990")
    assert "Malaya" in first["Episode"].iloc[0]  # passed over at first: Britain had two
    assert draw(episodes()).index("japan-1960") < draw(episodes()).index("malaya-1957")
    assert "Malaya" in first[first["Drawn"] == "yes"]["Episode"].iloc[0]
    assert len(first) == 3


def test_the_ten_are_those_that_the_rule_draws():
    assert set(draw(episodes())) == set(further_ids())
    assert len(further_ids()) == 10
    pool = [one for one in episodes() if one.pool == "yes"]
    assert len({one.era for one in episodes()}) == 5
    assert sum(one.era == "1991-2025" for one in pool) == 2
    assert all(" one client" not in one.why for one in pool)
    assert all(len(load(name).clients) >= 2 for name in further_ids())
    # every episode ended with a pact, so "none" is never right
    assert {truth(name) for name in further_ids()} == {"bilateral", "multilateral"}
    assert [truth(name) for name in further_ids()].count("bilateral") == 5


def test_the_caption_of_the_timeline():
    days = [case.date for case in drawn.ten()]
    assert f"span {days[-1].year - days[0].year} years and five patrons" in CHAPTER
    assert len({case.patron.id for case in drawn.ten()}) == 5
    core = [load(name) for name in board.core_ids()]
    assert len(core) == 7
    assert core[-1].date.year - core[0].date.year == 7
    assert {case.patron.id for case in core} == {"united-states"}
    eras = [sum(a <= d.year <= b for d in days) for a, b in ((1866, 1866), (1951, 1960))]
    assert eras == [2, 4]


def test_hits_at_the_reference_and_over_the_points(verdicts):
    right = verdicts[verdicts["Right at the reference"] == "yes"]
    assert list(right.index) == ["Egypt 1936", "Madrid 1997", "Prague 2003"]
    over = {case for case in further_ids() if own(case)["design"].mark.hit == 1.0}
    assert over == {"egypt-1936", "japan-1960", "prague-2003"}
    unlike = {
        name
        for name, row in verdicts.iterrows()
        if not row["Likeliest over points"].startswith(row["At the reference"])
    }
    assert unlike == {"Malaya 1957", "Japan 1960", "Locarno 1925", "Madrid 1997"}
    none = verdicts[verdicts["At the reference"] == "none"]
    assert set(none.index) == {load(name).title for name in MISSED}


def test_what_chance_would_give():
    mean, share = drawn.window_of_chance()
    assert mean == pytest.approx(2.0)
    assert share > 0.25  # "three hits are no evidence of skill"


def test_the_paragraphs_of_the_ten():
    for name in ("austria-bavaria-1866", "baghdad-1955"):
        assert TOLD[name]["chances"]["design"]["none"] == 1.0
        assert TOLD[name]["codings"]["design"]["none"] == 1.0
    federal = {c.prior_pact.level for c in load("austria-bavaria-1866").clients.values()}
    assert federal == {"fight"}
    assert len(load("austria-bavaria-1866").clients) == 8
    level = read_table("pacts").set_index("id").loc["austria-bavaria-1866", "obligation"]
    assert level == "act"
    assert truth("austria-bavaria-1866", "level") == "fight"
    chances = TOLD["austria-bavaria-1866"]["chances"]["level"]
    assert brier(chances, "fight") == brier(chances, "consult") == 2.0
    prussia = own("prussia-south-1866")
    assert prussia["patron"].mark.hit == 1.0
    assert brier(prussia["design"].chances, "bilateral") > prussia["design"].mark.brier
    steps = predict(load("prussia-south-1866")).decisions
    assert {"Baden", "Mecklenburg-Schwerin"} == {s.who for s in steps if s.chose == "stays out"}
    assert steps[-1].chose == "keeps out of their pact"
    assert steps[-1].over == "an offer to join that is declined"
    locarno = TOLD["locarno-1925"]["chances"]["design"]
    assert locarno["trilateral"] + locarno["multilateral"] > 0.5
    steps = predict(load("locarno-1925")).decisions
    closest = min(steps, key=lambda step: step.slack)
    assert "Czechoslovakia" in closest.chose
    assert 0.005 < closest.slack < 0.02
    assert steps.index(closest) == 0
    assert "Poland" in steps[1].chose
    assert steps[1].slack > 0.05
    egypt = TOLD["egypt-1936"]
    assert egypt["reference"]["members"] == ["egypt"]
    assert egypt["codings"]["design"]["bilateral"] == 1.0
    assert own("egypt-1936")["lasting"].mark.hit == 1.0
    ends = [TOLD[name]["chances"]["lasting"]["ends"] for name in further_ids()]
    assert sum(one > 0.5 for one in ends) == 8  # "of almost every pact": two have none
    assert sum(one > 0.9 for one in ends) == 6
    assert min(drawn.ten(), key=lambda c: drawn._case_mean(board.OWN, c.id)).id == "egypt-1936"
    assert {
        own("baghdad-1955")["design"].chances[one] for one in ("bilateral", "multilateral")
    } == {0}
    levels = [c.prior_pact.level for c in load("baghdad-1955").clients.values()]
    assert sorted(levels) == ["consult", *["fight"] * 4]
    malaya = TOLD["malaya-1957"]
    assert len(malaya["reference"]["members"]) == 7
    assert "malaya" not in malaya["reference"]["members"]
    assert malaya["chances"]["design"]["none"] > 0.5
    stays_out, joins = predict(load("malaya-1957")).decisions[:2]
    assert stays_out.near_tie
    assert max(stays_out.slack, joins.slack) < 0.006
    assert stays_out.who == "Malaya"
    japan = load("japan-1960")
    assert {c.prior_pact.level for c in japan.clients.values()} == {"consult"}
    assert len(japan.clients) == 6
    assert TOLD["japan-1960"]["chances"]["level"]["fight"] == pytest.approx(0.69)
    assert own("japan-1960")["level"].mark.hit == 0.0
    madrid = TOLD["madrid-1997"]
    assert madrid["reference"]["imposed"]
    assert madrid["codings"]["design"]["multilateral"] == 1.0
    assert 0.5 < madrid["chances"]["design"]["bilateral"] < 0.6
    assert set(madrid["reference"]["members"]) == set(load("madrid-1997").clients)
    prague = TOLD["prague-2003"]["reference"]
    assert set(load("prague-2003").clients) - set(prague["members"]) == {"bulgaria"}
    assert prague["imposed"]


def test_greece_and_turkey_are_as_good_as_lost_even_with_help():
    row = drawn.power().set_index("id").loc["greece-turkey-1951"]
    threats = assess(load("greece-turkey-1951"), reference()).threats
    assert min(threats.values()) > 0.99
    assert min(threats.values()) - row["Threat lowered at most by"] > 0.9


def test_the_grid_of_marks():
    gap = {
        case.id: drawn._case_mean(board.OWN, case.id) - drawn._case_mean("silence", case.id)
        for case in drawn.ten()
    }
    assert sum(one < 0 for one in gap.values()) == 4
    assert sum(one > 0 for one in gap.values()) == 6
    assert sorted(round(one, 1) for one in gap.values())[-4] >= 0.7  # "by a wide margin"
    assert sorted(gap.values())[-5] < 0.4
    nothing = [drawn._case_mean("silence", case.id) for case in drawn.ten()]
    assert f"between {min(nothing):.2f} and {max(nothing):.2f}" in CHAPTER


def test_scores_by_question():
    table = drawn.scores().set_index("Question")
    better = table.index[table["This book's model"] < table["Says nothing"]]
    assert list(better) == [board.QUESTIONS["patron"]]
    assert table.loc[board.QUESTIONS["patron"], "Answers"] == 6
    assert table.loc[board.QUESTIONS["clients"], "Answers"] == 3
    assert table.loc[board.QUESTIONS["clients"], "The model's hits"] == "0%"
    firsts = {case: own(case)["patron"] for case in further_ids() if "patron" in own(case)}
    wide = {case for case, entry in firsts.items() if entry.truth == "multilateral"}
    assert len(wide) == 4
    assert all(own(case)["patron"].mark.hit == 0.0 for case in set(firsts) - wide)
    greece = TOLD["greece-turkey-1951"]["chances"]["design"]["none"]
    assert round(200 * (1 - greece)) == 6
    assert drawn.gaps("silence", board.ONE_TREATY)[1] > 0.0
    for names in (("greece-turkey-1951", "madrid-1997", "prague-2003"), ("austria-bavaria-1866",)):
        own_, nothing, usual = drawn.without(*names)
        assert own_ > nothing > usual


def test_it_gets_worse_from_in_sample_to_out(samples):
    told = list(samples["Score on what resulted"])
    assert told[0] < told[1] < min(told[2:])
    assert told[1] - told[0] < 0.1 < 0.3 < told[3] - told[1]
    assert told[0] < samples["Saying nothing"].iloc[0] < told[2]
    assert samples["Score"].iloc[0] > samples["Saying nothing"].iloc[0]
    found = dict.fromkeys(board.QUESTIONS, 0.0)
    for entry in drawn._kept(outside=False):
        if entry.contestant == "silence":
            given = drawn._at_reference(entry.case)[entry.question]
            found[entry.question] += brier(given, entry.truth) - entry.mark.brier
    assert {question for question, gap in found.items() if gap < 0} == {"design", "clients"}


def test_the_strength_of_patrons():
    frame = drawn.power()
    assert set(frame["id"].iloc[:3]) == {"prague-2003", "madrid-1997", "egypt-1936"}
    weak = frame[frame["Patron over adversary"] < 1]
    assert len(weak) == 6
    assert not (weak["At the reference"] == weak["What resulted"]).any()
    assert (weak["At the reference"] == "none").sum() == 5
    shown = frame.set_index("id")["Patron over adversary"]
    assert "at 2.9, 2.2 and 1.4, are hits" in CHAPTER
    assert [f"{one:.1f}" for one in shown.iloc[:4]] == ["2.9", "2.2", "1.4", "1.2"]
    assert f"Baghdad at {shown['baghdad-1955']:.2f}" in CHAPTER
    assert f"has {1 / shown['prussia-south-1866']:.1f} times the patron's" in CHAPTER
    core = [facts(load(name)) for name in board.core_ids()]
    ratios = sorted(given.patron_power / given.power for given in core)
    assert 0.9 < ratios[0] < 1 < ratios[1]
    greece = shown["greece-turkey-1951"]
    assert 1 < greece < 1.3


def test_with_a_stronger_patron_something_is_signed():
    table = drawn.stronger_patrons().set_index("id")
    column = "With a patron 2 times as strong"
    assert set(table.index) == set(MISSED)
    assert set(table.index[table[column] == "none"]) == {"austria-bavaria-1866"}
    signed = table[table[column] != "none"]
    same = signed[signed[column] == signed["What resulted"]]
    assert set(same.index) == {"prussia-south-1866", "locarno-1925", "japan-1960"}
    assert "Bavaria" in table.loc["prussia-south-1866", "With"]
    assert table.loc["locarno-1925", "With"] == "Czechoslovakia"
    assert table.loc["japan-1960", "With"] == "Republic of Korea"
    assert list(table["With"]).count("nobody") == 1


def test_a_promise_as_firm_stood_in_three_of_the_six():
    levels = ("none", "consult", "fight")
    firm = set()
    for name in MISSED:
        stood = [
            c.prior_pact.level if c.prior_pact else "none" for c in load(name).clients.values()
        ]
        if min(map(levels.index, stood)) >= levels.index(truth(name, "level")):
            firm.add(name)
    assert firm == {"austria-bavaria-1866", "baghdad-1955", "japan-1960"}


def test_the_tuned_years_do_worst():
    table = drawn.split().set_index("Group")
    tuned, bound = table.loc[drawn.GROUPS[2]], table.loc[drawn.GROUPS[0]]
    assert tuned["Their score"] > tuned["The others'"]
    assert tuned["By chance as far apart"] < 0.1
    assert bound["Their score"] > bound["The others'"]
    assert bound["By chance as far apart"] > 0.15
    for group in (drawn.GROUPS[1], drawn.GROUPS[3]):
        assert table.loc[group, "Their score"] < table.loc[group, "The others'"]
        assert table.loc[group, "By chance as far apart"] > 0.15


def test_the_rivals():
    table = drawn.rivals_on_both()
    silent = board.means(drawn._kept(outside=False))[("silence",)][0].brier
    first = table.iloc[0]
    assert first["id"] == "identity"
    assert first["seven"] > silent
    model = drawn.without()[0]
    assert (table["ten"] > model).sum() == 1
    others = board.means(drawn._kept())[("other-cases",)][0].brier
    assert (table["ten"] < others).sum() == 2


def test_the_noted_alternatives(noted):
    turned = noted[noted["verdict"] == "turns the miss"]
    assert list(turned["case"]) == ["locarno-1925"]
    assert "1924" in turned["Coded otherwise"].iloc[0]
    assert "loses the hit" not in set(noted["verdict"])
    austria = noted[noted["case"] == "austria-bavaria-1866"].set_index("Coded otherwise")
    said = austria["The model then says"]
    assert said["the Federal Act is neither pledge nor pact"] == "none"
    assert said["the Federal Act is a pact to consult"] == "multilateral"
    assert "bilateral" not in set(said)
    assert set(noted["case"]) == set(further_ids()) - {"prague-2003"}


def test_the_ranges_of_numbers():
    out = {name: TOLD[name]["codings"]["design"][truth(name)] for name in further_ids()}
    never = {name for name, share in out.items() if share == 0.0}
    four = {"austria-bavaria-1866", "prussia-south-1866", "greece-turkey-1951", "baghdad-1955"}
    assert never == four
    assert out["locarno-1925"] == out["japan-1960"] == 0.01
    assert out["malaya-1957"] > 0.5
    assert not drawn.one_number("locarno-1925")["right"].any()
    case = load("malaya-1957")
    ranges = case.quantities()
    numbers = {key: span.value for key, span in ranges.items()}
    numbers["friendly_km:united-states"] = ranges["friendly_km:united-states"].low
    found = predict(case, numbers=numbers)
    assert found.design == "bilateral"
    assert {pact.members for pact in found.pacts if pact.kind == "bilateral"} == {
        ("thailand",),
        ("pakistan",),
    }


def test_once_everybody_knows_that_something_was_signed():
    own_ = drawn.something_signed()["score"].mean()
    assert own_ < drawn.something_signed("silence")["score"].mean()
    assert own_ < drawn.something_signed("base-rate")["score"].mean()
    assert drawn.dealt_as_well() < 0.1


def test_the_exercises():
    first = draw(episodes(), each=1)
    assert "malaya-1957" not in first
    titles = [load(name).title for name in first]
    assert ", ".join(titles[:-1]) + f" and {titles[-1]}" in CHAPTER
    given = {"none": 0.3, "bilateral": 0.7, "trilateral": 0.0, "multilateral": 0.0}
    assert f"= {brier(given, 'bilateral'):.2f}$" in CHAPTER
    assert f"= {brier(given, 'multilateral'):.2f}$" in CHAPTER
    assert brier(dict.fromkeys(given, 0.25), "none") == pytest.approx(0.75)


def test_days_and_counts_that_the_page_names():
    months = {
        "Austria and Bavaria, June 1866": date(1866, 6, 14),
        "Prussia and the south, August 1866": date(1866, 8, 13),
        "Locarno, October 1925": date(1925, 10, 16),
        "Egypt, August 1936": date(1936, 8, 26),
        "Greece and Turkey, October 1951": date(1951, 10, 17),
        "Baghdad, April 1955": date(1955, 4, 4),
        "Malaya, October 1957": date(1957, 10, 12),
        "Japan, January 1960": date(1960, 1, 19),
        "Madrid, December 1997": date(1997, 12, 16),
        "Prague, March 2003": date(2003, 3, 26),
    }
    assert [case.date for case in drawn.ten()] == list(months.values())
    for words in months:
        assert f"**{words}.**" in CHAPTER
    assert len(calibration_results()["points"]) == 200
