"""What a request for a forecast asks: whose beliefs, with what replaced, how many draws, and how to repeat it.

A request names a preset or carries the text of a scenario file, and never a path: nothing on this machine is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from oomcast.errors import ScenarioError, nearest, shown
from oomcast.present.web.failures import Refusal
from oomcast.present.web.reading import BAD_FIELD, read_kind, read_known, read_whole
from oomcast.present.web.spelled import as_toml
from oomcast.present.web.work import Place

if TYPE_CHECKING:
    from oomcast.beliefs.expressions.nodes import Claim
    from oomcast.beliefs.scenario import Scenario

__all__ = ["MOST_DRAWS", "Asked", "check_fields", "preset_scenario", "read_asked", "read_place"]

DEFAULT_DRAWS, MOST_DRAWS = 10_000, 1_000_000
LARGEST_SEED = 2**63 - 1
DEFAULT_HORIZON_YEARS = 10.0
MOST_SETTINGS = 200
"""Most replaced beliefs: there are fewer parameters."""

MOST_CONDITIONS = 20
"""Most texts that are taken as given together; a reader loses track long before."""

MADE_HERE = "stated in the workbench"
"""Source of a belief that was moved on the screen."""

UPLOADED = "scenario.toml"
"""What a scenario file is called whose name nobody said."""

BASE = ("scenario", "toml", "file", "set", "structure", "given", "stated")
SIZE = ("draws", "seed", "horizon_years")
PAGE = ("session", "sequence")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One forecast as asked for: the scenario with all replacements, and what decides the numbers beside it.

    `source` is what the command line would be given, a preset's name or a file's; `settings`, `structure` and `limits`
    are the replacements as they were written, `stated` answers of the person's own. `conditions` is what is taken as
    given as text, as on `--given`; `claims` are those of them that are more than limits of one belief, and so belong to
    the run and not to the scenario.
    """

    scenario: Scenario
    source: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    structure: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)
    conditions: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    stated: Mapping[str, Any] = field(default_factory=dict)
    draws: int = DEFAULT_DRAWS
    seed: int = 0
    horizon_years: float = DEFAULT_HORIZON_YEARS

    @property
    def command(self) -> str:
        """The command that gives the same numbers; the Python call where the command line cannot say as much."""
        if not all(isinstance(limits, Mapping) for limits in self.limits.values()):
            return f"oomcast.run({', '.join(self.arguments())})"
        from oomcast.present.commands.run import repeating_command

        return repeating_command(
            self.source,
            draws=self.draws,
            seed=self.seed,
            settings=self.assignments(),
            givens=[*(limits_as_option(name, limits) for name, limits in self.limits.items()), *self.conditions],
            stated=assigned(self.stated),
            horizon_years=self.horizon_years,
        )

    @property
    def python(self) -> str:
        """The same as a script."""
        lines = ",\n".join(f"    {argument}" for argument in self.arguments())
        return f"import oomcast as oc\n\nforecast = oc.run(\n{lines},\n)\nprint(forecast.text())\n"

    def assignments(self) -> list[str]:
        """The replacements as NAME=VALUE."""
        return assigned({**self.settings, **self.structure})

    def options(self) -> list[str]:
        """The replacements and stated answers as options of the command line."""
        said = [("--set", self.assignments()), ("--stated", assigned(self.stated))]
        return [word for option, texts in said for text in texts for word in (option, text)]

    def arguments(self) -> list[str]:
        """The arguments of the Python call."""
        said: dict[str, Any] = {"draws": self.draws, "seed": self.seed}
        if self.horizon_years != DEFAULT_HORIZON_YEARS:
            said["horizon_years"] = self.horizon_years
        if self.limits or self.conditions:
            said["given"] = dict(self.limits) if self.limits else list(self.conditions)
        if self.stated:
            said["stated"] = dict(self.stated)
        said |= {**self.settings, **self.structure}
        return [repr(self.source), *(f"{name}={value!r}" for name, value in said.items())]


def assigned(said: Mapping[str, Any]) -> list[str]:
    """What is said of names as NAME=VALUE.

    >>> assigned({"production": "ces", "initial_speedup": {"p50": 15}})
    ['production=ces', 'initial_speedup={p50 = 15}']
    """
    return [f"{name}={value if isinstance(value, str) else as_toml(value)}" for name, value in said.items()]


