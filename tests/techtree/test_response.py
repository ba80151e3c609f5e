"""What trees answer: paired luck, exact limits, parts of an exponent that sum up, beliefs that a forecast reads."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from oomcast.beliefs.correlation import correlated_blocks
from oomcast.errors import RunError
from oomcast.mechanisms.production import adapting_ces
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms
from oomcast.techtree.fits.decomposition import MECHANISMS, exponent_parts, without
from oomcast.techtree.fits.design import INPUTS, design
from oomcast.techtree.fits.fitting import Observations
from oomcast.techtree.fits.formulas import FORMULAS
from oomcast.techtree.fits.hand_over import Beliefs, average_ranks, beliefs_of, scenario_text
from oomcast.techtree.fits.long_run import Evolved, long_run_rho
from oomcast.techtree.fits.response import Climber, Factors, hours_to, observed
from oomcast.techtree.fits.shapley import shapley
from oomcast.techtree.fits.table import DECADES, response_table
from oomcast.techtree.generate.registry import generated
from oomcast.techtree.graph import Graph, tree
from oomcast.techtree.imports.opening import open_tree
from oomcast.techtree.modes import Mode
from oomcast.techtree.simulation import Cluster, Rules
from oomcast.techtree.structure import measured


def no_overhead(groups: float) -> float:
    return 0.0


def climber(**changes: Any) -> Climber:
    plain = {
        "groups": 4,
        "speed": 1.0,
        "quality": 1.0,
        "learning_cost": 0.0,
        "overhead_of": no_overhead,
        "cluster": Cluster(),
        "rules": Rules(),
    }
    return Climber(**{**plain, **changes})


# --- Shapley's shares


@given(worths=st.lists(st.floats(-5.0, 5.0), min_size=8, max_size=8))
@settings(max_examples=50)
def test_shares_are_averages_over_all_orders_and_sum_to_the_whole(worths: list[float]) -> None:
    names = ["a", "b", "c"]
    sets = [frozenset(chosen) for size in range(4) for chosen in itertools.combinations(names, size)]
    value = dict(zip(sets, worths, strict=True))
    by_definition = dict.fromkeys(names, 0.0)
    for order in itertools.permutations(names):
        on: frozenset[str] = frozenset()
        for name in order:
            by_definition[name] += (value[on | {name}] - value[on]) / math.factorial(3)
            on |= {name}
    found = shapley(names, value.__getitem__)
    assert found == pytest.approx(by_definition, abs=1e-12)
    assert sum(found.values()) == pytest.approx(value[frozenset(names)] - value[frozenset()], abs=1e-12)


# --- what a tree answers


def test_a_chain_gains_from_speed_alone_and_loose_nodes_from_people_as_well() -> None:
    chain = tree(8, edges=[(node, node + 1) for node in range(7)], think_hours=10.0)
    loose = tree(8, think_hours=10.0)
    hours = {
        (name, by): hours_to(graph, climber(), value_oom=8.0, by=by, seed=0)
        for name, graph in {"chain": chain, "loose": loose}.items()
        for by in (Factors(), Factors(staff=2.0), Factors(speed=2.0))
    }
    assert hours["chain", Factors()] == hours["chain", Factors(staff=2.0)] == 80.0
    assert hours["chain", Factors(speed=2.0)] == 40.0
    assert hours["loose", Factors()] == 20.0
    assert hours["loose", Factors(staff=2.0)] == hours["loose", Factors(speed=2.0)] == 10.0


def test_chips_and_waiting_act_on_experiments() -> None:
    graph = tree(1, think_hours=1.0, chip_hours=100.0, latency_hours=5.0)
    one = climber(cluster=Cluster(chips=100.0, chips_per_job=10.0))
    assert hours_to(graph, one, value_oom=1.0, by=Factors(), seed=0) == 11.0
    assert hours_to(graph, one, value_oom=1.0, by=Factors(latency=4.0), seed=0) == 21.0
    assert hours_to(graph, one, value_oom=1.0, by=Factors(chips=0.05), seed=0) == 21.0  # five chips in all


def test_a_table_moves_one_input_at_a_time() -> None:
    """On a chain pace is speed and nothing else; where everything waits, what is hurried is the calendar alone."""
    chain = tree(6, edges=[(node, node + 1) for node in range(5)], think_hours=10.0)
    waiting = tree(6, think_hours=0.0, latency_hours=5.0)
    factors = np.array(DECADES) * math.log(10.0)
    for graph, moving, sign in ((chain, "speed", 1.0), (waiting, "latency", -1.0)):
        one = climber(groups=100)  # as few as three are enough for nothing to change, and a hundred at any factor
        found = response_table(lambda _, graph=graph: graph, one, trees=2, value_oom=6.0, seed=0)
        assert found.ln_pace.shape == (4, len(DECADES), 2)
        for name, rows, medians, exponents in zip(INPUTS, found.ln_pace, found.medians, found.exponents, strict=True):
            if name == "staff" and graph is waiting:  # three groups for six nodes wait twice
                assert rows[0].tolist() == [-math.log(2.0)] * 2
                continue
            expected = sign * factors if name == moving else 0.0 * factors
            assert rows == pytest.approx(np.column_stack([expected, expected]), abs=1e-12)
            assert medians == pytest.approx(np.exp(expected))
            assert exponents == pytest.approx(sign * float(name == moving), abs=1e-12)


def test_a_table_says_what_is_not_reached() -> None:
    never = tree(2, edges=[(0, 1)], modes=[[Mode(1.0)], [Mode(1.0, success=1e-30)]])
    found = response_table(lambda _: never, climber(), trees=1, value_oom=2.0, seed=0)
    assert np.isnan(found.medians[:, 0]).all()
    assert np.isnan(found.exponents).all()


@pytest.mark.parametrize("workers", [1, 3])
def test_observations_do_not_depend_on_workers(workers: int) -> None:
    def trees(index: int) -> Graph:
        return generated("layered:nodes=60,depth=6,ways=1", seed=1, index=index)

    told = []
    found = observed(
        trees,
        climber(),
        trees=2,
        points=3,
        value_oom=2.0,
        seed=1,
        workers=workers,
        progress=lambda done, total: told.append((done, total)),
    )
    assert found.ln_pace.shape == (2, 3)
    alone = hours_to(
        trees(1), climber(), value_oom=2.0, by=Factors(*np.exp(found.points[1, 2]).tolist()), seed=2
    )  # fmt: skip
    assert found.ln_pace[1, 2] == pytest.approx(-math.log(alone), rel=1e-12)
    assert told == [(done, 6) for done in range(7)]


def test_what_is_not_reached_is_not_a_number() -> None:
    found = observed(lambda index: tree(2), climber(), trees=1, points=2, value_oom=5.0, seed=0)
    assert not found.reached.any()


# --- the parts of an exponent


def of_spec(text: str, *, seed: int = 0) -> Callable[..., Graph]:
    source = open_tree(text)
    return lambda index, **values: source.tree(seed=seed, index=index, **values)


def test_a_tree_without_its_edges_has_the_same_nodes_and_no_order() -> None:
    graph = generated("layered:nodes=50,depth=5", seed=1)
    loose = without(graph)
    assert measured(loose).depth == 1
    assert loose.edges == 0
    assert loose.value_oom is graph.value_oom
    assert loose.modes is graph.modes


def test_loose_equal_nodes_lose_nothing() -> None:
    parts = exponent_parts(
        of_spec("layered:nodes=64,depth=1,chips=0,latency=0,soft=0,think_sd=0,value_sd=0"),
        climber(),
        trees=2,
        value_oom=12.0,
        seed=0,
    )
    assert parts.exponent == 1.0
    assert parts.whole_groups == 0.0
    assert all(part == pytest.approx(0.0, abs=1e-12) for part in parts.parts.values())
    assert parts.reached == 1.0


def test_dependency_alone_takes_all_of_it_on_a_chain_of_levels() -> None:
    parts = exponent_parts(
        of_spec("layered:nodes=60,depth=60,chips=0,latency=0,soft=0,think_sd=0,value_sd=0,harder=0"),
        climber(),
        trees=1,
        value_oom=12.0,
        seed=0,
    )
    assert parts.exponent == pytest.approx(0.0, abs=1e-9)
    assert parts.parts["dependency"] == pytest.approx(1.0 - parts.whole_groups, abs=0.02)
    assert parts.parts["queue"] == pytest.approx(0.0, abs=1e-9)


LOOSE = "layered:nodes=64,depth=1,soft=0,think_sd=0,value_sd=0,latency=0,chips_sd=0,ways=1"


@pytest.mark.parametrize(
    ("name", "spec", "changes", "expected"),
    [
        # One experiment after another on all chips: twice the people gain nothing.
        ("queue", "think=0.001,chips=100", {"cluster": Cluster(chips=100.0, chips_per_job=100.0)}, 1.0),
        # (1 + n) / n hours for each of 64: 80 hours for 4 groups, 72 for 8.
        ("coordination", "think=1,chips=0", {"overhead_of": float}, 1.0 - math.log2(80 / 72)),
    ],
)
def test_a_mechanism_that_acts_alone_takes_all_that_is_missing(
    name: str, spec: str, changes: dict[str, Any], expected: float
) -> None:
    parts = exponent_parts(of_spec(f"{LOOSE},{spec}"), climber(**changes), trees=1, value_oom=12.0, seed=0)
    others = [part for other, part in parts.parts.items() if other != name]
    assert parts.parts[name] == pytest.approx(expected, abs=2e-3)
    assert others == pytest.approx([0.0] * 4, abs=2e-3)
    assert parts.exponent == pytest.approx(1.0 - expected, abs=2e-3)


def test_parts_sum_to_what_is_missing_where_all_act() -> None:
    busy = climber(
        groups=8,
        overhead_of=lambda groups: 0.02 * groups,
        cluster=Cluster(chips=300.0, chips_per_job=100.0),
        rules=Rules(coordinated=0.2, looks=6, news_lag_hours=20.0),
    )
    spec = "layered:nodes=240,depth=6,think=50,chips=2000,chips_sd=0.5,latency=1,ways=1"
    parts = exponent_parts(of_spec(spec), busy, trees=2, value_oom=6.0, seed=0)
    assert parts.parts.keys() == MECHANISMS.keys()
    assert sum(parts.parts.values()) + parts.whole_groups == pytest.approx(1.0 - parts.exponent, abs=1e-12)
    assert parts.parts["duplication"] > 0.02
    assert parts.reached == 1.0


# --- handing over


def observations(trees: int, *, seed: int = 0) -> Observations:
    """Trees that obey the forecast's formula, each with numbers of its own; shares and rho move together."""
    luck = normal_quantile(uniforms("test.trees", seed=seed, count=2 * trees)).reshape(trees, 2)
    designs = np.stack([design(48, seed=seed, index=index) for index in range(trees)])
    pace = []
    for points, (first, second) in zip(designs, luck, strict=True):
        values = {
            "parallel_exponent": 0.4 + 0.03 * first,
            "latency_share": 0.1 * math.exp(0.1 * second),
            "hurried_labour_share": 0.6,
            "rho": -0.3 + 0.1 * first,
        }
        pace.append(FORMULAS["forecast"].ln_pace(values, points) + 0.3 * second)
    return Observations(points=designs, ln_pace=np.array(pace))


