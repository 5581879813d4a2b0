"""Calls of an Asterisk: the line over ARI, and a small Asterisk of our own for a desk or a test."""
