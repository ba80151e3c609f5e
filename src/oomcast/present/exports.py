"""Forecasts for other tools: pandas, xarray, and the layouts that ArviZ reads before and after its version 1.

In flat tables a name says which group it belongs to ("input.initial_speedup", "output.initial_speedup"), because a
model may report a quantity under the name of the parameter it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import RunError
from oomcast.models.contract import Outcome
from oomcast.present.findings import HEADLINE
from oomcast.present.split import PARTS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pandas import DataFrame
    from xarray import Dataset, DataTree

    from oomcast.ensemble.forecast import Forecast

__all__ = ["to_datatree", "to_frame", "to_inference_data", "to_xarray"]

# ArviZ names the dimensions of a sample (chain, draw); independent draws are one chain.
SAMPLE_DIMENSIONS = ("chain", "draw")
YEARS = "year"
WEIGHT = "weight"
"""1 for a draw that counts, 0 for one that does not fulfil what the scenario takes as given."""


def to_frame(forecast: Forecast) -> DataFrame:
    """One row per draw, indexed by `draw`: columns "input.*", "output.*", "event.*", "milestone.*" and "outcome".

    Where the scenario takes something as given there is a column "weight" as well: 1 for the draws that count, 0 for
    the others. Where the gain of every draw was split there are columns "split.*", NaN where the gain is infinite.
    Units are in `frame.attrs["units"]`, provenance in `frame.attrs["provenance"]`. Infinite values stay infinite.
    """
    import pandas as pd

    described = _columns(forecast)
    split = _split(forecast)
    if all(part.size == forecast.draws for part, _ in split.values()):
        described |= {f"split.{name}": column for name, column in split.items()}
    columns: dict[str, Any] = {name: values for name, (values, _) in described.items()}
    if forecast.given_in_words:
        columns[WEIGHT] = _weights(forecast)
    names = [outcome.name.lower() for outcome in Outcome]
    columns["outcome"] = pd.Categorical.from_codes(forecast.outcome.astype(np.intp), categories=pd.Index(names))
    frame = pd.DataFrame(columns, index=pd.RangeIndex(forecast.draws, name="draw"))
    frame.attrs["units"] = {name: about["units"] for name, (_, about) in described.items() if "units" in about}
    frame.attrs["provenance"] = forecast.provenance.document()
    return frame


def to_xarray(forecast: Forecast) -> Dataset:
    """A Dataset over `draw`, with courses over (`time`, `path_draw`) for the draws whose course was kept.

    Variables are named as in `to_frame`, courses "path.*"; units and meanings are attributes, and the attributes of
    the Dataset are the provenance. `time` is in years from t = 0. The parts "split.*" of the first year's gain are over
    `split_draw`, the draws that were split. Where the scenario takes something as given, the coordinate `weight` is 1
    for the draws that count and 0 for the others, and the attribute `given` says what it is.
    """
    import xarray as xr

    variables: dict[str, Any] = {name: ("draw", values, about) for name, (values, about) in _columns(forecast).items()}
    variables["outcome"] = ("draw", forecast.outcome, _outcome_attributes())
    coordinates: dict[str, Any] = {"draw": np.arange(forecast.draws)}
    if forecast.given_in_words:
        coordinates[WEIGHT] = ("draw", _weights(forecast), _weight_attributes(forecast))
    if split := _split(forecast):
        size = next(iter(split.values()))[0].size
        coordinates["split_draw"] = ("split_draw", np.arange(size), {"long_name": "draws whose first year was split"})
        variables |= {f"split.{name}": ("split_draw", part, about) for name, (part, about) in split.items()}
    if forecast.paths is not None:
        kept = next(iter(forecast.paths.values.values())).shape[1]
        coordinates["time"] = ("time", forecast.paths.years, {"units": YEARS, "long_name": "years from t = 0"})
        coordinates["path_draw"] = ("path_draw", np.arange(kept), {"long_name": "draws whose course was kept"})
        variables |= {
            f"path.{name}": (("time", "path_draw"), values, {}) for name, values in forecast.paths.values.items()
        }
    return xr.Dataset(variables, coords=coordinates, attrs=_attributes(forecast))


def to_datatree(forecast: Forecast) -> DataTree:
    """The forecast as ArviZ 1.x reads one: a DataTree whose groups have dimensions (chain, draw), with one chain.

    `prior` holds the inputs, `prior_predictive` outputs, milestones and events, `sample_stats_prior` the outcome of
    each draw, whether it diverged and, where the scenario takes something as given, its weight; `prior_paths` the
    courses in time of the first draws, and `prior_split` the parts of their first year's gain.
    """
    import xarray as xr

    return xr.DataTree.from_dict({"/": xr.Dataset(attrs=_attributes(forecast)), **_groups(forecast)}, name="forecast")


def to_inference_data(forecast: Forecast) -> Any:
    """The same groups as an `InferenceData`, for ArviZ before 1.0. Raises RunError where that is not installed."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # ArviZ 0.x announces its successor on import
        try:
            import arviz
        except ImportError:
            raise RunError("to_inference_data needs ArviZ: install oomcast with its extra, oomcast[arviz]") from None
        if not hasattr(arviz, "InferenceData"):
            raise RunError(f"ArviZ {arviz.__version__} has no InferenceData: use to_datatree(), which it reads")
        return arviz.InferenceData(attrs=_attributes(forecast), warn_on_custom_groups=False, **_groups(forecast))


