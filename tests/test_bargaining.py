"""Bargaining: rules, intensity, linkage and offers, each against an independent solution."""

import math
from itertools import combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from alliance_design import bargaining
from alliance_design.bargaining import (
    Issue,
    alternating_offers,
    borda,
    condorcet,
    critical_intensity,
    hegemon,
    linked_critical_intensity,
    nash,
    plurality,
    quadratic_votes,
    rubinstein,
    stake,
    utilitarian,
    worth_linking,
)
from alliance_design.errors import InputError

NAMES = ("many", "hub", "guarantee", "nothing")
LEVELS = st.integers(-4, 4)
WORTHS = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, LEVELS)), min_size=1, max_size=5).map(
    lambda rows: {f"state-{number}": row for number, row in enumerate(rows)}
)
SHARES = st.floats(0.01, 1.0)


def beats(worth, one, other):
    """How many governments rank one design above another, less those who rank it below."""
    return sum((of[one] > of[other]) - (of[one] < of[other]) for of in worth.values())


@given(WORTHS)
def test_smith_set_by_enumeration(worth):
    """The smallest set of designs that beat all others, found by trying every set."""
    for size in range(1, len(NAMES) + 1):
        sets = [
            inside
            for inside in combinations(sorted(NAMES), size)
            if all(beats(worth, i, o) > 0 for i in inside for o in set(NAMES) - set(inside))
        ]
        if sets:
            assert condorcet(worth) == sets[0]
            return


@given(WORTHS)
def test_borda_is_the_sum_of_pairwise_margins(worth):
    """A design's points rise one to one with its margins over the others, added up."""
    margins = {n: sum(beats(worth, n, o) for o in NAMES if o != n) for n in NAMES}
    top = max(margins.values())
    assert borda(worth) == tuple(sorted(n for n in NAMES if margins[n] == top))


@given(WORTHS)
def test_plurality_counts_first_choices(worth):
    firsts = dict.fromkeys(NAMES, 0.0)
    for of in worth.values():
        top = [n for n in NAMES if of[n] == max(of.values())]
        for name in top:
            firsts[name] += 1 / len(top)
    most = max(firsts.values())
    assert plurality(worth) == tuple(sorted(n for n in NAMES if firsts[n] > most - 1e-9))


@given(WORTHS, st.permutations(NAMES))
def test_rules_do_not_look_at_names(worth, order):
    """Neutrality: when designs change names, winners change with them."""
    new = dict(zip(NAMES, order, strict=True))
    renamed = {actor: {new[n]: of[n] for n in NAMES} for actor, of in worth.items()}
    for rule in (plurality, condorcet, borda, utilitarian, quadratic_votes, nash):
        assert set(rule(renamed)) == {new[n] for n in rule(worth)}


@given(WORTHS)
def test_what_all_want_no_rule_refuses(worth):
    """A design that everyone likes strictly best is the only winner of every rule."""
    best = {actor: {**of, "hub": max(*of.values(), 0) + 1} for actor, of in worth.items()}
    for rule in (plurality, condorcet, borda, utilitarian, quadratic_votes, nash):
        assert rule(best) == ("hub",)
    assert hegemon(best, "state-0") == ("hub",)
    assert alternating_offers(best)["hub"] == pytest.approx(1.0)


@given(WORTHS, st.floats(0.1, 10.0))
def test_only_sums_see_units(worth, factor):
    """Votes do not change when one government's scale does.

    Nor does the Nash bargain where some design serves everybody.
    """
    scaled = {**worth, "state-0": {n: factor * w for n, w in worth["state-0"].items()}}
    for rule in (plurality, condorcet, borda, quadratic_votes):
        assert rule(scaled) == rule(worth)
    if any(all(of[name] > 0 for of in worth.values()) for name in NAMES):
        assert nash(scaled) == nash(worth)


@given(WORTHS)
def test_caring_about_nothing_else_gives_the_say(worth):
    """Who has much at heart elsewhere loses votes here, until the others decide."""
    assume(len(worth) > 1)
    rest = {actor: of for actor, of in worth.items() if actor != "state-0"}
    scores = quadratic_votes(worth, elsewhere={"state-0": 1e9})
    assert set(scores) <= set(quadratic_votes(rest)) or all(
        max(of.values()) == min(of.values()) for of in rest.values()
    )


