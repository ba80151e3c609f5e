"""A comparison of companies over many draws of what is believed about them and about research."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.companies.roles import Answer, Trio
from oomcast.beliefs.distributions.samples import Samples
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.ensemble.provenance import Provenance, package_version
from oomcast.ensemble.views import COMPARISON_VIEWS
from oomcast.errors import RunError, ScenarioError, nearest, shown
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.declared import MODEL_NAME, MODEL_VERSION
from oomcast.models.corporations.readings import dropped_in, evolved, in_year, with_equal_compute
from oomcast.models.corporations.research import Corporation, Form, ln_speedup, progress
from oomcast.quantities.elementary import exp

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["DEFAULT_DRAWS", "SPEEDUPS", "Comparison", "compare_companies"]

DEFAULT_DRAWS = 10_000
"""Enough to know a median to a hundredth of its spread, in a second."""

MOST_DRAWS = 1_000_000
"""A million draws of all beliefs fill half a gigabyte."""

SPEEDUPS = {
    "normal_over_slow": "what the normal company does, over the slow one as it is listed",
    "normal_over_slow_equal_compute": "the same, with as much compute in all",
    "normal_over_slow_evolved": "the same as listed, the slow company's practices made for its own constraints",
    "normal_over_slow_dropped_in": "the same as listed, the slow company thrown into the normal one's world",
    "automated_over_normal_literal": "what the automated company does in years of its own, waiting divided as well",
    "automated_over_normal_in_year": "what it does within the normal company's time, waiting as long as ever",
}
"""The speed-ups of a comparison, in the order in which they are shown."""

EQUAL_COMPUTE = 1e-9
"""By how much, relatively, compute in all may differ without a warning: rounding."""

SAMPLES_KEPT = 10_000
"""Largest number of samples that a belief made of a comparison holds."""

MEDIAN = 0.5
MILLION = 1e6


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """Companies compared, draw by draw.

    `inputs` are the draws of beliefs about research, `speedups` those of the speed-ups of `SPEEDUPS`, `years` for each
    company how many years the normal company needs for the same progress; arrays of shape (draws,). `at_medians` holds
    the beliefs about research at their medians, and `corporations` every company at the medians of its numbers.
    """

    trio: Trio
    inputs: Mapping[str, FloatArray]
    speedups: Mapping[str, FloatArray]
    years: Mapping[str, FloatArray]
    at_medians: Mapping[str, float]
    corporations: Mapping[str, Corporation]
    warnings: tuple[str, ...]
    provenance: Provenance

    @property
    def form(self) -> Form:
        """Which law of parallel returns and which production function act."""
        return form_of(self.trio)

    def answer(self, name: str | None = None) -> Answer | None:
        """The stated answer of this name; without one, the first. None where nobody answers."""
        answers = self.trio.answers
        if name is None:
            return next(iter(answers.values()), None)
        if name not in answers:
            known = ", ".join(answers) or "none"
            raise ScenarioError(
                f"expected one of the answers ({known}), got {shown(name)}.{nearest(name, answers)}",
                field="answers",
                file=self.trio.file,
            )
        return answers[name]

    def initial_speedup(self) -> Belief:
        """The automated company's multiplier within a calendar year, as a belief about a scenario's first speed-up.

        The draws themselves are the belief, so that what is uncertain about the comparison stays as uncertain.
        """
        values = self.speedups["automated_over_normal_in_year"][:SAMPLES_KEPT]
        roles = self.trio.roles
        return Belief(
            distribution=Samples(values=tuple(float(value) for value in values)),
            source=f"{roles.automated} over {roles.normal} within a calendar year, {self.trio.file}",
            evidence=Evidence.ASSUMED,
            note=self.provenance.command,
        )

    def document(self, *, answer: str | None = None) -> dict[str, Any]:
        """Everything there is to say of the comparison, JSON-able, keys in reading order.

        The question of consistency is asked of the stated `answer` of this name, or of the first.
        """
        from oomcast.ensemble.corporations_document import document

        return document(self, answer=self.answer(answer))

    def text(self, *, answer: str | None = None) -> str:
        """The report of the comparison in plain text."""
        return str(self._view("text", answer=answer))

    def plot(self, *, answer: str | None = None) -> Figure:
        """The companies and the models that agree with an answer, as a Matplotlib figure."""
        figure: Figure = self._view("plot", answer=answer)
        return figure

    def _view(self, name: str, *, answer: str | None) -> Any:
        module, _, function = COMPARISON_VIEWS[name].partition(":")
        return getattr(import_module(module), function)(self, answer=answer)


def form_of(trio: Trio) -> Form:
    """Which law of parallel returns and which production function a file of companies names."""
    return Form(trio.structure["parallel_returns"], trio.structure["production"])


def compare_companies(trio: Trio, *, draws: int = DEFAULT_DRAWS, seed: int = 0, command: str = "") -> Comparison:
    """The comparison of the companies of `trio` over `draws` draws of all beliefs, with `seed`.

    The result depends on the beliefs, `draws` and `seed` alone. Raises RunError for a number of draws that cannot be
    made, and ScenarioError where beliefs leave experiments a negative share.
    """
    for name, value, least in (("draws", draws, 1), ("seed", seed, 0)):
        if not is_whole(value) or value < least:
            raise RunError(f"expected {name} of at least {least}, got {shown(value)}")
    if draws > MOST_DRAWS:
        raise RunError(f"expected at most {MOST_DRAWS:,} draws, got {draws:,}")
    form = form_of(trio)
    inputs = draw_beliefs(
        {name: belief.distribution for name, belief in trio.beliefs.items()},
        correlations=trio.correlations,
        seed=seed,
        count=draws,
    )
    refuse_excess_of_shares(inputs, trio=trio)
    numbers = {name: drawn_company(trio, name, draws=draws, seed=seed) for name in trio.companies}
    normal = numbers[trio.roles.normal]
    with np.errstate(over="ignore"):
        years = {name: exp(progress(one, normal, inputs, form).ln_years) for name, one in numbers.items()}
        speedups = {
            name: exp(ln_ratio)
            for name, ln_ratio in ln_speedups(
                numbers[trio.roles.slow], normal, numbers[trio.roles.automated], inputs, form
            ).items()
        }
    corporations = {name: company_at_medians(trio, name) for name in trio.companies}
    return Comparison(
        trio=trio,
        inputs=inputs,
        speedups={name: as_column(column, draws) for name, column in speedups.items()},
        years={name: as_column(column, draws) for name, column in years.items()},
        at_medians={name: belief.quantile(MEDIAN) for name, belief in trio.beliefs.items()},
        corporations=corporations,
        warnings=(*trio.warnings, *warnings_about_compute(trio, corporations)),
        provenance=Provenance(
            oomcast=package_version(),
            model=MODEL_NAME,
            model_version=MODEL_VERSION,
            scenario=trio.name,
            scenario_hash=trio.hash,
            seed=seed,
            draws=draws,
            command=command,
        ),
    )


def is_whole(value: object) -> bool:
    """Whether a value is a whole number; what a caller hands over may be anything."""
    return isinstance(value, int) and not isinstance(value, bool)


def ln_speedups(
    slow: Corporation, normal: Corporation, automated: Corporation, draws: Mapping[str, Any], form: Form
) -> dict[str, Any]:
    """Logarithms of the speed-ups of `SPEEDUPS`."""
    return {
        "normal_over_slow": ln_speedup(normal, slow, normal, draws, form),
        "normal_over_slow_equal_compute": ln_speedup(normal, with_equal_compute(slow, normal), normal, draws, form),
        "normal_over_slow_evolved": ln_speedup(normal, evolved(slow), normal, draws, form),
        "normal_over_slow_dropped_in": ln_speedup(normal, dropped_in(slow), normal, draws, form),
        "automated_over_normal_literal": ln_speedup(automated, normal, normal, draws, form),
        "automated_over_normal_in_year": ln_speedup(in_year(automated, normal), normal, normal, draws, form),
    }


def as_column(values: Any, draws: int) -> FloatArray:
    """One number for each draw, also where it is the same in all."""
    return np.array(np.broadcast_to(values, (draws,)), dtype=np.float64)


def drawn_company(trio: Trio, name: str, *, draws: int, seed: int) -> Corporation:
    """A company with the draws of its numbers; each number has a stream of its own."""
    company = trio.companies[name]
    distributions = {f"companies.{name}.{key}": belief.distribution for key, belief in company.beliefs.items()}
    drawn = draw_beliefs(distributions, seed=seed, count=draws)
    return Corporation.of(company, dict(zip(company.beliefs, drawn.values(), strict=True)))


def company_at_medians(trio: Trio, name: str) -> Corporation:
    """A company at the medians of its numbers."""
    company = trio.companies[name]
    return Corporation.of(company, {key: belief.quantile(MEDIAN) for key, belief in company.beliefs.items()})


def refuse_excess_of_shares(inputs: Mapping[str, FloatArray], *, trio: Trio) -> None:
    """Raise ScenarioError where labour and waiting together take more than the whole of research."""
    waiting = inputs.get("latency_share")
    if waiting is None:
        return
    excess = int(np.count_nonzero(inputs["labour_share"] + waiting > 1.0))
    if excess:
        problem = f"expected labour_share and latency_share that sum to at most 1, got more in {excess:,} draws"
        raise ScenarioError(problem, field="parameters.latency_share", file=trio.file)


def in_millions(amount: float) -> str:
    """An amount in millions, where that is easy to read.

    >>> in_millions(9.582e6), in_millions(1e24)
    ('9.58 million', '1e+24')
    """
    return f"{amount / MILLION:,.3g} million" if MILLION <= amount < MILLION**2 else f"{amount:.3g}"


def warnings_about_compute(trio: Trio, corporations: Mapping[str, Corporation]) -> tuple[str, ...]:
    """Sentences about companies that do not have as much compute in all as the normal one they are compared with."""
    normal = corporations[trio.roles.normal]
    warnings = []
    for name in dict.fromkeys((trio.roles.slow, trio.roles.automated)):
        one = corporations[name]
        ratio = one.chip_years / normal.chip_years
        if not math.isclose(ratio, 1.0, rel_tol=EQUAL_COMPUTE):
            warnings.append(
                f"{name} has {one.chip_years / 1e6:,.3g} million H100-years of compute in all and {trio.roles.normal} "
                f"{normal.chip_years / 1e6:,.3g} million ({ratio:.3g} times as much): the speed-up of one over the "
                "other includes that difference"
            )
    return tuple(warnings)
