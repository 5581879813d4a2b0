"""The words of `switch`, in Chinese and English."""

SWITCH: dict[str, tuple[str, str]] = {}
