"""Hold the package's solution of the game against Gambit, stage by stage.

    make verify
    python tools/verify.py --seed 7 --games 50

What everybody gets at the end of the game (its leaves) is written here a second time, from the
formulas of the docstrings and in another style: every order of conquest is listed, groups of clients
are Python sets, expected costs are integrals. Every small case and many made-up games are compared,
number by number; Gambit then says which answers to an offer and which pledges are equilibria.

Gambit 17 has no solver for subgame perfection, so the game is solved backwards: offers are judged by
the game of accepting and declining that each of them starts (stages 2 and 3), the patron is pruned
to the reply that the package chose, and what is left is the clients' game of pledges (stage 1).

Exit code 0: everything agrees. 1: something does not. 130: stopped by the keyboard.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import math
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pygambit

from alliance_design import commitment, design, duration, parameters, patron
from alliance_design.cases import Case, case_ids, load
from alliance_design.design import Facts
from alliance_design.parameters import BOX, Parameters, Settings

TOLERANCE = 1e-9
"""Largest difference between a number of the package and the one written here."""

TINY = 1e-9
"""A gain of no more than this moves nobody, in the package as here (`patron.TINY`)."""

EDGE = 1e-11
"""A gain this close to `TINY` may be judged either way: rounding decides."""

MOST_ORDERS = 7
"""Most places of a case whose orders of conquest are listed; 7 places have 5040."""

Group = frozenset[int]
NOBODY: Group = frozenset()


def groups(clients: int) -> list[Group]:
    """Every group of clients, in the order of the package's numbers for sets."""
    return [group_of(number, clients) for number in range(1 << clients)]


def group_of(number: int, clients: int = 32) -> Group:
    """The group that a whole number stands for in the package."""
    return frozenset(i for i in range(clients) if number >> i & 1)


def number_of(group: Iterable[int]) -> int:
    """The whole number that stands for a group in the package."""
    return sum(1 << i for i in group)


def within(clients: int, bound: Group, missing: int = 0) -> list[Group]:
    """Coalitions that hold all clients that are bound already, or all but some of them."""
    return sorted(
        {pledged(g) for g in groups(clients) if len(bound - pledged(g)) <= missing}, key=number_of
    )


def pledged(group: Iterable[int]) -> Group:
    """The coalition that some clients' pledges make: a lone pledge is none."""
    found = frozenset(group)
    return found if len(found) > 1 else NOBODY


# ------------------------------------------------------------------------------- leaves, once more


def integral(function: Callable[[np.ndarray], np.ndarray], low: float, high: float) -> float:
    """A smooth function's integral by Gauss and Legendre's rule, 80 points."""
    at, weights = _nodes()
    half = 0.5 * (high - low)
    return half * float(weights @ function(low + half * (at + 1.0)))


@functools.cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    return np.polynomial.legendre.leggauss(80)


