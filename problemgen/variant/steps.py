"""The worked solution, derived: relation, solved form, conversions, substitution, intermediate values, result.

Planned once for a template (and once more for values in other units); each variant only fills the slots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from problemgen.bank.bank import Symbol
from problemgen.bank.changes import solved
from problemgen.bank.template import Derived, Style
from problemgen.frozen import frozen
from problemgen.markup.nodes import DisplayMath, Inline, Math, Paragraph, Prose, Text
from problemgen.markup.pattern import Fragment
from problemgen.maths.layout import layout, layout_substituted
from problemgen.maths.mathtree import Math as Tree
from problemgen.maths.mathtree import Slot, row
from problemgen.maths.mathtree import Symbol as Sign
from problemgen.maths.tree import Name, Node, names, substitute
from problemgen.maths.units import Dimension, Measure, Unit, coherent, in_si, measure_of
from problemgen.variant.reduce import inner_values, outer_values

MORE = 2  # digits beyond the asked ones that an earlier result carries into a later step
EXACT = 10  # digits of a converted value; trailing zeros are not printed


@frozen
class StepValue:
    """A number that the solution prints: its slot, its formula, and how it prints (``trim``: no trailing zeros)."""

    slot: str
    formula: Node
    style: Style
    trim: bool = False


@frozen
class Result:
    """The last line: the unrounded value ≈ the rounded one, or the rounded one alone where nothing was lost."""

    slot: str
    full: str
    rounded: str
    both: Fragment
    alone: Fragment


@frozen
class Plan:
    """A worked solution with slots, and the values that fill them beyond those of the variant."""

    text: Prose
    values: tuple[StepValue, ...]
    results: tuple[Result, ...]


@frozen
class Names:
    """How the names of a template look and print; ``units`` are those of the values at hand."""

    maths: Mapping[str, Tree]
    styles: Mapping[str, Style]
    units: Mapping[str, Unit]
    symbols: Mapping[str, Symbol]
    derived: frozenset[str]
    fixed: frozenset[str] = frozenset()  # derived values that are given as numbers


def plan(derived: Derived, names_: Names, answer: Style, prefix: str) -> Plan:
    """Plan the solution of one derived value; ``prefix`` keeps its slots apart from other parts' slots."""
    writer = _Writer(derived, names_, answer, prefix)
    writer.relation()
    writer.conversions()
    writer.substitution()
    writer.result()
    return Plan(tuple(writer.text), tuple(writer.values), tuple(writer.results))


