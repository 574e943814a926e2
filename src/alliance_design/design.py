"""The whole game: five predictions for a case from one set of parameters.

`facts` turns a case into numbers, `build` adds the parameters, `alliance_design.patron.solve` finds
the patron's replies, and `predict` reads off them what the clients do (stage 1) and what that means:
who prefers which design, which pacts are made, how strong they are, and how long they last.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from alliance_design import patron
from alliance_design.assurance import honour_probability, pledge_cost
from alliance_design.cases import Case
from alliance_design.commitment import (
    World,
    coalition_proof,
    coalitions_in_equilibrium,
    fighting_cost,
    settle,
    undominated,
)
from alliance_design.duration import hazard as hazard_of
from alliance_design.duration import lifetime
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters, Settings, reference
from alliance_design.patron import ALONE, IMPOSED, JOINED, TINY, Replies
from alliance_design.threat import (
    campaign_edges,
    campaigns_against,
    delivered_power,
    inputs,
    target_probabilities,
)

__all__ = [
    "CORE",
    "DESIGNS",
    "EVERY_SET",
    "LEVELS",
    "MAX_CLIENTS",
    "MECHANISMS",
    "NEAR_TIE",
    "Decision",
    "Facts",
    "Game",
    "Outcome",
    "Pact",
    "Prediction",
    "arrays",
    "build",
    "facts",
    "follow_on",
    "friendly_ways",
    "over_sets",
    "play",
    "predict",
    "read",
    "read_game",
    "settings",
    "world",
]

CORE = ("friendly_ways", "over_sets", "follow_on", "build")
"""Names of the functions that are compiled for sweeps."""

DESIGNS = ("none", "bilateral", "trilateral", "multilateral")
"""Labels of a design, read off its widest pact."""

LEVELS = ("none", "consult", "fight")
"""Levels of the patron's commitment."""

MAX_CLIENTS = 10
"""Most clients that `predict` takes: coalitions and their widenings grow as 3 to the n."""

EVERY_SET = 7
"""Most clients with which the patron looks at every set of bilateral pacts."""

MECHANISMS: dict[str, Mapping[str, float]] = {
    "entrapment": {"war_cost": 0.0},
    "assurance": {"audience_cost": 0.0},
    "rivalry": {"rivalry_cost": 0.0},
    "base reach": {"base_use": 0.0},
    "linkage": {"linkage": 0.0},
    "control": {"control": 0.0},
    "breakdown": {"breakdown_cost": 0.0},
    "aid decay": {},
    "fading rivalry": {"fading": 0.0},
    "cost of fighting for others": {},
}
"""Mechanisms that can be left out, and the parameters at which they are; two have none."""

NEAR_TIE = 0.005
"""A decision won by less than this (in units of payoff) is told as a near-tie, not as a cause."""

PROVOCATION = {"low": 0.0, "even": 0.5, "high": 1.0}
STANDARDS = {"none": 0.0, "partial": 0.5, "full": 1.0}


class Facts(NamedTuple):
    """A case as numbers, before any parameter. Clients come first among the places.

    Parameters
    ----------
    clients : int
    power, reach_km : float
        The adversary's.
    prizes, bases_km, defences : sequence of places float
        As in `alliance_design.threat.strongest_routes`.
    start_land_km, start_sea_km, land_km, sea_km
        Likewise.
    capabilities, friendly_km : sequence of n float
        What each client can send from, and how far its aid goes over water.
    standards, provocation, interest : sequence of n float
        0, 0.5 or 1; 0, 0.5 or 1; the patron's stake, 1 where nothing is said.
    prior_level, allies : sequence of n int
        As in `alliance_design.commitment.World`.
    standing : int
        Likewise.
    rivalry : sequence of n by n float
    patron_power : float
    decays, fights : bool
        False where the decay of aid, or the cost of fighting for others, is left out.
    """

    clients: int
    power: float
    reach_km: float
    prizes: Sequence[float]
    bases_km: Sequence[float]
    defences: Sequence[float]
    start_land_km: Sequence[Sequence[float]]
    start_sea_km: Sequence[Sequence[float]]
    land_km: Sequence[Sequence[float]]
    sea_km: Sequence[Sequence[float]]
    capabilities: Sequence[float]
    friendly_km: Sequence[float]
    standards: Sequence[float]
    provocation: Sequence[float]
    interest: Sequence[float]
    prior_level: Sequence[int]
    allies: Sequence[int]
    standing: int
    rivalry: Sequence[float]
    patron_power: float
    decays: bool
    fights: bool


# ------------------------------------------------------------------------------- core formulas


