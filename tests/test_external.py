"""Data sets that a replicator brings: made-up files in the published formats, good and bad."""

import csv
import io
import itertools
import json
import math
import re
from functools import cache
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from records import made_up_pact

from alliance_design import external, universe
from alliance_design.__main__ import main
from alliance_design.cases import all_ids, load
from alliance_design.errors import InputError
from alliance_design.external import SETS
from alliance_design.pacts import pacts
from alliance_design.tables import read_table

# States 9001 to 9004 and alliance 8001 are nobody's.
ROWS = {
    "atop-members": {
        "atopid": "8001", "member": "9001", "yrent": "1901", "moent": "2", "dayent": "3",
        "yrexit": "1911", "moexit": "12", "dayexit": "0", "phase": "0", "defense": "1",
        "offense": "0", "neutral": "-9", "nonagg": ".", "consul": "1", "version": "5.1",
    },
    "atop-phases": {
        "atopid": "8001", "phase": "1", "begyr": "1901", "begmo": "2", "begday": "3",
        "endyr": "0", "endmo": "0", "endday": "0", "bilat": "1", "defense": "1", "offense": "0",
        "neutral": "-9", "nonagg": ".", "consul": "", "mem1": "9001", "version": "5.1",
    },
    "atop-alliances": {
        "atopid": "8001", "begyr": "1901", "begmo": "0", "begday": "0", "endyr": "1911",
        "endmo": "4", "endday": "5", "bilat": "0", "defense": "0", "offense": "1", "neutral": "0",
        "nonagg": "0", "consul": "0", "mem1": "9001", "version": "5.1",
    },
    "cow-alliances": {
        "version4id": "8001", "ccode1": "9001", "state_name1": "North", "ccode2": "9002",
        "state_name2": "South, the", "dyad_st_day": "3", "dyad_st_month": "2",
        "dyad_st_year": "1901", "dyad_end_day": "", "dyad_end_month": "", "dyad_end_year": "",
        "left_censor": "0", "right_censor": "1", "defense": "1", "neutrality": "0",
        "nonaggression": "", "entente": "1",
    },
    "capabilities": {
        "stateabb": "NOR", "ccode": "9001", "year": "1901", "milex": "1500", "milper": "120",
        "irst": "-9", "pec": "1.5e3", "tpop": ".", "upop": "33.5", "cinc": "0.0125",
        "version": "2021",
    },
    "contiguity": {
        "dyad": "90019002", "state1no": "9001", "state1ab": "NOR", "state2no": "9002",
        "state2ab": "SOU", "year": "1901", "conttype": "4", "version": "3.2",
    },
}  # fmt: skip
READERS = {
    "atop-members": external.read_atop,
    "atop-phases": external.read_atop,
    "atop-alliances": external.read_atop,
    "cow-alliances": external.read_alliances,
    "capabilities": external.read_capabilities,
    "contiguity": external.read_contiguity,
}
PACT = made_up_pact("made-up", "1901-02-03", "1911-12-10", atop=8001.0)


@pytest.fixture(scope="module", autouse=True)
def made_up_world():
    """Two pacts of three states stand in for the table, which this file does not test."""
    with pytest.MonkeyPatch.context() as patch:
        put(patch, PACT, made_up_pact("unknown-to-them", "1950-01-01"))
        numbers = {"north": 9001, "south": 9002, "island": 9003}
        patch.setattr(external, "STATES", {**external.STATES, **numbers})
        patch.setattr(universe, "GREAT_POWERS", {"north": ((1815, 9999),)})
        patch.setattr(external, "load", cache(load))  # read each case once
        yield


def put(patch, *pacts):
    patch.setattr(external, "pacts", lambda: MappingProxyType({pact.id: pact for pact in pacts}))


def row(name, **changes):
    return {**ROWS[name], **changes}


def text(*rows, end="\n"):
    """Rows as a CSV file with a header."""
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]), lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def written(folder, name, *rows, **how):
    path = folder / SETS[name].file
    path.write_bytes(text(*(rows or [ROWS[name]]), **how).encode())
    return path


def refused(call, *arguments):
    """The line of an InputError."""
    with pytest.raises(InputError) as error:
        call(*arguments)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_the_files_here_have_what_is_read():
    for name, one in SETS.items():
        assert set(one.columns) | ({one.version} - {""}) <= set(ROWS[name])
        for pattern, expected in one.columns.values():
            assert re.compile(pattern)
            assert expected


# ---------------------------------------------------------------- read well


