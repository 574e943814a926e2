"""Tables and figures of the chapter on the universe of pacts and its durations."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from alliance_design import external
from alliance_design.evidence import kappa
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, on_axis
from alliance_design.pacts import Pact, pacts
from alliance_design.tables import read_table
from alliance_design.universe import (
    STOP,
    Spell,
    at_risk,
    curve,
    great_power,
    hazard_ratio,
    in_universe,
    log_rank,
    median_life,
    shuffled,
    spell,
    spells,
    universe,
)

__all__ = [
    "ERAS",
    "FAILED",
    "HAND",
    "QUESTIONS",
    "Contrast",
    "answer",
    "answers_table",
    "atop_table",
    "chance",
    "compared",
    "contrast",
    "controls",
    "curves_chart",
    "differing",
    "era",
    "flipped",
    "four_by_hand",
    "grouped",
    "groups",
    "groups_table",
    "looks",
    "looks_chart",
    "looks_words",
    "makers_table",
    "numbers",
    "patron_group",
    "power",
    "power_table",
    "readers_table",
    "symmetric",
    "timeline_chart",
]

ERAS = ("1815 to 1944", "1945 to 1991", "1992 to 2026")
"""Signed under many great powers, under two, and since."""

FAILED = frozenset({"term", "agreed", "extinct", "replaced"})
"""Kinds of end that are no failure: what is left is breach, notice and neglect."""

QUESTIONS = ("bound_first", "imposed")
"""Columns of the two codings that H2 and H3 turn on."""

HAND = ("taiwan-us-1954", "armenia-russia-1997", "warsaw-1955", "philippines-us-1951")
"""The four pacts on which the curve is worked by hand."""


def era(pact: Pact) -> str:
    """The era in which a pact was signed, from `ERAS`.

    Examples
    --------
    >>> era(pacts()["warsaw-1955"])
    '1945 to 1991'
    """
    return ERAS[(pact.signed.year >= 1945) + (pact.signed.year >= 1992)]


def patron_group(pact: Pact) -> str:
    """The patron, the German and the other powers of central Europe and all shared ones together.

    Examples
    --------
    >>> patron_group(pacts()["warsaw-1955"]), patron_group(pacts()["locarno-1925"])
    ('Russia, Soviet Union', 'several, or another')
    """
    return {
        "russia": "Russia, Soviet Union",
        "soviet-union": "Russia, Soviet Union",
        "united-states": "United States",
        "france": "France",
        "britain": "Britain",
        "austria": "Austria, Prussia, Germany",
        "prussia": "Austria, Prussia, Germany",
        "germany": "Austria, Prussia, Germany",
        "austria-hungary": "Austria, Prussia, Germany",
        "austria; prussia": "Austria, Prussia, Germany",
        "germany; austria-hungary": "Austria, Prussia, Germany",
    }.get(pact.patron, "several, or another")


PATRONS = (
    "Austria, Prussia, Germany",
    "Britain",
    "France",
    "Russia, Soviet Union",
    "United States",
    "several, or another",
)


def makers_table() -> pd.DataFrame:
    """How many pacts of the universe each patron signed in each era, and of which design.

    Examples
    --------
    >>> list(makers_table().columns)[:2]
    ['Patron', '1815 to 1944']
    """
    rows = []
    for name in (*PATRONS, "all"):
        mine = [pact for pact in universe() if name in ("all", patron_group(pact))]
        rows.append(
            {
                "Patron": name,
                **{one: sum(era(pact) == one for pact in mine) for one in ERAS},
                "All": len(mine),
                "Bilateral": sum(pact.design == "bilateral" for pact in mine),
                "Trilateral": sum(pact.design == "trilateral" for pact in mine),
                "Multilateral": sum(pact.design == "multilateral" for pact in mine),
                "Still standing": sum(pact.end_kind == "stands" for pact in mine),
            }
        )
    return pd.DataFrame(rows)


def timeline_chart() -> Drawing:
    """Every pact of the universe as a bar from its beginning to its end, by patron.

    Examples
    --------
    >>> len(timeline_chart().axes[0].patches) >= len(universe())
    True
    """
    looks = {"bilateral": ("#a9c1da", ""), "trilateral": (ORANGE, ""), "multilateral": (BLUE, "")}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 10.2))
        axes = figure.subplots()
        height, places, names = 0.0, [], []
        for group in PATRONS:
            mine = [pact for pact in universe() if patron_group(pact) == group]
            top = height
            for pact in mine:
                begun = on_axis(pact.in_force or pact.signed)
                ends = [end for end in (pact.ended, pact.organisation_ended) if end is not None]
                stands = not ends
                end = on_axis(max(STOP, pact.signed) if stands else min(ends))
                colour, hatch = looks[pact.design]
                axes.barh(
                    height,
                    max(end - begun, 100.0),
                    left=begun,
                    height=0.78,
                    color=colour,
                    hatch=hatch,
                    linewidth=0,
                )
                if stands:
                    axes.plot(end + 500, height, marker=">", markersize=3.2, color="#222222")
                height -= 1.0
            places.append((top + height + 1.0) / 2.0)
            names.append(f"{group}\n({len(mine)})")
            axes.axhline(height, color=GREY, linewidth=0.6)
            height -= 1.0
        axes.set_yticks(places, names)
        axes.set_ylim(height + 0.6, 1.4)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y", visible=False)
        years = range(1825, 2026, 25)
        axes.set_xticks([on_axis(date(year, 1, 1)) for year in years], [str(y) for y in years])
        axes.set_xlim(on_axis(date(1813, 1, 1)), on_axis(date(2030, 6, 1)))
        handles = [Patch(color=colour, label=name) for name, (colour, _) in looks.items()]
        stays = Line2D(
            [], [], marker=">", markersize=5, color="#222222", linestyle="none", label="stands"
        )
        figure.legend(handles=[*handles, stays], loc="outside upper center", ncols=4)
    return figure


# ------------------------------------------------------------------------------------- by hand


def four_by_hand() -> pd.DataFrame:
    """Kaplan and Meier's estimate worked on four pacts, one step a row.

    Examples
    --------
    >>> four_by_hand()["Share standing"].tolist()
    ['3/4 = 0.750', '', '3/4 × 1/2 = 0.375', '']
    """
    rows, product, share = [], "", 1.0
    found = sorted((spell(pacts()[name]) for name in HAND), key=lambda one: one.years)
    for place, one in enumerate(found):
        there = len(found) - place
        told = ""
        if one.ended:
            share *= (there - 1) / there
            product += (" × " if product else "") + f"{there - 1}/{there}"
            told = f"{product} = {share:.3f}"
        rows.append(
            {
                "Years": f"{one.years:.1f}",
                "Pact": pacts()[one.pact].name,
                "What happened": "ended" if one.ended else "stood when watching stopped",
                "At risk": there,
                "Share standing": told,
            }
        )
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------------- contrasts


def answers_table(question: str) -> pd.DataFrame:
    """Lives coded yes on H2's question, or all of which H3's is asked, the longest first.

    Examples
    --------
    >>> "Warsaw Pact" in set(answers_table("bound_first")["Pact"])
    True
    """
    known, rows = pacts(), []
    for one in sorted(spells(), key=lambda one: -one.years):
        pact = known[one.pact]
        codes = [answer(pact, question, reading) for reading in ("first", "other", "second")]
        if (question == "imposed" and codes[0]) or codes[0] == "yes":
            rows.append(
                {
                    "Pact": pact.name,
                    "Signed": pact.signed.year,
                    "Years": f"{one.years:.1f}" + ("" if one.ended else ", stands"),
                    "As coded": codes[0],
                    "Other reading": codes[1],
                    "Second reader": codes[2] or "not coded",
                }
            )
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class Contrast:
    """Pacts with a mark against those without, the log-rank way.

    Parameters
    ----------
    marked, others : int
        How many of each.
    seen, expected : float
        Ends among the marked, and those they would have had at everybody's rate.
    ratio, low, high : float
        How many times likelier to end, year by year, with a rough 95 per cent interval; 0 or
        infinite where one side had no end, and not numbers where nothing could be compared.
    statistic : float
        Chi-square with one degree of freedom.
    """

    marked: int
    others: int
    seen: float
    expected: float
    ratio: float
    low: float
    high: float
    statistic: float


def contrast(
    found: Sequence[Spell], marked: Sequence[bool], strata: Sequence[object] | None = None
) -> Contrast:
    """Ends seen and expected among marked pacts, and what follows from them.

    At each age at which a pact ended, the marked are expected to have their share, by numbers
    still standing, of the ends of that age. With the sum of these as `expected` and the
    hypergeometric variances' sum V, the statistic is ``(seen - expected)**2 / V`` (Mantel 1966).
    The ratio is the marked pacts' seen over expected, divided by the others'; the error of its
    logarithm is taken as ``sqrt(1 / expected + 1 / expected of the others)``.

    Parameters
    ----------
    found : sequence of universe.Spell
    marked : sequence of bool
        As long.
    strata : sequence, optional
        As long: compare only within these, and add up.

    Examples
    --------
    >>> two = [Spell("a", 1.0, True, "term"), Spell("b", 2.0, True, "term")]
    >>> contrast(two, [True, False]).expected
    0.5
    """
    flags = np.asarray(marked, dtype=bool)
    parts = _parts(found, strata)
    expected, variance = (float(number[0]) for number in _weighed(flags[None, :], parts))
    ended = np.asarray([one.ended for one in found], dtype=bool)
    seen, rest = float((flags & ended).sum()), float(ended.sum()) - expected
    told = (math.nan, math.nan, math.nan, 0.0)
    if variance > 1e-12:
        over = (float(ended.sum()) - seen) / rest
        ratio = seen / expected / over if over > 0.0 else math.inf
        width = math.exp(1.959964 * math.sqrt(1.0 / expected + 1.0 / rest))
        told = (ratio, ratio / width, ratio * width, (seen - expected) ** 2 / variance)
    return Contrast(int(flags.sum()), int((~flags).sum()), seen, expected, *told)


@dataclass(frozen=True)
class _Part:
    """One stratum: its places, who stood at each age at which one ended, and how many ended."""

    places: np.ndarray
    standing: np.ndarray
    ends: np.ndarray


def _parts(found: Sequence[Spell], strata: Sequence[object] | None) -> list[_Part]:
    names = np.asarray([str(one) for one in (strata if strata is not None else [0] * len(found))])
    years = np.asarray([one.years for one in found])
    ended = np.asarray([one.ended for one in found], dtype=bool)
    parts = []
    for name in sorted(set(names)):
        places = np.flatnonzero(names == name)
        ages = np.unique(years[places][ended[places]])
        standing = years[places][:, None] >= ages[None, :]
        ends = ((years[places][:, None] == ages[None, :]) & ended[places][:, None]).sum(axis=0)
        parts.append(_Part(places, standing.astype(float), ends.astype(float)))
    return parts


def _weighed(flags: np.ndarray, parts: Sequence[_Part]) -> tuple[np.ndarray, np.ndarray]:
    """Ends expected among the marked, and their variance, for each row of flags."""
    expected, variance = np.zeros(len(flags)), np.zeros(len(flags))
    for part in parts:
        there = part.standing.sum(axis=0)
        share = (flags[:, part.places].astype(float) @ part.standing) / there
        left = (there - part.ends) / np.maximum(there - 1.0, 1.0)
        expected += (part.ends * share).sum(axis=1)
        variance += (part.ends * share * (1.0 - share) * left).sum(axis=1)
    return expected, variance


def chance(
    found: Sequence[Spell],
    marked: Sequence[bool],
    strata: Sequence[object] | None = None,
    draws: int = 2000,
    seed: int = 1815,
) -> float:
    """What `alliance_design.universe.shuffled` gives for two groups, all draws at once.

    Parameters
    ----------
    found, marked, strata
        As for `contrast`; marks are dealt anew within strata.
    draws, seed : int

    Returns
    -------
    float
        ``(1 + deals with at least as large a statistic) / (1 + draws)``.

    Examples
    --------
    >>> lives = [Spell("a", float(years), True, "term") for years in range(1, 13)]
    >>> chance(lives, [True] * 6 + [False] * 6) < 0.01
    True
    """
    random_ = np.random.default_rng(seed)
    observed = contrast(found, marked, strata).statistic
    parts = _parts(found, strata)
    flags = np.tile(np.asarray(marked, dtype=bool), (draws, 1))
    for part in parts:
        flags[:, part.places] = random_.permuted(flags[:, part.places], axis=1)
    expected, variance = _weighed(flags, parts)
    ended = np.asarray([one.ended for one in found], dtype=float)
    gaps = (flags @ ended - expected) ** 2
    statistic = np.divide(gaps, variance, out=np.zeros(draws), where=variance > 1e-12)
    return float((1 + (statistic >= observed - 1e-9).sum()) / (1 + draws))


@cache
def _second() -> Mapping[str, Mapping[str, str]]:
    """The blind second reader's codes by pact."""
    rows = read_table("bound_second").to_dict("records")
    return {row["id"]: {name: row[name] for name in QUESTIONS} for row in rows}


