"""Tables and figures of the chapter on calibration, read off the file that a calibration wrote.

Nothing is solved here. A run that was not done is told as ``not run``, a search that ended without
a point as ``none found``; neither becomes a number.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd

from alliance_design.cases import load
from alliance_design.codebook import data_folder
from alliance_design.design import MECHANISMS, NEAR_TIE
from alliance_design.figures import BLUE, GREEN, GREY, ORANGE, STYLE, Drawing
from alliance_design.parameters import BOX
from alliance_design.targets import CASES, TARGETS

__all__ = [
    "FACTOR",
    "FEW",
    "FLOOR",
    "MEANINGS",
    "PINNED",
    "calibration_results",
    "climbs",
    "decisive_inputs",
    "facts_alone",
    "leave_one_out",
    "more_players",
    "other_codings",
    "parts",
    "readings",
    "refit_dots",
    "refits",
    "region",
    "region_strips",
    "sensitivity",
    "sensitivity_bars",
    "target_table",
    "verdict",
    "volume",
    "worked_cloud",
]

FACTOR = 10.0
"""A mechanism counts as needed if the region without it is smaller by more than this factor."""

PINNED = 0.5
"""A parameter counts as pinned down if nine tenths of the region lie in less than this part of its range."""

MEANINGS = {
    "needed": f"without it the region is smaller by more than a factor of {FACTOR:g}",
    "none found": "no point was found without it, and few of the region lie near",
    "helps": "without it the region is smaller by more than two errors, by less than that factor",
    "not identified": "without it the region is not smaller, within two errors",
    "easier without": f"without it the region is larger by more than a factor of {FACTOR:g}",
    "undecided": "the error is too large to tell, or the search was too poor",
    "not run": "the run was not done",
}
"""Every verdict on a mechanism, and what it says."""

FEW = 10
"""A walk that began at fewer points has not filled what it tells of: its volume is too small."""

FLOOR = 0.5
"""Error of a volume below which none is believed, in powers of ten: what known boxes are off by."""

LOWEST = 0.1
"""Part of a parameter's range that counts as near the end where its mechanism is left out."""

_READINGS = {
    "brussels with figures of 1948": (
        "Brussels with the figures of 1948: the five commit",
        "the result does not hang on the choice of the year",
    ),
    "pacific: some pact to fight": (
        "Pacific: the patron has a bilateral pact to fight",
        "the model promises more than the treaties of 1951 did",
    ),
    "pacific: some pact to consult, none to fight": (
        "Pacific: bilateral pacts to consult, none to fight",
        "the level comes out as the article reads the treaties of 1951",
    ),
    "pacific without china": (
        "Pacific against the Soviet Union alone: no pact of several",
        "it is not China's part that keeps the clients apart or brings them together",
    ),
    "korea with low provocation": (
        "Korea without provocation: still a bilateral pact",
        "the wish to control a provoker is not why the pact is bilateral",
    ),
    "taiwan with low provocation": (
        "Taiwan without provocation: still a bilateral pact",
        "the wish to control a provoker is not why the pact is bilateral",
    ),
    "hokkaido: japan in every surviving coalition": (
        "Hokkaido: Japan is in the coalition",
        "the foothold binds the others to Japan, as the article argues",
    ),
    "hokkaido: the patron joins": (
        "Hokkaido: the patron joins",
        "the pledges would have brought the patron",
    ),
}


def calibration_results(path: Path | None = None) -> dict[str, Any]:
    """What the calibration wrote.

    Parameters
    ----------
    path : Path, optional
        The project's own file where none is given.

    Returns
    -------
    dict
        See `alliance_design.calibration.results`; keys of runs that were not done may be missing.

    Examples
    --------
    >>> set(BOX) == set(calibration_results()["reference"])
    True
    """
    file = path or data_folder() / "calibration.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def _number(value: Any) -> float | None:
    """A finite number, or None for what is missing or infinite."""
    return float(value) if value is not None and math.isfinite(value) else None


def volume(results: Mapping[str, Any]) -> dict[str, float]:
    """The volume of the parts of the region that were found, all together.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    dict
        How many ``parts`` were found; ``log10`` of their volume and its ``error``, NaN where none
        was measured.

    Examples
    --------
    >>> found = volume({"parts": [{}, {}], "log10_volume": -8.0, "log10_error": 0.2})
    >>> found["parts"], found["log10"], found["error"]
    (2, -8.0, 0.2)
    """
    log10, error = _number(results.get("log10_volume")), _number(results.get("log10_error"))
    return {
        "parts": len(results.get("parts") or []),
        "log10": math.nan if log10 is None else log10,
        "error": math.nan if error is None else error,
    }


