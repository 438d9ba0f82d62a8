"""Build an assignment for a class: the main job, as a list of plain steps.

load -> deal -> remember (manifest) -> lay out and write every sheet, in as many processes as asked.
A build that is stopped, by whatever, is finished by running it again: the manifest keeps what was dealt, files appear
whole or not at all, and the bytes are the same every time.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from problemgen.bank.bank import Bank
from problemgen.cache import digest
from problemgen.course.assignment import Assignment, load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.edition import edition
from problemgen.course.folder import end_with_parent, locked, write_durably
from problemgen.course.issue import Issue, Sharing, accepting_changes, issue, practice_wanted
from problemgen.course.ledger import NAME as LEDGER
from problemgen.course.ledger import Ledger, Row, file_digest
from problemgen.course.manifest import IssuedSheet, Manifest, manifest_bytes, read_manifest
from problemgen.course.overview import head_line, sheet_lines
from problemgen.course.plan import Plan, compared, refuse_sharing
from problemgen.course.practice import Pool
from problemgen.course.roster import Student, read_roster
from problemgen.course.sheets import FORMATS, Course, instructor_files, lay_out, student_files
from problemgen.defaults import DEFAULT_BANK
from problemgen.errors import Place, ProblemgenError
from problemgen.files import remove_leftovers, write_whole, written_whole
from problemgen.variant.count import Count, count
from problemgen.variant.program import Program

DEFAULT_ASSIGNMENT = "example"
CHUNK = 8  # sheets a process is handed at once
QUICK = 200_000  # grid points that are counted one by one during a build; larger spaces are bounded, or counted by `list`
AHEAD = 4  # chunks a process has waiting
FEW = 48  # sheets that are not worth another process

Tick = Callable[[int, int], None]  # sheets done, sheets in all


@dataclass(frozen=True)
class Order:
    """What to build."""

    assignment: str = DEFAULT_ASSIGNMENT
    bank: str = DEFAULT_BANK
    roster: Path | None = None
    out: Path = Path("output")
    formats: tuple[str, ...] = FORMATS
    workers: int | None = None
    templates: Path | None = None
    accept_changes: bool = False
    strict: bool = False  # refuse to let students share a variant


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
                _spaces(job), _few_to_practise(job, issued.manifest))  # fmt: skip


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
    before = known = read_manifest(job.folder / "instructor" / "manifest.json")
    now = edition(job.bank, job.assignment.id, job.ready, job.order.templates)
    if known is not None and job.order.accept_changes:
        known = accepting_changes(job.assignment, job.ready, known, now)
    issued = issue(job.bank, job.assignment, job.students, job.ready, known, now)
    if job.order.strict:
        refuse_sharing(issued.sharing)
    return before, issued


def _build(job: _Job, tick: Tick) -> Built:
    instructor = job.folder / "instructor"
    _, issued = _issued(job)
    manifest = issued.manifest
    write_durably(instructor / "manifest.json", manifest_bytes(manifest))
    course = course_of(job.order, job.bank, job.assignment, job.ready, manifest.practice)
    sheets = [(student.id, manifest.students[student.id]) for student in job.students]
    files = 0
    with written_whole(instructor / "answers.csv") as overview, Ledger(instructor / LEDGER) as ledger:
        overview.write(head_line().encode())
        for done, written in enumerate(_run(job.order, course, sheets, job.folder, manifest.practice), 1):
            files += len(written.row.files)
            ledger.enter(written.row)
            overview.write(written.lines.encode())
            tick(done, len(sheets))
    return Built(job.folder, len(sheets), issued.new, files, issued.sharing, _spaces(job), _few_to_practise(job, manifest))


def _spaces(job: _Job) -> dict[str, Count]:
    return {id: count(program, QUICK) for id, program in job.ready.items()}


def _few_to_practise(job: _Job, manifest: Manifest) -> dict[str, int]:
    wanted = practice_wanted(job.assignment)
    return {id: len(manifest.practice[id]) for id in wanted if len(manifest.practice[id]) < wanted[id]}


Practice = Mapping[str, tuple[int, ...]]


def course_of(order: Order, bank: Bank, assignment: Assignment, ready: Mapping[str, Program], practice: Practice) -> Course:
    """Gather what all sheets of an assignment share."""
    overrides = (order.templates,) if order.templates else ()
    pool = Pool(ready, practice, digest(assignment.salt, assignment.id, "practice"), overrides)
    return Course(bank, assignment, ready, order.formats, overrides, pool=pool)


Sheets = Sequence[tuple[str, IssuedSheet]]


@dataclass(frozen=True)
class Written:
    """One student's sheet is on the disk: its line of the ledger, and its lines of the overview."""

    row: Row
    lines: str


def _run(order: Order, course: Course, sheets: Sheets, folder: Path, practice: Practice) -> Iterator[Written]:
    """Write all sheets, yielding each in the order of the class list."""
    workers = order.workers or (1 if len(sheets) <= FEW else os.cpu_count() or 1)
    if workers == 1:
        for sheet in sheets:
            yield write_sheet(course, sheet, folder)
        return
    chunks = iter([sheets[at : at + CHUNK] for at in range(0, len(sheets), CHUNK)])
    with ProcessPoolExecutor(workers, initializer=_start, initargs=(order, str(folder), practice)) as pool:
        waiting = deque(pool.submit(_write_chunk, chunk) for chunk in islice(chunks, AHEAD * workers))
        while waiting:  # a window of work, so that a million sheets do not wait in memory
            yield from waiting.popleft().result()
            waiting.extend(pool.submit(_write_chunk, chunk) for chunk in islice(chunks, 1))


_COURSE: list[tuple[Course, Path]] = []  # of this worker process


def _start(order: Order, folder: str, practice: Practice) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process stops its workers; they need not say so too
    end_with_parent()
    bank = open_bank(order.bank)
    assignment = load_assignment(bank, order.assignment)
    ready = programs(bank, assignment.templates())
    _COURSE[:] = [(course_of(order, bank, assignment, ready, practice), Path(folder))]


def _write_chunk(sheets: Sheets) -> list[Written]:
    course, folder = _COURSE[0]
    return [write_sheet(course, sheet, folder) for sheet in sheets]


def write_sheet(course: Course, sheet: tuple[str, IssuedSheet], folder: Path) -> Written:
    """Write one student's files below ``students/`` and ``instructor/``."""
    student, issued = sheet
    laid = lay_out(course, student, issued)
    marks = {}
    for files, place in ((student_files, "students"), (instructor_files, "instructor")):
        target = folder / place / issued.folder
        _make(target)
        for name, data in files(course, laid):
            if "/" in name:
                _make((target / name).parent)
            if not _same(target / name, data):
                write_whole(target / name, data)
            marks[f"{place}/{issued.folder}/{name}"] = file_digest(data)
    return Written(Row(student, issued.version, issued.edition, marks), sheet_lines(course, laid))


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


