"""Random numbers addressed by (seed, node, purpose, index): no draw depends on who asks, how often, or in which order.

More workers, another policy or another number of threads therefore leave every duration as it is, and two companies on
one tree share their luck. The generator is Philox4x32-10, ten rounds of multiplication on a 128-bit counter: J. K.
Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011).
"""

from __future__ import annotations

import hashlib
from typing import Any

from oomcast.quantities.elementary import (
    CENTRAL_BOTTOM,
    CENTRAL_HALF_WIDTH,
    CENTRAL_OFFSET,
    CENTRAL_TOP,
    FAR_BOTTOM,
    FAR_TOP,
    NEAR_BOTTOM,
    NEAR_TAIL_OFFSET,
    NEAR_TOP,
    TAIL_SPLIT,
    exp,
    log,
)

__all__ = ["EXPONENTIAL", "LOGNORMAL", "NO_NOISE", "Key", "factor", "key_of", "philox", "uniform"]

THINKING, CHIPS, WAITING, SUCCESS, TASTE, LOOK, INFORMED, REWORK = range(8)
"""Purposes: what a node, or a decision, draws a number for."""

NO_NOISE, EXPONENTIAL, LOGNORMAL = 0, 1, 2
"""How durations vary about their mean."""

STREAM_VERSION = "oomcast techtree 1"  # part of the key: a change of construction must be a change of every number

ROUNDS = 10  # enough to pass every known test, with a margin: Salmon et al. 2011
MULTIPLIER_0, MULTIPLIER_1 = 0xD2511F53, 0xCD9E8D57  # of the generator, chosen by its authors for diffusion
WEYL_0, WEYL_1 = 0x9E3779B9, 0xBB67AE85  # steps of the key: the golden ratio and sqrt 3 - 1
WORD = 32
MASK = 0xFFFFFFFF

# A draw is (k + 1/2) / 2**52 for 52 random bits k, strictly inside (0, 1): see `oomcast.quantities.streams`.
UPPER_SHIFT, LOWER_SHIFT = 20, 12
GRID = 2.0**-52

Key = tuple[int, int]
"""What a seed becomes: two words of 32 bits."""


def key_of(seed: int, name: str = "") -> Key:
    """The key of a seed, and of a name under it: the first half of the first half of a SHA-256."""
    digest = hashlib.sha256(f"{STREAM_VERSION}\0{seed}\0{name}".encode()).digest()
    return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little")


def philox(key_0: Any, key_1: Any, c0: Any, c1: Any, c2: Any, c3: Any) -> tuple[Any, Any, Any, Any]:
    """Four random words from a counter of four, all of 32 bits.

    Integers of Python and of 64 bits give the same: what overflows in a product is masked away.

    >>> [f"{word:08x}" for word in philox(0, 0, 0, 0, 0, 0)]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    for _ in range(ROUNDS):
        product_0 = MULTIPLIER_0 * c0
        product_1 = MULTIPLIER_1 * c2
        c0 = ((product_1 >> WORD) & MASK) ^ c1 ^ key_0
        c2 = ((product_0 >> WORD) & MASK) ^ c3 ^ key_1
        c1 = product_1 & MASK
        c3 = product_0 & MASK
        key_0 = (key_0 + WEYL_0) & MASK
        key_1 = (key_1 + WEYL_1) & MASK
    return c0, c1, c2, c3


def uniform(key_0: Any, key_1: Any, node: Any, purpose: Any, index: Any) -> Any:
    """A uniform number strictly inside (0, 1): draw `index` of a node for a purpose.

    >>> uniform(*key_of(0), 7, SUCCESS, 0) == uniform(*key_of(0), 7, SUCCESS, 0)
    True
    """
    place, turn = int(node), int(index)  # interpreted, 32-bit integers of NumPy would overflow
    upper, lower, _, _ = philox(int(key_0), int(key_1), place & MASK, purpose, turn & MASK, (turn >> WORD) & MASK)
    return (((upper << UPPER_SHIFT) | (lower >> LOWER_SHIFT)) + 1 / 2) * GRID


def ratio(top: Any, bottom: Any, x: float) -> float:
    """The ratio of two polynomials of the same degree."""
    above, below = 0.0, 0.0
    for i in range(len(top) - 1, -1, -1):
        above = above * x + top[i]
        below = below * x + bottom[i]
    return above / below


def normal(draw: float) -> float:
    """The standard normal number at a uniform one: `elementary.normal_quantile` in a form that compiles.

    >>> round(normal(0.975), 12), normal(0.5)
    (1.95996398454, 0.0)
    """
    q = draw - 1 / 2
    if -CENTRAL_HALF_WIDTH <= q <= CENTRAL_HALF_WIDTH:
        return q * ratio(CENTRAL_TOP, CENTRAL_BOTTOM, CENTRAL_OFFSET - q * q)
    r = exp(log(-log(draw if q < 0.0 else 1.0 - draw)) / 2.0)  # a square root, of elementary steps
    if r > TAIL_SPLIT:
        z = ratio(FAR_TOP, FAR_BOTTOM, r - TAIL_SPLIT)
    else:
        z = ratio(NEAR_TOP, NEAR_BOTTOM, r - NEAR_TAIL_OFFSET)
    return -z if q < 0.0 else z


def factor(noise: int, log_sd: float, draw: float) -> float:
    """What a duration is multiplied by, of mean 1: nothing, an exponential, or a log-normal number.

    >>> factor(EXPONENTIAL, 0.0, 0.5), factor(NO_NOISE, 0.0, 0.9)
    (0.6931471805599453, 1.0)
    """
    if noise == EXPONENTIAL:
        return -log(draw)
    if noise == LOGNORMAL:
        return exp(log_sd * normal(draw) - log_sd * log_sd / 2.0)
    return 1.0
