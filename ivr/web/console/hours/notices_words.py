"""The words of `notices`, in Chinese and English."""

NOTICES: dict[str, tuple[str, str]] = {}
