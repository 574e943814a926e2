"""Networks of defence ties: who was bound to whom in a theatre, and how far one state is the hub.

Ties are read off the table of pacts; graphs and their measures are networkx's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from alliance_design.pacts import OBLIGATIONS, members_on, pacts

if TYPE_CHECKING:
    import networkx

__all__ = [
    "HUB",
    "Snapshot",
    "by_year",
    "centralisation",
    "clients_bound",
    "graph_on",
    "hub_and_clique",
    "snapshot",
    "theatre_states",
    "ties_on",
]

HUB = "united-states"

ASIA = (
    "australia",
    "japan",
    "malaysia",
    "marshall-islands",
    "micronesia",
    "new-zealand",
    "pakistan",
    "palau",
    "philippines",
    "singapore",
    "south-korea",
    "taiwan",
    "thailand",
)
"""States of Asia and the Pacific in the table of pacts that were ever in a pact with a great power
of the West. Europe is whoever was ever in the North Atlantic Treaty, without the United States."""


def theatre_states(theatre: str) -> tuple[str, ...]:
    """The states of a theatre, without the hub, in alphabetical order.

    Parameters
    ----------
    theatre : str
        ``asia`` or ``europe``.

    Raises
    ------
    ValueError
        For anything else.

    Examples
    --------
    >>> "canada" in theatre_states("europe"), "thailand" in theatre_states("asia")
    (True, True)
    """
    if theatre == "asia":
        return ASIA
    if theatre == "europe":
        return tuple(
            sorted({member.state for member in pacts()["north-atlantic-1949"].members} - {HUB})
        )
    raise ValueError(f"expected asia or europe, got {theatre!r}")


@cache
def _suspended() -> tuple[tuple[str, frozenset[str], date, date | None], ...]:
    """Promises between two members of a pact that one of them has suspended."""
    from alliance_design.tables import read_table  # pandas is slow to start

    return tuple(
        (
            row["pact"],
            frozenset({row["one"], row["other"]}),
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in read_table("suspensions").to_dict("records")
    )


def ties_on(
    day: date, states: Iterable[str], least: str = "none", *, dormant: bool = True
) -> frozenset[frozenset[str]]:
    """Pairs of states bound to one another on a day.

    Every two members of a pact are tied by it, from the day on which both were bound.

    Parameters
    ----------
    day : date
    states : iterable of str
        Only pairs of these.
    least : str
        The weakest obligation that counts, from `alliance_design.pacts.OBLIGATIONS`. By default
        every pact of the table does, so that Japan's of 1951, which promised nothing, is a tie.
    dormant : bool
        Whether a treaty still ties whose organisation was dissolved, as that of Manila was in 1977.

    Returns
    -------
    frozenset of frozenset of str

    Examples
    --------
    >>> sorted(map(sorted, ties_on(date(1952, 12, 31), (HUB, "japan", "philippines"))))
    [['japan', 'united-states'], ['philippines', 'united-states']]
    """
    chosen = set(states)
    found: set[frozenset[str]] = set()
    for pact in pacts().values():
        if OBLIGATIONS.index(pact.obligation) < OBLIGATIONS.index(least):
            continue
        if not dormant and pact.organisation_ended is not None and pact.organisation_ended <= day:
            continue
        for pair in combinations([s for s in members_on(pact, day) if s in chosen], 2):
            tie = frozenset(pair)
            if not any(
                (pact.id, tie) == (of, which) and since <= day and (until is None or day < until)
                for of, which, since, until in _suspended()
            ):
                found.add(tie)
    return frozenset(found)


def graph_on(
    day: date, theatre: str, least: str = "none", *, dormant: bool = True
) -> networkx.Graph:
    """The network of a theatre on a day: its states that have a tie, the hub, and their ties.

    Parameters
    ----------
    day : date
    theatre : str
        ``asia`` or ``europe``.
    least : str
        The weakest obligation that counts.
    dormant : bool
        As in `ties_on`.

    Returns
    -------
    networkx.Graph

    Examples
    --------
    >>> graph_on(date(1952, 12, 31), "asia").number_of_edges()
    5
    """
    import networkx

    graph = networkx.Graph()
    graph.add_edges_from(
        sorted(
            sorted(tie)
            for tie in ties_on(day, (HUB, *theatre_states(theatre)), least, dormant=dormant)
        )
    )
    return graph


def centralisation(graph: networkx.Graph) -> float:
    """How far a network hangs on one state: 1 for a star, 0 where all have equally many ties.

    Freeman (1979): ``Σ (C_max - C_i) / (n - 2)``, with degree centralities C from networkx.

    Raises
    ------
    ValueError
        For fewer than three states, which cannot tell a star from anything else.

    Examples
    --------
    >>> import networkx
    >>> centralisation(networkx.star_graph(5)), centralisation(networkx.complete_graph(6))
    (1.0, 0.0)
    """
    import networkx

    if len(graph) < 3:
        raise ValueError(f"expected three states or more, got {len(graph)}")
    degrees = networkx.degree_centrality(graph).values()
    return float(sum(max(degrees) - degree for degree in degrees) / (len(graph) - 2))


def hub_and_clique(spokes: int, clique: int) -> float:
    """Centralisation where a hub is tied to so many, of whom some are all tied to one another.

    ``(k - m)(k + m - 1) / (k (k - 1))``: 1 for up to one, 0 where the clique is everyone.

    Parameters
    ----------
    spokes : int
        States tied to the hub, at least 2.
    clique : int
        How many of them are tied to one another, from 0 to `spokes`.

    Raises
    ------
    ValueError
        Where a number is out of range.

    Examples
    --------
    >>> hub_and_clique(5, 0), hub_and_clique(5, 5), hub_and_clique(4, 2)
    (1.0, 0.0, 0.8333333333333334)
    """
    if spokes < 2 or not 0 <= clique <= spokes:
        raise ValueError(
            f"expected two spokes or more and a clique among them, got {spokes}, {clique}"
        )
    return (spokes - clique) * (spokes + clique - 1) / (spokes * (spokes - 1))


def clients_bound(graph: networkx.Graph) -> float:
    """Of all pairs of states other than the hub, the share that is tied directly.

    0 where there is no such pair.

    Examples
    --------
    >>> round(clients_bound(graph_on(date(1952, 12, 31), "asia")), 2)
    0.17
    """
    others = [state for state in graph if state != HUB]
    pairs = len(others) * (len(others) - 1) // 2
    if not pairs:
        return 0.0
    tied = sum(1 for pair in combinations(others, 2) if graph.has_edge(*pair))
    return tied / pairs


@dataclass(frozen=True)
class Snapshot:
    """A theatre's network on the last day of a year.

    Parameters
    ----------
    year : int
    theatre : str
    states, ties : int
        Those with a tie, the hub among them; pairs tied.
    centralisation : float or None
        See `centralisation`; None for fewer than three states.
    clients_bound : float
        See `clients_bound`.
    """

    year: int
    theatre: str
    states: int
    ties: int
    centralisation: float | None
    clients_bound: float


def snapshot(year: int, theatre: str, least: str = "none", *, dormant: bool = True) -> Snapshot:
    """A theatre at the end of a year.

    Examples
    --------
    >>> snapshot(1950, "asia").centralisation is None
    True
    """
    graph = graph_on(date(year, 12, 31), theatre, least, dormant=dormant)
    return Snapshot(
        year,
        theatre,
        len(graph),
        graph.number_of_edges(),
        centralisation(graph) if len(graph) > 2 else None,
        clients_bound(graph),
    )


def by_year(
    first: int, last: int, theatre: str, least: str = "none", *, dormant: bool = True
) -> tuple[Snapshot, ...]:
    """A theatre at the end of each year.

    Examples
    --------
    >>> [s.year for s in by_year(1949, 1951, "europe")]
    [1949, 1950, 1951]
    """
    return tuple(snapshot(year, theatre, least, dormant=dormant) for year in range(first, last + 1))
