"""Tables and figures of the chapter on the ten cases that the model was never tuned on."""

from __future__ import annotations

import datetime
import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import matplotlib as mpl
import pandas as pd

from alliance_design import board
from alliance_design.cases import Case, Place, Pledge, Rivalry, further_ids, load
from alliance_design.design import DESIGNS, arrays, build, facts, predict, settings
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing, on_axis
from alliance_design.figures_calibration import calibration_results
from alliance_design.further import Episode, drawn, episodes
from alliance_design.parameters import reference
from alliance_design.rivals import RIVALS
from alliance_design.scoring import even, mark, mean_mark
from alliance_design.threat import campaigns_against

__all__ = [
    "GROUPS",
    "alternatives",
    "case_means",
    "dealt_as_well",
    "four_answers",
    "gaps",
    "marks_grid",
    "numbers",
    "one_number",
    "order_of_draw",
    "other_frames",
    "power",
    "power_plot",
    "rivals_on_both",
    "samples",
    "scores",
    "something_signed",
    "split",
    "stronger_patrons",
    "ten",
    "ten_in_time",
    "verdicts",
    "window_of_chance",
    "without",
]

ALONGSIDE = ("silence", "base-rate")
SHORT = {
    "patron": "patron\npreferred",
    "clients": "clients\npreferred",
    "design": "what\nresulted",
    "level": "how firm",
    "lasting": "thirty\nyears",
}
GROUPS = (
    "Some clients bound beforehand",
    "Land all the way",
    "Signed in 1948 to 1960",
    "A patron stronger than the adversary",
)
"""Ways of parting the ten that the table `split` knows."""


# ------------------------------------------------------------------------------ the draw


def order_of_draw(era: str) -> pd.DataFrame:
    """The pool of one era in the order in which its episodes come up.

    Parameters
    ----------
    era : str
        As in the table of episodes, for instance ``1891-1938``.

    Returns
    -------
    pandas.DataFrame

    Examples
    --------
    >>> order_of_draw("1891-1938")["Drawn"].tolist()
    ['yes', 'yes', '']
    """
    taken = set(drawn(episodes()))
    pool = [one for one in episodes() if one.pool == "yes" and one.era == era]

    def digest(episode: Episode) -> str:
        return hashlib.sha256(episode.id.encode()).hexdigest()

    return pd.DataFrame(
        {
            "Episode": episode.name,
            "Digest begins": digest(episode)[:8],
            "Drawn": "yes" if episode.id in taken else "",
        }
        for episode in sorted(pool, key=digest)
    )


OTHERWISE: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        "NATO's enlargements: Britain and France are parties as well as America, "
        "and treaties of 1815, 1834, 1855 and 1883 are out for having two patrons",
        ("greece-turkey-1951", "madrid-1997", "prague-2003"),
        (),
    ),
    (
        "East Germany: out for the same parties as in a pact in force, "
        "a condition that the rule does not have",
        (),
        ("east-germany-1964",),
    ),
    (
        "Armenia: out for having one client, though the file for Madrid counts others "
        "that the treaty of 1992 bound to Russia",
        (),
        ("armenia-1997",),
    ),
    (
        "Egypt and Malaya: the texts name no adversary, and others are out for that",
        ("egypt-1936", "malaya-1957"),
        (),
    ),
    (
        "Austria and Bavaria: in the table of pacts a pact made for war, in the frame one of peace",
        ("austria-bavaria-1866",),
        (),
    ),
)
"""Other readings of who is in the pool: words, struck out, put in."""


def other_frames() -> pd.DataFrame:
    """What the draw gives where the pool is read otherwise.

    Examples
    --------
    >>> other_frames()["In"].tolist()[1]
    'The Soviet Union with East Germany, 1964'
    """

    def words(names: Iterable[str]) -> str:
        kept = [one for one in episodes() if one.id in names]
        return "; ".join(f"{one.name}, {one.date[:4]}" for one in kept)

    real, rows = set(drawn(episodes())), []
    for label, out, into in OTHERWISE:
        edited = [
            replace(one, pool="no" if one.id in out else "yes" if one.id in into else one.pool)
            for one in episodes()
        ]
        found = set(drawn(edited))
        falls = ", ".join(case.title for case in ten() if case.id in real - found)
        rows.append(
            {"What could be read otherwise": label, "Out": falls, "In": words(found - real)}
        )
    return pd.DataFrame(rows)


def ten() -> tuple[Case, ...]:
    """The ten cases in the order of their days.

    Examples
    --------
    >>> ten()[0].title
    'Austria and Bavaria 1866'
    """
    return tuple(sorted((load(name) for name in further_ids()), key=lambda case: case.date))


