"""Tables: the CSV files of `data`, checked against the codebook, and results as data frames.

This is the thin layer of pandas, pandera and NumPy on top of the core. The core never imports it.
"""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from geographiclib.geodesic import Geodesic

from alliance_design import threat
from alliance_design.cases import Case, Range
from alliance_design.codebook import Field, Record, codebook, data_folder
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, THREAT, Parameters

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = [
    "Table",
    "case_facts",
    "check_legs",
    "codebook_text",
    "csv_rows",
    "leg_lengths",
    "parameter_frame",
    "read_table",
    "table_schema",
    "threat_draws",
    "threat_frame",
    "validated",
]


class Table:
    """A frame as a page shows it: every word of every cell, and no row numbers.

    Parameters
    ----------
    frame : pandas.DataFrame
    links : mapping of str to sequence of str, optional
        By column, where each of its cells leads.

    Examples
    --------
    >>> Table(pd.DataFrame({"Word": ["a" * 60]}))._repr_html_().count("a" * 60)
    1
    >>> '<a href="x.html">here</a>' in Table(
    ...     pd.DataFrame({"Page": ["here"]}), {"Page": ["x.html"]}
    ... )._repr_html_()
    True
    """

    def __init__(
        self, frame: pd.DataFrame, links: Mapping[str, Sequence[str]] | None = None
    ) -> None:
        self.frame = frame
        self.links = dict(links or {})

    def __repr__(self) -> str:
        with pd.option_context("display.max_colwidth", None):
            return str(self.frame.to_string(index=False))

    def _repr_html_(self) -> str:
        """The table as Jupyter shows it."""
        shown = self.frame.map(lambda cell: _spread(html.escape(str(cell))))
        for column, places in self.links.items():
            shown[column] = [
                f'<a href="{html.escape(place)}">{cell}</a>'
                for cell, place in zip(shown[column], places, strict=True)
            ]
        with pd.option_context("display.max_colwidth", None):
            return str(shown.to_html(index=False, border=0, classes="dataframe", escape=False))


def _spread(cell: str) -> str:
    """A cell of a table; a long text keeps a readable width on a narrow page."""
    return f'<div style="min-width: 15em">{cell}</div>' if len(cell) > 60 else cell


def table_schema(record: Record) -> pa.DataFrameSchema:
    """The pandera schema of a table, built from its page in the codebook.

    Examples
    --------
    >>> list(table_schema(codebook().tables["points"]).columns)[:2]
    ['id', 'name']
    """
    import pandera.pandas as pa  # slow to start, and only the reading of tables needs it

    columns = {}
    for column in record.fields:
        checks: list[pa.Check] = []
        if column.type in ("date", "partial-date", "choices"):
            checks.append(_shape(column))
        if column.min is not None:
            checks.append(pa.Check.ge(column.min, error=f"expected {column.allowed}"))
        if column.max is not None:
            checks.append(pa.Check.le(column.max, error=f"expected {column.allowed}"))
        if column.type == "text" and column.required:
            checks.append(pa.Check.str_length(min_value=1, error="expected text"))
        if column.type == "choice":
            free = () if column.required else ("",)
            allowed = f"expected {column.allowed}" + ("" if column.required else " or nothing")
            checks.append(pa.Check.isin((*column.choices, *free), error=allowed))
        columns[column.name] = pa.Column(
            float if column.type == "number" else str,
            checks,
            nullable=column.type == "number" and not column.required,
            unique=column.name == record.key,
            description=column.meaning,
        )
    return pa.DataFrameSchema(columns, strict=True, ordered=True, name=record.name)


def _shape(column: Field) -> pa.Check:
    """What a day, a part of a date or a list of choices must look like."""
    import pandera.pandas as pa

    free = "" if column.required else " or nothing"
    if column.type == "date":
        return pa.Check(
            lambda texts: texts.map(lambda text: _is_day(text) or not (text or column.required)),
            error=f"expected a day written as 1948-03-17{free}",
        )
    if column.type == "partial-date":
        return pa.Check(
            lambda texts: texts.map(
                lambda text: (
                    any(_is_day(text + rest) for rest in ("", "-01", "-01-01"))
                    or not (text or column.required)
                )
            ),
            error=f"expected 1948, 1948-03 or 1948-03-17{free}",
        )
    return pa.Check(
        lambda texts: texts.map(
            lambda text: (
                set(text.split(";")) <= set(column.choices) or not (text or column.required)
            )
        ),
        error=f"expected {column.allowed}, several with ; between{free}",
    )


