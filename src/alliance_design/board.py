"""One board: every explanation, every case, every question, one proper score.

Rivals answer with sets, this project's model with the share of its calibrated sets of parameters
that give an answer (``data/board.json``, made by ``tools/board.py``). What happened stands in the
table of outcomes. The codebook has the rule of the board, which was written before the scoring.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from alliance_design.cases import Case, case_ids, further_ids, load
from alliance_design.codebook import data_folder
from alliance_design.rivals import (
    ANSWERS,
    RIVALS,
    Bounds,
    Said,
    anew,
    said,
    second_codings,
    situation,
    told,
)
from alliance_design.scoring import Mark, brier, even, mark, mean_mark
from alliance_design.universe import universe

if TYPE_CHECKING:
    from alliance_design.design import Prediction

__all__ = [
    "BASELINES",
    "ONE_TREATY",
    "OTHER_BOUNDS",
    "OWN",
    "QUESTIONS",
    "THIRTY_YEARS",
    "YARDSTICKS",
    "Entry",
    "answers",
    "base_rates",
    "chances_of",
    "contestants",
    "core_ids",
    "entries",
    "happened",
    "means",
    "names",
    "other_cases",
    "paired",
    "possible",
    "ranges",
    "read_again",
    "stored",
    "tally",
    "truth_of",
]

OWN = "tied-hands"
"""The model of this book, in the calibrations that never saw the case."""

BASELINES = ("other-cases", "base-rate", "silence")
YARDSTICKS: Mapping[str, str] = MappingProxyType(
    {
        OWN: "This book's model",
        "other-cases": "As in the other cases",
        "base-rate": "Always the base rate",
        "silence": "Says nothing",
    }
)
"""Names of those on the board that are no rivals."""

QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "patron": "What the patron preferred",
        "clients": "What most clients preferred",
        "design": "What resulted",
        "level": "How firm the promise was",
        "lasting": "Whether it stood thirty years",
    }
)
"""The questions of the board, as people read them."""

THIRTY_YEARS = 30.0

ONE_TREATY = ("brussels-1948", "nato-1949", "greece-turkey-1951", "madrid-1997", "prague-2003")
"""Cases whose pact is one and the same, the North Atlantic Treaty."""

OTHER_BOUNDS = (
    Bounds(),
    Bounds(high=2.5, low=1.5),
    Bounds(small=0.15, equal=0.4, much=0.3, little=0.1, preponderant=0.4),
    Bounds(small=0.4, equal=0.6, much=0.5, little=0.25, preponderant=0.6),
)
"""Bounds under which every rival is scored again."""

ASKED = {
    "patron_first": "patron",
    "clients_first": "clients",
    "design": "design",
    "level": "level",
    "stood_thirty_years": "lasting",
}


@dataclass(frozen=True)
class Entry:
    """One contestant's answer to one question of one case, and its mark.

    Parameters
    ----------
    contestant, case, question : str
    chances : mapping of str to float
        What it gave each answer.
    truth : str
        What happened.
    mark : Mark
    """

    contestant: str
    case: str
    question: str
    chances: Mapping[str, float]
    truth: str
    mark: Mark


# ------------------------------------------------------------------------------ the model's answers


def answers(prediction: Prediction) -> dict[str, dict[str, float]]:
    """A prediction of the model as chances for the answers of the board.

    Parameters
    ----------
    prediction : Prediction

    Returns
    -------
    dict of str to dict of str to float
        The patron's first preference; the design that most clients prefer, ties shared; the design
        and the level that result; and the chance ``exp(-30 h)`` that a pact with the hazard ``h``
        stands thirty years, absent where there is no pact.

    Examples
    --------
    >>> from alliance_design.cases import load
    >>> from alliance_design.design import predict
    >>> answers(predict(load("dunkirk-1947")))["level"]["fight"]
    1.0
    """
    firsts = [ranked[0] for ranked in prediction.client_preferences.values()]
    votes = {design: firsts.count(design) for design in ANSWERS["clients"]}
    most = {design for design, count in votes.items() if count == max(votes.values())}

    given = {
        "patron": even([prediction.patron_preference[0]], ANSWERS["patron"]),
        "clients": even(most, ANSWERS["clients"]),
        "design": even([prediction.design], ANSWERS["design"]),
        "level": even([prediction.commitment], ANSWERS["level"]),
    }
    if prediction.design != "none":
        lasts = math.exp(-THIRTY_YEARS * prediction.hazard)
        given["lasting"] = {"ends": 1.0 - lasts, "lasts": lasts}
    return given


def tally(
    found: Sequence[Mapping[str, Mapping[str, float]]],
) -> dict[str, dict[str, float]]:
    """The mean of the model's answers over sets of parameters or codings.

    Parameters
    ----------
    found : sequence
        From `answers`; at least one.

    Returns
    -------
    dict of str to dict of str to float
        Rounded to four digits and adding up to 1. Where no set gives a pact, how long it lasts is
        an even spread.

    Raises
    ------
    ValueError
        If there are none.

    Examples
    --------
    >>> one = {"level": {"none": 1.0, "consult": 0.0, "fight": 0.0}}
    >>> two = {"level": {"none": 0.0, "consult": 0.0, "fight": 1.0}}
    >>> tally([one, two])["level"]
    {'none': 0.5, 'consult': 0.0, 'fight': 0.5}
    """
    if not found:
        raise ValueError("expected at least one prediction")
    means_: dict[str, dict[str, float]] = {}
    for question, possible in ANSWERS.items():
        given = [one[question] for one in found if question in one]
        if not given:
            if question == "lasting":
                means_[question] = even(possible, possible)
            continue
        shares = [round(math.fsum(o[a] for o in given) / len(given), 4) for a in possible]
        shares[shares.index(max(shares))] += round(1.0 - math.fsum(shares), 4)
        means_[question] = {a: round(share, 4) for a, share in zip(possible, shares, strict=True)}
    return means_


@cache
def _case(name: str) -> Case:
    """A case, read once."""
    return load(name)


@cache
def stored() -> Mapping[str, Any]:
    """What ``tools/board.py`` found, from ``data/board.json``.

    Examples
    --------
    >>> "seato-1954" in stored()["left_out"]
    True
    """
    whole: dict[str, Any] = json.loads((data_folder() / "board.json").read_text(encoding="utf-8"))
    return MappingProxyType(whole)


# ------------------------------------------------------------------------------ what happened


@cache
def happened() -> Mapping[str, Mapping[str, str]]:
    """What happened, by case and question of the board; only what is documented.

    Examples
    --------
    >>> happened()["seato-1954"]["design"]
    'multilateral'
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    found: dict[str, dict[str, str]] = {}
    for row in read_table("outcomes").to_dict("records"):
        if row["kind"] == "observed" and row["question"] in ASKED:
            question = ASKED[row["question"]]
            answer = {"yes": "lasts", "no": "ends"}.get(row["answer"], row["answer"])
            if answer in ANSWERS[question]:
                found.setdefault(row["case"], {})[question] = answer
    return MappingProxyType({case: MappingProxyType(rows) for case, rows in found.items()})