def test_members_of_atop_become_tidy(tmp_path):
    stands = row("atop-members", member="9002", dayent="0", yrexit="0", moexit="0", dayexit="0")
    found = external.read_atop(written(tmp_path, "atop-members", ROWS["atop-members"], stands))
    assert found.to_dict("records") == [
        {
            "atopid": 8001, "phase": 0, "member": 9001, "since": "1901-02-03", "until": "1911-12",
            "defense": True, "offense": False, "neutral": False, "nonagg": False, "consul": True,
        },
        {
            "atopid": 8001, "phase": 0, "member": 9002, "since": "1901-02", "until": "",
            "defense": True, "offense": False, "neutral": False, "nonagg": False, "consul": True,
        },
    ]  # fmt: skip


def test_phases_and_alliances_of_atop_become_tidy(tmp_path):
    phase = external.read_atop(written(tmp_path, "atop-phases")).to_dict("records")[0]
    assert phase == {
        "atopid": 8001, "phase": 1, "since": "1901-02-03", "until": "", "bilateral": True,
        "defense": True, "offense": False, "neutral": False, "nonagg": False, "consul": False,
    }  # fmt: skip
    whole = external.read_atop(written(tmp_path, "atop-alliances")).to_dict("records")[0]
    assert whole == {
        "atopid": 8001, "phase": 0, "since": "1901", "until": "1911-04-05", "bilateral": False,
        "defense": False, "offense": True, "neutral": False, "nonagg": False, "consul": False,
    }  # fmt: skip


def test_alliances_become_tidy(tmp_path):
    ended = row("cow-alliances", dyad_end_year="1911", dyad_end_month=".", dyad_end_day="7")
    found = external.read_alliances(
        written(tmp_path, "cow-alliances", ROWS["cow-alliances"], ended)
    )
    assert found.to_dict("records")[0] == {
        "alliance": 8001, "one": 9001, "other": 9002, "since": "1901-02-03", "until": "",
        "defense": True, "neutrality": False, "nonaggression": False, "entente": True,
    }  # fmt: skip
    # A day without its month says nothing.
    assert found["until"].tolist() == ["", "1911"]


def test_capabilities_become_tidy(tmp_path):
    lost = row("capabilities", year="1902", milper="-9", cinc="-9")
    point = row("capabilities", year="1903", milper=".", cinc="-9.0")
    small = row("capabilities", year="1904", milper="", cinc="2.5e-05")
    found = external.read_capabilities(
        written(tmp_path, "capabilities", ROWS["capabilities"], lost, point, small)
    )
    assert list(found.columns) == ["state", "year", "soldiers", "capability"]
    assert found.iloc[0].tolist() == [9001, 1901, 120.0, 0.0125]
    assert found["soldiers"].isna().tolist() == [False, True, True, True]
    assert found["capability"].isna().tolist() == [False, True, True, False]
    assert found["capability"].iloc[3] == 2.5e-05


def test_borders_become_tidy(tmp_path):
    found = external.read_contiguity(written(tmp_path, "contiguity"))
    assert found.to_dict("records") == [{"one": 9001, "other": 9002, "year": 1901, "kind": 4}]


@pytest.mark.parametrize("name", SETS)
def test_blanks_marks_line_ends_and_other_columns_change_nothing(name, tmp_path):
    path = written(tmp_path, name)
    plain = READERS[name](path)
    assert external.recognised(path) == name
    padded = {f" {column} ": f"{cell}   " for column, cell in ROWS[name].items()}
    turned = dict(reversed(ROWS[name].items()))
    first = next(iter(ROWS[name]))
    for rows in (
        text(ROWS[name], end="\r\n"),
        "\ufeff" + text(ROWS[name], end="\r\n"),
        "\ufeff" + text(ROWS[name]).replace(first, f'"{first}"', 1),
        text(padded),
        text(turned),
        text({"": "1", **ROWS[name], "remark": "ünïcode, \n two lines"}),
        text(ROWS[name]).rstrip("\n"),
    ):
        path.write_bytes(rows.encode())
        assert external.recognised(path) == name
        pd.testing.assert_frame_equal(READERS[name](path), plain)


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        (("1948", "3", "17"), "1948-03-17"),
        (("1948", "03", "07"), "1948-03-07"),
        (("1948", "3", "0"), "1948-03"),
        (("1948", "3", ""), "1948-03"),
        (("1948", "0", "0"), "1948"),
        (("1948", "00", "00"), "1948"),
        (("1948", "0", "17"), "1948"),
        (("1948", ".", "."), "1948"),
        (("1948", "-9", "-9"), "1948"),
        (("0", "0", "0"), ""),
        (("", "", ""), ""),
        ((".", "3", "17"), ""),
        (("-9", "3", "17"), ""),
        (("0000", "3", "17"), ""),
    ],
)
def test_a_day_is_told_as_far_as_it_is_known(parts, told):
    assert external._day(*parts) == told


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ("1900", 1900.5),
        ("1900-01", 1900 + 0.5 / 12),
        ("1900-12", 1900 + 11.5 / 12),
        ("1900-01-01", 1900.0),
        ("1900-12-31", 1900 + 361 / 365.25),
        ("1901-02-31", 1901 + 58 / 365.25),
    ],
)
def test_part_of_a_date_stands_for_its_middle(told, number):
    assert external._years(told) == pytest.approx(number)


