"""Robustness: the same parameters with other codings of the facts, and with more players.

A calibration holds the facts of the cases at their coded values and the players to the rule. Here
both are let go, at one vector of parameters: `over_codings` draws every fact from its coded range,
`decisive_codings` moves one fact at a time to an end of it, and `with_more_players` solves the cases
of a wider set of players. Needs the group ``speed`` of dependencies.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alliance_design.calibration import ENOUGH, Solver
from alliance_design.cases import Case, Range, load, wider_ids
from alliance_design.design import Game, arrays, facts, read
from alliance_design.targets import CASES, TARGETS, slacks

__all__ = ["at", "decisive_codings", "over_codings", "with_more_players"]


def at(quantity: Range, share: float) -> float:
    """A number at some share of its coded range; one half is the coded value.

    Parameters
    ----------
    quantity : Range
    share : float
        From 0, the low end, to 1, the high end.

    Returns
    -------
    float

    Examples
    --------
    >>> at(Range(value=100.0, low=40.0, high=250.0), 0.75)
    175.0
    """
    if share < 0.5:
        return quantity.low + 2.0 * share * (quantity.value - quantity.low)
    return quantity.value + (2.0 * share - 1.0) * (quantity.high - quantity.value)


def _met(games: Mapping[str, Game]) -> list[str]:
    """Targets met by some solved cases, as far as they can be asked."""
    return [name for name, slack in slacks(games).items() if slack >= ENOUGH]


def over_codings(
    solver: Solver, point: Any, draws: int, seed: int
) -> tuple[dict[str, float], float]:
    """How often each target is met if every fact is drawn from its coded range.

    Facts of different states are drawn independently. Where two cases share a state, both take
    the same place of the range: a judgement that is too high in one is too high in the other.

    Parameters
    ----------
    solver : Solver
    point : sequence of float
        A point of the box.
    draws, seed : int

    Returns
    -------
    met : dict of str to float
        Share of the draws, by name of the target.
    together : float
        Share in which every target that a calibration asks for is met.

    Examples
    --------
    >>> over_codings(Solver(), [0.5] * 29, draws=10, seed=1)          # doctest: +SKIP
    """
    chance = random.Random(seed)
    settings = solver.settings(point)
    counts = {target.name: 0 for target in TARGETS}
    needed = {target.name for target in TARGETS if target.needed}
    together = 0
    for _ in range(draws):
        shares: dict[str, float] = {}
        games = {}
        for case in CASES:
            numbers = {
                key: at(quantity, shares.setdefault(key, chance.random()))
                for key, quantity in solver.cases[case].quantities().items()
            }
            games[case] = solver.solved(case, settings, numbers)
        met = _met(games)
        together += needed <= set(met)
        for name in met:
            counts[name] += 1
    return {name: count / draws for name, count in counts.items()}, together / draws


def decisive_codings(solver: Solver, point: Any) -> list[dict[str, Any]]:
    """Which targets are lost or won if one fact stands at an end of its coded range.

    Parameters
    ----------
    solver : Solver
    point : sequence of float
        A point of the box.

    Returns
    -------
    list of dict
        One entry for each end that changes something: ``fact`` (a key of
        `alliance_design.cases.Case.quantities`), ``end`` ("low" or "high"), the ``cases`` that
        have the fact, and the targets ``lost`` and ``won``.

    Examples
    --------
    >>> decisive_codings(Solver(), [0.5] * 29)                        # doctest: +SKIP
    """
    settings = solver.settings(point)
    games = {case: solver.solved(case, settings) for case in CASES}
    before = set(_met(games))
    ranges: dict[str, dict[str, Range]] = {}
    for case in CASES:
        for key, quantity in solver.cases[case].quantities().items():
            if quantity.low < quantity.high:
                ranges.setdefault(key, {})[case] = quantity
    found = []
    for key, held in ranges.items():
        for end in ("low", "high"):
            changed = dict(games)
            for case, quantity in held.items():
                changed[case] = solver.solved(case, settings, {key: getattr(quantity, end)})
            after = set(_met(changed))
            if after != before:
                found.append(
                    {
                        "fact": key,
                        "end": end,
                        "cases": list(held),
                        "lost": sorted(before - after),
                        "won": sorted(after - before),
                    }
                )
    return found


def with_more_players(solver: Solver, points: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """What the cases with a wider set of players come to, at several points of the box.

    Parameters
    ----------
    solver : Solver
    points : iterable of points
        The first of them is told in full.

    Returns
    -------
    dict of str to dict
        By id of the case: ``clients``; ``reference``, the outcomes that survive at the first point,
        each with ``coalition``, ``design``, ``members`` and ``commitment``; and shares of all
        points: ``many``, some outcome with a pact of three clients or more; ``fight``, every
        outcome has one and the patron is bound to fight; ``determinate``.

    Examples
    --------
    >>> with_more_players(Solver(), [[0.5] * 29])                     # doctest: +SKIP
    """
    points = list(points)
    told = {}
    for name in wider_ids():
        case = load(name)
        given = arrays(facts(case))
        predictions = [read(solver.played(case, given, solver.settings(point))) for point in points]
        outcomes = [prediction.survivors for prediction in predictions]

        def share(held: Sequence[bool]) -> float:
            return round(sum(held) / len(points), 3)

        told[name] = {
            "clients": [client.name for client in case.clients.values()],
            "reference": [
                {
                    "coalition": _names(case, outcome.coalition),
                    "design": outcome.design,
                    "members": _names(case, outcome.members),
                    "commitment": outcome.commitment,
                }
                for outcome in outcomes[0]
            ],
            "many": share([any(o.design == "multilateral" for o in some) for some in outcomes]),
            "fight": share(
                [
                    all((o.design, o.commitment) == ("multilateral", "fight") for o in some)
                    for some in outcomes
                ]
            ),
            "determinate": share([prediction.determinate for prediction in predictions]),
        }
    return told


def _names(case: Case, ids: Iterable[str]) -> list[str]:
    """Names for readers."""
    return [case.clients[name].name for name in ids]