def test_quadratic_votes_are_the_best_use_of_credits():
    """Votes in proportion to worths: against a search for what serves a voter best."""
    from scipy.optimize import minimize

    centred = [1.5, -0.25, -1.25]
    found = minimize(
        lambda votes: -sum(v * u for v, u in zip(votes, centred, strict=True)),
        [0.1, 0.1, 0.1],
        constraints={"type": "ineq", "fun": lambda votes: 1.0 - sum(v * v for v in votes)},
    )
    length = math.hypot(*centred)
    assert found.x == pytest.approx([u / length for u in centred], abs=1e-3)


@given(WORTHS, st.lists(SHARES, min_size=5, max_size=5))
def test_nash_by_enumeration(worth, raw):
    """Where one design serves everybody: the highest product, by brute force."""
    weights = dict(zip(worth, raw, strict=False))
    served = [n for n in NAMES if all(of[n] > 0 for of in worth.values())]
    assume(served)
    products = {n: math.prod(worth[a][n] ** weights[a] for a in worth) for n in served}
    won = nash(worth, weights)
    assert set(won) <= set(served)
    assert all(products[n] == pytest.approx(max(products.values())) for n in won)


def test_nash_needs_consent():
    """A design is out where one whose consent it needs would rather have nothing."""
    worth = {"patron": {"many": 3, "hub": 1}, "client": {"many": -1, "hub": 2}}
    assert nash(worth) == ("hub",)
    assert nash(worth, consent={"many": ["patron"], "hub": ["patron", "client"]}) == ("hub",)
    alone = {"patron": {"many": 3}, "client": {"many": -1}}
    assert nash(alone) == ()
    assert nash(alone, consent={"many": ["patron"]}) == ("many",)


@given(st.floats(0.05, 4.0), st.floats(0.05, 4.0), st.floats(0.05, 0.95), st.floats(-2, 2))
def test_the_weaker_side_wins_beyond_the_critical_intensity(loss, gain, weight, level):
    """The proposition, by sums: the design of the weaker side exactly when b / a > w1 / w2."""
    other = 1.0 - weight
    assume(abs(gain / loss - weight / other) > 1e-6)
    worth = {
        "patron": {"many": level + loss, "hub": level},
        "client": {"many": level, "hub": level + gain},
    }
    won = utilitarian(worth, {"patron": weight, "client": other})
    assert won == (("hub",) if gain / loss > critical_intensity(weight, other) else ("many",))


@given(st.tuples(*[st.floats(0.05, 2.0), st.floats(0.01, 2.0)] * 2), st.floats(0.05, 0.95))
def test_the_nash_bargain_has_the_same_condition_in_logarithms(values, weight):
    """With gains over no agreement: log(b-ratio) / log(a-ratio) against w1 / w2."""
    hub, client_many = values[0], values[2]
    many, client_hub = hub + values[1], client_many + values[3]
    loss, gain = math.log(many / hub), math.log(client_hub / client_many)
    other = 1.0 - weight
    assume(abs(gain / loss - weight / other) > 1e-6)
    worth = {
        "patron": {"many": many, "hub": hub},
        "client": {"many": client_many, "hub": client_hub},
    }
    won = nash(worth, {"patron": weight, "client": other})
    assert won == (("hub",) if gain / loss > critical_intensity(weight, other) else ("many",))


ISSUES = st.lists(st.tuples(st.floats(0, 3), st.floats(0, 3)), max_size=6).map(
    lambda pairs: [Issue(f"issue {n}", *pair) for n, pair in enumerate(pairs)]
)


@given(ISSUES, st.floats(0.1, 4.0), st.floats(0.05, 0.95))
def test_linkage_by_every_bundle(issues, loss, weight):
    """The best bundle and the intensity that it leaves, against all subsets."""
    other = 1.0 - weight
    needed = min(
        max(
            0.0, (weight * (loss - sum(i.gain for i in b)) + other * sum(i.cost for i in b)) / other
        )
        for size in range(len(issues) + 1)
        for b in combinations(issues, size)
    )
    assert linked_critical_intensity(loss, issues, weight, other) == pytest.approx(needed, abs=1e-9)


