"""Elementary functions that give the same bits everywhere.

The functions here are built from additions, multiplications, divisions, square roots and two exact operations on
the bits of a double (`two_to`, `split`), so that a Python float, a NumPy array and compiled code agree to the last
bit on every processor. (NumPy's own `exp` and `log` differ in the last digit between processor generations.)

Models and distributions use these instead of `math` or `numpy`. Each accepts floats or arrays (shapes broadcast).
The compiler (`oomcast.simulate.compiler`) swaps `where`, `two_to` and `split` for their machine forms and compiles
everything else here as it stands. Once it has, `exp` and `log` of arrays are computed by what it made.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from typing import Any, NamedTuple, cast, overload

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Fast",
    "exp",
    "exp_formula",
    "greatest",
    "least",
    "log",
    "log_formula",
    "normal_cdf",
    "normal_quantile",
    "power",
    "rough_exp",
    "rough_log",
    "split",
    "square_root",
    "two_to",
    "use_for_arrays",
    "where",
]

FloatArray = NDArray[np.float64]

# Adding ROUNDER (1.5 * 2**52) rounds a double to an integer and leaves that integer in its lowest bits.
ROUNDER = 6755399441055744.0
ROUNDER_BITS = 0x4338000000000000
ONE_BITS = 0x3FF0000000000000
SQRT_HALF_BITS = 0x3FE6A09E667F3BCD
MANTISSA_BITS = 52
MASK_64 = 0xFFFFFFFFFFFFFFFF

# ln 2 in two parts; the first has 21 trailing zero bits, so that k * LN2_HIGH is exact for every exponent k.
LN2_HIGH = 0.6931471803691238
LN2_LOW = 1.9082149292705877e-10
INVERSE_LN2 = 1.4426950408889634
EXP_OVERFLOW = 709.5  # rounds to 2**1024, whose bit pattern is infinity
EXP_UNDERFLOW = -709.0  # rounds to 2**-1023, whose bit pattern is zero

SMALLEST_NORMAL = 2.2250738585072014e-308
INFINITY = math.inf
NOT_A_NUMBER = math.nan
TWO_TO_54 = 18014398509481984.0
SUBNORMAL_SHIFT = 54.0

# Minimax coefficients, made at 40 digits by the Remez exchange; the tests recompute their error against mpmath.
# exp(r) = 1 + r + r^2 * sum E_i r^i for |r| <= ln(2)/2: relative error below 1.4e-17.
E0, E1, E2, E3, E4 = (
    0.5000000000000012,
    0.166666666666667,
    0.041666666666515424,
    0.008333333333307201,
    0.0013888888947014932,
)
E5, E6, E7, E8, E9 = (
    0.00019841269917392259,
    2.480148994313371e-05,
    2.755721629342382e-06,
    2.7631280034932386e-07,
    2.5117863338518858e-08,
)
# log((1+f)/(1-f)) = 2 f + f^3 * sum L_i f^(2i) for |f| <= (sqrt 2 - 1)/(sqrt 2 + 1): error below 3e-18.
L0, L1, L2, L3 = 0.6666666666666734, 0.3999999999941432, 0.28571428742474353, 0.22222198563556442
L4, L5, L6 = 0.18183564862317309, 0.1531403595995645, 0.14796104088961184


# For decisions that need no digits: log(1 + f) = f * sum R_i f^i for f of `split`, exp(r) = 1 + r * sum S_i r^i for
# |r| <= ln(2)/2. Interpolated at Chebyshev's points and rounded to four digits; the tests hold both to their errors.
R0, R1, R2, R3 = 0.9997, -0.502, 0.3546, -0.2281
S0, S1, S2 = 1.0, 0.5038, 0.1677


def where(condition: Any, if_true: Any, if_false: Any) -> Any:
    """`if_true` where the condition holds, else `if_false`; both have been evaluated already.

    >>> where(2 > 1, 10.0, 20.0)
    10.0
    """
    if isinstance(condition, np.ndarray):
        return np.where(condition, if_true, if_false)
    return if_true if condition else if_false


def least(a: Any, b: Any) -> Any:
    """The smaller of the two (the second where they compare as neither, as with a NaN in front)."""
    return where(a < b, a, b)


def greatest(a: Any, b: Any) -> Any:
    """The greater of the two (the second where they compare as neither)."""
    return where(a > b, a, b)


def two_to(k: Any) -> Any:
    """2**k exactly, for integral k from -1022 to 1023; -1023 gives 0 and 1024 gives infinity.

    >>> two_to(10.0)
    1024.0
    """
    if isinstance(k, np.ndarray):
        return (((k + ROUNDER).view(np.int64) << MANTISSA_BITS) + ONE_BITS).view(np.float64)
    (bits,) = struct.unpack("<Q", struct.pack("<d", k + ROUNDER))
    return struct.unpack("<d", struct.pack("<Q", ((bits << MANTISSA_BITS) + ONE_BITS) & MASK_64))[0]


def split(x: Any) -> Any:
    """Mantissa in [sqrt(1/2), sqrt(2)) and integral exponent (as a float) of a positive normal x.

    >>> split(8.0)
    (1.0, 3.0)
    """
    if isinstance(x, np.ndarray):
        bits = x.view(np.int64)
        exponent = (bits - SQRT_HALF_BITS) >> MANTISSA_BITS
        return (bits - (exponent << MANTISSA_BITS)).view(np.float64), (exponent + ROUNDER_BITS).view(
            np.float64
        ) - ROUNDER
    (whole,) = struct.unpack("<q", struct.pack("<d", x))
    power_of_two = (whole - SQRT_HALF_BITS) >> MANTISSA_BITS
    (mantissa,) = struct.unpack("<d", struct.pack("<q", whole - (power_of_two << MANTISSA_BITS)))
    return mantissa, float(power_of_two)


class Fast(NamedTuple):
    """Compiled forms of functions, for arrays of one dimension or more: the same bits, many times as fast."""

    exp: Callable[[FloatArray], FloatArray]
    log: Callable[[FloatArray], FloatArray]


_fast: Fast | None = None


def use_for_arrays(fast: Fast) -> None:
    """Compute the functions of arrays by their compiled forms from now on."""
    global _fast  # noqa: PLW0603  (changes how fast things are, and nothing else)
    _fast = fast


def _is_array_of_floats(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.ndim > 0 and x.dtype == np.float64


@overload
def exp(x: float) -> float: ...
@overload
def exp(x: FloatArray) -> FloatArray: ...
def exp(x: Any) -> Any:
    """e**x within 1 unit in the last place; 0 below -708.7 (no subnormals) and infinity above 709.4.

    >>> round(exp(1.0), 12)
    2.718281828459
    """
    return _fast.exp(x) if _fast is not None and _is_array_of_floats(x) else exp_formula(x)


def exp_formula(x: Any) -> Any:
    """How `exp` is computed: 2**k times a polynomial in what is left."""
    x = where(x < EXP_OVERFLOW, x, where(x >= EXP_OVERFLOW, EXP_OVERFLOW, x))
    x = where(x < EXP_UNDERFLOW, EXP_UNDERFLOW, x)
    k = (x * INVERSE_LN2 + ROUNDER) - ROUNDER
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    z = r * r
    z2 = z * z
    # Even and odd halves: two short chains instead of one long one.
    even = (E0 + E2 * z) + z2 * ((E4 + E6 * z) + z2 * E8)
    odd = (E1 + E3 * z) + z2 * ((E5 + E7 * z) + z2 * E9)
    return (1.0 + (r + z * (even + r * odd))) * two_to(k)


@overload
def log(x: float) -> float: ...
@overload
def log(x: FloatArray) -> FloatArray: ...
def log(x: Any) -> Any:
    """Natural logarithm within 2 units in the last place; -infinity at 0, NaN below, infinity at infinity.

    >>> log(10.0)
    2.302585092994046
    """
    return _fast.log(x) if _fast is not None and _is_array_of_floats(x) else log_formula(x)


def log_formula(x: Any) -> Any:
    """How `log` is computed: k ln 2 plus a polynomial in (f - 1) / (f + 1)."""
    tiny = x < SMALLEST_NORMAL
    mantissa, exponent = split(x * where(tiny, TWO_TO_54, 1.0))
    exponent = where(tiny, exponent - SUBNORMAL_SHIFT, exponent)
    f = (mantissa - 1.0) / (mantissa + 1.0)
    z = f * f
    z2 = z * z
    even = (L0 + L2 * z2) + (z2 * z2) * (L4 + L6 * z2)
    odd = L1 + L3 * z2 + (z2 * z2) * L5
    value = exponent * LN2_HIGH + (f + f + (f * z * (even + z * odd) + exponent * LN2_LOW))
    value = where(x < INFINITY, value, x)
    return where(x > 0.0, value, where(x == 0.0, -INFINITY, NOT_A_NUMBER))


def rough_log(x: Any) -> Any:
    """Natural logarithm of a positive normal number, to within 2e-4: half the work, and no division.

    >>> round(rough_log(10.0), 3)
    2.303
    """
    mantissa, exponent = split(x)
    f = mantissa - 1.0
    return exponent * LN2_HIGH + f * ((R0 + R1 * f) + f * f * (R2 + R3 * f))


def rough_exp(x: Any) -> Any:
    """e**x for x between -700 and 700, to within 3e-4 of it: half the work.

    >>> round(rough_exp(1.0), 3)
    2.718
    """
    k = (x * INVERSE_LN2 + ROUNDER) - ROUNDER
    r = x - k * LN2_HIGH
    return (1.0 + r * ((S0 + S1 * r) + r * r * S2)) * two_to(k)


def power(x: Any, y: Any) -> Any:
    """x**y for x > 0, as exp(y log x): relative error grows with |y log x| times the machine precision."""
    return exp(y * log(x))


def square_root(x: Any) -> Any:
    """Square root, correctly rounded on every processor."""
    return np.sqrt(x) if isinstance(x, np.ndarray) else math.sqrt(x)


# Rational approximations of the normal quantile: M. J. Wichura, "Algorithm AS 241: the percentage points of the
# normal distribution", Applied Statistics 37 (1988) 477-484, routine PPND16. Relative error about 1e-16.
CENTRAL_HALF_WIDTH = 0.425
CENTRAL_OFFSET = 0.180625
TAIL_SPLIT = 5.0
NEAR_TAIL_OFFSET = 1.6
CENTRAL_TOP = (
    3.3871328727963666080e0,
    1.3314166789178437745e2,
    1.9715909503065514427e3,
    1.3731693765509461125e4,
    4.5921953931549871457e4,
    6.7265770927008700853e4,
    3.3430575583588128105e4,
    2.5090809287301226727e3,
)
CENTRAL_BOTTOM = (
    1.0,
    4.2313330701600911252e1,
    6.8718700749205790830e2,
    5.3941960214247511077e3,
    2.1213794301586595867e4,
    3.9307895800092710610e4,
    2.8729085735721942674e4,
    5.2264952788528545610e3,
)
NEAR_TOP = (
    1.42343711074968357734e0,
    4.63033784615654529590e0,
    5.76949722146069140550e0,
    3.64784832476320460504e0,
    1.27045825245236838258e0,
    2.41780725177450611770e-1,
    2.27238449892691845833e-2,
    7.74545014278341407640e-4,
)
NEAR_BOTTOM = (
    1.0,
    2.05319162663775882187e0,
    1.67638483018380384940e0,
    6.89767334985100004550e-1,
    1.48103976427480074590e-1,
    1.51986665636164571966e-2,
    5.47593808499534494600e-4,
    1.05075007164441684324e-9,
)
FAR_TOP = (
    6.65790464350110377720e0,
    5.46378491116411436990e0,
    1.78482653991729133580e0,
    2.96560571828504891230e-1,
    2.65321895265761230930e-2,
    1.24266094738807843860e-3,
    2.71155556874348757815e-5,
    2.01033439929228813265e-7,
)
FAR_BOTTOM = (
    1.0,
    5.99832206555887937690e-1,
    1.36929880922735805310e-1,
    1.48753612908506148525e-2,
    7.86869131145613259100e-4,
    1.84631831751005468180e-5,
    1.42151175831644588870e-7,
    2.04426310338993978564e-15,
)


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    """sum c_i x^i by Horner's rule, in a fixed order; in place, since new arrays would take half of the time."""
    value = coefficients[-1] * x
    value += coefficients[-2]
    for coefficient in reversed(coefficients[:-2]):
        value *= x
        value += coefficient
    return value


