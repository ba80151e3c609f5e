"""The closed forms that the takeoff model must reproduce, as plain functions of plain numbers.

Symbols as in the core model: v0 = g_h m0 (nats per year), s in nats, S the ceiling in nats, times in years. Each
function states the case it holds for; none of them integrates anything.
"""

from __future__ import annotations

import math

import mpmath

__all__ = [
    "balanced_growth_returns",
    "ces_against_fixed_compute",
    "ces_limit_of_unlimited_labour",
    "ceiling_years_without_feedback",
    "peak_pace_at_fixed_compute",
    "research_time",
    "singular_years_without_ceiling",
    "software_without_ceiling",
    "software_without_feedback",
    "steady_software_growth_with_ai_labour",
    "steady_software_growth_with_human_labour",
    "years_to_software",
]


def software_without_ceiling(years: float, *, v0: float, phi: float, beta: float) -> float:
    """No ceiling, compute fixed: s = ln(1 + (beta - phi) v0 t)/(beta - phi); v0 t where phi = beta; inf past t*."""
    excess = beta - phi
    if excess == 0.0:
        return v0 * years
    if excess * v0 * years <= -1.0:
        return math.inf
    return math.log1p(excess * v0 * years) / excess


def singular_years_without_ceiling(*, v0: float, phi: float, beta: float) -> float:
    """No ceiling, compute fixed, phi > beta: t* = 1/((phi - beta) v0); +inf where phi <= beta."""
    return 1.0 / ((phi - beta) * v0) if phi > beta else math.inf


def software_without_feedback(years: float, *, v0: float, beta: float, ceiling: float) -> float:
    """phi = 0, compute fixed, with a ceiling: 1 - s/S = (1 + (beta S - 1) v0 t/S)^(-1/(beta S - 1)).

    beta S = 1: exp(-v0 t/S); beta S < 1: s = S from t = S/((1 - beta S) v0) on.
    """
    power = beta * ceiling - 1.0
    scaled = v0 * years / ceiling
    if power == 0.0:
        return -ceiling * math.expm1(-scaled)
    if power * scaled <= -1.0:
        return ceiling
    return -ceiling * math.expm1(-math.log1p(power * scaled) / power)


def ceiling_years_without_feedback(*, v0: float, beta: float, ceiling: float) -> float:
    """phi = 0, compute fixed, beta S < 1: the ceiling is reached at S/((1 - beta S) v0); +inf otherwise."""
    return ceiling / ((1.0 - beta * ceiling) * v0) if beta * ceiling < 1.0 else math.inf


def years_to_software(software: float, *, v0: float, phi: float, beta: float, ceiling: float) -> float:
    """General case at fixed compute: (1/v0) * integral 0..s of exp(-phi u)(1 - u/S)^(-beta S) du, without quadrature.

    With w = phi S (1 - u/S) the integrand is exp(w) w^(-a), a = beta S, whose antiderivative is Kummer's
    w^(1 - a)/(1 - a) * 1F1(1 - a; 2 - a; w); a must not be a whole number. `software` must lie below `ceiling`.
    """
    with mpmath.workdps(60):
        pull, a = mpmath.mpf(phi) * ceiling, mpmath.mpf(beta) * ceiling

        def antiderivative(w: mpmath.mpf) -> mpmath.mpf:
            return w ** (1 - a) / (1 - a) * mpmath.hyp1f1(1 - a, 2 - a, w)

        left = pull * (1 - mpmath.mpf(software) / ceiling)
        scale = mpmath.exp(-pull) * pull**a / phi
        return float(scale * (antiderivative(pull) - antiderivative(left)) / v0)


def research_time(years: float, *, gamma: float, compute_growth: float) -> float:
    """Integral of exp(gamma k), k = compute_growth * t: the time fixed compute would need for the same software.

    Research is separable at tau = 0 with Cobb-Douglas production: s(t; growing compute) = s(research_time(t); fixed).
    """
    growth = gamma * compute_growth
    return math.expm1(growth * years) / growth if growth else years


def peak_pace_at_fixed_compute(*, m0: float, phi: float, r0: float, ceiling: float) -> float:
    """Compute fixed, r0 > 1: at s* = S (1 - 1/r0) the pace is m0 exp(phi s*) r0^(-beta S); m0 where r0 <= 1."""
    if r0 <= 1.0:
        return m0
    peak_at = ceiling * (1.0 - 1.0 / r0)
    return m0 * math.exp(phi * peak_at - phi / r0 * ceiling * math.log(r0))


def steady_software_growth_with_human_labour(*, compute_share: float, beta: float, compute_growth: float) -> float:
    """Human labour fixed, compute growing steadily, no ceiling: ds/dt -> (b/beta) g_c, nats per year."""
    return compute_share / beta * compute_growth


def steady_software_growth_with_ai_labour(*, gamma: float, beta: float, phi: float, compute_growth: float) -> float:
    """AI labour, compute growing steadily, no ceiling, phi < beta: ds/dt -> gamma g_c/(beta - phi), nats per year."""
    return gamma * compute_growth / (beta - phi)


def balanced_growth_returns(
    *, phi: float, labour_share: float, parallel: float, compute_growth: float, staff_growth: float, g_h: float
) -> float:
    """The r0 = phi/beta that history implies, beta = ((1 - a) g_c + a lam g_staff)/g_h; growths in nats per year."""
    beta = ((1.0 - labour_share) * compute_growth + labour_share * parallel * staff_growth) / g_h
    return phi / beta


def ces_against_fixed_compute(labour: float, *, labour_share: float, rho: float) -> float:
    """[a L^rho + (1 - a)]^(1/rho), rho not 0: the pace when compute for experiments stays as it was."""
    return float((labour_share * labour**rho + 1.0 - labour_share) ** (1.0 / rho))


def ces_limit_of_unlimited_labour(*, labour_share: float, rho: float) -> float:
    """The limit of the above for L -> infinity at rho < 0: (1 - a)^(1/rho)."""
    return float((1.0 - labour_share) ** (1.0 / rho))
