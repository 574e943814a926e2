"""Pacts: who was bound to whom, from when to when, and to what.

Coded from the treaties (``data/pacts.csv``, ``data/pact_members.csv``), so that what the article
says of members, terms and durations can be held against them. The model never reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

__all__ = [
    "OBLIGATIONS",
    "Member",
    "Pact",
    "age",
    "bound_to_each_other",
    "members_on",
    "pacts",
    "state_name",
]

OBLIGATIONS = ("none", "consult", "act", "as-deemed", "all-means")
"""What a pact obliges to when a member is attacked, from the weakest to the strongest promise."""


@dataclass(frozen=True)
class Member:
    """A state in a pact, from the day on which it was bound; `since` is None where unknown."""

    state: str
    side: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Pact:
    """One row of ``data/pacts.csv`` with its members; the codebook says what each field means."""

    id: str
    name: str
    signed: date
    in_force: date | None
    ended: date | None
    organisation_ended: date | None
    patron: str
    design: str
    consult_article: str
    fight_article: str
    obligation: str
    words: str
    threat_named: str
    instrument: str
    source: str
    note: str
    atop: float
    occasion: str
    end_kind: str
    successor: str
    bound_first: str
    bound_first_other: str
    bound_first_by: str
    imposed: str
    imposed_other: str
    coerced: str
    members: tuple[Member, ...]

    @property
    def clients(self) -> tuple[str, ...]:
        """Every state that was ever a client in it."""
        return tuple(dict.fromkeys(m.state for m in self.members if m.side == "client"))


def pacts() -> Mapping[str, Pact]:
    """All pacts by id, in the order of the table.

    Raises
    ------
    InputError
        Where a table is wrong.

    Examples
    --------
    >>> pacts()["anzus-1951"].obligation
    'act'
    """
    return _pacts()


@cache
def _pacts() -> Mapping[str, Pact]:
    from alliance_design.tables import read_table  # pandas is slow to start

    members: dict[str, list[Member]] = {}
    for row in read_table("pact_members").to_dict("records"):
        members.setdefault(row["pact"], []).append(
            Member(row["member"], row["side"], _day(row["since"]), _day(row["until"]))
        )
    found = {}
    for row in read_table("pacts").to_dict("records"):
        fields: dict[str, Any] = {
            field: _day(row[field])
            if field in ("signed", "in_force", "ended", "organisation_ended")
            else row[field]
            for field in Pact.__dataclass_fields__
            if field != "members"
        }
        found[row["id"]] = Pact(members=tuple(members.get(row["id"], ())), **fields)
    return MappingProxyType(found)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def members_on(pact: Pact, day: date, side: str = "") -> tuple[str, ...]:
    """States that a pact bound on a day, in alphabetical order.

    Parameters
    ----------
    pact : Pact
    day : date
    side : str
        Only ``patron``, ``client`` or ``peer``; all where it is empty.

    Examples
    --------
    >>> members_on(pacts()["brussels-1948"], date(1949, 4, 4))
    ('belgium', 'britain', 'france', 'luxembourg', 'netherlands')
    """
    return tuple(
        sorted(
            member.state
            for member in pact.members
            if member.since is not None
            and member.since <= day
            and (member.until is None or day < member.until)
            and side in ("", member.side)
        )
    )


def bound_to_each_other(states: tuple[str, ...], day: date, least: str = "act") -> tuple[str, ...]:
    """Which of some states were, on a day, in a pact with another of them.

    Parameters
    ----------
    states : tuple of str
    day : date
        Pacts in force on the day, without the day's own.
    least : str
        The weakest obligation that counts, from `OBLIGATIONS`.

    Examples
    --------
    >>> bound_to_each_other(("australia", "japan", "philippines"), date(1951, 8, 29))
    ()
    """
    bound: set[str] = set()
    for pact in pacts().values():
        if OBLIGATIONS.index(pact.obligation) < OBLIGATIONS.index(least) or pact.signed >= day:
            continue
        inside = set(members_on(pact, day)) & set(states)
        if len(inside) > 1:
            bound |= inside
    return tuple(sorted(bound))


def age(pact: Pact, day: date, *, organisation: bool = False) -> float:
    """Years from a pact's entry into force to its end, or to a day if it stood then.

    Parameters
    ----------
    pact : Pact
        Without a day of entry into force, the signature's counts.
    day : date
        Where the count stops for a pact that has not ended.
    organisation : bool
        Count to the end of its organisation, where that came before the treaty's.

    Returns
    -------
    float
        Years of 365.25 days.

    Examples
    --------
    >>> round(age(pacts()["manila-1954"], date(2024, 12, 16), organisation=True), 1)
    22.4
    """
    ends = [end for end in (pact.ended, pact.organisation_ended if organisation else None) if end]
    return (min([*ends, day]) - (pact.in_force or pact.signed)).days / 365.25


def state_name(state: str) -> str:
    """A state of the tables as people write it.

    Examples
    --------
    >>> state_name("new-zealand")
    'New Zealand'
    """
    return state.replace("-", " ").title()
