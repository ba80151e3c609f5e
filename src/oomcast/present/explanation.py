"""What drives an answer, as text: the finding in a sentence, the tornado, the shares, what does not matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from oomcast.present.findings import HEADLINE
from oomcast.present.labels import event_label, milestone_label, output_label
from oomcast.present.terminal import PLAIN, Terminal
from oomcast.present.words import aligned, chance, count, count_of_draws, error, joined, number, quantity, unit_word

if TYPE_CHECKING:
    from oomcast.insight.explain import Explanation

__all__ = ["belief_label", "finding", "report", "subject", "text", "value_of_statistic"]

NAME, BAR, CELL = 30, 21, 9
"""Widths of the first column, of a bar, and of a column of numbers: 80 in all."""

MOST_BARS = 7
"""Longer tornados hide what matters; the rest is told in a line."""

FIRST_YEAR = "_12mo"

DISCLAIMER = "What these beliefs imply, not anyone's overall view."
CARRIES_WORDS = "more than 40 in 100 of the spread of this answer hang on one belief"


def text(explanation: Explanation, *, terminal: Terminal = PLAIN) -> str:
    """The report of an explanation, ending in a line break."""
    return report(explanation.document(), terminal=terminal)


def report(document: Mapping[str, Any], *, terminal: Terminal = PLAIN) -> str:
    """The report that an explanation's document makes."""
    parts = [
        [terminal.prose(finding(document))],
        _banner(document, terminal=terminal),
        tornado(document, terminal=terminal),
        shares(document, terminal=terminal),
        slopes(document, terminal=terminal),
        inert(document, terminal=terminal),
        provenance(document, terminal=terminal),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def subject(output: Mapping[str, Any]) -> str:
    """What an answer is about, as it stands within a sentence.

    >>> subject({"name": "oom_total_12mo", "kind": "output"}), subject({"name": "oom_3", "kind": "milestone"})
    ('effective compute gained in the first year', 'the time to +3 OOM')
    """
    name = str(output["name"])
    if name == HEADLINE:
        return "effective compute gained in the first year"
    if output["kind"] == "milestone":
        return f"the time to {milestone_label(name)}"
    label = output_label(name) if output["kind"] == "output" else event_label(name)
    when = " in the first year" if output["kind"] == "output" and name.endswith(FIRST_YEAR) else ""
    return label[:1].lower() + label[1:] + when


def belief_label(name: str) -> str:
    """A belief's name as words, without the unit that stands beside its numbers.

    >>> belief_label("software_ceiling_oom"), belief_label("compute-slowdown"), belief_label("reference_oom_per_year")
    ('software ceiling', 'compute slowdown', 'reference OOM per year')
    """
    bare = name.removesuffix("_oom")
    return bare.replace("_", " ").replace("-", " ").replace("oom", "OOM")


def value_of_statistic(value: float | None, output: Mapping[str, Any], *, draws: int) -> str:
    """A statistic with its unit; the probability of a claim as a frequency."""
    if output["kind"] == "event" and value is not None:
        return chance(value, draws=draws)
    return quantity(value, str(output["unit"]))


def finding(document: Mapping[str, Any]) -> str:
    """What drives the answer, in one or two sentences."""
    output, found = document["output"], document["sobol"]
    about = subject(output)
    if not found:
        return f"On these beliefs nothing is uncertain, so nothing drives {about}."
    known = {name: own for name, entry in found.items() if (own := _own(entry)) is not None}
    if not known:
        return f"On these beliefs {about} is the same in every draw: no belief drives it."
    order = sorted(known, key=lambda name: -known[name])
    first, entry = order[0], found[order[0]]
    sentence = f"On these beliefs, {about} hangs most on {belief_label(first)}: "
    sentence += f"knowing it would take {_hundredths(known[first])} off the {_spread(document)}"
    if "shapley" not in entry and entry["total"] - entry["first"] > document["convergence"]["half_width"]:
        sentence += f" ({_hundredths(entry['total'])} with what it does together with others)"
    followers = [name for name in order[1:3] if known[name] > document["convergence"]["half_width"]]
    if followers:
        sentence += "; next " + " and ".join(f"{belief_label(name)}, {_hundredths(known[name])}" for name in followers)
    return sentence + "."


def tornado(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """How far the answer swings between the low and the high of each belief, longest first."""
    output, swings = document["output"], document["swing"]
    if not swings:
        return []
    draws = document["provenance"]["draws"]
    base = document["answer"]["value"]
    middle = value_of_statistic(base, output, draws=draws)
    named = "chance" if output["statistic"] == "probability" else output["statistic"]
    heading = f"Swing of the {named} ({middle}) with one belief at its 1-in-10 low and high"
    lines = [terminal.strong(heading)]
    head = "belief".ljust(NAME) + "at low".rjust(CELL) + " " * (BAR + 2) + "at high".ljust(CELL)
    lines.append(terminal.faint(head.rstrip()))
    shown = list(swings)[:MOST_BARS]
    ends = [swings[name][side] for name in shown for side in ("low", "high")]
    bounds = [end for end in (*ends, base) if end is not None]
    texts = aligned(ends)
    units = document["units"]
    for place, name in enumerate(shown):
        swing = swings[name]
        low, high = texts[2 * place], texts[2 * place + 1]
        bar = _bar(swing["low"], swing["high"], base, within=bounds)
        lines.append(belief_label(name).ljust(NAME) + low.rjust(CELL) + " " + terminal.implied(bar) + " " + high)
        believed = _range(swing["at_low"], swing["at_high"], units[name])
        moved = f"{error(swing['low_mc_error'])}".rjust(CELL)
        lines.append(
            terminal.faint(f"  {believed}".ljust(NAME) + moved + " " * (BAR + 2) + error(swing["high_mc_error"]))
        )
    rest = [swings[name]["span"] for name in list(swings)[MOST_BARS:]]
    if rest:
        widest = max((span for span in rest if span is not None), default=None)
        lines.append(terminal.faint(f"{len(rest)} more, each at most {quantity(widest, str(output['unit']))}"))
    return [line.rstrip() for line in lines]


def shares(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Sobol's indices, or Shapley effects where beliefs are correlated, with the moment-free measure."""
    found = document["sobol"]
    if not found:
        return []
    fair = any("shapley" in entry for entry in found.values())
    columns = (["fair part"] if fair else []) + ["alone", "with rest", "by ranks"]
    title = f"Share of the {_spread(document)}, in hundredths"
    lines = [terminal.strong(title), terminal.faint("belief".ljust(NAME) + "".join(c.rjust(12) for c in columns))]
    for name in sorted(found, key=lambda one: -(_own(found[one]) or 0.0)):
        entry = found[name]
        keys = (["shapley"] if fair else []) + ["first", "total"]
        cells = [_cell(entry[key], _half(entry[f"{key}_interval"])) for key in keys]
        cells.append(_cell(entry["rank"], entry["rank_error"]))
        lines.append((belief_label(name).ljust(NAME) + "".join(cell.rjust(12) for cell in cells)).rstrip())
    return [*lines, *[terminal.faint(terminal.prose(remark, indent="  ")) for remark in _remarks(document, fair=fair)]]


def slopes(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Elasticities at the medians, largest first; those that are zero or have no meaning are left to the document."""
    known = {name: slope for name, slope in document["elasticity"].items() if slope}
    if not known:
        return []
    order = sorted(known, key=lambda name: -abs(known[name]))[:MOST_BARS]
    told = ", ".join(f"{belief_label(name)} {number(known[name])}" for name in order)
    sentence = f"At the median of every belief, one percent more of one changes the answer by so many percent: {told}."
    return [terminal.prose(sentence, hanging="  ")]


def inert(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """What does not matter at all, and what absurd values did."""
    names = document["inert"]
    tried = len({probe["belief"] for probe in document["probes"]})
    how = "at absurd values (1e20 times less or more, within bounds)"
    if names:
        listed = ", ".join(belief_label(name) for name in names)
        verb = "changes" if len(names) == 1 else "change"
        sentence = f"Inert: {listed} {verb} nothing here, neither as believed nor {how}."
        lines = [terminal.warning(terminal.prose(sentence, hanging="  "))]
    else:
        lines = [terminal.prose(f"Nothing is inert: each of {tried} beliefs moves the answer {how}.", hanging="  ")]
    nonsense = sorted({probe["belief"] for probe in document["probes"] if probe["answer"] is None and probe["moved"]})
    if nonsense:
        listed = ", ".join(belief_label(name) for name in nonsense)
        sentence = f"An absurd value of {listed} leaves the answer infinite or without sense, as it should."
        lines.append(terminal.faint(terminal.prose(sentence, indent="  ")))
    return lines


def provenance(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    """Where the numbers come from and how to have them again."""
    source, found = document["provenance"], document["convergence"]
    lines = [
        f"{source['scenario']} · scenario {source['scenario_hash'][:12]} · seed {source['seed']} · "
        f"{count_of_draws(found['draws'])}, {count(found['evaluations'])} trajectories for the shares",
        f"oomcast {source['oomcast']} · model {source['model']} {source['model_version']}",
        f"again: {source['command']}",
        DISCLAIMER,
    ]
    return [terminal.faint(terminal.prose(line, hanging="  ")) for line in lines]


def _banner(document: Mapping[str, Any], *, terminal: Terminal) -> list[str]:
    carrier = document["carrier"]
    if carrier is None:
        return []
    return [terminal.warning(terminal.prose(f"Note: {CARRIES_WORDS}, {belief_label(carrier)}.", hanging="  "))]


def _remarks(document: Mapping[str, Any], *, fair: bool) -> list[str]:
    """What the table of shares does not say by itself."""
    found = document["convergence"]
    remarks = [
        "Alone: what knowing the belief takes off; with rest: what is left once all others are known."
        + (" Beliefs are correlated, so these overlap; the fair parts (Shapley effects) sum to 100." if fair else "")
    ]
    if found["on_ranks"]:
        endless = document["answer"]["not_finite_share"]
        often = chance(endless, draws=found["draws"])
        remarks.append(
            f"The answer is infinite or unknown in {often}, so that it has no variance; shares are of the variance of "
            f"its rank among all draws."
        )
    if not found["converged"] and found["half_width"] is not None:
        remarks.append(f"Still uncertain by {_hundredths(found['half_width'])} after {count_of_draws(found['draws'])}.")
    return remarks


def _spread(document: Mapping[str, Any]) -> str:
    return "variance of its rank" if document["convergence"]["on_ranks"] else "variance"


def _own(entry: Mapping[str, Any]) -> float | None:
    """What a belief has to do with the variance: its fair part where it is correlated, what it does alone where not."""
    value: float | None = entry["shapley"] if "shapley" in entry else entry["first"]
    return value


def _hundredths(share: float) -> str:
    """A share of something that is no count of draws.

    >>> _hundredths(0.607), _hundredths(0.004)
    ('61 %', 'less than 1 %')
    """
    return "less than 1 %" if share < 0.01 else f"{round(100 * share)} %"


def _cell(value: float | None, half: float | None) -> str:
    if value is None:
        return "unknown"
    shown = f"{100 * value:.0f}".replace("-", "−")
    return f"{'0' if shown == '−0' else shown} ±{100 * (half or 0.0):.0f}"


def _half(interval: Sequence[float | None]) -> float | None:
    low, high = interval
    return None if low is None or high is None else (high - low) / 2


def _range(low: float | None, high: float | None, unit: str) -> str:
    """The low and the high of a belief."""
    return joined(f"{number(low)} to {number(high)}", unit) if unit_word(unit) else f"{number(low)} to {number(high)}"


def _bar(low: float | None, high: float | None, base: float | None, *, within: Sequence[float]) -> str:
    """A bar from one end to the other on a common scale, hollow towards the low end; "∞" where it leaves it."""
    least, most = min(within), max(within)
    room = (most - least) or 1.0

    def place(value: float | None) -> int:
        return BAR - 1 if value is None else round((value - least) / room * (BAR - 1))

    ends, middle = (place(low), place(high)), place(base)
    letters = [" "] * BAR
    for at in range(min(ends[0], middle), max(ends[0], middle) + 1):
        letters[at] = "░"
    for at in range(min(ends[1], middle), max(ends[1], middle) + 1):
        letters[at] = "█"
    letters[middle] = "┃"
    return "".join(letters)
