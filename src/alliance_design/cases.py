"""Cases: one treaty, or one imagined history, as it stood before anybody signed.

A case is a TOML file that a student can read and an instructor can write. `load` reads one, checks
every field against the codebook and the case as a whole (known places, no fact younger than the
signature, known sources), and returns a frozen `Case`.
"""

from __future__ import annotations

import csv
import datetime
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from alliance_design.codebook import codebook, data_folder, parse_toml, read
from alliance_design.errors import InputError

__all__ = [
    "MAX_PLACES",
    "Adversary",
    "Associate",
    "Case",
    "Fact",
    "Garrison",
    "Leg",
    "Patron",
    "Place",
    "Pledge",
    "Position",
    "PriorPact",
    "Range",
    "Rivalry",
    "all_ids",
    "beyond_ids",
    "case_ids",
    "further_ids",
    "load",
    "loads",
    "point_ids",
    "provoking",
    "rearmed",
    "resurfaced",
    "source_keys",
    "wider_ids",
]

MAX_PLACES = 12
"""Most places, clients and places between, that one case may have: routes grow as 2 to the n."""

DEGREES = ("low", "even", "high")
"""What a client's provocation may be."""

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Fact:
    """A number with its range and its source.

    Parameters
    ----------
    value, low, high : float
        The number used, and the ends of its range (``low <= value <= high``; equal where certain).
    dated : datetime.date
        The day it speaks of; a bare year stands for its last day.
    source, locator : str
        Key in ``references.bib`` (or ``judgement``), and where to look in it.
    sure, why : str
        Of a judgement: how sure, and the reason.
    """

    value: float
    low: float
    high: float
    dated: datetime.date
    source: str
    locator: str = ""
    sure: str = ""
    why: str = ""


@dataclass(frozen=True)
class Range:
    """A number with the ends of its range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Patron:
    """The great power that may join or offer an alliance."""

    id: str
    name: str
    capability: Fact
    soldiers: Fact


@dataclass(frozen=True)
class Associate:
    """A state on the adversary's side: occupied, or bound by a published defence treaty."""

    id: str
    name: str
    capability: Fact
    basis: str
    since: datetime.date
    source: str
    locator: str = ""


@dataclass(frozen=True)
class Adversary:
    """The power that may attack; ``reach_km`` is how far its power goes over water."""

    id: str
    name: str
    capability: Fact
    soldiers: Fact
    reach_km: Fact
    associates: Mapping[str, Associate] = field(default_factory=dict)


@dataclass(frozen=True)
class Position:
    """A place the adversary holds, from which an attack can start."""

    id: str
    name: str
    holder: str
    since: datetime.date
    source: str
    locator: str = ""
    on_soil_of: str = ""
    imagined: bool = False
    why: str = ""


@dataclass(frozen=True)
class Garrison:
    """Friendly foreign soldiers on a place's soil, in thousands."""

    sender: str
    soldiers: Fact


@dataclass(frozen=True)
class PriorPact:
    """A client's defence pact with the patron, in force on the day, in whatever theatre.

    Parameters
    ----------
    treaty : str
        Its name for readers.
    since : datetime.date
        Day it came into force.
    level : {"consult", "fight"}
        What it obliges to.
    source, locator : str
        Key in ``references.bib``, and where to look in it.
    """

    treaty: str
    since: datetime.date
    level: str
    source: str
    locator: str


@dataclass(frozen=True)
class Rivalry:
    """An old quarrel between two clients, of degree 0.5 or 1; a pair without one is 0.

    Parameters
    ----------
    id : str
        Its key in the file.
    joins : tuple of two str
        Ids of the clients.
    degree : float
        0.5 or 1, by the codebook's rule "rivalries".
    source, locator : str
        Key in ``references.bib``, and where to look in it.
    since : datetime.date
        Day the war, the rule or the claim began.
    """

    id: str
    joins: tuple[str, str]
    degree: float
    source: str
    locator: str
    since: datetime.date


@dataclass(frozen=True)
class Pledge:
    """A published pledge of mutual defence between clients, in force on the day.

    Parameters
    ----------
    id : str
        Its key in the file.
    treaty : str
        Its name for readers.
    parties : tuple of str
        Ids of the clients that are parties, two or more.
    since : datetime.date
        Day it came into force.
    level : {"consult", "fight"}
        What it obliges to.
    source, locator : str
        Key in ``references.bib``, and where to look in it.
    """

    id: str
    treaty: str
    parties: tuple[str, ...]
    since: datetime.date
    level: str
    source: str
    locator: str


