"""Give one student a new variant of one problem or of all; nobody else changes, and what was taken back never comes again."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TextIO

from problemgen.course.again import Finder
from problemgen.course.apart import printed_elsewhere
from problemgen.course.banks import programs
from problemgen.course.changes import issued_at, refuse_changes, refuse_other
from problemgen.course.folder import locked, write_durably
from problemgen.course.issue import dealers_of, practised_values, replaced
from problemgen.course.kept import Kept, formats_of, names_of, open_kept, pdf_engine_of, seats_differ, sheet_of
from problemgen.course.ledger import NAME as LEDGER
from problemgen.course.ledger import Ledger, refuse_older
from problemgen.course.manifest import Issued, IssuedSheet, Manifest, manifest_bytes
from problemgen.course.order import Order
from problemgen.course.writing import Written, course_of, give_sheets, write_given
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.files import remove_leftovers, written_whole
from problemgen.responses.plain import armed
from problemgen.variant.deal import PATIENCE, Dealer
from problemgen.variant.program import Program

REASON_LENGTH = 500  # characters


@dataclass(frozen=True)
class Replaced:
    """A problem of a sheet, before and after."""

    number: int
    old: Issued
    new: Issued


@dataclass(frozen=True)
class Reissued:
    """A student's new sheet, and what is new on it."""

    student: str
    sheet: IssuedSheet
    problems: tuple[Replaced, ...]
    folder: Path  # of the assignment
    files: tuple[str, ...]  # written, by their path in it
    removed: tuple[str, ...]


def reissue(order: Order, student: str, problem: str | None = None, reason: str = "") -> Reissued:
    """Give a student new variants and write their files. Raises ProblemgenError; then nothing was issued, or it says what was."""
    if len(reason) > REASON_LENGTH:
        raise ProblemgenError(f"the reason has {len(reason)} characters; {REASON_LENGTH} are allowed")
    folder = open_kept(order).folder
    issued = False
    try:
        with locked(folder / ".lock"):
            kept = open_kept(order)  # as nobody else changes it any more
            remove_leftovers(folder)
            _check_written(kept, student)
            manifest, problems, ready = _another(kept, student, problem, reason)
            given, names = _made(replace(kept, manifest=manifest), ready, student)
            write_durably(folder / "instructor" / "manifest.json", manifest_bytes(manifest))
            issued = True
            files, removed = _write(folder, given, names)
    except OSError as error:
        told = f"{error.strerror or error}; nothing was issued: mend that and run the same command again"
        if issued:
            told = (f"{student} has new variants, but not all files are written: {error.strerror or error}; mend that, then run "
                    f"`problemgen build {order.assignment}`, not this command again")  # fmt: skip
        raise ProblemgenError(told, Place(str(error.filename or folder))) from error
    return Reissued(student, manifest.students[student], problems, folder, files, removed)


def _check_written(kept: Kept, student: str) -> None:
    """Raise ProblemgenError where the last sheet was never written, since whoever runs this again would issue one more; or where
    it was with document templates that are not named now."""
    sheet = sheet_of(kept.manifest, student)
    try:
        with Ledger(kept.folder / "instructor" / LEDGER, writing=False) as ledger:
            refuse_older(kept.manifest, ledger)
            written = ledger.versions.get(student, sheet.version)
            editions = {mark.edition for mark in ledger.last(student, written).values()}
    except FileNotFoundError:  # built by an earlier version
        return
    if written < sheet.version:
        raise ProblemgenError(f"{student} has version {sheet.version} already, but its files were never written: a run was "
                              f"stopped; run `problemgen build {kept.assignment.id}`, which writes them")  # fmt: skip
    if kept.order.templates is None and any(kept.manifest.editions[n].documents for n in editions):
        raise ProblemgenError(f"{student}'s sheet was made with your own document templates; name their folder with --templates")


