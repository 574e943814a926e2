"""Concessions: commitment for restraint, one ally after another.

An ally wants a promise; the patron fears to be dragged in and, in some cases, that the ally wrecks
something else. They bargain over three things: how firm the promise is (commitment), how far the
ally gives up the free use of force (restraint), and aid. What one ally got, the next one claims.

The formalisation is this project's own; that the pacts with South Korea and Taiwan were a patchwork
of concessions is Lee's (2019) claim, that they were made to restrain is Cha's (2016).
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from types import MappingProxyType

__all__ = [
    "BOX",
    "QUANTITIES",
    "Ally",
    "Deal",
    "Terms",
    "allies",
    "ally_payoff",
    "bargain",
    "best_restraint",
    "drawn_allies",
    "drawn_terms",
    "in_order",
    "needs_restraint",
    "orders",
    "patron_payoff",
    "precedent_claim",
    "rank_agreement",
    "restraint_in_text",
]

QUANTITIES = ("threat", "provocation", "ambition", "spoil", "prize")
"""What an ally brings to its bargain, in the order of the codebook."""

STEPS = 4.0
"""The codebook's quantities run from 0 to 4; the model's from 0 to 1."""

GRID = 20
"""Commitment is looked at in so many equal steps before it is refined."""

FINE = 1e-5
"""How near to the best a search stops."""

CLOSE = 1e-9


@dataclass(frozen=True)
class Ally:
    """What an ally brings to its bargain; each from 0 to 1.

    Parameters
    ----------
    name : str
    threat : float
        What it has to fear: the more, the more a promise is worth to it.
    provocation : float
        How likely it is to start a war, if it is free to.
    ambition : float
        What that freedom is worth to it.
    spoil : float
        What harm it could do to something else that the patron wants.
    prize : float
        What holding it is worth to the patron.
    """

    name: str
    threat: float
    provocation: float
    ambition: float
    spoil: float
    prize: float

    def __post_init__(self) -> None:
        for quantity in QUANTITIES:
            if not 0.0 <= getattr(self, quantity) <= 1.0:
                raise ValueError(
                    f"{self.name}, {quantity}: expected from 0 to 1, got {getattr(self, quantity):g}"
                )


@dataclass(frozen=True)
class Terms:
    """What holds for every bargain alike; one set for all allies.

    Parameters
    ----------
    war : float
        What being dragged into the war of a committed ally costs the patron.
    burden : float
        What a full promise costs it besides.
    sovereignty : float
        What full restraint costs an ally besides what it gives up; more than 0.
    aid : float
        The most aid that the patron can give.
    weight : float
        The patron's bargaining weight, more than 0 and less than 1.
    precedent : float
        How much of what another ally got the next one claims, from 0 to 1.
    exposed : float
        How far the war of an ally without a promise drags the patron in as well, from 0 to 1. At 0,
        the bargain of concessions, it can stay out of it; at 1, the fear from which powerplay
        begins, a promise makes no difference to that.
    hold : float
        How far restraint needs the tie, from 0 to 1. At 1 an ally can be held only as far as it is
        promised something, the mechanism of powerplay; at 0 restraint can be had without.
    """

    war: float = 2.0
    burden: float = 0.5
    sovereignty: float = 1.0
    aid: float = 0.5
    weight: float = 0.5
    precedent: float = 0.5
    exposed: float = 0.0
    hold: float = 0.0

    def __post_init__(self) -> None:
        if min(self.war, self.burden, self.aid) < 0.0:
            raise ValueError("expected war, burden and aid of at least 0")
        if not self.sovereignty > 0.0:
            raise ValueError(f"expected sovereignty of more than 0, got {self.sovereignty:g}")
        if not 0.0 < self.weight < 1.0:
            raise ValueError(f"expected a weight between 0 and 1, got {self.weight:g}")
        if not 0.0 <= self.precedent <= 1.0:
            raise ValueError(f"expected precedent from 0 to 1, got {self.precedent:g}")
        if not 0.0 <= self.exposed <= 1.0:
            raise ValueError(f"expected exposed from 0 to 1, got {self.exposed:g}")
        if not 0.0 <= self.hold <= 1.0:
            raise ValueError(f"expected hold from 0 to 1, got {self.hold:g}")

    def stake(self, commitment: float) -> float:
        """What the war of an ally that is sure to start one costs the patron.

        ``W (e + (1 - e) c)``: in full where it has promised or is exposed anyway.

        Examples
        --------
        >>> Terms(war=2.0).stake(0.5), Terms(war=2.0, exposed=1.0).stake(0.5)
        (1.0, 2.0)
        """
        return self.war * (self.exposed + (1.0 - self.exposed) * commitment)

    def most_restraint(self, commitment: float) -> float:
        """The most restraint that can be had for a promise of given depth: ``1 - h (1 - c)``.

        Examples
        --------
        >>> Terms().most_restraint(0.25), Terms(hold=1.0).most_restraint(0.25)
        (1.0, 0.25)
        """
        return 1.0 - self.hold * (1.0 - commitment)


BOX: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "war": (1.0, 4.0),
        "burden": (0.1, 0.8),
        "sovereignty": (0.25, 2.0),
        "aid": (0.0, 1.0),
        "weight": (0.2, 0.8),
        "precedent": (0.0, 1.0),
    }
)
"""Ranges of the terms. None is known; results are shown over all of them, none is fitted.

