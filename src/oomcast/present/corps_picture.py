"""The companies side by side, and the models that agree with an answer, as one picture.

Needs Matplotlib (the extra `plot`). Figures are made without pyplot: no global state, no window.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log10
from typing import TYPE_CHECKING, Any

from oomcast.errors import RunError
from oomcast.present.palette import DARK, LIGHT, Palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from oomcast.ensemble.corporations import Comparison

__all__ = ["picture"]

INCHES = (10.0, 5.2)
MEASURES = {"serial_time": "serial time", "staff": "people", "chips": "H100s"}
PLANE = "labour_share"


def picture(comparison: Comparison, *, answer: str | None = None, dark: bool = False) -> Figure:
    """The three companies on the left, and on the right the models (lam, labour share) that give each answer.

    Raises RunError where Matplotlib is not installed.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise RunError("pictures need Matplotlib: pip install 'oomcast[plot]'") from None
    document, theme = comparison.document(answer=answer), DARK if dark else LIGHT
    figure = Figure(figsize=INCHES, facecolor=theme.background, layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=(3, 2))
    for axes in (left, right):
        axes.set_facecolor(theme.background)
        axes.tick_params(colors=theme.secondary)
        for spine in axes.spines.values():
            spine.set_color(theme.axis)
    draw_companies(left, document, theme=theme)
    draw_plane(right, document, theme=theme)
    return figure


def draw_companies(axes: Axes, document: Mapping[str, Any], *, theme: Palette) -> None:
    """Each company's time, people and chips next to the normal one's, in OOM, and the jumps between them."""
    roles, companies = document["roles"], document["companies"]
    normal = companies[roles["normal"]]["numbers"]
    colours = (theme.median, theme.edge, theme.inner)
    names = list(roles.values())
    for place, name in enumerate(names):
        for at, (measure, colour) in enumerate(zip(MEASURES, colours, strict=True)):
            ratio = companies[name]["numbers"][measure]["median"] / normal[measure]["median"]
            label = MEASURES[measure] if place == 0 else None
            axes.barh(place + 0.25 * (at - 1), log10(ratio), height=0.22, color=colour, label=label)
    middle = {key: document["speedups"][key]["quantiles"] for key in document["speedups"]}
    jumps = {
        0.5: f"{middle['normal_over_slow']['0.5']:.3g}× at equal progress",
        1.5: f"{middle['automated_over_normal_in_year']['0.5']:.3g}× in a calendar year, "
        f"{middle['automated_over_normal_literal']['0.5']:.3g}× in years of its own",
    }
    for between, words in jumps.items():
        axes.text(0.02, between, words, color=theme.ink, va="center", ha="left", transform=axes.get_yaxis_transform())
    axes.axvline(0.0, color=theme.axis, linewidth=0.8)
    axes.set_yticks(range(len(names)), [literal(name) for name in names], color=theme.ink)
    axes.invert_yaxis()
    axes.set_xlabel(literal(f"factor over {roles['normal']}, in powers of ten"), color=theme.secondary)
    axes.legend(frameon=False, labelcolor=theme.secondary, loc="center right", fontsize="small")


def literal(text: str) -> str:
    """A person's words, in which a dollar does not begin a formula."""
    return text.replace("$", r"\$")


def draw_plane(axes: Axes, document: Mapping[str, Any], *, theme: Palette) -> None:
    """For each part of the answer the curve of models that give it, and where they meet."""
    asked = document["consistency"]
    axes.set_xlim(0.0, 1.0)
    axes.set_xlabel("parallel exponent (lam)", color=theme.secondary)
    axes.set_ylabel("labour share", color=theme.secondary)
    if asked is None:
        axes.set_title("nobody states an answer", color=theme.ink, fontsize="medium")
        return
    roles = document["roles"]
    pairs = {"normal_over_slow": ("normal", "slow"), "automated_over_normal": ("automated", "normal")}
    styles = {"normal_over_slow": theme.warning, "automated_over_normal": theme.median}
    found = asked["in_year"]
    for key, points in found["curves"][PLANE].items():
        known = [(lam, share) for lam, share in points if share is not None]
        xs, ys = [lam for lam, _ in known], [share for _, share in known]
        over, under = (roles[role] for role in pairs[key])
        label = literal(f"{over} {asked['stated'][key]:.3g}× {under}")
        axes.plot(xs, ys, color=styles[key], label=label)
    meet = found["meet"] and found["meet"][PLANE]
    if meet and meet["parallel_exponent"] is not None:
        axes.plot([meet["parallel_exponent"]], [meet[PLANE]], "o", color=theme.ink)
        said = f"both hold at lam {meet['parallel_exponent']:.2g}, share {meet[PLANE]:.2g}"
    else:
        said = "no model here gives both" if meet else "one answer leaves a curve"
    axes.set_title(literal(f"{asked['answer']}: {said}"), color=theme.ink, fontsize="medium", wrap=True)
    axes.legend(frameon=False, labelcolor=theme.secondary, fontsize="small")
