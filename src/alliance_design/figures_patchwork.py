"""Tables and figures of the chapter on South Korea and Taiwan: who asked, who gave, in which order."""

from __future__ import annotations

import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import matplotlib as mpl
import matplotlib.dates as mdates
import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from alliance_design import concessions, paths
from alliance_design.concessions import Ally, Deal, Terms
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, middle_day, on_axis
from alliance_design.pacts import state_name

__all__ = [
    "MIDDLE",
    "READINGS",
    "ROUNDS",
    "SEED",
    "agreement",
    "asked_and_given",
    "brought",
    "curves_of_restraint",
    "drawn_orders",
    "first_asked",
    "over_orders",
    "over_ranges",
    "path_of_asks",
    "results_over_orders",
    "results_over_ranges",
    "strongest_terms",
    "told",
    "two_most_restrained",
    "wanted",
]

READINGS: Mapping[str, Mapping[str, float]] = {
    "concession": {"exposed": 0.0, "hold": 0.0},
    "powerplay": {"exposed": 1.0, "hold": 1.0},
}
"""Whether an ally's war comes without a promise, and whether only a promise gives a hold on it."""

MIDDLE = Terms(**{name: (low + high) / 2.0 for name, (low, high) in concessions.BOX.items()})
"""Every term in the middle of its range."""

SEED = 1953
"""Of every draw of the chapter."""
PATRON = "united-states"
ROUNDS = {"korea-1953": "South Korea", "taiwan-1954": "Taiwan"}

LANES: Mapping[str, frozenset[str]] = {
    "promise": frozenset({"form", "commitment"}),
    "restraint": frozenset({"restraint"}),
    "forces and command": frozenset({"command", "forces"}),
    "aid and bases": frozenset({"aid", "bases"}),
}
"""What a step was about, put together to four things that were traded."""

ASKS = frozenset({"proposal", "demand", "condition", "threat"})
GIVES = frozenset({"concession", "acceptance"})


def _side(by: str) -> str:
    """Who takes a step: the ally, the patron or both."""
    if "+" in by:
        return "both"
    return "patron" if by.startswith(PATRON) else "ally"


def _lanes(about: str) -> list[str]:
    named = set(about.split(";"))
    return [lane for lane, words in LANES.items() if words & named]


def asked_and_given(round_: str) -> pd.DataFrame:
    """The dated steps of a round, one row for each of the things that were traded.

    Parameters
    ----------
    round_ : str
        ``korea-1953`` or ``taiwan-1954``.

    Returns
    -------
    pandas.DataFrame
        Date, side that takes the step, whether it asks, gives, refuses or decides, the lane, and
        whose idea the content was.

    Examples
    --------
    >>> sorted(set(asked_and_given("korea-1953")["does"]))
    ['asks', 'decides', 'gives', 'refuses']
    """
    rows = []
    for offer in paths.offers(round_):
        does = "decides"
        if offer.kind in ASKS:
            does = "asks"
        elif offer.kind in GIVES:
            does = "gives"
        elif offer.kind == "refusal":
            does = "refuses"
        rows += [
            {
                "id": offer.id,
                "date": offer.date,
                "side": _side(offer.by),
                "does": does,
                "lane": lane,
                "initiator": offer.initiator,
                "step": offer.step,
                "source": offer.source,
            }
            for lane in _lanes(offer.about)
        ]
    return pd.DataFrame(rows)


def first_asked() -> pd.DataFrame:
    """Who put forward the promise first and who a restraint, with the day, by the table of offers.

    Command counts as a restraint. A step taken by one side for an idea of the other counts for the
    other.

    Examples
    --------
    >>> table = first_asked()
    >>> sorted(set(table["Whose idea"]))
    ['Washington', 'the ally']
    """
    named = {"ally": "the ally", "us": "Washington", "joint": "both"}
    rows = []
    for round_, name in ROUNDS.items():
        for thing, words, side in (
            ("a treaty", {"form", "commitment"}, ("ally", "us", "joint")),
            ("restraint or command", {"restraint", "command"}, ("us", "joint")),
        ):
            offer = next(
                offer
                for offer in paths.offers(round_)
                if words & set(offer.about.split(";"))
                and offer.kind in ASKS
                and offer.initiator in side
            )
            rows.append(
                {
                    "Bargain": name,
                    "First asked for in this round": thing,
                    "Day": offer.date,
                    "Whose idea": named[offer.initiator],
                    "Step": offer.step,
                }
            )
    return pd.DataFrame(rows)


