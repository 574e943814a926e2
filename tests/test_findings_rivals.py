"""Findings of the chapter on the rivals, held against the board."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import board
from alliance_design import figures_rivals as drawn
from alliance_design.cases import further_ids, load
from alliance_design.codebook import data_folder
from alliance_design.figures_history import claims_table
from alliance_design.rivals import (
    ANSWERS,
    RIVALS,
    Bounds,
    preferred_prospect,
    said,
    second_codings,
    told,
)
from alliance_design.scoring import brier, even, mark
from alliance_design.tables import read_table

CHAPTER = (data_folder().parent / "chapters" / "beyond" / "rivals.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
ENTRIES = board.entries()
OWN = board.OWN
SCORE = {key[0]: mean.brier for key, (mean, _) in board.means(ENTRIES).items()}
HIT = {key[0]: mean.hit for key, (mean, _) in board.means(ENTRIES).items()}
SPOKE = {key[0]: mean.spoke for key, (mean, _) in board.means(ENTRIES).items()}
ASKED = {k: m.brier for k, (m, _) in board.means(ENTRIES, by=("contestant", "question")).items()}
CORE = set(board.core_ids())
PACTS = {"bilateral", "trilateral", "multilateral"}


def of(name, kept=ENTRIES):
    return [entry for entry in kept if entry.contestant == name]


def part(core):
    return [entry for entry in ENTRIES if (entry.case in CORE) is core]


def by_question(kept):
    return {k: m.brier for k, (m, _) in board.means(kept, by=("contestant", "question")).items()}


TOLD = {case: told(load(case)) for case in drawn.case_ids_on_board()}


def spoken(name, case):
    found = said(RIVALS[name], TOLD[case])
    return {q: set(found[q]) for q in ANSWERS if len(found[q]) < len(ANSWERS[q])}


# ------------------------------------------------------------------------------ the score


@given(
    st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4),
    st.lists(st.floats(0.0, 1.0), min_size=4, max_size=4),
)
def test_honesty_pays(believed, claimed):
    def chances(raw):
        whole = math.fsum(raw) + 4e-3
        return {a: (x + 1e-3) / whole for a, x in zip(ANSWERS["design"], raw, strict=True)}

    belief, claim = chances(believed), chances(claimed)
    honest = math.fsum(belief[t] * brier(belief, t) for t in belief)
    other = math.fsum(belief[t] * brier(claim, t) for t in belief)
    apart = math.fsum((belief[a] - claim[a]) ** 2 for a in belief)
    assert other - honest == pytest.approx(apart, abs=1e-12)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_when_speaking_pays(number):
    answers = [str(i) for i in range(number)]
    for named in range(1, number):
        right = brier(even(answers[:named], answers), answers[0])
        wrong = brier(even(answers[:named], answers), answers[-1])
        bar = (1 + named / number) / 2
        assert bar * right + (1 - bar) * wrong == pytest.approx(1 - 1 / number)
        assert right < wrong
    assert "five times in eight for one design of four, three times in four for two" in CHAPTER


def test_the_three_forecasters():
    designs = ANSWERS["design"]
    assert brier(even(["multilateral"], designs), "multilateral") == 0.0
    assert brier(even(designs, designs), "multilateral") == 0.75
    assert brier(even(["bilateral"], designs), "multilateral") == 2.0
    assert "Silence costs 0.75, being right costs nothing, and being wrong costs 2." in CHAPTER


# ------------------------------------------------------------------------------ the rules


def test_every_work_has_a_row_or_a_reason():
    works = read_table("rival_works")
    assert set(works["rival"]) - {""} == set(RIVALS)
    assert works["coded"].map(len).min() > 40
    without = works[works["rival"] == ""]
    assert without["coded"].str.startswith("No row").all()
    assert "text" not in set(works["verified"])  # "No work was read whole."
    table = drawn.works_table()
    assert len(table) == len(works)
    assert not table["How it is coded, or why it has no row"].str.contains(r"[a-z]\d{4}").any()


def test_what_the_rereading_did():
    first = board.stored()["first_rules"]
    # moral hazard came later
    assert set(RIVALS) - set(first) == {"hazard"}
    assert SCORE["silence"] > first["order"] > SCORE["order"]
    # "changed in their authors' favour", in the sum, and nobody lost much by it
    assert sum(first.values()) > sum(SCORE[name] for name in first)
    assert max(SCORE[name] - first[name] for name in first) < 0.04
    shown = drawn.first_rules_table()
    assert set(shown["Explanation"]) >= {"Institutional efficiency", "Order after victory"}
    assert (shown["As scored"].astype(float) < shown["As first written"].astype(float)).all()


def test_prospect_theory_switches_where_the_spreads_say():
    shown = [f"{drawn.switch(*spread):.2f}" for spread in drawn.SPREADS]
    assert f"at {shown[0]}, {shown[1]} or {shown[2]} steps." in CHAPTER
    assert f"cross zero at {shown[0]}, {shown[1]} and {shown[2]}" in CHAPTER
    at_three = [preferred_prospect(3.0, *spread) for spread in drawn.SPREADS]
    assert at_three == ["multilateral", "multilateral", "bilateral"]
    # one switch, upwards
    for spread in drawn.SPREADS:
        chosen = [preferred_prospect(step / 20, *spread) for step in range(81)]
        assert chosen == sorted(chosen)
    # "All three curves agree on two up to 2.35 and on many above 3.38."
    assert f"agree on two up to {shown[0]} and on many above {shown[2]}" in CHAPTER
    # "at 3 it speaks, by the middle curve"
    assert preferred_prospect(3.0) == preferred_prospect(3.0, *drawn.SPREADS[1]) == "multilateral"
    for case in drawn.case_ids_on_board():
        if TOLD[case].inputs["frame"] == 3.0:
            assert spoken("prospect", case)
        if 1.0 < TOLD[case].inputs["frame"] < 3.0:
            assert spoken("prospect", case) == {}


# ------------------------------------------------------------------------------ the finding


def test_the_model_does_worse_than_silence_and_is_last_but_one():
    assert drawn.order_of_score()[-2] == OWN
    assert drawn.gap(OWN)[2] < 0.0
    for core in (True, False):
        means = {k[0]: m.brier for k, (m, _) in board.means(part(core)).items()}
        assert means[OWN] > means["silence"]
    assert "it is last but one" in CHAPTER


def test_who_beats_silence():
    better = [name for name in RIVALS if SCORE[name] < SCORE["silence"]]
    assert set(better) == {
        "order",
        "water",
        "region",
        "identity",
        "hazard",
        "norms",
        "bargaining",
    }
    # "none of them by more than redrawing the cases would undo"; geography's interval ends at zero
    assert max(drawn.gap(name)[1] for name in RIVALS) == drawn.gap("water")[1]
    for seed in (1, 2, 3):
        assert abs(board.paired("water", "silence", draws=20000, seed=seed)[1]) < 0.004
        assert board.paired("order", "silence", draws=20000, seed=seed)[1] < -0.02
    # "one rival betters that, by a little"
    assert [name for name in RIVALS if SCORE[name] < SCORE["other-cases"]] == ["order"]
    assert not any(board.paired(name, "other-cases")[1] > 0.0 for name in RIVALS)
    ahead = [name for name in RIVALS if SCORE[name] < SCORE[OWN]]
    assert len(ahead) == len(RIVALS) - 1
    assert sum(SPOKE[name] < 0.5 for name in ahead) > len(ahead) / 2
    behind = [name for name in board.contestants() if drawn.gap(name)[2] < 0.0]
    assert set(behind) == {"network", "base-rate", "contribution", OWN, "control"}
    assert "At the bottom five do worse than silence" in CHAPTER


def test_what_other_codings_move():
    silence, ranges = SCORE["silence"], board.ranges()
    assert [name for name, (_, worst) in ranges.items() if worst < silence] == ["water"]
    assert RIVALS["water"].inputs == ()
    assert ranges["water"][0] == pytest.approx(ranges["water"][1])
    assert ranges["order"][0] < silence < ranges["order"][1]
    for name in ("contribution", "control"):
        assert ranges[name][0] > silence
    upper = drawn.order_of_score()[:11]
    straddling = [n for n in upper if n in RIVALS and ranges[n][0] < silence < ranges[n][1]]
    assert len(straddling) > len(upper) / 2


def test_the_captions_of_the_board():
    assert f"silence at {SCORE['silence']:.2f}" in CHAPTER
    assert f"the base rate at {SCORE['base-rate']:.2f}" in CHAPTER
    assert f"the other cases at {SCORE['other-cases']:.2f}" in CHAPTER
    cases = drawn.case_ids_on_board()
    assert (len(CORE), len(further_ids()), len(cases)) == (7, 10, 17)
    sizes = {
        name: [len(spoken(name, c)["design"]) for c in cases if "design" in spoken(name, c)]
        for name in RIVALS
    }
    never = {name for name, found in sizes.items() if not found}
    assert never == {"hazard", "norms", "bargaining", "civic"}
    assert "Four rivals have no bar at all" in CHAPTER
    for name in ("identity", "control"):
        assert sum(size == 1 for size in sizes[name]) > len(sizes[name]) / 2
    for name in ("threat", "asymmetry", "water"):
        assert sum(size == 3 for size in sizes[name]) > len(sizes[name]) / 2
    leaves_open = [n for n in RIVALS if sizes[n].count(1) < len(cases) / 2]
    assert len(leaves_open) > len(RIVALS) / 2


def test_no_rival_is_worse_on_how_firm_the_promise_was():
    def worse(question):
        return {name for name in RIVALS if ASKED[name, question] >= ASKED[OWN, question]}

    assert worse("level") == set()
    assert worse("lasting") == {"control"}
    assert ASKED["control", "lasting"] - ASKED[OWN, "lasting"] < 0.01  # "by a trace"


def test_the_model_promises_too_much_in_asia():
    for case in ("pacific-1951", "rok-1953", "seato-1954", "roc-1954"):
        given_ = board.chances_of(OWN, case)["level"]
        assert max(given_, key=given_.get) == "fight"
        assert board.happened()[case]["level"] == "consult"


def test_the_model_is_definite_and_wrong_as_often_as_right():
    count = drawn.often(OWN)
    assert abs(count["one, right"] - count["one, wrong"]) <= 2
    sure = [e for e in of(OWN) if max(e.chances.values()) == 1.0]
    right = sum(e.chances[e.truth] == 1.0 for e in sure)
    assert abs(2 * right - len(sure)) <= 2
    # "An answer to which it gives a chance of 5 % or less counts as excluded"
    assert all(e.mark.covered == float(e.chances[e.truth] > 0.05) for e in of(OWN))
    assert any(0.0 < e.chances[e.truth] <= 0.05 for e in of(OWN))
    assert sum(count.values()) == len(of(OWN))
    assert HIT["silence"] < HIT[OWN] < HIT["order"] < HIT["identity"]
    assert SPOKE[OWN] == max(SPOKE.values())


def test_thirty_years_are_not_the_whole_of_it():
    lasting = [board.chances_of(OWN, e.case)["lasting"]["lasts"] for e in of(OWN)]
    assert sum(chance < 0.25 for chance in lasting) / len(lasting) > 0.7
    kept = board.means(drawn.without(questions=["lasting"]))
    rest = kept[OWN,][0].brier - kept["silence",][0].brier
    whole = SCORE[OWN] - SCORE["silence"]
    assert 0.75 * whole < rest < whole


def test_the_design_of_the_core():
    found, outside = by_question(part(True)), by_question(part(False))
    ranked = sorted(board.contestants(), key=lambda n: found[n, "design"])
    assert ranked[:2] == ["prospect", OWN]
    assert found[OWN, "design"] < found["silence", "design"]
    assert sum(e.question == "design" for e in of(OWN, part(True))) == 7
    assert "That is seven answers" in CHAPTER
    assert outside[OWN, "design"] > outside["silence", "design"]
    kept = [e for e in part(True) if e.question == "design"]
    _, low, high = board.paired(OWN, "silence", kept)
    assert low < 0.0 < high
    # prospect theory abroad, and where its authors' reading is the coding
    abroad = {k[0]: m.brier for k, (m, _) in board.means(part(False)).items()}
    assert abroad["prospect"] > abroad["silence"]
    inputs = read_table("rival_inputs")
    frames = inputs[(inputs["input"] == "frame") & inputs["case"].isin(CORE)].set_index("case")
    own_reading = ~frames["why"].str.startswith("They do not speak of it")
    assert set(own_reading[own_reading].index) == CORE - {"dunkirk-1947"}


def test_tempering():
    own = of(OWN)
    assert drawn.tempered(own, 1.0) == pytest.approx(SCORE[OWN])
    assert drawn.tempered(own, 0.0) == pytest.approx(SCORE["silence"])
    best = drawn.best_weight(own)
    assert 0.15 < best < 0.25  # "about a fifth"
    for kept in (own, of(OWN, part(True)), of(OWN, part(False))):
        at = drawn.best_weight(kept)
        assert 0.15 < at < 0.25
        near = [drawn.tempered(kept, w) for w in (at - 0.05, at, at + 0.05)]
        assert min(near) == near[1]
        silent = drawn.tempered(kept, 0.0)
        assert near[1] < silent < drawn.tempered(kept, 0.5)
        assert 0.9 < drawn.tempered(kept, 1.0) < 1.0
    assert abs(drawn.left_out_weight(own) - SCORE["silence"]) < 0.005


def test_tempering_is_what_mixing_means():
    own = of(OWN)
    by_hand = [
        brier({a: 0.3 * c + 0.7 / len(e.chances) for a, c in e.chances.items()}, e.truth)
        for e in own
    ]
    assert drawn.tempered(own, 0.3) == pytest.approx(math.fsum(by_hand) / len(by_hand))


def test_dealing_keeps_the_true_deal_and_silence():
    for name in board.contestants():
        true = drawn._costs()[name].trace() / len(of(OWN))
        assert true == pytest.approx(SCORE[name])
    assert drawn.by_chance("silence")[0] == pytest.approx(SCORE["silence"])
    # the mean over deals is that over all pairs of an answer and a case
    cost = drawn._costs()[OWN]
    expected = cost.mean(axis=0).sum() / len(of(OWN))
    assert drawn.by_chance(OWN)[0] == pytest.approx(expected, abs=0.01)
    # cases held together keep their own answers where they stay
    for name in (OWN, "order", "silence"):
        held = drawn._costs(board.ONE_TREATY)[name]
        assert len(held) == len(cost) - len(board.ONE_TREATY) + 1
        assert held.trace() / len(of(OWN)) == pytest.approx(SCORE[name])


def test_what_random_deals_give():
    lucky = [name for name in RIVALS if drawn.by_chance(name)[1] < 0.015]
    assert set(lucky) == {"order", "water", "identity", "region"}
    assert drawn.by_chance(OWN)[1] > 0.2  # "hardly a hint of information"
    assert 0.02 < drawn.surer_than_chance() < 0.05
    assert 0.1 < drawn.surer_than_chance(together=board.ONE_TREATY) < 0.3


def test_one_treaty_five_times():
    assert len(board.ONE_TREATY) == 5
    assert drawn.gap("order", together=board.ONE_TREATY)[1] < drawn.gap("order")[1] < 0.0
    ahead = [name for name in RIVALS if drawn.gap(name, together=board.ONE_TREATY)[1] > 0.0]
    assert ahead == ["hazard"]  # "only moral hazard keeps a lead"
    first, last = [], []
    for kept in drawn.one_of_the_treaty().values():
        assert min(kept["region"], kept["identity"]) > kept["silence"]
        first.append(next(iter(kept)))
        last.append(list(kept)[-2:])
    assert first.count("order") == 1  # "order leads on one of the five boards"
    assert [pair[-1] for pair in last].count(OWN) == 1  # "the model is last on one"
    assert all(OWN in pair for pair in last)  # "else last but one"


def test_powerplay_confined_to_fears():
    both = drawn.rescored("control", predicts=drawn.fearing)
    small = drawn.rescored("control", predicts=drawn.fearing_small)
    for changed in (both, small):
        assert SCORE[OWN] > changed  # "Either way the model is last."
        assert SCORE[OWN] == max(SCORE[name] for name in SCORE if name != "control")
    assert SCORE["silence"] < both < SCORE["control"]
    assert small == pytest.approx(SCORE["silence"], abs=0.005)
    for case, at in TOLD.items():
        for rule in (drawn.fearing, drawn.fearing_small):
            found = rule(at, Bounds())
            if at.strongest < Bounds().small:
                assert ("design" in found) == (at.provoking > 0.0), case
            if at.strongest >= Bounds().small and rule is drawn.fearing_small:
                assert not found
    # "it would say less and be wrong less"
    wrong = sum(
        max(even(found, ANSWERS["design"]).values()) == 1.0
        and board.truth_of(case, "design") not in found
        for case, at in TOLD.items()
        if (found := drawn.fearing(at, Bounds()).get("design"))
    )
    assert wrong < sum(e.question == "design" and not e.mark.covered for e in of("control"))


def test_order_hangs_on_half_steps():
    three = {"seato-1954": {"victory": 3.0}, "roc-1954": {"victory": 3.0}}
    no_war = {"madrid-1997": {"victory": 0.0}}
    steps = {case: at.inputs["victory"] for case, at in TOLD.items()}
    assert (steps["rok-1953"], steps["madrid-1997"]) == (3.0, 3.0)
    assert {steps[case] for case in three} == {2.5}
    again = second_codings()
    assert {again[case]["victory"] for case in three} == {3.0}
    for case in three:
        assert spoken("order", case) == {}
        assert board.truth_of(case, "lasting") == "ends"
    assert board.truth_of("rok-1953", "lasting") == "lasts"
    scores = [drawn.rescored("order", {**a, **b}) for a in ({}, three) for b in ({}, no_war)]
    assert scores[0] == pytest.approx(SCORE["order"])
    assert min(scores[1:]) > SCORE["other-cases"]
    assert max(scores) == scores[3] < SCORE["silence"]
    assert drawn.rescored("order", predicts=drawn.some_pact) > SCORE["order"] + 0.05
    assert "affinity" in RIVALS["order"].inputs
    # what its single answers are about
    single = [e for e in of("order") if e.mark.spoke and e.mark.size == 1.0 and e.mark.covered]
    assert len(single) == drawn.often("order")["one, right"]
    assert sum(e.case in board.ONE_TREATY for e in single) > len(single) / 2


def test_the_second_reader():
    number, near, within = drawn.coded_again()
    assert (number, within) == (110, 1.0)
    assert 0.93 < near < 0.95
    first, second = ({n: pair[i] for n, pair in board.read_again().items()} for i in (0, 1))
    assert min(first, key=first.get) == "order"
    assert min(second, key=second.get) == "region"


def test_asia_counted_as_fight():
    scores = drawn.recoded(drawn.ASIA_FIGHTS)
    for cell in drawn.ASIA_FIGHTS:
        assert board.truth_of(*cell) == "consult"
    assert scores[OWN] < SCORE[OWN]
    assert scores["identity"] > scores["silence"] > SCORE["identity"]
    assert list(scores)[-3] == OWN  # "last but two"


def test_the_identity_rows_in_asia():
    assert TOLD["pacific-1951"].inputs["affinity"] == 2.0
    assert TOLD["seato-1954"].inputs["affinity"] == 1.0
    assert spoken("identity", "pacific-1951") == {}
    assert spoken("identity", "seato-1954")["design"] == {"bilateral"}
    assert board.truth_of("seato-1954", "design") == "multilateral"


def test_scores_by_case():
    table = drawn.case_table().set_index("Case")
    assert list(table.index) == [load(case).title for case in drawn.case_ids_on_board()]
    assert table["Answers"].astype(int).sum() == len(of(OWN))
    days = [load(case).date for case in drawn.case_ids_on_board()]
    assert days[:7] == sorted(days[:7])
    assert days[7:] == sorted(days[7:])
    assert board.truth_of("prussia-south-1866", "lasting") is None


# ------------------------------------------------------------------------------ the rivals


def test_who_is_silent():
    cases = drawn.case_ids_on_board()
    for name in RIVALS:
        complete = [len(spoken(name, case)) == len(ANSWERS) for case in cases]
        assert not all(complete)
    mostly = [n for n in RIVALS if drawn.often(n)["silent"] >= 0.8 * len(of(n))]
    assert sum(SCORE[n] < SCORE["silence"] for n in mostly) == 3  # "three of the ten beat it"
    silent = {n for n in RIVALS if drawn.often(n)["silent"] >= 0.8 * len(of(n))}
    assert silent == {
        "hazard",
        "norms",
        "bargaining",
        "management",
        "intentions",
        "hierarchy",
        "efficiency",
        "civic",
        "network",
        "contribution",
    }
    assert "Ten of them say nothing in at least four answers of five" in CHAPTER


def test_who_never_says_two_or_many():
    cases = drawn.case_ids_on_board()
    vague = set()
    for name in RIVALS:
        designs = [spoken(name, c)["design"] for c in cases if "design" in spoken(name, c)]
        if designs and all(found in (PACTS, {"none"}) for found in designs):
            vague.add(name)
    assert vague == {"water", "threat", "asymmetry", "hierarchy", "arms", "management"}


def test_who_is_definite_and_wrong():
    for name in ("control", "contribution"):
        count = drawn.often(name)
        assert count["one, wrong"] > count["one, right"]
    assert SPOKE["control"] == max(SPOKE[name] for name in RIVALS)
    singles = {n: sum(e.mark.spoke and e.mark.size == 1.0 for e in of(n)) for n in RIVALS}
    assert max(singles, key=singles.get) == "control"
    count = drawn.often("control")
    assert count["one, wrong"] == 2 * count["one, right"]
    assert max(board.QUESTIONS, key=lambda q: ASKED["control", q]) == "patron"
    for name in ("threat", "arms"):
        single = [e for e in of(name) if e.mark.spoke and e.mark.size == 1.0]
        assert single
        assert {max(e.chances, key=e.chances.get) for e in single} == {"none"}
        assert not any(e.mark.covered for e in single)
    said_two = [
        e for e in of("control") if e.question == "patron" and e.chances["bilateral"] == 1.0
    ]
    assert sum(e.truth == "multilateral" for e in said_two) > len(said_two) / 2


def test_nobody_knows_the_patrons_first_wish():
    for name in RIVALS:
        if any("patron" in spoken(name, case) for case in drawn.case_ids_on_board()):
            assert ASKED[name, "patron"] >= ASKED["silence", "patron"] - 1e-9
    assert ASKED[OWN, "patron"] > ASKED["silence", "patron"]


def test_the_best_of_the_rivals():
    rivals = [name for name in drawn.order_of_score() if name in RIVALS]
    assert rivals[:3] == ["order", "water", "region"]
    best = min(board.QUESTIONS, key=lambda q: ASKED["order", q] - ASKED["silence", q])
    assert min(board.contestants(), key=lambda n: ASKED[n, "lasting"]) == "order"
    assert ASKED["order", "lasting"] == min(ASKED["order", q] for q in board.QUESTIONS)
    assert best in ("lasting", "clients")
    for name in ("order", "identity", "region", "water"):
        count = drawn.often(name)
        assert count["one, right"] > 1.5 * count["one, wrong"]
        assert SPOKE[name] < SPOKE[OWN]
    assert min(board.contestants(), key=lambda n: ASKED[n, "level"]) == "water"
    for question in ("design", "clients"):
        assert ASKED["region", question] < ASKED["silence", question]


def test_collective_identity_at_home_and_abroad():
    home, abroad = (board.means(part(core)) for core in (True, False))
    assert home["identity",][0].brier > home["silence",][0].brier
    assert min(abroad, key=lambda key: abroad[key][0].brier) == ("identity",)
    found = by_question(part(True))
    for question in board.QUESTIONS:
        if question != "patron":
            assert found["identity", question] <= found["silence", question]
    assert found["identity", "patron"] > found["silence", "patron"]


def test_dropping_the_answers_in_doubt():
    for cell in drawn.DOUBTFUL:
        assert cell[1] in board.happened()[cell[0]]
    kept = drawn.without(drawn.DOUBTFUL)
    assert len(of(OWN, kept)) == len(of(OWN)) - len(drawn.DOUBTFUL)
    table = drawn.dropped().set_index("Explanation")
    rivals = table.loc[[rival.name for rival in RIVALS.values()]]
    for column in ("Place", "Place without"):
        leaders = rivals.sort_values(column).index[:2]
        assert list(leaders) == ["Order after victory", "Geography"]
    model = table.loc["This book's model"]
    assert model["Place"] == model["Place without"]
    assert model["Score without"] > table.loc["Says nothing", "Score without"]
    rise = (table["Place"] - table["Place without"]).idxmax()
    assert rise == "The patron's own idea of order"


def test_the_claim_of_the_page():
    table = claims_table("chapters/beyond/rivals").set_index("Id")
    assert table.loc["c192", "Verdict"] == "reproduced with a caveat"
    assert table.loc["c192", "What was found"].startswith("3 of 19")


def test_the_sample_has_more_pacts_of_many_than_the_universe():
    designs = [e.truth for e in of(OWN) if e.question == "design"]
    many = designs.count("multilateral") / len(designs)
    rates = board.base_rates("prague-2003")["design"]
    assert many > 2 * rates["multilateral"]
    assert max(rates, key=rates.get) == "bilateral"


# ------------------------------------------------------------------------------ the exercises


def test_the_exercises():
    assert f"{1 + (1 - 4 / 3) / 2:.2f}" == "0.83"
    assert f"{1 + (1 - 4 / 3) / 1:.2f}" == "0.67"
    truths = {
        q: [e.truth for e in of(OWN) if e.question == q] for q in ("patron", "clients", "design")
    }
    always = {
        q: sum(brier(even(["multilateral"], ANSWERS[q]), t) for t in found) / len(found)
        for q, found in truths.items()
    }
    assert f"{always['clients']:.2f}" == "0.29"
    assert "It gets 0.29 on the clients" in CHAPTER
    assert always["clients"] < min(ASKED[n, "clients"] for n in board.contestants())
    assert min(always["patron"], always["design"]) > 0.75
    assert (len(truths["clients"]), truths["clients"].count("multilateral")) == (7, 6)
    # half a voice
    identity = of("identity")
    assert 0.45 < drawn.best_weight(identity) < 0.55  # "about half"
    near = drawn.tempered(identity, drawn.best_weight(identity))
    assert abs(near - drawn.tempered(of("order"), drawn.best_weight(of("order")))) < 0.02
    kept_gain = SCORE["silence"] - drawn.left_out_weight(identity)
    assert kept_gain > 0.8 * (SCORE["silence"] - near)
    assert drawn.best_weight(of("control")) < 0.1
    # another reading of 1866
    change = {
        e.contestant: mark(e.chances, "bilateral").brier - e.mark.brier
        for e in ENTRIES
        if (e.case, e.question) == ("prussia-south-1866", "design")
    }
    assert min(change, key=change.get) == "control"
    assert change["control"] == pytest.approx(-2.0)
    assert change["base-rate"] < 0.0
    assert sum(math.isclose(moved, 2.0) for moved in change.values()) == 5
    assert f"{2 / len(of(OWN)):.2f}" == "0.03"
    assert f"the mean over {len(of(OWN))} answers" in CHAPTER


def test_every_prediction_is_shown():
    table = drawn.all_said()
    assert set(table["Explanation"]) == {
        *(rival.name for rival in RIVALS.values()),
        "This book's model",
        "What happened",
    }
    titles = [load(case).title for case in drawn.case_ids_on_board()]
    assert list(table.columns[2:]) == titles
    crosses = sum(
        "×" in cell
        for row in table[table["Explanation"] != "What happened"].iloc[:, 2:].to_numpy()
        for cell in row
    )
    shown = (*RIVALS, OWN)
    assert crosses == sum(not e.mark.covered for e in ENTRIES if e.contestant in shown)
    assert not re.search(r"\btied-hands\b", CHAPTER)
