"""What a caller hears and what keys do: one call script per hotline, shared steps, words and clips."""
