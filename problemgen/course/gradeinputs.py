"""Read what came back, whatever it is: downloads of course systems, plain tables, folders of filled-in answer files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.responses.canvas import questions_of
from problemgen.responses.filled import MAX_BYTES, read_filled
from problemgen.responses.handed import Lost, Pile, joined, pile_of
from problemgen.responses.moodle import slots_of
from problemgen.responses.plain import is_long, wide_questions
from problemgen.responses.read import read
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


def read_inputs(paths: Sequence[Path]) -> Pile:
    """Read files and folders. Raises ProblemgenError with what is wrong with all of them."""
    piles: list[Pile] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(paths):
        try:
            piles.append(_folder(path) if path.is_dir() else _file(path))
        except ProblemgenError as error:
            problems += error.problems
    if problems:
        raise ProblemgenError.of(problems)
    return joined(piles)


def _file(path: Path) -> Pile:
    start = _start_of(path)
    if start.startswith(b"PK\x03\x04"):
        raise ProblemgenError("a packed file (zip, or a workbook); unpack it, or save it as 'CSV UTF-8'", Place(str(path)))
    if path.suffix.lower() == ".txt" and _FILLED.search(start):
        return read_filled(_bytes(path), str(path))
    return _table(read_table(path))


def _start_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(10_000)
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error


def _table(table: Table) -> Pile:
    """Read a table by what names its questions."""
    if is_long(table.head):
        return read_parts(table) if names_parts(table) else pile_of(read(table))
    if any(not isinstance(question.id, str) for question in questions_of(table.head)[1]):
        return pile_of(read(table))
    if wide_questions(table.head) or slots_of(table):
        return read_parts(table) if wide_questions(table.head) and part_columns(table.head) else pile_of(read(table))
    if names_parts(table):
        return read_parts(table)
    raise ProblemgenError(NO_QUESTIONS, Place(table.file))


def _folder(path: Path) -> Pile:
    piles = [_filled(path, file) for file in _below(path)]
    if not piles:
        raise ProblemgenError("no file in this folder; put answer files (answers.txt) there, one a student", Place(str(path)))
    return joined(piles)


def _below(path: Path) -> Iterator[Path]:
    """Yield the files below a folder in a fixed order; links are not followed, so that nothing outside is read."""
    files = sorted(file for file in path.rglob("*") if file.is_symlink() or file.is_file())
    files = [file for file in files if not any(part.startswith(".") for part in file.relative_to(path).parts)]
    if len(files) > MAX_FILES:
        raise ProblemgenError(f"more than {MAX_FILES:,} files in this folder; is it the right one?", Place(str(path)))
    yield from files


def _filled(folder: Path, file: Path) -> Pile:
    clues = _clues(folder, file)
    if file.is_symlink():
        return _lost(file, "a link, which is not followed; put the file itself here", clues)
    if file.suffix.lower() not in (".txt", ".text", ".md"):
        return _lost(file, "not an answer file (answers.txt)", clues)
    try:
        return read_filled(_bytes(file), str(file), clues)
    except ProblemgenError as error:
        return _lost(file, error.problems[0].message, clues)


def _clues(folder: Path, file: Path) -> tuple[str, ...]:
    """Give the names that may be a student's: of the folders above a file, the nearest first, and of the file."""
    above = list(reversed(file.relative_to(folder).parts[:-1]))[:CLUES]
    return (*above, *([] if file.stem.lower() == "answers" else [file.stem]))


def _lost(file: Path, reason: str, clues: tuple[str, ...]) -> Pile:
    return Pile((), (Lost(str(file), 1, reason, clues[0] if clues else ""),), 0, ("answers",))


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error
