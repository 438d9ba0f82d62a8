"""Print what problemgen costs, beside the floor, other programs, and the goals; assert nothing.

    python benchmarks/run.py                a quarter of an hour
    python benchmarks/run.py --quick        two minutes: a tenth of everything, one round
    python benchmarks/run.py --only exports starts
    python benchmarks/run.py --write        also into docs/performance.md, with a plot

CPU time is user + system with all child processes. The floor (``--floor``) is a program that makes fixed questions as Moodle
XML with nothing general about it; ``--peers`` is a folder for the environment of text2qti and qti-package-maker.
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import inside
import page
import peers
from measure import Cost, Found, cost, median, middle

ROOT = Path(__file__).resolve().parent.parent
FLOOR = ROOT.parent / "shared" / "bench" / "floor.py"
PROBLEMGEN = (sys.executable, "-P", "-c", "from problemgen.cli import main; main()")
BULK = "title: Bulk\nproblems: [{template: TEMPLATE, points: 1}]\nsalt: bulk-2026\n"
FIGURES = re.compile(r"^figures:\n(?:[ -].*\n)+", re.MULTILINE)
BRIEF = ROOT / "benchmarks" / "two_pages.yaml"  # a problem of which ten fill two pages
PAGES = {
    "ten": f"title: Ten problems\nproblems: [{', '.join(10 * ['nernst.brief'])}]\nsalt: pages-2026\n",
    "full": "title: Full pages\nproblems: [nernst.tenfold, nernst.sign, nernst.chloride_inside]\nsalt: pages-2026\n",
}
QUIET = 0.137  # seconds that the floor takes for 10,000 questions on the machine of the goals
BARE_CLICK = "import click\n@click.command()\ndef main(): pass\nmain()"


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    questions: int = 10_000
    students: int = 300
    pdfs: int = 1000
    rounds: int = 3
    starts: int = 15
    million: bool = False


class Bench:
    """Measures one thing after another in a scratch folder."""

    def __init__(self, folder: Path, size: Size, floor: Path | None, peers: Path, found: Found) -> None:
        self.folder, self.size, self.floor_file, self.peers_folder, self.found = folder, size, floor, peers, found
        self.bank = folder / "bank"
        program = folder / "program"  # what is committed, that nobody changes meanwhile
        parts = ("problemgen", "templates", "banks")
        archive = ("git", "-C", ROOT, "archive", "--format=zip", "-o", folder / "program.zip", "HEAD", *parts)
        subprocess.run(archive, check=True)
        shutil.unpack_archive(folder / "program.zip", program)
        os.environ["PYTHONPATH"] = str(program)
        shutil.copytree(program / "banks" / "membrane", self.bank)
        problems, assignments = self.bank / "problems" / "nernst", self.bank / "assignments"
        (problems / "plain.yaml").write_text(FIGURES.sub("", (problems / "forward.yaml").read_text("utf-8")), "utf-8")
        (assignments / "bulk.yaml").write_text(BULK.replace("TEMPLATE", "nernst.plain"))  # the floor has no pictures either
        (assignments / "drawn.yaml").write_text(BULK.replace("TEMPLATE", "nernst.forward"))
        shutil.copy(BRIEF, problems / "brief.yaml")
        for name, pages in PAGES.items():
            (assignments / f"{name}.yaml").write_text(pages)
        os.environ["PROBLEMGEN_CACHE"] = str(folder / "cache")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # as installed: nothing is compiled at every start

    # --- starts

    def starts(self) -> None:
        """Time the commands that must be quick; starts of other programs stand beside them."""
        script, key = self.folder / "bare.py", self.folder / "key.json"
        script.write_text(BARE_CLICK)
        cost(*PROBLEMGEN, "show", "nernst.forward", "--key", key)
        commands = {
            "bare click --help": (sys.executable, script, "--help"),
            "`problemgen --help`": (*PROBLEMGEN, "--help"),
            "`problemgen check` of one answer": (*PROBLEMGEN, "check", key, "a", "-82.6 mV"),
            "`problemgen solve`, a relation that was solved before": (
                *PROBLEMGEN, "solve", "nernst", "--for", "E", "c_out=110 mM", "c_in=5 mM", "z=-1", "T=37 degC",
            ),
        }  # fmt: skip
        for command in commands.values():
            cost(*command)
        rounds: dict[str, list[Cost]] = {name: [] for name in commands}
        for _ in range(self.size.starts):  # in turn, so that a busy moment hits all of them
            for name, command in commands.items():
                rounds[name].append(cost(*command))
        found = {name: median(1, lambda own=own: _middle(own)) for name, own in rounds.items()}  # type: ignore[misc]
        bare = found["bare click --help"].seconds
        for name, each in found.items():
            ratio = each.seconds / bare
            goal = name.startswith(("`problemgen --help", "`problemgen check"))
            self.found.row(name, f"{1000 * each.seconds:.0f} ms", f"{ratio:.2f} x bare click" + ("; goal 1.5 x" if goal else ""),
                           ratio <= 1.5 if goal else None)  # fmt: skip

    # --- exports

    def exports(self) -> None:
        """Export many variants of one problem, with an empty cache and from the kept plan, beside the floor of the same count."""
        count = self.size.questions
        for format in ("moodle", "canvas"):
            cost(*self.export(format, 10))
        floors, rounds = [], []
        for _ in range(2 * self.size.rounds - 1):  # in turn: these machines are quicker at one moment than at another
            if self.floor_file is not None and self.floor_file.is_file():
                floors.append(cost(sys.executable, self.floor_file, str(count)))
            rounds.append({(format, state): self.timed_export(format, count, kept=state == "kept plan")
                           for format in ("moodle", "canvas") for state in ("empty cache", "kept plan")})  # fmt: skip
        if floors:
            seconds = middle(floors).seconds
            self.found.row(f"{count:,} fixed questions by the smallest program that can", f"{seconds:.2f} s", "the floor")
            self.found.point("floor", count, seconds)
        for format, state in rounds[0]:
            made = middle([each[format, state] for each in rounds])
            goal, compared, met = 3 if state == "kept plan" else 9, "", None
            if floors:
                ratio = statistics.median(each[format, state].seconds / floor.seconds
                                          for each, floor in zip(rounds, floors, strict=True))  # fmt: skip
                compared, met = f"{ratio:.1f} x the floor, goal {goal} x; ", ratio <= goal
            self.found.row(f"`export {format}`, {count:,} variants with worked solutions and feedback, {state}",
                           f"{made.seconds:.2f} s", f"{made.megabytes:.0f} MB, {compared}".rstrip(", ;"), met)  # fmt: skip
            if format == "moodle":
                self.found.point(state, count, made.seconds)
        with_pictures = median(1, lambda: cost(*self.export("moodle", count // 10, "drawn")))
        each = 1e6 * with_pictures.seconds / (count // 10)
        self.found.row(f"`export moodle`, {count // 10:,} variants with a picture each", f"{with_pictures.seconds:.2f} s",
                       f"{each:.0f} us a question, {with_pictures.megabytes:.0f} MB")  # fmt: skip

    def export(self, format: str, count: int, assignment: str = "bulk") -> tuple[str | Path, ...]:
        """Give the command that exports an assignment of one problem."""
        return (*PROBLEMGEN, "export", format, assignment, "--bank", self.bank, "--variants", str(count),
                "--out", self.folder / "export.out", "--json")  # fmt: skip

    def timed_export(self, format: str, count: int, kept: bool) -> Cost:
        """Export; without a kept plan, all else that is derived once stays in the cache."""
        if not kept:
            shutil.rmtree(self.folder / "cache" / "exports", ignore_errors=True)
        return cost(*self.export(format, count))

    def memory(self) -> None:
        """Export more and more, up to a million where there is time for it: memory must not grow with the count."""
        counts = (10_000, 100_000, 1_000_000) if self.size.million else (self.size.questions, 10 * self.size.questions)
        for count in counts:
            made = cost(*self.export("moodle", count))
            goal = "; goal 100 MB" if count <= 100_000 else ""
            self.found.row(f"`export moodle`, {count:,} variants", f"{made.megabytes:.0f} MB", f"{made.seconds:.1f} s{goal}",
                           made.megabytes <= 100 if goal else None)  # fmt: skip

    # --- other programs

    def others(self) -> None:
        """Let other programs package the same questions, and generate and export them here."""
        bin = peers.environment(self.peers_folder) / "bin"
        for count in (self.size.questions // 100, self.size.questions // 10):
            asked = list(peers.questions(count))
            ours = median(self.size.rounds, lambda n=count: cost(*self.export("canvas", n)))  # type: ignore[misc]
            self.found.point("kept plan", count, ours.seconds)
            for name, make in (("text2qti", peers.text2qti), ("qti-package-maker", peers.qti_package_maker)):
                theirs = median(self.size.rounds, lambda make=make, asked=asked: make(bin, self.folder, asked))  # type: ignore[misc]
                self.found.point(name, count, theirs.seconds)
                last = count == self.size.questions // 10
                if last:
                    per = _per_question(self.found.curves[name])
                    own = _per_question(self.found.curves["kept plan"])
                    goal = name == "text2qti"
                    said = f"{1e3 * per:.2f} ms a question, {per / own:.1f} x our {1e3 * own:.3f} ms with generation"
                    self.found.row(f"{name}: the last step only, for {count:,} of our questions", f"{theirs.seconds:.2f} s",
                                   said + ("; goal 10 x" if goal else ""), per / own >= 10 if goal else None)  # fmt: skip

    # --- sheets

    def builds(self) -> None:
        """Build classes of two sizes, with one worker and with two."""
        first = self.build(1, "md")
        self.found.row("the first build on a machine, one student", f"{first.seconds:.2f} s", "derives and counts, once")
        students = self.size.students
        one, two = self.build(students, "md,tex"), self.build(students, "md,tex", "--workers", "2")
        self.found.row(f"build of {students} students x 10 problems, Markdown and LaTeX with keys", f"{one.seconds:.2f} s",
                       f"{1000 * one.seconds / students:.0f} ms a student, {one.megabytes:.0f} MB")  # fmt: skip
        speedup = one.clock / two.clock
        self.found.row("the same with two workers, by the clock", f"{two.clock:.1f} s",
                       f"{speedup:.2f} x one worker ({one.clock:.1f} s); goal 1.8 x", speedup >= 1.8)  # fmt: skip

    def cluster(self) -> None:
        """Build on a local cluster of two dask workers, beside two processes."""
        from distributed import LocalCluster

        students = self.size.students
        with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
            command = ("--engine", "dask", "--scheduler", cluster.scheduler_address)
            self.build(4, "md,tex", *command)  # so that workers have the bank
            dask = self.build(students, "md,tex", *command)
        one = self.build(students, "md,tex")
        share = one.clock / dask.clock / 2
        self.found.row(f"the same build by two dask workers, by the clock ({students} students)", f"{dask.clock:.1f} s",
                       f"{share:.2f} of linear; goal 0.8", share >= 0.8)  # fmt: skip

    def pdfs(self) -> None:
        """Tell what a PDF adds: a build of sheets and keys to PDF, less the same build to Markdown; and what that is where the
        floor takes as long as on the machine of the goals."""
        students = self.size.pdfs // 2
        for assignment, what in (("ten", "ten problems with display maths"), ("full", "three long problems")):
            plain = self.build(students, "md", assignment=assignment)
            for engine, goal in (("typst", 12), ("tex", 5)):
                if engine == "tex" and shutil.which("pdflatex") is None:
                    continue
                before = self.floor_seconds()
                made = self.build(students, "md,pdf", "--pdf-engine", engine, assignment=assignment)
                slower = (before + self.floor_seconds()) / 2 / QUIET  # than the machine of the goals, while these were made
                each = 1000 * (made.seconds - plain.seconds) / (2 * students)
                quiet = f"{each / slower:.1f} ms where the floor takes {QUIET} s"
                said = f"{made.megabytes:.0f} MB; {quiet}; goal {goal} ms for two pages"
                self.found.row(f"a PDF of {what}, {self.pages()}, {engine} ({2 * students} PDFs)", f"{each:.1f} ms", said,
                               each / slower <= goal)  # fmt: skip

    def floor_seconds(self) -> float:
        """Time the floor at this moment, or say what it takes on the machine of the goals where there is none."""
        if self.floor_file is None or not self.floor_file.is_file():
            return QUIET
        return median(self.size.rounds, lambda: cost(sys.executable, self.floor_file, "10000")).seconds  # type: ignore[arg-type]

    def build(self, students: int, formats: str, *more: str, assignment: str = "example") -> Cost:
        """Build into an empty folder; what is derived once stays in the cache."""
        self.out = Path(tempfile.mkdtemp(dir=self.folder))
        roster = self.out / "class.csv"
        roster.write_text("id,name\n" + "".join(f"s{n:05},Student {n}\n" for n in range(students)))
        one = () if more else ("--workers", "1")
        one = ("--workers", "1") if "--pdf-engine" in more else one
        return cost(*PROBLEMGEN, "build", assignment, "--bank", self.bank, "--roster", roster, "--out", self.out,
                    "--formats", formats, *one, *more)  # fmt: skip

    def pages(self) -> str:
        """Count the pages of one worksheet and one key."""
        import pypdf

        made = [next(self.out.glob(f"*/*/s00000/{name}.pdf")) for name in ("worksheet", "key")]
        worksheet, key = (len(pypdf.PdfReader(path).pages) for path in made)
        return f"{worksheet} pages (worksheet) or {key} (key)"

    def small_parts(self) -> None:
        """Time the steps of a sheet within this process."""
        inside.small_parts(self.found, self.size.questions // 10)


def _middle(costs: list[Cost]) -> Cost:
    return sorted(costs, key=lambda each: each.seconds)[len(costs) // 2]


def _per_question(points: list[tuple[float, float]]) -> float:
    """Give the slope: what a question adds, without what a program needs to start."""
    (few, start), *_, (many, end) = sorted(points)
    return (end - start) / (many - few)


def about() -> Iterator[str]:
    """Say what was measured on: versions and processors, no names."""
    yield f"Python {'.'.join(map(str, sys.version_info[:3]))}, {os.cpu_count()} processors"
    yield f"load {os.getloadavg()[0]:.1f} at the start"
    yield "CPU time, medians"


STEPS = ("starts", "exports", "others", "memory", "builds", "cluster", "pdfs", "small_parts")


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a tenth of everything, one round")
    parser.add_argument("--million", action="store_true", help="export a million variants, too (6 GB on the disk)")
    parser.add_argument("--pdfs", type=int, help="how many PDFs")
    parser.add_argument("--only", nargs="+", choices=STEPS, default=STEPS, help="some steps")
    parser.add_argument("--write", action="store_true", help="write docs/performance.md and its plot")
    parser.add_argument("--floor", type=Path, default=FLOOR, help="a program that does the least, to compare with")
    parser.add_argument("--peers", type=Path, help="where the other programs are, or are put")
    options = parser.parse_args()
    size = Size(1000, 40, 40, 1, 5) if options.quick else Size(million=options.million)
    size = replace(size, pdfs=options.pdfs or size.pdfs)
    said, found = list(about()), Found()
    print(". ".join(said))
    with tempfile.TemporaryDirectory(prefix="problemgen-bench-") as name:
        folder = Path(name)
        bench = Bench(folder, size, options.floor, options.peers or folder / "peers", found)
        for step in options.only:
            work: Callable[[], None] = getattr(bench, step)
            work()
    if options.write:
        page.write(found, said)


if __name__ == "__main__":
    main()
