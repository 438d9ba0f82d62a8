"""Sums that drawings need and a template cannot do: ticks on a scale, labels that keep apart, places along a line."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from problemgen.figures.scene import SceneItem

_UNSEEN = re.compile("<[^>]*>|\u200b")  # tags, and the character that ends a subscript
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(low: float, high: float, about: float = 6) -> list[float]:
    """Give round numbers between two ends, about so many.

    >>> ticks(-95, 62)
    [-50.0, 0.0, 50.0]
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low):
        return []
    rough = (high - low) / max(1, min(about, 50))
    size = 10.0 ** math.floor(math.log10(rough))
    return multiples(low, high, next(size * each for each in _STEPS if size * each >= rough * 0.999))


def multiples(low: float, high: float, step: float) -> list[float]:
    """Give the multiples of a step between two ends, at most two hundred.

    >>> multiples(-120, 60, 50)
    [-100.0, -50.0, 0.0, 50.0]
    """
    if not (math.isfinite(low) and math.isfinite(high) and high > low and step > 0) or (high - low) / step > 200:
        return []
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [number * step + 0.0 for number in range(first, last + 1)]


def tick_text(value: float) -> str:
    """Print a round number with the minus sign of print.

    >>> tick_text(-75.0), tick_text(0.1 + 0.2)
    ('−75', '0.3')
    """
    return f"{round(value, 10):.10g}".replace("-", "−")


def along(value: float, low: float, high: float, first: float, last: float) -> float:
    """Give the place of a value on a line from ``first`` to ``last``, kept on it.

    >>> along(-50, -100, 0, 20, 420)
    220.0
    """
    share = (value - low) / (high - low) if high > low else 0.5
    return first + (last - first) * min(1.0, max(0.0, share))


def levels(places: Sequence[float], widths: Sequence[float], gap: float = 6.0) -> list[int]:
    """Give each label a level, so that no two on one level overlap; labels are centred on their places.

    >>> levels([10, 20, 200], [60, 60, 60])
    [0, 1, 0]
    """
    ends: list[float] = []
    found = [0] * len(places)
    for at in sorted(range(len(places)), key=lambda at: places[at]):
        left = places[at] - widths[at] / 2
        level = next((n for n, end in enumerate(ends) if left >= end + gap), len(ends))
        ends[level : level + 1] = [places[at] + widths[at] / 2]
        found[at] = level
    return found


def width(text: str, size: float = 13.0) -> float:
    """Estimate how wide a printed label is: tags count nothing, and a letter is a little over half as wide as high.

    >>> round(width('E<tspan dy="0.3em">K</tspan>', 10), 1)
    11.6
    """
    return 0.58 * size * len(_UNSEEN.sub("", text))


def xy(value: float) -> str:
    """Print a coordinate; raises ValueError for what is none.

    >>> xy(12.3456), xy(12.0), xy(-0.001)
    ('12.3', '12', '0')
    """
    if not math.isfinite(value):
        raise ValueError("a coordinate is no finite number; check the numbers of the figure")
    return f"{value:.1f}".removesuffix(".0").replace("-0", "0") if abs(value) < 0.05 else f"{value:.1f}".removesuffix(".0")


def arrow_head(x1: float, y1: float, x2: float, y2: float, size: float = 9.0) -> str:
    """Give the corners of an arrow's head at its end, as an SVG polygon's points.

    >>> arrow_head(0, 0, 100, 0)
    '100,0 91,4 91,-4'
    """
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    right, down = (x2 - x1) / length * size, (y2 - y1) / length * size
    back, side = (x2 - right, y2 - down), (-down * 0.45, right * 0.45)
    corners = [(x2, y2), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    return " ".join(f"{xy(x)},{xy(y)}" for x, y in corners)


def shaft(x1: float, y1: float, x2: float, y2: float, size: float = 9.0) -> str:
    """Give the path of an arrow up to the middle of its head, so that the point stays sharp.

    >>> shaft(0, 0, 100, 0)
    'M0 0L95.5 0'
    """
    length = math.hypot(x2 - x1, y2 - y1)
    share = max(0.0, 1 - size / 2 / length) if length else 0.0
    return f"M{xy(x1)} {xy(y1)}L{xy(x1 + (x2 - x1) * share)} {xy(y1 + (y2 - y1) * share)}"


def wrap(text: str, room: float, size: float = 13.0) -> list[str]:
    """Cut a label that is wider than ``room`` into two lines, as equal as can be; one that holds markup stays as it is.

    >>> wrap("the fluid outside the knob", 110)
    ['the fluid', 'outside the knob']
    """
    words = text.split(" ")
    if "<" in text or len(words) < 2 or width(text, size) <= room:
        return [text]
    halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return [type(text)(half) for half in min(halves, key=lambda pair: max(map(len, pair)))]


def within(x: float, text: str, low: float, high: float, size: float = 14.0) -> float:
    """Move the middle of a label so that it stays between two ends.

    >>> within(2, "out", 0, 100) > 2, within(50, "out", 0, 100)
    (True, 50)
    """
    half = width(text, size) / 2
    return max(low + half, min(high - half, x))


def within_all(xs: Sequence[float], wide: Sequence[float], low: float, high: float) -> list[float]:
    """Move the middles of several labels so that each stays between two ends.

    >>> within_all([5, 50], [20, 20], 0, 100)
    [10.0, 50]
    """
    return [max(low + each / 2, min(high - each / 2, x)) for x, each in zip(xs, wide, strict=True)]


def root(value: float) -> float:
    """Give the square root, for what is shown by its area; nothing for what has none.

    >>> root(9), root(-1)
    (3.0, 0.0)
    """
    return math.sqrt(value) if value > 0 else 0.0


def having(items: Sequence[SceneItem], name: str) -> list[SceneItem]:
    """Give the items that have a number."""
    return [item for item in items if name in item.numbers]


def saying(items: Sequence[SceneItem], name: str) -> list[SceneItem]:
    """Give the items that have a text."""
    return [item for item in items if name in item.texts]


def pick(items: Sequence[SceneItem], name: str) -> list[float]:
    """List a number of all items that have it."""
    return [item.numbers[name] for item in items if name in item.numbers]


def widths(items: Sequence[SceneItem], name: str, size: float = 13.0) -> list[float]:
    """Estimate how wide a label of each item is."""
    return [width(item.texts.get(name, ""), size) for item in items]


def spread(values: Sequence[float], share: float = 0.08) -> tuple[float, float]:
    """Give the ends of a scale on which values lie with some room on both sides.

    >>> spread([-90, 60])
    (-102.0, 72.0)
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    room = (high - low) * share or 1.0
    return low - room, high + room


def along_all(values: Sequence[float], low: float, high: float, first: float, last: float) -> list[float]:
    """Give the places of several values on a line."""
    return [along(value, low, high, first, last) for value in values]
