"""Whether a variant is harder than its siblings: by what was drawn (which row of which table), and by single variants."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from problemgen.checker.verdict import CORRECT
from problemgen.grading.items import ItemKey
from problemgen.grading.records import Marked, problem_of
from problemgen.grading.statistics import fisher, holm, wilson

LEAST = 5  # students on either side, below which two groups are not compared
LEVEL = 0.05
VARIANT = ""  # the draw's name where single variants are compared


@dataclass(frozen=True)
class Group:
    """The students whose variant of a part drew one row (or who share one variant), against all others with the part.

    ``low`` and ``high`` are Wilson's 95 % interval of the share that has it right; ``p`` is Fisher's, ``corrected`` for all
    comparisons of the report by Holm's steps.
    """

    template: str
    label: str
    draw: str
    row: str
    right: int
    of: int
    other_right: int
    other_of: int
    low: float
    high: float
    p: float
    corrected: float

    @property
    def share(self) -> float:
        """The share that has it right."""
        return self.right / self.of

    @property
    def other_share(self) -> float:
        """The share of the others that has it right."""
        return self.other_right / self.other_of

    @property
    def differs(self) -> bool:
        """Whether chance is a poor explanation, with all comparisons taken into account."""
        return self.corrected < LEVEL


@dataclass(frozen=True)
class Fairness:
    """All comparisons, the most doubtful first, and how many groups were too small for one."""

    groups: tuple[Group, ...]
    small: int

    @property
    def unfair(self) -> tuple[Group, ...]:
        """The groups that differ."""
        return tuple(group for group in self.groups if group.differs)


def fairness(marked: Iterable[Marked]) -> Fairness:
    """Compare every group of students who drew the same with those who drew otherwise, part by part."""
    seen: dict[tuple[ItemKey, str], dict[str, list[int]]] = {}
    for student in marked:
        for mark in student.marks:
            drawn = {**student.rows.get(problem_of(mark.part), {}), VARIANT: str(mark.index)}
            for draw, row in drawn.items():
                counts = seen.setdefault(((mark.template, mark.label), draw), {}).setdefault(row, [0, 0])
                counts[0] += mark.verdict == CORRECT
                counts[1] += 1
    compared = []
    small = 0
    for (key, draw), rows in seen.items():
        right, of = (sum(counts[n] for counts in rows.values()) for n in (0, 1))
        for row, (own, size) in rows.items():
            if size >= LEAST and of - size >= LEAST:
                compared.append((key, draw, row, own, size, right - own, of - size))
            elif draw != VARIANT and len(rows) > 1:
                small += 1
    return Fairness(_groups(compared), small)


Compared = tuple[ItemKey, str, str, int, int, int, int]


def _groups(compared: Sequence[Compared]) -> tuple[Group, ...]:
    values = [fisher(own, size, right, of) for _, _, _, own, size, right, of in compared]
    found = [
        Group(key[0], key[1], draw, row, own, size, right, of, *wilson(own, size), p, corrected)
        for (key, draw, row, own, size, right, of), p, corrected in zip(compared, values, holm(values), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.corrected, each.p, each.template, each.label, each.draw, each.row)))
