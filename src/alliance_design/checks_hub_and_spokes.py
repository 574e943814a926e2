"""Checks of what the abstract of *Hub and spokes* says, for the register of claims.

Each takes what the register gives it, holds it against the tables of the bargaining or a model of
it, and returns what it found. None is told the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from alliance_design import bargaining, institution, life, paths
from alliance_design.checks import in_words
from alliance_design.claims import VERDICTS, Finding
from alliance_design.intervals import chance_interval
from alliance_design.pacts import state_name

__all__ = [
    "CHECKS",
    "REGIONAL",
    "agency",
    "asked_first",
    "bound_less",
    "chose_weakness",
    "conceded",
    "could_have_worked",
    "died_of_design",
    "dominant",
    "increasing_returns",
    "intensity_counts",
    "invested",
    "linkages_held",
    "no_deliberate_design",
    "not_maintained_by_the_patron",
    "preferred_bilateralism",
    "rational_dysfunction",
    "strongly_influenced",
    "unforced",
]

YES, CAVEAT, NO, UNTESTABLE = VERDICTS
PATRON = "united-states"
DRAWS, SEED = 1500, 1951
LAST = date(2024, 12, 31)
"""Linkages are counted to this day."""

MOST = 0.95
"""A thing holds over the coded ranges where it does in so large a share of the draws."""

SURE = 13.0
"""Decibels that make twenty to one."""

FORM = {"form", "members", "commitment"}
"""What an offer may be about and count as being about the design of the alliance."""

ASKS = ("proposal", "demand", "condition")
A_PART = 0.05
"""Whose share lies above this beyond doubt had a part in a thing. Set after a first look: by a tenth
the linkages that are allies' beyond doubt, 9 in a hundred, would have missed it."""


# ---------------------------------------------------------------- who asked


def _asked(round_: str) -> tuple[int, int, tuple[float, float]]:
    """Asks on the form in a round: ideas of allies, of the patron, the exact interval of the former."""
    about = [
        offer.initiator
        for offer in paths.offers(round_)
        if offer.kind in ASKS and FORM & set(offer.about.split(";"))
    ]
    allies, patron = about.count("ally"), about.count("us")
    return allies, patron, chance_interval(allies, allies + patron)


def _of_asks(round_: str) -> str:
    allies, patron, (low, high) = _asked(round_)
    return (
        f"Of {allies + patron} dated asks on form, members and commitment, {allies} were an ally's"
        f" idea and {patron} Washington's: a share of {allies / (allies + patron):.0%}"
        f" ({low:.0%} to {high:.0%})."
    )


def _of_linkages() -> tuple[int, float, float, float, str]:
    """Bilateral linkages: how many, the allies' part of all at its least, their share's interval."""
    from alliance_design import lock_in

    bilateral = [link for link in lock_in.linkages() if link.form == "bilateral"]
    found = lock_in.shares((link.initiator, link.initiator_other) for link in bilateral)
    least = sum(
        link.initiator == "ally" and link.initiator_other in ("", "ally") for link in bilateral
    )
    low, high = found.interval
    told = (
        f"Of {len(bilateral)} bilateral linkages ever founded allies asked for {found.allies} as coded"
        f" and for {least} by the reading worst for them, Washington for {found.us} as coded; of"
        f" {found.unknown} our first reader could not say."
    )
    return len(bilateral), least / len(bilateral), low, high, told


def agency(round_: str) -> Finding:
    """Whether allies had a part in shaping the form at all, and in founding what followed.

    Reproduced where their share lies beyond doubt above a twentieth in both, with a caveat in one.

    Examples
    --------
    >>> agency("pacific-1951").verdict
    'reproduced'
    """
    _, _, (low, _) = _asked(round_)
    _, least, _, _, told = _of_linkages()
    parts = [low > A_PART, least > A_PART]
    told = f"{_of_asks(round_)} {told}"
    return Finding(YES if all(parts) else CAVEAT if any(parts) else NO, told)


