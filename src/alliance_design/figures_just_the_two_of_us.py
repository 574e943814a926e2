"""Tables and figures of the chapter on persistence: who asked, what held, who left."""

from __future__ import annotations

import math
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import combinations
from statistics import median

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from alliance_design import lock_in, network, urn, window
from alliance_design.checks import in_words
from alliance_design.evidence import kappa
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, on_axis
from alliance_design.figures_history import CAPITALS, _land, _place
from alliance_design.pacts import members_on, pacts, state_name

__all__ = [
    "ALLIES",
    "LAST",
    "asked_bars",
    "centralisation_lines",
    "closing_shares",
    "exit_fits",
    "exits",
    "found_share",
    "founding_paths",
    "grounds",
    "growth_fits",
    "hub_map",
    "linkage_table",
    "lock_in_curves",
    "made_up",
    "readings",
    "redrawn_fits",
    "remembered",
    "second_coding",
    "true_stock",
    "urn_bands",
    "weight",
    "who_asked",
    "windows",
]

ALLIES = (
    "japan",
    "south-korea",
    "philippines",
    "taiwan",
    "thailand",
    "australia",
    "new-zealand",
)
"""The allies of the table of linkages."""

LAST = date(2024, 12, 31)
"""End of the record."""

LIGHT = "#9db8d3"


# Who asked


def _group(link: lock_in.Linkage, by: str) -> str:
    if by == "kind":
        return link.kind.replace("-", " ")
    if by == "ally":
        return "several" if link.ally == "several" else state_name(link.ally)
    if by == "form":
        return link.form
    if by == "decade":
        return f"{link.since.year // 10 * 10}s"
    raise ValueError(f"expected kind, ally, form or decade, got {by!r}")


def who_asked(by: str, forms: Sequence[str] = ("bilateral",)) -> pd.DataFrame:
    """Who asked for the linkages, by group, with the interval over every reading.

    Parameters
    ----------
    by : str
        ``kind``, ``ally``, ``form`` or ``decade``.
    forms : sequence of str
        Forms that count.

    Returns
    -------
    pandas.DataFrame
        One row a group, in the order of the table (decades in theirs): counts by who asked, the
        allies' share of what one side asked for, and the ends of `alliance_design.lock_in.shares`.

    Examples
    --------
    >>> int(who_asked("kind").set_index("group").loc["treaty", "allies"])
    6
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    for link in lock_in.linkages():
        if link.form in forms:
            pair = (link.initiator, link.initiator_other)
            groups.setdefault(_group(link, by), []).append(pair)
    rows = []
    for group, pairs in groups.items():
        found = lock_in.shares(pairs)
        rows.append(
            {
                "group": group,
                "linkages": len(pairs),
                "allies": found.allies,
                "joint": found.joint,
                "unknown": found.unknown,
                "us": found.us,
                "share": math.nan if found.best is None else found.best,
                "low": found.interval[0],
                "high": found.interval[1],
                "verdict": found.verdict,
            }
        )
    frame = pd.DataFrame(rows)
    return frame.sort_values("group", ignore_index=True) if by == "decade" else frame


def linkage_table() -> pd.DataFrame:
    """Every linkage, in the order of the data, as a table for readers.

    Examples
    --------
    >>> len(linkage_table()) == len(lock_in.linkages())
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    who = {"ally": "an ally", "us": "Washington", "": "—"}
    return pd.DataFrame(
        {
            "Ally": "several" if row["ally"] == "several" else state_name(row["ally"]),
            "Since": row["since"],
            "Until": row["until"] or "—",
            "Linkage": row["name"],
            "Kind": row["kind"].replace("-", " "),
            "Who asked": who.get(row["initiator"], row["initiator"]),
            "Or": who.get(row["initiator_other"], row["initiator_other"]),
            "Source": row["source"],
        }
        for row in read_table("linkages").to_dict("records")
    )


