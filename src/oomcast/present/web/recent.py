"""Forecasts of few draws that were just computed: what a moving hand does not move need not be computed again."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast
    from oomcast.present.web.asking import Asked

__all__ = ["Recent"]

MOST_FORECASTS = 10
"""Forecasts that are kept: five overlays of two pages."""

MOST_DRAWS = 2_500
"""Draws beyond which a forecast is not kept. One of 2,000, which is what a moving hand asks, takes a few megabytes."""

Key = tuple[object, ...]


class Recent:
    """The forecasts that were asked for last. Threads may share it; forecasts are never changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Forecast] = OrderedDict()
        self._lock = Lock()

    def forecast(self, asked: Asked, compute: Callable[[], Forecast], *about: object) -> Forecast:
        """The forecast that was asked for: the one that is kept, or what `compute` returns.

        `about` is what else decides what the forecast holds.
        """
        if asked.draws > MOST_DRAWS:
            return compute()
        # The hash leaves sources and notes out, which a picture shows: they are in the text and in what was replaced.
        key: Key = (asked.scenario.hash, asked.scenario.text, asked.python, *about)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = compute()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > MOST_FORECASTS:
                self._kept.popitem(last=False)
        return found
