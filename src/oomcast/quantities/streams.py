"""Random numbers addressed by (seed, name, index), so that each draw of each quantity has its own fixed place.

A stream never depends on how many other streams exist, in which order they are read, in what pieces, or by whom.
Adding a quantity therefore leaves every other draw unchanged, the first thousand draws of a long run are the draws
of a short one, and two scenarios with the same seed share their luck.

The generator is Philox4x64-10, which turns a counter into random bits without any state in between: J. K. Salmon,
M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11 (2011).
"""

from __future__ import annotations

import hashlib
from operator import index

import numpy as np
from numpy.typing import NDArray

from oomcast.errors import RunError, shown

__all__ = ["LARGEST_UNIFORM", "SMALLEST_UNIFORM", "uniforms"]

FloatArray = NDArray[np.float64]

STREAM_VERSION = "oomcast stream 1"  # part of the key: a change of construction must be a change of every number
WORDS_PER_BLOCK = 4  # one step of the Philox counter gives four 64-bit words
KEY_BYTES = 16

# A 64-bit word keeps its upper 52 bits k and becomes (k + 1/2) / 2**52. With 53 bits the half would be rounded away
# and a draw could be exactly 1; with 52 every value is exact, strictly inside (0, 1) and symmetric about 1/2.
DISCARDED_BITS = np.uint64(12)
GRID = 2.0**-52
SMALLEST_UNIFORM = 0.5 * GRID
LARGEST_UNIFORM = 1.0 - SMALLEST_UNIFORM


def uniforms(name: str, *, seed: int, start: int = 0, count: int) -> FloatArray:
    """Uniform numbers strictly inside (0, 1), shape (count,): draws `start` .. `start + count - 1` of one stream.

    `name` is the quantity that owns the stream and `seed` any integer. The numbers lie on a grid of 2**-52, from
    `SMALLEST_UNIFORM` to `LARGEST_UNIFORM`. A negative `start` or `count` is a `RunError`.

    >>> long = uniforms("initial_speedup", seed=0, count=1000)
    >>> piece = uniforms("initial_speedup", seed=0, start=998, count=2)
    >>> bool((piece == long[998:]).all())
    True
    """
    seed, start, count = index(seed), index(start), index(count)
    if start < 0 or count < 0:
        raise RunError(f"expected draws counted from 0, got start {shown(start)} and count {shown(count)}")
    block, skipped = divmod(start, WORDS_PER_BLOCK)
    words = np.random.Philox(key=_key(name, seed), counter=block).random_raw(skipped + count)[skipped:]
    words >>= DISCARDED_BITS
    draws = words.astype(np.float64)
    draws += 0.5
    draws *= GRID
    return draws


def _key(name: str, seed: int) -> NDArray[np.uint64]:
    """The 128-bit Philox key of one stream: the first half of a SHA-256, so that no two names share a stream."""
    # A decimal integer holds no NUL, so no other (seed, name) gives the same text.
    text = f"{STREAM_VERSION}\0{seed}\0{name}".encode(errors="surrogatepass")
    return np.frombuffer(hashlib.sha256(text).digest()[:KEY_BYTES], dtype="<u8").astype(np.uint64)
