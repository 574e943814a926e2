"""Tables and drawings of the chapter on SEATO as a missed opportunity."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from alliance_design import bargaining, threat
from alliance_design.cases import load
from alliance_design.checks_hub_and_spokes import REGIONAL
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, on_axis
from alliance_design.institution import (
    Member,
    agreed,
    all_prefer_weak,
    best,
    design_scale,
    dilemma,
    dysfunction,
    ideal,
    joint,
    payoff,
    prefers_weak,
    smallest_change,
    unanimous,
)
from alliance_design.life import (
    LifeEvent,
    Spell,
    life_events,
    lives,
    rates,
    shock_record,
    shocks_moved,
    spells,
    survival,
)
from alliance_design.pacts import members_on, pacts, state_name
from alliance_design.parameters import reference
from alliance_design.tables import read_table, threat_frame

__all__ = [
    "ALL_TIED",
    "COLONIES",
    "COSTS",
    "HALF_TIED",
    "MANILA",
    "NATO",
    "PATRON_COSTS",
    "PATRON_THREAT",
    "READINGS",
    "REGIONAL",
    "SEATO",
    "SIGNED_ON",
    "UNTIED",
    "Reading",
    "account_table",
    "account_words",
    "asks_table",
    "change_table",
    "change_words",
    "designs_compared",
    "drawn_members",
    "feature_table",
    "left_out_table",
    "left_out_words",
    "life_table",
    "life_words",
    "lives_chart",
    "most_of_the_five",
    "outcome_table",
    "outcome_words",
    "passage_table",
    "passed_on",
    "payment_share",
    "payoff_chart",
    "rise_table",
    "rise_words",
    "rule_table",
    "scale_chart",
    "score_table",
    "score_words",
    "survival_band",
    "survival_chart",
    "tied_states",
    "wish_chart",
]

NATO, SEATO = "north-atlantic-1949", "manila-1954"
MANILA = "manila-1954"
"""The round of bargaining, in the tables of designs, preferences and offers."""

SIGNED_ON = date(1954, 9, 8)

COSTS = (0.5, 2.0)
"""Costs of binding itself that are drawn for each member: nobody knows them."""

COLONIES = (0.25, 1.0)
"""Britain's and France's own fear, as a share of the threat to Malaya and Vietnam (judgement)."""

PATRON_THREAT = (0.1, 0.6)
"""What Washington itself feared from the loss of Southeast Asia (judgement)."""

PATRON_COSTS = (1.0, 4.0)
"""Washington's cost of binding itself: twice that of the others (judgement)."""


@dataclass(frozen=True)
class Reading:
    """How the members of Manila are read: what their treaties cover, which threats, who counts."""

    name: str
    cover: tuple[float, float]
    over_ranges: bool = False
    patron: bool = False


ALL_TIED = Reading("A treaty covers everything", (1.0, 1.0))
HALF_TIED = Reading("A treaty covers half or more", (0.5, 1.0))
UNTIED = Reading("No treaties", (0.0, 0.0))
_RANGES = Reading("No treaties, threats over their ranges", (0.0, 0.0), over_ranges=True)
READINGS = tuple(
    replace(reading, name=reading.name + (", Washington a member" if patron else ""), patron=patron)
    for reading in (ALL_TIED, HALF_TIED, UNTIED, _RANGES)
    for patron in (False, True)
)
"""Every reading that the chapter sets side by side."""


# ---------------------------------------------------------------- who the members are


@cache
def tied_states(day: date = SIGNED_ON) -> tuple[str, ...]:
    """Members of Manila with an American treaty of two or three in force on a day.

    The North Atlantic Treaty binds Britain and France, and ends far from Asia.

    Parameters
    ----------
    day : date

    Examples
    --------
    >>> tied_states()
    ('australia', 'new-zealand', 'philippines')
    """
    bound = {
        state
        for pact in pacts().values()
        if pact.patron == "united-states"
        and pact.design in ("bilateral", "trilateral")
        and pact.in_force is not None
        and pact.in_force <= day
        and (pact.ended is None or pact.ended > day)
        for state in members_on(pact, day, "client")
    }
    return tuple(sorted(bound & set(load("seato-1954").clients)))


@cache
def _threats(case: str) -> Mapping[str, tuple[float, float, float]]:
    """Threat by route at the reference, with the ends of the coded ranges, by client."""
    told = load(case)
    frame = threat_frame([told], reference()).set_index("client")
    found = threat.assess(told, reference()).threats
    return {
        name: (
            float(frame.loc[client.name, "lowest"]),
            float(found[name]),
            float(frame.loc[client.name, "highest"]),
        )
        for name, client in told.clients.items()
    }


def drawn_members(
    reading: Reading | str, draws: int, seed: int = 1954, costs: tuple[float, float] = COSTS
) -> tuple[tuple[Member, ...], ...]:
    """Groups of members, with what nobody knows drawn evenly from its range.

    Every reading of Manila draws the same chances, so that they differ by the reading alone.

    Parameters
    ----------
    reading : Reading or str
        A reading of Manila, or the id of another case, whose clients are then read off the map
        with no ties.
    draws, seed : int
        How many, and where the chance begins.
    costs : tuple of float
        Range of the cost of binding itself.

    Examples
    --------
    >>> [member.name for member in drawn_members(UNTIED, 1)[0]][:2]
    ['britain', 'france']
    """
    chance = random.Random(seed)
    groups = []
    for _ in range(draws):
        group = []
        case = reading if isinstance(reading, str) else "seato-1954"
        for state, (low, value, high) in _threats(case).items():
            cost, own, cover, height = (
                chance.uniform(*costs),
                chance.uniform(*COLONIES),
                chance.random(),
                chance.random(),
            )
            tie, fear = 0.0, value
            if isinstance(reading, Reading):
                fear = low + height * (high - low) if reading.over_ranges else value
                fear *= own if state in ("britain", "france") else 1.0
                if state in tied_states():
                    tie = reading.cover[0] + cover * (reading.cover[1] - reading.cover[0])
            group.append(Member(state, fear, tie, cost))
        patron = Member(
            "united-states", chance.uniform(*PATRON_THREAT), 0.0, chance.uniform(*PATRON_COSTS)
        )
        if isinstance(reading, Reading) and reading.patron:
            group.append(patron)
        groups.append(tuple(group))
    return tuple(groups)