KEY_DAYS = {
    "korea-1953": (
        ("1953-06-18", "prisoners freed", "right"),
        ("1953-10-01", "treaty signed", "left"),
        ("1954-11-17", "minute", "center"),
    ),
    "taiwan-1954": (
        ("1953-04-23", "note for jets", "center"),
        ("1954-09-03", "Quemoy shelled", "right"),
        ("1954-12-02", "treaty signed", "left"),
    ),
}
"""Days named in the figure."""

NOTE = {"date": "1953-04-23", "side": "ally", "does": "gives", "lane": "restraint"}
"""The note of April 1953, which stands in the table of restraints."""

SIDES = {"ally": (1.0, ORANGE), "both": (0.0, GREEN), "patron": (-1.0, BLUE)}
MARKS = {"asks": "^", "gives": "o", "refuses": "X", "decides": "d"}
OFF = {"asks": 0.36, "gives": 0.15, "refuses": 0.15, "decides": 0.15}


WIDE = 17.0
"""Days that a mark covers in the figure of the path."""


def _apart(days: Sequence[float], gap: float) -> list[float]:
    """Ascending days moved as little as need be so that none is nearer than a gap to the next."""
    pools: list[list[float]] = []
    for number, day in enumerate(days):
        pools.append([day - gap * number])
        while len(pools) > 1 and statistics.mean(pools[-2]) > statistics.mean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    level = [statistics.mean(pool) for pool in pools for _ in pool]
    return [height + gap * number for number, height in enumerate(level)]


def path_of_asks() -> Drawing:
    """Who asked for what and who gave it, day by day, for both bargains.

    Returns
    -------
    Drawing
        Four lanes a bargain; steps of the ally above each line, of the patron below, of both on it.
        Marks that would cover one another are moved apart by some days.

    Examples
    --------
    >>> [axes.get_title(loc="left") for axes in path_of_asks().axes]
    ['South Korea', 'Taiwan']
    """
    lanes = list(LANES)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 7.8))
        for axes, (round_, name) in zip(figure.subplots(2, 1), ROUNDS.items(), strict=True):
            axes.set_title(name, pad=20)
            axes.grid(axis="y", visible=False)
            for height in range(len(lanes)):
                axes.axhline(-height, color="#cccccc", linewidth=0.8, zorder=1)
            steps = asked_and_given(round_)
            if round_ == "taiwan-1954":
                steps = pd.concat([pd.DataFrame([NOTE]), steps])
            steps = steps.assign(
                at=steps["date"].map(middle_day).map(on_axis),
                height=[
                    OFF[does] * SIDES[side][0] - lanes.index(lane)
                    for does, side, lane in zip(
                        steps["does"], steps["side"], steps["lane"], strict=True
                    )
                ],
            ).sort_values("at")
            for height, level in steps.groupby("height"):
                places = _apart(level["at"].to_list(), WIDE)
                for at, row in zip(places, level.itertuples(), strict=True):
                    colour = SIDES[row.side][1]
                    axes.plot(
                        at,
                        height,
                        marker=MARKS[row.does],
                        markersize=8 if row.does != "decides" else 6,
                        color=colour,
                        markerfacecolor="white" if row.does == "asks" else colour,
                        markeredgecolor=colour if row.does in ("asks", "decides") else "white",
                        markeredgewidth=1.4 if row.does == "asks" else 0.6,
                        linestyle="none",
                        zorder=3,
                    )
            for day, words, ha in KEY_DAYS[round_]:
                axes.axvline(
                    on_axis(middle_day(day)),
                    color=GREY,
                    linewidth=0.9,
                    linestyle=(0, (2, 2)),
                    zorder=0,
                )
                axes.annotate(
                    words,
                    (on_axis(middle_day(day)), 1.0),
                    (0, 3),
                    xycoords=("data", "axes fraction"),
                    textcoords="offset points",
                    ha=ha,
                    va="bottom",
                    fontsize=9,
                    color=GREY,
                    annotation_clip=False,
                )
            axes.set_yticks([-height for height in range(len(lanes))], labels=lanes)
            axes.tick_params(axis="y", length=0)
            axes.set_ylim(-len(lanes) + 0.4, 0.6)
            axes.set_xlim(on_axis(middle_day("1953-02-20")), on_axis(middle_day("1955-05-15")))
            axes.spines["left"].set_visible(False)
            locator = mdates.MonthLocator(bymonth=(1, 7))  # type: ignore[no-untyped-call]
            axes.xaxis.set_major_locator(locator)
            axes.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))  # type: ignore[no-untyped-call]
        handles = [
            Line2D(
                [],
                [],
                marker=MARKS[does],
                linestyle="none",
                color="#333333",
                markerfacecolor="white" if does == "asks" else "#333333",
                markersize=7,
                label=does,
            )
            for does in MARKS
        ]
        handles += [
            Line2D([], [], marker="s", linestyle="none", color=colour, markersize=7, label=label)
            for label, colour in (
                ("ally, above the line", ORANGE),
                ("both, on it", GREEN),
                ("Washington, below", BLUE),
            )
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=4, fontsize=9.5)
    return figure


