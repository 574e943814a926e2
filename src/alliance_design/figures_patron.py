"""Tables and figures of the chapter on the patron: what it weighs, what it replies, whether it waits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd

from alliance_design import patron
from alliance_design.assurance import honour_probability
from alliance_design.cases import Case, provoking
from alliance_design.commitment import (
    World,
    coalitions_in_equilibrium,
    settle,
    undominated,
)
from alliance_design.design import (
    LEVELS,
    Game,
    build,
    facts,
    read_game,
    settings,
)
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.parameters import Parameters
from alliance_design.patron import TINY
from alliance_design.threat import inputs

__all__ = [
    "Terms",
    "acceptance",
    "acceptors",
    "box_draws",
    "level_lines",
    "level_terms",
    "own_resolve",
    "provoked",
    "provoked_draws",
    "replies",
    "reply_dots",
    "waiting",
    "waiting_bars",
    "waiting_frame",
]


def own_resolve(case: Case, parameters: Parameters) -> pd.DataFrame:
    """Chance that each client fights on for itself, without a pledge and with one.

    Parameters
    ----------
    case : Case
    parameters : Parameters

    Returns
    -------
    pandas.DataFrame
        One row a client: ``client``, ``threat`` (by campaign, before any pact), ``without``,
        ``with`` and ``assurance``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> frame = own_resolve(load("pacific-1951"), Parameters())
    >>> bool((frame["with"] > frame["without"]).all())
    True
    """
    threats = inputs(case).campaign_threats(parameters)
    cost, audience = parameters.mean_cost, parameters.audience_cost
    rows = []
    for client, threat in zip(case.clients.values(), threats, strict=False):
        without = honour_probability(1.0 - threat, 0.0, cost)
        pledged = honour_probability(1.0 - threat, audience, cost)
        rows.append((client.name, threat, without, pledged, pledged - without))
    return pd.DataFrame(rows, columns=["client", "threat", "without", "with", "assurance"])


# ------------------------------------------------------------------------------- replies


def replies(game: Game) -> pd.DataFrame:
    """What the patron's possible replies to every coalition are worth to it.

    Of several pacts that it could join at a level (the coalition, or wider), its best stands for
    all; whether everybody would accept it shows in ``made`` alone.

    Parameters
    ----------
    game : Game

    Returns
    -------
    pandas.DataFrame
        One row a coalition: ``coalition`` (a set), ``pledged`` (how many), the values ``out``,
        ``spokes``, ``consult`` and ``fight`` (missing where nobody has pledged), and the reply
        ``made`` ("out", "spokes", "consult", "fight" or "imposed").

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> list(replies(play(load("dunkirk-1947")))["pledged"])
    [0, 2]
    """
    world = game.world
    n, prior = world.clients, list(world.prior_level)
    rows = []
    for coalition in range(1 << n):
        if coalition.bit_count() == 1 or coalition & world.standing != world.standing:
            continue
        joined = {}
        for level in (1, 2):
            offers = [
                game.joined(coalition, group, level)[0][n]
                for group in range(1 << n)
                if coalition and group & coalition == coalition
            ]
            joined[LEVELS[level]] = max(offers) if offers else np.nan
        kind = game.replies.kind[coalition]
        spokes = game.replies.alone_spokes[coalition * n : (coalition + 1) * n]
        if kind == patron.JOINED:
            made = LEVELS[game.replies.level[coalition]]
        elif kind == patron.IMPOSED:
            made = "imposed"
        else:
            made = "out" if list(spokes) == prior else "spokes"
        rows.append(
            {
                "coalition": coalition,
                "pledged": coalition.bit_count(),
                "out": settle(world, coalition, 0, 0, False, prior)[n],
                "spokes": game.alone(coalition)[n],
                **joined,
                "made": made,
            }
        )
    return pd.DataFrame(rows)


class Terms(NamedTuple):
    """Two levels of one pact against keeping out of it, while it stands.

    Parameters
    ----------
    gain_consult, gain_fight : float
        What the patron gains over keeping out, were wars to cost it nothing.
    burden_consult, burden_fight : float
        What it pays more than when it keeps out, for each unit of the cost of a war.
    """

    gain_consult: float
    gain_fight: float
    burden_consult: float
    burden_fight: float

    @property
    def consults(self) -> bool:
        """Whether consulting is the patron's best at some cost of a war."""
        least, most = 0.0, math.inf
        for gain, burden in (
            (self.gain_consult, self.burden_consult),
            (self.gain_consult - self.gain_fight, self.burden_consult - self.burden_fight),
        ):
            if burden > 0.0:
                most = min(most, gain / burden)
            elif burden < 0.0:
                least = max(least, gain / burden)
            elif gain <= 0.0:
                return False
        return least < most

    def values(self, war_cost: float) -> tuple[float, float, float]:
        """Keeping out, consulting and fighting at one cost of a war, over keeping out."""
        return (
            0.0,
            self.gain_consult - war_cost * self.burden_consult,
            self.gain_fight - war_cost * self.burden_fight,
        )