def remembered() -> set[str]:
    """Linkages of which the reason for who asked says that it is in part remembered or inferred.

    Read off the words of the coder, sentence by sentence; one that only says so of a day, an end or
    the members does not count.

    Examples
    --------
    >>> "korea-jurisdiction-1950" in remembered()
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    found = set()
    for name, why in read_table("linkages")[["id", "why_initiator"]].itertuples(index=False):
        for said in re.split(r"(?<=[.;])\s", why):
            bare = re.sub(r", (as is|and so is) the (last )?day", "", said)
            other = re.search(r"\b(days?|months?|years?|end|dates?|members|founding)\b", bare, re.I)
            if re.search("memory|inferred", bare) and not other:
                found.add(name)
    return found


def asked_bars() -> Drawing:
    """Bilateral linkages by kind and by who asked, beside the interval of the allies' share.

    Returns
    -------
    Drawing
        Left one bar a kind, from the most allied to the most American; right the share among those
        that one side asked for, with its interval over every reading.

    Examples
    --------
    >>> [label.get_text() for label in asked_bars().axes[0].get_yticklabels()][-1]
    'treaty'
    """
    frame = who_asked("kind")
    lead = frame["allies"] - frame["us"]
    frame = frame.assign(lead=lead).sort_values(
        ["lead", "allies", "group"], ascending=[True, True, False], ignore_index=True
    )
    looks = (
        ("allies", "an ally", BLUE, ""),
        ("joint", "both", LIGHT, ""),
        ("unknown", "unknown", "white", "////"),
        ("us", "Washington", ORANGE, ""),
    )
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 4.9), dpi=105)
        counts, shares = figure.subplots(1, 2, sharey=True, width_ratios=[1.55, 1.0])
        rows = range(len(frame))
        left = pd.Series(0, index=frame.index)
        for column, label, colour, hatch in looks:
            counts.barh(
                rows,
                frame[column],
                left=left,
                height=0.7,
                color=colour,
                hatch=hatch,
                edgecolor=GREY,
                linewidth=0.6,
                label=label,
            )
            left = left + frame[column]
        counts.set_yticks(rows, frame["group"])
        counts.set(xlabel="bilateral linkages", title="Who asked")
        counts.grid(axis="y", visible=False)
        shares.hlines(rows, frame["low"], frame["high"], color=GREY, lw=2.6, alpha=0.6)
        shares.plot(frame["share"], rows, "o", color=BLUE, markersize=7)
        shares.axvline(0.5, color="#444444", linewidth=1, linestyle="--")
        shares.set(
            xlim=(-0.03, 1.03),
            xlabel="allies' share, every reading",
            xticks=[0, 0.5, 1],
            title="How sure",
        )
        shares.grid(axis="y", visible=False)
        shares.tick_params(axis="y", length=0)
        figure.legend(*counts.get_legend_handles_labels(), loc="outside lower center", ncols=4)
    return figure


def weight(allies: int, us: int) -> float:
    """Decibels for "allies asked for more than half" over "Washington did".

    ``10 log10 [P(p > 1/2) / P(p < 1/2)]``, every share p being as likely beforehand.

    Parameters
    ----------
    allies, us : int
        Linkages that each side asked for, at least 0.

    Returns
    -------
    float
        Positive for the allies; 13 make twenty to one.

    Notes
    -----
    After A and U the share has the distribution Beta(A + 1, U + 1), and for whole numbers its tail
    above a half is the chance that A + U + 1 fair coins show at most A heads.

    Examples
    --------
    >>> weight(5, 5), round(weight(9, 2), 1)
    (0.0, 17.1)
    """
    coins = allies + us + 1
    above = sum(math.comb(coins, heads) for heads in range(allies + 1))
    return 10.0 * math.log10(above / (2**coins - above))


def readings() -> pd.DataFrame:
    """The count of bilateral linkages under four readings of who asked.

    Returns
    -------
    pandas.DataFrame
        One row a reading: what allies and Washington asked for, the allies' share, and `weight`.

    Examples
    --------
    >>> list(readings()["allies"] < readings()["us"])
    [True, True, True, False]
    """
    links = [link for link in lock_in.linkages() if link.form == "bilateral"]
    best = Counter(link.initiator for link in links)
    next_best = Counter(
        link.initiator_other if link.initiator == "unknown" else link.initiator for link in links
    )
    ends = []
    for order in (("us", "joint", "ally"), ("ally", "joint", "us")):
        counted: Counter[str] = Counter()
        for link in links:
            first = {"us", "ally"} if link.initiator == "unknown" else {link.initiator}
            options = first | ({link.initiator_other} if link.initiator_other else set())
            counted[min(options, key=order.index)] += 1
        ends.append(counted)
    told = (
        ("as coded", best),
        ("unknown ones by the next likeliest reading", next_best),
        ("every doubt settled for Washington", ends[0]),
        ("every doubt settled for the allies", ends[1]),
    )
    return pd.DataFrame(
        {
            "reading": name,
            "allies": counted["ally"],
            "us": counted["us"],
            "share": counted["ally"] / (counted["ally"] + counted["us"]),
            "decibels": weight(counted["ally"], counted["us"]),
        }
        for name, counted in told
    )


CODES = ("ally", "us", "joint", "unknown")


def second_coding() -> tuple[pd.DataFrame, float]:
    """How a second reader coded who asked for a sample of linkages, and Cohen's kappa.

    Returns
    -------
    tuple
        First codes by second codes, as counts; and the agreement beyond chance.

    Examples
    --------
    >>> table, agreement = second_coding()
    >>> int(table.to_numpy().sum()), agreement > 0
    (30, True)
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    again = read_table("initiators_second").query("table == 'linkages'")
    first = {link.id: link.initiator for link in lock_in.linkages()}
    one, other = [first[name] for name in again["id"]], list(again["initiator"])
    pairs = Counter(zip(one, other, strict=True))
    table = pd.DataFrame(
        [[pairs[mine, theirs] for theirs in CODES] for mine in CODES], index=CODES, columns=CODES
    )
    return table, kappa(one, other)


