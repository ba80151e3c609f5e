"""Beliefs taken together, as luck turned into worlds, so that part of the luck can be held and the rest drawn again.

A world is a number in (0, 1) for each belief, its luck, carried through the quantile functions. The first luck is that
of a run with the same seed, so whatever is said about a forecast is said about its own draws.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np

from oomcast.beliefs.correlation import Block, Pair, correlated_blocks
from oomcast.beliefs.distributions.contract import Distribution, FloatArray
from oomcast.beliefs.scenario import Scenario
from oomcast.quantities.elementary import normal_cdf, normal_quantile
from oomcast.quantities.streams import LARGEST_UNIFORM, SMALLEST_UNIFORM, uniforms

__all__ = ["Joint", "Luck", "joint_of"]

Luck = Mapping[str, FloatArray]
"""Numbers in (0, 1) by belief, shape (draws,) each."""

AGAIN = " again"
"""What sets the stream of a second luck apart; no parameter's name holds a space."""

NO_CORRELATIONS: Mapping[Pair, float] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class Joint:
    """Distributions by name, with the rank correlations between them, and the seed of their luck."""

    distributions: Mapping[str, Distribution]
    correlations: Mapping[Pair, float] = field(default_factory=lambda: NO_CORRELATIONS)
    seed: int = 0

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The groups that correlations tie together."""
        return correlated_blocks(self.correlations, known=self.distributions)

    @cached_property
    def is_independent(self) -> bool:
        """Whether knowing one belief's value says nothing of another's."""
        return not self.blocks

    def luck(self, rows: range, *, again: bool = False) -> dict[str, FloatArray]:
        """The luck of the draws in `rows`, or, with `again`, of as many worlds that share nothing with those.

        >>> from oomcast.beliefs.distributions.uniform import Uniform
        >>> joint = Joint(distributions={"pace": Uniform(0, 1)})
        >>> first, other = joint.luck(range(3)), joint.luck(range(3), again=True)
        >>> bool((first["pace"] != other["pace"]).all())
        True
        """
        names = {name: f"{name}{AGAIN}" if again else name for name in self.distributions}
        luck = {
            name: uniforms(stream, seed=self.seed, start=rows.start, count=len(rows)) for name, stream in names.items()
        }
        for block in self.blocks:
            luck |= block.mix({name: luck[name] for name in block.members})
        return luck

    def redrawn(self, luck: Luck, *, held: Collection[str], other: Luck) -> dict[str, FloatArray]:
        """The luck of worlds in which the beliefs in `held` keep their values and the rest is drawn anew, given those.

        `other` is the luck of as many unrelated worlds, and gives what is new. A belief that correlates with none of
        those held simply takes it; the others are normals with the mean and covariance that the held ones leave them.
        """
        mixed = {name: luck[name] if name in held else other[name] for name in self.distributions}
        for block in self.blocks:
            kept = [place for place, name in enumerate(block.members) if name in held]
            if kept and len(kept) < len(block.members):
                mixed |= dict(_conditional(block, kept=kept, luck=luck, other=other))
        return mixed

    def worlds(self, luck: Luck) -> dict[str, FloatArray]:
        """The values that each belief gives its luck, in its own unit, shape (draws,)."""
        return {name: distribution.ppf(luck[name]) for name, distribution in self.distributions.items()}


def joint_of(scenario: Scenario, *, seed: int) -> Joint:
    """The beliefs of a scenario, with the luck of a run of it."""
    return Joint(
        distributions={name: belief.distribution for name, belief in scenario.beliefs.items()},
        correlations=scenario.correlations,
        seed=seed,
    )


def _conditional(block: Block, *, kept: list[int], luck: Luck, other: Luck) -> Iterator[tuple[str, FloatArray]]:
    """The free members of a correlated block, given the held ones.

    With z = L e, cov(z) = R = L L': a free part f given the held part h is R_fh R_hh^-1 z_h + C w, where C C' is
    R_ff - R_fh R_hh^-1 R_hf and w are independent normals (those behind the unrelated worlds).
    """
    size = len(block.members)
    factor = np.zeros((size, size))
    for row, weights in enumerate(block.factor):
        factor[row, : len(weights)] = weights
    covariance = factor @ factor.T
    free = [place for place in range(size) if place not in kept]
    pull = np.linalg.solve(covariance[np.ix_(kept, kept)], covariance[np.ix_(kept, free)]).T
    spread = np.linalg.cholesky(covariance[np.ix_(free, free)] - pull @ covariance[np.ix_(kept, free)])
    held = np.stack([normal_quantile(luck[block.members[place]]) for place in kept])
    unrelated = np.stack([normal_quantile(other[name]) for name in block.members])
    news = np.linalg.solve(factor, unrelated)[free]
    for place, normals in zip(free, pull @ held + spread @ news, strict=True):
        yield block.members[place], np.clip(normal_cdf(normals), SMALLEST_UNIFORM, LARGEST_UNIFORM)
