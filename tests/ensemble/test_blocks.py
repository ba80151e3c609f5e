"""Work in pieces: everything once, the same error each time, and quick to stop."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.ensemble.blocks import GRACE_SECONDS, blocks, work_through

WORKERS = st.integers(1, 5)
LONGEST_SECONDS = 20.0  # a guard against hanging, not a measurement


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 600), WORKERS)
def test_every_draw_is_worked_exactly_once(first, count, size, workers):
    worked = []
    finished = []
    work_through(blocks(first, first + count, size=size), worked.extend, workers=workers, finished=finished.append)
    assert sorted(worked) == list(range(first, first + count))
    assert sum(finished) == count


def test_pieces_are_of_one_size_except_the_last():
    assert [len(piece) for piece in blocks(5, 26, size=10)] == [10, 10, 1]


@given(st.sets(st.integers(0, 30), min_size=1), WORKERS)
def test_the_error_of_the_earliest_piece_comes_out_whatever_the_timing(broken, workers):
    def work(piece):
        if piece.start in broken:
            time.sleep(0.001 * (31 - piece.start) / 31)  # later pieces fail sooner
            raise ValueError(piece.start)

    with pytest.raises(ValueError, match=f"^{min(broken)}$"):
        work_through(blocks(0, 31, size=1), work, workers=workers)


def test_after_an_error_nothing_new_is_begun():
    begun = []

    def work(piece):
        begun.append(piece.start)
        if piece.start == 0:
            raise ValueError

    with pytest.raises(ValueError):
        work_through(blocks(0, 10_000, size=1), work, workers=2)
    assert len(begun) < 100


def test_an_interrupt_passes_on_at_once_even_when_a_piece_never_ends():
    release, stopped = threading.Event(), []

    def finished(count):
        raise KeyboardInterrupt

    def work(piece):
        if piece.start > 0:
            release.wait(LONGEST_SECONDS)
            stopped.append(piece.start)

    try:
        with pytest.raises(KeyboardInterrupt):
            work_through(blocks(0, 1_000, size=1), work, workers=3, finished=finished)
        assert stopped == []  # it did not wait for the pieces that never end
        assert GRACE_SECONDS < 0.5
    finally:
        release.set()
    for thread in threading.enumerate():
        if thread.name.startswith("oomcast"):
            thread.join(LONGEST_SECONDS)
            assert not thread.is_alive()  # no thread is left ...
    assert len(stopped) <= 3  # ... and none went on to another piece
