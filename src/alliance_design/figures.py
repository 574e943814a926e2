"""Figures: results in, Matplotlib figures out. No model imports this module.

One look for the whole book: readable on a white card in both page themes and in grey, so every
series differs in marker or line as well as in colour.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle
from typing import Any

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from alliance_design.assurance import honour_probability
from alliance_design.parameters import Parameters
from alliance_design.threat import delivered_power, step_success

__all__ = [
    "STYLE",
    "Drawing",
    "honour_curves",
    "middle_day",
    "on_axis",
    "power_over_distance",
    "success_curves",
    "target_choice",
    "threat_by_client",
    "threat_over_draws",
]

BLUE, ORANGE, GREEN, GREY = "#1f4e79", "#c8590b", "#2e7d5b", "#5f6368"

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.facecolor": "white",
    "font.size": 11,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
}
"""The book's look, as Matplotlib settings."""


def middle_day(text: str) -> date:
    """The day of a table's date, or the middle of the month or year that is known no closer.

    Examples
    --------
    >>> middle_day("1951-02"), middle_day("1951").month
    (datetime.date(1951, 2, 15), 7)
    """
    parts = [int(part) for part in text.split("-")]
    month, day = (*parts[1:], *(7, 15)[len(parts) - 1 :])
    return date(parts[0], month, day)


def on_axis(day: date) -> float:
    """Where a day stands on Matplotlib's axis of time.

    Examples
    --------
    >>> on_axis(date(1951, 9, 8)) - on_axis(date(1951, 9, 1))
    7.0
    """
    return float(mdates.date2num(day))  # type: ignore[no-untyped-call]


class Drawing(Figure):
    """A figure that shows itself where it is the last line of a cell.

    It belongs to no window and to no list of open figures, so drawing many leaves nothing behind.

    Examples
    --------
    >>> Drawing(figsize=(1, 1))._repr_png_()[1:4]
    b'PNG'
    """

    def __init__(self, **options: Any) -> None:
        plain: dict[str, Any] = {"dpi": 130, "facecolor": "white", "layout": "constrained"}
        super().__init__(**(plain | options))

    def _repr_png_(self) -> bytes:
        """The figure as Jupyter shows it."""
        image = io.BytesIO()
        self.savefig(image, format="png", facecolor="white")
        return image.getvalue()


def power_over_distance(parameters: Parameters, reaches_km: Mapping[str, float]) -> Drawing:
    """How much power arrives, over land and over water.

    Parameters
    ----------
    parameters : Parameters
        Gives the scale over land.
    reaches_km : mapping of str to float
        Reaches over water to draw, by label, in km.

    Returns
    -------
    Drawing
        One line for land, one for each reach; the share that arrives against kilometres.

    Examples
    --------
    >>> figure = power_over_distance(Parameters(), {"reach 100 km": 100.0})
    >>> len(figure.axes[0].lines)
    2
    """
    kilometres = [10.0 * step for step in range(101)]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 3.8))
        axes = figure.subplots()
        scale = parameters.land_scale_km
        land = [delivered_power(1.0, km, 0.0, scale, 1.0) for km in kilometres]
        axes.plot(kilometres, land, color=GREEN)
        axes.annotate(
            "over land",
            (kilometres[-1], land[-1]),
            (4, 0),
            textcoords="offset points",
            color=GREEN,
            va="center",
            annotation_clip=False,
        )
        for (label, reach), dash in zip(reaches_km.items(), ("-", "--", ":", "-."), strict=False):
            water = [delivered_power(1.0, 0.0, km, scale, reach) for km in kilometres]
            axes.plot(kilometres, water, color=BLUE, linestyle=dash, label=f"over water, {label}")
        axes.set(
            xlabel="distance (km)",
            ylabel="share of power that arrives",
            ylim=(0, 1.02),
            xlim=(0, kilometres[-1]),
        )
        axes.legend(loc="upper right")
    return figure