def friendly_ways(
    land_km: Sequence[Sequence[float]],
    sea_km: Sequence[Sequence[float]],
    origin: int,
    scale_km: float,
    reach_km: float,
) -> list[float]:
    """Share of a client's aid that arrives at every place by the best friendly way.

    Aid takes nothing on its way, so what arrives is the product over the legs, and the best way
    to a place is the best start of a longer one.

    Parameters
    ----------
    land_km, sea_km : sequence of n sequences of n float
        Lengths of the legs; negative where there is none.
    origin : int
        Where the aid comes from.
    scale_km, reach_km : float
        Distances over land and over water at which 37 per cent arrives.

    Returns
    -------
    list of n float

    Examples
    --------
    >>> ways = friendly_ways([[-1.0, 100.0], [100.0, -1.0]], [[-1.0, 0.0], [0.0, -1.0]], 0, 100.0, 1.0)
    >>> [round(share, 2) for share in ways]
    [1.0, 0.37]
    """
    places = len(land_km)
    arriving = [0.0] * places
    arriving[origin] = 1.0
    changed = True
    while changed:
        changed = False
        for here in range(places):
            if arriving[here] <= 0.0:
                continue
            for there in range(places):
                land, sea = land_km[here][there], sea_km[here][there]
                if land < 0.0:
                    continue
                share = delivered_power(arriving[here], land, sea, scale_km, reach_km)
                if share > arriving[there] * (1.0 + 1e-12):
                    arriving[there] = share
                    changed = True
    return arriving


def over_sets(clients: int, matrix: Sequence[float]) -> list[float]:
    """For every set of helpers and every client: what they bring it together.

    Parameters
    ----------
    clients : int
    matrix : sequence of n by n float
        ``helper * n + client``: what one helper brings.

    Returns
    -------
    list of ``2^n n`` float

    Examples
    --------
    >>> over_sets(2, [0.0, 0.5, 0.25, 0.0])
    [0.0, 0.0, 0.0, 0.5, 0.25, 0.0, 0.25, 0.5]
    """
    table = [0.0] * ((1 << clients) * clients)
    for group in range(1, 1 << clients):
        helper = 0
        while not group >> helper & 1:
            helper += 1
        for client in range(clients):
            before = table[(group ^ (1 << helper)) * clients + client]
            table[group * clients + client] = before + matrix[helper * clients + client]
    return table


def follow_on(
    edges: Sequence[float],
    resistances: Sequence[float],
    clients: int,
    linkage: float,
    restraint: float,
    noise: float,
) -> list[float]:
    """Chance that each client falls in the end, should another have fallen.

    After every success the adversary goes on with some probability, the linkage: it picks a
    target as before, from all that it holds by then, and stops where it fails or holds back.
    Defences are those without any pact. With ``R(S, i)`` the chance that i falls once the set S
    has: ``R(S, i) = linkage * sum over k of Pr(k | S) w_k(S) (1 if k is i else R(S + k, i))``.

    Parameters
    ----------
    edges, resistances
        As in `alliance_design.threat.campaigns_against`.
    clients : int
        How many of the places are clients; they come first.
    linkage, restraint, noise : float
        Parameters.

    Returns
    -------
    list of n by n float
        ``i * n + j``: i once j has fallen; 0 on the diagonal.

    Examples
    --------
    >>> edges = [0.04, 0.0, 0.0, 0.04, 0.04, 0.0, 0.0, 0.0]
    >>> [round(chance, 2) for chance in follow_on(edges, [0.01, 0.01], 2, 0.5, 0.0, 0.1)]
    [0.0, 0.4, 0.4, 0.0]
    """
    n = clients
    size = 1 << n
    later = [0.0] * (size * n)
    for fallen in range(size - 1, 0, -1):
        threats = campaigns_against(edges, resistances, fallen)
        chosen = target_probabilities(
            [threats[i] if not fallen >> i & 1 else -1e3 for i in range(n)], restraint, noise
        )
        for k in range(n):
            if fallen >> k & 1:
                continue
            taken = linkage * chosen[k] * threats[k]
            after = (fallen | 1 << k) * n
            for i in range(n):
                if i == k:
                    later[fallen * n + i] += taken
                elif not fallen >> i & 1:
                    later[fallen * n + i] += taken * later[after + i]
    return [later[(1 << j) * n + i] for i in range(n) for j in range(n)]


