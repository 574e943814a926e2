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
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from alliance_design import design, patron
from alliance_design.cases import Case, load, provoking
from alliance_design.commitment import World
from alliance_design.comparison import GROUPS as INPUTS
from alliance_design.comparison import exchanged
from alliance_design.compiled import compile_core
from alliance_design.design import EVERY_SET, MECHANISMS, Facts, Game, arrays, facts, read_game
from alliance_design.parameters import BOX, Settings
from alliance_design.patron import JOINED
from alliance_design.targets import CASES, TARGETS, Target, imposing, offering

__all__ = [
    "ENOUGH",
    "Job",
    "Region",
    "Solver",
    "ascend",
    "jobs",
    "penalty",
    "polish",
    "results",
    "run",
    "subset",
    "survey",
]

ENOUGH = 0.001
"""Slack from which a target counts as met, in units of payoff."""

STRIDES = (0.1, 0.03, 0.01, 0.003)
"""Lengths of the steps of a climb, in turn, each parameter's range being 1."""

FEWEST = 0.02
"""Least share of points above a score that many have from which a search goes on without them."""

LOW = np.array([bound.low for bound in BOX.values()])
HIGH = np.array([bound.high for bound in BOX.values()])

GROUPS = (
    ("pacific-1951", "hokkaido-occupied", "brussels-1948"),
    ("roc-1954", "rok-1953", "nato-1949"),
    ("seato-1954",),
)
"""Cases in the order in which they are asked: a group only where all before it are met.

The events are nested either way; this order puts the cases that are quick to solve first.
"""

WIDER = (3, 2, 1)
"""How many times its size a search has in points at a level, before each group is met.

Points are cheap as long as only the first group is asked, and there a search decides which parts
of the box it will follow.
"""


