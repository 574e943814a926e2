"""Parameters: one set, within its box."""

import dataclasses
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import design, parameters
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError
from alliance_design.parameters import BOX, THREAT, Parameters, Settings, reference


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


@pytest.mark.parametrize("name", list(BOX))
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", math.nan, "", "1e999", "2,5", "two"])
def test_a_change_that_is_no_number_in_the_range_is_refused_in_one_line(name, value):
    bound = BOX[name]
    with pytest.raises(InputError) as error:
        Parameters().changed({name: value})
    line = str(error.value)
    told = f"parameters: {name}: expected a number from {bound.low:g} to {bound.high:g}, got "
    assert line.startswith(told)
    assert "\n" not in line


@pytest.mark.parametrize("name", list(BOX))
def test_both_ends_of_a_range_are_taken_and_nothing_beyond(name):
    bound = BOX[name]
    assert bound.low < bound.high
    for end in (bound.low, bound.high):
        assert getattr(Parameters().changed({name: str(end)}), name) == end
    for beyond in (bound.low - 1e-6, bound.high + 1e-6):
        with pytest.raises(InputError, match=f"parameters: {name}: expected a number from"):
            Parameters().changed({name: beyond})


def test_a_set_does_not_change():
    here = Parameters()
    with pytest.raises(dataclasses.FrozenInstanceError):
        here.spoils = 0.1
    assert here.changed({}) == here


def test_settings_are_the_parameters_in_the_order_of_the_box():
    assert Settings._fields == tuple(BOX)
    assert set(THREAT) <= set(BOX)
    numbers = design.settings(reference())
    assert numbers._asdict() == dataclasses.asdict(reference())
    assert all(type(value) is float for value in numbers)


def test_the_reference_set_is_the_one_in_the_file_and_names_every_parameter():
    raw = json.loads((data_folder() / "calibration.json").read_text(encoding="utf-8"))
    assert list(raw["reference"]) == list(BOX)
    assert dataclasses.asdict(reference()) == raw["reference"]
    assert reference() is reference()


@pytest.mark.parametrize(("name", "value"), [("relief", 1.5), ("decisiveness", "2"),
                                             ("restraint", math.nan)])  # fmt: skip
def test_a_reference_set_outside_the_box_is_refused(tmp_path, monkeypatch, name, value):
    raw = {"reference": dataclasses.asdict(Parameters()) | {name: value}}
    (tmp_path / "calibration.json").write_text(json.dumps(raw), encoding="utf-8")
    monkeypatch.setattr(parameters, "data_folder", lambda: tmp_path)
    reference.cache_clear()
    with pytest.raises(InputError, match=f"parameters: {name}: expected a number from"):
        reference()
    monkeypatch.undo()
    reference.cache_clear()
