"""The workforce: how much research labour the AIs are at full automation, next to the human company.

Copies work in parallel, serial speed and quality multiply what they do. Heads have one unit on both sides of a ratio:
in the forecast a head is one of the best researchers, so that the human company counts as its top-equivalents.
"""

from __future__ import annotations

from math import inf
from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, log, where

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Chain",
    "Coefficients",
    "chain",
    "ln_effort_from_quality",
    "ln_people_quality",
    "ln_relative_labour",
    "ln_serial_speed",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="ai_copies",
        symbol="n_0",
        unit="1",
        meaning="copies of the AI that work in parallel at t = 0, on the compute set aside for them, once the need of "
        "a copy has come down",
        lower=1e-3,
        upper=1e15,
        plausible=(100.0, 1e8),
    ),
    Parameter(
        name="ai_serial_speed",
        symbol="v_0",
        unit="x",
        meaning="how fast one copy works through a task at t = 0, relative to a human researcher's calendar time; "
        "replaces the product of the four factors",
        lower=1e-3,
        upper=1e6,
        plausible=(1.0, 1000.0),
        none_means="the product of the four factors of speed",
    ),
    Parameter(
        name="speed_from_hours",
        symbol="v_h",
        unit="x",
        meaning="serial speed from working at all hours",
        lower=0.1,
        upper=100.0,
        plausible=(1.0, 6.0),
    ),
    Parameter(
        name="speed_from_tokens",
        symbol="v_d",
        unit="x",
        meaning="serial speed from thinking and writing faster",
        lower=0.01,
        upper=1e5,
        plausible=(1.0, 100.0),
    ),
    Parameter(
        name="speed_from_coordination",
        symbol="v_c",
        unit="x",
        meaning="serial speed from handing work over without friction",
        lower=0.1,
        upper=100.0,
        plausible=(1.0, 10.0),
    ),
    Parameter(
        name="speed_from_mixing",
        symbol="v_m",
        unit="x",
        meaning="serial speed from spending compute where it is needed and swapping in faster, cheaper models",
        lower=0.1,
        upper=100.0,
        plausible=(1.0, 10.0),
    ),
    Parameter(
        name="ai_quality",
        symbol="q_0",
        unit="x",
        meaning="research that a copy does at t = 0 per unit of its own time, relative to one of the best researchers",
        lower=1e-3,
        upper=1e6,
        plausible=(0.2, 10.0),
    ),
    Parameter(
        name="quality_on_research_share",
        symbol="w_q",
        unit="1",
        meaning="how far quality acts on the whole research effort, by better choice of experiments, rather than on "
        "labour: 0 on labour alone, 1 on the whole",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 1.0),
    ),
    Parameter(
        name="human_researchers",
        symbol="n_h",
        unit="1",
        meaning="researchers and engineers of the human-only company",
        lower=1.0,
        upper=1e9,
        plausible=(100.0, 1e5),
    ),
    Parameter(
        name="human_top_equivalents",
        symbol="n_t",
        unit="1",
        meaning="how many of the best researchers would achieve what the human-only company does",
        lower=1.0,
        upper=1e9,
        plausible=(20.0, 1e5),
    ),
)

NEUTRAL = {"ai_serial_speed": inf, "ai_quality": 1.0, "quality_on_research_share": 0.0}
"""Speed is the product of its factors, and copies are as good as the best researchers."""


class Coefficients(NamedTuple):
    """The workforce at t = 0, of one draw."""

    ln_copies: Any
    ln_speed: Any
    ln_quality: Any
    quality_on_research_share: Any
    ln_human_researchers: Any
    ln_human_top_equivalents: Any


def prepare(
    ai_copies: Any,
    ai_serial_speed: Any,
    speed_from_hours: Any,
    speed_from_tokens: Any,
    speed_from_coordination: Any,
    speed_from_mixing: Any,
    ai_quality: Any,
    quality_on_research_share: Any,
    human_researchers: Any,
    human_top_equivalents: Any,
) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(
        log(ai_copies),
        ln_serial_speed(
            ai_serial_speed, speed_from_hours, speed_from_tokens, speed_from_coordination, speed_from_mixing
        ),
        log(ai_quality),
        quality_on_research_share,
        log(human_researchers),
        log(human_top_equivalents),
    )


