"""Numbers, amounts, dates and chances in plain language, one wording for terminal, notebook and chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

__all__ = [
    "Scale",
    "about",
    "aligned",
    "amount",
    "amounts",
    "chance",
    "count",
    "count_of_draws",
    "date_words",
    "error",
    "fixed",
    "joined",
    "number",
    "plain",
    "quantity",
    "scale_of",
    "short",
    "unit_word",
]

UNIT_WORDS = {"1": "", "x": "×", "year": "years"}

# Beyond these a plain decimal is harder to read than a power of ten.
LARGEST_PLAIN, SMALLEST_PLAIN = 1e6, 1e-4
# A row whose largest value exceeds its smallest by more than this has no common number of decimals, nor has one whose
# smallest value would be rounded by more than this share of it.
WIDEST_COMMON_SPAN, COARSEST = 30.0, 0.1

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LAST_DATE = 1e5
"""Decimal years from here on are no dates that anybody means."""


class Scale(NamedTuple):
    """A unit in which large amounts are easy to read: how much one of it is, and what it is called."""

    size: float
    unit: str


# What can be counted in millions. A factor or a power of ten cannot.
COUNTED = ("1", "H100e", "USD", "USD/year")
ILLIONS = (Scale(1e6, "million"), Scale(1e9, "billion"), Scale(1e12, "trillion"))
SHORT = (Scale(1e3, "k"), Scale(1e6, "m"), Scale(1e9, "bn"), Scale(1e12, "tn"))
PREFIXED = {"W": (Scale(1e3, "kW"), Scale(1e6, "MW"), Scale(1e9, "GW"), Scale(1e12, "TW"))}
# A row that spans more than this has no scale in which all its numbers are easy to read.
WIDEST_SCALED_SPAN = 1e4


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
    if 0.5 * 10.0**-decimals > COARSEST * min(sizes):
        return [number(value) for value in values]
    return [
        fixed(value, decimals=decimals) if value is not None and math.isfinite(value) else number(value)
        for value in values
    ]


def error(value: float | None) -> str:
    """A Monte-Carlo error with one significant digit; "" for None (it is not known).

    >>> error(0.0834), error(0.0), error(12.0), error(None)
    ('±0.08', '±0', '±10', '')
    """
    return "" if value is None else "±" + number(value, digits=1)


def fixed(value: float, *, decimals: int) -> str:
    """A number with so many decimals.

    >>> fixed(-0.04, decimals=1), fixed(1234.5, decimals=0), fixed(-1.26, decimals=1)
    ('0.0', '1,234', '−1.3')
    """
    text = f"{value:,.{decimals}f}"
    return _signed(text) if any(digit in text for digit in "123456789") else text.lstrip("-")


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


def amounts(values: Sequence[float | None], unit: str) -> tuple[Scale | None, list[str]]:
    """A row of amounts and its scale; where no scale suits them all, None, and each number with its own.

    >>> amounts([2.1e6, 8e6, 6.2e8], "H100e")
    (Scale(size=1000000.0, unit='million H100e'), ['2.1', '8.0', '620'])
    >>> amounts([3.4e5, 1.3e8, 2.8e13], "1")
    (None, ['340 k', '130 m', '28 tn'])
    """
    sizes = [abs(value) for value in values if value is not None and math.isfinite(value) and value != 0]
    if sizes and scales_of(unit) and max(sizes) >= LARGEST_PLAIN and max(sizes) > WIDEST_SCALED_SPAN * min(sizes):
        return None, [short(value, unit) for value in values]
    scale = scale_of(values, unit)
    return scale, aligned([None if value is None else value / scale.size for value in values])


def short(value: float | None, unit: str, *, digits: int = 2) -> str:
    """An amount in few letters: thousands as "k", millions as "m"; the unit itself only where it has prefixes.

    >>> short(6.24e8, "1"), short(15_000, "H100e"), short(1.13e9, "W"), short(None, "1")
    ('620 m', '15 k', '1.1 GW', '∞')
    """
    if value is None or not math.isfinite(value):
        return number(value)
    rounded = float(f"{value:.{digits - 1}e}")
    scales = PREFIXED.get(unit, SHORT)
    scale = next((scale for scale in reversed(scales) if abs(rounded) >= scale.size), Scale(1.0, ""))
    return f"{number(rounded / scale.size, digits=digits)} {scale.unit}".rstrip()


def scale_of(values: Sequence[float | None], unit: str) -> Scale:
    """The scale in which a row of amounts is easiest to read: that of its median, or a larger one for its largest.

    A unit that is not counted (a factor, OOM, years) keeps its own scale.

    >>> scale_of([2.1e5, 8e6, 6.2e8], "1"), scale_of([9e8, 1.1e9], "W"), scale_of([15.0, 2e7], "x")
    (Scale(size=1000000.0, unit='million'), Scale(size=1000000000.0, unit='GW'), Scale(size=1.0, unit='x'))
    """
    sizes = sorted(abs(value) for value in values if value is not None and math.isfinite(value))
    scales = (Scale(1.0, unit), *scales_of(unit))
    if not sizes:
        return scales[0]
    middle, largest = sizes[len(sizes) // 2], sizes[-1]
    fit = [scale for scale in scales[1:] if middle >= scale.size]
    hold = [scale for scale in scales if largest < LARGEST_PLAIN * scale.size]
    return max([scales[0], *fit[-1:], *hold[:1]], key=lambda scale: scale.size)


def scales_of(unit: str) -> tuple[Scale, ...]:
    """The larger scales of a unit, smallest first."""
    word = unit_word(unit)
    counted = tuple(Scale(size, f"{name} {word}".strip()) for size, name in ILLIONS) if unit in COUNTED else ()
    return PREFIXED.get(unit, counted)


def amount(value: float | None, unit: str, *, digits: int = 2) -> str:
    """A number with its unit in the scale in which it is easiest to read.

    >>> amount(6.2e8, "1"), amount(1.08e6, "H100e", digits=3), amount(1.13e9, "W"), amount(15_000, "1")
    ('620\xa0million', '1.08\xa0million H100e', '1.1\xa0GW', '15,000')
    """
    if value is None or not math.isfinite(value):
        return quantity(value, unit, digits=digits)
    rounded = float(f"{value:.{digits - 1}e}")  # 999,999 is one million when it is rounded
    scale = scale_of([rounded], unit)
    return quantity(rounded / scale.size, scale.unit, digits=digits)


def date_words(year: float | None) -> str:
    """A decimal year as month and year; "later" for None, a date beyond what is followed.

    >>> date_words(2030.21), date_words(2029.0), date_words(None)
    ('Mar 2030', 'Jan 2029', 'later')
    """
    if year is None or not abs(year) < LAST_DATE:
        return "later"
    whole, month = divmod(math.floor(12 * year + 1e-6), 12)
    return f"{MONTHS[month]} {whole}"


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


def _signed(text: str) -> str:
    """The same number with a typographic minus."""
    return "−" + text[1:] if text.startswith("-") else text
