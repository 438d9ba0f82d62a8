"""Read the figures of a template: their texts, and their numbers as formulas in the template's names.

Reads the models of ``figure_schema`` in the scope of a template, makes ``figure.Figure``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from problemgen.bank import figure_schema as schema
from problemgen.bank.figure import Axis, Curve, Drawing, Figure, FigureNumber, Item, Mark, Plot, Sentence
from problemgen.bank.packages import check_drawing
from problemgen.bank.scope import Scope
from problemgen.bank.template import Derived, NumberAnswer, Part
from problemgen.bank.validate import Problems
from problemgen.errors import Place, unknown
from problemgen.markup.nodes import Words, slot_names
from problemgen.markup.prose import parse_inline
from problemgen.markup.rename import fill_slots, rename_slots
from problemgen.maths.formula import parse
from problemgen.maths.numbers import exact
from problemgen.maths.tree import Binary, Name, Node, Number, names, substitute
from problemgen.maths.units import NO_DIMENSION, Measure, Unit, in_si, same_dimension, unit

_KEY_ONLY = "give it `key: true` or move it to `key_numbers`, or say `reading: true` where it is to be read off"


def read_figures(
    models: Iterable[schema.Figure],
    place: Callable[..., Place],
    scope: Scope,
    derived: Iterable[Derived],
    parts: Iterable[Part],
    problems: Problems,
) -> tuple[Figure, ...]:
    """Read all figures of a template, adding what is wrong to ``problems``."""
    whole = _in_full(derived)
    asked = {part.answer.quantity for part in parts if isinstance(part.answer, NumberAnswer)}
    answers = {name: formula for name, formula in whole.items() if name in asked}
    figures: list[Figure] = []
    for n, model in enumerate(models):
        with problems.at(place("figures", n)):
            figures.append(_Reader(f"figure {n}", place, ("figures", n), scope, problems, whole, answers).figure(model))
    return tuple(figures)


def _in_full(derived: Iterable[Derived]) -> dict[str, Node]:
    """Give every derived value in drawn values and constants only."""
    full: dict[str, Node] = {}
    for each in derived:
        full[each.name] = substitute(each.formula, full)
    return full


@dataclass(frozen=True)
class _Reader:
    """Reads one figure in the scope of a template; ``given`` binds the names of a bank's figure to those of the template."""

    name: str
    place: Callable[..., Place]
    path: tuple[str | int, ...]
    scope: Scope
    problems: Problems
    whole: dict[str, Node]
    answers: Mapping[str, Node]  # what the parts ask for
    given: Mapping[str, Node] = field(default_factory=dict)
    said: Mapping[str, Words] = field(default_factory=dict)
    inside: bool = True  # the text stands in the template's own file
    key: bool = False  # what is read is shown in the key only
    reading: bool = False

    def figure(self, model: schema.Figure) -> Figure:
        if isinstance(model, schema.FigureUse):
            return self.used(model)
        reader = replace(self, key=model.key, reading=model.reading)
        return reader.drawing(model) if isinstance(model, schema.Drawing) else reader.plot(model)

    def used(self, model: schema.FigureUse) -> Figure:
        """Read a figure of the bank with the names, texts and alternative text of this problem."""
        known = self.scope.bank.figures
        if model.figure not in known:
            raise LookupError(unknown("figure", model.figure, known))
        found = known[model.figure]
        changes: dict[str, object] = {"key": found.key or model.key, "reading": found.reading or model.reading}
        changes |= {name: text for name, text in (("alt", model.alt), ("key_alt", model.key_alt)) if text is not None}
        own = found.texts if isinstance(found, schema.Drawing) else {}
        changes |= {"texts": {**own, **{name: text for name, text in model.texts.items() if name in own}}} if own else {}
        given = {name: parse(text) for name, text in model.using.items()}
        slots = {slot for text, _ in schema.written_in(found) for slot in slot_names(parse_inline(text, self.at()))}
        if strange := [name for name in model.texts if name not in own and name not in slots]:
            raise LookupError(unknown("text or slot", strange[0], sorted({*own, *slots})))
        said = {name: parse_inline(text, self.at("texts", name)) for name, text in model.texts.items() if name in slots}
        return replace(self, given=given, said=said, inside=False).figure(found.model_copy(update=changes))

    def words(self, text: str, *path: str | int, key: bool = False) -> Words:
        names = {name: node.name for name, node in self.given.items() if isinstance(node, Name)}
        words = rename_slots(fill_slots(parse_inline(text, self.at(*path)), self.said), names)
        shown = [name for name in slot_names(words) if name in self.answers]
        if shown and not (key or self.key):
            raise LookupError(f"{{{{ {shown[0]} }}}} would print the answer in the question's picture; {_KEY_ONLY}")
        return words

    def at(self, *path: str | int) -> Place:
        return self.place(*self.path, *(path if self.inside else ()))

    def node(self, text: str) -> Node:
        return substitute(parse(text), dict(self.given))

    def number(self, text: str, into: Unit, *path: str | int, key: bool = False) -> FigureNumber:
        """Read a number: drawn in ``into`` where it is of that kind, else it must be a plain one."""
        node = self.node(text)
        if not (key or self.key or self.reading):
            self.hide(in_si(node), text)
        plain = same_dimension(self.scope.measure(node).dimension, NO_DIMENSION)
        if plain and not same_dimension(into.dimension, NO_DIMENSION):
            into = unit("1")
        else:
            self.scope.fits(node, Measure(into.text, into.dimension), str(path[-1]))
        return FigureNumber(self.line(*path), in_si(node), into)

    def hide(self, node: Node, text: str) -> None:
        """Refuse a number that is an answer. Raises LookupError."""
        full = substitute(node, self.whole)
        if names(full) and not isinstance(full, Name) and full in self.answers.values():
            raise LookupError(f"{text} is an answer, and the question's picture would show it; {_KEY_ONLY}")

    def on_axis(self, text: str, into: Unit, *path: str | int, key: bool = False) -> FigureNumber:
        """Read a place on an axis; a plain number is in the unit of the axis, also where that is %."""
        node = self.node(text)
        plain = same_dimension(self.scope.measure(node).dimension, NO_DIMENSION)
        if plain and not (names(node) and same_dimension(into.dimension, NO_DIMENSION)):
            value: Node = Binary("*", in_si(node), Number(exact(into.factor)))
            if into.offset:
                value = Binary("+", value, Number(exact(into.offset)))
            return FigureNumber(self.line(*path), value, into)
        return self.number(text, into, *path, key=key)

    def line(self, *path: str | int) -> str:
        return " ".join(map(str, (self.name, *path)))

    def numbers(self, models: Mapping[str, str], into: Unit, *path: str | int, key: bool = False) -> dict[str, FigureNumber]:
        found = {}
        for name, text in models.items():
            with self.problems.at(self.at(*path, name)):
                found[name] = self.number(text, into, *path, name, key=key)
        return found

    def texts(self, models: Mapping[str, str], *path: str | int) -> dict[str, Words]:
        found = {}
        for name, text in models.items():
            with self.problems.at(self.at(*path, name)):
                found[name] = self.words(text, *path, name)
        return found

    def sentences(self, models: Sequence[schema.Sentence]) -> tuple[Sentence, ...]:
        found = []
        for n, model in enumerate(models):
            with self.problems.at(self.at("also", n)):
                when = self.node(model.when)
                self.scope.measure(when)
                words = self.words(model.text, "also", n, "text", key=model.key)
                found.append(Sentence(FigureNumber(self.line("also", n), in_si(when), unit("1")), words, model.key))
        return tuple(found)

    def drawing(self, model: schema.Drawing) -> Drawing:
        check_drawing(model.drawing, self.scope.bank.drawings)
        into = unit(model.unit or "1")
        items = tuple(self.item(each, into, n) for n, each in enumerate(model.items))
        return Drawing(
            model.drawing, model.title, self.words(model.alt, "alt"),
            self.words(model.key_alt, "key_alt", key=True), self.sentences(model.also), self.texts(model.texts, "texts"),
            self.numbers(model.numbers, into, "numbers"), self.numbers(model.key_numbers, into, "key_numbers", key=True),
            items, model.key,
        )  # fmt: skip

    def item(self, model: schema.FigureItem, into: Unit, n: int) -> Item:
        path, reader = ("items", n), replace(self, key=self.key or model.key)
        return Item(reader.texts(model.texts, *path, "texts"), reader.numbers(model.numbers, into, *path, "numbers"),
                    reader.numbers(model.key_numbers, into, *path, "key_numbers", key=True), model.key)  # fmt: skip

    def plot(self, model: schema.Plot) -> Plot:
        x, y = self.axis(model.x, "x"), self.axis(model.y, "y")
        over = self.given.get(model.over, Name(model.over))
        if not isinstance(over, Name) or over.name in self.whole:
            raise LookupError(f"`over` names a drawn number, or a new one, that runs along the x axis; {model.over!r} is neither")
        if over.name not in self.scope.measures:
            return replace(self, scope=self.scope.with_number(over.name, x.unit)).lines(model, x, y, over)
        self.scope.fits(over, Measure(x.unit.text, x.unit.dimension), "the x axis")
        return self.lines(model, x, y, over)

    def lines(self, model: schema.Plot, x: Axis, y: Axis, over: Name) -> Plot:
        curves = tuple(self.curve(each, y, n) for n, each in enumerate(model.curves))
        marks = tuple(self.mark(each, x, y, n) for n, each in enumerate(model.marks))
        alt, key_alt = self.words(model.alt, "alt"), self.words(model.key_alt, "key_alt", key=True)
        return Plot(model.title, alt, key_alt, self.sentences(model.also), x, y, over.name, curves, marks, model.key)

    def axis(self, model: schema.Axis, name: str) -> Axis:
        into = unit(model.unit)
        start, end = (self.on_axis(text, into, name, end) for text, end in ((model.start, "from"), (model.end, "to")))
        return Axis(self.words(model.label, name, "label"), into, start, end, model.log, model.every, model.finer)

    def curve(self, model: schema.Curve, y: Axis, n: int) -> Curve:
        node = self.node(model.formula)
        self.scope.fits(node, Measure(y.unit.text, y.unit.dimension), f"curve {n + 1}")
        return Curve(substitute(in_si(node), self.whole), self.words(model.label, "curves", n, "label", key=model.key), model.key)

    def mark(self, model: schema.PlotMark, x: Axis, y: Axis, n: int) -> Mark:
        if model.x is None and model.y is None:
            raise LookupError(f"mark {n + 1} needs x, y or both")
        place_x = self.on_axis(model.x, x.unit, "marks", n, "x", key=model.key) if model.x is not None else None
        place_y = self.on_axis(model.y, y.unit, "marks", n, "y", key=model.key) if model.y is not None else None
        return Mark(place_x, place_y, self.words(model.label, "marks", n, "label", key=model.key), model.key)
