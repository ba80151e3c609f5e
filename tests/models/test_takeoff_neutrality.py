"""What changes nothing changes nothing: each mechanism at its neutral values gives the tier below back."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Mapping
from functools import cache

import numpy as np
import pytest

from oomcast.beliefs.mechanism import Mechanism
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.beliefs.scenario import Scenario, open_scenario, preset_names
from oomcast.ensemble.forecast import Forecast
from oomcast.ensemble.run import model_of, run
from oomcast.models.contract import Evaluation, Settings
from oomcast.models.registry import model, vocabulary
from oomcast.models.takeoff import core
from oomcast.models.takeoff.full import Structure
from oomcast.models.takeoff.labour import stated_numbers
from oomcast.models.takeoff.model import formed
from oomcast.outcomes.evaluate import evaluate

TAKEOFF = model("takeoff")
MECHANISMS = {part.name: part for part in TAKEOFF.mechanisms}
CHOICES = {choice.name: choice for choice in TAKEOFF.choices}

PLAIN, CHAIN = "greenblatt-2025", "greenblatt-2025-full"
"""A scenario of tier 1, and one with a workforce."""

RUN_DRAWS, MANY_DRAWS = 200, 2000


def opened(name: str) -> Scenario:
    return open_scenario(name, vocabularies=vocabulary)


@cache
def forecast_of(name: str) -> Forecast:
    return run(opened(name), draws=RUN_DRAWS, workers=1)


def spelt(values: Mapping[str, float]) -> dict[str, object]:
    """Values as a person states them."""
    return {name: "none" if value == math.inf else value for name, value in values.items()}


def differing(one: Forecast | Evaluation, other: Forecast | Evaluation) -> set[str]:
    """Names of common outputs, milestones and events of which not every byte is the same."""
    found = set()
    for group in ("outputs", "milestones", "events"):
        ours, theirs = getattr(one, group), getattr(other, group)
        common = ours.keys() & theirs.keys()
        assert common
        found |= {name for name in common if ours[name].tobytes() != theirs[name].tobytes()}
    return found


def assert_close(one: Evaluation | Forecast, other: Evaluation | Forecast, allowed: float) -> None:
    """Every common number within `allowed`, relative above 1 and absolute below, and every event the same."""
    for group in ("outputs", "milestones"):
        ours, theirs = getattr(one, group), getattr(other, group)
        for name in ours.keys() & theirs.keys():
            np.testing.assert_allclose(theirs[name], ours[name], rtol=allowed, atol=allowed, err_msg=name)
    for name in one.events.keys() & other.events.keys():
        np.testing.assert_array_equal(other.events[name], one.events[name], err_msg=name)


# --- identical bytes ------------------------------------------------------------------------------------------------

OF_A_WORKFORCE = ("inference-heavy-start", "copies-or-quality", "coordination")
ON_BOTH = (
    "experiment-cost",
    "compute-slowdown",
    "bought-compute",
    "learning-cycle",
    "industry",
    "lagging-company",
)
ON_TIER_1 = ("ramp",)
TELLING = ("chips", "physical-limits", "timing", "yardsticks")
"""Nothing they can say changes what happens; it changes what is said of it."""

OTHERWISE = ("workforce", "compute-stock", "composed-ceiling", "compute-shares")
"""Another way to say what is said without them; compared below by what they amount to."""


def test_every_mechanism_is_compared() -> None:
    assert {*OF_A_WORKFORCE, *ON_BOTH, *ON_TIER_1, *TELLING, *OTHERWISE} == set(MECHANISMS)


@pytest.mark.parametrize(
    ("name", "base"),
    [
        *((name, CHAIN) for name in OF_A_WORKFORCE),
        *((name, base) for name in ON_BOTH for base in (PLAIN, CHAIN)),
        *((name, PLAIN) for name in ON_TIER_1),
    ],
)
def test_a_mechanism_at_its_neutral_values_changes_no_byte(name: str, base: str) -> None:
    neutral = MECHANISMS[name].neutral
    assert neutral
    scenario = opened(base).replace(**spelt(neutral))
    assert name in scenario.mechanisms
    assert not differing(forecast_of(base), run(scenario, draws=RUN_DRAWS, workers=1))


def siblings_with_neutral_values() -> Iterator[tuple[str, Mechanism]]:
    for choice in ("production", "ceiling_shape"):
        for option in CHOICES[choice].options.values():
            if option.neutral or option.name == CHOICES[choice].default:
                yield choice, option


@pytest.mark.parametrize("base", [PLAIN, CHAIN])
@pytest.mark.parametrize(
    ("choice", "option"), list(siblings_with_neutral_values()), ids=lambda part: getattr(part, "name", str(part))
)
def test_a_sibling_at_its_neutral_values_changes_no_byte(choice: str, option: Mechanism, base: str) -> None:
    scenario = opened(base).replace(**{choice: option.name}, **spelt(option.neutral))
    assert scenario.structure.get(choice, CHOICES[choice].default) == option.name
    assert not differing(forecast_of(base), run(scenario, draws=RUN_DRAWS, workers=1))


@pytest.mark.parametrize(
    ("name", "stated", "moves"),
    [
        ("chips", {"chips_per_copy_at_human_speed": 5.0}, "chips_needed_0mo"),
        ("physical-limits", {"world_compute_h100e": 1e5, "cost_per_researcher_year": 1e5}, "staff_spending_ratio"),
        ("timing", {"automation_year": 2041.0}, "multiples_since_yardstick_12mo"),
        ("yardsticks", {"oom_per_year_2024": 0.7}, "years_of_2024_12mo"),
    ],
)
def test_what_only_tells_moves_its_own_outputs_only(name: str, stated: dict[str, float], moves: str) -> None:
    told = {
        "chips": {"chips_needed_0mo", "power_needed_0mo", "staff_spending_ratio", "chips_beyond_stock"},
        "physical-limits": {"power_needed_0mo", "staff_spending_ratio", "chips_beyond_stock", "power_beyond_supply"},
        "timing": {"multiples_since_yardstick_12mo"},
        "yardsticks": {"years_of_2024_12mo", "years_of_2031_12mo", "multiples_since_yardstick_12mo"},
    }
    found = differing(forecast_of(CHAIN), run(opened(CHAIN).replace(**stated), draws=RUN_DRAWS, workers=1))
    assert moves in found
    assert found <= told[name] | {"power_beyond_supply"}


@pytest.mark.parametrize("name", ["timing", "yardsticks"])
def test_dates_and_yardsticks_change_no_byte_of_tier_1(name: str) -> None:
    stated = {"timing": {"automation_year": 2031.0}, "yardsticks": {"oom_per_year_2024": 1.1}}[name]
    assert not differing(forecast_of(PLAIN), run(opened(PLAIN).replace(**stated), draws=RUN_DRAWS, workers=1))


def test_a_mechanism_that_acts_is_seen_in_the_bytes() -> None:
    """A control."""
    acting = run(opened(PLAIN).replace(learning_cycle_years=0.01), draws=RUN_DRAWS, workers=1)
    assert "oom_total_12mo" in differing(forecast_of(PLAIN), acting)


# --- the full equation beside that of tier 1 ------------------------------------------------------------------------

TIGHT = 1e-9
"""Tolerance, in OOM, at which forms that the engine follows by different methods are compared."""

WITHOUT_ANYTHING = 1e-7
"""Tier 1 is followed by its series, the full equation by stages: two methods that share nothing but their tolerance."""

RIVALS_IN_VAIN = 2e-7
"""Rivals who never come still have software, whose error the step of the engine depends on. At a tolerance of 1e-9 OOM
this is what is seen at most, in the dates of slow draws."""

CORE_PRESETS = (
    "reference",
    "greenblatt-2025",
    "forethought-medians",
    "greenblatt-2026-no-singularity",
    "greenblatt-2025-full",
)


def test_these_are_the_presets_that_need_no_more_than_the_equation_of_tier_1() -> None:
    scenarios = {name: opened(name) for name in preset_names()}
    ours = {name: scenario for name, scenario in scenarios.items() if scenario.model == "takeoff"}
    assert {name for name, scenario in ours.items() if model_of(scenario).state is core.State} == set(CORE_PRESETS)


@cache
def drawn(name: str, count: int = MANY_DRAWS) -> dict[str, np.ndarray]:
    scenario = opened(name)
    return draw_beliefs(
        {parameter: belief.distribution for parameter, belief in scenario.beliefs.items()},
        correlations=scenario.correlations,
        seed=1,
        count=count,
    )


def by_full_equation(name: str, *, has_rivals: bool = False, tolerance_oom: float = 1e-6) -> Evaluation:
    form = formed(frozenset(opened(name).beliefs), Structure(has_rivals=has_rivals), is_core=False)
    return evaluate(form, drawn(name), settings=Settings(tolerance_oom=tolerance_oom))


@pytest.mark.parametrize("name", CORE_PRESETS)
def test_the_full_equation_without_its_mechanisms_is_that_of_tier_1(name: str) -> None:
    tier_1 = evaluate(model_of(opened(name)), drawn(name), settings=Settings(tolerance_oom=TIGHT))
    assert_close(tier_1, by_full_equation(name, tolerance_oom=TIGHT), WITHOUT_ANYTHING)


@pytest.mark.parametrize("name", ["greenblatt-2025", "greenblatt-2025-full"])
def test_rivals_who_never_come_change_nothing(name: str) -> None:
    alone, among = (by_full_equation(name, has_rivals=has_rivals, tolerance_oom=TIGHT) for has_rivals in (False, True))
    assert_close(alone, among, RIVALS_IN_VAIN)


# --- siblings without a neutral value, where they meet the default ---------------------------------------------------

SAME_BUT_FOR_THE_STEPS = 1e-7
"""Inputs that differ in their last bits, or the full equation on one side: other steps, each as good as the other, at a
tolerance of 1e-9 OOM."""


def compared(scenario: Scenario, other: Scenario, allowed: float) -> None:
    assert_close(*(run(each, draws=RUN_DRAWS, workers=1, tolerance=TIGHT) for each in (scenario, other)), allowed)


@pytest.mark.parametrize(
    ("option", "neutral", "like"),
    [
        ("step-exponent", {"parallel_exponent_above": 0.3, "parallel_step_heads": "none"}, {}),
        ("step-exponent", {"parallel_exponent_above": 0.5, "parallel_step_heads": 5000.0}, {"parallel_exponent": 0.5}),
        (
            "smooth-exponent",
            {
                "parallel_exponent_far": 0.3,
                "parallel_change_from_heads": "none",
                "parallel_change_to_heads": 1e9,
            },
            {},
        ),
        ("hierarchy", {"hierarchy_span": 7.0, "hierarchy_loss_per_layer": 0.0}, {"parallel_exponent": 1.0}),
        ("scalability-law", {"contention": 0.0, "coherency": 0.0}, {"parallel_exponent": 1.0}),
        ("duplication-uniform", {"ideas_in_reach": "none"}, {"parallel_exponent": 1.0}),
    ],
)
def test_a_law_at_its_neutral_values_has_a_constant_exponent(
    option: str, neutral: dict[str, object], like: dict[str, float]
) -> None:
    base = opened(CHAIN)
    constant = base.replace(**like)
    exponent = like if "parallel_exponent" in CHOICES["parallel_returns"].options[option].names else {}
    compared(constant, base.replace(parallel_returns=option, **neutral, **exponent), SAME_BUT_FOR_THE_STEPS)


def test_a_share_over_the_jump_like_the_one_at_the_margin_is_cobb_douglas() -> None:
    base = opened(PLAIN)
    falling = base.replace(production="falling-labour-share", labour_share_over_jump=0.5, labour_jump=352.0)
    compared(base, falling, SAME_BUT_FOR_THE_STEPS)


def test_no_ceiling_by_choice_is_no_ceiling_by_belief() -> None:
    """And the log-ratio, which has no neutral value, meets both where there is no ceiling."""
    by_belief = opened("greenblatt-2026-no-singularity").replace(software_ceiling_oom="none")
    for option in ("none", "log-ratio", "late-cliff"):
        more = {"cliff_start_share": 0.5} if option == "late-cliff" else {}
        by_choice = by_belief.replace(
            ceiling_shape=option, **({"software_ceiling_oom": 12.0} if option == "none" else {}), **more
        )
        if option == "none":  # what is left of a ceiling is then a matter of the ceiling that is not there
            assert (run(by_choice, draws=RUN_DRAWS, workers=1).outputs["ceiling_share_used_12mo"] == 0).all()
        compared(by_belief, by_choice, SAME_BUT_FOR_THE_STEPS)


# --- the same thing said in another way -----------------------------------------------------------------------------


def tier_1_of(draws: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The draws of a workforce as draws of tier 1, by the numbers that the workforce amounts to."""
    numbers = stated_numbers(draws, "constant-exponent")
    names = {parameter.name for parameter in TAKEOFF.core}
    return {
        **{name: values for name, values in draws.items() if name in names},
        "initial_speedup": np.exp(numbers.ln_initial_speedup),
        "software_feedback": np.asarray(numbers.software_feedback),
        "compute_returns": np.broadcast_to(numbers.compute_returns, numbers.software_feedback.shape),
    }


