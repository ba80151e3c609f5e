"""Physical limits: the chips, power and people that a workforce would take, next to what the world has of them.

Nothing here moves a forecast. It says what the other beliefs ask of the world, so that a reader sees where they ask
for more than there is; and whether the human-only company would spend its money as it does if those beliefs held.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, greatest, least, log, where

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "dollar_ratio",
    "equilibrium_labour_share",
    "ln_chips_needed",
    "ln_power_needed",
    "ln_spending_per_year",
    "prepare",
    "share_of_existing",
]

PARAMETERS = (
    Parameter(
        name="world_compute_h100e",
        symbol="K_w",
        unit="H100e",
        meaning="chips for AI that exist in the world at t = 0, in H100 equivalents",
        lower=1.0,
        upper=1e18,
        plausible=(1e7, 1e10),
        none_means="no limit on chips",
    ),
    Parameter(
        name="power_per_h100e",
        symbol="p_c",
        unit="W",
        meaning="electrical power that an H100 equivalent takes at t = 0, servers, cooling and losses included",
        lower=1e-3,
        upper=1e6,
        plausible=(100.0, 3000.0),
    ),
    Parameter(
        name="power_available",
        symbol="P_w",
        unit="W",
        meaning="electrical power that data centres for AI can draw in the world at t = 0",
        lower=1.0,
        upper=1e18,
        plausible=(1e10, 1e12),
        none_means="no limit on power",
    ),
    Parameter(
        name="qualified_people",
        symbol="n_q",
        unit="1",
        meaning="people in the world who could do the work of the human-only company's researchers and engineers",
        lower=1.0,
        upper=1e10,
        plausible=(5e3, 1e6),
        none_means="no limit on people",
    ),
    Parameter(
        name="cost_per_researcher_year",
        symbol="w_h",
        unit="USD/year",
        meaning="what a researcher or engineer of the human-only company costs it, shares in the company included",
        lower=1.0,
        upper=1e10,
        plausible=(2e5, 1e7),
    ),
    Parameter(
        name="cost_per_h100e_year",
        symbol="w_c",
        unit="USD/year",
        meaning="what having an H100 equivalent costs the company at t = 0: rent, or wear, power and housing",
        lower=1e-3,
        upper=1e8,
        plausible=(500.0, 3e4),
    ),
)

NEUTRAL: dict[str, float] = {}
"""None is needed: whatever their values, they move no forecast. Where a limit is "none", nothing exceeds it."""

UNLIMITED = float("inf")
"""How a limit is stated that does not exist; also how much a share of nothing would have to be of."""

LARGEST_EXPONENT = 700.0
"""exp of this is finite, so that a share beyond all measure is still a number."""


class Coefficients(NamedTuple):
    """Logarithms of the six parameters, of one draw."""

    ln_world_chips: Any
    ln_power_per_chip: Any
    ln_power_available: Any
    ln_qualified_people: Any
    ln_cost_per_researcher: Any
    ln_cost_per_chip: Any


def prepare(
    world_compute_h100e: Any,
    power_per_h100e: Any,
    power_available: Any,
    qualified_people: Any,
    cost_per_researcher_year: Any,
    cost_per_h100e_year: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters; the logarithm of a limit that does not exist is infinite."""
    return Coefficients(
        log(world_compute_h100e),
        log(power_per_h100e),
        log(power_available),
        log(qualified_people),
        log(cost_per_researcher_year),
        log(cost_per_h100e_year),
    )


def ln_chips_needed(ln_chips_taken: Any, inference_compute_share: Any) -> Any:
    """Logarithm of the chips of a company whose AIs take `ln_chips_taken` of them, in H100 equivalents.

        K = n c / u                                                                 (equation chips-needed)

    n c, the chips that n copies at their speed take, comes from `chips_per_copy.ln_chips_taken`. Copies that grow
    with compute and software alone take their share of it by construction, so later on K grows as compute does.
    A company that sets no share aside runs no copy, however many chips it has: it would need infinitely many.

    >>> round(exp(ln_chips_needed(log(2e6), 0.2)))
    10000000
    """
    sets_aside = inference_compute_share > 0.0
    needed = ln_chips_taken - log(where(sets_aside, inference_compute_share, 1.0))
    runs_copies = ln_chips_taken > -UNLIMITED
    return where(sets_aside, needed, where(runs_copies, UNLIMITED, -UNLIMITED))


