"""An independent solution of the full takeoff model: its equations as they are written, integrated another way.

    ds/dt   = g_h [w M_own + (1 - w) M_r] D(s)
    ds_r/dt = g_h M_r D(s_r) + o max(s - s_r, 0)              M_r = 1 until the rivals automate
    ds_d/dt = (s - s_d) / lag   from the first deployment on;   lag = 0: s_d = s
    dq/dt   = (ln(L/X) - q) / T_a

in plain floats, with software itself as the state (the engine under test follows the depth of the search), by the
eighth-order rule of Dormand and Prince as SciPy has it, to 1e-11, begun anew wherever something jumps or bends.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq

from tests.verification.laws import LN_10, ln_parallel, ln_production, ln_yield, slope

__all__ = ["Course", "FullModel", "Siblings"]

Draw = Mapping[str, float]
Falsifier = Callable[[float], float]

TOLERANCE = 1e-11
FASTEST = 600.0  # ln of a rate at which nothing can be followed any more
SHORTEST_YEARS = 1 / 365.25  # a day: what is faster counts as a day
RUNS_TO_WAIT = 1.5  # half a run until the next begins, and one until it ends
LEAST_COMPUTE = 1e-9
SD_OF_THE_BEST = 3.09
SMALLEST_GROWTH_SHARE = 1e-9


class Siblings(NamedTuple):
    """The answers to the questions of structure."""

    parallel: str = "constant-exponent"
    production: str = "cobb-douglas"
    ceiling: str = "linear"


class Moment(NamedTuple):
    """What a company achieves at one moment: logarithms of its multiplier, labour and experiments."""

    multiplier: float
    labour: float
    experiments: float


class Course(NamedTuple):
    """A trajectory at the times asked for: OOM, +infinity once lost. Years to each level, +infinity where not reached.

    It is lost where progress is too fast for any step in time: at a singularity, and in a burst of the same kind that a
    ceiling ends.
    """

    total_oom: list[float]
    in_use_oom: list[float]
    rivals_oom: list[float]
    years_to: dict[float, float]
    lost_years: float


class State(NamedTuple):
    """Everything that moves, in nats. Without a learning cycle, rivals or memory the others stand still."""

    software: float = 0.0
    deployed: float = 0.0
    practice: float = 0.0
    rivals: float = 0.0
    rivals_deployed: float = 0.0
    rivals_practice: float = 0.0


class Phase(NamedTuple):
    """What holds between two jumps."""

    deploying: bool
    rivals_automated: bool


class FullModel:
    """One draw: values of the parameters that have beliefs, by name; all others are absent.

    `wrong` falsifies terms on purpose, so that a test can show that it would notice: name -> what is made of it.
    """

    def __init__(
        self, draw: Draw, siblings: Siblings | None = None, *, wrong: Mapping[str, Falsifier] | None = None
    ) -> None:
        self.draw, self.wrong = draw, wrong or {}
        self.siblings = siblings or Siblings()
        self.law = ln_parallel(self.siblings.parallel, draw) if self.by_copies else None
        self.production = ln_production(self.siblings.production, draw)
        self.beta = self.falsified("beta", self.feedback() / draw["returns_to_software"])
        self.ln_yield = ln_yield(self.siblings.ceiling, draw, beta=self.beta, ceiling=self.ceiling())
        most = self.ceiling() if self.siblings.ceiling != "none" else math.inf
        self.most = State(most, most, math.inf, most, most, math.inf)
        self.ln_human_growth = math.log(self.human_growth())
        if draw.get("ramp_fruit_share", 0.0) > 0.0:
            self.ln_human_growth += math.log(self.human_rate_left())

    def falsified(self, name: str, value: float) -> float:
        return self.wrong[name](value) if name in self.wrong else value

    def of(self, name: str, absent: float) -> float:
        """The drawn value, or what stands for an absent mechanism."""
        return float(self.draw.get(name, absent))

    # --- before anything moves -------------------------------------------------------------------------------------

    @property
    def by_copies(self) -> bool:
        """Whether labour is stated copy by copy; else by its pace."""
        return "initial_speedup" not in self.draw

    def ceiling(self) -> float:
        """S in nats: as stated, else log10(C_T/C_B) - h + u OOM."""
        draw = self.draw
        if "software_ceiling_oom" in draw:
            return draw["software_ceiling_oom"] * LN_10
        gap = math.log10(draw["training_run_flop"] / draw["brain_training_flop"])
        return (gap - draw["brain_margin_used_oom"] + draw["beyond_brain_oom"]) * LN_10

    def human_growth(self) -> float:
        """g_h in nats per year, lower where compute had slowed down before t = 0 and the rate follows it."""
        stated = self.stated_human_growth()
        before = math.log(self.draw["compute_factor_first_year"])
        if before <= 0.0:
            return stated
        share = min(max(self.compute_growth(0.0) / before, SMALLEST_GROWTH_SHARE), 1.0)
        return stated * share ** self.of("human_rate_follows_compute", 0.0)

    def stated_human_growth(self) -> float:
        return (self.draw["reference_oom_per_year"] - self.draw["hardware_oom_per_year_reference"]) * LN_10

    def human_rate_left(self) -> float:
        """What the ideas taken early leave of the rate of human researchers at t = 0.

        The rate at the start of the ramp is g_h, and effort grows by eta = beta g_h, so with s_0 the software of then,
        D(s_0) * integral from s_0 to 0 of ds/D(s) = g_h exp(eta T) I. Each rate at t = 0 is g_h exp(eta T)/D(s_0).
        """
        helped, alone = (self.ln_yield(-taken) for taken in self.taken_by_ramp())
        return math.exp(self.draw["ramp_fruit_share"] * (alone - helped))

    def taken_by_ramp(self) -> tuple[float, float]:
        """Software (nats) found in the time of the ramp with AIs who help, and by humans alone."""
        uplift = math.log(self.draw["uplift_today"])
        return self.found_before(uplift, self.ln_multiplier(0.0, State())), self.found_before(0.0, 0.0)

    def found_before(self, ln_from: float, ln_to: float) -> float:
        years, growth = self.draw["ramp_years"], self.stated_human_growth()
        eta = self.beta * growth

        def effort(t: float) -> float:
            return math.exp(ln_from + (ln_to - ln_from) * (1 + t / years) + eta * (t + years))

        reach = growth * quad(effort, -years, 0.0, epsabs=0, epsrel=1e-13, limit=500)[0]

        def missing(taken: float) -> float:
            ln_then = self.ln_yield(-taken)
            return quad(lambda s: math.exp(ln_then - self.ln_yield(s)), -taken, 0.0, epsabs=0, epsrel=1e-13)[0] - reach

        most = min(1e-3, reach)
        while missing(most) < 0:
            most *= 2
        return float(brentq(missing, 0.0, most, xtol=1e-14, rtol=1e-14))

    # --- compute ----------------------------------------------------------------------------------------------------

    def slowdown_start(self) -> float:
        year = self.of("compute_slowdown_year", math.inf)
        return year - self.of("automation_year", 0.0) if year < math.inf else math.inf

    def compute_growth(self, t: float) -> float:
        """Growth of ln compute at time t, bought chips aside."""
        early = math.log(self.draw["compute_factor_first_year"])
        age = t - self.slowdown_start()
        if age <= 0.0:
            return early
        late = self.draw["compute_long_run_growth"]
        return late + (early - late) * math.exp(-age / self.draw["compute_slowdown_years"])

    def ln_compute(self, t: float) -> float:
        """k(t): the integral of the growth from 0 to t, and bought chips."""
        early, start = math.log(self.draw["compute_factor_first_year"]), self.slowdown_start()

        def grown(until: float) -> float:
            """From the beginning of the slow-down."""
            if until <= start:
                return early * (until - start)
            late, width = self.draw["compute_long_run_growth"], self.draw["compute_slowdown_years"]
            return late * (until - start) - (early - late) * width * math.expm1(-(until - start) / width)

        steady = early * t if math.isinf(start) else grown(t) - grown(0.0)
        return self.falsified("compute", steady + math.log(1 + self.sold(t)))

    def sold(self, t: float) -> float:
        """Chips bought from rivals by time t, in units of what the leader would have otherwise."""
        more = self.of("bought_compute_factor", 1.0) - 1
        if more == 0.0:
            return 0.0
        first, last = self.purchase()
        return more * min(max((t - first) / (last - first), 0.0), 1.0)

    def purchase(self) -> tuple[float, float]:
        start = self.draw["purchase_start_years"]
        return start, start + max(self.draw["purchase_ramp_years"], SHORTEST_YEARS)

    def ln_company_compute(self) -> float:
        return math.log(self.of("company_compute_share", 1.0))

    # --- research ---------------------------------------------------------------------------------------------------

    def ln_quality_per_sd(self) -> float:
        return math.log(self.draw["research_taste_spread"]) / SD_OF_THE_BEST

    def ln_speed(self) -> float:
        stated = self.of("ai_serial_speed", math.inf)
        if stated < math.inf:
            return math.log(stated)
        return sum(math.log(self.draw[f"speed_from_{part}"]) for part in ("hours", "tokens", "coordination", "mixing"))

    def ln_copies_at_start(self) -> float:
        """Copies once their need has come down, those given up for better ones left out."""
        draw = self.draw
        if "ai_copies" in draw:
            ln_copies = math.log(draw["ai_copies"])
        else:
            per_copy = math.log(draw["chips_per_copy_at_human_speed"]) + draw["speed_cost_exponent"] * self.ln_speed()
            ln_copies = math.log(draw["compute_stock_h100e"] * draw["inference_compute_share"]) - per_copy
        return ln_copies - self.of("copies_traded_oom", 0.0) * LN_10 + self.ln_company_compute()

    def ln_quality_at_start(self) -> float:
        per_oom = self.of("quality_sd_per_inference_oom", 0.0) * self.ln_quality_per_sd()
        return math.log(self.draw["ai_quality"]) + self.of("copies_traded_oom", 0.0) * per_oom

    def ln_ais_like(self, ln_copies: float) -> float:
        """What copies achieve together: people's overhead, divided by the advantage in coordination."""
        assert self.law is not None
        return ln_copies - (ln_copies - self.law(ln_copies)) / self.of("coordination_advantage", 1.0)

    def gains(self, per: str) -> tuple[float, float, float]:
        """What a nat of software ("") or of compute ("compute_") adds to ln copies, speed and quality."""
        draw = self.draw
        per_sd = self.ln_quality_per_sd()
        return (
            math.log(draw[f"copies_per_{per}oom"]) / LN_10,
            math.log(draw[f"speed_per_{per}oom"]) / LN_10,
            draw[f"quality_sd_per_{per}oom"] * per_sd / LN_10,
        )

    def feedback(self) -> float:
        """phi under Cobb-Douglas production at the copies of t = 0: it fixes beta, whatever acts."""
        if not self.by_copies:
            return self.draw["software_feedback"]
        a, on_all = self.draw["labour_share"], self.draw["quality_on_research_share"]
        copies, speed, quality = self.gains("")
        exponent = slope(self.ln_ais_like, self.ln_copies_at_start())
        return a * (exponent * copies + speed + (1 - on_all) * quality) + on_all * quality

    def ln_copies(self, t: float, in_use: float, ln_compute: float) -> float:
        """Copies at work, running at the need of the time."""
        need = 1 + (self.of("inference_need_at_start", 1.0) - 1) * math.exp(
            -self.of("inference_need_fall_per_year", 0.0) * t
        )
        per_software, per_compute = self.gains("")[0], self.gains("compute_")[0]
        grown = self.ln_copies_at_start() + per_software * in_use + per_compute * ln_compute
        return grown - self.falsified("need", math.log(need))

    def ln_labour(self, t: float, in_use: float, ln_compute: float) -> tuple[float, float]:
        """Logarithm of labour, and of what quality does to the whole effort."""
        draw = self.draw
        if not self.by_copies:
            a = draw["labour_share"]
            pull = (draw["compute_returns"] - (1 - a)) * (ln_compute + self.ln_company_compute())
            return (math.log(draw["initial_speedup"]) + draw["software_feedback"] * in_use + pull) / a, 0.0
        assert self.law is not None
        (_, speed, quality), (_, speed_k, quality_k) = self.gains(""), self.gains("compute_")
        ln_quality = self.ln_quality_at_start() + quality * in_use + quality_k * ln_compute
        ln_speed = self.ln_speed() + speed * in_use + speed_k * ln_compute
        together = self.ln_ais_like(self.ln_copies(t, in_use, ln_compute))
        people = self.law(math.log(draw["human_top_equivalents"]))
        on_all = draw["quality_on_research_share"]
        return together - people + ln_speed + (1 - on_all) * ln_quality, on_all * ln_quality

    def ln_experiments(self, software: float, ln_compute: float) -> float:
        draw = self.draw
        if "experiment_compute_share" in draw:
            ln_change = math.log(draw["experiment_compute_share"] / draw["experiment_compute_share_before"])
        else:
            ln_change = math.log(1 - draw["inference_compute_share"]) if self.by_copies else 0.0
        dearer = self.falsified("experiment_cost", self.of("experiment_cost_growth", 0.0) * software)
        return ln_compute + ln_change + self.ln_company_compute() - dearer

    def research(self, t: float, software: float, in_use: float, ln_compute: float, practice: float) -> Moment:
        """M_own of a company with this software, compute and practice."""
        labour, on_all = self.ln_labour(t, in_use, ln_compute)
        experiments = self.ln_experiments(software, ln_compute)
        output = self.falsified("production", self.production(labour, experiments, practice))
        return Moment(output + on_all + self.ln_stated_level(), labour, experiments)

    def ln_stated_level(self) -> float:
        """M = m_0 F(L, X)/F(L_0, 1) where the pace is stated: it holds with every bottleneck."""
        if self.by_copies:
            return 0.0
        ln_pace = math.log(self.draw["initial_speedup"])
        return ln_pace - self.production(ln_pace / self.draw["labour_share"], 0.0, 0.0)

    # --- everything together ---------------------------------------------------------------------------------------

    @property
    def lag(self) -> float:
        """Mean years from discovery to use; 0 without a learning cycle."""
        lag = self.of("learning_cycle_years", 0.0) + RUNS_TO_WAIT * self.of("training_run_years", 0.0)
        return max(lag, SHORTEST_YEARS) if lag > 0.0 else 0.0

    @property
    def rivals_start(self) -> float:
        return self.of("rivals_lag_years", math.inf)

    @property
    def adaptation_years(self) -> float:
        """Infinite where there is no memory, or none is needed."""
        if self.siblings.production != "adapting" or self.draw["adaptation_years"] == 0.0:
            return math.inf
        return max(self.draw["adaptation_years"], SHORTEST_YEARS)

    def own(self, t: float, state: State) -> Moment:
        in_use = state.deployed if self.lag else state.software
        return self.research(t, state.software, in_use, self.ln_compute(t), state.practice)

    def others(self, t: float, state: State) -> Moment:
        """The same model at the compute that the rivals have left."""
        sold = self.sold(t)
        theirs = max(self.of("rivals_compute_share", 1.0) - sold, LEAST_COMPUTE) / (1 + sold)
        in_use = state.rivals_deployed if self.lag else state.rivals
        return self.research(t, state.rivals, in_use, self.ln_compute(t) + math.log(theirs), state.rivals_practice)

    def ln_multiplier(self, t: float, state: State) -> float:
        """ln [w M_own + (1 - w) M_r], as it is at time t and not just before."""
        ln_others = self.others(t, state).multiplier if t >= self.rivals_start else 0.0
        return self.ln_shared(self.own(t, state).multiplier, ln_others)

    def ln_shared(self, own: float, others: float) -> float:
        w = self.of("leader_share", 1.0)
        return ln_sum(own + math.log(w) if w > 0 else -math.inf, others + math.log(1 - w) if w < 1 else -math.inf)

    def rate(self, t: float, state: State, phase: Phase) -> State:
        """What everything moves at, per year."""
        own = self.own(t, state)
        others = self.others(t, state) if phase.rivals_automated else Moment(0.0, 0.0, 0.0)
        ln_shared = self.ln_shared(own.multiplier, others.multiplier)
        found = exp(self.ln_human_growth + ln_shared + self.ln_yield(state.software))
        by_rivals = leaked = 0.0
        if self.rivals_start < math.inf:
            by_rivals = exp(self.ln_human_growth + others.multiplier + self.ln_yield(state.rivals))
            leaked = self.of("spillover_per_year", 0.0) * max(state.software - state.rivals, 0.0)
        cycles = 1 / self.lag if self.lag and phase.deploying else 0.0
        adapts, rivals_adapt = 1 / self.adaptation_years, phase.rivals_automated / self.adaptation_years
        return State(
            found,
            (state.software - state.deployed) * cycles,
            (own.labour - own.experiments - state.practice) * adapts,
            by_rivals + leaked,
            (state.rivals - state.rivals_deployed) * cycles,
            (others.labour - others.experiments - state.rivals_practice) * rivals_adapt,
        )

    def kinks(self) -> list[float]:
        times = [self.slowdown_start(), self.of("training_run_years", 0.0), self.rivals_start]
        if self.of("bought_compute_factor", 1.0) > 1.0:
            times += self.purchase()
        return times

    def total_oom(self, t: float, state: Sequence[float]) -> float:
        return (state[0] + self.ln_compute(t)) / LN_10

    def follow(self, years: Sequence[float], *, levels: Sequence[float] = ()) -> Course:
        """The trajectory up to the last of `years`, and when the total first reaches each of `levels` (OOM)."""
        corners = sorted({0.0, *years, *(kink for kink in self.kinks() if 0 < kink < max(years))})
        states: dict[float, np.ndarray] = {0.0: np.zeros(len(State._fields))}
        years_to = dict.fromkeys(levels, math.inf)
        lost = math.inf
        events = [self.level(level) for level in levels]
        for start, end in pairwise(corners):
            phase = Phase(start >= self.of("training_run_years", 0.0), rivals_automated=start >= self.rivals_start)
            solved = solve_ivp(
                lambda t, y, phase=phase: self.rate(t, State(*y.tolist()), phase),
                (start, end),
                states[start],
                method="DOP853",
                rtol=TOLERANCE,
                atol=TOLERANCE,
                events=events or None,
            )
            for level, found in zip(levels, solved.t_events or [], strict=bool(events)):
                if found.size:
                    years_to[level] = min(years_to[level], float(found[0]))
            if solved.status < 0:
                lost = float(solved.t[-1])
                break
            # Where D falls to 0 with infinite slope (beta S < 1) the step that reaches the ceiling ends above it.
            states[end] = np.minimum(solved.y[:, -1], self.most)
        return Course(
            [self.total_oom(t, states[t]) if t in states else math.inf for t in years],
            [float(states[t][0 if not self.lag else 1]) / LN_10 if t in states else math.inf for t in years],
            [float(states[t][3]) / LN_10 if t in states else math.inf for t in years],
            years_to,
            lost,
        )

    def level(self, level: float) -> Callable[[float, np.ndarray], float]:
        return lambda t, y: self.total_oom(t, y) - level

    def effective_returns(self) -> float:
        """(d ln M/ds) / (-d ln D/ds) at t = 0, with everything discovered in use."""

        def ln_multiplier(s: float) -> float:
            return self.ln_multiplier(0.0, State(software=s, deployed=s))

        return -slope(ln_multiplier, 0.0) / slope(self.ln_yield, 0.0)


def exp(x: float) -> float:
    return math.exp(min(x, FASTEST))


def ln_sum(x: float, y: float) -> float:
    """ln(e^x + e^y)."""
    high, low = max(x, y), min(x, y)
    return high + math.log1p(math.exp(low - high))
