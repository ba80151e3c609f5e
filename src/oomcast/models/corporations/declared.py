"""What a file of companies may speak of: their numbers, and beliefs about research."""

from __future__ import annotations

from types import MappingProxyType

from oomcast.beliefs.companies.opening import Words
from oomcast.beliefs.mechanism import TIER_ALWAYS_PRESENT, Choice
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.vocabulary import vocabulary_of
from oomcast.mechanisms import (
    balanced_growth,
    physical_limits,
    practices,
    saturating_labour,
    starting_up,
    supply_of_labour,
    team_quality,
    workforce,
    workforce_growth,
)
from oomcast.mechanisms.parallel.coordination import COORDINATION_ADVANTAGE
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.production import adapting_ces
from oomcast.mechanisms.production.registry import PRODUCTIONS, WITH_MEMORY
from oomcast.models.takeoff.declared import HEADS_ADD_UP, option, some
from oomcast.models.takeoff.labour import CONSTANT

__all__ = ["COMPANY", "DEFAULT_PRODUCTION", "MODEL_NAME", "MODEL_VERSION", "SPEEDUP", "WORDS"]

MODEL_NAME, MODEL_VERSION = "corporations", "1"

DEFAULT_PRODUCTION = "latency"
"""Labour, experiments and waiting. Without substitution and waiting it is Cobb-Douglas."""

COMPANY = (
    Parameter(
        name="serial_time",
        symbol="T",
        unit="year",
        meaning="how long its people work, one thing after the other, in years of their own clock",
        lower=1e-6,
        upper=1e6,
        plausible=(1e-3, 1000.0),
    ),
    Parameter(
        name="staff",
        symbol="n",
        unit="1",
        meaning="researchers and engineers who work in parallel, in heads",
        lower=1.0,
        upper=1e15,
        plausible=(10.0, 1e8),
    ),
    Parameter(
        name="chips",
        symbol="K",
        unit="H100e",
        meaning="H100 equivalents that the company has throughout its time",
        lower=1e-3,
        upper=1e18,
        plausible=(100.0, 1e11),
    ),
    Parameter(
        name="speed",
        symbol="v",
        unit="x",
        meaning="how fast its people work, by the clock of its serial time",
        lower=1e-6,
        upper=1e6,
        plausible=(0.01, 1000.0),
    ),
    Parameter(
        name="latency",
        symbol="l",
        unit="x",
        meaning="how long what nobody can hurry takes, by the clock of its serial time: long training runs, deliveries",
        lower=1e-6,
        upper=1e6,
        plausible=(0.01, 100.0),
    ),
    COORDINATION_ADVANTAGE,
)
"""The numbers of a company, in the order in which they are shown."""

DEFAULTS = {"speed": 1.0, "latency": 1.0, "coordination_advantage": 1.0}
"""A company works at the speed of people, waits as long as they do, and coordinates as they do, unless it says so."""

RESEARCH = (
    *balanced_growth.PARAMETERS,
    *some(workforce_growth, "research_taste_spread"),
    *some(workforce, "quality_on_research_share"),
    *team_quality.PARAMETERS,
    *starting_up.PARAMETERS,
    *saturating_labour.PARAMETERS,
    *practices.PARAMETERS,
    *some(adapting_ces, "adaptation_years"),
    *some(physical_limits, "cost_per_researcher_year", "cost_per_h100e_year"),
    *supply_of_labour.PARAMETERS,
)
"""What is believed about research whatever the law of parallel returns and the production function."""

CHOICES = (
    Choice(
        name="parallel_returns",
        title="what many heads achieve together",
        default=CONSTANT,
        options={
            name: option(name, module, TIER_ALWAYS_PRESENT, without_neutral=HEADS_ADD_UP)  # type: ignore[arg-type]
            for name, module in PARALLEL_RETURNS.items()
        },
    ),
    Choice(
        name="production",
        title="how labour, experiments and waiting make research",
        default=DEFAULT_PRODUCTION,
        options={
            name: option(name, module, TIER_ALWAYS_PRESENT)
            for name, module in PRODUCTIONS.items()
            if name not in WITH_MEMORY  # practices that adapt are shown under any production function
        },
    ),
)

SPEEDUP = Parameter(
    name="speedup",
    symbol="m",
    unit="x",
    meaning="how many times as much one company does as another, at equal progress",
    lower=1e-9,
    upper=1e12,
    plausible=(1.0, 1e4),
)
"""What a person states about two companies."""

WORDS = Words(
    company=MappingProxyType({parameter.name: parameter for parameter in COMPANY}),
    defaults=MappingProxyType(DEFAULTS),
    research=vocabulary_of(model=MODEL_NAME, version=MODEL_VERSION, core=RESEARCH, outputs={}, choices=CHOICES),
    answer=SPEEDUP,
)
"""Names that a file of companies may use."""
