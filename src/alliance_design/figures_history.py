"""Tables and figures of the historical chapters: timelines, maps, observations, claims."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

from alliance_design import threat
from alliance_design.cases import Case
from alliance_design.checks import events, in_words
from alliance_design.claims import VERDICTS, Checked, check_address, claims, examine
from alliance_design.codebook import data_folder
from alliance_design.evidence import Observation
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, middle_day, on_axis
from alliance_design.pacts import age, bound_to_each_other, members_on, pacts, state_name
from alliance_design.parameters import reference

__all__ = [
    "CAPITALS",
    "claims_register",
    "claims_table",
    "members_map",
    "observation_table",
    "pact_table",
    "theatre_map",
    "timeline",
    "verdict_bars",
]


def timeline(
    story: str, observations: Iterable[Observation] = (), claim: str = "", beside: str = ""
) -> Drawing:
    """The dated events of a story, one a line, with the dates of the documents below.

    Parameters
    ----------
    story : str
        As in the table of events, for instance ``atlantic``.
    observations : iterable of Observation
        Documents to mark along the bottom: those that support a claim above the line, those that
        undermine it below. Only those dated to the day or month within the events' span are drawn.
    claim : str
        The hypothesis they bear on.
    beside : str
        Another claim, whose support is drawn below the line in place of what undermines the first.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> figure = timeline("hokkaido")
    >>> [text.get_text() for text in figure.axes[0].texts][1]
    '26 Jun 1945'
    """
    shown = sorted(
        (row for row in events().values() if story in row["story"].split(";")),
        key=lambda row: middle_day(row["date"]),
    )
    days = [middle_day(row["date"]) for row in shown]
    # A last event far from the others would press these into a corner: cut the axis there.
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    span = (days[-1] - days[0]).days
    cut = len(days) - 1 if gaps and gaps[-1] > 0.6 * span else None
    first = days[0]
    last = days[-2] if cut else days[-1]
    room = max((last - first).days, 1)
    # What is drawn, and whether above the line.
    rows = {(beside, "supports") if beside else (claim, "undermines"): False}
    rows[claim, "supports"] = True
    rug = [
        (observation, rows[bearing.claim, bearing.direction])
        for observation in observations
        if observation.kind in ("document", "treaty") and len(observation.date) >= 7
        for bearing in observation.bearings
        if (bearing.claim, bearing.direction) in rows
    ]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 0.34 * len(shown) + (1.5 if rug else 0.9)))
        if rug:
            axes, strip = figure.subplots(2, 1, sharex=True, height_ratios=[0.34 * len(shown), 0.7])
        else:
            axes, strip = figure.subplots(), None
        axes.grid(axis="y", visible=False)
        for row_number, (row, day) in enumerate(zip(shown, days, strict=True)):
            height = -row_number
            place = last + timedelta(days=round(0.08 * room)) if row_number == cut else day
            signed = row["id"].endswith("signed")
            colour = ORANGE if signed else BLUE
            at = on_axis(place)
            axes.plot(
                at,
                height,
                marker="s" if signed else "o",
                color=colour,
                markersize=7 if signed else 5,
            )
            left = (place - first).days > 0.55 * room
            axes.annotate(
                row["event"],
                (at, height),
                (-8 if left else 8, 0),
                textcoords="offset points",
                ha="right" if left else "left",
                va="center",
                fontsize=9.5,
                fontweight="bold" if signed else "normal",
            )
            axes.annotate(
                in_words(row["date"], short=True),
                (0.0, height),
                (-6, 0),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                fontsize=9,
                color=GREY,
                annotation_clip=False,
            )
        axes.set_yticks([])
        axes.set_ylim(-len(shown) + 0.4, 0.7)
        margin = timedelta(days=max(round(0.04 * room), 1))
        end = last + (timedelta(days=round(0.12 * room)) if cut else margin)
        axes.set_xlim(on_axis(first - margin), on_axis(end))
        axes.spines["left"].set_visible(False)
        locator = mdates.AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_locator(locator)
        formatter = mdates.ConciseDateFormatter(locator)  # type: ignore[no-untyped-call]
        axes.xaxis.set_major_formatter(formatter)
        if cut:
            axes.annotate(
                "//",
                (on_axis(last + timedelta(days=round(0.05 * room))), 0.0),
                xycoords=("data", "axes fraction"),
                ha="center",
                va="center",
                fontsize=12,
                color=GREY,
                annotation_clip=False,
            )
        if strip is not None:
            _rug(strip, rug, (f"for {claim}", f"for {beside}" if beside else "against"))
    return figure


def _rug(axes: Axes, found: Sequence[tuple[Observation, bool]], labels: tuple[str, str]) -> None:
    """Strokes for the dates of documents: for a claim above the line, others below."""
    axes.axhline(0, color=GREY, linewidth=0.8)
    for observation, up in found:
        at = on_axis(middle_day(observation.date))
        axes.plot(
            [at, at],
            [0.1, 0.9] if up else [-0.9, -0.1],
            color=GREEN if up else ORANGE,
            linewidth=1.6,
            linestyle="-" if observation.section != "left-out" else (0, (1.2, 1.0)),
        )
    axes.set(ylim=(-1, 1), yticks=[0.5, -0.5])
    axes.set_yticklabels(labels, fontsize=9)
    axes.grid(visible=False)
    axes.tick_params(axis="y", length=0)


@cache
def _land() -> tuple[tuple[tuple[float, float], ...], ...]:
    """Outlines of land, degrees east and north."""
    raw = json.loads((data_folder() / "land.json").read_text(encoding="utf-8"))
    return tuple(tuple((x, y) for x, y in ring) for ring in raw["land"])


def theatre_map(case: Case, extent: tuple[float, float, float, float]) -> Drawing:
    """Where a case's clients lie, how threatened each is, and by which route.

    Parameters
    ----------
    case : Case
    extent : tuple of float
        West, east, south and north end in degrees.

    Returns
    -------
    Drawing
        Circles for clients, as large as the threat at the reference calibration; triangles for the
        adversary's positions; the likeliest routes, full over land and dotted over water. Today's
        coasts, no borders.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> figure = theatre_map(load("brussels-1948"), (-12, 20, 40, 58))
    >>> sorted(text.get_text() for text in figure.axes[0].texts)[0].splitlines()[0]
    'Belgium'
    """
    from alliance_design.tables import read_table

    points = read_table("points").set_index("id")
    where = {point: (row["longitude"], row["latitude"]) for point, row in points.iterrows()}
    result = threat.assess(case, reference())
    legs = {}
    ends: dict[str, str] = {}
    for leg in case.legs.values():
        one, other = leg.joins
        legs[one, other] = leg.path
        legs[other, one] = tuple(reversed(leg.path))
        if leg.path:
            ends.setdefault(one, leg.path[0])
            ends[other] = leg.path[-1]
    with mpl.rc_context(STYLE):
        figure, axes = _chart(extent)
        drawn: set[tuple[str, str]] = set()
        for route in result.routes.values():
            if route is None:
                continue
            for step in pairwise(route.stops):
                path = legs.get(step, ())
                for start, over, end in zip(path[0::2], path[1::2], path[2::2], strict=False):
                    if (start, end) in drawn or start not in where or end not in where:
                        continue
                    drawn.add((start, end))
                    (x1, y1), (x2, y2) = where[start], where[end]
                    axes.plot(
                        [x1, x2],
                        [y1, y2],
                        color=ORANGE,
                        linewidth=1.4,
                        linestyle="-" if over == "land" else (0, (1.5, 1.5)),
                        zorder=2,
                    )
        labels: list[tuple[str, float, float, str]] = []
        for name, position in case.positions.items():
            if name in ends:
                x, y = where[ends[name]]
                axes.plot(x, y, marker="^", color=ORANGE, markersize=9, zorder=4)
                labels.append((position.name, x, y, ORANGE))
        for name, client in case.clients.items():
            if name in ends:
                x, y = where[ends[name]]
                level = result.threats[name]
                axes.scatter(
                    x, y, s=40 + 260 * level, color=BLUE, alpha=0.85, edgecolor="white", zorder=3
                )
                labels.append((f"{client.name}\n{level:.2f}", x, y, BLUE))
        _place(figure, axes, labels)
    return figure


def _chart(extent: tuple[float, float, float, float]) -> tuple[Drawing, Axes]:
    """An empty map: coasts, no borders, degrees stretched so that distances near the middle are true."""
    west, east, south, north = extent
    stretch = 1.0 / math.cos(math.radians((south + north) / 2.0))
    ratio = (north - south) * stretch / (east - west)
    width = min(7.2, 6.6 / ratio)
    figure = Drawing(figsize=(width, width * ratio))
    axes = figure.subplots()
    axes.grid(visible=False)
    axes.set_facecolor("#eef3f7")
    for ring in _land():
        axes.fill(*zip(*ring, strict=True), facecolor="#dcd8cf", edgecolor="#b3ada1", linewidth=0.5)
    axes.set(xlim=(west, east), ylim=(south, north), aspect=stretch, xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)
    return figure, axes


def _place(figure: Drawing, axes: Axes, labels: Sequence[tuple[str, float, float, str]]) -> None:
    """Labels beside their places, each where it covers least of what is there already."""
    figure.draw_without_rendering()
    frame = axes.get_window_extent()
    marks: list[tuple[float, float]] = []
    for _, x, y, _ in labels:
        across, upward = axes.transData.transform((x, y))
        marks.append((float(across), float(upward)))
    taken: list[Bbox] = [Bbox.from_bounds(x - 11, y - 11, 22, 22) for x, y in marks]
    sides = [
        (14, 0, "left", "center"),
        (-14, 0, "right", "center"),
        (0, 15, "center", "bottom"),
        (0, -15, "center", "top"),
        (12, 12, "left", "bottom"),
        (12, -12, "left", "top"),
        (-12, 12, "right", "bottom"),
        (-12, -12, "right", "top"),
    ]
    # In a crowd a label may stand three times as far off, tied to its place by a thin line.
    near = len(sides)
    sides += [(3 * right, 3 * up, ha, va) for right, up, ha, va in sides]
    for number, (text, x, y, colour) in enumerate(labels):
        if not frame.contains(*marks[number]):
            continue
        best = None
        for rank, (right, up, ha, va) in enumerate(sides):
            label = axes.annotate(
                text,
                (x, y),
                (right, up),
                textcoords="offset points",
                ha=ha,
                va=va,
                fontsize=9,
                color=colour,
                fontweight="bold",
                linespacing=0.95,
                zorder=5,
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
            box = label.get_window_extent()
            covered = sum(
                _shared(box, other) for place, other in enumerate(taken) if place != number
            )
            outside = box.width * box.height - _shared(box, frame)
            away = [_gap(box, mark) for mark in marks]
            # A label nearer to another place than to its own would name that one.
            wrong = 300.0 if rank < near and min(away) < away[number] else 0.0
            if rank >= near:
                end = (
                    marks[number][0] + right * figure.dpi / 72,
                    marks[number][1] + up * figure.dpi / 72,
                )
                wrong = 250.0 + 300.0 * sum(
                    _off(other, marks[number], end) < 9.0
                    for place, other in enumerate(marks)
                    if place != number
                )
            cost = covered + 3.0 * outside + rank + wrong
            if best is None or cost < best[0]:
                if best is not None:
                    best[1].remove()
                best = (cost, label, box, (right, up) if rank >= near else None)
            else:
                label.remove()
        if best is not None:
            taken.append(best[2])
            if best[3]:
                axes.annotate(
                    "",
                    (x, y),
                    best[3],
                    textcoords="offset points",
                    arrowprops={
                        "arrowstyle": "-",
                        "color": colour,
                        "linewidth": 0.9,
                        "shrinkA": 0.0,
                    },
                )


def _off(point: Sequence[float], start: Sequence[float], end: Sequence[float]) -> float:
    """Distance of a point from a straight line between two others, in pixels."""
    along, across = end[0] - start[0], end[1] - start[1]
    share = ((point[0] - start[0]) * along + (point[1] - start[1]) * across) / (
        along**2 + across**2
    )
    share = min(max(share, 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * along, point[1] - start[1] - share * across)


def _gap(box: Bbox, mark: tuple[float, float]) -> float:
    """Distance of a point from a box, in pixels; 0 inside."""
    across = max(box.x0 - mark[0], mark[0] - box.x1, 0.0)
    upward = max(box.y0 - mark[1], mark[1] - box.y1, 0.0)
    return math.hypot(across, upward)


def _shared(one: Bbox, other: Bbox) -> float:
    """Area that two boxes share, in square pixels."""
    both = Bbox.intersection(one, other)
    return float(both.width * both.height) if both is not None else 0.0


def observation_table(
    found: Iterable[Observation], claim: str, direction: str = ""
) -> pd.DataFrame:
    """Observations for or against a claim, as a table for readers.

    Parameters
    ----------
    found : iterable of Observation
    claim : str
        A hypothesis or a rival.
    direction : str
        ``supports``, ``undermines`` or ``context``; all where it is empty.

    Returns
    -------
    pandas.DataFrame
        One row an observation, those of one cluster together as in the article.

    Examples
    --------
    >>> from alliance_design.evidence import observations
    >>> table = observation_table(observations(), "H5", "undermines")
    >>> list(table.columns)
    ['Id', 'Date', 'Observation', 'Test', 'Seen', 'What else stands there']
    """
    rows = []
    for observation in found:
        for bearing in observation.bearings:
            if bearing.claim != claim or direction not in ("", bearing.direction):
                continue
            rows.append(
                {
                    "Id": observation.id,
                    "Date": observation.date,
                    "Observation": observation.paraphrase,
                    "Test": bearing.test_type.replace("-", " "),
                    "Seen": observation.verified,
                    "What else stands there": observation.found,
                }
            )
    columns = ["Id", "Date", "Observation", "Test", "Seen", "What else stands there"]
    return pd.DataFrame(rows, columns=columns)


def claims_table(page: str, checked: Iterable[Checked] | None = None) -> pd.DataFrame:
    """The claims that a page shows, with what was found, as a table for readers.

    Parameters
    ----------
    page : str
        Path of the page as the register names it; every claim where it is empty.
    checked : iterable of Checked, optional
        Results already at hand.

    Examples
    --------
    >>> claims_table("chapters/asia/seato")["Verdict"].isna().any()
    np.False_
    """
    chosen = tuple(
        examine(claim for claim in claims() if page in ("", claim.page))
        if checked is None
        else checked
    )
    texts = {item.claim.text for item in chosen}
    named = {"cohen2024": "The article", "lee2019": "The abstract"}
    statement = named[texts.pop()] if len(texts) == 1 else "The text"
    return pd.DataFrame(
        {
            "Id": item.claim.id,
            "Note": item.claim.footnote,
            statement: item.claim.statement,
            "Verdict": item.finding.verdict,
            "What was found": " ".join(
                dict.fromkeys(part for part in (item.finding.found, item.claim.note) if part)
            ),
        }
        for item in chosen
    )


def claims_register(
    checked: Sequence[Checked],
) -> tuple[pd.DataFrame, dict[str, list[str]]]:
    """The register of one text for the book, with the addresses of its pages and checks.

    Parameters
    ----------
    checked : sequence of Checked
        Claims of one text with their findings.

    Returns
    -------
    tuple
        The table, and for the columns that are links the addresses, seen from a page of a part.

    Examples
    --------
    >>> table, links = claims_register(examine(claims(text="cohen2024")[:1]))
    >>> links["Page"]
    ['../evidence/what-we-found.html']
    """
    every = claims_table("", checked)
    order = ["Id", every.columns[2], "Verdict", "What was found", "Note"]
    every = every[order].assign(
        Page=[item.claim.page.split("/")[-1] for item in checked],
        Check=[item.claim.call[0] for item in checked],
    )
    if not any(item.claim.footnote for item in checked):
        every = every.drop(columns="Note")
    return every, {
        "Page": [f"../{item.claim.page.removeprefix('chapters/')}.html" for item in checked],
        "Check": [f"../appendix/api.html#{check_address(item.claim.call[0])}" for item in checked],
    }


def pact_table(names: Iterable[str], on: date) -> pd.DataFrame:
    """Pacts with their members, their promise and their age, as a table for readers.

    Parameters
    ----------
    names : iterable of str
        Ids of pacts.
    on : date
        Day on which members and ages are counted.

    Examples
    --------
    >>> pact_table(["anzus-1951"], date(1955, 12, 31))["Promise"].iloc[0]
    'act: “would act to meet the common danger”'
    """
    rows = []
    for name in names:
        pact = pacts()[name]
        states = members_on(pact, on)
        shown = ", ".join(state_name(state) for state in states)
        rows.append(
            {
                "Pact": pact.name,
                "Signed": pact.signed.isoformat(),
                "Members": shown if len(states) <= 9 else f"{len(states)} states",
                "Promise": f"{pact.obligation.replace('-', ' ')}"
                + (f": “{pact.words}”" if pact.words else ""),
                "Article": pact.fight_article,
                "Years": f"{age(pact, on, organisation=True):.0f}",
            }
        )
    return pd.DataFrame(rows)


CAPITALS = {
    "australia": "canberra",
    "belgium": "brussels",
    "britain": "london",
    "canada": "ottawa",
    "denmark": "copenhagen",
    "france": "paris",
    "germany": "bonn",
    "greece": "athens",
    "iceland": "reykjavik",
    "italy": "rome",
    "japan": "tokyo",
    "luxembourg": "luxembourg",
    "malaysia": "kuala-lumpur",
    "netherlands": "amsterdam",
    "new-zealand": "wellington",
    "norway": "oslo",
    "pakistan": "karachi",
    "philippines": "manila",
    "portugal": "lisbon",
    "singapore": "singapore",
    "south-korea": "seoul",
    "taiwan": "taipei",
    "thailand": "bangkok",
    "turkey": "ankara",
    "united-states": "washington",
}
"""Points at which the maps show states: their seats of government in the 1950s."""


def members_map(pact: str, day: date, extent: tuple[float, float, float, float]) -> Drawing:
    """A pact's clients on a map: which had pledged themselves to one another before it was signed.

    Parameters
    ----------
    pact : str
        Id of the pact.
    day : date
        Clients bound on this day are shown.
    extent : tuple of float
        West, east, south and north end in degrees.

    Returns
    -------
    Drawing
        Full circles for clients that had, hollow squares for the others. Today's coasts.

    Examples
    --------
    >>> figure = members_map("north-atlantic-1949", date(1955, 12, 31), (-80, 36, 35, 68))
    >>> "Norway" in {text.get_text() for text in figure.axes[0].texts}
    True
    """
    from alliance_design.tables import read_table

    points = read_table("points").set_index("id")
    text = pacts()[pact]
    clients = members_on(text, day, "client")
    bound = bound_to_each_other(clients, text.signed)
    with mpl.rc_context(STYLE):
        figure, axes = _chart(extent)
        labels = []
        for state in clients:
            row = points.loc[CAPITALS[state]]
            x, y = row["longitude"], row["latitude"]
            before = state in bound
            axes.plot(
                x,
                y,
                marker="o" if before else "s",
                markersize=10 if before else 7,
                color=BLUE if before else ORANGE,
                markerfacecolor=BLUE if before else "white",
                markeredgewidth=1.0 if before else 2.0,
                linestyle="none",
                zorder=3,
            )
            labels.append((state_name(state), x, y, BLUE if before else ORANGE))
        _place(figure, axes, labels)
    return figure


def verdict_bars(checked: Sequence[Checked]) -> Drawing:
    """How many claims of each kind came to which verdict, one bar a kind.

    Parameters
    ----------
    checked : sequence of Checked

    Examples
    --------
    >>> figure = verdict_bars(examine(claims()[:5]))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['count']
    """
    table = pd.crosstab(
        pd.Series([item.claim.kind for item in checked]),
        pd.Series([item.finding.verdict for item in checked]),
    ).reindex(columns=list(VERDICTS), fill_value=0)
    table = table.loc[table.sum(axis=1).sort_values().index]
    looks = ((BLUE, ""), ("#9db8d3", ""), (ORANGE, ""), ("white", "////"))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 0.9 + 0.32 * len(table)))
        axes = figure.subplots()
        left = pd.Series(0, index=table.index)
        for verdict, (colour, hatch) in zip(VERDICTS, looks, strict=True):
            axes.barh(
                table.index,
                table[verdict],
                left=left,
                color=colour,
                hatch=hatch,
                edgecolor=GREY,
                linewidth=0.6,
                label=verdict,
                height=0.72,
            )
            for row, number in enumerate(table[verdict]):
                if number:
                    axes.text(
                        left.iloc[row] + number / 2,
                        row,
                        str(number),
                        ha="center",
                        va="center",
                        fontsize=9,
                        color="white" if colour in (BLUE, ORANGE) else "black",
                        path_effects=[withStroke(linewidth=2, foreground="white")] if hatch else [],
                    )
            left = left + table[verdict]
        axes.set_xlabel("claims")
        axes.grid(axis="y", visible=False)
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure
