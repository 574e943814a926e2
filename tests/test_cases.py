"""Cases: what they hold, and how a wrong file is refused."""

import dataclasses
import datetime
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import cases
from alliance_design.codebook import data_folder
from alliance_design.errors import InputError

BRUSSELS = (data_folder() / "cases" / "brussels-1948.toml").read_text(encoding="utf-8")
HOKKAIDO = (data_folder() / "cases" / "hokkaido-occupied.toml").read_text(encoding="utf-8")
PACIFIC = (data_folder() / "cases" / "pacific-1951.toml").read_text(encoding="utf-8")
EVERY = [cases.load(name) for name in cases.case_ids()]


NAVAL_POWERS_OF_1922 = {"britain", "france", "japan"}
LANDLOCKED = {"luxembourg", "laos"}


def refusal(text, file="brussels-1948.toml"):
    """The one line with which a case file is refused."""
    raw = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(InputError) as error:
        cases.loads(raw, file)
    line = str(error.value)
    assert "\n" not in line
    assert len(line) < 250
    return line


def changed(old, new, text=BRUSSELS):
    """The file with its first `old` replaced."""
    assert old in text
    return text.replace(old, new, 1)


PACT = """
[clients.belgium.prior_pact]
treaty = "A pact"
since = {since}
level = "fight"
source = "{source}"
locator = "x"
"""
QUARREL = """
[rivalries.{id}]
joins = ["{one}", "{other}"]
degree = {degree}
since = 1940-07-03
source = "nmc7"
locator = "x"
"""