def brought() -> pd.DataFrame:
    """What each ally brought to its bargain, in the codebook's steps, with the range.

    Examples
    --------
    >>> brought().loc["South Korea", "Ambition"]
    '4 (3 to 4)'
    """
    from alliance_design.tables import read_table

    rows: dict[str, dict[str, str]] = {}
    for row in read_table("bargains").to_dict("records"):
        told = f"{row['value']:g} ({row['low']:g} to {row['high']:g})"
        rows.setdefault(state_name(row["ally"]), {})[row["quantity"].capitalize()] = told
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("Ally")


def strongest_terms() -> pd.DataFrame:
    """For each ally of the model the term of treaty, notes or minutes that restrains it most.

    Examples
    --------
    >>> int(strongest_terms()["Degree"].max())
    4
    """
    from alliance_design.tables import read_table

    kept = {ally.name for ally in concessions.allies()}
    best: dict[str, dict[str, object]] = {}
    for row in read_table("restraints").to_dict("records"):
        counted = row["term"] in ("use-of-force", "command", "forces") and row["binds"] != "us"
        degree = int(row["degree"]) if counted else 0
        name = state_name(row["ally"])
        if row["ally"] in kept and degree >= int(str(best.get(name, {}).get("Degree", -1))):
            best[name] = {
                "Ally": name,
                "Degree": degree,
                "Strongest term": row["term"].replace("-", " "),
                "Instrument": row["instrument"],
                "Words": f"“{row['words']}”" if row["words"] else "",
            }
    return pd.DataFrame(best.values())


def curves_of_restraint(terms: Terms) -> Drawing:
    """Restraint wanted against provocation, for three depths of ambition, with the allies' texts.

    Parameters
    ----------
    terms : concessions.Terms

    Returns
    -------
    Drawing
        Curves of `concessions.best_restraint` at a full promise; a bar for each ally's range of
        provocation, at the height of what the texts say of it.

    Examples
    --------
    >>> len(curves_of_restraint(MIDDLE).axes[0].lines) >= 3
    True
    """
    from alliance_design.tables import read_table

    table = read_table("bargains")
    coded = table[table["quantity"] == "provocation"].set_index("ally")
    texts = concessions.restraint_in_text()
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 4.3))
        axes = figure.subplots()
        steps = [step / 200 for step in range(201)]
        looks = ((0.0, "-", "#9db8d3"), (0.5, "--", "#5d87b1"), (1.0, "-.", BLUE))
        for ambition, dash, colour in looks:
            heights = [
                concessions.best_restraint(Ally("", 0.0, p, ambition, 0.0, 0.0), terms, 1.0)
                for p in steps
            ]
            axes.plot(
                steps,
                heights,
                linestyle=dash,
                color=colour,
                label=f"ambition {4 * ambition:g} of 4",
            )
        places = {
            ("philippines", "australia", "new-zealand"): (0.27, 0.25, "left", "center"),
            ("japan",): (0.27, 0.5, "left", "center"),
            ("taiwan",): (0.9, 0.71, "center", "top"),
            ("south-korea",): (0.87, 1.04, "center", "bottom"),
        }
        for names, (x, y, ha, va) in places.items():
            low = min(coded.loc[name, "low"] for name in names) / concessions.STEPS
            high = max(coded.loc[name, "high"] for name in names) / concessions.STEPS
            middle = coded.loc[names[0], "value"] / concessions.STEPS
            height = texts[names[0]]
            axes.plot([low, high], [height, height], color=ORANGE, linewidth=5, alpha=0.45)
            axes.plot(middle, height, marker="D", color=ORANGE, markersize=8)
            axes.annotate(
                ", ".join(state_name(name) for name in names),
                (x, y),
                ha=ha,
                va=va,
                color=ORANGE,
                fontsize=9.5,
                fontweight="bold",
                annotation_clip=False,
                path_effects=[withStroke(linewidth=3, foreground="white")],
            )
        axes.set(
            xlabel="provocation (1 is the codebook’s 4)",
            ylabel="restraint (1 is the codebook’s 4)",
            xlim=(-0.02, 1.02),
            ylim=(-0.03, 1.12),
        )
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    return figure