def _is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as 1948-03-17."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def read_table(name: str, path: Path | None = None) -> pd.DataFrame:
    """A table of `data`, checked row by row.

    Parameters
    ----------
    name : str
        Its name in the codebook.
    path : Path, optional
        Another file with the same columns.

    Returns
    -------
    pandas.DataFrame
        Numbers as floats, text as text, the rows in the order of the file.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong. Row 1 is the header.

    Examples
    --------
    >>> points = read_table("points")
    >>> bool(points["latitude"].between(-90, 90).all())
    True
    """
    record = codebook().tables[name]
    path = path or data_folder() / f"{name}.csv"
    header, rows = csv_rows(path)
    expected = [column.name for column in record.fields]
    if header != expected:
        raise InputError(
            path.name, "row 1", f"expected the columns {','.join(expected)}, got {','.join(header)}"
        )
    for number, row in enumerate(rows, start=2):
        if len(row) != len(expected):
            raise InputError(
                path.name, f"row {number}", f"expected {len(expected)} cells, got {len(row)}"
            )
    frame = pd.DataFrame(rows, columns=expected, dtype=str)
    for column in record.fields:
        if column.type == "number":
            numbers = pd.to_numeric(frame[column.name], errors="coerce").astype(float)
            wrong = ~np.isfinite(numbers.to_numpy())
            if not column.required:
                wrong &= (frame[column.name] != "").to_numpy()
            if wrong.any():
                first = int(wrong.argmax())
                unit = f" ({column.unit})" if column.unit else ""
                raise InputError(
                    path.name,
                    f"row {first + 2}, {column.name}",
                    f"expected a number{unit}, got {frame[column.name].iloc[first]!r}",
                )
            frame[column.name] = numbers
    return validated(frame, table_schema(record), path)


def validated(frame: pd.DataFrame, schema: pa.DataFrameSchema, path: Path) -> pd.DataFrame:
    """A frame that a schema accepts.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the rows of a file in their order.
    schema : pandera.pandas.DataFrameSchema
    path : Path
        The file, for the message.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong. Row 1 is the header.

    Examples
    --------
    >>> frame = pd.DataFrame({"id": ["a"], "name": [""]})
    >>> validated(frame, table_schema(codebook().tables["points"]).select_columns(["id", "name"]),
    ...     Path("points.csv"))
    Traceback (most recent call last):
    alliance_design.errors.InputError: points.csv: row 2, name: expected text, got ''
    """
    from pandera.errors import SchemaErrors

    try:
        return schema.validate(frame, lazy=True)
    except SchemaErrors as error:
        case = error.failure_cases.sort_values("index").iloc[0]
        problem, found = str(case["check"]), case["failure_case"]
        if "unique" in problem:
            problem = "duplicate id; each may stand once"
        raise InputError(
            path.name,
            f"row {int(case['index']) + 2}, {case['column']}",
            f"{problem}, got {found!r}" if isinstance(found, str) else f"{problem}, got {found:g}",
        ) from None


