"""Tables and drawings of the chapter that sets the accounts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from alliance_design import bargaining, figures_unforced_concession
from alliance_design.accounts import (
    ACCOUNTS,
    FILED,
    PAIRS,
    STEPS,
    Deciding,
    both_speak,
    by_step,
    deciding,
    if_seen,
    needed,
    one_meaning,
    opposed,
    second_words,
    silent_on,
    softened,
    tells,
    weigh,
    weigh_row,
)
from alliance_design.evidence import Weight
from alliance_design.figures import BLUE, GREY, ORANGE, STYLE, Drawing
from alliance_design.lock_in import linkages
from alliance_design.pacts import state_name

__all__ = [
    "ARCHIVES",
    "SETTLEMENT",
    "WIDE",
    "archive_table",
    "coded_table",
    "decibel_dots",
    "notes_table",
    "readings_table",
    "rise_needed",
    "rule_shares",
    "step_bars",
    "sums_table",
    "unseen_table",
    "wishes_table",
]

WIDE, SETTLEMENT = "pacific-with-japan", "tripartite-plus-bilateral"
"""Ids of the pact of many that was offered in 1951 and of what was signed."""

WON = {"yes": "yes", "no": "no", "partly": "in part", "not-seen": "not seen"}


def coded_table(step: str) -> pd.DataFrame:
    """The observations of one part of the story with every word, as a table for readers.

    Parameters
    ----------
    step : str
        A key of `alliance_design.accounts.STEPS`.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> list(coded_table("seato").columns)[:4]
    ['What to look for', 'Assurance', "Allies' choice", 'American design']
    """
    return pd.DataFrame(
        {
            "What to look for": row.observation,
            **{name: row.word(account) for account, name in ACCOUNTS.items()},
            "Found": WON[row.found],
        }
        for row in deciding()
        if row.step == step
    )


def notes_table() -> pd.DataFrame:
    """Why each observation has its code, and the strongest other reading, for readers.

    Examples
    --------
    >>> len(notes_table()) == len(deciding())
    True
    """
    return pd.DataFrame(
        {"Observation": row.name, "Found": WON[row.found], "Why, and the other reading": row.note}
        for row in deciding()
    )


def _signed(number: float, digits: int = 1) -> str:
    """A number with its sign; nothing is plain nothing."""
    text = f"{number:+.{digits}f}"
    return text[1:] if float(text) == 0.0 else text.replace("-", "\u2212")


def _over(one: str, other: str) -> str:
    """A pair of accounts in words."""
    return f"{ACCOUNTS[one]} over {ACCOUNTS[other][0].lower() + ACCOUNTS[other][1:]}".replace(
        "american", "American"
    )


def _span(weight: Weight) -> str:
    return f"{_signed(weight.low)} to {_signed(weight.high)}"


def sums_table(rows: Sequence[Deciding] | None = None) -> pd.DataFrame:
    """What all observations weigh for each pair, and how firmly, as a table for readers.

    Parameters
    ----------
    rows : sequence of Deciding, optional
        All of them where left out.

    Returns
    -------
    pandas.DataFrame
        Sums in decibels, their ranges under both readings of the words, what they tell, and how
        few recodings would turn the middle.

    Examples
    --------
    >>> sums_table()["Pair"].iloc[0]
    "Assurance over allies' choice"
    """
    rows = deciding() if rows is None else rows
    told = {"open": "open"}
    table = []
    for one, other in PAIRS:
        plain, joint = weigh(rows, one, other), one_meaning(rows, one, other)
        told |= {"first": ACCOUNTS[one], "second": ACCOUNTS[other]}
        table.append(
            {
                "Pair": _over(one, other),
                "Sum": _signed(plain.middle),
                "Every row at its end": _span(plain),
                "One meaning a word": _span(joint),
                "Told": told[tells(joint)],
                "Findings to recode": needed(rows, one, other),
                "Words to recode": needed(rows, one, other, "word"),
            }
        )
    return pd.DataFrame(table)


def readings_table() -> pd.DataFrame:
    """The three sums at the middle under one reading after another, as a table for readers.

    Examples
    --------
    >>> readings_table()["Reading"].iloc[0]
    'our words'
    """
    rows = deciding()
    readings: dict[str, Iterable[Deciding]] = {
        "our words": rows,
        "the second reader's words": second_words(),
        **{f"{name} read mildly": softened(rows, a) for a, name in ACCOUNTS.items()},
        "all three read mildly": softened(rows, *ACCOUNTS),
        "filed abstract: silent on SEATO's design": silent_on(rows, "lee", *FILED[:2]),
        "the same, and on who asked for means": silent_on(rows, "lee", *FILED[:3]),
        "the same, and on who asked for a say": silent_on(rows, "lee", *FILED),
    }
    table = [
        {
            "Reading": name,
            **{_over(*pair): _signed(weigh(of, *pair).middle) for pair in PAIRS},
        }
        for name, of in readings.items()
    ]
    parts: dict[str, dict[str, str]] = {
        "only where the two clash": {},
        "only where one is silent": {},
    }
    for pair in PAIRS:
        speaking = both_speak(rows, *pair)
        quiet = [row for row in rows if row not in speaking]
        for name, of in zip(parts, (opposed(rows, *pair), quiet), strict=True):
            parts[name][_over(*pair)] = _signed(weigh(of, *pair).middle)
    return pd.DataFrame([*table, *({"Reading": name, **of} for name, of in parts.items())])


def unseen_table() -> pd.DataFrame:
    """What nobody here has seen, and what it would weigh, as a table for readers.

    Examples
    --------
    >>> len(unseen_table()) == sum(row.found == "not-seen" for row in deciding())
    True
    """
    rows = {row.id: row for row in deciding()}
    weights = {pair: if_seen(rows.values(), *pair) for pair in PAIRS}
    return pd.DataFrame(
        {
            "What to look for": rows[name].observation,
            **{
                _over(*pair): f"{_signed(of[name][0].middle)} if found, "
                f"{_signed(of[name][1].middle)} if not"
                for pair, of in weights.items()
            },
        }
        for name in weights[PAIRS[0]]
    )


ARCHIVES = ("japan", "south-korea", "taiwan", "australia", "new-zealand")
"""Allies in the region whose papers the dissertation's abstract names; it adds London and Washington."""


