"""Plan the export of an assignment: load the bank, engrave its templates, decide the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.assignment import Assignment, Entry, load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.exportplan import ExportPlan, PlannedGroup, PlannedPress
from problemgen.course.points import share_points
from problemgen.document.problem import Printer
from problemgen.errors import ProblemgenError
from problemgen.exporters.engrave import engrave
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.make import variant_id
from problemgen.exporters.pool import pool
from problemgen.exporters.writer import Writer
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver


@dataclass(frozen=True)
class Planned:
    """A plan, and what writes the questions of each of its presses."""

    plan: ExportPlan
    writers: tuple[Writer, ...]
    programs: dict[str, Program]
    assignment: Assignment
    bank: Bank


def plan_export(bank: str, assignment: str, exporter: Exporter, pictures: bool = True) -> Planned:
    """Plan an export, with pictures or their words. Raises ProblemgenError with everything that is wrong."""
    opened = open_bank(bank)
    loaded = load_assignment(opened, assignment)
    ready = programs(opened, loaded.templates())
    planner = _Planner(exporter, loaded, ready, pictures)
    groups = tuple(group for number, entry in enumerate(loaded.entries, 1) for group in planner.groups(entry, str(number)))
    texts = (loaded.instructions, opened.conventions)
    instructions = "\n".join(planner.printer.text(text, {}) for text in texts if text)
    plan = ExportPlan(loaded.id, loaded.title, opened.name, instructions, opened.language, groups,
                      tuple(planner.presses), tuple(planner.notes))  # fmt: skip
    return Planned(plan, tuple(planner.writers), ready, loaded, opened)


@dataclass
class _Planner:
    """Decides the groups, and makes the press of each template and points once."""

    exporter: Exporter
    assignment: Assignment
    programs: dict[str, Program]
    pictures: bool
    places: dict[tuple[str, float | None], int] = field(default_factory=dict)
    presses: list[PlannedPress] = field(default_factory=list)
    writers: list[Writer] = field(default_factory=list)
    slots: list[int] = field(default_factory=list)  # questions of a variant, by press
    notes: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.printer, self.solver = Printer(self.exporter.markup), Solver()

    def press(self, id: str, points: float | None) -> int:
        """Make a press; give its place."""
        if (id, points) not in self.places:
            program = self.programs[id]
            worth = share_points(program.template, points)
            writer = Writer(self.exporter, program, worth, self.printer, self.solver, self.pictures)
            plate = engrave(program, self.exporter.plain_digits)
            name = str(variant_id(program.template, 0)).removesuffix("-0")
            press = PlannedPress(id, name, tuple(part.label for part in program.template.parts),
                                 digest(self.assignment.salt, id), plate)  # fmt: skip
            first = pool(plate, press.seed, 1)
            if not first:
                raise ProblemgenError(f"{id}: no variant meets its conditions; loosen `require` or the ranges")
            self.places[id, points] = len(self.presses)
            self.presses.append(press)
            self.writers.append(writer)
            self.slots.append(len(writer.write(first[0]).stencils))
        return self.places[id, points]

    def groups(self, entry: Entry, number: str) -> Iterator[PlannedGroup]:
        """Make the groups of one place of the assignment: one, or one for each part where a format splits problems."""
        presses = [self.press(template, entry.points) for template in entry.templates]
        if entry.pick == len(presses):
            yield from self.each(presses, number)
        elif len({self.slots[press] for press in presses}) > 1:
            left_out = ", ".join(self.presses[press].template for press in presses[entry.pick :])
            instead = f"always the first; left out: {left_out}"
            self.note(presses, "a draw among problems with different numbers of parts", instead)
            yield from self.each(presses[: entry.pick], number)
        else:
            if entry.pick > 1:
                instead = "two variants of one problem may be drawn together"
                self.note(presses, "a draw without repeating a problem", instead)
            yield from self.drawn(presses, entry.pick, number)

    def each(self, presses: Sequence[int], number: str) -> Iterator[PlannedGroup]:
        """Make groups of one template each."""
        for at, press in enumerate(presses, 1):
            yield from self.drawn([press], 1, number if len(presses) == 1 else f"{number}.{at}")

    def drawn(self, presses: Sequence[int], pick: int, number: str) -> Iterator[PlannedGroup]:
        """Make a group for every question that a variant of these templates makes."""
        count = self.slots[presses[0]]
        title = " or ".join(dict.fromkeys(self.writers[press].program.template.title for press in presses))
        for slot in range(count):
            label = self.presses[presses[0]].labels[slot] if count > 1 else ""
            points = {self.points(press, slot, count) for press in presses}
            if len(points) > 1:
                self.note(presses, "problems of different points in one draw", f"each counts {max(points):g}")
            yield PlannedGroup(f"{number}-{label}" if label else number, f"{title} ({label})" if label else title, pick,
                               max(points), slot, tuple(presses))  # fmt: skip

    def points(self, press: int, slot: int, count: int) -> float:
        points = self.writers[press].points
        return points[self.presses[press].labels[slot]] if count > 1 else round(sum(points.values()), 6)

    def note(self, presses: Sequence[int], what: str, instead: str) -> None:
        self.notes += [(self.presses[press].template, what, instead) for press in presses]
