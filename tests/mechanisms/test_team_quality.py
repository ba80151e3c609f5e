"""Quality of teams: against the mean of drawn people, and where nobody differs."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.team_quality import ln_team_quality
from oomcast.mechanisms.workforce_growth import ln_quality_per_sd

NORMALCORP = ([0.05, 0.025, 0.925], [3.09, 1.5, 0.0], [0.0, 0.0, 1.0])
sds = st.floats(-5, 5)
concentrations = st.floats(-10, 10)
per_sd = st.floats(0, 1.5)


@pytest.mark.parametrize("concentration", [-1.0, 1e-9, 0.5, 1.0, 2.0])
def test_quality_is_the_power_mean_over_many_drawn_people(concentration: float) -> None:
    generator = np.random.default_rng(0)
    z = ln_quality_per_sd(3.7)
    people = 400_000
    groups = generator.choice(3, size=people, p=NORMALCORP[0])
    ln_q = z * (np.array(NORMALCORP[1])[groups] + np.array(NORMALCORP[2])[groups] * generator.standard_normal(people))
    powers = np.exp(concentration * ln_q)
    drawn = np.log(powers.mean()) / concentration
    error = powers.std() / powers.mean() / concentration / np.sqrt(people)
    assert ln_team_quality(*NORMALCORP, z, concentration) == pytest.approx(drawn, abs=5 * abs(error))


@given(means=st.lists(sds, min_size=3, max_size=3), z=per_sd, p=concentrations)
def test_quality_is_right_to_a_billionth_at_random_points(means: list[float], z: float, p: float) -> None:
    with mpmath.workdps(50):
        terms = [
            mpmath.mpf(w) * mpmath.exp(mpmath.mpf(p) * m * z + (mpmath.mpf(p) * s * z) ** 2 / 2)
            for w, m, s in zip(NORMALCORP[0], means, NORMALCORP[2], strict=True)
        ]
        total = sum(mpmath.mpf(w) for w in NORMALCORP[0])
        exact = mpmath.log(sum(terms) / total) / mpmath.mpf(p) if abs(p) > 1e-8 else None
    if exact is not None and abs(p) > 1e-3:
        assert ln_team_quality(NORMALCORP[0], means, NORMALCORP[2], z, p) == pytest.approx(float(exact), abs=1e-9)


@given(means=st.lists(sds, min_size=3, max_size=3), z=per_sd, p=concentrations, gap=sds)
def test_lifting_everyone_by_a_gap_is_worth_that_gap(means: list[float], z: float, p: float, gap: float) -> None:
    lifted = [mean + gap for mean in means]
    before = ln_team_quality(NORMALCORP[0], means, NORMALCORP[2], z, p)
    assert ln_team_quality(NORMALCORP[0], lifted, NORMALCORP[2], z, p) - before == pytest.approx(gap * z, abs=1e-9)


def test_from_the_typical_member_to_the_best_quality_only_rises() -> None:
    qualities = [ln_team_quality(*NORMALCORP, 0.42, p) for p in (-5.0, -1.0, 0.0, 1e-7, 0.5, 1.0, 5.0, 20.0)]
    assert qualities == sorted(qualities)
    assert qualities[3] == pytest.approx(qualities[2], abs=1e-7)


def test_nobody_differs_where_taste_does_not_matter() -> None:
    assert ln_team_quality(*NORMALCORP, ln_quality_per_sd(1.0), 3.0) == pytest.approx(0.0, abs=1e-15)
