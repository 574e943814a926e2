"""Tables and figures of the chapter on the universe of pacts and its durations."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from types import MappingProxyType

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
    chain,
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
    "DOUBTFUL",
    "EDGE",
    "ERAS",
    "FAILED",
    "HAND",
    "LAST_SIGN",
    "QUESTIONS",
    "SHARED",
    "Contrast",
    "answer",
    "answers_table",
    "atop_lives",
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
    "outside_table",
    "patron_group",
    "power",
    "power_table",
    "readers_table",
    "symmetric",
    "thinned",
    "timeline_chart",
    "turned",
]

ERAS = ("1815 to 1944", "1945 to 1991", "1992 to 2026")
"""Signed under many great powers, under two, and since."""

FAILED = frozenset({"term", "agreed", "extinct", "replaced"})
"""Kinds of end that are no failure: what is left is breach, notice and neglect."""

QUESTIONS = ("bound_first", "imposed")
"""Columns of the two codings that H2 and H3 turn on."""

LAST_SIGN: Mapping[str, date] = MappingProxyType(
    {
        "iceland-us-1951": date(2006, 9, 30),  # American troops left
        "pakistan-us-1959": date(1979, 10, 31),  # Washington said that it held
        "turkey-us-1959": date(1979, 10, 31),  # as Pakistan's, of the same day and text
        "oas-1948": date(2001, 9, 21),  # ministers met over the attack on the United States
        "cyprus-guarantee-1960": date(1974, 7, 20),  # Turkey acted upon it
        "kuwait-france-1992": date(2009, 10, 21),  # a new agreement
    }
)
"""Doubtful pacts of which no end was found, and when somebody last acted on them.

Days from the notes in ``pacts.csv`` where these have one, and a judgement where not.
"""

DOUBTFUL = frozenset(
    {"german-confederation-1815", "north-german-1866", "portugal-britain-1899", "tripartite-1940"}
)
"""Members of the universe that a narrow reading of its rule leaves out; the notes say why."""

EDGE = frozenset(
    {
        "poland-britain-1939",
        "turkey-us-1959",
        "cyprus-guarantee-1960",
        "uzbekistan-russia-2005",
        "uae-france-2009",
        "kazakhstan-russia-2013",
        "greece-france-2021",
    }
)
"""Coded as bound first by clauses that were not read, or near the edge of the rule."""

SHARED: Mapping[str, Mapping[str, bool]] = MappingProxyType(
    {
        "shared pledges count": {"three-kings-1849": False, "bregenz-1850": False},
        "shared pledges do not count": {"oas-1948": True, "lisbon-2007": True},
    }
)
"""What changes in *imposed* if pledges that the patron shared count throughout, or nowhere."""

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
    ends : int
        How many of the marked have ended.
    seen, expected : float
        Ends among the marked at ages at which both kinds were at risk, and those that they would
        have had there at everybody's rate. The other ends are compared with nothing.
    ratio, low, high : float
        How many times likelier to end, year by year, with a rough 95 per cent interval. Where one
        side had no end that was compared the ratio is 0 or infinite and has no interval; where
        nothing was compared it is not a number.
    statistic : float
        Chi-square with one degree of freedom.
    """

    marked: int
    others: int
    ends: int
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

    At each age at which a pact ended and both kinds were at risk, the marked are expected to have
    their share of the ends of that age, by numbers at risk. With the sum of these as `expected`
    and the hypergeometric variances' sum V, the statistic is ``(seen - expected)**2 / V`` (Mantel
    1966). The ratio is the marked pacts' seen over expected, divided by the others'; the error of
    its logarithm is taken as ``sqrt(1 / seen + 1 / seen of the others)``, which comes close to
    what the model of Cox gives.

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
    ended = np.asarray([one.ended for one in found], dtype=bool)
    seen = expected = every = variance = 0.0
    for part in _parts(found, strata):
        mine = flags[part.places].astype(float)
        there, marked_there = part.standing.sum(axis=0), mine @ part.standing
        both = (marked_there > 0.0) & (marked_there < there)
        share, ends = (marked_there / there)[both], part.ends[both]
        seen += float((mine @ part.ending)[both].sum())
        expected += float((ends * share).sum())
        every += float(ends.sum())
        left = ((there - part.ends) / np.maximum(there - 1.0, 1.0))[both]
        variance += float((ends * share * (1.0 - share) * left).sum())
    ratio, low, high, statistic = math.nan, math.nan, math.nan, 0.0
    if variance > 1e-12:
        statistic, over = (seen - expected) ** 2 / variance, every - seen
        ratio = seen / expected / (over / (every - expected)) if over > 0.0 else math.inf
        if seen > 0.0 and over > 0.0:
            width = math.exp(1.959964 * math.sqrt(1.0 / seen + 1.0 / over))
            low, high = ratio / width, ratio * width
    ends_marked = int((flags & ended).sum())
    return Contrast(
        int(flags.sum()),
        int((~flags).sum()),
        ends_marked,
        seen,
        expected,
        ratio,
        low,
        high,
        statistic,
    )


