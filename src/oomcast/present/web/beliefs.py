"""A scenario for the screen: its document, and with every belief what a density and an editor are drawn from."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.document import belief_document
from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT
from oomcast.ensemble.document import plain
from oomcast.present.labels import parameter_label

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.distributions.contract import Distribution
    from oomcast.beliefs.mechanism import Choice, Mechanism
    from oomcast.beliefs.parameter import Parameter
    from oomcast.beliefs.scenario import Scenario

__all__ = ["changed_view", "scenario_view"]

PERCENT = tuple(level / 100 for level in range(1, 100))
"""Levels of the quantiles that stand with a belief."""

BINS = 60
"""Strips of a density: at 200 pixels, three pixels each."""

IN_THE_CORE = {"mechanism": "", "tier": TIER_ALWAYS_PRESENT}
"""Place of a parameter that belongs to no mechanism."""

EDGE = 0.002
"""Share of the belief that may lie beyond either end of its picture; what does is printed with it."""


def scenario_view(scenario: Scenario) -> dict[str, Any]:
    """The document of a scenario with, for every belief, its distribution in numbers and its place in the model."""
    document = scenario.document()
    places = places_of(scenario)
    words = scenario.words
    return {
        **document,
        "parameters": {
            name: {
                **about,
                **belief_view(scenario.beliefs[name], parameter=scenario.parameters[name]),
                **places.get(name, IN_THE_CORE),
            }
            for name, about in document["parameters"].items()
        },
        "core": [name for name in words.core if name in scenario.beliefs],
        "choices": [choice_view(choice, scenario=scenario) for choice in words.choices.values()],
        "mechanisms_known": [
            mechanism_view(mechanism, is_present=mechanism.name in scenario.mechanisms)
            for mechanism in words.mechanisms.values()
        ],
        "parameters_known": {
            name: {**parameter_view(parameter), "present": name in scenario.beliefs}
            for name, parameter in words.parameters.items()
        },
        "toml": scenario.to_toml(),
    }


def changed_view(scenario: Scenario, *, names: Iterable[str]) -> dict[str, Any]:
    """The beliefs of these names as `scenario_view` has them; those that no longer hold are left out."""
    return {
        name: {
            **belief_document(scenario, name),
            **belief_view(scenario.beliefs[name], parameter=scenario.parameters[name]),
        }
        for name in names
        if name in scenario.beliefs
    }


def places_of(scenario: Scenario) -> dict[str, dict[str, Any]]:
    """For each parameter with a belief the part of the model it belongs to, and the tier of that part."""
    words = scenario.words
    chosen = [words.choices[name].options[option] for name, option in scenario.structure.items()]
    places: dict[str, dict[str, Any]] = {}
    for part in (*words.mechanisms.values(), *chosen):
        for name in part.names:
            places.setdefault(name, {"mechanism": part.name, "tier": part.tier})
    return places


def parameter_view(parameter: Parameter) -> dict[str, Any]:
    """What a parameter is, whoever believes what about it."""
    return {
        "label": parameter_label(parameter.name),
        "symbol": parameter.symbol,
        "unit": parameter.unit,
        "meaning": parameter.meaning,
        "lower": plain(parameter.lower),
        "upper": plain(parameter.upper),
        "plausible": list(parameter.plausible),
        "none_means": parameter.none_means,
        "is_factor": parameter.is_factor,
        "is_date": parameter.is_date,
    }


def belief_view(belief: Belief, *, parameter: Parameter) -> dict[str, Any]:
    """A belief in numbers: how it is spelled, its quantiles, and its density as the mass in strips."""
    levels = np.array(PERCENT)
    quantiles = belief.distribution.ppf(levels)
    return {
        **parameter_view(parameter),
        "spelled": json_value(belief.spelled),
        "is_point": belief.is_point,
        "family": type(belief.distribution).__name__.lower(),
        "quantiles": {f"{level:g}": plain(float(value)) for level, value in zip(PERCENT, quantiles)},
        "density": density(belief.distribution, is_factor=parameter.is_factor),
    }


def density(distribution: Distribution, *, is_factor: bool) -> dict[str, Any] | None:
    """The mass of a distribution in strips of equal width, of equal ratio for a factor; None for a single value.

    `edges` has one more number than `mass`; `below`, `above` and `infinite` are what lies beyond the edges, so that
    all masses sum to one.
    """
    low, high = (float(value) for value in distribution.ppf(np.array([EDGE, 1 - EDGE])))
    support_low, support_high = distribution.support
    with np.errstate(over="ignore", invalid="ignore"):
        infinite = max(0.0, 1.0 - float(distribution.cdf(np.array([np.finfo(np.float64).max]))[0]))
    if not math.isfinite(high):
        high = float(distribution.ppf(np.array([(1 - EDGE) * (1 - infinite)]))[0]) if infinite < 1 else high
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    low, high = max(low, support_low), min(high, support_high)
    is_log = is_factor and low > 0
    edges = np.geomspace(low, high, BINS + 1) if is_log else np.linspace(low, high, BINS + 1)
    below, *reached = np.clip(distribution.cdf(np.array([np.nextafter(low, -np.inf), *edges])), 0.0, 1.0).tolist()
    upto = np.array(reached)
    mass = np.diff(upto)
    mass[0] += float(upto[0]) - below  # a single value that much mass sits on may be the lowest
    return {
        "scale": "log" if is_log else "linear",
        "edges": [float(edge) for edge in edges],
        "mass": [float(share) for share in mass],
        "below": below,
        "above": max(0.0, 1.0 - infinite - float(upto[-1])),
        "infinite": infinite,
    }


def choice_view(choice: Choice, *, scenario: Scenario) -> dict[str, Any]:
    """A question of structure with its options, and which of them holds."""
    return {
        "name": choice.name,
        "title": choice.title,
        "default": choice.default,
        "chosen": scenario.structure.get(choice.name, choice.default),
        "present": choice.name in scenario.structure,
        "options": [
            {"name": option.name, "title": option.title, "tier": option.tier, "parameters": list(option.names)}
            for option in choice.options.values()
        ],
    }


def mechanism_view(mechanism: Mechanism, *, is_present: bool) -> dict[str, Any]:
    """A part of the model with its parameters, and what each is if nobody says (null: a reference belief)."""
    return {
        "name": mechanism.name,
        "title": mechanism.title,
        "tier": mechanism.tier,
        "present": is_present,
        "parameters": {name: plain_or_words(mechanism.neutral.get(name)) for name in mechanism.names},
    }


def plain_or_words(value: float | None) -> float | str | None:
    """A neutral value as a file would state it."""
    return "none" if value == math.inf else value


def json_value(value: Any) -> Any:
    """A spelled belief in the types of JSON; null for one that no file can state."""
    if isinstance(value, Mapping):
        return {str(name): json_value(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(item) for item in value]
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) else "none"
    return None
