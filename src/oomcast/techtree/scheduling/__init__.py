"""Schedules of projects whose tasks share limited resources: feasible ones, good ones, and bounds they cannot beat."""
