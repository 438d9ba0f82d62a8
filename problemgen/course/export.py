"""Export an assignment to a course system: pools of variants, written question by question.

load -> deal -> write; what the format cannot carry is gathered on the way.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.bank.validate import unknown
from problemgen.course.assignment import Assignment, Entry, load_assignment
from problemgen.course.banks import DEFAULT, open_bank, programs
from problemgen.course.issue import issue
from problemgen.course.manifest import IssuedSheet, read_manifest
from problemgen.course.overview import csv_lines, safe_cell
from problemgen.course.roster import read_roster
from problemgen.course.sheets import share_points
from problemgen.document.problem import Printer
from problemgen.errors import Place, ProblemgenError
from problemgen.export.exporter import Exporter
from problemgen.export.formats import EXPORTERS
from problemgen.export.make import variant_id
from problemgen.export.notes import Loss, Note, gathered
from problemgen.export.package import write_plain, write_zip
from problemgen.export.press import Press
from problemgen.export.quiz import Group, Question, Quiz
from problemgen.files import written_whole
from problemgen.variant.deal import Dealer
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver

DEFAULT_VARIANTS = 20

Tick = Callable[[int, int], None]  # questions done, questions in all


@dataclass(frozen=True)
class Export:
    """What to export."""

    format: str
    assignment: str
    bank: str = DEFAULT
    variants: int = DEFAULT_VARIANTS
    roster: Path | None = None
    out: Path | None = None


@dataclass(frozen=True)
class Exported:
    """What was exported, and what an instructor should know before importing it."""

    path: Path
    questions: int
    groups: tuple[tuple[str, int], ...]  # titles and how many questions each holds
    losses: tuple[Loss, ...]
    experimental: str


def export(order: Export, tick: Tick | None = None) -> Exported:
    """Write an assignment as a file for a course system. Raises ProblemgenError."""
    if order.format not in EXPORTERS:
        raise ProblemgenError(unknown("format", order.format, EXPORTERS))
    exporter = EXPORTERS[order.format]
    bank = open_bank(order.bank)
    assignment = load_assignment(bank, order.assignment)
    ready = programs(bank, assignment.templates())
    dealt = _dealt(order, bank, assignment, ready)
    work = _Work(exporter, ready, dealt.indices, Printer(exporter.markup), Solver())
    groups = tuple(group for number, entry in enumerate(assignment.entries, 1) for group in work.groups(entry, number))
    quiz = Quiz(assignment.id, assignment.title, bank.name, _instructions(bank, assignment, work.printer), bank.language,
                _ticking(groups, tick))  # fmt: skip
    path = order.out or Path("output") / assignment.id / f"{assignment.id}-{exporter.name}{exporter.suffix}"
    _write(path, exporter, quiz)
    if dealt.students:
        _write_students(path, dealt, work)
    sizes = tuple((group.title, group.size) for group in groups)
    return Exported(path, sum(size for _, size in sizes), sizes, work.losses(), exporter.experimental)


@dataclass(frozen=True)
class _Dealt:
    """The variants to export, by template, and who got which where a class list says so."""

    indices: Mapping[str, tuple[int, ...]]
    students: Mapping[str, IssuedSheet]


def _dealt(order: Export, bank: Bank, assignment: Assignment, ready: Mapping[str, Program]) -> _Dealt:
    if order.roster is None:
        return _Dealt({id: tuple(_pool(program, assignment.salt, order.variants)) for id, program in ready.items()}, {})
    students = read_roster(order.roster)
    before = read_manifest(Path("output") / assignment.id / "instructor" / "manifest.json")
    sheets = issue(bank, assignment, students, ready, before).manifest.students
    mine = {student.id: sheets[student.id] for student in students}
    found: dict[str, dict[int, None]] = {id: {} for id in ready}
    for sheet in mine.values():
        for problem in sheet.problems:
            found[problem.template][problem.index] = None
    return _Dealt({id: tuple(indices) for id, indices in found.items()}, mine)


def _pool(program: Program, salt: str, count: int) -> Iterator[int]:
    """Deal different variants, as many as asked while there are any; the first ones stay the same however many are asked."""
    dealer = Dealer(program, salt, Counter())
    for number in range(count):
        index = dealer.deal(f"pool {number}")
        if dealer.uses[index] > 1:
            return
        yield index


@dataclass
class _Work:
    """Makes the groups of a quiz; keeps a press for every template and the points that it is worth."""

    exporter: Exporter
    programs: Mapping[str, Program]
    indices: Mapping[str, tuple[int, ...]]
    printer: Printer
    solver: Solver
    presses: dict[tuple[str, float | None], Press] = field(default_factory=dict)
    found: list[tuple[str, Note]] = field(default_factory=list)

    def press(self, template: str, points: float | None) -> Press:
        key = (template, points)
        if key not in self.presses:
            program = self.programs[template]
            self.presses[key] = Press(self.exporter, program, share_points(program.template, points), self.printer, self.solver)
        return self.presses[key]

    def groups(self, entry: Entry, number: int) -> Iterator[Group]:
        """Make the groups of one place of the assignment: one, or one for each part where a format splits problems."""
        presses = [self.press(template, entry.points) for template in entry.templates if self.indices[template]]
        if entry.pick == len(entry.templates):
            for at, press in enumerate(presses):
                yield from self.drawn([press], 1, f"{number}" if len(presses) == 1 else f"{number}.{at + 1}")
            return
        slots = [self.slots(press) for press in presses]
        if len(set(slots)) > 1:
            kept = presses[: entry.pick]
            names = ", ".join(press.program.template.id for press in presses[entry.pick :])
            lost = Note("a draw among problems with different numbers of parts", f"always the first; left out: {names}")
            self.found += [(press.program.template.id, lost) for press in presses]
            for at, press in enumerate(kept):
                yield from self.drawn([press], 1, f"{number}.{at + 1}")
            return
        if entry.pick > 1:
            lost = Note("a draw without repeating a problem", "two variants of one problem may be drawn together")
            self.found += [(press.program.template.id, lost) for press in presses]
        yield from self.drawn(presses, entry.pick, f"{number}")

    def slots(self, press: Press) -> int:
        return press.slots(self.indices[press.program.template.id][0])

    def drawn(self, presses: Sequence[Press], pick: int, number: str) -> Iterator[Group]:
        """Make a group for every question that a variant of these templates makes."""
        count = self.slots(presses[0])
        title = " or ".join(dict.fromkeys(press.program.template.title for press in presses))
        size = sum(len(self.indices[press.program.template.id]) for press in presses)
        for slot in range(count):
            label = f" ({presses[0].program.template.parts[slot].label})" if count > 1 else ""
            points = {press.slot_points(slot, count) for press in presses}
            if len(points) > 1:
                lost = Note("problems of different points in one draw", f"each counts {max(points):g}")
                self.found.append((presses[0].program.template.id, lost))
            part = f"-{presses[0].program.template.parts[slot].label}" if count > 1 else ""
            yield Group(f"{number}{part}", title + label, pick, max(points), size, _Questions(presses, self.indices, slot))

    def losses(self) -> tuple[Loss, ...]:
        """Gather what was lost, and what was done instead."""
        notes = [(press.program.template.id, note) for press in self.presses.values() for note in press.printing.notes()]
        return gathered([*self.found, *notes])


@dataclass(frozen=True)
class _Questions:
    """The questions of a group, printed while they are gone through."""

    presses: Sequence[Press]
    indices: Mapping[str, tuple[int, ...]]
    slot: int

    def __iter__(self) -> Iterator[Question]:
        for press in self.presses:
            for index in self.indices[press.program.template.id]:
                yield press.question(index, self.slot)


def _ticking(groups: tuple[Group, ...], tick: Tick | None) -> tuple[Group, ...]:
    """Report every hundredth question that is gone through."""
    if tick is None:
        return groups
    total, done = sum(group.size for group in groups), [0]

    def counted(questions: Iterable[Question]) -> Iterator[Question]:
        for question in questions:
            yield question
            done[0] += 1
            if done[0] % 100 == 0 or done[0] == total:
                tick(done[0], total)

    return tuple(replace(group, questions=counted(group.questions)) for group in groups)


def _instructions(bank: Bank, assignment: Assignment, printer: Printer) -> str:
    return "\n".join(printer.text(text, {}) for text in (assignment.instructions, bank.conventions) if text)


def _write(path: Path, exporter: Exporter, quiz: Quiz) -> None:
    write = write_zip if exporter.suffix == ".zip" and path.suffix in ("", ".zip") else write_plain
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(path) as target:
            write(exporter.files(quiz), target)
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; name another file with --out", Place(str(path))) from error


def _write_students(path: Path, dealt: _Dealt, work: _Work) -> None:
    """Say beside the export which question belongs to whom."""
    with written_whole(path.with_name(f"{path.stem}-students.csv")) as target:
        target.write(csv_lines([("student", "problem", "question")]).encode())
        for id, sheet in dealt.students.items():
            named = enumerate((variant_id(work.programs[p.template].template, p.index) for p in sheet.problems), 1)
            target.write(csv_lines((safe_cell(id), str(number), str(name)) for number, name in named).encode())
