"""A forecast in a notebook: the answer, its quantiles and the chances, in HTML that takes the notebook's own style."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from oomcast.present.report import DISCLAIMER
from oomcast.present.tables import LEVELS
from oomcast.present.words import aligned, answer, chance, count_of_draws, error, event_label, output_label, unit_word

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["html"]


def html(forecast: Forecast) -> str:
    """The HTML of a forecast; every text that comes from a scenario is escaped."""
    document = forecast.document()
    source, scenario = document["provenance"], forecast.scenario
    draws = int(source["draws"])
    whose = " · ".join(
        str(part) for part in (source["scenario"], scenario.title, scenario.author, scenario.date) if part
    )
    footing = (
        f"{count_of_draws(draws)}, seed {source['seed']} · oomcast {source['oomcast']}, "
        f"model {source['model']} {source['model_version']} · digest {document['digest'][:12]}"
    )
    warnings = "".join(f"<li>{escape(str(warning))}</li>" for warning in document["warnings"])
    return "".join(
        (
            f"<p><strong>{escape(answer(document))}</strong></p>",
            _quantiles(document),
            "<table><thead><tr><th>chance of</th><th>how often</th></tr></thead><tbody>",
            "".join(_chance(name, share, draws=draws) for name, share in document["probabilities"].items()),
            "</tbody></table>",
            f"<p>Warnings</p><ul>{warnings}</ul>" if warnings else "",
            f"<p><small>{escape(whose)}<br>{escape(footing)}<br>{escape(DISCLAIMER)}</small></p>",
        )
    )


def _quantiles(document: dict[str, Any]) -> str:
    heads = "".join(f"<th>{head}</th>" for head in LEVELS.values())
    return (
        f"<table><thead><tr><th>after a year</th><th></th>{heads}</tr></thead><tbody>"
        + "".join(_row(name, output) for name, output in document["outputs"].items())
        + "</tbody></table>"
    )


def _row(name: str, output: dict[str, Any]) -> str:
    shown = aligned([output["quantiles"][level] for level in LEVELS])
    cells = "".join(
        f"<td>{text}<br><small>{error(output['mc_error'][level])}</small></td>" for level, text in zip(LEVELS, shown)
    )
    label, unit = escape(output_label(name)), escape(unit_word(output["unit"]))
    return f'<tr><th title="{escape(name)}">{label}</th><td>{unit}</td>{cells}</tr>'


def _chance(name: str, share: dict[str, Any], *, draws: int) -> str:
    beside = "" if share["mc_error"] is None else error(100 * share["mc_error"]) + " in 100"
    how_often = chance(float(share["value"]), draws=draws)
    return f"<tr><td>{escape(event_label(name))}</td><td>{how_often} <small>{beside}</small></td></tr>"
