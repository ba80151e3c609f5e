"""What a condition reads as, what it may not be, and where a message says it went wrong."""

import pytest

from oomcast.beliefs.expressions.nodes import (
    All,
    Arithmetic,
    Comparison,
    Either,
    Event,
    Name,
    Negative,
    Not,
    Number,
    depth,
    names_in,
    size,
)  # fmt: skip
from oomcast.beliefs.expressions.parser import DEEPEST, LARGEST, Names, parse
from oomcast.beliefs.expressions.tokens import LONGEST
from oomcast.beliefs.expressions.words import in_words
from oomcast.errors import ForecastError, ParseError, ScenarioError
from tests.beliefs.expressions.trees import EVENTS, QUANTITIES, generator, random_condition, text

NAMES = Names(
    quantities=frozenset({*QUANTITIES, "x", "y", "z"}),
    events=frozenset({*EVENTS, "e", "f"}),
    absent=frozenset({"ai_copies"}),
)

X, Y, Z, E, F = Name("x"), Name("y"), Name("z"), Event("e"), Event("f")
ONE, TWO, THREE = Number(1.0), Number(2.0), Number(3.0)


def more(left, right):
    return Comparison(">", left, right)


def read(written):
    return parse(written, names=NAMES)


def refused(written):
    with pytest.raises(ParseError) as caught:
        read(written)
    return caught.value


@pytest.mark.parametrize(
    ("written", "tree"),
    [
        ("x > 1", more(X, ONE)),
        ("e", E),
        ("(((e)))", E),
        ("x > 1 + 2 * 3", more(X, Arithmetic("+", ONE, Arithmetic("*", TWO, THREE)))),
        ("x > 1 - 2 - 3", more(X, Arithmetic("-", Arithmetic("-", ONE, TWO), THREE))),
        ("x > 1 / 2 * 3", more(X, Arithmetic("*", Arithmetic("/", ONE, TWO), THREE))),
        ("x > 1 ^ 2 ** 3", more(X, Arithmetic("^", ONE, Arithmetic("^", TWO, THREE)))),
        ("x > -y ^ 2", more(X, Negative(Arithmetic("^", Y, TWO)))),
        ("x > y ^ -2", more(X, Arithmetic("^", Y, Negative(TWO)))),
        ("x > -y * 2", more(X, Arithmetic("*", Negative(Y), TWO))),
        ("x > --y", more(X, Negative(Negative(Y)))),
        ("x > 2 - -y", more(X, Arithmetic("-", TWO, Negative(Y)))),
        ("(x + y) * z > .5", more(Arithmetic("*", Arithmetic("+", X, Y), Z), Number(0.5))),
        ("e or f and x > 1", Either((E, All((F, more(X, ONE)))))),
        ("(e or f) and x > 1", All((Either((E, F)), more(X, ONE)))),
        ("not e and f", All((Not(E), F))),
        ("not x > 1", Not(more(X, ONE))),
        ("not not e", Not(Not(E))),
        ("e and (f and x > 1)", All((E, F, more(X, ONE)))),
        ("(e or f) or x > 1", Either((E, F, more(X, ONE)))),
        ("1 < x < 3", All((Comparison("<", ONE, X), Comparison("<", X, THREE)))),
        ("1 < x <= y and e", All((Comparison("<", ONE, X), Comparison("<=", X, Y), E))),
        ("x==1", Comparison("==", X, ONE)),
        ("x!=1e-3", Comparison("!=", X, Number(0.001))),
        ("\tx\n>\r\n1 ", more(X, ONE)),
    ],
)
def test_a_condition_reads_as_mathematics_does(written, tree):
    assert read(written) == tree
    assert read(in_words(tree)) == tree


