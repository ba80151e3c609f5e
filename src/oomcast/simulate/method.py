"""How a step is taken: the methods, and which one follows a model."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from oomcast.models.contract import ContinuousModel
from oomcast.simulate import runge_kutta, taylor

__all__ = ["RUNGE_KUTTA", "TAYLOR", "Method", "method_of"]


class Method(NamedTuple):
    """A way to take a step: `degree` of the polynomial that it is, and how its error grows with its length.

    A step `ends_at_marks` where it is more accurate at its end than within.
    """

    name: str
    degree: int
    order: float
    first_error: float
    longest_step_years: float
    ends_at_marks: bool
    take_step: Callable[..., None]

    @property
    def constants(self) -> dict[str, object]:
        """What the functions of the integrator know of it, by the names they use."""
        return {
            "ORDER": self.order,
            "FIRST_ERROR": self.first_error,
            "LONGEST_STEP_YEARS": self.longest_step_years,
            "ENDS_AT_MARKS": self.ends_at_marks,
            "take_step": self.take_step,
        }


def _method(name: str, module: Any) -> Method:
    return Method(
        name,
        module.DEGREE,
        module.ORDER,
        module.FIRST_ERROR,
        module.LONGEST_STEP_YEARS,
        module.ENDS_AT_MARKS,
        module.take_step,
    )


RUNGE_KUTTA = _method("runge-kutta", runge_kutta)
TAYLOR = _method("taylor", taylor)


def method_of(model: ContinuousModel) -> Method:
    """The method for a model: its series where it says that its rate is analytic, stages otherwise."""
    return TAYLOR if model.analytic else RUNGE_KUTTA
