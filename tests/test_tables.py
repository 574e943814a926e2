"""Tables: checked against the codebook; results as frames."""

import dataclasses
import math
import pathlib

import pytest

from alliance_design import cases, tables, threat
from alliance_design.codebook import codebook, data_folder
from alliance_design.errors import InputError
from alliance_design.figures_history import CAPITALS
from alliance_design.parameters import Parameters

POINTS = (data_folder() / "points.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(codebook().tables))
def test_every_table_of_the_codebook_is_there_and_right(name):
    frame = tables.read_table(name)
    assert len(frame) > 0
    assert list(frame.columns) == [field.name for field in codebook().tables[name].fields]


def test_every_csv_file_has_its_page_in_the_codebook():
    assert {path.stem for path in data_folder().glob("*.csv")} == set(codebook().tables)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("id,name", "name,id", "points.csv: row 1: expected the columns id,name,country"),
        (
            "amsterdam,Amsterdam,NL",
            "amsterdam,NL",
            "points.csv: row {row}: expected 6 cells, got 5",
        ),
        (
            "52.3740",
            "north",
            "points.csv: row {row}, latitude: expected a number (degrees north), got 'north'",
        ),
        (
            "52.3740",
            "nan",
            "points.csv: row {row}, latitude: expected a number (degrees north), got 'nan'",
        ),
        (
            "52.3740",
            "152.3740",
            "points.csv: row {row}, latitude: expected at least -90 and at most 90, got 152.374",
        ),
        (
            "aomori,",
            "amsterdam,",
            "points.csv: row {row}, id: duplicate id; each may stand once, got 'amsterdam'",
        ),
        ("Amsterdam", "", "points.csv: row {row}, name: expected text, got ''"),
        ("Amsterdam", '"Amster', "points.csv: not a CSV file: unexpected end of data"),
    ],
)
def test_a_wrong_table_is_refused_with_row_and_column(tmp_path, old, new, line):
    assert old in POINTS
    path = tmp_path / "points.csv"
    path.write_text(POINTS.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as error:
        tables.read_table("points", path)
    row = [text.split(",")[0] for text in POINTS.splitlines()].index("amsterdam") + 1
    assert str(error.value).startswith(line.replace("{row}", str(row)))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("raw", "line"), [(b"", "row 1: expected a header"), (b"\xff", "not UTF-8 text")]
)
def test_an_unreadable_table_is_refused(tmp_path, raw, line):
    path = tmp_path / "points.csv"
    path.write_bytes(raw)
    with pytest.raises(InputError, match=line):
        tables.read_table("points", path)
    with pytest.raises(InputError, match="cannot be read"):
        tables.read_table("points", tmp_path / "none.csv")


@pytest.mark.parametrize("name", cases.all_ids())
def test_the_legs_are_as_long_as_their_paths(name):
    tables.check_legs(cases.load(name))


def test_geodesics_agree_with_the_haversine_formula():
    # An independent formula, on a sphere: within half a per cent.
    points = tables.read_table("points").set_index("id")
    for one, other in (("paris", "calais"), ("shantou", "manila"), ("yokohama", "sydney")):
        _, sea = tables.leg_lengths([one, "sea", other], tables.read_table("points"))
        a, b = points.loc[one], points.loc[other]
        lat, lon = math.radians(b.latitude - a.latitude), math.radians(b.longitude - a.longitude)
        h = (
            math.sin(lat / 2) ** 2
            + math.cos(math.radians(a.latitude))
            * math.cos(math.radians(b.latitude))
            * math.sin(lon / 2) ** 2
        )
        assert math.isclose(sea, 2 * 6371.0 * math.asin(math.sqrt(h)), rel_tol=0.005)


def test_every_point_is_used():
    used = {
        point
        for name in cases.all_ids()
        for leg in cases.load(name).legs.values()
        for point in leg.path[0::2]
    }
    # Capitals on maps; and two more serve the chapter's question what if the Kuriles counted.
    used |= {*CAPITALS.values(), "nemuro", "yuzhno-kurilsk"}
    assert used == set(tables.read_table("points")["id"])