def strongly_influenced(round_: str) -> Finding:
    """Whether allies' ideas were the larger part, of the asks at the origin and of what followed.

    Reproduced where both are beyond doubt; with a caveat where they had a part in the asks and it is
    open whether it was the larger; not reproduced where one was the smaller part beyond doubt, or
    they had none.

    Examples
    --------
    >>> strongly_influenced("pacific-1951").verdict != "reproduced"
    True
    """
    _, _, (low, high) = _asked(round_)
    _, _, least, most, linked = _of_linkages()
    told = f"{_of_asks(round_)} {linked} Whether theirs was the larger part is"
    if low > 0.5 and least > 0.5:
        return Finding(YES, f"{told} settled.")
    if high < 0.5 or most < 0.5 or low <= A_PART:
        return Finding(NO, f"{told} settled against them.")
    return Finding(CAVEAT, f"{told} open.")


def invested() -> Finding:
    """Whether allies founded a part of the bilateral linkages, and ties held the better for them.

    Reproduced where both hold beyond doubt; not reproduced where they founded next to none; not
    testable where it is open whether ties held the better for it, or whether they founded a part.

    Examples
    --------
    >>> "linkages" in invested().found
    True
    """
    _, least, _, most, told = _of_linkages()
    held = linkages_held()
    told += f" {held.found}"
    if most < A_PART:
        return Finding(NO, told)
    return Finding(YES if least > A_PART and held.verdict == YES else UNTESTABLE, told)


def not_maintained_by_the_patron() -> Finding:
    """Whether it was not the patron who asked for most of the bilateral linkages.

    Reproduced where allies asked for most beyond doubt, not where the patron did, else open. It looks
    at who asked, and not at why.

    Examples
    --------
    >>> not_maintained_by_the_patron().verdict
    'not testable here'
    """
    _, _, low, high, told = _of_linkages()
    told += f" The allies' share of what one side asked for is {low:.0%} to {high:.0%} over every reading."
    return Finding(YES if low > 0.5 else NO if high < 0.5 else UNTESTABLE, told)


def asked_first(*named: str) -> Finding:
    """Whether each ally asked for a treaty, was refused, and then got it; rounds and allies by turns.

    Reproduced where all three came in this order for every ally, with a caveat where the request came
    before the consent at least. Only what one told the other counts.

    Examples
    --------
    >>> asked_first("korea-1953", "south-korea").verdict
    'reproduced'
    """
    orders, told = [], []
    for round_, ally in zip(named[0::2], named[1::2], strict=True):
        rows = [row for row in paths.offers(round_) if row.design == "treaty"]
        asked = [row for row in rows if row.by == ally and row.kind in ASKS]
        back = [row for row in rows if row.by.startswith(PATRON) and row.to == ally]
        refused = [row for row in back if row.kind == "refusal" and "form" in row.about]
        agreed = [row for row in back if row.kind in ("concession", "acceptance", "proposal")]
        places = [rows.index(of[0]) if of else None for of in (asked, refused, agreed)]
        first, no, yes = places
        if first is None or yes is None or first > yes:
            orders.append(0)
        else:
            orders.append(2 if no is not None and first < no < yes else 1)
        days = [in_words(of[0].date) if of else "never" for of in (asked, refused, agreed)]
        told.append(
            f"{state_name(ally)} asked on {days[0]}, was refused on {days[1]} and told yes on {days[2]}."
        )
    least = min(orders)
    return Finding({2: YES, 1: CAVEAT}.get(least, CAVEAT if max(orders) else NO), " ".join(told))


