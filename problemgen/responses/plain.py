"""Read and write a plain CSV of responses: long (``student,question,response``), or wide (a column a question)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from problemgen.exporters.ids import VariantId
from problemgen.responses import cells
from problemgen.responses.table import Row, Table, column
from problemgen.responses.view import Found, Response, Unmatched

STUDENTS = ("student", "studentid", "id", "username", "user", "email")
NAMES = ("name", "studentname", "fullname")
QUESTIONS = ("question", "questionid", "variant", "item")
RESPONSES = ("response", "answer")
HEAD = ("student", "name", "question", "response", "attempt", "points", "gap", "time")
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")  # what makes a spreadsheet run a cell (OWASP, CSV injection)
_HARMLESS = re.compile(r"-|[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?(?: ?[A-Za-zµμΩ°%][A-Za-zµμΩ°%]*(?:/[A-Za-z]+)?)?", re.ASCII)
_CUTS = re.compile(r"([;\t\r\n]+ *)")  # where a spreadsheet may begin another cell, if it takes another delimiter than ours


def is_long(head: tuple[str, ...]) -> bool:
    """Say whether the head line is that of a long table."""
    return all(column(head, names) is not None for names in (STUDENTS, QUESTIONS, RESPONSES))


def read_long(head: tuple[str, ...], rows: Iterable[Row]) -> Iterator[Found]:
    """Read one response a row; ``attempt``, ``points``, ``gap`` and ``time`` may be told."""
    seen: Counter[object] = Counter()
    return (_long(row, head, seen) for row in rows)


def _long(row: Row, head: tuple[str, ...], seen: Counter[object]) -> Response | Unmatched:
    def cell(*names: str) -> str:
        at = column(head, names)
        return disarmed(row.cells[at]) if at is not None else ""

    student, asked, text = cell(*STUDENTS) or f"line {row.line}", cell(*QUESTIONS), cells.answer(cell(*RESPONSES))
    id, told = cells.id_in(asked), cell("attempt")
    attempt, gap = cells.attempt(told), cells.attempt(cell("gap")) or 0
    if isinstance(id, str):
        return Unmatched(row.line, id, student, asked[:60], text)
    if told and attempt is None:
        return Unmatched(row.line, f"the attempt {told[:20]!r} is no number", student, asked[:60], text)
    part = id.part or (cell("part") if re.fullmatch("[a-z]", cell("part")) else "")
    counted = cells.counted(seen, (student, str(replace(id, part=part)), gap))
    return Response(student, cell(*NAMES), replace(id, part=""), part, text, attempt or counted, row.line,
                    cells.points(cell("points", "score")), gap, cell("time", "submitted"))  # fmt: skip


def wide_questions(head: tuple[str, ...]) -> dict[int, VariantId]:
    """Find the columns that are headed by an id and nothing else."""
    found = ((n, cells.id_in(cell)) for n, cell in enumerate(head))
    return {n: id for n, id in found if isinstance(id, VariantId) and head[n].strip("[] ") == str(id)}


def read_wide(table: Table) -> Iterator[Found]:
    """Read one student a row; an empty cell is a question that the student was not given."""
    questions = wide_questions(table.head)
    seen: Counter[object] = Counter()
    students, names, attempts = (column(table.head, words) for words in (STUDENTS, NAMES, ("attempt",)))
    if students is None and 0 not in questions:
        students = 0
    for row in table.rows:
        student = (disarmed(row.cells[students]) if students is not None else "") or f"line {row.line}"
        name = disarmed(row.cells[names]) if names is not None else ""
        told = cells.attempt(row.cells[attempts]) if attempts is not None else None
        attempt = told or cells.counted(seen, student)
        for n, id in questions.items():
            text = cells.answer(disarmed(row.cells[n]))
            yield Response(student, name, replace(id, part=""), id.part, text, attempt, row.line) if text else None
        if not any(row.cells[n] for n in questions):
            yield Unmatched(row.line, "no question was answered", student)


def write_plain(responses: Iterable[Response]) -> str:
    """Write responses as a long table that a spreadsheet opens without running anything in it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)  # so that no other delimiter cuts a cell
    writer.writerow(HEAD)
    for each in responses:
        told = "" if each.points is None else f"{each.points:.15g}"
        texts = (each.student, each.name, each.id, each.text, str(each.attempt), told, str(each.gap or ""), each.time)
        writer.writerow([armed(text) for text in texts])
    return out.getvalue()


def armed(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; numbers stay as they are, with a unit too.

    >>> armed("=1+1"), armed("-89.8 mV"), armed("5;=1+1"), disarmed(armed("=1+1"))
    ("'=1+1", '-89.8 mV', "5;'=1+1", '=1+1')
    """
    return "".join(map(_armed, _CUTS.split(text))) if _CUTS.search(text) else _armed(text)


def _armed(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def disarmed(text: str) -> str:
    """Take away the apostrophes that `armed` puts."""
    return "".join(map(_disarmed, _CUTS.split(text))) if _CUTS.search(text) else _disarmed(text)


def _disarmed(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