# ---------------------------------------------------------------- the design scale


def _features() -> pd.DataFrame:
    frame = read_table("features")
    frame["name"] = frame["feature"].str.replace("-", " ")
    return frame


def feature_table() -> pd.DataFrame:
    """Every feature of the two designs side by side, each with its range and where it was read.

    Examples
    --------
    >>> len(feature_table())
    16
    """
    frame = _features()
    frame["told"] = [
        f"{value:g}" + (f" ({low:g} to {high:g})" if low < high else "")
        for low, value, high in zip(frame["low"], frame["value"], frame["high"], strict=True)
    ]
    rows = []
    for (layer, name), of in frame.groupby(["layer", "name"], sort=False):
        by_pact = of.set_index("pact")
        rows.append(
            {
                "Part": layer,
                "Feature": name,
                "North Atlantic": by_pact.loc[NATO, "told"],
                "Read in": by_pact.loc[NATO, "where"],
                "Manila": by_pact.loc[SEATO, "told"],
                "Read there in": by_pact.loc[SEATO, "where"],
                "Apart": float(by_pact.loc[NATO, "value"] - by_pact.loc[SEATO, "value"]),
            }
        )
    return pd.DataFrame(rows).sort_values("Part", ascending=False, kind="stable")


def designs_compared() -> pd.DataFrame:
    """Mean of the features over 4, of each design, for treaty, organisation and both.

    Returns
    -------
    pandas.DataFrame
        Indexed by part; `nato` and `seato` with their `_low` and `_high`, and the `gap`.

    Examples
    --------
    >>> list(designs_compared().index)
    ['treaty', 'organisation', 'both']
    """
    rows = {}
    for part, layer in (("treaty", "treaty"), ("organisation", "organisation"), ("both", None)):
        one, other = design_scale(NATO, layer), design_scale(SEATO, layer)
        rows[part] = {
            "nato": one.value,
            "nato_low": one.low,
            "nato_high": one.high,
            "seato": other.value,
            "seato_low": other.low,
            "seato_high": other.high,
            "gap": one.value - other.value,
        }
    return pd.DataFrame(rows).T


def scale_chart() -> Drawing:
    """The two designs on one scale, feature by feature, treaty above organisation.

    Returns
    -------
    Drawing
        One row a feature with both designs and their ranges; the mean of each part in bold.

    Examples
    --------
    >>> [axes.get_title(loc="left") for axes in scale_chart().axes]
    ['On paper: the treaty', 'In being: the organisation']
    """
    frame, means = _features(), designs_compared()
    looks = {NATO: (BLUE, "o", 0.17, BLUE), SEATO: (ORANGE, "s", -0.17, "white")}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 7.4))
        panels = figure.subplots(2, 1, sharex=True, height_ratios=[10, 8])
        titles = ("On paper: the treaty", "In being: the organisation")
        for axes, layer, title in zip(panels, ("treaty", "organisation"), titles, strict=True):
            here = frame[frame["layer"] == layer]
            names = [*dict.fromkeys(here["name"]), "MEAN"]
            for pact, (colour, marker, shift, fill) in looks.items():
                of = here[here["pact"] == pact].set_index("name")
                short = "nato" if pact == NATO else "seato"
                for row, name in enumerate(names):
                    if name == "MEAN":
                        low, value, high = (
                            4.0 * means.loc[layer, short + end] for end in ("_low", "", "_high")
                        )
                    else:
                        low, value, high = of.loc[name, ["low", "value", "high"]]
                    height = len(names) - row + shift
                    bold = name == "MEAN"
                    axes.plot(
                        [low, high], [height, height], color=colour, linewidth=3 if bold else 1.6
                    )
                    axes.plot(
                        value,
                        height,
                        marker=marker,
                        color=colour,
                        markerfacecolor=fill,
                        markeredgewidth=1.8,
                        markersize=10 if bold else 7,
                        linestyle="none",
                    )
            axes.axhline(1.5, color="#888888", linewidth=0.8)
            axes.set_yticks(
                range(len(names), 0, -1), [n if n != "MEAN" else "mean of these" for n in names]
            )
            axes.get_yticklabels()[-1].set_fontweight("bold")
            axes.set(title=title, xlim=(-0.15, 4.15), ylim=(0.4, len(names) + 0.6))
        panels[-1].set_xlabel("how much it binds, 0 to 4")
        handles = [
            Line2D(
                [],
                [],
                color=colour,
                marker=marker,
                markerfacecolor=fill,
                markeredgewidth=1.8,
                label=label,
            )
            for (colour, marker, _, fill), label in zip(
                looks.values(), ("North Atlantic", "Manila"), strict=True
            )
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=2)
    return figure


# ---------------------------------------------------------------- the model