def ten_in_time() -> Drawing:
    """When the ten were signed, and the years that the model was tuned on.

    Examples
    --------
    >>> len(ten_in_time().axes[0].texts)
    11
    """
    looks = {"bilateral": (ORANGE, "s"), "multilateral": (BLUE, "o")}
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 4.2))
        axes = figure.subplots()
        axes.grid(axis="y", visible=False)
        core = [load(name).date for name in board.core_ids()]
        axes.axvspan(on_axis(core[0]), on_axis(core[-1]), color="#c9d6e4", zorder=0)
        axes.annotate(
            "the seven cases of history that\nthe model was tuned on",
            (on_axis(core[0]), 0.9),
            (-8, 0),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=9.5,
            color=GREY,
        )
        seen = set()
        for row, case in enumerate(ten()):
            result = board.happened()[case.id]["design"]
            colour, marker = looks[result]
            at = on_axis(case.date)
            axes.plot(
                at,
                -row,
                marker=marker,
                color=colour,
                markersize=8,
                linestyle="none",
                label=None if result in seen else f"{result} pact",
            )
            seen.add(result)
            late = case.date.year > 1920
            # Names of cases inside the tuned years or soon after stand left of those years.
            near = min(case.date, core[0]) if case.date.year < 1970 else case.date
            axes.annotate(
                f"{case.patron.name} against {case.adversary.name}: {case.title}",
                (on_axis(near), -row),
                (-10 if late else 10, 0),
                textcoords="offset points",
                ha="right" if late else "left",
                va="center",
                fontsize=8.5,
            )
        days = [datetime.date(year, 1, 1) for year in range(1860, 2021, 20)]
        axes.set_xticks([on_axis(day) for day in days], [str(day.year) for day in days])
        axes.set(
            yticks=[],
            ylim=(-9.7, 1.6),
            xlim=(on_axis(datetime.date(1850, 1, 1)), on_axis(datetime.date(2015, 1, 1))),
        )
        axes.spines["left"].set_visible(False)
        axes.legend(loc="lower left", fontsize=8)
    return figure


# ------------------------------------------------------------------------------ said and happened


def _as_one(design: str, case: Case) -> str:
    """A design as the board has it: with two clients one pact of all, whether wider or not."""
    return "multilateral" if design == "trilateral" and len(case.clients) == 2 else design


def _folded(chances: Mapping[str, float], case: Case) -> dict[str, float]:
    """Chances of answers, those that count as one added up."""
    folded: dict[str, float] = {}
    for answer, chance in chances.items():
        answer = _as_one(answer, case)
        folded[answer] = folded.get(answer, 0.0) + chance
    return folded


def verdicts() -> pd.DataFrame:
    """What the model says of each of the ten, and what resulted.

    Returns
    -------
    pandas.DataFrame
        The design at the reference set, the likeliest one over the calibrated points with its
        share, and how often what happened came out over points and over codings.

    Examples
    --------
    >>> verdicts()["Right at the reference"].tolist().count("yes")
    3
    """
    rows = []
    for case in ten():
        told = board.stored()["further"][case.id]
        truth = board.happened()[case.id]["design"]
        points = _folded(told["chances"]["design"], case)
        codings = _folded(told["codings"]["design"], case)
        first = _as_one(told["reference"]["design"], case)
        top = max(points, key=lambda design: points[design])
        rows.append(
            {
                "Case": case.title,
                "What resulted": truth,
                "At the reference": first,
                "Right at the reference": "yes" if first == truth else "no",
                "Likeliest over points": f"{top}, {points[top]:.0%}",
                "What resulted: over points": f"{points[truth]:.0%}",
                "over codings": f"{codings[truth]:.0%}",
            }
        )
    return pd.DataFrame(rows)


def _answer(question: str, case: str) -> board.Entry | None:
    """The model's answer to one question of one case, where the outcome is documented."""
    for entry in board.entries():
        if (entry.contestant, entry.question, entry.case) == (board.OWN, question, case):
            return entry
    return None


@cache
def _case_mean(contestant: str, case: str) -> float:
    """Mean score of one contestant in one case."""
    kept = [e for e in board.entries() if (e.contestant, e.case) == (contestant, case)]
    return mean_mark([entry.mark for entry in kept]).brier