def conceded(round_: str, number: str, offered: str) -> Finding:
    """Whether the patron told allies so many times that it gave way on the form, and lost by it.

    Counts its concessions and acceptances of an ally's idea on form or members, said to an ally;
    signatures and talk at home do not count. With a caveat where it is not worse off at the end, by
    its own worths as either reader coded them, than with the design it had offered, in almost every
    draw.

    Examples
    --------
    >>> conceded("pacific-1951", "99", "pacific-with-japan").verdict
    'not reproduced'
    """
    allies = set(bargaining.governments(round_)) - {PATRON}
    given = [
        offer
        for offer in paths.offers(round_)
        if offer.by.startswith(PATRON)
        and "+" not in offer.by
        and set(offer.to.split("+")) <= allies
        and offer.kind in ("concession", "acceptance")
        and offer.initiator == "ally"
        and {"form", "members"} & set(offer.about.split(";"))
    ]
    last = paths.steps(round_)[-1].position
    worse = sorted(
        sum(worth[PATRON][last] < worth[PATRON][offered] for worth in _worths(round_, second))
        / DRAWS
        for second in (False, True)
    )
    told = (
        f"{len(given)} times Washington told allies that it gave way to their idea on form or members"
        f" ({', '.join(in_words(offer.date) for offer in given)}). What it ended with is worth less to"
        f" it than the pact that it had offered in {worse[0]:.0%} to {worse[1]:.0%} of the draws, by the"
        " codes of two readers."
    )
    return Finding(NO if len(given) < int(number) else YES if worse[0] >= MOST else CAVEAT, told)


def unforced(round_: str) -> Finding:
    """Whether regional allies neither threatened nor made other things depend on their wish.

    Reproduced without either, with a caveat where they set conditions, not where they threatened.

    Examples
    --------
    >>> unforced("korea-1953").verdict
    'not reproduced'
    """
    others = (PATRON, "britain", "france")
    by_allies = [o for o in paths.offers(round_) if not o.by.startswith(others)]
    threats = sum(o.kind == "threat" for o in by_allies)
    terms = sum(o.kind == "condition" for o in by_allies)
    told = f"Of {len(by_allies)} steps by regional allies {threats} were threats and {terms} conditions."
    return Finding(NO if threats else CAVEAT if terms else YES, told)


# ---------------------------------------------------------------- what they wanted


@cache
def _worths(round_: str, second: bool = False) -> tuple[bargaining.Worth, ...]:
    return tuple(bargaining.drawn(round_, DRAWS, SEED, second=second))


def preferred_bilateralism() -> Finding:
    """Whether each regional ally valued some pact of two or three above every pact of many, in 1951.

    Reproduced where all did in almost every draw from the coded ranges, with a caveat where most
    did in most draws, else not.

    Examples
    --------
    >>> "Japan" in preferred_bilateralism().found
    True
    """
    table = bargaining.designs("pacific-1951")
    many = [d for d in table if table[d].form == "multilateral"]
    allies = [a for a in bargaining.governments("pacific-1951") if a not in (PATRON, "britain")]

    def shares(*forms: str) -> dict[str, float]:
        few = [d for d in table if table[d].form in forms]
        return {
            ally: sum(
                max(worth[ally][d] for d in few) > max(worth[ally][d] for d in many)
                for worth in _worths("pacific-1951")
            )
            / DRAWS
            for ally in allies
        }

    def listed(found: Mapping[str, float]) -> str:
        return ", ".join(f"{state_name(ally)} {share:.0%}" for ally, share in found.items())

    found = shares("bilateral", "trilateral")
    told = (
        "Share of draws in which some pact of two or three is worth more than any of many:"
        f" {listed(found)}. Counting treaties of two alone: {listed(shares('bilateral'))}."
    )
    sure = sum(share >= MOST for share in found.values())
    mostly = sum(share > 0.5 for share in found.values())
    return Finding(YES if sure == len(allies) else CAVEAT if mostly > len(allies) / 2 else NO, told)


@cache
def _stories() -> tuple[Mapping[str, paths.Likelihood], ...]:
    """The stories' likelihoods of the changes of position, by the codes of either reader."""
    path = [step for step in paths.steps("pacific-1951") if step.position != step.before]
    return tuple(
        paths.likelihoods(path, "pacific-1951", 2000, SEED, second=second)
        for second in (False, True)
    )


