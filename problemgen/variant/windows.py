"""Windows: the values that count as one, and which of them meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Window:
    """The values within ``half`` of ``centre``, both ends included, in the answer's unit."""

    centre: float
    half: float

    @property
    def low(self) -> float:
        """The lowest value, in twelve digits: an edge that can be written down is that edge."""
        return twelve_digits(self.centre - self.half)

    @property
    def high(self) -> float:
        """The highest value, in twelve digits."""
        return twelve_digits(self.centre + self.half)

    def touches(self, other: Window) -> bool:
        """Tell whether two windows have a value in common."""
        return self.low <= other.high and other.low <= self.high


def twelve_digits(value: float) -> float:
    """Round away what binary arithmetic adds: 17.1, not 17.099999999999994.

    >>> twelve_digits(17.599999999999994 - 0.5)
    17.1
    """
    return float(f"{value:.12g}")


Places = tuple[int, ...]
Meeting = tuple[Places, Window]


def merged(windows: Sequence[Window]) -> tuple[Meeting, ...]:
    """Join windows that meet, until none do: the places of those joined, and the window around them.

    >>> merged([Window(10.0, 1.0), Window(20.0, 1.0), Window(11.5, 1.0)])
    (((0, 2), Window(centre=10.75, half=1.75)), ((1,), Window(centre=20.0, half=1.0)))
    """
    lows, highs = [window.low for window in windows], [window.high for window in windows]
    groups: list[Places] = [(place,) for place in range(len(windows))]
    while (joined := _joined(groups, lows, highs)) != groups:
        groups = joined
    return tuple((places, _around(places, windows, lows, highs)) for places in groups)


def _joined(groups: list[Places], lows: Sequence[float], highs: Sequence[float]) -> list[Places]:
    """Put every group to the first one that it meets; lows and highs are those of single windows."""
    kept: list[tuple[Places, float, float]] = []
    for places in groups:
        low, high = min(lows[place] for place in places), max(highs[place] for place in places)
        for at, (others, other_low, other_high) in enumerate(kept):
            if other_low <= high and low <= other_high:
                kept[at] = (*others, *places), min(low, other_low), max(high, other_high)
                break
        else:
            kept.append((places, low, high))
    return [places for places, _, _ in kept]


def _around(places: Places, windows: Sequence[Window], lows: Sequence[float], highs: Sequence[float]) -> Window:
    if len(places) == 1:
        return windows[places[0]]
    low, high = min(lows[place] for place in places), max(highs[place] for place in places)
    return Window(twelve_digits((low + high) / 2), twelve_digits((high - low) / 2))
