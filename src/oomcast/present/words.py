"""Numbers, chances and findings in plain language, one wording for terminal, notebook and chart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = [
    "about",
    "aligned",
    "answer",
    "chance",
    "count",
    "count_of_draws",
    "difference",
    "error",
    "event_label",
    "implied_label",
    "labelled",
    "milestone_label",
    "number",
    "output_label",
    "plain",
    "quantity",
    "unit_word",
]

HEADLINE = "oom_total_12mo"
YEARS_OF_PROGRESS = "years_of_progress_12mo"

# What each name is called where there is no room for its declared meaning. A name that is absent is spelled out.
OUTPUT_LABELS = {
    "oom_total_12mo": "Effective compute",
    "oom_software_12mo": "of which software",
    "oom_hardware_12mo": "of which hardware",
    "years_of_progress_12mo": "Years of progress",
    "initial_speedup": "Speed-up at first",
    "peak_speedup": "Speed-up at its peak",
    "returns_to_software_12mo": "Returns to software",
    "ceiling_share_used_12mo": "Share of ceiling used",
    "returns_from_history": "Returns, from history",
}

EVENT_LABELS = {
    "accelerates_at_first": "progress feeds on itself at first (returns above 1)",
    "pace_rises_at_first": "the pace of progress rises at first",
    "ceiling_reached_by_horizon": "software reaches its ceiling by the horizon",
    "singular_by_horizon": "progress becomes infinite by the horizon",
}

IMPLIED_LABELS = {
    "returns_to_software_at_constant_staff": "returns to software if past growth was balanced, staff constant",
    "returns_to_software_at_doubling_staff": "returns to software if it was, staff doubling yearly",
}

UNIT_WORDS = {"1": "", "x": "×", "year": "years"}

# Beyond these a plain decimal is harder to read than a power of ten.
LARGEST_PLAIN, SMALLEST_PLAIN = 1e6, 1e-4
# A row whose largest value exceeds its smallest by more than this has no common number of decimals.
WIDEST_COMMON_SPAN = 100.0


def number(value: float | None, *, digits: int = 2) -> str:
    """A number with `digits` significant digits, thousands separated; "∞" for None (infinity, in a document).

    >>> number(7.934), number(1234.5, digits=3), number(-0.0421), number(3.42e7), number(None)
    ('7.9', '1,230', '−0.042', '3.4e7', '∞')
    """
    if value is None or math.isinf(value):
        return "−∞" if value is not None and value < 0 else "∞"
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")
    size = abs(rounded)
    if not SMALLEST_PLAIN <= size < LARGEST_PLAIN:
        mantissa, exponent = f"{rounded:.{digits - 1}e}".split("e")
        return _signed(f"{mantissa}e{int(exponent)}")
    decimals = max(0, digits - 1 - math.floor(math.log10(size)))
    return _signed(f"{rounded:,.{decimals}f}")


def aligned(values: Sequence[float | None]) -> list[str]:
    """One row or column of numbers with a common number of decimals where their spread allows it.

    The smallest value keeps two significant digits as long as the largest shows no more than three decimals' worth.

    >>> aligned([2.134, 4.91, 7.93, 11.24])
    ['2.1', '4.9', '7.9', '11.2']
    >>> aligned([0.4, 52.0, 31000.0])
    ['0.40', '52', '31,000']
    """
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value) and value != 0]
    if not sizes or max(sizes) >= LARGEST_PLAIN or min(sizes) < SMALLEST_PLAIN:
        return [number(value) for value in values]
    if max(sizes) > WIDEST_COMMON_SPAN * min(sizes):
        return [number(value) for value in values]
    # Two digits for the smallest, at most three for the largest: 0.72 .. 14.2 shows one decimal, not two.
    wanted = 1 - math.floor(math.log10(min(sizes)))
    allowed = 2 - math.floor(math.log10(max(sizes)))
    decimals = max(0, min(wanted, allowed))
    return [
        _signed(f"{value:,.{decimals}f}") if value is not None and math.isfinite(value) else number(value)
        for value in values
    ]


def error(value: float | None) -> str:
    """A Monte-Carlo error with one significant digit; "" for None (it is not known).

    >>> error(0.0834), error(0.0), error(12.0), error(None)
    ('±0.08', '±0', '±10', '')
    """
    return "" if value is None else "±" + number(value, digits=1)


def plain(value: float) -> str:
    """A round number, such as a tick, without padding.

    >>> plain(10.0), plain(2.5), plain(-20000.0)
    ('10', '2.5', '−20,000')
    """
    return _signed(f"{value:,.10g}")


def count(value: int) -> str:
    """A whole number with its thousands separated.

    >>> count(10000)
    '10,000'
    """
    return f"{value:,}"


def count_of_draws(draws: int) -> str:
    """How many draws, in words.

    >>> count_of_draws(1), count_of_draws(10_000)
    ('1 draw', '10,000 draws')
    """
    return f"{count(draws)} draw{'' if draws == 1 else 's'}"


def about(value: float) -> str:
    """A number as a sentence says it: nearest half from 3 to 10, otherwise two significant digits.

    >>> about(7.93), about(6.61), about(11.24), about(0.352), about(1.24)
    ('8', '6½', '11', '0.35', '1.2')
    """
    size = abs(value)
    if not 3 <= size < 9.75:
        return number(value)
    halves = round(size * 2)
    return ("−" if value < 0 else "") + f"{halves // 2}" + ("½" if halves % 2 else "")


def unit_word(unit: str) -> str:
    """A unit as it is read: nothing for a pure number, "×" for a factor.

    >>> unit_word("1"), unit_word("x"), unit_word("OOM/year"), unit_word("year")
    ('', '×', 'OOM/year', 'years')
    """
    return UNIT_WORDS.get(unit, unit)


def quantity(value: float | None, unit: str, *, digits: int = 2) -> str:
    """A number with its unit, joined by a no-break space (a factor's sign follows at once).

    >>> quantity(7.93, "OOM"), quantity(15, "x"), quantity(0.699, "1", digits=3)
    ('7.9\\xa0OOM', '15×', '0.699')
    """
    return joined(number(value, digits=digits), unit)


def joined(shown: str, unit: str) -> str:
    """A number already in words, with its unit."""
    word = unit_word(unit)
    if unit == "year" and shown == "1":
        word = "year"
    if not word:
        return shown
    return f"{shown}{word}" if word == "×" else f"{shown}\N{NO-BREAK SPACE}{word}"


def chance(value: float, *, draws: int) -> str:
    """A probability as a frequency; never "0" or "100 in 100".

    >>> chance(0.8912, draws=10_000), chance(0.004, draws=10_000), chance(0.0, draws=10_000)
    ('89 in 100', 'fewer than 1 in 100', 'none of 10,000 draws')
    >>> chance(0.999, draws=10_000), chance(1.0, draws=10_000)
    ('more than 99 in 100', 'all of 10,000 draws')
    """
    if value <= 0:
        return f"none of {count_of_draws(draws)}"
    if value >= 1:
        return f"all of {count_of_draws(draws)}"
    if value < 0.01:
        return "fewer than 1 in 100"
    if value > 0.99:
        return "more than 99 in 100"
    return f"{round(100 * value)} in 100"


def output_label(name: str) -> str:
    """A short label for an output.

    >>> output_label("peak_speedup"), output_label("power_12mo")
    ('Speed-up at its peak', 'Power 12mo')
    """
    return OUTPUT_LABELS.get(name) or _spelled_out(name)


def labelled(name: str, unit: str) -> str:
    """A label for an output with its unit, which is not said twice.

    >>> labelled("oom_total_12mo", "OOM"), labelled("years_of_progress_12mo", "year"), labelled("gain", "1")
    ('Effective compute, OOM', 'Years of progress', 'Gain')
    """
    label, word = output_label(name), unit_word(unit)
    return f"{label}, {word}" if word and word not in label.lower() else label


def event_label(name: str) -> str:
    """What an event claims, in words.

    >>> event_label("at_least_3_years_in_12mo")
    '3 years of progress or more in the first 12 months'
    >>> event_label("any_window_at_least_10_years_in_4mo")
    '10 years of progress or more in some 4 months'
    """
    if name in EVENT_LABELS:
        return EVENT_LABELS[name]
    window, _, rest = name.rpartition("at_least_")
    words = rest.split("_")
    if window in {"", "any_window_"} and len(words) == 4 and words[1:3] == ["years", "in"] and words[3].endswith("mo"):
        span = f"some {words[3][:-2]} months" if window else f"the first {words[3][:-2]} months"
        return f"{words[0]} years of progress or more in {span}"
    return _spelled_out(name).lower()


def milestone_label(name: str) -> str:
    """What a milestone asks for.

    >>> milestone_label("oom_3")
    '+3 OOM'
    """
    head, _, size = name.rpartition("_")
    return f"+{size} OOM" if head == "oom" and size.isdigit() else _spelled_out(name)


def implied_label(name: str) -> str:
    """What a number implied by the medians of the beliefs is."""
    return IMPLIED_LABELS.get(name) or _spelled_out(name).lower()


def difference(implied: float, stated: float, *, unit: str, mc_error: float | None) -> str:
    """How an implied median stands to the stated one, without calling either wrong.

    A difference of less than two Monte-Carlo errors is no clear difference.

    >>> difference(7.93, 6.0, unit="OOM", mc_error=0.05)
    'implied median 1.9\\xa0OOM above the stated one'
    """
    gap = implied - stated
    if mc_error is not None and abs(gap) < 2 * mc_error:
        return "no clear difference between the implied median and the stated one"
    if gap == 0:
        return "implied median as stated"
    return f"implied median {quantity(abs(gap), unit)} {'above' if gap > 0 else 'below'} the stated one"


def answer(document: Mapping[str, Any]) -> str:
    """The finding in one or two sentences: what, how much, how sure, on whose beliefs."""
    outputs: Mapping[str, Any] = document["outputs"]
    draws = int(document["provenance"]["draws"])
    if HEADLINE not in outputs:
        name, output = next(iter(outputs.items()))
        return f"On these beliefs, {_spelled_out(name).lower()} {_spread(output, draws=draws, verb='is')}."
    grows = _spread(
        outputs[HEADLINE], draws=draws, verb="grows", tail=" in the first year after full automation of AI R&D"
    )
    sentence = f"On these beliefs, effective compute {grows}."
    years = outputs.get(YEARS_OF_PROGRESS)
    median_years = years["quantiles"]["0.5"] if years else None
    if median_years is not None:
        which = "That" if "(median)" not in grows else "The median"
        sentence += f" {which} is worth {joined(about(median_years), 'year')} of progress at the usual pace."
    return sentence


def _spread(output: Mapping[str, Any], *, draws: int, verb: str, tail: str = "") -> str:
    """Median and middle half of an output in words, whichever of them are finite."""
    unit, quantiles = str(output["unit"]), output["quantiles"]
    low, middle, high = quantiles["0.25"], quantiles["0.5"], quantiles["0.75"]
    diverged = chance(float(output.get("diverged_share", 0.0)), draws=draws)
    if middle is None:
        return f"{verb} without bound{tail} in {diverged} outcomes; the median is infinite"
    start = f"{verb} about {joined(about(middle), unit)}{tail}"
    if quantiles["0.05"] == quantiles["0.95"]:
        return f"{start}, with nothing uncertain" if draws > 1 else f"{start}, in a single draw"
    if high is None:
        return f"{start} (median), with 3 in 4 outcomes above {quantity(low, unit)} and {diverged} without bound"
    return f"{start} (median), with half of outcomes between {number(low)} and {quantity(high, unit)}"


def _spelled_out(name: str) -> str:
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def _signed(text: str) -> str:
    """The same number with a typographic minus."""
    return "−" + text[1:] if text.startswith("-") else text
