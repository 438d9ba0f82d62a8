"""Read everything that came back, and put it aside by student; what belongs to nobody is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from problemgen.course.gradeinputs import read_inputs
from problemgen.course.gradeplace import Rules
from problemgen.course.graderoll import Roll, student_of
from problemgen.course.gradeshelf import Shelf
from problemgen.errors import Place, ProblemgenError
from problemgen.exporters.ids import plain_name
from problemgen.grading.records import Told
from problemgen.responses.handed import Handed, Lost
from problemgen.responses.moments import read_moment


@dataclass(frozen=True)
class Collected:
    """How many answers were read, and how many cells of questions that a student was not given."""

    answers: int
    blank: int


def collect(responses: Sequence[Path], rules: Rules, bank: str, roll: Roll, shelf: Shelf) -> Collected:
    """Read files and folders. Raises ProblemgenError with what is wrong with them."""
    answers = blank = 0
    for each in read_inputs(responses):
        if each is None:
            blank += 1
            continue
        answers += 1
        student, reason = _whose(each, rules, bank, roll)
        if isinstance(each, Handed) and not reason:
            shelf.hand_in(student, each)
        else:
            shelf.tell(Told(each.file, each.line, "unmatched", reason, each.student, each.question, each.text))
    return Collected(answers, blank)


def _whose(each: Handed | Lost, rules: Rules, bank: str, roll: Roll) -> tuple[str, str]:
    """Give the student's id and '', or why the answer is nobody's."""
    if isinstance(each, Lost):
        return "", each.reason
    _check_time(rules, each)
    student, reason = student_of(roll, each)
    if student and each.variant is not None and each.variant.bank != plain_name(bank):
        return "", f"the question is of the bank {each.variant.bank}, the manifest of {bank}"
    return student, reason


def _check_time(rules: Rules, each: Handed) -> None:
    """Refuse to compare a time with its offset to one without: an hour decides here."""
    if rules.due is None or rules.due.tzinfo is not None or not each.time:
        return
    moment = read_moment(each.time)
    if moment is not None and moment.tzinfo is not None:
        raise ProblemgenError(f"times in this file say their offset ({each.time[:40]}); give --due with its own, such as "
                              "2026-10-01T23:59+02:00", Place(each.file, each.line, 1))  # fmt: skip
