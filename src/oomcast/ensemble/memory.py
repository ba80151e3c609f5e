"""Whether a run fits into memory, decided before it starts rather than by being killed half-way.

The limits looked at are free memory, the process's own address limit (`ulimit -v`), and the memory limit of the
control group (containers). Whichever leaves least decides.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from oomcast.errors import RunError

__all__ = ["available_bytes", "check_memory", "fitting_draws", "keep_freed_memory"]

USABLE_SHARE = 0.8
"""Share of the free memory that a run may plan to fill; the rest is for everything else on the machine."""

ADDRESS_BYTES = 256 << 20
"""Address space that is reserved without being used, by libraries loaded and code compiled once a run begins (measured:
about 250 MB). It counts against an address limit, not against free memory; so does the next."""

ADDRESS_BYTES_PER_WORKER = 72 << 20
"""What each thread reserves: 64 MiB for its heap (glibc) and 8 MiB for its stack."""

GIGABYTE = 1e9

KEPT_BLOCK_BYTES, KEPT_BYTES = 32 << 20, 256 << 20
"""What the C library keeps for the next run: freed blocks up to the first size, which is the most that it allows, and
of these up to the second in each of its heaps."""

MMAP_THRESHOLD, TRIM_THRESHOLD = -3, -1
"""Numbers of the two settings (malloc.h of glibc)."""


def keep_freed_memory() -> None:
    """Have the C library keep the memory that a run gives back, for the next one, instead of handing it to the system.

    What comes from the system anew is cleared page by page at its first use: a tenth of the time of a small run. It
    holds for the whole process, so it is for the process of a server and not for a program that uses this package.
    Nothing happens where the C library is not glibc.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:
        set_option(MMAP_THRESHOLD, KEPT_BLOCK_BYTES)
        set_option(TRIM_THRESHOLD, KEPT_BYTES)


def check_memory(draws: int, *, bytes_per_draw: int, fixed_bytes: int, workers: int) -> None:
    """Raise RunError, with a number of draws that fits, unless `draws` fit into the memory that is free.

    `bytes_per_draw` is what each draw adds and `fixed_bytes` what the run needs whatever its size, in bytes.
    """
    needed_bytes = draws * bytes_per_draw + fixed_bytes
    available = available_bytes(workers=workers, enough=math.ceil(needed_bytes / USABLE_SHARE) + 1)  # 1 for rounding
    fitting = fitting_draws(available, bytes_per_draw=bytes_per_draw, fixed_bytes=fixed_bytes)
    if draws <= fitting:
        return
    needed, free = needed_bytes / GIGABYTE, available / GIGABYTE
    suggestion = _round_down(fitting)
    if suggestion < 1:
        advice = "Not even one draw fits: free some memory or raise the limit of this process."
    else:
        error = 100 * math.sqrt(0.25 / suggestion)
        advice = (
            f"Ask for at most {suggestion:,} draws (--draws {suggestion}), "
            f"with which a probability is known to {error:.2g} percentage points or better."
        )
    raise RunError(
        f"expected a run that fits into the {free:.3g} GB free, got {draws:,} draws ({needed:.3g} GB). {advice}"
    )


def fitting_draws(available: int, *, bytes_per_draw: int, fixed_bytes: int) -> int:
    """The largest number of draws that fits into `available` bytes without filling them to the brim.

    >>> fitting_draws(1_000_000, bytes_per_draw=100, fixed_bytes=300_000)
    5000
    """
    return max(0, int(available * USABLE_SHARE) - fixed_bytes) // bytes_per_draw


def available_bytes(*, workers: int = 0, enough: int = sys.maxsize, system: Path = Path("/")) -> int:
    """Bytes this process may still allocate with `workers` more threads; perhaps fewer than that, if `enough`.

    `system` is the root under which `proc` and `sys` are read. Where the system says nothing, the address space.
    """
    limits = [*_free_memory(system), *_address_space(system, workers=workers), *_control_group(system, enough=enough)]
    return max(0, min(limits, default=sys.maxsize))


def _free_memory(system: Path) -> Iterator[int]:
    for line in _lines(system / "proc/meminfo"):
        if line.startswith("MemAvailable:"):
            yield int(line.split()[1]) * 1024  # the file counts in KiB
            return
    if hasattr(os, "sysconf") and {"SC_PHYS_PAGES", "SC_PAGE_SIZE"} <= os.sysconf_names.keys():
        # This system does not say how much is free, but at least how much there is.
        yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _address_space(system: Path, *, workers: int) -> Iterator[int]:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return
    used = [int(line.split()[0]) * resource.getpagesize() for line in _lines(system / "proc/self/statm")]
    yield limit - sum(used) - ADDRESS_BYTES - workers * ADDRESS_BYTES_PER_WORKER


def _control_group(system: Path, *, enough: int) -> Iterator[int]:
    """Room in the memory control groups of this process (version 2: `0::/path`; version 1: `n:memory:/path`)."""
    for line in _lines(system / "proc/self/cgroup"):
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, limit, usage = system / "sys/fs/cgroup", "memory.max", "memory.current"
        elif "memory" in controllers.split(","):
            root, limit, usage = system / "sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes"
        else:
            continue
        group = Path(path.strip().lstrip("/"))
        for folder in (group, *group.parents):  # every enclosing group's limit holds too
            yield from _room(root / folder, limit=limit, usage=usage, enough=enough)


def _room(folder: Path, *, limit: str, usage: str, enough: int) -> Iterator[int]:
    allowed = "".join(_lines(folder / limit))
    used = "".join(_lines(folder / usage)) if allowed.isdigit() else ""
    if not used.isdigit():  # "max", or no such file: no limit here
        return
    room = int(allowed) - int(used)
    if room >= enough:
        yield room
        return
    # File pages kept only because nobody needs the room count as used, and are given back on demand. The system takes
    # its time to count them.
    cached = [int(line.split()[1]) for line in _lines(folder / "memory.stat") if line.split()[0] == "inactive_file"]
    yield room + sum(cached)


def _lines(file: Path) -> list[str]:
    try:
        with open(file, "rb", buffering=0) as source:  # noqa: PTH123  (the system makes these up while they are read)
            return source.read().decode().splitlines()
    except OSError:  # not on this system, or not for us to see: this source says nothing
        return []


def _round_down(draws: int) -> int:
    """`draws` to one significant digit, rounded down: a suggestion one can remember."""
    if draws < 1:
        return 0
    size = int("1".ljust(len(str(draws)), "0"))
    return draws // size * size
