"""Exports: every draw and number arrives, with its unit, and the tools they are made for can read them."""

import json
import sys
import types

import numpy as np
import pytest

from oomcast.errors import RunError
from oomcast.models.contract import Outcome
from oomcast.present.exports import to_datatree, to_frame, to_inference_data, to_xarray
from tests.present.by_hand import made_by_hand, split_of


def test_a_frame_holds_every_draw_of_every_column(forecast):
    frame = forecast.to_frame()
    assert len(frame) == forecast.draws
    assert frame.index.name == "draw"
    for prefix, group in (
        ("input", forecast.inputs),
        ("output", forecast.outputs),
        ("event", forecast.events),
        ("milestone", forecast.milestones),
    ):
        for name, values in group.items():
            assert np.array_equal(frame[f"{prefix}.{name}"].to_numpy(), values)
    assert list(frame["outcome"].cat.codes) == forecast.outcome.tolist()


def test_a_frame_says_units_and_provenance(forecast):
    frame = forecast.to_frame()
    assert frame.attrs["units"]["output.oom_total_12mo"] == "OOM"
    assert frame.attrs["units"]["input.initial_speedup"] == "x"
    assert frame.attrs["provenance"]["seed"] == 0


def test_infinite_draws_stay_in_every_export(explosive):
    infinite = np.isinf(explosive.outputs["oom_total_12mo"])
    assert np.array_equal(np.isinf(to_frame(explosive)["output.oom_total_12mo"]), infinite)
    assert np.array_equal(np.isinf(to_xarray(explosive)["output.oom_total_12mo"].values), infinite)
    assert np.array_equal(np.isinf(to_datatree(explosive)["prior_predictive/oom_total_12mo"].values[0]), infinite)
    outcome = to_frame(explosive)["outcome"]
    assert (outcome == Outcome.DIVERGED.name.lower()).sum() == infinite.sum()


def test_a_dataset_has_draw_and_time_with_units(forecast):
    dataset = forecast.to_xarray()
    assert dataset.sizes["draw"] == forecast.draws
    assert dataset["time"].attrs["units"] == "year"
    assert np.array_equal(dataset["time"].values, forecast.paths.years)
    assert dataset["path.oom_total"].dims == ("time", "path_draw")
    assert dataset["output.years_of_progress_12mo"].attrs["units"] == "year"
    assert dataset["input.software_ceiling_oom"].attrs["units"] == "OOM"
    assert dataset["input.software_ceiling_oom"].attrs["long_name"]
    assert dataset.attrs["scenario_hash"] == forecast.scenario.hash
    assert dataset.attrs["seed"] == 0
    assert dataset.attrs["digest"] == forecast.document()["digest"]
    assert json.loads(dataset.attrs["beliefs"])


@pytest.mark.parametrize("group", ["prior", "prior_predictive", "sample_stats_prior"])
def test_groups_of_the_tree_have_the_dimensions_arviz_expects(forecast, group):
    dataset = to_datatree(forecast)[group].to_dataset()
    assert dict(dataset.sizes) == {"chain": 1, "draw": forecast.draws}
    assert all(variable.dims == ("chain", "draw") for variable in dataset.data_vars.values())
    assert dataset.attrs["sample_dims"] == ["chain", "draw"]


def test_the_tree_separates_beliefs_from_what_follows(forecast):
    tree = to_datatree(forecast)
    assert set(tree["prior"].data_vars) == set(forecast.inputs)
    assert set(tree["prior_predictive"].data_vars) == {*forecast.outputs, *forecast.milestones, *forecast.events}
    assert np.array_equal(tree["prior/initial_speedup"].values[0], forecast.inputs["initial_speedup"])
    assert tree["prior_paths/oom_total"].dims == ("chain", "draw", "time")
    assert np.array_equal(tree["prior_paths/oom_total"].values[0].T, forecast.paths.values["oom_total"])


