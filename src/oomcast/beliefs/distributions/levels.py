"""How the levels of quantiles are spelt: p25 is the 25th percentile, p975 the 97.5th."""

from __future__ import annotations

import re

__all__ = ["quantile_key", "quantile_level"]

_KEY = re.compile(r"p([0-9]{1,3})", re.ASCII)
PERCENT_DIGITS = 2
PER_CENT = 100
PER_MILLE = 1000


def quantile_level(key: str) -> float | None:
    """The probability that a key such as "p25" names, or None where the key names no quantile.

    One or two digits are per cent (p5 = p05), three are per mille (p975 = 97.5 %); "median" is p50. The levels 0
    and 1 are no quantiles: an unbounded distribution has none there.

    >>> quantile_level("p25"), quantile_level("p5"), quantile_level("p975"), quantile_level("median")
    (0.25, 0.05, 0.975, 0.5)
    >>> quantile_level("p00") is None
    True
    """
    if key == "median":
        return 0.5
    match = _KEY.fullmatch(key)
    if match is None:
        return None
    digits = match.group(1)
    level = int(digits) / (PER_CENT if len(digits) <= PERCENT_DIGITS else PER_MILLE)
    return level if 0 < level < 1 else None


def quantile_key(level: float) -> str | None:
    """The key of a level, or None where it is neither a whole per cent nor a whole per mille.

    >>> quantile_key(0.25), quantile_key(0.975), quantile_key(1 / 3)
    ('p25', 'p975', None)
    """
    for digits, parts in ((2, PER_CENT), (3, PER_MILLE)):
        whole = round(level * parts)
        if 0 < whole < parts and whole / parts == level:
            return f"p{whole:0{digits}d}"
    return None
