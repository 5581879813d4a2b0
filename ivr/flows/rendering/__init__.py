"""Renders clips: text → reading → phonemes → voice → 8 kHz WAV.

`make clips` renders the words that ship. In a running system only `engine` is used, which has typed reasons rendered by
a process of its own. The speech packages (the `speech` extra) live apart in IVR_DATA/speech and are imported by that
process alone, only inside functions, so that the rest of the house does without them.
"""
