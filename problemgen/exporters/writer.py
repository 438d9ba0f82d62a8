"""Write a variant's questions once for all variants that are written alike: the slow half of a press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from problemgen.bank.tables import TextCell
from problemgen.document.problem import Printer
from problemgen.errors import ProblemgenError
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.make import Ink, general_notes, make_item
from problemgen.exporters.printing import Written
from problemgen.exporters.stencil import Slot, Stencil, stencil
from problemgen.markup.pattern import Fragment, Hole, filled_hole
from problemgen.variant.program import Program, field_numbers
from problemgen.variant.solution import Solver
from problemgen.variant.space import Scenario, cell_at
from problemgen.variant.variant import variant


@dataclass(frozen=True)
class Writer:
    """Writes the questions of one template's variants in one format."""

    exporter: Exporter
    program: Program
    points: Mapping[str, float]
    printer: Printer
    solver: Solver

    def write(self, index: int) -> Written:
        """Write the questions of a variant as stencils, with what they lose and the words of tables in them."""
        solved = self.solver.solved(self.program, variant(self.program, index))
        results = [each.slot for part in solved.solutions.parts.values() for each in part.results]
        lines = {slot: value for slot in results if isinstance(value := solved.values[slot], Fragment)}
        ink = Ink(self.printer, self.exporter.plain_digits, lines)
        item = make_item(ink, solved, self.points)
        stencils = tuple(stencil(text, ink.marks) for text in self.exporter.write(item))
        notes = tuple(dict.fromkeys((*general_notes(solved), *self.exporter.notes(item))))
        return Written(stencils, self.words(stencils), notes)

    def words(self, stencils: tuple[Stencil, ...]) -> dict[Slot, tuple[str, ...]]:
        """Print the words of tables for every scene of the plate."""
        paths = self.program.template.text_fields
        slots = [fill for each in stencils for fill in each.fills if isinstance(fill, Slot) and fill.name in paths]
        scenarios = [each for each in self.program.space.scenarios if field_numbers(self.program, each.rows) is not None]
        return {slot: tuple(self.word(slot, scenario) for scenario in scenarios) for slot in slots}

    def word(self, slot: Slot, scenario: Scenario) -> str:
        cell = cell_at(self.program.template.bank, scenario.rows, slot.name)
        words = cell.fragment if isinstance(cell, TextCell) else Fragment(())
        try:
            return filled_hole(Hole(slot.name, self.printer.format, slot.mode, slot.style), {slot.name: words})
        except ProblemgenError as error:
            raise ProblemgenError(f"{self.program.template.id}: words of tables hold no slots in exports: {error}") from error
