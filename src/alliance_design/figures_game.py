"""Tables and figures of the chapter on the whole game: the tree, the predictions, the slacks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from alliance_design.cases import Case
from alliance_design.design import NEAR_TIE, Outcome, Prediction
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing

__all__ = [
    "game_tree",
    "path",
    "preference_frame",
    "result_frame",
    "slack_dots",
    "slack_frame",
]

PALE = "#eef1f5"

NODES: dict[str, tuple[float, float, str]] = {
    "posture": (2.75, 0.5, "A"),
    "clients": (2.75, 1.45, "C"),
    "nobody": (1.45, 2.7, "P"),
    "coalition": (3.85, 2.7, "P"),
    "nobody, nothing": (0.8, 4.15, ""),
    "nobody, bilateral": (1.47, 4.15, "C"),
    "imposed": (2.12, 4.15, "C"),
    "coalition, nothing": (2.8, 4.15, ""),
    "coalition, bilateral": (3.48, 4.15, "C"),
    "joined, consult": (4.16, 4.15, "C"),
    "joined, fight": (4.82, 4.15, "C"),
    "challenge": (2.75, 5.85, "A"),
    "peace": (1.5, 6.8, ""),
    "war": (3.7, 6.8, "M"),
    "broken": (2.9, 7.75, ""),
    "honoured": (4.5, 7.75, ""),
    "shocks": (2.75, 8.85, "M"),
    "stands": (1.6, 9.7, ""),
    "ends": (3.9, 9.7, ""),
}
"""Where the nodes of the tree stand, in inches from the top left, and who moves there."""

BRANCHES: tuple[tuple[str, str, str], ...] = (
    ("posture", "clients", ""),
    ("clients", "nobody", "nobody pledges"),
    ("clients", "coalition", "some pledge: C"),
    ("nobody", "nobody, nothing", "nothing"),
    ("nobody", "nobody, bilateral", "bilateral"),
    ("nobody", "imposed", "impose\non all"),
    ("coalition", "coalition, nothing", "nothing"),
    ("coalition", "coalition, bilateral", "bilateral"),
    ("coalition", "joined, consult", "join:\nconsult"),
    ("coalition", "joined, fight", "join:\nfight"),
    ("challenge", "peace", "nobody"),
    ("challenge", "war", "one client"),
    ("war", "broken", "break"),
    ("war", "honoured", "honour"),
    ("shocks", "stands", "all who are\nneeded stay"),
    ("shocks", "ends", "one of them\nleaves"),
)
"""From, to, and what is done."""

STAGES: tuple[tuple[float, float, str], ...] = (
    (0.0, 0.98, "0  Posture"),
    (0.98, 2.2, "1  Pledges"),
    (2.2, 3.93, "2  The patron"),
    (3.93, 5.4, "3  Yes or no"),
    (5.4, 8.35, "4  Challenge and answer"),
    (8.35, 10.35, "Then: shocks"),
)
"""Top and bottom of the bands, and their titles."""

PLAYERS = {
    "A": ("s", ORANGE, "adversary"),
    "C": ("o", BLUE, "clients"),
    "P": ("D", GREEN, "patron"),
    "M": ("h", GREY, "members"),
}


def path(outcome: Outcome) -> tuple[str, ...]:
    """Nodes of the tree on the way to an outcome, down to stage 3.

    Parameters
    ----------
    outcome : alliance_design.design.Outcome

    Returns
    -------
    tuple of str
        Keys of `NODES`. Where a pact of many members has bilateral ones beside it, the former.

    Examples
    --------
    >>> path(Outcome((), (), "none", (), "none", 0.0, (0.0, 0.0), {}))
    ('posture', 'clients', 'nobody', 'nobody, nothing')
    """
    side = "coalition" if outcome.coalition else "nobody"
    kinds = {pact.kind: pact.level for pact in outcome.pacts}
    if "joined" in kinds:
        end = f"joined, {kinds['joined']}"
    elif "imposed" in kinds:
        end = "imposed"
    else:
        end = f"{side}, {'bilateral' if 'bilateral' in kinds else 'nothing'}"
    return "posture", "clients", side, end


def game_tree(paths: Mapping[str, Sequence[str]] | None = None) -> Drawing:
    """The game as a tree, from the adversary's posture to the shocks.

    Parameters
    ----------
    paths : mapping of str to sequence of str, optional
        Ways through it to draw thick, at most two, by label; from `path`.

    Returns
    -------
    Drawing
        Tall and narrow, for a phone.

    Examples
    --------
    >>> len(game_tree().axes)
    1
    """
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(5.2, 10.9))
        axes = figure.subplots()
        axes.set(xlim=(0, 5.2), ylim=(10.9, 0))
        axes.set_axis_off()
        for number, (top, bottom, title) in enumerate(STAGES):
            axes.axhspan(top, bottom, color=PALE if number % 2 == 0 else "white", linewidth=0)
            axes.fill_between((0.0, 0.36), top + 0.02, bottom - 0.02, color="#3f4a5a", linewidth=0)
            axes.text(
                0.18, (top + bottom) / 2, title, rotation=90, ha="center", va="center",
                fontsize=10.5 if bottom - top > 1 else 9.5, weight="bold", color="white",
            )  # fmt: skip
        for one, other, _ in BRANCHES:
            (x, y, _), (to_x, to_y, _) = NODES[one], NODES[other]
            axes.plot((x, to_x), (y, to_y), color="#555555", linewidth=1.3, zorder=2)
        _thick(axes, paths or {})
        for one, other, told in BRANCHES:
            (x, y, _), (to_x, to_y, _) = NODES[one], NODES[other]
            if one in {"nobody", "coalition"}:
                spot = (to_x, to_y - 0.45)  # over the node, where the branches are far enough apart
            else:
                spot = (x + 0.55 * (to_x - x), y + 0.55 * (to_y - y))
            if told:
                _label(axes, *spot, told, 9)
        _answers(axes)
        _notes(axes)
        for x, y, player in NODES.values():
            if player:
                _player(axes, x, y, player, 17)
            else:
                axes.plot(x, y, "o", color="#222222", markersize=5, zorder=5)
        for place, (letter, (_, _, name)) in enumerate(PLAYERS.items()):
            x = 0.3 + 1.27 * place
            _player(axes, x, 10.65, letter, 14)
            axes.text(x + 0.19, 10.65, name, va="center", fontsize=9.5)
    return figure


def _label(axes: Axes, x: float, y: float, told: str, size: float) -> None:
    """Words on a branch, over the lines."""
    axes.text(
        x, y, told, fontsize=size, ha="center", va="center", zorder=4, linespacing=0.98,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.4, "alpha": 0.93},
    )  # fmt: skip


def _player(axes: Axes, x: float, y: float, letter: str, size: float) -> None:
    """A node with the letter of who moves there."""
    marker, colour, _ = PLAYERS[letter]
    # A square or a diamond of the same size looks larger than a disc.
    axes.plot(x, y, marker, color=colour, markersize=size - (2 if marker in "sD" else 0), zorder=5)
    axes.text(
        x, y, letter, color="white", ha="center", va="center_baseline", zorder=6,
        fontsize=0.55 * size, weight="bold",
    )  # fmt: skip


def _thick(axes: Axes, paths: Mapping[str, Sequence[str]]) -> None:
    """Ways through the tree, side by side where they share a branch."""
    looks = ((BLUE, "-", -0.045), (ORANGE, (0, (2.2, 1.1)), 0.045))
    told: dict[str, int] = {}
    for (label, nodes), (colour, dash, shift) in zip(paths.items(), looks, strict=False):
        xs = [NODES[node][0] + shift for node in nodes]
        ys = [NODES[node][1] for node in nodes]
        axes.plot(xs, ys, color=colour, linestyle=dash, linewidth=4, zorder=3, alpha=0.9)
        above = told.get(nodes[2], 0)
        told[nodes[2]] = above + 1
        left = nodes[2] == "nobody"
        axes.text(
            0.46 if left else 5.14, 1.42 + 0.2 * above, label, color=colour, weight="bold",
            fontsize=9.5, ha="left" if left else "right", va="center",
        )  # fmt: skip


def _answers(axes: Axes) -> None:
    """Stage 3: yes goes on, no leads to less; then everything runs together."""
    down = 5.22
    line: dict[str, Any] = {"color": "#555555", "linewidth": 1.3, "zorder": 2}
    ends = {name: node for name, node in NODES.items() if node[1] == NODES["imposed"][1]}
    for x, y, player in ends.values():
        axes.plot((x, x), (y, down), **line)
        if player:
            axes.plot((x, x + 0.24), (y, y + 0.42), color="#555555", lw=1.2, ls=":", zorder=2)
            axes.plot(x + 0.24, y + 0.42, "x", color="#222222", markersize=5.5, zorder=4)
    _label(axes, NODES["imposed"][0], 4.9, "stands if\ntwo accept", 8.5)
    _label(axes, (NODES["joined, consult"][0] + NODES["joined, fight"][0]) / 2, 4.9,
           "stands if\nall accept", 8.5)  # fmt: skip
    _label(axes, 1.12, 4.9, "× declines", 8.5)
    first, last = min(x for x, _, _ in ends.values()), max(x for x, _, _ in ends.values())
    axes.plot((first, last), (down, down), **line)
    axes.plot((NODES["challenge"][0],) * 2, (down, NODES["challenge"][1]), **line)


def _notes(axes: Axes) -> None:
    """What happens at the ends, and how the last two stages hang together."""
    for x, y, told, side in (
        (2.98, 0.5, "positions, reach and footholds\nfix the threat to each client", "left"),
        (1.5, 6.92, "everybody survives", "center"),
        (3.93, 6.8, "the cost of\nfighting is\ndrawn", "left"),
        (2.9, 7.87, "likelier to fall;\nwho broke pays", "center"),
        (4.5, 7.87, "likelier\nto hold", "center"),
        (0.5, 7.95, "if a client falls,\nthe adversary may\ngo on to the next", "left"),
        (1.6, 9.82, "the pact stands;\nthe next shock comes", "center"),
        (3.9, 9.82, "the patron falls back\non bilateral pacts", "center"),
    ):
        axes.text(
            x, y, told, fontsize=8.8, ha=side, va="center" if side == "left" else "top",
            linespacing=1.05,
        )  # fmt: skip


def preference_frame(predictions: Mapping[str, Prediction], cases: Sequence[Case]) -> pd.DataFrame:
    """Predictions 1 and 2: which design each player prefers.

    Parameters
    ----------
    predictions : mapping of str to alliance_design.design.Prediction
        By id of the case.
    cases : sequence of Case

    Returns
    -------
    pandas.DataFrame
        One row a case, all text; clients grouped by the design they like best.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import predict
    >>> case = load("dunkirk-1947")
    >>> preference_frame({case.id: predict(case)}, [case]).shape
    (1, 3)
    """
    rows = []
    for case in cases:
        found = predictions[case.id]
        best: dict[str, list[str]] = {}
        for name, ranking in found.client_preferences.items():
            best.setdefault(ranking[0], []).append(case.clients[name].name)
        rows.append(
            {
                "Case": case.title,
                "The patron": " > ".join(found.patron_preference),
                "Clients, by what they like best": "; ".join(
                    f"{design}: {', '.join(names)}" for design, names in best.items()
                ),
            }
        )
    return pd.DataFrame(rows)


def result_frame(predictions: Mapping[str, Prediction], cases: Sequence[Case]) -> pd.DataFrame:
    """Predictions 3 to 5: pacts and members, level, years; and whether one outcome survives.

    Parameters
    ----------
    predictions, cases
        As in `preference_frame`.

    Returns
    -------
    pandas.DataFrame
        One row a case, all text. Years are the middle nine tenths of the widest pact's lives.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import predict
    >>> case = load("dunkirk-1947")
    >>> list(result_frame({case.id: predict(case)}, [case]).columns)[-1]
    'Determinate'
    """
    rows = []
    for case in cases:
        found = predictions[case.id]
        told = [
            f"{pact.kind}: {', '.join(case.clients[name].name for name in pact.members)}"
            for pact in found.pacts
        ]
        low, high = found.expected_years
        years = f"{low:.1f} to {high:.0f}" if 0.0 < high < math.inf else "no end in sight"
        rows.append(
            {
                "Case": case.title,
                "Pacts": "; ".join(told) or "none",
                "Design": found.design,
                "Level": found.commitment,
                "Years": years if found.design != "none" else "",
                "Determinate": "yes"
                if found.determinate
                else f"no: {len(found.survivors)} survive",
            }
        )
    return pd.DataFrame(rows)


def slack_frame(predictions: Mapping[str, Prediction], cases: Sequence[Case]) -> pd.DataFrame:
    """Every decision on the way to the outcomes shown, and by how much it was made.

    Parameters
    ----------
    predictions, cases
        As in `preference_frame`.

    Returns
    -------
    pandas.DataFrame
        Columns ``case``, ``who``, ``chose``, ``over``, ``slack``, ``near_tie``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import predict
    >>> case = load("dunkirk-1947")
    >>> slack_frame({case.id: predict(case)}, [case])["who"].iloc[0]
    'Britain'
    """
    return pd.DataFrame(
        [
            (case.title, step.who, step.chose, step.over, step.slack, step.near_tie)
            for case in cases
            for step in predictions[case.id].decisions
        ],
        columns=["case", "who", "chose", "over", "slack", "near_tie"],
    )


def slack_dots(frame: pd.DataFrame, patron: str) -> Drawing:
    """How clearly the steps to each outcome were decided.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `slack_frame`.
    patron : str
        Name of the patron, whose steps are marked apart.

    Returns
    -------
    Drawing
        One row a case, one mark a step; the band of near-ties is shaded.

    Examples
    --------
    >>> rows = [("A case", "P", "joins", "nothing", 0.2, False)]
    >>> columns = ["case", "who", "chose", "over", "slack", "near_tie"]
    >>> len(slack_dots(pd.DataFrame(rows, columns=columns), "P").axes)
    1
    """
    titles = list(dict.fromkeys(frame["case"]))
    heights = {title: row for row, title in enumerate(titles)}
    floor = NEAR_TIE / 10.0
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.5 + 0.48 * len(titles)))
        axes = figure.subplots()
        axes.axvspan(floor / 2.0, NEAR_TIE, color="#d9d9d9", alpha=0.7, linewidth=0)
        for is_patron, label, marker, colour, shift in (
            (False, "clients", "o", BLUE, -0.14),
            (True, "patron", "D", ORANGE, 0.14),
        ):
            part = frame[(frame["who"] == patron) == is_patron]
            axes.plot(
                part["slack"].clip(lower=floor),
                [heights[title] + shift for title in part["case"]],
                marker, color=colour, alpha=0.75, markersize=7, linestyle="none", label=label,
            )  # fmt: skip
        axes.set_yticks(range(len(titles)), titles)
        axes.set(
            xscale="log", xlim=(floor / 2.0, max(2.0, float(frame["slack"].max()) * 1.3)),
            ylim=(len(titles) - 0.5, -0.9), xlabel="slack: payoff of the step less that of the next best",
        )  # fmt: skip
        ticks = [0.0005, 0.005, 0.05, 0.5]
        axes.set_xticks(ticks, ["0.0005\nor less", *(f"{tick:g}" for tick in ticks[1:])])
        axes.minorticks_off()
        axes.text(floor * 0.56, -0.6, "near-ties", fontsize=10, va="center")
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, 1.16), ncols=2)
    return figure
