"""Findings of the chapter on South Korea and Taiwan, held against the tables and the model."""

import re
from dataclasses import replace

import pytest

from alliance_design import concessions, paths
from alliance_design import figures_patchwork as drawn
from alliance_design.checks import events
from alliance_design.claims import claims
from alliance_design.codebook import data_folder
from alliance_design.concessions import Ally, Terms, best_restraint
from alliance_design.figures_history import claims_table
from alliance_design.pacts import pacts
from alliance_design.tables import read_table

CHAPTER = (data_folder().parent / "chapters" / "hub-and-spokes" / "patchwork.md").read_text("utf-8")
CHAPTER = " ".join(CHAPTER.split())
CALM = ["philippines", "australia", "new-zealand", "japan"]
TWO = ["south-korea", "taiwan"]


@pytest.fixture(scope="module")
def found():
    return {name: drawn.over_ranges(400, **fixed) for name, fixed in drawn.READINGS.items()}


@pytest.fixture(scope="module")
def orders():
    return {
        name: drawn.over_orders(replace(drawn.MIDDLE, **fixed))
        for name, fixed in drawn.READINGS.items()
    }


def promised(frame, cut=0.5):
    return (frame.set_index("ally")["commitment"] > cut).groupby("ally").mean()


def offer(name):
    return {o.id: o for round_ in drawn.ROUNDS for o in paths.offers(round_)}[name]


def test_the_story_has_the_dates_and_documents_of_the_tables():
    told = {
        "rhee-april-letter": ("1953-04-09", "In April 1953", "475"),
        "rhee-asks-pact": ("1953-04-30", "On 30 April Rhee put a security pact first", "487"),
        "no-pact-yet": ("1953-05-25", "Washington first offered aid and no pact", "549"),
        "clark-authorised": ("1953-05-29", "On 29 May it reviewed *Everready*, a plan", "560"),
        "treaty-authorised": ("1953-05-30", "And Eisenhower let a treaty be offered", "563"),
        "eisenhower-offers-treaty": ("1953-06-06", "told in a letter of 6 June", "602"),
        "dulles-favours": ("1954-10-14", "On 14 October he was told", "340"),
        "prisoners-released": ("1953-06-18", "On 18 June Rhee had some 25,000", "607"),
        "another-arrangement": ("1953-06-18", "“another arrangement”".strip("“”"), "608"),
        "robertson-final": ("1953-07-02", "Robertson offered a treaty like Manila's", "656"),
        "rhee-wants-troops": ("1953-07-07", "Rhee wanted the Senate's vote", "676"),
        "robertson-senate": ("1953-07-08", "He got an assurance about the Senate", "677"),
        "rhee-gives-way": ("1953-07-09", "on 9 July dropped his demand", "681"),
        "korea-initialled": ("1953-08-08", "the treaty initialled on 8 August", ""),
        "eisenhower-condition": ("1953-11-04", "In November 1953 Eisenhower made a pledge", "822"),
        "rhee-pledge": ("1953-11-16", "Rhee promised not to act without telling him", "803"),
        "no-japanese-clause": ("1954-06-04", "and was refused", "898"),
        "briggs-package": ("1954-10-28", "In October all aid was made to depend", "957"),
        "agreed-minute": ("1954-11-17", "concluded on 17 November 1954", "964"),
        "undertaking-1953": ("1953-04-16", "In April Washington asked for a formal", "98"),
        "yeh-draft": ("1953-12-18", "On 18 December he handed over a draft", "161"),
        "dulles-refuses-koo": ("1954-05-19", "On 19 May he told Ambassador Koo why", ""),
        "chiang-presses": ("1954-05-28", "On 28 May Chiang urged it himself", "202"),
        "chiang-offers-restraint": ("1954-06-28", "In June he offered to undertake", "262"),
        "bureau-recommends": ("1954-08-25", "In August Robertson took up that offer", "262"),
        "dulles-delays": ("1954-08", "Dulles thought a treaty would have to come", "269"),
        "eisenhower-defensive": ("1954-10-07", "On 7 October Eisenhower said", "326"),
        "dulles-defensive-treaty": ("1954-10-08", "on the next day Dulles wrote", "327"),
        "chiang-conditions-oracle": ("1954-10-13", "wanted the treaty announced first", "339"),
        "protocol-on-force": ("1954-11-06", "In the talks of November Washington asked", "385"),
        "notes-not-protocol": ("1954-11-19", "He got notes in place of the protocol", "401"),
        "taiwan-initialled": ("1954-11-23", "Dulles told the President", "403"),
        "taiwan-signed": ("1954-12-02", "The treaty was signed on 2 December", ""),
        "notes-exchanged": ("1954-12-10", "by the notes of 10 December", ""),
        "tachens-for-quemoy": ("1955-01-19", "On 19 January 1955 Dulles offered", "19"),
        "no-public-quemoy": ("1955-01-27", "by the 27th", "46"),
        "resolution-signed": ("1955-01-29", "On 29 January a resolution", "70"),
        "tachens-left": ("1955-02-05", "On 5 February Taipei asked", "88"),
        "no-standing-council": ("1954-11-04", "no standing council in Taipei's treaty", "382"),
    }
    for name, (day, words, document) in told.items():
        row = offer(name)
        assert row.date == day, name
        assert words in CHAPTER, words
        if document:
            assert re.search(rf"\b{document}\b", row.source), name
            assert re.search(rf"Docs? (\d+ and )?{document}\b|Doc\. {document}\b", CHAPTER), name
    signed = {name: pacts()[name].signed for name in ("korea-us-1953", "taiwan-us-1954")}
    assert signed["korea-us-1953"].isoformat() == "1953-10-01"
    assert "The treaty was signed on 1 October" in CHAPTER
    assert events()["korea-signed"]["date"] == "1953-10-01"
    assert signed["taiwan-us-1954"].isoformat() == "1954-12-02"


