"""Rank correlations: what holds together is factored exactly, what contradicts is refused by name."""

from __future__ import annotations

import itertools
import math
import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from oomcast.beliefs.correlation import correlated_blocks, linear_from_rank
from oomcast.errors import ScenarioError

NAMES = ("a", "b", "c", "d", "e", "f")


@given(rank=st.floats(-1, 1))
def test_the_linear_correlation_is_pearsons_formula(rank: float) -> None:
    assert linear_from_rank(rank) == pytest.approx(2 * math.sin(math.pi * rank / 6), rel=1e-15, abs=1e-300)


def correlation_matrix(correlations: dict[tuple[str, str], float], members: tuple[str, ...]) -> np.ndarray:
    matrix = np.eye(len(members))
    for (first, second), rank in correlations.items():
        i, j = members.index(first), members.index(second)
        matrix[i, j] = matrix[j, i] = 2 * math.sin(math.pi * rank / 6)
    return matrix


@given(ranks=st.lists(st.floats(-0.99, 0.99), min_size=6, max_size=6))
def test_the_factor_is_that_of_linear_algebra_or_the_matrix_is_refused(ranks: list[float]) -> None:
    members = NAMES[:4]
    correlations = dict(zip(itertools.combinations(members, 2), ranks, strict=True))
    assume(all(rank != 0 for rank in ranks))
    matrix = correlation_matrix(correlations, members)
    least = np.linalg.eigvalsh(matrix)[0]
    assume(abs(least) > 1e-6)
    if least < 0:
        with pytest.raises(ScenarioError, match="expected"):
            correlated_blocks(correlations, known=NAMES)
        return
    (block,) = correlated_blocks(correlations, known=NAMES)
    factor = np.array([row + (0.0,) * (4 - len(row)) for row in block.factor])
    np.testing.assert_allclose(factor, np.linalg.cholesky(matrix), rtol=0, atol=1e-9)


def test_blocks_are_connected_groups_sorted_by_name_whatever_the_order_stated() -> None:
    stated = {("f", "b"): 0.2, ("d", "b"): 0.3, ("c", "a"): 0.4, ("e", "a"): 0.0}
    backwards = {(second, first): rank for (first, second), rank in reversed(stated.items())}
    blocks = correlated_blocks(stated, known=NAMES)
    assert [block.members for block in blocks] == [("a", "c"), ("b", "d", "f")]
    assert correlated_blocks(backwards, known=reversed(NAMES)) == blocks


def test_no_correlations_make_no_blocks() -> None:
    assert correlated_blocks({}, known=NAMES) == ()
    assert correlated_blocks({("a", "b"): 0.0}, known=NAMES) == ()


def test_a_contradiction_names_the_pair_that_stands_apart_and_what_it_may_be() -> None:
    stated = {("a", "b"): 0.9, ("a", "c"): 0.9, ("b", "c"): 0.2, ("d", "e"): 0.5}
    with pytest.raises(ScenarioError) as caught:
        correlated_blocks(stated, known=NAMES)
    assert caught.value.field == "correlations.b.c"
    assert "got 0.2 between b and c" in caught.value.problem
    low, high = (float(text) for text in re.findall(r"between (\S+) and (\S+), given", caught.value.problem)[0])
    for inside in (low + 0.01, high - 0.01):
        assert correlated_blocks(stated | {("b", "c"): inside}, known=NAMES)
    with pytest.raises(ScenarioError):
        correlated_blocks(stated | {("b", "c"): low - 0.01}, known=NAMES)


def test_a_contradiction_that_no_single_pair_can_mend_still_names_one() -> None:
    stated = dict.fromkeys(itertools.combinations(NAMES, 2), -0.9)
    with pytest.raises(ScenarioError, match=r"positive-definite matrix\), got -0.9 between") as caught:
        correlated_blocks(stated, known=NAMES)
    assert re.fullmatch(r"correlations\.[a-f]\.[a-f]", caught.value.field)


@pytest.mark.parametrize(
    ("correlations", "field", "says"),
    [
        ({("a", "initial_speedupp"): 0.5}, "correlations.a.initial_speedupp", "Did you mean 'initial_speedup'?"),
        ({("a", "a"): 0.5}, "correlations.a.a", "two different quantities"),
        ({("a", "b"): 1.0}, "correlations.a.b", "strictly between -1 and 1, got 1"),
        ({("a", "b"): -1.5}, "correlations.a.b", "got -1.5"),
        ({("a", "b"): math.nan}, "correlations.a.b", "nan"),
        ({("a", "b"): "0.5"}, "correlations.a.b", "'0.5'"),
        ({("a", "b"): 0.5, ("b", "a"): 0.5}, "correlations.b.a", "each pair once"),
    ],
)
def test_a_correlation_that_is_none_is_refused(
    correlations: dict[tuple[str, str], float], field: str, says: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        correlated_blocks(correlations, known=[*NAMES, "initial_speedup"])
    assert caught.value.field == field
    assert says in caught.value.problem


def test_extreme_uniforms_stay_strictly_inside_after_mixing() -> None:
    (block,) = correlated_blocks({("a", "b"): 0.9}, known=NAMES)
    extreme = np.array([2.0**-53, 1 - 2.0**-53])
    mixed = block.mix({"a": extreme, "b": extreme})
    assert ((mixed["b"] > 0) & (mixed["b"] < 1)).all()
