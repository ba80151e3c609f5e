"""Formulas for the pace of research: the logarithm of output as a function of people, speed, chips and waiting.

All are normalised: at the normal company, where every input is 1, each gives its constant. And all keep what holds of
any research whatever: multiply speed and the pace of chips by c, divide waiting by c, and output is c times as high.
Where an exponent is put on the number of chips, it is on their number and not on their pace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from oomcast.mechanisms.production.power_mean import ln_power_mean, settled_rho
from oomcast.quantities.elementary import log

__all__ = ["ADAPTING", "FORMULAS", "HANDED_OVER", "TWO_PARAMETERS", "Formula", "Unknown"]

FloatArray = NDArray[np.float64]


class Unknown(NamedTuple):
    """A number that a fit finds: its name, bounds, where searches for it begin, and what it means."""

    name: str
    low: float
    high: float
    starts: tuple[float, float]
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A law with its unknowns; `ln_pace(values, points)` is relative to the normal company, shape (points,).

    `points` has columns as a design: natural logarithms of people, speed, chips and waiting. What every formula has
    besides, the constant, is not among the unknowns.
    """

    name: str
    title: str
    unknowns: Sequence[Unknown]
    ln_pace: Callable[[Mapping[str, float], FloatArray], FloatArray]

    @property
    def size(self) -> int:
        """How many numbers it takes, without the constant."""
        return len(self.unknowns)


LAM = Unknown("parallel_exponent", 0.0, 1.5, (0.9, 0.3), "exponent of the number of people")
ZETA = Unknown("chip_exponent", 0.0, 1.5, (0.9, 0.4), "exponent of the number of chips")
RHO = Unknown("rho", -20.0, 0.99, (-0.3, -2.0), "how well inputs replace each other; 0 for Cobb-Douglas")
LATENCY = Unknown("latency_share", 0.0, 1.0, (0.1, 0.4), "share of waiting at the normal company")
HURRIED = Unknown("hurried_labour_share", 0.0, 1.0, (0.5, 0.8), "labour's share of what is not waiting")
"""Labour's own share is this times what waiting leaves, so that shares sum to 1 whatever a search tries."""

NOTHING = 1e-300
"""In the place of a share of 0, so that its logarithm is a number."""


