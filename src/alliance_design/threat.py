"""The threat of occupation: how likely the adversary could take each client (stage 0).

The functions named in `CORE` are plain Python on numbers and sequences, `math` only: the same
source runs interpreted, compiled by Numba (see `alliance_design.compiled`) and in a browser. The
functions below them apply it to an `alliance_design.cases.Case`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from alliance_design.cases import Case
from alliance_design.parameters import Parameters

__all__ = [
    "CODINGS",
    "CORE",
    "Assessment",
    "Inputs",
    "Route",
    "Step",
    "assess",
    "bounds",
    "campaign_edges",
    "campaigns_against",
    "delivered_power",
    "inputs",
    "step_success",
    "strongest_campaigns",
    "strongest_routes",
    "target_probabilities",
    "with_gains",
]

CORE = (
    "delivered_power",
    "step_success",
    "strongest_routes",
    "strongest_campaigns",
    "campaign_edges",
    "campaigns_against",
    "target_probabilities",
    "with_gains",
)
"""Names of the functions that are compiled for sweeps."""

CODINGS = ("value", "lowest", "highest")
"""Which end of the coded ranges to use: the coded values, or those of the lowest or highest threat."""


# ------------------------------------------------------------------------------- core formulas


def delivered_power(
    power: float, land_km: float, sea_km: float, land_scale_km: float, reach_km: float
) -> float:
    """Power that arrives at the end of a leg.

    ``E = M exp(-land / land_scale - sea / reach)``: what arrives falls with distance, over water
    by the adversary's reach (Boulding 1962, ch. 12 and 13; the split into land and water is ours).

    Parameters
    ----------
    power : float
        Power at the start, a share of world capabilities, at least 0.
    land_km, sea_km : float
        Length over land and over water, at least 0 km.
    land_scale_km, reach_km : float
        Distances at which 37 per cent arrives, more than 0 km.

    Returns
    -------
    float
        Between 0 and `power`.

    Examples
    --------
    >>> round(delivered_power(0.2, 500.0, 0.0, 1000.0, 100.0), 4)
    0.1213
    """
    return power * math.exp(-land_km / land_scale_km - sea_km / reach_km)


def step_success(
    power: float,
    land_km: float,
    sea_km: float,
    defence: float,
    land_scale_km: float,
    reach_km: float,
    decisiveness: float,
) -> float:
    """Probability that one step of an attack succeeds.

    ``E^r / (E^r + D^r)`` with `E` the `delivered_power`, `D` the defence and `r` the decisiveness
    (Tullock 1980; Hirshleifer 1989; the axioms are Skaperdas 1996). It is computed from logarithms,
    so that no distance is too long for it. There is no floor on the defence: scaling every
    capability by one factor changes nothing.

    Parameters
    ----------
    power, land_km, sea_km, land_scale_km, reach_km : float
        As in `delivered_power`.
    defence : float
        What defends the target, a share of world capabilities, at least 0.
    decisiveness : float
        How much an edge decides, more than 0.

    Returns
    -------
    float
        Between 0 and 1: 0 without power, 1 against no defence.

    Examples
    --------
    >>> step_success(0.2, 0.0, 0.0, 0.2, 1000.0, 100.0, 2.0)
    0.5
    """
    if power <= 0.0:
        return 0.0
    if defence <= 0.0:
        return 1.0
    arriving = math.log(power) - land_km / land_scale_km - sea_km / reach_km
    edge = decisiveness * (math.log(defence) - arriving)
    if edge > 700.0:
        return 0.0
    return 1.0 / (1.0 + math.exp(edge))


def with_gains(
    power: float,
    reach_km: float,
    prizes: Sequence[float],
    bases_km: Sequence[float],
    spoils: float,
    taken: int,
) -> tuple[float, float]:
    """The adversary's power and reach once it has taken a set of places.

    Parameters
    ----------
    power, reach_km, prizes, bases_km, spoils
        As in `strongest_routes`.
    taken : int
        The set: bit i stands for place i.

    Returns
    -------
    tuple of float
        Power, as a share of world capabilities, and reach in km.

    Examples
    --------
    >>> with_gains(0.2, 100.0, [0.1, 0.3], [50.0, 300.0], 0.5, 0b01)
    (0.25, 150.0)
    """
    for place in range(len(prizes)):
        if taken >> place & 1:
            power += spoils * prizes[place]
            reach_km += bases_km[place]
    return power, reach_km


def strongest_routes(
    power: float,
    reach_km: float,
    prizes: Sequence[float],
    bases_km: Sequence[float],
    defences: Sequence[float],
    start_land_km: Sequence[Sequence[float]],
    start_sea_km: Sequence[Sequence[float]],
    land_km: Sequence[Sequence[float]],
    sea_km: Sequence[Sequence[float]],
    land_scale_km: float,
    decisiveness: float,
    spoils: float,
) -> tuple[list[float], list[int], list[int]]:
    """Threat to every place: the best product of steps over all simple routes to it.

    A route starts at a position and takes one place after another, each at most once. Each place
    taken adds `spoils` of its prize to the power and its base to the reach of the steps that
    follow. Because of that, the shortest-path rule "the best way to a place is the best start of a
    longer way" does not hold, and label-setting (Dijkstra) is wrong. What is left of a route
    depends on the places taken and the last of them, on nothing else; so it is enough to keep the
    best product for every pair of a set of taken places and its last one (the dynamic programme of
    Held and Karp 1962). That is as exhaustive as listing every route, in ``n^2 2^n`` steps.

    Parameters
    ----------
    power, reach_km : float
        The adversary's power and its reach over water at the start.
    prizes, bases_km, defences : sequence of n float
        Of each place: capability, base reach (km), what defends it.
    start_land_km, start_sea_km : sequence of p sequences of n float
        Length of the leg from each position to each place; negative where there is none.
    land_km, sea_km : sequence of n sequences of n float
        Length of the leg between places; negative where there is none.
    land_scale_km, decisiveness, spoils : float
        Parameters.

    Returns
    -------
    threats : list of n float
        Probability that the best route ends with the place taken, 0 where none leads there.
    ends : list of n int
        Where the best route to each place ends: ``set * n + place``, or -1. A set of places is a
        number whose bit i stands for place i.
    befores : list of ``2^n n`` int
        The place before the end of each state; for a first step ``-2 - position``.

    Examples
    --------
    Two places in a row, the second out of reach unless the first is taken:

    >>> threats, ends, befores = strongest_routes(
    ...     0.2, 100.0, [0.1, 0.1], [500.0, 0.0], [0.1, 0.1],
    ...     [[0.0, -1.0]], [[0.0, -1.0]], [[-1.0, 0.0], [0.0, -1.0]], [[-1.0, 300.0], [300.0, -1.0]],
    ...     1000.0, 2.0, 0.5)
    >>> [round(threat, 3) for threat in threats]
    [0.8, 0.558]
    """
    places = len(prizes)
    sets = 1 << places
    best = [0.0] * (sets * places)
    befores = [-1] * (sets * places)
    for target in range(places):
        state = (1 << target) * places + target
        for position in range(len(start_land_km)):
            if start_land_km[position][target] < 0.0:
                continue
            chance = step_success(
                power,
                start_land_km[position][target],
                start_sea_km[position][target],
                defences[target],
                land_scale_km,
                reach_km,
                decisiveness,
            )
            if chance > best[state]:
                best[state] = chance
                befores[state] = -2 - position
    # A larger set is a larger number than any set inside it, so counting up meets them in order.
    for taken in range(1, sets):
        strength, reach = with_gains(power, reach_km, prizes, bases_km, spoils, taken)
        for last in range(places):
            so_far = best[taken * places + last]
            if so_far <= 0.0:
                continue
            for target in range(places):
                if taken >> target & 1 or land_km[last][target] < 0.0:
                    continue
                chance = so_far * step_success(
                    strength,
                    land_km[last][target],
                    sea_km[last][target],
                    defences[target],
                    land_scale_km,
                    reach,
                    decisiveness,
                )
                state = (taken | 1 << target) * places + target
                if chance > best[state]:
                    best[state] = chance
                    befores[state] = last
    threats = [0.0] * places
    ends = [-1] * places
    for taken in range(1, sets):
        for place in range(places):
            state = taken * places + place
            if best[state] > threats[place]:
                threats[place] = best[state]
                ends[place] = state
    return threats, ends, befores


def strongest_campaigns(
    power: float,
    reach_km: float,
    prizes: Sequence[float],
    bases_km: Sequence[float],
    defences: Sequence[float],
    start_land_km: Sequence[Sequence[float]],
    start_sea_km: Sequence[Sequence[float]],
    land_km: Sequence[Sequence[float]],
    sea_km: Sequence[Sequence[float]],
    land_scale_km: float,
    decisiveness: float,
    spoils: float,
) -> list[float]:
    """Threat to every place if each step may start from anywhere the adversary holds.

    A route goes on from the place taken last. A campaign may go on from any position and any place
    taken, with all the spoils and all the reach gained so far. It is the other reading of how an
    adversary moves; every route is a campaign, so no threat is smaller. Here what is left depends
    on the set of places taken alone.

    Parameters
    ----------
    power, reach_km, prizes, bases_km, defences, start_land_km, start_sea_km, land_km, sea_km
        As in `strongest_routes`.
    land_scale_km, decisiveness, spoils : float
        Parameters.

    Returns
    -------
    list of n float
        Probability that the best campaign takes each place with its last step.

    Examples
    --------
    >>> found = strongest_campaigns(
    ...     0.2, 100.0, [0.1, 0.1], [500.0, 0.0], [0.1, 0.1],
    ...     [[0.0, -1.0]], [[0.0, -1.0]], [[-1.0, 0.0], [0.0, -1.0]], [[-1.0, 300.0], [300.0, -1.0]],
    ...     1000.0, 2.0, 0.5)
    >>> [round(threat, 3) for threat in found]
    [0.8, 0.558]
    """
    places = len(prizes)
    sets = 1 << places
    best = [0.0] * sets
    best[0] = 1.0
    threats = [0.0] * places
    for taken in range(sets):
        if best[taken] <= 0.0:
            continue
        strength, reach = with_gains(power, reach_km, prizes, bases_km, spoils, taken)
        for target in range(places):
            if taken >> target & 1:
                continue
            chance = 0.0
            for position in range(len(start_land_km)):
                if start_land_km[position][target] >= 0.0:
                    step = step_success(
                        strength,
                        start_land_km[position][target],
                        start_sea_km[position][target],
                        defences[target],
                        land_scale_km,
                        reach,
                        decisiveness,
                    )
                    chance = max(chance, step)
            for origin in range(places):
                if taken >> origin & 1 and land_km[origin][target] >= 0.0:
                    step = step_success(
                        strength,
                        land_km[origin][target],
                        sea_km[origin][target],
                        defences[target],
                        land_scale_km,
                        reach,
                        decisiveness,
                    )
                    chance = max(chance, step)
            chance *= best[taken]
            threats[target] = max(threats[target], chance)
            best[taken | 1 << target] = max(best[taken | 1 << target], chance)
    return threats


def campaign_edges(
    power: float,
    reach_km: float,
    prizes: Sequence[float],
    bases_km: Sequence[float],
    start_land_km: Sequence[Sequence[float]],
    start_sea_km: Sequence[Sequence[float]],
    land_km: Sequence[Sequence[float]],
    sea_km: Sequence[Sequence[float]],
    land_scale_km: float,
    decisiveness: float,
    spoils: float,
) -> list[float]:
    """Power that each step of a campaign brings to bear, to the power of the decisiveness.

    A step may start from anywhere held, so the best start is where most arrives, whatever the
    defence is. The table holds that for every set of places taken and every next target. A game
    in which pacts change the defences many times needs it once (see `campaigns_against`).

    Parameters
    ----------
    power, reach_km, prizes, bases_km, start_land_km, start_sea_km, land_km, sea_km
        As in `strongest_routes`.
    land_scale_km, decisiveness, spoils : float
        Parameters.

    Returns
    -------
    list of ``2^n n`` float
        ``E^r`` at ``set * n + target``; 0 where the target is taken or cannot be reached.

    Examples
    --------
    >>> edges = campaign_edges(
    ...     0.2, 100.0, [0.1, 0.1], [500.0, 0.0],
    ...     [[0.0, -1.0]], [[0.0, -1.0]], [[-1.0, 0.0], [0.0, -1.0]], [[-1.0, 300.0], [300.0, -1.0]],
    ...     1000.0, 2.0, 0.5)
    >>> [round(edge, 4) for edge in edges[:4]]
    [0.04, 0.0, 0.0, 0.023]
    """
    places = len(prizes)
    sets = 1 << places
    edges = [0.0] * (sets * places)
    for taken in range(sets):
        strength, reach = with_gains(power, reach_km, prizes, bases_km, spoils, taken)
        for target in range(places):
            if taken >> target & 1:
                continue
            most = 0.0
            for position in range(len(start_land_km)):
                if start_land_km[position][target] >= 0.0:
                    land, sea = start_land_km[position][target], start_sea_km[position][target]
                    most = max(most, delivered_power(strength, land, sea, land_scale_km, reach))
            for origin in range(places):
                if taken >> origin & 1 and land_km[origin][target] >= 0.0:
                    land, sea = land_km[origin][target], sea_km[origin][target]
                    most = max(most, delivered_power(strength, land, sea, land_scale_km, reach))
            edges[taken * places + target] = most**decisiveness
    return edges


def campaigns_against(
    edges: Sequence[float], resistances: Sequence[float], taken_first: int
) -> list[float]:
    """Threat to every place from campaigns against given defences.

    Parameters
    ----------
    edges : sequence of ``2^n n`` float
        From `campaign_edges`.
    resistances : sequence of n float
        Each place's defence to the power of the decisiveness, at least 0.
    taken_first : int
        Set of places that the adversary holds already; 0 for none.

    Returns
    -------
    list of n float
        As `strongest_campaigns`; 0 for places held already.

    Examples
    --------
    >>> edges = [0.04, 0.0, 0.0, 0.023, 0.0, 0.0, 0.0, 0.0]
    >>> [round(threat, 2) for threat in campaigns_against(edges, [0.01, 0.01], 0)]
    [0.8, 0.56]
    >>> [round(threat, 2) for threat in campaigns_against(edges, [0.01, 0.01], 0b01)]
    [0.0, 0.7]
    """
    places = len(resistances)
    sets = 1 << places
    best = [0.0] * sets
    best[taken_first] = 1.0
    # Places held already stand at 1 until the end, so that they never seem worth a step.
    threats = [1.0 if taken_first >> place & 1 else 0.0 for place in range(places)]
    smallest = min(threats)
    for taken in range(taken_first, sets):
        so_far = best[taken]
        # Going on can only be less likely; where no threat is smaller, nothing is to be found.
        if so_far <= smallest:
            continue
        row = taken * places
        for target in range(places):
            arriving = edges[row + target]
            if arriving > 0.0:
                chance = so_far * arriving / (arriving + resistances[target])
                if chance > threats[target]:
                    threats[target] = chance
                after = taken | 1 << target
                if chance > best[after]:
                    best[after] = chance
        smallest = min(threats)
    for place in range(places):
        if taken_first >> place & 1:
            threats[place] = 0.0
    return threats


def target_probabilities(threats: Sequence[float], restraint: float, noise: float) -> list[float]:
    """Probability that the adversary picks each client, or nobody, as its target.

    ``Pr(i) = exp((w_i - s) / t) / (1 + sum_j exp((w_j - s) / t))``, a conditional logit (McFadden
    1974) in which attacking nobody is worth the restraint `s`. One target at most: shielding some
    clients turns the adversary to the others.

    Parameters
    ----------
    threats : sequence of n float
        Threat to each client, 0 to 1.
    restraint : float
        Threat at which attacking and holding still are equally likely, 0 to 1.
    noise : float
        How loosely the choice follows the threats, more than 0.

    Returns
    -------
    list of n + 1 float
        For each client, then for nobody; they add up to 1.

    Examples
    --------
    >>> target_probabilities([0.5], 0.5, 0.1)
    [0.5, 0.5]
    """
    # The largest exponent is taken out first, so that none overflows.
    largest = 0.0
    for threat in threats:
        largest = max(largest, (threat - restraint) / noise)
    weights = [math.exp((threat - restraint) / noise - largest) for threat in threats]
    nobody = math.exp(-largest)
    total = nobody
    for weight in weights:
        total += weight
    chosen = [weight / total for weight in weights]
    chosen.append(nobody / total)
    return chosen


# ------------------------------------------------------------------------------- applied to a case


@dataclass(frozen=True)
class Inputs:
    """The numbers of a case that the core formulas take, in one order.

    Places come clients first, then the places between. Missing legs are -1.
    """

    adversary: str
    holders: tuple[str, ...]
    places: tuple[str, ...]
    positions: tuple[str, ...]
    power: float
    reach_km: float
    prizes: tuple[float, ...]
    bases_km: tuple[float, ...]
    defences: tuple[float, ...]
    start_land_km: tuple[tuple[float, ...], ...]
    start_sea_km: tuple[tuple[float, ...], ...]
    land_km: tuple[tuple[float, ...], ...]
    sea_km: tuple[tuple[float, ...], ...]

    def at(self, numbers: Mapping[str, float]) -> Inputs:
        """The same case with every quantity at the number given for its key.

        Parameters
        ----------
        numbers : mapping of str to float
            For each key of `alliance_design.cases.Case.quantities`.

        Returns
        -------
        Changed inputs; these stay as they are.
        """
        return replace(
            self,
            power=math.fsum(numbers[f"power:{holder}"] for holder in self.holders),
            reach_km=numbers[f"reach_km:{self.adversary}"],
            prizes=tuple(numbers[f"prize:{place}"] for place in self.places),
            bases_km=tuple(numbers[f"base_km:{place}"] for place in self.places),
            defences=tuple(numbers[f"forces:{place}"] for place in self.places),
        )

    def threats(self, parameters: Parameters) -> list[float]:
        """Threat to every place, in the order of `places`."""
        return self.routes(parameters)[0]

    def routes(self, parameters: Parameters) -> tuple[list[float], list[int], list[int]]:
        """`strongest_routes` of these numbers."""
        return strongest_routes(*self._arguments(parameters))

    def campaign_threats(self, parameters: Parameters) -> list[float]:
        """`strongest_campaigns` of these numbers, in the order of `places`."""
        return strongest_campaigns(*self._arguments(parameters))

    def _arguments(self, parameters: Parameters) -> tuple[Any, ...]:
        """What both of them take."""
        return (
            self.power,
            self.reach_km,
            self.prizes,
            [parameters.base_use * base for base in self.bases_km],
            self.defences,
            self.start_land_km,
            self.start_sea_km,
            self.land_km,
            self.sea_km,
            parameters.land_scale_km,
            parameters.decisiveness,
            parameters.spoils,
        )


@dataclass(frozen=True)
class Step:
    """One step of a route: from where to where, with what, and how likely it succeeds."""

    origin: str
    target: str
    land_km: float
    sea_km: float
    power: float
    delivered: float
    defence: float
    success: float


@dataclass(frozen=True)
class Route:
    """The adversary's best way to a client: steps in order, and the product of their successes."""

    steps: tuple[Step, ...]
    success: float

    @property
    def stops(self) -> tuple[str, ...]:
        """Ids of the position and of the places taken, in order."""
        return (self.steps[0].origin, *(step.target for step in self.steps))


