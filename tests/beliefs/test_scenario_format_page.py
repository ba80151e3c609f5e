"""The page on scenario files shows only complete, valid scenarios, and names all that a scenario may say."""

import io

import pytest

from oomcast.beliefs.distributions.registry import FAMILIES
from oomcast.beliefs.parameter import Evidence
from oomcast.beliefs.scenario import open_scenario
from oomcast.beliefs.tables import TOP_LEVEL
from oomcast.models.registry import vocabulary
from tests.examples import ROOT, blocks

PAGE = ROOT / "docs" / "scenario-format.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = [block for block in blocks(PAGE) if block.language == "toml"]


@pytest.mark.parametrize("block", SHOWN, ids=lambda block: block.title)
def test_each_scenario_shown_is_complete_and_valid_without_a_warning(block):
    scenario = open_scenario(io.StringIO("\n".join(block.lines)), vocabularies=vocabulary)
    assert scenario.warnings == ()


def test_the_page_shows_scenarios():
    assert len(SHOWN) >= 5


@pytest.mark.parametrize("name", [*TOP_LEVEL, *FAMILIES, *Evidence])
def test_the_page_names_everything(name):
    assert f"`{name}`" in TEXT or f"`[{name}]`" in TEXT
