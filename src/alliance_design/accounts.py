"""Accounts: which observations could tell three explanations of the bilateral system apart.

Assurance (the article's), allies' choice (the dissertation's) and deliberate American design are
each asked, observation by observation, what they expect. Each word of expectation stands for a
range of likelihoods; what was found then weighs for one account over another, in decibels.

The accounts are other people's; the words, their numbers and the sums are this project's own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from alliance_design.evidence import Weight, decibels, total

__all__ = [
    "ACCOUNTS",
    "FILED",
    "FOUND",
    "PAIRS",
    "SILENCE",
    "STEPS",
    "WORDS",
    "Deciding",
    "Hits",
    "agreement",
    "boldness",
    "both_speak",
    "by_step",
    "deciding",
    "hits",
    "if_seen",
    "leave_one_out",
    "needed",
    "one_meaning",
    "opposed",
    "second_words",
    "silent_on",
    "softened",
    "tells",
    "weigh",
    "weigh_row",
]

ACCOUNTS: Mapping[str, str] = MappingProxyType(
    {"cohen": "Assurance", "lee": "Allies' choice", "design": "American design"}
)
"""The three accounts: the article's, the dissertation's, and the view that both argue with."""

SILENCE = "silence"
"""An account that says nothing: everything is as likely as not. It may stand second in a pair."""

PAIRS = (("cohen", "lee"), ("cohen", "design"), ("lee", "design"))
"""Every two of them, in the order in which the book asks."""

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "origins": "Origins, 1949 to 1951",
        "patchwork": "Korea and Taiwan",
        "seato": "SEATO",
        "persistence": "Persistence",
    }
)
"""The parts of the story, by the names that tables and figures show."""

WORDS: Mapping[str, tuple[float, float, float]] = MappingProxyType(
    {"expects": (0.65, 0.8, 0.95), "allows": (0.35, 0.5, 0.65), "strains": (0.05, 0.2, 0.35)}
)
"""How likely an observation is if an account is right: lowest, middle and highest, by its word."""

FOUND: Mapping[str, float] = MappingProxyType(
    {"yes": 1.0, "partly": 0.5, "no": 1.0, "not-seen": 0.0}
)
"""How much of its weight an observation carries, by what was found."""

FILED = ("members-ask-for-less", "thin-by-plan", "means-asked-by-allies", "voice-asked-by-allies")
"""Observations of which the abstract filed with the dissertation says nothing, by their ids.

It has SEATO's design chosen by key member states, and what was seen of it does not speak of linkages.
"""

CLOSE = 1e-9
"""Sums nearer to nothing than this weigh nothing."""


@dataclass(frozen=True)
class Deciding:
    """One row of ``data/deciding.csv``: what one would look for, and what was found.

    Parameters
    ----------
    id, step, observation : str
        Short name, part of the story, and what one would look for.
    cohen, lee, design : str
        What each account says of it: a key of `WORDS`.
    found : str
        A key of `FOUND`.
    where : tuple of str
        Ids of the rows of other tables that show it, or its contrary.
    note : str
        Why it is coded so, and the strongest other reading.

    Examples
    --------
    >>> deciding()[0].word("lee")
    'strains'
    """

    id: str
    step: str
    observation: str
    cohen: str
    lee: str
    design: str
    found: str
    where: tuple[str, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse words that the rule does not know."""
        for account in ACCOUNTS:
            if self.word(account) not in WORDS:
                raise ValueError(f"expected one of {', '.join(WORDS)}, got {self.word(account)!r}")
        if self.found not in FOUND:
            raise ValueError(f"expected one of {', '.join(FOUND)}, got {self.found!r}")
        if self.step not in STEPS:
            raise ValueError(f"expected one of {', '.join(STEPS)}, got {self.step!r}")

    @property
    def name(self) -> str:
        """Its short name in words."""
        return self.id.replace("-", " ")

    def word(self, account: str) -> str:
        """What an account says of it: expects, allows or strains; silence allows everything."""
        if account == SILENCE:
            return "allows"
        if account not in ACCOUNTS:
            raise ValueError(f"expected one of {', '.join(ACCOUNTS)}, got {account!r}")
        return str(getattr(self, account))


