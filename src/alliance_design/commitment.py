"""Clients' commitment: what pooling their defence brings, what it costs, and who joins (stage 1).

`World` holds a case as numbers: what the game of clients and patron needs and nothing else. `settle`
says what everybody gets from one set of pledges and pacts; `coalitions_in_equilibrium` and its two
companions read a game's solution. All of it is plain Python on numbers and sequences.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from alliance_design.threat import campaigns_against, target_probabilities

__all__ = [
    "CORE",
    "Bonds",
    "World",
    "attacks",
    "bonds",
    "coalition_proof",
    "coalitions_in_equilibrium",
    "commitments",
    "fighting_cost",
    "partners",
    "patron_payoff",
    "settle",
    "settled",
    "undominated",
    "war_over",
]

CORE = (
    "fighting_cost",
    "partners",
    "bonds",
    "commitments",
    "attacks",
    "war_over",
    "patron_payoff",
    "settled",
    "settle",
)
"""Names of the functions that are compiled for sweeps."""

NONE, CONSULT, FIGHT = 0, 1, 2
"""Levels of the patron's commitment to a client."""


class World(NamedTuple):
    """A case as numbers. Matrices are flat: row i, column j of an n by n one is at ``i * n + j``.

    A set of clients is a whole number whose bit i stands for client i; tables over sets hold the
    entry of client i at ``set * n + i``.

    Parameters
    ----------
    clients, places : int
        How many clients, and how many places with those between; clients come first.
    edges : sequence of ``2^places places`` float
        From `alliance_design.threat.campaign_edges`.
    decisiveness, restraint, noise : float
        Of a fight; of the adversary's choice of a target.
    forces : sequence of places float
        What defends each place without any pact, a share of world capabilities.
    pledged_aid, imposed_aid : sequence of ``2^n n`` float
        Aid that a set of partners is expected to bring to a client, when they pledged freely and
        when the pact was imposed on them.
    pledged_relief, imposed_relief : sequence of ``2^n n`` float
        The same, as far as it spares the patron (joint standards).
    own_relief, own_pledged, own_imposed : sequence of n float
        The client's own forces, as far as they spare the patron: times the chance that it fights
        on for itself without a pledge, with one, and with one imposed.
    pledged_resolve, imposed_resolve : sequence of n float
        What being bound to fight on is expected to cost the client once there is a war over it.
    pledged_fight, imposed_fight : sequence of n by n float
        What being bound to fight for j is expected to cost i once there is a war over j.
    follow_on : sequence of n by n float
        Chance that i is taken next once j has fallen.
    quarrel : sequence of n by n float
        What a pact with j costs i for an old rivalry, less where one threat is common to both.
    provocation, interest : sequence of n float
        Readiness to start the war (0, 0.5, 1); the patron's stake.
    prior_level, allies : sequence of n int
        Level of the pact with the patron already in force; set of clients already bound to it.
    standing : int
        Set of clients bound by a pledge of three or more already in force.
    patron_aid, liability : sequence of 3 float
        By level: what the patron brings to the defence; how far it is bound to the war.
    membership, incitement, control, war_cost, treaty_cost, refusal_cost : float
        Parameters.
    breakdown_cost, shock_rate, shock_size, discount : float
        Parameters of duration.
    """

    clients: int
    places: int
    edges: Sequence[float]
    decisiveness: float
    restraint: float
    noise: float
    forces: Sequence[float]
    pledged_aid: Sequence[float]
    imposed_aid: Sequence[float]
    pledged_relief: Sequence[float]
    imposed_relief: Sequence[float]
    own_relief: Sequence[float]
    own_pledged: Sequence[float]
    own_imposed: Sequence[float]
    pledged_resolve: Sequence[float]
    imposed_resolve: Sequence[float]
    pledged_fight: Sequence[float]
    imposed_fight: Sequence[float]
    follow_on: Sequence[float]
    quarrel: Sequence[float]
    provocation: Sequence[float]
    interest: Sequence[float]
    prior_level: Sequence[int]
    allies: Sequence[int]
    standing: int
    patron_aid: Sequence[float]
    liability: Sequence[float]
    membership: float
    incitement: float
    control: float
    war_cost: float
    treaty_cost: float
    refusal_cost: float
    breakdown_cost: float
    shock_rate: float
    shock_size: float
    discount: float


# ------------------------------------------------------------------------------- core formulas


