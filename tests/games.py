"""Small made-up games for the tests: random facts, random parameters, and what is done to them."""

from hypothesis import strategies as st
from worlds import worlds

from alliance_design import design
from alliance_design.commitment import World
from alliance_design.parameters import BOX, Parameters, reference

SHARES = ("power", "prizes", "defences", "capabilities", "patron_power")


@st.composite
def vectors(draw):
    """A set of parameters from the box."""
    return Parameters(**{name: draw(st.floats(b.low, b.high)) for name, b in BOX.items()})


def drawn(random):
    """The same from a random generator: plain draws, no searching for a counterexample."""
    return Parameters.drawn(random)


def near_the_reference(random):
    """The reference set, every parameter moved by up to a tenth of its range."""
    moved_to = {}
    for name, bound in BOX.items():
        step = random.uniform(-0.1, 0.1) * (bound.high - bound.low)
        moved_to[name] = min(max(getattr(reference(), name) + step, bound.low), bound.high)
    return Parameters(**moved_to)


@st.composite
def situations(draw, largest=4, bound=True):
    """`Facts` of a small made-up case; with ``bound`` false nobody is bound to anything before."""
    made = draw(worlds(largest))
    places = len(made["prizes"])
    # Now and then the last place is one between, no client.
    n = max(places - draw(st.integers(0, 1)), 1)

    def row(of, size=n):
        return draw(st.lists(of, min_size=size, max_size=size))

    rivalry = [0.0] * (n * n)
    for one in range(n):
        for other in range(one):
            rivalry[one * n + other] = rivalry[other * n + one] = draw(
                st.sampled_from([0.0, 0.0, 0.5, 1.0])
            )
    standing, allies, prior = 0, [0] * n, [0] * n
    if bound:
        prior = row(st.sampled_from([0, 0, 1, 2]))
        group = draw(st.integers(0, (1 << n) - 1))
        if group.bit_count() >= 2:
            standing = group if group.bit_count() >= 3 else 0
            allies = [group & ~(1 << i) if group >> i & 1 else 0 for i in range(n)]
    return design.Facts(
        clients=n,
        **{name: made[name] for name in ("power", "reach_km", "prizes", "bases_km", "defences")},
        **{name: made[name] for name in ("start_land_km", "start_sea_km", "land_km", "sea_km")},
        capabilities=row(st.floats(1e-5, 0.3)),
        friendly_km=row(st.floats(50.0, 3000.0)),
        standards=row(st.sampled_from([0.0, 0.5, 1.0])),
        provocation=row(st.sampled_from([0.0, 0.5, 1.0])),
        interest=row(st.floats(0.1, 2.0)),
        prior_level=prior,
        allies=allies,
        standing=standing,
        rivalry=rivalry,
        patron_power=draw(st.floats(0.05, 0.5)),
        decays=True,
        fights=True,
    )


@st.composite
def filled(draw, largest=4, bound=True):
    """A `World`: facts and parameters together."""
    return design.build(draw(situations(largest, bound)), design.settings(draw(vectors())))


@st.composite
def arrangements(draw, world):
    """Coalition, pact, level, whether imposed, and spokes: one set of pledges and pacts."""
    n = world.clients
    sets = st.integers(0, (1 << n) - 1)
    coalition, pact = draw(sets), draw(sets)
    if coalition.bit_count() == 1:
        coalition = 0
    if pact.bit_count() == 1:
        pact = 0
    imposed = draw(st.booleans())
    spokes = [max(draw(st.integers(0, 2)), world.prior_level[i]) for i in range(n)]
    return coalition, pact, draw(st.integers(1, 2)), imposed, spokes


def scaled(given, factor):
    """The same facts with every capability and force, the patron's too, times one factor."""
    return given._replace(
        **{
            name: [factor * x for x in value] if isinstance(value, list) else factor * value
            for name in SHARES
            for value in [getattr(given, name)]
        }
    )


def moved(group, order):
    """A set of clients after the client ``order[new]`` has become number ``new``."""
    return sum(1 << new for new, old in enumerate(order) if group >> old & 1)


def relabelled(given, order):
    """The same facts with the clients in another order; places between keep their numbers."""
    n, places = given.clients, len(given.prizes)
    all_places = [*order, *range(n, places)]
    changes = {
        name: [getattr(given, name)[old] for old in all_places]
        for name in ("prizes", "bases_km", "defences")
    }
    for name in ("start_land_km", "start_sea_km"):
        changes[name] = [[row[old] for old in all_places] for row in getattr(given, name)]
    for name in ("land_km", "sea_km"):
        table = getattr(given, name)
        changes[name] = [[table[a][b] for b in all_places] for a in all_places]
    for name in (
        "capabilities", "friendly_km", "standards", "provocation", "interest", "prior_level",
    ):  # fmt: skip
        changes[name] = [getattr(given, name)[old] for old in order]
    changes["allies"] = [moved(given.allies[old], order) for old in order]
    changes["standing"] = moved(given.standing, order)
    changes["rivalry"] = [given.rivalry[a * n + b] for a in order for b in order]
    return given._replace(**changes)


def numbers_of(world):
    """Every number of a `World`, in one flat list."""
    found = []
    for name in World._fields:
        value = getattr(world, name)
        found += [float(x) for x in value] if hasattr(value, "__len__") else [float(value)]
    return found
