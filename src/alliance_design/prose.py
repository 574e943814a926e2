"""Numbers for the prose of a chapter.

A chapter never types a computed number. It keeps the number under a name, and the text inserts it
by that name with MyST-NB's role ``glue:text``. The notebook stores it like any other output, so
nbval compares it on each run.
"""

from __future__ import annotations

from IPython.display import display

__all__ = ["keep"]


def keep(digits: int = 4, **numbers: float) -> None:
    """Store numbers for the text of this page, rounded, without showing them.

    The output has the form of MyST-NB's own ``glue``, so the book finds it, and a downloaded
    notebook runs without MyST-NB.

    Parameters
    ----------
    digits : int
        Decimals kept. Rounding keeps the last bits of a platform out of the stored notebook.
    **numbers : float
        Values by name; the text writes an underscore of a name as it is.

    Examples
    --------
    >>> keep(half=0.5)
    {'application/papermill.record/text/plain': '0.5'}
    """
    for name, number in numbers.items():
        display(  # type: ignore[no-untyped-call]
            {"application/papermill.record/text/plain": str(round(float(number), digits))},
            metadata={"scrapbook": {"name": name, "mime_prefix": "application/papermill.record/"}},
            raw=True,
        )