@dataclass(frozen=True)
class Place:
    """A client, or a place between: somewhere the adversary may take.

    Parameters
    ----------
    id, name : str
        Short name, and name for readers.
    capability : Fact
        Share of world capabilities: the aid the state can send.
    soldiers : Fact
        Thousands of its own soldiers, at home or abroad.
    base_reach_km : Fact
        What holding the place adds to the adversary's reach over water.
    armed : {"fully", "lightly"}
        How its soldiers are armed.
    garrisons : mapping of str to Garrison
        Friendly foreign forces on its soil, by sender.
    prize : Fact or None
        What the adversary gains by taking the place, where it is only a part of the state; see
        `prize_if_taken`.
    soldiers_here : Fact or None
        Thousands of its own soldiers at the place, where the place is only a part of the state.
    friendly_reach_km : Fact or None
        How far the state's aid arrives over water; every client has one.
    provocation : {"low", "even", "high"}
        How likely the client is to start the war, beside the adversary.
    interoperability : {"none", "partial", "full"}
        Joint standards with the patron, worth 0, 0.5 and 1.
    interest : Fact or None
        The patron's stake in it; None stands for 1.
    prior_pact : PriorPact or None
        Its pact with the patron in force on the day.
    provocation_since, interoperability_since : datetime.date or None
        From when; None where there is nothing to date.
    provocation_source, provocation_locator, interoperability_source, interoperability_locator : str
        Keys in ``references.bib``, and where to look; empty where there is nothing to show.
    """

    id: str
    name: str
    capability: Fact
    soldiers: Fact
    base_reach_km: Fact
    armed: str = "fully"
    garrisons: Mapping[str, Garrison] = field(default_factory=dict)
    prize: Fact | None = None
    soldiers_here: Fact | None = None
    friendly_reach_km: Fact | None = None
    provocation: str = "low"
    interoperability: str = "none"
    interest: Fact | None = None
    prior_pact: PriorPact | None = None
    provocation_since: datetime.date | None = None
    provocation_source: str = ""
    provocation_locator: str = ""
    interoperability_since: datetime.date | None = None
    interoperability_source: str = ""
    interoperability_locator: str = ""

    @property
    def prize_if_taken(self) -> Fact:
        """What the adversary gains by taking the place: the capability where nothing else is said.

        Examples
        --------
        >>> load("brussels-1948").clients["france"].prize_if_taken.value
        0.03498
        """
        return self.capability if self.prize is None else self.prize

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Every fact of the place with its key, in the order of the codebook."""
        for key in _place_facts():
            fact = getattr(self, key)
            if fact is not None:
                yield key, fact
        for garrison in self.garrisons.values():
            yield f"garrisons.{garrison.sender}.soldiers", garrison.soldiers


@dataclass(frozen=True)
class Leg:
    """A way between two places, in km over land and over water."""

    id: str
    joins: tuple[str, str]
    land_km: float
    sea_km: float
    path: tuple[str, ...] = ()
    source: str = ""

    @property
    def length_km(self) -> float:
        """Kilometres over land and water together."""
        return self.land_km + self.sea_km


@dataclass(frozen=True)
class Case:
    """One case, checked.

    The mappings keep the order of the file. Observed outcomes are no part of a case: they live in
    a table that the model cannot see.

    Examples
    --------
    >>> case = load("brussels-1948")
    >>> list(case.clients)
    ['britain', 'france', 'belgium', 'netherlands', 'luxembourg']
    >>> case.date.isoformat()
    '1948-03-17'
    """

    id: str
    title: str
    date: datetime.date
    treaty: str
    patron: Patron
    adversary: Adversary
    positions: Mapping[str, Position]
    clients: Mapping[str, Place]
    clients_source: str
    clients_locator: str
    legs: Mapping[str, Leg]
    between: Mapping[str, Place] = field(default_factory=dict)
    rivalries: Mapping[str, Rivalry] = field(default_factory=dict)
    pledges: Mapping[str, Pledge] = field(default_factory=dict)
    based_on: str = ""
    counterfactual: str = ""
    notes: str = ""

    @property
    def places(self) -> dict[str, Place]:
        """Every place the adversary may take: the clients first, then the places between."""
        return {**self.clients, **self.between}

    @property
    def names(self) -> dict[str, str]:
        """Names for readers of every position and place, by id."""
        positions = {position.id: position.name for position in self.positions.values()}
        return positions | {place.id: place.name for place in self.places.values()}

    def abroad(self, sender: str) -> list[Fact]:
        """Thousands of soldiers that a state keeps on each other place of the case."""
        return [
            place.garrisons[sender].soldiers
            for place in self.places.values()
            if sender in place.garrisons
        ]

    def forces(self, place: str) -> Range:
        """What defends a place at home, in shares of world capabilities, with its range.

        Soldiers are worth something between what a soldier of the adversary state is worth and
        what one of their own state is (the geometric mean, with both as the range). A lightly
        armed force counts at half of the adversary's rate, from a quarter to the whole. Soldiers a
        client keeps on another place of the case are counted there, with the garrisons. Where the
        place is only a part of its state, the soldiers that stand there are counted. These are the
        codebook's rules "soldiers", "lightly-armed" and "part-of-a-state".

        Parameters
        ----------
        place : str
            Id of a client or a place between.

        Returns
        -------
        Range
            The place's own soldiers and the garrisons on its soil together.

        Raises
        ------
        KeyError
            If there is no such place.

        Examples
        --------
        >>> load("brussels-1948").forces("luxembourg").value < 0.001
        True
        """
        here = self.places[place]
        away = self.abroad(place)
        if here.soldiers_here is not None:
            at_home = _range(here.soldiers_here)
        else:
            at_home = Range(
                value=here.soldiers.value - math.fsum(fact.value for fact in away),
                low=max(here.soldiers.low - math.fsum(fact.high for fact in away), 0.0),
                high=here.soldiers.high - math.fsum(fact.low for fact in away),
            )
        parts = [self._worth(here, at_home)]
        for garrison in here.garrisons.values():
            sender = (
                self.patron if garrison.sender == self.patron.id else self.places[garrison.sender]
            )
            parts.append(self._worth(sender, _range(garrison.soldiers)))
        return Range(
            value=math.fsum(part.value for part in parts),
            low=math.fsum(part.low for part in parts),
            high=math.fsum(part.high for part in parts),
        )

    def _worth(self, sender: Patron | Place, count: Range) -> Range:
        """What thousands of a state's soldiers are worth, every fact at the end of its range."""
        theirs = _rate(self.adversary)
        if isinstance(sender, Place) and sender.armed == "lightly":
            rate = Range(0.5 * theirs.value, 0.25 * theirs.low, theirs.high)
        elif sender.soldiers.value > 0.0:
            own = _rate(sender)
            rate = Range(
                value=math.sqrt(own.value * theirs.value),
                low=min(own.low, theirs.low),
                high=max(own.high, theirs.high),
            )
        else:
            rate = theirs
        return Range(count.value * rate.value, count.low * rate.low, count.high * rate.high)

    def quantities(self, state_alone: bool = False) -> dict[str, Range]:
        """Every number of the case that the model depends on, with its range, by a key.

        The keys are ``power:`` with the id of the adversary or an associate, ``reach_km:`` with
        the adversary's, ``prize:``, ``base_km:`` and ``forces:`` with the id of a place, and
        ``aid:`` and ``friendly_km:`` with that of a client. Two cases that share a state share
        its key. The threat takes the first five.

        Parameters
        ----------
        state_alone : bool
            Leave out the adversary's associates.

        Returns
        -------
        dict of str to Range
            Capabilities and forces as shares of world capabilities, the others in km.

        Examples
        --------
        >>> load("pacific-1951").quantities()["reach_km:soviet-union"].value
        100.0
        """
        holders = [self.adversary, *(() if state_alone else self.adversary.associates.values())]
        found = {f"power:{holder.id}": _range(holder.capability) for holder in holders}
        found[f"reach_km:{self.adversary.id}"] = _range(self.adversary.reach_km)
        for place in self.places.values():
            found[f"prize:{place.id}"] = _range(place.prize_if_taken)
            found[f"base_km:{place.id}"] = _range(place.base_reach_km)
            found[f"forces:{place.id}"] = self.forces(place.id)
        for client in self.clients.values():
            found[f"aid:{client.id}"] = _range(client.capability)
            if client.friendly_reach_km is not None:
                found[f"friendly_km:{client.id}"] = _range(client.friendly_reach_km)
        return found

    def facts(self) -> Iterator[tuple[str, Fact]]:
        """Every fact of the case with its key, in the order of the file."""
        yield "patron.capability", self.patron.capability
        yield "patron.soldiers", self.patron.soldiers
        yield "adversary.capability", self.adversary.capability
        yield "adversary.soldiers", self.adversary.soldiers
        yield "adversary.reach_km", self.adversary.reach_km
        for associate in self.adversary.associates.values():
            yield f"adversary.associates.{associate.id}.capability", associate.capability
        for table, places in (("between", self.between), ("clients", self.clients)):
            for place in places.values():
                for key, fact in place.facts():
                    yield f"{table}.{place.id}.{key}", fact


