"""Tables and figures of the chapter on other worlds and today."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import matplotlib as mpl
import pandas as pd

from alliance_design.cases import load
from alliance_design.codebook import data_folder
from alliance_design.design import DESIGNS
from alliance_design.figures import BLUE, GREY, STYLE, Drawing

__all__ = ["design_bars", "outlook", "pledge_table", "stored", "verdict_table"]

READINGS = {
    "points": "other calibrated points",
    "codings": "facts anywhere in their ranges",
    "both": "both at once",
}


@cache
def stored() -> Mapping[str, Mapping[str, Any]]:
    """What ``tools/beyond.py`` found, by case.

    Examples
    --------
    >>> sorted(stored()["pacific-1951"])
    ['both', 'codings', 'points', 'reference', 'title']
    """
    text = (data_folder() / "beyond.json").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, Any]] = json.loads(text)["cases"]
    return found


def outlook(names: Sequence[str]) -> pd.DataFrame:
    """Predictions of some cases at the reference set, as a table for readers.

    Examples
    --------
    >>> outlook(["pacific-1951"])["Pledge themselves"].iloc[0]
    'nobody'
    """
    rows = []
    for name in names:
        case, told = load(name), stored()[name]["reference"]

        def joined(ids: Sequence[str], case: Any = case) -> str:
            return ", ".join(case.clients[client].name for client in ids)

        pacts = "; ".join(joined(pact) for pact in told["pacts"])
        rows.append(
            {
                "Case": case.title,
                "Patron prefers": told["patron"],
                "Pledge themselves": joined(told["pledged"]) or "nobody",
                "Design": told["design"] + (", imposed" if told["imposed"] else ""),
                "With the patron": f"{pacts}: to {told['level']}" if pacts else "",
            }
        )
    return pd.DataFrame(rows)


def design_bars(names: Sequence[str], reading: str = "both") -> Drawing:
    """How often each design comes out, one bar a case.

    Parameters
    ----------
    names : sequence of str
        Ids of cases, from the top.
    reading : str
        ``points``, ``codings`` or ``both``.

    Examples
    --------
    >>> figure = design_bars(["pacific-1951", "hokkaido-occupied"])
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['Pacific 1951', 'Hokkaido occupied']
    """
    looks = (("white", "////"), ("#c9d6e4", ""), ("#7f9fc2", ""), (BLUE, ""))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 0.9 + 0.36 * len(names)))
        axes = figure.subplots()
        heights = [-number for number in range(len(names))]
        left = [0.0] * len(names)
        for design, (colour, hatch) in zip(DESIGNS, looks, strict=True):
            wide = [stored()[name][reading]["design"][design] for name in names]
            axes.barh(
                heights,
                wide,
                left=left,
                color=colour,
                hatch=hatch,
                edgecolor=GREY,
                linewidth=0.6,
                height=0.7,
                label=design,
            )
            left = [start + width for start, width in zip(left, wide, strict=True)]
        for height, name in zip(heights, names, strict=True):
            # A dot where the reference set puts it.
            told = stored()[name]
            start = 0.0
            for design in DESIGNS:
                width = told[reading]["design"][design]
                if design == told["reference"]["design"]:
                    axes.plot(
                        start + width / 2,
                        height,
                        marker="o",
                        color="black",
                        markerfacecolor="white",
                        markersize=7,
                        zorder=4,
                    )
                start += width
        axes.set_yticks(heights, [stored()[name]["title"] for name in names])
        axes.set(xlim=(0.0, 1.0), xlabel="share of worlds")
        axes.grid(axis="y", visible=False)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return figure


def pledge_table(name: str) -> pd.DataFrame:
    """How often each client of a case pledges itself, and is in the largest pact.

    Examples
    --------
    >>> list(pledge_table("pacific-1951")["Client"])
    ['Japan', 'Philippines', 'Australia', 'New Zealand']
    """
    case, told = load(name), stored()[name]
    return pd.DataFrame(
        {
            "Client": client.name,
            **{
                f"Pledges: {label}": f"{told[reading]['pledges'][key]:.0%}"
                for reading, label in READINGS.items()
            },
            "In the largest pact": f"{told['both']['in the largest pact'][key]:.0%}",
        }
        for key, client in case.clients.items()
    )


def verdict_table(names: Sequence[str]) -> pd.DataFrame:
    """How firm each case's design is over the three kinds of worlds.

    Examples
    --------
    >>> list(verdict_table(["pacific-1951"]).columns)[:2]
    ['Case', 'At the reference']
    """
    return pd.DataFrame(
        {
            "Case": stored()[name]["title"],
            "At the reference": stored()[name]["reference"]["design"],
            **{
                f"Same: {label}": (
                    f"{stored()[name][reading]['design'][stored()[name]['reference']['design']]:.0%}"
                )
                for reading, label in READINGS.items()
            },
            "Somebody pledges": f"{stored()[name]['both']['somebody pledges']:.0%}",
        }
        for name in names
    )
