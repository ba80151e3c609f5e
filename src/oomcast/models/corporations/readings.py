"""Readings of one company: by its own clock or within another's year, evolved or dropped in, with equal compute."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.companies.company import DROPPED_IN, EVOLVED
from oomcast.models.corporations.research import Corporation

__all__ = ["dropped_in", "evolved", "in_year", "rescaled", "with_equal_compute"]


def rescaled(company: Corporation, factor: Any) -> Corporation:
    """The same company by a clock that runs `factor` times slower: it does all of the same in 1/factor of the time.

    Speed and chips are `factor` times what they were, serial time and waiting that much less. What anyone achieves
    does not depend on the clock by which it is told.
    """
    return company._replace(
        serial_time=company.serial_time / factor,
        chips=company.chips * factor,
        speed=company.speed * factor,
        latency=company.latency / factor,
    )


def in_year(company: Corporation, reference: Corporation) -> Corporation:
    """A company whose many years of its own pass within the time of the company of reference.

    AutomatedCorp's 50 years on 200,000 chips become one calendar year in which people of 50 times the speed have 10
    million. What nobody can hurry takes as long as ever by the calendar: that alone tells this reading from the
    literal one, in which AutomatedCorp waits 50 times less as well.
    """
    factor = company.serial_time / reference.serial_time
    return rescaled(company, factor)._replace(latency=company.latency)


def with_equal_compute(company: Corporation, reference: Corporation) -> Corporation:
    """The same company with so many chips that it has as much compute in all as the company of reference."""
    return company._replace(chips=reference.chip_years / company.serial_time)


def evolved(company: Corporation) -> Corporation:
    """The same company, its practices made for its own ratio of labour to experiments."""
    return company._replace(practices=EVOLVED)


def dropped_in(company: Corporation) -> Corporation:
    """The same company thrown into the world of the company of reference, with practices that fit that one."""
    return company._replace(practices=DROPPED_IN)
