"""Advance a model in time: the compiler, the integrator, and what they return."""
