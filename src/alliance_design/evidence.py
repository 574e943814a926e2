"""Evidence: what the observations of the article weigh, hypothesis by hypothesis.

Process tracing asks of each piece of evidence how much likelier it is if a hypothesis holds than if
it does not. This module answers with ranges and adds the answers up in decibels, each source once
(Van Evera 1997; Bennett 2015; Humphreys and Jacobs 2015; Fairfield and Charman 2017).

The author's words of praise ("striking", "strong") are kept in the table and used nowhere here.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alliance_design.errors import InputError

__all__ = [
    "AUTHOR_VERDICTS",
    "CHANCES",
    "HYPOTHESES",
    "RIVALS",
    "Agreement",
    "Bearing",
    "Chances",
    "Claimed",
    "Observation",
    "Weight",
    "agreement",
    "cluster_weights",
    "clusters_to_drop",
    "contrary_to_flip",
    "decibels",
    "kappa",
    "observations",
    "of_the_article",
    "posterior",
    "second_coding",
    "sums_up",
    "total",
    "verdict",
    "weakening_to_flip",
    "weigh",
]


@dataclass(frozen=True)
class Claimed:
    """A hypothesis or a rival: what it says, and what its negation would mean."""

    says: str
    negation: str


HYPOTHESES: Mapping[str, Claimed] = {
    "H1": Claimed(
        "The patron wants its clients to commit to their own security before it does.",
        "It does not care who commits first, or wants something else.",
    ),
    "H2": Claimed(
        "Alliances in which a patron joins its clients' own pact tend to last.",
        "They last no longer than others.",
    ),
    "H3": Claimed(
        "Alliances in which a patron manufactures or imposes such a pact do not last.",
        "They last as long as others.",
    ),
    "H4": Claimed(
        "Where a manufactured or imposed pact fails, the patron has to settle for smaller ones.",
        "Those come before it, or for other reasons.",
    ),
    "H5": Claimed(
        "A patron makes the commitment that its clients have made to one another.",
        "Its commitment differs from theirs, or owes nothing to it.",
    ),
    "H6": Claimed(
        "Clients are likelier to commit to one another if an adversary can credibly occupy them.",
        "A credible threat makes them no likelier to.",
    ),
    "H7": Claimed(
        "Adversaries are likelier to threaten occupation credibly on land than over water.",
        "They are no likelier to.",
    ),
}
"""The article's seven hypotheses, each with the negation that the likelihood ratios are held against."""

RIVALS: Mapping[str, Claimed] = {
    "control": Claimed(
        "American power and a wish for control explain the designs.", "They do not."
    ),
    "identity": Claimed("A common identity, or race, explains the designs.", "It does not."),
    "geography": Claimed("Water alone explains the designs.", "It does not."),
    "prospect": Claimed("Gains, losses and reference points explain the designs.", "They do not."),
    "disinterest": Claimed(
        "The region's own lack of interest, its quarrels and its norms explain Asia.",
        "They do not.",
    ),
    "backing": Claimed(
        "Clients bind themselves because, or as far as, they expect the patron behind them.",
        "What they expect of the patron makes no difference.",
    ),
    "allies": Claimed(
        "The allies in Asia wanted bilateral pacts and bargained for them.", "They did not."
    ),
}
"""The rivals that the observations bear on."""

AUTHOR_VERDICTS: Mapping[str, str] = {
    "H1": "strong support; problematic in Asia",
    "H2": "support",
    "H3": "strong support",
    "H4": "strong support",
    "H5": "support",
    "H6": "support",
    "H7": "some support",
}
"""What the article's conclusion says of its hypotheses, in its own words of strength."""

TEST_TYPES = ("straw-in-the-wind", "hoop", "smoking-gun", "doubly-decisive")


@dataclass(frozen=True)
class Chances:
    """How likely a kind of evidence is, with the hypothesis and without it.

    Parameters
    ----------
    with_it, without_it : tuple of float
        Lowest and highest probability of finding it, if the hypothesis holds and if its negation
        does; above 0 and at most 1.

    Examples
    --------
    >>> gun = Chances((0.2, 0.5), (0.02, 0.1))
    >>> gun.ratios
    (2.0, 25.0)
    """

    with_it: tuple[float, float]
    without_it: tuple[float, float]

    def __post_init__(self) -> None:
        """Refuse what is no pair of probabilities."""
        for low, high in (self.with_it, self.without_it):
            if not 0.0 < low <= high <= 1.0:
                raise ValueError(f"expected 0 < low <= high <= 1, got {low:g} and {high:g}")

    @property
    def ratios(self) -> tuple[float, float]:
        """Smallest and largest likelihood ratio."""
        return self.with_it[0] / self.without_it[1], self.with_it[1] / self.without_it[0]