def test_the_note_for_jets_is_older_than_any_request_in_the_table():
    notes = read_table("restraints")
    note = notes[notes["instrument"].str.contains("23 April 1953")].iloc[0]
    assert "price of jet aircraft, not of a pact" in note["note"]
    assert "will be consulted for any offensive military operations" in note["words"]
    assert note["words"] in CHAPTER
    assert "will be a matter of joint agreement" in set(notes["words"])
    steps = drawn.asked_and_given("taiwan-1954")
    first = steps[(steps["lane"] == "promise") & (steps["does"] == "asks")].iloc[0]
    assert (first["id"], first["side"]) == ("yeh-draft", "ally")
    # "eight months before the treaty was put on paper"
    assert first["date"] == "1953-12-18"
    restraint = steps[steps["lane"] == "restraint"].iloc[0]
    assert (restraint["id"], restraint["side"]) == ("undertaking-1953", "patron")
    assert "eight months before the treaty was put on paper" in CHAPTER


def test_the_caption_of_the_path():
    """Seoul asked for the promise, Washington for the army; both got it in August 1953."""
    steps = drawn.asked_and_given("korea-1953")
    asks = steps[steps["does"] == "asks"]
    promise = asks[asks["lane"] == "promise"]
    assert promise.iloc[0]["side"] == "ally"
    assert promise["side"].eq("ally").sum() >= 5
    army = asks[(asks["lane"] == "forces and command") & (asks["side"] == "patron")]
    assert len(army) >= 3
    august = steps[steps["date"] == "1953-08-08"]
    assert set(august["lane"]) >= {"promise", "restraint", "forces and command"}
    assert set(august["side"]) == {"both"}


def test_who_asked_first():
    table = drawn.first_asked().set_index(["Bargain", "First asked for in this round"])
    for name in ("South Korea", "Taiwan"):
        assert table.loc[(name, "a treaty"), "Whose idea"] == "the ally"
        assert table.loc[(name, "restraint or command"), "Whose idea"] == "Washington"
    days = table["Day"]
    assert days["South Korea", "a treaty"] < days["South Korea", "restraint or command"]
    assert days["Taiwan", "restraint or command"] < days["Taiwan", "a treaty"]


