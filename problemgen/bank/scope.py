"""The names of one template: which stand for rows, which for numbers, in what unit, and how they look."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from problemgen.bank import schema
from problemgen.bank.bank import Bank, Symbol
from problemgen.bank.tables import Table
from problemgen.bank.template import Style
from problemgen.errors import unknown
from problemgen.maths.layout import default_symbol
from problemgen.maths.mathtree import Math
from problemgen.maths.tree import Name, Node, names
from problemgen.maths.units import Measure, Unit, measure_of, same_dimension, unit, words_of


@dataclass
class Scope:
    """Grows while a template is read, from top to bottom; each entry may use those before it."""

    bank: Bank
    rows: dict[str, Table] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    maths: dict[str, Math] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, bank: Bank) -> Scope:
        """Start with the bank's constants, which every template knows."""
        scope = cls(bank)
        for name, symbol in bank.symbols.items():
            if symbol.value is not None:
                scope.add_number(name, Style(symbol.unit, symbol.digits), symbol.math)
        return scope

    def symbol(self, name: str) -> Symbol | None:
        """Give the bank's quantity of this name, if it has one."""
        return self.bank.symbols.get(name)

    def add_number(self, name: str, style: Style, math: Math | None = None) -> None:
        """Make a number known by its name."""
        symbol = self.symbol(name)
        self.measures[name] = Measure(style.unit.text, style.unit.dimension)
        self.styles[name] = style
        self.maths.setdefault(name, math or (symbol.math if symbol else default_symbol(name)))

    def with_number(self, name: str, of: Unit) -> Scope:
        """Give a scope that knows one number more, such as the one that runs along the axis of a plot."""
        return replace(self, measures={**self.measures, name: Measure(of.text, of.dimension)})

    def column(self, path: str) -> schema.Column:
        """Give the column that a dotted name reaches, through references. Raises LookupError."""
        first, *steps = path.split(".")
        if first not in self.rows:
            raise LookupError(unknown("drawn row", first, self.rows))
        table: Table | None = self.rows[first]
        column = schema.Column()
        for step in steps:
            if table is None:
                raise LookupError(f"{path}: nothing lies below {step!r}")
            if step not in table.columns:
                raise LookupError(f"{path}: " + unknown(f"column of {table.name}", step, table.columns))
            column = table.columns[step]
            table = self.bank.tables.get(column.table) if column.table else None
        if not steps or column.table is not None:
            raise LookupError(f"{path} is a whole row; name one of its columns, such as {path}.name")
        return column

    def number_field(self, path: str) -> None:
        """Make a dotted name known as a number. Raises LookupError where it is none."""
        column = self.column(path)
        if column.unit is None:
            raise LookupError(f"{path} is no number, so it cannot stand in a formula")
        self.add_number(path, Style(unit(column.unit)))
        self.fields[path] = path

    def check(self, node: Node) -> Node:
        """Make sure that every name of a formula is a known number. Raises LookupError."""
        for name in names(node):
            if name not in self.measures and "." in name:
                self.number_field(name)
            if name not in self.measures:
                raise LookupError(unknown("number", name, self.known()))
        return node

    def measure(self, node: Node) -> Measure:
        """Give the unit of a formula. Raises LookupError or UnitError."""
        return measure_of(self.check(node), self.measures)

    def fits(self, node: Node, measure: Measure, what: str) -> None:
        """Raise LookupError where a formula has another dimension than is needed."""
        found = self.measure(node)
        if not same_dimension(found.dimension, measure.dimension):
            need, have = words_of(measure.dimension), words_of(found.dimension)
            raise LookupError(f"{what} is a {need} ({measure.text}), but this is a {have} ({found.text})")

    def known(self) -> list[str]:
        """List the numbers that a formula may use, without the constants' dotted fields."""
        return [name for name in self.measures if "." not in name]

    def check_slot(self, name: str) -> None:
        """Make sure that a slot can be filled. Raises LookupError."""
        if name in self.measures:
            return
        if "." in name:
            column = self.column(name)
            if column.unit is not None:
                self.number_field(name)
            elif column.source:
                raise LookupError(f"{name} is a source, which is not printed")
            return
        if name in self.rows:
            raise LookupError(f"{name} is a whole row; name one of its columns, such as {name}.name")
        raise LookupError(unknown("name", name, [*self.known(), *self.rows]))


def as_name(node: Node) -> str | None:
    """Give the name that a formula consists of, if it is only that."""
    return node.name if isinstance(node, Name) else None
