"""A whole course by hand: 1,000 students and ten problem sets, simulated, graded and compared; prints figures.

    python -m tests.grading.course [STUDENTS] [FOLDER]
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

from problemgen.course.grade import GradeOrder, grade
from problemgen.files import shipped
from tests.grading import simulate
from tests.grading.classes import issued, write_csv

SETS = ("driving-force", "energetics", "example", "first-week", "mixed-exam", "nernst", "resting-potential",
        "synapses-and-disease", "revision", "final")  # fmt: skip
EXTRA = """title: {title}
course: Cellular neurophysiology
problems:
{problems}
salt: course-{title}
roster: example-class.csv
"""


def bank_in(folder: Path) -> Path:
    """Copy the membrane bank, and add two problem sets to it."""
    bank = folder / "membrane"
    shutil.copytree(shipped("banks") / "membrane", bank)
    picks = {"revision": ("nernst.forward", "nernst.rank", "potential.two_terms", "resting.goldman", "synapse.shunt",
                          "donnan.equilibrium"),
             "final": ("driving_force.open_channel", "energetics.pump_cycle", "resting.chord", "nernst.identify_ion",
                       "errors.averaged_potentials", "potential.derivation")}  # fmt: skip
    for name, templates in picks.items():
        listed = "\n".join(f"  - {{template: {id}, points: 4}}" for id in templates)
        (bank / "assignments" / f"{name}.yaml").write_text(EXTRA.format(title=name, problems=listed), "utf-8")
    return bank


def one_set(folder: Path, name: str, students: int, bank: Path) -> tuple[int, int, int, float]:
    """Simulate, grade and compare one set: parts, parts that differ, answers, and seconds of grading."""
    place = folder / name / "instructor"
    maker, manifest = issued(place, name, students, bank)
    sheets = [simulate.sit(maker, manifest, id) for id in manifest.students]
    forms = {"long": simulate.long_rows, "wide": simulate.wide_rows, "moodle": simulate.moodle_rows}
    form = list(forms)[SETS.index(name) % len(forms)]
    path = write_csv(folder / name / f"{form}.csv", forms[form](sheets))
    start = time.perf_counter()
    found = grade(GradeOrder(place, (path,), bank=str(bank), feedback=()))
    seconds = time.perf_counter() - start
    marks = {(each.student, mark.part): mark for each in found.marked for mark in each.marks}
    wrong = 0
    for sheet in sheets:
        for part, said in sheet.said.items():
            mark = marks[sheet.person.id, part]
            differs = (mark.verdict, mark.code, round(mark.score, 6)) != (said.verdict, said.code, round(said.score, 6))
            if differs and wrong < 3:
                print(f"  {sheet.person.id} {part} {mark.template} {mark.index}: {said} graded {mark.verdict} {mark.code}")
            wrong += differs
    top = [(each.title, each.slip.count) for each in found.report.slips[:3]]
    counts = f"{len(marks):7} parts {found.answers:7} answers  {wrong} differ"
    print(f"{name:22} {form:7} {counts}  {seconds:6.1f} s  {top}", flush=True)
    return len(marks), wrong, found.answers, seconds


def main() -> None:
    """Run the course."""
    students = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(tempfile.mkdtemp(prefix="course-"))
    folder.mkdir(parents=True, exist_ok=True)
    bank = bank_in(folder)
    found = [one_set(folder, name, students, bank) for name in SETS]
    parts, wrong, answers, seconds = (sum(column) for column in zip(*found, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{students} students, {len(SETS)} sets: {parts} parts, {answers} answers, {wrong} differ, {seconds:.1f} s of grading, "
          f"{peak:.0f} MB at most (with the simulation in memory)")  # fmt: skip


if __name__ == "__main__":
    main()
