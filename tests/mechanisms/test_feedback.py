"""The research multiplier against the power law it is the logarithm of."""

from __future__ import annotations

import math

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.feedback import ln_research_multiplier

finite = st.floats(-50, 50)
exponent = st.floats(0, 5)


@given(ln_speedup=finite, software=finite, ln_compute=finite, phi=exponent, gamma=exponent)
def test_the_multiplier_is_a_power_law_in_software_and_compute(ln_speedup, software, ln_compute, phi, gamma) -> None:
    with mpmath.workdps(60):
        terms = [mpmath.mpf(ln_speedup), mpmath.mpf(phi) * software, mpmath.mpf(gamma) * ln_compute]
        power_law = mpmath.exp(terms[0]) * mpmath.exp(software) ** phi * mpmath.exp(ln_compute) ** gamma
        error = abs(ln_research_multiplier(ln_speedup, software, ln_compute, phi, gamma) - mpmath.log(power_law))
    # Four roundings, each of at most half a unit in the last place of the largest partial sum; and the 60 digits.
    assert error <= 4 * 2**-53 * float(sum(abs(term) for term in terms)) + 1e-55


def test_doubling_software_raises_the_pace_by_feedback_doublings() -> None:
    before, after = (ln_research_multiplier(math.log(15), s, 0.0, 0.25, 0.8) for s in (1.0, 1.0 + math.log(2)))
    assert after - before == pytest.approx(0.25 * math.log(2), rel=1e-14)