def test_each_tree_gives_one_joint_draw() -> None:
    beliefs = beliefs_of(observations(8))
    luck = normal_quantile(uniforms("test.trees", seed=0, count=16)).reshape(8, 2)
    assert beliefs.draws["parallel_exponent"] == pytest.approx(0.4 + 0.03 * luck[:, 0], abs=1e-3)
    assert beliefs.draws["substitution_rho"] == pytest.approx(-0.3 + 0.1 * luck[:, 0], abs=2e-3)
    assert beliefs.draws["labour_share"] + 0.6 * beliefs.draws["latency_share"] == pytest.approx(0.6, abs=1e-3)
    assert beliefs.correlations["parallel_exponent", "substitution_rho"] > 0.75
    assert (beliefs.within > 30.0).all()


def test_ranks_of_equal_values_are_averaged() -> None:
    assert average_ranks(np.array([3.0, 1.0, 3.0, 2.0])).tolist() == [3.5, 1.0, 3.5, 2.0]


@given(data=st.lists(st.lists(st.floats(0.01, 0.3), min_size=4, max_size=4), min_size=4, max_size=30))
@settings(max_examples=60)
def test_handed_over_correlations_never_contradict_each_other(data: list[list[float]]) -> None:
    columns = np.array(data).T
    names = ("parallel_exponent", "substitution_rho", "labour_share", "latency_share")
    one = np.ones(len(data))
    beliefs = Beliefs(draws=dict(zip(names, columns, strict=True)), within=one, spread=one, practice_gap={})
    assert correlated_blocks({pair: round(rank, 2) for pair, rank in beliefs.correlations.items() if round(rank, 2)},
                             known=names) is not None  # fmt: skip


