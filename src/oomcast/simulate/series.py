"""Taylor series of a model's trajectory, written as code from the plain function that states its rate of change.

The rate is run once on symbols instead of numbers, which records what it computes; each operation then has a rule for
the coefficients of its result, order by order, from those of its operands. With x(t + theta h) = sum X_k theta^k and
R_k the coefficients of the rate,

    X_(k+1) = h R_k / (k + 1),        exp u = e:  k e_k = sum_(j=1..k) j u_j e_(k-j),   and so on.

Source: R. E. Moore, "Interval Analysis" (1966), chapter 11; A. Jorba and M. Zou, "A software package for the numerical
integration of ODEs by means of high-order Taylor methods", Experimental Mathematics 14 (2005) 99-117. An exponential,
the dearest thing in a rate, is so computed once a step and not at each of six stages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from oomcast.quantities import elementary
from oomcast.simulate.recording import BOTH, EITHER, Operation, Record
from oomcast.simulate.twins import specialised

__all__ = ["FUNCTIONS", "series_lines"]

FUNCTIONS = {"exp": elementary.exp, "log": elementary.log, "where": elementary.where}
"""What the written code calls, by the names it uses."""

COMPARISONS = {"<", "<=", ">", ">=", "==", "!=", BOTH, EITHER}
GIVEN = {"time", "state", "input", "number"}
CALLED = set(FUNCTIONS)
ONE, NONE = "1.0", "0.0"


def series_lines(
    rate_of_change: Callable[..., Any], state: type[Any], coefficients: type[Any], *, degree: int
) -> tuple[list[str], list[list[str]]]:
    """Lines of code that compute the series of every state up to `degree`, and the names of its coefficients.

    The lines use `t` (years), `h` (the step), `y0`, `y1`, ... (states at t), `q0`, ... (coefficients of the draw) and
    `FUNCTIONS`. The names are those of X_1 to X_degree of each state: `names[state][k - 1]`.

    Raises ModelError where the rate does something that has no rule.
    """
    record = Record()
    years = record.note(Operation("time"))
    states = [record.note(Operation("state", given=f"y{s}")) for s in range(len(state._fields))]
    inputs = [record.note(Operation("input", given=f"q{c}")) for c in range(len(coefficients._fields))]
    traced = specialised(rate_of_change, constants={}, done=record.primitives())
    rates = [record.symbol(rate).place for rate in traced(years, state(*states), coefficients(*inputs))]
    writer = Writer(record.operations)
    writer.write([symbol.place for symbol in states], rates, degree=degree)
    return writer.lines, [[str(writer.power(symbol.place, k)) for k in range(1, degree + 1)] for symbol in states]


Form: TypeAlias = dict[int, str]
"""How a result changes: a factor, constant within a step, for each of the quantities whose changes it adds up."""


class Writer:
    """Writes the coefficients of a record, order after order.

    Most operations are linear where they change at all, so each result is kept as a `Form`: a sum of changes of time,
    states and the results of operations that are not linear, the `sources`. The changes of a source are kept as
    k u_k, the coefficients of its derivative, from which u_k follows where it is needed.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations
        self.lines: list[str] = []
        self.values: list[str] = []  # of each result at the start of the step
        self.forms: list[Form] = []
        self.changes: dict[tuple[int, int], str | None] = {}  # k u_k of a source or a form; None where it is 0
        self.powers: dict[tuple[int, int], str | None] = {}  # u_k

    def write(self, states: list[int], rates: list[int], *, degree: int) -> None:
        """All lines up to the coefficients of order `degree` of the states, which change at the rates."""
        for place, operation in enumerate(self.operations):
            self.values.append(self.value(place, operation))
            self.forms.append(self.form(place, operation))
        sources = [place for place, form in enumerate(self.forms) if form == {place: ONE} and place not in states]
        shares = [self.scaled(f"s{state}", self.forms[rate], "h") for state, rate in zip(states, rates, strict=True)]
        for k in range(1, degree + 1):
            for state, rate, share in zip(states, rates, shares, strict=True):
                text = f"h * {self.values[rate]}" if k == 1 else self.summed(share, self.power, k - 1)
                self.changes[state, k] = self.named(f"c{state}_{k}", text or f"{NONE} * h")
            for source in sources:
                self.changes[source, k] = self.change_of_source(source, k)
        for state in states:
            for k in range(1, degree + 1):
                self.power(state, k)

    def named(self, name: str, text: str) -> str:
        """A line that gives an expression a name."""
        self.lines.append(f"{name} = {text}")
        return name

    def value(self, place: int, operation: Operation) -> str:
        """The value of a result at the start of the step."""
        kind, operands, given = operation
        if kind in GIVEN:
            return {"time": "t", "number": repr(given)}.get(kind, str(given))
        values = [self.values[operand] for operand in operands]
        if kind in CALLED:
            return self.named(f"v{place}", f"{kind}({', '.join(values)})")
        return self.named(f"v{place}", f"({values[0]}) {kind} ({values[1]})")

    def form(self, place: int, operation: Operation) -> Form:
        """How a result changes within the step."""
        kind, operands, _ = operation
        if kind in ("time", "state"):
            return {place: ONE}
        forms = [self.forms[operand] for operand in operands]
        if kind in COMPARISONS or not any(forms):
            # What a comparison says at the start of a step holds for all of it; the error of the step shows if not.
            return {}
        if kind in ("+", "-"):
            return self.combined(place, forms[0], kind, forms[1])
        if kind == "*" and not (forms[0] and forms[1]):
            changing, factor = (0, 1) if forms[0] else (1, 0)
            return self.scaled(f"f{place}", forms[changing], self.values[operands[factor]], "*")
        if kind == "/" and not forms[1]:
            return self.scaled(f"f{place}", forms[0], self.values[operands[1]], "/")
        if kind == "where":
            return self.chosen(place, self.values[operands[0]], forms[1], forms[2])
        return {place: ONE}

    def combined(self, place: int, one: Form, sign: str, other: Form) -> Form:
        """The form of a sum or difference."""
        found = dict(one)
        for source, factor in other.items():
            name = f"f{place}_{source}"
            if source in one:
                found[source] = self.named(name, f"{one[source]} {sign} {factor}")
            else:
                found[source] = factor if sign == "+" else self.named(name, f"-{factor}")
        return found

    def scaled(self, name: str, form: Form, value: str, sign: str = "*") -> Form:
        """The form of a product with, or a quotient by, what is constant within a step."""
        return {
            source: value
            if factor == ONE and sign == "*"
            else self.named(f"{name}_{source}", f"{factor} {sign} {value}")
            for source, factor in form.items()
        }

    def chosen(self, place: int, condition: str, if_true: Form, if_false: Form) -> Form:
        """The form of the side of a `where` that the condition chooses at the start of the step."""
        return {
            source: self.named(
                f"f{place}_{source}",
                f"where({condition}, {if_true.get(source, NONE)}, {if_false.get(source, NONE)})",
            )
            for source in {**if_true, **if_false}
        }

    def change(self, place: int, k: int) -> str | None:
        """k u_k of any result, None where it is 0."""
        if (place, k) not in self.changes:
            text = self.summed(self.forms[place], self.change, k)
            self.changes[place, k] = text and self.named(f"c{place}_{k}", text)
        return self.changes[place, k]

    def power(self, place: int, k: int) -> str | None:
        """u_k of any result, None where it is 0."""
        if k == 0:
            return self.values[place]
        if (place, k) not in self.powers:
            if self.forms[place] == {place: ONE}:
                change = self.change(place, k)
                text = change if k == 1 else change and f"{1.0 / k!r} * {change}"
            else:
                text = self.summed(self.forms[place], self.power, k)
            self.powers[place, k] = text if text is None or text.isidentifier() else self.named(f"u{place}_{k}", text)
        return self.powers[place, k]

    def summed(self, form: Form, of: Callable[[int, int], str | None], k: int) -> str | None:
        """A form of the coefficients k of its sources."""
        parts = [(factor, of(source, k)) for source, factor in form.items()]
        return halved([part if factor == ONE else f"{factor} * {part}" for factor, part in parts if part])

    def change_of_source(self, place: int, k: int) -> str | None:
        """k u_k of the result of an operation that is not linear."""
        kind, operands, _ = self.operations[place]
        if kind == "time":
            return "h" if k == 1 else None
        u = operands[0]
        if kind == "exp":  # k e_k = sum_(j=1..k) (j u_j) e_(k-j)
            text = self.folded([(self.change(u, j), self.power(place, k - j)) for j in range(1, k + 1)])
        elif kind == "log":  # k l_k = (k u_k - sum_(j=1..k-1) (j l_j) u_(k-j)) / u_0
            text = self.folded([(self.change(place, j), self.power(u, k - j)) for j in range(1, k)])
            text = self.rest(self.change(u, k), text, self.values[u])
        elif kind == "*":  # k c_k = sum_(j=1..k) (j u_j) v_(k-j) + u_(k-j) (j v_j)
            v = operands[1]
            pairs = [(self.change(u, j), self.power(v, k - j)) for j in range(1, k + 1)]
            text = self.folded([*pairs, *((self.power(u, k - j), self.change(v, j)) for j in range(1, k + 1))])
        else:  # c = u / v:  k c_k = (k u_k - sum_(j=1..k) (j v_j) c_(k-j) - sum_(j=1..k-1) (j c_j) v_(k-j)) / v_0
            v = operands[1]
            pairs = [(self.change(v, j), self.power(place, k - j)) for j in range(1, k + 1)]
            text = self.folded([*pairs, *((self.change(place, j), self.power(v, k - j)) for j in range(1, k))])
            text = self.rest(self.change(u, k), text, self.values[v])
        return text if text is None else self.named(f"c{place}_{k}", text)

    def folded(self, pairs: list[tuple[str | None, str | None]]) -> str | None:
        """A sum of products, of which the last ones wait longest for what they need, and are added last."""
        terms = [f"{one} * {other}" for one, other in pairs if one and other]
        rest = halved(terms[:-1])
        return f"({rest}) + {terms[-1]}" if rest else halved(terms)

    def rest(self, whole: str | None, part: str | None, divisor: str) -> str | None:
        """What is left of a whole without a part, divided."""
        if part is None:
            return whole and f"{whole} / {divisor}"
        return f"({whole or NONE} - ({part})) / {divisor}"


def halved(terms: list[str]) -> str | None:
    """A sum of terms as a balanced tree, so that no addition waits for all others; None where there are none.

    >>> halved(["a * b", "c * d", "e * f"])
    '(a * b) + (c * d + e * f)'
    """
    if len(terms) < 2:
        return terms[0] if terms else None
    middle = len(terms) // 2
    left, right = halved(terms[:middle]), halved(terms[middle:])
    return f"{left} + {right}" if len(terms) == 2 else f"({left}) + ({right})"
