"""Cited data tables: cells of numbers, ranges, texts and references to rows of other tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from problemgen.bank import schema
from problemgen.bank.validate import Problems
from problemgen.errors import Place, unknown
from problemgen.frozen import frozen
from problemgen.markup.pattern import Fragment
from problemgen.markup.prose import parse_inline
from problemgen.maths.units import Unit, unit


@frozen
class NumberCell:
    """A number, or a range from ``low`` to ``high``, in a unit."""

    low: float
    high: float
    unit: Unit

    @property
    def fixed(self) -> bool:
        return self.low == self.high


@frozen
class RowCell:
    """A row of another table."""

    table: str
    key: str


@frozen
class SourceCell:
    """Keys of the bank's sources."""

    keys: tuple[str, ...]


@frozen
class TextCell:
    """Words, with maths perhaps; one fragment for all variants, so that it is compiled once."""

    fragment: Fragment


Cell = NumberCell | TextCell | RowCell | SourceCell


@frozen
class Row:
    """One row: its key and its cells by column."""

    table: str
    key: str
    cells: Mapping[str, Cell]


@frozen
class Table:
    """A table: its columns as the author declared them, its rows by key."""

    name: str
    title: str
    columns: Mapping[str, schema.Column]
    rows: Mapping[str, Row]


def read_tables(
    models: Mapping[str, schema.Table], sources: Mapping[str, object], place: Callable[..., Place], problems: Problems
) -> dict[str, Table]:
    """Check every cell of every table against its column."""
    tables = {}
    for name, model in models.items():
        for column, kind in model.columns.items():
            if len(kind.model_fields_set) != 1:
                problems.add("a column is exactly one of: unit, text, table, source", place("tables", name, "columns", column))
            if kind.table is not None and kind.table not in models:
                problems.add(unknown("table", kind.table, models), place("tables", name, "columns", column))
        rows = {}
        for key, values in model.rows.items():
            rows[key] = _row(name, key, values, models, sources, place, problems)
        tables[name] = Table(name, model.title, model.columns, rows)
    return tables


def _row(
    table: str, key: str, values: Mapping[str, Any], models: Mapping[str, schema.Table], sources: Mapping[str, object],
    place: Callable[..., Place], problems: Problems,
) -> Row:  # fmt: skip
    columns = models[table].columns
    cells: dict[str, Cell] = {}
    for name, value in values.items():
        where = place("tables", table, "rows", key, name)
        if name not in columns:
            problems.add(unknown("column", name, columns), where)
            continue
        with problems.at(where):
            cells[name] = _cell(columns[name], value, models, sources, where)
    for name, column in columns.items():
        if name not in values and (column.source or column.table):
            problems.add(f"row {key!r} has no {name!r}", place("tables", table, "rows", key))
    return Row(table, key, cells)


def _cell(
    column: schema.Column, value: Any, models: Mapping[str, schema.Table], sources: Mapping[str, object], place: Place
) -> Cell:
    if column.text:
        return TextCell(Fragment(parse_inline(str(value), place)))
    if column.table is not None:
        if column.table in models and value not in models[column.table].rows:
            raise LookupError(unknown(f"row of {column.table}", str(value), models[column.table].rows))
        return RowCell(column.table, str(value))
    if column.source:
        keys = tuple(str(key) for key in (value if isinstance(value, list) else [value]))
        for key in keys:
            if key not in sources:
                raise LookupError(unknown("source", key, sources))
        return SourceCell(keys)
    low, high = value if isinstance(value, list) and len(value) == 2 else (value, value)
    if not all(isinstance(bound, (int, float)) and not isinstance(bound, bool) for bound in (low, high)):
        raise LookupError("needs a number or [low, high]")
    if low > high:
        raise LookupError(f"the range runs backwards: {low} is more than {high}")
    return NumberCell(float(low), float(high), unit(column.unit or "1"))
