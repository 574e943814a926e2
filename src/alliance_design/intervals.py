"""Exact intervals for rates and chances, and where a function runs out, on which they rest."""

from __future__ import annotations

import math
from collections.abc import Callable

from alliance_design.errors import require

__all__ = ["chance_interval", "crossing", "rate_interval"]


def crossing(surplus: Callable[[float], float], inside: float, outside: float) -> float:
    """Where a function falls through 0: false position, halving an end that stays (Illinois rule).

    Parameters
    ----------
    surplus : callable
        Continuous, of one number.
    inside, outside : float
        In either order: where it is above 0, and where it is not.

    Raises
    ------
    ValueError
        Where it does not change its sign from one to the other.

    Examples
    --------
    >>> round(crossing(lambda x: 2.0 - x * x, 0.0, 2.0), 6)
    1.414214
    """
    at_inside, at_outside = surplus(inside), surplus(outside)
    require(at_inside > 0.0 >= at_outside, f"no crossing between {inside:g} and {outside:g}")
    stayed = 0  # Which end did last: 1 the outer, -1 the inner.
    while abs(outside - inside) > 1e-12 * (1.0 + abs(inside)):
        middle = (inside * at_outside - outside * at_inside) / (at_outside - at_inside)
        if not min(inside, outside) < middle < max(inside, outside):
            middle = 0.5 * (inside + outside)  # Rounded onto an end.
        value = surplus(middle)
        if abs(value) < 1e-11:
            return middle
        if value > 0.0:
            inside, at_inside = middle, value
            at_outside *= 0.5 if stayed == 1 else 1.0
            stayed = 1
        else:
            outside, at_outside = middle, value
            at_inside *= 0.5 if stayed == -1 else 1.0
            stayed = -1
    return 0.5 * (inside + outside)


def _tail(level: float) -> float:
    require(0.0 < level < 1.0, f"expected a level between 0 and 1, got {level:g}")
    return (1.0 - level) / 2.0


def rate_interval(count: int, years: float, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for the rate of rare events (Garwood 1936).

    Parameters
    ----------
    count : int
        Events seen, at least 0.
    years, level : float
        In which they were seen, more than 0; of the interval, between 0 and 1.

    Returns
    -------
    tuple of float
        The rates at which so many or more, and so few or fewer, have half the remaining
        probability under Poisson's law; 0 is the low end where none was seen.

    Examples
    --------
    >>> [round(end, 3) for end in rate_interval(2, 40.0)]
    [0.006, 0.181]
    """
    require(count >= 0, f"expected a count of at least 0, got {count}")
    require(0.0 < years < math.inf, f"expected a time above 0, got {years:g}")
    tail = _tail(level)

    def at_most(number: int, mean: float) -> float:
        return math.fsum(
            math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(number + 1)
        )

    far = count + 1.0
    while at_most(count, far) > tail:
        far *= 2.0
    near = tail / 2.0  # Below the low end, for with a mean m any at all come up less often than m.
    low = crossing(lambda m: at_most(count - 1, m) - 1.0 + tail, near, far) if count else 0.0
    return low / years, crossing(lambda m: at_most(count, m) - tail, near, far) / years


def chance_interval(moved: int, shocks: int, level: float = 0.95) -> tuple[float, float]:
    """Exact interval for a chance (Clopper and Pearson 1934).

    Parameters
    ----------
    moved, shocks : int
        How many of how many, ``0 <= moved <= shocks``.
    level : float
        Between 0 and 1.

    Returns
    -------
    tuple of float
        The chances at which so many or more, and so few or fewer, have half the remaining
        probability; 0 and 1 where there were no shocks.

    Examples
    --------
    >>> [round(end, 2) for end in chance_interval(1, 10)]
    [0.0, 0.45]
    """
    require(0 <= moved <= shocks, f"expected 0 <= moved <= shocks, got {moved}, {shocks}")
    tail = _tail(level)

    def at_most(number: int, p: float) -> float:
        return math.fsum(
            math.comb(shocks, k) * p**k * (1.0 - p) ** (shocks - k) for k in range(number + 1)
        )

    low = crossing(lambda p: at_most(moved - 1, p) - 1.0 + tail, 0.0, 1.0) if moved else 0.0
    high = crossing(lambda p: at_most(moved, p) - tail, 0.0, 1.0) if moved < shocks else 1.0
    return low, high
