"""The codebook: what every field of a case file and every column of a table means.

One file, ``data/codebook.toml``, is the schema as well as its description. `read` checks a case
file's contents against it with the standard library alone, so the same messages appear on the
command line and in a browser; `alliance_design.tables` builds its table checks from it.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alliance_design.errors import InputError

__all__ = ["Codebook", "Field", "Record", "codebook", "data_folder", "parse_toml", "read"]


@dataclass(frozen=True)
class Field:
    """One field of a record, or one column of a table.

    Parameters
    ----------
    name, type, meaning : str
        Its name, its kind (see the head of the codebook) and what it says.
    required : bool
        Whether a record without it is refused.
    unit, rule : str
        Unit of a number; name of the coding rule that fills the field.
    min, max, above : float or None
        Bounds: at least, at most, more than.
    choices : tuple of str
        What a choice may be.
    """

    name: str
    type: str
    meaning: str
    required: bool = False
    unit: str = ""
    rule: str = ""
    min: float | None = None
    max: float | None = None
    above: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def allowed(self) -> str:
        """What a number or a choice may be, in words; empty where anything goes."""
        if self.choices:
            return " or ".join(self.choices)
        parts = []
        if self.above is not None:
            parts.append(f"more than {self.above:g}")
        if self.min is not None:
            parts.append(f"at least {self.min:g}")
        if self.max is not None:
            parts.append(f"at most {self.max:g}")
        return " and ".join(parts)


@dataclass(frozen=True)
class Record:
    """A table of a case file, or a CSV table: a name, a place, and its fields in order."""

    name: str
    title: str
    where: str
    text: str
    fields: tuple[Field, ...]
    key: str = ""


@dataclass(frozen=True)
class Codebook:
    """Everything the codebook says: coding rules, records of a case file, CSV tables."""

    rules: Mapping[str, Mapping[str, Any]]
    records: Mapping[str, Record]
    tables: Mapping[str, Record]


def data_folder() -> Path:
    """The folder that holds the cases, the tables and the codebook.

    An installed copy carries its own; a checkout reads ``data`` at its root.

    Examples
    --------
    >>> (data_folder() / "codebook.toml").is_file()
    True
    """
    here = Path(__file__).resolve().parent
    bundled = here / "data"
    return bundled if bundled.is_dir() else here.parents[1] / "data"


def parse_toml(raw: bytes, file: str) -> dict[str, Any]:
    """Bytes of a TOML file as a dictionary.

    Parameters
    ----------
    raw : bytes
        Contents of the file; must be UTF-8.
    file : str
        Its name, for messages.

    Raises
    ------
    InputError
        Where the bytes are not UTF-8, a line is not TOML, or a key stands twice.

    Examples
    --------
    >>> parse_toml(b"id = 'x'", "x.toml")
    {'id': 'x'}
    """
    try:
        text = raw.decode("utf-8-sig")  # some editors put a mark before the first line
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(file, f"line {line}", "not UTF-8 text; save the file as UTF-8") from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        where = place.rstrip(")") or "end of file"
        if message.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
            named = ".".join(re.findall(r"'([^']+)'", message))
            raise InputError(
                file, where, f"duplicate id or key{' ' * bool(named)}{named}; each may stand once"
            ) from None
        # Python's own wording, made one sentence of ours.
        problem = message[0].lower() + message[1:]
        raise InputError(file, where, f"not valid TOML: {problem}") from None
    except (RecursionError, ValueError) as error:
        # tomllib lets a few malformed numbers and dates through to the types that refuse them.
        raise InputError(file, "", f"not valid TOML: {error}") from None


def _record(name: str, raw: Mapping[str, Any]) -> Record:
    """One record or table of the codebook, its fields in the order they are written."""
    fields = []
    for field, spec in raw["fields"].items():
        spec = dict(spec)
        spec["choices"] = tuple(spec.get("choices", ()))
        fields.append(Field(name=field, **spec))
    return Record(
        name=name,
        title=raw["title"],
        where=raw["where"],
        text=raw["text"],
        fields=tuple(fields),
        key=raw.get("key", ""),
    )


@cache
def codebook() -> Codebook:
    """The project's codebook, read once.

    Examples
    --------
    >>> [field.name for field in codebook().records["leg"].fields]
    ['joins', 'land_km', 'sea_km', 'path', 'source']
    """
    raw = parse_toml((data_folder() / "codebook.toml").read_bytes(), "codebook.toml")
    return Codebook(
        rules=raw["rules"],
        records={name: _record(name, spec) for name, spec in raw["records"].items()},
        tables={name: _record(name, spec) for name, spec in raw["tables"].items()},
    )


def _found(value: object) -> str:
    """A value as a message names it: short, on one line, with its kind."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        shown = value if len(value) <= 40 else value[:37] + "..."
        return f"text {shown!r}"
    return str(value)


