"""A forecast as a file to keep: scenario, draws, picture, report. Each carries where its numbers come from."""

from __future__ import annotations

import csv
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from oomcast.errors import RunError, nearest, shown
from oomcast.present.web.asking import Asked, check_fields, read_asked
from oomcast.present.web.failures import Refusal
from oomcast.present.web.forecasting import forecast_of, read_overlays
from oomcast.present.web.reading import BAD_FIELD
from oomcast.present.web.work import Leave

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from oomcast.ensemble.forecast import Forecast
    from oomcast.present.web.printed_overlay import Told

__all__ = ["KINDS", "Download", "download"]

MOST_CSV_DRAWS = 100_000
"""Most rows of a CSV file; more make a file that no spreadsheet opens. Parquet holds all."""

HEADING = "# oomcast "
"""How the lines begin that a scenario file or a table says its provenance in."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula and execute."""

DRAWING = threading.Lock()
"""Matplotlib keeps fonts and texts in caches that two threads must not fill at once."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """A forecast that is to be written, as it was asked for, in a light or a dark theme; `others` are laid over it."""

    forecast: Forecast
    asked: Asked
    is_dark: bool = False
    others: tuple[Order, ...] = ()

    @cached_property
    def document(self) -> dict[str, Any]:
        """The document of `oomcast run --json`."""
        return self.forecast.document()

    @property
    def told(self) -> Told:
        """The forecast as a page of several has it."""
        from oomcast.present.web.printed_overlay import Told

        return Told(forecast=self.forecast, document=self.document, provenance=self.provenance)

    @property
    def provenance(self) -> dict[str, str | int]:
        """Everything that it takes to have the same numbers again, and the digest to know them by."""
        return {**self.document["provenance"], "digest": self.document["digest"], "python": self.asked.python}


class Download(NamedTuple):
    """A file: its content, its media type, and what to call it."""

    content: bytes
    kind: str
    name: str


def download(kind: str, asked: Mapping[str, Any], leave: Leave) -> Download:
    """The file of that kind for the forecast that a request asks for. Raises Refusal for an unknown kind."""
    if kind not in KINDS:
        message = f"expected one of {', '.join(KINDS)}, got {shown(kind)}.{nearest(kind, KINDS)}"
        raise Refusal(404, "address", message)
    check_fields(asked, "theme", "overlay")
    theme = asked.get("theme", "light")
    if theme not in THEMES:
        raise Refusal(400, BAD_FIELD, f"expected one of {', '.join(THEMES)}, got {shown(theme)}", field="theme")
    wanted = read_asked(asked)
    media, write = KINDS[kind]
    if kind == "csv" and wanted.draws > MOST_CSV_DRAWS:
        problem = f"expected at most {MOST_CSV_DRAWS:,} draws in a CSV file, got {wanted.draws:,}. Parquet holds more."
        raise RunError(problem)
    overlays = read_overlays(asked)
    if overlays and kind not in PICTURED:
        raise Refusal(
            400, BAD_FIELD, f"expected an overlay for {', '.join(PICTURED)}, got one for {kind}", field="overlay"
        )
    others = tuple(Order(forecast=forecast_of(over, leave), asked=over) for over in overlays)
    content = write(Order(forecast=forecast_of(wanted, leave), asked=wanted, is_dark=theme == "dark", others=others))
    leave.check()
    return Download(content=content, kind=media, name=f"{file_stem(wanted.scenario.name)}.{kind}")


THEMES = ("light", "dark")

PICTURED = ("svg", "png", "html")
"""Files that show several forecasts; the others hold one."""


def as_json(order: Order) -> bytes:
    """The document of `oomcast run --json`, to the letter."""
    return (json.dumps(order.document, indent=2, ensure_ascii=True, allow_nan=False) + "\n").encode()


def as_scenario(order: Order) -> bytes:
    """The scenario as a file that gives the same numbers, headed by where they come from."""
    text = order.asked.scenario.to_toml()
    kept = [line for line in text.splitlines(keepends=True) if not line.startswith(HEADING)]
    said = {name: value for name, value in order.provenance.items() if name != "python"}
    heading = [f"{HEADING}{name}: {one_line(str(value))}\n" for name, value in said.items()]
    return "".join([*heading, *kept]).encode()


def as_csv(order: Order) -> bytes:
    """One row per draw under a row of names; above them, in lines that begin with #, units and provenance."""
    frame = order.forecast.to_frame()
    table = StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    for name, value in order.provenance.items():
        writer.writerow([f"{HEADING}{name}", harmless(one_line(str(value)))])
    for column, unit in frame.attrs["units"].items():
        writer.writerow([f"{HEADING}unit of {column}", harmless(unit)])
    writer.writerow([harmless(str(name)) for name in ("draw", *frame.columns)])
    columns = [frame[name].tolist() for name in frame.columns]
    writer.writerows(
        [draw, *(harmless(cell) if isinstance(cell, str) else cell for cell in row)]
        for draw, row in enumerate(zip(*columns, strict=True))
    )
    return table.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula. Numbers are not texts and stay what they are.

    >>> harmless("=1+1"), harmless("reached_horizon")
    ("'=1+1", 'reached_horizon')
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def one_line(text: str) -> str:
    """A text with its line ends shown, so that it stays on its line."""
    return (
        text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n") if "\n" in text or "\r" in text else text
    )


