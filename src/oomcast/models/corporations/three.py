"""The three companies of one question, and the two jumps between them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from oomcast.models.corporations.research import Corporation, Form, ln_speedup

__all__ = ["Three"]


class Three(NamedTuple):
    """The companies of one question; the normal one is what all are measured against."""

    slow: Corporation
    normal: Corporation
    automated: Corporation

    def ln_normal_over_slow(self, draws: Mapping[str, Any], form: Form) -> Any:
        """Logarithm of how many times as much the normal company does as the slow one."""
        return ln_speedup(self.normal, self.slow, self.normal, draws, form)

    def ln_automated_over_normal(self, draws: Mapping[str, Any], form: Form) -> Any:
        """Logarithm of how many times as much the automated company does as the normal one."""
        return ln_speedup(self.automated, self.normal, self.normal, draws, form)
