"""Further cases: drawn by a rule that was written down before any of them was coded.

The frame is ``data/episodes.csv``; the codebook has the rule. Nothing here looks at an outcome.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["EACH", "MOST", "Episode", "drawn", "episodes"]

EACH = 2
"""Cases that each era gives."""

MOST = 2
"""Cases of one patron before another patron of the same era is preferred."""


@dataclass(frozen=True)
class Episode:
    """One row of ``data/episodes.csv``; the codebook says what each field means."""

    id: str
    name: str
    date: str
    patron: str
    adversary: str
    clients: str
    era: str
    pool: str
    why: str


def episodes() -> tuple[Episode, ...]:
    """All episodes of the frame, in the order of the table.

    Raises
    ------
    InputError
        Where the table is wrong.

    Examples
    --------
    >>> sum(episode.pool == "yes" for episode in episodes())
    18
    """
    from alliance_design.tables import read_table  # pandas is slow to start

    return tuple(
        Episode(**{str(key): value for key, value in row.items()})
        for row in read_table("episodes").to_dict("records")
    )


def drawn(
    frame: Iterable[Episode], passed_over: Iterable[str] = (), each: int = EACH, most: int = MOST
) -> tuple[str, ...]:
    """The episodes that the rule draws.

    In every era the pool is put in the order of the SHA-256 digest of the ids. An episode whose
    patron was drawn `most` times already waits until no other patron's is left.

    Parameters
    ----------
    frame : iterable of Episode
    passed_over : iterable of str
        Ids that were drawn and could not be coded by the rules.
    each : int
        How many of each era; at least 1.
    most : int
        How many of one patron before others of the era go first; at least 1.

    Returns
    -------
    tuple of str
        Ids, era by era, each era in the order of the draw.

    Raises
    ------
    ValueError
        If an era's pool holds fewer than are asked for.

    Examples
    --------
    >>> one, two = (
    ...     Episode(name, "", "1850-01-01", "austria", "x", "a; b", "1815-1890", "yes", "")
    ...     for name in ("one", "two")
    ... )
    >>> drawn([one, two], each=1) == drawn([two, one], each=1)
    True
    """
    out = set(passed_over)
    pool = [episode for episode in frame if episode.pool == "yes" and episode.id not in out]
    taken: list[Episode] = []
    for era in sorted({episode.era for episode in pool}):
        waiting = sorted(
            (episode for episode in pool if episode.era == era),
            key=lambda episode: hashlib.sha256(episode.id.encode()).hexdigest(),
        )
        if len(waiting) < each:
            raise ValueError(f"era {era}: expected at least {each} episodes, got {len(waiting)}")
        for _ in range(each):
            often = {
                episode.id: sum(other.patron == episode.patron for other in taken) >= most
                for episode in waiting
            }
            chosen = next((e for e in waiting if not often[e.id]), waiting[0])
            waiting.remove(chosen)
            taken.append(chosen)
    return tuple(episode.id for episode in taken)