def test_whose_ideas_the_steps_were():
    steps = [(r, row) for r in drawn.ROUNDS for row in drawn.asked_and_given(r).itertuples()]
    asks = [row for _, row in steps if row.does == "asks"]
    american = [row.id for row in asks if row.lane == "promise" and row.initiator == "us"]
    assert sorted(american) == ["clark-authorised", "robertson-radford", "tachens-for-quemoy"]
    assert sum(offer(name).date > "1954-12-02" for name in american) == 2
    assert "wish for a pact was Rhee" in offer("clark-authorised").note
    allied = [row for row in asks if row.lane == "promise" and row.initiator == "ally"]
    assert len(allied) > 3 * len(american)
    taipei = {row.id for row in asks if row.lane == "restraint" and row.initiator == "ally"}
    assert taipei <= {o.id for o in paths.offers("taiwan-1954")}
    by_taipei = {n for n in taipei if offer(n).by == "taiwan" and offer(n).date < "1954-12-02"}
    assert by_taipei == {"chiang-dulles-taipei", "chiang-conditions-oracle", "yeh-logistics"}
    refusals = [r for _, r in steps if (r.does, r.side, r.lane) == ("refuses", "patron", "promise")]
    treaty = {r.id for r in refusals if "form" in offer(r.id).about} - {"no-standing-council"}
    assert treaty == {"no-pact-yet", "dulles-refuses-koo"}
    assert "on 25 May 1953 and 19 May 1954, and the others its terms" in CHAPTER
    # "Rhee was told in a letter of 6 June": what was allowed on 30 May went to the commander.
    assert offer("treaty-authorised").to == "united-states (United Nations Command)"
    assert offer("eisenhower-offers-treaty").to == "south-korea"
    assert offer("dulles-favours").to == "taiwan"
    # "It was a condition on the first day on which a treaty for Seoul was allowed."
    assert "three assurances" in offer("treaty-authorised").step


def test_a_patron_that_can_stay_out_fails_on_the_two(found):
    shares = promised(found["concession"])
    assert shares["south-korea"] < 0.2
    assert shares["taiwan"] < 0.5
    assert min(shares["japan"], shares["philippines"]) > 0.95
    assert shares["new-zealand"] < shares["australia"] < 0.6
    for cut in (0.25, 0.75):
        assert abs(promised(found["concession"], cut) - shares)[TWO].max() < 0.05
    wide = found["concession"].pivot(index="draw", columns="ally", values="commitment")
    assert (wide > 0.5).all(axis=1).mean() < 0.1
    assert drawn.two_most_restrained(found["concession"]).mean() < 0.1
    gamma = drawn.agreement(found["concession"])
    assert -0.25 < gamma.mean() < 0.05
    assert (gamma > 0).mean() < 0.5
    # "what its power to spoil gets it is aid"
    bought = found["concession"].query("signed and commitment < 0.05 and aid > 0")
    seoul, taipei = ((bought["ally"] == name).sum() / 400 for name in TWO)
    assert seoul > shares["south-korea"]
    assert seoul > taipei > 0.1


def test_given_the_promise_the_formula_orders_the_allies_well(found):
    gammas = drawn.agreement(drawn.wanted(400, 1.0))
    assert gammas.mean() > 0.6
    assert (gammas > 0).mean() > 0.9
    wide = found["concession"].pivot(index="draw", columns="ally", values="commitment")
    both = (wide[TWO] > 0.5).all(axis=1)
    assert 30 < both.sum() < 60
    assert drawn.agreement(found["concession"])[both].mean() > 0.4


def test_exposure_gives_the_promises_and_a_short_leash(found):
    shares = promised(found["powerplay"])
    assert shares[TWO].min() > 0.95
    assert shares.drop("new-zealand").min() >= 0.87
    assert shares["new-zealand"] < 0.5
    assert drawn.two_most_restrained(found["powerplay"]).mean() > 0.2
    gamma, safe = (drawn.agreement(found[name]) for name in ("powerplay", "concession"))
    assert gamma.mean() > safe.mean() + 0.2
    assert 0.6 < (gamma > 0).mean() < 0.8
    held = found["powerplay"][found["powerplay"]["ally"].isin(TWO)]["restraint"].mean()
    texts = concessions.restraint_in_text()
    assert held < 0.35 < 0.7 < min(texts[name] for name in TWO)
    assert (texts["taiwan"], texts["south-korea"]) == (0.75, 1.0)


