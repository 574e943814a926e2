"""Rivals: the other explanations of alliance design, each as a small predictor on the same cases.

A rival is told the same facts as the model (`situation`) and a dozen codings of what its authors
look at (``data/rival_inputs.csv``). It answers with a set for each question; what it does not
speak of it leaves out, and that stands for every answer. The rivals know nothing of one another
and nothing of the model.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from alliance_design.cases import Case

__all__ = [
    "ANSWERS",
    "INPUTS",
    "NARROW_KM",
    "RIVALS",
    "Bounds",
    "Coded",
    "Rival",
    "Said",
    "Situation",
    "anew",
    "codings",
    "overland",
    "preferred_prospect",
    "prospect_value",
    "said",
    "second_codings",
    "situation",
    "subjective_value",
    "told",
    "weight",
]

DESIGN = ("none", "bilateral", "trilateral", "multilateral")
ANSWERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "patron": DESIGN,
        "clients": DESIGN,
        "design": DESIGN,
        "level": ("none", "consult", "fight"),
        "lasting": ("ends", "lasts"),
    }
)
"""The questions of the board and the answers that each can have."""

INPUTS = (
    "affinity",
    "refusal",
    "region",
    "authority",
    "civic",
    "threat",
    "frame",
    "worse",
    "ties",
    "victory",
    "shared",
    "need",
)
"""What is coded for the rivals in each case, in steps from 0 to 4."""

NARROW_KM = 5.0
"""Water that an army crosses like a river: straits like the Bosporus, and none like Dover's."""

PACTS = frozenset(DESIGN) - {"none"}
MANY = frozenset({"trilateral", "multilateral"})
Said = Mapping[str, frozenset[str]]
"""What a rival says: for each question that it speaks to, the answers that it does not exclude."""


@dataclass(frozen=True)
class Situation:
    """What every rival is told of a case.

    Parameters
    ----------
    clients : int
        How many.
    preponderance : float
        The patron's share of its own and the clients' capabilities, 0 to 1.
    strongest : float
        The strongest client's capability over the patron's.
    provoking : float
        Share of the clients that are as likely as the adversary to start the war, or likelier.
    overland : float
        Share of the clients that the adversary can reach without crossing the sea.
    outmatched : bool
        Whether the adversary is stronger than all clients together.
    inputs : mapping of str to float
        Steps from 0 to 4, by `INPUTS`.
    """

    clients: int
    preponderance: float
    strongest: float
    provoking: float
    overland: float
    outmatched: bool
    inputs: Mapping[str, float]


@dataclass(frozen=True)
class Bounds:
    """Where a step counts as high or low, and a client as small.

    Parameters
    ----------
    high, low : float
        From `high` steps on an input speaks one way, down to `low` the other; in between a rival
        is silent.
    small, equal : float
        Below the first share of the patron's capability a client is small, from the second on it
        is nearly an equal.
    much, little : float
        From the first share of the pooled capabilities on the clients can carry part of the
        burden; down to the second they cannot.
    preponderant : float
        From this share on the patron is preponderant.
    """

    high: float = 3.0
    low: float = 1.0
    small: float = 0.25
    equal: float = 0.5
    much: float = 0.4
    little: float = 0.15
    preponderant: float = 0.5


@dataclass(frozen=True)
class Rival:
    """One explanation.

    Parameters
    ----------
    id, name : str
        Short name, and name for readers.
    says : str
        Its argument, in one sentence.
    inputs : tuple of str
        Which codings it looks at.
    predicts : callable
        From a situation and bounds to what it says.
    """

    id: str
    name: str
    says: str
    inputs: tuple[str, ...]
    predicts: Callable[[Situation, Bounds], Said]


@dataclass(frozen=True)
class Coded:
    """One coding: the likeliest step and the ends of its range."""

    low: float
    value: float
    high: float


# ------------------------------------------------------------------------------ prospect theory


def subjective_value(change: float, curvature: float = 0.88, loss_aversion: float = 2.25) -> float:
    """What a gain or a loss is worth to somebody who counts from a point of reference.

    Parameters
    ----------
    change : float
        Gain (positive) or loss, in any unit.
    curvature : float
        Above 0, at most 1: how soon more stops to matter.
    loss_aversion : float
        At least 1: how much heavier a loss weighs than an equal gain.

    Returns
    -------
    float
        ``x^a`` for a gain and ``-b (-x)^a`` for a loss, with the values that Tversky and Kahneman
        (1992) found for their median subject.

    Examples
    --------
    >>> round(subjective_value(1.0), 2), round(subjective_value(-1.0), 2)
    (1.0, -2.25)
    """
    if change >= 0.0:
        return float(change**curvature)
    return float(-loss_aversion * (-change) ** curvature)