CHANCES: Mapping[str, Chances] = {
    "straw-in-the-wind": Chances((0.5, 0.7), (0.35, 0.5)),
    "hoop": Chances((0.9, 0.98), (0.5, 0.8)),
    "smoking-gun": Chances((0.2, 0.5), (0.02, 0.1)),
    "doubly-decisive": Chances((0.9, 0.98), (0.02, 0.1)),
}
"""What each kind of test means in numbers: our judgement, as ranges, the same for all hypotheses."""


@dataclass(frozen=True)
class Bearing:
    """What one observation does to one hypothesis or rival."""

    claim: str
    direction: str
    test_type: str
    explicit: bool = False


@dataclass(frozen=True)
class Observation:
    """One row of ``data/evidence.csv``; the codebook says what each field means."""

    id: str
    footnote: int | None
    section: str
    date: str
    date_precision: str
    theatre: str
    case: str
    actor: str
    document: str
    kind: str
    strength: str
    verified: str
    paraphrase: str
    cluster: str
    note: str
    bears: str
    where: str
    found: str
    hypotheses: tuple[Bearing, ...]
    rivals: tuple[Bearing, ...]

    @property
    def bearings(self) -> tuple[Bearing, ...]:
        """On hypotheses and rivals alike."""
        return self.hypotheses + self.rivals


@dataclass(frozen=True)
class Weight:
    """Weight of evidence in decibels: ten times the base-ten logarithm of a likelihood ratio.

    Examples
    --------
    >>> Weight(0.0, 1.5, 3.0) + Weight(-3.0, -1.5, 0.0)
    Weight(low=-3.0, middle=0.0, high=3.0)
    """

    low: float
    middle: float
    high: float

    def __add__(self, other: Weight) -> Weight:
        """Both together, every ratio at the same end of its range."""
        return Weight(self.low + other.low, self.middle + other.middle, self.high + other.high)


def decibels(ratio: float) -> float:
    """A likelihood ratio in decibels; 10 are ten to one, 0 tells nothing.

    Examples
    --------
    >>> decibels(100.0)
    20.0
    """
    return 10.0 * math.log10(ratio)


def weigh(test_type: str, direction: str, chances: Mapping[str, Chances] = CHANCES) -> Weight:
    """What one observation weighs for a claim.

    Parameters
    ----------
    test_type : str
        One of the four kinds of test.
    direction : str
        ``supports``, ``undermines`` or ``context``, which weighs nothing.
    chances : mapping of str to Chances
        What the kinds mean in numbers.

    Returns
    -------
    Weight
        The middle is that of the geometric mean of the smallest and the largest ratio.

    Examples
    --------
    >>> weigh("hoop", "context")
    Weight(low=0.0, middle=0.0, high=0.0)
    >>> round(weigh("smoking-gun", "undermines").low, 1)
    -14.0
    """
    if direction == "context":
        return Weight(0.0, 0.0, 0.0)
    low, high = (decibels(ratio) for ratio in chances[test_type].ratios)
    if direction == "supports":
        return Weight(low, (low + high) / 2.0, high)
    return Weight(-high, -(low + high) / 2.0, -low)


def cluster_weights(
    found: Iterable[Observation], claim: str, chances: Mapping[str, Chances] = CHANCES
) -> dict[str, Weight]:
    """What each cluster of observations weighs for a claim, each counted once.

    From a cluster count its strongest observation for the claim and its strongest against it, so
    that a document quoted five times is one document, and one that says both is heard on both.

    Parameters
    ----------
    found : iterable of Observation
    claim : str
        A hypothesis or a rival.
    chances : mapping of str to Chances

    Returns
    -------
    dict of str to Weight
        By cluster, in the order of the observations; only clusters that bear on the claim.

    Examples
    --------
    >>> guns = cluster_weights(observations(), "H6")
    >>> guns["frus1948v03d150"].middle > 0
    True
    """
    strongest: dict[str, dict[str, Weight]] = {}
    for observation in found:
        for bearing in observation.bearings:
            if bearing.claim != claim or bearing.direction == "context":
                continue
            weight = weigh(bearing.test_type, bearing.direction, chances)
            sides = strongest.setdefault(observation.cluster, {})
            kept = sides.get(bearing.direction)
            if kept is None or abs(weight.middle) > abs(kept.middle):
                sides[bearing.direction] = weight
    return {cluster: total(sides.values()) for cluster, sides in strongest.items()}


