"""Lock-in: who founded the linkages that made bilateral ties stick, and why.

Named investors found linkages when that pays them; each is worth more the more of them stand, the
increasing returns of Pierson (2000). That the allies did the founding is Lee's (2019) claim; the
games are this book's own. `urn` draws linkages with nobody in it; `window` fits the dated record.
"""

from __future__ import annotations

import math
from calendar import monthrange
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from alliance_design.errors import require, require_count
from alliance_design.intervals import chance_interval

__all__ = [
    "THESES",
    "Founding",
    "Investor",
    "Linkage",
    "Shares",
    "founding_threshold",
    "holding_stock",
    "linkages",
    "payoff",
    "play_out",
    "push",
    "shares",
    "solve",
    "standing",
    "stock_path",
]

THESES = {
    "allies": "The allies made the ties stick: they asked for more of the linkages than the patron.",
    "us": "The patron made them stick: it asked for more of the linkages than the allies.",
}
"""What two theses expect of the share of linkages that allies asked for: above a half; below."""


@dataclass(frozen=True)
class Investor:
    """One who may found linkages.

    Parameters
    ----------
    name : str
    worth, cost : float
        Of a first linkage to it, per year, and of founding one: more than 0.
    patience : float
        Weight of next year against this one, at least 0 and below 1.

    Examples
    --------
    >>> Investor("ally", worth=1.0, cost=4.0, patience=0.5).patience
    0.5
    """

    name: str
    worth: float
    cost: float
    patience: float

    def __post_init__(self) -> None:
        """Refuse what is no investor."""
        for name, number in (("worth", self.worth), ("cost", self.cost)):
            require(0.0 < number < math.inf, f"expected a {name} above 0, got {number:g}")
        patient = 0.0 <= self.patience < 1.0
        require(patient, f"expected patience from 0 to below 1, got {self.patience:g}")


@dataclass(frozen=True)
class Founding:
    """A linkage founded: in which period, by whom, and how many stood before it."""

    period: int
    by: str
    stock: int


def founding_threshold(investor: Investor, returns: float, *, foresight: bool = False) -> float:
    """Stock of linkages from which an investor founds the next one by itself.

    ``k* = (c (1 - d) / r - 1) / g``; with foresight, ``k* - d / (1 - d)``.

    Parameters
    ----------
    investor : Investor
    returns : float
        Increasing returns g, at least 0: every pair of linkages adds ``r g`` a year, so that k of
        them are worth ``r (k + g k (k - 1) / 2)`` and the next one ``r (1 + g k)`` more.
    foresight : bool
        Whether it reckons with its own later foundings, one each period for ever.

    Returns
    -------
    float
        At or below 0 it starts by itself; without increasing returns minus infinity (it always
        founds) or infinity (it never does).

    Raises
    ------
    ValueError
        Where the returns are negative.

    Notes
    -----
    The next linkage pays if its lasting return covers the cost, ``r (1 + g k) / (1 - d) >= c``. With
    foresight, founding for ever from k on yields ``sum of d^t [r (1 + g (k + t)) / (1 - d) - c]``, whose
    terms grow with t: if any beginning of it pays, the whole pays more.

    Examples
    --------
    >>> ally = Investor("ally", worth=1.0, cost=4.0, patience=0.5)
    >>> founding_threshold(ally, 0.5), founding_threshold(ally, 0.5, foresight=True)
    (2.0, 1.0)
    """
    require(0.0 <= returns < math.inf, f"expected returns of at least 0, got {returns:g}")
    shortfall = investor.cost * (1.0 - investor.patience) / investor.worth - 1.0
    if returns == 0.0:
        return math.inf if shortfall > 0.0 else -math.inf
    ahead = investor.patience / (1.0 - investor.patience) if foresight else 0.0
    return shortfall / returns - ahead


def push(investors: Sequence[Investor], start: int, returns: float) -> int | None:
    """Fewest linkages that somebody has to give before the first investor goes on by itself.

    ``max(0, ceil(smallest threshold) - start)``: the depth of the trap.

    Parameters
    ----------
    investors : sequence of Investor
        At least one.
    start, returns
        As in `play_out`.

    Returns
    -------
    int or None
        None where no push would do.

    Raises
    ------
    ValueError
        Without an investor, or for a negative start.

    Examples
    --------
    >>> push([Investor("ally", 1.0, 4.0, 0.5), Investor("us", 1.0, 6.0, 0.5)], 0, 0.5)
    2
    """
    require(len(investors) > 0, "expected at least one investor, got none")
    require_count("a start", start)
    lowest = min(founding_threshold(investor, returns) for investor in investors)
    if lowest == math.inf:
        return None
    return 0 if lowest <= start else math.ceil(lowest) - start