def build(given: Facts, p: Settings) -> World:
    """A case and a set of parameters as the numbers that the game needs.

    Parameters
    ----------
    given : Facts
    p : Settings
        The parameters as a tuple with names.

    Returns
    -------
    World

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> build(facts(load("dunkirk-1947")), settings(Parameters())).clients
    2
    """
    n = given.clients
    sharp = p.decisiveness
    edges = campaign_edges(
        given.power,
        given.reach_km,
        given.prizes,
        [p.base_use * base for base in given.bases_km],
        given.start_land_km,
        given.start_sea_km,
        given.land_km,
        given.sea_km,
        p.land_scale_km,
        sharp,
        p.spoils,
    )
    resistances = [force**sharp for force in given.defences]
    threats = campaigns_against(edges, resistances, 0)
    follow = follow_on(edges, resistances, n, p.linkage, p.restraint, p.choice_noise)
    standards = [p.standards + (1.0 - p.standards) * shared for shared in given.standards]
    pledged_aid = [0.0] * (n * n)
    imposed_aid = [0.0] * (n * n)
    pledged_relief = [0.0] * (n * n)
    imposed_relief = [0.0] * (n * n)
    pledged_fight = [0.0] * (n * n)
    imposed_fight = [0.0] * (n * n)
    # All that the clients could do for each of them, were all of them sure to.
    potential = [given.defences[i] for i in range(n)]
    tied = p.imposed_share * p.audience_cost
    for helper in range(n):
        ways = friendly_ways(
            given.land_km, given.sea_km, helper, p.aid_scale_km, given.friendly_km[helper]
        )
        for attacked in range(n):
            if helper == attacked:
                continue
            spot = helper * n + attacked
            arrives = ways[attacked]
            if not given.decays and arrives > 0.0:
                arrives = 1.0
            aid = p.aid_share * given.capabilities[helper] * arrives
            usual = resistances[attacked]
            resistances[attacked] = (given.defences[attacked] + aid) ** sharp
            saved = max(threats[attacked] - campaigns_against(edges, resistances, 0)[attacked], 0.0)
            resistances[attacked] = usual
            stake = follow[spot] * saved
            free = honour_probability(stake, p.audience_cost, p.mean_cost)
            forced = honour_probability(stake, tied, p.mean_cost)
            pledged_aid[spot] = free * aid
            imposed_aid[spot] = forced * aid
            pledged_relief[spot] = standards[helper] * free * aid
            imposed_relief[spot] = standards[helper] * forced * aid
            potential[attacked] += aid
            if given.fights:
                pledged_fight[spot] = fighting_cost(stake, p.audience_cost, p.mean_cost)
                imposed_fight[spot] = fighting_cost(stake, tied, p.mean_cost)
    # A client that can hold fights on anyway; one that is likely lost may give in, and a pledge
    # ties it to the fight.
    own_relief = [0.0] * n
    own_pledged = [0.0] * n
    own_imposed = [0.0] * n
    pledged_resolve = [0.0] * n
    imposed_resolve = [0.0] * n
    for i in range(n):
        scale = p.relief / potential[i] if potential[i] > 0.0 else 0.0
        for helper in range(n):
            pledged_relief[helper * n + i] *= scale
            imposed_relief[helper * n + i] *= scale
        own = scale * standards[i] * given.defences[i]
        saved = 1.0 - threats[i]
        own_relief[i] = own * honour_probability(saved, 0.0, p.mean_cost)
        own_pledged[i] = own * honour_probability(saved, p.audience_cost, p.mean_cost)
        own_imposed[i] = own * honour_probability(saved, tied, p.mean_cost)
        if given.fights:
            pledged_resolve[i] = pledge_cost(saved, p.audience_cost, p.mean_cost)
            imposed_resolve[i] = pledge_cost(saved, tied, p.mean_cost)
    # A threat to both of them, before any pact, mutes an old quarrel.
    quarrel = [0.0] * (n * n)
    for i in range(n):
        for j in range(n):
            common = p.fading * min(threats[i], threats[j])
            quarrel[i * n + j] = p.rivalry_cost * given.rivalry[i * n + j] * (1.0 - common)
    brought = p.patron_share * given.patron_power
    return World(
        n,
        len(given.defences),
        edges,
        sharp,
        p.restraint,
        p.choice_noise,
        given.defences,
        over_sets(n, pledged_aid),
        over_sets(n, imposed_aid),
        over_sets(n, pledged_relief),
        over_sets(n, imposed_relief),
        own_relief,
        own_pledged,
        own_imposed,
        pledged_resolve,
        imposed_resolve,
        pledged_fight,
        imposed_fight,
        follow,
        quarrel,
        given.provocation,
        [p.stake * interest for interest in given.interest],
        given.prior_level,
        given.allies,
        given.standing,
        [0.0, p.consult_share * brought, brought],
        [0.0, p.consult_share, 1.0],
        p.membership,
        p.incitement,
        p.control,
        p.war_cost,
        p.treaty_cost,
        p.refusal_cost,
        p.breakdown_cost,
        p.shock_rate,
        p.shock_size,
        p.discount,
    )


# ------------------------------------------------------------------------------- applied to a case


