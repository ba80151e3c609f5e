"""Exact laws of search and discovery, against which simulations are held and by which they can be understood."""