def payoff_chart(members: Sequence[Member]) -> Drawing:
    """Payoffs of members over depth, and below them the dysfunction of each depth.

    Parameters
    ----------
    members : sequence of institution.Member

    Returns
    -------
    Drawing
        A curve a member with its peak marked; below, the share of the best joint payoff missed.

    Examples
    --------
    >>> chart = payoff_chart([Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)])
    >>> len(chart.axes)
    2
    """
    grid = [step / 200 for step in range(201)]
    mean, least = best(members), unanimous(members)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 6.2))
        upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[3, 2])
        looks = itertools.cycle(itertools.product((BLUE, ORANGE, GREEN, GREY), ("-", "--", ":")))
        ends: list[float] = []
        for member, (colour, dash) in zip(
            sorted(members, key=lambda m: -payoff(m, 1.0)), looks, strict=False
        ):
            upper.plot(grid, [payoff(member, x) for x in grid], color=colour, linestyle=dash)
            peak = ideal(member)
            upper.plot(peak, payoff(member, peak), marker="o", color=colour, markersize=6)
            end = payoff(member, 1.0)
            if ends:
                end = min(end, ends[-1] - 0.13)
            ends.append(end)
            upper.annotate(
                member.name,
                (1.0, payoff(member, 1.0)),
                (1.04, end),
                color=colour,
                va="center",
                fontsize=10,
                annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.7},
            )
        upper.axhline(0.0, color="#444444", linewidth=0.8)
        upper.set(ylabel="payoff", title="What each gets from a depth")
        lower.plot(grid, [dysfunction(members, x) for x in grid], color=GREY)
        for at, label, level in ((least, "least ideal", 0.05), (mean, "joint best", 0.82)):
            for axes in (upper, lower):
                axes.axvline(at, color="black", linewidth=1, linestyle=(0, (4, 3)))
            lower.text(at + 0.012, level, label, fontsize=10)
        lower.set(
            xlabel="depth of the design",
            ylabel="share missed",
            title="Dysfunction",
            xlim=(0, 1),
            ylim=(0, 1.02),
        )
    return figure


def outcome_table(groups: Mapping[str, Sequence[Sequence[Member]]]) -> pd.DataFrame:
    """What the model says of each reading: over the draws, medians with the middle nine tenths.

    Parameters
    ----------
    groups : mapping of str to sequence
        Draws of the members, by the name of the reading.

    Returns
    -------
    pandas.DataFrame
        Indexed by reading. `depth`, `missed`, `best` and `missed_signed` (at Manila's depth) with
        `_low` and `_high`; shares of the draws in which `all_weak` prefer Manila's depth to the
        North Atlantic one, `strong_better` jointly, `dilemma` (own parts of these depths are one
        for everybody); the median of `three_quarters` (the depth under that vote); and `least`, by
        name, how often it is least willing.

    Examples
    --------
    >>> table = outcome_table({"none": drawn_members(UNTIED, 20)})
    >>> bool(table.loc["none", "depth"] < table.loc["none", "best"])
    True
    """
    weak, strong = design_scale(SEATO).value, design_scale(NATO).value
    rows = {}
    for name, drawn in groups.items():
        found = {
            "depth": [unanimous(m) for m in drawn],
            "missed": [dysfunction(m, unanimous(m)) for m in drawn],
            "best": [best(m) for m in drawn],
            "missed_signed": [dysfunction(m, weak) for m in drawn],
        }
        row: dict[str, object] = {}
        for key, values in found.items():
            for end, share in (("", 0.5), ("_low", 0.05), ("_high", 0.95)):
                row[key + end] = float(np.quantile(values, share))
        many = len(drawn)
        row["all_weak"] = sum(all_prefer_weak(m, weak, strong) for m in drawn) / many
        row["strong_better"] = sum(joint(m, strong) > joint(m, weak) for m in drawn) / many
        row["dilemma"] = sum(dilemma(m, weak, strong) for m in drawn) / many
        row["three_quarters"] = float(
            np.median([agreed(m, math.ceil(0.75 * len(m))) for m in drawn])
        )
        least: dict[str, float] = {}
        for group in drawn:
            lowest = min(member.wish for member in group)
            who = [member.name for member in group if member.wish == lowest]
            for state in who:
                least[state] = least.get(state, 0.0) + 1.0 / len(who) / many
        row["least"] = dict(sorted(least.items(), key=lambda pair: -pair[1]))
        rows[name] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def outcome_words(table: pd.DataFrame) -> pd.DataFrame:
    """The main columns of `outcome_table` as a reader sees them.

    Parameters
    ----------
    table : pandas.DataFrame

    Examples
    --------
    >>> words = outcome_words(outcome_table({"none": drawn_members(UNTIED, 20)}))
    >>> list(words.columns)[:2]
    ['Reading', 'All consent to']
    """

    def told(key: str) -> list[str]:
        ends = zip(table[key], table[key + "_low"], table[key + "_high"], strict=True)
        return [f"{middle:.2f} ({low:.2f} to {high:.2f})" for middle, low, high in ends]

    least = [
        ", ".join(
            f"{state_name(state)} {share:.0%}" for state, share in of.items() if share >= 0.095
        )
        for of in table["least"]
    ]
    return pd.DataFrame(
        {
            "Reading": table.index,
            "All consent to": told("depth"),
            "Best for all together": told("best"),
            "Missed there": told("missed"),
            "Missed at Manila's depth": told("missed_signed"),
            "Least willing": least,
        }
    )


