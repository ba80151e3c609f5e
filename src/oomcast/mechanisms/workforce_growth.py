"""What an OOM of software or of bare compute does to the workforce, and the feedback on research that follows."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "compute_returns",
    "ln_copies",
    "ln_grown",
    "ln_quality_per_sd",
    "prepare",
    "software_feedback",
]

SD_TO_ONE_IN_A_THOUSAND = 3.09
"""Standard deviations from the median researcher to the best of a thousand (normal quantile 3.0902, to the source's
two decimals)."""

PARAMETERS = (
    Parameter(
        name="copies_per_oom",
        symbol="y_n",
        unit="x",
        meaning="factor by which copies grow per OOM of software, at the same compute",
        lower=1e-3,
        upper=1e3,
        plausible=(1.0, 30.0),
    ),
    Parameter(
        name="speed_per_oom",
        symbol="y_v",
        unit="x",
        meaning="factor by which serial speed grows per OOM of software",
        lower=1e-3,
        upper=1e3,
        plausible=(0.8, 5.0),
    ),
    Parameter(
        name="quality_sd_per_oom",
        symbol="z_q",
        unit="1",
        meaning="standard deviations of research quality that AIs gain per OOM of software",
        lower=-10.0,
        upper=10.0,
        plausible=(0.1, 3.0),
    ),
    Parameter(
        name="copies_per_compute_oom",
        symbol="y_nk",
        unit="x",
        meaning="factor by which copies grow per OOM of bare compute: 10 if all of it runs more copies",
        lower=1e-3,
        upper=1e3,
        plausible=(1.0, 20.0),
    ),
    Parameter(
        name="speed_per_compute_oom",
        symbol="y_vk",
        unit="x",
        meaning="factor by which serial speed grows per OOM of bare compute",
        lower=1e-3,
        upper=1e3,
        plausible=(0.8, 5.0),
    ),
    Parameter(
        name="quality_sd_per_compute_oom",
        symbol="z_qk",
        unit="1",
        meaning="standard deviations of research quality that AIs gain per OOM of bare compute, by larger training",
        lower=-10.0,
        upper=10.0,
        plausible=(0.0, 3.0),
    ),
    Parameter(
        name="research_taste_spread",
        symbol="y_z",
        unit="x",
        meaning="how much more research the best of a thousand researchers would cause than the median one",
        lower=1.0,
        upper=1e4,
        plausible=(1.2, 30.0),
    ),
)

NEUTRAL = {"copies_per_compute_oom": 10.0, "speed_per_compute_oom": 1.0, "quality_sd_per_compute_oom": 0.0}
"""Bare compute runs more copies and nothing else."""


class Coefficients(NamedTuple):
    """What the workforce gains, in nats per nat of software and per nat of compute."""

    copies_per_software: Any
    speed_per_software: Any
    quality_per_software: Any
    copies_per_compute: Any
    speed_per_compute: Any
    quality_per_compute: Any


def ln_quality_per_sd(research_taste_spread: Any) -> Any:
    """Logarithm of what one standard deviation of quality is worth.

        ln q_SD = ln(y_z) / 3.09                                                    (equation taste)

    Source: the AI Futures Model (D. Kokotajlo, E. Lifland and others, 2025), with a spread of 3.7.

    >>> round(ln_quality_per_sd(3.7), 4)
    0.4234
    """
    return log(research_taste_spread) / SD_TO_ONE_IN_A_THOUSAND


def prepare(
    copies_per_oom: Any,
    speed_per_oom: Any,
    quality_sd_per_oom: Any,
    copies_per_compute_oom: Any,
    speed_per_compute_oom: Any,
    quality_sd_per_compute_oom: Any,
    research_taste_spread: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters."""
    per_sd = ln_quality_per_sd(research_taste_spread)
    return Coefficients(
        log(copies_per_oom) / NATS_PER_OOM,
        log(speed_per_oom) / NATS_PER_OOM,
        quality_sd_per_oom * per_sd / NATS_PER_OOM,
        log(copies_per_compute_oom) / NATS_PER_OOM,
        log(speed_per_compute_oom) / NATS_PER_OOM,
        quality_sd_per_compute_oom * per_sd / NATS_PER_OOM,
    )


