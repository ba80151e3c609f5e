"""Both jumps over lam and the labour share, and over production functions, as parts of a comparison's document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.ensemble.corporations import as_column, drawn_company, ln_speedups
from oomcast.ensemble.corporations_parts import draws_of, medians_of, spread, three_of
from oomcast.ensemble.document import plain
from oomcast.models.corporations.consistency import SYMMETRIC_FORM
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.planes import LAM, SHARE
from oomcast.models.corporations.readings import in_year
from oomcast.models.corporations.research import Form, progress
from oomcast.quantities.elementary import exp

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["families", "table"]

Document = dict[str, Any]

TABLE_EXPONENTS, TABLE_SHARES = (0.3, 0.4, 0.55, 0.7), (0.4, 0.5, 0.6)
"""Parallel exponents and labour shares of the table; the post and its thread speak of these."""

IGNORED = {
    "research_taste_spread": 1.0,
    "startup_years": 0.0,
    "labour_saturation": 0.0,
    "substitution_rho": 0.0,
    "latency_share": 0.0,
}
"""What the post's own figures leave out: quality, starting up, saturation, waiting; research is Cobb-Douglas."""

TABLE_DRAWS = 2000
"""Draws of a cell: enough to know its median to a fiftieth of its spread."""

SHOWN = ("normal_over_slow", "automated_over_normal_literal", "automated_over_normal_in_year")


def table(comparison: Comparison) -> Document:
    """Both jumps over the parallel exponent and the labour share: all else ignored, and all else as it is believed."""
    medians = {**medians_of(comparison, SYMMETRIC_FORM), **IGNORED}
    three = three_of(comparison, "literal")
    jumps = {"normal_over_slow": three.ln_normal_over_slow, "automated_over_normal": three.ln_automated_over_normal}
    form = comparison.form._replace(parallel_returns=SYMMETRIC_FORM.parallel_returns)
    over_draws = speedups_over_draws(comparison)

    def ignoring(jump: Callable[..., Any]) -> Callable[[Mapping[str, float]], float | None]:
        return lambda at: plain(exp(float(jump({**medians, **at}, SYMMETRIC_FORM))))

    believed = cells(lambda at: over_draws(form, at))
    return {
        LAM: list(TABLE_EXPONENTS),
        SHARE: list(TABLE_SHARES),
        **{name: cells(ignoring(jump)) for name, jump in jumps.items()},
        "as_believed": {name: [[cell and cell[name] for cell in row] for row in believed] for name in SHOWN},
    }


def cells(cell: Callable[[Mapping[str, float]], Any]) -> list[list[Any]]:
    """One row for each parallel exponent, with a cell for each labour share."""
    return [[cell({LAM: lam, SHARE: share}) for share in TABLE_SHARES] for lam in TABLE_EXPONENTS]


def families(comparison: Comparison) -> Document:
    """Speed-ups under each production function, with the beliefs of the file or of the package."""
    roles, at = comparison.trio.roles, comparison.corporations
    over_draws = speedups_over_draws(comparison)
    found: Document = {}
    for name in WORDS.research.choices["production"].options:
        form = comparison.form._replace(production=name)
        ratios = ln_speedups(at[roles.slow], at[roles.normal], at[roles.automated], medians_of(comparison, form), form)
        found[name] = {
            "at_medians": {key: plain(exp(float(ln_ratio))) for key, ln_ratio in ratios.items()},
            **dict.fromkeys(SHOWN),
            **(over_draws(form, {}) or {}),
        }
    return found


def speedups_over_draws(comparison: Comparison) -> Callable[[Form, Mapping[str, float]], Document | None]:
    """What gives the speed-ups under another form over the first draws, with some beliefs held at a number.

    None where in some draw that leaves experiments a negative share.
    """
    trio, seed = comparison.trio, comparison.provenance.seed
    draws = min(comparison.provenance.draws, TABLE_DRAWS)
    roles = (trio.roles.slow, trio.roles.normal, trio.roles.automated)
    slow, normal, automated = (drawn_company(trio, name, draws=draws, seed=seed) for name in roles)
    compared = (slow, automated, in_year(automated, normal))

    def over_draws(form: Form, at: Mapping[str, float]) -> Document | None:
        beliefs = {**draws_of(comparison, form, draws=draws), **at}
        if np.any(beliefs[SHARE] + beliefs.get("latency_share", 0.0) > 1.0):
            return None
        with np.errstate(over="ignore"):
            down, *up = (progress(one, normal, beliefs, form).ln_years for one in compared)
            base = progress(normal, normal, beliefs, form).ln_years
            ratios = (base - down, *(one - base for one in up))
            return {name: spread(as_column(exp(ratio), draws)) for name, ratio in zip(SHOWN, ratios, strict=True)}

    return over_draws
