"""Grade students and write their feedback, in this process or in several: in order, and the same bytes either way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.gradefeedback import FORMATS, FeedbackMaker, feedback_files
from problemgen.course.gradehand import Overrides
from problemgen.course.gradekeys import KeyMaker
from problemgen.course.grademark import ByHand, Outcome, mark_student
from problemgen.course.gradeplace import Rules
from problemgen.course.gradesource import KeyChoice, Numbers, Source, seats_of
from problemgen.course.gradewrite import Writer
from problemgen.course.manifest import Issued, IssuedSheet, Manifest
from problemgen.course.processes import TRIES, in_processes
from problemgen.errors import ProblemgenError
from problemgen.grading.records import Marked, Told
from problemgen.responses.handed import Handed

CHUNK = 16  # students a process is handed at once
FEW = 48  # students who are not worth another process
LOST = "a process was killed, perhaps for want of memory; its students are graded again"


@dataclass(frozen=True)
class Setting:
    """What grading a student needs besides the student, wherever it is done."""

    bank: Path
    assignment: str
    templates: tuple[str, ...]  # of problems that were issued
    instructor: Path
    folder: Path
    rules: Rules
    choice: KeyChoice
    feedback: tuple[str, ...]
    documents: Path | None  # the instructor's own templates of documents


@dataclass(frozen=True)
class Job:
    """One student: the sheet, what of it was changed, what was handed in, and scores by hand."""

    student: str
    sheet: IssuedSheet
    changed: Numbers
    handed: tuple[Handed, ...]
    by_hand: Mapping[str, ByHand]


@dataclass(frozen=True)
class Done:
    """One student, graded; ``counted`` answers count, ``told`` says what became of the others."""

    marked: Marked
    told: tuple[Told, ...]
    counted: int


@dataclass(frozen=True)
class _Bench:
    """What a process keeps between students."""

    setting: Setting
    keys: KeyMaker
    maker: FeedbackMaker
    writer: Writer


def jobs_of(
    manifest: Manifest, source: Source, handed_in: Iterator[tuple[str, tuple[Handed, ...]]], by_hand: Overrides
) -> Iterator[Job]:
    """Yield the students of a manifest in the order of their ids, which is that of what was handed in."""
    waiting = next(handed_in, None)
    for id in sorted(manifest.students):
        handed: tuple[Handed, ...] = ()
        if waiting and waiting[0] == id:
            handed, waiting = waiting[1], next(handed_in, None)
        yield Job(id, manifest.students[id], source.changed.get(id, frozenset()), handed, by_hand.get(id, {}))


def graded_students(
    setting: Setting, keys: KeyMaker, jobs: Iterator[Job], count: int, workers: int | None, tell: Callable[[str], None]
) -> Iterator[Done]:
    """Grade all students. Raises ProblemgenError where processes are killed again and again."""
    processes = workers or (1 if count <= FEW else os.cpu_count() or 1)
    if processes == 1:
        bench = _bench(setting, keys)
        yield from (_grade(bench, job) for job in jobs)
        return
    chunks = iter(lambda: list(islice(jobs, CHUNK)), [])
    for done in in_processes(processes, partial(grade_chunk, setting), chunks, partial(tell, LOST), _given_up):
        yield from done


def _given_up(chunk: Sequence[Job]) -> ProblemgenError:
    names = ", ".join(job.student for job in chunk)
    return ProblemgenError(f"processes were killed {TRIES} times over the students {names}; close other programs, and run the "
                           "same command again with --workers 1: feedback that is done stays done")  # fmt: skip


_BENCHES: list[_Bench] = []  # of this process: the last one


def grade_chunk(setting: Setting, jobs: Sequence[Job]) -> list[Done]:
    """Grade some students in a worker."""
    if not _BENCHES or _BENCHES[0].setting != setting:
        _BENCHES[:] = [_bench(setting, key_maker(setting.bank, setting.assignment, setting.templates))]
    return [_grade(_BENCHES[0], job) for job in jobs]


def templates_of(manifest: Manifest) -> tuple[str, ...]:
    """List the templates of problems that were issued."""
    return tuple(sorted({problem.template for sheet in manifest.students.values() for problem in sheet.problems}))


def key_maker(folder: str | Path, assignment: str, issued: Sequence[str]) -> KeyMaker:
    """Open a bank, with the templates of an assignment and those that were issued. Raises ProblemgenError."""
    bank = open_bank(folder)
    loaded = load_assignment(bank, assignment)
    known = [id for id in dict.fromkeys((*loaded.templates(), *issued)) if id in bank.templates]
    return KeyMaker(bank, loaded, programs(bank, known))


def _bench(setting: Setting, keys: KeyMaker) -> _Bench:
    overrides = (setting.documents,) if setting.documents else ()
    assignment, ready = keys.assignment, dict(keys.programs)
    maker = FeedbackMaker(assignment.title, assignment.course, keys.bank.language, setting.feedback, ready, overrides)
    return _Bench(setting, keys, maker, Writer(setting.folder))


def _grade(bench: _Bench, job: Job) -> Done:
    setting, sheet = bench.setting, job.sheet
    source = Source(bench.keys, setting.instructor, setting.choice, {job.student: job.changed})
    who = (job.student, sheet.name, sheet.folder)
    outcome = mark_student(who, seats_of(source, job.student, sheet), job.handed, setting.rules, job.by_hand)
    _give_back(bench, outcome, sheet.sheet)
    return Done(replace(outcome.marked, rows=_rows(outcome, bench.keys, sheet.problems)), outcome.told, outcome.counted)


def _give_back(bench: _Bench, outcome: Outcome, sheet: str) -> None:
    """Write a student's feedback; what an earlier grading gave to one for whom nothing counts now goes away."""
    place = f"feedback/{outcome.marked.folder}"
    if outcome.marked.handed_in:
        for name, data in feedback_files(bench.maker, outcome, sheet, lambda name: bench.writer.read(f"{place}/{name}")):
            bench.writer.write(f"{place}/{name}", data)
        return
    for format in FORMATS:
        bench.writer.remove(f"{place}/feedback.{format}")


def _rows(outcome: Outcome, keys: KeyMaker, issued: Sequence[Issued]) -> dict[str, dict[str, str]]:
    """Give the table rows that each problem drew: which cell, which substance."""
    found: dict[str, dict[str, str]] = {}
    for number, (key, each) in enumerate(zip(outcome.keys, issued, strict=True), 1):
        if key.variant is not None:
            found[str(number)] = {name: row.key for name, row in key.variant.rows.items()}
        elif key.template in keys.programs:
            draws = keys.programs[key.template].template.rows
            found[str(number)] = {draw.name: each.values[draw.name] for draw in draws if draw.name in each.values}
    return found
