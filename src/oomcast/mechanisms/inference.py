"""Inference: what running the AIs takes from compute, how that need falls, and what it could buy instead of copies."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = [
    "INFERENCE_COMPUTE_SHARE",
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "ln_compute_left",
    "ln_inference_need",
    "prepare",
    "trade_gain",
]

INFERENCE_COMPUTE_SHARE = Parameter(
    name="inference_compute_share",
    symbol="u",
    unit="1",
    meaning="share of the leading company's compute that runs the AIs that do the research",
    lower=0.0,
    upper=0.99,
    plausible=(0.01, 0.6),
)

PARAMETERS = (
    INFERENCE_COMPUTE_SHARE,
    Parameter(
        name="inference_need_at_start",
        symbol="f_0",
        unit="x",
        meaning="compute that one copy needs at t = 0 relative to what it needs once costs have come down, at equal "
        "software and quality: above 1 for a start that leans on inference",
        lower=1.0,
        upper=1e6,
        plausible=(1.0, 300.0),
    ),
    Parameter(
        name="inference_need_fall_per_year",
        symbol="d",
        unit="1/year",
        meaning="rate at which the extra need of a copy decays: it halves every 0.69 years at a rate of 1",
        lower=0.0,
        upper=100.0,
        plausible=(0.1, 20.0),
    ),
    Parameter(
        name="copies_traded_oom",
        symbol="j",
        unit="OOM",
        meaning="copies given up for better ones at the same compute for inference: each runs on so many OOM more",
        lower=0.0,
        upper=10.0,
        plausible=(0.0, 3.0),
    ),
    Parameter(
        name="quality_sd_per_inference_oom",
        symbol="z_j",
        unit="1",
        meaning="standard deviations of research quality that an OOM more compute for running each copy buys",
        lower=0.0,
        upper=10.0,
        plausible=(0.1, 2.0),
    ),
)

NEUTRAL = {"inference_need_at_start": 1.0, "copies_traded_oom": 0.0}
"""The need per copy stays as it is, and no copies are given up."""


class Coefficients(NamedTuple):
    """What follows for one draw; the last two are constant shifts of the workforce."""

    need_excess: Any  # f_0 - 1
    need_fall_per_year: Any
    ln_copies_given_up: Any
    ln_quality_gained: Any


def prepare(
    inference_need_at_start: Any,
    inference_need_fall_per_year: Any,
    copies_traded_oom: Any,
    quality_sd_per_inference_oom: Any,
    ln_quality_per_sd: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters and the quality that one standard deviation is worth, in nats."""
    return Coefficients(
        inference_need_at_start - 1.0,
        inference_need_fall_per_year,
        copies_traded_oom * NATS_PER_OOM,
        copies_traded_oom * quality_sd_per_inference_oom * ln_quality_per_sd,
    )


def ln_inference_need(years: Any, need_excess: Any, need_fall_per_year: Any) -> Any:
    """Logarithm of the compute that a copy needs, relative to its need once costs have come down.

        f = 1 + (f_0 - 1) exp(-d t)                                                 (equation inference-need)

    There are fewer copies by this factor. Source: R. Greenblatt, on 6 OOM in the first year (2025): inference may be
    dear at first, but prices often drop fast; the form is ours.

    >>> ln_inference_need(1.0, 0.0, 3.0), round(ln_inference_need(0.0, 9.0, 3.0), 4)
    (0.0, 2.3026)
    """
    return log(1.0 + need_excess * exp(-(need_fall_per_year * years)))


def ln_compute_left(inference_compute_share: Any) -> Any:
    """Logarithm of the share of compute that running the AIs leaves for everything else.

        ln(1 - u)                                                                   (equation compute-left)

    >>> round(exp(ln_compute_left(1 / 6)), 6)
    0.833333
    """
    return log(1.0 - inference_compute_share)


def trade_gain(exponent_at_copies: Any, quality_sd_per_inference_oom: Any, ln_quality_per_sd: Any) -> Any:
    """What giving up copies for better ones brings: d ln(labour) per nat of copies given up.

        z_j ln(q_SD) / ln 10 - lam(n)                                               (equation copies-or-quality)

    Positive if fewer and better copies achieve more. As lam is smaller for more heads under most laws of parallel
    returns, the best number of copies is where it is zero.

    >>> round(trade_gain(0.55, 1.2, 0.4234), 3), round(trade_gain(0.1, 1.2, 0.4234), 3)
    (-0.329, 0.121)
    """
    return quality_sd_per_inference_oom * ln_quality_per_sd / NATS_PER_OOM - exponent_at_copies