def weigh_row(row: Deciding, one: str, other: str) -> Weight:
    """What one observation weighs for one account over another.

    ``10 log10(p / q)`` where it was found, ``10 log10((1 - p) / (1 - q))`` where it was not, half
    the first where it was found in part, nothing where it was not seen.

    Parameters
    ----------
    row : Deciding
    one, other : str
        Keys of `ACCOUNTS`, or `SILENCE`. Where both use the same word the row weighs nothing at
        all: the same word is taken for the same likelihood.

    Returns
    -------
    Weight
        In decibels; lowest and highest over the ranges of both words.

    Examples
    --------
    >>> row = Deciding("x", "seato", "X.", "expects", "strains", "allows", "yes")
    >>> round(weigh_row(row, "cohen", "lee").middle, 2), weigh_row(row, "lee", "lee").middle
    (6.02, 0.0)
    """
    mine, theirs = row.word(one), row.word(other)
    share = FOUND[row.found]
    if mine == theirs or share == 0.0:
        return Weight(0.0, 0.0, 0.0)
    (low, middle, high), (least, mean, most) = WORDS[mine], WORDS[theirs]
    if row.found == "no":
        return Weight(
            decibels((1.0 - high) / (1.0 - least)),
            decibels((1.0 - middle) / (1.0 - mean)),
            decibels((1.0 - low) / (1.0 - most)),
        )
    return Weight(
        share * decibels(low / most),
        share * decibels(middle / mean),
        share * decibels(high / least),
    )


def weigh(rows: Iterable[Deciding], one: str, other: str) -> Weight:
    """What observations weigh together for one account over another.

    Parameters
    ----------
    rows : iterable of Deciding
    one, other : str
        Keys of `ACCOUNTS`.

    Returns
    -------
    Weight
        Lowest and highest with every row at the end of its range that is worst, and best, for the
        first account: the truth would have to be unlucky throughout to lie at either.

    Examples
    --------
    >>> there, back = weigh(deciding(), "cohen", "lee"), weigh(deciding(), "lee", "cohen")
    >>> round(there.middle + back.middle, 9) == 0.0
    True
    >>> weigh(deciding(), SILENCE, SILENCE).high
    0.0
    """
    return total(weigh_row(row, one, other) for row in rows)


def one_meaning(rows: Iterable[Deciding], one: str, other: str) -> Weight:
    """The same sum, where each word stands for one likelihood throughout, whichever it is.

    The sum is then ``Σ a log p + b log(1 - p)`` over the three words: a word's part is highest and
    lowest at an end of its range, or where ``p = a / (a + b)``.

    Parameters
    ----------
    rows : iterable of Deciding
    one, other : str
        Keys of `ACCOUNTS`.

    Returns
    -------
    Weight
        Never wider than that of `weigh`.

    Examples
    --------
    >>> rows = deciding()
    >>> wide, narrow = weigh(rows, "cohen", "lee"), one_meaning(rows, "cohen", "lee")
    >>> wide.low <= narrow.low <= narrow.middle <= narrow.high <= wide.high
    True
    """
    found = dict.fromkeys(WORDS, 0.0)
    missing = dict.fromkeys(WORDS, 0.0)
    for row in rows:
        counts = missing if row.found == "no" else found
        counts[row.word(one)] += FOUND[row.found]
        counts[row.word(other)] -= FOUND[row.found]
    parts = []
    for word, (low, middle, high) in WORDS.items():
        a, b = found[word], missing[word]
        tried = [low, high]
        if abs(a + b) > CLOSE and low < a / (a + b) < high:
            tried.append(a / (a + b))
        heights = [a * decibels(p) + b * decibels(1.0 - p) for p in (*tried, middle)]
        parts.append(Weight(min(heights), heights[-1], max(heights)))
    return total(parts)


def tells(weight: Weight) -> str:
    """Which account a weight speaks for: ``first``, ``second``, or ``open`` where the ends differ.

    Examples
    --------
    >>> tells(Weight(1.0, 2.0, 3.0)), tells(Weight(-1.0, 2.0, 3.0)), tells(Weight(-3.0, -2.0, -1.0))
    ('first', 'open', 'second')
    """
    if weight.low > CLOSE:
        return "first"
    if weight.high < -CLOSE:
        return "second"
    return "open"


def by_step(rows: Iterable[Deciding], one: str, other: str) -> Mapping[str, Weight]:
    """What the observations of each part of the story weigh, in the order of the story.

    Examples
    --------
    >>> list(by_step(deciding(), "cohen", "lee"))
    ['origins', 'patchwork', 'seato', 'persistence']
    """
    rows = tuple(rows)
    return {step: weigh((row for row in rows if row.step == step), one, other) for step in STEPS}


def leave_one_out(rows: Iterable[Deciding], one: str, other: str) -> Mapping[str, Weight]:
    """What is left of the sum without each observation in turn, by its id.

    Examples
    --------
    >>> len(leave_one_out(deciding(), "cohen", "lee")) == len(deciding())
    True
    """
    rows = tuple(rows)
    return {
        row.id: weigh((other_row for other_row in rows if other_row is not row), one, other)
        for row in rows
    }


def _said(row: Deciding, account: str, word: str) -> Deciding:
    """The row with another word for one account."""
    words = {name: row.word(name) for name in ACCOUNTS} | {account: word}
    return replace(row, cohen=words["cohen"], lee=words["lee"], design=words["design"])


