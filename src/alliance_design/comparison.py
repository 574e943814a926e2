"""Two cases side by side: which input, taken from the other, changes what is predicted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from alliance_design.cases import Case, Place
from alliance_design.design import Prediction, predict
from alliance_design.parameters import Parameters

__all__ = ["GROUPS", "Swap", "compare", "exchanged"]

GROUPS = (
    "the adversary's power and reach",
    "the adversary's positions",
    "the patron",
    "clients' capabilities, forces and garrisons",
    "rivalries",
    "pledges and pacts in force",
    "provocation",
)
"""Groups of inputs that are exchanged one at a time."""


@dataclass(frozen=True)
class Swap:
    """One group of inputs taken from the other case, and what is predicted then.

    Parameters
    ----------
    group : str
        One of `GROUPS`.
    same : bool
        Whether the two cases agree on it, so that there is nothing to exchange.
    prediction : Prediction
        For the first case with the second one's inputs of that group.
    flips : bool
        Whether coalition, design, members or commitment change.
    """

    group: str
    same: bool
    prediction: Prediction
    flips: bool


def _shared(one: Case, other: Case, names: tuple[str, ...]) -> Mapping[str, Place]:
    """The first case's clients, some fields of those in both taken from the other."""
    clients = {}
    for name, place in one.clients.items():
        there = other.clients.get(name)
        fields: dict[str, Any] = {}
        if there is not None:
            fields = {field: getattr(there, field) for field in names}
        clients[name] = replace(place, **fields)
    return clients


def exchanged(one: Case, other: Case, group: str) -> Case:
    """The first case with one group of inputs of the second.

    What the second says of states or places that the first does not have is left out.

    Parameters
    ----------
    one, other : Case
    group : str
        One of `GROUPS`.

    Returns
    -------
    Case

    Raises
    ------
    ValueError
        If there is no such group.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> case = exchanged(load("pacific-1951"), load("hokkaido-occupied"), GROUPS[1])
    >>> list(case.positions)
    ['southern-sakhalin', 'china-coast', 'northern-hokkaido']
    """
    if group == GROUPS[0]:
        return replace(one, adversary=other.adversary)
    if group == GROUPS[1]:
        own = {name: leg for name, leg in one.legs.items() if set(leg.joins) <= set(one.places)}
        theirs = {
            name: leg
            for name, leg in other.legs.items()
            if set(leg.joins) & set(other.positions)
            and set(leg.joins) - set(other.positions) <= set(one.places)
        }
        reached = {end for leg in theirs.values() for end in leg.joins}
        # Where no place of the two cases is the same, there is no position to take over.
        if not theirs:
            return one
        positions = {name: p for name, p in other.positions.items() if name in reached}
        return replace(one, positions=positions, legs={**own, **theirs})
    if group == GROUPS[2]:
        return replace(one, patron=other.patron)
    if group == GROUPS[3]:
        forces = ("capability", "soldiers", "soldiers_here", "armed", "garrisons", "prize")
        return replace(one, clients=_shared(one, other, forces))
    inside = set(one.clients)
    if group == GROUPS[4]:
        kept = {k: r for k, r in other.rivalries.items() if set(r.joins) <= inside}
        return replace(one, rivalries=kept)
    if group == GROUPS[5]:
        pledges = {k: p for k, p in other.pledges.items() if set(p.parties) <= inside}
        ties = ("prior_pact", "interoperability")
        return replace(one, pledges=pledges, clients=_shared(one, other, ties))
    if group == GROUPS[6]:
        return replace(one, clients=_shared(one, other, ("provocation",)))
    raise ValueError(f"group: expected one of {', '.join(GROUPS)}, got {group!r}")


def compare(
    one: Case, other: Case, parameters: Parameters | None = None
) -> tuple[Prediction, Prediction, tuple[Swap, ...]]:
    """Predictions for two cases, and for the first with each group of the second's inputs.

    Parameters
    ----------
    one, other : Case
    parameters : Parameters, optional
        The reference calibration where none is given.

    Returns
    -------
    tuple
        The two predictions and one `Swap` for each of `GROUPS`.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> first, second, swaps = compare(load("pacific-1951"), load("hokkaido-occupied"))
    >>> [swap.group for swap in swaps if not swap.same]
    ["the adversary's positions"]
    """
    here, there = predict(one, parameters), predict(other, parameters)
    swaps = []
    for group in GROUPS:
        changed = exchanged(one, other, group)
        same = changed == one
        found = here if same else predict(changed, parameters)
        swaps.append(Swap(group, same, found, _result(found) != _result(here)))
    return here, there, tuple(swaps)


def _result(prediction: Prediction) -> tuple[object, ...]:
    """What counts as the same prediction."""
    pledged = prediction.survivors[0].coalition if prediction.survivors else ()
    return pledged, prediction.design, prediction.members, prediction.commitment
