"""What steady growth of the past implies about returns to software."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.balanced_growth import returns_from_history

LABOUR_SHARE = 0.5
PARALLEL = 0.55
FEEDBACK = 0.5 * (PARALLEL * math.log10(3) + math.log10(1.25) + 1.2 * math.log10(3.7) / 3.09)
GROWTH = (1.2 - math.log10(3.5)) * math.log(10)


@pytest.mark.parametrize(("staff_growth", "returns"), [(0.0, 0.699), (math.log(2), 0.536)])
def test_the_source_post_implies_returns_below_one(staff_growth: float, returns: float) -> None:
    implied = returns_from_history(
        0.29, LABOUR_SHARE * PARALLEL + 0.5, LABOUR_SHARE, GROWTH, math.log(3.5), staff_growth
    )
    assert implied == pytest.approx(returns, abs=5e-4)
    assert pytest.approx(0.290, abs=5e-4) == FEEDBACK


@given(
    phi=st.floats(0.05, 1.5),
    labour_share=st.floats(0.1, 0.9),
    parallel=st.floats(0.1, 1),
    software_growth=st.floats(0.1, 5),
    compute_growth=st.floats(0.1, 3),
    staff_growth=st.floats(0, 2),
)
def test_at_the_implied_returns_harder_ideas_cancel_more_input_exactly(
    phi, labour_share, parallel, software_growth, compute_growth, staff_growth
) -> None:
    """On a balanced path the pace of human researchers, inputs^shares times D = exp(-beta s), does not change."""
    compute_returns = labour_share * parallel + (1 - labour_share)
    arguments = (phi, compute_returns, labour_share, software_growth, compute_growth, staff_growth)
    beta = phi / returns_from_history(*arguments)
    more_input = (1 - labour_share) * compute_growth + labour_share * parallel * staff_growth
    assert more_input - beta * software_growth == pytest.approx(0, abs=1e-13 * (more_input + 2 * staff_growth))


def test_faster_staff_growth_means_harder_ideas_and_so_lower_returns() -> None:
    slow, fast = (returns_from_history(0.3, 0.775, 0.5, 1.5, 1.25, growth) for growth in (0.1, 0.5))
    assert fast < slow