def truth_of(case: str, question: str) -> str | None:
    """What happened, among the answers that a question can have in a case; None if not documented.

    Examples
    --------
    >>> truth_of("greece-turkey-1951", "design")
    'multilateral'
    """
    truth = happened().get(case, {}).get(question)
    return None if truth is None else _fold(truth, possible(case, question))


def core_ids() -> tuple[str, ...]:
    """The cases of history that the model was made with, in the order of their days.

    Examples
    --------
    >>> core_ids()[0], len(core_ids())
    ('dunkirk-1947', 7)
    """
    kept = [load(name) for name in case_ids()]
    return tuple(
        case.id for case in sorted(kept, key=lambda case: case.date) if not case.counterfactual
    )


# ------------------------------------------------------------------------------ the contestants


def names() -> dict[str, str]:
    """Everybody on the board as people write them.

    Examples
    --------
    >>> names()["control"]
    'Powerplay'
    """
    return {**YARDSTICKS, **{rival.id: rival.name for rival in RIVALS.values()}}


def contestants() -> tuple[str, ...]:
    """Ids of everybody on the board: the model, the rivals, the two yardsticks.

    Examples
    --------
    >>> contestants()[0], contestants()[-1]
    ('tied-hands', 'silence')
    """
    return (OWN, *RIVALS, *BASELINES)


def _rates(seen: Sequence[str], kept: Sequence[str]) -> dict[str, float]:
    """How often each answer was seen, one added to each count so that nothing is impossible."""
    whole = len(seen) + len(kept)
    return {answer: (1 + seen.count(answer)) / whole for answer in kept}


