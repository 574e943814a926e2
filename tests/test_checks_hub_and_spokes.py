"""The abstract's checks: each comes to another verdict when what it looks at is another."""

from dataclasses import replace

import pytest

from alliance_design import (
    bargaining,
    checks_hub_and_spokes,
    institution,
    life,
    lock_in,
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
        monkeypatch.setattr(checks_hub_and_spokes, "_worths", lambda _: (base,))
        monkeypatch.setattr(checks_hub_and_spokes, "DRAWS", 1)

    return put


@pytest.fixture
def offered(monkeypatch):
    """Put other offers in the place of the coded ones."""

    def put(change):
        coded = paths.offers
        monkeypatch.setattr(paths, "offers", lambda round_: change(coded(round_)))

    return put


@pytest.mark.parametrize(("who", "verdict"), [("ally", YES), ("us", NO)])
def test_initiators(offered, who, verdict):
    offered(lambda rows: tuple(replace(row, initiator=who) for row in rows))
    assert CHECKS["initiators"]("pacific-1951").verdict == verdict


@pytest.mark.parametrize(
    ("origin", "after", "verdict"),
    [(YES, YES, YES), (YES, UNTESTABLE, CAVEAT), (CAVEAT, NO, NO), (NO, YES, NO)],
)
def test_agency(monkeypatch, origin, after, verdict):
    monkeypatch.setattr(checks_hub_and_spokes, "initiators", lambda _: Finding(origin, ""))
    monkeypatch.setattr(checks_hub_and_spokes, "made_sticky", lambda: Finding(after, ""))
    assert CHECKS["agency"]().verdict == verdict


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
        {s: paths.Likelihood(s, log, 0.0, log) for s, log in logs.items()}
        for logs in (
            {"concession": 0.0, "design": -5.0, "own wishes": 0.0, "any fixed wishes": 0.0},
            {"concession": 0.0, "design": 5.0, "own wishes": 0.0, "any fixed wishes": 0.0},
        )
    )
    monkeypatch.setattr(checks_hub_and_spokes, "_stories", lambda: (one, other))
    assert CHECKS["no_deliberate_design"]().verdict == UNTESTABLE


def test_conceded(worths):
    worths("pacific-1951", {"united-states": {"tripartite-plus-bilateral": -4.0}})
    assert CHECKS["conceded"]("pacific-1951", "3").verdict == YES
    assert CHECKS["conceded"]("pacific-1951", "99").verdict == NO
    worths("pacific-1951", {"united-states": {"tripartite-plus-bilateral": 4.0}})
    assert CHECKS["conceded"]("pacific-1951", "3").verdict == CAVEAT


@pytest.mark.parametrize(
    ("kind", "verdict"), [("demand", YES), ("condition", CAVEAT), ("threat", NO)]
)
def test_unforced(offered, kind, verdict):
    offered(lambda rows: tuple(replace(row, kind=kind) for row in rows))
    assert CHECKS["unforced"]("pacific-1951").verdict == verdict


def test_asked_first(offered):
    both = ("korea-1953", "south-korea", "taiwan-1954", "taiwan")
    assert CHECKS["asked_first"](*both).verdict == YES
    offered(lambda rows: tuple(replace(row, kind="refusal") for row in rows))
    assert CHECKS["asked_first"](*both).verdict == NO


@pytest.mark.parametrize(("worth", "verdict"), [(1.0, YES), (-1.0, UNTESTABLE)])
def test_could_have_worked(worths, worth, verdict):
    worths("manila-1954", {actor: {"nato-like": worth} for actor in MANILA})
    assert CHECKS["could_have_worked"]().verdict == verdict


def test_flawed_design(monkeypatch):
    scales = {
        "north-atlantic-1949": institution.Scale(0.2, 0.1, 0.3, 1),
        "manila-1954": institution.Scale(0.7, 0.6, 0.8, 1),
    }
    monkeypatch.setattr(institution, "design_scale", scales.__getitem__)
    assert CHECKS["flawed_design"]().verdict == NO
    monkeypatch.undo()
    apart = tuple(
        replace(record, interval=(0.0, 0.1) if record.pact.startswith("north") else (0.5, 0.9))
        for record in life.shock_record()
    )
    monkeypatch.setattr(life, "shock_record", lambda: apart)
    assert CHECKS["flawed_design"]().verdict == YES


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


@pytest.mark.parametrize(("holds", "verdict"), [(True, YES), (False, NO)])
def test_all_prefer_weak(monkeypatch, holds, verdict):
    monkeypatch.setattr(institution, "all_prefer_weak", lambda *_: holds)
    assert CHECKS["all_prefer_weak"]().verdict == verdict


@pytest.mark.parametrize(("who", "verdict"), [("ally", YES), ("us", NO)])
def test_made_sticky_and_maintained(monkeypatch, who, verdict):
    one_sided = tuple(
        replace(link, initiator=who, initiator_other="") for link in lock_in.linkages()
    )
    monkeypatch.setattr(lock_in, "linkages", lambda: one_sided)
    assert CHECKS["made_sticky"]().verdict == verdict
    assert CHECKS["not_maintained_by_the_patron"]().verdict == verdict


@pytest.mark.parametrize(
    ("hold", "flat", "verdict"), [(0.3, False, YES), (-0.3, False, NO), (0.3, True, UNTESTABLE)]
)
def test_linkages_held(monkeypatch, hold, flat, verdict):
    fit = window.fit_exits(window.trials(window.shocks(), lock_in.linkages()))
    monkeypatch.setattr(window, "fit_exits", lambda _: replace(fit, hold=hold, flat=flat))
    assert CHECKS["linkages_held"]().verdict == verdict


@pytest.mark.parametrize(("flat", "verdict"), [(False, CAVEAT), (True, UNTESTABLE)])
def test_increasing_returns(monkeypatch, flat, verdict):
    fit = window.GrowthFit((0.1,), 0.1, 0.0, 0.2, 0.0, flat)
    monkeypatch.setattr(window, "fit_growth", lambda _: fit)
    assert CHECKS["increasing_returns"]().verdict == verdict


def test_conditions(monkeypatch):
    monkeypatch.setattr(bargaining, "critical_intensity", lambda one, other: 2.0 * one / other)
    assert CHECKS["conditions"]().verdict == NO


def test_intensity_counts(worths):
    # Three want another design a little, one wants that of 1951 a great deal: sums see it, ranks do not.
    other = {"japan-only": 1.0, "tripartite-plus-bilateral": 0.9}
    worths(
        "pacific-1951",
        {
            actor: {
                **dict.fromkeys(of, 0.0),
                **(other if actor != "australia" else {"tripartite-plus-bilateral": 4.0}),
            }
            for actor, of in PACIFIC.items()
        },
    )
    assert CHECKS["intensity_counts"]().verdict == YES
    worths("pacific-1951", {actor: {"tripartite-plus-bilateral": -4.0} for actor in PACIFIC})
    assert CHECKS["intensity_counts"]().verdict == NO