# Games and urns


def founding_paths(
    theses: Mapping[str, Sequence[lock_in.Investor]],
    starts: Sequence[int],
    periods: int,
    returns: float,
) -> Drawing:
    """Paths of the stock of linkages from several starts, one panel a thesis.

    Parameters
    ----------
    theses : mapping of str to sequence of Investor
        Title of a panel, and its two investors in the order in which they move: the ally is named
        ``ally``.
    starts : sequence of int
        Linkages that stand at the outset, one line each.
    periods : int
        Years to show.
    returns : float
        As in `alliance_design.lock_in.founding_threshold`.

    Returns
    -------
    Drawing
        Steps of the stock; full circles where the ally founds, hollow squares where the other does.

    Examples
    --------
    >>> pair = [lock_in.Investor("ally", 1.0, 4.0, 0.5), lock_in.Investor("us", 1.0, 6.0, 0.5)]
    >>> len(founding_paths({"one": pair}, [0, 2], 4, 0.5).axes)
    1
    """
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 3.9), dpi=105)
        panels = figure.subplots(1, len(theses), sharey=True, squeeze=False)[0]
        for axes, (title, investors) in zip(panels, theses.items(), strict=True):
            for start in starts:
                path = lock_in.play_out(investors, start, periods, returns)
                founded = Counter(founding.period for founding in path)
                stocks = [start]
                for period in range(periods):
                    stocks.append(stocks[-1] + founded[period])
                stays = not path
                axes.plot(
                    range(periods + 1),
                    stocks,
                    color=GREY if stays else "#444444",
                    linestyle=":" if stays else "-",
                    linewidth=1.6,
                    zorder=2,
                )
                for founding in path:
                    ally = founding.by == "ally"
                    within = (
                        founding.stock - start - sum(founded[p] for p in range(founding.period))
                    )
                    axes.plot(
                        founding.period + (within + 1) / founded[founding.period],
                        founding.stock + 1,
                        "o" if ally else "s",
                        color=BLUE if ally else ORANGE,
                        markerfacecolor=BLUE if ally else "white",
                        markeredgewidth=1.6,
                        markersize=6,
                        zorder=3,
                    )
            for investor in investors:
                threshold = lock_in.founding_threshold(investor, returns)
                axes.axhline(
                    threshold,
                    color=BLUE if investor.name == "ally" else ORANGE,
                    linewidth=1,
                    linestyle="--",
                    zorder=1,
                )
            axes.set(title=title, xlabel="year", xticks=range(0, periods + 1, 2))
        panels[0].set_ylabel("linkages that stand")
        handles = [
            Line2D([], [], marker="o", color=BLUE, linestyle="none", label="founded by the ally"),
            Line2D(
                [],
                [],
                marker="s",
                color=ORANGE,
                markerfacecolor="white",
                markeredgewidth=1.6,
                linestyle="none",
                label="by Washington",
            ),
            Line2D([], [], color=GREY, linestyle=":", label="nobody founds"),
            Line2D([], [], color="#777777", linestyle="--", linewidth=1, label="thresholds"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4)
    return figure


def _record(first: date, last: date) -> list[tuple[int, float]]:
    """Institutions founded after a day, one by one, and the share of bilateral ones so far."""
    links = sorted(
        (link for link in lock_in.linkages() if link.since <= last), key=lambda link: link.since
    )
    bilateral = sum(link.form == "bilateral" for link in links if link.since < first)
    count = sum(link.since < first for link in links)
    path = [(0, bilateral / count)]
    for drawn, link in enumerate(links[count:], start=1):
        bilateral += link.form == "bilateral"
        path.append((drawn, bilateral / (count + drawn)))
    return path


def urn_bands(start: tuple[int, int], since: date) -> Drawing:
    """The urn's exact mean and middle nine tenths beside its mean field and the record.

    Parameters
    ----------
    start : tuple of int
        Bilateral and other institutions founded before a day, from which the record goes on.
    since : date
        That day.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> urn_bands((31, 12), date(1960, 1, 1)).axes[0].get_xlabel()
    'institutions founded since 1960'
    """
    record = _record(since, LAST)
    (bilateral, other), most = start, len(record) - 1
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 3.7), dpi=105)
        axes = figure.subplots()
        steps = range(0, most + 1, max(1, most // 24))
        for alpha, colour, marker, dash in ((1.0, BLUE, "o", "-"), (2.0, ORANGE, "s", "--")):
            low, mean, high = [], [], []
            for step in steps:
                chances = urn.distribution(bilateral, other, step, alpha)
                shares = [
                    (bilateral + added) / (bilateral + other + step) for added in range(step + 1)
                ]
                mean.append(sum(p * share for p, share in zip(chances, shares, strict=True)))
                low.append(_quantile(shares, chances, 0.05))
                high.append(_quantile(shares, chances, 0.95))
            axes.fill_between(steps, low, high, facecolor=colour, alpha=0.13, linewidth=0)
            for edge in (low, high):
                axes.plot(steps, edge, color=colour, linewidth=0.7, linestyle=dash)
            axes.plot(
                range(most + 1),
                urn.mean_field(bilateral / (bilateral + other), bilateral + other, most, alpha),
                color=colour,
                linewidth=1.6,
            )
            axes.plot(steps, mean, marker, color=colour, markersize=4, markerfacecolor="white")
        axes.plot(
            [drawn for drawn, _ in record],
            [share for _, share in record],
            color="black",
            linewidth=1.6,
            linestyle=(0, (4, 1.5)),
        )
        axes.set(
            xlabel=f"institutions founded since {since.year}",
            ylabel="share of bilateral ones",
            ylim=(0.5, 1.0),
            xlim=(0, most),
        )
        handles = [
            Line2D([], [], color=BLUE, marker="o", markerfacecolor="white", label="in proportion"),
            Line2D(
                [],
                [],
                color=ORANGE,
                marker="s",
                markerfacecolor="white",
                label="increasing returns",
            ),
            Line2D([], [], color="black", linestyle=(0, (4, 1.5)), label="the record"),
            Patch(facecolor="#bbbbbb", label="nine tenths"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4)
    return figure


def _quantile(values: Sequence[float], chances: Sequence[float], level: float) -> float:
    total = 0.0
    for value, chance in zip(values, chances, strict=True):
        total += chance
        if total >= level - 1e-12:
            return value
    return values[-1]


# Curves, exits, windows


def lock_in_curves() -> Drawing:
    """Standing linkages of each ally over time, with dated shocks and what came of them.

    Returns
    -------
    Drawing
        One panel an ally. Strokes along the bottom for shocks, taller for severer ones; hollow
        triangles above the curve where a tie loosened, crosses on it where a promise ended.

    Examples
    --------
    >>> len(lock_in_curves().axes)
    8
    """
    links, struck = lock_in.linkages(), window.shocks()
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 7.4), dpi=105)
        panels = figure.subplots(4, 2, sharex=True, sharey=True).flat
        for axes, ally in zip(panels, ALLIES, strict=False):
            path = lock_in.stock_path(links, ally, LAST)
            days = [on_axis(day) for day, _ in path] + [on_axis(LAST)]
            stocks = [stock for _, stock in path]
            axes.step(days, [*stocks, stocks[-1]], where="post", color=BLUE, linewidth=1.8)
            for shock in struck:
                if shock.ally != ally:
                    continue
                at = on_axis(shock.day)
                axes.plot([at, at], [-6.0, -6.0 + 1.6 * shock.severity], color=GREY, linewidth=1.3)
                height = lock_in.standing(links, ally, shock.day)
                if shock.outcome == "loosened":
                    axes.plot(
                        at,
                        height + 3.2,
                        "v",
                        color=ORANGE,
                        markersize=8,
                        markerfacecolor="white",
                        mew=1.7,
                    )
                elif shock.outcome == "ended":
                    axes.plot(at, height, "X", color=ORANGE, markersize=11, markeredgecolor="white")
            axes.set_title(state_name(ally), fontsize=11)
            axes.set(ylim=(-6.5, 34), xlim=(on_axis(date(1945, 1, 1)), on_axis(date(2026, 1, 1))))
            axes.set_yticks([0, 10, 20, 30])
            axes.xaxis.set_major_locator(mdates.YearLocator(20))  # type: ignore[no-untyped-call]
            axes.xaxis.set_major_formatter(
                mdates.DateFormatter("%Y")  # type: ignore[no-untyped-call]
            )
        key = figure.axes[7]
        key.set_axis_off()
        figure.axes[5].tick_params(axis="x", labelbottom=True)
        handles = [
            Line2D([], [], color=BLUE, linewidth=1.8, label="linkages that stand"),
            Line2D([], [], color=GREY, marker="|", ms=12, linestyle="none", label="shock"),
            Line2D(
                [],
                [],
                color=ORANGE,
                marker="v",
                markerfacecolor="white",
                mew=1.7,
                ms=8,
                linestyle="none",
                label="the tie loosened",
            ),
            Line2D(
                [], [], color=ORANGE, marker="X", ms=11, linestyle="none", label="the promise ended"
            ),
        ]
        key.legend(handles=handles, loc="center left", fontsize=10.5)
        figure.supylabel("linkages", fontsize=11)
    return figure


def exits() -> pd.DataFrame:
    """Shocks after which a tie loosened or a promise ended, by date, as a table for readers.

    Examples
    --------
    >>> exits()["Outcome"].value_counts().to_dict()
    {'loosened': 10, 'ended': 2}
    """
    from alliance_design.tables import read_table

    links = lock_in.linkages()
    days = {shock.id: shock.day for shock in window.shocks()}
    rows = read_table("shocks").query("outcome != 'stayed'").sort_values("date")
    return pd.DataFrame(
        {
            "Ally": state_name(row["ally"]),
            "When": in_words(row["date"], short=True),
            "What happened": row["shock"],
            "Severity": int(row["severity"]),
            "Moved by": {"us": "Washington", "ally": "the ally"}.get(
                row["moved_by"], row["moved_by"]
            ),
            "Linkages": lock_in.standing(links, row["ally"], days[row["id"]]),
            "Outcome": row["outcome"],
            "What came of it": row["what_came"],
        }
        for row in rows.to_dict("records")
    )


def growth_fits() -> pd.DataFrame:
    """Whether foundings came faster the more linkages stood: each ally, and all together.

    Returns
    -------
    pandas.DataFrame
        Ally, foundings after the first, the rate without a linkage, what each standing one adds and
        the interval of it, and whether it is flat. Bilateral linkages only.

    Examples
    --------
    >>> bool(growth_fits()["flat"].all())
    True
    """
    links = lock_in.linkages()
    records = {
        state_name(ally): window.growth(
            [link.since for link in links if link.ally == ally],
            LAST,
            [link.until for link in links if link.ally == ally and link.until],
        )
        for ally in ALLIES
    }
    rows = []
    for name, chosen in [*((name, [one]) for name, one in records.items()), ("All seven", None)]:
        used = chosen or list(records.values())
        fit = window.fit_growth(used)
        rows.append(
            {
                "ally": name,
                "foundings": sum(len(record.stocks) for record in used),
                "rate": sum(fit.bases) / len(fit.bases),
                "gain": fit.gain,
                "low": fit.low,
                "high": fit.high,
                "flat": fit.flat,
            }
        )
    return pd.DataFrame(rows)


def exit_fits() -> pd.DataFrame:
    """The effect of a standing linkage on the chance that a tie gives way, by six readings.

    Returns
    -------
    pandas.DataFrame
        What counts, shocks, how many gave way, the effect on the log odds of staying with its
        interval, and whether it is flat.

    Examples
    --------
    >>> bool(exit_fits()["flat"].all())
    True
    """
    links, struck = lock_in.linkages(), window.shocks()
    both = ("loosened", "ended")
    choices: tuple[tuple[str, list[window.Shock], Sequence[str], Sequence[str]], ...] = (
        ("loosened or ended", list(struck), both, lock_in.FORMS),
        ("ended only", list(struck), ("ended",), lock_in.FORMS),
        ("bilateral linkages only", list(struck), both, ("bilateral",)),
        (
            "shocks moved by Washington",
            [s for s in struck if s.moved_by == "us"],
            both,
            lock_in.FORMS,
        ),
        ("all other shocks", [s for s in struck if s.moved_by != "us"], both, lock_in.FORMS),
        (
            "without what was hardly a shock",
            [s for s in struck if s.severity_low > 0.0],
            both,
            lock_in.FORMS,
        ),
    )
    rows = []
    for name, chosen, gave_way, forms in choices:
        records = window.trials(chosen, links, gave_way, forms)
        fit = window.fit_exits(records)
        rows.append(
            {
                "reading": name,
                "shocks": len(records),
                "gave_way": sum(trial.gave_way for trial in records),
                "hold": fit.hold,
                "low": fit.low,
                "high": fit.high,
                "flat": fit.flat,
            }
        )
    return pd.DataFrame(rows)


def redrawn_fits(draws: int, seed: int) -> pd.DataFrame:
    """The effect of a linkage when severities and outcomes are drawn from what the coding leaves open.

    Parameters
    ----------
    draws : int
    seed : int
        Of the first; the others follow.

    Returns
    -------
    pandas.DataFrame
        One row a draw: shocks, how many gave way, the effect, and whether it is flat.

    Examples
    --------
    >>> bool(redrawn_fits(3, 1951)["shocks"].max() < len(window.shocks()))
    True
    """
    links, struck = lock_in.linkages(), window.shocks()
    rows = []
    for number in range(draws):
        records = window.trials(window.redrawn(struck, random.Random(seed + number)), links)
        hold, fall = window.exit_effect(records)
        rows.append(
            {
                "shocks": len(records),
                "gave_way": sum(trial.gave_way for trial in records),
                "hold": hold,
                "flat": fall <= window.DROP,
            }
        )
    return pd.DataFrame(rows)


SEVERITY = 2.0
"""What a step of severity adds to the log odds in the made-up records."""


def made_up(hold: float, seed: int, times: int = 1) -> tuple[window.Trial, ...]:
    """The shocks of the record, with outcomes drawn as if each linkage held by so much.

    Parameters
    ----------
    hold : float
        What one standing linkage takes off the log odds that the tie gives way.
    seed : int
    times : int
        How often every shock of the record strikes, at least 1.

    Returns
    -------
    tuple of Trial
        Severities and stocks are those of the record; the chance is logistic, with 2 for each step of
        severity, and as many ties give way on average as did.

    Examples
    --------
    >>> [trial.stock for trial in made_up(0.5, 1)] == [trial.stock for trial in made_up(0.0, 2)]
    True
    """
    records, base = _trials(), _base(hold)
    chooser = random.Random(seed)
    return tuple(
        window.Trial(
            trial.severity,
            trial.stock,
            chooser.random() < _logistic(base + SEVERITY * trial.severity - hold * trial.stock),
        )
        for trial in records * times
    )


def true_stock(hold: float, level: float = 0.1, severity: float = 3.0) -> float:
    """Closing stock in the made-up records, which the fit has to find.

    Parameters
    ----------
    hold : float
        As in `made_up`, more than 0.
    level, severity : float
        As in `alliance_design.window.closing_stock`.

    Examples
    --------
    >>> true_stock(0.5) < true_stock(0.25)
    True
    """
    odds = math.log(level / (1.0 - level))
    return (_base(hold) + SEVERITY * severity - odds) / hold


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x))


