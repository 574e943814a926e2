"""Findings of the chapter on Hokkaido, held against the tables and the model."""

import math
from dataclasses import replace
from datetime import date

import pytest

from alliance_design import evidence, threat
from alliance_design.cases import load, loads, resurfaced
from alliance_design.checks import events
from alliance_design.codebook import data_folder
from alliance_design.commitment import coalitions_in_equilibrium
from alliance_design.comparison import compare
from alliance_design.design import NEAR_TIE, play, predict
from alliance_design.figures_calibration import calibration_results, leave_one_out, other_codings
from alliance_design.figures_collective_security import without_patron
from alliance_design.figures_history import claims_table, observation_table
from alliance_design.parameters import reference
from alliance_design.tables import threat_frame

CHAPTER = (data_folder().parent / "chapters" / "asia" / "hokkaido.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
STORY = [row for row in events().values() if "hokkaido" in row["story"].split(";")]


@pytest.fixture(scope="module")
def pacific():
    return load("pacific-1951")


@pytest.fixture(scope="module")
def hokkaido():
    return load("hokkaido-occupied")


def by_campaign(case):
    found = threat.inputs(case).campaign_threats(reference())
    return dict(zip(case.places, found, strict=True))


def with_reach(case, km):
    reach = replace(case.adversary.reach_km, value=float(km))
    return replace(case, adversary=replace(case.adversary, reach_km=reach))


def pledged(case):
    return set(predict(case).survivors[0].coalition)


def test_the_story_has_the_dates_of_the_table():
    days = {row["id"]: row["date"] for row in STORY}
    assert days["stalin-asks"] == "1945-08-16"
    assert "On 16 August Stalin answered" in CHAPTER
    assert days["vasilevsky-order"] == "1945-08-18"
    assert "Two things happened on 18 August" in CHAPTER
    assert days["refusal-received"] == "1945-08-19"
    assert "The refusal reached Moscow on 19 August" in CHAPTER
    assert days["prepare-only"] == "1945-08-20"
    assert "On 20 August the General Staff wrote" in CHAPTER
    assert days["landing-suspended"] == "1945-08-22"
    assert "On 22 August came the order to refrain" in CHAPTER
    assert days["landing-planned"] == "1945-08-24"
    assert "the day planned for the landing, 24 August" in CHAPTER
    assert days["soviet-conference"] == "1945-06-26"
    stop = date.fromisoformat(days["landing-suspended"])
    assert (stop - date.fromisoformat(days["refusal-received"])).days == 3
    assert CHAPTER.count("three days") == 2


def test_the_caption_of_the_timeline():
    days = sorted(row["date"] for row in STORY)
    assert len(days) == 7
    assert "seven dated lines" in CHAPTER
    late = [date.fromisoformat(day) for day in days if day > "1945-08"]
    assert len(late) == 6
    assert (late[-1] - late[0]).days + 1 == 9
    assert "Six of the seven dates lie within nine days" in CHAPTER
    found = [o for o in evidence.observations() if o.case == "hokkaido-1945"]
    drawn = {
        o.date
        for o in found
        for b in o.bearings
        if b.claim == "H7"
        and b.direction != "context"
        and o.kind in ("document", "treaty")
        and len(o.date) >= 7
    }
    assert drawn == {"1945-08-16", "1945-08-19"}
    assert "two strokes, both on the side against H7, on 16 and 19 August" in CHAPTER


def test_only_the_positions_differ_and_they_change_the_prediction(pacific, hokkaido):
    before, after, swaps = compare(pacific, hokkaido)
    assert [swap.group for swap in swaps if not swap.same] == ["the adversary's positions"]
    assert [swap.group for swap in swaps if swap.flips] == ["the adversary's positions"]
    assert before.survivors[0].coalition == ()
    assert set(after.survivors[0].coalition) == {"japan", "philippines"}
    assert (after.design, after.commitment) == ("trilateral", "fight")
    assert after.pacts[0].kind == "joined"
    # "In the model it ends at nearly every shock, no later than the treaty with Japan alone."
    assert 0.95 * reference().shock_rate < after.hazard <= reference().shock_rate
    assert after.hazard >= before.hazard


def test_the_foothold_is_japans_danger_and_by_campaign_manilas(pacific, hokkaido):
    frame = threat_frame([pacific, hokkaido], reference()).set_index(["case", "client"])
    japan = frame.loc[(hokkaido.title, "Japan"), "threat"]
    manila = frame.loc[(hokkaido.title, "Philippines"), "threat"]
    assert f"{japan:.2f} for Japan, {manila:.2f} for the Philippines" in CHAPTER
    assert f"marked Japan {japan:.2f}, a small one at Manila Philippines {manila:.2f}" in CHAPTER
    assert frame.loc[(pacific.title, "Japan"), "threat"] < 0.7
    # "above the lowest in Europe, which is Britain's"
    europe = by_campaign(load("brussels-1948"))
    lowest = min(load("brussels-1948").clients, key=europe.get)
    assert lowest == "britain"
    assert japan > europe["britain"] > frame.loc[(pacific.title, "Japan"), "threat"]
    one, other = by_campaign(pacific), by_campaign(hokkaido)
    assert one["philippines"] < 0.7 < 0.95 < other["philippines"]
    assert max(other["australia"], other["new-zealand"]) < 0.001
    # "Australia's threat is ..., with or without the foothold"
    high = [frame.loc[(case.title, "Australia"), "highest"] for case in (pacific, hokkaido)]
    assert high[0] == pytest.approx(high[1], abs=0.001)


def test_the_joining_is_a_near_tie_and_the_clients_alone_would_not_pledge(hokkaido):
    after = predict(hokkaido)
    joins = next(d for d in after.decisions if d.chose == "joins the pact")
    assert joins.near_tie
    stays = [d.slack for d in after.decisions if d.chose == "stays out"]
    assert len(stays) == 2
    assert min(stays) > 5 * NEAR_TIE
    world = play(hokkaido).world
    assert coalitions_in_equilibrium(without_patron(world), 0) == [0]
    assert world.follow_on[1 * world.clients + 0] > 0.8


def test_the_pledge_holds_in_a_narrow_window_of_the_reach(pacific, hokkaido):
    reach = hokkaido.adversary.reach_km
    assert "coded as 100 km, with a range from 40 to 250 km" in CHAPTER
    assert (reach.value, reach.low, reach.high) == (100, 40, 250)
    for km in (40, 60, 80, 90, 110, 120, 150, 200, 250):
        assert pledged(with_reach(hokkaido, km)) == set()
        assert pledged(with_reach(pacific, km)) == set()
    inside = [step / 10 for step in range(930, 1020) if pledged(with_reach(hokkaido, step / 10))]
    assert 93 < min(inside) < 95
    assert 100 < max(inside) < 101
    # one window, not several
    assert len(inside) == round(10 * (max(inside) - min(inside))) + 1
    # "Above it Washington gives Manila a treaty of its own"
    assert set(predict(with_reach(hokkaido, 101)).members) == {"japan", "philippines"}
    assert predict(with_reach(hokkaido, 101)).design == "bilateral"
    assert set(predict(with_reach(hokkaido, 93)).members) == {"japan"}
    # "Below the window Japan would rather have the United States for itself."
    payoffs = play(with_reach(hokkaido, 93)).payoffs
    assert payoffs[0][0] > payoffs[0b0011][0]


def test_what_the_calibration_says_of_the_pledge():
    results = calibration_results()
    left = leave_one_out(results).set_index("target").loc["hokkaido-two"]
    assert left["share"] < 0.25
    assert left["alone"] == 0
    codings = other_codings(results)[0].set_index("fact")["share"]
    assert codings["Hokkaido occupied: at least two clients commit"] < 0.05


def test_water_undoes_brussels_and_land_does_not_make_an_asian_nato(pacific, hokkaido):
    flooded = predict(resurfaced(load("brussels-1948"), "sea"))
    assert flooded.survivors[0].coalition == ()
    assert [pact.kind for pact in flooded.pacts] == ["imposed"]
    assert set(flooded.pacts[0].members) == {"belgium", "netherlands", "luxembourg"}
    dry = resurfaced(pacific, "land")
    assert min(by_campaign(dry).values()) > 0.99
    assert pledged(dry) == {"japan", "philippines"}
    both = predict(resurfaced(hokkaido, "land"))
    assert (both.design, both.survivors[0].coalition) == ("none", ())
    # H7 "holds without exception here"
    assert min(by_campaign(load("brussels-1948")).values()) > max(by_campaign(pacific).values())


def test_the_observations_are_against_h7_and_all_straws():
    found = [o for o in evidence.observations() if o.case == "hokkaido-1945"]
    against = observation_table(found, "H7", "undermines")
    assert len(against) == 5
    assert set(against["Test"]) == {"straw in the wind"}
    assert observation_table(found, "H7", "supports").empty
    assert evidence.verdict(evidence.sums_up(found, "H7")) == "open"
    assert evidence.sums_up(found, "geography").high < 0
    assert list(observation_table(found, "H6")["Id"]) == ["u13"]


def test_no_claim_of_the_page_fails():
    table = claims_table("chapters/asia/hokkaido")
    assert "not reproduced" not in set(table["Verdict"])
    assert "None fails." in CHAPTER


def test_the_exercises(pacific, hokkaido):
    far, near = hokkaido.legs["sakhalin-japan"], hokkaido.legs["hokkaido-japan"]
    assert f"the leg has {far.land_km:.0f} km of land and {far.sea_km:.0f} km of water" in CHAPTER
    assert f"from Rumoi on Hokkaido {near.land_km:.0f} and {near.sea_km:.0f}" in CHAPTER
    assert far.land_km - near.land_km == far.sea_km - near.sea_km == 160
    assert f"e^{{160/100}} = {math.exp(1.6):.2f}" in CHAPTER
    fleet = with_reach(hokkaido, 1000)
    assert min(by_campaign(fleet).values()) > 0.8
    assert pledged(fleet) == set()
    assert set(predict(fleet).members) == {"japan", "philippines"}
    korea = loads(
        """
        id = "pacific-divisions-away"
        title = "The army's divisions are in Korea"
        based_on = "pacific-1951"

        [clients.japan.garrisons.united-states.soldiers]
        value = 21.324
        dated = 1950-06-30
        source = "troopdata2022"
        locator = "Japan, 1950"
        """,
        "pacific-divisions-away.toml",
    )
    garrison = pacific.clients["japan"].garrisons["united-states"].soldiers
    assert garrison.low == 21.324
    assert by_campaign(korea)["japan"] > 0.9
    assert pledged(korea) == set()
