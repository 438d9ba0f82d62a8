"""Read a plain CSV whose questions are named as on the sheet (``1``, ``3a``), for classes on paper; ids may stand beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from problemgen.errors import Place, ProblemgenError
from problemgen.responses import cells
from problemgen.responses.handed import Handed, Lost, Piece, handed
from problemgen.responses.plain import (
    NAMES,
    QUESTIONS,
    RESPONSES,
    STUDENTS,
    disarmed,
    is_long,
    read_long,
    read_wide,
    wide_questions,
)
from problemgen.responses.table import Row, Table, column

ATTEMPTS, TIMES, POINTS, SHEETS = ("attempt",), ("time", "submitted"), ("points", "score"), ("sheet", "sheetid")
NO_NAME = "neither the name of a part, such as 3a, nor an id"
_PART = re.compile(r"(?:(?:question|problem|part|q)\.?\s*)?\(?(\d{1,3})\s*[.)]?\s*\(?([a-z]?)\)?\.?", re.IGNORECASE | re.ASCII)


def part_name(text: str) -> str:
    """Read the name of a part as on a sheet; '' where it is none.

    >>> part_name("3a"), part_name("3 (A)"), part_name("Question 12"), part_name("name")
    ('3a', '3a', '12', '')
    """
    found = _PART.fullmatch(text.strip())
    return f"{int(found[1])}{found[2].lower()}" if found and int(found[1]) else ""


def names_parts(table: Table) -> bool:
    """Say whether a table names questions as on the sheet: in the question's column, or in its head line."""
    if is_long(table.head):
        at = column(table.head, QUESTIONS)
        return at is not None and any(part_name(row.cells[at]) for row in table.rows)
    return bool(part_columns(table.head))


def part_columns(head: tuple[str, ...]) -> dict[int, str]:
    """Find the columns that are headed by a part's name."""
    about = {column(head, names) for names in (STUDENTS, NAMES, ATTEMPTS, TIMES, SHEETS)}
    found = {n: part_name(cell) for n, cell in enumerate(head) if n not in about}
    return {n: name for n, name in found.items() if name}


def read_parts(table: Table) -> Iterator[Piece]:
    """Read a long or a wide table in which questions are named as on the sheet, answer by answer; ids may stand beside them.

    Raises ProblemgenError where the first line is no head line.
    """
    if not is_long(table.head) and _starts_with_answers(table.head):
        raise ProblemgenError("the first line names no column that is known; put the head line student,question,response, or "
                              "student,1,2,3a,3b, above the answers", Place(table.file, 1, 1))  # fmt: skip
    return _read_long(table) if is_long(table.head) else _read_wide(table)


def _starts_with_answers(head: tuple[str, ...]) -> bool:
    """Say whether a head line is rather a row ``s001,1,-82.6 mV``: the next row's 1 would be taken for an answer to part 1."""
    known = any(column(head, names) is not None for names in (STUDENTS, NAMES, ATTEMPTS, TIMES, SHEETS))
    parts = part_columns(head)
    return not known and len(parts) == 1 and any(cell for n, cell in enumerate(head) if n and n not in parts)


def _read_long(table: Table) -> Iterator[Piece]:
    """Read rows that name parts, then those that name ids."""
    at = column(table.head, QUESTIONS)
    assert at is not None
    seen: Counter[object] = Counter()
    yield from (_long(row, table, seen) for row in table.rows if part_name(row.cells[at]))
    others = (row for row in table.rows if not part_name(row.cells[at]))
    for each in handed(table.file, "plain", read_long(table.head, others)):
        yield replace(each, reason=NO_NAME) if isinstance(each, Lost) and each.reason == cells.NO_ID else each


def _long(row: Row, table: Table, seen: Counter[object]) -> Handed | Lost:
    def cell(*names: str) -> str:
        at = column(table.head, names)
        return disarmed(row.cells[at]) if at is not None else ""

    sheet, student = cell(*SHEETS), cell(*STUDENTS)
    student = student or ("" if sheet else f"line {row.line}")
    name, text, told = part_name(cell(*QUESTIONS)), cells.answer(cell(*RESPONSES)), cell(*ATTEMPTS)
    attempt = cells.attempt(told)
    if told and attempt is None:
        return Lost(table.file, row.line, f"the attempt {told[:20]!r} is no number", student, name, text)
    counted = cells.counted(seen, (student, sheet, name))
    return Handed(table.file, row.line, student, cell(*NAMES), None, name, text, attempt or counted, 0, cell(*TIMES), sheet=sheet)


def _read_wide(table: Table) -> Iterator[Piece]:
    """Read columns that are headed by parts, then those that are headed by ids."""
    parts, ids = part_columns(table.head), wide_questions(table.head)
    yield from _strange(table, {*parts, *ids})
    answered: set[int] = set()  # lines
    for each in chain(_wide(table, parts), handed(table.file, "plain-wide", read_wide(table)) if ids else ()):
        if isinstance(each, Handed):
            answered.add(each.line)
        if not isinstance(each, Lost):
            yield each
    for row in table.rows:
        if row.line not in answered:
            yield Lost(table.file, row.line, "no question was answered", _student(row, table))


def _wide(table: Table, parts: dict[int, str]) -> Iterator[Handed | None]:
    seen: Counter[object] = Counter()
    names, attempts, times, sheets = (column(table.head, words) for words in (NAMES, ATTEMPTS, TIMES, SHEETS))
    for row in table.rows:
        student = _student(row, table)
        told = cells.attempt(row.cells[attempts]) if attempts is not None else None
        attempt = told or cells.counted(seen, student)
        name, time, sheet = (disarmed(row.cells[at]) if at is not None else "" for at in (names, times, sheets))
        for n, part in parts.items():
            text = cells.answer(disarmed(row.cells[n]))
            given = Handed(table.file, row.line, student, name, None, part, text, attempt, 0, time, sheet=sheet)
            yield given if text else None


def _student(row: Row, table: Table) -> str:
    at = column(table.head, STUDENTS)
    if at is None and column(table.head, SHEETS) is None and 0 not in part_columns(table.head):
        at = 0
    student = disarmed(row.cells[at]) if at is not None else ""
    told = column(table.head, SHEETS)
    return student or ("" if told is not None and row.cells[told] else f"line {row.line}")


def _strange(table: Table, questions: set[int]) -> Iterator[Lost]:
    """Name the columns that hold something and are neither about the student nor a question."""
    known = {column(table.head, names) for names in (STUDENTS, NAMES, ATTEMPTS, TIMES, POINTS, SHEETS)}
    known |= {0} if column(table.head, STUDENTS) is None else set()
    others = [n for n in range(len(table.head)) if n not in known and n not in questions]
    used = {n for row in table.rows for n in others if row.cells[n]} if others else set()
    for n, heading in enumerate(table.head):
        if n in used:
            yield Lost(table.file, 1, "the column is no question and says nothing about the student that is used",
                       question=heading[:60])  # fmt: skip
