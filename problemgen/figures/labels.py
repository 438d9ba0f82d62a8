"""Find room for the labels of lines: near their line, away from other lines and labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from problemgen.figures.shapes import width

Point = tuple[float, float]  # on the page: to the right and down

_SHARES = (0.85, 0.7, 0.55, 0.4, 0.25, 0.12, 0.95)  # where along a line a label is tried; the first wins where all are as good
_HIGH = 15.0  # a line of text
_NEAR = 6.0  # room between a label and its line


@dataclass(frozen=True)
class Box:
    """A label's place: its middle and half its extent."""

    x: float
    y: float
    half_width: float
    half_height: float = _HIGH / 2

    def distance(self, point: Point) -> float:
        """Give how far a point is outside the box; 0 inside."""
        right = max(0.0, abs(point[0] - self.x) - self.half_width)
        down = max(0.0, abs(point[1] - self.y) - self.half_height)
        return float((right * right + down * down) ** 0.5)

    def meets(self, other: Box) -> bool:
        """Tell whether two labels overlap."""
        return (abs(self.x - other.x) < self.half_width + other.half_width
                and abs(self.y - other.y) < self.half_height + other.half_height)  # fmt: skip


def label_box(label: str, line: Sequence[Point], others: Sequence[Point], taken: Sequence[Box], room: Point) -> Box | None:
    """Choose a place for a line's label within a page of size ``room``; None for a line too short to have one."""
    if len(line) < 2:
        return None
    half = width(label) / 2
    candidates = [box for share in _SHARES for box in _beside(line[int((len(line) - 1) * share)], line, half)]
    return max(candidates, key=lambda box: _score(box, line, others, taken, room))


def _beside(point: Point, line: Sequence[Point], half: float) -> list[Box]:
    """Give the places above and below a point of a line, shifted to the side on which the line falls away."""
    rises = line[-1][1] < line[0][1]  # down is more
    shift = half if abs(line[-1][1] - line[0][1]) > _HIGH else 0.0
    above = Box(point[0] + (-shift if rises else shift), point[1] - _HIGH / 2 - 2, half)
    below = Box(point[0] + (shift if rises else -shift), point[1] + _HIGH / 2 + 2, half)
    return [above, below]


def _score(box: Box, line: Sequence[Point], others: Sequence[Point], taken: Sequence[Box], room: Point) -> float:
    """Tell how good a place is: best is room around it; overlaps and edges count against it."""
    outside = box.x - box.half_width < 2 or box.x + box.half_width > room[0] - 2
    outside = outside or box.y - box.half_height < 0 or box.y + box.half_height > room[1]
    clear = min((box.distance(point) for point in others), default=40.0)
    own = min(box.distance(point) for point in line)
    return (min(clear, 40.0) + min(own, _NEAR) - (100.0 if outside else 0.0)
            - 60.0 * sum(box.meets(other) for other in taken))  # fmt: skip
