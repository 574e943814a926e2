"""A made-up record of linkages, made-up pacts, and tables of one row, for the tests."""

import csv
import math
from datetime import date

from alliance_design.codebook import codebook
from alliance_design.lock_in import Linkage, _days
from alliance_design.pacts import Member, Pact

LAST = date(2024, 12, 16)


def link(name, since, until=None, ally="japan", members=None, form="bilateral"):
    first, last = _days(since)
    return Linkage(
        name, ally, form, members or (ally, "united-states"), "treaty", name, first, last,
        date.fromisoformat(until) if until else None, "ally", "",
    )  # fmt: skip


RECORD = [
    link("treaty", "1951-09-08"),
    link("ministers", "1960"),
    link("planning", "1976-07-08"),
    link("arms", "1983-11"),
    link("old command", "1978-11-27", "1995-01-01"),
    link("without the patron", "1953", members=("japan", "australia")),
    link("many", "1954", ally="several", form="multilateral"),
]


def written(path, table, **cells):
    fields = codebook().tables[table].fields
    row = {f.name: cells.get(f.name, "a word" if f.required else "") for f in fields}
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
    return path


def day(text):
    return date.fromisoformat(text) if text else None


def made_up_pact(name, signed, ended="", members=("north:patron", "south:client"), **changes):
    """A pact that stands, or was agreed to end; members as state:side or state:side:since."""
    bound = []
    for member in members:
        state, side, *since = member.split(":")
        bound.append(Member(state, side, day(since[0] if since else signed), None))
    fields = {
        **dict.fromkeys(Pact.__dataclass_fields__, ""),
        "id": name,
        "name": name.title(),
        "signed": day(signed),
        "in_force": None,
        "ended": day(ended),
        "organisation_ended": None,
        "design": "bilateral" if len(members) == 2 else "multilateral",
        "obligation": "act",
        "instrument": "treaty",
        "atop": math.nan,
        "occasion": "peace",
        "end_kind": "agreed" if ended else "stands",
        "members": tuple(bound),
    }
    for field in ("in_force", "organisation_ended"):
        changes[field] = day(changes.get(field, ""))
    return Pact(**{**fields, **changes})
