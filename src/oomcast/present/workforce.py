"""The first speed-up factor by factor, and what its workforce would need of the world."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from oomcast.present.findings import counted_draws
from oomcast.present.terminal import Terminal
from oomcast.present.words import amount, chance, error, number, plain, scale_of, unit_word

__all__ = ["CHAIN", "NEEDS", "chain_table", "needs_table"]

CHAIN = (
    "ai_copies",
    "copies_term",
    "ai_serial_speed",
    "ai_quality",
    "serial_labour_equivalents",
    "research_multiplier_before_compute",
    "compute_left_factor",
    "research_multiplier",
)
"""The implied numbers of which the chain is made."""

NEEDS = ("chips_needed_h100e", "power_needed_gw", "dollar_of_staff_over_dollar_of_chips")
"""Those that say what the workforce needs."""

SPEED_FACTORS = ("speed_from_hours", "speed_from_tokens", "speed_from_coordination", "speed_from_mixing")
TOP_EQUIVALENTS, STAFF, LABOUR_SHARE = "human_top_equivalents", "human_researchers", "labour_share"
NEED_AT_START = "inference_need_at_start"
PRODUCTION, COBB_DOUGLAS = "production", "cobb-douglas"

DIGITS = 4
WATTS_PER_GIGAWATT = 1e9
ALIKE = 1e-9
"""Relative difference below which two numbers are the same but for rounding."""

FACTOR_LABEL = 66
NEED_LABEL, NEED, NEED_OFTEN, NEED_ERROR = 30, 10, 20, 10  # 30 + 2 * 10 + 20 + 10 = 80 columns


class Need(NamedTuple):
    """Something that the workforce takes: how much, the belief about how much there is, and the event of too little."""

    label: str
    unit: str
    needed: float | None
    limit: str
    event: str


def chain_table(document: Mapping[str, Any], *, medians: Mapping[str, float], terminal: Terminal) -> list[str]:
    """Each factor of the first speed-up at the medians of the beliefs; nothing where no workforce is stated.

    `medians` are those of the beliefs by name, as far as they are known: they say what a factor is made of.
    """
    implied = document["implied"]
    if any(implied.get(name) is None for name in CHAIN):
        return []
    labour, multiplier = implied["serial_labour_equivalents"], implied["research_multiplier"]
    sentence = (
        f"At the medians of the beliefs the AIs are {_factor(labour, digits=3)} times the research labour of the "
        f"company's people, and research goes {_factor(multiplier, digits=3)} times as fast."
    )
    lines = [terminal.prose(sentence), terminal.strong("The first speed-up, factor by factor")]
    lines += [_line(*step, terminal=terminal) for step in _steps(implied, medians)]
    production = document["structure"].get(PRODUCTION, COBB_DOUGLAS)
    if production != COBB_DOUGLAS:
        remark = f"The factors are those of {COBB_DOUGLAS} production; {production} makes something else of the labour."
        lines.append(terminal.faint(terminal.prose(remark, indent="  ")))
    return lines


def _steps(implied: Mapping[str, float], medians: Mapping[str, float]) -> Iterable[tuple[str, str, float]]:
    """What each line says, how its number enters, and the number."""
    labour, before = implied["serial_labour_equivalents"], implied["research_multiplier_before_compute"]
    yield _heads(implied, medians), "×", implied["copies_term"]
    yield _speed(medians), "×", implied["ai_serial_speed"]
    on_labour = labour / (implied["copies_term"] * implied["ai_serial_speed"])
    acts_on_labour_alone = math.isclose(on_labour, implied["ai_quality"], rel_tol=ALIKE)
    quality = "quality" if acts_on_labour_alone else f"quality of {_factor(implied['ai_quality'])}, its part in labour"
    yield quality, "×", on_labour
    yield "serial-labour equivalents", "=", labour
    share = medians.get(LABOUR_SHARE)
    if share is None or acts_on_labour_alone:
        whole = "" if acts_on_labour_alone else ", and the rest of quality"
        yield f"to the power of the labour share{_of(share)}{whole}", "=", before
    else:
        yield f"to the power of the labour share{_of(share)}", "=", labour**share
        yield "quality, its part in all research", "×", before / labour**share
    yield "compute that the AIs take from experiments", "×", implied["compute_left_factor"]
    yield "research multiplier", "=", implied["research_multiplier"]


def _heads(implied: Mapping[str, float], medians: Mapping[str, float]) -> str:
    people, copies = medians.get(TOP_EQUIVALENTS), implied["ai_copies"]
    if medians.get(NEED_AT_START, 1.0) != 1.0:
        return "copies (once each needs less compute) working in parallel"
    if people is None:
        return f"{amount(copies, '1')} copies working in parallel"
    heads = f"{_factor(copies / people, digits=3)} times as many heads"
    return f"{heads} ({amount(copies, '1', digits=3)} for {amount(people, '1', digits=3)}) working in parallel"


def _speed(medians: Mapping[str, float]) -> str:
    factors = [medians[name] for name in SPEED_FACTORS if name in medians]
    return f"serial speed: {' × '.join(_factor(factor) for factor in factors)}" if len(factors) > 1 else "serial speed"


def _of(share: float | None) -> str:
    return "" if share is None else f", {_factor(share)}"


def _factor(value: float, *, digits: int = DIGITS) -> str:
    """A factor without padding: 60, 5.873."""
    rounded = float(f"{value:.{digits}g}")
    return plain(rounded) if 1e-4 <= abs(rounded) < 1e6 else number(value, digits=digits)


def _line(label: str, sign: str, value: float, *, terminal: Terminal) -> str:
    shown = f"{sign} {_factor(value)}"
    return f"  {label}".ljust(FACTOR_LABEL) + (terminal.implied(shown) if sign == "=" else shown)


def needs_table(document: Mapping[str, Any], *, medians: Mapping[str, float], terminal: Terminal) -> list[str]:
    """Chips, power and staff needed at the medians of the beliefs, what there is, and how often it does not suffice."""
    implied, chances = document["implied"], document["probabilities"]
    watts = implied.get("power_needed_gw")
    needs = (
        Need("chips", "H100e", implied.get("chips_needed_h100e"), "world_compute_h100e", "chips_beyond_stock"),
        Need("power", "W", watts and watts * WATTS_PER_GIGAWATT, "power_available", "power_beyond_supply"),
        Need("staff of the human company", "1", medians.get(STAFF), "qualified_people", "staff_beyond_supply"),
    )
    lines = [_need(need, document, medians=medians, terminal=terminal) for need in needs if need.event in chances]
    if not lines:
        return []
    heading = "What the workforce needs".ljust(NEED_LABEL) + "needed".rjust(NEED) + "there is".rjust(NEED)
    lines.insert(0, terminal.strong(heading + "not enough".rjust(NEED_OFTEN) + "± in 100".rjust(NEED_ERROR)))
    lines.append(terminal.faint("  Draws for which there is not enough are counted like all others."))
    ratio = implied.get("dollar_of_staff_over_dollar_of_chips")
    if ratio is not None:
        said = f"In the human company another dollar of staff adds {number(ratio)} times what one of chips adds."
        lines.append(terminal.prose(said, indent="  "))
    return lines


def _need(need: Need, document: Mapping[str, Any], *, medians: Mapping[str, float], terminal: Terminal) -> str:
    probability = document["probabilities"][need.event]
    often = chance(float(probability["value"]), draws=counted_draws(document))
    beside = error(None if probability["mc_error"] is None else 100 * probability["mc_error"])
    pair = [need.needed, medians.get(need.limit)]
    scale = scale_of(pair, need.unit)
    label = ", ".join(part for part in (need.label, unit_word(scale.unit)) if part)
    cells = "".join(_cell(value, scale.size).rjust(NEED) for value in pair)
    row = f"  {label}".ljust(NEED_LABEL) + cells + often.rjust(NEED_OFTEN)
    return (row + terminal.faint(beside.rjust(NEED_ERROR))).rstrip()


def _cell(value: float | None, size: float) -> str:
    if value is None:
        return ""
    return "no limit" if math.isinf(value) else number(value / size, digits=3)
