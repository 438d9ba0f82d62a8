"""What drawing a template's figures needs, as plain data: no bank, no prose, no file of a drawing is needed any more.

Part of a plate; made by ``engravefigures``, drawn by ``album``.
"""

from __future__ import annotations

from typing import Any

from problemgen.exporters.stencil import Slot
from problemgen.frozen import frozen

Tree = Any  # a formula as maths.treejson keeps it


@frozen
class Label:
    """A text of a figure with holes, as in a stencil."""

    texts: tuple[str, ...]
    holes: tuple[int, ...]
    slots: tuple[Slot, ...]


@frozen
class Scaled:
    """A number of a figure: the line that computes it, and the unit in which it is drawn."""

    line: int
    factor: float
    offset: float


@frozen
class ThingPlate:
    """What a drawing is given: texts and numbers by name, and those numbers that only the key shows."""

    texts: dict[str, Label]
    numbers: dict[str, Scaled]
    key_numbers: dict[str, Scaled]
    key: bool


@frozen
class DrawingPlate:
    """A drawing: its template's ``source`` (``file`` names it in errors), and what it is given."""

    source: str
    file: str
    whole: ThingPlate
    items: tuple[ThingPlate, ...]


@frozen
class AxisPlate:
    """An axis of a plot, in a unit."""

    label: Label
    factor: float
    offset: float
    start: Scaled
    end: Scaled
    log: bool
    every: float | None
    finer: int


@frozen
class CurvePlate:
    """A line of a plot: its formula, and the places of what it needs among the plate's inputs; None of what only runs."""

    formula: Tree
    names: tuple[str, ...]
    inputs: tuple[int | None, ...]
    label: Label
    key: bool


@frozen
class MarkPlate:
    """A point of a plot, or a line across or upright."""

    x: Scaled | None
    y: Scaled | None
    label: Label
    key: bool


@frozen
class PlotPlate:
    """A plot; the input called ``over`` runs along the x axis."""

    x: AxisPlate
    y: AxisPlate
    over: str
    curves: tuple[CurvePlate, ...]
    marks: tuple[MarkPlate, ...]


@frozen
class SentencePlate:
    """A sentence that is said where the line ``when`` holds."""

    when: int
    words: Label
    key: bool


@frozen
class FigurePlate:
    """One figure: what it says to those who cannot see it, and one of the two ways to draw it.

    ``asked`` tells that the question shows it, ``explained`` that the key shows more (or all) of it.
    """

    alt: Label
    key_alt: Label
    also: tuple[SentencePlate, ...]
    asked: bool
    explained: bool
    drawing: DrawingPlate | None
    plot: PlotPlate | None


@frozen
class TableWords:
    """What the words of a table print as in one slot, for each scene."""

    slot: Slot
    texts: tuple[str, ...]


@frozen
class FiguresPlate:
    """All figures of a template; words of tables print otherwise in labels (``svg``) than where they are said."""

    figures: tuple[FigurePlate, ...]
    svg: tuple[TableWords, ...]
    said: tuple[TableWords, ...]
