"""Let other programs package the same questions: text2qti and qti-package-maker, in an environment of their own.

They are handed questions that problemgen has generated, worked out and explained already; what they do is the last step only.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measure import Cost, cost

PACKAGES = ("text2qti==0.8.0", "qti-package-maker==26.7.14")


@dataclass(frozen=True)
class Asked:
    """A question as these programs take it: text with maths between dollars, the answer, its tolerance, the worked solution."""

    text: str
    value: str
    tolerance: str
    solution: str


def environment(folder: Path) -> Path:
    """Make an environment with the other programs, or take the one that is there."""
    if not (folder / "bin" / "text2qti").exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "pip", "install", "-q", *PACKAGES], check=True, stderr=subprocess.DEVNULL)
    return folder


def questions(count: int) -> Iterator[Asked]:
    """Make questions of one template, worked solutions and all."""
    from problemgen.course.banks import open_bank, programs
    from problemgen.document.problem import Printer, problem
    from problemgen.variant.solution import Solver
    from problemgen.variant.variant import NumberKey, variant

    program = programs(open_bank(), ["nernst.forward"])["nernst.forward"]
    printer, solver = Printer("md"), Solver()
    for n in range(count):
        made = variant(program, n * 7919 % program.space.size)
        shown = problem(printer, solver.solved(program, made), 1, {"a": 1.0})
        key, part = made.parts[0], shown.parts[0]
        assert isinstance(key, NumberKey)
        assert part.solution is not None
        half = (key.window.high - key.window.low) / 2
        solution = " ".join(str(step) for step in part.solution.steps).replace("$$", "$")
        yield Asked(_line(f"{shown.text} {part.ask}"), key.printed.number, f"{half:.4g}", _line(solution))


def _line(text: str) -> str:
    return " ".join(text.split())


def text2qti(bin: Path, folder: Path, asked: list[Asked]) -> Cost:
    """Let text2qti write a QTI package."""
    lines = ["Quiz title: Bulk", ""]
    for number, each in enumerate(asked, 1):
        lines += [f"{number}.  {each.text}", f"... {each.solution}", f"=   {each.value} +- {each.tolerance}", ""]
    (folder / "bulk.txt").write_text("\n".join(lines), "utf-8")
    return cost(bin / "text2qti", "bulk.txt", cwd=folder)


def qti_package_maker(bin: Path, folder: Path, asked: list[Asked]) -> Cost:
    """Let qti-package-maker write a QTI package; it has no place for solutions."""
    lines = [f"NUM\t<p>{each.text}</p>\t{each.value}\t{each.tolerance}" for each in asked]
    (folder / "bbq-bulk-questions.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return cost(bin / "python", bin / "bbq_converter.py", "-q", "-i", "bbq-bulk-questions.txt", "-1", cwd=folder)