def answer(pact: Pact, question: str, reading: str = "first") -> str:
    """How a pact is coded on one of the two questions: yes, no, or nothing where it is not asked.

    Parameters
    ----------
    pact : pacts.Pact
    question : str
        From `QUESTIONS`.
    reading : str
        ``first``, ``other`` or ``second`` (the blind second reader's).

    Examples
    --------
    >>> [answer(pacts()["warsaw-1955"], "bound_first", way) for way in ("first", "other")]
    ['yes', 'no']
    """
    if reading == "second":
        return _second().get(pact.id, {}).get(question, "")
    return str(getattr(pact, question if reading == "first" else f"{question}_other"))


def grouped(
    question: str, found: Sequence[Spell] | None = None, reading: str = "first"
) -> tuple[list[Spell], list[bool]]:
    """Spells of the pacts of which a question is asked, and where it is answered yes.

    Parameters
    ----------
    question : str
        From `QUESTIONS`.
    found : sequence of universe.Spell, optional
        The universe's where none are given.
    reading : str
        See `answer`.

    Examples
    --------
    >>> found, marked = grouped("imposed")
    >>> len(found) == len(marked)
    True
    """
    known = pacts()
    told = [
        (one, answer(known[one.pact], question, reading))
        for one in (spells() if found is None else found)
    ]
    return [one for one, code in told if code], [code == "yes" for _, code in told if code]


