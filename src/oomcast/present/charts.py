"""The fan chart: effective compute over the first year, with the outcomes as countable dots and their shares in words.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window, the same picture each
time, in a font that Matplotlib brings along.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np

from oomcast.errors import RunError
from oomcast.present.canvas import DOTS_BOX, FAN_BOX, FIGURE, LEFT, SANS, SERIF, SMALL, TITLE
from oomcast.present.dots import DOTS, draw_dots
from oomcast.present.fan import draw_ends, draw_fan, dress
from oomcast.present.findings import HEADLINE, answer, counted_draws, draws_in_words
from oomcast.present.histogram import round_axis
from oomcast.present.labels import event_label
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.report import DISCLAIMER
from oomcast.present.words import chance, count, error, unit_word

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from oomcast.ensemble.forecast import Forecast
    from oomcast.models.contract import FloatArray

__all__ = ["fan_chart", "png"]

PATH, REFERENCE = "oom_total", "reference_oom_per_year"
PNG_DOTS_PER_INCH = 120

# Where the texts around the picture start, as shares of the figure's height, and how many letters a line holds.
SENTENCE_TOP, SHARES_TOP, FOOTING_TOP = 0.965, 0.815, 0.1
SENTENCE_COLUMNS, SENTENCE_LINES, SENTENCE_GROWTH = 84, 3.5, 1.1

# The shares that stand above the picture, by line.
SHARES = (
    ("at_least_3_years_in_12mo", "at_least_10_years_in_12mo"),
    ("ceiling_reached_by_horizon", "singular_by_horizon"),
)


def fan_chart(forecast: Forecast, *, dark: bool = False) -> Figure:
    """A Matplotlib figure of the headline output; save it with `figure.savefig("forecast.png")`.

    Bands are pointwise quantiles of the courses kept with the forecast; the numbers at their ends and the dots are
    those of all draws. Raises RunError where Matplotlib is not installed or the forecast kept no courses.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("a chart needs Matplotlib: install oomcast with its extra, oomcast[plot]") from None

    paths, document, theme = forecast.counted.paths, forecast.document(), DARK if dark else LIGHT
    if paths is None or PATH not in paths.values or HEADLINE not in document["outputs"]:
        raise RunError(f"a fan chart needs the courses of {PATH} over the first year, which this forecast did not keep")
    figure = Figure(figsize=FIGURE, facecolor=theme.background)
    FigureCanvasAgg(figure)
    # Notebooks show figures of pyplot only, unless they can show themselves.
    figure._repr_png_ = partial(png, figure)  # type: ignore[attr-defined]
    output = document["outputs"][HEADLINE]
    ticks = _ticks(output, forecast.counted.outputs[HEADLINE])
    fan, dots = figure.add_axes(FAN_BOX), figure.add_axes(DOTS_BOX)
    _draw_heading(figure, document, theme=theme)
    dress(fan, ticks=ticks, unit=unit_word(output["unit"]), theme=theme)
    draw_fan(fan, paths.years, paths.values[PATH], theme=theme)
    reference = forecast.scenario.beliefs.get(REFERENCE)
    pace = None if reference is None else float(reference.quantile(0.5))
    draw_ends(fan, output, usual_pace=pace, ticks=ticks, theme=theme)
    draw_dots(dots, forecast.counted.outputs[HEADLINE], quantiles=output["quantiles"], ticks=ticks, theme=theme)
    _draw_footing(figure, document, forecast=forecast, kept=paths.values[PATH].shape[1], theme=theme)
    return figure


def png(figure: Figure) -> bytes:
    """The figure as a PNG file, the same bytes for the same figure."""
    buffer = BytesIO()
    figure.savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH)
    return buffer.getvalue()


def _ticks(output: Mapping[str, Any], values: FloatArray) -> tuple[float, ...]:
    """Ticks from zero, or below the lowest dot if that is negative, to a round value above every finite quantile."""
    finite = [float(value) for value in output["quantiles"].values() if value is not None]
    lowest_dot = float(np.quantile(values, 0.5 / DOTS, method="inverted_cdf"))
    return round_axis(min(0.0, lowest_dot), max([*finite, 0.0]))


def _draw_heading(figure: Figure, document: Mapping[str, Any], *, theme: Palette) -> None:
    """The answer, then the shares of outcomes in words, then what the picture shows."""
    lines, size = _sentence(answer(document))
    sentence = "\n".join(lines)
    figure.text(LEFT, SENTENCE_TOP, sentence, family=SERIF, size=size, color=theme.ink, va="top", linespacing=1.35)
    figure.text(
        LEFT, SHARES_TOP, _shares(document), family=SANS, size=SMALL, color=theme.secondary, va="top", linespacing=1.5
    )


def _sentence(said: str) -> tuple[list[str], float]:
    """The sentence in lines and the size of its type, smaller where it would need more lines than there is room for."""
    columns, size = SENTENCE_COLUMNS, TITLE
    while True:
        lines = textwrap.wrap(said, columns, break_long_words=False)
        if len(lines) <= SENTENCE_LINES * TITLE / size:
            return lines, size
        columns, size = round(columns * SENTENCE_GROWTH), size / SENTENCE_GROWTH


def _shares(document: Mapping[str, Any]) -> str:
    """Outcome shares in words, progress on one line and how it ends on the next."""
    draws, chances = counted_draws(document), document["probabilities"]
    lines = []
    for names in SHARES:
        said = [
            f"{chance(float(chances[name]['value']), draws=draws)}: {event_label(name)}"
            for name in names
            if name in chances
        ]
        lines.append("   ·   ".join(said))
    return "\n".join(lines)


def _draw_footing(
    figure: Figure, document: Mapping[str, Any], *, forecast: Forecast, kept: int, theme: Palette
) -> None:
    """Whose beliefs, how many draws, how exact, and how to have it again."""
    source, output = document["provenance"], document["outputs"][HEADLINE]
    scenario = forecast.scenario
    median = output["quantiles"]["0.5"]
    exactness = error(output["mc_error"]["0.5"]) if median is not None else ""
    lines = [
        " · ".join(str(part) for part in (source["scenario"], scenario.title, scenario.author, scenario.date) if part),
        " · ".join(
            part
            for part in (
                f"{draws_in_words(document)}, seed {source['seed']}",
                f"median {exactness}" if exactness else "",
                f"bands from {count(kept)} of them" if kept < counted_draws(document) else "",
                f"oomcast {source['oomcast']}, model {source['model']} {source['model_version']}",
                f"digest {document['digest'][:12]}",
            )
            if part
        ),
        DISCLAIMER,
    ]
    figure.text(
        LEFT, FOOTING_TOP, "\n".join(lines), family=SANS, size=SMALL, color=theme.secondary, va="top", linespacing=1.5,
        parse_math=False,  # a title with two dollar signs is no formula
    )  # fmt: skip
