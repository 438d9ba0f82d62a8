"""Print the questions of variants: a question is written once for every shape of variant, then only filled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from problemgen.document.problem import Printer
from problemgen.export.exporter import Exporter
from problemgen.export.ids import VariantId
from problemgen.export.item import Item
from problemgen.export.make import Ink, Shape, general_notes, make_item, shape, variant_id
from problemgen.export.notes import Note
from problemgen.export.quiz import Question
from problemgen.export.stencil import Stencil, filled, stencil
from problemgen.variant.program import Program
from problemgen.variant.solution import Solved, Solver
from problemgen.variant.variant import variant


@dataclass
class Press:
    """Prints the variants of one template in one format; keeps a stencil for each shape and each question."""

    exporter: Exporter
    program: Program
    points: Mapping[str, float]
    printer: Printer
    solver: Solver
    stencils: dict[Shape, tuple[Stencil, ...]] = field(default_factory=dict)
    notes: dict[Note, None] = field(default_factory=dict)

    def question(self, index: int, slot: int) -> Question:
        """Print a variant's question; ``slot`` counts the questions of one variant."""
        solved = self.solver.solved(self.program, variant(self.program, index))
        stencils = self.stencils_of(solved)
        return Question(self.id(index, slot, len(stencils)), filled(stencils[slot], solved, self.printer))

    def id(self, index: int, slot: int, slots: int) -> str:
        """Name a question: the variant, and the part where each part is a question of its own."""
        whole = variant_id(self.program.template, index)
        part = self.program.template.parts[slot].label if slots > 1 else ""
        return str(VariantId(whole.bank, whole.template, whole.index, part))

    def slot_points(self, slot: int, slots: int) -> float:
        """Give the points of one question of a variant."""
        if slots == 1:
            return round(sum(self.points.values()), 6)
        return self.points[self.program.template.parts[slot].label]

    def slots(self, index: int) -> int:
        """Say how many questions a variant makes."""
        return len(self.stencils_of(self.solver.solved(self.program, variant(self.program, index))))

    def stencils_of(self, solved: Solved) -> tuple[Stencil, ...]:
        """Find the stencils for a variant's shape; write them where there are none yet."""
        key = shape(solved, self.exporter.plain_digits)
        if key not in self.stencils:
            ink = Ink(self.printer, self.exporter.plain_digits)
            item = make_item(ink, solved, self.points)
            self.stencils[key] = tuple(stencil(text, ink.marks) for text in self.exporter.write(item))
            self.note(item, solved)
        return self.stencils[key]

    def note(self, item: Item, solved: Solved) -> None:
        """Keep what an item of this shape loses."""
        for note in (*general_notes(solved), *self.exporter.notes(item)):
            self.notes.setdefault(note)
