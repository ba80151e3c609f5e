"""A forecast as text, in reading order: the answer, the numbers, what to make of them, where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from oomcast.present.dates import dates_table
from oomcast.present.findings import HEADLINE, answer, counted_draws, draws_in_words
from oomcast.present.histogram import histogram, strip
from oomcast.present.implications import implications_table
from oomcast.present.labels import output_label
from oomcast.present.moved import moved_table
from oomcast.present.scope import at_work_sentence, conditions, given_sentence
from oomcast.present.split import split_table
from oomcast.present.tables import (
    milestones_table,
    outputs_table,
    outputs_tables_by_group,
    probabilities_table,
    stated_table,
)
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import chance
from oomcast.present.workforce import chain_table, needs_table

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["Backdrop", "backdrop", "report", "text"]

CEILING = "software_ceiling_oom"
CEILING_SHAPE, NO_CEILING = "ceiling_shape", "none"
MEDIAN = 0.5
DISCLAIMER = "What these beliefs imply, not anyone's overall view."


@dataclass(frozen=True, kw_only=True)
class Backdrop:
    """What the document does not carry and the report can do without: whose beliefs, and the draws behind the headline.

    `always_ceiling` is whether every draw has a ceiling (None: unknown). `headline` are the draws of the headline
    output that count, shape (draws,). `medians` are those of the beliefs, by parameter.
    """

    title: str = ""
    author: str = ""
    date: str = ""
    always_ceiling: bool | None = None
    medians: Mapping[str, float] = field(default_factory=dict)
    headline: Any = None


def backdrop(forecast: Forecast) -> Backdrop:
    """The backdrop of a forecast at hand."""
    scenario = forecast.scenario
    return Backdrop(
        title=scenario.title,
        author=scenario.author,
        date=str(scenario.date or ""),
        always_ceiling=_always_ceiling(forecast),
        medians={name: float(belief.quantile(MEDIAN)) for name, belief in scenario.beliefs.items()},
        headline=forecast.counted.outputs.get(HEADLINE),
    )


def _always_ceiling(forecast: Forecast) -> bool | None:
    """Whether every draw that counts has a ceiling; None where no ceiling is stated as a whole."""
    if forecast.scenario.structure.get(CEILING_SHAPE) == NO_CEILING:
        return False
    ceiling = forecast.inputs.get(CEILING)
    return None if ceiling is None else bool((ceiling[forecast.weights] < float("inf")).all())


def text(forecast: Forecast, *, terminal: Terminal = PLAIN) -> str:
    """The report of a forecast, ending in a line break."""
    return report(forecast.document(), behind=backdrop(forecast), terminal=terminal)


def report(document: Mapping[str, Any], *, behind: Backdrop | None = None, terminal: Terminal = PLAIN) -> str:
    """The report of a document, ending in a line break. Nothing is computed anew: it says what the document holds."""
    behind = behind or Backdrop()
    parts = [
        [terminal.prose(answer(document))],
        _prose(given_sentence(document), terminal=terminal),
        moved_table(document, terminal=terminal),
        outputs_table(document, terminal=terminal),
        split_table(document, terminal=terminal),
        stated_table(document, terminal=terminal),
        probabilities_table(document, terminal=terminal),
        milestones_table(document, terminal=terminal),
        dates_table(document, terminal=terminal),
        _ends(document, behind=behind, terminal=terminal),
        _picture(document, behind=behind, terminal=terminal),
        chain_table(document, medians=behind.medians, terminal=terminal),
        outputs_tables_by_group(document, terminal=terminal),
        needs_table(document, medians=behind.medians, terminal=terminal),
        implications_table(document, terminal=terminal),
        _prose(at_work_sentence(document), terminal=terminal),
        conditions(document, terminal=terminal),
        [terminal.warning(terminal.prose(f"Warning: {warning}", hanging="  ")) for warning in document["warnings"]],
        audit_lines(document, terminal=terminal),
        provenance(document, behind=behind, terminal=terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def audit_lines(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What the audits of the run found, a line each; nothing where they found nothing."""
    return [
        terminal.warning(terminal.prose(f"Audit, {found['audit']}: {found['sentence']}.", hanging="  "))
        for found in document["audit"]
    ]


def provenance(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """Where the numbers come from and how to have them again."""
    source = document["provenance"]
    whose = " · ".join(part for part in (behind.title, behind.author, behind.date) if part)
    lines = [
        f"{source['scenario']}{': ' if whose else ''}{whose}",
        f"scenario {source['scenario_hash'][:12]} · seed {source['seed']} · {draws_in_words(document)}",
        f"oomcast {source['oomcast']} · model {source['model']} {source['model_version']}",
        f"digest {document['digest']}",
    ]
    if source.get("command"):
        lines.append(f"again: {source['command']}")
    return [terminal.faint(terminal.prose(line, hanging="  ")) for line in (*lines, DISCLAIMER)]


def _prose(said: str, *, terminal: Terminal) -> list[str]:
    return [terminal.prose(said, hanging="  ")] if said else []


def _ends(document: Mapping[str, Any], *, behind: Backdrop, terminal: Terminal) -> list[str]:
    """How many outcomes hit a ceiling, become infinite, or could not be followed."""
    draws, chances = counted_draws(document), document["probabilities"]
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
    draws = counted_draws(document)
    lines = (
        strip(output, terminal=terminal)
        if behind.headline is None
        else histogram(behind.headline, output=output, draws=draws, terminal=terminal)
    )
    return [terminal.strong(f"{output_label(HEADLINE)} gained in the first year"), *lines] if lines else []