def _another(
    kept: Kept, student: str, problem: str | None, reason: str
) -> tuple[Manifest, tuple[Replaced, ...], Mapping[str, Program]]:
    """Deal the new variants, and check first that the old sheet is still what it was."""
    assignment, before = kept.assignment, kept.manifest
    sheet = sheet_of(before, student)
    ready = programs(kept.bank, kept.templates())
    refuse_other(kept.bank, assignment, ready, before)
    refuse_changes(ready, before)
    if differ := seats_differ(assignment, student, sheet):
        raise ProblemgenError(f"{differ}; run `problemgen build {assignment.id}` first")
    editions, now = before.at(kept.now())
    finders = {id: Finder(program) for id, program in ready.items()}
    kept_back = practised_values(before, finders), printed_elsewhere(kept.order.out, assignment)
    dealers = dealers_of(assignment, finders, before, kept_back)
    problems = tuple(Replaced(n, sheet.problems[n - 1], _fresh(dealers[sheet.problems[n - 1].template], student, sheet, n))
                     for n in _chosen(sheet, problem))  # fmt: skip
    new = {each.number: each.new for each in problems}
    dealt = tuple(new.get(n, old) for n, old in enumerate(sheet.problems, 1))
    after = replaced(sheet, assignment, student, dealt, now, reason or "reissued")
    return replace(before, students={**before.students, student: after}, editions=editions), problems, ready


def _chosen(sheet: IssuedSheet, problem: str | None) -> list[int]:
    """Find the problems that are meant: one by its number on the sheet, those of a template, or all."""
    numbers = range(1, len(sheet.problems) + 1)
    if problem is None:
        return list(numbers)
    if problem.isascii() and problem.isdigit():
        if int(problem) not in numbers:
            raise ProblemgenError(f"no problem {problem} on this sheet; it has 1 to {len(sheet.problems)}")
        return [int(problem)]
    found = [n for n in numbers if sheet.problems[n - 1].template == problem]
    if not found:
        raise ProblemgenError(unknown("problem", problem, {each.template for each in sheet.problems}) + " (on this sheet)")
    return found


def _fresh(dealer: Dealer, student: str, sheet: IssuedSheet, number: int) -> Issued:
    """Deal a variant that nobody has or had, and that is not kept for practice."""
    old = sheet.problems[number - 1]
    places = islice(dealer.places(student, old.occurrence), PATIENCE + len(dealer.uses) + len(dealer.barred))
    free = (index for index in places if not dealer.uses[index] and index not in dealer.barred and dealer.accepts(index))
    index = next(free, None)
    if index is None:
        raise ProblemgenError(f"{old.template}: no variant is left for a new one: {len(dealer.uses)} are out, "
                              f"{len(dealer.barred)} are kept for practice or were taken back; widen its ranges")  # fmt: skip
    dealer.uses[index] += 1
    return issued_at(dealer.program, old.template, old.occurrence, index)


def _made(kept: Kept, ready: Mapping[str, Program], student: str) -> tuple[Written, list[str]]:
    """Make the files of a new sheet, before it is issued and so only where they can be made; name those of the old one."""
    sheet = kept.manifest.students[student]
    with Ledger(kept.folder / "instructor" / LEDGER) as ledger:
        recorded = ledger.last(student, sheet.version - 1)
    names = names_of(recorded, kept.folder, sheet)
    order = replace(kept.order, formats=formats_of(names), pdf_engine=pdf_engine_of(kept, recorded))
    course = course_of(order, kept.bank, kept.assignment, ready, kept.manifest.practice)
    (given,) = give_sheets(course, order, [(student, sheet)])
    return given, names


def _write(folder: Path, given: Written, names: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Write the files of a new sheet, its lines in the overview and the ledger, and take away what it has no longer."""
    with Ledger(folder / "instructor" / LEDGER) as ledger:
        written = write_given(given, folder)
        ledger.enter(written.row)
    _renew_overview(folder / "instructor" / "answers.csv", written.row.student, written)
    removed = tuple(name for name in names if name not in written.row.files)
    for name in removed:
        (folder / name).unlink(missing_ok=True)
    return tuple(written.row.files), removed


def _renew_overview(path: Path, student: str, written: Written) -> None:
    """Put a student's new lines in the place of the old ones; everybody else's stay as they are."""
    try:
        old = path.open(encoding="utf-8", errors="surrogateescape", newline="")
    except FileNotFoundError:
        return
    with old, written_whole(path) as target:
        for n, line in enumerate(_records(old)):
            mine = n > 0 and next(csv.reader([line]), [])[:1] == [armed(student)]
            if not mine:
                target.write(line.encode("utf-8", "surrogateescape"))
            elif written.lines:
                target.write(written.lines.encode())
                written = replace(written, lines="")


def _records(file: TextIO) -> Iterator[str]:
    """Yield the records of a CSV file as they are written: a cell may hold a line break."""
    record = ""
    for line in file:
        record += line
        if record.count('"') % 2 == 0:
            yield record
            record = ""
    yield record
