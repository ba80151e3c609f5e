"""Native kernels: compiled once, kept on disk under a name made of their content, loaded in milliseconds.

Numba compiles a kernel to an object file; later processes load that file with llvmlite alone, which saves importing
Numba (over a second). The file's name holds a hash of the code, of the compiler's version and of the processor, and
its first line a checksum, so neither a stale nor a torn kernel can run. Where the cache folder cannot be written,
the kernel lives in memory.

Calling convention: a kernel takes pointers to doubles and integers. `OOMCAST_CACHE` names another cache folder.
"""

from __future__ import annotations

import ctypes
import gc
import hashlib
import os
import platform
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from oomcast.simulate.twins import JIT, NATIVE_ONLY

__all__ = ["Kernel", "cache_folder", "is_cached", "kernel"]

RARE_COLLECTION = 20_000
"""New objects between two looks for garbage while compiling; Python's own value is 700 or 2,000."""

KERNEL_FORMAT = "oomcast kernel 1"


class Kernel(NamedTuple):
    """A native function: its address, and the objects that keep its code in memory."""

    address: int
    keep_alive: object


def cache_folder() -> Path:
    """Where compiled kernels are kept: `OOMCAST_CACHE`, else the user's cache folder."""
    chosen = os.environ.get("OOMCAST_CACHE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "oomcast"


@lru_cache(maxsize=1)
def _toolchain() -> str:
    """Everything outside our own code that decides the machine code: compiler, Python, processor, settings."""
    import llvmlite.binding as llvm

    settings = sorted((key, value) for key, value in os.environ.items() if key.startswith("NUMBA_"))
    return repr(
        (
            KERNEL_FORMAT,
            version("numba"),
            version("llvmlite"),
            sys.version_info[:2],
            platform.system(),
            platform.machine(),
            llvm.get_host_cpu_name(),
            llvm.get_host_cpu_features().flatten(),
            settings,
        )
    )


def _file_of(name: str, fingerprint: str) -> Path:
    key = hashlib.sha256((_toolchain() + fingerprint).encode()).hexdigest()
    return cache_folder() / f"{name}-{key[:40]}.kernel"


def is_cached(name: str, fingerprint: str) -> bool:
    """Whether a kernel of this name and content can be loaded without compiling."""
    return (name, fingerprint) in _loaded or _file_of(name, fingerprint).is_file()


_loaded: dict[tuple[str, str], Kernel] = {}
_lock = threading.Lock()


def kernel(name: str, fingerprint: str, build: Callable[[], tuple[Callable[..., Any], Any]]) -> Kernel:
    """The native form of a function, from memory, from disk, or compiled now.

    `build` is called only when the kernel must be compiled; it returns the function and its Numba signature.
    """
    key = (name, fingerprint)
    with _lock:
        if key not in _loaded:
            path = _file_of(name, fingerprint)
            stored = _read(path)
            if stored is None:
                with _one_process_at_a_time(path):
                    stored = _read(path)  # which another process may have compiled meanwhile
                    if stored is None:
                        stored = _compile(*build())
                        _write(path, *stored)
            _loaded[key] = _load(*stored)
        return _loaded[key]


@contextmanager
def _one_process_at_a_time(path: Path) -> Iterator[None]:
    """Hold a lock beside the file that is to be written, so that of several processes one compiles and the others wait.

    Where there are no such locks (Windows, a folder that cannot be written) each compiles for itself.
    """
    lock = path.with_suffix(".lock")
    try:
        import fcntl

        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = lock.open("wb")
    except (ImportError, OSError):
        yield
        return
    with file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            lock.unlink(missing_ok=True)  # who waits for it holds it open, and who comes later finds the kernel


def _compile(function: Callable[..., Any], signature: Any) -> tuple[str, bytes]:
    """Symbol and object code of a function compiled without any Python wrapper."""
    import numba

    with _rarer_garbage_collection():
        dispatcher = numba.njit(signature, **NATIVE_ONLY, **JIT)(function)
    (compiled,) = dispatcher.overloads.values()
    _, _, (object_code, _) = compiled.library.serialize_using_object_code()
    return compiled.fndesc.llvm_func_name, object_code


@contextmanager
def _rarer_garbage_collection() -> Iterator[None]:
    """Collect garbage more rarely: the compiler makes many small lasting objects, and looking them over costs 8 %."""
    usual = gc.get_threshold()
    gc.set_threshold(RARE_COLLECTION, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _read(path: Path) -> tuple[str, bytes] | None:
    """A stored kernel, or None where there is none or its checksum does not fit."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    head, _, rest = content.partition(b"\n")
    if head != hashlib.sha256(rest).hexdigest().encode():
        return None
    symbol, _, object_code = rest.partition(b"\n")
    return symbol.decode(), object_code


def _write(path: Path, symbol: str, object_code: bytes) -> None:
    """Store a kernel so that a reader sees all of it or nothing; a folder we cannot write to is not an error."""
    body = symbol.encode() + b"\n" + object_code
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".kernel-")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        Path(temporary).replace(path)
    except OSError:  # a full disk: this process has the kernel in memory, the next one compiles again
        Path(temporary).unlink(missing_ok=True)


def _target() -> Any:
    """A machine to load an object file for, with the one symbol it may name bound to `abort`.

    Each kernel takes its own: whoever loads it owns the machine from then on, and frees it in the end.
    """
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    # Numba emits a destructor of arrays it owns. Our kernels own none, so the call is never reached.
    abort = ctypes.cast(ctypes.CDLL(None).abort, ctypes.c_void_p).value
    llvm.add_symbol("NRT_MemInfo_call_dtor", abort)
    return llvm.Target.from_default_triple().create_target_machine(codemodel="jitdefault", jit=True)


def _load(symbol: str, object_code: bytes) -> Kernel:
    import llvmlite.binding as llvm

    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(object_code))
    engine.finalize_object()
    return Kernel(engine.get_function_address(symbol), engine)
