"""Export an assignment to a course system: plan (or find the plan on disk) -> deal a pool -> print, question by question.

Nothing of a bank is loaded where the same assignment was exported before: start and memory stay small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from problemgen import plugins
from problemgen.course.exportplan import (
    ExportPlan,
    PlannedGroup,
    PlannedPress,
    plan_key,
    recalled_plan,
    remember_plan,
    take_written,
)
from problemgen.defaults import DEFAULT_BANK
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.formats import EXPORTERS, OWN
from problemgen.exporters.notes import Loss, Note, gathered
from problemgen.exporters.package import write_plain, write_zip
from problemgen.exporters.pool import pool
from problemgen.exporters.printing import Printing, Written
from problemgen.exporters.quiz import Group, PictureFile, Question, Quiz
from problemgen.files import bank_folder, remove_old_leftovers, written_whole
from problemgen.frozen import frozen

if TYPE_CHECKING:
    from problemgen.course.exportplanning import Planned

DEFAULT_VARIANTS = 20
KINDS = (".xml", ".zip", ".csv", ".txt")  # names that say what is inside
TICK = 100  # questions between two reports

Tick = Callable[[int, int], None]  # questions done, questions in all
Indices = Mapping[str, list[int]]  # variants to export, by template


@frozen
class Export:
    """What to export: a pool of ``variants`` of each problem, or what ``build`` deals to a class list."""

    format: str
    assignment: str = "example"
    bank: str = DEFAULT_BANK
    variants: int = DEFAULT_VARIANTS
    roster: Path | None = None
    out: Path | None = None
    pictures: bool = True  # else what they show is said in words


@frozen
class Exported:
    """What was exported, and what an instructor should know before importing it."""

    path: Path
    questions: int
    groups: tuple[tuple[str, int], ...]  # titles and how many questions each holds
    losses: tuple[Loss, ...]
    experimental: str


def _silent(done: int, of: int) -> None:
    """Report nothing."""


def export(order: Export, tick: Tick = _silent) -> Exported:
    """Write an assignment as a file for a course system. Raises ProblemgenError."""
    if order.format not in EXPORTERS:
        raise ProblemgenError(unknown("format", order.format, EXPORTERS))
    exporter = EXPORTERS[order.format]
    job = _Job(order, exporter)
    indices, students = job.dealt()
    quiz = job.quiz(indices, tick)
    path = order.out or Path("output") / job.plan.id / f"{job.plan.id}-{exporter.name}{exporter.suffix}"
    listed = path.with_name(f"{path.stem}-students.csv") if path.name else path
    if order.roster is not None and any(_same(order.roster, each) for each in (path, listed)):
        raise ProblemgenError("the export would overwrite the class list; name another file with --out", Place(str(path)))
    _write(path, exporter, quiz)
    if students:
        from problemgen.course.exportstudents import write_students

        write_students(listed, students, job.names())
    job.remember()
    groups = tuple((group.title, group.size) for group in quiz.groups)
    return Exported(path, sum(size for _, size in groups), groups, job.losses(), exporter.experimental)


def stamped(format: str) -> str:
    """Tell the states of a package that brings a format apart: what it writes is kept on disk."""
    return format if format in OWN else f"{format} {plugins.stamp('exporters', format)}"


class _Job:
    """One export: its plan, and the printing of each template; the bank is loaded when something new must be written."""

    def __init__(self, order: Export, exporter: Exporter) -> None:
        self.order = order
        self.key = plan_key(bank_folder(order.bank), order.assignment, stamped(exporter.name), order.pictures)
        self.loaded: Planned | None = None
        self.exporter = exporter
        kept = recalled_plan(self.key)
        self.plan: ExportPlan = kept.plan if kept else self.planned().plan
        self.pools = kept.pools if kept else {}
        self.printings = [Printing(press.plate, exporter.markup, self.writer(place))
                          for place, press in enumerate(self.plan.presses)]  # fmt: skip
        if kept:
            for printing, written in zip(self.printings, kept.written, strict=True):
                take_written(printing, written)
        self.new = kept is None

    def planned(self) -> Planned:
        """Load the bank and plan, once."""
        if self.loaded is None:
            from problemgen.course.exportplanning import plan_export

            self.loaded = plan_export(self.order.bank, self.order.assignment, self.exporter, self.order.pictures)
        return self.loaded

    def writer(self, place: int) -> Callable[[int], Written]:
        """Give what writes the questions of a press."""
        return lambda index: self.planned().writers[place].write(index)

    def dealt(self) -> tuple[Indices, Mapping[str, list[tuple[str, int]]]]:
        """Deal a pool, or what a class list got: then also who got which (template, index)."""
        if self.order.roster is None:
            return {press.template: self.pool(press)[: self.wanted(press)] for press in self.plan.presses}, {}
        from problemgen.course.exportstudents import dealt_to

        students = dealt_to(self.planned(), self.order.roster)
        found: dict[str, dict[int, None]] = {press.template: {} for press in self.plan.presses}
        for problems in students.values():
            for template, index in problems:
                found[template][index] = None
        return {template: list(own) for template, own in found.items()}, students

    def places(self, template: str) -> list[str]:
        """List the places of the assignment at which a template stands."""
        groups = (group for group in self.plan.groups if any(self.plan.presses[p].template == template for p in group.presses))
        return list(dict.fromkeys(group.id.partition("-")[0] for group in groups))

    def wanted(self, press: PlannedPress) -> int:
        """Say how many variants of a template are wanted: as many as asked for each place at which it stands."""
        return self.order.variants * max(1, len(self.places(press.template)))

    def own(self, group: PlannedGroup, press: PlannedPress, indices: Indices) -> list[int]:
        """Give a group's share of a template's variants: no two places of an assignment have one in common."""
        places = self.places(press.template)
        return indices[press.template][places.index(group.id.partition("-")[0]) :: len(places)]

    def pool(self, press: PlannedPress) -> list[int]:
        """Deal a pool, or take the one that was dealt before."""
        wanted, kept = self.wanted(press), self.pools.get(press.template)
        if kept is None or len(kept) < wanted:
            kept = self.pools[press.template] = pool(press.plate, press.seed, wanted)
            self.new = True
        return kept

    def quiz(self, indices: Indices, tick: Tick) -> Quiz:
        """Make the quiz whose questions are printed while they are gone through."""
        plan = self.plan
        sizes = [sum(len(self.own(group, plan.presses[press], indices)) for press in group.presses) for group in plan.groups]
        count = _counted(sum(sizes), tick)
        groups = tuple(
            Group(group.id, group.title, group.pick, group.points, size, _Questions(self, group, indices, count))
            for group, size in zip(plan.groups, sizes, strict=True) if size
        )  # fmt: skip
        return Quiz(plan.id, plan.title, plan.bank, plan.instructions, plan.language, groups, _Pictures(self, indices))

    def questions(self, group: PlannedGroup, indices: Indices) -> Iterator[Question]:
        """Print the questions of a group."""
        for place in group.presses:
            press, printing = self.plan.presses[place], self.printings[place]
            own = self.own(group, press, indices)
            ending = f"-{press.labels[group.slot]}" if own and printing.slots(own[0]) > 1 else ""
            shown = self.shown(printing)
            for index in own:
                pictures = printing.pictures(f"{press.name}-{index}", index) if shown else ()
                yield Question(f"{press.name}-{index}{ending}", printing.data(index, group.slot), pictures)

    def shown(self, printing: Printing) -> bool:
        """Tell whether a template's pictures are in the export."""
        return printing.album is not None and self.order.pictures and self.exporter.picture is not None

    def pictures(self, indices: Indices) -> Iterator[PictureFile]:
        """List the pictures of all variants, each once; they are drawn one by one, when they are asked for."""
        pairs = zip(self.plan.presses, self.printings, strict=True)
        once = {press.template: (press.name, printing) for press, printing in pairs if self.shown(printing)}
        for template, (name, printing) in once.items():
            for index in indices[template]:
                yield from printing.pictures(f"{name}-{index}", index)

    def names(self) -> dict[str, str]:
        """Give what the ids of each template's questions start with."""
        return {press.template: press.name for press in self.plan.presses}

    def remember(self) -> None:
        """Keep the plan for the next time, where there is something new in it."""
        if self.new or any(printing.new for printing in self.printings):
            remember_plan(self.key, self.plan, self.printings, self.pools)

    def losses(self) -> tuple[Loss, ...]:
        """Gather what was lost, and what was done instead."""
        notes = [(template, Note(what, instead)) for template, what, instead in self.plan.notes]
        for press, printing in zip(self.plan.presses, self.printings, strict=True):
            notes += [(press.template, note) for note in printing.notes()]
            there = len(self.pools.get(press.template, ()))
            if self.order.roster is None and there < self.wanted(press):
                lost = Note(f"{self.order.variants} variants", f"only {there} exist; all are in the export")
                notes.append((press.template, lost))
        return gathered(notes)


