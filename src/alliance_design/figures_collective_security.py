"""Tables and figures of the chapter on collective security: what a pledge brings and costs.

The clients' game is shown twice: with the patron's replies given, and with a patron that does
nothing, so that what the clients gain by themselves stands apart from what the patron adds.
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd

from alliance_design.cases import Case
from alliance_design.commitment import World, attacks, bonds, coalitions_in_equilibrium, settle
from alliance_design.design import Game, build, facts, read_game, settings
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.parameters import Parameters, reference
from alliance_design.patron import solve

__all__ = [
    "COSTS",
    "by_power",
    "dangers",
    "free_rides",
    "keeping",
    "keeping_bars",
    "outsider_draws",
    "power_curves",
    "without_patron",
]

COSTS = ("fighting for others", "own fight", "membership", "old quarrels")
"""What a pledge may cost, as the columns of `keeping` name it."""


def without_patron(world: World) -> list[list[float]]:
    """What every coalition of clients is worth where the patron does nothing.

    Pacts with the patron that are in force already stay. A lone pledge is none.

    Parameters
    ----------
    world : World

    Returns
    -------
    list of ``2^n`` lists of ``n + 1`` float
        Payoffs by coalition, as `alliance_design.commitment.coalitions_in_equilibrium` takes them.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> table = without_patron(world(load("pacific-1951")))
    >>> len(table), table[0] == table[1]
    (16, True)
    """
    prior = list(world.prior_level)
    return [
        settle(world, group if group.bit_count() != 1 else 0, 0, 0, False, prior)
        for group in range(1 << world.clients)
    ]


def dangers(world: World, coalition: int) -> tuple[list[float], list[float]]:
    """Threats and chances of being picked once a coalition stands and the patron does nothing.

    Parameters
    ----------
    world : World
    coalition : int
        Set of clients; 0 for none.

    Returns
    -------
    threats, picked : list of n float

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> numbers = world(load("pacific-1951"))
    >>> dangers(numbers, 0b0011)[0][0] <= dangers(numbers, 0)[0][0]
    True
    """
    return attacks(world, bonds(world, coalition, 0, False), world.prior_level)


def keeping(game: Game) -> pd.DataFrame:
    """What each client gains and pays by keeping its pledge, where all the others pledge.

    Gains and costs are those with a patron that does nothing; the last column is the net gain
    with the patron's replies given.

    Parameters
    ----------
    game : Game

    Returns
    -------
    pandas.DataFrame
        One row a client: ``case``, ``client``, ``safety``, the `COSTS`, ``net`` and ``with patron``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> frame = keeping(play(load("pacific-1951")))
    >>> paid = frame["safety"] - frame[list(COSTS)].sum(axis=1)
    >>> bool((abs(paid - frame["net"]) < 1e-9).all())
    True
    """
    world, n = game.world, game.world.clients
    full = (1 << n) - 1
    # A client that has nothing to pay of one kind is as safe as before, so the difference is
    # what that kind costs.
    spared = {
        "fighting for others": world._replace(pledged_fight=[0.0] * (n * n)),
        "own fight": world._replace(pledged_resolve=[0.0] * n),
        "membership": world._replace(membership=0.0),
        "old quarrels": world._replace(quarrel=[0.0] * (n * n)),
    }
    table = without_patron(world)
    tables = {cost: without_patron(changed) for cost, changed in spared.items()}
    rows = []
    for i, client in enumerate(game.case.clients.values()):
        left = full ^ 1 << i
        net = table[full][i] - table[left][i]
        costs = {cost: (other[full][i] - other[left][i]) - net for cost, other in tables.items()}
        rows.append(
            {
                "case": game.case.title,
                "client": client.name,
                "safety": net + sum(costs.values()),
                **costs,
                "net": net,
                "with patron": game.payoffs[full][i] - game.payoffs[left][i],
            }
        )
    return pd.DataFrame(rows)


def free_rides(game: Game) -> pd.DataFrame:
    """What each client gets from the pledges of all the others if it stays out itself.

    Parameters
    ----------
    game : Game
        The patron does nothing in this table.

    Returns
    -------
    pandas.DataFrame
        One row a client, before the others' pledges and after them: threat, chance of being
        picked, and the change in what the client gets.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> list(free_rides(play(load("pacific-1951")))["Client"])[0]
    'Japan'
    """
    world, n = game.world, game.world.clients
    table = without_patron(world)
    threats, picked = dangers(world, 0)
    rows = []
    for i, client in enumerate(game.case.clients.values()):
        others = ((1 << n) - 1) ^ 1 << i
        later_threats, later_picked = dangers(world, others)
        rows.append(
            {
                "Client": client.name,
                "Threat before": threats[i],
                "after": later_threats[i],
                "Picked before": picked[i],
                "after ": later_picked[i],
                "Change in payoff": table[others][i] - table[0][i],
            }
        )
    return pd.DataFrame(rows)


def by_power(
    case: Case, factors: Sequence[float], parameters: Parameters | None = None
) -> pd.DataFrame:
    """What keeping a pledge to all is worth, against the power of the adversary.

    Parameters
    ----------
    case : Case
    factors : sequence of float
        Multiples of the adversary's power, more than 0.
    parameters : Parameters, optional
        The reference calibration where none is given.

    Returns
    -------
    pandas.DataFrame
        One row a factor: ``case``, ``factor``, and the gain of the least and the most willing
        client where all the others pledge and the patron does nothing; in ``with patron`` that of
        the least willing client with the patron's replies given.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> frame = by_power(load("pacific-1951"), [0.5, 1.0])
    >>> bool((frame["least"] <= frame["most"]).all())
    True
    """
    given, numbers = facts(case), settings(parameters or reference())
    n = given.clients
    full = (1 << n) - 1
    rows = []
    for factor in factors:
        filled = build(given._replace(power=given.power * factor), numbers)
        replied = read_game(case, filled, solve(filled)).payoffs
        gains, answered = (
            [table[full][i] - table[full ^ 1 << i][i] for i in range(n)]
            for table in (without_patron(filled), replied)
        )
        rows.append(
            {
                "case": case.title,
                "factor": factor,
                "least": min(gains),
                "most": max(gains),
                "with patron": min(answered),
            }
        )
    return pd.DataFrame(rows)


def outsider_draws(case: Case, draws: int, seed: int) -> pd.DataFrame:
    """What the others' pledges do to each client that stays out, over the parameter box.

    Parameters
    ----------
    case : Case
        At its coded values; the patron does nothing.
    draws : int
        How many sets of parameters, uniform over the box.
    seed : int
        The same seed gives the same draws.

    Returns
    -------
    pandas.DataFrame
        One row a draw: for each client the change in its payoff, and in ``everybody`` whether a
        pledge of all is an equilibrium.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(outsider_draws(load("pacific-1951"), draws=3, seed=1))
    3
    """
    random = np.random.default_rng(seed)
    given = facts(case)
    full = (1 << given.clients) - 1
    rows = []
    for _ in range(draws):
        drawn = Parameters.drawn(random)
        table = without_patron(build(given, settings(drawn)))
        row: dict[str, float | bool] = {
            client.name: table[full ^ 1 << i][i] - table[0][i]
            for i, client in enumerate(case.clients.values())
        }
        row["everybody"] = full in coalitions_in_equilibrium(table, given.standing)
        rows.append(row)
    return pd.DataFrame(rows)


def keeping_bars(frame: pd.DataFrame) -> Drawing:
    """What each client gains and pays by keeping its pledge, one panel a case.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `keeping`, for one case or several.

    Returns
    -------
    Drawing
        Two bars a client, what is gained above what is paid, and a mark for what is left with
        and without the patron.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> len(keeping_bars(keeping(play(load("pacific-1951")))).axes)
    1
    """
    groups = {str(name): group for name, group in frame.groupby("case", sort=False)}
    fills = (("#b3541e", ""), ("#e3a06f", "////"), ("#555555", ""), ("#bdbdbd", "...."))
    sizes = [len(group) for group in groups.values()]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.5 + 0.46 * len(frame) + 0.35 * len(groups)))
        panels = figure.subplots(
            len(groups), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes}
        )[:, 0]
        for axes, (name, group) in zip(panels, groups.items(), strict=True):
            rows = range(len(group))
            upper, lower = [row - 0.19 for row in rows], [row + 0.19 for row in rows]
            axes.barh(upper, group["safety"], 0.34, color=BLUE, label="gained: safety")
            start = [0.0] * len(group)
            for cost, (colour, hatch) in zip(COSTS, fills, strict=True):
                paid = list(group[cost])
                axes.barh(
                    lower, [-one for one in paid], 0.34, left=start, color=colour, hatch=hatch,
                    edgecolor="white", linewidth=0.3, label=f"paid: {cost}",
                )  # fmt: skip
                start = [one - other for one, other in zip(start, paid, strict=True)]
            axes.plot(
                group["net"], upper, "D", color="black", markersize=6,
                markeredgecolor="white", label="left, without the patron",
            )  # fmt: skip
            axes.plot(
                group["with patron"], lower, "o", markerfacecolor="white", markeredgecolor="black",
                markeredgewidth=1.6, markersize=7, label="left, with it",
            )  # fmt: skip
            axes.axvline(0.0, color="#444444", linewidth=1)
            axes.set_yticks(rows, group["client"])
            axes.set(ylim=(len(group) - 0.45, -0.55), title=name)
        panels[-1].set_xlabel("gain from keeping the pledge (own survival = 1)")
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=2, fontsize=10)
    return figure


def power_curves(frame: pd.DataFrame) -> Drawing:
    """What keeping a pledge to all is worth, against the adversary's power.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `by_power`, for one case or several.

    Returns
    -------
    Drawing
        One band a case, from the least to the most willing client, and a shade in its colour where
        all keep their pledge with the patron's replies given.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(power_curves(by_power(load("pacific-1951"), [0.5, 1.0])).axes)
    1
    """
    looks = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (GREY, ":"))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 4.2))
        axes = figure.subplots()
        groups = frame.groupby("case", sort=False)
        for (name, group), (colour, dash) in zip(groups, looks, strict=False):
            axes.fill_between(
                group["factor"], group["least"], group["most"], color=colour, alpha=0.13, lw=0
            )
            axes.plot(
                group["factor"], group["least"], color=colour, linestyle=dash,
                label=f"{name}: the least willing",
            )  # fmt: skip
            axes.plot(
                group["factor"], group["most"], color=colour, linestyle=dash, linewidth=1,
                label=f"{name}: the most willing",
            )  # fmt: skip
            axes.fill_between(
                group["factor"], 0, 1, where=list(group["with patron"] >= 0), color=colour,
                alpha=0.3, lw=0, transform=axes.get_xaxis_transform(), hatch="///",
                label=f"{name}: all keep it, with the patron"
                if (group["with patron"] >= 0).any()
                else None,
            )  # fmt: skip
        axes.axhline(0.0, color="#444444", linewidth=1)
        axes.axvline(1.0, color="#444444", linewidth=1, linestyle=(0, (2, 2)))
        ticks = {
            0.1: "1/10",
            0.2: "1/5",
            0.5: "1/2",
            1.0: "as it was",
            2.0: "2",
            5.0: "5",
            10.0: "10",
        }
        axes.set(
            xscale="log",
            xlim=(frame["factor"].min(), frame["factor"].max()),
            xlabel="power of the adversary, as a multiple of what it was",
            ylabel="gain from keeping the pledge",
        )
        axes.set_xticks(list(ticks), list(ticks.values()))
        axes.minorticks_off()
        figure.legend(loc="outside lower center", ncols=2, fontsize=10)
    return figure