def play_out(
    investors: Sequence[Investor], start: int, periods: int, returns: float
) -> tuple[Founding, ...]:
    """Foundings when each investor, in turn, founds as soon as one more linkage pays it.

    Parameters
    ----------
    investors : sequence of Investor
        In the order in which they move each period.
    start, periods : int
        Linkages that stand, and periods: at least 0.
    returns : float
        As in `founding_threshold`.

    Returns
    -------
    tuple of Founding
        In order; empty in the trap, where every threshold is above the start.

    Raises
    ------
    ValueError
        For a negative start or number of periods.

    Notes
    -----
    The stock of every period rises with start, returns, worth and patience and falls with cost, by
    induction: a lower threshold or a higher stock lets everyone found who founded before.

    Examples
    --------
    >>> pair = [Investor("us", 1.0, 6.0, 0.5), Investor("ally", 1.0, 4.0, 0.5)]
    >>> play_out(pair, 1, 9, 0.5)
    ()
    >>> [founding.by for founding in play_out(pair, 2, 4, 0.5)]
    ['ally', 'ally', 'us', 'ally', 'us', 'ally']
    """
    require_count("a start", start)
    require_count("a number of periods", periods)
    thresholds = [founding_threshold(investor, returns) for investor in investors]
    path: list[Founding] = []
    for period in range(periods):
        for investor, threshold in zip(investors, thresholds, strict=True):
            if start + len(path) >= threshold:
                path.append(Founding(period, investor.name, start + len(path)))
    return tuple(path)


def _return(investor: Investor, stock: int, returns: float) -> float:
    """Lasting return of the next linkage, at the moment of its founding."""
    return investor.worth * (1.0 + returns * stock) / (1.0 - investor.patience)


def payoff(path: Iterable[Founding], investor: Investor, returns: float) -> float:
    """What a path of foundings is worth to an investor, seen from its first period.

    ``sum of d^t [r (1 + g k) / (1 - d) - c if it founded]``: its founder alone pays for a linkage.

    Parameters
    ----------
    path : iterable of Founding
    investor, returns
        As in `founding_threshold`.

    Returns
    -------
    float
        Beyond what the linkages that stood at the start are worth.

    Examples
    --------
    >>> payoff([Founding(0, "us", 0)], Investor("ally", 1.0, 4.0, 0.5), 0.5)
    2.0
    """
    return sum(
        investor.patience**one.period
        * (_return(investor, one.stock, returns) - investor.cost * (one.by == investor.name))
        for one in path
    )


def solve(
    investors: Sequence[Investor], start: int, horizon: int, returns: float, most: int | None = None
) -> tuple[Founding, ...]:
    """Foundings of far-sighted investors: the subgame-perfect path.

    Each period they move in turn, seeing all that was founded before, and may found one each; a
    linkage serves all and lasts. Whoever is indifferent founds, so the path is the only one.

    Parameters
    ----------
    investors : sequence of Investor
        In the order in which they move each period; names differ.
    start, horizon, returns
        As `start`, `periods` and `returns` in `play_out`.
    most : int, optional
        Most linkages that there is room for; no limit where none is given.

    Raises
    ------
    ValueError
        For a negative number, or where two investors have one name.

    Notes
    -----
    Backward induction on (move, stock), for the past matters through the stock alone. Without
    increasing returns or a limit no founding touches the worth of another, and the path is that of
    `play_out`. With room for one and two that would pay for it, the one that moves last founds it at
    once: the first, knowing that, never pays. Who founds is then not who wants it more. Two with
    foresight are never behind two without (checked over thousands of games, not proved); among three
    a willing one may hold back, so that another has to push.

    Examples
    --------
    >>> pair = [Investor("us", 1.0, 3.0, 0.5), Investor("ally", 9.0, 1.0, 0.5)]
    >>> solve(pair, 0, 1, 0.5)
    (Founding(period=0, by='us', stock=0), Founding(period=0, by='ally', stock=1))
    >>> both = [Investor("ally", 9.0, 1.0, 0.5), Investor("us", 1.0, 1.5, 0.5)]
    >>> solve(both, 0, 9, 0.5, most=1)
    (Founding(period=0, by='us', stock=0),)
    """
    require_count("a start", start)
    require_count("a horizon", horizon)
    require(0.0 <= returns < math.inf, f"expected returns of at least 0, got {returns:g}")
    names = [investor.name for investor in investors]
    require(len(set(names)) == len(names), "expected investors of different names")
    moves = horizon * len(investors)
    # Values from the move on, seen from its own period, by linkages added since the start.
    ahead = [[0.0] * len(investors) for _ in range(moves + 1)]
    founds: list[list[bool]] = []
    for move in reversed(range(moves)):
        mover = move % len(investors)
        if mover == len(investors) - 1:  # What comes after it lies a period ahead.
            ahead = [[i.patience * v for i, v in zip(investors, one, strict=True)] for one in ahead]
        now, choices = [], []
        for added, passed in enumerate(ahead[:-1]):
            stock, later = start + added, zip(investors, ahead[added + 1], strict=True)
            found = [_return(investor, stock, returns) + value for investor, value in later]
            found[mover] -= investors[mover].cost
            choice = (most is None or stock < most) and found[mover] >= passed[mover]
            now.append(found if choice else passed)
            choices.append(choice)
        ahead = now
        founds.append(choices)
    path: list[Founding] = []
    for move, choices in enumerate(reversed(founds)):
        if choices[len(path)]:
            period, mover = divmod(move, len(investors))
            path.append(Founding(period, names[mover], start + len(path)))
    return tuple(path)


