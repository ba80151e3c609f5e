"""Whether a stated answer agrees with itself, as part of a comparison's document.

Beliefs about research are at their medians. A part of an answer that is a distribution is shown at several levels, and
over draws of both parts, which are drawn apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.companies.roles import Answer
from oomcast.beliefs.sampling import draw_beliefs
from oomcast.ensemble.corporations_parts import MEDIAN, READINGS, level_key, medians_of, spread, three_of
from oomcast.ensemble.document import plain
from oomcast.models.contract import FloatArray
from oomcast.models.corporations.consistency import (
    Asymmetry,
    as_believed,
    asymmetries,
    closing,
    closing_over_draws,
    implied_by_symmetry,
    symmetric,
)
from oomcast.models.corporations.planes import (
    STEPS_ACROSS,
    UP,
    Meetings,
    Plane,
    curve,
    line_across,
    meeting,
    meetings,
    plane,
)
from oomcast.models.corporations.research import Form
from oomcast.models.corporations.three import Three
from oomcast.outcomes.montecarlo import LEVELS, share_estimate

if TYPE_CHECKING:
    from oomcast.ensemble.corporations import Comparison

__all__ = ["consistency"]

Document = dict[str, Any]
Pairs = tuple[FloatArray, FloatArray]

ANSWER_DRAWS = 2000
"""Draws of an answer: enough to know a share to a hundredth."""

SLOW, AUTOMATED = "normal_over_slow", "automated_over_normal"
OTHER = {SLOW: AUTOMATED, AUTOMATED: SLOW}
"""The jump that an answer is not about."""


def consistency(comparison: Comparison, answer: Answer | None) -> Document | None:
    """Whether one stated answer agrees with itself, in both readings; None where nobody answers."""
    if answer is None:
        return None
    form = comparison.form
    medians = medians_of(comparison, form)
    return {
        "answer": answer.name,
        "stated": {key: None if belief is None else at_levels(belief) for key, belief in answer.stated.items()},
        "structure": form._asdict(),
        **{reading: one_reading(three_of(comparison, reading), answer, medians, form) for reading in READINGS},
    }


def levels_of(belief: Belief) -> tuple[float, ...]:
    """At which levels a part of an answer is shown: a point has one value at all of them."""
    return (MEDIAN,) if belief.is_point else LEVELS


def at_levels(belief: Belief) -> Document:
    """A part of an answer, level by level."""
    return by_level(belief, [belief.quantile(level) for level in levels_of(belief)])


def one_reading(three: Three, answer: Answer, medians: Mapping[str, float], form: Form) -> Document:
    """Curves and where they meet, what symmetry implies, and what would close the gap, in one reading."""
    beliefs = {key: belief for key, belief in answer.stated.items() if belief is not None}
    stated = {key: np.array([belief.quantile(level) for level in levels_of(belief)]) for key, belief in beliefs.items()}
    jumps = {SLOW: three.ln_normal_over_slow, AUTOMATED: three.ln_automated_over_normal}
    both = None if len(beliefs) < len(OTHER) else (beliefs[SLOW].quantile(MEDIAN), beliefs[AUTOMATED].quantile(MEDIAN))
    pairs = pairs_of(answer)
    models = {"symmetric": symmetric(medians, three, form), "as_believed": as_believed(medians, three, form)}

    def implied(key: str) -> Document:
        found = implied_by_symmetry(jumps[key], jumps[OTHER[key]], stated[key], models["symmetric"], form)
        return {name: by_level(beliefs[key], row) for name, row in found.items()}

    return {
        "planes": {
            name: {
                belief: in_plane(three, beliefs, stated, both, pairs, on, held)
                for belief in UP
                if (on := plane(belief, held, form))
            }
            for name, held in models.items()
        },
        "implied_by_symmetry": {key: implied(key) for key in beliefs},
        "asymmetries": None
        if both is None
        else {
            one.name: asymmetry_entry(one, three, both, pairs, models["symmetric"])
            for one in asymmetries(form, models["symmetric"])
        },
    }


def by_level(belief: Belief, values: Sequence[float] | FloatArray) -> Document:
    """Values of a part of an answer, level by level."""
    return {level_key(level): plain(value) for level, value in zip(levels_of(belief), values, strict=True)}


def pairs_of(answer: Answer) -> Pairs | None:
    """Draws of both parts of an answer; None where a part is missing or both are points."""
    slow, automated = answer.normal_over_slow, answer.automated_over_normal
    if slow is None or automated is None or (slow.is_point and automated.is_point):
        return None
    drawn = draw_beliefs({SLOW: slow.distribution, AUTOMATED: automated.distribution}, seed=0, count=ANSWER_DRAWS)
    return drawn[SLOW], drawn[AUTOMATED]


def in_plane(
    three: Three,
    beliefs: Mapping[str, Belief],
    stated: Mapping[str, FloatArray],
    both: tuple[float, float] | None,
    pairs: Pairs | None,
    on: Plane,
    held: Mapping[str, Any],
) -> Document:
    """The curves of one plane, level by level, and where those of the medians meet, and of how many draws."""
    jumps = {SLOW: three.ln_normal_over_slow, AUTOMATED: three.ln_automated_over_normal}
    curves = {key: curve(jumps[key], values, on, held) for key, values in stated.items()}
    line, across = line_across(on, held), on.across
    at = None if both is None else meeting(three, *both, line)
    return {
        "structure": on.form._asdict(),
        "across": across.belief,
        "believed": {name: plain(held[name]) for name in (across.belief, on.up.belief)},
        "places": [plain(value) for value in across.value(across.places(STEPS_ACROSS))],
        "curves": {
            key: {
                level_key(level): [plain(value) for value in row]
                for level, row in zip(levels_of(beliefs[key]), rows, strict=True)
            }
            for key, rows in curves.items()
        },
        "meet": at
        and {
            across.belief: None if at.across is None else plain(across.value(at.across)),
            on.up.belief: at.up,
            AUTOMATED: plain(at.reached),
        },
        "meet_over_draws": pairs
        and over_draws(meetings(three, *pairs, line), names=(across.belief, on.up.belief), scale=across.value),
    }


def over_draws(found: Meetings, *, names: tuple[str, str], scale: Any) -> Document:
    """In how many draws of both answers there is a model that gives both, and which."""
    meets = ~np.isnan(found.across)
    often = share_estimate(int(np.count_nonzero(meets)), draws=ANSWER_DRAWS)
    columns = {names[0]: scale(found.across[meets]), names[1]: found.up[meets]}
    return {
        "draws": ANSWER_DRAWS,
        "share_that_meet": {"value": often.value, "mc_error": plain(often.mc_error)},
        **{name: spread(column) if meets.any() else None for name, column in columns.items()},
    }


def asymmetry_entry(
    asymmetry: Asymmetry,
    three: Three,
    both: tuple[float, float],
    pairs: Pairs | None,
    even: Mapping[str, Any],
) -> Document:
    """What one of the post's asymmetries would have to be to close the gap, and in how many draws it could."""
    found = closing(asymmetry, three, *both, even)
    drawn = closing_over_draws(asymmetry, three, *pairs, even) if pairs else None
    return {
        "parameter": found.parameter,
        "has_room": asymmetry.form is not None,
        "closes_the_gap": found.size is not None,
        "size": found.size,
        "neutral": found.neutral,
        "labour_share": found.labour_share,
        AUTOMATED: plain(found.reached),
        "over_draws": drawn and over_draws(drawn, names=("size", "labour_share"), scale=lambda sizes: sizes),
    }
