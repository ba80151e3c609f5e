"""A forecast as text, in reading order: the answer, the numbers, what to make of them, where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from oomcast.present.histogram import histogram, strip
from oomcast.present.tables import milestones_table, outputs_table, probabilities_table, stated_table
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import HEADLINE, answer, chance, count_of_draws, implied_label, number, output_label

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["Backdrop", "backdrop", "report", "text"]

# The parameters that two sentences of the report speak about.
CEILING, RETURNS = "software_ceiling_oom", "returns_to_software"
DISCLAIMER = "What these beliefs imply, not anyone's overall view."


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """What the document does not carry and the report can do without: whose beliefs, and the draws behind the headline.

    `always_ceiling` is whether every draw has a ceiling (None: unknown). `headline` are the draws of the headline
    output, shape (draws,). `stated_returns` is the median of the belief in returns to software.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    always_ceiling: bool | None = None
    stated_returns: float | None = None
    headline: Any = None


def backdrop(forecast: Forecast) -> Backdrop:
    """The backdrop of a forecast at hand."""
    scenario = forecast.scenario
    ceiling, returns = forecast.inputs.get(CEILING), scenario.beliefs.get(RETURNS)
    return Backdrop(
        title=scenario.title,
        author=scenario.author,
        date=str(scenario.date or ""),
        always_ceiling=None if ceiling is None else bool((ceiling < float("inf")).all()),
        stated_returns=None if returns is None else float(returns.quantile(0.5)),
        headline=forecast.counted.outputs.get(HEADLINE),
    )


def text(forecast: Forecast, *, terminal: Terminal = PLAIN) -> str:
    """The report of a forecast, ending in a line break."""
    return report(forecast.document(), behind=backdrop(forecast), terminal=terminal)


def report(document: Mapping[str, Any], *, behind: Backdrop | None = None, terminal: Terminal = PLAIN) -> str:
    """The report of a document, ending in a line break. Nothing is computed anew: it says what the document holds."""
    behind = behind or Backdrop()
    parts = [
        [terminal.prose(answer(document))],
        outputs_table(document, terminal=terminal),
        stated_table(document, terminal=terminal),
        probabilities_table(document, terminal=terminal),
        milestones_table(document, terminal=terminal),
        _ends(document, behind=behind, terminal=terminal),
        _picture(document, behind=behind, terminal=terminal),
        _history(document, behind=behind, terminal=terminal),
        _conditions(document, terminal=terminal),
        [terminal.warning(terminal.prose(f"Warning: {warning}", hanging="  ")) for warning in document["warnings"]],
        provenance(document, behind=behind, terminal=terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def provenance(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """Where the numbers come from and how to have them again."""
    source = document["provenance"]
    whose = " · ".join(part for part in (behind.title, behind.author, behind.date) if part)
    lines = [
        f"{source['scenario']}{': ' if whose else ''}{whose}",
        f"scenario {source['scenario_hash'][:12]} · seed {source['seed']} · {count_of_draws(int(source['draws']))}",
        f"oomcast {source['oomcast']} · model {source['model']} {source['model_version']}",
        f"digest {document['digest']}",
    ]
    if source.get("command"):
        lines.append(f"again: {source['command']}")
    return [terminal.faint(terminal.prose(line, hanging="  ")) for line in (*lines, DISCLAIMER)]


def _ends(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """How many outcomes hit a ceiling, become infinite, or could not be followed."""
    draws, chances = int(document["provenance"]["draws"]), document["probabilities"]
    lines = []
    if "ceiling_reached_by_horizon" in chances:
        share = chance(float(chances["ceiling_reached_by_horizon"]["value"]), draws=draws)
        lines.append(f"Ceiling: software reaches it by the horizon in {share}.")
    if "singular_by_horizon" in chances:
        share = chance(float(chances["singular_by_horizon"]["value"]), draws=draws)
        remark = {
            True: " With a ceiling a singularity cannot happen, and every draw has one.",
            False: " Only a draw without a ceiling can.",
            None: " With a ceiling a singularity cannot happen.",
        }[behind.always_ceiling]
        lines.append(f"Singularity: progress becomes infinite by the horizon in {share}.{remark}")
    return [terminal.prose(line, hanging="  ") for line in lines]


def _picture(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """The headline as a histogram where the draws are at hand, otherwise as a strip."""
    output = document["outputs"].get(HEADLINE)
    if output is None:
        return []
    draws = int(document["provenance"]["draws"])
    lines = (
        strip(output, terminal=terminal)
        if behind.headline is None
        else histogram(behind.headline, output=output, draws=draws, terminal=terminal)
    )
    return [terminal.strong(f"{output_label(HEADLINE)} gained in the first year"), *lines] if lines else []


def _history(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """The returns to software that balanced growth in the past would imply, beside the belief."""
    implied = document["implied"]
    if not implied:
        return []
    lines = [terminal.strong("Implied by the medians of the beliefs")]
    for name, value in implied.items():
        lines.append(f"  {implied_label(name)}: {terminal.implied(number(value, digits=3))}")
    if behind.stated_returns is not None:
        said = terminal.stated(number(behind.stated_returns, digits=3))
        lines.append(f"  returns to software as stated, median of the belief: {said}")
    return lines


def _conditions(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the forecast is conditional on, the joint probability and the mass outside."""
    conditions = document["conditions"]
    if not conditions["given"]:
        return []
    lines = [terminal.strong("All of this is given that")]
    for index, condition in enumerate(conditions["given"]):
        probability, above = condition["probability"], " given those above" if index else ""
        held = "" if probability is None else f" (probability {number(probability)}{above})"
        lines.append(terminal.prose(f"{condition['statement']}{held}", indent="  · ", hanging="    "))
    joint, outside = conditions["joint_probability"], conditions["mass_outside"]
    lines.append(
        "  Joint probability not stated."
        if joint is None
        else f"  Jointly {number(joint)}; the forecast says nothing about the other {number(outside)}."
    )
    return lines
