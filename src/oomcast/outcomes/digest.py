"""One short text that is equal exactly when two sets of results agree to nine significant digits."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence

__all__ = ["DIGITS", "digest"]

DIGITS = 9
"""Significant digits that count. Results repeat to about 1e-15 across processors; nine digits leave a millionfold
margin and are far more than the Monte-Carlo error leaves meaningful."""


def digest(results: Mapping[str, object]) -> str:
    """SHA-256, as 64 hexadecimal digits, over the canonical JSON of `results`.

    `results` nests mappings, sequences, text, numbers, booleans and None. Keys are sorted and floats are written with
    nine significant digits, so neither order nor the last bits matter. Raises TypeError for anything else, and
    ValueError for a float that JSON cannot hold.

    >>> digest({"a": 1.0, "b": 2.0}) == digest({"b": 2.0 + 1e-12, "a": 1.0})
    True
    >>> digest({"a": 1.0}) == digest({"a": 1.00000001})
    False
    """
    text = json.dumps(_canonical(results), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, float):  # nearly all there is
        return _rounded(value)
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, dict | Mapping):
        return {
            str(key): _rounded(entry) if type(entry) is float else _canonical(entry) for key, entry in value.items()
        }
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [_canonical(entry) for entry in value]
    raise TypeError(f"expected plain data in a digest, got {type(value).__name__}")


def _rounded(value: float) -> float:
    """The float nearest to nine digits of `value`, which JSON writes with no more than these; minus zero is zero."""
    if not math.isfinite(value):
        raise ValueError(f"expected a finite number in a digest, got {value}")
    return float(f"{value:.{DIGITS}g}") + 0.0
