"""Forecasts to show: one from a preset, the others made by hand."""

import math

import numpy as np
import pytest

from oomcast.present.interface import run
from tests.present.by_hand import made_by_hand

DRAWS = 1000


@pytest.fixture(scope="session")
def forecast():
    """The greenblatt-2025 preset, as a user would run it."""
    return run("greenblatt-2025", draws=2000, seed=0)


@pytest.fixture(scope="session")
def explosive():
    """One draw in ten diverges; the others are spread evenly from 0 to 9 OOM."""
    return made_by_hand([*np.linspace(0.01, 9.0, DRAWS * 9 // 10), *[math.inf] * (DRAWS // 10)])


@pytest.fixture(scope="session")
def mostly_infinite():
    """Six draws in ten diverge, so that the median has no value."""
    return made_by_hand([*np.linspace(1.0, 9.0, DRAWS * 4 // 10), *[math.inf] * (DRAWS * 6 // 10)])


@pytest.fixture(scope="session")
def certain():
    """Every draw the same."""
    return made_by_hand(np.full(DRAWS, 5.0))


@pytest.fixture(scope="session")
def single():
    """One draw, which has no Monte-Carlo error."""
    return made_by_hand([5.0])