@pytest.mark.parametrize("name", [name for name in SETS if name.startswith("atop")])
def test_versions_are_those_that_are_known_or_any(name, tmp_path):
    for version in ("5.1", "5.0999999", " 5.10 "):
        assert len(external.read_atop(written(tmp_path, name, row(name, version=version)))) == 1
    for version in ("5.0", "4.01", "new", "", "nan"):
        path = written(tmp_path, name, ROWS[name], {**row(name, version=version), "atopid": "8002"})
        line = refused(external.read_atop, path)
        assert line == f"{path.name}: row 3, version: expected version 5.1, got {version!r}"
        assert len(external.read_atop(path, any_version=True)) == 2
    without = {column: cell for column, cell in ROWS[name].items() if column != "version"}
    assert len(external.read_atop(written(tmp_path, name, without))) == 1


# ---------------------------------------------------------------- bad input


@pytest.fixture(params=SETS)
def bad(request, tmp_path, capsys):
    """Writes a bad file of each data set; the line that reading and the command both give."""

    def line(content, readers=True):
        path = tmp_path / SETS[request.param].file
        if content is not None:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        told = refused(external.compared, path)
        if readers:
            assert refused(READERS[request.param], path) == told
        assert main(["external", str(path)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err == told + "\n"
        name, _, rest = told.partition(": ")
        assert name == path.name
        return rest

    line.name, line.row = request.param, ROWS[request.param]
    return line


def test_a_missing_column_is_named(bad, tmp_path):
    for gone in SETS[bad.name].columns:
        short = {column: cell for column, cell in bad.row.items() if column != gone}
        path = written(tmp_path, bad.name, short)
        if bad.name.startswith("atop"):
            continue
        line = refused(READERS[bad.name], path)
        assert line == f"{path.name}: row 1: expected the column {gone} of {SETS[bad.name].name}"
    first = next(iter(SETS[bad.name].columns))
    short = {column: cell for column, cell in bad.row.items() if column != first}
    line = bad(text(short), readers=False)
    assert line.startswith(f"row 1: expected the columns of one of: {SETS['atop-members'].name}; ")


def test_a_column_that_is_there_twice_is_refused(bad):
    for column in SETS[bad.name].columns:
        head, cells = text(bad.row).splitlines()
        line = bad(f"{head},{column}\n{cells},1\n")
        assert line == f"row 1: expected the column {column} once"
    head, cells = text(bad.row).splitlines()
    if SETS[bad.name].version:
        assert bad(f"{head},version\n{cells},5.1") == "row 1: expected the column version once"


def test_other_columns_may_be_there_twice_and_without_a_name(tmp_path):
    for name in SETS:
        path = written(tmp_path, name)
        head, cells = text(ROWS[name]).splitlines()
        path.write_text(f"{head},,,x,x\n{cells},1,2,3,4\n", encoding="utf-8")
        assert len(READERS[name](path)) == 1


def test_a_malformed_cell_is_named_with_row_and_column(bad, tmp_path):
    path = tmp_path / SETS[bad.name].file
    cells = itertools.cycle(("many", "1948.5.1", "٣", "9" * 20, "12345-", "1\n2"))
    for column, (pattern, expected) in SETS[bad.name].columns.items():
        if pattern == external.TEXT[0]:
            continue
        cell = next(cells)
        content = text(bad.row, {**bad.row, column: cell})
        path.write_text(content, encoding="utf-8")
        line = refused(READERS[bad.name], path)
        assert line == f"{path.name}: row 3, {column}: expected {expected}, got {cell!r}"
    assert bad(content) == line.partition(": ")[2]


@pytest.mark.parametrize(
    ("name", "column", "good", "wrong"),
    [
        ("atop-members", "yrent", "1815 0 -9 .", "815 18150 1815.0 1815-"),
        ("atop-members", "moent", "0 1 01 12 -9 .", "13 -1 001 1.0"),
        ("atop-members", "dayent", "0 1 09 28 31 -9 .", "32 -1 031 99"),
        ("atop-members", "defense", "0 1 -9 .", "2 1.0 yes -1"),
        ("atop-phases", "bilat", "0 1", "2 . -9"),
        ("atop-phases", "mem1", "2 9001", ". 2.0 US"),
        ("cow-alliances", "dyad_end_year", "2012 0 .", "20 12012"),
        ("cow-alliances", "right_censor", "0 1", ". -9 2"),
        ("capabilities", "cinc", "0 1 .5 0.25 1.0 1e-3 9.9e-05 -9 -9.0", ". 1.1 2 -1 9e-0 5e2 nan"),
        ("capabilities", "milper", "0 12 1.5 .5 2e3 1E+06 -9 .", "1e999 inf nan 1,000 1.2.3 --1"),
        ("contiguity", "conttype", "1 2 3 4 5", "0 6 1.0 . -9"),
        ("contiguity", "year", "1816 2016", ". 18.16 MDCCC"),
    ],
)
def test_cells_are_taken_or_refused(tmp_path, name, column, good, wrong):
    for cell in good.split():
        assert len(READERS[name](written(tmp_path, name, row(name, **{column: cell})))) == 1
    for cell in wrong.split():
        path = written(tmp_path, name, row(name, **{column: cell}))
        expected = SETS[name].columns[column][1]
        line = refused(READERS[name], path)
        assert line == f"{path.name}: row 2, {column}: expected {expected}, got {cell!r}"


def test_a_short_or_long_row_is_refused(bad):
    number = len(bad.row)
    good = text(bad.row)
    assert bad(good + "1,2\n") == f"row 3: expected {number} cells, got 2"
    assert bad(good.rstrip("\n") + ",9\n") == f"row 2: expected {number} cells, got {number + 1}"
    assert bad(good + "\n" + good) == f"row 3: expected {number} cells, got 0"


def test_a_key_that_comes_twice_is_refused(bad, tmp_path):
    key = SETS[bad.name].key
    if not key:
        # The alliance data has the same pair once a term.
        path = written(tmp_path, bad.name, bad.row, bad.row)
        assert len(READERS[bad.name](path)) == 2
        return
    told = " ".join(bad.row[column] for column in key)
    line = bad(text(bad.row, {**bad.row, key[0]: "7"}, bad.row))
    assert line == f"row 4, {', '.join(key)}: expected each once, got {told} again"
    for column in key:
        other = (
            {**bad.row, column: "8"} if column not in ("yrent",) else {**bad.row, column: "1902"}
        )
        assert len(READERS[bad.name](written(tmp_path, bad.name, bad.row, other))) == 2


def test_a_file_without_rows_is_refused(bad):
    assert bad("") == "row 1: expected a header, got an empty file"
    head = text(bad.row).splitlines()[0]
    for content in (head, head + "\n", "\ufeff" + head + "\r\n"):
        assert bad(content) == "row 2: expected rows below the header, got none"
    assert bad("\n" + text(bad.row), readers=False).startswith("row 1: expected the columns of one")


def test_what_is_no_text_or_no_csv_is_refused(bad):
    good = text(bad.row)
    assert bad(good.encode("utf-16")) == "not UTF-8 text; save the file as UTF-8"
    assert bad(good.encode() + b"\xff") == "not UTF-8 text; save the file as UTF-8"
    assert bad(good + '"open') == "not a CSV file: unexpected end of data"
    assert bad(good + '"a"b,c').startswith("not a CSV file: ")
    assert bad(good.replace("\n", "\r")).startswith("not a CSV file: new-line character")


def test_no_file_and_a_folder_are_refused(bad, tmp_path):
    assert bad(None) == "cannot be read: No such file or directory"
    (tmp_path / SETS[bad.name].file).mkdir()
    assert bad(None) == "cannot be read: Is a directory"


def test_a_file_of_another_kind_is_refused(tmp_path):
    line = refused(external.read_atop, written(tmp_path, "contiguity"))
    assert line == "contdird.csv: row 1: expected a file of ATOP, got Direct Contiguity 3"
    line = refused(external.read_contiguity, written(tmp_path, "atop-members"))
    assert line.endswith("row 1: expected the column dyad of Direct Contiguity 3")
    # Alliances with a column of members are no level of ATOP's.
    mixed = written(tmp_path, "atop-alliances", row("atop-alliances", member="9001"))
    assert "row 1: expected the columns of one of" in refused(external.recognised, mixed)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    line = refused(external.recognised, other)
    for one in SETS.values():
        assert one.name in line


# ---------------------------------------------------------------- any text at all

HEADS = [list(rows) for rows in ROWS.values()]
CELLS = st.one_of(
    st.sampled_from(["", ".", "-9", "0", "1", "5.1", "1948", "12", "31", "02", "1e5", "-", "nan"]),
    st.text(max_size=4),
    st.integers(-(10**12), 10**24).map(str),
)


@st.composite
def odd_files(draw):
    """Files that are nearly right: columns doubled, lost or turned, cells of any kind."""
    name = draw(st.sampled_from(list(ROWS)))
    rows = [dict(ROWS[name]) for _ in range(draw(st.integers(0, 3)))]
    for cells in rows:
        for column in draw(st.lists(st.sampled_from(list(ROWS[name])), max_size=4)):
            cells[column] = draw(CELLS)
    head = list(ROWS[name])
    head += draw(st.lists(st.one_of(st.sampled_from(head), CELLS), max_size=2))
    if draw(st.booleans()):
        head = draw(st.permutations(head))
    lost = draw(st.sampled_from([None, None, None, *head]))
    lines = [[column for column in head if column != lost]]
    lines += [[cells.get(column, "1") for column in head if column != lost] for cells in rows]
    file = io.StringIO()
    csv.writer(file, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))).writerows(lines)
    return draw(st.sampled_from(["", "\ufeff"])) + file.getvalue()


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "any.csv"