# ---------------------------------------------------------------- over the coded ranges


@cache
def _draws(number: int) -> tuple[tuple[Terms, tuple[Ally, ...]], ...]:
    chance = random.Random(SEED)
    return tuple(
        (concessions.drawn_terms(chance), concessions.drawn_allies(chance)) for _ in range(number)
    )


@cache
def _solved(terms: Terms, group: tuple[Ally, ...]) -> tuple[Deal, ...]:
    return concessions.in_order(group, terms)


def over_ranges(draws: int, ambition: float = 1.0, **fixed: float) -> pd.DataFrame:
    """The six bargains in the historical order, over the coded ranges and the whole box of terms.

    Parameters
    ----------
    draws : int
        How many; the same draws every time, so that readings are compared pair by pair.
    ambition : float
        What every ally's ambition is multiplied by, from 0 to 1.
    **fixed : float
        Terms that are the same in every draw (see `READINGS`).

    Returns
    -------
    pandas.DataFrame
        One row a draw and ally: commitment, restraint, aid, signed, and whether aid divides the
        gains (is neither nil nor all there is).

    Examples
    --------
    >>> len(over_ranges(2))
    12
    """
    return pd.DataFrame(
        {
            "draw": number,
            "ally": deal.ally,
            "commitment": deal.commitment,
            "restraint": deal.restraint,
            "aid": deal.aid,
            "signed": deal.signed,
            "divides": 1e-6 < deal.aid < changed.aid - 1e-6,
        }
        for number, (terms, group) in enumerate(_draws(draws))
        for changed in [replace(terms, **fixed)]
        for deal in _solved(
            changed, tuple(replace(ally, ambition=ambition * ally.ambition) for ally in group)
        )
    )


def wanted(draws: int, commitment: float, **fixed: float) -> pd.DataFrame:
    """The restraint that patron and ally together want for one promise to all, without a bargain.

    Parameters
    ----------
    draws : int
        The draws of `over_ranges`.
    commitment : float
        How deep the promise is, from 0 to 1.
    **fixed : float
        Terms that are the same in every draw.

    Examples
    --------
    >>> float(wanted(2, 0.0)["restraint"].max())
    0.0
    """
    return pd.DataFrame(
        {
            "draw": number,
            "ally": ally.name,
            "restraint": concessions.best_restraint(ally, replace(terms, **fixed), commitment),
        }
        for number, (terms, group) in enumerate(_draws(draws))
        for ally in group
    )


def told(name: str, found: pd.DataFrame, *things: str) -> dict[str, float]:
    """Numbers on one run, for the text.

    Parameters
    ----------
    name : str
        What the run is called.
    found : pandas.DataFrame
        As `over_ranges` gives it.
    *things : str
        An ally, for its share of draws with a promise above one half; ``all`` for the share with all
        six; ``two`` for that in which Seoul and Taipei are restrained most; ``gamma`` and ``up``
        for the mean agreement with the texts and the share above 0; ``restraint`` for the mean of
        the two; ``divides_korea`` and ``divides_taiwan`` for the share of their deals in which aid
        divides the gains.

    Examples
    --------
    >>> list(told("safe", over_ranges(2), "japan", "two"))
    ['safe_japan', 'safe_two']
    """
    deep = found.pivot(index="draw", columns="ally", values="commitment") > 0.5
    two = found[found["ally"].isin(["south-korea", "taiwan"])]
    gamma = agreement(found)
    divides = two[two["signed"]].groupby("ally")["divides"].mean()
    numbers = {
        **{ally.replace("-", "_"): float(share) for ally, share in deep.mean().items()},
        "all": float(deep.all(axis=1).mean()),
        "two": float(two_most_restrained(found).mean()),
        "gamma": float(gamma.mean()),
        "up": float((gamma > 0).mean()),
        "restraint": float(two["restraint"].mean()),
        "divides_korea": float(divides.get("south-korea", 0.0)),
        "divides_taiwan": float(divides.get("taiwan", 0.0)),
    }
    return {f"{name}_{thing}": numbers[thing] for thing in things}


