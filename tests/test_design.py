"""The whole game: facts become numbers, and the prediction of a case holds together."""

import itertools
import math
import random
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from games import drawn, filled, scaled, situations, vectors
from hypothesis import given
from hypothesis import strategies as st
from worlds import worlds

from alliance_design import cases, design, threat
from alliance_design.codebook import data_folder
from alliance_design.commitment import settle
from alliance_design.duration import lifetime
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters, reference

SRC = data_folder().parent / "src"
# SEATO has seven clients and takes seconds; what is asked of every case is asked of these.
QUICK = [name for name in cases.case_ids() if len(cases.load(name).clients) <= 6]
SMALL = [name for name in cases.case_ids() if len(cases.load(name).clients) <= 4]
MODEL = (
    "assurance", "calibration", "cases", "codebook", "commitment", "compiled", "design",
    "duration", "errors", "parameters", "patron", "targets", "threat",
)  # fmt: skip


# ------------------------------------------------------------------------------- facts and numbers


def test_a_case_with_too_many_clients_is_refused_in_one_line():
    case = cases.load("brussels-1948")
    one = case.clients["belgium"]
    more = {
        f"state-{k}": replace(one, id=f"state-{k}", name=f"State {k}")
        for k in range(design.MAX_CLIENTS + 1 - len(case.clients))
    }
    large = replace(case, clients={**case.clients, **more})
    for act in (design.facts, design.world, design.play, design.predict):
        with pytest.raises(InputError) as error:
            act(large)
        assert str(error.value) == (
            f"brussels-1948.toml: clients: expected at most {design.MAX_CLIENTS} to predict, "
            f"got {design.MAX_CLIENTS + 1}"
        )
    more.popitem()
    fits = design.facts(replace(case, clients={**case.clients, **more}))
    assert fits.clients == design.MAX_CLIENTS


@pytest.mark.parametrize("name", ["magic", "", "Entrapment", "aid_decay"])
def test_an_unknown_mechanism_is_refused_in_one_line(name):
    with pytest.raises(InputError, match=r"^mechanisms: .*unknown; expected one of entrapment, "):
        design.predict(cases.load("dunkirk-1947"), without=["linkage", name])


def test_an_unknown_coding_is_refused():
    with pytest.raises(ValueError, match="expected one of value, lowest, highest, got 'middle'"):
        design.predict(cases.load("dunkirk-1947"), coding="middle")


@pytest.mark.parametrize("name", cases.case_ids())
def test_facts_are_the_numbers_of_the_case(name):
    case = cases.load(name)
    facts, quantities = design.facts(case), case.quantities()
    ids = list(case.clients)
    n = facts.clients
    assert facts.defences == [quantities[f"forces:{place}"].value for place in case.places]
    assert facts.capabilities == [quantities[f"aid:{client}"].value for client in ids]
    assert facts.patron_power == case.patron.capability.value
    for i, client in enumerate(case.clients.values()):
        assert facts.prior_level[i] == (
            design.LEVELS.index(client.prior_pact.level) if client.prior_pact else 0
        )
        assert not facts.allies[i] >> i & 1
        for j, other in enumerate(ids):
            degrees = [
                quarrel.degree
                for quarrel in case.rivalries.values()
                if set(quarrel.joins) == {client.id, other}
            ]
            assert facts.rivalry[i * n + j] == sum(degrees)
            pledged = any({client.id, other} <= set(p.parties) for p in case.pledges.values())
            assert bool(facts.allies[i] >> j & 1) == (pledged and i != j)
    wide = [set(p.parties) for p in case.pledges.values() if len(p.parties) >= 3]
    standing = {client for i, client in enumerate(ids) if facts.standing >> i & 1}
    assert standing == set().union(*wide)


def test_one_number_may_be_changed_by_its_key():
    case = cases.load("pacific-1951")
    plain = design.facts(case)
    changed = design.facts(case, numbers={"aid:japan": 0.5, "forces:australia": 0.25})
    assert changed.capabilities[0] == 0.5
    assert changed.defences[2] == 0.25
    assert changed._replace(capabilities=plain.capabilities, defences=plain.defences) == plain


