"""Which companies a person compares, and what the person says comes out."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from oomcast.beliefs.belief import Belief
from oomcast.beliefs.companies.company import Company
from oomcast.beliefs.identity import canonical_json, digits_of
from oomcast.beliefs.layer import Pair
from oomcast.beliefs.parameter import Parameter
from oomcast.errors import ScenarioError, nearest, shown

__all__ = ["ROLES", "Answer", "Roles", "Trio"]

ROLES = ("slow", "normal", "automated")
"""The parts that companies play; the normal one is what all are measured against."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What one person says: how much more the normal company does than the slow one, the automated than the normal.

    Either may be missing. Both are factors at equal progress.
    """

    name: str
    normal_over_slow: Belief | None = None
    automated_over_normal: Belief | None = None

    @property
    def stated(self) -> dict[str, Belief | None]:
        """Both parts by their names."""
        return {
            "normal_over_slow": self.normal_over_slow,
            "automated_over_normal": self.automated_over_normal,
        }


@dataclass(frozen=True, kw_only=True)
class Roles:
    """The names of the companies that are compared."""

    slow: str
    normal: str
    automated: str


@dataclass(frozen=True, kw_only=True)
class Trio:
    """A file of companies, complete: the companies, who plays which part, and what is believed about research.

    `beliefs` are about research itself (returns to parallel work, labour share, ...), complete, with `origins`; its
    `structure` names the law of parallel returns and the production function. `answers` come in the order of the file.
    """

    name: str
    title: str = ""
    author: str = ""
    date: str = ""
    companies: Mapping[str, Company]
    roles: Roles
    beliefs: Mapping[str, Belief]
    origins: Mapping[str, str]
    structure: Mapping[str, str]
    correlations: Mapping[Pair, float] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    parameters: Mapping[str, Parameter]
    warnings: tuple[str, ...] = ()
    file: str = ""

    def __post_init__(self) -> None:
        for name in ("companies", "beliefs", "origins", "structure", "correlations", "answers", "parameters"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def company(self, name: str) -> Company:
        """The company of this name. Raises ScenarioError, with the nearest name, for an unknown one."""
        if name not in self.companies:
            known = ", ".join(self.companies)
            hint = nearest(name, self.companies)
            raise ScenarioError(f"expected one of {known} as a company, got {shown(name)}.{hint}", file=self.file)
        return self.companies[name]

    def playing(self, **roles: str) -> Trio:
        """The same with other companies in some of the parts (`slow`, `normal`, `automated`)."""
        for name in roles.values():
            self.company(name)
        return replace(self, roles=replace(self.roles, **roles))

    @property
    def hash(self) -> str:
        """64 hexadecimal digits over all that is believed, the same for two spellings of it."""
        core = {
            "companies": {
                name: {
                    "beliefs": {key: belief.identity for key, belief in company.beliefs.items()},
                    "quality": [[digits_of(n) for n in (g.share, g.mean_sd, g.spread_sd)] for g in company.quality],
                    "practices": company.practices,
                }
                for name, company in self.companies.items()
            },
            "roles": [self.roles.slow, self.roles.normal, self.roles.automated],
            "beliefs": {name: belief.identity for name, belief in self.beliefs.items()},
            "structure": dict(self.structure),
            "correlations": {" ".join(pair): digits_of(rank) for pair, rank in self.correlations.items()},
            "answers": {
                name: [
                    belief.identity if belief else None
                    for belief in (answer.normal_over_slow, answer.automated_over_normal)
                ]
                for name, answer in self.answers.items()
            },
        }
        return hashlib.sha256(canonical_json(core).encode()).hexdigest()
