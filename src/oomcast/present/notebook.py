"""A forecast in a notebook: the answer, its quantiles and the chances, in HTML that takes the notebook's own style."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from oomcast.present.findings import answer, counted_draws, draws_in_words
from oomcast.present.labels import event_label, output_label
from oomcast.present.report import DISCLAIMER
from oomcast.present.scope import at_work_sentence, given_sentence
from oomcast.present.split import split_sentence
from oomcast.present.tables import LEVELS, quantile_cells
from oomcast.present.words import chance, error, unit_word

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["html"]


def html(forecast: Forecast) -> str:
    """The HTML of a forecast; every text that comes from a scenario is escaped."""
    document = forecast.document()
    source, scenario = document["provenance"], forecast.scenario
    draws = counted_draws(document)
    whose = " · ".join(
        str(part) for part in (source["scenario"], scenario.title, scenario.author, scenario.date) if part
    )
    footing = (
        f"{draws_in_words(document)}, seed {source['seed']} · oomcast {source['oomcast']}, "
        f"model {source['model']} {source['model_version']} · digest {document['digest'][:12]}"
    )
    warnings = "".join(f"<li>{escape(str(warning))}</li>" for warning in document["warnings"])
    return "".join(
        (
            f"<p><strong>{escape(answer(document))}</strong></p>",
            _paragraph(given_sentence(document)),
            _paragraph(split_sentence(document)),
            _quantiles(document),
            "<table><thead><tr><th>chance of</th><th>how often</th></tr></thead><tbody>",
            "".join(_chance(name, share, draws=draws) for name, share in document["probabilities"].items()),
            "</tbody></table>",
            _paragraph(at_work_sentence(document)),
            f"<p>Warnings</p><ul>{warnings}</ul>" if warnings else "",
            f"<p><small>{escape(whose)}<br>{escape(footing)}<br>{escape(DISCLAIMER)}</small></p>",
        )
    )


def _paragraph(said: str) -> str:
    return f"<p>{escape(said)}</p>" if said else ""


def _quantiles(document: dict[str, Any]) -> str:
    heads = "".join(f"<th>{head}</th>" for head in LEVELS.values())
    return (
        f"<table><thead><tr><th>after a year</th><th></th>{heads}</tr></thead><tbody>"
        + "".join(_row(name, output) for name, output in document["outputs"].items())
        + "</tbody></table>"
    )


def _row(name: str, output: dict[str, Any]) -> str:
    unit, shown, errors = quantile_cells(output)
    cells = "".join(f"<td>{text}<br><small>{beside}</small></td>" for text, beside in zip(shown, errors))
    heading = f'<th title="{escape(name)}">{escape(output_label(name))}</th>'
    return f"<tr>{heading}<td>{escape(unit_word(unit))}</td>{cells}</tr>"


def _chance(name: str, share: dict[str, Any], *, draws: int) -> str:
    beside = "" if share["mc_error"] is None else error(100 * share["mc_error"]) + " in 100"
    how_often = chance(float(share["value"]), draws=draws)
    return f"<tr><td>{escape(event_label(name))}</td><td>{how_often} <small>{beside}</small></td></tr>"
