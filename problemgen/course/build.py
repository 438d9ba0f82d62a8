"""Build an assignment for a class: the main job, as a list of plain steps.

load -> deal -> remember (manifest) -> lay out and write every sheet, wherever ``run`` has workers for it.
A build that is stopped, by whatever, is finished by running it again: the manifest keeps what was dealt, files appear
whole or not at all, and the bytes are the same every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.bank.inside import inside
from problemgen.course.apart import printed_elsewhere, words_on_unbuilt
from problemgen.course.assignment import Assignment, load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.edition import differences, edition
from problemgen.course.folder import locked, write_durably
from problemgen.course.issue import Issue, Sharing, issue, practice_wanted
from problemgen.course.ledger import NAME as LEDGER
from problemgen.course.ledger import Ledger, Mark, refuse_older
from problemgen.course.listed import refuse_strange_ids, words_on
from problemgen.course.manifest import Manifest, manifest_bytes, read_manifest
from problemgen.course.order import Order
from problemgen.course.overview import head_line
from problemgen.course.plan import Plan, compared, refuse_sharing
from problemgen.course.roster import Student, named, read_roster
from problemgen.course.run import Setting, run
from problemgen.course.sheets import FORMATS
from problemgen.course.writing import course_of
from problemgen.errors import Place, ProblemgenError
from problemgen.files import remove_leftovers, written_whole
from problemgen.variant.count import Count, count
from problemgen.variant.program import Program

__all__ = ["Built", "Order", "Tick", "build", "check_formats", "course_of", "plan"]

QUICK = 200_000  # grid points that are counted one by one during a build; larger spaces are bounded, or counted by `list`

CAUSES = 4  # of a change that are told

Tick = Callable[[int, int], None]  # sheets done, sheets in all


@dataclass(frozen=True)
class Built:
    """What was built, and what an instructor should know before handing it out."""

    folder: Path
    sheets: int
    new: int
    files: int
    sharing: tuple[Sharing, ...]
    spaces: Mapping[str, Count]
    few_to_practise: Mapping[str, int]  # by template: variants kept for practice, where its space is too small for all wanted
    words: tuple[str, ...] = ()  # what was done otherwise than asked, or twice


def _silent(done: int, of: int) -> None:
    """Report nothing."""


def build(order: Order = Order(), tick: Tick = _silent) -> Built:
    """Build the sheets, keys and checkers of an assignment for a class list.

    Raises ProblemgenError for anything that a user can mend; nothing issued before is ever changed by it.
    """
    job = _job(order)
    try:
        _make(job.folder / "instructor")
        with locked(job.folder / ".lock"):
            remove_leftovers(job.folder)
            return _build(job, tick)
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; mend that and run the same command again: what is done stays done",
                              Place(str(error.filename or job.folder))) from error  # fmt: skip


def plan(order: Order = Order()) -> Plan:
    """Say what ``build`` would issue, and write nothing. Raises ProblemgenError where it would."""
    job = _job(order)
    before, issued = _issued(job)
    listed = [student.id for student in job.students]
    new, changed = compared(listed, before, issued)
    gone = tuple(id for id in (before.students if before else ()) if id not in set(listed))
    return Plan(job.folder, len(listed), new, len(listed) - len(new) - len(changed), changed, gone, issued.sharing,
                _spaces(job), _few_to_practise(job, issued.manifest),
                tuple(_words(job, before)))  # fmt: skip


@dataclass(frozen=True)
class _Job:
    """An order with everything that it names, loaded."""

    order: Order
    bank: Bank
    assignment: Assignment
    students: tuple[Student, ...]
    ready: Mapping[str, Program]

    @property
    def folder(self) -> Path:
        return self.order.out / self.assignment.id


def _job(order: Order) -> _Job:
    check_formats(order.formats)
    bank = open_bank(order.bank)
    for folder in (bank.folder, *((order.templates,) if order.templates else ())):
        if inside(folder, order.out):
            raise ProblemgenError(f"results would stand in {folder}, and be read as a part of it; name another folder with --out",
                                  Place(str(order.out)))  # fmt: skip
    assignment = load_assignment(bank, order.assignment)
    students = read_roster(_roster(order, assignment))
    return _Job(order, bank, assignment, students, programs(bank, assignment.templates()))


def check_formats(formats: Sequence[str]) -> None:
    """Raise ProblemgenError for a format that cannot be made."""
    for format in formats:
        if format not in FORMATS:
            raise ProblemgenError(f"no format {format!r}; there are: {', '.join(FORMATS)}")
    if not formats:
        raise ProblemgenError(f"no format asked; there are: {', '.join(FORMATS)}")


def _roster(order: Order, assignment: Assignment) -> Path:
    path = order.roster or assignment.roster
    if path is None:
        raise ProblemgenError(f"the assignment {assignment.id!r} names no class list; give one with --roster LIST.csv")
    return path


def _make(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)


def _issued(job: _Job) -> tuple[Manifest | None, Issue]:
    """Decide what everybody gets; give what was issued before, too."""
    before = read_manifest(job.folder / "instructor" / "manifest.json")
    now = edition(job.bank, job.assignment.id, job.ready, job.order.templates, job.order.pdf_engine)
    if before is not None:
        refuse_strange_ids(job.students, before.students)
    apart = printed_elsewhere(job.order.out, job.assignment)
    issued = issue(job.bank, job.assignment, job.students, job.ready, before, now, job.order.accept_changes, apart)
    if job.order.strict:
        refuse_sharing(issued.sharing)
    return before, issued


def _build(job: _Job, tick: Tick) -> Built:
    instructor = job.folder / "instructor"
    before, issued = _issued(job)
    manifest = issued.manifest
    course = course_of(job.order, job.bank, job.assignment, job.ready, manifest.practice)
    words = _words(job, before)
    sheets = [(student.id, manifest.students[student.id]) for student in job.students]
    files, rewritten = 0, {}
    with Ledger(instructor / LEDGER) as ledger, written_whole(instructor / "answers.csv") as overview:
        refuse_older(before, ledger)
        write_durably(instructor / "manifest.json", manifest_bytes(manifest))
        overview.write(head_line().encode())
        for done, written in enumerate(run(Setting(job.order, manifest.practice, job.folder), course, sheets, words.append), 1):
            files += len(written.row.files)
            if old := ledger.enter(replace(written.row, edition=issued.edition)):
                rewritten[written.row.student] = old
            overview.write(written.lines.encode())
            words += written.words
            tick(done, len(sheets))
    words += [*_other_sheets(before, manifest), *_rewritten(rewritten, manifest, issued.edition)]
    return Built(job.folder, len(sheets), issued.new, files, issued.sharing, _spaces(job), _few_to_practise(job, manifest),
                 tuple(dict.fromkeys(words)))  # fmt: skip


def _words(job: _Job, before: Manifest | None) -> list[str]:
    unbuilt = words_on_unbuilt(job.order.out, job.assignment)
    return [*words_on(job.students, before.students if before else {}), *unbuilt]


def _other_sheets(before: Manifest | None, after: Manifest) -> Iterator[str]:
    """Say who has other problems than before."""
    old = before.students if before else {}
    for what, ids in (
        ("a new version of their sheet", [id for id in old if after.students[id].version > old[id].version]),
        ("more problems", [id for id in old if len(after.students[id].problems) > len(old[id].problems)
                           and after.students[id].version == old[id].version]),
    ):  # fmt: skip
        if ids:
            yield f"{named(ids)}: {what}, since the assignment or the bank was changed; hand it out again"


def _rewritten(rewritten: Mapping[str, Mapping[str, Mark]], manifest: Manifest, edition: int) -> Iterator[str]:
    """Say whose files are no longer as they were issued, and what was changed."""
    if not rewritten:
        return
    names = sorted({name.rpartition("/")[2] for marks in rewritten.values() for name in marks})
    editions = dict.fromkeys(mark.edition for marks in rewritten.values() for mark in marks.values())
    causes = dict.fromkeys(cause for n in editions for cause in differences(manifest.editions[n], manifest.editions[edition]))
    told = [*list(causes)[:CAUSES], f"and {len(causes) - CAUSES} things more"] if len(causes) > CAUSES else list(causes)
    yield (f"{named(list(rewritten))}: {', '.join(names)} not as issued before, and written again "
           f"({'; '.join(told) or 'names or problems are other'})")  # fmt: skip


def _spaces(job: _Job) -> dict[str, Count]:
    return {id: count(program, QUICK) for id, program in job.ready.items()}


def _few_to_practise(job: _Job, manifest: Manifest) -> dict[str, int]:
    wanted = practice_wanted(job.assignment)
    return {id: len(manifest.practice[id]) for id in wanted if len(manifest.practice[id]) < wanted[id]}