def test_tokyo_was_promised_nothing_and_the_model_promises_it(found):
    assert pacts()["japan-us-1951"].obligation == "none"
    others = ["philippines-us-1951", "anzus-1951", "korea-us-1953", "taiwan-us-1954"]
    assert all(pacts()[name].obligation != "none" for name in others)
    assert all(promised(frame)["japan"] > 0.95 for frame in found.values())


def test_the_short_leash_comes_from_the_ceiling_on_aid_and_from_precedent(found):
    tied = drawn.READINGS["powerplay"]
    short = drawn.told("", found["powerplay"], "restraint", "two", "gamma")
    for change in ({"aid": 100.0}, {"precedent": 0.0}):
        longer = drawn.told(
            "", drawn.over_ranges(200, **tied, **change), "restraint", "two", "gamma"
        )
        assert all(longer[thing] > short[thing] + 0.1 for thing in short)
    plenty = drawn.told("", drawn.over_ranges(200, **tied, aid=100.0), "restraint", "gamma")
    assert min(plenty.values()) > 0.6
    # Aid in plenty is no help to the patron that can stay out.
    assert drawn.agreement(drawn.over_ranges(200, aid=100.0)).mean() < 0.1
    divides = {
        name: drawn.told("", frame, "divides_korea", "divides_taiwan")
        for name, frame in found.items()
    }
    assert min(divides["concession"].values()) > 0.4
    assert max(divides["powerplay"].values()) < 0.15


def test_the_mechanism_adds_little_to_the_premise(found):
    loose = drawn.over_ranges(200, exposed=1.0)
    change = drawn.agreement(found["powerplay"])[:200].mean() - drawn.agreement(loose).mean()
    assert abs(change) < 0.1
    # "these two are worth a promise anyway": value and threat beat any burden of the box
    ranges = concessions._bargains()
    for name in TWO:
        assert ranges[name]["prize"][0] + ranges[name]["threat"][0] > concessions.BOX["burden"][1]


def test_without_precedent_taipei_fares_better(found):
    alone = promised(drawn.over_ranges(200, precedent=0.0))["taiwan"]
    assert alone > promised(found["concession"])["taiwan"] + 0.1
    # At the middle neither gets a promise even first.
    for ally in concessions.allies()[-2:]:
        assert concessions.bargain(ally, drawn.MIDDLE).commitment < 0.01


def test_half_exposed_fits_better_than_either(found):
    half = drawn.over_ranges(400, exposed=0.5, hold=0.5)
    gamma = drawn.agreement(half).mean()
    assert gamma > max(drawn.agreement(frame).mean() for frame in found.values()) + 0.1
    two = drawn.two_most_restrained(half).mean()
    assert two > max(drawn.two_most_restrained(frame).mean() for frame in found.values()) + 0.1
    assert promised(half)[TWO].min() > 0.8


def test_halved_ambition_helps_the_thesis(found):
    shares = promised(drawn.over_ranges(200, 0.5))
    assert (shares - promised(found["concession"]))[TWO].min() > 0.15
    assert (shares[TWO] < 0.75).all()


def test_restraint_without_a_promise_is_wanted_only_by_the_exposed():
    bare = {
        name: drawn.wanted(400, 0.0, **fixed).query("ally == 'taiwan'")["restraint"]
        for name, fixed in {**drawn.READINGS, "no tie": {"exposed": 1.0}}.items()
    }
    assert (bare["concession"] == 0).all()
    assert (bare["powerplay"] == 0).all()
    assert (bare["no tie"] > 0).mean() > 0.9


