"""Let the calibrated model answer the questions of the board, and write data/board.json.

    python tools/board.py                  # the core cases left out, and the further cases
    python tools/board.py japan-1960       # one of them; the others in the file stay

A core case is answered by sets of parameters that were found without it: from the walks that
`make calibrate` leaves in _calibration where they are, else from the points that the file holds.
A further case is answered by the points of data/calibration.json. Takes a few minutes on the
compiled core. What is done is kept: the file is written after each case.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from alliance_design.beyond import outcome
from alliance_design.board import answers, core_ids, tally
from alliance_design.calibration import Solver, point_of, write_whole
from alliance_design.cases import further_ids, load
from alliance_design.design import EVERY_SET, arrays, facts, read, read_game
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, reference
from alliance_design.robustness import at

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "data" / "board.json"
WALKS = ROOT / "_calibration"
KEPT = 60
"""Points of each walk that the file keeps."""
FREE = 6
"""With more clients that have no pact with the patron yet, it adds bilateral pacts one at a time.

To weigh every set of them takes it half a minute then. At the reference set it does so all the same.
"""


def left_out(case: str, told: dict[str, Any]) -> list[list[float]]:
    """Sets of parameters that were found without a case, as points of the box."""
    walk = WALKS / f"leaving-out-{case}.npy"
    if walk.exists():
        places = np.load(walk).reshape(-1, len(BOX))
        some = np.random.default_rng(7).permutation(places)[:KEPT]
        return [[round(float(number), 4) for number in point] for point in some]
    return told["left_out"].get(case, {}).get("points", [])


def main(arguments: list[str] | None = None) -> int:
    """Solve and write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE")
    parser.add_argument("--draws", type=int, default=100, help="worlds of coded ranges (100)")
    options = parser.parse_args(arguments)
    known = (*core_ids(), *further_ids())
    for name in options.cases:
        if name not in known:
            print(f"{name}: no such case; expected one of {', '.join(known)}", file=sys.stderr)
            return 2
    calibrated = json.loads((ROOT / "data" / "calibration.json").read_text(encoding="utf-8"))
    told: dict[str, Any] = {"left_out": {}, "further": {}}
    if FILE.exists():
        told |= json.loads(FILE.read_text(encoding="utf-8"))
    told["about"] = "Made by tools/board.py; see the chapters on rivals and on further cases."
    solver = Solver()
    first = point_of(asdict(reference()))
    for name in tqdm(options.cases or known):
        try:
            case = load(name)
        except InputError as error:
            print(error, file=sys.stderr)
            return 2
        given = arrays(facts(case))
        free = sum(client.prior_pact is None for client in case.clients.values())

        def solved(point: Any, numbers: Any, case: Any = case, every: bool = free <= FREE) -> Any:
            world = solver.core[0].build(numbers, solver.settings(point))
            return read(read_game(case, world, solver.core[1].solve(arrays(world), every)))

        if name in core_ids():
            kept = left_out(name, told)
            told["left_out"][name] = {
                "points": kept,
                "chances": tally([answers(solved(p, given)) for p in kept or calibrated["points"]]),
            }
        else:
            chance = random.Random(2026)
            ranges = case.quantities()
            middle = solved(first, given, every=len(case.clients) <= EVERY_SET)
            coded = [
                arrays(facts(case, numbers={k: at(r, chance.random()) for k, r in ranges.items()}))
                for _ in range(options.draws)
            ]
            told["further"][name] = {
                "reference": outcome(middle),
                "at_reference": tally([answers(middle)]),
                "chances": tally([answers(solved(p, given)) for p in calibrated["points"]]),
                "codings": tally([answers(solved(first, numbers)) for numbers in coded]),
            }
        for part, order in (("left_out", core_ids()), ("further", further_ids())):
            told[part] = {key: told[part][key] for key in order if key in told[part]}
        write_whole(FILE, json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
