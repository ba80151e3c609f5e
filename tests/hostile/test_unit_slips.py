"""Numbers in the wrong unit are noticed: warned about, refused, or (where the unit is written) converted."""

import io
import math

import pytest

from oomcast.beliefs.scenario import open_scenario
from oomcast.errors import ScenarioError
from oomcast.models.registry import vocabulary

LN10 = math.log(10)
LOG2_10 = math.log2(10)
# (parameter, what was meant, what was written): each a slip of months for years, of the base of a logarithm, of a
# logarithm for the factor itself, of per cent for fractions, or of the unit of another quantity.
SLIPS = [
    # per month, per decade or per day in place of per year
    ("reference_oom_per_year", 1.2, 1.2 / 12),
    ("reference_oom_per_year", 1.0, 1.0 / 12),
    ("reference_oom_per_year", 2.0, 2.0 / 12),
    ("reference_oom_per_year", 1.2, 12.0),
    ("reference_oom_per_year", 1.2, 1.2 * 12),
    ("reference_oom_per_year", 0.8, 0.8 * 12),
    ("reference_oom_per_year", 1.2, 1.2 / 365),
    ("hardware_oom_per_year_reference", 0.544, 0.544 / 12),
    ("hardware_oom_per_year_reference", 0.5, 0.5 / 12),
    ("hardware_oom_per_year_reference", 0.544, 5.44),
    ("hardware_oom_per_year_reference", 0.3, 0.3 * 12),
    ("hardware_oom_per_year_reference", 0.5, 0.5 / 365),
    # another base of the logarithm
    ("reference_oom_per_year", 1.2, 1.2 * LOG2_10),
    ("reference_oom_per_year", 1.4, 1.4 * LN10),
    ("reference_oom_per_year", 1.0, LOG2_10),
    ("hardware_oom_per_year_reference", 0.544, 0.544 * LN10),
    ("hardware_oom_per_year_reference", 0.544, 0.544 * LOG2_10),
    ("hardware_oom_per_year_reference", 0.5, 0.5 * LN10),
    ("hardware_oom_per_year_reference", 0.5, 0.5 * LOG2_10),
    ("software_ceiling_oom", 14, 14 * LN10),
    ("software_ceiling_oom", 16, 16 * LN10),
    ("software_ceiling_oom", 12, 12 * LOG2_10),
    ("software_ceiling_oom", 10, 10 * LOG2_10),
    # the factor in place of its logarithm, and the reverse
    ("software_ceiling_oom", 12, 1e12),
    ("software_ceiling_oom", 3, 1000.0),
    ("software_ceiling_oom", 2.5, 10**2.5),
    ("hardware_oom_per_year_reference", 0.544, 3.5),
    ("hardware_oom_per_year_reference", 0.65, 4.5),
    ("reference_oom_per_year", 1.2, 15.85),
    ("reference_oom_per_year", 1.0, 10.0),
    ("compute_factor_first_year", 3.5, math.log10(3.5)),
    ("compute_factor_first_year", 2.0, math.log(2.0)),
    ("compute_factor_first_year", 1.0, 0.0),
    ("compute_factor_first_year", 5.0, math.log10(5.0)),
    ("initial_speedup", 8, math.log10(8)),
    # per cent in place of a fraction or factor, and the reverse
    ("labour_share", 0.5, 50),
    ("labour_share", 0.6, 60),
    ("labour_share", 0.3, 30),
    ("labour_share", 0.05, 5),
    ("compute_returns", 0.775, 77.5),
    ("compute_returns", 0.5, 50),
    ("software_feedback", 0.29, 29),
    ("software_feedback", 0.7225, 72.25),
    ("returns_to_software", 1.2, 120),
    ("returns_to_software", 0.7, 70),
    ("compute_factor_first_year", 3.5, 350),
    ("compute_factor_first_year", 3.5, 0.035),
    ("initial_speedup", 15, 1500),
    ("initial_speedup", 15, 0.15),
    # the unit of another quantity
    ("software_feedback", 0.29, 0.0029),
    ("returns_to_software", 1.2, 0.012),
    ("software_ceiling_oom", 12, 0.12),
]


def is_flagged(name: str, belief: str) -> bool:
    """Whether a belief about one parameter draws a warning that names it, or an error."""
    try:
        scenario = open_scenario(io.StringIO(f"schema = 1\n[parameters]\n{name} = {belief}\n"), vocabularies=vocabulary)
    except ScenarioError as problem:
        return name in problem.field
    return any(warning.startswith(f"{name} ") for warning in scenario.warnings)


def test_nine_unit_slips_in_ten_are_flagged():
    missed = [slip for slip in SLIPS if not is_flagged(slip[0], repr(float(slip[2])))]
    assert len(SLIPS) >= 50
    assert len(missed) <= 0.1 * len(SLIPS), missed


def test_what_was_meant_draws_no_warning():
    assert not [slip for slip in SLIPS if slip[1] > 0.05 and is_flagged(slip[0], repr(float(slip[1])))]


@pytest.mark.parametrize(
    ("name", "written", "meant"),
    [
        ("reference_oom_per_year", '{ value = 0.1, unit = "OOM/month" }', 1.2),
        ("reference_oom_per_year", '{ value = 2.763102111592855, unit = "nats/year" }', 1.2),
        ("reference_oom_per_year", '{ value = 10, unit = "x/year" }', 1.0),
        ("labour_share", '{ value = 50, unit = "%" }', 0.5),
        ("software_ceiling_oom", '{ value = 40, unit = "doublings" }', 40 / LOG2_10),
        ("compute_factor_first_year", '{ value = 0.5440680443502757, unit = "OOM" }', 3.5),
    ],
)
def test_a_unit_that_is_written_is_converted(name, written, meant):
    scenario = open_scenario(io.StringIO(f"schema = 1\n[parameters]\n{name} = {written}\n"), vocabularies=vocabulary)
    assert scenario.beliefs[name].quantile(0.5) == pytest.approx(meant, rel=1e-12)
    assert not scenario.warnings


def test_a_spread_in_the_wrong_unit_is_flagged_as_well():
    assert is_flagged("reference_oom_per_year", '"0.05 to 0.15"')
    assert not is_flagged("reference_oom_per_year", '"0.6 to 1.8"')
    assert not is_flagged("reference_oom_per_year", '{ interval = [0.05, 0.15], unit = "OOM/month" }')


def test_a_unit_of_another_kind_is_refused_naming_both():
    with pytest.raises(ScenarioError, match=r"parameters\.initial_speedup\.unit: .*\bx\b.*month"):
        open_scenario(
            {"schema": 1, "parameters": {"initial_speedup": {"value": 3, "unit": "months"}}}, vocabularies=vocabulary
        )