@given(
    content=st.one_of(
        odd_files().map(str.encode),
        st.text(max_size=80).map(str.encode),
        st.binary(max_size=40),
        st.lists(st.sampled_from(HEADS[0] + HEADS[3]), max_size=9).map(
            lambda h: ",".join(h).encode()
        ),
    ),
    any_version=st.booleans(),
)
def test_any_file_is_a_table_or_an_error_of_one_line(file, content, any_version):
    file.write_bytes(content)
    try:
        frame, table = external.compared(file, any_version)
    except InputError as error:
        assert str(error).startswith("any.csv: ")
        assert len(str(error).splitlines()) == 1
    else:
        assert len(frame) > 0
        assert table["agrees"].dtype == bool
        told = table[~table["agrees"]].drop(columns="agrees").to_dict("records")
        json.dumps(told, allow_nan=False)


@given(odd_files(), st.sampled_from(list(READERS.values())))
def test_a_reader_gives_a_table_or_an_error_of_one_line(file, content, reader):
    file.write_bytes(content.encode())
    try:
        frame = reader(file)
    except InputError as error:
        assert len(str(error).splitlines()) == 1
    else:
        assert len(frame) > 0


# ---------------------------------------------------------------- held against our codings


def members(*rows):
    """The member level as `read_atop` gives it: alliance, state, since, until."""
    return pd.DataFrame(rows, columns=["atopid", "member", "since", "until"])