def facts(
    case: Case,
    *,
    numbers: Mapping[str, float] | None = None,
    coding: str = "value",
    state_alone: bool = False,
    without: Sequence[str] = (),
) -> Facts:
    """A case as numbers, before any parameter.

    Parameters
    ----------
    case : Case
    numbers : mapping of str to float, optional
        Values for the keys of `alliance_design.cases.Case.quantities`; the coded ones where none.
    coding : {"value", "lowest", "highest"}
        Which end of the coded ranges to use; see `alliance_design.threat.inputs`.
    state_alone : bool
        Leave out the adversary's associates.
    without : sequence of str
        Names of `MECHANISMS` to leave out.

    Returns
    -------
    Facts

    Raises
    ------
    InputError
        If the case has more than `MAX_CLIENTS` clients, or a mechanism is unknown.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> facts(load("pacific-1951")).clients
    4
    """
    n = len(case.clients)
    if n > MAX_CLIENTS:
        raise InputError(
            f"{case.id}.toml", "clients", f"expected at most {MAX_CLIENTS} to predict, got {n}"
        )
    for name in without:
        if name not in MECHANISMS:
            raise InputError(
                "mechanisms", name, f"unknown; expected one of {', '.join(MECHANISMS)}"
            )
    coded = inputs(case, coding, state_alone)
    values = {key: quantity.value for key, quantity in case.quantities(state_alone).items()}
    if numbers is not None:
        values |= numbers
        coded = coded.at(values)
    names = list(case.clients)
    clients = list(case.clients.values())
    rivalry = [0.0] * (n * n)
    for quarrel in case.rivalries.values():
        one, other = (names.index(name) for name in quarrel.joins)
        rivalry[one * n + other] = rivalry[other * n + one] = quarrel.degree
    allies, standing = [0] * n, 0
    for pledge in case.pledges.values():
        group = sum(1 << names.index(name) for name in pledge.parties)
        if len(pledge.parties) >= 3:
            standing |= group
        for name in pledge.parties:
            allies[names.index(name)] |= group & ~(1 << names.index(name))
    return Facts(
        clients=n,
        power=coded.power,
        reach_km=coded.reach_km,
        prizes=list(coded.prizes),
        bases_km=list(coded.bases_km),
        defences=list(coded.defences),
        start_land_km=[list(row) for row in coded.start_land_km],
        start_sea_km=[list(row) for row in coded.start_sea_km],
        land_km=[list(row) for row in coded.land_km],
        sea_km=[list(row) for row in coded.sea_km],
        capabilities=[values[f"aid:{name}"] for name in names],
        friendly_km=[values[f"friendly_km:{name}"] for name in names],
        standards=[STANDARDS[client.interoperability] for client in clients],
        provocation=[PROVOCATION[client.provocation] for client in clients],
        interest=[client.interest.value if client.interest else 1.0 for client in clients],
        prior_level=[
            LEVELS.index(client.prior_pact.level) if client.prior_pact else 0 for client in clients
        ],
        allies=allies,
        standing=standing,
        rivalry=rivalry,
        patron_power=case.patron.capability.value,
        decays="aid decay" not in without,
        fights="cost of fighting for others" not in without,
    )


Numbers = TypeVar("Numbers", Facts, World)


def arrays(given: Numbers) -> Numbers:
    """The same numbers in arrays, which the compiled functions take.

    Parameters
    ----------
    given : Facts or World

    Returns
    -------
    Facts or World

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> arrays(facts(load("pacific-1951"))).land_km.shape
    (4, 4)
    """
    import numpy as np

    whole = ("prior_level", "allies")
    values: list[Any] = [
        np.asarray(value, dtype=np.int64 if name in whole else np.float64)
        if isinstance(value, list)
        else value
        for name, value in zip(given._fields, given, strict=True)
    ]
    return type(given)(*values)


def settings(parameters: Parameters, without: Sequence[str] = ()) -> Settings:
    """Parameters as a tuple with names, some mechanisms left out.

    Parameters
    ----------
    parameters : Parameters
    without : sequence of str
        Names of `MECHANISMS`.

    Returns
    -------
    Settings

    Examples
    --------
    >>> settings(Parameters(), ["linkage"]).linkage
    0.0
    """
    changes = {name: value for key in without for name, value in MECHANISMS[key].items()}
    # A mechanism left out may lie outside the parameter's range, so the box is not asked.
    return Settings(*(float(changes.get(name, getattr(parameters, name))) for name in BOX))


def world(case: Case, parameters: Parameters | None = None, **choices: Any) -> World:
    """A case as the numbers that the game needs.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference calibration where none is given.
    **choices
        As in `facts`.

    Returns
    -------
    World

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> numbers = world(load("pacific-1951"))
    >>> numbers.clients, numbers.places
    (4, 4)
    """
    without = choices.get("without", ())
    return build(facts(case, **choices), settings(parameters or reference(), without))