def test_handed_over_beliefs_are_a_scenario_that_a_forecast_reads(tmp_path: Path) -> None:
    import oomcast as oc

    beliefs = beliefs_of(observations(6), practice_gap={"SlowCorp": 1.7})
    file = tmp_path / "from-trees.toml"
    file.write_text(scenario_text(beliefs, source="six\ntrees", command="again"), encoding="utf-8")
    scenario = oc.open_scenario(str(file))
    assert dict(scenario.structure)["production"] == "latency"
    assert scenario.beliefs["parallel_exponent"].quantile(0.5) in beliefs.draws["parallel_exponent"]
    assert scenario.beliefs["latency_share"].source == "six trees"
    ranks = [0.4, 0.6]
    forecast = oc.run(scenario, draws=400, seed=0)
    assert {*np.unique(forecast.inputs["parallel_exponent"])} <= {*beliefs.draws["parallel_exponent"]}
    together = np.corrcoef(forecast.inputs["parallel_exponent"], forecast.inputs["substitution_rho"])[0, 1]
    assert together > ranks[0]
    assert "1.7 times as much" in file.read_text(encoding="utf-8")


def test_a_practice_gap_is_what_the_forecast_gains_by_adapting(tmp_path: Path) -> None:
    """The file is run; its own equation, at practices brought along and adapted, gives the gap of the trees again."""
    import oomcast as oc

    evolved = Evolved(name="Automated in-year", gap=1.7, staff=50.0, speed=50.0, chips=1.0)
    beliefs = beliefs_of(observations(6), practice_gap={evolved.name: evolved.gap}, evolved=evolved)
    file = tmp_path / "from-trees.toml"
    years = {"family": "lognormal", "median": 1.5, "p90": 5, "source": "assumed", "evidence": "assumed"}
    text = scenario_text(beliefs, source="six trees", command="again", adaptation_years=years)
    file.write_text(text, encoding="utf-8")
    forecast = oc.run(str(file), draws=300, seed=0)
    assert dict(forecast.scenario.structure)["production"] == "adapting"
    assert forecast.scenario.beliefs["adaptation_years"].quantile(0.5) == pytest.approx(1.5)
    assert np.isfinite(forecast.outputs["oom_total_12mo"]).any()
    for index in range(6):
        draw = {name: float(column[index]) for name, column in beliefs.draws.items()}
        ln_ratio = evolved.ln_ratio(draw["parallel_exponent"])
        coefficients = adapting_ces.prepare(
            draw["labour_share"], draw["substitution_rho"], draw["substitution_rho_long_run"], 1.0
        )
        adapted, brought = (
            adapting_ces.ln_output(ln_ratio, 0.0, used_to, *coefficients) for used_to in (ln_ratio, 0.0)
        )
        assert adapted - brought == pytest.approx(math.log(1.7), abs=1e-4)  # numbers are written to six digits


