"""Parallel returns of duplicated discoveries, some ideas being far easier to see than others.

Each head finds one idea, the i-th most visible with chance p_i = i^-s / zeta(s). The expected number of distinct ideas
among n heads is a sum over infinitely many ideas,

    parallel = sum over i of f(i),        f(i) = 1 - (1 - p_i)^n                    (equation parallel-visibility)

which is evaluated to twelve digits at any n: the most visible ideas are added up, the rest is integrated over,

    sum from m of f(i) = integral from m - 1/2 of f(x) dx + (1/24 delta - 17/5760 delta^3 + ...) f(m - 1/2)

with delta the central difference. The integral becomes incomplete gamma functions through (1 - p(x))^n = exp(-t).
"""

from __future__ import annotations

from math import comb
from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.parallel.chances import ln_missing, ln_missing_rare
from oomcast.quantities.elementary import exp, greatest, least, log, where

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "ln_zeta", "prepare"]

PARAMETERS = (
    Parameter(
        name="visibility_exponent",
        symbol="s",
        unit="1",
        meaning="how unequally visible ideas are: the chance to find the i-th most visible one falls as i^-s, and for "
        "many heads parallel returns have the exponent 1/s",
        lower=1.001,
        upper=4.0,
        plausible=(1.2, 3.5),
    ),
)

NEUTRAL: dict[str, float] = {}
"""None: however little visibility differs, many heads find some ideas twice. Towards s = 1 heads add up."""

LAST_RANK = 31  # the first 24 ideas count in full; the next 7 only take part in the differences
HALF_WAY = 24.5  # where the integral begins: with s <= 4 the differences below then err by less than 1e-12
LN_RANKS = tuple(log(float(rank)) for rank in range(1, LAST_RANK + 1))
LN_HALF_WAY = log(HALF_WAY)

# 1/(2 asinh(delta/2)) - 1/delta = 1/24 delta - 17/5760 delta^3 + ...: from sums to integrals (Gauss and Encke).
DIFFERENCES = (
    1 / 24,
    -17 / 5760,
    367 / 967680,
    -27859 / 464486400,
    1295803 / 122624409600,
    -5329242827 / 2678117105664000,
    25198857127 / 64274810535936000,
)


def _weights() -> tuple[float, ...]:
    """How often each rank counts: once up to half-way, but for what the differences across half-way add and take."""
    whole = LAST_RANK - len(DIFFERENCES)
    weights = [1.0 if rank <= whole else 0.0 for rank in range(1, LAST_RANK + 1)]
    for order, factor in enumerate(DIFFERENCES):
        degree = 2 * order + 1
        for step in range(degree + 1):
            weights[whole + order - step] += factor * (-1) ** step * comb(degree, step)
    return tuple(weights)


RANK_WEIGHTS = _weights()

MOST_TURNS = 700.0
"""Whatever has been looked at this often has been found: exp(-700) is nothing."""

SERIES_UP_TO = 6.0  # the incomplete gamma function is a power series up to here, a continued fraction beyond
SERIES_TERMS = 36  # leaves out 1e-14 of the whole at that point
FRACTION_TERMS = 12  # leaves out 1e-12 of the little that is still missing there

# (x/(1-e^-x))^e = 1 + e x/2 + e (e - 1/3) x^2/8 + e^2 (e - 1) x^3/48 + ...; x is below 0.01, and x^4 counts no more.
EIGHTH = 1 / 8  # the factor of the square
THIRD = 1 / 3  # within the square
FORTY_EIGHTH = 1 / 48  # the factor of the cube

STIRLING_FROM = 9  # ln Gamma is summed from z + 9 on, where the first term left out is below 1e-13
HALF_LN_2PI = 0.9189385332046728  # the constant of Stirling's formula
# Stirling's series in 1/z, 1/z^3, ...
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)

ZETA_FROM = 12  # zeta is summed up to here and integrated beyond, where the first term left out is below 1e-15
# B_2j / (2j)! of the Euler-Maclaurin formula.
ZETA_TERMS = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160)


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    visibility: Any  # s
    ln_first_chance: Any  # -ln zeta(s)
    gamma: Any  # Gamma(1 - 1/s)


def ln_zeta(s: Any) -> Any:
    """Logarithm of Riemann's zeta function for s > 1, by the Euler-Maclaurin formula.

    >>> round(exp(ln_zeta(2.0)), 12)  # pi^2 / 6
    1.644934066848
    """
    total = 0.0 * s
    for rank in range(1, ZETA_FROM):
        total = total + exp(-s * LN_RANKS[rank - 1])
    edge = exp(-s * LN_RANKS[ZETA_FROM - 1])
    total = total + edge * ZETA_FROM / (s - 1.0) + edge / 2.0
    rising = s * edge / ZETA_FROM
    for order in range(len(ZETA_TERMS)):
        total = total + ZETA_TERMS[order] * rising
        rising = rising * (s + (2 * order + 1)) * (s + (2 * order + 2)) / (ZETA_FROM * ZETA_FROM)
    return log(total)


def _gamma(c: Any) -> Any:
    """The gamma function for 0 < c < 1, by Stirling's series further out."""
    product = c
    for step in range(1, STIRLING_FROM):
        product = product * (c + step)
    z = c + STIRLING_FROM
    inverse = 1.0 / z
    series = 0.0 * z
    for factor in reversed(STIRLING):
        series = series * (inverse * inverse) + factor
    return exp((z - 1.0 / 2.0) * log(z) - z + HALF_LN_2PI + series * inverse) / product


