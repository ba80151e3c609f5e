"""The tornado: how far an answer swings between the 1-in-10 low and the 1-in-10 high of each belief."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.present.canvas import BODY, SANS, SMALL
from oomcast.present.explanation import MOST_BARS, belief_label, finding, subject
from oomcast.present.figures import halo, literal, sheet
from oomcast.present.palette import DARK, LIGHT, Palette
from oomcast.present.words import count_of_draws, joined, number, quantity, unit_word

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.insight.explain import Explanation

__all__ = ["picture"]

ROW_INCHES = 0.46
HEIGHT = 0.42
ROOM = 0.16
"""Share of the width kept free on either side for the values at the ends of the bars."""

NAME_GAP = 0.012


def picture(explanation: Explanation, *, dark: bool = False) -> Figure:
    """The tornado as a Matplotlib figure, hollow towards the low of each belief, solid towards its high.

    Raises RunError where Matplotlib is not installed.
    """
    document, theme = explanation.document(), DARK if dark else LIGHT
    swings = dict(list(document["swing"].items())[:MOST_BARS])
    source = document["provenance"]
    footing = [
        "Hollow: the belief at its 1-in-10 low; solid: at its 1-in-10 high; all others as believed.",
        f"{source['scenario']} · scenario {source['scenario_hash'][:12]} · seed {source['seed']} · "
        f"{count_of_draws(source['draws'])} · oomcast {source['oomcast']} · model {source['model']} "
        f"{source['model_version']}",
        "What these beliefs imply, not anyone's overall view.",
    ]
    body = ROW_INCHES * (len(swings) + 0.8)
    figure, axes = sheet(finding(document), footing=footing, body_inches=body, theme=theme, left=0.33, right=0.97)
    _bars(axes, document, swings=swings, theme=theme)
    return figure


def _bars(axes: Axes, document: Mapping[str, Any], *, swings: Mapping[str, Any], theme: Palette) -> None:
    output, base, units = document["output"], document["answer"]["value"], document["units"]
    known = [end for swing in swings.values() for end in (swing["low"], swing["high"]) if end is not None]
    known += [base] if base is not None else []
    if not known:
        return
    least, most = min(known), max(known)
    room = ROOM * ((most - least) or 1.0)
    axes.set_xlim(least - room, most + room)
    axes.set_ylim(len(swings) - 0.4, -0.9)
    off = most + 0.5 * room  # where an end stands that is infinite
    for row, (name, swing) in enumerate(swings.items()):
        middle = off if base is None else base
        for end, believed, fill in (
            (swing["low"], swing["at_low"], theme.background),
            (swing["high"], swing["at_high"], theme.inner),
        ):
            at = off if end is None else end
            axes.barh(row, at - middle, left=middle, height=HEIGHT, color=fill, edgecolor=theme.edge, linewidth=1.0)
            is_right = at > middle or (at == middle and believed == swing["at_high"])
            said = joined(number(believed), units[name]) if unit_word(units[name]) else number(believed)
            axes.annotate(
                literal(said if end is not None else f"{said}: infinite"),
                (at, row),
                xytext=(4 if is_right else -4, 0),
                textcoords="offset points",
                ha="left" if is_right else "right",
                va="center",
                family=SANS,
                size=SMALL,
                color=theme.secondary,
                path_effects=halo(theme),
            )
        axes.text(
            -NAME_GAP,
            row,
            literal(belief_label(name)),
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            family=SANS,
            size=BODY,
            color=theme.ink,
        )
    if base is not None:
        axes.axvline(base, color=theme.median, linewidth=1.6)
        named = "chance" if output["statistic"] == "probability" else output["statistic"]
        axes.annotate(
            f"{named} {quantity(base, str(output['unit']))}",
            (base, -0.62),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            family=SANS,
            size=SMALL,
            color=theme.median,
        )
    word = unit_word(str(output["unit"]))
    axes.set_xlabel(
        literal(f"{subject(output)}{f', {word}' if word else ''}"), family=SANS, size=SMALL, color=theme.secondary
    )
