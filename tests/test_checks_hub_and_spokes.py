"""The abstract's checks: each comes to another verdict when what it looks at is another."""

from dataclasses import replace

import pytest

from alliance_design import (
    bargaining,
    checks_hub_and_spokes,
    institution,
    life,
    lock_in,
    network,
    paths,
    window,
)
from alliance_design.checks_hub_and_spokes import CAVEAT, CHECKS, NO, UNTESTABLE, YES
from alliance_design.claims import Finding

PACIFIC = bargaining.points("pacific-1951")
MANILA = bargaining.points("manila-1954")


@pytest.fixture
def worths(monkeypatch):
    """Put one set of worths in the place of the draws."""

    def put(round_, changes):
        base = {a: dict(of) for a, of in bargaining.points(round_).items()}
        for actor, of in changes.items():
            base[actor].update(of)
        monkeypatch.setattr(checks_hub_and_spokes, "_worths", lambda *_: (base,))
        monkeypatch.setattr(checks_hub_and_spokes, "DRAWS", 1)

    return put


@pytest.fixture
def offered(monkeypatch):
    """Put other offers in the place of the coded ones."""

    def put(change):
        coded = paths.offers
        monkeypatch.setattr(paths, "offers", lambda round_: change(coded(round_)))

    return put


@pytest.fixture
def asked(monkeypatch):
    """Put one reading of who asked in the place of all."""

    def put(who, other=""):
        links = tuple(
            replace(link, initiator=who, initiator_other=other) for link in lock_in.linkages()
        )
        monkeypatch.setattr(lock_in, "linkages", lambda: links)

    return put


@pytest.mark.parametrize(
    ("by", "linked", "verdict"), [("ally", "ally", YES), ("us", "ally", CAVEAT), ("us", "us", NO)]
)
def test_agency(offered, asked, by, linked, verdict):
    offered(lambda rows: tuple(replace(row, initiator=by) for row in rows))
    asked(linked)
    assert CHECKS["agency"]("pacific-1951").verdict == verdict


@pytest.mark.parametrize(
    ("by", "linked", "other", "verdict"),
    [("ally", "ally", "", YES), ("ally", "unknown", "", CAVEAT), ("us", "ally", "", NO),
     ("ally", "us", "", NO)],
)  # fmt: skip
def test_strongly_influenced(offered, asked, by, linked, other, verdict):
    offered(lambda rows: tuple(replace(row, initiator=by) for row in rows))
    asked(linked, other)
    assert CHECKS["strongly_influenced"]("pacific-1951").verdict == verdict


@pytest.mark.parametrize(
    ("who", "held", "verdict"),
    [
        ("ally", YES, YES),
        ("ally", UNTESTABLE, UNTESTABLE),
        ("us", YES, NO),
        ("unknown", YES, UNTESTABLE),
    ],
)
def test_invested(monkeypatch, asked, who, held, verdict):
    asked(who)
    monkeypatch.setattr(checks_hub_and_spokes, "linkages_held", lambda: Finding(held, ""))
    assert CHECKS["invested"]().verdict == verdict


@pytest.mark.parametrize(("who", "verdict"), [("ally", YES), ("us", NO), ("unknown", UNTESTABLE)])
def test_not_maintained_by_the_patron(asked, who, verdict):
    asked(who)
    assert CHECKS["not_maintained_by_the_patron"]().verdict == verdict


MANY = ("pacific-with-japan", "pacific-with-britain", "pacific-without-japan")


@pytest.mark.parametrize(("worth", "verdict"), [(-4.0, YES), (4.5, NO)])
def test_preferred_bilateralism(worths, worth, verdict):
    allies = [a for a in PACIFIC if a not in ("united-states", "britain")]
    worths("pacific-1951", {ally: dict.fromkeys(MANY, worth) for ally in allies})
    assert CHECKS["preferred_bilateralism"]().verdict == verdict


@pytest.mark.parametrize(
    ("design", "own", "verdict"),
    [(-20.0, -20.0, YES), (-20.0, 0.0, CAVEAT), (-1.0, 0.0, CAVEAT), (5.0, 0.0, NO)],
)
def test_no_deliberate_design(monkeypatch, design, own, verdict):
    logs = {"concession": 0.0, "design": design, "own wishes": own, "any fixed wishes": own}
    stories = {s: paths.Likelihood(s, log, 0.0, log) for s, log in logs.items()}
    monkeypatch.setattr(checks_hub_and_spokes, "_stories", lambda: (stories, stories))
    assert CHECKS["no_deliberate_design"]().verdict == verdict