@cache
def _place_facts() -> tuple[str, ...]:
    """Names of a place's facts, in the order of the codebook."""
    fields = codebook().records["place"].fields
    return tuple(entry.name for entry in fields if entry.type == "fact")


def _range(fact: Fact) -> Range:
    """A fact without its source."""
    return Range(fact.value, fact.low, fact.high)


def _rate(state: Adversary | Patron | Place) -> Range:
    """Capability per thousand soldiers of a state."""
    capability, soldiers = state.capability, state.soldiers.value
    return Range(capability.value / soldiers, capability.low / soldiers, capability.high / soldiers)


FOLDERS = (".", "wider", "beyond", "further")
"""Where the project's cases lie, below ``data/cases``."""


def _ids(folder: str) -> tuple[str, ...]:
    """Ids of the cases in one of `FOLDERS`."""
    found = (data_folder() / "cases" / folder).glob("*.toml")
    return tuple(sorted(path.stem for path in found))


def case_ids() -> tuple[str, ...]:
    """Ids of the project's own cases, in alphabetical order.

    Examples
    --------
    >>> case_ids()[:3]
    ('brussels-1948', 'dunkirk-1947', 'hokkaido-occupied')
    """
    return _ids(".")


def wider_ids() -> tuple[str, ...]:
    """Ids of cases that are there for their wider sets of players, against the rule of players.

    Examples
    --------
    >>> wider_ids()
    ('nato-1949-wide', 'pacific-1951-wide')
    """
    return _ids("wider")