def limits_as_option(name: str, limits: Mapping[str, float]) -> str:
    """Limits as `--given` takes them.

    >>> limits_as_option("automation_year", {"after": 2028, "before": 2032.5})
    'automation_year after 2028 and before 2032.5'
    """
    return f"{name} " + " and ".join(f"{side} {value!r}" for side, value in limits.items())


def read_asked(asked: Mapping[str, Any]) -> Asked:
    """The forecast that a request asks for. Raises Refusal for its form, ScenarioError for its beliefs."""
    scenario, source = read_base(asked)
    settings, structure = read_table(asked, "set"), read_table(asked, "structure")
    limits, conditions = read_given(asked)
    stated = read_table(asked, "stated")
    horizon = read_kind(asked, "horizon_years", (int, float), expected="a number of years")
    changed = replaced(scenario, settings=settings, structure=structure, limits=limits, stated=stated)
    held, claims = conditioned_one_by_one(changed, conditions)
    return Asked(
        scenario=held,
        source=source,
        settings=settings,
        structure=structure,
        limits=limits,
        conditions=conditions,
        claims=claims,
        stated=stated,
        draws=read_whole(asked, "draws", default=DEFAULT_DRAWS, least=1, most=MOST_DRAWS),
        seed=read_whole(asked, "seed", default=0, least=-LARGEST_SEED, most=LARGEST_SEED),
        horizon_years=DEFAULT_HORIZON_YEARS if horizon is None else read_horizon(horizon),
    )


