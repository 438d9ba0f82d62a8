"""Write a variant's questions once for all variants that are written alike: the slow half of a press."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from problemgen.document.problem import Printer
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.make import Ink, general_notes, make_item
from problemgen.exporters.pictures import picture_notes
from problemgen.exporters.printing import Written
from problemgen.exporters.stencil import stencil
from problemgen.exporters.tablewords import table_words
from problemgen.markup.pattern import Fragment
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver
from problemgen.variant.variant import variant


@dataclass(frozen=True)
class Writer:
    """Writes the questions of one template's variants in one format."""

    exporter: Exporter
    program: Program
    points: Mapping[str, float]
    printer: Printer
    solver: Solver
    pictures: bool = True

    def write(self, index: int) -> Written:
        """Write the questions of a variant as stencils, with what they lose and the words of tables in them."""
        solved = self.solver.solved(self.program, variant(self.program, index))
        results = [each.slot for part in solved.solutions.parts.values() for each in part.results]
        lines = {slot: value for slot in results if isinstance(value := solved.values[slot], Fragment)}
        ink = Ink(self.printer, self.exporter.plain_digits, lines, show=self.exporter.picture if self.pictures else None)
        item = make_item(ink, solved, self.points)
        stencils = tuple(stencil(text, ink.marks) for text in self.exporter.write(item))
        lost = picture_notes(self.exporter.picture is not None, self.pictures) if self.program.template.figures else ()
        notes = tuple(dict.fromkeys((*general_notes(solved), *lost, *self.exporter.notes(item))))
        words = table_words(self.program, self.printer.format, (fill for each in stencils for fill in each.fills))
        return Written(stencils, words, notes)