def groups(column: str) -> dict[str, list[Spell]]:
    """Spells of the universe by design, or by the first reader's answer to a question.

    Examples
    --------
    >>> list(groups("imposed")), list(groups("design"))
    (['imposed', 'not'], ['bilateral', 'trilateral', 'multilateral'])
    """
    if column == "design":
        known, found = pacts(), spells()
        return {
            name: [one for one in found if known[one.pact].design == name]
            for name in ("bilateral", "trilateral", "multilateral")
        }
    told = list(zip(*grouped(column), strict=True))
    return {
        column.replace("_", " "): [one for one, mark in told if mark],
        "not": [one for one, mark in told if not mark],
    }


def _named(groups: Mapping[str, Sequence[Spell]]) -> tuple[list[Spell], list[str]]:
    found = [one for group in groups.values() for one in group]
    return found, [name for name, group in groups.items() for _ in group]


def groups_table(groups: Mapping[str, Sequence[Spell]]) -> pd.DataFrame:
    """Numbers, ends, medians and the share standing after thirty years, one row a group.

    Examples
    --------
    >>> int(groups_table({"all": spells()})["Pacts"].iloc[0]) == len(spells())
    True
    """
    rows = []
    for name, group in groups.items():
        table = curve(group)
        thirty = table[table["years"] <= 30.0].iloc[-1]
        median = median_life(group)
        rows.append(
            {
                "Group": name,
                "Pacts": len(group),
                "Ended": sum(one.ended for one in group),
                "Median years": "not reached" if math.isinf(median) else f"{median:.1f}",
                "Stand at 30 years": f"{thirty['share']:.0%}",
                "95% interval": (
                    f"{thirty['low']:.0%} to {thirty['high']:.0%}"
                    if 0.0 < thirty["share"] < 1.0
                    else "none of few ended"
                ),
            }
        )
    return pd.DataFrame(rows)


