"""Whether a variant is harder than its siblings: by what was drawn (which row of which table), and by single variants."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

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


Counts = tuple[int, int]  # right answers, and all


@dataclass
class FairTally:
    """Who drew what, and had it right, while a class is gone through: counts for rows, which are few, lists for variants."""

    rows: dict[tuple[ItemKey, str], dict[str, Counts]] = field(default_factory=dict)
    variants: dict[ItemKey, Variants] = field(default_factory=dict)

    def add(self, student: Marked) -> None:
        """Count a student."""
        for mark in student.marks:
            key, right = (mark.template, mark.label), mark.stands == CORRECT
            for draw, row in student.rows.get(problem_of(mark.part), {}).items():
                counts = self.rows.setdefault((key, draw), {})
                before = counts.get(row, (0, 0))
                counts[row] = (before[0] + right, before[1] + 1)
            self.variants.setdefault(key, Variants()).add(mark.index, right)


@dataclass
class Variants:
    """The variants of a part that students had, and whether they had it right: nearly every variant is somebody's own."""

    small: array[int] = field(default_factory=lambda: array("Q"))  # twice the index, and one more where it was right
    large: list[int] = field(default_factory=list)  # those that need more than 64 bits

    def add(self, index: int, right: bool) -> None:
        """Take one answer."""
        packed = 2 * index + right
        if packed < 1 << 64:
            self.small.append(packed)
        else:
            self.large.append(packed)

    def counts(self) -> dict[str, Counts]:
        """Count the variants that enough students had to be compared, and all others together under ''."""
        seen = Counter(packed >> 1 for packed in chain(self.small, self.large))
        right = Counter(packed >> 1 for packed in chain(self.small, self.large) if packed & 1)
        found = {str(index): (right[index], of) for index, of in seen.items() if of >= LEAST}
        rest = [sum(counts.values()) - sum(each[n] for each in found.values()) for n, counts in enumerate((right, seen))]
        return {**found, "": (rest[0], rest[1])}


def fairness(tally: FairTally) -> Fairness:
    """Compare every group of students who drew the same with those who drew otherwise, part by part."""
    compared: list[Compared] = []
    small = 0
    for (key, draw), rows in tally.rows.items():
        compared += _compared(key, draw, rows)
        small += sum(not _large(rows, row) for row in rows) if len(rows) > 1 else 0
    for key, variants in tally.variants.items():
        compared += (each for each in _compared(key, VARIANT, variants.counts()) if each[2])
    return Fairness(_groups(compared), small)


Compared = tuple[ItemKey, str, str, int, int, int, int]


def _compared(key: ItemKey, draw: str, rows: Mapping[str, Counts]) -> Iterator[Compared]:
    """Yield the groups that are large enough, as are those beside them; of two that are each other's siblings the harder."""
    right, of = (sum(counts[n] for counts in rows.values()) for n in (0, 1))
    filled = [row for row in rows if rows[row][1]]
    large = [row for row in filled if _large(rows, row)]
    if len(filled) == len(large) == 2 and "" not in filled:
        large = [min(large, key=lambda row: (rows[row][0] / rows[row][1], row))]
    for row in large:
        own, size = rows[row]
        yield key, draw, row, own, size, right - own, of - size


def _large(rows: Mapping[str, Counts], row: str) -> bool:
    return rows[row][1] >= LEAST and sum(of for _, of in rows.values()) - rows[row][1] >= LEAST


def _groups(compared: Sequence[Compared]) -> tuple[Group, ...]:
    values = [fisher(own, size, right, of) for _, _, _, own, size, right, of in compared]
    found = [
        Group(key[0], key[1], draw, row, own, size, right, of, *wilson(own, size), p, corrected)
        for (key, draw, row, own, size, right, of), p, corrected in zip(compared, values, holm(values), strict=True)
    ]
    return tuple(sorted(found, key=lambda each: (each.corrected, each.p, each.template, each.label, each.draw, each.row)))