@cache
def _trials() -> tuple[window.Trial, ...]:
    return window.trials(window.shocks(), lock_in.linkages())


@cache
def _base(hold: float) -> float:
    """The constant with which as many ties are expected to give way as did."""
    records = _trials()
    lines = [SEVERITY * trial.severity - hold * trial.stock for trial in records]
    exits = sum(trial.gave_way for trial in records)
    low, high = -60.0, 60.0
    for _ in range(80):
        middle = 0.5 * (low + high)
        if sum(_logistic(middle + line) for line in lines) < exits:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def found_share(hold: float, draws: int, seed: int, times: int = 1) -> tuple[float, float]:
    """How often an effect is found, and how often its interval holds it, in made-up records.

    Parameters
    ----------
    hold : float
        The true effect, as in `made_up`.
    draws : int
        Records, more than 0.
    seed : int
        Of the first; the others follow.
    times : int
        As in `made_up`.

    Returns
    -------
    tuple of float
        Share of records in which the interval lies above 0; share in which it holds the truth.

    Examples
    --------
    >>> found_share(0.5, 2, 1)[1]
    1.0
    """
    found = held = 0
    for number in range(draws):
        records = made_up(hold, seed + number, times)
        best, fall = window.exit_effect(records)
        found += best > 0.0 and fall > window.DROP
        held += window.exit_effect(records, hold)[1] <= window.DROP
    return found / draws, held / draws