@dataclass(frozen=True)
class Assessment:
    """What stage 0 says of a case.

    Parameters
    ----------
    case : str
        Id of the case.
    threats : mapping of str to float
        Threat of occupation to each client, 0 to 1.
    routes : mapping of str to Route or None
        The best route to each client; None where none leads there.
    targets : mapping of str to float
        Probability that the adversary picks each client, if it moves now.
    nobody : float
        Probability that it picks nobody.
    """

    case: str
    threats: Mapping[str, float]
    routes: Mapping[str, Route | None]
    targets: Mapping[str, float]
    nobody: float


def inputs(case: Case, coding: str = "value", state_alone: bool = False) -> Inputs:
    """The numbers of a case, at the coded values or at one end of the coded ranges.

    The threat rises in the adversary's power and reach and in prizes and bases, and falls in the
    forces. So there is one combination of ends with the lowest threat to every client and one with
    the highest, and no threat within the ranges lies outside: there is nothing to search. Each
    number is moved on its own, so the two are generous bounds.

    Parameters
    ----------
    case : Case
    coding : {"value", "lowest", "highest"}
        The coded values, or the ends of their ranges with the lowest or the highest threat.
    state_alone : bool
        Leave out the adversary's associates: their capability and their positions.

    Returns
    -------
    Inputs

    Raises
    ------
    ValueError
        If the coding is none of the three.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> inputs(load("brussels-1948")).places[-1]
    'western-zones'
    """
    if coding not in CODINGS:
        raise ValueError(f"coding: expected one of {', '.join(CODINGS)}, got {coding!r}")
    quantities = case.quantities(state_alone)
    up = {"value": "value", "lowest": "low", "highest": "high"}[coding]
    down = {"value": "value", "lowest": "high", "highest": "low"}[coding]
    numbers = {
        key: getattr(quantity, down if key.startswith("forces:") else up)
        for key, quantity in quantities.items()
    }
    holders = [key.removeprefix("power:") for key in quantities if key.startswith("power:")]
    places = tuple(case.places)
    positions = [p.id for p in case.positions.values() if p.holder in holders]
    lengths: dict[tuple[str, str], tuple[float, float]] = {}
    for leg in case.legs.values():
        one, other = leg.joins
        lengths[one, other] = lengths[other, one] = (leg.land_km, leg.sea_km)

    def table(origins: Sequence[str], part: int) -> tuple[tuple[float, ...], ...]:
        missing = (-1.0, -1.0)
        return tuple(
            tuple(lengths.get((origin, target), missing)[part] for target in places)
            for origin in origins
        )

    blank = Inputs(
        adversary=case.adversary.id,
        holders=tuple(holders),
        places=places,
        positions=tuple(positions),
        power=0.0,
        reach_km=0.0,
        prizes=(),
        bases_km=(),
        defences=(),
        start_land_km=table(positions, 0),
        start_sea_km=table(positions, 1),
        land_km=table(places, 0),
        sea_km=table(places, 1),
    )
    return blank.at(numbers)


