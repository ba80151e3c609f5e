"""An independent high-precision solution of the tier-1 takeoff model, from its equations alone.

    ds/dt = v0 * exp(phi s + gamma kappa t) * (1 - s/S)^(beta S),     v0 = g_h * m0,   beta = phi / r0

is separable: the research still to be done and the research done so far, both in nats at the pace of t = 0, are

    work(s)  = integral 0..s of exp(-phi u) (1 - u/S)^(-beta S) du
    spent(t) = v0 * integral 0..t of exp(gamma kappa t') dt' = v0 * (exp(gamma kappa t) - 1) / (gamma kappa)

and s(t) solves work(s) = spent(t). With x = -ln(1 - u/S) the integrand becomes
S exp(-phi S (1 - e^-x) + (beta S - 1) x), which is entire, so that a Gauss-Legendre rule on panels over which it
changes by a few factors of e converges to all digits. Nothing here shares a line, a state variable or a time step
with the engine under test.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np

__all__ = ["DIGITS", "Reference", "dop853_software_nats", "dop853_years"]

DIGITS = 40
"""Working precision; results are good to more than 30 digits (the self-test compares two node counts)."""

mp = mpmath.mp.clone()
mp.dps = DIGITS

NODES_PER_PANEL = 24
CHANGE_PER_PANEL = 4
"""A panel is so narrow that the integrand's logarithm changes by at most this much over it (24 nodes: 1e-50)."""

X_AT_CEILING = 120
"""1 - s/S = e^-120 = 8e-53: beyond the working precision the software is at its ceiling."""

PEAK_HALVINGS = 30
"""Bisections of a panel for the place of the peak, whose height then is good to 2^-60."""

Real = Any  # an mpf of the private context


def gauss_legendre(nodes: int) -> list[tuple[Real, Real]]:
    """Nodes and weights on 0..1 to full working precision: Newton on the Legendre polynomial from float guesses."""
    rule = []
    for guess in np.polynomial.legendre.leggauss(nodes)[0]:
        z = mp.mpf(float(guess))
        for _ in range(4):
            below, here = mp.mpf(1), z
            for n in range(2, nodes + 1):
                below, here = here, ((2 * n - 1) * z * here - (n - 1) * below) / n
            slope = nodes * (z * here - below) / (z * z - 1)
            z -= here / slope
        rule.append(((1 + z) / 2, 1 / ((1 - z * z) * slope * slope)))
    return rule


RULE = gauss_legendre(NODES_PER_PANEL)