def holding_stock(investor: Investor, outside: float, switching: float, returns: float) -> float:
    """Stock of linkages from which an investor keeps the tie against an offer from outside.

    The positive root of ``r (k + g k (k - 1) / 2) + (1 - d) s k = u``.

    Parameters
    ----------
    investor : Investor
    outside, switching : float
        What it would get elsewhere, u per year, and the cost s of undoing one linkage: at least 0.
    returns : float
        As in `founding_threshold`.

    Returns
    -------
    float
        It rises with the offer and falls with the switching cost, which holds the impatient more.

    Raises
    ------
    ValueError
        For a negative number.

    Notes
    -----
    It stays if ``r (k + g k (k - 1) / 2) / (1 - d) + s k >= u / (1 - d)``. The left side less the
    right is convex in k and not positive at 0, so it is passed once. With ``g = 0`` and offers spread as
    a logistic of scale w, `window.exit_chance` has ``(r + (1 - d) s) / w`` for the effect of a linkage.

    Examples
    --------
    >>> holding_stock(Investor("ally", 1.0, 4.0, 0.5), outside=6.0, switching=2.0, returns=0.0)
    3.0
    """
    for name, number in (("offer", outside), ("switching cost", switching), ("return", returns)):
        require(0.0 <= number < math.inf, f"expected a {name} of at least 0, got {number:g}")
    square = investor.worth * returns / 2.0
    line = investor.worth - square + switching * (1.0 - investor.patience)
    if outside == 0.0:
        return 0.0
    width = math.sqrt(line * line + 4.0 * square * outside)
    # Of the two forms of the root, the one in which nothing cancels.
    return (width - line) / (2.0 * square) if line < 0.0 else 2.0 * outside / (line + width)


@dataclass(frozen=True)
class Shares:
    """Who asked for the linkages: counts, and the share of the allies' over every reading.

    Parameters
    ----------
    allies, us, joint, unknown : int
        Linkages by the best reading.
    best, low, high : float or None
        Allies' share of those that one side asked for: by the best reading, and the lowest and the
        highest of all readings; None where a reading leaves no such linkage.
    interval : tuple of float
        From the lower end of the exact interval in the lowest reading to the upper in the highest.
    verdict : str
        ``allies`` or ``us`` where the whole interval lies on one side of a half, else ``open``.
    """

    allies: int
    us: int
    joint: int
    unknown: int
    best: float | None
    low: float | None
    high: float | None
    interval: tuple[float, float]
    verdict: str


def shares(readings: Iterable[tuple[str, str]], level: float = 0.95) -> Shares:
    """Who asked for the linkages, over every reading that the coding leaves open.

    Parameters
    ----------
    readings : iterable of tuple of str
        The best reading (``ally``, ``us``, ``joint`` or ``unknown``) and the next likeliest (empty
        where there is none) of each linkage. An unknown one may be either side's.
    level : float
        Coverage of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For another word, or a level outside its range.

    Notes
    -----
    The share ``A / (A + U)`` rises with A and falls with U, so the lowest of all readings takes
    ``us`` where it can, else ``joint``, else ``ally``, and the highest the reverse; the ends of
    `intervals.chance_interval` are ordered alike. Linkages of one ally may hang together; the interval
    takes them for separate draws.

    Examples
    --------
    >>> found = shares([("ally", "")] * 9 + [("us", ""), ("unknown", "")])
    >>> found.best, round(found.low, 2), round(found.high, 2), found.verdict
    (0.9, 0.82, 0.91, 'open')
    """
    order = ("us", "joint", "ally")
    best, lowest, highest = Counter[str](), Counter[str](), Counter[str]()
    for reading, other in readings:
        known = reading in (*order, "unknown") and other in ("", *order)
        require(known, f"expected ally, us, joint or unknown, got {reading!r} and {other!r}")
        first = {"us", "ally"} if reading == "unknown" else {reading}
        options = sorted(first | ({other} if other else set()), key=order.index)
        best[reading] += 1
        lowest[options[0]] += 1
        highest[options[-1]] += 1
    interval = (
        chance_interval(lowest["ally"], lowest["ally"] + lowest["us"], level)[0],
        chance_interval(highest["ally"], highest["ally"] + highest["us"], level)[1],
    )
    verdict = "allies" if interval[0] > 0.5 else "us" if interval[1] < 0.5 else "open"
    counts = best["ally"], best["us"], best["joint"], best["unknown"]
    return Shares(*counts, _share(best), _share(lowest), _share(highest), interval, verdict)


