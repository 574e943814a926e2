"""Tables and figures of the chapter on the rivals: the board, and what its differences are worth."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

import matplotlib as mpl
import numpy as np
import pandas as pd

from alliance_design import board
from alliance_design.cases import further_ids, load
from alliance_design.codebook import data_folder
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.rivals import (
    ANSWERS,
    RIVALS,
    preferred_prospect,
    prospect_value,
    said,
    subjective_value,
    told,
)
from alliance_design.scoring import brier

__all__ = [
    "DOUBTFUL",
    "all_said",
    "best_weight",
    "board_cells",
    "board_scores",
    "board_table",
    "by_chance",
    "case_ids_on_board",
    "dropped",
    "first_rules_table",
    "gap",
    "left_out_weight",
    "often",
    "order_of_score",
    "prospect_curves",
    "question_table",
    "said_table",
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
    }
)
"""Outcomes that a fair coder could read otherwise, by case and question."""

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
SPREADS = ((0.5, 1.0), (1.0, 2.0), (2.0, 4.0))


def case_ids_on_board() -> tuple[str, ...]:
    """Ids of the cases of the board: the core, then the further ones.

    Examples
    --------
    >>> len(case_ids_on_board())
    17
    """
    return (*board.core_ids(), *further_ids())


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
def gap(one: str, other: str = "silence") -> tuple[float, float, float]:
    """`board.paired` of everything, kept: how much better one does than the other.

    Examples
    --------
    >>> gap("silence")
    (0.0, 0.0, 0.0)
    """
    return board.paired(one, other)


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
                row[case.title] = _in_words(said(RIVALS[name], told(case))["design"])
            rows.append(row)
    last = {"Explanation": "What happened"}
    for name in names:
        last[_title(name)] = _in_words({board.happened()[name]["design"]})
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
                kept = [answer for answer in ANSWERS[question] if given[answer] > least]
                flat = math.isclose(max(given.values()), min(given.values()))
                truth = board.happened()[case].get(question)
                wrong = " ×" if truth is not None and truth not in kept else ""
                row[_title(case)] = "" if flat else "".join(SHORT[a] for a in kept) + wrong
            if any(list(row.values())[2:]):
                rows.append(row)
    last = []
    for question, label in board.QUESTIONS.items():
        row = {"Explanation": "What happened", "Question": label}
        for case in case_ids_on_board():
            row[_title(case)] = SHORT.get(board.happened()[case].get(question, ""), "")
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


def first_rules_table(number: int = 6) -> pd.DataFrame:
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


# ------------------------------------------------------------------------------ what chance gives


@cache
def _costs() -> Mapping[str, np.ndarray]:
    """For everybody, what its answers for one case (row) score on the truths of another."""
    cases = case_ids_on_board()
    found = {}
    for name in board.contestants():
        given = [board.chances_of(name, case) for case in cases]
        found[name] = np.array(
            [
                [
                    math.fsum(brier(own[q], truth) for q, truth in board.happened()[case].items())
                    for case in cases
                ]
                for own in given
            ]
        )
    return found


@cache
def _shuffled(draws: int, seed: int) -> Mapping[str, np.ndarray]:
    """Mean scores when everybody's answers are dealt to the cases at random, the same way for all."""
    chance = np.random.default_rng(seed)
    number = len(case_ids_on_board())
    dealt = np.array([chance.permutation(number) for _ in range(draws)])
    asked = sum(len(board.happened()[case]) for case in case_ids_on_board())
    return {
        name: cost[dealt, np.arange(number)].sum(axis=1) / asked for name, cost in _costs().items()
    }


def by_chance(name: str, draws: int = 4000, seed: int = 1945) -> tuple[float, float]:
    """What somebody's answers would score if they were dealt to the cases at random.

    A case's answers stay together, so what is lost is only which case they were meant for.

    Parameters
    ----------
    name : str
        Id on the board.
    draws : int
        At least 1.
    seed : int

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
    found = _shuffled(draws, seed)[name]
    true = _costs()[name].trace() / sum(len(board.happened()[c]) for c in case_ids_on_board())
    return float(found.mean()), float((found <= true + 1e-9).mean())


def surer_than_chance(draws: int = 4000, seed: int = 1945) -> float:
    """How often the luckiest rival of a random deal stands out as the best one does in truth.

    A rival's gain is counted in standard deviations of its own deals. With many rivals somebody is
    always lucky; this is the chance of it.

    Examples
    --------
    >>> 0.0 <= surer_than_chance() <= 1.0
    True
    """
    asked = sum(len(board.happened()[case]) for case in case_ids_on_board())
    most, luck = 0.0, np.zeros(draws)
    for name in RIVALS:
        found = _shuffled(draws, seed)[name]
        true, spread = _costs()[name].trace() / asked, float(found.std())
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
        figure = Drawing(figsize=(7.2, 1.9 + 0.27 * len(names)))
        axes = figure.subplots()
        axes.grid(visible=False)
        for start, case in zip(starts, cases, strict=True):
            truth = board.happened()[case].get(question)
            if truth is not None:
                place = start + answers.index(truth)
                axes.axvspan(place - 0.5, place + 0.5, color="#e0e0e0", linewidth=0, zorder=0)
            for row, name in enumerate(names):
                given = board.chances_of(name, case)[question]
                flat = math.isclose(max(given.values()), min(given.values()))
                if flat:
                    continue
                for slot, answer in enumerate(answers):
                    if given[answer] > 0.05 or (name in RIVALS and given[answer] > 0.0):
                        tall = 0.72 if name in RIVALS else 0.72 * given[answer]
                        axes.bar(
                            start + slot,
                            tall,
                            bottom=-row - 0.36,
                            width=0.9,
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
        axes.set(xlim=(-0.9, starts[-1] + wide - 1.3), ylim=(-len(names) + 0.5, 0.5))
        axes.spines["left"].set_visible(False)
        axes.spines["bottom"].set_visible(False)
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
        figure = Drawing(figsize=(7.2, 1.2 + 0.27 * len(names)))
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
        left.axvline(means["silence",][0].brier, color=GREY, linewidth=1.0)
        left.axvline(means["base-rate",][0].brier, color=GREY, linewidth=1.0, linestyle=":")
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
