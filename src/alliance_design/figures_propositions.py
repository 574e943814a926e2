"""Tables and the figure of the chapter on the seven propositions, over the parameter box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd

from alliance_design import patron
from alliance_design.cases import Case, resurfaced
from alliance_design.commitment import World, attacks, bonds, commitments, settle, war_over
from alliance_design.design import Facts, build, facts, settings
from alliance_design.figures import BLUE, GREY, ORANGE, STYLE, Drawing
from alliance_design.parameters import Parameters, Settings
from alliance_design.threat import inputs

__all__ = [
    "POWERS",
    "Exposure",
    "Fallback",
    "Pledges",
    "exposure",
    "fallback",
    "levels",
    "over_land",
    "over_the_box",
    "pledged_or_imposed",
    "shares",
    "verdict_bars",
    "willing",
]

CONSULT, FIGHT = 1, 2

POWERS = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Multiples of the adversary's power at which the clients' willingness is looked at."""

TINY = patron.TINY


class Exposure(NamedTuple):
    """What a pact of many exposes its members and the patron to.

    Parameters
    ----------
    threats, picked, war, effort : list of n float
        By client: the threat and the chance of being picked; the weight of a war over it; the share
        of the burden that clients take off the patron.
    cost : list of n float
        What an attack on each client costs the patron, on average.
    """

    threats: list[float]
    picked: list[float]
    war: list[float]
    effort: list[float]
    cost: list[float]


class Pledges(NamedTuple):
    """What a pact of all is worth to the patron, imposed and pledged, and why they differ.

    Parameters
    ----------
    imposed, pledged : float
        Its payoff while the pact stands.
    firmer : float
        What firmer pledges add, the adversary's choice left as it was.
    turned : float
        What the adversary's new choice adds.
    """

    imposed: float
    pledged: float
    firmer: float
    turned: float


class Fallback(NamedTuple):
    """The patron's answer where nobody has pledged.

    Parameters
    ----------
    imposes : bool
        Whether it imposes a pact.
    spokes : int
        How many bilateral pacts it would make or strengthen without one.
    level : int
        Its level: of the imposed pact, or else of its strongest new spoke; 0 for none.
    """

    imposes: bool
    spokes: int
    level: int


# ------------------------------------------------------------------------------- one set of numbers


def exposure(
    world: World,
    coalition: int,
    pact: int,
    level: int,
    imposed: bool,
    spokes: Sequence[int] | None = None,
) -> Exposure:
    """Threats, attacks and burdens under one set of pledges and pacts.

    The same sums as `alliance_design.commitment.settle`, shown.

    Parameters
    ----------
    world, coalition, pact, level, imposed
        As in `alliance_design.commitment.settle`.
    spokes : sequence of n int, optional
        Likewise; the bilateral pacts already in force where none are given.

    Returns
    -------
    Exposure

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> found = exposure(world(load("pacific-1951")), 0b1111, 0b1111, 2, False)
    >>> len(found.picked)
    4
    """
    n = world.clients
    beside = world.prior_level if spokes is None else spokes
    tied = bonds(world, coalition, pact, imposed)
    depths = commitments(world, pact, level, beside)
    threats, picked = attacks(world, tied, depths)
    war = [war_over(world, j, picked[j], depths[j], pact) for j in range(n)]
    cost = [
        threats[j] * tied.prizes[j]
        + world.liability[depths[j]] * world.war_cost * (1.0 - tied.spared[j])
        for j in range(n)
    ]
    return Exposure(threats, picked, war, tied.spared, cost)


def pledged_or_imposed(world: World, level: int = FIGHT) -> Pledges:
    """A pact of all clients, once imposed on them and once pledged by them.

    Parameters
    ----------
    world : World
    level : int
        1 to consult, 2 to fight.

    Returns
    -------
    Pledges

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> found = pledged_or_imposed(world(load("brussels-1948")))
    >>> found.firmer >= 0.0
    True
    """
    n = world.clients
    everyone, prior = (1 << n) - 1, list(world.prior_level)
    imposed = settle(world, 0, everyone, level, True, prior)[n]
    pledged = settle(world, everyone, everyone, level, False, prior)[n]
    weak = exposure(world, 0, everyone, level, True)
    firm = exposure(world, everyone, everyone, level, False)
    turned = sum((weak.picked[j] - firm.picked[j]) * firm.cost[j] for j in range(n))
    return Pledges(imposed, pledged, pledged - imposed - turned, turned)