def root(function: Callable[[Real], tuple[Real, Real]], low: Real, high: Real) -> Real:
    """The zero between `low` (negative) and `high` (not negative) of a function that gives value and slope."""
    half_the_digits = mp.mpf(10) ** (-DIGITS // 2)  # a Newton step that small leaves an error of its square
    x = (low + high) / 2
    for _ in range(400):
        value, slope = function(x)
        if value >= 0:
            high = x
        if value <= 0:
            low = x
        step = -value / slope
        if abs(step) <= half_the_digits * abs(x):
            return min(max(x + step, low), high)
        x = x + step if low < x + step < high else (low + high) / 2
    raise ArithmeticError("no convergence of the reference root finder")


@dataclass(frozen=True)
class Reference:
    """One draw, solved. Parameters carry the names and units of the scenario; times are years, `None` means never.

    >>> halved = Reference.of({
    ...     "initial_speedup": 10.0, "returns_to_software": 1.0, "software_ceiling_oom": math.inf,
    ...     "software_feedback": 0.3, "compute_returns": 0.775, "reference_oom_per_year": 1.2,
    ...     "hardware_oom_per_year_reference": 0.7, "compute_factor_first_year": 1.0})
    >>> print(mp.nstr(halved.software_oom(1.0), 6))
    5.0
    """

    m0: Real
    ceiling: Real
    """S, nats; +inf for none."""
    phi: Real
    beta: Real
    """How fast ideas get harder to find; phi / r0 in the model, free here so that phi = 0 can be asked for."""
    gamma: Real
    g_h: Real
    """nats per year"""
    kappa: Real
    """growth of ln compute, nats per year"""

    @classmethod
    def of(cls, draw: Mapping[str, float]) -> Reference:
        """The draw whose parameters have these values; every float is taken as the exact number that it is."""
        exact = {name: mp.mpf(float(value)) for name, value in draw.items()}
        return cls(
            m0=exact["initial_speedup"],
            ceiling=exact["software_ceiling_oom"] * mp.ln10,
            phi=exact["software_feedback"],
            beta=exact["software_feedback"] / exact["returns_to_software"],
            gamma=exact["compute_returns"],
            g_h=(exact["reference_oom_per_year"] - exact["hardware_oom_per_year_reference"]) * mp.ln10,
            kappa=mp.log(exact["compute_factor_first_year"]),
        )

    @cached_property
    def v0(self) -> Real:
        return self.g_h * self.m0

    @cached_property
    def has_ceiling(self) -> bool:
        return bool(mp.isfinite(self.ceiling))

    # --- time <-> research spent -------------------------------------------------------------------------------

    def spent(self, years: float | Real) -> Real:
        """v0 * integral of exp(gamma k) from 0 to `years`, in nats."""
        growth, t = self.gamma * self.kappa, mp.mpf(years)
        return self.v0 * (mp.expm1(growth * t) / growth if growth else t)

    def years_to_spend(self, work: Real) -> Real | None:
        """When `work` nats have been spent; None where shrinking compute never gets there."""
        growth = self.gamma * self.kappa
        if not growth:
            return work / self.v0
        argument = growth * work / self.v0
        return mp.log1p(argument) / growth if argument > -1 else None

    # --- research needed for a software level; the level is x = -ln(1 - s/S), or s itself without a ceiling -------

    def software(self, x: Real) -> Real:
        return -self.ceiling * mp.expm1(-x) if self.has_ceiling else x

    def density(self, x: Real) -> Real:
        """d work / dx."""
        if not self.has_ceiling:
            return mp.exp((self.beta - self.phi) * x)
        return self.ceiling * mp.exp(self.phi * self.ceiling * mp.expm1(-x) + (self.beta * self.ceiling - 1) * x)

    def integral(self, low: Real, high: Real, rule: list[tuple[Real, Real]] = RULE) -> Real:
        """Work from `low` to `high`, which must lie within one panel."""
        width = high - low
        return width * mp.fsum(weight * self.density(low + width * node) for node, weight in rule)

    def work_without_ceiling(self, s: Real) -> Real:
        """work(s) for S = inf, where the integral is elementary."""
        excess = self.beta - self.phi
        return mp.expm1(excess * s) / excess if excess else s

    @cached_property
    def panels(self) -> list[tuple[Real, Real]]:
        """(right edge, work up to it), grown by `extend` as far as anybody asked."""
        return [(mp.zero, mp.zero)]

    def extend(self) -> bool:
        """One more panel; False at the ceiling."""
        low, work = self.panels[-1]
        if low >= X_AT_CEILING:
            return False
        pull = self.phi * self.ceiling
        steepness = max(pull * mp.exp(-low), abs(self.beta * self.ceiling - 1), 4)
        high = min(low + CHANGE_PER_PANEL / steepness, mp.mpf(X_AT_CEILING))
        self.panels.append((high, work + self.integral(low, high)))
        return True

    def first_panel(self, beyond: Callable[[Real, Real], bool]) -> int | None:
        """Index of the first panel edge (x, work) that is `beyond`; None if the ceiling comes before."""
        position = 1
        while True:
            if position == len(self.panels) and not self.extend():
                return None
            if beyond(*self.panels[position]):
                return position
            position += 1

    @cached_property
    def work_to_ceiling(self) -> Real | None:
        """All the work there is: finite for beta S < 1, and without a ceiling for phi > beta; else None."""
        if not self.has_ceiling:
            return 1 / (self.phi - self.beta) if self.phi > self.beta else None
        if self.beta * self.ceiling >= 1:
            return None
        self.first_panel(lambda x, work: False)
        tail = mp.exp(-self.phi * self.ceiling - (1 - self.beta * self.ceiling) * X_AT_CEILING)
        return self.panels[-1][1] + self.ceiling * tail / (1 - self.beta * self.ceiling)

    # --- what is asked -------------------------------------------------------------------------------------------

    def singular_years(self) -> Real | None:
        """When progress becomes infinite (no ceiling and phi > beta)."""
        if self.has_ceiling or self.work_to_ceiling is None:
            return None
        return self.years_to_spend(self.work_to_ceiling)

    def ceiling_years(self) -> Real | None:
        """When the ceiling itself is reached (beta S < 1)."""
        if not self.has_ceiling or self.work_to_ceiling is None:
            return None
        return self.years_to_spend(self.work_to_ceiling)

    def level(self, years: float | Real) -> Real:
        """x at `years`, +inf at the ceiling or past the singularity."""
        target = self.spent(years)
        if self.work_to_ceiling is not None and target >= self.work_to_ceiling:
            return mp.inf
        if not self.has_ceiling:
            excess = self.beta - self.phi
            return mp.log1p(excess * target) / excess if excess else target
        if not target:
            return mp.zero
        position = self.first_panel(lambda x, work: work >= target)
        if position is None:
            return mp.inf
        low, done = self.panels[position - 1]
        return root(lambda x: (done + self.integral(low, x) - target, self.density(x)), low, self.panels[position][0])

    def years_at(self, x: float | Real) -> Real | None:
        """When the level x (s without a ceiling) is reached; None where shrinking compute never gets there."""
        x = mp.mpf(x)
        if not self.has_ceiling:
            return self.years_to_spend(self.work_without_ceiling(x))
        position = self.first_panel(lambda edge, work: edge >= x)
        if position is None:
            raise ValueError(f"the level must be below {X_AT_CEILING}, where the ceiling is reached to all digits")
        low, done = self.panels[position - 1]
        return self.years_to_spend(done + self.integral(low, x))

    def software_nats(self, years: float | Real) -> Real:
        x = self.level(years)
        return x if not self.has_ceiling else self.software(x)

    def software_oom(self, years: float | Real) -> Real:
        return self.software_nats(years) / mp.ln10

    def total_oom(self, years: float | Real) -> Real:
        """OOM of effective compute gained."""
        return (self.software_nats(years) + self.kappa * mp.mpf(years)) / mp.ln10

    def ceiling_share(self, years: float | Real) -> Real:
        """s / S; 0 without a ceiling (before a singularity)."""
        return self.software_nats(years) / self.ceiling

    def log_pace(self, x: Real, years: Real) -> Real:
        """ln of M D at level `x`."""
        if not self.has_ceiling:
            fading = self.beta * x
        else:
            fading = self.beta * self.ceiling * x
        return mp.log(self.m0) + self.phi * self.software(x) + self.gamma * self.kappa * years - fading

    def pace(self, years: float | Real) -> Real:
        """M(t) D(s): the pace of software progress relative to the human-only company, +inf past a singularity."""
        x = self.level(years)
        if mp.isinf(x):
            return mp.zero if self.has_ceiling else mp.inf
        return mp.exp(self.log_pace(x, mp.mpf(years)))

    def growth_oom_per_year(self, years: float | Real) -> Real:
        """d(total effective compute)/dt in OOM per year."""
        return (self.g_h * self.pace(years) + self.kappa) / mp.ln10

    def crossing_years(self, threshold_oom: float) -> Real | None:
        """When total effective compute first reaches the threshold (compute must not shrink)."""
        if self.kappa < 0:
            raise NotImplementedError("total effective compute may fall; the reference asks for a rising total")
        threshold = mp.mpf(threshold_oom) * mp.ln10

        def excess(x: Real, work: Real) -> Real:
            return self.software(x) + self.kappa * self.years_to_spend(work) - threshold

        def slope(x: Real, work: Real) -> Real:
            per_x = self.ceiling - self.software(x) if self.has_ceiling else mp.one
            return per_x + self.kappa * self.density(x) / (self.v0 + self.gamma * self.kappa * work)

        if not self.has_ceiling:
            work = self.work_without_ceiling
            x = root(lambda x: (excess(x, work(x)), slope(x, work(x))), mp.zero, threshold)
            return self.years_to_spend(work(x))
        position = self.first_panel(lambda x, work: excess(x, work) >= 0)
        if position is None:  # software is at its ceiling before; what is missing must come from compute
            late = (threshold - self.ceiling) / self.kappa if self.kappa > 0 else None
            reached = self.ceiling_years()
            if late is None and threshold <= self.ceiling:
                return reached
            return late
        low, done = self.panels[position - 1]
        work = lambda x: done + self.integral(low, x)  # noqa: E731
        x = root(lambda x: (excess(x, work(x)), slope(x, work(x))), low, self.panels[position][0])
        return self.years_to_spend(work(x))

    def peak_pace(self, horizon: float) -> Real:
        """The largest M D in 0..horizon, +inf when a singularity comes first.

        d ln(pace)/dt = pace' (phi - beta/(1 - s/S)) + gamma kappa falls wherever it is zero, so the pace has at most
        one turning point and it is a maximum; a maximum forgives an error of its place quadratically.
        """
        end = self.level(horizon)
        if not self.has_ceiling:
            return mp.inf if mp.isinf(end) else max(self.m0, mp.exp(self.log_pace(end, mp.mpf(horizon))))

        def rise(x: Real, work: Real) -> Real:  # d ln(pace) / dx
            spending = self.v0 + self.gamma * self.kappa * work
            own = self.phi * (self.ceiling - self.software(x)) - self.beta * self.ceiling
            return own + self.gamma * self.kappa * self.density(x) / spending

        if rise(mp.zero, mp.zero) <= 0:
            return self.m0
        horizon_x = min(end, mp.mpf(X_AT_CEILING))
        position = self.first_panel(lambda x, work: x >= horizon_x or rise(x, work) <= 0)
        assert position is not None
        (low, done), (high, _) = self.panels[position - 1], self.panels[position]
        high, start = min(high, horizon_x), low
        for _ in range(PEAK_HALVINGS):
            x = (low + high) / 2
            low, high = (x, high) if rise(x, done + self.integral(start, x)) > 0 else (low, x)
        years = self.years_to_spend(done + self.integral(start, high))
        return mp.exp(self.log_pace(high, years))


# --- a second, entirely different route to the same numbers -----------------------------------------------------


def dop853_software_nats(draw: Mapping[str, float], *, years: float) -> float:
    """s(years) by DOP853 in time on x (or s); for draws neither singular nor at their ceiling by then."""
    from scipy.integrate import solve_ivp

    one = Reference.of(draw)
    v0, phi, beta, growth = float(one.v0), float(one.phi), float(one.beta), float(one.gamma * one.kappa)
    ceiling = float(one.ceiling)

    def rate(t: float, y: np.ndarray) -> list[float]:
        x = float(y[0])
        if math.isinf(ceiling):
            return [v0 * math.exp(growth * t + (phi - beta) * x)]
        return [v0 / ceiling * math.exp(growth * t - phi * ceiling * math.expm1(-x) - (beta * ceiling - 1) * x)]

    solution = solve_ivp(
        rate, (0.0, years), [0.0], method="DOP853", rtol=1e-12, atol=1e-13, first_step=min(1e-6 / v0, years)
    )
    if not solution.success:
        raise ArithmeticError(solution.message)
    x = float(solution.y[0, -1])
    return x if math.isinf(ceiling) else -ceiling * math.expm1(-x)


def dop853_years(draw: Mapping[str, float], *, level: float) -> float:
    """When x (or s, without a ceiling) reaches `level`, by DOP853 with the level as the independent variable.

    With time as the unknown nothing runs away: a singularity is the time at which a very high level is reached, and so
    is a ceiling reached in finite time.
    """
    from scipy.integrate import solve_ivp

    one = Reference.of(draw)
    v0, phi, beta, growth = float(one.v0), float(one.phi), float(one.beta), float(one.gamma * one.kappa)
    ceiling = float(one.ceiling)

    def slowness(x: float, t: np.ndarray) -> list[float]:
        if math.isinf(ceiling):
            return [math.exp((beta - phi) * x - growth * float(t[0])) / v0]
        rest = phi * ceiling * math.expm1(-x) + (beta * ceiling - 1) * x
        return [ceiling / v0 * math.exp(rest - growth * float(t[0]))]

    solution = solve_ivp(slowness, (0.0, level), [0.0], method="DOP853", rtol=1e-12, atol=1e-16)
    if not solution.success:
        raise ArithmeticError(solution.message)
    return float(solution.y[0, -1])
