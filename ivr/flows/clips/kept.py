"""Clips that did not ship: kept in the store, each named by the hash of its sound, with its words beside it."""

from hashlib import sha256

from ivr.voicemail import Store


def keep(store: Store, wav: bytes, text: str) -> str:
    """Keeps a clip and the words it says, and answers its name. Raises StoreError; the same sound again is one clip."""
    name = sha256(wav).hexdigest()[:20]
    store.put(f"clips/{name}.txt", text.encode())
    store.put(f"clips/{name}.wav", wav)
    return name


def is_name(name: str) -> bool:
    """Whether a clip can be called so at all."""
    return len(name) == 20 and set(name) <= set("0123456789abcdef")


def sound(store: Store, name: str) -> bytes:
    """The WAV of that name; raises Missing, or StoreError when the store cannot be read."""
    return store.get(f"clips/{name}.wav")


def words(store: Store, name: str) -> str:
    """What the clip of that name says; raises as `sound` does."""
    return store.get(f"clips/{name}.txt").decode()