@dataclass(frozen=True)
class _Part:
    """One stratum: its places, and who was at risk and who ended at each age of an end."""

    places: np.ndarray
    standing: np.ndarray
    ending: np.ndarray
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
        ending = ((years[places][:, None] == ages[None, :]) & ended[places][:, None]).astype(float)
        parts.append(_Part(places, standing.astype(float), ending, ending.sum(axis=0)))
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
        below.set_title("At risk", fontsize=9.5, fontweight="normal")
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
            "p": [_p_words(p) for p in table["p"]],
        }
    )


def _until(one: Spell, day: date, ended: bool) -> Spell:
    """A life that is over, or no longer watched, on another day."""
    first = pacts()[one.pact]
    years = max((day - (first.in_force or first.signed)).days, 1) / 365.25
    return replace(one, years=years, ended=ended)


def atop_lives(found: Sequence[Spell], standing: bool = False) -> list[Spell]:
    """Lives with ATOP's day of the end, where it takes another event for it than we do.

    Parameters
    ----------
    found : sequence of universe.Spell
    standing : bool
        Let pacts stand, too, that have ended by our table and not by the file.

    Examples
    --------
    >>> held = spell(pacts()["cyprus-guarantee-1960"])
    >>> held.ended, atop_lives([held])[0].ended
    (False, True)
    """
    table = read_table("atop_differences")
    kinds = {"event", "open", *(["watch"] if standing else [])}
    theirs = {
        row.pact: row.theirs
        for row in table.itertuples()
        if row.what == "ended" and row.reason in kinds
    }
    told = []
    for one in found:
        last = chain(pacts()[one.pact])[-1].id
        if last in theirs:
            day = theirs[last]
            one = _until(one, date.fromisoformat(day) if day else STOP, ended=bool(day))
        told.append(one)
    return told


