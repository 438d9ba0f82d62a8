"""Plots: axes of all kinds, curves that leave them, and the same bytes each time."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from problemgen.figures.plot import plot
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve, ChartMark
from problemgen.figures.svg import size_of

EMPTY = Markup("")


def axis(start: float, end: float, log: bool = False, every: float | None = None, finer: int = 1) -> ChartAxis:
    return ChartAxis(Markup("V<tspan>m</tspan> (mV)"), start, end, log, every, finer)


def curve(*points: tuple[float, float], label: str = "") -> ChartCurve:
    return ChartCurve(points, Markup(label))


def chart(x: ChartAxis, y: ChartAxis, *curves: ChartCurve, marks: tuple[ChartMark, ...] = ()) -> Chart:
    return Chart(x, y, curves, marks)


LINE = curve((-100.0, -50.0), (0.0, 0.0), (100.0, 50.0), label="K")
USUAL = chart(axis(-100, 100), axis(-60, 60), LINE, marks=(ChartMark(0, 0, Markup("E")), ChartMark(None, 20, Markup("a"))))


@pytest.mark.parametrize(
    "drawn",
    [
        pytest.param(USUAL, id="a line with marks"),
        pytest.param(chart(axis(100, -100), axis(60, -60), LINE), id="axes backwards"),
        pytest.param(chart(axis(1, 200, log=True, finer=2), axis(-60, 60), curve((1.0, 3.0), (200.0, 40.0))), id="a log axis"),
        pytest.param(chart(axis(1, 200, log=True), axis(-60, 60), curve((0.0, 3.0), (-5.0, 3.0), (9.0, 1.0))), id="log of zero"),
        pytest.param(chart(axis(1e-9, 1e3, log=True), axis(1e-6, 1, log=True), curve((1e-8, 1e-5), (1, 0.5))), id="many decades"),
        pytest.param(chart(axis(-100, 100), axis(200, 300), LINE), id="a curve outside"),
        pytest.param(chart(axis(-100, 100), axis(-60, 60), curve((3.0, 4.0), label="one")), id="a curve of one point"),
        pytest.param(chart(axis(-100, 100), axis(-60, 60), curve(label="none")), id="a curve without points"),
        pytest.param(chart(axis(-100, 100), axis(-60, 60)), id="nothing"),
        pytest.param(chart(axis(0, 1, every=0.3, finer=10), axis(0, 1, every=5)), id="numbers far apart"),
        pytest.param(chart(axis(0, 1, every=1e-9), axis(0, 1)), id="numbers too close"),
        pytest.param(chart(axis(-1e-9, 1e-9), axis(-1e12, 1e12), curve((0.0, 0.0), (1e-9, 1e12))), id="tiny and huge"),
        pytest.param(chart(axis(0, 1), axis(0, 1), marks=(ChartMark(9, 9, EMPTY), ChartMark(9, None, EMPTY))), id="outside"),
    ],
)
def test_plots_are_pictures(drawn: Chart) -> None:
    """Whatever its axes and curves are, a plot is a well-formed picture of the usual size, without a number that is none."""
    svg = plot(drawn)
    size = size_of(svg)
    assert size.width == 460
    assert not re.search(r"\b(nan|inf)\b", svg)
    assert "\ue000" not in svg


@pytest.mark.parametrize("broken", [axis(5, 5), axis(0, 10, log=True), axis(-1, 10, log=True), axis(10, 0, log=True)])
def test_axes_without_extent_are_refused(broken: ChartAxis) -> None:
    with pytest.raises(ValueError, match="an axis runs between two different ends"):
        plot(chart(broken, axis(0, 1)))
    with pytest.raises(ValueError, match="an axis runs between two different ends"):
        plot(chart(axis(0, 1), broken))


def test_the_same_plot_has_the_same_bytes() -> None:
    """Plots do not depend on those that were made before."""
    first = plot(USUAL)
    plot(chart(axis(1, 200, log=True), axis(-60, 60)))
    assert plot(USUAL) == first


def test_marks_lie_where_they_belong() -> None:
    """A point in the middle of both axes is drawn in the middle of the frame."""
    svg = plot(USUAL)
    frame = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" stroke', svg)[0]
    left, top, wide, high = map(float, frame)
    x, y = map(float, re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', svg)[0])
    assert math.isclose(x, left + wide / 2, abs_tol=0.1)
    assert math.isclose(y, top + high / 2, abs_tol=0.1)


def test_curves_differ_in_their_dashes() -> None:
    """Four curves can be told apart without their colours."""
    curves = [curve((0.0, float(n)), (1.0, n + 1.0)) for n in range(4)]
    svg = plot(chart(axis(0, 1), axis(0, 5), *curves))
    drawn = re.findall(r'<path [^>]*stroke="#(?:0072B2|D55E00|009E73|CC79A7)"[^>]*>', svg)
    assert len({tuple(re.findall('stroke-dasharray="([^"]*)"', path)) for path in drawn}) == 4


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.floats(-100, 100), st.floats(-1e9, 1e9)), max_size=20), st.text("Kab", max_size=12))
def test_plots_of_any_points(points: list[tuple[float, float]], label: str) -> None:
    """Any finite points make a picture."""
    drawn = chart(axis(-100, 100), axis(-60, 60), curve(*sorted(points), label=label), marks=(ChartMark(3, 4, Markup(label)),))
    assert size_of(plot(drawn)).width == 460
