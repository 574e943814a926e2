"""The universe of asymmetric defence pacts, and how long its pacts lasted.

Kaplan and Meier's curves, log-rank tests and proportional hazards come from statsmodels. What is
ours is what counts as a pact of the universe, as a spell and as an end. Nothing here is read by
the model.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING

from alliance_design.pacts import OBLIGATIONS, Pact, pacts

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BINDING",
    "GREAT_POWERS",
    "STOP",
    "Spell",
    "at_risk",
    "chain",
    "curve",
    "great_power",
    "hazard_ratio",
    "in_universe",
    "log_rank",
    "median_life",
    "shuffled",
    "spell",
    "spells",
    "universe",
]

STOP = date(2025, 12, 31)
"""The day to which pacts that stand are followed."""

GREAT_POWERS: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        "united-states": ((1898, 9999),),
        "britain": ((1815, 9999),),
        "france": ((1815, 1940), (1945, 9999)),
        "germany": ((1815, 1918), (1925, 1945), (1991, 9999)),
        "prussia": ((1815, 1871),),
        "austria": ((1815, 1918),),
        "austria-hungary": ((1815, 1918),),
        "italy": ((1860, 1943),),
        "russia": ((1815, 1917), (1922, 9999)),
        "soviet-union": ((1922, 1991),),
        "china": ((1950, 9999),),
        "japan": ((1895, 1945), (1991, 9999)),
    }
)
"""Years in which a state counts as a great power in the Correlates of War project's list.

The list begins in 1816; the powers of 1816 are taken for 1815 too.
"""

BINDING = ("treaty", "agreement", "protocol", "convention", "exchange", "compact", "charter")
"""What an instrument's name begins with, or holds, where it binds; see `in_universe`."""

LOOSE = ("not a treaty", "not an agreement", "declaration", "memorandum", "order", "communique")


def great_power(state: str, day: date) -> bool:
    """Whether a state was a great power on a day, by the Correlates of War list.

    Parameters
    ----------
    state : str
        Id, as in the table of members.
    day : date

    Examples
    --------
    >>> great_power("china", date(1937, 8, 21)), great_power("china", date(1961, 7, 11))
    (False, True)
    """
    return any(first <= day.year <= last for first, last in GREAT_POWERS.get(state, ()))


def in_universe(pact: Pact, least: str = "act", loose: bool = False, war: bool = False) -> bool:
    """Whether a pact belongs to the article's universe (the codebook's rule *universe*).

    Parameters
    ----------
    pact : pacts.Pact
    least : str
        The weakest promise that counts, from `alliance_design.pacts.OBLIGATIONS`.
    loose : bool
        Count declarations, memoranda and orders too.
    war : bool
        Count pacts for a war under way too.

    Examples
    --------
    >>> in_universe(pacts()["anzus-1951"]), in_universe(pacts()["fpda-1971"])
    (True, False)
    """
    strong = [great_power(member.state, pact.signed) for member in pact.members]
    return (
        any(strong)
        and not all(strong)
        and OBLIGATIONS.index(pact.obligation) >= OBLIGATIONS.index(least)
        and (loose or _binding(pact))
        and (war or pact.occasion == "peace")
    )


def _binding(pact: Pact) -> bool:
    return any(word in pact.instrument for word in BINDING) and not any(
        word in pact.instrument for word in LOOSE
    )


def chain(pact: Pact) -> tuple[Pact, ...]:
    """A pact and those as which it went on: each binds, and promises help itself.

    Parameters
    ----------
    pact : pacts.Pact

    Raises
    ------
    ValueError
        If successors run in a circle.

    Examples
    --------
    >>> [one.id for one in chain(pacts()["poland-soviet-union-1945"])]
    ['poland-soviet-union-1945', 'poland-soviet-union-1965']
    """
    links, seen = [pact], {pact.id}
    while (then := _heir(links[-1])) is not None:
        if then.id in seen:
            raise ValueError(f"{pact.id}: its successors lead back to {then.id}")
        seen.add(then.id)
        links.append(then)
    return tuple(links)


def _heir(pact: Pact) -> Pact | None:
    """The pact as which a replaced one goes on, if any."""
    then = pacts().get(pact.successor) if pact.end_kind == "replaced" else None
    if then is None or OBLIGATIONS.index(then.obligation) < OBLIGATIONS.index("act"):
        return None
    return then if _binding(then) else None


def universe(least: str = "act", loose: bool = False, war: bool = False) -> tuple[Pact, ...]:
    """Every pact of the universe, in the order of signature.

    Parameters
    ----------
    least, loose, war
        See `in_universe`.

    Examples
    --------
    >>> len(universe()) >= 60
    True
    """
    return tuple(
        sorted(
            (pact for pact in pacts().values() if in_universe(pact, least, loose, war)),
            key=lambda pact: pact.signed,
        )
    )


@dataclass(frozen=True)
class Spell:
    """How long a pact, or a chain of pacts that took one another's place, lasted.

    Parameters
    ----------
    pact : str
        Id of the first.
    years : float
        From entry into force (or signature where it is unknown) to the end, or to the day on
        which watching stops.
    ended : bool
        False where it stood then, or ended in a way that does not count as an end.
    how : str
        The last pact's kind of end.
    """

    pact: str
    years: float
    ended: bool
    how: str


