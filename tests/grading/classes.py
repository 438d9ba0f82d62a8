"""Make small issued classes for the tests: a manifest on disk, and what grading needs to know of it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.gradekeys import KeyMaker
from problemgen.course.issue import issue
from problemgen.course.manifest import Manifest, manifest_bytes
from problemgen.course.roster import Student, folder_name


def students(count: int) -> list[Student]:
    """Make students s001, s002 ..."""
    ids = [f"s{n:04d}" for n in range(1, count + 1)]
    return [Student(id, f"Person {id[1:]}", folder_name(id)) for id in ids]


def issued(folder: Path, assignment: str, count: int, bank: str | Path = "membrane") -> tuple[KeyMaker, Manifest]:
    """Issue an assignment to a class, and write its manifest; no documents are made."""
    opened = open_bank(bank)
    plan = load_assignment(opened, assignment)
    ready = programs(opened, plan.templates())
    manifest = issue(opened, plan, students(count), ready, None).manifest
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "manifest.json").write_bytes(manifest_bytes(manifest))
    return KeyMaker(opened, plan, ready), manifest


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path
