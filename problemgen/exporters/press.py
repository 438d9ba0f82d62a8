"""Print the questions of a template that is loaded: what an exporter makes of each variant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from problemgen.document.problem import Printer
from problemgen.exporters.engrave import engrave
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.ids import VariantId
from problemgen.exporters.make import variant_id
from problemgen.exporters.printing import Printing
from problemgen.exporters.quiz import PictureFile, Question
from problemgen.exporters.writer import Writer
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver


@dataclass
class Press:
    """Prints the variants of one template in one format."""

    exporter: Exporter
    program: Program
    points: Mapping[str, float]
    printer: Printer
    solver: Solver
    pictures: bool = True
    printing: Printing = field(init=False)

    def __post_init__(self) -> None:
        writer = Writer(self.exporter, self.program, self.points, self.printer, self.solver, self.pictures)
        plate = engrave(self.program, self.exporter.plain_digits)
        self.printing = Printing(plate, self.exporter.markup, writer.write)

    def question(self, index: int, slot: int) -> Question:
        """Print a variant's question; ``slot`` counts the questions of one variant."""
        return Question(self.id(index, slot), self.printing.data(index, slot), self.shown(index))

    def shown(self, index: int) -> tuple[PictureFile, ...]:
        """List the pictures of a variant."""
        carried = self.pictures and self.exporter.picture is not None
        return self.printing.pictures(str(variant_id(self.program.template, index)), index) if carried else ()

    def id(self, index: int, slot: int) -> str:
        """Name a question: the variant, and the part where each part is a question of its own."""
        whole = variant_id(self.program.template, index)
        part = self.program.template.parts[slot].label if self.slots(index) > 1 else ""
        return str(VariantId(whole.bank, whole.template, whole.index, part))

    def slots(self, index: int) -> int:
        """Say how many questions a variant makes."""
        return self.printing.slots(index)

    def slot_points(self, slot: int, slots: int) -> float:
        """Give the points of one question of a variant."""
        if slots == 1:
            return round(sum(self.points.values()), 6)
        return self.points[self.program.template.parts[slot].label]
