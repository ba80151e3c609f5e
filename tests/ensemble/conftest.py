"""The small model, registered for as long as a test runs."""

import pytest

from oomcast.beliefs.scenario import Scenario
from oomcast.models import registry
from tests.ensemble import small


@pytest.fixture
def scenario(monkeypatch: pytest.MonkeyPatch) -> Scenario:
    """The scenario of the small model."""
    monkeypatch.setattr(registry, "MODELS", {**registry.MODELS, small.NAME: "tests.ensemble.small"})
    return small.small_scenario()