def ln_serial_speed(ai_serial_speed: Any, hours: Any, tokens: Any, coordination: Any, mixing: Any) -> Any:
    """Logarithm of serial speed: as stated, or the product of its factors where none is stated (infinity).

        v_0 = v_h v_d v_c v_m                                                       (equation serial-speed)

    Source: R. Greenblatt, on 6 OOM in the first year (2025): 3 x 5 x 2 x 2 = 60.

    >>> round(exp(ln_serial_speed(inf, 3.0, 5.0, 2.0, 2.0)), 9), round(exp(ln_serial_speed(50.0, 3.0, 5.0, 2.0, 2.0)))
    (60.0, 50)
    """
    return where(ai_serial_speed < inf, log(ai_serial_speed), log(hours * tokens * coordination * mixing))


def ln_people_quality(ln_parallel_top_equivalents: Any, ln_parallel_researchers: Any) -> Any:
    """Logarithm of the quality of the company's people relative to the best, when heads rather than bests are counted.

        ln q_h = ln parallel(n_t) - ln parallel(n_h)                                (equation people-quality)

    With it, counting heads and counting top-equivalents give the same labour. Under a law whose exponent depends on
    the head-count the two countings differ for the AIs, so one of them has to be chosen.

    >>> ln_people_quality(3.0, 4.0)
    -1.0
    """
    return ln_parallel_top_equivalents - ln_parallel_researchers


def ln_relative_labour(
    ln_parallel_copies: Any, ln_parallel_people: Any, ln_speed: Any, ln_quality: Any, quality_on_research_share: Any
) -> Any:
    """Logarithm of the AIs' research labour relative to the human company: its serial-labour equivalents.

        ln L = ln parallel(n) - ln parallel(n_t) + ln v + (1 - w_q) ln q            (equation labour)

    The two laws of parallel returns may differ (better coordination). Source: R. Greenblatt, on 6 OOM in the first
    year (2025): (15,000 / 600)^0.55 x 60 = 352.

    >>> round(exp(ln_relative_labour(0.55 * log(15e3), 0.55 * log(600.0), log(60.0), 0.0, 0.0)), 4)
    352.3857
    """
    return ln_parallel_copies - ln_parallel_people + ln_speed + (1.0 - quality_on_research_share) * ln_quality


def ln_effort_from_quality(ln_quality: Any, quality_on_research_share: Any) -> Any:
    """Logarithm of the factor by which quality multiplies the whole research effort, labour and compute alike.

        w_q ln q                                                                    (equation effort-from-quality)

    >>> ln_effort_from_quality(2.0, 0.25)
    0.5
    """
    return quality_on_research_share * ln_quality


class Chain(NamedTuple):
    """The first speed-up factor by factor."""

    copies_term: Any
    serial_speed: Any
    quality: Any
    serial_labour_equivalents: Any
    research_multiplier_before_compute: Any
    research_multiplier: Any


def chain(
    ln_parallel_copies: Any,
    ln_parallel_people: Any,
    ln_speed: Any,
    ln_quality: Any,
    quality_on_research_share: Any,
    labour_share: Any,
    ln_compute_left: Any,
) -> Chain:
    """The first speed-up under Cobb-Douglas production, with its factors.

        ln m_0 = a ln L + w_q ln q + (1 - a) ln(compute left)                       (equation chain)

    `research_multiplier_before_compute` leaves out the last term: what the AIs themselves take of the compute.

    >>> steps = chain(0.55 * log(15e3), 0.55 * log(600.0), log(60.0), 0.0, 0.0, 0.5, log(5 / 6))
    >>> [round(step, 3) for step in steps]
    [5.873, 60.0, 1.0, 352.386, 18.772, 17.136]
    """
    ln_labour = ln_relative_labour(
        ln_parallel_copies, ln_parallel_people, ln_speed, ln_quality, quality_on_research_share
    )
    ln_multiplier = labour_share * ln_labour + ln_effort_from_quality(ln_quality, quality_on_research_share)
    return Chain(
        exp(ln_parallel_copies - ln_parallel_people),
        exp(ln_speed),
        exp(ln_quality),
        exp(ln_labour),
        exp(ln_multiplier),
        exp(ln_multiplier + (1.0 - labour_share) * ln_compute_left),
    )
