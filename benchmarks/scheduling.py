"""How far schedules are from the best known ones on the scheduling benchmarks: prints one table.

OOMCAST_DATA=<folder of reference data> python -m benchmarks.scheduling [--passes 500] [--seed 0]
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from oomcast.techtree.imports.rcpsp import parse_patterson
from oomcast.techtree.scheduling.project import Project
from oomcast.techtree.scheduling.schedule import by_rule, searched

SETS = ("j30", "j60", "j90", "j120")


def projects(folder: Path, name: str) -> dict[str, Project]:
    """All projects of a set, by name."""
    with tarfile.open(folder / f"{name}.rcp.tar.xz") as archive:
        found = {}
        for member in archive.getmembers():
            stream = archive.extractfile(member) if member.name.endswith(".rcp") else None
            if stream is not None:
                stem = Path(member.name).stem
                found[stem] = parse_patterson(stream.read().decode(), name=stem)
    return found


def best_known(folder: Path, name: str) -> Mapping[str, int]:
    """The best known makespans of a set; none where no list is at hand."""
    table, listing = folder / f"{name}_bounds.csv", folder / f"{name}hrs.sm"
    if table.is_file():
        with table.open(encoding="utf-8") as stream:
            return {row["instance"]: int(row["best_ub"]) for row in csv.DictReader(stream)}
    if listing.is_file():
        rows = re.findall(r"^\s*(\d+)\s+(\d+)\s+(\d+)\s", listing.read_text(encoding="latin-1"), flags=re.MULTILINE)
        return {f"{name}_{group}_{number}": int(makespan) for group, number, makespan in rows}
    return {}


def gap(makespans: Mapping[str, int], known: Mapping[str, int]) -> str:
    """Mean excess over what is known, in per cent; a dash where nothing is."""
    if not known:
        return "-"
    return f"{100.0 * np.mean([makespans[name] / known[name] - 1.0 for name in makespans]):.2f}"


def row(folder: Path, name: str, *, passes: int, seed: int) -> str:
    """One line of the table."""
    found, known = projects(folder, name), best_known(folder, name)
    rule = {key: by_rule(one) for key, one in found.items()}
    search = {key: searched(one, passes=passes, seed=seed) for key, one in found.items()}
    for schedule in (*rule.values(), *search.values()):
        if schedule.violation:
            raise SystemExit(f"{schedule.project.name}: {schedule.violation}")
    lengths = [{key: one.makespan for key, one in kind.items()} for kind in (rule, search)]
    path = {key: one.critical_path_bound for key, one in found.items()}
    met = sum(lengths[1][key] <= known[key] for key in found) if known else "-"
    proven = sum(lengths[1][key] == one.lower_bound for key, one in found.items())
    cells = [gap(kind, known) for kind in lengths] + [gap(kind, path) for kind in lengths]
    return f"| {name} | {len(found)} | {' | '.join(cells)} | {met} | {proven} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--passes", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    data = os.environ.get("OOMCAST_DATA")
    if not data:
        sys.exit("expected OOMCAST_DATA to name the folder of reference data, got nothing")
    folder = Path(data) / "techtree" / "rcpsp"
    print(f"{asked.passes} passes, seed {asked.seed}; gaps in per cent, means over projects")
    print("| set | projects | gap, rule | gap, search | over longest path, rule | over longest path, search "
          "| best known met or beaten | at the cheap bound, so optimal |")  # fmt: skip
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in SETS:
        print(row(folder, name, passes=asked.passes, seed=asked.seed), flush=True)


if __name__ == "__main__":
    main()
