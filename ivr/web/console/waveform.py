"""A recording's outline as one SVG path, drawn from the peaks that were stored with it."""

from collections.abc import Sequence

WIDTH, HEIGHT = 600, 56
"""The drawing's own units; the page stretches it to the width of its pane."""

BARS = 150
_GAP = 0.4
"""The part of a bar's place that stays empty."""


def path(peaks: Sequence[int] | None) -> str:
    """Bars around the middle, loudest as high as the drawing; a flat line where nothing is known or heard."""
    heights = _bars(peaks or [])
    step = WIDTH / BARS
    wide = step * (1 - _GAP)
    drawn = []
    for place, peak in enumerate(heights):
        high = max(2.0, peak / 100 * (HEIGHT - 4))
        drawn.append(f"M{place * step:.1f} {(HEIGHT - high) / 2:.1f}h{wide:.1f}v{high:.1f}h-{wide:.1f}z")
    return "".join(drawn)


def _bars(peaks: Sequence[int]) -> list[int]:
    """As many bars as are drawn, each the loudest of the peaks in its place; 0 to 100."""
    if not peaks:
        return [0] * BARS
    loudest = max(max(peaks), 1)
    bars = []
    for place in range(BARS):
        first = place * len(peaks) // BARS
        last = max(first + 1, (place + 1) * len(peaks) // BARS)
        bars.append(min(100, max(peaks[first:last]) * 100 // loudest))
    return bars
