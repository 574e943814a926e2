"""Beyond history: what the calibrated model says of imagined worlds and of today, over ranges.

Nobody can check these answers yet, or ever. So each is given three times: at the reference set, over
the points that a calibration found, and over the coded ranges of the facts. Needs the group
``speed`` of dependencies; the book reads what ``tools/beyond.py`` wrote to ``data/beyond.json``.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any

from alliance_design.calibration import Solver
from alliance_design.cases import Case, Range
from alliance_design.design import DESIGNS, Prediction, arrays, facts, read
from alliance_design.robustness import at

__all__ = ["outcome", "shares", "survey"]


def outcome(prediction: Prediction) -> dict[str, Any]:
    """The parts of a prediction that the survey counts.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import predict
    >>> outcome(predict(load("dunkirk-1947")))["pledged"]
    ['britain', 'france']
    """
    pledged = prediction.survivors[0].coalition if prediction.survivors else ()
    by_size = sorted((list(pact.members) for pact in prediction.pacts), key=len)
    return {
        "design": prediction.design,
        "level": prediction.commitment,
        "pledged": sorted(pledged),
        "members": sorted({member for pact in prediction.pacts for member in pact.members}),
        "pacts": [sorted(members) for members in by_size],
        "largest": sorted(by_size[-1]) if by_size else [],
        "imposed": any(pact.kind == "imposed" for pact in prediction.pacts),
        "patron": prediction.patron_preference[0],
        "hazard": round(prediction.hazard, 4),
        "determinate": prediction.determinate,
    }


def shares(found: Sequence[dict[str, Any]], clients: Iterable[str]) -> dict[str, Any]:
    """How often each design, each client's pledge and each client's place in a pact came out.

    Parameters
    ----------
    found : sequence of dict
        From `outcome`; at least one.
    clients : iterable of str
        Ids.

    Examples
    --------
    >>> one = {"design": "none", "pledged": [], "largest": [], "imposed": False}
    >>> shares([one], ["a"])["design"]["none"]
    1.0
    """
    number = len(found)

    def share(held: Iterable[bool]) -> float:
        return round(sum(held) / number, 3)

    return {
        "worlds": number,
        "design": {name: share(o["design"] == name for o in found) for name in DESIGNS},
        "imposed": share(o["imposed"] for o in found),
        "somebody pledges": share(bool(o["pledged"]) for o in found),
        "pledges": {name: share(name in o["pledged"] for o in found) for name in clients},
        "in the largest pact": {
            name: share(name in o["largest"] for o in found) for name in clients
        },
    }


def survey(
    solver: Solver, case: Case, points: Sequence[Any], draws: int, seed: int
) -> dict[str, Any]:
    """One case over the points of a calibration and over its coded ranges.

    Parameters
    ----------
    solver : Solver
    case : Case
    points : sequence of points
        Of the box; the first is the reference set.
    draws : int
        Worlds in which every fact is drawn from its coded range, at the reference set, and as many
        in which a point is drawn as well.
    seed : int

    Returns
    -------
    dict
        ``reference``, the outcome there; ``points``, ``codings`` and ``both``, shares.

    Examples
    --------
    >>> survey(Solver(), case, [[0.5] * 29], draws=10, seed=1)        # doctest: +SKIP
    """
    chance = random.Random(seed)
    given = arrays(facts(case))
    ranges: dict[str, Range] = case.quantities()

    def coded() -> Any:
        return arrays(
            facts(
                case, numbers={key: at(range_, chance.random()) for key, range_ in ranges.items()}
            )
        )

    def solved(point: Any, numbers: Any) -> dict[str, Any]:
        return outcome(read(solver.played(case, numbers, solver.settings(point))))

    clients = list(case.clients)
    return {
        "title": case.title,
        "reference": solved(points[0], given),
        "points": shares([solved(point, given) for point in points], clients),
        "codings": shares([solved(points[0], coded()) for _ in range(draws)], clients),
        "both": shares([solved(chance.choice(points), coded()) for _ in range(draws)], clients),
    }
