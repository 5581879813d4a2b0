"""Clips that did not ship: kept in the store, each named by the hash of its words and its sound."""

from hashlib import sha256

from ivr.voicemail import Store


def keep(store: Store, wav: bytes, text: str) -> str:
    """Keeps a clip that says `text` and answers its name; the same sound for the same words is the same clip.

    Raises StoreError.
    """
    name = sha256(text.encode() + b"\0" + wav).hexdigest()[:20]
    store.put(f"clips/{name}.wav", wav)
    return name


def is_name(name: str) -> bool:
    """Whether a clip can be called so at all."""
    return len(name) == 20 and set(name) <= set("0123456789abcdef")


def sound(store: Store, name: str) -> bytes:
    """The WAV of that name; raises Missing, or StoreError when the store cannot be read."""
    return store.get(f"clips/{name}.wav")
