"""One source for three ways to run it: interpreted, compiled, and in a browser."""

import subprocess
import sys

import numpy as np
import pytest

from alliance_design import cases, compiled, threat
from alliance_design.codebook import data_folder

SRC = data_folder().parent / "src"


def test_the_core_needs_nothing_but_python():
    # -S: no site-packages, as in a browser before any package is loaded.
    program = (
        f"import sys; sys.path.insert(0, {str(SRC)!r})\n"
        "from alliance_design import cases, threat\n"
        "for name in cases.case_ids():\n"
        "    print(name, sorted(threat.assess(cases.load(name)).threats.items()))\n"
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


def test_no_model_imports_a_plot():
    for module in (
        "errors",
        "codebook",
        "cases",
        "parameters",
        "threat",
        "assurance",
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
