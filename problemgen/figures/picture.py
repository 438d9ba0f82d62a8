"""Make the pictures of a variant: figure + values -> SVG with its words for those who cannot see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from problemgen.bank.figure import Axis, Curve, Drawing, Figure, FigureNumber, Item, Mark, Plot
from problemgen.bank.template import Template
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.figures.curve import followed
from problemgen.figures.drawing import draw, template_of
from problemgen.figures.plot import plot
from problemgen.figures.scene import Chart, ChartAxis, ChartCurve, ChartMark, Scene, SceneItem
from problemgen.figures.svg import Picture, size_of
from problemgen.frozen import frozen
from problemgen.markup.nodes import Words
from problemgen.markup.pattern import Pattern, Values, fill, pattern
from problemgen.maths.compiled import Function, Line, compile_lines
from problemgen.maths.tree import names

Numbers = Mapping[str, float | None]


@frozen
class Given:
    """What a variant gives to its pictures: values to print, and numbers in SI by name and line."""

    values: Values
    numbers: Numbers


@dataclass
class Artist:
    """Makes pictures; keeps every label and curve that it has compiled once."""

    labels: dict[tuple[int, str], tuple[Words, Pattern]] = field(default_factory=dict)
    curves: dict[int, tuple[Curve, tuple[str, ...], Function]] = field(default_factory=dict)

    def pictures(self, template: Template, given: Given, key: bool) -> tuple[Picture, ...]:
        """Make the pictures of a variant, as the student or as the key shows them. Raises ProblemgenError."""
        shown = [figure for figure in template.figures if key or not figure.key]
        return tuple(self.picture(template, figure, given, key) for figure in shown)

    def picture(self, template: Template, figure: Figure, given: Given, key: bool) -> Picture:
        """Make one picture. Raises ProblemgenError."""
        place = template.file.place("figures", template.figures.index(figure))
        try:
            if isinstance(figure, Plot):
                svg = plot(self.chart(figure, given, key))
            else:
                source, file = template_of(template.bank.drawings, figure.drawing)
                place = Place(file, 1)
                svg = draw(source, file, self.scene(figure, given, key))
            return Picture(svg, self.alt(figure, given, key), size_of(svg))
        except ValueError as error:
            raise ProblemgenError(f"this figure cannot be drawn: {error}", place) from error
        except ProblemgenError as error:
            problems = [Problem(each.message, each.place or place) for each in error.problems]
            raise ProblemgenError.of(problems) from error

    def alt(self, figure: Figure, given: Given, key: bool) -> str:
        """Say what a picture shows."""
        said = [self.text(figure.alt, given, "said"), self.text(figure.key_alt, given, "said") if key else ""]
        said += [self.text(each.words, given, "said") for each in figure.also
                 if (key or not each.key) and given.numbers.get(each.when.line)]  # fmt: skip
        return " ".join(words for words in said if words)

    def text(self, words: Words, given: Given, format: str = "svg") -> str:
        """Print a label, compiled once."""
        kept = self.labels.get((id(words), format))
        if kept is None:  # the words are kept too, so that no others can come by their id
            kept = self.labels[id(words), format] = (words, pattern(words, format))
        return fill(kept[1], given.values)

    def texts(self, texts: Mapping[str, Words], given: Given) -> dict[str, Markup]:
        return {name: Markup(self.text(words, given)) for name, words in texts.items()}

    def scene(self, figure: Drawing, given: Given, key: bool) -> Scene:
        """Gather what a drawing shows."""
        numbers = {**figure.numbers, **figure.key_numbers} if key else figure.numbers
        items = tuple(self.item(item, given, key) for item in figure.items if key or not item.key)
        return Scene(self.texts(figure.texts, given), _numbers(numbers, given), items, key)

    def item(self, item: Item, given: Given, key: bool) -> SceneItem:
        numbers = {**item.numbers, **item.key_numbers} if key else item.numbers
        return SceneItem(self.texts(item.texts, given), _numbers(numbers, given))

    def chart(self, figure: Plot, given: Given, key: bool) -> Chart:
        """Gather what a plot shows."""
        x, y = self.axis(figure.x, given), self.axis(figure.y, given)
        curves = tuple(ChartCurve(self.points(figure, curve, x, given), Markup(self.text(curve.label, given)))
                       for curve in figure.curves if key or not curve.key)  # fmt: skip
        marks = tuple(self.mark(mark, given) for mark in figure.marks if key or not mark.key)
        return Chart(x, y, curves, marks)

    def axis(self, axis: Axis, given: Given) -> ChartAxis:
        label = Markup(self.text(axis.label, given))
        start, end = _number(axis.start, given), _number(axis.end, given)
        return ChartAxis(label, start, end, axis.log, axis.every, axis.finer)

    def mark(self, mark: Mark, given: Given) -> ChartMark:
        x = None if mark.x is None else _number(mark.x, given)
        y = None if mark.y is None else _number(mark.y, given)
        return ChartMark(x, y, Markup(self.text(mark.label, given)))

    def points(self, figure: Plot, curve: Curve, x: ChartAxis, given: Given) -> tuple[tuple[float, float], ...]:
        """Follow a curve along the x axis, leaving out where it has no value."""
        kept = self.curves.get(id(curve))
        if kept is None:
            inputs = names(curve.formula)
            kept = self.curves[id(curve)] = (curve, inputs, compile_lines(inputs, [Line("y", curve.formula)]))
        _, inputs, function = kept
        fixed = [given.numbers.get(name) or 0.0 for name in inputs]
        runs = inputs.index(figure.over) if figure.over in inputs else None

        def value_at(place: float) -> float | None:
            if runs is not None:
                fixed[runs] = figure.x.unit.to_si(place)
            value = function(fixed)[0]
            return None if value is None else figure.y.unit.from_si(value)

        return followed(x, value_at)


def _numbers(numbers: Mapping[str, FigureNumber], given: Given) -> dict[str, float]:
    return {name: _number(number, given) for name, number in numbers.items()}


def _number(number: FigureNumber, given: Given) -> float:
    value = given.numbers.get(number.line)
    if value is None:
        raise ValueError(f"{number.line.split(' ', 2)[-1]} has no finite value")
    return number.unit.from_si(value)
