"""Findings of the chapter on SEATO, held against the tables and the model."""

import math
from dataclasses import replace
from datetime import date

import pytest

from alliance_design import evidence, threat
from alliance_design.cases import load
from alliance_design.checks import events
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.commitment import coalitions_in_equilibrium
from alliance_design.design import play, predict, read
from alliance_design.duration import lifetime
from alliance_design.figures_calibration import calibration_results, leave_one_out
from alliance_design.figures_collective_security import without_patron
from alliance_design.figures_duration import gains
from alliance_design.figures_history import claims_table
from alliance_design.figures_patron import acceptance, acceptors, waiting
from alliance_design.pacts import age, pacts
from alliance_design.parameters import BOX, reference
from alliance_design.tables import threat_frame

CHAPTER = (data_folder().parent / "chapters" / "asia" / "seato.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
FOUND = [o for o in evidence.observations() if o.case == "seato-1954"]
ACCEPTED = date(2024, 12, 16)


@pytest.fixture(scope="module")
def game():
    return play(load("seato-1954"))


@pytest.fixture(scope="module")
def prediction(game):
    return read(game)


def peaceful(case, names=("south-korea", "taiwan")):
    clients = {
        client: replace(place, provocation="low") if client in names else place
        for client, place in case.clients.items()
    }
    return replace(case, clients=clients)


def test_the_story_has_the_dates_of_the_tables():
    table = events()
    told = {
        "korea-signed": ("1953-10-01", "The treaty was signed on 1 October 1953."),
        "united-action": ("1954-03-29", "On 29 March 1954"),
        "drafting-stopped": ("1954-04-20", "a working group of ten states for 20 April"),
        "dien-bien-phu": ("1954-05-07", "Dien Bien Phu fell on 7 May"),
        "geneva-accords": ("1954-07-21", "the accords were signed on 21 July"),
        "manila-signed": ("1954-09-08", "The treaty was signed on 8 September 1954"),
        "taiwan-signed": ("1954-12-02", "The third treaty came on 2 December"),
        "seato-dissolved": ("1977-06-30", "On 30 June 1977 the organisation was dissolved"),
    }
    for event, (day, words) in told.items():
        assert table[event]["date"] == day
        assert words in CHAPTER
    # the notes of 10 December
    assert "Eight days later notes were exchanged" in CHAPTER
    left = {m.state: m.until for m in pacts()["manila-1954"].members}["pakistan"]
    assert (left.year, left.month) == (1973, 11)
    assert "Pakistan left in November 1973" in CHAPTER
    assert pacts()["thanat-rusk-1962"].signed == date(1962, 3, 6)
    assert "In March 1962 Rusk" in CHAPTER
    assert pacts()["manila-1954"].ended is None


def test_the_caption_of_the_timeline():
    story = {
        row["id"]: row["date"] for row in events().values() if "seato" in row["story"].split(";")
    }
    assert len(story) == 9
    assert "with nine dated lines" in CHAPTER
    days = {name: date.fromisoformat(story[name]) for name in story}
    months = (days["manila-signed"] - days["united-action"]).days / 30.44
    assert 5 < months < 5.5
    assert "Little more than five months" in CHAPTER
    years = (days["seato-dissolved"] - days["manila-in-force"]).days / 365.25
    assert round(years) == 22
    drawn = {
        o.id: b.direction
        for o in FOUND
        for b in o.bearings
        if b.claim == "H3"
        and b.direction != "context"
        and o.kind in ("document", "treaty")
        and len(o.date) >= 7
    }
    assert drawn == {"e129": "supports"}
    by_id = {o.id: o for o in FOUND}
    assert (by_id["e129"].date, by_id["x47"].date[:7]) == ("1954-01", "1954-06")
    assert by_id["x47"].section == "left-out"


def test_five_of_seven_could_hardly_be_more_threatened():
    seato = load("seato-1954")
    found = threat.assess(seato, reference()).threats
    near = ("britain", "france", "thailand", "pakistan")
    assert {f"{found[name]:.2f}" for name in near} == {"1.00"}
    shown = [f"{found[name]:.2f}" for name in ("philippines", "australia", "new-zealand")]
    assert f"1.00 for those that a road reaches, {shown[0]} for the Philippines" in CHAPTER
    assert f"at Manila Philippines {shown[0]}" in CHAPTER
    assert shown[1] == shown[2]
    assert f"{shown[1]} for Australia and New Zealand" in CHAPTER
    assert f"Australia and New Zealand {shown[1]}" in CHAPTER
    frame = threat_frame([seato], reference()).set_index("client")
    assert min(frame.loc[seato.clients[name].name, "lowest"] for name in near) > 0.99
    assert frame.loc["Australia", "highest"] > 0.9
    assert max(threat.assess(seato, reference(), state_alone=True).threats.values()) == 0.0


def test_the_threats_stay_near_one_over_the_region():
    seato = load("seato-1954")
    for point in calibration_results()["points"][::10]:
        values = {
            name: bound.low + (bound.high - bound.low) * share
            for (name, bound), share in zip(BOX.items(), point, strict=True)
        }
        found = threat.assess(seato, reference().changed(values)).threats
        assert min(found[name] for name in ("britain", "france", "thailand", "pakistan")) > 0.98


def test_the_model_imposes_a_pact_that_all_accept(game, prediction):
    assert prediction.survivors[0].coalition == ()
    assert [(p.kind, p.level) for p in prediction.pacts] == [("imposed", "fight")]
    assert set(prediction.members) == set(load("seato-1954").clients)
    # "Without the patron ... pattern of pledges is an equilibrium, that of nobody"
    assert coalitions_in_equilibrium(without_patron(game.world), 0) == [0]


def test_they_sign_because_refusing_would_cost_more(game):
    told = acceptance(game, 2).set_index("client")
    losers = told[told["gain"] < 0]
    assert len(losers) == 5
    assert "none" not in set(losers["prior"])
    # "for the two great powers the loss is next to nothing"
    assert losers.loc[["British Malaya", "French Vietnam"], "gain"].abs().max() < 0.001
    assert len(acceptors(game, 2, reference().refusal_cost)) == 7
    assert acceptors(game, 2, 0.0) == ()


def test_it_ends_at_the_first_shock_because_of_australia_and_new_zealand(game, prediction):
    frame = gains(game, 0, 127, 2, True).set_index("player")
    assert list(frame[frame["gain"] < 0].index) == ["Australia", "New Zealand"]
    assert prediction.hazard == pytest.approx(reference().shock_rate)
    # "France and Pakistan, which left first, gain by staying"
    assert frame.loc[["French Vietnam", "Pakistan"], "gain"].min() > 0
    lasted = age(pacts()["manila-1954"], ACCEPTED, organisation=True)
    assert lasted > prediction.expected_years[1]
    assert math.exp(-prediction.hazard * lasted) < 0.05


def test_without_the_case_the_theory_misses_it():
    left = leave_one_out(calibration_results())
    manila = left[left["case"] == load("seato-1954").title]
    assert set(manila["verdict"]) == {"miss"}
    assert len(manila) == 3
    told = left.set_index("target")["verdict"]
    assert told["rok-bilateral"] == told["roc-bilateral"] == "miss"


def test_waiting_pays_in_most_of_what_would_survive(game):
    groups, after = waiting(game)
    assert {group.bit_count() for group in groups} == {2}
    better = [group for group in groups if after[group][-1] > game.payoffs[0][-1]]
    assert len(groups) / 2 < len(better) < len(groups)


def test_provocation_works_through_the_other_clients():
    korea, taiwan = load("rok-1953"), load("roc-1954")
    for case in (korea, taiwan):
        given = predict(case)
        assert (given.design, given.survivors[0].coalition) == ("bilateral", ())
        assert {p.members for p in given.pacts} == {("south-korea",), ("taiwan",)}
        mild = predict(peaceful(case))
        assert [(p.kind, len(p.members)) for p in mild.pacts] == [("imposed", 6)]
    for alone in ("south-korea", "taiwan"):
        assert predict(peaceful(korea, (alone,))).design == "bilateral"
    mild = predict(peaceful(korea))
    assert mild.decisions[0].near_tie
    cost = reference().refusal_cost
    assert acceptors(play(korea), 2, cost) == ()
    assert len(acceptors(play(peaceful(korea)), 2, cost)) == 6
    # "Take the patron's control away altogether"
    free = predict(korea, reference().changed({"control": 0.0}))
    assert [p.kind for p in free.pacts] == ["bilateral", "bilateral"]


def test_the_observations_leave_h3_open_and_speak_against_h1():
    assert len(FOUND) == 8
    assert sum(o.section == "left-out" for o in FOUND) == 2
    assert "and two are ours" in CHAPTER
    assert evidence.verdict(evidence.sums_up(FOUND, "H3")) == "open"
    assert evidence.sums_up(FOUND, "H1").high < 0


def test_the_order_of_the_pacts(game):
    manila = pacts()["manila-1954"]
    names = (
        "philippines-us-1951",
        "anzus-1951",
        "japan-us-1951",
        "korea-us-1953",
        "taiwan-us-1954",
    )
    signed = [pacts()[name].signed for name in names]
    assert sum(day < manila.signed for day in signed) == 4
    assert 80 < (signed[-1] - manila.signed).days < 95
    assert "the last is three months younger" in CHAPTER
    assert not [day for day in signed if day > manila.organisation_ended]
    n, prior = game.world.clients, game.world.prior_level
    fallback = game.replies.alone_spokes[:n]
    clients = list(game.case.clients)
    assert [clients[i] for i in range(n) if fallback[i] > prior[i]] == ["thailand", "pakistan"]
    # "lasted ... years": SEATO's organisation outlived the first treaty with Japan
    years = {name: age(pacts()[name], ACCEPTED) for name in names}
    assert years["japan-us-1951"] < age(manila, ACCEPTED, organisation=True)
    assert pacts()["philippines-us-1951"].ended is None


def test_the_claims_of_the_page():
    table = claims_table("chapters/asia/seato").set_index("Id")["Verdict"]
    by_check = {claim.check: table[claim.id] for claim in claims() if claim.id in table.index}
    failed = {check for check, verdict in by_check.items() if verdict == "not reproduced"}
    assert failed == {"only_member_from_southeast_asia: manila-1954; thailand"}
    assert by_check["settled_after: manila-1954; one-pact-given-up"] == "reproduced with a caveat"
    assert by_check["untestable: Nothing is cited for why it ended."] == "not testable here"


def test_the_exercises(game, prediction):
    low = acceptors(game, 2, 0.02)
    assert set(low) == {"britain", "france", "thailand", "pakistan"}
    assert len(acceptors(game, 2, 0.03)) == 7
    lasted = age(pacts()["manila-1954"], ACCEPTED, organisation=True)
    assert f"{lasted:.1f}" == "22.4"
    assert f"{prediction.hazard:.3f}" == "0.193"
    assert f"= {math.exp(-0.193 * 22.4):.3f}$" in CHAPTER
    half = math.log(2) / lasted
    assert rf"\ln 2 / 22.4 = {half:.3f}$" in CHAPTER
    assert prediction.hazard / half == pytest.approx(6, abs=0.3)
    early, late = lifetime(half)
    assert early < 2
    assert late > 90
    roc = load("roc-1954")
    dear = reference().changed({"war_cost": 0.1})
    assert predict(roc, dear).design == "none"
    assert predict(peaceful(roc), dear).design == "multilateral"
    dearest = reference().changed({"war_cost": BOX["war_cost"].high})
    assert predict(roc, dearest).design == predict(peaceful(roc), dearest).design == "none"
    same = {pacts()[n].obligation for n in ("philippines-us-1951", "anzus-1951", "manila-1954")}
    assert same == {"act"}
