"""Find room for the labels of lines and points: near what they name, away from other lines and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from problemgen.figures.shapes import width
from problemgen.frozen import frozen

Point = tuple[float, float]  # on the page: to the right and down

_SHARES = (0.85, 0.7, 0.55, 0.4, 0.25, 0.12, 0.95)  # where along a line a label is tried; the first wins where all are as good
_HALF_HIGH = 8.0  # half a line of text
_NEAR = 5.0  # room between a label and its line
_CLEAR = 30.0  # more room than this is of no use


@frozen
class Box:
    """A label's place: its middle and half its width."""

    x: float
    y: float
    half: float

    def distance(self, points: Iterable[Point], least: float) -> float:
        """Give how near the nearest of some points is, at most ``least``; 0 inside the box."""
        x, y, half, best = self.x, self.y, self.half, least * least
        for right, down in points:
            across = abs(right - x) - half
            along = abs(down - y) - _HALF_HIGH
            square = (across * across if across > 0 else 0.0) + (along * along if along > 0 else 0.0)
            if square < best:
                best = square
        return float(best**0.5)

    def meets(self, other: Box) -> bool:
        """Tell whether two labels overlap."""
        return abs(self.x - other.x) < self.half + other.half + 2 and abs(self.y - other.y) < 2 * _HALF_HIGH


@frozen
class Room:
    """What a label has to share the page with: points of other lines, labels that are placed, the edges."""

    others: Sequence[Point]
    taken: Sequence[Box]
    left: float
    top: float
    right: float
    bottom: float

    def score(self, box: Box, line: Sequence[Point]) -> float:
        """Tell how good a place is: best is room around it; overlaps and edges count against it."""
        outside = box.x - box.half < self.left + 2 or box.x + box.half > self.right - 2
        outside = outside or box.y - _HALF_HIGH < self.top or box.y + _HALF_HIGH > self.bottom
        penalty = 100.0 * outside + 60.0 * sum(box.meets(other) for other in self.taken)
        clear = _CLEAR if len(line) > 1 else 2 * _NEAR  # the label of a point stays beside it
        return box.distance(self.others, clear) + 6 * box.distance(line, _NEAR) - penalty


def label_box(label: str, line: Sequence[Point], room: Room) -> Box | None:
    """Choose a place for the label of a line, or of a line of one point; None where nothing of it can be seen."""
    if not line:
        return None
    half = width(label) / 2
    if len(line) == 1:
        candidates = _around(line[0], half)
    else:
        candidates = [box for share in _SHARES for box in _beside(line[int((len(line) - 1) * share)], line, half)]
    return max(candidates, key=lambda box: room.score(box, line))


def _around(point: Point, half: float) -> list[Box]:
    """Give the places on all sides of a point."""
    x, y = point
    aside, high = half + 8, _HALF_HIGH + 5
    return [Box(x + right, y + down, half) for right, down in (
        (aside, -high), (-aside, -high), (aside, high), (-aside, high), (aside + 2, 0), (-aside - 2, 0), (0, -high - 3),
        (0, high + 3), (aside, -3 * high), (-aside, -3 * high), (aside, 3 * high), (-aside, 3 * high))]  # fmt: skip


def _beside(point: Point, line: Sequence[Point], half: float) -> list[Box]:
    """Give the places above and below a point of a line, shifted to the side on which the line falls away."""
    down, across = line[-1][1] - line[0][1], abs(line[-1][0] - line[0][0])
    shift = half + _NEAR if abs(down) > across else half if abs(down) > 2 * _HALF_HIGH else 0.0
    shift = -shift if down < 0 else shift
    return [Box(point[0] + shift, point[1] - _HALF_HIGH - 2, half), Box(point[0] - shift, point[1] + _HALF_HIGH + 2, half)]
