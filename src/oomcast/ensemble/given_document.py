"""What is given as a part of the document: in words, how many draws it leaves, and what it moves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oomcast.beliefs.expressions.words import in_words
from oomcast.ensemble.document import plain
from oomcast.ensemble.given import effective_sample_size, given_in_words
from oomcast.models.contract import BoolArray, Evaluation, FloatArray, Output
from oomcast.models.progress import HEADLINE
from oomcast.outcomes.montecarlo import Estimate, share_estimate
from oomcast.outcomes.shift import Shift, shift

if TYPE_CHECKING:
    from oomcast.beliefs.expressions.nodes import Claim
    from oomcast.beliefs.scenario import Scenario

__all__ = ["given_document"]

Document = dict[str, Any]


def given_document(
    scenario: Scenario,
    conditions: Sequence[Claim],
    *,
    counted: BoolArray,
    inputs: Mapping[str, FloatArray],
    evaluation: Evaluation,
    declared: Sequence[Output],
) -> Document | None:
    """The part of the document on what is given; None where nothing is.

    `counted` says which draws count; `inputs` and `evaluation` are of all draws. `share` is the share of draws that
    count, hence the probability of what is given on these beliefs. `headline` (the first output of a model that has
    none of that name) and `beliefs` hold quantiles over all draws and over those that count.
    """
    if scenario.given is None and not conditions:
        return None
    left = int(counted.sum())
    share = share_estimate(left, draws=counted.size)
    words = given_in_words(scenario, conditions)
    units = {output.name: output.unit for output in declared}
    headline = HEADLINE if HEADLINE in units else next(iter(units))
    return {
        "words": words,
        "limits": {} if scenario.given is None else scenario.given.document(),
        "expressions": [in_words(condition) for condition in conditions],
        "share": share.value,
        "share_mc_error": plain(share.mc_error),
        "effective_sample_size": effective_sample_size(counted),
        # The same by the names of the first version, which programs may know.
        "in_words": words,
        "probability": {"value": share.value, "mc_error": plain(share.mc_error)},
        "effective_draws": left,
        "headline": {
            "name": headline,
            **_moved(shift(evaluation.outputs[headline], counted=counted), unit=units[headline]),
        },
        "beliefs": {
            name: _moved(shift(column, counted=counted), unit=scenario.parameters[name].unit)
            for name, column in inputs.items()
        },
    }


def _moved(found: Shift, *, unit: str) -> Document:
    return {
        "unit": unit,
        "before": {f"{level:g}": plain(estimate.value) for level, estimate in found.before.items()},
        "before_mc_error": _errors(found.before),
        "after": {f"{level:g}": plain(estimate.value) for level, estimate in found.after.items()},
        "after_mc_error": _errors(found.after),
        "distance": found.distance,
        "distance_by_luck": found.by_luck,
    }


def _errors(estimates: Mapping[float, Estimate]) -> dict[str, float | None]:
    return {f"{level:g}": plain(estimate.mc_error) for level, estimate in estimates.items()}
