"""Random conditions: a tree of plain tuples, its text in some spelling, and what Python's own operators make of it."""

import operator
import random

import numpy as np

QUANTITIES = ("automation_year", "initial_speedup", "oom_6", "gain")
EVENTS = ("singular_by_horizon", "fast")

ARITHMETIC = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "^": operator.pow,
}  # fmt: skip
COMPARE = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
SPELLINGS = {"<": ("<", "before"), ">": (">", "after"), "^": ("^", "**")}

LEVEL = {"or": 0, "and": 1, "not": 2, "compare": 3, "+": 4, "-": 4, "*": 5, "/": 5, "negative": 6, "^": 7, "leaf": 8}
"""How tightly each kind of node binds, written down here anew rather than taken from the code under test."""


def columns(draws, *, seed):
    """Columns in which every kind of number occurs, small whole ones (so that some are equal) and unknown ones too."""
    rng = np.random.default_rng(seed)
    values = np.array([-2.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 1e200, np.inf, -np.inf, np.nan])
    numbers = {name: rng.choice(values, size=draws) for name in QUANTITIES}
    return {**numbers, **{name: rng.random(draws) < 0.5 for name in EVENTS}}


def random_quantity(rng, depth):
    kind = rng.random()
    if depth <= 1 or kind < 0.3:
        return ("name", rng.choice(QUANTITIES)) if rng.random() < 0.7 else ("number", rng.choice([0, 0.5, 1, 2, 3, 20]))
    if kind < 0.42:
        return ("negative", random_quantity(rng, depth - 1))
    left, right = random_quantity(rng, depth - 1), random_quantity(rng, depth - 1)
    return (rng.choice(list(ARITHMETIC)), left, right)


def random_claim(rng, depth):
    kind = rng.random()
    if depth <= 2 or kind < 0.35:
        if rng.random() < 0.25:
            return ("event", rng.choice(EVENTS))
        sides = random_quantity(rng, max(depth - 1, 1)), random_quantity(rng, max(depth - 1, 1))
        return ("compare", rng.choice(list(COMPARE)), *sides)
    if kind < 0.5:
        return ("not", random_claim(rng, depth - 1))
    count = rng.choice([2, 2, 3])
    return (rng.choice(["and", "or"]), *(random_claim(rng, depth - 1) for _ in range(count)))


def is_settled(tree):
    """Whether it speaks of no draw."""
    return tree[0] == "number" or (tree[0] not in {"name", "event"} and all(map(is_settled, operands(tree))))


def operands(tree):
    return tree[2:] if tree[0] == "compare" else () if tree[0] in {"name", "number", "event"} else tree[1:]


def without_infinite_constants(tree):
    """Whether every part that speaks of no draw has a finite value, as the language demands."""
    with np.errstate(all="ignore"):
        settled = tree[0] in {*ARITHMETIC, "negative"} and is_settled(tree)
        own = not settled or bool(np.isfinite(number(tree, {})))
    return own and all(without_infinite_constants(part) for part in operands(tree))


def random_condition(rng, *, depth=6):
    while True:
        tree = random_claim(rng, depth)
        if without_infinite_constants(tree):
            return tree


def text(tree, rng):
    """The tree as text, with parentheses where needed and sometimes where not, and any amount of space."""
    kind = tree[0]
    if kind in {"name", "event"}:
        return tree[1]
    if kind == "number":
        value = tree[1]
        return rng.choice([repr(value), f"{value:e}", f"{value}0" if isinstance(value, float) else f"{value}."])
    if kind == "not":
        return f"not {within(tree[1], LEVEL['not'], rng)}"
    if kind in {"and", "or"}:
        return f" {kind} ".join(within(part, LEVEL[kind] + 1, rng) for part in tree[1:])
    if kind == "negative":
        return f"-{space(rng)}{within(tree[1], LEVEL['negative'], rng)}"
    if kind == "compare":
        sign, left, right = tree[1], *(within(side, LEVEL["+"], rng) for side in tree[2:])
    else:
        sign = kind
        right_level = LEVEL["negative"] if kind == "^" else LEVEL[kind] + 1
        left_level = LEVEL["leaf"] if kind == "^" else LEVEL[kind]
        left, right = within(tree[1], left_level, rng), within(tree[2], right_level, rng)
    sign = rng.choice(SPELLINGS.get(sign, (sign,)))
    gap = " " if sign.isalpha() else space(rng)
    return f"{left}{gap}{sign}{gap}{right}"


def within(tree, level, rng):
    """The text of a part, in parentheses where its place asks for it."""
    written = text(tree, rng)
    kind = "leaf" if tree[0] in {"name", "number", "event"} else tree[0]
    return f"({written})" if LEVEL[kind] < level or rng.random() < 0.1 else written


def space(rng):
    return rng.choice(["", "", " ", "  ", "\t", "\n"])


def number(tree, table):
    """The value of a quantity by Python's operators on arrays."""
    if tree[0] == "name":
        return table[tree[1]]
    if tree[0] == "number":
        return np.float64(tree[1])
    if tree[0] == "negative":
        return -number(tree[1], table)
    return ARITHMETIC[tree[0]](number(tree[1], table), number(tree[2], table))


def answers(tree, table, *, draws):
    """True, False or None (unknown) for each draw, one draw at a time."""
    if tree[0] == "event":
        return [bool(value) for value in table[tree[1]]]
    if tree[0] == "compare":
        with np.errstate(all="ignore"):
            sides = [np.broadcast_to(number(side, table), (draws,)).tolist() for side in tree[2:]]
        return [None if a != a or b != b else COMPARE[tree[1]](a, b) for a, b in zip(*sides, strict=True)]
    found = [answers(part, table, draws=draws) for part in operands(tree)]
    if tree[0] == "not":
        return [None if value is None else not value for value in found[0]]
    settling = tree[0] == "or"  # one such answer settles it
    return [
        settling if settling in values else None if None in values else not settling
        for values in zip(*found, strict=True)
    ]


def generator(seed):
    return random.Random(seed)
