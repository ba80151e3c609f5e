"""Cruxes: exact where beliefs add up, fair by the axioms, and valid for every pair of shipped scenarios."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from oomcast.beliefs.scenario import Scenario, preset_names
from oomcast.errors import RunError
from oomcast.insight.asking import question
from oomcast.insight.compare import compare
from oomcast.insight.crux import find_cruxes
from oomcast.insight.differences import differences, stand_between
from oomcast.insight.statistic import statistic
from oomcast.models.contract import Settings
from oomcast.models.registry import model as find_model
from oomcast.present.interface import open_scenario
from tests.insight.small_models import SLOPES, normal, scenario, sums

__all__ = ["sums"]

DRAWS = 2000


def cruxes_of(one: Scenario, other: Scenario, output: str = "total", name: str | None = "mean", draws: int = DRAWS):
    asked = question(one, output=output).asked
    return find_cruxes(
        one, other, output=output, statistic=statistic(name, asked=asked), draws=draws, seed=0, settings=Settings()
    )


# --- sums and products, whose parts are known


@pytest.mark.usefixtures("sums")
def test_in_a_sum_each_belief_explains_exactly_what_it_moves() -> None:
    one = scenario("one")
    other = scenario("other", first=normal(2.0, 0.5), second=normal(1.0, 3.0), third=normal(-4.0, 1.0))
    found = cruxes_of(one, other)
    worlds = [found_of(which) for which in (one, other)]
    for crux in found.pieces:
        name = crux.piece.name
        moved = SLOPES[name] * (worlds[1][name].mean() - worlds[0][name].mean())
        assert crux.value.value == pytest.approx(moved, abs=1e-12)
        assert crux.alone == pytest.approx(moved, abs=1e-12)
        assert crux.last == pytest.approx(moved, abs=1e-12)
    assert {crux.piece.name for crux in found.pieces} == {"first", "second", "third"}
    assert sum(crux.value.value for crux in found.pieces) == pytest.approx(found.difference.value, abs=1e-12)


def found_of(which: Scenario) -> dict[str, np.ndarray]:
    from oomcast.insight.joint import joint_of

    joint = joint_of(which, seed=0)
    return joint.worlds(joint.luck(range(DRAWS)))


@pytest.mark.usefixtures("sums")
def test_parts_of_a_product_of_points_are_those_of_the_formula() -> None:
    """From 2 x 3 x 5 to 4 x 9 x 5: the third is the same in both, the others share 150 as Shapley says."""
    one, other = (
        scenario(name, first=a, second=b, third=5.0) for name, a, b in (("one", 2.0, 3.0), ("other", 4.0, 9.0))
    )
    found = {crux.piece.name: crux for crux in cruxes_of(one, other, "product").pieces}
    first = 0.5 * (4 * 3 * 5 - 2 * 3 * 5) + 0.5 * (4 * 9 * 5 - 2 * 9 * 5)
    second = 0.5 * (2 * 9 * 5 - 2 * 3 * 5) + 0.5 * (4 * 9 * 5 - 4 * 3 * 5)
    assert found["first"].value.value == pytest.approx(first, rel=1e-12)
    assert found["second"].value.value == pytest.approx(second, rel=1e-12)
    assert (found["first"].least, found["first"].most) == pytest.approx((30.0, 90.0))
    assert set(found) == {"first", "second"}


@pytest.mark.usefixtures("sums")
@pytest.mark.parametrize("name", ["median", "mean", "p10", "p75"])
def test_parts_sum_to_the_difference_of_any_statistic(name: str) -> None:
    one = scenario("one", first=normal(0.5, 1.0))
    other = scenario("other", first=normal(2.0, 2.0), second=normal(0.0, 0.1), third=normal(3.0, 1.0))
    found = cruxes_of(one, other, "product", name)
    assert sum(crux.value.value for crux in found.pieces) == pytest.approx(found.difference.value, abs=1e-10)
    number = statistic(name, asked=question(one, output="product").asked)
    assert found.difference.value == pytest.approx(number.of(found.second) - number.of(found.first), abs=1e-12)


@pytest.mark.usefixtures("sums")
def test_probabilities_have_cruxes_too() -> None:
    found = cruxes_of(scenario("one"), scenario("other", first=normal(3.0, 1.0)), "positive", None)
    assert [crux.piece.name for crux in found.pieces] == ["first"]
    assert found.difference.value == pytest.approx(found.second.mean() - found.first.mean(), abs=1e-15)
    assert found.difference.value > 0.1


@pytest.mark.usefixtures("sums")
def test_a_belief_that_the_answer_ignores_explains_exactly_nothing() -> None:
    other = scenario("other", first=normal(3.0, 1.0), second=normal(9.0, 1.0), idle=normal(50.0, 9.0))
    found = {crux.piece.name: crux.value for crux in cruxes_of(scenario("one"), other, "product", "median").pieces}
    assert found["idle"] == (0.0, 0.0)


@pytest.mark.usefixtures("sums")
def test_beliefs_that_play_the_same_part_explain_the_same() -> None:
    """first and third enter the product alike, and differ alike, so that only luck can tell them apart."""
    one = scenario("one", first=2.0, second=1.0, third=2.0)
    other = scenario("other", first=3.0, second=1.5, third=3.0)
    found = {crux.piece.name: crux.value.value for crux in cruxes_of(one, other, "product").pieces}
    assert found["first"] == pytest.approx(found["third"], rel=1e-12)


@pytest.mark.usefixtures("sums")
def test_going_back_is_the_negative_of_going() -> None:
    one, other = scenario("one"), scenario("other", first=normal(2.0, 1.0), third=normal(5.0, 1.0))
    there = {crux.piece.name: crux.value.value for crux in cruxes_of(one, other, "product", "median").pieces}
    back = {crux.piece.name: crux.value.value for crux in cruxes_of(other, one, "product", "median").pieces}
    assert back == pytest.approx({name: -value for name, value in there.items()}, abs=1e-12)


@pytest.mark.usefixtures("sums")
def test_correlations_are_a_belief_like_any_other() -> None:
    one, other = scenario("one"), scenario("other", correlations={"first": {"third": 0.8}})
    found = cruxes_of(one, other, "product", "p90")
    assert [crux.piece.name for crux in found.pieces] == ["correlations"]
    assert abs(found.difference.value) > 3 * found.difference.mc_error


@pytest.mark.usefixtures("sums")
def test_an_answer_that_is_infinite_has_no_cruxes_and_says_what_to_do() -> None:
    with pytest.raises(RunError, match=r"expected a median of never that is finite .*--statistic p25"):
        cruxes_of(scenario("one"), scenario("other", first=2.0), "never", "median")


@pytest.mark.usefixtures("sums")
def test_errors_of_parts_are_about_what_other_seeds_show() -> None:
    one, other = scenario("one"), scenario("other", first=normal(1.5, 2.0), third=normal(2.0, 1.0))
    number = statistic("mean", asked=question(one, output="product").asked)
    runs = [
        find_cruxes(one, other, output="product", statistic=number, draws=1000, seed=s, settings=Settings())
        for s in range(60)
    ]
    for name in ("first", "third"):
        parts = [crux.value for run in runs for crux in run.pieces if crux.piece.name == name]
        spread, stated = np.std([part.value for part in parts], ddof=1), np.mean([part.mc_error for part in parts])
        assert 0.6 < stated / spread < 1.5  # 60 seeds know the spread to a tenth, 20 batches each error to a sixth


# --- shipped scenarios


PAIRS = list(combinations(preset_names(), 2))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_every_mix_of_two_presets_is_one_that_the_model_takes(pair: tuple[str, str]) -> None:
    """Each piece taken over alone, and each left behind alone: the model knows every belief that it asks for."""
    one, other = (open_scenario(name) for name in pair)
    pieces = differences(one, other)
    sets = [(), pieces, *((piece,) for piece in pieces), *(tuple(p for p in pieces if p is not q) for q in pieces)]
    for taken in sets:
        stand = stand_between(one, other, taken=taken)
        certain = {name: belief.quantile(0.5) for name, belief in stand.beliefs.items() if belief.is_point}
        form = find_model(stand.model).used_with(frozenset(stand.beliefs), stand.structure, certain)
        worlds = {name: np.full(2, belief.quantile(0.5)) for name, belief in stand.beliefs.items()}
        assert all(np.isfinite(np.asarray(row, dtype=float)).all() for row in form.prepare(worlds))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_taking_all_pieces_over_is_the_other_scenario(pair: tuple[str, str]) -> None:
    one, other = (open_scenario(name) for name in pair)
    pieces = differences(one, other)
    for taken, whole in (((), one), (pieces, other)):
        stand = stand_between(one, other, taken=taken)
        assert {name: belief.identity for name, belief in stand.beliefs.items()} == {
            name: belief.identity for name, belief in whole.beliefs.items()
        }
        assert stand.structure == dict(whole.structure)
        assert stand.correlations == dict(whole.correlations)
        assert stand.given == whole.given
    assert len({name for piece in pieces for name in piece.beliefs}) == sum(len(piece.beliefs) for piece in pieces)


def test_structure_is_a_piece_with_the_beliefs_that_it_asks_for() -> None:
    one = open_scenario("greenblatt-2025-full")
    other = one.replace(production="ces")
    (piece,) = differences(one, other)
    assert piece.name == "production"
    assert piece.choices == {"production"}
    assert piece.beliefs == set(other.beliefs) - set(one.beliefs)


def test_a_comparison_of_presets_has_the_medians_of_their_runs() -> None:
    from oomcast.present.interface import run

    names = ("greenblatt-2025", "forethought-medians")
    document = compare([open_scenario(name) for name in names], draws=DRAWS).document()
    for name, entry in zip(names, document["scenarios"]):
        median = run(name, draws=DRAWS).summary().outputs["oom_total_12mo"].quantiles[0.5].value
        assert entry["value"] == pytest.approx(median, abs=1e-4)
    assert sum(document["crux"].values()) == pytest.approx(document["difference"], abs=1e-12)
    assert document["exact"]
    assert document["mixes"] == 2**7


def test_more_than_two_scenarios_give_every_pair() -> None:
    names = ("greenblatt-2025", "forethought-medians", "reference")
    document = compare([open_scenario(name) for name in names], draws=200).document()
    assert [(pair["first"], pair["second"]) for pair in document["matrix"]] == list(combinations(names, 2))
    for pair in document["matrix"]:
        assert sum(pair["crux"].values()) == pytest.approx(pair["difference"], abs=1e-12)


@pytest.mark.parametrize("count", [0, 1, 7])
def test_too_few_or_too_many_scenarios_are_refused(count: int) -> None:
    with pytest.raises(RunError, match=f"two to 6 scenarios to compare, got {count}"):
        compare([open_scenario("reference")] * count)
