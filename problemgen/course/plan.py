"""What a build would issue, told before anything is written: issue + what was issued before -> plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from problemgen.course.issue import Issue, Sharing
from problemgen.course.manifest import IssuedSheet, Manifest
from problemgen.errors import ProblemgenError
from problemgen.variant.count import Count


@dataclass(frozen=True)
class Plan:
    """Who would get something new, and what an instructor should know before handing it out."""

    folder: Path
    sheets: int
    new: tuple[str, ...]  # students who have nothing yet
    kept: int  # students whose sheet stays as it is
    changed: tuple[str, ...]  # students whose sheet gets other problems
    gone: tuple[str, ...]  # students who have a sheet and are no longer on the class list; what they had stays theirs
    sharing: tuple[Sharing, ...]
    spaces: Mapping[str, Count]
    few_to_practise: Mapping[str, int]  # by template: variants kept for practice, where its space is too small for all wanted
    words: tuple[str, ...] = ()  # what looks like a mistake in the class list


def compared(students: Sequence[str], before: Manifest | None, issued: Issue) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the students who are new, and those whose problems would change."""
    old: Mapping[str, IssuedSheet] = before.students if before else {}
    now = issued.manifest.students
    new = tuple(id for id in students if id not in old)
    return new, tuple(id for id in students if id in old and old[id].problems != now[id].problems)


def refuse_sharing(sharing: Sequence[Sharing]) -> None:
    """Raise ProblemgenError where students would share a variant."""
    if sharing:
        told = "; ".join(map(str, sharing))
        raise ProblemgenError(f"{told}; nothing was issued: widen the ranges, or build without --strict")
