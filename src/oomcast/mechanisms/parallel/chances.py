"""Logarithms of chances that keep their digits where the chance is small."""

from __future__ import annotations

from typing import Any

from oomcast.quantities.elementary import exp, least, log, where

__all__ = ["ln_missing", "ln_missing_rare", "ln_saturation", "saturation_slope"]

SMALL_CHANCE = 0.16
"""Up to here -ln(1 - p) is summed as a series, which keeps its relative error; beyond, the logarithm itself does."""

# 2 atanh(y) = 2 (y + y^3/3 + y^5/5 ...); for p <= 0.16, y <= 0.087 and the first term left out is below 1e-15 of it.
ATANH = (1 / 3, 1 / 5, 1 / 7, 1 / 9, 1 / 11, 1 / 13)

SMALL_TURN = 0.1
"""Up to here the two functions below are summed as series (first terms left out: 1e-15 of them)."""

# ln((1 - e^-t)/t) = -t/2 + t^2/24 - t^4/2880 + t^6/181440 - ...
LN_SATURATION = (1 / 24, -1 / 2880, 1 / 181440)
# t/(e^t - 1) = 1 - t/2 + t^2/12 - t^4/720 + t^6/30240 - t^8/1209600 + ...
SLOPE = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600)


def ln_missing_rare(chance: Any) -> Any:
    """Minus the logarithm of the chance to miss, for chances up to 0.16; half as much work.

    >>> ln_missing_rare(0.0), ln_missing_rare(1e-20), round(ln_missing_rare(0.1), 12)
    (0.0, 1e-20, 0.105360515658)
    """
    third, fifth, seventh, ninth, eleventh, thirteenth = ATANH
    y = chance / (2.0 - chance)
    z = y * y
    tail = fifth + z * (seventh + z * (ninth + z * (eleventh + z * thirteenth)))
    return 2.0 * y * (1.0 + z * (third + z * tail))


def ln_missing(chance: Any) -> Any:
    """Minus the logarithm of the chance to miss, -ln(1 - p), for 0 <= p < 1; relative error below 1e-14.

    >>> ln_missing(0.0), ln_missing(1e-20), round(ln_missing(0.75), 12)
    (0.0, 1e-20, 1.38629436112)
    """
    return where(chance > SMALL_CHANCE, -log(1.0 - chance), ln_missing_rare(least(chance, SMALL_CHANCE)))


def ln_saturation(turns: Any) -> Any:
    """ln((1 - e^-t) / t): how far t looks at one thing fall short of t finds of it. 0 at t = 0, -ln t for large t.

    >>> ln_saturation(0.0), round(ln_saturation(1.0), 12)
    (0.0, -0.458675145387)
    """
    small = least(turns, SMALL_TURN)
    second, fourth, sixth = LN_SATURATION
    z = small * small
    series = z * (second + z * (fourth + z * sixth)) - small / 2.0
    large = where(turns > SMALL_TURN, turns, 1.0)
    return where(turns > SMALL_TURN, log((1.0 - exp(-large)) / large), series)


def saturation_slope(turns: Any) -> Any:
    """t / (e^t - 1): by how many per cent the chance 1 - e^-t grows per per cent of t. 1 at t = 0, 0 for large t.

    >>> saturation_slope(0.0), round(saturation_slope(1.0), 12), saturation_slope(1e5)
    (1.0, 0.581976706869, 0.0)
    """
    small = least(turns, SMALL_TURN)
    second, fourth, sixth, eighth = SLOPE
    z = small * small
    series = 1.0 - small / 2.0 + z * (second + z * (fourth + z * (sixth + z * eighth)))
    missed = exp(-where(turns > SMALL_TURN, turns, 1.0))
    return where(turns > SMALL_TURN, turns * missed / (1.0 - missed), series)
