"""From a file of companies to a comparison: what Python callers and the command line share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from oomcast.beliefs.belief import Belief
    from oomcast.beliefs.companies.roles import Trio
    from oomcast.ensemble.corporations import Comparison
    from oomcast.ensemble.forecast import Forecast

__all__ = [
    "TWENTYFOLD",
    "corporations",
    "first_speedup",
    "open_trio",
    "stating",
    "three_years_given",
    "three_years_sentence",
]

REFERENCE = "three-corporations"

TWENTYFOLD = 20.0
"""The multiplier above which the post expects at least 3 years of overall progress within a year."""


FIRST_SPEEDUP = "initial_speedup"

YOU = "you"
"""Under which name an answer stands that is stated beside the file."""


def open_trio(
    source: str | Path | Mapping[str, Any] | TextIO, *, stdin: TextIO | None = None, settings: Sequence[str] = ()
) -> Trio:
    """The companies and beliefs that `source` names or holds: a preset, a path, "-", an open file or a mapping.

    `settings` replace beliefs about research, each written NAME=VALUE.

    >>> open_trio("three-corporations").roles.normal
    'NormalCorp'
    """
    from oomcast.beliefs.companies.opening import open_companies
    from oomcast.models.corporations.declared import WORDS

    return open_companies(source, words=WORDS, stdin=stdin, settings=settings)


def stating(trio: Trio, *, normal_over_slow: Any = None, automated_over_normal: Any = None) -> Trio:
    """The same with one person's answers before all others; each a number, "low to high", or a distribution."""
    from dataclasses import replace

    from oomcast.beliefs.belief import parse_belief
    from oomcast.beliefs.companies.roles import Answer
    from oomcast.models.corporations.declared import SPEEDUP

    said = {"normal_over_slow": normal_over_slow, "automated_over_normal": automated_over_normal}
    beliefs = {
        name: parse_belief(value, parameter=SPEEDUP, field=name) for name, value in said.items() if value is not None
    }
    if not beliefs:
        return trio
    return replace(trio, answers={YOU: Answer(name=YOU, **beliefs), **trio.answers})


def corporations(
    source: str | Path | Mapping[str, Any] | Trio = REFERENCE,
    *,
    draws: int = 10_000,
    seed: int = 0,
    command: str = "",
    normal_over_slow: Any = None,
    automated_over_normal: Any = None,
    **roles: str,
) -> Comparison:
    """Companies compared at equal progress: by how much one does more than another, and whether two answers agree.

    `source` is a file of companies, a preset's name or a mapping laid out like a file; what it leaves unsaid is as in
    the preset `three-corporations`. `slow`, `normal` and `automated` name other companies of it to compare, and
    `normal_over_slow` and `automated_over_normal` are your own answers, of which to ask whether they agree. The result
    has `speedups`, `document()`, `text()`, `plot()`, and `initial_speedup()` for a scenario. Raises ScenarioError for
    companies that cannot exist and RunError for a number of draws that cannot be made.

    >>> comparison = corporations(draws=100)
    >>> sorted(comparison.speedups)[:2]
    ['automated_over_normal_in_year', 'automated_over_normal_literal']
    """
    from oomcast.beliefs.companies.roles import ROLES, Trio
    from oomcast.ensemble.corporations import compare_companies
    from oomcast.errors import ScenarioError, nearest, shown

    for name in roles:
        if name not in ROLES:
            hint = nearest(name, ROLES)
            raise ScenarioError(f"expected one of {', '.join(ROLES)} as a part, got {shown(name)}.{hint}")
    trio = source if isinstance(source, Trio) else open_trio(source)
    if roles:
        trio = trio.playing(**roles)
    trio = stating(trio, normal_over_slow=normal_over_slow, automated_over_normal=automated_over_normal)
    if not command and isinstance(source, str | Path):
        said = ", ".join(f"{name}={value!r}" for name, value in {"draws": draws, "seed": seed, **roles}.items())
        command = f"oomcast.corporations({str(source)!r}, {said})"
    return compare_companies(trio, draws=draws, seed=seed, command=command)


def three_years_given(forecast: Forecast, *, speedup: float = TWENTYFOLD) -> dict[str, float | int | None]:
    """How often a first year brings at least 3 years of overall progress, among draws of a larger first speed-up.

    The post holds that above 20x it is hard to avoid. Returns the share with its Monte-Carlo error, and the draws that
    count; the share is None where there are none.
    """
    import numpy as np

    from oomcast.outcomes.montecarlo import share_estimate

    larger = forecast.inputs["initial_speedup"] > speedup
    counted = int(np.count_nonzero(larger))
    if not counted:
        return {"speedup_above": speedup, "draws": 0, "share": None, "mc_error": None}
    share = share_estimate(int(np.count_nonzero(forecast.events["at_least_3_years_in_12mo"] & larger)), draws=counted)
    return {"speedup_above": speedup, "draws": counted, "share": share.value, "mc_error": share.mc_error}


def first_speedup(
    source: str, *, draws: int, seed: int, stated: Mapping[str, Any]
) -> tuple[dict[str, Belief], tuple[str, ...]]:
    """The belief about a scenario's first speed-up that a comparison of companies gives, by its parameter's name.

    With it come the warnings that concern it: about beliefs, and about the automated company's compute. Raises
    ScenarioError where the first speed-up is `stated` as well.
    """
    from oomcast.errors import ScenarioError

    if FIRST_SPEEDUP in stated:
        problem = "expected the first speed-up once, got it from companies as well"
        raise ScenarioError(problem, field=FIRST_SPEEDUP, file="--set")
    comparison = corporations(source, draws=draws, seed=seed)
    slow = comparison.trio.roles.slow
    concerning = tuple(warning for warning in comparison.warnings if not warning.startswith(f"{slow} has "))
    return {FIRST_SPEEDUP: comparison.initial_speedup()}, concerning


def three_years_sentence(forecast: Forecast) -> str:
    """What the post expects of more than 20x, checked against a forecast, in words."""
    from oomcast.present.words import chance, count_of_draws

    found = three_years_given(forecast)
    share, draws = found["share"], int(found["draws"] or 0)
    if share is None:
        return f"No draw has a first speed-up above {TWENTYFOLD:g}x."
    return (
        f"At least 3 years of overall progress in the first year: {chance(share, draws=draws)} among the "
        f"{count_of_draws(draws)} with a first speed-up above {TWENTYFOLD:g}x."
    )
