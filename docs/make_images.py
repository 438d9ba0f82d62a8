"""Make the pictures of the README and the docs from the shipped bank: ``python docs/make_images.py``.

One student's worksheet and key, as `problemgen build` makes them, printed to PNG by the embedded engine; the self-check
page, the preview, and the class report of a simulated class as Chromium shows them. Needs Debian's ``chromium`` and
``nodejs``, and ``npm ci --ignore-scripts`` in tests/players.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import typst

import problemgen
from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.grade import GradeOrder, grade
from problemgen.course.issue import issue
from problemgen.course.roster import Student
from problemgen.course.sheets import Course, Laid, document, lay_out, selfcheck
from tests.grading import simulate
from tests.grading.classes import issued, write_csv

IMAGES = Path(__file__).parent / "images"
SHOTS = Path(__file__).parent / "shots.mjs"
PIXELS_PER_INCH = 84
CLASS = 120  # students of the report


def main() -> None:
    """Write docs/images/*.png."""
    course, laid = example()
    IMAGES.mkdir(exist_ok=True)
    for name, key in (("worksheet", False), ("key", True)):
        (IMAGES / f"{name}.png").write_bytes(first_page(document(course, laid, "typ", key)))
    with tempfile.TemporaryDirectory() as folder, problemgen.serve_preview("driving_force.value") as address:
        page = Path(folder) / "selfcheck.html"
        page.write_bytes(selfcheck(course, laid))
        shoot([page_job(page), preview_job(address), report_job(Path(folder))], Path(folder))
    for picture in sorted(IMAGES.glob("*.png")):
        print(f"docs/images/{picture.name}: {picture.stat().st_size // 1000} kB")


def example() -> tuple[Course, Laid]:
    """Lay out the example assignment for one student."""
    bank = open_bank("membrane")
    assignment = load_assignment(bank, "example")
    ready = programs(bank, assignment.templates())
    student = Student("s001", "Student 01", "s001")
    issued = issue(bank, assignment, [student], ready, None).manifest.students["s001"]
    course = Course(bank, assignment, ready, ("pdf",), ())
    return course, lay_out(course, "s001", issued)


def first_page(source: str) -> bytes:
    """Print the first page of a Typst document to PNG."""
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text(source, "utf-8")
        pages = typst.compile(str(main), root=folder, format="png", ppi=PIXELS_PER_INCH)
    return pages[0] if isinstance(pages, list) else pages


Job = dict[str, Any]  # as shots.mjs takes it


def page_job(page: Path) -> Job:
    """Type a wrong answer to the first problem of the page, and ask for a hint."""
    part = 'form[data-part="1"]'
    steps = [{"fill": [f"{part} input[type=text]", "37.4"]}, {"press": [f"{part} input[type=text]", "Enter"]},
             {"see": f"{part} .say"}, {"click": f"{part} [data-do=hint]"}]  # fmt: skip
    return {"url": page.as_uri(), "file": str(IMAGES / "page.png"), "width": 720, "height": 900, "steps": steps,
            "top": "#problem-1"}  # fmt: skip


def preview_job(address: str) -> Job:
    """Open the preview at the mistakes of a problem."""
    return {"url": address, "file": str(IMAGES / "preview.png"), "width": 1080, "height": 700,
            "steps": [{"see": "text=Checked"}, {"click": "text=Mistakes"}, {"see": "svg"}]}  # fmt: skip


def report_job(folder: Path) -> Job:
    """Grade a class of simulated students; show what to teach again, the scores and the first parts."""
    maker, manifest = issued(folder / "class", "example", CLASS)
    sheets = [simulate.sit(maker, manifest, id) for id in manifest.students]
    responses = write_csv(folder / "responses.csv", simulate.long_rows(sheets))
    report = grade(GradeOrder(folder / "class", (responses,), feedback=())).folder / "report.html"
    return {"url": report.as_uri(), "file": str(IMAGES / "report.png"), "width": 960, "height": 1450, "steps": []}


def shoot(jobs: list[Job], folder: Path) -> None:
    """Take pictures in Chromium."""
    listed = folder / "jobs.json"
    listed.write_text(json.dumps(jobs), "utf-8")
    node, chromium = shutil.which("node"), shutil.which("chromium")
    if node is None or chromium is None:
        sys.exit("Chromium and Node are needed for the pictures of the page and the preview")
    subprocess.run([node, str(SHOTS), str(listed), chromium], check=True)


if __name__ == "__main__":
    main()
