"""Other codings and more players: the functions on a plain solver, and the file against the model."""

import math
from functools import cache

import pytest

from alliance_design import cases, targets
from alliance_design import figures_calibration as drawn
from alliance_design.cases import Range, load
from alliance_design.design import MAX_CLIENTS, facts, play, settings, world
from alliance_design.parameters import reference

robustness = pytest.importorskip("alliance_design.robustness")
RESULTS = drawn.calibration_results()
ENOUGH = RESULTS["enough"]


class Plain:
    """A solver that is not compiled, at one set of parameters."""

    def __init__(self, names=targets.CASES):
        self.cases = {name: load(name) for name in names}

    def settings(self, point):
        return settings(point)

    def solved(self, case, numbers, changes=None):
        assert numbers == settings(reference())
        return play(self.cases[case], reference(), numbers=changes)

    def played(self, case, given, numbers):
        assert numbers == settings(reference())
        assert given.clients == len(case.clients)
        return play(case, reference())


@cache
def met(changes=()):
    """Facts met with some inputs changed, the slow case left out."""
    solver = Plain()
    games = {}
    for name, case in solver.cases.items():
        if name != "seato-1954":
            own = {key: value for key, value in changes if key in case.quantities()}
            games[name] = solver.solved(name, settings(reference()), own)
    return {name for name, slack in targets.slacks(games).items() if slack >= ENOUGH}


def test_half_way_is_the_coded_value_and_the_ends_are_the_ends():
    quantity = Range(value=100.0, low=40.0, high=250.0)
    assert [robustness.at(quantity, share) for share in (0.0, 0.5, 1.0)] == [40.0, 100.0, 250.0]
    shares = [robustness.at(quantity, k / 20) for k in range(21)]
    assert shares == sorted(shares)


def test_inputs_that_two_cases_share_are_drawn_together(monkeypatch):
    """And at the coded values nothing changes."""
    seen = []

    class Noted(Plain):
        def solved(self, case, numbers, changes=None):
            seen.append(changes)
            return super().solved(case, numbers)

    few = ("pacific-1951", "hokkaido-occupied")
    monkeypatch.setattr(robustness, "CASES", few)
    found, together = robustness.over_codings(Noted(few), reference(), draws=3, seed=1)
    for one, other in zip(seen[::2], seen[1::2], strict=True):
        assert one["reach_km:soviet-union"] == other["reach_km:soviet-union"]
        assert one["forces:japan"] == other["forces:japan"]
    assert len({changes["forces:japan"] for changes in seen}) == 3
    at_the_codes = {name for name in met() if found[name] > 0}
    assert all(found[name] == 1.0 for name in at_the_codes)
    assert together == 0.0  # most targets were not asked


def test_the_inputs_that_decide_are_those_that_the_file_names():
    """Solved again without compiling, for the ends that leave the slow case alone."""
    checked = 0
    for told in RESULTS["decisive"]:
        if "seato-1954" in told["cases"] or checked == 4:
            continue
        quantity = load(told["cases"][0]).quantities()[told["fact"]]
        changed = met(((told["fact"], getattr(quantity, told["end"])),))
        assert met() - changed == set(told["lost"])
        assert changed - met() == set(told["won"])
        assert told["lost"] or told["won"]
        checked += 1
    assert checked or not RESULTS["decisive"]


def test_ends_that_change_nothing_are_not_told(monkeypatch):
    few = ("pacific-1951",)
    monkeypatch.setattr(robustness, "CASES", few)
    told = robustness.decisive_codings(Plain(few), reference())
    keys = {entry["fact"] for entry in told}
    assert keys <= set(load("pacific-1951").quantities())
    assert all(entry["lost"] or entry["won"] for entry in told)


def test_shares_over_codings_are_shares_and_less_together_than_alone():
    told = RESULTS["codings"]
    needed = [target.name for target in targets.TARGETS if target.needed]
    assert set(told["met"]) == {target.name for target in targets.TARGETS}
    assert 0.0 <= told["together"] <= min(told["met"][name] for name in needed) <= 1.0


def test_the_wider_cases_are_wider_and_small_enough():
    assert set(RESULTS["wider"]) == set(cases.wider_ids())
    for name in cases.wider_ids():
        base, wide = load(name.removesuffix("-wide")), load(name)
        assert set(base.clients) < set(wide.clients)
        assert len(wide.clients) <= MAX_CLIENTS
        assert len(RESULTS["wider"][name]["clients"]) == len(wide.clients)
        # The wider case changes nothing that the base case says of its own clients' strength.
        for client in base.clients:
            assert (
                facts(base).capabilities[list(base.clients).index(client)]
                == (facts(wide).capabilities[list(wide.clients).index(client)])
            )
    assert world(load("nato-1949-wide")).standing == world(load("nato-1949")).standing


def test_more_players_are_told_in_words(monkeypatch):
    monkeypatch.setattr(robustness, "wider_ids", lambda: ("pacific-1951",))
    told = robustness.with_more_players(Plain(), [reference(), reference()])["pacific-1951"]
    assert told["clients"][0] == "Japan"
    assert math.isclose(told["determinate"], 1.0)
    assert told["many"] == 0.0
    table = drawn.more_players({"wider": {"pacific-1951": told}})
    assert table["clients"].item() == 4
    assert "multilateral" not in table["outcomes"].item()


def test_what_the_page_says_of_codings_and_players():
    met, wide = RESULTS["codings"]["met"], RESULTS["wider"]
    firm = ("brussels-commit", "brussels-fight", "nato-fight", "seato-imposed", "rok-bilateral")
    # "For these two the fit and the codings were made for each other."
    assert (
        min(met[name] for name in firm) > 0.8 > 0.3 > max(met["pacific-first"], met["hokkaido-two"])
    )
    assert met["hokkaido-two"] < 0.1
    (north,) = wide["nato-1949-wide"]["reference"]
    five = ["Britain", "France", "Belgium", "Netherlands", "Luxembourg"]
    assert north["members"] == [*five, "Denmark", "Norway"]
    assert north["commitment"] == "fight"
    assert wide["nato-1949-wide"]["fight"] == 1.0
    assert wide["pacific-1951-wide"]["many"] == 0.0
