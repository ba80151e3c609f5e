"""The schedule of compute: growth that slows down around a stated year, chips bought from rivals, and who uses it.

The share that runs the AIs, `inference_compute_share`, is declared with inference itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import exp, greatest, least, log, where
from oomcast.quantities.near_zero import exp_minus_one, log_one_plus

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "amplified_growth_per_year",
    "experiment_share_left",
    "growth_per_year",
    "human_growth_of_balanced_path",
    "human_growth_with_compute",
    "kinks",
    "ln_compute",
    "ln_share_change",
    "prepare",
    "share_bought",
    "training_share",
]

PARAMETERS = (
    Parameter(
        name="compute_long_run_growth",
        symbol="g_inf",
        unit="1/year",
        meaning="growth of ln(physical compute) that remains long after the slow-down",
        lower=-5.0,
        upper=10.0,
        plausible=(0.0, 1.0),
    ),
    Parameter(
        name="compute_slowdown_year",
        symbol="Y",
        unit="year",
        meaning="calendar year in which the growth of compute begins to slow down; until then it is that of "
        "`compute_factor_first_year`",
        lower=2000.0,
        upper=3000.0,
        plausible=(2026.0, 2045.0),
        none_means="compute never slows down",
    ),
    Parameter(
        name="compute_slowdown_years",
        symbol="T_k",
        unit="year",
        meaning="time constant with which growth falls to its long-run rate once it slows down",
        lower=0.01,
        upper=100.0,
        plausible=(0.5, 10.0),
    ),
    Parameter(
        name="bought_compute_factor",
        symbol="f_b",
        unit="x",
        meaning="factor by which chips bought from rivals raise the leading company's compute in the end",
        lower=1.0,
        upper=1e3,
        plausible=(1.0, 5.0),
    ),
    Parameter(
        name="purchase_start_years",
        symbol="t_b",
        unit="year",
        meaning="when the first bought chips come into use, after full automation",
        lower=0.0,
        upper=100.0,
        plausible=(0.0, 3.0),
    ),
    Parameter(
        name="purchase_ramp_years",
        symbol="d_b",
        unit="year",
        meaning="time over which the bought chips come into use, at a steady number per day",
        lower=0.0,
        upper=100.0,
        plausible=(0.05, 2.0),
    ),
    Parameter(
        name="experiment_compute_share",
        symbol="q_x",
        unit="1",
        meaning="share of compute that runs experiments, from t = 0 on; the rest, with inference, is training",
        lower=0.0,
        upper=1.0,
        plausible=(0.1, 0.8),
    ),
    Parameter(
        name="experiment_compute_share_before",
        symbol="q_x-",
        unit="1",
        meaning="share of compute that ran experiments in the human-only company",
        lower=1e-6,
        upper=1.0,
        plausible=(0.1, 0.9),
    ),
    Parameter(
        name="human_rate_follows_compute",
        symbol="z",
        unit="1",
        meaning="how far slower growth of compute before full automation has slowed down human software progress: 0 "
        "not at all, 1 in proportion, as on a balanced path with constant staff",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 1.0),
    ),
)

NEVER = float("inf")
"""How a slow-down is stated that does not come."""

NEUTRAL = {"compute_slowdown_year": NEVER, "bought_compute_factor": 1.0, "human_rate_follows_compute": 0.0}
"""The shares are neutral where inference takes nothing and experiments have the same share as before."""

FAR_AWAY_YEARS = 1e6
"""Later than any horizon, and yet a number with which one can compute."""

SHORTEST_RAMP_YEARS = 1 / 365.25
"""A day: chips change hands no faster, and a jump would leave the rate of progress undefined where it happens."""

SMALLEST_GROWTH_SHARE = 1e-9
"""Growth that has come to rest, or compute that shrinks, leaves humans this share of their rate, not less than none."""


class Coefficients(NamedTuple):
    """The schedule of one draw; growth in nats per year, time in years after full automation."""

    early_growth: Any  # before the slow-down
    lost_growth: Any  # early minus long-run growth
    slowdown_start: Any  # may be negative: compute has slowed down before t = 0
    slowdown_years: Any
    lost_before: Any  # nats of compute that the slow-down had cost at t = 0
    bought: Any  # factor minus one
    purchase_start: Any
    purchases_per_year: Any  # 1 / ramp


def years_lost(years: Any, slowdown_start: Any, slowdown_years: Any) -> Any:
    """Years' worth of the growth difference lost to the slow-down by time t: the integral of 1 - exp(-age/T_k).

    >>> years_lost(1.0, 2.0, 1.0), round(years_lost(100.0, 0.0, 1.0), 12)
    (0.0, 99.0)
    """
    age = greatest(years - slowdown_start, 0.0)
    return age + slowdown_years * exp_minus_one(-(age / slowdown_years))


def prepare(
    compute_factor_first_year: Any,
    compute_long_run_growth: Any,
    compute_slowdown_year: Any,
    compute_slowdown_years: Any,
    automation_year: Any,
    bought_compute_factor: Any,
    purchase_start_years: Any,
    purchase_ramp_years: Any,
) -> Coefficients:
    """Coefficients; full automation comes in the calendar year `automation_year`.

    >>> prepare(3.5, 0.3, 2031.0, 2.0, 2029.0, 1.0, 0.0, 0.5).slowdown_start
    2.0
    """
    early = log(compute_factor_first_year)
    lost = early - compute_long_run_growth
    slows = compute_slowdown_year < NEVER
    start = where(slows, where(slows, compute_slowdown_year, 0.0) - automation_year, FAR_AWAY_YEARS)
    lost_before = lost * years_lost(0.0 * start, start, compute_slowdown_years)
    return Coefficients(
        early,
        lost,
        start,
        compute_slowdown_years,
        lost_before,
        bought_compute_factor - 1.0,
        purchase_start_years,
        1.0 / greatest(purchase_ramp_years, SHORTEST_RAMP_YEARS),
    )


def ln_compute(
    years: Any,
    early_growth: Any,
    lost_growth: Any,
    slowdown_start: Any,
    slowdown_years: Any,
    lost_before: Any,
    bought: Any,
    purchase_start: Any,
    purchases_per_year: Any,
) -> Any:
    """Logarithm of the leading company's physical compute relative to t = 0, in closed form.

        k = g_c t - (g_c - g_inf) [A(t) - A(0)] + ln(1 + (f_b - 1) ramp(t))         (equation compute-schedule)
        A(t) = age - T_k (1 - exp(-age/T_k)),    age = max(t - start of the slow-down, 0)

    The ramp goes from 0 to 1 in a straight line. Without slow-down and purchase k = g_c t, to the last bit; the
    factor of the first year is as stated if neither falls into it.

    >>> round(exp(ln_compute(1.0, *prepare(3.5, 0.3, 2030.0, 2.0, 2029.0, 1.0, 0.0, 0.5))), 12)
    3.5
    """
    lost = lost_growth * years_lost(years, slowdown_start, slowdown_years) - lost_before
    arrived = share_bought(years, purchase_start, purchases_per_year)
    return (years * early_growth - lost) + log_one_plus(bought * arrived)


def share_bought(years: Any, purchase_start: Any, purchases_per_year: Any) -> Any:
    """Share of the bought chips that have come into use: a ramp from 0 to 1 in a straight line.

        ramp(t) = (t - t_b) / d_b,    clipped to 0..1                               (equation purchase-ramp)

    >>> share_bought(0.25, 0.0, 2.0), share_bought(3.0, 0.0, 2.0)
    (0.5, 1.0)
    """
    return least(greatest((years - purchase_start) * purchases_per_year, 0.0), 1.0)


def growth_per_year(years: Any, early_growth: Any, lost_growth: Any, slowdown_start: Any, slowdown_years: Any) -> Any:
    """Growth of compute at time t in nats per year, bought chips aside.

        g = g_inf + (g_c - g_inf) exp(-age/T_k)                                     (equation compute-growth)

    >>> growth_per_year(1.0, 1.25, 1.0, 2.0, 3.0), round(growth_per_year(1e3, 1.25, 1.0, 2.0, 3.0), 12)
    (1.25, 0.25)
    """
    age = greatest(years - slowdown_start, 0.0)
    return early_growth + lost_growth * exp_minus_one(-(age / slowdown_years))


def kinks(slowdown_start: Any, purchase_start: Any, purchases_per_year: Any) -> tuple[Any, Any, Any]:
    """Times at which the schedule bends, for the integrator to stop at: slow-down, first and last bought chip.

    >>> kinks(2.0, 0.5, 2.0)
    (2.0, 0.5, 1.0)
    """
    return slowdown_start, purchase_start, purchase_start + 1.0 / purchases_per_year


def training_share(inference_compute_share: Any, experiment_compute_share: Any) -> Any:
    """Share of compute for training; the three sum to one, and a negative result means that the others do not fit.

        q_t = 1 - q_i - q_x                                                         (equation compute-shares)

    >>> training_share(0.25, 0.5)
    0.25
    """
    return 1.0 - (inference_compute_share + experiment_compute_share)


def experiment_share_left(experiment_compute_share_before: Any, inference_compute_share: Any) -> Any:
    """Share of compute for experiments if the AIs take theirs from experiments and training alike.

        q_x = q_x- (1 - q_i)                                                        (equation experiments-left)

    >>> experiment_share_left(0.5, 0.25)
    0.375
    """
    return experiment_compute_share_before * (1.0 - inference_compute_share)


def ln_share_change(share: Any, share_before: Any) -> Any:
    """Logarithm of the factor by which a share of compute changes at t = 0, on top of compute itself.

        ln X = k + ln(q_x / q_x-)                                                   (equation share-change)

    >>> ln_share_change(0.3, 0.3)
    0.0
    """
    return log(share / share_before)


def human_growth_of_balanced_path(difficulty: Any, experiment_share: Any, compute_growth: Any) -> Any:
    """Software growth that human researchers keep up while compute grows steadily, in nats per year.

        g_h = (b / beta) g_c                                                        (equation balanced-human-rate)

    Staff is constant. On this path harder ideas exactly cancel more compute.

    >>> human_growth_of_balanced_path(0.5, 0.5, 1.25)
    1.25
    """
    return experiment_share / difficulty * compute_growth


def human_growth_with_compute(
    human_growth: Any, human_rate_follows_compute: Any, growth_at_automation: Any, growth_at_reference: Any
) -> Any:
    """The human-only software rate at t = 0, lowered if compute had slowed down before.

        g_h' = g_h min(g_c(0) / g_c, 1)^z                                           (equation human-rate)

    z = 1 is the balanced path, on which the rate is proportional to the growth of compute; z = 0 leaves it as stated.
    Compute that did not grow before the slow-down has no growth to lose.

    >>> human_growth_with_compute(1.5, 0.0, 0.5, 1.0), round(human_growth_with_compute(1.5, 1.0, 0.5, 1.0), 12)
    (1.5, 0.75)
    """
    grew = growth_at_reference > 0.0
    left = where(grew, growth_at_automation / where(grew, growth_at_reference, 1.0), 1.0)
    share = least(greatest(left, SMALLEST_GROWTH_SHARE), 1.0)
    return human_growth * exp(human_rate_follows_compute * log(share))


def amplified_growth_per_year(
    compute_returns: Any, difficulty: Any, software_feedback: Any, compute_growth: Any
) -> Any:
    """Software growth in the long run once AI labour grows with compute and with software, in nats per year.

        ds/dt -> gamma g_c / (beta - phi)    for phi < beta                         (equation amplified-growth)

    Infinite where phi >= beta: software then outgrows any compute. Holds without a ceiling.

    >>> amplified_growth_per_year(0.75, 0.5, 0.25, 1.0), amplified_growth_per_year(0.75, 0.25, 0.25, 1.0)
    (3.0, inf)
    """
    damping = difficulty - software_feedback
    is_damped = damping > 0.0
    return where(is_damped, compute_returns * compute_growth / where(is_damped, damping, 1.0), NEVER)
