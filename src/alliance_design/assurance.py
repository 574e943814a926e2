"""Assurance: what a public pledge tells a patron, and what it costs the one who gives it.

Hands are tied (the audience cost is that of Fearon 1997; unlike there, nobody knows more than
anybody else): a state that has pledged and does not fight pays an audience cost, so
the pledge makes it likelier to fight. The cost of fighting for another is drawn, when the time
comes, from an exponential distribution; everything is in units of the state's own survival.
"""

from __future__ import annotations

import math

__all__ = ["CORE", "assurance", "honour_probability", "pledge_cost"]

CORE = ("honour_probability", "assurance", "pledge_cost")
"""Names of the functions that are compiled for sweeps."""


def honour_probability(stake: float, audience_cost: float, mean_cost: float) -> float:
    """Probability that a state fights for another when that one is attacked.

    It fights if the cost drawn is at most what it has at stake plus what it would pay for breaking
    its word: ``F(b + a) = 1 - exp(-(b + a) / c)``. Without a pledge the audience cost is 0.

    Parameters
    ----------
    stake : float
        What it has at stake in the other, at least 0.
    audience_cost : float
        What it pays for breaking a public pledge, at least 0.
    mean_cost : float
        Mean of the cost of fighting for another, more than 0.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(honour_probability(0.5, 0.2, 0.5), 3)
    0.753
    """
    return 1.0 - math.exp(-(stake + audience_cost) / mean_cost)


def assurance(stake: float, audience_cost: float, mean_cost: float) -> float:
    """How much likelier a pledge makes it that the state fights.

    ``F(b + a) - F(b) = exp(-b / c) (1 - exp(-a / c))``.

    Parameters
    ----------
    stake, audience_cost, mean_cost : float
        As in `honour_probability`.

    Returns
    -------
    float
        Between 0 and 1; it falls with the stake and rises with the audience cost.

    Examples
    --------
    >>> round(assurance(0.0, 0.2, 0.5), 3), round(assurance(1.0, 0.2, 0.5), 3)
    (0.33, 0.045)
    """
    return math.exp(-stake / mean_cost) * (1.0 - math.exp(-audience_cost / mean_cost))


def pledge_cost(stake: float, audience_cost: float, mean_cost: float) -> float:
    """What the pledge costs its giver once the other is attacked.

    Without a pledge the state fights when that pays and gets the expected gain of it. With one it
    sometimes fights when that does not pay, or pays for breaking its word. The difference is
    the integral of ``1 - F`` from `b` to ``b + a``, which is ``c exp(-b / c) (1 - exp(-a / c))``:
    the mean cost times the `assurance`.

    Parameters
    ----------
    stake, audience_cost, mean_cost : float
        As in `honour_probability`.

    Returns
    -------
    float
        At least 0, at most the audience cost.

    Examples
    --------
    >>> round(pledge_cost(0.0, 0.2, 0.5), 3)
    0.165
    """
    return mean_cost * assurance(stake, audience_cost, mean_cost)