# ------------------------------------------------------------------------------- the game, solved


@dataclass(frozen=True)
class Pact:
    """One pact: who is in it, how strong it is, and how it came about.

    Parameters
    ----------
    kind : {"clients", "bilateral", "joined", "imposed"}
        Among clients alone; with the patron: one client, many freely, many by imposition.
    members : tuple of str
        Ids of the clients in it.
    level : {"consult", "fight"}
        The patron's level; clients' own pledges are to fight.
    """

    kind: str
    members: tuple[str, ...]
    level: str


@dataclass(frozen=True)
class Outcome:
    """What one equilibrium of stage 1 leads to.

    Parameters
    ----------
    coalition : tuple of str
        Clients that pledge themselves to one another.
    pacts : tuple of Pact
        Pacts made now; those in force before are not listed.
    design : str
        One of `DESIGNS`: whether the widest pact with the patron has one client, two or more.
    members : tuple of str
        Clients in that pact, or in a bilateral one.
    commitment : str
        One of `LEVELS`: the strongest of the patron's new pacts of that width.
    hazard : float
        Rate per year at which a pact of many members ends, or the mean over bilateral ones.
    expected_years : tuple of float
        Ends of the middle 90 per cent of the pact's possible lives; (0, 0) without a pact.
    payoffs : mapping of str to float
        Of every client and the patron, over the life of the pacts.
    """

    coalition: tuple[str, ...]
    pacts: tuple[Pact, ...]
    design: str
    members: tuple[str, ...]
    commitment: str
    hazard: float
    expected_years: tuple[float, float]
    payoffs: Mapping[str, float]


@dataclass(frozen=True)
class Decision:
    """One step of the game, and by how much it was decided.

    Parameters
    ----------
    who : str
        Name of the player.
    chose, over : str
        What it did, and the best it could have done instead.
    slack : float
        Payoff of the one less that of the other; small ones are near-ties.
    """

    who: str
    chose: str
    over: str
    slack: float

    @property
    def near_tie(self) -> bool:
        """Whether so little decided it that no cause should be told."""
        return abs(self.slack) < NEAR_TIE


@dataclass(frozen=True)
class Game:
    """A case solved: its numbers, the patron's replies, and the clients' equilibria.

    Parameters
    ----------
    case : Case
    world : World
    replies : Replies
    payoffs : sequence of ``2^n`` sequences of ``n + 1`` float
        Of the clients and the patron, by coalition.
    equilibria, survivors, proof : tuple of int
        Coalitions in equilibrium; those not Pareto-dominated; those that are coalition-proof.
    """

    case: Case
    world: World
    replies: Replies
    payoffs: Sequence[Sequence[float]]
    equilibria: tuple[int, ...]
    survivors: tuple[int, ...]
    proof: tuple[int, ...]

    def members(self, group: int) -> tuple[str, ...]:
        """Ids of the clients in a set."""
        return tuple(name for i, name in enumerate(self.case.clients) if group >> i & 1)

    def joined(self, coalition: int, pact: int, level: int) -> tuple[list[float], float]:
        """Payoffs over the life of a pact that the patron joins at a level, and its hazard."""
        n = self.world.clients
        row = (pact * 2 + level - 1) * (n + 1)
        now = self.replies.joined[row : row + n + 1]
        return patron.joined_value(
            self.world, coalition, pact, level, now, self.replies.alone, self.replies.joined
        )

    def spokes(self, coalition: int) -> list[int]:
        """Level of the patron's bilateral pact with each client, at one coalition."""
        n = self.world.clients
        return list(self.replies.spokes[coalition * n : (coalition + 1) * n])

    def alone(self, coalition: int) -> Sequence[float]:
        """Payoffs where the patron answers a coalition with spokes alone."""
        n = self.world.clients
        return self.replies.alone[coalition * (n + 1) : (coalition + 1) * (n + 1)]

    def design_values(self) -> dict[str, Sequence[float]]:
        """Payoffs of every design, given the pledges that the design presupposes.

        Bilateral pacts presuppose none (beyond those in force), a pact of many members presupposes
        that its members have pledged. Of several pacts of one kind the patron's best stands for
        all of them. Designs that the case has too few clients for are left out.
        """
        n, standing = self.world.clients, self.world.standing
        prior = list(self.world.prior_level)
        values: dict[str, Sequence[float]] = {
            "none": settle(self.world, standing, 0, 0, False, prior),
            "bilateral": self.alone(standing),
        }

        def best(groups: Sequence[int]) -> Sequence[float]:
            offers = [
                self.joined(group | standing, group, level)[0]
                for group in groups
                for level in (1, 2)
            ]
            return max(offers, key=lambda offer: offer[n])

        pairs = [group for group in range(1 << n) if group.bit_count() == 2]
        if pairs and not standing:
            values["trilateral"] = best(pairs)
        wide = [
            group
            for group in range(1 << n)
            if group.bit_count() >= 3 and group & standing == standing
        ]
        if wide:
            values["multilateral"] = best(wide)
        return values


