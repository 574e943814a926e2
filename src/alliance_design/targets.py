"""Targets: what history shows, and by how much a solved game meets or misses it.

A target is met where its slack is not negative. Slacks are in units of payoff, so that a target
missed says how far away it is; a calibration climbs along them. The targets' wording and sources
stand in the table of outcomes, which no module of the model reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alliance_design import patron
from alliance_design.commitment import World, settle
from alliance_design.design import Game, arrays
from alliance_design.patron import ALONE, IMPOSED, JOINED

__all__ = ["CASES", "TARGETS", "Target", "commits", "imposing", "offering", "slacks"]


MISS = 1e-6
"""Least by which a fact that is not met counts as missed."""


def commits(game: Game, coalition: int) -> float:
    """How firmly one coalition is the clients' only choice.

    The smallest of: what each member would lose by leaving, what each outsider would lose by
    entering, and how far every other coalition is from being chosen instead. That one is not
    chosen if somebody would leave or enter it, or if it is worse for all; the larger of the two
    gains says by how much.

    Parameters
    ----------
    game : Game
    coalition : int
        Set of clients.

    Returns
    -------
    float
        Negative where somebody would move, or where another equilibrium is not worse for all.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> commits(play(load("pacific-1951")), 0b1111) < 0
    True
    """
    standing, payoffs = game.world.standing, game.payoffs
    clients = range(game.world.clients)
    free = [i for i in clients if not standing >> i & 1]
    here = payoffs[coalition]
    slack = 1.0
    # A lone pledge is none, so nobody can leave the empty coalition.
    if coalition:
        slack = min((here[i] - payoffs[coalition ^ 1 << i][i] for i in free), default=1.0)
    for other in range(len(payoffs)):
        if other == coalition or other.bit_count() == 1 or other & standing != standing:
            continue
        there = payoffs[other]
        # Those for whom nothing changes stand in nobody's way.
        gains = [here[i] - there[i] for i in clients if abs(here[i] - there[i]) > patron.TINY]
        worse = min(gains, default=0.0)
        moves = max((payoffs[other ^ 1 << i][i] - there[i] for i in free), default=0.0)
        slack = min(slack, max(worse, moves) if moves > patron.TINY else worse)
    return slack


def _against_cost(gain: float, benefit: float) -> float:
    """A loss as a share of all that goes into it, benefit and cost, from -0.3 to 0; or the gain.

    A step that does nothing and costs next to nothing misses by next to nothing; nearer to one
    that pays it is not. So a search is told this share, and not the loss.
    """
    if gain >= 0.0:
        return gain
    weight = abs(benefit) + abs(benefit - gain)
    return 0.3 * gain / weight if weight > patron.TINY else -0.3


def _free_for_patron(world: World) -> World:
    """The same world, wars and treaties costing the patron nothing: what is left is benefit."""
    return world._replace(war_cost=0.0, treaty_cost=0.0)


def _free_for_clients(world: World) -> World:
    """The same world, pledges costing the clients nothing: what is left is benefit."""
    nothing = [0.0] * len(world.quarrel)
    return world._replace(
        membership=0.0,
        quarrel=nothing,
        pledged_fight=nothing,
        imposed_fight=nothing,
        pledged_resolve=nothing,
        imposed_resolve=nothing,
    )


def _nearly_commits(game: Game, coalitions: Sequence[int]) -> float:
    """How near the nearest of some coalitions is to being the clients' choice, for a search."""
    n, replies, free = game.world.clients, game.replies, _free_for_clients(game.world)
    known: dict[int, list[float]] = {}

    def benefits(coalition: int) -> list[float]:
        if coalition not in known:
            pact, level = replies.pact[coalition], replies.level[coalition]
            kind, spokes = replies.kind[coalition], game.spokes(coalition)
            pledged = {ALONE: coalition, JOINED: pact, IMPOSED: 0}[kind]
            known[coalition] = settle(free, pledged, pact, level, kind == IMPOSED, spokes)
        return known[coalition]

    best = -1.0
    for coalition in coalitions:
        slack = commits(game, coalition)
        if slack < 0.0:
            slack = min(
                (
                    _against_cost(
                        game.payoffs[coalition][i] - game.payoffs[coalition ^ 1 << i][i],
                        benefits(coalition)[i] - benefits(coalition ^ 1 << i)[i],
                    )
                    for i in range(n)
                    if not game.world.standing >> i & 1
                ),
                default=0.0,
            )
            slack = min(slack, -MISS)
        best = max(best, slack)
    return best


def _all_commit(game: Game) -> float:
    return commits(game, (1 << game.world.clients) - 1)