def compared(groups: Mapping[str, Sequence[Spell]], draws: int = 2000) -> tuple[float, float]:
    """Log-rank p-values of some groups, by chi-square and by shuffling.

    Examples
    --------
    >>> early = [Spell("a", float(i), True, "term") for i in range(1, 7)]
    >>> late = [Spell("b", 20.0 + i, True, "term") for i in range(1, 7)]
    >>> max(compared({"early": early, "late": late}, draws=200)) < 0.05
    True
    """
    found, names = _named(groups)
    return log_rank(found, names)[1], shuffled(found, names, draws=draws)


def curves_chart(groups: Mapping[str, Sequence[Spell]], years: int = 80) -> Drawing:
    """Curves of survival, bands for one or two, and beneath them how many are still watched.

    Parameters
    ----------
    groups : mapping of str to sequence of universe.Spell
        One to three.
    years : int
        Where the axis ends.

    Examples
    --------
    >>> len(curves_chart({"all": spells(), "again": spells()}).axes)
    2
    """
    looks = ((BLUE, "-"), (ORANGE, (0, (5, 1.6))), (GREEN, (0, (1.2, 1.2))))
    ages = list(range(0, years + 1, 10))
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 4.6))
        axes, below = figure.subplots(2, 1, height_ratios=[5.2, 0.42 * len(groups) + 0.25])
        for (name, group), (colour, line) in zip(groups.items(), looks, strict=False):
            table = curve(group)
            last = max(one.years for one in group)
            x = [*table["years"], last]
            y = [*table["share"], table["share"].iloc[-1]]
            low = [*table["low"], table["low"].iloc[-1]]
            high = [*table["high"], table["high"].iloc[-1]]
            if len(groups) < 3:  # three bands would hide one another
                axes.fill_between(x, low, high, step="post", color=colour, alpha=0.13, linewidth=0)
            axes.step(x, y, where="post", color=colour, linestyle=line, label=name)
            stops = [one.years for one in group if not one.ended]
            at = [float(table[table["years"] <= stop]["share"].iloc[-1]) for stop in stops]
            axes.plot(stops, at, linestyle="none", marker="|", markersize=7, color=colour)
        axes.set(ylim=(0.0, 1.03), xlim=(0, years), ylabel="share that stands", xticks=ages)
        axes.set_xlabel(
            "years since entry into force; a stroke: still standing when watching stops"
        )
        axes.xaxis.label.set_fontsize(9.5)
        axes.legend(loc="upper right", fontsize=9.5)
        for row, (name, group) in enumerate(groups.items()):
            for age, number in zip(ages, at_risk(group, ages), strict=True):
                below.text(age, -row, str(number), ha="center", va="center", fontsize=9)
            below.text(
                -0.035 * years, -row, name, ha="right", va="center", fontsize=9, color=looks[row][0]
            )
        below.set_title("Still watched", fontsize=9.5, fontweight="normal")
        below.set(xlim=(0, years), ylim=(-len(groups) + 0.4, 0.6))
        below.axis("off")
    return figure