def agreement(found: pd.DataFrame, texts: Mapping[str, float] | None = None) -> pd.Series[float]:
    """Rank agreement of the model's restraint with what the texts say, one number a draw.

    Parameters
    ----------
    found : pandas.DataFrame
        As `over_ranges` gives it.
    texts : mapping of float, optional
        Another reading of the texts.

    Examples
    --------
    >>> agreement(over_ranges(3)).between(-1, 1).all()
    np.True_
    """
    held = concessions.restraint_in_text() if texts is None else texts
    # The bargain is solved to some five digits: smaller differences are none.
    wide = found.pivot(index="draw", columns="ally", values="restraint").round(3)
    return pd.Series(
        [concessions.rank_agreement(row, held) for row in wide.to_dict("records")],
        index=wide.index,
        dtype=float,
    )


def two_most_restrained(found: pd.DataFrame) -> pd.Series[bool]:
    """Whether South Korea and Taiwan are both restrained more than any other, one answer a draw.

    Examples
    --------
    >>> len(two_most_restrained(over_ranges(3)))
    3
    """
    wide = found.pivot(index="draw", columns="ally", values="restraint").round(3)
    two = wide[["south-korea", "taiwan"]]
    return two.min(axis=1) > wide.drop(columns=two.columns).max(axis=1) + 1e-9


LOOKS = {"concession": (BLUE, "o"), "powerplay": (ORANGE, "s")}
TOLD = {
    "concession": "concession: it can stay out",
    "powerplay": "powerplay: it comes anyway",
}
CUTS = (0.25, 0.5, 0.75)


def results_over_ranges(found: Mapping[str, pd.DataFrame]) -> Drawing:
    """Who is promised protection in how many draws, and how well restraint agrees with the texts.

    Parameters
    ----------
    found : mapping of pandas.DataFrame
        By reading, as `over_ranges` gives them.

    Returns
    -------
    Drawing
        Left, the share of draws with a promise above one half, with the shares above a quarter and
        three quarters as ends of a bar; right, the distribution of the rank agreement.

    Examples
    --------
    >>> len(results_over_ranges({"concession": over_ranges(3)}).axes)
    2
    """
    names = [ally.name for ally in concessions.allies()]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 4.4))
        left, right = figure.subplots(1, 2, width_ratios=[1.15, 1.0])
        for number, (reading, frame) in enumerate(found.items()):
            colour, mark = LOOKS[reading]
            for row, name in enumerate(names):
                of = frame.loc[frame["ally"] == name, "commitment"]
                shares = [float((of > cut).mean()) for cut in CUTS]
                height = -row - 0.17 + 0.34 * (1 - number)
                left.plot(
                    [shares[-1], shares[0]], [height] * 2, color=colour, linewidth=5, alpha=0.4
                )
                left.plot(
                    shares[1],
                    height,
                    marker=mark,
                    color=colour,
                    markersize=8,
                    linestyle="none",
                    clip_on=False,
                    label=TOLD[reading] if row == 0 else None,
                )
            gamma = agreement(frame)
            bins = [step / 5 for step in range(-5, 6)]
            right.hist(
                gamma,
                bins=bins,
                weights=[1 / len(gamma)] * len(gamma),
                histtype="stepfilled" if number == 0 else "step",
                color=colour,
                alpha=0.4 if number == 0 else 1.0,
                linewidth=2.2,
                linestyle="-" if number == 0 else "--",
            )
        left.set_yticks([-row for row in range(len(names))], labels=[state_name(n) for n in names])
        left.set(xlim=(-0.03, 1.03), xlabel="share of draws with a promise")
        left.grid(axis="y", visible=False)
        left.tick_params(axis="y", length=0)
        right.axvline(0, color=GREY, linewidth=1.0)
        right.set(xlim=(-1, 1), xlabel="rank agreement with the texts", ylabel="share of draws")
        figure.legend(*left.get_legend_handles_labels(), loc="outside upper center", ncols=2)
    return figure


# ---------------------------------------------------------------- over the orders


