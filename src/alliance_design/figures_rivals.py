"""Tables and figures of the chapter on the rivals: the board, and what its differences are worth."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.patches import Patch

from alliance_design import board
from alliance_design.cases import further_ids, load
from alliance_design.codebook import data_folder
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.rivals import (
    ANSWERS,
    RIVALS,
    Bounds,
    Said,
    Situation,
    codings,
    preferred_prospect,
    prospect_value,
    said,
    second_codings,
    subjective_value,
    told,
)
from alliance_design.scoring import brier, even

__all__ = [
    "ASIA_FIGHTS",
    "DOUBTFUL",
    "all_said",
    "best_weight",
    "board_cells",
    "board_scores",
    "board_table",
    "by_chance",
    "case_ids_on_board",
    "case_table",
    "coded_again",
    "dropped",
    "fearing",
    "fearing_small",
    "first_rules_table",
    "gap",
    "left_out_weight",
    "numbers",
    "often",
    "one_of_the_treaty",
    "order_of_score",
    "prospect_curves",
    "question_table",
    "recoded",
    "rescored",
    "said_table",
    "second_table",
    "some_pact",
    "surer_than_chance",
    "switch",
    "tempered",
    "tempering_chart",
    "verdict_table",
    "without",
    "works_table",
]

DOUBTFUL: Collection[tuple[str, str]] = frozenset(
    {
        ("brussels-1948", "patron"),
        ("rok-1953", "patron"),
        ("roc-1954", "patron"),
        ("prussia-south-1866", "design"),
        ("baghdad-1955", "level"),
        ("malaya-1957", "level"),
        ("seato-1954", "lasting"),
    }
)
"""Outcomes that a fair coder could read otherwise, by case and question."""

ASIA_FIGHTS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        (case, "level"): "fight"
        for case in ("pacific-1951", "rok-1953", "seato-1954", "roc-1954", "japan-1960")
    }
)
"""The other reading of "act to meet the common danger", by case and question."""

WORDS = {
    "bilateral": "pacts of two",
    "trilateral": "a pact of three",
    "multilateral": "a pact of many",
}
SEEN = {
    "text": "the text",
    "part": "a part of it",
    "page": "a page about it",
    "memory": "from memory",
}
_EVERYTHING: Said = {question: frozenset(answers) for question, answers in ANSWERS.items()}
SPREADS = ((0.5, 1.0), (1.0, 2.0), (2.0, 4.0))


@cache
def case_ids_on_board() -> tuple[str, ...]:
    """Ids of the cases of the board: the core, then the further ones, each by day.

    Examples
    --------
    >>> len(case_ids_on_board())
    17
    """
    return (*board.core_ids(), *sorted(further_ids(), key=lambda case: load(case).date))


@cache
def _told(case: str) -> Situation:
    """What the rivals are told of a case, read once."""
    return told(load(case))


def _spoken(name: str, case: str) -> Said:
    """What a rival says of a case, every question answered; everybody else is silent."""
    return said(RIVALS[name], _told(case)) if name in RIVALS else _EVERYTHING


@cache
def _title(case: str) -> str:
    """A case as people write it, read once."""
    return load(case).title


def order_of_score(kept: Iterable[board.Entry] | None = None) -> tuple[str, ...]:
    """Ids of everybody on the board, the best mean score first.

    Examples
    --------
    >>> set(order_of_score()) == set(board.contestants())
    True
    """
    found = board.means(board.entries() if kept is None else kept)
    return tuple(key[0] for key in sorted(found, key=lambda key: found[key][0].brier))


def without(
    cells: Collection[tuple[str, str]] = (), questions: Collection[str] = ()
) -> tuple[board.Entry, ...]:
    """The board's answers without some.

    Parameters
    ----------
    cells : collection of (str, str)
        Cases and questions to leave out.
    questions : collection of str
        Questions to leave out everywhere.

    Examples
    --------
    >>> len(without(questions=["lasting"])) < len(board.entries())
    True
    """
    return tuple(
        entry
        for entry in board.entries()
        if (entry.case, entry.question) not in cells and entry.question not in questions
    )


# ------------------------------------------------------------------------------ tables


@cache
def gap(
    one: str, other: str = "silence", together: Sequence[str] = ()
) -> tuple[float, float, float]:
    """`board.paired` of everything with 20,000 draws, kept: how much better one does.

    Parameters
    ----------
    one, other : str
        Ids on the board.
    together : sequence of str
        Cases that are drawn as one.

    Examples
    --------
    >>> gap("silence")
    (0.0, 0.0, 0.0)
    """
    return board.paired(one, other, draws=20000, together=together)


def board_table() -> pd.DataFrame:
    """The board in one table, best first.

    Examples
    --------
    >>> board_table()["Explanation"].is_unique
    True
    """
    everything, spoken = (
        board.means(board.entries(), speaking=speaking) for speaking in (False, True)
    )
    rows = []
    for name in order_of_score():
        mean, number = everything[name,]
        where, answered = spoken.get((name,), (None, 0))
        rows.append(
            {
                "Explanation": board.names()[name],
                "Score": f"{mean.brier:.2f}",
                "Score where it speaks": f"{where.brier:.2f}" if where else "",
                "Speaks": f"{answered} of {number}",
                "Hit": f"{mean.hit:.2f}",
                "Coverage": f"{mean.covered:.2f}",
                "Answers left": f"{mean.size:.1f}",
            }
        )
    return pd.DataFrame(rows)


def question_table() -> pd.DataFrame:
    """Mean scores by question; nothing where an explanation is silent in every case.

    Examples
    --------
    >>> len(question_table()) == len(board.contestants())
    True
    """
    found = board.means(board.entries(), by=("contestant", "question"))
    rows = []
    for name in order_of_score():
        row = {"Explanation": board.names()[name]}
        for question, label in board.QUESTIONS.items():
            mean, number = found[name, question]
            silent = name in RIVALS and mean.spoke == 0.0
            row[f"{label} ({number})"] = "" if silent else f"{mean.brier:.2f}"
        rows.append(row)
    return pd.DataFrame(rows)


@cache
def often(name: str) -> Mapping[str, int]:
    """How often somebody was silent, right or wrong, with one answer or with several.

    Parameters
    ----------
    name : str
        Id on the board; the model has said an answer to which it gave more than 0.05.

    Returns
    -------
    mapping of str to int
        Adds up to the number of answers.

    Examples
    --------
    >>> often("silence")["silent"] == sum(often("silence").values())
    True
    """
    found = dict.fromkeys(
        ("silent", "one, right", "one, wrong", "several, right", "several, wrong"), 0
    )
    for entry in board.entries():
        if entry.contestant == name:
            one = "one" if entry.mark.size == 1.0 else "several"
            verdict = "right" if entry.mark.covered else "wrong"
            found[f"{one}, {verdict}" if entry.mark.spoke else "silent"] += 1
    return found


def verdict_table() -> pd.DataFrame:
    """Who is silent, who definite, who right: for the rivals in the order of their score.

    Examples
    --------
    >>> len(verdict_table()) == len(RIVALS) + 1
    True
    """
    rows = []
    for name in order_of_score():
        if name in RIVALS or name == board.OWN:
            count = often(name)
            rows.append(
                {
                    "Explanation": board.names()[name],
                    "Silent": count["silent"],
                    "One answer, right": count["one, right"],
                    "One answer, wrong": count["one, wrong"],
                    "Several, truth among them": count["several, right"],
                    "Several, truth not among them": count["several, wrong"],
                }
            )
    return pd.DataFrame(rows)


def _in_words(answers: Collection[str]) -> str:
    """A set of designs as people say it; nothing where it is all of them."""
    if len(answers) == len(ANSWERS["design"]):
        return ""
    if set(answers) == set(WORDS):
        return "some pact"
    if set(answers) == {"trilateral", "multilateral"}:
        return "one pact of three or more"
    kept = [WORDS.get(answer, "nothing") for answer in ANSWERS["design"] if answer in answers]
    return " or ".join(kept)


def said_table(names: Sequence[str]) -> pd.DataFrame:
    """What every rival says will result in some cases, in words; silence is left blank.

    Examples
    --------
    >>> table = said_table(["pacific-1951"]).set_index("Explanation")
    >>> table.loc["Powerplay", "Pacific 1951"]
    'pacts of two'
    """
    rows = []
    for name in order_of_score():
        if name in RIVALS:
            row = {"Explanation": RIVALS[name].name}
            for case in map(load, names):
                row[case.title] = _in_words(_spoken(name, case.id)["design"])
            rows.append(row)
    last = {"Explanation": "What happened"}
    for name in names:
        last[_title(name)] = _in_words({board.truth_of(name, "design") or ""})
    return pd.DataFrame([*rows, last])


SHORT = {
    "none": "0",
    "bilateral": "2",
    "trilateral": "3",
    "multilateral": "M",
    "consult": "c",
    "fight": "f",
    "ends": "e",
    "lasts": "l",
}


def all_said() -> pd.DataFrame:
    """Everything that anybody said, in letters: a row for each explanation and question.

    Returns
    -------
    pandas.DataFrame
        0 for none, 2, 3 and M for pacts of two, three and many, c and f for consult and fight, e
        and l for ends and lasts; a cross where the truth is not among them and nothing in silence.

    Examples
    --------
    >>> table = all_said().set_index(["Explanation", "Question"])
    >>> table.loc[("Geography", "How firm the promise was"), "Brussels 1948"]
    'f'
    """
    rows = []
    for name in order_of_score():
        if name in board.BASELINES:
            continue
        least = 0.05 if name == board.OWN else 0.0
        for question, label in board.QUESTIONS.items():
            row = {"Explanation": board.names()[name], "Question": label}
            for case in case_ids_on_board():
                given = board.chances_of(name, case)[question]
                kept = [answer for answer in given if given[answer] > least]
                flat = math.isclose(max(given.values()), min(given.values()))
                truth = board.truth_of(case, question)
                wrong = " ×" if truth is not None and truth not in kept else ""
                row[_title(case)] = "" if flat else "".join(SHORT[a] for a in kept) + wrong
            if any(list(row.values())[2:]):
                rows.append(row)
    last = []
    for question, label in board.QUESTIONS.items():
        row = {"Explanation": "What happened", "Question": label}
        for case in case_ids_on_board():
            row[_title(case)] = SHORT.get(board.truth_of(case, question) or "", "")
        last.append(row)
    return pd.DataFrame([*rows, *last])


@cache
def _bibliography() -> Mapping[str, str]:
    """Authors and year of every entry of the bibliography, by key."""
    text = (data_folder() / "references.bib").read_text(encoding="utf-8")
    found = {}
    for key, body in re.findall(r"@\w+\{([^,]+),(.*?)\n\}", text, flags=re.DOTALL):
        fields = dict(re.findall(r"\n\s*(author|year)\s*=\s*\{(.*?)\},?(?=\n|$)", body))
        names = [one.split(",")[0].strip("{} ") for one in fields.get("author", "").split(" and ")]
        many = names[0] + " and others" if len(names) > 3 else ", ".join(names)
        found[key] = f"{re.sub('[{}]', '', many)} {fields.get('year', '')}"
    return found


def _spelt(text: str) -> str:
    """A text with authors and years in place of keys of the bibliography."""
    return re.sub(r"\b[a-z]+\d{4}\w*", lambda key: _bibliography().get(key[0], key[0]), text)


def works_table() -> pd.DataFrame:
    """Every work that the article names, where it does so, and its row on the board.

    Examples
    --------
    >>> works_table().iloc[-1]["Row on the board"]
    'Asymmetry'
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    rows = []
    for work in read_table("rival_works").to_dict("records"):
        rival = RIVALS.get(work["rival"])
        rows.append(
            {
                "Work": _bibliography()[work["work"]],
                "Where": work["named"],
                "Row on the board": rival.name if rival else "none",
                "How it is coded, or why it has no row": _spelt(work["coded"]),
                "Seen": SEEN[work["verified"]],
            }
        )
    return pd.DataFrame(rows)


