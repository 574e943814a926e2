"""Window: when the linkages of a bilateral tie were many enough to close the way out of it.

Two likelihoods, of foundings and of exits, say what the dated record of `lock_in` can tell apart and
what it cannot. Both fits are this book's own.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from alliance_design.errors import require
from alliance_design.intervals import crossing
from alliance_design.lock_in import FORMS, Linkage, standing, stock_path

__all__ = [
    "ExitFit",
    "Growth",
    "GrowthFit",
    "Shock",
    "Trial",
    "Window",
    "closing_stock",
    "exit_chance",
    "exit_effect",
    "fit_exits",
    "fit_growth",
    "growth",
    "redrawn",
    "shocks",
    "trials",
    "window",
]

DROP = 1.92
"""Half the 95 per cent point of chi squared with one degree: how far a log-likelihood may fall."""

Array = NDArray[np.float64]


def _logistic(x: Array) -> Array:
    """Chances for log odds, however far out."""
    return np.exp(-np.logaddexp(0.0, -x))


@dataclass(frozen=True)
class Growth:
    """What the record of one ally says of its growth: all that the likelihood needs.

    Parameters
    ----------
    stocks : tuple of int
        Linkages that stood before the day of each founding.
    years, stock_years : float
        That it covers, more than 0, and standing linkages summed over them.
    """

    stocks: tuple[int, ...]
    years: float
    stock_years: float


@dataclass(frozen=True)
class GrowthFit:
    """Rate of founding ``a + b k`` per year, with the profile-likelihood interval of b.

    Parameters
    ----------
    bases : tuple of float
        The rate a of each ally without a linkage.
    gain, low, high, log_likelihood : float
        The rate b that each standing linkage adds, its interval at a fall of 1.92, and the top.
    flat : bool
        Whether ``b = 0`` lies in the interval: increasing returns cannot be told from steady rates.
    """

    bases: tuple[float, ...]
    gain: float
    low: float
    high: float
    log_likelihood: float
    flat: bool


def growth(
    days: Iterable[date], last: date, ends: Iterable[date] = (), start: date | None = None
) -> Growth:
    """The record of an ally's foundings between two days.

    A linkage that replaces another counts as founded anew. Foundings of one day all see the stock of
    the day before, for neither of two papers signed together bred the other.

    Parameters
    ----------
    days, ends : iterable of date
        Of foundings, where those up to the start are given, and of ends.
    start, last : date
        Of the record, without what is later; it starts with the first founding if not told.

    Raises
    ------
    ValueError
        Without a founding, with an empty record, or where more ended than had begun.

    Examples
    --------
    >>> growth([date(1951, 1, 1), date(1952, 1, 1), date(1952, 1, 1)], date(1955, 1, 1)).stocks
    (1, 1)
    """
    founded = sorted(day for day in days if day <= last)
    ended = sorted(day for day in ends if day <= last)
    require(bool(founded), "expected at least one founding up to the last day, got none")
    start = start or founded[0]
    require(start < last, f"expected a start before {last}, got {start}")
    begun = all(bisect_right(founded, day) > rank for rank, day in enumerate(ended))
    require(begun, "expected every end to come after a founding")

    def span(day: date) -> float:
        return (last - max(day, start)).days / 365.25

    stocks = (bisect_left(founded, day) - bisect_left(ended, day) for day in founded if day > start)
    stock_years = math.fsum(map(span, founded)) - math.fsum(map(span, ended))
    return Growth(tuple(stocks), span(start), stock_years)


def fit_growth(records: Sequence[Growth]) -> GrowthFit:
    """Fit foundings at a rate of ``a + b k`` per year, where each ally has its own a and all share b.

    ``L = sum over foundings of log(a + b k) - sum over allies of (a T + b S)``, with the years T and
    the stock-years S.

    Parameters
    ----------
    records : sequence of Growth
        One an ally; all with one founding and some standing linkage at least.

    Raises
    ------
    ValueError
        Where there is nothing to fit.

    Notes
    -----
    L is concave in all its parameters, so the profile over b is too, and the interval is one piece.
    Along the profile ``dL / db = sum k / (a + b k) - S``; for a given b the best a solves ``sum 1 /
    (a + b k) = T``. An own a for each ally keeps busy allies from passing for increasing returns; a rate
    that rises with the calendar would still pass for them.

    Examples
    --------
    >>> steady = growth([date(year, 1, 1) for year in range(1951, 1961)], date(1961, 1, 1))
    >>> fit = fit_growth([steady])
    >>> fit.gain < 0.01, fit.flat
    (True, True)
    """
    foundings = sum(len(record.stocks) for record in records)
    exposure = math.fsum(record.stock_years for record in records)
    require(
        foundings > 0 and exposure > 0.0, "expected a founding and a standing linkage, got none"
    )
    stocks = [np.array(record.stocks, dtype=float) for record in records]

    def bases(gain: float) -> list[float]:
        return [_base(k, record.years, gain) for k, record in zip(stocks, records, strict=True)]

    def slope(gain: float) -> float:
        told = zip(bases(gain), stocks, strict=True)
        return sum(float(np.sum(k / (base + gain * k))) for base, k in told) - exposure

    def profile(gain: float) -> float:
        told = zip(bases(gain), stocks, records, strict=True)
        return -gain * exposure + sum(
            float(np.sum(np.log(base + gain * k))) - base * record.years for base, k, record in told
        )

    step = foundings / exposure
    best = _limit(slope, 0.0, step) if slope(0.0) > 0.0 else 0.0
    top = profile(best)

    def surplus(gain: float) -> float:
        return profile(gain) - top + DROP

    flat = surplus(0.0) >= 0.0
    low = 0.0 if flat else crossing(surplus, best, 0.0)
    return GrowthFit(tuple(bases(best)), best, low, _limit(surplus, best, step), top, flat)


def _base(stocks: Array, years: float, gain: float) -> float:
    """The rate without a linkage that fits an ally best, given what each linkage adds."""
    steady = len(stocks) / years
    if steady == 0.0 or gain == 0.0:
        return steady

    def surplus(base: float) -> float:
        return float(np.sum(1.0 / (base + gain * stocks))) - years

    least = float(np.sum(stocks == 0.0)) / years  # What those without a linkage need by themselves.
    return crossing(surplus, least, 2.0 * steady) if surplus(least) > 0.0 else least


def _limit(surplus: Callable[[float], float], best: float, step: float) -> float:
    """Where a surplus that is positive at the best runs out, in the direction of a step."""
    for _ in range(60):
        if surplus(best + step) <= 0.0:
            return crossing(surplus, best, best + step)
        step *= 2.0
    return math.copysign(math.inf, step)


@dataclass(frozen=True)
class Trial:
    """One shock: how hard it struck, at how many linkages, and whether the tie gave way."""

    severity: float
    stock: int
    gave_way: bool


@dataclass(frozen=True)
class ExitFit:
    """Chance that a tie gives way, ``logistic(base + severity v - hold k)``.

    Parameters
    ----------
    base, severity, hold : float
        In log odds; `hold` is what one standing linkage takes off.
    low, high, log_likelihood : float
        Its interval at a fall of the profile likelihood by 1.92, and the penalised top of that.
    flat : bool
        Whether ``hold = 0`` lies in the interval.
    trials : tuple of Trial
    """

    base: float
    severity: float
    hold: float
    low: float
    high: float
    log_likelihood: float
    flat: bool
    trials: tuple[Trial, ...]


def fit_exits(records: Iterable[Trial]) -> ExitFit:
    """Fit the chance that a tie gives way to the severity of a shock and the standing linkages.

    The log-likelihood plus ``log det I / 2``, with the information I of the three parameters.

    Parameters
    ----------
    records : iterable of Trial
        Of all allies together.

    Raises
    ------
    ValueError
        Where severity and stock do not vary enough to tell three parameters apart.

    Notes
    -----
    The penalty is Firth's (1993): it takes away the bias of a handful of exits and keeps separated ones
    from driving estimates to infinity, with no constant to choose and whatever the units. Intervals
    profile the same sum (Heinze and Schemper 2002). Shocks of one ally are taken for separate draws.

    Examples
    --------
    >>> weak = [Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)]
    >>> fit = fit_exits(weak * 3)
    >>> fit.hold > 0, fit.flat
    (True, False)
    """
    seen = tuple(records)
    full, left = _design(seen)
    best, parameters = _climb(full, np.zeros(len(full)), full, left)
    base, severity, hold = parameters.tolist()

    def surplus(value: float) -> float:
        return _climb(full[:, :2], value * full[:, 2], full, left)[0] - best + DROP

    low, high = _limit(surplus, hold, -0.5), _limit(surplus, hold, 0.5)
    return ExitFit(base, severity, hold, low, high, best, low <= 0.0 <= high, seen)


def exit_effect(records: Iterable[Trial], against: float = 0.0) -> tuple[float, float]:
    """The effect of a linkage that fits best, and how much worse another one fits.

    What many records need of `fit_exits`, at a tenth of its price.

    Parameters
    ----------
    records : iterable of Trial
        With errors as in `fit_exits`.
    against : float
        The other effect.

    Returns
    -------
    tuple of float
        The best, and the fall of the profile likelihood from there to the other, which lies in the
        interval of `fit_exits` where it falls by no more than 1.92.

    Examples
    --------
    >>> weak = [Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)]
    >>> best, fall = exit_effect(weak * 3)
    >>> best > 0, fall > DROP
    (True, True)
    """
    full, left = _design(tuple(records))
    top, parameters = _climb(full, np.zeros(len(full)), full, left)
    return float(parameters[2]), top - _climb(full[:, :2], against * full[:, 2], full, left)[0]


def exit_chance(fit: ExitFit, severity: float, stock: float) -> float:
    """Chance that a tie gives way to a shock: ``logistic(base + severity v - hold k)``.

    Parameters
    ----------
    fit : ExitFit
    severity, stock : float
        Of the shock, and standing linkages.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> fit = fit_exits([Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)] * 3)
    >>> exit_chance(fit, 3, 0) > 0.9 > 0.1 > exit_chance(fit, 3, 3)
    True
    """
    return float(_logistic(np.array(fit.base + fit.severity * severity - fit.hold * stock)))


def _design(trials: Sequence[Trial]) -> tuple[Array, Array]:
    """What the log odds are linear in, a row a trial, and 1 for each tie that gave way."""
    full = np.array([(1.0, trial.severity, -trial.stock) for trial in trials], dtype=float)
    if len(full) < 3 or np.linalg.matrix_rank(full) < 3:
        raise ValueError("expected shocks that differ in severity and, apart from it, in stock")
    return full, np.array([trial.gave_way for trial in trials], dtype=float)


def _climb(free: Array, offsets: Array, full: Array, left: Array) -> tuple[float, Array]:
    """Highest penalised log-likelihood on a plane of parameters, and where: Newton, halving steps.

    The log odds are ``offsets + free @ parameters``; the penalty is that of the full design. Few exits
    may leave two peaks: it climbs from no effect and from odds as even as the plane has them.
    """

    def at(parameters: Array) -> tuple[float, Array]:
        """Value, and a step that changes no log odds by more than 4."""
        lines = offsets + free @ parameters
        chances = _logistic(lines)
        weights = chances * _logistic(-lines)
        information = full.T @ (weights[:, None] * full)
        try:
            leverage = weights * np.sum(full.T * np.linalg.solve(information, full.T), axis=0)
            score = free.T @ (left - chances + leverage * (0.5 - chances))
            step = np.linalg.solve(free.T @ (weights[:, None] * free), score)
        except np.linalg.LinAlgError:  # So far out that all chances round to 0 or 1.
            return -math.inf, np.zeros_like(parameters)
        value = left @ lines - np.sum(np.logaddexp(0.0, lines))
        value += 0.5 * np.linalg.slogdet(information)[1]
        return float(value), step * 4.0 / max(4.0, np.max(np.abs(free @ step)))

    def climb(here: Array) -> tuple[float, Array]:
        value, step = at(here)
        while np.max(np.abs(free @ step)) > 1e-8:
            found = at(here + step)
            if found[0] > value:
                here, (value, step) = here + step, found
            else:
                step = 0.5 * step
        return value, here

    even = np.linalg.lstsq(free, -offsets)[0].astype(float)
    return max(climb(np.zeros_like(even)), climb(even), key=lambda found: found[0])


def closing_stock(
    fit: ExitFit, level: float = 0.1, severity: float = 3.0
) -> tuple[float, float, float]:
    """Standing linkages from which a shock ends a tie with no more than a chance: low, best, high.

    ``K = (base + severity v - log(q / (1 - q))) / hold``.

    Parameters
    ----------
    fit : ExitFit
        In which linkages hold, and not flat.
    level, severity : float
        The chance q, between 0 and 1, and v of the shock.

    Returns
    -------
    tuple of float
        Ends at a fall of the profile likelihood by 1.92, around the best.

    Raises
    ------
    ValueError
        Where the fit is flat or its sign is wrong, or for a level outside its range.

    Notes
    -----
    Holding K fixed leaves the plane ``log(q / (1 - q)) + s (v' - v) + hold (K - k)`` on which to
    maximise. Far out it tends to ``hold = 0``: the interval is bounded when the effect is not flat.

    Examples
    --------
    >>> fit = fit_exits([Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)] * 3)
    >>> low, best, high = closing_stock(fit)
    >>> 1.5 < low < best < high < 5
    True
    """
    require(0.0 < level < 1.0, f"expected a level between 0 and 1, got {level:g}")
    problem = _withheld(fit)
    require(not problem, problem)
    odds = math.log(level / (1.0 - level))
    best = (fit.base + fit.severity * severity - odds) / fit.hold
    full, left = _design(fit.trials)

    def surplus(stock: float) -> float:
        free = full[:, 1:] + np.array([-severity, stock])
        return _climb(free, np.full(len(full), odds), full, left)[0] - fit.log_likelihood + DROP

    return _limit(surplus, best, -1.0), best, _limit(surplus, best, 1.0)


def _withheld(fit: ExitFit) -> str:
    """Why the fit dates no window; empty where it does."""
    if fit.flat:
        return "the likelihood is flat: exits may not depend on the linkages"
    return "" if fit.hold > 0.0 else "more linkages go with more exits"


@dataclass(frozen=True)
class Shock:
    """One row of ``data/shocks.csv``; `day` is the first that its date can mean.

    The severity lies between its low and its high; the other outcome is empty where none is left open.
    """

    id: str
    ally: str
    day: date
    shock: str
    severity: float
    moved_by: str
    outcome: str
    severity_low: float
    severity_high: float
    outcome_other: str = ""


@dataclass(frozen=True)
class Window:
    """When the way out of an ally's tie closed.

    Parameters
    ----------
    ally : str
    closed, earliest, latest : date or None
        First day on which enough linkages stood, for the best fit and for the ends of its range.
    reopened : date or None
        First day after it on which too few stood.
    withheld : str
        Why there is no date; empty where there is one.
    """

    ally: str
    closed: date | None
    earliest: date | None
    latest: date | None
    reopened: date | None
    withheld: str


def trials(
    struck: Iterable[Shock],
    found: Iterable[Linkage],
    gave_way: Collection[str] = ("loosened", "ended"),
    forms: Collection[str] = FORMS,
) -> tuple[Trial, ...]:
    """Shocks with the linkages that stood when they began.

    Parameters
    ----------
    struck : iterable of Shock
    found : iterable of Linkage
    gave_way, forms : collection of str
        Outcomes that count as giving way, and forms that count.

    Examples
    --------
    >>> nixon = Shock("nixon", "japan", date(1971, 7, 15), "The visit", 2.0, "us", "stayed", 1, 2)
    >>> trials([nixon], [])
    (Trial(severity=2.0, stock=0, gave_way=False),)
    """
    links = tuple(found)
    return tuple(
        Trial(one.severity, standing(links, one.ally, one.day, forms), one.outcome in gave_way)
        for one in struck
    )


def redrawn(struck: Iterable[Shock], dice: random.Random) -> tuple[Shock, ...]:
    """One reading of the coded judgements: severities and outcomes drawn evenly from what is left open.

    Parameters
    ----------
    struck : iterable of Shock
    dice : random.Random

    Returns
    -------
    tuple of Shock
        Without those whose severity is drawn at 0, which were hardly shocks to the tie.

    Examples
    --------
    >>> {len(redrawn(shocks(), random.Random(seed))) < len(shocks()) for seed in range(5)}
    {True}
    """
    read = (
        replace(
            one,
            severity=float(dice.randint(int(one.severity_low), int(one.severity_high))),
            outcome=dice.choice((one.outcome, one.outcome_other or one.outcome)),
        )
        for one in struck
    )
    return tuple(one for one in read if one.severity > 0.0)


def window(
    fit: ExitFit,
    found: Iterable[Linkage],
    ally: str,
    last: date,
    level: float = 0.1,
    severity: float = 3.0,
    forms: Collection[str] = FORMS,
) -> Window:
    """When a shock of some severity would first have ended an ally's tie with a chance below a level.

    The first day on which as many linkages stood as `closing_stock` says; the latest also with the last
    days that rough dates can mean.

    Parameters
    ----------
    fit : ExitFit
    found, ally, last, forms
        As in `lock_in.stock_path`.
    level, severity : float
        As in `closing_stock`.

    Returns
    -------
    Window
        Without a date, but with the reason, where the fit is flat or contrary or the record too short.

    Raises
    ------
    ValueError
        For a level outside its range.

    Examples
    --------
    >>> fit = fit_exits([Trial(v, k, k < v) for v in (1, 2, 3) for k in (0, 1, 2, 3, 4)] * 3)
    >>> window(fit, [], "japan", date(2024, 1, 1)).withheld
    'fewer linkages stood up to 2024-01-01 than it takes'
    """
    require(0.0 < level < 1.0, f"expected a level between 0 and 1, got {level:g}")
    problem = _withheld(fit)
    if problem:
        return Window(ally, None, None, None, None, problem)
    links = tuple(found)
    low, best, high = closing_stock(fit, level, severity)
    path = stock_path(links, ally, last, forms)

    def first(stock: float, on: Iterable[tuple[date, int]]) -> date | None:
        return next((day for day, stood in on if stood >= stock), None)

    closed = first(best, path)
    latest = first(high, stock_path(links, ally, last, forms, late=True))
    after = (day for day, stood in path if closed and day > closed and stood < best)
    problem = "" if closed else f"fewer linkages stood up to {last} than it takes"
    return Window(ally, closed, first(low, path), latest, next(after, None), problem)


def shocks(path: Path | None = None) -> tuple[Shock, ...]:
    """All shocks, in the order of the table; with `path` and errors as in `lock_in.linkages`.

    Examples
    --------
    >>> {shock.severity for shock in shocks()} == {1.0, 2.0, 3.0}
    True
    """
    from alliance_design.tables import read_table

    return tuple(
        Shock(
            **{field: row[field] for field in Shock.__dataclass_fields__ if field != "day"},
            day=date.fromisoformat(f"{row['date']}-01-01"[:10]),
        )
        for row in read_table("shocks", path).to_dict("records")
    )
