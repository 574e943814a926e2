"""The threat of occupation: its properties, and an independent list of all routes."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import every_route, kilometres, lengths, shares, worlds

from alliance_design import cases, threat
from alliance_design.parameters import Parameters


def threats(world):
    return threat.strongest_routes(**world)[0]


def same(one, other, tolerance=1e-9):
    return all(
        math.isclose(a, b, rel_tol=tolerance, abs_tol=1e-12)
        for a, b in zip(one, other, strict=True)
    )


def none_fell(before, after):
    return all(b >= a - 1e-12 for a, b in zip(before, after, strict=True))


@given(worlds())
def test_the_dynamic_programme_finds_the_best_of_all_routes(world):
    assert same(threats(world), every_route(world), 1e-7)


def every_campaign(world):
    """Threats from a plain list of all orders of conquest, each step from the best place held."""
    places = range(len(world["prizes"]))
    best = [0.0] * len(places)
    for order in itertools.permutations(places):
        chance, power, reach, held = 1.0, world["power"], world["reach_km"], []
        for target in order:
            legs = [
                (land[target], sea[target])
                for land, sea in zip(world["start_land_km"], world["start_sea_km"], strict=True)
            ]
            legs += [(world["land_km"][o][target], world["sea_km"][o][target]) for o in held]
            steps = [0.0]
            for land, sea in legs:
                if land >= 0.0:
                    arrives = power * math.exp(-land / world["land_scale_km"] - sea / reach)
                    attack = arrives ** world["decisiveness"]
                    steps.append(
                        attack / (attack + world["defences"][target] ** world["decisiveness"])
                    )
            chance *= max(steps)
            best[target] = max(best[target], chance)
            power += world["spoils"] * world["prizes"][target]
            reach += world["bases_km"][target]
            held.append(target)
    return best


def campaigns(world):
    return threat.strongest_campaigns(**world)


@given(worlds())
def test_the_best_campaign_is_the_best_of_all_orders(world):
    assert same(campaigns(world), every_campaign(world), 1e-7)


@given(worlds())
def test_every_route_is_a_campaign(world):
    assert none_fell(threats(world), campaigns(world))


@given(worlds(), st.floats(1.0, 5.0))
def test_more_power_lowers_no_threat_by_campaign(world, factor):
    assert none_fell(campaigns(world), campaigns(world | {"power": world["power"] * factor}))


def edges_of(world):
    return threat.campaign_edges(**{k: v for k, v in world.items() if k != "defences"})


def against(world, taken_first=0):
    """`campaigns_against` of a world, its defences as they are."""
    resistances = [force ** world["decisiveness"] for force in world["defences"]]
    return threat.campaigns_against(edges_of(world), resistances, taken_first)


@given(worlds())
def test_campaigns_against_given_defences_are_the_strongest_campaigns(world):
    assert same(against(world), campaigns(world), 1e-7)
    assert same(against(world), every_campaign(world), 1e-7)


@given(worlds(), st.data())
def test_campaigns_after_a_fall_start_from_all_that_is_held(world, data):
    places = range(len(world["prizes"]))
    taken = data.draw(st.integers(0, (1 << len(places)) - 1))
    held = [place for place in places if taken >> place & 1]
    # What is held becomes a position, its spoils and its base are the adversary's already.
    gone = {"land": [-1.0] * len(places), "sea": [-1.0] * len(places)}
    later = world | {
        "power": world["power"] + sum(world["spoils"] * world["prizes"][p] for p in held),
        "reach_km": world["reach_km"] + sum(world["bases_km"][p] for p in held),
    }
    for part in ("land", "sea"):
        rows = [*world[f"start_{part}_km"], *(world[f"{part}_km"][p] for p in held)]
        later[f"start_{part}_km"] = [
            [-1.0 if p in held else row[p] for p in places] for row in rows
        ]
        later[f"{part}_km"] = [
            gone[part] if p in held else [-1.0 if q in held else row[q] for q in places]
            for p, row in enumerate(world[f"{part}_km"])
        ]
    found = against(world, taken)
    assert same(found, every_campaign(later), 1e-7)
    assert all(found[p] == 0.0 for p in held)


@given(worlds(), st.data())
def test_edges_are_zero_exactly_where_a_place_is_held_or_out_of_reach(world, data):
    edges, places = edges_of(world), len(world["prizes"])
    taken = data.draw(st.integers(0, (1 << places) - 1))
    held = [p for p in range(places) if taken >> p & 1]
    for target in range(places):
        ways = [row[target] for row in world["start_land_km"]]
        ways += [world["land_km"][p][target] for p in held]
        if target in held or max(ways) < 0.0:
            assert edges[taken * places + target] == 0.0
        for more in range(places):
            if not taken >> more & 1 and more != target and target not in held:
                # Whatever is taken besides, no step gets weaker.
                wider = edges[(taken | 1 << more) * places + target]
                assert wider >= edges[taken * places + target] * (1.0 - 1e-12)


@given(worlds(), st.floats(1.0, 5.0), st.data())
def test_power_reach_prizes_bases_and_weak_forces_lower_no_threat_by_campaign(world, factor, data):
    place = data.draw(st.integers(0, len(world["prizes"]) - 1))
    before = against(world)
    for name in ("power", "reach_km"):
        assert none_fell(before, against(world | {name: world[name] * factor}))
    for name in ("prizes", "bases_km", "defences"):
        values = list(world[name])
        values[place] *= factor if name != "defences" else 1.0 / factor
        assert none_fell(before, against(world | {name: values}))


@given(worlds(), st.floats(0.0, 1.0), st.data())
def test_a_shorter_leg_lowers_no_threat_by_campaign(world, factor, data):
    for table in ("land_km", "sea_km", "start_land_km", "start_sea_km"):
        rows = [list(row) for row in world[table]]
        one = data.draw(st.integers(0, len(rows) - 1))
        two = data.draw(st.integers(0, len(rows[one]) - 1))
        if rows[one][two] >= 0.0:
            rows[one][two] *= factor
        assert none_fell(against(world), against(world | {table: rows}))


@given(worlds(), st.data())
def test_a_foothold_lowers_no_threat_by_campaign(world, data):
    places = len(world["prizes"])
    lands = data.draw(st.lists(kilometres, min_size=places, max_size=places))
    seas = [0.0 if km >= 0.0 else -1.0 for km in lands]
    gained = world | {
        "start_land_km": [*world["start_land_km"], lands],
        "start_sea_km": [*world["start_sea_km"], seas],
    }
    assert none_fell(against(world), against(gained))


@given(worlds(), st.floats(1e-3, 1e3))
def test_only_ratios_of_capability_count_for_campaigns(world, factor):
    scaled = world | {
        "power": world["power"] * factor,
        "prizes": [prize * factor for prize in world["prizes"]],
        "defences": [defence * factor for defence in world["defences"]],
    }
    assert same(against(world), against(scaled), 1e-6)


@given(worlds())
def test_without_power_or_a_way_there_is_no_threat_by_campaign(world):
    nothing = [0.0] * len(world["prizes"])
    assert against(world | {"power": 0.0, "spoils": 0.0}) == nothing
    nowhere = [[-1.0] * len(nothing) for _ in world["start_land_km"]]
    assert against(world | {"start_land_km": nowhere, "start_sea_km": nowhere}) == nothing


@given(worlds())
def test_a_threat_is_a_probability(world):
    assert all(0.0 <= level <= 1.0 for level in threats(world))


@given(worlds(), st.floats(1.0, 5.0))
def test_more_power_lowers_no_threat(world, factor):
    assert none_fell(threats(world), threats(world | {"power": world["power"] * factor}))


@given(worlds(), st.floats(0.0, 500.0))
def test_more_reach_lowers_no_threat(world, more):
    assert none_fell(threats(world), threats(world | {"reach_km": world["reach_km"] + more}))


@given(worlds(), st.floats(0.0, 1.0), st.data())
def test_a_shorter_leg_lowers_no_threat(world, factor, data):
    for table in ("land_km", "sea_km", "start_land_km", "start_sea_km"):
        rows = [list(row) for row in world[table]]
        one = data.draw(st.integers(0, len(rows) - 1))
        two = data.draw(st.integers(0, len(rows[one]) - 1))
        if rows[one][two] >= 0.0:
            rows[one][two] *= factor
        assert none_fell(threats(world), threats(world | {table: rows}))


@given(worlds(), st.floats(0.0, 1.0), st.data())
def test_weaker_forces_lower_no_threat(world, factor, data):
    defences = list(world["defences"])
    defences[data.draw(st.integers(0, len(defences) - 1))] *= factor
    assert none_fell(threats(world), threats(world | {"defences": defences}))


@given(worlds(), st.floats(1.0, 4.0), st.data())
def test_a_richer_prize_or_better_base_lowers_no_threat(world, factor, data):
    place = data.draw(st.integers(0, len(world["prizes"]) - 1))
    for name in ("prizes", "bases_km"):
        values = list(world[name])
        values[place] *= factor
        assert none_fell(threats(world), threats(world | {name: values}))


@given(worlds(), st.data())
def test_a_new_position_lowers_no_threat(world, data):
    places = len(world["prizes"])
    lands = data.draw(st.lists(kilometres, min_size=places, max_size=places))
    seas = [0.0 if km >= 0.0 else -1.0 for km in lands]
    gained = world | {
        "start_land_km": [*world["start_land_km"], lands],
        "start_sea_km": [*world["start_sea_km"], seas],
    }
    assert none_fell(threats(world), threats(gained))


@given(worlds(), st.floats(1e-3, 1e3))
def test_only_ratios_of_capability_count(world, factor):
    scaled = world | {
        "power": world["power"] * factor,
        "prizes": [prize * factor for prize in world["prizes"]],
        "defences": [defence * factor for defence in world["defences"]],
    }
    assert same(threats(world), threats(scaled), 1e-6)


@given(worlds(), st.randoms(use_true_random=False))
def test_relabelling_changes_nothing(world, random):
    order = list(range(len(world["prizes"])))
    random.shuffle(order)
    renamed = dict(world)
    for name in ("prizes", "bases_km", "defences"):
        renamed[name] = [world[name][old] for old in order]
    for name in ("start_land_km", "start_sea_km"):
        renamed[name] = [[row[old] for old in order] for row in world[name]]
    for name in ("land_km", "sea_km"):
        renamed[name] = [[world[name][a][b] for b in order] for a in order]
    before = threats(world)
    assert same([before[old] for old in order], threats(renamed))


@given(worlds())
def test_without_power_there_is_no_threat(world):
    assert threats(world | {"power": 0.0, "spoils": 0.0}) == [0.0] * len(world["prizes"])


@given(shares, lengths, lengths, shares, st.floats(20.0, 500.0), st.floats(0.5, 4.0))
def test_a_step_is_the_contest_of_what_arrives(power, land, sea, defence, reach, edge):
    arrives = threat.delivered_power(power, land, sea, 1000.0, reach)
    chance = threat.step_success(power, land, sea, defence, 1000.0, reach, edge)
    if arrives > 1e-30:
        attack, stand = (arrives / defence) ** edge, 1.0
        assert math.isclose(chance, attack / (attack + stand), rel_tol=1e-6, abs_tol=1e-12)


@given(st.floats(50.0, 5000.0), st.floats(200.0, 3000.0), lengths, lengths)
def test_land_beats_water_exactly_when_the_reach_is_shorter(reach, scale, land, sea):
    # prop-water of the chapter, one kilometre exchanged.
    wet = threat.delivered_power(1.0, land, sea + 1.0, scale, reach)
    dry = threat.delivered_power(1.0, land + 1.0, sea, scale, reach)
    if abs(reach - scale) > 1e-6 * scale:
        assert (dry > wet) == (reach < scale)


@pytest.mark.parametrize(
    ("power", "defence", "expected"), [(0.0, 0.0, 0.0), (0.0, 0.1, 0.0), (0.1, 0.0, 1.0)]
)
def test_a_step_without_power_fails_and_without_defence_succeeds(power, defence, expected):
    assert threat.step_success(power, 10.0, 10.0, defence, 1000.0, 100.0, 2.0) == expected


def test_no_distance_is_too_long():
    assert threat.step_success(0.2, 1e9, 1e9, 1e-9, 200.0, 1.0, 4.0) == 0.0
    assert threat.step_success(0.2, 0.0, 0.0, 1e-300, 200.0, 1.0, 4.0) == 1.0


# ------------------------------------------------------------------------------- the target


@given(
    st.lists(st.floats(0.0, 1.0), min_size=1, max_size=8), st.floats(0.0, 1.0), st.floats(0.02, 1.0)
)
def test_target_probabilities_are_a_logit(levels, restraint, noise):
    chosen = threat.target_probabilities(levels, restraint, noise)
    assert math.isclose(sum(chosen), 1.0)
    weights = [math.exp((level - restraint) / noise) for level in levels]
    whole = 1.0 + sum(weights)
    assert same(chosen, [*(weight / whole for weight in weights), 1.0 / whole], 1e-9)


@given(
    st.lists(st.floats(0.01, 1.0), min_size=2, max_size=8),
    st.floats(0.0, 1.0),
    st.floats(0.05, 1.0),
)
def test_shielding_one_client_turns_the_adversary_to_the_others(levels, restraint, noise):
    before = threat.target_probabilities(levels, restraint, noise)
    after = threat.target_probabilities([0.0, *levels[1:]], restraint, noise)
    assert after[0] < before[0]
    assert all(late > early for early, late in zip(before[1:], after[1:], strict=True))


# ------------------------------------------------------------------------------- on the cases


@pytest.mark.parametrize("name", cases.case_ids())
@pytest.mark.parametrize("coding", threat.CODINGS)
def test_a_route_explains_its_threat(name, coding):
    case = cases.load(name)
    result = threat.assess(case, coding=coding)
    for client, route in result.routes.items():
        assert route is not None
        assert math.isclose(route.success, result.threats[client], rel_tol=1e-12)
        assert route.stops[0] in case.positions
        assert route.stops[-1] == client
        assert len(set(route.stops)) == len(route.stops)
        for step in route.steps:
            contest = (step.delivered / step.defence) ** Parameters().decisiveness
            assert math.isclose(step.success, contest / (1.0 + contest), rel_tol=1e-9)
    assert math.isclose(sum(result.targets.values()) + result.nobody, 1.0)


@pytest.mark.parametrize("name", cases.case_ids())
@pytest.mark.parametrize("state_alone", [False, True])
def test_the_codings_bracket_the_threat(name, state_alone):
    case = cases.load(name)
    low, middle, high = (
        threat.assess(case, coding=coding, state_alone=state_alone).threats
        for coding in ("lowest", "value", "highest")
    )
    for client in case.clients:
        assert low[client] <= middle[client] <= high[client]


@pytest.mark.parametrize("name", cases.case_ids())
def test_associates_add_to_the_threat(name):
    case = cases.load(name)
    together = threat.assess(case).threats
    alone = threat.assess(case, state_alone=True).threats
    assert all(together[client] > alone[client] for client in case.clients)


def test_a_state_alone_has_no_positions_of_its_associates():
    numbers = threat.inputs(cases.load("pacific-1951"), state_alone=True)
    assert numbers.positions == ("southern-sakhalin",)


def test_an_unreachable_client_has_no_route_and_no_threat():
    case = cases.load("pacific-1951")
    ways = {name: leg for name, leg in case.legs.items() if "new-zealand" not in leg.joins}
    result = threat.assess(replace(case, legs=ways))
    assert result.threats["new-zealand"] == 0.0
    assert result.routes["new-zealand"] is None


@pytest.mark.parametrize("name", cases.case_ids())
@given(heights=st.lists(st.floats(0.0, 1.0), min_size=40, max_size=40))
def test_no_choice_within_the_ranges_leaves_the_bounds(name, heights):
    case = cases.load(name)
    chosen = {
        key: quantity.low + height * (quantity.high - quantity.low)
        for (key, quantity), height in zip(case.quantities().items(), heights, strict=False)
    }
    _, low, high = threat.bounds(case)
    levels = threat.inputs(case).at(chosen).threats(Parameters())
    for client, level in zip(case.clients, levels, strict=False):
        assert low.threats[client] - 1e-12 <= level <= high.threats[client] + 1e-12


def test_an_unknown_coding_is_refused():
    with pytest.raises(ValueError, match="expected one of value, lowest, highest, got 'middle'"):
        threat.inputs(cases.load("pacific-1951"), coding="middle")
