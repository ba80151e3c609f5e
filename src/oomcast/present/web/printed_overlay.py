"""Several forecasts on one sheet of paper: who believes what, what follows from each, and how to have it again."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from oomcast.present.findings import HEADLINE, draws_in_words, unknown_sentence
from oomcast.present.labels import event_label
from oomcast.present.overlay import LETTERS, overlay_chart
from oomcast.present.report import DISCLAIMER
from oomcast.present.web.printed import CHIPS, PICTURE, QUARTILES, WHITE, believed, sentences, sheet
from oomcast.present.words import about, joined, number, unit_word

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["Told", "printed_overlay"]

NOBODY = "nobody"
"""Author of scenarios that are no one's view."""

MOST_BELIEFS = 9
"""Beliefs that fit on the sheet; the page says how many more differ."""

MOST_WITH_SPREAD = 3
"""Scenarios for whose beliefs the sheet is wide enough with their middle halves."""

ONE = 0.01


class Told(NamedTuple):
    """One of the forecasts: itself, its document, and where it comes from."""

    forecast: Forecast
    document: Mapping[str, Any]
    provenance: Mapping[str, Any]

    @property
    def person(self) -> str:
        """The person, or the name of the scenario where it is no one's view."""
        scenario = self.forecast.scenario
        return scenario.author if scenario.author and scenario.author != NOBODY else scenario.name

    @property
    def name(self) -> str:
        """The same with the date."""
        return ", ".join(str(part) for part in (self.person, self.forecast.scenario.date or "") if part)


def printed_overlay(told: Sequence[Told]) -> str:
    """The page of two to six forecasts, A first; every text that comes from a scenario is escaped."""
    people = "; ".join(f"{letter} {one.name}" for letter, one in zip(LETTERS, told))
    unknown = ((letter, unknown_sentence(one.document)) for letter, one in zip(LETTERS, told))
    return sheet(
        f"<header><strong>{len(told)} scenarios on the same luck</strong><span>{escape(people)}</span></header>",
        f"<h1>{escape(sentence(told))}</h1>",
        *sentences(*(f"{letter}: {said}" for letter, said in unknown if said)),
        figure(told),
        results(told),
        beliefs(told),
        f"<section class='limits'><h2>What this does not say</h2>{''.join(sentences(DISCLAIMER))}</section>",
        footing(told),
        title=people,
        version=str(told[0].provenance["oomcast"]),
    )


def sentence(told: Sequence[Told]) -> str:
    """What follows from each, in one sentence: median and middle half, by person."""
    said = [
        f"{spread(one.document)} on {'those' if place else 'the beliefs'} of {one.name} ({LETTERS[place]})"
        for place, one in enumerate(told)
    ]
    return f"In the first year after full automation of AI R&D, effective compute grows {'; '.join(said)}."


def spread(document: Mapping[str, Any]) -> str:
    """Median and middle half of the headline in few words."""
    quantiles = document["outputs"][HEADLINE]["quantiles"]
    middle = quantiles["0.5"]
    if middle is None:
        return "without bound, or unknown, in the median"
    return f"about {joined(about(middle), 'OOM')} ({number(quantiles['0.25'])} to {number(quantiles['0.75'])})"


def figure(told: Sequence[Told]) -> str:
    """The picture without its texts, inside the page."""
    from matplotlib.transforms import Bbox

    from oomcast.present.canvas import FIGURE
    from oomcast.present.web.downloads import drawing

    chart = overlay_chart([one.forecast for one in told], names=[one.person for one in told])
    chart.patch.set_facecolor(WHITE)
    for axes in chart.axes:
        axes.set_facecolor(WHITE)
    width, height = FIGURE
    box = Bbox([[0.0, PICTURE[0] * height], [width, PICTURE[1] * height]])
    content = base64.b64encode(drawing(chart, provenance=told[0].provenance, bbox_inches=box)).decode("ascii")
    described = f"Medians of effective compute over the first year, and the middle half of each. {sentence(told)}"
    return f'<figure><img src="data:image/svg+xml;base64,{content}" alt="{escape(described)}"></figure>'


