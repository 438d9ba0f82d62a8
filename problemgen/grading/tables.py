"""Print grades as CSV: gradebook, parts, what did not count, what changed, and the forms that course systems import."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from problemgen.checker.verdict import INVALID
from problemgen.grading.compare import Change
from problemgen.grading.records import Mark, Marked, Told, problem_of
from problemgen.responses.plain import armed

BOM = "\ufeff"  # spreadsheets need it to read UTF-8 right


Cells = Sequence[object]


@dataclass(frozen=True)
class Table:
    """A table with rows for each student: the name of its file, its head line, and what makes the rows."""

    name: str
    head: Cells
    rows: Callable[[Marked], Iterable[Cells]]
    mark: bool = True  # whether it begins with the mark that spreadsheets need


def csv_text(rows: Iterable[Cells], mark: bool = True) -> str:
    """Write rows so that a spreadsheet runs nothing in them; numbers stay numbers."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([armed(cell) if isinstance(cell, str) else number(cell) for cell in row])
    return (BOM if mark else "") + out.getvalue()


def number(value: object) -> str:
    """Write a number as short as it is; '' for None.

    >>> number(2.50), number(1 / 3), number(None)
    ('2.5', '0.3333', '')
    """
    if value is None:
        return ""
    return f"{round(value, 4):.10g}" if isinstance(value, float) else str(value)


def gradebook(problems: int) -> Table:
    """Describe the table with a row a student; sheets have so many problems at most."""
    numbers = [str(n) for n in range(1, problems + 1)]
    head = ["student", "name", *(f"problem {each}" for each in numbers), "total", "points", "percent", "notes"]
    return Table("gradebook.csv", head, lambda each: [_row(each, numbers)])


def _row(each: Marked, numbers: Sequence[str]) -> Cells:
    earned: dict[str, float] = {}
    for mark in each.marks:
        earned[problem_of(mark.part)] = earned.get(problem_of(mark.part), 0.0) + mark.earned
    cells = [earned.get(number) for number in numbers]
    return [each.student, each.name, *cells, each.earned, each.points, round(100 * each.share, 2), "; ".join(each.notes)]


_PARTS = ("student", "name", "part", "template", "variant", "answer", "verdict", "code", "score", "points", "earned", "attempt",
          "late", "by_hand", "comment", "read_as", "message", "source")  # fmt: skip


def _parts(each: Marked) -> Iterator[Cells]:
    for m in each.marks:
        yield [each.student, each.name, m.part, m.template, m.index, m.text, m.verdict, m.code, m.score, m.points, m.earned,
               m.attempt or None, _yes(m.late), _yes(m.by_hand), m.comment, m.read_as, m.message, m.source]  # fmt: skip


PARTS = Table("parts.csv", _PARTS, _parts)  # a row a student and part


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _to_read(each: Marked) -> Iterator[Cells]:
    return ([each.student, m.part, "", "", m.text, m.code, m.message, m.source] for m in each.marks if waits(m))


# what the checker could not grade and nobody has graded yet, as a table of overrides to fill in
TO_READ = Table("to-read.csv", ("student", "part", "score", "comment", "answer", "code", "message", "source"), _to_read)


def waits(mark: Mark) -> bool:
    """Say whether an answer waits for a person: it is there, could not be graded, and has no score by hand."""
    return mark.verdict == INVALID and not mark.unanswered and not mark.by_hand


def untold(told: Iterable[Told]) -> Iterator[Cells]:
    """Give the rows of what was read and did not count, with its place and the reason."""
    yield ("file", "line", "what", "reason", "student", "question", "answer")
    for t in told:
        yield [t.file, t.line, t.fate, t.reason, t.student, t.question, t.text]


def changed(found: Iterable[Change]) -> Iterator[Cells]:
    """Give the rows of what another grading changed."""
    yield ("student", "name", "part", "answer", "verdict_before", "verdict_now", "code_before", "code_now", "earned_before",
           "earned_now", "difference", "why")  # fmt: skip
    yield from map(_change, found)


def _change(each: Change) -> Cells:
    old, new = each.before, each.after
    text = new.text if new else old.text if old else ""
    return [each.student, each.name, each.part, text, old.verdict if old else "", new.verdict if new else "",
            old.code if old else "", new.code if new else "", old.earned if old else None, new.earned if new else None,
            each.gained, each.why]  # fmt: skip


def for_moodle(title: str) -> Table:
    """Describe grades for Moodle's import (Grades, Import, CSV): map "ID number" to the user, the others to the grade item.

    Moodle stops at a row whose user it does not know; - is no grade, where an empty cell is none in a grade item that is there
    already, and 0 in a new one (grade/import/csv/classes/load_data.php).
    """
    head = ("ID number", "Full name", title, f"{title} (feedback)")
    return Table("gradebook-moodle.csv", head, lambda each: [
        [each.student, each.name, each.earned if each.handed_in else "-", "; ".join(each.notes)]], mark=False)  # fmt: skip


def for_canvas(title: str) -> Table:
    """Describe grades for Canvas (Grades, Import): the head line, then ``possible_for_canvas``, then a row a student.

    Canvas wants Student, ID, then SIS User ID and SIS Login ID together, and Section as the last column about the student; it
    looks for its own id, then the SIS id, the login and the name (lib/gradebook_importer.rb).
    """
    head = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", title)
    return Table("gradebook-canvas.csv", head, lambda each: [
        [each.name, "", each.student, each.student, "", each.earned if each.handed_in else None]], mark=False)  # fmt: skip


def possible_for_canvas(points: float) -> Cells:
    """Give the row of the points possible."""
    return ["    Points Possible", "", "", "", "", points]
