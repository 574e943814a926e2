"""Calibration: which parameters give every fact at once, and how rare they are.

One set of parameters serves all cases. The region of the box that meets every target is far too
small for plain draws, so `subset` closes in on it by subset simulation (Au and Beck 2001): a chain
of nested events, each a fifth as likely as the one before, whose shares multiply to the region's
volume. `run` does that several times over, without each mechanism, and without each case, and
writes one small file that the chapters read. Needs the group ``speed`` of dependencies.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from alliance_design import design, patron
from alliance_design.cases import load
from alliance_design.codebook import data_folder
from alliance_design.compiled import compile_core
from alliance_design.design import MECHANISMS, Game, arrays, facts, read_game
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters, Settings
from alliance_design.targets import CASES, TARGETS, Target

__all__ = [
    "ENOUGH",
    "Region",
    "Solver",
    "penalty",
    "subset",
]

ENOUGH = 0.001
"""Slack from which a target counts as met, in units of payoff."""

LOW = np.array([bound.low for bound in BOX.values()])
HIGH = np.array([bound.high for bound in BOX.values()])

# Cheap cases first: a point that has missed too much by then is not looked at further.
ORDER = (
    "pacific-1951",
    "hokkaido-occupied",
    "brussels-1948",
    "nato-1949",
    "rok-1953",
    "roc-1954",
    "seato-1954",
)


def penalty(target: Target, slack: float) -> float:
    """What a missed target costs a point: 1, and up to 1 more the farther it is missed.

    Whether two clients commit in the imagined Hokkaido counts without the distance: pairs with
    nothing to gain are always close to indifference, and the climb would end there.

    Parameters
    ----------
    target : Target
    slack : float

    Returns
    -------
    float
        0 where it is met, else from 1 to 2.

    Examples
    --------
    >>> penalty(TARGETS[0], 0.5), penalty(TARGETS[0], -0.1)
    (0.0, 1.303)
    """
    missing = ENOUGH - slack
    if missing <= 0.0:
        return 0.0
    return 1.0 + (0.0 if target.name.startswith("hokkaido") else min(3.0 * missing, 1.0))


class Solver:
    """The cases of the targets, ready to be solved for many points of the box.

    A point is a sequence of numbers from 0 to 1, one for each parameter in the order of `BOX`.

    Parameters
    ----------
    without : sequence of str
        Names of `alliance_design.design.MECHANISMS` to leave out.
    leave_out : sequence of str
        Ids of cases whose targets are not asked for.
    """

    def __init__(self, without: Sequence[str] = (), leave_out: Sequence[str] = ()) -> None:
        self.core: tuple[ModuleType, ModuleType] = compile_core(design), compile_core(patron)
        self.cases = {name: load(name) for name in ORDER}
        self.given = {
            name: arrays(facts(case, without=without)) for name, case in self.cases.items()
        }
        self.targets = [
            target
            for target in TARGETS
            if target.needed and not set(target.cases) & set(leave_out)
        ]
        self.without = tuple(without)
        self.evaluations = 0

    def settings(self, point: Sequence[float]) -> Settings:
        """A point as parameters, the mechanisms left out."""
        changes = {key: value for name in self.without for key, value in MECHANISMS[name].items()}
        values = LOW + (HIGH - LOW) * np.asarray(point)
        return Settings(
            *(float(changes.get(name, value)) for name, value in zip(BOX, values, strict=True))
        )

    def solved(self, case: str, numbers: Settings) -> Game:
        """One case solved."""
        world = self.core[0].build(self.given[case], numbers)
        return read_game(self.cases[case], world, self.core[1].solve(world, False))

    def slacks(self, point: Sequence[float]) -> dict[str, float]:
        """Slack of every target, needed or not, at a point."""
        numbers = self.settings(point)
        games = {case: self.solved(case, numbers) for case in ORDER}
        return {target.name: float(target.slack(games)) for target in TARGETS}

    def score(self, point: Sequence[float], floor: float = -math.inf) -> float:
        """Minus the penalties of a point; stops as soon as it has fallen below the floor."""
        self.evaluations += 1
        numbers = self.settings(point)
        games: dict[str, Game] = {}
        left = list(self.targets)
        total = 0.0
        for case in ORDER:
            if not any(case in target.cases for target in left):
                continue
            games[case] = self.solved(case, numbers)
            for target in [t for t in left if all(name in games for name in t.cases)]:
                left.remove(target)
                total -= penalty(target, target.slack(games))
            if total < floor:
                return total
        return total


@dataclass(frozen=True)
class Region:
    """The part of the box that meets every target asked for.

    Parameters
    ----------
    log_volume : float
        Natural logarithm of its share of the box; minus infinity where none was found.
    points : array of k by parameters float
        Points in it, each coordinate from 0 to 1.
    levels : tuple of float
        Share of points that passed each level, which multiply to the volume.
    evaluations : int
        How often the seven cases were solved.
    """

    log_volume: float
    points: np.ndarray[Any, Any]
    levels: tuple[float, ...]
    evaluations: int


def subset(
    solver: Solver,
    seed: int,
    size: int = 1000,
    share: float = 0.2,
    most: int = 30,
    report: Callable[[int, float, float], None] | None = None,
) -> Region:
    """Subset simulation: the region's volume and points in it.

    Parameters
    ----------
    solver : Solver
    seed : int
        The same seed gives the same region.
    size : int
        Points per level.
    share : float
        Share of them that passes to the next.
    most : int
        Levels after which it gives up.
    report : callable, optional
        Called after each level with its number, its threshold and the share that meets all.

    Returns
    -------
    Region

    Examples
    --------
    >>> subset(Solver(), seed=1)                                      # doctest: +SKIP
    """
    random = np.random.default_rng(seed)
    width = len(BOX)
    points = random.random((size, width))
    scores = np.array([solver.score(point) for point in points])
    passed: list[float] = []
    for level in range(most):
        met = float(np.mean(scores >= 0.0))
        keep = int(size * share)
        order = np.argsort(-scores, kind="stable")
        threshold = scores[order[keep - 1]]
        if report:
            report(level, float(threshold), met)
        if threshold >= 0.0:
            passed.append(met)
            return Region(
                sum(map(math.log, passed)), points[scores >= 0.0], tuple(passed), solver.evaluations
            )
        # Where many points tie at the threshold, all of them pass.
        above = scores >= threshold
        passed.append(float(np.mean(above)))
        seeds = np.flatnonzero(above)
        starts = seeds[np.linspace(0, len(seeds) - 1, keep).astype(int)]
        spread = np.maximum(points[seeds].std(axis=0), 0.02)
        new_points, new_scores = [], []
        for start in starts:
            here, value = points[start].copy(), scores[start]
            for _ in range(size // keep):
                there = here.copy()
                moved = random.random(width) < 0.3
                moved[random.integers(width)] = True
                there[moved] += 0.8 * spread[moved] * random.standard_normal(int(moved.sum()))
                # Reflected at the walls, so that moves there and back are equally likely.
                there = np.abs(there)
                there = 1.0 - np.abs(1.0 - there)
                if there.min() >= 0.0:
                    found = solver.score(there, threshold)
                    if found >= threshold:
                        here, value = there, found
                new_points.append(here)
                new_scores.append(value)
        points, scores = np.array(new_points), np.array(new_scores)
    return Region(-math.inf, points[:0], tuple(passed), solver.evaluations)
