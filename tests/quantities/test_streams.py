"""Random streams: the published generator, addressed so that nothing but seed, name and index matters."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.errors import RunError
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM, uniforms

WORD = 2**64
MULTIPLIERS = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
KEY_STEPS = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """One block of Philox4x64-10, from the paper and in plain integers."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        high0, low0 = divmod(MULTIPLIERS[0] * c0, WORD)
        high1, low1 = divmod(MULTIPLIERS[1] * c2, WORD)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0, k1 = (k0 + KEY_STEPS[0]) % WORD, (k1 + KEY_STEPS[1]) % WORD
    return c0, c1, c2, c3


def expected_uniforms(name: str, *, seed: int, start: int, count: int) -> list[float]:
    digest = hashlib.sha256(b"oomcast stream 1\0" + str(seed).encode() + b"\0" + name.encode()).digest()
    key = int.from_bytes(digest[:8], "little"), int.from_bytes(digest[8:16], "little")
    draws = []
    for index in range(start, start + count):
        block, lane = divmod(index, 4)
        counter = block + 1  # the counter is raised before each block
        words = tuple(counter >> (64 * k) & (WORD - 1) for k in range(4))
        draws.append(((philox(words, key)[lane] >> 12) + 0.5) / 2**52)
    return draws


def test_the_reimplementation_gives_the_published_answer() -> None:
    """Known answer of the authors' test set for counter and key zero."""
    assert philox((0, 0, 0, 0), (0, 0)) == (
        0x16554D9ECA36314C,
        0xDB20FE9D672D0FDC,
        0xD7E772CEE186176B,
        0x7E68B68AEC7BA23B,
    )


@given(
    name=st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    seed=st.integers(-(2**70), 2**70),
    start=st.one_of(st.integers(0, 100), st.integers(0, 2**62)),
    count=st.integers(0, 9),
)
def test_draws_are_those_of_the_published_generator(name: str, seed: int, start: int, count: int) -> None:
    assert uniforms(name, seed=seed, start=start, count=count).tolist() == expected_uniforms(
        name, seed=seed, start=start, count=count
    )


@given(cuts=st.lists(st.integers(0, 400), max_size=6))
def test_a_stream_read_in_any_pieces_is_the_same_stream(cuts: list[int]) -> None:
    whole = uniforms("returns_to_software", seed=3, count=400)
    ends = [0, *sorted(cuts), 400]
    pieces = [uniforms("returns_to_software", seed=3, start=a, count=b - a) for a, b in pairwise(ends)]
    assert np.concatenate(pieces).tobytes() == whole.tobytes()


def test_the_first_thousand_of_a_hundred_thousand_are_the_thousand() -> None:
    long = uniforms("initial_speedup", seed=0, count=100_000)
    assert long[:1000].tobytes() == uniforms("initial_speedup", seed=0, count=1000).tobytes()


def test_seed_and_name_cannot_be_confused() -> None:
    streams = [
        uniforms(name, seed=seed, count=4).tobytes()
        for name, seed in (("a", 1), ("a", 11), ("1a", 1), ("1\0a", 1), ("a\0", 1), ("", 1), ("A", 1), ("a", -1))
    ]
    assert len(set(streams)) == len(streams)


def test_draws_lie_strictly_inside_the_unit_interval_on_an_exact_grid() -> None:
    draws = uniforms("x", seed=0, count=100_000)
    assert draws.dtype == np.float64
    assert SMALLEST_UNIFORM <= draws.min() < draws.max() <= LARGEST_UNIFORM
    assert 0 < SMALLEST_UNIFORM < LARGEST_UNIFORM < 1
    assert ((draws * 2**52) % 1 == 0.5).all()


def test_the_extreme_words_stay_inside_and_are_mirror_images() -> None:
    assert SMALLEST_UNIFORM == (0 + 0.5) / 2**52
    assert LARGEST_UNIFORM == ((2**64 - 1 >> 12) + 0.5) / 2**52
    assert 1 - LARGEST_UNIFORM == SMALLEST_UNIFORM


@pytest.mark.parametrize(("start", "count"), [(-1, 3), (0, -1)])
def test_draws_before_the_first_do_not_exist(start: int, count: int) -> None:
    with pytest.raises(RunError, match="counted from 0"):
        uniforms("x", seed=0, start=start, count=count)
