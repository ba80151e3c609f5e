"""Where a forecast comes from: everything needed to have the same numbers again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version

__all__ = ["Provenance", "package_version"]

PACKAGE = "oomcast"
NOT_INSTALLED = "not installed"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Versions, scenario, seed and size of a run, and the `command` that repeats it.

    `scenario_hash` is over what is believed (64 hexadecimal digits), so two files that differ in comments share it.
    """

    oomcast: str
    model: str
    model_version: str
    scenario: str
    scenario_hash: str
    seed: int
    draws: int
    command: str

    def document(self) -> dict[str, str | int]:
        """The provenance as plain data, in the order of the fields."""
        return asdict(self)


@cache
def package_version() -> str:
    """Version of the installed package; "not installed" where the source is used without being installed.

    >>> isinstance(package_version(), str)
    True
    """
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return NOT_INSTALLED
