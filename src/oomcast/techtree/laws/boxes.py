"""Which of several uncertain routes to try first, and when to stop: Weitzman's boxes.

Opening box i costs c_i and shows a prize drawn from a known distribution; in the end one keeps the best prize seen (or
nothing, 0). Its reservation price z solves E max(X - z, 0) = c. The best policy opens boxes in the order of falling
reservation prices, and stops once the best prize seen is worth more than all that are left. Source: M. L. Weitzman,
"Optimal search for the best alternative" (1979).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from oomcast.errors import DataError

__all__ = ["Box", "order_of_opening", "value_of_policy"]


@dataclass(frozen=True, kw_only=True)
class Box:
    """Prizes with their chances, and what it costs to look. Raises DataError where chances do not sum to 1."""

    prizes: tuple[float, ...]
    chances: tuple[float, ...]
    cost: float

    def __post_init__(self) -> None:
        if len(self.prizes) != len(self.chances) or not self.prizes or min(self.chances) < 0.0:
            raise DataError("expected a chance from 0 for each prize")
        if not math.isclose(math.fsum(self.chances), 1.0, abs_tol=SUM_TOLERANCE):
            raise DataError(f"expected chances that sum to 1, got {math.fsum(self.chances):g}")
        if self.cost < 0.0:
            raise DataError(f"expected a cost from 0, got {self.cost:g}")

    @property
    def reservation_price(self) -> float:
        """The prize in hand at which opening is neither worth it nor a loss; infinite where looking is free.

        >>> Box(prizes=(0.0, 10.0), chances=(0.5, 0.5), cost=1.0).reservation_price
        8.0
        """
        if self.cost == 0.0:
            return math.inf
        ranked = sorted(zip(self.prizes, self.chances, strict=True), reverse=True)
        gain, chance = 0.0, 0.0  # sum of p X and of p over prizes above z, where E max(X - z, 0) is linear in z
        for place, (prize, p) in enumerate(ranked):
            gain, chance = gain + p * prize, chance + p
            price = (gain - self.cost) / chance if chance > 0.0 else math.inf
            below = ranked[place + 1][0] if place + 1 < len(ranked) else -math.inf
            if chance > 0.0 and price >= below:
                return price
        raise AssertionError("the expected gain falls without bound as the price falls")


SUM_TOLERANCE = 1e-9
"""How far chances may be from a sum of 1: rounding."""


def order_of_opening(boxes: Sequence[Box]) -> list[int]:
    """Places of the boxes in the order in which to open them, ties in the order given."""
    return sorted(range(len(boxes)), key=lambda place: -boxes[place].reservation_price)


def value_of_policy(boxes: Sequence[Box], *, in_hand: float = 0.0) -> float:
    """What the best policy is expected to bring, prizes less costs.

    Computed by following it: open the box with the highest reservation price while that exceeds the prize in hand.

    >>> sure = Box(prizes=(5.0,), chances=(1.0,), cost=1.0)
    >>> gamble = Box(prizes=(0.0, 20.0), chances=(0.5, 0.5), cost=2.0)
    >>> value_of_policy([sure, gamble])
    10.0
    """
    ordered = [boxes[place] for place in order_of_opening(boxes)]
    seen = {in_hand: 1.0}
    value = 0.0
    for box in ordered:
        price = box.reservation_price
        after: dict[float, float] = {}
        for best, weight in seen.items():
            if best >= price:
                value += weight * best  # stops here: all others are worth less still
                continue
            value -= weight * box.cost
            for prize, chance in zip(box.prizes, box.chances, strict=True):
                kept = max(best, prize)
                after[kept] = after.get(kept, 0.0) + weight * chance
        seen = after
    return float(value + np.dot([*seen], [*seen.values()])) if seen else value
