"""The laws of parallel returns by name. A new law is a new file, and one line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from oomcast.errors import ModelError, nearest
from oomcast.mechanisms.parallel import (
    constant_exponent,
    duplication_uniform,
    duplication_zipf,
    hierarchy,
    scalability_law,
    smooth_exponent,
    step_exponent,
)
from oomcast.mechanisms.parallel.contract import ParallelReturns

__all__ = ["PARALLEL_RETURNS", "parallel_returns"]

PARALLEL_RETURNS: Mapping[str, ParallelReturns] = MappingProxyType(
    {
        "constant-exponent": constant_exponent,
        "step-exponent": step_exponent,
        "smooth-exponent": smooth_exponent,
        "hierarchy": hierarchy,
        "scalability-law": scalability_law,
        "duplication-uniform": duplication_uniform,
        "duplication-zipf": duplication_zipf,
    }
)
"""The modules that hold to the contract, in the order in which they are shown."""


def parallel_returns(name: str) -> ParallelReturns:
    """The law of this name. Raises ModelError, with the nearest name, for an unknown one.

    >>> law = parallel_returns("constant-exponent")
    >>> law.ln_parallel(10.0, *law.prepare(0.55))
    5.5
    """
    if name not in PARALLEL_RETURNS:
        known = ", ".join(PARALLEL_RETURNS)
        raise ModelError(f"expected one of {known} as parallel returns, got {name!r}.{nearest(name, PARALLEL_RETURNS)}")
    return PARALLEL_RETURNS[name]
