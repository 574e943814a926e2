"""Institution: how deep a pact its members design.

Every member gains from depth what it fears and no bilateral promise already covers, and pays for
binding itself. The depth that all consent to falls short of the best joint one where one member is
far less willing than the mean: an organisation can be dysfunctional by rational design. This
formalisation is the project's own; the thesis is Lee's (2019). How long an organisation lives is
asked in `alliance_design.life`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from alliance_design.errors import require

__all__ = [
    "DIMENSIONS",
    "Member",
    "Scale",
    "acceptable",
    "agreed",
    "agreed_design",
    "all_prefer_weak",
    "best",
    "coalition_of_the_willing",
    "contribution_payoffs",
    "contributions",
    "critical_tie",
    "design_scale",
    "dilemma",
    "dysfunction",
    "ideal",
    "joint",
    "payments",
    "payoff",
    "prefers_weak",
    "smallest_change",
    "unanimous",
]

DIMENSIONS = ("obligation", "integration", "scope", "decision")
"""Parts of a design, each with a depth of its own."""


@dataclass(frozen=True)
class Member:
    """A state that may join.

    Parameters
    ----------
    name : str
        Its name.
    threat : float
        What it fears and the pact would guard against, at least 0.
    tie : float
        Share of it that its own bilateral promise from the patron covers, 0 to 1.
    cost : float
        Cost of binding itself, in sovereignty and others' quarrels; more than 0.

    Examples
    --------
    >>> Member("Near", threat=0.5, tie=0.2, cost=1.0).value
    0.4
    """

    name: str
    threat: float
    tie: float
    cost: float

    def __post_init__(self) -> None:
        """Refuse what is no member."""
        require(
            0.0 <= self.threat < math.inf, f"expected a threat of at least 0, got {self.threat}"
        )
        require(0.0 <= self.tie <= 1.0, f"expected a tie from 0 to 1, got {self.tie}")
        require(0.0 < self.cost < math.inf, f"expected a cost above 0, got {self.cost}")

    @property
    def value(self) -> float:
        """What full depth would guard that is not covered yet: ``V = (1 - o) beta``."""
        return (1.0 - self.tie) * self.threat

    @property
    def wish(self) -> float:
        """The depth it would choose if there were no deepest one: ``a = V / sigma``."""
        return self.value / self.cost


def _depth(depth: float) -> float:
    require(0.0 <= depth <= 1.0, f"expected a depth from 0 to 1, got {depth}")
    return depth


def _midpoint(weak: float, strong: float) -> float:
    """Halfway between two designs: where who prefers which changes."""
    require(0.0 <= weak < strong <= 1.0, f"expected 0 <= weak < strong <= 1, got {weak}, {strong}")
    return (weak + strong) / 2.0


def _mean_wish(members: Sequence[Member]) -> float:
    """Mean of the wishes, weighted by cost: ``S = sum V / sum sigma``."""
    require(bool(members), "expected a member or more, got none")
    return math.fsum(m.value for m in members) / math.fsum(m.cost for m in members)


# ---------------------------------------------------------------- one depth for all


def payoff(member: Member, depth: float) -> float:
    """What a member gets from a design: ``u(x) = V x - sigma x^2 / 2``.

    Parameters
    ----------
    member : Member
    depth : float
        Of the design common to all, 0 (nothing) to 1.

    Raises
    ------
    ValueError
        If the depth is out of its range.

    Examples
    --------
    >>> payoff(Member("Near", 0.5, 0.0, 1.0), 0.5)
    0.125
    """
    return member.value * _depth(depth) - member.cost * depth * depth / 2.0


def ideal(member: Member) -> float:
    """Depth that a member likes best: ``min(1, V / sigma)``, where its payoff stops rising.

    Examples
    --------
    >>> ideal(Member("Near", 0.5, 0.2, 1.0)), ideal(Member("Front", 3.0, 0.0, 1.0))
    (0.4, 1.0)
    """
    return min(1.0, member.wish)


def joint(members: Iterable[Member], depth: float) -> float:
    """Sum of the payoffs: ``J(x) = sum of u_i(x)``.

    Examples
    --------
    >>> joint([Member("Near", 0.5, 0.0, 1.0), Member("Far", 0.0, 0.0, 1.0)], 0.25)
    0.0625
    """
    return math.fsum(payoff(member, depth) for member in members)


def best(members: Sequence[Member]) -> float:
    """Depth of the best joint design: ``x* = min(1, S)`` with ``S = sum V / sum sigma``.

    Raises
    ------
    ValueError
        Without members.

    Notes
    -----
    ``J(x) = sum(sigma) (S x - x^2 / 2)``. S is the mean of the wishes ``V / sigma`` with the costs
    as weights, so it lies between the least and the greatest of them. No design is better than it
    for every member, since their payoffs would sum to more than the most (Proposition B).

    Examples
    --------
    >>> best([Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)])
    0.5
    """
    return min(1.0, _mean_wish(members))


def agreed(members: Sequence[Member], needed: int) -> float:
    """Deepest design that enough members do not want shallower: the needed-th highest ideal.

    Parameters
    ----------
    members : sequence of Member
    needed : int
        How many have to consent to each step deeper: ``n`` for unanimity, ``n // 2 + 1`` for a
        majority (which gives the median ideal, or the lower of the two middle ones).

    Raises
    ------
    ValueError
        If fewer than 1 or more than all are needed.

    Notes
    -----
    Payoffs have a single peak. Beyond this depth fewer than `needed` ideals lie, so no deeper
    design beats it; below it at most ``n - needed`` do, so where more than half are needed no
    shallower one beats it either: it is in the core.

    Examples
    --------
    >>> three = [Member(name, threat, 0.0, 1.0) for name, threat in zip("ABC", (0.9, 0.6, 0.1))]
    >>> [agreed(three, needed) for needed in (1, 2, 3)]
    [0.9, 0.6, 0.1]
    """
    require(1 <= needed <= len(members), f"expected 1 to {len(members)} members, got {needed}")
    return sorted((ideal(member) for member in members), reverse=True)[needed - 1]


def unanimous(members: Sequence[Member]) -> float:
    """Depth under unanimity, step by step from nothing: the least of the ideals.

    Raises
    ------
    ValueError
        Without members.

    Notes
    -----
    Without side payments nobody consents to a step beyond its ideal. This needs steps that can
    stop anywhere: one offer to take or leave can reach deeper (see `acceptable`). More of a
    bilateral tie never deepens it, for every wish falls with the tie.

    Examples
    --------
    >>> unanimous([Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)])
    0.2
    """
    return agreed(members, len(members))


def acceptable(members: Sequence[Member], default: float = 0.0) -> float:
    """Deepest design that all accept in one offer to take or leave.

    Parameters
    ----------
    members : sequence of Member
    default : float
        Depth if one of them refuses, 0 to 1.

    Returns
    -------
    float
        ``min(1, 2 a - y)`` with the least wish ``a`` and the default ``y``; the default itself
        where ``a`` is below it.

    Notes
    -----
    ``u(x) >= u(y)`` for ``x > y`` iff ``(x + y) / 2 <= a`` (as in `prefers_weak`). So whoever makes
    the offer gets the best joint design past every member iff the least wish is at least halfway
    from the default to it; with no pact as the default, at least half of it. Dysfunction
    then needs either a member less willing than that or a patron that makes no such offer.

    Examples
    --------
    >>> acceptable([Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)])
    0.4
    """
    require(bool(members), "expected a member or more, got none")
    least = min(member.wish for member in members)
    return min(1.0, max(_depth(default), 2.0 * least - default))


def dysfunction(members: Sequence[Member], depth: float) -> float:
    """Share of the best joint payoff that a design misses: ``D(x) = 1 - J(x) / J(x*)``.

    Parameters
    ----------
    members : sequence of Member
    depth : float
        Of the design, 0 to 1.

    Returns
    -------
    float
        0 at the best, 1 for no pact, more than 1 where the design is worse than none;
        infinite if nobody gains from any depth and there is some.

    Notes
    -----
    With the mean wish S at most 1, ``D = (1 - x / S)^2``; at the unanimous design this is
    ``(1 - least / mean)^2``: the spread of the wishes, not their level. Otherwise
    ``D = (1 - x) (2 S - 1 - x) / (2 S - 1)``. In the first case a tie makes the unanimous design
    more dysfunctional if it is the least willing member's (its wish falls by the whole share by
    which its V falls, the mean by less), and less so if it is another's.

    Examples
    --------
    >>> pair = [Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> round(dysfunction(pair, unanimous(pair)), 2)
    0.36
    """
    mean = _mean_wish(members)
    _depth(depth)
    if mean == 0.0:
        return math.inf if depth else 0.0
    if mean <= 1.0:
        missed = 1.0 - depth / mean
        return missed * missed
    return (1.0 - depth) * (2.0 * mean - 1.0 - depth) / (2.0 * mean - 1.0)


def prefers_weak(member: Member, weak: float, strong: float) -> bool:
    """Whether a member prefers the weaker of two designs.

    ``V / sigma < (w + s) / 2``: its wish lies below the midpoint.

    Parameters
    ----------
    member : Member
    weak, strong : float
        Depths, ``0 <= weak < strong <= 1``.

    Raises
    ------
    ValueError
        If the two are not in that order and range.

    Notes
    -----
    ``u(w) - u(s) = (s - w) (sigma (w + s) / 2 - V)``.

    Examples
    --------
    >>> prefers_weak(Member("Far", 0.4, 0.0, 1.0), 0.2, 0.8)
    True
    """
    return member.wish < _midpoint(weak, strong)


def all_prefer_weak(members: Iterable[Member], weak: float, strong: float) -> bool:
    """Whether every member prefers the weaker design (Proposition A).

    So it is iff the greatest wish lies below the midpoint, that is iff
    ``strong > 2 greatest - weak``: the strong design lies beyond the ideal of every member, and so
    beyond the joint best. Of the joint best itself it cannot be said (Proposition B, at `best`).

    Examples
    --------
    >>> pair = [Member("Near", 0.4, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> all_prefer_weak(pair, 0.2, 0.8), all_prefer_weak(pair, 0.2, best(pair))
    (True, False)
    """
    return all(prefers_weak(member, weak, strong) for member in members)


def critical_tie(member: Member, weak: float, strong: float) -> float:
    """Bilateral tie above which a member prefers the weaker design (Proposition C).

    ``1 - sigma (w + s) / (2 beta)``: `prefers_weak` solved for the tie.

    Returns
    -------
    float
        Below 1, so that a member wholly covered always prefers the weak one; negative where it
        does so without any tie.

    Examples
    --------
    >>> critical_tie(Member("Near", 1.0, 0.0, 1.0), 0.2, 0.8)
    0.5
    """
    needed = member.cost * _midpoint(weak, strong)
    return 1.0 - needed / member.threat if member.threat else -math.inf


def coalition_of_the_willing(members: Iterable[Member], depth: float) -> tuple[Member, ...]:
    """Members that would go this deep without the others: those whose ideal is at least that.

    The largest group in which the depth is unanimous. It has at least `k` members iff the depth is
    at most ``agreed(members, k)``.

    Examples
    --------
    >>> pair = [Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> [member.name for member in coalition_of_the_willing(pair, 0.5)]
    ['Near']
    """
    _depth(depth)
    return tuple(member for member in members if ideal(member) >= depth)


def agreed_design(
    members: Sequence[Member], costs: Mapping[str, Sequence[float]], needed: int
) -> dict[str, float]:
    """Depth of each dimension of a design, each decided by itself.

    Parameters
    ----------
    members : sequence of Member
    costs : mapping of str to sequence of float
        By dimension, what it costs each member to bind itself there, in place of its own cost.
    needed : int
        As in `agreed`.

    Raises
    ------
    ValueError
        If a dimension is unknown or has not one cost a member.

    Notes
    -----
    Payoffs add up over dimensions (separable), so the joint best is the best of each. What is
    agreed dimension by dimension need not be: a package could trade one against another.

    Examples
    --------
    >>> pair = [Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> agreed_design(pair, {"scope": [2.0, 0.4], "decision": [1.0, 2.0]}, 2)
    {'scope': 0.4, 'decision': 0.1}
    """
    design = {}
    for dimension, own in costs.items():
        require(dimension in DIMENSIONS, f"expected {' or '.join(DIMENSIONS)}, got {dimension!r}")
        require(len(own) == len(members), f"expected {len(members)} costs, got {len(own)}")
        there = [replace(m, cost=cost) for m, cost in zip(members, own, strict=True)]
        design[dimension] = agreed(there, needed)
    return design


# ---------------------------------------------------------------- everyone its own part


def contributions(members: Sequence[Member], *, jointly: bool = False) -> tuple[float, ...]:
    """What each member contributes, 0 to 1, when all profit from the mean of the contributions.

    Parameters
    ----------
    members : sequence of Member
        The payoff of each is that of `contribution_payoffs`.
    jointly : bool
        The joint best, ``min(1, sum V / (n sigma))``; otherwise the equilibrium,
        ``min(1, V / (n sigma))``.

    Notes
    -----
    A step of one's own brings ``V / n`` to oneself and ``sum V / n`` to all, and costs
    ``sigma m``. The first holds whatever the others do: the equilibrium is in dominant strategies.
    With members alike and nobody at the limit it gives ``1 / n`` of the best depth, and misses
    ``(1 - 1 / n)^2`` of the best payoff: dysfunction without any spread of wishes.

    Examples
    --------
    >>> pair = [Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> contributions(pair), contributions(pair, jointly=True)
    ((0.4, 0.1), (0.5, 0.5))
    """
    require(bool(members), "expected a member or more, got none")
    number = len(members)
    if jointly:
        gain = math.fsum(member.value for member in members) / number
        return tuple(min(1.0, gain / member.cost) for member in members)
    return tuple(min(1.0, member.wish / number) for member in members)


def contribution_payoffs(members: Sequence[Member], own: Sequence[float]) -> tuple[float, ...]:
    """What members get from their contributions: ``V mean(m) - sigma m_i^2 / 2``.

    Parameters
    ----------
    members : sequence of Member
    own : sequence of float
        One contribution a member, 0 to 1.

    Raises
    ------
    ValueError
        If their number is not that of the members, or one is out of its range.

    Examples
    --------
    >>> pair = [Member("Near", 1.0, 0.0, 1.0), Member("Far", 0.5, 0.0, 1.0)]
    >>> contribution_payoffs(pair, (1.0, 0.0))
    (0.0, 0.25)
    """
    require(len(own) == len(members) > 0, f"expected {len(members)} contributions, got {len(own)}")
    mean = math.fsum(_depth(part) for part in own) / len(own)
    return tuple(
        member.value * mean - member.cost * part * part / 2.0
        for member, part in zip(members, own, strict=True)
    )


def dilemma(
    members: Sequence[Member], weak: float, strong: float, *, transfers: bool = False
) -> bool:
    """Whether weak or strong contributions are a prisoners' dilemma.

    For every member ``(w + s) / 2 < V / sigma < n (w + s) / 2``.

    Parameters
    ----------
    members : sequence of Member
    weak, strong : float
        The two contributions to choose from, ``0 <= weak < strong <= 1``.
    transfers : bool
        Whether members can pay one another, so that it is enough if all together are better off.

    Notes
    -----
    Against whatever the others do, strong brings ``(s - w) V / n`` and costs
    ``sigma (s^2 - w^2) / 2``: weak dominates iff ``V / sigma < n (w + s) / 2``. If all are strong
    rather than weak, a member gains ``(s - w) V`` at the same cost: better iff
    ``V / sigma > (w + s) / 2``; all together, iff the mean wish is above that. One member alone is
    never in a dilemma; the more members, the wider the range in which they are.

    Examples
    --------
    >>> dilemma([Member(name, 0.6, 0.0, 1.0) for name in "AB"], 0.0, 0.8)
    True
    """
    midpoint, mean = _midpoint(weak, strong), _mean_wish(members)
    dominated = all(member.wish < len(members) * midpoint for member in members)
    gain = mean if transfers else min(member.wish for member in members)
    return dominated and gain > midpoint


# ---------------------------------------------------------------- the missed chance


def smallest_change(
    members: Sequence[Member], depth: float, move: str, needed: int | None = None
) -> tuple[float, ...]:
    """Least change in the members after which a depth is agreed to.

    Parameters
    ----------
    members : sequence of Member
    depth : float
        Wanted, 0 to 1.
    move : str
        What may change: ``tie`` (fall), ``threat`` (rise) or ``cost`` (fall).
    needed : int, optional
        How many have to agree; all where it is not given.

    Returns
    -------
    tuple of float
        By how much it has to fall or rise, member by member; 0 for those that need not change,
        infinite where no change is enough. The sum is the least total.

    Raises
    ------
    ValueError
        If the move is unknown, or a number out of its range.

    Notes
    -----
    Each member's ideal depends on its own numbers alone, so the least total moves the `needed`
    members nearest to consent, each just to ``V / sigma = x``: the tie to ``1 - sigma x / beta`` (not
    below 0), the threat to ``sigma x / (1 - o)``, the cost to ``V / x``. The depth is a fixed one: the
    joint best moves with the members.

    Examples
    --------
    >>> pair = [Member("Near", 1.0, 0.0, 1.0), Member("Far", 1.0, 0.75, 1.0)]
    >>> smallest_change(pair, 0.5, "tie"), smallest_change(pair, 0.5, "tie", needed=1)
    ((0.0, 0.25), (0.0, 0.0))
    """
    require(move in ("tie", "threat", "cost"), f"expected tie, threat or cost, got {move!r}")
    needed = len(members) if needed is None else needed
    require(1 <= needed <= len(members), f"expected 1 to {len(members)} members, got {needed}")
    changes = [_change(member, _depth(depth), move) for member in members]
    nearest = sorted(range(len(members)), key=changes.__getitem__)[:needed]
    return tuple(changes[i] if i in nearest else 0.0 for i in range(len(members)))


def _change(member: Member, depth: float, move: str) -> float:
    if ideal(member) >= depth:
        return 0.0
    due = member.cost * depth
    if move == "tie":
        return member.tie - (1.0 - due / member.threat) if due <= member.threat else math.inf
    if move == "threat":
        return due / (1.0 - member.tie) - member.threat if member.tie < 1.0 else math.inf
    return member.cost - member.value / depth if member.value else math.inf


def payments(
    members: Sequence[Member], depth: float, default: float | None = None
) -> tuple[float, ...]:
    """Side payment after which each member is no worse off with a depth than without.

    Parameters
    ----------
    members : sequence of Member
    depth : float
        Wanted, 0 to 1.
    default : float, optional
        Depth without agreement; the unanimous one where it is not given.

    Returns
    -------
    tuple of float
        ``max(0, u(default) - u(depth))``, member by member.

    Notes
    -----
    The others gain enough to pay iff ``J(depth) >= J(default)``: for a deeper design, iff its
    midpoint with the default is at most the mean wish. So for the joint best they always do:
    dysfunction needs members that cannot pay, as well as members that do not want.

    Examples
    --------
    >>> pair = [Member("Near", 0.8, 0.0, 1.0), Member("Far", 0.2, 0.0, 1.0)]
    >>> [round(payment, 3) for payment in payments(pair, best(pair))]
    [0.0, 0.045]
    """
    start = unanimous(members) if default is None else default
    return tuple(max(0.0, payoff(member, start) - payoff(member, depth)) for member in members)


# ---------------------------------------------------------------- read from the table


@dataclass(frozen=True)
class Scale:
    """How deep a design is, 0 to 1, by how many features; the ends hold every reading at once."""

    low: float
    value: float
    high: float
    features: int


def design_scale(pact: str, layer: str | None = None, dimension: str | None = None) -> Scale:
    """How deep a design is, on one scale for every pact: mean of its features over 4.

    Parameters
    ----------
    pact : str
        Id in ``data/pacts.csv``.
    layer : str, optional
        ``treaty`` or ``organisation``; both where it is not given.
    dimension : str, optional
        One of `DIMENSIONS`; all where it is not given, each feature with the same weight.

    Raises
    ------
    ValueError
        If no such feature is coded.

    Examples
    --------
    >>> scale = design_scale("manila-1954")
    >>> 0.0 <= scale.low <= scale.value <= scale.high <= 1.0
    True
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    rows = [
        row
        for row in read_table("features").to_dict("records")
        if row["pact"] == pact
        and layer in (None, row["layer"])
        and dimension in (None, row["dimension"])
    ]
    require(bool(rows), f"no feature is coded for {pact!r}, {layer or 'any'}, {dimension or 'any'}")
    low, value, high = (
        math.fsum(row[end] for row in rows) / len(rows) / 4.0 for end in ("low", "value", "high")
    )
    return Scale(low, value, high, len(rows))