def ln_power_needed(ln_chips: Any, ln_power_per_chip: Any) -> Any:
    """Logarithm of the electrical power that so many chips take, in watts.

        P = p_c K                                                                   (equation power-needed)

    >>> round(exp(ln_power_needed(log(1e7), log(600.0))) / 1e9, 9)  # GW
    6.0
    """
    return ln_chips + ln_power_per_chip


def share_of_existing(ln_needed: Any, ln_existing: Any) -> Any:
    """What is needed as a share of what exists; above 1 it does not exist, 0 where nothing limits it.

        needed / existing                                                           (equation share-of-existing)

    For chips K / K_w, for power P / P_w, for staff n_h / n_q. The draws above 1 are counted and shown, and never
    changed.

    >>> round(share_of_existing(log(1e7), log(4e8)), 9), share_of_existing(log(1e7), UNLIMITED)
    (0.025, 0.0)
    """
    is_limited = ln_existing < UNLIMITED
    excess = ln_needed - where(is_limited, ln_existing, 0.0)
    return where(is_limited, exp(least(excess, LARGEST_EXPONENT)), 0.0)


def ln_spending_per_year(ln_amount: Any, ln_cost_each: Any) -> Any:
    """Logarithm of what so many people, or chips, cost per year, in USD.

        W = n_h w_h,    V = K w_c                                                   (equation spending)

    People are heads, since heads are paid. Chips are those for research; what serves customers pays for itself.

    >>> round(exp(ln_spending_per_year(log(4000.0), log(1.5e6))) / 1e9, 9)  # billion USD
    6.0
    """
    return ln_amount + ln_cost_each


def dollar_ratio(
    labour_elasticity: Any,
    exponent_at_people: Any,
    experiment_elasticity: Any,
    ln_staff_spending: Any,
    ln_chip_spending: Any,
) -> Any:
    """What another dollar of staff adds to research in the human-only company, over what one of chips adds.

        (a lam / W) / (b / V),    a = d ln F/d ln L,  lam = d ln L/d ln n,  b = d ln F/d ln X    (equation dollar-ratio)

    A dollar adds 1/W to ln n_h or 1/V to ln X. All slopes are those of the human-only company at t = 0, L = X = 1;
    lam is taken where the law of parallel returns counts its people, at n_t top-equivalents, which grow with heads
    in proportion. The ratio is 1 where the company gains equally from both; above 1 it would gain by moving money
    to staff, unless it cannot: the next head may cost more than the last, or not be there to hire. With a price of
    labour that rises by 1/eta per cent per per cent of heads, the ratio is 1 + 1/eta where the company does its best.

    Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025), who
    raise the argument that a company in equilibrium gains equally from compute and from salaries, and doubt that it
    says much, since companies cannot buy much faster or better people.

    >>> round(dollar_ratio(0.5, 0.5, 0.5, log(5e9), log(5e10)), 9)
    5.0
    """
    staff = labour_elasticity * exponent_at_people
    chips_count = experiment_elasticity > 0.0
    per_share = staff / where(chips_count, experiment_elasticity, 1.0)
    in_vain = where(staff > 0.0, UNLIMITED, where(staff < 0.0, -UNLIMITED, 1.0))
    prices = exp(least(ln_chip_spending - ln_staff_spending, LARGEST_EXPONENT))
    return where(chips_count, per_share * prices, in_vain)


def equilibrium_labour_share(exponent_at_people: Any, ln_staff_spending: Any, ln_chip_spending: Any) -> Any:
    """The labour share at which the company's spending on staff and chips would be its best, a / (a + b).

        a / (a + b) = W / (W + lam V)                                               (equation equilibrium-share)

    From dollar-ratio = 1. With heads that simply add up (lam = 1) it is labour's share of the spending; it is higher
    the more heads get in each other's way, for whoever pays so many must think their labour matters. 1 where further
    heads do nothing (lam <= 0): no labour share then explains the last of them.

    >>> round(equilibrium_labour_share(0.5, log(5e9), log(5e10)), 6)
    0.166667
    """
    chips_per_staff = exp(least(ln_chip_spending - ln_staff_spending, LARGEST_EXPONENT))
    return 1.0 / (1.0 + greatest(exponent_at_people, 0.0) * chips_per_staff)
