"""A class in numbers, counted student by student: what the report needs of marks that are not kept in memory."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

from problemgen.grading.fairness import FairTally
from problemgen.grading.items import ItemTally
from problemgen.grading.mistakes import SlipTally
from problemgen.grading.records import Marked
from problemgen.grading.tables import waits

FEW_POINTS = 0.35  # share below which somebody should look at a student
LOOKS = 200  # students who are listed; the gradebook has all


@dataclass(frozen=True, slots=True)
class Look:
    """A student to look at, and why."""

    student: str
    name: str
    share: float
    notes: str


@dataclass
class Tally:
    """What was counted so far; but for ``students`` and ``waiting`` only of students of whom something counts."""

    students: int = 0
    waiting: int = 0
    points: float = 0.0
    looks: list[Look] = field(default_factory=list)
    more_looks: int = 0
    shares: array[float] = field(default_factory=lambda: array("d"))
    items: ItemTally = field(default_factory=ItemTally)
    slips: SlipTally = field(default_factory=SlipTally)
    fair: FairTally = field(default_factory=FairTally)

    def add(self, student: Marked) -> None:
        """Count a student."""
        self.students += 1
        self.waiting += sum(map(waits, student.marks))
        self._look(student)
        if not student.handed_in:
            return
        self.points += student.points
        self.shares.append(student.share)
        self.items.add(student)
        self.slips.add(student)
        self.fair.add(student)

    def _look(self, student: Marked) -> None:
        """List a student with notes, or with hardly any points."""
        if not (student.notes or (student.handed_in and student.share < FEW_POINTS)):
            return
        if len(self.looks) == LOOKS:
            self.more_looks += 1
            return
        self.looks.append(Look(student.student, student.name, student.share, "; ".join(student.notes) or "few points"))
