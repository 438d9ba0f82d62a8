"""Print the words that a template takes from tables, for every scene of its plate."""

from __future__ import annotations

from collections.abc import Iterable

from problemgen.bank.tables import TextCell
from problemgen.errors import ProblemgenError
from problemgen.exporters.stencil import Fill, Slot
from problemgen.markup.pattern import Fragment, Hole, filled_hole
from problemgen.variant.program import Program, field_numbers
from problemgen.variant.space import Scenario, cell_at


def table_words(program: Program, format: str, fills: Iterable[Fill]) -> dict[Slot, tuple[str, ...]]:
    """Print what fills those of the holes that hold words of tables, in a format. Raises ProblemgenError."""
    paths = program.template.text_fields
    slots = [fill for fill in fills if isinstance(fill, Slot) and fill.name in paths]
    scenarios = [each for each in program.space.scenarios if field_numbers(program, each.rows) is not None]
    return {slot: tuple(_word(program, format, slot, scenario) for scenario in scenarios) for slot in slots}


def _word(program: Program, format: str, slot: Slot, scenario: Scenario) -> str:
    cell = cell_at(program.template.bank, scenario.rows, slot.name)
    words = cell.fragment if isinstance(cell, TextCell) else Fragment(())
    try:
        return filled_hole(Hole(slot.name, format, slot.mode, slot.style), {slot.name: words})
    except ProblemgenError as error:
        raise ProblemgenError(f"{program.template.id}: words of tables hold no slots in exports: {error}") from error
