"""The moment-free measure against its closed form for normals, its ends, and what it must not depend on."""

from __future__ import annotations

import numpy as np
import pytest

from oomcast.insight.ranks import rank_dependence
from oomcast.quantities.elementary import normal_quantile
from oomcast.quantities.streams import uniforms

DRAWS = 40_000


def normals(name: str) -> np.ndarray:
    return normal_quantile(uniforms(name, seed=4, count=DRAWS))


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.6, 0.9, -0.9])
def test_of_two_normals_it_is_the_known_number(rho: float) -> None:
    """xi = 3/pi arcsin((1 + rho^2)/2) - 1/2 for bivariate normals, from P(both of two draws given x lie below)."""
    x = normals("x")
    y = rho * x + np.sqrt(1 - rho**2) * normals("noise")
    found, error = rank_dependence(x, y)
    exact = 3 / np.pi * np.arcsin((1 + rho**2) / 2) - 0.5
    assert abs(found - exact) < 4 * error + 2 / DRAWS
    assert 0 < error < 0.02


def test_a_function_of_the_belief_depends_on_it_whatever_its_form() -> None:
    x = normals("x")
    for y in (x, -x, x**2, np.sin(9 * x), np.exp(20 * x)):
        assert rank_dependence(x, y)[0] > 0.99


def test_only_ranks_count_and_infinity_is_the_last_of_them() -> None:
    x, noise = normals("x"), normals("noise")
    y = x + noise
    far = np.where(y > 1.0, np.inf, y)
    tied = np.minimum(y, 1.0)
    assert rank_dependence(x, np.exp(y)) == rank_dependence(x, y)
    assert rank_dependence(x, far) == rank_dependence(x, tied)
    assert rank_dependence(7 * x + 2, far) == rank_dependence(x, far)


def test_where_nothing_varies_there_is_no_dependence_to_speak_of() -> None:
    assert np.isnan(rank_dependence(normals("x"), np.ones(DRAWS))[0])