def beyond_ids() -> tuple[str, ...]:
    """Ids of cases beyond the history that the model was fitted to: of today, and imagined.

    Examples
    --------
    >>> "pacific-1951" in beyond_ids()
    False
    """
    return _ids("beyond")


def further_ids() -> tuple[str, ...]:
    """Ids of the further cases, which a rule drew before any was coded; see the codebook.

    Examples
    --------
    >>> "japan-1960" in further_ids()
    True
    """
    return _ids("further")


def all_ids() -> tuple[str, ...]:
    """Ids of every case that the project brings.

    Examples
    --------
    >>> set(case_ids()) < set(all_ids())
    True
    """
    return tuple(name for folder in FOLDERS for name in _ids(folder))


@cache
def source_keys() -> frozenset[str]:
    """Keys of the bibliography, which every fact's source has to name.

    Examples
    --------
    >>> "nmc7" in source_keys()
    True
    """
    text = (data_folder() / "references.bib").read_text(encoding="utf-8")
    return frozenset(re.findall(r"^@\w+\{([^,\s]+),", text, flags=re.MULTILINE))


@cache
def point_ids() -> frozenset[str]:
    """Ids of the points between which distances are measured.

    Examples
    --------
    >>> "calais" in point_ids()
    True
    """
    with (data_folder() / "points.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(row["id"] for row in csv.DictReader(file))


def load(case: str | Path) -> Case:
    """Read and check one case.

    Parameters
    ----------
    case : str or Path
        Id of one of the project's cases (see `all_ids`), or path of a case file
        (anything that ends in ``.toml``).

    Returns
    -------
    Case

    Raises
    ------
    InputError
        With file, key and what was expected, at the first thing that is wrong.

    Examples
    --------
    >>> load("pacific-1951").title
    'Pacific 1951'
    >>> load("atlantis-1951")                          # doctest: +ELLIPSIS
    Traceback (most recent call last):
    alliance_design.errors.InputError: atlantis-1951: no such case; expected one of brussels-1948, ...
    """
    path = Path(case)
    if path.suffix != ".toml":
        folder = next((name for name in FOLDERS if str(case) in _ids(name)), None)
        if folder is None:
            known = ", ".join(all_ids())
            raise InputError(
                str(case), "", f"no such case; expected one of {known}, or the path of a .toml file"
            )
        path = data_folder() / "cases" / folder / f"{case}.toml"
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(str(case), "", f"cannot be read: {reason}") from None
    return loads(raw, path.name, folder=path.parent)


def loads(raw: bytes | str, file: str, folder: Path | None = None) -> Case:
    """Check the contents of a case file; what the browser and the tests call.

    Parameters
    ----------
    raw : bytes or str
        The file's contents.
    file : str
        Its name; the id inside has to be the same without ``.toml``.
    folder : Path, optional
        Where the case it is based on may lie, besides the project's own cases.

    Returns
    -------
    Case

    Raises
    ------
    InputError
        At the first thing that is wrong.

    Examples
    --------
    >>> raw = (data_folder() / "cases" / "pacific-1951.toml").read_bytes()
    >>> loads(raw, "pacific-1951.toml").title
    'Pacific 1951'
    """
    contents = parse_toml(raw.encode() if isinstance(raw, str) else raw, file)
    case = _build(read(_whole(contents, file, folder), "case", file))
    _check(case, file)
    return case


def rearmed(case: Case, client: str, factor: float) -> Case:
    """The case with one client's capability and soldiers multiplied, ranges and all.

    Parameters
    ----------
    case : Case
    client : str
        Id of the client.
    factor : float
        More than 0; 2 doubles both.

    Returns
    -------
    A changed case; the one given stays as it is.

    Raises
    ------
    ValueError
        If the factor is not more than 0.

    Examples
    --------
    >>> case = rearmed(load("brussels-1948"), "belgium", 2.0)
    >>> case.clients["belgium"].soldiers.value
    150.0
    """
    if not factor > 0.0:
        raise ValueError(f"factor: expected a number of more than 0, got {factor!r}")

    def times(fact: Fact) -> Fact:
        return replace(
            fact, value=factor * fact.value, low=factor * fact.low, high=factor * fact.high
        )

    place = case.clients[client]
    changed = replace(
        place,
        capability=times(place.capability),
        prize=None if place.prize is None else times(place.prize),
        soldiers=times(place.soldiers),
        soldiers_here=None if place.soldiers_here is None else times(place.soldiers_here),
    )
    return replace(case, clients={**case.clients, client: changed})


def provoking(case: Case, client: str, degree: str) -> Case:
    """The case with one client's provocation set: how likely it is to start the war.

    Parameters
    ----------
    case : Case
    client : str
        Id of the client.
    degree : {"low", "even", "high"}
        Of the codebook's rule "provocation".

    Returns
    -------
    A changed case; the one given stays as it is.

    Raises
    ------
    KeyError
        If there is no such client.
    ValueError
        If the degree is none of the three.

    Examples
    --------
    >>> case = provoking(load("pacific-1951"), "philippines", "high")
    >>> case.clients["philippines"].provocation
    'high'
    """
    if degree not in DEGREES:
        raise ValueError(f"degree: expected one of {', '.join(DEGREES)}, got {degree!r}")
    changed = replace(case.clients[client], provocation=degree)
    return replace(case, clients={**case.clients, client: changed})


def resurfaced(case: Case, over: str) -> Case:
    """The case with every kilometre of its legs counted as land, or as water.

    Parameters
    ----------
    case : Case
    over : {"land", "sea"}
        What to count them as.

    Returns
    -------
    A changed case; the one given stays as it is.

    Raises
    ------
    ValueError
        If it is neither of the two.

    Examples
    --------
    >>> leg = resurfaced(load("brussels-1948"), "land").legs["france-britain"]
    >>> leg.land_km, leg.sea_km
    (388.0, 0.0)
    """
    if over not in ("land", "sea"):
        raise ValueError(f"over: expected land or sea, got {over!r}")
    legs = {}
    for name, leg in case.legs.items():
        land, sea = (leg.length_km, 0.0) if over == "land" else (0.0, leg.length_km)
        legs[name] = replace(leg, land_km=land, sea_km=sea)
    return replace(case, legs=legs)


def _whole(
    contents: dict[str, Any], file: str, folder: Path | None, above: tuple[str, ...] = ()
) -> dict[str, Any]:
    """The contents with those of the case they change laid beneath, however long the chain."""
    if "based_on" not in contents:
        return contents
    name = contents["based_on"]
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise InputError(file, "based_on", f"expected the id of a case, got {name!r}")
    if name in above:
        raise InputError(file, "based_on", f"{' and '.join(above)} change one another in a circle")
    folders = [data_folder() / "cases"] if folder is None else [folder, data_folder() / "cases"]
    for place in folders:
        path = place / f"{name}.toml"
        if path.is_file():
            base = parse_toml(path.read_bytes(), path.name)
            return _merge(_whole(base, path.name, place, (*above, name)), contents)
    raise InputError(file, "based_on", f"no case {name!r}; expected one of {', '.join(case_ids())}")


def _merge(base: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """The base with the change laid over it: tables are merged, everything else is replaced."""
    merged = dict(base)
    for key, value in change.items():
        old = merged.get(key)
        # A fact is replaced whole: half of an old one and half of a new one has no source.
        if isinstance(old, Mapping) and isinstance(value, Mapping) and "value" not in old:
            merged[key] = _merge(old, value)
        else:
            merged[key] = value
    return merged


def _build(raw: Mapping[str, Any]) -> Case:
    """A checked dictionary as frozen dataclasses."""

    def fact(contents: Mapping[str, Any]) -> Fact:
        return Fact(**contents)

    def place(name: str, contents: Mapping[str, Any]) -> Place:
        garrisons = {
            sender: Garrison(sender, fact(garrison["soldiers"]))
            for sender, garrison in contents.get("garrisons", {}).items()
        }
        told = {**contents, "garrisons": garrisons}
        for key in _place_facts():
            if key in contents:
                told[key] = fact(contents[key])
        if "prior_pact" in contents:
            told["prior_pact"] = PriorPact(**contents["prior_pact"])
        return Place(id=name, **told)

    patron, adversary = raw["patron"], raw["adversary"]
    associates = {
        name: Associate(id=name, **{**contents, "capability": fact(contents["capability"])})
        for name, contents in adversary.get("associates", {}).items()
    }
    return Case(
        id=raw["id"],
        title=raw["title"],
        date=raw["date"],
        treaty=raw["treaty"],
        patron=Patron(
            id=patron["id"],
            name=patron["name"],
            capability=fact(patron["capability"]),
            soldiers=fact(patron["soldiers"]),
        ),
        adversary=Adversary(
            id=adversary["id"],
            name=adversary["name"],
            capability=fact(adversary["capability"]),
            soldiers=fact(adversary["soldiers"]),
            reach_km=fact(adversary["reach_km"]),
            associates=associates,
        ),
        positions={name: Position(id=name, **p) for name, p in raw["positions"].items()},
        clients={name: place(name, p) for name, p in raw["clients"].items()},
        clients_source=raw["clients_source"],
        clients_locator=raw["clients_locator"],
        between={name: place(name, p) for name, p in raw.get("between", {}).items()},
        rivalries={name: Rivalry(id=name, **r) for name, r in raw.get("rivalries", {}).items()},
        pledges={name: Pledge(id=name, **p) for name, p in raw.get("pledges", {}).items()},
        legs={name: Leg(id=name, **p) for name, p in raw["legs"].items()},
        based_on=raw.get("based_on", ""),
        counterfactual=raw.get("counterfactual", ""),
        notes=raw.get("notes", ""),
    )


def _check(case: Case, file: str) -> None:
    """What no single field shows: ids, dates, sources and places that belong together."""
    _check_ids(case, file)
    _check_sources_and_dates(case, file)
    _check_positions(case, file)
    _check_garrisons(case, file)
    _check_ties(case, file)
    _check_legs(case, file)


def _check_ids(case: Case, file: str) -> None:
    if file.removesuffix(".toml") != case.id:
        raise InputError(file, "id", f"expected the file's own name, got {case.id!r}")
    owners = {case.patron.id: "patron", case.adversary.id: "adversary"}
    if case.patron.id == case.adversary.id:
        raise InputError(file, "adversary.id", f"duplicate id {case.adversary.id!r} (also patron)")
    tables: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("adversary.associates", case.adversary.associates),
        ("positions", case.positions),
        ("clients", case.clients),
        ("between", case.between),
    )
    for table, entries in tables:
        for name in entries:
            if name in owners:
                raise InputError(file, f"{table}.{name}", f"duplicate id (also {owners[name]})")
            owners[name] = table
    for name, owner in owners.items():
        if not ID.fullmatch(name):
            raise InputError(
                file, f"{owner}.{name}", "expected an id of lower-case letters, digits and hyphens"
            )
    if not case.clients:
        raise InputError(file, "clients", "expected at least one client, got none")
    if not case.positions:
        raise InputError(file, "positions", "expected at least one position, got none")
    if len(case.places) > MAX_PLACES:
        raise InputError(
            file,
            "clients",
            f"expected at most {MAX_PLACES} places with those between, got {len(case.places)}",
        )


def _check_source(key: str, name: str, file: str) -> None:
    if name not in source_keys():
        raise InputError(file, key, f"unknown source {name!r}; expected a key of references.bib")


SHOWN = ("since", "source", "locator")


def _check_sources_and_dates(case: Case, file: str) -> None:
    def source(key: str, name: str) -> None:
        if name != "judgement":
            _check_source(key, name, file)

    def older(key: str, day: datetime.date) -> None:
        if day >= case.date:
            raise InputError(
                file,
                key,
                f"dated {day.isoformat()}; expected a day before the signature, {case.date.isoformat()}",
            )

    source("clients_source", case.clients_source)
    if case.clients_source == "judgement":
        raise InputError(file, "clients_source", "expected the key of a proposal, got 'judgement'")
    for key, fact in case.facts():
        source(f"{key}.source", fact.source)
        older(f"{key}.dated", fact.dated)
    for associate in case.adversary.associates.values():
        source(f"adversary.associates.{associate.id}.source", associate.source)
        older(f"adversary.associates.{associate.id}.since", associate.since)
    for position in case.positions.values():
        source(f"positions.{position.id}.source", position.source)
        older(f"positions.{position.id}.since", position.since)
        if position.source == "judgement" and not position.why:
            raise InputError(file, f"positions.{position.id}", "a judgement needs a why")
    for table, places in (("clients", case.clients), ("between", case.between)):
        for place in places.values():
            for name, nothing in (("provocation", "low"), ("interoperability", "none")):
                where = f"{table}.{place.id}.{name}"
                parts = {part: getattr(place, f"{name}_{part}") for part in SHOWN}
                if getattr(place, name) != nothing:
                    for part, told in parts.items():
                        if not told:
                            raise InputError(
                                file,
                                f"{where}_{part}",
                                f"missing; needed unless {name} is {nothing}",
                            )
                if parts["source"]:
                    _check_source(f"{where}_source", parts["source"], file)
                if parts["since"]:
                    older(f"{where}_since", parts["since"])
            if place.prior_pact is not None:
                where = f"{table}.{place.id}.prior_pact"
                _check_source(f"{where}.source", place.prior_pact.source, file)
                older(f"{where}.since", place.prior_pact.since)
    for rivalry in case.rivalries.values():
        _check_source(f"rivalries.{rivalry.id}.source", rivalry.source, file)
        older(f"rivalries.{rivalry.id}.since", rivalry.since)
    for pledge in case.pledges.values():
        _check_source(f"pledges.{pledge.id}.source", pledge.source, file)
        older(f"pledges.{pledge.id}.since", pledge.since)


def _check_positions(case: Case, file: str) -> None:
    holders = {case.adversary.id, *case.adversary.associates}
    for position in case.positions.values():
        where = f"positions.{position.id}"
        if position.holder not in holders:
            raise InputError(
                file,
                f"{where}.holder",
                f"unknown holder {position.holder!r}; expected one of {', '.join(sorted(holders))}",
            )
        if position.on_soil_of and position.on_soil_of not in case.clients:
            known = ", ".join(case.clients)
            raise InputError(
                file,
                f"{where}.on_soil_of",
                f"unknown client {position.on_soil_of!r}; expected one of {known}",
            )
        if position.imagined and not case.counterfactual:
            raise InputError(
                file, f"{where}.imagined", "only a case with a counterfactual may imagine one"
            )


def _check_garrisons(case: Case, file: str) -> None:
    senders = {case.patron.id, *case.clients}
    for place in case.places.values():
        for garrison in place.garrisons:
            if garrison not in senders or garrison == place.id:
                others = ", ".join(sorted(senders - {place.id}))
                table = "clients" if place.id in case.clients else "between"
                raise InputError(
                    file,
                    f"{table}.{place.id}.garrisons.{garrison}",
                    f"unknown sender {garrison!r}; expected one of {others}",
                )
    for sender in case.clients.values():
        sent = math.fsum(fact.value for fact in case.abroad(sender.id))
        if sent > sender.soldiers.value:
            raise InputError(
                file,
                f"clients.{sender.id}.soldiers",
                f"expected at least the {sent:g} thousand it keeps elsewhere, got {sender.soldiers.value:g}",
            )


def _check_ties(case: Case, file: str) -> None:
    """Rivalries and pledges join different clients of the case, and each pair quarrels once."""

    def clients(where: str, ids: tuple[str, ...]) -> None:
        for client in ids:
            if client not in case.clients:
                known = ", ".join(case.clients)
                raise InputError(file, where, f"unknown client {client!r}; expected one of {known}")

    for client in case.clients.values():
        if client.friendly_reach_km is None:
            where = f"clients.{client.id}.friendly_reach_km"
            raise InputError(file, where, "missing; every client needs one")
    seen: dict[frozenset[str], str] = {}
    for rivalry in case.rivalries.values():
        where = f"rivalries.{rivalry.id}.joins"
        clients(where, rivalry.joins)
        pair = frozenset(rivalry.joins)
        if len(rivalry.joins) != 2 or len(pair) != 2:
            raise InputError(file, where, "expected two different clients")
        if pair in seen:
            raise InputError(file, where, f"the same two clients as rivalries.{seen[pair]}")
        seen[pair] = rivalry.id
        if rivalry.degree not in (0.5, 1.0):
            raise InputError(
                file,
                f"rivalries.{rivalry.id}.degree",
                f"expected 0.5 or 1, got {rivalry.degree:g}",
            )
    for pledge in case.pledges.values():
        where = f"pledges.{pledge.id}.parties"
        clients(where, pledge.parties)
        if len(set(pledge.parties)) != len(pledge.parties) or len(pledge.parties) < 2:
            raise InputError(file, where, "expected two or more clients, each once")


def _check_legs(case: Case, file: str) -> None:
    known = [*case.positions, *case.places]
    seen: dict[frozenset[str], str] = {}
    for leg in case.legs.values():
        where = f"legs.{leg.id}"
        if len(leg.joins) != 2:
            raise InputError(file, f"{where}.joins", f"expected two places, got {len(leg.joins)}")
        for end in leg.joins:
            if end not in known:
                raise InputError(
                    file,
                    f"{where}.joins",
                    f"unknown place {end!r}; expected one of {', '.join(known)}",
                )
        pair = frozenset(leg.joins)
        if len(pair) == 1 or pair <= set(case.positions):
            raise InputError(
                file, f"{where}.joins", "expected two different places, at most one a position"
            )
        if pair in seen:
            raise InputError(file, f"{where}.joins", f"the same two places as legs.{seen[pair]}")
        seen[pair] = leg.id
        if leg.length_km <= 0.0:
            raise InputError(file, where, "expected a length of more than 0 km over land and water")
        if not leg.path and not leg.source:
            raise InputError(file, where, "expected a path or a source for its length")
        if leg.source:
            _check_source(f"{where}.source", leg.source, file)
        for point in leg.path[0::2]:
            if point not in point_ids():
                raise InputError(
                    file, f"{where}.path", f"unknown point {point!r}; expected an id of points.csv"
                )
        if leg.path and (
            len(leg.path) < 3
            or len(leg.path) % 2 == 0
            or not {"land", "sea"}.issuperset(leg.path[1::2])
        ):
            raise InputError(
                file,
                f"{where}.path",
                "expected points with land or sea between them, as in paris, land, calais",
            )
