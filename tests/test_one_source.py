"""One source for three ways to run it: interpreted, compiled, and in a browser."""

import random
import subprocess
import sys

import numpy as np
import pytest
from games import drawn

from alliance_design import cases, compiled, design, patron, threat
from alliance_design.codebook import data_folder
from alliance_design.parameters import Parameters, reference

SRC = data_folder().parent / "src"
SMALL = [name for name in cases.case_ids() if len(cases.load(name).clients) <= 5]


def test_the_core_needs_nothing_but_python():
    # -S: no site-packages, as in a browser before any package is loaded.
    program = (
        f"import sys; sys.path.insert(0, {str(SRC)!r})\n"
        "from alliance_design import (\n"
        "    assurance, cases, commitment, design, duration, parameters, patron, targets, threat\n"
        ")\n"
        "for name in cases.case_ids():\n"
        "    print(name, sorted(threat.assess(cases.load(name)).threats.items()))\n"
        "game = design.play(cases.load('dunkirk-1947'))\n"
        "print(design.read(game))\n"
        "print(targets.slacks({'pacific-1951': design.play(cases.load('pacific-1951'))}))\n"
        "assert not {'numpy', 'pandas', 'matplotlib', 'pandera'} & set(sys.modules)\n"
        "from alliance_design.__main__ import main\n"
        "assert main(['threat', 'brussels-1948']) == 0\n"
    )
    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    expected = sorted(threat.assess(cases.load("brussels-1948")).threats.items())
    assert str(expected) in result.stdout
    assert f"{design.predict(cases.load('dunkirk-1947'))}\n" in result.stdout


def test_no_model_imports_a_plot():
    for module in (
        "errors",
        "codebook",
        "cases",
        "parameters",
        "threat",
        "assurance",
        "commitment",
        "patron",
        "duration",
        "design",
        "targets",
    ):
        text = (SRC / "alliance_design" / f"{module}.py").read_text(encoding="utf-8")
        assert "matplotlib" not in text
        assert "figures" not in text


@pytest.fixture(scope="module")
def fast():
    pytest.importorskip("numba", reason="Numba is not installed: group `speed`")
    return compiled.compile_core(threat)


@pytest.mark.parametrize("name", cases.case_ids())
def test_compiled_and_interpreted_agree(fast, name):
    numbers = threat.inputs(cases.load(name))
    plain = (
        numbers.power, numbers.reach_km, numbers.prizes, numbers.bases_km, numbers.defences,
        numbers.start_land_km, numbers.start_sea_km, numbers.land_km, numbers.sea_km,
    )  # fmt: skip
    arrays = tuple(np.array(item) if isinstance(item, tuple) else item for item in plain)
    random = np.random.default_rng(7)
    for _ in range(20):
        parameters = (random.uniform(200, 3000), random.uniform(0.5, 4), random.uniform())
        slow = threat.strongest_routes(*plain, *parameters)
        quick = fast.strongest_routes(*arrays, *parameters)
        # Mathematical libraries may differ in the last bit; here they do not.
        np.testing.assert_allclose(quick[0], slow[0], rtol=1e-13)
        assert list(quick[1]) == list(slow[1])
        np.testing.assert_allclose(
            fast.strongest_campaigns(*arrays, *parameters),
            threat.strongest_campaigns(*plain, *parameters),
            rtol=1e-13,
        )
        np.testing.assert_allclose(
            fast.target_probabilities(np.array(slow[0]), 0.5, 0.2),
            threat.target_probabilities(slow[0], 0.5, 0.2),
            rtol=1e-13,
        )


def test_compiling_leaves_the_module_as_it_is(fast):
    assert fast is not threat
    assert threat.step_success(0.2, 0.0, 0.0, 0.2, 1000.0, 100.0, 2.0) == 0.5
    assert type(threat.step_success).__name__ == "function"


# Numba says that it will read lists in another way one day; the game's lists are only read.
reflected = pytest.mark.filterwarnings(r"ignore:\s*Encountered the use of a type that is scheduled")


# The whole game is compiled once, for all the tests below.
@pytest.fixture(scope="module")
def core():
    pytest.importorskip("numba", reason="Numba is not installed: group `speed`")
    return compiled.compile_core(design), compiled.compile_core(patron)


def flat(world):
    """The numbers of a world, by name."""
    return {name: np.ravel(np.asarray(getattr(world, name), dtype=float)) for name in world._fields}


@reflected
@pytest.mark.parametrize("name", SMALL)
def test_the_compiled_game_is_the_interpreted_one(core, name):
    given_facts = design.facts(cases.load(name))
    ready = design.arrays(given_facts)
    draws = random.Random(name)
    for parameters in (reference(), Parameters(), *(drawn(draws) for _ in range(6))):
        numbers = design.settings(parameters)
        slow, quick = design.build(given_facts, numbers), core[0].build(ready, numbers)
        expected = flat(slow)
        for field, found in flat(quick).items():
            np.testing.assert_allclose(found, expected[field], rtol=1e-9, atol=1e-14, err_msg=field)
        for exhaustive in (False, True) if slow.clients <= 4 else (False,):
            plain, fast = (
                patron.solve(slow, exhaustive),
                core[1].solve(design.arrays(quick), exhaustive),
            )
            for field in patron.Replies._fields:
                one, other = getattr(fast, field), getattr(plain, field)
                if field in ("kind", "pact", "level", "spokes", "alone_spokes", "joined_spokes"):
                    assert list(one) == list(other)
                else:
                    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-12, err_msg=field)


@reflected
@pytest.mark.parametrize("without", [["aid decay", "cost of fighting for others"], ["base reach"]])
def test_a_game_may_be_played_on_the_compiled_core(core, without):
    case = cases.load("pacific-1951")
    slow = design.play(case, without=without)
    quick = design.play(case, without=without, core=core)
    assert quick.equilibria == slow.equilibria
    assert quick.survivors == slow.survivors
    np.testing.assert_allclose(quick.payoffs, slow.payoffs, rtol=1e-9, atol=1e-12)
    assert design.read(quick).pacts == design.read(slow).pacts


def test_compiling_reaches_across_modules_and_leaves_them_as_they_are(core):
    for copy, names in (
        (core[0], ("build", "campaign_edges", "honour_probability", "fighting_cost")),
        (core[1], ("solve", "settle", "hazard", "lasting_value")),
    ):
        for name in names:
            assert type(getattr(copy, name)).__name__ == "CPUDispatcher"
    for module in (design, patron, threat):
        for name in module.CORE:
            assert type(getattr(module, name)).__name__ == "function"
    assert core[0].World is design.World