def total(weights: Iterable[Weight]) -> Weight:
    """The sum of weights.

    Examples
    --------
    >>> total([])
    Weight(low=0.0, middle=0.0, high=0.0)
    """
    return sum(weights, Weight(0.0, 0.0, 0.0))


def sums_up(
    found: Iterable[Observation], claim: str, chances: Mapping[str, Chances] = CHANCES
) -> Weight:
    """The weight of all observations for a claim.

    At the low end every ratio stands at the end of its range that is worst for the claim, at the
    high end at the best; the truth would have to be unlucky throughout to lie at either.

    Examples
    --------
    >>> sums_up(observations(), "H1").low < sums_up(observations(), "H1").high
    True
    """
    return total(cluster_weights(found, claim, chances).values())


def posterior(prior: float, weight: float) -> float:
    """Probability of a claim after evidence of a weight in decibels.

    Bayes' rule in odds: posterior odds are prior odds times the likelihood ratio.

    Parameters
    ----------
    prior : float
        Probability before, between 0 and 1.
    weight : float
        Decibels.

    Examples
    --------
    >>> posterior(0.5, 0.0)
    0.5
    >>> round(posterior(0.1, 10.0), 3)
    0.526
    """
    odds = math.log(prior / (1.0 - prior)) + weight * math.log(10.0) / 10.0
    return 1.0 / (1.0 + math.exp(-odds)) if odds > -700.0 else 0.0


def _needed(prior: float, sure: float) -> float:
    """Decibels that carry a prior to a probability."""
    return decibels(sure / (1.0 - sure)) - decibels(prior / (1.0 - prior))


def verdict(weight: Weight, prior: float = 0.5, sure: float = 0.95) -> str:
    """What the evidence comes to.

    Parameters
    ----------
    weight : Weight
    prior : float
        Probability before the evidence, between 0 and 1.
    sure : float
        Probability that counts as settled, above a half.

    Returns
    -------
    str
        ``supported`` or ``undermined`` where even the worst end of the range settles it,
        ``leans for`` or ``leans against`` where the middle does, otherwise ``open``.

    Examples
    --------
    >>> verdict(Weight(14.0, 20.0, 40.0)), verdict(Weight(-5.0, 20.0, 40.0))
    ('supported', 'leans for')
    """
    needed, refuted = _needed(prior, sure), _needed(prior, 1.0 - sure)
    if weight.low >= needed:
        return "supported"
    if weight.high <= refuted:
        return "undermined"
    if weight.middle >= needed:
        return "leans for"
    if weight.middle <= refuted:
        return "leans against"
    return "open"


def contrary_to_flip(
    weight: float,
    test_type: str = "straw-in-the-wind",
    prior: float = 0.5,
    sure: float = 0.95,
    chances: Mapping[str, Chances] = CHANCES,
) -> int:
    """How many contrary clusters that nobody reported would unsettle a claim.

    Parameters
    ----------
    weight : float
        Decibels for the claim.
    test_type : str
        What kind each unreported cluster is; it weighs the middle of its range.
    prior, sure : float
        As in `verdict`.
    chances : mapping of str to Chances

    Returns
    -------
    int
        The fewest that bring the claim below `sure`; 0 where it is below already.

    Examples
    --------
    >>> contrary_to_flip(20.0), contrary_to_flip(20.0, "smoking-gun")
    (5, 1)
    """
    spare = weight - _needed(prior, sure)
    if spare < 0.0:
        return 0
    return math.floor(spare / weigh(test_type, "supports", chances).middle) + 1


def weakening_to_flip(weight: float, prior: float = 0.5, sure: float = 0.95) -> float:
    """How weak the kinds of test must be for a claim to be unsettled.

    Every likelihood ratio is raised to one power between 0 and 1, which multiplies all decibels
    by it.

    Returns
    -------
    float
        The power at which the claim falls below `sure`: 1 where it is below already, 0 where the
        prior alone settles it.

    Examples
    --------
    >>> round(weakening_to_flip(25.6), 2)
    0.5
    """
    needed = _needed(prior, sure)
    if weight < needed:
        return 1.0
    return max(needed / weight, 0.0) if weight > 0.0 else 0.0


