"""Print what problemgen costs, in CPU time and memory, beside a floor: ``python benchmarks/run.py [--quick] [--full]``.

CPU time is user + system, children included; each figure is the median of a few rounds. Nothing is asserted: figures are for
people, and depend on the machine. What they are compared with is measured in the same run.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
FLOOR = ROOT.parent / "shared" / "bench" / "floor.py"
PROBLEMGEN = (sys.executable, "-c", "from problemgen.cli import main; main()")
BULK = "title: Bulk\nproblems: [{template: nernst.forward, points: 1}]\nsalt: bulk-2026\n"
BARE_CLICK = "import click\n@click.command()\ndef main(): pass\nmain()"


@dataclass(frozen=True)
class Cost:
    """What a command took: CPU seconds, and the most memory any one of its processes held, in MB."""

    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    students: int = 1000
    small_class: int = 200
    pdfs: int = 100
    rounds: int = 3
    starts: int = 9
    floor: Path = FLOOR


def cost(*command: str | Path, cwd: Path | None = None) -> Cost:
    """Run a command that must succeed, and give its cost."""
    process = subprocess.Popen([*map(str, command)], cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{said.decode()}")
    scale = 1_000_000 if sys.platform == "darwin" else 1000
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / scale)


def median(rounds: int, make: Callable[[], Cost]) -> Cost:
    """Give the median of both figures over some rounds."""
    costs = [make() for _ in range(rounds)]
    return Cost(statistics.median(c.seconds for c in costs), statistics.median(c.megabytes for c in costs))


def row(what: str, measured: str, goal: str = "") -> None:
    print(f"{what:<62} {measured:>18}   {goal}", flush=True)


class Bench:
    """Measures one thing after another in a scratch folder."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder, self.size = folder, size
        os.environ["PROBLEMGEN_CACHE"] = str(folder / "cache")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: nothing is compiled at every start

    def run(self) -> None:
        self.floor()
        self.starts()
        self.builds()
        self.exports()
        self.pdfs()
        self.variants()
        self.selfchecks()

    def floor(self) -> None:
        count = 10 * self.size.students
        floor = self.floor_of(count)
        if floor is None:
            row("floor: no floor.py at hand; give one with --floor", "-", "nothing to compare a build with")
            return
        row(f"floor: {count} fixed questions as Moodle XML", f"{floor.seconds:.2f} s", "the least that any program does")

    def starts(self) -> None:
        """Time the commands that must be quick; starts of other programs stand beside them."""
        script = self.folder / "bare.py"
        script.write_text(BARE_CLICK)
        key = self.folder / "key.json"
        cost(*PROBLEMGEN, "show", "nernst.forward", "--key", key)
        commands = {
            "bare click --help": (sys.executable, script, "--help"),
            "problemgen --help": (*PROBLEMGEN, "--help"),
            "problemgen check": (*PROBLEMGEN, "check", key, "a", "-82.6 mV"),
            "problemgen solve (solved before)": (
                *PROBLEMGEN, "solve", "nernst", "--for", "E", "c_out=110 mM", "c_in=5 mM", "z=-1", "T=37 degC",
            ),
        }  # fmt: skip
        for command in commands.values():
            cost(*command)
        found = {name: median(self.size.starts, lambda c=command: cost(*c)) for name, command in commands.items()}  # type: ignore[misc]
        bare = found["bare click --help"].seconds
        for name, each in found.items():
            goal = "goal 1.5 x" if name in ("problemgen --help", "problemgen check") else ""
            row(name, f"{1000 * each.seconds:.0f} ms", f"{each.seconds / bare:.2f} x bare click; {goal}".rstrip("; "))

    def builds(self) -> None:
        """Build classes of two sizes: time of the larger, memory of both; first of all with an empty cache."""
        first = self.build(1, "md", 1)
        row("the first build on a machine: one student, md, empty cache", f"{first.seconds:.2f} s", "derives and counts, once")
        for students in (self.size.small_class, self.size.students):
            for workers in (1,) if students == self.size.small_class else (1, 2):
                built = median(self.size.rounds, lambda s=students, w=workers: self.build(s, "md,tex", w))  # type: ignore[misc]
                goal = "goal 12 s" if students == 1000 else ""
                row(f"build: {students} students x 10 problems, md+tex with keys, workers {workers}",
                    f"{built.seconds:.2f} s", f"{built.megabytes:.0f} MB at most in a process; {goal}".rstrip("; "))  # fmt: skip

    def exports(self) -> None:
        """Export many variants of one problem, with an empty cache and from the kept plan, beside the floor of the same count."""
        bank = self.folder / "bank"
        shutil.copytree(ROOT / "banks" / "membrane", bank)
        (bank / "assignments" / "bulk.yaml").write_text(BULK)
        count = 10 * self.size.students
        floor = self.floor_of(count)
        for format in ("moodle", "canvas"):
            for name, kept in (("empty cache", False), ("kept plan", True)):
                made = self.export(format, count, kept, pictures=True)
                what = f"export {format}: {count} variants with a drawing each, {name}"
                row(what, f"{made.seconds:.2f} s", f"{made.megabytes:.0f} MB")
            cold = median(self.size.rounds, lambda f=format: self.export(f, count, kept=False))  # type: ignore[misc]
            warm = median(self.size.rounds, lambda f=format: self.export(f, count, kept=True))  # type: ignore[misc]
            for name, made, goal in (("empty cache", cold, 9), ("kept plan", warm, 3)):
                ratio = f"{made.seconds / floor.seconds:.1f} x the floor; goal {goal} x; " if floor else ""
                row(f"export {format}: {count} variants with solutions and feedback, {name}", f"{made.seconds:.2f} s",
                    f"{ratio}{made.megabytes:.0f} MB")  # fmt: skip
        many = self.export("moodle", 10 * count, kept=True)
        row(f"export moodle: {10 * count} variants, kept plan", f"{many.seconds:.2f} s", f"{many.megabytes:.0f} MB; goal 100 MB")

    def export(self, format: str, count: int, kept: bool, pictures: bool = False) -> Cost:
        """Export from the bank of one problem; without a kept plan, all else that is derived once stays in the cache."""
        if not kept:
            shutil.rmtree(self.folder / "cache" / "exports", ignore_errors=True)
        words = () if pictures else ("--no-pictures",)
        return cost(*PROBLEMGEN, "export", format, "bulk", "--bank", self.folder / "bank", "--variants", str(count),
                    "--out", self.folder / "export.out", "--json", *words)  # fmt: skip

    def floor_of(self, count: int) -> Cost | None:
        """Give the floor's cost, where there is a floor to compare with."""
        if not self.size.floor.is_file():
            return None
        return median(self.size.rounds, lambda: cost(sys.executable, self.size.floor, str(count)))

    def pdfs(self) -> None:
        """Tell what a PDF adds: a build of sheets and keys to PDF, less the same build to Markdown."""
        students = self.size.pdfs // 2
        with_pdf = median(self.size.rounds, lambda: self.build(students, "md,pdf", 1))
        without = median(self.size.rounds, lambda: self.build(students, "md", 1))
        each = 1000 * (with_pdf.seconds - without.seconds) / (2 * students)
        row(f"pdf: {students} worksheets and {students} keys, one worker", f"{each:.1f} ms each",
            f"goal 12 ms for two pages; here {self.pages()} pages; {with_pdf.megabytes:.0f} MB")  # fmt: skip

    def build(self, students: int, formats: str, workers: int) -> Cost:
        """Build into an empty folder; what is derived once stays in the cache."""
        out = Path(tempfile.mkdtemp(dir=self.folder))
        roster = out / "class.csv"
        roster.write_text("id,name\n" + "".join(f"s{n:05},Student {n}\n" for n in range(students)))
        return cost(*PROBLEMGEN, "build", "--roster", roster, "--out", out, "--formats", formats, "--workers", str(workers))

    def pages(self) -> str:
        """Count the pages of one worksheet and one key."""
        made = sorted(self.folder.glob("*/example/*/s00000/*.pdf"))[:2]
        counts = [(path.stem, max((int(n) for n in re.findall(rb"/Count (\d+)", path.read_bytes())), default=0)) for path in made]
        return " and ".join(f"{count or '?'} ({name})" for name, count in counts)

    def variants(self) -> None:
        """Time one variant, one worked solution, and one fill of a problem with its solution, in this process."""
        from problemgen.course.banks import open_bank, programs
        from problemgen.document.problem import Printer, problem
        from problemgen.variant.solution import Solver
        from problemgen.variant.variant import variant

        program = programs(open_bank(), ["nernst.forward"])["nernst.forward"]
        indices = [n * 7919 % program.space.size for n in range(self.size.students)]
        made, spent = cpu(lambda: [variant(program, index) for index in indices])
        row("one variant of nernst.forward with its wrong ways", f"{1e6 * spent / len(made):.0f} us")
        solver = Solver()
        solver.solved(program, made[0])
        solved, spent = cpu(lambda: [solver.solved(program, each) for each in made])
        row("its worked solution", f"{1e6 * spent / len(made):.0f} us")
        for format in ("md", "tex"):
            printer = Printer(format)
            problem(printer, solved[0], 1, {"a": 1.0})
            _, spent = cpu(lambda p=printer: [problem(p, each, 1, {"a": 1.0}) for each in solved])  # type: ignore[misc]
            row(f"one fill of both to {format}", f"{1e6 * spent / len(solved):.0f} us")


    def selfchecks(self) -> None:
        """Time one self-check page when everything that pages share is there, its key sealed anew; and tell its size."""
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
        size = f"{max(map(len, made)) / 1000:.0f} kB"
        row("one self-check page of 10 problems", f"{1e3 * spent / len(made):.0f} ms, {size}", "goal 60 ms, 150 kB")


T = TypeVar("T")


def cpu(work: Callable[[], T]) -> tuple[T, float]:
    """Give what work makes, and the CPU seconds of this process that it takes."""
    start = time.process_time()
    made = work()
    return made, time.process_time() - start


def about() -> Iterator[str]:
    """Say what was measured on: versions and processors, no names."""
    yield f"Python {'.'.join(map(str, sys.version_info[:3]))}, {os.cpu_count()} processors"
    yield f"load {os.getloadavg()[0]:.1f} at the start; CPU time, medians"


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, one round")
    parser.add_argument("--full", action="store_true", help="1000 PDFs")
    parser.add_argument("--floor", type=Path, default=FLOOR, help="a program that does the least, to compare with")
    options = parser.parse_args()
    size = Size(100, 20, 20, 1, 3) if options.quick else Size(pdfs=1000 if options.full else 100)
    size = replace(size, floor=options.floor)
    print("\n".join(about()))
    with tempfile.TemporaryDirectory(prefix="problemgen-bench-") as folder:
        Bench(Path(folder), size).run()


if __name__ == "__main__":
    main()
