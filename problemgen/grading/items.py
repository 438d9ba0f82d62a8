"""How hard each part was, and whether it tells strong students from weak ones: marks -> a line a part."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from problemgen.checker.verdict import CORRECT, INCORRECT, INVALID, PARTIAL
from problemgen.grading.records import Mark, Marked, problem_of
from problemgen.grading.statistics import correlation, mean, upper_lower, wilson

FEW = 8  # students below which a part says nothing about the class

ItemKey = tuple[str, str]  # template and label of the part: students have it under different numbers


@dataclass(frozen=True)
class Item:
    """One part, over all students who had it. ``difficulty`` is the mean score (1: everybody had it right).

    ``low`` and ``high`` are Wilson's interval of the share of right answers; ``correlation`` is that of the score with the
    share of points on all other parts; ``apart`` is upper less lower 27 %.
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
    apart: float | None
    lost: float  # points, of all students together

    @property
    def name(self) -> str:
        """Its name on the sheet; several where students have it in different places."""
        return ", ".join(self.names[:3]) + (" ..." if len(self.names) > 3 else "")

    @property
    def doubtful(self) -> str:
        """Say what is odd about it, in words; '' where nothing is."""
        if self.students < FEW:
            return "too few students"
        if self.correlation is not None and self.correlation < 0:
            return "strong students do worse here: check the key and the wording"
        if self.difficulty <= 0.15:
            return "hardly anybody has it"
        if self.difficulty >= 0.97:
            return "nearly everybody has it"
        if self.correlation is not None and self.correlation < 0.1:
            return "hardly tells strong from weak"
        return ""


def items(marked: Sequence[Marked]) -> tuple[Item, ...]:
    """Analyse every part, in the order of the sheets."""
    found: dict[ItemKey, list[tuple[Mark, float, float]]] = {}
    for student in marked:
        for mark in student.marks:
            rest = student.points - mark.points
            others = (student.earned - mark.earned) / rest if rest > 0 else 0.0
            found.setdefault((mark.template, mark.label), []).append((mark, others, student.share))
    order = sorted(found, key=lambda key: _place(found[key][0][0].part))
    return tuple(_item(key, found[key]) for key in order)


def _place(part: str) -> tuple[int, str]:
    number = problem_of(part)
    return (int(number) if number.isdigit() else 0, part)


def _item(key: ItemKey, found: Sequence[tuple[Mark, float, float]]) -> Item:
    marks = [mark for mark, _, _ in found]
    scores = [mark.score for mark in marks]

    def count(test: Callable[[Mark], bool]) -> int:
        return sum(map(test, marks))

    right = count(lambda mark: mark.verdict == CORRECT)
    low, high = wilson(right, len(marks))
    return Item(
        template=key[0], label=key[1], names=tuple(sorted({mark.part for mark in marks}, key=_place)), students=len(marks),
        difficulty=mean(scores), right=right, partial=count(lambda mark: mark.verdict == PARTIAL),
        wrong=count(lambda mark: mark.verdict == INCORRECT),
        invalid=count(lambda mark: mark.verdict == INVALID and not mark.unanswered),
        unanswered=count(lambda mark: mark.unanswered),
        low=low, high=high, correlation=correlation(scores, [others for _, others, _ in found]),
        apart=upper_lower(scores, [total for _, _, total in found]), lost=sum(mark.points - mark.earned for mark in marks),
    )  # fmt: skip
