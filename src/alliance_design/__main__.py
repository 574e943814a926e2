"""The command line: ``threat``, ``predict``, ``compare``, ``report``, ``external``, ``check-data``.

Readable tables for people, ``--json`` for machines. Bad input gives one line and exit code 2.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from alliance_design import __version__, threat
from alliance_design.cases import Case, all_ids, load
from alliance_design.codebook import codebook
from alliance_design.comparison import Swap, compare
from alliance_design.design import MECHANISMS, Prediction, predict
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters, reference

__all__ = ["main"]


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Print the line and leave with exit code 2."""
        sys.stderr.write(f"{self.prog}: {message}; try --help\n")
        raise SystemExit(2)


def _add_settings(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=f"change a parameter ({', '.join(BOX)}); may be repeated",
    )


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
    _add_settings(command)
    command.add_argument(
        "--state-alone", action="store_true", help="leave out the adversary's associates"
    )
    command.add_argument("--json", action="store_true", help="print JSON")

    command = commands.add_parser(
        "predict",
        help="the five predictions for a case, and what decided them",
        description="The five predictions for a case, and what decided each step.",
    )
    command.add_argument("case", metavar="CASE", help="id of a case, or path of a case file")
    _add_settings(command)
    command.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="MECHANISM",
        help=f"leave out a mechanism ({', '.join(MECHANISMS)}); may be repeated",
    )
    command.add_argument(
        "--state-alone", action="store_true", help="leave out the adversary's associates"
    )
    command.add_argument("--json", action="store_true", help="print JSON")

    command = commands.add_parser(
        "compare",
        help="which input of one case changes what is predicted for another",
        description="Predictions for A and B, and for A with each group of B's inputs.",
    )
    command.add_argument("case", metavar="A", help="id of a case, or path of a case file")
    command.add_argument("other", metavar="B", help="likewise")
    _add_settings(command)
    command.add_argument("--json", action="store_true", help="print JSON")

    command = commands.add_parser(
        "report",
        help="every claim of the article, with what its check found",
        description="Every claim of the article with what its check found; also as CSV and HTML.",
    )
    command.add_argument(
        "--to",
        metavar="FOLDER",
        default="claims-report",
        help="where claims.csv and claims.html are written (default: claims-report)",
    )
    command.add_argument("--json", action="store_true", help="print JSON; write no files")

    command = commands.add_parser(
        "external",
        help="hold what was coded by hand against a data set that you bring",
        description="Read a file of ATOP 5.1, COW alliances 4.1, National Material Capabilities or"
        " Direct Contiguity, and list where it and the project's own codings differ.",
    )
    command.add_argument("file", metavar="FILE", help="the CSV file, as it was published")
    command.add_argument(
        "--any-version", action="store_true", help="take other versions of ATOP too"
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


def _parameters(settings: Sequence[str], start: Parameters) -> Parameters:
    """A set of parameters with the changes of ``--set``."""
    changes = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise InputError("--set", setting, "expected NAME=VALUE, as in spoils=0.25")
        changes[name] = value
    return start.changed(changes)


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


def _told(prediction: Prediction) -> dict[str, Any]:
    """A prediction for machines."""
    told = asdict(prediction)
    for outcome in (told, *told["equilibria"], *told["survivors"]):
        # JSON knows no infinity: a pact without a hazard has no last year.
        outcome["expected_years"] = [
            years if math.isfinite(years) else None for years in outcome["expected_years"]
        ]
    for decision, step in zip(told["decisions"], prediction.decisions, strict=True):
        decision["near_tie"] = step.near_tie
    return told


def _print_prediction(case: Case, prediction: Prediction) -> None:
    """The five predictions for people, and what decided them."""
    names = prediction.names
    print(f"{case.title}: what is predicted")
    if case.counterfactual:
        print(f"Imagined: {case.counterfactual}")
    print()
    rows = [["player", "prefers"], [case.patron.name, " > ".join(prediction.patron_preference)]]
    for client, ranking in prediction.client_preferences.items():
        rows.append([names[client], " > ".join(ranking)])
    print("\n".join(_aligned(rows, right=())))
    print()
    for pact in prediction.pacts:
        members = ", ".join(names[member] for member in pact.members)
        with_patron = "" if pact.kind == "clients" else f", to {pact.level}"
        print(f"Pact ({pact.kind}{with_patron}): {members}")
    years = prediction.expected_years
    if prediction.design == "none":
        print("No pact with the patron.")
    elif prediction.hazard <= 0.0:
        print(f"Design: {prediction.design}, to {prediction.commitment}; nobody would leave it.")
    else:
        print(
            f"Design: {prediction.design}, to {prediction.commitment}; hazard"
            f" {prediction.hazard:.3f} a year, so {years[0]:.1f} to {years[1]:.0f} years"
        )
    print()
    print(prediction.explain())


def _print_comparison(
    one: Case, other: Case, found: tuple[Prediction, Prediction, tuple[Swap, ...]]
) -> None:
    """Two predictions for people, and what each group of inputs changes."""
    here, there, swaps = found

    def row(label: str, prediction: Prediction, told: str) -> list[str]:
        pledged = prediction.survivors[0].coalition if prediction.survivors else ()
        names = {**other.names, **one.names}
        return [
            label,
            ", ".join(names[name] for name in pledged) or "nobody",
            f"{prediction.design}, {prediction.commitment}",
            told,
        ]

    rows = [["case", "pledge themselves", "design", ""]]
    rows.append(row(one.title, here, ""))
    rows.append(row(other.title, there, ""))
    for swap in swaps:
        told = "same in both" if swap.same else "changes it" if swap.flips else "no change"
        rows.append(row(f"  {one.title} with {swap.group}", swap.prediction, told))
    print("\n".join(_aligned(rows, right=())))


def _case(name: str) -> Case:
    """A case, its lengths checked where the file is somebody's own."""
    case = load(name)
    if name not in all_ids():
        from alliance_design import tables  # pandas is slow to start, and our cases are checked

        tables.check_legs(case)
    return case


def _check_data(files: Sequence[str]) -> tuple[list[dict[str, Any]], int]:
    """Check the cases named, or everything; one entry a file, and how many are wrong."""
    from alliance_design import tables  # pandas is slow to start, and `threat` needs none of it

    entries: list[dict[str, Any]] = []
    for name in files or all_ids():
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


def _external(file: str, any_version: bool, as_json: bool) -> int:
    """Hold the project's codings against a data set; print where they differ."""
    from alliance_design import external  # pandas is slow to start

    path = Path(file)
    name = external.recognised(path)
    frame, table = external.compared(path, any_version=any_version)
    differing = table[~table["agrees"]]
    if as_json:
        told = {
            "data": external.SETS[name].name,
            "rows": len(frame),
            "compared": len(table),
            "agree": int(table["agrees"].sum()),
            "differences": differing.drop(columns="agrees").to_dict("records"),
        }
        print(json.dumps(told, indent=2, ensure_ascii=False))
        return 0
    print(f"{external.SETS[name].name}: {len(frame)} rows.")
    if not len(table):
        part = name.startswith("atop-") and name != "atop-members"
        why = "the durations need the member level" if part else "it has nothing that was coded"
        print(f"Nothing in it to compare: {why}.")
        return 0
    print(f"{int(table['agrees'].sum())} of {len(table)} agree with what was coded by hand.")
    if len(differing):
        columns = [name for name in differing.columns if name not in ("agrees", "why")]
        rows = [columns, *([str(row[name]) for name in columns] for _, row in differing.iterrows())]
        print()
        print("\n".join(_aligned(rows, right=())))
    if "why" in differing and len(differing):
        explained = int((differing["why"] != "").sum())
        print(
            f"\n{explained} of these are explained in data/atop_differences.csv; --json shows how."
        )
    return 0


def _report(folder: str, as_json: bool) -> int:
    """Run every check; print the register, write it, and count the rows that its checks contradict."""
    from alliance_design import claims  # pandas is slow to start

    checked = claims.examine()
    if as_json:
        print(
            json.dumps(
                [
                    {**asdict(item.claim), **asdict(item.finding), "stated": item.claim.verdict}
                    for item in checked
                ],
                indent=2,
                ensure_ascii=False,
            )
        )
        return 0
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise InputError("--to", folder, "expected a folder, got a file")
    rows = [["claim", "verdict", "the text"]]
    rows += [
        [item.claim.id, item.finding.verdict, textwrap.shorten(item.claim.statement, 90)]
        for item in checked
    ]
    print("\n".join(_aligned(rows, right=())))
    print()
    counts = claims.tally(checked)
    print(", ".join(f"{number} {verdict}" for verdict, number in counts.items()) + ".")
    for item in checked:
        if not item.agrees:
            print(f"{item.claim.id}: the register says {item.claim.verdict}", file=sys.stderr)
    try:
        target.mkdir(parents=True, exist_ok=True)
        (target / "claims.csv").write_text(claims.to_csv(checked), encoding="utf-8")
        (target / "claims.html").write_text(claims.to_html(checked), encoding="utf-8")
    except OSError as error:
        raise InputError("--to", folder, f"cannot be written: {error.strerror}") from None
    print(f"Written to {target / 'claims.csv'} and {target / 'claims.html'}.")
    return 2 if any(not item.agrees for item in checked) else 0


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
            case = _case(options.case)
            parameters = _parameters(options.set, Parameters())
            result = _threat(case, parameters, options.state_alone)
            if options.json:
                print(json.dumps(result, indent=2, ensure_ascii=False))
            else:
                _print_threat(case, result)
            return 0
        if options.command == "predict":
            case = _case(options.case)
            prediction = predict(
                case,
                _parameters(options.set, reference()),
                without=tuple(options.without),
                state_alone=options.state_alone,
            )
            if options.json:
                print(json.dumps(_told(prediction), indent=2, ensure_ascii=False))
            else:
                _print_prediction(case, prediction)
            return 0
        if options.command == "compare":
            one, other = _case(options.case), _case(options.other)
            found = compare(one, other, _parameters(options.set, reference()))
            if options.json:
                told = {
                    one.id: _told(found[0]),
                    other.id: _told(found[1]),
                    "swaps": [
                        {
                            "group": swap.group,
                            "same": swap.same,
                            "flips": swap.flips,
                            "prediction": _told(swap.prediction),
                        }
                        for swap in found[2]
                    ],
                }
                print(json.dumps(told, indent=2, ensure_ascii=False))
            else:
                _print_comparison(one, other, found)
            return 0
        if options.command == "report":
            return _report(options.to, options.json)
        if options.command == "external":
            return _external(options.file, options.any_version, options.json)
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