@given(st.sampled_from(list(design.MECHANISMS)))
def test_a_mechanism_left_out_is_left_out(name):
    plain = design.settings(Parameters())
    without = design.settings(Parameters(), [name])
    changed = {key for key in BOX if getattr(plain, key) != getattr(without, key)}
    assert changed == set(design.MECHANISMS[name])
    given_facts = design.facts(cases.load("pacific-1951"), without=[name])
    assert given_facts.decays == (name != "aid decay")
    assert given_facts.fights == (name != "cost of fighting for others")


@given(vectors())
def test_leaving_a_mechanism_out_takes_away_what_it_names(parameters):
    case = cases.load("brussels-1948")

    def world(name):
        return design.world(case, parameters, without=[name])

    plain = design.world(case, parameters)
    assert not any(world("linkage").follow_on)
    assert not any(world("rivalry").quarrel)
    unfought = world("cost of fighting for others")
    for costs in (
        unfought.pledged_fight, unfought.imposed_fight,
        unfought.pledged_resolve, unfought.imposed_resolve,
    ):  # fmt: skip
        assert not any(costs)
    fixed = world("fading rivalry")
    assert all(a >= b for a, b in zip(fixed.quarrel, plain.quarrel, strict=True))
    loose = world("assurance")
    assert loose.pledged_aid == loose.imposed_aid


def test_without_the_decay_of_aid_all_of_it_arrives():
    case = cases.load("pacific-1951")
    # Pledges that are kept for certain, or nearly.
    parameters = Parameters().changed({"audience_cost": 0.5, "mean_cost": 0.05, "aid_share": 0.4})
    n = len(case.clients)
    plain, near = (
        design.world(case, parameters, without=without) for without in ([], ["aid decay"])
    )
    for i, j in itertools.permutations(range(n), 2):
        spot = (1 << j) * n + i
        sent = 0.4 * list(case.clients.values())[j].capability.value
        assert near.pledged_aid[spot] == pytest.approx(sent, rel=1e-4)
        assert plain.pledged_aid[spot] < sent


@given(worlds(), st.floats(200.0, 5000.0), st.floats(20.0, 3000.0))
def test_aid_takes_the_best_of_all_simple_ways(made, scale, reach):
    places = len(made["prizes"])
    for origin in range(places):
        best = [0.0] * places
        best[origin] = 1.0
        for size in range(1, places):
            for way in itertools.permutations([p for p in range(places) if p != origin], size):
                share = 1.0
                for one, other in itertools.pairwise((origin, *way)):
                    land, sea = made["land_km"][one][other], made["sea_km"][one][other]
                    share *= math.exp(-land / scale - sea / reach) if land >= 0.0 else 0.0
                best[way[-1]] = max(best[way[-1]], share)
        found = design.friendly_ways(made["land_km"], made["sea_km"], origin, scale, reach)
        assert found == pytest.approx(best, rel=1e-9, abs=1e-300)
        assert all(0.0 <= share <= 1.0 for share in found)


@given(st.integers(1, 5), st.data())
def test_what_a_set_of_helpers_brings_is_the_sum_of_what_each_brings(n, data):
    matrix = data.draw(st.lists(st.floats(0.0, 1.0), min_size=n * n, max_size=n * n))
    table = design.over_sets(n, matrix)
    for group, client in itertools.product(range(1 << n), range(n)):
        brought = sum(matrix[j * n + client] for j in range(n) if group >> j & 1)
        assert table[group * n + client] == pytest.approx(brought, abs=1e-12)


