"""Renders the clips that are missing: text → reading → phonemes → voice → 8 kHz WAV.

Runs once, by `make clips`, and never in the running system. Only this package imports the speech packages (the
`speech` extra), and only inside functions, so that the rest of the house does without them.
"""
