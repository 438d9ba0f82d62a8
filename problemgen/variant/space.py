"""The space of a template: every scenario (which rows are drawn) with its grid of printed numbers, and an index into it.

An index is a scenario's offset plus a mixed-radix number over its grids, so a variant is one integer.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from decimal import ROUND_CEILING, Decimal
from math import prod

from problemgen.bank.bank import Bank
from problemgen.bank.tables import Cell, NumberCell, Row, RowCell
from problemgen.bank.template import NumberDraw, Template
from problemgen.errors import ProblemgenError
from problemgen.frozen import frozen
from problemgen.maths.numbers import Printed, exact, number_text, rounded

MAX_GRID = 10_000
MAX_SCENARIOS = 5_000
MAX_TRIED = 200_000  # rows that are looked at for these
MAX_POINTS = 300_000  # values of all grids together

Rows = Mapping[str, Row]


@frozen
class Scenario:
    """One choice of rows, and the numbers that may be drawn with it."""

    rows: Rows
    grids: tuple[tuple[Printed, ...], ...]
    offset: int
    size: int


@frozen
class Space:
    """All scenarios of a template; ``size`` counts the grid points, before any condition."""

    scenarios: tuple[Scenario, ...]
    size: int

    def at(self, index: int) -> tuple[Scenario, tuple[int, ...]]:
        """Give the scenario of an index and the position in each of its grids."""
        scenario = self.scenario(index)
        rest = index - scenario.offset
        positions = []
        for grid in reversed(scenario.grids):
            rest, position = divmod(rest, len(grid))
            positions.append(position)
        return scenario, tuple(reversed(positions))

    def scenario(self, index: int) -> Scenario:
        """Give the scenario that an index falls into. Raises IndexError."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        low, high = 0, len(self.scenarios) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.scenarios[middle].offset <= index else (low, middle - 1)
        return self.scenarios[low]


def space(template: Template) -> Space:
    """Lay out the space of a template. Raises ProblemgenError where it is empty or far too fine."""
    scenarios: list[Scenario] = []
    offset = 0
    grids: dict[tuple[object, ...], tuple[Printed, ...]] = {}
    for rows in _choices_of_rows(template):
        found = tuple(_kept_grid(draw, rows, template, grids) for draw in template.numbers)
        size = prod(len(grid) for grid in found)
        if size:
            scenarios.append(Scenario(rows, found, offset, size))
            offset += size
        if len(scenarios) > MAX_SCENARIOS:
            raise _error(template, f"more than {MAX_SCENARIOS} combinations of rows; name fewer rows with `only`", "draw")
    if not scenarios:
        raise _error(template, "no combination of rows and ranges gives a variant; widen a range or a `match`", "draw")
    return Space(tuple(scenarios), offset)


def _error(template: Template, message: str, *path: str) -> ProblemgenError:
    return ProblemgenError(message, template.file.place(*path))


def _choices_of_rows(template: Template) -> Iterator[Rows]:
    left = itertools.count(MAX_TRIED, -1)

    def choose(n: int, rows: dict[str, Row]) -> Iterator[Rows]:
        if n == len(template.rows):
            yield dict(rows)
            return
        draw = template.rows[n]
        for key in draw.keys:
            row = draw.table.rows[key]
            if not next(left):
                message = f"more than {MAX_TRIED:,} rows to look at for a `match` that is hardly ever met; name fewer with `only`"
                raise _error(template, message, "draw")
            if all(_matches(row, column, target, rows) for column, target in draw.match.items()):
                yield from choose(n + 1, {**rows, draw.name: row})

    return choose(0, {})


def _matches(row: Row, column: str, target: str, rows: Rows) -> bool:
    cell = row.cells.get(column)
    key = rows[target].key if target in rows else target
    return isinstance(cell, RowCell) and cell.key == key


def cell_at(bank: Bank, rows: Rows, path: str) -> Cell | None:
    """Follow a dotted name from the drawn rows through references to a cell; None where a row leaves it out."""
    first, *steps = path.split(".")
    row: Row | None = rows[first]
    cell: Cell | None = None
    for step in steps:
        cell = row.cells.get(step) if row else None
        row = bank.tables[cell.table].rows[cell.key] if isinstance(cell, RowCell) else None
    return cell


def _kept_grid(
    draw: NumberDraw, rows: Rows, template: Template, kept: dict[tuple[object, ...], tuple[Printed, ...]]
) -> tuple[Printed, ...]:
    low, high, factor = draw.low, draw.high, 1.0
    if draw.field is not None:
        cell = cell_at(template.bank, rows, draw.field)
        if not isinstance(cell, NumberCell):
            return ()  # this row has no such number, so the scenario has no variant
        low, high, factor = cell.low, cell.high, cell.unit.factor / draw.unit.factor
    key = (draw.name, low, high, factor)
    if key not in kept:
        try:
            kept[key] = tuple(Printed(text, draw.unit.text) for text in _grid(draw, low * factor, high * factor))
        except ValueError as error:
            raise _error(template, str(error), "draw", draw.name) from None
        if sum(map(len, kept.values())) > MAX_POINTS:
            raise _error(template, f"more than {MAX_POINTS:,} values in all ranges together; ask for fewer digits", "draw")
    return kept[key]


def _grid(draw: NumberDraw, low: float, high: float) -> list[str]:
    if draw.choices:
        return [number_text(Decimal(exact(choice))) for choice in draw.choices]
    if low == high:
        return [number_text(rounded(low, digits=draw.digits, decimals=draw.decimals))]
    texts: list[str] = []
    value, last = Decimal(exact(float(f"{low:.12g}"))), Decimal(exact(float(f"{high:.12g}")))
    if draw.step is None:
        value = _next_on_grid(value, draw)
    else:
        value = _with_decimals_of(value, Decimal(exact(draw.step)), last, draw)
    while value <= last:
        texts.append(number_text(value))
        value = _after(value, draw)
        if len(texts) > MAX_GRID:
            raise _too_fine(draw)
    return texts


def _too_fine(draw: NumberDraw) -> ValueError:
    return ValueError(f"{draw.name} has more than {MAX_GRID} values; ask for fewer digits or a larger step")


def _with_decimals_of(value: Decimal, step: Decimal, last: Decimal, draw: NumberDraw) -> Decimal:
    """Start a grid with the decimals that its values will have: 4.0, 4.1, 4.2."""
    if (last - value) / step > MAX_GRID:
        raise _too_fine(draw)
    decimals = min(int(each.normalize().as_tuple().exponent) for each in (value, step, Decimal(1)))
    return value.quantize(Decimal(1).scaleb(decimals))


def _after(value: Decimal, draw: NumberDraw) -> Decimal:
    if draw.step is not None:
        return value + Decimal(exact(draw.step))
    after = value + _spacing(value, draw)
    return after.quantize(_spacing(after, draw))  # 9.9, 10, 11: not 10.0, 11.0


def _spacing(value: Decimal, draw: NumberDraw) -> Decimal:
    if draw.decimals is not None:
        return Decimal(1).scaleb(-draw.decimals)
    if value <= 0:
        raise ValueError(f"{draw.name} reaches zero or below, where digits mean nothing; give decimals or a step")
    return Decimal(1).scaleb(value.adjusted() - (draw.digits or 1) + 1)


def _next_on_grid(value: Decimal, draw: NumberDraw) -> Decimal:
    spacing = _spacing(value, draw)
    return ((value / spacing).to_integral_value(ROUND_CEILING) * spacing).quantize(spacing)