def windows(fit: window.ExitFit) -> pd.DataFrame:
    """When the way out closed for each ally, by a fit, as a table for readers.

    Parameters
    ----------
    fit : ExitFit

    Returns
    -------
    pandas.DataFrame
        Ally, the years of the best date and of its ends, and why there is none.

    Examples
    --------
    >>> real = window.fit_exits(window.trials(window.shocks(), lock_in.linkages()))
    >>> set(windows(real)["Closed"])
    {'withheld'}
    """
    links = lock_in.linkages()
    found = {ally: window.window(fit, links, ally, LAST) for ally in ALLIES}
    return pd.DataFrame(
        {
            "Ally": state_name(ally),
            "Earliest": str(one.earliest.year) if one.earliest else "—",
            "Closed": str(one.closed.year)
            if one.closed
            else ("not by 2024" if one.withheld.startswith("fewer") else "withheld"),
            "Latest": str(one.latest.year) if one.latest else "open",
            "Why": one.withheld,
        }
        for ally, one in found.items()
    )


def closing_shares(hold: float, draws: int, seed: int, times: int) -> tuple[int, int, float]:
    """How often the closing stock of made-up records is found, and how well.

    Parameters
    ----------
    hold : float
        As in `made_up`, more than 0.
    draws, seed, times : int
        As in `found_share`.

    Returns
    -------
    tuple
        Records with an effect to date by; in how many of them the range of closing stocks holds the
        true one; and the middle width of these ranges, in linkages.

    Examples
    --------
    >>> closing_shares(0.5, 1, 1951, 4)[:2]
    (1, 1)
    """
    true, fits = true_stock(hold), []
    for number in range(draws):
        fit = window.fit_exits(made_up(hold, seed + number, times))
        if fit.low > 0.0:
            fits.append(window.closing_stock(fit))
    widths = [high - low for low, _, high in fits]
    return len(fits), sum(low <= true <= high for low, _, high in fits), median(widths)


