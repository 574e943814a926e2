"""Parameters: one set, within its box."""

import dataclasses
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design.errors import InputError
from alliance_design.parameters import BOX, Parameters


def test_the_box_names_every_parameter_and_holds_the_reference():
    assert list(BOX) == [field.name for field in dataclasses.fields(Parameters)]
    for name, bound in BOX.items():
        assert bound.low <= getattr(Parameters(), name) <= bound.high
        assert bound.unit
        assert bound.meaning
        assert bound.origin


@given(st.sampled_from(list(BOX)), st.floats(allow_nan=True, allow_infinity=True))
def test_a_value_is_taken_exactly_when_it_is_in_its_range(name, value):
    bound = BOX[name]
    inside = not math.isnan(value) and bound.low <= value <= bound.high
    if inside:
        assert getattr(Parameters(**{name: value}), name) == value
    else:
        with pytest.raises(InputError, match=f"parameters: {name}: expected a number from"):
            Parameters(**{name: value})


@pytest.mark.parametrize("value", ["2", None, True, [2.0]])
def test_only_numbers_are_taken(value):
    with pytest.raises(InputError, match=r"decisiveness: expected a number from 0\.5 to 4"):
        Parameters(decisiveness=value)


def test_changes_by_name():
    assert Parameters().changed({"spoils": "0.25", "restraint": 0.1}) == Parameters(
        spoils=0.25, restraint=0.1
    )
    with pytest.raises(
        InputError, match="resolve: unknown parameter; expected one of land_scale_km"
    ):
        Parameters().changed({"resolve": 1})
    with pytest.raises(InputError, match="spoils: expected a number from 0 to 1, got 'half'"):
        Parameters().changed({"spoils": "half"})
