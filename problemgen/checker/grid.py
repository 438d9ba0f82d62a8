"""Number the cells of fixed grids on the number line: value -> names of cells.

The grids depend on the tolerance alone, never on the key: cells of equal ratio where the tolerance is relative,
cells of equal width where it is absolute. A cell is twice as wide as a window, so that a window touches two cells at most and a
value three tolerances off lies in the next cell at most.
"""

from __future__ import annotations

import math
from typing import List

from problemgen.checker.windows import Tolerance
from problemgen.frozen import frozen

CELL_BORDER = 1e-9  # of a cell: a value this near a border belongs to both sides


@frozen
class Grid:
    """Widths of the cells: of ``ln|x|`` and of ``x``; 0 where a grid is not in use."""

    ratio: float = 0.0
    width: float = 0.0


def grid_for(tolerance: Tolerance) -> Grid:
    """Give the grids on which windows of this tolerance lie."""
    ratio = 0.0
    if tolerance.decades:
        ratio = 4 * tolerance.decades * math.log(10)
    elif tolerance.relative:
        ratio = 2 * math.log((1 + tolerance.relative) / (1 - tolerance.relative))
    return Grid(ratio, 4 * tolerance.absolute)


def cells_at(grid: Grid, value: float, reach: int = 0) -> List[str]:
    """Name the cells that hold a value, on every grid in use; ``reach`` adds that many neighbours on both sides.

    >>> cells_at(Grid(width=2.0), -90.1), cells_at(Grid(width=2.0), 4.0)
    (['A-46'], ['A1', 'A2'])
    """
    found: List[str] = []
    if grid.ratio:
        found += ratio_cells(grid.ratio, value, value, reach)
    if grid.width:
        found += width_cells(grid.width, value, value, reach)
    return found


def ratio_cells(ratio: float, low: float, high: float, reach: int = 0) -> List[str]:
    """Name the cells of equal ratio between two values of one sign."""
    if low == 0 or high == 0:
        return ["R0"]
    sign = "+" if low > 0 else "-"
    ends = sorted((math.log(abs(low)) / ratio, math.log(abs(high)) / ratio))
    return [f"R{sign}{number}" for number in _cell_numbers(ends[0], ends[1], reach)]


def width_cells(width: float, low: float, high: float, reach: int = 0) -> List[str]:
    """Name the cells of equal width between two values."""
    if not math.isfinite(low / width) or not math.isfinite(high / width):
        return []
    return [f"A{number}" for number in _cell_numbers(low / width, high / width, reach)]


def _cell_numbers(low: float, high: float, reach: int) -> range:
    return range(math.floor(low - _margin(low)) - reach, math.floor(high + _margin(high)) + 1 + reach)


def _margin(number: float) -> float:
    return min(0.25, CELL_BORDER * max(1.0, abs(number) * 1e-3))