def base_rates(case: str) -> dict[str, dict[str, float]]:
    """What somebody would say who knew nothing of a case but how often things happen.

    Designs and levels from the pacts of the universe signed before the case (one is added to each
    count, so that nothing is impossible); for the rest an even spread.

    Parameters
    ----------
    case : str

    Returns
    -------
    dict of str to dict of str to float

    Examples
    --------
    >>> rates = base_rates("japan-1960")["design"]
    >>> max(rates, key=rates.get)
    'bilateral'
    """
    day = _case(case).date
    before = [pact for pact in universe() if pact.signed < day]
    given = {question: even(possible, possible) for question, possible in ANSWERS.items()}
    fight = ("as-deemed", "all-means")
    for question, seen in (
        ("design", [pact.design for pact in before]),
        ("level", ["fight" if pact.obligation in fight else "consult" for pact in before]),
    ):
        given[question] = _rates(seen, ANSWERS[question])
    given["patron"] = given["clients"] = given["design"]
    return given


def other_cases(case: str) -> dict[str, dict[str, float]]:
    """What somebody would say who knew how every other case of the board ended, and no more.

    One is added to each count, so that nothing is impossible. A yardstick that was added when the
    board had been scored.

    Examples
    --------
    >>> rates = other_cases("egypt-1936")["design"]
    >>> round(sum(rates.values()), 6)
    1.0
    """
    given = {}
    for question in ANSWERS:
        kept = possible(case, question)
        seen = [rows.get(question) for name, rows in happened().items() if name != case]
        given[question] = _rates([_fold(answer, kept) for answer in seen if answer], kept)
    return given


def possible(case: str, question: str) -> tuple[str, ...]:
    """The answers that a question can have in a case.

    With two clients one pact of all is a pact of three by itself and a pact of many where they
    join a wider one. Nobody is asked to tell these apart: ``multilateral`` stands for both.

    Examples
    --------
    >>> possible("egypt-1936", "design"), len(possible("seato-1954", "design"))
    (('none', 'bilateral', 'multilateral'), 4)
    """
    answers_ = ANSWERS[question]
    if "trilateral" in answers_ and len(_case(case).clients) == 2:
        return tuple(answer for answer in answers_ if answer != "trilateral")
    return answers_


def _fold(answer: str, kept: Sequence[str]) -> str:
    """An answer among those kept: one pact of all, where pacts of three are not told apart."""
    return answer if answer in kept else "multilateral"


def _folded(case: str, question: str, chances: Mapping[str, float]) -> dict[str, float]:
    """Chances over the answers that a question can have in a case."""
    kept = possible(case, question)
    folded = dict.fromkeys(kept, 0.0)
    for answer, chance in chances.items():
        folded[_fold(answer, kept)] += chance
    return folded


def _spread(case: str, question: str, said_: Collection[str]) -> dict[str, float]:
    """A set of answers as chances over those that a question can have in a case."""
    kept = possible(case, question)
    return even({_fold(answer, kept) for answer in said_}, kept)


def chances_of(contestant: str, case: str) -> Mapping[str, Mapping[str, float]]:
    """What one contestant gives each answer in one case, documented outcome or not.

    Parameters
    ----------
    contestant, case : str
        Ids.

    Returns
    -------
    mapping of str to mapping of str to float
        By question and answer.

    Examples
    --------
    >>> chances_of("identity", "seato-1954")["patron"]["bilateral"]
    1.0
    """
    if contestant == OWN:
        kept = stored()["left_out" if case in stored()["left_out"] else "further"][case]
        given: Mapping[str, Mapping[str, float]] = kept["chances"]
    elif contestant == "base-rate":
        given = base_rates(case)
    elif contestant == "other-cases":
        return other_cases(case)
    elif contestant == "silence":
        return {question: _spread(case, question, ANSWERS[question]) for question in ANSWERS}
    else:
        spoken = said(RIVALS[contestant], told(_case(case)))
        return {question: _spread(case, question, spoken[question]) for question in ANSWERS}
    return {question: _folded(case, question, shares) for question, shares in given.items()}


@cache
def entries() -> tuple[Entry, ...]:
    """Every answer to every question with a documented outcome, marked.

    Examples
    --------
    >>> {entry.case for entry in entries()} <= set(core_ids()) | set(further_ids())
    True
    """
    least = {OWN: 0.05}
    found = []
    for case in (*core_ids(), *further_ids()):
        for contestant in contestants():
            given = chances_of(contestant, case)
            for question in QUESTIONS:
                truth = truth_of(case, question)
                if truth is None:
                    continue
                chances = given[question]
                found.append(
                    Entry(
                        contestant,
                        case,
                        question,
                        MappingProxyType(dict(chances)),
                        truth,
                        mark(chances, truth, least.get(contestant, 0.0)),
                    )
                )
    return tuple(found)


