"""What every law of parallel returns offers, so that one can be put in the place of another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from oomcast.beliefs.parameter import Parameter

__all__ = ["ParallelReturns"]


class ParallelReturns(Protocol):
    """A law of parallel returns: a module with these six names.

        parallel(n) = exp(integral from 1 to n of lam(u) du / u)

    `prepare` takes the values of PARAMETERS, in their order, and returns `Coefficients`; it runs once per draw.
    The other two take `ln_heads` = ln n, then the coefficients, and run inside the engine:

    - `ln_parallel(ln_heads, *coefficients)`: logarithm of what n heads achieve relative to one head, 0 at n = 1;
    - `exponent_at(ln_heads, *coefficients)`: lam(n), its slope d ln parallel / d ln n, in closed form.

    `NEUTRAL` holds the values of those parameters at which the law gives back a constant exponent exactly: that of
    `parallel_exponent` where the law has one, otherwise 1 (heads simply add up).

    The laws hold for one head or more, ln_heads from 0 to 700.
    """

    @property
    def PARAMETERS(self) -> tuple[Parameter, ...]: ...  # noqa: N802 (a constant of a module)
    @property
    def NEUTRAL(self) -> Mapping[str, float]: ...  # noqa: N802
    @property
    def Coefficients(self) -> type[Any]: ...  # noqa: N802
    @property
    def prepare(self) -> Callable[..., tuple[Any, ...]]: ...
    @property
    def ln_parallel(self) -> Callable[..., Any]: ...
    @property
    def exponent_at(self) -> Callable[..., Any]: ...
