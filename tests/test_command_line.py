"""The command line: tables for people, JSON for machines, one line for mistakes."""

import json
import subprocess
import sys

import pytest

from alliance_design import cases, design, threat
from alliance_design.__main__ import main
from alliance_design.codebook import data_folder
from alliance_design.parameters import reference


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "alliance_design", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize("name", cases.case_ids())
def test_threat_prints_a_table_of_all_clients(name, capsys):
    assert main(["threat", name]) == 0
    printed = capsys.readouterr().out
    case = cases.load(name)
    result = threat.assess(case)
    for client, place in case.clients.items():
        line = next(line for line in printed.splitlines() if line.startswith(place.name))
        assert f"{result.threats[client]:.2f}" in line
    assert ("Imagined:" in printed) == bool(case.counterfactual)
    assert max(len(line) for line in printed.splitlines()) < 160


def test_threat_as_json_says_the_same(capsys):
    assert main(["threat", "pacific-1951", "--json", "--state-alone", "--set", "spoils=1"]) == 0
    told = json.loads(capsys.readouterr().out)
    from alliance_design.parameters import Parameters

    result = threat.assess(cases.load("pacific-1951"), Parameters(spoils=1.0), state_alone=True)
    assert {c: entry["threat"] for c, entry in told["clients"].items()} == result.threats
    assert told["parameters"]["spoils"] == 1.0
    assert told["adversary"]["associates"] == []
    assert told["nobody"] == result.nobody


@pytest.mark.parametrize("name", [n for n in cases.case_ids() if n != "seato-1954"])
def test_predict_says_what_the_model_says(name, capsys):
    assert main(["predict", name]) == 0
    printed = capsys.readouterr().out
    case = cases.load(name)
    found = design.predict(case)
    assert found.explain() in printed
    assert ("Imagined:" in printed) == bool(case.counterfactual)
    for client, ranking in found.client_preferences.items():
        line = next(x for x in printed.splitlines() if x.startswith(case.names[client]))
        assert " > ".join(ranking) in line
    for pact in found.pacts:
        members = ", ".join(case.names[member] for member in pact.members)
        assert any(line.startswith("Pact") and members in line for line in printed.splitlines())
    assert max(len(line) for line in printed.splitlines()) < 160


def test_predict_as_json_holds_the_five_predictions(capsys):
    assert main(["predict", "brussels-1948", "--json", "--set", "membership=0.05"]) == 0
    told = json.loads(capsys.readouterr().out)
    found = design.predict(cases.load("brussels-1948"), reference().changed({"membership": 0.05}))
    assert told["patron_preference"] == list(found.patron_preference)
    assert told["client_preferences"]["france"] == list(found.client_preferences["france"])
    assert (told["design"], told["commitment"]) == (found.design, found.commitment)
    assert [pact["members"] for pact in told["pacts"]] == [list(p.members) for p in found.pacts]
    assert len(told["expected_years"]) == 2
    assert [step["near_tie"] for step in told["decisions"]] == [
        step.near_tie for step in found.decisions
    ]