class Leaves:
    """What everybody gets while some pledges and pacts stand, from the facts and the parameters.

    Parameters
    ----------
    given : Facts
        A case as numbers.
    p : Settings
        The parameters as a tuple with names.
    """

    def __init__(self, given: Facts, p: Settings) -> None:
        self.given, self.p = given, p
        self.n = n = given.clients
        self.orders = np.array(list(itertools.permutations(range(len(given.prizes)))))
        self.turn_of = np.argsort(self.orders, axis=1)
        self.arriving = self._arriving()
        self._threats: dict[tuple[tuple[float, ...], Group], list[float]] = {}
        self._stands: dict[tuple[Any, ...], tuple[float, ...]] = {}
        self.forces = tuple(float(force) for force in given.defences)
        self.bare = self.threats(self.forces)
        self.follow = [[self._falls_after(i, j) for j in range(n)] for i in range(n)]
        self.prior = tuple(int(level) for level in given.prior_level)
        self.allies = [group_of(int(allies)) for allies in given.allies]
        self.bound = group_of(int(given.standing), n)
        self._expectations()

    def _arriving(self) -> np.ndarray:
        """What each step of each order of conquest brings to bear, to the power that decides."""
        given, p = self.given, self.p

        @functools.cache
        def step(held: Group, target: int) -> float:
            power = given.power + p.spoils * sum(given.prizes[k] for k in held)
            reach = given.reach_km + p.base_use * sum(given.bases_km[k] for k in held)
            ways = [
                (land[target], sea[target])
                for land, sea in zip(given.start_land_km, given.start_sea_km, strict=True)
            ]
            ways += [(given.land_km[k][target], given.sea_km[k][target]) for k in held]
            loads = [
                power / math.exp(land / p.land_scale_km + sea / reach)
                for land, sea in ways
                if land >= 0.0
            ]
            return max(loads, default=0.0) ** p.decisiveness

        return np.array(
            [
                [step(frozenset(order[:turn]), order[turn]) for turn in range(len(order))]
                for order in self.orders.tolist()
            ]
        )

    def threats(self, defences: Sequence[float], held: Group = NOBODY) -> list[float]:
        """Threat to every place: the best of all orders of conquest that end with it."""
        key = tuple(defences), held
        if key not in self._threats:
            first = len(held)
            resisting = np.array(defences)[self.orders] ** self.p.decisiveness
            chances = np.zeros_like(self.arriving)
            np.divide(
                self.arriving, self.arriving + resisting, out=chances, where=self.arriving > 0.0
            )
            chances[:, :first] = 1.0
            rows = [set(order[:first]) == held for order in self.orders.tolist()]
            success = np.cumprod(chances, axis=1)[rows]
            turns = self.turn_of[rows]
            self._threats[key] = [
                0.0
                if place in held
                else float(np.take_along_axis(success, turns[:, place, None], axis=1).max())
                for place in range(len(defences))
            ]
        return self._threats[key]

    def picks(self, threats: Sequence[float], left: Iterable[int]) -> dict[int, float]:
        """How likely the adversary is to attack each of the clients that are left."""
        pull = {k: math.exp((threats[k] - self.p.restraint) / self.p.choice_noise) for k in left}
        return {k: weight / (1.0 + sum(pull.values())) for k, weight in pull.items()}

    def _falls_after(self, i: int, j: int) -> float:
        """Chance that i falls once j has: the sum over every way the adversary may go on."""
        total, ways = 0.0, [(frozenset({j}), 1.0)] if i != j else []
        while ways:
            fallen, chance = ways.pop()
            threats = self.threats(self.forces, fallen)
            for k, picked in self.picks(threats, set(range(self.n)) - fallen).items():
                onward = chance * self.p.linkage * picked * threats[k]
                if k == i:
                    total += onward
                else:
                    ways.append((fallen | {k}, onward))
        return total

    def _arrives(self, helper: int) -> list[float]:
        """Share of a helper's aid that arrives at each client over the shortest friendly way."""
        given, p = self.given, self.p
        places = range(len(given.prizes))
        burden = np.full((len(places), len(places)), np.inf)
        for a, b in itertools.product(places, places):
            if given.land_km[a][b] >= 0.0:
                burden[a, b] = (
                    given.land_km[a][b] / p.aid_scale_km
                    + given.sea_km[a][b] / given.friendly_km[helper]
                )
        for via in places:
            burden = np.minimum(burden, burden[:, via, None] + burden[None, via, :])
        shares = np.exp(-burden[helper])
        return [float(s if given.decays else s > 0.0) for s in shares]

    def _expectations(self) -> None:
        """Aid, relief and costs to be expected, by helper and attacked, and by kind of pledge."""
        given, p, n = self.given, self.p, self.n
        c = p.mean_cost
        tied = {"free": p.audience_cost, "forced": p.imposed_share * p.audience_cost}

        def honours(stake: float, audience: float) -> float:
            return -math.expm1(-(stake + audience) / c)

        def fighting(stake: float, audience: float) -> float:
            """Pays the cost drawn where that is at most stake and audience cost, else the latter."""
            worth = stake + audience
            pays = integral(lambda x: x / c * np.exp(-x / c), 0.0, worth)
            return pays + audience * math.exp(-worth / c)

        def resolve(stake: float, audience: float) -> float:
            return integral(lambda x: np.exp(-x / c), stake, stake + audience)

        joint = [p.standards + (1.0 - p.standards) * shared for shared in given.standards]
        sent = [[0.0] * n for _ in range(n)]
        self.aid: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
        self.fight: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
        for j in range(n):
            arrives = self._arrives(j)
            for i in set(range(n)) - {j}:
                sent[j][i] = p.aid_share * given.capabilities[j] * arrives[i]
                held = list(self.forces)
                held[i] += sent[j][i]
                stake = self.follow[j][i] * max(self.bare[i] - self.threats(held)[i], 0.0)
                for kind, audience in tied.items():
                    self.aid[kind][j, i] = honours(stake, audience) * sent[j][i]
                    self.fight[kind][j, i] = fighting(stake, audience) if given.fights else 0.0
        self.relief: dict[str, dict[tuple[int, int], float]] = defaultdict(dict)
        self.own: dict[str, list[float]] = defaultdict(list)
        self.resolve: dict[str, list[float]] = defaultdict(list)
        for i in range(n):
            all_they_can = self.forces[i] + sum(sent[j][i] for j in range(n))
            part = p.relief / all_they_can if all_they_can > 0.0 else 0.0
            kept = 1.0 - self.bare[i]
            for kind, audience in {"none": 0.0, **tied}.items():
                self.own[kind].append(part * joint[i] * self.forces[i] * honours(kept, audience))
                self.resolve[kind].append(resolve(kept, audience) if given.fights else 0.0)
                for j in set(range(n)) - {i} if kind in tied else ():
                    self.relief[kind][j, i] = part * joint[j] * self.aid[kind][j, i]
        self.quarrel = {
            (i, j): p.rivalry_cost
            * given.rivalry[i * n + j]
            * (1.0 - p.fading * min(self.bare[i], self.bare[j]))
            for i in range(n)
            for j in range(n)
        }
        brings = p.patron_share * given.patron_power
        self.help = (0.0, p.consult_share * brings, brings)
        self.liable = (0.0, p.consult_share, 1.0)

    def stands(
        self, coalition: Group, pact: Group, level: int, imposed: bool, spokes: Sequence[int]
    ) -> tuple[float, ...]:
        """Payoffs of the clients and the patron while pledges and pacts stand.

        Parameters
        ----------
        coalition, pact : frozenset of int
            Clients pledged to one another; members of the patron's many-member pact.
        level : int
            Its level.
        imposed : bool
            Whether the patron imposed it.
        spokes : sequence of n int
            Levels of the bilateral pacts of those outside it.

        Returns
        -------
        tuple of n + 1 float
        """
        key = coalition, pact, level, imposed, tuple(spokes)
        if key in self._stands:
            return self._stands[key]
        given, p, everyone = self.given, self.p, range(self.n)
        free: list[set[int]] = []
        forced: list[set[int]] = []
        for i in everyone:
            by_choice = set(self.allies[i])
            by_choice |= coalition if i in coalition else set()
            by_choice |= pact if i in pact and not imposed else set()
            by_force = set(pact) if i in pact and imposed else set()
            free.append(by_choice - {i})
            forced.append(by_force - by_choice - {i})
        levels = [max(level, self.prior[i]) if i in pact else spokes[i] for i in everyone]
        helped = [
            (free[i] and "free") or (forced[i] and "forced") or "none"  # how i itself is bound
            for i in everyone
        ]
        ties = [
            [("free", j) for j in free[i]] + [("forced", j) for j in forced[i]] for i in everyone
        ]
        defences = list(self.forces)
        for i in everyone:
            defences[i] += sum(self.aid[kind][j, i] for kind, j in ties[i]) + self.help[levels[i]]
        threats = self.threats(defences)
        picked = self.picks(threats, everyone)
        taken = [picked[i] * threats[i] for i in everyone]
        war = []
        for i in everyone:
            bilateral = levels[i] > 0 and i not in pact
            starts = p.incitement * given.provocation[i]
            war.append(picked[i] + (starts * (1.0 - p.control) if bilateral else starts))
        survives = [
            1.0 - taken[i] - sum(taken[j] * self.follow[i][j] for j in everyone if j != i)
            for i in everyone
        ]
        payoffs = []
        for i in everyone:
            costs = [war[i] * self.resolve[helped[i]][i] if ties[i] else 0.0]
            costs += [war[j] * self.fight[kind][i, j] for kind, j in ties[i]]
            costs += [self.quarrel[i, j] for _, j in ties[i] if j not in self.allies[i]]
            costs += [p.membership] if i in coalition | pact else []
            payoffs.append(survives[i] - math.fsum(costs))
        stakes = math.fsum(p.stake * given.interest[i] * survives[i] for i in everyone)
        wars = math.fsum(
            self.liable[levels[i]]
            * p.war_cost
            * war[i]
            * (
                1.0
                - self.own[helped[i]][i]
                - math.fsum(self.relief[kind][j, i] for kind, j in ties[i])
            )
            for i in everyone
            if levels[i]
        )
        treaties = sum(i not in pact and levels[i] > self.prior[i] for i in everyone) + bool(pact)
        payoffs.append(stakes - wars - treaties * p.treaty_cost)
        self._stands[key] = tuple(payoffs)
        return self._stands[key]

    def ends(self, gains: Iterable[float]) -> float:
        """Rate at which a pact ends: shocks that not all of its pivotal members outlast."""
        outlast = math.prod(
            -math.expm1(-gain / self.p.shock_size) if gain > 0.0 else 0.0 for gain in gains
        )
        return self.p.shock_rate - self.p.shock_rate * outlast

    def over_life(self, now: float, later: float, rate: float) -> float:
        """What a payoff that another follows at a rate is worth, per year."""
        first = self.p.discount / (self.p.discount + rate)
        return first * now + (1.0 - first) * later


