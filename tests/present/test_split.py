"""Where the gain comes from: parts that add up as printed, and nothing hidden of draws that cannot be split."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.present.split import PARTS, adding_up, decimals_for, split_sentence, split_table
from oomcast.present.terminal import PLAIN
from tests.present.by_hand import made_by_hand, split_of

NUMBER = re.compile(r"−?\d[\d,]*\.?\d*")


def numbers_in(text):
    return [float(found.replace("−", "-").replace(",", "")) for found in NUMBER.findall(text)]


def split_document(total, **parts):
    return made_by_hand(total, split=split_of(total, **parts)).document()


@given(values=st.lists(st.floats(-50, 50), min_size=1, max_size=6), decimals=st.integers(0, 3))
def test_rounded_parts_add_up_to_the_rounded_whole_and_none_is_off_by_a_step(values, decimals):
    rounded = adding_up(values, decimals=decimals)
    step = 10.0**-decimals
    assert math.isclose(math.fsum(rounded), round(math.fsum(values) / step) * step, abs_tol=1e-9)
    assert all(abs(shown - value) <= step * (1 + 1e-9) for shown, value in zip(rounded, values))


@given(total=st.floats(0.01, 1000))
def test_a_total_is_told_with_two_or_three_digits(total):
    digits = decimals_for(total) + math.floor(math.log10(total)) + 1
    assert 2 <= digits <= 3 or total >= 100


def test_the_sentence_tells_parts_that_add_up_to_the_mean():
    total = np.random.default_rng(7).lognormal(1.8, 0.6, 500)
    document = split_document(total)
    said = split_sentence(document).replace("\N{NO-BREAK SPACE}", " ")
    whole, *parts = numbers_in(said)
    assert len(parts) == 4
    assert whole == pytest.approx(total.mean(), abs=0.051)
    assert sum(parts) == pytest.approx(whole, abs=1e-9)
    assert said.startswith(f"Of the {whole} OOM that the first year brings on average, 1.2 would have come anyway;")


def test_the_table_has_mean_error_and_quartiles_of_each_part():
    total = np.linspace(1.2, 13.2, 1001)  # 1.2 of it anyway, and 0 to 12 of which half is the jump
    document = split_document(total)
    lines = split_table(document, terminal=PLAIN)
    start = next(index for index, line in enumerate(lines) if line.startswith("Where the first year's gain"))
    rows = {line[:40].strip(): line[40:].split() for line in lines[start + 1 : start + 5]}
    assert list(rows) == list(PARTS.values())
    mean, error, *quartiles = rows[PARTS["one_time_jump"]]
    assert (mean, quartiles) == ("3.0", ["1.5", "3.0", "4.5"])
    assert float(error) == pytest.approx(document["decomposition"]["one_time_jump"]["mean_mc_error"], rel=0.2)
    assert rows[PARTS["anyway"]] == ["1.2", "0", "1.2", "1.2", "1.2"]
    assert "may be negative" in lines[-1]
    assert max(map(len, "\n".join(lines).splitlines())) <= 80


def test_the_sentence_and_the_table_show_the_same_means():
    document = split_document(np.random.default_rng(3).lognormal(1.0, 0.9, 400))
    lines = split_table(document, terminal=PLAIN)
    means = [numbers_in(line[40:48])[0] for line in lines if line.startswith(tuple(PARTS.values()))]
    assert means == numbers_in(split_sentence(document).replace("\N{NO-BREAK SPACE}", " "))[1:]


def test_a_negative_part_keeps_its_sign():
    document = split_document(np.full(100, 5.0), jump=1.5, compute=0.0)
    assert numbers_in(split_sentence(document))[-1] == pytest.approx(-1.9)
    assert any("−1.9" in line for line in split_table(document, terminal=PLAIN))


def test_draws_without_parts_are_counted_where_the_mean_is_told():
    total = np.concatenate([np.linspace(1, 5, 900), np.full(100, math.inf)])
    document = split_document(total)
    assert "where it is finite (900 of 1,000 draws)" in split_sentence(document)
    shown = " ".join(" ".join(split_table(document, terminal=PLAIN)).split())
    assert "100 of 1,000 draws have no parts" in shown


def test_a_quartile_among_draws_without_parts_is_unknown():
    total = np.concatenate([np.linspace(1, 5, 600), np.full(400, math.inf)])
    jump = next(
        line for line in split_table(split_document(total), terminal=PLAIN) if line.startswith(PARTS["one_time_jump"])
    )
    assert jump.split()[-1] == "unknown"


def test_a_split_of_the_first_draws_says_of_how_many():
    total = np.linspace(1.0, 5.0, 1000)
    split = {name: part[:400] for name, part in split_of(total).items()}
    shown = " ".join(split_table(made_by_hand(total, split=split).document(), terminal=PLAIN))
    assert "first 400 of 1,000 draws" in shown


def test_only_parts_of_draws_that_count_are_told():
    total = np.concatenate([np.full(500, 2.0), np.full(500, 8.0)])
    forecast = made_by_hand(
        total,
        beliefs={"automation_year": "2027 to 2037"},
        inputs={"automation_year": np.linspace(2027, 2037, 1000)},
        given={"automation_year": {"before": 2032}},
        split=split_of(total),
    )
    assert numbers_in(split_sentence(forecast.document()).replace("\N{NO-BREAK SPACE}", " "))[0] == 2.0
    assert "first" not in split_table(forecast.document(), terminal=PLAIN)[-1].lower().replace("first year", "")


def test_the_mean_of_the_other_draws_has_its_error_too():
    total = np.concatenate([np.linspace(1, 5, 900), np.full(100, math.inf)])
    lines = split_table(split_document(total), terminal=PLAIN)
    jump = next(line for line in lines if line.startswith(PARTS["one_time_jump"]))
    known = 0.5 * (np.linspace(1, 5, 900) - 1.2)
    assert float(jump.split()[-4]) == pytest.approx(known.std() / 30, rel=0.2)


def test_an_infinite_gain_is_not_split():
    document = split_document(np.full(100, math.inf))
    assert split_table(document, terminal=PLAIN) == [split_sentence(document)]
    assert "cannot be split" in split_sentence(document)


def test_one_draw_has_parts_without_errors():
    lines = split_table(split_document([5.0]), terminal=PLAIN)
    jump = next(line for line in lines if line.startswith(PARTS["one_time_jump"]))
    assert jump[48:56].strip() == ""


def test_without_parts_there_is_no_section(certain):
    assert split_table(certain.document(), terminal=PLAIN) == []
    assert split_sentence(certain.document()) == ""