def first_rules_table(number: int = 7) -> pd.DataFrame:
    """Mean scores under the predictors as first committed, beside those of the board.

    Parameters
    ----------
    number : int
        How many of those that moved most.

    Examples
    --------
    >>> list(first_rules_table(1)["Explanation"])
    ['Institutional efficiency']
    """
    now = board.means(board.entries())
    first = board.stored()["first_rules"]
    moved = sorted(first, key=lambda name: -abs(first[name] - now[name,][0].brier))
    return pd.DataFrame(
        {
            "Explanation": RIVALS[name].name,
            "As first written": f"{first[name]:.3f}",
            "As scored": f"{now[name,][0].brier:.3f}",
        }
        for name in moved[:number]
    )


def case_table() -> pd.DataFrame:
    """Scores case by case: the model, two yardsticks, and the best and the worst rival there.

    Examples
    --------
    >>> len(case_table()) == len(case_ids_on_board())
    True
    """
    found = board.means(board.entries(), by=("case", "contestant"))
    rows = []
    for case in case_ids_on_board():
        ranked = sorted(
            (name for name in RIVALS if found[case, name][0].spoke),
            key=lambda name: found[case, name][0].brier,
        )
        row = {"Case": _title(case), "Answers": str(found[case, "silence"][1])}
        for name in (board.OWN, "silence", "other-cases"):
            row[board.names()[name]] = f"{found[case, name][0].brier:.2f}"
        for label, name in (("Best rival", ranked[0]), ("Worst rival", ranked[-1])):
            row[label] = f"{RIVALS[name].name}, {found[case, name][0].brier:.2f}"
        rows.append(row)
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------ other readings


