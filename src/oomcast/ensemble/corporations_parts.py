"""What the parts of a comparison's document share: beliefs under another form, the three companies, summaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.companies.opening import reference_belief
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.ensemble.document import plain
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.readings import in_year
from oomcast.models.corporations.research import Form
from oomcast.models.corporations.three import Three
from oomcast.outcomes.montecarlo import LEVELS, mean_estimate, quantile_estimates

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["READINGS", "draws_of", "level_key", "medians_of", "spread", "three_of"]

Document = dict[str, Any]

READINGS = ("literal", "in_year")
MEDIAN = 0.5


def level_key(level: float) -> str:
    """A level as documents write it.

    >>> level_key(0.5)
    '0.5'
    """
    return f"{level:g}"


def spread(column: FloatArray) -> Document:
    """Mean and quantiles of a column of draws, with their Monte-Carlo errors."""
    mean = mean_estimate(column)
    quantiles = dict(zip(LEVELS, quantile_estimates(column), strict=True))
    return {
        "mean": plain(mean.value),
        "mean_mc_error": plain(mean.mc_error),
        "quantiles": {level_key(level): plain(estimate.value) for level, estimate in quantiles.items()},
        "mc_error": {level_key(level): plain(estimate.mc_error) for level, estimate in quantiles.items()},
    }


def three_of(comparison: Comparison, reading: str) -> Three:
    """The companies that play a part, at their medians, the automated one in one of its readings."""
    roles, at = comparison.trio.roles, comparison.corporations
    automated = at[roles.automated] if reading == "literal" else in_year(at[roles.automated], at[roles.normal])
    return Three(at[roles.slow], at[roles.normal], automated)


def missing_from(known: Mapping[str, Any], form: Form) -> dict[str, Any]:
    """Of what a form needs and a file does not speak of: the belief of the package, or the neutral number."""
    found: dict[str, Any] = {}
    for choice, name in form._asdict().items():
        option = WORDS.research.choices[choice].options[name]
        for parameter in option.names:
            if parameter not in known:
                stated = reference_belief(parameter, words=WORDS)
                found[parameter] = stated[1] if stated else option.neutral[parameter]
    return found


def medians_of(comparison: Comparison, form: Form) -> dict[str, float]:
    """Medians of all that a form needs: the beliefs of the file, and of the package where the file has another form."""
    missing = missing_from(comparison.at_medians, form)
    return {
        **comparison.at_medians,
        **{name: belief if isinstance(belief, float) else belief.quantile(MEDIAN) for name, belief in missing.items()},
    }


def draws_of(comparison: Comparison, form: Form, *, draws: int) -> dict[str, Any]:
    """The same over the first `draws` draws."""
    missing = missing_from(comparison.inputs, form)
    numbers = {name: belief for name, belief in missing.items() if isinstance(belief, float)}
    distributions = {name: belief.distribution for name, belief in missing.items() if name not in numbers}
    return {
        **{name: column[:draws] for name, column in comparison.inputs.items()},
        **{name: np.full(draws, number) for name, number in numbers.items()},
        **draw_beliefs(distributions, seed=comparison.provenance.seed, count=draws),
    }
