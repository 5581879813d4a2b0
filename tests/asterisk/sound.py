"""Two sounds compared."""

import numpy as np


def likeness(kept: bytes, spoken: bytes) -> float:
    """The greatest normalised cross-correlation of the two over all lags: 1 is the very same sound."""
    one, other = (np.frombuffer(pcm, dtype="<i2").astype(float) for pcm in (kept, spoken))
    size = 1 << (len(one) + len(other)).bit_length()
    crossed = np.fft.irfft(np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size)), size)
    return float(crossed.max() / np.sqrt((one**2).sum() * (other**2).sum()))
