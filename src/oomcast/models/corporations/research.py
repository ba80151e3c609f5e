"""How much research a company does, next to a company of reference, by the equations of the forecast.

Labour is that of `mechanisms.workforce` under any law of `mechanisms.parallel`, and research any production function of
`mechanisms.production`; in the place of the human-only company stands the company of reference, for which all inputs
are 1. Those functions count waiting as given. Since nothing changes in them when all clocks are set anew, they also
say what shorter or longer waiting does:

    ln F(L, X, Z) = ln Z + ln F(L/Z, X/Z, 1)                                        (equation waiting)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from oomcast.beliefs.companies.company import EVOLVED, Company, Group
from oomcast.mechanisms.parallel.coordination import coordinated_exponent, ln_coordinated, overhead_saved
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.practices import ln_average_output
from oomcast.mechanisms.production import adapting_ces
from oomcast.mechanisms.production.registry import PRODUCTIONS
from oomcast.mechanisms.saturating_labour import labour_left, ln_useful_labour
from oomcast.mechanisms.starting_up import productive_share
from oomcast.mechanisms.team_quality import ln_team_quality
from oomcast.mechanisms.workforce import ln_effort_from_quality, ln_relative_labour
from oomcast.mechanisms.workforce_growth import ln_quality_per_sd
from oomcast.models.takeoff.full import arguments
from oomcast.quantities.elementary import log, where

__all__ = [
    "Corporation",
    "Elasticities",
    "Form",
    "Inputs",
    "Progress",
    "elasticities",
    "exponent_at_staff",
    "inputs",
    "ln_pace",
    "ln_speedup",
    "progress",
]

COBB_DOUGLAS_RHO = 0.0
"""How well labour and experiments replace each other in the long run under a production function that has no rho."""

ONE_ADAPTATION_TIME = 1.0


class Corporation(NamedTuple):
    """The numbers of one company, in one draw or in arrays of them; see the parameters of these names.

    `quality` are its groups of heads, and `practices` says whether it evolved with its constraints or is dropped in.
    """

    serial_time: Any
    staff: Any
    chips: Any
    speed: Any
    latency: Any
    coordination_advantage: Any
    quality: tuple[Group, ...]
    practices: str = EVOLVED

    @classmethod
    def of(cls, company: Company, numbers: Mapping[str, Any]) -> Corporation:
        """A company with these numbers."""
        return cls(**numbers, quality=company.quality, practices=company.practices)

    @property
    def chip_years(self) -> Any:
        """Compute in all, in years of H100 equivalents."""
        return self.chips * self.serial_time


class Form(NamedTuple):
    """Which law of parallel returns and which production function act, by their names."""

    parallel_returns: str
    production: str


class Inputs(NamedTuple):
    """What a company puts into research, by its own clock, relative to the company of reference; in logarithms.

    `ln_labour` counts what is of use; `ln_labour_without_limit` what there would be if labour never saturated.
    `ln_clock` is Z: how much faster what nobody can hurry goes.
    """

    ln_labour: Any
    ln_experiments: Any
    ln_clock: Any
    ln_effort: Any
    ln_labour_without_limit: Any


class Progress(NamedTuple):
    """What a company achieves in all its time, in years of the company of reference; ln, as a sum of its parts.

    `ln_started` is what starting up leaves of the time, `ln_adapted` what practices that do not fit leave.
    """

    ln_time: Any
    ln_pace: Any
    ln_started: Any
    ln_adapted: Any

    @property
    def ln_years(self) -> Any:
        """Logarithm of the years that the company of reference, at full pace, needs for the same progress."""
        return self.ln_time + self.ln_pace + self.ln_started + self.ln_adapted


class Elasticities(NamedTuple):
    """By how many per cent research grows with one per cent more speed, compute, and pace of waiting; they sum to 1."""

    speed: Any
    compute: Any
    waiting: Any


def ln_heads(company: Corporation, draws: Mapping[str, Any], form: Form) -> Any:
    """Logarithm of what a company's heads achieve together, relative to one of them."""
    law = PARALLEL_RETURNS[form.parallel_returns]
    ln_people = law.ln_parallel(log(company.staff), *coefficients(law, draws))
    return ln_coordinated(log(company.staff), ln_people, overhead_saved(company.coordination_advantage))


def exponent_at_staff(company: Corporation, draws: Mapping[str, Any], form: Form) -> Any:
    """Parallel exponent at a company's head-count, d ln(research labour) / d ln(heads)."""
    law = PARALLEL_RETURNS[form.parallel_returns]
    exponent = law.exponent_at(log(company.staff), *coefficients(law, draws))
    return coordinated_exponent(exponent, overhead_saved(company.coordination_advantage))