def archive_table() -> pd.DataFrame:
    """For how many ties of two nobody here knows who asked, by ally, as a table for readers.

    Examples
    --------
    >>> archive_table().set_index("Ally").loc["Philippines", "Papers named in the abstract"]
    'no'
    """
    ties = [tie for tie in linkages() if tie.form == "bilateral"]
    return pd.DataFrame(
        {
            "Ally": state_name(ally),
            "Ties of two ever founded": sum(tie.ally == ally for tie in ties),
            "Still stand": sum(tie.ally == ally and tie.until is None for tie in ties),
            "Nobody knows who asked": sum(
                tie.ally == ally and tie.initiator == "unknown" for tie in ties
            ),
            "Papers named in the abstract": "yes" if ally in ARCHIVES else "no",
        }
        for ally in dict.fromkeys(tie.ally for tie in ties)
    )


# ---------------------------------------------------------------- one case, two models


EACH, JAPAN = "all-bilateral", "japan-only"
"""Ids of a treaty with each ally alone, and of one with Japan and nobody else."""

EQUAL = ("first choices", "majority in pairs", "points by rank", "plain sum", "quadratic votes",
         "Nash bargain")  # fmt: skip
"""Rules in which every government counts alike and none may hold out for more."""

UNEQUAL = ("sum by capability", "offers in turn", "offers in turn by capability")
"""Rules in which power or the turn to speak weighs, and Washington does not decide alone."""