def _tail_quantile(p: Any) -> Any:
    """Magnitude of the normal quantile for a one-sided tail probability p < 0.075."""
    r = square_root(-log(p))
    near = r - NEAR_TAIL_OFFSET
    value = _polynomial(NEAR_TOP, near) / _polynomial(NEAR_BOTTOM, near)
    is_far = r > TAIL_SPLIT
    if is_far.any():  # one draw in forty thousand million
        far = r[is_far] - TAIL_SPLIT
        value[is_far] = _polynomial(FAR_TOP, far) / _polynomial(FAR_BOTTOM, far)
    return value


@overload
def normal_quantile(u: float) -> float: ...
@overload
def normal_quantile(u: FloatArray) -> FloatArray: ...
def normal_quantile(u: Any) -> Any:
    """Quantile of the standard normal at probability u; -infinity at 0, infinity at 1. Relative error about 1e-16.

    >>> round(normal_quantile(0.975), 12)
    1.95996398454
    """
    if not isinstance(u, np.ndarray):
        return float(normal_quantile(np.array([u], dtype=np.float64))[0])
    u = np.asarray(u, dtype=np.float64)
    q = u - 0.5
    z = CENTRAL_OFFSET - q * q
    value = q * (_polynomial(CENTRAL_TOP, z) / _polynomial(CENTRAL_BOTTOM, z))
    # Only the outer 15 % need a logarithm and a root; elementwise, so the choice of elements changes no bit.
    outside = np.abs(q) > CENTRAL_HALF_WIDTH
    p = np.where(q < 0.0, u, 1.0 - u)[outside]
    inside_unit = p > 0.0
    magnitude = np.where(inside_unit, _tail_quantile(np.where(inside_unit, p, 0.5)), INFINITY)
    value[outside] = np.where(q[outside] < 0.0, -magnitude, magnitude)
    return cast("FloatArray", value)


