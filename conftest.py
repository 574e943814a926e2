"""Notebooks are tested with nbval; this adds what nbval leaves out.

nbval runs every cell and compares its text and its tables with what is stored, but not its figures.
Here a figure is compared as an image: the fresh one with the stored one, with a tolerance that lets
the smoothing of edges differ between machines and nothing else.
"""

from __future__ import annotations

import base64
import io
import os

from hypothesis import settings
from nbval.plugin import IPyNbCell, IPyNbFile

# Enough to find a mistake on most runs and every one in time; `HYPOTHESIS_PROFILE=thorough` for more.
settings.register_profile("quick", max_examples=30, deadline=None)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

BLOCK = 6
"""Side, in pixels, of the squares over which differences are averaged."""
TOLERANCE = 12.0
"""Largest mean difference of a square, out of 255."""


def worst_difference(stored: str, fresh: str) -> float:
    """Largest mean difference of any square of two PNG images, 255 if their sizes differ."""
    import numpy as np  # only the notebooks' share of the tests needs them
    from PIL import Image

    one, other = (
        np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("L"), dtype=float)
        for data in (stored, fresh)
    )
    if one.shape != other.shape:
        return 255.0
    height, width = (side // BLOCK * BLOCK for side in one.shape)
    squares = np.abs(one - other)[:height, :width]
    squares = squares.reshape(height // BLOCK, BLOCK, width // BLOCK, BLOCK)
    return float(squares.mean(axis=(1, 3)).max())


def images(outputs: list) -> list[str]:
    """The PNG images among a cell's outputs, in order."""
    return [o["data"]["image/png"] for o in outputs if "image/png" in o.get("data", {})]


plain_comparison = IPyNbCell.compare_outputs


def compare_outputs(
    self: IPyNbCell, test: list, ref: list, skip_compare: tuple | None = None
) -> bool:
    """Compare as nbval does, then the figures."""
    if not plain_comparison(self, test, ref, skip_compare):
        return False
    stored, fresh = images(ref), images(test)
    if len(stored) != len(fresh):
        self.comparison_traceback.append(f"stored {len(stored)} figures, drew {len(fresh)}")
        return False
    for number, (one, other) in enumerate(zip(stored, fresh, strict=True), start=1):
        worst = worst_difference(one, other)
        if worst > TOLERANCE:
            self.comparison_traceback.append(
                f"figure {number} of this cell differs from the stored one: "
                f"{worst:.0f} of 255 in one square, allowed {TOLERANCE:.0f}. "
                "If the change is meant, run `make refresh` and look at it."
            )
            return False
    return True


IPyNbCell.compare_outputs = compare_outputs

plain_setup = IPyNbFile.setup


def setup(self: IPyNbFile) -> None:
    """Start the kernel, again if another program took one of its ports in between."""
    for attempt in (1, 2, 3):
        try:
            return plain_setup(self)
        except RuntimeError:
            if attempt == 3:
                raise
    return None


IPyNbFile.setup = setup


def pytest_collection_modifyitems(items: list) -> None:
    """Put the longest files first, so that neither core is left with one at the end."""
    long = ("test_browser", "threat.ipynb", "codebook.ipynb", "test_one_source", "test_examples")
    order = {name: place for place, name in enumerate(long)}
    items.sort(key=lambda item: next((order[n] for n in long if n in item.nodeid), len(long)))
