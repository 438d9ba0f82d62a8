"""A figure of a template, checked: what ``figures/`` draws for each variant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from problemgen.frozen import frozen
from problemgen.markup.nodes import Words
from problemgen.maths.tree import Node
from problemgen.maths.units import Unit


@frozen
class FigureNumber:
    """A number of a figure: its formula in SI and the unit in which it is drawn; ``line`` names its computed value."""

    line: str
    formula: Node
    unit: Unit


@frozen
class Sentence:
    """A sentence of the alternative text that is said where ``when`` holds."""

    when: FigureNumber
    words: Words
    key: bool


@frozen
class Item:
    """One of the things that a drawing repeats."""

    texts: Mapping[str, Words]
    numbers: Mapping[str, FigureNumber]
    key_numbers: Mapping[str, FigureNumber]
    key: bool


@frozen
class Drawing:
    """A picture that the template ``drawing`` draws; what has ``key`` is in the answer key only."""

    drawing: str
    title: str
    alt: Words
    key_alt: Words
    also: tuple[Sentence, ...]
    texts: Mapping[str, Words]
    numbers: Mapping[str, FigureNumber]
    key_numbers: Mapping[str, FigureNumber]
    items: tuple[Item, ...]
    key: bool


@frozen
class Axis:
    """One axis of a plot, from ``start`` to ``end``."""

    label: Words
    unit: Unit
    start: FigureNumber
    end: FigureNumber
    log: bool
    every: float | None
    finer: int


@frozen
class Curve:
    """A line of a plot: ``formula`` (SI) in drawn values and constants, one of which runs along the x axis."""

    formula: Node
    label: Words
    key: bool


@frozen
class Mark:
    """A point of a plot, or a line across (no ``x``) or upright (no ``y``)."""

    x: FigureNumber | None
    y: FigureNumber | None
    label: Words
    key: bool


@frozen
class Plot:
    """Curves and marks on two axes; the number called ``over`` runs along the x axis."""

    title: str
    alt: Words
    key_alt: Words
    also: tuple[Sentence, ...]
    x: Axis
    y: Axis
    over: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]
    key: bool


Figure = Drawing | Plot


def numbers_of(figure: Figure) -> Iterator[FigureNumber]:
    """Yield every number that is computed for a figure, apart from the points of its curves."""
    yield from (each.when for each in figure.also)
    if isinstance(figure, Drawing):
        yield from (*figure.numbers.values(), *figure.key_numbers.values())
        yield from (number for item in figure.items for number in (*item.numbers.values(), *item.key_numbers.values()))
        return
    for axis in (figure.x, figure.y):
        yield from (axis.start, axis.end)
    yield from (number for mark in figure.marks for number in (mark.x, mark.y) if number is not None)


def words_of(figure: Figure) -> Iterator[Words]:
    """Yield every text of a figure."""
    yield from (figure.alt, figure.key_alt, *(each.words for each in figure.also))
    if isinstance(figure, Drawing):
        yield from figure.texts.values()
        yield from (words for item in figure.items for words in item.texts.values())
        return
    yield from (figure.x.label, figure.y.label)
    yield from (curve.label for curve in figure.curves)
    yield from (mark.label for mark in figure.marks)


def differs(figure: Figure) -> bool:
    """Tell whether the key shows more than the question does."""
    if figure.key or figure.key_alt or any(each.key for each in figure.also):
        return True
    if isinstance(figure, Drawing):
        return bool(figure.key_numbers) or any(item.key or item.key_numbers for item in figure.items)
    return any(curve.key for curve in figure.curves) or any(mark.key for mark in figure.marks)