def fallback(world: World, exhaustive: bool = True) -> Fallback:
    """What the patron does where nobody has pledged, and what it would fall back on.

    Parameters
    ----------
    world : World
        Without a standing coalition.
    exhaustive : bool
        Whether it looks at every set of spokes, as in `alliance_design.patron.solve`.

    Returns
    -------
    Fallback

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> fallback(world(load("dunkirk-1947"), Parameters())).imposes
    False
    """
    n, prior = world.clients, list(world.prior_level)
    find = patron.every_spokes if exhaustive else patron.best_spokes
    kept, alone = find(world, 0, 0, 0, False)
    best, depth = alone[n] + TINY, 0
    for level in (CONSULT, FIGHT):
        members, values, _ = patron.imposed_pact(world, level, alone, prior)
        if members and values[n] > best:
            best, depth = values[n] + TINY, level
    fresh = [new for new, old in zip(kept, prior, strict=True) if new > old]
    return Fallback(depth > 0, len(fresh), depth or max(fresh, default=0))


def levels(world: World) -> dict[str, float]:
    """What the patron's two levels are worth in a pact of all, while it stands.

    Parameters
    ----------
    world : World

    Returns
    -------
    dict of str to float
        ``pledged`` and ``imposed``: fighting less consulting, for a pact of each kind; ``joins``: the
        better of the two over bilateral pacts alone, all having pledged; ``pace``: the smallest
        difference, over clients, between the weight of a war if the patron fights and the consult
        share of that weight if it consults.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> sorted(levels(world(load("pacific-1951"))))
    ['imposed', 'joins', 'pace', 'pledged']
    """
    n = world.clients
    everyone, prior = (1 << n) - 1, list(world.prior_level)
    pledged = [settle(world, everyone, everyone, k, False, prior)[n] for k in (CONSULT, FIGHT)]
    imposed = [settle(world, 0, everyone, k, True, prior)[n] for k in (CONSULT, FIGHT)]
    alone = patron.every_spokes(world, everyone, 0, 0, False)[1][n]
    half, whole = (exposure(world, everyone, everyone, k, False).war for k in (CONSULT, FIGHT))
    return {
        "pledged": pledged[1] - pledged[0],
        "imposed": imposed[1] - imposed[0],
        "joins": max(pledged) - alone,
        "pace": min(
            after - world.liability[CONSULT] * before
            for after, before in zip(whole, half, strict=True)
        ),
    }


def willing(given: Facts, numbers: Settings, factor: float = 1.0) -> int:
    """How many clients would keep a pledge to all, all others pledging and the patron doing nothing.

    Parameters
    ----------
    given : Facts
    numbers : Settings
    factor : float
        Multiple of the adversary's power.

    Returns
    -------
    int

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> willing(facts(load("brussels-1948")), settings(Parameters()), factor=1e-9)
    0
    """
    world = build(given._replace(power=given.power * factor), numbers)
    n, prior = world.clients, list(world.prior_level)
    everyone = (1 << n) - 1
    here = settle(world, everyone, 0, 0, False, prior)
    return sum(
        here[i] >= settle(world, everyone ^ 1 << i, 0, 0, False, prior)[i] - TINY for i in range(n)
    )


def over_land(case: Case, parameters: Parameters) -> pd.DataFrame:
    """Threats with every kilometre counted as land, as it is, and as water, by campaign.

    Parameters
    ----------
    case : Case
    parameters : Parameters

    Returns
    -------
    pandas.DataFrame
        One row a client: ``land``, ``as it is``, ``water``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> list(over_land(load("pacific-1951"), Parameters()).columns)
    ['land', 'as it is', 'water']
    """
    ways = {"land": resurfaced(case, "land"), "as it is": case, "water": resurfaced(case, "sea")}
    n = len(case.clients)
    return pd.DataFrame(
        {name: inputs(changed).campaign_threats(parameters)[:n] for name, changed in ways.items()},
        index=[client.name for client in case.clients.values()],
    )


# ------------------------------------------------------------------------------- over the box


