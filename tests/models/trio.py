"""The companies and beliefs that tests of comparisons start from."""

from __future__ import annotations

from typing import Any

from oomcast.beliefs.companies.company import Group
from oomcast.beliefs.companies.opening import REFERENCE, open_companies
from oomcast.beliefs.companies.roles import Trio
from oomcast.models.corporations.declared import WORDS
from oomcast.models.corporations.research import Corporation, Form

MEDIAN_STAFF = (Group(name="all at the median", share=1.0, mean_sd=0.0),)
CONSTANT = Form("constant-exponent", "latency")
STEP = Form("step-exponent", "latency")
FORMS = tuple(
    Form(law, production)
    for law in WORDS.research.choices["parallel_returns"].options
    for production in WORDS.research.choices["production"].options
)


def trio(**tables: Any) -> Trio:
    """The three of the post, some tables of the file replaced."""
    return open_companies({"schema": 1, **tables} if tables else REFERENCE, words=WORDS)


def corporation(name: str) -> Corporation:
    """A company that ships, its numbers at the medians."""
    company = trio().companies[name]
    return Corporation.of(company, {key: belief.quantile(0.5) for key, belief in company.beliefs.items()})


SLOW, NORMAL, AUTOMATED = (corporation(name) for name in ("SlowCorp", "NormalCorp", "AutomatedCorp"))


def company(*, years: float = 1.0, staff: float = 4000.0, chips: float = 10e6, **other: Any) -> Corporation:
    """A company of median people, in the numbers of NormalCorp but for those given."""
    numbers = {"speed": 1.0, "latency": 1.0, "coordination_advantage": 1.0, "quality": MEDIAN_STAFF, **other}
    return Corporation(serial_time=years, staff=staff, chips=chips, **numbers)


def beliefs(form: Form = CONSTANT, **other: float) -> dict[str, float]:
    """Cobb-Douglas with lam 0.55 and labour share 0.5, quality, waiting and starting up ignored; and then `other`."""
    stated = trio(structure=form._asdict()).beliefs
    ignoring = {"research_taste_spread": 1.0, "startup_years": 0.0, "labour_saturation": 0.0, "labour_share": 0.5}
    neutral = {"parallel_exponent": 0.55, "substitution_rho": 0.0, "latency_share": 0.0}
    at = {name: belief.quantile(0.5) for name, belief in stated.items()}
    return {**at, **ignoring, **{name: value for name, value in neutral.items() if name in at}, **other}