# ------------------------------------------------------------------------------------- many looks


def _without(test: Callable[[Pact], bool], found: Sequence[Spell]) -> list[Spell]:
    known = pacts()
    return [one for one in found if not test(known[one.pact])]


def controls() -> pd.DataFrame:
    """Cox's proportional hazards with a few controls, for readers.

    Examples
    --------
    >>> controls()["With"].iloc[0]
    'clients bound first'
    """
    table = hazard_ratio(
        spells(),
        {
            "clients bound first": lambda pact: float(pact.bound_first == "yes"),
            "imposed": lambda pact: float(pact.imposed == "yes"),
            "more than two parties": lambda pact: float(pact.design != "bilateral"),
            "coerced": lambda pact: float(pact.coerced == "yes"),
            "signed from 1945 to 1991": lambda pact: float(era(pact) == ERAS[1]),
            "signed since 1992": lambda pact: float(era(pact) == ERAS[2]),
        },
    )
    return pd.DataFrame(
        {
            "With": table["feature"],
            "Times likelier to end": [f"{ratio:.2f}" for ratio in table["ratio"]],
            "95% interval": [f"{row.low:.2f} to {row.high:.2f}" for row in table.itertuples()],
            "p": [f"{p:.3f}" if p >= 0.001 else "< 0.001" for p in table["p"]],
        }
    )


@cache
def looks(draws: int = 2000) -> pd.DataFrame:
    """Every way in which H2 and H3 were looked at, with what came out.

    Returns
    -------
    pandas.DataFrame
        ``look``, ``question``, the fields of `Contrast`, and the p-value by shuffling, ``chance``.

    Examples
    --------
    >>> sorted(set(looks(draws=1)["question"]))
    ['bound_first', 'imposed']
    """
    base = spells()
    every: dict[str, tuple[Sequence[Spell], str]] = {
        "as coded": (base, "first"),
        "the other reading of each": (base, "other"),
        "the second reader's codes": (base, "second"),
        "every treaty on its own": (spells(chained=False), "first"),
        "the treaty's end, not the organisation's": (spells(organisation=False), "first"),
        "vanished states: watching stopped": (spells(censored=["extinct"]), "first"),
        "only breach, notice, neglect are ends": (spells(censored=FAILED), "first"),
        "declarations and orders too": (spells(universe(loose=True)), "first"),
        "pacts for a war too": (spells(universe(war=True)), "first"),
        "duties to consult too": (spells(universe("consult")), "first"),
        "without duties merely to act": (spells(universe("as-deemed")), "first"),
        "without the Soviet Union's": (
            _without(lambda pact: pact.patron == "soviet-union", base),
            "first",
        ),
        "without NATO": (_without(lambda pact: pact.id == "north-atlantic-1949", base), "first"),
        "without Austria's, Prussia's, Germany's": (
            _without(lambda pact: patron_group(pact) == PATRONS[0], base),
            "first",
        ),
        "without the American states' (OAS)": (
            _without(lambda pact: pact.id == "oas-1948", base),
            "first",
        ),
        "signed since 1945 only": (_without(lambda pact: era(pact) == ERAS[0], base), "first"),
        "within eras": (base, "first"),
        "within patrons": (base, "first"),
    }
    known, rows = pacts(), []
    for question in QUESTIONS:
        named = {**every}
        several = [one for one in base if known[one.pact].imposed]
        if question == "bound_first":
            named["several clients only"] = (several, "first")
        else:
            named["against all other pacts"] = (base, "first")
        for look, (chosen, reading) in named.items():
            found, marked = grouped(question, chosen, reading)
            if look == "against all other pacts":
                found = list(base)
                marked = [known[one.pact].imposed == "yes" for one in found]
            sorting = {"within eras": era, "within patrons": patron_group}.get(look)
            strata = [sorting(known[one.pact]) for one in found] if sorting else None
            told = contrast(found, marked, strata)
            rows.append(
                {
                    "look": look,
                    "question": question,
                    **{name: getattr(told, name) for name in Contrast.__dataclass_fields__},
                    "chance": chance(found, marked, strata, draws),
                }
            )
    return pd.DataFrame(rows)


