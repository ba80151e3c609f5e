"""Draws belong to (seed, name, index): nothing else that one adds, removes, reorders or splits can touch them."""

from __future__ import annotations

import copy
import hashlib
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs import sampling
from oomcast.beliefs.bounds import HeldWithin
from oomcast.beliefs.distributions import Distribution
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.errors import RunError, ScenarioError
from tests.beliefs.families import CONTINUOUS, EVERY

BELIEFS: dict[str, Distribution] = {
    "initial_speedup": CONTINUOUS["lognormal"],
    "returns_to_software": CONTINUOUS["loguniform"],
    "software_ceiling_oom": CONTINUOUS["log-metalog"],
    "software_feedback": CONTINUOUS["two-piece lognormal"],
    "compute_returns": Point(0.775),
}
CORRELATED = {
    ("initial_speedup", "software_feedback"): 0.5,
    ("software_feedback", "software_ceiling_oom"): -0.3,
}
BLOCK = {"initial_speedup", "software_feedback", "software_ceiling_oom"}


def same(first: dict[str, np.ndarray], second: dict[str, np.ndarray], *, names: set[str]) -> bool:
    return all(first[name].tobytes() == second[name].tobytes() for name in names)


@pytest.mark.parametrize("correlations", [{}, CORRELATED], ids=["independent", "correlated"])
def test_the_first_thousand_of_a_hundred_thousand_are_the_thousand(correlations: dict[tuple[str, str], float]) -> None:
    long = draw_beliefs(BELIEFS, correlations=correlations, seed=0, count=100_000)
    short = draw_beliefs(BELIEFS, correlations=correlations, seed=0, count=1000)
    assert same({name: draws[:1000] for name, draws in long.items()}, short, names=set(BELIEFS))


@given(cut=st.integers(0, 120), size=st.integers(5, 100))
def test_any_split_and_any_piece_size_give_the_same_bytes(cut: int, size: int) -> None:
    whole = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=7, count=120)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sampling, "PIECE", size)
        first = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=7, count=cut)
        second = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=7, start=cut, count=120 - cut)
    joined = {name: np.concatenate((first[name], second[name])) for name in BELIEFS}
    assert same(joined, whole, names=set(BELIEFS))


@pytest.mark.parametrize("removed", BELIEFS)
def test_removing_a_quantity_leaves_all_others_alone(removed: str) -> None:
    everything = draw_beliefs(BELIEFS, seed=0, count=500)
    fewer = draw_beliefs({name: belief for name, belief in BELIEFS.items() if name != removed}, seed=0, count=500)
    assert same(everything, fewer, names=set(BELIEFS) - {removed})


def test_the_order_of_quantities_and_of_pairs_does_not_matter() -> None:
    forward = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=0, count=500)
    backward = draw_beliefs(
        dict(reversed(BELIEFS.items())),
        correlations={(second, first): rank for (first, second), rank in reversed(CORRELATED.items())},
        seed=0,
        count=500,
    )
    assert list(backward) == list(reversed(BELIEFS))
    assert same(forward, backward, names=set(BELIEFS))


def test_a_correlation_changes_only_members_of_its_block_and_not_the_first_by_name() -> None:
    plain = draw_beliefs(BELIEFS, seed=0, count=500)
    tied = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=0, count=500)
    assert same(plain, tied, names={"initial_speedup"} | (set(BELIEFS) - BLOCK))
    for name in BLOCK - {"initial_speedup"}:
        assert not same(plain, tied, names={name})


def test_another_belief_or_a_fixed_value_for_one_member_leaves_the_rest_of_its_block_alone() -> None:
    tied = draw_beliefs(BELIEFS, correlations=CORRELATED, seed=0, count=500)
    pinned = draw_beliefs(BELIEFS | {"initial_speedup": Point(15)}, correlations=CORRELATED, seed=0, count=500)
    assert set(pinned["initial_speedup"].tolist()) == {15.0}
    assert same(tied, pinned, names=set(BELIEFS) - {"initial_speedup"})


def test_scenarios_with_one_seed_share_their_luck() -> None:
    once = draw_beliefs({"x": CONTINUOUS["normal"]}, seed=4, count=300)["x"]
    other = draw_beliefs({"x": CONTINUOUS["lognormal"]}, seed=4, count=300)["x"]
    assert (np.argsort(once) == np.argsort(other)).all()


def test_another_seed_and_another_name_are_other_draws() -> None:
    belief = CONTINUOUS["normal"]
    draws = draw_beliefs({"x": belief, "y": belief}, seed=0, count=100)
    assert not (draws["x"] == draws["y"]).any()
    assert not (draws["x"] == draw_beliefs({"x": belief}, seed=1, count=100)["x"]).any()