def test_where_it_can_stay_out_order_decides_whether_there_is_a_deal(orders):
    safe = orders["concession"]
    by = safe.groupby("ally")
    first = safe[safe["order"] == 0].set_index("ally")
    assert list(first.index) == [ally.name for ally in concessions.allies()]
    assert not first.loc[TWO, "signed"].any()
    assert 0.2 < by["signed"].mean()["taiwan"] < by["signed"].mean()["south-korea"] < 0.7
    assert by["commitment"].max()["south-korea"] < 0.25
    assert by["commitment"].max()["taiwan"] < 0.005
    for name in ("philippines", "australia", "japan"):
        assert by["commitment"].min()[name] > 0.99
        assert by["aid"].max()[name] > by["aid"].min()[name] + 0.05
    assert first.loc["philippines", "aid"] == pytest.approx(by["aid"].min()["philippines"])
    assert first.loc["new-zealand", "commitment"] == pytest.approx(1.0)
    assert safe[safe["ally"].isin(CALM)]["restraint"].max() < 0.01
    for name, share in (("south-korea", "62"), ("taiwan", "32")):
        assert f"{by['signed'].mean()[name]:.0%}" == f"{share}%"
    assert "in 62% of the orders and Taiwan in 32%, for aid" in CHAPTER


def test_where_the_war_comes_anyway_order_sets_the_leash(orders):
    exposed = orders["powerplay"]
    by = exposed.groupby("ally")
    first = exposed[exposed["order"] == 0].set_index("ally")
    for name in TWO:
        assert by["commitment"].min()[name] > 0.99
        least, most = by["restraint"].min()[name], by["restraint"].max()[name]
        assert most > 1.8 * least
        assert first.loc[name, "restraint"] < least + 0.1 * (most - least)
        assert 0.18 < least < most < 0.45


def test_the_twelve_draws_agree():
    twelve = drawn.drawn_orders(12)
    safe = twelve[twelve["reading"] == "concession"].set_index("ally")
    taipei = safe.loc["taiwan"].query("0 < promised < 1")
    assert len(taipei) >= 2
    assert not taipei["promised in history"].any()
    seoul = safe.loc["south-korea"].query("0 < signs < 1")
    assert len(seoul) >= 5
    assert not seoul["signed in history"].any()
    held = twelve[(twelve["reading"] == "powerplay") & twelve["ally"].isin(TWO)]
    assert (held["promised"] == 1.0).all()
    held = held[held["most"] - held["least"] > 0.01]
    place = (held["restraint in history"] - held["least"]) / (held["most"] - held["least"])
    assert place.mean() < 0.15


def test_numbers_in_captions_and_descriptions_are_the_computed_ones(found):
    shares = promised(found["concession"])
    told = "Philippines {}, Australia {}, New Zealand {}, Japan {}, South Korea {}, Taiwan {}."
    names = ("philippines", "australia", "new-zealand", "japan", "south-korea", "taiwan")
    assert told.format(*(f"{shares[name]:.0%}" for name in names)) in CHAPTER
    assert f"New Zealand at {promised(found['powerplay'])['new-zealand']:.0%}." in CHAPTER
    assert (
        f"in {shares['south-korea']:.0%} of the draws and Taiwan in {shares['taiwan']:.0%};"
    ) in CHAPTER
    # the curves: where they begin and where they are full
    terms = drawn.MIDDLE
    for ambition, start, full in ((0.5, 0.2, 0.65), (1.0, 0.4, 0.85)):
        for provocation, height in ((start, 0.0), (full, 1.0)):
            ally = Ally("", 0.0, provocation, ambition, 0.0, 0.0)
            assert best_restraint(ally, terms, 1.0) == pytest.approx(height, abs=1e-9)
    assert best_restraint(Ally("", 0, 0.45, 0, 0, 0), terms, 1.0) == pytest.approx(1.0)
    assert "reaching one at 0.45, 0.65 and 0.85" in CHAPTER
    # "Japan's 0.5 is more than it asks, unless provocation is at its highest and ambition nil"
    assert concessions.restraint_in_text()["japan"] == 0.5
    assert best_restraint(Ally("", 0, 0.25, 0, 0, 0), terms, 1.0) > 0.5
    assert best_restraint(Ally("", 0, 0.25, 0.25, 0, 0), terms, 1.0) < 0.5
    assert best_restraint(Ally("", 0, 0.2, 0, 0, 0), terms, 1.0) < 0.5


