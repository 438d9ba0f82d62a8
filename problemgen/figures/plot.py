"""Plot curves and marks on two axes with ziaplot: Chart -> SVG, dashed as well as coloured, labels at the lines.

ziaplot measures and places; labels stand in as single private-use characters while it does, since it knows no subscripts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from problemgen.figures import shapes
from problemgen.figures.labels import Box, Point, label_box
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve, ChartMark

WIDTH, HEIGHT = 440, 290
_MARGIN = 16
PLOT_WIDTH, PLOT_HEIGHT = 365.0, 235.0  # of which the axes take the rest
_BLACK = "#000000"
FONT_SIZE = 13
# Okabe and Ito's colours, which people with any kind of colour vision tell apart, darkest first: legible in grey, too
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", _BLACK, "#999999")
DASHES = ("-", "--", ":", "-.")
_FIRST = 0xE000
_MARK = re.compile("[\ue000-\uf8ff]")
_STYLE = """
Graph { color: #ffffff; edge_width: 1.2; }
Graph.TickX { font_size: 12; height: 5; stroke_width: 1; pad: 0; }
Graph.TickY { font_size: 12; height: 5; stroke_width: 1; pad: 0; }
Graph.XName { font_size: 13; }
Graph.YName { font_size: 13; }
Graph.GridX { color: #dddddd; stroke: -; stroke_width: 0.7; }
Graph.GridY { color: #dddddd; stroke: -; stroke_width: 0.7; }
"""


def plot(chart: Chart) -> str:
    """Draw a chart. Raises ValueError for an axis that has no extent."""
    import ziaplot

    for axis in (chart.x, chart.y):
        if axis.start == axis.end or (axis.log and min(axis.start, axis.end) <= 0):
            raise ValueError("an axis runs between two different ends, above zero where it is logarithmic")
    labels: list[Markup] = []
    with _graph(ziaplot, chart, labels) as graph:
        for n, curve in enumerate(chart.curves):
            _line(ziaplot, curve, n, chart)
        for mark in chart.marks:
            _mark(ziaplot, mark, chart)
        _labels(ziaplot, chart, labels)
    svg: str = graph.imagebytes("svg").decode()
    return _finished(svg, labels)


def _graph(ziaplot: Any, chart: Chart, labels: list[Markup]) -> Any:
    graph = ziaplot.Graph().css(_STYLE)
    graph.size(WIDTH, HEIGHT).axesnames(_stand_in(chart.x.label, labels), _stand_in(chart.y.label, labels))
    graph.xrange(*_ends(chart.x)).yrange(*_ends(chart.y))
    for axis, place in ((chart.x, graph.xticks), (chart.y, graph.yticks)):
        places = _ticks(axis)
        place([_on(each, axis) for each in places], [shapes.tick_text(each) for each in places])
    return graph


def _on(value: float, axis: ChartAxis) -> float:
    """Give the place of a value on an axis; ziaplot's own logarithmic axes run over whole decades."""
    return math.log10(value) if axis.log else value


def _ends(axis: ChartAxis) -> tuple[float, float]:
    low, high = sorted((_on(axis.start, axis), _on(axis.end, axis)))
    return low, high


def _ticks(axis: ChartAxis) -> list[float]:
    low, high = _ends(axis)
    if not axis.log:
        return shapes.ticks(low, high)
    steps = (1,) if high - low > 4 else (1, 2, 5)
    places = [step * 10.0**decade for decade in range(math.floor(low), math.ceil(high) + 1) for step in steps]
    return [place for place in places if low - 1e-6 <= math.log10(place) <= high + 1e-6]


def _stand_in(label: Markup, labels: list[Markup]) -> str:
    """Give the character that stands for a label until the picture is drawn."""
    if not label:
        return ""
    labels.append(label)
    return chr(_FIRST + len(labels) - 1)


# dominant-baseline is read differently by every renderer; a shift by a part of the letters' height is not
_BASELINES = {"hanging": "0.85em", "middle": "0.35em", "bottom": "-0.25em"}
_BASELINE = re.compile('dominant-baseline="(hanging|middle|bottom)"')


# a path of one point with markers is drawn by some renderers only; a circle by all
_POINT = re.compile(r'<path d="M ([-\d.]+),([-\d.]+) L " [^>]*marker-start[^>]*/>')
_MARKER = re.compile(r"<marker .*?</marker>")


def _finished(svg: str, labels: Sequence[Markup]) -> str:
    """Put the labels in, and room for half a tick's label on the right; the family of letters is the picture's."""
    svg = _BASELINE.sub(lambda match: f'dy="{_BASELINES[match[1]]}"', svg).replace(' font-family="sans-serif"', "")
    svg = _MARKER.sub("", _POINT.sub(r'<circle cx="\1" cy="\2" r="4"/>', svg))
    svg = svg.replace(f'viewBox="0 0 {WIDTH} {HEIGHT}"', f'viewBox="0 0 {WIDTH + _MARGIN} {HEIGHT}"', 1)
    return _MARK.sub(lambda mark: str(labels[ord(mark[0]) - _FIRST]), svg)


def _line(ziaplot: Any, curve: ChartCurve, n: int, chart: Chart) -> None:
    points = _points(curve, chart)
    if len(points) > 1:
        x, y = zip(*points, strict=True)
        ziaplot.PolyLine(x, y).color(COLORS[n % len(COLORS)]).stroke(DASHES[n % len(DASHES)]).strokewidth(2)


def _points(curve: ChartCurve, chart: Chart) -> list[tuple[float, float]]:
    return [(_on(x, chart.x), _on(y, chart.y)) for x, y in curve.points if y > 0 or not chart.y.log]


def _mark(ziaplot: Any, mark: ChartMark, chart: Chart) -> None:
    """Draw a point, or a line across or upright."""
    x, y = _place(mark, chart)
    if x is not None and y is not None:
        ziaplot.Point((x, y)).marker("round")
    elif y is not None:
        ziaplot.HLine(y).color(_BLACK).stroke(":").strokewidth(1.2)
    else:
        ziaplot.VLine(x).color(_BLACK).stroke(":").strokewidth(1.2)


def _place(mark: ChartMark, chart: Chart) -> tuple[float | None, float | None]:
    return (None if mark.x is None else _on(mark.x, chart.x)), (None if mark.y is None else _on(mark.y, chart.y))


def _labels(ziaplot: Any, chart: Chart, labels: list[Markup]) -> None:
    """Find room for every label, those of marks first, since they cannot go far."""
    page = _Page(*_ends(chart.x), *_ends(chart.y))
    lines = [page.line(_points(curve, chart)) for curve in chart.curves]
    marks = [(mark, page.mark(*_place(mark, chart))) for mark in chart.marks]
    taken: list[Box] = []
    wanted = [(mark.label, line, _BLACK) for mark, line in marks if mark.label]
    wanted += [(each.label, line, COLORS[n % len(COLORS)]) for n, (each, line) in enumerate(zip(chart.curves, lines, strict=True))
               if each.label]  # fmt: skip
    everything = [*lines, *(line for _, line in marks)]
    for label, line, color in wanted:
        others = [point for other in everything if other is not line for point in other[::3]]
        box = label_box(label, line, others, taken, (PLOT_WIDTH, PLOT_HEIGHT))
        if box is not None:
            taken.append(box)
            place = page.back((box.x, box.y))
            text = ziaplot.Text(*place, _stand_in(label, labels), halign="center", valign="center").color(color)
            text.style(f"font_size: {FONT_SIZE}")


@dataclass(frozen=True)
class _Page:
    """Turns places on the axes into places on the page, near enough, and back."""

    left: float
    right: float
    bottom: float
    top: float

    def line(self, points: Sequence[tuple[float, float]]) -> list[Point]:
        """Give the visible points of a line."""
        return [self.at(x, y) for x, y in points if self.bottom <= y <= self.top]

    def mark(self, x: float | None, y: float | None) -> list[Point]:
        """Give a mark as a line: a point as a very short one."""
        ends_x = (self.left, self.right) if x is None else (x, x)
        ends_y = (self.bottom, self.top) if y is None else (y, y)
        steps = 1 if x is not None and y is not None else 40
        return [self.at(ends_x[0] + (ends_x[1] - ends_x[0]) * n / steps, ends_y[0] + (ends_y[1] - ends_y[0]) * n / steps)
                for n in range(steps + 1)]  # fmt: skip

    def at(self, x: float, y: float) -> Point:
        return ((x - self.left) / (self.right - self.left) * PLOT_WIDTH, (self.top - y) / (self.top - self.bottom) * PLOT_HEIGHT)

    def back(self, point: Point) -> tuple[float, float]:
        return (self.left + point[0] / PLOT_WIDTH * (self.right - self.left),
                self.top - point[1] / PLOT_HEIGHT * (self.top - self.bottom))  # fmt: skip