@given(ISSUES, st.floats(0.1, 4.0), st.floats(0.05, 0.95))
def test_linkage_turns_a_loser_into_a_winner(issues, loss, weight):
    """Between the two intensities the design is lost without linkage and won with it."""
    other = 1.0 - weight
    without = loss * critical_intensity(weight, other)
    with_it = linked_critical_intensity(loss, issues, weight, other)
    assert with_it <= without
    assume(without - with_it > 1e-6)
    gain = (without + with_it) / 2
    bundle, _ = worth_linking(issues, weight, other)
    given_gain, given_cost = sum(i.gain for i in bundle), sum(i.cost for i in bundle)
    weights = {"patron": weight, "client": other}
    alone = {"patron": {"many": loss, "hub": 0}, "client": {"many": 0, "hub": gain}}
    linked = {
        "patron": {"many": loss, "hub": given_gain},
        "client": {"many": 0, "hub": gain - given_cost},
    }
    assert utilitarian(alone, weights) == ("many",)
    assert utilitarian(linked, weights) == ("hub",)


@given(st.floats(0, 0.98), st.floats(0, 0.98), st.floats(0, 0.6), st.floats(0, 0.39))
def test_offers_in_turn_by_iteration(patience, other, outside, other_outside):
    """Rubinstein's shares with outside options, against backward induction from far away."""
    x = y = 0.5
    for _ in range(3000):
        x, y = 1 - max(other * y, other_outside), 1 - max(patience * x, outside)
    assert rubinstein(patience, other, outside, other_outside) == pytest.approx(x, abs=1e-6)


def test_offers_in_turn_by_scipy():
    from scipy.optimize import fsolve

    x, _ = fsolve(lambda s: [s[0] - (1 - 0.8 * s[1]), s[1] - (1 - 0.95 * s[0])], [0.5, 0.5])
    assert rubinstein(0.95, 0.8) == pytest.approx(x)


def test_patience_is_bargaining_weight():
    """As offers follow one another faster, shares go to the Nash bargain with weights 1 / rate."""
    rates = (0.05, 0.2)
    gap = 1e-6
    share = rubinstein(math.exp(-rates[0] * gap), math.exp(-rates[1] * gap))
    assert share == pytest.approx(rates[1] / sum(rates), abs=1e-4)


@settings(max_examples=25)
@given(st.floats(0.1, 0.9), st.floats(0.3, 0.95))
def test_random_proposers_divide_as_the_formula_says(weight, patience):
    """Two who divide 1 in small steps: each keeps 1 less what waiting is worth to the other."""
    steps = 400
    worth = {
        "patron": {f"{n:03}": n / steps for n in range(steps + 1)},
        "client": {f"{n:03}": 1 - n / steps for n in range(steps + 1)},
    }
    found = alternating_offers(
        worth, {"patron": weight, "client": 1 - weight}, patience, rounds=120
    )
    top = max((d for d in found if found[d] > 1e-6), key=lambda d: worth["patron"][d])
    assert worth["patron"][top] == pytest.approx(1 - patience * (1 - weight), abs=0.06)


@given(WORTHS, st.floats(0.0, 0.95))
def test_chances_are_chances_and_nobody_takes_less_than_nothing(worth, patience):
    found = alternating_offers(worth, patience=patience, rounds=12)
    assert sum(found.values()) <= 1 + 1e-9
    assert min(found.values()) >= 0
    for name, chance in found.items():
        if chance > 1e-9:
            assert all(of[name] >= 0 for of in worth.values())


def test_an_outside_option_refuses():
    worth = {"patron": {"many": 2.0, "hub": 1.0}, "client": {"many": 1.0, "hub": 3.0}}
    assert alternating_offers(worth, outside={"client": 2.0}) == {"hub": 1.0, "many": 0.0}
    assert sum(alternating_offers(worth, outside={"client": 5.0}).values()) == 0.0