def spell(
    pact: Pact,
    *,
    chained: bool = True,
    organisation: bool = True,
    censored: Iterable[str] = (),
    stop: date = STOP,
) -> Spell:
    """How long one pact lasted.

    Parameters
    ----------
    pact : pacts.Pact
    chained : bool
        A pact that was replaced goes on as its successor; see `chain`.
    organisation : bool
        Where a pact's organisation was dissolved before its treaty ended, that is the end.
    censored : iterable of str
        Kinds of end that are taken as the end of watching and not of the pact, such as
        ``extinct``.
    stop : date
        Pacts that stand are followed to this day.

    Returns
    -------
    Spell

    Raises
    ------
    ValueError
        If successors run in a circle.

    Examples
    --------
    >>> round(spell(pacts()["japan-us-1951"], chained=False).years, 1)
    8.2
    >>> spell(pacts()["japan-us-1951"]).ended
    False
    """
    began, last = pact.in_force or pact.signed, chain(pact)[-1] if chained else pact
    ends = [last.ended, last.organisation_ended if organisation else None]
    dated = [end for end in ends if end is not None and end <= stop]
    ended = bool(dated) and last.end_kind not in set(censored)
    end = min(dated, default=stop)
    return Spell(
        pact=pact.id,
        years=max((end - began).days, 1) / 365.25,
        ended=ended,
        how=last.end_kind if dated else "stands",
    )


def spells(
    chosen: Sequence[Pact] | None = None,
    *,
    chained: bool = True,
    organisation: bool = True,
    censored: Iterable[str] = (),
    stop: date = STOP,
) -> tuple[Spell, ...]:
    """Spells of some pacts; of a chain only its beginning counts.

    A pact that took in the parties of a later one, as the North Atlantic treaty took in Spain, is
    no part of that chain, and counts on its own.

    Parameters
    ----------
    chosen : sequence of pacts.Pact, optional
        The universe where none are given. Pacts that were not signed before `stop` are left out.
    chained, organisation, censored, stop
        See `spell`.

    Examples
    --------
    >>> len(spells(chained=False)) >= len(spells())
    True
    """
    kept = [pact for pact in (universe() if chosen is None else chosen) if pact.signed < stop]
    kinds = frozenset(censored)
    found = [
        spell(pact, chained=chained, organisation=organisation, censored=kinds, stop=stop)
        for pact in kept
    ]
    followers = {
        then.id
        for pact in kept
        if chained and (then := _heir(pact)) is not None and then.signed >= pact.signed
    }
    return tuple(one for one in found if one.pact not in followers)


# ------------------------------------------------------------------------------------- survival


def _columns(found: Sequence[Spell]) -> tuple[list[float], list[int]]:
    return [one.years for one in found], [int(one.ended) for one in found]


def curve(found: Sequence[Spell]) -> pd.DataFrame:
    """Kaplan and Meier's estimate of the share of pacts that stand after so many years.

    Parameters
    ----------
    found : sequence of Spell
        At least one.

    Returns
    -------
    pandas.DataFrame
        ``years``, ``share``, ``low`` and ``high`` (a 95 per cent interval on the scale of the
        log of minus the log, which stays between 0 and 1) and ``at_risk``; the first row is year
        0. Only years in which a pact ended have a row.

    Raises
    ------
    ValueError
        If there are no spells.

    Examples
    --------
    >>> curve([Spell("a", 1.0, True, "term"), Spell("b", 2.0, False, "stands")])["share"].tolist()
    [1.0, 0.5]
    """
    import pandas as pd

    if not found:
        raise ValueError("expected at least one spell")
    rows = [(0.0, 1.0, 1.0, 1.0, len(found))]
    if any(one.ended for one in found):
        from statsmodels.duration.survfunc import SurvfuncRight  # slow to start

        estimate = SurvfuncRight(*_columns(found))
        for years, share, error, there in zip(
            estimate.surv_times,
            estimate.surv_prob,
            estimate.surv_prob_se,
            estimate.n_risk,
            strict=True,
        ):
            low, high = _log_log(float(share), float(error))
            rows.append((float(years), float(share), low, high, int(there)))
    return pd.DataFrame(rows, columns=["years", "share", "low", "high", "at_risk"])


def _log_log(share: float, error: float) -> tuple[float, float]:
    """A 95 per cent interval of a share that stays between 0 and 1 (Kalbfleisch and Prentice)."""
    if not 0.0 < share < 1.0:
        return share, share
    spread = 1.959964 * error / (share * abs(math.log(share)))
    return share ** math.exp(spread), share ** math.exp(-spread)


def at_risk(found: Sequence[Spell], years: Sequence[float]) -> list[int]:
    """How many pacts were still watched, and stood, at some ages.

    Examples
    --------
    >>> at_risk([Spell("a", 1.0, True, "term"), Spell("b", 5.0, False, "stands")], [0.0, 2.0])
    [2, 1]
    """
    return [sum(one.years >= age for one in found) for age in years]


