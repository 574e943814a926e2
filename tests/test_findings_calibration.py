"""Findings of the chapter on calibration, held against the file that it reads."""

import math
import re

import nbformat
import numpy as np
import pandas as pd
import pytest

from alliance_design import cases, design
from alliance_design import figures_calibration as drawn
from alliance_design.codebook import data_folder
from alliance_design.duration import hazard, lasting_value
from alliance_design.figures import Drawing
from alliance_design.parameters import BOX, Parameters
from alliance_design.tables import read_table
from alliance_design.targets import CASES, TARGETS, slacks

PAGE = data_folder().parent / "chapters" / "theory" / "calibration.md"
CHAPTER = " ".join(PAGE.read_text(encoding="utf-8").split())
RESULTS = drawn.calibration_results()
NEEDED = [target.name for target in TARGETS if target.needed]
WHOLE = {
    "enough", "size", "runs", "log10_volume", "log10_error", "log10_runs", "evaluations", "alone",
    "draws", "reference", "slacks", "survey", "surveyed", "points", "without", "leaving_out", "sobol",
}  # fmt: skip
whole = pytest.mark.skipif(
    not set(RESULTS) >= WHOLE, reason="the calibration's file is not whole: make calibrate"
)


# ----------------------------------------------------------------------------------- the file


def test_the_file_is_whole():
    assert WHOLE - set(RESULTS) == set()


@whole
def test_the_file_speaks_of_the_box_the_targets_and_the_cases_of_today():
    assert list(RESULTS["reference"]) == list(BOX)
    Parameters(**RESULTS["reference"])  # refuses what is outside the box
    assert set(RESULTS["slacks"]) == {target.name for target in TARGETS}
    assert set(RESULTS["alone"]) == {target.name for target in TARGETS}
    assert set(RESULTS["without"]) <= set(design.MECHANISMS)
    assert set(RESULTS["leaving_out"]) <= set(CASES)
    assert {f"determinate: {case}" for case in CASES} <= set(RESULTS["survey"])
    assert set(drawn._READINGS) <= set(RESULTS["survey"])
    assert len(RESULTS["points"]) == RESULTS["surveyed"] > 0
    for point in RESULTS["points"]:
        assert len(point) == len(BOX)
        assert all(0.0 <= x <= 1.0 for x in point)
    shares = [*RESULTS["alone"].values(), *RESULTS["survey"].values()]
    assert all(0.0 <= share <= 1.0 for share in shares)
    for effects in RESULTS["sobol"].values():
        assert set(effects) == set(BOX)


@whole
def test_the_reference_set_is_one_of_the_regions_points():
    place = [
        (RESULTS["reference"][name] - bound.low) / (bound.high - bound.low)
        for name, bound in BOX.items()
    ]
    gaps = np.abs(np.array(RESULTS["points"]) - place).max(axis=1)
    assert gaps.min() < 2e-4


@whole
def test_slacks_computed_again_on_the_cases_that_are_quick():
    parameters = Parameters(**RESULTS["reference"])
    games = {
        name: design.play(cases.load(name), parameters)
        for name in ("brussels-1948", "pacific-1951", "hokkaido-occupied")
    }
    found = slacks(games)
    assert len(found) == 6
    table = drawn.target_table(RESULTS).set_index("target")
    for name, slack in found.items():
        assert slack == pytest.approx(RESULTS["slacks"][name], rel=6e-3, abs=1e-4), name
        if abs(slack - RESULTS["enough"]) > 1e-4:
            assert (table.loc[name, "verdict"] == "missed") == (slack < RESULTS["enough"])


@whole
def test_the_reference_set_gives_every_fact_asked_for_or_the_page_says_which_it_misses():
    table = drawn.target_table(RESULTS).set_index("target")
    for name in NEEDED:
        met = RESULTS["slacks"][name] >= RESULTS["enough"]
        assert (table.loc[name, "verdict"] != "missed") == met
    # "one outcome survives because we asked for it", "points of the region": all meet all.
    for name in NEEDED:
        assert RESULTS["survey"][f"target: {name}"] > 0.98, name
    for case in ("brussels-1948", "seato-1954", "hokkaido-occupied"):
        assert RESULTS["survey"][f"determinate: {case}"] > 0.98, case