@given(
    rho=st.floats(-3.0, 0.6), more=st.floats(0.01, 0.39), share=st.floats(0.1, 0.9), ln_ratio=st.floats(0.5, 8.0),
    sign=st.sampled_from([-1.0, 1.0]),
)  # fmt: skip
@settings(max_examples=100)
def test_the_long_run_exponent_is_found_from_what_it_gains(
    rho: float, more: float, share: float, ln_ratio: float, sign: float
) -> None:
    def ln_ces(exponent: float) -> float:
        """The formula once more, with no care for exponents near 0, which are not asked for here."""
        return math.log(share * math.exp(exponent * sign * ln_ratio) + 1.0 - share) / exponent

    long_run = rho + more
    assume(min(abs(rho), abs(long_run)) > 1e-3)
    gap = math.exp(ln_ces(long_run) - ln_ces(rho))
    assume(gap > 1.0 + 1e-9)
    found = long_run_rho(gap, ln_ratio=sign * ln_ratio, labour_share=share, rho=rho)
    assume(abs(found) > 1e-6)
    assert ln_ces(found) == pytest.approx(ln_ces(long_run), abs=1e-9)


def test_more_than_perfect_substitutes_gain_is_perfect_substitutes() -> None:
    assert long_run_rho(1e6, ln_ratio=1.0, labour_share=0.5, rho=-1.0) == 1.0


@pytest.mark.parametrize(("gap", "ln_ratio"), [(0.9, 1.0), (math.nan, 1.0), (math.inf, 1.0), (1.5, 0.0)])
def test_a_gap_that_says_nothing_is_refused(gap: float, ln_ratio: float) -> None:
    with pytest.raises(RunError, match="expected"):
        long_run_rho(gap, ln_ratio=ln_ratio, labour_share=0.5, rho=-1.0)


def test_shares_that_could_exceed_one_are_handed_over_as_medians() -> None:
    names = ("parallel_exponent", "substitution_rho", "labour_share", "latency_share")
    columns = np.array([[0.4, 0.5, 0.6, 0.7], [-1.0, -0.5, -0.2, 0.1], [0.9, 0.5, 0.4, 0.2], [0.05, 0.3, 0.4, 0.7]])
    one = np.ones(4)
    beliefs = Beliefs(draws=dict(zip(names, columns, strict=True)), within=one, spread=one, practice_gap={})
    text = scenario_text(beliefs, source="four", command="again")
    assert "labour_share = {value = 0.45" in text
    assert "latency_share = {value = 0.35" in text
    assert "labour_share and latency_share are medians" in text


def test_too_few_trees_are_refused() -> None:
    with pytest.raises(RunError, match="at least 4 trees to hand beliefs over from, got 3"):
        beliefs_of(observations(3))
