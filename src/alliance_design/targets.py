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
from alliance_design.design import Game
from alliance_design.patron import IMPOSED, JOINED

__all__ = ["CASES", "TARGETS", "Target", "commits", "imposing", "slacks"]


def commits(game: Game, coalition: int) -> float:
    """How firmly one coalition is the clients' only choice.

    The smallest of: what each member would lose by leaving, what each outsider would lose by
    entering, and what everyone gains over each other equilibrium.

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
    n = game.world.clients
    here = game.payoffs[coalition]
    slack = 1.0
    for i in range(n):
        # A lone pledge is none, so nobody can leave the empty coalition.
        if coalition and not game.world.standing >> i & 1:
            slack = min(slack, here[i] - game.payoffs[coalition ^ 1 << i][i])
    for other in game.equilibria:
        if other != coalition:
            there = game.payoffs[other]
            # Those for whom nothing changes stand in nobody's way.
            gains = [here[i] - there[i] for i in range(n) if abs(here[i] - there[i]) > patron.TINY]
            slack = min(slack, min(gains, default=0.0))
    return slack


def _all_commit(game: Game) -> float:
    return commits(game, (1 << game.world.clients) - 1)


def _some_commit(game: Game, fewest: int, among: str = "") -> float:
    """Slack of the firmest coalition of at least so many clients (with one of them named)."""
    names = list(game.case.clients)
    best = -math.inf
    for coalition in range(1 << game.world.clients):
        if coalition.bit_count() < fewest or coalition & game.world.standing != game.world.standing:
            continue
        if among and not coalition >> names.index(among) & 1:
            continue
        best = max(best, commits(game, coalition))
    return best


def _joins_to_fight(game: Game, coalition: int) -> float:
    """What the patron gains by joining a coalition, wider or as it is, to fight."""
    n, replies = game.world.clients, game.replies
    value = game.payoffs[coalition][n]

    def best(level: int) -> float:
        return max(
            game.joined(coalition, group, level)[0][n]
            for group in range(1 << n)
            if group & coalition == coalition and group & (group - 1)
        )

    if replies.kind[coalition] == JOINED and replies.level[coalition] == 2:
        return max(value - max(best(1), game.alone(coalition)[n]), 0.0)
    # Where the patron would but a client declines, the miss is small and still a miss.
    return min(best(2) - value, -1e-3)


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
        return -max(firmest, 1e-3)
    return max(-firmest, 0.0)


def _ranks_many_first(game: Game) -> float:
    n = game.world.clients
    values = {name: payoffs[n] for name, payoffs in game.design_values().items()}
    first = values.pop("multilateral")
    return first - max(values.values())


def imposing(world: World, alone: Sequence[float], core: Any = None) -> float:
    """What the patron gains by imposing a pact that at least three clients accept.

    Parameters
    ----------
    world : World
    alone : sequence of at least ``n + 1`` float
        Payoffs where nobody pledges and the patron replies with spokes alone.
    core : module, optional
        A compiled copy of `alliance_design.patron`; the module itself where none is given.

    Returns
    -------
    float
        Negative where it would lose, or where fewer than three accept: then by how much the third
        falls short.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> game = play(load("pacific-1951"))
    >>> imposing(game.world, game.alone(0)) < 0
    True
    """
    core = core or patron
    n = world.clients
    prior = list(world.prior_level)
    everyone = (1 << n) - 1
    best = -1.0
    for level in (1, 2):
        members, values, _ = core.imposed_pact(world, level, alone, prior)
        if bin(members).count("1") >= 3:
            best = max(best, values[n] - alone[n])
            continue
        whole, _ = core.imposed_on(world, everyone, level, alone, prior)
        accepts = sorted(
            whole[i] - core.imposed_on(world, everyone ^ 1 << i, level, alone, prior)[0][i]
            for i in range(n)
        )
        third = accepts[-3] if n >= 3 else accepts[0]
        best = max(best, min(third, -1e-3) + min(whole[n] - alone[n], 0.0))
    return best


def _imposed(game: Game) -> float:
    """How firmly nobody commits, the patron imposes, and at least three accept."""
    gain = imposing(game.world, game.alone(0))
    if game.replies.kind[0] != IMPOSED or game.replies.pact[0].bit_count() < 3:
        gain = min(gain, -1e-3)
    return min(commits(game, 0), gain)


def _spoke_with(game: Game, client: str) -> float:
    """How firmly every surviving outcome has a bilateral pact with one client and none of many."""
    n, world, replies = game.world.clients, game.world, game.replies
    i = list(game.case.clients).index(client)
    worst = math.inf
    for coalition in game.survivors:
        value = game.payoffs[coalition][n]
        if replies.kind[coalition] != patron.ALONE:
            worst = min(worst, -max(value - game.alone(coalition)[n], 1e-3))
            continue
        spokes = game.spokes(coalition)
        if spokes[i] > world.prior_level[i]:
            spokes[i] = world.prior_level[i]
            without = settle(world, coalition, 0, 0, False, spokes)[n]
            worst = min(worst, max(value - without, 0.0))
        else:
            offers = []
            for level in range(world.prior_level[i] + 1, 3):
                spokes[i] = level
                offers.append(settle(world, coalition, 0, 0, False, spokes)[n])
            worst = min(worst, min(max(offers) - value, -1e-3) if offers else -1.0)
    return worst if game.survivors else -1e-3


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
        near=lambda games: imposing(games["seato-1954"].world, games["seato-1954"].alone(0)),
    ),
    Target(
        "seato-hazard",
        "SEATO's hazard is over twice NATO's",
        ("seato-1954", "nato-1949"),
        _hazard_ratio,
    ),
    Target(
        "rok-bilateral",
        "Korea 1953: a bilateral pact",
        ("rok-1953",),
        lambda games: _spoke_with(games["rok-1953"], "south-korea"),
    ),
    Target(
        "roc-bilateral",
        "Taiwan 1954: a bilateral pact",
        ("roc-1954",),
        lambda games: _spoke_with(games["roc-1954"], "taiwan"),
    ),
    Target(
        "hokkaido-two",
        "Hokkaido occupied: at least two clients commit",
        ("hokkaido-occupied",),
        lambda games: _some_commit(games["hokkaido-occupied"], 2),
        # Pairs with nothing to gain are always close to indifference; those with Japan are not.
        near=lambda games: _some_commit(games["hokkaido-occupied"], 2, "japan"),
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
