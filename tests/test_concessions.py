"""Concessions: commitment for restraint, precedent and order, against independent solutions."""

import math
import random
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alliance_design import concessions
from alliance_design.concessions import (
    BOX,
    QUANTITIES,
    Ally,
    Deal,
    Terms,
    ally_payoff,
    bargain,
    best_restraint,
    in_order,
    needs_restraint,
    orders,
    patron_payoff,
    precedent_claim,
    rank_agreement,
)
from alliance_design.errors import InputError

UNIT = st.floats(0.0, 1.0)
ALLIES = st.builds(Ally, st.just("ally"), *[UNIT] * 5)
TERMS = st.builds(Terms, **{name: st.floats(*ends) for name, ends in BOX.items()})


def joint(ally, terms, commitment, restraint):
    """What patron and ally have together; aid moves between them and drops out."""
    return patron_payoff(ally, terms, commitment, restraint, 0.0) + ally_payoff(
        ally, terms, commitment, restraint, 0.0
    )


@given(ALLIES, TERMS, UNIT, UNIT, UNIT)
def test_best_restraint_by_scipy(ally, terms, commitment, exposed, hold):
    """The closed form makes most of what there is to divide, within what a tie allows."""
    from scipy.optimize import minimize_scalar

    terms = replace(terms, exposed=exposed, hold=hold)
    most = 1 - hold * (1 - commitment)
    found = minimize_scalar(
        lambda r: -joint(ally, terms, commitment, r), bounds=(0, most), method="bounded"
    )
    assert 0 <= best_restraint(ally, terms, commitment) <= most
    best = joint(ally, terms, commitment, best_restraint(ally, terms, commitment))
    assert best >= -found.fun - 1e-9


@given(ALLIES, TERMS, UNIT, UNIT)
def test_restraint_rises_with_provocation_and_commitment(ally, terms, one, other):
    low, high = sorted((one, other))
    calm, wild = replace(ally, provocation=low), replace(ally, provocation=high)
    assert best_restraint(calm, terms, 1.0) <= best_restraint(wild, terms, 1.0)
    assert best_restraint(ally, terms, low) <= best_restraint(ally, terms, high)
    eager = replace(ally, ambition=high)
    assert best_restraint(eager, terms, 1.0) <= best_restraint(
        replace(ally, ambition=low), terms, 1.0
    )


@given(ALLIES, TERMS, st.floats(0.05, 1.0))
def test_restraint_begins_at_the_threshold(ally, terms, commitment):
    """No restraint up to the provocation of `needs_restraint`, some beyond it."""
    threshold = needs_restraint(ally, terms, commitment)
    assume(abs(ally.provocation - threshold) > 1e-9)
    assert (best_restraint(ally, terms, commitment) > 0) == (ally.provocation > threshold)
    assert needs_restraint(ally, terms, 0.0) == math.inf


@given(ALLIES, TERMS)
def test_joint_gain_is_convex_in_commitment(ally, terms):
    """So with aid to divide the gains, the promise is full or none."""
    best = [joint(ally, terms, c, best_restraint(ally, terms, c)) for c in (0.0, 0.5, 1.0)]
    assert best[1] <= max(best[0], best[2]) + 1e-9
    rich = replace(terms, aid=100.0)
    deal = bargain(replace(ally, threat=1.0), rich)
    # Where the ally would have to pay, aid cannot divide; the rest is all or nothing.
    if deal.signed and deal.aid > 1e-3:
        assert min(deal.commitment, 1 - deal.commitment) < 1e-3
        assert deal.restraint == pytest.approx(
            best_restraint(replace(ally, threat=1.0), rich, deal.commitment), abs=1e-3
        )


def brute(ally, terms, claim, steps=40):
    """The highest product over a grid of commitment, restraint and aid."""
    top = -math.inf
    for c in range(steps + 1):
        for r in range(steps + 1):
            for t in range(steps + 1):
                at = (c / steps, r / steps, terms.aid * t / steps)
                patron = patron_payoff(ally, terms, *at) + ally.spoil
                other = ally_payoff(ally, terms, *at) - claim
                if patron > 1e-9 and other > 1e-9:
                    value = terms.weight * math.log(patron) + (1 - terms.weight) * math.log(other)
                    top = max(top, value)
    return top


