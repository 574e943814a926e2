"""Claims: checkable statements of the two texts, each with the check that computes its verdict.

The register is ``data/claims.csv``. A row names its check, a function of
`alliance_design.checks` (the article's) or `alliance_design.checks_hub_and_spokes` (the
abstract's), and states the verdict that the check must come to.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from alliance_design.errors import InputError

__all__ = [
    "VERDICTS",
    "Checked",
    "Claim",
    "Finding",
    "check_address",
    "claims",
    "examine",
    "tally",
    "to_csv",
    "to_html",
]

VERDICTS = ("reproduced", "reproduced with a caveat", "not reproduced", "not testable here")
"""What a check can come to."""


@dataclass(frozen=True)
class Claim:
    """One row of the register; the codebook says what each field means."""

    id: str
    text: str
    section: str
    footnote: str
    kind: str
    statement: str
    verdict: str
    check: str
    page: str
    note: str

    @property
    def call(self) -> tuple[str, tuple[str, ...]]:
        """The check's name and what it is given: ``name: one; two`` in the register."""
        name, _, rest = self.check.partition(":")
        given = tuple(part.strip() for part in rest.split(";")) if rest.strip() else ()
        return name.strip(), given


@dataclass(frozen=True)
class Finding:
    """What a check came to, and what it found, in words."""

    verdict: str
    found: str


@dataclass(frozen=True)
class Checked:
    """A claim with the finding of its check."""

    claim: Claim
    finding: Finding

    @property
    def agrees(self) -> bool:
        """Whether the register states the verdict that the check comes to."""
        return self.claim.verdict == self.finding.verdict


def claims(path: Path | None = None, text: str = "") -> tuple[Claim, ...]:
    """The register: the article in its order, then the abstract.

    Parameters
    ----------
    path : Path, optional
        Another file with the same columns.
    text : str
        Only the claims of one text, by its key in the bibliography; all where it is empty.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> claims()[0].id
    'c001'
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    rows = read_table("claims", path).to_dict("records")
    return tuple(Claim(**row) for row in rows if text in ("", row["text"]))


def examine(chosen: Iterable[Claim] | None = None) -> tuple[Checked, ...]:
    """Run the check of every claim.

    Parameters
    ----------
    chosen : iterable of Claim, optional
        The whole register where none are given.

    Raises
    ------
    InputError
        Where a claim names no known check, or gives it the wrong number of arguments.

    Examples
    --------
    >>> examine(claims()[:1])[0].agrees
    True
    """
    return tuple(
        Checked(claim, _finding(claim)) for claim in (claims() if chosen is None else chosen)
    )


@cache
def _checks() -> Mapping[str, Callable[..., Finding]]:
    from alliance_design import checks, checks_hub_and_spokes  # they import this module

    return MappingProxyType({**checks.CHECKS, **checks_hub_and_spokes.CHECKS})


def check_address(name: str) -> str:
    """Where a check is documented: its module and name.

    Examples
    --------
    >>> check_address("outlasts")
    'alliance_design.checks.outlasts'
    """
    return f"{_checks()[name].__module__}.{name}"


def _finding(claim: Claim) -> Finding:
    name, given = claim.call
    if name not in _checks():
        raise InputError("claims.csv", f"{claim.id}, check", f"no check is named {name!r}")
    try:
        return _cached(name, given)
    except (KeyError, TypeError) as error:
        raise InputError(
            "claims.csv", f"{claim.id}, check", f"{name} cannot be given {list(given)}: {error}"
        ) from None


@cache
def _cached(name: str, given: tuple[str, ...]) -> Finding:
    return _checks()[name](*given)


def tally(checked: Iterable[Checked]) -> dict[str, int]:
    """How many claims came to each verdict.

    Examples
    --------
    >>> sum(tally(examine(claims()[:3])).values())
    3
    """
    counts = dict.fromkeys(VERDICTS, 0)
    for item in checked:
        counts[item.finding.verdict] += 1
    return counts


COLUMNS = (
    "id",
    "text",
    "section",
    "footnote",
    "kind",
    "statement",
    "verdict",
    "found",
    "check",
    "page",
)


def _cells(item: Checked) -> list[str]:
    claim = item.claim
    told = item.finding.found
    return [
        claim.id,
        claim.text,
        claim.section,
        claim.footnote,
        claim.kind,
        claim.statement,
        item.finding.verdict,
        f"{told} {claim.note}".strip() if claim.note not in told else told,
        claim.check,
        claim.page,
    ]


def to_csv(checked: Sequence[Checked]) -> str:
    """The register with its findings as CSV text.

    Examples
    --------
    >>> to_csv(()).strip()
    'id,text,section,footnote,kind,statement,verdict,found,check,page'
    """
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_cells(item) for item in checked)
    return text.getvalue()


def to_html(checked: Sequence[Checked], title: str = "The register of claims") -> str:
    """The register with its findings as a web page of its own, without scripts or outside files.

    Examples
    --------
    >>> to_html(()).startswith("<!doctype html>")
    True
    """
    counts = tally(checked)
    summary = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in _cells(item)) + "</tr>"
        for item in checked
    )
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; }}
th, td {{ border-bottom: 1px solid #888; padding: .4rem .6rem; text-align: left; vertical-align: top; }}
td:nth-child(6), td:nth-child(8) {{ min-width: 20rem; }}
</style>
</head>
<body>
<h1>{html.escape(title)}</h1>
<p>{len(checked)} claims: {html.escape(summary)}.</p>
<div class="wide" tabindex="0">
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</body>
</html>
"""
