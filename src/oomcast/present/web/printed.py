"""A forecast on one sheet of paper: an HTML file that needs nothing else, and asks nobody for anything."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from html import escape
from importlib import resources
from typing import TYPE_CHECKING, Any

from oomcast.present.canvas import FIGURE
from oomcast.present.findings import answer, counted_draws, difference, draws_in_words
from oomcast.present.labels import event_label, output_label
from oomcast.present.report import DISCLAIMER
from oomcast.present.scope import at_work_sentence, given_sentence
from oomcast.present.split import PARTS, adding_up, decimals_for, split_sentence
from oomcast.present.words import chance, error, fixed, joined, number, unit_word

if TYPE_CHECKING:
    from oomcast.beliefs.scenario import Scenario
    from oomcast.ensemble.forecast import Forecast

__all__ = ["printed_page"]

PICTURE = (0.125, 0.735)
"""Which part of the height of the fan chart stands on the page: without its sentence and its footing, which the page
has itself."""

WHITE = "#FFFFFF"

MOST_BELIEFS, MOST_WARNINGS = 11, 3
"""Beliefs and warnings that fit on the sheet; the page says how many more there are."""

CHIPS = (
    "ceiling_reached_by_horizon",
    "singular_by_horizon",
    "at_least_3_years_in_12mo",
    "at_least_10_years_in_12mo",
)
QUARTILES = (0.25, 0.5, 0.75)

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The page as a file of its own: it shows itself, loads nothing, and runs nothing."""


def printed_page(forecast: Forecast, *, document: Mapping[str, Any], provenance: Mapping[str, Any]) -> str:
    """The page; every text that comes from a scenario is escaped."""
    scenario = forecast.scenario
    title = scenario.title or scenario.name
    return sheet(
        f"<header><strong>{escape(title)}</strong><span>{whose(scenario)}</span></header>",
        f"<h1>{escape(answer(document))}</h1>",
        *sentences(given_sentence(document)),
        chips(document),
        figure(forecast, document=document, provenance=provenance),
        '<div class="pair">',
        stated(document),
        parts(document),
        "</div>",
        beliefs(scenario),
        limits(document),
        footing(document, provenance=provenance),
        title=title,
        version=str(provenance["oomcast"]),
    )


def sheet(*body: str, title: str, version: str) -> str:
    """A page that is complete in itself: `body` in HTML, `title` and `version` of oomcast as plain text."""
    style = resources.files(__package__).joinpath("printed.css").read_text(encoding="utf-8")
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="generator" content="oomcast {escape(version)}">',
            f"<title>{escape(title)}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            *body,
            "</body>",
            "</html>",
            "",
        )
    )


def whose(scenario: Scenario) -> str:
    """Who holds the beliefs, and since when."""
    return escape(" · ".join(str(part) for part in (scenario.author, scenario.date or "") if part))


def sentences(*said: str) -> Iterable[str]:
    """Paragraphs for what there is to say."""
    return (f"<p>{escape(text)}</p>" for text in said if text)


def chips(document: Mapping[str, Any]) -> str:
    """Shares of outcomes as frequencies."""
    draws, shares = counted_draws(document), document["probabilities"]
    told = (
        f"<li><strong>{escape(often)}</strong> {escape(event_label(name))}</li>"
        for name, often in (
            (name, chance(float(shares[name]["value"]), draws=draws)) for name in CHIPS if name in shares
        )
    )
    return f'<ul class="chips">{"".join(told)}</ul>'


def figure(forecast: Forecast, *, document: Mapping[str, Any], provenance: Mapping[str, Any]) -> str:
    """The fan chart without its texts, as a picture inside the page."""
    from matplotlib.transforms import Bbox

    from oomcast.present.charts import fan_chart
    from oomcast.present.web.downloads import drawing

    chart = fan_chart(forecast)
    chart.patch.set_facecolor(WHITE)
    for axes in chart.axes:
        axes.set_facecolor(WHITE)
    width, height = FIGURE
    box = Bbox([[0.0, PICTURE[0] * height], [width, PICTURE[1] * height]])
    content = base64.b64encode(drawing(chart, provenance=provenance, bbox_inches=box)).decode("ascii")
    described = f"Fan chart of effective compute over the first year. {answer(document)}"
    return f'<figure><img src="data:image/svg+xml;base64,{content}" alt="{escape(described)}"></figure>'


