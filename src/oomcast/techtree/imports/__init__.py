"""Trees and projects from files: edge lists, scheduling benchmarks, dated projects, libraries of proofs."""
