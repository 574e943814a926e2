"""Findings: what the chapters say, held against what the model computes.

Numbers in running text are inserted from computed values. Captions and descriptions of figures
cannot do that; here their numbers are computed again and compared.
"""

import pytest

from alliance_design import cases, tables, threat
from alliance_design.codebook import data_folder
from alliance_design.parameters import Parameters

CHAPTER = (data_folder().parent / "chapters" / "theory" / "threat.md").read_text(encoding="utf-8")
CHAPTER = " ".join(CHAPTER.split())
EUROPE, ASIA, IMAGINED = (
    cases.load(name) for name in ("brussels-1948", "pacific-1951", "hokkaido-occupied")
)


def levels(case, **options):
    return threat.assess(case, **options).threats


@pytest.fixture(scope="module")
def wide():
    draws = tables.threat_draws([EUROPE, ASIA, IMAGINED], draws=2000, seed=1948)
    return draws.pivot(index="draw", columns=["case", "client"], values="threat")


def test_in_europe_the_threat_is_high_and_shared():
    assert min(levels(EUROPE).values()) > 0.75
    assert min(levels(EUROPE, state_alone=True).values()) > 0.65
    assert min(levels(EUROPE, coding="lowest").values()) > 0.5


def test_in_the_pacific_it_is_japans_alone():
    found = levels(ASIA)
    assert found["japan"] > 0.25
    assert max(level for client, level in found.items() if client != "japan") < 0.05


def test_the_foothold_lifts_japan_to_europes_level_and_leaves_australia_out():
    found = levels(IMAGINED)
    assert min(levels(EUROPE).values()) < found["japan"] < max(levels(EUROPE).values())
    assert 0.05 < found["philippines"] < 0.2
    assert found["australia"] < 0.001
    assert found["new-zealand"] < 0.001


def test_campaigns_would_put_manila_at_risk_and_leave_canberra_out():
    def by_campaign(case):
        found = threat.inputs(case).campaign_threats(Parameters())
        return dict(zip(case.places, found, strict=True))

    real, imagined = by_campaign(ASIA), by_campaign(IMAGINED)
    assert real["philippines"] < 0.5 < 0.9 < imagined["philippines"]
    assert imagined["australia"] < 0.001
    # In Europe the two readings agree.
    for client, level in levels(EUROPE).items():
        assert abs(by_campaign(EUROPE)[client] - level) < 0.02


def test_the_pacific_ranges_are_too_wide_to_tell():
    low, high = levels(ASIA, coding="lowest"), levels(ASIA, coding="highest")
    assert low["japan"] < 0.01
    assert high["japan"] > 0.95
    assert high["australia"] > 0.5


def test_the_contrast_of_the_theatres_holds_over_the_box(wide):
    europe, asia = wide["Brussels 1948"], wide["Pacific 1951"]
    assert ((europe > 0.5).sum(axis=1) == 5).mean() > 0.85
    assert ((asia > 0.5).sum(axis=1) >= 2).mean() < 0.3
    assert 0.6 < (europe.min(axis=1) > asia.max(axis=1)).mean() < 0.7
    # "mostly Japan"
    safer = europe.min(axis=1) < asia.max(axis=1)
    assert (asia[safer].idxmax(axis=1) == "Japan").mean() > 0.9


def test_the_foothold_never_lowers_a_threat_over_the_box(wide):
    # One world for both cases in each draw: a foothold only adds routes.
    assert (wide["Hokkaido occupied"] >= wide["Pacific 1951"] - 1e-12).all().all()


def test_three_choices_of_ours_move_japans_threat():
    # The chapter shows these numbers; here is what must hold whatever they are.
    def japan(change):
        text = f'id = "other"\ntitle = "Other"\nbased_on = "pacific-1951"\n{change}'
        return levels(cases.loads(text, "other.toml"))["japan"]

    garrison = (
        "[clients.japan.garrisons.united-states.soldiers]\n"
        'value = 21.324\ndated = 1950-06-30\nsource = "troopdata2022"\n'
    )
    assert japan(garrison) > 0.7
    assert levels(ASIA, state_alone=True)["japan"] < 0.2
    assert levels(ASIA)["japan"] < 0.5


def test_a_fleet_threatens_manila_from_china_with_or_without_hokkaido():
    fleet = (
        "[adversary.reach_km]\nvalue = 400\nlow = 300\nhigh = 500\ndated = 1950\n"
        'source = "judgement"\nsure = "low"\nwhy = "Imagined."\n'
    )
    for base in ("pacific-1951", "hokkaido-occupied"):
        text = f'id = "fleet"\ntitle = "Fleet"\nbased_on = "{base}"\n{fleet}'
        result = threat.assess(cases.loads(text, "fleet.toml"))
        assert result.threats["philippines"] > 0.9
        assert result.routes["philippines"].stops == ("china-coast", "philippines")
        assert result.threats["australia"] < 0.05


def test_arming_belgium_raises_the_threat_to_britain_and_lowers_its_own():
    before, after = levels(EUROPE), levels(cases.rearmed(EUROPE, "belgium", 2.0))
    assert after["belgium"] < before["belgium"]
    assert after["britain"] > before["britain"]


@pytest.mark.parametrize("case", [EUROPE, ASIA, IMAGINED], ids=lambda case: case.id)
def test_arming_a_client_never_raises_its_own_threat_here(case):
    for client in case.clients:
        assert levels(cases.rearmed(case, client, 2.0))[client] <= levels(case)[client]


def test_the_best_way_to_britain_is_not_the_best_way_to_france_and_on():
    routes = threat.assess(EUROPE).routes
    to_britain, to_france = routes["britain"].stops, routes["france"].stops
    assert to_britain[-2] == "france"
    assert to_britain[:-1] != to_france


