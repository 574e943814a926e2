"""Parameters: one frozen set for all cases."""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from alliance_design.codebook import data_folder
from alliance_design.errors import InputError

__all__ = ["BOX", "THREAT", "Bound", "Parameters", "Settings", "reference"]


@dataclass(frozen=True)
class Bound:
    """What a parameter means, its unit, and the range it may take (both ends included).

    Parameters
    ----------
    low, high : float
        Ends of the range.
    unit, meaning, origin : str
        Unit; what it says; where the form and the range come from.
    """

    low: float
    high: float
    unit: str
    meaning: str
    origin: str


BOX: dict[str, Bound] = {
    "land_scale_km": Bound(
        200.0,
        3000.0,
        "km of land",
        "Distance over land at which 37 per cent (1/e) of power still arrives.",
        "Form: Boulding (1962), loss of strength. Range: judgement, low confidence.",
    ),
    "decisiveness": Bound(
        0.5,
        4.0,
        "none",
        "How much an edge in power decides a fight: 1 is proportional, more is sharper.",
        "Form: Tullock (1980), Hirshleifer (1989). Range: judgement, low confidence.",
    ),
    "spoils": Bound(
        0.0,
        1.0,
        "share",
        "Part of a taken place's capability that serves the next attack.",
        "Judgement, low confidence.",
    ),
    "restraint": Bound(
        0.0,
        1.0,
        "probability",
        "Threat at which the adversary is as ready to attack one client as to attack nobody.",
        "Form: McFadden (1974). Range: every probability.",
    ),
    "choice_noise": Bound(
        0.02,
        1.0,
        "probability",
        "How loosely the adversary's choice of target follows the threats; near 0 it takes the best.",
        "Form: McFadden (1974). Range: judgement, low confidence.",
    ),
    "audience_cost": Bound(
        0.0,
        0.5,
        "own survival",
        "What a state pays for breaking a public pledge.",
        "Form: Fearon (1997), tying hands. Range: judgement, low confidence.",
    ),
    "mean_cost": Bound(
        0.05,
        1.0,
        "own survival",
        "Mean cost of fighting for another state.",
        "Exponential distribution and range: judgement, low confidence.",
    ),
    "imposed_share": Bound(
        0.0,
        1.0,
        "share",
        "Part of the audience cost that an imposed pledge carries.",
        "Judgement, low confidence.",
    ),
    "base_use": Bound(
        0.0,
        1.0,
        "share",
        "Part of a taken place's base that serves the adversary's reach over water.",
        "Judgement, low confidence.",
    ),
    "linkage": Bound(
        0.0,
        1.0,
        "probability",
        "Chance that the adversary, each time it has taken a client, goes on to another.",
        "Jervis (1991) on dominoes; range: every probability.",
    ),
    "aid_share": Bound(
        0.0,
        1.0,
        "share",
        "Part of its capability that a client can send to another.",
        "Judgement, low confidence.",
    ),
    "aid_scale_km": Bound(
        200.0,
        5000.0,
        "km of land",
        "Distance over friendly land at which 37 per cent (1/e) of aid still arrives.",
        "Form: Boulding (1962). Range: judgement, low confidence.",
    ),
    "membership": Bound(
        0.0,
        0.05,
        "own survival",
        "What belonging to a pact of several clients costs each of them.",
        "Judgement, low confidence.",
    ),
    "rivalry_cost": Bound(
        0.0,
        0.5,
        "own survival",
        "What a pact with a full rival costs a client that has no threat in common with it.",
        "Judgement, low confidence.",
    ),
    "fading": Bound(
        0.0,
        1.0,
        "share",
        "How far a threat in common mutes old quarrels: 0 not at all, 1 altogether.",
        "Form: the article's H6. Range: judgement, low confidence.",
    ),
    "stake": Bound(
        0.05,
        3.0,
        "patron's units",
        "What the survival of one client is worth to the patron.",
        "Judgement, low confidence.",
    ),
    "patron_share": Bound(
        0.02,
        1.0,
        "share",
        "Part of its capability that the patron can bring to one client's defence.",
        "Judgement, low confidence.",
    ),
    "consult_share": Bound(
        0.0,
        1.0,
        "share",
        "What a promise to consult brings and binds, against a promise to fight.",
        "Judgement, low confidence.",
    ),
    "war_cost": Bound(
        0.0,
        3.0,
        "patron's units",
        "What carrying a client's war alone would cost the patron.",
        "Form: Snyder (1984), entrapment. Range: judgement, low confidence.",
    ),
    "relief": Bound(
        0.0,
        1.0,
        "share",
        "Part of a war's burden that clients take off the patron if all of them do all they can.",
        "Form: Olson and Zeckhauser (1966). Range: judgement, low confidence.",
    ),
    "incitement": Bound(
        0.0,
        1.0,
        "probability",
        "Chance that a client ready to start the war does so.",
        "Judgement, low confidence.",
    ),
    "control": Bound(
        0.0,
        1.0,
        "share",
        "Part of a client's provocation that a bilateral pact lets the patron stop.",
        "Form: Cha (2010), powerplay. Range: judgement, low confidence.",
    ),
    "standards": Bound(
        0.0,
        1.0,
        "share",
        "Part of a client's effort that spares the patron where forces share no standards.",
        "Judgement, low confidence.",
    ),
    "treaty_cost": Bound(
        0.0,
        0.1,
        "patron's units",
        "What making and keeping one pact costs the patron.",
        "Judgement, low confidence.",
    ),
    "refusal_cost": Bound(
        0.0,
        0.5,
        "own survival",
        "What refusing an imposed pact costs a client that has a pact with the patron to lose.",
        "Judgement, low confidence.",
    ),
    "breakdown_cost": Bound(
        0.0,
        1.0,
        "patron's units",
        "What the end of a pact it imposed costs the patron.",
        "Judgement, low confidence.",
    ),
    "shock_rate": Bound(
        0.01,
        0.5,
        "per year",
        "How often a shock puts a pact to the test.",
        "Judgement, low confidence.",
    ),
    "shock_size": Bound(
        0.005,
        0.5,
        "own survival",
        "Mean size of a shock, in what a member may lose by staying.",
        "Exponential distribution and range: judgement, low confidence.",
    ),
    "discount": Bound(
        0.01,
        0.5,
        "per year",
        "How fast all players discount the future.",
        "Judgement, low confidence.",
    ),
}
"""Every parameter with its range: the box over which results are shown."""