def parts(results: Mapping[str, Any]) -> pd.DataFrame:
    """The parts of the region that were found, the largest first.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a part: ``walks`` in it, ``log10`` of its volume with its ``error``, and the share
        of draws from its cloud that met it (``hits``).

    Examples
    --------
    >>> told = {"walks": 1, "log10_volume": -9.0, "log10_error": 0.1, "hits": 5, "draws": 50}
    >>> parts({"parts": [told]})["hits"].to_list()
    [0.1]
    """
    rows = [
        (
            told["walks"],
            told["log10_volume"],
            math.nan if told["log10_error"] is None else told["log10_error"],
            told["hits"] / told["draws"],
        )
        for told in results.get("parts") or []
        if told.get("log10_volume") is not None
    ]
    frame = pd.DataFrame(rows, columns=["walks", "log10", "error", "hits"])
    frame = frame.sort_values("log10", ascending=False, kind="stable")
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def worked_cloud(
    dimensions: int = 6, side: float = 0.1, clouds: Sequence[float] = (0.05, 0.1, 0.2, 1.0)
) -> pd.DataFrame:
    """Draws from clouds whose answer is known: a small cube in the corner of the unit box.

    Parameters
    ----------
    dimensions : int
    side : float
        Of the small cube; its volume is ``side ** dimensions``.
    clouds : sequence of float
        Sides of the even clouds laid over the corner; 1 is the whole box.

    Returns
    -------
    pandas.DataFrame
        One row a cloud: its ``side``; the share of its draws that are ``hits``; the volume that
        hits, each counted with the cloud's volume, come to on average (``found``); and how many
        ``draws`` it takes for a relative error of a tenth, NaN where no number of draws does.

    Examples
    --------
    >>> frame = worked_cloud(2, 0.1, (0.05, 0.2, 1.0))
    >>> [float(f"{x:.3g}") for x in frame["found"]], frame["draws"].fillna(0).round().to_list()
    ([0.0025, 0.01, 0.01], [0.0, 300.0, 9900.0])
    """
    rows = []
    for cloud in clouds:
        hits = (min(side, cloud) / cloud) ** dimensions
        covers = cloud >= side
        rows.append(
            (
                cloud,
                hits,
                hits * cloud**dimensions,
                100.0 * (1.0 - hits) / hits if covers else math.nan,
            )
        )
    return pd.DataFrame(rows, columns=["side", "hits", "found", "draws"])


def target_table(results: Mapping[str, Any]) -> pd.DataFrame:
    """Every fact: how firmly the reference set gives it, and how often draws and region do.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a target: ``fact``, whether it is ``asked`` for, its ``slack``, ``verdict`` (met,
        near-tie, missed, not run), the share of plain draws that meet it ``alone``, and the share
        of the region's points that do.

    Examples
    --------
    >>> frame = target_table({"slacks": {"rok-bilateral": 0.002}})
    >>> frame.set_index("target").loc["rok-bilateral", "verdict"]
    'near-tie'
    """
    enough = float(results.get("enough", 0.001))
    alone, seen = results.get("alone") or {}, results.get("survey") or {}
    slacks = results.get("slacks") or {}
    rows = []
    for target in TARGETS:
        slack = _number(slacks.get(target.name))
        if slack is None:
            word = "not run"
        elif slack < enough:
            word = "missed"
        else:
            word = "near-tie" if slack < NEAR_TIE else "met"
        rows.append(
            {
                "target": target.name,
                "fact": target.text,
                "asked": "yes" if target.needed else "no",
                "slack": slack if slack is not None else math.nan,
                "verdict": word,
                "alone": alone.get(target.name, math.nan),
                "region": seen.get(f"target: {target.name}", math.nan),
            }
        )
    return pd.DataFrame(rows)


