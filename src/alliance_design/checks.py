"""Checks: the functions that give the claims of the article their verdicts.

Each takes what the article says, as text from the register, holds it against the tables of pacts,
events and observations or against the model, and returns what it found. None is told the verdict.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Any

from alliance_design import evidence
from alliance_design.claims import VERDICTS, Finding
from alliance_design.codebook import data_folder
from alliance_design.pacts import (
    OBLIGATIONS,
    Pact,
    age,
    bound_to_each_other,
    members_on,
    pacts,
    state_name,
)

__all__ = [
    "CHECKS",
    "against",
    "alliances",
    "allies_before",
    "bound_before",
    "committed_with",
    "dated",
    "determinate",
    "event_is",
    "events",
    "hypothesis",
    "in_words",
    "independent",
    "journal",
    "lasts_in_universe",
    "lasts_longer",
    "late",
    "left_open",
    "member",
    "members",
    "mostly_bilateral",
    "moved_by",
    "names_adversary",
    "nobody_bound",
    "not_all_bound",
    "obligation",
    "only_consult",
    "only_member_from_southeast_asia",
    "order",
    "outlasts",
    "partners",
    "partners_in",
    "predicted",
    "same_number",
    "same_power",
    "same_promise",
    "settled_after",
    "source",
    "threatened_more",
    "untestable",
    "withholds",
    "within",
]

YES, CAVEAT, NO, UNTESTABLE = VERDICTS
FIRST, LAST = date(1949, 1, 1), date(1955, 12, 31)
FEWEST = 5
"""Fewer pacts than this settle nothing about how long such pacts last."""
TODAY = date(2024, 12, 16)
"""Durations are counted to the day on which the article was accepted."""

OUTSIDE_EUROPE = {"canada", "turkey"}
SOUTHEAST_ASIA = {"philippines", "thailand"}
"""Of the states here, those in the region by the United Nations' geographical scheme."""


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@cache
def events() -> Mapping[str, Mapping[str, str]]:
    """The dated events by id.

    Examples
    --------
    >>> events()["korean-war"]["date"]
    '1950-06-25'
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    rows = read_table("events").to_dict("records")
    return MappingProxyType({row["id"]: MappingProxyType(row) for row in rows})


def in_words(day: str, *, short: bool = False) -> str:
    """A day, a month or a year of a table as people write it.

    Parameters
    ----------
    day : str
        1948, 1948-03 or 1948-03-17.
    short : bool
        Months by their first three letters.

    Examples
    --------
    >>> in_words("1948-03-17"), in_words("1948-03", short=True)
    ('17 March 1948', 'Mar 1948')
    """
    parts = day.split("-")
    words = [parts[0]]
    if len(parts) > 1:
        month = MONTHS[int(parts[1]) - 1]
        words.insert(0, month[:3] if short else month)
    if len(parts) > 2:
        words.insert(0, str(int(parts[2])))
    return " ".join(words)


def _day(event: str, *, last: bool = False) -> date:
    """The first or last day of an event; a month counts from its first day."""
    row = events()[event]
    return _first((row["until"] if last else "") or row["date"])


def _first(text: str) -> date:
    """The first day of a day, a month or a year of a table."""
    return date.fromisoformat((text + "-01-01")[:10])


def _joined(names: tuple[str, ...] | list[str]) -> str:
    """Names as a list in a sentence: Australia, New Zealand and Japan."""
    shown = [state_name(name) for name in names]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def source(*observations: str) -> Finding:
    """What the documents themselves, where they were read, say of a claim.

    Reproduced where each bears it whole; not reproduced where none bears any of it; with a caveat
    in between; not testable where none was seen far enough.

    Examples
    --------
    >>> source("e112").verdict
    'not reproduced'
    """
    found = [_observations()[name] for name in observations]
    bears = {observation.bears for observation in found} - {"not seen"}
    told = " ".join(o.found for o in found if o.found)
    if not bears:
        return Finding(UNTESTABLE, told or "The document was not seen, or not far enough.")
    if bears == {"yes"}:
        return Finding(YES, told or "The text says so.")
    if bears == {"no"}:
        return Finding(NO, told)
    return Finding(CAVEAT, told or "The part of the text that was seen bears it in part.")


@cache
def _observations() -> Mapping[str, evidence.Observation]:
    return {observation.id: observation for observation in evidence.observations()}


def against(*observations: str) -> Finding:
    """What speaks against a claim in documents that were read: enough for a caveat, not for a no.

    Examples
    --------
    >>> against("x05", "x13").verdict
    'reproduced with a caveat'
    """
    found = [_observations()[name] for name in observations]
    told = " ".join(o.paraphrase for o in found if o.bears == "yes")
    return Finding(CAVEAT, told) if told else Finding(UNTESTABLE, "No such document was read.")


def moved_by(cause: str, outcome: str, sooner: str) -> Finding:
    """Whether a cause came before its outcome; a caveat where a like step is older than the cause.

    Examples
    --------
    >>> moved_by("prague-coup", "brussels-signed", "benelux-note").verdict
    'reproduced with a caveat'
    """
    if _day(cause) >= _day(outcome):
        return order(cause, outcome)
    gap = (_day(cause) - _day(sooner)).days
    told = f"“{events()[cause]['event']}” is of {in_words(events()[cause]['date'])}."
    if gap <= 0:
        return Finding(YES, told)
    return Finding(CAVEAT, f"{told} “{events()[sooner]['event']}” came {gap} days before it.")


def event_is(event: str, words: str) -> Finding:
    """Whether an event is what the article calls it.

    Examples
    --------
    >>> event_is("nordic-air", "single fleet").verdict
    'not reproduced'
    """
    row = events()[event]
    told = f"{in_words(row['date'])}: {row['event'][0].lower()}{row['event'][1:]}."
    return Finding(YES if words in row["event"] else NO, told)


def order(first: str, second: str) -> Finding:
    """Whether one event came before another, as the claim needs.

    Examples
    --------
    >>> order("korean-war", "makin-letter").verdict
    'not reproduced'
    """
    one, other = _day(first, last=True), _day(second)
    names = events()[first]["event"], events()[second]["event"]
    apart = abs((other - one).days)
    told = (
        f"“{names[0]}”: {in_words(events()[first]['date'])}."
        f" “{names[1]}”: {in_words(events()[second]['date'])}."
        f" The {'first' if one <= other else 'second'} came {apart} days before the other."
    )
    return Finding(YES if one < other else NO, told)


def within(first: str, second: str, days: str) -> Finding:
    """Whether one event followed another within some days.

    Examples
    --------
    >>> within("brussels-signed", "pentagon-talks", "7").verdict
    'reproduced'
    """
    gap = (_day(second) - _day(first, last=True)).days
    told = f"{gap} days lie between {in_words(events()[first]['until'] or events()[first]['date'])}"
    told += f" and {in_words(events()[second]['date'])}."
    return Finding(YES if 0 <= gap <= int(days) else NO, told)


def dated(event: str, day: str) -> Finding:
    """Whether an event has the date that the article gives.

    Examples
    --------
    >>> dated("stalin-asks", "1945-08-16").verdict
    'reproduced'
    """
    row = events()[event]
    return Finding(
        YES if row["date"].startswith(day) else NO,
        f"“{row['event']}”: {in_words(row['date'])}.",
    )


def member(pact: str, state: str) -> Finding:
    """Whether a state was ever bound by a pact.

    Examples
    --------
    >>> member("north-atlantic-1949", "ireland").verdict
    'not reproduced'
    """
    inside = {m.state for m in pacts()[pact].members}
    if state in inside:
        return Finding(YES, f"{_joined([state])} is in the table of members.")
    return Finding(NO, f"{_joined([state])} has never been a party to the {pacts()[pact].name}.")


def members(pact: str, day: str, named: str) -> Finding:
    """Whether a pact had just the members that the article names.

    Examples
    --------
    >>> members("anzus-1951", "1952-04-29", "australia+new-zealand+united-states").verdict
    'reproduced'
    """
    inside = set(members_on(pacts()[pact], date.fromisoformat(day)))
    told = f"On {in_words(day)} the members were {_joined(sorted(inside))}."
    return Finding(YES if inside == set(named.split("+")) else NO, told)


def obligation(pact: str, promised: str) -> Finding:
    """Whether a pact obliges to what the article says.

    With a caveat where the text says that and more.

    Examples
    --------
    >>> obligation("anzus-1951", "consult").verdict
    'reproduced with a caveat'
    """
    text = pacts()[pact]
    told = f"{text.name}"
    if text.fight_article:
        told += f", Article {text.fight_article}"
    told += f": {_OBLIGED[text.obligation]}"
    told += f" (“{text.words}”)." if text.words else "."
    if text.obligation == promised:
        return Finding(YES, told)
    more = OBLIGATIONS.index(text.obligation) > OBLIGATIONS.index(promised)
    has_both = more and promised == "consult" and bool(text.consult_article)
    if has_both:
        told += f" Article {text.consult_article} has them consult as well."
    return Finding(CAVEAT if has_both else NO, told)


_OBLIGED = {
    "none": "obliges to nothing on an attack",
    "consult": "obliges to consult",
    "act": "obliges to act by constitutional processes",
    "as-deemed": "obliges to the action that each deems necessary",
    "all-means": "obliges to all the help in one's power",
}


def only_consult(*names: str) -> Finding:
    """Whether some pacts oblige to consulting and no more.

    Examples
    --------
    >>> only_consult("anzus-1951", "philippines-us-1951", "japan-us-1951").verdict
    'not reproduced'
    """
    found = [(pacts()[name].name, pacts()[name].obligation) for name in names]
    told = " ".join(f"{name}: {_OBLIGED[obliged]}." for name, obliged in found)
    alone = sum(obliged == "consult" for _, obliged in found)
    return Finding(YES if alone == len(found) else CAVEAT if alone else NO, told)


def same_promise(joined: str, own: str) -> Finding:
    """Whether a patron's pact promises what its clients' own pact promised.

    With a caveat where both oblige to more than consulting, and differently.

    Examples
    --------
    >>> same_promise("north-atlantic-1949", "brussels-1948").verdict
    'reproduced with a caveat'
    """
    one, other = pacts()[joined], pacts()[own]
    told = f"{one.name}: {_OBLIGED[one.obligation]}. {other.name}: {_OBLIGED[other.obligation]}."
    if one.obligation == other.obligation:
        return Finding(YES, told)
    both = min(OBLIGATIONS.index(p.obligation) for p in (one, other)) > OBLIGATIONS.index("consult")
    return Finding(CAVEAT if both else NO, told)


def names_adversary(pact: str, adversary: str) -> Finding:
    """Whether a pact's text names the adversary that the article has it meet.

    Examples
    --------
    >>> names_adversary("brussels-1948", "Soviet Union").verdict
    'not reproduced'
    """
    named = pacts()[pact].threat_named
    told = f"The text names {named or 'nobody'}."
    return Finding(YES if adversary in named else NO, told)


def _counted() -> list[Pact]:
    """The patron's pacts that the article counts: its treaties of 1949 to 1955 in Europe and Asia.

    Agreements on bases and on arms that never went to the Senate as treaties are none of them.
    """
    return [
        pact
        for pact in pacts().values()
        if pact.patron == "united-states"
        and pact.instrument.startswith("treaty")
        and FIRST <= pact.signed <= LAST
    ]


def _european(pact: Pact) -> bool:
    return pact.id == "north-atlantic-1949"


def _clients(europe: bool) -> tuple[str, ...]:
    """Clients in the pacts counted, bound by the end of 1955; great powers are clients in Europe."""
    found: set[str] = set()
    for pact in _counted():
        if _european(pact) == europe:
            found |= set(members_on(pact, LAST, "client"))
    return tuple(sorted(found))


def alliances(number: str) -> Finding:
    """How many alliances the United States entered from 1949 to 1955.

    Examples
    --------
    >>> alliances("7").verdict
    'reproduced'
    """
    found = _counted()
    told = f"{len(found)}: " + "; ".join(f"{pact.name} ({pact.signed.year})" for pact in found)
    return Finding(YES if len(found) == int(number) else NO, told + ".")


def partners(number: str) -> Finding:
    """How many partners it had in them at the end of 1955.

    Examples
    --------
    >>> partners("22").verdict
    'reproduced'
    """
    found = set(_clients(True)) | set(_clients(False))
    return Finding(
        YES if len(found) == int(number) else NO,
        f"{len(found)}: {_joined(sorted(found))}.",
    )


def partners_in(theatre: str, number: str) -> Finding:
    """How many of them in Europe, or in Asia; a caveat where some lie elsewhere.

    Examples
    --------
    >>> partners_in("europe", "14").verdict
    'reproduced with a caveat'
    """
    found = _clients(theatre == "europe")
    elsewhere = (
        sorted(set(found) & OUTSIDE_EUROPE)
        if theatre == "europe"
        else sorted(set(found) & {"australia", "new-zealand"})
    )
    told = f"{len(found)}: {_joined(found)}."
    if len(found) != int(number):
        return Finding(NO, told)
    if elsewhere:
        wanted = "Europe" if theatre == "europe" else "Asia"
        return Finding(CAVEAT, f"{told} {_joined(elsewhere)} lie outside {wanted}, or mostly so.")
    return Finding(YES, told)


def mostly_bilateral(number: str) -> Finding:
    """How many of the Asian pacts are of two or three members.

    Examples
    --------
    >>> mostly_bilateral("5").verdict
    'reproduced'
    """
    found = [p for p in _counted() if p.design in ("bilateral", "trilateral")]
    two = sum(pact.design == "bilateral" for pact in found)
    told = f"{len(found)}, of which {two} bilateral: " + "; ".join(pact.name for pact in found)
    return Finding(YES if len(found) == int(number) and two > len(found) / 2 else NO, told + ".")


def bound_before(pact: str, least: str = "act") -> Finding:
    """Whether a pact's clients had pledged themselves to one another before it was signed.

    Counted are all clients that the pact had at the end of 1955. With a caveat where only some had.

    Examples
    --------
    >>> bound_before("north-atlantic-1949").verdict
    'reproduced with a caveat'
    """
    text = pacts()[pact]
    clients = members_on(text, LAST, "client")
    bound = bound_to_each_other(clients, text.signed, least)
    told = (
        f"{len(bound)} of {len(clients)} clients were: {_joined(bound)}."
        if bound
        else (f"None of {len(clients)} clients was.")
    )
    return Finding(YES if len(bound) == len(clients) else CAVEAT if bound else NO, told)


def not_all_bound(pact: str, number: str) -> Finding:
    """How many of a pact's first clients had pledged themselves to no other of them.

    With a caveat where the number is not the article's.

    Examples
    --------
    >>> not_all_bound("north-atlantic-1949", "7").verdict
    'reproduced with a caveat'
    """
    text = pacts()[pact]
    first = members_on(text, text.in_force or text.signed, "client")
    bound = bound_to_each_other(first, text.signed)
    free = sorted(set(first) - set(bound))
    told = f"{len(free)} of the {len(first)} first clients: {_joined(free)}."
    return Finding(YES if len(free) == int(number) else CAVEAT if free else NO, told)


def independent() -> Finding:
    """Whether the clients of the article's cases were independent and had a patron.

    Examples
    --------
    >>> independent().verdict
    'reproduced with a caveat'
    """
    occupied = _day("japan-signed") < _day("japan-independent")
    without = [
        p.name
        for p in pacts().values()
        if p.source in ("dunkirk1947", "brussels1948") and not p.patron
    ]
    told = "Japan was occupied until " + in_words(events()["japan-independent"]["date"]) + "."
    if without:
        told += f" No great power stands over clients in: {', '.join(without)}."
    return Finding(CAVEAT if occupied or without else YES, told)


def nobody_bound(clients: str, event: str) -> Finding:
    """Whether no clients had pledged themselves to one another by a day; a caveat where some consulted.

    Examples
    --------
    >>> nobody_bound("australia+japan+new-zealand+philippines", "philippines-signed").verdict
    'reproduced with a caveat'
    """
    day = _day(event)
    names = tuple(clients.split("+"))
    bound = bound_to_each_other(names, day)
    talking = bound_to_each_other(names, day, "consult")
    if bound:
        return Finding(NO, f"{_joined(bound)} were bound to one another.")
    if talking:
        return Finding(CAVEAT, f"No pledge, but {_joined(talking)} had agreed to consult.")
    return Finding(YES, "No pact of defence among them is in the table for that day.")


def allies_before(pact: str, named: str) -> Finding:
    """Whether some states had a treaty with the patron in force when a pact was signed.

    Examples
    --------
    >>> allies_before("manila-1954", "australia+new-zealand+philippines").verdict
    'reproduced'
    """
    text = pacts()[pact]
    allied = {
        state
        for other in pacts().values()
        if other.patron == text.patron and other.id != pact
        for state in members_on(other, text.signed, "client")
    }
    names = named.split("+")
    missing = [name for name in names if name not in allied]
    if not missing:
        return Finding(YES, f"All {len(names)} had one in force on {in_words(str(text.signed))}.")
    return Finding(NO, f"{_joined(missing)} had none in force.")


def only_member_from_southeast_asia(pact: str, state: str) -> Finding:
    """Whether a state is a pact's only member from Southeast Asia.

    Examples
    --------
    >>> only_member_from_southeast_asia("manila-1954", "thailand").verdict
    'not reproduced'
    """
    found = sorted({m.state for m in pacts()[pact].members} & SOUTHEAST_ASIA)
    return Finding(
        YES if found == [state] else NO, f"Members from Southeast Asia: {_joined(found)}."
    )


def outlasts(longer: str, shorter: str) -> Finding:
    """Whether one pact has lasted longer than another; a caveat where only an organisation ended.

    Examples
    --------
    >>> outlasts("north-atlantic-1949", "manila-1954").verdict
    'reproduced with a caveat'
    """
    one, other = pacts()[longer], pacts()[shorter]
    first, second = age(one, TODAY), age(other, TODAY, organisation=True)
    told = f"{one.name}: {first:.0f} years. {other.name}: {second:.0f} years."
    if first <= second:
        return Finding(NO, told)
    if other.ended is None:
        return Finding(CAVEAT, told + " Its organisation was dissolved; its treaty was not.")
    return Finding(YES, told)


def settled_after(imposed: str, given_up: str = "") -> Finding:
    """Whether the patron's bilateral and trilateral pacts came after a pact of many had failed.

    Reproduced where all came after an imposed pact had ended; with a caveat where they came after
    a design of many had been given up, an event of the table, before anything was imposed.

    Examples
    --------
    >>> settled_after("manila-1954").verdict
    'not reproduced'
    >>> settled_after("manila-1954", "one-pact-given-up").verdict
    'reproduced with a caveat'
    """
    text = pacts()[imposed]
    smaller = [p for p in _counted() if p.design in ("bilateral", "trilateral")]
    before = [p for p in smaller if p.signed < text.signed]
    ended = text.organisation_ended or text.ended
    after = [p for p in smaller if ended and p.signed > ended]
    told = (
        f"Of {len(smaller)} bilateral and trilateral pacts {len(before)} were signed before it,"
        f" {len(smaller) - len(before) - len(after)} while it stood and {len(after)} after its end."
    )
    if len(after) == len(smaller):
        return Finding(YES, told)
    if given_up and all(pact.signed > _day(given_up) for pact in smaller):
        told += f" All came after “{events()[given_up]['event']}”."
        return Finding(CAVEAT, told)
    return Finding(CAVEAT if after else NO, told)


def hypothesis(name: str) -> Finding:
    """What the article's own observations come to for one of its hypotheses.

    Reproduced where they support it at the worst end of the ranges, with a caveat where they do at
    the middle, not testable where they leave it open, not reproduced where they speak against it.

    Examples
    --------
    >>> hypothesis("H2").verdict
    'not testable here'
    """
    own = evidence.of_the_article(evidence.observations())
    each = evidence.cluster_weights(own, name)
    weight = evidence.total(each.values())
    verdict = evidence.verdict(weight)
    number = len(each)
    told = (
        f"{number} cluster{'s' * (number != 1)}, {weight.low:.0f} to"
        f" {weight.high:.0f} decibels, {weight.middle:.0f} at the middle: {verdict}."
    )
    return Finding(
        {"supported": YES, "leans for": CAVEAT, "open": UNTESTABLE}.get(verdict, NO), told
    )


def left_open(one: str, *others: str) -> Finding:
    """Whether the older explanations leave the design open in one case and in all of some others.

    Reproduced where no rival names a single design in the first case and a different one in any of
    the others; with a caveat where some do; not reproduced where all do.

    Examples
    --------
    >>> left_open("brussels-1948", "pacific-1951").verdict
    'reproduced with a caveat'
    """
    from alliance_design.cases import load
    from alliance_design.rivals import RIVALS, said, told

    definite = []
    for rival in RIVALS.values():
        first = said(rival, told(load(one)))["design"]
        there = [said(rival, told(load(name)))["design"] for name in others]
        if len(first) == 1 and any(len(found) == 1 and found != first for found in there):
            definite.append(rival.name)
    told_ = f"{len(definite)} of {len(RIVALS)} name one design there and another single one here"
    told_ += f": {', '.join(definite)}." if definite else "."
    if not definite:
        return Finding(YES, told_)
    return Finding(NO if len(definite) == len(RIVALS) else CAVEAT, told_)


def lasts_in_universe(column: str) -> Finding:
    """Whether pacts lasted longer where clients bound themselves first, or shorter where imposed.

    Over the pacts of the universe with several clients, by the log-rank test at five per cent.
    Reproduced where both readings of the coding say so, with a caveat where one does; not testable
    where a reading marks fewer than five pacts.

    Examples
    --------
    >>> lasts_in_universe("bound_first").verdict
    'not testable here'
    """
    from alliance_design.universe import hazard_ratio, log_rank, spells

    known, sign = pacts(), {"bound_first": -1.0, "imposed": 1.0}[column]
    held, fewest = 0, 99
    told_: list[str] = []
    for name in (column, f"{column}_other"):
        # Where there is one client nobody asked whether its pledges were imposed.
        kept = [one for one in spells() if known[one.pact].imposed]
        group = [getattr(known[one.pact], name) for one in kept]

        def marked(pact: Pact, name: str = name) -> float:
            return float(getattr(pact, name) == "yes")

        ratio = hazard_ratio(kept, {"yes": marked})
        _, chance = log_rank(kept, group)
        held += chance < 0.05 and sign * (float(ratio["ratio"].iloc[0]) - 1.0) > 0.0
        fewest = min(fewest, group.count("yes"))
        told_.append(f"{group.count('yes')} of {len(kept)} pacts, {_chance(chance)}")
    told = f"Log-rank, first reading: {told_[0]}; other reading: {told_[1]}."
    return Finding(UNTESTABLE if fewest < FEWEST else (NO, CAVEAT, YES)[held], told)


def _chance(p: float) -> str:
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def late(case: str, claim: str) -> Finding:
    """Whether the documents that support a claim on a pact are older than the pact.

    With a caveat where some are younger, not reproduced where most are.

    Examples
    --------
    >>> late("brussels-1948", "H6").verdict
    'reproduced with a caveat'
    """
    signed = _day({"brussels-1948": "brussels-signed", "nato-1949": "nat-signed"}[case])
    own = [
        o
        for o in evidence.of_the_article(evidence.observations())
        if o.case == case
        and o.kind == "document"
        and len(o.date) >= 7
        and any(b.claim == claim and b.direction == "supports" for b in o.bearings)
    ]
    younger = [o for o in own if _first(o.date) > signed]
    told = f"Of {len(own)} dated documents, {len(younger)} are younger than the signature"
    told += f" ({', '.join(o.id for o in younger)})." if younger else "."
    return Finding(NO if len(younger) > len(own) / 2 else CAVEAT if younger else YES, told)


@cache
def _game(case: str) -> Any:
    from alliance_design.cases import load
    from alliance_design.design import predict

    return predict(load(case))


@cache
def _left_out(case: str) -> float:
    """Share of the calibrated points that still meet a case's facts when it was left out."""
    raw = json.loads((data_folder() / "calibration.json").read_text(encoding="utf-8"))
    found = raw["leaving_out"].get(case)
    return float(found["together"]) if found else 1.0


