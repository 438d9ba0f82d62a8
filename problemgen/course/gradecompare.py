"""Compare a grading with the one before, student by student, in the order of their ids."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from problemgen.course.gradeshelf import Shelf
from problemgen.grading.compare import changes
from problemgen.grading.records import Marked


class Comparison:
    """Takes the students as they are graded, and puts what changed on the shelf; ``before`` is None for a first grading."""

    def __init__(self, before: Mapping[str, Marked] | None, shelf: Shelf) -> None:
        """Begin with the first student."""
        self._before = before or {}
        self._first = before is None
        self._waiting = deque(sorted(self._before))
        self._shelf = shelf

    def take(self, student: Marked) -> None:
        """Compare a student; those before, who were not graded this time, are told, too."""
        if self._first:
            return
        self._tell_gone(student.student)
        if self._waiting and self._waiting[0] == student.student:
            self._waiting.popleft()
        self._put(self._before.get(student.student), student)

    def finish(self) -> None:
        """Tell the students who are left."""
        self._tell_gone(None)

    def _tell_gone(self, until: str | None) -> None:
        while self._waiting and (until is None or self._waiting[0] < until):
            self._put(self._before[self._waiting.popleft()], None)

    def _put(self, before: Marked | None, after: Marked | None) -> None:
        for change in changes(before, after):
            self._shelf.change(change)