def verdict(
    without: float | None,
    whole: float,
    error: float,
    near: float = 0.0,
    began: int = FEW,
    factor: float = FACTOR,
) -> str:
    """What a refit without a mechanism says about it; one of `MEANINGS`.

    Parameters
    ----------
    without : float or None
        Base-10 logarithm of the volume without it; None where no point was found.
    whole : float
        The volume with it.
    error : float
        Of the difference of the two.
    near : float
        How densely the region with it lies where the mechanism is nearly left out, against the
        whole of its range; 0 where there is no such parameter.
    began : int
        At how many points the walk without it began; see `FEW`.
    factor : float
        See `FACTOR`.

    Returns
    -------
    str

    Examples
    --------
    >>> verdict(-8.1, -8.0, 0.3), verdict(-9.8, -8.0, 0.3), verdict(None, -8.0, 0.3)
    ('not identified', 'needed', 'none found')
    """
    if not math.isfinite(whole):
        return "not run"
    if without is None:
        return "undecided" if near * factor > 1.0 else "none found"
    orders = math.log10(factor)
    gap = whole - without
    if gap < -max(orders, 2.0 * error):
        return "easier without"
    if gap <= 2.0 * error:
        return "undecided" if gap > orders else "not identified"
    if began < FEW:
        return "undecided"
    return "needed" if gap > orders else "helps"


def _near_zero(results: Mapping[str, Any], mechanism: str) -> float:
    """How densely the region lies near the end at which a mechanism is left out; NaN if unknown."""
    points = results.get("points") or []
    if not points or not MECHANISMS[mechanism]:
        return math.nan
    (name,) = MECHANISMS[mechanism]
    place = list(BOX).index(name)
    near = sum(1 for point in points if point[place] < LOWEST)
    return near / len(points) / LOWEST


def _agree(orders: float, near: float, points: int, error: float) -> str:
    """Whether a refit and the region's own points say the same; empty where one of them is missing."""
    if not (math.isfinite(orders) and math.isfinite(near)):
        return ""
    gap = orders - math.log10(max(near, 1.0 / (points * LOWEST)))
    # Where none or nearly all of the points lie near, the density is only known to be as low, or as
    # high, as can show.
    if near <= 0.0:
        gap = max(gap, 0.0)
    if near > 0.9 / LOWEST:
        gap = min(gap, 0.0)
    return "yes" if abs(gap) <= 2.0 * error + math.log10(2.0) else "no"


def refits(results: Mapping[str, Any]) -> pd.DataFrame:
    """The largest part of the region without each mechanism, against the same part with all.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a mechanism: ``log10`` of the volume without it, NaN where no point was found;
        ``orders`` by which it is larger (negative: smaller), ``error`` of that difference, how
        densely the region lies ``near`` the mechanism's absence (1 as in the whole box), at how many
        points the walk ``began``, whether the two ``agree`` within two errors and a factor of two, and the ``verdict``.

    Examples
    --------
    >>> one = {"walks": 1, "log10_volume": -8.0, "log10_error": 0.1, "hits": 5, "draws": 50}
    >>> told = {"parts": [one], "without": {"control": {**one, "began": 64}}}
    >>> refits(told).set_index("mechanism")["verdict"][["control", "linkage"]].to_list()
    ['not identified', 'not run']
    """
    found = parts(results)
    whole, own = (found.iloc[0][["log10", "error"]]) if len(found) else (math.nan, math.nan)
    rows = []
    for mechanism in MECHANISMS:
        told = (results.get("without") or {}).get(mechanism)
        log10 = _number((told or {}).get("log10_volume"))
        near = _near_zero(results, mechanism)
        error = math.hypot(
            max(own, FLOOR), max(_number((told or {}).get("log10_error")) or 0.0, FLOOR)
        )
        orders = math.nan if log10 is None else log10 - whole
        rows.append(
            {
                "mechanism": mechanism,
                "log10": math.nan if log10 is None else log10,
                "orders": orders,
                "error": math.nan if log10 is None else error,
                "near": near,
                "began": int((told or {}).get("began", 0)),
                "agree": _agree(orders, near, len(results.get("points") or []), error),
                "verdict": "not run"
                if told is None
                else verdict(
                    log10, whole, error, 0.0 if math.isnan(near) else near, told.get("began", 0)
                ),
            }
        )
    return pd.DataFrame(rows)


