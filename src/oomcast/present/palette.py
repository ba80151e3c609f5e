"""Colours of charts, light and dark: what a person believes is sand, what follows is blue, nothing else competes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DARK", "LIGHT", "Palette"]


@dataclass(frozen=True, kw_only=True)
class Palette:
    """One theme. `outer` fills 9 in 10 outcomes, `inner` half of them; `edge` carries both, for it has the contrast.

    What a person states has `belief` and `belief_inner` in their place, carried by `belief_median`.
    """

    background: str
    ink: str
    secondary: str
    hairline: str
    axis: str
    outer: str
    inner: str
    edge: str
    median: str
    belief: str
    belief_inner: str
    belief_median: str
    warning: str
    was: str
    people: tuple[str, ...]


LIGHT = Palette(
    background="#FBFAF7",
    ink="#1B1F24",
    secondary="#555D68",
    hairline="#E4E1DA",
    axis="#828892",
    outer="#DCE8F4",
    inner="#A9C8E6",
    edge="#5486BA",
    median="#153F73",
    belief="#D9D3C5",
    belief_inner="#B9B09B",
    belief_median="#4A4436",
    warning="#8A4B00",
    was="#8A8474",
    people=("#1F5FA8", "#881801", "#8D6D1E", "#0F4E4B", "#491079", "#071119"),
)

DARK = Palette(
    background="#12161C",
    ink="#E9EBEE",
    secondary="#AEB6C1",
    hairline="#2C343F",
    axis="#768190",
    outer="#1E3148",
    inner="#305780",
    edge="#5E93C8",
    median="#CFE5FB",
    belief="#37352F",
    belief_inner="#5B564B",
    belief_median="#E2DCCD",
    warning="#F2B866",
    was="#8F8977",
    people=("#6FB1F2", "#ED5D16", "#EACC7F", "#409882", "#9E6BF3", "#F7F9FB"),
)
