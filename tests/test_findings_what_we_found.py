"""Findings of the page on what was found, held against the register, the tables and the model."""

from datetime import date

import pytest

from alliance_design import checks, claims, evidence, threat
from alliance_design.cases import load
from alliance_design.codebook import data_folder
from alliance_design.pacts import pacts
from alliance_design.parameters import reference

CHAPTER = data_folder().parent / "chapters" / "evidence" / "what-we-found.md"
CHAPTER = " ".join(CHAPTER.read_text("utf-8").split())
REGISTER = {claim.id: claim for claim in claims.claims(text="cohen2024")}
FOUND = {o.id: o for o in evidence.observations()}


@pytest.fixture(scope="module")
def verdicts():
    return [
        (item.claim.kind, item.finding.verdict)
        for item in claims.examine(claims.claims(text="cohen2024"))
    ]


def test_what_fails_most_often_is_order_and_references(verdicts):
    failed = {
        kind: sum(v == "not reproduced" for k, v in verdicts if k == kind)
        for kind in {kind for kind, _ in verdicts}
    }
    assert sorted(failed, key=failed.get)[-2:] in (["reference", "order"], ["order", "reference"])
    assert failed["quotation"] <= 1
    for kind in ("count", "date"):
        mine = [v for k, v in verdicts if k == kind]
        assert sum(v.startswith("reproduced") for v in mine) > len(mine) / 2


def test_the_claim_named_is_the_one_on_the_patron_that_would_impose():
    assert "(claim c025)" in CHAPTER
    assert REGISTER["c025"].check == "withholds: brussels-1948"
    assert REGISTER["c025"].verdict == "not reproduced"
    assert REGISTER["c001"].check == "alliances: 7"


def test_the_puzzle_is_counted_as_told():
    assert (
        "Seven alliances, 22 partners, 14 in the one that lasts and eight in the others" in CHAPTER
    )
    for call in (
        ("alliances", "7"),
        ("partners", "22"),
        ("partners_in", "europe", "14"),
        ("partners_in", "asia", "8"),
    ):
        assert checks.CHECKS[call[0]](*call[1:]).verdict.startswith("reproduced")


def test_the_order_of_the_pacts_in_asia():
    told = checks.settled_after("manila-1954").found
    assert told.startswith("Of 5 bilateral and trilateral pacts 4 were signed before it, 1 while")
    assert "four were signed *before* SEATO and one three months after it" in CHAPTER
    apart = (pacts()["taiwan-us-1954"].signed - pacts()["manila-1954"].signed).days
    assert 80 <= apart <= 95


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("makin-letter", "a letter of 1 March 1950"),
        ("korean-war", "the war began on 25 June"),
        ("marshall-invites", "invitation of 23 June 1948"),
        ("bidault-draft", "dated 29 June"),
        ("vandenberg", "resolution of 11 June"),
        ("marshall-condition", "On 12 March, five days before Brussels"),
        ("acheson-declines", "On 18 May Acheson"),
    ],
)
def test_the_dates_told_are_those_of_the_table(event, told):
    assert told in CHAPTER
    day = date.fromisoformat(checks.events()[event]["date"])
    assert f"{day.day} {day:%B}" in told


def test_five_days_lie_before_brussels():
    assert checks.within("marshall-condition", "brussels-signed", "5").verdict == "reproduced"
    assert checks.within("marshall-condition", "brussels-signed", "4").verdict == "not reproduced"


def test_a_third_of_the_dated_documents_is_younger_than_brussels():
    told = checks.late("brussels-1948", "H6").found
    assert told.startswith("Of 9 dated documents, 3 are younger")
    assert "a third are younger than the pact" in CHAPTER


@pytest.mark.parametrize(
    ("number", "documents"),
    [
        ("318", ["x30", "e105"]),
        ("325", ["x31"]),
        ("338", ["x32"]),
        ("41", ["x13"]),
        ("71", ["x02"]),
        ("55", ["x01"]),
        ("10", ["x08"]),
        ("54", ["x19"]),
        ("72", ["x20", "x21"]),
        ("36", ["x16"]),
    ],
)
def test_the_documents_named_are_the_ones_coded(number, documents):
    assert f"{number}" in CHAPTER
    for name in documents:
        assert f" {number}" in FOUND[name].document, (name, FOUND[name].document)


def test_the_promises_are_as_told():
    promised = {name: pact.obligation for name, pact in pacts().items()}
    assert promised["brussels-1948"] == "all-means"
    assert promised["north-atlantic-1949"] == "as-deemed"
    for name in ("philippines-us-1951", "anzus-1951", "korea-us-1953"):
        assert promised[name] == "act"
        assert pacts()[name].consult_article != pacts()[name].fight_article
    assert promised["japan-us-1951"] == "none"
    assert promised["canberra-1944"] == "consult"


def test_at_the_reference_three_members_of_seato_are_as_threatened_as_europe():
    europe = threat.assess(load("brussels-1948"), reference()).threats
    asia = threat.assess(load("seato-1954"), reference()).threats
    assert min(asia[name] for name in ("thailand", "pakistan", "philippines")) > min(
        europe.values()
    )


def test_left_out_of_the_calibration_four_cases_are_mostly_missed():
    for case in ("brussels-1948", "nato-1949", "pacific-1951"):
        assert checks._left_out(case) > 0.5
    for case in ("seato-1954", "rok-1953", "roc-1954", "hokkaido-occupied"):
        assert checks._left_out(case) < 0.5


def test_the_rio_treaty_is_older_and_stands():
    rio = pacts()["rio-1947"]
    assert rio.signed < pacts()["north-atlantic-1949"].signed
    assert rio.ended is None and rio.patron == "united-states"