def test_tree_and_dataset_survive_a_file(forecast, tmp_path):
    import xarray as xr

    tree = to_datatree(forecast)
    tree.to_netcdf(tmp_path / "tree.nc", engine="h5netcdf")
    with xr.open_datatree(tmp_path / "tree.nc", engine="h5netcdf") as again:
        assert np.array_equal(
            again["prior_predictive/oom_total_12mo"].values, tree["prior_predictive/oom_total_12mo"].values
        )
        assert again.attrs["scenario_hash"] == forecast.scenario.hash
    dataset = to_xarray(forecast)
    dataset.to_netcdf(tmp_path / "dataset.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "dataset.nc", engine="h5netcdf") as again:
        assert np.array_equal(again["output.oom_total_12mo"].values, dataset["output.oom_total_12mo"].values)


def arviz_before_one():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        arviz = pytest.importorskip("arviz")
    if not hasattr(arviz, "InferenceData"):
        pytest.skip("this ArviZ is 1.0 or later")
    return arviz


def test_old_arviz_summarizes_the_forecast(forecast):
    arviz = arviz_before_one()
    data = forecast.to_inference_data()
    assert set(data.groups()) >= {"prior", "prior_predictive", "sample_stats_prior"}
    summary = arviz.summary(data, group="prior", var_names=["initial_speedup"], kind="stats")
    assert summary.loc["initial_speedup", "mean"] == pytest.approx(forecast.inputs["initial_speedup"].mean(), rel=1e-2)
    extracted = arviz.extract(data, group="prior_predictive", var_names="oom_total_12mo")
    assert extracted.size == forecast.draws


def test_old_arviz_and_tree_hold_the_same(forecast):
    arviz_before_one()
    data, tree = forecast.to_inference_data(), forecast.to_datatree()
    for group in data.groups():
        assert data[group].identical(tree[group].to_dataset())


def test_new_arviz_reads_the_tree(forecast):
    arviz = pytest.importorskip("arviz_base", reason="ArviZ 1.x is not installed")
    tree = forecast.to_datatree()
    assert arviz.convert_to_datatree(tree) is tree
    assert arviz.extract(tree, group="prior", var_names="initial_speedup").size == forecast.draws


def test_a_new_arviz_is_pointed_to_the_tree(forecast, monkeypatch):
    monkeypatch.setitem(sys.modules, "arviz", types.SimpleNamespace(__version__="1.2.0"))
    with pytest.raises(RunError, match="to_datatree"):
        to_inference_data(forecast)


def test_a_missing_arviz_is_named(forecast, monkeypatch):
    monkeypatch.setitem(sys.modules, "arviz", None)
    with pytest.raises(RunError, match=r"oomcast\[arviz\]"):
        to_inference_data(forecast)


@pytest.fixture
def conditioned():
    """Half of the draws count, and the first 400 are split; one of them diverges."""
    total = np.linspace(1.0, 9.0, 1000)
    total[7] = np.inf
    return made_by_hand(
        total,
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
        split={name: part[:400] for name, part in split_of(total).items()},
    )


def test_draws_that_do_not_count_are_exported_with_weight_nought(conditioned):
    expected = (conditioned.inputs["automation_year"] < 2032).astype(int)
    dataset = to_xarray(conditioned)
    assert dataset["weight"].dims == ("draw",)
    assert "weight" in dataset.coords
    assert np.array_equal(dataset["weight"].values, expected)
    assert dataset.attrs["given"] == "automation_year before 2032"
    assert np.array_equal(to_frame(conditioned)["weight"].to_numpy(), expected)
    assert np.array_equal(to_datatree(conditioned)["sample_stats_prior/weight"].values[0], expected)
    weighted = dataset["output.years_of_progress_12mo"].where(dataset["output.oom_total_12mo"] < np.inf).fillna(0.0)
    assert float(weighted.weighted(dataset["weight"]).mean()) < float(weighted.mean())


def test_without_a_condition_there_are_no_weights(certain):
    assert "weight" not in to_xarray(certain).coords
    assert "given" not in to_xarray(certain).attrs
    assert "weight" not in to_frame(certain)
    assert "weight" not in to_datatree(certain)["sample_stats_prior"]


def test_parts_of_the_gain_have_a_dimension_of_their_own(conditioned):
    dataset = to_xarray(conditioned)
    assert dict(dataset["split.anyway"].sizes) == {"split_draw": 400}
    assert dataset["split.one_time_jump"].attrs["units"] == "OOM"
    parts = sum(dataset[f"split.{name}"].values for name in conditioned.split)
    total = conditioned.outputs["oom_total_12mo"][:400]
    assert np.allclose(parts[np.isfinite(total)], total[np.isfinite(total)])
    assert np.isnan(parts[7])
    group = to_datatree(conditioned)["prior_split"].to_dataset()
    assert dict(group.sizes) == {"chain": 1, "draw": 400}
    assert set(group.data_vars) == set(conditioned.split)


def test_a_frame_has_parts_only_where_every_draw_has_them(conditioned):
    assert not any(name.startswith("split.") for name in to_frame(conditioned))
    total = np.linspace(1.0, 9.0, 50)
    frame = to_frame(made_by_hand(total, split=split_of(total)))
    assert np.allclose(sum(frame[f"split.{name}"] for name in split_of(total)), total)
    assert frame.attrs["units"]["split.anyway"] == "OOM"


def test_weights_and_parts_survive_a_file(conditioned, tmp_path):
    import xarray as xr

    to_xarray(conditioned).to_netcdf(tmp_path / "dataset.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "dataset.nc", engine="h5netcdf") as again:
        assert np.array_equal(again["weight"].values, conditioned.weights)
        assert np.array_equal(again["split.anyway"].values, conditioned.split["anyway"], equal_nan=True)
    to_datatree(conditioned).to_netcdf(tmp_path / "tree.nc", engine="h5netcdf")
    with xr.open_datatree(tmp_path / "tree.nc", engine="h5netcdf") as tree:
        assert np.array_equal(tree["sample_stats_prior/weight"].values[0], conditioned.weights)


def test_the_notebook_tells_what_is_given_and_where_the_gain_comes_from(conditioned):
    shown = conditioned._repr_html_()
    assert "Given automation_year before 2032: 500 of 1,000 draws count" in shown
    assert "would have come anyway" in shown
    assert "At work (tier 3): timing." in shown
    assert "none of 1,000 draws" not in shown


def test_the_notebook_shows_large_amounts_in_millions():
    total = np.linspace(1.0, 9.0, 100)
    shown = made_by_hand(total, more={"ai_copies_12mo": ("1", 1e8 * total)})._repr_html_()
    assert "<td>million</td>" in shown


def test_the_notebook_shows_answer_quantiles_and_provenance(forecast):
    shown = forecast._repr_html_()
    assert "On these beliefs" in shown
    assert "oom_total_12mo" in shown
    assert forecast.document()["digest"][:12] in shown
    assert "style=" not in shown


def test_the_notebook_never_executes_what_a_scenario_says():
    import dataclasses

    forecast = made_by_hand(np.full(10, 2.0))
    hostile = dataclasses.replace(forecast.scenario, title="<script>alert(1)</script>", warnings=("<img src=x>",))
    shown = dataclasses.replace(forecast, scenario=hostile)._repr_html_()
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "&lt;script&gt;" in shown
