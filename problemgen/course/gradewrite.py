"""Write grades into their folder: every file whole or not at all, and only where its bytes are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from problemgen.course.manifest import Manifest
from problemgen.errors import Place, ProblemgenError
from problemgen.files import write_whole
from problemgen.grading import tables
from problemgen.grading.compare import Change
from problemgen.grading.keep import GradesError, kept_bytes, read_kept
from problemgen.grading.records import Marked, Told

GRADES = "grades.json"


@dataclass(frozen=True)
class Writer:
    """Writes below a folder."""

    folder: Path

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless it has these bytes already."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _same(path, data):
            write_whole(path, data)

    def remove(self, name: str) -> None:
        """Take a file away that says nothing any more."""
        (self.folder / name).unlink(missing_ok=True)


def _same(path: Path, data: bytes) -> bool:
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False


def earlier(folder: Path, manifest: Manifest) -> Mapping[str, Marked] | None:
    """Read the grades of before; None for none. Raises ProblemgenError for those of another assignment, or damaged ones."""
    path = folder / GRADES
    try:
        kept = read_kept(path.read_bytes())
    except FileNotFoundError:
        return None
    except GradesError as error:
        message = f"the grades of before cannot be read ({str(error)[:200]}); restore the file, or grade with --out elsewhere"
        raise ProblemgenError(message, Place(str(path))) from error
    if (kept.assignment, kept.bank) != (manifest.assignment, manifest.bank):
        raise ProblemgenError(f"this folder holds the grades of {kept.bank}/{kept.assignment}; name another one with --out",
                              Place(str(path)))  # fmt: skip
    return kept.students


def write_tables(
    writer: Writer, manifest: Manifest, title: str, marked: Sequence[Marked], told: Sequence[Told],
    changes: Sequence[Change] | None,
) -> None:  # fmt: skip
    """Write the tables, and last the grades that the next grading is compared with."""
    texts = {
        "gradebook.csv": tables.gradebook(marked), "parts.csv": tables.parts(marked), "to-read.csv": tables.to_read(marked),
        "unmatched.csv": tables.untold(told), "gradebook-moodle.csv": tables.for_moodle(marked, title),
        "gradebook-canvas.csv": tables.for_canvas(marked, title),
    }  # fmt: skip
    if changes:  # the last changes stay where a grading changes nothing
        texts["changes.csv"] = tables.changed(changes)
    for name, text in texts.items():
        writer.write(name, text.encode())
    writer.write(GRADES, kept_bytes({"assignment": manifest.assignment, "bank": manifest.bank}, marked))
