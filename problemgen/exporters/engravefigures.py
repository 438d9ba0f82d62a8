"""Turn the figures of a template into plain data: labels cut at their holes, numbers as lines, drawings by their source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from problemgen.bank.figure import Axis, Curve, Drawing, Figure, FigureNumber, Mark, Plot, differs
from problemgen.document.problem import Printer
from problemgen.exporters.figureplate import (
    AxisPlate,
    CurvePlate,
    DrawingPlate,
    FigurePlate,
    FiguresPlate,
    Label,
    MarkPlate,
    PlotPlate,
    Scaled,
    SentencePlate,
    TableWords,
    ThingPlate,
)
from problemgen.exporters.make import Ink
from problemgen.exporters.stencil import Slot, stencil
from problemgen.exporters.tablewords import table_words
from problemgen.figures.drawing import template_of
from problemgen.markup.nodes import Words
from problemgen.maths.tree import names
from problemgen.maths.treejson import to_json
from problemgen.variant.program import Program


def figures_plate(program: Program, places: Mapping[str, int]) -> FiguresPlate | None:
    """Make the plate of a template's figures; ``places`` are those of the lines. None where there are none."""
    if not program.template.figures:
        return None
    engraver = _Engraver(program, places)
    figures = tuple(engraver.figure(each) for each in program.template.figures)
    return FiguresPlate(figures, engraver.words("svg"), engraver.words("said"))


@dataclass
class _Engraver:
    """Engraves figures, and gathers the slots of their texts by the format in which they are printed."""

    program: Program
    places: Mapping[str, int]
    slots: dict[str, list[Slot]] = field(default_factory=lambda: {"svg": [], "said": []})

    def __post_init__(self) -> None:
        self.printers = {format: Printer(format) for format in self.slots}

    def words(self, format: str) -> tuple[TableWords, ...]:
        found = table_words(self.program, format, dict.fromkeys(self.slots[format]))
        return tuple(TableWords(slot, texts) for slot, texts in found.items())

    def label(self, words: Words, format: str = "svg") -> Label:
        """Print a text, and cut it at its holes."""
        ink = Ink(self.printers[format])
        cut = stencil(ink.text(words), ink.marks)
        slots = tuple(fill for fill in cut.fills if isinstance(fill, Slot))
        self.slots[format] += slots
        return Label(cut.texts, cut.holes, slots)

    def labels(self, texts: Mapping[str, Words]) -> dict[str, Label]:
        return {name: self.label(words) for name, words in texts.items()}

    def number(self, number: FigureNumber) -> Scaled:
        return Scaled(self.places[number.line], number.unit.factor, number.unit.offset)

    def numbers(self, numbers: Mapping[str, FigureNumber]) -> dict[str, Scaled]:
        return {name: self.number(each) for name, each in numbers.items()}

    def figure(self, figure: Figure) -> FigurePlate:
        drawing = self.drawing(figure) if isinstance(figure, Drawing) else None
        plot = self.plot(figure) if isinstance(figure, Plot) else None
        also = tuple(SentencePlate(self.places[each.when.line], self.label(each.words, "said"), each.key) for each in figure.also)
        return FigurePlate(self.label(figure.alt, "said"), self.label(figure.key_alt, "said"), also, not figure.key,
                           differs(figure), drawing, plot)  # fmt: skip

    def drawing(self, figure: Drawing) -> DrawingPlate:
        source, file = template_of(self.program.template.bank.drawings, figure.drawing)
        whole = ThingPlate(self.labels(figure.texts), self.numbers(figure.numbers), self.numbers(figure.key_numbers), figure.key)
        items = tuple(
            ThingPlate(self.labels(item.texts), self.numbers(item.numbers), self.numbers(item.key_numbers), item.key)
            for item in figure.items
        )
        return DrawingPlate(source, file, whole, items)

    def plot(self, figure: Plot) -> PlotPlate:
        return PlotPlate(self.axis(figure.x), self.axis(figure.y), figure.over, tuple(map(self.curve, figure.curves)),
                         tuple(map(self.mark, figure.marks)))  # fmt: skip

    def axis(self, axis: Axis) -> AxisPlate:
        return AxisPlate(self.label(axis.label), axis.unit.factor, axis.unit.offset, self.number(axis.start),
                         self.number(axis.end), axis.log, axis.every, axis.finer)  # fmt: skip

    def curve(self, curve: Curve) -> CurvePlate:
        needed: Sequence[str] = names(curve.formula)
        known = self.program.inputs
        inputs = tuple(known.index(name) if name in known else None for name in needed)  # what runs may be a name of its own
        return CurvePlate(to_json(curve.formula), tuple(needed), inputs, self.label(curve.label), curve.key)

    def mark(self, mark: Mark) -> MarkPlate:
        x, y = (None if number is None else self.number(number) for number in (mark.x, mark.y))
        return MarkPlate(x, y, self.label(mark.label), mark.key)