def change_table(drawn: Sequence[Sequence[Member]], depth: float) -> pd.DataFrame:
    """What would have to change, member by member, before it went as deep as that.

    Parameters
    ----------
    drawn : sequence
        Draws of the members.
    depth : float
        Wanted, 0 to 1.

    Returns
    -------
    pandas.DataFrame
        Indexed by state: shares of the draws in which it is `ready`, in which it would be
        `untied` (with no treaty of its own), and in which a threat of at most 1 would do
        (`scared`); medians of the `threat` that it would need and of the share by which its
        `cost` would have to fall.

    Examples
    --------
    >>> table = change_table(drawn_members(HALF_TIED, 20), 0.7)
    >>> bool(table.loc["australia", "untied"] < 0.1)
    True
    """
    found: dict[str, list[tuple[bool, bool, float, float]]] = {}
    for group in drawn:
        ties, fears, costs = (
            smallest_change(group, depth, move) for move in ("tie", "threat", "cost")
        )
        for member, tie, fear, cost in zip(group, ties, fears, costs, strict=True):
            found.setdefault(member.name, []).append(
                (fear == 0.0, math.isfinite(tie), member.threat + fear, cost / member.cost)
            )
    return pd.DataFrame(
        {
            "ready": {s: sum(r[0] for r in rows) / len(rows) for s, rows in found.items()},
            "untied": {s: sum(r[1] for r in rows) / len(rows) for s, rows in found.items()},
            "scared": {s: sum(r[2] <= 1.0 for r in rows) / len(rows) for s, rows in found.items()},
            "threat": {s: float(np.median([r[2] for r in rows])) for s, rows in found.items()},
            "cost": {s: float(np.median([r[3] for r in rows])) for s, rows in found.items()},
        }
    )


def change_words(change: pd.DataFrame, free: pd.DataFrame) -> pd.DataFrame:
    """What would have to change, as a reader sees it.

    Parameters
    ----------
    change, free : pandas.DataFrame
        From `change_table`, with treaties and without.

    Examples
    --------
    >>> tables = [change_table(drawn_members(reading, 20), 0.7) for reading in (HALF_TIED, UNTIED)]
    >>> change_words(*tables)["Member"].iloc[0]
    'Britain'
    """
    return pd.DataFrame(
        {
            "Member": [state_name(state) for state in change.index],
            "Ready as it is": change["ready"].map("{:.0%}".format),
            "Ready without its treaty": change["untied"].map("{:.0%}".format),
            "Ready at a threat of 1": change["scared"].map("{:.0%}".format),
            "Ready at a threat of 1, without its treaty": free["scared"].map("{:.0%}".format),
            "Fall of its cost that would do": change["cost"].map("{:.0%}".format),
        }
    )


def payment_share(drawn: Sequence[Sequence[Member]], depth: float) -> float:
    """How often those who gain could pay the others, from the unanimous depth to a deeper one.

    Parameters
    ----------
    drawn : sequence
        Draws of the members.
    depth : float
        Wanted, 0 to 1.

    Examples
    --------
    >>> 0.0 <= payment_share(drawn_members(UNTIED, 20), 0.4) <= 1.0
    True
    """
    return sum(joint(m, depth) >= joint(m, unanimous(m)) for m in drawn) / len(drawn)


# ---------------------------------------------------------------- the record of 1954


def _gap(worth: Mapping[str, float]) -> float:
    return worth["nato-like"] - worth["as-signed"]


@cache
def _drawn_worths(draws: int, seed: int, second: bool = False) -> tuple[bargaining.Worth, ...]:
    return tuple(bargaining.drawn(MANILA, draws, seed, second=second))


def asks_table() -> pd.DataFrame:
    """Who put which other design forward at Manila or before, and what became of it.

    Examples
    --------
    >>> "Design" in asks_table().columns
    True
    """
    frame = read_table("offers")
    frame = frame[
        (frame["round"] == MANILA)
        & frame["kind"].isin(["proposal", "condition", "refusal", "concession"])
    ]
    names = {key: design.name for key, design in bargaining.designs(MANILA).items()}
    return pd.DataFrame(
        {
            "Date": frame["date"],
            "Who": [_many(text) for text in frame["by"]],
            "To whom": [_many(text) for text in frame["to"]],
            "Kind": frame["kind"],
            "What": frame["step"],
            "Design": [names.get(text, "") for text in frame["design"]],
            "Source": [_source(text) for text in frame["source"]],
        }
    ).reset_index(drop=True)


_VOLUMES = {
    "frus1952v12p1": "FRUS 1952–1954, XII, Part 1",
    "frus1952v12p2": "FRUS 1952–1954, XII, Part 2",
    "frus1952v13p1": "FRUS 1952–1954, XIII, Part 1",
    "frus1952v16": "FRUS 1952–1954, XVI",
}


def _source(text: str) -> str:
    """A source with its volume in words; FRUS is Foreign Relations of the United States."""
    key, _, rest = text.partition(",")
    return _VOLUMES.get(key, key) + (f",{rest}" if rest else "")


def _many(text: str) -> str:
    """Several states in words, with what stands in brackets after them."""
    parts = []
    for part in text.split("+"):
        state, _, rest = part.partition(" (")
        parts.append(state_name(state) + (f" ({rest}" if rest else ""))
    return ", ".join(parts)


def _weak(actor: str, draws: int, seed: int, *, second: bool = False) -> float:
    """How often the weak design is worth more to a government than the strong one."""
    return sum(_gap(worth[actor]) < 0.0 for worth in _drawn_worths(draws, seed, second)) / draws


