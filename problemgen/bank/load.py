"""Load one template: YAML -> Template, every name resolved and every unit checked, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from problemgen.bank import schema
from problemgen.bank.bank import Bank
from problemgen.bank.changes import solved
from problemgen.bank.packages import expanded
from problemgen.bank.scope import Scope, as_name
from problemgen.bank.tables import NumberCell, Row, Table, TextCell
from problemgen.bank.template import Derived, NumberDraw, RowDraw, Style, Template, texts_of
from problemgen.bank.validate import Problems, validate
from problemgen.bank.yamlfile import YamlFile, read_yaml
from problemgen.cache import digest
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.markup.nodes import Math, Prose, Text, slot_names
from problemgen.markup.pattern import Fragment
from problemgen.markup.prose import parse_inline, parse_prose
from problemgen.maths.formula import FormulaError, parse
from problemgen.maths.mathtext import MathError, parse_math
from problemgen.maths.mathtree import slots as math_slots
from problemgen.maths.symbolic import CannotSolve
from problemgen.maths.tree import Compare, Logic, Name, Node, names, substitute
from problemgen.maths.units import NO_DIMENSION, Measure, Unit, UnitError, in_si, unit

MAX_BYTES = 150_000  # of a problem's file


def load_template(bank: Bank, id: str) -> Template:
    """Read and check one template. Raises ProblemgenError with every problem found."""
    if id not in bank.templates:
        raise ProblemgenError(unknown("template", id, bank.templates), Place(str(bank.folder)))
    file = read_yaml(bank.templates[id], most=MAX_BYTES)
    model = validate(schema.TemplateModel, expanded(file.data, file.place), file.place)
    return _Loader(bank, id, file, model).template()


class _Loader:
    """Walks a template from top to bottom, so that every entry sees the names before it."""

    def __init__(self, bank: Bank, id: str, file: YamlFile, model: schema.TemplateModel) -> None:
        self.bank, self.id, self.file, self.model = bank, id, file, model
        self.problems = Problems()
        self.scope = Scope.of(bank)

    def template(self) -> Template:
        from problemgen.bank.figures import read_figures
        from problemgen.bank.parts import read_parts

        self.read_symbols()
        rows = tuple(row for name in self.model.draw if (row := self.row_draw(name)))
        numbers = tuple(number for name in self.model.draw if (number := self.number_draw(name)))
        derived = [*self.read_let(), *self.read_derive()]
        require = tuple(node for n, text in enumerate(self.model.require) if (node := self.condition(text, "require", n)))
        text: Prose = ()
        with self.problems.at(self.file.place("text")):
            text = parse_prose(self.model.text, self.file.place("text"))
        self.problems.raise_all()
        parts = read_parts(self.model, self.file, self.scope, derived, self.problems)
        figures = read_figures(self.model.figures, self.file.place, self.scope, derived, parts, self.problems)
        self.problems.raise_all()
        template = Template(
            id=self.id, bank=self.bank, model=self.model, rows=rows, numbers=numbers, fields=self.scope.fields,
            text_fields=(), derived=tuple(derived), require=require, maths=self.scope.maths,
            looks={name: (Math(tree),) for name, tree in self.scope.maths.items()}, styles=self.scope.styles,
            heading=(Text(self.model.title),), text=text, figures=figures, parts=parts, file=self.file,
            digest=_digest(self.model), source_digest=digest(self.bank.digest, self.file.digest),
        )  # fmt: skip
        slots = self.slots_of(template)
        self.problems.raise_all()
        return replace(template, text_fields=tuple(name for name in slots if name not in self.scope.measures))

    def read_symbols(self) -> None:
        for name, text in self.model.symbols.items():
            place = self.file.place("symbols", name)
            try:
                self.scope.maths[name] = parse_math(text)
            except MathError as error:
                self.problems.add(error.message, Place(place.file, place.line, place.column + error.column))

    def row_draw(self, name: str) -> RowDraw | None:
        model = self.model.draw[name]
        with self.problems.at(self.file.place("draw", name)):
            if isinstance(model, schema.RowsDraw):
                table = self.inline_table(name, model)
                self.scope.rows[name] = table
                return RowDraw(name, table, tuple(table.rows), {})
            if isinstance(model, schema.RowDraw):
                return self.table_draw(name, model)
        return None

    def table_draw(self, name: str, model: schema.RowDraw) -> RowDraw:
        if model.row not in self.bank.tables:
            raise LookupError(unknown("table", model.row, self.bank.tables))
        table = self.bank.tables[model.row]
        for key in (*model.only, *model.drop):
            if key not in table.rows:
                raise LookupError(unknown(f"row of {table.name}", key, table.rows))
        for column, target in model.match.items():
            self.check_match(table, column, target)
        keys = tuple(key for key in model.only or table.rows if key not in model.drop)
        self.scope.rows[name] = table
        return RowDraw(name, table, keys, dict(model.match))

    def check_match(self, table: Table, column: str, target: str) -> None:
        if column not in table.columns or table.columns[column].table is None:
            raise LookupError(f"match: {column!r} is no column of {table.name} that names a row of another table")
        other = table.columns[column].table or ""
        if target in self.scope.rows:
            if self.scope.rows[target].name != other:
                raise LookupError(f"match: {target} is a row of {self.scope.rows[target].name}, not of {other}")
        elif other in self.bank.tables and target not in self.bank.tables[other].rows:
            raise LookupError("match: " + unknown(f"earlier row draw, or row of {other},", target, self.bank.tables[other].rows))

    def inline_table(self, name: str, model: schema.RowsDraw) -> Table:
        first = next(iter(model.rows.values()))
        columns = {}
        for column in first:
            values = [row.get(column) for row in model.rows.values()]
            number = all(isinstance(value, (int, float)) for value in values)
            columns[column] = schema.Column(unit="1") if number else schema.Column(text=True)
        rows = {}
        for key, values_of in model.rows.items():
            place = self.file.place("draw", name, "rows", key)
            if values_of.keys() != first.keys():
                self.problems.add(f"row {key!r} has other columns than the first row: {', '.join(first)}", place)
                continue
            cells = {column: self.inline_cell(value, columns[column], place) for column, value in values_of.items()}
            rows[key] = Row(name, key, cells)
        return Table(name, name, columns, rows)

    def inline_cell(self, value: Any, column: schema.Column, place: Place) -> NumberCell | TextCell:
        if column.unit:
            return NumberCell(float(value), float(value), unit("1"))
        return TextCell(Fragment(parse_inline(str(value), place)))

    def number_draw(self, name: str) -> NumberDraw | None:
        model = self.model.draw[name]
        place = self.file.place("draw", name)
        with self.problems.at(place):
            if isinstance(model, schema.ChoicesDraw):
                of = self.unit_of(name, model.unit, None)
                self.scope.add_number(name, Style(of))
                return NumberDraw(name, of, choices=tuple(model.choices))
            if isinstance(model, schema.RangeDraw):
                return self.range_draw(name, model)
        return None

    def range_draw(self, name: str, model: schema.RangeDraw) -> NumberDraw:
        steps = [each for each in (model.digits, model.decimals, model.step) if each is not None]
        if len(steps) != 1:
            raise LookupError("a range needs exactly one of: digits, decimals, step")
        column = self.scope.column(model.range) if isinstance(model.range, str) else None
        if column is not None and column.unit is None:
            raise LookupError(f"{model.range} is no number")
        of = self.unit_of(name, model.unit, column)
        self.scope.add_number(name, Style(of))
        if isinstance(model.range, str):
            return NumberDraw(name, of, model.range, digits=model.digits, decimals=model.decimals, step=model.step)
        low, high = model.range
        if low > high:
            raise LookupError(f"the range runs backwards: {low} is more than {high}")
        return NumberDraw(name, of, None, low, high, digits=model.digits, decimals=model.decimals, step=model.step)

    def unit_of(self, name: str, written: str | None, column: schema.Column | None) -> Unit:
        """The unit written here, else the table column's, else the quantity's; its dimension must be the quantity's."""
        symbol = self.scope.symbol(name)
        text = written or (column.unit if column else None) or (symbol.unit.text if symbol else None)
        if text is None:
            raise LookupError(f"{name!r} needs a unit; write unit: 1 for a plain number")
        found = unit(text)
        for other in (symbol.unit if symbol else None, unit(column.unit) if column and column.unit else None):
            if other is not None and other.dimension != found.dimension:
                raise UnitError(f"{name} is measured in {other.text}, which {found.text} does not fit")
        return found

    def read_let(self) -> list[Derived]:
        derived = []
        for name, text in self.model.let.items():
            with self.problems.at(self.file.place("let", name)):
                node = parse(text)
                field = as_name(node)
                if field is not None and "." in field:
                    column = self.scope.column(field)
                    if column.unit is None:
                        raise LookupError(f"{field} is no number; use {{{{ {field} }}}} where it is printed")
                    self.scope.add_number(name, Style(self.unit_of(name, None, column)))
                    self.scope.fields[name] = field
                else:
                    derived.append(self.from_formula(name, schema.FromFormula(formula=text)))
        return derived

    def read_derive(self) -> list[Derived]:
        derived = []
        for name, model in self.model.derive.items():
            place = self.file.place("derive", name)
            with self.problems.at(place):
                if name in self.scope.measures:
                    raise LookupError(f"{name!r} is already a number of this problem; choose another name")
                is_relation = isinstance(model, schema.FromRelation)
                derived.append(self.from_relation(name, model) if is_relation else self.from_formula(name, model))  # type: ignore[arg-type]
        return derived

    def from_formula(self, name: str, model: schema.FromFormula) -> Derived:
        node = parse(model.formula)
        measure = self.scope.measure(node)
        style = self.style(name, model)
        if style is None and measure.dimension != NO_DIMENSION:
            raise LookupError(f"{name!r} needs a unit, such as {measure.text}")
        style = style or Style(unit("1"), model.digits, model.decimals)
        self.scope.fits(node, Measure(style.unit.text, style.unit.dimension), name)
        self.scope.add_number(name, style)
        return Derived(name, in_si(node), node, style)

    def from_relation(self, name: str, model: schema.FromRelation) -> Derived:
        if model.relation not in self.bank.relations:
            raise LookupError(unknown("relation", model.relation, self.bank.relations))
        relation = self.bank.relations[model.relation]
        asked = model.solve_for or name
        try:
            formula = solved(relation, asked, self.bank.symbols)
        except CannotSolve as error:
            raise LookupError(f"{error}; say which symbol is asked with `for`") from None
        given = {symbol: parse(text) for symbol, text in model.using.items()}
        using = bind(self.scope, relation.text, formula, given)
        style = self.style(name, model) or self.style(asked, model)
        assert style is not None  # every symbol of a relation is a quantity of the bank, which has a unit
        self.scope.add_number(name, style)
        written = substitute(formula, using)
        return Derived(name, in_si(written), written, style, relation, asked, using)

    def style(self, name: str, model: schema.FromRelation | schema.FromFormula) -> Style | None:
        symbol = self.scope.symbol(name)
        if model.unit is None and symbol is None:
            return None
        of = unit(model.unit) if model.unit is not None else symbol.unit  # type: ignore[union-attr]
        if model.digits is None and model.decimals is None and symbol is not None:
            return Style(of, symbol.digits, symbol.decimals)
        return Style(of, model.digits, model.decimals)

    def condition(self, text: str, *path: str | int) -> Node | None:
        with self.problems.at(self.file.place(*path)):
            node = parse(text)
            if not isinstance(node, (Compare, Logic)):
                raise FormulaError("a condition compares two values, such as abs(E) > 5 mV", 0)
            self.scope.measure(node)
            return in_si(node)
        return None

    def slots_of(self, template: Template) -> dict[str, None]:
        """List the names that texts and maths print, making sure that each can be filled."""
        slots: dict[str, None] = {}
        found = [(name, path) for path, text in texts_of(template) for name in slot_names(text)]
        found += [(slot.name, ("symbols", name)) for name, math in template.maths.items() for slot in math_slots(math)]
        for name, path in found:
            slots[name] = None
            with self.problems.at(self.file.place(*path)):
                self.scope.check_slot(name)
        return slots


def bind(scope: Scope, where: str, formula: Node, given: Mapping[str, Node]) -> dict[str, Node]:
    """Map the bank symbols of a formula to this template's names or numbers. Raises LookupError, UnitError."""
    using: dict[str, Node] = {}
    for symbol in names(formula):
        node = given.get(symbol, Name(symbol))
        if node == Name(symbol) and symbol not in scope.measures:
            raise LookupError(f"{where} needs {symbol!r}; draw it, or say what it is here with `with: {{{symbol}: ...}}`")
        scope.fits(node, scope.bank.symbols[symbol].measure, symbol)
        using[symbol] = node
    for symbol in given:
        if symbol not in scope.bank.symbols:
            raise LookupError(unknown("quantity", symbol, scope.bank.symbols))
    return using


def _digest(model: schema.TemplateModel) -> str:
    """Tell what a student sees of a template apart from its numbers."""
    seen = {"title", "text", "parts"} | ({"figures"} if model.figures else set())
    return digest(model.model_dump_json(include=seen))[:16]