def thinned(found: Sequence[Spell]) -> list[Spell]:
    """Lives that end when fewer than two clients are left in a pact that began with several.

    Examples
    --------
    >>> round(thinned([spell(pacts()["entente-france-1961"])])[0].years, 1)
    15.8
    """
    told = []
    for one in found:
        first = pacts()[one.pact]
        last_days = [member.until for member in first.members if member.side == "client"]
        leaving = sorted(day for day in last_days if day is not None)
        several = len(first.clients) > 1 and first.end_kind != "replaced"
        if several and len(leaving) > len(last_days) - 2:
            # With the first of these days only one client has not left yet.
            cut = _until(one, leaving[len(last_days) - 2], ended=True)
            one = cut if cut.years < one.years else one
        told.append(one)
    return told


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
    known, base, rows = pacts(), spells(), []
    signs = [
        _until(one, LAST_SIGN[one.pact], ended=False) if one.pact in LAST_SIGN else one
        for one in base
    ]
    sorts = {"within eras": era, "within patrons": patron_group}
    several = [one for one in base if known[one.pact].imposed]
    chosen: dict[str, tuple[Sequence[Spell], str, str]] = {
        "as coded": (base, "first", ""),
        "the other reading of each": (base, "other", ""),
        "the second reader's codes": (base, "second", ""),
        "every treaty on its own": (spells(chained=False), "first", ""),
        "the treaty's end, not the organisation's": (spells(organisation=False), "first", ""),
        "vanished states: watching stopped": (spells(censored=["extinct"]), "first", ""),
        "only breach, notice, neglect are ends": (spells(censored=FAILED), "first", ""),
        "ATOP's ends where the event differs": (atop_lives(base), "first", ""),
        "doubtful ones watched to a last sign": (signs, "first", ""),
        "declarations and orders too": (spells(universe(loose=True)), "first", ""),
        "pacts for a war too": (spells(universe(war=True)), "first", ""),
        "duties to consult too": (spells(universe("consult")), "first", ""),
        "without duties merely to act": (spells(universe("as-deemed")), "first", ""),
        "without the Soviet Union's": (
            _without(lambda pact: pact.patron == "soviet-union", base),
            "first",
            "",
        ),
        "without NATO": (_without(lambda p: p.id == "north-atlantic-1949", base), "first", ""),
        "without Austria's, Prussia's, Germany's": (
            _without(lambda pact: patron_group(pact) == PATRONS[0], base),
            "first",
            "",
        ),
        "without the American states' (OAS)": (
            _without(lambda pact: pact.id == "oas-1948", base),
            "first",
            "",
        ),
        "without doubtful members": (_without(lambda p: p.id in DOUBTFUL, base), "first", ""),
        "signed since 1945 only": (_without(lambda pact: era(pact) == ERAS[0], base), "first", ""),
        "within eras": (base, "first", "within eras"),
        "within patrons": (base, "first", "within patrons"),
        "second reader, within eras": (base, "second", "within eras"),
        "second reader, within patrons": (base, "second", "within patrons"),
        "ATOP's ends, within eras": (atop_lives(base), "first", "within eras"),
    }
    own: dict[str, dict[str, tuple[Sequence[Spell], str, str]]] = {
        "bound_first": {
            "several clients only": (several, "first", ""),
            "several clients only, ATOP's ends": (atop_lives(several), "first", ""),
            "those near the rule's edge coded no": (base, "edge", ""),
        },
        "imposed": {
            "ATOP's ends and what it lets stand, eras": (
                atop_lives(base, standing=True),
                "first",
                "within eras",
            ),
            "without doubtful members, within eras": (
                _without(lambda pact: pact.id in DOUBTFUL, base),
                "first",
                "within eras",
            ),
            "ended with fewer than two clients": (thinned(base), "first", ""),
            "against all other pacts": (base, "wide", ""),
            **{
                f"{name}{', within eras' if sort else ''}": (base, name, sort)
                for name in SHARED
                for sort in ("", "within eras")
            },
        },
    }
    for question in QUESTIONS:
        for look, (lives, reading, sort) in {**chosen, **own[question]}.items():
            found, marked = _marked(question, lives, reading)
            strata = [sorts[sort](known[one.pact]) for one in found] if sort else None
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


def _marked(question: str, lives: Sequence[Spell], reading: str) -> tuple[list[Spell], list[bool]]:
    """What `grouped` gives, for the readings too that only the looks know."""
    if reading in ("first", "other", "second"):
        return grouped(question, lives, reading)
    if reading == "wide":
        return list(lives), [answer(pacts()[one.pact], question) == "yes" for one in lives]
    found, marked = grouped(question, lives)
    turns = dict.fromkeys(EDGE, False) if reading == "edge" else SHARED[reading]
    return found, [turns.get(one.pact, mark) for one, mark in zip(found, marked, strict=True)]