def level_terms(world: World, coalition: int, pact: int) -> Terms:
    """Gains and burdens of one pact at either level.

    Parameters
    ----------
    world : World
    coalition, pact : int
        Clients pledged to one another; members of the pact, which is bilateral if there is one.

    Returns
    -------
    Terms

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import world
    >>> terms = level_terms(world(load("pacific-1951")), 0b1111, 0b1111)
    >>> terms.burden_consult < terms.burden_fight
    True
    """
    n, prior = world.clients, list(world.prior_level)
    free, dear = world._replace(war_cost=0.0), world._replace(war_cost=1.0)

    def at(level: int) -> tuple[float, float]:
        group, spokes = (pact if level else 0), prior
        if level and pact & (pact - 1) == 0:
            group = 0
            spokes = [max(level, held) if pact >> i & 1 else held for i, held in enumerate(prior)]
        gain = settle(free, coalition, group, level, False, spokes)[n]
        return gain, gain - settle(dear, coalition, group, level, False, spokes)[n]

    (out, base), (consult, some), (fight, whole) = at(0), at(1), at(2)
    return Terms(consult - out, fight - out, some - base, whole - base)


def provoked(case: Case, client: str, parameters: Parameters) -> pd.DataFrame:
    """What pacts with one client are worth to the patron, by how ready that client is to start the war.

    Values are over keeping out, while the pact stands: bilateral pacts where nobody has pledged,
    one pact of all where all have.

    Parameters
    ----------
    case : Case
    client : str
        Its id.
    parameters : Parameters

    Returns
    -------
    pandas.DataFrame
        One row a pact, one column a degree ("low", "even", "high"), and the ``fall`` from the
        first to the last.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.parameters import reference
    >>> frame = provoked(load("rok-1953"), "south-korea", reference())
    >>> bool((frame["fall"] >= 0.0).all())
    True
    """
    i = list(case.clients).index(client)
    name = case.clients[client].name
    columns: dict[str, dict[str, float]] = {}
    for degree in ("low", "even", "high"):
        world = build(facts(provoking(case, client, degree)), settings(parameters))
        n, prior = world.clients, list(world.prior_level)
        everyone = (1 << n) - 1
        cells = {}
        for level in (1, 2):
            spokes = [*prior[:i], level, *prior[i + 1 :]]
            value = settle(world, 0, 0, 0, False, spokes)[n]
            out = settle(world, 0, 0, 0, False, prior)[n]
            cells[f"{name} alone, to {LEVELS[level]}"] = value - out
        for level in (1, 2):
            value = settle(world, everyone, everyone, level, False, prior)[n]
            out = settle(world, everyone, 0, 0, False, prior)[n]
            cells[f"All in one pact, to {LEVELS[level]}"] = value - out
        columns[degree] = cells
    frame = pd.DataFrame(columns)
    return frame.assign(fall=frame["low"] - frame["high"])


def provoked_draws(case: Case, client: str, draws: int, seed: int) -> pd.DataFrame:
    """How fast pacts with a provoking client lose value to the patron, over the parameter box.

    Parameters
    ----------
    case : Case
    client : str
        Id of one without a pact with the patron.
    draws : int
        Vectors of parameters, uniform over `BOX`.
    seed : int
        Of NumPy's default generator.

    Returns
    -------
    pandas.DataFrame
        One row a draw: what the patron is bound to pay for each war that the client starts, as a
        share of the cost of a war: ``bilateral`` and ``joined``, both to fight, and
        ``joined_consult``. The joined pact is one of all, pledged.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(provoked_draws(load("rok-1953"), "south-korea", draws=2, seed=1))
    2
    """
    i, given = list(case.clients).index(client), facts(case)
    n = given.clients
    others = ((1 << n) - 1) ^ 1 << i
    random = np.random.default_rng(seed)
    rows = []
    for _ in range(draws):
        parameters = Parameters.drawn(random)
        world = build(given, settings(parameters))
        exposed = 1.0 - world.own_pledged[i] - world.pledged_relief[others * n + i]
        spoke = (1.0 - parameters.control) * (1.0 - world.own_relief[i])
        rows.append((spoke, exposed, parameters.consult_share * exposed))
    return pd.DataFrame(rows, columns=["bilateral", "joined", "joined_consult"])


