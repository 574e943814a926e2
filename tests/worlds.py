"""Small made-up worlds for the tests, and an independent list of all their routes."""

import math
from itertools import pairwise

import networkx
from hypothesis import strategies as st

from alliance_design.parameters import BOX

shares = st.floats(1e-5, 0.5)
kilometres = st.one_of(st.just(-1.0), st.floats(0.0, 3000.0))
lengths = st.floats(0.0, 3000.0)


@st.composite
def worlds(draw, largest=4):
    """Arguments of `strongest_routes` for a small made-up world, as a dictionary."""
    places = draw(st.integers(1, largest))
    positions = draw(st.integers(1, 2))

    def row(size, of):
        return draw(st.lists(of, min_size=size, max_size=size))

    land = [[-1.0] * places for _ in range(places)]
    sea = [[-1.0] * places for _ in range(places)]
    for one in range(places):
        for other in range(one):
            there = draw(kilometres)
            land[one][other] = land[other][one] = there
            sea[one][other] = sea[other][one] = draw(lengths) if there >= 0.0 else -1.0
    start_land = [row(places, kilometres) for _ in range(positions)]
    start_sea = [[draw(lengths) if km >= 0.0 else -1.0 for km in line] for line in start_land]
    return {
        "power": draw(shares),
        "reach_km": draw(st.floats(20.0, 500.0)),
        "prizes": row(places, shares),
        "bases_km": row(places, st.floats(0.0, 900.0)),
        "defences": row(places, shares),
        "start_land_km": start_land,
        "start_sea_km": start_sea,
        "land_km": land,
        "sea_km": sea,
        "land_scale_km": draw(st.floats(BOX["land_scale_km"].low, BOX["land_scale_km"].high)),
        "decisiveness": draw(st.floats(BOX["decisiveness"].low, BOX["decisiveness"].high)),
        "spoils": draw(st.floats(0.0, 1.0)),
    }


def every_route(world):
    """Threats from a plain list of all simple routes: networkx lists them, we multiply."""
    places = range(len(world["prizes"]))
    ways = networkx.DiGraph()
    ways.add_nodes_from(places)
    for one in places:
        for other in places:
            if one != other and world["land_km"][one][other] >= 0.0:
                ways.add_edge(one, other)
    best = [0.0] * len(places)
    for position, starts in enumerate(world["start_land_km"]):
        for first in places:
            if starts[first] < 0.0:
                continue
            for last in places:
                routes = (
                    [[first]] if first == last else networkx.all_simple_paths(ways, first, last)
                )
                for route in routes:
                    legs = [(starts[first], world["start_sea_km"][position][first])]
                    legs += [
                        (world["land_km"][a][b], world["sea_km"][a][b]) for a, b in pairwise(route)
                    ]
                    chance, power, reach = 1.0, world["power"], world["reach_km"]
                    for target, (land, sea) in zip(route, legs, strict=True):
                        arriving = power * math.exp(-land / world["land_scale_km"] - sea / reach)
                        edge = world["decisiveness"]
                        attack, defence = arriving**edge, world["defences"][target] ** edge
                        chance *= attack / (attack + defence)
                        power += world["spoils"] * world["prizes"][target]
                        reach += world["bases_km"][target]
                    best[last] = max(best[last], chance)
    return best
