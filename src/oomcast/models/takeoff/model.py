"""The model `takeoff` in three tiers, and the form of it that a scenario uses.

Source: R. Greenblatt's argument for 6 OOM in the first year after full automation, and the model of T. Davidson and
T. Houlden, "How quick and big would a software intelligence explosion be?" (Forethought, 2025), in one notation.

Tier 1 has an equation of its own (`core.py`), which also serves every scenario whose mechanisms only change its
numbers. Where something acts that those numbers cannot express, the full equation (`full.py`) is used, with the
siblings that the scenario chooses. A mechanism whose beliefs are all certain and neutral counts as absent, so that
the tier below comes back to the last bit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache, partial
from typing import Any

from oomcast.beliefs.mechanism import Mechanism
from oomcast.beliefs.vocabulary import flat_parameters
from oomcast.mechanisms.industry import NEVER
from oomcast.models import progress
from oomcast.models.contract import BoolArray, ContinuousModel, Course, FloatArray, Model
from oomcast.models.takeoff import core, full
from oomcast.models.takeoff.accounts import ACCOUNTS, accounts_for
from oomcast.models.takeoff.declared import ALTERNATIVES, CHOICES, CHOICES_BY_NAME, CORE, MECHANISMS
from oomcast.models.takeoff.description import EVENTS, OUTPUTS, describe
from oomcast.models.takeoff.full import Equations, Structure
from oomcast.models.takeoff.implied import BESIDE, contradictions, implied
from oomcast.models.takeoff.labour import stated_numbers
from oomcast.models.takeoff.research import Coefficients, research

__all__ = ["MODEL"]

NAME, VERSION = "takeoff", "2"
TITLE = "Software progress that feeds back on itself, up to a ceiling, while compute grows"

PARAMETERS = flat_parameters(CORE, mechanisms=MECHANISMS, choices=CHOICES)

ACTS_IN_TIME = (
    "inference-heavy-start",
    "experiment-cost",
    "compute-slowdown",
    "bought-compute",
    "learning-cycle",
    "industry",
)
"""Mechanisms that the numbers of tier 1 cannot express."""

CORE_EQUATIONS = Equations(
    core.State, core.Observed, core.initial_state, core.rate_of_change, core.ln_pace, core.observe, research
)


def form(names: Collection[str], structure: Mapping[str, str], certain: Mapping[str, float]) -> Model:
    """The model that a scenario uses: with its siblings, and with the full equation only where something needs it."""
    present = frozenset(names)
    acting = {
        mechanism.name
        for mechanism in MECHANISMS
        if mechanism.name in ACTS_IN_TIME and acts(mechanism, present, certain)
    }
    rivals_lag = certain.get("rivals_lag_years", 0.0 if "rivals_lag_years" in present else NEVER)
    siblings = Structure(
        parallel_returns=structure.get("parallel_returns", CHOICES_BY_NAME["parallel_returns"].default),
        production=chosen("production", structure, present, certain),
        ceiling_shape=chosen("ceiling_shape", structure, present, certain),
        has_rivals="industry" in acting and rivals_lag != NEVER,
    )
    is_core = not acting and siblings == Structure()
    return formed(present, siblings, is_core)


def acts(part: Mechanism, present: frozenset[str], certain: Mapping[str, float]) -> bool:
    """Whether a mechanism is there and not held at the values at which it changes nothing."""
    stated = present.intersection(part.names)
    is_neutral = all(certain.get(name) == value for name, value in part.neutral.items())
    return bool(stated) and not (part.neutral and is_neutral)


def chosen(name: str, structure: Mapping[str, str], present: frozenset[str], certain: Mapping[str, float]) -> str:
    """The option of a choice, or its default where the option is held at the values that give the default back."""
    choice = CHOICES_BY_NAME[name]
    option = choice.options[structure.get(name, choice.default)]
    return option.name if not option.names or acts(option, present, certain) else choice.default


@cache
def formed(names: frozenset[str], structure: Structure, is_core: bool) -> ContinuousModel:  # noqa: FBT001
    """The model of a structure for scenarios with beliefs about these parameters."""
    functions = CORE_EQUATIONS if is_core else full.equations(structure)
    accounts = accounts_for(names, has_rivals=structure.has_rivals)
    prepare: Any
    switched: Any
    if is_core:
        prepare, switched = partial(prepare_core, structure=structure), core.switched
        coefficients: type[Any] = core.Coefficients
        stops, cannot_diverge, hardware_oom = core.stops, core.cannot_diverge, core.hardware_oom
    else:
        prepare, switched = partial(full.prepare, structure=structure), partial(full.switched, structure=structure)
        coefficients = Coefficients
        stops, cannot_diverge, hardware_oom = full.stops, full.cannot_diverge, full.hardware_oom  # type: ignore[assignment]

    def details(
        draws: Mapping[str, FloatArray], c: Any, course: Course
    ) -> tuple[dict[str, FloatArray], dict[str, BoolArray]]:
        return describe(draws, c, course, structure=structure, functions=functions, accounts=accounts)

    return ContinuousModel(
        name=NAME,
        version=VERSION,
        title=TITLE,
        parameters={name: parameter for name, parameter in PARAMETERS.items() if name in names},
        outputs=(*OUTPUTS, *(output for account in accounts for output in account.outputs)),
        events=(*EVENTS, *(event for account in accounts for event in account.events)),
        milestones=progress.MILESTONES,
        implied=partial(implied, structure=structure),
        contradictions=partial(contradictions, structure=structure),
        beside=BESIDE,
        coefficients=coefficients,
        state=functions.state,
        observed=functions.observed,
        prepare=prepare,
        initial_state=functions.initial_state,
        rate_of_change=functions.rate_of_change,
        ln_pace=functions.ln_pace,
        observe=functions.observe,
        stops=stops,
        cannot_diverge=cannot_diverge,
        hardware_oom=hardware_oom,
        reference_oom_per_year=core.reference_oom_per_year,
        details=details,
        switched=switched,
        analytic=is_core,
        falling_states=frozenset(name for name in functions.state._fields if name.endswith("practice")),
        core=CORE,
        mechanisms=MECHANISMS,
        choices=CHOICES,
        alternatives=ALTERNATIVES,
        form=form,
    )


def prepare_core(draws: Mapping[str, FloatArray], structure: Structure) -> core.Coefficients:
    """Coefficients of tier 1, from its numbers as stated or as the workforce implies them."""
    return core.prepare(draws, stated_numbers(draws, structure.parallel_returns))


def everything() -> ContinuousModel:
    """Tier 1 with the declarations of all tiers: what stands in the registry."""
    import dataclasses

    plain = formed(frozenset(parameter.name for parameter in CORE), Structure(), is_core=True)
    return dataclasses.replace(
        plain,
        parameters=PARAMETERS,
        outputs=(*OUTPUTS, *(output for account in ACCOUNTS for output in account.outputs)),
        events=(*EVENTS, *(event for account in ACCOUNTS for event in account.events)),
    )


MODEL = everything()
