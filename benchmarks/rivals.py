"""The same model, draws and questions for other integrators: SciPy per draw, NumPy RK4 over all draws, diffrax.

Each rival answers what the engine answers for every draw: OOM of effective compute gained after one year, and the
years to +1, +2, +3, +6 and +10 OOM within a 10-year horizon. All of them get the good state variable
u = -ln(1 - s/S), in which the equation is not stiff at the ceiling:

    du/dt = (v0/S) exp(phi S (1 - e^-u) + gamma kappa t - (beta S - 1) u)

so that what is compared is the integrator and not the choice of variable. A ceiling is required of every draw.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["HORIZON_YEARS", "THRESHOLDS_OOM", "Answers", "diffrax_batch", "numpy_rk4", "scipy_per_draw"]

FloatArray = NDArray[np.float64]

HORIZON_YEARS = 10.0
THRESHOLDS_OOM = (1.0, 2.0, 3.0, 6.0, 10.0)
LN_10 = math.log(10.0)

U_AT_CEILING = 36.0
"""1 - s/S = 2e-16: at the ceiling for floats. For beta S < 1 u would run to infinity in finite time, so it stops."""

LARGEST_EXPONENT = 700.0
"""exp of more overflows a float."""

NUMPY_CHUNK = 2048
"""Draws advanced together by NumPy: a dozen arrays of that length stay in the second-level cache."""


@dataclass(frozen=True)
class Answers:
    """What a rival found; `crossing_years` is +inf where not reached by the horizon, None if it was not asked."""

    oom_12mo: FloatArray
    crossing_years: dict[float, FloatArray] | None


@dataclass(frozen=True)
class Equation:
    """du/dt = exp(ln_rate + pull (1 - e^-u) + growth t - decay u), each an array (draws,)."""

    ln_rate: FloatArray
    pull: FloatArray
    growth: FloatArray
    decay: FloatArray
    ceiling: FloatArray
    kappa: FloatArray

    @classmethod
    def of(cls, draws: Mapping[str, FloatArray]) -> Equation:
        ceiling = draws["software_ceiling_oom"] * LN_10
        human = (draws["reference_oom_per_year"] - draws["hardware_oom_per_year_reference"]) * LN_10
        phi = draws["software_feedback"]
        kappa = np.log(draws["compute_factor_first_year"])
        return cls(
            ln_rate=np.log(human * draws["initial_speedup"] / ceiling),
            pull=phi * ceiling,
            growth=draws["compute_returns"] * kappa,
            decay=phi / draws["returns_to_software"] * ceiling - 1.0,
            ceiling=ceiling,
            kappa=kappa,
        )

    def __getitem__(self, which: slice) -> Equation:
        return Equation(*(getattr(self, name)[which] for name in self.__dataclass_fields__))


# --- SciPy, one draw at a time ----------------------------------------------------------------------------------


def scipy_per_draw(draws: Mapping[str, FloatArray], *, method: str, tolerance: float) -> Answers:
    """`solve_ivp` with events for the crossings, as most people would write it."""
    from scipy.integrate import solve_ivp

    every = Equation.of(draws)
    count = every.ceiling.size
    oom_12mo = np.empty(count)
    crossings = {threshold: np.full(count, np.inf) for threshold in THRESHOLDS_OOM}
    for index in range(count):
        ln_rate, pull, growth, decay, ceiling, kappa = (
            float(getattr(every, name)[index]) for name in every.__dataclass_fields__
        )

        def rate(t, y, q):
            ln_rate, pull, growth, decay = q
            u = float(y[0])
            if u >= U_AT_CEILING:
                return [0.0]
            # a trial stage may land far outside 0 <= u; its step is then refused, if only it does not overflow
            exponent = ln_rate - pull * math.expm1(min(-u, 1.0)) + growth * t
            return [math.exp(min(exponent - decay * u, LARGEST_EXPONENT))]

        def crossing(threshold, ceiling=ceiling, kappa=kappa):
            return lambda t, y, _q: -ceiling * math.expm1(-y[0]) + kappa * t - threshold * LN_10

        solution = solve_ivp(
            rate, (0.0, HORIZON_YEARS), [0.0], method=method, rtol=tolerance, atol=tolerance, t_eval=(1.0,),
            events=[crossing(threshold) for threshold in THRESHOLDS_OOM], args=((ln_rate, pull, growth, decay),),
        )  # fmt: skip
        oom_12mo[index] = (-ceiling * math.expm1(-solution.y[0, 0]) + kappa) / LN_10
        for threshold, times in zip(THRESHOLDS_OOM, solution.t_events):
            if len(times):
                crossings[threshold][index] = times[0]
    return Answers(oom_12mo, crossings)


# --- NumPy, classical Runge-Kutta with a fixed step over many draws at once ----------------------------------------


def numpy_rk4(draws: Mapping[str, FloatArray], *, steps_per_year: int) -> Answers:
    """RK4 in place on chunks that fit the cache; crossings by the cubic through both ends of the step."""
    every = Equation.of(draws)
    count = every.ceiling.size
    oom_12mo = np.empty(count)
    crossings = np.full((len(THRESHOLDS_OOM), count), np.inf)
    for first in range(0, count, NUMPY_CHUNK):
        chunk = slice(first, min(first + NUMPY_CHUNK, count))
        oom_12mo[chunk], crossings[:, chunk] = _rk4_chunk(every[chunk], steps_per_year)
    return Answers(oom_12mo, dict(zip(THRESHOLDS_OOM, crossings)))


def _rk4_chunk(q: Equation, steps_per_year: int) -> tuple[FloatArray, FloatArray]:
    size, step = q.ceiling.size, 1.0 / steps_per_year
    thresholds = np.append(np.array(THRESHOLDS_OOM) * LN_10, np.inf)
    crossings = np.full((len(THRESHOLDS_OOM), size), np.inf)
    following = np.zeros(size, dtype=np.intp)  # which threshold each draw comes to next
    target = np.full(size, thresholds[0])
    oom_12mo = np.empty(size)

    missing, scratch, moved = np.empty(size), np.empty(size), np.empty(size)
    slopes = [np.empty(size) for _ in range(4)]
    u = np.zeros(size)
    total = np.zeros(size)

    def rate(t: float, u: FloatArray, out: FloatArray) -> None:
        np.exp(np.negative(u, out=missing), out=missing)  # 1 - s/S
        np.subtract(1.0, missing, out=out)
        out *= q.pull
        out += q.ln_rate
        out += np.multiply(q.growth, t, out=scratch)
        out -= np.multiply(q.decay, u, out=scratch)
        np.exp(out, out=out)

    rate(0.0, u, slopes[0])
    for n in range(round(HORIZON_YEARS * steps_per_year)):
        t = n * step
        for stage, fraction in ((1, 0.5), (2, 0.5), (3, 1.0)):
            np.multiply(slopes[stage - 1], fraction * step, out=moved)
            moved += u
            np.minimum(moved, U_AT_CEILING, out=moved)
            rate(t + fraction * step, moved, slopes[stage])
        start_slope = slopes[0].copy()
        slopes[1] += slopes[2]
        slopes[1] *= 2.0
        slopes[1] += slopes[0]
        slopes[1] += slopes[3]
        slopes[1] *= step / 6.0
        u += slopes[1]
        np.minimum(u, U_AT_CEILING, out=u)
        rate((n + 1) * step, u, slopes[0])  # the first stage of the next step, and `missing` at its start
        before, total = total, (1.0 - missing) * q.ceiling + q.kappa * ((n + 1) * step)
        crossed = np.flatnonzero(total >= target)
        while crossed.size:
            at_start = start_slope[crossed] * (q.ceiling[crossed] - (before[crossed] - q.kappa[crossed] * t))
            at_end = slopes[0][crossed] * q.ceiling[crossed] * missing[crossed]
            crossings[following[crossed], crossed] = t + step * _cubic_root(
                target[crossed], before[crossed], total[crossed],
                step * (at_start + q.kappa[crossed]), step * (at_end + q.kappa[crossed]),
            )  # fmt: skip
            following[crossed] += 1
            target[crossed] = thresholds[following[crossed]]
            crossed = crossed[total[crossed] >= target[crossed]]
        if n + 1 == steps_per_year:
            oom_12mo[:] = total / LN_10
    return oom_12mo, crossings


def _cubic_root(target: FloatArray, y0: FloatArray, y1: FloatArray, d0: FloatArray, d1: FloatArray) -> FloatArray:
    """Where in 0..1 the cubic with these end values and end slopes takes the value `target`, by bisection."""
    low, high = np.zeros_like(y0), np.ones_like(y0)
    for _ in range(40):
        z = 0.5 * (low + high)
        value = y0 + z * (d0 + z * (3 * (y1 - y0) - 2 * d0 - d1 + z * (d0 + d1 - 2 * (y1 - y0))))
        below = value < target
        low, high = np.where(below, z, low), np.where(below, high, z)
    return 0.5 * (low + high)


# --- diffrax: adaptive, compiled by XLA, many draws in step -----------------------------------------------------------


def diffrax_batch(draws: Mapping[str, FloatArray], *, method: str, tolerance: float, batch: int) -> Answers:
    """`diffeqsolve` under vmap and jit in float64, saving the ends of the ten years; the crossings are not asked.

    Leaving out the crossings favours this rival. The first call of a given batch size compiles.
    """
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    solve = _diffrax_solver(method, tolerance)
    every = Equation.of(draws)
    count = every.ceiling.size
    oom_12mo = np.empty(count)
    for first in range(0, count, batch):
        chosen = np.arange(first, first + batch) % count  # the last batch is filled up: its shape must not change
        columns = [jnp.asarray(getattr(every, name)[chosen]) for name in every.__dataclass_fields__]
        found = np.asarray(jax.block_until_ready(solve(columns)))[: count - first]
        oom_12mo[first : first + batch] = found
    return Answers(oom_12mo, None)


_solvers: dict[tuple[str, float], object] = {}


def _diffrax_solver(method: str, tolerance: float):
    key = (method, tolerance)
    if key in _solvers:
        return _solvers[key]
    import diffrax
    import jax
    import jax.numpy as jnp

    years = jnp.arange(1.0, HORIZON_YEARS + 0.5)

    def rate(t, u, args):
        ln_rate, pull, growth, decay = args
        inside = jnp.minimum(u, U_AT_CEILING)
        speed = jnp.exp(ln_rate - pull * jnp.expm1(-inside) + growth * t - decay * inside)
        return jnp.where(u < U_AT_CEILING, speed, 0.0)

    def one(columns):
        ln_rate, pull, growth, decay, ceiling, kappa = columns
        solution = diffrax.diffeqsolve(
            diffrax.ODETerm(rate), getattr(diffrax, method)(), t0=0.0, t1=HORIZON_YEARS, dt0=1e-4, y0=jnp.float64(0.0),
            args=(ln_rate, pull, growth, decay), saveat=diffrax.SaveAt(ts=years),
            stepsize_controller=diffrax.PIDController(rtol=tolerance, atol=tolerance), max_steps=4096, throw=False,
        )  # fmt: skip
        return (-ceiling * jnp.expm1(-solution.ys[0]) + kappa) / LN_10

    _solvers[key] = jax.jit(jax.vmap(one))
    return _solvers[key]