class Valued:
    """Payoffs over the life of a pact, given the spokes that the patron keeps to fall back on.

    Which spokes those are, the package chose; that its choice is right is checked apart. What
    they are worth is worked out here.

    Parameters
    ----------
    leaves : Leaves
    replies : alliance_design.patron.Replies
    """

    def __init__(
        self,
        leaves: Leaves,
        world: commitment.World,
        replies: patron.Replies,
        exhaustive: bool,
    ) -> None:
        self.leaves = leaves
        self.n = n = leaves.n
        self.alone_spokes: dict[Group, tuple[int, ...]] = {}
        self.alone: dict[Group, tuple[float, ...]] = {}
        self.beside_spokes: dict[tuple[Group, int], tuple[int, ...]] = {}
        self.beside: dict[tuple[Group, int], tuple[float, ...]] = {}
        # Clients bound already stay bound but for one, whose exit may be weighed.
        self.near = within(n, leaves.bound, missing=1)
        self.within = within(n, leaves.bound)
        for group in self.near:
            number = number_of(group)
            spokes = tuple(replies.alone_spokes[number * n : (number + 1) * n])
            self.alone_spokes[group] = spokes
            self.alone[group] = leaves.stands(group, NOBODY, 0, False, spokes)
        search = patron.every_spokes if exhaustive else patron.best_spokes
        for group in within(n, NOBODY)[1:]:
            for level in (1, 2):
                if group in self.near:
                    row = number_of(group) * 2 + level - 1
                    found = replies.joined_spokes[row * n : (row + 1) * n]
                else:
                    found, _ = search(world, number_of(group), number_of(group), level, False)
                self.beside_spokes[group, level] = tuple(found)
                self.beside[group, level] = leaves.stands(group, group, level, False, found)

    def _life(
        self,
        coalition: Group,
        pact: Group,
        now: Sequence[float],
        without: Callable[[Group], float],
        breakdown: float = 0.0,
    ) -> tuple[list[float], float]:
        """Payoffs over a pact's life, and its hazard."""
        n, later = self.n, self.alone[coalition]
        gains = [now[n] - later[n]]
        self.pivotal = set[int]()
        for i in pact:
            fallback = self.alone[pledged(coalition - {i})]
            rest = pact - {i}
            if len(rest) < 2 or without(rest) < fallback[n] + TINY:
                gains.append(now[i] - fallback[i])
                self.pivotal.add(i)
        rate = self.leaves.ends(gains)
        after = [*later[:n], later[n] - breakdown]
        return [self.leaves.over_life(*pair, rate) for pair in zip(now, after, strict=True)], rate

    def joined(
        self, coalition: Group, pact: Group, level: int, spokes: Sequence[int]
    ) -> tuple[list[float], float]:
        """Of a pact that clients join freely; with fewer than two there is none, at no hazard."""
        if len(pact) < 2:
            return list(self.leaves.stands(coalition, NOBODY, 0, False, spokes)), 0.0
        now = self.leaves.stands(coalition, pact, level, False, spokes)
        return self._life(coalition, pact, now, lambda rest: self.beside[rest, level][self.n])

    def imposed(self, members: Group, level: int) -> tuple[list[float], float]:
        """Of a pact imposed on all that just these accept."""
        leaves, prior = self.leaves, self.leaves.prior
        values, rate = list(self.alone[NOBODY]), 0.0
        if len(members) > 1:
            now = leaves.stands(NOBODY, members, level, True, prior)
            values, rate = self._life(
                NOBODY,
                members,
                now,
                lambda _: -math.inf,  # the first exit ends an imposed pact
                leaves.p.breakdown_cost,
            )
        for i in set(range(self.n)) - members:
            # To consult is half of to fight: read from the package's code, no docstring says it.
            values[i] -= leaves.p.refusal_cost * {0: 0.0, 1: 0.5, 2: 1.0}[leaves.prior[i]]
        return values, rate


# ------------------------------------------------------------------------------- Gambit

Profile = tuple[bool, ...]


