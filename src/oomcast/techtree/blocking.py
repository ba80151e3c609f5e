"""Who blocks whom: on the critical path, what a node waited for that another one used."""

from __future__ import annotations

from oomcast.techtree.results import Blocking, Simulation

__all__ = ["blocking"]


def blocking(run: Simulation, *, place: int = -1) -> tuple[Blocking, ...]:
    """Waits for groups and for chips on the path to value `place` of the grid, the longest first.

    A node that had to wait for a group was kept waiting by what that group did before; one that had to wait for chips,
    by the experiment that freed the last of them. Empty where the value was not reached.

    >>> from oomcast.techtree.graph import tree
    >>> from oomcast.techtree.simulation import Team, simulate
    >>> run = simulate(tree(2, think_hours=[3, 2]), team=Team(groups=1), grid_oom=[2.0])
    >>> blocking(run)
    (Blocking(node=1, blocker=0, what='group', hours=3.0),)
    """
    found = []
    node = int(run.value_node[place]) if len(run.value_node) else -1
    while node >= 0:
        for_group = float(run.start_hours[node] - run.eligible_hours[node])
        if for_group > 0.0 and run.after[node] >= 0:
            found.append(Blocking(node, int(run.after[node]), "group", for_group))
        for_chips = float(run.running_hours[node] - run.thought_hours[node])
        if for_chips > 0.0 and run.blocked_by[node] >= 0:
            found.append(Blocking(node, int(run.blocked_by[node]), "chips", for_chips))
        node = int(run.cause[node])
    return tuple(sorted(found, key=lambda wait: (-wait.hours, wait.node)))