# ------------------------------------------------------------------------------- imposing


def acceptors(game: Game, level: int, refusal_cost: float) -> tuple[str, ...]:
    """Who accepts a pact imposed on all, at one cost of refusing.

    Parameters
    ----------
    game : Game
    level : int
        1 to consult, 2 to fight.
    refusal_cost : float
        In place of the game's own.

    Returns
    -------
    Ids of the clients.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> acceptors(play(load("dunkirk-1947")), 1, 0.0) in ((), ("britain", "france"))
    True
    """
    world = game.world._replace(refusal_cost=refusal_cost)
    prior = list(world.prior_level)
    group, _, _ = patron.imposed_pact(world, level, game.replies.alone, prior)
    return game.members(group)


def acceptance(game: Game, level: int) -> pd.DataFrame:
    """What each client gains by accepting an imposed pact, and what refusing it would cost.

    The others are those who accept at the game's own refusal cost; all, where no pact forms.

    Parameters
    ----------
    game : Game
    level : int
        1 to consult, 2 to fight.

    Returns
    -------
    pandas.DataFrame
        One row a client: ``client``, its ``prior`` pact with the patron, ``gain`` (in it less out
        of it, refusing being free), ``refusing`` (what refusing costs), ``accepts``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> list(acceptance(play(load("dunkirk-1947")), 1)["client"])
    ['Britain', 'France']
    """
    world, alone = game.world, game.replies.alone
    prior = list(world.prior_level)
    group, _, _ = patron.imposed_pact(world, level, alone, prior)
    free = world._replace(refusal_cost=0.0)
    others = group or (1 << world.clients) - 1
    rows = []
    for i, client in enumerate(game.case.clients.values()):
        bit = 1 << i
        inside, _ = patron.imposed_on(free, others | bit, level, alone, prior)
        outside, _ = patron.imposed_on(free, others & ~bit, level, alone, prior)
        refusing = world.refusal_cost * 0.5 * prior[i]
        rows.append(
            (
                client.name,
                LEVELS[prior[i]],
                inside[i] - outside[i],
                refusing,
                bool(group & bit),
            )
        )
    return pd.DataFrame(rows, columns=["client", "prior", "gain", "refusing", "accepts"])


# ------------------------------------------------------------------------------- waiting


def waiting(game: Game) -> tuple[tuple[int, ...], Sequence[Sequence[float]]]:
    """The clients' game once the patron can do nothing before somebody pledges.

    The patron's bilateral and imposed moves at the empty coalition are taken away; its replies to
    every other coalition, and what would follow the end of a pact, stay as they are.

    Parameters
    ----------
    game : Game
        Without a standing coalition.

    Returns
    -------
    survivors : tuple of int
        Equilibria of stage 1 that no other one beats for every client, fewest pledges first.
    payoffs : sequence of ``2^n`` sequences of ``n + 1`` float
        By coalition.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> survivors, payoffs = waiting(play(load("pacific-1951")))
    >>> len(payoffs)
    16
    """
    world = game.world
    idle = settle(world, 0, 0, 0, False, list(world.prior_level))
    payoffs = [
        idle if coalition & (coalition - 1) == 0 else list(game.payoffs[coalition])
        for coalition in range(1 << world.clients)
    ]
    stable = coalitions_in_equilibrium(payoffs, world.standing)
    return tuple(_fewest_first(undominated(payoffs, stable))), payoffs


def _fewest_first(coalitions: Iterable[int]) -> list[int]:
    """Coalitions in the order in which the book shows them."""
    return sorted(coalitions, key=lambda group: (group.bit_count(), group))


def _change(game: Game, last: bool = False) -> tuple[int, int, float] | None:
    """The coalition with and without the moves, and the patron's gain; None without an equilibrium.

    Of several the one with the fewest pledges is read, or the one with the most.
    """
    n = game.world.clients
    survivors, payoffs = waiting(game)
    if not survivors or not game.survivors:
        return None
    place = -1 if last else 0
    before, after = _fewest_first(game.survivors)[place], survivors[place]
    return before, after, payoffs[after][n] - game.payoffs[before][n]


