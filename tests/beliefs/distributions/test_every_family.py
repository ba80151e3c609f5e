"""What every distribution promises, asked of a member of each family."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.beliefs.distributions import FAMILIES, Distribution, from_table, to_table
from oomcast.beliefs.distributions.foreign import Foreign
from oomcast.beliefs.distributions.point import Point
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM
from tests.beliefs.families import CONTINUOUS, EVERY, REFERENCES, STEPPED, STEPPED_TABLES, TABLES

FAR_OUT = np.array([1e-300, 1e-200, 1e-100, 1e-50, 1e-20, 1e-16, SMALLEST_UNIFORM])
LEVELS = np.concatenate(
    (
        FAR_OUT,
        np.logspace(-15, -1, 2000),
        np.linspace(0.001, 0.999, 6000),
        1.0 - np.logspace(-15, -1, 2000),
        [1.0 - 1e-16, LARGEST_UNIFORM],
    )
)
every = pytest.mark.parametrize("distribution", EVERY.values(), ids=EVERY)
continuous = pytest.mark.parametrize("distribution", CONTINUOUS.values(), ids=CONTINUOUS)
stepped = pytest.mark.parametrize("distribution", STEPPED.values(), ids=STEPPED)


def test_every_registered_family_is_tested_here() -> None:
    assert {table["family"] for table in (TABLES | STEPPED_TABLES).values()} == set(FAMILIES)


@continuous
def test_cdf_undoes_ppf_to_ten_digits_even_far_out(distribution: Distribution) -> None:
    back = distribution.cdf(distribution.ppf(LEVELS))
    assert np.abs(back - LEVELS).max() <= 1e-10


# A location that is not zero swallows a distance from it smaller than its own rounding: these families measure
# from zero (or from far away), so the far lower tail survives in relative terms too. Pure logs multiply the
# rounding of ln x by the slope of ln p, at most 1e3 here.
@pytest.mark.parametrize("name", ["normal", "lognormal", "lognormal, wide", "log-metalog", "two-piece lognormal"])
def test_far_lower_tail_keeps_its_relative_accuracy(name: str) -> None:
    distribution = CONTINUOUS[name]
    back = distribution.cdf(distribution.ppf(FAR_OUT))
    np.testing.assert_allclose(back, FAR_OUT, rtol=1e-10, atol=0)


@stepped
def test_ppf_is_the_smallest_value_with_enough_mass(distribution: Distribution) -> None:
    values = distribution.ppf(LEVELS)
    assert (distribution.cdf(values) >= LEVELS).all()
    just_below = np.where(np.isinf(values), np.finfo(np.float64).max, np.nextafter(values, -np.inf))
    assert (distribution.cdf(just_below) < LEVELS).all()


@every
def test_quantiles_rise_to_within_rounding_and_stay_in_the_support(distribution: Distribution) -> None:
    values = distribution.ppf(np.sort(LEVELS))
    low, high = distribution.support
    finite = values[np.isfinite(values)]
    few_ulps = 8 * np.spacing(np.maximum(np.abs(finite[:-1]), 0.0 if low == 0 else 1.0))
    assert (np.diff(finite) >= -few_ulps).all()
    assert np.isposinf(values[finite.size :]).all()
    assert ((low <= values) & (values <= high)).all()


@every
def test_every_draw_a_stream_can_give_is_computed(distribution: Distribution) -> None:
    ends = distribution.ppf(np.array([SMALLEST_UNIFORM, LARGEST_UNIFORM]))
    allowed = np.isfinite(ends) | (ends == distribution.support[1])
    assert allowed.all()


@every
def test_cdf_is_zero_below_and_one_above_everything(distribution: Distribution) -> None:
    low, high = distribution.cdf(np.array([-np.inf, np.inf]))
    assert (low, high) == (0.0, 1.0)


@every
def test_neither_chunks_nor_strides_nor_shape_change_a_bit(distribution: Distribution) -> None:
    whole = distribution.ppf(LEVELS)
    pieces = np.concatenate([distribution.ppf(LEVELS[i : i + 7]) for i in range(0, LEVELS.size, 7)])
    strided = distribution.ppf(LEVELS[::3])
    shaped = distribution.ppf(LEVELS[:6].reshape(2, 3))
    assert whole.tobytes() == pieces.tobytes()
    assert whole[::3].tobytes() == strided.tobytes()
    assert (shaped.shape, shaped.tobytes()) == ((2, 3), whole[:6].tobytes())


@every
def test_asking_leaves_the_question_unchanged(distribution: Distribution) -> None:
    u, x = LEVELS.copy(), np.array([0.5, 1.0, 7.0])
    distribution.ppf(u)
    distribution.cdf(x)
    assert (u == LEVELS).all()
    assert x.tolist() == [0.5, 1.0, 7.0]


@pytest.mark.parametrize("name", REFERENCES)
def test_quantiles_and_probabilities_agree_with_another_library(name: str) -> None:
    u = np.linspace(0.0005, 0.9995, 1001)
    np.testing.assert_allclose(EVERY[name].ppf(u), REFERENCES[name].ppf(u), rtol=1e-12, atol=1e-13)
    x = REFERENCES[name].ppf(u)
    np.testing.assert_allclose(EVERY[name].cdf(x), REFERENCES[name].cdf(x), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("table", (TABLES | STEPPED_TABLES).values(), ids=TABLES | STEPPED_TABLES)
def test_a_table_survives_the_way_there_and_back(table: dict[str, object]) -> None:
    distribution = from_table(table)
    again = from_table(to_table(distribution))
    assert again == distribution
    assert hash(again) == hash(distribution)
    assert to_table(again) == to_table(distribution)


@every
def test_distributions_are_frozen_and_travel_between_processes(distribution: Distribution) -> None:
    copy = pickle.loads(pickle.dumps(distribution))
    assert copy.ppf(LEVELS).tobytes() == distribution.ppf(LEVELS).tobytes()
    field = "inner" if isinstance(distribution, Foreign) else next(iter(to_table(distribution).keys() - {"family"}))
    with pytest.raises(AttributeError):
        setattr(distribution, field, 1.0)


@every
def test_words_are_one_line_that_names_numbers(distribution: Distribution) -> None:
    words = distribution.in_words()
    assert "\n" not in words
    assert any(character.isdigit() for character in words) or distribution == Point(np.inf)


@given(
    name=st.sampled_from(sorted(CONTINUOUS)),
    u=st.floats(min_value=SMALLEST_UNIFORM, max_value=LARGEST_UNIFORM),
    v=st.floats(min_value=SMALLEST_UNIFORM, max_value=LARGEST_UNIFORM),
)
def test_a_greater_probability_never_has_a_smaller_quantile(name: str, u: float, v: float) -> None:
    low, high = CONTINUOUS[name].ppf(np.array(sorted((u, v))))
    assert low <= high + 8 * np.spacing(max(abs(high), 1.0))