def _number(value: object, field: Field, file: str, place: str) -> float:
    """A finite number within the field's bounds."""
    unit = f" ({field.unit})" if field.unit else ""
    bounds = f" of {field.allowed}" if field.allowed else ""
    expected = f"expected a number{bounds}{unit}"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InputError(file, place, f"{expected}, got {_found(value)}")
    try:
        number = float(value)
    except OverflowError:
        raise InputError(file, place, f"{expected}, got one too large to compute with") from None
    if (
        not math.isfinite(number)
        or (field.min is not None and number < field.min)
        or (field.max is not None and number > field.max)
        or (field.above is not None and number <= field.above)
    ):
        raise InputError(file, place, f"{expected}, got {number:g}")
    return number


def _day(value: object, field: Field, file: str, place: str) -> datetime.date:
    """A day; a bare year stands for its last day, the latest the fact can be."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    if field.type == "year-or-date":
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9999:
            return datetime.date(value, 12, 31)
        raise InputError(
            file, place, f"expected a year (1947) or a day (1947-12-31), got {_found(value)}"
        )
    raise InputError(file, place, f"expected a day written as 1948-03-17, got {_found(value)}")


def _fact(raw: object, field: Field, file: str, place: str) -> dict[str, Any]:
    """A number with its range and its source."""
    if not isinstance(raw, Mapping):
        raise InputError(
            file, place, f"expected {{ value = …, dated = …, source = … }}, got {_found(raw)}"
        )
    fact = read(raw, "fact", file, place)
    for end in ("value", "low", "high"):
        if end in fact:
            fact[end] = _number(fact[end], field, file, f"{place}.{end}")
    if ("low" in fact) != ("high" in fact):
        raise InputError(file, place, "expected low and high together, got only one of them")
    low, high = fact.setdefault("low", fact["value"]), fact.setdefault("high", fact["value"])
    if not low <= fact["value"] <= high:
        raise InputError(
            file,
            place,
            f"expected low <= value <= high, got {low:g}, {fact['value']:g}, {high:g}",
        )
    if fact["source"] == "judgement" and not {"low", "high", "sure", "why"} <= set(raw):
        raise InputError(file, place, "a judgement needs low, high, sure and why")
    return fact


def _value(raw: object, field: Field, file: str, place: str) -> Any:
    """The checked value of one field."""
    kind, _, inner = field.type.partition(":")
    if kind in ("text", "notes", "choice"):
        if not isinstance(raw, str) or not raw.strip():
            raise InputError(file, place, f"expected text, got {_found(raw)}")
        if field.choices and raw not in field.choices:
            raise InputError(file, place, f"expected {field.allowed}, got {_found(raw)}")
        lines = raw.splitlines() if kind == "notes" else [raw]
        if not all(line.isprintable() for line in lines):
            raise InputError(file, place, "expected one line of text without control characters")
        return raw
    if kind == "flag":
        if not isinstance(raw, bool):
            raise InputError(file, place, f"expected true or false, got {_found(raw)}")
        return raw
    if kind == "number":
        return _number(raw, field, file, place)
    if kind in ("date", "year-or-date"):
        return _day(raw, field, file, place)
    if kind == "names":
        if not isinstance(raw, list):
            raise InputError(file, place, f"expected a list of names, got {_found(raw)}")
        for item in raw:
            if not isinstance(item, str):
                raise InputError(file, place, f"expected names, got {_found(item)} among them")
        return tuple(raw)
    if kind == "fact":
        return _fact(raw, field, file, place)
    if not isinstance(raw, Mapping):
        raise InputError(file, place, f"expected a table, got {_found(raw)}")
    if kind == "record":
        return read(raw, inner, file, place)
    # kind == "records"
    for name, item in raw.items():
        if not isinstance(item, Mapping):
            raise InputError(file, f"{place}.{name}", f"expected a table, got {_found(item)}")
    return {name: read(item, inner, file, f"{place}.{name}") for name, item in raw.items()}


def read(raw: Mapping[str, Any], record: str, file: str, place: str = "") -> dict[str, Any]:
    """A table of a case file, checked against the codebook field by field.

    Parameters
    ----------
    raw : mapping
        What the file says.
    record : str
        Name of the record in the codebook.
    file, place : str
        Where it stands, for messages.

    Returns
    -------
    dict
        Numbers as floats, days as dates, facts with ``low`` and ``high`` always present. Optional
        fields that the file leaves out are left out here too.

    Raises
    ------
    InputError
        At the first field that is unknown, missing or wrong.

    Examples
    --------
    >>> read({"joins": ["a", "b"], "land_km": 3, "sea_km": -5}, "leg", "x.toml", "legs.a-b")
    Traceback (most recent call last):
    alliance_design.errors.InputError: x.toml: legs.a-b.sea_km: expected a number of at least 0 (km), got -5
    """
    fields = {field.name: field for field in codebook().records[record].fields}
    prefix = f"{place}." if place else ""
    for name in raw:
        if name not in fields:
            known = ", ".join(fields)
            raise InputError(file, prefix + name, f"unknown field; expected one of: {known}")
    for field in fields.values():
        if field.required and field.name not in raw:
            raise InputError(file, prefix + field.name, f"missing; expected: {field.meaning}")
    return {name: _value(item, fields[name], file, prefix + name) for name, item in raw.items()}