def _groups(forecast: Forecast) -> dict[str, Dataset]:
    import xarray as xr

    attributes = {**_attributes(forecast), "sample_dims": list(SAMPLE_DIMENSIONS)}
    coordinates: dict[str, Any] = {"chain": [0], "draw": np.arange(forecast.draws)}

    def group(*groups: Mapping[str, tuple[NDArray[Any], dict[str, str]]]) -> Dataset:
        variables = {
            name: (SAMPLE_DIMENSIONS, values[np.newaxis, :], about)
            for members in groups
            for name, (values, about) in members.items()
        }
        return xr.Dataset(variables, coords=coordinates, attrs=attributes)

    stats: dict[str, tuple[NDArray[Any], dict[str, str]]] = {
        "outcome": (forecast.outcome, _outcome_attributes()),
        "diverging": (forecast.outcome == Outcome.DIVERGED, {"long_name": "progress became infinite by the horizon"}),
    }
    if forecast.given_in_words:
        stats[WEIGHT] = (_weights(forecast), _weight_attributes(forecast))
    groups = {
        "prior": group(_inputs(forecast)),
        "prior_predictive": group(_outputs(forecast), _milestones(forecast), _events(forecast)),
        "sample_stats_prior": group(stats),
    }
    if forecast.paths is not None:
        kept = next(iter(forecast.paths.values.values())).shape[1]
        groups["prior_paths"] = xr.Dataset(
            {
                name: ((*SAMPLE_DIMENSIONS, "time"), np.ascontiguousarray(values.T)[np.newaxis])
                for name, values in forecast.paths.values.items()
            },
            coords={"chain": [0], "draw": np.arange(kept), "time": ("time", forecast.paths.years, {"units": YEARS})},
            attrs=attributes,
        )
    if split := _split(forecast):
        size = next(iter(split.values()))[0].size
        groups["prior_split"] = xr.Dataset(
            {name: (SAMPLE_DIMENSIONS, part[np.newaxis, :], about) for name, (part, about) in split.items()},
            coords={"chain": [0], "draw": np.arange(size)},
            attrs=attributes,
        )
    return groups


def _weights(forecast: Forecast) -> NDArray[np.int8]:
    """Weights as whole numbers, which every file format and every weighted mean can take."""
    return forecast.weights.astype(np.int8)


def _weight_attributes(forecast: Forecast) -> dict[str, str]:
    return {"long_name": f"1 where {forecast.given_in_words}, otherwise 0"}


def _split(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    """The parts of the first year's gain, in the order in which they are told."""
    meaning = "part of the effective compute gained in the first year"
    unit = {output.name: output.unit for output in forecast.declared}.get(HEADLINE, "")
    return {
        name: (part, {"units": unit, "long_name": f"{meaning}: {PARTS.get(name, name)}"})
        for name, part in (forecast.split or {}).items()
    }


def _columns(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    groups = {
        "input": _inputs(forecast),
        "output": _outputs(forecast),
        "event": _events(forecast),
        "milestone": _milestones(forecast),
    }
    return {f"{group}.{name}": column for group, members in groups.items() for name, column in members.items()}


def _inputs(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    parameters = forecast.scenario.parameters
    return {
        name: (values, {"units": parameters[name].unit, "long_name": parameters[name].meaning})
        for name, values in forecast.inputs.items()
    }


def _outputs(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    declared = {output.name: output for output in forecast.declared}
    return {
        name: (values, {"units": declared[name].unit, "long_name": declared[name].meaning})
        for name, values in forecast.outputs.items()
    }


def _milestones(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    meaning = "years from t = 0; infinite where not reached by the horizon"
    return {name: (values, {"units": YEARS, "long_name": meaning}) for name, values in forecast.milestones.items()}


def _events(forecast: Forecast) -> dict[str, tuple[NDArray[Any], dict[str, str]]]:
    return {name: (values, {}) for name, values in forecast.events.items()}


def _outcome_attributes() -> dict[str, Any]:
    return {
        "flag_values": [int(outcome) for outcome in Outcome],
        "flag_meanings": " ".join(outcome.name.lower() for outcome in Outcome),
    }


def _attributes(forecast: Forecast) -> dict[str, Any]:
    """Provenance as attributes that every file format can hold, and the names ArviZ gives to the makers of a file."""
    source = forecast.provenance.document()
    return {
        **source,
        "title": forecast.scenario.title or forecast.scenario.name,
        "digest": forecast.document()["digest"],
        "beliefs": json.dumps(forecast.scenario.document(), ensure_ascii=False, sort_keys=True),
        **({"given": forecast.given_in_words} if forecast.given_in_words else {}),
        "creation_library": "oomcast",
        "creation_library_version": str(source["oomcast"]),
        "creation_library_language": "Python",
        "inference_library": "oomcast",
        "inference_library_version": str(source["oomcast"]),
    }
