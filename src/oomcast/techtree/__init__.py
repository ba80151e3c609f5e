"""Research as a graph: a tree of ideas, groups that climb it, and what follows for speed-ups and for formulas.

The names that the parts of this folder build on:

`graph`      `Graph` (flat arrays), `tree(nodes, edges=..., ...)`, which checks and builds one, `Alternatives`, `Tool`
`modes`      `Mode`, `Modes`: thinking, chip-hours, latency and chance of success of each way to do a node
`order`      `ordered`, `any_cycle`
`paths`      `heaviest_before`, `heaviest_after`: heaviest chains of hard edges
`draws`      counter-based random numbers: (seed, node, purpose, index)
`simulation` `simulate(graph, team=, cluster=, rules=, ...)` -> `Simulation`; `Team`, `Cluster`, `Rules`, `Luck`
`engine*`    the event engine, specified in docs/techtree-events.md
`blocking`   `blocking(run)`: who kept whom waiting on the critical path
`practices`  `Practice`, `best_practice`, `adaptations`: evolved against dropped in, on the same random numbers
`results`    `Simulation`, what one run gives back, and its parts: staff, chips, elasticities, critical path, waits
"""
