"""What grading gives: a mark for each part of each student, and what became of every answer that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from problemgen.checker.verdict import CORRECT, INCORRECT, INVALID, PARTIAL

EMPTY = "FMT_EMPTY"  # the code of the checker for no answer
VERDICTS = (CORRECT, PARTIAL, INCORRECT, INVALID)

Fate = Literal["graded", "superseded", "late", "unmatched"]


@dataclass(frozen=True, slots=True)  # a class has very many of them
class Mark:
    """The mark of one part of one student.

    ``part`` is its name on the sheet (``3a``); ``points`` are those it can bring. ``source`` says where the answer stands,
    '' for none. ``by_hand`` marks a score that a person gave, with a ``comment``; verdict and code stay the checker's.
    """

    part: str
    template: str
    index: int
    label: str
    text: str
    verdict: str
    code: str
    score: float
    points: float
    message: str = ""
    read_as: str = ""
    attempt: int = 0
    source: str = ""
    late: bool = False
    by_hand: bool = False
    comment: str = ""

    @property
    def earned(self) -> float:
        """The points that were earned."""
        return round(self.score * self.points, 4)

    @property
    def stands(self) -> str:
        """The verdict that stands: the checker's, or what a score by hand comes to."""
        if not self.by_hand:
            return self.verdict
        return CORRECT if self.score >= 1 else PARTIAL if self.score > 0 else INCORRECT

    @property
    def unanswered(self) -> bool:
        """Whether nothing was answered."""
        return self.code == EMPTY


@dataclass(frozen=True)
class Marked:
    """All marks of one student, in the order of the sheet; ``rows`` are the table rows that each problem drew, by its number.

    ``handed_in`` says that something counts: an answer, or a score by hand.
    """

    student: str
    name: str
    folder: str
    marks: tuple[Mark, ...]
    handed_in: bool
    notes: tuple[str, ...] = ()
    rows: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def earned(self) -> float:
        """The points of all parts."""
        return round(sum(mark.earned for mark in self.marks), 4)

    @property
    def points(self) -> float:
        """The points that all parts can bring."""
        return round(sum(mark.points for mark in self.marks), 4)

    @property
    def share(self) -> float:
        """The earned share of all points."""
        return self.earned / self.points if self.points else 0.0


@dataclass(frozen=True, slots=True)
class Told:
    """What became of something that was read and did not count: where it stands, whose it is, and why."""

    file: str
    line: int
    fate: Fate
    reason: str
    student: str = ""
    question: str = ""
    text: str = ""


def problem_of(part: str) -> str:
    """Give the number of the problem that a part belongs to.

    >>> problem_of("3a")
    '3'
    """
    return part.rstrip("abcdefghijklmnopqrstuvwxyz")