def no_deliberate_design() -> Finding:
    """Whether the changes of American position are likelier under concession than under design.

    Days on which a position was merely kept are left out, for they are hardly separate evidence.
    Reproduced where concession beats every story of fixed wishes by twenty to one, with the codes of
    both readers; with a caveat where it is ahead of the coded reading of deliberate design with
    both; not reproduced where it is behind with both.

    Examples
    --------
    >>> no_deliberate_design().verdict != "not reproduced"
    True
    """
    over = [
        {story: found["concession"].decibels_over(found[story]) for story in found}
        for found in _stories()
    ]
    design = sorted(reader["design"] for reader in over)
    own = sorted(reader["own wishes"] for reader in over)
    told = (
        f"Over the days on which Washington changed its position concession is {design[0]:.1f} to"
        f" {design[-1]:.1f} decibels ahead of the rival's reading of its wishes, by the codes of two"
        " readers; against its own documented wishes, with no ally in them, it stands at"
        f" {own[0]:+.1f} to {own[-1]:+.1f}."
    )
    if design[0] <= 0.0:
        return Finding(NO if design[-1] < 0.0 else UNTESTABLE, told)
    rivals = ("own wishes", "any fixed wishes", "design")
    sure = min(reader[story] for reader in over for story in rivals) >= SURE
    return Finding(YES if sure else CAVEAT, told)


def intensity_counts() -> Finding:
    """Whether counting intensity makes the design of 1951 likelier than counting ranks, by one rule.

    The sum of worths against the sum of ranks, with equal weights and by capability, by the codes of
    both readers. Reproduced where worths add a quarter or more each time; with a caveat where they
    add a twentieth at least once and never take as much away; else not.

    Examples
    --------
    >>> "ranks" in intensity_counts().found
    True
    """
    adopted = paths.steps("pacific-1951")[-1].position
    rises, told = [], []
    for words, weights in (
        ("equal weights", None),
        ("weights by capability", bargaining.capabilities()),
    ):
        spans = []
        for second in (False, True):
            worths = _worths("pacific-1951", second)
            shares = [
                sum(bargaining.utilitarian(read(worth), weights) == (adopted,) for worth in worths)
                / len(worths)
                for read in (bargaining.by_rank, dict)
            ]
            rises.append(shares[1] - shares[0])
            spans.append(f"{shares[0]:.0%} by ranks and {shares[1]:.0%} by worths")
        told.append(
            f"With {words} the design of 1951 wins in {spans[0]} ({spans[1]} by the second reader)."
        )
    least, most = min(rises), max(rises)
    some = least > -0.05 and most >= 0.05
    return Finding(YES if least >= 0.25 else CAVEAT if some else NO, " ".join(told))


def dominant(since: str) -> Finding:
    """Whether ties in Asia have hung on the patron since a year, and more than Europe's.

    Reproduced where the theatre's centralisation is above a half in every year, whether all pacts
    count or only promises to act; with a caveat where it is above Europe's in every year.

    Examples
    --------
    >>> dominant("1952").verdict != "not reproduced"
    True
    """
    from alliance_design import network

    lowest, above, told = [], [], []
    for least, words in (("none", "every pact"), ("act", "only promises to act")):
        asia, europe = (
            [
                found.centralisation or 0.0
                for found in network.by_year(int(since), LAST.year, theatre, least)
            ]
            for theatre in ("asia", "europe")
        )
        lowest.append(min(asia))
        above.append(all(a > e for a, e in zip(asia, europe, strict=True)))
        told.append(
            f"{min(asia):.2f} to {max(asia):.2f} counting {words} (Europe {max(europe):.2f} at most)"
        )
    text = f"Centralisation in Asia since {since}: {'; '.join(told)}."
    return Finding(YES if min(lowest) > 0.5 and all(above) else CAVEAT if all(above) else NO, text)


# ---------------------------------------------------------------- SEATO