def test_two_readers_must_agree_on_design(monkeypatch):
    one, other = (
        {
            s: paths.Likelihood(s, log, 0.0, log)
            for s, log in {"concession": 0.0, "design": gap, "own wishes": 0.0,
                           "any fixed wishes": 0.0}.items()
        }
        for gap in (-5.0, 5.0)
    )  # fmt: skip
    monkeypatch.setattr(checks_hub_and_spokes, "_stories", lambda: (one, other))
    assert CHECKS["no_deliberate_design"]().verdict == UNTESTABLE


def test_conceded(worths):
    end = "tripartite-plus-bilateral"
    worths("pacific-1951", {"united-states": {end: -4.0}})
    assert CHECKS["conceded"]("pacific-1951", "3", "pacific-with-japan").verdict == YES
    assert CHECKS["conceded"]("pacific-1951", "99", "pacific-with-japan").verdict == NO
    worths("pacific-1951", {"united-states": {end: 4.0}})
    assert CHECKS["conceded"]("pacific-1951", "3", "pacific-with-japan").verdict == CAVEAT


def test_signatures_and_talk_at_home_are_no_concessions(offered):
    offered(lambda rows: tuple(replace(row, to="itself") for row in rows))
    assert CHECKS["conceded"]("pacific-1951", "1", "pacific-with-japan").verdict == NO


@pytest.mark.parametrize(
    ("kind", "verdict"), [("demand", YES), ("condition", CAVEAT), ("threat", NO)]
)
def test_unforced(offered, kind, verdict):
    offered(lambda rows: tuple(replace(row, kind=kind) for row in rows))
    assert CHECKS["unforced"]("pacific-1951").verdict == verdict


BOTH = ("korea-1953", "south-korea", "taiwan-1954", "taiwan")


def test_asked_first():
    found = CHECKS["asked_first"](*BOTH)
    assert found.verdict == YES
    # The days are those on which one told the other, not those of talk at home.
    assert "6 June 1953" in found.found
    assert "14 October 1954" in found.found


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (lambda row: replace(row, kind="refusal"), NO),
        (lambda row: replace(row, kind="proposal"), CAVEAT),
        (lambda row: replace(row, kind="decision") if row.kind == "refusal" else row, CAVEAT),
        (lambda row: row if row.round == "korea-1953" else replace(row, design=""), CAVEAT),
    ],
)
def test_asked_first_in_another_order(offered, change, verdict):
    offered(lambda rows: tuple(change(row) for row in rows))
    assert CHECKS["asked_first"](*BOTH).verdict == verdict


@pytest.mark.parametrize(
    ("asia", "europe", "verdict"), [(0.9, 0.1, YES), (0.4, 0.1, CAVEAT), (0.4, 0.5, NO)]
)
def test_dominant(monkeypatch, asia, europe, verdict):
    def by_year(first, last, theatre, _):
        level = asia if theatre == "asia" else europe
        return [network.Snapshot(y, theatre, 5, 5, level, 0.0) for y in range(first, last + 1)]

    monkeypatch.setattr(network, "by_year", by_year)
    assert CHECKS["dominant"]("1952").verdict == verdict


@pytest.mark.parametrize(("worth", "verdict"), [(4.0, YES), (-4.0, NO)])
def test_could_have_worked(worths, worth, verdict):
    worths("manila-1954", {actor: {"nato-like": worth} for actor in MANILA})
    assert CHECKS["could_have_worked"]().verdict == verdict


def test_could_have_worked_by_some_rule_alone(worths):
    worths(
        "manila-1954",
        {a: {"nato-like": 4.5} for a in MANILA if a not in ("britain", "united-states")},
    )
    assert CHECKS["could_have_worked"]().verdict == CAVEAT