@settings(max_examples=12, deadline=None)
@given(ALLIES, TERMS, st.floats(0.0, 0.3))
def test_the_bargain_by_brute_force(ally, terms, claim):
    """No deal on a grid is better than the one found; where none is found the grid has none."""
    deal = bargain(ally, terms, claim)
    top = brute(ally, terms, claim)
    if not deal.signed:
        # A sliver between two depths may hold a deal that is worth next to nothing.
        assert top < -1.0
        return
    weight = terms.weight
    value = weight * math.log(deal.patron_gain) + (1 - weight) * math.log(deal.ally_gain)
    assert value >= top - 1e-3


@given(ALLIES, TERMS, st.floats(0.0, 1.0))
def test_gains_are_what_the_terms_give(ally, terms, claim):
    """Both sides gain; the figures of the deal are those of the payoffs."""
    deal = bargain(ally, terms, claim)
    if not deal.signed:
        assert (deal.commitment, deal.restraint, deal.aid) == (0, 0, 0)
        return
    at = (deal.commitment, deal.restraint, deal.aid)
    assert deal.patron_gain == pytest.approx(patron_payoff(ally, terms, *at) + ally.spoil)
    assert deal.ally_gain == pytest.approx(ally_payoff(ally, terms, *at) - claim)
    assert min(deal.patron_gain, deal.ally_gain) > 0
    assert 0 <= deal.aid <= terms.aid


@given(ALLIES, TERMS, UNIT)
def test_a_promise_pays_beyond_the_price_of_the_free_hand(ally, terms, exposed):
    """Full or none by the condition on H, with H from a grid; an exposed patron ignores provocation."""
    terms = replace(terms, exposed=exposed)

    def price(share):
        war = terms.war * ally.provocation * share
        at = [n / 2000 for n in range(2001)]
        return min(war * (1 - r) + ally.ambition * r + terms.sovereignty * r * r / 2 for r in at)

    def best(commitment):
        return joint(ally, terms, commitment, best_restraint(ally, terms, commitment))

    gain = ally.prize + ally.threat - terms.burden - (price(1.0) - price(exposed))
    assert best(1.0) - best(0.0) == pytest.approx(gain, abs=1e-5)
    assert best(0.5) <= max(best(0.0), best(1.0)) + 1e-9
    if exposed == 0.0:
        assert best_restraint(ally, terms, 0.0) == 0.0
    if exposed == 1.0:
        assert best_restraint(ally, terms, 0.0) == best_restraint(ally, terms, 1.0)


@given(ALLIES, TERMS, UNIT, st.floats(0.0, 0.4), st.floats(0.0, 0.4))
def test_a_larger_claim_never_leaves_the_patron_more(ally, terms, exposed, one, other):
    low, high = sorted((one, other))
    terms = replace(terms, exposed=exposed)
    small, large = bargain(ally, terms, low), bargain(ally, terms, high)
    assert large.patron_gain <= small.patron_gain + 1e-2


@given(ALLIES, TERMS, UNIT, UNIT)
def test_a_hold_that_needs_the_tie_bounds_restraint_by_the_promise(ally, terms, exposed, hold):
    """And leaves nobody better off: there are fewer deals to choose from."""
    free = replace(terms, exposed=exposed)
    bound = replace(free, hold=hold)
    deal, unbound = bargain(ally, bound), bargain(ally, free)
    assert deal.restraint <= bound.most_restraint(deal.commitment) + 1e-9
    assert bargain(ally, replace(free, hold=1.0)).restraint <= 1.0
    weight = terms.weight
    if deal.signed:
        assert unbound.signed
        value, other = (
            weight * math.log(d.patron_gain) + (1 - weight) * math.log(d.ally_gain)
            for d in (deal, unbound)
        )
        assert value <= other + 1e-2
    if unbound.restraint <= bound.most_restraint(unbound.commitment):
        assert deal.signed == unbound.signed


