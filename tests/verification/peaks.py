"""How well the peak of the research pace is known."""

from __future__ import annotations

PEAK_RELATIVE = 1e-4
"""A tenth of what three printed digits can show."""

FASTEST_RESOLVED = 1e12
"""Pace at which software doubles within 1e-12 years; a burst of that kind is over within a few of the integrator's
shortest steps, and its height is known to UNRESOLVED_PEAK_RELATIVE only."""

UNRESOLVED_PEAK_RELATIVE = 0.02


def peak_error(pace: float) -> float:
    """Relative error allowed for a peak of this height.

    >>> peak_error(100.0), peak_error(1e15)
    (0.0001, 0.02)
    """
    return PEAK_RELATIVE if pace < FASTEST_RESOLVED else UNRESOLVED_PEAK_RELATIVE
