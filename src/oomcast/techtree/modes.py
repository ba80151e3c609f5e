"""In which ways a node can be done: thinking, chips, waiting, and the chance that it works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from oomcast.errors import DataError, shown
from oomcast.techtree.rows import aligned_rows

__all__ = ["Mode", "Modes", "ModesOf", "modes_of"]

FloatArray = NDArray[np.float64]


class Mode(NamedTuple):
    """One way to do a node.

    `think_hours` of one group at speed and quality 1; then an experiment of `chip_hours`, which takes no less than
    `latency_hours` however many chips it gets. It can be done on `fewest_chips` up to `most_chips`. Of B chips

        hours = chip_hours (1/B + 1/critical_chips)                                         (equation critical-batch)

    so that beyond `critical_chips` more of them hardly help. It works with chance `success`.
    """

    think_hours: float
    chip_hours: float = 0.0
    latency_hours: float = 0.0
    success: float = 1.0
    fewest_chips: float = 1.0
    most_chips: float = np.inf
    critical_chips: float = np.inf


ModesOf: TypeAlias = Sequence[Sequence[Mode]]
"""The modes of each node."""


ROW_COLUMNS = 4
"""Floats of a mode's row: thinking, chips, latency, and in the place of the fourth two of half its size."""

SUCCESS_COLUMN, CRITICAL_COLUMN = 6, 7
"""Where these are, counted in halves."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Modes:
    """The modes of all nodes, one after the other: those of node v are `starts[v]` up to `starts[v + 1]`.

    The other arrays have one number for each mode; see `Mode`. What is needed together stands together: each mode has
    a row of 32 bytes in `rows`, of which thinking, chips, latency, success and critical chips are columns.
    """

    starts: NDArray[np.int32]
    think_hours: FloatArray
    chip_hours: FloatArray
    latency_hours: FloatArray
    success: NDArray[np.float32]
    fewest_chips: NDArray[np.float32]
    most_chips: NDArray[np.float32]
    critical_chips: NDArray[np.float32]
    rows: FloatArray = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = aligned_rows(len(self.think_hours), ROW_COLUMNS)
        columns: dict[str, tuple[NDArray[Any], int]]
        columns = {name: (rows, place) for place, name in enumerate(("think_hours", "chip_hours", "latency_hours"))}
        halves = rows.view(np.float32)
        columns |= {"success": (halves, SUCCESS_COLUMN), "critical_chips": (halves, CRITICAL_COLUMN)}
        for name, (table, place) in columns.items():
            table[:, place] = getattr(self, name)
            column = table[:, place]
            column.flags.writeable = False
            object.__setattr__(self, name, column)
        rows.flags.writeable = False
        object.__setattr__(self, "rows", rows)

    @property
    def bytes(self) -> int:
        """Memory that the arrays take."""
        return self.rows.nbytes + sum(array.nbytes for array in (self.starts, self.fewest_chips, self.most_chips))

    @classmethod
    def single(
        cls,
        nodes: int,
        *,
        think_hours: ArrayLike = 1.0,
        chip_hours: ArrayLike = 0.0,
        latency_hours: ArrayLike = 0.0,
        success: ArrayLike = 1.0,
        fewest_chips: ArrayLike = 1.0,
        most_chips: ArrayLike = np.inf,
        critical_chips: ArrayLike = np.inf,
        say: str = "",
    ) -> Modes:
        """One mode for each node, from one number or one for each. Raises DataError for numbers that cannot be."""
        given = {
            "think_hours": think_hours,
            "chip_hours": chip_hours,
            "latency_hours": latency_hours,
            "success": success,
            "fewest_chips": fewest_chips,
            "most_chips": most_chips,
            "critical_chips": critical_chips,
        }
        return checked(np.arange(nodes + 1), given, say=say)


def modes_of(modes: ModesOf, *, say: str = "") -> Modes:
    """Several modes for each node. Raises DataError where a node has none, or for numbers that cannot be.

    >>> modes_of([[Mode(8.0)], [Mode(40.0), Mode(4.0, chip_hours=1000.0)]]).starts.tolist()
    [0, 1, 3]
    """
    without = next((node for node, menu in enumerate(modes) if not menu), None)
    if without is not None:
        raise DataError(f"{say}expected at least one mode for node {without}, got none")
    flat = [Mode(*mode) for menu in modes for mode in menu]
    starts = np.cumsum([0, *(len(menu) for menu in modes)])
    columns = zip(Mode._fields, zip(*flat, strict=True), strict=True)
    return checked(starts, {name: np.array(column) for name, column in columns}, say=say)


def checked(starts: NDArray[Any], given: dict[str, ArrayLike], *, say: str) -> Modes:
    count = int(starts[-1])
    arrays: dict[str, Any] = {}
    for name, numbers in given.items():
        kind = np.float64 if name.endswith("_hours") else np.float32
        try:
            array = np.array(np.broadcast_to(np.asarray(numbers, dtype=np.float64), (count,)))
        except (TypeError, ValueError):
            raise DataError(f"{say}{name}: expected one number or {count:,}, got {shown(numbers)}") from None
        low, high = LIMITS[name]
        inside = (array >= low) & (array <= high)
        if name in ABOVE_ZERO:
            inside &= array > 0.0
        if not inside.all():
            wanted = "above 0" if name in ABOVE_ZERO else f"from {low:g}"
            raise DataError(f"{say}{name}: expected numbers {wanted} to {high:g}, got {array[~inside][0]:g}")
        arrays[name] = array.astype(kind)
    if (given_wrong := arrays["fewest_chips"] > arrays["most_chips"]).any():
        place = int(np.argmax(given_wrong))
        raise DataError(
            f"{say}fewest_chips: expected at most most_chips = {arrays['most_chips'][place]:g}, "
            f"got {arrays['fewest_chips'][place]:g}"
        )
    for array in arrays.values():
        array.flags.writeable = False
    fixed = starts.astype(np.int32)
    fixed.flags.writeable = False
    return Modes(starts=fixed, **arrays)


MOST_HOURS = 1e15
"""A hundred billion years: enough for any node, and sums of a billion of them are still numbers."""

LIMITS = {
    "think_hours": (0.0, MOST_HOURS),
    "chip_hours": (0.0, MOST_HOURS),
    "latency_hours": (0.0, MOST_HOURS),
    "success": (0.0, 1.0),
    "fewest_chips": (0.0, np.inf),
    "most_chips": (0.0, np.inf),
    "critical_chips": (0.0, np.inf),
}
ABOVE_ZERO = {"success", "fewest_chips", "most_chips", "critical_chips"}