def leave_one_out(results: Mapping[str, Any]) -> pd.DataFrame:
    """Each case predicted by places that give all the facts of the others.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a case and fact: ``share`` of those places that give the fact, the share of plain
        draws that do (``alone``), and ``verdict``: hit where more than half of them give it, miss,
        or not run.

    Examples
    --------
    >>> left = {"seato-1954": {"met": {"seato-imposed": 0.1}}}
    >>> frame = leave_one_out({"leaving_out": left})
    >>> frame.loc[frame["target"] == "seato-imposed", "verdict"].item()
    'miss'
    """
    left = results.get("leaving_out") or {}
    alone = results.get("alone") or {}
    rows = []
    for case in CASES:
        told = left.get(case)
        for target in TARGETS:
            if case not in target.cases:
                continue
            share = math.nan
            if told is None or target.name not in told.get("met", {}):
                word = "not run"
            else:
                share = float(told["met"][target.name])
                word = "hit" if share > 0.5 else "miss"
            rows.append(
                {
                    "case": load(case).title,
                    "target": target.name,
                    "fact": target.text,
                    "share": share,
                    "alone": alone.get(target.name, math.nan),
                    "verdict": word,
                }
            )
    return pd.DataFrame(rows)


def region(results: Mapping[str, Any]) -> pd.DataFrame:
    """Where the region lies in the box, parameter by parameter, the narrowest first.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a parameter; ``low``, ``middle`` and ``high``: the 5th, 50th and 95th percentile of
        the region's points as parts of the range; ``from`` and ``to``: the first and the last in
        the parameter's unit; ``width``; ``chosen``: the reference set; ``pinned``: see `PINNED`.

    Examples
    --------
    >>> frame = region({"points": [[0.2] * 29, [0.4] * 29], "reference": {}})
    >>> len(frame), bool(frame["pinned"].all())
    (29, True)
    """
    points = results.get("points") or []
    chosen = results.get("reference") or {}
    frame = pd.DataFrame(points, columns=list(BOX), dtype=float)
    rows = []
    for name, bound in BOX.items():
        low, middle, high = (float(frame[name].quantile(share)) for share in (0.05, 0.5, 0.95))
        span = bound.high - bound.low
        rows.append(
            {
                "parameter": name.replace("_", " "),
                "low": low,
                "middle": middle,
                "high": high,
                "from": bound.low + span * low,
                "to": bound.low + span * high,
                "unit": bound.unit,
                "width": high - low,
                "chosen": (chosen[name] - bound.low) / span if name in chosen else math.nan,
                "pinned": high - low < PINNED,
            }
        )
    found = pd.DataFrame(rows)
    return found.sort_values("width", kind="stable", ignore_index=True)


def sensitivity(results: Mapping[str, Any], most: int = 6) -> dict[str, pd.DataFrame]:
    """The parameters that each answer of the sensitivity analysis depends on most.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.
    most : int
        Rows of each table.

    Returns
    -------
    dict of pandas.DataFrame
        By answer; ``parameter``, ``total`` effect and its ``error`` (half of a 95 per cent
        interval), the largest first. Empty where the analysis was not run.

    Examples
    --------
    >>> told = {"sobol": {"worth": {"linkage": [0.5, 0.1], "stake": [0.7, 0.2]}}}
    >>> sensitivity(told)["worth"]["parameter"].to_list()
    ['stake', 'linkage']
    """
    found = {}
    for answer, effects in (results.get("sobol") or {}).items():
        rows = [(name.replace("_", " "), total, error) for name, (total, error) in effects.items()]
        rows.sort(key=lambda row: -row[1])
        found[answer] = pd.DataFrame(rows[:most], columns=["parameter", "total", "error"])
    return found


