"""Grade students and write their feedback, in this process or in several: in order, and the same bytes either way."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.folder import end_with_parent
from problemgen.course.gradefeedback import FORMATS, FeedbackMaker, feedback_files
from problemgen.course.gradehand import Overrides
from problemgen.course.gradekeys import KeyMaker
from problemgen.course.grademark import ByHand, Outcome, mark_student
from problemgen.course.gradeplace import Rules
from problemgen.course.gradesource import Source, seats_of
from problemgen.course.gradewrite import Writer
from problemgen.course.manifest import Issued, Manifest
from problemgen.errors import ProblemgenError
from problemgen.grading.records import Marked, Told
from problemgen.responses.handed import Handed

CHUNK = 16  # students a process is handed at once
AHEAD = 4  # chunks a process has waiting
FEW = 48  # students who are not worth another process


@dataclass(frozen=True)
class Setting:
    """What grading a student needs besides the student; ``frozen`` and ``changed`` are those of the source."""

    manifest: Manifest
    instructor: Path
    bank: Path
    folder: Path
    rules: Rules
    feedback: tuple[str, ...]
    templates: Path | None
    frozen: frozenset[tuple[str, int]]
    changed: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Job:
    """One student: what was handed in, and scores by hand."""

    student: str
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
    source: Source
    maker: FeedbackMaker
    writer: Writer


def jobs_of(manifest: Manifest, by_student: Mapping[str, Sequence[Handed]], by_hand: Overrides) -> Iterator[Job]:
    """Yield the students of a manifest, in the order of their ids."""
    for id in sorted(manifest.students):
        yield Job(id, tuple(by_student.get(id, ())), by_hand.get(id, {}))


def graded_students(setting: Setting, source: Source, jobs: Iterator[Job], workers: int | None) -> Iterator[Done]:
    """Grade all students. Raises ProblemgenError where a process is killed."""
    count = len(setting.manifest.students)
    processes = workers or (1 if count <= FEW else os.cpu_count() or 1)
    if processes == 1:
        bench = _bench(setting, source)
        yield from (_grade(bench, job) for job in jobs)
        return
    chunks = iter(lambda: list(islice(jobs, CHUNK)), [])
    try:
        with ProcessPoolExecutor(processes, initializer=_start, initargs=(setting,)) as pool:
            yield from _in_order(pool, chunks, AHEAD * processes)
    except BrokenExecutor as error:
        message = "a process was killed, perhaps for want of memory; run the same command again with --workers 1"
        raise ProblemgenError(message) from error


def _in_order(pool: ProcessPoolExecutor, chunks: Iterator[list[Job]], ahead: int) -> Iterator[Done]:
    waiting: deque[Future[list[Done]]] = deque(pool.submit(_grade_chunk, chunk) for chunk in islice(chunks, ahead))
    try:
        while waiting:
            yield from waiting.popleft().result()
            waiting.extend(pool.submit(_grade_chunk, chunk) for chunk in islice(chunks, 1))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_BENCHES: list[_Bench] = []  # of this process: the one


def _start(setting: Setting) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the main process stops its workers; they need not say so too
    end_with_parent()
    source = Source(key_maker(setting.bank, setting.manifest), setting.instructor, setting.frozen, setting.changed)
    _BENCHES[:] = [_bench(setting, source)]


def _grade_chunk(jobs: Sequence[Job]) -> list[Done]:
    return [_grade(_BENCHES[0], job) for job in jobs]


def key_maker(folder: str | Path, manifest: Manifest) -> KeyMaker:
    """Open a bank, with the templates that a manifest and its assignment name. Raises ProblemgenError."""
    bank = open_bank(folder)
    assignment = load_assignment(bank, manifest.assignment)
    issued = {problem.template for sheet in manifest.students.values() for problem in sheet.problems}
    known = [id for id in dict.fromkeys((*assignment.templates(), *sorted(issued))) if id in bank.templates]
    return KeyMaker(bank, assignment, programs(bank, known))


def _bench(setting: Setting, source: Source) -> _Bench:
    assignment, language = source.maker.assignment, source.maker.bank.language
    overrides = (setting.templates,) if setting.templates else ()
    maker = FeedbackMaker(assignment.title, assignment.course, language, setting.feedback, dict(source.maker.programs), overrides)
    return _Bench(setting, source, maker, Writer(setting.folder))


def _grade(bench: _Bench, job: Job) -> Done:
    sheet = bench.setting.manifest.students[job.student]
    seats = seats_of(bench.source, bench.setting.manifest, job.student)
    outcome = mark_student((job.student, sheet.name, sheet.folder), seats, job.handed, bench.setting.rules, job.by_hand)
    _give_back(bench, outcome, sheet.sheet)
    return Done(replace(outcome.marked, rows=_rows(outcome, bench.source, sheet.problems)), outcome.told, outcome.counted)


def _give_back(bench: _Bench, outcome: Outcome, sheet: str) -> None:
    """Write a student's feedback; what an earlier grading gave to one for whom nothing counts now goes away."""
    place = f"feedback/{outcome.marked.folder}"
    if outcome.marked.handed_in:
        for name, data in feedback_files(bench.maker, outcome, sheet):
            bench.writer.write(f"{place}/{name}", data)
        return
    for format in FORMATS:
        bench.writer.remove(f"{place}/feedback.{format}")


def _rows(outcome: Outcome, source: Source, issued: Sequence[Issued]) -> dict[str, dict[str, str]]:
    """Give the table rows that each problem drew: which cell, which substance."""
    found: dict[str, dict[str, str]] = {}
    for number, (key, each) in enumerate(zip(outcome.keys, issued, strict=True), 1):
        if key.variant is not None:
            found[str(number)] = {name: row.key for name, row in key.variant.rows.items()}
        elif key.template in source.maker.programs:
            draws = source.maker.programs[key.template].template.rows
            found[str(number)] = {draw.name: each.values[draw.name] for draw in draws if draw.name in each.values}
    return found
