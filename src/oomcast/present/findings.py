"""The finding in a sentence, and how what is implied stands to what is stated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oomcast.present.labels import spelled_out
from oomcast.present.words import about, chance, count, count_of_draws, joined, number, quantity

__all__ = ["HEADLINE", "answer", "counted_draws", "difference", "draws_in_words", "unknown_draws", "unknown_sentence"]

HEADLINE = "oom_total_12mo"
YEARS_OF_PROGRESS = "years_of_progress_12mo"
MEDIAN = 0.5


def counted_draws(document: Mapping[str, Any]) -> int:
    """How many draws every share of the document is a share of: those that fulfil what is given, or all.

    >>> counted_draws({"provenance": {"draws": 10_000}, "given": {"effective_draws": 6100}})
    6100
    """
    given = document["given"]
    return int(document["provenance"]["draws"] if given is None else given["effective_draws"])


def draws_in_words(document: Mapping[str, Any]) -> str:
    """How many draws there are, and how many of them count.

    >>> draws_in_words({"provenance": {"draws": 10_000}, "given": {"effective_draws": 6100}})
    '6,100 of 10,000 draws'
    """
    draws, counted = int(document["provenance"]["draws"]), counted_draws(document)
    return count_of_draws(draws) if counted == draws else f"{count(counted)} of {count_of_draws(draws)}"


def answer(document: Mapping[str, Any]) -> str:
    """The finding in one or two sentences: what, how much, how sure, on whose beliefs, given what."""
    outputs: Mapping[str, Any] = document["outputs"]
    draws, given = counted_draws(document), document["given"]
    terms = "On these beliefs" if given is None else f"On these beliefs and given {given['in_words']}"
    if HEADLINE not in outputs:
        name, output = next(iter(outputs.items()))
        return f"{terms}, {spelled_out(name).lower()} {_spread(output, draws=draws, verb='is')}."
    grows = _spread(
        outputs[HEADLINE], draws=draws, verb="grows", tail=" in the first year after full automation of AI R&D"
    )
    sentence = f"{terms}, effective compute {grows}."
    years = outputs.get(YEARS_OF_PROGRESS)
    median_years = years["quantiles"]["0.5"] if years else None
    if median_years is not None:
        which = "That" if "(median)" not in grows else "The median"
        sentence += f" {which} is worth {joined(about(median_years), 'year')} of progress at the usual pace."
    return f"{sentence} {unknown_sentence(document)}".rstrip()


def unknown_draws(document: Mapping[str, Any]) -> int:
    """How many of the draws that count could not be followed, or have inputs that make no sense: their end is unknown.

    >>> unknown_draws({"outcomes": {"reached_horizon": 9_988, "unresolved": 10, "invalid": 2}})
    12
    """
    outcomes = document["outcomes"]
    return int(outcomes.get("unresolved", 0)) + int(outcomes.get("invalid", 0))


def unknown_sentence(document: Mapping[str, Any]) -> str:
    """How many draws are unknown, which no picture shows; "" where all are known."""
    unknown = unknown_draws(document)
    if not unknown:
        return ""
    return f"Of {count_of_draws(counted_draws(document))}, {count(unknown)} could not be followed to the end."


def difference(implied: float, stated: float, *, unit: str, mc_error: float | None) -> str:
    """How an implied median stands to the stated one, without calling either wrong; of factors, by their ratio.

    A difference of less than two Monte-Carlo errors is no clear difference.

    >>> difference(7.93, 6.0, unit="OOM", mc_error=0.05)
    'implied median 1.9\xa0OOM above the stated one'
    >>> difference(17.6, 15.0, unit="x", mc_error=0.3)
    'implied median 1.2 times the stated one'
    """
    gap = implied - stated
    if mc_error is not None and abs(gap) < 2 * mc_error:
        return "no clear difference between the implied median and the stated one"
    if gap == 0:
        return "implied median as stated"
    if unit == "x" and stated > 0:
        return f"implied median {number(implied / stated)} times the stated one"
    return f"implied median {quantity(abs(gap), unit)} {'above' if gap > 0 else 'below'} the stated one"


def _spread(output: Mapping[str, Any], *, draws: int, verb: str, tail: str = "") -> str:
    """Median and middle half of an output in words, whichever of them are finite."""
    unit, quantiles = str(output["unit"]), output["quantiles"]
    low, middle, high = quantiles["0.25"], quantiles["0.5"], quantiles["0.75"]
    diverged = chance(float(output.get("diverged_share", 0.0)), draws=draws)
    if middle is None and float(output.get("diverged_share", 0.0)) < MEDIAN:
        return f"{verb} by nobody knows how much{tail}: too many draws could not be followed"
    if middle is None:
        return f"{verb} without bound{tail} in {diverged} outcomes; the median is infinite"
    start = f"{verb} about {joined(about(middle), unit)}{tail}"
    if quantiles["0.05"] == quantiles["0.95"]:
        return f"{start}, with nothing uncertain" if draws > 1 else f"{start}, in a single draw"
    if high is None:
        return f"{start} (median), with 3 in 4 outcomes above {quantity(low, unit)} and {diverged} without bound"
    return f"{start} (median), with half of outcomes between {number(low)} and {quantity(high, unit)}"