@pytest.mark.parametrize(
    ("short", "written_out"),
    [
        ("x after 1 and before 3", "x > 1 and x < 3"),
        ("x > 1 and < 3", "x > 1 and x < 3"),
        ("x before 1 or after 3", "x < 1 or x > 3"),
        ("x + y > 1 and < 3 and != 2", "x + y > 1 and x + y < 3 and x + y != 2"),
        ("x > 1 and y > 2 and < 3", "x > 1 and y > 2 and y < 3"),
        ("not x > 1 and < 3", "not x > 1 and x < 3"),
        ("x > (y) and < 3", "x > y and x < 3"),
        ("(x > 1 and < 3) and e", "x > 1 and x < 3 and e"),
    ],
)
def test_a_second_comparison_may_leave_out_what_it_is_about(short, written_out):
    assert read(short) == read(written_out)


@pytest.mark.parametrize(
    "written", ["< 3", "and < 3", "e and < 3", "(x > 1) and < 3", "x > 1 and (< 3)", "1 < x < 2 and < 3"]
)
def test_but_only_where_it_is_plain_what_that_is(written):
    assert "expected a name, a number or '('" in str(refused(written))


@pytest.mark.parametrize(
    ("written", "character", "problem"),
    [
        ("", 1, "got nothing"),
        ("  ", 1, "got nothing"),
        ("x", 1, "expected a comparison such as initial_speedup > 20, or an event, got the number 'x'"),
        ("x + 1", 1, "got the number 'x + 1'"),
        ("e and x", 7, "got the number 'x'"),
        ("not x", 5, "got the number 'x'"),
        ("e > 1", 1, "expected a number, got 'e', which is true or false"),
        ("1 < e", 5, "expected a number, got 'e'"),
        ("x > (y > 1)", 5, "expected a number, got 'y > 1'"),
        ("-e > 1", 2, "expected a number, got 'e'"),
        ("x ^ e > 1", 5, "expected a number, got 'e'"),
        ("x >", 4, "got the end"),
        ("(x > 1", 7, "the ')' of the '(' at character 1, got the end"),
        ("x > 1)", 6, "expected an operator or the end, got ')'"),
        ("x 1", 3, "expected an operator or the end, got '1'"),
        ("x > 20y", 7, "got 'y'"),
        ("x > 1.2.3", 8, "got '.3'"),
        ("automation_year befor 2032", 17, "got 'befor'. Did you mean 'before'?"),
        ("e AND f", 3, "got 'AND'. Did you mean 'and'?"),
        ("automation_yer > 1", 1, "Did you mean 'automation_year'?"),
        ("singular_by_horizn", 1, "Did you mean 'singular_by_horizon'?"),
        ("ai_copies > 1", 1, "expected something that this scenario speaks of, got 'ai_copies'"),
        ("ai_copy > 1", 1, "Did you mean 'ai_copies'?"),
        ("x = 1", 3, "got '='. Did you mean '=='?"),
        ("e && f", 3, "got '&&'. Did you mean 'and'?"),
        ("e | f", 3, "Did you mean 'or'?"),
        ("!e", 1, "Did you mean 'not'?"),
        ("x ≥ 1", 3, "Did you mean '>='?"),
        ("x > −1", 5, "Did you mean '-'?"),
        ("x > 1e999", 5, "expected a finite number, got '1e999'"),
        ("x > 1 / 0", 5, "expected a finite number, got '1 / 0'"),
        ("x > y + (0 - 8) ^ 0.5", 9, "expected a finite number"),
        ("x > 9 ^ 9 ^ 9", 5, "expected a finite number, got '9 ^ 9 ^ 9'"),
        ("+x > 1", 1, "got '+'"),
        ("x > 1 x > 2", 7, "got 'x'"),
        ("and", 1, "got 'and'"),
        ("x > 1 and", 10, "got the end"),
        ("()", 2, "got ')'"),
        ("nan > x", 1, "expected the name of an input"),
    ],
)  # fmt: skip
def test_an_error_says_where_what_was_expected_what_came_and_the_nearest_right_name(written, character, problem):
    error = refused(written)
    assert error.field == f"character {character}"
    assert problem in error.problem


def test_the_error_is_one_of_the_tree():
    assert issubclass(ParseError, ScenarioError)
    assert issubclass(ParseError, ForecastError)
    assert str(refused("x >").inside("--given")).startswith("--given: character 4: expected")
    assert type(refused("x >").inside("--given")) is ParseError


