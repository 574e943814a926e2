"""Commitment: what a client has at stake in another, the ground of collective security (stage 1).

So far the module holds the stakes. The clients' participation game, which weighs them against the
costs of a pledge, is to follow.
"""

from __future__ import annotations

from collections.abc import Mapping

from alliance_design.cases import Case
from alliance_design.parameters import Parameters
from alliance_design.threat import Inputs, inputs

__all__ = ["case_stakes", "stakes"]


def stakes(numbers: Inputs, parameters: Parameters) -> list[list[float]]:
    """Probability that one place is lost once another is.

    Suppose the adversary has taken `i` by its best route. Then whatever lay on that route is lost
    too. Any other place `j` faces the better of two threats: the one it faced before, and the one
    from the campaign that goes on from `i` with what it has taken. If instead the adversary is
    stopped at `i`, the campaign is over. So the number is what `j` has at stake in the defence of
    `i`, in units of its own survival.

    Parameters
    ----------
    numbers : Inputs
        The numbers of a case with n places.
    parameters : Parameters

    Returns
    -------
    list of n lists of n float
        Row i, column j: between the threat to j and 1; 1 on the diagonal. A row of a place that no
        route reaches repeats the threats.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> numbers = inputs(load("pacific-1951"))
    >>> japan, philippines = (numbers.places.index(name) for name in ("japan", "philippines"))
    >>> at_stake = stakes(numbers, Parameters())
    >>> at_stake[japan][philippines] > at_stake[philippines][japan] * 0.1
    True
    """
    count = len(numbers.places)
    threats, ends, _ = numbers.routes(parameters)
    table = []
    for lost in range(count):
        row = list(threats)
        if ends[lost] >= 0:
            taken = ends[lost] // count
            after, _, _ = numbers.routes(parameters, campaign=ends[lost])
            row = [
                1.0 if taken >> place & 1 else max(threats[place], after[place])
                for place in range(count)
            ]
        row[lost] = 1.0
        table.append(row)
    return table


def case_stakes(
    case: Case,
    parameters: Parameters | None = None,
    *,
    coding: str = "value",
    state_alone: bool = False,
) -> Mapping[str, Mapping[str, float]]:
    """What each client of a case has at stake in each other.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference set where none is given.
    coding : {"value", "lowest", "highest"}
        See `alliance_design.threat.inputs`.
    state_alone : bool
        Leave out the adversary's associates.

    Returns
    -------
    mapping of str to mapping of str to float
        For the client that is lost, then for each other client: the probability that it is lost
        too. Places between are left out.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> table = case_stakes(load("brussels-1948"))
    >>> min(level for row in table.values() for level in row.values()) > 0.7
    True
    """
    numbers = inputs(case, coding, state_alone)
    table = stakes(numbers, parameters or Parameters())
    clients = list(case.clients)
    return {
        lost: {other: table[i][j] for j, other in enumerate(clients) if j != i}
        for i, lost in enumerate(clients)
    }