def play(
    case: Case,
    parameters: Parameters | None = None,
    *,
    exhaustive: bool | None = None,
    core: tuple[ModuleType, ModuleType] | None = None,
    **choices: Any,
) -> Game:
    """Solve the game of a case.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference calibration where none is given.
    exhaustive : bool, optional
        Whether the patron looks at every set of bilateral pacts or adds them one at a time; where
        nothing is said, at every set with up to `EVERY_SET` clients.
    core : tuple of two modules, optional
        Compiled copies of this module and of `alliance_design.patron`, for sweeps.
    **choices
        As in `facts`.

    Returns
    -------
    Game

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> play(load("pacific-1951")).world.clients
    4
    """
    without = choices.get("without", ())
    given = facts(case, **choices)
    numbers = settings(parameters or reference(), without)
    if exhaustive is None:
        exhaustive = given.clients <= EVERY_SET
    if core is None:
        filled = build(given, numbers)
        replies = patron.solve(filled, exhaustive)
    else:
        filled = core[0].build(arrays(given), numbers)
        replies = core[1].solve(arrays(filled), exhaustive)
    return read_game(case, filled, replies)


def read_game(case: Case, filled: World, replies: Replies) -> Game:
    """The clients' equilibria, given the patron's replies.

    Parameters
    ----------
    case : Case
    filled : World
    replies : Replies

    Returns
    -------
    Game

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> case = load("dunkirk-1947")
    >>> filled = world(case)
    >>> 0 in read_game(case, filled, patron.solve(filled)).equilibria
    True
    """
    n = filled.clients
    payoffs = [replies.payoffs[c * (n + 1) : (c + 1) * (n + 1)] for c in range(1 << n)]
    stable = coalitions_in_equilibrium(payoffs, filled.standing)
    return Game(
        case=case,
        world=filled,
        replies=replies,
        payoffs=payoffs,
        equilibria=tuple(stable),
        survivors=tuple(undominated(payoffs, stable)),
        proof=tuple(coalition_proof(payoffs, stable, filled.standing)),
    )


@dataclass(frozen=True)
class Prediction:
    """The article's five predictions for one case, and how sure the model is of them.

    Parameters
    ----------
    case : str
        Id of the case.
    patron_preference : tuple of str
        Designs, best for the patron first.
    client_preferences : mapping of str to tuple of str
        The same for each client.
    values : mapping of str to mapping of str to float
        What each design is worth to each player (see `Game.design_values`).
    pacts : tuple of Pact
        Pacts that result.
    design, members, commitment, hazard, expected_years
        As in `Outcome`, of the outcome shown.
    equilibria : tuple of Outcome
        What every pure equilibrium of stage 1 leads to.
    survivors : tuple of Outcome
        Those that no other equilibrium beats for every client. The first of them is shown: the one
        with the fewest pledges.
    coalition_proof : tuple of tuple of str
        Coalitions in equilibrium that no group of clients would leave or widen together.
    determinate : bool
        Whether one outcome survives.
    decisions : tuple of Decision
        The steps to the outcome shown.
    names : mapping of str to str
        Names for readers of the players, by id.
    """

    case: str
    patron_preference: tuple[str, ...]
    client_preferences: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[str, float]]
    pacts: tuple[Pact, ...]
    design: str
    members: tuple[str, ...]
    commitment: str
    hazard: float
    expected_years: tuple[float, float]
    equilibria: tuple[Outcome, ...]
    survivors: tuple[Outcome, ...]
    coalition_proof: tuple[tuple[str, ...], ...]
    determinate: bool
    decisions: tuple[Decision, ...]
    names: Mapping[str, str]

    def explain(self) -> str:
        """Which inequality decided each step, for a student, one step a line.

        Examples
        --------
        >>> from alliance_design.cases import load
        >>> predict(load("dunkirk-1947")).explain().startswith("Predicted: ")
        True
        """
        pledged = " and ".join(
            self.names[name] for name in (self.survivors[0].coalition if self.survivors else ())
        )
        lines = [
            f"Predicted: {self.design}. "
            + (f"Pledged to one another: {pledged}." if pledged else "Nobody pledges.")
        ]
        if not self.survivors:
            lines.append("No pure equilibrium: whatever the others do, somebody would change.")
        elif not self.determinate:
            lines.append(
                f"Not determinate: {len(self.survivors)} equilibria survive; this is the one with"
                " the fewest pledges."
            )
        for decision in self.decisions:
            if decision.near_tie:
                told = f"a near-tie ({decision.slack:.4f}); no cause should be read into it"
            elif decision.slack < 0.0:
                told = f"that would be worth {-decision.slack:.3f} more, but somebody would decline"
            else:
                told = f"by {decision.slack:.3f}"
            lines.append(f"{decision.who} {decision.chose} rather than {decision.over}: {told}.")
        return "\n".join(lines)