def could_have_worked() -> Finding:
    """Whether a pact like NATO could have come out at Manila, by the coded wishes.

    Reproduced where it found everyone's consent in most draws; with a caveat where some rule of
    deciding gives it in a quarter of them; not reproduced where none gives it to speak of; else not
    testable, for whether wishes could have been other no record tells.

    Examples
    --------
    >>> "draws" in could_have_worked().found
    True
    """
    worths = _worths("manila-1954")
    needed = bargaining.consent("manila-1954")
    members = needed["nato-like"]
    share = sum(all(w[m]["nato-like"] >= 0 for m in members) for w in worths) / len(worths)
    refused = {m: sum(w[m]["nato-like"] < 0 for w in worths) / len(worths) for m in members}
    most = [m for m in members if refused[m] >= max(refused.values()) - 1e-9]
    rules = {name: rule for name, rule in bargaining.RULES.items() if "capability" not in name}
    won = {
        name: of["nato-like"]
        for name, of in bargaining.win_shares(worths, {}, needed, rules).items()
    }
    best = max(won, key=lambda name: won[name])
    told = (
        f"A pact like NATO finds everyone's consent in {share:.0%} of the draws;"
        f" {' and '.join(state_name(m) for m in most)} refused in {max(refused.values()):.0%}. Of the"
        f" rules, “{best}” gives it most often, in {won[best]:.0%}."
    )
    if share >= 0.5:
        return Finding(YES, told)
    return Finding(CAVEAT if won[best] >= 0.25 else UNTESTABLE if won[best] > 0.05 else NO, told)


def bound_less() -> Finding:
    """Whether SEATO's design bound its members less than NATO's, beyond the ranges of the codes.

    With a caveat where the ranges meet.

    Examples
    --------
    >>> bound_less().verdict
    'reproduced'
    """
    atlantic, manila = (
        institution.design_scale(pact) for pact in ("north-atlantic-1949", "manila-1954")
    )
    told = (
        f"On the scale of design NATO stands at {atlantic.value:.2f} ({atlantic.low:.2f} to"
        f" {atlantic.high:.2f}) and SEATO at {manila.value:.2f} ({manila.low:.2f} to"
        f" {manila.high:.2f})."
    )
    if manila.value >= atlantic.value:
        return Finding(NO, told)
    return Finding(YES if manila.high < atlantic.low else CAVEAT, told)


def died_of_design() -> Finding:
    """Whether shocks lowered SEATO's state oftener than NATO's: what its design would have to show.

    Reproduced where the exact intervals lie apart, not where NATO's lies above; not testable where
    they overlap.

    Examples
    --------
    >>> died_of_design().verdict
    'not testable here'
    """
    records = {record.pact: record for record in life.shock_record()}
    steady, shaken = records["north-atlantic-1949"], records["manila-1954"]
    told = (
        f"Shocks lowered NATO's state {steady.moved} times in {steady.shocks}"
        f" ({steady.interval[0]:.2f} to {steady.interval[1]:.2f}) and SEATO's {shaken.moved} in"
        f" {shaken.shocks} ({shaken.interval[0]:.2f} to {shaken.interval[1]:.2f})."
    )
    if shaken.interval[0] > steady.interval[1]:
        return Finding(YES, told)
    return Finding(NO if shaken.interval[1] < steady.interval[0] else UNTESTABLE, told)


REGIONAL = ("australia", "new-zealand", "philippines", "thailand", "pakistan")
"""SEATO's members with their seat of government in Asia or the Pacific."""


def chose_weakness() -> Finding:
    """Whether the regional powers, and not the patron, wanted the weak pact rather than one like NATO.

    Reproduced where most of them at once did in almost every draw and the patron did not; not
    reproduced where the patron did in almost every draw and most of them in less than half, by the
    codes of both readers; with a caveat in between.

    Examples
    --------
    >>> "United States" in chose_weakness().found
    True
    """

    def weak(worth: bargaining.Worth, actor: str) -> bool:
        return worth[actor]["as-signed"] > worth[actor]["nato-like"]

    both = [_worths("manila-1954", second) for second in (False, True)]
    shares = {
        actor: sum(weak(worth, actor) for worth in both[0]) / len(both[0])
        for actor in (PATRON, *REGIONAL)
    }
    most = [
        sum(sum(weak(worth, actor) for actor in REGIONAL) > len(REGIONAL) / 2 for worth in worths)
        / len(worths)
        for worths in both
    ]
    told = "Share of draws in which the pact as signed is worth more than one like NATO: "
    told += ", ".join(f"{state_name(a)} {share:.0%}" for a, share in shares.items())
    told += f"; most of the five regional powers at once {most[0]:.0%} ({most[1]:.0%} by the second reader)."
    if min(most) >= MOST and shares[PATRON] < MOST:
        return Finding(YES, told)
    return Finding(NO if max(most) < 0.5 and shares[PATRON] >= MOST else CAVEAT, told)


