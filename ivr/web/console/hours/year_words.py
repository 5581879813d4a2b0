"""The words of `year`, in Chinese and English."""

YEAR: dict[str, tuple[str, str]] = {}