def account_table(draws: int, seed: int = 1954) -> pd.DataFrame:
    """Who preferred the weak design, by the record and by the model.

    Parameters
    ----------
    draws, seed : int
        Of the coded worths, and of the members under `HALF_TIED` with Washington.

    Returns
    -------
    pandas.DataFrame
        Indexed by government: the `gap` between a North Atlantic design and the one signed with
        its `low` and `high` end; the share of draws in which it is negative, by the codes of the
        first reader (`weak`) and of the `second`; and the share of the model's draws that say
        weak (`model`).

    Examples
    --------
    >>> table = account_table(50)
    >>> bool(table.loc["united-states", "weak"] > 0.9)
    True
    """
    coded = {(p.actor, p.design): p for p in bargaining.preferences(MANILA)}
    weak, strong = design_scale(SEATO).value, design_scale(NATO).value
    groups = drawn_members(replace(HALF_TIED, patron=True), draws, seed)
    model = {
        member.name: sum(prefers_weak(group[i], weak, strong) for group in groups) / draws
        for i, member in enumerate(groups[0])
    }
    rows = {}
    for actor in bargaining.governments(MANILA):
        strong_one, weak_one = coded[actor, "nato-like"], coded[actor, "as-signed"]
        rows[actor] = {
            "low": strong_one.low - weak_one.high,
            "gap": strong_one.worth - weak_one.worth,
            "high": strong_one.high - weak_one.low,
            "weak": _weak(actor, draws, seed),
            "second": _weak(actor, draws, seed, second=True),
            "model": model[actor],
        }
    return pd.DataFrame(rows).T


def account_words(table: pd.DataFrame) -> pd.DataFrame:
    """Who preferred the weak design, as a reader sees it.

    Parameters
    ----------
    table : pandas.DataFrame
        From `account_table`.

    Examples
    --------
    >>> account_words(account_table(20))["Government"].iloc[0]
    'United States'
    """
    return pd.DataFrame(
        {
            "Government": [state_name(str(state)) for state in table.index],
            "Strong less weak": [
                f"{gap:+.0f} ({low:+.0f} to {high:+.0f})"
                for gap, low, high in zip(table["gap"], table["low"], table["high"], strict=True)
            ],
            "Draws for the weak": table["weak"].map("{:.0%}".format),
            "Second reader": table["second"].map("{:.0%}".format),
            "Model, draws for the weak": table["model"].map("{:.0%}".format),
        }
    )


_EUROPEANS = ("britain", "france")
_ACCOUNTS = {
    "five": (REGIONAL, ("united-states",)),
    "washington": (("united-states",), REGIONAL),
    "seven": ((*REGIONAL, *_EUROPEANS), ("united-states",)),
    "washington alone": (("united-states",), (*REGIONAL, *_EUROPEANS)),
    "key states": (("united-states", *_EUROPEANS), REGIONAL),
}
"""Who chose the weak design and who wanted the strong one, by each account."""


def score_table(draws: int, seed: int = 1954) -> pd.DataFrame:
    """How many governments each account of the weak design names rightly, on average over draws.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        Indexed by account: `governments` that it speaks of, and how many it names rightly by the
        codes of the `first` and of the `second` reader.

    Examples
    --------
    >>> list(score_table(20)["governments"])
    [6.0, 6.0, 8.0, 8.0, 8.0]
    """
    rows = {}
    for name, (weak, strong) in _ACCOUNTS.items():
        row = {"governments": float(len(weak) + len(strong))}
        for reader, second in (("first", False), ("second", True)):
            row[reader] = math.fsum(
                [_weak(actor, draws, seed, second=second) for actor in weak]
                + [1.0 - _weak(actor, draws, seed, second=second) for actor in strong]
            )
        rows[name] = row
    return pd.DataFrame(rows).T


def score_words(table: pd.DataFrame) -> pd.DataFrame:
    """The accounts side by side, as a reader sees them.

    Parameters
    ----------
    table : pandas.DataFrame
        From `score_table`.

    Examples
    --------
    >>> score_words(score_table(20))["Wanted the strong one"].iloc[0]
    'Washington'
    """
    both = "Washington, London and Paris"
    words = {
        "five": ("The five of the region", "Washington"),
        "washington": ("Washington", "the five of the region"),
        "seven": ("The five, London and Paris", "Washington"),
        "washington alone": ("Washington", "the five, London and Paris"),
        "key states": (both, "the five of the region"),
    }
    return pd.DataFrame(
        {
            "Chose the weak design": [words[str(name)][0] for name in table.index],
            "Wanted the strong one": [words[str(name)][1] for name in table.index],
            **{
                f"Right, {reader} reader": [
                    f"{right:.1f} of {of:.0f}"
                    for right, of in zip(table[reader], table["governments"], strict=True)
                ]
                for reader in ("first", "second")
            },
        }
    )


def most_of_the_five(draws: int, seed: int = 1954, *, second: bool = False) -> float:
    """How often most of the regional powers at once preferred the weak design.

    Parameters
    ----------
    draws, seed : int
    second : bool
        Take the second reader's codes.

    Examples
    --------
    >>> most_of_the_five(50, second=True) < most_of_the_five(50) < 0.7
    True
    """
    worths = _drawn_worths(draws, seed, second)
    many = [sum(_gap(worth[state]) < 0.0 for state in REGIONAL) for worth in worths]
    return sum(2 * number > len(REGIONAL) for number in many) / draws