``exposed`` and ``hold`` are not among them: they say which account is asked, not how large something
is.
"""


@dataclass(frozen=True)
class Deal:
    """What a bargain gives.

    Parameters
    ----------
    ally : str
    signed : bool
        Whether the two came to terms.
    commitment, restraint : float
        From 0 to 1; both 0 where they did not.
    aid : float
        At least 0.
    patron_gain, ally_gain : float
        What each has over no agreement; the ally's is counted from what it could claim.
    """

    ally: str
    signed: bool
    commitment: float
    restraint: float
    aid: float
    patron_gain: float
    ally_gain: float


def patron_payoff(
    ally: Ally, terms: Terms, commitment: float, restraint: float, aid: float
) -> float:
    """What a deal is worth to the patron; without one it has ``-spoil - W ρ e``.

    ``(p - K) c - W ρ (e + (1 - e) c) (1 - r) - t``: the ally's worth less the burden, at the depth
    ``c`` of the promise; less the war that an unrestrained ally (provocation ρ) may drag it into,
    by the promise and as far as it is exposed (e) without one; less aid.

    Examples
    --------
    >>> taiwan = Ally("taiwan", 0.75, 0.75, 0.5, 0.25, 0.5)
    >>> patron_payoff(taiwan, Terms(war=2.0, burden=0.5), 1.0, 0.0, 0.0)
    -1.5
    >>> patron_payoff(taiwan, Terms(war=2.0, burden=0.5), 1.0, 1.0, 0.0)
    0.0
    """
    dragged_in = terms.stake(commitment) * ally.provocation * (1.0 - restraint)
    return (ally.prize - terms.burden) * commitment - dragged_in - aid


def ally_payoff(ally: Ally, terms: Terms, commitment: float, restraint: float, aid: float) -> float:
    """What a deal is worth to the ally; without one it has 0.

    ``ω c + t - A r - F r² / 2``: the promise, as deep as it is and as the threat ω is great; aid;
    less the freedom given up (ambition A) and the loss of sovereignty, which grows faster than
    restraint does.

    Examples
    --------
    >>> taiwan = Ally("taiwan", 0.75, 0.75, 0.5, 0.25, 0.5)
    >>> ally_payoff(taiwan, Terms(sovereignty=1.0), 1.0, 0.5, 0.25)
    0.625
    """
    given_up = ally.ambition * restraint + terms.sovereignty * restraint * restraint / 2.0
    return ally.threat * commitment + aid - given_up


def best_restraint(ally: Ally, terms: Terms, commitment: float) -> float:
    """Restraint at which patron and ally together do best, for a promise of given depth.

    ``r = (W ρ c - A) / F`` between 0 and 1, from setting what another bit of restraint saves the
    patron equal to what it costs the ally; with exposure e, ``e + (1 - e) c`` stands for ``c``. It
    rises with provocation and with commitment, falls with ambition, and is 0 up to
    `needs_restraint`. It is never more than can be had for the promise (`Terms.most_restraint`).

    Examples
    --------
    >>> taiwan = Ally("taiwan", 0.75, 0.75, 0.5, 0.25, 0.5)
    >>> best_restraint(taiwan, Terms(war=1.0, sovereignty=0.5), 1.0)
    0.5
    """
    wanted = terms.stake(commitment) * ally.provocation - ally.ambition
    return min(terms.most_restraint(commitment), max(0.0, wanted / terms.sovereignty))


def needs_restraint(ally: Ally, terms: Terms, commitment: float = 1.0) -> float:
    """Provocation beyond which a deal comes with restraint: ``A / (W c)`` where nothing is exposed.

    Infinite where there is no war to fear, or where the promise gives no hold.

    Examples
    --------
    >>> needs_restraint(Ally("taiwan", 0.75, 0.75, 0.5, 0.25, 0.5), Terms(war=2.0))
    0.25
    """
    stake = terms.stake(commitment)
    wanted = stake > 0.0 and terms.most_restraint(commitment) > 0.0
    return ally.ambition / stake if wanted else math.inf


def _product(patron: float, ally: float, terms: Terms) -> float:
    """Logarithm of the weighted Nash product; minus infinity where a side gains nothing."""
    if patron <= CLOSE or ally <= CLOSE:
        return -math.inf
    return terms.weight * math.log(patron) + (1.0 - terms.weight) * math.log(ally)


def _loss(ally: Ally, terms: Terms) -> float:
    """What no agreement costs the patron."""
    return ally.spoil + terms.stake(0.0) * ally.provocation


def _bound(ally: Ally, terms: Terms, claim: float, commitment: float) -> float:
    """The product at one depth if aid had no limits: no deal at that depth is better."""
    at = (ally, terms, commitment, best_restraint(ally, terms, commitment), 0.0)
    total = patron_payoff(*at) + _loss(ally, terms) + ally_payoff(*at) - claim
    return _product(terms.weight * total, (1.0 - terms.weight) * total, terms)


def _offer(
    ally: Ally, terms: Terms, claim: float, commitment: float
) -> tuple[float, float, float, float, float]:
    """The best deal at one depth: product, restraint, aid, gains of patron and ally."""
    free = best_restraint(ally, terms, commitment)
    # The patron with full restraint and the ally with none; from there war and freedom are taken off.
    # This runs a thousand times a bargain.
    restrained = patron_payoff(ally, terms, commitment, 1.0, 0.0) + _loss(ally, terms)
    unrestrained = ally_payoff(ally, terms, commitment, 0.0, 0.0) - claim
    war = terms.stake(commitment) * ally.provocation
    ambition, bend = ally.ambition, terms.sovereignty / 2.0

    weight, rest, most_aid = terms.weight, 1.0 - terms.weight, terms.aid

    def at(restraint: float) -> tuple[float, float, float, float, float]:
        patron = restrained - war * (1.0 - restraint)
        other = unrestrained - restraint * (ambition + bend * restraint)
        # The aid by which the gains are divided by the weights, within what the patron can give.
        aid = rest * patron - weight * other
        aid = 0.0 if aid < 0.0 else min(aid, most_aid)
        patron, other = patron - aid, other + aid
        if patron > CLOSE and other > CLOSE:
            product = weight * math.log(patron) + rest * math.log(other)
        else:
            product = -math.inf
        return product, restraint, aid, patron, other

    # While aid can divide the gains, the restraint that makes most to divide is best. Where aid is
    # spent or not called for, restraint itself divides: the product is concave in it, so that
    # thirds close in on the best.
    at_free = at(free)
    if 0.0 < at_free[2] < terms.aid:
        return at_free
    most = terms.most_restraint(commitment)
    climbed = at(_highest(lambda restraint: _height(at(restraint)), 0.0, most))
    return max(at_free, climbed, key=lambda deal: deal[0])


def _height(deal: tuple[float, float, float, float, float]) -> tuple[int, float]:
    """What to climb: the product; where a side gains nothing, what the worse-off side has."""
    return (1, deal[0]) if deal[0] > -math.inf else (0, min(deal[3:]))


def _highest(height: Callable[[float], tuple[int, float]], low: float, high: float) -> float:
    """Where a function with one peak is highest, by golden section."""
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    one, two = high - golden * (high - low), low + golden * (high - low)
    first, second = height(one), height(two)
    while high - low > FINE:
        if first < second:
            low, one, first = one, two, second
            two = low + golden * (high - low)
            second = height(two)
        else:
            high, two, second = two, one, first
            one = high - golden * (high - low)
            first = height(one)
    return (low + high) / 2.0


def bargain(ally: Ally, terms: Terms, claim: float = 0.0) -> Deal:
    """The Nash bargain between the patron and one ally.

    ``max (U_P + spoil + W ρ e)^w (U_A - claim)^(1 - w)`` over commitment, restraint and aid. Without
    agreement the ally spoils what it can, and is as free as before. While aid can divide the gains
    freely, restraint is `best_restraint`; and where restraint needs no tie (``hold`` is 0),
    commitment is full or none, because the joint gain is convex in it.

    Parameters
    ----------
    ally : Ally
    terms : Terms
    claim : float
        What the ally holds that it is owed, at least 0 (see `precedent_claim`).

    Returns
    -------
    Deal
        Not signed where no deal gives both sides something.

    Examples
    --------
    >>> taiwan = Ally("taiwan", 0.75, 0.75, 0.25, 0.25, 0.75)
    >>> deal = bargain(taiwan, Terms(war=1.0, burden=0.5, sovereignty=1.0, aid=0.5))
    >>> deal.signed, deal.commitment, round(deal.restraint, 2)
    (True, 1.0, 0.69)
    """
    if claim < 0.0:
        raise ValueError(f"expected a claim of at least 0, got {claim:g}")
    # The product is not concave in the commitment: a coarse look first, then a climb. Depths that
    # could not win if gains were divided freely need no look.
    grid = [step / GRID for step in range(GRID + 1)]
    bounds = [_bound(ally, terms, claim, depth) for depth in grid]
    top, best_so_far = 0, -math.inf
    values: dict[int, tuple[float, float, float, float, float]] = {}
    for step in sorted(range(GRID + 1), key=lambda step: bounds[step], reverse=True):
        if bounds[step] <= best_so_far:
            break
        values[step] = _offer(ally, terms, claim, grid[step])
        if values[step][0] > best_so_far:
            top, best_so_far = step, values[step][0]
    if best_so_far == -math.inf:
        return Deal(ally.name, False, 0.0, 0.0, 0.0, 0.0, 0.0)
    refined = _highest(
        lambda depth: _height(_offer(ally, terms, claim, depth)),
        grid[max(top - 1, 0)],
        grid[min(top + 1, GRID)],
    )
    deals = [(values[top], grid[top]), (_offer(ally, terms, claim, refined), refined)]
    best, depth = max(deals, key=lambda deal: deal[0][0])
    return Deal(ally.name, True, depth, best[1], best[2], best[3], best[4])


def precedent_claim(ally: Ally, terms: Terms, earlier: Iterable[Deal]) -> float:
    """What an ally claims because others got it: a share of what the best earlier deal would be to it.

    ``φ max(0, max_j U_A(c_j, r_j, t_j))`` over the deals signed so far.

    Examples
    --------
    >>> korea = Ally("south-korea", 1.0, 1.0, 1.0, 1.0, 0.5)
    >>> precedent_claim(korea, Terms(precedent=0.5), [Deal("japan", True, 0.8, 0.0, 0.0, 1.0, 1.0)])
    0.4
    """
    worths = [
        ally_payoff(ally, terms, deal.commitment, deal.restraint, deal.aid)
        for deal in earlier
        if deal.signed
    ]
    return terms.precedent * max([0.0, *worths])


def in_order(order: Sequence[Ally], terms: Terms) -> tuple[Deal, ...]:
    """Bargains one after another, each ally claiming what those before it got.

    Parameters
    ----------
    order : sequence of Ally
    terms : Terms

    Returns
    -------
    tuple of Deal
        In the order of the bargains.

    Examples
    --------
    >>> first = Ally("philippines", 0.25, 0.0, 0.0, 0.0, 0.75)
    >>> second = Ally("japan", 0.5, 0.0, 0.0, 0.25, 1.0)
    >>> [deal.signed for deal in in_order([first, second], Terms())]
    [True, True]
    """
    done: list[Deal] = []
    for ally in order:
        done.append(_bargain(ally, terms, precedent_claim(ally, terms, done)))
    return tuple(done)


@cache
def _bargain(ally: Ally, terms: Terms, claim: float) -> Deal:
    return bargain(ally, terms, claim)


def orders(group: Sequence[Ally], terms: Terms) -> Iterator[tuple[Deal, ...]]:
    """The bargains in every order in which the allies could have come; the first as given.

    Six allies have 720 orders. Deals depend on the order only through the claims, so few are solved
    anew.

    Examples
    --------
    >>> one = Ally("philippines", 0.25, 0.0, 0.0, 0.0, 0.75)
    >>> other = Ally("japan", 0.25, 0.0, 0.0, 0.0, 0.75)
    >>> sum(1 for _ in orders([one, other], Terms()))
    2
    """
    for order in permutations(group):
        yield in_order(order, terms)


# ---------------------------------------------------------------- the coded record


@cache
def _bargains() -> Mapping[str, Mapping[str, tuple[float, float, float]]]:
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table  # pandas is slow to start

    found: dict[str, dict[str, tuple[float, float, float]]] = {}
    for number, row in enumerate(read_table("bargains").to_dict("records"), start=2):
        if not row["low"] <= row["value"] <= row["high"]:
            raise InputError(
                "bargains.csv", f"row {number}", "expected low, value and high to ascend"
            )
        of = found.setdefault(row["ally"], {})
        of[row["quantity"]] = (row["low"] / STEPS, row["value"] / STEPS, row["high"] / STEPS)
    for ally, of in found.items():
        if sorted(of) != sorted(QUANTITIES):
            raise InputError("bargains.csv", ally, f"expected one row each of {QUANTITIES}")
    return MappingProxyType(found)


def allies() -> tuple[Ally, ...]:
    """The allies with what they brought, as coded, in the order of the table: that of signature.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> [ally.name for ally in allies()][-2:]
    ['south-korea', 'taiwan']
    """
    return tuple(
        Ally(name, **{quantity: of[quantity][1] for quantity in QUANTITIES})
        for name, of in _bargains().items()
    )


def drawn_allies(chance: random.Random) -> tuple[Ally, ...]:
    """The allies, each quantity drawn evenly from its coded range.

    Examples
    --------
    >>> len(drawn_allies(random.Random(1953))) == len(allies())
    True
    """
    return tuple(
        Ally(name, **{q: chance.uniform(of[q][0], of[q][2]) for q in QUANTITIES})
        for name, of in _bargains().items()
    )


def drawn_terms(chance: random.Random) -> Terms:
    """Terms drawn evenly from `BOX`.

    Examples
    --------
    >>> 1.0 <= drawn_terms(random.Random(1953)).war <= 4.0
    True
    """
    return Terms(**{name: chance.uniform(*ends) for name, ends in BOX.items()})


def restraint_in_text() -> Mapping[str, float]:
    """How far treaties, notes and minutes restrain each ally's use of force, from 0 to 1.

    The strongest term on the use or command of force, or on the size of forces; what they say of
    bases and of the area covered is left out, for it does not bind the ally's arms.

    Examples
    --------
    >>> restraint_in_text()["south-korea"] > restraint_in_text()["australia"]
    True
    """
    from alliance_design.tables import read_table

    found: dict[str, float] = {}
    for row in read_table("restraints").to_dict("records"):
        counted = row["term"] in ("use-of-force", "command", "forces") and row["binds"] != "us"
        degree = row["degree"] / STEPS if counted else 0.0
        found[row["ally"]] = max(found.get(row["ally"], 0.0), degree)
    return MappingProxyType(found)


def rank_agreement(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Of the pairs that both order, the share ordered alike less the share ordered contrarily.

    Goodman and Kruskal's gamma, from -1 to 1; 0 where no pair is ordered by both.

    Examples
    --------
    >>> rank_agreement({"a": 1, "b": 2, "c": 3}, {"a": 0, "b": 0, "c": 1})
    1.0
    """
    names = sorted(set(one) & set(other))
    signs = [
        _sign(one[a] - one[b]) * _sign(other[a] - other[b])
        for index, a in enumerate(names)
        for b in names[index + 1 :]
    ]
    alike, contrary = signs.count(1), signs.count(-1)
    return (alike - contrary) / (alike + contrary) if alike + contrary else 0.0


def _sign(difference: float) -> int:
    return (difference > CLOSE) - (difference < -CLOSE)
