"""Findings of the chapter on the Atlantic commitment, held against the tables and the model."""

from dataclasses import replace
from datetime import date

import pytest

from alliance_design import cases, evidence
from alliance_design import figures_calibration as calibrated
from alliance_design import figures_evidence as weighing
from alliance_design import figures_history as drawn
from alliance_design.checks import events
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.design import play, predict
from alliance_design.duration import lasting_value
from alliance_design.figures_patron import waiting
from alliance_design.pacts import age, bound_to_each_other, members_on, pacts
from alliance_design.parameters import BOX, Parameters, reference
from alliance_design.patron import ALONE, IMPOSED, JOINED

CHAPTER = (data_folder().parent / "chapters" / "europe" / "atlantic.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
ASKED = (0b00000, 0b00011, 0b11100, 0b11101, 0b11111)
"""The coalitions of the table of replies."""
TODAY = date(2024, 12, 16)


@pytest.fixture(scope="module")
def brussels():
    """The case of Brussels, solved at the reference set."""
    return play(cases.load("brussels-1948"))


@pytest.fixture(scope="module")
def elsewhere():
    """The same at points from all over the calibrated region."""
    points = calibrated.calibration_results()["points"][::10]
    return [
        play(
            cases.load("brussels-1948"),
            Parameters(
                **{
                    name: bound.low + (bound.high - bound.low) * x
                    for (name, bound), x in zip(BOX.items(), point, strict=True)
                }
            ),
        )
        for point in points
    ]


@pytest.fixture(scope="module")
def europe():
    """All observations from Europe."""
    return [o for o in evidence.observations() if o.theatre == "europe"]


def day(name):
    """The day of an event."""
    return date.fromisoformat(events()[name]["date"])


def of_claim(observations, claim, direction):
    """Observations that bear on a claim in one direction."""
    return [
        o for o in observations for b in o.bearings if (b.claim, b.direction) == (claim, direction)
    ]


def test_the_order_of_the_steps():
    signed = day("brussels-signed")
    assert (day("nat-signed") - signed).days > 365
    assert day("marshall-condition") < signed < day("pentagon-talks")
    assert (day("pentagon-talks") - signed).days == 5
    assert "Five days later Americans" in CHAPTER
    assert (day("marshall-invites") - day("vandenberg")).days == 12
    assert (day("blockade") - day("marshall-invites")).days == 1
    assert "The resolution came 12 days before the invitation" in CHAPTER
    assert "The blockade came 1 day after it." in CHAPTER
    assert (day("bidault-draft") - day("marshall-invites")).days == 6
    assert "Bidault's draft came six days after it" in CHAPTER
    assert day("acheson-takes-office").year == 1949
    assert day("vandenberg") == date(1948, 6, 11)
    assert day("washington-paper") == date(1948, 9, 9)


def test_the_timeline_shows_sixteen_events():
    found = [row for row in events().values() if "atlantic" in row["story"].split(";")]
    assert len(found) == 16
    assert "Timeline of sixteen events" in CHAPTER


def test_the_strokes_of_the_timeline(europe):
    marked = {
        direction: [
            o
            for o in of_claim(europe, "H1", direction)
            if o.kind in ("document", "treaty") and len(o.date) >= 7
        ]
        for direction in ("supports", "undermines")
    }
    against = marked["undermines"]
    assert all(o.section == "left-out" for o in against)
    assert all("1948-02" <= o.date[:7] <= "1948-04" for o in against)
    late = [o for o in marked["supports"] if o.date[:7] > "1948-06"]
    assert [o.date[:4] for o in late] == ["1949"]


def test_seven_of_fourteen_clients_had_pledged_themselves_before():
    treaty = pacts()["north-atlantic-1949"]
    clients = members_on(treaty, date(1955, 12, 31), "client")
    bound = bound_to_each_other(clients, treaty.signed)
    five = set(members_on(pacts()["brussels-1948"], treaty.signed))
    assert (len(clients), set(bound) - five) == (14, {"portugal", "turkey"})
    assert five < set(bound)
    assert "Seven of the fourteen clients" in CHAPTER
    assert "Seven hollow squares" in CHAPTER
    first = members_on(treaty, treaty.in_force, "client")
    assert len(set(first) - set(bound_to_each_other(first, treaty.signed))) == 5
    assert (len(first), len(set(first) - five)) == (11, 6)
    assert "six of the first eleven clients" in CHAPTER
    assert "five of them had pledged themselves to none" in CHAPTER
    assert "ireland" not in {m.state for m in treaty.members}


def test_italy_and_west_germany_joined_the_clients_treaty_after_the_patrons():
    since = {
        name: {m.state: m.since for m in pacts()[name].members}
        for name in ("north-atlantic-1949", "brussels-modified-1954")
    }
    own, patrons = since["brussels-modified-1954"], since["north-atlantic-1949"]
    assert own["italy"] == own["germany"] == patrons["germany"] == date(1955, 5, 6)
    assert 5.5 < (own["italy"] - patrons["italy"]).days / 365.25 < 6


def test_the_models_reply_to_the_five_bound():
    found = predict(cases.load("nato-1949"))
    assert found.patron_preference[0] == "multilateral"
    assert (found.design, found.commitment) == ("multilateral", "fight")
    assert not any(step.near_tie for step in found.decisions)
    assert "canada" not in found.members
    canada = next(s for s in found.decisions if s.chose == "stays out")
    assert canada.who == "Canada"
    results = calibrated.calibration_results()
    assert results["leaving_out"]["nato-1949"]["met"]["nato-fight"] > 0.9
    assert results["codings"]["met"]["nato-fight"] > 0.9


def test_the_patron_wants_their_pledges_and_would_not_wait_for_them(brussels, elsewhere):
    n = brussels.world.clients
    for game in (brussels, *elsewhere):
        assert game.payoffs[31][n] > game.payoffs[0][n]
        assert game.replies.kind[31] == JOINED
        assert game.replies.level[31] == 2
        # waiting changes nothing
        assert sorted(waiting(game)[0]) == sorted(game.survivors) == [31]
    imposes = [game.replies.kind[0] == IMPOSED for game in elsewhere]
    assert brussels.replies.kind[0] == IMPOSED
    assert brussels.replies.pact[0] == 31
    assert sum(imposes) > 0.75 * len(imposes)
    # a pledge of two: as good at the reference set, better at some points and not at others
    assert brussels.payoffs[3][n] == pytest.approx(brussels.payoffs[31][n], abs=0.02)
    better = [game.payoffs[3][n] > game.payoffs[31][n] for game in elsewhere]
    assert 0 < sum(better) < len(better)
    assert brussels.replies.kind[3] == JOINED
    assert brussels.replies.pact[3] == 31


def test_the_imposed_pact_mostly_ends_sooner_and_few_pledges_hold_the_patron_best(
    brussels, elsewhere
):
    both = [game for game in elsewhere if game.replies.kind[0] == IMPOSED]
    sooner = [game.replies.hazard[0] > game.replies.hazard[31] for game in both]
    assert 0.7 < sum(sooner) / len(sooner) < 1
    rates = {group: brussels.replies.hazard[group] for group in ASKED}
    assert min(rates, key=rates.get) in (0b00011, 0b11100)
    assert round(rates[0b00011], 3) == round(min(rates.values()), 3)
    assert max(rates, key=rates.get) == 0
    n = brussels.world.clients
    assert brussels.alone(0b11111)[n] > 2 * brussels.alone(0b00011)[n]


def test_what_makes_the_patron_wait_is_the_price_of_failure_and_not_the_fear_of_war():
    case = cases.load("brussels-1948")
    for cost in (0.03, 0.1, 0.2, 0.4, 0.6, 0.8):
        replies = play(case, reference().changed({"war_cost": cost})).replies
        assert (replies.kind[0], replies.kind[31]) == (IMPOSED, JOINED)
    kinds = {
        cost: play(case, reference().changed({"breakdown_cost": cost})).replies.kind
        for cost in (0.1, 0.16, 0.17, 0.18)
    }
    assert {cost: kind[0] for cost, kind in kinds.items()} == {
        0.1: IMPOSED,
        0.16: IMPOSED,
        0.17: ALONE,
        0.18: ALONE,
    }
    assert all(kind[31] == JOINED for kind in kinds.values())


def test_a_patron_that_would_have_waited_in_1948_would_not_have_imposed_in_1954():
    manila = cases.load("seato-1954")
    assert play(manila).replies.kind[0] == IMPOSED
    dearer = reference().changed({"breakdown_cost": 0.18})
    assert play(manila, dearer).replies.kind[0] == ALONE


def test_the_exercise_on_the_price_of_failure(brussels):
    """The gain is read back from what imposing is worth over the life of the pact."""
    n, p = brussels.world.clients, reference()
    rate = brussels.replies.hazard[0]
    worth = brussels.payoffs[0][n] - brussels.alone(0)[n]
    gain = (worth * (p.discount + rate) + rate * p.breakdown_cost) / p.discount
    assert lasting_value(gain, -p.breakdown_cost, rate, p.discount) == pytest.approx(worth)
    assert f"a gain of $g_P = {gain:.3f}$ a year" in CHAPTER
    assert rf"a discount rate of $\delta = {p.discount:.4f}$" in CHAPTER
    assert f"ends at a rate of $h = {rate:.3f}$" in CHAPTER
    most = round(p.discount, 4) * round(gain, 3) / round(rate, 3)
    assert rf"= {most:.3f}$." in CHAPTER
    assert 0.16 < p.discount * gain / rate < 0.17


def test_the_exercise_without_brussels():
    case = cases.load("nato-1949")
    found = predict(replace(case, pledges={"dunkirk": case.pledges["dunkirk"]}))
    pledged = set(found.survivors[0].coalition)
    assert "france" not in pledged
    assert len(pledged) == 4
    assert "Four pledge, and France keeps out" in CHAPTER
    assert "france" in found.members
    assert len(found.members) == 5
    assert (found.design, found.commitment) == ("multilateral", "fight")
    assert any(step.near_tie for step in found.decisions)


def test_what_the_evidence_comes_to(europe):
    frame = weighing.weights(weighing.readings(europe), ["H1", "H5", "H6"])
    verdicts = frame.set_index(["claim", "reading"])["verdict"]
    assert verdicts["H1", "as given"] in ("supported", "leans for")
    assert verdicts["H1", "text read"] in ("supported", "leans for")
    assert verdicts["H6", "text read"] == "open"
    assert verdicts["H5", "as given"] in ("open", "leans against")
    assert {o.id for o in of_claim(europe, "H5", "supports")} == {"e085", "e096", "e098a"}
    every = evidence.observations()
    assert sum(b.claim == "H2" for o in every for b in o.bearings) == 1


def test_the_observations_named_are_those_that_are_meant():
    by_id = {o.id: o for o in evidence.observations()}
    for name, direction in {
        "e081": "supports",
        "x10": "supports",
        "x13": "supports",
        "x24": "supports",
        "e093": "undermines",
        "x11": "context",
        "x12": "context",
        "x15": "undermines",
        "x16": "undermines",
        "x17": "undermines",
    }.items():
        assert name in CHAPTER
        assert direction in {b.direction for b in by_id[name].bearings if b.claim == "H1"}


def test_the_promise_looks_like_that_of_rio():
    atlantic, own, rio = (
        pacts()[name] for name in ("north-atlantic-1949", "brussels-1948", "rio-1947")
    )
    assert atlantic.obligation == rio.obligation != own.obligation
    assert rio.patron == "united-states"
    assert 0.5 <= (own.signed - rio.signed).days / 365.25 < 0.6
    # in the cases both are to fight
    case = cases.load("nato-1949")
    assert case.pledges["brussels"].level == "fight"


def test_how_long_the_two_have_lasted():
    treaty = pacts()["north-atlantic-1949"]
    assert treaty.ended is None
    found = predict(cases.load("nato-1949"))
    assert age(treaty, TODAY) > found.expected_years[1]
    assert predict(cases.load("seato-1954")).hazard > 2 * found.hazard


def test_those_who_had_not_pledged():
    wider = calibrated.calibration_results()["wider"]["nato-1949-wide"]
    inside = set(wider["reference"][0]["members"])
    assert {"Denmark", "Norway"} <= inside
    assert not {"Canada", "Portugal", "Ireland"} & inside
    first = members_on(pacts()["north-atlantic-1949"], date(1949, 8, 24), "client")
    assert {"canada", "portugal", "denmark", "norway", "iceland"} <= set(first)
    # Canada: the patron would gain by it, and Canada would lose by coming in
    game = play(cases.load("nato-1949"))
    n, standing = game.world.clients, game.world.standing
    canada = list(game.case.clients).index("canada")
    without = game.joined(standing, game.replies.pact[standing], 2)[0]
    with_it = game.joined(standing, game.replies.pact[standing] | 1 << canada, 2)[0]
    assert with_it[n] > without[n]
    assert with_it[canada] < without[canada]


def test_the_page_shows_its_claims():
    shown = drawn.claims_table("chapters/europe/atlantic").set_index("Id")
    verdicts = {
        claim.check: shown.loc[claim.id, "Verdict"]
        for claim in claims()
        if claim.page.endswith("atlantic")
    }
    assert verdicts["withholds: brussels-1948"] == "not reproduced"
    assert verdicts["member: north-atlantic-1949; ireland"] == "not reproduced"
    assert (
        verdicts["same_promise: north-atlantic-1949; brussels-1948"] == "reproduced with a caveat"
    )
    assert "(atlantic)=" in CHAPTER
