"""What every audit is: from a finished forecast to the findings about it, mostly none."""

from __future__ import annotations

from collections.abc import Callable

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.forecast import Forecast

__all__ = ["Audit"]


Audit = Callable[[Forecast], list[Finding]]
