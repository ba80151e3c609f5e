"""A forecast as a request asks for it: computed by the call that Python and the command line make, then drawn up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from oomcast.errors import nearest, shown
from oomcast.present.web.asking import Asked, check_fields, read_asked
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["forecast_answer", "forecast_of"]

SPLIT = "decomposition"
PARTS = ("fan", "dots", "futures", "beliefs", "histograms", "inputs", SPLIT)
"""What a screen can do without while a hand is on a control."""

MOST_RATE = 1e6
"""Largest stated rate, in OOM a year."""


def forecast_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of a forecast with what is drawn of it, and of a second one on the same luck where asked for."""
    from oomcast.present.web.screen import forecast_view, paired_view

    check_fields(asked, "overlay", "rate", "parts")
    wanted = read_asked(asked)
    rate, parts = read_rate(asked), read_parts(asked)
    over = read_kind(asked, "overlay", dict, expected="an object that names a second scenario")
    second = None if over is None else read_overlay(over, asked=asked)
    forecast = forecast_of(wanted, leave, split=SPLIT in parts)
    shown_first = forecast_view(forecast, asked=wanted, rate=rate, parts=parts)
    if second is None:
        return shown_first
    other = forecast_of(second, leave, split=SPLIT in parts)
    shown_second = forecast_view(other, asked=second, rate=rate, parts=parts)
    return {**shown_first, "overlay": shown_second, "paired": paired_view(forecast, other)}


def forecast_of(asked: Asked, leave: Leave, *, split: bool = True) -> Forecast:
    """The forecast itself; with `split` the gain is split into its parts, and the run looks at itself.

    Raises Stopped where nobody waits for it.
    """
    from oomcast.present.interface import run

    leave.check()
    forecast = run(
        asked.scenario,
        draws=asked.draws,
        seed=asked.seed,
        horizon_years=asked.horizon_years,
        progress=leave,
        command=asked.command,
        given=asked.conditions or None,
        split=split,
        audit=split,
    )
    leave.check()
    return forecast


def read_overlay(over: Mapping[str, Any], *, asked: Mapping[str, Any]) -> Asked:
    """The second forecast of a request: other beliefs, the same luck, horizon and number of draws."""
    check_fields(over)
    for name in ("draws", "seed", "horizon_years", "session", "sequence"):
        if name in over:
            message = f"expected {name} once, for both scenarios, got it again"
            raise Refusal(400, BAD_FIELD, message, field=f"overlay.{name}")
    shared = {name: asked[name] for name in ("draws", "seed", "horizon_years") if name in asked}
    return read_asked({**over, **shared})


def read_parts(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the screen is wanted; everything unless said otherwise."""
    listed = read_kind(asked, "parts", list, expected=f"a list of {', '.join(PARTS)}")
    for part in listed or ():
        if part not in PARTS:
            hint = nearest(part, PARTS) if isinstance(part, str) else ""
            message = f"expected some of {', '.join(PARTS)}, got {shown(part)}.{hint}"
            raise Refusal(400, BAD_FIELD, message, field="parts")
    return PARTS if listed is None else tuple(listed)


def read_rate(asked: Mapping[str, Any]) -> float | None:
    """The rate, in OOM a year, at which years are told as well; None where none is stated."""
    rate = read_kind(asked, "rate", (int, float), expected="a rate in OOM a year")
    if rate is not None and not 0 < rate <= MOST_RATE:
        message = f"expected a positive rate of at most {MOST_RATE:,.0f} OOM a year, got {shown(rate)}"
        raise Refusal(400, BAD_FIELD, message, field="rate")
    return None if rate is None else float(rate)