def as_parquet(order: Order) -> bytes:
    """One row per draw; units in the metadata of the columns, provenance in that of the file."""
    import pyarrow as pa
    from pyarrow import parquet

    frame = order.forecast.to_frame()
    units = frame.attrs["units"]
    table = pa.Table.from_pandas(frame, preserve_index=False)
    fields = [field.with_metadata({"unit": units.get(field.name, "")}) for field in table.schema]
    provenance = json.dumps(order.provenance, ensure_ascii=True)
    schema = pa.schema(fields, metadata={"oomcast": provenance})
    buffer = BytesIO()
    parquet.write_table(table.cast(schema), buffer, compression="zstd")
    return buffer.getvalue()


def as_svg(order: Order) -> bytes:
    """The fan chart as a drawing."""
    return drawing(picture_of(order), provenance=order.provenance)


def as_png(order: Order) -> bytes:
    """The fan chart as an image."""
    from oomcast.present.charts import PNG_DOTS_PER_INCH

    buffer, about = BytesIO(), json.dumps(order.provenance, ensure_ascii=True)
    with DRAWING:
        picture_of(order).savefig(buffer, format="png", dpi=PNG_DOTS_PER_INCH, metadata={"Description": about})
    return buffer.getvalue()


def picture_of(order: Order) -> Figure:
    """The fan chart of the command line's documents, or the medians of several forecasts."""
    from oomcast.present.charts import fan_chart
    from oomcast.present.overlay import overlay_chart

    if order.others:
        told = [order.told, *(other.told for other in order.others)]
        return overlay_chart([one.forecast for one in told], names=[one.person for one in told], dark=order.is_dark)
    return fan_chart(order.forecast, dark=order.is_dark)


def drawing(figure: Figure, *, provenance: Mapping[str, Any], **options: Any) -> bytes:
    """A figure as SVG, the same bytes for the same figure: no date, and names made from the content."""
    from matplotlib import rc_context

    buffer = BytesIO()
    about = {"Date": None, "Creator": None, "Description": json.dumps(provenance, ensure_ascii=True)}
    with DRAWING, rc_context({"svg.hashsalt": str(provenance.get("digest", ""))}):
        figure.savefig(buffer, format="svg", metadata=about, **options)
    return buffer.getvalue()


def as_page(order: Order) -> bytes:
    """A report that prints to one page, always on white."""
    from oomcast.present.web.printed import printed_page
    from oomcast.present.web.printed_overlay import printed_overlay

    if order.others:
        return printed_overlay([order.told, *(other.told for other in order.others)]).encode()
    return printed_page(order.forecast, document=order.document, provenance=order.provenance).encode()


def file_stem(name: str) -> str:
    """A name that every system takes for a file.

    >>> file_stem("a/b: c"), file_stem("..")
    ('a-b-c', 'oomcast')
    """
    return re.sub(r"[^A-Za-z0-9_]+", "-", name).strip("-")[:80] or "oomcast"


Writer = Callable[[Order], bytes]

KINDS: Mapping[str, tuple[str, Writer]] = {
    "toml": ("application/toml", as_scenario),
    "json": ("application/json", as_json),
    "csv": ("text/csv; charset=utf-8", as_csv),
    "parquet": ("application/vnd.apache.parquet", as_parquet),
    "svg": ("image/svg+xml", as_svg),
    "png": ("image/png", as_png),
    "html": ("text/html; charset=utf-8", as_page),
}
"""What can be had, by the end of the file's name: its media type, and what writes it."""
