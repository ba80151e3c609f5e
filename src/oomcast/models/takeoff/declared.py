"""What a scenario may speak of: tier 1, which is always there, and the mechanisms and choices of tiers 2 and 3."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType

from oomcast.beliefs.mechanism import Alternative, Choice, Mechanism
from oomcast.beliefs.parameter import Parameter
from oomcast.mechanisms import (
    balanced_growth,
    chips_per_copy,
    compute,
    compute_schedule,
    feedback,
    industry,
    inference,
    lagging_company,
    learning_cycle,
    physical_limits,
    ramp,
    reference_rate,
    returns,
    timing,
    workforce,
    workforce_growth,
    yardsticks,
)
from oomcast.mechanisms.ceilings import composed_ceiling
from oomcast.mechanisms.ceilings.registry import CEILINGS
from oomcast.mechanisms.ceilings.registry import DEFAULT as DEFAULT_CEILING
from oomcast.mechanisms.parallel import coordination
from oomcast.mechanisms.parallel.registry import PARALLEL_RETURNS
from oomcast.mechanisms.production import ces, experiment_cost
from oomcast.mechanisms.production.registry import PRODUCTIONS
from oomcast.models.takeoff.full import COBB_DOUGLAS
from oomcast.models.takeoff.labour import CONSTANT

__all__ = ["ALTERNATIVES", "CHOICES", "CORE", "MECHANISMS", "SPEED_FACTORS"]

WORKFORCE_TIER = 2  # where the first speed-up comes from
FULL_TIER = 3  # all that may matter besides
"""How deep one has to go to meet a mechanism."""

CORE = (
    *feedback.PARAMETERS[:1],
    *returns.PARAMETERS,
    *feedback.PARAMETERS[1:],
    *reference_rate.PARAMETERS,
    *compute.PARAMETERS,
    *balanced_growth.PARAMETERS,
)
"""Tier 1, in the order in which it is shown."""

PACE = tuple(parameter.name for parameter in feedback.PARAMETERS)
"""What follows from a workforce that is stated copy by copy."""

SPEED_FACTORS = ("speed_from_hours", "speed_from_tokens", "speed_from_coordination", "speed_from_mixing")


def some(module: ModuleType, *names: str) -> tuple[Parameter, ...]:
    """The parameters of these names that a file of mechanisms declares."""
    by_name = {parameter.name: parameter for parameter in module.PARAMETERS}
    return tuple(by_name[name] for name in names)


def rest(module: ModuleType, *taken: tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    """The parameters that a file declares and no mechanism before it has taken."""
    names = {parameter.name for parameters in taken for parameter in parameters}
    return tuple(parameter for parameter in module.PARAMETERS if parameter.name not in names)


def neutral(module: ModuleType, parameters: tuple[Parameter, ...]) -> dict[str, float]:
    """Neutral values of these parameters, where the file that declares them has some."""
    names = {parameter.name for parameter in parameters}
    return {name: value for name, value in module.NEUTRAL.items() if name in names}


def mechanism(
    name: str,
    title: str,
    module: ModuleType,
    *names: str,
    tier: int = FULL_TIER,
    replaces: tuple[str, ...] = (),
    brings: tuple[str, ...] = (),
) -> Mechanism:
    """A mechanism of one file: the parameters of these names, or all of them."""
    parameters = some(module, *names) if names else module.PARAMETERS
    return Mechanism(
        name=name,
        title=title,
        tier=tier,
        parameters=parameters,
        neutral=neutral(module, parameters),
        replaces=replaces,
        brings=brings,
    )


STOCK = some(chips_per_copy, "compute_stock_h100e")
NEED_AT_START = ("inference_need_at_start", "inference_need_fall_per_year")
TRADE = ("copies_traded_oom", "quality_sd_per_inference_oom")
BOUGHT = ("bought_compute_factor", "purchase_start_years", "purchase_ramp_years")
SHARES = ("experiment_compute_share", "experiment_compute_share_before")
SLOWDOWN = ("compute_slowdown_year", "compute_slowdown_years", "compute_long_run_growth", "human_rate_follows_compute")

MECHANISMS = (
    Mechanism(
        name="workforce",
        title="research labour copy by copy: how many AIs, how fast, how good, and what an OOM makes of them",
        tier=WORKFORCE_TIER,
        parameters=(*workforce.PARAMETERS, *workforce_growth.PARAMETERS, inference.INFERENCE_COMPUTE_SHARE),
        neutral={**workforce.NEUTRAL, **workforce_growth.NEUTRAL},
        replaces=PACE,
        brings=("parallel_returns", "chips", "physical-limits"),
    ),
    Mechanism(
        name="chips",
        title="chips that a copy takes at a serial speed",
        tier=WORKFORCE_TIER,
        parameters=rest(chips_per_copy, STOCK, (inference.INFERENCE_COMPUTE_SHARE,)),
        neutral=chips_per_copy.NEUTRAL,
        brings=("workforce",),
    ),
    Mechanism(
        name="compute-stock",
        title="copies from first principles: the company's chips, and the share that runs AIs",
        tier=WORKFORCE_TIER,
        parameters=STOCK,
        replaces=("ai_copies",),
        brings=("workforce",),
    ),
    mechanism(
        "inference-heavy-start",
        "a copy needs much compute at first, and less later",
        inference,
        *NEED_AT_START,
        tier=WORKFORCE_TIER,
        brings=("workforce",),
    ),
    mechanism(
        "copies-or-quality",
        "fewer copies, each better for the compute it gets",
        inference,
        *TRADE,
        tier=WORKFORCE_TIER,
        brings=("workforce",),
    ),
    Mechanism(
        name="coordination",
        title="AIs that lose less than people to working in parallel",
        tier=WORKFORCE_TIER,
        parameters=(coordination.COORDINATION_ADVANTAGE,),
        neutral=coordination.NEUTRAL,
        brings=("workforce",),
    ),
    mechanism(
        "physical-limits",
        "chips, power, staff and money in the world, and what the workforce would need of them",
        physical_limits,
        tier=WORKFORCE_TIER,
        brings=("workforce",),
    ),
    mechanism("experiment-cost", "experiments that grow dearer as cheap ones run out", experiment_cost),
    mechanism(
        "composed-ceiling", "the software ceiling from its parts", composed_ceiling, replaces=("software_ceiling_oom",)
    ),
    mechanism(
        "compute-slowdown",
        "compute that grows more slowly from a stated year on",
        compute_schedule,
        *SLOWDOWN,
        brings=("timing",),
    ),
    mechanism("bought-compute", "chips bought from rivals", compute_schedule, *BOUGHT),
    mechanism("compute-shares", "shares of compute for experiments before and after t = 0", compute_schedule, *SHARES),
    mechanism("learning-cycle", "discoveries that help only once AIs have learned them", learning_cycle),
    mechanism("industry", "progress that the leader takes from others, and rivals who automate too", industry),
    mechanism("lagging-company", "a company behind the leader that has obtained its weights", lagging_company),
    mechanism("ramp", "progress that speeds up before full automation", ramp),
    mechanism("timing", "the calendar date of full automation", timing),
    mechanism(
        "yardsticks",
        "other years of progress: of 2024, of 2031, and since a stated date",
        yardsticks,
        brings=("timing",),
    ),
)
"""In the order in which they are shown."""


def option(name: str, module: ModuleType, tier: int, *, without_neutral: frozenset[str] = frozenset()) -> Mechanism:
    """One answer to a question of structure."""
    given = {key: value for key, value in module.NEUTRAL.items() if key not in without_neutral}
    parameters = module.PARAMETERS
    if "substitution_rho" in arguments(module) and ces.PARAMETERS[0] not in parameters:
        parameters = (*ces.PARAMETERS, *parameters)
    names = {parameter.name for parameter in parameters}
    return Mechanism(
        name=name,
        title=(module.__doc__ or "").partition("\n")[0].rstrip("."),
        tier=tier,
        parameters=parameters,
        neutral={key: value for key, value in given.items() if key in names},
    )


def arguments(module: ModuleType) -> tuple[str, ...]:
    """What a sibling is prepared from."""
    code = module.prepare.__code__
    names: tuple[str, ...] = code.co_varnames[: code.co_argcount]
    return names


HEADS_ADD_UP = frozenset({"parallel_exponent"})
"""Where it is not stated a workforce takes the reference exponent: that heads simply add up is nobody's view."""

