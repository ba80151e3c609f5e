"""A small model with every kind of part: mechanisms that replace and bring others, choices, and alternatives.

Tier 1 is a speed, a gain and a cap. A crew of copies, whose rate is stated or the product of two factors, replaces
speed and gain. Parts of the cap replace the cap. A delay brings the calendar.
"""

from oomcast.beliefs.belief import Belief, parse_belief
from oomcast.beliefs.layer import Layer
from oomcast.beliefs.mechanism import Alternative, Choice, Mechanism
from oomcast.beliefs.parameter import Parameter
from oomcast.beliefs.resolution import Resolution, resolved
from oomcast.beliefs.vocabulary import Vocabulary, vocabulary_of
from oomcast.errors import ModelError

ROWS = {
    # name: unit, lower, upper, plausible
    "speed": ("x", 0.0, 1e6, (1.0, 200.0)),
    "gain": ("1", 0.0, 10.0, (0.05, 1.5)),
    "cap": ("OOM", 0.01, 1000.0, (1.0, 40.0)),
    "share": ("1", 0.0, 1.0, (0.1, 0.9)),
    "copies": ("1", 1.0, 1e9, (10.0, 1e6)),
    "quality": ("1", 0.0, 10.0, (0.5, 3.0)),
    "rate": ("x", 0.0, 1e4, (1.0, 100.0)),
    "hours": ("x", 0.0, 100.0, (1.0, 5.0)),
    "tokens": ("x", 0.0, 1000.0, (1.0, 50.0)),
    "power": ("W", 0.0, 1e15, (1e6, 1e12)),
    "lag": ("year", 0.0, 50.0, (0.1, 5.0)),
    "year": ("year", 1900.0, 3000.0, (2024.0, 2060.0)),
    "cap_below": ("OOM", 0.0, 100.0, (1.0, 10.0)),
    "cap_above": ("OOM", 0.0, 100.0, (1.0, 30.0)),
    "exponent": ("1", 0.0, 1.0, (0.2, 0.9)),
    "step_at": ("1", 1.0, 1e9, (10.0, 1e6)),
    "groups": ("1", 1.0, 1e6, (2.0, 1000.0)),
    "rho": ("1", -10.0, 1.0, (-1.0, 0.5)),
    "wait": ("year", 0.0, 10.0, (0.0, 2.0)),
    "serial": ("1", 0.0, 1.0, (0.0, 0.5)),
    "cliff_at": ("1", 0.0, 1.0, (0.5, 1.0)),
}
P = {
    name: Parameter(
        name=name,
        symbol=f"q_{index}",
        unit=unit,
        meaning=f"what {name} means",
        lower=lower,
        upper=upper,
        plausible=plausible,
        none_means="never" if name == "year" else None,
    )
    for index, (name, (unit, lower, upper, plausible)) in enumerate(ROWS.items())
}


def part(name: str, *parameters: str, tier: int = 3, **more: object) -> Mechanism:
    """A mechanism with these parameters."""
    return Mechanism(
        name=name,
        title=f"What the {name} is",
        tier=tier,
        parameters=tuple(P[parameter] for parameter in parameters),
        **more,  # type: ignore[arg-type]
    )


CORE = tuple(P[name] for name in ("speed", "gain", "cap", "share"))
MECHANISMS = (
    part(
        "crew",
        *("copies", "quality", "rate", "hours", "tokens"),
        tier=2,
        neutral={"quality": 1.0, "hours": 1.0, "tokens": 1.0},
        replaces=("speed", "gain"),
        brings=("crowding", "supply"),
    ),
    part("supply", "power", tier=2, neutral={"power": 0.0}, brings=("crew",)),
    part("delay", "lag", neutral={"lag": 0.0}, brings=("calendar",)),
    part("calendar", "year"),
    part("cap-parts", "cap_below", "cap_above", neutral={"cap_above": 0.0}, replaces=("cap",)),
)
CHOICES = (
    Choice(
        name="crowding",
        title="What many heads achieve together",
        default="constant",
        options={
            "constant": part("constant", "exponent", tier=2),
            "step": part("step", "exponent", "step_at", tier=2),
            "split": part("split", "groups", tier=2, neutral={"groups": 1.0}),
        },
        needs=("crew",),
    ),
    Choice(
        name="mixing",
        title="How labour and experiments combine",
        default="plain",
        options={
            "plain": part("plain", "share"),
            "bent": part("bent", "share", "rho", neutral={"rho": 0.0}),
            "late": part("late", "share", "wait", neutral={"wait": 0.0}),
            "late-bent": part("late-bent", "share", "rho", "wait", neutral={"rho": 0.0, "wait": 0.0}),
            "serial": part("serial", "serial"),
        },
    ),
    Choice(
        name="fading",
        title="How returns fall",
        default="straight",
        options={"straight": part("straight", tier=1), "cliff": part("cliff", "cliff_at", neutral={"cliff_at": 1.0})},
    ),
)
CHAIN = ("copies", "quality", "rate", "hours", "tokens", "power", "exponent", "step_at", "groups")
ALTERNATIVES = (
    Alternative(one=("speed",), other=CHAIN, overrides="other"),
    Alternative(one=("gain",), other=CHAIN, overrides="other"),
    Alternative(one=("rate",), other=("hours", "tokens")),
    Alternative(one=("cap",), other=("cap_below", "cap_above"), together=True),
)
OUTPUTS = {"oom": "OOM"}

PARTS = vocabulary_of(
    model="parts",
    version="test",
    core=CORE,
    mechanisms=MECHANISMS,
    choices=CHOICES,
    alternatives=ALTERNATIVES,
    outputs=OUTPUTS,
)
TIER_1_ONLY = Vocabulary(
    model="parts", version="test", parameters={parameter.name: parameter for parameter in CORE}, outputs=OUTPUTS
)
"""The same model before it had any mechanism."""

WITHOUT_REFERENCE = ("rate", "step_at", "serial")
"""Parameters about which nothing is believed unless somebody says so."""


def vocabularies(name: str) -> Vocabulary:
    """The vocabulary of a model by its name, as the models layer gives it."""
    if name != "parts":
        raise ModelError(f"expected one of parts, got {name!r}.")
    return PARTS


def middle(name: str) -> float:
    """A plausible value."""
    return sum(P[name].plausible) / 2


def belief(name: str, value: object) -> Belief:
    """A belief about a parameter, written as in a file."""
    return parse_belief(value, parameter=P[name], field=f"parameters.{name}")


def reference(name: str) -> tuple[str, Belief] | None:
    """What reference presets of this model would say."""
    return None if name in WITHOUT_REFERENCE else ("reference", belief(name, middle(name)))


def layer(label: str = "top", *, structure=None, correlations=None, limits=None, **beliefs) -> Layer:
    """What one file of this name states."""
    return Layer(
        label=label,
        beliefs={name: belief(name, value) for name, value in beliefs.items()},
        structure=structure or {},
        correlations=correlations or {},
        limits=limits or {},
    )


def come_to(*layers: Layer, vocabulary: Vocabulary = PARTS) -> Resolution:
    """What the layers come to, lowest first."""
    return resolved(layers, vocabulary=vocabulary, reference=reference)
