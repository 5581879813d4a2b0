"""The year as the exchange trades it."""
