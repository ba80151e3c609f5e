"""Companies with different people, time and chips, compared by the equations of the forecast."""
