"""Read what came back, whatever it is: downloads of course systems, plain tables, folders of filled-in answer files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.responses.canvas import questions_of
from problemgen.responses.filled import MAX_BYTES, read_filled
from problemgen.responses.handed import Lost, Piece, handed, lost_in
from problemgen.responses.moodle import slots_of
from problemgen.responses.plain import is_long, wide_questions
from problemgen.responses.read import found_in
from problemgen.responses.sheet import names_parts, part_columns, read_parts
from problemgen.responses.table import Table, read_table

MAX_FILES = 200_000  # below one folder
CLUES = 3  # folders above a file whose names may be a student's
_FILLED = re.compile(rb"(?im)^\W{0,4}(?:student|sheet|\d{1,3}\W{0,2}[a-z]?\W{0,2})\s*:")
NO_QUESTIONS = (
    "no question is named in this file: neither an id, such as [bank-template-17], nor a part of the sheet, such as 3a; "
    "in Moodle tick 'question text' in the quiz's Responses report, in Canvas take the Student Analysis report; a plain file "
    "has the head line student,question,response, or student,1,2,3a,3b"
)


def read_inputs(paths: Sequence[Path]) -> Iterator[Piece]:
    """Read files and folders, answer by answer. Raises ProblemgenError at the end, with what is wrong with all of them."""
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        try:
            yield from _folder(path) if path.is_dir() else _file(path)
        except ProblemgenError as error:
            problems += error.problems
    if problems:
        raise ProblemgenError.of(problems)


def _file(path: Path) -> Iterator[Piece]:
    start = _start_of(path)
    if start.startswith(b"PK\x03\x04"):
        raise ProblemgenError("a packed file (zip, or a workbook); unpack it, or save it as 'CSV UTF-8'", Place(str(path)))
    if path.suffix.lower() == ".txt" and _FILLED.search(start):
        pile = read_filled(_bytes(path), str(path))
        return iter((*pile.handed, *pile.lost))
    return _table(read_table(path))


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(10_000)
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error


def _table(table: Table) -> Iterator[Piece]:
    """Read a table by what names its questions."""
    yield from (lost_in(table.file, each) for each in table.broken)
    if _by_parts(table):
        yield from read_parts(table)
    else:
        yield from handed(table.file, *found_in(table))


def _by_parts(table: Table) -> bool:
    """Say whether questions are named as on the sheet, and not by ids alone. Raises ProblemgenError for neither."""
    if is_long(table.head):
        return names_parts(table)
    if any(not isinstance(question.id, str) for question in questions_of(table.head)[1]):
        return False
    if wide_questions(table.head) or slots_of(table):
        return bool(wide_questions(table.head) and part_columns(table.head))
    if not names_parts(table):
        raise ProblemgenError(NO_QUESTIONS, Place(table.file))
    return True


def _folder(path: Path) -> Iterator[Piece]:
    count = 0
    for count, file in enumerate(_below(path), 1):
        if count > MAX_FILES:
            raise ProblemgenError(f"more than {MAX_FILES:,} files in this folder; is it the right one?", Place(str(path)))
        yield from _filled(path, file)
    if not count:
        raise ProblemgenError("no file in this folder; put answer files (answers.txt) there, one a student", Place(str(path)))


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in a fixed order; links are not followed, so that nothing outside is read."""
    try:
        found = sorted((entry for entry in os.scandir(folder) if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        raise ProblemgenError(f"the folder cannot be read: {error.strerror}", Place(str(folder))) from error
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(folder / entry.name)
        elif entry.is_symlink() or entry.is_file():
            yield folder / entry.name


def _filled(folder: Path, file: Path) -> Iterator[Piece]:
    clues = _clues(folder, file)
    if file.is_symlink():
        yield _lost(file, "a link, which is not followed; put the file itself here", clues)
    elif file.suffix.lower() not in (".txt", ".text", ".md"):
        yield _lost(file, "not an answer file (answers.txt)", clues)
    else:
        try:
            pile = read_filled(_bytes(file), str(file), clues)
        except ProblemgenError as error:
            yield _lost(file, error.problems[0].message, clues)
        else:
            yield from pile.handed
            yield from pile.lost


def _clues(folder: Path, file: Path) -> tuple[str, ...]:
    """Give the names that may be a student's: of the folders above a file, the nearest first, and of the file."""
    above = list(reversed(file.relative_to(folder).parts[:-1]))[:CLUES]
    return (*above, *([] if file.stem.lower() == "answers" else [file.stem]))


def _lost(file: Path, reason: str, clues: tuple[str, ...]) -> Lost:
    return Lost(str(file), 1, reason, clues[0] if clues else "")


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error
