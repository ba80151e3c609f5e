"""What spending on people and chips reveals, and how far a company is from the mix with which it would do best.

Equations and caveats are those of `mechanisms.physical_limits`, with the company of reference where the human-only
company stands there, and of `mechanisms.supply_of_labour`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from oomcast.mechanisms.physical_limits import dollar_ratio, equilibrium_labour_share, ln_spending_per_year
from oomcast.mechanisms.supply_of_labour import labour_per_spending
from oomcast.models.corporations.research import Corporation, Form, elasticities, exponent_at_staff, inputs
from oomcast.quantities.elementary import log

__all__ = ["Balance", "balance", "revealed_labour_share"]


class Balance(NamedTuple):
    """Where a company stands between people and chips.

    It would give `chips_for_a_researcher` H100 equivalents for one more researcher, where the market asks
    `chips_at_market_prices`; `dollars` is their ratio: what another dollar of staff adds over one of chips.
    """

    chips_per_researcher: Any
    chips_for_a_researcher: Any
    chips_at_market_prices: Any
    dollars: Any


def balance(company: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form) -> Balance:
    """What a company would trade for one more researcher of the quality it has.

        H100s for a researcher = (a lam / n) / (b / K)                              (equation chips-for-a-researcher)

    with all slopes where the company itself stands; the ratio of two slopes per unit is `dollar_ratio` with amounts in
    the place of spending.
    """
    slopes = elasticities(inputs(company, reference, draws, form), draws, form)
    exponent = exponent_at_staff(company, draws, form)
    ln_staff, ln_chips = log(company.staff), log(company.chips)
    traded = dollar_ratio(slopes.speed, exponent, slopes.compute, ln_staff, ln_chips)
    prices = draws["cost_per_researcher_year"] / draws["cost_per_h100e_year"]
    return Balance(company.chips / company.staff, traded, prices, traded / prices)


def revealed_labour_share(reference: Corporation, draws: Mapping[str, Any], form: Form) -> Any:
    """The labour share at which the company of reference would be spending on staff and chips as it does.

    A profit-maximising company gains equally from another dollar of each. What a dollar of staff brings depends on the
    supply of heads, speed and quality: see `labour_per_spending`.
    """
    exponent = labour_per_spending(
        exponent_at_staff(reference, draws, form),
        draws["headcount_supply_elasticity"],
        draws["speed_supply_elasticity"],
        draws["quality_supply_elasticity"],
    )
    staff = ln_spending_per_year(log(reference.staff), log(draws["cost_per_researcher_year"]))
    chips = ln_spending_per_year(log(reference.chips), log(draws["cost_per_h100e_year"]))
    return equilibrium_labour_share(exponent, staff, chips)