def coefficients(module: Any, draws: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a law or a production function needs of the draws."""
    return tuple(module.prepare(*(draws[name] for name in arguments(module.prepare))))


def ln_quality(company: Corporation, draws: Mapping[str, Any]) -> Any:
    """Logarithm of the quality of a company's staff, relative to median researchers."""
    groups = company.quality
    return ln_team_quality(
        [group.share for group in groups],
        [group.mean_sd for group in groups],
        [group.spread_sd for group in groups],
        ln_quality_per_sd(draws["research_taste_spread"]),
        draws["quality_concentration"],
    )


def inputs(company: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form) -> Inputs:
    """What a company puts into research, relative to the company of reference."""
    better = ln_quality(company, draws) - ln_quality(reference, draws)
    clock = log(reference.latency) - log(company.latency)
    on_research = draws["quality_on_research_share"]
    labour = ln_relative_labour(
        ln_heads(company, draws, form),
        ln_heads(reference, draws, form),
        log(company.speed) - log(reference.speed),
        better,
        on_research,
    )
    return Inputs(
        ln_labour=ln_useful_labour(labour, clock, draws["labour_saturation"]),
        ln_experiments=log(company.chips) - log(reference.chips),
        ln_clock=clock,
        ln_effort=ln_effort_from_quality(better, on_research),
        ln_labour_without_limit=labour,
    )


def ln_pace(given: Inputs, draws: Mapping[str, Any], form: Form) -> Any:
    """Logarithm of a company's pace by its own clock, relative to the company of reference, once it has adapted."""
    production = PRODUCTIONS[form.production]
    at_clock = (given.ln_labour - given.ln_clock, given.ln_experiments - given.ln_clock)
    return given.ln_effort + given.ln_clock + production.ln_output(*at_clock, *coefficients(production, draws))


def elasticities(given: Inputs, draws: Mapping[str, Any], form: Form) -> Elasticities:
    """By how much the pace answers to speed, compute and waiting where a company stands."""
    production = PRODUCTIONS[form.production]
    at_clock = (given.ln_labour - given.ln_clock, given.ln_experiments - given.ln_clock)
    shares = coefficients(production, draws)
    labour = production.labour_elasticity(*at_clock, *shares)
    compute = production.experiment_elasticity(*at_clock, *shares)
    left = labour_left(given.ln_labour_without_limit, given.ln_clock, draws["labour_saturation"])
    # What labour cannot do for being saturated moves with the clock of the world, as does waiting.
    return Elasticities(labour * left, compute, (1.0 - labour - compute) + labour * (1.0 - left))


def progress(company: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form) -> Progress:
    """What a company achieves in all its serial time.

        ln E = ln T + ln F + ln(share left after starting up) + ln(share left by practices)     (equation progress)

    E counts years of the company of reference, at full pace and with practices that fit. That is what makes companies
    comparable: ideas get harder to find as progress goes on, for everyone alike, so that each company's progress is a
    function of the research it has done, and the company of reference has done the same amount after E years, when it
    has made the same progress. Faster staff also start up, and adapt their practices, in less time.
    """
    given = inputs(company, reference, draws, form)
    faster = company.speed / reference.speed
    started = productive_share(company.serial_time, draws["startup_years"] / faster)
    return Progress(
        ln_time=log(company.serial_time),
        ln_pace=ln_pace(given, draws, form),
        ln_started=log(started),
        ln_adapted=0.0 * given.ln_labour
        if company.practices == EVOLVED
        else ln_left_by_practices(given, company.serial_time, faster, draws, form),
    )


def ln_left_by_practices(given: Inputs, serial_time: Any, faster: Any, draws: Mapping[str, Any], form: Form) -> Any:
    """Logarithm of what a company that is dropped into the world of the reference does, over what it could do there.

    Both by the CES of practices that adapt: the long run as under the production function in use, as far as that is a
    CES of labour and experiments, and as under Cobb-Douglas otherwise.
    """
    production = PRODUCTIONS[form.production]
    shares = production.prepare(*(draws[name] for name in arguments(production.prepare)))._asdict()
    # Time is counted in adaptation times: the same practices, whatever the clock.
    takes_time = draws["adaptation_years"] > 0.0
    practice = adapting_ces.prepare(
        shares.get("inner_labour_share", draws["labour_share"]),
        draws["unadapted_rho"],
        shares.get("rho", COBB_DOUGLAS_RHO),
        where(takes_time, ONE_ADAPTATION_TIME, 0.0),
    )
    passed = serial_time * faster / where(takes_time, draws["adaptation_years"], 1.0)
    ln_ratio = given.ln_labour - given.ln_experiments
    dropped_in = ln_average_output(ln_ratio, 0.0, 0.0 * ln_ratio, passed, *practice)
    return dropped_in - adapting_ces.ln_output(ln_ratio, 0.0, ln_ratio, *practice)


def ln_speedup(
    fast: Corporation, slow: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form
) -> Any:
    """Logarithm of how many times as much one company does as another, at equal progress.

        speed-up = E_fast / E_slow                                                  (equation speed-up)

    "Normal over Slow" is 1 over the fraction of NormalCorp's time in which it makes the progress that SlowCorp makes
    in all of its own; "Automated over Normal" likewise. So progress is equal and times are compared. To compare the
    progress that both make in equal times would give less, the more so the faster ideas get harder to find, and would
    not say how much faster one of them is. Source: R. Greenblatt and E. Lifland, "Slow corporations as an intuition
    pump for AI R&D automation" (2025): "what fraction of NormalCorp's time does it take to achieve the amount of
    algorithmic progress that SlowCorp would get in a week?"
    """
    return progress(fast, reference, draws, form).ln_years - progress(slow, reference, draws, form).ln_years
