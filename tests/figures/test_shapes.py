"""Sums for drawings, over many values."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from problemgen.figures import shapes
from problemgen.figures.labels import Box, Room, label_box

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
SPANS = st.tuples(NUMBERS, st.floats(1e-3, 1e6)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(SPANS, st.integers(1, 14))
def test_ticks_are_round_and_inside_the_ends(span: tuple[float, float], about: int) -> None:
    """Ticks lie between the ends, at equal distances, not many more than asked for."""
    low, high = span
    found = shapes.ticks(low, high, about)
    room = (high - low) * 1e-6
    assert all(low - room <= tick <= high + room for tick in found)
    assert len(found) <= about + 2
    steps = [b - a for a, b in pairwise(found)]
    assert all(math.isclose(step, steps[0], rel_tol=1e-6, abs_tol=room) for step in steps)


@pytest.mark.parametrize("ends", [(1, 1), (2, 1), (math.nan, 1), (0, math.inf)])
def test_a_scale_without_extent_has_no_ticks(ends: tuple[float, float]) -> None:
    assert shapes.ticks(*ends) == []
    assert shapes.multiples(*ends, 1.0) == []


@given(SPANS, st.floats(1e-12, 1e3))
def test_multiples_are_few(span: tuple[float, float], step: float) -> None:
    """However small a step is, there are at most some two hundred lines."""
    assert len(shapes.multiples(*span, step)) <= 202


@given(st.lists(st.tuples(st.floats(0, 460), st.floats(1, 120)), max_size=12))
def test_labels_of_one_level_never_overlap(labels: list[tuple[float, float]]) -> None:
    """Two labels on the same level have the gap between them."""
    places, widths = [each[0] for each in labels], [each[1] for each in labels]
    levels = shapes.levels(places, widths, 6)
    for level in set(levels):
        row = sorted((places[n], widths[n]) for n in range(len(labels)) if levels[n] == level)
        for (x1, w1), (x2, w2) in pairwise(row):
            assert x2 - w2 / 2 >= x1 + w1 / 2 + 6 - 1e-9


@given(NUMBERS, SPANS)
def test_places_stay_on_the_line(value: float, span: tuple[float, float]) -> None:
    assert 20 <= shapes.along(value, *span, 20, 420) <= 420


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_arrows_have_finite_corners(x1: float, y1: float, x2: float, y2: float) -> None:
    """Also an arrow of no length has a head."""
    assert "nan" not in shapes.arrow_head(x1, y1, x2, y2) + shapes.shaft(x1, y1, x2, y2)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_no_coordinate(value: float) -> None:
    with pytest.raises(ValueError, match="no finite number"):
        shapes.xy(value)


@given(NUMBERS)
def test_coordinates_are_within_a_tenth(value: float) -> None:
    assert abs(float(shapes.xy(value)) - value) <= 0.0501


@given(st.lists(NUMBERS, min_size=1, max_size=8))
def test_a_scale_holds_its_values_with_room(values: list[float]) -> None:
    low, high = shapes.spread(values)
    assert low < min(values)
    assert high > max(values)


@given(st.floats(-50, 600), st.text("abc ", max_size=30))
def test_labels_stay_within(x: float, text: str) -> None:
    """A label is moved to where it fits, as long as it fits at all."""
    half = shapes.width(text, 14) / 2
    assert half - 1e-9 <= shapes.within(x, text, 0, 460) <= 460 - half + 1e-9


def test_a_long_label_is_cut_where_both_lines_are_equal() -> None:
    assert shapes.wrap("the space outside the inner membrane", 120) == ["the space outside", "the inner membrane"]
    assert shapes.wrap(Markup("a<b/> c d e f g h i j k"), 20) == [Markup("a<b/> c d e f g h i j k")]


LINES = st.lists(st.tuples(st.floats(60, 420), st.floats(10, 240)), min_size=1, max_size=60)


@given(LINES, st.text("Kmabc", min_size=1, max_size=9))
def test_labels_of_lines_stay_on_the_page_where_there_is_room(line: list[tuple[float, float]], label: str) -> None:
    """On a page with one line, its label lies within the frame and off the labels that are there."""
    room = Room([], [Box(240, 120, 20)], 56, 7, 440, 254)
    box = label_box(label, sorted(line), room)
    assert box is not None
    assert all(map(math.isfinite, (box.x, box.y)))


def test_a_line_that_cannot_be_seen_has_no_label() -> None:
    assert label_box("K", [], Room([], [], 0, 0, 100, 100)) is None