def waiting_frame(games: Iterable[Game]) -> pd.DataFrame:
    """Whether the patron is better off without its moves at the empty coalition, case by case.

    Where several equilibria survive, the one with the fewest pledges is read, as everywhere.

    Parameters
    ----------
    games : iterable of Game
        Without standing coalitions.

    Returns
    -------
    pandas.DataFrame
        One row a case: ``case``, who pledges ``with`` the moves and ``without`` them, how many
        equilibria survive then (``surviving``), and the ``change`` of the patron's payoff.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> list(waiting_frame([play(load("pacific-1951"))])["case"])
    ['Pacific 1951']
    """
    rows = []
    for game in games:
        found = _change(game)
        told = ["no pure equilibrium", "no pure equilibrium"]
        change = np.nan
        if found:
            names = game.case.clients
            told = [
                "all of them"
                if group.bit_count() == len(names) > 2
                else " and ".join(names[name].name for name in game.members(group)) or "nobody"
                for group in found[:2]
            ]
            change = found[2]
        rows.append((game.case.title, *told, len(waiting(game)[0]), change))
    return pd.DataFrame(rows, columns=["case", "with", "without", "surviving", "change"])


def box_draws(cases: Iterable[Case], draws: int, seed: int) -> pd.DataFrame:
    """The patron's side of the game over the whole parameter box, facts at their coded values.

    Each draw is one vector of parameters for all cases, uniform over `BOX`.

    Parameters
    ----------
    cases : iterable of Case
        Without standing coalitions.
    draws : int
    seed : int
        Of NumPy's default generator.

    Returns
    -------
    pandas.DataFrame
        One row a draw and case: ``draw``, ``case``; whether the patron gets more where all have
        pledged than where nobody has (``wish``); its reply to all of them (``reply``: "out",
        "consult" or "fight"); whether consulting is best in that pact at some cost of a war
        (``consults``); whether it imposes where nobody has pledged (``imposes``), and then, whether
        it has new bilateral pacts to fall back on (``fallback``); what waiting changes
        (``waiting``: "gains", "same", "loses" or "none", for no pure equilibrium), the same if of
        several equilibria the one with the most pledges is read (``most``), and whether several
        survive without the moves (``several``).

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(box_draws([load("dunkirk-1947")], draws=3, seed=1))
    3
    """
    given = [(case, facts(case)) for case in cases]
    random = np.random.default_rng(seed)
    rows = []
    for draw in range(draws):
        parameters = Parameters.drawn(random)
        for case, numbers in given:
            world = build(numbers, settings(parameters))
            game = read_game(case, world, patron.solve(world))
            rows.append({"draw": draw, "case": case.title, **_drawn(game)})
    return pd.DataFrame(rows)


def _drawn(game: Game) -> dict[str, object]:
    """One draw of `box_draws`."""
    world, found = game.world, game.replies
    n = world.clients
    everyone = (1 << n) - 1
    signs = []
    for last in (False, True):
        change = _change(game, last)
        told = "none"
        if change:
            told = "gains" if change[2] > TINY else "loses" if change[2] < -TINY else "same"
        signs.append(told)
    joins = found.kind[everyone] == patron.JOINED
    return {
        "wish": game.payoffs[everyone][n] > game.payoffs[0][n] + TINY,
        "reply": LEVELS[found.level[everyone]] if joins else "out",
        "consults": level_terms(world, everyone, everyone).consults,
        "imposes": found.kind[0] == patron.IMPOSED,
        "fallback": list(found.alone_spokes[:n]) != list(world.prior_level),
        "waiting": signs[0],
        "most": signs[1],
        "several": len(waiting(game)[0]) > 1,
    }


# ------------------------------------------------------------------------------- figures


def reply_dots(frame: pd.DataFrame) -> Drawing:
    """What the patron's replies are worth to it, by how many clients have pledged.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `replies`.

    Returns
    -------
    Drawing
        Above: keeping out, over keeping out where nobody has pledged. Below: the other replies,
        over keeping out of the same coalition; a ring marks those that are made.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import play
    >>> len(reply_dots(replies(play(load("dunkirk-1947")))).axes)
    2
    """
    looks = (
        ("spokes", "bilateral pacts", GREEN, "D", -0.22),
        ("consult", "join to consult", ORANGE, "s", 0.0),
        ("fight", "join to fight", BLUE, "o", 0.22),
    )
    base = float(frame.loc[frame["pledged"] == 0, "out"].iloc[0])
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 6.4))
        upper, lower = figure.subplots(2, 1, sharex=True, gridspec_kw={"height_ratios": [2, 3]})
        upper.plot(frame["pledged"], frame["out"] - base, "^", color=GREY, markersize=8, alpha=0.75)
        upper.set(title="keeping out", ylabel="over no pledges")
        lower.axhline(0.0, color="#444444", linewidth=1.2)
        for column, label, colour, marker, shift in looks:
            places = frame["pledged"] + shift
            heights = frame[column] - frame["out"]
            lower.plot(
                places, heights, marker, color=colour, markersize=6.5, alpha=0.75, label=label
            )
            made = frame["made"] == column
            lower.plot(
                places[made],
                heights[made],
                "o",
                color="none",
                markeredgecolor="black",
                markeredgewidth=1.4,
                markersize=13,
            )
        lower.plot(
            [],
            [],
            "o",
            color="none",
            markeredgecolor="black",
            markeredgewidth=1.4,
            markersize=11,
            label="the reply made",
        )
        lower.set(
            title="the other replies",
            xlabel="clients pledged to one another",
            ylabel="over keeping out",
            xticks=sorted(set(frame["pledged"])),
        )
        lower.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.18),
            ncols=2,
            columnspacing=1.2,
            handletextpad=0.3,
        )
    return figure


