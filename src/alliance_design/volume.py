"""Volume: how large a part of the box is that plain draws never hit.

Once a point of it is known, `walk` wanders about inside, refusing every step that would leave, and
`measure` sets the places it visits against draws from a bell-shaped cloud of known density laid
over them. Knows nothing of alliances: a region is a function that says whether a point is in it.
Needs the group ``speed`` of dependencies.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit, log_expit, logit, logsumexp
from scipy.stats import multivariate_normal

__all__ = ["Cloud", "Measure", "belongs", "measure", "parted", "walk"]

Array = np.ndarray[Any, Any]
Inside = Callable[[Array], bool]

ACCEPTED = 0.23
"""Share of the steps of a walk that its strides are set to have accepted."""

PAIR, SOME, FEW = 0, 1, 2
"""Kinds of steps: along the difference of two earlier places, along part of it, in two parameters."""


def _stretched(z: Array) -> Array:
    """Logarithm of the density that even points of the box have in stretched coordinates."""
    return np.asarray((log_expit(z) + log_expit(-z)).sum(axis=-1))


def walk(
    inside: Inside,
    starts: Any,
    seed: int,
    sweeps: int,
    walkers: int = 32,
    store: Path | None = None,
) -> Array:
    """Places of walkers that wander evenly over a region: differential evolution (ter Braak 2008).

    Coordinates are stretched, each by its logit, so that the box has no walls. A step goes along
    the difference of two places where some walker has been, so steps take the region's shape;
    every sixth step or so moves two parameters alone. Strides adapt until about `ACCEPTED` pass.

    Parameters
    ----------
    inside : callable
        From a point of the open unit box to whether it is in the region.
    starts : array of k by d float
        Points of the region.
    seed : int
        The same seed gives the same walk.
    sweeps : int
        Steps of each walker.
    walkers : int
        They start from the starts in turn.
    store : Path, optional
        File that keeps the state, so that an interrupted walk goes on from there.

    Returns
    -------
    array of (sweeps / 10) by walkers by d float
        Where each walker was after every tenth step.

    Examples
    --------
    >>> corner = walk(lambda x: max(x) < 0.1, [[0.05, 0.05]], seed=1, sweeps=200)
    >>> corner.shape, bool(corner.max() < 0.1)
    ((20, 32, 2), True)
    """
    random = np.random.default_rng(seed)
    first = logit(np.asarray(starts, dtype=float))
    here = first[np.arange(walkers) % len(first)]
    width = here.shape[1]
    # Only differences of these are used: they need not lie in the region.
    beginning = here + 0.05 * random.standard_normal(here.shape)
    kept: list[Array] = []
    strides = np.array([0.5, 0.4, 1.0])
    done = 0
    if store and store.exists():
        state = np.load(store, allow_pickle=False)
        here, strides, done = state["here"], state["strides"], int(state["done"])
        kept = list(state["kept"])
        random.bit_generator.state = json.loads(str(state["random"]))
    density = _stretched(here)
    for sweep in range(done, sweeps):
        if sweep % 10 == 0:
            archive = [beginning, *kept]
            past = np.concatenate(archive[len(archive) // 2 :])
            spread = past.std(axis=0)
        for w in range(walkers):
            kind = (sweep + w) % 3
            there = here[w].copy()
            if kind == FEW:
                moved = random.choice(width, min(2, width), replace=False)
                there[moved] += strides[kind] * spread[moved] * random.standard_normal(len(moved))
            else:
                one, other = past[random.integers(len(past), size=2)]
                share = 1.0 if kind == PAIR else 0.3
                along = (other - one) * (random.random(width) < share)
                there += strides[kind] * 1.68 / math.sqrt(share * width) * along
                there += 1e-3 * spread * random.standard_normal(width)
            found = float(_stretched(there))
            passes = math.log(1.0 - random.random()) < found - density[w] and inside(expit(there))
            if passes:
                here[w], density[w] = there, found
            strides[kind] *= math.exp(0.03 * (passes - ACCEPTED))
        if sweep % 10 == 9:
            kept.append(here.copy())
            if store and sweep % 50 == 49:
                _save(store, here, strides, kept, sweep + 1, random)
    return np.asarray(expit(np.array(kept)))


def _save(
    store: Path,
    here: Array,
    strides: Array,
    kept: Sequence[Array],
    done: int,
    random: np.random.Generator,
) -> None:
    """Keep the state of a walk, whole or not at all."""
    store.parent.mkdir(parents=True, exist_ok=True)
    part = store.with_suffix(".part.npz")
    np.savez(
        part,
        here=here,
        strides=strides,
        kept=np.array(kept),
        done=done,
        random=json.dumps(random.bit_generator.state),
    )
    part.replace(store)


class Cloud(NamedTuple):
    """A bell-shaped cloud in stretched coordinates.

    Parameters
    ----------
    mean : array of d float
    root : array of d by d float
        Lower triangular root of the covariance.
    """

    mean: Array
    root: Array

    @classmethod
    def over(cls, points: Array) -> Cloud:
        """The cloud with the mean and covariance of some points of the box."""
        z = logit(points)
        return cls(z.mean(axis=0), np.linalg.cholesky(np.cov(z.T) + 1e-9 * np.eye(z.shape[1])))

    def log_density(self, z: Array) -> Array:
        """Logarithm of its density at stretched coordinates."""
        return np.asarray(multivariate_normal(self.mean, self.root @ self.root.T).logpdf(z))

    def draw(self, count: int, random: np.random.Generator) -> Array:
        """Draws from it, in stretched coordinates."""
        return np.asarray(self.mean + random.standard_normal((count, len(self.mean))) @ self.root.T)


def belongs(clouds: Sequence[Cloud], part: int, z: Array) -> Array:
    """Whether places belong to one part rather than another: its cloud is the densest there.

    Parameters
    ----------
    clouds : sequence of Cloud
        One a part.
    part : int
    z : array of k by d float
        Places in stretched coordinates.

    Returns
    -------
    array of k bool

    Examples
    --------
    >>> here, there = (Cloud(np.full(2, middle), np.eye(2)) for middle in (-1.0, 1.0))
    >>> belongs([here, there], 1, np.array([[-2.0, 0.5], [1.0, 1.0]])).tolist()
    [False, True]
    """
    densities = np.array([cloud.log_density(z) for cloud in clouds]).reshape(len(clouds), -1)
    return np.asarray(densities.argmax(axis=0) == part)


def parted(walks: Sequence[Array]) -> list[list[int]]:
    """Which walks were in the same part of a region.

    Two are if a typical place of either lies within the other's cloud.

    Parameters
    ----------
    walks : sequence of arrays of any by walkers by d float

    Returns
    -------
    list of lists of int
        Numbers of walks, part by part.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> here, there = random.random((2, 40, 32, 2)) * 0.1 + 0.1
    >>> parted([here, there, there + 0.5])
    [[0, 1], [2]]
    """
    width = walks[0].shape[-1]
    flat = [places.reshape(-1, width) for places in walks]
    clouds = [Cloud.over(places) for places in flat]

    def within(one: int, other: int) -> bool:
        away = np.linalg.solve(clouds[other].root, (logit(flat[one]) - clouds[other].mean).T)
        return bool(np.median((away**2).sum(axis=0)) < 2.0 * width)

    found: list[list[int]] = []
    for one in range(len(walks)):
        for members in found:
            if any(within(one, other) and within(other, one) for other in members):
                members.append(one)
                break
        else:
            found.append([one])
    return found


class Measure(NamedTuple):
    """What was found of a part's volume.

    Parameters
    ----------
    log10_volume : float
        Decimal logarithm of its share of the box; minus infinity where no draw met it.
    log10_error : float
        Standard error, from pieces of the walk and of the draws taken by themselves.
    hits, draws : int
        Draws from the cloud that met it, and all of them.
    """

    log10_volume: float
    log10_error: float
    hits: int
    draws: int


def measure(
    inside: Inside, walks: Sequence[Array], part: int, seed: int, draws: int, pieces: int = 8
) -> Measure:
    """Volume of one part of a region, by bridge sampling (Meng and Wong 1996).

    A cloud is laid over half of the walk. What the other half says about the cloud's density in the
    part, and what draws from the cloud say about how much of it lies there, together give the
    volume: each draw and each place counts by how much the two densities overlap.

    Parameters
    ----------
    inside : callable
        As in `walk`.
    walks : sequence of arrays of any by walkers by d float
        Places in each part, from `walk`, without its beginning.
    part : int
        Which one to measure; a draw that lies nearer to another counts for that.
    seed, draws, pieces : int
        Draws from the cloud; pieces into which draws and places are cut for the error.

    Returns
    -------
    Measure

    Examples
    --------
    >>> corner = walk(lambda x: max(x) < 0.1, [[0.05, 0.05]], seed=1, sweeps=400)[10:]
    >>> found = measure(lambda x: max(x) < 0.1, [corner], 0, seed=2, draws=4000)
    >>> abs(found.log10_volume + 2.0) < 0.2
    True
    """
    random = np.random.default_rng(seed)
    width = walks[part].shape[-1]
    clouds = [Cloud.over(places[:, ::2].reshape(-1, width)) for places in walks]
    cloud = clouds[part]
    # Walkers of one half never fit the cloud that the other half is weighed by.
    rest = logit(walks[part][:, 1::2])
    z = cloud.draw(draws, random)
    near = belongs(clouds, part, z)
    met = np.array([bool(here) and inside(expit(x)) for here, x in zip(near, z, strict=True)])
    ratio = np.where(met, _stretched(z) - cloud.log_density(z), -math.inf)
    places = [piece.reshape(-1, width) for piece in np.array_split(rest, pieces, axis=1)]
    weights = [_stretched(some) - cloud.log_density(some) for some in places]
    whole = _bridge(np.concatenate(weights), ratio)
    told = [
        _bridge(np.concatenate(weights[:k] + weights[k + 1 :]), np.delete(ratio, part_of))
        for k, part_of in enumerate(np.array_split(np.arange(draws), pieces))
    ]
    # The jackknife: what leaving out each piece changes.
    error = (
        math.sqrt((pieces - 1) * float(np.var(told))) if all(map(math.isfinite, told)) else math.nan
    )
    return Measure(whole / math.log(10.0), error / math.log(10.0), int(met.sum()), draws)


def _bridge(places: Array, draws: Array) -> float:
    """Logarithm of the volume that makes places and draws agree.

    Parameters
    ----------
    places, draws : arrays of float
        Logarithm of the density of the box over that of the cloud: at places of the region, and at
        draws from the cloud, minus infinity where they miss it.
    """
    met = draws[np.isfinite(draws)]
    if not len(met):
        return -math.inf
    many, drawn = math.log(len(places)), math.log(len(draws))
    found = float(logsumexp(met)) - drawn  # plain importance sampling, to begin with
    for _ in range(1000):
        above = logsumexp(met - np.logaddexp(many + met, drawn + found)) - drawn
        below = logsumexp(-np.logaddexp(many + places, drawn + found)) - many
        before, found = found, float(above - below)
        if abs(found - before) < 1e-9:
            break
    return found
