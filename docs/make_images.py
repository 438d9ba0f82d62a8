"""Make the pictures of the README from the shipped bank: ``python docs/make_images.py``.

One student's worksheet and key, as `problemgen build` makes them, printed to PNG by the embedded engine.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import typst

from problemgen.course.assignment import load_assignment
from problemgen.course.banks import open_bank, programs
from problemgen.course.issue import issue
from problemgen.course.roster import Student
from problemgen.course.sheets import Course, document, lay_out

IMAGES = Path(__file__).parent / "images"
PIXELS_PER_INCH = 84


def main() -> None:
    """Write docs/images/worksheet.png and docs/images/key.png."""
    bank = open_bank("membrane")
    assignment = load_assignment(bank, "example")
    ready = programs(bank, assignment.templates())
    student = Student("s001", "Student 01", "s001")
    issued = issue(bank, assignment, [student], ready, None).manifest.students["s001"]
    course = Course(bank, assignment, ready, ("pdf",), ())
    laid = lay_out(course, "s001", issued)
    IMAGES.mkdir(exist_ok=True)
    for name, key in (("worksheet", False), ("key", True)):
        picture = first_page(document(course, laid, "typ", key))
        (IMAGES / f"{name}.png").write_bytes(picture)
        print(f"docs/images/{name}.png: {len(picture) // 1000} kB")


def first_page(source: str) -> bytes:
    """Print the first page of a Typst document to PNG."""
    with tempfile.TemporaryDirectory() as folder:
        main = Path(folder) / "main.typ"
        main.write_text(source, "utf-8")
        pages = typst.compile(str(main), root=folder, format="png", ppi=PIXELS_PER_INCH)
    return pages[0] if isinstance(pages, list) else pages


if __name__ == "__main__":
    main()
