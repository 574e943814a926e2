"""Accounts: weights against brute force, ranges against a grid, the table against the others."""

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_design import accounts
from alliance_design.accounts import (
    ACCOUNTS,
    FOUND,
    PAIRS,
    SILENCE,
    STEPS,
    WORDS,
    Deciding,
    Hits,
    boldness,
    both_speak,
    by_step,
    deciding,
    hits,
    if_seen,
    leave_one_out,
    needed,
    one_meaning,
    opposed,
    silent_on,
    softened,
    tells,
    weigh,
    weigh_row,
)
from alliance_design.errors import InputError
from alliance_design.evidence import Weight

words = st.sampled_from(sorted(WORDS))
rows = st.builds(
    Deciding,
    id=st.just("x"),
    step=st.sampled_from(sorted(STEPS)),
    observation=st.just("X."),
    cohen=words,
    lee=words,
    design=words,
    found=st.sampled_from(sorted(FOUND)),
)
tables = st.lists(rows, max_size=7)
pairs = st.sampled_from(PAIRS)


def log_ratio(row, one, other, chances):
    """The weight by the definition, for one chance a word."""
    p, q = chances[row.word(one)], chances[row.word(other)]
    return {
        "yes": 10 * math.log10(p / q),
        "no": 10 * math.log10((1 - p) / (1 - q)),
        "partly": 5 * math.log10(p / q),
        "not-seen": 0.0,
    }[row.found]


@given(rows, pairs)
def test_a_row_weighs_what_the_definition_says(row, pair):
    weight = weigh_row(row, *pair)
    middles = {word: middle for word, (_, middle, _) in WORDS.items()}
    assert weight.middle == pytest.approx(log_ratio(row, *pair, middles), abs=1e-12)
    mine, theirs = (row.word(account) for account in pair)
    if mine == theirs:
        assert weight == Weight(0.0, 0.0, 0.0)
        return
    ends = [
        log_ratio(row, *pair, {mine: p, theirs: q})
        for p in (WORDS[mine][0], WORDS[mine][2])
        for q in (WORDS[theirs][0], WORDS[theirs][2])
    ]
    assert (weight.low, weight.high) == pytest.approx((min(ends), max(ends)), abs=1e-12)


@given(tables, pairs)
def test_the_other_way_round_it_weighs_the_opposite(table, pair):
    one, other = pair
    for sums in (weigh, one_meaning):
        there, back = sums(table, one, other), sums(table, other, one)
        assert (there.low, there.middle, there.high) == pytest.approx(
            (-back.high, -back.middle, -back.low), abs=1e-9
        )


@given(tables)
def test_weights_of_pairs_add_up(table):
    first, second, third = (
        weigh(table, *pair).middle
        for pair in (("cohen", "lee"), ("lee", "design"), ("cohen", "design"))
    )
    assert first + second == pytest.approx(third, abs=1e-9)
    assert weigh(table, "cohen", SILENCE).middle - weigh(
        table, "lee", SILENCE
    ).middle == pytest.approx(first, abs=1e-9)


@given(st.lists(rows, max_size=5), pairs)
def test_one_meaning_is_the_range_over_a_grid(table, pair):
    weight = one_meaning(table, *pair)
    grids = [[low + (high - low) * k / 12 for k in range(13)] for low, _, high in WORDS.values()]
    found = [
        math.fsum(log_ratio(row, *pair, dict(zip(WORDS, point, strict=True))) for row in table)
        for point in itertools.product(*grids)
    ]
    assert weight.low <= min(found) + 1e-9
    assert max(found) <= weight.high + 1e-9
    # The grid holds every corner and steps of a fortieth: what lies between is not much farther.
    assert min(found) - weight.low < 0.3 * len(table) + 1e-9
    assert weight.high - max(found) < 0.3 * len(table) + 1e-9


@given(tables, pairs)
def test_one_meaning_lies_within_the_wide_range(table, pair):
    wide, narrow = weigh(table, *pair), one_meaning(table, *pair)
    assert wide.low <= narrow.low + 1e-9
    assert narrow.low <= narrow.middle + 1e-9
    assert narrow.middle == pytest.approx(wide.middle, abs=1e-9)
    assert narrow.middle <= narrow.high + 1e-9
    assert narrow.high <= wide.high + 1e-9


@given(tables, pairs)
def test_steps_add_up_to_the_whole(table, pair):
    parts = by_step(table, *pair)
    assert list(parts) == list(STEPS)
    whole = weigh(table, *pair)
    for end in ("low", "middle", "high"):
        assert math.fsum(getattr(part, end) for part in parts.values()) == pytest.approx(
            getattr(whole, end), abs=1e-9
        )