# The network


def grounds(day: date, theatre: str = "asia") -> dict[frozenset[str], frozenset[str]]:
    """For each pair tied on a day, the pacts that tie it.

    Parameters
    ----------
    day : date
    theatre : str
        ``asia`` or ``europe``.

    Returns
    -------
    dict
        The same pairs as `alliance_design.network.ties_on`.

    Examples
    --------
    >>> sorted(grounds(date(2024, 12, 31))[frozenset({"thailand", "philippines"})])
    ['manila-1954']
    """
    from alliance_design.tables import read_table

    off = [
        (row["pact"], frozenset({row["one"], row["other"]}), date.fromisoformat(row["since"]))
        for row in read_table("suspensions").to_dict("records")
    ]
    states = {network.HUB, *network.theatre_states(theatre)}
    found: dict[frozenset[str], set[str]] = {}
    for pact in pacts().values():
        if pact.ended is not None and pact.ended <= day:
            continue
        for pair in combinations([s for s in members_on(pact, day) if s in states], 2):
            tie = frozenset(pair)
            if not any((pact.id, tie) == (of, which) and since <= day for of, which, since in off):
                found.setdefault(tie, set()).add(pact.id)
    return {tie: frozenset(names) for tie, names in found.items()}


def centralisation_lines() -> Drawing:
    """Centralisation of the networks of Asia and Europe, year by year, in three readings.

    Returns
    -------
    Drawing
        Asia with every pact, with promises to act only, and with these but without the treaty of
        Manila once SEATO was gone; Europe with every pact and with promises to act.

    Examples
    --------
    >>> [line.get_label() for line in centralisation_lines().axes[0].lines][0]
    'Asia, promises to act'
    """
    looks = (
        ("asia", "act", "Asia, promises to act", BLUE, "--"),
        ("asia", "none", "Asia, every pact", BLUE, "-"),
        ("europe", "none", "Europe, every pact", ORANGE, "-"),
        ("europe", "act", "Europe, promises to act", ORANGE, "--"),
    )
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 4.3), dpi=105)
        axes = figure.subplots()
        for theatre, least, label, colour, dash in looks:
            shown = [
                (snapshot.year, snapshot.centralisation)
                for snapshot in network.by_year(1949, 2024, theatre, least)
                if snapshot.centralisation is not None
            ]
            axes.plot(
                [year for year, _ in shown],
                [value for _, value in shown],
                color=colour,
                linestyle=dash,
                label=label,
                linewidth=2.2 if dash == "-" else 1.8,
            )
        awake = network.by_year(1977, 2024, "asia", "act", dormant=False)
        axes.plot(
            [snapshot.year for snapshot in awake],
            [snapshot.centralisation or 0.0 for snapshot in awake],
            color=GREEN,
            linestyle=":",
            label="Asia, promises to act without Manila",
        )
        axes.set(xlim=(1949, 2025), ylim=(-0.03, 1.03), ylabel="centralisation", xlabel="")
        marks = (("SEATO's\ntreaty", 1955), ("five powers", 1971), ("island\nstates", 1986))
        for text, year in marks:
            axes.axvline(year, color="#bbbbbb", linewidth=0.9, zorder=0)
            axes.annotate(
                text,
                (year, 0.17),
                (3, 0),
                textcoords="offset points",
                fontsize=9,
                color=GREY,
                va="bottom",
            )
        figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


