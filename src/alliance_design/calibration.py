"""Calibration: which parameters give every fact at once, and how rare they are.

One set of parameters serves all cases. The region of the box that meets every target is far too
small for plain draws, so it is looked for by climbs from draws (`climbed`), wandered over from the
points found, and measured (`alliance_design.volume`). `run` does that with everything, without each
mechanism, and without each case, and writes one small file that the chapters read. Needs the group
``speed`` of dependencies.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from alliance_design import design, patron
from alliance_design.cases import Case, load, provoking
from alliance_design.comparison import GROUPS as INPUTS
from alliance_design.comparison import exchanged
from alliance_design.compiled import compile_core
from alliance_design.design import (
    EVERY_SET,
    MECHANISMS,
    NEAR_TIE,
    Facts,
    Game,
    arrays,
    facts,
    read_game,
)
from alliance_design.parameters import BOX, Settings
from alliance_design.patron import JOINED
from alliance_design.targets import CASES, TARGETS, imposing, slacks
from alliance_design.volume import measure, parted, walk

__all__ = [
    "ENOUGH",
    "Solver",
    "ascend",
    "climbed",
    "penalty",
    "point_of",
    "polish",
    "run",
    "survey",
    "write_whole",
]

ENOUGH = 0.001
"""Slack from which a target counts as met, in units of payoff."""

STRIDES = (0.1, 0.03, 0.01, 0.003)
"""Lengths of the steps of a climb, in turn, each parameter's range being 1."""

PLAIN = 600
"""Plain draws, for the share that meets each target alone."""

SOBOL = 128
"""Base size of the sensitivity analysis."""

CLIMBS = 48
"""New climbs where no point of the region is known; few of them end in it."""

LOW = np.array([bound.low for bound in BOX.values()])
HIGH = np.array([bound.high for bound in BOX.values()])

GROUPS = (
    ("pacific-1951", "hokkaido-occupied", "brussels-1948", "roc-1954", "rok-1953"),
    ("nato-1949", "seato-1954"),
)
"""Cases in the order in which they are asked: the second group only where all of the first is met.

Within a group, those that are quick to solve come first. Korea and Taiwan are in the first group
because a search that turns to them late has long settled where the patron shuns their wars.
"""


def point_of(values: Mapping[str, float]) -> list[float]:
    """Parameters by name as a point of the box: numbers from 0 to 1 in the order of `BOX`.

    Examples
    --------
    >>> set(point_of({name: bound.low for name, bound in BOX.items()}))
    {0.0}
    """
    found = (np.array([values[name] for name in BOX]) - LOW) / (HIGH - LOW)
    return [float(x) for x in found]


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

    def _imposing(self, numbers: Settings) -> tuple[float, float]:
        """What the patron gains by imposing SEATO: quick to find, and needed for it to do so."""
        case = "seato-1954"
        world = self.core[0].build(self.given[case], numbers)
        spokes, alone = self.core[1].every_spokes(arrays(world), 0, 0, 0, False)
        return imposing(world, alone, spokes, self.core[1])

    def slacks(self, point: Any, cases: Iterable[str] = CASES) -> dict[str, float]:
        """Slack of every target, needed or not, that some cases speak of, at a point."""
        numbers = self.settings(point)
        games = {case: self.solved(case, numbers) for case in cases}
        return {name: float(slack) for name, slack in slacks(games).items()}

    def score(self, point: Any, least: float = -math.inf) -> float:
        """Minus the penalties of a point; 2 for every target of a group that is not asked yet.

        Where it is sure to be less than the least asked for, it is given as minus infinity.
        """
        self.evaluations += 1
        numbers = self.settings(point)
        games: dict[str, Game] = {}
        left = list(self.targets)
        total = 0.0
        if any(target.name == "seato-imposed" for target in left):
            total -= penalty(*self._imposing(numbers))
        for group, later in zip(GROUPS, self.later, strict=True):
            for case in group:
                if not any(case in target.cases for target in left):
                    continue
                if total < 0.0 and total - 2.0 * later < least:
                    return -math.inf
                games[case] = self.solved(case, numbers)
                for target in [t for t in left if all(name in games for name in t.cases)]:
                    left.remove(target)
                    slack = target.slack(games)
                    if slack < ENOUGH:
                        total -= penalty(slack, target.near(games) if target.near else slack)
            if total < 0.0:
                break
        total -= 2.0 * len(left)
        return total if total >= least else -math.inf

    def meets(self, point: Any) -> bool:
        """Whether a point meets every target asked for."""
        return self.score(point, 0.0) >= 0.0


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


