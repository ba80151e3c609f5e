"""Progress: silent for short runs, honest about compiling, gone when the answer is there."""

import io
import threading

from oomcast.present.progress import GETTING_READY, Progress, progress_on


class FakeTerminal(io.StringIO):
    def isatty(self):
        return True


def test_a_short_run_shows_nothing():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=3600.0)
    progress(500, 1000)
    progress(1000, 1000)
    progress.close()
    assert stream.getvalue() == ""


def test_a_long_run_shows_how_far_it_is():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=0.0)
    progress(2500, 10_000)
    assert "2,500 of 10,000 draws" in stream.getvalue()
    assert stream.getvalue().count("#") == 30 // 4


def test_the_line_is_erased_at_the_end():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=0.0)
    progress(2500, 10_000)
    progress.close()
    assert stream.getvalue().split("\r")[-1] == ""
    assert set(stream.getvalue().split("\r")[-2]) == {" "}


def test_nothing_is_written_after_the_end():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=0.0)
    progress.close()
    progress(10, 10)
    assert stream.getvalue() == ""


def test_a_first_block_that_takes_long_is_said_to_compile():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=0.0)
    progress.wait_for_first_block()
    assert GETTING_READY in stream.getvalue()


def test_a_first_block_in_time_is_not_said_to_compile():
    stream = FakeTerminal()
    progress = Progress(stream, patience_seconds=3600.0)
    waiting = threading.Thread(target=progress.wait_for_first_block)
    waiting.start()
    progress(1, 10)
    waiting.join(timeout=60)
    assert not waiting.is_alive()
    assert stream.getvalue() == ""


def test_there_is_no_progress_where_nobody_watches():
    with progress_on(io.StringIO(), wanted=True) as progress:
        assert progress is None
    with progress_on(FakeTerminal(), wanted=False) as progress:
        assert progress is None
    with progress_on(FakeTerminal(), wanted=True) as progress:
        assert progress is not None
