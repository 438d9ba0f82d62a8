"""Plot curves and marks on two axes: Chart -> SVG. ziaplot draws the axes and the curves, dashed as well as coloured.

Grid lines to read from, marks, labels and the names of the axes are laid over that (``overlay``); ziaplot only leaves room
for these names, since it knows no subscripts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from problemgen.figures import shapes
from problemgen.figures.overlay import COLORS, Frame, overlay
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve

WIDTH, HEIGHT = 444, 300
_MARGIN, _BELOW = 16, 5  # room on the right, for half a tick's number, and below
DASHES = ("-", "--", ":", "-.")
_STAND_IN = "\ue000"  # for the name of an axis
_NAME = re.compile(f"<text [^>]*>{_STAND_IN}</text>")
_STYLE = """
Graph { color: #ffffff; edge_width: 1.2; }
Graph.TickX { font_size: 13; height: 5; stroke_width: 1; pad: 0; }
Graph.TickY { font_size: 13; height: 5; stroke_width: 1; pad: 0; }
Graph.XName { font_size: 14; }
Graph.YName { font_size: 14; }
Graph.GridX { color: #cccccc; stroke: -; stroke_width: 0.8; }
Graph.GridY { color: #cccccc; stroke: -; stroke_width: 0.8; }
"""


def plot(chart: Chart) -> str:
    """Draw a chart. Raises ValueError for an axis that has no extent."""
    import ziaplot

    for axis in (chart.x, chart.y):
        if axis.start == axis.end or (axis.log and min(axis.start, axis.end) <= 0):
            raise ValueError("an axis runs between two different ends, above zero where it is logarithmic")
    lines = [_points(curve, chart) for curve in chart.curves]
    with _graph(ziaplot, chart) as graph:
        for n, points in enumerate(lines):
            if len(points) > 1:
                x, y = zip(*points, strict=True)
                line = ziaplot.PolyLine(x, y).color(COLORS[n % len(COLORS)]).stroke(DASHES[n % len(DASHES)]).strokewidth(2)
                _keep_styles(line, n % math.lcm(len(COLORS), len(DASHES)))
    return _finished(graph.imagebytes("svg").decode(), chart, lines)


_STYLES: dict[tuple[int, str | None], Any] = {}


def _keep_styles(drawn: Any, number: int = -1) -> None:
    """Work out each style of the graph, or of its lines of a number, once: ziaplot goes through all rules for every tick."""
    build = drawn._build_style

    def kept(name: str | None = None) -> Any:
        if (number, name) not in _STYLES:
            _STYLES[number, name] = build(name)
        return _STYLES[number, name]

    drawn._build_style = kept


def _graph(ziaplot: Any, chart: Chart) -> Any:
    graph = ziaplot.Graph().css(_STYLE)
    _keep_styles(graph)
    graph.size(WIDTH, HEIGHT).axesnames(_STAND_IN, _STAND_IN)
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
        return shapes.ticks(low, high) if axis.every is None else shapes.multiples(low, high, axis.every)
    return _in_decades(axis, (1,) if high - low > 4 else (1, 2, 5))


def _in_decades(axis: ChartAxis, steps: Sequence[int]) -> list[float]:
    low, high = _ends(axis)
    places = [step * 10.0**decade for decade in range(math.floor(low), math.ceil(high) + 1) for step in steps]
    return [place for place in places if low - 1e-6 <= math.log10(place) <= high + 1e-6]


def _fine(axis: ChartAxis) -> list[float]:
    """Give where the fine grid lines of an axis lie."""
    if axis.finer < 2:
        return []
    if axis.log:
        return [_on(each, axis) for each in _in_decades(axis, range(1, 10))]
    ticks = _ticks(axis)
    step = (ticks[1] - ticks[0]) / axis.finer if len(ticks) > 1 else 0.0
    return shapes.multiples(*_ends(axis), step) if step else []


def _points(curve: ChartCurve, chart: Chart) -> list[tuple[float, float]]:
    return [(_on(x, chart.x), _on(y, chart.y)) for x, y in curve.points
            if (x > 0 or not chart.x.log) and (y > 0 or not chart.y.log)]  # fmt: skip


# dominant-baseline is read differently by every renderer; a shift by a part of the letters' height is not
_BASELINES = {"hanging": "0.85em", "middle": "0.35em", "bottom": "-0.25em"}
_BASELINE = re.compile('dominant-baseline="(hanging|middle|bottom)"')
_FRAME = re.compile(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" stroke-width[^>]*/>')


def _finished(svg: str, chart: Chart, lines: Sequence[Sequence[tuple[float, float]]]) -> str:
    """Lay the rest over the axes and curves, and make room at the edges; the letters are those around the picture."""
    svg = _BASELINE.sub(lambda match: f'dy="{_BASELINES[match[1]]}"', svg).replace(' font-family="sans-serif"', "")
    svg = svg.replace(f'viewBox="0 0 {WIDTH} {HEIGHT}"', f'viewBox="0 0 {WIDTH + _MARGIN} {HEIGHT + _BELOW}"', 1)
    svg = svg.replace('"black"', '"#000000"').replace('<rect width="100%" height="100%" fill="none" />', "")
    found = _FRAME.search(svg)
    if found is None:
        raise ValueError("this version of ziaplot draws its frame in another way; install the version that problemgen asks for")
    left, top, wide, high = map(float, found.groups())
    frame = Frame(left, top, wide, high, *_ends(chart.x), *_ends(chart.y))
    marks = [(None if mark.x is None else _on(mark.x, chart.x), None if mark.y is None else _on(mark.y, chart.y))
             for mark in chart.marks]  # fmt: skip
    below, above = overlay(frame, chart, lines, marks, (_fine(chart.x), _fine(chart.y)))
    rest = _NAME.sub("", svg[found.end() :]).replace("</svg>", "", 1)
    return f"{svg[: found.end()]}{below}{rest}{above}{_names(frame, chart)}</svg>"


def _names(frame: Frame, chart: Chart) -> str:
    x, y = shapes.xy(frame.x + frame.wide / 2), shapes.xy(frame.y + frame.high / 2)
    across = f'<text x="{x}" y="{HEIGHT + _BELOW - 5}" font-size="14" text-anchor="middle" fill="#000000">{chart.x.label}</text>'
    turned = f'<text transform="translate(13 {y}) rotate(-90)" font-size="14" text-anchor="middle" fill="#000000">'
    return f"{across}{turned}{chart.y.label}</text>"
