"""The command line: ``python -m alliance_design threat CASE`` and ``check-data``.

Readable tables for people, ``--json`` for machines. Bad input gives one line and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from alliance_design import __version__, threat
from alliance_design.cases import Case, case_ids, load
from alliance_design.codebook import codebook
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave with exit code 2."""
        sys.stderr.write(f"{self.prog}: {message}; try --help\n")
        raise SystemExit(2)


def _parser() -> _Parser:
    parser = _Parser(
        prog="alliance_design",
        description="Why NATO in Europe and bilateral pacts in Asia: the book's model.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser(
        "threat",
        help="threat of occupation to every client of a case",
        description="Threat of occupation to every client of a case, and the route behind it.",
    )
    command.add_argument("case", metavar="CASE", help="id of a case, or path of a case file")
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"change a parameter ({', '.join(BOX)}); may be repeated",
    )
    command.add_argument(
        "--state-alone", action="store_true", help="leave out the adversary's associates"
    )
    command.add_argument("--json", action="store_true", help="print JSON")

    command = commands.add_parser(
        "check-data",
        help="hold cases and tables against the codebook",
        description="Hold cases and tables against the codebook.",
    )
    command.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="case files; without any, all of the project's data",
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _aligned(rows: Sequence[Sequence[str]], right: Sequence[int]) -> list[str]:
    """Rows as lines of aligned columns; the columns named in `right` to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _parameters(settings: Sequence[str]) -> Parameters:
    """The reference parameters with the changes of ``--set``."""
    changes = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError("--set", setting, "expected NAME=VALUE, as in spoils=0.25")
        changes[name] = value
    return Parameters().changed(changes)


def _threat(case: Case, parameters: Parameters, state_alone: bool) -> dict[str, Any]:
    """What the command ``threat`` says, for machines."""
    middle, lowest, highest = threat.bounds(case, parameters, state_alone=state_alone)
    numbers = threat.inputs(case, state_alone=state_alone)
    clients = {}
    for name, place in case.clients.items():
        route = middle.routes[name]
        clients[name] = {
            "name": place.name,
            "threat": middle.threats[name],
            "range": [lowest.threats[name], highest.threats[name]],
            "target": middle.targets[name],
            "route": list(route.stops) if route else [],
        }
    return {
        "case": case.id,
        "title": case.title,
        "counterfactual": case.counterfactual,
        "adversary": {
            "name": case.adversary.name,
            "associates": []
            if state_alone
            else [a.name for a in case.adversary.associates.values()],
            "power": numbers.power,
            "reach_km": numbers.reach_km,
        },
        "parameters": {name: getattr(parameters, name) for name in BOX},
        "clients": clients,
        "nobody": middle.nobody,
    }


def _print_threat(case: Case, result: dict[str, Any]) -> None:
    """The same for people."""
    adversary = result["adversary"]
    names = case.names
    print(f"{result['title']}: the threat of occupation")
    if result["counterfactual"]:
        print(f"Imagined: {result['counterfactual']}")
    friends = ", ".join(adversary["associates"])
    who = adversary["name"] + (f" with {friends}" if friends else " alone")
    print(f"Adversary: {who}; power {adversary['power']:.3f}, reach {adversary['reach_km']:g} km\n")
    rows = [["client", "threat", "coded range", "target", "best route"]]
    for client in result["clients"].values():
        low, high = client["range"]
        route = " > ".join(names[stop] for stop in client["route"]) or "none"
        rows.append(
            [
                client["name"],
                f"{client['threat']:.2f}",
                f"{low:.2f} to {high:.2f}",
                f"{client['target']:.2f}",
                route,
            ]
        )
    rows.append(["nobody", "", "", f"{result['nobody']:.2f}", ""])
    print("\n".join(_aligned(rows, right=(1, 2, 3))))
    print(
        "\nthreat: probability that the best route ends with the client taken;"
        " target: probability that the adversary picks it."
    )


def _check_data(files: Sequence[str]) -> tuple[list[dict[str, Any]], int]:
    """Check the cases named, or everything; one entry a file, and how many are wrong."""
    from alliance_design import tables  # pandas is slow to start, and `threat` needs none of it

    entries: list[dict[str, Any]] = []
    for name in files or case_ids():
        try:
            case = load(name)
            tables.check_legs(case)
        except InputError as error:
            entries.append({"file": name, "ok": False, "message": str(error)})
        else:
            told = f"{len(case.clients)} clients, {len(case.legs)} legs, {len(list(case.facts()))} facts"
            entries.append({"file": name, "ok": True, "message": told})
    if not files:
        for name in codebook().tables:
            try:
                rows = len(tables.read_table(name))
            except InputError as error:
                entries.append({"file": f"{name}.csv", "ok": False, "message": str(error)})
            else:
                entries.append({"file": f"{name}.csv", "ok": True, "message": f"{rows} rows"})
    return entries, sum(not entry["ok"] for entry in entries)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; from the shell where none are given.

    Returns
    -------
    int
        0 where all is well, 2 for bad input.

    Examples
    --------
    >>> main(["threat", "atlantis", "--json"])
    2
    """
    options = _parser().parse_args(arguments)
    try:
        if options.command == "threat":
            case = load(options.case)
            if options.case not in case_ids():
                from alliance_design import tables  # only a file of one's own has unchecked lengths

                tables.check_legs(case)
            result = _threat(case, _parameters(options.set), options.state_alone)
            if options.json:
                print(json.dumps(result, indent=2, ensure_ascii=False))
            else:
                _print_threat(case, result)
            return 0
        entries, wrong = _check_data(options.files)
        if options.json:
            print(json.dumps(entries, indent=2, ensure_ascii=False))
        else:
            good = [[entry["file"], "ok", entry["message"]] for entry in entries if entry["ok"]]
            if good:
                print("\n".join(_aligned(good, right=())))
            for entry in entries:
                if not entry["ok"]:
                    print(entry["message"], file=sys.stderr)
        return 2 if wrong else 0
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of a pipe, `head` for one, has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