def _in_sample(holds: bool, told: str, *cases: str) -> Finding:
    """A finding of the model on a case it was fitted to: a caveat at best.

    What a model says that was told the answer is no test; what it says when the case is left out
    is told beside.
    """
    if not holds:
        return Finding(NO, told)
    share = min(_left_out(case) for case in cases)
    if share < 1.0:
        told += f" Calibrated without the case, {share:.0%} of the points say so."
    return Finding(YES if share == 1.0 else CAVEAT, told)


def predicted(case: str, question: str, answer: str) -> Finding:
    """Whether the model, at the one calibration, predicts what the article expects of a case.

    With a caveat where the case was among those that the calibration was fitted to. Questions are
    ``design``, ``level``, ``patron`` (its first preference), ``committed`` (clients that pledge
    themselves, or nobody) and ``imposed`` (yes or no).

    Examples
    --------
    >>> predicted("brussels-1948", "design", "multilateral").verdict
    'reproduced with a caveat'
    """
    found = _game(case)
    pledged = found.survivors[0].coalition if found.survivors else ()
    given = {
        "design": found.design,
        "level": found.commitment,
        "patron": found.patron_preference[0],
        "committed": "+".join(sorted(pledged)) or "nobody",
        "imposed": "yes" if any(pact.kind == "imposed" for pact in found.pacts) else "no",
    }[question]
    told = f"The model says: {given.replace('+', ', ')}."
    return _in_sample(given == answer and found.determinate, told, case)


