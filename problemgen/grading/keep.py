"""Keep grades as JSON, a line a student, and read them again, so that a later grading can say what it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from problemgen.grading.records import Mark, Marked
from problemgen.records import packed, unpacked

FORMAT = "problemgen-grades/1"
END = "\n}}\n"


class GradesError(ValueError):
    """Grades that cannot be read."""


@dataclass(frozen=True)
class Kept:
    """What an earlier grading gave, by student."""

    assignment: str
    bank: str
    students: Mapping[str, Marked]


def kept_head(assignment: str, bank: str) -> str:
    """Write what stands before the students."""
    return _json({"format": FORMAT, "assignment": assignment, "bank": bank})[:-1] + ',\n "students": {\n'


def kept_line(each: Marked) -> str:
    """Write a student's line; between two stands ``,`` and a line end, after the last ``END``."""
    return f"  {_json(each.student)}: {_json(packed(each))}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_kept(data: bytes) -> Kept:
    """Read grades. Raises GradesError."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise GradesError(f"not grades of this version ({FORMAT})")
        students = {id: read_marked(each) for id, each in found["students"].items()}
        return Kept(str(found["assignment"]), str(found["bank"]), students)
    except WRONG as error:
        raise GradesError(str(error) or repr(error)) from error


WRONG = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)  # what damaged grades end in


def read_marked(data: Any) -> Marked:
    """Read a student's marks. Raises one of ``WRONG`` where they are damaged."""
    each: Marked = unpacked(Marked, data)
    if not isinstance(each.student, str) or not all(isinstance(mark, Mark) and _sound(mark) for mark in each.marks):
        raise GradesError("a mark is damaged")
    return each


def _sound(mark: Mark) -> bool:
    texts = (mark.part, mark.template, mark.text, mark.verdict, mark.code)
    return all(isinstance(text, str) for text in texts) and all(isinstance(n, (int, float)) for n in (mark.score, mark.points))
