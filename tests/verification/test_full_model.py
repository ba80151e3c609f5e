"""The engine agrees with an independent solution of the full equations, whichever mechanisms and siblings act.

Each case is 40 random draws, of which quick tests solve the first 12. With the engine's tolerance at 1e-9 OOM the two
differ by no more than that tolerance and what it grows to, which shows that they solve the same equations; at the
tolerance of ordinary runs by 1e-5 OOM, or more where returns bend at a place not known in advance (a cliff, a step in
the exponent, the scarcer of two inputs).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pytest

from oomcast.models.contract import Evaluation, Outcome, Settings
from oomcast.outcomes.evaluate import evaluate
from tests.verification.full_draws import (
    BY_COPIES,
    BY_PACE,
    TAKEOFF,
    drawn,
    form_of,
    option_names,
    parameters_of,
    reference,
)
from tests.verification.full_model import Course, FullModel, Siblings

DRAWS = 40
FEW_DRAWS = 12
"""Draws that are solved independently where seconds count."""

YEARS = (4 / 12, 1.0, 5.0)
LEVEL_OOM = 3.0

TIGHT = 1e-9  # the engine's tolerance at which equations are compared
SAME_EQUATIONS = 5e-8  # OOM and years; 3e-9 is seen, and 1.4e-8 where an exponent bends
SAME_EQUATIONS_ACROSS_A_BEND = 5e-7  # 1e-7 is seen
USUAL = 1e-6
AS_RUN = 1e-5  # 5e-6 is seen
AS_RUN_ACROSS_A_BEND = 2e-4  # 1e-4 is seen
LOST_YEARS = 1e-6  # relative; where either of the two says that progress became infinite

CHOICES = {choice.name: tuple(choice.options) for choice in TAKEOFF.choices}
CONSTANT = option_names("parallel_returns", "constant-exponent")
WORKFORCE = (*BY_COPIES, *CONSTANT)
BENDS = ("leontief", "step-exponent", "smooth-exponent", "late-cliff")


class Case(NamedTuple):
    """Which parameters have beliefs, and the answers to the questions of structure."""

    names: tuple[str, ...]
    structure: Mapping[str, str]

    @property
    def siblings(self) -> Siblings:
        answers = {"parallel_returns": "constant-exponent", "production": "cobb-douglas", "ceiling_shape": "linear"}
        return Siblings(*{**answers, **self.structure}.values())

    @property
    def bends(self) -> bool:
        return bool({*self.structure.values()}.intersection(BENDS))


def without(names: tuple[str, ...], *left_out: str) -> tuple[str, ...]:
    return tuple(name for name in names if name not in left_out)


def all_cases() -> dict[str, Case]:
    cases = {}
    for option in CHOICES["production"]:
        own = option_names("production", option)
        cases[f"{option} of a stated pace"] = Case((*BY_PACE, *own), {"production": option})
        cases[f"{option} of a workforce"] = Case((*WORKFORCE, *own), {"production": option})
    for option in CHOICES["parallel_returns"]:
        own = option_names("parallel_returns", option)
        cases[option] = Case((*BY_COPIES, *own), {"parallel_returns": option})
    for option in CHOICES["ceiling_shape"]:
        own = option_names("ceiling_shape", option)
        cases[f"{option} ceiling"] = Case((*BY_PACE, *own), {"ceiling_shape": option})
    for mechanism in ("learning-cycle", "industry", "experiment-cost", "bought-compute", "compute-shares", "ramp"):
        cases[mechanism] = Case((*BY_PACE, *parameters_of(mechanism)), {})
    for mechanism in ("inference-heavy-start", "copies-or-quality", "coordination", "lagging-company", "ramp"):
        cases[f"{mechanism} of a workforce"] = Case((*WORKFORCE, *parameters_of(mechanism)), {})
    cases["compute-slowdown"] = Case((*BY_PACE, *parameters_of("compute-slowdown"), "automation_year"), {})
    cases["rivals who sell chips"] = Case(
        (*WORKFORCE, *parameters_of("industry"), *parameters_of("bought-compute")), {}
    )
    composed = parameters_of("composed-ceiling")
    cases["composed ceiling"] = Case((*without(BY_PACE, "software_ceiling_oom"), *composed), {})
    chips = (*parameters_of("chips"), *parameters_of("compute-stock"))
    cases["copies from chips"] = Case((*without(WORKFORCE, "ai_copies"), *chips), {})
    full = reference("reference-full")
    everything = tuple(full.beliefs)
    cases["everything"] = Case(everything, full.structure)
    for option in ("adapting", "amdahl"):
        names = (*without(everything, "latency_share"), *option_names("production", option))
        cases[f"everything, {option}"] = Case(names, {**full.structure, "production": option})
    return cases


CASES = all_cases()


@cache
def draws_of(case: str) -> tuple[dict[str, float], ...]:
    columns = drawn(CASES[case].names, DRAWS)
    return tuple({name: float(values[index]) for name, values in columns.items()} for index in range(DRAWS))


@cache
def found(case: str, tolerance_oom: float) -> Evaluation:
    """What the engine says of each draw."""
    names, structure = CASES[case]
    settings = Settings(horizon_years=max(YEARS), tolerance_oom=tolerance_oom)
    return evaluate(form_of(names, structure), drawn(names, DRAWS), settings=settings, keep_paths=DRAWS)


@cache
def expected(case: str) -> tuple[Course, ...]:
    """The independent solution of each draw."""
    return solutions(case, draws_of(case))


def solutions(
    case: str, draws: Iterable[Mapping[str, float]], *, wrong: Mapping[str, Callable[[float], float]] | None = None
) -> tuple[Course, ...]:
    models = [FullModel(draw, CASES[case].siblings, wrong=wrong) for draw in draws]
    return tuple(model.follow(YEARS, levels=(LEVEL_OOM,)) for model in models)


def differences(evaluation: Evaluation, courses: Sequence[Course], *, has_ceiling: bool, allowed: float) -> list[str]:
    """Draws for which the two disagree, in words."""
    assert evaluation.paths is not None
    at = [int(np.argmin(np.abs(evaluation.paths.years - years))) for years in YEARS]
    wrong = []
    for index, course in enumerate(courses):
        totals = evaluation.paths.values["oom_total"][at, index]
        for years, total, other in zip(YEARS, totals.tolist(), course.total_oom, strict=True):
            # A burst that a ceiling ends cannot be followed in time, only up to it.
            is_lost = years > course.lost_years * (1 - LOST_YEARS)
            if not (is_lost and has_ceiling) and not (total == other or abs(total - other) <= allowed):
                wrong.append(f"draw {index} after {years:.2f} years: {total} instead of {other}")
        reached, other = float(evaluation.milestones[f"oom_{LEVEL_OOM:.0f}"][index]), course.years_to[LEVEL_OOM]
        other = min(other, course.lost_years) if other > max(YEARS) and not has_ceiling else other
        is_lost = math.isfinite(course.lost_years) and math.isinf(course.years_to[LEVEL_OOM])
        if not (is_lost and has_ceiling) and not (reached == other or abs(reached - other) <= allowed):
            wrong.append(f"draw {index} reaches {LEVEL_OOM:g} OOM after {reached} years instead of {other}")
        if (evaluation.outcome[index] == Outcome.DIVERGED) != (math.isfinite(course.lost_years) and not has_ceiling):
            wrong.append(f"draw {index}: {Outcome(evaluation.outcome[index]).name}, lost at {course.lost_years}")
    return wrong


MOST_LOST = 1
"""Of the draws of a case with a ceiling."""


@pytest.mark.parametrize("case", CASES)
def test_the_engine_solves_the_equations_as_they_are_written(case: str) -> None:
    agree(case, solutions(case, draws_of(case)[:FEW_DRAWS]))


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_the_engine_solves_them_in_all_draws(case: str) -> None:
    agree(case, expected(case))


def agree(case: str, courses: Sequence[Course]) -> None:
    """The engine gives these courses, to the tolerance that it is given."""
    has_ceiling = CASES[case].structure.get("ceiling_shape") != "none"
    if has_ceiling:
        assert sum(math.isfinite(course.lost_years) for course in courses) <= MOST_LOST
    bends = CASES[case].bends
    for tolerance, allowed in (
        (TIGHT, SAME_EQUATIONS_ACROSS_A_BEND if bends else SAME_EQUATIONS),
        (USUAL, AS_RUN_ACROSS_A_BEND if bends else AS_RUN),
    ):
        evaluation = found(case, tolerance)
        assert not differences(evaluation, courses, has_ceiling=has_ceiling, allowed=allowed)


def test_a_ceiling_shape_without_ceiling_lets_many_draws_diverge() -> None:
    evaluation = found("none ceiling", USUAL)
    assert 10 <= np.sum(evaluation.outcome == Outcome.DIVERGED) <= 30


# --- controls: an equation that is wrong by a little is noticed -----------------------------------------------------

A_LITTLE = 1 + 1e-5


@pytest.mark.parametrize("term", ["beta", "compute", "need", "experiment_cost", "production"])
def test_a_term_that_is_wrong_by_a_part_in_100_000_is_noticed(term: str) -> None:
    courses = solutions("everything", draws_of("everything"), wrong={term: lambda value: value * A_LITTLE})
    evaluation = found("everything", TIGHT)
    wrong = differences(evaluation, courses, has_ceiling=True, allowed=SAME_EQUATIONS_ACROSS_A_BEND)
    assert len({line.split()[1] for line in wrong}) > DRAWS / 2


@pytest.mark.parametrize(
    ("parameter", "case"),
    [
        ("rivals_lag_years", "industry"),
        ("spillover_per_year", "everything"),
        ("training_run_years", "learning-cycle"),
        ("compute_slowdown_year", "compute-slowdown"),
        ("adaptation_years", "adapting of a workforce"),
        ("human_top_equivalents", "hierarchy"),
        ("cliff_start_share", "late-cliff ceiling"),
    ],
)
def test_a_parameter_that_is_wrong_by_a_part_in_a_thousand_is_noticed(parameter: str, case: str) -> None:
    """Not by all draws: some are over before it counts."""
    courses = solutions(case, [{**draw, parameter: draw[parameter] * 1.001} for draw in draws_of(case)])
    evaluation = found(case, TIGHT)
    assert differences(evaluation, courses, has_ceiling=True, allowed=SAME_EQUATIONS_ACROSS_A_BEND)


# --- what else is said of each draw ---------------------------------------------------------------------------------

SAME_NUMBER = 1e-8  # relative; derivatives are taken numerically on one side


@pytest.mark.parametrize("case", CASES)
def test_effective_returns_are_those_of_the_equations(case: str) -> None:
    """(d ln M/ds) / (-d ln D/ds) at t = 0, by differences."""
    evaluation = found(case, USUAL)
    models = [FullModel(draw, CASES[case].siblings) for draw in draws_of(case)]
    returns = [model.effective_returns() for model in models]
    np.testing.assert_allclose(evaluation.outputs["effective_returns_0"], returns, rtol=SAME_NUMBER, atol=1e-9)


@pytest.mark.parametrize("case", ["industry", "rivals who sell chips", "everything", "everything, adapting"])
def test_rivals_find_what_the_equations_say(case: str) -> None:
    evaluation = found(case, TIGHT)
    courses = expected(case)
    at = YEARS.index(1.0)
    rivals = np.array([course.rivals_oom[at] for course in courses])
    np.testing.assert_allclose(
        evaluation.outputs["rivals_oom_software_12mo"], rivals, rtol=0, atol=SAME_EQUATIONS_ACROSS_A_BEND
    )
    lead = evaluation.outputs["oom_software_12mo"] - rivals
    np.testing.assert_allclose(evaluation.outputs["lead_oom_12mo"], lead, atol=SAME_EQUATIONS_ACROSS_A_BEND)


def test_the_workforce_after_a_year_is_that_of_the_software_in_use() -> None:
    assert "learning_cycle_years" in CASES["everything"].names  # so that what is in use is not what is discovered
    evaluation = found("everything", TIGHT)
    at = YEARS.index(1.0)
    for index, course in enumerate(expected("everything")):
        model = FullModel(draws_of("everything")[index], CASES["everything"].siblings)
        in_use, ln_compute = course.in_use_oom[at] * math.log(10), model.ln_compute(1.0)
        _, speed, _ = model.gains("")
        speed_after = model.ln_speed() + speed * in_use + model.gains("compute_")[1] * ln_compute
        assert evaluation.outputs["ai_copies_12mo"][index] == pytest.approx(
            math.exp(model.ln_copies(1.0, in_use, ln_compute)), rel=1e-5
        )
        assert evaluation.outputs["ai_speed_12mo"][index] == pytest.approx(math.exp(speed_after), rel=1e-5)
        assert evaluation.outputs["ai_copies_0mo"][index] == pytest.approx(
            math.exp(model.ln_copies(0.0, 0.0, 0.0)), rel=1e-12
        )
        assert evaluation.outputs["serial_labour_equivalents"][index] == pytest.approx(
            math.exp(model.ln_labour(math.inf, 0.0, 0.0)[0]), rel=1e-12
        )


@pytest.mark.parametrize("case", ["ramp", "ramp of a workforce", "everything"])
def test_the_ramp_has_taken_what_its_equation_says(case: str) -> None:
    evaluation = found(case, USUAL)
    for index, draw in enumerate(draws_of(case)):
        model = FullModel({**draw, "ramp_fruit_share": 0.0}, CASES[case].siblings)
        helped, alone = (software / math.log(10) for software in model.taken_by_ramp())
        outputs = {name: float(evaluation.outputs[name][index]) for name in evaluation.outputs}
        assert outputs["ramp_oom_software"] == pytest.approx(helped, rel=1e-9)
        assert outputs["ramp_oom_taken_early"] == pytest.approx(helped - alone, abs=1e-9)
        with_fruit = FullModel(draw, CASES[case].siblings)
        assert outputs["human_rate_left"] == pytest.approx(with_fruit.human_rate_left(), rel=1e-9)
