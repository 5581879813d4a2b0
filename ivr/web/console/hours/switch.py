"""Emergencies: close now, open now, answer from home."""