def _coalitions(game: Game, fewest: int, among: str = "") -> list[int]:
    """Coalitions of at least so many clients, with one of them named."""
    names = list(game.case.clients)
    return [
        coalition
        for coalition in range(1 << game.world.clients)
        if coalition.bit_count() >= fewest
        and coalition & game.world.standing == game.world.standing
        and (not among or coalition >> names.index(among) & 1)
    ]


def _some_commit(game: Game, fewest: int, among: str = "") -> float:
    """Slack of the firmest of these coalitions."""
    slacks = [commits(game, coalition) for coalition in _coalitions(game, fewest, among)]
    return max(slacks, default=-math.inf)


def _joins_to_fight(game: Game, coalition: int) -> float:
    """What the patron gains by joining a coalition, wider or as it is, to fight."""
    n, replies = game.world.clients, game.replies
    value = game.payoffs[coalition][n]

    def best(level: int) -> tuple[float, int]:
        return max(
            (game.joined(coalition, group, level)[0][n], group)
            for group in range(1 << n)
            if group & coalition == coalition and group & (group - 1)
        )

    if replies.kind[coalition] == JOINED and replies.level[coalition] == 2:
        return max(value - max(best(1)[0], game.alone(coalition)[n]), 0.0)
    most, group = best(2)
    slack = most - value
    if slack > 0.0:
        # The patron would, but a client declines.
        slack = patron.least_willing(
            game.world,
            coalition,
            group,
            2,
            replies.joined_spokes[(group * 2 + 1) * n : (group * 2 + 2) * n],
            game.joined(coalition, group, 2)[0],
            replies.alone,
            replies.joined,
            -math.inf,
        )
    return min(slack, -MISS)


def _brussels_joined(game: Game) -> float:
    return _joins_to_fight(game, (1 << game.world.clients) - 1)


def _reply_to_standing(game: Game) -> float:
    return min(
        _joins_to_fight(game, coalition) for coalition in game.survivors or (game.world.standing,)
    )


def _many(game: Game, coalition: int) -> bool:
    return game.replies.pact[coalition].bit_count() >= 3


def _no_many(game: Game) -> float:
    """How far the firmest coalition that ends in a pact of three or more is from holding.

    Where an outcome that survives has such a pact, the target is missed, however many survive.
    """
    firmest = -1.0
    for coalition in range(1 << game.world.clients):
        if coalition.bit_count() != 1 and _many(game, coalition):
            firmest = max(firmest, commits(game, coalition))
    if any(_many(game, coalition) for coalition in game.survivors):
        return -max(firmest, MISS)
    return max(-firmest, 0.0)


def _ranks_many_first(game: Game) -> float:
    n = game.world.clients
    values = {name: payoffs[n] for name, payoffs in game.design_values().items()}
    first = values.pop("multilateral")
    return first - max(values.values())


def imposing(
    world: World, alone: Sequence[float], spokes: Sequence[int], core: Any = None
) -> tuple[float, float]:
    """What the patron gains by imposing a pact that at least three clients accept.

    Parameters
    ----------
    world : World
    alone : sequence of at least ``n + 1`` float
        Payoffs where nobody pledges and the patron replies with spokes alone.
    spokes : sequence of n int
        Those spokes.
    core : module, optional
        A compiled copy of `alliance_design.patron`; the module itself where none is given.

    Returns
    -------
    gain : float
        Negative where it would lose, or where fewer than three accept: then by how much the third
        falls short.
    near : float
        The same for a search, the patron's gain set against benefit and cost.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> game = play(load("pacific-1951"))
    >>> imposing(game.world, game.alone(0), game.replies.alone_spokes[:4])[0] < 0
    True
    """
    n = world.clients
    prior = list(world.prior_level)
    everyone = (1 << n) - 1
    given = arrays(world) if core else world
    core = core or patron
    free = _free_for_patron(world)
    before = settle(free, 0, 0, 0, False, spokes)[n]
    best = near = -1.0
    for level in (1, 2):
        members, values, _ = core.imposed_pact(given, level, alone, prior)
        if bin(members).count("1") >= 3:
            gain = values[n] - alone[n]
            best = max(best, gain)
            benefit = settle(free, 0, members, level, True, prior)[n] - before
            near = max(near, _against_cost(gain, benefit))
            continue
        whole, _ = core.imposed_on(given, everyone, level, alone, prior)
        accepts = sorted(
            whole[i] - core.imposed_on(given, everyone ^ 1 << i, level, alone, prior)[0][i]
            for i in range(n)
        )
        third = min(accepts[-3] if n >= 3 else accepts[0], -MISS)
        gain = whole[n] - alone[n]
        best = max(best, third + min(gain, 0.0))
        benefit = settle(free, 0, everyone, level, True, prior)[n] - before
        near = max(near, third + min(_against_cost(gain, benefit), 0.0))
    return best, near