def fighting_cost(stake: float, audience_cost: float, mean_cost: float) -> float:
    """What a pledge to fight for another is expected to cost once the other is attacked.

    The cost x of fighting is drawn from an exponential distribution with mean c. The state fights
    if ``x <= k = b + a`` and pays x; otherwise it breaks its word and pays a. The expectation is
    ``c (1 - exp(-k / c)) - k exp(-k / c) + a exp(-k / c) = c (1 - exp(-k / c)) - b exp(-k / c)``.

    Parameters
    ----------
    stake, audience_cost, mean_cost : float
        As in `alliance_design.assurance.honour_probability`.

    Returns
    -------
    float
        At least 0, at most the mean cost.

    Examples
    --------
    >>> round(fighting_cost(0.0, 0.2, 0.5), 3)
    0.165
    """
    breaks = math.exp(-(stake + audience_cost) / mean_cost)
    return mean_cost * (1.0 - breaks) - stake * breaks


def partners(
    allies: Sequence[int], coalition: int, pact: int, imposed: bool, client: int
) -> tuple[int, int]:
    """Sets of clients that are bound to fight for one client, by free and by imposed pledges.

    Parameters
    ----------
    allies : sequence of n int
        As in `World`.
    coalition, pact : int
        Set of clients pledged to one another; set of members of the patron's many-member pact.
    imposed : bool
        Whether that pact was imposed.
    client : int
        Its number.

    Returns
    -------
    tuple of int
        Bound freely; bound by the imposed pact alone.

    Examples
    --------
    >>> partners([0, 0, 0], 0b011, 0b111, False, 0)
    (6, 0)
    >>> partners([0, 0, 0], 0, 0b111, True, 0)
    (0, 6)
    """
    bit = 1 << client
    free = allies[client]
    forced = 0
    if coalition & bit:
        free |= coalition
    if pact & bit:
        if imposed:
            forced = pact
        else:
            free |= pact
    free &= ~bit
    return free, forced & ~free & ~bit


class Bonds(NamedTuple):
    """What a set of pledges and pacts fixes among the clients, whatever the patron's spokes are.

    Parameters
    ----------
    resistances : list of 3 by places float
        What defends each place, with its partners' aid, to the power of the decisiveness, at
        ``level * places + i`` for each level of the patron's commitment.
    spared : list of n float
        Share of a war over each client that clients' own effort spares the patron.
    due : list of n by n float
        What a war over j is expected to cost i, at ``i * n + j``.
    fixed : list of n float
        What belonging and old quarrels cost each client, war or none.
    prizes : list of n float
        What the patron loses if each client falls, with those that would follow.
    """

    resistances: list[float]
    spared: list[float]
    due: list[float]
    fixed: list[float]
    prizes: list[float]


def bonds(world: World, coalition: int, pact: int, imposed: bool) -> Bonds:
    """What pledges and a pact of many members fix among the clients.

    Parameters
    ----------
    world, coalition, pact, imposed
        As in `settle`.

    Returns
    -------
    Bonds

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> alone, together = bonds(here, 0, 0, False), bonds(here, 0b11, 0, False)
    >>> alone.fixed, together.resistances[0] > alone.resistances[0]
    ([0.0, 0.0], True)
    """
    n = world.clients
    places = world.places
    resistances = [0.0] * (3 * places)
    spared = [0.0] * n
    due = [0.0] * (n * n)
    fixed = [0.0] * n
    prizes = [stake for stake in world.interest]  # noqa: C416
    for i in range(n):
        free, forced = partners(world.allies, coalition, pact, imposed, i)
        aid = world.pledged_aid[free * n + i] + world.imposed_aid[forced * n + i]
        for level in range(3):
            defence = world.forces[i] + aid + world.patron_aid[level]
            resistances[level * places + i] = defence**world.decisiveness
        spared[i] = world.own_relief[i]
        if free:
            due[i * n + i], spared[i] = world.pledged_resolve[i], world.own_pledged[i]
        elif forced:
            due[i * n + i], spared[i] = world.imposed_resolve[i], world.own_imposed[i]
        spared[i] += world.pledged_relief[free * n + i] + world.imposed_relief[forced * n + i]
        for j in range(n):
            if j != i:
                prizes[j] += world.interest[i] * world.follow_on[i * n + j]
            if free >> j & 1:
                due[i * n + j] = world.pledged_fight[i * n + j]
            elif forced >> j & 1:
                due[i * n + j] = world.imposed_fight[i * n + j]
            else:
                continue
            # A pledge that was in force before is no new pact with a rival.
            if not world.allies[i] >> j & 1:
                fixed[i] += world.quarrel[i * n + j]
        if (coalition | pact) >> i & 1:
            fixed[i] += world.membership
    for between in range(n, places):
        resistances[between] = world.forces[between] ** world.decisiveness
    return Bonds(resistances, spared, due, fixed, prizes)


def commitments(world: World, pact: int, level: int, spokes: Sequence[int]) -> list[int]:
    """Level of the patron's commitment to each client, by a pact of many or by a spoke.

    Parameters
    ----------
    world, pact, level, spokes
        As in `settle`.

    Returns
    -------
    list of n int

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> commitments(world(load("dunkirk-1947")), 0b01, 1, [0, 2])
    [1, 2]
    """
    levels = [spoke for spoke in spokes]  # noqa: C416 (a list, from an array too)
    for i in range(world.clients):
        if pact >> i & 1:
            levels[i] = max(level, world.prior_level[i])
    return levels