def marks_grid() -> Drawing:
    """The score of every answer of the model in the ten cases, with what happened.

    Returns
    -------
    Drawing
        One row a case, one column a question; dark where the model was certain and wrong. The last
        columns have the case's mean and that of saying nothing.

    Examples
    --------
    >>> len(marks_grid().axes[0].get_yticklabels())
    10
    """
    questions = list(board.QUESTIONS)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.6, 5.6))
        axes = figure.subplots()
        axes.grid(visible=False)
        shade = mpl.colormaps["Blues"]

        def cell(row: int, column: float, score: float, word: str, bold: bool = False) -> None:
            axes.fill_between(
                [column - 0.48, column + 0.48],
                row - 0.46,
                row + 0.46,
                color=shade(0.08 + 0.42 * score),
                linewidth=0,
            )
            axes.text(
                column,
                row,
                f"{word}\n{score:.2f}" if word else f"{score:.2f}",
                ha="center",
                va="center",
                fontsize=7.0 if bold else 8.4,
                linespacing=1.05,
                fontweight="bold" if bold else "normal",
                color="white" if score > 1.4 else "black",
            )

        for row, case in enumerate(ten()):
            for column, question in enumerate(questions):
                entry = _answer(question, case.id)
                if entry is None:
                    axes.text(column, row, "not\ndocumented", ha="center", va="center",
                              fontsize=8, color=GREY)  # fmt: skip
                else:
                    cell(row, column, entry.mark.brier, entry.truth, question == "design")
            cell(row, 5.25, _case_mean(board.OWN, case.id), "")
            cell(row, 6.25, _case_mean("silence", case.id), "")
        axes.set_yticks(range(10), [case.title for case in ten()])
        axes.set_xticks(
            [*range(5), 5.25, 6.25],
            [*(SHORT[question] for question in questions), "mean", "saying\nnothing"],
            fontsize=9.5,
        )
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        axes.set(xlim=(-0.55, 6.8), ylim=(9.55, -0.55))
        for spine in axes.spines.values():
            spine.set_visible(False)
    return figure


# ------------------------------------------------------------------------------ scores


def _kept(outside: bool = True) -> list[board.Entry]:
    """Entries of the further cases, or of the core."""
    return [entry for entry in board.entries() if (entry.case in further_ids()) == outside]


def scores() -> pd.DataFrame:
    """Mean scores in the ten cases by question: the model, silence, the base rate.

    Examples
    --------
    >>> scores()["Answers"].tolist()[-1]
    36
    """
    found = board.means(_kept(), by=("contestant", "question"))
    whole = board.means(_kept())
    rows = []
    for question, label in board.QUESTIONS.items():
        row: dict[str, Any] = {"Question": label, "Answers": found[board.OWN, question][1]}
        for who in (board.OWN, *ALONGSIDE):
            row[board.YARDSTICKS[who]] = round(found[who, question][0].brier, 2)
        row["The model's hits"] = f"{found[board.OWN, question][0].hit:.0%}"
        rows.append(row)
    last: dict[str, Any] = {"Question": "All", "Answers": whole[(board.OWN,)][1]}
    for who in (board.OWN, *ALONGSIDE):
        last[board.YARDSTICKS[who]] = round(whole[(who,)][0].brier, 2)
    last["The model's hits"] = f"{whole[(board.OWN,)][0].hit:.0%}"
    return pd.DataFrame([*rows, last])


def without(*names: str) -> tuple[float, float, float]:
    """Mean scores of the model, silence and the base rate without some of the ten.

    Parameters
    ----------
    *names : str
        Ids of cases.

    Returns
    -------
    float, float, float

    Examples
    --------
    >>> without() == without("seato-1954")
    True
    """
    found = board.means([entry for entry in _kept() if entry.case not in names])
    own, nothing, usual = (found[(who,)][0].brier for who in (board.OWN, *ALONGSIDE))
    return own, nothing, usual


def case_means() -> tuple[float, float, float]:
    """The model, silence and the base rate: means over cases of the means of each case.

    Examples
    --------
    >>> case_means()[0] > case_means()[1]
    True
    """
    own, nothing, usual = (
        math.fsum(_case_mean(who, case.id) for case in ten()) / len(ten())
        for who in (board.OWN, *ALONGSIDE)
    )
    return own, nothing, usual


def four_answers() -> tuple[float, float]:
    """The model's and silence's mean score where two clients leave four designs as well.

    Returns
    -------
    float, float

    Examples
    --------
    >>> four_answers()[0] > without()[0]
    True
    """
    own, nothing = [], []
    for case in ten():
        given = board.stored()["further"][case.id]["chances"]
        for question, truth in board.happened()[case.id].items():
            own.append(mark(given[question], truth))
            nothing.append(mark(even(given[question], tuple(given[question])), truth))
    return mean_mark(own).brier, mean_mark(nothing).brier


def rivals_on_both() -> pd.DataFrame:
    """Every rival's mean score on the ten and on the seven cases that the model was tuned on.

    Returns
    -------
    pandas.DataFrame
        The best on the ten first; with whether it beats the base rate there, and silence on both.

    Examples
    --------
    >>> bool(rivals_on_both()["ten"].is_monotonic_increasing)
    True
    """
    ten_, seven = board.means(_kept()), board.means(_kept(outside=False))
    rows = []
    for rival in RIVALS:
        here, there = ten_[(rival,)][0].brier, seven[(rival,)][0].brier
        rows.append(
            {
                "id": rival,
                "name": board.names()[rival],
                "ten": here,
                "seven": there,
                "beats the base rate": here < ten_[("base-rate",)][0].brier - 1e-9,
                "beats silence twice": here < ten_[("silence",)][0].brier - 1e-9
                and there < seven[("silence",)][0].brier - 1e-9,
            }
        )
    return pd.DataFrame(rows).sort_values("ten").reset_index(drop=True)


