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
from alliance_design.claims import VERDICTS, Finding
from alliance_design.intervals import chance_interval
from alliance_design.pacts import state_name

__all__ = [
    "CHECKS",
    "agency",
    "all_prefer_weak",
    "asked_first",
    "chose_weakness",
    "conceded",
    "conditions",
    "could_have_worked",
    "flawed_design",
    "increasing_returns",
    "initiators",
    "intensity_counts",
    "linkages_held",
    "made_sticky",
    "no_deliberate_design",
    "not_maintained_by_the_patron",
    "preferred_bilateralism",
    "rational_dysfunction",
    "unforced",
]

YES, CAVEAT, NO, UNTESTABLE = VERDICTS
PATRON = "united-states"
DRAWS, SEED = 400, 1951
LAST = date(2024, 12, 31)
"""Linkages are counted to this day."""

MOST = 0.95
"""A thing holds over the coded ranges where it does in so large a share of the draws."""

SURE = 13.0
"""Decibels that make twenty to one."""

FORM = {"form", "members", "commitment"}
"""What an offer may be about and count as being about the design of the alliance."""


def _sided(readings: list[str]) -> tuple[int, int, tuple[float, float]]:
    """Ideas of allies, ideas of the patron, and the exact interval of the allies' share."""
    allies, patron = readings.count("ally"), readings.count("us")
    return allies, patron, chance_interval(allies, allies + patron)


def initiators(round_: str) -> Finding:
    """Whether allies put forward most of what was on the table about the form, in a round.

    Reproduced where the whole exact interval of their share lies above a half; not reproduced where
    it lies below; with a caveat in between.

    Examples
    --------
    >>> initiators("pacific-1951").verdict in ("reproduced", "reproduced with a caveat")
    True
    """
    about = [
        offer.initiator for offer in paths.offers(round_) if FORM & set(offer.about.split(";"))
    ]
    allies, patron, (low, high) = _sided(about)
    told = (
        f"Of {allies + patron} dated steps on form, members and commitment whose idea was one side's,"
        f" {allies} were an ally's: {allies / (allies + patron):.0%} ({low:.0%} to {high:.0%})."
    )
    return Finding(YES if low > 0.5 else NO if high < 0.5 else CAVEAT, told)


def agency() -> Finding:
    """Whether allies' ideas outnumber the patron's both at the origin and in what came after.

    Reproduced where both do so beyond doubt, with a caveat where one does, else not.

    Examples
    --------
    >>> agency().verdict != "not testable here"
    True
    """
    origin, after = initiators("pacific-1951"), made_sticky()
    held = [origin.verdict == YES, after.verdict == YES]
    against = NO in (origin.verdict, after.verdict)
    told = f"Origin: {origin.found} Persistence: {after.found}"
    return Finding(NO if against else YES if all(held) else CAVEAT, told)


@cache
def _worths(round_: str) -> tuple[bargaining.Worth, ...]:
    return tuple(bargaining.drawn(round_, DRAWS, SEED))


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
    few = [d for d in table if table[d].form in ("bilateral", "trilateral")]
    many = [d for d in table if table[d].form == "multilateral"]
    allies = [a for a in bargaining.governments("pacific-1951") if a not in (PATRON, "britain")]
    shares = {
        ally: sum(
            max(worth[ally][d] for d in few) > max(worth[ally][d] for d in many)
            for worth in _worths("pacific-1951")
        )
        / DRAWS
        for ally in allies
    }
    told = "Share of draws in which a pact of two or three is worth more than any of many: "
    told += ", ".join(f"{state_name(ally)} {share:.0%}" for ally, share in shares.items()) + "."
    sure = sum(share >= MOST for share in shares.values())
    mostly = sum(share > 0.5 for share in shares.values())
    return Finding(YES if sure == len(allies) else CAVEAT if mostly > len(allies) / 2 else NO, told)


@cache
def _stories() -> tuple[Mapping[str, paths.Likelihood], ...]:
    """The stories' likelihoods with the codes of the first and of the second reader."""
    path = paths.steps("pacific-1951")
    return tuple(
        paths.likelihoods(path, "pacific-1951", 2000, SEED, second=second)
        for second in (False, True)
    )


