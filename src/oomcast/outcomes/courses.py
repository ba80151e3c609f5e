"""Courses in time of draws: the total is what was observed, that of software what hardware leaves of it.

Hardware has a closed form, so the course of software is worked out when somebody asks for it, and takes no memory
before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np

from oomcast.models.contract import BoolArray, ContinuousModel, FloatArray, Paths

__all__ = ["SOFTWARE", "TOTAL", "Courses", "courses_among", "courses_of", "in_memory"]

TOTAL, SOFTWARE = "oom_total", "oom_software"

PIECE_DRAWS = 4096
"""Draws whose courses are worked out at once, so that what they take on the way stays small."""


class Courses(Mapping[str, FloatArray]):
    """Courses by name, those in `known` and then those that `derived` gives, each at the first call for it.

    A course that was derived is kept, read-only. Threads may share it: two that ask at once get the same numbers.

    >>> courses = Courses({"oom_total": np.ones((2, 1))}, {"oom_software": lambda: np.zeros((2, 1))})
    >>> list(courses), len(in_memory(courses)), courses["oom_software"].shape, len(in_memory(courses))
    (['oom_total', 'oom_software'], 1, (2, 1), 2)
    """

    def __init__(self, known: Mapping[str, FloatArray], derived: Mapping[str, Callable[[], FloatArray]]) -> None:
        self._known = dict(known)
        self._names = (*known, *derived)
        self._derived = derived

    def __getitem__(self, name: str) -> FloatArray:
        if name not in self._known and name in self._derived:
            course = self._derived[name]()
            course.flags.writeable = False
            self._known.setdefault(name, course)
        return self._known[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def known(self) -> tuple[FloatArray, ...]:
        """The courses that nothing needs to be done for."""
        return tuple(self._known.values())


def in_memory(courses: Mapping[str, FloatArray]) -> tuple[FloatArray, ...]:
    """The arrays that courses take by now."""
    return courses.known if isinstance(courses, Courses) else tuple(courses.values())


def courses_of(
    model: ContinuousModel, draws: Mapping[str, FloatArray], *, years: FloatArray, total: FloatArray
) -> Paths:
    """The courses of `draws`, of which `total` (times, draws) was observed at `years` (times,), in OOM."""
    software = partial(_software, model, draws, years=years, total=total)
    return Paths(years=years, values=Courses({TOTAL: total}, {SOFTWARE: software}))


def courses_among(paths: Paths, counted: BoolArray) -> Paths:
    """The courses of those draws alone that count; `counted` (draws,) may be of more draws than have courses."""

    def those_of(name: str) -> FloatArray:
        course = paths.values[name]
        return course[:, counted[: course.shape[1]]]

    return Paths(years=paths.years, values=Courses({}, {name: partial(those_of, name) for name in paths.values}))


def _software(
    model: ContinuousModel, draws: Mapping[str, FloatArray], *, years: FloatArray, total: FloatArray
) -> FloatArray:
    software = np.empty(total.shape)
    for start in range(0, total.shape[1], PIECE_DRAWS):
        piece = slice(start, start + PIECE_DRAWS)
        coefficients = model.prepare({name: column[piece] for name, column in draws.items()})
        np.subtract(total[:, piece], model.hardware_oom(years[:, None], coefficients), out=software[:, piece])
    return software