def rational_dysfunction() -> Finding:
    """Whether there is an example of a design that all gain by, nobody will deepen, and misses most.

    With a caveat where one offer to take or leave would cure it.

    Examples
    --------
    >>> rational_dysfunction().verdict
    'reproduced with a caveat'
    """

    def alike(*wishes: float) -> list[institution.Member]:
        return [institution.Member(f"member {n}", w, 0.0, 1.0) for n, w in enumerate(wishes)]

    wide, narrow = alike(0.1, 0.6, 0.8), alike(0.4, 0.5, 0.6)
    depth = institution.unanimous(wide)
    missed = institution.dysfunction(wide, depth)
    rational = all(institution.payoff(member, depth) >= 0.0 for member in wide)
    cured = institution.acceptable(narrow) >= institution.best(narrow) - 1e-9
    told = (
        f"An example: members who would go to 0.1, 0.6 and 0.8 and go deeper step by step stop at the"
        f" first's wish, and miss {missed:.0%} of what the best design would give them together."
    )
    if cured:
        told += (
            " One offer to take or leave reaches the best where nobody wants less than half of it."
        )
    return Finding(NO if not (rational and missed > 0.5) else CAVEAT if cured else YES, told)


# ---------------------------------------------------------------- persistence


def linkages_held() -> Finding:
    """Whether ties with more linkages survived shocks better, by the record of all allies.

    Reproduced where the fit tells it from no effect, not where more linkages go with more exits; not
    testable where the likelihood is flat.

    Examples
    --------
    >>> "shocks" in linkages_held().found
    True
    """
    from alliance_design import lock_in, window

    records = window.trials(window.shocks(), lock_in.linkages())
    fit = window.fit_exits(records)
    told = f"Of {len(records)} shocks {sum(t.gave_way for t in records)} loosened or ended a tie. "
    told += f"What a standing linkage takes off the log odds: {fit.hold:.2f} ({fit.low:.2f} to {fit.high:.2f})"
    if fit.flat:
        return Finding(UNTESTABLE, told + ", which cannot be told from nothing.")
    return Finding(YES if fit.hold > 0.0 else NO, told + ".")


def increasing_returns() -> Finding:
    """Whether linkages came faster the more of them stood, by the record of all allies.

    With a caveat where the fit tells it from steady rates, for a rate that rises with the calendar
    would look the same. Where it does not: not reproduced if ten standing linkages would add less
    than half of what an ally founds anyway even at the upper end, else not testable.

    Examples
    --------
    >>> increasing_returns().verdict != "reproduced"
    True
    """
    from alliance_design import lock_in, window

    found = lock_in.linkages()
    records = [
        window.growth(
            [link.since for link in found if link.ally == ally],
            LAST,
            [link.until for link in found if link.ally == ally and link.until],
        )
        for ally in dict.fromkeys(link.ally for link in found if link.ally != "several")
    ]
    fit = window.fit_growth(records)
    base = sum(fit.bases) / len(fit.bases)
    told = (
        f"Each standing linkage adds {fit.gain:.3f} foundings a year to an ally's ({fit.low:.3f} to"
        f" {fit.high:.3f}); without any it founds {base:.2f} a year on average."
    )
    if not fit.flat:
        return Finding(CAVEAT, told)
    return Finding(NO if 10.0 * fit.high < base / 2.0 else UNTESTABLE, told)


CHECKS: Mapping[str, Callable[..., Finding]] = MappingProxyType(
    {
        check.__name__: check
        for check in (
            agency,
            asked_first,
            bound_less,
            chose_weakness,
            conceded,
            could_have_worked,
            died_of_design,
            dominant,
            increasing_returns,
            intensity_counts,
            invested,
            linkages_held,
            no_deliberate_design,
            not_maintained_by_the_patron,
            preferred_bilateralism,
            rational_dysfunction,
            strongly_influenced,
            unforced,
        )
    }
)
"""The checks by name."""