def attacks(world: World, tied: Bonds, levels: Sequence[int]) -> tuple[list[float], list[float]]:
    """Threat to each client, and the chance that the adversary picks it.

    Parameters
    ----------
    world : World
    tied : Bonds
    levels : sequence of n int
        Level of the patron's commitment to each client.

    Returns
    -------
    threats, picked : list of n float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> tied = bonds(here, 0, 0, False)
    >>> alone, helped = attacks(here, tied, [0, 0])[1], attacks(here, tied, [2, 0])[1]
    >>> helped[0] < alone[0] and helped[1] > alone[1]  # the adversary turns to the other
    True
    """
    n = world.clients
    places = world.places
    resistances = tied.resistances[:places]
    for i in range(n):
        resistances[i] = tied.resistances[levels[i] * places + i]
    threats = campaigns_against(world.edges, resistances, 0)[:n]
    picked = target_probabilities(threats, world.restraint, world.noise)[:n]
    return threats, picked


def war_over(world: World, i: int, picked: float, level: int, pact: int) -> float:
    """Chance of a war over a client: that it is attacked, or that it starts one itself.

    Parameters
    ----------
    world : World
    i : int
        Number of the client.
    picked : float
        Chance that the adversary picks it.
    level, pact : int
        Level of the patron's commitment to it; set of members of a pact of many. A bilateral pact
        lets the patron hold the client back.

    Returns
    -------
    float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("rok-1953"))
    >>> war_over(here, 4, 0.2, 2, 0) < war_over(here, 4, 0.2, 2, 0b111111)
    True
    """
    held_back = world.control if level > 0 and not pact >> i & 1 else 0.0
    return picked + world.incitement * world.provocation[i] * (1.0 - held_back)


def patron_payoff(
    world: World,
    tied: Bonds,
    pact: int,
    levels: Sequence[int],
    threats: Sequence[float],
    picked: Sequence[float],
) -> float:
    """The patron's payoff while a set of pacts stands.

    Its stake in the clients that survive, less wars it is drawn into and the pacts it keeps.

    Parameters
    ----------
    world, tied, levels
        As in `attacks`.
    pact : int
        Set of members of its pact of many members; 0 for none.
    threats, picked : sequence of n float
        From `attacks`.

    Returns
    -------
    float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> tied = bonds(here, 0, 0, False)
    >>> value = patron_payoff(here, tied, 0, [0, 0], *attacks(here, tied, [0, 0]))
    >>> value == settle(here, 0, 0, 0, False, [0, 0])[2]
    True
    """
    n = world.clients
    payoff = -world.treaty_cost if pact else 0.0
    for i in range(n):
        payoff += world.interest[i] - picked[i] * threats[i] * tied.prizes[i]
        level = levels[i]
        if level > 0:
            war = war_over(world, i, picked[i], level, pact)
            payoff -= world.liability[level] * world.war_cost * (1.0 - tied.spared[i]) * war
            if not pact >> i & 1 and level > world.prior_level[i]:
                payoff -= world.treaty_cost
    return payoff


def settle(
    world: World, coalition: int, pact: int, level: int, imposed: bool, spokes: Sequence[int]
) -> list[float]:
    """What every client and the patron get from one set of pledges and pacts, while it stands.

    The adversary meets the defences that the pacts make, picks one target or none, and may go on
    to a second one if it succeeds. A client's payoff is its survival less what fighting for its
    partners, belonging and old quarrels cost it; survival is 1. The patron's is that of
    `patron_payoff`.

    Parameters
    ----------
    world : World
    coalition : int
        Set of clients pledged to one another; 0 for none.
    pact : int
        Set of members of the patron's many-member pact; 0 for none.
    level : int
        Its level: 1 to consult, 2 to fight.
    imposed : bool
        Whether the patron imposed it.
    spokes : sequence of n int
        Level of the patron's bilateral pact with each client; read for clients outside `pact`.

    Returns
    -------
    list of ``n + 1`` float
        Payoffs of the clients, then of the patron.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> payoffs = settle(here, 0, 0, 0, False, [0, 0])
    >>> len(payoffs), max(payoffs[:2]) <= 1.0
    (3, True)
    """
    tied = bonds(world, coalition, pact, imposed)
    return settled(world, tied, pact, commitments(world, pact, level, spokes))