def _p_words(p: float) -> str:
    """A p-value for a table."""
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


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
            "Marked that ended": table["ends"],
            "Compared": [f"{seen:.0f}" for seen in table["seen"]],
            "Expected": [f"{number:.1f}" for number in table["expected"]],
            "Ratio": [
                "no other ended"
                if math.isinf(row.ratio)
                else f"{row.ratio:.2f} ({row.low:.2f} to {row.high:.2f})"
                for row in table.itertuples()
            ],
            "p": [_p_words(p) for p in table["chance"]],
        }
    )


def turned(question: str) -> pd.DataFrame:
    """What one doubtful coding does if it is read the other way, all else as coded.

    Returns
    -------
    pandas.DataFrame
        ``pact``, and the p-values by shuffling ``pooled`` and within eras, ``eras``.

    Examples
    --------
    >>> "manila-1954" in set(turned("imposed")["pact"])
    True
    """
    known = pacts()
    found, marked = grouped(question)
    strata = [era(known[one.pact]) for one in found]
    rows = []
    for place, one in enumerate(found):
        other = answer(known[one.pact], question, "other") == "yes"
        if other != marked[place]:
            flags = [*marked[:place], other, *marked[place + 1 :]]
            rows.append((one.pact, chance(found, flags), chance(found, flags, strata)))
    return pd.DataFrame(rows, columns=["pact", "pooled", "eras"])


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
        figure = Drawing(figsize=(7.4, 9.0))
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
                    [max(row.low, 0.075), min(row.high, 60.0)],
                    [place, place],
                    color=BLUE,
                    linewidth=1.8,
                )
                if row.high > 60.0:
                    axes.plot(60.0, place, marker=">", markersize=5, color=BLUE)
                if row.low < 0.075:
                    axes.plot(0.075, place, marker="<", markersize=5, color=BLUE)
                axes.plot(
                    row.ratio,
                    place,
                    marker="o",
                    markersize=7 if row.look == "as coded" else 5.5,
                    color=BLUE,
                    markerfacecolor=BLUE if firm else "white",
                )
            axes.set_xscale("log")
            axes.set_xlim(0.065, 75.0)
            axes.set_xticks([0.1, 0.3, 1.0, 3.0, 10.0, 30.0], ["0.1", "0.3", "1", "3", "10", "30"])
            axes.minorticks_off()
            axes.set_title(title, fontsize=11)
            axes.set_xlabel("times likelier to end")
            axes.grid(axis="y", visible=False)
            axes.set_ylim(-len(order) + 0.3, 0.7)
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


@cache
def power(question: str, ratio: float, draws: int = 1000, seed: int = 1815) -> tuple[float, float]:
    """How often a true difference would be seen in as many pacts, watched for as long.

    Every pact gets a made-up life at the steady rate of its era, the era's ends by its years;
    marked pacts end so many times as often. Watching stops when it does in truth.

    Parameters
    ----------
    question : str
        From `QUESTIONS`.
    ratio : float
        Above 0.
    draws, seed : int

    Returns
    -------
    float, float
        Shares of the made-up worlds with a log-rank statistic above 3.84: all pacts together, and
        compared within eras.

    Examples
    --------
    >>> power("bound_first", 0.05, draws=20)[0] > 0.5
    True
    """
    known, fate = pacts(), np.random.default_rng(seed)
    rates = {}
    for name in ERAS:
        mine = [one for one in spells() if era(known[one.pact]) == name]
        rates[name] = sum(one.ended for one in mine) / sum(one.years for one in mine)
    found, marked = grouped(question)
    eras = [era(known[one.pact]) for one in found]
    watched = [
        (STOP - (known[one.pact].in_force or known[one.pact].signed)).days / 365.25 for one in found
    ]
    mean = [
        1.0 / (rates[name] * (ratio if mark else 1.0))
        for name, mark in zip(eras, marked, strict=True)
    ]
    pooled = within = 0
    for lengths in fate.exponential(mean, size=(draws, len(found))):
        lives = [
            replace(one, years=max(min(float(life), until), 0.003), ended=bool(life < until))
            for one, life, until in zip(found, lengths, watched, strict=True)
        ]
        pooled += contrast(lives, marked).statistic > 3.8415
        within += contrast(lives, marked, eras).statistic > 3.8415
    return pooled / draws, within / draws


