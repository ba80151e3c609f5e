"""Adapted or dropped in: how much of a speed-up is due to labour, and how much to practices that do not fit."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

import numpy as np

from oomcast.mechanisms.practices import lag_in_steady_change, ln_kept_at_lag
from oomcast.mechanisms.production import adapting_ces
from oomcast.models.corporations.readings import dropped_in, evolved
from oomcast.models.corporations.research import COBB_DOUGLAS_RHO, Corporation, Form, inputs, ln_speedup, progress
from oomcast.models.corporations.solving import roots
from oomcast.quantities.elementary import exp, log
from oomcast.quantities.units import NATS_PER_OOM

__all__ = ["PAST_OOM", "PAST_YEARS", "Past", "Settings", "distance_oom", "past", "settings"]

PAST_OOM = 7.0
"""Growth of compute for research up to 2025 since AlexNet, "over 7 OOMs of compute difference": Greenblatt and Lifland
(2025). Per researcher it was somewhat less, since staff grew, too."""

PAST_YEARS = 12.0
"""Over which that happened: "12 years ago", in the same place."""

SHORTEST_YEARS = 1e-3
"""A few hours: practices adapt at once."""

LONGEST_YEARS = 1000.0
"""Longer than there has been research: practices never adapt."""

HALF = 0.5
"""The most that anyone would say was lost of past research for practices that lagged."""


class Settings(NamedTuple):
    """A speed-up over a company in its two settings, and the two categories that multiply to the second.

    `evolved` is what less and worse labour and serial time come to where the company's world has always been like that;
    `ecosystem` what a world made for another ratio of labour to experiments costs it on top of that.
    """

    evolved: Any
    ecosystem: Any
    dropped_in: Any


class Past(NamedTuple):
    """What past change, of `oom` in `years`, says about how slowly practices adapt.

    `lag_oom` is how far practices lagged behind compute per researcher at the believed adaptation time, `kept` the
    share of research done nevertheless. With `kept_at_least`, the most that anyone would say was lost, adaptation takes
    at most `longest_years` (infinite where even no adaptation at all would have lost less).
    """

    oom: float
    years: float
    lag_oom: float
    kept: float
    kept_at_least: float
    longest_years: float


def settings(
    fast: Corporation, slow: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form
) -> Settings:
    """How many times as much one company does as another that evolved, and as one that is dropped in; logarithms."""
    adapted = ln_speedup(evolved(fast), evolved(slow), reference, draws, form)
    thrown_in = ln_speedup(evolved(fast), dropped_in(slow), reference, draws, form)
    return Settings(adapted, -progress(dropped_in(slow), reference, draws, form).ln_adapted, thrown_in)


def distance_oom(company: Corporation, reference: Corporation, draws: Mapping[str, Any], form: Form) -> Any:
    """How far a company's labour : compute is from the ratio that the reference's practices are made for, in OOM."""
    given = inputs(company, reference, draws, form)
    return (given.ln_labour - given.ln_experiments) / NATS_PER_OOM


def past(draws: Mapping[str, float], *, kept_at_least: float = HALF) -> Past:
    """What seven OOM of past change in compute per researcher, in which research did not founder, say.

    >>> believed = {"labour_share": 0.5, "unadapted_rho": -1.0, "substitution_rho": 0.0, "adaptation_years": 1.5}
    >>> round(past(believed).lag_oom, 2), round(past(believed).kept, 2), round(past(believed).longest_years, 1)
    (0.88, 0.64, 2.0)
    """
    growth = PAST_OOM * NATS_PER_OOM / PAST_YEARS

    def ln_kept(adaptation_years: Any) -> Any:
        lag = lag_in_steady_change(growth, adaptation_years)
        return ln_kept_at_lag(
            lag,
            *adapting_ces.prepare(
                draws["labour_share"],
                draws["unadapted_rho"],
                draws.get("substitution_rho", COBB_DOUGLAS_RHO),
                adaptation_years,
            ),
        )

    lag_oom = lag_in_steady_change(PAST_OOM / PAST_YEARS, draws["adaptation_years"])
    ln_longest = roots(
        lambda ln_years: ln_kept(exp(ln_years)),
        np.array([log(kept_at_least)]),
        ends=(log(SHORTEST_YEARS), log(LONGEST_YEARS)),
        near=0.0,
    )[0]
    return Past(
        PAST_OOM,
        PAST_YEARS,
        lag_oom,
        exp(ln_kept(draws["adaptation_years"])),
        kept_at_least,
        inf if np.isnan(ln_longest) else exp(float(ln_longest)),
    )
