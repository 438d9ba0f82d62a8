"""What is laid over the axes of a plot: fine grid lines, lines at zero, marks, and labels where there is room for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from problemgen.figures.labels import Box, Point, Room, label_box
from problemgen.figures.scene import Chart
from problemgen.figures.shapes import xy

# Okabe and Ito's colours, which people with any kind of colour vision tell apart, darkest first: legible in grey, too
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#999999")
# the same for letters, darker where thin strokes need it
INKS = ("#0072B2", "#A84A00", "#007D5B", "#AA4499", "#0072B2", "#A84A00", "#000000", "#666666")
BLACK, WHITE, FINE = "#000000", "#FFFFFF", "#E8E8E8"
FONT_SIZE = 14

Line = Sequence[tuple[float, float]]  # places on the axes
Places = Sequence[float]  # on one axis
Place = tuple[float | None, float | None]


@dataclass(frozen=True)
class Frame:
    """Where the axes lie on the page, and what they run over."""

    x: float
    y: float
    wide: float
    high: float
    left: float
    right: float
    bottom: float
    top: float

    def at(self, x: float, y: float) -> Point:
        """Give the place on the page."""
        return (self.x + (x - self.left) / (self.right - self.left) * self.wide,
                self.y + (self.top - y) / (self.top - self.bottom) * self.high)  # fmt: skip

    def holds(self, x: float | None, y: float | None) -> bool:
        """Tell whether a place lies on the axes; None is anywhere."""
        across = x is None or self.left - 1e-9 <= x <= self.right + 1e-9
        return across and (y is None or self.bottom - 1e-9 <= y <= self.top + 1e-9)

    def line(self, points: Line) -> list[Point]:
        """Give the visible points of a line."""
        return [self.at(x, y) for x, y in points if self.bottom <= y <= self.top]

    def mark(self, x: float | None, y: float | None) -> list[Point]:
        """Give a mark as a line; a point has one point."""
        if not self.holds(x, y):
            return []
        if x is not None and y is not None:
            return [self.at(x, y)]
        steps = range(41)
        if x is not None:
            return [self.at(x, self.bottom + (self.top - self.bottom) * n / 40) for n in steps]
        return [self.at(self.left + (self.right - self.left) * n / 40, y or 0.0) for n in steps]


def overlay(
    frame: Frame, chart: Chart, lines: Sequence[Line], marks: Sequence[Place], fine: tuple[Places, Places]
) -> tuple[str, str]:
    """Draw what lies below the curves of a plot, and what lies above them."""
    below = _fine(frame, *fine)
    drawn = [frame.line(points) for points in lines]
    marked = [frame.mark(*place) for place in marks]
    above = [_mark(points) for points in marked if points]
    return below, "".join([_zeros(frame, chart), *above, *_labels(frame, chart, drawn, marked)])


def _fine(frame: Frame, xs: Places, ys: Places) -> str:
    upright = "".join(f"M{xy(x)} {xy(frame.y)}v{xy(frame.high)}" for x in (frame.at(x, frame.top)[0] for x in xs))
    across = "".join(f"M{xy(frame.x)} {xy(y)}h{xy(frame.wide)}" for y in (frame.at(frame.left, y)[1] for y in ys))
    return f'<path d="{upright}{across}" stroke="{FINE}" stroke-width="0.8" fill="none"/>' if upright or across else ""


def _zeros(frame: Frame, chart: Chart) -> str:
    """Draw the lines at zero, which readers look for, where they lie within the axes."""
    path = ""
    if not chart.x.log and frame.left < 0 < frame.right:
        path += f"M{xy(frame.at(0, frame.top)[0])} {xy(frame.y)}v{xy(frame.high)}"
    if not chart.y.log and frame.bottom < 0 < frame.top:
        path += f"M{xy(frame.x)} {xy(frame.at(frame.left, 0)[1])}h{xy(frame.wide)}"
    return f'<path d="{path}" stroke="{BLACK}" stroke-width="0.9" fill="none"/>' if path else ""


def _mark(points: Sequence[Point]) -> str:
    """Draw a point, or a line across or upright."""
    x, y = points[0]
    if len(points) == 1:
        return f'<circle cx="{xy(x)}" cy="{xy(y)}" r="4.5" fill="{BLACK}" stroke="{WHITE}" stroke-width="1"/>'
    end = points[-1]
    return (f'<path d="M{xy(x)} {xy(y)}L{xy(end[0])} {xy(end[1])}" stroke="{BLACK}" stroke-width="1.4" '
            'stroke-dasharray="2 3" fill="none"/>')  # fmt: skip


def _labels(frame: Frame, chart: Chart, drawn: Sequence[list[Point]], marked: Sequence[list[Point]]) -> Iterable[str]:
    """Find room for every label, those of marks first, since they cannot go far."""
    wanted = [(mark.label, points, BLACK) for mark, points in zip(chart.marks, marked, strict=True) if mark.label]
    wanted += [(curve.label, points, INKS[n % len(INKS)])
               for n, (curve, points) in enumerate(zip(chart.curves, drawn, strict=True)) if curve.label]  # fmt: skip
    everything = [*drawn, *marked]
    taken: list[Box] = []
    for label, points, ink in wanted:
        others = [point for other in everything if other is not points for point in other[::3]]
        room = Room(others, taken, frame.x, frame.y, frame.x + frame.wide, frame.y + frame.high)
        box = label_box(label, points, room)
        if box is not None:
            taken.append(box)
            yield _label(label, box, ink)


def _label(label: Markup, box: Box, ink: str) -> str:
    """Write a label on a ground that thins the grid lines behind it."""
    left, wide = box.x - box.half, 2 * box.half
    ground = f'<rect x="{xy(left)}" y="{xy(box.y - 8)}" width="{xy(wide)}" height="16" fill="{WHITE}" fill-opacity="0.8"/>'
    place = f'x="{xy(box.x)}" y="{xy(box.y + 4.5)}" font-size="{FONT_SIZE}" text-anchor="middle"'
    return f'{ground}<text {place} fill="{ink}">{label}</text>'
