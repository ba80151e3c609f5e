"""From a tree to a formula: which simple law of research output predicts it, how well, and where."""