@whole
def test_all_facts_together_are_rarer_than_each():
    found = drawn.volume(RESULTS)
    rarest = max(min(RESULTS["alone"][name] for name in NEEDED), 1.0 / RESULTS["draws"])
    if math.isnan(found["log10"]):  # no search found the region; no plain draw gave all facts
        assert min(RESULTS["alone"][name] for name in NEEDED) == 0.0
        assert "None of {glue:text}`draws:,.0f` plain draws gives all facts" in CHAPTER
    else:
        assert 10.0 ** found["log10"] < rarest


@whole
def test_the_mean_and_its_error_are_those_of_the_file_if_no_run_failed():
    found = drawn.volume(RESULTS)
    if found["failed"] == 0:
        assert found["log10"] == pytest.approx(RESULTS["log10_volume"], abs=0.02)
        assert found["error"] >= (RESULTS["log10_error"] or 0.0) - 0.02
    logs = [x for x in RESULTS["log10_runs"] if x is not None]
    assert math.isnan(found["counted"]) if not logs else found["counted"] <= max(logs)


@whole
def test_the_stored_page_tells_the_file_of_today():
    notebook = PAGE.with_suffix(".ipynb")
    if not notebook.exists():
        pytest.skip("not run yet: make refresh")
    kept = {
        output.metadata["scrapbook"]["name"]: float(next(iter(output.data.values())))
        for cell in nbformat.read(notebook, as_version=4).cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if "scrapbook" in output.get("metadata", {})
    }
    words = list(drawn.refits(RESULTS)["verdict"])
    left = list(drawn.leave_one_out(RESULTS)["verdict"])
    found = drawn.volume(RESULTS)
    assert kept["needed_for_sure"] == words.count("needed")
    assert kept["needed_weakly"] == words.count("needed, if the search was good")
    assert kept["helpful"] == words.count("helps")
    assert kept["free"] == words.count("not identified")
    assert kept["open"] == words.count("undecided") + words.count("not run")
    assert kept["mechanisms"] == len(words)
    assert (kept["hits"], kept["misses"]) == (left.count("hit"), left.count("miss"))
    assert kept["left_open"] == len(left) - left.count("hit") - left.count("miss")
    for name in ("runs", "failed"):
        assert kept[name] == pytest.approx(found[name], abs=1e-4, nan_ok=True)
    assert kept["given"] == sum(RESULTS["slacks"][name] >= RESULTS["enough"] for name in NEEDED)
    assert kept["surveyed"] == RESULTS["surveyed"]


# ------------------------------------------------------------------------- verdicts, made up


@pytest.mark.parametrize(
    ("without", "below", "near", "word"),
    [
        (-8.0, None, 1.0, "not identified"),
        (-7.0, None, 1.0, "not identified"),
        (-8.59, None, 0.2, "not identified"),
        (-8.61, None, 0.2, "helps"),
        (-8.99, None, 0.2, "helps"),
        (-9.01, None, 0.2, "needed"),
        (None, -12.0, 0.0, "needed, if the search was good"),
        (None, -12.0, 0.09, "needed, if the search was good"),
        (None, -12.0, 0.11, "undecided"),  # the region itself lies near the mechanism's absence
        (None, -8.5, 0.0, "undecided"),  # it gave up where the whole region would still fit in
        (None, None, 0.0, "not run"),
    ],
)
def test_verdicts(without, below, near, word):
    assert drawn.verdict(without, below, -8.0, 0.3, near) == word
    assert word in drawn.MEANINGS


def test_a_large_error_forbids_a_verdict_of_needed():
    assert drawn.verdict(-9.5, None, -8.0, 0.8) == "undecided"
    assert drawn.verdict(-8.9, None, -8.0, 0.8) == "not identified"
    assert drawn.verdict(-9.5, None, math.nan, 0.1) == "not run"


def made_up(**changes):
    points = [[0.5] * len(BOX) for _ in range(100)]
    told = {"log10_runs": [-8.0, -8.2, -8.1], "runs": 3, "size": 1200, "points": points}
    return {**told, **changes}


