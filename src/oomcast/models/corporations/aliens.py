"""The slow aliens: would people fifty times slower, asked the same of their own companies, answer as we do?

They are as many as we are and have as much compute, work more slowly, and the best of them are only as good as our
median. What they call their NormalCorp is much like what we call SlowCorp. Wherever a belief speaks of ratios alone,
their jump from Normal to Automated is as large as ours; each belief that refers to something absolute breaks that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from oomcast.models.corporations.consistency import asymmetries
from oomcast.models.corporations.planes import form_with
from oomcast.models.corporations.readings import rescaled
from oomcast.models.corporations.research import Corporation, Form, ln_speedup
from oomcast.models.corporations.three import Three
from oomcast.quantities.elementary import exp

__all__ = ["SLOWNESS", "TERMS", "AlienJump", "alien", "slow_aliens"]

SLOWNESS = 50.0
"""How many times slower they are, as in the post."""

EVERYTHING, WORLD = "all beliefs", "everything rescaled, waiting and compute too"
TERMS = ("substitution_rho", "latency_share", "startup_years", "labour_saturation", "quality_concentration")
"""Beliefs that may break the symmetry, beside a penalty that grows with head-count."""


class AlienJump(NamedTuple):
    """A jump from Normal to Automated, ours and theirs, with one belief in force that may break the symmetry."""

    term: str
    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """Theirs over ours; 1 where the symmetry holds."""
        return self.theirs / self.ours


def alien(company: Corporation, *, slowness: float, gap_sd: float) -> Corporation:
    """The same company of people who are so many times slower, and worse by a gap in quality."""
    quality = tuple(replace(group, mean_sd=group.mean_sd - gap_sd) for group in company.quality)
    return company._replace(speed=company.speed / slowness, quality=quality)


def slow_aliens(
    three: Three, draws: Mapping[str, Any], form: Form, base: Mapping[str, Any], *, slowness: float = SLOWNESS
) -> tuple[AlienJump, ...]:
    """Our jump and theirs, for each term alone on top of the symmetric beliefs `base`, and for all beliefs together.

    Both are measured by what we believe, with our normal company as reference. The gap in quality is that from the
    median to the mean of the automated company. The last row rescales the whole world, which nobody could notice.
    """
    gap = sum(group.share * group.mean_sd for group in three.automated.quality)
    normal, automated = (alien(one, slowness=slowness, gap_sd=gap) for one in (three.normal, three.automated))

    def jump(term: str, beliefs: Mapping[str, Any], of: Form) -> AlienJump:
        ours = ln_speedup(three.automated, three.normal, three.normal, beliefs, of)
        theirs = ln_speedup(automated, normal, three.normal, beliefs, of)
        return AlienJump(term, exp(float(ours)), exp(float(theirs)))

    penalty = asymmetries(form, base)[0]
    forms = {**{term: form_with(form, term) for term in TERMS}, penalty.parameter: penalty.form}
    alone = [jump(term, {**base, term: draws[term]}, under) for term, under in forms.items() if term in draws and under]
    clock = {name: rescaled(one, 1.0 / slowness) for name, one in three._asdict().items()}
    slow_times = {name: draws[name] * slowness for name in ("startup_years", "adaptation_years")}
    world = AlienJump(
        WORLD,
        exp(float(ln_speedup(three.automated, three.normal, three.normal, draws, form))),
        exp(float(ln_speedup(clock["automated"], clock["normal"], clock["normal"], {**draws, **slow_times}, form))),
    )
    return (*alone, jump(EVERYTHING, draws, form), world)