class Yesno:
    """A game in which each of some clients says yes or no at once, in Gambit.

    Parameters
    ----------
    players : sequence of int
        The clients that have a choice.
    payoffs : callable
        From the group that says yes to everybody's payoffs.
    """

    def __init__(self, players: Sequence[int], payoffs: Callable[[Group], Sequence[float]]) -> None:
        self.players = tuple(players)
        tables = {f"client {i}": np.zeros((2,) * len(self.players)) for i in self.players}
        for profile in itertools.product((0, 1), repeat=len(self.players)):
            found = payoffs(frozenset(itertools.compress(self.players, profile)))
            for i in self.players:
                tables[f"client {i}"][profile] = found[i]
        # Not `from_arrays`, which fails on every game in 17.0.0b2.
        self.game = pygambit.StrategicGame.from_dict(tables) if self.players else None

    def regret(self, yes: Group) -> float:
        """The most that any player would gain by another answer, where just these say yes."""
        if self.game is None:
            return 0.0
        answers = [[0, 1] if i in yes else [1, 0] for i in self.players]
        return float(self.game.mixed_strategy_profile(answers, rational=True).max_regret())

    def all_yes(self) -> float:
        """The regret where everybody says yes."""
        return self.regret(frozenset(self.players))

    def pure(self) -> list[Group]:
        """Groups that say yes in each of the pure equilibria; there may be none."""
        if self.game is None:
            return [NOBODY]
        return [
            frozenset(i for i in self.players if profile[f"client {i}"]["2"] == 1)
            for profile in pygambit.nash.enumpure_solve(self.game).equilibria
        ]


# ------------------------------------------------------------------------------- what was found


@dataclass
class Report:
    """Counts of what was checked, shares, and every disagreement."""

    done: Counter[str] = field(default_factory=Counter)
    shares: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    largest: float = 0.0
    game: str = ""

    def check(self, what: str, fine: bool, detail: Callable[[], str] = str) -> None:
        """Count one check; keep what failed with the game it failed in."""
        self.done[what] += 1
        if not fine:
            self.wrong[what].append(f"{self.game}: {detail()}")

    def close(
        self,
        what: str,
        theirs: Sequence[float],
        ours: Sequence[float],
        detail: Callable[[], str] = str,
    ) -> None:
        """Compare numbers of the package with the same ones written here."""
        gaps = [abs(a - b) for a, b in zip(theirs, ours, strict=True)]
        # A NaN is neither small nor large: `not <=` finds it.
        gap = math.nan if any(map(math.isnan, gaps)) else max(gaps, default=0.0)
        self.largest = max(self.largest, gap)
        self.check(what, gap <= TOLERANCE, lambda: f"{detail()} differs by {gap:.3g}")

    def share(self, what: str, holds: bool) -> None:
        """Count whether something that need not hold does."""
        self.shares[what][0] += holds
        self.shares[what][1] += 1

    @property
    def failures(self) -> int:
        """How many checks failed."""
        return sum(len(found) for found in self.wrong.values())

    def text(self) -> str:
        """The summary for readers."""
        lines = ["Checked (and how often it disagreed):"]
        width = max(map(len, [*self.done, *self.shares]), default=0)
        for what, count in self.done.items():
            lines.append(f"  {what:<{width}} {count:>9,}  {len(self.wrong.get(what, ())):>6,}")
        lines.append(f"Largest difference between two numbers: {self.largest:.2g}")
        if self.shares:
            lines.append("Shares (told, not asked for):")
        for what, (held, of) in self.shares.items():
            lines.append(f"  {what:<{width}} {held:>9,}  of {of:>7,}  {held / of:>7.2%}")
        for what, found in self.wrong.items():
            lines.append(f"DISAGREE on {what}: {len(found):,}")
            lines += [f"  {line}" for line in found[:5]]
        lines.append(f"{self.failures:,} disagreements." if self.failures else "Everything agrees.")
        return "\n".join(lines)


# ------------------------------------------------------------------------------- the checks


def check_game(name: str, given: Facts, p: Settings, report: Report) -> None:
    """Every check of one game.

    Parameters
    ----------
    name : str
        For messages.
    given : Facts
    p : Settings
    report : Report
        Takes what is found.
    """
    report.game = name
    report.done["games"] += 1
    leaves = Leaves(given, p)
    world = design.build(given, p)
    check_leaves(world, leaves, report)
    solved = {exhaustive: patron.solve(world, exhaustive) for exhaustive in (True, False)}
    accepted = {
        (coalition, pact, level): every_offer(world, leaves, coalition, pact, level, report)
        for coalition in within(leaves.n, leaves.bound, missing=1)
        for pact, level in ((NOBODY, 0), (coalition, 1), (coalition, 2))[: 3 if coalition else 1]
    }
    for exhaustive, replies in solved.items():
        valued = Valued(leaves, world, replies, exhaustive)
        check_values(world, valued, replies, report)
        for (coalition, pact, level), best in accepted.items():
            chosen = valued.beside[pact, level] if pact else valued.alone[coalition]
            where = "beside a pact" if pact else "alone"
            if exhaustive:
                report.check(
                    f"spokes {where} are the patron's best accepted",
                    abs(chosen[-1] - best) <= TINY + EDGE,
                    lambda chosen=chosen, best=best: f"{chosen[-1]} against {best}",
                )
            else:
                same = abs(chosen[-1] - best) <= TINY + EDGE
                report.share(f"one-at-a-time finds the best spokes {where}", same)
        check_replies(world, valued, replies, exhaustive, report)
        check_pledges(world, valued, replies, report)
    full, quick = solved[True], solved[False]
    width = leaves.n + 1
    for coalition in map(number_of, within(leaves.n, leaves.bound)):
        at = coalition * width + leaves.n
        same = abs(full.payoffs[at] - quick.payoffs[at]) <= TINY + EDGE
        report.share("one-at-a-time finds the reply of the same value", same)
    stable = [
        commitment.coalitions_in_equilibrium(rows_of(replies.payoffs, width), world.standing)
        for replies in (full, quick)
    ]
    report.share("one-at-a-time leads to the same equilibria", stable[0] == stable[1])


