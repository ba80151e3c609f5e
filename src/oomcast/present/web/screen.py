"""A forecast for the screen: the document that the command line prints, and what is drawn, from the same draws.

No equation is left to the page: courses come in OOM, in years at the person's rate, and in years at a stated one.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.ensemble.document import plain
from oomcast.models.progress import FIRST_YEAR
from oomcast.present.dots import DOTS
from oomcast.present.fan import band_edges, in_order, unknown_courses
from oomcast.present.findings import HEADLINE, answer, counted_draws, draws_in_words
from oomcast.present.histogram import round_axis
from oomcast.present.labels import event_label, implied_label, milestone_label, output_label
from oomcast.present.report import DISCLAIMER
from oomcast.present.scope import at_work_sentence, given_sentence
from oomcast.present.split import PARTS, split_sentence
from oomcast.present.web.beliefs import changed_view
from oomcast.present.web.by_date import alike, dated_view
from oomcast.present.words import chance
from oomcast.quantities.progress import years_of_progress

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast
    from oomcast.models.contract import FloatArray
    from oomcast.present.web.asking import Asked

__all__ = ["forecast_view", "paired_view"]

FAN_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
PAIRED_LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
BINS = 60
"""Strips of a histogram."""

FEW_DOTS = 20
"""Dots on a narrow page, and single futures: as many as can be told apart there."""

CURVE = 400
"""Values from which is read how much lies beyond any point: to a quarter of a per cent."""

COUNTS = {"dots": DOTS, "few_dots": FEW_DOTS, "curve": CURVE}
"""In how many equally likely values outcomes are told, and under which name."""

INNER = (0.005, 0.995)
"""Levels between which a histogram is drawn; how many draws lie beyond is printed with it."""

REFERENCE = "reference_oom_per_year"
TOTAL = "oom_total"
COURSES = (TOTAL, "oom_software")
PICTURED = (HEADLINE, "oom_software_12mo", "years_of_progress_12mo")
FREQUENCIES = (
    "ceiling_reached_by_horizon",
    "singular_by_horizon",
    "at_least_3_years_in_12mo",
    "at_least_10_years_in_12mo",
)
"""Shares that stand above the picture, those that must be seen first."""


def forecast_view(
    forecast: Forecast,
    *,
    asked: Asked,
    rate: float | None = None,
    parts: Collection[str],
    dates: FloatArray | None = None,
    start_year: float | None = None,
) -> dict[str, Any]:
    """The document of a forecast, and under "screen" what is drawn of it.

    `rate`, in OOM a year, adds courses and outcomes in years at that rate; `parts` are the pictures that are wanted.
    With `dates` the same is told by the calendar, from `start_year` on where the beliefs do not say when it starts.
    """
    document = forecast.document()
    draws = counted_draws(document)
    return {
        **document,
        "screen": {
            "sentence": answer(document),
            "given_sentence": given_sentence(document),
            "split_sentence": "" if document["decomposition"] is None else split_sentence(document),
            "at_work_sentence": at_work_sentence(document),
            "draws_in_words": draws_in_words(document),
            "disclaimer": DISCLAIMER,
            "frequencies": frequencies(document, draws=draws),
            "fan": fan(forecast, rate=rate, is_whole="fan" in parts) if {"fan", "fan_12mo"} & {*parts} else None,
            **(equally_likely(forecast, counts=COUNTS, rate=rate) if "dots" in parts else {key: {} for key in COUNTS}),
            "calendar": dated_view(
                forecast, dates=dates, start_year=start_year, rate=rate, counts=tuple(COUNTS.values())
            ),
            "futures": futures(forecast, rate=rate) if "futures" in parts else None,
            "beliefs": changed_view(forecast.scenario, names=asked.settings) if "beliefs" in parts else {},
            "ticks": ticks(document["outputs"].get(HEADLINE)),
            "histograms": histograms(forecast) if "histograms" in parts else {},
            "inputs": inputs(forecast) if "inputs" in parts else {},
            "labels": labels(document),
            "scenario": {
                "name": forecast.scenario.name,
                "hash": forecast.scenario.hash,
                "title": forecast.scenario.title,
                "author": forecast.scenario.author,
                "date": str(forecast.scenario.date or ""),
            },
            "again": {"command": asked.command, "python": asked.python},
        },
    }


def frequencies(document: Mapping[str, Any], *, draws: int) -> list[dict[str, Any]]:
    """Shares of outcomes in words, those first that are shown whenever they are above zero."""
    shares = document["probabilities"]
    names = [*(name for name in FREQUENCIES if name in shares), *(name for name in shares if name not in FREQUENCIES)]
    return [
        {
            "name": name,
            "label": event_label(name),
            "share": shares[name]["value"],
            "mc_error": shares[name]["mc_error"],
            "words": chance(float(shares[name]["value"]), draws=draws),
        }
        for name in names
    ]


def fan(forecast: Forecast, *, rate: float | None, is_whole: bool) -> dict[str, Any] | None:
    """Pointwise quantiles of the courses that were kept, null where one has diverged; None without courses.

    The whole goes to the horizon and tells software apart; otherwise it is the total in the first year. `unknown`
    courses could not be followed to their end, and have no part in the picture from there on.
    """
    paths = forecast.counted.paths
    if paths is None:
        return None
    kept = next(iter(paths.values.values())).shape[1]
    times = slice(None) if is_whole else slice(int(np.searchsorted(paths.years, FIRST_YEAR, side="right")))
    wanted = [name for name in COURSES if name in paths.values and (is_whole or name == TOTAL)]
    edges = {name: band_edges(paths.values[name][times], levels=FAN_LEVELS) for name in wanted}
    total = edges.get(TOTAL)
    if total is not None and REFERENCE in forecast.inputs:
        reference = forecast.inputs[REFERENCE][forecast.weights][:kept]
        # At one rate for all draws the quantiles of years are those of OOM over it.
        is_one = bool(reference.size) and bool((reference == reference[0]).all())
        edges["years_of_progress"] = (
            years_of_progress(total, reference[0])
            if is_one
            else band_edges(years_of_progress(paths.values[TOTAL][times], reference), levels=FAN_LEVELS)
        )
    if total is not None and rate is not None:
        edges["years_at_rate"] = years_of_progress(total, rate)
    names = [f"{level:g}" for level in FAN_LEVELS]
    return {
        "years": numbers(paths.years[times]),
        "levels": names,
        "draws": kept,
        "unknown": max((unknown_courses(paths.values[name]) for name in wanted), default=0),
        "courses": {
            name: {level: numbers(edge) for level, edge in zip(names, course)} for name, course in edges.items()
        },
    }


def equally_likely(
    forecast: Forecast, *, counts: Mapping[str, int], rate: float | None
) -> dict[str, dict[str, list[float | None]]]:
    """The outcomes of the first year as so many equally likely values for each of `counts`, null for one without bound.

    They are those of the draws that are known.
    """
    outputs = forecast.counted.outputs
    ordered = {name: in_order(outputs[name]) for name in PICTURED if name in outputs}
    if rate is not None and HEADLINE in ordered:
        ordered["years_at_rate_12mo"] = years_of_progress(ordered[HEADLINE], rate)
    return {
        label: {name: numbers(alike(values, count=count)) for name, values in ordered.items()}
        for label, count in counts.items()
    }


def futures(forecast: Forecast, *, rate: float | None) -> dict[str, Any] | None:
    """Single draws, one for each twentieth of the outcomes, with their courses and what was drawn of each belief.

    Each is the draw whose headline is nearest to the middle of its twentieth of those known; None without courses.
    """
    paths, outcomes = forecast.counted.paths, forecast.counted.outputs.get(HEADLINE)
    if paths is None or outcomes is None or "oom_total" not in paths.values:
        return None
    total = paths.values["oom_total"]
    kept = outcomes[: total.shape[1]]
    known = np.flatnonzero(~np.isnan(kept))
    if not known.size:
        return None
    order = known[np.argsort(kept[known], kind="stable")]
    chosen = order[((np.arange(FEW_DOTS) + 0.5) / FEW_DOTS * order.size).astype(np.intp)]
    inputs_ = {name: column[forecast.weights][: kept.size][chosen] for name, column in forecast.inputs.items()}
    courses = {"oom_total": total[:, chosen]}
    if REFERENCE in inputs_:
        courses["years_of_progress"] = years_of_progress(courses["oom_total"], inputs_[REFERENCE])
    if rate is not None:
        courses["years_at_rate"] = years_of_progress(courses["oom_total"], rate)
    return {
        "courses": {name: [numbers(course) for course in columns.T] for name, columns in courses.items()},
        "inputs": [{name: plain(float(column[at])) for name, column in inputs_.items()} for at in range(FEW_DOTS)],
    }


def ticks(output: Mapping[str, Any] | None) -> list[float]:
    """Round ticks from zero to above every finite quantile of the headline."""
    if output is None:
        return []
    finite = [float(value) for value in output["quantiles"].values() if value is not None]
    return list(round_axis(min([0.0, *finite]), max([*finite, 0.0])))


def histograms(forecast: Forecast) -> dict[str, Any]:
    """The outcomes of the first year as shares in strips."""
    outputs = forecast.counted.outputs
    return {name: histogram(outputs[name], is_log=False) for name in PICTURED if name in outputs}


def inputs(forecast: Forecast) -> dict[str, Any]:
    """What was drawn of each belief, among the draws that count, as shares in strips; null for a single value."""
    scenario, weights = forecast.scenario, forecast.weights
    return {
        name: None
        if scenario.beliefs[name].is_point
        else histogram(column[weights], is_log=scenario.parameters[name].is_factor)
        for name, column in forecast.inputs.items()
    }


def histogram(values: FloatArray, *, is_log: bool) -> dict[str, Any] | None:
    """Shares of draws in strips of equal width, or of equal ratio; None where nothing finite varies.

    `below`, `above` and `infinite` are the shares beyond the edges and `unknown` that of draws that could not be
    followed, so that all shares sum to one.
    """
    ordered = np.sort(values)
    finite = ordered[: np.searchsorted(ordered, np.inf)]
    unknown = int(np.count_nonzero(np.isnan(values)))
    if not finite.size:
        return None
    low, high = (float(finite[int(level * (finite.size - 1))]) for level in INNER)
    if not low < high:
        return None
    is_log = is_log and low > 0
    edges = np.geomspace(low, high, BINS + 1) if is_log else np.linspace(low, high, BINS + 1)
    edges[0], edges[-1] = low, high
    upto = np.searchsorted(finite, edges, side="left")
    upto[-1] = np.searchsorted(finite, high, side="right")
    return {
        "scale": "log" if is_log else "linear",
        "edges": numbers(edges),
        "mass": (np.diff(upto) / values.size).tolist(),
        "below": int(upto[0]) / values.size,
        "above": (finite.size - int(upto[-1])) / values.size,
        "infinite": (values.size - unknown - finite.size) / values.size,
        "unknown": unknown / values.size,
    }


def labels(document: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What outputs, milestones, implied numbers and parts of the gain are called."""
    return {
        "outputs": {name: output_label(name) for name in document["outputs"]},
        "milestones": {name: milestone_label(name) for name in document["milestones"]},
        "implied": {name: implied_label(name) for name in document["implied"]},
        "parts": dict(PARTS),
    }


def paired_view(forecast: Forecast, other: Forecast) -> dict[str, Any] | None:
    """How much more the other forecast says for the same luck, draw by draw; None where draws differ in number."""
    ours, theirs = forecast.outputs.get(HEADLINE), other.outputs.get(HEADLINE)
    if ours is None or theirs is None or ours.size != theirs.size:
        return None
    both = forecast.weights & other.weights
    with np.errstate(invalid="ignore"):
        more = theirs[both] - ours[both]
    known = more[~np.isnan(more)]
    if not known.size:
        return None
    return {
        "draws": int(both.sum()),
        "without_difference": int(both.sum()) - int(known.size),
        "quantiles": {
            f"{level:g}": plain(float(value))
            for level, value in zip(PAIRED_LEVELS, np.quantile(known, PAIRED_LEVELS, method="inverted_cdf"))
        },
        "share_above": float(np.count_nonzero(known > 0)) / known.size,
        "share_equal": float(np.count_nonzero(known == 0)) / known.size,
    }


def numbers(values: Any) -> list[float | None]:
    """Numbers as JSON can say them."""
    array = np.asarray(values)
    said: list[float | None] = array.tolist()
    return said if np.isfinite(array).all() else [value if math.isfinite(value) else None for value in array.tolist()]
