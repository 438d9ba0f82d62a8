"""Find a variant again by what was printed: a changed bank gives its places other numbers, and a student has a page, not a place.

Reads a compiled template and the values that the manifest has; gives the index that prints the same now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from problemgen.maths.numbers import Printed
from problemgen.variant.program import Program
from problemgen.variant.space import Scenario

Values = Mapping[str, str]


def drawn_texts(program: Program, index: int) -> dict[str, str]:
    """Give what was drawn, as text: rows by key, numbers as printed."""
    scenario, positions = program.space.at(index)
    texts = {name: row.key for name, row in scenario.rows.items()}
    for draw, grid, position in zip(program.template.numbers, scenario.grids, positions, strict=True):
        texts[draw.name] = _text(grid[position])
    return texts


def _text(number: Printed) -> str:
    return f"{number.number}{'' if number.unit == '1' else f' {number.unit}'}"


@dataclass
class Finder:
    """Finds the variants of one template; ``scenarios`` are sorted by their rows when one is first looked for elsewhere."""

    program: Program
    scenarios: dict[tuple[str, ...], Scenario] | None = None

    def find(self, values: Values) -> int | None:
        """Give the index that prints these values; None where none does."""
        template = self.program.template
        rows = [draw.name for draw in template.rows]
        if {*rows, *(draw.name for draw in template.numbers)} != set(values):
            return None
        scenario = self._scenario(tuple(values[name] for name in rows))
        return None if scenario is None else self._place(scenario, values)

    def _scenario(self, keys: tuple[str, ...]) -> Scenario | None:
        if self.scenarios is None:
            rows = [draw.name for draw in self.program.template.rows]
            self.scenarios = {tuple(each.rows[name].key for name in rows): each for each in self.program.space.scenarios}
        return self.scenarios.get(keys)

    def _place(self, scenario: Scenario, values: Values) -> int | None:
        place = 0
        for draw, grid in zip(self.program.template.numbers, scenario.grids, strict=True):
            position = next((n for n, number in enumerate(grid) if _text(number) == values[draw.name]), None)
            if position is None:
                return None
            place = place * len(grid) + position
        return scenario.offset + place

    def find_all(self, variants: Iterable[Values]) -> set[int]:
        """Give the indices of those that there are."""
        return {found for values in variants if (found := self.find(values)) is not None}
