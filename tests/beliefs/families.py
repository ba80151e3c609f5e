"""One or more members of every family, with an independent statement of each law: shared by the tests of all."""

from __future__ import annotations

from typing import Any

from scipy import stats

from oomcast.beliefs.distributions import Distribution, from_table
from oomcast.beliefs.distributions.foreign import Foreign

TABLES: dict[str, dict[str, Any]] = {
    "normal": {"family": "normal", "mean": 10, "sd": 2},
    "normal from quantiles": {"family": "normal", "p10": -1, "p75": 3},
    "lognormal": {"family": "lognormal", "median": 15, "sigma": 0.77},
    "lognormal, wide": {"family": "lognormal", "p05": 1e-3, "p95": 1e3},
    "uniform": {"family": "uniform", "low": 6, "high": 16},
    "loguniform": {"family": "loguniform", "low": 0.4, "high": 3.6},
    "triangular": {"family": "triangular", "low": 1, "mode": 2, "high": 5},
    "triangular, mode at the low end": {"family": "triangular", "low": 0, "mode": 0, "high": 2},
    "triangular, mode at the high end": {"family": "triangular", "low": 0, "mode": 2, "high": 2},
    "beta": {"family": "beta", "alpha": 2, "beta": 5},
    "beta, scaled": {"family": "beta", "alpha": 1.5, "beta": 3, "low": 0, "high": 12},
    "metalog": {"family": "metalog", "p10": -1, "p50": 0, "p90": 2},
    "log-metalog": {"family": "log_metalog", "p25": 2.5, "p50": 6, "p75": 12},
    "log-metalog, skewed": {"family": "log_metalog", "p10": 1, "p50": 2, "p90": 9},
    "two-piece normal": {"family": "two_piece_normal", "p25": 1, "p50": 2, "p75": 20},
    "two-piece lognormal": {"family": "two_piece_lognormal", "p25": 1, "p50": 2, "p75": 20},
    "two-piece lognormal without a median": {"family": "two_piece_lognormal", "p05": 1, "p30": 2, "p95": 200},
    "truncated normal": {
        "family": "truncated",
        "inner": {"family": "normal", "mean": 0, "sd": 1},
        "low": -0.5,
        "high": 2,
    },
    "truncated lognormal": {
        "family": "truncated",
        "inner": {"family": "lognormal", "median": 15, "sigma": 1},
        "low": 1,
    },
}
CONTINUOUS: dict[str, Distribution] = {name: from_table(table) for name, table in TABLES.items()}
CONTINUOUS["foreign"] = Foreign(stats.gamma(a=3.0, scale=2.0))

STEPPED_TABLES: dict[str, dict[str, Any]] = {
    "point": {"family": "point", "value": 15},
    "none": {"family": "point", "value": "none"},
    "discrete": {"family": "discrete", "values": [12, 3, "none"], "weights": [0.5, 0.2, 0.3]},
    "equal choice": {"family": "discrete", "values": [1, 2, 3]},
    "samples": {"family": "samples", "values": [3, 1, 2, 2]},
}
STEPPED: dict[str, Distribution] = {name: from_table(table) for name, table in STEPPED_TABLES.items()}
EVERY: dict[str, Distribution] = CONTINUOUS | STEPPED

# The same laws by somebody else. Families that SciPy does not have are held to their definition elsewhere.
REFERENCES: dict[str, Any] = {
    "normal": stats.norm(10, 2),
    "lognormal": stats.lognorm(s=0.77, scale=15),
    "uniform": stats.uniform(6, 10),
    "loguniform": stats.loguniform(0.4, 3.6),
    "triangular": stats.triang(c=0.25, loc=1, scale=4),
    "triangular, mode at the low end": stats.triang(c=0, loc=0, scale=2),
    "triangular, mode at the high end": stats.triang(c=1, loc=0, scale=2),
    "beta": stats.beta(2, 5),
    "beta, scaled": stats.beta(1.5, 3, scale=12),
    "truncated normal": stats.truncnorm(-0.5, 2),
    "foreign": stats.gamma(a=3.0, scale=2.0),
}
