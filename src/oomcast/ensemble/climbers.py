"""Companies as climbers of a tree, all told by the calendar of the normal one.

A company that has its own span of time is read in two ways, as without a tree: literally, its clock set so that its
span passes within the normal company's, waiting included; and in-year, where waiting takes what it takes by the
calendar. Chips in all are the same either way.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from oomcast.errors import RunError, nearest, shown
from oomcast.mechanisms.parallel import hierarchy, scalability_law
from oomcast.models.corporations.readings import in_year, rescaled
from oomcast.models.corporations.research import Corporation
from oomcast.quantities.elementary import log
from oomcast.techtree.fits.response import Climber, Factors
from oomcast.techtree.practices import Practice, Ways
from oomcast.techtree.simulation import Cluster, Rules, Team

__all__ = ["IN_YEAR", "LITERAL", "Habits", "climber_of", "first_practice", "habits_with", "readings_of", "ways_of"]

LITERAL, IN_YEAR = "literal", "in-year"
"""How the time of a company with another span is read."""

SAME_SPAN = 1e-9
"""Spans that differ by less, relatively, are the same: rounding."""


def habit(default: float, meaning: str) -> float:
    """A number about how companies work, with what it means."""
    made: float = field(default=default, metadata={"meaning": meaning})
    return made


@dataclass(frozen=True, kw_only=True)
class Habits:
    """What the engine has to know of any company besides its people and chips. None of it has been measured in one."""

    team_size: float = habit(8.0, "people to a group, which shares what it knows and does one thing at a time")
    working_share: float = habit(40.0 / 168.0, "share of the week that a person of speed 1 thinks")
    span: float = habit(7.0, "people under one manager")
    loss_per_layer: float = habit(0.1, "share of work lost at each layer of management")
    contention: float = habit(0.0, "share of work that one person at a time can do; with it, in place of a hierarchy")
    coherency: float = habit(0.0, "what each pair of people costs to be kept in agreement, by hour of work")
    coordinated: float = habit(0.5, "share of decisions that know what every group is working on")
    looks: float = habit(8.0, "ideas that a group looks at before it chooses one")
    taste_sd: float = habit(1.0, "error of a group's estimate of ln priority, at quality 1")
    ln_quality_per_sd: float = habit(0.45, "logarithm of quality by standard deviation among researchers")
    news_lag_hours: float = habit(336.0, "hours until a result is common knowledge")
    learning_cost: float = habit(0.02, "hours to learn what took others an hour of thinking, on the heaviest chain")
    jobs_at_once: float = habit(30.0, "experiments that share all chips: how large one is")
    chip_price: float = habit(1e-5, "hours of a group's time that an hour of one chip is worth to it")


def overhead(people: float, habits: Habits) -> float:
    """Hours of coordination by hour of thinking, by the forecast's own law of parallel returns.

        overhead = n / parallel(n) - 1                                                       (equation tree-overhead)

    so that n people do the work of parallel(n): a hierarchy, or the scalability law where that is asked for.

    >>> round(overhead(7.0**3, Habits()), 12) == round(0.9**-3 - 1.0, 12)
    True
    """
    ln_people = float(log(max(people, 1.0)))
    if habits.contention > 0.0 or habits.coherency > 0.0:
        ln_done = scalability_law.ln_parallel(ln_people, *scalability_law.prepare(habits.contention, habits.coherency))
    else:
        ln_done = hierarchy.ln_parallel(ln_people, *hierarchy.prepare(habits.span, habits.loss_per_layer))
    return math.expm1(ln_people - float(ln_done))


def climber_of(company: Corporation, habits: Habits) -> Climber:
    """A company, already told by the calendar of the normal one, as the engine takes it."""
    ln_quality = habits.ln_quality_per_sd * sum(group.share * group.mean_sd for group in company.quality)
    # As in the forecast: who coordinates chi times better has the logarithm of the loss divided by chi.
    advantage = float(company.coordination_advantage)
    return Climber(
        groups=max(1, round(float(company.staff) / habits.team_size)),
        speed=float(company.speed) * habits.working_share,
        quality=math.exp(ln_quality),
        learning_cost=habits.learning_cost,
        overhead_of=lambda groups: math.expm1(math.log1p(overhead(groups * habits.team_size, habits)) / advantage),
        cluster=Cluster(
            chips=float(company.chips),
            chips_per_job=max(1.0, float(company.chips) / habits.jobs_at_once),
            chip_price=habits.chip_price,
        ),
        rules=Rules(
            news_lag_hours=habits.news_lag_hours,
            coordinated=habits.coordinated,
            looks=round(habits.looks),
            taste_sd=habits.taste_sd,
            latency=float(company.latency),
        ),
    )


TEAM_SIZES = (4.0, 20.0)
"""People to a group among whom practices are searched."""


def first_practice(company: Corporation, habits: Habits) -> Practice:
    """The practice that habits say of a company."""
    return Practice(
        team_size=habits.team_size,
        chips_per_job=max(1.0, float(company.chips) / habits.jobs_at_once),
        chip_price=max(habits.chip_price, LEAST_PRICE),
    )


LEAST_PRICE = 1e-12
"""Searches go by the logarithm of a price, which may not be 0; an experiment of a billion chip-hours costs nothing."""


def ways_of(company: Corporation, habits: Habits) -> Ways:
    """What a company sends up a tree under a practice; team sizes outside `TEAM_SIZES` are set to the nearest."""
    low, high = TEAM_SIZES

    def ways(practice: Practice) -> tuple[Team, Cluster, Rules]:
        size = min(max(practice.team_size, low), high)
        works = replace(habits, team_size=size, chip_price=practice.chip_price)
        team, cluster, rules = climber_of(company, works).with_factors(Factors())
        return team, replace(cluster, chips_per_job=min(max(practice.chips_per_job, 1.0), cluster.chips)), rules

    return ways


def readings_of(name: str, company: Corporation, normal: Corporation) -> dict[str, Corporation]:
    """The company by the calendar of the normal one: as it is, or literally and in-year where its span is another."""
    factor = float(company.serial_time) / float(normal.serial_time)
    if abs(factor - 1.0) <= SAME_SPAN:
        return {name: company}
    return {f"{name} {LITERAL}": rescaled(company, factor), f"{name} {IN_YEAR}": in_year(company, normal)}


LIMITS = {
    "team_size": (1.0, math.inf),
    "working_share": (0.001, 1.0),
    "span": (2.0, math.inf),
    "loss_per_layer": (0.0, 0.9),
    "contention": (0.0, 1.0),
    "coherency": (0.0, 1.0),
    "coordinated": (0.0, 1.0),
    "looks": (1.0, 1000.0),
    "jobs_at_once": (1.0, math.inf),
}
"""Least and largest values of habits that cannot be any number from 0."""


def habits_with(habits: Habits, changes: Mapping[str, float]) -> Habits:
    """Habits with some numbers replaced. Raises RunError for an unknown name or a number that cannot be."""
    known = [one.name for one in fields(habits)]
    for name, value in changes.items():
        if name not in known:
            raise RunError(f"expected one of {', '.join(known)}, got {shown(name)}.{nearest(name, known)}")
        low, high = LIMITS.get(name, (0.0, math.inf))
        if not (math.isfinite(value) and low <= value <= high):
            upto = "" if math.isinf(high) else f" to {high:g}"
            raise RunError(f"{name}: expected a number from {low:g}{upto}, got {shown(value)}")
    if {"contention", "coherency"} & {*changes} and {"span", "loss_per_layer"} & {*changes}:
        raise RunError("expected a hierarchy (span, loss_per_layer) or the scalability law (contention, coherency)")
    return replace(habits, **changes)