ISLANDS = frozenset({"marshall-islands", "micronesia", "palau"})
"""States in free association, which the map leaves out."""


def hub_map(days: Sequence[date]) -> Drawing:
    """Ties of Asia on a map of the Pacific, one panel a day, Washington at the right.

    Parameters
    ----------
    days : sequence of date

    Returns
    -------
    Drawing
        Thick lines from Washington; thin ones between other states, dashed where after 1977 the treaty
        of Manila alone ties them; dotted what is suspended. Islands in free association are left
        out. Today's coasts.

    Examples
    --------
    >>> len(hub_map([date(1955, 12, 31)]).axes)
    1
    """
    with mpl.rc_context(STYLE):
        # The coasts make a large image.
        figure = Drawing(figsize=(6.6, 3.35 * len(days) + 0.45), dpi=90)
        panels = figure.subplots(len(days), 1, squeeze=False)[:, 0]
        for axes, day in zip(panels, days, strict=True):
            _pacific(axes)
            axes.set_title(f"{day.year}", fontsize=12)
        handles = [
            Line2D([], [], color=BLUE, linewidth=2.4, label="with Washington"),
            Line2D([], [], color=ORANGE, linewidth=1.3, label="between others"),
            Line2D(
                [], [], color=GREY, linewidth=1.1, linestyle="--", label="by Manila's treaty alone"
            ),
            Line2D([], [], color=BLUE, linewidth=2.0, linestyle=":", label="suspended"),
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=2)
        for axes, day in zip(panels, days, strict=True):
            _ties(figure, axes, day)
    return figure


