"""A lagging company that has the leader's AIs: what it can do with less compute and fewer people.

Everything stays normalised to the leader's human-only company: g_h is that company's rate and F(1, 1) its research
output, so that a year of progress means the same for both. The lagging company runs the same AIs, knows what the
leader knows at t = 0 and learns from others as much as the leader does, but

- its share kappa of the leader's compute scales the copies it runs and its compute for experiments,
- its share sigma of the leader's staff does nothing once AIs do the research. It made the company's past slower,
  together with its compute, and so it decides how large a change the AIs are to the company itself.

`leader_share` w keeps its meaning: the weight of research on the scale of the leader's. What a company smaller than
the leader made of its own past progress is less than w, and `own_share_before` says how much.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.industry import ln_shared_multiplier
from oomcast.quantities.elementary import exp, greatest, log

__all__ = [
    "NEUTRAL",
    "PARAMETERS",
    "Coefficients",
    "leader_share_from_own_share",
    "ln_company_copies",
    "ln_company_experiments",
    "ln_company_multiplier",
    "ln_company_people",
    "ln_past_multiplier",
    "ln_speedup_over_own_past",
    "ln_staff_labour",
    "own_share_before",
    "prepare",
]

PARAMETERS = (
    Parameter(
        name="company_compute_share",
        symbol="kappa",
        unit="x",
        meaning="compute of the company that uses the AIs, relative to the leader's; below 1 for one that lags behind",
        lower=1e-9,
        upper=1e3,
        plausible=(1e-3, 1.0),
    ),
    Parameter(
        name="company_staff_share",
        symbol="sigma",
        unit="x",
        meaning="researchers and engineers of that company, as good as the leader's, relative to the leader's",
        lower=1e-9,
        upper=1e3,
        plausible=(1e-3, 1.0),
    ),
)

NEUTRAL = {"company_compute_share": 1.0, "company_staff_share": 1.0}
"""The company is the leader itself."""

LN_INFLOW_OF_PEOPLE = 0.0
"""What a company learns from others came, before t = 0, at the pace of human researchers."""

LN_ONE_HEAD = 0.0
"""The laws of parallel returns hold for one head or more."""


class Coefficients(NamedTuple):
    """The size of the company next to the leader, of one draw."""

    ln_compute_share: Any
    ln_staff_share: Any


def prepare(company_compute_share: Any, company_staff_share: Any) -> Coefficients:
    """Coefficients from the drawn parameters.

    >>> prepare(1.0, 1.0)
    Coefficients(ln_compute_share=0.0, ln_staff_share=0.0)
    """
    return Coefficients(log(company_compute_share), log(company_staff_share))


def ln_company_copies(ln_leaders_copies: Any, ln_compute_share: Any) -> Any:
    """Logarithm of the copies that the company runs, on the same share of its compute as the leader.

        n = kappa n_leader                                                          (equation company-copies)

    Speed and quality of a copy are the leader's.

    >>> round(exp(ln_company_copies(log(15e3), log(0.1))), 9)
    1500.0
    """
    return ln_leaders_copies + ln_compute_share


def ln_company_experiments(ln_leaders_experiments: Any, ln_compute_share: Any) -> Any:
    """Logarithm of the company's compute for experiments, relative to the leader's human-only company.

        X = kappa X_leader                                                          (equation company-experiments)

    >>> ln_company_experiments(1.5, -2.0)
    -0.5
    """
    return ln_leaders_experiments + ln_compute_share


def ln_company_multiplier(ln_multiplier_at_par: Any, compute_returns: Any, ln_compute_share: Any) -> Any:
    """Logarithm of the company's own research multiplier, in a model without a workforce.

        ln M_own = ln M_par + gamma ln kappa                                        (equation company-multiplier)

    M_par is that of a company with the leader's compute. With a workforce it follows from fewer copies and
    experiments, which under Cobb-Douglas production and a constant parallel exponent comes to the same.

    >>> ln_company_multiplier(3.0, 0.5, -2.0)
    2.0
    """
    return ln_multiplier_at_par + compute_returns * ln_compute_share


def ln_company_people(ln_leaders_people: Any, ln_staff_share: Any) -> Any:
    """Logarithm of the company's people, in the leader's unit (heads, or top-equivalents); at least one.

        n_h = max(sigma n_h,leader, 1)                                              (equation company-people)

    >>> round(exp(ln_company_people(log(600.0), log(0.05))), 9), ln_company_people(log(600.0), log(1e-6))
    (30.0, 0.0)
    """
    return greatest(ln_leaders_people + ln_staff_share, LN_ONE_HEAD)


def ln_staff_labour(ln_parallel_company: Any, ln_parallel_leader: Any) -> Any:
    """Logarithm of the research labour of the company's people, relative to the leader's.

        L_h = parallel(n_h) / parallel(n_h,leader),    P = F(L_h, kappa)            (equation company-staff)

    P, the company's own human pace, is what the production function makes of that labour and of the company's
    compute; it is 1 for the leader.

    >>> ln_staff_labour(2.0, 3.5)
    -1.5
    """
    return ln_parallel_company - ln_parallel_leader


def ln_past_multiplier(ln_own_human_pace: Any, leader_share: Any, others_share: Any) -> Any:
    """Logarithm of the company's pace before it had the AIs, relative to the leader's human-only company.

        M_past = w P + (1 - w)                                                      (equation company-past)

    >>> ln_past_multiplier(0.0, 0.25, 0.75), round(exp(ln_past_multiplier(log(0.2), 0.5, 0.5)), 9)
    (0.0, 0.6)
    """
    return ln_shared_multiplier(ln_own_human_pace, LN_INFLOW_OF_PEOPLE, leader_share, others_share)


def ln_speedup_over_own_past(ln_multiplier: Any, ln_past: Any) -> Any:
    """Logarithm of how much faster the company progresses than it did itself before it had the AIs.

        M / M_past = h M_own / P + (1 - h) M_others                                 (equation speedup-over-past)

    h is the share of its past progress that it made itself (`own_share_before`).

    Source: a reply to R. Greenblatt's comment on 6 OOM in the first year (2025): a company with a tenth of the compute
    that makes three tenths of its own progress, and that 15 times as fast, is 0.3 x 15 + 0.7 = 5.2 times as fast.

    >>> ln_speedup_over_own_past(1.5, -0.5)
    2.0
    """
    return ln_multiplier - ln_past


def own_share_before(ln_own_human_pace: Any, leader_share: Any) -> Any:
    """Share of its progress that the company made itself before it had the AIs.

        h = w P / (w P + 1 - w)                                                     (equation own-share)

    >>> own_share_before(0.0, 0.75), round(own_share_before(log(0.2), 0.5), 6)
    (0.75, 0.166667)
    """
    own = leader_share * exp(ln_own_human_pace)
    return own / (own + (1.0 - leader_share))


def leader_share_from_own_share(own_share: Any, ln_own_human_pace: Any) -> Any:
    """The weight w that a company must have which made a stated share of its progress itself: the way back.

        w = h / (h + (1 - h) P)                                                     (equation weight-from-own-share)

    A company far smaller than the leader that still made three tenths of its progress itself implies that the leader
    made most of its own.

    >>> round(leader_share_from_own_share(0.3, log(0.2)), 6)
    0.681818
    """
    return own_share / (own_share + (1.0 - own_share) * exp(ln_own_human_pace))