def read_given(asked: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What is taken as given: a table of limits as in a file, or conditions as text; one of the two is empty."""
    texts = asked.get("given")
    if not isinstance(texts, list):
        return read_table(asked, "given"), ()
    if len(texts) > MOST_CONDITIONS:
        message = f"expected at most {MOST_CONDITIONS} conditions, got {len(texts):,}"
        raise Refusal(400, BAD_FIELD, message, field="given")
    for place, text in enumerate(texts):
        if not isinstance(text, str):
            message = f"expected a condition such as 'initial_speedup > 20', got {shown(text)}"
            raise Refusal(400, BAD_FIELD, message, field=f"given[{place}]")
    return {}, tuple(texts)


def conditioned_one_by_one(scenario: Scenario, texts: Sequence[str]) -> tuple[Scenario, tuple[Claim, ...]]:
    """The scenario and claims that stand for it together with all conditions; a bad one is told of its place."""
    from oomcast.present.interface import conditioned

    if not texts:
        return scenario, ()
    for place, text in enumerate(texts):
        refuse_surrogates(text, label="")
        try:
            conditioned(scenario, [text], place="")
        except ScenarioError as problem:
            said = ": ".join(part for part in (problem.field, problem.problem) if part)
            raise ScenarioError(said, field=f"given[{place}]") from None
    return conditioned(scenario, texts, place="given")


MOST_YEARS = 1000.0
"""Longest horizon that a request may ask for; beyond it nobody forecasts anything."""


def read_horizon(years: float) -> float:
    """How far to follow time, in years."""
    if not 0 < years <= MOST_YEARS:
        message = f"expected a positive number of at most {MOST_YEARS:g} years, got {shown(years)}"
        raise Refusal(400, BAD_FIELD, message, field="horizon_years")
    return float(years)


def read_base(asked: Mapping[str, Any]) -> tuple[Scenario, str]:
    """The scenario that a request starts from, and what the command line would call it."""
    name = read_kind(asked, "scenario", str, expected="the name of a preset")
    text = read_kind(asked, "toml", str, expected="the text of a scenario file")
    file = read_kind(asked, "file", str, expected="the name of a scenario file")
    if (name is None) == (text is None):
        got = "neither" if name is None else "both"
        raise Refusal(400, BAD_FIELD, f"expected either a preset (scenario) or a file's text (toml), got {got}")
    if name is not None:
        return preset_scenario(name), name
    label = plain_name(file or UPLOADED)
    return scenario_in(str(text), label=label), label


def read_table(asked: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One of the tables of replacements; empty where there is none."""
    table = read_kind(asked, name, dict, expected="an object")
    if table and len(table) > MOST_SETTINGS:
        raise Refusal(400, BAD_FIELD, f"expected at most {MOST_SETTINGS} names, got {len(table):,}", field=name)
    return dict(table or {})


@lru_cache(maxsize=64)
def preset_scenario(name: str) -> Scenario:
    """A preset by its name, and nothing else: no path is ever looked up. Raises Refusal (404) for other names."""
    from oomcast.beliefs.scenario import preset_names
    from oomcast.present.interface import open_scenario

    if name not in preset_names():
        message = f"expected a preset ({', '.join(preset_names())}), got {shown(name)}.{nearest(name, preset_names())}"
        raise Refusal(404, "preset", message, field="scenario")
    return open_scenario(name)


def scenario_in(text: str, *, label: str) -> Scenario:
    """The scenario that a text describes. It may extend presets, and may not name files. Raises ScenarioError."""
    from oomcast.beliefs.opening import understood
    from oomcast.beliefs.reading import parse_toml
    from oomcast.beliefs.sources import SUFFIX, Source
    from oomcast.models.registry import vocabulary

    refuse_surrogates(text, label=label)
    source = Source(
        label=label,
        key=label,
        stem=label.removesuffix(SUFFIX) or UPLOADED.removesuffix(SUFFIX),
        text=text.removeprefix("\ufeff"),
        written=parse_toml(text.removeprefix("\ufeff"), file=label),
        folder=None,
    )
    return understood(source, vocabularies=vocabulary)


def refuse_surrogates(text: str, *, label: str) -> None:
    """Raise ScenarioError for half a character, which JSON can spell and no file can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ScenarioError("expected text in UTF-8, got half a character", file=label) from None


def plain_name(name: str) -> str:
    """The last part of a file's name as messages and commands may show it.

    >>> plain_name("C:\\\\beliefs\\\\mine.toml"), plain_name("../../etc/passwd"), plain_name("..")
    ('mine.toml', 'passwd', 'scenario.toml')
    """
    from oomcast.beliefs.reading import readable_name

    last = PureWindowsPath(PurePosixPath(name).name).name
    label = readable_name(last, width=100) if last.strip(". ") else UPLOADED
    return f"./{label}" if label.startswith("-") else label


def replaced(
    scenario: Scenario,
    *,
    settings: Mapping[str, Any],
    structure: Mapping[str, Any],
    limits: Mapping[str, Any],
    stated: Mapping[str, Any],
) -> Scenario:
    """The scenario with the replacements of a request. Raises ScenarioError, told of their fields."""
    from oomcast.beliefs.belief import parse_belief, unknown_parameter
    from oomcast.beliefs.fields import suggestion

    words = scenario.words
    beliefs: dict[str, Any] = {}
    for name, value in settings.items():
        if name not in words.parameters:
            raise unknown_parameter(name, parameters=words.parameters, field=f"set.{shown(name)[1:-1]}")
        belief = parse_belief(as_written(value), parameter=words.parameters[name], field=f"set.{name}")
        beliefs[name] = belief if belief.source else replace(belief, source=MADE_HERE)
    for name in structure:
        if name not in words.choices:
            expected = f"expected one of {', '.join(words.choices)}, got {shown(name)}{suggestion(name, words.choices)}"
            raise ScenarioError(expected, field=f"structure.{shown(name)[1:-1]}")
    if not (beliefs or structure or limits or stated):
        return scenario
    answers = {name: as_written(value) for name, value in stated.items()}
    return scenario.replace(given=limits, stated=answers, **beliefs, **structure)


def as_written(value: Any) -> Any:
    """A replacement as a file would state it; a text that spells a table or a text in quotes is read as on `--set`."""
    from oomcast.beliefs.belief import right_hand_side

    if not isinstance(value, str):
        return value
    refuse_surrogates(value, label="")
    return right_hand_side(value.strip()) if value.strip()[:1] in {*"{[\"'"} else value.strip()


def read_place(asked: Mapping[str, Any], *, kind: str) -> Place | None:
    """Where the request stands among those of its page; None where it does not say."""
    session = read_kind(asked, "session", str, expected="a text that tells one page from another")
    if session is None:
        return None
    if not 0 < len(session) <= 100:
        raise Refusal(400, BAD_FIELD, "expected 1 to 100 characters", field="session")
    sequence = read_whole(asked, "sequence", default=0, least=0, most=2**53)
    return Place(session=session, kind=kind, sequence=sequence)


def known_fields(*more: str) -> tuple[str, ...]:
    """The fields that a request for a forecast may have."""
    return (*BASE, *SIZE, *PAGE, *more)


def check_fields(asked: Mapping[str, Any], *more: str) -> None:
    """Raise Refusal for a field that means nothing."""
    read_known(asked, known=known_fields(*more))
