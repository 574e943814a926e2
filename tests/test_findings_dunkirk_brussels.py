"""Findings of the chapter on Dunkirk and Brussels, held against the tables and the model."""

from dataclasses import replace
from datetime import date

import pytest

from alliance_design import cases, evidence
from alliance_design import figures_calibration as calibrated
from alliance_design import figures_collective_security as ledger
from alliance_design import figures_evidence as weighing
from alliance_design import figures_history as drawn
from alliance_design.checks import events
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.commitment import coalitions_in_equilibrium, undominated
from alliance_design.comparison import GROUPS, exchanged
from alliance_design.design import build, facts, play, predict, settings
from alliance_design.pacts import OBLIGATIONS, pacts
from alliance_design.parameters import BOX, Parameters, reference
from alliance_design.tables import threat_frame
from alliance_design.targets import TARGETS

CHAPTER = (data_folder().parent / "chapters" / "europe" / "dunkirk-brussels.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
CASES = ("dunkirk-1947", "brussels-1948")


@pytest.fixture(scope="module")
def games():
    """The two cases solved at the reference set."""
    return {name: play(cases.load(name)) for name in CASES}


@pytest.fixture(scope="module")
def points():
    """The points of the calibrated region."""
    return [
        Parameters(
            **{
                name: bound.low + (bound.high - bound.low) * x
                for (name, bound), x in zip(BOX.items(), point, strict=True)
            }
        )
        for point in calibrated.calibration_results()["points"]
    ]


@pytest.fixture(scope="module")
def pages():
    """The observations of the two cases."""
    return [o for o in evidence.observations() if o.case in CASES]


def day(name):
    """The day of an event."""
    return date.fromisoformat(events()[name]["date"])


def left_alone(name, point):
    """The coalitions that survive if the patron does nothing."""
    payoffs = ledger.without_patron(build(facts(cases.load(name)), settings(point)))
    return undominated(payoffs, coalitions_in_equilibrium(payoffs, 0))


def test_the_days_between_the_steps():
    assert (day("brussels-signed") - day("marshall-condition")).days == 5
    assert (day("prague-coup") - day("benelux-note")).days == 6
    assert "From 12 to 17 March are 5 days. From 19 to 25 February are 6 days" in CHAPTER
    # Marshall's message of 12 March, and talks since the 4th
    assert (day("marshall-condition") - date(1948, 3, 4)).days == 8
    assert "bargaining for eight days" in CHAPTER
    # the coup was complete three days after Bidault spoke on 22 February
    assert (day("prague-coup") - date(1948, 2, 22)).days == 3
    # Bevin to Marshall on 17 December, to Bidault five days later
    assert (day("bidault-talk") - date(1947, 12, 17)).days == 5
    # "Six weeks later": the note of 30 April 1948
    assert (date(1948, 4, 30) - day("brussels-signed")).days // 7 == 6
    assert day("dunkirk-signed") == date(1947, 3, 4)
    assert day("brussels-signed") == date(1948, 3, 17)


def test_the_timeline_shows_nine_events_and_eight_of_them_within_three_months():
    days = sorted(
        date.fromisoformat(row["date"])
        for row in events().values()
        if "dunkirk-brussels" in row["story"].split(";")
    )
    assert len(days) == 9
    assert "Timeline of nine events" in CHAPTER
    assert (days[-1] - days[1]).days < 92
    assert days[1].year == 1947
    assert days[1].month == 12


def test_the_documents_that_look_to_the_patron_crowd_into_the_last_months(pages):
    first, last = date(1947, 3, 4), date(1948, 3, 31)
    dates = [
        (o.section, date.fromisoformat((o.date + "-15")[:10]))
        for o in pages
        if o.kind in ("document", "treaty") and len(o.date) >= 7
        for b in o.bearings
        if (b.claim, b.direction) == ("backing", "supports")
    ]
    shown = [(section, found) for section, found in dates if first < found <= last]
    assert shown
    assert all(found >= date(1948, 1, 15) for _, found in shown)
    assert all(section == "left-out" for section, _ in shown)


def test_no_pact_of_the_united_states_promises_as_much_as_the_two():
    ours = {pacts()[name].obligation for name in CASES}
    assert ours == {"all-means"}
    most = OBLIGATIONS.index("all-means")
    others = [p for p in pacts().values() if p.patron == "united-states"]
    assert others
    assert all(OBLIGATIONS.index(p.obligation) < most for p in others)
    assert pacts()["dunkirk-1947"].fight_article == "2"
    assert "Soviet" not in pacts()["brussels-1948"].threat_named


def test_the_threat_was_there_a_year_before_prague():
    found = threat_frame([cases.load(name) for name in CASES], reference())
    lowest = found.loc[found["lowest"].idxmin()]
    assert (lowest["case"], lowest["client"]) == ("Dunkirk 1947", "Britain")
    assert lowest["lowest"] > 0.5
    threats = found.set_index(["case", "client"])["threat"]
    assert abs(threats["Brussels 1948", "France"] - threats["Dunkirk 1947", "France"]) < 0.02
    assert threats["Brussels 1948", "Britain"] > threats["Dunkirk 1947", "Britain"] + 0.1
    # the map's alternative text
    brussels = threats["Brussels 1948"]
    assert f"all between {brussels.min():.2f} and {brussels.max():.2f}" in CHAPTER


def test_britains_threat_rises_mostly_with_its_soldiers_gone():
    dunkirk, brussels = (cases.load(name) for name in CASES)
    threat = {
        label: threat_frame([case], reference()).set_index("client").loc["Britain", "threat"]
        for label, case in {
            "as it was": dunkirk,
            "adversary": exchanged(dunkirk, brussels, GROUPS[0]),
            "forces": exchanged(dunkirk, brussels, GROUPS[3]),
        }.items()
    }
    assert threat["forces"] - threat["as it was"] > 2 * (threat["adversary"] - threat["as it was"])


def test_no_fact_of_dunkirk_was_asked_for():
    assert not any("dunkirk-1947" in target.cases for target in TARGETS)
    assert any("brussels-1948" in target.cases and target.needed for target in TARGETS)


def test_dunkirk_has_the_pledges_right_and_the_patron_wrong(points):
    pledged, joined = 0, 0
    dunkirk = cases.load("dunkirk-1947")
    for point in points:
        found = predict(dunkirk, point)
        pledged += len(found.survivors) == 1 and len(found.survivors[0].coalition) == 2
        joined += (found.design, found.commitment) == ("trilateral", "fight")
    assert pledged > 0.95 * len(points)
    assert joined > 0.95 * len(points)
    alone = sum(left_alone("dunkirk-1947", point) == [3] for point in points)
    assert 0.8 * len(points) < alone < pledged
    # history: the United States was no party
    table = (data_folder() / "outcomes.csv").read_text("utf-8")
    assert "dunkirk-1947,design,none" in table
    assert "dunkirk-1947,committed,britain+france" in table


def test_one_pact_or_two_is_a_near_tie_at_dunkirk(games):
    step = next(
        s for s in predict(games["dunkirk-1947"].case).decisions if s.chose == "joins the pact"
    )
    assert step.near_tie


def test_brussels_is_fitted_and_stands_near_the_edge():
    results = calibrated.calibration_results()
    away = results["leaving_out"]["brussels-1948"]["met"]
    assert 0.5 < away["brussels-commit"] < 0.8 < away["brussels-fight"]
    assert results["survey"]["brussels with figures of 1948"] < 0.25
    assert 0.7 < results["codings"]["met"]["brussels-commit"] < 1
    lost = [d for d in results["decisive"] if "brussels-commit" in d["lost"]]
    assert [(d["fact"], d["end"]) for d in lost] == [("prize:western-zones", "high")]
    brussels = cases.load("brussels-1948")
    prize = brussels.quantities()["prize:western-zones"]
    assert prize.high == pytest.approx(2 * prize.value)
    found = predict(brussels, numbers={"prize:western-zones": prize.high})
    assert set(brussels.clients) - set(found.survivors[0].coalition) == {"france"}
    margins = {s.who: s.slack for s in predict(brussels).decisions if s.chose == "keeps its pledge"}
    assert min(margins, key=margins.get) == "France"


def test_the_pledge_pays_by_itself_at_dunkirk_and_not_at_brussels(games, points):
    two, five = (ledger.keeping(games[name]) for name in CASES)
    assert (two["net"] > 0).all()
    assert (five["net"] < 0).all()
    assert (five["with patron"] > 0).all()
    # the bars of the figure: safety above the costs, and below them
    assert (two["safety"] > two[list(ledger.COSTS)].sum(axis=1)).all()
    assert (five["safety"] < five[list(ledger.COSTS)].sum(axis=1)).all()
    france = two.set_index("client").loc["France"]
    assert france["safety"] > 3 * france[list(ledger.COSTS)].sum()
    nobody = sum(left_alone("brussels-1948", point) == [0] for point in points)
    assert nobody > 0.9 * len(points)


def test_a_pledge_of_two_would_still_have_paid_with_the_armies_of_1948():
    dunkirk, brussels = (cases.load(name) for name in CASES)
    same = exchanged(exchanged(dunkirk, brussels, GROUPS[0]), brussels, GROUPS[3])
    assert (ledger.keeping(play(same))["net"] > 0).all()


def test_five_armies_buy_little_safety_in_front(games):
    two, five = (games[name].world for name in CASES)
    france = [ledger.dangers(two, group)[0][1] for group in (0, 3)]
    front = [min(ledger.dangers(five, group)[0][2:]) for group in (0, 31)]
    assert france[0] - france[1] > front[0] - front[1] > 0
    assert front[1] > 0.85


def test_what_the_evidence_comes_to(pages):
    frame = weighing.weights(weighing.readings(pages), ["H6"]).set_index("reading")
    assert frame.loc["as given", "verdict"] == "leans for"
    assert frame.loc["text read", "verdict"] == "open"
    beyond = [
        b for o in pages if o.section == "left-out" for b in o.bearings
        if b.claim in ("H6", "backing")
    ]  # fmt: skip
    assert sum(b.claim == "backing" for b in beyond) >= 4
    assert sum(b.direction == "undermines" for b in beyond) <= 1


def test_the_observations_named_are_those_that_are_meant(pages):
    by_id = {o.id: o for o in pages} | {o.id: o for o in evidence.observations()}
    directions = {
        name: {b.direction for b in by_id[name].bearings if b.claim == "H6"}
        for name in ("e040", "e046", "e052", "x02", "x08", "x09", "x18", "x21")
    }
    assert all(directions[name] == {"supports"} for name in ("e040", "e046", "e052"))
    for name in ("x02", "x08", "x09", "x21"):
        assert [b.claim for b in by_id[name].rivals] == ["backing"]
    assert by_id["e052"].cluster == by_id["x02"].cluster
    assert "smoking-gun" in {b.test_type for b in by_id["e046"].bearings}
    assert "straw-in-the-wind" in {b.test_type for b in by_id["e052"].bearings}
    assert by_id["e051a"].date == "1945-09"
    for name in directions:
        assert name in CHAPTER or name == "e046"


def test_what_the_model_cannot_say():
    brussels = cases.load("brussels-1948")
    tie = brussels.adversary.associates["czechoslovakia"]
    assert tie.since < date(1948, 2, 25)
    assert tie.since.year == 1943
    assert "by its treaty of 1943" in CHAPTER
    assert brussels.adversary.name == "Soviet Union"


def test_without_dunkirk_the_five_still_pledge():
    brussels = cases.load("brussels-1948")
    margins = []
    for case in (brussels, replace(brussels, pledges={})):
        found = predict(case)
        assert found.survivors[0].coalition == tuple(brussels.clients)
        margins.append({s.who: s.slack for s in found.decisions if s.chose == "keeps its pledge"})
    before, after = margins
    assert (
        f"France's margin rises from {before['France']:.3f} to {after['France']:.3f}, and Britain's"
        f" falls from {before['Britain']:.3f} to {after['Britain']:.3f}." in CHAPTER
    )
    assert after["France"] > before["France"]
    assert after["Britain"] < before["Britain"]


def test_a_year_later_france_stays_out_and_the_adversary_is_enough_for_it():
    brussels, later = cases.load("brussels-1948"), cases.load("nato-1949")
    out = {}
    for label, groups in {"adversary": [0], "clients": [3], "both": [0, 3]}.items():
        case = brussels
        for group in groups:
            case = exchanged(case, later, GROUPS[group])
        out[label] = set(brussels.clients) - set(predict(case).survivors[0].coalition)
    assert out == {"adversary": {"france"}, "clients": set(), "both": {"france"}}
    power = [
        case.adversary.capability.value
        + sum(a.capability.value for a in case.adversary.associates.values())
        for case in (brussels, later)
    ]
    assert power[1] > power[0]


def test_the_page_shows_its_claims_and_is_told_apart_from_the_next():
    shown = drawn.claims_table("chapters/europe/dunkirk-brussels")
    assert len(shown) == sum(c.page == "chapters/europe/dunkirk-brussels" for c in claims())
    assert "(dunkirk-brussels)=" in CHAPTER
    assert set(shown["Verdict"]) >= {"reproduced", "not testable here"}
