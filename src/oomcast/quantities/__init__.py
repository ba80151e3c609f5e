"""Numbers before meaning: elementary functions, units, named random streams."""