def success_curves(decisiveness: Sequence[float]) -> Drawing:
    """Probability that a step succeeds, against the ratio of power to defence.

    Parameters
    ----------
    decisiveness : sequence of float
        One line for each.

    Returns
    -------
    Drawing
        On a logarithmic axis of the ratio, from a tenth to ten.

    Examples
    --------
    >>> len(success_curves([1.0, 2.0]).axes[0].lines)
    4
    """
    ratios = [10 ** (step / 50.0) for step in range(-50, 51)]
    looks = ((GREY, ":"), (ORANGE, "--"), (BLUE, "-"), (GREEN, "-."))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 3.8))
        axes = figure.subplots()
        for value, (colour, dash) in zip(decisiveness, looks, strict=False):
            chances = [step_success(ratio, 0.0, 0.0, 1.0, 1.0, 1.0, value) for ratio in ratios]
            axes.plot(ratios, chances, color=colour, linestyle=dash, label=f"{value:g}")
        axes.axvline(1.0, color="#999999", linewidth=1)
        axes.axhline(0.5, color="#999999", linewidth=1)
        axes.set(
            xscale="log",
            xlim=(0.1, 10),
            ylim=(0, 1),
            ylabel="chance of success",
            xlabel="power that arrives, as a multiple of the defence",
        )
        axes.set_xticks([0.1, 0.2, 0.5, 1, 2, 5, 10], ["1/10", "1/5", "1/2", "1", "2", "5", "10"])
        axes.minorticks_off()
        axes.legend(title="decisiveness", loc="upper left")
    return figure


def threat_by_client(frame: pd.DataFrame) -> Drawing:
    """Threat to every client of some cases, with the coded ranges.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `alliance_design.tables.threat_frame`.

    Returns
    -------
    Drawing
        One panel a case: a dot at the coded values, a bar from the lowest to the highest coding.

    Examples
    --------
    >>> from alliance_design import cases, tables
    >>> frame = tables.threat_frame([cases.load("pacific-1951")])
    >>> len(threat_by_client(frame).axes)
    1
    """
    groups = {str(name): group for name, group in frame.groupby("case", sort=False)}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=_panel_size(groups))
        for axes, group, colour, marker in _panels(figure, groups):
            heights = range(len(group))
            axes.hlines(heights, group["lowest"], group["highest"], color=colour, lw=3, alpha=0.45)
            axes.plot(group["threat"], heights, marker, color=colour, markersize=8)
            axes.set_yticks(heights, group["client"])
    return figure


def threat_over_draws(draws: pd.DataFrame) -> Drawing:
    """How the threat to each client spreads over parameters and codings.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `alliance_design.tables.threat_draws`.

    Returns
    -------
    Drawing
        One row a client: the median, the middle half, and from the 5th to the 95th percentile.

    Examples
    --------
    >>> from alliance_design import cases, tables
    >>> draws = tables.threat_draws([cases.load("pacific-1951")], draws=5, seed=1)
    >>> len(threat_over_draws(draws).axes)
    1
    """
    spread = (
        draws.groupby(["case", "client"], sort=False)["threat"]
        .quantile([0.05, 0.25, 0.5, 0.75, 0.95])
        .unstack()
    )
    names = dict.fromkeys(spread.index.get_level_values("case"))
    groups = {name: spread.loc[name] for name in names}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=_panel_size(groups))
        for axes, group, colour, marker in _panels(figure, groups):
            heights = range(len(group))
            axes.hlines(heights, group[0.05], group[0.95], color=colour, lw=1.5)
            axes.hlines(heights, group[0.25], group[0.75], color=colour, lw=6, alpha=0.45)
            axes.plot(group[0.5], heights, marker, color=colour, markersize=8)
            axes.set_yticks(heights, group.index)
    return figure