def penalty(slack: float, near: float) -> float:
    """What a target costs a point: nothing where it is met, else 1 and up to 1 for the distance.

    Parameters
    ----------
    slack : float
        Of the target.
    near : float
        What tells how far a miss is; the slack itself for most targets.

    Returns
    -------
    float

    Examples
    --------
    >>> penalty(0.5, 0.5), penalty(-0.1, -0.1)
    (0.0, 1.303)
    """
    if slack >= ENOUGH:
        return 0.0
    return 1.0 + min(max(3.0 * (ENOUGH - near), 0.0), 1.0)


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
        self.cases = {name: load(name) for name in CASES}
        self.given = {
            name: arrays(facts(case, without=without)) for name, case in self.cases.items()
        }
        self.targets = [
            target for target in TARGETS if target.needed and not set(target.cases) & set(leave_out)
        ]
        self.without = tuple(without)
        self.evaluations = 0
        # How many targets are left to ask after each group of cases.
        asked: set[str] = set()
        self.later = []
        for group in GROUPS:
            asked |= set(group)
            self.later.append(sum(not set(target.cases) <= asked for target in self.targets))

    def wider(self, score: float) -> int:
        """Factor of `WIDER` for a level whose least score is this."""
        factors = [
            factor for factor, later in zip(WIDER, self.later, strict=True) if score < -2.0 * later
        ]
        return factors[0] if factors else 1

    def settings(self, point: Any) -> Settings:
        """A point as parameters, the mechanisms left out."""
        changes = {key: value for name in self.without for key, value in MECHANISMS[name].items()}
        values = LOW + (HIGH - LOW) * np.asarray(point)
        return Settings(
            *(float(changes.get(name, value)) for name, value in zip(BOX, values, strict=True))
        )

    def solved(
        self, case: str, numbers: Settings, changes: Mapping[str, float] | None = None
    ) -> Game:
        """One case of the targets solved; facts may be changed as in `facts`."""
        given = self.given[case]
        if changes:
            given = arrays(facts(self.cases[case], numbers=changes, without=self.without))
        return self.played(self.cases[case], given, numbers)

    def played(self, case: Case, given: Facts, numbers: Settings) -> Game:
        """Any case solved from its facts."""
        world = self.core[0].build(given, numbers)
        every = given.clients <= EVERY_SET
        return read_game(case, world, self.core[1].solve(arrays(world), every))

    def _unpledged(self, case: str, numbers: Settings) -> tuple[World, list[int], list[float]]:
        """A world, and the patron's bilateral pacts where nobody has pledged: quick to find."""
        world = self.core[0].build(self.given[case], numbers)
        spokes, alone = self.core[1].every_spokes(arrays(world), 0, 0, 0, False)
        return world, spokes, alone

    def _imposing(self, case: str, numbers: Settings) -> tuple[float, float]:
        """What the patron gains by imposing a pact, before anything else is solved."""
        world, spokes, alone = self._unpledged(case, numbers)
        return imposing(world, alone, spokes, self.core[1])

    def _ahead(self, left: Sequence[Target], numbers: Settings) -> float:
        """Half the penalties of targets still to be asked, as far as a quick look can tell.

        It leads a search, while the first group is not met, to where the others can be. Points
        that meet every target are never asked.
        """
        penalties = 0.0
        for target in left:
            if target.name == "seato-imposed":
                penalties += penalty(*self._imposing("seato-1954", numbers))
            for case, client in (("rok-1953", "south-korea"), ("roc-1954", "taiwan")):
                if target.cases == (case,):
                    world, spokes, _ = self._unpledged(case, numbers)
                    i = list(self.cases[case].clients).index(client)
                    if spokes[i] == world.prior_level[i]:
                        penalties += penalty(*offering(world, 0, spokes, i))
        return 0.5 * penalties

    def slacks(self, point: Any) -> dict[str, float]:
        """Slack of every target, needed or not, at a point."""
        numbers = self.settings(point)
        games = {case: self.solved(case, numbers) for case in CASES}
        return {target.name: float(target.slack(games)) for target in TARGETS}

    def score(self, point: Any, least: float = -math.inf) -> float:
        """Minus the penalties of a point; 2 for every target of a group that is not asked yet.

        Where it is sure to be less than the least asked for, it is given as minus infinity.
        """
        self.evaluations += 1
        numbers = self.settings(point)
        games: dict[str, Game] = {}
        left = list(self.targets)
        total = 0.0
        for group, later in zip(GROUPS, self.later, strict=True):
            for case in group:
                if not any(case in target.cases for target in left):
                    continue
                if case == "seato-1954":
                    # Most points never impose a pact, which is quick to see.
                    gain, near = self._imposing(case, numbers)
                    if gain < ENOUGH:
                        missed = penalty(gain, near) + penalty(-0.3, -0.3) * (len(left) - 1)
                        return total - missed
                games[case] = self.solved(case, numbers)
                for target in [t for t in left if all(name in games for name in t.cases)]:
                    left.remove(target)
                    slack = target.slack(games)
                    if slack < ENOUGH:
                        total -= penalty(slack, target.near(games) if target.near else slack)
                if total < 0.0 and total - 2.0 * later < least:
                    return -math.inf
            if total < 0.0:
                if group == GROUPS[0]:
                    total -= self._ahead(left, numbers)
                break
        return total - 2.0 * len(left)


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
    size: int = 500,
    share: float = 0.2,
    most: int = 32,
    store: Path | None = None,
) -> Region:
    """Subset simulation: the region's volume and points in it.

    Parameters
    ----------
    solver : Solver
    seed : int
        The same seed gives the same region.
    size : int
        Points at the last levels; see `WIDER` for the first ones.
    share : float
        Share of them that passes to the next.
    most : int
        Levels after which it gives up.
    store : Path, optional
        File that keeps the state after each level, so that an interrupted run goes on from there.

    Returns
    -------
    Region

    Examples
    --------
    >>> subset(Solver(), seed=1)                                      # doctest: +SKIP
    """
    random = np.random.default_rng(seed)
    width = len(BOX)
    passed: list[float] = []
    if store and store.exists():
        kept = np.load(store, allow_pickle=False)
        points, scores, passed = kept["points"], kept["scores"], list(kept["passed"])
        solver.evaluations = int(kept["evaluations"])
        random.bit_generator.state = json.loads(str(kept["random"]))
    else:
        points = random.random((solver.wider(-math.inf) * size, width))
        scores = np.array([solver.score(point) for point in points])
    while len(passed) < most:
        if store:
            _save(store, points, scores, passed, solver.evaluations, random)
        threshold = np.sort(scores)[-int(len(points) * share)]
        if threshold >= 0.0:
            met = scores >= 0.0
            shares = (*passed, float(np.mean(met)))
            return Region(sum(map(math.log, shares)), points[met], shares, solver.evaluations)
        # Where many points tie at the threshold, those above it pass if they are enough to go on
        # from; else all of them do.
        above = scores > threshold
        if above.mean() < FEWEST:
            above = scores >= threshold
        threshold = scores[above].min()
        passed.append(float(np.mean(above)))
        seeds = np.flatnonzero(above)
        walks = int(solver.wider(threshold) * size * share)
        starts = seeds[np.linspace(0, len(seeds) - 1, walks).astype(int)]
        spread = np.maximum(points[seeds].std(axis=0), 0.03)
        new_points, new_scores = [], []
        for start in starts:
            here, value = points[start].copy(), scores[start]
            for _ in range(round(1.0 / share)):
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