def over_the_box(cases: Sequence[Case], draws: int, seed: int) -> pd.DataFrame:
    """What the propositions speak of, over draws from the whole box.

    Parameters
    ----------
    cases : sequence of Case
        Without standing coalitions.
    draws, seed : int
        The same vectors of parameters for all cases.

    Returns
    -------
    pandas.DataFrame
        One row a draw and case: ``draw``, ``case``; ``worth``: the pact of all pledged less
        imposed, and ``turned``, as in `Pledges`; ``imposes``, ``spokes`` and
        ``alone_level`` of `fallback`; where it imposes, ``singly``: how many spokes it finds if it
        adds them one at a time (else no number); ``joins``, ``step`` (fighting less consulting),
        ``rise`` (that step pledged less imposed) and ``pace`` of `levels`; ``willing_0.1`` and so on: how many are `willing` at each of
        `POWERS`; ``least`` and ``most``: smallest and largest difference of a client's
        threat, all land less all water; ``short``: whether the reach cannot exceed the land scale.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(over_the_box([load("dunkirk-1947")], draws=2, seed=1))
    2
    """
    random = np.random.default_rng(seed)
    told = [
        (case, facts(case), [inputs(resurfaced(case, way)) for way in ("land", "sea")])
        for case in cases
    ]
    rows = []
    for draw in range(draws):
        point = Parameters.drawn(random)
        numbers = settings(point)
        for case, given, (land, sea) in told:
            world = build(given, numbers)
            worth, step = pledged_or_imposed(world), levels(world)
            out = fallback(world)
            one = fallback(world, exhaustive=False).spokes if out.imposes else np.nan
            difference = np.subtract(land.campaign_threats(point), sea.campaign_threats(point))
            difference = difference[: given.clients]
            rows.append(
                {
                    "draw": draw,
                    "case": case.title,
                    "worth": worth.pledged - worth.imposed,
                    "turned": worth.turned,
                    "imposes": out.imposes,
                    "spokes": out.spokes,
                    "alone_level": out.level,
                    "singly": one,
                    "joins": step["joins"],
                    "step": step["pledged"],
                    "rise": step["pledged"] - step["imposed"],
                    "pace": step["pace"],
                    **{f"willing_{k:g}": willing(given, numbers, k) for k in POWERS},
                    "least": difference.min(),
                    "most": difference.max(),
                    "short": land.reach_km + point.base_use * sum(land.bases_km)
                    <= point.land_scale_km,
                }
            )
    return pd.DataFrame(rows)


def shares(signs: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """How often something holds, makes no difference, and fails.

    Parameters
    ----------
    signs : mapping of str to sequence of float
        By label: more than 0 where it holds in a draw, less where it fails.

    Returns
    -------
    pandas.DataFrame
        One row a label: ``holds``, ``same``, ``fails`` and the number of ``draws``.

    Examples
    --------
    >>> shares({"P": [1.0, 0.0, -1.0, 2.0]}).loc["P"].tolist()
    [0.5, 0.25, 0.25, 4.0]
    """
    rows = {}
    for label, values in signs.items():
        found = np.asarray(values, dtype=float)
        rows[label] = {
            "holds": float((found > TINY).mean()),
            "same": float((abs(found) <= TINY).mean()),
            "fails": float((found < -TINY).mean()),
            "draws": float(len(found)),
        }
    return pd.DataFrame(rows).T


# ------------------------------------------------------------------------------- the figure


def verdict_bars(frame: pd.DataFrame) -> Drawing:
    """Shares of draws in which each proposition holds, as stacked bars.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `shares`.

    Returns
    -------
    Drawing
        One bar a row, from holding on the left to failing on the right.

    Examples
    --------
    >>> len(verdict_bars(shares({"P": [1.0, -1.0]})).axes)
    1
    """
    looks = {
        "holds": (BLUE, "", "holds"),
        "same": ("#e3e3e3", "", "no difference"),
        "fails": (ORANGE, "////", "fails"),
    }
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.3 + 0.62 * len(frame)))
        axes = figure.subplots()
        left = np.zeros(len(frame))
        for column, (colour, hatch, label) in looks.items():
            width = frame[column].to_numpy()
            axes.barh(
                range(len(frame)), width, left=left, color=colour, hatch=hatch, height=0.62,
                edgecolor="white" if hatch else colour, linewidth=0, label=label,
            )  # fmt: skip
            left = left + width
        for place, count in enumerate(frame["draws"]):
            axes.text(1.015, place, f"{count:.0f}", va="center", color=GREY)
        axes.text(1.015, -0.75, "draws", va="center", color=GREY)
        axes.set_yticks(range(len(frame)), frame.index)
        axes.set(xlim=(0, 1), ylim=(len(frame) - 0.5, -0.5), xlabel="share of draws")
        axes.grid(False, axis="y")
        axes.legend(ncols=3, loc="lower center", bbox_to_anchor=(0.42, 1.04), frameon=False)
    return figure
