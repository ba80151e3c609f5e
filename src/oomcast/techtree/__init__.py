"""Research as a graph: a tree of ideas, groups that climb it, and what follows for speed-ups and for formulas.

The names that the parts of this folder build on:

`graph`      `Graph` (flat arrays), `tree(nodes, edges=..., ...)`, which checks and builds one, `Alternatives`, `Tool`
`modes`      `Mode`, `Modes`: thinking, chip-hours, latency and chance of success of each way to do a node
`order`      `ordered`, `any_cycle`
`paths`      `heaviest_before`, `heaviest_after`: heaviest chains of hard edges
`draws`      counter-based random numbers: (seed, node, purpose, index)
`simulation` `simulate(graph, team=, cluster=, rules=, ...)` -> `Simulation`; `Team`, `Cluster`, `Rules`, `Luck`
`engine*`    the event engine, specified in docs/techtree-events.md
`results`    what a simulation, and a comparison of companies on a tree, give back (frozen dataclasses)
"""