def ln_grown(ln_at_start: Any, per_software: Any, per_compute: Any, software: Any, ln_compute: Any) -> Any:
    """Logarithm of copies, speed or quality after a gain of deployed software s_d and of compute k, in nats.

        ln y = ln y_0 + nu s_d + nu_k k                                             (equation workforce-growth)

    Source: R. Greenblatt, "What does 10x-ing effective compute get you?" (2025): per OOM of software copies x3 and
    speed x1.25. The 1.2 standard deviations of quality are from the author's comment under the post, which itself says
    20x in rank.

    >>> ln_grown(2.0, 0.5, 1.0, 4.0, 0.5)
    4.5
    """
    return ln_at_start + per_software * software + per_compute * ln_compute


def ln_copies(
    ln_at_start: Any,
    per_software: Any,
    per_compute: Any,
    software: Any,
    ln_compute: Any,
    ln_share_gain: Any,
    ln_need: Any,
    ln_given_up: Any,
) -> Any:
    """Logarithm of the copies at work.

        ln n = ln n_0 + nu_n s_d + nu_nk k + ln(u / u_0) - ln f - j ln 10           (equation copies)

    u / u_0 is the share of compute for inference relative to that at t = 0, f the need per copy, and j OOM of copies
    have been given up for better ones.

    >>> ln_copies(9.0, 0.5, 1.0, 2.0, 1.0, 0.0, 0.5, 0.25)
    10.25
    """
    return (
        ln_grown(ln_at_start, per_software, per_compute, software, ln_compute) + ln_share_gain - ln_need - ln_given_up
    )


def _effort_gain(
    labour_share: Any, exponent_at_copies: Any, copies: Any, speed: Any, quality: Any, quality_on_research_share: Any
) -> Any:
    """d ln(research effort), at the same compute for experiments, from gains of copies, speed and quality."""
    labour = exponent_at_copies * copies + speed + (1.0 - quality_on_research_share) * quality
    return labour_share * labour + quality_on_research_share * quality


def software_feedback(
    labour_share: Any,
    exponent_at_copies: Any,
    copies_per_software: Any,
    speed_per_software: Any,
    quality_per_software: Any,
    quality_on_research_share: Any,
) -> Any:
    """The feedback of software on research that the chain implies under Cobb-Douglas production.

        phi = a (lam nu_n + nu_v + (1 - w_q) nu_q) + w_q nu_q                       (equation chain-feedback)

    >>> growth = prepare(3.0, 1.25, 1.2, 10.0, 1.0, 0.0, 3.7)
    >>> round(software_feedback(0.5, 0.55, *growth[:3], 0.0), 3)
    0.29
    """
    return _effort_gain(
        labour_share,
        exponent_at_copies,
        copies_per_software,
        speed_per_software,
        quality_per_software,
        quality_on_research_share,
    )


def compute_returns(
    labour_share: Any,
    exponent_at_copies: Any,
    copies_per_compute: Any,
    speed_per_compute: Any,
    quality_per_compute: Any,
    quality_on_research_share: Any,
) -> Any:
    """The returns to compute that the chain implies under Cobb-Douglas production: more AIs, and more experiments.

        gamma = a (lam nu_nk + nu_vk + (1 - w_q) nu_qk) + w_q nu_qk + (1 - a)       (equation chain-compute-returns)

    >>> compute_returns(0.5, 0.55, 1.0, 0.0, 0.0, 0.0)
    0.775
    """
    gain = _effort_gain(
        labour_share,
        exponent_at_copies,
        copies_per_compute,
        speed_per_compute,
        quality_per_compute,
        quality_on_research_share,
    )
    return gain + (1.0 - labour_share)
