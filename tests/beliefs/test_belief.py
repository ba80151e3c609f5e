"""Beliefs: each way of writing one means what it says, and nothing else."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from oomcast.beliefs.belief import Belief, parse_assignment, parse_belief
from oomcast.beliefs.bounds import bounds_warning, plausibility_warning
from oomcast.beliefs.distributions.lognormal import Lognormal
from oomcast.beliefs.distributions.normal import Normal
from oomcast.beliefs.distributions.point import Point
from oomcast.beliefs.distributions.uniform import Uniform
from oomcast.beliefs.distributions.words import half_between
from oomcast.beliefs.parameter import Evidence, Parameter
from oomcast.errors import ParameterError, ScenarioError

SPEED = Parameter(name="v", symbol="v", unit="x", meaning="speed", lower=1e-3, upper=1e6, plausible=(1.0, 300.0))
CEILING = Parameter(
    name="s",
    symbol="S",
    unit="OOM",
    meaning="ceiling",
    lower=0.01,
    upper=1000.0,
    plausible=(2.0, 30.0),
    none_means="none",
)
WIDE = Parameter(name="w", symbol="w", unit="1", meaning="", lower=-1e6, upper=1e6, plausible=(1.0, 9.0))
CHANGE = Parameter(name="d", symbol="d", unit="1", meaning="change", lower=-100.0, upper=100.0, plausible=(-1.0, 1.0))
SHARE = Parameter(name="a", symbol="a", unit="1", meaning="share", lower=0.0, upper=1.0, plausible=(0.1, 0.9))
RATE = Parameter(name="g", symbol="g", unit="OOM/year", meaning="rate", lower=1e-3, upper=20.0, plausible=(0.3, 3.0))

levels = st.integers(1, 99).map(lambda percent: percent / 100)


def parse(value, parameter=SPEED, folder=None) -> Belief:
    return parse_belief(value, parameter=parameter, field="parameters.v", folder=folder)


def complaint(value, parameter=SPEED, folder=None) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        parse(value, parameter, folder)
    return caught.value


# --- what is written is what is believed


@pytest.mark.parametrize(
    "value", [15, 15.0, "15", " 15 ", "1.5e1", {"value": 15}, {"value": "15"}, np.float64(15), np.int64(15)]
)
def test_a_number_is_a_point(value):
    belief = parse(value)
    assert belief.distribution == Point(15.0)
    assert belief.is_point


@pytest.mark.parametrize("value", ["none", "None", " NONE ", {"value": "none"}])
def test_none_is_infinity_where_it_has_a_meaning(value):
    assert parse(value, CEILING).quantile(0.5) == math.inf
    assert "none" in str(complaint(value, SPEED)).casefold()


@pytest.mark.parametrize(
    "value",
    ["4 to 50", "4.0 TO 5e1", {"interval": [4, 50]}, {"interval": "4 to 50", "level": 0.9}, {"p5": 4, "p95": 50}],
)
def test_an_interval_holds_nine_tenths_unless_its_level_is_stated(value):
    belief = parse(value)
    assert belief.quantile(0.05) == pytest.approx(4, rel=1e-12)
    assert belief.quantile(0.95) == pytest.approx(50, rel=1e-12)
    assert isinstance(belief.distribution, Lognormal)


def test_an_interval_of_a_quantity_of_either_sign_is_normal():
    assert isinstance(parse("-1 to 3", CHANGE).distribution, Normal)
    assert parse("-1 to 3", CHANGE).quantile(0.5) == pytest.approx(1)


@given(
    st.lists(levels, min_size=3, max_size=3, unique=True).map(sorted),
    st.lists(st.floats(0.01, 1e3), min_size=3, max_size=3),
)
def test_any_three_quantiles_come_back_to_1e_9(percents, steps):
    values = np.cumsum(steps).tolist()
    table = {f"p{round(100 * level):02d}": value for level, value in zip(percents, values, strict=True)}
    try:
        belief = parse(table)
    except ScenarioError:  # a spread beyond the bounds or beyond computing is refused, never bent
        return
    for level, value in zip(percents, values, strict=True):
        assert belief.quantile(level) == pytest.approx(value, rel=1e-9)


def test_quantiles_come_back_although_the_far_tail_is_held_within_the_bounds():
    tight = Parameter(name="v", symbol="v", unit="x", meaning="", lower=0.01, upper=200.0, plausible=(1.0, 100.0))
    belief = parse({"p25": 2.5, "p50": 6, "p75": 12}, tight)
    assert "held within 0.01 to 200" in belief.in_words(tight)
    assert [belief.quantile(level) for level in (0.25, 0.5, 0.75)] == pytest.approx([2.5, 6, 12], rel=1e-9)
    draws = belief.distribution.ppf(np.array([1e-15, 0.5, 1 - 1e-15]))
    assert draws.min() >= 0.01
    assert draws.max() == 200.0


def test_two_quantiles_need_not_be_symmetrical():
    belief = parse({"median": 15, "p90": 40})
    assert belief.quantile(0.5) == 15
    assert belief.quantile(0.9) == pytest.approx(40, rel=1e-12)


def test_a_family_may_be_stated_by_an_interval():
    belief = parse({"family": "normal", "interval": [4, 50], "level": 0.8}, WIDE)
    assert isinstance(belief.distribution, Normal)
    assert belief.quantile(0.1) == pytest.approx(4, rel=1e-12)
    assert belief.quantile(0.9) == pytest.approx(50, rel=1e-12)


def test_a_truncation_may_cut_any_belief():
    belief = parse({"family": "truncated", "inner": "4 to 50", "low": 4, "high": 50})
    assert belief.distribution.support == (4.0, 50.0)
    assert belief.quantile(0.5) == pytest.approx(parse("4 to 50").quantile(0.5), rel=1e-12)


def test_a_choice_may_include_none():
    belief = parse({"family": "discrete", "values": [12, "none"], "weights": [3, 1]}, CEILING)
    assert belief.quantile(0.74) == 12
    assert belief.quantile(0.76) == math.inf


def test_source_evidence_and_note_are_kept_and_evidence_is_assumed_unless_stated():
    belief = parse({"value": 3, "source": "me", "evidence": "measured", "note": "twice", "unit": "x"})
    assert (belief.source, belief.evidence, belief.note, belief.unit) == ("me", Evidence.MEASURED, "twice", "x")
    assert parse(3).evidence is Evidence.ASSUMED


# --- units


@pytest.mark.parametrize(
    ("written", "median"),
    [
        ({"value": 0.1, "unit": "OOM/month"}, 1.2),
        ({"p25": 0.05, "p50": 0.1, "p75": 0.2, "unit": "OOM per month"}, 1.2),
        ({"family": "uniform", "low": 0.05, "high": 0.15, "unit": "OOM/month"}, 1.2),
        ({"family": "lognormal", "median": 0.1, "sigma": 0.3, "unit": "OOM/month"}, 1.2),
        ({"family": "discrete", "values": [0.1, 0.2], "weights": [9, 1], "unit": "OOM/month"}, 1.2),
        (
            {
                "family": "truncated",
                "inner": {"family": "normal", "mean": 0.1, "sd": 0.01},
                "low": 0.01,
                "unit": "OOM/month",
            },
            1.2,
        ),
        ({"value": 10, "unit": "x/year"}, 1.0),
    ],
)
def test_numbers_are_converted_from_the_unit_they_are_written_in(written, median):
    assert parse(written, RATE).quantile(0.5) == pytest.approx(median, rel=1e-9)


def test_a_beta_over_per_cents_is_a_share():
    belief = parse({"family": "beta", "alpha": 2, "beta": 2, "low": 0, "high": 100, "unit": "%"}, SHARE)
    assert belief.distribution.support == (0.0, 1.0)


def test_a_family_cannot_be_carried_through_a_logarithm():
    problem = complaint({"family": "uniform", "low": 2, "high": 3, "unit": "x/year"}, RATE)
    assert problem.field == "parameters.v.unit"
    assert "logarithm" in problem.problem


# --- bounds and plausible ranges


@pytest.mark.parametrize(
    "value", [-1, 2e6, {"family": "uniform", "low": 1, "high": 2e6}, {"family": "discrete", "values": [1, 2e6]}]
)
def test_values_and_bounded_families_outside_the_bounds_are_refused(value):
    assert isinstance(complaint(value), ParameterError)


@given(st.floats(0.3, 0.7), st.floats(0.02, 0.4))
def test_an_unbounded_belief_is_refused_exactly_where_a_thousandth_lies_outside(mean, sd):
    outside = stats.norm.cdf(0, mean, sd) + stats.norm.sf(1, mean, sd)
    table = {"family": "normal", "mean": mean, "sd": sd}
    if outside > 1.001e-3:
        assert "% of its mass outside" in complaint(table, SHARE).problem
    elif outside < 0.999e-3:
        low, high = parse(table, SHARE).distribution.ppf(np.array([1e-15, 1 - 1e-15]))
        assert 0 <= low < high <= 1


def test_quantiles_with_a_far_tail_outside_the_bounds_are_held_and_warned_about():
    narrow = Parameter(name="v", symbol="v", unit="x", meaning="", lower=0.01, upper=50.0, plausible=(1.0, 40.0))
    belief = parse({"p25": 2.5, "p50": 6, "p75": 12}, narrow)
    assert [belief.quantile(level) for level in (0.25, 0.5, 0.75)] == pytest.approx([2.5, 6, 12], rel=1e-9)
    assert "held at the bounds" in bounds_warning(belief.distribution, parameter=narrow)
    assert "% of its mass outside" in complaint({"p25": 9, "p50": 20, "p75": 42}, narrow).problem


# --- distributions made in Python


def test_a_frozen_distribution_of_scipy_is_a_belief():
    frozen = stats.gamma(3, scale=5)
    belief = parse(frozen)
    assert belief.quantile(0.3) == pytest.approx(frozen.ppf(0.3), rel=1e-12)
    assert belief.spelled is None


def test_a_distribution_of_ours_is_spelled_as_its_table():
    belief = parse(Uniform(low=6, high=16))
    assert belief.spelled == {"family": "uniform", "low": 6.0, "high": 16.0}
    assert belief.identity == parse(belief.spelled).identity


def test_a_belief_is_checked_again_for_another_parameter():
    belief = parse("4 to 50")
    assert parse(belief) == belief
    with pytest.raises(ParameterError):
        parse(belief, SHARE)


@pytest.mark.parametrize(
    "value", [None, True, [1, 2], (1, 2), object(), float("nan"), float("inf"), stats.gamma, 10**400, b"3", 3j]
)
def test_what_is_no_belief_is_refused(value):
    assert complaint(value).field == "parameters.v"


# --- identity


SAME = [
    [
        15,
        15.0,
        "15",
        {"value": 15},
        {"family": "point", "value": 15},
        {"value": 15, "unit": "x", "note": "n"},
        Point(15),
    ],
    ["4 to 50", {"interval": [4.0, 50.0]}, {"p05": 4, "p95": 50}, {"p95": 50, "p5": 4}, {"p050": 4, "p950": 50}],
    [{"p25": 2.5, "p50": 6, "p75": 12}, {"median": 6.0, "p75": 12.0, "p25": 2.5}],
    [{"family": "uniform", "low": 6, "high": 16}, Uniform(low=6, high=16)],
    [{"interval": [4, 50], "level": 0.8}, {"p10": 4, "p90": 50}],
]


@pytest.mark.parametrize("spellings", SAME)
def test_spellings_of_one_belief_have_one_identity(spellings):
    assert len({parse(value).identity for value in spellings}) == 1


def test_different_beliefs_have_different_identities():
    assert len({parse(group[0]).identity for group in SAME}) == len(SAME)
    assert parse(stats.gamma(3)).identity != parse(stats.gamma(3.0001)).identity


def test_a_change_of_unit_keeps_the_identity():
    assert parse({"value": 0.1, "unit": "OOM/month"}, RATE).identity == parse(1.2, RATE).identity


# --- samples from a file


def test_samples_are_read_one_to_a_line(tmp_path):
    (tmp_path / "s.txt").write_text("# posterior\n3\n1\n\n2\n")
    belief = parse({"samples": "s.txt"}, folder=tmp_path)
    assert belief.distribution.values == (1.0, 2.0, 3.0)


def test_samples_are_read_from_a_named_column(tmp_path):
    (tmp_path / "s.csv").write_text("a, speed\n1, 10\n2, 20\n")
    assert parse({"samples": "s.csv", "column": "speed"}, folder=tmp_path).distribution.values == (10.0, 20.0)
    assert "Did you mean 'speed'?" in str(complaint({"samples": "s.csv", "column": "sped"}, folder=tmp_path))


def test_the_identity_of_samples_is_their_content(tmp_path):
    (tmp_path / "a.txt").write_text("1\n2\n")
    (tmp_path / "b.txt").write_text("2.0\n1.0\n")
    (tmp_path / "c.txt").write_text("1\n3\n")
    a, b, c = (parse({"samples": f"{name}.txt"}, folder=tmp_path).identity for name in "abc")
    assert a == b != c


@pytest.mark.parametrize(
    "content", ["", "# nothing\n", "1\ntwo\n", "1\nnan\n", "1\ninf\n", "1,2\n", "none\n", "1\n-5\n"]
)
def test_samples_that_are_no_numbers_within_bounds_are_refused(content, tmp_path):
    (tmp_path / "s.txt").write_text(content)
    assert "parameters.v" in complaint({"samples": "s.txt"}, folder=tmp_path).field


def test_the_line_of_a_bad_sample_is_named(tmp_path):
    (tmp_path / "s.txt").write_text("# head\n1\n2\nthree\n")
    assert "line 4" in str(complaint({"samples": "s.txt"}, folder=tmp_path))


def test_samples_are_refused_where_files_may_not_be_named(tmp_path):
    assert "may not name files" in str(complaint({"samples": "s.txt"}))
    assert "relative" in str(complaint({"samples": str(tmp_path / "s.txt")}, folder=tmp_path))


# --- words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (15, "15"),
        ("none", "none (none)"),
        ("4 to 50", "4 to 50 (5th to 95th percentile), lognormal"),
        ({"interval": [4, 50], "level": 0.8}, "4 to 50 (10th to 90th percentile), lognormal"),
        ({"median": 15, "p90": 40}, "15 to 40 (median to 90th percentile), lognormal"),
        (
            {"p25": 8, "p50": 12, "p75": 16},
            "log-metalog through 8 (25th percentile), 12 (median) and 16 (75th percentile)",
        ),
        (
            {"p25": 1, "p50": 2, "p75": 20},
            "two-piece lognormal through 1 (25th percentile), 2 (median) and 20 (75th percentile)",
        ),
        ({"family": "uniform", "low": 6, "high": 16}, "uniform from 6 to 16"),
    ],
)
def test_a_belief_is_echoed_in_words(value, words):
    said, _, held = parse(value, CEILING).in_words(CEILING).partition(", held within ")
    assert said == words
    assert not held or held.startswith("0.01 to 1,000 (")


DATE = Parameter(
    name="d",
    symbol="d",
    unit="year",
    meaning="a date",
    lower=2000.0,
    upper=3000.0,
    plausible=(2026.0, 2060.0),
    none_means="never",
)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2029, "2029"),
        ("none", "none (never)"),
        ("2027 to 2034", "2027 to 2034 (5th to 95th percentile), lognormal"),
        (
            {"family": "triangular", "low": 2027.5, "mode": 2029, "high": 2032},
            "triangular from 2027.5 over 2029 to 2032",
        ),
        ({"family": "normal", "mean": 2030, "sd": 2}, "normal, half between 2028.7 and 2031.3"),
    ],
)
def test_a_date_is_written_like_a_date(value, words):
    assert parse(value, DATE).in_words(DATE) == words


def test_errors_and_warnings_about_dates_are_written_like_dates():
    assert "expected values from 2000 to 3000 year, got 1999" in str(complaint(1999, DATE))
    late = parse("2055 to 2075", DATE)
    warning = plausibility_warning(late.middle, parameter=DATE)
    assert "believed to be 2055 to 2075 (its middle 90 %) year, outside the plausible range of 2026 to 2060" in warning


@pytest.mark.parametrize(
    ("mean", "sd", "words"),
    [
        (10, 2, "8.65 and 11.3"),
        (100, 1, "99.33 and 100.7"),
        (1000, 400, "730 and 1,270"),
        (0.5, 1e-9, "0.5 and 0.5"),  # more digits than anyone states
    ],
)
def test_the_ends_of_the_middle_half_are_told_apart(mean, sd, words):
    assert half_between(Normal(mean=mean, sd=sd)) == f"half between {words}"


# --- the command line


PARAMETERS = {"initial_speedup": SPEED, "ceiling": CEILING}


@pytest.mark.parametrize(
    ("text", "median"),
    [
        ("initial_speedup=15", 15),
        ("initial_speedup = 15", 15),
        ("initial_speedup=4 to 50", math.sqrt(200)),
        ('initial_speedup="4 to 50"', math.sqrt(200)),
        ("initial_speedup={p25 = 2.5, p50 = 6, p75 = 12}", 6),
        ("initial_speedup={family = 'uniform', low = 1, high = 3}", 2),
        ("ceiling=none", math.inf),
    ],
)
def test_an_assignment_is_read_like_the_line_of_a_file(text, median):
    name, belief = parse_assignment(text, parameters=PARAMETERS)
    assert name == text.partition("=")[0].strip()
    assert belief.quantile(0.5) == pytest.approx(median, rel=1e-12)
    assert belief.source == "stated on the command line"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected NAME=VALUE, got ''"),
        ("initial_speedup", "expected NAME=VALUE"),
        ("initial_speedup=", "expected NAME=VALUE"),
        ("=3", "expected NAME=VALUE"),
        ("intial_speedup=3", "Did you mean 'initial_speedup'?"),
        ("initial_speedup=fast", "expected a number"),
        ("initial_speedup=nan", "expected a number"),
        ("initial_speedup=none", "expected a number"),
        ("initial_speedup={p25 = 3", "expected TOML"),
        ("initial_speedup={p25 = 3, p50 = 2, p75 = 9}", "initial_speedup.p50: expected more than p25 = 3, got p50 = 2"),
        ("initial_speedup=" + "{a=" * 2000, "levels of nesting"),
        ("initial_speedup=[1, 2]", "expected a number"),
        ("initial_speedup='3'\nx = 4", "expected"),
    ],
)
def test_a_bad_assignment_is_refused_naming_it(text, said):
    with pytest.raises(ScenarioError) as caught:
        parse_assignment(text, parameters=PARAMETERS)
    assert str(caught.value).startswith("--set: ")
    assert said in str(caught.value)


# --- corners of the tables


@pytest.mark.parametrize(
    ("value", "field", "said"),
    [
        ({"samples": ""}, "parameters.v.samples", "got an empty one"),
        ({"samples": "s.txt", "unit": "nats"}, "parameters.v.unit", "a file is taken as it is"),
        ({"samples": "s.txt", "value": 3}, "parameters.v.value", "alone in a belief given by samples"),
        ({"family": "lognormal", "level": 0.9}, "parameters.v.level", "got level alone"),
        ({"family": "lognormal", "interval": [1, 2], "level": 0.9999}, "parameters.v.level", "whole per milles"),
        ({"family": "lognormal", "interval": [2, 1]}, "parameters.v.interval", "got 2 to 1"),
        ({"family": "truncated", "low": 1, "inner": {"value": 3, "source": "x"}}, "parameters.v.inner", "inner part"),
        ({"family": "truncated", "low": 1, "inner": {"p50": 3}}, "parameters.v.inner", "got 1 of them"),
        ({"family": "discrete", "values": [1] * 20_000}, "parameters.v.values", "1 to 10,000 numbers"),
        ({3: 4}, "parameters.v", "expected names in quotes, got 3"),
        ({"value": "none", "unit": "USD"}, "parameters.v.unit", "money is not progress"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused_at_its_field(value, field, said, tmp_path):
    (tmp_path / "s.txt").write_text("1\n")
    problem = complaint(value, CEILING, tmp_path)
    assert problem.field == field
    assert said in problem.problem


def test_a_quantile_is_worked_out_once_and_the_middle_is_two_of_them():
    asked = []

    class Listening(Normal):
        def ppf(self, u):
            asked.extend(u.tolist())
            return super().ppf(u)

    belief = Belief(distribution=Listening(mean=3.0, sd=1.0), identity="listening")
    asked.clear()
    low, high = belief.middle
    assert [belief.quantile(p) for p in (0.05, 0.5, 0.95, 0.5)] == [low, 3.0, high, 3.0]
    assert sorted(asked) == [0.05, 0.5, 0.95]
    assert belief.quantile(0.25) == belief.quantile(0.25) == Normal(mean=3.0, sd=1.0).ppf(np.array([0.25]))[0]
    assert len(asked) == 4
    assert belief == Belief(distribution=belief.distribution, identity="listening")