def stated(document: Mapping[str, Any]) -> str:
    """What the person says the answer is, beside what the beliefs imply."""
    rows = []
    for name, statement in document["stated"].items():
        if "quantiles" not in statement:
            said, implied = statement["value"], statement["implied"]["value"]
            rows.append((event_label(name), number(said), number(implied), ""))
            continue
        unit = str(statement["unit"])
        for level, said in statement["quantiles"].items():
            implied, mc_error = statement["implied"][level], statement["mc_error"][level]
            gap = "" if implied is None or said is None else difference(implied, said, unit=unit, mc_error=mc_error)
            label = output_label(name) if level == "0.5" else f"{output_label(name)}, {percent(level)}"
            told = gap if level == "0.5" else ""
            rows.append((label, joined(number(said), unit), f"{joined(number(implied), unit)} {error(mc_error)}", told))
    if not rows:
        return ""
    body = "".join(
        f"<tr><th scope=row>{escape(label)}</th><td>{escape(said)}</td><td>{escape(implied)}</td></tr>"
        + (f'<tr class="remark"><td colspan=3>{escape(gap)}</td></tr>' if gap else "")
        for label, said, implied, gap in rows
    )
    head = "<tr><th></th><th>stated</th><th>implied</th></tr>"
    return (
        f"<section><h2>Stated against implied</h2><table><thead>{head}</thead><tbody>{body}</tbody></table></section>"
    )


def percent(level: str) -> str:
    """A level as a share of outcomes below.

    >>> percent("0.25")
    '25 in 100 below'
    """
    return f"{round(100 * float(level))} in 100 below"


def parts(document: Mapping[str, Any]) -> str:
    """Where the gain of the first year comes from."""
    split, title = document["decomposition"], "Where the first year's gain comes from"
    if split is None:
        return ""
    unit, means = str(split["unit"]), {part: mean_of(split[part]) for part in PARTS}
    known = {part: mean for part, mean in means.items() if mean is not None}
    if len(known) < len(PARTS):
        return f"<section><h2>{title}</h2><p>{escape(split_sentence(document))}</p></section>"
    decimals = decimals_for(sum(known.values()))
    rounded = zip(known, adding_up(list(known.values()), decimals=decimals), strict=True)
    told = ((PARTS[part], joined(fixed(mean, decimals=decimals), unit)) for part, mean in rounded)
    rows = "".join(f"<tr><th scope=row>{escape(label)}</th><td>{escape(mean)}</td></tr>" for label, mean in told)
    return f"<section><h2>{title}</h2><table><tbody>{rows}</tbody></table><p>On average over all draws.</p></section>"


def mean_of(part: Mapping[str, Any]) -> float | None:
    """The mean of a part, of the draws that have it where some do not."""
    mean = part["mean_where_known"] if part["mean"] is None else part["mean"]
    return None if mean is None else float(mean)


def beliefs(scenario: Scenario) -> str:
    """The beliefs: a quarter below, the middle, a quarter above, and on what grounds."""
    core = [name for name in scenario.words.core if name in scenario.beliefs]
    order = [*core, *(name for name in scenario.beliefs if name not in core and name in scenario.own)]
    order += [name for name in scenario.beliefs if name not in order]
    rows = []
    for name in order[:MOST_BELIEFS]:
        belief, parameter = scenario.beliefs[name], scenario.parameters[name]
        low, middle, high = (believed(belief.quantile(level), is_date=parameter.is_date) for level in QUARTILES)
        cells = ("", middle, "") if belief.is_point else (low, middle, high)
        rows.append(
            f'<tr><th scope=row title="{escape(parameter.meaning)}">{escape(name.replace("_", " "))}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + f"<td>{escape(unit_word(parameter.unit))}</td><td>{escape(str(belief.evidence))}</td>"
            + f'<td class="source">{escape(belief.source)}</td></tr>'
        )
    more = len(order) - len(rows)
    note = f"<p>and {more} more, in the scenario file</p>" if more else ""
    heads = "".join(f"<th>{head}</th>" for head in ("", "¼ below", "middle", "¼ above", "unit", "evidence", "source"))
    table = f'<table class="beliefs"><thead><tr>{heads}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return f"<section><h2>What is believed</h2>{table}{note}</section>"


def believed(value: float, *, is_date: bool) -> str:
    """A number of a belief; years of the calendar keep all their digits."""
    return f"{value:.1f}" if is_date and value != float("inf") else number(value)


def limits(document: Mapping[str, Any]) -> str:
    """What the page does not say."""
    given = document["conditions"]["given"]
    said = [DISCLAIMER, at_work_sentence(document)]
    if given:
        said.append(
            "All of it is given that " + "; ".join(str(condition["statement"]).rstrip(".") for condition in given) + "."
        )
    warnings = document["warnings"]
    said += [f"Warning: {warning}" for warning in warnings[:MOST_WARNINGS]]
    more = len(warnings) - MOST_WARNINGS
    said += [f"And {more} more, in the terminal's report."] if more > 0 else []
    return f"<section class='limits'><h2>What this does not say</h2>{''.join(sentences(*said))}</section>"


def footing(document: Mapping[str, Any], *, provenance: Mapping[str, Any]) -> str:
    """Where the numbers come from, and how to have them again."""
    lines = (
        f"{draws_in_words(document)}, seed {provenance['seed']} · oomcast {provenance['oomcast']}, "
        f"model {provenance['model']} {provenance['model_version']} · scenario {provenance['scenario_hash'][:12]}",
        f"digest {provenance['digest']}",
    )
    told = "<br>".join(escape(line) for line in lines)
    return f"<footer><p>{told}</p><p><code>{escape(str(provenance['command']))}</code></p></footer>"
