"""The best of n tries, and how fast it improves with their number.

Source of the last law as a theory of research: S. S. Kortum, "Research, patenting, and technological change" (1997).
"""

from __future__ import annotations

import math

import numpy as np

__all__ = ["best_of_exponential", "best_of_pareto", "best_of_uniform", "harmonic", "pareto_exponent"]


def harmonic(n: int) -> float:
    """H_n = 1 + 1/2 + ... + 1/n.

    >>> round(harmonic(4), 12)
    2.083333333333
    """
    return math.fsum(1.0 / np.arange(1, n + 1))


def best_of_exponential(n: int) -> float:
    """Mean of the largest of n exponential draws with mean 1: H_n.

    >>> best_of_exponential(2)
    1.5
    """
    return harmonic(n)


def best_of_uniform(n: int) -> float:
    """Mean of the largest of n uniform draws from 0 to 1: n / (n + 1).

    >>> best_of_uniform(3)
    0.75
    """
    return n / (n + 1)


def best_of_pareto(n: int, *, tail: float) -> float:
    """Mean of the largest of n Pareto draws from 1 upwards with tail exponent `tail` > 1; infinite for less.

        E max = Gamma(n+1) Gamma(1 - 1/a) / Gamma(n+1 - 1/a)  ->  Gamma(1 - 1/a) n^(1/a)            (equation best-of-n)

    >>> best_of_pareto(1, tail=2.0)  # the mean, a/(a-1)
    2.0
    """
    if tail <= 1.0:
        return math.inf
    # A ratio of factors instead of gammas, which would overflow: G(n+1) G(1-1/a) / G(n+1-1/a) = prod k / (k - 1/a).
    return math.exp(-math.fsum(np.log1p(-1.0 / (tail * np.arange(1, n + 1)))))


def pareto_exponent(n: int, *, tail: float) -> float:
    """Exponent at n of the best of n: how the logarithm of its mean grows from n to n + 1, over that of n.

    >>> round(pareto_exponent(1_000_000, tail=2.5), 6)  # 1/a in the limit
    0.4
    """
    return -math.log1p(-1.0 / (tail * (n + 1))) / math.log1p(1.0 / n)
