"""The one kind of error that bad input raises."""

from __future__ import annotations

__all__ = ["InputError"]


class InputError(ValueError):
    """Bad input, told in one line: where it is, what was found and what was expected.

    Parameters
    ----------
    file : str
        Name of the file, or of the thing given on the command line.
    place : str
        Key, row or column inside it; empty where the whole file is meant.
    problem : str
        What was found and what was expected.

    Examples
    --------
    >>> print(InputError("malta-1949.toml", "legs.a-b.sea_km", "expected a number of km, got 'far'"))
    malta-1949.toml: legs.a-b.sea_km: expected a number of km, got 'far'
    """

    def __init__(self, file: str, place: str, problem: str) -> None:
        self.file = file
        self.place = place
        self.problem = problem
        line = ": ".join(part for part in (file, place, problem) if part)
        # A name may hold a line break or a control character; the message may not.
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))