def committed_with(case: str, fewest: str, among: str) -> Finding:
    """Whether at least some clients, one of them named, pledge themselves in the model.

    Examples
    --------
    >>> committed_with("hokkaido-occupied", "2", "japan").verdict
    'reproduced with a caveat'
    """
    found = _game(case)
    pledged = found.survivors[0].coalition if found.survivors else ()
    told = f"In the model {_joined(list(pledged)) if pledged else 'nobody'} pledge themselves."
    return _in_sample(len(pledged) >= int(fewest) and among in pledged, told, case)


def withholds(case: str) -> Finding:
    """Whether the model's patron stays out while its clients have not pledged themselves.

    Examples
    --------
    >>> withholds("brussels-1948").verdict
    'not reproduced'
    """
    from alliance_design.cases import load
    from alliance_design.design import play
    from alliance_design.patron import IMPOSED

    replies = play(load(case)).replies
    if replies.kind[0] == IMPOSED:
        return Finding(NO, "With nobody pledged, the model's patron would impose a pact of many.")
    return Finding(YES, "With nobody pledged, the model's patron makes no pact of many.")


def determinate() -> Finding:
    """Whether the model's five predictions are determinate in all cases.

    Examples
    --------
    >>> determinate().verdict
    'reproduced with a caveat'
    """
    from alliance_design.cases import case_ids

    single = [case for case in case_ids() if _game(case).determinate]
    told = (
        f"One outcome survives in {len(single)} of {len(case_ids())} cases, at the one calibration."
    )
    return Finding(CAVEAT if single else NO, told)