def looks_words(question: str) -> pd.DataFrame:
    """The looks at one question, for readers.

    Examples
    --------
    >>> list(looks_words("imposed").columns)[:2]
    ['Look', 'Marked']
    """
    table = looks()
    table = table[table["question"] == question]
    return pd.DataFrame(
        {
            "Look": table["look"],
            "Marked": table["marked"],
            "Others": table["others"],
            "Ends seen": [f"{seen:.0f}" for seen in table["seen"]],
            "Expected": [f"{number:.1f}" for number in table["expected"]],
            "Ratio": [
                "no other ended"
                if math.isinf(row.ratio)
                else f"{row.ratio:.2f} ({row.low:.2f} to {row.high:.2f})"
                for row in table.itertuples()
            ],
            "p, shuffled": [f"{chance:.3f}" for chance in table["chance"]],
        }
    )


def looks_chart() -> Drawing:
    """Every look at H2 and at H3: how many times likelier the marked pacts are to end.

    Examples
    --------
    >>> len(looks_chart().axes)
    2
    """
    table = looks()
    titles = ("H2: clients bound first", "H3: imposed")
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 6.4))
        panels = figure.subplots(1, 2, sharey=True)
        order = list(dict.fromkeys(table["look"]))
        for axes, question, title in zip(panels, QUESTIONS, titles, strict=True):
            mine = table[table["question"] == question]
            axes.axvline(1.0, color=GREY, linewidth=1.0)
            for row in mine.itertuples():
                place = -order.index(row.look)
                if not 0.0 < row.ratio < math.inf:
                    axes.text(1.15, place, "no other ended", fontsize=8.5, va="center")
                    continue
                firm = row.low > 1.0 or row.high < 1.0
                axes.plot(
                    [row.low, min(row.high, 60.0)],
                    [place, place],
                    color=BLUE,
                    linewidth=1.8,
                )
                if row.high > 60.0:
                    axes.plot(60.0, place, marker=">", markersize=5, color=BLUE)
                axes.plot(
                    row.ratio,
                    place,
                    marker="o",
                    markersize=7 if row.look == "as coded" else 5.5,
                    color=BLUE,
                    markerfacecolor=BLUE if firm else "white",
                )
            axes.set_xscale("log")
            axes.set_xlim(0.07, 70.0)
            axes.set_xticks([0.1, 0.3, 1.0, 3.0, 10.0, 30.0], ["0.1", "0.3", "1", "3", "10", "30"])
            axes.minorticks_off()
            axes.set_title(title, fontsize=11)
            axes.set_xlabel("times likelier to end")
            axes.grid(axis="y", visible=False)
        panels[0].set_yticks([-place for place in range(len(order))], order)
        panels[0].tick_params(axis="y", labelsize=9, length=0)
    return figure


def flipped(question: str, draws: int = 1000, seed: int = 1955) -> tuple[float, float]:
    """What comes out if every coding with two readings is settled by a coin.

    Parameters
    ----------
    question : str
        From `QUESTIONS`.
    draws, seed : int

    Returns
    -------
    float, float
        Shares of the draws in which the marked pacts end later than expected, and in which the
        chi-square statistic is above 3.84.

    Examples
    --------
    >>> 0.0 <= flipped("imposed", draws=20)[1] <= 1.0
    True
    """
    coin, known = random.Random(seed), pacts()
    found, _ = grouped(question)
    ways = [
        tuple(answer(known[one.pact], question, reading) == "yes" for reading in ("first", "other"))
        for one in found
    ]
    later = clear = 0
    for _ in range(draws):
        told = contrast(found, [coin.choice(way) for way in ways])
        later += told.seen < told.expected
        clear += told.statistic > 3.8415
    return later / draws, clear / draws


# ------------------------------------------------------------------------------------- power


def power(question: str, ratio: float, draws: int = 500, seed: int = 1815) -> float:
    """How often a true difference would be seen in as many pacts, watched for as long.

    Every pact gets a made-up life at a steady rate, the universe's ends by its years; marked
    pacts end so many times as often. Watching stops when it does in truth.

    Parameters
    ----------
    question : str
        From `QUESTIONS`.
    ratio : float
        Above 0.
    draws, seed : int

    Returns
    -------
    float
        Share of the made-up worlds with a log-rank statistic above 3.84.

    Examples
    --------
    >>> power("bound_first", 0.05, draws=20) > 0.5
    True
    """
    everything = spells()
    rate = sum(one.ended for one in everything) / sum(one.years for one in everything)
    fate, known = random.Random(seed), pacts()
    found, marked = grouped(question)
    watched = [
        (STOP - (known[one.pact].in_force or known[one.pact].signed)).days / 365.25 for one in found
    ]
    seen = 0
    for _ in range(draws):
        lives = []
        for one, mark, until in zip(found, marked, watched, strict=True):
            life = fate.expovariate(rate * (ratio if mark else 1.0))
            lives.append(replace(one, years=min(life, until), ended=life < until))
        seen += contrast(lives, marked).statistic > 3.8415
    return seen / draws


