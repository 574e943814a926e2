"""Bargaining over the form of an alliance: who gets a design, and how much wanting it takes.

Rules of aggregation stand side by side: one government decides, votes, sums, bargains. Each takes
the worth of every design to every government and returns the designs that it leaves standing.
How much a government wants a thing (intensity), what it can do (capability) and how well it
bargains (weight) are three different inputs.

The formalisation is this project's own; the claim that intensity decides is Lee's (2019).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import permutations, product
from types import MappingProxyType

__all__ = [
    "RULES",
    "Design",
    "Issue",
    "Preference",
    "Rule",
    "alternating_offers",
    "borda",
    "by_rank",
    "capabilities",
    "condorcet",
    "consent",
    "critical_intensity",
    "designs",
    "drawn",
    "governments",
    "hegemon",
    "linked_critical_intensity",
    "nash",
    "plurality",
    "points",
    "preferences",
    "quadratic_votes",
    "rubinstein",
    "second_preferences",
    "stake",
    "utilitarian",
    "win_shares",
    "worth_linking",
]

Worth = Mapping[str, Mapping[str, float]]
"""What each design (inner key) is worth to each government (outer key); no pact is worth 0."""

CLOSE = 1e-9
"""Designs nearer to each other than this are tied."""


def _best(scores: Mapping[str, float]) -> tuple[str, ...]:
    """Designs with the highest score, in alphabetical order; several where they tie."""
    top = max(scores.values())
    return tuple(sorted(design for design, score in scores.items() if score >= top - CLOSE))


def _designs_of(worth: Worth) -> tuple[str, ...]:
    """The designs, after a check that every government values the same ones."""
    if not worth:
        raise ValueError("expected at least one government")
    sets = [set(of) for of in worth.values()]
    if not sets[0] or any(other != sets[0] for other in sets):
        raise ValueError("expected every government to value the same designs, at least one")
    return tuple(sorted(sets[0]))


def _weights_of(worth: Worth, weights: Mapping[str, float] | None) -> dict[str, float]:
    """Weights that sum to 1; equal where none are given."""
    given = {actor: 1.0 if weights is None else weights.get(actor, 0.0) for actor in worth}
    total = sum(given.values())
    if min(given.values()) < 0.0 or not total > 0.0:
        raise ValueError("expected weights of at least 0, one of them more")
    return {actor: weight / total for actor, weight in given.items()}


# ---------------------------------------------------------------- one decides; votes


def hegemon(worth: Worth, patron: str) -> tuple[str, ...]:
    """What one government would choose by itself.

    Parameters
    ----------
    worth : mapping of mapping of float
        What each design is worth to each government.
    patron : str
        The government that decides.

    Returns
    -------
    tuple of str
        Its best designs; several where they tie.

    Examples
    --------
    >>> hegemon({"patron": {"many": 2, "hub": 1}, "client": {"many": -1, "hub": 3}}, "patron")
    ('many',)
    """
    _designs_of(worth)
    return _best(worth[patron])


def _ballots(worth: Worth) -> dict[tuple[frozenset[str], ...], float]:
    """Rankings for `votelib`; one with ties becomes all its strict readings, in equal parts.

    Each design is a set of its own, because the library takes a bare text for a set of letters.
    """
    ballots: dict[tuple[frozenset[str], ...], float] = {}
    for of in worth.values():
        levels: dict[float, list[str]] = {}
        for design in sorted(of):
            levels.setdefault(round(of[design] / CLOSE) * CLOSE, []).append(design)
        ordered = [levels[level] for level in sorted(levels, reverse=True)]
        readings = list(product(*(permutations(tied) for tied in ordered)))
        for reading in readings:
            ballot = tuple(frozenset({design}) for tied in reading for design in tied)
            ballots[ballot] = ballots.get(ballot, 0.0) + 1.0 / len(readings)
    return ballots


def plurality(worth: Worth) -> tuple[str, ...]:
    """What most governments put first; each has one vote.

    Examples
    --------
    >>> plurality({"a": {"many": 2, "hub": 1}, "b": {"many": 0, "hub": 3}, "c": {"many": 0, "hub": 1}})
    ('hub',)
    """
    names = _designs_of(worth)
    firsts = dict.fromkeys(names, 0.0)
    for ballot, count in _ballots(worth).items():
        firsts[next(iter(ballot[0]))] += count
    return _best(firsts)


def condorcet(worth: Worth) -> tuple[str, ...]:
    """The designs that no design outside them beats or ties by majority (the Smith set).

    One design where it beats every other in pairs; by `votelib`.

    Examples
    --------
    >>> condorcet({"a": {"x": 3, "y": 2, "z": 1}, "b": {"x": 1, "y": 3, "z": 2}, "c": {"x": 2, "y": 1, "z": 3}})
    ('x', 'y', 'z')
    """
    from votelib.convert import RankedToCondorcetVotes
    from votelib.evaluate.condorcet import SmithSet

    names = _designs_of(worth)
    if len(names) == 1:
        return names
    pairs = RankedToCondorcetVotes().convert(_ballots(worth))
    # Fractions of a vote are sums of floats; a tie must stay one.
    pairs = {pair: round(count, 6) for pair, count in pairs.items()}
    return tuple(sorted(SmithSet().evaluate(pairs)))


def borda(worth: Worth) -> tuple[str, ...]:
    """The design with most points: a government gives one for each design that it ranks lower.

    By `votelib`; tied designs share their points.

    Examples
    --------
    >>> borda({"a": {"x": 3, "y": 2, "z": 1}, "b": {"x": 0, "y": 3, "z": 2}, "c": {"x": 3, "y": 2, "z": 1}})
    ('x', 'y')
    """
    from votelib.component.rankscore import Borda
    from votelib.convert import RankedToPositionalVotes

    _designs_of(worth)
    totals = RankedToPositionalVotes(Borda(base=0)).convert(_ballots(worth))
    return _best(totals)


# ---------------------------------------------------------------- rules that see intensity


def utilitarian(worth: Worth, weights: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """The design with the greatest weighted sum of worths.

    Parameters
    ----------
    worth : mapping of mapping of float
        On a scale that is the same for all; the rule compares what one gains with what others lose.
    weights : mapping of float, optional
        At least 0 each; a government without one counts nothing. Equal where left out.

    Examples
    --------
    >>> worth = {"patron": {"many": 2, "hub": 1}, "client": {"many": -1, "hub": 3}}
    >>> utilitarian(worth), utilitarian(worth, {"patron": 9, "client": 1})
    (('hub',), ('many',))
    """
    names = _designs_of(worth)
    share = _weights_of(worth, weights)
    return _best({name: sum(share[a] * worth[a][name] for a in worth) for name in names})


def quadratic_votes(
    worth: Worth,
    budgets: Mapping[str, float] | None = None,
    elsewhere: Mapping[str, float] | None = None,
) -> tuple[str, ...]:
    """The design with most votes, where a government's n-th vote costs it more than the one before.

    With a budget ``B`` of credits, ``x`` votes cost ``x²``. To do as well as it can over all that it
    has a say in, a government casts votes in proportion to its worths (Lalley and Weyl 2018), here
    counted from their mean: ``x_d = √B u_d / √(Σ u_d² + e²)``. What it cares for elsewhere, ``e``,
    draws credits away; who has nothing else at heart votes with all of them.

    Parameters
    ----------
    worth : mapping of mapping of float
    budgets : mapping of float, optional
        Credits to vote with, more than 0 each; equal where left out.
    elsewhere : mapping of float, optional
        How much a government has at stake in other matters, at least 0, on the scale of the worths.

    Examples
    --------
    >>> worth = {"patron": {"many": 2, "hub": 1}, "client": {"many": 0, "hub": 1}}
    >>> quadratic_votes(worth), quadratic_votes(worth, elsewhere={"patron": 5})
    (('hub', 'many'), ('hub',))
    """
    names = _designs_of(worth)
    share = _weights_of(worth, budgets)
    votes = dict.fromkeys(names, 0.0)
    for actor, of in worth.items():
        mean = math.fsum(of.values()) / len(of)
        length = math.hypot(*(of[name] - mean for name in names), (elsewhere or {}).get(actor, 0.0))
        if length <= CLOSE:
            continue
        for name in names:
            votes[name] += math.sqrt(share[actor]) * (of[name] - mean) / length
    return _best(votes)


def nash(
    worth: Worth,
    weights: Mapping[str, float] | None = None,
    consent: Mapping[str, Sequence[str]] | None = None,
) -> tuple[str, ...]:
    """The asymmetric Nash bargain over designs; without agreement everyone gets 0.

    ``max Π u_i(d)^{w_i}`` over the designs that are worth at least 0 to every government whose
    consent they need. Where none is worth something to everybody, the design that serves the
    greatest total weight comes first and the product over those served second (the convention of
    Caragiannis and others 2019 for indivisible things).

    Parameters
    ----------
    worth : mapping of mapping of float
        On each government's own scale: where some design serves everybody, multiplying one
        government's worths changes nothing.
    weights : mapping of float, optional
        Bargaining weights, at least 0; equal where left out.
    consent : mapping of sequence of str, optional
        Governments whose consent a design needs; all of them where left out.

    Returns
    -------
    tuple of str
        Empty where no design finds the consent that it needs.

    Examples
    --------
    >>> worth = {"patron": {"many": 2, "hub": 1}, "client": {"many": 1, "hub": 3}}
    >>> nash(worth), nash(worth, {"patron": 2, "client": 1})
    (('hub',), ('many',))
    """
    names = _designs_of(worth)
    share = _weights_of(worth, weights)
    scores: dict[str, tuple[float, float]] = {}
    for name in names:
        asked = worth if consent is None else consent[name]
        if any(worth[actor][name] < -CLOSE for actor in asked):
            continue
        served = [actor for actor in worth if worth[actor][name] > CLOSE and share[actor] > 0.0]
        scores[name] = (
            math.fsum(share[actor] for actor in served),
            math.fsum(share[actor] * math.log(worth[actor][name]) for actor in served),
        )
    if not scores:
        return ()
    most = max(weight for weight, _ in scores.values())
    return _best(
        {name: value for name, (weight, value) in scores.items() if weight >= most - CLOSE}
    )


def rubinstein(
    patience: float, other_patience: float, outside: float = 0.0, other_outside: float = 0.0
) -> float:
    """Share of the first to offer, where two divide 1 by offers in turn.

    Without outside options ``(1 - δ₂) / (1 - δ₁δ₂)`` (Rubinstein 1982). An outside option that the
    other side may take instead of making a counter-offer binds only where it is worth more than
    what waiting gives: the other gets the larger of the two, not both (the outside option
    principle, Binmore, Shaked and Sutton 1989).

    Parameters
    ----------
    patience, other_patience : float
        What a share tomorrow is worth today, of the first to offer and of the other, from 0 to
        below 1.
    outside, other_outside : float
        What each could have elsewhere, at least 0, together less than 1.

    Returns
    -------
    float
        Between 0 and 1.

    Raises
    ------
    ValueError
        Where an input is out of range.

    Examples
    --------
    >>> round(rubinstein(0.9, 0.9), 3), rubinstein(0.9, 0.9, other_outside=0.3) == rubinstein(0.9, 0.9)
    (0.526, True)
    >>> rubinstein(0.9, 0.9, other_outside=0.6)
    0.4
    """
    for delta in (patience, other_patience):
        if not 0.0 <= delta < 1.0:
            raise ValueError(f"expected patience from 0 to below 1, got {delta:g}")
    if min(outside, other_outside) < 0.0 or not outside + other_outside < 1.0:
        raise ValueError("expected outside options of at least 0 that leave something to divide")
    # x is what the first gets when it offers, y what the other gets when it offers:
    # x = 1 - max(δ₂ y, o₂) and y = 1 - max(δ₁ x, o₁). Which option binds is found by trying.
    x = (1.0 - other_patience) / (1.0 - patience * other_patience)
    y = (1.0 - patience) / (1.0 - patience * other_patience)
    if patience * x >= outside and other_patience * y >= other_outside:
        return x
    y = 1.0 - outside  # the first's option binds when the other offers
    x = 1.0 - other_patience * y
    if patience * x <= outside and other_patience * y >= other_outside:
        return x
    # Whatever binds in the other's offer, the other takes its option in the first's.
    return 1.0 - other_outside


def alternating_offers(
    worth: Worth,
    weights: Mapping[str, float] | None = None,
    patience: float = 0.9,
    consent: Mapping[str, Sequence[str]] | None = None,
    outside: Mapping[str, float] | None = None,
    rounds: int = 40,
) -> Mapping[str, float]:
    """How likely each design is agreed, where governments take turns by chance to put one forward.

    In each round one government, drawn by weight, proposes the design it likes best among those
    that every government whose consent is needed finds no worse than waiting or its outside option;
    or it lets the round pass. Solved backwards from the last round, after which everyone has its
    outside option (0 where none is given).

    Parameters
    ----------
    worth : mapping of mapping of float
    weights : mapping of float, optional
        Chance to propose, in proportion; equal where left out.
    patience : float
        What a worth in the next round is worth now, from 0 to below 1.
    consent : mapping of sequence of str, optional
        As for `nash`.
    outside : mapping of float, optional
        What each government has without agreement, on its own scale.
    rounds : int
        At least 1.

    Returns
    -------
    mapping of float
        A chance for each design; what is missing from 1 is no agreement.

    Raises
    ------
    ValueError
        Where an input is out of range.

    Examples
    --------
    >>> worth = {"patron": {"many": 2, "hub": 1}, "client": {"many": 1, "hub": 3}}
    >>> dict(alternating_offers(worth, patience=0.5))
    {'hub': 0.5, 'many': 0.5}
    >>> dict(alternating_offers(worth, {"patron": 1, "client": 3}, patience=0.9))
    {'hub': 1.0, 'many': 0.0}
    """
    names = _designs_of(worth)
    share = _weights_of(worth, weights)
    if not 0.0 <= patience < 1.0:
        raise ValueError(f"expected patience from 0 to below 1, got {patience:g}")
    if rounds < 1:
        raise ValueError(f"expected at least one round, got {rounds}")
    outside = {actor: (outside or {}).get(actor, 0.0) for actor in worth}
    value = dict(outside)
    chances = dict.fromkeys(names, 0.0)
    for _ in range(rounds):
        waiting = {actor: max(patience * value[actor], outside[actor]) for actor in worth}
        accepted = [
            name
            for name in names
            if all(
                worth[other][name] >= waiting[other] - CLOSE
                for other in (worth if consent is None else consent[name])
            )
        ]
        chosen = {
            actor: _proposal(worth[actor], waiting[actor], accepted)
            for actor in worth
            if share[actor] > 0.0
        }
        passing = sum(share[actor] for actor, design in chosen.items() if design is None)
        before = chances
        chances = {name: passing * before[name] for name in names}
        for actor, design in chosen.items():
            if design is not None:
                chances[design] += share[actor]
        # Nobody is held in talks against its outside option.
        after = value
        value = {
            actor: sum(
                share[proposer] * (waiting[actor] if design is None else worth[actor][design])
                for proposer, design in chosen.items()
            )
            for actor in worth
        }
        if value == after and chances == before:
            break  # all rounds before this one are the same
    return MappingProxyType(chances)


def _proposal(worth: Mapping[str, float], waiting: float, accepted: Sequence[str]) -> str | None:
    """The design that a government puts forward, or None where waiting is better for it."""
    best = max(accepted, key=lambda name: worth[name], default=None)
    return best if best is not None and worth[best] >= waiting - CLOSE else None


# ---------------------------------------------------------------- intensity


def stake(worth: Mapping[str, float], design: str, instead: str) -> float:
    """What a government gains by one design over another; less than 0 where it loses.

    Examples
    --------
    >>> stake({"many": -1, "hub": 3}, "hub", "many")
    4
    """
    return worth[design] - worth[instead]


def critical_intensity(weight: float, other_weight: float) -> float:
    """How many times as much the weaker side must have at stake to get its design.

    Two sides want two designs. By the weighted sum of worths the weaker one's is chosen exactly
    when ``w₂ b > w₁ a``, where ``a`` is what the stronger loses by it and ``b`` what the weaker
    gains, that is when ``b / a > w₁ / w₂``: its intensity ratio exceeds the inverse ratio of
    weights. The Nash bargain gives the same condition with logarithms of gains over no agreement
    in the place of the stakes.

    Parameters
    ----------
    weight, other_weight : float
        Bargaining weight of the stronger and of the weaker side, more than 0.

    Returns
    -------
    float
        The ratio ``b / a`` beyond which the weaker side wins.

    Raises
    ------
    ValueError
        Where a weight is not more than 0.

    Examples
    --------
    >>> critical_intensity(0.8, 0.2)
    4.0
    """
    if min(weight, other_weight) <= 0.0:
        raise ValueError("expected weights of more than 0")
    return weight / other_weight


@dataclass(frozen=True)
class Issue:
    """Another thing that the weaker side can give: what the stronger gains, what it costs to give.

    Examples
    --------
    >>> Issue("bases", gain=3.0, cost=1.0).name
    'bases'
    """

    name: str
    gain: float
    cost: float


def worth_linking(
    issues: Iterable[Issue], weight: float, other_weight: float
) -> tuple[tuple[Issue, ...], float]:
    """Which issues to tie to the design, and how much they lower what the weaker side must feel.

    An issue helps where it is worth more to the stronger side, at its weight, than it costs the
    weaker: ``w₁ g > w₂ c``. The terms add up, so the best bundle is all of those.

    Parameters
    ----------
    issues : iterable of Issue
        Gains and costs at least 0; each is given only as part of the bargain.
    weight, other_weight : float
        Bargaining weight of the stronger and of the weaker side, more than 0.

    Returns
    -------
    tuple
        The issues, and ``Σ (w₁ g - w₂ c) / w₂``: by so much the weaker side's stake may fall short.

    Raises
    ------
    ValueError
        Where a gain, cost or weight is out of range.

    Examples
    --------
    >>> bundle, eased = worth_linking([Issue("bases", 3, 1), Issue("trade", 1, 2)], 1.0, 1.0)
    >>> [issue.name for issue in bundle], eased
    (['bases'], 2.0)
    """
    critical_intensity(weight, other_weight)  # refuses weights that make no sense
    bundle = []
    for issue in issues:
        if min(issue.gain, issue.cost) < 0.0:
            raise ValueError(f"expected gain and cost of at least 0 for {issue.name}")
        if weight * issue.gain > other_weight * issue.cost:
            bundle.append(issue)
    eased = math.fsum((weight * i.gain - other_weight * i.cost) / other_weight for i in bundle)
    return tuple(bundle), eased


def linked_critical_intensity(
    loss: float, issues: Iterable[Issue], weight: float, other_weight: float
) -> float:
    """What the weaker side must have at stake to get its design, once other issues are tied to it.

    Without linkage ``b* = a w₁ / w₂``; each issue worth linking takes ``(w₁ g - w₂ c) / w₂`` off.
    Linkage turns a losing preference into a winning one exactly where the stake lies between the
    two. Where it is 0 the stronger side gives the design for the other issues alone.

    Parameters
    ----------
    loss : float
        What the stronger side loses by the weaker's design, more than 0.
    issues : iterable of Issue
    weight, other_weight : float
        More than 0.

    Returns
    -------
    float
        At least 0, on the scale of the loss.

    Examples
    --------
    >>> linked_critical_intensity(2.0, [], 0.75, 0.25)
    6.0
    >>> linked_critical_intensity(2.0, [Issue("peace treaty", 1.5, 0.5)], 0.75, 0.25)
    2.0
    """
    if loss <= 0.0:
        raise ValueError(f"expected a loss of more than 0, got {loss:g}")
    _, eased = worth_linking(issues, weight, other_weight)
    return max(0.0, loss * critical_intensity(weight, other_weight) - eased)


# ---------------------------------------------------------------- the coded record


@dataclass(frozen=True)
class Design:
    """One row of ``data/designs.csv``; `pacts` holds the members of each of its pacts."""

    id: str
    round: str
    name: str
    form: str
    pacts: tuple[tuple[str, ...], ...]
    since: str
    until: str
    initiator: str

    @property
    def members(self) -> tuple[str, ...]:
        """Everyone bound by one of its pacts, in alphabetical order."""
        return tuple(sorted({state for pact in self.pacts for state in pact}))


@dataclass(frozen=True)
class Preference:
    """One row of ``data/preferences.csv``: the worth of a design to a government, with its range."""

    round: str
    actor: str
    design: str
    low: float
    worth: float
    high: float
    conduct: str
    source: str
    verified: str


def designs(round_: str) -> Mapping[str, Design]:
    """The designs on the table in a round of bargaining, by id.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> designs("pacific-1951")["tripartite-plus-bilateral"].form
    'trilateral'
    """
    return MappingProxyType({d.id: d for d in _designs() if d.round == round_})


@cache
def _designs() -> tuple[Design, ...]:
    from alliance_design.tables import read_table  # pandas is slow to start

    return tuple(
        Design(
            row["id"],
            row["round"],
            row["name"],
            row["form"],
            tuple(tuple(pact.split("+")) for pact in row["members"].split("|") if pact != "nobody"),
            row["since"],
            row["until"],
            row["initiator"],
        )
        for row in read_table("designs").to_dict("records")
    )


def preferences(round_: str) -> tuple[Preference, ...]:
    """Every coded worth of a round.

    Raises
    ------
    InputError
        Where the table is wrong: a bad cell, a range that does not hold its value, a government
        without a row for a design.

    Examples
    --------
    >>> {p.worth for p in preferences("pacific-1951") if p.design == "nothing"}
    {0.0}
    """
    return tuple(p for p in _preferences() if p.round == round_)


@cache
def _preferences() -> tuple[Preference, ...]:
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table

    known = {design.id: design.round for design in _designs()}
    found = []
    for number, row in enumerate(read_table("preferences").to_dict("records"), start=2):
        place = f"row {number}"
        if known.get(row["design"]) != row["round"]:
            raise InputError(
                "preferences.csv",
                f"{place}, design",
                f"expected a design of {row['round']}, got {row['design']!r}",
            )
        if not row["low"] <= row["worth"] <= row["high"]:
            raise InputError("preferences.csv", place, "expected low, worth and high to ascend")
        found.append(Preference(**{field: row[field] for field in Preference.__dataclass_fields__}))
    for round_ in dict.fromkeys(known.values()):
        here = [p for p in found if p.round == round_]
        wanted = {design for design, of in known.items() if of == round_}
        for actor in dict.fromkeys(p.actor for p in here):
            rows = [p.design for p in here if p.actor == actor]
            if sorted(rows) != sorted(wanted):
                raise InputError(
                    "preferences.csv", actor, f"expected one row for each design of {round_}"
                )
    return tuple(found)


def consent(round_: str) -> Mapping[str, tuple[str, ...]]:
    """Whose consent each design of a round needs.

    A treaty needs its members', a declaration the patron's; to agree on nothing takes everybody.

    Examples
    --------
    >>> consent("pacific-1951")["guarantee"]
    ('united-states',)
    """
    everybody = governments(round_)
    found = {}
    for name, design in designs(round_).items():
        asked = tuple(state for state in design.members if state in everybody)
        if design.form == "guarantee":
            asked = ("united-states",)
        found[name] = tuple(sorted(everybody)) if design.form == "none" else asked
    return MappingProxyType(found)


def governments(round_: str) -> tuple[str, ...]:
    """The governments of a round, in the order of the table, without readings of the rival.

    Examples
    --------
    >>> "japan" in governments("pacific-1951")
    True
    """
    return tuple(
        dict.fromkeys(p.actor for p in preferences(round_) if not p.actor.endswith("-by-design"))
    )


@cache
def _second() -> Mapping[tuple[str, str, str], tuple[float, float, float]]:
    from alliance_design.tables import read_table

    return MappingProxyType(
        {
            (row["round"], row["actor"], row["design"]): (row["low"], row["worth"], row["high"])
            for row in read_table("preferences_second").to_dict("records")
        }
    )


def second_preferences(round_: str) -> tuple[Preference, ...]:
    """The worths of a round as the second reader coded them; no pact stays 0.

    Raises
    ------
    InputError
        Where a table is wrong.

    Examples
    --------
    >>> len(second_preferences("pacific-1951")) == len(preferences("pacific-1951"))
    True
    """
    found = []
    for first in preferences(round_):
        key = (first.round, first.actor, first.design)
        low, worth, high = _second().get(key, (first.low, first.worth, first.high))
        found.append(replace(first, low=low, worth=worth, high=high))
    return tuple(found)


def points(round_: str, by_design: bool = False, *, second: bool = False) -> Worth:
    """The coded worths of a round without their ranges.

    Parameters
    ----------
    round_ : str
    by_design : bool
        Take the American worths of the rival, deliberate design, at its strongest.
    second : bool
        Take the second reader's codes.

    Examples
    --------
    >>> points("pacific-1951")["japan"]["nothing"]
    0.0
    """
    return _read(_coded(round_, second), by_design, lambda p: p.worth)


def drawn(
    round_: str,
    draws: int,
    seed: int,
    by_design: bool = False,
    *,
    second: bool = False,
    together: bool = False,
) -> Iterator[Worth]:
    """Worths drawn evenly from the coded ranges.

    Parameters
    ----------
    round_ : str
    draws, seed : int
        How many, and where the chance begins.
    by_design, second : bool
        As in `points`.
    together : bool
        One draw a government, at which all its worths stand in their ranges, and not one a cell: a
        government whose wish for one design was overrated was so for every design.

    Examples
    --------
    >>> first = next(drawn("pacific-1951", 1, 1951))
    >>> first["japan"]["nothing"]
    0.0
    >>> first = next(drawn("pacific-1951", 1, 1951, together=True))
    >>> first["japan"]["all-bilateral"] == first["japan"]["tripartite-and-japan"]
    True
    """
    chance, coded = random.Random(seed), _coded(round_, second)
    for _ in range(draws):
        place = {p.actor: chance.random() for p in coded} if together else {}
        yield _read(coded, by_design, partial(_within, chance, place))


def _within(chance: random.Random, place: Mapping[str, float], row: Preference) -> float:
    """A worth from its range: where its government stands, or by a chance of its own."""
    at = place[row.actor] if place else chance.random()
    return row.low + at * (row.high - row.low)


def _coded(round_: str, second: bool) -> tuple[Preference, ...]:
    """Every coded worth of a round, by the first or the second reader."""
    return second_preferences(round_) if second else preferences(round_)


def _read(
    coded: Sequence[Preference], by_design: bool, value: Callable[[Preference], float]
) -> Worth:
    worth: dict[str, dict[str, float]] = {}
    for preference in coded:
        number = value(preference)  # always, so that both readings draw the same chances
        actor = preference.actor
        if by_design and actor == "united-states":
            continue
        if actor.endswith("-by-design"):
            if not by_design:
                continue
            actor = actor.removesuffix("-by-design")
        worth.setdefault(actor, {})[preference.design] = number
    return worth


def by_rank(worth: Worth) -> Worth:
    """The worths with all intensity taken out: how many designs each is above, ties counting half.

    Examples
    --------
    >>> by_rank({"client": {"many": -3.0, "hub": 4.0, "nothing": 0.0}})
    {'client': {'many': 0.0, 'hub': 2.0, 'nothing': 1.0}}
    """
    return {
        actor: {
            design: sum((value > other) + 0.5 * (value == other) for other in of.values()) - 0.5
            for design, value in of.items()
        }
        for actor, of in worth.items()
    }


@cache
def capabilities() -> Mapping[str, float]:
    """Each government's share of the world's capability in the Pacific round, as the cases have it.

    Of 1950 for America and its clients, with Japan's score by the codebook's rule for a gap; of
    1948 for Britain, which is no client in the Pacific and is taken from the case of NATO.

    Examples
    --------
    >>> found = capabilities()
    >>> found["united-states"] > 3 * found["britain"] > 9 * found["new-zealand"]
    True
    """
    from alliance_design.cases import load

    pacific, atlantic = load("pacific-1951"), load("nato-1949")
    found = {"united-states": pacific.patron.capability.value}
    found |= {name: client.capability.value for name, client in pacific.clients.items()}
    found["britain"] = atlantic.clients["britain"].capability.value
    return MappingProxyType(found)


Rule = Callable[[Worth, Mapping[str, float], Mapping[str, Sequence[str]]], Mapping[str, float]]
"""From worths, capabilities and consent needed to how likely each design is."""


def _even(winners: Sequence[str]) -> Mapping[str, float]:
    """Equal chances for designs that a rule cannot tell apart."""
    return dict.fromkeys(winners, 1.0 / len(winners)) if winners else {}


def _with_consent(worth: Worth, consent: Mapping[str, Sequence[str]]) -> Worth:
    """Without the designs that a government whose consent they need finds worse than nothing."""
    kept = [
        name
        for name in _designs_of(worth)
        if all(worth[actor][name] >= -CLOSE for actor in consent[name])
    ]
    return {actor: {name: of[name] for name in kept} for actor, of in worth.items()}


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "the patron decides": lambda worth, _, __: _even(hegemon(worth, "united-states")),
        "the patron decides, allies may refuse": lambda worth, _, consent: _even(
            hegemon(_with_consent(worth, consent), "united-states")
        ),
        "first choices": lambda worth, _, __: _even(plurality(worth)),
        "majority in pairs": lambda worth, _, __: _even(condorcet(worth)),
        "points by rank": lambda worth, _, __: _even(borda(worth)),
        "plain sum": lambda worth, _, __: _even(utilitarian(worth)),
        "sum by capability": lambda worth, power, __: _even(utilitarian(worth, power)),
        "quadratic votes": lambda worth, _, __: _even(quadratic_votes(worth)),
        "Nash bargain": lambda worth, _, consent: _even(nash(worth, None, consent)),
        "Nash bargain by capability": lambda worth, power, consent: _even(
            nash(worth, power, consent)
        ),
        "offers in turn": lambda worth, _, consent: alternating_offers(
            worth, consent=consent, patience=0.9
        ),
        "offers in turn by capability": lambda worth, power, consent: alternating_offers(
            worth, power, consent=consent, patience=0.9
        ),
    }
)
"""The rules side by side, by the name that tables and figures show."""


def win_shares(
    worths: Iterable[Worth],
    capability: Mapping[str, float],
    consent: Mapping[str, Sequence[str]],
    rules: Mapping[str, Rule] = RULES,
) -> Mapping[str, Mapping[str, float]]:
    """Over which share of the coded ranges each rule gives each design.

    Parameters
    ----------
    worths : iterable
        Draws of the worths.
    capability : mapping of float
        Of each government, for the rules that weigh by it.
    consent : mapping of sequence of str
        Governments whose consent a design needs.
    rules : mapping, optional

    Returns
    -------
    mapping of mapping of float
        By rule and design; designs that a rule cannot tell apart share a draw equally.

    Examples
    --------
    >>> worths = [{"united-states": {"many": 2, "hub": 1}, "client": {"many": 1, "hub": 3}}]
    >>> shares = win_shares(worths, {"united-states": 1, "client": 1}, {"many": (), "hub": ()})
    >>> shares["the patron decides"]["many"], shares["plain sum"]["many"]
    (1.0, 0.0)
    """
    totals: dict[str, dict[str, float]] = {rule: {} for rule in rules}
    count = 0
    for worth in worths:
        count += 1
        for name in _designs_of(worth):
            for rule in rules:
                totals[rule].setdefault(name, 0.0)
        for rule, decide in rules.items():
            for design, chance in decide(worth, capability, consent).items():
                totals[rule][design] += chance
    return {
        rule: {design: total / max(count, 1) for design, total in of.items()}
        for rule, of in totals.items()
    }
