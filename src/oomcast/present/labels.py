"""What outputs, events, milestones and implied numbers are called where there is no room for their declared meaning."""

from __future__ import annotations

from oomcast.present.words import unit_word

__all__ = [
    "IMPLIED_UNITS",
    "LIMIT_EVENTS",
    "PROGRESS",
    "event_label",
    "group_of",
    "implied_label",
    "labelled",
    "milestone_label",
    "output_label",
    "parameter_label",
    "spelled_out",
]

# A name that is absent is spelled out. In a table of 80 columns a label and its unit have room for 24 letters.
OUTPUT_LABELS = {
    "oom_total_12mo": "Effective compute",
    "oom_software_12mo": "of which software",
    "oom_hardware_12mo": "of which hardware",
    "years_of_progress_12mo": "Years of progress",
    "initial_speedup": "Speed-up at first",
    "peak_speedup": "Speed-up at its peak",
    "software_years_12mo": "Years of software",
    "effective_returns_0": "Returns at first",
    "returns_to_software_12mo": "Returns after a year",
    "ceiling_share_used_12mo": "Share of ceiling used",
    "returns_from_history": "Returns, from history",
    "serial_labour_equivalents": "Serial labour",
    "ai_copies_0mo": "Copies at first",
    "ai_copies_12mo": "Copies a year on",
    "ai_speed_0mo": "Speed at first",
    "ai_speed_12mo": "Speed a year on",
    "chips_needed_0mo": "Chips",
    "power_needed_0mo": "Power",
    "staff_spending_ratio": "Staff over chips",
    "composed_ceiling_oom": "Ceiling from parts",
    "rivals_oom_software_12mo": "Rivals' software",
    "lead_oom_12mo": "Lead over rivals",
    "ramp_oom_software": "Software of the ramp",
    "ramp_oom_taken_early": "Taken early",
    "human_rate_left": "Human rate left",
    "years_of_2024_12mo": "Years of 2024",
    "years_of_2031_12mo": "Years of 2031",
    "multiples_since_yardstick_12mo": "Gain over past gain",
    "own_human_pace": "Own people's pace",
    "speedup_over_own_past": "Over its own past",
}

# What the beliefs of tier 1 are called where there is room for a few words; the others are spelled out.
PARAMETER_LABELS = {
    "initial_speedup": "Speed-up at first",
    "returns_to_software": "Returns to software",
    "software_ceiling_oom": "Software ceiling",
    "software_feedback": "Feedback of software",
    "compute_returns": "Returns to compute",
    "reference_oom_per_year": "Usual pace",
    "hardware_oom_per_year_reference": "Usual pace, hardware",
    "compute_factor_first_year": "Compute in the first year",
    "labour_share": "Labour share",
}

ABBREVIATIONS = {"ai": "AI", "flop": "FLOP", "h100e": "H100e", "oom": "OOM", "rho": "ρ", "sd": "SD"}
"""Parts of names that are no words, as they are written."""

# What is said because a mechanism is present, by the part of the world that it speaks of. What is not here comes first.
OUTPUT_GROUPS = {
    "The workforce": (
        "serial_labour_equivalents", "ai_copies_0mo", "ai_copies_12mo", "ai_speed_0mo", "ai_speed_12mo",
    ),
    "What the workforce takes": ("chips_needed_0mo", "power_needed_0mo", "staff_spending_ratio"),
    "The ceiling": ("composed_ceiling_oom",),
    "The rivals": ("rivals_oom_software_12mo", "lead_oom_12mo"),
    "The ramp before full automation": ("ramp_oom_software", "ramp_oom_taken_early", "human_rate_left"),
    "The first year by other yardsticks": (
        "years_of_2024_12mo", "years_of_2031_12mo", "multiples_since_yardstick_12mo",
    ),
    "The company behind the leader": ("own_human_pace", "speedup_over_own_past"),
}  # fmt: skip

EVENT_LABELS = {
    "accelerates_at_first": "progress feeds on itself at first (returns above 1)",
    "pace_rises_at_first": "the pace of progress rises at first",
    "ceiling_reached_by_horizon": "software reaches its ceiling by the horizon",
    "singular_by_horizon": "progress becomes infinite by the horizon",
}

# Draws that ask for more than the world has. They are counted and shown beside what is needed, and never clipped.
LIMIT_EVENTS = {
    "chips_beyond_stock": "more chips than exist",
    "power_beyond_supply": "more power than can be drawn",
    "staff_beyond_supply": "more staff than there are qualified people",
}

