"""Labour that saturates at an absolute level: beyond it there is nothing left for more or faster people to do."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms.production.power_mean import first_elasticity, ln_power_mean

__all__ = ["NEUTRAL", "PARAMETERS", "labour_left", "ln_useful_labour"]

PARAMETERS = (
    Parameter(
        name="labour_saturation",
        symbol="sigma_L",
        unit="1",
        meaning="how near the company that others are compared with is to the most that labour can do: 0 infinitely "
        "far, 1 there; at most 1/sigma_L times its labour is of any use",
        lower=0.0,
        upper=1.0,
        plausible=(0.0, 0.5),
    ),
)

NEUTRAL = {"labour_saturation": 0.0}
"""There is no such level."""

TIMES_ADD = -1.0
"""The mean in which the time that labour takes and the time that cannot be worked away add up."""


def ln_useful_labour(ln_labour: Any, ln_saturation_level: Any, labour_saturation: Any) -> Any:
    """Logarithm of the labour that is of use, relative to the company that others are compared with.

        1/L_u = (1 - sigma_L) / L + sigma_L / Z                                     (equation useful-labour)

    L_u is 1 at L = 1, and at most Z / sigma_L. The level is one of the world and not of the company: it moves only
    with its clock Z, the pace of all that waiting is for, which is 1 unless waiting itself becomes shorter. Source:
    R. Greenblatt and E. Lifland, "Slow corporations as an intuition pump for AI R&D automation" (2025), on mechanistic
    reasons why returns to labour might diminish just at its present level; the form is ours.

    >>> from oomcast.quantities.elementary import exp
    >>> round(exp(ln_useful_labour(100.0, 0.0, 0.2)), 9), ln_useful_labour(3.0, 0.0, 0.0)
    (5.0, 3.0)
    """
    return ln_power_mean(ln_labour, ln_saturation_level, 1.0 - labour_saturation, labour_saturation, TIMES_ADD)


def labour_left(ln_labour: Any, ln_saturation_level: Any, labour_saturation: Any) -> Any:
    """d ln L_u / d ln L = (1 - sigma_L) L_u / L: what a per cent more labour still adds to the labour of use.

    >>> labour_left(0.0, 0.0, 0.2)
    0.8
    """
    ln_useful = ln_useful_labour(ln_labour, ln_saturation_level, labour_saturation)
    return first_elasticity(ln_labour, ln_useful, 1.0 - labour_saturation, TIMES_ADD)