@pytest.mark.parametrize(
    ("manila", "verdict"),
    [((0.2, 0.3, 0.4), YES), ((0.3, 0.4, 0.6), CAVEAT), ((0.6, 0.7, 0.8), NO)],
)
def test_bound_less(monkeypatch, manila, verdict):
    low, value, high = manila
    scales = {
        "north-atlantic-1949": institution.Scale(0.6, 0.5, 0.7, 1),
        "manila-1954": institution.Scale(value, low, high, 1),
    }
    monkeypatch.setattr(institution, "design_scale", scales.__getitem__)
    assert CHECKS["bound_less"]().verdict == verdict


@pytest.mark.parametrize(
    ("north", "south", "verdict"),
    [
        ((0.0, 0.1), (0.5, 0.9), YES),
        ((0.5, 0.9), (0.0, 0.1), NO),
        ((0.0, 0.5), (0.1, 0.9), UNTESTABLE),
    ],
)
def test_died_of_design(monkeypatch, north, south, verdict):
    apart = tuple(
        replace(record, interval=north if record.pact.startswith("north") else south)
        for record in life.shock_record()
    )
    monkeypatch.setattr(life, "shock_record", lambda: apart)
    assert CHECKS["died_of_design"]().verdict == verdict


@pytest.mark.parametrize(
    ("patron", "regional", "verdict"), [(-4.0, 4.0, NO), (4.0, -4.0, YES), (-4.0, -4.0, CAVEAT)]
)
def test_chose_weakness(worths, patron, regional, verdict):
    worths(
        "manila-1954",
        {
            actor: {"as-signed": 0.0, "nato-like": patron if actor == "united-states" else regional}
            for actor in MANILA
        },
    )
    assert CHECKS["chose_weakness"]().verdict == verdict


def test_rational_dysfunction(monkeypatch):
    monkeypatch.setattr(institution, "acceptable", lambda _: 0.0)
    assert CHECKS["rational_dysfunction"]().verdict == YES
    monkeypatch.setattr(institution, "unanimous", institution.best)
    assert CHECKS["rational_dysfunction"]().verdict == NO


@pytest.mark.parametrize(
    ("hold", "flat", "verdict"), [(0.3, False, YES), (-0.3, False, NO), (0.3, True, UNTESTABLE)]
)
def test_linkages_held(monkeypatch, hold, flat, verdict):
    fit = window.fit_exits(window.trials(window.shocks(), lock_in.linkages()))
    monkeypatch.setattr(window, "fit_exits", lambda _: replace(fit, hold=hold, flat=flat))
    assert CHECKS["linkages_held"]().verdict == verdict


@pytest.mark.parametrize(
    ("flat", "high", "verdict"), [(False, 0.2, CAVEAT), (True, 0.2, UNTESTABLE), (True, 0.001, NO)]
)
def test_increasing_returns(monkeypatch, flat, high, verdict):
    fit = window.GrowthFit((0.1,), 0.1, 0.0, high, 0.0, flat)
    monkeypatch.setattr(window, "fit_growth", lambda _: fit)
    assert CHECKS["increasing_returns"]().verdict == verdict


def test_intensity_counts(worths, monkeypatch):
    # Five want another design a little, one wants that of 1951 a great deal: worths see it, ranks do not.
    other = {"japan-only": 1.0, "tripartite-plus-bilateral": 0.9}
    much = {"tripartite-plus-bilateral": 4.0}
    worths(
        "pacific-1951",
        {
            actor: {**dict.fromkeys(of, 0.0), **(other if actor != "australia" else much)}
            for actor, of in PACIFIC.items()
        },
    )
    monkeypatch.setattr(bargaining, "capabilities", lambda: dict.fromkeys(PACIFIC, 1.0))
    assert CHECKS["intensity_counts"]().verdict == YES
    worths("pacific-1951", {actor: {"tripartite-plus-bilateral": -4.0} for actor in PACIFIC})
    assert CHECKS["intensity_counts"]().verdict == NO


def test_what_was_found_does_not_hang_on_the_order_of_a_set():
    import subprocess
    import sys

    program = (
        "from alliance_design.checks_hub_and_spokes import CHECKS;"
        "print(CHECKS['conceded']('pacific-1951', '3', 'pacific-with-japan').found,"
        " CHECKS['could_have_worked']().found)"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout
        for seed in ("1", "4")
    }  # fmt: skip
    assert len(told) == 1
