"""The space of a template: an index for every combination, values on the printed grid."""

from __future__ import annotations

from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problemgen.bank.tables import NumberCell
from problemgen.maths.numbers import number_text, rounded
from problemgen.variant.space import Scenario, Space, cell_at
from problemgen.variant.variant import variant
from tests.banks import MEMBRANE, SMALL, TINY, programs_of

EVERY = [(bank, id) for bank in (SMALL, TINY) for id in ("nernst.forward", "nernst.inside", "force.value")
         if (bank / "problems" / f"{id.replace('.', '/')}.yaml").exists()]  # fmt: skip


def index_of(space: Space, scenario: Scenario, positions: tuple[int, ...]) -> int:
    index = 0
    for grid, position in zip(scenario.grids, positions, strict=True):
        index = index * len(grid) + position
    return scenario.offset + index


def test_every_index_of_a_space_is_another_variant() -> None:
    space = programs_of(TINY)["force.value"].space
    seen = set()
    for index in range(space.size):
        scenario, positions = space.at(index)
        drawn = tuple(grid[position].number for grid, position in zip(scenario.grids, positions, strict=True))
        seen.add((scenario.rows["ion"].key, *drawn))
    assert seen == {(ion, V_m, E) for ion in ("K", "Cl") for V_m in ("-70", "-65", "-60") for E in ("-90", "50")}
    assert space.size == 12


@pytest.mark.parametrize(("bank", "id"), EVERY, ids=[id for _, id in EVERY])
@given(share=st.floats(0, 1, exclude_max=True))
def test_an_index_can_be_found_again_from_what_it_means(bank: object, id: str, share: float) -> None:
    space = programs_of(bank)[id].space  # type: ignore[arg-type]
    index = int(share * space.size)
    scenario, positions = space.at(index)
    assert all(0 <= position < len(grid) for grid, position in zip(scenario.grids, positions, strict=True))
    assert index_of(space, scenario, positions) == index


def test_scenarios_fill_the_space_without_a_gap() -> None:
    for program in programs_of(SMALL).values():
        end = 0
        for scenario in program.space.scenarios:
            assert (scenario.offset, scenario.size) == (end, prod(map(len, scenario.grids)))
            end += scenario.size
        assert end == program.space.size


@pytest.mark.parametrize("beyond", [-1, 0])
def test_there_is_nothing_outside_the_space(beyond: int) -> None:
    program = programs_of(TINY)["force.value"]
    with pytest.raises(IndexError):
        variant(program, beyond if beyond < 0 else program.space.size)


def test_drawn_values_are_on_the_printed_grid_and_inside_their_range() -> None:
    for bank, ids in ((SMALL, ()), (TINY, ()), (MEMBRANE, ("nernst.forward", "nernst.calcium", "driving_force.value"))):
        for program in programs_of(bank, ids).values():
            for scenario in program.space.scenarios:
                for draw, grid in zip(program.template.numbers, scenario.grids, strict=True):
                    cell = cell_at(program.template.bank, scenario.rows, draw.field) if draw.field else None
                    low, high = (cell.low, cell.high) if isinstance(cell, NumberCell) else (draw.low, draw.high)
                    factor = cell.unit.factor / draw.unit.factor if isinstance(cell, NumberCell) else 1.0
                    values = [printed.value for printed in grid]
                    assert len(set(values)) == len(values)
                    if draw.choices:
                        assert values == list(draw.choices)
                        continue
                    assert values == sorted(values)
                    if low != high:  # a single cited value may need rounding to the printed digits
                        slack = 1e-9 * max(abs(low), abs(high)) * factor
                        assert low * factor - slack <= values[0]
                        assert values[-1] <= high * factor + slack
                    for printed in grid:
                        assert printed.unit == draw.unit.text
                        again = rounded(printed.value, digits=draw.digits, decimals=draw.decimals)
                        assert draw.step is not None or number_text(again) == printed.number