@given(ALLIES, TERMS, UNIT, UNIT)
def test_where_only_a_tie_holds_the_danger_speaks_for_it(ally, terms, one, other):
    """An exposed patron: full against no promise gains by what restraint is worth."""
    calm, wild = (replace(ally, provocation=p) for p in sorted((one, other)))
    tied = replace(terms, exposed=1.0, hold=1.0)
    loose = replace(tied, hold=0.0)

    def gain(of, at):
        full, none = best_restraint(of, at, 1.0), best_restraint(of, at, 0.0)
        return joint(of, at, 1.0, full) - joint(of, at, 0.0, none)

    plain = ally.prize + ally.threat - terms.burden
    for of in (calm, wild):
        war = terms.war * of.provocation
        grid = [n / 2000 for n in range(2001)]
        price = min(war * (1 - r) + of.ambition * r + terms.sovereignty * r * r / 2 for r in grid)
        assert gain(of, tied) == pytest.approx(plain + war - price, abs=1e-5)
        assert gain(of, loose) == pytest.approx(plain)
        assert best_restraint(of, tied, 0.0) == 0.0
    assert plain - 1e-9 <= gain(calm, tied) <= gain(wild, tied) + 1e-9
    assert needs_restraint(wild, tied, 0.0) == math.inf


def test_a_tie_made_in_order_to_hold():
    """An ally that is worth no promise gets one, if it is dangerous and cannot be held otherwise."""
    ally = Ally("ally", 0.1, 1.0, 0.2, 0.0, 0.0)
    terms = Terms(war=2.0, burden=0.5, sovereignty=0.5, aid=5.0, exposed=1.0)
    loose, tied = bargain(ally, terms), bargain(ally, replace(terms, hold=1.0))
    assert (loose.commitment, loose.restraint) == (0.0, pytest.approx(1.0, abs=1e-3))
    assert (tied.commitment, tied.restraint) == pytest.approx((1.0, 1.0), abs=1e-3)
    calm = replace(ally, provocation=0.0)
    assert bargain(calm, replace(terms, hold=1.0)).commitment == 0.0


@settings(max_examples=8, deadline=None)
@given(ALLIES, TERMS, st.floats(0.0, 0.3), UNIT, UNIT)
def test_the_exposed_bargain_by_brute_force(ally, terms, claim, exposed, hold):
    """As without exposure; the grid takes the patron's loss from the payoff without a promise."""
    terms = replace(terms, exposed=exposed, hold=hold)
    loss = ally.spoil - patron_payoff(ally, terms, 0.0, 0.0, 0.0)
    deal = bargain(ally, terms, claim)
    top, steps = -math.inf, 30
    for c in range(steps + 1):
        for r in range(math.floor(terms.most_restraint(c / steps) * steps) + 1):
            for t in range(steps + 1):
                at = (c / steps, r / steps, terms.aid * t / steps)
                patron = patron_payoff(ally, terms, *at) + loss
                other = ally_payoff(ally, terms, *at) - claim
                if patron > 1e-9 and other > 1e-9:
                    value = terms.weight * math.log(patron) + (1 - terms.weight) * math.log(other)
                    top = max(top, value)
    if not deal.signed:
        assert top < -1.0
        return
    value = terms.weight * math.log(deal.patron_gain) + (1 - terms.weight) * math.log(
        deal.ally_gain
    )
    assert value >= top - 1e-3


@given(ALLIES, TERMS)
def test_power_to_spoil_never_lowers_what_an_ally_gets(ally, terms):
    """Leverage is worth having: its payoff rises with what it could wreck."""

    def got(spoil):
        deal = bargain(replace(ally, spoil=spoil), terms)
        return deal.ally_gain if deal.signed else 0.0

    assert got(0.0) <= got(0.5) + 1e-3
    assert got(0.5) <= got(1.0) + 1e-3


def test_leverage_turns_no_pact_into_a_pact():
    """An ally that is worth nothing to hold gets a promise once it can spoil, if aid is short."""
    ally = Ally("ally", 1.0, 0.2, 0.0, 0.0, 0.0)
    terms = Terms(war=1.0, burden=0.5, sovereignty=1.0, aid=0.0, weight=0.5)
    assert not bargain(ally, terms).signed
    assert bargain(replace(ally, spoil=1.0), terms).commitment > 0.5