def power_table(ratios: Sequence[float] = (1.0, 1 / 2, 1 / 3, 1 / 4)) -> pd.DataFrame:
    """Power for both questions; H3's ratios are turned over, since it says *sooner*.

    Examples
    --------
    >>> len(power_table((1.0,)))
    1
    """
    rows = []
    for ratio in ratios:
        h2, h3 = power("bound_first", ratio), power("imposed", 1.0 / ratio)
        rows.append(
            {
                "True difference": "none" if ratio == 1.0 else f"{1 / ratio:.0f} times",
                "H2 seen, pooled": f"{h2[0]:.0%}",
                "H2 seen, within eras": f"{h2[1]:.0%}",
                "H3 seen, pooled": f"{h3[0]:.0%}",
                "H3 seen, within eras": f"{h3[1]:.0%}",
            }
        )
    return pd.DataFrame(rows)


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


def outside_table() -> pd.DataFrame:
    """Whatever of four public data sets is in the folder, compared with ours; else as stored.

    Returns
    -------
    pandas.DataFrame
        A row for each file of `alliance_design.external.SETS` that is there, and one for the
        comparison with ATOP 4.01 that is stored. Raises `alliance_design.errors.InputError` where
        a file is there and wrong.

    Examples
    --------
    >>> int(outside_table()["Compared"].iloc[-1]) > 200
    True
    """
    rows = []
    for name in ("atop-members", "cow-alliances", "capabilities", "contiguity"):
        path = external.find(name)
        if path is not None:
            table = external.compared(path)[1]
            rows.append((external.SETS[name].name, len(table), int(table["agrees"].sum())))
    days = 2 * _numbered()
    rows.append(("ATOP 4.01, the stored comparison", days, days - len(differing())))
    return pd.DataFrame(rows, columns=["Data set", "Compared", "Agree"])


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
    hand = sorted(spell(known[name]).years for name in HAND)
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
        "doubtful_standing": len(LAST_SIGN),
        "together": sum(
            pact.ended is not None and 1989 <= pact.ended.year <= 1993 for pact in chosen
        ),
        "warsaw_years": spell(known["poland-soviet-union-1945"]).years,
        "equals": len(symmetric()),
        **{f"hand_{place}": years for place, years in enumerate(hand, 1)},
    }