def median_life(found: Sequence[Spell]) -> float:
    """Years after which half of the pacts had ended; infinite where fewer than half ever did.

    Examples
    --------
    >>> median_life([Spell("a", 1.0, True, "term"), Spell("b", 3.0, True, "term")])
    1.0
    """
    table = curve(found)
    below = table[table["share"] <= 0.5 + 1e-12]
    return float(below["years"].iloc[0]) if len(below) else math.inf


def log_rank(
    found: Sequence[Spell], group: Sequence[object], strata: Sequence[object] | None = None
) -> tuple[float, float]:
    """Log-rank test of whether groups of pacts have the same chance to end at every age.

    Parameters
    ----------
    found : sequence of Spell
    group : sequence
        As long; at least two different values.
    strata : sequence, optional
        As long: compare only within these.

    Returns
    -------
    float, float
        The statistic and its probability under no difference, by the chi-square approximation; 0
        and 1 where two groups were never watched together when a pact ended.

    Raises
    ------
    ValueError
        If lengths differ, there is one group only, or of three or more one cannot be compared.

    Examples
    --------
    >>> short = [Spell("a", float(i), True, "term") for i in range(1, 9)]
    >>> long = [Spell("b", 20.0 + i, True, "term") for i in range(1, 9)]
    >>> log_rank(short + long, [0] * 8 + [1] * 8)[1] < 0.01
    True
    """
    from statsmodels.duration.survfunc import survdiff  # slow to start

    if len(group) != len(found) or (strata is not None and len(strata) != len(found)):
        raise ValueError("expected as many groups and strata as spells")
    names = {str(one) for one in group}
    if len(names) < 2:
        raise ValueError("expected at least two groups")
    import numpy as np

    years, ended = _columns(found)
    try:
        statistic, chance = survdiff(
            np.asarray(years),
            np.asarray(ended),
            np.asarray([str(one) for one in group]),
            strata=None if strata is None else np.asarray([str(one) for one in strata]),
        )
    except np.linalg.LinAlgError:  # nothing was compared, so that its variance is 0
        if len(names) > 2:
            raise ValueError("expected groups that were watched together as pacts ended") from None
        return 0.0, 1.0
    return float(statistic), float(chance)


def shuffled(
    found: Sequence[Spell],
    group: Sequence[object],
    draws: int = 2000,
    seed: int = 1815,
    strata: Sequence[object] | None = None,
) -> float:
    """The log-rank test by shuffling: how often a random division does as well.

    Parameters
    ----------
    found : sequence of Spell
    group : sequence
        As for `log_rank`.
    draws : int
        At least 1.
    seed : int
    strata : sequence, optional
        Shuffle within these only.

    Returns
    -------
    float
        ``(1 + times at least as large) / (1 + draws)``. Honest where a group has a few pacts only.

    Examples
    --------
    >>> short = [Spell("a", float(i), True, "term") for i in range(1, 7)]
    >>> long = [Spell("b", 20.0 + i, True, "term") for i in range(1, 7)]
    >>> shuffled(short + long, [0] * 6 + [1] * 6, draws=200) < 0.05
    True
    """
    chance = random.Random(seed)
    observed, _ = log_rank(found, group, strata)
    places: dict[object, list[int]] = {}
    for place, stratum in enumerate(strata if strata is not None else [0] * len(found)):
        places.setdefault(stratum, []).append(place)
    as_large = 0
    for _ in range(draws):
        drawn = list(group)
        for members in places.values():
            values = [group[place] for place in members]
            chance.shuffle(values)
            for place, value in zip(members, values, strict=True):
                drawn[place] = value
        as_large += log_rank(found, drawn, strata)[0] >= observed - 1e-9
    return (1 + as_large) / (1 + draws)


def hazard_ratio(
    found: Sequence[Spell], features: Mapping[str, Callable[[Pact], float]]
) -> pd.DataFrame:
    """Cox's proportional hazards: how much likelier to end, year by year, with a feature.

    Parameters
    ----------
    found : sequence of Spell
    features : mapping of str to callable
        From a pact to a number, mostly 0 or 1.

    Returns
    -------
    pandas.DataFrame
        ``feature``, ``ratio``, ``low``, ``high`` (95 per cent) and ``p``.

    Examples
    --------
    >>> table = hazard_ratio(spells(), {"many": lambda pact: float(pact.design != "bilateral")})
    >>> bool((table["low"] <= table["ratio"]).all())
    True
    """
    import numpy as np
    import pandas as pd
    from statsmodels.duration.hazard_regression import PHReg  # slow to start

    known = pacts()
    years, ended = _columns(found)
    columns = [[float(of(known[one.pact])) for of in features.values()] for one in found]
    fit = PHReg(
        np.asarray(years), np.asarray(columns), status=np.asarray(ended), ties="efron"
    ).fit()
    bounds = fit.conf_int()
    return pd.DataFrame(
        {
            "feature": list(features),
            "ratio": np.exp(fit.params),
            "low": np.exp(bounds[:, 0]),
            "high": np.exp(bounds[:, 1]),
            "p": fit.pvalues,
        }
    )