def clusters_to_drop(
    weights: Mapping[str, Weight], prior: float = 0.5, sure: float = 0.95
) -> tuple[str, ...]:
    """The fewest clusters without which a claim is unsettled: the strongest for it, in turn.

    Parameters
    ----------
    weights : mapping of str to Weight
        From `cluster_weights`; their middles are used.
    prior, sure : float
        As in `verdict`.

    Returns
    -------
    tuple of str
        Empty where the claim is unsettled with all of them.

    Examples
    --------
    >>> clusters_to_drop({"a": Weight(0, 9, 9), "b": Weight(0, 5, 9), "c": Weight(0, 2, 9)})
    ('a',)
    """
    needed = _needed(prior, sure)
    left = sum(weight.middle for weight in weights.values())
    dropped = []
    for cluster, weight in sorted(weights.items(), key=lambda item: -item[1].middle):
        if left < needed or weight.middle <= 0.0:
            break
        left -= weight.middle
        dropped.append(cluster)
    return tuple(dropped)


def kappa(one: Sequence[str], other: Sequence[str]) -> float:
    """Cohen's kappa: agreement of two coders beyond what chance would give (Cohen 1960).

    Parameters
    ----------
    one, other : sequence of str
        Codes of the same units in the same order; at least one.

    Returns
    -------
    float
        1 for full agreement, 0 for chance's, below for less; not a number where both coders use
        one and the same code throughout, since chance would agree too.

    Raises
    ------
    ValueError
        If the sequences differ in length or are empty.

    Examples
    --------
    >>> kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    0.5
    """
    if len(one) != len(other) or not one:
        raise ValueError(f"expected codes of the same units, got {len(one)} and {len(other)}")
    units = len(one)
    agreed = sum(a == b for a, b in zip(one, other, strict=True)) / units
    chance = sum(
        (one.count(code) / units) * (other.count(code) / units) for code in set(one) | set(other)
    )
    return (agreed - chance) / (1.0 - chance) if chance < 1.0 else math.nan


@dataclass(frozen=True)
class Agreement:
    """How far two coders agree on one field.

    Parameters
    ----------
    field : str
    units : int
        How many were compared.
    agreed : float
        Share on which they agree.
    kappa, low, high : float
        Cohen's kappa, with the middle 95 per cent of draws of the units with replacement.
    """

    field: str
    units: int
    agreed: float
    kappa: float
    low: float
    high: float


def agreement(
    first: Iterable[Observation], second: Iterable[Observation], draws: int = 2000, seed: int = 1960
) -> tuple[Agreement, ...]:
    """Agreement of two codings, field by field.

    The nearest hypothesis is the first that a coder names. Direction, explicitness and kind of
    test are compared over all hypotheses that both name for an observation.

    Parameters
    ----------
    first, second : iterable of Observation
        Only observations in both are compared.
    draws, seed : int
        For the ranges of kappa.

    Examples
    --------
    >>> [line.field for line in agreement(observations(), second_coding())][:2]
    ['theatre', 'case']
    """
    others = {observation.id: observation for observation in second}
    both = [(one, others[one.id]) for one in first if one.id in others]
    shared = [
        (mine, theirs)
        for one, other in both
        for mine in one.hypotheses
        for theirs in other.hypotheses
        if mine.claim == theirs.claim
    ]
    decided = [(m, t) for m, t in shared if "context" not in (m.direction, t.direction)]
    named: list[tuple[str, list[tuple[str, str]]]] = [
        ("theatre", [(one.theatre, other.theatre) for one, other in both]),
        ("case", [(one.case, other.case) for one, other in both]),
        ("nearest hypothesis", [(_nearest(one), _nearest(other)) for one, other in both]),
        (
            "each hypothesis named or not",
            [
                (str(_names(one, claim)), str(_names(other, claim)))
                for one, other in both
                for claim in HYPOTHESES
            ],
        ),
        ("direction", [(mine.direction, theirs.direction) for mine, theirs in shared]),
        ("explicit", [(str(mine.explicit), str(theirs.explicit)) for mine, theirs in shared]),
        ("kind of test", [(mine.test_type, theirs.test_type) for mine, theirs in decided]),
        (
            "each rival named or not",
            [
                (str(_names(one, claim)), str(_names(other, claim)))
                for one, other in both
                for claim in RIVALS
            ],
        ),
    ]
    return tuple(_agreed(field, pairs, draws, seed) for field, pairs in named)


def _nearest(observation: Observation) -> str:
    return observation.hypotheses[0].claim if observation.hypotheses else "none"


def _names(observation: Observation, claim: str) -> bool:
    return any(bearing.claim == claim for bearing in observation.bearings)


