"""Follow a curve along the x axis of a plot."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from problemgen.figures.scene import ChartAxis

SAMPLES = 60  # intervals of a curve


def followed(axis: ChartAxis, value_at: Callable[[float], float | None]) -> tuple[tuple[float, float], ...]:
    """Give the points of a curve, leaving out where it has no value."""
    found = ((place, value_at(place)) for place in _places(axis))
    return tuple((place, value) for place, value in found if value is not None)


def _places(axis: ChartAxis) -> Iterable[float]:
    """Give places along an axis, evenly as they are drawn."""
    for n in range(SAMPLES + 1):
        share = n / SAMPLES
        if axis.log and axis.start > 0 and axis.end > 0:
            yield axis.start * (axis.end / axis.start) ** share
        else:
            yield axis.start + (axis.end - axis.start) * share