def _recodings(row: Deciding, one: str, other: str, recode: str) -> list[Deciding]:
    """The row as another coder might have it, one code changed."""
    if recode == "found":
        return [replace(row, found=found) for found in ("yes", "partly", "no")]
    words = list(WORDS)
    changed = []
    for account in (one, other):
        place = words.index(row.word(account))
        changed += [
            _said(row, account, words[near])
            for near in (place - 1, place + 1)
            if 0 <= near < len(words)
        ]
    return changed


def needed(rows: Iterable[Deciding], one: str, other: str, recode: str = "found") -> int | None:
    """How few of the observations seen would have to be coded otherwise for the sum to turn.

    The sum at the middle is meant. Recodings add up, so the fewest are those with the largest
    effect.

    Parameters
    ----------
    rows : iterable of Deciding
    one, other : str
        Keys of `ACCOUNTS`.
    recode : str
        ``found``: what was found may be anything; ``word``: what one of the two accounts says of
        it moves by one step, from expects to allows or from allows to strains or back.

    Returns
    -------
    int or None
        0 where the sum is nothing; None where not even all of them would do.

    Raises
    ------
    ValueError
        For another way of recoding.

    Examples
    --------
    >>> row = Deciding("x", "seato", "X.", "expects", "strains", "allows", "yes")
    >>> needed([row], "cohen", "lee"), needed([row], "cohen", "lee", "word")
    (1, None)
    """
    if recode not in ("found", "word"):
        raise ValueError(f"expected found or word, got {recode!r}")
    seen = [row for row in rows if row.found != "not-seen"]
    height = weigh(seen, one, other).middle
    if abs(height) < CLOSE:
        return 0
    sign = math.copysign(1.0, height)
    effects = sorted(
        (
            sign * weigh_row(row, one, other).middle
            - min(
                sign * weigh_row(changed, one, other).middle
                for changed in _recodings(row, one, other, recode)
            )
            for row in seen
        ),
        reverse=True,
    )
    left = sign * height
    for count, effect in enumerate(effects, start=1):
        left -= max(effect, 0.0)
        if left < -CLOSE:
            return count
    return None


def both_speak(rows: Iterable[Deciding], one: str, other: str) -> tuple[Deciding, ...]:
    """The observations on which neither account is silent.

    Examples
    --------
    >>> {row.word("lee") for row in both_speak(deciding(), "cohen", "lee")} <= {"expects", "strains"}
    True
    """
    return tuple(row for row in rows if "allows" not in (row.word(one), row.word(other)))


def opposed(rows: Iterable[Deciding], one: str, other: str) -> tuple[Deciding, ...]:
    """The observations that one account expects and the other strains at.

    Examples
    --------
    >>> len(opposed(deciding(), "cohen", "design")) > len(opposed(deciding(), "cohen", "lee"))
    True
    """
    return tuple(row for row in both_speak(rows, one, other) if row.word(one) != row.word(other))


def softened(rows: Iterable[Deciding], *named: str) -> tuple[Deciding, ...]:
    """The observations with some accounts read mildly: what they strain at they now allow.

    Parameters
    ----------
    rows : iterable of Deciding
    *named : str
        Keys of `ACCOUNTS`.

    Examples
    --------
    >>> any(row.lee == "strains" for row in softened(deciding(), "lee"))
    False
    """
    milder = []
    for row in rows:
        for account in named:
            if row.word(account) == "strains":
                row = _said(row, account, "allows")
        milder.append(row)
    return tuple(milder)


def silent_on(rows: Iterable[Deciding], account: str, *names: str) -> tuple[Deciding, ...]:
    """The observations with an account made to say nothing of some of them.

    Parameters
    ----------
    rows : iterable of Deciding
    account : str
        A key of `ACCOUNTS`.
    *names : str
        Ids of observations.

    Raises
    ------
    ValueError
        Where no row has such an id.

    Examples
    --------
    >>> rows = silent_on(deciding(), "lee", "thin-by-plan")
    >>> next(row.lee for row in rows if row.id == "thin-by-plan")
    'allows'
    """
    rows = tuple(rows)
    if unknown := set(names) - {row.id for row in rows}:
        raise ValueError(f"expected ids of the observations, got {', '.join(sorted(unknown))}")
    return tuple(_said(row, account, "allows") if row.id in names else row for row in rows)


def if_seen(rows: Iterable[Deciding], one: str, other: str) -> Mapping[str, tuple[Weight, Weight]]:
    """What each observation not yet seen would weigh if it were found, and if it were not.

    Examples
    --------
    >>> found, missing = if_seen(deciding(), "cohen", "lee")["bound-as-reach-grows"]
    >>> found.middle > 0 > missing.middle
    True
    """
    return {
        row.id: (
            weigh_row(replace(row, found="yes"), one, other),
            weigh_row(replace(row, found="no"), one, other),
        )
        for row in rows
        if row.found == "not-seen"
    }


