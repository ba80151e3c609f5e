"""A forecast is what was computed: unchangeable, weighed, and shown by views it knows only by name."""

import numpy as np
import pytest

from oomcast.ensemble.finding import Finding
from oomcast.ensemble.run import run
from oomcast.ensemble.views import VIEWS
from oomcast.errors import RunError


@pytest.fixture
def forecast(scenario):
    return run(scenario, draws=200, seed=4)


def test_no_array_of_a_forecast_can_be_changed(forecast):
    assert len(forecast.arrays()) == 3 + 2 + 2 + 1 + 1
    for array in forecast.arrays():
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_no_field_of_a_forecast_can_be_replaced(forecast):
    with pytest.raises(AttributeError):
        forecast.inputs = {}


def test_the_summary_is_made_once(forecast):
    assert forecast.summary() is forecast.summary()


def test_a_summary_can_be_stopped_at_any_column_and_is_then_made_anew(scenario):
    columns = len(run(scenario, draws=20, seed=4).declared) + len(run(scenario, draws=20, seed=4).milestones)
    asked = 0

    def stop_at(last):
        nonlocal asked
        asked += 1
        if asked == last:
            raise InterruptedError

    for last in range(1, columns + 1):
        forecast, asked = run(scenario, draws=20, seed=4), 0
        with pytest.raises(InterruptedError):
            forecast.summary(between=lambda last=last: stop_at(last))
        assert forecast.summary().draws == 20
    forecast, asked = run(scenario, draws=20, seed=4), 0
    forecast.summary(between=lambda: stop_at(columns + 1))
    assert asked == columns


def test_findings_are_added_without_summing_up_again(forecast):
    finding = Finding("tone", "a sentence")
    summary = forecast.summary()
    audited = forecast.with_audit((finding,))
    assert (audited.audit, forecast.audit) == ((finding,), ())
    assert audited.summary() is summary
    assert {**audited.document(), "audit": []} == forecast.document()


def test_a_forecast_introduces_itself_in_a_line(forecast):
    assert repr(forecast) == "<Forecast 'small': 200 draws of 'small', seed 4>"


def mean_speed(forecast):
    """A view, as another part of the package would provide it."""
    return str(np.mean(forecast.inputs["speed"]))


def test_a_view_is_looked_up_by_the_name_of_the_method(forecast, monkeypatch):
    monkeypatch.setitem(VIEWS, "text", "tests.ensemble.test_forecast:mean_speed")
    assert forecast.text() == mean_speed(forecast)


def test_a_view_that_nobody_provides_is_one_clear_error(forecast, monkeypatch):
    monkeypatch.delitem(VIEWS, "plot")
    with pytest.raises(RunError, match="expected a registered view, got 'plot'"):
        forecast.plot()
