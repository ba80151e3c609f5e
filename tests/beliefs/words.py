"""A small vocabulary for the tests of the scenario file: the first tier of the takeoff model, restated by hand."""

from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.vocabulary import Vocabulary
from oomcast.errors import ModelError

FIRST_TIER = ("forethought-medians", "greenblatt-2025", "reference")
"""Presets that state a belief about each parameter of the first tier, and speak of nothing else."""

ROWS = [
    ("initial_speedup", "m0", "x", 0.0, 1e6, (1.0, 200.0), None),
    ("returns_to_software", "r0", "1", 0.01, 100.0, (0.1, 6.0), None),
    ("software_ceiling_oom", "S", "OOM", 0.01, 1000.0, (1.0, 40.0), "no ceiling"),
    ("software_feedback", "phi", "1", 0.0, 10.0, (0.05, 1.5), None),
    ("compute_returns", "gamma", "1", 0.0, 10.0, (0.2, 1.5), None),
    ("reference_oom_per_year", "g", "OOM/year", 0.01, 100.0, (0.5, 2.0), None),
    ("hardware_oom_per_year_reference", "g_k", "OOM/year", 0.0, 10.0, (0.1, 1.0), None),
    ("compute_factor_first_year", "c", "x", 1e-3, 1e6, (0.5, 10.0), None),
    ("labour_share", "a", "1", 0.0, 1.0, (0.1, 0.9), None),
]
OUTPUTS = {
    "oom_total_12mo": "OOM",
    "oom_software_12mo": "OOM",
    "oom_hardware_12mo": "OOM",
    "years_of_progress_12mo": "year",
    "initial_speedup": "x",
    "peak_speedup": "x",
    "returns_to_software_12mo": "1",
    "ceiling_share_used_12mo": "1",
    "returns_from_history": "1",
}

WORDS = Vocabulary(
    model="takeoff",
    version="test",
    parameters={
        name: Parameter(
            name=name,
            symbol=symbol,
            unit=unit,
            meaning=name.replace("_", " "),
            lower=lower,
            upper=upper,
            plausible=plausible,
            none_means=none_means,
        )
        for name, symbol, unit, lower, upper, plausible, none_means in ROWS
    },
    outputs=OUTPUTS,
)


def vocabularies(name: str) -> Vocabulary:
    """The vocabulary of a model by its name, as the models layer gives it."""
    if name != "takeoff":
        raise ModelError(f"expected one of takeoff, got {name!r}.")
    return WORDS
