"""What a bank holds, as plain data: templates, assignments, relations, tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from problemgen.bank.bank import Bank
from problemgen.bank.load import load_template
from problemgen.bank.tables import NumberCell, SourceCell
from problemgen.course.assignment import load_assignment
from problemgen.maths.tree import names
from problemgen.variant.count import Count, count
from problemgen.variant.program import program


@dataclass(frozen=True)
class TemplateEntry:
    """A template; ``variants`` is None where it was not counted."""

    id: str
    title: str
    difficulty: int
    minutes: float
    objectives: tuple[str, ...]
    parts: int
    variants: Count | None


@dataclass(frozen=True)
class AssignmentEntry:
    """An assignment and its templates."""

    id: str
    title: str
    templates: tuple[str, ...]


@dataclass(frozen=True)
class RelationEntry:
    """A relation; ``symbols`` maps each symbol to its name and unit."""

    id: str
    title: str
    equation: str
    symbols: dict[str, tuple[str, str]]
    sources: tuple[str, ...]


def list_bank(bank: Bank, counted: bool = False, tick: Callable[[int, int], None] | None = None) -> list[TemplateEntry]:
    """List a bank's templates; counting variants may take seconds for each that was never counted before."""
    entries = []
    for done, id in enumerate(bank.templates, 1):
        template = load_template(bank, id)
        model = template.model
        variants = count(program(template)) if counted else None
        entries.append(TemplateEntry(id, model.title, model.difficulty, model.minutes, tuple(model.objectives),
                                     len(model.parts), variants))  # fmt: skip
        if tick is not None:
            tick(done, len(bank.templates))
    return entries


def list_assignments(bank: Bank) -> list[AssignmentEntry]:
    """List a bank's assignments."""
    loaded = [load_assignment(bank, id) for id in bank.assignments]
    return [AssignmentEntry(each.id, each.title, each.templates()) for each in loaded]


def list_relations(bank: Bank) -> list[RelationEntry]:
    """List a bank's relations with their symbols and units."""
    entries = []
    for relation in bank.relations.values():
        used = dict.fromkeys([*names(relation.equation.left), *names(relation.equation.right)])
        symbols = {name: (bank.symbols[name].title, bank.symbols[name].unit.text) for name in used}
        sources = tuple(bank.sources[key].citation for key in relation.sources)
        entries.append(RelationEntry(relation.name, relation.title, relation.text, symbols, sources))
    return entries


@dataclass(frozen=True)
class TableEntry:
    """One row of a table as text, with its citations."""

    table: str
    row: str
    cells: dict[str, str]
    sources: tuple[str, ...]


def list_tables(bank: Bank) -> list[TableEntry]:
    """List the rows of a bank's data tables with what they cite."""
    entries = []
    for table in bank.tables.values():
        for row in table.rows.values():
            cells, sources = {}, []
            for name, cell in row.cells.items():
                if isinstance(cell, NumberCell):
                    unit = "" if cell.unit.text == "1" else f" {cell.unit.text}"
                    cells[name] = f"{cell.low:g}{unit}" if cell.fixed else f"{cell.low:g} to {cell.high:g}{unit}"
                elif isinstance(cell, SourceCell):
                    sources += [bank.sources[key].citation for key in cell.keys]
            entries.append(TableEntry(table.name, row.key, cells, tuple(sources)))
    return entries