def test_refits_tell_what_was_not_run_from_what_was_not_found():
    none = {"log10_volume": None, "log10_below": -12.0}
    told = made_up(without={"rivalry": none, "control": {"log10_volume": -7.0}})
    frame = drawn.refits(told).set_index("mechanism")
    assert list(frame.index) == list(design.MECHANISMS)
    assert frame.loc["rivalry", "verdict"] == "needed, if the search was good"
    assert frame.loc["control", "verdict"] == "not identified"
    # No point lies near "no control", and yet a search found a larger region there.
    assert frame.loc["control", "agree"] == "no"
    assert frame.loc["entrapment", "verdict"] == "not run"
    assert math.isnan(frame.loc["aid decay", "near"])
    assert (drawn.refits({})["verdict"] == "not run").all()


def test_the_density_near_an_absence_is_one_where_the_region_is_even():
    place = list(BOX).index("war_cost")
    points = [[0.5] * len(BOX) for _ in range(100)]
    for number, point in enumerate(points):
        point[place] = (number + 0.5) / 100
    told = made_up(points=points, without={"entrapment": {"log10_volume": -8.1}})
    row = drawn.refits(told).set_index("mechanism").loc["entrapment"]
    assert row["near"] == pytest.approx(1.0)
    assert row["agree"] == "yes"


def test_a_failed_run_counts_as_zero_and_not_as_nothing():
    for failure in (None, -math.inf):
        found = drawn.volume({"log10_runs": [-8.0, -8.0, failure], "size": 1200})
        assert (found["runs"], found["failed"], found["log10"]) == (3, 1, -8.0)
        assert found["counted"] == pytest.approx(-8.0 + math.log10(2 / 3))
    told = drawn.volume({"log10_runs": [-8.0], "runs": 4, "size": 1200})
    assert told["failed"] == 3
    assert told["error"] == pytest.approx(drawn.CHAINS * drawn.chance_error(-8.0, 1200))
    nothing = drawn.volume({"log10_runs": [None, None], "size": 1200})
    assert nothing["failed"] == 2
    assert math.isnan(nothing["log10"])


def test_leaving_out_a_miss_stays_a_miss_and_no_points_are_no_miss():
    found = {"log10_volume": -5.0, "met": {"seato-imposed": 0.5, "seato-hazard": 0.51}}
    failed = {"log10_volume": None, "log10_below": -9.0, "met": {"roc-bilateral": 0.0}}
    told = {"leaving_out": {"seato-1954": found, "roc-1954": failed}}
    frame = drawn.leave_one_out(told).set_index(["case", "target"])["verdict"]
    assert frame["Manila 1954", "seato-imposed"] == "miss"
    assert frame["Manila 1954", "seato-hazard"] == "hit"
    assert frame["Taiwan 1954", "roc-bilateral"] == "none found"
    assert frame["Brussels 1948", "brussels-fight"] == "not run"


def test_a_near_tie_is_met_and_said():
    told = {"enough": 0.001, "slacks": {"rok-bilateral": 0.0009, "roc-bilateral": 0.0011}}
    frame = drawn.target_table(told).set_index("target")["verdict"]
    assert frame["rok-bilateral"] == "missed"
    assert frame["roc-bilateral"] == "near-tie"
    assert frame["brussels-fight"] == "not run"


def test_figures_and_tables_stand_whatever_was_not_run():
    for told in ({}, made_up(), {"reference": {name: b.low for name, b in BOX.items()}}):
        found = drawn.volume(told)
        table, frame = drawn.target_table(told), drawn.refits(told)
        for figure in (
            drawn.facts_alone(table, found["log10"], 1000),
            drawn.region_strips(drawn.region(told)),
            drawn.refit_dots(frame, found["log10"], found["error"]),
            drawn.sensitivity_bars(drawn.sensitivity(told)),
        ):
            assert isinstance(figure, Drawing)
            assert figure._repr_png_()
        assert all(isinstance(one, pd.DataFrame) for one in drawn.readings(told))


# --------------------------------------------------------------------------- the propositions


