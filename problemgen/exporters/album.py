"""Draw the pictures of variants from a plate: facts -> scene or chart -> SVG, by the same functions as for documents."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from problemgen.errors import Problem, ProblemgenError
from problemgen.exporters.affixes import view
from problemgen.exporters.facts import Evaluator, Facts
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
    ThingPlate,
)
from problemgen.exporters.fill import Filler, filler
from problemgen.exporters.plate import Plate
from problemgen.exporters.stencil import Figure, Slot, Stencil
from problemgen.figures.curve import followed
from problemgen.figures.embed import standalone
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve, ChartMark, Scene, SceneItem
from problemgen.figures.svg import Picture, Size, size_of
from problemgen.maths.compiled import Line, compile_lines
from problemgen.maths.treejson import from_json

_BRACES = re.compile(r"\{(?=\{)")  # a player of QTI runs what stands between {{ and }}: see qti_item

Texts = Callable[[Facts], str]
Numbers = Callable[[Facts], float]
Points = Callable[[Facts, ChartAxis], tuple[tuple[float, float], ...]]


class Album:
    """Draws the pictures of one plate's variants; keeps the last few, since a question asks for one several times.

    The size of what was drawn as a file is kept: a format that holds its pictures before the questions draws them once.
    """

    KEPT = 8

    def __init__(self, plate: Plate, figures: FiguresPlate, evaluator: Evaluator) -> None:
        self.plate, self.figures, self.evaluator = plate, figures.figures, evaluator
        words = {"svg": {each.slot: each.texts for each in figures.svg}, "said": {each.slot: each.texts for each in figures.said}}
        self.printers = [_Labels(plate, kind, words) for kind in range(len(plate.kinds))]
        self.last: dict[tuple[int, int, bool], Picture] = {}
        self.sizes: dict[tuple[int, bool], dict[int, Size]] = {}
        self.seen: dict[Size, Size] = {}  # equal sizes are kept once
        self.speakers: dict[tuple[int, int, bool], Texts] = {}
        self.drawers: dict[tuple[int, int, bool], Texts] = {}

    def filler(self, markup: str, figure: Figure) -> Filler:
        """Make the function that prints something of a picture into a question in a markup."""
        number, key = figure.number, figure.key
        if figure.what == "alt":
            from problemgen.markup.formats import DIALECTS

            escaped = DIALECTS[markup].modes["text"].text
            return lambda facts: view(_BRACES.sub("{\u2060", escaped(self.said(facts, number, key))))
        if figure.what == "data":
            return lambda facts: b64encode(standalone(self.picture(facts, number, key)).encode()).decode()
        if figure.what == "width":
            return lambda facts: f"{self.size(facts, number, key).width:.0f}"
        return lambda facts: f"{self.size(facts, number, key).height:.0f}"

    def file(self, index: int, number: int, key: bool) -> bytes:
        """Draw a picture as a file of its own. Raises ProblemgenError."""
        picture = self.picture(self.evaluator.facts(index), number, key)
        self.sizes.setdefault((number, key), {})[index] = self.seen.setdefault(picture.size, picture.size)
        return standalone(picture).encode()

    def size(self, facts: Facts, number: int, key: bool) -> Size:
        """Give the size of a picture, drawn where that is not known."""
        known = self.sizes.get((number, key), {}).get(facts.variant_index)
        return known or self.picture(facts, number, key).size

    def picture(self, facts: Facts, number: int, key: bool) -> Picture:
        """Draw figure ``number`` of a variant, as students or as the key sees it. Raises ProblemgenError."""
        name = (facts.variant_index, number, key)
        found = self.last.get(name)
        if found is None:
            if len(self.last) >= self.KEPT:
                del self.last[next(iter(self.last))]
            found = self.last[name] = self.drawn(facts, number, key)
        return found

    def said(self, facts: Facts, number: int, key: bool) -> str:
        """Say what a picture shows; nothing is drawn for that."""
        kind = self.plate.scenes[facts.scene].kind
        speaker = self.speakers.get((kind, number, key))
        if speaker is None:
            speaker = self.speakers[kind, number, key] = self.printers[kind].spoken(self.figures[number], key)
        return speaker(facts)

    def drawn(self, facts: Facts, number: int, key: bool) -> Picture:
        kind = self.plate.scenes[facts.scene].kind
        drawer = self.drawers.get((kind, number, key))
        if drawer is None:
            hand = _Hand(self.plate, self.evaluator, self.printers[kind], key)
            drawer = self.drawers[kind, number, key] = hand.figure(self.figures[number])
        where = f"{self.plate.template}, variant {facts.variant_index}: figure {number}"
        try:
            svg = drawer(facts)
            return Picture(svg, self.said(facts, number, key), size_of(svg))
        except ValueError as error:
            raise ProblemgenError(f"{where} cannot be drawn: {error}") from error
        except ProblemgenError as error:
            raise ProblemgenError.of([Problem(f"{where}: {each.message}", each.place) for each in error.problems]) from error


@dataclass(frozen=True)
class _Labels:
    """Makes the functions that print texts of figures, for scenes of one kind."""

    plate: Plate
    kind: int
    words: Mapping[str, Mapping[Slot, tuple[str, ...]]]

    def printer(self, label: Label, format: str) -> Texts:
        if not label.holes:
            text = label.texts[0]
            return lambda _: text
        own = {slot: texts for slot, texts in self.words[format].items() if slot in label.slots}
        fill = filler(Stencil(label.texts, label.holes, label.slots), self.plate, format, (self.kind,), own)
        return lambda facts: fill(facts).decode()

    def spoken(self, figure: FigurePlate, key: bool) -> Texts:
        said = [self.printer(label, "said") for label in ((figure.alt, figure.key_alt) if key else (figure.alt,))]
        also = [(each.when, self.printer(each.words, "said")) for each in figure.also if key or not each.key]

        def spoken(facts: Facts) -> str:
            found = [say(facts) for say in said]
            found += [say(facts) for line, say in also if facts.values[line]]
            return " ".join(words for words in found if words)

        return spoken


@dataclass(frozen=True)
class _Hand:
    """Makes the functions that draw figures: every label and curve is compiled once."""

    plate: Plate
    evaluator: Evaluator
    labels: _Labels
    key: bool

    def figure(self, figure: FigurePlate) -> Texts:
        if figure.drawing is not None:
            return self.drawing(figure.drawing)
        assert figure.plot is not None
        return self.plot(figure.plot)

    def label(self, label: Label) -> Callable[[Facts], Markup]:
        printed = self.labels.printer(label, "svg")
        return lambda facts: Markup(printed(facts))

    def number(self, number: Scaled) -> Numbers:
        line, factor, offset = number.line, number.factor, number.offset
        name = self.plate.lines[line][0]

        def value_of(facts: Facts) -> float:
            value = facts.values[line]
            if value is None:
                raise ValueError(f"{name.split(' ', 2)[-1]} has no finite value")
            return (value - offset) / factor

        return value_of

    def thing(self, thing: ThingPlate) -> Callable[[Facts], SceneItem]:
        texts = {name: self.label(label) for name, label in thing.texts.items()}
        shown = {**thing.numbers, **thing.key_numbers} if self.key else thing.numbers
        numbers = {name: self.number(number) for name, number in shown.items()}
        return lambda facts: SceneItem({name: text(facts) for name, text in texts.items()},
                                       {name: value(facts) for name, value in numbers.items()})  # fmt: skip

    def drawing(self, drawing: DrawingPlate) -> Texts:
        from problemgen.figures.drawing import draw  # brings Jinja; where only words are printed nothing is drawn

        whole, key = self.thing(drawing.whole), self.key
        items = [self.thing(item) for item in drawing.items if key or not item.key]

        def svg(facts: Facts) -> str:
            given = whole(facts)
            scene = Scene(given.texts, given.numbers, tuple(item(facts) for item in items), key)
            return draw(drawing.source, drawing.file, scene)

        return svg

    def plot(self, shown: PlotPlate) -> Texts:
        from problemgen.figures.plot import plot

        x, y = self.axis(shown.x), self.axis(shown.y)
        curves = [(self.curve(shown, curve), self.label(curve.label)) for curve in shown.curves if self.key or not curve.key]
        marks = [self.mark(mark) for mark in shown.marks if self.key or not mark.key]

        def svg(facts: Facts) -> str:
            axis = x(facts)
            lines = tuple(ChartCurve(points(facts, axis), label(facts)) for points, label in curves)
            return plot(Chart(axis, y(facts), lines, tuple(mark(facts) for mark in marks)))

        return svg

    def axis(self, axis: AxisPlate) -> Callable[[Facts], ChartAxis]:
        label, start, end = self.label(axis.label), self.number(axis.start), self.number(axis.end)
        return lambda facts: ChartAxis(label(facts), start(facts), end(facts), axis.log, axis.every, axis.finer)

    def mark(self, mark: MarkPlate) -> Callable[[Facts], ChartMark]:
        x, y = (None if number is None else self.number(number) for number in (mark.x, mark.y))
        label = self.label(mark.label)
        return lambda facts: ChartMark(x and x(facts), y and y(facts), label(facts))

    def curve(self, shown: PlotPlate, curve: CurvePlate) -> Points:
        function = compile_lines(curve.names, [Line("y", from_json(curve.formula))])
        runs = curve.names.index(shown.over) if shown.over in curve.names else None
        x, y = shown.x, shown.y

        def points(facts: Facts, axis: ChartAxis) -> tuple[tuple[float, float], ...]:
            inputs = self.evaluator.inputs(facts)
            fixed = [0.0 if place is None else inputs[place] for place in curve.inputs]

            def value_at(fixed: list[float], place: float) -> float | None:
                if runs is not None:
                    fixed[runs] = place * x.factor + x.offset
                value = function(fixed)[0]
                return None if value is None else (value - y.offset) / y.factor

            return followed(axis, partial(value_at, fixed))

        return points
