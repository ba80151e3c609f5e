"""From what a model says about each draw to what all draws say together."""
