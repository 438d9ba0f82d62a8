"""Read scores that people gave by hand: a CSV with student, part, score and comment."""

from __future__ import annotations

import math
import re
from pathlib import Path

from problemgen.course.grademark import ByHand
from problemgen.course.graderoll import Roll, student_of
from problemgen.errors import Place, Problem, ProblemgenError
from problemgen.responses.handed import Handed
from problemgen.responses.plain import NAMES, STUDENTS, disarmed
from problemgen.responses.sheet import part_name
from problemgen.responses.table import Row, Table, column, read_table

HEAD = "the head line is student,part,score,comment"
Overrides = dict[str, dict[str, ByHand]]  # by student and part


def read_by_hand(path: Path, roll: Roll) -> Overrides:
    """Read scores by hand; a row without a score is left out. Raises ProblemgenError with everything that is wrong."""
    table = read_table(path)
    found: Overrides = {}
    problems = [Problem(each.reason, Place(table.file, each.line, 1)) for each in table.broken]
    if column(table.head, STUDENTS) is None or column(table.head, ("part",)) is None or column(table.head, ("score",)) is None:
        raise ProblemgenError(f"no table of scores by hand; {HEAD}", Place(table.file, 1, 1))
    for row in table.rows:
        if _cell(table, row, "score"):
            wrong = _take(found, table, row, roll)
            problems += [Problem(wrong, Place(table.file, row.line, 1))] if wrong else []
    if problems:
        raise ProblemgenError.of(problems)
    return found


def check_unfilled(path: Path) -> None:
    """Raise ProblemgenError where somebody typed scores into a file that grading is about to write anew."""
    if not path.is_file():
        return
    try:
        table = read_table(path)
    except ProblemgenError as error:
        message = f"{error.problems[0].message}; grading writes this file anew: move yours away"
        raise ProblemgenError(message, Place(str(path))) from error
    row = next((row for row in table.rows if _cell(table, row, "score")), None)
    if row is not None:
        raise ProblemgenError("scores stand in this file, which grading writes anew; save it under another name, take this one "
                              "away, and name yours with --overrides", Place(str(path), row.line, 1))  # fmt: skip


def _cell(table: Table, row: Row, *names: str) -> str:
    at = column(table.head, names)
    return disarmed(row.cells[at]) if at is not None else ""


def _take(found: Overrides, table: Table, row: Row, roll: Roll) -> str:
    """Take one row, or say what is wrong with it."""
    id, part, score = _cell(table, row, *STUDENTS), part_name(_cell(table, row, "part")), _score(_cell(table, row, "score"))
    student, reason = student_of(roll, Handed(table.file, row.line, id, _cell(table, row, *NAMES), None, part, ""))
    if not student:
        return f"{id!r}: {reason}"
    if not part:
        return f"{_cell(table, row, 'part')[:20]!r} is no part; write 3a"
    if score is None:
        return f"the score {_cell(table, row, 'score')[:20]!r} is not a share of the part's points; write 0 to 1, or 0 % to 100 %"
    if part in found.setdefault(student, {}):
        return f"a second score for {student}, part {part}; keep one"
    found[student][part] = ByHand(score, _cell(table, row, "comment"))
    return ""


def _score(text: str) -> float | None:
    """Read a score from 0 to 1.

    >>> _score("0.5"), _score("0,5"), _score("50 %"), _score("2"), _score("nan")
    (0.5, 0.5, 0.5, None, None)
    """
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,6})?) ?(%?)", text.strip(), re.ASCII)
    if not found:
        return None
    value = float(found[1].replace(",", ".")) / (100 if found[2] else 1)
    return value if math.isfinite(value) and 0 <= value <= 1 else None
