"""Time the steps of a sheet within this process: a variant, its worked solution, a fill, a self-check page."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from measure import Found

T = TypeVar("T")


def cpu(work: Callable[[], T]) -> tuple[T, float]:
    """Give what work makes, and the CPU seconds of this process that it takes."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def small_parts(found: Found, count: int) -> None:
    """Time the steps, each when everything that variants share is there."""
    variants(found, count)
    selfchecks(found)


def variants(found: Found, count: int) -> None:
    from problemgen.course.banks import open_bank, programs
    from problemgen.document.problem import Printer, problem
    from problemgen.variant.solution import Solver
    from problemgen.variant.variant import variant

    program = programs(open_bank(), ["nernst.forward"])["nernst.forward"]
    indices = [n * 7919 % program.space.size for n in range(count)]
    made, spent = cpu(lambda: [variant(program, index) for index in indices])
    found.row("one variant with its wrong ways", f"{1e6 * spent / len(made):.0f} us")
    solver = Solver()
    solver.solved(program, made[0])
    solved, spent = cpu(lambda: [solver.solved(program, each) for each in made])
    found.row("its worked solution", f"{1e6 * spent / len(made):.0f} us")
    for format, name in (("md", "Markdown"), ("tex", "LaTeX")):
        printer = Printer(format)
        problem(printer, solved[0], 1, {"a": 1.0})
        _, spent = cpu(lambda p=printer: [problem(p, each, 1, {"a": 1.0}) for each in solved])  # type: ignore[misc]
        found.row(f"one fill of both, {name}", f"{1e6 * spent / len(solved):.0f} us")


def selfchecks(found: Found) -> None:
    from problemgen.course.assignment import load_assignment
    from problemgen.course.banks import open_bank, programs
    from problemgen.course.issue import issue
    from problemgen.course.practice import Pool
    from problemgen.course.roster import Student
    from problemgen.course.sheets import Course, lay_out, selfcheck

    bank = open_bank()
    assignment = load_assignment(bank, "example")
    ready = programs(bank, assignment.templates())
    students = [Student(f"s{n}", f"Student {n}", f"s{n}") for n in range(60)]
    manifest = issue(bank, assignment, students, ready, None).manifest
    course = Course(bank, assignment, ready, ("page",), pool=Pool(ready, manifest.practice, "salt"))
    sheets = [lay_out(course, student, sheet) for student, sheet in manifest.students.items()]
    for each in sheets[:20]:
        selfcheck(course, each)  # prints the practice variants, once for each choice of problems
    made, spent = cpu(lambda: [selfcheck(course, each) for each in sheets[20:]])
    each_ms, size = 1e3 * spent / len(made), max(map(len, made)) / 1000
    found.row("one self-check page of 10 problems", f"{each_ms:.0f} ms", f"{size:.0f} kB; goal 60 ms, 150 kB",
              each_ms <= 60 and size <= 150)  # fmt: skip