def test_no_limit_is_drawn_as_infinity() -> None:
    assert np.isposinf(
        draw_beliefs({"software_ceiling_oom": Point(np.inf)}, seed=0, count=3)["software_ceiling_oom"]
    ).all()


def test_no_draws_are_empty_arrays() -> None:
    assert {name: draws.shape for name, draws in draw_beliefs(BELIEFS, seed=0, count=0).items()} == dict.fromkeys(
        BELIEFS, (0,)
    )


def test_a_correlation_with_an_absent_quantity_is_refused() -> None:
    with pytest.raises(ScenarioError, match="expected a known quantity, got 'gamma'"):
        draw_beliefs(BELIEFS, correlations={("gamma", "initial_speedup"): 0.1}, seed=0, count=1)


@pytest.mark.parametrize(("start", "count"), [(-1, 1), (0, -1)])
def test_draws_before_the_first_do_not_exist(start: int, count: int) -> None:
    with pytest.raises(RunError, match="counted from 0"):
        draw_beliefs(BELIEFS, seed=0, start=start, count=count)


def fingerprint() -> str:
    """SHA-256 over draws of every family of ours, alone and correlated, and over their probabilities."""
    ours = {name: belief for name, belief in EVERY.items() if name != "foreign"}
    names = sorted(CONTINUOUS.keys() & ours.keys())
    tied = dict.fromkeys(pairwise(names), 0.4)
    digest = hashlib.sha256()
    for correlations in ({}, tied):
        for name, draws in draw_beliefs(ours, correlations=correlations, seed=0, count=20_000).items():
            digest.update(draws.tobytes())
            digest.update(ours[name].cdf(draws[:2000]).tobytes())
    return digest.hexdigest()


def test_bits_do_not_depend_on_the_generation_of_the_processor() -> None:
    """In a process of its own, with every optional instruction set that NumPy would use switched off."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

    optional = [feature for feature in __cpu_dispatch__ if __cpu_features__.get(feature)]
    if not optional:
        pytest.skip("this processor has no optional instruction set that NumPy uses")
    script = (
        "from numpy._core._multiarray_umath import __cpu_features__\n"
        f"assert not any(__cpu_features__[feature] for feature in {optional!r})\n"
        "from tests.beliefs.test_sampling import fingerprint\n"
        "print(fingerprint())"
    )
    environment = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(optional), "PYTHONPATH": os.pathsep.join(sys.path)}
    plain = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert plain.returncode == 0, plain.stderr
    assert plain.stdout.strip() == fingerprint()


def test_what_is_remembered_is_what_would_be_drawn_and_nobody_can_change_it():
    sampling.recent_column.cache_clear()
    first = draw_beliefs(BELIEFS, seed=3, count=500)
    first["initial_speedup"][:] = -1.0  # the caller's own
    hits = sampling.recent_column.cache_info().hits
    again = draw_beliefs(BELIEFS, seed=3, count=500)
    assert sampling.recent_column.cache_info().hits == hits + len(BELIEFS) - 1  # a single value is no column
    for name, distribution in BELIEFS.items():
        if not isinstance(distribution, Point):
            assert again[name].tobytes() == sampling.column_of(name, distribution, 3, 0, 500).tobytes()
    other = draw_beliefs({"initial_speedup": CONTINUOUS["normal"]}, seed=3, count=500)
    assert not np.array_equal(other["initial_speedup"], again["initial_speedup"])
    elsewhere = draw_beliefs(BELIEFS, seed=3, start=500, count=500)
    assert not np.array_equal(elsewhere["initial_speedup"], again["initial_speedup"])


@pytest.mark.parametrize("name", EVERY)
def test_every_family_but_a_foreign_one_is_known_by_its_content(name):
    assert sampling.is_known_by_content(EVERY[name]) == (name != "foreign")
    if name != "foreign":
        assert EVERY[name] == copy.deepcopy(EVERY[name])
        assert hash(EVERY[name]) == hash(copy.deepcopy(EVERY[name]))


def test_a_distribution_from_elsewhere_is_asked_anew_since_it_may_change():
    class Changing:
        scale = 1.0

        def ppf(self, u):
            return self.scale * np.asarray(u)

    changing = Changing()
    for wrap in (Foreign, lambda inner: HeldWithin(Foreign(inner), low=0.0, high=10.0)):
        changing.scale = 1.0
        belief = {"initial_speedup": wrap(changing)}
        before = draw_beliefs(belief, seed=1, count=10)
        changing.scale = 2.0
        after = draw_beliefs(belief, seed=1, count=10)
        np.testing.assert_array_equal(after["initial_speedup"], 2.0 * before["initial_speedup"])