@given(worlds(largest=4), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.05, 1.0))
def test_what_follows_a_fall_is_the_sum_over_all_orders_of_conquest(
    made, linkage, restraint, noise
):
    n = len(made["prizes"])
    edges = threat.campaign_edges(**{k: v for k, v in made.items() if k != "defences"})
    resistances = [force ** made["decisiveness"] for force in made["defences"]]

    def step(fallen, k):
        """Chance that the adversary goes on, picks k, and takes it."""
        threats = threat.campaigns_against(edges, resistances, fallen)
        weights = [
            math.exp((threats[i] - restraint) / noise) for i in range(n) if not fallen >> i & 1
        ]
        picked = math.exp((threats[k] - restraint) / noise) / (1.0 + sum(weights))
        return linkage * picked * threats[k]

    found = design.follow_on(edges, resistances, n, linkage, restraint, noise)
    for j in range(n):
        expected = [0.0] * n
        others = [k for k in range(n) if k != j]
        for size in range(1, n):
            for order in itertools.permutations(others, size):
                chance, fallen = 1.0, 1 << j
                for k in order:
                    chance *= step(fallen, k)
                    fallen |= 1 << k
                # This order, as far as its last: each client falls last in one way only.
                expected[order[-1]] += chance
        for i in range(n):
            assert found[i * n + j] == pytest.approx(expected[i], abs=1e-9)
            assert -1e-12 <= found[i * n + j] <= linkage + 1e-12


@given(situations(), vectors(), st.floats(1e-3, 1e3))
def test_scaling_all_capabilities_scales_what_is_brought_and_nothing_else(
    facts, parameters, factor
):
    numbers = design.settings(parameters)
    plain, larger = design.build(facts, numbers), design.build(scaled(facts, factor), numbers)
    edge = parameters.decisiveness
    for name in design.World._fields:
        one, other = getattr(plain, name), getattr(larger, name)
        times = 1.0
        if name in ("forces", "pledged_aid", "imposed_aid", "patron_aid"):
            times = factor
        elif name == "edges":
            times = factor**edge
        if name == "allies" or not hasattr(one, "__len__"):
            assert one == other
        else:
            assert list(other) == pytest.approx(
                [times * x for x in one], rel=1e-6, abs=1e-9 * min(times, 1.0)
            )


@given(filled())
def test_what_follows_a_fall_does_not_follow_oneself(world):
    n = world.clients
    assert all(world.follow_on[i * n + i] == 0.0 for i in range(n))
    assert all(world.quarrel[i * n + j] == world.quarrel[j * n + i]
               for i in range(n) for j in range(n))  # fmt: skip


# ------------------------------------------------------------------------------- predictions


def check(case, game, found):
    """Everything that has to hold together in one prediction."""
    n, world = game.world.clients, game.world
    ids = list(case.clients)
    labels = set(found.values[case.patron.id])
    assert {"none", "bilateral"} <= labels <= set(design.DESIGNS)
    assert ("multilateral" in labels) == (n >= 3)
    for name, order in ((case.patron.id, found.patron_preference),
                        *found.client_preferences.items()):  # fmt: skip
        assert sorted(order) == sorted(labels)
        worth = [found.values[name][label] for label in order]
        assert all(a >= b - 1e-8 for a, b in itertools.pairwise(worth))
    assert list(found.client_preferences) == ids
    assert set(game.survivors) <= set(game.equilibria)
    assert len(found.equilibria) == len(game.equilibria)
    assert {o.coalition for o in found.survivors} <= {o.coalition for o in found.equilibria}
    assert set(found.coalition_proof) <= {o.coalition for o in found.equilibria}
    distinct = {(o.coalition, o.pacts) for o in found.survivors}
    assert found.determinate == (len(distinct) == 1)
    # Of several that survive, the one with the fewest pledges is shown.
    if found.survivors:
        shown = found.survivors[0]
        assert len(shown.coalition) == min(len(o.coalition) for o in found.survivors)
        for name in ("pacts", "design", "members", "commitment", "hazard", "expected_years"):
            assert getattr(found, name) == getattr(shown, name)
    for outcome in found.equilibria:
        check_outcome(case, world, outcome)
    assert len(found.explain().splitlines()) >= 1 + len(found.decisions)
    assert all(math.isfinite(decision.slack) for decision in found.decisions)
    assert all(d.near_tie == (d.slack < design.NEAR_TIE) for d in found.decisions)
    names = {client.name for client in case.clients.values()}
    assert {d.who for d in found.decisions} <= names | {case.patron.name, "Together the clients"}
    if found.survivors:
        pledges = [d for d in found.decisions if "pledge" in d.chose or "stays out" in d.chose]
        assert all(d.slack >= -1e-9 for d in pledges)


