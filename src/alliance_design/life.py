"""Life: how long a security organisation stays alive, goes on as a zombie, and dies.

A Markov chain in continuous time with the states alive, zombie and dead of Gray (2018), fitted to
dated events; intervals are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from alliance_design.errors import require
from alliance_design.institution import Scale, design_scale
from alliance_design.intervals import chance_interval, rate_interval

__all__ = [
    "STATES",
    "LifeEvent",
    "Rate",
    "ShockRecord",
    "Spell",
    "life_events",
    "lives",
    "rates",
    "shock_record",
    "shocks_moved",
    "spells",
    "survival",
]

STATES = ("alive", "zombie", "dead")
"""States of an organisation, from the highest to the lowest."""

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class LifeEvent:
    """One row of ``data/lives.csv``: what happened on a day, and the state after it."""

    day: date
    kind: str
    state: str
    event: str


@dataclass(frozen=True)
class Spell:
    """A time in one state, and the state that followed; nothing where it was not seen to end."""

    state: str
    since: date
    until: date
    then: str

    @property
    def years(self) -> float:
        """Its length."""
        return (self.until - self.since).days / DAYS_A_YEAR


@dataclass(frozen=True)
class Rate:
    """Moves from one state to another per year at risk, with the ends of an exact interval."""

    moves: int
    years: float
    low: float
    rate: float
    high: float


def spells(events: Sequence[LifeEvent]) -> tuple[Spell, ...]:
    """Times that an organisation spent alive and as a zombie.

    Parameters
    ----------
    events : sequence of LifeEvent
        Of one organisation, in the order of time; the last one ends what was seen of it.

    Raises
    ------
    ValueError
        If they are out of order, if a state is unknown, or if the dead come back.

    Examples
    --------
    >>> founded = LifeEvent(date(1950, 1, 1), "founded", "alive", "")
    >>> ended = LifeEvent(date(1960, 1, 1), "dissolved", "dead", "")
    >>> [(spell.state, spell.then, round(spell.years, 1)) for spell in spells([founded, ended])]
    [('alive', 'dead', 10.0)]
    """
    for event in events:
        require(event.state in STATES, f"expected {' or '.join(STATES)}, got {event.state!r}")
    for one, next_one in pairwise(events):
        require(one.day <= next_one.day, f"{next_one.day} comes after {one.day}")
        revived = one.state == "dead" != next_one.state
        require(not revived, f"{next_one.day}: {next_one.state} after it was dead")
    starts = [
        event for i, event in enumerate(events) if not i or event.state != events[i - 1].state
    ]
    found = [
        Spell(one.state, one.day, next_one.day, next_one.state)
        for one, next_one in pairwise(starts)
    ]
    if starts and starts[-1].state != "dead":
        found.append(Spell(starts[-1].state, starts[-1].day, events[-1].day, ""))
    return tuple(found)


def rates(spells: Iterable[Spell], level: float = 0.95) -> dict[tuple[str, str], Rate]:
    """Rates of moving between states: moves over years at risk.

    Parameters
    ----------
    spells : iterable of Spell
        Of one organisation or of several, which are then taken to share their rates.
    level : float
        Of the interval, between 0 and 1.

    Returns
    -------
    dict of tuple of str to Rate
        By the state left and the state entered; not a number where no time was spent at risk.

    Notes
    -----
    The likelihood of a chain with constant rates is ``q^k exp(-q T)`` for each move, with its count k
    and the years T in the state left: greatest at ``k / T``.

    Examples
    --------
    >>> found = rates([Spell("alive", date(1950, 1, 1), date(1960, 1, 1), "zombie")])
    >>> round(found["alive", "zombie"].rate, 3), found["alive", "dead"].rate
    (0.1, 0.0)
    """
    seen = list(spells)
    found = {}
    for state in STATES[:2]:
        years = math.fsum(spell.years for spell in seen if spell.state == state)
        for then in STATES:
            if then != state:
                moves = sum((spell.state, spell.then) == (state, then) for spell in seen)
                rate = moves / years if years else math.nan
                low, high = rate_interval(moves, years, level) if years else (0.0, math.inf)
                found[state, then] = Rate(moves, years, low, rate, high)
    return found


def survival(
    rates: Mapping[tuple[str, str], float], years: float, start: str = "alive"
) -> dict[str, float]:
    """Chance of each state after some years.

    Parameters
    ----------
    rates : mapping of tuple of str to float
        Per year, by the state left and the state entered; a move that is missing does not happen.
    years : float
        At least 0.
    start : str
        State at the outset.

    Raises
    ------
    ValueError
        If a rate or the time is negative or not a number, a move unknown, or the dead would move.

    Notes
    -----
    With rates of leaving A = a + d (alive) and B = r + k (zombie), ``m = (A + B) / 2`` and
    ``h = sqrt((A - B)^2 / 4 + a r)``, the living part of ``exp(Q t)`` is
    ``exp(-m t) (cosh(h t) I + sinh(h t) / h (Q + m I))``, since ``(Q + m I)^2 = h^2 I`` by
    Cayley and Hamilton. What is left over is dead.

    Examples
    --------
    >>> chances = survival({("alive", "zombie"): 0.1, ("zombie", "dead"): 0.1}, 10.0)
    >>> {state: round(chance, 3) for state, chance in chances.items()}
    {'alive': 0.368, 'zombie': 0.368, 'dead': 0.264}
    """
    moves = [(state, then) for state in STATES[:2] for then in STATES if then != state]
    for move, rate in rates.items():
        require(move in moves, f"expected a move between states of the living, got {move}")
        require(0.0 <= rate < math.inf, f"expected a rate of at least 0, got {rate}")
    require(0.0 <= years < math.inf, f"expected a time of at least 0, got {years}")
    require(start in STATES, f"expected {' or '.join(STATES)}, got {start!r}")
    if start == "dead":
        return {"alive": 0.0, "zombie": 0.0, "dead": 1.0}
    decay, fall, revival, end = (rates.get(move, 0.0) for move in moves)
    leaving, ending = decay + fall, revival + end
    slow = (leaving + ending) / 2.0
    root = math.sqrt((leaving - ending) ** 2 / 4.0 + decay * revival)
    # Both exponents are at most 0: nothing overflows however long the time.
    early = math.exp(min(0.0, root - slow) * years)
    cosh = early * (1.0 + math.exp(-2.0 * root * years)) / 2.0
    sinh = early * (-math.expm1(-2.0 * root * years) / (2.0 * root) if root else years)
    tilt = (ending - leaving) / 2.0
    if start == "alive":
        alive, zombie = cosh + tilt * sinh, decay * sinh
    else:
        alive, zombie = revival * sinh, cosh - tilt * sinh
    alive, zombie = max(0.0, alive), max(0.0, zombie)
    return {"alive": alive, "zombie": zombie, "dead": max(0.0, 1.0 - alive - zombie)}


def shocks_moved(events: Sequence[LifeEvent], within_years: float = 3.0) -> tuple[int, int]:
    """How many shocks moved an organisation's state down, and how many there were.

    A shock did if the state after it is lower than the state before, or the state after the next
    event is, within some years. A next event that is a shock itself answers for itself, so that
    one fall is not counted twice. A shock to the dead is none.

    Parameters
    ----------
    events : sequence of LifeEvent
        Of one organisation, in the order of time.
    within_years : float
        How long a shock has to show, at least 0.

    Examples
    --------
    >>> life = [
    ...     LifeEvent(date(1950, 1, 1), "founded", "alive", ""),
    ...     LifeEvent(date(1955, 1, 1), "shock", "alive", "outlived"),
    ...     LifeEvent(date(1960, 1, 1), "shock", "alive", "a war"),
    ...     LifeEvent(date(1962, 1, 1), "lapsed", "zombie", "no more exercises"),
    ... ]
    >>> shocks_moved(life)
    (1, 2)
    """
    require(within_years >= 0.0, f"expected a time of at least 0, got {within_years}")
    moved = shocks = 0
    for index, event in enumerate(events):
        before = events[index - 1].state if index else event.state
        if event.kind != "shock" or before == "dead":
            continue
        shocks += 1
        after = [event.state]
        for later in events[index + 1 : index + 2]:
            years = (later.day - event.day).days / DAYS_A_YEAR
            # Three calendar years may hold a leap day more than three mean ones.
            if later.kind != "shock" and years <= within_years + 1.0 / DAYS_A_YEAR:
                after.append(later.state)
        moved += max(map(STATES.index, after)) > STATES.index(before)
    return moved, shocks


# ---------------------------------------------------------------- read from the table


@dataclass(frozen=True)
class ShockRecord:
    """What shocks did to an organisation, beside its design where that is coded."""

    pact: str
    design: Scale | None
    shocks: int
    moved: int
    interval: tuple[float, float]


def life_events() -> dict[str, tuple[LifeEvent, ...]]:
    """Dated events by organisation, in the order of time.

    A year or a month counts from its first day, or from the day of the row above it if that lies in
    the same year or month.

    Raises
    ------
    InputError
        Where the table is wrong, or the first event of an organisation is not its founding.

    Examples
    --------
    >>> life_events()["manila-1954"][0].kind
    'founded'
    """
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table  # pandas is slow to start

    found: dict[str, list[LifeEvent]] = {}
    for row in read_table("lives").to_dict("records"):
        text, events = str(row["date"]), found.setdefault(str(row["pact"]), [])
        day = date.fromisoformat(f"{text}-01-01"[:10])
        if events and events[-1].day.isoformat().startswith(text):
            day = max(day, events[-1].day)
        events.append(LifeEvent(day, str(row["kind"]), str(row["state"]), str(row["event"])))
    for pact, events in found.items():
        events.sort(key=lambda event: event.day)
        if events[0].kind != "founded":
            raise InputError(
                "lives.csv", pact, f"expected its founding first, got {events[0].kind!r}"
            )
    return {pact: tuple(events) for pact, events in found.items()}


def lives() -> dict[str, tuple[Spell, ...]]:
    """Times that each organisation spent alive and as a zombie.

    Examples
    --------
    >>> lives()["manila-1954"][-1].then
    'dead'
    """
    return {pact: spells(events) for pact, events in life_events().items()}


def shock_record(level: float = 0.95) -> tuple[ShockRecord, ...]:
    """Shocks by organisation, and how many of them moved its state down.

    Nothing is fitted. Designs are coded for two organisations: a curve with a level and a slope
    passes through any two points, and runs to infinity where one of them never moved. Shocks to
    one organisation share its design and its past, so more of them do not help: the slope would
    need more organisations.

    Parameters
    ----------
    level : float
        Of the interval for the chance, between 0 and 1.

    Examples
    --------
    >>> all(0 <= record.moved <= record.shocks for record in shock_record())
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    coded = set(read_table("features")["pact"])
    records = []
    for pact, events in life_events().items():
        moved, shocks = shocks_moved(events)
        design = design_scale(pact) if pact in coded else None
        interval = chance_interval(moved, shocks, level)
        records.append(ShockRecord(pact, design, shocks, moved, interval))
    return tuple(records)
