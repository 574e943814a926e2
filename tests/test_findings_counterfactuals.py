"""Findings of the page on other worlds and today, held against the cases and what was stored."""

import dataclasses
import json

import pytest

from alliance_design import beyond, cases, checks, threat
from alliance_design import figures_beyond as drawn
from alliance_design.cases import load
from alliance_design.codebook import data_folder
from alliance_design.design import predict
from alliance_design.parameters import reference

CHAPTER = data_folder().parent / "chapters" / "evidence" / "counterfactuals.md"
CHAPTER = " ".join(CHAPTER.read_text("utf-8").split())
STORED = drawn.stored()
QUICK = [name for name in cases.beyond_ids() if len(load(name).clients) <= 5]


def test_every_case_beyond_history_is_stored_and_none_that_is_gone():
    history = {"pacific-1951", "hokkaido-occupied", "seato-1954", "brussels-1948", "nato-1949"}
    assert set(STORED) == {*cases.beyond_ids(), *history}


@pytest.mark.parametrize("name", QUICK)
def test_what_is_stored_is_what_the_model_says(name):
    assert STORED[name]["reference"] == json.loads(json.dumps(beyond.outcome(predict(load(name)))))
    assert STORED[name]["title"] == load(name).title


@pytest.mark.parametrize("name", STORED)
def test_shares_are_shares(name):
    for reading in ("points", "codings", "both"):
        found = STORED[name][reading]
        assert abs(sum(found["design"].values()) - 1.0) < 0.005
        for share in (*found["pledges"].values(), *found["in the largest pact"].values()):
            assert 0.0 <= share <= 1.0
        assert max(found["pledges"].values()) <= found["somebody pledges"] + 1e-9


def test_shares_count_what_they_say():
    one = {"design": "bilateral", "pledged": ["a"], "largest": ["a"], "imposed": False}
    two = {"design": "none", "pledged": [], "largest": [], "imposed": True}
    found = beyond.shares([one, one, two, two], ["a", "b"])
    assert found["design"]["bilateral"] == found["design"]["none"] == found["imposed"] == 0.5
    assert found["pledges"] == {"a": 0.5, "b": 0.0}


def test_no_case_of_today_knows_a_fact_younger_than_its_day():
    """The loader refuses them; here, that the outcomes told on the page are younger."""
    later = {
        "finland-sweden-2022": ["finland-joins", "sweden-joins"],
        "g5-sahel-2017": ["sahel-charter"],
    }
    for name, happened in later.items():
        for event in happened:
            assert load(name).date.isoformat() < checks.events()[event]["date"]
    for told in ("April 2023", "March 2024", "May 2022"):
        assert told in CHAPTER


def test_the_caption_says_what_the_bars_show():
    both = {name: STORED[name]["both"]["design"] for name in STORED}
    for name in ("norway-occupied-1948", "iceland-occupied-1949", "nordic-air-2023"):
        assert both[name]["multilateral"] > 0.9
    for name in ("warsaw-1955", "linked-2022"):
        assert both[name]["none"] == 1.0
    for name in ("japan-australia-2022", "australia-philippines-2023", "south-korea-2017"):
        assert both[name]["none"] > 0.85
    for name in ("quad-2023", "quad-threatened", "india-border-2020", "little-entente-1924"):
        assert max(both[name].values()) < 0.65
    assert both["finland-sweden-2022"]["bilateral"] > 0.98


def test_more_threat_is_not_always_more_commitment():
    """The zone of 1945 makes Japan a lost cause; the foothold makes it worth a pledge."""
    numbers = reference()
    zone, foothold = (
        threat.assess(load(name), numbers).threats["japan"]
        for name in ("soviet-share-1951", "hokkaido-occupied")
    )
    assert zone > foothold > threat.assess(load("pacific-1951"), numbers).threats["japan"]
    assert STORED["soviet-share-1951"]["reference"]["pledged"] == []
    assert STORED["hokkaido-occupied"]["reference"]["pledged"] == ["japan", "philippines"]
    assert STORED["pacific-1951"]["reference"]["pledged"] == []


def test_norway_adds_nothing_to_the_threat_to_the_five():
    numbers = reference()
    for changed, plain in (
        ("norway-occupied-1948", "brussels-1948"),
        ("iceland-occupied-1949", "nato-1949"),
    ):
        one, other = (threat.assess(load(name), numbers).threats for name in (changed, plain))
        for client in ("britain", "france", "belgium", "netherlands", "luxembourg"):
            assert abs(one[client] - other[client]) < 1e-9


def test_a_foothold_beside_helsinki_changes_nothing():
    one, other = (STORED[n]["reference"] for n in ("finland-occupied", "finland-sweden-2022"))
    for key in ("design", "level", "pledged", "pacts", "imposed", "patron"):
        assert one[key] == other[key]


def test_the_threat_off_kyushu_makes_pledges_likelier_and_leaves_australia_out():
    plain, threatened = STORED["quad-2023"], STORED["quad-threatened"]
    assert threatened["both"]["somebody pledges"] > 3 * plain["both"]["somebody pledges"]
    for reading in ("points", "codings", "both"):
        assert threatened[reading]["pledges"]["australia"] < 0.01


@pytest.mark.parametrize(
    ("name", "pledged"), [("quad-2023", []), ("quad-threatened", ["japan", "india"])]
)
def test_the_exercise_on_the_decay_of_aid(name, pledged):
    found = predict(load(name), without=("aid decay",))
    assert list(found.survivors[0].coalition) == pledged


def test_without_the_clause_the_patron_would_impose_on_the_four():
    case = load("nordic-air-2023")
    atlantic = {key: pledge for key, pledge in case.pledges.items() if "norway" in pledge.parties}
    assert 0 < len(atlantic) < len(case.pledges)
    found = predict(dataclasses.replace(case, pledges=atlantic))
    assert [(pact.kind, len(pact.members)) for pact in found.pacts] == [("imposed", 4)]


def test_the_sea_to_kyushu_is_about_ten_reaches():
    from alliance_design.tables import leg_lengths, read_table

    _, sea = leg_lengths(["keelung", "sea", "kagoshima"], read_table("points"))
    reach = load("quad-2023").adversary.reach_km.value
    assert 8.0 < sea / reach < 13.0