def check_outcome(case, world, outcome):
    ids = list(case.clients)
    assert len(outcome.coalition) != 1
    bound = [client for i, client in enumerate(ids) if world.standing >> i & 1]
    assert set(bound) <= set(outcome.coalition) <= set(ids)
    with_patron = [pact for pact in outcome.pacts if pact.kind != "clients"]
    for pact in outcome.pacts:
        assert pact.level in ("consult", "fight")
        assert list(pact.members) == [client for client in ids if client in pact.members]
        assert (len(pact.members) == 1) == (pact.kind == "bilateral")
        if pact.kind == "joined":
            assert set(outcome.coalition) <= set(pact.members)
        if pact.kind == "imposed":
            assert not outcome.coalition
        if pact.kind == "clients":
            assert (pact.members, pact.level) == (outcome.coalition, "fight")
    assert sum(pact.kind in ("joined", "imposed") for pact in outcome.pacts) <= 1
    # Nobody has two pacts with the patron.
    signed = [client for pact in with_patron for client in pact.members]
    assert len(signed) == len(set(signed))
    widest = max((len(pact.members) for pact in with_patron), default=0)
    assert outcome.design == ("none", "bilateral", "trilateral", "multilateral")[min(widest, 3)]
    chosen = [pact for pact in with_patron if len(pact.members) == widest]
    assert set(outcome.members) == {client for pact in chosen for client in pact.members}
    assert list(outcome.members) == [client for client in ids if client in outcome.members]
    strongest = max((design.LEVELS.index(pact.level) for pact in chosen), default=0)
    assert outcome.commitment == design.LEVELS[strongest]
    assert 0.0 <= outcome.hazard <= world.shock_rate
    if widest:
        assert outcome.expected_years == lifetime(outcome.hazard)
    else:
        assert (outcome.hazard, outcome.expected_years) == (0.0, (0.0, 0.0))
    assert list(outcome.payoffs) == [*ids, case.patron.id]
    assert all(payoff <= 1.0 + 1e-9 for name, payoff in outcome.payoffs.items() if name in ids)


@pytest.mark.parametrize("name", QUICK)
def test_a_prediction_holds_together(name):
    case, draws = cases.load(name), random.Random(name)
    for parameters in (Parameters(), reference(), *(drawn(draws) for _ in range(6))):
        game = design.play(case, parameters)
        check(case, game, design.read(game))


@pytest.mark.parametrize("choices", [{"coding": "lowest"}, {"state_alone": True},
                                     {"without": ["entrapment", "aid decay"]}])  # fmt: skip
def test_a_prediction_holds_together_under_every_choice(choices):
    case = cases.load("hokkaido-occupied")
    game = design.play(case, reference(), **choices)
    check(case, game, design.read(game))
    assert design.predict(case, reference(), **choices) == design.read(game)


def test_the_reference_set_is_taken_where_none_is_given():
    case = cases.load("dunkirk-1947")
    assert design.predict(case) == design.predict(case, reference())
    assert design.world(case) == design.world(case, reference())


@given(vectors())
def test_a_value_of_a_design_is_what_the_pacts_it_presupposes_give(parameters):
    case = cases.load("hokkaido-occupied")
    game = design.play(case, parameters)
    n, world = game.world.clients, game.world
    values = game.design_values()
    nothing = settle(world, world.standing, 0, 0, False, list(world.prior_level))
    assert list(values["none"]) == nothing
    # Among bilateral pacts the patron has the choice of none.
    assert values["bilateral"][n] >= values["none"][n] - 1e-9
    for label, sizes in (("trilateral", {2}), ("multilateral", set(range(3, n + 1)))):
        offers = [
            game.joined(group, group, level)[0]
            for group in range(1 << n)
            if group.bit_count() in sizes
            for level in (1, 2)
        ]
        assert values[label][n] == max(offer[n] for offer in offers)
        assert list(values[label]) in [list(offer) for offer in offers]


