"""Make a student's feedback sheet from the marks and the variants they belong to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from problemgen.checker.messages import NOT_GRADED, sentence
from problemgen.checker.verdict import CORRECT, INCORRECT, INVALID, PARTIAL
from problemgen.course.gradekeys import ProblemKey
from problemgen.course.grademark import Outcome
from problemgen.course.gradestamp import is_made_from, stamped
from problemgen.document.feedback import GradedPart, GradedProblem, feedback
from problemgen.document.pdf import pdf
from problemgen.document.problem import Printer, problem
from problemgen.document.sheet import Sheet, SheetProblem
from problemgen.grading.records import Mark, problem_of
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver

FORMATS = ("md", "pdf")
LONGEST = 300  # characters of an answer that are printed
WORDS = {CORRECT: "Right", PARTIAL: "Partly right", INCORRECT: "Not right", INVALID: "Could not be graded"}


@dataclass(frozen=True)
class FeedbackMaker:
    """What all feedback sheets share."""

    title: str
    course: str
    language: str
    formats: tuple[str, ...]
    programs: dict[str, Program]
    overrides: tuple[Path, ...] = ()
    solver: Solver = field(default_factory=Solver)
    printers: dict[str, Printer] = field(default_factory=dict)


def feedback_files(
    maker: FeedbackMaker, outcome: Outcome, sheet_id: str, there: Callable[[str], bytes]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a student's feedback: names and contents. Raises ProblemgenError for a broken template.

    ``there`` gives what stands under a name; a PDF that was made from the same text before is left out.
    """
    for format in maker.formats:
        name = f"feedback.{format}"
        text = _document(maker, outcome, sheet_id, "typ" if format == "pdf" else format)
        if format != "pdf":
            yield name, text.encode()
        elif not is_made_from(there(name), text):
            yield name, stamped(pdf(text, "feedback.typ"), text)


def _document(maker: FeedbackMaker, outcome: Outcome, sheet_id: str, format: str) -> str:
    marked = outcome.marked
    grouped = {number: list(marks) for number, marks in groupby(marked.marks, lambda mark: problem_of(mark.part))}
    problems = tuple(_problem(maker, key, number, grouped.get(str(number), []), format)
                     for number, key in enumerate(outcome.keys, 1))  # fmt: skip
    printed = tuple(each.printed for each in problems if each.printed is not None)
    sheet = Sheet(title=maker.title, course=maker.course, student_name=marked.name, student_id=marked.student,
                  sheet_id=sheet_id, problems=printed, language=maker.language)  # fmt: skip
    return feedback(sheet, problems, format, maker.overrides)


def _problem(maker: FeedbackMaker, key: ProblemKey, number: int, marks: Sequence[Mark], format: str) -> GradedProblem:
    printed = _printed(maker, key, number, format)
    by_name = {part.name: part for part in printed.parts} if printed else {}
    parts = tuple(
        GradedPart(mark.part, by_name.get(mark.part), _shown(mark.text), _outcome(mark), _message(mark, maker.language),
                   mark.earned, mark.points, mark.comment, mark.late)
        for mark in marks
    )  # fmt: skip
    return GradedProblem(number, key.template, printed, parts)


def _printed(maker: FeedbackMaker, key: ProblemKey, number: int, format: str) -> SheetProblem | None:
    if key.variant is None:
        return None
    printer = maker.printers.setdefault(format, Printer(format))
    solved = maker.solver.solved(maker.programs[key.template], key.variant)
    return problem(printer, solved, number, key.points)


def _shown(text: str) -> str:
    """Show an answer on one line, and no novel."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"


def _outcome(mark: Mark) -> str:
    if mark.by_hand:
        return "Graded by your instructor"
    return "No answer" if mark.unanswered else WORDS[mark.verdict]


def _message(mark: Mark, language: str) -> str:
    """Give the checker's sentence, unless it says nothing more than the verdict, or a person has graded the answer."""
    if mark.unanswered or mark.by_hand or mark.code == "OK" or mark.message == sentence("GENERIC", {}, language):
        return ""
    text = mark.message.removeprefix(sentence(NOT_GRADED, {}, language))  # attempts are over
    return text[:1].upper() + text[1:]
