"""Production functions, laws of parallel returns and shapes of the ceiling, written anew in plain floats.

Each is what its formula says and nothing else: no logarithms taken apart, no series, no limits in closed form. A law is
a function of the logarithm of heads, a production function one of the logarithms of labour, experiments and the ratio
that practice is used to, a shape one of software in nats. All give logarithms.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.special import gamma, gammainc, zeta

__all__ = ["ln_parallel", "ln_production", "ln_yield", "slope"]

Draw = Mapping[str, float]
LN_10 = math.log(10.0)
LARGEST_EXPONENT = 700.0


# --- laws of parallel returns ---------------------------------------------------------------------------------------


def ln_parallel(option: str, draw: Draw) -> Callable[[float], float]:
    """ln of what n people achieve together relative to one, as a function of ln n."""
    if option == "constant-exponent":
        exponent = draw["parallel_exponent"]
        return lambda x: exponent * x
    if option == "step-exponent":
        return changing(draw["parallel_exponent"], draw["parallel_exponent_above"], draw["parallel_step_heads"], None)
    if option == "smooth-exponent":
        knots = draw["parallel_change_from_heads"], draw["parallel_change_to_heads"]
        return changing(draw["parallel_exponent"], draw["parallel_exponent_far"], *knots)
    if option == "hierarchy":
        span, loss = draw["hierarchy_span"], draw["hierarchy_loss_per_layer"]
        return lambda x: x + math.log(1 - loss) * x / math.log(span)
    if option == "scalability-law":
        sigma, kappa = draw["contention"], draw["coherency"]
        # n / (1 + sigma (n - 1) + kappa n (n - 1)), divided through by n so that nothing overflows
        return lambda x: -math.log(math.exp(-x) * (1 - sigma) + sigma + kappa * (math.exp(x) - 1))
    if option == "duplication-uniform":
        ideas = draw["ideas_in_reach"]
        return lambda x: math.log(-ideas * math.expm1(math.exp(x) * math.log1p(-1 / ideas)))
    if option == "duplication-zipf":
        return interpolated_zipf(draw["visibility_exponent"])
    raise ValueError(option)


def changing(near: float, far: float, first: float, last: float | None) -> Callable[[float], float]:
    """The integral of an exponent that changes in a straight line over ln n, or at once."""
    low = math.log(first)
    high = low if last is None else math.log(last)

    def exponent(y: float) -> float:
        if high == low:
            return near if y < low else far
        return near + (far - near) * min(max((y - low) / (high - low), 0.0), 1.0)

    def integral(x: float) -> float:
        total, start = 0.0, 0.0
        for end in [*(knot for knot in (low, high) if 0 < knot < x), x]:
            middle = exponent((start + end) / 2)  # straight within the piece
            total += (end - start) * middle
            start = end
        return total

    return integral


SUMMED_IDEAS = 20_000
"""So many ideas are added up one by one; from there the sum is an integral, but for 1e-13 of it."""

MOST_LN_HEADS, NODES = 70.0, 400
"""The law is tabulated at Chebyshev's points up to this head-count (interpolation error below 1e-12)."""


def zipf_ideas(ln_heads: float, s: float) -> float:
    """Distinct ideas that n heads find, the i-th with chance i^-s / zeta(s) for each head."""
    heads, whole = math.exp(ln_heads), float(zeta(s))
    chances = np.arange(1.0, SUMMED_IDEAS + 1) ** -s / whole
    found = float(np.sum(-np.expm1(heads * np.log1p(-chances))))
    # Beyond: 1 - (1 - p)^n = 1 - exp(-y) (1 - y^2/2n ...) with y = n p(x), integrated over x by parts.
    edge = SUMMED_IDEAS + 0.5
    scale, c, y = (heads / whole) ** (1 / s), 1 - 1 / s, heads / whole * edge**-s
    tail = scale * gamma(c) * gammainc(c, y) + edge * math.expm1(-y)
    second = scale / (2 * heads * s) * gamma(c + 1) * gammainc(c + 1, y)
    return found + float(tail + second) - s * y * math.exp(-y) / (24 * edge)  # the sum over the midpoints


@cache
def interpolated_zipf(s: float) -> Callable[[float], float]:
    """ln of the ideas found by barycentric interpolation: the sum itself is too slow to be called at every step."""
    angles = np.arange(NODES + 1) * math.pi / NODES
    nodes = MOST_LN_HEADS / 2 * (1 - np.cos(angles))
    values = np.array([math.log(zipf_ideas(float(node), s)) for node in nodes])
    weights = np.where(np.arange(NODES + 1) % 2 == 0, 1.0, -1.0)
    weights[[0, -1]] /= 2

    def interpolate(x: float) -> float:
        distance = x - nodes
        if not distance.all():
            return float(values[distance == 0][0])
        share = weights / distance
        return float(share @ values / share.sum())

    return interpolate


