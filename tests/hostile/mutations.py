"""Scenarios gone wrong: a stream of mutated files that is the same on every machine and in every order."""

import random
import re

SEEDS = (
    """schema = 1
name = "mine"
title = "What I believe"
author = "A. Person"
date = 2026-11-23
model = "takeoff"
extends = "greenblatt-2025"

[parameters]
initial_speedup = "4 to 50"
returns_to_software = { p25 = 0.8, p50 = 1.2, p75 = 2.0, source = "me", evidence = "elicited" }
software_ceiling_oom = "none"
software_feedback = { interval = [0.1, 0.6], level = 0.8 }
compute_returns = 0.775

[parameters.reference_oom_per_year]
value = 0.1
unit = "OOM/month"

[correlations]
initial_speedup = { returns_to_software = 0.3 }

[stated]
oom_total_12mo = { p25 = 2.5, p50 = 6, p75 = 12 }

[conditions]
no_sabotage = "Nobody sabotages."
on_time = { statement = "It happens in 2029.", probability = 0.3 }
""",
    """schema = 1
# families
[parameters]
initial_speedup = { family = "lognormal", median = 15, p90 = 40 }
returns_to_software = { family = "loguniform", low = 0.4, high = 3.6 }
software_ceiling_oom = { family = "discrete", values = [8, 12, "none"], weights = [1, 2, 1] }
software_feedback = { family = "truncated", inner = { family = "normal", mean = 0.3, sd = 0.1 }, low = 0.05 }
compute_returns = { family = "triangular", low = 0.5, mode = 0.75, high = 1 }
labour_share = { family = "beta", alpha = 5, beta = 5, note = "symmetrical" }
compute_factor_first_year = { value = 3.5, unit = "x" }
[stated.years_of_progress_12mo]
p25 = 2
p50 = 5
unit = "year"
source = "someone"
""",
    """schema = 1

[parameters.initial_speedup]
p10 = 5
p50 = 15
p90 = 60
source = '''
several
lines'''

[parameters.software_ceiling_oom]
family = "uniform"
low = 6
high = 16
""",
    """schema = 1
extends = "greenblatt-2025"

[structure]
production = "ces"
ceiling_shape = "late-cliff"

[parameters]
automation_year = "2028 to 2040"
substitution_rho = { p10 = -0.4, p50 = -0.15, p90 = 0.1 }
learning_cycle_years = 0.3
rivals_lag_years = { family = "triangular", low = 0.2, mode = 0.5, high = 2 }

[correlations]
automation_year = { initial_speedup = -0.2, rivals_lag_years = 0.1 }

[given]
automation_year = { after = 2027, before = 2035 }
""",
)

# Values that a parser, a conversion or an equation might trip over.
NASTY_VALUES = (
    "nan",
    "inf",
    "-inf",
    "1e999",
    "-1e999",
    "1e308",
    "-1",
    "0",
    "-0.0",
    "1e-320",
    "true",
    "false",
    "9" * 5000,
    "0x" + "f" * 300,
    '""',
    '"nan"',
    '"inf to 4"',
    '"4 to 4"',
    '"50 to 4"',
    '"4 to"',
    '"none"',
    '"NONE"',
    '"1e400"',
    '"4 to 1e400"',
    "[]",
    "[[[]]]",
    "[1, 2]",
    "{}",
    "{ p50 = 1 }",
    "{ p50 = 3, p25 = 5, p75 = 9 }",
    "{ p50 = 1, median = 1, p90 = 3 }",
    "{ family = 'nope' }",
    "{ family = 'normal' }",
    "{ family = 'normal', mean = 1, sd = -1 }",
    "{ family = 'normal', mean = 1, sd = 1e308 }",
    "{ family = 'lognormal', median = 1, sigma = 1e9 }",
    "{ family = 'discrete', values = [], weights = [] }",
    "{ family = 'discrete', values = [1, 2], weights = [0, 0] }",
    "{ family = 'truncated', inner = 3, low = 9 }",
    "{ family = 'truncated', inner = { family = 'truncated', inner = 3, low = 1 }, low = 1 }",
    "{ family = 'beta', alpha = 0, beta = 1 }",
    "{ family = 'point', value = 'none' }",
    "{ family = 'samples', values = [1, nan] }",
    "{ samples = 'nowhere.txt' }",
    "{ samples = '/etc/hostname' }",
    "{ samples = '..' }",
    "{ interval = [1, 2, 3] }",
    "{ interval = 3 }",
    "{ interval = [1, 2], level = 90 }",
    "{ level = 0.9 }",
    "{ value = 1, p50 = 2 }",
    "{ value = [1] }",
    "{ value = { value = 1 } }",
    "{ unit = 'month', value = 3 }",
    "{ unit = 3, value = 3 }",
    "{ evidence = 'sure', value = 3 }",
    "{ source = 3, value = 3 }",
    "1979-05-27",
    "07:32:00",
    "1979-05-27T00:32:00Z",
    "2026-02-31",
    "1_000",
    "1__0",
    "'\\u0000'",
    '"\\u001b[31m"',
    '"\\u202e"',
    '"' + "x" * 20000 + '"',
    "'4 to 50 OOM'",
    "{ p10 = 1, p50 = 2, p90 = 20 }",
    "{ p01 = 1e-300, p50 = 1, p99 = 1e300 }",
    "{ p000 = 1, p50 = 2 }",
    "{ p100 = 1, p50 = 2, p90 = 4}",
)
NASTY_LINES = (
    "schema = 1",
    "schema = 2",
    "schema = '1'",
    "[parameters]",
    "[[parameters]]",
    "[parameters.initial_speedup]",
    "[nope]",
    "nope = 1",
    "x.y.z = 1",
    "[conditions]",
    "[stated]",
    "[correlations]",
    "extends = 'reference'",
    "extends = 'mine.toml'",
    "extends = 3",
    "extends = '../../../etc/passwd'",
    "model = 'takeof'",
    "model = 4",
    "name = ''",
    "date = 'soon'",
    "parameters = 3",
    "a = " + "[" * 300,
    "a" + ".a" * 300 + " = 1",
    "initial_speedup = 3",
    "initial_speedup.p50 = 3",
    "'' = 1",
    '"a\\u0007b" = 1',
    "initial_speedup = { initial_speedup = 0.5 }",
    "initial_speedup = { labour_share = 1.5 }",
    "labour_share = { initial_speedup = -0.9 }",
    "certain = { statement = 'x', probability = 1.5 }",
    "empty = ''",
    "oom_total_12mo = nan",
    "[structure]",
    "[given]",
    "production = 'ces'",
    "production = 'nope'",
    "ai_copies = 15_000",
    "compute_stock_h100e = 1e6",
    "automation_year = 'none'",
    "automation_year = { before = 1e999 }",
    "automation_year = { before = 2020 }",
    "automation_year = { after = 2030, before = 2030 }",
    "é = 1",
    "# \x07 bell",
    "\ufeff",
    "\x00",
)
# Mostly what a slip of the finger gives, and now and then any byte at all.
LIKELY_BYTES = b"0123456789.-_ \n\t'\"=[]{},#abcdefinoprstux" * 8 + bytes(range(256))
LIKELY_TOKENS = (b'"""', b"'''", b"[[", b"]]", b"{", b"}", b"\r", b"\\", b"#", b"\x00", b"\xff\xfe", b"=")
VALUE = re.compile(r"=\s*(.+)$", re.MULTILINE)
WORD = re.compile(r"[A-Za-z_]{3,}")
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")


