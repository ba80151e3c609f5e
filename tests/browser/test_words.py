"""The page's words for numbers are those of the terminal, case by case."""

from __future__ import annotations

import random

from oomcast.present import words
from oomcast.present.findings import difference
from oomcast.present.histogram import round_axis
from oomcast.present.split import adding_up, decimals_for
from tests.browser.conftest import Opened

CASES = 400
NASTY = (
    0.5,
    1.5,
    2.5,
    0.125,
    0.375,
    9.5,
    99.5,
    0.05,
    0.15,
    0.25,
    3.0,
    9.75,
    999_999.5,
    1e6,
    1e-4,
    9.99e-5,
    1e21,
    -0.04,
)


def numbers(random_: random.Random) -> list[float]:
    """Numbers of every size and sign, and exact halves, which are rounded to even."""
    spread = [random_.choice((-1, 1)) * 10 ** random_.uniform(-6, 9) for _ in range(CASES)]
    halves = [random_.randrange(2000) / 2 ** random_.randrange(1, 6) for _ in range(CASES)]
    return [0.0, *NASTY, *spread, *halves]


CALLS = """async (cases) => {
    const words = await import("/assets/words.js");
    const { roundAxis } = await import("/assets/axis.js");
    const calls = { ...words, roundAxis };
    return cases.map(([name, values]) => calls[name](...values));
}"""


def test_numbers_read_as_in_the_terminal(open_workbench: Opened) -> None:
    random_ = random.Random(11)
    values = numbers(random_)
    rows = [[random_.choice(values) for _ in range(random_.randrange(1, 6))] for _ in range(CASES)]
    rows += [sorted(abs(value) * 10 ** random_.uniform(0, 1) for value in row) for row in rows]
    positive = [abs(value) for value in values if value]
    cases: list[tuple[str, list[object], object]] = []
    cases += [
        ("number", [value, digits], words.number(value, digits=digits)) for value in values for digits in (1, 2, 3)
    ]
    cases += [
        ("fixed", [value, decimals], words.fixed(value, decimals=decimals))
        for value in values
        for decimals in (0, 1, 2)
    ]
    cases += [("plain", [value], words.plain(value)) for value in values]
    cases += [("about", [value], words.about(value)) for value in values]
    cases += [("error", [abs(value)], words.error(abs(value))) for value in values]
    cases += [("aligned", [row], words.aligned(row)) for row in rows]
    cases += [
        ("quantity", [value, unit], words.quantity(value, unit))
        for value in values[:200]
        for unit in ("OOM", "x", "1", "year")
    ]
    cases += [("dateWords", [year], words.date_words(year)) for year in (2029.0, 2030.21, 2029.99, 2031.999, 1e6)]
    shares = [random_.random() for _ in range(CASES)] + [0.0, 1.0, 0.0099, 0.01, 0.991, 0.125, 0.005, 0.995]
    cases += [("chance", [share, 10_000], words.chance(share, draws=10_000)) for share in shares]
    cases += [("count", [n], words.count(n)) for n in (0, 999, 1000, 1_234_567)]
    cases += [("decimalsFor", [value], decimals_for(value)) for value in positive[:200]]
    cases += [
        ("addingUp", [row, 1], adding_up(row, decimals=1)) for row in rows if all(abs(value) < 1e6 for value in row)
    ]
    cases += [
        ("difference", [implied, stated, unit, mc_error], difference(implied, stated, unit=unit, mc_error=mc_error))
        for implied, stated in zip(positive[::2], positive[1::2])
        for unit in ("OOM", "x")
        for mc_error in (None, 0.05)
    ]
    cases += [("roundAxis", [0.0, value], list(round_axis(0.0, value))) for value in positive if 1e-3 < value < 1e6]

    bench = open_workbench(rests=False)
    answers = bench.evaluate(CALLS, [[name, values] for name, values, _ in cases])
    wrong = [
        (name, values, expected, answer)
        for (name, values, expected), answer in zip(cases, answers, strict=True)
        if answer != expected
    ]
    assert wrong == []
    assert len(cases) > 5000


def test_what_is_not_finite_reads_as_in_the_terminal(open_workbench: Opened) -> None:
    bench = open_workbench(rests=False)
    calls = [
        ["number", [None]],
        ["error", [None]],
        ["quantity", [None, "OOM"]],
        ["aligned", [[1.0, None]]],
        ["dateWords", [None]],
    ]
    assert bench.evaluate(CALLS, calls) == [
        words.number(None), words.error(None), words.quantity(None, "OOM"), words.aligned([1.0, None]),
        words.date_words(None),
    ]  # fmt: skip