def rule_shares(draws: int = 400, seed: int = 1951) -> pd.DataFrame:
    """How often each rule of bargaining gives each of four designs of 1951.

    Parameters
    ----------
    draws, seed : int
        How many draws from the coded ranges, and where the chance begins.

    Returns
    -------
    pandas.DataFrame
        Shares by rule; American wishes as documented, then as the rival reads them.

    Examples
    --------
    >>> shares = rule_shares(20)
    >>> bool((shares.filter(like="Signed") <= 1).all(axis=None))
    True
    """
    named = {"Signed": SETTLEMENT, "Pact of many": WIDE, "Each alone": EACH, "Japan alone": JAPAN}
    found = figures_unforced_concession.rule_shares(draws, seed)
    return pd.DataFrame(
        {
            "Rule": rule,
            **{
                f"{name}, {reading}": found.loc[(reading, rule), design]
                for reading in (
                    figures_unforced_concession.DOCUMENTS,
                    figures_unforced_concession.RIVAL,
                )
                for name, design in named.items()
            },
        }
        for rule in bargaining.RULES
    )


def wishes_table(shares: pd.DataFrame) -> pd.DataFrame:
    """Over which share of draws each rule gives what was signed, by both readings, for readers.

    Parameters
    ----------
    shares : pandas.DataFrame
        As `rule_shares` gives it.

    Examples
    --------
    >>> list(wishes_table(rule_shares(5)).columns)
    ['Rule', 'By the documents', 'As the rival reads them', 'Difference, in points']
    """
    chosen = shares[~shares["Rule"].isin(["points by rank", "quadratic votes", "first choices"])]
    documents, rival = chosen["Signed, documents"], chosen["Signed, rival"]
    return pd.DataFrame(
        {
            "Rule": chosen["Rule"],
            "By the documents": [f"{share:.0%}" for share in documents],
            "As the rival reads them": [f"{share:.0%}" for share in rival],
            "Difference, in points": [_signed(100 * gap, 0) for gap in rival - documents],
        }
    )


def rise_needed(rule: str, top: float = 8.0, step: float = 0.1) -> float | None:
    """How much more the allies would have had to like the pact of many for a rule to choose it.

    Parameters
    ----------
    rule : str
        A key of `alliance_design.bargaining.RULES`.
    top, step : float
        The largest rise tried, and how finely, in steps of conduct. The same rise is given to the
        four allies that the pact had for members; all else stays as coded.

    Returns
    -------
    float or None
        The smallest rise with which the pact is likelier than not; None where none up to the top
        does it.

    Examples
    --------
    >>> 0.0 < rise_needed("plain sum") < 8.0
    True
    """
    coded = bargaining.points("pacific-1951")
    members = set(bargaining.designs("pacific-1951")[WIDE].members) - {"united-states"}
    power, asked = bargaining.capabilities(), bargaining.consent("pacific-1951")
    for count in range(round(top / step) + 1):
        rise = round(count * step, 6)
        worth = {
            actor: {
                design: value + (rise if design == WIDE and actor in members else 0.0)
                for design, value in of.items()
            }
            for actor, of in coded.items()
        }
        if bargaining.RULES[rule](worth, power, asked).get(WIDE, 0.0) > 0.5:
            return rise
    return None


# ---------------------------------------------------------------- drawings

LOOKS = {"yes": ("o", True), "no": ("X", True), "partly": ("D", True), "not-seen": ("o", False)}