def power_table(ratios: Sequence[float] = (1.0, 1 / 1.5, 1 / 2, 1 / 3, 1 / 4)) -> pd.DataFrame:
    """Power for both questions; H3's ratios are turned over, since it says *sooner*.

    Examples
    --------
    >>> len(power_table((1.0,)))
    1
    """
    return pd.DataFrame(
        {
            "True difference": "none" if ratio == 1.0 else f"{1 / ratio:.1f} times",
            "H2: seen in": f"{power('bound_first', ratio):.0%}",
            "H3: seen in": f"{power('imposed', 1.0 / ratio):.0%}",
        }
        for ratio in ratios
    )


# ------------------------------------------------------------------------------------- readers


def readers_table() -> pd.DataFrame:
    """How far the first and the blind second reader agree on the two questions.

    Examples
    --------
    >>> readers_table()["question"].tolist()
    ['bound_first', 'imposed']
    """
    rows = []
    for question in QUESTIONS:
        both = [
            (answer(pact, question), answer(pact, question, "second"))
            for pact in universe()
            if answer(pact, question) and answer(pact, question, "second")
        ]
        one, other = [pair[0] for pair in both], [pair[1] for pair in both]
        rows.append(
            {
                "question": question,
                "both": len(both),
                "agree": sum(a == b for a, b in both),
                "kappa": kappa(one, other),
                "first": one.count("yes"),
                "second": other.count("yes"),
            }
        )
    return pd.DataFrame(rows)


def symmetric() -> tuple[Pact, ...]:
    """Pacts of the table that would be in the universe, were their parties not all of one rank.

    Examples
    --------
    >>> any(pact.id == "dunkirk-1947" for pact in symmetric())
    True
    """
    found = []
    for pact in pacts().values():
        strong = [great_power(member.state, pact.signed) for member in pact.members]
        if strong and (all(strong) or not any(strong)):
            extra = replace(
                pact.members[0], state="united-states" if not any(strong) else "nowhere"
            )
            if in_universe(replace(pact, members=(*pact.members, extra))):
                found.append(pact)
    return tuple(found)


# ------------------------------------------------------------------------------------- ATOP


def differing() -> pd.DataFrame:
    """The stored list of days on which our coding and ATOP's differ, with the reasons.

    Examples
    --------
    >>> "why" in differing()
    True
    """
    known = pacts()
    table = read_table("atop_differences")
    table["ours"] = [
        (known[row.pact].signed.isoformat() if row.what == "began" else _ended(known[row.pact]))
        for row in table.itertuples()
    ]
    return table


def _ended(pact: Pact) -> str:
    return "" if pact.ended is None else pact.ended.isoformat()


def atop_table() -> pd.DataFrame:
    """Where our days and ATOP's differ: from the file if it is there, else as stored.

    Returns
    -------
    pandas.DataFrame
        The same columns in both cases. Raises what `alliance_design.external.read_atop` raises
        where the file is there and wrong.

    Examples
    --------
    >>> list(atop_table().columns)
    ['Pact', 'What', 'Ours', "ATOP's", 'Why']
    """
    stored, known = differing(), pacts()
    path = external.find("atop-members")
    rows = [(row.pact, row.what, row.ours, row.theirs) for row in stored.itertuples()]
    if path is not None:
        _, table = external.compared(path)
        table = table[~table["agrees"]]
        rows = [(row.pact, row.what, row.ours, row.theirs) for row in table.itertuples()]
    why = {(row.pact, row.what): row.why for row in stored.itertuples()}
    return pd.DataFrame(
        {
            "Pact": known[pact].name,
            "What": what,
            "Ours": ours or "stands",
            "ATOP's": theirs or "stands",
            "Why": why.get((pact, what), "not explained yet"),
        }
        for pact, what, ours, theirs in rows
    )


# ------------------------------------------------------------------------------------- the text


def numbers() -> dict[str, float]:
    """What the chapter's text inserts, by name.

    Examples
    --------
    >>> numbers()["in_universe"] == len(universe())
    True
    """
    return {**_counts(), **_tests(), **_agreement()}