THREAT = ("land_scale_km", "decisiveness", "spoils", "restraint", "choice_noise")
"""The parameters of stage 0, the threat of occupation."""


@dataclass(frozen=True)
class Parameters:
    """The model's parameters, the same for every case.

    The values are for teaching until a calibration replaces them: round numbers, not fitted to any
    outcome. `BOX` says what each one means.

    Parameters
    ----------
    land_scale_km : float
        Distance over land at which 37 per cent of power still arrives, 200 to 3000 km.
    decisiveness : float
        How much an edge in power decides a fight, 0.5 to 4.
    spoils : float
        Part of a taken place's capability that serves the next attack, 0 to 1.
    restraint : float
        Threat at which attacking a client and attacking nobody are equally likely, 0 to 1.
    choice_noise : float
        How loosely the choice of target follows the threats, 0.02 to 1.
    audience_cost : float
        What a state pays for breaking a public pledge, 0 to 0.5.
    mean_cost : float
        Mean cost of fighting for another state, 0.05 to 1.
    imposed_share : float
        Part of the audience cost that an imposed pledge carries, 0 to 1.
    base_use : float
        Part of a taken place's base that serves the adversary's reach over water. 0 to 1.
    linkage : float
        Chance that the adversary, each time it has taken a client, goes on to another. 0 to 1.
    aid_share : float
        Part of its capability that a client can send to another. 0 to 1.
    aid_scale_km : float
        Distance over friendly land at which 37 per cent (1/e) of aid still arrives. 200 to 5000.
    membership : float
        What belonging to a pact of several clients costs each of them. 0 to 0.05.
    rivalry_cost : float
        What a pact with a full rival costs a client that has no threat in common with it. 0 to 0.5.
    fading : float
        How far a threat in common mutes old quarrels: 0 not at all, 1 altogether. 0 to 1.
    stake : float
        What the survival of one client is worth to the patron. 0.05 to 3.
    patron_share : float
        Part of its capability that the patron can bring to one client's defence. 0.02 to 1.
    consult_share : float
        What a promise to consult brings and binds, against a promise to fight. 0 to 1.
    war_cost : float
        What carrying a client's war alone would cost the patron. 0 to 3.
    relief : float
        Part of a war's burden that clients take off the patron if all of them do all they can. 0 to 1.
    incitement : float
        Chance that a client ready to start the war does so. 0 to 1.
    control : float
        Part of a client's provocation that a bilateral pact lets the patron stop. 0 to 1.
    standards : float
        Part of a client's effort that spares the patron where forces share no standards. 0 to 1.
    treaty_cost : float
        What making and keeping one pact costs the patron. 0 to 0.1.
    refusal_cost : float
        What refusing an imposed pact costs a client that has a pact with the patron to lose. 0 to 0.5.
    breakdown_cost : float
        What the end of a pact it imposed costs the patron. 0 to 1.
    shock_rate : float
        How often a shock puts a pact to the test. 0.01 to 0.5.
    shock_size : float
        Mean size of a shock, in what a member may lose by staying. 0.005 to 0.5.
    discount : float
        How fast all players discount the future. 0.01 to 0.5.

    Raises
    ------
    InputError
        If a value is no number, not finite or outside its range.

    Examples
    --------
    >>> Parameters().decisiveness
    2.0
    >>> Parameters(decisiveness=9)
    Traceback (most recent call last):
    alliance_design.errors.InputError: parameters: decisiveness: expected a number from 0.5 to 4, got 9
    """

    land_scale_km: float = 1000.0
    decisiveness: float = 2.0
    spoils: float = 0.5
    restraint: float = 0.5
    choice_noise: float = 0.2
    audience_cost: float = 0.2
    mean_cost: float = 0.5
    imposed_share: float = 0.5
    base_use: float = 1.0
    linkage: float = 0.5
    aid_share: float = 0.5
    aid_scale_km: float = 1500.0
    membership: float = 0.02
    rivalry_cost: float = 0.2
    fading: float = 1.0
    stake: float = 0.5
    patron_share: float = 0.2
    consult_share: float = 0.4
    war_cost: float = 0.5
    relief: float = 0.5
    incitement: float = 0.3
    control: float = 0.7
    standards: float = 0.5
    treaty_cost: float = 0.02
    refusal_cost: float = 0.1
    breakdown_cost: float = 0.1
    shock_rate: float = 0.1
    shock_size: float = 0.05
    discount: float = 0.1

    def __post_init__(self) -> None:
        for parameter in fields(self):
            value = getattr(self, parameter.name)
            bound = BOX[parameter.name]
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            # `not low <= value <= high` is true for NaN too.
            if not number or not bound.low <= value <= bound.high:
                raise InputError(
                    "parameters",
                    parameter.name,
                    f"expected a number from {bound.low:g} to {bound.high:g}, got {value!r}",
                )

    def changed(self, changes: Mapping[str, Any]) -> Parameters:
        """A copy with some parameters changed, by name.

        Parameters
        ----------
        changes : mapping of str to float or str
            New values; text is read as a number, as the command line gives it.

        Returns
        -------
        A checked set; this one stays as it is.

        Raises
        ------
        InputError
            If a name is unknown, or a value no number or outside its range.

        Examples
        --------
        >>> Parameters().changed({"spoils": "0.25"}).spoils
        0.25
        """
        numbers = {}
        for name, value in changes.items():
            if name not in BOX:
                raise InputError(
                    "parameters", name, f"unknown parameter; expected one of {', '.join(BOX)}"
                )
            if isinstance(value, str):
                # What is no number stays text, and the new set refuses it.
                with suppress(ValueError):
                    value = float(value)
            numbers[name] = value
        return replace(self, **numbers)

    @classmethod
    def drawn(cls, random: Any, names: Iterable[str] = tuple(BOX)) -> Parameters:
        """A set drawn uniformly over the box.

        Parameters
        ----------
        random : random.Random or numpy.random.Generator
            Anything with a method ``uniform(low, high)``.
        names : iterable of str
            Which parameters to draw, in this order; the others keep their values for teaching.

        Returns
        -------
        A checked set.

        Examples
        --------
        >>> from random import Random
        >>> Parameters.drawn(Random(1), ["spoils"]).spoils == Random(1).random()
        True
        """
        return cls(**{name: float(random.uniform(BOX[name].low, BOX[name].high)) for name in names})


if TYPE_CHECKING:
    Settings = Parameters
else:
    Settings = namedtuple("Settings", BOX)
    Settings.__doc__ = (
        """A set of parameters as a tuple with names, which compiled functions take."""
    )


@cache
def reference() -> Parameters:
    """The reference calibration: one set that meets every target, as the calibration chose it.

    It is read from ``data/calibration.json``, which the calibration writes. The default set,
    ``Parameters()``, is for teaching the first stages and meets no target on purpose.

    Returns
    -------
    The one set, read once.

    Examples
    --------
    >>> BOX["linkage"].low <= reference().linkage <= BOX["linkage"].high
    True
    """
    raw = json.loads((data_folder() / "calibration.json").read_text(encoding="utf-8"))
    found = raw["reference"]
    if set(found) != set(BOX):
        odd = ", ".join(sorted(set(found) ^ set(BOX)))
        raise InputError(
            "calibration.json", "reference", f"expected one value a parameter; see {odd}"
        )
    return Parameters(**found)
