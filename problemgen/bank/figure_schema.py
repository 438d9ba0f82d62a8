"""What a bank's YAML may say of pictures: drawings made by a template, plots of formulas, and the use of a bank's figure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, Tag

from problemgen.bank.schema_base import Formula, Label, Model, Text, one_of


class FigureItem(Model):
    """One of the things that a drawing repeats: a substance, a mark on a line, a branch of a circuit."""

    texts: dict[Label, Text] = {}
    numbers: dict[Label, Formula] = {}
    key_numbers: dict[Label, Formula] = Field({}, description="numbers that only the key's picture shows")
    key: bool = Field(False, description="in the key only")


class Sentence(Model):
    """A sentence of the alternative text that is true of some variants only."""

    when: Formula
    text: Text
    key: bool = Field(False, description="of the key's picture only")


class Drawing(Model):
    """A picture drawn by a template, `figures/<drawing>.svg.j2` of the bank or of problemgen, from a variant's own values."""

    drawing: Label = Field(description="the template that draws it")
    title: str = ""
    alt: Text = Field(min_length=1, description="what the picture shows, in words, for those who cannot see it")
    key_alt: Text = Field("", description="what the key's picture shows beyond that")
    also: list[Sentence] = Field([], max_length=24, description="sentences added to `alt` where a condition holds")
    unit: str | None = Field(None, description="numbers of this kind are drawn in this unit; others must be plain numbers")
    texts: dict[Label, Text] = {}
    numbers: dict[Label, Formula] = {}
    key_numbers: dict[Label, Formula] = Field({}, description="numbers that only the key's picture shows")
    items: list[FigureItem] = Field([], max_length=24)
    key: bool = Field(False, description="in the key only")
    reading: bool = Field(False, description="the answer is to be read off this picture, so it may show it")


class Axis(Model):
    """One axis of a plot."""

    label: Text
    unit: str = "1"
    start: Formula = Field(alias="from")
    end: Formula = Field(alias="to")
    log: bool = False
    every: float | None = Field(None, gt=0, description="distance of the numbers along the axis, in its unit")
    finer: int = Field(1, ge=1, le=10, description="into how many parts fine grid lines cut that distance, to read from")


class Curve(Model):
    """A line of a plot: a formula in which the number named by `over` runs along the x axis."""

    formula: Formula
    label: Text = ""
    key: bool = Field(False, description="in the key only")


class PlotMark(Model):
    """A point of a plot; without `x` a line across at `y`, without `y` a line upright at `x`."""

    x: Formula | None = None
    y: Formula | None = None
    label: Text = ""
    key: bool = Field(False, description="in the key only")


class Plot(Model):
    """Curves on two axes, from a variant's own values."""

    title: str = ""
    alt: Text = Field(min_length=1, description="what the plot shows, in words, for those who cannot see it")
    key_alt: Text = Field("", description="what the key's plot shows beyond that")
    also: list[Sentence] = Field([], max_length=24, description="sentences added to `alt` where a condition holds")
    x: Axis
    y: Axis
    over: str = Field(description="the number that runs along the x axis: a drawn one, or a new name")
    curves: list[Curve] = Field([], max_length=8)
    marks: list[PlotMark] = Field([], max_length=12)
    key: bool = Field(False, description="in the key only")
    reading: bool = Field(False, description="the answer is to be read off this picture, so it may show it")


class FigureUse(Model):
    """A figure of the bank, with its names bound to those of this problem."""

    figure: str
    using: dict[str, Formula] = Field({}, alias="with", description="the figure's name: name or formula of this problem")
    texts: dict[Label, Text] = Field({}, description="words in place of the figure's own texts, or of slots in its texts")
    alt: Text | None = None
    key_alt: Text | None = None
    key: bool = Field(False, description="in the key only")
    reading: bool = Field(False, description="the answer is to be read off this picture, so it may show it")


BankFigure = Annotated[Annotated[Drawing, Tag("drawing")] | Annotated[Plot, Tag("x")], one_of("drawing", "x")]
Figure = Annotated[
    Annotated[Drawing, Tag("drawing")] | Annotated[Plot, Tag("x")] | Annotated[FigureUse, Tag("figure")],
    one_of("drawing", "x", "figure"),
]


Written = Iterator[tuple[str, tuple[str | int, ...]]]  # what stands in a field, and the path to it


def written_in(figure: BankFigure) -> Written:
    """Yield the texts of a figure."""
    yield from ((figure.alt, ("alt",)), (figure.key_alt, ("key_alt",)))
    yield from ((each.text, ("also", n, "text")) for n, each in enumerate(figure.also))
    if isinstance(figure, Drawing):
        yield from ((text, ("texts", name)) for name, text in figure.texts.items())
        for n, item in enumerate(figure.items):
            yield from ((text, ("items", n, "texts", name)) for name, text in item.texts.items())
        return
    yield from ((figure.x.label, ("x", "label")), (figure.y.label, ("y", "label")))
    yield from ((curve.label, ("curves", n, "label")) for n, curve in enumerate(figure.curves))
    yield from ((mark.label, ("marks", n, "label")) for n, mark in enumerate(figure.marks))


def formulas_in(figure: BankFigure) -> Written:
    """Yield the formulas of a figure."""
    yield from ((each.when, ("also", n, "when")) for n, each in enumerate(figure.also))
    if isinstance(figure, Drawing):
        yield from ((text, ("numbers", name)) for name, text in figure.numbers.items())
        yield from ((text, ("key_numbers", name)) for name, text in figure.key_numbers.items())
        for n, item in enumerate(figure.items):
            yield from ((text, ("items", n, "numbers", name)) for name, text in item.numbers.items())
            yield from ((text, ("items", n, "key_numbers", name)) for name, text in item.key_numbers.items())
        return
    for name, axis in (("x", figure.x), ("y", figure.y)):
        yield from ((axis.start, (name, "from")), (axis.end, (name, "to")))
    yield from ((curve.formula, ("curves", n, "formula")) for n, curve in enumerate(figure.curves))
    for n, mark in enumerate(figure.marks):
        yield from ((text, ("marks", n, name)) for name, text in (("x", mark.x), ("y", mark.y)) if text is not None)