def _counts() -> dict[str, float]:
    known, chosen, found = pacts(), universe(), spells()
    verified = read_table("pacts").set_index("id")["verified"]
    sources = [verified[pact.id] for pact in chosen]
    hubs = [
        pact
        for pact in chosen
        if (pact.patron, pact.design, era(pact)) == ("united-states", "bilateral", ERAS[1])
    ]
    return {
        "all_pacts": len(known),
        "in_universe": len(chosen),
        "bilateral": sum(pact.design == "bilateral" for pact in chosen),
        "chains": len(found),
        "ends": sum(one.ended for one in found),
        "median_all": median_life(found),
        "from_text": sources.count("text"),
        "from_page": sources.count("page"),
        "from_memory": sources.count("memory"),
        "together": sum(
            pact.ended is not None and 1989 <= pact.ended.year <= 1993 for pact in chosen
        ),
        "warsaw_years": spell(known["poland-soviet-union-1945"]).years,
        "hubs": len(hubs),
        "hubs_stand": sum(pact.end_kind == "stands" for pact in hubs),
        "equals": len(symmetric()),
    }


def _tests() -> dict[str, float]:
    known, found, table = pacts(), spells(), looks().set_index(["question", "look"])
    h2, h3 = table.loc["bound_first"], table.loc["imposed"]
    bound, shared = groups("bound_first"), groups("imposed")
    eras = [era(known[one.pact]) for one in found]
    coerced = [known[one.pact].coerced == "yes" for one in found]
    held, late = contrast(found, coerced), contrast(found, [one != ERAS[0] for one in eras])
    several, within = h2.loc["several clients only"], h3.loc["within eras"]
    wide, second = h3.loc["against all other pacts"], h3.loc["the second reader's codes"]
    return {
        "design_chance": compared(groups("design"))[1],
        **{f"h2_{name}": h2.loc["as coded", name] for name in ("marked", "seen", "expected")},
        "h2_chance": h2.loc["as coded", "chance"],
        "h2_early": sum(one.ended and one.years < 15 for one in bound["bound first"]),
        "h2_several": several["marked"],
        "h2_several_expected": several["expected"],
        "h2_several_chance": several["chance"],
        "h2_looks": len(h2),
        "h2_small": (h2["chance"] < 0.05).sum(),
        "h2_least": h2["chance"].min(),
        "h2_later": flipped("bound_first")[0],
        "h2_clear": flipped("bound_first")[1],
        "h2_double": power("bound_first", 1 / 2),
        "h2_triple": power("bound_first", 1 / 3),
        **{
            f"h3_{name}": h3.loc["as coded", name]
            for name in ("marked", "others", "seen", "expected")
        },
        "h3_chance": h3.loc["as coded", "chance"],
        "h3_other_chance": h3.loc["the other reading of each", "chance"],
        "h3_second_chance": second["chance"],
        "h3_second_marked": second["marked"],
        "h3_era_seen": within["seen"],
        "h3_era_expected": within["expected"],
        "h3_era_chance": within["chance"],
        "h3_patron_chance": h3.loc["within patrons", "chance"],
        "h3_wide_expected": wide["expected"],
        "h3_wide_chance": wide["chance"],
        "h3_small": (h3["chance"] < 0.05).sum(),
        "h3_looks": len(h3),
        "h3_clear": flipped("imposed")[1],
        "h3_old": sum(
            era(known[one.pact]) == ERAS[0] for group in shared.values() for one in group
        ),
        "h3_thirty": sum(one.years >= 30 for one in shared["imposed"]),
        "h3_double": power("imposed", 2.0),
        "h3_quadruple": power("imposed", 4.0),
        "all_looks": len(table),
        "coerced_pacts": sum(coerced),
        "coerced_seen": held.seen,
        "coerced_expected": held.expected,
        "coerced_chance": chance(found, coerced),
        "coerced_era_chance": chance(found, coerced, eras),
        "late_seen": late.seen,
        "late_expected": late.expected,
    }


def _agreement() -> dict[str, float]:
    readers = readers_table().set_index("question")
    stored = differing()
    numbered = sum(pact.atop == pact.atop for pact in pacts().values())
    return {
        **{
            f"{told}_{name}": readers.loc[question, column]
            for question, name in zip(QUESTIONS, ("bound", "imposed"), strict=True)
            for told, column in (("agree", "agree"), ("asked", "both"), ("kappa", "kappa"))
        },
        "both_hold": numbered,
        "days_compared": 2 * numbered,
        "days_agree": 2 * numbered - len(stored),
        "days_differ": len(stored),
        **{
            f"by_{reason}": (stored["reason"] == reason).sum()
            for reason in ("event", "chain", "watch", "open")
        },
    }
