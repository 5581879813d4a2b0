"""Editing the schedule: form and text side by side, what it would do, and trying it."""