def no_deliberate_design() -> Finding:
    """Whether the path of American positions is likelier under concession than under design.

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
        f"Concession is {design[0]:.0f} to {design[-1]:.0f} decibels ahead of the rival's reading of"
        f" Washington, by the codes of two readers; against Washington's own documented wishes, with no"
        f" ally in them, it stands at {own[0]:+.0f} to {own[-1]:+.0f}."
    )
    if design[0] <= 0.0:
        return Finding(NO if design[-1] < 0.0 else UNTESTABLE, told)
    rivals = ("own wishes", "any fixed wishes", "design")
    sure = min(reader[story] for reader in over for story in rivals) >= SURE
    return Finding(YES if sure else CAVEAT, told)


def conceded(round_: str, number: str) -> Finding:
    """Whether the patron gave up so many positions for an ally's idea, and lost by its own worths.

    With a caveat where it is not worse off at the end in almost every draw.

    Examples
    --------
    >>> conceded("pacific-1951", "99").verdict
    'not reproduced'
    """
    given = [
        offer
        for offer in paths.offers(round_)
        if offer.by.startswith(PATRON)
        and offer.kind in ("concession", "acceptance")
        and offer.initiator == "ally"
    ]
    path = paths.steps(round_)
    start = max(
        {step.position for step in path},
        key=lambda design: bargaining.points(round_)[PATRON][design],
    )
    worse = sum(
        worth[PATRON][path[-1].position] < worth[PATRON][start] for worth in _worths(round_)
    ) / len(_worths(round_))
    told = (
        f"{len(given)} American concessions or acceptances of an ally's idea. What Washington ended"
        f" with is worth less to it than the best it had stood for in {worse:.0%} of the draws."
    )
    return Finding(NO if len(given) < int(number) else YES if worse >= MOST else CAVEAT, told)


def unforced(round_: str) -> Finding:
    """Whether allies neither threatened nor made other things depend on their wish.

    Reproduced without either, with a caveat where they set conditions, not where they threatened.

    Examples
    --------
    >>> unforced("korea-1953").verdict
    'not reproduced'
    """
    by_allies = [o for o in paths.offers(round_) if not o.by.startswith(PATRON)]
    threats = sum(o.kind == "threat" for o in by_allies)
    terms = sum(o.kind == "condition" for o in by_allies)
    told = f"Of {len(by_allies)} steps by allies, {threats} are threats and {terms} conditions."
    return Finding(NO if threats else CAVEAT if terms else YES, told)


def asked_first(*named: str) -> Finding:
    """Whether each ally asked for a treaty before the patron agreed to one; rounds and allies by turns.

    What the patron decided at home, before it told the ally, does not count.

    Examples
    --------
    >>> asked_first("korea-1953", "south-korea").verdict
    'reproduced'
    """
    held, told = [], []
    for round_, ally in zip(named[0::2], named[1::2], strict=True):
        rows = paths.offers(round_)
        asked = [
            o
            for o in rows
            if o.by == ally
            and o.design == "treaty"
            and o.kind in ("proposal", "demand", "condition")
        ]
        agreed = [
            o
            for o in rows
            if o.by.startswith(PATRON)
            and o.to != "itself"
            and o.design == "treaty"
            and o.kind in ("concession", "acceptance", "proposal")
        ]
        held.append(bool(asked and agreed and rows.index(asked[0]) < rows.index(agreed[0])))
        when = [of[0].date if of else "never" for of in (asked, agreed)]
        told.append(f"{state_name(ally)} asked: {when[0]}; Washington agreed: {when[1]}.")
    return Finding(YES if all(held) else CAVEAT if any(held) else NO, " ".join(told))


def could_have_worked() -> Finding:
    """Whether a pact like NATO found the consent that it needed at Manila, by the coded wishes.

    Not testable where it never did: whether wishes could have been other, no record tells.

    Examples
    --------
    >>> "draws" in could_have_worked().found
    True
    """
    worths = _worths("manila-1954")
    members = bargaining.consent("manila-1954")["nato-like"]
    share = sum(all(w[m]["nato-like"] >= 0 for m in members) for w in worths) / len(worths)
    refused = {m: sum(w[m]["nato-like"] < 0 for w in worths) / len(worths) for m in members}
    first = max(refused, key=lambda m: refused[m])
    told = (
        f"A pact like NATO finds everyone's consent in {share:.0%} of the draws; it is"
        f" {state_name(first)} that refuses most often, in {refused[first]:.0%}."
    )
    return Finding(YES if share >= 0.5 else CAVEAT if share > 0.05 else UNTESTABLE, told)


def flawed_design() -> Finding:
    """Whether SEATO's design binds less than NATO's, and its record under shocks is worse.

    Reproduced where both differ beyond their ranges, with a caveat where the design alone does.

    Examples
    --------
    >>> flawed_design().verdict != "not reproduced"
    True
    """
    atlantic, manila = (
        institution.design_scale(pact) for pact in ("north-atlantic-1949", "manila-1954")
    )
    records = {record.pact: record for record in life.shock_record()}
    steady, shaken = records["north-atlantic-1949"], records["manila-1954"]
    told = (
        f"On the scale of design NATO stands at {atlantic.value:.2f} ({atlantic.low:.2f} to"
        f" {atlantic.high:.2f}) and SEATO at {manila.value:.2f} ({manila.low:.2f} to"
        f" {manila.high:.2f}). Shocks lowered NATO's state {steady.moved} times in {steady.shocks} and"
        f" SEATO's {shaken.moved} in {shaken.shocks}; the exact intervals"
        f" {'are apart' if shaken.interval[0] > steady.interval[1] else 'overlap'}."
    )
    weaker = manila.high < atlantic.low
    worse = shaken.interval[0] > steady.interval[1]
    return Finding(YES if weaker and worse else CAVEAT if weaker else NO, told)


REGIONAL = ("australia", "new-zealand", "philippines", "thailand", "pakistan")


def chose_weakness() -> Finding:
    """Whether the regional powers, and not the patron, wanted the weak pact rather than one like NATO.

    Reproduced where most of them did in almost every draw and the patron did not; not reproduced
    where the patron did in almost every draw and most of them in less than half; with a caveat in
    between.

    Examples
    --------
    >>> "United States" in chose_weakness().found
    True
    """
    worths = _worths("manila-1954")

    def weak(worth: bargaining.Worth, actor: str) -> bool:
        return worth[actor]["as-signed"] > worth[actor]["nato-like"]

    shares = {
        actor: sum(weak(worth, actor) for worth in worths) / len(worths)
        for actor in (PATRON, *REGIONAL)
    }
    most = sum(
        sum(weak(worth, actor) for actor in REGIONAL) > len(REGIONAL) / 2 for worth in worths
    ) / len(worths)
    told = "Share of draws in which the pact as signed is worth more than one like NATO: "
    told += ", ".join(f"{state_name(a)} {share:.0%}" for a, share in shares.items())
    told += f"; most of the five regional powers at once {most:.0%}."
    if most >= MOST and shares[PATRON] < MOST:
        return Finding(YES, told)
    return Finding(NO if most < 0.5 and shares[PATRON] >= MOST else CAVEAT, told)


def _alike(wishes: tuple[float, ...]) -> list[institution.Member]:
    return [institution.Member(f"member {n}", wish, 0.0, 1.0) for n, wish in enumerate(wishes)]


def rational_dysfunction() -> Finding:
    """Whether a design that every member gains by and nobody will deepen can miss most of the best.

    With a caveat where one offer to take or leave would cure it.

    Examples
    --------
    >>> rational_dysfunction().verdict
    'reproduced with a caveat'
    """
    wide, narrow = _alike((0.1, 0.6, 0.8)), _alike((0.4, 0.5, 0.6))
    depth = institution.unanimous(wide)
    missed = institution.dysfunction(wide, depth)
    rational = all(institution.payoff(member, depth) >= 0.0 for member in wide)
    cured = institution.acceptable(narrow) >= institution.best(narrow) - 1e-9
    told = (
        f"Members who would go to 0.1, 0.6 and 0.8 and go deeper step by step stop at the first's"
        f" wish and miss {missed:.0%} of what the best design would give them together."
    )
    if cured:
        told += (
            " One offer to take or leave reaches the best where nobody wants less than half of it."
        )
    return Finding(NO if not (rational and missed > 0.5) else CAVEAT if cured else YES, told)


def all_prefer_weak() -> Finding:
    """Whether there is a condition under which all prefer a weak design, and what it cannot mean.

    With a caveat where nobody can prefer it to the design that is best for all together.

    Examples
    --------
    >>> all_prefer_weak().verdict
    'reproduced with a caveat'
    """
    members = _alike((0.2, 0.3, 0.4))
    prefer = institution.all_prefer_weak(members, 0.1, 0.9)
    best = institution.best(members)
    together = institution.all_prefer_weak(members, 0.1, best)
    told = (
        "All prefer a weak design to a strong one exactly when the most willing member's wish lies"
        " below the middle of the two."
    )
    if not together:
        told += " No design is preferred by all to the one that is best for them together."
    return Finding(NO if not prefer else CAVEAT if not together else YES, told)


def made_sticky() -> Finding:
    """Whether allies asked for more of the bilateral linkages than the United States did.

    Reproduced or not where the whole interval, over every reading of who asked, lies on one side of
    a half; else open.

    Examples
    --------
    >>> made_sticky().verdict
    'not testable here'
    """
    from alliance_design import lock_in

    bilateral = [link for link in lock_in.linkages() if link.form == "bilateral"]
    found = lock_in.shares((link.initiator, link.initiator_other) for link in bilateral)
    low, high = found.interval
    told = (
        f"Of {len(bilateral)} bilateral linkages allies asked for {found.allies} and Washington for"
        f" {found.us}; {found.joint} were joint and of {found.unknown} nobody says. The allies' share"
        f" is {found.best:.0%}, and {low:.0%} to {high:.0%} over every reading."
    )
    return Finding({"allies": YES, "us": NO}.get(found.verdict, UNTESTABLE), told)


def not_maintained_by_the_patron() -> Finding:
    """Whether it was not the patron who asked for most of what kept the ties.

    Reproduced where allies asked for most beyond doubt, not where the patron did, else open.

    Examples
    --------
    >>> not_maintained_by_the_patron().verdict
    'not testable here'
    """
    from alliance_design import window

    linked = made_sticky()
    ended = [shock for shock in window.shocks() if shock.outcome == "ended"]
    told = f"{linked.found} Of {len(ended)} promises that ended, Washington brought on"
    return Finding(linked.verdict, f"{told} {sum(shock.moved_by == 'us' for shock in ended)}.")


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
    told += f"A standing linkage takes {fit.hold:.2f} off the log odds ({fit.low:.2f} to {fit.high:.2f})."
    if fit.flat:
        return Finding(UNTESTABLE, told + " The likelihood is flat.")
    return Finding(YES if fit.hold > 0.0 else NO, told)


def increasing_returns() -> Finding:
    """Whether linkages came faster the more of them stood, by the record of all allies.

    With a caveat where the fit tells it from steady rates, for a rate that rises with the calendar
    would look the same; not testable where the likelihood is flat.

    Examples
    --------
    >>> increasing_returns().verdict in ("reproduced with a caveat", "not testable here")
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
    told = (
        f"Each standing linkage adds {fit.gain:.3f} foundings a year to an ally's"
        f" ({fit.low:.3f} to {fit.high:.3f})."
    )
    return Finding(UNTESTABLE if fit.flat else CAVEAT, told)