def wish_chart(table: pd.DataFrame, drawn: Sequence[Sequence[Member]]) -> Drawing:
    """What the model makes members want, beside what the record says that they wanted.

    Parameters
    ----------
    table : pandas.DataFrame
        From `account_table`.
    drawn : sequence
        Draws of the members.

    Returns
    -------
    Drawing
        Left, the wish of each member with the middle nine tenths of the draws, on a logarithmic
        scale; right, the coded gap with its range.

    Examples
    --------
    >>> chart = wish_chart(account_table(20), drawn_members(replace(HALF_TIED, patron=True), 20))
    >>> len(chart.axes)
    2
    """
    midpoint = (design_scale(SEATO).value + design_scale(NATO).value) / 2.0
    order = list(table.sort_values("gap").index)
    wishes: dict[str, list[float]] = {state: [] for state in order}
    for group in drawn:
        for member in group:
            wishes[member.name].append(member.wish)
    tied = tied_states()
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 4.6))
        left, right = figure.subplots(1, 2, sharey=True)
        for row, state in enumerate(order):
            low, middle, high = np.quantile(wishes[state], [0.05, 0.5, 0.95])
            colour, marker = (ORANGE, "s") if state in tied else (BLUE, "o")
            fill = "white" if state in tied else colour
            left.plot([max(low, 0.001), high], [row, row], color=colour)
            left.plot(middle, row, marker=marker, color=colour, markerfacecolor=fill, markersize=8)
            low, gap, high = table.loc[state, ["low", "gap", "high"]]
            right.plot([low, high], [row, row], color=colour)
            right.plot(gap, row, marker=marker, color=colour, markerfacecolor=fill, markersize=8)
        left.axvspan(0.001, midpoint, color="#eeeeee", zorder=0)
        right.axvspan(-9, 0, color="#eeeeee", zorder=0)
        left.set_xscale("log")
        left.set_yticks(range(len(order)), [state_name(state) for state in order])
        left.set(
            title="By the model",
            xlabel="wish: depth that it would choose",
            xlim=(0.001, 3),
            xticks=[0.001, 0.01, 0.1, 1],
            xticklabels=["0.001", "0.01", "0.1", "1"],
        )
        right.set(title="By the record", xlabel="strong design less weak, in steps", xlim=(-9, 5))
        handles = [
            Line2D([], [], color=ORANGE, marker="s", markerfacecolor="white", label="had a treaty"),
            Line2D([], [], color=BLUE, marker="o", label="had none for Asia"),
            Patch(color="#eeeeee", label="prefers the weak design"),
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=3)
    return figure


def rule_table(draws: int, seed: int = 1954) -> pd.DataFrame:
    """How often each rule gives which design, over the coded ranges.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        A row a rule, a column a design, shares of the draws.

    Examples
    --------
    >>> float(rule_table(5).loc["points by rank"].sum())
    1.0
    """
    case = load("seato-1954")
    capability = {name: client.capability.value for name, client in case.clients.items()}
    capability["united-states"] = case.patron.capability.value
    shares = bargaining.win_shares(
        _drawn_worths(draws, seed), capability, bargaining.consent(MANILA)
    )
    frame = pd.DataFrame(shares).T.fillna(0.0)
    return frame[list(bargaining.designs(MANILA))]


def left_out_table(draws: int, seed: int = 1954) -> pd.DataFrame:
    """Whether the weak design still beats the strong one when some wishes are not counted.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        Indexed by who is left out: at the coded points the `gap` of the sum, and the share of the
        draws in which the sum of the worths prefers the weak design (`weak`).

    Examples
    --------
    >>> left_out_table(20).loc["nobody", "weak"]
    np.float64(1.0)
    """
    governments = bargaining.governments(MANILA)
    point = bargaining.points(MANILA)
    groups = {
        "nobody": (),
        "Washington": ("united-states",),
        "London and Paris": ("britain", "france"),
        "Washington, London and Paris": ("united-states", "britain", "france"),
        "the five of the region": REGIONAL,
    }
    rows = {}
    for name, out in groups.items():
        left = [state for state in governments if state not in out]
        sums = [sum(_gap(worth[s]) for s in left) for worth in _drawn_worths(draws, seed)]
        rows[name] = {
            "gap": sum(_gap(point[state]) for state in left),
            "weak": sum(value < 0.0 for value in sums) / draws,
        }
    return pd.DataFrame(rows).T


def left_out_words(table: pd.DataFrame) -> pd.DataFrame:
    """Who was needed for the weak design, as a reader sees it.

    Parameters
    ----------
    table : pandas.DataFrame
        From `left_out_table`.

    Examples
    --------
    >>> left_out_words(left_out_table(20))["Sum of steps, at the points"].iloc[0]
    '-11'
    """
    return pd.DataFrame(
        {
            "Not counted": table.index,
            "Sum of steps, at the points": table["gap"].map("{:+.0f}".format),
            "Draws in which the sum prefers the weak design": table["weak"].map("{:.0%}".format),
        }
    )


def rise_table(draws: int, seed: int = 1954) -> pd.DataFrame:
    """By how many steps the strong design would have to be worth more, before it came about.

    Parameters
    ----------
    draws, seed : int

    Returns
    -------
    pandas.DataFrame
        The median with the middle nine tenths (`low`, `middle`, `high`). For each of the three
        great powers, and for the regional power that needs most (`region`), the rise that makes
        the strong design no worse to it than no pact; `all`, the same rise for every government
        that does so for each; `sum`, the rise for the three powers each with which the sum of
        worths no longer prefers the weak design.

    Examples
    --------
    >>> table = rise_table(50)
    >>> bool(table.loc["region", "middle"] < table.loc["britain", "middle"])
    True
    """
    three = ("united-states", *_EUROPEANS)
    found: dict[str, list[float]] = {name: [] for name in (*three, "region", "all", "sum")}
    for worth in _drawn_worths(draws, seed):
        short = {state: max(0.0, -of["nato-like"]) for state, of in worth.items()}
        for state in three:
            found[state].append(short[state])
        found["region"].append(max(short[state] for state in REGIONAL))
        found["all"].append(max(short.values()))
        behind = -math.fsum(_gap(of) for of in worth.values())
        found["sum"].append(max(0.0, behind) / len(three))
    rows = {name: np.quantile(values, [0.05, 0.5, 0.95]) for name, values in found.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["low", "middle", "high"])


