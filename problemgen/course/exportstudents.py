"""Export what a class list was dealt: the same variants as on paper, and a list of who got which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from problemgen.course.exportplanning import Planned
from problemgen.course.issue import issue
from problemgen.course.manifest import read_manifest
from problemgen.course.overview import csv_lines
from problemgen.course.roster import read_roster
from problemgen.files import written_whole
from problemgen.responses.plain import armed

Dealt = Mapping[str, list[tuple[str, int]]]  # student: template and index of each problem, in the order of the sheet


def dealt_to(planned: Planned, roster: Path) -> Dealt:
    """Give the variants that ``build`` deals to a class list; what its manifest holds stays."""
    students = read_roster(roster)
    before = read_manifest(Path("output") / planned.assignment.id / "instructor" / "manifest.json")
    sheets = issue(planned.bank, planned.assignment, students, planned.programs, before).manifest.students
    return {each.id: [(problem.template, problem.index) for problem in sheets[each.id].problems] for each in students}


def write_students(path: Path, students: Dealt, names: Mapping[str, str]) -> None:
    """Write which question belongs to whom."""
    with written_whole(path) as target:
        target.write(csv_lines([("student", "problem", "question")]).encode())
        for id, problems in students.items():
            named = enumerate((f"{names[template]}-{index}" for template, index in problems), 1)
            target.write(csv_lines((armed(id), str(number), name) for number, name in named).encode())
