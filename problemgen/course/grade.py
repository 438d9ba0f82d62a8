"""Grade what came back: manifest and responses -> gradebook, feedback sheets, class report, and what became of every answer.

read -> find whose it is -> grade student by student -> compare with the grades of before -> write. Nothing that was read is lost:
each answer counts, or is listed with its place and the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from problemgen.course.folder import locked
from problemgen.course.gradefeedback import FORMATS
from problemgen.course.gradehand import Overrides, check_unfilled, read_by_hand
from problemgen.course.gradeinputs import read_inputs
from problemgen.course.gradekeys import labels_of
from problemgen.course.gradeplace import Rules
from problemgen.course.graderoll import Roll, roll_of, student_of
from problemgen.course.gradesource import KeyChoice, Source, seats_of, source_of
from problemgen.course.gradework import Setting, graded_students, jobs_of, key_maker
from problemgen.course.gradewrite import Writer, earlier, write_tables
from problemgen.course.manifest import Manifest, read_manifest
from problemgen.course.report import write_report
from problemgen.course.reportview import Report
from problemgen.course.roster import folder_name
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.exporters.ids import plain_name
from problemgen.files import bank_folder, remove_leftovers
from problemgen.grading.compare import Change, changes
from problemgen.grading.records import Fate, Marked, Told
from problemgen.grading.tally import Tally
from problemgen.responses.handed import Handed, Pile
from problemgen.responses.moments import read_moment

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
    """What grading gave. ``answers`` were read, ``counted`` of them count, and ``told`` says what became of the others."""

    folder: Path
    marked: tuple[Marked, ...]
    answers: int
    counted: int
    blank: int
    told: tuple[Told, ...]
    changes: tuple[Change, ...] | None  # None for the first grading
    warnings: tuple[str, ...]
    report: Report


def _silent(done: int, of: int) -> None:
    """Report nothing."""


def grade(order: GradeOrder, tick: Tick = _silent) -> GradedCourse:
    """Grade responses to an issued assignment. Raises ProblemgenError for anything that a user can mend."""
    _check(order)
    path = _manifest_in(order.manifest)
    manifest = read_manifest(path)
    if manifest is None:
        raise ProblemgenError("no manifest here; name the manifest.json in the instructor's folder of a build", Place(str(path)))
    _check_folders(manifest, path)
    bank = _bank(order, manifest, path)
    pile = read_inputs(order.responses)
    _check_times(order.rules, pile)
    source = source_of(key_maker(bank, manifest), manifest, path.parent, order.key)
    roll = roll_of(manifest)
    by_hand = read_by_hand(order.overrides, roll) if order.overrides else {}
    _check_by_hand(by_hand, source, manifest, order.overrides)
    folder = order.out or path.parent / "grades"
    check_unfilled(folder / "to-read.csv")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".lock"):
            remove_leftovers(folder)
            return _graded(order, manifest, source, _sorted(pile, roll, manifest), by_hand, folder, tick)
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; mend that and run the same command again",
                              Place(str(error.filename or folder))) from error  # fmt: skip


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


def _check_folders(manifest: Manifest, path: Path) -> None:
    """Refuse a manifest in which a folder's name is not one that a build gives: it could lead anywhere."""
    for id, sheet in manifest.students.items():
        if folder_name(sheet.folder) != sheet.folder:
            raise ProblemgenError(f"the manifest is damaged: {sheet.folder[:60]!r} is no folder of {id[:60]!r}; "
                                  "restore it from a backup", Place(str(path)))  # fmt: skip


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


def _check_times(rules: Rules, pile: Pile) -> None:
    """Refuse to compare a time with its offset to one without: an hour decides here."""
    if rules.due is None or rules.due.tzinfo is not None:
        return
    for each in pile.handed:
        moment = read_moment(each.time) if each.time else None
        if moment is not None and moment.tzinfo is not None:
            raise ProblemgenError(f"times in this file say their offset ({each.time[:40]}); give --due with its own, such as "
                                  "2026-10-01T23:59+02:00", Place(each.file, each.line, 1))  # fmt: skip


def _check_by_hand(by_hand: Overrides, source: Source, manifest: Manifest, path: Path | None) -> None:
    problems = []
    for student, scores in by_hand.items():
        names = labels_of([seat.own for seat in seats_of(source, manifest, student)])
        problems += [Problem(f"{student} has no part {part}; the parts are {', '.join(names)}", Place(str(path)))
                     for part in scores if part not in names]  # fmt: skip
    if problems:
        raise ProblemgenError.of(problems)


@dataclass(frozen=True)
class Sorted:
    """What was read, by student, and what belongs to nobody."""

    pile: Pile
    by_student: Mapping[str, Sequence[Handed]]
    told: tuple[Told, ...]


def _sorted(pile: Pile, roll: Roll, manifest: Manifest) -> Sorted:
    told = [Told(each.file, each.line, "unmatched", each.reason, each.student, each.question, each.text) for each in pile.lost]
    by_student: dict[str, list[Handed]] = {}
    for each in pile.handed:
        student, reason = student_of(roll, each)
        if student and each.variant is not None and each.variant.bank != plain_name(manifest.bank):
            reason = f"the question is of the bank {each.variant.bank}, the manifest of {manifest.bank}"
        if reason:
            told.append(Told(each.file, each.line, "unmatched", reason, each.student, each.question, each.text))
        else:
            by_student.setdefault(student, []).append(each)
    return Sorted(pile, by_student, tuple(told))


def _graded(
    order: GradeOrder, manifest: Manifest, source: Source, found: Sorted, by_hand: Overrides, folder: Path, tick: Tick
) -> GradedCourse:
    before = earlier(folder, manifest)
    setting = Setting(manifest, source.folder, source.maker.bank.folder, folder, order.rules, order.feedback, order.templates,
                      source.frozen, source.changed)  # fmt: skip
    marked: list[Marked] = []
    told, counted = list(found.told), 0
    tally = Tally()
    for each in graded_students(setting, source, jobs_of(manifest, found.by_student, by_hand), order.workers):
        marked.append(each.marked)
        tally.add(each.marked)
        told += each.told
        counted += each.counted
        tick(len(marked), len(manifest.students))
    told.sort(key=lambda each: (each.file, each.line))
    found_changes = None if before is None else changes(before, marked)
    overrides = (order.templates,) if order.templates else ()
    writer = Writer(folder)
    report = write_report(writer, source.maker, tally, _reasons(told), order.anonymous, overrides)
    write_tables(writer, manifest, source.maker.assignment.title, marked, told, found_changes)
    answers = len(found.pile.handed) + len(found.pile.lost)
    return GradedCourse(folder, tuple(marked), answers, counted, found.pile.blank, tuple(told), found_changes,
                        source.warnings, report)  # fmt: skip


def _reasons(told: Sequence[Told]) -> list[tuple[Fate, str, int]]:
    counts = Counter((each.fate, each.reason if each.fate == "unmatched" else "") for each in told)
    return [(fate, reason, count) for (fate, reason), count in counts.most_common()]