def decibel_dots(rows: Sequence[Deciding] | None = None) -> Drawing:
    """What each observation weighs, one line an observation and one panel a pair of accounts.

    Parameters
    ----------
    rows : sequence of Deciding, optional
        All of them where left out.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> len(decibel_dots().axes)
    3
    """
    rows = deciding() if rows is None else rows
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    height, step = 0.0, ""
    for row in rows:
        if row.step != step:
            height -= 1.25
            heads.append((height, STEPS[row.step]))
            step = row.step
        height -= 1.0
        places.append(height)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 0.235 * -height + 1.2))
        panels = figure.subplots(1, len(PAIRS), sharey=True)
        for axes, (one, other) in zip(panels, PAIRS, strict=True):
            axes.axvline(0.0, color=GREY, linewidth=1.0)
            for row, place in zip(rows, places, strict=True):
                weight = weigh_row(row, one, other)
                colour = GREY if weight.middle == 0.0 else BLUE if weight.middle > 0.0 else ORANGE
                if weight.low != weight.high:
                    axes.plot(
                        [weight.low, weight.high], [place, place], color=colour, linewidth=1.3
                    )
                marker, full = LOOKS[row.found]
                blank = row.found == "not-seen" or row.word(one) == row.word(other)
                axes.plot(
                    weight.middle,
                    place,
                    marker=marker,
                    markersize=3.0 if blank and full else 5.5,
                    color=colour,
                    markerfacecolor=colour if full else "white",
                    linestyle="none",
                    zorder=3,
                )
            for place, _ in heads:
                axes.axhline(place + 0.62, color="#bbbbbb", linewidth=0.7)
            axes.set(xlim=(-13.5, 13.5), xticks=[-10, 0, 10], ylim=(height - 0.8, -0.4))
            axes.grid(axis="y", visible=False)
            axes.set_xlabel(f"← {_short(other)}   {_short(one)} →", fontsize=9, linespacing=1.0)
            axes.tick_params(axis="y", length=0)
        axes = panels[0]
        axes.set_yticks(places + [place for place, _ in heads])
        axes.set_yticklabels([row.name for row in rows] + [name for _, name in heads], fontsize=9)
        for label in axes.get_yticklabels()[len(rows) :]:
            label.set_fontweight("bold")
        figure.supxlabel("decibels", fontsize=10)
        handles = [
            Line2D([], [], marker="o", color=GREY, linestyle="none", label="found"),
            Line2D([], [], marker="D", color=GREY, linestyle="none", markersize=5, label="in part"),
            Line2D([], [], marker="X", color=GREY, linestyle="none", label="not found"),
            Line2D(
                [], [], marker="o", color=GREY, markerfacecolor="white", linestyle="none",
                label="not seen",
            ),
        ]  # fmt: skip
        figure.legend(handles=handles, loc="outside upper center", ncols=4, fontsize=9.5)
    return figure


def _short(account: str) -> str:
    """A name short enough for the foot of a narrow panel."""
    return {"cohen": "assurance", "lee": "allies", "design": "design"}[account]


def step_bars(rows: Sequence[Deciding] | None = None) -> Drawing:
    """What the parts of the story weigh for each pair: thick with one meaning a word, thin without.

    Parameters
    ----------
    rows : sequence of Deciding, optional
        All of them where left out.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> step_bars().axes[0].get_title(loc="left")
    "Assurance over allies' choice"
    """
    rows = deciding() if rows is None else rows
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 6.0))
        panels = figure.subplots(len(PAIRS), 1, sharex=True)
        for axes, (one, other) in zip(panels, PAIRS, strict=True):
            parts = {
                STEPS[step]: (wide, one_meaning([r for r in rows if r.step == step], one, other))
                for step, wide in by_step(rows, one, other).items()
            }
            parts["All"] = (weigh(rows, one, other), one_meaning(rows, one, other))
            _bars(axes, parts)
            axes.set_title(_over(one, other))
        panels[-1].set_xlabel(
            "decibels, for the second named on the left, for the first on the right"
        )
    return figure


def _bars(axes: Axes, parts: Mapping[str, tuple[Weight, Weight]]) -> None:
    """One line a part: both ranges, and the middle with its number."""
    axes.axvline(0.0, color=GREY, linewidth=1.0)
    for place, (name, (wide, narrow)) in enumerate(parts.items()):
        told = tells(narrow)
        colour = {"first": BLUE, "second": ORANGE, "open": GREY}[told]
        axes.plot([wide.low, wide.high], [-place, -place], color=colour, linewidth=1.0)
        axes.plot(
            [narrow.low, narrow.high], [-place, -place], color=colour, linewidth=6.0,
            alpha=0.45, solid_capstyle="butt",
        )  # fmt: skip
        axes.plot(
            narrow.middle, -place, marker="s" if name == "All" else "o", color=colour, markersize=7
        )
        axes.annotate(
            _signed(narrow.middle),
            (narrow.middle, -place),
            (0, 6),
            textcoords="offset points",
            ha="center",
            fontsize=9,
            fontweight="bold" if name == "All" else "normal",
            path_effects=[withStroke(linewidth=2.5, foreground="white")],
        )
    axes.set_yticks([-place for place in range(len(parts))])
    axes.set_yticklabels(list(parts), fontsize=9.5)
    axes.set_ylim(-len(parts) + 0.4, 0.8)
    axes.set_xlim(-92, 92)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0)