def assess(
    case: Case,
    parameters: Parameters | None = None,
    *,
    coding: str = "value",
    state_alone: bool = False,
) -> Assessment:
    """Threat of occupation to every client of a case, with the route behind it.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference set where none is given.
    coding : {"value", "lowest", "highest"}
        See `inputs`.
    state_alone : bool
        Leave out the adversary's associates.

    Returns
    -------
    Assessment

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> result = assess(load("hokkaido-occupied"))
    >>> result.routes["japan"].stops
    ('northern-hokkaido', 'japan')
    """
    parameters = parameters or Parameters()
    numbers = inputs(case, coding, state_alone)
    threats, ends, befores = numbers.routes(parameters)
    clients = numbers.places[: len(case.clients)]
    levels = threats[: len(clients)]
    picked = target_probabilities(levels, parameters.restraint, parameters.choice_noise)
    return Assessment(
        case=case.id,
        threats=dict(zip(clients, levels, strict=True)),
        routes={
            client: _route(numbers, parameters, ends[place], befores)
            for place, client in enumerate(clients)
        },
        targets=dict(zip(clients, picked[:-1], strict=True)),
        nobody=picked[-1],
    )


def bounds(
    case: Case, parameters: Parameters | None = None, *, state_alone: bool = False
) -> tuple[Assessment, Assessment, Assessment]:
    """The assessment at the coded values, and the two that bound it over the coded ranges.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference set where none is given.
    state_alone : bool
        Leave out the adversary's associates.

    Returns
    -------
    tuple of three Assessment
        At the values, at the lowest threat, at the highest.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> middle, lowest, highest = bounds(load("brussels-1948"))
    >>> lowest.threats["france"] < middle.threats["france"] < highest.threats["france"]
    True
    """
    middle, lowest, highest = (
        assess(case, parameters, coding=coding, state_alone=state_alone) for coding in CODINGS
    )
    return middle, lowest, highest


