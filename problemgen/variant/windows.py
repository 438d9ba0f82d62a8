"""Windows: the values that count as one, and which of them meet."""

from __future__ import annotations

from collections.abc import Sequence

from problemgen.frozen import frozen


@frozen
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
    edges = [(window.low, window.high, place) for place, window in enumerate(windows)]
    return tuple((places, around([windows[place] for place in places])) for places in chains(edges))


def chains(edges: Sequence[tuple[float, float, int]]) -> list[Places]:
    """Put intervals (low, high, place) that hang together into one chain; chains stand in the order of their first place."""
    found: list[list[int]] = []
    reach = float("-inf")
    for low, high, place in sorted(edges):
        if low <= reach:
            found[-1].append(place)
        else:
            found.append([place])
        reach = max(reach, high)
    return sorted(tuple(sorted(chain)) for chain in found)


def around(windows: Sequence[Window]) -> Window:
    """Give the window that holds all of these."""
    first = windows[0]
    if all(window == first for window in windows):
        return first
    low, high = min(window.low for window in windows), max(window.high for window in windows)
    return Window(twelve_digits((low + high) / 2), twelve_digits((high - low) / 2))
