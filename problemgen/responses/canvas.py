"""Read a Canvas "Student Analysis" report, of Classic Quizzes and of New Quizzes.

Classic (canvas-lms, app/models/quizzes/quiz_statistics/student_analysis.rb): columns about the student, whose names are
translated and some of which may be left out; then ``QUESTION: text`` and the points possible, in pairs; then totals. Cells
are the response and the points; both are empty where a student was not given the question.
New Quizzes: columns about the student, then five a question: ItemID, ItemType, the text, EarnedPoints, Status.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from problemgen.exporters.ids import VariantId
from problemgen.responses import cells
from problemgen.responses.table import Row, Table, column
from problemgen.responses.view import Found, Response, Unmatched

_CLASSIC = re.compile(r"\d+: ?.*", re.DOTALL | re.ASCII)
_HEADING = 60  # characters of a question's text that name it


@dataclass(frozen=True)
class Question:
    """A question's column: its response stands at ``at``, the points one further; ``id`` may be why there is none."""

    at: int
    heading: str
    id: VariantId | str


@dataclass(frozen=True)
class Lead:
    """Where the columns about the student are."""

    student: tuple[int, ...]
    name: int | None
    attempt: int | None
    time: int | None


def questions_of(head: tuple[str, ...]) -> tuple[str, tuple[Question, ...]]:
    """Find the columns of questions, and which of the two reports it is ('' for neither)."""
    new = [n for n in range(2, len(head) - 1) if _plain(head[n + 1]) == "earnedpoints" and _plain(head[n - 1]) == "itemtype"]
    if new:
        return "canvas-new", tuple(_question(head, n) for n in new)
    classic = [n for n in range(len(head) - 1) if _CLASSIC.fullmatch(head[n]) and cells.points(head[n + 1] or "0") is not None]
    return ("canvas" if classic else ""), tuple(_question(head, n) for n in classic)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _question(head: tuple[str, ...], at: int) -> Question:
    return Question(at, head[at][:_HEADING], cells.id_in(head[at]))


def read_canvas(table: Table) -> Iterator[Found]:
    """Read a report of either kind, answer by answer."""
    format, questions = questions_of(table.head)
    lead = _lead(table, min(question.at for question in questions) - (2 if format == "canvas-new" else 0))
    seen: Counter[object] = Counter()
    owners = cells.owned_names((_student(row, lead), _name(row, lead)) for row in table.rows)
    return (each for row in table.rows for each in _row(row, lead, questions, seen, owners))


def _row(
    row: Row, lead: Lead, questions: tuple[Question, ...], seen: Counter[object], owners: Mapping[str, str]
) -> Iterator[Found]:  # fmt: skip
    """Yield what one row says of each question; None where the student was not given it."""
    student, name = _student(row, lead), _name(row, lead)
    counted = cells.counted(seen, student)
    told = cells.attempt(row.cells[lead.attempt]) if lead.attempt is not None else None
    time = row.cells[lead.time] if lead.time is not None else ""
    others = (*(row.cells[n] for n in lead.student if n != lead.name and row.cells[n]),
              *([name] if owners.get(cells.folded(name)) else []))  # fmt: skip
    given = False
    for question in questions:
        text, earned = cells.answer(row.cells[question.at]), cells.points(row.cells[question.at + 1])
        if not text and earned is None:
            yield None
            continue
        given = True
        if isinstance(question.id, str):
            yield Unmatched(row.line, question.id, student, question.heading, text)
        else:
            id = question.id
            yield Response(student, name, replace(id, part=""), id.part, text, told or counted, row.line, earned, time=time,
                           others=others)  # fmt: skip
    if not given:
        yield Unmatched(row.line, "no question was answered", student)


def _student(row: Row, lead: Lead) -> str:
    return next((row.cells[n] for n in lead.student if row.cells[n]), f"line {row.line}")


def _name(row: Row, lead: Lead) -> str:
    return row.cells[lead.name] if lead.name is not None else ""


def _lead(table: Table, first: int) -> Lead:
    """Find the columns about the student; where their names are translated, they are known by their places."""
    head = table.head[:first]
    sis, id, name = (column(head, (name,)) for name in ("sisid", "id", "name"))
    english = column(head, ("section", "sectionid", "sectionids")) is not None
    if not english and first > 1:
        id, name = 1, 0
    student = tuple(n for n in (sis, id, name) if n is not None)
    return Lead(student, name, _attempt(table, head), column(head, ("submitted",)))


def _attempt(table: Table, head: tuple[str, ...]) -> int | None:
    """Find the attempt: by its name, else the last column before the questions if it holds nothing but small numbers."""
    named = column(head, ("attempt",))
    last = len(head) - 1
    if named is not None or last < 3:
        return named
    numbers = all(cells.attempt(row.cells[last]) in range(1, 1000) for row in table.rows)
    return last if table.rows and numbers else None