@dataclass
class _Writer:
    """Writes the steps of one derived value, top to bottom."""

    derived: Derived
    names: Names
    answer: Style
    prefix: str
    text: list[Paragraph | DisplayMath] = field(default_factory=list)
    values: list[StepValue] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    written: dict[str, Node] = field(default_factory=dict)  # intermediate values in the template's names, units kept

    @property
    def symbol(self) -> Tree:
        return self.names.maths[self.derived.name]

    def say(self, *words: str | Tree) -> None:
        inlines: list[Inline] = [Text(word) if isinstance(word, str) else Math(word) for word in words]
        self.text.append(Paragraph(tuple(inlines)))

    def show(self, *sides: Tree) -> None:
        joined: list[Tree] = [sides[0]]
        for side in sides[1:]:
            joined += [Sign("="), side]
        self.text.append(DisplayMath(row(*joined)))

    def equal(self, left: Tree, right: Tree) -> None:
        """Show an equation; a symbol that is spelled as its own formula says it once."""
        self.show(left, right) if left != right else self.show(left)

    def relation(self) -> None:
        relation = self.derived.relation
        if relation is None:
            self.equal(self.symbol, layout(self.derived.written, self.names.maths))
            return
        maths = self.relation_maths()
        self.say(f"{relation.title}:")
        self.equal(layout(relation.equation.left, maths), layout(relation.equation.right, maths))
        if relation.equation.left != Name(self.derived.asked):
            self.say("Solved for ", self.symbol, ":")
            self.show(self.symbol, layout(self.solved(), maths))

    def relation_maths(self) -> dict[str, Tree]:
        """The relation in this problem's symbols; where a number is put in, the bank's symbol stays."""
        maths = {name: symbol.math for name, symbol in self.names.symbols.items()}
        for symbol, node in (self.derived.using or {}).items():
            if isinstance(node, Name):
                maths[symbol] = self.names.maths[node.name]
        maths[self.derived.asked] = self.symbol
        return maths

    def solved(self) -> Node:
        assert self.derived.relation is not None
        return solved(self.derived.relation, self.derived.asked, self.names.symbols)

    def conversions(self) -> None:
        for name in self.converted():
            of = coherent(self.names.units[name].dimension)
            assert of is not None
            digits = 5 if name in self.names.derived else EXACT
            self.values.append(StepValue(self.slot(name), Name(name), Style(of, digits), trim=True))
            self.show(self.names.maths[name], Slot(name), Slot(self.slot(name)))

    def converted(self) -> list[str]:
        """Values that must leave their printed unit: beside constants of nature everything is in SI units,
        elsewhere only what meets its own kind in another unit, and temperatures on a scale that does not start at zero."""
        used = [name for name in names(self.derived.formula) if name in self.names.units]
        constants = [name for name in used if self.is_constant(name)]
        found = []
        for name in used:
            of = self.names.units[name]
            mixed = any(other.dimension == of.dimension and other.factor != of.factor for other in map(self.unit, used))
            beside = bool(constants) and name not in constants
            if (of.offset or ((beside or mixed) and of.factor != 1)) and coherent(of.dimension):
                found.append(name)
        return found

    def is_constant(self, name: str) -> bool:
        """Tell whether a name is a constant of nature in SI units: what stands beside it is put in SI units too."""
        symbol = self.names.symbols.get(name)
        return symbol is not None and symbol.value is not None and any(symbol.unit.dimension) and symbol.unit.factor == 1

    def unit(self, name: str) -> Unit:
        return self.names.units[name]

    def slot(self, what: str) -> str:
        return f"{self.prefix} {self.derived.name} {what}"

    def substitution(self) -> None:
        converted = {name: Name(self.slot(name)) for name in self.converted()}
        for name in names(self.derived.formula):
            if name in self.names.derived and name not in converted:
                fixed = name in self.names.fixed
                style = Style(self.names.styles[name].unit, EXACT) if fixed else _more(self.names.styles[name])
                self.values.append(StepValue(self.slot(name), Name(name), style, trim=fixed))
                converted[name] = Name(self.slot(name))
        formula = substitute(self.derived.written, {**converted})
        self.show(self.symbol, layout_substituted(formula))
        back = {node.name: Name(name) for name, node in converted.items()}
        for reduce in (inner_values, outer_values):
            reduced = reduce(formula, lambda node: self.define(node, back))
            if reduced != formula and not isinstance(reduced, Name):
                self.show(self.symbol, layout_substituted(reduced))
            formula = reduced

    def define(self, node: Node, back: dict[str, Name]) -> Node:
        """Name an intermediate value; ``back`` turns step names into the names that have values."""
        written = substitute(substitute(node, {**back}), self.written)
        measure = measure_of(written, {name: Measure("", style.unit.dimension) for name, style in self.names.styles.items()})
        of = self.unit_for(measure.dimension, names(written))
        if of is None or of.offset:
            return node
        slot = self.slot(f"step {len(self.values)}")
        self.values.append(StepValue(slot, in_si(written), Style(of, 5)))
        self.written[slot] = written
        return Name(slot)

    def in_kelvin(self) -> None:
        """A temperature comes out in kelvin; the scale that is asked is a step of its own."""
        of = coherent(self.answer.unit.dimension)
        assert of is not None
        self.values.append(StepValue(self.slot("kelvin"), self.derived.formula, Style(of, 6), trim=True))
        self.show(self.symbol, Slot(self.slot("kelvin")))

    def unit_for(self, dimension: Dimension, used: tuple[str, ...]) -> Unit | None:
        """Choose the unit of an intermediate value: the answer's, else that of a value in it, else the SI unit."""
        if any(dimension) and dimension == self.answer.unit.dimension:
            return self.answer.unit
        if any(dimension) and not any(map(self.is_constant, names(self.derived.formula))):
            units = [self.names.units.get(name, self.names.styles[name].unit) for name in used if name in self.names.styles]
            for of in units:
                if of.dimension == dimension and not of.offset:
                    return of
        return coherent(dimension)

    def result(self) -> None:
        full, rounded = self.slot("full"), self.slot("rounded")
        self.values.append(StepValue(full, self.derived.formula, _more(self.answer, 3), trim=True))
        self.values.append(StepValue(rounded, self.derived.formula, self.answer))
        if self.answer.unit.offset:
            self.in_kelvin()
        both = Fragment((Math(row(Slot(full), Sign("≈"), Slot(rounded))),))
        self.results.append(Result(self.slot("result"), full, rounded, both, Fragment((Math(Slot(rounded)),))))
        self.show(self.symbol, Slot(self.slot("result")))


def _more(style: Style, more: int = MORE) -> Style:
    if style.decimals is not None:
        return Style(style.unit, None, style.decimals + more)
    return Style(style.unit, (style.digits or 4) + more)