def weight(chance: float, bend: float) -> float:
    """What a chance weighs in a choice: small ones too much, large ones too little.

    Parameters
    ----------
    chance : float
        0 to 1.
    bend : float
        Above 0.3, at most 1; 1 leaves the chance as it is. Tversky and Kahneman (1992): 0.61 for
        gains and 0.69 for losses.

    Returns
    -------
    float
        ``p^c / (p^c + (1 - p)^c)^(1/c)``, 0 to 1.

    Examples
    --------
    >>> round(weight(0.5, 0.69), 2), weight(1.0, 0.61)
    (0.45, 1.0)
    """
    if chance <= 0.0 or chance >= 1.0:
        return float(chance)
    there, not_there = chance**bend, (1.0 - chance) ** bend
    return float(there / (there + not_there) ** (1.0 / bend))


def prospect_value(
    best: float,
    worst: float,
    chance: float = 0.5,
    curvature: float = 0.88,
    loss_aversion: float = 2.25,
    bend_gains: float = 0.61,
    bend_losses: float = 0.69,
) -> float:
    """What a prospect of two outcomes is worth, outcomes counted from the point of reference.

    Parameters
    ----------
    best, worst : float
        Gains, or losses if negative; `best` is not below `worst`.
    chance : float
        Of the better one, 0 to 1.
    curvature, loss_aversion : float
        See `subjective_value`.
    bend_gains, bend_losses : float
        See `weight`.

    Returns
    -------
    float
        Cumulative prospect theory: of two gains the better has the weight of its chance and the
        worse the rest; of two losses the worse; a gain and a loss have each its own.

    Raises
    ------
    ValueError
        If the better outcome is below the worse.

    Examples
    --------
    >>> prospect_value(1.0, -1.0) < 0.0 < prospect_value(2.0, 0.0)
    True
    """
    if best < worst:
        raise ValueError(f"the better outcome {best} is below the worse {worst}")
    top = subjective_value(best, curvature, loss_aversion)
    bottom = subjective_value(worst, curvature, loss_aversion)
    if worst >= 0.0:
        heavy = weight(chance, bend_gains)
        return heavy * top + (1.0 - heavy) * bottom
    if best <= 0.0:
        heavy = weight(1.0 - chance, bend_losses)
        return heavy * bottom + (1.0 - heavy) * top
    return weight(chance, bend_gains) * top + weight(1.0 - chance, bend_losses) * bottom


def preferred_prospect(
    threat: float, narrow: float = 1.0, wide: float = 2.0, loss_aversion: float = 2.25
) -> str:
    """The design that a patron framed by the threat prefers (He and Feng).

    The threat sets the point of reference: what both designs bring on average is counted as
    ``4 - 2 threat``, a gain under a low threat and a loss under a high one. The outcomes of a pact
    of two differ by little, those of a pact of many by more.

    Parameters
    ----------
    threat : float
        Steps from 0 to 4.
    narrow, wide : float
        How far above and below the average the outcomes of a pact of two and of many lie;
        ``0 <= narrow <= wide``.
    loss_aversion : float
        See `subjective_value`.

    Returns
    -------
    str
        ``bilateral`` or ``multilateral``.

    Raises
    ------
    ValueError
        If the spreads are out of order.

    Examples
    --------
    >>> preferred_prospect(1.0), preferred_prospect(4.0)
    ('bilateral', 'multilateral')
    """
    if not 0.0 <= narrow <= wide:
        raise ValueError(f"expected 0 <= narrow <= wide, got {narrow} and {wide}")
    middle = 4.0 - 2.0 * threat
    two = prospect_value(middle + narrow, middle - narrow, loss_aversion=loss_aversion)
    many = prospect_value(middle + wide, middle - wide, loss_aversion=loss_aversion)
    return "multilateral" if many > two else "bilateral"


# ------------------------------------------------------------------------------ the predictors


def _one(*answers: str) -> frozenset[str]:
    return frozenset(answers)


def _all(clients: int) -> frozenset[str]:
    """One pact of all. With two clients it may be the two and the patron, or a wider one joined."""
    return MANY if clients == 2 else _one("bilateral" if clients == 1 else "multilateral")