@given(tables, pairs)
def test_leaving_one_out_takes_its_weight_away(table, pair):
    table = [replace(row, id=f"x-{number}") for number, row in enumerate(table)]
    left = leave_one_out(table, *pair)
    whole = weigh(table, *pair).middle
    for row in table:
        assert left[row.id].middle == pytest.approx(whole - weigh_row(row, *pair).middle, abs=1e-9)


def turned(table, pair, recode):
    """The fewest rows recoded that turn the sum, by trying all subsets and all recodings."""
    seen = [row for row in table if row.found != "not-seen"]
    height = weigh(seen, *pair).middle
    if abs(height) < 1e-9:
        return 0
    if recode == "found":
        options = [[replace(row, found=f) for f in ("yes", "no", "partly")] for row in seen]
    else:
        order, options = ["strains", "allows", "expects"], []
        for row in seen:
            near = [row]
            for account in pair:
                place = order.index(row.word(account))
                near += [
                    replace(row, **{account: order[k]})
                    for k in (place - 1, place + 1)
                    if 0 <= k < 3
                ]
            options.append(near)
    for count in range(1, len(seen) + 1):
        for chosen in itertools.combinations(range(len(seen)), count):
            kept = [row for k, row in enumerate(seen) if k not in chosen]
            for changed in itertools.product(*(options[k] for k in chosen)):
                if height * weigh([*kept, *changed], *pair).middle < -1e-9:
                    return count
    return None


@given(st.lists(rows, max_size=4), pairs, st.sampled_from(["found", "word"]))
def test_the_fewest_recodings_by_trying_all(table, pair, recode):
    assert needed(table, *pair, recode) == turned(table, pair, recode)


def test_needed_refuses_another_way():
    with pytest.raises(ValueError, match="found or word"):
        needed([], "cohen", "lee", "both")


@given(tables, pairs)
def test_who_speaks_and_who_disagrees(table, pair):
    speaking, against = both_speak(table, *pair), opposed(table, *pair)
    assert set(map(id, against)) <= set(map(id, speaking))
    for row in table:
        told = {row.word(account) for account in pair}
        assert any(row is other for other in speaking) == ("allows" not in told)
        assert any(row is other for other in against) == (told == {"expects", "strains"})


@given(tables)
def test_hits_count_every_row_once(table):
    for account in ACCOUNTS:
        of = hits(table, account)
        assert of.spoke + of.silent == sum(row.found != "not-seen" for row in table)
        assert of.right == sum(
            (row.word(account), row.found) in {("expects", "yes"), ("strains", "no")}
            for row in table
        )
        assert of.wrong == sum(
            (row.word(account), row.found) in {("expects", "no"), ("strains", "yes")}
            for row in table
        )
    assert hits(table, SILENCE).spoke == 0


@given(tables, st.sets(st.sampled_from(sorted(ACCOUNTS))))
def test_a_mild_reading_strains_at_nothing_and_changes_nothing_else(table, named):
    for before, after in zip(table, softened(table, *named), strict=True):
        for account in ACCOUNTS:
            mild = account in named and before.word(account) == "strains"
            assert after.word(account) == ("allows" if mild else before.word(account))
        assert replace(after, cohen="allows", lee="allows", design="allows") == replace(
            before, cohen="allows", lee="allows", design="allows"
        )


@given(tables, st.sampled_from(sorted(ACCOUNTS)), st.sets(st.integers(0, 6)))
def test_silence_on_some_takes_away_what_they_weigh_over_silence(table, account, places):
    table = [replace(row, id=f"x-{number}") for number, row in enumerate(table)]
    quiet = [row for number, row in enumerate(table) if number in places]
    after = silent_on(table, account, *(row.id for row in quiet))
    left = weigh(table, account, SILENCE).middle - weigh(quiet, account, SILENCE).middle
    assert weigh(after, account, SILENCE).middle == pytest.approx(left, abs=1e-9)
    for other in set(ACCOUNTS) - {account}:
        assert [row.word(other) for row in after] == [row.word(other) for row in table]


def test_silence_on_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match="no-such-row"):
        silent_on(deciding(), "lee", "no-such-row")
    assert set(accounts.FILED) <= {row.id for row in deciding()}


def test_hits_by_hand():
    row = Deciding("x", "seato", "X.", "expects", "strains", "allows", "partly")
    assert hits([row], "cohen") == hits([row], "lee") == Hits(0, 1, 0, 0, 0)


@given(tables, pairs)
def test_what_was_not_seen_weighs_nothing_until_it_is(table, pair):
    table = [replace(row, id=f"x-{number}") for number, row in enumerate(table)]
    unseen = {row.id: row for row in table if row.found == "not-seen"}
    told = if_seen(table, *pair)
    assert set(told) == set(unseen)
    for name, (found, missing) in told.items():
        assert found.middle * missing.middle <= 0.0
        assert (found.middle == 0.0) == (unseen[name].word(pair[0]) == unseen[name].word(pair[1]))