def one_number(name: str) -> pd.DataFrame:
    """What the model says where one number of a case is moved to an end of its coded range.

    Parameters
    ----------
    name : str
        Id of one of the ten.

    Returns
    -------
    pandas.DataFrame
        One row a number and end: the design, and whether it is what resulted.

    Examples
    --------
    >>> len(one_number("greece-turkey-1951"))
    16
    """
    case = load(name)
    ranges = case.quantities()
    middle = {key: span.value for key, span in ranges.items()}
    truth = board.happened()[name]["design"]
    rows = []
    for key, span in ranges.items():
        for end, value in (("lowest", span.low), ("highest", span.high)):
            if span.low < span.high:
                found = _as_one(predict(case, numbers={**middle, key: value}).design, case)
                right = found == truth
                rows.append({"number": key, "end": end, "design": found, "right": right})
    return pd.DataFrame(rows)


def gaps(other: str, together: Sequence[str] = ()) -> tuple[float, float, float]:
    """How much worse the model scored than a yardstick in the ten, with the ends of nine tenths.

    Parameters
    ----------
    other : str
        ``silence`` or ``base-rate``.
    together : sequence of str
        Cases that are drawn as one.

    Returns
    -------
    float, float, float
        Positive where the model is worse; from draws of cases, see `alliance_design.board.paired`.

    Examples
    --------
    >>> middle, low, high = gaps("silence")
    >>> low < middle < high
    True
    """
    gain, low, high = board.paired(board.OWN, other, _kept(), together=together)
    return -gain, -high, -low


@cache
def _at_reference(case: str) -> Mapping[str, Mapping[str, float]]:
    """The model's answers at the reference set, as the board has them."""
    kept = board.stored()["further"]
    found: Mapping[str, Mapping[str, float]] = (
        kept[case]["at_reference"]
        if case in kept
        else board.tally([board.answers(predict(load(case), exhaustive=False))])
    )
    return {question: _folded(given, load(case)) for question, given in found.items()}


def samples() -> pd.DataFrame:
    """The model in sample, left out and out of sample, beside saying nothing.

    Examples
    --------
    >>> len(samples())
    4
    """
    rows = []
    for label, cases, spread in (
        ("Tuned on these seven: the reference set", board.core_ids(), False),
        ("These seven, each left out of its tuning: a spread", board.core_ids(), True),
        ("The ten, never tuned on: the reference set", further_ids(), False),
        ("The ten, never tuned on: a spread", further_ids(), True),
    ):
        marks, nothing, usual, designs = [], [], [], []
        for entry in board.entries():
            if entry.case not in cases:
                continue
            if entry.contestant == board.OWN:
                given = entry.chances if spread else _at_reference(entry.case)[entry.question]
                marks.append(mark(given, entry.truth))
                if entry.question == "design":
                    designs.append(marks[-1])
            elif entry.contestant == "silence":
                nothing.append(entry.mark)
            elif entry.contestant == "base-rate":
                usual.append(entry.mark)
        rows.append(
            {
                "Cases and answers": label,
                "Score": round(mean_mark(marks).brier, 2),
                "Saying nothing": round(mean_mark(nothing).brier, 2),
                "Base rate": round(mean_mark(usual).brier, 2),
                "Score on what resulted": round(mean_mark(designs).brier, 2),
                "Hits on what resulted": (
                    f"{mean_mark(designs).hit * len(designs):.0f} of {len(designs)}"
                ),
            }
        )
    return pd.DataFrame(rows)


def window_of_chance() -> tuple[float, float]:
    """What dealing the model's ten answers to the cases at random would give.

    Returns
    -------
    float, float
        Mean number of right designs over all ways of dealing what resulted to the ten cases, and
        the share of ways with at least as many as there were.

    Examples
    --------
    >>> mean, share = window_of_chance()
    >>> mean
    2.0
    """
    said = [board.stored()["further"][case.id]["reference"]["design"] for case in ten()]
    truths = [board.happened()[case.id]["design"] for case in ten()]
    wide = [place for place, truth in enumerate(truths) if truth == "multilateral"]
    real = sum(one == other for one, other in zip(said, truths, strict=True))
    counts = []
    for chosen in combinations(range(len(truths)), len(wide)):
        dealt = ["multilateral" if i in chosen else "bilateral" for i in range(len(truths))]
        counts.append(sum(one == other for one, other in zip(said, dealt, strict=True)))
    return sum(counts) / len(counts), sum(count >= real for count in counts) / len(counts)


