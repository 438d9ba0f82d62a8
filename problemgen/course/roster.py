"""Read a class list: CSV -> students. Ids and names are data from strangers and are treated as such."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from problemgen.errors import Place, Problem, ProblemgenError

MAX_BYTES = 20_000_000
MAX_TEXT = 200  # characters of an id or a name
NAMED = 3  # students in a message
_IDS = ("id", "student_id", "student id", "studentid", "sis user id", "id number", "idnumber", "username", "email")
_NAMES = ("name", "student", "student name", "full name", "fullname")
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9])){0,59}")
_ROUNDED = re.compile(r"\d([.,]\d+)?E\+\d+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?"  # names that Windows keeps for devices
                       r"|manifest\.json|answers\.csv|issued\.jsonl|grades")  # and what stands beside the students' folders


@dataclass(frozen=True)
class Student:
    """One student; ``folder`` is a name that is safe on every file system."""

    id: str
    name: str
    folder: str


def read_roster(path: Path) -> tuple[Student, ...]:
    """Read a class list with a head line ``id,name`` (comma, semicolon or tab). Raises ProblemgenError with every problem."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProblemgenError(f"the class list cannot be read: {error.strerror}", Place(str(path))) from error
    if len(data) > MAX_BYTES:
        raise ProblemgenError(f"the class list is larger than {MAX_BYTES // 1_000_000} MB", Place(str(path)))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ProblemgenError("not UTF-8 text; save the list as 'CSV UTF-8'", Place(str(path), line, 1)) from error
    return _students(text, str(path))


def _students(text: str, file: str) -> tuple[Student, ...]:
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    csv.field_size_limit(MAX_BYTES)
    try:
        rows = [(n, row) for n, row in _numbered(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)) if any(row)]
    except csv.Error as error:
        raise ProblemgenError(f"not a CSV file: {error}", Place(file)) from error
    if not rows:
        raise ProblemgenError("the class list is empty; give it a head line 'id,name' and a line a student", Place(file))
    (head_line, head), *lines = rows
    id_at, name_at = _columns(head, file, head_line)
    if not lines:
        raise ProblemgenError("the class list has a head line but no students", Place(file, head_line, 1))
    return _checked(lines, (id_at, name_at, len(head)), file)


def _numbered(reader: object) -> list[tuple[int, list[str]]]:
    found = []
    for row in reader:  # type: ignore[attr-defined]
        found.append((reader.line_num, [cell.strip() for cell in row]))  # type: ignore[attr-defined]
    return found


def _columns(head: list[str], file: str, line: int) -> tuple[int, int | None]:
    names = [cell.lower() for cell in head]
    id_at = next((names.index(name) for name in _IDS if name in names), None)
    name_at = next((names.index(name) for name in _NAMES if name in names), None)
    for at in (id_at, name_at):
        if at is not None and names.count(names[at]) > 1:
            raise ProblemgenError(f"two columns are called {head[at]!r}; rename the one that is not meant", Place(file, line, 1))
    if id_at is None:
        raise ProblemgenError(f"no column 'id' in the head line ({', '.join(head)[:80]}); name the column of the ids 'id'",
                              Place(file, line, 1))  # fmt: skip
    return id_at, name_at


def _checked(lines: list[tuple[int, list[str]]], columns: tuple[int, int | None, int], file: str) -> tuple[Student, ...]:
    id_at, name_at, width = columns
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    students = []
    for line, row in lines:
        id = row[id_at] if id_at < len(row) else ""
        name = row[name_at] if name_at is not None and name_at < len(row) else ""
        wrong = _wrong_cells(row, width, id) or wrong_with(id, name)
        key = clash(id)
        if not wrong and key in first_line:
            wrong = f"the id {id!r} stands on line {first_line[key]} already (small and capital letters count as the same)"
        if wrong:
            problems.append(Problem(wrong, Place(file, line, 1)))
            continue
        first_line[key] = line
        students.append(Student(id, name or id, folder_name(id)))
    if problems:
        raise ProblemgenError.of(problems)
    return tuple(students)


def _wrong_cells(row: list[str], width: int, id: str) -> str:
    if any(row[width:]):
        return f"{len(row)} cells, and {width} in the head line; put quotes around a cell that holds a comma or another delimiter"
    if _ROUNDED.fullmatch(id):
        return f"a spreadsheet has rounded the id {id!r}; let its column be text, and save the list again"
    return ""


def clash(id: str) -> str:
    """Give what two ids must not have in common: some file systems do not tell A from a, or é in one character or two."""
    return folder_name(unicodedata.normalize("NFKC", id)).casefold()


def wrong_with(id: str, name: str) -> str:
    """Say why an id or a name cannot be used; '' where both can."""
    if not id:
        return "the id is missing"
    for what, text in (("id", id), ("name", name)):
        if len(text) > MAX_TEXT:
            return f"the {what} has {len(text)} characters; {MAX_TEXT} are allowed"
        found = next((c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") and c != "\u200d"), None)
        if found is not None:
            return f"the {what} holds a control or invisible character (U+{ord(found):04X}); take it out"
    return ""


def named(ids: Sequence[str]) -> str:
    """Name students in a message: three, and how many more.

    >>> named(["s001", "s002", "s003", "s004", "s005"])
    's001, s002, s003 and 2 more'
    """
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return ", ".join(ids[:NAMED]) + more


def folder_name(id: str) -> str:
    """Give a folder name that cannot leave its folder: the id itself where it is plain, else a part of it and a hash.

    >>> folder_name("s001"), folder_name("../../x")
    ('s001', 'x-9cdf6a50')
    """
    if _PLAIN.fullmatch(id) and not _RESERVED.fullmatch(id):
        return id
    kept = re.sub(r"[^A-Za-z0-9]+", "-", unicodedata.normalize("NFKD", id)).strip("-").lower()[:40]
    return f"{kept or 'student'}-{hashlib.sha256(id.encode()).hexdigest()[:8]}"