def _panel_size(groups: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Width and height, in inches, of one panel a case with one row a client."""
    return 7.0, 0.62 + sum(0.42 + 0.34 * len(group) for group in groups.values())


def _panels(
    figure: Drawing, groups: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[Axes, pd.DataFrame, str, str]]:
    """One panel a case, with its rows, its colour and its marker; rows run downward."""
    sizes = [len(group) for group in groups.values()]
    panels = figure.subplots(
        len(groups), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes}
    )[:, 0]
    looks = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "D"), (GREY, "^"))
    for axes, (name, group), look in zip(panels, groups.items(), cycle(looks), strict=False):
        yield axes, group, *look
        axes.set(xlim=(-0.03, 1.03), ylim=(len(group) - 0.5, -0.5), title=name)
    panels[-1].set_xlabel("threat of occupation")


def honour_curves(parameters: Parameters, marks: Mapping[str, float]) -> Drawing:
    """Chance that a state fights for another, with and without a pledge, against its stake.

    Parameters
    ----------
    parameters : Parameters
        Gives the audience cost and the mean cost of fighting.
    marks : mapping of str to float
        Stakes to point out, by label.

    Returns
    -------
    Drawing
        Two lines, and a short vertical one between them at each mark.

    Examples
    --------
    >>> len(honour_curves(Parameters(), {"a for b": 0.5}).axes[0].lines)
    2
    """
    stakes = [step / 100.0 for step in range(101)]
    cost = parameters.mean_cost
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 3.8))
        axes = figure.subplots()
        for label, audience, colour, dash in (
            ("with a public pledge", parameters.audience_cost, BLUE, "-"),
            ("without", 0.0, ORANGE, "--"),
        ):
            chances = [honour_probability(stake, audience, cost) for stake in stakes]
            axes.plot(stakes, chances, color=colour, linestyle=dash, label=label)
        for label, stake in marks.items():
            low = honour_probability(stake, 0.0, cost)
            high = honour_probability(stake, parameters.audience_cost, cost)
            axes.vlines(stake, low, high, color=GREY, linewidth=1.5)
            at_edge = stake > 0.8  # there the label stands below the curves, clear of them
            axes.annotate(
                label,
                (stake, low),
                (0, -30) if at_edge else (8, -14),
                textcoords="offset points",
                ha="center" if at_edge else "left",
                color="#222222",
            )
        axes.set(
            xlabel="what it has at stake in the other", ylabel="chance that it fights for it",
            xlim=(-0.01, 1.01), ylim=(-0.08, 1.0),
        )  # fmt: skip
        axes.legend(loc="upper left")
    return figure


def target_choice(frame: pd.DataFrame) -> Drawing:
    """Whom the adversary picks, before and after some clients are shielded.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns ``target`` (a name), ``before`` and ``after`` (probabilities).

    Returns
    -------
    Drawing
        Two marks a row, joined by a line.

    Examples
    --------
    >>> frame = pd.DataFrame({"target": ["France"], "before": [0.2], "after": [0.1]})
    >>> len(target_choice(frame).axes)
    1
    """
    heights = range(len(frame))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 0.9 + 0.42 * len(frame)))
        axes = figure.subplots()
        axes.hlines(heights, frame["before"], frame["after"], color="#999999", linewidth=2)
        axes.plot(
            frame["before"],
            heights,
            "o",
            color="white",
            markeredgecolor=BLUE,
            markeredgewidth=2,
            markersize=8,
            label="before",
        )
        axes.plot(frame["after"], heights, "D", color=ORANGE, markersize=8, label="after")
        axes.set_yticks(heights, frame["target"])
        highest = float(frame[["before", "after"]].to_numpy().max())
        axes.set(
            xlabel="probability of being the one picked",
            ylim=(len(frame) - 0.5, -0.5),
            xlim=(-0.01, math.ceil(highest * 10 + 0.2) / 10),
        )
        axes.legend(loc="lower right")
    return figure
