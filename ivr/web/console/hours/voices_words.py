"""The words of `voices`, in Chinese and English."""

VOICES: dict[str, tuple[str, str]] = {}
