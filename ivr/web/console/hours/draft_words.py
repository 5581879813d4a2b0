"""The words of `draft`, in Chinese and English."""

DRAFT: dict[str, tuple[str, str]] = {}
