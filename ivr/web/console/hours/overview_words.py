"""The words of `overview`, in Chinese and English."""

OVERVIEW: dict[str, tuple[str, str]] = {}