def test_four_of_five_stay_threatened_when_europe_is_flooded():
    flooded = levels(cases.resurfaced(EUROPE, "sea"))
    assert [client for client, level in flooded.items() if level <= 0.5] == ["britain"]


def test_numbers_in_captions_and_descriptions_are_the_computed_ones(wide):
    europe, asia, imagined = levels(EUROPE), levels(ASIA), levels(IMAGINED)
    median = wide.median()
    near = Parameters().land_scale_km
    said = [
        f"between {min(europe.values()):.2f} and {max(europe.values()):.2f} with short bars",
        f"Japan at {asia['japan']:.2f}, the Philippines at {asia['philippines']:.2f}, Australia",
        f"Japan at {imagined['japan']:.2f}, the Philippines at {imagined['philippines']:.2f},",
        f"medians from {median['Brussels 1948', 'Britain']:.2f} for Britain to "
        f"{median['Brussels 1948'].max():.2f}",
        f"medians {median['Pacific 1951', 'Japan']:.2f} for Japan, "
        f"{median['Pacific 1951', 'Philippines']:.2f} for the Philippines",
        f"medians {median['Hokkaido occupied', 'Japan']:.2f} for Japan, "
        f"{median['Hokkaido occupied', 'Philippines']:.2f} for the Philippines",
        f"falls slowly from 1 to {threat.delivered_power(1, 1000, 0, near, 1):.2f}",
    ]
    for phrase in said:
        assert phrase in CHAPTER, phrase
    # "a twentieth" and "three quarters"
    assert abs(threat.delivered_power(1, 0, 300, near, 100) - 1 / 20) < 0.005
    assert abs(threat.delivered_power(1, 300, 0, near, 100) - 3 / 4) < 0.01
    # "two times in three at decisiveness 1, and four times in five at 2"
    assert abs(threat.step_success(2, 0, 0, 1, near, 100, 1) - 2 / 3) < 1e-9
    assert abs(threat.step_success(2, 0, 0, 1, near, 100, 2) - 4 / 5) < 1e-9


def test_shielding_two_raises_the_others_by_two_fifths():
    result = threat.assess(EUROPE)
    shielded = [0.0 if c in ("britain", "france") else w for c, w in result.threats.items()]
    parameters = Parameters()
    after = threat.target_probabilities(shielded, parameters.restraint, parameters.choice_noise)
    for client, chance in zip(EUROPE.clients, after, strict=False):
        if client in ("britain", "france"):
            assert chance < 0.01
        else:
            assert abs(chance / result.targets[client] - 1.4) < 0.05
            assert f"{result.targets[client]:.2f}" == "0.23"
            assert f"{chance:.2f}" == "0.32"
    assert "rise from about 0.23 to about 0.32 each" in CHAPTER
    assert f"Nobody rises from {result.nobody:.2f} to {after[-1]:.2f}" in CHAPTER


def test_the_exercise_by_hand_uses_the_cases_numbers():
    numbers = threat.inputs(EUROPE)
    assert f"a power of {numbers.power:.3f} in 1947" in CHAPTER
    assert f"a defence of {EUROPE.forces('western-zones').value:.4f}" in CHAPTER
    leg = EUROPE.legs["zone-west"]
    assert f"is {leg.land_km:g} km by land" in CHAPTER
    arrives = threat.delivered_power(0.196, 150, 0, 1000, 100)
    assert f"= {arrives:.3f}$" in CHAPTER
    assert f"= {threat.step_success(0.196, 150, 0, 0.0279, 1000, 100, 2):.2f}$" in CHAPTER


def test_the_first_answer_of_the_welcome_page_is_the_finding():
    welcome = (data_folder().parent / "index.md").read_text(encoding="utf-8")
    assert (
        "In Europe the threat was high and shared, in the Pacific it was Japan's if anybody's"
        in welcome
    )


def test_the_second_answer_of_the_welcome_page_is_the_finding():
    """Rules that count all alike give the treaties of 1951 in most draws, Washington alone hardly."""
    from alliance_design import bargaining

    welcome = (data_folder().parent / "index.md").read_text(encoding="utf-8")
    assert "almost any rule that counts every government alike" in welcome
    alike = ("first choices", "majority in pairs", "points by rank", "plain sum", "quadratic votes")
    alike = (*alike, "Nash bargain", "the patron decides")
    shares = bargaining.win_shares(
        bargaining.drawn("pacific-1951", 300, 1951),
        {},
        bargaining.consent("pacific-1951"),
        {name: bargaining.RULES[name] for name in alike},
    )
    won = {name: of["tripartite-plus-bilateral"] for name, of in shares.items()}
    assert won.pop("the patron decides") < 0.1
    assert sum(share > 0.5 for share in won.values()) >= len(won) - 1


def test_the_welcome_pages_third_finding():
    """Worse than silence on cases not fitted to; definite, and often wrong."""
    from alliance_design import board

    welcome = (data_folder().parent / "index.md").read_text(encoding="utf-8")
    assert "the book's own model does worse than somebody who says nothing" in welcome
    means = board.means(board.entries())
    own, silent = means[(board.OWN,)][0], means[("silence",)][0]
    assert own.brier > silent.brier + 0.1
    assert own.spoke > 0.9 and own.hit < 0.5
    found = (data_folder().parent / "chapters/evidence/what-we-found.md").read_text(
        encoding="utf-8"
    )
    assert "it gets three designs right" in found
    right = [
        board.happened()[case]["design"] == told["reference"]["design"]
        for case, told in board.stored()["further"].items()
    ]
    assert sum(right) == 3