def _pacts(game: Game, coalition: int) -> tuple[Pact, ...]:
    """Pacts made at one coalition, the widest first."""
    world, replies = game.world, game.replies
    pacts = []
    members, level = replies.pact[coalition], replies.level[coalition]
    if members:
        kind = "joined" if replies.kind[coalition] == JOINED else "imposed"
        pacts.append(Pact(kind, game.members(members), LEVELS[level]))
    for i, (name, spoke) in enumerate(zip(game.case.clients, game.spokes(coalition), strict=True)):
        if not members >> i & 1 and spoke > world.prior_level[i]:
            pacts.append(Pact("bilateral", (name,), LEVELS[spoke]))
    # The clients' own pact is one of its own where the patron has not joined all of it.
    if coalition & ~members and coalition & ~world.standing:
        pacts.append(Pact("clients", game.members(coalition), "fight"))
    return tuple(pacts)


def _spoke_hazard(game: Game, coalition: int) -> float:
    """Mean hazard of the new bilateral pacts at one coalition."""
    n, world = game.world.clients, game.world
    spokes = game.spokes(coalition)
    now = settle(world, coalition, 0, 0, False, spokes)
    rates = []
    for i in range(n):
        if spokes[i] > world.prior_level[i]:
            left = list(spokes)
            left[i] = world.prior_level[i]
            after = settle(world, coalition, 0, 0, False, left)
            gains = [now[i] - after[i], now[n] - after[n]]
            rates.append(hazard_of(gains, world.shock_rate, world.shock_size))
    return math.fsum(rates) / len(rates) if rates else 0.0


def _outcome(game: Game, coalition: int) -> Outcome:
    """What one equilibrium leads to."""
    pacts = _pacts(game, coalition)
    with_patron = [pact for pact in pacts if pact.kind != "clients"]
    widest = max((len(pact.members) for pact in with_patron), default=0)
    chosen = [pact for pact in with_patron if len(pact.members) == widest]
    level = max((LEVELS.index(pact.level) for pact in chosen), default=0)
    rate = 0.0
    if widest >= 2:
        rate = game.replies.hazard[coalition]
    elif widest == 1:
        rate = _spoke_hazard(game, coalition)
    names = [*game.case.clients, game.case.patron.id]
    return Outcome(
        coalition=game.members(coalition),
        pacts=pacts,
        design=DESIGNS[min(widest, 3)],
        members=tuple(
            name for name in game.case.clients if any(name in pact.members for pact in chosen)
        ),
        commitment=LEVELS[level],
        hazard=rate,
        expected_years=lifetime(rate) if widest else (0.0, 0.0),
        payoffs=dict(zip(names, game.payoffs[coalition], strict=True)),
    )


