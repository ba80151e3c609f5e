"""A scenario that is stored comes back as itself, whatever it leaned on."""

import json

import numpy as np
import pytest
from scipy import stats

from oomcast.beliefs.scenario import open_scenario, preset_names
from oomcast.ensemble.scenario_table import scenario_of, table_of
from oomcast.models import registry
from tests.ensemble.small import BELIEFS, NAME, small_scenario

LEVELS = np.linspace(0.001, 0.999, 999)


def again(scenario):
    table = json.loads(json.dumps(table_of(scenario), allow_nan=False))
    return scenario_of(table, vocabulary=registry.vocabulary(scenario.model))


def assert_same(one, other):
    assert other.hash == one.hash
    assert other.document() == one.document()
    for name, belief in one.beliefs.items():
        assert (other.beliefs[name].distribution.ppf(LEVELS) == belief.distribution.ppf(LEVELS)).all(), name


@pytest.mark.parametrize("name", preset_names())
def test_presets_come_back_as_themselves(name):
    scenario = open_scenario(name, vocabularies=registry.vocabulary)
    assert_same(scenario, again(scenario))
    assert again(scenario).to_toml() == scenario.to_toml()


SPELLINGS = [
    15,
    "none",
    "4 to 50",
    {"p25": 2.5, "p50": 6, "p75": 12},
    {"p10": 1, "p50": 2, "p90": 20},
    {"family": "normal", "mean": 5, "sd": 1.5},  # held within the bounds
    {"family": "loguniform", "low": 0.4, "high": 3.6},
    {"family": "discrete", "values": [12, "none"], "weights": [3, 1]},
    {"family": "truncated", "inner": {"family": "lognormal", "median": 5, "p90": 9}, "high": 20},
    {"value": 7, "source": "a source", "evidence": "measured", "note": "a note"},
]


@pytest.mark.usefixtures("scenario")
@pytest.mark.parametrize("spelling", SPELLINGS, ids=str)
def test_every_way_of_stating_a_belief_comes_back_as_the_same_draws(spelling):
    scenario = small_scenario(parameters={**BELIEFS, "limit": spelling})
    assert_same(scenario, again(scenario))


@pytest.mark.usefixtures("scenario")
def test_samples_come_back_without_the_file_they_were_read_from(tmp_path):
    (tmp_path / "limit.txt").write_text("\n".join(map(str, [3, 1, 4, 1, 5, 9, 2.6])))
    file = tmp_path / "mine.toml"
    file.write_text(
        f'schema = 1\nmodel = "{NAME}"\n[parameters]\nspeed = 2\ndelay = 0.5\nlimit = {{samples = "limit.txt"}}'
    )
    scenario = open_scenario(file, vocabularies=registry.vocabulary)
    table = json.loads(json.dumps(table_of(scenario)))
    (tmp_path / "limit.txt").unlink()
    file.unlink()
    assert_same(scenario, scenario_of(table, vocabulary=registry.vocabulary(scenario.model)))


def test_a_distribution_from_elsewhere_comes_back_as_its_percentiles(scenario):
    foreign = scenario.replace(speed=stats.gamma(3, scale=2))
    back = again(foreign)
    percentiles = np.arange(1, 100) / 100
    assert back.hash == foreign.hash
    assert back.beliefs["speed"].distribution.ppf(percentiles) == pytest.approx(
        foreign.beliefs["speed"].distribution.ppf(percentiles), rel=1e-12
    )


def test_correlations_and_statements_come_back(scenario):
    del scenario
    tied = small_scenario(correlations={"speed": {"delay": 0.4}})
    assert tied.correlations
    assert_same(tied, again(tied))