@given(st.floats(0.5001, 0.9999), st.floats(0.0, 1.0))
def test_the_bold_gain_where_they_are_right_often_enough(chance, often):
    """The proposition: an honest bold word gains, and losing takes being wrong too often."""
    won, lost, even = boldness(chance)
    assert lost > won > 0.0
    # An account that is right as often as it says gains the information in its word.
    assert chance * won - (1 - chance) * lost > 0.0
    assert 0.5 < even < chance
    gain = often * won - (1 - often) * lost
    assert math.copysign(1, gain) == math.copysign(1, often - even) or abs(gain) < 1e-9


@pytest.mark.parametrize("chance", [0.5, 1.0, 0.2])
def test_boldness_refuses_what_is_not_bold(chance):
    with pytest.raises(ValueError, match="above a half"):
        boldness(chance)


def test_tells():
    assert tells(Weight(0.0, 1.0, 2.0)) == "open"
    assert tells(Weight(0.1, 1.0, 2.0)) == "first"
    assert tells(Weight(-2.0, -1.0, -0.1)) == "second"


@pytest.mark.parametrize(
    ("field", "value"), [("cohen", "loves"), ("found", "perhaps"), ("step", "nowhere")]
)
def test_a_row_refuses_what_the_rule_does_not_know(field, value):
    with pytest.raises(ValueError, match="expected one of"):
        replace(deciding()[0], **{field: value})
    with pytest.raises(ValueError, match="expected one of"):
        deciding()[0].word("kissinger")


def test_the_words_are_those_of_the_rule():
    from alliance_design.codebook import codebook

    rule = codebook().rules["deciding"]["text"]
    expects, allows, strains = WORDS["expects"], WORDS["allows"], WORDS["strains"]
    assert f"likelihood {expects[1]}, from {expects[0]} to {expects[2]}" in rule
    assert f"{strains[1]}, from {strains[0]} to {strains[2]}" in rule
    assert f"{allows[1]}, from {allows[0]} to {allows[2]}" in rule
    for low, middle, high in WORDS.values():
        assert 0.0 < low < middle < high < 1.0
    # Strains is expects of the contrary.
    assert strains == pytest.approx(tuple(1.0 - p for p in reversed(expects)))


def test_the_table_is_whole():
    table = deciding()
    assert 18 <= len(table) <= 26
    assert len({row.id for row in table}) == len(table)
    for row in table:
        # An observation that all accounts see alike could not decide.
        assert len({row.word(account) for account in ACCOUNTS}) > 1
        assert row.where
        assert row.note
    for account in ACCOUNTS:
        # Observations that are good for each and bad for each were looked for.
        of = hits(table, account)
        assert of.right >= 3
        assert of.wrong + of.partly >= 3
    for step in STEPS:
        assert any(row.step == step for row in table)


def test_an_unknown_id_is_refused_with_its_place(monkeypatch):
    from alliance_design import tables

    real = tables.read_table

    def spoiled(name, path=None):
        frame = real(name, path)
        if name == "deciding":
            frame.loc[1, "where"] = "no-such-row"
        return frame

    monkeypatch.setattr(tables, "read_table", spoiled)
    accounts.deciding.cache_clear()
    try:
        with pytest.raises(InputError, match="row 3, where"):
            deciding()
    finally:
        accounts.deciding.cache_clear()


def test_the_second_reader_agrees_on_words_and_not_on_the_order():
    """Kappa above two thirds for each account; assurance and allies level by the second reader."""
    again = accounts.second_words()
    for account in accounts.ACCOUNTS:
        assert accounts.agreement(account) > 2 / 3
    steps = ("strains", "allows", "expects")
    for one, two in zip(accounts.deciding(), again, strict=True):
        assert (one.id, one.found, one.where) == (two.id, two.found, two.where)
        for account in accounts.ACCOUNTS:
            moved = steps.index(one.word(account)) - steps.index(two.word(account))
            assert abs(moved) <= 1
    assert abs(accounts.weigh(again, *accounts.PAIRS[0]).middle) < 2
    assert accounts.weigh(accounts.deciding(), *accounts.PAIRS[0]).middle > 5
    for pair in accounts.PAIRS:
        assert accounts.tells(accounts.one_meaning(again, *pair)) == "open"


def test_a_second_table_of_other_rows_is_refused(monkeypatch):
    from alliance_design import tables

    read = tables.read_table
    monkeypatch.setattr(
        tables, "read_table", lambda name: read(name).iloc[1:] if "second" in name else read(name)
    )
    accounts.second_words.cache_clear()
    with pytest.raises(InputError, match=r"deciding_second.csv: id: expected the ids"):
        accounts.second_words()
    accounts.second_words.cache_clear()