def rescored(
    name: str,
    inputs: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
    predicts: Callable[[Situation, Bounds], Said] | None = None,
) -> float:
    """A rival's mean score with other codings in some cases, or with another rule.

    Parameters
    ----------
    name : str
        Id of a rival.
    inputs : mapping of str to mapping of str to float
        By case and input, in place of what is coded.
    predicts : callable, optional
        In place of its own rule.

    Returns
    -------
    float

    Examples
    --------
    >>> now = board.means(board.entries())["order",][0].brier
    >>> math.isclose(rescored("order"), now)
    True
    """
    rival = RIVALS[name] if predicts is None else replace(RIVALS[name], predicts=predicts)
    total, number = 0.0, 0
    for case in case_ids_on_board():
        at = _told(case)
        changed = MappingProxyType({**at.inputs, **inputs.get(case, {})})
        spoken = said(rival, replace(at, inputs=changed))
        for question in board.happened()[case]:
            total += brier(*_on(case, question, spoken[question]))
            number += 1
    return total / number


def fearing(at: Situation, bounds: Bounds) -> Said:
    """Powerplay with its second condition: silent unless what Cha has the patron fear is there.

    Small clients are met one by one only where some client is provoking.

    Examples
    --------
    >>> case = told(load("japan-1960"))
    >>> set(fearing(replace(case, provoking=0.0), Bounds()))
    set()
    """
    small = at.strongest < bounds.small
    return RIVALS["control"].predicts(at, bounds) if small == (at.provoking > 0.0) else {}


def fearing_small(at: Situation, bounds: Bounds) -> Said:
    """Powerplay confined to small clients of which some are provoking.

    Examples
    --------
    >>> case = told(load("japan-1960"))
    >>> set(fearing_small(replace(case, strongest=1.0), Bounds()))
    set()
    """
    return RIVALS["control"].predicts(at, bounds) if at.provoking > 0.0 else {}


def some_pact(at: Situation, bounds: Bounds) -> Said:
    """Order after victory without its look at affinity: some pact, wherever it speaks of designs.

    Examples
    --------
    >>> sorted(some_pact(told(load("brussels-1948")), Bounds())["design"])
    ['bilateral', 'multilateral', 'trilateral']
    """
    spoken = RIVALS["order"].predicts(at, bounds)
    return {
        question: frozenset(WORDS) if answers == spoken.get("design") else answers
        for question, answers in spoken.items()
    }


