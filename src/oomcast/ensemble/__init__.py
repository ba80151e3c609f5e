"""Many draws: run them, keep them, store them."""