def test_the_table_of_texts():
    table = drawn.strongest_terms().set_index("Ally")["Degree"]
    assert table[["South Korea", "Taiwan", "Japan"]].to_list() == [4, 3, 2]
    assert set(table[["Philippines", "Australia", "New Zealand"]]) == {1}
    rows = read_table("restraints")
    seoul = rows[(rows["ally"] == "south-korea") & (rows["degree"] == 4)]
    assert set(seoul["term"]) == {"command"}
    assert seoul["instrument"].str.contains("July 1950").any()


def test_the_claim_of_the_page():
    table = claims_table("chapters/hub-and-spokes/patchwork")
    assert list(table["Verdict"]) == ["reproduced"]
    assert {c.text for c in claims() if c.id in set(table["Id"])} == {"lee2019"}


def test_the_exercises(found):
    seoul = Ally("south-korea", 1.0, 1.0, 1.0, 1.0, 0.5)
    terms = Terms(war=2.0, sovereignty=1.0, burden=0.5)

    def best(exposed, commitment):
        told = replace(terms, exposed=exposed)
        r = best_restraint(seoul, told, commitment)
        return concessions.patron_payoff(seoul, told, commitment, r, 0.0) + concessions.ally_payoff(
            seoul, told, commitment, r, 0.0
        )

    assert best(0.0, 1.0) - best(0.0, 0.0) == pytest.approx(1.0 - 1.5)
    assert best(0.24, 1.0) < best(0.24, 0.0)
    assert best(0.26, 1.0) > best(0.26, 0.0)

    kept = []
    for exposure in (0.0, 0.25, 0.5, 0.75, 1.0):
        frame = drawn.over_ranges(100, exposed=exposure)
        frame = frame[frame["ally"].isin(TWO)]
        kept.append(
            [
                *promised(frame),
                *frame[frame["commitment"] > 0.5].groupby("ally")["restraint"].mean(),
                *frame[frame["commitment"] > 0.5].groupby("ally")["aid"].mean(),
            ]
        )
    for column in (0, 1):
        shares = [row[column] for row in kept]
        assert shares == sorted(shares)
        assert shares[2] - shares[0] > shares[4] - shares[2]
    for column in (2, 3):
        restraint = [row[column] for row in kept[1:]]
        assert restraint == sorted(restraint, reverse=True)
    for column in (4, 5):
        aid = [row[column] for row in kept]
        assert aid == sorted(aid)

    texts = dict(concessions.restraint_in_text())
    for other in ({"south-korea": 0.75}, {"south-korea": 0.75, "taiwan": 1.0}):
        for frame in found.values():
            change = drawn.agreement(frame, {**texts, **other}).mean()
            assert abs(change - drawn.agreement(frame).mean()) < 0.1
    as_coded, japan = (
        {name: drawn.agreement(frame, held).mean() for name, frame in found.items()}
        for held in (texts, {**texts, "japan": 0.25})
    )
    assert japan["concession"] < as_coded["concession"] - 0.2
    assert 0 < japan["powerplay"] - as_coded["powerplay"] < 0.1
    safe = found["concession"].groupby("ally")["restraint"].mean()
    assert safe["japan"] > 0.15 > safe[["australia", "new-zealand"]].max()
    pairs = [(a, b) for a in texts for b in texts if a < b and {a, b} <= set(safe.index)]
    assert (len(pairs), sum(texts[a] != texts[b] for a, b in pairs)) == (15, 12)

    group = list(concessions.allies())
    taiwan, others = group[-1], group[:-1]
    deals = {
        (share, place): concessions.in_order(
            [*others[:place], taiwan, *others[place:]],
            replace(drawn.MIDDLE, war=2.0, precedent=share),
        )[place]
        for share in (0.5, 0.0)
        for place in (0, 2, 5)
    }
    first, third, last = (deals[0.5, place] for place in (0, 2, 5))
    assert first.commitment == 1.0
    assert first.restraint == pytest.approx(2 / 3, abs=0.01)
    assert 0 < first.aid < third.aid == pytest.approx(0.5)
    assert first.restraint - 0.1 < third.restraint < first.restraint
    assert not last.signed
    assert len({deals[0.0, place] for place in (0, 2, 5)}) == 1
