"""Copies from first principles: the chips there are, the share that runs AIs, and the chips that one copy takes."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.inference import INFERENCE_COMPUTE_SHARE
from oomcast.quantities.elementary import log

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "ln_chips_per_copy", "ln_chips_taken", "ln_copies_run", "prepare"]

PARAMETERS = (
    Parameter(
        name="compute_stock_h100e",
        symbol="K",
        unit="H100e",
        meaning="the leading company's chips at t = 0, in H100 equivalents",
        lower=1.0,
        upper=1e15,
        plausible=(1e5, 1e9),
    ),
    INFERENCE_COMPUTE_SHARE,
    Parameter(
        name="chips_per_copy_at_human_speed",
        symbol="c_1",
        unit="H100e",
        meaning="chips that one copy at the serial speed of a human researcher takes, in H100 equivalents",
        lower=1e-9,
        upper=1e9,
        plausible=(1e-3, 100.0),
    ),
    Parameter(
        name="speed_cost_exponent",
        symbol="e_v",
        unit="1",
        meaning="how chips per copy rise with its serial speed: 1 if twice the speed takes twice the chips",
        lower=0.0,
        upper=5.0,
        plausible=(0.5, 2.0),
    ),
)

NEUTRAL = {"speed_cost_exponent": 1.0}
"""Speed costs chips in proportion, so that copies times speed is fixed by the chips."""


class Coefficients(NamedTuple):
    """What follows for one draw."""

    ln_chips_for_inference: Any
    ln_chips_at_human_speed: Any
    speed_cost_exponent: Any


def prepare(
    compute_stock_h100e: Any,
    inference_compute_share: Any,
    chips_per_copy_at_human_speed: Any,
    speed_cost_exponent: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters; no share for inference means no copies, ln 0 = -infinity."""
    return Coefficients(
        log(compute_stock_h100e * inference_compute_share),
        log(chips_per_copy_at_human_speed),
        speed_cost_exponent,
    )


def ln_chips_per_copy(ln_speed: Any, ln_chips_at_human_speed: Any, speed_cost_exponent: Any) -> Any:
    """Logarithm of the chips that one copy takes at a serial speed, in H100 equivalents.

        c = c_1 v^e_v                                                               (equation chips-per-copy)

    Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025): a
    fifth of a chip at human speed, ten chips at 50 times that. v is the whole serial speed, as it is there: hours,
    thinking faster and handing work over well. Where some of it takes no chips, the exponent is below one.

    >>> from oomcast.quantities.elementary import exp
    >>> round(exp(ln_chips_per_copy(log(50.0), log(0.2), 1.0)), 9)
    10.0
    """
    return ln_chips_at_human_speed + speed_cost_exponent * ln_speed


def ln_copies_run(
    ln_chips_for_inference: Any, ln_speed: Any, ln_chips_at_human_speed: Any, speed_cost_exponent: Any
) -> Any:
    """Logarithm of how many copies the chips for inference run at a serial speed.

        n_0 = K u / c                                                               (equation copies-from-chips)

    >>> from oomcast.quantities.elementary import exp
    >>> chips, *cost = prepare(1e7, 0.2, 0.2, 1.0)
    >>> round(exp(ln_copies_run(chips, log(50.0), *cost))), round(exp(ln_copies_run(chips, 0.0, *cost)))
    (200000, 10000000)
    """
    return ln_chips_for_inference - ln_chips_per_copy(ln_speed, ln_chips_at_human_speed, speed_cost_exponent)


def ln_chips_taken(ln_copies: Any, ln_speed: Any, ln_chips_at_human_speed: Any, speed_cost_exponent: Any) -> Any:
    """Logarithm of the chips that so many copies at a serial speed take: the way back (equation copies-from-chips).

    >>> from oomcast.quantities.elementary import exp
    >>> round(exp(ln_chips_taken(log(2e5), log(50.0), log(0.2), 1.0)))
    2000000
    """
    return ln_copies + ln_chips_per_copy(ln_speed, ln_chips_at_human_speed, speed_cost_exponent)