def conditions() -> Finding:
    """Whether a weaker side gets its design beyond a critical intensity and not below it.

    With a caveat: the conditions are this book's, for the abstract states none.

    Examples
    --------
    >>> conditions().verdict
    'reproduced with a caveat'
    """
    holds = True
    for weight in (0.6, 0.75, 0.9):
        critical = bargaining.critical_intensity(weight, 1.0 - weight)
        for gain in (0.99 * critical, 1.01 * critical):
            worth = {"patron": {"many": 1.0, "hub": 0.0}, "client": {"many": 0.0, "hub": gain}}
            won = bargaining.utilitarian(worth, {"patron": weight, "client": 1.0 - weight})
            holds &= (won == ("hub",)) == (gain > critical)
    told = (
        "In the model the weaker side gets its design exactly when it has as many times more at stake"
        " as it has less weight, and other issues may be tied to it; the abstract states no condition."
    )
    return Finding(CAVEAT if holds else NO, told)


SEE_INTENSITY = ("plain sum", "quadratic votes", "Nash bargain")
SEE_ORDER = ("first choices", "majority in pairs", "points by rank")


def intensity_counts() -> Finding:
    """Whether rules that see intensity give the design of 1951 and rules that see order alone do not.

    With a caveat where both kinds give it over most of the coded ranges.

    Examples
    --------
    >>> "of the draws" in intensity_counts().found
    True
    """
    worths, consent = _worths("pacific-1951"), bargaining.consent("pacific-1951")
    rules = {name: bargaining.RULES[name] for name in (*SEE_INTENSITY, *SEE_ORDER)}
    shares = bargaining.win_shares(worths, {}, consent, rules)
    adopted = paths.steps("pacific-1951")[-1].position
    won = {rule: of[adopted] for rule, of in shares.items()}
    told = "The design of 1951 wins in "
    told += ", ".join(f"{won[rule]:.0%} by {rule}" for rule in rules) + " of the draws."
    with_it = min(won[rule] for rule in SEE_INTENSITY) > 0.5
    without = min(won[rule] for rule in SEE_ORDER) > 0.5
    return Finding(NO if not with_it else CAVEAT if without else YES, told)


CHECKS: Mapping[str, Callable[..., Finding]] = MappingProxyType(
    {
        check.__name__: check
        for check in (
            agency,
            all_prefer_weak,
            asked_first,
            chose_weakness,
            conceded,
            conditions,
            could_have_worked,
            flawed_design,
            increasing_returns,
            initiators,
            intensity_counts,
            linkages_held,
            made_sticky,
            no_deliberate_design,
            not_maintained_by_the_patron,
            preferred_bilateralism,
            rational_dysfunction,
            unforced,
        )
    }
)
"""The checks by name."""