def csv_rows(path: Path) -> tuple[list[str], list[list[str]]]:
    """Header and rows of a CSV file, as text.

    Raises
    ------
    InputError
        If it cannot be read, is not UTF-8, no CSV, or empty.

    Examples
    --------
    >>> csv_rows(data_folder() / "points.csv")[0][:2]
    ['id', 'name']
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")  # spreadsheets put a mark before it
    except OSError as error:
        raise InputError(path.name, "", f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(path.name, "", "not UTF-8 text; save the file as UTF-8") from None
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise InputError(path.name, "", f"not a CSV file: {error}") from None
    if not rows:
        raise InputError(path.name, "row 1", "expected a header, got an empty file")
    return rows[0], rows[1:]


def leg_lengths(path: Iterable[str], points: pd.DataFrame) -> tuple[float, float]:
    """Length of a leg's path over land and over water, in km.

    Geodesics on the WGS84 ellipsoid (Karney 2013), from the library geographiclib.

    Parameters
    ----------
    path : iterable of str
        Ids of points with ``land`` or ``sea`` between them.
    points : pandas.DataFrame
        The table of points.

    Returns
    -------
    tuple of float
        Kilometres over land, kilometres over water.

    Raises
    ------
    KeyError
        If a point is not in the table.

    Examples
    --------
    >>> land, sea = leg_lengths(["calais", "sea", "dover"], read_table("points"))
    >>> land, round(sea)
    (0.0, 43)
    """
    stops = list(path)
    where = points.set_index("id")
    lengths = {"land": 0.0, "sea": 0.0}
    for start, over, end in zip(stops[0::2], stops[1::2], stops[2::2], strict=False):
        one, other = where.loc[start], where.loc[end]
        line = Geodesic.WGS84.Inverse(
            one["latitude"], one["longitude"], other["latitude"], other["longitude"]
        )
        lengths[over] += line["s12"] / 1000.0
    return lengths["land"], lengths["sea"]


def check_legs(case: Case) -> None:
    """Hold the lengths of a case's legs against the geodesics along their paths.

    Raises
    ------
    InputError
        If a length is more than 1 km off.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> check_legs(load("pacific-1951"))
    """
    file = f"{case.id}.toml"
    points = read_table("points")
    for leg in case.legs.values():
        if not leg.path:
            continue
        for name, told, computed in zip(
            ("land_km", "sea_km"),
            (leg.land_km, leg.sea_km),
            leg_lengths(leg.path, points),
            strict=True,
        ):
            if abs(told - computed) > 1.0:
                raise InputError(
                    file,
                    f"legs.{leg.id}.{name}",
                    f"expected {computed:.0f} km, as its path says, got {told:g}",
                )


def threat_frame(
    cases: Iterable[Case], parameters: Parameters | None = None, *, state_alone: bool = False
) -> pd.DataFrame:
    """Threat to every client of some cases, with the ends of the coded ranges.

    Parameters
    ----------
    cases : iterable of Case
    parameters : Parameters, optional
        The reference set where none is given.
    state_alone : bool
        Leave out the adversary's associates.

    Returns
    -------
    pandas.DataFrame
        One row a client: ``case``, ``client``, ``threat``, ``lowest``, ``highest``, ``target``
        (probability of being the one picked) and ``route`` (names of its stops).

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> frame = threat_frame([load("pacific-1951")])
    >>> frame.sort_values("threat")["client"].iloc[-1]
    'Japan'
    """
    rows = []
    for case in cases:
        middle, lowest, highest = threat.bounds(case, parameters, state_alone=state_alone)
        names = case.names
        for client, place in case.clients.items():
            route = middle.routes[client]
            rows.append(
                {
                    "case": case.title,
                    "client": place.name,
                    "threat": middle.threats[client],
                    "lowest": lowest.threats[client],
                    "highest": highest.threats[client],
                    "target": middle.targets[client],
                    "route": " → ".join(names[stop] for stop in route.stops) if route else "",
                }
            )
    return pd.DataFrame(rows)


def threat_draws(cases: Iterable[Case], draws: int, seed: int) -> pd.DataFrame:
    """Threat over the whole parameter box and the coded ranges.

    Each draw is one world for all cases: one vector of the threat's parameters, uniform over `BOX`,
    the others at their reference, and one number for each quantity of
    `alliance_design.cases.Case.quantities`, so that cases that share a fact share its number. A
    quantity is uniform on the scale of logarithms, as ranges such as "a third to three times" are
    meant, or on the plain scale where its low end is 0.

    Parameters
    ----------
    cases : iterable of Case
    draws : int
        How many worlds, at least 1.
    seed : int
        Of NumPy's default generator; the same seed gives the same table.

    Returns
    -------
    pandas.DataFrame
        One row a draw and client: ``draw``, ``case``, ``client``, ``threat``.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> len(threat_draws([load("brussels-1948")], draws=3, seed=1))
    15
    """
    cases = list(cases)
    random = np.random.default_rng(seed)
    plain = [threat.inputs(case) for case in cases]
    quantities = [case.quantities() for case in cases]
    # The same key with another range (another year's figure) is another number, drawn at the same
    # height in its range: what we may have got wrong, we got wrong alike.
    # The threat needs no aid: leaving it out keeps the draws of a seed what they were.
    quantities = [
        {key: found[key] for key in found if not key.startswith(("aid:", "friendly_km:"))}
        for found in quantities
    ]
    keys = sorted({key for found in quantities for key in found})
    rows: list[tuple[int, str, str, float]] = []
    for draw in range(draws):
        parameters = Parameters.drawn(random, THREAT)
        heights = dict(zip(keys, random.uniform(size=len(keys)).tolist(), strict=True))
        for case, numbers, found in zip(cases, plain, quantities, strict=True):
            world = numbers.at(
                {key: _within(range_, heights[key]) for key, range_ in found.items()}
            )
            rows.extend(
                (draw, case.title, client.name, level)
                for client, level in zip(
                    case.clients.values(), world.threats(parameters), strict=False
                )
            )
    return pd.DataFrame(rows, columns=["draw", "case", "client", "threat"])


def _within(quantity: Range, height: float) -> float:
    """The number at a height between 0 and 1 of a range."""
    if quantity.low > 0.0:
        return float(quantity.low * (quantity.high / quantity.low) ** height)
    return quantity.low + height * (quantity.high - quantity.low)


def codebook_text(record: Record) -> str:
    """A page of the codebook as Markdown: one bullet a field.

    Examples
    --------
    >>> print(codebook_text(codebook().records["garrison"]).splitlines()[-1])
    - **`soldiers`**: fact, in thousand, at least 0; required. Soldiers stationed there. *Rule: soldiers.*
    """
    kinds = {"records": "tables, each a", "record": "table, a"}
    lines = [f"`{record.where}`. {record.text}", ""]
    for field in record.fields:
        kind, _, inner = field.type.partition(":")
        told = [f"{kinds[kind]} *{inner}*" if inner else field.type]
        if field.unit:
            told.append(f"in {field.unit}")
        if field.allowed:
            told.append(field.allowed)
        needed = "; required" if field.required else ""
        rule = f" *Rule: {field.rule}.*" if field.rule else ""
        lines.append(f"- **`{field.name}`**: {', '.join(told)}{needed}. {field.meaning}{rule}")
    return "\n".join(lines)


def parameter_frame(
    parameters: Parameters | None = None, names: Iterable[str] | None = None
) -> pd.DataFrame:
    """Parameters with their values, ranges, units and origins, as a table for readers.

    Parameters
    ----------
    parameters : Parameters, optional
        The reference set where none is given.
    names : iterable of str, optional
        Which ones; all where none are named.

    Returns
    -------
    pandas.DataFrame
        One row a parameter, all text.

    Examples
    --------
    >>> parameter_frame()["Parameter"].iloc[0]
    'land_scale_km'
    """
    parameters = parameters or Parameters()
    return pd.DataFrame(
        {
            "Parameter": name,
            "Value": f"{getattr(parameters, name):g}",
            "Range": f"{BOX[name].low:g} to {BOX[name].high:g}",
            "Unit": BOX[name].unit,
            "Meaning": BOX[name].meaning,
            "Origin": BOX[name].origin,
        }
        for name in (names or BOX)
    )


def case_facts(case: Case) -> pd.DataFrame:
    """Every fact of a case with its range and its source, as a table for readers.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> case_facts(load("brussels-1948"))["Fact"].iloc[0]
    'patron.capability'
    """
    rows = []
    for key, fact in case.facts():
        rows.append(
            {
                "Fact": key,
                "Value": f"{fact.value:g}",
                "Range": "" if fact.low == fact.high else f"{fact.low:g} to {fact.high:g}",
                "Source": f"{fact.source} ({fact.sure} confidence)" if fact.sure else fact.source,
                "Where": fact.locator or fact.why,
            }
        )
    return pd.DataFrame(rows)