def rise_words(table: pd.DataFrame) -> pd.DataFrame:
    """The rises that would do, as a reader sees them.

    Parameters
    ----------
    table : pandas.DataFrame
        From `rise_table`.

    Examples
    --------
    >>> rise_words(rise_table(20))["Whose wish"].iloc[0]
    'United States'
    """
    aim = "no worse than no pact"
    words = {state: (state_name(state), f"{aim} to it") for state in ("united-states", *_EUROPEANS)}
    words |= {
        "region": ("Of the five, the one that needs most", f"{aim} to it"),
        "all": ("All eight alike", f"{aim} to anybody"),
        "sum": ("Washington, London and Paris alike", "ahead of the signed design by the sum"),
    }
    return pd.DataFrame(
        {
            "Whose wish": [words[str(name)][0] for name in table.index],
            "So that a design like NATO's is": [words[str(name)][1] for name in table.index],
            "Steps": [
                f"{row.middle:.1f} ({row.low:.1f} to {row.high:.1f})" for row in table.itertuples()
            ],
        }
    )


# ---------------------------------------------------------------- lives


def life_table() -> pd.DataFrame:
    """Lives of the organisations: years alive, falls, and shocks, with exact intervals.

    Examples
    --------
    >>> life_table().loc["North Atlantic Treaty", "falls"]
    np.int64(0)
    """
    told = {record.pact: record for record in shock_record()}
    rows = {}
    for pact, seen in lives().items():
        fall, record = rates(seen)["alive", "zombie"], told[pact]
        rows[pacts()[pact].name] = {
            "years": fall.years,
            "falls": fall.moves,
            "low": fall.low,
            "rate": fall.rate,
            "high": fall.high,
            "shocks": record.shocks,
            "moved": record.moved,
            "shock_low": record.interval[0],
            "shock_high": record.interval[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def life_words(table: pd.DataFrame) -> pd.DataFrame:
    """Lives of the organisations, as a reader sees them.

    Parameters
    ----------
    table : pandas.DataFrame
        From `life_table`.

    Examples
    --------
    >>> life_words(life_table())["Shocks that moved it"].iloc[0]
    '0 of 9'
    """
    told = table.assign(share=table["moved"] / table["shocks"])

    def spread(middle: str, low: str, high: str, digits: int) -> list[str]:
        ends = zip(told[middle], told[low], told[high], strict=True)
        return [f"{m:.{digits}f} ({a:.{digits}f} to {b:.{digits}f})" for m, a, b in ends]

    return pd.DataFrame(
        {
            "Organisation": table.index,
            "Years alive": table["years"].map("{:.0f}".format),
            "Falls": table["falls"],
            "Falls a year (95%)": spread("rate", "low", "high", 3),
            "Shocks that moved it": [
                f"{moved} of {shocks}"
                for moved, shocks in zip(table["moved"], table["shocks"], strict=True)
            ],
            "Chance a shock (95%)": spread("share", "shock_low", "shock_high", 2),
        }
    )


def lives_chart() -> Drawing:
    """Organisations as bars, alive, zombie and ended, with shocks marked.

    Returns
    -------
    Drawing
        A row an organisation; the range of the day on which SEATO became a zombie in brackets.

    Examples
    --------
    >>> len(lives_chart().axes[0].get_yticklabels())
    8
    """
    told = life_events()
    order = sorted(told, key=lambda pact: told[pact][0].day, reverse=True)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 4.8))
        axes = figure.subplots()
        for row, pact in enumerate(order):
            for spell in spells(told[pact]):
                alive = spell.state == "alive"
                axes.barh(
                    row,
                    (spell.until - spell.since).days,
                    left=on_axis(spell.since),
                    height=0.46,
                    color=BLUE if alive else "white",
                    hatch="" if alive else "////",
                    edgecolor=BLUE if alive else ORANGE,
                    linewidth=0.9,
                    zorder=2,
                )
            shocks = [on_axis(event.day) for event in told[pact] if event.kind == "shock"]
            axes.plot(
                shocks, [row + 0.38] * len(shocks), "v", color="black", markersize=6, zorder=3
            )
            if told[pact][-1].state == "dead":
                axes.plot(
                    on_axis(told[pact][-1].day), row, "X", color="black", markersize=8, zorder=4
                )
        row = order.index(SEATO)
        first, last = (on_axis(day) for day in (date(1961, 3, 29), date(1973, 9, 28)))
        axes.plot([first, last], [row - 0.36] * 2, color="black", linewidth=1.4)
        for end in (first, last):
            axes.plot([end, end], [row - 0.44, row - 0.28], color="black", linewidth=1.4)
        names = [pacts()[pact].name.replace("Five Power Defence", "Five Power") for pact in order]
        axes.set_yticks(range(len(order)), names)
        axes.set(
            xlim=(on_axis(date(1946, 1, 1)), on_axis(date(2027, 1, 1))),
            ylim=(-0.7, len(order) - 0.35),
        )
        years = range(1950, 2030, 10)
        axes.set_xticks(
            [on_axis(date(year, 1, 1)) for year in years], [str(year) for year in years]
        )
        axes.grid(axis="y", visible=False)
        handles = [
            Patch(color=BLUE, label="alive"),
            Patch(facecolor="white", edgecolor=ORANGE, hatch="////", label="zombie"),
            Line2D([], [], color="black", marker="v", linestyle="none", label="shock"),
            Line2D([], [], color="black", marker="X", linestyle="none", label="dissolved"),
            Line2D([], [], color="black", linewidth=1.4, label="SEATO's passage: range"),
        ]
        figure.legend(handles=handles, loc="outside upper center", ncols=3, fontsize=10)
    return figure


