"""Tables and figures of the chapter on duration: who would leave a pact, and how soon it ends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from itertools import cycle

import matplotlib as mpl
import numpy as np
import pandas as pd

from alliance_design.cases import Case
from alliance_design.commitment import World, settle
from alliance_design.design import Game, build, facts, settings
from alliance_design.duration import hazard, lifetime, stays
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.parameters import BOX, Parameters
from alliance_design.patron import TINY, every_spokes

__all__ = [
    "both_ways",
    "gain_dots",
    "gains",
    "hazard_curves",
    "lifetimes",
    "one_both_ways",
    "shock_draws",
    "survival_bands",
    "weakest",
]


def gains(game: Game, coalition: int, pact: int, level: int, imposed: bool) -> pd.DataFrame:
    """What everybody in a pact of many members would lose by leaving it.

    The same sums as `alliance_design.patron.chances`, shown.

    Parameters
    ----------
    game : Game
    coalition, pact : int
        Clients pledged to one another (read for a joined pact only); members of the pact.
    level : int
        1 to consult, 2 to fight.
    imposed : bool
        Whether the patron imposed the pact.

    Returns
    -------
    pandas.DataFrame
        One row a member, the patron first: ``player``, payoff ``now`` and ``after``, ``gain``, and
        whether the member is ``pivotal``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> list(gains(play(load("dunkirk-1947")), 3, 3, 2, False)["player"])
    ['United States', 'Britain', 'France']
    """
    world, replies = game.world, game.replies
    n = world.clients
    prior = list(world.prior_level)
    base = 0 if imposed else coalition

    def within(members: int) -> list[float]:
        if imposed:
            return settle(world, 0, members, level, True, prior)
        row = (members * 2 + level - 1) * (n + 1)
        return list(replies.joined[row : row + n + 1])

    def several(members: int) -> int:
        return members if members & (members - 1) else 0

    now = within(pact)
    rows = [(game.case.patron.name, now[n], game.alone(base)[n], True)]
    for i, client in enumerate(game.case.clients.values()):
        if not pact >> i & 1:
            continue
        fallback = game.alone(several(base & ~(1 << i)))
        rest = several(pact & ~(1 << i))
        # The reply to the first exit from an imposed pact is the bilateral fallback (H4).
        pivotal = imposed or not rest or within(rest)[n] < fallback[n] + TINY
        rows.append((client.name, now[i], fallback[i], pivotal))
    frame = pd.DataFrame(rows, columns=["player", "now", "after", "pivotal"])
    frame.insert(3, "gain", frame["now"] - frame["after"])
    return frame


def _hazard(frame: pd.DataFrame, shock_rate: float, shock_size: float) -> float:
    """Hazard of the pact of one table of gains."""
    return hazard(list(frame.loc[frame["pivotal"], "gain"]), shock_rate, shock_size)


def both_ways(case: Case, draws: int, seed: int, level: int = 2) -> pd.DataFrame:
    """One pact of all clients, joined and imposed, over draws from the whole parameter box.

    Members and level are the same in both, so what differs is how the pact came about: the pledges
    that it rests on and what is left when it ends.

    Parameters
    ----------
    case : Case
        No pledge of three or more may be in force in it.
    draws, seed : int
    level : int
        1 to consult, 2 to fight.

    Returns
    -------
    pandas.DataFrame
        One row a draw. ``patron_joined`` and ``patron_imposed``: the patron's gain.
        ``joined`` and ``imposed``: hazards as shares of the shock rate. ``joined_pivotal``:
        clients that are pivotal in the joined pact; in the imposed one all are. ``larger``: share of
        clients that would lose more by leaving the imposed pact; ``paid_more`` and ``fall_deeper``:
        of those that have more in the imposed pact while it stands, and less to fall back on after
        it. ``patron_now``: what the patron has in the joined pact less what it has in the imposed
        one. ``same_pivots``: the imposed pact's hazard with the pivotal clients of the joined one.
        ``own_test`` and ``own_pivotal``: its hazard, and how many clients are pivotal, if a client
        were pivotal only where the patron would rather have bilateral pacts than the rest.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(both_ways(load("dunkirk-1947"), draws=2, seed=1))
    2
    """
    given = facts(case)
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(draws):
        drawn = Parameters.drawn(random)
        rows.append(one_both_ways(build(given, settings(drawn)), level))
    return pd.DataFrame(rows)


def one_both_ways(world: World, level: int) -> dict[str, float]:
    """One row of `both_ways`.

    Parameters
    ----------
    world : World
    level : int
        1 to consult, 2 to fight.

    Returns
    -------
    dict of str to float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> one_both_ways(world(load("dunkirk-1947")), 2)["imposed"] <= 1.0
    True
    """
    n = world.clients
    everyone = (1 << n) - 1
    prior = list(world.prior_level)

    def several(members: int) -> int:
        return members if members & (members - 1) else 0

    def alone(coalition: int) -> list[float]:
        return every_spokes(world, coalition, 0, 0, False)[1]

    nobody = alone(0)
    joined = settle(world, everyone, everyone, level, False, prior)
    imposed = settle(world, 0, everyone, level, True, prior)
    lost_joined = [joined[n] - alone(everyone)[n]]
    lost_imposed = [imposed[n] - nobody[n]]
    pivots: dict[str, list[bool]] = {"joined": [True], "own": [True]}
    for i in range(n):
        rest = several(everyone & ~(1 << i))
        fallback = alone(rest)
        lost_joined.append(joined[i] - fallback[i])
        lost_imposed.append(imposed[i] - nobody[i])
        for name, found, after in (
            ("joined", every_spokes(world, rest, rest, level, False)[1], fallback),
            ("own", settle(world, 0, rest, level, True, prior), nobody),
        ):
            pivots[name].append(not rest or found[n] < after[n] + TINY)

    def share(lost: list[float], pivotal: list[bool]) -> float:
        return hazard([g for g, p in zip(lost, pivotal, strict=True) if p], 1.0, world.shock_size)

    larger = [b > a for a, b in zip(lost_joined[1:], lost_imposed[1:], strict=True)]
    paid_more = [imposed[i] > joined[i] + TINY for i in range(n)]
    deeper = [
        imposed[i] - lost_imposed[i + 1] < joined[i] - lost_joined[i + 1] - TINY for i in range(n)
    ]
    return {
        "patron_joined": lost_joined[0],
        "patron_imposed": lost_imposed[0],
        "joined": share(lost_joined, pivots["joined"]),
        # The reply to the first exit from an imposed pact is the bilateral fallback (H4).
        "imposed": share(lost_imposed, [True] * (n + 1)),
        "joined_pivotal": sum(pivots["joined"]) - 1,
        "larger": sum(larger) / n,
        "paid_more": sum(paid_more) / n,
        "fall_deeper": sum(deeper) / n,
        "patron_now": joined[n] - imposed[n],
        "same_pivots": share(lost_imposed, pivots["joined"]),
        "own_test": share(lost_imposed, pivots["own"]),
        "own_pivotal": sum(pivots["own"]) - 1,
    }


def lifetimes(pacts: Mapping[str, pd.DataFrame], parameters: Parameters) -> pd.DataFrame:
    """Hazard of some pacts, and the years that hold the middle of their possible lives.

    Parameters
    ----------
    pacts : mapping of str to pandas.DataFrame
        From `gains`, by label.
    parameters : Parameters
        Gives rate and size of the shocks.

    Returns
    -------
    pandas.DataFrame
        One row a pact: ``hazard``, and ends of the middle half and of nine tenths, in years.

    Examples
    --------
    >>> frame = pd.DataFrame({"player": ["P"], "gain": [0.1], "pivotal": [True]})
    >>> list(lifetimes({"a pact": frame}, Parameters()).columns)[:2]
    ['hazard', 'half from']
    """
    rows = {}
    for name, frame in pacts.items():
        rate = _hazard(frame, parameters.shock_rate, parameters.shock_size)
        half, most = lifetime(rate, 0.5), lifetime(rate, 0.9)
        rows[name] = {
            "hazard": rate,
            "half from": half[0],
            "half to": half[1],
            "nine tenths from": most[0],
            "nine tenths to": most[1],
        }
    return pd.DataFrame(rows).T


def shock_draws(pacts: Mapping[str, pd.DataFrame], draws: int, seed: int) -> pd.DataFrame:
    """Hazards of some pacts with their gains as they are and the shocks drawn from the box.

    Rate and size are drawn evenly on a logarithmic scale, the same for all pacts of a draw.

    Parameters
    ----------
    pacts : mapping of str to pandas.DataFrame
        From `gains`, by label.
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a draw, one column a pact: hazard per year.

    Examples
    --------
    >>> frame = pd.DataFrame({"player": ["P"], "gain": [0.1], "pivotal": [True]})
    >>> shock_draws({"a pact": frame}, draws=3, seed=1).shape
    (3, 1)
    """
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(draws):
        rate, size = (
            float(BOX[name].low * (BOX[name].high / BOX[name].low) ** random.random())
            for name in ("shock_rate", "shock_size")
        )
        rows.append({label: _hazard(frame, rate, size) for label, frame in pacts.items()})
    return pd.DataFrame(rows)


def survival_bands(reference: Mapping[str, float], draws: pd.DataFrame, years: int) -> Drawing:
    """Chance that pacts still stand, year by year, and how far it depends on the shocks.

    Parameters
    ----------
    reference : mapping of str to float
        Hazards of the pacts at one set of parameters, per year.
    draws : pandas.DataFrame
        Hazards over draws, one column a pact, from `shock_draws`.
    years : int
        How many to draw.

    Returns
    -------
    Drawing
        One panel a pact: a line, and bands from the 25th to the 75th and from the 5th to the 95th
        percentile of the draws.

    Examples
    --------
    >>> figure = survival_bands({"a": 0.1}, pd.DataFrame({"a": [0.05, 0.2]}), 20)
    >>> len(figure.axes)
    1
    """
    when = np.linspace(0.0, years, 161)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 0.7 + 2.3 * len(reference)))
        panels = figure.subplots(len(reference), 1, sharex=True, squeeze=False)[:, 0]
        looks = cycle(((BLUE, "-"), (ORANGE, "--")))
        for axes, (name, rate), (colour, dash) in zip(
            panels, reference.items(), looks, strict=False
        ):
            standing = np.exp(-np.outer(draws[name].to_numpy(), when))
            outer = np.quantile(standing, [0.05, 0.95], axis=0)
            inner = np.quantile(standing, [0.25, 0.75], axis=0)
            axes.fill_between(when, *outer, color=colour, alpha=0.16, linewidth=0)
            axes.fill_between(when, *inner, color=colour, alpha=0.28, linewidth=0)
            axes.plot(when, np.exp(-rate * when), color=colour, linestyle=dash)
            axes.set(xlim=(0, years), ylim=(0, 1.02), title=name, ylabel="chance it still stands")
        panels[-1].set_xlabel("years since signature")
    return figure


def hazard_curves(members: Mapping[str, int], marks: Mapping[str, float]) -> Drawing:
    """Share of shocks that end a pact, against what its pivotal members gain by it.

    Parameters
    ----------
    members : mapping of str to int
        Numbers of pivotal members to draw, by label.
    marks : mapping of str to float
        Smallest gains of pacts to point out, in mean shocks, by label.

    Returns
    -------
    Drawing
        One line a number of members; gains in multiples of a mean shock, from -1 to 5.

    Examples
    --------
    >>> len(hazard_curves({"one": 1}, {"a pact": 0.5}).axes[0].lines)
    2
    """
    multiples = [-1.0 + step / 50.0 for step in range(301)]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 4.2))
        axes = figure.subplots()
        looks = cycle(((BLUE, "-"), (ORANGE, "--"), (GREEN, "-.")))
        for (label, number), (colour, dash) in zip(members.items(), looks, strict=False):
            shares = [1.0 - stays(multiple, 1.0) ** number for multiple in multiples]
            axes.plot(multiples, shares, color=colour, linestyle=dash, label=label)
        for place, (label, gain) in enumerate(marks.items()):
            shown = min(max(gain, -1.0), 5.0)
            axes.axvline(shown, ymax=0.06, color=GREY, linewidth=2.5)
            axes.annotate(
                label, (shown, 0.06), (shown + 0.35, 0.12 + 0.1 * place), va="center",
                arrowprops={"arrowstyle": "-", "color": GREY}, color="#222222",
            )  # fmt: skip
        axes.set(
            xlabel="gain of every pivotal member, in mean shocks",
            ylabel="share of shocks that end the pact", xlim=(-1, 5), ylim=(0, 1.04),
        )  # fmt: skip
        axes.legend(title="pivotal members", loc="upper right")
    return figure


def gain_dots(pacts: Mapping[str, pd.DataFrame], shock_size: float) -> Drawing:
    """What the members of some pacts would lose by leaving.

    Parameters
    ----------
    pacts : mapping of str to pandas.DataFrame
        From `gains`, by title.
    shock_size : float
        Mean shock, drawn as a line.

    Returns
    -------
    Drawing
        One panel a pact, one row a member; full marks are pivotal.

    Examples
    --------
    >>> frame = pd.DataFrame({"player": ["P"], "gain": [0.1], "pivotal": [True]})
    >>> len(gain_dots({"a pact": frame}, 0.05).axes)
    1
    """
    sizes = [len(frame) for frame in pacts.values()]
    extent = [value for frame in pacts.values() for value in frame["gain"]] + [0.0, shock_size]
    margin = 0.06 * (max(extent) - min(extent))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 0.9 + sum(0.45 + 0.32 * size for size in sizes)))
        panels = figure.subplots(
            len(pacts), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes}
        )[:, 0]
        looks = cycle(((BLUE, "o"), (ORANGE, "s")))
        for axes, (name, frame), (colour, marker) in zip(
            panels, pacts.items(), looks, strict=False
        ):
            for height, row in enumerate(frame.itertuples(index=False)):
                axes.hlines(height, 0.0, row.gain, color=colour, lw=2, alpha=0.45)
                axes.plot(
                    row.gain, height, marker, markersize=8, markeredgewidth=2,
                    color=colour if row.pivotal else "white", markeredgecolor=colour,
                )  # fmt: skip
            axes.axvline(0.0, color="#555555", linewidth=1)
            axes.axvline(shock_size, color="#555555", linewidth=1.2, linestyle=":")
            axes.set_yticks(range(len(frame)), frame["player"])
            axes.set(
                ylim=(len(frame) - 0.5, -0.5), title=name,
                xlim=(min(extent) - margin, max(extent) + margin),
            )  # fmt: skip
        panels[-1].set_xlabel("gain: what it would lose by leaving (dotted: a mean shock)")
    return figure


def weakest(frame: pd.DataFrame) -> float:
    """Smallest gain of a pivotal member.

    Examples
    --------
    >>> weakest(pd.DataFrame({"gain": [0.3, 0.1], "pivotal": [True, False]}))
    0.3
    """
    return float(frame.loc[frame["pivotal"], "gain"].min()) if len(frame) else math.nan
