"""The check against Gambit: a handful of games agree, and every comparison can fail.

All of it needs pygambit, which `make verify` installs; that also runs many more games.
"""

import sys

import pytest

pytest.importorskip("pygambit", reason="pygambit is not installed: `make verify` brings it")

from alliance_design import commitment, design, duration, parameters, patron
from alliance_design.cases import load
from alliance_design.codebook import data_folder

sys.path.insert(0, str(data_folder().parent / "tools"))
import verify

SEED = 1951
# The patron joins a pact; imposes one; a client declines to raise the pact that it has.
JOINS, IMPOSES, DECLINES = 2, 82, 144


def found(*numbers):
    """The report on some made-up games."""
    report = verify.Report()
    for number in numbers:
        verify.check_game(str(number), *verify.made_up(SEED, number), report)
    return report


@pytest.fixture(scope="module")
def report():
    return found(JOINS, IMPOSES, DECLINES)


def test_made_up_games_agree(report):
    assert not report.failures, report.text()
    for kind in ("spokes alone", "joined", "imposed"):
        assert report.done[f"replies: {kind} (all spokes)"] > 0


def test_a_case_agrees():
    report = verify.Report()
    p = design.settings(parameters.Parameters())
    verify.check_game("dunkirk", design.facts(load("dunkirk-1947")), p, report)
    assert not report.failures, report.text()


def raised_by(amount, function):
    """The function with a little added to every number of its (first) answer."""

    def changed(*arguments):
        answer = function(*arguments)
        if isinstance(answer, tuple) and isinstance(answer[0], list):
            return [number + amount for number in answer[0]], *answer[1:]
        return type(answer)(number + amount for number in answer)

    return changed


def with_replies(change):
    """`solve` with its answer changed in place."""
    solve = patron.solve

    def changed(*arguments):
        replies = solve(*arguments)
        change(replies)
        return replies

    return changed


def take_it_or_leave_it(world, *offer):
    """`accepted_spokes` that never asks anybody."""
    return list(offer[-1]), commitment.settle(world, *offer)


def a_declined_offer(replies):
    """Nobody pledged is answered with the offer that the second client declines."""
    replies.spokes[:2] = [0, 2]


def lone_pledges_pay(replies):
    width = len(replies.payoffs) // len(replies.kind)
    replies.payoffs[width] += 1.0


ALL = "(all spokes)"
BREAKS = {
    "follow_on": (JOINS, design, "follow_on", lambda old: raised_by(1e-8, old)),
    "settle": (JOINS, commitment, "settle", lambda old: raised_by(1e-8, old)),
    "joined_value": (JOINS, patron, "joined_value", lambda old: raised_by(1e-8, old)),
    "imposed_on": (DECLINES, patron, "imposed_on", lambda old: raised_by(1e-8, old)),
    "lifetime": (JOINS, duration, "lifetime", lambda _: lambda rate: (1.0 / rate, 2.0 / rate)),
    "table of spokes alone": (JOINS, patron, "settled", lambda old: raised_by(1e-8, old)),
    "table of pacts joined": (JOINS, patron, "settled", lambda old: raised_by(1e-8, old)),
    "accepting spokes is an equilibrium just where the package says so": (
        DECLINES, patron, "accepted_spokes", lambda _: take_it_or_leave_it,
    ),
    "the spokes that the package leaves are accepted": (
        DECLINES, patron, "accepted_spokes", lambda _: take_it_or_leave_it,
    ),
    "spokes alone are the patron's best accepted": (
        JOINS, patron, "every_spokes",
        lambda _: lambda world, *rest: (
            list(world.prior_level), commitment.settle(world, *rest, world.prior_level)
        ),
    ),
    "spokes beside a pact are the patron's best accepted": (
        IMPOSES, patron, "every_spokes",
        lambda _: lambda world, *rest: (
            list(world.prior_level), commitment.settle(world, *rest, world.prior_level)
        ),
    ),
    "payoffs and hazard of replies": (JOINS, patron, "lasting", lambda old: raised_by(1e-8, old)),
    f"replies are accepted {ALL}": (
        DECLINES, patron, "solve", lambda _: with_replies(a_declined_offer)
    ),
    f"replies are the patron's best accepted {ALL}": (
        JOINS, patron, "reply",
        lambda old: lambda world, coalition, alone, *rest: (
            old(world, 0, alone, *rest) if coalition else old(world, coalition, alone, *rest)
        ),
    ),
    "an imposed pact is accepted by just those the package says": (
        JOINS, patron, "imposed_pact",
        lambda old: lambda world, *rest: ((1 << world.clients) - 1, *old(world, *rest)[1:]),
    ),
    "a lone pledge is none": (JOINS, patron, "solve", lambda _: with_replies(lone_pledges_pay)),
    "every pure equilibrium of Gambit is listed by the package": (
        JOINS, commitment, "coalitions_in_equilibrium", lambda _: lambda *_: []
    ),
    "no profile without regret is missing": (
        JOINS, commitment, "coalitions_in_equilibrium", lambda _: lambda *_: []
    ),
    "every coalition listed is an equilibrium in Gambit, to 1e-9": (
        IMPOSES, commitment, "coalitions_in_equilibrium", lambda _: lambda rows, _: range(len(rows))
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKS)
def test_every_comparison_can_fail(what, monkeypatch):
    number, module, name, breaking = BREAKS[what]
    given, p = verify.made_up(SEED, number)
    monkeypatch.setattr(module, name, breaking(getattr(module, name)))
    report = verify.Report()
    verify.check_game(str(number), given, p, report)
    assert what in report.wrong, report.text()


def test_every_comparison_is_broken_once(report):
    counts = {"games", "games of pledges", "pure equilibria of pledges that Gambit lists"}
    names = {
        name.replace("(one at a time)", ALL) for name in report.done if "replies: " not in name
    }
    assert names - counts == set(BREAKS)


def test_a_game_may_have_no_pure_equilibrium():
    # Matching pennies: one wants to answer alike, the other differently.
    game = verify.Yesno([0, 1], lambda yes: [len(yes) % 2, 1 - len(yes) % 2])
    assert game.pure() == []
    assert game.all_yes() == 1.0


def test_a_disagreement_is_an_exit_code_of_one(monkeypatch, capsys):
    monkeypatch.setattr(verify, "small_cases", lambda: iter(()))
    assert verify.main(["--games", "1"]) == 0
    monkeypatch.setattr(commitment, "coalitions_in_equilibrium", lambda *_: [])
    assert verify.main(["--games", "1"]) == 1
    assert "DISAGREE" in capsys.readouterr().out


def test_stopping_it_prints_what_was_found(monkeypatch, capsys):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(verify, "small_cases", lambda: iter(()))
    monkeypatch.setattr(verify, "check_game", stop)
    assert verify.main(["--games", "2"]) == 130
    assert "Stopped after 0 of 2 games" in capsys.readouterr().out