def _share(counted: Counter[str]) -> float | None:
    told = counted["ally"] + counted["us"]
    return counted["ally"] / told if told else None


@dataclass(frozen=True)
class Linkage:
    """One row of ``data/linkages.csv``, its days made whole.

    Parameters
    ----------
    id, ally, form, kind, name : str
    members : tuple of str
    since, since_by : date
        First and last day that the date of founding can mean.
    until : date or None
        First day that its end can mean; None while it stands.
    initiator, initiator_other : str
        Who wanted it, and the next likeliest reading.
    """

    id: str
    ally: str
    form: str
    members: tuple[str, ...]
    kind: str
    name: str
    since: date
    since_by: date
    until: date | None
    initiator: str
    initiator_other: str

    def ties(self, ally: str, forms: Collection[str]) -> bool:
        """Whether it joins an ally with the United States, in one of some forms."""
        return {ally, "united-states"} <= set(self.members) and self.form in forms


FORMS = ("bilateral", "trilateral")
"""Forms that count for the tie between an ally and the United States."""


def standing(found: Iterable[Linkage], ally: str, day: date, forms: Collection[str] = FORMS) -> int:
    """Linkages that surely stood between an ally and the United States when a day began.

    What may have been founded on the day or later does not count, nor what may have ended before it:
    an answer to a shock is no cause of how it went.

    Parameters
    ----------
    found : iterable of Linkage
    ally : str
    day : date
    forms : collection of str
        That count.

    Examples
    --------
    >>> standing(linkages(), "japan", date(1951, 9, 8))
    0
    """
    return sum(
        link.since_by < day and (link.until is None or day <= link.until)
        for link in found
        if link.ties(ally, forms)
    )


def stock_path(
    found: Iterable[Linkage],
    ally: str,
    last: date,
    forms: Collection[str] = FORMS,
    late: bool = False,
) -> tuple[tuple[date, int], ...]:
    """Standing linkages of an ally after each day on which their number changed.

    Parameters
    ----------
    found, ally, forms
        As in `standing`.
    last : date
        End of the record.
    late : bool
        Date foundings by the last day that they can mean, not by the first.

    Returns
    -------
    tuple of tuple
        Day and stock, in order.

    Examples
    --------
    >>> [stock for _, stock in stock_path(linkages(), "taiwan", date(2024, 1, 1))][:3]
    [1, 2, 3]
    """
    changes: Counter[date] = Counter()
    for link in found:
        day = link.since_by if late else link.since
        # One that ended by then stood within one rough date at most.
        if link.ties(ally, forms) and (link.until is None or day < link.until):
            changes[day] += 1
            if link.until is not None:
                changes[link.until] -= 1
    path, stock = [], 0
    for day in sorted(changes):
        stock += changes[day]
        if day <= last and changes[day]:
            path.append((day, stock))
    return tuple(path)


def _days(text: str) -> tuple[date, date]:
    """First and last day that a date, whole or of a year or month alone, can mean."""
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    last = date(year, month or 12, day or monthrange(year, month or 12)[1])
    return date(year, month or 1, day or 1), last


def linkages(path: Path | None = None) -> tuple[Linkage, ...]:
    """All linkages, in the order of the table.

    Parameters
    ----------
    path : Path, optional
        Another file with the same columns.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> {link.form for link in linkages()} >= {"bilateral", "multilateral"}
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    return tuple(
        Linkage(
            row["id"],
            row["ally"],
            row["form"],
            tuple(row["members"].split("+")),
            row["kind"],
            row["name"],
            *_days(row["since"]),
            _days(row["until"])[0] if row["until"] else None,
            row["initiator"],
            row["initiator_other"],
        )
        for row in read_table("linkages", path).to_dict("records")
    )