def means(
    kept: Iterable[Entry], by: Sequence[str] = ("contestant",), speaking: bool = False
) -> dict[tuple[str, ...], tuple[Mark, int]]:
    """Mean marks, and over how many answers.

    Parameters
    ----------
    kept : iterable of Entry
    by : sequence of str
        Fields of `Entry` that make the groups.
    speaking : bool
        Only answers that are no even spread.

    Returns
    -------
    dict of tuple of str to (Mark, int)

    Examples
    --------
    >>> mean, number = means(entries())[("silence",)]
    >>> mean.spoke
    0.0
    """
    groups: dict[tuple[str, ...], list[Mark]] = {}
    for entry in kept:
        if entry.mark.spoke or not speaking:
            groups.setdefault(tuple(getattr(entry, field) for field in by), []).append(entry.mark)
    return {key: (mean_mark(marks), len(marks)) for key, marks in groups.items()}


def paired(
    one: str,
    other: str,
    kept: Iterable[Entry] | None = None,
    draws: int = 2000,
    seed: int = 1945,
    together: Sequence[str] = (),
) -> tuple[float, float, float]:
    """How much better one contestant's score is than another's, and how sure that is.

    The questions of one case hang together, so cases are drawn anew and not answers (a bootstrap
    of cases).

    Parameters
    ----------
    one, other : str
        Ids.
    kept : iterable of Entry, optional
        All entries where none are given.
    draws : int
        At least 1.
    seed : int
    together : sequence of str
        Cases that are drawn as one, such as `ONE_TREATY`.

    Returns
    -------
    float, float, float
        The other's mean score less the one's (positive where the one is better), and the ends
        between which nine tenths of the draws lie.

    Examples
    --------
    >>> paired("silence", "silence")
    (0.0, 0.0, 0.0)
    """
    gains: dict[str, list[float]] = {}
    for entry in entries() if kept is None else kept:
        if entry.contestant in (one, other):
            sign = (entry.contestant == other) - (entry.contestant == one)
            unit = together[0] if entry.case in together else entry.case
            gains.setdefault(unit, []).append(sign * entry.mark.brier)
    answered = {case: max(len(found) // 2, 1) for case, found in gains.items()}
    cases = sorted(gains)

    def gain(drawn: Sequence[str]) -> float:
        number = sum(answered[case] for case in drawn)
        return math.fsum(math.fsum(gains[case]) for case in drawn) / number

    chance = random.Random(seed)
    found = sorted(gain(chance.choices(cases, k=len(cases))) for _ in range(draws))
    return gain(cases), found[int(0.05 * draws)], found[min(int(0.95 * draws), draws - 1)]


def _total(case: str, spoken: Said) -> float:
    """What a rival's answers score in a case, all documented questions together."""
    return math.fsum(
        brier(_spread(case, question, spoken[question]), truth)
        for question in happened()[case]
        if (truth := truth_of(case, question)) is not None
    )


@cache
def read_again() -> Mapping[str, tuple[float, float]]:
    """Each rival's mean score on the cases that were coded twice, by the first and second codes.

    Examples
    --------
    >>> first, second = read_again()["control"]
    >>> first == second
    True
    """
    found = {}
    for rival in RIVALS.values():
        totals, number = [0.0, 0.0], 0
        for name, again in second_codings().items():
            case = _case(name)
            at = told(case)
            for which, inputs in enumerate((at.inputs, {**at.inputs, **again})):
                totals[which] += _total(name, said(rival, situation(case, inputs)))
            number += len(happened()[name])
        found[rival.id] = (totals[0] / number, totals[1] / number)
    return MappingProxyType(found)


@cache
def ranges() -> Mapping[str, tuple[float, float]]:
    """The best and the worst mean score that each rival gets under other codings and bounds.

    In every case the coding is taken that does best (or worst) over the case's questions, with one
    set of bounds for all cases.

    Examples
    --------
    >>> all(best <= worst for best, worst in ranges().values())
    True
    """
    scored = [case for case in (*core_ids(), *further_ids()) if case in happened()]
    number = sum(len(happened()[case]) for case in scored)
    found = {}
    for rival in RIVALS.values():
        ends = []
        for bounds in OTHER_BOUNDS:
            best = worst = 0.0
            for case in scored:
                totals = [_total(case, spoken) for spoken in anew(rival, _case(case), [bounds])]
                best, worst = best + min(totals), worst + max(totals)
            ends.append((best / number, worst / number))
        found[rival.id] = (min(end[0] for end in ends), max(end[1] for end in ends))
    return MappingProxyType(found)
