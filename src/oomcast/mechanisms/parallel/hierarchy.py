"""Parallel returns of a hierarchy: every layer of coordination costs a share of what the layers below achieve."""

from __future__ import annotations

from typing import Any, NamedTuple

from oomcast.beliefs.parameter import Parameter
from oomcast.quantities.elementary import log

__all__ = ["NEUTRAL", "PARAMETERS", "Coefficients", "exponent_at", "ln_parallel", "prepare"]

PARAMETERS = (
    Parameter(
        name="hierarchy_span",
        symbol="b",
        unit="1",
        meaning="how many people or teams report to one of the next layer",
        lower=1.1,
        upper=1000.0,
        plausible=(3.0, 20.0),
    ),
    Parameter(
        name="hierarchy_loss_per_layer",
        symbol="h",
        unit="1",
        meaning="share of what the layers below achieve that each layer of the hierarchy loses",
        lower=0.0,
        upper=0.99,
        plausible=(0.01, 0.5),
    ),
)

NEUTRAL = {"hierarchy_loss_per_layer": 0.0}
"""Layers cost nothing: heads simply add up."""


class Coefficients(NamedTuple):
    """What the law needs of one draw."""

    loss_exponent: Any


def prepare(hierarchy_span: Any, hierarchy_loss_per_layer: Any) -> Coefficients:
    """Coefficients from the drawn parameters: what layers cost, per e-fold of heads.

        eta = -ln(1 - h) / ln b

    >>> round(prepare(7.0, 0.1).loss_exponent, 4)
    0.0541
    """
    return Coefficients(-log(1.0 - hierarchy_loss_per_layer) / log(hierarchy_span))


def ln_parallel(ln_heads: Any, loss_exponent: Any) -> Any:
    """Logarithm of what n heads achieve together, relative to one.

        parallel = n (1 - h)^k  with  k = ln n / ln b  layers:   ln parallel = (1 - eta) ln n

                                                                                    (equation parallel-hierarchy)

    The number of layers is not rounded, so that a head more never costs a whole layer at once. If a layer loses more
    than it gathers, 1 - h < 1/b, more heads achieve less. Source: O. Williamson, "Hierarchical control and optimum
    firm size" (1967), with the loss of control per layer.

    >>> ln_parallel(8.0, 0.25)
    6.0
    """
    return ln_heads - loss_exponent * ln_heads


def exponent_at(ln_heads: Any, loss_exponent: Any) -> Any:
    """The exponent at a head-count: the same everywhere, since layers grow with the logarithm of heads.

    >>> round(exponent_at(8.0, *prepare(7.0, 0.1)), 3)
    0.946
    """
    return 1.0 - loss_exponent + 0.0 * ln_heads
