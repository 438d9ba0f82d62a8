"""Count the variants of a template: one by one where the grid can be enumerated, bounded by sampling beyond."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass
from math import sqrt

from problemgen.cache import recalled, remembered
from problemgen.variant.deal import Dealer, draw
from problemgen.variant.program import Program, acceptable, scenario_numbers

ENUMERABLE = 4_000_000
SAMPLE = 20_000
_Z = 2.576  # 99 % two-sided


@dataclass(frozen=True)
class Count:
    """How many variants a template has: between ``low`` and ``high`` (equal where counted one by one) of ``grid``."""

    low: int
    high: int
    grid: int

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def __str__(self) -> str:
        if self.exact:
            return f"{self.low:,} variants (counted)"
        return f"{self.low:,} to {self.high:,} variants (99 % sure, sampled; the grid has {self.grid:,} points)"


def count(program: Program, limit: int = ENUMERABLE) -> Count:
    """Count exactly up to ``limit`` grid points (or where that was done before), else bound the number by a sample."""
    grid, key = program.space.size, _name(program)
    if grid > limit:
        low, high = recalled("counts", key) or remembered("bounds", key, lambda: _sampled(program))
    else:
        low, high = remembered("counts", key, lambda: _counted(program))
    return Count(low, high, grid)


def counted_before(program: Program) -> Count | None:
    """Give the exact count where it was worked out before."""
    kept = recalled("counts", _name(program))
    return Count(kept[0], kept[1], program.space.size) if kept else None


def _name(program: Program) -> str:
    return f"2 {program.template.source_digest} {program.space.size}"


def _counted(program: Program) -> list[int]:
    total = 0
    for scenario in program.space.scenarios:
        numbers = scenario_numbers(program, scenario)
        if numbers is not None:
            fixed, grids = numbers
            total += sum(acceptable(program, (*fixed, *drawn)) for drawn in itertools.product(*grids))
    return [total, total]


def _sampled(program: Program) -> list[int]:
    grid, accepts = program.space.size, Dealer(program, "", Counter()).accepts
    hits = sum(accepts(draw(program.template.id, "sample", str(n)) % grid) for n in range(SAMPLE))
    found = bounds(hits, SAMPLE, grid)
    return [found.low, found.high]


def bounds(hits: int, tries: int, grid: int) -> Count:
    """Bound the acceptable points by Wilson's score interval for their share (Wilson 1927, J Am Stat Assoc 22:209)."""
    share = hits / tries
    centre = (share + _Z**2 / (2 * tries)) / (1 + _Z**2 / tries)
    half = _Z * sqrt(share * (1 - share) / tries + _Z**2 / (4 * tries**2)) / (1 + _Z**2 / tries)
    return Count(max(0, int(grid * (centre - half))), min(grid, int(grid * (centre + half)) + 1), grid)