def passed_on(events: Sequence[LifeEvent], day: date) -> tuple[LifeEvent, ...]:
    """A life told again with another day for the passage from alive to zombie.

    Parameters
    ----------
    events : sequence of LifeEvent
        Of one organisation that became a zombie once.
    day : date
        Of an event; from it on it is a zombie, before it alive.

    Examples
    --------
    >>> told = passed_on(life_events()["manila-1954"], date(1961, 3, 29))
    >>> spells(told)[0].until
    datetime.date(1961, 3, 29)
    """
    return tuple(
        event
        if event.state == "dead"
        else replace(event, state="zombie" if event.day >= day else "alive")
        for event in events
    )


def passage_table(
    days: Iterable[date] = (
        date(1961, 3, 29),
        date(1962, 3, 6),
        date(1965, 5, 5),
        date(1973, 9, 28),
    ),
) -> pd.DataFrame:
    """SEATO's record for other days on which it may have become a zombie, beside NATO's.

    Parameters
    ----------
    days : iterable of date
        Of events in its life.

    Returns
    -------
    pandas.DataFrame
        Indexed by day: `years` alive, the rate of falling with its exact interval, shocks that
        `moved` it of all `shocks`; and the `chance` that the one fall of the two organisations
        strikes SEATO if their rates are equal.

    Examples
    --------
    >>> len(passage_table())
    4
    """
    north = rates(lives()[NATO])["alive", "zombie"].years
    rows = {}
    for day in days:
        told = passed_on(life_events()[SEATO], day)
        fall = rates(spells(told))["alive", "zombie"]
        moved, shocks = shocks_moved(told)
        rows[day.isoformat()] = {
            "years": fall.years,
            "low": fall.low,
            "rate": fall.rate,
            "high": fall.high,
            "moved": moved,
            "shocks": shocks,
            "chance": fall.years / (fall.years + north),
        }
    return pd.DataFrame(rows).T


def survival_band(
    seen: Sequence[Spell], years: Sequence[float], level: float = 0.95
) -> pd.DataFrame:
    """Chances of being alive, and of being alive or a zombie, with a band that holds for all rates.

    Parameters
    ----------
    seen : sequence of life.Spell
        Of organisations that are taken to share their rates.
    years : sequence of float
    level : float
        At least so sure are all four rates to lie in their intervals at once (Bonferroni); the band
        runs over the corners of that box.

    Returns
    -------
    pandas.DataFrame
        Indexed by year; `alive` and `going` (not dead), with `_low` and `_high`.

    Examples
    --------
    >>> pooled = [spell for of in lives().values() for spell in of]
    >>> table = survival_band(pooled, [0.0, 20.0])
    >>> bool(table.loc[20.0, "alive_low"] < table.loc[20.0, "alive"] < table.loc[20.0, "alive_high"])
    True
    """
    found = rates(seen, 1.0 - (1.0 - level) / 4.0)
    corners = [
        dict(zip(found, ends, strict=True))
        for ends in itertools.product(*((rate.low, rate.high) for rate in found.values()))
    ]
    middle = {move: rate.rate for move, rate in found.items()}
    rows = {}
    for year in years:
        at = survival(middle, year)
        edge = [survival(corner, year) for corner in corners]
        alive = [chances["alive"] for chances in edge]
        going = [1.0 - chances["dead"] for chances in edge]
        rows[year] = {
            "alive": at["alive"],
            "alive_low": min(alive),
            "alive_high": max(alive),
            "going": 1.0 - at["dead"],
            "going_low": min(going),
            "going_high": max(going),
        }
    return pd.DataFrame(rows).T


def survival_chart() -> Drawing:
    """The chain fitted to all lives, with its band, and where NATO and SEATO stand on it.

    Returns
    -------
    Drawing
        Left the chance of being alive, right that of not being dissolved yet, over the years.

    Examples
    --------
    >>> survival_chart().axes[0].get_xlabel()
    'years since the founding'
    """
    told = lives()
    pooled = [spell for of in told.values() for spell in of]
    table = survival_band(pooled, [float(year) for year in range(81)])
    seato, nato = told[SEATO], told[NATO]
    fell = seato[0].years
    marks = {
        "alive": ((fell, "SEATO a zombie", (16, 2)), (nato[0].years, "NATO alive", (-70, 34))),
        "going": ((fell + seato[1].years, "SEATO\ndissolved", (-22, -50)),),
    }
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.4, 3.9))
        panels = figure.subplots(1, 2, sharey=True)
        for axes, key, colour, title in zip(
            panels, ("alive", "going"), (BLUE, ORANGE), ("Alive", "Alive or a zombie"), strict=True
        ):
            axes.fill_between(
                table.index, table[key + "_low"], table[key + "_high"], color=colour, alpha=0.16
            )
            for end in ("_low", "_high"):
                axes.plot(table.index, table[key + end], color=colour, linewidth=0.9, dashes=(4, 3))
            axes.plot(table.index, table[key], color=colour)
            for x, text, shift in marks[key]:
                y = float(np.interp(x, table.index, table[key]))
                axes.plot(x, y, "o", color="black", markersize=7, zorder=5)
                axes.annotate(
                    text,
                    (x, y),
                    shift,
                    textcoords="offset points",
                    arrowprops={"arrowstyle": "-", "linewidth": 0.8, "color": "black"},
                    fontsize=10,
                    zorder=6,
                )
            axes.set(title=title, xlabel="years since the founding", xlim=(0, 80), ylim=(0, 1.02))
        panels[0].set_ylabel("chance")
    return figure