def test_every_outcome_belongs_to_a_case_and_has_a_source():
    frame = tables.read_table("outcomes")
    assert set(frame["case"]) == {*cases.case_ids(), *cases.further_ids()}
    assert set(frame["source"]) <= cases.source_keys()
    assert not frame.duplicated(["case", "question"]).any()
    for row in frame.itertuples():
        clients = set(cases.load(row.case).clients)
        if row.question in {"committed", "members"} and row.answer != "nobody":
            named = row.answer.split("+")
            assert set(named) <= clients
            assert named == sorted(named)
    imagined = frame[frame["case"] == "hokkaido-occupied"]
    assert set(imagined["kind"]) == {"expected"}


def test_no_code_that_predicts_reads_the_outcomes():
    package = pathlib.Path(tables.__file__).parent
    for path in package.glob("*.py"):
        # The board is what holds the predictions against what happened.
        if path.name not in ("__main__.py", "board.py"):
            assert "outcomes.csv" not in path.read_text(encoding="utf-8")
            assert 'read_table("outcomes")' not in path.read_text(encoding="utf-8")


def test_an_unknown_question_is_refused(tmp_path):
    text = (data_folder() / "outcomes.csv").read_text(encoding="utf-8")
    path = tmp_path / "outcomes.csv"
    path.write_text(text.replace(",observed,", ",told,", 1), encoding="utf-8")
    with pytest.raises(
        InputError, match=r"outcomes.csv: row 2, kind: expected observed or expected, got 'told'"
    ):
        tables.read_table("outcomes", path)


def test_the_threats_draws_need_no_aid():
    case = cases.load("brussels-1948")
    france = case.clients["france"]
    reach = dataclasses.replace(france.friendly_reach_km, value=9.0, low=1.0, high=99.0)
    farther = dataclasses.replace(
        case,
        clients={**case.clients, "france": dataclasses.replace(france, friendly_reach_km=reach)},
    )
    one, two = (tables.threat_draws([c], draws=5, seed=1) for c in (case, farther))
    assert one.equals(two)


def test_the_threat_frame_says_what_assess_says():
    case = cases.load("hokkaido-occupied")
    frame = tables.threat_frame([case]).set_index("client")
    result = threat.assess(case)
    for client, place in case.clients.items():
        assert frame.loc[place.name, "threat"] == result.threats[client]
        assert frame.loc[place.name, "lowest"] <= result.threats[client]
        assert frame.loc[place.name, "route"].endswith(place.name)


def test_draws_are_the_same_for_the_same_seed_and_inside_the_widest_range():
    chosen = [cases.load(name) for name in cases.case_ids()]
    one, two = (tables.threat_draws(chosen, draws=20, seed=5) for _ in range(2))
    assert one.equals(two)
    assert not one.equals(tables.threat_draws(chosen, draws=20, seed=6))
    assert one["threat"].between(0.0, 1.0).all()
    assert len(one) == 20 * sum(len(case.clients) for case in chosen)


def test_a_world_is_one_for_all_its_cases():
    chosen = [cases.load("pacific-1951"), cases.load("hokkaido-occupied")]
    wide = tables.threat_draws(chosen, draws=50, seed=3).pivot(
        index="draw", columns=["case", "client"], values="threat"
    )
    assert (wide["Hokkaido occupied"] >= wide["Pacific 1951"] - 1e-12).all().all()


def test_the_codebook_page_names_every_field():
    for record in (*codebook().records.values(), *codebook().tables.values()):
        text = tables.codebook_text(record)
        for field in record.fields:
            assert f"**`{field.name}`**" in text
            assert field.meaning in text


def test_the_parameter_table_shows_every_parameter():
    frame = tables.parameter_frame(Parameters(spoils=0.25)).set_index("Parameter")
    assert frame.loc["spoils", "Value"] == "0.25"
