"""Mechanisms composed into models, behind one contract."""
