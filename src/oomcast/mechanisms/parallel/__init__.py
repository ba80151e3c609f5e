"""Returns to parallel work: what many heads achieve together relative to one, each law in a file of its own."""
