"""What a drawing's template, or a plot, gets to see of one variant: labels printed as SVG text, numbers in their units."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from problemgen.frozen import frozen


@frozen
class SceneItem:
    """One of the things that a drawing repeats."""

    texts: Mapping[str, Markup]
    numbers: Mapping[str, float]


@frozen
class Scene:
    """A drawing's material; ``key`` tells that the answers may be seen."""

    texts: Mapping[str, Markup]
    numbers: Mapping[str, float]
    items: tuple[SceneItem, ...]
    key: bool


@frozen
class ChartAxis:
    """One axis, from ``start`` to ``end``: numbers stand at every ``every``, and fine grid lines cut that ``finer`` times."""

    label: Markup
    start: float
    end: float
    log: bool
    every: float | None = None
    finer: int = 1


@frozen
class ChartCurve:
    """The points of a line."""

    points: tuple[tuple[float, float], ...]
    label: Markup


@frozen
class ChartMark:
    """A point, or a line across (``x`` is None) or upright (``y`` is None)."""

    x: float | None
    y: float | None
    label: Markup


@frozen
class Chart:
    """A plot's material."""

    x: ChartAxis
    y: ChartAxis
    curves: tuple[ChartCurve, ...]
    marks: tuple[ChartMark, ...]