def lasts_longer(longer: str, shorter: str) -> Finding:
    """Whether the model has one case's pact last longer than another's.

    Examples
    --------
    >>> lasts_longer("nato-1949", "seato-1954").verdict
    'reproduced with a caveat'
    """
    one, other = _game(longer).hazard, _game(shorter).hazard
    told = f"Rates of ending: {one:.3f} a year and {other:.3f} a year."
    return _in_sample(one < other, told, longer, shorter)


def threatened_more(land: str, sea: str) -> Finding:
    """Whether every client of one case is more threatened than every client of another.

    Examples
    --------
    >>> threatened_more("brussels-1948", "pacific-1951").verdict
    'reproduced'
    """
    from alliance_design.cases import load
    from alliance_design.parameters import reference
    from alliance_design.threat import assess

    one, other = (assess(load(case), reference()).threats for case in (land, sea))
    told = f"Lowest threat there {min(one.values()):.2f}, highest here {max(other.values()):.2f}."
    return Finding(YES if min(one.values()) > max(other.values()) else NO, told)


def same_power(one: str, other: str, factor: str) -> Finding:
    """Whether the patron was about as powerful in two cases: within a factor.

    Examples
    --------
    >>> same_power("nato-1949", "pacific-1951", "1.25").verdict
    'reproduced'
    """
    from alliance_design.cases import load

    first, second = (load(case).patron.capability.value for case in (one, other))
    told = f"Its share of the world's capabilities: {first:.2f} and {second:.2f}."
    return Finding(YES if max(first, second) / min(first, second) <= float(factor) else NO, told)