def test_the_product_is_right_on_average_with_the_relative_variance_said():
    """prop-product."""
    shares, size = np.array([0.2, 0.3, 0.1]), 50
    random = np.random.default_rng(3)
    found = np.prod(random.binomial(size, shares, (200_000, 3)) / size, axis=1)
    truth = shares.prod()
    told = np.prod(1 + (1 - shares) / (size * shares)) - 1
    assert found.mean() == pytest.approx(truth, rel=0.01)
    assert found.var() / truth**2 == pytest.approx(told, rel=0.05)


def test_plain_draws_miss_as_often_as_said():
    """prop-plain-draws."""
    for size in (0.5, 0.01, 1e-6):
        for draws in (1, 10, 1000):
            assert (1 - size) ** draws <= math.exp(-draws * size) + 1e-15


def test_the_edge_of_a_region_tells_the_refit():
    """prop-edge, on the triangle below a falling line: volume 1/2, and 1 at the edge."""
    random = np.random.default_rng(4)
    points = random.random((400_000, 2))
    inside = points[points.sum(axis=1) < 1.0]
    assert (inside[:, 0] < 0.02).mean() / 0.02 == pytest.approx(1.0 / 0.5, rel=0.05)


def test_every_mechanism_that_has_a_parameter_is_absent_at_the_low_end_of_its_range():
    without = [name for name, changes in design.MECHANISMS.items() if not changes]
    assert len(without) == 2
    for changes in design.MECHANISMS.values():
        for name, value in changes.items():
            assert value == BOX[name].low == 0.0


class Corner:
    """A small cube in the corner of the box; `hidden` adds a part that no slope leads to."""

    def __init__(self, dimensions, side, hidden=0.0):
        self.dimensions, self.side, self.hidden, self.evaluations = dimensions, side, hidden, 0

    def score(self, point, least=-math.inf):  # noqa: ARG002 (as in the real one)
        self.evaluations += 1
        if point[0] > 1.0 - self.hidden:
            return 0.0
        return min(self.side - max(point[: self.dimensions]), 0.0)

    def wider(self, score):  # noqa: ARG002
        return 1


def test_subset_simulation_finds_a_volume_that_is_known():
    calibration = pytest.importorskip("alliance_design.calibration")
    logs = np.array(
        [
            calibration.subset(Corner(6, 0.1), seed, size=600).log_volume / math.log(10.0)
            for seed in range(30)
        ]
    )
    assert math.log10(np.mean(10.0**logs)) == pytest.approx(-6.0, abs=0.5)
    assert np.mean(logs) <= math.log10(np.mean(10.0**logs))
    # "scattered some six times as much", give or take what thirty searches can tell
    ratio = np.std(logs, ddof=1) / drawn.chance_error(-6.0, 600)
    assert 4.0 < ratio < 9.0
    assert drawn.CHAINS == 6.0
    assert "single ones scattered some six times as much" in CHAPTER


def test_a_search_can_miss_a_part_that_no_slope_leads_to():
    calibration = pytest.importorskip("alliance_design.calibration")
    truth = math.log10(0.2**5 + 0.002)
    found = [
        calibration.subset(Corner(5, 0.2, hidden=0.002), seed, size=100).log_volume / math.log(10.0)
        for seed in range(1, 6)
    ]
    assert min(found) < truth - 0.5


def test_pivotal_members_more_mean_a_higher_hazard_and_imposing_worth_less():
    random = np.random.default_rng(5)
    for gains in random.random((200, 4)):
        assert hazard(list(gains), 0.1, 0.2) >= hazard(list(gains[:2]), 0.1, 0.2)
        gain, cost, delta, rate = gains
        worth = [lasting_value(gain, -cost, h, 0.01 + delta) for h in (rate, rate + 0.1)]
        assert worth[1] <= worth[0] + 1e-12


# -------------------------------------------------------------------------------- the prose


def test_numbers_typed_in_the_prose():
    assert len(NEEDED) == 10
    assert "A fact is *met* if its slack is at least 0.001" in CHAPTER
    assert RESULTS.get("enough", 0.001) == 0.001
    assert drawn.FACTOR == 10.0
    assert "by more than a factor of ten" in CHAPTER
    assert drawn.PINNED == 0.5
    assert drawn.LOWEST == 0.1
    # "a slack of ... a tenth of the logarithm of the ratio over two"
    assert len(drawn.worked_product(6, 0.1)) == 9
    assert drawn.worked_product(6, 0.1)["product"].iloc[-1] == pytest.approx(1e-6)
    for frame in (drawn.worked_product(6, 0.1), drawn.worked_product(3, 0.05)):
        assert frame["share"].cumprod().to_numpy() == pytest.approx(frame["product"].to_numpy())