def something_signed(contestant: str = board.OWN) -> pd.DataFrame:
    """Scores on what resulted, once everybody knows that something was signed.

    The chance of no pact is struck out and the rest scaled to add up to 1; where nothing is left
    the answer is an even spread.

    Parameters
    ----------
    contestant : str
        As on the board.

    Returns
    -------
    pandas.DataFrame
        One row a case: the chances that are left, and the score.

    Examples
    --------
    >>> f"{something_signed('silence')['score'].mean():.3f}"
    '0.617'
    """
    rows = []
    for case in ten():
        rest = dict(board.chances_of(contestant, case.id)["design"])
        rest.pop("none")
        whole = math.fsum(rest.values())
        given = {k: v / whole for k, v in rest.items()} if whole else even(rest, tuple(rest))
        shares = {design: given.get(design, 0.0) for design in DESIGNS if design != "none"}
        score = mark(shares, board.happened()[case.id]["design"]).brier
        rows.append({"case": case.id, **shares, "score": score, "spoke": bool(whole)})
    return pd.DataFrame(rows)


def dealt_as_well() -> float:
    """Share of ways of dealing what resulted to the ten cases that the model would answer as well.

    Once everybody knows that something was signed, as in `something_signed`.

    Examples
    --------
    >>> 0.0 < dealt_as_well() < 1.0
    True
    """
    frame = something_signed()
    truths = [board.happened()[name]["design"] for name in frame["case"]]
    given = frame[[design for design in DESIGNS if design != "none"]].to_dict("records")
    either = [
        {truth: mark({str(k): v for k, v in row.items()}, truth).brier for truth in set(truths)}
        for row in given
    ]
    every = [
        math.fsum(
            scored["multilateral" if place in chosen else "bilateral"]
            for place, scored in enumerate(either)
        )
        for chosen in combinations(range(len(truths)), truths.count("multilateral"))
    ]
    real = math.fsum(float(score) for score in frame["score"])
    return sum(one <= real + 1e-9 for one in every) / len(every)


# ------------------------------------------------------------------------------ what misses share


@cache
def power() -> pd.DataFrame:
    """How strong each patron was, and what its promise changes, at the reference set.

    Returns
    -------
    pandas.DataFrame
        The patron's capability over that of the adversary and its associates, and the most that
        the patron's promise to fight lowers the threat to a client, should it promise that one
        alone; sorted by the first.

    Examples
    --------
    >>> power()["Case"].tolist()[0]
    'Prague 2003'
    """
    rows = []
    p = reference()
    for case in ten():
        given = arrays(facts(case))
        world = build(given, settings(p))
        bare = [force**p.decisiveness for force in given.defences]
        before = campaigns_against(world.edges, bare, 0)
        falls = []
        for client in range(given.clients):
            helped = list(bare)
            force = given.defences[client] + p.patron_share * given.patron_power
            helped[client] = force**p.decisiveness
            falls.append(before[client] - campaigns_against(world.edges, helped, 0)[client])
        rows.append(
            {
                "id": case.id,
                "Case": case.title,
                "Patron over adversary": given.patron_power / given.power,
                "Threat lowered at most by": max(falls),
                "At the reference": board.stored()["further"][case.id]["reference"]["design"],
                "What resulted": board.happened()[case.id]["design"],
            }
        )
    return (
        pd.DataFrame(rows)
        .sort_values("Patron over adversary", ascending=False)
        .reset_index(drop=True)
    )


def power_plot() -> Drawing:
    """The ten by the patron's strength, with what the model says and what resulted.

    Examples
    --------
    >>> len(power_plot().axes[0].get_yticklabels())
    10
    """
    frame = power()
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 4.4))
        axes = figure.subplots()
        axes.axvline(1.0, color=GREY, linewidth=1.2, linestyle="--")
        for row, place in frame.iterrows():
            said, truth = place["At the reference"], place["What resulted"]
            right = said == truth
            ratio = place["Patron over adversary"]
            axes.plot(
                ratio,
                row,
                marker="o",
                markersize=9,
                color=GREEN if right else ORANGE,
                markerfacecolor="white" if said == "none" else (GREEN if right else ORANGE),
                markeredgewidth=2,
            )
            told = "nothing new" if said == "none" else said
            axes.annotate(
                f"says {told}; was {truth}",
                (ratio, row),
                (10, 0) if ratio < 1.9 else (-10, 0),
                textcoords="offset points",
                ha="left" if ratio < 1.9 else "right",
                va="center",
                fontsize=9.5,
                fontweight="bold" if right else "normal",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.0},
            )
        axes.set_yticks(range(len(frame)), frame["Case"])
        axes.set(
            xlim=(0.0, 3.2),
            ylim=(9.6, -0.6),
            xlabel="patron's capability over the adversary's, with associates",
        )
        axes.grid(axis="y", visible=False)
    return figure


