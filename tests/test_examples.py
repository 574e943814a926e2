"""Every example in a docstring runs and prints what it says.

The modules are imported by the test and not when tests are collected: Matplotlib and the like are
slow to start, and only one of the two test processes needs them here.
"""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import alliance_design

MODULES = sorted(path.stem for path in Path(alliance_design.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_examples(name):
    module = importlib.import_module(f"alliance_design.{name}")
    result = doctest.testmod(module)
    assert result.failed == 0
    assert result.attempted > 0


@pytest.mark.parametrize("name", [name for name in MODULES if name != "__init__"])
def test_every_public_name_is_explained_and_functions_show_an_example(name):
    module = importlib.import_module(f"alliance_design.{name}")
    assert module.__doc__
    for public in module.__all__:
        thing = getattr(module, public)
        if inspect.isfunction(thing):
            assert ">>>" in thing.__doc__, f"{name}.{public} shows no example"
        elif inspect.isclass(thing):
            assert thing.__doc__
            assert not thing.__doc__.startswith(f"{public}("), f"{name}.{public} is not explained"
