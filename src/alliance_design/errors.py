"""Errors: the one kind that bad input raises, and how a formula refuses what it has no meaning for."""

from __future__ import annotations

__all__ = ["InputError", "require", "require_count"]


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


def require(holds: bool, problem: str) -> None:
    """Refuse a value that a formula has no meaning for, with one line.

    Raises
    ------
    ValueError
        With the problem, where it does not hold.

    Examples
    --------
    >>> require(True, "never said")
    """
    if not holds:
        raise ValueError(problem)


def require_count(name: str, number: int) -> None:
    """Refuse a number of things below 0.

    Raises
    ------
    ValueError
        With the name and the number.

    Examples
    --------
    >>> require_count("a number of draws", 3)
    """
    require(number >= 0, f"expected {name} of at least 0, got {number}")
