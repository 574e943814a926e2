"""Parameters: one frozen set for all cases."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any

from alliance_design.errors import InputError

__all__ = ["BOX", "THREAT", "Bound", "Parameters"]


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
        1.0,
        "own survival",
        "What a state pays for breaking a public pledge.",
        "Form: Fearon (1997), tying hands. Range: judgement, low confidence.",
    ),
    "mean_cost": Bound(
        0.05,
        2.0,
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
        What a state pays for breaking a public pledge, 0 to 1.
    mean_cost : float
        Mean cost of fighting for another state, 0.05 to 2.
    imposed_share : float
        Part of the audience cost that an imposed pledge carries, 0 to 1.

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
