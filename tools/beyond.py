"""Solve the cases beyond history over the calibrated points and the coded ranges.

    python tools/beyond.py                 # every case; writes data/beyond.json
    python tools/beyond.py quad-2023       # one of them; the others in the file stay

Takes a few minutes on the compiled core. What is done is kept: the file is written after each case.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from tqdm import tqdm

from alliance_design.beyond import survey
from alliance_design.calibration import Solver, point_of, write_whole
from alliance_design.cases import beyond_ids, load
from alliance_design.errors import InputError
from alliance_design.parameters import reference

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "data" / "beyond.json"
WITH = ("pacific-1951", "hokkaido-occupied", "seato-1954", "brussels-1948", "nato-1949")
"""Cases of history that the page compares with."""


def main(arguments: list[str] | None = None) -> int:
    """Solve and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--draws", type=int, default=200, help="worlds of each kind (200)")
    options = parser.parse_args(arguments)
    known = (*beyond_ids(), *WITH)
    for name in options.cases:
        if name not in known:
            print(f"{name}: no such case; expected one of {', '.join(known)}", file=sys.stderr)
            return 2
    stored = json.loads((ROOT / "data" / "calibration.json").read_text(encoding="utf-8"))
    points = [point_of(asdict(reference())), *stored["points"]]
    told = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {"cases": {}}
    told["about"] = "Made by tools/beyond.py; see the chapter on other worlds and today."
    told["draws"] = options.draws
    solver = Solver()
    for name in tqdm(options.cases or known):
        try:
            case = load(name)
        except InputError as error:
            print(error, file=sys.stderr)
            return 2
        told["cases"][name] = survey(solver, case, points, options.draws, seed=2024)
        told["cases"] = {key: told["cases"][key] for key in known if key in told["cases"]}
        write_whole(FILE, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
