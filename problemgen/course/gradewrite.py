"""Write grades into their folder, student by student: every file whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from problemgen.course.gradelines import opened_grades
from problemgen.course.manifest import Manifest
from problemgen.errors import Place, ProblemgenError
from problemgen.files import write_whole, written_whole
from problemgen.grading import tables
from problemgen.grading.keep import END, GradesError, kept_head, kept_line
from problemgen.grading.records import Marked
from problemgen.grading.tables import Table

GRADES = "grades.json"


@dataclass(frozen=True)
class Writer:
    """Writes below a folder."""

    folder: Path

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless it has these bytes already."""
        if self.read(name) != data:
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)

    def read(self, name: str) -> bytes:
        """Give what stands in a file; nothing where there is none."""
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return b""

    def remove(self, name: str) -> None:
        """Take a file away that says nothing any more."""
        (self.folder / name).unlink(missing_ok=True)


@contextmanager
def earlier(folder: Path, manifest: Manifest) -> Iterator[Mapping[str, Marked] | None]:
    """Open the grades of before; None for none. Raises ProblemgenError for those of another assignment, or damaged ones."""
    path = folder / GRADES
    with ExitStack() as open:
        try:
            kept = open.enter_context(opened_grades(path))
        except FileNotFoundError:
            yield None
            return
        except GradesError as error:
            message = f"the grades of before cannot be read ({str(error)[:200]}); restore the file, or grade with --out elsewhere"
            raise ProblemgenError(message, Place(str(path))) from error
        if (kept.assignment, kept.bank) != (manifest.assignment, manifest.bank):
            raise ProblemgenError(f"this folder holds the grades of {kept.bank}/{kept.assignment}; name another one with --out",
                                  Place(str(path)))  # fmt: skip
        yield kept.students


@dataclass
class Books:
    """The tables with rows for each student, open; ``points`` are the most that a student could have."""

    grades: BinaryIO
    tables: Sequence[tuple[Table, BinaryIO]]
    canvas: BinaryIO
    students: int = 0
    points: float = 0.0


@contextmanager
def books(folder: Path, manifest: Manifest, title: str, problems: int) -> Iterator[Books]:
    """Open the tables; they take their names when all are complete, the grades that the next grading is compared with last."""
    with ExitStack() as open, TemporaryFile() as canvas:
        grades = open.enter_context(written_whole(folder / GRADES))
        last = open.enter_context(written_whole(folder / tables.for_canvas(title).name))
        each_student = (tables.gradebook(problems), tables.PARTS, tables.TO_READ, tables.for_moodle(title))
        found = Books(grades, [(table, open.enter_context(written_whole(folder / table.name))) for table in each_student], canvas)
        grades.write(kept_head(manifest.assignment, manifest.bank).encode())
        for table, file in found.tables:
            file.write(tables.csv_text([table.head], table.mark).encode())
        yield found
        grades.write(END.encode())
        head = [tables.for_canvas(title).head, tables.possible_for_canvas(found.points)]  # known only now
        last.write(tables.csv_text(head, mark=False).encode())
        canvas.seek(0)
        shutil.copyfileobj(canvas, last)


def enter(books: Books, each: Marked) -> None:
    """Add the rows of a student."""
    books.grades.write(((",\n" if books.students else "") + kept_line(each)).encode())
    for table, file in books.tables:
        file.write(tables.csv_text(table.rows(each), mark=False).encode())
    books.canvas.write(tables.csv_text(tables.for_canvas("").rows(each), mark=False).encode())
    books.students += 1
    books.points = max(books.points, each.points)


def write_rows(folder: Path, name: str, rows: Iterable[tables.Cells]) -> None:
    """Write a table row by row."""
    with written_whole(folder / name) as file:
        file.write(tables.csv_text([]).encode())
        for row in rows:
            file.write(tables.csv_text([row], mark=False).encode())