def test_eight_facts_are_in_the_documents_and_two_are_readings_of_the_article():
    table = read_table("outcomes")
    expected = table[table["kind"] == "expected"]
    assert set(expected["case"]) == {"hokkaido-occupied", "seato-1954"}
    readings = {"hokkaido-two", "seato-hazard"}
    assert readings <= set(NEEDED)
    assert len(set(NEEDED) - readings) == 8
    assert "Eight are in the documents. Two are readings of the article" in CHAPTER


def test_the_four_cases_around_japan_share_their_clients():
    four = {"japan", "philippines", "australia", "new-zealand"}
    for name in ("pacific-1951", "hokkaido-occupied", "rok-1953", "roc-1954"):
        assert four <= set(cases.load(name).clients), name


def test_six_ranges_were_narrowed_and_are_as_the_page_shows():
    block = re.search(r"before = \{(.*?)\}", CHAPTER)[1]
    before = {
        name: (float(low), float(high))
        for name, low, high in re.findall(r'"(\w+)": \(([\d.]+), ([\d.]+)\)', block)
    }
    assert len(before) == 6
    assert "So we cut six of them." in CHAPTER
    for name, (low, high) in before.items():
        assert BOX[name].low == low
        assert BOX[name].high < high


def test_the_codebook_says_that_friendly_reach_was_raised():
    text = (data_folder() / "codebook.toml").read_text(encoding="utf-8")
    assert "They were raised once" in text
    assert "almost none of Australia's aid would have reached Japan" in text
    assert "almost none of Australia's aid would have reached Japan" in CHAPTER


def test_the_exercises():
    size = 0.2**7 * 0.31
    assert f"= {size / 1e-6:.1f} \\cdot 10^{{-6}}$" in CHAPTER
    assert f"e^{{-{size * 1e5:.2f}}} = {(1 - size) ** 100_000:.2f}$" in CHAPTER
    error = math.sqrt((1 + 4 / 800) ** 7 * (1 + 0.69 / (800 * 0.31)) - 1)
    assert f"about {error:.2f}." in CHAPTER
    assert f"$0.999^{{1200}} = {0.999**1200:.2f}$" in CHAPTER
    searches = next(n for n in range(1, 9) if 1 - 0.999 ** (1200 * n) > 0.99)
    assert searches == 4
    assert "so four." in CHAPTER


def test_no_number_of_the_file_is_typed_in_the_page():
    """The page holds for any vector: its numbers come from the file."""
    typed = re.sub(r"\{code-cell\}.*?```", "", CHAPTER)
    for value in [RESULTS.get("log10_volume"), *(RESULTS.get("log10_runs") or [])]:
        if value is not None:
            assert f"{abs(value):.2f}" not in typed


def test_the_facts_are_met_without_entrapment_at_the_reference_itself():
    """The quick cases are solved again; for SEATO the file is believed."""
    names = [name for name in CASES if name != "seato-1954"]
    games = {name: design.play(cases.load(name), without=("entrapment",)) for name in names}
    found = slacks(games)
    assert all(found[name] >= RESULTS["enough"] for name in NEEDED if name in found)
    assert RESULTS["climbs"]["entrapment"] == {"met": True, "tried": 0, "missed": []}
    assert "every fact is met as it stands; the climb had nowhere to go" in CHAPTER


def test_four_mechanisms_could_not_be_climbed_without():
    table = drawn.climbs(RESULTS).set_index("mechanism")
    left = set(table.index[~table["given"]])
    assert left == {"assurance", "base reach", "linkage", "cost of fighting for others"}
    missed = {fact for name in left for fact in RESULTS["climbs"][name]["missed"]}
    for name in left:  # "stayed short of Manila, of Hokkaido or of Taiwan"
        short = {fact.partition("-")[0] for fact in RESULTS["climbs"][name]["missed"]}
        assert short & {"seato", "hokkaido", "roc"}
    assert missed <= set(NEEDED)