# What is done to the file, and the line that answers.
WRONG = {
    "missing field": (
        changed('title = "Brussels 1948"\n', ""),
        "brussels-1948.toml: title: missing; expected: Name of the case for readers.",
    ),
    "missing source": (
        changed(', source = "nmc7", locator = "ccode 2, 1947"', ""),
        "brussels-1948.toml: patron.capability.source: missing; expected: Key in references.bib, or the word judgement.",
    ),
    "unknown field": (
        changed('title = "Brussels 1948"', 'tittle = "Brussels 1948"'),
        "brussels-1948.toml: tittle: unknown field; expected one of: id, title, date, treaty, "
        "based_on, counterfactual, notes, patron, adversary, positions, clients, between, "
        "clients_source, clients_locator, rivalries, pledges, legs",
    ),
    "unknown place": (
        changed('joins = ["western-zones", "france"]', 'joins = ["western-zones", "frence"]'),
        "brussels-1948.toml: legs.west-france.joins: unknown place 'frence'; expected one of "
        "soviet-zone, britain, france, belgium, netherlands, luxembourg, western-zones",
    ),
    "negative distance": (
        changed("land_km = 150", "land_km = -150"),
        "brussels-1948.toml: legs.zone-west.land_km: expected a number of at least 0 (km), got -150",
    ),
    "text for a number": (
        changed("land_km = 150", 'land_km = "far"'),
        "brussels-1948.toml: legs.zone-west.land_km: expected a number of at least 0 (km), got text 'far'",
    ),
    "not a number": (
        changed("land_km = 150", "land_km = nan"),
        "brussels-1948.toml: legs.zone-west.land_km: expected a number of at least 0 (km), got nan",
    ),
    "truth for a number": (
        changed("land_km = 150", "land_km = true"),
        "brussels-1948.toml: legs.zone-west.land_km: expected a number of at least 0 (km), got true",
    ),
    "share above one": (
        changed("value = 0.30994", "value = 30.994"),
        "brussels-1948.toml: patron.capability.value: expected a number of at least 0 and at most 1 "
        "(share of world capabilities), got 30.994",
    ),
    "no soldiers where some are needed": (
        changed("soldiers = { value = 1583", "soldiers = { value = 0"),
        "brussels-1948.toml: patron.soldiers.value: expected a number of at least 0.001 (thousand), got 0",
    ),
    "fact after the signature": (
        changed("dated = 1947, source", "dated = 1949, source"),
        "brussels-1948.toml: patron.capability.dated: dated 1949-12-31; expected a day before the signature, 1948-03-17",
    ),
    "fact in the year of the signature": (
        changed("dated = 1947, source", "dated = 1948, source"),
        "brussels-1948.toml: patron.capability.dated: dated 1948-12-31; expected a day before the signature, 1948-03-17",
    ),
    "treaty after the signature": (
        changed("since = 1948-02-04", "since = 1948-03-18"),
        "brussels-1948.toml: adversary.associates.romania.since: dated 1948-03-18; expected a day before the signature, 1948-03-17",
    ),
    "not a day": (
        changed("date = 1948-03-17", 'date = "17 March 1948"'),
        "brussels-1948.toml: date: expected a day written as 1948-03-17, got text '17 March 1948'",
    ),
    "duplicate id": (
        BRUSSELS + '\n[clients.france]\nname = "France again"\n',
        "duplicate id or key clients.france; each may stand once",
    ),
    "the same id twice in two tables": (
        BRUSSELS.replace("[positions.soviet-zone]", "[positions.france]", 1),
        "brussels-1948.toml: clients.france: duplicate id (also positions)",
    ),
    "the same leg twice": (
        changed('joins = ["belgium", "netherlands"]', 'joins = ["luxembourg", "belgium"]'),
        "brussels-1948.toml: legs.belgium-netherlands.joins: the same two places as legs.belgium-luxembourg",
    ),
    "not UTF-8": (
        BRUSSELS.encode().replace(b"Brussels 1948", b"Br\xfcssel 1948", 1),
        "brussels-1948.toml: line 5: not UTF-8 text; save the file as UTF-8",
    ),
    "broken TOML line": (
        changed('name = "France"', "name = France"),
        ": not valid TOML: invalid value",
    ),
    "unknown source": (
        changed('source = "nmc7"', 'source = "nmc8"'),
        "brussels-1948.toml: patron.capability.source: unknown source 'nmc8'; expected a key of references.bib",
    ),
    "judgement without a reason": (
        changed('sure = "low"\n', ""),
        "brussels-1948.toml: adversary.reach_km: a judgement needs low, high, sure and why",
    ),
    "range upside down": (
        changed("low = 40\nhigh = 250", "low = 250\nhigh = 40"),
        "brussels-1948.toml: adversary.reach_km: expected low <= value <= high, got 250, 100, 40",
    ),
    "half a range": (
        changed("low = 0.01997\n", ""),
        "brussels-1948.toml: between.western-zones.capability: expected low and high together, got only one of them",
    ),
    "unknown choice": (
        changed('basis = "treaty"', 'basis = "friendship"'),
        "brussels-1948.toml: adversary.associates.poland.basis: expected occupied or treaty, got text 'friendship'",
    ),
    "unknown holder": (
        changed('holder = "soviet-union"', 'holder = "albania"'),
        "brussels-1948.toml: positions.soviet-zone.holder: unknown holder 'albania'; expected one of "
        "czechoslovakia, hungary, poland, romania, soviet-union, yugoslavia",
    ),
    "a stranger's garrison": (
        changed("garrisons.france", "garrisons.sweden"),
        "brussels-1948.toml: between.western-zones.garrisons.sweden: unknown sender 'sweden'; "
        "expected one of belgium, britain, france, luxembourg, netherlands, united-states",
    ),
    "an imagined position in a real case": (
        changed('holder = "soviet-union"', 'holder = "soviet-union"\nimagined = true'),
        "brussels-1948.toml: positions.soviet-zone.imagined: only a case with a counterfactual may imagine one",
    ),
    "a leg to itself": (
        changed('["western-zones", "france"]', '["france", "france"]'),
        "brussels-1948.toml: legs.west-france.joins: expected two different places, at most one a position",
    ),
    "a leg of three": (
        changed('["western-zones", "france"]', '["western-zones", "belgium", "france"]'),
        "brussels-1948.toml: legs.west-france.joins: expected two places, got 3",
    ),
    "a leg of no length": (
        changed("land_km = 150", "land_km = 0"),
        "brussels-1948.toml: legs.zone-west: expected a length of more than 0 km over land and water",
    ),
    "a leg from nowhere": (
        changed('path = ["eisenach", "land", "frankfurt"]\n', ""),
        "brussels-1948.toml: legs.zone-west: expected a path or a source for its length",
    ),
    "a path through the air": (
        changed('"eisenach", "land"', '"eisenach", "air"'),
        "brussels-1948.toml: legs.zone-west.path: expected points with land or sea between them, as in paris, land, calais",
    ),
    "another id than the file's": (
        changed('id = "brussels-1948"', 'id = "brussels"'),
        "brussels-1948.toml: id: expected the file's own name, got 'brussels'",
    ),
    "a list for a table": (
        BRUSSELS.split("[patron]")[0] + "patron = []\n",
        "brussels-1948.toml: adversary: missing; expected: The power that may attack.",
    ),
    "a number for a fact": (
        changed("soldiers = { value = 1583", "soldiers = 1583 # {"),
        "brussels-1948.toml: patron.soldiers: expected { value = …, dated = …, source = … }, got 1583",
    ),
    "an unknown point": (
        changed('"eisenach", "land"', '"eisenbach", "land"'),
        "brussels-1948.toml: legs.zone-west.path: unknown point 'eisenbach'; expected an id of points.csv",
    ),
    "a number in a path": (
        changed('"eisenach", "land"', '3, "land"'),
        "brussels-1948.toml: legs.zone-west.path: expected names, got 3 among them",
    ),
    "a larger garrison than the army": (
        changed("soldiers = { value = 580", "soldiers = { value = 58"),
        "brussels-1948.toml: clients.france.soldiers: expected at least the 70 thousand it keeps elsewhere, got 58",
    ),
    "clients by judgement": (
        changed('clients_source = "frus1948v3"', 'clients_source = "judgement"'),
        "brussels-1948.toml: clients_source: expected the key of a proposal, got 'judgement'",
    ),
    "a line break in a name": (
        changed('name = "France"', 'name = "Fra\\nnce"'),
        "brussels-1948.toml: clients.france.name: expected one line of text without control characters",
    ),
    "a line break in an id": (
        changed("[clients.france]", '[clients."fra\\nnce"]\nname = 3\n[clients.france]'),
        "brussels-1948.toml: clients.fra\\nnce.capability: missing; expected: CINC score: the aid it can "
        "send, and the prize if the place is taken.",
    ),
    "a capital letter in an id": (
        changed("[positions.soviet-zone]", "[positions.Soviet-zone]"),
        "brussels-1948.toml: positions.Soviet-zone: expected an id of lower-case letters, digits and hyphens",
    ),
    "no capability at all": (
        changed("value = 0.14522", "value = 0"),
        "brussels-1948.toml: adversary.capability.value: expected a number of at least 1e-06 and at most 1 "
        "(share of world capabilities), got 0",
    ),
    "a client without friendly reach": (
        changed("[clients.britain.friendly_reach_km]", "[clients.britain.interest]"),
        "brussels-1948.toml: clients.britain.friendly_reach_km: missing; every client needs one",
    ),
    "a friendly reach of nothing": (
        changed("value = 9000\nlow = 3000", "value = 9000\nlow = 0"),
        "brussels-1948.toml: clients.britain.friendly_reach_km.low: expected a number of more than 0 (km of water), got 0",
    ),
    "provocation without a source": (
        changed('name = "France"', 'name = "France"\nprovocation = "even"'),
        "brussels-1948.toml: clients.france.provocation_since: missing; needed unless provocation is low",
    ),
    "provocation without a place in its source": (
        changed(
            'name = "France"',
            'name = "France"\nprovocation = "even"\nprovocation_since = 1947-01-01\n'
            'provocation_source = "nmc7"',
        ),
        "brussels-1948.toml: clients.france.provocation_locator: missing; needed unless provocation is low",
    ),
    "provocation after the signature": (
        changed(
            'name = "France"',
            'name = "France"\nprovocation = "high"\nprovocation_since = 1948-03-17\n'
            'provocation_source = "nmc7"\nprovocation_locator = "x"',
        ),
        "brussels-1948.toml: clients.france.provocation_since: dated 1948-03-17; expected a day before the signature, 1948-03-17",
    ),
    "provocation by judgement": (
        changed(
            'name = "France"',
            'name = "France"\nprovocation = "high"\nprovocation_since = 1948-03-16\n'
            'provocation_source = "judgement"\nprovocation_locator = "x"',
        ),
        "brussels-1948.toml: clients.france.provocation_source: unknown source 'judgement'; expected a key of references.bib",
    ),
    "an unknown degree of provocation": (
        changed('name = "France"', 'name = "France"\nprovocation = "some"'),
        "brussels-1948.toml: clients.france.provocation: expected low or even or high, got text 'some'",
    ),
    "interoperability without a source": (
        changed('interoperability_source = "pogue1954"\n', ""),
        "brussels-1948.toml: clients.britain.interoperability_source: missing; needed unless interoperability is none",
    ),
    "interoperability after the signature": (
        changed("interoperability_since = 1944-02-14", "interoperability_since = 1948-03-18"),
        "brussels-1948.toml: clients.britain.interoperability_since: dated 1948-03-18; expected a day before the signature, 1948-03-17",
    ),
    "a pact with the patron after the signature": (
        BRUSSELS + PACT.format(since="1949-08-24", source="nmc7"),
        "brussels-1948.toml: clients.belgium.prior_pact.since: dated 1949-08-24; expected a day before the signature, 1948-03-17",
    ),
    "a pact with the patron without a known source": (
        BRUSSELS + PACT.format(since="1947-01-01", source="hearsay"),
        "brussels-1948.toml: clients.belgium.prior_pact.source: unknown source 'hearsay'; expected a key of references.bib",
    ),
    "a rivalry with a stranger": (
        BRUSSELS + QUARREL.format(id="old", one="france", other="spain", degree=1),
        "brussels-1948.toml: rivalries.old.joins: unknown client 'spain'; expected one of britain, "
        "france, belgium, netherlands, luxembourg",
    ),
    "a rivalry with a place between": (
        BRUSSELS + QUARREL.format(id="old", one="france", other="western-zones", degree=1),
        "brussels-1948.toml: rivalries.old.joins: unknown client 'western-zones'; expected one of "
        "britain, france, belgium, netherlands, luxembourg",
    ),
    "a rivalry with oneself": (
        BRUSSELS + QUARREL.format(id="old", one="france", other="france", degree=1),
        "brussels-1948.toml: rivalries.old.joins: expected two different clients",
    ),
    "the same rivalry twice": (
        BRUSSELS
        + QUARREL.format(id="old", one="france", other="britain", degree=1)
        + QUARREL.format(id="older", one="britain", other="france", degree=0.5),
        "brussels-1948.toml: rivalries.older.joins: the same two clients as rivalries.old",
    ),
    "a rivalry of another degree": (
        BRUSSELS + QUARREL.format(id="old", one="france", other="britain", degree=0.7),
        "brussels-1948.toml: rivalries.old.degree: expected 0.5 or 1, got 0.7",
    ),
    "a rivalry without a known source": (
        BRUSSELS
        + QUARREL.format(id="old", one="france", other="britain", degree=1).replace("nmc7", "tale"),
        "brussels-1948.toml: rivalries.old.source: unknown source 'tale'; expected a key of references.bib",
    ),
    "a rivalry after the signature": (
        BRUSSELS
        + QUARREL.format(id="old", one="france", other="britain", degree=1).replace("1940", "1950"),
        "brussels-1948.toml: rivalries.old.since: dated 1950-07-03; expected a day before the signature, 1948-03-17",
    ),
    "a pledge by a stranger": (
        changed('parties = ["britain", "france"]', 'parties = ["britain", "portugal"]'),
        "brussels-1948.toml: pledges.dunkirk.parties: unknown client 'portugal'; expected one of "
        "britain, france, belgium, netherlands, luxembourg",
    ),
    "a pledge by one": (
        changed('parties = ["britain", "france"]', 'parties = ["britain"]'),
        "brussels-1948.toml: pledges.dunkirk.parties: expected two or more clients, each once",
    ),
    "a pledge by one twice": (
        changed('parties = ["britain", "france"]', 'parties = ["britain", "britain"]'),
        "brussels-1948.toml: pledges.dunkirk.parties: expected two or more clients, each once",
    ),
    "the treaty of the case as a pledge": (
        changed("since = 1947-09-08", "since = 1948-03-17"),
        "brussels-1948.toml: pledges.dunkirk.since: dated 1948-03-17; expected a day before the signature, 1948-03-17",
    ),
    "a pledge without a known source": (
        changed('source = "dunkirk1947"', 'source = "dunkirk"'),
        "brussels-1948.toml: pledges.dunkirk.source: unknown source 'dunkirk'; expected a key of references.bib",
    ),
    "nothing at all": (
        "",
        "brussels-1948.toml: id: missing; expected: Short name of the case, the same as the file's name: "
        "lower-case letters, digits and hyphens.",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_file_is_refused_in_one_line(wrong):
    text, expected = WRONG[wrong]
    line = refusal(text)
    assert line == expected or line.endswith(expected)
    assert line.startswith("brussels-1948.toml: ")


def test_a_foothold_needs_a_client():
    text = changed('on_soil_of = "japan"', 'on_soil_of = "korea"', HOKKAIDO)
    assert refusal(text, "hokkaido-occupied.toml") == (
        "hokkaido-occupied.toml: positions.northern-hokkaido.on_soil_of: unknown client 'korea'; "
        "expected one of japan, philippines, australia, new-zealand"
    )


@pytest.mark.parametrize("base", ["atlantis-1951", "../../secret"])
def test_a_case_is_based_on_a_case_that_exists(base):
    text = changed('based_on = "pacific-1951"', f'based_on = "{base}"', HOKKAIDO)
    assert refusal(text, "hokkaido-occupied.toml").startswith("hokkaido-occupied.toml: based_on: ")


def test_cases_may_change_one_another_in_a_chain_but_not_in_a_circle(tmp_path):
    def write(name, base):
        path = tmp_path / f"{name}.toml"
        path.write_text(f'id = "{name}"\ntitle = "X"\nbased_on = "{base}"\n', encoding="utf-8")
        return path

    assert cases.load(write("deeper", "hokkaido-occupied")).counterfactual
    write("one", "two")
    with pytest.raises(InputError, match="change one another in a circle"):
        cases.load(write("two", "one"))


def test_a_changed_fact_is_replaced_whole():
    text = (
        'id = "own"\ntitle = "Own"\nbased_on = "brussels-1948"\n'
        '[adversary]\nreach_km = { low = 50, high = 300, why = "Another range." }\n'
    )
    assert refusal(text, "own.toml").startswith("own.toml: adversary.reach_km.value: missing")


def test_a_file_with_a_mark_before_its_first_line_is_read():
    assert cases.loads(b"\xef\xbb\xbf" + BRUSSELS.encode(), "brussels-1948.toml").clients


def test_too_many_places_are_refused():
    more = "".join(
        f'\n[clients.c{i}]\nname = "C{i}"\n'
        'capability = { value = 0.01, dated = 1947, source = "nmc7" }\n'
        'soldiers = { value = 1, dated = 1947, source = "nmc7" }\n'
        'base_reach_km = { value = 0, dated = 1947, source = "nmc7" }\n'
        'friendly_reach_km = { value = 1, dated = 1947, source = "nmc7" }\n'
        for i in range(cases.MAX_PLACES)
    )
    line = refusal(BRUSSELS + more)
    assert line.endswith(f"expected at most {cases.MAX_PLACES} places with those between, got 18")


def test_no_clients_are_refused():
    head, _, rest = BRUSSELS.partition("[clients.britain]")
    legs = '[legs.zone-west]\njoins = ["soviet-zone", "western-zones"]\nland_km = 1\nsea_km = 0\nsource = "nmc7"\n'
    assert rest
    assert refusal(head + "[clients]\n" + legs).endswith(
        "clients: expected at least one client, got none"
    )


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw):
    try:
        cases.loads(raw, "any.toml")
    except InputError as error:
        assert "\n" not in str(error)


@given(st.integers(0, len(BRUSSELS) - 1), st.characters(codec="utf-8"))
def test_any_slip_of_the_keyboard_is_read_or_refused(place, character):
    text = BRUSSELS[:place] + character + BRUSSELS[place + 1 :]
    try:
        cases.loads(text.encode(), "brussels-1948.toml")
    except InputError as error:
        assert str(error).startswith("brussels-1948.toml: ")
        assert "\n" not in str(error)


# ------------------------------------------------------------------------------- what they hold


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_every_fact_is_older_than_the_signature_and_has_a_source(case):
    facts = dict(case.facts())
    assert len(facts) == len(list(case.facts()))
    for fact in facts.values():
        assert fact.dated < case.date
        assert fact.source == "judgement" or fact.source in cases.source_keys()
        if fact.source == "judgement":
            assert fact.why
            assert fact.sure in ("low", "medium", "high")


def test_a_bare_year_stands_for_its_last_day():
    case = cases.load("brussels-1948")
    assert case.patron.capability.dated == datetime.date(1947, 12, 31)


def test_a_case_cannot_be_changed():
    case = cases.load("brussels-1948")
    with pytest.raises(dataclasses.FrozenInstanceError):
        case.title = "Another"


def test_the_counterfactual_differs_in_one_position_and_its_leg():
    real, imagined = cases.load("pacific-1951"), cases.load("hokkaido-occupied")
    assert set(imagined.positions) - set(real.positions) == {"northern-hokkaido"}
    assert set(imagined.legs) - set(real.legs) == {"hokkaido-japan"}
    for name in ("patron", "adversary", "clients", "between", "date"):
        assert getattr(real, name) == getattr(imagined, name)
    assert {p.id for p in imagined.positions.values() if p.imagined} == {"northern-hokkaido"}


def test_the_same_adversary_state_has_the_same_reach_everywhere():
    # One navy: no theatre may have a reach of its own.
    assert len({cases.load(name).adversary.reach_km.value for name in cases.case_ids()}) == 1


def test_no_case_file_names_an_outcome():
    words = ("outcome", "ratified", "joined nato", "multilateral", "bilateral", "trilateral")
    for path in (data_folder() / "cases").glob("*.toml"):
        text = path.read_text(encoding="utf-8").lower()
        assert not [word for word in words if word in text], path.name


# ------------------------------------------------------------------------------- the rules


def test_soldiers_are_worth_the_mean_of_two_rates():
    case = cases.load("brussels-1948")
    belgium = case.clients["belgium"]
    theirs = case.adversary.capability.value / case.adversary.soldiers.value
    own = belgium.capability.value / belgium.soldiers.value
    forces = case.forces("belgium")
    assert math.isclose(forces.value, 75 * math.sqrt(own * theirs))
    assert math.isclose(forces.low, 75 * theirs)
    assert math.isclose(forces.high, belgium.capability.value)


def test_soldiers_abroad_are_counted_once():
    case = cases.load("brussels-1948")
    zones = case.between["western-zones"]
    sent = zones.garrisons["france"].soldiers.value
    at_home = case.clients["france"].soldiers.value - sent
    own = case.clients["france"].capability.value / case.clients["france"].soldiers.value
    theirs = case.adversary.capability.value / case.adversary.soldiers.value
    assert math.isclose(case.forces("france").value, at_home * math.sqrt(own * theirs))


def test_a_police_force_counts_at_half_of_the_adversarys_rate():
    case = cases.load("pacific-1951")
    japan = case.clients["japan"]
    alone = dataclasses.replace(
        case, clients={**case.clients, "japan": dataclasses.replace(japan, garrisons={})}
    )
    theirs = case.adversary.capability.value / case.adversary.soldiers.value
    forces = alone.forces("japan")
    assert math.isclose(forces.value, 75 * 0.5 * theirs)
    assert math.isclose(forces.low, 75 * 0.25 * theirs)
    assert math.isclose(forces.high, 75 * theirs)


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_forces_lie_in_their_range(case):
    for place in case.places:
        forces = case.forces(place)
        assert 0.0 <= forces.low <= forces.value <= forces.high


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_a_missing_score_is_half_of_the_last(case):
    found = 0
    for place in case.places.values():
        fact = place.capability
        if "missing score" in fact.why:
            last = float(fact.locator.split("(")[1].split(")")[0])
            assert math.isclose(fact.value, last / 2)
            assert math.isclose(fact.low, last / 4, abs_tol=5e-6)
            assert fact.high == last
            found += 1
    japan_after_1951 = case.id in {"rok-1953", "roc-1954", "seato-1954"}
    assert found == (not japan_after_1951)


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_base_reach_follows_its_rule(case):
    for place in case.places.values():
        fact = place.base_reach_km
        expected = (
            0.0 if place.id in LANDLOCKED else 300.0 if place.id in NAVAL_POWERS_OF_1922 else 100.0
        )
        assert fact.value == expected
        assert fact.high == 3 * expected
        assert abs(fact.low - expected / 3) < 1.0


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_friendly_reach_follows_its_rule(case):
    for client in case.clients.values():
        fact = client.friendly_reach_km
        with_a_navy = client.id in NAVAL_POWERS_OF_1922 - {"japan"}
        assert fact.value == (
            1000.0 if client.id in LANDLOCKED else 9000.0 if with_a_navy else 5000.0
        )
        assert fact.high == 3 * fact.value
        assert abs(fact.low - fact.value / 3) < 1.0
        # A friendly port opens its gates: aid goes farther than an attack.
        assert fact.value > case.adversary.reach_km.value


@pytest.mark.parametrize("case", EVERY, ids=lambda case: case.id)
def test_a_case_says_nothing_of_the_patrons_stakes(case):
    assert all(place.interest is None for place in case.places.values())


def test_ties_are_read_as_they_are_written():
    case = cases.load("roc-1954")
    korea = case.clients["south-korea"]
    assert (korea.provocation, korea.interoperability) == ("high", "full")
    assert korea.prior_pact.level == "consult"
    assert korea.prior_pact.since == datetime.date(1954, 11, 17)
    assert case.rivalries["japan-south-korea"].degree == 1.0
    assert case.pledges["anzus"].parties == ("australia", "new-zealand")
    # The same treaty, a year earlier, was signed on the day and so not in force.
    assert cases.load("rok-1953").clients["south-korea"].prior_pact is None
    # Manila was signed and not yet in force when Taipei signed.
    assert all(
        "Southeast" not in c.prior_pact.treaty for c in case.clients.values() if c.prior_pact
    )


def test_a_quarrel_of_japan_is_the_same_in_every_case():
    for one, other in (("pacific-1951", "rok-1953"), ("rok-1953", "roc-1954")):
        early, late = cases.load(one).rivalries, cases.load(other).rivalries
        assert {name: (r.joins, r.degree) for name, r in early.items()}.items() <= {
            name: (r.joins, r.degree) for name, r in late.items()
        }.items()


def test_a_part_of_a_state_has_a_prize_and_soldiers_of_its_own():
    case = cases.load("seato-1954")
    britain = case.clients["britain"]
    found = case.quantities()
    assert found["prize:britain"].value == britain.prize.value < britain.capability.value
    assert found["aid:britain"].value == britain.capability.value
    rate = math.sqrt(
        britain.capability.value / britain.soldiers.value
        * case.adversary.capability.value / case.adversary.soldiers.value
    )  # fmt: skip
    assert math.isclose(case.forces("britain").value, britain.soldiers_here.value * rate)
    assert {"clients.britain.prize", "clients.britain.soldiers_here"} <= dict(case.facts()).keys()
    more = cases.rearmed(case, "britain", 2.0).clients["britain"]
    for name in ("capability", "prize", "soldiers", "soldiers_here"):
        assert getattr(more, name).value == 2.0 * getattr(britain, name).value


@pytest.mark.parametrize("degree", cases.DEGREES)
def test_provocation_is_set_for_one_client_alone(degree):
    case = cases.load("roc-1954")
    changed_case = cases.provoking(case, "taiwan", degree)
    assert changed_case.clients["taiwan"].provocation == degree
    assert cases.provoking(changed_case, "taiwan", "high") == case
    with pytest.raises(ValueError, match="degree: expected one of low, even, high, got 'some'"):
        cases.provoking(case, "taiwan", "some")
    with pytest.raises(KeyError):
        cases.provoking(case, "atlantis", "low")


def test_capability_ranges_and_zero_soldiers_widen_the_forces():
    case = cases.load("brussels-1948")
    zones = case.between["western-zones"]
    some = dataclasses.replace(zones.soldiers, value=0.0, low=0.0, high=500.0)
    armed = dataclasses.replace(
        case, between={"western-zones": dataclasses.replace(zones, soldiers=some)}
    )
    assert armed.forces("western-zones").high > case.forces("western-zones").high
    assert armed.forces("western-zones").value == case.forces("western-zones").value
    france = case.clients["france"]
    richer = dataclasses.replace(
        france, capability=dataclasses.replace(france.capability, high=2 * france.capability.high)
    )
    wider = dataclasses.replace(case, clients={**case.clients, "france": richer})
    assert wider.forces("france").high > case.forces("france").high


def test_every_number_of_a_case_has_a_range_and_a_key():
    case = cases.load("pacific-1951")
    found = case.quantities()
    assert len(found) == 2 + 1 + 3 * len(case.places) + 2 * len(case.clients)
    for client in case.clients.values():
        assert found[f"aid:{client.id}"].value == client.capability.value
        assert found[f"prize:{client.id}"] == found[f"aid:{client.id}"]
    assert "power:china" not in case.quantities(state_alone=True)
    for quantity in found.values():
        assert quantity.low <= quantity.value <= quantity.high


@pytest.mark.parametrize("factor", [0.0, -1.0, math.nan])
def test_rearming_needs_a_factor_above_zero_and_resurfacing_a_surface(factor):
    case = cases.load("brussels-1948")
    with pytest.raises(ValueError, match="factor: expected a number of more than 0"):
        cases.rearmed(case, "france", factor)
    with pytest.raises(ValueError, match="over: expected land or sea"):
        cases.resurfaced(case, "air")


def test_rearming_and_resurfacing_leave_the_case_alone():
    case = cases.load("brussels-1948")
    before = dataclasses.asdict(case)
    cases.rearmed(case, "france", 3.0)
    wet = cases.resurfaced(case, "sea")
    assert dataclasses.asdict(case) == before
    assert all(leg.land_km == 0.0 for leg in wet.legs.values())


def test_a_missing_file_and_an_unknown_id_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"cannot be read: No such file"):
        cases.load(tmp_path / "none.toml")
    with pytest.raises(InputError, match="no such case; expected one of brussels-1948"):
        cases.load("brussels")


def test_a_case_of_ones_own_may_change_one_beside_it(tmp_path):
    (tmp_path / "own-base.toml").write_text(
        BRUSSELS.replace('id = "brussels-1948"', 'id = "own-base"'), encoding="utf-8"
    )
    own = tmp_path / "own.toml"
    own.write_text('id = "own"\ntitle = "Own"\nbased_on = "own-base"\n', encoding="utf-8")
    assert cases.load(own).title == "Own"
