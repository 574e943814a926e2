"""Data sets that a replicator brings: read, checked, and held against what was coded by hand.

Path in, tidy table out. Nothing is fetched, and nothing of these data sets is part of the
project: their terms forbid it. Where the files may lie, and what they are called, says `find`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from alliance_design.cases import Case, all_ids, load
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError
from alliance_design.pacts import Pact, pacts

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "SETS",
    "VARIABLE",
    "DataSet",
    "atop_lives",
    "compare_alliances",
    "compare_capabilities",
    "compare_contiguity",
    "compare_lives",
    "compared",
    "find",
    "read_alliances",
    "read_atop",
    "read_capabilities",
    "read_contiguity",
    "recognised",
]

VARIABLE = "ALLIANCE_DESIGN_EXTERNAL"
"""The environment variable that names the folder with the data sets; else ``external/``."""

WHOLE = (r"-?\d{1,9}", "a whole number")
YEAR = (r"\d{4}|0?|-9|\.", "a year of four digits, or nothing")
MONTH = (r"0?\d|1[0-2]|-9|\.?", "a month from 0 to 12, or nothing")
DAY = (r"[012]?\d|3[01]|-9|\.?", "a day from 0 to 31, or nothing")
FLAG = (r"[01]", "0 or 1")
SOME_FLAG = (r"[01]|-9|\.?", "0, 1 or nothing")
NUMBER = (
    r"-?\d{1,15}(\.\d+)?([eE][+-]?\d{1,2})?|-?\.\d+|\.?",
    "a number, or -9 where it is missing",
)
SHARE = (r"0|1|0?\.\d+|1\.0*|\d(\.\d+)?[eE]-0*[1-9]\d*|-9(\.0*)?", "a share from 0 to 1, or -9")
KIND = (r"[1-5]", "1 to 5")
TEXT = (r"(?s).*", "text")
PROMISES = ("defense", "offense", "neutral", "nonagg", "consul")


@dataclass(frozen=True)
class DataSet:
    """One public data set in one of its files.

    Parameters
    ----------
    id, name, cite : str
        Short name, name for readers, and key in ``references.bib``.
    file : str
        What the file is called where it is published.
    columns : mapping of str to (str, str)
        Columns that are read: a regular expression for each cell, and what is expected in words.
        Others may be there.
    key : tuple of str
        Columns that together name a row once.
    version : str
        Column of the version, where there is one.
    versions : tuple of str
        Versions that are known to fit, as the column has them.
    """

    id: str
    name: str
    cite: str
    file: str
    columns: Mapping[str, tuple[str, str]]
    key: tuple[str, ...]
    version: str = ""
    versions: tuple[str, ...] = ()


SETS: Mapping[str, DataSet] = MappingProxyType(
    {
        one.id: one
        for one in (
            DataSet(
                "atop-members",
                "ATOP, member level",
                "atop",
                "atop5_1m.csv",
                {
                    "atopid": WHOLE,
                    "member": WHOLE,
                    **dict(zip(("yrent", "moent", "dayent"), (YEAR, MONTH, DAY), strict=True)),
                    **dict(zip(("yrexit", "moexit", "dayexit"), (YEAR, MONTH, DAY), strict=True)),
                    "phase": WHOLE,
                    **dict.fromkeys(PROMISES, SOME_FLAG),
                },
                ("atopid", "member", "phase", "yrent", "moent", "dayent"),
                "version",
                ("5.1",),
            ),
            DataSet(
                "atop-phases",
                "ATOP, phase level",
                "atop",
                "atop5_1aph.csv",
                {
                    "atopid": WHOLE,
                    "phase": WHOLE,
                    **dict(zip(("begyr", "begmo", "begday"), (YEAR, MONTH, DAY), strict=True)),
                    **dict(zip(("endyr", "endmo", "endday"), (YEAR, MONTH, DAY), strict=True)),
                    "bilat": FLAG,
                    **dict.fromkeys(PROMISES, SOME_FLAG),
                    "mem1": WHOLE,
                },
                ("atopid", "phase"),
                "version",
                ("5.1",),
            ),
            DataSet(
                "atop-alliances",
                "ATOP, alliance level",
                "atop",
                "atop5_1a.csv",
                {
                    "atopid": WHOLE,
                    **dict(zip(("begyr", "begmo", "begday"), (YEAR, MONTH, DAY), strict=True)),
                    **dict(zip(("endyr", "endmo", "endday"), (YEAR, MONTH, DAY), strict=True)),
                    "bilat": FLAG,
                    **dict.fromkeys(PROMISES, SOME_FLAG),
                    "mem1": WHOLE,
                },
                ("atopid",),
                "version",
                ("5.1",),
            ),
            DataSet(
                "cow-alliances",
                "Formal Alliances 4.1, directed dyads",
                "gibler2009",
                "alliance_v4.1_by_directed.csv",
                {
                    "version4id": WHOLE,
                    "ccode1": WHOLE,
                    "state_name1": TEXT,
                    "ccode2": WHOLE,
                    "state_name2": TEXT,
                    **{
                        f"dyad_{end}_{part}": shape
                        for end in ("st", "end")
                        for part, shape in (("day", DAY), ("month", MONTH), ("year", YEAR))
                    },
                    "left_censor": FLAG,
                    "right_censor": FLAG,
                    **dict.fromkeys(
                        ("defense", "neutrality", "nonaggression", "entente"), SOME_FLAG
                    ),
                },
                (),
            ),
            DataSet(
                "capabilities",
                "National Material Capabilities, 5.0 to 7.0",
                "nmc7",
                "NMC-70-abridged.csv",
                {
                    "stateabb": TEXT,
                    "ccode": WHOLE,
                    "year": WHOLE,
                    **dict.fromkeys(("milex", "milper", "irst", "pec", "tpop", "upop"), NUMBER),
                    "cinc": SHARE,
                },
                ("ccode", "year"),
            ),
            DataSet(
                "contiguity",
                "Direct Contiguity 3",
                "cowcontiguity",
                "contdird.csv",
                {
                    "dyad": WHOLE,
                    "state1no": WHOLE,
                    "state1ab": TEXT,
                    "state2no": WHOLE,
                    "state2ab": TEXT,
                    "year": WHOLE,
                    "conttype": KIND,
                },
                ("state1no", "state2no", "year"),
            ),
        )
    }
)
"""The data sets that can be read, the more particular first."""


def find(name: str) -> Path | None:
    """Where a data set lies, if it is there.

    Parameters
    ----------
    name : str
        Id, from `SETS`.

    Returns
    -------
    Path or None
        The file of that name in the folder that the environment variable
        ``ALLIANCE_DESIGN_EXTERNAL`` names, or else in ``external`` beside ``data``.

    Examples
    --------
    >>> find("atop-members") is None or find("atop-members").name == "atop5_1m.csv"
    True
    """
    named = os.environ.get(VARIABLE)
    folder = Path(named) if named else data_folder().parent / "external"
    path = folder / SETS[name].file
    return path if path.is_file() else None


def recognised(path: Path) -> str:
    """Which data set a file is, by its columns.

    Parameters
    ----------
    path : Path

    Returns
    -------
    str
        Id, from `SETS`.

    Raises
    ------
    InputError
        If it is none of them, or cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "mine.csv"
    ...     _ = file.write_text("a,b")
    ...     recognised(file)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    alliance_design.errors.InputError: mine.csv: row 1: expected the columns of one of: ...
    """
    from alliance_design.tables import csv_rows

    header = {name.strip() for name in csv_rows(path)[0]}
    for one in SETS.values():
        if set(one.columns) <= header and not (
            one.id == "atop-alliances" and {"phase", "member"} & header
        ):
            return one.id
    known = "; ".join(one.name for one in SETS.values())
    raise InputError(path.name, "row 1", f"expected the columns of one of: {known}")


def _read(path: Path, name: str, any_version: bool) -> pd.DataFrame:
    """The columns of a data set as text without blanks, every cell checked."""
    import pandas as pd
    import pandera.pandas as pa  # slow to start

    from alliance_design.tables import csv_rows, validated

    one = SETS[name]
    names, rows = csv_rows(path)
    header = [cell.strip() for cell in names]
    for column in one.columns:
        if column not in header:
            raise InputError(path.name, "row 1", f"expected the column {column} of {one.name}")
    for column in (*one.columns, one.version):
        if column and header.count(column) > 1:
            raise InputError(path.name, "row 1", f"expected the column {column} once")
    if not rows:
        raise InputError(path.name, "row 2", "expected rows below the header, got none")
    for number, row in enumerate(rows, start=2):
        if len(row) != len(header):
            raise InputError(
                path.name, f"row {number}", f"expected {len(header)} cells, got {len(row)}"
            )
    whole = pd.DataFrame(rows, columns=header, dtype=str).apply(lambda cells: cells.str.strip())
    if one.version in header and not any_version:
        good = whole[one.version].map(lambda text: _same_version(text, one.versions))
        if not good.all():
            first = int((~good).to_numpy().argmax())
            raise InputError(
                path.name,
                f"row {first + 2}, {one.version}",
                f"expected version {' or '.join(one.versions)}, got {whole[one.version].iloc[first]!r}",
            )
    schema = pa.DataFrameSchema(
        {
            column: pa.Column(
                str,
                pa.Check(
                    lambda cells, shape=re.compile(shape, re.ASCII): cells.map(
                        lambda text: shape.fullmatch(text) is not None
                    ),
                    error=f"expected {expected}",
                ),
            )
            for column, (shape, expected) in one.columns.items()
        }
    )
    frame = validated(whole[list(one.columns)], schema, path)
    again = frame.duplicated(list(one.key)) if one.key else pd.Series([False])
    if again.any():
        first = int(again.to_numpy().argmax())
        told = " ".join(frame[list(one.key)].iloc[first])
        raise InputError(
            path.name,
            f"row {first + 2}, {', '.join(one.key)}",
            f"expected each once, got {told} again",
        )
    return frame


def _same_version(found: str, known: Sequence[str]) -> bool:
    """Whether 5.0999 is 5.1: some files hold versions as inexact numbers."""
    try:
        return any(abs(float(found) - float(one)) < 0.005 for one in known)
    except ValueError:
        return False


def _day(year: str, month: str, day: str) -> str:
    """A day as 1948-03-17, its month or year where no more is known, nothing where it stands."""
    known: list[str] = []
    for part, digits in ((year, 4), (month, 2), (day, 2)):
        if part in ("", ".", "0", "00", "0000", "-9"):
            break  # a day without its month says nothing
        known.append(part.zfill(digits))
    return "-".join(known)


def read_atop(path: Path, any_version: bool = False) -> pd.DataFrame:
    """ATOP's alliances, phases or members as a tidy table.

    Parameters
    ----------
    path : Path
        ``atop5_1m.csv``, ``atop5_1aph.csv`` or ``atop5_1a.csv``.
    any_version : bool
        Take other versions of the same columns.

    Returns
    -------
    pandas.DataFrame
        One row a member and phase (``atopid``, ``phase``, ``member``, ``since``, ``until``), or an
        alliance or phase (``atopid``, ``phase``, ``since``, ``until``, ``bilateral``); and the five
        promises as True or False. Days as 1948-03-17, shorter where ATOP has no more; ``until`` is
        empty while it stands. Mind that a row of the alliance level shows the last phase: for
        durations take the members.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> read_atop(Path("nowhere.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: nowhere.csv: cannot be read: No such file or directory
    """
    import pandas as pd

    name = recognised(path)
    if not name.startswith("atop"):
        raise InputError(path.name, "row 1", f"expected a file of ATOP, got {SETS[name].name}")
    frame = _read(path, name, any_version)
    first, last = (
        (("yrent", "moent", "dayent"), ("yrexit", "moexit", "dayexit"))
        if name == "atop-members"
        else (("begyr", "begmo", "begday"), ("endyr", "endmo", "endday"))
    )
    tidy = pd.DataFrame({"atopid": frame["atopid"].astype(int)})
    tidy["phase"] = frame["phase"].astype(int) if "phase" in frame else 0
    if name == "atop-members":
        tidy["member"] = frame["member"].astype(int)
    tidy["since"] = [_day(*parts) for parts in frame[list(first)].itertuples(index=False)]
    tidy["until"] = [_day(*parts) for parts in frame[list(last)].itertuples(index=False)]
    if "bilat" in frame:
        tidy["bilateral"] = frame["bilat"] == "1"
    for promise in PROMISES:
        tidy[promise] = frame[promise] == "1"
    return tidy


def read_alliances(path: Path) -> pd.DataFrame:
    """The Correlates of War project's formal alliances as a tidy table.

    Parameters
    ----------
    path : Path
        ``alliance_v4.1_by_directed.csv``.

    Returns
    -------
    pandas.DataFrame
        One row an alliance and ordered pair: ``alliance``, ``one``, ``other`` (Correlates of War
        numbers), ``since``, ``until`` and the four classes as True or False.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> read_alliances(Path("nowhere.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: nowhere.csv: cannot be read: No such file or directory
    """
    import pandas as pd

    frame = _read(path, "cow-alliances", any_version=True)
    tidy = pd.DataFrame(
        {
            "alliance": frame["version4id"].astype(int),
            "one": frame["ccode1"].astype(int),
            "other": frame["ccode2"].astype(int),
        }
    )
    for column, end in (("since", "st"), ("until", "end")):
        parts = frame[[f"dyad_{end}_year", f"dyad_{end}_month", f"dyad_{end}_day"]]
        tidy[column] = [_day(*row) for row in parts.itertuples(index=False)]
    for promise in ("defense", "neutrality", "nonaggression", "entente"):
        tidy[promise] = frame[promise] == "1"
    return tidy


def read_capabilities(path: Path) -> pd.DataFrame:
    """National material capabilities as a tidy table.

    Parameters
    ----------
    path : Path
        The abridged file of version 5.0, 6.0 or 7.0.

    Returns
    -------
    pandas.DataFrame
        ``state`` (its Correlates of War number), ``year``, ``soldiers`` (thousand) and
        ``capability`` (share of the world's); what is missing is NaN.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> read_capabilities(Path("nowhere.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: nowhere.csv: cannot be read: No such file or directory
    """
    import pandas as pd

    frame = _read(path, "capabilities", any_version=True)
    tidy = pd.DataFrame(
        {
            "state": frame["ccode"].astype(int),
            "year": frame["year"].astype(int),
            "soldiers": pd.to_numeric(frame["milper"], errors="coerce"),
            "capability": pd.to_numeric(frame["cinc"], errors="coerce"),
        }
    )
    for column in ("soldiers", "capability"):
        tidy[column] = tidy[column].where(tidy[column] >= 0.0)
    return tidy


def read_contiguity(path: Path) -> pd.DataFrame:
    """Which states touch, over land or water, as a tidy table.

    Parameters
    ----------
    path : Path
        The Correlates of War project's direct contiguity, version 3.

    Returns
    -------
    pandas.DataFrame
        ``one``, ``other``, ``year`` and ``kind``: 1 land, 2 to 5 up to 12, 24, 150 and 400 miles
        of water.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> read_contiguity(Path("nowhere.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: nowhere.csv: cannot be read: No such file or directory
    """
    import pandas as pd

    frame = _read(path, "contiguity", any_version=True)
    return pd.DataFrame(
        {
            "one": frame["state1no"].astype(int),
            "other": frame["state2no"].astype(int),
            "year": frame["year"].astype(int),
            "kind": frame["conttype"].astype(int),
        }
    )


# ---------------------------------------------------------- held against what was coded by hand


def atop_lives(members: pd.DataFrame) -> pd.DataFrame:
    """When ATOP has each alliance begin and end, over all its phases and members.

    Parameters
    ----------
    members : pandas.DataFrame
        From `read_atop`, the member level.

    Returns
    -------
    pandas.DataFrame
        ``atopid``, ``since`` (the first entry that is known) and ``until`` (the last exit; empty
        where a member is still bound).

    Raises
    ------
    ValueError
        If the table is not of the member level.

    Examples
    --------
    >>> import pandas as pd
    >>> two = pd.DataFrame(
    ...     {"atopid": 3260, "member": [2, 800], "since": ["1954-09-08"] * 2,
    ...      "until": ["1977-06-30", ""]}
    ... )
    >>> atop_lives(two).values.tolist()
    [[3260, '1954-09-08', '']]
    """
    import pandas as pd

    if "member" not in members:
        raise ValueError("expected the member level of ATOP: the others show one phase only")
    rows = []
    for number, group in members.groupby("atopid", sort=True):
        ends = list(group["until"])
        begun = min((text for text in group["since"] if text), default="")
        rows.append((int(number), begun, "" if "" in ends else max(ends)))
    return pd.DataFrame(rows, columns=["atopid", "since", "until"])


def _years(text: str) -> float:
    """A day, month or year as a number of years; the middle of what is left open."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return parts[0] + 0.5
    if len(parts) == 2:
        return parts[0] + (parts[1] - 0.5) / 12.0
    day = date(parts[0], parts[1], min(parts[2], 28))
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


def compare_lives(members: pd.DataFrame, tolerance_years: float = 1.0) -> pd.DataFrame:
    """Our pacts' days beside ATOP's, for every pact that both hold.

    Parameters
    ----------
    members : pandas.DataFrame
        From `read_atop`, the member level.
    tolerance_years : float
        By how much two days may differ and still count as agreeing.

    Returns
    -------
    pandas.DataFrame
        ``pact``, ``atopid``, ``what`` (``began`` or ``ended``), ``ours``, ``theirs``, ``agrees``
        and ``why``: for a difference the reason that ``data/atop_differences.csv`` gives, nothing
        where it gives none. A pact begins with its signature, as ATOP has it. Where ours ended
        after the last year of ATOP's file, and ATOP's stands, they agree.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame(
    ...     {"atopid": [3270], "member": [2], "since": ["1954-12-02"], "until": ["1980-01-01"]}
    ... )
    >>> compare_lives(one)["agrees"].tolist()
    [True, True]
    """
    import pandas as pd

    theirs = {row.atopid: row for row in atop_lives(members).itertuples()}
    last = max(
        (int(text[:4]) for text in [*members["since"], *members["until"]] if text), default=9999
    )
    rows = []
    for pact in pacts().values():
        row = theirs.get(int(pact.atop)) if pact.atop == pact.atop else None
        if row is None:
            continue
        began = pact.signed.isoformat()
        rows.append((pact.id, row.atopid, "began", began, row.since, began, row.since))
        ours = "" if pact.ended is None else pact.ended.isoformat()
        compared = "" if pact.ended is not None and pact.ended.year > last else ours
        rows.append((pact.id, row.atopid, "ended", ours, row.until, compared, row.until))
    table = pd.DataFrame(rows, columns=["pact", "atopid", "what", "ours", "theirs", "one", "other"])
    table["agrees"] = [
        one == other
        or (bool(one) and bool(other) and abs(_years(one) - _years(other)) <= tolerance_years)
        for one, other in zip(table["one"], table["other"], strict=True)
    ]
    from alliance_design.tables import read_table

    reasons = {(row.pact, row.what): row.why for row in read_table("atop_differences").itertuples()}
    table["why"] = [
        "" if agrees else reasons.get((pact, what), "")
        for pact, what, agrees in zip(table["pact"], table["what"], table["agrees"], strict=True)
    ]
    return _judged(table.drop(columns=["one", "other"]))


def _judged(table: pd.DataFrame) -> pd.DataFrame:
    """A comparison whose column ``agrees`` is of truth values even where it has no rows."""
    table["agrees"] = table["agrees"].astype(bool)
    return table


STATES: Mapping[str, int] = MappingProxyType(
    {
        "united-states": 2,
        "canada": 20,
        "bahamas": 31,
        "cuba": 40,
        "haiti": 41,
        "dominican-republic": 42,
        "jamaica": 51,
        "trinidad-and-tobago": 52,
        "barbados": 53,
        "dominica": 54,
        "grenada": 55,
        "saint-lucia": 56,
        "saint-vincent-and-the-grenadines": 57,
        "antigua-and-barbuda": 58,
        "saint-kitts-and-nevis": 60,
        "mexico": 70,
        "belize": 80,
        "guatemala": 90,
        "honduras": 91,
        "el-salvador": 92,
        "nicaragua": 93,
        "costa-rica": 94,
        "panama": 95,
        "colombia": 100,
        "venezuela": 101,
        "guyana": 110,
        "suriname": 115,
        "ecuador": 130,
        "peru": 135,
        "brazil": 140,
        "bolivia": 145,
        "paraguay": 150,
        "chile": 155,
        "argentina": 160,
        "uruguay": 165,
        "britain": 200,
        "ireland": 205,
        "netherlands": 210,
        "belgium": 211,
        "luxembourg": 212,
        "france": 220,
        "liechtenstein": 223,
        "spain": 230,
        "portugal": 235,
        "hanover": 240,
        "bavaria": 245,
        "germany": 255,
        "prussia": 255,
        "east-germany": 265,
        "baden": 267,
        "saxony": 269,
        "wurttemberg": 271,
        "hesse-kassel": 273,
        "hesse-darmstadt": 275,
        "mecklenburg-schwerin": 280,
        "poland": 290,
        "austria": 300,
        "austria-hungary": 300,
        "hungary": 310,
        "czechoslovakia": 315,
        "czechia": 316,
        "slovakia": 317,
        "italy": 325,
        "sardinia": 325,
        "two-sicilies": 329,
        "modena": 332,
        "parma": 335,
        "tuscany": 337,
        "malta": 338,
        "albania": 339,
        "montenegro": 341,
        "north-macedonia": 343,
        "croatia": 344,
        "yugoslavia": 345,
        "slovenia": 349,
        "greece": 350,
        "cyprus": 352,
        "bulgaria": 355,
        "romania": 360,
        "russia": 365,
        "soviet-union": 365,
        "estonia": 366,
        "latvia": 367,
        "lithuania": 368,
        "belarus": 370,
        "armenia": 371,
        "georgia": 372,
        "azerbaijan": 373,
        "finland": 375,
        "sweden": 380,
        "sweden-norway": 380,
        "norway": 385,
        "denmark": 390,
        "iceland": 395,
        "mali": 432,
        "senegal": 433,
        "dahomey": 434,
        "mauritania": 435,
        "niger": 436,
        "ivory-coast": 437,
        "togo": 461,
        "nigeria": 475,
        "gabon": 481,
        "central-african-republic": 482,
        "chad": 483,
        "congo": 484,
        "djibouti": 522,
        "madagascar": 580,
        "libya": 620,
        "iran": 630,
        "ottoman-empire": 640,
        "turkey": 640,
        "iraq": 645,
        "egypt": 651,
        "jordan": 663,
        "kuwait": 690,
        "qatar": 694,
        "united-arab-emirates": 696,
        "turkmenistan": 701,
        "tajikistan": 702,
        "kyrgyzstan": 703,
        "uzbekistan": 704,
        "kazakhstan": 705,
        "china": 710,
        "mongolia": 712,
        "taiwan": 713,
        "korea": 730,
        "north-korea": 731,
        "south-korea": 732,
        "japan": 740,
        "pakistan": 770,
        "ceylon": 780,
        "thailand": 800,
        "laos": 812,
        "vietnam": 816,
        "malaya": 820,
        "malaysia": 820,
        "philippines": 840,
        "australia": 900,
        "new-zealand": 920,
    }
)
"""Correlates of War numbers of states by our ids."""


def compare_alliances(dyads: pd.DataFrame, tolerance_years: float = 1.0) -> pd.DataFrame:
    """Whether the patron and each client of our pacts are allies in the Correlates of War data.

    Parameters
    ----------
    dyads : pandas.DataFrame
        From `read_alliances`.
    tolerance_years : float
        By how much the days of the signature may differ.

    Returns
    -------
    pandas.DataFrame
        ``pact``, ``client``, ``ours`` (day of signature or accession), ``theirs`` (the nearest
        alliance of defence of the two; empty where there is none) and ``agrees``.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame(
    ...     {"one": [2], "other": [840], "since": ["1951-08-30"], "defense": [True]}
    ... )
    >>> table = compare_alliances(one)
    >>> table[table["pact"] == "philippines-us-1951"]["agrees"].tolist()
    [True]
    """
    import pandas as pd

    known: dict[tuple[int, int], list[str]] = {}
    for row in dyads[dyads["defense"]].itertuples():
        if row.since:
            known.setdefault((row.one, row.other), []).append(row.since)
    rows = []
    for pact in pacts().values():
        for patron, client, day in _dyads(pact):
            day_text = day.isoformat()
            theirs = min(
                known.get((STATES[patron], STATES[client]), [])
                + known.get((STATES[client], STATES[patron]), []),
                key=lambda text, ours=day_text: abs(_years(text) - _years(ours)),  # type: ignore[misc]
                default="",
            )
            near = bool(theirs) and abs(_years(theirs) - _years(day_text)) <= tolerance_years
            rows.append((pact.id, client, day_text, theirs, near))
    return _judged(pd.DataFrame(rows, columns=["pact", "client", "ours", "theirs", "agrees"]))


def _dyads(pact: Pact) -> list[tuple[str, str, date]]:
    """Patron and client of a pact, both with a number, and the day of the signature or accession."""
    from alliance_design.universe import in_universe

    if not in_universe(pact):
        return []
    patrons = [m.state for m in pact.members if m.side == "patron" and m.state in STATES]
    found: list[tuple[str, str, date]] = []
    for member in pact.members:
        if member.side == "client" and member.state in STATES:
            begun = pact.in_force or pact.signed
            late = member.since is not None and member.since > begun
            day = member.since if late and member.since else pact.signed
            found.extend((patron, member.state, day) for patron in patrons)
    return found


def compare_capabilities(scores: pd.DataFrame) -> pd.DataFrame:
    """Every capability and number of soldiers that our cases quote, beside the data set's.

    Parameters
    ----------
    scores : pandas.DataFrame
        From `read_capabilities`.

    Returns
    -------
    pandas.DataFrame
        ``case``, ``fact``, ``ours``, ``theirs`` and ``agrees`` (to the digits quoted). Facts whose
        state or year the file lacks are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame(
    ...     {"state": [220], "year": [1947], "soldiers": [490.0], "capability": [0.03498]}
    ... )
    >>> bool(compare_capabilities(one)["agrees"].any())
    True
    """
    import pandas as pd

    known = {(row.state, row.year): row for row in scores.itertuples()}
    rows = []
    for name in all_ids():
        for key, ours, state, year, what in _quoted(load(name)):
            row = known.get((state, year))
            theirs = None if row is None else getattr(row, what)
            if theirs is None or theirs != theirs:
                continue
            digits = len(f"{ours:.10f}".rstrip("0").partition(".")[2])
            same = abs(ours - theirs) <= 0.5 * 10.0**-digits + 1e-9
            rows.append((name, key, ours, float(theirs), same))
    return _judged(pd.DataFrame(rows, columns=["case", "fact", "ours", "theirs", "agrees"]))


def _quoted(case: Case) -> list[tuple[str, float, int, int, str]]:
    """Facts of a case that quote the capability data: key, value, state, year and column."""
    found: list[tuple[str, float, int, int, str]] = []
    for key, fact in case.facts():
        words = fact.locator.replace(",", " ").split()
        if not fact.source.startswith("nmc") or len(words) < 3 or words[0] != "ccode":
            continue
        if words[1].isdigit() and words[2].isdigit():
            what = "soldiers" if "soldiers" in key else "capability"
            found.append((key, fact.value, int(words[1]), int(words[2]), what))
    return found


def compare_contiguity(borders: pd.DataFrame) -> pd.DataFrame:
    """Legs over land between two clients' states, beside the data on contiguity.

    Parameters
    ----------
    borders : pandas.DataFrame
        From `read_contiguity`.

    Returns
    -------
    pandas.DataFrame
        ``case``, ``leg``, ``kind`` (the data set's, 1 for land; 0 where it has none that year) and
        ``agrees``. Legs through a third state, and places that are a part of their state, may
        differ for good reason.

    Examples
    --------
    >>> import pandas as pd
    >>> one = pd.DataFrame({"one": [211], "other": [220], "year": [1947], "kind": [1]})
    >>> table = compare_contiguity(one)
    >>> bool(table[table["agrees"]]["case"].eq("brussels-1948").any())
    True
    """
    import pandas as pd

    known = {(row.one, row.other, row.year): row.kind for row in borders.itertuples()}
    years = set(borders["year"])
    rows = []
    for name in all_ids():
        case = load(name)
        year = case.date.year - 1
        if year not in years:
            continue
        for leg in case.legs.values():
            one, other = leg.joins
            if leg.sea_km > 0 or not {one, other} <= set(case.clients) & set(STATES):
                continue
            kind = known.get(
                (STATES[one], STATES[other], year), known.get((STATES[other], STATES[one], year), 0)
            )
            rows.append((name, leg.id, kind, kind == 1))
    return _judged(pd.DataFrame(rows, columns=["case", "leg", "kind", "agrees"]))


def compared(path: Path, any_version: bool = False) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Any of the data sets, read and held against what was coded by hand.

    Parameters
    ----------
    path : Path
    any_version : bool
        See `read_atop`.

    Returns
    -------
    pandas.DataFrame, pandas.DataFrame
        The tidy table, and the comparison with a column ``agrees``; the second is empty for the
        alliances and phases of ATOP, which show no whole lives.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> compared(Path("nowhere.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: nowhere.csv: cannot be read: No such file or directory
    """
    import pandas as pd

    name = recognised(path)
    if name.startswith("atop"):
        frame = read_atop(path, any_version)
        if name != "atop-members":
            return frame, pd.DataFrame({"agrees": pd.Series(dtype=bool)})
        return frame, compare_lives(frame)
    if name == "cow-alliances":
        frame = read_alliances(path)
        return frame, compare_alliances(frame)
    if name == "capabilities":
        frame = read_capabilities(path)
        return frame, compare_capabilities(frame)
    frame = read_contiguity(path)
    return frame, compare_contiguity(frame)