def rows_of(flat: Sequence[float], width: int) -> list[Sequence[float]]:
    """A flat table as its rows."""
    return [flat[at : at + width] for at in range(0, len(flat), width)]


def offers(prior: Sequence[int], pact: Group = NOBODY) -> Iterator[tuple[int, ...]]:
    """Every set of spokes for those outside a pact; nobody falls below the pact already in force."""
    return itertools.product(
        *((lowest,) if i in pact else range(lowest, 3) for i, lowest in enumerate(prior))
    )


def answered(spokes: Sequence[int], prior: Sequence[int], yes: Group) -> tuple[int, ...]:
    """The spokes that are left where just these accept: the others keep what was in force."""
    return tuple(s if i in yes else prior[i] for i, s in enumerate(spokes))


def raised(spokes: Sequence[int], prior: Sequence[int]) -> Group:
    """Clients that are offered a new or a stronger spoke."""
    return frozenset(i for i, s in enumerate(spokes) if s > prior[i])


def check_leaves(world: commitment.World, leaves: Leaves, report: Report) -> None:
    """What everybody gets while pledges and pacts stand, and how dominoes fall."""
    n, given, p = leaves.n, leaves.given, leaves.p
    resistances = [force**p.decisiveness for force in given.defences]
    falls = design.follow_on(world.edges, resistances, n, p.linkage, p.restraint, p.choice_noise)
    report.close("follow_on", falls, [chance for row in leaves.follow for chance in row])
    for coalition in within(n, leaves.bound, missing=1):
        for pact in within(n, NOBODY):
            for level, imposed in (
                itertools.product((1, 2), (False, True)) if pact else ((0, False),)
            ):
                for spokes in offers(leaves.prior, pact):
                    arrangement = coalition, pact, level, imposed, spokes
                    report.close(
                        "settle",
                        commitment.settle(
                            world, number_of(coalition), number_of(pact), level, imposed, spokes
                        ),
                        leaves.stands(*arrangement),
                        lambda arrangement=arrangement: str(arrangement),
                    )


def check_values(
    world: commitment.World, valued: Valued, replies: patron.Replies, report: Report
) -> None:
    """What pacts are worth over their lives, and how they end."""
    n, leaves = valued.n, valued.leaves
    for coalition in valued.near:
        expected = valued.alone[coalition]
        at = number_of(coalition) * (n + 1)
        report.close("table of spokes alone", replies.alone[at : at + n + 1], expected)
    for (pact, level), expected in valued.beside.items():
        if pact not in valued.near:
            continue
        at = (number_of(pact) * 2 + level - 1) * (n + 1)
        now = replies.joined[at : at + n + 1]
        report.close("table of pacts joined", now, expected)
        spokes = valued.beside_spokes[pact, level]
        # A coalition may be wider than the pact: that is what a member who declines leaves behind.
        for coalition in valued.within:
            number = number_of(coalition)
            now = commitment.settle(world, number, number_of(pact), level, False, spokes)
            theirs, rate = patron.joined_value(
                world, number, number_of(pact), level, now, replies.alone, replies.joined
            )
            ours, expected_rate = valued.joined(coalition, pact, level, spokes)
            report.close(
                "joined_value",
                [*theirs, rate],
                [*ours, expected_rate],
                lambda told=(coalition, pact, level): "{} pledged, {} joined at {}".format(
                    *map(shown, told)
                ),
            )
    # Nothing is imposed where some are bound already: nobody pledged cannot come about.
    for members, level in itertools.product(groups(n), (1, 2)) if not leaves.bound else ():
        theirs, rate = patron.imposed_on(
            world, number_of(members), level, replies.alone, leaves.prior
        )
        ours, expected_rate = valued.imposed(members, level)
        report.close("imposed_on", [*theirs, rate], [*ours, expected_rate])
    rate = max(replies.hazard)
    if rate > 0.0:
        early, late = duration.lifetime(rate)
        report.close(
            "lifetime", [1.0 - math.exp(-rate * early), math.exp(-rate * late)], [0.05, 0.05]
        )


def every_offer(
    world: commitment.World,
    leaves: Leaves,
    coalition: Group,
    pact: Group,
    level: int,
    report: Report,
) -> float:
    """Judge every set of spokes by its game of accepting and declining.

    Returns
    -------
    float
        The patron's best payoff over those that everybody offered one accepts.
    """
    prior = leaves.prior

    def payoffs(spokes: Sequence[int]) -> tuple[float, ...]:
        return leaves.stands(coalition, pact, level, False, spokes)

    best = -math.inf
    for spokes in offers(prior, pact):
        game = Yesno(
            sorted(raised(spokes, prior)),
            lambda yes, spokes=spokes: payoffs(answered(spokes, prior, yes)),
        )
        regret = game.all_yes()
        report.share("offers of spokes that everybody accepts", regret <= TINY)
        kept, _ = patron.accepted_spokes(
            world, number_of(coalition), number_of(pact), level, False, spokes
        )
        if abs(regret - TINY) > EDGE:
            report.check(
                "accepting spokes is an equilibrium just where the package says so",
                (regret <= TINY) == (tuple(kept) == spokes),
                lambda spokes=spokes, regret=regret: f"{coalition} {pact} {spokes}: {regret:.3g}",
            )
        left = regret
        if tuple(kept) != spokes:
            left = Yesno(
                sorted(raised(kept, prior)),
                lambda yes, kept=kept: payoffs(answered(kept, prior, yes)),
            ).all_yes()
        report.check(
            "the spokes that the package leaves are accepted",
            left <= TINY + EDGE,
            lambda spokes=spokes, kept=kept: f"{coalition} {pact} {spokes} to {kept}",
        )
        if regret <= TINY:
            best = max(best, payoffs(spokes)[-1])
    return best