@cache
def one_of_the_treaty() -> Mapping[str, Mapping[str, float]]:
    """Everybody's mean score, best first, with only one of the cases that are one treaty.

    Returns
    -------
    mapping of str to mapping of str to float
        By the case that is kept.

    Examples
    --------
    >>> set(one_of_the_treaty()) == set(board.ONE_TREATY)
    True
    """
    found = {}
    for kept in board.ONE_TREATY:
        gone = set(board.ONE_TREATY) - {kept}
        less = [entry for entry in board.entries() if entry.case not in gone]
        means = board.means(less)
        found[kept] = {name: means[name,][0].brier for name in order_of_score(less)}
    return found


def recoded(cells: Mapping[tuple[str, str], str]) -> Mapping[str, float]:
    """Everybody's mean score if some things had happened otherwise.

    Parameters
    ----------
    cells : mapping of (str, str) to str
        Another answer, by case and question.

    Returns
    -------
    mapping of str to float
        The best first.

    Examples
    --------
    >>> list(recoded({})) == list(order_of_score())
    True
    """
    found: dict[str, list[float]] = {}
    for entry in board.entries():
        truth = cells.get((entry.case, entry.question), entry.truth)
        found.setdefault(entry.contestant, []).append(brier(entry.chances, truth))
    means = {name: math.fsum(scores) / len(scores) for name, scores in found.items()}
    return dict(sorted(means.items(), key=lambda pair: pair[1]))


def second_table() -> pd.DataFrame:
    """Scores on the cases that were coded twice, by either coding, where these differ.

    Examples
    --------
    >>> "Powerplay" in set(second_table()["Explanation"])
    False
    """
    found = sorted(board.read_again().items(), key=lambda pair: pair[1][0])
    return pd.DataFrame(
        {
            "Explanation": RIVALS[name].name,
            "First codes": f"{first:.2f}",
            "Second codes": f"{second:.2f}",
        }
        for name, (first, second) in found
        if not math.isclose(first, second)
    )


def coded_again() -> tuple[int, float, float]:
    """How many codes a second reader gave, and how they agree with the first.

    Returns
    -------
    int, float, float
        The number, the share within half a step, and the share within the first reader's range.

    Examples
    --------
    >>> number, near, within = coded_again()
    >>> near <= within
    True
    """
    pairs = [
        (coded, codings()[case][name])
        for case, row in second_codings().items()
        for name, coded in row.items()
    ]
    near = sum(abs(coded - first.value) <= 0.5 for coded, first in pairs)
    within = sum(first.low <= coded <= first.high for coded, first in pairs)
    return len(pairs), near / len(pairs), within / len(pairs)


# ------------------------------------------------------------------------------ what chance gives


def _on(case: str, question: str, answers: Collection[str]) -> tuple[dict[str, float], str]:
    """A set of answers as chances over those that a case can have, and what happened there."""
    kept = board.possible(case, question)
    truth = board.truth_of(case, question)
    if truth is None:
        raise ValueError(f"{case}: {question} is not documented")
    return even({answer if answer in kept else "multilateral" for answer in answers}, kept), truth


def _dealt(name: str, source: str) -> list[float]:
    """What somebody's answers for one case score, in sum, on what happened in each case."""
    spoken = _spoken(name, source)
    given = board.chances_of(name, source)
    found = []
    for target in case_ids_on_board():
        whole = 0.0
        for question in board.happened()[target]:
            chances, truth = _on(target, question, spoken[question])
            if name not in RIVALS and name != "silence":
                own = dict(given[question])
                if len(own) < len(chances):  # one pact of all may be of three or of more
                    own["multilateral"] = own["trilateral"] = own["multilateral"] / 2.0
                elif len(own) > len(chances):
                    own["multilateral"] += own.pop("trilateral")
                chances = own
            whole += brier(chances, truth)
        found.append(whole)
    return found


@cache
def _costs(together: tuple[str, ...] = ()) -> Mapping[str, np.ndarray]:
    """For everybody, what its answers for one case (row) score on the truths of another.

    Cases held together are one row and one column: each of them gets the answers that are dealt
    to them, and a case to which theirs are dealt gets their mean; left where they are they are
    matched as they were.
    """
    cases = case_ids_on_board()
    units = [[case] for case in cases if case not in together]
    units += [list(together)] if together else []
    found = {}
    for name in board.contestants():
        cost = {
            (a, b): score for a in cases for b, score in zip(cases, _dealt(name, a), strict=True)
        }
        found[name] = np.array(
            [
                [
                    sum(cost[case, case] for case in there)
                    if here is there
                    else sum(cost[a, b] for a in here for b in there) / len(here)
                    for there in units
                ]
                for here in units
            ]
        )
    return found


@cache
def _shuffled(draws: int, seed: int, together: tuple[str, ...] = ()) -> Mapping[str, np.ndarray]:
    """Mean scores when everybody's answers are dealt to the cases at random, the same way for all."""
    chance = np.random.default_rng(seed)
    costs = _costs(together)
    number = len(costs[board.OWN])
    dealt = np.array([chance.permutation(number) for _ in range(draws)])
    asked = sum(len(board.happened()[case]) for case in case_ids_on_board())
    return {
        name: cost[dealt, np.arange(number)].sum(axis=1) / asked for name, cost in costs.items()
    }


