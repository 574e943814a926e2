"""The urn: bilateral and other institutions drawn with returns to the larger kind (Arthur 1989)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from alliance_design.errors import require, require_count

__all__ = ["FixedPoint", "chance", "distribution", "fixed_points", "mean_field", "reversal"]


def _urn(alpha: float, bias: float) -> None:
    require(0.0 <= alpha < math.inf, f"expected an alpha of at least 0, got {alpha:g}")
    require(0.0 < bias < math.inf, f"expected a bias above 0, got {bias:g}")


def _logistic(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


def chance(share: float, alpha: float = 1.0, bias: float = 1.0) -> float:
    """Chance that the next institution is bilateral: ``a x^e / (a x^e + (1 - x)^e)``.

    Parameters
    ----------
    share : float
        Of bilateral ones among those that stand, 0 to 1.
    alpha : float
        Increasing returns e, at least 0: above 1 the larger kind draws more than its share.
    bias : float
        Odds a of a bilateral one when both kinds are equally many, more than 0.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        For a number outside its range.

    Examples
    --------
    >>> chance(0.75), round(chance(0.75, alpha=2.0), 3)
    (0.75, 0.9)
    """
    _urn(alpha, bias)
    require(0.0 <= share <= 1.0, f"expected a share from 0 to 1, got {share:g}")
    if alpha == 0.0:
        return _logistic(math.log(bias))
    if share in (0.0, 1.0):
        return share
    return _logistic(math.log(bias) + alpha * math.log(share / (1.0 - share)))


@dataclass(frozen=True)
class FixedPoint:
    """A share at which the urn rests; `slope` is that of `chance` there."""

    share: float
    slope: float

    @property
    def stability(self) -> str:
        """``stable`` below a slope of 1, ``unstable`` above it, ``neutral`` at it."""
        return "neutral" if self.slope == 1.0 else "stable" if self.slope < 1.0 else "unstable"


def fixed_points(alpha: float, bias: float = 1.0) -> tuple[FixedPoint, ...]:
    """Shares at which the urn can come to rest, from the lowest: where ``f(x) = x``.

    Parameters
    ----------
    alpha, bias : float
        As in `chance`.

    Returns
    -------
    tuple of FixedPoint
        For alpha and bias of 1 every share is one, and the two ends stand for all.

    Raises
    ------
    ValueError
        For a number outside its range.

    Notes
    -----
    In odds z the map is ``z -> a z^e``: besides 0 and infinity it rests at ``z = a^(1 / (1 - e))`` alone,
    so ``x* = 1 / (1 + a^(1 / (e - 1)))``. Log odds have the same derivative on both sides there, so the
    slope of f at x* is e: inside, the urn rests where returns decrease and tips where they
    increase. At the ends the slope is 0 for ``e > 1``, infinite for ``e < 1``, a and 1 / a for ``e = 1``.

    Examples
    --------
    >>> [(round(point.share, 3), point.stability) for point in fixed_points(2.0, bias=3.0)]
    [(0.0, 'stable'), (0.25, 'unstable'), (1.0, 'stable')]
    """
    _urn(alpha, bias)
    if alpha == 1.0:
        return FixedPoint(0.0, bias), FixedPoint(1.0, 1.0 / bias)
    inside = FixedPoint(_logistic(math.log(bias) / (1.0 - alpha)), alpha)
    if alpha == 0.0:
        return (inside,)
    slope = 0.0 if alpha > 1.0 else math.inf
    return FixedPoint(0.0, slope), inside, FixedPoint(1.0, slope)


def distribution(
    bilateral: int, other: int, draws: int, alpha: float = 1.0, bias: float = 1.0
) -> tuple[float, ...]:
    """Exact probabilities of 0, 1, ... bilateral ones among the next draws.

    Parameters
    ----------
    bilateral, other : int
        Institutions that stand, at least 0, together at least 1.
    draws : int
        At least 0.
    alpha, bias : float
        As in `chance`.

    Returns
    -------
    tuple of float
        ``draws + 1`` of them.

    Raises
    ------
    ValueError
        For a number outside its range.

    Notes
    -----
    ``p(n + 1, j) = p(n, j) [1 - f] + p(n, j - 1) f``, with f at the share of each state. For alpha and
    bias of 1 this is Pólya's urn, beta-binomial, with a share that is a martingale.

    Examples
    --------
    >>> [round(probability, 3) for probability in distribution(1, 1, 2)]
    [0.333, 0.333, 0.333]
    """
    _urn(alpha, bias)
    for name, number in (("bilateral ones", bilateral), ("others", other), ("draws", draws)):
        require_count(f"a number of {name}", number)
    require(bilateral + other > 0, "expected at least one institution, got none")
    now = [1.0]
    for drawn in range(draws):
        after = [0.0] * (drawn + 2)
        for added, probability in enumerate(now):
            hit = chance((bilateral + added) / (bilateral + other + drawn), alpha, bias)
            after[added] += probability * (1.0 - hit)
            after[added + 1] += probability * hit
        now = after
    return tuple(now)


def mean_field(
    share: float, institutions: int, draws: int, alpha: float = 1.0, bias: float = 1.0
) -> tuple[float, ...]:
    """Path of the share when every draw does what is expected of it.

    ``x <- x + (f(x) - x) / (n + 1)``, which for many institutions follows ``dx / d log n = f(x) - x``.

    Parameters
    ----------
    share : float
        0 to 1.
    institutions : int
        That stand at the start, at least 1.
    draws : int
        At least 0.
    alpha, bias : float
        As in `chance`.

    Returns
    -------
    tuple of float
        ``draws + 1`` shares, the first one first.

    Raises
    ------
    ValueError
        For a number outside its range.

    Examples
    --------
    >>> [round(share, 3) for share in mean_field(0.75, 4, 2, alpha=2.0)]
    [0.75, 0.78, 0.804]
    """
    require(institutions > 0, f"expected at least one institution, got {institutions}")
    require_count("a number of draws", draws)
    path = [share]
    for number in range(institutions, institutions + draws):
        share += (chance(share, alpha, bias) - share) / (number + 1)
        path.append(share)
    return tuple(path)


def reversal(
    bilateral: int, other: int, draws: int, alpha: float = 1.0, bias: float = 1.0
) -> float:
    """Chance that after the next draws fewer than half are bilateral; a tie is no reversal.

    Parameters
    ----------
    bilateral, other, draws, alpha, bias
        As in `distribution`.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(reversal(3, 1, 20), 3), round(reversal(3, 1, 20, alpha=2.0), 3)
    (0.093, 0.022)
    """
    chances = distribution(bilateral, other, draws, alpha, bias)
    half = (bilateral + other + draws) / 2.0
    return math.fsum(p for added, p in enumerate(chances) if bilateral + added < half)
