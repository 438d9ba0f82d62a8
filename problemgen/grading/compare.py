"""Compare two gradings of a student: what changed, from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from problemgen.grading.records import Mark, Marked

JUDGED = "the same answer is judged differently: the key, its tolerance or a credit changed"
ANSWER = "another answer counts now"
VARIANT = "the part has another variant"
POINTS = "the points of the part changed"
BY_HAND = "a score was given by hand"
NOT_BY_HAND = "the score given by hand is gone"
NEW, GONE = "not graded before", "not graded any more"


@dataclass(frozen=True)
class Change:
    """One part of one student whose mark is another now; None where there was none, or is none."""

    student: str
    name: str
    part: str
    before: Mark | None
    after: Mark | None
    why: str

    @property
    def gained(self) -> float:
        """The points that came or, below zero, went."""
        return round((self.after.earned if self.after else 0.0) - (self.before.earned if self.before else 0.0), 4)


def changes(before: Marked | None, after: Marked | None) -> Iterator[Change]:
    """Yield every mark of a student that changed."""
    one = before or after
    assert one is not None
    old = {mark.part: mark for mark in before.marks} if before else {}
    new = {mark.part: mark for mark in after.marks} if after else {}
    for part in dict.fromkeys((*new, *old)):
        why = _why(old.get(part), new.get(part))
        if why:
            yield Change(one.student, (after or one).name, part, old.get(part), new.get(part), why)


def _why(before: Mark | None, after: Mark | None) -> str:
    """Say why a mark changed; '' where it did not."""
    if before is None or after is None:
        return NEW if before is None else GONE
    if (before.verdict, before.code, before.score, before.earned) == (after.verdict, after.code, after.score, after.earned):
        return ""
    if before.by_hand != after.by_hand or (after.by_hand and before.score != after.score):
        return BY_HAND if after.by_hand else NOT_BY_HAND
    if (before.template, before.index) != (after.template, after.index):
        return VARIANT
    if before.text != after.text:
        return ANSWER
    if (before.verdict, before.code, before.score) == (after.verdict, after.code, after.score):
        return POINTS
    return JUDGED