def _pacific(axes: Axes) -> None:
    """Coasts from Karachi to Washington, western longitudes counted on beyond 180 degrees."""
    axes.grid(visible=False)
    axes.set_facecolor("#eef3f7")
    for ring in _land():
        for turn in (0.0, 360.0):
            xs = [x + turn for x, _ in ring]
            if max(xs) > 55.0 and min(xs) < 298.0:
                axes.fill(
                    xs,
                    [y for _, y in ring],
                    facecolor="#dcd8cf",
                    edgecolor="#b3ada1",
                    linewidth=0.5,
                )
    axes.set(xlim=(58, 296), ylim=(-49, 58), aspect=1.0, xticks=[], yticks=[])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _ties(figure: Drawing, axes: Axes, day: date) -> None:
    from alliance_design.tables import read_table

    points = read_table("points").set_index("id")

    def place(state: str) -> tuple[float, float]:
        row = points.loc[CAPITALS[state]]
        return float(row["longitude"]) % 360.0, float(row["latitude"])

    suspended = {
        frozenset({row["one"], row["other"]})
        for row in read_table("suspensions").to_dict("records")
        if date.fromisoformat(row["since"]) <= day
    }
    drawn = {tie: names for tie, names in grounds(day).items() if not ISLANDS & tie}
    for tie in sorted(drawn, key=sorted):
        (x1, y1), (x2, y2) = (place(state) for state in sorted(tie))
        hub = network.HUB in tie
        fossil = day.year > 1977 and drawn[tie] == {"manila-1954"}
        axes.plot(
            [x1, x2],
            [y1, y2],
            color=BLUE if hub else GREY if fossil else ORANGE,
            linewidth=2.0 if hub else 1.1 if fossil else 1.3,
            linestyle=":" if tie in suspended else "--" if fossil and not hub else "-",
            zorder=3 if hub else 2,
        )
    labels = []
    for state in sorted({state for tie in drawn for state in tie}):
        x, y = place(state)
        hub = state == network.HUB
        axes.plot(
            x,
            y,
            "s" if hub else "o",
            color=BLUE,
            markersize=9 if hub else 5,
            markeredgecolor="white",
            zorder=4,
        )
        if hub:
            axes.annotate(
                state_name(state),
                (x, y),
                (6, 10),
                textcoords="offset points",
                ha="right",
                fontsize=9,
                fontweight="bold",
                color="#222222",
                path_effects=[withStroke(linewidth=2.5, foreground="white")],
            )
        else:
            labels.append((state_name(state), x, y, "#222222"))
    _place(figure, axes, labels)