def over_orders(terms: Terms, group: Sequence[Ally] | None = None) -> pd.DataFrame:
    """What each ally gets in every order in which the six could have bargained.

    Parameters
    ----------
    terms : concessions.Terms
    group : sequence of Ally, optional
        In the historical order; the coded allies where it is left out.

    Returns
    -------
    pandas.DataFrame
        One row an order and ally; order 0 is the historical one.

    Examples
    --------
    >>> found = over_orders(MIDDLE)
    >>> found["order"].nunique()
    720
    """
    allies = concessions.allies() if group is None else group
    return pd.DataFrame(
        {
            "order": number,
            "ally": deal.ally,
            "place": place,
            "commitment": deal.commitment,
            "restraint": deal.restraint,
            "aid": deal.aid,
            "signed": deal.signed,
        }
        for number, deals in enumerate(concessions.orders(allies, terms))
        for place, deal in enumerate(deals, start=1)
    )


def drawn_orders(draws: int) -> pd.DataFrame:
    """How the order matters to each ally, for terms drawn from the box, in both readings.

    Parameters
    ----------
    draws : int

    Returns
    -------
    pandas.DataFrame
        One row a draw, reading and ally: share of orders with a signature and with a promise above
        one half, what the historical order gives, and where its restraint stands among all.

    Examples
    --------
    >>> sorted(drawn_orders(1)["reading"].unique())
    ['concession', 'powerplay']
    """
    chance = random.Random(SEED + 1)
    rows = []
    for number in range(draws):
        terms = concessions.drawn_terms(chance)
        for reading, fixed in READINGS.items():
            found = over_orders(replace(terms, **fixed))
            for name, of in found.groupby("ally", sort=False):
                first = of[of["order"] == 0].iloc[0]
                rows.append(
                    {
                        "draw": number,
                        "reading": reading,
                        "ally": name,
                        "signs": of["signed"].mean(),
                        "promised": (of["commitment"] > 0.5).mean(),
                        "signed in history": bool(first["signed"]),
                        "promised in history": bool(first["commitment"] > 0.5),
                        "least": of["restraint"].min(),
                        "median": statistics.median(of["restraint"]),
                        "most": of["restraint"].max(),
                        "restraint in history": first["restraint"],
                    }
                )
    return pd.DataFrame(rows)


def results_over_orders(found: Mapping[str, pd.DataFrame]) -> Drawing:
    """What each ally gets over the 720 orders, with the historical order marked.

    Parameters
    ----------
    found : mapping of pandas.DataFrame
        By reading, as `over_orders` gives them.

    Returns
    -------
    Drawing
        Marks as large as the share of orders with that value; an upright stroke for the deal in the
        historical order.

    Examples
    --------
    >>> len(results_over_orders({"concession": over_orders(MIDDLE)}).axes)
    3
    """
    names = [ally.name for ally in concessions.allies()]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 5.0))
        panels = figure.subplots(1, 3, sharey=True)
        for axes, quantity in zip(panels, ("commitment", "restraint", "aid"), strict=True):
            for number, (reading, frame) in enumerate(found.items()):
                colour, mark = LOOKS[reading]
                for row, name in enumerate(names):
                    of = frame[frame["ally"] == name]
                    height = -row - 0.19 + 0.38 * (1 - number)
                    shares = (20 * of[quantity]).round().div(20).value_counts(normalize=True)
                    axes.scatter(
                        shares.index,
                        [height] * len(shares),
                        s=[12 + 110 * share for share in shares],
                        color=colour,
                        marker=mark,
                        alpha=0.55,
                        edgecolor="none",
                        clip_on=False,
                        zorder=2,
                    )
                    history = float(of.loc[of["order"] == 0, quantity].iloc[0])
                    axes.plot(
                        [history] * 2,
                        [height - 0.17, height + 0.17],
                        color="black",
                        linewidth=2.0,
                        clip_on=False,
                        zorder=3,
                    )
            for row in range(1, len(names)):
                axes.axhline(0.5 - row, color="#dddddd", linewidth=0.8, zorder=0)
            axes.grid(axis="y", visible=False)
            axes.set(
                title=quantity,
                xlim=(-0.08, 1.08 if quantity != "aid" else 0.58),
                ylim=(-len(names) + 0.45, 0.55),
            )
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(
            [-row for row in range(len(names))], labels=[state_name(name) for name in names]
        )
        handles = [
            Line2D(
                [],
                [],
                marker=mark,
                color=colour,
                linestyle="none",
                markersize=8,
                label=TOLD[reading],
            )
            for reading, (colour, mark) in LOOKS.items()
            if reading in found
        ]
        handles.append(Line2D([], [], color="black", linewidth=2.0, label="historical order"))
        figure.legend(
            handles=handles, loc="outside upper center", ncols=3, fontsize=9.5, columnspacing=1.4
        )
    return figure
