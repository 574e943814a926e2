"""Findings of the chapter on the Pacific of 1951, held against the tables and the model."""

from datetime import date

import pytest

from alliance_design import evidence, threat
from alliance_design.cases import load
from alliance_design.checks import events
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.commitment import coalitions_in_equilibrium, undominated
from alliance_design.design import play, predict, read
from alliance_design.figures_calibration import calibration_results, leave_one_out, other_codings
from alliance_design.figures_collective_security import keeping, without_patron
from alliance_design.figures_evidence import readings
from alliance_design.figures_history import claims_table, observation_table
from alliance_design.figures_patron import waiting_frame
from alliance_design.pacts import pacts
from alliance_design.parameters import BOX, reference

CHAPTER = (data_folder().parent / "chapters" / "asia" / "pacific.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
FOUND = [o for o in evidence.observations() if o.case == "pacific-1951"]


@pytest.fixture(scope="module")
def game():
    return play(load("pacific-1951"))


@pytest.fixture(scope="module")
def prediction(game):
    return read(game)


def by_campaign(case):
    found = threat.inputs(case).campaign_threats(reference())
    return dict(zip(case.places, found, strict=True))


def test_the_story_has_the_dates_of_the_table():
    table = events()
    told = {
        "acheson-declines": ("1949-05-18", "In May Acheson said no."),
        "baguio-1949": ("1949-07", "In July Chiang Kai-shek and President Quirino"),
        "union-without-arms": ("1949-08-03", "In August Manila defined it"),
        "spender-asks": ("1950-03-21", "In March 1950 Percy Spender"),
        "korean-war": ("1950-06-25", "On 25 June the war in Korea began"),
        "truman-dulles": ("1951-01-10", "On 10 January Truman sent Dulles out"),
        "canberra-draft": ("1951-02-17", "On 17 February the three had a draft"),
        "one-pact-given-up": ("1951-04-16", "On 16 April Washington told its embassy"),
    }
    for event, (day, words) in told.items():
        assert table[event]["date"] == day
        assert words in CHAPTER
    baguio = table["baguio-1950"]
    assert (baguio["date"], baguio["until"]) == ("1950-05-26", "1950-05-30")
    assert "met from 26 to 30 May 1950" in CHAPTER
    signed = [
        pacts()[name].signed for name in ("philippines-us-1951", "anzus-1951", "japan-us-1951")
    ]
    assert signed == [date(1951, 8, 30), date(1951, 9, 1), date(1951, 9, 8)]
    assert (
        "was signed on 30 August, that with Australia and New Zealand on 1 September, that with Japan"
        " on 8 September" in CHAPTER
    )


def test_the_caption_of_the_timeline():
    story = [row for row in events().values() if "pacific" in row["story"].split(";")]
    assert len(story) == 16
    assert "with sixteen dated lines" in CHAPTER
    drawn = [
        (o, b.direction)
        for o in FOUND
        for b in o.bearings
        if b.claim == "disinterest"
        and b.direction != "context"
        and o.kind in ("document", "treaty")
        and len(o.date) >= 7
    ]
    against = [o for o, direction in drawn if direction == "undermines"]
    # "All those against it are dotted", "between March 1949 and March 1951"
    assert {o.section for o in against} == {"left-out"}
    assert min(o.date for o in against).startswith("1949-03")
    assert max(o.date for o in against).startswith("1951-03")
    above = [o for o, direction in drawn if direction == "supports"]
    assert sum(o.section == "left-out" for o in above) == 1
    assert max(o.date for o in above).startswith("1951-04")
    assert min(o.date for o in above).startswith("1949-07")


def test_the_caption_of_the_map():
    found = threat.assess(load("pacific-1951"), reference()).threats
    shown = {name: f"{value:.2f}" for name, value in found.items()}
    assert "marked Japan {}".format(shown["japan"]) in CHAPTER
    assert (
        "marked Philippines {}, Australia {} and New Zealand {}".format(
            shown["philippines"], shown["australia"], shown["new-zealand"]
        )
        in CHAPTER
    )
    assert (
        "{}, against {} for the Philippines".format(shown["japan"], shown["philippines"]) in CHAPTER
    )


def test_the_model_gives_one_treaty_of_three(prediction):
    assert prediction.survivors[0].coalition == ()
    assert [(p.kind, p.members) for p in prediction.pacts] == [("bilateral", ("japan",))]
    assert prediction.patron_preference[0] == "multilateral"
    assert prediction.decisions[0].near_tie
    # treaties with the others have nothing to offer before their cost
    cost = reference().treaty_cost
    for decision in prediction.decisions[1:]:
        assert decision.chose.endswith("nothing new")
        assert decision.slack == pytest.approx(cost, abs=0.0002)


def test_what_the_case_was_told():
    results = calibration_results()
    left = leave_one_out(results).set_index("target")
    assert left.loc["pacific-none", "alone"] == 1.0
    assert left.loc["pacific-first", "alone"] < 0.05
    assert left.loc["pacific-first", "verdict"] == "hit"
    share = other_codings(results)[0].set_index("fact")["share"]
    assert share["Pacific 1951: the patron ranks multilateral first"] < 0.5
    # "Japan's forces or the Soviet reach alone can undo it"
    lost = {told["fact"] for told in results["decisive"] if "pacific-first" in told["lost"]}
    assert lost == {"forces:japan", "reach_km:soviet-union"}
    assert results["survey"]["pacific: some pact to fight"] > 0.5


def test_why_nobody_pledges(game):
    ledger = keeping(game).set_index("client")
    for client in ("Australia", "New Zealand"):
        assert ledger.loc[client, "safety"] < 1e-6
        assert ledger.loc[client, "net"] < -0.02
    assert ledger.loc["Japan", "safety"] > 0.03
    for client in ("Japan", "Philippines"):
        assert abs(ledger.loc[client, "net"]) < 0.01
    alone = without_patron(game.world)
    stable = coalitions_in_equilibrium(alone, 0)
    assert stable == [0, 0b0011]
    assert undominated(alone, stable) == [0b0011]
    # with Japan's treaty both are shielded
    assert min(game.payoffs[0][:2]) > 0.999
    waited = waiting_frame([game]).iloc[0]
    assert waited["change"] > 0
    assert waited["without"] == "Japan and Philippines"


def test_old_quarrels_change_nothing():
    for cost in (0.0, reference().rivalry_cost, 0.1, BOX["rivalry_cost"].high):
        found = predict(load("pacific-1951"), reference().changed({"rivalry_cost": cost}))
        assert (found.survivors[0].coalition, found.members) == ((), ("japan",))
    assert BOX["rivalry_cost"].high == 0.5
    assert "if they cost half a state's survival" in CHAPTER


def test_observations_on_h6():
    selections = readings(FOUND)
    given = evidence.sums_up(selections["as given"], "H6")
    more = evidence.sums_up(selections["with what was left out"], "H6")
    assert (evidence.verdict(given), evidence.verdict(more)) == ("leans for", "leans for")
    assert more.low < 0.0
    own = [
        o
        for o in FOUND
        if o.section != "left-out"
        and any(b.claim == "H6" and b.direction != "context" for b in o.bearings)
    ]
    opened = [o for o in own if o.verified in ("text", "part")]
    assert len(opened) < len(own)
    assert not [o for o in opened if o.bears == "yes"]
    # "most of them only in their first page"
    assert sum(o.verified == "part" for o in opened) > len(opened) / 2
    by_id = {o.id: o for o in FOUND}
    assert by_id["e112"].date == "1950-03-01" < events()["korean-war"]["date"]
    assert "almost four months older than the war" in CHAPTER


def test_observations_on_h1():
    selections = readings(FOUND)
    weight = evidence.sums_up(selections["with what was left out"], "H1")
    assert evidence.verdict(weight) == "leans for"
    by_id = {o.id: o for o in FOUND}
    kinds = {i: {b.claim: b for b in by_id[i].bearings} for i in ("x29", "u35", "x42")}
    assert {kinds[i]["H1"].test_type for i in ("x29", "u35")} == {"smoking-gun"}
    assert kinds["x29"]["H1"].direction == "supports"
    assert kinds["u35"]["H1"].direction == kinds["x42"]["H1"].direction == "undermines"
    assert not observation_table(FOUND, "H1", "undermines").empty


def test_no_promise_matches_the_clients_own():
    own = pacts()["canberra-1944"].obligation
    assert own == "consult"
    found = {n: pacts()[n] for n in ("philippines-us-1951", "anzus-1951", "japan-us-1951")}
    assert own not in {pact.obligation for pact in found.values()}
    assert [p.fight_article for p in found.values()] == ["4", "4", ""]
    assert [p.consult_article for p in found.values()][:2] == ["3", "3"]
    assert found["japan-us-1951"].obligation == "none"


def test_the_claims_of_the_page():
    table = claims_table("chapters/asia/pacific").set_index("Id")["Verdict"]
    # what the paragraph below the table says holds, and does not
    by_check = {claim.check: table[claim.id] for claim in claims() if claim.id in table.index}
    assert by_check["source: e121"] == "reproduced with a caveat"
    assert by_check["against: x28"] == "reproduced with a caveat"
    for check in (
        "only_consult: philippines-us-1951; anzus-1951; japan-us-1951",
        "same_promise: anzus-1951; canberra-1944",
        "order: korean-war; makin-letter",
    ):
        assert by_check[check] == "not reproduced"


def test_the_exercises(game):
    alone = without_patron(game.world)
    assert alone[0b0011][0] > alone[0][0]
    wide = load("pacific-1951-wide")
    danger = by_campaign(wide)
    assert len(wide.clients) == 7
    assert "of the seven clients stand above nine tenths" in CHAPTER
    assert danger["south-korea"] > 0.95
    told = calibration_results()["wider"]["pacific-1951-wide"]
    assert told["reference"][0]["coalition"] == []
    assert told["reference"][0]["members"] == ["Japan", "Republic of Korea", "Republic of China"]
    assert told["many"] == 0
    free = predict(load("pacific-1951"), reference().changed({"treaty_cost": 0.0}))
    assert free.members == ("japan", "philippines")
    assert all(decision.near_tie for decision in free.decisions)
