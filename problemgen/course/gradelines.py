"""Read manifests and grades, which have a line a student, one student at a time: only the places of the lines are in memory.

What is not written so, or is damaged, is read as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Generic, TypeVar

from problemgen.course.manifest import READ, Manifest, manifest_of, read_manifest, read_sheet
from problemgen.course.strictly import loaded
from problemgen.grading.keep import FORMAT, WRONG, Kept, read_kept, read_marked
from problemgen.grading.records import Marked

_OPEN, _CLOSE = b' "students": {', b"}}"
_KEYS = json.JSONDecoder()
T = TypeVar("T")


@dataclass(frozen=True)
class Lines(Mapping[str, T], Generic[T]):
    """The students of a file, each read when it is asked for."""

    file: BinaryIO
    head: Mapping[str, Any]
    places: Mapping[str, int]
    read: Callable[[str, Any], T]

    def __getitem__(self, id: str) -> T:
        self.file.seek(self.places[id])
        line = self.file.readline().decode()
        start = _KEYS.raw_decode(line, 2)[1] + 2
        return self.read(id, loaded(line[start:].rstrip().removesuffix(",").encode()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)


def _lines(file: BinaryIO, read: Callable[[str, Any], T]) -> Lines[T]:
    """Find the lines of the students. Raises ValueError where the file has another form, or ends too early."""
    head = file.readline().rstrip()
    if not head.endswith(b",") or file.readline().rstrip() != _OPEN:
        raise ValueError("not a line a student")
    places: dict[str, int] = {}
    at, line = file.tell(), file.readline()
    while line.rstrip() != _CLOSE:
        if line.strip():
            id = _id(line)
            if places.setdefault(id, at) != at:
                raise ValueError(f"{id!r} stands twice")
        at, line = at + len(line), file.readline()
        if not line:
            raise ValueError("the end is missing")
    return Lines(file, loaded(head[:-1] + b"}"), places, read)


def _id(line: bytes) -> str:
    text = line.decode()
    id, end = _KEYS.raw_decode(text, 2) if text.startswith('  "') else (None, 0)
    if not isinstance(id, str) or text[end : end + 2] != ": ":
        raise ValueError("not a line of a student")
    return id


@contextmanager
def opened_manifest(path: Path) -> Iterator[Manifest | None]:
    """Open a manifest whose sheets stay on the disk; None where there is none. Raises ProblemgenError for a damaged one."""
    try:
        file = path.open("rb")
    except OSError:
        yield read_manifest(path)
        return
    with file:
        try:
            lines = _lines(file, read_sheet)
            manifest = manifest_of(lines.head, lines) if lines.head.get("format") in READ else None  # reads each sheet once
        except (ValueError, RecursionError):
            manifest = None
        yield manifest or read_manifest(path)


@contextmanager
def opened_grades(path: Path) -> Iterator[Kept]:
    """Open the grades of before, which stay on the disk. Raises FileNotFoundError, and GradesError for damaged ones."""
    with path.open("rb") as file:
        try:
            kept = _kept(_lines(file, lambda _, data: read_marked(data)))
        except WRONG:
            kept = read_kept(path.read_bytes())
        yield kept


def _kept(lines: Lines[Marked]) -> Kept:
    if lines.head["format"] != FORMAT:
        raise ValueError("another version")
    for _ in lines.values():  # each is read once, so that nothing damaged turns up when half is written
        pass
    return Kept(str(lines.head["assignment"]), str(lines.head["bank"]), lines)


def marked_in(path: Path) -> Iterator[Marked]:
    """Yield the students of grades that stand on the disk."""
    with opened_grades(path) as kept:
        yield from kept.students.values()