# Short enough for a column of 42 letters, a unit included.
IMPLIED_LABELS = {
    "returns_to_software_at_constant_staff": "returns to software, past growth steady",
    "returns_to_software_at_doubling_staff": "the same, staff doubling every year",
    "software_oom_per_year_with_people": "long-run software by people",
    "software_oom_per_year_with_ais": "long-run software by AIs",
    "software_feedback": "feedback of software",
    "compute_returns": "returns to compute",
    "parallel_exponent_of_ais": "exponent of heads, for AIs",
    "parallel_exponent_of_people": "exponent of heads, for people",
    "gain_of_fewer_better_copies": "gain in labour by fewer, better copies",
    "composed_ceiling_oom": "software ceiling from its parts",
    "research_multiplier_today": "speed-up when the ramp began",
    "labour_share_in_equilibrium": "labour share, if money is well spent",
    "dollar_of_staff_over_dollar_of_chips": "a dollar of staff over one of chips",
    "chips_needed_h100e": "chips needed",
    "power_needed_gw": "power needed",
}

IMPLIED_UNITS = {
    "software_oom_per_year_with_people": "OOM/year",
    "software_oom_per_year_with_ais": "OOM/year",
    "composed_ceiling_oom": "OOM",
    "research_multiplier_today": "x",
    "dollar_of_staff_over_dollar_of_chips": "x",
    "chips_needed_h100e": "H100e",
    "power_needed_gw": "GW",
}

ANY_WINDOW = "any_window_"
PROGRESS = "progress_"
"""How the names of milestones begin that ask for years of progress, whose times are told in months."""


def output_label(name: str) -> str:
    """A short label for an output.

    >>> output_label("peak_speedup"), output_label("price_12mo")
    ('Speed-up at its peak', 'Price 12mo')
    """
    return OUTPUT_LABELS.get(name) or spelled_out(name)


def parameter_label(name: str) -> str:
    """A short label for a parameter.

    >>> parameter_label("initial_speedup"), parameter_label("ai_copies")
    ('Speed-up at first', 'AI copies')
    """
    words = "_".join(ABBREVIATIONS.get(word, word) for word in name.split("_"))
    return PARAMETER_LABELS.get(name) or spelled_out(words)


def labelled(name: str, unit: str) -> str:
    """A label for an output with its unit, which is not said twice.

    >>> labelled("oom_total_12mo", "OOM"), labelled("years_of_progress_12mo", "year"), labelled("gain", "1")
    ('Effective compute, OOM', 'Years of progress', 'Gain')
    """
    label, word = output_label(name), unit_word(unit)
    return f"{label}, {word}" if word and word not in label.lower() else label


def group_of(output: str) -> str:
    """The part of the world that an output speaks of; "" for those that every forecast has.

    >>> group_of("lead_oom_12mo"), group_of("oom_total_12mo")
    ('The rivals', '')
    """
    return next((group for group, names in OUTPUT_GROUPS.items() if output in names), "")


def event_label(name: str) -> str:
    """What an event claims, in words.

    >>> event_label("at_least_3_years_in_12mo")
    '3 years of progress or more in the first 12 months'
    >>> event_label("any_window_at_least_10_years_in_4mo")
    '10 years of progress or more in some 4 months'
    """
    if known := (EVENT_LABELS | LIMIT_EVENTS).get(name):
        return known
    window, _, rest = name.rpartition("at_least_")
    words = rest.split("_")
    if window in {"", ANY_WINDOW} and len(words) == 4 and words[1:3] == ["years", "in"] and words[3].endswith("mo"):
        span = f"some {words[3][:-2]} months" if window else f"the first {words[3][:-2]} months"
        return f"{words[0]} years of progress or more in {span}"
    return spelled_out(name).lower()


def milestone_label(name: str) -> str:
    """What a milestone asks for.

    >>> milestone_label("oom_3"), milestone_label("progress_1_years"), milestone_label("progress_10_years")
    ('+3 OOM', '+1 year', '+10 years')
    """
    match name.split("_"):
        case ["oom", size] if size.isdigit():
            return f"+{size} OOM"
        case ["progress", size, "years"] if size.isdigit():
            return f"+{size} year{'' if size == '1' else 's'}"
    return "Full automation" if name == "automation_year" else spelled_out(name)


def implied_label(name: str) -> str:
    """What a number implied by the medians of the beliefs is.

    >>> implied_label("composed_ceiling_oom")
    'software ceiling from its parts'
    """
    return IMPLIED_LABELS.get(name) or spelled_out(name).lower()


def spelled_out(name: str) -> str:
    """A name as words.

    >>> spelled_out("gain_of_it")
    'Gain of it'
    """
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]
