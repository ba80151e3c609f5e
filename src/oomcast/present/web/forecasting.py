"""A forecast as a request asks for it: computed by the call that Python and the command line make, then drawn up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from oomcast.errors import nearest, shown
from oomcast.present.web.asking import Asked, check_fields, read_asked
from oomcast.present.web.compiling import compile_apart
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind
from oomcast.present.web.recent import Recent
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from oomcast.ensemble.forecast import Forecast

__all__ = ["forecast_answer", "forecast_of", "read_overlays"]

SPLIT, AUDIT, CALENDAR = "decomposition", "audit", "calendar"
PARTS = ("fan", "fan_12mo", "dots", "futures", "beliefs", "histograms", "inputs", CALENDAR, SPLIT, AUDIT)
"""What a screen can do without while a hand is on a control."""

FEW_DRAWS = 20_000
"""Up to so many draws a forecast takes only threads that are free when it begins: it is over in a tenth of a second,
and others want a thread too."""

MOST_RATE = 1e6
"""Largest stated rate, in OOM a year."""

FIRST_YEAR, LAST_YEAR = 1900.0, 2500.0
"""Between these a year in which full automation comes may lie."""

MOST_OVERLAYS = 5
"""Most scenarios that are laid over the first: six are as many as colours and letters tell apart."""

RECENT = Recent()
"""Overlays of a moving hand: while it moves one scenario the others stay what they are."""


class Effort(NamedTuple):
    """What a forecast is to say beyond its numbers: where the gain comes from, and what it finds looking at itself."""

    split: bool
    audit: bool


EVERYTHING = Effort(split=True, audit=True)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What of a forecast is to be drawn, and in which units."""

    rate: float | None
    parts: tuple[str, ...]
    start_year: float | None


def forecast_answer(asked: Mapping[str, Any], leave: Leave) -> dict[str, Any]:
    """The document of a forecast with what is drawn of it, and of others on the same luck where asked for.

    One other, asked for as an object, comes back as one; a list of them comes back as a list.
    """
    from oomcast.present.web.by_date import dates_across
    from oomcast.present.web.screen import forecast_view, paired_view

    check_fields(asked, "overlay", "rate", "start_year", "parts")
    wanted = read_asked(asked)
    picture = Picture(rate=read_rate(asked), parts=read_parts(asked), start_year=read_start_year(asked))
    overlays = read_overlays(asked)
    for one in (wanted, *overlays):  # before the clock starts
        compile_apart(one.scenario, leave)
    effort = Effort(split=SPLIT in picture.parts, audit=AUDIT in picture.parts)
    forecast = forecast_of(wanted, leave, effort=effort)
    others = [RECENT.forecast(over, partial(forecast_of, over, leave, effort=effort), effort) for over in overlays]
    dates = dates_across([forecast, *others], start_year=picture.start_year) if CALENDAR in picture.parts else None

    def view(found: Forecast, said: Asked) -> dict[str, Any]:
        return forecast_view(
            found, asked=said, rate=picture.rate, parts=picture.parts, dates=dates, start_year=picture.start_year
        )

    first = view(forecast, wanted)
    more = [view(found, over) for found, over in zip(others, overlays, strict=True)]
    paired = [paired_view(forecast, other) for other in others]
    if isinstance(asked.get("overlay"), list):
        return {**first, "overlays": more, "paired": paired}
    return {**first, "overlay": more[0], "paired": paired[0]} if more else first


def forecast_of(asked: Asked, leave: Leave, *, effort: Effort = EVERYTHING) -> Forecast:
    """The forecast itself. Raises Stopped where nobody waits for it."""
    from oomcast.present.interface import audited, run

    leave.check()
    compile_apart(asked.scenario, leave)
    forecast = run(
        asked.scenario,
        draws=asked.draws,
        seed=asked.seed,
        horizon_years=asked.horizon_years,
        workers=leave.threads if asked.draws <= FEW_DRAWS else None,
        progress=leave,
        command=asked.command,
        given=asked.conditions or None,
        split=effort.split,
        audit=False,
    )
    forecast.summary(between=leave.check)
    return audited(forecast) if effort.audit else forecast


def read_overlays(asked: Mapping[str, Any]) -> list[Asked]:
    """The other forecasts of a request, one or a list of up to five: other beliefs on the same luck."""
    expected = f"an object that names a second scenario, or a list of at most {MOST_OVERLAYS}"
    over = read_kind(asked, "overlay", (dict, list), expected=expected)
    if over is None:
        return []
    if isinstance(over, dict):
        return [read_overlay(over, asked=asked, field="overlay")]
    if len(over) > MOST_OVERLAYS:
        raise Refusal(400, BAD_FIELD, f"expected {expected}, got {len(over)} of them", field="overlay")
    return [read_overlay(item, asked=asked, field=f"overlay[{place}]") for place, item in enumerate(over)]


def read_overlay(over: Any, *, asked: Mapping[str, Any], field: str) -> Asked:
    """One of the other forecasts: other beliefs, the same luck, horizon and number of draws."""
    if not isinstance(over, dict):
        raise Refusal(400, BAD_FIELD, f"expected an object that names a scenario, got {shown(over)}", field=field)
    check_fields(over)
    for name in ("draws", "seed", "horizon_years", "session", "sequence"):
        if name in over:
            message = f"expected {name} once, for all scenarios, got it again"
            raise Refusal(400, BAD_FIELD, message, field=f"{field}.{name}")
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


def read_start_year(asked: Mapping[str, Any]) -> float | None:
    """When full automation comes on beliefs that do not say it, for the picture by date; None where nobody says."""
    year = read_kind(asked, "start_year", (int, float), expected="a calendar year")
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"expected a year from {FIRST_YEAR:g} to {LAST_YEAR:g}, got {shown(year)}"
        raise Refusal(400, BAD_FIELD, message, field="start_year")
    return None if year is None else float(year)
