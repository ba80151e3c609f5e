"""Random trees of known shape: one family to a file, behind one registry, each described by a line of text."""
