"""Carry out the calibration and write ``data/calibration.json``.

Interrupt it when you like: each run keeps its state in ``_calibration`` and goes on from there.
Delete that folder to start anew.
"""

import argparse
import sys
from pathlib import Path

from alliance_design import calibration

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=500, help="points at the last levels (500)")
    parser.add_argument("--repeats", type=int, default=3, help="runs with everything (3)")
    parser.add_argument("--workers", type=int, default=None, help="processes (one a core)")
    options = parser.parse_args()
    try:
        calibration.run(
            ROOT / "data" / "calibration.json",
            ROOT / "_calibration",
            options.size,
            options.repeats,
            options.workers,
        )
    except KeyboardInterrupt:
        print("Interrupted; run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
