"""How long the game takes: five clients interpreted, ten clients compiled, and their ratio.

Run it with ``.venv/bin/python benchmarks/speed.py`` on an idle machine.
"""

import math
import random
import time

from alliance_design import compiled, design, patron
from alliance_design.cases import load
from alliance_design.parameters import reference


def made_up(clients: int, seed: int = 1) -> design.Facts:
    """A world of clients scattered over a square, every one joined to its three nearest."""
    draws = random.Random(seed)
    spots = [(draws.uniform(0, 2000), draws.uniform(0, 2000)) for _ in range(clients)]
    land = [[-1.0] * clients for _ in spots]
    sea = [[-1.0] * clients for _ in spots]
    for one, here in enumerate(spots):
        near = sorted(range(clients), key=lambda other: math.dist(here, spots[other]))[1:4]
        for other in near:
            land[one][other] = land[other][one] = math.dist(here, spots[other])
            sea[one][other] = sea[other][one] = draws.choice([0.0, 200.0])
    start = [spot[0] + 100.0 if spot[0] < 1000.0 else -1.0 for spot in spots]
    return design.Facts(
        clients=clients,
        power=0.25,
        reach_km=100.0,
        prizes=[draws.uniform(0.001, 0.05) for _ in spots],
        bases_km=[draws.choice([0.0, 100.0, 300.0]) for _ in spots],
        defences=[draws.uniform(0.001, 0.03) for _ in spots],
        start_land_km=[start],
        start_sea_km=[[0.0 if km >= 0.0 else -1.0 for km in start]],
        land_km=land,
        sea_km=sea,
        capabilities=[draws.uniform(0.001, 0.05) for _ in spots],
        friendly_km=[5000.0] * clients,
        standards=[0.5] * clients,
        provocation=[0.0] * clients,
        interest=[1.0] * clients,
        prior_level=[0] * clients,
        allies=[0] * clients,
        standing=0,
        rivalry=[0.0] * (clients * clients),
        patron_power=0.3,
        decays=True,
        fights=True,
    )


def seconds(task, repeats: int = 1) -> float:
    """Seconds that a task takes, the best of some repeats."""
    best = math.inf
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the published figures."""
    numbers = design.settings(reference())
    five = design.facts(load("brussels-1948"))
    plain = seconds(lambda: patron.solve(design.build(five, numbers), exhaustive=False), 5)
    every = seconds(lambda: patron.solve(design.build(five, numbers), exhaustive=True))
    print(
        f"five clients, interpreted: {1e3 * plain:.0f} ms; every set of spokes {1e3 * every:.0f} ms"
    )
    start = time.perf_counter()
    core = compiled.compile_core(design), compiled.compile_core(patron)
    packed = design.arrays(five)
    core[1].solve(design.arrays(core[0].build(packed, numbers)), False)
    print(f"compiling: {time.perf_counter() - start:.0f} s, once")
    fast = seconds(lambda: core[1].solve(design.arrays(core[0].build(packed, numbers)), False), 5)
    print(f"five clients, compiled: {1e3 * fast:.1f} ms, {plain / fast:.0f} times as fast")
    ten = design.arrays(made_up(design.MAX_CLIENTS))
    print(
        f"{design.MAX_CLIENTS} clients, compiled:"
        f" {seconds(lambda: core[1].solve(design.arrays(core[0].build(ten, numbers)), False)):.1f} s"
    )


if __name__ == "__main__":
    main()