def _imposing(game: Game) -> tuple[float, float]:
    spokes = game.replies.alone_spokes[: game.world.clients]
    return imposing(game.world, game.alone(0), spokes)


def _imposed(game: Game) -> float:
    """How firmly nobody commits, the patron imposes, and at least three accept."""
    gain, _ = _imposing(game)
    if game.replies.kind[0] != IMPOSED or game.replies.pact[0].bit_count() < 3:
        gain = min(gain, -MISS)
    return min(commits(game, 0), gain)


def _all_accept(game: Game) -> float:
    """What the least willing of all clients gains by accepting a pact imposed on all."""
    n, world, alone = game.world.clients, game.world, game.replies.alone
    everyone, prior = (1 << n) - 1, list(game.world.prior_level)
    level = game.replies.level[0] or 2
    whole, _ = patron.imposed_on(world, everyone, level, alone, prior)
    least = min(
        whole[i] - patron.imposed_on(world, everyone ^ 1 << i, level, alone, prior)[0][i]
        for i in range(n)
    )
    if game.replies.kind[0] == IMPOSED and game.replies.pact[0] == everyone:
        return least
    return min(least, -MISS)


def offering(
    world: World, coalition: int, spokes: Sequence[int], client: int
) -> tuple[float, float]:
    """How far the patron's best offer of a bilateral pact to one client is from being made.

    An offer needs the patron's wish, the client's, and that of those who have a pact beside it.

    Parameters
    ----------
    world : World
    coalition : int
        Set of clients pledged to one another.
    spokes : sequence of n int
        The patron's bilateral pacts, none new with the client.
    client : int
        Its number.

    Returns
    -------
    slack, near : float
        In payoffs, and for a search; both negative.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> here = world(load("rok-1953"))
    >>> slack, near = offering(here, 0, here.prior_level, 4)
    >>> slack < 0.0 and near < 0.0
    True
    """
    n, free = world.clients, _free_for_patron(world)
    offered = list(spokes)
    before = settle(world, coalition, 0, 0, False, offered)
    bare = settle(free, coalition, 0, 0, False, offered)[n]
    slack = near = -1.0
    for level in range(world.prior_level[client] + 1, 3):
        offered[client] = level
        after = settle(world, coalition, 0, 0, False, offered)
        benefit = settle(free, coalition, 0, 0, False, offered)[n] - bare
        gain, willing = after[n] - before[n], min(after[client] - before[client], 0.0)
        # One more pact may turn the adversary on others, or away from them: who has one may decline.
        for other in range(n):
            kept, prior = offered[other], world.prior_level[other]
            if other != client and kept > prior:
                offered[other] = prior
                declined = settle(world, coalition, 0, 0, False, offered)[other]
                willing = min(willing, after[other] - declined)
                offered[other] = kept
        slack = max(slack, min(gain, -MISS) + willing)
        near = max(near, min(_against_cost(gain, benefit), -MISS) + willing)
    return slack, near


def _spoke_with(game: Game, client: str) -> tuple[float, float]:
    """How firmly every surviving outcome has a bilateral pact with one client and none of many.

    Given twice: in payoffs, and for a search.
    """
    n, world, replies = game.world.clients, game.world, game.replies
    i = list(game.case.clients).index(client)
    worst = near = math.inf
    for coalition in game.survivors:
        value = game.payoffs[coalition][n]
        if replies.kind[coalition] != ALONE:
            # The pact of many has to go, and then there has to be a bilateral one.
            slack = guide = -max(value - game.alone(coalition)[n], MISS)
            spokes = list(replies.alone_spokes[coalition * n : (coalition + 1) * n])
            if spokes[i] == world.prior_level[i]:
                missing, far = offering(world, coalition, spokes, i)
                slack, guide = slack + missing, guide + far
        else:
            spokes = game.spokes(coalition)
            made = spokes[i] > world.prior_level[i]
            spokes[i] = world.prior_level[i]
            if made:
                without = settle(world, coalition, 0, 0, False, spokes)[n]
                slack = guide = max(value - without, 0.0)
            else:
                slack, guide = offering(world, coalition, spokes, i)
        worst, near = min(worst, slack), min(near, guide)
    return (worst, near) if game.survivors else (-MISS, -MISS)


def _hazard_ratio(games: Mapping[str, Game]) -> float:
    """A tenth of the log of SEATO's hazard over twice NATO's; -0.3 where one of them is missing."""
    seato, nato = games["seato-1954"], games["nato-1949"]
    standing = nato.survivors[0] if nato.survivors else nato.world.standing
    if seato.replies.kind[0] != IMPOSED or nato.replies.kind[standing] != JOINED:
        return -0.3
    one, other = seato.replies.hazard[0], nato.replies.hazard[standing]
    if one <= 0.0:
        return -0.3
    if other <= 0.0:
        return 0.3
    return max(min(0.1 * math.log(one / (2.0 * other)), 0.3), -0.3)


