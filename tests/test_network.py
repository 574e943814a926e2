"""The network of defence ties, its measures and what they say of the two theatres."""

from datetime import date
from itertools import combinations

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design.network import (
    HUB,
    by_year,
    centralisation,
    clients_bound,
    graph_on,
    hub_and_clique,
    snapshot,
    theatre_states,
    ties_on,
)
from alliance_design.pacts import members_on, pacts


@given(st.integers(2, 12), st.integers(0, 12))
def test_a_hub_with_a_clique_by_networkx(spokes, clique):
    """The closed form against the measure of the graph that it describes."""
    clique = min(clique, spokes)
    graph = networkx.star_graph(spokes)
    graph.add_edges_from(combinations(range(1, clique + 1), 2))
    assert hub_and_clique(spokes, clique) == pytest.approx(centralisation(graph))


@given(st.integers(2, 10))
def test_binding_clients_lowers_centralisation(spokes):
    values = [hub_and_clique(spokes, clique) for clique in range(1, spokes + 1)]
    assert values == sorted(values, reverse=True)
    assert (values[0], values[-1]) == (1.0, 0.0)


@given(st.integers(3, 9), st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=20))
def test_centralisation_is_freemans(nodes, pairs):
    """Sum of differences from the largest degree over what a star has."""
    graph = networkx.empty_graph(nodes)
    graph.add_edges_from((a % nodes, b % nodes) for a, b in pairs if a % nodes != b % nodes)
    degrees = [degree for _, degree in graph.degree()]
    wanted = sum(max(degrees) - d for d in degrees) / ((nodes - 1) * (nodes - 2))
    assert centralisation(graph) == pytest.approx(wanted)
    assert 0 <= centralisation(graph) <= 1


@pytest.mark.parametrize("theatre", ["asia", "europe"])
@pytest.mark.parametrize("year", [1949, 1955, 1977, 2000, 2024])
def test_ties_by_brute_force(theatre, year):
    """Every pair of members of a pact in force, less what was suspended."""
    day = date(year, 12, 31)
    states = {HUB, *theatre_states(theatre)}
    expected = {
        frozenset(pair)
        for pact in pacts().values()
        for pair in combinations(members_on(pact, day), 2)
        if set(pair) <= states
    }
    suspended = frozenset({HUB, "new-zealand"})
    if year >= 1986:
        expected -= {suspended}
    found = ties_on(day, states)
    # Another pact may tie the two: the treaty of Manila stands.
    assert found - {suspended} == expected - {suspended}


def test_nobody_stays_in_a_pact_that_has_ended():
    """So that days of members alone say who is tied."""
    for pact in pacts().values():
        for member in pact.members:
            if pact.ended and member.since:
                assert member.until, (pact.id, member.state)
                assert member.until <= pact.ended, (pact.id, member.state)


def test_the_suspension_takes_one_tie_of_three():
    """New Zealand stays bound to Australia; America's own promise in ANZUS is suspended.

    By the letter the treaty of Manila, never denounced, still ties the two.
    """
    states, tie = (HUB, "australia", "new-zealand"), frozenset({HUB, "new-zealand"})
    last, first = date(1986, 8, 10), date(1986, 8, 11)
    assert tie in ties_on(last, states, dormant=False)
    assert tie not in ties_on(first, states, dormant=False)
    assert tie in ties_on(first, states)
    assert ties_on(first, states, dormant=False) == ties_on(last, states) - {tie}


def test_seato_s_treaty_is_dormant_since_its_organisation_died():
    """It tied clients in Asia to one another; without it the theatre is closer to a star."""
    letter, living = snapshot(1978, "asia"), snapshot(1978, "asia", dormant=False)
    assert living.ties < letter.ties
    assert living.centralisation > letter.centralisation
    assert snapshot(1976, "asia") == snapshot(1976, "asia", dormant=False)


def test_europe_is_a_web_and_asia_hangs_on_the_hub():
    """The finding of the chapter: Asia more centralised than Europe in every year of both."""
    for asia, europe in zip(
        by_year(1952, 2024, "asia"), by_year(1952, 2024, "europe"), strict=True
    ):
        assert asia.centralisation > europe.centralisation + 0.25
        assert asia.clients_bound < europe.clients_bound


def test_promises_that_count_less_make_fewer_ties():
    for theatre in ("asia", "europe"):
        ties = [
            snapshot(1960, theatre, least).ties for least in ("none", "consult", "act", "all-means")
        ]
        assert ties == sorted(ties, reverse=True)


def test_small_networks():
    assert snapshot(1945, "asia").centralisation is None
    assert clients_bound(networkx.Graph([(HUB, "japan")])) == 0
    assert graph_on(date(1812, 1, 1), "europe").number_of_nodes() == 0


def test_bad_input():
    with pytest.raises(ValueError, match="expected asia or europe"):
        theatre_states("africa")
    with pytest.raises(ValueError, match="expected three states"):
        centralisation(networkx.Graph([(1, 2)]))
    with pytest.raises(ValueError, match="expected two spokes"):
        hub_and_clique(1, 0)
    with pytest.raises(ValueError, match="expected two spokes"):
        hub_and_clique(4, 5)