def stronger_patrons(times: float = 2.0) -> pd.DataFrame:
    """What the model says with a stronger patron, where it has nothing signed.

    Parameters
    ----------
    times : float
        The patron's capability as a multiple of that of the adversary and its associates; above 0.

    Returns
    -------
    pandas.DataFrame
        One row for each case with no pact at the reference set. Where there are more than five
        clients the patron adds bilateral pacts one at a time.

    Examples
    --------
    >>> len(stronger_patrons())
    6
    """
    rows = []
    for case in ten():
        if board.stored()["further"][case.id]["reference"]["design"] != "none":
            continue
        given = facts(case)
        own = case.patron.capability
        factor = times * given.power / given.patron_power
        grown = replace(own, value=own.value * factor, low=own.low * factor, high=own.high * factor)
        changed = replace(case, patron=replace(case.patron, capability=grown))
        found = predict(changed, exhaustive=len(case.clients) <= 5)
        rows.append(
            {
                "id": case.id,
                "Case": case.title,
                "Patron over adversary": f"{given.patron_power / given.power:.2f}",
                "With a patron twice as strong": _as_one(found.design, case),
                "With": ", ".join(case.clients[name].name for name in found.members) or "nobody",
                "What resulted": board.happened()[case.id]["design"],
            }
        )
    return pd.DataFrame(rows).rename(
        columns={"With a patron twice as strong": f"With a patron {times:g} times as strong"}
    )


def _belongs(case: Case, group: str) -> bool:
    """Whether a case is in one of the groups."""
    given = facts(case)
    if group == GROUPS[0]:
        return bool(given.standing)
    if group == GROUPS[1]:
        from alliance_design.threat import assess

        sea = {frozenset(leg.joins): leg.sea_km for leg in case.legs.values()}
        routes = assess(case, reference()).routes
        return not any(
            sea[frozenset((here, there))]
            for client in case.clients
            if (route := routes[client]) is not None
            for here, there in zip(route.stops, route.stops[1:], strict=False)
        )
    if group == GROUPS[2]:
        return 1948 <= case.date.year <= 1960
    return given.patron_power > given.power


def split() -> pd.DataFrame:
    """Whether the model does better on cases like those it was made for, and how far chance goes.

    Returns
    -------
    pandas.DataFrame
        For each way of parting the ten: how many are in, the mean of their cases' scores, that of
        the others, and the share of all groups of the same size whose mean differs from the rest's
        by at least as much, either way.

    Examples
    --------
    >>> split()["Cases"].tolist()
    [4, 6, 4, 4]
    """
    means = {case.id: _case_mean(board.OWN, case.id) for case in ten()}
    whole = math.fsum(means.values())

    def gap(chosen: Iterable[str]) -> float:
        kept = [means[name] for name in chosen]
        inside = math.fsum(kept) / len(kept)
        return inside - (whole - math.fsum(kept)) / (len(means) - len(kept))

    rows = []
    for group in GROUPS:
        inside = [case.id for case in ten() if _belongs(case, group)]
        real = gap(inside)
        every = [gap(chosen) for chosen in combinations(means, len(inside))]
        among = math.fsum(means[name] for name in inside) / len(inside)
        rows.append(
            {
                "Group": group,
                "Cases": len(inside),
                "Their score": round(among, 2),
                "The others'": round(among - real, 2),
                "By chance as far apart": round(
                    sum(abs(one) >= abs(real) - 1e-12 for one in every) / len(every), 2
                ),
            }
        )
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------ the post-mortem

Change = Callable[[Case], Case]


def _only(names: Sequence[str]) -> Change:
    """Keep some of the clients, with the ties and the ways among them."""

    def homes(places: Mapping[str, Place], gone: set[str]) -> dict[str, Place]:
        return {
            name: replace(
                place,
                garrisons={who: kept for who, kept in place.garrisons.items() if who not in gone},
            )
            for name, place in places.items()
            if name not in gone
        }

    def change(case: Case) -> Case:
        gone = set(case.clients) - set(names)
        pledges = {
            key: replace(pledge, parties=tuple(p for p in pledge.parties if p not in gone))
            for key, pledge in case.pledges.items()
            if len(set(pledge.parties) - gone) > 1
        }
        return replace(
            case,
            clients=homes(case.clients, gone),
            between=homes(case.between, gone),
            pledges=pledges,
            rivalries={k: r for k, r in case.rivalries.items() if not set(r.joins) & gone},
            legs={k: leg for k, leg in case.legs.items() if not set(leg.joins) & gone},
        )

    return change


def _unpledged(*keys: str) -> Change:
    """Strike out pledges among the clients."""

    def change(case: Case) -> Case:
        return replace(case, pledges={k: p for k, p in case.pledges.items() if k not in keys})

    return change


def _pledged(*parties: str) -> Change:
    """Enter a pledge to consult."""

    def change(case: Case) -> Case:
        day = case.date - datetime.timedelta(days=1)
        extra = Pledge("alternative", "Alternative", parties, day, "consult", "judgement", "")
        return replace(case, pledges={**case.pledges, "alternative": extra})

    return change