def level_lines(terms: Mapping[str, Terms], war_cost: float, highest: float) -> Drawing:
    """Keeping out, consulting and fighting against what a war would cost the patron.

    Parameters
    ----------
    terms : mapping of str to Terms
        One panel for each, by title.
    war_cost : float
        The cost of a war to mark.
    highest : float
        Where the axis ends.

    Returns
    -------
    Drawing
        Three lines a panel; a thick band along the bottom says which is best where.

    Examples
    --------
    >>> len(level_lines({"one": Terms(0.1, 0.2, 0.1, 0.4)}, 1.0, 3.0).axes)
    1
    """
    looks = (
        ("keep out", GREY, ":"),
        ("consult", ORANGE, "--"),
        ("fight", BLUE, "-"),
    )
    costs = np.linspace(0.0, highest, 601)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 0.7 + 2.5 * len(terms)))
        panels = figure.subplots(len(terms), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (title, found) in zip(panels, terms.items(), strict=True):
            lines = np.array([found.values(float(cost)) for cost in costs])
            top = max(float(lines.max()), -0.1 * float(lines.min()), TINY)
            floor = -0.5 * top
            best = lines.argmax(axis=1)
            for column, (label, colour, dash) in enumerate(looks):
                axes.plot(costs, lines[:, column], color=colour, linestyle=dash, label=label)
                chosen = costs[best == column]
                if len(chosen):
                    band = axes.get_xaxis_transform()
                    axes.plot(
                        [chosen[0], chosen[-1]],
                        [0.03, 0.03],
                        color=colour,
                        linewidth=7,
                        solid_capstyle="butt",
                        transform=band,
                    )
                    if chosen[-1] - chosen[0] > 0.12 * highest:
                        axes.text(
                            0.5 * (chosen[0] + chosen[-1]),
                            0.07,
                            label,
                            transform=band,
                            ha="center",
                            va="bottom",
                            color=colour,
                            fontsize=10,
                            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
                        )
            axes.axvline(war_cost, color="#444444", linewidth=1)
            axes.set(
                title=title, xlim=(0, highest), ylim=(floor, 1.08 * top), ylabel="over keeping out"
            )
        panels[0].legend(loc="upper right")
        panels[-1].set_xlabel("what carrying a war alone would cost the patron")
    return figure


def waiting_bars(draws: pd.DataFrame) -> Drawing:
    """How often waiting helps and hurts the patron, by case.

    Parameters
    ----------
    draws : pandas.DataFrame
        From `box_draws`.

    Returns
    -------
    Drawing
        One bar a case, of the shares of draws in which it loses, nothing changes, and it gains.

    Examples
    --------
    >>> frame = pd.DataFrame({"case": ["one"] * 2, "waiting": ["gains", "same"]})
    >>> len(waiting_bars(frame).axes)
    1
    """
    shares = pd.crosstab(draws["case"], draws["waiting"], normalize="index")
    shares = shares.reindex(index=list(dict.fromkeys(draws["case"])))
    looks = (
        ("loses", "loses by waiting", ORANGE, "//"),
        ("same", "no difference", "#d5d8dc", ""),
        ("none", "no pure equilibrium", "#8f959b", ".."),
        ("gains", "gains by waiting", BLUE, ""),
    )
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.5 + 0.5 * len(shares)))
        axes = figure.subplots()
        left = np.zeros(len(shares))
        for column, label, colour, hatch in looks:
            if column not in shares:
                continue
            widths = shares[column].to_numpy()
            axes.barh(
                range(len(shares)),
                widths,
                left=left,
                height=0.62,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.8,
                label=label,
            )
            left += widths
        axes.set_yticks(range(len(shares)), list(shares.index))
        axes.set(xlim=(0, 1), ylim=(len(shares) - 0.5, -0.5), xlabel="share of draws")
        axes.grid(visible=False, axis="y")
        axes.legend(loc="upper center", bbox_to_anchor=(0.42, -0.28), ncols=2)
    return figure