def test_bad_input():
    one = {"patron": {"hub": 1.0}}
    for call in (
        lambda: utilitarian({}),
        lambda: utilitarian({"patron": {}}),
        lambda: utilitarian({"patron": {"hub": 1}, "client": {"many": 1}}),
        lambda: utilitarian(one, {"patron": -1}),
        lambda: utilitarian(one, {"client": 1}),
        lambda: rubinstein(1.0, 0.5),
        lambda: rubinstein(0.5, 0.5, 0.6, 0.5),
        lambda: alternating_offers(one, patience=1.0),
        lambda: alternating_offers(one, rounds=0),
        lambda: critical_intensity(0.0, 1.0),
        lambda: worth_linking([Issue("bases", -1, 0)], 1, 1),
        lambda: linked_critical_intensity(0.0, [], 1, 1),
    ):
        with pytest.raises(ValueError, match="expected"):
            call()


def test_one_design_wins():
    assert condorcet({"patron": {"hub": 1}}) == ("hub",)
    assert quadratic_votes({"patron": {"hub": 1}}) == ("hub",)
    assert stake({"many": 1, "hub": 3}, "hub", "many") == 2


@pytest.mark.parametrize("round_", ["pacific-1951", "manila-1954"])
def test_the_coded_record_is_whole(round_):
    """Every government values every design; ranges hold the point; no pact is worth 0."""
    table = bargaining.designs(round_)
    worth = bargaining.points(round_)
    assert all(set(of) == set(table) for of in worth.values())
    nothing = next(design.id for design in table.values() if design.form == "none")
    assert all(of[nothing] == 0 for of in worth.values())
    ranges = {(p.actor, p.design): p for p in bargaining.preferences(round_)}
    for draw in bargaining.drawn(round_, 20, 1951):
        for actor, of in draw.items():
            for design, value in of.items():
                assert ranges[actor, design].low <= value <= ranges[actor, design].high
    judged = [
        p
        for p in bargaining.preferences(round_)
        if p.verified == "judgement" and p.design != nothing
    ]
    assert all(p.low < p.high for p in judged), "a judgement carries a range"


def test_the_rival_has_wishes_of_its_own():
    """Read as deliberate design, Washington's worths differ; the allies' stay."""
    documents, rival = bargaining.points("pacific-1951"), bargaining.points("pacific-1951", True)
    assert documents["united-states"] != rival["united-states"]
    assert {a: w for a, w in documents.items() if a != "united-states"} == {
        a: w for a, w in rival.items() if a != "united-states"
    }
    pairs = zip(
        bargaining.drawn("pacific-1951", 5, 1),
        bargaining.drawn("pacific-1951", 5, 1, True),
        strict=True,
    )
    assert all(one["japan"] == other["japan"] for one, other in pairs)


@pytest.mark.parametrize("round_", ["pacific-1951", "manila-1954"])
def test_two_readers_of_the_same_conduct_agree(round_):
    """Correlation above nine tenths, and nearly every code within the other's range."""
    from statistics import correlation

    pairs = [
        (one, two)
        for one, two in zip(
            bargaining.preferences(round_), bargaining.second_preferences(round_), strict=True
        )
        if bargaining.designs(round_)[one.design].form != "none"
    ]
    assert correlation([one.worth for one, _ in pairs], [two.worth for _, two in pairs]) > 0.9
    inside = sum(one.low <= two.worth <= one.high for one, two in pairs)
    assert inside >= 0.95 * len(pairs)
    assert any(one.worth != two.worth for one, two in pairs), "nobody copied"
    assert bargaining.points(round_) != bargaining.points(round_, second=True)


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A folder of data whose preferences can be spoilt."""
    import shutil

    from alliance_design import codebook

    for name in ("codebook.toml", "designs.csv", "preferences.csv"):
        shutil.copy(codebook.data_folder() / name, tmp_path / name)
    monkeypatch.setattr("alliance_design.tables.data_folder", lambda: tmp_path)
    bargaining._preferences.cache_clear()
    yield tmp_path / "preferences.csv"
    bargaining._preferences.cache_clear()


def _spoil(path, change):
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda rows: [{**rows[0], "design": "moon"}, *rows[1:]],
            "row 2, design: expected a design",
        ),
        (lambda rows: [{**rows[0], "low": "4", "worth": "-4"}, *rows[1:]], "row 2: expected low"),
        (lambda rows: rows[1:], "expected one row for each design"),
    ],
)
def test_a_wrong_table_is_refused(tables, change, message):
    _spoil(tables, change)
    with pytest.raises(InputError, match=message):
        bargaining.preferences("pacific-1951")
