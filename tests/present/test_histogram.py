"""The text histogram: round axes that hold what they show, every draw on the picture or counted beside it."""

import math
import re

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from oomcast.present.histogram import FEWEST_TICKS, MOST_TICKS, WIDTH, histogram, round_axis, strip
from oomcast.present.terminal import PLAIN
from tests.present.by_hand import made_by_hand


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6))
def test_an_axis_encloses_its_range_in_four_to_seven_even_ticks(low, span):
    assume(span > 1e-6 * abs(low))
    ticks = round_axis(low, low + span)
    steps = np.diff(ticks)
    assert ticks[0] <= low + 1e-6 * span
    assert ticks[-1] >= low + span - 1e-6 * span
    assert FEWEST_TICKS <= len(ticks) <= MOST_TICKS
    assert np.allclose(steps, steps[0], rtol=1e-6)
    assert ticks[-1] - ticks[0] <= 3 * span


def test_an_axis_of_no_width_still_has_one():
    ticks = round_axis(5.0, 5.0)
    assert ticks[0] < 5.0 < ticks[-1]


def headline(forecast):
    return forecast.document()["outputs"]["oom_total_12mo"]


def test_the_tallest_column_stands_over_the_most_frequent_values():
    forecast = made_by_hand([2.0] * 900 + list(np.linspace(0.5, 9.0, 100)))
    lines = histogram(forecast.outputs["oom_total_12mo"], output=headline(forecast), draws=1000, terminal=PLAIN)
    ticks = round_axis(0.0, headline(forecast)["quantiles"]["0.95"])
    assert lines[0].index("█") - 2 == int(2.0 / ticks[-1] * WIDTH)


def test_draws_off_the_picture_are_counted_beside_it(explosive):
    lines = histogram(explosive.outputs["oom_total_12mo"], output=headline(explosive), draws=1000, terminal=PLAIN)
    assert "10 in 100 without bound" in lines[-1]


def test_finite_draws_above_the_axis_are_counted_too():
    forecast = made_by_hand([*np.linspace(1.0, 4.0, 980), *[100.0] * 20])
    lines = histogram(forecast.outputs["oom_total_12mo"], output=headline(forecast), draws=1000, terminal=PLAIN)
    assert re.search(r"2 in 100 above 4 OOM", lines[-1])


def test_marks_stand_where_the_quantiles_are(explosive):
    axis, _, bar, _ = strip(headline(explosive), terminal=PLAIN)
    ticks = round_axis(0.0, max(value for value in headline(explosive)["quantiles"].values() if value is not None))
    median = headline(explosive)["quantiles"]["0.5"]
    assert bar.index("┃") - 2 == int(median / ticks[-1] * WIDTH)
    assert axis.count("┬") == len(ticks)


def test_a_picture_without_a_finite_quantile_is_left_out():
    nothing = {"unit": "OOM", "quantiles": dict.fromkeys(("0.05", "0.25", "0.5", "0.75", "0.95"))}
    assert strip(nothing, terminal=PLAIN) == []
    assert histogram(np.full(3, math.inf), output=nothing, draws=3, terminal=PLAIN) == []


@given(values=st.lists(st.floats(0, 1e4), min_size=1, max_size=60))
def test_no_line_is_wider_than_the_page(values):
    array = np.sort(np.array(values))
    levels = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    output = {
        "unit": "OOM",
        "quantiles": {f"{level:g}": float(np.quantile(array, level, method="inverted_cdf")) for level in levels},
    }
    assert all(len(line) <= 80 for line in histogram(array, output=output, draws=array.size, terminal=PLAIN))
