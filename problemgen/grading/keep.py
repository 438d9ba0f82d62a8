"""Keep grades as JSON, a line a student, and read them again, so that a later grading can say what it changed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from problemgen.grading.records import Mark, Marked
from problemgen.records import packed, unpacked

FORMAT = "problemgen-grades/1"


class GradesError(ValueError):
    """Grades that cannot be read."""


@dataclass(frozen=True)
class Kept:
    """What an earlier grading gave, by student."""

    assignment: str
    bank: str
    students: Mapping[str, Marked]


def kept_bytes(about: Mapping[str, Any], marked: Sequence[Marked]) -> bytes:
    """Write grades as JSON."""
    head = _json({"format": FORMAT, **about})
    lines = [f"  {_json(each.student)}: {_json(packed(each))}" for each in marked]
    return (head[:-1] + ',\n "students": {\n' + ",\n".join(lines) + "\n}}\n").encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_kept(data: bytes) -> Kept:
    """Read grades. Raises GradesError."""
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise GradesError(f"not grades of this version ({FORMAT})")
        students = {id: unpacked(Marked, each) for id, each in found["students"].items()}
        for each in students.values():
            _check(each)
        return Kept(str(found["assignment"]), str(found["bank"]), students)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as error:
        raise GradesError(str(error) or repr(error)) from error


def _check(each: Marked) -> None:
    if not isinstance(each.student, str) or not all(isinstance(mark, Mark) and _sound(mark) for mark in each.marks):
        raise GradesError("a mark is damaged")


def _sound(mark: Mark) -> bool:
    texts = (mark.part, mark.template, mark.text, mark.verdict, mark.code)
    return all(isinstance(text, str) for text in texts) and all(isinstance(n, (int, float)) for n in (mark.score, mark.points))
