"""Tables and figures of the chapter on the origins of the bilateral system, 1949 to 1951.

What each government wanted, which rule gives the settlement, how much wanting it took, and which
story makes the dated path of American positions likeliest.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from alliance_design import bargaining, paths
from alliance_design.bargaining import Issue, Rule, Worth
from alliance_design.figures import BLUE, GREY, ORANGE, STYLE, Drawing, on_axis
from alliance_design.pacts import state_name

__all__ = [
    "DOCUMENTS",
    "ISSUES",
    "NAMES",
    "ONE_PACT",
    "PATRON",
    "RIVAL",
    "ROUND",
    "SEES",
    "SETTLEMENT",
    "VARIANTS",
    "WITH_JAPAN",
    "Chip",
    "agreement_on_ideas",
    "better_than_nothing",
    "change_table",
    "change_view",
    "concession_path",
    "consent",
    "days",
    "given_up_frame",
    "heed_profile",
    "initiator_table",
    "intensity_plane",
    "linkage_table",
    "other_menus",
    "preferred",
    "reader_frame",
    "reader_view",
    "readings",
    "reopened",
    "rule_dots",
    "rule_numbers",
    "rule_shares",
    "rule_table",
    "stake_frame",
    "story_table",
    "story_view",
    "together_shares",
    "variant_table",
    "worth_table",
]

ROUND = "pacific-1951"
PATRON = "united-states"
SETTLEMENT = "tripartite-plus-bilateral"
ONE_PACT = "pacific-with-japan"

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "pacific-with-britain": "One pact with Britain",
        "pacific-with-japan": "One pact with Japan",
        "pacific-without-japan": "One pact of four",
        "tripartite-plus-bilateral": "The three treaties",
        "tripartite-and-japan": "Three powers, and Japan",
        "all-bilateral": "Each alone",
        "guarantee": "A declaration",
        "japan-only": "Japan alone",
        "nothing": "No pact",
    }
)
"""The designs of the round by their short names, from the widest to none."""

WITH_JAPAN = (SETTLEMENT, "tripartite-and-japan", "all-bilateral", "japan-only")
"""Designs that hold a treaty of Washington with Japan alone."""

DOCUMENTS, RIVAL = "documents", "rival"
"""The two readings of what Washington wanted."""


# ---------------------------------------------------------------- what went in


PEACE = ("australia", "new-zealand", "philippines")
"""Allies whose assent to the peace with Japan Washington was seeking."""


@cache
def consent(peace: bool = False, everybody: bool = False) -> Mapping[str, tuple[str, ...]]:
    """Whose consent each design needs.

    A treaty needs its members', a declaration Washington's, and to agree on nothing everybody's.

    Parameters
    ----------
    peace : bool
        A treaty with Japan also needs the consent of those whose assent to the peace was sought.
    everybody : bool
        Everything needs everybody's.

    Examples
    --------
    >>> consent()["guarantee"], "australia" in consent()["japan-only"]
    (('united-states',), False)
    >>> "australia" in consent(peace=True)["japan-only"]
    True
    """
    found = {}
    for name, asked in bargaining.consent(ROUND).items():
        needed = set(bargaining.governments(ROUND)) if everybody else set(asked)
        if peace and "japan" in needed:
            needed |= set(PEACE)
        found[name] = tuple(sorted(needed))
    return MappingProxyType(found)


def worth_table() -> pd.DataFrame:
    """Every coded worth with its range: designs down, governments across, the rival's reading second.

    Examples
    --------
    >>> worth_table()["Washington"].iloc[1]
    '2 (1 to 3)'
    """
    heads = {PATRON: "Washington", f"{PATRON}-by-design": "Washington, rival's reading"}
    columns: dict[str, dict[str, str]] = {}
    for row in bargaining.preferences(ROUND):
        head = heads.get(row.actor) or state_name(row.actor)
        cell = f"{row.worth:.0f}" if row.low == row.high else ""
        cell = cell or f"{row.worth:.0f} ({row.low:.0f} to {row.high:.0f})"
        columns.setdefault(head, {})[row.design] = cell.replace("-", "−")
    frame = pd.DataFrame(columns).loc[list(NAMES)]
    frame.insert(0, "Design", [NAMES[name] for name in frame.index])
    return frame.reset_index(drop=True)


def better_than_nothing(draws: int, seed: int = 1951) -> pd.DataFrame:
    """In which share of the draws a design is worth more than no pact to every government.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a design, a column for each reading of Washington, and ``only``: the share in which
        no other design is.

    Examples
    --------
    >>> float(better_than_nothing(50).loc["japan-only", "documents"])
    0.0
    """
    counts: dict[str, Counter[str]] = {}
    for reading, alone, by_design in ((DOCUMENTS, "only", False), (RIVAL, "only, rival", True)):
        counts[reading], counts[alone] = Counter(), Counter()
        for worth in bargaining.drawn(ROUND, draws, seed, by_design):
            good = [d for d in NAMES if all(of[d] > 0.0 for of in worth.values())]
            counts[reading].update(good)
            counts[alone].update(good if len(good) == 1 else ())
    return pd.DataFrame(
        {reading: {d: count[d] / draws for d in NAMES} for reading, count in counts.items()}
    )


def preferred(draws: int, seed: int = 1951) -> pd.DataFrame:
    """How often each ally liked one design better than another, over the draws.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row an ally. ``over_japan`` and ``over_four``: the settlement above the one pact with
        Japan and above the one of four. ``bilateral``, ``trilateral``, ``multilateral`` and
        ``guarantee``: the form of the design that it liked best.

    Examples
    --------
    >>> bool((preferred(50)["over_japan"] > 0.9).all())
    True
    """
    form = {name: design.form for name, design in bargaining.designs(ROUND).items()}
    allies = [a for a in bargaining.governments(ROUND) if a != PATRON]
    forms = ["bilateral", "trilateral", "multilateral", "guarantee"]
    counts: dict[str, Counter[str]] = {ally: Counter() for ally in allies}
    for worth in bargaining.drawn(ROUND, draws, seed):
        for ally, count in counts.items():
            of = worth[ally]
            count["over_japan"] += of[SETTLEMENT] > of[ONE_PACT]
            count["over_four"] += of[SETTLEMENT] > of["pacific-without-japan"]
            count[form[max(of, key=lambda d: of[d])]] += 1
    columns = ["over_japan", "over_four", *forms]
    return pd.DataFrame(
        {column: {a: counts[a][column] / draws for a in allies} for column in columns}
    )


# ---------------------------------------------------------------- rules side by side

SEES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "the patron decides": ("Washington's", "", "", ""),
        "the patron decides, allies may refuse": ("Washington's", "", "", "yes"),
        "first choices": ("all, the top only", "", "", ""),
        "majority in pairs": ("all", "", "", ""),
        "points by rank": ("all", "", "", ""),
        "plain sum": ("all", "yes", "", ""),
        "sum by capability": ("all", "yes", "yes", ""),
        "quadratic votes": ("all", "within each", "", ""),
        "Nash bargain": ("all", "as ratios", "", "yes"),
        "Nash bargain by capability": ("all", "as ratios", "yes", "yes"),
        "offers in turn": ("all", "against waiting", "", "yes"),
        "offers in turn by capability": ("all", "against waiting", "yes", "yes"),
    }
)
"""What each rule sees: whose order, intensity, capability, and whether allies may refuse."""


def _without(worth: Worth, actor: str) -> Worth:
    return {name: of for name, of in worth.items() if name != actor}


TWIN = "tripartite-and-japan"
"""It differs from the settlement for the Philippines alone."""


def _untwinned(worth: Worth) -> Worth:
    return {name: {d: value for d, value in of.items() if d != TWIN} for name, of in worth.items()}


_BY = bargaining.RULES

VARIANTS: Mapping[str, Rule] = MappingProxyType(
    {
        "sum by capability, order alone": lambda worth, power, asked: _BY["sum by capability"](
            bargaining.by_rank(worth), power, asked
        ),
        "sum by capability, without Britain": lambda worth, power, asked: _BY["sum by capability"](
            _without(worth, "britain"), power, asked
        ),
        "plain sum, without Britain": lambda worth, power, asked: _BY["plain sum"](
            _without(worth, "britain"), power, asked
        ),
        "first choices, without the twin": lambda worth, power, asked: _BY["first choices"](
            _untwinned(worth), power, asked
        ),
        "majority in pairs, without the twin": lambda worth, power, asked: _BY["majority in pairs"](
            _untwinned(worth), power, asked
        ),
        "the patron decides, the peace needs assent": lambda worth, power, _: _BY[
            "the patron decides, allies may refuse"
        ](worth, power, consent(peace=True)),
        "the patron decides, everybody may refuse anything": lambda worth, power, _: _BY[
            "the patron decides, allies may refuse"
        ](worth, power, consent(everybody=True)),
        "offers in turn, the peace needs assent": lambda worth, power, _: _BY["offers in turn"](
            worth, power, consent(peace=True)
        ),
    }
)
"""Changes of one thing at a time, to see what does the work."""


@cache
def rule_shares(draws: int, seed: int = 1951, variants: bool = False) -> pd.DataFrame:
    """In which share of the coded ranges each rule gives each design.

    Parameters
    ----------
    draws, seed : int
    variants : bool
        Of `VARIANTS` and not of the rules themselves.

    Returns
    -------
    pandas.DataFrame
        Rows by reading of Washington and rule, one column a design.

    Examples
    --------
    >>> shares = rule_shares(10)
    >>> bool(shares.loc[("documents", "plain sum"), "tripartite-plus-bilateral"] > 0.8)
    True
    """
    rules = VARIANTS if variants else bargaining.RULES
    found = {
        (reading, rule): of
        for reading, by_design in ((DOCUMENTS, False), (RIVAL, True))
        for rule, of in bargaining.win_shares(
            bargaining.drawn(ROUND, draws, seed, by_design),
            bargaining.capabilities(),
            consent(),
            rules,
        ).items()
    }
    return pd.DataFrame.from_dict(found, orient="index").fillna(0.0)[list(NAMES)]


def _most_often(shares: pd.Series) -> str:
    others = shares.drop(SETTLEMENT)
    best = str(others.idxmax())
    return f"{NAMES[best]}, {others[best]:.0%}"


def rule_table(shares: pd.DataFrame) -> pd.DataFrame:
    """What each rule sees, over which share it gives the settlement, and what else it gives.

    Parameters
    ----------
    shares : pandas.DataFrame
        Of `rule_shares`.

    Examples
    --------
    >>> list(rule_table(rule_shares(10)))[:2]
    ['Rule', 'Order']
    """
    rows = []
    for rule, (order, intensity, power, refusal) in SEES.items():
        told = shares.loc[(DOCUMENTS, rule)]
        rows.append(
            {
                "Rule": rule,
                "Order": order,
                "Intensity": intensity or "–",
                "Capability": power or "–",
                "Refusal": refusal or "–",
                "By the documents": f"{told[SETTLEMENT]:.0%}",
                "By the rival": f"{shares.loc[(RIVAL, rule), SETTLEMENT]:.0%}",
                "Else, by the documents": _most_often(told),
            }
        )
    return pd.DataFrame(rows)


VARIED = (
    "the patron decides",
    "first choices",
    "majority in pairs",
    "points by rank",
    "plain sum",
    "sum by capability",
    "offers in turn",
)
"""Rules that stand in the table of variants above their changes."""


def _with_variants(rules: Iterable[str]) -> list[str]:
    return [
        n for rule in rules for n in (rule, *(v for v in VARIANTS if v.startswith(f"{rule}, ")))
    ]


@cache
def together_shares(draws: int, seed: int = 1951) -> pd.Series:
    """In which share of the draws rules give the settlement, with one draw a government.

    Of `VARIED` and their variants, with Washington as documented.

    Parameters
    ----------
    draws, seed : int

    Examples
    --------
    >>> float(together_shares(10)["plain sum"])
    1.0
    """
    rules = {name: {**bargaining.RULES, **VARIANTS}[name] for name in _with_variants(VARIED)}
    worths = bargaining.drawn(ROUND, draws, seed, together=True)
    won = bargaining.win_shares(worths, bargaining.capabilities(), consent(), rules)
    return pd.Series({rule: of[SETTLEMENT] for rule, of in won.items()})


def variant_table(shares: pd.DataFrame, together: pd.Series) -> pd.DataFrame:
    """How often rules and their variants give the settlement, by two ways of drawing.

    Parameters
    ----------
    shares : pandas.DataFrame
        Of `rule_shares`, rules and variants.
    together : pandas.Series
        Of `together_shares`.

    Examples
    --------
    >>> both = pd.concat([rule_shares(10), rule_shares(10, variants=True)])
    >>> len(variant_table(both, together_shares(10))) == len(VARIED) + len(VARIANTS)
    True
    """
    return pd.DataFrame(
        {
            "Rule": name,
            "By the documents": f"{shares.loc[(DOCUMENTS, name), SETTLEMENT]:.0%}",
            "With one draw a government": f"{together[name]:.0%}",
            "By the rival": f"{shares.loc[(RIVAL, name), SETTLEMENT]:.0%}",
        }
        for name in _with_variants(VARIED)
    )


SAID = {
    "decided": "the patron decides",
    "refusal": "the patron decides, allies may refuse",
    "peace": "the patron decides, the peace needs assent",
    "anybody": "the patron decides, everybody may refuse anything",
    "firsts": "first choices",
    "firsts_alone": "first choices, without the twin",
    "pairs": "majority in pairs",
    "pairs_alone": "majority in pairs, without the twin",
    "ranks": "points by rank",
    "plain": "plain sum",
    "by_power": "sum by capability",
    "power_order": "sum by capability, order alone",
    "no_britain": "sum by capability, without Britain",
    "nash_equal": "Nash bargain",
    "nash_power": "Nash bargain by capability",
    "in_turn": "offers in turn",
    "in_turn_peace": "offers in turn, the peace needs assent",
}
"""Shares of the settlement that the page says, and the rules that give them."""


def rule_numbers(shares: pd.DataFrame, together: pd.Series) -> dict[str, float]:
    """Numbers on the rules for the text of the page.

    Parameters
    ----------
    shares : pandas.DataFrame
        Of `rule_shares`, rules and variants.
    together : pandas.Series
        Of `together_shares`.

    Returns
    -------
    dict of float
        By the names of `SAID`, with ``_together`` at the end for one draw a government; the gains
        by intensity in points; ``rival_few`` for every design of treaties of two or three under the
        rival's patron; the sums by capability of the coded points.

    Examples
    --------
    >>> both = pd.concat([rule_shares(10), rule_shares(10, variants=True)])
    >>> found = rule_numbers(both, together_shares(10))
    >>> found["coded_three"] > found["coded_japan"]
    True
    """
    told, rival = shares.loc[DOCUMENTS][SETTLEMENT], shares.loc[RIVAL]
    few = [
        d.id for d in bargaining.designs(ROUND).values() if d.form in ("bilateral", "trilateral")
    ]
    points, power = bargaining.points(ROUND), bargaining.capabilities()
    total = sum(power.values())
    three, alone = (
        sum(power[name] * points[name][design] for name in power) / total
        for design in (SETTLEMENT, "japan-only")
    )
    decided = shares.loc[(DOCUMENTS, "the patron decides")]
    said = ("anybody", "ranks", "plain", "by_power", "power_order", "in_turn")
    return {
        **{name: float(told[rule]) for name, rule in SAID.items()},
        **{f"{name}_together": float(together[SAID[name]]) for name in said},
        "decided_one": float(decided[ONE_PACT]),
        "decided_japan": float(decided["japan-only"]),
        "gain": 100.0 * float(told[SAID["by_power"]] - told[SAID["power_order"]]),
        "gain_together": 100.0 * float(together[SAID["by_power"]] - together[SAID["power_order"]]),
        "rival_decided": float(rival.loc["the patron decides", SETTLEMENT]),
        "rival_power": float(rival.loc["sum by capability", SETTLEMENT]),
        "rival_few": float(rival.loc["the patron decides", few].sum()),
        "coded_three": three,
        "coded_japan": alone,
    }


def rule_dots(shares: pd.DataFrame) -> Drawing:
    """In which share of the coded ranges each rule gives the settlement, by both readings.

    Parameters
    ----------
    shares : pandas.DataFrame
        Of `rule_shares`.

    Examples
    --------
    >>> len(rule_dots(rule_shares(10)).axes[0].get_yticklabels())
    12
    """
    rules = list(SEES)
    groups = (
        ("one government's wishes count", 2),
        ("everybody's order counts", 3),
        ("everybody's intensity counts", 7),
    )
    heights, marks, at = [], [], 0.0
    for label, count in groups:
        marks.append((label, at))
        heights += [at + 1.0 + step for step in range(count)]
        at += count + 1.4
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 5.4))
        axes = figure.subplots()
        axes.grid(axis="y", visible=False)
        for rule, y in zip(rules, heights, strict=True):
            documents = shares.loc[(DOCUMENTS, rule), SETTLEMENT]
            rival = shares.loc[(RIVAL, rule), SETTLEMENT]
            axes.plot([documents, rival], [y, y], color="#bbbbbb", linewidth=1.6, zorder=1)
            axes.plot(rival, y, "s", color=ORANGE, markersize=8, markerfacecolor="white", zorder=2)
            axes.plot(documents, y, "o", color=BLUE, markersize=8, zorder=3)
        for label, y in marks:
            axes.text(0.0, y + 0.1, label, fontsize=10, style="italic", color=GREY, va="center")
        axes.set_yticks(heights, rules)
        axes.set(
            xlim=(-0.03, 1.03),
            ylim=(max(heights) + 0.6, -0.5),
            xlabel="share of the draws in which the rule gives the three treaties",
        )
        axes.xaxis.set_major_formatter(mpl.ticker.PercentFormatter(1.0))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        handles = [
            Line2D([], [], color=BLUE, marker="o", linestyle="none", markersize=8),
            Line2D(
                [],
                [],
                color=ORANGE,
                marker="s",
                linestyle="none",
                markersize=8,
                markerfacecolor="white",
            ),
        ]
        figure.legend(
            handles,
            ["Washington as documented", "Washington by the rival's reading"],
            loc="outside upper center",
            ncols=2,
        )
    return figure


# ---------------------------------------------------------------- critical intensity


TOGETHER = "all five together"


def stake_frame(draws: int, seed: int = 1951) -> pd.DataFrame:
    """Each ally's stake in the settlement over the one pact with Japan, against Washington's.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a side: an ally, or all five together with their stakes weighed and averaged.
        ``weight``: its weight over Washington's by capability. ``stake``: by the coded points.
        ``low`` and ``high``, ``first``, ``middle`` and ``third``: tenths one and nine, the quartiles
        and the median of the ratio of the stakes, infinite where Washington loses nothing.
        ``equal`` and ``power``: the share of
        the draws in which it alone outweighs Washington, with equal weights and by capability.
        For the five together ``weight`` is the sum and with equal weights each has its own.

    Examples
    --------
    >>> frame = stake_frame(100)
    >>> bool(frame.loc["britain", "power"] > frame.loc["australia", "power"])
    True
    """
    power = bargaining.capabilities()
    allies = [a for a in power if a != PATRON]
    weight = {ally: power[ally] / power[PATRON] for ally in allies}
    point = bargaining.points(ROUND)
    lost, won = [], []
    for worth in bargaining.drawn(ROUND, draws, seed):
        lost.append(bargaining.stake(worth[PATRON], ONE_PACT, SETTLEMENT))
        won.append([bargaining.stake(worth[ally], SETTLEMENT, ONE_PACT) for ally in allies])
    loss, gains = np.array(lost), np.array(won)
    shares = np.array([weight[ally] for ally in allies])
    rows = {}
    for number, ally in enumerate(allies):
        rows[ally] = _stake_row(
            weight[ally],
            bargaining.stake(point[ally], SETTLEMENT, ONE_PACT),
            gains[:, number],
            gains[:, number],
            loss,
        )
    stakes = [rows[ally]["stake"] for ally in allies]
    rows[TOGETHER] = _stake_row(
        float(shares.sum()),
        float(shares @ stakes / shares.sum()),
        gains @ shares / shares.sum(),
        gains.sum(axis=1),
        loss,
    )
    return pd.DataFrame.from_dict(rows, orient="index")


def _stake_row(
    weight: float,
    point: float,
    gain: np.ndarray[tuple[int], np.dtype[np.float64]],
    equal: np.ndarray[tuple[int], np.dtype[np.float64]],
    loss: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> dict[str, float]:
    ratios = [g / a if a > 0.0 else math.inf for g, a in zip(gain, loss, strict=True)]
    places = np.quantile(ratios, (0.1, 0.25, 0.5, 0.75, 0.9), method="lower")
    return {
        "weight": weight,
        "stake": point,
        **dict(zip(("low", "first", "middle", "third", "high"), map(float, places), strict=True)),
        "equal": float(np.mean(equal > loss)),
        "power": float(np.mean(weight * gain > loss)),
    }


def intensity_plane(frame: pd.DataFrame) -> Drawing:
    """Where each ally stands: what it has at stake against Washington, and how little it weighs.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `stake_frame`.

    Returns
    -------
    Drawing
        Both axes in logarithms, so that the line ``y = 1 / x`` is straight. Thick bars hold the
        middle half of the draws, thin ones eight tenths; an arrow says that some of these have no
        upper end, because Washington loses nothing there. Above with equal weights.

    Examples
    --------
    >>> len(intensity_plane(stake_frame(50)).axes)
    2
    """
    order = ["britain", "japan", "australia", "philippines", "new-zealand"]
    left, right = 0.4, 60.0
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 6.2))
        top, plane = figure.subplots(2, 1, sharex=True, height_ratios=[1.0, 2.3])
        plane.set(xscale="log", yscale="log", xlim=(left, right), ylim=(0.0012, 1.6))
        line = np.array([left, right])
        for axes in (top, plane):
            axes.grid(which="minor", visible=False)
        plane.fill_between(line, 1.0 / line, 10.0, color="#e6edf5", zorder=0)
        plane.plot(line, 1.0 / line, color=GREY, linewidth=1.6, zorder=1)
        for x, y, label, colour in (
            (9.0, 0.8, "the three treaties win", BLUE),
            (0.43, 0.0054, "the one pact with Japan wins", GREY),
        ):
            plane.text(x, y, label, fontsize=10, style="italic", color=colour)
        plane.text(
            1.12,
            0.98,
            "y = 1 / x",
            fontsize=9.5,
            color=GREY,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )
        for side in (TOGETHER, *order):
            row, colour = frame.loc[side], ORANGE if side == TOGETHER else BLUE
            height = float(row["weight"])
            _bar(plane, row, height, colour, "D" if side == TOGETHER else "o", right)
            plane.annotate(
                side if side == TOGETHER else state_name(side),
                (left * 1.07, height),
                va="top" if side == "britain" else "center",
                fontsize=10,
                color=colour,
            )
        plane.set(
            xlabel="ally's stake / Washington's stake",
            ylabel="ally's weight / Washington's",
        )
        plane.set_title("Weights by capability", fontsize=10.5, fontweight="normal")
        top.axvspan(1.0, right, color="#e6edf5", zorder=0)
        top.axvline(1.0, color=GREY, linewidth=1.6, zorder=1)
        for row, ally in enumerate(order):
            _bar(top, frame.loc[ally], -row, BLUE, "o", right)
        top.set_yticks([-row for row in range(len(order))], [state_name(a) for a in order])
        top.set_ylim(-len(order) + 0.4, 0.6)
        top.tick_params(axis="y", length=0)
        top.grid(axis="y", visible=False)
        top.set_title("Equal weights: the line is at 1", fontsize=10.5, fontweight="normal")
        ticks = [0.5, 1, 2, 5, 10, 20, 50]
        plane.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        plane.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        plane.set_yticks([0.01, 0.1, 1.0], ["1/100", "1/10", "1"])
    return figure


def _bar(axes: Axes, row: pd.Series, y: float, colour: str, marker: str, right: float) -> None:
    """A ratio of stakes over the draws, with an arrow where it has no upper end."""
    axes.plot([row["low"], min(row["high"], right)], [y, y], color=colour, linewidth=1.1)
    axes.plot(
        [row["first"], row["third"]],
        [y, y],
        color=colour,
        linewidth=4.5,
        alpha=0.55,
        solid_capstyle="butt",
    )
    if row["high"] > right:
        axes.plot(right * 0.985, y, ">", color=colour, markersize=6, clip_on=False)
    axes.plot(row["middle"], y, marker, color=colour, markersize=7.5, markeredgecolor="white")


# ---------------------------------------------------------------- linkage


class Chip(NamedTuple):
    """Another thing that an ally could give, with ranges of what it gained and cost; by judgement."""

    ally: str
    name: str
    gain: tuple[float, float, float]
    cost: tuple[float, float, float]
    why: str


ISSUES: tuple[Chip, ...] = (
    Chip(
        "australia",
        "assent to the peace",
        (1.0, 2.0, 4.0),
        (2.0, 3.0, 4.0),
        "Truman made the pact depend on the others' taking the peace; Spender called a Japan free to"
        " rearm unacceptable.",
    ),
    Chip(
        "new-zealand",
        "assent to the peace",
        (0.0, 1.0, 2.0),
        (0.0, 1.0, 2.0),
        "The same peace, and a government that would make no trouble over it.",
    ),
    Chip(
        "philippines",
        "assent to the peace without reparations",
        (0.0, 1.0, 3.0),
        (2.0, 3.0, 4.0),
        "The ambassador advised a treaty to bring the claim down; Manila had pressed it throughout.",
    ),
    Chip(
        "japan",
        "bases after the peace",
        (3.0, 4.0, 4.0),
        (1.0, 2.0, 3.0),
        "The base right was settled policy since September 1950; Tokyo had offered a way to it, with"
        " an opposition at home.",
    ),
)
"""What allies held besides their wishes about the form; the numbers are judgements, for illustration."""


def linkage_table(draws: int, seed: int = 1951) -> pd.DataFrame:
    """What an ally must have at stake, alone against Washington, without and with another issue.

    Weights are by capability. The stakes are those in the settlement over the one pact with Japan.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row of `ISSUES`. ``has``, ``needs`` and ``linked``: the stake, what it takes without the
        issue and with it, by the points; ``without`` and ``with``: the share of the draws in which
        the ally gets its design.

    Examples
    --------
    >>> frame = linkage_table(100)
    >>> bool((frame["with"] >= frame["without"]).all())
    True
    """
    import random

    power, point = bargaining.capabilities(), bargaining.points(ROUND)
    loss = bargaining.stake(point[PATRON], ONE_PACT, SETTLEMENT)
    worths = list(bargaining.drawn(ROUND, draws, seed))
    rows = []
    for chip in ISSUES:
        weights = power[PATRON], power[chip.ally]
        chance = random.Random(f"{seed} {chip.ally}")
        plain = linked = 0
        for worth in worths:
            issue = Issue(
                chip.name,
                chance.uniform(chip.gain[0], chip.gain[2]),
                chance.uniform(chip.cost[0], chip.cost[2]),
            )
            lost = bargaining.stake(worth[PATRON], ONE_PACT, SETTLEMENT)
            gained = bargaining.stake(worth[chip.ally], SETTLEMENT, ONE_PACT)
            plain += lost <= 0.0 or gained > lost * bargaining.critical_intensity(*weights)
            linked += lost <= 0.0 or gained > bargaining.linked_critical_intensity(
                lost, [issue], *weights
            )
        coded = Issue(chip.name, chip.gain[1], chip.cost[1])
        rows.append(
            {
                "ally": chip.ally,
                "issue": chip.name,
                "has": bargaining.stake(point[chip.ally], SETTLEMENT, ONE_PACT),
                "needs": loss * bargaining.critical_intensity(*weights),
                "linked": bargaining.linked_critical_intensity(loss, [coded], *weights),
                "without": plain / draws,
                "with": linked / draws,
            }
        )
    return pd.DataFrame(rows).set_index("ally")


# ---------------------------------------------------------------- the path


def days(offers: Iterable[paths.Offer]) -> list[date]:
    """A day for every offer: its own, or within its month where the course of events puts it.

    Examples
    --------
    >>> found = days(paths.offers("pacific-1951"))
    >>> all(one <= other for one, other in pairwise(found))
    True
    """
    rows = list(offers)
    found: list[date] = []
    for number, offer in enumerate(rows):
        parts = [int(part) for part in offer.date.split("-")]
        if len(parts) == 3:
            found.append(date(*parts))
            continue
        middle = date(parts[0], parts[1], 15)
        later = [o.date for o in rows[number + 1 :] if len(o.date) == 10]
        if later:
            middle = min(middle, date.fromisoformat(later[0]))
        found.append(max(middle, found[-1]) if found else middle)
    return found


def readings(path: Sequence[paths.Step] | None = None) -> Mapping[str, tuple[paths.Step, ...]]:
    """Readings of the path: every dated position, those since September 1950, changes, the way down.

    The way down holds the last two changes, from the one pact with Japan to the three treaties.

    Parameters
    ----------
    path : sequence of paths.Step, optional
        The coded path where left out.

    Examples
    --------
    >>> {name: len(found) for name, found in readings().items()}["the changes"]
    5
    """
    path = paths.steps(ROUND) if path is None else path
    changes = tuple(s for s in path if s.position != s.before)
    return {
        "every position": tuple(path),
        "since September 1950": tuple(s for s in path if s.date >= "1950-09"),
        "the changes": changes,
        "the way down": changes[-2:],
    }


def reopened(path: Sequence[paths.Step], early: bool = False) -> tuple[paths.Step, ...]:
    """The path with no design ever closed, because the dates of closing are coded with hindsight.

    Parameters
    ----------
    path : sequence of paths.Step
    early : bool
        With every design open from the first day, too.

    Examples
    --------
    >>> len(reopened(paths.steps("pacific-1951"))[-1].open) == len(NAMES)
    True
    """
    table = bargaining.designs(ROUND).values()
    return tuple(
        replace(
            step,
            open=tuple(
                sorted(
                    {*step.open}
                    | {d.id for d in table if early or d.since <= step.date[: len(d.since)]}
                )
            ),
        )
        for step in path
    )


def given_up_frame(draws: int, seed: int = 1951) -> pd.DataFrame:
    """What Washington had given up by each change of position since the one pact with Japan.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a reading and change from 3 January 1951 on: ``reading``, ``date``, ``position``,
        ``point`` by the coded worths, ``low``, ``middle`` and ``high`` over the middle eight tenths
        of the draws, and ``worse``: the share in which something was given up.

    Examples
    --------
    >>> frame = given_up_frame(50)
    >>> frame[frame["reading"] == "documents"]["point"].tolist()
    [0.0, 1.0, 1.0]
    """
    path = [s for s in readings()["the changes"] if s.date >= "1951"]
    rows = []
    for reading, by_design in ((DOCUMENTS, False), (RIVAL, True)):
        point = paths.given_up(path, bargaining.points(ROUND, by_design)[PATRON], ONE_PACT)
        over = np.array(
            [
                paths.given_up(path, worth[PATRON], ONE_PACT)
                for worth in bargaining.drawn(ROUND, draws, seed, by_design)
            ]
        )
        low, middle, high = np.quantile(over, (0.1, 0.5, 0.9), axis=0)
        for number, step in enumerate(path):
            rows.append(
                {
                    "reading": reading,
                    "date": step.date,
                    "position": step.position,
                    "point": point[number],
                    "low": low[number],
                    "middle": middle[number],
                    "high": high[number],
                    "worse": float(np.mean(over[:, number] > 0.0)),
                }
            )
    return pd.DataFrame(rows)


def concession_path(given: pd.DataFrame) -> Drawing:
    """The dated American positions, who put things forward, and what Washington gave up.

    Parameters
    ----------
    given : pandas.DataFrame
        Of `given_up_frame`.

    Returns
    -------
    Drawing
        Above, one lane a design, thin where it was on the table and bold where Washington stood for
        it; then a stroke for each offer by whose idea its content was; below, the worth given up.

    Examples
    --------
    >>> len(concession_path(given_up_frame(20)).axes)
    3
    """
    begin, end = date(1950, 8, 10), date(1951, 9, 20)
    lanes = {name: -row for row, name in enumerate(NAMES)}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 7.6))
        top, rug, below = figure.subplots(3, 1, sharex=True, height_ratios=[3.3, 1.1, 1.7])
        _lanes(top, lanes, begin, end)
        rows = {"ally": (2, BLUE), "joint": (1, GREY), "us": (0, ORANGE)}
        offers = paths.offers(ROUND)
        for offer, day in zip(offers, days(offers), strict=True):
            if day >= begin:
                height, colour = rows[offer.initiator]
                at = on_axis(day)
                rug.plot(
                    [at, at],
                    [height - 0.36, height + 0.36],
                    color=colour,
                    linewidth=1.5,
                    alpha=0.85,
                )
        rug.set(ylim=(-0.6, 2.6), yticks=[2, 1, 0])
        rug.set_yticklabels(["an ally's", "joint", "Washington's"])
        rug.grid(axis="y", visible=False)
        rug.tick_params(axis="y", length=0)
        rug.set_title("Whose idea each dated step was", fontsize=10.5, fontweight="normal")
        looks = {DOCUMENTS: (BLUE, "-", "as documented"), RIVAL: (ORANGE, "--", "rival's reading")}
        for reading, (colour, dash, label) in looks.items():
            part = given[given["reading"] == reading]
            whens = [on_axis(date.fromisoformat(day)) for day in part["date"]] + [on_axis(end)]
            low, point, high = (
                [*part[column], part[column].iloc[-1]] for column in ("low", "point", "high")
            )
            below.fill_between(whens, low, high, step="post", color=colour, alpha=0.14, linewidth=0)
            for edge in (low, high):
                below.step(whens, edge, where="post", color=colour, linestyle=dash, linewidth=0.8)
            below.step(whens, point, where="post", color=colour, linestyle=dash, label=label)
        below.axhline(0.0, color=GREY, linewidth=0.8)
        below.set_ylabel("steps of conduct")
        below.set_title(
            "Given up since January 1951, by Washington's own worths",
            fontsize=10.5,
            fontweight="normal",
        )
        below.legend(loc="lower left", fontsize=10)
        below.set_xlim(on_axis(begin), on_axis(end))
        months = [date(1950, 9, 1), date(1950, 11, 1), *(date(1951, m, 1) for m in (1, 3, 5, 7, 9))]
        below.set_xticks(
            [on_axis(day) for day in months],
            ["Sep\n1950", "Nov", "Jan\n1951", "Mar", "May", "Jul", "Sep"],
        )
    return figure


def _lanes(axes: Axes, lanes: Mapping[str, int], begin: date, end: date) -> None:
    """Designs as lanes: thin while on the table, bold while Washington stood for them."""
    for name, design in bargaining.designs(ROUND).items():
        since = max(_whole(design.since, first=True), begin)
        until = min(_whole(design.until, first=False), end) if design.until else end
        axes.plot(
            [on_axis(since), on_axis(until)],
            [lanes[name]] * 2,
            color="#c4c4c4",
            linewidth=4.5,
            zorder=1,
        )
    changes = readings()["the changes"]
    stood = [(begin, changes[0].before)]
    stood += [(date.fromisoformat(step.date), step.position) for step in changes]
    for (day, name), (until, after) in pairwise([*stood, (end, "")]):
        axes.plot(
            [on_axis(day), on_axis(until)],
            [lanes[name]] * 2,
            color=BLUE,
            linewidth=4.5,
            solid_capstyle="butt",
            zorder=3,
        )
        if after:
            axes.plot([on_axis(until)] * 2, [lanes[name], lanes[after]], color=BLUE, linewidth=1.4)
            upward = lanes[after] > lanes[name]
            axes.annotate(
                f"{until.day} {until:%b}",
                (on_axis(until), lanes[after]),
                (0, 6) if upward else (4, 6),
                textcoords="offset points",
                ha="center" if upward else "left",
                va="bottom",
                fontsize=9.5,
                color=BLUE,
                zorder=4,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
    axes.set_yticks(list(lanes.values()), [NAMES[name] for name in lanes])
    axes.set_ylim(min(lanes.values()) - 0.6, 0.7)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
    axes.set_title("What Washington stood for", fontsize=10.5, fontweight="normal")


def _whole(text: str, first: bool) -> date:
    """A day from a date that may lack its day: the first of the month, or the twenty-eighth."""
    parts = [int(part) for part in text.split("-")]
    return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1 if first else 28)


def initiator_table(since: str = "") -> pd.DataFrame:
    """Whose idea the content of the dated steps was, by what they were about.

    Parameters
    ----------
    since : str
        A date; only steps from then on.

    Returns
    -------
    pandas.DataFrame
        One row a kind of content, a step being counted under each kind that it has, and one for
        all steps.

    Examples
    --------
    >>> initiator_table().set_index("About").loc["all steps"].sum() == len(paths.offers("pacific-1951"))
    np.True_
    """
    kinds = {
        "form": "form",
        "members": "members",
        "commitment": "what is promised",
        "command": "command and planning",
        "peace-treaty": "the peace treaty",
        "bases": "bases",
    }
    rows = [offer for offer in paths.offers(ROUND) if offer.date >= since]
    found = []
    for kind, name in [*kinds.items(), ("", "all steps")]:
        here = [o.initiator for o in rows if not kind or kind in o.about.split(";")]
        found.append(
            {
                "About": name,
                "An ally's idea": here.count("ally"),
                "Joint": here.count("joint"),
                "Washington's": here.count("us"),
            }
        )
    return pd.DataFrame(found)


# ---------------------------------------------------------------- likelihoods

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "concession": "concession: its wishes and the allies'",
        "own wishes": "own wishes, as documented",
        "any fixed wishes": "any wishes, so long as fixed",
        "no wishes": "no wishes",
        "design": "deliberate design",
    }
)
"""The stories as tables show them."""


@cache
def _likelihoods(
    reading: str, draws: int, seed: int, second: bool = False
) -> Mapping[str, paths.Likelihood]:
    return paths.likelihoods(readings()[reading], ROUND, draws, seed, second=second)


def story_table(draws: int, seed: int = 1951) -> pd.DataFrame:
    """Decibels of every story over deliberate design, by reading of the path.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a reading and story: ``reading``, ``story``, ``decibels`` over design, ``error``, the
        standard error of that difference from the draws, both errors taken as independent, and
        ``effective``: as many draws of equal likelihood would give the story's mean so exactly.
        Where these are few, the error itself is not to be trusted.

    Examples
    --------
    >>> frame = story_table(50)
    >>> set(frame[frame["story"] == "design"]["decibels"])
    {0.0}
    """
    rows = []
    for reading in readings():
        found = _likelihoods(reading, draws, seed)
        for story in TITLES:
            both = math.hypot(found[story].error, found["design"].error)
            rows.append(
                {
                    "reading": reading,
                    "story": story,
                    "decibels": found[story].decibels_over(found["design"]),
                    "error": 0.0 if story == "design" else 10.0 * both / math.log(10.0),
                    "effective": 1.0 / (found[story].error ** 2 + 1.0 / draws),
                }
            )
    return pd.DataFrame(rows)


def story_view(frame: pd.DataFrame) -> pd.DataFrame:
    """The stories as a table shows them: one row a story, one column a reading of the path.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `story_table`.

    Examples
    --------
    >>> story_view(story_table(20)).loc["design", "the changes"]
    '0'
    """
    cells = [
        f"{decibels:.1f} ± {error:.1f}" if error else "0"
        for decibels, error in zip(frame["decibels"], frame["error"], strict=True)
    ]
    wide = frame.assign(cell=cells).pivot(index="story", columns="reading", values="cell")
    wide = wide.loc[list(TITLES)]
    wide.insert(0, "Decibels over deliberate design", list(TITLES.values()))
    return wide


def other_menus(draws: int, seed: int = 1951) -> dict[str, float]:
    """How far concession and own wishes are ahead of design on other readings of the path.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    dict of float
        Decibels of concession, and with ``_own`` at the end of own wishes: ``no_january`` for the
        changes without 3 January 1951; ``kept_turns`` and ``kept_all`` for the changes and all
        positions if no design had left the table; ``open_turns`` and ``open_all`` if all had been
        there from the first day too.

    Examples
    --------
    >>> found = other_menus(50)
    >>> found["no_january"] < found["kept_all"]
    True
    """
    path, changes = readings()["every position"], readings()["the changes"]
    variants = {
        "no_january": [step for step in changes if step.date != "1951-01-03"],
        "kept_turns": reopened(changes),
        "kept_all": reopened(path),
        "open_turns": reopened(changes, early=True),
        "open_all": reopened(path, early=True),
    }
    ahead = {}
    for name, steps in variants.items():
        found = paths.likelihoods(steps, ROUND, draws, seed)
        ahead[name] = found["concession"].decibels_over(found["design"])
        ahead[f"{name}_own"] = found["own wishes"].decibels_over(found["design"])
    return ahead


def change_view(frame: pd.DataFrame) -> pd.DataFrame:
    """The chance of each change under three stories, in words and with two decimals.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `change_table`, by date.

    Examples
    --------
    >>> change_view(change_table(20).set_index("date"))["To"].iloc[-1]
    'The three treaties'
    """
    return pd.DataFrame(
        {
            "Day": list(frame.index),
            "To": [NAMES[name] for name in frame["position"]],
            "Concession": [f"{x:.2f}" for x in frame["concession"]],
            "Own wishes": [f"{x:.2f}" for x in frame["own wishes"]],
            "Design": [f"{x:.2f}" for x in frame["design"]],
        }
    )


def change_table(draws: int, seed: int = 1951) -> pd.DataFrame:
    """How likely each story makes each change of position, taken by itself.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        One row a change: ``date``, ``position``, and a column with the chance under each story.

    Examples
    --------
    >>> len(change_table(20))
    5
    """
    rows = []
    for step in readings()["the changes"]:
        found = paths.likelihoods([step], ROUND, draws, seed)
        rows.append(
            {"date": step.date, "position": step.position}
            | {story: math.exp(found[story].log) for story in TITLES}
        )
    return pd.DataFrame(rows)


CHEAP = (
    "the patron decides",
    "points by rank",
    "plain sum",
    "sum by capability",
    "Nash bargain by capability",
)
"""Rules that the comparison of the two readers shows."""


def reader_frame(draws: int, path_draws: int, seed: int = 1951) -> pd.DataFrame:
    """The page's main results by the codes of the first and of the second reader.

    Parameters
    ----------
    draws : int
        For shares.
    path_draws : int
        For likelihoods.
    seed : int

    Returns
    -------
    pandas.DataFrame
        Rows by ``unit`` ("share" or "decibels") and ``what``; columns ``first`` and ``second``.

    Examples
    --------
    >>> frame = reader_frame(40, 40)
    >>> bool(frame.loc[("share", "points by rank")].min() > 0.5)
    True
    """
    columns = {}
    rules = {name: bargaining.RULES[name] for name in CHEAP} | {
        name: VARIANTS[name]
        for name in (
            "sum by capability, order alone",
            "the patron decides, everybody may refuse anything",
        )
    }
    for column, second in (("first", False), ("second", True)):
        worths = list(bargaining.drawn(ROUND, draws, seed, second=second))
        found = {
            ("share", "Washington loses by the three treaties"): sum(
                w[PATRON][ONE_PACT] > w[PATRON][SETTLEMENT] for w in worths
            )
            / draws,
            ("share", "every ally gains by them"): sum(
                all(of[SETTLEMENT] > of[ONE_PACT] for a, of in w.items() if a != PATRON)
                for w in worths
            )
            / draws,
        }
        won = bargaining.win_shares(worths, bargaining.capabilities(), consent(), rules)
        found |= {("share", rule): of[SETTLEMENT] for rule, of in won.items()}
        rival = bargaining.drawn(ROUND, draws, seed, True, second=second)
        alone = {"the patron decides": rules["the patron decides"]}
        won = bargaining.win_shares(rival, bargaining.capabilities(), consent(), alone)
        found["share", "the patron decides, rival's reading"] = won["the patron decides"][
            SETTLEMENT
        ]
        for name in ("the changes", "the way down"):
            stories = _likelihoods(name, path_draws, seed, second)
            for other in ("design", "own wishes"):
                over = stories["concession"].decibels_over(stories[other])
                found["decibels", f"concession over {other}, {name}"] = over
        for name in ("every position", "the changes"):
            heeded = heed_profile((0.0, 0.25, 0.5), readings()[name], draws, seed, second)
            for weight, words in ((0.25, "a quarter"), (0.5, "half")):
                of = f"{words} of the weight for allies over none, {name}"
                found["decibels", of] = float(heeded.loc[weight, "decibels"])
        columns[column] = found
    return pd.DataFrame(columns)


def reader_view(frame: pd.DataFrame) -> pd.DataFrame:
    """The comparison of the two readers as a table shows it.

    Parameters
    ----------
    frame : pandas.DataFrame
        Of `reader_frame`.

    Examples
    --------
    >>> list(reader_view(reader_frame(20, 20)))
    ['', 'First reader', 'Second reader']
    """
    shown = {"": [what for _, what in frame.index]}
    for column in frame:
        shown[f"{column} reader".capitalize()] = [
            f"{value:.0%}" if unit == "share" else f"{value:+.1f} dB"
            for (unit, _), value in frame[column].items()
        ]
    return pd.DataFrame(shown)


def agreement_on_ideas() -> tuple[int, int]:
    """On how many offers of the round two readers agree whose idea they were, and of how many.

    Examples
    --------
    >>> agreed, of = agreement_on_ideas()
    >>> 0 < agreed <= of
    True
    """
    from alliance_design.tables import read_table

    second = {
        row["id"]: row["initiator"]
        for row in read_table("initiators_second").to_dict("records")
        if row["table"] == "offers"
    }
    both = [(o.initiator, second[o.id]) for o in paths.offers(ROUND) if o.id in second]
    return sum(one == other for one, other in both), len(both)


def heed_profile(
    weights: Sequence[float],
    path: Sequence[paths.Step],
    draws: int,
    seed: int = 1951,
    second: bool = False,
) -> pd.DataFrame:
    """How likely a path is at each weight of the allies, against the first weight.

    Washington's worths are those of the documents; worths, sharpness and stickiness are drawn and
    averaged over as in `paths.likelihoods`, with the same draws at each weight.

    Parameters
    ----------
    weights : sequence of float
        From 0, nobody but Washington counts, to 1, it does not count itself.
    path : sequence of paths.Step
    draws, seed : int
    second : bool
        By the second reader's codes.

    Returns
    -------
    pandas.DataFrame
        By weight: ``decibels`` over the first weight, and ``error``, the standard error of the
        difference with both errors taken as independent.

    Examples
    --------
    >>> heed_profile([0.0, 1.0], readings()["the changes"], 50).loc[0.0].tolist()
    [0.0, 0.0]
    """
    import random

    chance = random.Random(seed)
    logs: list[list[float]] = [[] for _ in weights]
    for worth in bargaining.drawn(ROUND, draws, seed, second=second):
        sharpness = math.exp(chance.uniform(*map(math.log, paths.SHARPNESS)))
        stickiness = chance.uniform(*paths.STICKINESS)
        for number, heed in enumerate(weights):
            logs[number].append(
                paths.log_likelihood(path, worth, PATRON, heed, sharpness, stickiness)
            )
    means, errors = [], []
    for of in logs:
        ratios = np.exp(np.array(of) - max(of))
        means.append(max(of) + math.log(ratios.mean()))
        errors.append(float(ratios.std(ddof=1) / math.sqrt(draws) / ratios.mean()))
    unit = 10.0 / math.log(10.0)
    return pd.DataFrame(
        {
            "decibels": [unit * (mean - means[0]) for mean in means],
            "error": [
                unit * math.hypot(error, errors[0]) if number else 0.0
                for number, error in enumerate(errors)
            ],
        },
        index=list(weights),
    )
