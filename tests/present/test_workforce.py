"""The chain of factors and the needs of the workforce: every step follows from the one above, and nothing is hidden."""

import math

import numpy as np
import pytest

from oomcast.present.terminal import PLAIN
from oomcast.present.workforce import chain_table, needs_table
from tests.present.by_hand import implying, made_by_hand

POST = {
    "ai_copies": 15_000.0,
    "copies_term": 5.873094715440096,
    "ai_serial_speed": 60.0,
    "ai_quality": 1.0,
    "serial_labour_equivalents": 352.3856829264058,
    "research_multiplier_before_compute": 18.771938711986,
    "compute_left_factor": 0.9128709291752769,
    "research_multiplier": 17.13645707,
}
MEDIANS = {
    "human_top_equivalents": 600.0,
    "human_researchers": 3000.0,
    "labour_share": 0.5,
    "speed_from_hours": 3.0,
    "speed_from_tokens": 5.0,
    "speed_from_coordination": 2.0,
    "speed_from_mixing": 2.0,
    "world_compute_h100e": 4e8,
    "power_available": 1.5e11,
    "qualified_people": math.inf,
}


def chain_of(implied, medians=MEDIANS, **structure):
    document = dict(implying(made_by_hand(np.full(10, 2.0)), **implied).document())
    document["structure"] = structure
    return chain_table(document, medians=medians, terminal=PLAIN)


def test_the_chain_of_the_post_is_printed_factor_by_factor():
    lines = chain_of(POST)
    said = [" ".join(line.split()) for line in lines]
    assert said[-7:] == [
        "25 times as many heads (15,000 for 600) working in parallel × 5.873",
        "serial speed: 3 × 5 × 2 × 2 × 60",
        "quality × 1",
        "serial-labour equivalents = 352.4",
        "to the power of the labour share, 0.5 = 18.77",
        "compute that the AIs take from experiments × 0.9129",
        "research multiplier = 17.14",
    ]
    assert "352 times the research labour" in " ".join(said)
    assert "17.1 times as fast" in " ".join(said)
    assert max(map(len, "\n".join(lines).splitlines())) <= 80


@pytest.mark.parametrize("on_research", [0.0, 0.3, 1.0])
def test_printed_factors_multiply_to_printed_results(on_research):
    """Each "=" is the product of what stands above it, whichever way quality acts."""
    quality, share = 1.5, 0.4
    labour = 5.873 * 60 * quality ** (1 - on_research)
    before = labour**share * quality**on_research
    implied = POST | {
        "copies_term": 5.873,
        "ai_quality": quality,
        "serial_labour_equivalents": labour,
        "research_multiplier_before_compute": before,
        "research_multiplier": before * POST["compute_left_factor"],
    }
    steps = [line[66:].split() for line in chain_of(implied, MEDIANS | {"labour_share": share})[-8:] if line[66:]]
    product = 1.0
    for index, (sign, number) in enumerate(steps):
        value = float(number.replace(",", ""))
        if sign == "×":
            product *= value
            continue
        is_power = steps[index - 1][0] == "="
        product = product**share if is_power else product
        assert value == pytest.approx(product, rel=2e-3)
    assert product == pytest.approx(implied["research_multiplier"], rel=2e-3)


def test_a_chain_from_the_document_alone_needs_no_medians():
    said = [" ".join(line.split()) for line in chain_of(POST, {})]
    assert "15,000 copies working in parallel × 5.873" in said
    assert "serial speed × 60" in said
    assert "to the power of the labour share = 18.77" in said


def test_copies_that_need_more_compute_at_first_are_not_compared_with_the_heads_of_later():
    lines = chain_of(POST, MEDIANS | {"inference_need_at_start": 10.0})
    assert not any("times as many heads" in line for line in lines)


def test_another_production_function_is_said_to_make_something_else_of_it():
    assert "ces makes something else" in " ".join(" ".join(chain_of(POST, production="ces")).split())
    assert "something else" not in " ".join(chain_of(POST, production="cobb-douglas"))


def test_without_a_workforce_there_is_no_chain():
    assert chain_of({"returns_to_software_at_constant_staff": 0.7}) == []
    assert chain_of(POST | {"research_multiplier": math.inf}) == []


def needs_of(events, medians=MEDIANS, **implied):
    forecast = implying(made_by_hand(np.full(1000, 2.0), events=events), **implied)
    return needs_table(forecast.document(), medians=medians, terminal=PLAIN)


def test_needs_stand_beside_what_there_is_and_how_often_it_does_not_suffice():
    many = np.arange(1000) < 120
    lines = needs_of(
        {"chips_beyond_stock": many, "power_beyond_supply": ~many, "staff_beyond_supply": np.zeros(1000, dtype=bool)},
        chips_needed_h100e=1.08e6,
        power_needed_gw=1.13,
        dollar_of_staff_over_dollar_of_chips=2.4,
    )
    said = [" ".join(line.split()) for line in lines]
    assert said[1] == "chips, million H100e 1.08 400 12 in 100 ±1"
    assert said[2] == "power, GW 1.13 150 88 in 100 ±1"
    assert said[3] == "staff of the human company 3,000 no limit none of 1,000 draws ±0.1"
    assert "counted like all others" in said[4]
    assert "another dollar of staff adds 2.4 times what one of chips adds" in " ".join(said)
    assert max(map(len, "\n".join(lines).splitlines())) <= 80


def test_without_limits_there_are_no_needs(certain):
    assert needs_table(certain.document(), medians=MEDIANS, terminal=PLAIN) == []