def journal(volume: str, year: str, known_volume: str, known_year: str) -> Finding:
    """Whether a yearly journal's volume and year fit another volume and year of it.

    Examples
    --------
    >>> journal("6", "1989", "44", "2021").found
    'Volume 44 is of 2021 and one comes out a year, so volume 6 is of 1983.'
    """
    expected = int(known_year) - int(known_volume) + int(volume)
    told = (
        f"Volume {known_volume} is of {known_year} and one comes out a year,"
        f" so volume {volume} is of {expected}."
    )
    return Finding(YES if expected == int(year) else NO, told)


def same_number(number: str, address: str) -> Finding:
    """Whether an address ends in the number of the document that it stands for.

    Examples
    --------
    >>> same_number("122335", "1223325").verdict
    'not reproduced'
    """
    told = f"Number {number}, address {address}."
    return Finding(YES if number == address else NO, told)


def untestable(*reason: str) -> Finding:
    """Nothing at hand decides it: what would.

    Examples
    --------
    >>> untestable("The files in Kew were not seen.").verdict
    'not testable here'
    """
    return Finding(UNTESTABLE, "; ".join(reason))


CHECKS: Mapping[str, Callable[..., Finding]] = MappingProxyType(
    {
        check.__name__: check
        for check in (
            source,
            against,
            moved_by,
            event_is,
            order,
            within,
            dated,
            member,
            members,
            obligation,
            only_consult,
            same_promise,
            names_adversary,
            alliances,
            partners,
            partners_in,
            mostly_bilateral,
            bound_before,
            not_all_bound,
            independent,
            nobody_bound,
            allies_before,
            only_member_from_southeast_asia,
            outlasts,
            settled_after,
            hypothesis,
            late,
            predicted,
            committed_with,
            withholds,
            determinate,
            lasts_in_universe,
            left_open,
            lasts_longer,
            threatened_more,
            same_power,
            journal,
            same_number,
            untestable,
        )
    }
)
"""Every check by its name in the register."""