def results(told: Sequence[Told]) -> str:
    """Medians, middle halves and shares, a column for each."""
    heads = "".join(f"<th>{letter}</th>" for letter, _ in zip(LETTERS, told))
    rows = [
        (
            f"{words} of effective compute, OOM",
            [number(one.document["outputs"][HEADLINE]["quantiles"][level]) for one in told],
        )
        for words, level in (("¼ below", "0.25"), ("median", "0.5"), ("¼ above", "0.75"))
    ]
    for name in CHIPS:
        shares = [one.document["probabilities"].get(name) for one in told]
        if any(shares):
            often = ["" if share is None else in_hundred(float(share["value"])) for share in shares]
            rows.append((f"in 100: {event_label(name)}", often))
    body = "".join(
        f"<tr><th scope=row>{escape(label)}</th>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for label, cells in rows
    )
    table = f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{body}</tbody></table>"
    return f"<section><h2>What follows</h2>{table}</section>"


def in_hundred(share: float) -> str:
    """A share in hundredths as short as can be, where several stand side by side; never "0" or "100".

    >>> in_hundred(0.0), in_hundred(0.004), in_hundred(0.39), in_hundred(0.999)
    ('none', '<1', '39', '>99')
    """
    if share <= 0.0 or share >= 1.0:
        return "none" if share <= 0.0 else "all"
    if share < ONE or share > 1.0 - ONE:
        return "<1" if share < ONE else ">99"
    return str(round(100 * share))


def beliefs(told: Sequence[Told]) -> str:
    """The beliefs that differ, by their middles and middle halves, a column for each."""
    scenarios = [one.forecast.scenario for one in told]
    names = dict.fromkeys(name for scenario in scenarios for name in scenario.beliefs)
    has_room = len(told) <= MOST_WITH_SPREAD
    cells = {name: [cell(scenario, name) for scenario in scenarios] for name in names}
    differing = [name for name in names if len(set(cells[name])) > 1]
    units = {name: unit_word(scenario.parameters[name].unit) for scenario in scenarios for name in scenario.beliefs}
    rows = "".join(
        f"<tr><th scope=row>{escape(name.replace('_', ' '))}</th>"
        + "".join(f"<td>{escape(said if has_room else said.partition(' ')[0])}</td>" for said in cells[name])
        + f"<td>{escape(units[name])}</td></tr>"
        for name in differing[:MOST_BELIEFS]
    )
    more = len(differing) - MOST_BELIEFS
    note = f"<p>and {more} more</p>" if more > 0 else ""
    heads = "".join(f"<th>{letter}</th>" for letter, _ in zip(LETTERS, told))
    table = f"<table><thead><tr><th></th>{heads}<th>unit</th></tr></thead><tbody>{rows}</tbody></table>"
    what = "middle, and a quarter below to a quarter above" if has_room else "middle of each belief"
    return f"<section><h2>Where they differ</h2><p>{what}</p>{table}{note}</section>"


def cell(scenario: Any, name: str) -> str:
    """Middle and middle half of a belief; a dash where a scenario does not speak of it."""
    belief = scenario.beliefs.get(name)
    if belief is None:
        return "–"
    low, middle, high = (
        believed(belief.quantile(level), is_date=scenario.parameters[name].is_date) for level in QUARTILES
    )
    return middle if belief.is_point else f"{middle} ({low} to {high})"


def footing(told: Sequence[Told]) -> str:
    """Where the numbers come from, and how to have each of them again."""
    first = told[0]
    luck = (
        f"{draws_in_words(first.document)}, seed {first.provenance['seed']} · oomcast {first.provenance['oomcast']}, "
        f"model {first.provenance['model']} {first.provenance['model_version']}"
    )
    lines = [
        f"<p>{letter}: digest {escape(str(one.provenance['digest']))[:12]} · "
        f"<code>{escape(str(one.provenance['command']))}</code></p>"
        for letter, one in zip(LETTERS, told)
    ]
    return f"<footer><p>{escape(luck)}</p>{''.join(lines)}</footer>"
