"""What a person believes: distributions, how they are stated, how they hang together, and the scenario file."""