@given(st.lists(ALLIES, min_size=2, max_size=3), TERMS)
def test_without_precedent_order_does_not_matter(group, terms):
    named = [replace(ally, name=f"ally {n}") for n, ally in enumerate(group)]
    free = replace(terms, precedent=0.0)
    found = {frozenset(deals) for deals in orders(named, free)}
    assert len(found) == 1


def test_with_precedent_order_can_matter():
    """After a pact without restraint, an ally that would have been restrained holds out for as much."""
    calm = Ally("calm", 0.5, 0.0, 0.0, 0.0, 1.0)
    wild = Ally("wild", 0.6, 0.6, 0.3, 0.3, 0.8)
    terms = Terms(war=1.5, burden=0.2, sovereignty=0.5, aid=0.0, weight=0.5, precedent=0.9)
    first, second = in_order([wild, calm], terms)[0], in_order([calm, wild], terms)[1]
    assert first.restraint > 0
    assert second.restraint < first.restraint


@given(ALLIES, TERMS, st.lists(st.tuples(UNIT, UNIT, UNIT), max_size=4))
def test_a_longer_past_never_lowers_a_claim(ally, terms, past):
    deals = [Deal(f"ally {n}", True, *terms_of, 1.0, 1.0) for n, terms_of in enumerate(past)]
    claims = [precedent_claim(ally, terms, deals[:n]) for n in range(len(deals) + 1)]
    assert claims[0] == 0
    assert claims == sorted(claims)


def test_deals_that_failed_are_no_precedent():
    failed = Deal("ally", False, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert precedent_claim(Ally("next", 1, 1, 0, 0, 0), Terms(), [failed]) == 0


@given(st.lists(UNIT, min_size=2, max_size=7))
def test_rank_agreement_by_scipy(values):
    """Without ties it is Kendall's tau."""
    from scipy.stats import kendalltau

    assume(len({round(v, 6) for v in values}) == len(values))
    other = [math.sin(7 * v) for v in values]
    assume(len({round(v, 6) for v in other}) == len(values))
    one = {str(n): v for n, v in enumerate(values)}
    two = {str(n): v for n, v in enumerate(other)}
    assert rank_agreement(one, two) == pytest.approx(kendalltau(values, other).statistic)
    assert rank_agreement(one, dict.fromkeys(one, 1.0)) == 0


def test_bad_input():
    for call in (
        lambda: Ally("ally", 1.5, 0, 0, 0, 0),
        lambda: Terms(war=-1),
        lambda: Terms(sovereignty=0),
        lambda: Terms(weight=1),
        lambda: Terms(precedent=2),
        lambda: Terms(exposed=-1),
        lambda: Terms(hold=2),
        lambda: bargain(Ally("ally", 0, 0, 0, 0, 0), Terms(), claim=-1),
    ):
        with pytest.raises(ValueError, match="expected"):
            call()


def test_the_coded_record():
    """Six allies in the order of signature; draws stay inside; Korea is restrained in the texts."""
    group = concessions.allies()
    assert [a.name for a in group][-2:] == ["south-korea", "taiwan"]
    chance = random.Random(1953)
    ranges = concessions._bargains()
    for _ in range(20):
        for ally in concessions.drawn_allies(chance):
            for quantity in QUANTITIES:
                low, _, high = ranges[ally.name][quantity]
                assert low <= getattr(ally, quantity) <= high
        terms = concessions.drawn_terms(chance)
        assert all(low <= getattr(terms, name) <= high for name, (low, high) in BOX.items())
    texts = concessions.restraint_in_text()
    assert set(texts) >= {a.name for a in group}
    assert texts["south-korea"] > texts["philippines"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda rows: [{**rows[0], "low": "4", "value": "0"}, *rows[1:]], "row 2: expected low"),
        (lambda rows: rows[1:], "expected one row each"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path, monkeypatch, change, message):
    import csv

    from alliance_design.codebook import data_folder

    with (data_folder() / "bargains.csv").open(encoding="utf-8", newline="") as file:
        rows = change(list(csv.DictReader(file)))
    with (tmp_path / "bargains.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    monkeypatch.setattr("alliance_design.tables.data_folder", lambda: tmp_path)
    concessions._bargains.cache_clear()
    try:
        with pytest.raises(InputError, match=message):
            concessions.allies()
    finally:
        concessions._bargains.cache_clear()