def joining(
    valued: Valued,
    coalition: Group,
    pact: Group,
    level: int,
    spokes: Sequence[int],
    all_of_them: bool,
) -> Yesno:
    """The game of accepting and declining a pact of many members and the spokes beside it.

    Parameters
    ----------
    valued : Valued
    coalition, pact : frozenset of int
    level : int
    spokes : sequence of n int
    all_of_them : bool
        Whether those offered spokes beside the pact decide too; else only its members do.
    """
    prior = valued.leaves.prior
    holders = raised(spokes, prior) - pact

    def payoffs(yes: Group) -> Sequence[float]:
        kept = answered(spokes, prior, yes if all_of_them else holders)
        return valued.joined(coalition, pact & yes, level, kept)[0]

    return Yesno(sorted(pact | holders if all_of_them else pact), payoffs)


def check_replies(
    world: commitment.World,
    valued: Valued,
    replies: patron.Replies,
    exhaustive: bool,
    report: Report,
) -> None:
    """Whether each reply is accepted, worth what the package says, and the patron's best."""
    n = valued.n
    search = "all spokes" if exhaustive else "one at a time"
    for coalition in valued.within:
        at = number_of(coalition)
        kind, level = replies.kind[at], replies.level[at]
        pact = group_of(replies.pact[at], n)
        spokes = tuple(replies.spokes[at * n : (at + 1) * n])
        payoffs = replies.payoffs[at * (n + 1) : (at + 1) * (n + 1)]
        told = f"{sorted(coalition)} answered by {kind} {sorted(pact)} {level} {spokes}"
        report.done[f"replies: {('spokes alone', 'joined', 'imposed')[kind]} ({search})"] += 1
        regret, all_regret = 0.0, 0.0
        if kind == patron.ALONE:
            ours, rate = list(valued.leaves.stands(coalition, NOBODY, 0, False, spokes)), 0.0
            held = raised(spokes, valued.leaves.prior)
            regret = all_regret = Yesno(
                sorted(held),
                lambda yes, spokes=spokes, coalition=coalition: valued.leaves.stands(
                    coalition, NOBODY, 0, False, answered(spokes, valued.leaves.prior, yes)
                ),
            ).all_yes()
        elif kind == patron.JOINED:
            ours, rate = valued.joined(coalition, pact, level, spokes)
            regret = joining(valued, coalition, pact, level, spokes, False).all_yes()
            all_regret = joining(valued, coalition, pact, level, spokes, True).all_yes()
            valued.joined(coalition, pact, level, spokes)
            for i in valued.pivotal - valued.leaves.bound:
                report.share(
                    f"spokes alone are the reply to a pivotal member's exit ({search})",
                    replies.kind[number_of(pledged(coalition - {i}))] == patron.ALONE,
                )
        else:
            ours, rate = valued.imposed(pact, level)
            regret = all_regret = imposing(valued, level).regret(pact)
        report.close(
            "payoffs and hazard of replies",
            [*payoffs, replies.hazard[at]],
            [*ours, rate],
            lambda told=told: told,
        )
        report.check(
            f"replies are accepted ({search})",
            regret <= TINY + EDGE,
            lambda told=told, regret=regret: f"{told}: regret {regret:.3g}",
        )
        if kind == patron.JOINED and raised(spokes, valued.leaves.prior) - pact:
            report.share(
                f"spokes beside a pact are accepted over its life ({search})",
                all_regret <= TINY + EDGE,
            )
        best = best_reply(world, valued, replies, coalition, exhaustive, report)
        report.check(
            f"replies are the patron's best accepted ({search})",
            abs(payoffs[n] - best) <= TINY + EDGE,
            lambda told=told, payoffs=payoffs, best=best: f"{told}: {payoffs[n]} against {best}",
        )
    for i in range(n) if not valued.leaves.bound else ():
        at = (1 << i) * (n + 1)
        report.close(
            "a lone pledge is none", replies.payoffs[at : at + n + 1], replies.payoffs[: n + 1]
        )


def best_reply(
    world: commitment.World,
    valued: Valued,
    replies: patron.Replies,
    coalition: Group,
    exhaustive: bool,
    report: Report,
) -> float:
    """The patron's best payoff over all that it could offer a coalition and that is accepted."""
    n, prior = valued.n, valued.leaves.prior
    best = valued.alone[coalition][n]
    if not coalition:
        if n > 1:
            for level in (1, 2):
                members, value = check_imposed(world, valued, replies, level, exhaustive, report)
                if members:
                    best = max(best, value)
        return best
    widest = best
    for pact in groups(n):
        if not coalition <= pact:
            continue
        for level in (1, 2):
            chosen = valued.beside_spokes[pact, level]
            for spokes in offers(prior, pact):
                value = valued.joined(coalition, pact, level, spokes)[0][n]
                if spokes == chosen and value > best:
                    regret = joining(valued, coalition, pact, level, spokes, False).all_yes()
                    best = value if regret <= TINY else best
                if exhaustive and value > widest:
                    regret = joining(valued, coalition, pact, level, spokes, True).all_yes()
                    widest = value if regret <= TINY else widest
    if exhaustive and len(coalition) < n:
        # The package weighs the spokes beside a pact while it stands, and one set of them for each.
        report.share(
            "no other spokes beside a pact pay over its life", widest <= best + TINY + EDGE
        )
    return best


def imposing(valued: Valued, level: int) -> Yesno:
    """The game of accepting and declining a pact imposed on all."""
    return Yesno(range(valued.n), lambda yes: valued.imposed(yes, level)[0])


