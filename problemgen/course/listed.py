"""Hold a class list against those who have sheets already: lists are made by hand and by spreadsheets, and sheets are not.

Reads the students of now and the manifest of before; tells what looks like a mistake.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from problemgen.course.manifest import IssuedSheet
from problemgen.course.roster import Student, clash, named
from problemgen.errors import Problem, ProblemgenError

TOLD = 10  # ids that are told one by one


def refuse_strange_ids(students: Sequence[Student], before: Mapping[str, IssuedSheet]) -> None:
    """Raise ProblemgenError for new ids that are those of students who seem to have left, but for letters' case or zeros."""
    listed = {student.id for student in students}
    left = {_bare(id): id for id in before if id not in listed}
    wrong = [(student.id, left[_bare(student.id)]) for student in students
             if student.id not in before and _bare(student.id) in left]  # fmt: skip
    if wrong:
        more = [Problem(f"and so {len(wrong) - TOLD} students more")] if len(wrong) > TOLD else []
        raise ProblemgenError.of([*(
            Problem(f"the class list has {new!r}, who is new, and no longer {old!r}, who has a sheet; write {old!r} again, or "
                    "keep its line if they are two people (spreadsheets take zeros away: import ids as text)")
            for new, old in wrong[:TOLD]), *more])  # fmt: skip


def _bare(id: str) -> str:
    """Leave out what gets lost on the way through other programs, and what some file systems do not tell apart."""
    return clash(id).lstrip("0")


def words_on(students: Sequence[Student], before: Mapping[str, IssuedSheet]) -> Iterator[str]:
    """Say who has another name than before, and that a list is perhaps not the right one."""
    renamed = [f"{each.id} ({before[each.id].name} then, {each.name} now)" for each in students
               if each.id in before and _name(each.name) != _name(before[each.id].name)]  # fmt: skip
    if renamed:
        yield (f"another name under an id that has a sheet: {named(renamed)}; where that is somebody else, give them a sheet of "
               "their own with `problemgen reissue`")  # fmt: skip
    if before and not any(student.id in before for student in students):
        yield (f"none of the {len(before)} students who have sheets is on this class list; if it is not the right one, or has "
               "its ids in another column now, mend that, and restore manifest.json and issued.jsonl from a backup")  # fmt: skip


def _name(name: str) -> list[str]:
    """Give the words of a name: 'Berg, Anna' is 'Anna Berg'."""
    return sorted(unicodedata.normalize("NFKC", name).casefold().replace(",", " ").split())