def _agreed(field: str, pairs: Sequence[tuple[str, str]], draws: int, seed: int) -> Agreement:
    """One line of the comparison."""
    chooser = random.Random(seed)
    values = []
    for _ in range(draws):
        drawn = chooser.choices(pairs, k=len(pairs))
        value = kappa([a for a, _ in drawn], [b for _, b in drawn])
        if not math.isnan(value):
            values.append(value)
    values.sort()
    cut = round(0.025 * len(values))
    return Agreement(
        field,
        len(pairs),
        sum(a == b for a, b in pairs) / len(pairs),
        kappa([a for a, _ in pairs], [b for _, b in pairs]),
        values[cut] if values else math.nan,
        values[-1 - cut] if values else math.nan,
    )


def observations(path: Path | None = None) -> tuple[Observation, ...]:
    """The observations of ``data/evidence.csv``, in the order of the article.

    Parameters
    ----------
    path : Path, optional
        Another file with the same columns.

    Raises
    ------
    InputError
        With file, row and column, at the first thing that is wrong.

    Examples
    --------
    >>> observations()[0].id
    'e034a'
    """
    return _ours() if path is None else _read("evidence", path)


def of_the_article(found: Iterable[Observation]) -> tuple[Observation, ...]:
    """The observations that the article itself brings, without what its documents say beyond it.

    Examples
    --------
    >>> len(of_the_article(observations())) < len(observations())
    True
    """
    return tuple(o for o in found if o.section != "left-out")


def second_coding(path: Path | None = None) -> tuple[Observation, ...]:
    """The second reader's codes of forty observations; fields that were not coded are empty.

    Examples
    --------
    >>> len(second_coding())
    40
    """
    return _read("evidence_second", path)


@cache
def _ours() -> tuple[Observation, ...]:
    return _read("evidence", None)


def _read(table: str, path: Path | None) -> tuple[Observation, ...]:
    from alliance_design.tables import read_table  # pandas is slow to start

    file = path.name if path else f"{table}.csv"
    rows = read_table(table, path).to_dict("records")
    return tuple(_observation(row, file, number) for number, row in enumerate(rows, start=2))


def _observation(row: Mapping[str, Any], file: str, number: int) -> Observation:
    """One checked row; what no single column can show is checked here."""

    def refuse(column: str, problem: str) -> InputError:
        return InputError(file, f"row {number}, {column}", problem)

    names = row["hypotheses"].split(";") if row["hypotheses"] else []
    lists = {}
    for column in ("explicit", "direction", "test_type"):
        lists[column] = row[column].split(";") if row[column] else []
        if len(lists[column]) != len(names):
            raise refuse(
                column,
                f"expected one entry for each of {len(names)} hypotheses, got {len(lists[column])}",
            )
    hypotheses = tuple(
        Bearing(claim, direction, kind, told == "explicit")
        for claim, told, direction, kind in zip(
            names, lists["explicit"], lists["direction"], lists["test_type"], strict=True
        )
    )
    rivals = []
    for text in row["rivals"].split(";") if row["rivals"] else []:
        parts = text.split(":")
        if len(parts) != 3 or parts[0] not in RIVALS:
            raise refuse(
                "rivals",
                "expected rival:direction:test type with a rival of "
                f"{', '.join(RIVALS)}, got {text!r}",
            )
        rivals.append(Bearing(*parts))
    for column, bearings in (("test_type", hypotheses), ("rivals", tuple(rivals))):
        for bearing in bearings:
            if bearing.direction not in ("supports", "undermines", "context"):
                raise refuse(
                    column, f"expected supports, undermines or context, got {bearing.direction!r}"
                )
            wanted = ("none",) if bearing.direction == "context" else TEST_TYPES
            if bearing.test_type not in wanted:
                raise refuse(
                    column,
                    f"expected {' or '.join(wanted)} for {bearing.claim}, which it "
                    f"{bearing.direction}, got {bearing.test_type!r}"
                    if bearing.direction != "context"
                    else f"expected none for {bearing.claim}, to which it is context,"
                    f" got {bearing.test_type!r}",
                )
    note = row.get("footnote")
    return Observation(
        id=row["id"],
        footnote=int(note) if note is not None and not math.isnan(note) else None,
        hypotheses=hypotheses,
        rivals=tuple(rivals),
        **{
            column: row.get(column, "")
            for column in Observation.__dataclass_fields__
            if column not in ("id", "footnote", "hypotheses", "rivals")
        },
    )
