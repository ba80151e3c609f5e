"""A misspelt name is answered with the right one."""

import io
import random

import pytest

from oomcast.beliefs.scenario import open_scenario
from oomcast.beliefs.tables import TOP_LEVEL
from oomcast.errors import ScenarioError
from oomcast.models.registry import vocabulary

WORDS = vocabulary("takeoff")
# What people write: slips of the finger, other spellings, other orders, symbols, and near synonyms.
MISSPELT_PARAMETERS = {
    "initial_speedup": "initial_speed_up initialspeedup intial_speedup initial_speedups initial-speedup "
    "Initial_Speedup INITIAL_SPEEDUP initial_spedup inital_speedup initial_seedup "
    "speedup_initial m0 m_0 initial_speed init_speedup",
    "returns_to_software": "return_to_software returns_to_sofware returns_software returns_to_softwares "
    "retruns_to_software Returns_To_Software returns-to-software returns_to_soft "
    "returns_on_software r0 r_0 software_returns_to returns_to_software_rd",
    "software_ceiling_oom": "software_ceiling software_celing_oom software_ceiling_ooms ceiling_oom "
    "software_cieling_oom sofware_ceiling_oom software-ceiling-oom softwareceilingoom S "
    "software_ceiling_OOM software_ceilling_oom",
    "software_feedback": "software_feeback software_feedbak sofware_feedback software-feedback feedback_software "
    "SoftwareFeedback software_feed_back phi softwre_feedback software_feedbacks",
    "compute_returns": "compute_return computereturns comptue_returns compute-returns gamma compute_retruns "
    "computes_returns compute_returs returns_compute",
    "reference_oom_per_year": "reference_ooms_per_year reference_oom_year refrence_oom_per_year reference_oom_per_yr "
    "referenceoomperyear reference_oom reference_rate_oom_per_year reference-oom-per-year "
    "oom_per_year_reference",
    "hardware_oom_per_year_reference": "hardware_oom_per_year hardware_ooms_per_year_reference "
    "hardware_oom_per_year_refrence "
    "hardware_oom_per_yr_reference harware_oom_per_year_reference hardware_oom_reference",
    "compute_factor_first_year": "compute_factor compute_factor_firstyear compute_factor_1st_year "
    "compute_facter_first_year "
    "first_year_compute_factor compute_growth_first_year compute_factor_first_years "
    "compute-factor-first-year",
    "labour_share": "labor_share labour_shares labour-share labour_shar labourshare share_labour laborshare",
    "automation_year": "automation_yaer automation-year year_automation automationyear automation_years",
    "ai_copies": "ai_copy ai-copies copies_ai AI_copies ai_copeis",
    "substitution_rho": "subsitution_rho substitution-rho rho_substitution substitutionrho",
}
MISSPELT_TOP = {
    "parameters": "parameter paramaters Parameters params parmeters",
    "correlations": "correlation corelations correlatons",
    "conditions": "condition condtions Conditions",
    "structure": "strucure structures Structure",
    "given": "givn Given",
    "stated": "state stateed",
    "schema": "shema schemas",
    "extends": "extend extneds",
    "author": "authors autor",
    "title": "titel",
    "model": "modell models",
}
MISSPELT_FIELDS = {
    "median": "medain Median",
    "sigma": "sgima",
    "source": "sources sourc",
    "evidence": "evidance evidense",
    "family": "famly",
    "unit": "units",
    "note": "notes",
    "interval": "intervall",
    "samples": "sample",
    "weights": "weight",
}

CASES = (
    [(f"[parameters]\n{slip} = 1\n", right) for right, slips in MISSPELT_PARAMETERS.items() for slip in slips.split()]
    + [(f"{slip} = 1\n", right) for right, slips in MISSPELT_TOP.items() for slip in slips.split()]
    + [
        (f"[parameters.initial_speedup]\n{slip} = 1\n", right)
        for right, slips in MISSPELT_FIELDS.items()
        for slip in slips.split()
    ]
)


def answer(text: str) -> str:
    """What is said to a scenario with this mistake in it."""
    with pytest.raises(ScenarioError) as caught:
        open_scenario(io.StringIO("schema = 1\n" + text), vocabularies=vocabulary)
    return str(caught.value)


def test_at_least_95_in_100_misspelt_names_are_answered_with_the_right_one():
    missed = [(text, right) for text, right in CASES if f"Did you mean {right!r}?" not in answer(text)]
    assert len(CASES) >= 100
    assert len(missed) <= 0.05 * len(CASES), missed


def test_slips_of_the_finger_are_answered_with_the_right_name():
    rng = random.Random(0)
    missed = []
    for _ in range(300):
        name = rng.choice([*WORDS.parameters])
        at = rng.randrange(1, len(name) - 1)
        slip = rng.choice(
            [
                name[:at] + name[at + 1 :],
                name[:at] + "x" + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
            ]
        )
        if slip not in WORDS.parameters and f"Did you mean {name!r}?" not in answer(f"[parameters]\n{slip} = 1\n"):
            missed.append((slip, name))
    assert len(missed) <= 15, missed


@pytest.mark.parametrize("name", [*WORDS.parameters])
def test_a_parameter_at_the_top_is_sent_to_its_table(name):
    assert "(it belongs in the table [parameters])" in answer(f"{name} = 1\n")


def test_a_word_like_no_other_is_answered_without_a_guess():
    assert "Did you mean" not in answer("[parameters]\nqwertyuiop = 1\n")


def test_an_unknown_name_is_reported_before_any_other_mistake():
    text = (
        "title = 3\n[parameters]\ninitial_speedup = nan\n[stated]\noom_totl_12mo = 6\n"
        '[conditions]\na = { statment = "b" }\n'
    )
    assert "stated.oom_totl_12mo" in answer(text)
    assert "conditions.a.statment" in answer(text.replace("totl", "total"))
    assert "title: expected text" in answer(text.replace("totl", "total").replace("statment", "statement"))


def test_unknown_names_at_the_top_come_first_of_all():
    assert "bananas" in answer("[parameters]\nno_such = 1\n[bananas]\n")


def test_of_two_mistakes_the_first_in_the_document_is_reported():
    first, second = "initial_speedup = nan\n", "labour_share = 7\n"
    assert "parameters.initial_speedup" in answer("[parameters]\n" + first + second)
    assert "parameters.labour_share" in answer("[parameters]\n" + second + first)


def test_the_names_at_the_top_are_those_of_the_format():
    assert set(MISSPELT_TOP) <= set(TOP_LEVEL)