# --- bounds


def is_accepted(written):
    try:
        read(written)
    except ParseError:
        return False
    return True


def test_text_is_bounded():
    for length, accepted in ((LONGEST - 1, True), (LONGEST, True), (LONGEST + 1, False)):
        assert is_accepted("x > 1".ljust(length)) is accepted
    error = refused("e and " * 167)
    assert (error.field, error.problem) == ("character 1001", "expected at most 1,000 characters, got 1,002")


def test_what_is_written_short_must_be_readable_written_out():
    short = "automation_year > 1" + " and > 1" * 43
    assert "when written out" in refused(short).problem
    assert is_accepted("automation_year > 1" + " and > 1" * 40)


@pytest.mark.parametrize("nested", [DEEPEST - 2, DEEPEST - 1, DEEPEST, 200])
@pytest.mark.parametrize(("before", "core", "after"), [("(", "e", ")"), ("not ", "e", "")])
def test_nesting_of_claims_is_bounded(nested, before, core, after):
    assert is_accepted(before * nested + core + after * nested) is (nested < DEEPEST)


@pytest.mark.parametrize("nested", [DEEPEST - 3, DEEPEST - 2, DEEPEST - 1, 200])
@pytest.mark.parametrize(
    ("before", "after"), [("-", ""), ("", "^1"), ("", "+1"), ("", "*1"), ("1-(", ")"), ("-(", ")")]
)
def test_depth_of_arithmetic_is_bounded(nested, before, after):
    levels = 2 if before == "-(" else 1  # a sign and its parenthesis are within one another
    tree_or_nesting = nested * levels <= DEEPEST - 2
    assert is_accepted(f"{before * nested}x{after * nested} > 1") is tree_or_nesting


def test_the_number_of_nodes_is_bounded():
    def of_size(leaves):
        """A comparison whose sum has groups of at most 16 leaves: two nodes more than twice the leaves less one."""
        groups = [min(16, leaves - done) for done in range(0, leaves, 16)]
        return "+".join(f"({'+'.join('x' * count)})" for count in groups) + ">1"

    assert [size(read(of_size(leaves))) for leaves in (126, 127)] == [253, 255]
    assert is_accepted("e or " + of_size(126))  # 255
    exactly = "not " + of_size(127)
    assert size(read(exactly)) == LARGEST
    assert not is_accepted("not not " + of_size(127))
    assert f"at most {LARGEST} numbers" in refused(of_size(128)).problem


def test_what_stands_short_counts_in_full():
    assert "at most 256" in refused("x*x*x*x*x*x*x*x>1" + " and >1" * 20).problem


def test_depth_and_size_count_what_is_there():
    tree = read("not (x + 1 > 2 and e)")
    assert (depth(tree), size(tree), list(names_in(tree))) == (5, 8, ["x", "e"])


# --- the way back to text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("((x) after (2028)) and (x before 2032)", "x > 2028 and x < 2032"),
        ("x**2>1e3", "x ^ 2 > 1000"),
        ("x > -(y*z)", "x > -(y * z)"),
        ("x > (y - z) - (y - z)", "x > y - z - (y - z)"),
        ("x > (y^z)^2", "x > (y ^ z) ^ 2"),
        ("x > (-y)^2", "x > (-y) ^ 2"),
        ("not (e and not (f or e))", "not (e and not (f or e))"),
        ("x > 0.1 and x < 1e300", "x > 0.1 and x < 1e+300"),
    ],
)
def test_there_is_one_spelling(written, canonical):
    assert in_words(read(written)) == canonical
    assert read(canonical) == read(written)


def test_any_condition_is_read_back_from_its_words():
    rng = generator(7)
    for _ in range(1_000):
        written = text(random_condition(rng, depth=5), rng)
        if is_accepted(written):
            tree = read(written)
            assert read(in_words(tree)) == tree
            assert in_words(read(in_words(tree))) == in_words(tree)