def _save(
    store: Path,
    points: np.ndarray[Any, Any],
    scores: np.ndarray[Any, Any],
    passed: Sequence[float],
    evaluations: int,
    random: np.random.Generator,
) -> None:
    """Keep the state of a run, whole or not at all."""
    store.parent.mkdir(parents=True, exist_ok=True)
    part = store.with_suffix(".part.npz")
    np.savez(
        part,
        points=points,
        scores=scores,
        passed=np.array(passed),
        evaluations=evaluations,
        random=json.dumps(random.bit_generator.state),
    )
    part.replace(store)


# ------------------------------------------------------------------------------- the whole of it


@dataclass(frozen=True)
class Job:
    """One run: its seed, and what is left out of it."""

    name: str
    seed: int
    size: int
    without: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


def jobs(size: int = 500, repeats: int = 3) -> tuple[Job, ...]:
    """Every run: the repeats, one without each mechanism, one without each case.

    Parameters
    ----------
    size : int
        Points at the last levels; half of it where something is left out.
    repeats : int
        Runs with everything, for the volume's error.

    Returns
    -------
    tuple of Job

    Examples
    --------
    >>> [job.name for job in jobs(repeats=1)][:3]
    ['whole 1', 'without entrapment', 'without assurance']
    """
    whole = [Job(f"whole {seed}", seed, size) for seed in range(1, repeats + 1)]
    less = [Job(f"without {name}", 1, size // 2, without=(name,)) for name in MECHANISMS]
    out = [Job(f"leaving out {case}", 1, size // 2, leave_out=(case,)) for case in CASES]
    return (*whole, *less, *out)


def _carried_out(job: Job, folder: Path) -> tuple[Job, Region]:
    """One run, from where it was interrupted."""
    store = folder / f"{job.name.replace(' ', '-')}-{job.seed}-{job.size}.npz"
    solver = Solver(without=job.without, leave_out=job.leave_out)
    return job, subset(solver, job.seed, job.size, store=store)


def _stepped(
    point: np.ndarray[Any, Any], random: np.random.Generator, share: float, step: int
) -> np.ndarray[Any, Any]:
    """One step of a climb: a share of the coordinates moved, at least one of them."""
    there = point.copy()
    moved = random.random(len(point)) < share
    moved[random.integers(len(point))] = True
    there[moved] += STRIDES[step % len(STRIDES)] * random.standard_normal(int(moved.sum()))
    there[moved] = np.clip(there[moved], 0.01, 0.99)  # away from the walls of the box
    return there


def ascend(
    solver: Solver, point: Sequence[float], seed: int, tries: int
) -> tuple[list[float], float, int]:
    """A climb along the score, from one point until every target is met or the tries are used up.

    Parameters
    ----------
    solver : Solver
    point : sequence of float
        Where it starts.
    seed, tries : int

    Returns
    -------
    point : list of float
    score : float
        0 where every target is met.
    tried : int

    Examples
    --------
    >>> ascend(Solver(), [0.5] * len(BOX), seed=1, tries=10)          # doctest: +SKIP
    """
    random = np.random.default_rng(seed)
    best = np.asarray(point, dtype=float)
    score, tried = solver.score(best), 0
    while score < 0.0 and tried < tries:
        there = _stepped(best, random, 0.15, tried)
        found = solver.score(there, score)
        if found >= score:
            best, score = there, found
        tried += 1
    return [float(x) for x in best], float(score), tried


def _without(mechanism: str, point: Sequence[float], tries: int) -> dict[str, Any]:
    """Whether a climb from the reference set meets every target without a mechanism."""
    solver = Solver(without=(mechanism,))
    found, score, tried = ascend(solver, point, seed=5, tries=tries)
    missed = sorted(
        target.name
        for target in solver.targets
        if score < 0.0 and solver.slacks(found)[target.name] < ENOUGH
    )
    return {"met": score >= 0.0, "tried": tried, "missed": missed}


def polish(
    solver: Solver, point: Sequence[float], seed: int, steps: int
) -> tuple[list[float], float]:
    """A point nearby at which the target that is met least firmly is met more firmly.

    A plain random climb: a step is kept if every target stays met, reported ones that are met at
    the start too, and the smallest slack grows.

    Parameters
    ----------
    solver : Solver
    point : sequence of float
        A point of the region.
    seed, steps : int
        Of the climb.

    Returns
    -------
    point : list of float
    margin : float
        The smallest slack there.

    Examples
    --------
    >>> polish(Solver(), [0.5] * len(BOX), seed=1, steps=10)          # doctest: +SKIP
    """
    random = np.random.default_rng(seed)
    names = [target.name for target in solver.targets]
    start = solver.slacks(point)
    names += [name for name, slack in start.items() if slack >= ENOUGH and name not in names]

    def margin(there: np.ndarray[Any, Any]) -> float:
        if solver.score(there) < 0.0:
            return -math.inf
        slack = solver.slacks(there)
        return min(slack[name] for name in names)

    best = np.asarray(point, dtype=float)
    most = margin(best)
    for step in range(steps):
        there = _stepped(best, random, 0.2, step)
        found = margin(there)
        if found > most:
            best, most = there, found
    return [float(x) for x in best], most


def survey(points: Sequence[Any]) -> dict[str, float]:
    """What the model says at points of the region, besides the targets.

    Parameters
    ----------
    points : sequence of points

    Returns
    -------
    dict
        Shares of the points: at which each target is met, each case determinate, and each of the
        readings holds that the specification calls fragile.

    Examples
    --------
    >>> survey([])                                                    # doctest: +SKIP
    """
    counts = _surveyed(points)
    return {name: sum(held) / len(held) for name, held in counts.items()}


def _surveyed(points: Any) -> dict[str, list[bool]]:
    """`survey`, point by point."""
    solver = Solver()
    brussels, hokkaido = load("brussels-1948"), load("hokkaido-occupied")
    variants: dict[str, Case] = {
        # The figures of 1948 for the five, their garrisons and the adversary.
        "brussels with figures of 1948": exchanged(
            exchanged(brussels, load("nato-1949"), INPUTS[0]), load("nato-1949"), INPUTS[3]
        ),
        "korea with low provocation": provoking(load("rok-1953"), "south-korea", "low"),
        "taiwan with low provocation": provoking(load("roc-1954"), "taiwan", "low"),
    }
    given = {name: arrays(facts(case)) for name, case in variants.items()}
    given["pacific without china"] = arrays(facts(load("pacific-1951"), state_alone=True))
    variants["pacific without china"] = load("pacific-1951")
    japan = 1 << list(hokkaido.clients).index("japan")
    counts: dict[str, list[bool]] = {}

    def note(name: str, holds: bool) -> None:
        counts.setdefault(name, []).append(bool(holds))

    for point in points:
        numbers = solver.settings(point)
        games = {name: solver.solved(name, numbers) for name in CASES}
        for target in TARGETS:
            note(f"target: {target.name}", target.slack(games) >= ENOUGH)
        for name, game in games.items():
            ends = {(c, game.replies.pact[c], game.replies.level[c]) for c in game.survivors}
            note(f"determinate: {name}", len(ends) == 1)
        pacific = games["pacific-1951"]
        levels = [max(pacific.spokes(c)) for c in pacific.survivors]
        note("pacific: some pact to fight", 2 in levels)
        note("pacific: some pact to consult, none to fight", max(levels, default=0) == 1)
        note(
            "hokkaido: japan in every surviving coalition",
            all(c & japan for c in games["hokkaido-occupied"].survivors),
        )
        note(
            "hokkaido: the patron joins",
            all(
                games["hokkaido-occupied"].replies.kind[c] == JOINED
                for c in games["hokkaido-occupied"].survivors
            ),
        )
        for name, case in variants.items():
            game = solver.played(case, given[name], numbers)
            everyone = (1 << len(case.clients)) - 1
            if name.startswith("brussels"):
                note(name, game.survivors == (everyone,))
            elif name.startswith("pacific"):
                note(name, all(game.replies.pact[c] == 0 for c in game.survivors))
            else:
                client = list(case.clients).index(name.split()[0].replace("korea", "south-korea"))
                note(
                    name,
                    all(
                        game.replies.pact[c] == 0 and game.spokes(c)[client] > 0
                        for c in game.survivors
                    ),
                )
    return counts


def _sensitivity(size: int) -> dict[str, dict[str, list[float]]]:
    """Total-effect Sobol indices of a few decisions, by SALib."""
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sample

    problem = {"num_vars": len(BOX), "names": list(BOX), "bounds": [[0.0, 1.0]] * len(BOX)}
    points = sample.sample(problem, size, calc_second_order=False, seed=1)
    solver = Solver()
    answers: dict[str, list[float]] = {
        "what joining the five is worth to the patron": [],
        "what its pledge is worth to France": [],
        "what a pact of many is worth to the patron in the Pacific": [],
    }
    names = list(answers)
    for point in points:
        numbers = solver.settings(point)
        game = solver.solved("brussels-1948", numbers)
        n, everyone = 5, 31
        fight = game.joined(everyone, everyone, 2)[0][n]
        answers[names[0]].append(fight - game.alone(everyone)[n])
        answers[names[1]].append(game.payoffs[everyone][1] - game.payoffs[everyone ^ 2][1])
        values = solver.solved("pacific-1951", numbers).design_values()
        answers[names[2]].append(values["multilateral"][4] - values["bilateral"][4])
    found = {}
    for name, answer in answers.items():
        result = analyse.analyze(problem, np.array(answer), calc_second_order=False, seed=1)
        found[name] = {
            parameter: [round(float(result["ST"][i]), 3), round(float(result["ST_conf"][i]), 3)]
            for i, parameter in enumerate(BOX)
        }
    return found


def _alone(draws: int, seed: int) -> dict[str, int]:
    """How many plain draws meet each target alone."""
    solver = Solver()
    met = {target.name: 0 for target in TARGETS}
    for point in np.random.default_rng(seed).random((draws, len(BOX))):
        for name, slack in solver.slacks(point).items():
            met[name] += slack >= ENOUGH
    return met


def _slacks(points: Any) -> list[dict[str, float]]:
    """Slacks of all targets at some points, for a process of its own."""
    solver = Solver()
    return [solver.slacks(point) for point in points]


def _polished(point: Any, seed: int, steps: int) -> tuple[list[float], float]:
    """`polish`, for a process of its own."""
    return polish(Solver(), point, seed, steps)


def _robust(points: Any, draws: int) -> dict[str, Any]:
    """Other codings and more players; the first point is the reference set."""
    from alliance_design import robustness

    solver = Solver()
    met, together = robustness.over_codings(solver, points[0], draws, seed=3)
    return {
        "codings": {"draws": draws, "met": met, "together": together},
        "decisive": robustness.decisive_codings(solver, points[0]),
        "wider": robustness.with_more_players(solver, points[:20]),
    }


def results(
    regions: Mapping[str, Region],
    all_jobs: Sequence[Job],
    draws: int = 1000,
    sobol: int = 128,
    climb: int = 2000,
    in_force: Any = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """The runs as one small dictionary, which the chapters read.

    Parameters
    ----------
    regions : mapping of str to Region
        By name of the job.
    all_jobs : sequence of Job
    draws : int
        Plain draws for the share that meets each target alone.
    sobol : int
        Base size of the sensitivity analysis.
    climb : int
        Steps of the climb to the reference set.
    in_force : sequence of float, optional
        The reference set there is already, as a point of the box.
    workers : int, optional
        Processes at once; one for each core where none is given.

    Returns
    -------
    dict

    Raises
    ------
    ValueError
        If no run with everything found a point.

    Examples
    --------
    >>> results({}, [])                                               # doctest: +SKIP
    """
    tried = [job.name for job in all_jobs if job.name.startswith("whole") and job.name in regions]
    whole = [regions[name] for name in tried if len(regions[name].points)]
    if not whole:
        raise ValueError("no run found a point that meets every target; try more points a level")
    # Points of one chain repeat themselves; each counts once here.
    points = np.unique(np.concatenate([region.points for region in whole]), axis=0)
    points = np.random.default_rng(1).permutation(points)[:200]
    kept = {
        case: np.random.default_rng(1).permutation(np.unique(region.points, axis=0))[:100]
        for case in CASES
        if (region := regions.get(f"leaving out {case}"))
    }
    needed = [target.name for target in TARGETS if target.needed]
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        seen = pool.submit(_slacks, [*points, *([in_force] if in_force is not None else [])])
        met = pool.submit(_alone, draws, 2)
        seen_without = {case: pool.submit(_slacks, some) for case, some in kept.items()}
        indices = pool.submit(_sensitivity, sobol)
        margins = [min(slack[name] for name in needed) for slack in seen.result()]
        # The reference set stands where the least firm target is as firm as a climb can make it. The
        # set in force stays if it is firmer still, so that the chapters do not change for nothing.
        start = points[int(np.argmax(margins[: len(points)]))]
        chosen, margin = pool.submit(_polished, start, 7, climb).result()
        if in_force is not None and margins[-1] >= margin:
            chosen = list(in_force)
        points = np.concatenate([[chosen], points[:199]])
        robust = pool.submit(_robust, points, 500)
        climbs = {name: pool.submit(_without, name, chosen, 2000) for name in MECHANISMS}
        parts = list(pool.map(_surveyed, np.array_split(points, 8)))
        slacks = pool.submit(_slacks, points[:1]).result()[0]
    counts = {name: [holds for part in parts for holds in part.get(name, [])] for name in parts[0]}
    logs = [region.log_volume / math.log(10.0) for region in whole]

    def found(name: str) -> dict[str, Any]:
        region = regions[name]
        volume = region.log_volume / math.log(10.0)
        floor = sum(map(math.log10, region.levels)) if region.levels else 0.0
        return {
            "log10_volume": round(volume, 2) if math.isfinite(volume) else None,
            "log10_below": None if math.isfinite(volume) else round(floor, 2),
            "evaluations": region.evaluations,
        }

    left_out = {}
    for case, answer in seen_without.items():
        there = answer.result()
        left_out[case] = {
            **found(f"leaving out {case}"),
            "met": {
                target.name: round(sum(s[target.name] >= ENOUGH for s in there) / len(there), 3)
                if there
                else None
                for target in TARGETS
                if case in target.cases
            },
        }
    return {
        "about": "Made by `make calibrate`; see the chapter on calibration.",
        "enough": ENOUGH,
        "size": all_jobs[0].size,
        "runs": len(tried),
        "failed": len(tried) - len(whole),
        "log10_volume": round(float(np.mean(logs)), 2),
        "log10_error": round(float(np.std(logs, ddof=1) / math.sqrt(len(logs))), 2)
        if len(logs) > 1
        else None,
        "log10_runs": [
            round(regions[name].log_volume / math.log(10.0), 2)
            if len(regions[name].points)
            else None
            for name in tried
        ],
        "evaluations": sum(region.evaluations for region in regions.values()),
        "alone": {name: round(count / draws, 4) for name, count in met.result().items()},
        "draws": draws,
        "reference": {
            name: float(f"{value:.6g}")
            for name, value in zip(BOX, LOW + (HIGH - LOW) * points[0], strict=True)
        },
        "slacks": {name: float(f"{value:.3g}") for name, value in slacks.items()},
        "survey": {name: round(sum(held) / len(held), 3) for name, held in counts.items()},
        "surveyed": len(points),
        "points": [[round(float(x), 4) for x in point] for point in points],
        "without": {
            name: found(f"without {name}") for name in MECHANISMS if f"without {name}" in regions
        },
        "climbs": {name: answer.result() for name, answer in climbs.items()},
        "leaving_out": left_out,
        "sobol": indices.result(),
        "sobol_size": sobol,
        **robust.result(),
    }


def run(
    target: Path, folder: Path, size: int = 500, repeats: int = 3, workers: int | None = None
) -> None:
    """Carry out every run and write the results; what was done before is not done again.

    Parameters
    ----------
    target : Path
        File to write.
    folder : Path
        Where runs keep their state between interruptions.
    size, repeats : int
        See `jobs`.
    workers : int, optional
        Processes at once; one for each core where none is given.

    Examples
    --------
    >>> run(Path("data/calibration.json"), Path("_calibration"))      # doctest: +SKIP
    """
    from tqdm import tqdm

    todo = jobs(size, repeats)
    regions: dict[str, Region] = {}
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        waiting = [pool.submit(_carried_out, job, folder) for job in todo]
        for done in tqdm(as_completed(waiting), total=len(todo), desc="runs", unit="run"):
            job, region = done.result()
            regions[job.name] = region
    in_force = None
    if target.exists():
        values = json.loads(target.read_text(encoding="utf-8"))["reference"]
        in_force = (np.array([values[name] for name in BOX]) - LOW) / (HIGH - LOW)
    told = results(regions, todo, in_force=in_force, workers=workers)
    part = target.with_suffix(".part")
    part.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    part.replace(target)