def _order(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["victory"] < bounds.high or at.preponderance < bounds.preponderant:
        return {}
    bound = _all(at.clients) if at.inputs["affinity"] >= bounds.high else PACTS
    return {
        "patron": bound,
        "clients": bound,
        "design": bound,
        "level": _one("consult", "fight"),
        "lasting": _one("lasts"),
    }


def _efficiency(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["shared"] < bounds.high:
        return {}
    return {"patron": _all(at.clients), "design": _all(at.clients)}


def _contribution(at: Situation, bounds: Bounds) -> Said:
    share = 1.0 - at.preponderance
    if share >= bounds.much:
        return {"patron": _all(at.clients), "design": _all(at.clients)}
    if share <= bounds.little:
        return {"patron": _one("bilateral"), "design": _one("bilateral")}
    return {}


def _control(at: Situation, bounds: Bounds) -> Said:
    if at.strongest < bounds.small:
        chosen = _one("bilateral")
        return {"patron": chosen, "design": chosen, "lasting": _one("lasts")}
    if at.provoking == 0.0:
        return {"patron": _all(at.clients), "design": _all(at.clients)}
    return {}


def _management(at: Situation, _: Bounds) -> Said:
    if at.provoking == 0.0:
        return {}
    return {"patron": PACTS, "design": PACTS}


def _hazard(at: Situation, bounds: Bounds) -> Said:
    if at.provoking > 0.0 or at.inputs["shared"] <= bounds.low:
        return {"level": _one("none", "consult")}
    if at.inputs["shared"] >= bounds.high:
        return {"level": _one("fight")}
    return {}


def _network(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["ties"] <= bounds.low:
        return {
            "patron": _all(at.clients),
            "clients": _one("bilateral"),
            "design": _one("bilateral"),
        }
    if at.inputs["ties"] >= bounds.high:
        return {"clients": MANY, "design": MANY}
    return {}


def _identity(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["affinity"] >= bounds.high:
        chosen = _all(at.clients)
        return {"patron": chosen, "design": chosen, "level": _one("fight")}
    if at.inputs["affinity"] <= bounds.low:
        chosen = _one("bilateral")
        return {"patron": chosen, "design": chosen, "level": _one("none", "consult")}
    return {}


def _norms(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["refusal"] < bounds.high:
        return {}
    return {"level": _one("none", "consult"), "lasting": _one("ends")}


def _hierarchy(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["authority"] < bounds.high:
        return {}
    return {"design": PACTS, "lasting": _one("lasts")}


def _civic(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["civic"] < bounds.high:
        return {}
    return {"patron": _all(at.clients)}


def _region(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["region"] >= bounds.high:
        return {"clients": _all(at.clients), "design": _all(at.clients)}
    if at.inputs["region"] <= bounds.low:
        few = _one("none", "bilateral")
        return {"clients": few, "design": few}
    return {}


def _prospect(at: Situation, bounds: Bounds) -> Said:
    frame = at.inputs["frame"]
    if bounds.low < frame < bounds.high:
        return {}
    if preferred_prospect(frame) == "multilateral":
        chosen = _all(at.clients)
        return {"patron": chosen, "design": chosen, "level": _one("consult", "fight")}
    return {
        "patron": _one("bilateral"),
        "design": _one("bilateral"),
        "level": _one("none", "consult"),
    }


def _water(at: Situation, _: Bounds) -> Said:
    if at.overland > 0.5 and at.outmatched:
        return {"patron": PACTS, "design": PACTS, "level": _one("fight")}
    if at.overland == 0.0:
        return {"level": _one("none", "consult")}
    return {}


def _threat(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["threat"] >= bounds.high:
        spoken = {"patron": PACTS, "design": PACTS, "level": _one("consult", "fight")}
        return {**spoken, "clients": PACTS} if at.overland > 0.0 else spoken
    if at.inputs["threat"] <= bounds.low and at.inputs["worse"] <= bounds.low:
        nothing = _one("none")
        return {"patron": nothing, "clients": nothing, "design": nothing, "level": nothing}
    return {}


def _bargaining(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["need"] >= bounds.high and at.provoking == 0.0:
        return {"level": _one("fight")}
    if at.inputs["need"] <= bounds.low:
        return {"level": _one("none", "consult")}
    return {}


def _intentions(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["worse"] < bounds.high:
        return {}
    return {"clients": _all(at.clients), "design": _all(at.clients)}


def _arms(at: Situation, bounds: Bounds) -> Said:
    if at.inputs["shared"] >= bounds.high:
        return {"patron": PACTS, "design": PACTS, "level": _one("consult", "fight")}
    if at.inputs["shared"] <= bounds.low:
        nothing = _one("none")
        return {"patron": nothing, "design": nothing, "level": nothing}
    return {}


def _asymmetry(at: Situation, bounds: Bounds) -> Said:
    if at.strongest < bounds.small:
        return {"patron": PACTS, "design": PACTS, "lasting": _one("lasts")}
    if at.strongest >= bounds.equal:
        return {"lasting": _one("ends")}
    return {}


RIVALS: Mapping[str, Rival] = MappingProxyType(
    {
        rival.id: rival
        for rival in (
            Rival(
                "order",
                "Order after victory",
                "A preponderant winner binds itself and the others by institutions, which both"
                " want and which last.",
                ("victory", "affinity"),
                _order,
            ),
            Rival(
                "efficiency",
                "Institutional efficiency",
                "Where all face the same task, one pact of all saves a patron the cost of many bargains.",
                ("shared",),
                _efficiency,
            ),
            Rival(
                "contribution",
                "What the clients can carry",
                "A patron far above its clients deals with them one by one; one that needs their"
                " share wants them together.",
                (),
                _contribution,
            ),
            Rival(
                "control",
                "Powerplay",
                "A patron controls small clients best one by one; strong ones, if they are not"
                " reckless, it meets in a pact of many.",
                (),
                _control,
            ),
            Rival(
                "management",
                "Tools of management",
                "Alliances restrain allies: a client that may drag its patron into a war is given"
                " a pact.",
                (),
                _management,
            ),
            Rival(
                "hazard",
                "Moral hazard",
                "A patron promises without conditions only where its clients start no wars and see"
                " the same danger.",
                ("shared",),
                _hazard,
            ),
            Rival(
                "network",
                "Networks",
                "Clients without ties to one another compete for the patron and end as spokes,"
                " although the patron would rather have them in one pact.",
                ("ties",),
                _network,
            ),
            Rival(
                "identity",
                "Collective identity and racism",
                "A patron shares a pact with those whom it counts to its own community and deals"
                " one by one with those whom it thinks alien.",
                ("affinity",),
                _identity,
            ),
            Rival(
                "norms",
                "Local disinterest and norms",
                "Where a region's governments refuse pacts with great powers on principle, a pact made"
                " all the same is weak and withers.",
                ("refusal",),
                _norms,
            ),
            Rival(
                "hierarchy",
                "Hierarchy",
                "Clients that have ceded authority over their security are protected, and for long.",
                ("authority",),
                _hierarchy,
            ),
            Rival(
                "civic",
                "The patron's own idea of order",
                "A patron whose own union rests on general rules wants an order of general rules"
                " abroad.",
                ("civic",),
                _civic,
            ),
            Rival(
                "region",
                "Regional ideas and institutions",
                "Pacts of many grow where a region has ideas and institutions of its own.",
                ("region",),
                _region,
            ),
            Rival(
                "prospect",
                "Prospect theory",
                "Under a high threat a patron fears losses and takes the riskier pact of many;"
                " under a low one it keeps to pacts of two.",
                ("frame",),
                _prospect,
            ),
            Rival(
                "water",
                "Geography",
                "Water stops power: on land those who are outmatched ally, and firmly; over water promises"
                " are loose.",
                (),
                _water,
            ),
            Rival(
                "threat",
                "Balance of threat",
                "States ally against the state that threatens them most.",
                ("threat", "worse"),
                _threat,
            ),
            Rival(
                "bargaining",
                "Alliance bargaining",
                "Who allies with whom is open; how firm the promise is follows from how much the"
                " patron needs the clients.",
                ("need",),
                _bargaining,
            ),
            Rival(
                "intentions",
                "Changed intentions",
                "Clients draw together when the adversary's intentions seem to have turned worse.",
                ("worse",),
                _intentions,
            ),
            Rival(
                "arms",
                "Arms or alliance",
                "A patron allies with clients that share its threat; others get arms, or nothing.",
                ("shared",),
                _arms,
            ),
            Rival(
                "asymmetry",
                "Asymmetry",
                "Alliances of the strong with the weak form easily and last, for each gives what the other"
                " lacks.",
                (),
                _asymmetry,
            ),
        )
    }
)
"""Every explanation that the article names, in the order in which it names them."""


# ------------------------------------------------------------------------------ from the tables


def overland(case: Case) -> float:
    """Share of a case's clients that the adversary can reach without crossing the sea.

    Parameters
    ----------
    case : Case

    Returns
    -------
    float
        0 to 1. Straits of at most `NARROW_KM` do not count as sea.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> overland(load("brussels-1948")), overland(load("pacific-1951"))
    (0.8, 0.0)
    """
    reached = set(case.positions)
    grown = True
    while grown:
        grown = False
        for leg in case.legs.values():
            ends = set(leg.joins)
            if leg.sea_km <= NARROW_KM and len(ends & reached) == 1:
                reached |= ends
                grown = True
    return sum(client in reached for client in case.clients) / len(case.clients)


def situation(case: Case, inputs: Mapping[str, float]) -> Situation:
    """What the rivals are told of a case.

    Parameters
    ----------
    case : Case
    inputs : mapping of str to float
        Steps by `INPUTS`.

    Returns
    -------
    Situation

    Raises
    ------
    ValueError
        If an input is missing or out of its range.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> at = situation(load("pacific-1951"), dict.fromkeys(INPUTS, 2.0))
    >>> at.clients, round(at.strongest, 2)
    (4, 0.09)
    """
    for name in INPUTS:
        if name not in inputs:
            raise ValueError(f"{case.id}: expected a coding of {name}")
        if not 0.0 <= inputs[name] <= 4.0:
            raise ValueError(f"{case.id}, {name}: expected 0 to 4, got {inputs[name]}")
    own = case.patron.capability.value
    powers = [client.capability.value for client in case.clients.values()]
    against = case.adversary.capability.value + sum(
        associate.capability.value for associate in case.adversary.associates.values()
    )
    provoking = [client.provocation != "low" for client in case.clients.values()]
    return Situation(
        clients=len(powers),
        preponderance=own / (own + sum(powers)),
        strongest=max(powers) / own,
        provoking=sum(provoking) / len(powers),
        overland=overland(case),
        outmatched=against > sum(powers),
        inputs=MappingProxyType({name: float(inputs[name]) for name in INPUTS}),
    )


def said(rival: Rival, at: Situation, bounds: Bounds | None = None) -> Said:
    """What a rival says of a situation, every question answered: silence is every answer.

    Parameters
    ----------
    rival : Rival
    at : Situation
    bounds : Bounds, optional

    Returns
    -------
    mapping of str to frozenset of str

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> at = situation(load("pacific-1951"), dict.fromkeys(INPUTS, 1.0))
    >>> sorted(said(RIVALS["identity"], at)["design"]), len(said(RIVALS["identity"], at)["clients"])
    (['bilateral'], 4)
    """
    spoken = rival.predicts(at, bounds or Bounds())
    return MappingProxyType(
        {question: spoken.get(question, frozenset(all_)) for question, all_ in ANSWERS.items()}
    )


@cache
def codings() -> Mapping[str, Mapping[str, Coded]]:
    """Every coding for the rivals, by case and input.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> codings()["brussels-1948"]["affinity"].value >= 3.0
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    found: dict[str, dict[str, Coded]] = {}
    for row in read_table("rival_inputs").to_dict("records"):
        found.setdefault(row["case"], {})[row["input"]] = Coded(
            row["low"], row["value"], row["high"]
        )
    return MappingProxyType({case: MappingProxyType(rows) for case, rows in found.items()})


@cache
def second_codings() -> Mapping[str, Mapping[str, float]]:
    """What a second reader coded, by case and input, without having seen the first codes.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> len(second_codings())
    10
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    found: dict[str, dict[str, float]] = {}
    for row in read_table("rival_inputs_second").to_dict("records"):
        found.setdefault(row["case"], {})[row["input"]] = row["value"]
    return MappingProxyType({case: MappingProxyType(rows) for case, rows in found.items()})


def told(case: Case) -> Situation:
    """What the rivals are told of one of the project's cases, at the likeliest codings.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Situation

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> told(load("seato-1954")).clients
    7
    """
    coded = codings().get(case.id, {})
    return situation(case, {name: coding.value for name, coding in coded.items()})


def anew(rival: Rival, case: Case, bounds: Sequence[Bounds] = (Bounds(),)) -> tuple[Said, ...]:
    """What a rival says of a case under every other coding of what it looks at.

    Parameters
    ----------
    rival : Rival
    case : Case
    bounds : sequence of Bounds
        Bounds to try.

    Returns
    -------
    tuple of mapping of str to frozenset of str
        For every combination of low, likeliest and high of its inputs, and every bounds.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(anew(RIVALS["identity"], load("seato-1954")))
    3
    """
    at = told(case)
    coded = codings()[case.id]
    choices = [(coded[name].low, coded[name].value, coded[name].high) for name in rival.inputs]
    found: list[Said] = []
    for steps in itertools.product(*choices):
        inputs = {**at.inputs, **dict(zip(rival.inputs, steps, strict=True))}
        changed = replace(at, inputs=MappingProxyType(inputs))
        found.extend(said(rival, changed, bound) for bound in bounds)
    return tuple(found)
