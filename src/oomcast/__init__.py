"""Forecasts of AI progress after full automation of AI research and development, from a person's stated beliefs.

    import oomcast as oc

    forecast = oc.run("greenblatt-2025", draws=10_000, seed=0)
    print(forecast.text())

Names are loaded when first used, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from oomcast.ensemble.views import COMPARISON_VIEWS, INSIGHT_VIEWS, VIEWS

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.distributions.contract import Distribution
    from oomcast.beliefs.elicitation import from_interval, from_quantiles
    from oomcast.beliefs.parameter import Evidence, Parameter
    from oomcast.beliefs.scenario import Scenario, preset_names
    from oomcast.ensemble.forecast import Forecast
    from oomcast.errors import DataError, ForecastError, ModelError, ParameterError, RunError, ScenarioError
    from oomcast.models.contract import Outcome
    from oomcast.models.registry import model_names
    from oomcast.outcomes.summary import Summary
    from oomcast.present.corps_interface import corporations
    from oomcast.present.insight_interface import compare, explain
    from oomcast.present.interface import open_forecast, open_scenario, run

    __version__: str

# Where each public name lives.
_HOMES = {
    "run": "oomcast.present.interface",
    "open_scenario": "oomcast.present.interface",
    "open_forecast": "oomcast.present.interface",
    "explain": "oomcast.present.insight_interface",
    "compare": "oomcast.present.insight_interface",
    "corporations": "oomcast.present.corps_interface",
    "preset_names": "oomcast.beliefs.scenario",
    "model_names": "oomcast.models.registry",
    "Scenario": "oomcast.beliefs.scenario",
    "Belief": "oomcast.beliefs.belief",
    "Evidence": "oomcast.beliefs.parameter",
    "Parameter": "oomcast.beliefs.parameter",
    "Distribution": "oomcast.beliefs.distributions.contract",
    "from_interval": "oomcast.beliefs.elicitation",
    "from_quantiles": "oomcast.beliefs.elicitation",
    "Forecast": "oomcast.ensemble.forecast",
    "Summary": "oomcast.outcomes.summary",
    "Outcome": "oomcast.models.contract",
    "ForecastError": "oomcast.errors",
    "ScenarioError": "oomcast.errors",
    "ParameterError": "oomcast.errors",
    "ModelError": "oomcast.errors",
    "RunError": "oomcast.errors",
    "DataError": "oomcast.errors",
}

__all__ = [
    "Belief",
    "DataError",
    "Distribution",
    "Evidence",
    "Forecast",
    "ForecastError",
    "ModelError",
    "Outcome",
    "Parameter",
    "ParameterError",
    "RunError",
    "Scenario",
    "ScenarioError",
    "Summary",
    "compare",
    "corporations",
    "explain",
    "from_interval",
    "from_quantiles",
    "model_names",
    "open_forecast",
    "open_scenario",
    "preset_names",
    "run",
]

# How forecasts are shown: the methods of Forecast that this layer provides.
VIEWS.update(
    {
        "plot": "oomcast.present.charts:fan_chart",
        "text": "oomcast.present.report:text",
        "_repr_html_": "oomcast.present.notebook:html",
        "to_frame": "oomcast.present.exports:to_frame",
        "to_xarray": "oomcast.present.exports:to_xarray",
        "to_datatree": "oomcast.present.exports:to_datatree",
        "to_inference_data": "oomcast.present.exports:to_inference_data",
    }
)
INSIGHT_VIEWS.update(
    {
        "explanation_text": "oomcast.present.explanation:text",
        "explanation_plot": "oomcast.present.tornado:picture",
        "contrast_reading": "oomcast.present.contrast:reading",
        "contrast_text": "oomcast.present.contrast:text",
        "contrast_plot": "oomcast.present.waterfall:picture",
    }
)
COMPARISON_VIEWS.update({"text": "oomcast.present.corps:text", "plot": "oomcast.present.corps_picture:picture"})


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(_HOMES[name]), name)
    elif name == "__version__":
        from oomcast.ensemble.provenance import package_version

        value = package_version()
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = value  # looked up once
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
