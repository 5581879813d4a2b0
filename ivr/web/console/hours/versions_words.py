"""The words of `versions`, in Chinese and English."""

VERSIONS: dict[str, tuple[str, str]] = {}