def test_a_life_goes_from_the_first_entry_to_the_last_exit():
    table = external.atop_lives(
        members(
            (8002, 9001, "1950-01-01", "1960-01-01"),
            (8001, 9001, "1901-02-03", "1911-12"),
            (8001, 9002, "1903-01-01", "1912-01-01"),
            (8002, 9002, "", ""),
            (8003, 9001, "", "1913"),
        )
    )
    assert table.to_numpy().tolist() == [
        [8001, "1901-02-03", "1912-01-01"],
        [8002, "1950-01-01", ""],
        [8003, "", "1913"],
    ]


@pytest.mark.parametrize("name", ["atop-phases", "atop-alliances"])
def test_lives_are_read_from_members_only(name, tmp_path, capsys):
    """The alliance level shows the last phase: Manila's pact as one of two states."""
    path = written(tmp_path, name, row(name, atopid="3260", bilat="1"))
    frame = external.read_atop(path)
    with pytest.raises(ValueError, match="expected the member level of ATOP"):
        external.atop_lives(frame)
    with pytest.raises(ValueError, match="expected the member level of ATOP"):
        external.compare_lives(frame)
    again, table = external.compared(path)
    pd.testing.assert_frame_equal(frame, again)
    assert len(table) == 0
    assert main(["external", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{SETS[name].name}: 1 rows.",
        "Nothing in it to compare: the durations need the member level.",
    ]


def test_lives_span_the_phases_of_the_member_level(tmp_path):
    first = row("atop-members", atopid="3260", yrexit="1905")
    second = row("atop-members", atopid="3260", phase="2", yrent="1905", yrexit="0")
    path = written(tmp_path, "atop-members", first, second)
    assert external.recognised(path) == "atop-members"
    lives = external.atop_lives(external.read_atop(path))
    assert lives.to_numpy().tolist() == [[3260, "1901-02-03", ""]]


def test_our_days_agree_with_theirs_within_the_tolerance():
    theirs = members((8001, 9001, "1901-02-03", "1912-06"), (8001, 9002, "1901-02-03", "1912-06"))
    table = external.compare_lives(theirs)
    assert table.to_dict("records") == [
        {
            "pact": "made-up", "atopid": 8001, "what": "began",
            "ours": "1901-02-03", "theirs": "1901-02-03", "agrees": True, "why": "",
        },
        {
            "pact": "made-up", "atopid": 8001, "what": "ended",
            "ours": "1911-12-10", "theirs": "1912-06", "agrees": True, "why": "",
        },
    ]  # fmt: skip
    gap = external._years("1912-06") - external._years("1911-12-10")
    assert external.compare_lives(theirs, gap + 1e-9)["agrees"].tolist() == [True, True]
    assert external.compare_lives(theirs, gap - 1e-9)["agrees"].tolist() == [True, False]
    late = members((8001, 9001, "1903", "1911-12-10"))
    assert external.compare_lives(late)["agrees"].tolist() == [False, True]
    assert external.compare_lives(late, 3.0)["agrees"].tolist() == [True, True]


@pytest.mark.parametrize(
    ("ended", "until", "agrees"),
    [
        ("", "", True),
        ("", "1911-12-10", False),
        ("1911-12-10", "", False),
        # Theirs ends with 1920: what ended later stands in it.
        ("1921-01-01", "", True),
        ("1920-12-31", "", False),
        ("1921-01-01", "1919-06-01", False),
    ],
)
def test_an_end_is_compared_as_far_as_the_file_goes(ended, until, agrees, monkeypatch):
    put(monkeypatch, made_up_pact("made-up", "1901-02-03", ended, atop=8001.0))
    theirs = members((8001, 9001, "1901-02-03", until), (8002, 9001, "1902", "1920"))
    table = external.compare_lives(theirs)
    assert table["agrees"].tolist() == [True, agrees]
    assert table["ours"].tolist() == ["1901-02-03", ended]


def test_a_pact_that_atop_lacks_or_has_no_number_is_left_out(monkeypatch):
    theirs = members((8001, 9001, "1901-02-03", ""))
    put(monkeypatch, made_up_pact("a", "1901-02-03", atop=8002.0), made_up_pact("b", "1901-02-03"))
    table = external.compare_lives(theirs)
    assert len(table) == 0
    assert table[~table["agrees"]].columns.tolist() == table.columns.tolist()


def test_entries_that_are_unknown_agree_with_nothing():
    table = external.compare_lives(members((8001, 9001, "", "")))
    assert table["theirs"].tolist() == ["", ""]
    assert table["agrees"].tolist() == [False, False]


def dyads(*rows):
    """Alliances as `read_alliances` gives them: one, other, since, whether of defence."""
    return pd.DataFrame(rows, columns=["one", "other", "since", "defense"])


def test_allies_of_ours_are_looked_for_among_theirs(monkeypatch):
    pact = made_up_pact(
        "three",
        "1901-02-03",
        members=("north:patron", "south:client", "island:client:1910-05-05", "nowhere:client"),
        in_force="1901-06-01",
    )
    put(monkeypatch, pact, made_up_pact("war", "1901-02-03", occasion="war"))
    found = external.compare_alliances(
        dyads(
            (9001, 9002, "1880-01-01", True),
            (9001, 9002, "1901-08", True),
            (9001, 9002, "", True),
            (9003, 9001, "1912-01-01", True),
            (9001, 9003, "1910-05-05", False),
        )
    )
    assert found.to_dict("records") == [
        {
            "pact": "three", "client": "south",
            "ours": "1901-02-03", "theirs": "1901-08", "agrees": True,
        },
        # The nearest of defence, in either order, is too late for its accession.
        {
            "pact": "three", "client": "island",
            "ours": "1910-05-05", "theirs": "1912-01-01", "agrees": False,
        },
    ]  # fmt: skip
    wider = external.compare_alliances(dyads((9003, 9001, "1912-01-01", True)), 2.0)
    assert wider["theirs"].tolist() == ["", "1912-01-01"]
    assert wider["agrees"].tolist() == [False, True]


@pytest.mark.parametrize(
    ("since", "ours"),
    [
        ("", "1901-02-03"),
        ("1901-06-01", "1901-02-03"),
        ("1901-04-01", "1901-02-03"),
        ("1901-06-02", "1901-06-02"),
    ],
)
def test_a_client_bound_from_the_start_counts_from_the_signature(since, ours, monkeypatch):
    client = f"south:client:{since}"
    put(
        monkeypatch,
        made_up_pact("a", "1901-02-03", members=("north:patron", client), in_force="1901-06-01"),
    )
    found = external.compare_alliances(dyads((9001, 9002, "1950", True)))
    assert found["ours"].tolist() == [ours]


def test_numbers_of_states_are_numbers_of_the_project():
    for number in external.STATES.values():
        assert number in (9001, 9002, 9003) or 2 <= number <= 990


@cache
def quoted():
    """Soldiers and capabilities that our cases quote, as the data set would have them."""
    found = {}
    for name in all_ids():
        for _, value, state, year, what in external._quoted(external.load(name)):
            found.setdefault((state, year), {})[what] = value
    return found


def scores(found):
    return pd.DataFrame(
        [
            {"state": state, "year": year, "soldiers": math.nan, "capability": math.nan, **cells}
            for (state, year), cells in found.items()
        ]
    )


def test_what_our_cases_quote_is_found_and_agrees():
    table = external.compare_capabilities(scores(quoted()))
    assert len(table) == sum(len(external._quoted(external.load(name))) for name in all_ids())
    # Nobody quotes one number in two ways.
    assert table[~table["agrees"]].to_dict("records") == []
    assert {"soldiers", "capability"} == {fact.rpartition(".")[2] for fact in table["fact"]}


@pytest.mark.parametrize("what", ["soldiers", "capability"])
def test_a_planted_difference_in_capabilities_is_found(what):
    found = quoted()
    place = next(key for key, cells in found.items() if what in cells)
    ours = found[place][what]
    digits = len(f"{ours:.10f}".rstrip("0").partition(".")[2])
    for off, same in ((0.4 * 10.0**-digits, True), (0.6 * 10.0**-digits, False)):
        changed = {**found, place: {**found[place], what: ours + off}}
        table = external.compare_capabilities(scores(changed))
        wrong = table[~table["agrees"]]
        assert (len(wrong) == 0) == same
        assert set(wrong["theirs"]) <= {ours + off}
        assert set(wrong["ours"]) <= {ours}


def test_what_the_file_has_as_missing_is_left_out():
    found = quoted()
    place = next(iter(found))
    table = external.compare_capabilities(scores({**found, place: {}}))
    assert table["agrees"].all()
    told = sum(
        (state, year) == place
        for name in all_ids()
        for _, _, state, year, _ in external._quoted(external.load(name))
    )
    assert (
        len(table) == sum(len(external._quoted(external.load(name))) for name in all_ids()) - told
    )
    assert told > 0


def test_states_and_years_that_the_file_lacks_are_left_out():
    table = external.compare_capabilities(scores({(9001, 1901): {"soldiers": 1.0}}))
    assert len(table) == 0
    assert table[~table["agrees"]].columns.tolist() == table.columns.tolist()


def borders():
    """Land between every two clients whose leg is over land, as the data set would have it."""
    rows = {}
    for name in all_ids():
        case = external.load(name)
        for leg in case.legs.values():
            if leg.sea_km == 0 and set(leg.joins) <= set(case.clients) & set(external.STATES):
                one, other = (external.STATES[state] for state in leg.joins)
                rows[one, other, case.date.year - 1] = 1
    return rows


def contiguity(rows):
    return pd.DataFrame(
        [(*key, kind) for key, kind in rows.items()], columns=["one", "other", "year", "kind"]
    )


def test_legs_over_land_are_held_against_borders():
    rows = borders()
    table = external.compare_contiguity(contiguity(rows))
    assert len(table) >= len(rows) > 5
    assert table["agrees"].all()
    turned = {(other, one, year): kind for (one, other, year), kind in rows.items()}
    pd.testing.assert_frame_equal(external.compare_contiguity(contiguity(turned)), table)


def test_a_planted_difference_in_borders_is_found():
    rows = borders()
    key = (220, 211, 1947)  # France and Belgium
    assert rows[key] == 1
    wet = external.compare_contiguity(contiguity({**rows, key: 2}))
    assert set(wet[~wet["agrees"]]["kind"]) == {2}
    assert "brussels-1948" in set(wet[~wet["agrees"]]["case"])
    del rows[key]
    none = external.compare_contiguity(contiguity({**rows, (9001, 9002, 1947): 1}))
    assert set(none[~none["agrees"]]["kind"]) == {0}
    assert len(none) == len(wet)
    # A year that the file has not at all is not compared.
    later = {key: kind for key, kind in rows.items() if key[2] != 1947}
    assert "brussels-1948" not in set(external.compare_contiguity(contiguity(later))["case"])
    assert len(external.compare_contiguity(contiguity({(9001, 9002, 1700): 1}))) == 0


# ---------------------------------------------------------------- where the files lie


def test_files_are_found_where_the_variable_says_or_beside_data(tmp_path, monkeypatch):
    monkeypatch.setattr(external, "data_folder", lambda: tmp_path / "data")
    (tmp_path / "external").mkdir()
    (tmp_path / "named").mkdir()
    monkeypatch.delenv(external.VARIABLE, raising=False)
    for name, one in SETS.items():
        assert external.find(name) is None
        beside = written(tmp_path / "external", name)
        assert external.find(name) == beside == tmp_path / "external" / one.file
    monkeypatch.setenv(external.VARIABLE, str(tmp_path / "named"))
    assert external.find("contiguity") is None
    named = written(tmp_path / "named", "contiguity")
    assert external.find("contiguity") == named
    # A folder of that name is no file, and an empty variable is none.
    (tmp_path / "named" / SETS["capabilities"].file).mkdir()
    assert external.find("capabilities") is None
    monkeypatch.setenv(external.VARIABLE, "")
    assert external.find("contiguity") == tmp_path / "external" / "contdird.csv"


# ---------------------------------------------------------------- the command


def test_the_command_lists_what_differs(tmp_path, capsys):
    late = row("atop-members", yrexit="1915")
    path = written(tmp_path, "atop-members", late, row("atop-members", atopid="8002"))
    assert main(["external", str(path)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out.splitlines() == [
        f"{SETS['atop-members'].name}: 2 rows.",
        "1 of 2 agree with what was coded by hand.",
        "",
        "pact     atopid  what   ours        theirs",
        "made-up  8001    ended  1911-12-10  1915-12",
        "",
        "0 of these are explained in data/atop_differences.csv; --json shows how.",
    ]


def test_the_command_as_json_says_the_same(tmp_path, capsys):
    path = written(tmp_path, "atop-members", row("atop-members", yrexit="1915"))
    assert main(["external", str(path), "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert json.loads(captured.out) == {
        "data": SETS["atop-members"].name,
        "rows": 1,
        "compared": 2,
        "agree": 1,
        "differences": [
            {
                "pact": "made-up", "atopid": 8001, "what": "ended",
                "ours": "1911-12-10", "theirs": "1915-12", "why": "",
            }
        ],
    }  # fmt: skip


def test_the_command_says_where_all_agrees(tmp_path, capsys):
    path = written(tmp_path, "atop-members")
    assert main(["external", str(path)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{SETS['atop-members'].name}: 1 rows.",
        "2 of 2 agree with what was coded by hand.",
    ]


@pytest.mark.parametrize("name", SETS)
def test_the_command_reads_every_data_set(name, tmp_path, capsys):
    path = written(tmp_path, name)
    frame, table = external.compared(path)
    assert main(["external", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["data"], told["rows"]) == (SETS[name].name, len(frame))
    assert told["compared"] == len(table) == told["agree"] + len(told["differences"])
    assert main(["external", str(path)]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{SETS[name].name}: 1 rows.\n")
    if name in ("capabilities", "contiguity"):
        assert printed.endswith("Nothing in it to compare: it has nothing that was coded.\n")


def test_the_command_takes_another_version_when_told(tmp_path, capsys):
    path = written(tmp_path, "atop-members", row("atop-members", version="4.01"))
    assert main(["external", str(path)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "atop5_1m.csv: row 2, version: expected version 5.1, got '4.01'\n"
    assert main(["external", str(path), "--any-version"]) == 0


def test_the_command_needs_a_file(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["external"])
    assert leaving.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "alliance_design external: the following arguments are required: FILE; try --help"
    ]


@pytest.mark.skipif(external.find("atop-members") is None, reason="ATOP's member file is not here")
def test_our_days_agree_with_atops_where_both_hold_a_pact(monkeypatch):
    """Nine in ten, and what differs in the version that we read is explained."""
    monkeypatch.setattr(external, "pacts", pacts)
    table = external.compare_lives(
        external.read_atop(external.find("atop-members"), any_version=True)
    )
    assert len(table) > 200 and table["agrees"].mean() > 0.85
    differing = table[~table["agrees"]]
    assert (differing["why"] != "").mean() > 0.8


def test_every_explained_difference_is_one_of_our_pacts():
    rows = read_table("atop_differences")
    known = pacts()
    assert set(rows["pact"]) <= set(known)
    for row in rows.itertuples():
        ours = known[row.pact].signed if row.what == "began" else known[row.pact].ended
        assert (ours.isoformat() if ours else "") != row.theirs