def test_compare_names_the_foothold(capsys):
    """The only difference between the two is the Soviet position on Hokkaido."""
    assert main(["compare", "pacific-1951", "hokkaido-occupied"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.endswith("same in both")][3:] == [
        line for line in lines if "the adversary's positions" in line
    ]
    assert main(["compare", "pacific-1951", "hokkaido-occupied", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    swapped = {swap["group"]: swap for swap in told["swaps"]}
    there = swapped["the adversary's positions"]["prediction"]
    for key in ("design", "members", "commitment", "pacts"):
        assert there[key] == told["hokkaido-occupied"][key]


def test_threat_reads_a_file(tmp_path, capsys):
    text = (data_folder() / "cases" / "brussels-1948.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('id = "brussels-1948"', 'id = "own"'), encoding="utf-8")
    assert main(["threat", str(own)]) == 0
    assert capsys.readouterr().out.startswith("Brussels 1948: the threat of occupation")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["threat", "atlantis"], "atlantis: no such case; expected one of brussels-1948"),
        (["threat", "none.toml"], "none.toml: cannot be read: No such file or directory"),
        (["threat", "brussels-1948", "--set", "spoils"], "--set: spoils: expected NAME=VALUE"),
        (["threat", "brussels-1948", "--set", "spoils=2"], "parameters: spoils: expected a number"),
        (["threat", "brussels-1948", "--set", "r=2"], "parameters: r: unknown parameter"),
        (["predict", "atlantis"], "atlantis: no such case; expected one of brussels-1948"),
        (["predict", "pacific-1951", "--set", "linkage=nan"], "parameters: linkage: expected a"),
        (["predict", "pacific-1951", "--without", "luck"], "mechanisms: luck: unknown; expected"),
        (["compare", "pacific-1951", "none.toml"], "none.toml: cannot be read"),
        (["compare", "pacific-1951"], "alliance_design compare: the following arguments are"),
        (["threat"], "alliance_design threat: the following arguments are required: CASE"),
        (["thret", "brussels-1948"], "alliance_design: argument COMMAND: invalid choice: 'thret'"),
        (["check-data", "none.toml"], "none.toml: cannot be read"),
        ([], "alliance_design: the following arguments are required: COMMAND"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(arguments, line, capsys):
    try:
        code = main(arguments)
    except SystemExit as leaving:  # argparse leaves by itself
        code = leaving.code
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.startswith(line)
    assert len(captured.err.splitlines()) == 1


def test_a_mistake_on_the_real_command_line():
    result = run("threat", "brussels-1948", "--set", "spoils=2")
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr == "parameters: spoils: expected a number from 0 to 1, got 2.0\n"


def test_check_data_passes_on_the_projects_own(capsys):
    assert main(["check-data"]) == 0
    printed = capsys.readouterr().out
    for name in (*cases.all_ids(), "points.csv"):
        assert name in printed
    assert main(["check-data", "--json"]) == 0
    assert all(entry["ok"] for entry in json.loads(capsys.readouterr().out))


def test_check_data_finds_a_length_that_its_path_does_not_bear(tmp_path, capsys):
    text = (data_folder() / "cases" / "brussels-1948.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    text = text.replace('id = "brussels-1948"', 'id = "own"')
    own.write_text(text.replace("land_km = 150", "land_km = 15"), encoding="utf-8")
    assert main(["check-data", str(own), "pacific-1951"]) == 2
    captured = capsys.readouterr()
    assert captured.err == (
        "own.toml: legs.zone-west.land_km: expected 150 km, as its path says, got 15\n"
    )
    assert "pacific-1951" in captured.out
    own.write_text(text.replace('"eisenach"', '"eisenbach"'), encoding="utf-8")
    assert main(["check-data", str(own)]) == 2
    assert "unknown point 'eisenbach'" in capsys.readouterr().err


def test_threat_refuses_a_length_that_its_path_does_not_bear(tmp_path, capsys):
    text = (data_folder() / "cases" / "brussels-1948.toml").read_text(encoding="utf-8")
    own = tmp_path / "own.toml"
    text = text.replace('id = "brussels-1948"', 'id = "own"')
    own.write_text(text.replace("land_km = 150", "land_km = 15"), encoding="utf-8")
    assert main(["threat", str(own)]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("own.toml: legs.zone-west.land_km: expected 150 km")


def test_a_closed_pipe_is_no_mistake():
    command = f"{sys.executable} -m alliance_design threat brussels-1948 --json | head -n 1"
    result = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert result.stdout == "{\n"
    assert result.stderr == ""


@pytest.mark.parametrize(("option", "told"), [("--version", "0."), ("--help", "check-data")])
def test_version_and_help_are_there(option, told, capsys):
    with pytest.raises(SystemExit) as leaving:
        main([option])
    assert leaving.value.code == 0
    assert told in capsys.readouterr().out
