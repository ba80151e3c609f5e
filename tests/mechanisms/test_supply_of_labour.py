"""What more pay brings: against a company that maximises, and at the ends."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.mechanisms.physical_limits import dollar_ratio, equilibrium_labour_share
from oomcast.mechanisms.supply_of_labour import labour_per_spending
from tests.mechanisms.agreement import assert_same_bits

exponents = st.floats(0.05, 1.0)
supplies = st.floats(0.0, 20.0)
small = st.floats(0.0, 0.5)


@given(lam=exponents, heads=supplies, speed=small, quality=small)
def test_a_dollar_buys_what_its_parts_buy(lam: float, heads: float, speed: float, quality: float) -> None:
    """Pay rises by a step; heads, speed and quality follow it, and so do labour and spending."""
    step = 1e-6
    ln_labour = lam * heads * step + speed * step + quality * step
    ln_spending = step + heads * step
    assert labour_per_spending(lam, heads, speed, quality) == pytest.approx(ln_labour / ln_spending, rel=1e-9)


@given(lam=exponents, supply=st.floats(0.1, 20.0), share=st.floats(0.1, 0.9))
def test_a_company_that_does_its_best_has_the_ratio_of_dollars_that_its_supply_allows(
    lam: float, supply: float, share: float
) -> None:
    """At the best spending under rising pay, another dollar at the going pay would be worth 1 + 1/eta as much."""
    exponent = labour_per_spending(lam, supply, 0.0, 0.0)
    chips_per_staff = (1 - share) / (share * exponent)
    assert equilibrium_labour_share(exponent, 0.0, math.log(chips_per_staff)) == pytest.approx(share)
    assert dollar_ratio(share, lam, 1 - share, 0.0, math.log(chips_per_staff)) == pytest.approx(1 + 1 / supply)


def test_pay_that_brings_nobody_and_makes_nobody_better_buys_nothing() -> None:
    assert labour_per_spending(0.55, 0.0, 0.0, 0.0) == 0.0
    assert labour_per_spending(0.55, math.inf, 0.0, 0.0) == 0.55


def test_floats_arrays_and_compiled_code_agree() -> None:
    assert_same_bits(labour_per_spending, ([0.5, 0.3, 1.0], [math.inf, 1.0, 0.0], [0.0, 0.1, 0.0], [0.0, 0.2, 0.0]))