def climbed(seed: int, draws: int = 400, tries: int = 3000) -> dict[str, Any]:
    """A climb from the best of some plain draws.

    Parameters
    ----------
    seed, draws, tries : int

    Returns
    -------
    dict
        ``point``, or None where the tries were used up; ``tried``, draws and all.

    Examples
    --------
    >>> climbed(seed=1)                                               # doctest: +SKIP
    """
    solver = Solver()
    best, most = None, -math.inf
    for point in np.random.default_rng(seed).random((draws, len(BOX))):
        score = solver.score(point, most)
        if score > most:
            best, most = point, score
    found, score, _ = ascend(solver, best if best is not None else point, seed, tries)
    return {"point": found if score >= 0.0 else None, "tried": solver.evaluations}


def _without(mechanism: str, point: Sequence[float], tries: int) -> dict[str, Any]:
    """Whether a climb from the reference set meets every target without a mechanism."""
    solver = Solver(without=(mechanism,))
    found, score, tried = ascend(solver, point, seed=5, tries=tries)
    missed = sorted(
        target.name
        for target in solver.targets
        if score < 0.0 and solver.slacks(found)[target.name] < ENOUGH
    )
    return {"met": score >= 0.0, "tried": tried, "missed": missed, "point": found}


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


def _codings(point: Any, draws: int) -> dict[str, Any]:
    """The reference set with other codings of the inputs."""
    from alliance_design import robustness

    solver = Solver()
    met, together = robustness.over_codings(solver, point, draws, seed=3)
    return {
        "codings": {"draws": draws, "met": met, "together": together},
        "decisive": robustness.decisive_codings(solver, point),
    }


def _players(points: Any) -> dict[str, Any]:
    """The cases with more players, at some points."""
    from alliance_design import robustness

    return robustness.with_more_players(Solver(), points)