# Chebyshev coefficients in 2t - 1 of exp(x^2) erfc(x) / t with t = 1/(1 + x/3), x >= 0, computed at 40 digits;
# the first omitted one is below 1e-18. The tests recompute the error against mpmath.
ERFCX_SCALE = 3.0
SQRT_HALF = 0.7071067811865476
FARTHEST = 1e3  # so far out the tail is 0, and a square that overflowed would only warn
ERFCX_CHEBYSHEV = (
    0.4711460746602906,
    0.37715894969156577,
    0.11803603344749546,
    0.028362346699695153,
    0.004871757757605546,
    0.00045985238787654427,
    -2.143022238105315e-05,
    -1.301447369924135e-05,
    -8.809283582853514e-07,
    2.7464800479702846e-07,
    4.415991899223785e-08,
    -6.398408385575483e-09,
    -1.6768357212484645e-09,
    1.9473354700890025e-10,
    6.247441303469389e-11,
    -8.124557552244496e-12,
    -2.330314613222566e-12,
    4.191038539225333e-13,
    8.19333526881303e-14,
    -2.3352472107929263e-14,
    -2.2442585649165363e-15,
    1.2811435298050507e-15,
    1.1054582965396302e-18,
    -6.44579513564904e-17,
    6.525175975538486e-18,
)


def _scaled_complementary_error(x: Any) -> Any:
    """exp(x^2) erfc(x) for x >= 0, by Clenshaw's recurrence; relative error about 1e-15."""
    t = 1.0 / (1.0 + x / ERFCX_SCALE)
    twice = 4.0 * t - 2.0
    b1, b2 = 0.0 * t, 0.0 * t
    for coefficient in reversed(ERFCX_CHEBYSHEV[1:]):
        b1, b2 = twice * b1 - b2 + coefficient, b1
    return t * (0.5 * twice * b1 - b2 + ERFCX_CHEBYSHEV[0])


@overload
def normal_cdf(z: float) -> float: ...
@overload
def normal_cdf(z: FloatArray) -> FloatArray: ...
def normal_cdf(z: Any) -> Any:
    """Probability that a standard normal lies below z; relative error about 1e-15 times (1 + z^2).

    >>> normal_cdf(0.0)
    0.5
    """
    size = where(z < 0.0, -z, z)
    size = where(size > FARTHEST, FARTHEST, size)
    tail = 0.5 * exp(-0.5 * size * size) * _scaled_complementary_error(size * SQRT_HALF)
    return where(z < 0.0, tail, 1.0 - tail)
