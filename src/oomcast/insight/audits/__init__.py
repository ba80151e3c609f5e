"""Looks at a forecast that speak up only when they find something a reader should know before believing it."""