# --- production functions -------------------------------------------------------------------------------------------


def ln_production(option: str, draw: Draw) -> Callable[[float, float, float], float]:
    """ln F(L, X), as a function of ln L, ln X and of the logarithm of the ratio L/X that practice is used to."""
    a = draw["labour_share"]
    rho = draw.get("substitution_rho", 0.0)
    if option == "cobb-douglas":
        return lambda x, y, q: a * x + (1 - a) * y
    if option == "ces":
        return lambda x, y, q: ln_mean([(a, x), (1 - a, y)], rho)
    if option == "latency":
        c = draw["latency_share"]
        return lambda x, y, q: ln_mean([(a, x), (1 - a - c, y), (c, 0.0)], rho)
    if option == "leontief":
        return lambda x, y, q: min(x, y)
    if option == "frontier-experiments":
        omega = draw["frontier_run_elasticity"]
        return lambda x, y, q: ln_mean([(a, x), (1 - a, (1 - omega) * y)], rho)
    if option == "amdahl":
        sigma = draw["serial_share"]
        return lambda x, y, q: -math.log(sigma + (1 - sigma) * math.exp(-(a * x + (1 - a) * y)))
    if option == "falling-labour-share":
        through = rho_through(a, draw["labour_share_over_jump"], math.log(draw["labour_jump"]))
        return lambda x, y, q: ln_mean([(a, x), (1 - a, y)], through)
    if option == "adapting":
        return adapting(a, rho, draw["substitution_rho_long_run"], at_once=draw["adaptation_years"] == 0)
    raise ValueError(option)


def ln_mean(terms: list[tuple[float, float]], rho: float) -> float:
    """ln of the power mean (sum of share * input^rho)^(1/rho), from shares and logarithms of inputs."""
    if rho == 0.0:
        return math.fsum(share * x for share, x in terms)
    largest = max(rho * x for _, x in terms)
    return (largest + math.log(math.fsum(share * math.exp(rho * x - largest) for share, x in terms))) / rho


LOWEST_RHO, HIGHEST_RHO = -50.0, 1.0


def rho_through(a: float, over_jump: float, ln_jump: float) -> float:
    """rho of the CES with base share `a` whose output rises by the jump to the power `over_jump`, X fixed."""

    def missing(rho: float) -> float:
        return ln_mean([(a, ln_jump), (1 - a, 0.0)], rho) - over_jump * ln_jump

    if missing(LOWEST_RHO) > 0:
        return LOWEST_RHO
    if missing(HIGHEST_RHO) < 0:
        return HIGHEST_RHO
    return float(brentq(missing, LOWEST_RHO, HIGHEST_RHO, xtol=1e-15, rtol=1e-15))


def adapting(a: float, short: float, long: float, *, at_once: bool) -> Callable[[float, float, float], float]:
    """F = X G(q) [a_q ((L/X) e^-q)^rho + 1 - a_q]^(1/rho), G the long-run CES per experiment, a_q its labour share."""

    def output(x: float, y: float, q: float) -> float:
        used_to = x - y if at_once else q
        ln_g = ln_mean([(a, used_to), (1 - a, 0.0)], long)
        share = a * math.exp(long * (used_to - ln_g))
        return y + ln_g + ln_mean([(share, x - y - used_to), (1 - share, 0.0)], short)

    return output


# --- shapes of the ceiling ------------------------------------------------------------------------------------------

LN_NOTHING = -1e4
"""Stands for the logarithm of nothing."""


def ln_yield(option: str, draw: Draw, *, beta: float, ceiling: float) -> Callable[[float], float]:
    """ln D(s), software and ceiling in nats; also before t = 0, where s is negative."""
    if option == "none" or math.isinf(ceiling):
        return lambda s: -beta * s
    if option == "linear":
        return power_of_what_is_left(beta * ceiling, ceiling)
    if option == "log-ratio":
        return power_of_what_is_left(1 + beta * ceiling, ceiling)
    if option == "late-cliff":
        onset = draw["cliff_start_share"] * ceiling
        room = ceiling - onset
        cliff = power_of_what_is_left(beta * room, room)
        if onset == 0.0:
            return cliff
        return lambda s: -beta * s if s <= onset else cliff(s - onset) - beta * onset
    raise ValueError(option)


def power_of_what_is_left(power: float, ceiling: float) -> Callable[[float], float]:
    """power * ln(1 - s/S)."""
    return lambda s: power * math.log1p(-s / ceiling) if s < ceiling else LN_NOTHING


def slope(function: Callable[[float], float], at: float, *, step: float = 1e-3) -> float:
    """First derivative by the five-point rule; exact to about 1e-12 for what is smooth here."""
    one, two = (function(at + k * step) - function(at - k * step) for k in (1, 2))
    return (8 * one - two) / (12 * step)