def _decisions(game: Game, coalition: int) -> tuple[Decision, ...]:
    """The steps to one outcome, each with its slack."""
    case, world, replies = game.case, game.world, game.replies
    n = world.clients
    here = game.payoffs[coalition]
    steps = []
    for i, client in enumerate(case.clients.values()):
        if world.standing >> i & 1:
            continue
        bit = 1 << i
        slack = here[i] - game.payoffs[coalition ^ bit][i]
        if coalition & bit:
            steps.append(Decision(client.name, "keeps its pledge", "leaving the others", slack))
        elif coalition:
            steps.append(Decision(client.name, "stays out", "joining the others", slack))
    for other in game.equilibria:
        if other != coalition:
            gains = [here[i] - game.payoffs[other][i] for i in range(n)]
            affected = [gain for gain in gains if abs(gain) > TINY]
            told = " and ".join(case.clients[name].name for name in game.members(other))
            if affected and min(affected) > 0.0:
                told = f"the pledges of {told}" if told else "no pledges"
                steps.append(Decision("Together the clients", "end here", told, min(affected)))
    alone = game.alone(coalition)[n]
    patron_name = case.patron.name
    kind, pact, level = (
        replies.kind[coalition],
        replies.pact[coalition],
        replies.level[coalition],
    )
    if kind == ALONE:
        spokes = game.spokes(coalition)
        for i, client in enumerate(case.clients.values()):
            best, against = -math.inf, 0
            for depth in range(world.prior_level[i], 3):
                if depth != spokes[i]:
                    changed = [*spokes[:i], depth, *spokes[i + 1 :]]
                    value = settle(world, coalition, 0, 0, False, changed)[n]
                    if value > best:
                        best, against = value, depth
            if best == -math.inf:
                continue  # a client with the strongest pact already: there is nothing to decide
            steps.append(
                Decision(
                    patron_name,
                    f"offers {client.name} {_offer(spokes[i], world.prior_level[i])}",
                    _offer(against, world.prior_level[i]),
                    alone - best,
                )
            )
        if coalition:
            rivals = [
                game.joined(coalition, group, depth)[0][n]
                for group in range(1 << n)
                if group & coalition == coalition
                for depth in (1, 2)
            ]
            # It may gain by an offer that somebody would decline.
            over = "joining it" if alone >= max(rivals) else "an offer to join that is declined"
            slack = abs(alone - max(rivals))
            steps.append(Decision(patron_name, "keeps out of their pact", over, slack))
    else:
        verb = "joins the pact" if kind == JOINED else "imposes a pact"
        steps.append(Decision(patron_name, verb, "bilateral pacts alone, or none", here[n] - alone))
        depth = 3 - level
        if kind == JOINED:
            weighed, _ = game.joined(coalition, pact, depth)
        else:
            prior = list(world.prior_level)
            weighed, _ = patron.imposed_on(world, pact, depth, replies.alone, prior)
        slack = here[n] - weighed[n]
        to = {1: "to consult", 2: "to fight"}
        steps.append(Decision(patron_name, f"binds itself {to[level]}", to[depth], slack))
        if kind == IMPOSED:
            prior = list(world.prior_level)
            for i, client in enumerate(case.clients.values()):
                bit = 1 << i
                refused = patron.imposed_on(world, pact ^ bit, level, replies.alone, prior)[0][i]
                chose, over = "accepts it", "refusing"
                if not pact & bit:
                    chose, over = "refuses it", "accepting"
                steps.append(Decision(client.name, chose, over, here[i] - refused))
    return tuple(steps)


def _offer(level: int, prior: int) -> str:
    """A bilateral offer in words."""
    if level == prior:
        return "nothing new"
    return f"a pact to {LEVELS[level]}"


def predict(case: Case, parameters: Parameters | None = None, **choices: Any) -> Prediction:
    """The article's five predictions for a case.

    Parameters
    ----------
    case : Case
    parameters : Parameters, optional
        The reference calibration where none is given.
    **choices
        As in `play`.

    Returns
    -------
    Prediction

    Raises
    ------
    InputError
        If the case has more than `MAX_CLIENTS` clients.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> predict(load("brussels-1948")).design
    'multilateral'
    """
    game = play(case, parameters, **choices)
    return read(game)


def read(game: Game) -> Prediction:
    """The predictions of a solved game.

    Parameters
    ----------
    game : Game

    Returns
    -------
    Prediction

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> read(play(load("dunkirk-1947"))).case
    'dunkirk-1947'
    """
    case = game.case
    by_design = game.design_values()
    names = [*case.clients, case.patron.id]
    values = {
        name: {label: payoffs[i] for label, payoffs in by_design.items()}
        for i, name in enumerate(names)
    }
    # Equal values keep the order of the designs, from the least to the most.
    ranked = {
        name: tuple(
            label
            for _, _, label in sorted(
                (-round(worth[label], 9), place, label) for place, label in enumerate(worth)
            )
        )
        for name, worth in values.items()
    }
    equilibria = tuple(_outcome(game, coalition) for coalition in game.equilibria)
    chosen = sorted(game.survivors, key=lambda group: (group.bit_count(), group))
    survivors = tuple(_outcome(game, coalition) for coalition in chosen)
    shown = survivors[0] if survivors else _outcome(game, game.world.standing)
    coalition = chosen[0] if chosen else game.world.standing
    different = {(outcome.coalition, outcome.pacts) for outcome in survivors}
    return Prediction(
        case=case.id,
        patron_preference=ranked[case.patron.id],
        client_preferences={name: ranked[name] for name in case.clients},
        values=values,
        pacts=shown.pacts,
        design=shown.design,
        members=shown.members,
        commitment=shown.commitment,
        hazard=shown.hazard,
        expected_years=shown.expected_years,
        equilibria=equilibria,
        survivors=survivors,
        coalition_proof=tuple(game.members(group) for group in game.proof),
        determinate=len(different) == 1,
        decisions=_decisions(game, coalition),
        names={
            **{name: client.name for name, client in case.clients.items()},
            case.patron.id: case.patron.name,
        },
    )