def _route(
    numbers: Inputs, parameters: Parameters, end: int, befores: Sequence[int]
) -> Route | None:
    """The best route that ends in a state, walked back and then told from its start."""
    if end < 0:
        return None
    count = len(numbers.places)
    order: list[int] = []
    state = end
    while True:
        taken, last = divmod(state, count)
        order.insert(0, last)
        before = befores[state]
        if before < 0:
            start = -2 - before
            break
        state = (taken ^ 1 << last) * count + before
    power, reach = numbers.power, numbers.reach_km
    steps: list[Step] = []
    for position_in_route, target in enumerate(order):
        if position_in_route == 0:
            origin = numbers.positions[start]
            land, sea = numbers.start_land_km[start][target], numbers.start_sea_km[start][target]
        else:
            last = order[position_in_route - 1]
            origin = numbers.places[last]
            land, sea = numbers.land_km[last][target], numbers.sea_km[last][target]
        scale, edge = parameters.land_scale_km, parameters.decisiveness
        steps.append(
            Step(
                origin=origin,
                target=numbers.places[target],
                land_km=land,
                sea_km=sea,
                power=power,
                delivered=delivered_power(power, land, sea, scale, reach),
                defence=numbers.defences[target],
                success=step_success(
                    power, land, sea, numbers.defences[target], scale, reach, edge
                ),
            )
        )
        power += parameters.spoils * numbers.prizes[target]
        reach += parameters.base_use * numbers.bases_km[target]
    return Route(steps=tuple(steps), success=math.prod(step.success for step in steps))
