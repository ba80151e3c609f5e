"""How well the peak of the research pace is known."""

from __future__ import annotations

PEAK_RELATIVE = 1e-5
"""However high it is: a peak of 10^28 that lasts for 10^-28 years is sought by offsets in time, not on the clock. The
worst seen is 1e-7; the rest is for draws that nobody has thought of, and below what three printed digits can show."""