def settled(world: World, tied: Bonds, pact: int, levels: Sequence[int]) -> list[float]:
    """`settle`, with what the clients' pledges fix worked out already.

    Parameters
    ----------
    world, tied, pact, levels
        As in `patron_payoff`.

    Returns
    -------
    list of ``n + 1`` float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> settled(here, bonds(here, 0, 0, False), 0, [0, 2]) == settle(here, 0, 0, 0, False, [0, 2])
    True
    """
    n = world.clients
    threats, picked = attacks(world, tied, levels)
    taken = [picked[i] * threats[i] for i in range(n)]
    payoffs = [0.0] * (n + 1)
    war = [0.0] * n
    for i in range(n):
        war[i] = war_over(world, i, picked[i], levels[i], pact)
    for i in range(n):
        payoff = 1.0 - taken[i] - tied.fixed[i]
        for j in range(n):
            if j != i:
                payoff -= taken[j] * world.follow_on[i * n + j]
            payoff -= war[j] * tied.due[i * n + j]
        payoffs[i] = payoff
    payoffs[n] = patron_payoff(world, tied, pact, levels, threats, picked)
    return payoffs


# ------------------------------------------------------------------------------- reading a solution


def coalitions_in_equilibrium(
    payoffs: Sequence[Sequence[float]], standing: int, tolerance: float = 1e-9
) -> list[int]:
    """Coalitions that no client would leave or enter alone: every pure equilibrium of stage 1.

    Parameters
    ----------
    payoffs : sequence of ``2^n`` sequences of at least n float
        What each client gets if the set with that number pledges.
    standing : int
        Clients already bound, which have no choice.
    tolerance : float
        A gain of no more than that is none.

    Returns
    -------
    list of int
        Sets, in order. A lone pledge is none and is not listed.

    Examples
    --------
    A pledge of both is worth 1 to each, a lone one costs nothing:

    >>> coalitions_in_equilibrium([[0, 0], [0, 0], [0, 0], [1, 1]], standing=0)
    [0, 3]
    """
    found = []
    clients = (len(payoffs) - 1).bit_length()
    for coalition in range(len(payoffs)):
        if coalition & standing != standing or coalition.bit_count() == 1:
            continue
        if all(
            payoffs[coalition ^ 1 << i][i] <= payoffs[coalition][i] + tolerance
            for i in range(clients)
            if not standing >> i & 1
        ):
            found.append(coalition)
    return found


def undominated(
    payoffs: Sequence[Sequence[float]], coalitions: Sequence[int], tolerance: float = 1e-9
) -> list[int]:
    """Equilibria that no other equilibrium beats for every client (Pareto dominance).

    Parameters
    ----------
    payoffs, tolerance
        As in `coalitions_in_equilibrium`.
    coalitions : sequence of int
        The equilibria.

    Returns
    -------
    list of int

    Examples
    --------
    >>> undominated([[0, 0], [0, 0], [0, 0], [1, 1]], [0, 3])
    [3]
    """
    clients = range((len(payoffs) - 1).bit_length())

    def beats(one: int, other: int) -> bool:
        gains = [payoffs[one][i] - payoffs[other][i] for i in clients]
        return min(gains) >= -tolerance and max(gains) > tolerance

    return [c for c in coalitions if not any(beats(other, c) for other in coalitions)]


def coalition_proof(
    payoffs: Sequence[Sequence[float]],
    coalitions: Sequence[int],
    standing: int,
    tolerance: float = 1e-9,
) -> list[int]:
    """Equilibria from which no group can move together and stay moved (Bernheim et al. 1987).

    A group's joint move counts only if each mover gains and no smaller group among them would
    move on from there in the same sense.

    Parameters
    ----------
    payoffs, coalitions, standing, tolerance
        As in `undominated` and `coalitions_in_equilibrium`.

    Returns
    -------
    list of int

    Examples
    --------
    >>> coalition_proof([[0, 0], [0, 0], [0, 0], [1, 1]], [0, 3], standing=0)
    [3]
    """
    clients = (len(payoffs) - 1).bit_length()
    free = ((1 << clients) - 1) & ~standing
    known: dict[tuple[int, int], bool] = {}

    def stable(coalition: int, group: int) -> bool:
        """Whether no part of the group has a joint move that lasts."""
        key = coalition, group
        if key not in known:
            known[key] = not any(moves(coalition, part) for part in _parts(group))
        return known[key]

    def moves(coalition: int, movers: int) -> bool:
        """Whether these movers, and all of them, gain by moving and would stay moved."""
        there = coalition ^ movers
        gain = all(
            payoffs[there][i] > payoffs[coalition][i] + tolerance
            for i in range(clients)
            if movers >> i & 1
        )
        return gain and all(not moves(there, part) for part in _parts(movers) if part != movers)

    return [coalition for coalition in coalitions if stable(coalition, free)]


def _parts(group: int) -> list[int]:
    """Every set within a set, but the empty one."""
    parts, part = [], group
    while part:
        parts.append(part)
        part = (part - 1) & group
    return parts