def by_chance(
    name: str, draws: int = 4000, seed: int = 1945, together: tuple[str, ...] = ()
) -> tuple[float, float]:
    """What somebody's answers would score if they were dealt to the cases at random.

    A case's answers stay together, so what is lost is only which case they were meant for.

    Parameters
    ----------
    name : str
        Id on the board.
    draws : int
        At least 1.
    seed : int
    together : tuple of str
        Cases that are dealt as one.

    Returns
    -------
    float, float
        The mean score over the deals, and the share of them that score as well as the true one or
        better.

    Examples
    --------
    >>> round(by_chance("silence")[1], 2)
    1.0
    """
    found = _shuffled(draws, seed, together)[name]
    true = _costs(together)[name].trace()
    true /= sum(len(board.happened()[case]) for case in case_ids_on_board())
    return float(found.mean()), float((found <= true + 1e-9).mean())


def surer_than_chance(draws: int = 4000, seed: int = 1945, together: tuple[str, ...] = ()) -> float:
    """How often the luckiest rival of a random deal stands out as the best one does in truth.

    A rival's gain is counted in standard deviations of its own deals. With many rivals somebody is
    always lucky; this is the chance of it.

    Parameters
    ----------
    draws : int
        At least 1.
    seed : int
    together : tuple of str
        Cases that are dealt as one.

    Examples
    --------
    >>> 0.0 <= surer_than_chance() <= 1.0
    True
    """
    asked = sum(len(board.happened()[case]) for case in case_ids_on_board())
    most, luck = 0.0, np.zeros(draws)
    for name in RIVALS:
        found = _shuffled(draws, seed, together)[name]
        true, spread = _costs(together)[name].trace() / asked, float(found.std())
        if spread > 0.0:
            most = max(most, float(found.mean() - true) / spread)
            luck = np.maximum(luck, (found.mean() - found) / spread)
    return float((luck >= most - 1e-9).mean())


# ------------------------------------------------------------------------------ tempering


def _sums(kept: Iterable[board.Entry]) -> tuple[float, float, float, int]:
    """What the even spread scores, how far the chances lean to the truth, and how far they lean."""
    even = lean = square = 0.0
    number = 0
    for entry in kept:
        base = 1.0 / len(entry.chances)
        for answer, chance in entry.chances.items():
            gone = float(answer == entry.truth) - base
            even, lean = even + gone**2, lean + (chance - base) * gone
            square += (chance - base) ** 2
        number += 1
    return even, lean, square, number


def tempered(kept: Iterable[board.Entry], weight: float) -> float:
    """The mean score of chances mixed with the even spread.

    Parameters
    ----------
    kept : iterable of board.Entry
        Of one contestant.
    weight : float
        Weight of its own chances, 0 to 1; the rest is spread evenly.

    Returns
    -------
    float

    Examples
    --------
    >>> own = [entry for entry in board.entries() if entry.contestant == board.OWN]
    >>> tempered(own, 0.0) < tempered(own, 1.0)
    True
    """
    even, lean, square, number = _sums(kept)
    return (even - 2.0 * weight * lean + weight**2 * square) / number


def best_weight(kept: Iterable[board.Entry]) -> float:
    """The weight with which chances score best, found after the fact.

    Returns
    -------
    float
        0 where the chances lean away from the truth, at most 1.

    Examples
    --------
    >>> own = [entry for entry in board.entries() if entry.contestant == board.OWN]
    >>> 0.0 < best_weight(own) < 1.0
    True
    """
    _, lean, square, _ = _sums(kept)
    return min(max(lean / square, 0.0), 1.0) if square else 0.0


def left_out_weight(kept: Iterable[board.Entry]) -> float:
    """The mean score with a weight chosen, for each case, on the other cases only.

    Examples
    --------
    >>> own = [entry for entry in board.entries() if entry.contestant == board.OWN]
    >>> left_out_weight(own) > tempered(own, best_weight(own))
    True
    """
    all_ = list(kept)
    total = 0.0
    for case in sorted({entry.case for entry in all_}):
        here = [entry for entry in all_ if entry.case == case]
        others = [entry for entry in all_ if entry.case != case]
        total += len(here) * tempered(here, best_weight(others))
    return total / len(all_)


def dropped(cells: Collection[tuple[str, str]] = DOUBTFUL) -> pd.DataFrame:
    """Score and place of everybody with all answers, and with the doubtful ones dropped.

    Examples
    --------
    >>> list(dropped().columns)
    ['Explanation', 'Score', 'Place', 'Score without', 'Place without']
    """
    kept = without(cells)
    before, after = order_of_score(), order_of_score(kept)
    whole, less = board.means(board.entries()), board.means(kept)
    return pd.DataFrame(
        {
            "Explanation": board.names()[name],
            "Score": whole[name,][0].brier,
            "Place": place,
            "Score without": less[name,][0].brier,
            "Place without": after.index(name) + 1,
        }
        for place, name in enumerate(before, start=1)
    )


# ------------------------------------------------------------------------------ the text


