"""What is told of stated against implied, in words and as a picture: the numbers found, and no others."""

from __future__ import annotations

import re

import numpy as np
import pytest

from oomcast.beliefs.distributions.lognormal import Lognormal
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import RunError
from oomcast.insight.joint import Joint
from oomcast.insight.reconcile import reconciled
from oomcast.insight.stated import Target
from oomcast.present.reconciled import move_words, reconciled_sentence, reconciled_text
from oomcast.present.terminal import PLAIN

PARAMETERS = {
    name: Parameter(name=name, symbol=name, unit=unit, meaning="", lower=0.0, upper=1e6, plausible=(0.0, 1e5))
    for name, unit in {"pace": "x", "share": "1"}.items()
}


def found(quantiles, *, draws=2**12):
    joint = Joint(distributions={"pace": Lognormal(7.4, 0.6), "share": Uniform(0.0, 1.0)})
    inputs = joint.worlds(joint.luck(range(draws)))
    asked = Target(name="oom_total_12mo", kind="output", unit="OOM", quantiles=quantiles)
    answers = np.log(inputs["pace"]) + inputs["share"]
    return reconciled([asked], answers[None, :], inputs, parameters=PARAMETERS, scenario="mine")


@pytest.fixture(scope="module")
def lower():
    return found({0.25: 1.5, 0.5: 2.0, 0.75: 2.6})


def test_the_report_names_each_belief_and_shows_its_medians(lower):
    text = reconciled_text(lower.document(), terminal=PLAIN)
    assert "p25 1.5, p50 2, p75 2.6 OOM" in text.replace("\n", " ")
    for one in lower.moves:
        assert one.belief in text
        assert all(f"{value:.2g}" in text for value in (one.before[0.5], one.after[0.5].value))
    assert max(len(line) for line in text.splitlines()) <= 80


def test_a_belief_that_falls_is_told_to_be_lower(lower):
    pace = next(one for one in lower.moves if one.belief == "pace")
    assert pace.after[0.5].value < pace.before[0.5]
    assert move_words(pace.document()).startswith("lower")


def test_what_is_as_stated_is_not_told_to_change():
    answers = next(iter(found({0.5: 2.0}).answers.values()))
    same = found({level: float(np.quantile(answers, level)) for level in (0.25, 0.5, 0.75)})
    assert "no clear change is needed" in reconciled_sentence(same.document())
    for one in same.moves:
        assert move_words(one.document()).startswith("about as it is")


def test_what_cannot_follow_is_told_without_a_table():
    impossible = found({0.5: 50.0}).document()
    text = reconciled_text(impossible, terminal=PLAIN)
    assert re.search(r"No weighing of the\s+worlds", text)
    assert "What would have to be believed" not in text
    assert "None could do it" in text


def test_the_belief_that_could_do_it_alone_is_told_with_its_price(lower):
    able = lower.able_alone[0]
    assert f"{able.belief} could do it" in reconciled_text(lower.document(), terminal=PLAIN)


def test_the_picture_has_two_ridges_of_equal_area_for_each_belief(lower):
    pytest.importorskip("matplotlib")
    from oomcast.present.ridges import before_after

    figure = before_after(lower)
    assert len(figure.axes) == len(lower.moves)
    for axes, one in zip(figure.axes, lower.moves, strict=True):
        above, below = (collection.get_paths()[0].vertices for collection in axes.collections)
        areas = [abs(_area(vertices)) for vertices in (above, below)]
        assert areas[0] == pytest.approx(areas[1], rel=0.02)
        assert above[:, 1].min() >= 0.0
        assert below[:, 1].max() <= 0.0
        assert one.belief in {text.get_text() for text in axes.texts}


def test_one_belief_alone_can_be_drawn_and_what_cannot_be_is_refused(lower):
    pytest.importorskip("matplotlib")
    from oomcast.present.ridges import before_after

    assert len(before_after(lower, belief=lower.able_alone[0].belief, dark=True).axes) == 1
    with pytest.raises(RunError, match="nothing to draw"):
        before_after(found({0.5: 50.0}))


def _area(vertices) -> float:
    x, y = vertices[:, 0], vertices[:, 1]
    return float(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