CHOICES = (
    Choice(
        name="parallel_returns",
        title="what many heads achieve together",
        default=CONSTANT,
        options={
            name: option(name, module, WORKFORCE_TIER, without_neutral=HEADS_ADD_UP)  # type: ignore[arg-type]
            for name, module in PARALLEL_RETURNS.items()
        },
        needs=("workforce",),
    ),
    Choice(
        name="production",
        title="how labour and experiments make research",
        default=COBB_DOUGLAS,
        options={name: option(name, module, FULL_TIER) for name, module in PRODUCTIONS.items()},
    ),
    Choice(
        name="ceiling_shape",
        title="how returns fall towards the ceiling",
        default=DEFAULT_CEILING,
        options={name: option(name, module, FULL_TIER) for name, module in CEILINGS.items()},
    ),
)

PARTS = tuple(parameter.name for parameter in composed_ceiling.PARAMETERS)
CHAIN = tuple(
    dict.fromkeys(
        name
        for names in (*(part.names for part in MECHANISMS if part.tier == WORKFORCE_TIER), CHOICES[0].names)
        for name in names
    )
)
"""All that may be said of a workforce stated copy by copy."""

ALTERNATIVES = (
    *(Alternative(one=(name,), other=CHAIN, overrides="other") for name in PACE),
    Alternative(one=("ai_serial_speed",), other=SPEED_FACTORS),
    Alternative(one=("ai_copies",), other=("compute_stock_h100e",)),
    Alternative(one=("software_ceiling_oom",), other=PARTS, together=True),
)
"""Statements that say one thing in two ways."""

CHOICES_BY_NAME: Mapping[str, Choice] = MappingProxyType({choice.name: choice for choice in CHOICES})
