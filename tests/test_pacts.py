"""Pacts: members and promises as the treaties have them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design.cases import case_ids, load
from alliance_design.codebook import data_folder
from alliance_design.pacts import OBLIGATIONS, age, bound_to_each_other, members_on, pacts
from alliance_design.tables import read_table

PACTS = pacts()
days = st.dates(date(1944, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("pact", "day", "number"),
    [
        ("north-atlantic-1949", date(1949, 8, 24), 12),
        ("north-atlantic-1949", date(1955, 12, 31), 15),
        ("north-atlantic-1949", date(2024, 12, 16), 32),
        ("brussels-1948", date(1949, 1, 1), 5),
        ("brussels-modified-1954", date(2000, 1, 1), 10),
        ("manila-1954", date(1960, 1, 1), 8),
        ("manila-1954", date(1976, 1, 1), 7),
        ("baghdad-1955", date(1957, 1, 1), 3),
    ],
)
def test_a_pact_has_as_many_members_as_known(pact, day, number):
    assert len(members_on(PACTS[pact], day)) == number


def test_every_member_has_its_pact_and_dates_in_order():
    for pact in PACTS.values():
        assert pact.members, pact.id
        assert pact.in_force is None or pact.signed <= pact.in_force
        assert pact.ended is None or (pact.in_force or pact.signed) < pact.ended
        patrons = {member.state for member in pact.members if member.side == "patron"}
        assert patrons == set(filter(None, pact.patron.split("; "))), pact.id
        for member in pact.members:
            if member.since and member.until:
                assert member.since < member.until, (pact.id, member.state)
            if member.since and pact.in_force:
                assert member.since >= pact.in_force, (pact.id, member.state)


def test_a_pact_is_bilateral_by_its_members():
    """By those whom it bound within some thirteen months: later accessions make no new design."""
    names = {2: "bilateral", 3: "trilateral"}
    for pact in PACTS.values():
        soon = (pact.in_force or pact.signed) + timedelta(days=400)
        first = {member.state for member in pact.members if (member.since or soon) <= soon}
        assert pact.design == names.get(len(first), "multilateral"), pact.id


def test_what_obliges_to_fight_names_its_article_where_the_text_was_read():
    read = dict(read_table("pacts")[["id", "verified"]].itertuples(index=False))
    for pact in PACTS.values():
        assert pact.obligation in OBLIGATIONS
        strong = OBLIGATIONS.index(pact.obligation) >= OBLIGATIONS.index("act")
        if strong and read[pact.id] == "text" and "declaration" not in pact.instrument:
            assert pact.fight_article, pact.id
        assert len(pact.words.split()) <= 8, pact.id


def test_the_pacts_and_the_case_files_know_the_same_days():
    """The days of signature were coded twice, for the cases and for the table."""
    signed = {
        "dunkirk-1947": "dunkirk-1947",
        "brussels-1948": "brussels-1948",
        "nato-1949": "north-atlantic-1949",
        "pacific-1951": "philippines-us-1951",
        "rok-1953": "korea-us-1953",
        "seato-1954": "manila-1954",
        "roc-1954": "taiwan-us-1954",
    }
    assert set(signed) <= set(case_ids())
    for case, pact in signed.items():
        assert load(case).date == PACTS[pact].signed


def test_cited_treaties_are_in_the_bibliography():
    keys = (data_folder() / "references.bib").read_text(encoding="utf-8")
    for pact in PACTS.values():
        assert not pact.source or f"{{{pact.source}," in keys, pact.id


@given(days, days)
def test_a_pact_only_grows_older(one, other):
    for pact in (PACTS["north-atlantic-1949"], PACTS["manila-1954"], PACTS["taiwan-us-1954"]):
        first, last = sorted((one, other))
        assert age(pact, first) <= age(pact, last)
        assert age(pact, last, organisation=True) <= age(pact, last)


@given(days, st.sampled_from(OBLIGATIONS), st.sampled_from(OBLIGATIONS))
def test_a_weaker_promise_binds_no_fewer(day, one, other):
    weak, strong = sorted((one, other), key=OBLIGATIONS.index)
    states = ("australia", "new-zealand", "britain", "france", "belgium", "turkey", "iraq")
    assert set(bound_to_each_other(states, day, strong)) <= set(
        bound_to_each_other(states, day, weak)
    )
