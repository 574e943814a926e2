"""Tables and figures of the chapter on evidence: what weighs what, and what would flip it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

import matplotlib as mpl
import pandas as pd

from alliance_design import evidence
from alliance_design.evidence import AUTHOR_VERDICTS, Observation
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing

__all__ = [
    "agreement_table",
    "chances_table",
    "disagreements",
    "flips",
    "over_priors",
    "posteriors",
    "readings",
    "verdicts",
    "weight_bars",
    "weights",
]


def readings(found: Iterable[Observation]) -> dict[str, tuple[Observation, ...]]:
    """Seven ways to read the observations.

    Returns
    -------
    dict of str to tuple of Observation
        As the article gives them; with everything of one month in one theatre counted as one
        cluster; without the author's own statements and scholars' judgements; without straws in
        the wind; only where the text was read and bears it, wholly or in part; the same with what
        the documents say beyond the article; and all of the article's, save what the texts
        contradict, with that.

    Examples
    --------
    >>> {name: len(kept) for name, kept in readings(evidence.observations()).items()}["as given"] > 100
    True
    """
    every = tuple(found)
    own = evidence.of_the_article(every)
    return {
        "as given": own,
        "one a month": _by_month(own),
        "traces only": tuple(o for o in own if o.kind in ("document", "treaty", "act")),
        "no straws": tuple(
            o
            for o in own
            if any(b.test_type not in ("straw-in-the-wind", "none") for b in o.bearings)
        ),
        "text read": tuple(
            o for o in own if o.verified in ("part", "text") and o.bears in ("yes", "in part")
        ),
        "texts, both sides": tuple(
            o for o in every if o.verified in ("part", "text") and o.bears in ("yes", "in part")
        ),
        "with what was left out": tuple(
            o for o in every if o.section == "left-out" or o.bears != "no"
        ),
    }


def _by_month(found: Sequence[Observation]) -> tuple[Observation, ...]:
    """The observations with clusters joined that share a month and a theatre."""
    group = {o.cluster: o.cluster for o in found}

    def root(name: str) -> str:
        while group[name] != name:
            name = group[name]
        return name

    months: dict[str, str] = {}
    for o in found:
        if o.date:
            first = months.setdefault(f"{o.theatre} {o.date[:7]}", o.cluster)
            group[root(o.cluster)] = root(first)
    return tuple(dataclasses.replace(o, cluster=root(o.cluster)) for o in found)


def weights(selections: Mapping[str, Sequence[Observation]], claims: Iterable[str]) -> pd.DataFrame:
    """Weight of evidence for each claim in each selection of observations.

    Examples
    --------
    >>> frame = weights(readings(evidence.observations()), ["H1"])
    >>> list(frame.columns)
    ['claim', 'reading', 'clusters', 'low', 'middle', 'high', 'verdict']
    """
    rows = []
    for claim in claims:
        for reading, found in selections.items():
            each = evidence.cluster_weights(found, claim)
            if reading == "no straws":
                each = {
                    name: weight
                    for name, weight in each.items()
                    if abs(weight.middle) > evidence.weigh("straw-in-the-wind", "supports").middle
                }
            weight = evidence.total(each.values())
            rows.append(
                {
                    "claim": claim,
                    "reading": reading,
                    "clusters": len(each),
                    "low": weight.low,
                    "middle": weight.middle,
                    "high": weight.high,
                    "verdict": evidence.verdict(weight),
                }
            )
    return pd.DataFrame(rows)


def weight_bars(frame: pd.DataFrame) -> Drawing:
    """Ranges of weight of evidence, one group of bars a claim, one bar a reading.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `weights`.

    Examples
    --------
    >>> figure = weight_bars(weights(readings(evidence.observations()), ["H1", "H6"]))
    >>> [label.get_text() for label in figure.axes[0].get_yticklabels()]
    ['H1', 'H6']
    """
    names = list(frame["reading"].unique())
    claims = list(frame["claim"].unique())
    needed = evidence.decibels(0.95 / 0.05)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.2, 0.7 + 1.05 * len(claims)))
        axes = figure.subplots()
        colours = (BLUE, "#6b8fb8", GREEN, GREY, "#7a5195", "#b5651d", ORANGE)
        for place, (name, colour, marker) in enumerate(
            zip(names, cycle(colours), cycle("oPsD^<v"), strict=False)
        ):
            part = frame[frame["reading"] == name].set_index("claim").loc[claims]
            heights = [
                -number + 0.32 - 0.64 * place / max(len(names) - 1, 1)
                for number in range(len(claims))
            ]
            axes.hlines(heights, part["low"], part["high"], color=colour, linewidth=1.6)
            axes.plot(
                part["middle"],
                heights,
                marker=marker,
                markersize=5,
                linestyle="none",
                color=colour,
                label=name,
            )
        for edge in (-needed, needed):
            axes.axvline(edge, color="black", linewidth=0.8, linestyle=(0, (4, 3)))
        axes.axvline(0.0, color="black", linewidth=0.8)
        axes.set_yticks([-number for number in range(len(claims))], claims)
        axes.set_ylim(-len(claims) + 0.45, 0.55)
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("weight of evidence, decibels")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper center", ncols=4)
    return figure


def verdicts(frame: pd.DataFrame) -> pd.DataFrame:
    """Verdicts of every reading beside the author's, as a table for readers.

    Examples
    --------
    >>> verdicts(weights(readings(evidence.observations()), ["H2"])).iloc[0]["The author"]
    'support'
    """
    wide = frame.pivot(index="claim", columns="reading", values="verdict")
    wide = wide.loc[list(frame["claim"].unique()), list(frame["reading"].unique())]
    wide.insert(0, "The author", [AUTHOR_VERDICTS.get(claim, "") for claim in wide.index])
    wide.columns.name = None
    return wide.rename_axis("Claim").reset_index()


def flips(found: Sequence[Observation], claims: Iterable[str]) -> pd.DataFrame:
    """What it would take for each claim to fall below nineteen to one, at the middle of the ranges.

    Parameters
    ----------
    found : sequence of Observation
    claims : iterable of str

    Returns
    -------
    pandas.DataFrame
        Weight; unreported contrary clusters that would do it, if straws and if smoking guns;
        strongest clusters to drop, and of how many; and the power to which every likelihood ratio
        must be lowered. Zeros and a power of 1 mean that the claim is below already.

    Examples
    --------
    >>> flips(evidence.observations(), ["H2"])["contrary straws"].iloc[0]
    np.int64(0)
    """
    rows = []
    for claim in claims:
        each = evidence.cluster_weights(found, claim)
        middle = evidence.total(each.values()).middle
        rows.append(
            {
                "claim": claim,
                "decibels": round(middle, 1),
                "contrary straws": evidence.contrary_to_flip(middle),
                "contrary smoking guns": evidence.contrary_to_flip(middle, "smoking-gun"),
                "clusters to drop": len(evidence.clusters_to_drop(each)),
                "of": len(each),
                "weakened to the power": round(evidence.weakening_to_flip(middle), 2),
            }
        )
    return pd.DataFrame(rows)


def over_priors(
    found: Sequence[Observation],
    claims: Iterable[str],
    priors: Sequence[float] = (0.1, 0.25, 0.5, 0.75),
) -> pd.DataFrame:
    """Posterior probability of each claim from several priors, at both ends and the middle.

    Examples
    --------
    >>> over_priors(evidence.observations(), ["H2"])["0.5"].iloc[0]
    '0.53, 0.60, 0.66'
    """
    rows = []
    for claim in claims:
        weight = evidence.sums_up(found, claim)
        row: dict[str, str] = {"claim": claim}
        for prior in priors:
            ends = (
                evidence.posterior(prior, decibels)
                for decibels in (weight.low, weight.middle, weight.high)
            )
            row[f"{prior:g}"] = ", ".join(f"{end:.2f}" for end in ends)
        rows.append(row)
    return pd.DataFrame(rows)


def posteriors(found: Sequence[Observation], claims: Sequence[str]) -> Drawing:
    """How each claim's probability falls as every likelihood ratio is weakened alike.

    Parameters
    ----------
    found : sequence of Observation
    claims : sequence of str

    Examples
    --------
    >>> len(posteriors(evidence.observations(), ["H1", "H6"]).axes[0].lines)
    3
    """
    powers = [step / 100.0 for step in range(101)]
    styles = cycle(
        [(BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (GREY, ":"), ("#7a5195", "-"), ("black", "--")]
    )
    ends: list[tuple[float, str]] = []
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7.0, 3.8))
        axes = figure.subplots()
        for claim, (colour, dash) in zip(claims, styles, strict=False):
            middle = evidence.sums_up(found, claim).middle
            line = [evidence.posterior(0.5, middle * power) for power in powers]
            axes.plot(powers, line, color=colour, linestyle=dash)
            ends.append((line[-1], claim))
        axes.axhline(0.95, color="black", linewidth=0.8, linestyle=(0, (4, 3)))
        # Lines that end together share one label.
        ends.sort()
        groups: list[tuple[float, list[str]]] = []
        for height, claim in ends:
            if groups and height - groups[-1][0] < 0.03:
                groups[-1][1].append(claim)
            else:
                groups.append((height, [claim]))
        for height, names in groups:
            axes.annotate(
                ", ".join(names),
                (1.0, height),
                (5, 0),
                textcoords="offset points",
                va="center",
                annotation_clip=False,
            )
        axes.set(
            xlabel="power to which every likelihood ratio is raised",
            ylabel="probability, from a prior of a half",
            xlim=(0.0, 1.0),
            ylim=(0.0, 1.02),
        )
    return figure


def chances_table() -> pd.DataFrame:
    """What the four kinds of test mean in numbers, as a table for readers.

    Examples
    --------
    >>> chances_table()["Kind of test"].iloc[2]
    'smoking gun'
    """
    rows = []
    for name, chances in evidence.CHANCES.items():
        low, high = chances.ratios
        weight = evidence.weigh(name, "supports")
        rows.append(
            {
                "Kind of test": name.replace("-", " "),
                "Found if it holds": f"{chances.with_it[0]:g} to {chances.with_it[1]:g}",
                "Found if not": f"{chances.without_it[0]:g} to {chances.without_it[1]:g}",
                "Likelihood ratio": f"{low:.1f} to {high:.1f}",
                "Decibels": f"{weight.low:.1f} to {weight.high:.1f}",
            }
        )
    return pd.DataFrame(rows)


def agreement_table(found: Sequence[Observation], second: Sequence[Observation]) -> pd.DataFrame:
    """Agreement of the two coders, as a table for readers.

    Examples
    --------
    >>> agreement_table(evidence.observations(), evidence.second_coding())["Units"].iloc[0]
    np.int64(40)
    """
    return pd.DataFrame(
        {
            "Field": line.field,
            "Units": line.units,
            "Agreed": f"{line.agreed:.0%}",
            "Kappa": f"{line.kappa:.2f}",
            "Range": f"{line.low:.2f} to {line.high:.2f}",
        }
        for line in evidence.agreement(found, second)
    )


def disagreements(found: Sequence[Observation], second: Sequence[Observation]) -> pd.DataFrame:
    """Where the two coders differ on a direction or on the nearest hypothesis.

    Examples
    --------
    >>> list(disagreements(evidence.observations(), evidence.second_coding()).columns)
    ['Id', 'Observation', 'First coder', 'Second coder', 'Second coder on it']
    """
    others = {observation.id: observation for observation in second}
    rows = []
    for one in found:
        other = others.get(one.id)
        if other is None:
            continue
        codes = [
            {bearing.claim: bearing.direction for bearing in coded.hypotheses}
            for coded in (one, other)
        ]
        if codes[0] != codes[1]:
            shown = [
                "; ".join(f"{claim} {direction}" for claim, direction in code.items()) or "none"
                for code in codes
            ]
            rows.append((one.id, one.paraphrase, *shown, other.note))
    columns = ["Id", "Observation", "First coder", "Second coder", "Second coder on it"]
    return pd.DataFrame(rows, columns=columns)