def structural(text: str, *, rng: random.Random) -> str:
    """One change that a person or a program might make to a file: to a line, a value, a name or a number."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    match rng.choices(range(9), weights=(3, 2, 1, 1, 1, 5, 2, 5, 10))[0]:
        case 0:
            lines.insert(at, rng.choice(NASTY_LINES))
        case 1:
            del lines[at]
        case 2:
            lines.insert(rng.randrange(len(lines)), lines[at])
        case 3:
            start = rng.randrange(len(lines))
            part = lines[start : start + 6]
            rng.shuffle(part)
            lines[start : start + 6] = part
        case 4:
            other = rng.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        case 5:
            return substituted(text, VALUE, lambda match: "= " + rng.choice(NASTY_VALUES), rng=rng)
        case 6:
            return substituted(text, WORD, lambda match: misspelt(match.group(), rng=rng), rng=rng)
        case 7:
            return substituted(text, NUMBER, lambda match: rng.choice(NASTY_VALUES), rng=rng)
        case _:
            return substituted(
                text, NUMBER, lambda match: str(float(match.group()) * 10.0 ** rng.randint(-3, 3)), rng=rng
            )
    return "\n".join(lines)


def substituted(text, pattern, change, *, rng):
    """The text with one match of a pattern changed."""
    matches = list(pattern.finditer(text))
    if not matches:
        return text
    match = rng.choice(matches)
    return text[: match.start()] + change(match) + text[match.end() :]


def misspelt(word: str, *, rng: random.Random) -> str:
    """A word with two letters swapped, one dropped, one doubled, or in capitals."""
    at = rng.randrange(len(word) - 1)
    return rng.choice(
        [
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word.upper(),
        ]
    )


def bytewise(content: bytes, *, rng: random.Random) -> bytes:
    """A few bytes changed, lost, repeated or put in, anywhere."""
    changed = bytearray(content)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        at = rng.randrange(max(len(changed), 1))
        match rng.randrange(6):
            case 0:
                changed[at : at + 1] = bytes([rng.choice(LIKELY_BYTES)])
            case 1:
                del changed[at : at + rng.choice((1, 1, 1, 2, 3, 40))]
            case 2:
                changed[at:at] = bytes(rng.choice(LIKELY_BYTES) for _ in range(rng.randint(1, 3)))
            case 3:
                changed[at:at] = changed[at : at + rng.randint(1, 200)]
            case 4:
                changed[at:at] = rng.choice(LIKELY_TOKENS)
            case _:
                del changed[at:]
        if not changed:
            break
    return bytes(changed)


def mutated_scenarios(count: int, *, seed: int = 0):
    """`count` mutated files as bytes, half changed in structure and half in bytes, the same for the same seed."""
    for index in range(count):
        rng = random.Random(f"{seed} {index}")
        text = SEEDS[index % len(SEEDS)]
        for _ in range(rng.choice((1, 1, 2, 3))):
            text = structural(text, rng=rng) if index % 2 == 0 else text
        content = text.encode("utf-8", "surrogatepass")
        yield content if index % 2 == 0 else bytewise(content, rng=rng)
