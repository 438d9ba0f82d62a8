"""Find a variant again by what was printed: a changed bank gives its places other numbers, and a student has a page, not a place.

Reads a compiled template and the values that the manifest has; gives the index that prints the same now.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

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


def meant(values: Values) -> dict[str, tuple[str, str]]:
    """Give values as they are meant: -70 mV is -70.0 mV.

    >>> meant({"V_m": "-70.0 mV", "cell": "squid"}) == meant({"V_m": "-70 mV", "cell": "squid"})
    True
    """
    return {name: _meant(*text.partition(" ")[::2]) for name, text in values.items()}


def _meant(number: str, unit: str) -> tuple[str, str]:
    try:
        return str(Decimal(number).normalize()), unit
    except InvalidOperation:  # the key of a row
        return number, unit


@dataclass
class Finder:
    """Finds the variants of one template; its scenarios and grids are looked through when one is first asked for."""

    program: Program
    scenarios: dict[tuple[str, ...], Scenario] | None = None
    grids: dict[int, dict[tuple[str, str], int]] = field(default_factory=dict)  # by the id of a grid, which lives as long

    def find(self, values: Values) -> int | None:
        """Give the index that prints what these values mean; None where none does."""
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
        place, wanted = 0, meant(values)
        for draw, grid in zip(self.program.template.numbers, scenario.grids, strict=True):
            kept = self.grids.get(id(grid)) or self.grids.setdefault(id(grid), _places(grid))
            if wanted[draw.name] not in kept:
                return None
            place = place * len(grid) + kept[wanted[draw.name]]
        return scenario.offset + place

    def find_all(self, variants: Iterable[Values]) -> set[int]:
        """Give the indices of those that there are."""
        return {found for values in variants if (found := self.find(values)) is not None}


def _places(grid: tuple[Printed, ...]) -> dict[tuple[str, str], int]:
    return {_meant(number.number, "" if number.unit == "1" else number.unit): n for n, number in reversed(list(enumerate(grid)))}