def outcomes(found):
    """What survives, free of any order."""
    return {
        (
            frozenset(o.coalition),
            frozenset((p.kind, frozenset(p.members), p.level) for p in o.pacts),
            tuple(sorted((name, round(payoff, 6)) for name, payoff in o.payoffs.items())),
        )
        for o in found.survivors
    }


@pytest.mark.parametrize("name", [*SMALL, "brussels-1948"])
def test_the_order_of_clients_in_the_file_does_not_matter(name):
    case, draws = cases.load(name), random.Random(name)
    for parameters in (reference(), *(drawn(draws) for _ in range(3))):
        before = design.predict(case, parameters)
        ids = draws.sample(list(case.clients), len(case.clients))
        after = design.predict(
            replace(case, clients={client: case.clients[client] for client in ids}), parameters
        )
        assert outcomes(after) == outcomes(before)
        assert after.patron_preference == before.patron_preference
        assert after.client_preferences == before.client_preferences
        assert {o.coalition for o in after.survivors if not o.coalition} == {
            o.coalition for o in before.survivors if not o.coalition
        }


# Where the patron's pact with many is worth less and bilateral pacts are held back, provocation
# moves nothing towards the pact of many; in the box as a whole it can, through the other clients.
@pytest.mark.parametrize(("name", "client"), [("rok-1953", "south-korea"), ("roc-1954", "taiwan")])
def test_provocation_makes_a_pact_of_many_with_the_provoker_worth_less(name, client):
    case, draws = cases.load(name), random.Random(17)
    ids = list(case.clients)
    place = ids.index(client)
    for parameters in (reference(), *(drawn(draws) for _ in range(2))):
        games = [
            design.play(cases.provoking(case, client, degree), parameters)
            for degree in ("low", "even", "high")
        ]
        n = len(ids)
        for pact in range(1 << n):
            if not pact >> place & 1 or pact.bit_count() < 2:
                continue
            for level in (1, 2):
                # While it stands, with no other pact of the patron's beside it.
                prior = list(games[0].world.prior_level)
                worth = [settle(g.world, pact, pact, level, False, prior) for g in games]
                for calm, hot in itertools.pairwise(worth):
                    assert all(b <= a + 1e-9 for a, b in zip(calm, hot, strict=True))
        calm, _, hot = (design.read(game) for game in games)
        many = [
            any(
                client in pact.members and len(pact.members) >= 2
                for outcome in found.survivors
                for pact in outcome.pacts
                if pact.kind != "clients"
            )
            for found in (calm, hot)
        ]
        assert many[0] or not many[1]
        for player in (case.patron.id, *ids):
            if player != client:
                assert hot.values[player]["none"] <= calm.values[player]["none"] + 1e-9


# ------------------------------------------------------------------------------- honesty


def test_no_module_of_the_model_reads_the_table_of_outcomes():
    for module in MODEL:
        text = (SRC / "alliance_design" / f"{module}.py").read_text(encoding="utf-8")
        assert "outcomes.csv" not in text
        assert '"outcomes"' not in text
        assert "'outcomes'" not in text
        assert "read_outcomes" not in text
        assert "import tables" not in text
        assert "from alliance_design.tables" not in text


def test_a_prediction_is_the_same_without_the_table_of_outcomes(tmp_path):
    program = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from alliance_design import cases, design\n"
        "from alliance_design.codebook import data_folder\n"
        "assert str(data_folder()).startswith(sys.argv[2])\n"
        "for name in sys.argv[3:]:\n"
        "    print(design.predict(cases.load(name)))\n"
    )
    names = [name for name in QUICK if name not in ("rok-1953", "roc-1954")]
    copy = tmp_path / "copy"
    shutil.copytree(SRC / "alliance_design", copy / "src" / "alliance_design")
    shutil.copytree(data_folder(), copy / "data")
    (copy / "data" / "outcomes.csv").unlink()
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program, str(copy / "src"), str(copy), *names],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout == "".join(f"{design.predict(cases.load(name))}\n" for name in names)
