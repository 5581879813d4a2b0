"""Measurements, printed as ratios against a peer in the same run. Nothing here passes or fails."""