@frozen
class _Pictures:
    """The pictures of an export, drawn anew each time they are gone through."""

    job: _Job
    indices: Indices

    def __iter__(self) -> Iterator[PictureFile]:
        yield from self.job.pictures(self.indices)


@frozen
class _Questions:
    """The questions of a group, printed anew each time they are gone through."""

    job: _Job
    group: PlannedGroup
    indices: Indices
    count: Callable[[], None]

    def __iter__(self) -> Iterator[Question]:
        for question in self.job.questions(self.group, self.indices):
            yield question
            self.count()


def _same(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _counted(total: int, tick: Tick) -> Callable[[], None]:
    """Count questions, and report now and then."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done % TICK == 0 or done == total:
            tick(done, total)

    return count


def _write(path: Path, exporter: Exporter, quiz: Quiz) -> None:
    suffix = path.suffix.lower()
    write = write_zip if exporter.suffix == ".zip" and (not suffix or suffix != exporter.joined) else write_plain
    if suffix in KINDS and suffix not in (exporter.suffix, exporter.joined):
        message = f"this export is a {exporter.suffix} file; name it {path.with_suffix(exporter.suffix).name}"
        raise ProblemgenError(message, Place(str(path)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_old_leftovers(path)
        with written_whole(path) as target:
            write(exporter.files(quiz), target)
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; name another file with --out", Place(str(path))) from error


