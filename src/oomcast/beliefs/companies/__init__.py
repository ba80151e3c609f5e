"""Companies to compare: what they are, what is believed about research, and the files that say so."""
