"""How long a pact lasts: shocks, the gains they have to outweigh, and the hazard.

Shocks arrive at a rate. Each one takes from every pivotal member something drawn from an
exponential distribution; a member that would lose by staying leaves, and the pact ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

__all__ = ["CORE", "hazard", "lasting_value", "lifetime", "stays"]

CORE = ("stays", "hazard", "lasting_value")
"""Names of the functions that are compiled for sweeps."""


def stays(gain: float, shock_size: float) -> float:
    """Probability that a member stays through a shock.

    ``Pr(X < g) = 1 - exp(-g / s)`` with an exponential shock of mean s; 0 without a gain.

    Parameters
    ----------
    gain : float
        What it gets in the pact less what it would get after its exit.
    shock_size : float
        Mean size of a shock, more than 0.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(stays(0.1, 0.05), 3), stays(-0.1, 0.05)
    (0.865, 0.0)
    """
    return 1.0 - math.exp(-max(gain, 0.0) / shock_size)


def hazard(gains: Sequence[float], shock_rate: float, shock_size: float) -> float:
    """Rate at which a pact ends: ``mu (1 - product of stays(g))`` over its pivotal members.

    Parameters
    ----------
    gains : sequence of float
        Of the pivotal members, the patron among them.
    shock_rate : float
        Shocks per year, more than 0.
    shock_size : float
        As in `stays`.

    Returns
    -------
    float
        Per year, from 0 to the shock rate.

    Examples
    --------
    >>> round(hazard([0.1, 0.1], 0.1, 0.05), 4)
    0.0252
    """
    through = 1.0
    for gain in gains:
        through *= stays(gain, shock_size)
    return shock_rate * (1.0 - through)


def lasting_value(now: float, later: float, hazard: float, discount: float) -> float:
    """What a stream of payoffs is worth if it ends at some rate: ``(d now + h later) / (d + h)``.

    Parameters
    ----------
    now, later : float
        Payoff while the pact stands; after its end.
    hazard, discount : float
        Per year; the discount more than 0.

    Returns
    -------
    float
        Between the two, in the units of a payoff per year.

    Examples
    --------
    >>> lasting_value(1.0, 0.0, 0.1, 0.1)
    0.5
    """
    return (discount * now + hazard * later) / (discount + hazard)


def lifetime(hazard: float, share: float = 0.9) -> tuple[float, float]:
    """Years that hold the middle part of a pact's possible lives (exponential).

    Parameters
    ----------
    hazard : float
        Per year, at least 0.
    share : float
        How much of the probability lies between the two, 0 to 1.

    Returns
    -------
    tuple of float
        Early and late end, in years; infinite without a hazard.

    Examples
    --------
    >>> [round(years, 1) for years in lifetime(0.1)]
    [0.5, 30.0]
    """
    if hazard <= 0.0:
        return math.inf, math.inf
    tail = 0.5 * (1.0 - share)
    return -math.log(1.0 - tail) / hazard, -math.log(tail) / hazard