def numbers() -> dict[str, float]:
    """Every number that the chapter's text inserts, by name.

    Examples
    --------
    >>> numbers()["silence"] < numbers()["own"]
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    scores = {key[0]: mean for key, (mean, _) in board.means(board.entries()).items()}
    asked = {
        key: mean
        for key, (mean, _) in board.means(board.entries(), by=("contestant", "question")).items()
    }
    core = set(board.core_ids())
    in_core = board.means(
        [e for e in board.entries() if e.case in core], by=("contestant", "question")
    )
    outside = board.means(
        [e for e in board.entries() if e.case not in core], by=("contestant", "question")
    )
    by_part = {
        part: {key[0]: mean.brier for key, (mean, _) in board.means(kept).items()}
        for part, kept in (
            ("core", [e for e in board.entries() if e.case in core]),
            ("further", [e for e in board.entries() if e.case not in core]),
        )
    }
    own = [e for e in board.entries() if e.contestant == board.OWN]
    better = [name for name in RIVALS if scores[name].brier < scores["silence"].brier]
    works = read_table("rival_works")
    without_term = board.means(without(questions=["lasting"]))
    worst = board.ranges()
    identity = [e for e in board.entries() if e.contestant == "identity"]
    less = dropped().set_index("Explanation")
    victory_three = {"seato-1954": {"victory": 3.0}, "roc-1954": {"victory": 3.0}}
    no_war = {"madrid-1997": {"victory": 0.0}}
    again, second = coded_again(), board.read_again()
    single = [
        e
        for e in board.entries()
        if e.contestant == "order" and e.mark.size == 1 and e.mark.covered
    ]
    treaty = set(board.ONE_TREATY)
    return {
        "own": scores[board.OWN].brier,
        "silence": scores["silence"].brier,
        "base": scores["base-rate"].brier,
        "other": scores["other-cases"].brier,
        "contestants": len(board.contestants()),
        "rivals": len(RIVALS),
        "ahead": len(better),
        "codings": len(read_table("rival_inputs")),
        "cases": len(case_ids_on_board()),
        "answers": len(own),
        "order_first": board.stored()["first_rules"]["order"],
        "works": len(works),
        "works_part": (works["verified"] == "part").sum(),
        "works_page": (works["verified"] == "page").sum(),
        "works_memory": (works["verified"] == "memory").sum(),
        "own_hit": scores[board.OWN].hit,
        "silence_hit": scores["silence"].hit,
        "own_covered": scores[board.OWN].covered,
        "own_spoke": scores[board.OWN].spoke,
        "identity_hit": scores["identity"].hit,
        "order_hit": scores["order"].hit,
        "own_one_right": often(board.OWN)["one, right"],
        "own_one_wrong": often(board.OWN)["one, wrong"],
        "own_any": sum(e.chances[e.truth] > 0 for e in own) / len(own),
        "own_sure_right": sum(e.chances[e.truth] == 1 for e in own),
        "own_sure_wrong": sum(max(e.chances.values()) == 1 > e.chances[e.truth] for e in own),
        "own_core": by_part["core"][board.OWN],
        "own_further": by_part["further"][board.OWN],
        "own_design_core": in_core[board.OWN, "design"][0].brier,
        "silence_design": in_core["silence", "design"][0].brier,
        "prospect_design_core": in_core["prospect", "design"][0].brier,
        "prospect_further": by_part["further"]["prospect"],
        "own_design_further": outside[board.OWN, "design"][0].brier,
        "own_lasting": asked[board.OWN, "lasting"].brier,
        "own_untimed": without_term[board.OWN,][0].brier,
        "silence_untimed": without_term["silence",][0].brier,
        "own_level": asked[board.OWN, "level"].brier,
        "best_weight": best_weight(own),
        "best_score": tempered(own, best_weight(own)),
        "half_score": tempered(own, 0.5),
        "weight_left_out": left_out_weight(own),
        "dealt_own": by_chance(board.OWN)[0],
        "dealt_own_share": by_chance(board.OWN)[1],
        "order": scores["order"].brier,
        "order_low": gap("order")[1],
        "order_high": gap("order")[2],
        "order_best": worst["order"][0],
        "order_worst": worst["order"][1],
        "order_right": often("order")["one, right"],
        "order_wrong": often("order")["one, wrong"],
        "order_silent": often("order")["silent"],
        "order_lasts": sum(e.question == "lasting" for e in single),
        "order_treaty": sum(e.case in treaty for e in single),
        "order_three": rescored("order", victory_three),
        "order_no_war": rescored("order", no_war),
        "order_both": rescored("order", victory_three | no_war),
        "order_some": rescored("order", predicts=some_pact),
        "order_codes": second["order"][0],
        "order_again": second["order"][1],
        "region_codes": second["region"][0],
        "region_again": second["region"][1],
        "again": again[0],
        "again_near": again[1],
        "water": scores["water"].brier,
        "water_level": asked["water", "level"].brier,
        "silence_level": asked["silence", "level"].brier,
        "identity_right": often("identity")["one, right"],
        "identity_wrong": often("identity")["one, wrong"],
        "identity_core": by_part["core"]["identity"],
        "identity_further": by_part["further"]["identity"],
        "identity_patron_core": in_core["identity", "patron"][0].brier,
        "identity_tempered": left_out_weight(identity),
        "powerplay": scores["control"].brier,
        "powerplay_right": often("control")["one, right"],
        "powerplay_wrong": often("control")["one, wrong"],
        "powerplay_patron": asked["control", "patron"].brier,
        "powerplay_fear": rescored("control", predicts=fearing),
        "powerplay_reckless": rescored("control", predicts=fearing_small),
        "carry_right": often("contribution")["one, right"],
        "carry_wrong": often("contribution")["one, wrong"],
        "luck": surer_than_chance(),
        "luck_treaty": surer_than_chance(together=board.ONE_TREATY),
        "order_treaty_low": gap("order", together=board.ONE_TREATY)[1],
        "hazard_gain": gap("hazard", together=board.ONE_TREATY)[0],
        "always_better": sum(high < scores[board.OWN].brier for _, high in worst.values()),
        "surely_better": sum(gap(name, board.OWN)[1] > 0 for name in RIVALS),
        "doubtful": len(DOUBTFUL),
        "civic_before": less.loc["The patron's own idea of order", "Place"],
        "civic_after": less.loc["The patron's own idea of order", "Place without"],
        "own_dropped": less.loc["This book's model", "Score without"],
        "silence_dropped": less.loc["Says nothing", "Score without"],
        "own_fights": recoded(ASIA_FIGHTS)[board.OWN],
        "identity": scores["identity"].brier,
        "identity_fights": recoded(ASIA_FIGHTS)["identity"],
        "patron_none": sum(e.truth == "none" for e in own if e.question == "patron"),
        "patron_asked": sum(e.question == "patron" for e in own),
    }


# ------------------------------------------------------------------------------ figures


def switch(narrow: float = 1.0, wide: float = 2.0, loss_aversion: float = 2.25) -> float:
    """The threat from which prospect theory prefers the pact of many.

    Parameters
    ----------
    narrow, wide, loss_aversion : float
        See `alliance_design.rivals.preferred_prospect`.

    Returns
    -------
    float
        Steps from 0 to 4, to two digits; infinite if it never does.

    Examples
    --------
    >>> switch() < switch(2.0, 4.0)
    True
    """
    for step in range(401):
        if preferred_prospect(step / 100, narrow, wide, loss_aversion) == "multilateral":
            return step / 100
    return math.inf


def prospect_curves() -> Drawing:
    """The value function, and what a pact of many is worth more than pacts of two.

    Examples
    --------
    >>> len(prospect_curves().axes)
    2
    """
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 3.5))
        left, right = figure.subplots(1, 2, width_ratios=[1.0, 1.35])
        changes = np.linspace(-4.0, 4.0, 201)
        left.plot(changes, [subjective_value(change) for change in changes], color=BLUE)
        left.plot(changes, changes, color=GREY, linewidth=1.0, linestyle="--")
        left.axhline(0.0, color=GREY, linewidth=0.8)
        left.axvline(0.0, color=GREY, linewidth=0.8)
        left.annotate("a loss weighs\nmore than\nan equal gain", (-3.9, 0.8), fontsize=9.5)
        left.set(xlabel="gain or loss", ylabel="what it is worth", title="Value")
        steps = np.linspace(0.0, 4.0, 401)
        looks = (("-", GREEN), ("-", BLUE), ("--", ORANGE))
        for (narrow, wide), (line, colour) in zip(SPREADS, looks, strict=True):
            gains = []
            for step in steps:
                middle = 4.0 - 2.0 * float(step)
                gains.append(
                    prospect_value(middle + wide, middle - wide)
                    - prospect_value(middle + narrow, middle - narrow)
                )
            heavy = 2.6 if (narrow, wide) == SPREADS[1] else 1.6
            label = f"{narrow:g} and {wide:g}"
            right.plot(steps, gains, color=colour, linestyle=line, linewidth=heavy, label=label)
            at = switch(narrow, wide)
            right.plot(at, 0.0, marker="o", color=colour, markersize=7, markeredgecolor="white")
        right.axhline(0.0, color=GREY, linewidth=0.8)
        right.set(xlabel="threat, in steps", ylabel="of many, less of two", xlim=(0.0, 4.0))
        right.set_title("Worth of the designs")
        right.legend(title="spread of two, of many", fontsize=9.5, title_fontsize=9.5)
    return figure


def board_cells(question: str = "design") -> Drawing:
    """The board: what everybody said of one question in every case, and what happened.

    Parameters
    ----------
    question : str
        ``patron``, ``clients`` or ``design``.

    Returns
    -------
    Drawing
        A column a case with a place for each answer, the true one shaded; a bar where an answer
        was not excluded, as tall as its chance where chances were given, and nothing in silence.

    Examples
    --------
    >>> len(board_cells().axes[0].get_xticklabels()) == len(case_ids_on_board())
    True
    """
    answers = ANSWERS[question]
    wide = len(answers) + 1.2
    core, cases = board.core_ids(), case_ids_on_board()
    starts = [wide * at + (2.5 if case not in core else 0.0) for at, case in enumerate(cases)]
    names = order_of_score()
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 2.4 + 0.27 * len(names)))
        axes = figure.subplots()
        axes.grid(visible=False)
        for start, case in zip(starts, cases, strict=True):
            kept = board.possible(case, question)
            # with two clients a pact of three and one of many share a place
            places = {answer: (start + answers.index(answer), 1.0) for answer in kept}
            if len(kept) < len(answers):
                places["multilateral"] = (start + len(answers) - 1.5, 2.0)
            truth = board.truth_of(case, question)
            if truth is not None:
                place, broad = places[truth]
                low, tall = 0.5 - len(names), len(names)
                axes.bar(place, tall, bottom=low, width=broad, color="#d6d6d6", zorder=0)
            for row, name in enumerate(names):
                given = board.chances_of(name, case)[question]
                if math.isclose(max(given.values()), min(given.values())):
                    continue
                for answer, (place, broad) in places.items():
                    if given[answer] > 0.05 or (name in RIVALS and given[answer] > 0.0):
                        axes.bar(
                            place,
                            0.72 if name in RIVALS else 0.72 * given[answer],
                            bottom=-row - 0.36,
                            width=broad - 0.1,
                            color=BLUE if answer == truth else ORANGE,
                            linewidth=0,
                            zorder=3,
                        )
        for row in range(len(names) + 1):
            axes.axhline(0.5 - row, color="#cfcfcf", linewidth=0.6, zorder=1)
        middle = (len(answers) - 1) / 2
        axes.set_xticks([start + middle for start in starts], [_title(c) for c in cases])
        axes.xaxis.tick_top()
        axes.tick_params(axis="x", labelrotation=90, length=0, labelsize=9)
        axes.set_yticks([-row for row in range(len(names))], [board.names()[n] for n in names])
        axes.tick_params(axis="y", length=0, labelsize=9)
        for label, name in zip(axes.get_yticklabels(), names, strict=True):
            if name not in RIVALS:
                label.set_fontweight("bold")
        axes.set(xlim=(-0.9, starts[-1] + wide - 1.3), ylim=(-len(names) + 0.5, 1.5))
        blocks = (("core", starts[: len(core)]), ("further", starts[len(core) :]))
        for words, block in blocks:
            where = ((block[0] + block[-1]) / 2 + middle, 1.0)
            axes.annotate(words, where, ha="center", va="center", fontsize=9.5, fontweight="bold")
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
        key = [
            Patch(color="#d6d6d6", label="what happened"),
            Patch(color=BLUE, label="said, and right"),
            Patch(color=ORANGE, label="said, and not so"),
        ]
        figure.legend(handles=key, loc="outside lower center", ncols=3, fontsize=9.5)
    return figure


def board_scores() -> Drawing:
    """Mean scores with their ranges, and how much better than silence everybody does.

    Examples
    --------
    >>> len(board_scores().axes)
    2
    """
    names = order_of_score()
    means = board.means(board.entries())
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 1.5 + 0.27 * len(names)))
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=[1.0, 1.05])
        for row, name in enumerate(names):
            mean = means[name,][0].brier
            own = name == board.OWN
            colour = ORANGE if own else GREY if name in board.BASELINES else BLUE
            marker = "D" if own else "s" if name in board.BASELINES else "o"
            look = {"color": colour, "marker": marker, "markersize": 6, "zorder": 4}
            if name in RIVALS:
                best, worst = board.ranges()[name]
                left.plot([best, worst], [-row, -row], color="#8fa9c4", linewidth=3.5)
            left.plot(mean, -row, **look)
            better, low, high = gap(name)
            right.plot([low, high], [-row, -row], color=colour, linewidth=1.4)
            right.plot(better, -row, **look)
        lines = (("silence", "-"), ("other-cases", "--"), ("base-rate", ":"))
        for name, line in lines:
            left.axvline(
                means[name,][0].brier,
                color=GREY,
                linewidth=1.0,
                linestyle=line,
                label=board.names()[name],
            )
        right.axvline(0.0, color=GREY, linewidth=1.0)
        left.set_yticks([-row for row in range(len(names))], [board.names()[n] for n in names])
        left.tick_params(axis="y", length=0, labelsize=9)
        right.tick_params(axis="y", length=0)
        for label, name in zip(left.get_yticklabels(), names, strict=True):
            if name not in RIVALS:
                label.set_fontweight("bold")
        left.set(xlabel="mean score\n(left is better)", ylim=(-len(names) + 0.4, 0.6))
        left.set_title("Other codings", fontsize=11)
        right.set(xlabel="better than silence by\n(right is better)")
        right.set_title("Cases drawn anew", fontsize=11)
        figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    return figure


def tempering_chart() -> Drawing:
    """What the model's score becomes when its chances are mixed with the even spread.

    Examples
    --------
    >>> [line.get_label() for line in tempering_chart().axes[0].lines][:2]
    ['all cases', 'core, left out']
    """
    own = [entry for entry in board.entries() if entry.contestant == board.OWN]
    core = set(board.core_ids())
    groups = (
        ("all cases", own, "-", BLUE, 2.6),
        ("core, left out", [e for e in own if e.case in core], "--", GREEN, 1.6),
        ("further, never seen", [e for e in own if e.case not in core], "-.", ORANGE, 1.6),
    )
    weights = np.linspace(0.0, 1.0, 101)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 3.2))
        axes = figure.subplots()
        for label, kept, line, colour, heavy in groups:
            scores = [tempered(kept, float(weight)) for weight in weights]
            axes.plot(weights, scores, color=colour, linestyle=line, linewidth=heavy, label=label)
        for _, kept, _, colour, _ in groups:
            best = best_weight(kept)
            axes.plot(best, tempered(kept, best), marker="o", color=colour, markersize=7)
        axes.axhline(tempered(own, 0.0), color=GREY, linewidth=1.0, linestyle=":")
        axes.annotate("silence", (0.995, tempered(own, 0.0) + 0.006), ha="right", color=GREY)
        axes.set(xlabel="weight of the model's own chances", ylabel="mean score", xlim=(0.0, 1.0))
        axes.legend(loc="upper left")
    return figure
