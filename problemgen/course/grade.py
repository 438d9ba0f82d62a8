"""Grade what came back: manifest and responses -> gradebook, feedback sheets, class report, and what became of every answer.

read -> find whose it is, and put it aside -> student by student: grade, compare with the grades of before, write. Nothing that
was read is lost: each answer counts, or is listed with its place and the reason.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from problemgen.course.folder import locked
from problemgen.course.gradecollect import Collected, collect
from problemgen.course.gradecompare import Comparison
from problemgen.course.gradefeedback import FORMATS
from problemgen.course.gradehand import Overrides, check_unfilled, read_by_hand
from problemgen.course.gradekeys import KeyMaker, labels_of
from problemgen.course.gradelines import marked_in, opened_manifest
from problemgen.course.gradeplace import Rules
from problemgen.course.graderoll import roll_of
from problemgen.course.gradeshelf import Shelf
from problemgen.course.gradesource import KeyChoice, Source, seats_of, source_of
from problemgen.course.gradework import Done, Setting, graded_students, jobs_of, key_maker, templates_of
from problemgen.course.gradewrite import GRADES, Books, Writer, books, earlier, enter, write_rows
from problemgen.course.manifest import Manifest
from problemgen.course.report import write_report
from problemgen.course.reportview import Report
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.files import bank_folder, remove_leftovers
from problemgen.grading.compare import Change
from problemgen.grading.records import Marked, Told
from problemgen.grading.tables import changed as changed_rows
from problemgen.grading.tables import untold
from problemgen.grading.tally import Tally
from problemgen.responses.anew import Anew

MANIFEST = "manifest.json"

Tick = Callable[[int, int], None]  # students done, students in all


@dataclass(frozen=True)
class GradeOrder:
    """What to grade, and how; ``out`` is the folder ``grades`` beside the manifest where it is not said."""

    manifest: Path
    responses: tuple[Path, ...]
    bank: str | None = None
    out: Path | None = None
    rules: Rules = field(default_factory=Rules)
    key: KeyChoice = "auto"
    overrides: Path | None = None
    feedback: tuple[str, ...] = FORMATS
    templates: Path | None = None
    anonymous: bool = False
    workers: int | None = None


@dataclass(frozen=True)
class GradedCourse:
    """What grading gave. ``answers`` were read, ``counted`` of them count, and ``told`` says what became of the others.

    ``marked``, ``told`` and ``changes`` are on the disk, and read when they are gone through; ``marked`` stands in the folder.
    """

    folder: Path
    marked: Anew[Marked]
    answers: int
    counted: int
    blank: int
    told: Anew[Told]
    changes: Anew[Change] | None  # None for the first grading
    changed_students: int
    warnings: tuple[str, ...]
    report: Report


def _silent(done: int, of: int) -> None:
    """Report nothing."""


def grade(order: GradeOrder, tick: Tick = _silent) -> GradedCourse:
    """Grade responses to an issued assignment. Raises ProblemgenError for anything that a user can mend."""
    _check(order)
    path = _manifest_in(order.manifest)
    folder = order.out or path.parent / "grades"
    try:
        with opened_manifest(path) as manifest:
            if manifest is None:
                raise ProblemgenError("no manifest here; name the manifest.json in the instructor's folder of a build",
                                      Place(str(path)))  # fmt: skip
            return _grade(order, manifest, path, folder, tick)
    except sqlite3.OperationalError as error:
        raise ProblemgenError(f"no room to put answers aside while they are sorted ({error}); make room, or name another folder "
                              "in the environment's TMPDIR") from error  # fmt: skip
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; mend that and run the same command again: feedback that is done stays "
                              "done", Place(str(error.filename or folder))) from error  # fmt: skip


def _grade(order: GradeOrder, manifest: Manifest, path: Path, folder: Path, tick: Tick) -> GradedCourse:
    bank = _bank(order, manifest, path)
    templates = templates_of(manifest)
    source = source_of(key_maker(bank, manifest.assignment, templates), manifest, path.parent, order.key)
    roll = roll_of(manifest)
    by_hand = read_by_hand(order.overrides, roll) if order.overrides else {}
    _check_by_hand(by_hand, source, manifest, order.overrides)
    shelf = Shelf()
    read = collect(order.responses, order.rules, manifest.bank, roll, shelf)
    del roll  # it is as large as all else that is kept of a class
    check_unfilled(folder / "to-read.csv")
    setting = Setting(bank, manifest.assignment, templates, path.parent, folder, order.rules, order.key, order.feedback,
                      order.templates)  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / ".lock"):
        remove_leftovers(folder)
        return _graded(order, manifest, setting, source, _Desk(shelf, read, by_hand), tick)


def _manifest_in(place: Path) -> Path:
    """Find the manifest: the file itself, or that of the instructor's folder, or of the assignment's folder."""
    if not place.is_dir():
        return place
    below = place / "instructor" / MANIFEST
    return below if below.is_file() and not (place / MANIFEST).is_file() else place / MANIFEST


def _check(order: GradeOrder) -> None:
    for format in order.feedback:
        if format not in FORMATS:
            raise ProblemgenError(f"no feedback as {format!r}; there are: {', '.join(FORMATS)}, none")
    if not order.responses:
        raise ProblemgenError("no responses; name the files or folders that came back")


def _bank(order: GradeOrder, manifest: Manifest, path: Path) -> Path:
    """Find the bank of a manifest."""
    try:
        bank = bank_folder(order.bank or manifest.bank)
    except ProblemgenError as error:
        if order.bank:
            raise
        message = f"the bank {manifest.bank!r} of this manifest is not a shipped one; name its folder with --bank"
        raise ProblemgenError(message, Place(str(path))) from error
    if bank.name != manifest.bank:
        raise ProblemgenError(f"the manifest is of the bank {manifest.bank}, not of {bank.name}; name the right one with --bank",
                              Place(str(path)))  # fmt: skip
    return bank


def _check_by_hand(by_hand: Overrides, source: Source, manifest: Manifest, path: Path | None) -> None:
    problems = []
    for student, scores in by_hand.items():
        names = labels_of([seat.own for seat in seats_of(source, student, manifest.students[student])])
        problems += [Problem(f"{student} has no part {part}; the parts are {', '.join(names)}", Place(str(path)))
                     for part in scores if part not in names]  # fmt: skip
    if problems:
        raise ProblemgenError.of(problems)


@dataclass(frozen=True)
class _Desk:
    """What there is to grade."""

    shelf: Shelf
    read: Collected
    by_hand: Overrides


def _graded(
    order: GradeOrder, manifest: Manifest, setting: Setting, source: Source, desk: _Desk, tick: Tick
) -> GradedCourse:
    """Grade student by student, and write as it goes; of a student nothing stays but a few numbers for the report."""
    shelf, folder, keys, words = desk.shelf, setting.folder, source.maker, list(source.warnings)
    count, tally, counted = len(manifest.students), Tally(), 0
    jobs = jobs_of(manifest, source, shelf.handed_in(), desk.by_hand)
    problems = max((len(sheet.problems) for sheet in manifest.students.values()), default=0)
    with books(folder, manifest, keys.assignment.title, problems) as out:
        with earlier(folder, manifest) as before:
            compared = Comparison(before, shelf)
            for done in graded_students(setting, keys, jobs, count, order.workers, words.append):
                _take(done, out, tally, compared, shelf)
                counted += done.counted
                tick(tally.students, count)
            compared.finish()
        changed = None if before is None else shelf.changes()
        report = _write_rest(order, folder, keys, tally, shelf, changed)
    marked = Anew(tally.students, partial(marked_in, folder / GRADES))
    return GradedCourse(folder, marked, desk.read.answers, counted, desk.read.blank, shelf.told(), changed,
                        shelf.changed_students(), tuple(dict.fromkeys(words)), report)  # fmt: skip


def _take(done: Done, out: Books, tally: Tally, compared: Comparison, shelf: Shelf) -> None:
    """Write a student down, wherever that is needed."""
    enter(out, done.marked)
    tally.add(done.marked)
    compared.take(done.marked)
    for each in done.told:
        shelf.tell(each)


def _write_rest(
    order: GradeOrder, folder: Path, keys: KeyMaker, tally: Tally, shelf: Shelf, changed: Anew[Change] | None
) -> Report:
    """Write the report, and what became of the answers; the last changes stay where a grading changes nothing."""
    own = (order.templates,) if order.templates else ()
    report = write_report(Writer(folder), keys, tally, shelf.reasons(), order.anonymous, own)
    write_rows(folder, "unmatched.csv", untold(shelf.told()))
    if changed:
        write_rows(folder, "changes.csv", changed_rows(changed))
    return report