@dataclass(frozen=True)
class Target:
    """One fact to be met: the cases it speaks of, and its slack.

    Parameters
    ----------
    name, text : str
        Short name; what it says.
    cases : tuple of str
        Ids of its cases.
    slack : callable
        From the solved games, by case, to a number.
    needed : bool
        Whether a calibration asks for it; the others are reported.
    near : callable, optional
        What tells a calibration how far a miss is, where the slack itself would mislead it.
    """

    name: str
    text: str
    cases: tuple[str, ...]
    slack: Callable[[Mapping[str, Game]], float]
    needed: bool = True
    near: Callable[[Mapping[str, Game]], float] | None = None


TARGETS: tuple[Target, ...] = (
    Target(
        "brussels-commit",
        "Brussels 1948: the five commit themselves",
        ("brussels-1948",),
        lambda games: _all_commit(games["brussels-1948"]),
        near=lambda games: _nearly_commits(games["brussels-1948"], [0b11111]),
    ),
    Target(
        "brussels-fight",
        "Brussels 1948: the patron joins the five to fight",
        ("brussels-1948",),
        lambda games: _brussels_joined(games["brussels-1948"]),
    ),
    Target(
        "nato-fight",
        "NATO 1949: the patron joins the Brussels powers to fight",
        ("nato-1949",),
        lambda games: _reply_to_standing(games["nato-1949"]),
    ),
    Target(
        "pacific-none",
        "Pacific 1951: no pact of three clients or more",
        ("pacific-1951",),
        lambda games: _no_many(games["pacific-1951"]),
    ),
    Target(
        "pacific-first",
        "Pacific 1951: the patron ranks multilateral first",
        ("pacific-1951",),
        lambda games: _ranks_many_first(games["pacific-1951"]),
    ),
    Target(
        "seato-imposed",
        "SEATO 1954: a multilateral pact, imposed",
        ("seato-1954",),
        lambda games: _imposed(games["seato-1954"]),
        near=lambda games: min(
            _imposing(games["seato-1954"])[1],
            commits(games["seato-1954"], 0),
        ),
    ),
    Target(
        "seato-hazard",
        "SEATO's hazard is over twice NATO's",
        ("seato-1954", "nato-1949"),
        _hazard_ratio,
    ),
    Target(
        "seato-members",
        "SEATO 1954: all seven accept",
        ("seato-1954",),
        lambda games: _all_accept(games["seato-1954"]),
        needed=False,
    ),
    Target(
        "rok-bilateral",
        "Korea 1953: a bilateral pact",
        ("rok-1953",),
        lambda games: _spoke_with(games["rok-1953"], "south-korea")[0],
        near=lambda games: _spoke_with(games["rok-1953"], "south-korea")[1],
    ),
    Target(
        "roc-bilateral",
        "Taiwan 1954: a bilateral pact",
        ("roc-1954",),
        lambda games: _spoke_with(games["roc-1954"], "taiwan")[0],
        near=lambda games: _spoke_with(games["roc-1954"], "taiwan")[1],
    ),
    Target(
        "hokkaido-two",
        "Hokkaido occupied: at least two clients commit",
        ("hokkaido-occupied",),
        lambda games: _some_commit(games["hokkaido-occupied"], 2),
        # Pairs with nothing to gain are always close to indifference; those with Japan are not.
        near=lambda games: _nearly_commits(
            games["hokkaido-occupied"], _coalitions(games["hokkaido-occupied"], 2, "japan")
        ),
    ),
    Target(
        "hokkaido-three",
        "Hokkaido occupied: at least three commit, Japan among them",
        ("hokkaido-occupied",),
        lambda games: _some_commit(games["hokkaido-occupied"], 3, "japan"),
        needed=False,
    ),
)
"""Every target, in the order of the history."""

CASES = tuple(dict.fromkeys(case for target in TARGETS for case in target.cases))
"""Ids of the cases that the targets speak of."""


def slacks(games: Mapping[str, Game]) -> dict[str, float]:
    """Slack of every target whose cases are all given.

    Parameters
    ----------
    games : mapping of str to Game
        By id of the case.

    Returns
    -------
    dict of str to float
        By name of the target; negative where it is missed.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> sorted(slacks({"pacific-1951": play(load("pacific-1951"))}))
    ['pacific-first', 'pacific-none']
    """
    return {
        target.name: target.slack(games)
        for target in TARGETS
        if all(case in games for case in target.cases)
    }