def readings(results: Mapping[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the region's points agree on, beside the facts that were asked for.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    tuple of two pandas.DataFrame
        Cases with the share of points at which one outcome survives (``determinate``); fragile
        readings with the ``share`` at which they hold and what it means if that share is high.

    Examples
    --------
    >>> cases, fragile = readings({"survey": {"determinate: seato-1954": 0.5}})
    >>> cases["determinate"].dropna().to_list(), fragile["share"].count().item()
    ([0.5], 0)
    """
    seen = results.get("survey") or {}
    cases = [
        (load(case).title, seen.get(f"determinate: {case}", math.nan)) for case in CASES
    ]  # fmt: skip
    fragile = [
        (text, seen.get(name, math.nan), meaning) for name, (text, meaning) in _READINGS.items()
    ]
    return (
        pd.DataFrame(cases, columns=["case", "determinate"]),
        pd.DataFrame(fragile, columns=["reading", "share", "if high"]),
    )


def climbs(results: Mapping[str, Any]) -> pd.DataFrame:
    """Whether a climb from the reference set gives every fact without a mechanism.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        ``mechanism``, whether all facts are ``given`` without it, how many points were ``tried``,
        and the facts ``missed`` at the end, in words; empty where not run.

    Examples
    --------
    >>> told = {"control": {"met": False, "tried": 9, "missed": ["nato-fight"]}}
    >>> climbs({"climbed": told})["tried"].item()
    9
    """
    texts = {target.name: target.text for target in TARGETS}
    rows = [
        (name, told["met"], told["tried"], "; ".join(texts[fact] for fact in told["missed"]))
        for name, told in (results.get("climbed") or {}).items()
    ]
    return pd.DataFrame(rows, columns=["mechanism", "given", "tried", "missed"])


def other_codings(results: Mapping[str, Any]) -> tuple[pd.DataFrame, float]:
    """How often each fact is met at the reference set if every input is drawn from its range.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    table : pandas.DataFrame
        ``fact`` and ``share`` (NaN where not run), the least robust first.
    together : float
        Share of the draws in which all facts asked for are met.

    Examples
    --------
    >>> table, together = other_codings({"codings": {"met": {"nato-fight": 0.5}, "together": 0.25}})
    >>> table["share"].dropna().to_list(), together
    ([0.5], 0.25)
    """
    told = results.get("codings") or {}
    met = told.get("met") or {}
    rows = [(target.text, met.get(target.name, math.nan)) for target in TARGETS if target.needed]
    frame = pd.DataFrame(rows, columns=["fact", "share"])
    return frame.sort_values("share", kind="stable"), told.get("together", math.nan)


_KINDS = {
    "power": "{} capability",
    "reach_km": "{} reach over water",
    "prize": "what taking {} adds",
    "base_km": "what bases in {} add",
    "forces": "{} forces",
    "aid": "{} capability",
    "friendly_km": "{} friendly reach",
}


def decisive_inputs(results: Mapping[str, Any]) -> pd.DataFrame:
    """Inputs that decide a fact by themselves, at an end of their coded range.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        ``input``, ``end`` and the facts ``lost`` and ``won``, in words; empty where nothing is
        decided by one input, or not run.

    Examples
    --------
    >>> told = {"fact": "forces:japan", "end": "low", "cases": ["pacific-1951"], "lost": [],
    ...         "won": ["hokkaido-three"]}
    >>> decisive_inputs({"decisive": [told]})["input"].item()
    "Japan's forces"
    """
    names: dict[str, str] = {}
    for case in map(load, CASES):
        names[case.adversary.id] = case.adversary.name
        names |= {one.id: one.name for one in case.adversary.associates.values()}
        names |= {place.id: place.name for place in case.places.values()}
    texts = {target.name: target.text for target in TARGETS}
    rows = []
    for told in results.get("decisive") or []:
        kind, _, owner = told["fact"].partition(":")
        name = names[owner]
        own = f"{name}'" if name.endswith("s") else f"{name}'s"
        rows.append(
            {
                "input": _KINDS[kind].format(name if kind in ("prize", "base_km") else own),
                "end": told["end"],
                "lost": "; ".join(texts[fact] for fact in told["lost"]),
                "won": "; ".join(texts[fact] for fact in told["won"]),
            }
        )
    return pd.DataFrame(rows, columns=["input", "end", "lost", "won"])


def more_players(results: Mapping[str, Any]) -> pd.DataFrame:
    """What the cases with a wider set of players come to.

    Parameters
    ----------
    results : mapping
        From `calibration_results`.

    Returns
    -------
    pandas.DataFrame
        One row a case: ``case``, ``clients``, the ``outcomes`` at the reference set in words, and
        the shares of points with a pact of ``many``, bound to ``fight`` in every outcome, and
        ``determinate``.

    Examples
    --------
    >>> more_players({}).columns.to_list()
    ['case', 'clients', 'outcomes', 'many', 'fight', 'determinate']
    """
    rows = []
    for case, told in (results.get("wider") or {}).items():
        outcomes = []
        for outcome in told["reference"]:
            members = ", ".join(outcome["members"]) or "nobody"
            text = f"{outcome['design']} ({members})"
            if outcome["commitment"] != "none":
                text += f", to {outcome['commitment']}"
            outcomes.append(text)
        rows.append(
            {
                "case": load(case).title,
                "clients": len(told["clients"]),
                "outcomes": "; or ".join(outcomes) or "no pure equilibrium",
                **{key: told[key] for key in ("many", "fight", "determinate")},
            }
        )
    columns = ["case", "clients", "outcomes", "many", "fight", "determinate"]
    return pd.DataFrame(rows, columns=columns)


# --------------------------------------------------------------------------------------- figures


def facts_alone(frame: pd.DataFrame, together: float, draws: int) -> Drawing:
    """How rare each fact is among plain draws, and all of them together.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `target_table`.
    together : float
        Base-10 logarithm of the share that gives every fact asked for; NaN draws none.
    draws : int
        Plain draws behind the shares; a fact that none of them met is marked at one of them.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> told = {"alone": {target.name: 0.1 for target in TARGETS}}
    >>> len(facts_alone(target_table(told), -8.0, 1000).axes)
    1
    """
    chosen = frame[(frame["asked"] == "yes") & frame["alone"].notna()].sort_values(
        "alone", ascending=False, kind="stable"
    )
    labels = [_folded(text) for text in chosen["fact"]]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.5 + 0.44 * len(chosen)))
        axes = figure.subplots()
        for height, share in enumerate(chosen["alone"]):
            met = share > 0.0
            axes.plot(
                max(share, 1.0 / draws), height, "o" if met else "<", color=BLUE, markersize=8,
                markerfacecolor=BLUE if met else "white", markeredgewidth=1.8,
            )  # fmt: skip
        if math.isfinite(together):
            axes.plot(10.0**together, len(labels), "D", color=ORANGE, markersize=9)
            labels.append("all of them together")
        axes.set_yticks(range(len(labels)), labels)
        axes.set(
            xscale="log", xlabel="share of the box", ylim=(max(len(labels), 1) - 0.5, -0.5),
            xlim=(None, 4.0),
        )  # fmt: skip
        axes.xaxis.set_major_locator(mpl.ticker.LogLocator(numticks=7))
        axes.minorticks_off()
    return figure


def _folded(text: str, width: int = 34) -> str:
    """A label in at most two lines, broken between words."""
    if len(text) <= width:
        return text
    cut = text.rfind(" ", 0, width)
    return f"{text[:cut]}\n{text[cut + 1 :]}"


def region_strips(frame: pd.DataFrame) -> Drawing:
    """One strip a parameter: its range in the box, and the part that the facts leave.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `region`.

    Returns
    -------
    Drawing
        The range from the 5th to the 95th percentile as a bar, the median as a stroke, the
        reference set as a diamond.

    Examples
    --------
    >>> strips = region_strips(region({"points": [[0.2] * 29, [0.4] * 29]}))
    >>> len(strips.axes[0].get_yticks())
    29
    """
    rows = frame[frame["width"].notna()].reset_index(drop=True)
    with mpl.rc_context({**STYLE, "axes.grid": False}):
        figure = Drawing(figsize=(7, 1.2 + 0.265 * max(len(rows), 3)))
        axes = figure.subplots()
        heights = list(range(len(rows)))
        axes.barh(heights, [1.0] * len(rows), height=0.62, color="#e6e6e6")
        colours = [BLUE if pinned else "#8fa3b8" for pinned in rows["pinned"]]
        axes.barh(heights, rows["width"], left=rows["low"], height=0.62, color=colours)
        for height, middle in zip(heights, rows["middle"], strict=True):
            axes.plot([middle, middle], [height - 0.31, height + 0.31], color="white", linewidth=2)
        axes.plot(
            rows["chosen"], heights, "D", color=ORANGE, markersize=5.5, markeredgecolor="white",
            markeredgewidth=0.8, clip_on=False,
        )  # fmt: skip
        axes.set_yticks(heights, rows["parameter"])
        axes.tick_params(axis="y", length=0)
        axes.set_xticks([0.0, 0.5, 1.0], ["low end\nof the range", "middle", "high end"])
        axes.set(xlim=(-0.01, 1.01), ylim=(len(rows) - 0.4, -0.6))
        axes.spines["left"].set_visible(False)
    return figure


def refit_dots(frame: pd.DataFrame) -> Drawing:
    """The volume without each mechanism, against the volume with all of them.

    Parameters
    ----------
    frame : pandas.DataFrame
        From `refits`.

    Returns
    -------
    Drawing
        A dot with a bar of two errors where points were found; a hollow mark pointing left where
        none was; the verdict beside each.

    Examples
    --------
    >>> one = {"walks": 1, "log10_volume": -8.0, "log10_error": 0.1, "hits": 5, "draws": 50}
    >>> told = {"parts": [one], "without": {"control": {**one, "began": 64}}}
    >>> len(refit_dots(refits(told)).axes)
    1
    """
    rows = frame.sort_values("orders", kind="stable", na_position="first", ignore_index=True)
    ends = [0.0]
    for row in rows.dropna(subset="orders").itertuples():
        ends += [row.orders - 2.0 * row.error, row.orders + 2.0 * row.error]
    left, right = min(ends) - 0.7, max(ends)
    edge = right + 0.04 * (right - left)
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 1.1 + 0.42 * len(rows)))
        axes = figure.subplots()
        axes.axvline(0.0, color=GREY, linewidth=1.5)
        axes.axvline(-math.log10(FACTOR), color=GREY, linewidth=1.0, linestyle=":")
        for height, row in enumerate(rows.itertuples()):
            if math.isfinite(row.orders):
                axes.hlines(
                    height, row.orders - 2.0 * row.error, row.orders + 2.0 * row.error,
                    color=BLUE, linewidth=2,
                )  # fmt: skip
                axes.plot(row.orders, height, "o", color=BLUE, markersize=8)
            elif row.verdict != "not run":
                axes.plot(
                    left, height, "<", color=ORANGE, markersize=9, markerfacecolor="white",
                    markeredgewidth=1.8,
                )  # fmt: skip
            axes.text(edge, height, row.verdict, va="center", fontsize=9.5, color="#222222")
        axes.set_yticks(range(len(rows)), rows["mechanism"])
        axes.set(
            xlabel="volume without it, less that with it (powers of ten)",
            ylim=(len(rows) - 0.5, -0.5),
            xlim=(left - 0.3, edge + 0.32 * (edge - left)),
        )
        axes.grid(visible=False, axis="y")
        low, high = axes.get_xlim()
        axes.set_xticks([tick for tick in axes.get_xticks() if low <= tick <= edge])
        axes.set_xlim(low, high)
    return figure


def sensitivity_bars(tables: Mapping[str, pd.DataFrame]) -> Drawing:
    """Total effects of the parameters that matter most, one panel an answer.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        From `sensitivity`.

    Returns
    -------
    Drawing
        A bar for each effect, and a line for its interval.

    Examples
    --------
    >>> told = {"sobol": {"worth": {"linkage": [0.5, 0.1], "stake": [0.7, 0.2]}}}
    >>> len(sensitivity_bars(sensitivity(told)).axes)
    1
    """
    shown = dict(tables) or {"not run": pd.DataFrame(columns=["parameter", "total", "error"])}
    sizes = [max(len(frame), 1) for frame in shown.values()]
    with mpl.rc_context(STYLE):
        figure = Drawing(figsize=(7, 0.6 + sum(0.55 + 0.3 * size for size in sizes)))
        panels = figure.subplots(
            len(shown), 1, sharex=True, squeeze=False, gridspec_kw={"height_ratios": sizes}
        )[:, 0]
        for axes, (answer, frame), colour in zip(
            panels, shown.items(), _cycled((BLUE, ORANGE, GREEN), len(shown)), strict=True
        ):
            heights = range(len(frame))
            axes.barh(heights, frame["total"], height=0.6, color=colour)
            axes.hlines(
                heights, frame["total"] - frame["error"], frame["total"] + frame["error"],
                color="#222222", linewidth=1.6,
            )  # fmt: skip
            axes.set_yticks(heights, frame["parameter"])
            axes.set(ylim=(len(frame) - 0.4, -0.6), title=answer)
            axes.title.set_fontsize(11)
        panels[-1].set_xlim(left=0.0)
        panels[-1].set_xlabel("share of the variation left if only this were unknown")
    return figure


def _cycled(colours: Sequence[str], length: int) -> list[str]:
    """A colour for each of so many panels."""
    return [colours[place % len(colours)] for place in range(length)]