def check_imposed(
    world: commitment.World,
    valued: Valued,
    replies: patron.Replies,
    level: int,
    exhaustive: bool,
    report: Report,
) -> tuple[Group, float]:
    """Who accepts an imposed pact according to the package, and whether they do.

    Returns
    -------
    members : frozenset of int
    value : float
        The patron's, over the life of the pact.
    """
    number, _, _ = patron.imposed_pact(world, level, replies.alone, valued.leaves.prior)
    members = group_of(number, valued.n)
    game = imposing(valued, level)
    if members:
        regret = game.regret(members)
        report.check(
            "an imposed pact is accepted by just those the package says",
            regret <= TINY + EDGE,
            lambda: f"level {level}, {sorted(members)}: regret {regret:.3g}",
        )
    if exhaustive:
        stable = game.pure()
        wide = [group for group in stable if len(group) > 1]
        report.share("imposed: some pure equilibrium", bool(stable))
        report.share("imposed: some pure equilibrium with two or more", bool(wide))
        if wide:
            report.share("imposed: ... and the package finds one", bool(members))
            report.share("imposed: ... and it is the only one", len(wide) == 1)
    return members, valued.imposed(members, level)[0][valued.n]


def check_pledges(
    world: commitment.World, valued: Valued, replies: patron.Replies, report: Report
) -> None:
    """Stage 1: the patron pruned to its replies, Gambit says which pledges are equilibria."""
    n = valued.n
    standing = group_of(world.standing, n)

    def payoffs(yes: Group) -> Sequence[float]:
        coalition = pledged(standing | yes)
        at = number_of(coalition)
        kind, level, pact = replies.kind[at], replies.level[at], group_of(replies.pact[at], n)
        spokes = tuple(replies.spokes[at * n : (at + 1) * n])
        if kind == patron.IMPOSED:
            return valued.imposed(pact, level)[0]
        if kind == patron.JOINED:
            return valued.joined(coalition, pact, level, spokes)[0]
        return valued.leaves.stands(coalition, NOBODY, 0, False, spokes)

    listed = {
        group_of(number, n)
        for number in commitment.coalitions_in_equilibrium(
            rows_of(replies.payoffs, n + 1), world.standing
        )
    }
    game = Yesno(sorted(set(range(n)) - standing), payoffs)
    sure, possible = set(), set()
    for yes in map(frozenset, powerset(game.players)):
        regret = game.regret(yes)
        if regret <= TINY - EDGE:
            sure.add(pledged(standing | yes))
        if regret <= TINY + EDGE:
            possible.add(pledged(standing | yes))
    pure = {pledged(standing | yes) for yes in game.pure()}
    report.done["games of pledges"] += 1
    report.done["pure equilibria of pledges that Gambit lists"] += len(pure)
    report.share("games of pledges with a pure equilibrium", bool(pure))
    report.share("games of pledges with more than one", len(pure) > 1)

    def told() -> str:
        return f"Gambit {sorted(map(sorted, pure))}, package {sorted(map(sorted, listed))}"

    report.check("every pure equilibrium of Gambit is listed by the package", pure <= listed, told)
    report.check(
        "every coalition listed is an equilibrium in Gambit, to 1e-9", listed <= possible, told
    )
    report.check("no profile without regret is missing", sure <= listed, told)
    report.share("lists are equal without any tolerance", pure == listed)


def shown(thing: object) -> str:
    """A group as a list, anything else as it is."""
    return str(sorted(thing)) if isinstance(thing, frozenset) else str(thing)


