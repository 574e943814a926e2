"""The codebook: complete, and the schema that is enforced."""

import pytest

from alliance_design.codebook import codebook, parse_toml
from alliance_design.errors import InputError

BOOK = codebook()
PLAIN = {"text", "notes", "flag", "number", "date", "year-or-date", "choice", "names", "fact"}
TABLES_ONLY = {"partial-date", "choices"}
EVERYTHING = [*BOOK.records.values(), *BOOK.tables.values()]


@pytest.mark.parametrize("record", EVERYTHING, ids=lambda record: record.name)
def test_every_field_is_explained(record):
    assert record.title
    assert record.where
    for field in record.fields:
        kind, _, inner = field.type.partition(":")
        plain = PLAIN | TABLES_ONLY if record.name in BOOK.tables else PLAIN
        assert kind in plain or (kind in {"record", "records"} and inner in BOOK.records)
        assert field.meaning.endswith(".")
        assert bool(field.choices) == (field.type in ("choice", "choices"))
        if field.rule:
            assert field.rule in BOOK.rules
        if field.type == "fact":
            assert field.unit


def test_every_rule_is_used_and_dated():
    used = {field.rule for record in EVERYTHING for field in record.fields}
    assert set(BOOK.rules) - used == set()
    for rule in BOOK.rules.values():
        assert rule["title"]
        assert rule["text"].endswith(".")
        assert rule["dated"]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"a = 1\na = 2", "x.toml: end of document: duplicate id or key; each"),
        (b"[a]\nb = 1\n[a]\n", "duplicate id or key a; each may stand once"),
        (b"a = ", "x.toml: "),
        (b"a = 1979-99-99", "x.toml: "),
        (b"\n\n\xff", "x.toml: line 3: not UTF-8"),
        (b"a = " + b"[" * 5000, "x.toml: "),
    ],
)
def test_what_is_not_toml_is_refused_with_its_place(raw, line):
    with pytest.raises(InputError) as error:
        parse_toml(raw, "x.toml")
    assert line in str(error.value)
    assert "\n" not in str(error.value)
