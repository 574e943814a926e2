"""Scoring: how good a set or a spread of chances was, once the answer is known.

The score is Brier's: proper, so that nobody gains by saying something else than what he believes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Mark", "brier", "even", "hit", "mark", "mean_mark"]


@dataclass(frozen=True)
class Mark:
    """How one prediction did.

    Parameters
    ----------
    brier : float
        0 for certain and right, 2 for certain and wrong.
    hit : float
        Chance of the truth among the likeliest answers, 0 to 1.
    covered : float
        1 if the truth was not excluded.
    size : float
        How many answers were not excluded.
    spoke : float
        1 if any answer was excluded, or thought less likely than another.
    """

    brier: float
    hit: float
    covered: float
    size: float
    spoke: float


def even(said: Collection[str], answers: Sequence[str]) -> dict[str, float]:
    """A set of answers as chances: spread evenly over it.

    Parameters
    ----------
    said : collection of str
        At least one of the answers.
    answers : sequence of str
        All that can be.

    Returns
    -------
    dict of str to float
        Adds up to 1.

    Raises
    ------
    ValueError
        If nothing is said, or something that is no answer.

    Examples
    --------
    >>> even({"none", "bilateral"}, ("none", "bilateral", "multilateral"))
    {'none': 0.5, 'bilateral': 0.5, 'multilateral': 0.0}
    """
    chosen = set(said)
    if not chosen or not chosen <= set(answers):
        raise ValueError(f"expected at least one of {', '.join(answers)}, got {sorted(chosen)}")
    return {answer: (1.0 / len(chosen) if answer in chosen else 0.0) for answer in answers}


def brier(chances: Mapping[str, float], truth: str) -> float:
    """Brier's quadratic score of a spread of chances.

    Parameters
    ----------
    chances : mapping of str to float
        Over all answers, adding up to 1.
    truth : str
        What happened.

    Returns
    -------
    float
        Sum over the answers of the squared difference between its chance and 1 for what happened,
        0 for what did not: 0 is perfect, 2 the worst. ``k`` answers with even chances score
        ``1 - 1/k`` if the truth is among them and ``1 + 1/k`` if not.

    Raises
    ------
    ValueError
        If the truth is no answer, or the chances are none.

    Examples
    --------
    >>> brier({"a": 0.5, "b": 0.5}, "a")
    0.5
    """
    if truth not in chances:
        raise ValueError(f"expected one of {', '.join(chances)}, got {truth}")
    if min(chances.values()) < 0.0 or not math.isclose(sum(chances.values()), 1.0, abs_tol=1e-9):
        raise ValueError("expected chances from 0 to 1 that add up to 1")
    return math.fsum((chance - (answer == truth)) ** 2 for answer, chance in chances.items())


def hit(chances: Mapping[str, float], truth: str) -> float:
    """Whether the likeliest answer was right; a tie shares the point.

    Examples
    --------
    >>> hit({"a": 0.4, "b": 0.4, "c": 0.2}, "a")
    0.5
    """
    top = max(chances.values())
    best = [answer for answer, chance in chances.items() if math.isclose(chance, top)]
    return (truth in best) / len(best)


def mark(chances: Mapping[str, float], truth: str, least: float = 0.0) -> Mark:
    """Everything that the board says of one prediction.

    Parameters
    ----------
    chances : mapping of str to float
    truth : str
    least : float
        An answer whose chance is not above this counts as excluded.

    Returns
    -------
    Mark

    Examples
    --------
    >>> mark({"a": 1.0, "b": 0.0}, "a")
    Mark(brier=0.0, hit=1.0, covered=1.0, size=1.0, spoke=1.0)
    """
    kept = [answer for answer, chance in chances.items() if chance > least]
    level = math.isclose(max(chances.values()), min(chances.values()))
    return Mark(
        brier=brier(chances, truth),
        hit=hit(chances, truth),
        covered=float(truth in kept),
        size=float(len(kept)),
        spoke=float(not level),
    )


def mean_mark(marks: Sequence[Mark]) -> Mark:
    """The mean of some marks.

    Parameters
    ----------
    marks : sequence of Mark
        At least one.

    Returns
    -------
    Mark

    Raises
    ------
    ValueError
        If there are none.

    Examples
    --------
    >>> one = mark({"a": 1.0, "b": 0.0}, "a")
    >>> two = mark({"a": 1.0, "b": 0.0}, "b")
    >>> mean_mark([one, two]).brier
    1.0
    """
    if not marks:
        raise ValueError("expected at least one mark")
    number = len(marks)
    return Mark(
        *(
            math.fsum(getattr(one, field) for one in marks) / number
            for field in Mark.__dataclass_fields__
        )
    )