def columns(points: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """People, speed, chips, waiting."""
    return points[:, 0], points[:, 1], points[:, 2], points[:, 3]


def three_inputs(
    labour: FloatArray, chips: FloatArray, waiting: FloatArray, *, hurried: float, latency: float, rho: float
) -> FloatArray:
    """ln [ a L^rho + b X^rho + c Z^rho ]^(1/rho), Z = 1/waiting, as a mean of the first two with the third."""
    settled = settled_rho(rho)
    inner = ln_power_mean(labour, chips, hurried, 1.0 - hurried, settled)
    return np.asarray(ln_power_mean(inner, -waiting, 1.0 - latency, latency, settled))


def power_with_waiting(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """1/R = f l + (1 - f) / (s n^lam): the formula of two numbers, blind to chips.    (equation two-parameters)"""
    staff, speed, _, waiting = columns(points)
    labour = speed + values["parallel_exponent"] * staff
    return np.asarray(ln_power_mean(labour, -waiting, 1.0 - values["latency_share"], values["latency_share"], -1.0))


def cobb_douglas(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """R = (s n^lam)^a H^b l^-c, a + b + c = 1.                                      (equation fit-cobb-douglas)"""
    return ces_with_lam({**values, "rho": 0.0}, points)


def ces(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """R = [a (s n)^rho + b H^rho + c l^-rho]^(1/rho): people count one by one.      (equation fit-ces)"""
    return ces_with_lam({**values, "parallel_exponent": 1.0}, points)


def ces_with_lam(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """R = [a (s n^lam)^rho + b H^rho + c l^-rho]^(1/rho), the forecast's own form.  (equation fit-forecast)"""
    return ces_with_exponents({**values, "chip_exponent": 1.0}, points)


def ces_with_exponents(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """R = [a (s n^lam)^rho + b H^(zeta rho) + c l^-rho]^(1/rho).                    (equation fit-ces-exponents)"""
    staff, speed, chips, waiting = columns(points)
    return three_inputs(
        speed + values["parallel_exponent"] * staff,
        values["chip_exponent"] * chips,
        waiting,
        hurried=values["hurried_labour_share"],
        latency=values["latency_share"],
        rho=values["rho"],
    )


def ces_without_waiting(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """R = [a (s n^lam)^rho + (1 - a) H^rho]^(1/rho), the forecast's form with practices that adapt; blind to waiting.
    (equation fit-adapting)"""
    staff, speed, chips, _ = columns(points)
    share = values["hurried_labour_share"]
    labour = speed + values["parallel_exponent"] * staff
    return np.asarray(ln_power_mean(labour, chips, share, 1.0 - share, settled_rho(values["rho"])))


def amdahl_ces(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """1/R = f l + (1 - f) / [a (s n^lam)^rho + (1 - a) H^(zeta rho)]^(1/rho).       (equation fit-amdahl-ces)"""
    staff, speed, chips, waiting = columns(points)
    hurried = ln_power_mean(
        speed + values["parallel_exponent"] * staff,
        values["chip_exponent"] * chips,
        values["hurried_labour_share"],
        1.0 - values["hurried_labour_share"],
        settled_rho(values["rho"]),
    )
    return np.asarray(ln_power_mean(hurried, -waiting, 1.0 - values["latency_share"], values["latency_share"], -1.0))


def leontief(values: Mapping[str, float], points: FloatArray) -> FloatArray:
    """1/R = max(W/(n s), S/s, C/H, f l) over the same at the normal company.        (equation fit-leontief)"""
    staff, speed, chips, waiting = columns(points)
    terms = (
        float(log(max(values["work_over_span"], NOTHING))) - staff - speed,
        -speed,
        float(log(max(values["chips_over_span"], NOTHING))) - chips,
        float(log(max(values["waiting_over_span"], NOTHING))) + waiting,
    )
    binding = np.maximum.reduce(terms)
    at_base = max(values["work_over_span"], 1.0, values["chips_over_span"], values["waiting_over_span"])
    return np.asarray(float(log(at_base)) - binding)


def over_span(what: str) -> Unknown:
    """A term of the Leontief formula next to the span."""
    return Unknown(f"{what}_over_span", 0.0, 1e3, (0.8, 0.2), f"time that {what} takes at the normal company, by span")


TWO_PARAMETERS = "two-parameters"
"""The formula that any other, and the tree itself, has to beat."""

HANDED_OVER = "forecast"
"""The formula whose numbers a scenario can state."""

ADAPTING = Formula(
    name="forecast-adapting",
    title="CES, people to a power, without waiting",
    unknowns=(LAM, HURRIED, RHO),
    ln_pace=ces_without_waiting,
)
"""The formula that is handed over where practices of companies' own were searched for: a forecast whose practices adapt
knows no waiting."""

FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        formula.name: formula
        for formula in (
            Formula(
                name=TWO_PARAMETERS,
                title="People to a power, Amdahl in waiting",
                unknowns=(LAM, LATENCY),
                ln_pace=power_with_waiting,
            ),
            Formula(name="cobb-douglas", title="Cobb-Douglas", unknowns=(LAM, LATENCY, HURRIED), ln_pace=cobb_douglas),
            Formula(name="ces", title="CES", unknowns=(LATENCY, HURRIED, RHO), ln_pace=ces),
            Formula(
                name=HANDED_OVER,
                title="CES, people to a power (forecast's)",
                unknowns=(LAM, LATENCY, HURRIED, RHO),
                ln_pace=ces_with_lam,
            ),
            Formula(
                name="ces-exponents",
                title="CES, people and chips to powers",
                unknowns=(LAM, ZETA, LATENCY, HURRIED, RHO),
                ln_pace=ces_with_exponents,
            ),
            Formula(
                name="amdahl-ces",
                title="CES with powers, Amdahl in waiting",
                unknowns=(LAM, ZETA, LATENCY, HURRIED, RHO),
                ln_pace=amdahl_ces,
            ),
            Formula(
                name="leontief",
                title="Leontief in work, span, chips, waiting",
                unknowns=(over_span("work"), over_span("chips"), over_span("waiting")),
                ln_pace=leontief,
            ),
        )
    }
)
"""Formulas by name, those with fewer numbers first. To add one: write its `ln_pace`, and name it here."""
