"""Callers on the line, and agents who can take them."""
