"""The memory that is free, read off made-up systems, and a refusal that helps."""

import os
import platform
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oomcast.ensemble import memory
from oomcast.ensemble.memory import available_bytes, check_memory, fitting_draws
from oomcast.errors import RunError

GIB = 1 << 30


@pytest.fixture
def system(tmp_path, monkeypatch):
    """A function that lays out `proc` and `sys` files under a made-up root without an address limit."""
    monkeypatch.setattr(memory, "_address_space", lambda system, *, workers: iter(()))

    def lay_out(files):
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return tmp_path

    return lay_out


MEMINFO = {"proc/meminfo": "MemTotal:       16000000 kB\nMemFree:          100 kB\nMemAvailable:    8388608 kB\n"}


def test_free_memory_is_what_the_system_calls_available(system):
    assert available_bytes(system=system(MEMINFO)) == 8 * GIB


def test_the_limit_of_a_container_counts(system):
    files = {
        "proc/self/cgroup": "0::/work/job\n",
        "sys/fs/cgroup/work/job/memory.max": "max\n",
        "sys/fs/cgroup/work/memory.max": f"{3 * GIB}\n",
        "sys/fs/cgroup/work/memory.current": f"{2 * GIB}\n",
        "sys/fs/cgroup/work/memory.stat": f"anon 5\ninactive_file {GIB // 2}\n",
    }
    assert available_bytes(system=system({**MEMINFO, **files})) == GIB + GIB // 2


def test_the_files_of_a_container_are_counted_only_where_there_is_not_enough_without_them(system):
    files = {
        "proc/self/cgroup": "0::/job\n",
        "sys/fs/cgroup/job/memory.max": f"{3 * GIB}\n",
        "sys/fs/cgroup/job/memory.current": f"{2 * GIB}\n",
        "sys/fs/cgroup/job/memory.stat": f"inactive_file {GIB}\n",
    }
    root = system({**MEMINFO, **files})
    assert available_bytes(enough=GIB, system=root) == GIB
    assert available_bytes(enough=GIB + 1, system=root) == 2 * GIB


def test_the_limit_of_an_older_container_counts(system):
    files = {
        "proc/self/cgroup": "9:name=systemd:/\n4:cpu,memory:/here\n",
        "sys/fs/cgroup/memory/here/memory.limit_in_bytes": f"{2 * GIB}\n",
        "sys/fs/cgroup/memory/here/memory.usage_in_bytes": f"{GIB}\n",
    }
    assert available_bytes(system=system({**MEMINFO, **files})) == GIB


def test_a_container_that_is_over_its_limit_has_nothing_left(system):
    files = {
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/memory.max": f"{GIB}\n",
        "sys/fs/cgroup/memory.current": f"{2 * GIB}\n",
    }
    assert available_bytes(system=system({**MEMINFO, **files})) == 0


def test_a_system_that_says_nothing_sets_no_limit_but_the_address_space(system, monkeypatch):
    monkeypatch.setattr(memory.os, "sysconf_names", {}, raising=False)
    assert available_bytes(system=system({})) == sys.maxsize


@pytest.mark.skipif(sys.platform != "linux", reason="address limits hold on Linux only")
def test_an_address_limit_counts_what_is_in_use_and_what_threads_reserve(monkeypatch):
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda which: (64 * GIB, resource.RLIM_INFINITY))
    monkeypatch.setattr(memory, "_free_memory", lambda system: iter(()))
    monkeypatch.setattr(memory, "_control_group", lambda system, enough: iter(()))
    alone, with_three = available_bytes(), available_bytes(workers=3)
    assert 0 < alone < 64 * GIB
    assert alone - with_three == pytest.approx(3 * memory.ADDRESS_BYTES_PER_WORKER, abs=1 << 20)


@given(st.integers(0, 1 << 40), st.integers(1, 10_000), st.integers(0, 1 << 30))
def test_what_fits_leaves_room_and_one_more_block_would_not(available, bytes_per_draw, fixed_bytes):
    fitting = fitting_draws(available, bytes_per_draw=bytes_per_draw, fixed_bytes=fixed_bytes)
    if fitting:
        assert fitting * bytes_per_draw + fixed_bytes <= available * memory.USABLE_SHARE
    else:
        assert bytes_per_draw + fixed_bytes > int(available * memory.USABLE_SHARE)


@given(st.integers(1, 1 << 40), st.integers(1, 10_000), st.integers(1, 10**12))
def test_a_run_is_refused_exactly_when_it_does_not_fit_and_the_suggestion_does(available, bytes_per_draw, draws):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memory, "available_bytes", lambda *, workers, enough: available)
        fitting = fitting_draws(available, bytes_per_draw=bytes_per_draw, fixed_bytes=0)
        if draws <= fitting:
            check_memory(draws, bytes_per_draw=bytes_per_draw, fixed_bytes=0, workers=1)
            return
        with pytest.raises(RunError) as caught:
            check_memory(draws, bytes_per_draw=bytes_per_draw, fixed_bytes=0, workers=1)
    suggestion = re.search(r"\(--draws (\d+)\)", str(caught.value))
    if fitting == 0:
        assert "Not even one draw fits" in str(caught.value)
    else:
        assert fitting / 2 <= int(suggestion[1]) <= fitting


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="the C library is not glibc")
def test_memory_that_was_freed_is_kept_for_the_next_run():
    """In a process of its own, since this holds for good: the same blocks again cost no new pages."""
    program = """if True:
        import resource, sys
        import numpy as np
        from oomcast.ensemble.memory import keep_freed_memory

        def faults():
            return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

        def run():
            blocks = [np.full(1 << 20, 1.0) for _ in range(4)]

        if sys.argv[1] == "keeps":
            keep_freed_memory()
        run()
        before = faults()
        for _ in range(5):
            run()
        print(faults() - before)
        """
    faults = {
        way: int(subprocess.run([sys.executable, "-c", program, way], capture_output=True, check=True).stdout)
        for way in ("keeps", "usual")
    }
    pages = 5 * 4 * (8 << 20) // os.sysconf("SC_PAGE_SIZE")
    assert faults["keeps"] < pages / 20 < faults["usual"]