def _walked(
    store: Path, starts: Any, seed: int, sweeps: int, without: Sequence[str], out: Sequence[str]
) -> dict[str, Any]:
    """A walk over the region without a mechanism or a case, its second half kept beside the state.

    It begins at those starts that lie there; none need to.
    """
    solver = Solver(without=without, leave_out=out)
    inside = [start for start in starts if solver.meets(start)]
    if not inside:
        return {"evaluations": len(starts), "began": 0}
    places = walk(solver.meets, inside, seed, sweeps, store=store)
    np.save(store.with_suffix(".npy"), places[len(places) // 2 :])
    return {"evaluations": len(starts) + places.shape[1] * sweeps, "began": len(inside)}


def _measured(
    stores: Sequence[Path], part: int, seed: int, draws: int, without: Sequence[str]
) -> dict[str, Any]:
    """The volume of one part, from the walks of all."""
    solver = Solver(without=without)
    walks = [np.load(store.with_suffix(".npy")) for store in stores]
    found = measure(solver.meets, walks, part, seed, draws)
    return {
        "log10_volume": round(found.log10_volume, 2) if found.hits else None,
        "log10_error": round(found.log10_error, 2) if math.isfinite(found.log10_error) else None,
        "hits": found.hits,
        "draws": found.draws,
    }


def _left_out(store: Path, case: str, count: int) -> dict[str, Any]:
    """What places of a walk without a case say about its targets."""
    places = np.load(store.with_suffix(".npy")).reshape(-1, len(BOX))
    some = np.random.default_rng(1).permutation(places)[:count]
    asked = [target for target in TARGETS if case in target.cases]
    cases = {name for target in asked for name in target.cases}
    solver = Solver()
    told = [solver.slacks(point, cases) for point in some]
    met = {
        target.name: [slack[target.name] >= ENOUGH for slack in told] for target in asked
    }  # fmt: skip
    together = np.all([met[target.name] for target in asked if target.needed], axis=0)
    return {
        "met": {name: round(float(np.mean(holds)), 3) for name, holds in met.items()},
        "together": round(float(np.mean(together)), 3),
        "points": len(some),
    }


def write_whole(file: Path, text: str) -> None:
    """Write a file, whole or not at all.

    Examples
    --------
    >>> write_whole(Path("told.json"), "{}")                          # doctest: +SKIP
    """
    part = file.with_suffix(".part")
    part.write_text(text, encoding="utf-8")
    part.replace(file)


def _kept(file: Path, task: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """The answer of a task, from where it was kept or anew."""
    if file.exists():
        return json.loads(file.read_text(encoding="utf-8"))
    answer = task(*arguments)
    write_whole(file, json.dumps(answer))
    return answer


def run(
    target: Path,
    folder: Path,
    climbs: int | None = None,
    sweeps: int = 950,
    draws: int = 3000,
    workers: int | None = None,
) -> None:
    """Carry out every search and write the results; what was done before is not done again.

    Parameters
    ----------
    target : Path
        File to write. The points found that stand in it already are starts as well.
    folder : Path
        Where searches keep their state and answers between interruptions.
    climbs : int, optional
        New climbs from plain draws; where none is given, `CLIMBS` if no point is known, else 0.
    sweeps : int
        Steps of each walker of a walk; a sixth of them where something is left out.
    draws : int
        With which a volume is measured.
    workers : int, optional
        Processes at once; one for each core where none is given.

    Raises
    ------
    ValueError
        If no climb found a point and none is known.

    Examples
    --------
    >>> run(Path("data/calibration.json"), Path("_calibration"))      # doctest: +SKIP
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    if climbs is None:
        climbs = 0 if before else CLIMBS
    with ProcessPoolExecutor(workers or os.cpu_count()) as pool:
        told = _everything(_Desk(pool, folder), before, climbs, sweeps, draws)
    write_whole(target, json.dumps(told, indent=1) + "\n")


class _Desk:
    """Hands tasks to processes, keeps their answers, and shows how far they are."""

    def __init__(self, pool: ProcessPoolExecutor, folder: Path) -> None:
        self.pool, self.folder = pool, folder

    def done(self, title: str, tasks: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
        """Answers by name; a task is a function and its arguments."""
        from tqdm import tqdm

        waiting = {
            self.pool.submit(
                _kept, self.folder / f"{name.replace(' ', '-')}.json", task, arguments
            ): name
            for name, (task, *arguments) in tasks.items()
        }
        answers = {}
        for done in tqdm(as_completed(waiting), total=len(waiting), desc=title, unit="task"):
            answers[waiting[done]] = done.result()
        return {name: answers[name] for name in tasks}

    def store(self, name: str) -> Path:
        """File for the state of a walk."""
        return self.folder / f"{name.replace(' ', '-')}.npz"


def _everything(
    desk: _Desk, before: Mapping[str, Any], climbs: int, sweeps: int, draws: int
) -> dict[str, Any]:
    """The whole calibration as one small dictionary, which the chapters read."""
    random = np.random.default_rng(1)
    width = len(BOX)
    less = sweeps // 6
    # Where to begin: at what is known, and at what climbs from plain draws find.
    tasks: dict[str, tuple[Any, ...]] = {
        f"climb {seed}": (climbed, seed) for seed in range(1, climbs + 1)
    }
    found = desk.done("climbs", tasks)
    known = [part["start"] for part in before.get("parts", [])]
    in_force = None
    if before:
        in_force = point_of(before["reference"])
    starts = known or ([in_force] if in_force else [])
    starts += [one["point"] for one in found.values() if one["point"]]
    if not starts:
        raise ValueError("no climb found a point that meets every target; try more climbs")
    names = [f"walk {k}" for k in range(1, len(starts) + 1)]
    walked = desk.done(
        "walks",
        {
            name: (_walked, desk.store(name), [start], 1, sweeps, (), ())
            for name, start in zip(names, starts, strict=True)
        },
    )
    evaluations = sum(one["tried"] for one in found.values())
    evaluations += sum(one["evaluations"] for one in walked.values())
    # Walks that were in the same part of the region tell of it together.
    walks = [np.load(desk.store(name).with_suffix(".npy")) for name in names]
    parts = parted(walks)
    stores = []
    for k, members in enumerate(parts, 1):
        stores.append(desk.store(f"part {k}"))
        np.save(stores[-1].with_suffix(".npy"), np.concatenate([walks[m] for m in members], axis=1))
    measured = desk.done(
        "volumes",
        {f"volume {k + 1}": (_measured, stores, k, 2, draws, ()) for k in range(len(parts))},
    )
    # A part that no draw from its cloud hit adds nothing to the sum.
    logs = [one["log10_volume"] for one in measured.values()]
    volumes = [0.0 if log10 is None else 10.0**log10 for log10 in logs]
    errors = [
        volume * math.log(10.0) * (one["log10_error"] or 0.0)
        for volume, one in zip(volumes, measured.values(), strict=True)
    ]
    total = sum(volumes)
    largest = int(np.argmax(volumes))
    places = [np.load(store.with_suffix(".npy")).reshape(-1, width) for store in stores]
    shares = [round(200 * volume / total) for volume in volumes]
    points = np.concatenate(
        [random.permutation(place)[:many] for place, many in zip(places, shares, strict=True)]
    )
    spread = random.permutation(places[largest])[:64]
    # Without a mechanism and without a case: in the largest part, from places all over it.
    needed = [target.name for target in TARGETS if target.needed]
    # The reference set in force stays as long as it is no near-tie, so that the chapters do not
    # change for nothing. Else it is set where the least firm target is as firm as a climb can do.
    chosen = in_force
    if chosen:
        held = desk.done("reference set", {"in force": (_slacks, [chosen])})["in force"][0]
        if min(held[name] for name in needed) < NEAR_TIE:
            chosen = None
    if chosen is None:
        pieces = enumerate(np.array_split(points, 4), 1)
        firm = desk.done("slacks", {f"slacks {k}": (_slacks, some) for k, some in pieces})
        margins = [min(one[name] for name in needed) for some in firm.values() for one in some]
        best = points[int(np.argmax(margins))]
        chosen, _ = desk.done("reference set", {"polish": (_polished, best, 7, 1000)})["polish"]
    points = np.concatenate([[chosen], random.permutation(points)[:199]])
    tried = desk.done(
        "climbs without", {f"from {name}": (_without, name, chosen, 1500) for name in MECHANISMS}
    )
    beginnings = {
        f"without {name}": [*spread, tried[f"from {name}"]["point"]] for name in MECHANISMS
    }
    tasks = {
        name: (_walked, desk.store(name), begins, 3, less, (name.removeprefix("without "),), ())
        for name, begins in beginnings.items()
    }
    tasks |= {
        f"leaving out {case}": (
            _walked, desk.store(f"leaving out {case}"), spread, 4, less, (), (case,)
        )
        for case in CASES
    }  # fmt: skip
    again = desk.done("walks without", tasks)
    evaluations += sum(one["evaluations"] for one in again.values())
    rest: dict[str, tuple[Any, ...]] = {
        f"volume without {name}": (
            _measured, [desk.store(f"without {name}")], 0, 2, draws // 2, (name,)
        )
        for name in MECHANISMS
        if again[f"without {name}"]["began"]
    }  # fmt: skip
    rest |= {
        f"told of {case}": (_left_out, desk.store(f"leaving out {case}"), case, 200)
        for case in CASES
    }
    rest |= {
        f"survey {k}": (_surveyed, some) for k, some in enumerate(np.array_split(points, 8), 1)
    }
    rest |= {
        "sobol": (_sensitivity, SOBOL),
        "alone": (_alone, PLAIN, 2),
        "codings": (_codings, chosen, 300),
        "players": (_players, points[:20]),
        "reference": (_slacks, points[:1]),
    }
    last = desk.done("what they say", rest)
    surveyed = [last[f"survey {k}"] for k in range(1, 9)]
    counts = {
        name: [holds for part in surveyed for holds in part.get(name, [])] for name in surveyed[0]
    }
    return {
        "about": "Made by `make calibrate`; see the chapter on calibration.",
        "enough": ENOUGH,
        "climbs": climbs,
        "climbs_found": sum(bool(one["point"]) for one in found.values()),
        "sweeps": sweeps,
        "evaluations": evaluations,
        "parts": [
            {
                "start": starts[members[0]],
                "walks": len(members),
                **one,
            }
            for members, one in zip(parts, measured.values(), strict=True)
        ],
        "log10_volume": round(math.log10(total), 2),
        "log10_error": round(math.hypot(*errors) / total / math.log(10.0), 2),
        "alone": {name: round(count / PLAIN, 4) for name, count in last["alone"].items()},
        "draws": PLAIN,
        "reference": {
            name: float(f"{value:.6g}")
            for name, value in zip(BOX, LOW + (HIGH - LOW) * points[0], strict=True)
        },
        "slacks": {name: float(f"{value:.3g}") for name, value in last["reference"][0].items()},
        "survey": {name: round(sum(held) / len(held), 3) for name, held in counts.items()},
        "surveyed": len(points),
        "points": [[round(float(x), 4) for x in point] for point in points],
        "without": {
            name: {
                "began": again[f"without {name}"]["began"],
                **last.get(f"volume without {name}", {"log10_volume": None}),
            }
            for name in MECHANISMS
        },
        "climbed": {
            name: {key: tried[f"from {name}"][key] for key in ("met", "tried", "missed")}
            for name in MECHANISMS
        },
        "leaving_out": {case: last[f"told of {case}"] for case in CASES},
        "sobol": last["sobol"],
        "sobol_size": SOBOL,
        **last["codings"],
        "wider": last["players"],
    }
