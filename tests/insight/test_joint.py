"""Luck held in part and drawn anew in part, under correlation and without."""

from __future__ import annotations

import numpy as np
import pytest

from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.insight.joint import Joint
from oomcast.quantities.elementary import normal_quantile

NAMES = ("a", "b", "c", "d")
ROWS = range(40_000)
TIED = {("a", "b"): 0.6, ("b", "c"): -0.4, ("a", "c"): 0.1}


def joint(correlations=TIED) -> Joint:
    return Joint(distributions={name: Normal(0.0, 1.0) for name in NAMES}, correlations=correlations, seed=3)


def linear(rank: float) -> float:
    return 2 * np.sin(np.pi * rank / 6)


def test_the_first_luck_is_that_of_a_run() -> None:
    drawn = draw_beliefs(joint().distributions, correlations=TIED, seed=3, count=500)
    worlds = joint().worlds(joint().luck(range(500)))
    for name in NAMES:
        np.testing.assert_array_equal(worlds[name], drawn[name])


def test_a_second_luck_shares_nothing_with_the_first() -> None:
    first, again = joint().luck(ROWS), joint().luck(ROWS, again=True)
    for one in NAMES:
        for other in NAMES:
            assert abs(np.corrcoef(first[one], again[other])[0, 1]) < 5 / np.sqrt(len(ROWS))


def test_luck_does_not_depend_on_how_it_is_cut() -> None:
    whole = joint().luck(range(1000), again=True)
    for name, piece in joint().luck(range(700, 900), again=True).items():
        np.testing.assert_array_equal(piece, whole[name][700:900])


@pytest.mark.parametrize("held", [(), ("a",), ("b",), ("a", "c"), ("a", "b", "c"), ("d",), NAMES])
def test_what_is_drawn_anew_keeps_every_marginal_and_every_correlation(held) -> None:
    luck, other = joint().luck(ROWS), joint().luck(ROWS, again=True)
    anew = joint().redrawn(luck, held=held, other=other)
    for name in held:
        np.testing.assert_array_equal(anew[name], luck[name])
    z = {name: normal_quantile(anew[name]) for name in NAMES}
    tolerance = 5 / np.sqrt(len(ROWS))
    for name in NAMES:
        assert abs(z[name].mean()) < tolerance
        assert abs(z[name].std() - 1) < tolerance
    for (one, two), rank in {**TIED, ("a", "d"): 0.0}.items():
        assert abs(np.corrcoef(z[one], z[two])[0, 1] - linear(rank)) < tolerance


def test_what_is_drawn_anew_depends_on_the_rest_only_through_what_is_held() -> None:
    """The covariance of old and new is that which the held belief carries: R_ff' = R_fh R_hh^-1 R_hf'."""
    luck, other = joint().luck(ROWS), joint().luck(ROWS, again=True)
    anew = joint().redrawn(luck, held=("b",), other=other)
    old, new = normal_quantile(luck["a"]), normal_quantile(anew["c"])
    carried = linear(0.6) * linear(-0.4)
    assert abs(np.mean(old * new) - carried) < 5 / np.sqrt(len(ROWS))
    assert abs(np.mean(old * normal_quantile(anew["a"])) - linear(0.6) ** 2) < 5 / np.sqrt(len(ROWS))


def test_beliefs_that_stand_alone_take_the_other_luck_as_it_is() -> None:
    free = joint({})
    luck, other = free.luck(ROWS), free.luck(ROWS, again=True)
    anew = free.redrawn(luck, held=("a",), other=other)
    assert free.is_independent
    np.testing.assert_array_equal(anew["b"], other["b"])
