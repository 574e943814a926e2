"""The draw of further cases: by the written rule, blind to outcomes, and kept to."""

import hashlib
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design.cases import further_ids, load
from alliance_design.further import EACH, Episode, drawn, episodes

FRAME = episodes()
EPISODES = st.builds(
    Episode,
    id=st.text("abcdefghij", min_size=1, max_size=6),
    name=st.just("x"),
    date=st.just("1900-01-01"),
    patron=st.sampled_from(["austria", "britain", "france"]),
    adversary=st.just("x"),
    clients=st.just("a; b"),
    era=st.sampled_from(["1815-1890", "1891-1938"]),
    pool=st.just("yes"),
    why=st.just(""),
)


def test_the_cases_coded_are_those_drawn():
    assert set(drawn(FRAME)) == set(further_ids())
    assert len(further_ids()) == 10


def test_each_era_gives_two_and_no_patron_crowds_the_others_out():
    era = {episode.id: episode.era for episode in FRAME}
    assert set(Counter(era[name] for name in drawn(FRAME)).values()) == {EACH}


@given(st.permutations(FRAME))
def test_the_order_of_the_table_does_not_matter(frame):
    assert drawn(frame) == drawn(FRAME)


@given(st.lists(EPISODES, min_size=8, max_size=20, unique_by=lambda e: e.id))
def test_the_digest_decides_unless_a_patron_has_had_its_share(frame):
    eras = {episode.era for episode in frame}
    if any(sum(e.era == era for e in frame) < 2 for era in eras):
        with pytest.raises(ValueError, match="expected at least 2 episodes"):
            drawn(frame)
        return
    chosen = drawn(frame)
    patron = {e.id: e.patron for e in frame}
    first = min(
        (e for e in frame if e.era == min(eras)),
        key=lambda e: hashlib.sha256(e.id.encode()).hexdigest(),
    )
    assert chosen[0] == first.id
    for place, name in enumerate(chosen):
        before = Counter(patron[other] for other in chosen[:place])
        if before[patron[name]] >= 2:
            era = next(e.era for e in frame if e.id == name)
            left = [e for e in frame if e.era == era and e.id not in chosen[:place]]
            assert all(before[e.patron] >= 2 for e in left)


def test_what_is_passed_over_gives_way_to_the_next():
    out = drawn(FRAME)[0]
    again = drawn(FRAME, passed_over=[out])
    assert out not in again and len(again) == len(drawn(FRAME))


def test_what_is_out_of_the_pool_says_why():
    for episode in FRAME:
        assert (episode.pool == "no") == bool(episode.why), episode.id
        first, last = (int(year) for year in episode.era.split("-"))
        assert first <= int(episode.date[:4]) <= last
        if episode.pool == "yes":
            assert ";" not in episode.patron and episode.adversary and ";" in episode.clients


@pytest.mark.parametrize("name", further_ids())
def test_a_case_has_the_day_the_patron_and_the_adversary_of_its_episode(name):
    case = load(name)
    episode = {e.id: e for e in FRAME}[name]
    assert (case.date.isoformat(), case.patron.id) == (episode.date, episode.patron)
    assert case.adversary.id == episode.adversary
    assert 2 <= len(case.clients) <= 10
