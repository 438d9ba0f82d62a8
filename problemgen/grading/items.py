"""How hard each part was, and whether it tells strong students from weak ones: marks -> a line a part.

Of each mark a few numbers are kept in arrays, so that a class of any size can be gone through once.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field

from problemgen.checker.verdict import CORRECT, INCORRECT, INVALID, PARTIAL
from problemgen.grading.records import Marked, problem_of
from problemgen.grading.statistics import alpha, correlation, correlation_interval, mean, upper_lower, wilson

FEW = 8  # students below which a part says nothing about the class

ItemKey = tuple[str, str]  # template and label of the part: students have it under different numbers


@dataclass(frozen=True)
class Item:
    """One part, over all students who had it. ``difficulty`` is the mean score (1: everybody had it right).

    ``low`` and ``high`` are Wilson's interval of the share of right answers; ``correlation`` is that of the score with the
    share of points on all other parts, and ``about`` its interval; ``apart`` is upper less lower 27 %.
    """

    template: str
    label: str
    names: tuple[str, ...]
    students: int
    difficulty: float
    right: int
    partial: int
    wrong: int
    invalid: int
    unanswered: int
    low: float
    high: float
    correlation: float | None
    about: tuple[float, float] | None
    apart: float | None
    lost: float  # points, of all students together
    unnamed: float  # those of them that went with answers which are wrong for no reason that has a name
    empty: float  # those of them that went with parts left empty

    @property
    def name(self) -> str:
        """Its name on the sheet; several where students have it in different places."""
        return ", ".join(self.names[:3]) + (" ..." if len(self.names) > 3 else "")

    @property
    def doubtful(self) -> str:
        """Say what is odd about it, in words; '' where nothing is."""
        if self.students < FEW:
            return "too few students"
        if self.difficulty >= 0.97:
            return "nearly everybody has it"
        if self.about is not None and self.about[1] < 0:
            return "strong students do worse here: check the key and the wording"
        if self.difficulty <= 0.15:
            return "hardly anybody has it"
        if self.correlation is not None and self.correlation < 0.1:
            return "hardly tells strong from weak"
        return ""


def _numbers() -> array[float]:
    return array("d")


@dataclass
class Column:
    """What is kept of a part while a class is gone through, a number a student who had it."""

    first: str  # its name on the first sheet that has it
    names: set[str] = field(default_factory=set)
    scores: array[float] = field(default_factory=_numbers)
    others: array[float] = field(default_factory=_numbers)  # shares of the points on all other parts
    totals: array[float] = field(default_factory=_numbers)  # shares of all points
    earned: array[float] = field(default_factory=_numbers)
    counts: Counter[str] = field(default_factory=Counter)  # by verdict; what was not answered by no verdict
    lost: float = 0.0
    unnamed: float = 0.0  # points lost in answers that are wrong for no reason that has a name
    empty: float = 0.0  # points lost with parts left empty


@dataclass
class ItemTally:
    """The parts of a class while it is gone through."""

    columns: dict[ItemKey, Column] = field(default_factory=dict)
    form: tuple[ItemKey, ...] | None = None  # the parts of the first sheet, in order
    same: bool = True  # whether all sheets have these

    def add(self, student: Marked) -> None:
        """Count a student."""
        form = tuple((mark.template, mark.label) for mark in student.marks)
        self.same = self.same and self.form in (None, form)
        self.form = self.form or form
        earned, points, share = student.earned, student.points, student.share
        for key, mark in zip(form, student.marks, strict=True):
            column = self.columns.setdefault(key, Column(mark.part))
            own = mark.earned
            column.names.add(mark.part)
            column.scores.append(mark.score)
            column.others.append((earned - own) / (points - mark.points) if points > mark.points else 0.0)
            column.totals.append(share)
            column.earned.append(own)
            column.counts["" if mark.unanswered and not mark.by_hand else mark.stands] += 1
            column.lost += mark.points - own
            column.empty += mark.points - own if mark.unanswered else 0.0
            column.unnamed += mark.points - own if mark.verdict != CORRECT and mark.code == "GENERIC" else 0.0

    def alpha(self) -> float | None:
        """Give Cronbach's alpha, where all sheets have the same parts."""
        if not self.same or not self.form:
            return None
        times, seen = Counter(self.form), Counter[ItemKey]()
        found = []
        for key in self.form:  # a problem that a sheet has twice is two items
            found.append(self.columns[key].earned[seen[key] :: times[key]])
            seen[key] += 1
        return alpha(found)


def items(tally: ItemTally) -> tuple[Item, ...]:
    """Analyse every part, in the order of the sheets."""
    order = sorted(tally.columns, key=lambda key: _place(tally.columns[key].first))
    return tuple(_item(key, tally.columns[key]) for key in order)


def _place(part: str) -> tuple[int, str]:
    number = problem_of(part)
    return (int(number) if number.isdigit() else 0, part)


def _item(key: ItemKey, column: Column) -> Item:
    counts, students = column.counts, len(column.scores)
    low, high = wilson(counts[CORRECT], students)
    r = correlation(column.scores, column.others)
    return Item(
        template=key[0], label=key[1], names=tuple(sorted(column.names, key=_place)), students=students,
        difficulty=mean(column.scores), right=counts[CORRECT], partial=counts[PARTIAL], wrong=counts[INCORRECT],
        invalid=counts[INVALID], unanswered=counts[""], low=low, high=high,
        correlation=r, about=None if r is None else correlation_interval(r, students),
        apart=upper_lower(column.scores, column.totals), lost=column.lost, unnamed=column.unnamed, empty=column.empty,
    )  # fmt: skip
