"""Fair shares of a whole among parts that act together: each part's average over all orders of switching them on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial

__all__ = ["shapley"]


def shapley(parts: Sequence[str], value: Callable[[frozenset[str]], float]) -> dict[str, float]:
    """Shares that sum to value(all) - value(none); `value` is asked once for each set of parts that are on.

        share_i = sum over S without i of |S|! (n-|S|-1)! / n! [v(S + i) - v(S)]          (equation shapley)

    Source: L. Shapley, "A value for n-person games" (1953).

    >>> shapley(["a", "b"], lambda on: 1.0 if on == {"a", "b"} else 0.0)
    {'a': 0.5, 'b': 0.5}
    """
    count = len(parts)
    known = {
        frozenset(chosen): value(frozenset(chosen)) for size in range(count + 1) for chosen in combinations(parts, size)
    }
    return {
        part: sum(
            factorial(len(on)) * factorial(count - len(on) - 1) / factorial(count) * (known[on | {part}] - worth)
            for on, worth in known.items()
            if part not in on
        )
        for part in parts
    }
