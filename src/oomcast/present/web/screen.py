"""A forecast for the screen: the document that the command line prints, and what is drawn, from the same draws.

No equation is left to the page: courses come in OOM, in years at the person's rate, and in years at a stated one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.ensemble.document import plain
from oomcast.present.dots import DOTS
from oomcast.present.fan import band_edges
from oomcast.present.findings import HEADLINE, answer, counted_draws, draws_in_words
from oomcast.present.histogram import round_axis
from oomcast.present.labels import event_label, implied_label, milestone_label, output_label
from oomcast.present.report import DISCLAIMER
from oomcast.present.scope import at_work_sentence, given_sentence
from oomcast.present.split import PARTS, split_sentence
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

INNER = (0.005, 0.995)
"""Levels between which a histogram is drawn; how many draws lie beyond is printed with it."""

REFERENCE = "reference_oom_per_year"
COURSES = ("oom_total", "oom_software")
FREQUENCIES = (
    "ceiling_reached_by_horizon",
    "singular_by_horizon",
    "at_least_3_years_in_12mo",
    "at_least_10_years_in_12mo",
)
"""Shares that stand above the picture, those that must be seen first."""


def forecast_view(
    forecast: Forecast, *, asked: Asked, rate: float | None = None, document: dict[str, Any] | None = None
) -> dict[str, Any]:
    """The document of a forecast, and under "screen" what is drawn of it.

    `rate`, in OOM a year, adds courses and outcomes in years at that rate.
    """
    document = forecast.document() if document is None else document
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
            "fan": fan(forecast, rate=rate),
            "dots": dots(forecast, rate=rate),
            "ticks": ticks(document["outputs"].get(HEADLINE)),
            "histograms": histograms(forecast),
            "inputs": inputs(forecast),
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


def fan(forecast: Forecast, *, rate: float | None) -> dict[str, Any] | None:
    """Pointwise quantiles of the courses that were kept, null where one has diverged; None without courses."""
    paths = forecast.counted.paths
    if paths is None:
        return None
    kept = next(iter(paths.values.values())).shape[1]
    courses = {name: paths.values[name] for name in COURSES if name in paths.values}
    if "oom_total" in courses and REFERENCE in forecast.inputs:
        reference = forecast.inputs[REFERENCE][forecast.weights][:kept]
        courses["years_of_progress"] = years_of_progress(courses["oom_total"], reference)
    if "oom_total" in courses and rate is not None:
        courses["years_at_rate"] = years_of_progress(courses["oom_total"], rate)
    return {
        "years": [float(year) for year in paths.years],
        "levels": [f"{level:g}" for level in FAN_LEVELS],
        "draws": kept,
        "courses": {
            name: {
                f"{level:g}": numbers(edge) for level, edge in zip(FAN_LEVELS, band_edges(course, levels=FAN_LEVELS))
            }
            for name, course in courses.items()
        },
    }


def dots(forecast: Forecast, *, rate: float | None) -> dict[str, list[float | None]]:
    """Each outcome of the first year as fifty equally likely values, null for one without bound."""
    outputs = {name: forecast.counted.outputs[name] for name in forecast.counted.outputs}
    if rate is not None and HEADLINE in outputs:
        outputs["years_at_rate_12mo"] = years_of_progress(outputs[HEADLINE], rate)
    levels = (np.arange(DOTS) + 0.5) / DOTS
    return {name: numbers(np.quantile(column, levels, method="inverted_cdf")) for name, column in outputs.items()}


def ticks(output: Mapping[str, Any] | None) -> list[float]:
    """Round ticks from zero to above every finite quantile of the headline."""
    if output is None:
        return []
    finite = [float(value) for value in output["quantiles"].values() if value is not None]
    return list(round_axis(min([0.0, *finite]), max([*finite, 0.0])))


def histograms(forecast: Forecast) -> dict[str, Any]:
    """The headline and the years of progress as shares in strips."""
    names = (HEADLINE, "oom_software_12mo", "years_of_progress_12mo")
    return {
        name: histogram(forecast.counted.outputs[name], is_log=False)
        for name in names
        if name in forecast.counted.outputs
    }


def inputs(forecast: Forecast) -> dict[str, Any]:
    """What was drawn of each belief, among the draws that count, as shares in strips."""
    parameters, weights = forecast.scenario.parameters, forecast.weights
    return {
        name: histogram(column[weights], is_log=parameters[name].is_factor) for name, column in forecast.inputs.items()
    }


def histogram(values: FloatArray, *, is_log: bool) -> dict[str, Any] | None:
    """Shares of draws in strips of equal width, or of equal ratio; None where nothing finite varies.

    `below`, `above` and `infinite` are the shares beyond the edges, so that all shares sum to one.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return None
    low, high = (float(edge) for edge in np.quantile(finite, INNER, method="inverted_cdf"))
    if not low < high:
        return None
    is_log = is_log and low > 0
    edges = np.geomspace(low, high, BINS + 1) if is_log else np.linspace(low, high, BINS + 1)
    edges[0], edges[-1] = low, high
    counts, _ = np.histogram(finite, bins=edges)
    return {
        "scale": "log" if is_log else "linear",
        "edges": [float(edge) for edge in edges],
        "mass": [float(count) / values.size for count in counts],
        "below": float(np.count_nonzero(finite < low)) / values.size,
        "above": float(np.count_nonzero(finite > high)) / values.size,
        "infinite": float(values.size - finite.size) / values.size,
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
    return [plain(float(value)) for value in values]