def _coded(names: Sequence[str], **fields: Any) -> Change:
    """Code fields of some clients otherwise."""

    def change(case: Case) -> Case:
        return replace(
            case,
            clients={
                name: replace(place, **fields) if name in names else place
                for name, place in case.clients.items()
            },
        )

    return change


def _promised(level: str) -> Change:
    """Code every client's pact with the patron at another level, or as none."""

    def change(case: Case) -> Case:
        clients = {}
        for name, place in case.clients.items():
            prior = place.prior_pact
            if prior is not None:
                prior = None if level == "none" else replace(prior, level=level)
            clients[name] = replace(place, prior_pact=prior)
        return replace(case, clients=clients)

    return change


def _both(first: Change, second: Change) -> Change:
    """One change after another."""

    def change(case: Case) -> Case:
        return second(first(case))

    return change


def _quarrels(degree: float, *pair: str) -> Change:
    """Code the quarrels otherwise, or add one."""

    def change(case: Case) -> Case:
        if not pair:
            kept = {k: replace(r, degree=degree) for k, r in case.rivalries.items()}
            return replace(case, rivalries=kept if degree else {})
        day = case.date - datetime.timedelta(days=1)
        extra = Rivalry("alternative", (pair[0], pair[1]), degree, "judgement", "", day)
        return replace(case, rivalries={**case.rivalries, "alternative": extra})

    return change


_THE_EIGHT = (
    "bavaria", "saxony", "hanover", "wuerttemberg", "baden", "electoral-hesse", "hesse",
    "mecklenburg",
)  # fmt: skip
_MANILA = ("australia", "new-zealand", "thailand", "philippines", "pakistan")

NOTED: tuple[tuple[str, str, Change], ...] = (
    ("austria-bavaria-1866", "the Federal Act is no pledge", _unpledged("federal-act")),
    ("austria-bavaria-1866", "the Federal Act is a pact to consult", _promised("consult")),
    (
        "austria-bavaria-1866",
        "the Federal Act is neither pledge nor pact",
        _both(_unpledged("federal-act"), _promised("none")),
    ),
    ("austria-bavaria-1866", "no joint standards", _coded(_THE_EIGHT, interoperability="none")),
    ("austria-bavaria-1866", "no quarrel", _quarrels(0.0)),
    ("prussia-south-1866", "the Federal Act is no pledge", _unpledged("federal-act")),
    (
        "prussia-south-1866",
        "four clients, south of the Main",
        _only(("bavaria", "wuerttemberg", "baden", "hesse")),
    ),
    ("prussia-south-1866", "no quarrels", _quarrels(0.0)),
    (
        "locarno-1925",
        "the treaty of 1924 is none of defence",
        _coded(("czechoslovakia",), prior_pact=None),
    ),
    ("locarno-1925", "the quarrel over Teschen at half", _quarrels(0.5)),
    (
        "locarno-1925",
        "the agreement of 1921 is a pledge",
        _pledged("czechoslovakia", "poland"),
    ),
    (
        "egypt-1936",
        "Egypt's standards are full",
        _coded(("egypt",), interoperability="full"),
    ),
    ("egypt-1936", "Egypt's army has heavy arms", _coded(("egypt",), armed="fully")),
    ("greece-turkey-1951", "the pact of 1933 still stood", _pledged("greece", "turkey")),
    ("greece-turkey-1951", "Cyprus is a quarrel", _quarrels(0.5, "greece", "turkey")),
    ("baghdad-1955", "Iraq and Turkey alone", _only(("iraq", "turkey"))),
    ("baghdad-1955", "without Libya and Pakistan", _only(("iraq", "jordan", "turkey"))),
    ("baghdad-1955", "Turkey and Iraq have a pledge", _pledged("iraq", "turkey")),
    ("baghdad-1955", "Turkey and Pakistan have none", _unpledged("turkey-pakistan")),
    (
        "baghdad-1955",
        "Jordan's standards are full",
        _coded(("jordan",), interoperability="full"),
    ),
    ("malaya-1957", "without the United States", _only(("malaya", *_MANILA, "france"))),
    ("malaya-1957", "without France as well", _only(("malaya", *_MANILA))),
    (
        "malaya-1957",
        "Malaya, Australia and New Zealand alone",
        _only(("malaya", "australia", "new-zealand")),
    ),
    ("malaya-1957", "Malaya's army has heavy arms", _coded(("malaya",), armed="fully")),
    ("japan-1960", "the treaty of Manila is no pledge", _unpledged("manila")),
    (
        "japan-1960",
        "Taiwan's provocation is even",
        _coded(("taiwan",), provocation="even"),
    ),
    ("japan-1960", "three clients in the north", _only(("japan", "south-korea", "taiwan"))),
    ("madrid-1997", "no pledge", _unpledged("poland-czechia")),
    ("madrid-1997", "a second pledge, of Poland and Hungary", _pledged("poland", "hungary")),
    (
        "madrid-1997",
        "standards are full",
        _coded(("czechia", "hungary", "poland"), interoperability="full"),
    ),
)
"""Alternatives that the notes of the case files named before the scoring, with the change."""