def prepare(visibility_exponent: Any) -> Coefficients:
    """Coefficients from the drawn parameters."""
    return Coefficients(visibility_exponent, -ln_zeta(visibility_exponent), _gamma(1.0 - 1.0 / visibility_exponent))


def _incomplete_gamma(c: Any, turns: Any, power: Any, gamma: Any) -> Any:
    """Integral of t^(c-1) e^-t from 0 to `turns`, for 0 < c < 1; `power` is turns^c exp(-turns)."""
    few = least(turns, SERIES_UP_TO)
    series = 0.0 * few
    for term in range(SERIES_TERMS, 0, -1):
        series = (1.0 + series) * few / (c + term)
    many = greatest(turns, SERIES_UP_TO)
    fraction = 0.0 * many
    for term in range(FRACTION_TERMS, 0, -1):
        fraction = term * (term - c) / (many + (2 * term + 1) - c - fraction)
    return where(turns < SERIES_UP_TO, power * (1.0 + series) / c, gamma - power / (many + 1.0 - c - fraction))


class _Found(NamedTuple):
    """Distinct ideas found, and how many more per e-fold of heads."""

    ideas: Any
    slope: Any


def _found(ln_heads: Any, visibility: Any, ln_first_chance: Any, gamma: Any) -> _Found:
    """The sum over ideas and its derivative in ln n."""
    heads = exp(ln_heads)
    turns = least(heads * ln_missing(exp(ln_first_chance)), MOST_TURNS)
    missed = exp(-turns)
    ideas, slope = RANK_WEIGHTS[0] * (1.0 - missed), RANK_WEIGHTS[0] * (turns * missed)
    for rank in range(1, LAST_RANK):  # nobody hits the second idea in more than one of six looks, whatever s is
        turns = least(heads * ln_missing_rare(exp(ln_first_chance - visibility * LN_RANKS[rank])), MOST_TURNS)
        missed = exp(-turns)
        ideas = ideas + RANK_WEIGHTS[rank] * (1.0 - missed)
        slope = slope + RANK_WEIGHTS[rank] * (turns * missed)

    # The rest: n ln(1 - p(x)) = -t turns the integral into (n p_1)^(1/s) times one of t^(-1/s) e^-t (x/(1-e^-x))^(1/s)
    # over t from 0 to T, x = t/n, less the rectangle up to half-way; x is small, so the last factor is a short series.
    inverse = 1.0 / visibility
    complement = 1.0 - inverse
    rate = ln_missing_rare(exp(ln_first_chance - visibility * LN_HALF_WAY))
    turns = least(heads * rate, MOST_TURNS)
    missed = exp(-turns)
    power = exp(complement * log(turns)) * missed
    scale = exp((ln_heads + ln_first_chance) * inverse)
    per_head = 1.0 / heads

    moment_0 = _incomplete_gamma(complement, turns, power, gamma)
    moment_1 = complement * moment_0 - power
    power = power * turns
    moment_2 = (complement + 1.0) * moment_1 - power
    power = power * turns
    moment_3 = (complement + 2.0) * moment_2 - power
    term_1 = inverse / 2.0 * per_head * moment_1
    term_2 = EIGHTH * inverse * (inverse - THIRD) * (per_head * per_head) * moment_2
    term_3 = FORTY_EIGHTH * (inverse * inverse) * (inverse - 1.0) * (per_head * per_head * per_head) * moment_3
    ideas = ideas + scale * (moment_0 + term_1 + term_2 + term_3) - HALF_WAY * (1.0 - missed)
    slope = slope + scale * (
        inverse * moment_0 + (inverse - 1.0) * term_1 + (inverse - 2.0) * term_2 + (inverse - 2.0 - 1.0) * term_3
    )
    return _Found(ideas, slope)


def ln_parallel(ln_heads: Any, visibility: Any, ln_first_chance: Any, gamma: Any) -> Any:
    """Logarithm of how many distinct ideas n heads are expected to find (equation parallel-visibility).

    A head stands for whatever searches by itself: a person, or a team with a shared memory. For many heads the sum is
    Gamma(1 - 1/s) (n p_1)^(1/s) - 1/2, so that duplication gives a constant exponent 1/s; with s = 2.5 that is 0.4, and
    1,000 groups find about 20 ideas, which is what a comment on R. Greenblatt and E. Lifland, "Slow corporations as an
    intuition pump for AI R&D automation" (2025) expects of them. Source: S. Karlin, "Central limit theorems for certain
    infinite urn schemes" (1967). Absolute error below 1e-12.

    >>> round(exp(ln_parallel(6.907755278982137, *prepare(2.5))), 1)
    20.5
    """
    return log(_found(ln_heads, visibility, ln_first_chance, gamma).ideas)


def exponent_at(ln_heads: Any, visibility: Any, ln_first_chance: Any, gamma: Any) -> Any:
    """The exponent at a head-count: from below 1 for one head, down to 1/s for many.

    >>> round(exponent_at(6.907755278982137, *prepare(2.5)), 3), round(exponent_at(30.0, *prepare(2.5)), 6)
    (0.41, 0.400001)
    """
    found = _found(ln_heads, visibility, ln_first_chance, gamma)
    return found.slope / found.ideas
