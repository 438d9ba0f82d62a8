"""The ledger beside the manifest: the SHA-256 of every file that was written for a student, a line a sheet.

A line is added when a sheet's files are on the disk, and only where they are not as the ledger has them already. So a run that
is killed between a file and its line adds the line when it is run again, and a build that changes nothing adds nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from problemgen.errors import Place, ProblemgenError

NAME = "issued.jsonl"  # in the instructor's folder


@dataclass(frozen=True)
class Row:
    """The files of one sheet that were written, by their path below the assignment's folder, and what they were made from."""

    student: str
    version: int
    edition: int
    files: Mapping[str, str]


@dataclass
class Ledger:
    """An open ledger; of what it holds, only the places of each student's lines are kept in memory."""

    path: Path
    file: IO[bytes] = field(init=False)
    places: dict[str, list[int]] = field(default_factory=dict)
    writing: bool = True

    def __enter__(self) -> Self:
        self.file = self.path.open("a+b" if self.writing else "rb")
        try:
            self._read()
        except BaseException:
            self.file.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.writing and error is None:
            os.fsync(self.file.fileno())
        self.file.close()

    def _read(self) -> None:
        self.file.seek(0)
        at = 0
        for line in self.file:
            if not line.endswith(b"\n"):  # a run was killed while it wrote this line
                if self.writing:
                    self.file.truncate(at)
                return
            self.places.setdefault(self._row(line).student, []).append(at)
            at += len(line)

    def _row(self, line: bytes) -> Row:
        try:
            data: dict[str, Any] = json.loads(line)
            files = {str(name): str(mark) for name, mark in data["files"].items()}
            return Row(str(data["student"]), int(data["version"]), int(data["edition"]), files)
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
            raise ProblemgenError("this is no ledger of issued files; restore it from a backup, or move it away and build again",
                                  Place(str(self.path))) from error  # fmt: skip

    def rows(self, student: str) -> Iterator[Row]:
        """Yield what was written for a student, in the order in which it was."""
        for at in self.places.get(student, ()):
            self.file.seek(at)
            yield self._row(self.file.readline())

    def last(self, student: str, version: int) -> dict[str, tuple[str, int]]:
        """Give the digest of each file of a version of a student's sheet as it was written last, and its edition."""
        found: dict[str, tuple[str, int]] = {}
        for row in self.rows(student):
            if row.version == version:
                found |= {name: (mark, row.edition) for name, mark in row.files.items()}
        return found

    def enter(self, row: Row) -> None:
        """Add a line with those files of a sheet that are not as the ledger has them."""
        known = self.last(row.student, row.version)
        files = {name: mark for name, mark in row.files.items() if known.get(name, ("", 0))[0] != mark}
        if not files:
            return
        line = json.dumps(asdict(Row(row.student, row.version, row.edition, files)), ensure_ascii=False).encode() + b"\n"
        self.places.setdefault(row.student, []).append(self.file.seek(0, 2))
        self.file.write(line)
        self.file.flush()


def file_digest(data: bytes) -> str:
    """Give the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()