def powerset(players: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every group of some players."""
    return itertools.chain.from_iterable(
        itertools.combinations(players, size) for size in range(len(players) + 1)
    )


# ------------------------------------------------------------------------------- games to check


def cut(case: Case, clients: Collection[str], keep: str = "") -> Case:
    """A case with some of its clients only.

    Parameters
    ----------
    case : Case
    clients : collection of str
        Ids of those that stay, each once.
    keep : {"", "places", "pledges"}
        The others are dropped with their legs and garrisons, and with the rivalries and pledges
        that name them. With ``"places"`` they become places between; with ``"pledges"`` a pledge
        goes on among the parties that are left.

    Returns
    -------
    A changed case; the one given stays as it is.
    """
    gone = {name: place for name, place in case.clients.items() if name not in clients}
    between = {**gone, **case.between} if keep == "places" else dict(case.between)
    known = {case.patron.id, *clients, *between}

    def trimmed(places: dict[str, Any]) -> dict[str, Any]:
        return {
            name: replace(place, garrisons={s: g for s, g in place.garrisons.items() if s in known})
            for name, place in places.items()
        }

    pledges = {}
    for name, pledge in case.pledges.items():
        parties = tuple(party for party in pledge.parties if party in clients)
        if parties == pledge.parties or (keep == "pledges" and len(parties) > 1):
            pledges[name] = replace(pledge, parties=parties)
    return replace(
        case,
        clients=trimmed({name: case.clients[name] for name in clients}),
        between=trimmed(between),
        rivalries={n: r for n, r in case.rivalries.items() if set(r.joins) <= set(clients)},
        pledges=pledges,
        legs={
            name: leg
            for name, leg in case.legs.items()
            if set(leg.joins) <= {*clients, *between, *case.positions}
        },
    )


def small_cases() -> Iterator[tuple[str, str, Facts]]:
    """Every case of two or three clients that the project's cases hold: name, change, numbers.

    The change is empty, or says what became of the others beside being dropped. Where three parties
    of a wider pledge are bound, a fourth client that is free joins them as well, for with three
    alone nobody is left to choose.
    """
    for name in case_ids():
        case = load(name)
        everyone = tuple(case.clients)
        for size in (2, 3):
            for clients in itertools.combinations(everyone, size):
                label = f"{name} ({', '.join(clients)})"
                plain = cut(case, clients)
                yield label, "", design.facts(plain)
                if clients != everyone and len(case.places) <= MOST_ORDERS:
                    yield label, "others between", design.facts(cut(case, clients, "places"))
                shortened = cut(case, clients, "pledges")
                if shortened.pledges == plain.pledges:
                    continue
                given = design.facts(shortened)
                yield label, "pledges shortened", given
                for other in everyone if given.standing else ():
                    four = design.facts(cut(case, dict.fromkeys((*clients, other)), "pledges"))
                    if four.clients == 4 and four.standing == given.standing:
                        yield label, f"bound, and {other} free", four


def draw_parameters(draw: random.Random) -> Settings:
    """Parameters from the box: anywhere in it, near the teaching set, or at its ends."""
    usual = Parameters()
    near = draw.random() < 0.5
    values = {}
    for name, bound in BOX.items():
        luck = draw.random()
        if luck < 0.05:
            values[name] = draw.choice((bound.low, bound.high))
        elif near and luck < 0.6:
            values[name] = getattr(usual, name)
        else:
            values[name] = draw.uniform(bound.low, bound.high)
    return Settings(**values)


def draw_facts(draw: random.Random) -> Facts:
    """A small made-up case of up to three clients, or four of which three or all are bound.

    There are up to two places between.
    """
    n = draw.choices((1, 2, 3, 4), weights=(1, 4, 14, 1))[0]
    places = n + draw.choice((0, 0, 1, 2) if n < 4 else (0, 1))

    def share(low: float, high: float) -> float:
        return 10.0 ** draw.uniform(low, high)

    def leg(there: float) -> tuple[float, float]:
        if draw.random() > there:
            return -1.0, -1.0
        return draw.uniform(0.0, 1500.0), draw.choice((0.0, draw.uniform(0.0, 1200.0)))

    land = [[-1.0] * places for _ in range(places)]
    sea = [[-1.0] * places for _ in range(places)]
    for a, b in itertools.combinations(range(places), 2):
        land[a][b], sea[a][b] = land[b][a], sea[b][a] = leg(0.8)
    starts = [[leg(0.7) for _ in range(places)] for _ in range(draw.choice((1, 2)))]
    rivalry = [0.0] * (n * n)
    allies = [0] * n
    for a, b in itertools.combinations(range(n), 2):
        rivalry[a * n + b] = rivalry[b * n + a] = draw.choice((0.0, 0.0, 0.5, 1.0))
        if draw.random() < 0.15:
            allies[a] |= 1 << b
            allies[b] |= 1 << a
    standing = 0
    if n > 2 and (n > 3 or draw.random() < 0.1):
        # Only a pledge of three or more binds.
        bound = draw.sample(range(n), draw.randint(3, n))
        standing = number_of(bound)
        for i in bound:
            allies[i] |= standing & ~(1 << i)
    with_pacts = draw.random() < 0.4
    return Facts(
        clients=n,
        power=share(-1.5, -0.4),
        reach_km=draw.uniform(20.0, 500.0),
        prizes=[share(-3.5, -1.0) for _ in range(places)],
        bases_km=[draw.uniform(0.0, 900.0) for _ in range(places)],
        defences=[0.0 if draw.random() < 0.05 else share(-3.0, -0.8) for _ in range(places)],
        start_land_km=[[land for land, _ in row] for row in starts],
        start_sea_km=[[sea for _, sea in row] for row in starts],
        land_km=land,
        sea_km=sea,
        capabilities=[share(-3.0, -0.8) for _ in range(n)],
        friendly_km=[draw.uniform(50.0, 5000.0) for _ in range(n)],
        standards=[draw.choice((0.0, 0.5, 1.0)) for _ in range(n)],
        provocation=[draw.choice((0.0, 0.0, 0.5, 1.0)) for _ in range(n)],
        interest=[draw.choice((1.0, draw.uniform(0.0, 2.0))) for _ in range(n)],
        prior_level=[draw.choice((0, 1, 2)) if with_pacts else 0 for _ in range(n)],
        allies=allies,
        standing=standing,
        rivalry=rivalry,
        patron_power=share(-1.0, -0.3),
        decays=draw.random() > 0.1,
        fights=draw.random() > 0.1,
    )


def every_game(seed: int, games: int, cases: bool = True) -> Iterator[tuple[str, Facts, Settings]]:
    """Every game to check, with a name: the small cases, then made-up ones."""
    for name, change, given in small_cases() if cases else ():
        sets = {"reference set": design.settings(parameters.reference())}
        if not change:
            sets["teaching set"] = design.settings(Parameters())
            sets["drawn set"] = draw_parameters(random.Random(f"{seed} {name}"))
        for label, p in sets.items():
            yield ", ".join(filter(None, (name, change, label))), given, p
    for number in range(games):
        yield f"made-up {number} of seed {seed}", *made_up(seed, number)


def made_up(seed: int, number: int) -> tuple[Facts, Settings]:
    """One made-up game: any for every fourth number, or one with a pact of many members in it.

    Left to chance, the patron answers with spokes alone nine times of ten. So two of four games are
    drawn again, a dozen times at most, until it joins a pact, and one until it imposes one.
    """
    draw = random.Random(f"{seed} {number}")
    wanted = (None, patron.JOINED, patron.JOINED, patron.IMPOSED)[number % 4]
    for _ in range(12):
        given, p = draw_facts(draw), draw_parameters(draw)
        if wanted is None or wanted in patron.solve(design.build(given, p)).kind:
            break
    return given, p


def main(arguments: Sequence[str] | None = None) -> int:
    """Check every game; print the summary. Returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seed", type=int, default=1951, help="of the made-up games")
    parser.add_argument("--games", type=int, default=500, help="how many of them (0: cases alone)")
    choice = parser.parse_args(arguments)
    report, started = Report(), time.monotonic()
    everything = list(every_game(choice.seed, choice.games))
    stopped = False
    try:
        for count, (name, given, p) in enumerate(everything, start=1):
            check_game(name, given, p, report)
            if count % 25 == 0 or count == len(everything):
                print(
                    f"[{count}/{len(everything)}] {time.monotonic() - started:.0f} s, "
                    f"{report.failures} disagreements",
                    file=sys.stderr,
                    flush=True,
                )
    except KeyboardInterrupt:
        stopped = True
    print(f"Gambit (pygambit {pygambit.__version__}), seed {choice.seed}")
    print(report.text())
    if stopped:
        print(f"Stopped after {report.done['games']} of {len(everything)} games.")
        return 1 if report.failures else 130
    return 1 if report.failures else 0


if __name__ == "__main__":
    sys.exit(main())