@cache
def alternatives(*names: str) -> pd.DataFrame:
    """Noted alternative codings that need no new map, and what the model says.

    Parameters
    ----------
    *names : str
        Ids of cases; all where none are given.

    Returns
    -------
    pandas.DataFrame
        ``verdict``: whether a miss is turned into a hit, a hit lost, or neither. Where there are
        more than five clients the patron adds bilateral pacts one at a time.

    Examples
    --------
    >>> alternatives("locarno-1925")["verdict"].tolist()
    ['turns the miss', 'stays', 'stays']
    """
    rows = []
    for name, words, change in NOTED:
        if names and name not in names:
            continue
        case = change(load(name))
        found = predict(case, exhaustive=len(case.clients) <= 5)
        truth = board.happened()[name]["design"]
        said = board.stored()["further"][name]["reference"]["design"]
        before = _as_one(said, load(name)) == truth
        after = _as_one(found.design, case) == _as_one(truth, case)
        verdict = "stays" if before == after else "turns the miss" if after else "loses the hit"
        rows.append(
            {
                "case": name,
                "Case": load(name).title,
                "Coded otherwise": words,
                "The model then says": found.design,
                "What resulted": truth,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------ the prose


def numbers() -> dict[str, float]:
    """The numbers of the chapter's prose, by the names under which the text has them.

    Examples
    --------
    >>> numbers()["pool"]
    18
    """
    told = board.stored()["further"]
    every = board.means(_kept())
    own, nothing, usual = without()
    bare = without("greece-turkey-1951", "madrid-1997", "prague-2003")
    peace, cases = without("austria-bavaria-1866"), case_means()
    silence, base, nato = gaps("silence"), gaps("base-rate"), gaps("silence", board.ONE_TREATY)
    four, dealt = four_answers(), window_of_chance()
    both, groups = rivals_on_both(), split().set_index("Group").loc[GROUPS[2]]
    points = len(calibration_results()["points"])
    locarno = predict(load("locarno-1925")).decisions

    def share(case: str, design: str) -> float:
        return float(told[case]["chances"]["design"][design])

    return {
        "own": own,
        "own_reference": float(samples()["Score"].iloc[2]),
        "nothing": nothing,
        "usual": usual,
        "frame": len(episodes()),
        "pool": sum(episode.pool == "yes" for episode in episodes()),
        "points": points,
        "four_own": four[0],
        "four_nothing": four[1],
        "bare_own": bare[0],
        "bare_nothing": bare[1],
        "bare_usual": bare[2],
        "peace_own": peace[0],
        "peace_nothing": peace[1],
        "peace_usual": peace[2],
        "prussia_points": share("prussia-south-1866", "multilateral"),
        "prussia_slack": predict(load("prussia-south-1866")).decisions[-1].slack,
        "prague_slack": locarno[0].slack,
        "poland_slack": locarno[1].slack,
        "egypt_points": share("egypt-1936", "bilateral"),
        "greece_none": share("greece-turkey-1951", "none"),
        "greece_six": round(points * (1.0 - share("greece-turkey-1951", "none"))),
        "malaya_points": share("malaya-1957", "bilateral"),
        "malaya_slack": predict(load("malaya-1957")).decisions[1].slack,
        "japan_points": share("japan-1960", "bilateral"),
        "prague_points": share("prague-2003", "multilateral"),
        "behind_silence": silence[0],
        "silence_low": silence[1],
        "silence_high": silence[2],
        "behind_base": base[0],
        "base_low": base[1],
        "base_high": base[2],
        "nato_low": nato[1],
        "nato_high": nato[2],
        "cases_own": cases[0],
        "cases_nothing": cases[1],
        "cases_usual": cases[2],
        "dealt": dealt[0],
        "dealt_share": dealt[1],
        "signed_own": float(something_signed()["score"].mean()),
        "signed_nothing": float(something_signed("silence")["score"].mean()),
        "signed_base": float(something_signed("base-rate")["score"].mean()),
        "signed_chance": dealt_as_well(),
        "tuned_years": float(groups["Their score"]),
        "other_years": float(groups["The others'"]),
        "tuned_chance": float(groups["By chance as far apart"]),
        "rivals": len(both),
        "rivals_better": int(both["beats the base rate"].sum()),
        "rivals_steady": int(both["beats silence twice"].sum()),
        "others": every[("other-cases",)][0].brier,
        "changes": len(NOTED),
        "locarno_numbers": len(one_number("locarno-1925")),
    }