def test_a_workforce_under_cobb_douglas_is_no_more_than_three_numbers() -> None:
    draws = drawn(CHAIN)
    plain = tier_1_of(draws)
    tier_1 = evaluate(formed(frozenset(plain), Structure(), is_core=True), plain, settings=Settings())
    workforce = evaluate(model_of(opened(CHAIN)), draws, settings=Settings())
    assert_close(tier_1, workforce, SAME_BUT_FOR_THE_STEPS)


def shifted(change: Callable[[dict[str, np.ndarray]], dict[str, np.ndarray]], base: str) -> tuple[Evaluation, ...]:
    """The draws of a preset as they are, and changed."""
    draws = drawn(base, RUN_DRAWS)
    both = (draws, change(dict(draws)))
    return tuple(
        evaluate(TAKEOFF.used_with(frozenset(each), opened(base).structure, {}), each, settings=Settings())
        for each in both
    )


def test_copies_from_chips_are_copies() -> None:
    def from_chips(draws: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        factors = ("hours", "tokens", "coordination", "mixing")
        speed = np.prod([draws[f"speed_from_{factor}"] for factor in factors], axis=0)
        taken = draws.pop("ai_copies") * draws["chips_per_copy_at_human_speed"] * speed ** draws["speed_cost_exponent"]
        return {**draws, "compute_stock_h100e": taken / draws["inference_compute_share"]}

    assert_close(*shifted(from_chips, CHAIN), SAME_BUT_FOR_THE_STEPS)


def test_a_ceiling_composed_of_parts_is_that_ceiling() -> None:
    def composed(draws: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        draws["beyond_brain_oom"] = draws.pop("software_ceiling_oom") - 5.0 + draws["brain_margin_used_oom"]
        return draws

    stated, from_parts = shifted(composed, CHAIN)
    others = {name: column for name, column in from_parts.outputs.items() if name != "composed_ceiling_oom"}
    assert_close(stated, dataclasses.replace(from_parts, outputs=others), SAME_BUT_FOR_THE_STEPS)


@pytest.mark.parametrize(("base", "left"), [(PLAIN, 1.0), (CHAIN, 5 / 6)])
def test_shares_of_compute_that_stay_as_they_would_have_been_change_nothing(base: str, left: float) -> None:
    """Stated by the pace, experiments keep their share; with AIs who take a sixth of it, they keep five sixths."""

    def stated(draws: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        before = np.linspace(0.3, 0.7, RUN_DRAWS)
        return {**draws, "experiment_compute_share_before": before, "experiment_compute_share": left * before}

    assert_close(*shifted(stated, base), SAME_BUT_FOR_THE_STEPS)
