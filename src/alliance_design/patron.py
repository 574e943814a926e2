"""The patron's choice: which pacts, at which level, joined or imposed (stages 2 and 3).

`solve` finds the patron's best reply to every coalition of clients. A reply is either spokes
alone (bilateral pacts, or nothing), or one pact of many members with spokes to those outside it.
Whoever is offered a pact may decline, so a reply counts only if nobody in it would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from alliance_design.commitment import (
    World,
    attacks,
    bonds,
    commitments,
    patron_payoff,
    settle,
    settled,
)
from alliance_design.duration import hazard, lasting_value

__all__ = [
    "ALONE",
    "CORE",
    "IMPOSED",
    "JOINED",
    "TINY",
    "Replies",
    "best_spokes",
    "chances",
    "every_spokes",
    "imposed_on",
    "imposed_pact",
    "joined_pacts",
    "joined_value",
    "lasting",
    "least_willing",
    "near_standing",
    "reply",
    "solve",
]

CORE = (
    "near_standing",
    "accepted_spokes",
    "best_spokes",
    "every_spokes",
    "chances",
    "lasting",
    "joined_pacts",
    "imposed_on",
    "joined_value",
    "imposed_pact",
    "least_willing",
    "reply",
    "solve",
)
"""Names of the functions that are compiled for sweeps."""

ALONE, JOINED, IMPOSED = 0, 1, 2
"""Kinds of reply: spokes alone, a pact of many members joined (and widened), one imposed."""

TINY = 1e-9
"""Smallest difference of payoffs that decides anything."""


class Replies(NamedTuple):
    """The patron's best reply to every coalition, and what comes of it.

    Parameters
    ----------
    kind, pact, level : list of ``2^n`` int
        Kind of reply; its members and level where it has a pact of many members, else 0.
    spokes : list of ``2^n n`` int
        Level of the bilateral pact with each client.
    payoffs : list of ``2^n (n + 1)`` float
        Of the clients and the patron, each over the life of the pact.
    hazard : list of ``2^n`` float
        Of the pact of many members, per year; 0 where there is none.
    alone : list of ``2^n (n + 1)`` float
        Payoffs where the patron replies with spokes alone.
    alone_spokes : list of ``2^n n`` int
        Those spokes.
    joined : list of ``2^n 2 (n + 1)`` float
        Payoffs while a pact stands that its members form freely with the patron, at
        ``(pact * 2 + level - 1) * (n + 1)``.
    joined_spokes : list of ``2^n 2 n`` int
        The spokes beside it.
    """

    kind: list[int]
    pact: list[int]
    level: list[int]
    spokes: list[int]
    payoffs: list[float]
    hazard: list[float]
    alone: list[float]
    alone_spokes: list[int]
    joined: list[float]
    joined_spokes: list[int]


def near_standing(world: World, group: int, most: int) -> bool:
    """Whether a set holds the standing coalition but for a few members at most.

    Clients bound already have no choice at stage 1; sets without one of them are needed for what
    its exit would lead to, and no others.

    Parameters
    ----------
    world : World
    group : int
        Set of clients.
    most : int
        How many bound clients may be missing.

    Returns
    -------
    bool

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> near_standing(here, 0, 0)
    True
    """
    missing = world.standing & ~group
    count = 0
    while missing:
        missing &= missing - 1
        count += 1
    return count <= most


def accepted_spokes(
    world: World, coalition: int, pact: int, level: int, imposed: bool, spokes: Sequence[int]
) -> tuple[list[int], list[float]]:
    """Spokes without those that a client would decline, and the payoffs they give.

    Parameters
    ----------
    world, coalition, pact, level, imposed, spokes
        As in `alliance_design.commitment.settle`.

    Returns
    -------
    spokes : list of n int
    payoffs : list of ``n + 1`` float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> spokes, payoffs = accepted_spokes(here, 0, 0, 0, False, [2, 2])
    >>> len(spokes), len(payoffs)
    (2, 3)
    """
    tied = bonds(world, coalition, pact, imposed)
    kept = [spoke for spoke in spokes]  # noqa: C416 (a list, from an array too)
    levels = commitments(world, pact, level, kept)
    found = settled(world, tied, pact, levels)
    checked = False
    while not checked:
        checked = True
        for i in range(world.clients):
            if pact >> i & 1 or kept[i] <= world.prior_level[i]:
                continue
            levels[i] = world.prior_level[i]
            without = settled(world, tied, pact, levels)
            if without[i] > found[i] + TINY:
                found = without
                kept[i] = levels[i]
                checked = False
            else:
                levels[i] = kept[i]
    return kept, found


def best_spokes(
    world: World, coalition: int, pact: int, level: int, imposed: bool
) -> tuple[list[int], list[float]]:
    """The patron's bilateral pacts, built one at a time, the best first.

    From the pacts already in force it adds, raises or drops the one whose change gains it most,
    and stops when no single change gains. That finds the best of all 3 to the n sets of spokes
    unless two pacts pay only together; `every_spokes` looks at them all, which takes too long with
    many clients.

    Parameters
    ----------
    world, coalition, pact, level, imposed
        As in `alliance_design.commitment.settle`.

    Returns
    -------
    spokes : list of n int
    payoffs : list of ``n + 1`` float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> best_spokes(here, 0, 0, 0, False) == every_spokes(here, 0, 0, 0, False)
    True
    """
    n = world.clients
    tied = bonds(world, coalition, pact, imposed)
    spokes = [prior for prior in world.prior_level]  # noqa: C416 (a list, from an array too)
    levels = commitments(world, pact, level, spokes)
    found = settled(world, tied, pact, levels)
    pick = 0
    while pick >= 0:
        pick, to, best, gain = -1, 0, found, TINY
        for i in range(n):
            if pact >> i & 1:
                continue
            old = levels[i]
            for new in range(world.prior_level[i], 3):
                if new == old:
                    continue
                levels[i] = new
                changed = settled(world, tied, pact, levels)
                if changed[n] - found[n] > gain and (new < old or changed[i] >= found[i] - TINY):
                    pick, to, best, gain = i, new, changed, changed[n] - found[n]
            levels[i] = old
        if pick >= 0:
            levels[pick] = spokes[pick] = to
            found = best
    return accepted_spokes(world, coalition, pact, level, imposed, spokes)


def every_spokes(
    world: World, coalition: int, pact: int, level: int, imposed: bool
) -> tuple[list[int], list[float]]:
    """The best of all sets of bilateral pacts that nobody declines.

    Parameters
    ----------
    world, coalition, pact, level, imposed
        As in `alliance_design.commitment.settle`.

    Returns
    -------
    spokes : list of n int
    payoffs : list of ``n + 1`` float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> spokes, _ = every_spokes(here, 0, 0, 0, False)
    >>> all(level in (0, 1, 2) for level in spokes)
    True
    """
    n = world.clients
    tied = bonds(world, coalition, pact, imposed)
    spokes = [prior for prior in world.prior_level]  # noqa: C416 (a list, from an array too)
    levels = commitments(world, pact, level, spokes)
    best, found = [spoke for spoke in spokes], settled(world, tied, pact, levels)  # noqa: C416
    most = found[n]
    while True:
        # The next set, as an odometer counts: each client from its pact in force up to 2.
        i = 0
        while i < n and (pact >> i & 1 or spokes[i] == 2):
            if not pact >> i & 1:
                spokes[i] = levels[i] = world.prior_level[i]
            i += 1
        if i == n:
            return best, found
        spokes[i] += 1
        levels[i] = spokes[i]
        threats, picked = attacks(world, tied, levels)
        if patron_payoff(world, tied, pact, levels, threats, picked) > most + TINY:
            kept, changed = accepted_spokes(world, coalition, pact, level, imposed, spokes)
            if kept == spokes:
                best, found, most = kept, changed, changed[n]


def chances(
    world: World,
    pact: int,
    payoffs: Sequence[float],
    alone: Sequence[float],
    coalition: int,
    without: Sequence[float],
) -> float:
    """Hazard of a pact of many members.

    What a member would lose by leaving is its payoff in the pact less that under the spokes the
    patron would fall back on, the member no longer pledged. A client is pivotal if the pact
    without it would be worth less to the patron than those spokes; the patron always is. In an
    imposed pact every member is: nobody there is bound to the others by a word of its own, and the
    reply to the first exit is the bilateral fallback (H4).

    Parameters
    ----------
    world : World
    pact : int
        Set of members.
    payoffs : sequence of ``n + 1`` float
        While the pact stands.
    alone : sequence of ``2^n (n + 1)`` float
        Payoffs under spokes alone, by coalition.
    coalition : int
        Set of clients pledged to one another.
    without : sequence of n float
        What the patron gets from the pact without each member; read for members only.

    Returns
    -------
    float
        Per year.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> alone = solve(here).alone
    >>> rate = chances(here, 0b11, settle(here, 0b11, 0b11, 2, False, [0, 0]), alone, 0b11, [-1e9] * 2)
    >>> 0.0 <= rate <= here.shock_rate
    True
    """
    n = world.clients
    gains = [payoffs[n] - alone[coalition * (n + 1) + n]]
    for i in range(n):
        if not pact >> i & 1:
            continue
        left = coalition & ~(1 << i)
        if left & (left - 1) == 0:
            left = 0
        if without[i] < alone[left * (n + 1) + n] + TINY:
            gains.append(payoffs[i] - alone[left * (n + 1) + i])
    return hazard(gains, world.shock_rate, world.shock_size)


def lasting(
    world: World,
    payoffs: Sequence[float],
    rate: float,
    after: Sequence[float],
    imposed: bool,
) -> list[float]:
    """Payoffs over the life of a pact: what it gives while it stands, and what follows its end.

    Parameters
    ----------
    world : World
    payoffs, after : sequence of ``n + 1`` float
        While it stands; under the spokes that follow it.
    rate : float
        Its hazard.
    imposed : bool
        Whether the patron pays for a breakdown.

    Returns
    -------
    list of ``n + 1`` float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> values = lasting(here, [1.0, 1.0, 1.0], 0.1, [0.0, 0.0, 0.0], False)
    >>> values[0] == values[2]
    True
    """
    n = world.clients
    values = [lasting_value(payoffs[i], after[i], rate, world.discount) for i in range(n + 1)]
    if imposed:
        values[n] = lasting_value(payoffs[n], after[n] - world.breakdown_cost, rate, world.discount)
    return values


def joined_pacts(world: World, exhaustive: bool) -> tuple[list[float], list[int]]:
    """Payoffs of every pact of two members or more that clients form freely with the patron.

    Parameters
    ----------
    world : World
    exhaustive : bool
        Whether to look at every set of spokes.

    Returns
    -------
    payoffs : list of ``2^n 2 (n + 1)`` float
        At ``(pact * 2 + level - 1) * (n + 1)``.
    spokes : list of ``2^n 2 n`` int

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> payoffs, spokes = joined_pacts(here, False)
    >>> len(payoffs), len(spokes)
    (24, 16)
    """
    n = world.clients
    payoffs = [0.0] * ((1 << n) * 2 * (n + 1))
    spokes = [0] * ((1 << n) * 2 * n)
    for pact in range(1 << n):
        if pact & (pact - 1) == 0 or not near_standing(world, pact, 2):
            continue
        for level in range(1, 3):
            if exhaustive:
                kept, found = every_spokes(world, pact, pact, level, False)
            else:
                kept, found = best_spokes(world, pact, pact, level, False)
            row = pact * 2 + level - 1
            for i in range(n + 1):
                payoffs[row * (n + 1) + i] = found[i]
            for i in range(n):
                spokes[row * n + i] = kept[i]
    return payoffs, spokes


def imposed_pact(
    world: World, level: int, alone: Sequence[float], spokes: Sequence[int]
) -> tuple[int, list[float], float]:
    """Who accepts a pact that the patron imposes on all clients at once.

    All accept at first; then those leave who would gain by it, until nobody would. Leaving costs
    a client with a pact to lose the refusal cost.

    Parameters
    ----------
    world : World
    level : int
        1 to consult, 2 to fight.
    alone : sequence of ``2^n (n + 1)`` float
        Payoffs under spokes alone, by coalition.
    spokes : sequence of n int
        Bilateral pacts with those who decline: the ones already in force.

    Returns
    -------
    members : int
        Set of those who accept; 0 where fewer than two do, or where nothing settles.
    payoffs : list of ``n + 1`` float
        Over the life of the pact, refusal costs paid.
    rate : float
        Its hazard.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> members, _, _ = imposed_pact(here, 1, solve(here).alone, [0, 0])
    >>> members in (0, 0b11)
    True
    """
    n = world.clients
    everyone = (1 << n) - 1
    after = [alone[i] for i in range(n + 1)]
    members = everyone
    best = after
    rate = 0.0
    while members & (members - 1):
        best, rate = imposed_on(world, members, level, alone, spokes)
        leave = 0
        settled = True
        for i in range(n):
            bit = 1 << i
            other, _ = imposed_on(world, members ^ bit, level, alone, spokes)
            if other[i] > best[i] + TINY:
                settled = False
                if members & bit:
                    leave |= bit
        if settled:
            return members, best, rate
        if leave == 0:
            break
        members &= ~leave
    return 0, after, 0.0


def imposed_on(
    world: World, members: int, level: int, alone: Sequence[float], spokes: Sequence[int]
) -> tuple[list[float], float]:
    """Payoffs and hazard if just these clients accept a pact imposed on all.

    Parameters
    ----------
    world : World
    members : int
        Set of those who accept; with fewer than two there is no pact.
    level : int
        1 to consult, 2 to fight.
    alone, spokes
        As in `imposed_pact`.

    Returns
    -------
    payoffs : list of ``n + 1`` float
        Over the life of the pact, refusal costs paid.
    rate : float
        Its hazard.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> alone = solve(here).alone
    >>> payoffs, rate = imposed_on(here, 0, 1, alone, [0, 0])
    >>> payoffs == alone[:3], rate
    (True, 0.0)
    """
    n = world.clients
    after = [alone[i] for i in range(n + 1)]
    rate = 0.0
    values = [0.0] * (n + 1)
    if members & (members - 1):
        now = settle(world, 0, members, level, True, spokes)
        # The reply to an exit from an imposed pact is the bilateral fallback (H4): all are pivotal.
        rate = chances(world, members, now, alone, 0, [-1e9] * n)
        values = lasting(world, now, rate, after, True)
    else:
        # Nobody or one alone: no pact.
        values = after
    for i in range(n):
        if not members >> i & 1:
            values[i] -= world.refusal_cost * 0.5 * world.prior_level[i]
    return values, rate


def joined_value(
    world: World,
    coalition: int,
    pact: int,
    level: int,
    now: Sequence[float],
    alone: Sequence[float],
    joined: Sequence[float],
) -> tuple[list[float], float]:
    """Payoffs over the life of a pact the patron joins, and its hazard.

    Parameters
    ----------
    world : World
    coalition, pact : int
        Clients pledged to one another; members of the pact.
    level : int
        1 to consult, 2 to fight.
    now : sequence of ``n + 1`` float
        Payoffs while it stands.
    alone, joined
        As in `Replies`.

    Returns
    -------
    payoffs : list of ``n + 1`` float
    rate : float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> replies = solve(here)
    >>> now = replies.joined[21:24]
    >>> payoffs, rate = joined_value(here, 0b11, 0b11, 2, now, replies.alone, replies.joined)
    >>> len(payoffs)
    3
    """
    n = world.clients
    without = [-1e9] * n
    for i in range(n):
        left = pact & ~(1 << i)
        if pact >> i & 1 and left & (left - 1):
            without[i] = joined[(left * 2 + level - 1) * (n + 1) + n]
    rate = chances(world, pact, now, alone, coalition, without)
    after = [alone[coalition * (n + 1) + i] for i in range(n + 1)]
    return lasting(world, now, rate, after, False), rate


def least_willing(
    world: World,
    coalition: int,
    pact: int,
    level: int,
    spokes: Sequence[int],
    found: Sequence[float],
    alone: Sequence[float],
    joined: Sequence[float],
    enough: float,
) -> float:
    """What the least willing member of a pact that the patron offers to join gains by accepting.

    Parameters
    ----------
    world : World
    coalition, pact, level
        As in `joined_value`.
    spokes : sequence of n int
        The spokes offered beside it.
    found : sequence of ``n + 1`` float
        Payoffs over the life of the pact.
    alone, joined
        As in `Replies`.
    enough : float
        Nobody is asked any more once somebody gains less than that.

    Returns
    -------
    float
        Negative where it would decline; its pact would then go on without it.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> replies = solve(here)
    >>> found, _ = joined_value(
    ...     here, 0b11, 0b11, 2, replies.joined[21:24], replies.alone, replies.joined)
    >>> gain = least_willing(here, 0b11, 0b11, 2, [0, 0], found, replies.alone, replies.joined, -1e9)
    >>> gain < 1.0
    True
    """
    gain = 1e9
    for i in range(world.clients):
        if pact >> i & 1:
            left = pact & ~(1 << i)
            if left & (left - 1):
                now = settle(world, coalition, left, level, False, spokes)
                declined, _ = joined_value(world, coalition, left, level, now, alone, joined)
            else:
                declined = settle(world, coalition, 0, 0, False, spokes)
            gain = min(gain, found[i] - declined[i])
            if gain < enough:
                break
    return gain


def reply(
    world: World,
    coalition: int,
    alone: Sequence[float],
    alone_spokes: Sequence[int],
    joined: Sequence[float],
    joined_spokes: Sequence[int],
) -> tuple[int, int, int, list[int], list[float], float]:
    """The patron's best reply to one coalition.

    Offers are tried from the best for the patron down; the first that everybody offered accepts
    is its reply. Spokes alone need no agreement of more than two and are always there.

    Parameters
    ----------
    world : World
    coalition : int
        Set of clients pledged to one another; 0 for none.
    alone, alone_spokes, joined, joined_spokes
        Tables over coalitions and over pacts.

    Returns
    -------
    kind, pact, level : int
    spokes : list of n int
    payoffs : list of ``n + 1`` float
    rate : float
        Hazard of the pact of many members.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("dunkirk-1947"))
    >>> found = solve(here)
    >>> kind, pact, *_ = reply(
    ...     here, 0, found.alone, found.alone_spokes, found.joined, found.joined_spokes)
    >>> kind == found.kind[0]
    True
    """
    n = world.clients
    everyone = (1 << n) - 1
    values = [alone[coalition * (n + 1) + i] for i in range(n + 1)]
    spokes = [alone_spokes[coalition * n + i] for i in range(n)]
    kind, pact, level, rate = ALONE, 0, 0, 0.0
    if coalition == 0:
        prior = [level_before for level_before in world.prior_level]  # noqa: C416
        for depth in range(1, 3):
            members, found, ends = imposed_pact(world, depth, alone, prior)
            if members and found[n] > values[n] + TINY:
                values, spokes, rate = found, prior, ends
                kind, pact, level = IMPOSED, members, depth
        return kind, pact, level, spokes, values, rate
    # Every pact with the coalition in it, at both levels; widest sets of invited states last.
    outside = everyone & ~coalition
    refused = [False] * ((1 << n) * 2)
    known = [False] * ((1 << n) * 2)
    worth = [0.0] * ((1 << n) * 2)
    floor = values[n] + TINY
    while True:
        best_row, best_value = -1, floor
        invited = outside
        while True:
            members = coalition | invited
            for depth in range(1, 3):
                row = members * 2 + depth - 1
                # A pact is worth at most what it gives while it stands, or what follows it.
                most = max(joined[row * (n + 1) + n], values[n])
                if refused[row] or most <= best_value:
                    continue
                if not known[row]:
                    now = joined[row * (n + 1) : (row + 1) * (n + 1)]
                    found, _ = joined_value(world, coalition, members, depth, now, alone, joined)
                    known[row], worth[row] = True, found[n]
                if worth[row] > best_value:
                    best_row, best_value = row, worth[row]
            if invited == 0:
                break
            invited = (invited - 1) & outside
        if best_row < 0:
            break
        members, depth = best_row // 2, best_row % 2 + 1
        kept = [joined_spokes[best_row * n + i] for i in range(n)]
        now = joined[best_row * (n + 1) : (best_row + 1) * (n + 1)]
        found, ends = joined_value(world, coalition, members, depth, now, alone, joined)
        gain = least_willing(world, coalition, members, depth, kept, found, alone, joined, -TINY)
        if gain >= -TINY:
            values, spokes, rate = found, kept, ends
            kind, pact, level = JOINED, members, depth
            break
        refused[best_row] = True
    return kind, pact, level, spokes, values, rate


def solve(world: World, exhaustive: bool = True) -> Replies:
    """The patron's best reply to every coalition.

    Parameters
    ----------
    world : World
    exhaustive : bool
        Whether to look at every set of spokes (up to 3 to the n for each coalition), or to add
        them one at a time.

    Returns
    -------
    Replies

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> replies = solve(world(load("pacific-1951")))
    >>> len(replies.kind)
    16
    """
    n = world.clients
    size = 1 << n
    alone = [0.0] * (size * (n + 1))
    alone_spokes = [0] * (size * n)
    for coalition in range(size):
        if coalition & (coalition - 1) == 0 and coalition != 0:
            continue
        if not near_standing(world, coalition, 1):
            continue
        if exhaustive:
            kept, found = every_spokes(world, coalition, 0, 0, False)
        else:
            kept, found = best_spokes(world, coalition, 0, 0, False)
        for i in range(n + 1):
            alone[coalition * (n + 1) + i] = found[i]
        for i in range(n):
            alone_spokes[coalition * n + i] = kept[i]
    joined, joined_spokes = joined_pacts(world, exhaustive)
    kinds = [0] * size
    pacts = [0] * size
    levels = [0] * size
    spokes = [0] * (size * n)
    payoffs = [0.0] * (size * (n + 1))
    rates = [0.0] * size
    for coalition in range(size):
        # A lone pledge is none.
        source = 0 if coalition & (coalition - 1) == 0 else coalition
        if coalition & world.standing != world.standing:
            continue
        if source == coalition:
            kind, pact, level, kept, found, rate = reply(
                world, coalition, alone, alone_spokes, joined, joined_spokes
            )
        else:
            kind, pact, level, rate = kinds[0], pacts[0], levels[0], rates[0]
            kept, found = spokes[:n], payoffs[: n + 1]
        kinds[coalition], pacts[coalition], levels[coalition] = kind, pact, level
        rates[coalition] = rate
        for i in range(n):
            spokes[coalition * n + i] = kept[i]
        for i in range(n + 1):
            payoffs[coalition * (n + 1) + i] = found[i]
    return Replies(
        kinds, pacts, levels, spokes, payoffs, rates, alone, alone_spokes, joined, joined_spokes
    )