@dataclass(frozen=True)
class Hits:
    """How often an account that said something was right.

    Parameters
    ----------
    right, partly, wrong : int
        Observations seen that it expects or strains at: as it says, in part, not.
    silent : int
        Observations seen of which it says nothing either way.
    unseen : int
        Observations not seen, of which it does say something.

    Examples
    --------
    >>> Hits(3, 1, 2, 4, 1).spoke
    6
    """

    right: int
    partly: int
    wrong: int
    silent: int
    unseen: int

    @property
    def spoke(self) -> int:
        """Observations seen of which it says something."""
        return self.right + self.partly + self.wrong


def hits(rows: Iterable[Deciding], account: str) -> Hits:
    """How often an account was right where it said something.

    Examples
    --------
    >>> rows = [Deciding("x", "seato", "X.", "expects", "strains", "allows", "yes")]
    >>> hits(rows, "cohen").right, hits(rows, "lee").wrong, hits(rows, "design").silent
    (1, 1, 1)
    """
    counted = dict.fromkeys(("right", "partly", "wrong", "silent", "unseen"), 0)
    for row in rows:
        word = row.word(account)
        if row.found == "not-seen":
            counted["unseen"] += word != "allows"
        elif word == "allows":
            counted["silent"] += 1
        elif row.found == "partly":
            counted["partly"] += 1
        else:
            counted["right" if (word == "expects") == (row.found == "yes") else "wrong"] += 1
    return Hits(**counted)


def boldness(chance: float) -> tuple[float, float, float]:
    """What an account wins and loses by saying a likelihood where another says a half.

    Parameters
    ----------
    chance : float
        The likelihood that it says, above a half and below 1.

    Returns
    -------
    tuple of float
        Decibels won where it is right, ``10 log10(2p)``; decibels lost where it is wrong,
        ``-10 log10(2 (1 - p))``; and how often it must be right to lose nothing in the long run.

    Raises
    ------
    ValueError
        Where the likelihood is out of range.

    Examples
    --------
    >>> won, lost, often = boldness(0.8)
    >>> round(won, 2), round(lost, 2), round(often, 2)
    (2.04, 3.98, 0.66)
    """
    if not 0.5 < chance < 1.0:
        raise ValueError(f"expected a likelihood above a half and below 1, got {chance:g}")
    won, lost = decibels(2.0 * chance), -decibels(2.0 * (1.0 - chance))
    return won, lost, lost / (won + lost)


@cache
def deciding() -> tuple[Deciding, ...]:
    """The observations of ``data/deciding.csv``, in the order of the table.

    Raises
    ------
    InputError
        Where the table is wrong: a bad cell, or an id that no other table has.

    Examples
    --------
    >>> {row.step for row in deciding()} == set(STEPS)
    True
    """
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table  # pandas is slow to start

    known = {
        name
        for table in ("offers", "evidence", "linkages", "shocks")
        for name in read_table(table)["id"]
    }
    found = []
    for number, row in enumerate(read_table("deciding").to_dict("records"), start=2):
        where = tuple(row.pop("where").split(";"))
        for name in where:
            if name not in known:
                raise InputError(
                    "deciding.csv",
                    f"row {number}, where",
                    f"expected an id of offers, evidence, linkages or shocks, got {name!r}",
                )
        found.append(Deciding(step=row.pop("theatre_step"), where=where, **row))
    return tuple(found)


@cache
def second_words() -> tuple[Deciding, ...]:
    """The same observations with the words of a second reader, who saw no findings.

    Raises
    ------
    InputError
        Where a table is wrong, or does not hold the same observations.

    Examples
    --------
    >>> [row.id for row in second_words()] == [row.id for row in deciding()]
    True
    """
    from alliance_design.errors import InputError
    from alliance_design.tables import read_table

    words = {row["id"]: row for row in read_table("deciding_second").to_dict("records")}
    rows = deciding()
    if set(words) != {row.id for row in rows}:
        raise InputError("deciding_second.csv", "id", "expected the ids of deciding.csv")
    return tuple(
        replace(row, **{account: words[row.id][account] for account in ACCOUNTS}) for row in rows
    )


def agreement(account: str) -> float:
    """Cohen's kappa of the two readers' words for an account.

    Examples
    --------
    >>> 0.5 < agreement("lee") < 1.0
    True
    """
    from alliance_design.evidence import kappa

    pairs = list(zip(deciding(), second_words(), strict=True))
    return kappa([one.word(account) for one, _ in pairs], [two.word(account) for _, two in pairs])