def _tests() -> dict[str, float]:
    known, found, table = pacts(), spells(), looks().set_index(["question", "look"])
    h2, h3 = table.loc["bound_first"], table.loc["imposed"]
    bound, shared, singly = groups("bound_first"), groups("imposed"), turned("imposed")
    eras = [era(known[one.pact]) for one in found]
    coerced = [known[one.pact].coerced == "yes" for one in found]
    held, late = contrast(found, coerced), contrast(found, [one != ERAS[0] for one in eras])
    pick = {
        "h2": ("as coded", h2),
        "h2_several": ("several clients only", h2),
        "h2_atop": ("several clients only, ATOP's ends", h2),
        "h2_edge": ("those near the rule's edge coded no", h2),
        "h3": ("as coded", h3),
        "h3_era": ("within eras", h3),
        "h3_other": ("the other reading of each", h3),
        "h3_second": ("the second reader's codes", h3),
        "h3_second_era": ("second reader, within eras", h3),
        "h3_count": ("shared pledges count", h3),
        "h3_count_era": ("shared pledges count, within eras", h3),
        "h3_nowhere": ("shared pledges do not count", h3),
        "h3_nowhere_era": ("shared pledges do not count, within eras", h3),
        "h3_atop": ("ATOP's ends where the event differs", h3),
        "h3_atop_era": ("ATOP's ends, within eras", h3),
        "h3_watch": ("ATOP's ends and what it lets stand, eras", h3),
        "h3_narrow": ("without doubtful members", h3),
        "h3_narrow_era": ("without doubtful members, within eras", h3),
        "h3_thinned": ("ended with fewer than two clients", h3),
        "h3_signs": ("doubtful ones watched to a last sign", h3),
        "h3_wide": ("against all other pacts", h3),
    }
    wanted = (
        "h2_marked h2_seen h2_expected h2_chance h2_low h2_high h2_several_marked "
        "h2_several_expected h2_several_chance h2_atop_seen h2_atop_expected "
        "h2_edge_marked h2_edge_chance h3_marked h3_others h3_seen h3_expected h3_chance "
        "h3_era_seen h3_era_expected h3_era_chance h3_era_ratio h3_era_low h3_era_high "
        "h3_other_chance h3_second_marked h3_second_chance h3_second_era_seen "
        "h3_second_era_expected h3_count_marked h3_count_chance h3_count_era_chance "
        "h3_nowhere_marked h3_nowhere_chance h3_nowhere_era_chance h3_atop_chance "
        "h3_atop_era_chance h3_watch_chance h3_narrow_chance h3_narrow_era_chance "
        "h3_thinned_chance h3_signs_chance h3_wide_expected h3_wide_chance"
    )
    picked = {
        f"{name}_{field}": float(rows.loc[look, field])
        for name, (look, rows) in pick.items()
        for field in ("marked", "others", "seen", "expected", "chance", "ratio", "low", "high")
    }
    h2_half, h3_none = power("bound_first", 1 / 2), power("imposed", 1.0)
    return {
        **{name: picked[name] for name in wanted.split()},
        "design_chance": compared(groups("design"))[1],
        "h2_early": sum(one.ended and one.years < 15 for one in bound["bound first"]),
        "h2_looks": len(h2),
        "h2_small": (h2["chance"] < 0.05).sum(),
        "h2_least": h2["chance"].min(),
        "h2_half": h2_half[0],
        "h2_half_era": h2_half[1],
        "h2_third": power("bound_first", 1 / 3)[0],
        "h2_clear": flipped("bound_first")[1],
        "h3_small": (h3["chance"] < 0.05).sum(),
        "h3_looks": len(h3),
        "h3_clear": flipped("imposed")[1],
        "h3_none": h3_none[0],
        "h3_double_era": power("imposed", 2.0)[1],
        "h3_quadruple_era": power("imposed", 4.0)[1],
        "h3_singly": singly["pooled"].max(),
        "h3_old": sum(
            era(known[one.pact]) == ERAS[0] for group in shared.values() for one in group
        ),
        "h3_thirty": sum(one.years >= 30 for one in shared["imposed"]),
        "all_looks": len(table),
        "coerced_pacts": sum(coerced),
        "coerced_seen": held.seen,
        "coerced_expected": held.expected,
        "coerced_chance": chance(found, coerced),
        "coerced_era_chance": chance(found, coerced, eras),
        "late_seen": late.seen,
        "late_expected": late.expected,
    }


def _numbered() -> int:
    """How many pacts have a number in ATOP."""
    return sum(not math.isnan(pact.atop) for pact in pacts().values())


def _agreement() -> dict[str, float]:
    readers = readers_table().set_index("question")
    stored = differing()
    last = stored[(stored["what"] == "ended") & stored["reason"].isin(["event", "open"])]
    ours = last["ours"].where(last["ours"] != "", STOP.isoformat())
    numbered = _numbered()
    return {
        **{
            f"{told}_{name}": readers.loc[question, column]
            for question, name in zip(QUESTIONS, ("bound", "imposed"), strict=True)
            for told, column in (("agree", "agree"), ("asked", "both"), ("kappa", "kappa"))
        },
        "both_hold": numbered,
        "ends_agree": numbered - (stored["what"] == "ended").sum(),
        "days_differ": len(stored),
        "events_differ": len(last),
        "ours_longer": (ours > last["theirs"]).sum(),
        **{
            f"by_{reason}": (stored["reason"] == reason).sum()
            for reason in ("event", "chain", "watch", "open")
        },
    }
