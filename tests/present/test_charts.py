"""The fan chart: the same picture each time, all outcomes on it, no labels that collide, colours that can be told."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.errors import RunError
from oomcast.present.charts import fan_chart, png
from oomcast.present.dots import DOTS, dot_columns
from oomcast.present.fan import band_edges, inverted_ranks, spread_labels
from oomcast.present.palette import DARK, LIGHT
from tests.present.by_hand import made_by_hand

MARGIN = 4  # pixels


def words_on(figure):
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += axes.texts
    return "\n".join(text.get_text() for text in texts)


def dots_on(figure):
    return sum(len(collection.get_offsets()) for collection in figure.axes[1].collections)


@pytest.mark.parametrize("dark", [False, True])
def test_the_same_forecast_gives_the_same_picture(forecast, dark):
    assert png(fan_chart(forecast, dark=dark)) == png(fan_chart(forecast, dark=dark))


def test_a_notebook_can_show_the_figure(explosive):
    figure = explosive.plot()
    assert figure._repr_png_() == png(figure)
    assert png(figure).startswith(b"\x89PNG")


def test_light_and_dark_differ(forecast):
    assert png(fan_chart(forecast)) != png(fan_chart(forecast, dark=True))


@pytest.mark.parametrize("name", ["forecast", "explosive", "mostly_infinite", "certain", "single"])
def test_fifty_dots_are_always_drawn(request, name):
    assert dots_on(fan_chart(request.getfixturevalue(name))) == DOTS


def test_the_picture_says_the_answer_and_the_shares_of_outcomes(explosive):
    said = " ".join(words_on(fan_chart(explosive)).split())
    assert "On these beliefs, effective compute grows about 5 OOM" in said
    assert "10 in 100: progress becomes infinite by the horizon" in said
    assert "10 in 100 without bound" in said
    assert "median" in said
    assert "1 in 4 below" in said
    assert "not anyone's overall view" in said


def test_lines_end_where_they_diverge(mostly_infinite):
    fan = fan_chart(mostly_infinite).axes[0]
    median = next(line for line in fan.lines if line.get_color() == LIGHT.median)
    assert max(median.get_xdata()) < 6.0  # the draws diverge at mid-year
    assert np.all(np.isfinite(median.get_ydata()))


def words_and_places(figure):
    """Every text of the picture, ticks included, with the room it takes."""
    figure.canvas.draw()
    texts = list(figure.texts)
    for axes in figure.axes:
        texts += [*axes.texts, *axes.get_xticklabels(), *axes.get_yticklabels()] if axes.axison else axes.texts
    return [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text().strip()]


def slow_and_rarely_fast():
    """Most draws stay near the usual pace, whose label is pushed down to the months; one in two hundred is off it."""
    levels, ooms = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 0.995, 1], [1.3, 1.9, 3.0, 5.0, 9.2, 15.0, 20.0, 25.0]
    return made_by_hand(np.interp(np.linspace(0, 1, 1000), levels, ooms))


def narrowly_given():
    """Limits whose words make the sentence longer than usual."""
    return made_by_hand(
        np.linspace(1, 9, 1000),
        beliefs={"automation_year": "2027 to 2037", "learning_cycle_years": "0.1 to 1"},
        inputs={
            "automation_year": np.linspace(2027, 2037, 1000),
            "learning_cycle_years": np.linspace(0.1, 1.0, 1000),
        },
        given={
            "automation_year": {"after": 2028.25, "before": 2035.75},
            "learning_cycle_years": {"after": 0.05, "before": 0.875},
        },
    )


def test_no_two_words_collide(forecast, explosive, mostly_infinite, certain):
    for one in (forecast, explosive, mostly_infinite, certain, slow_and_rarely_fast(), narrowly_given()):
        figure = fan_chart(one)
        boxes = words_and_places(figure)
        width, height = figure.canvas.get_width_height()
        for index, (said, box) in enumerate(boxes):
            assert min(box.x0, box.y0, width - box.x1, height - box.y1) >= MARGIN, said
            for other, beside in boxes[index + 1 :]:
                assert not box.overlaps(beside), (said, other)


def test_the_picture_is_of_the_draws_that_count():
    total = np.where(np.arange(1000) < 500, 2.0, 8.0)
    figure = fan_chart(
        made_by_hand(
            total,
            beliefs={"automation_year": "2027 to 2037"},
            inputs={"automation_year": np.linspace(2027, 2037, 1000)},
            given={"automation_year": {"before": 2032}},
        )
    )
    said = " ".join(words_on(figure).split())
    assert "given automation_year before 2032" in said
    assert "500 of 1,000 draws" in said
    assert "none of 500 draws" in said
    assert "every draw" in said
    assert max(line.get_ydata().max() for line in figure.axes[0].lines) < 3


def test_a_forecast_without_courses_has_no_fan(forecast):
    import dataclasses

    without = dataclasses.replace(forecast, evaluation=dataclasses.replace(forecast.evaluation, paths=None))
    with pytest.raises(RunError, match="courses"):
        fan_chart(without)


def test_bands_of_linear_growth_are_linear():
    courses = np.linspace(0, 1, 5)[:, None] * np.arange(1, 102)[None, :]
    assert np.array_equal(band_edges(courses, levels=[0.5])[0], np.linspace(0, 1, 5) * 51)


@given(count=st.integers(1, 2_000_000), levels=st.lists(st.floats(0, 1), min_size=1, max_size=400))
def test_the_ranks_of_quantiles_are_those_that_numpy_takes(count, levels):
    dots = (np.arange(len(levels)) + 0.5) / len(levels)
    for asked in (levels, dots):
        expected = np.quantile(np.arange(count), asked, method="inverted_cdf")
        assert np.array_equal(inverted_ranks(count, asked), expected)


@given(
    values=st.lists(st.one_of(st.floats(0, 100), st.just(math.inf)), min_size=1, max_size=200),
    dots=st.sampled_from([20, 50]),
)
def test_no_dot_lies_on_another_and_each_is_within_a_diameter_of_its_quantile(values, dots):
    array = np.array(values)
    exact, heights, columns = dot_columns(array, dots=dots, low=0.0, high=100.0, diameter=2.0)
    assert np.array_equal(exact, np.quantile(array, (np.arange(dots) + 0.5) / dots, method="inverted_cdf"))
    assert np.all(heights[exact == 100.0] < 100.0)
    assert len(set(zip(heights.tolist(), columns.tolist()))) == dots
    finite = np.isfinite(exact)
    assert np.array_equal(np.isfinite(heights), finite)
    assert np.all(np.abs(heights[finite] - exact[finite]) <= 1.0 + 1e-9)


@given(heights=st.lists(st.floats(0, 10), min_size=1, max_size=6))
def test_labels_keep_their_order_and_distance_inside_the_picture(heights):
    heights = sorted(heights)
    placed = spread_labels(heights, gap=1.5, low=0.0, high=10.0)
    assert np.all(np.diff(placed) >= 1.5 - 1e-6)
    assert placed[-1] <= 10.0 + 1e-6
    assert placed[0] >= -1e-6


@given(heights=st.lists(st.integers(0, 20), min_size=1, max_size=6, unique=True))
def test_labels_that_have_room_stay_where_they_are(heights):
    heights = sorted(2.0 * height for height in heights)
    assert spread_labels(heights, gap=1.5, low=0.0, high=40.0) == heights


def luminance(colour):
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(one, other):
    """Contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_and_lines_can_be_told_from_what_is_behind_them(theme):
    for text in (theme.ink, theme.secondary, theme.warning):
        assert contrast(text, theme.background) >= 4.5  # WCAG 2 AA for text
    assert contrast(theme.ink, theme.inner) >= 4.5
    assert contrast(theme.ink, theme.outer) >= 4.5
    for line in (theme.edge, theme.median, theme.axis):
        assert contrast(line, theme.background) >= 3  # WCAG 2 AA for graphics
    assert contrast(theme.median, theme.inner) >= 3
    assert contrast(theme.edge, theme.outer) >= 3
