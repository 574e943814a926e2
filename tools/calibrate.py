"""Carry out the calibration and write ``data/calibration.json``.

Interrupt it when you like: each search keeps its state in ``_calibration`` and goes on from there.
Delete that folder to start anew.
"""

import argparse
import os
import sys
from pathlib import Path

# One process a core, each with one thread: more of them would stand in one another's way. NumPy
# reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from alliance_design import calibration

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Read the options and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--climbs", type=int, default=None, help="new climbs (48 if no point is known, else 0)"
    )
    parser.add_argument("--sweeps", type=int, default=950, help="steps of each walker (950)")
    parser.add_argument("--draws", type=int, default=3000, help="to measure a volume (3000)")
    parser.add_argument("--workers", type=int, default=None, help="processes (one a core)")
    options = parser.parse_args()
    try:
        calibration.run(
            ROOT / "data" / "calibration.json",
            ROOT / "_calibration",
            options.climbs,
            options.sweeps,
            options.draws,
            options.workers,
        )
    except KeyboardInterrupt:
        print("Interrupted; run it again to go on.", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
