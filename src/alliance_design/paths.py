"""Paths of offers: which story makes the dated path of a patron's positions likelier.

A story says what the patron goes by when it chooses, at each dated step, which of the designs on
the table to stand for. Deliberate design: its own wishes, the same throughout. Concession: its own
wishes and those of the allies that have spoken by then. Both choose with the same kind of noise,
and what neither knows (how sharp the choice is, how sticky a position) is averaged over.

The formalisation is this project's own.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from alliance_design import bargaining

__all__ = [
    "STORIES",
    "Likelihood",
    "Offer",
    "Step",
    "chance_of_step",
    "first_position",
    "given_up",
    "likelihoods",
    "log_likelihood",
    "offers",
    "steps",
    "weighed",
]

SHARPNESS = (0.1, 4.0)
"""Range of the sharpness of choice, per step of conduct; drawn evenly in logarithms."""

STICKINESS = (0.0, 4.0)
"""Range of what a change of position costs, in units of the logit; drawn evenly."""

SCALE = 4.0
"""Worths run from minus this to this."""


@dataclass(frozen=True)
class Offer:
    """One row of ``data/offers.csv``."""

    id: str
    date: str
    round: str
    by: str
    to: str
    kind: str
    about: str
    initiator: str
    design: str
    position: str
    step: str
    source: str
    url: str
    verified: str
    note: str


@dataclass(frozen=True)
class Step:
    """A dated position of the patron, and what it could choose among.

    Parameters
    ----------
    date : str
    before, position : str
        Ids of the designs that it stood for before and after.
    open : tuple of str
        Designs on the table that day.
    spoken : tuple of str
        Allies that had made a proposal, demand, condition or refusal by then.
    offer : str
        Id of the offer that shows it.
    """

    date: str
    before: str
    position: str
    open: tuple[str, ...]
    spoken: tuple[str, ...]
    offer: str


def chance_of_step(
    worths: Mapping[str, float], before: str, sharpness: float, stickiness: float
) -> Mapping[str, float]:
    """How likely each design is to be stood for next.

    ``P(d) ∝ exp(λ v(d) - μ [d ≠ before])``.

    Parameters
    ----------
    worths : mapping of float
        Of the designs on the table.
    before : str
        The design stood for until now.
    sharpness, stickiness : float
        λ and μ, at least 0.

    Examples
    --------
    >>> chance_of_step({"many": 1.0, "hub": 1.0}, "many", 1.0, 0.0)
    {'many': 0.5, 'hub': 0.5}
    """
    heights = {
        design: sharpness * worth - (0.0 if design == before else stickiness)
        for design, worth in worths.items()
    }
    top = max(heights.values())
    odds = {design: math.exp(height - top) for design, height in heights.items()}
    total = math.fsum(odds.values())
    return {design: odd / total for design, odd in odds.items()}


def weighed(
    worth: Mapping[str, Mapping[str, float]],
    patron: str,
    spoken: Sequence[str],
    heed: float,
    design: str,
) -> float:
    """What the patron goes by when it heeds the allies that have spoken.

    ``(1 - h) u_P(d) + h mean_i u_i(d)``; its own worth alone while nobody has spoken.

    Examples
    --------
    >>> worth = {"patron": {"hub": 1.0}, "client": {"hub": 3.0}}
    >>> weighed(worth, "patron", ["client"], 0.5, "hub"), weighed(worth, "patron", [], 0.5, "hub")
    (2.0, 1.0)
    """
    own = worth[patron][design]
    if heed == 0.0 or not spoken:
        return own
    theirs = math.fsum(worth[ally][design] for ally in spoken) / len(spoken)
    return (1.0 - heed) * own + heed * theirs


def log_likelihood(
    path: Iterable[Step],
    worth: Mapping[str, Mapping[str, float]],
    patron: str,
    heed: float,
    sharpness: float,
    stickiness: float,
) -> float:
    """Logarithm of the chance of a path of positions.

    Parameters
    ----------
    path : iterable of Step
    worth : mapping of mapping of float
    patron : str
    heed : float
        Weight of the allies that have spoken, from 0 (deliberate design) to 1.
    sharpness, stickiness : float
        As in `chance_of_step`.

    Examples
    --------
    >>> step = Step("1951-01-03", "nothing", "hub", ("hub", "nothing"), (), "draft")
    >>> round(log_likelihood([step], {"us": {"hub": 0.0, "nothing": 0.0}}, "us", 0.0, 1.0, 0.0), 3)
    -0.693
    """
    total = 0.0
    known: dict[tuple[str, tuple[str, ...], tuple[str, ...]], Mapping[str, float]] = {}
    for step in path:
        choice = (step.before, step.open, step.spoken)  # many days offer the same one
        if choice not in known:
            values = {d: weighed(worth, patron, step.spoken, heed, d) for d in step.open}
            known[choice] = chance_of_step(values, step.before, sharpness, stickiness)
        total += math.log(known[choice][step.position])
    return total


STORIES: Mapping[str, str] = {
    "concession": "Washington's own wishes as documented, and those of the allies that had spoken",
    "design": "bilateral control wanted all along, as the rival says at its strongest",
    "own wishes": "Washington's own wishes as documented, nobody else's",
    "any fixed wishes": "whatever Washington may have wanted, so long as it wanted it throughout",
    "no wishes": "each design on the table as likely as any other",
}
"""The stories compared, and what the patron goes by in each."""


@dataclass(frozen=True)
class Likelihood:
    """How likely a story makes a path, what it does not know averaged over.

    Parameters
    ----------
    story : str
    log : float
        Natural logarithm of the mean likelihood over the draws.
    error : float
        Its standard error, from the spread of the draws.
    best : float
        Logarithm of the highest likelihood among the draws.
    """

    story: str
    log: float
    error: float
    best: float

    def decibels_over(self, other: Likelihood) -> float:
        """Ten times the common logarithm of the ratio of the two mean likelihoods.

        Examples
        --------
        >>> one, other = Likelihood("a", math.log(10), 0, 0), Likelihood("b", 0.0, 0, 0)
        >>> round(one.decibels_over(other), 6)
        10.0
        """
        return 10.0 * (self.log - other.log) / math.log(10.0)


def _mean(logs: Sequence[float]) -> tuple[float, float]:
    """Logarithm of the mean of what the logarithms stand for, and its standard error."""
    top = max(logs)
    ratios = [math.exp(log - top) for log in logs]
    mean = math.fsum(ratios) / len(ratios)
    spread = math.fsum((ratio - mean) ** 2 for ratio in ratios) / max(len(ratios) - 1, 1)
    return top + math.log(mean), math.sqrt(spread / len(ratios)) / mean


def likelihoods(
    path: Sequence[Step],
    round_: str,
    draws: int,
    seed: int,
    patron: str = "united-states",
    *,
    second: bool = False,
) -> Mapping[str, Likelihood]:
    """Every story's likelihood of a path, averaged over what it does not know.

    Worths are drawn from their coded ranges, the weight of the allies evenly from 0 to 1, sharpness
    and stickiness from their ranges; the same draws serve every story. The free story draws the
    patron's worths from the whole scale.

    Parameters
    ----------
    path : sequence of Step
    round_ : str
        Whose worths are drawn.
    draws, seed : int
    patron : str
    second : bool
        Take the second reader's codes.

    Returns
    -------
    mapping of Likelihood
        By the names of `STORIES`.

    Examples
    --------
    >>> found = likelihoods(steps("pacific-1951"), "pacific-1951", 50, 1951)
    >>> sorted(found) == sorted(STORIES)
    True
    """
    chance = random.Random(seed)
    documented = bargaining.drawn(round_, draws, seed, second=second)
    by_design = bargaining.drawn(round_, draws, seed, True, second=second)
    logs: dict[str, list[float]] = {story: [] for story in STORIES}
    for worth, rival in zip(documented, by_design, strict=True):
        sharpness = math.exp(chance.uniform(*map(math.log, SHARPNESS)))
        stickiness = chance.uniform(*STICKINESS)
        heed = chance.random()
        free = {patron: {design: chance.uniform(-SCALE, SCALE) for design in worth[patron]}}
        none = {patron: dict.fromkeys(worth[patron], 0.0)}
        for story, (values, weight) in {
            "concession": (worth, heed),
            "design": (rival, 0.0),
            "own wishes": (worth, 0.0),
            "any fixed wishes": (free, 0.0),
            "no wishes": (none, 0.0),
        }.items():
            logs[story].append(log_likelihood(path, values, patron, weight, sharpness, stickiness))
    found = {}
    for story, of in logs.items():
        mean, error = _mean(of)
        found[story] = Likelihood(story, mean, error, max(of))
    return found


def given_up(path: Iterable[Step], worth: Mapping[str, float], start: str) -> tuple[float, ...]:
    """What the patron has given up by each step, by its own worths, against where it began.

    Examples
    --------
    >>> step = Step("1951-02-17", "many", "hub", ("hub", "many"), (), "canberra")
    >>> given_up([step], {"many": 3.0, "hub": 1.0}, "many")
    (2.0,)
    """
    return tuple(worth[start] - worth[step.position] for step in path)


# ---------------------------------------------------------------- the coded record


@cache
def _offers() -> tuple[Offer, ...]:
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table  # pandas is slow to start

    known = {round_: {*bargaining.designs(round_)} for round_ in ("pacific-1951", "manila-1954")}
    for round_ in ("korea-1953", "taiwan-1954"):
        known[round_] = {"treaty", "declaration", "nothing"}
    found = []
    for number, row in enumerate(read_table("offers").to_dict("records"), start=2):
        for column in ("design", "position"):
            if row[column] and row[column] not in known[row["round"]]:
                raise InputError(
                    "offers.csv",
                    f"row {number}, {column}",
                    f"expected a design of {row['round']}, got {row[column]!r}",
                )
        found.append(Offer(**{field: row[field] for field in Offer.__dataclass_fields__}))
    return tuple(found)


def offers(round_: str) -> tuple[Offer, ...]:
    """The dated offers of a round of bargaining, in the order of the table.

    A step known to the month alone stands where the course of events puts it.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> offers("pacific-1951")[-1].position
    'tripartite-plus-bilateral'
    """
    return tuple(offer for offer in _offers() if offer.round == round_)


SPEAKING = ("proposal", "demand", "condition", "refusal")


def steps(round_: str, patron: str = "united-states") -> tuple[Step, ...]:
    """The patron's dated positions, each with what was on the table and who had spoken.

    The first position only says where the path begins; steps are those after it.

    Parameters
    ----------
    round_ : str
    patron : str

    Examples
    --------
    >>> path = steps("pacific-1951")
    >>> all(step.position in step.open for step in path)
    True
    """
    governments = set(bargaining.governments(round_)) - {patron}
    table = bargaining.designs(round_)
    found: list[Step] = []
    before = ""
    spoken: list[str] = []
    for offer in offers(round_):
        if offer.position:
            if before:
                on_the_table = {
                    d.id
                    for d in table.values()
                    if d.since <= offer.date[: len(d.since)]
                    and (not d.until or offer.date[: len(d.until)] <= d.until)
                }
                found.append(
                    Step(
                        offer.date,
                        before,
                        offer.position,
                        tuple(sorted(on_the_table | {before, offer.position})),
                        tuple(spoken),
                        offer.id,
                    )
                )
            before = offer.position
        if offer.by in governments and offer.kind in SPEAKING and offer.by not in spoken:
            spoken.append(offer.by)
    return tuple(found)


def first_position(round_: str) -> str:
    """The design that the patron stood for when the path begins.

    Raises
    ------
    ValueError
        Where no offer of the round shows a position.

    Examples
    --------
    >>> first_position("pacific-1951") in bargaining.designs("pacific-1951")
    True
    """
    for offer in offers(round_):
        if offer.position:
            return offer.position
    raise ValueError(f"no offer of {round_} shows a position")
