"""Read a file of responses, whatever course system it comes from: the ids in it say how it is made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.responses.canvas import questions_of, read_canvas
from problemgen.responses.moodle import read_moodle, slots_of
from problemgen.responses.plain import is_long, read_long, read_wide, wide_questions
from problemgen.responses.table import Table, read_table, table_of
from problemgen.responses.view import Found, Reading, reading

NO_IDS = (
    "no id of a question, such as [bank-template-17], stands in this file; in Moodle tick 'question text' in the quiz's "
    "Responses report, in Canvas take the Student Analysis report; a plain file has the head line student,question,response"
)


def read_responses(path: Path) -> Reading:
    """Read a download. Raises ProblemgenError where it is no CSV file, or no id of a question stands in it."""
    return read(read_table(path))


def read_bytes(data: bytes, file: str) -> Reading:
    """Read a download that is in memory. Raises ProblemgenError."""
    return read(table_of(data, file))


def read(table: Table) -> Reading:
    """Guess what made a table, and read it. Raises ProblemgenError where no id stands in it."""
    format, found = found_in(table)
    return reading(format, table.file, table.broken, found)


def found_in(table: Table) -> tuple[str, Iterator[Found]]:
    """Guess what made a table, and read it answer by answer. Raises ProblemgenError where no id stands in it."""
    if is_long(table.head):
        return "plain", read_long(table.head, table.rows)
    format, questions = questions_of(table.head)
    if any(not isinstance(question.id, str) for question in questions):
        return format, read_canvas(table)
    if wide_questions(table.head):
        return "plain-wide", read_wide(table)
    if slots_of(table):
        return "moodle", read_moodle(table)
    raise ProblemgenError(NO_IDS, Place(table.file))
