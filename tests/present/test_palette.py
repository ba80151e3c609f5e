"""Scenarios are told apart by colour, whoever looks: distances between any two, as eyes of four kinds see them."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from oomcast.present.overlay import DASHES
from oomcast.present.palette import DARK, LIGHT

SEEN = {
    "all": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""What is seen of linear light by kind of eye: Machado, Oliveira and Fernandes 2009, full severity."""

TO_CONES = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
TO_LAB = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
          [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
"""OKLab: Ottosson 2020."""

LEAST = 10.0
"""A hundredth of the way from black to white is 1; two greys that differ by 10 are told apart at a glance."""


def oklab(colour: str, kind: str) -> NDArray[np.float64]:
    """A colour as an eye sees it, in OKLab times 100."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    cones = np.array(TO_CONES) @ np.clip(np.array(SEEN[kind]) @ linear, 0.0, 1.0)
    return 100.0 * (np.array(TO_LAB) @ np.cbrt(cones))


def nearest(colours: tuple[str, ...], kind: str) -> float:
    """The distance of the two that are hardest to tell apart."""
    seen = [oklab(colour, kind) for colour in colours]
    return min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", SEEN)
def test_no_two_scenarios_look_alike_to_anybody(theme: object, kind: str) -> None:
    people = theme.people  # type: ignore[attr-defined]
    assert len(people) == len(set(DASHES)) == 6
    assert nearest(people, kind) >= LEAST
    assert nearest(people[:3], kind) >= nearest(people, kind)


def test_the_measure_finds_colours_that_look_alike() -> None:
    """Rust and ochre of a usual palette: apart to most, one colour to who lacks the cones for green."""
    assert nearest(("#BF3B0A", "#8F6B00"), "all") > LEAST
    assert nearest(("#BF3B0A", "#8F6B00"), "deutan") < 2.0
