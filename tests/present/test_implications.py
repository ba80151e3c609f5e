"""Implied beside believed: disagreements first and said in words, and nothing called wrong."""

import numpy as np
import pytest

from oomcast.present.implications import implications_table
from oomcast.present.terminal import PLAIN
from tests.present.by_hand import made_by_hand

IMPLIED = {
    "software_oom_per_year_with_ais": None,
    "returns_to_software_at_constant_staff": 0.699,
    "composed_ceiling_oom": 13.0,
    "chips_needed_h100e": 1.71e6,
}


def pair(implied, *, value, stated, below, conflict=False, parameter="returns_to_software"):
    return {
        "implied": implied,
        "value": value,
        "parameter": parameter,
        "stated_median": stated,
        "share_below": below,
        "is_conflict": conflict,
    }


def table(*pairs, implied=IMPLIED):
    document = made_by_hand(np.full(10, 2.0)).document() | {"implied": implied, "beside": list(pairs)}
    return implications_table(document, terminal=PLAIN)


def test_a_number_stands_beside_the_belief_about_the_same_thing():
    lines = table(pair("returns_to_software_at_constant_staff", value=0.699, stated=1.2, below=0.253))
    assert lines[0].split()[-4:] == ["implied", "believed", "belief", "below"]
    assert lines[1].split()[-5:] == ["0.699", "1.20", "25", "in", "100"]
    assert [len(line) for line in lines[:2]] == [80, 80]
    assert not any("agree" in line for line in lines)


def test_disagreements_come_first_and_name_the_parameter():
    lines = table(
        pair("returns_to_software_at_constant_staff", value=0.699, stated=1.2, below=0.253),
        pair(
            "composed_ceiling_oom", value=13.0, stated=12.0, below=0.6, conflict=True, parameter="software_ceiling_oom"
        ),
    )
    assert lines[0] == "1 of 2 implied numbers does not agree with the belief about the same thing."
    assert lines[2].split()[-5:] == ["13.0", "12.0", "60", "in", "100"]
    assert lines[3].strip() == "does not agree with what is believed of software_ceiling_oom"
    assert "error" not in " ".join(lines)


def test_a_rate_without_end_and_a_belief_without_limit_are_said_in_words():
    lines = table(pair("composed_ceiling_oom", value=13.0, stated=None, below=0.1))
    assert any(line.split()[-2:] == ["no", "limit"] for line in lines)
    assert lines[1].split()[-6:] == ["13.0", "no", "limit", "10", "in", "100"]


@pytest.mark.parametrize(
    ("below", "said"), [(0.0, "none of it"), (1.0, "all of it"), (0.001, "under 1 in 100"), (0.999, "99 in 100")]
)
def test_a_share_of_a_belief_is_never_nought_or_a_hundred(below, said):
    lines = table(pair("composed_ceiling_oom", value=13.0, stated=12.0, below=below))
    assert lines[1].endswith(f" {said}")


def test_a_need_is_shown_here_only_beside_a_belief():
    assert not any("chips" in line for line in table())
    lines = table(pair("chips_needed_h100e", value=1.71e6, stated=4e8, below=0.0, parameter="world_compute_h100e"))
    assert lines[1].split()[:6] == ["chips", "needed,", "million", "H100e", "1.71", "400"]


def test_without_implied_numbers_there_is_no_section():
    assert table(implied={}) == []
