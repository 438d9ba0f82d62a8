"""The ledger beside the manifest: the SHA-256 of every file that was written for a student, a line a sheet.

A line is added when a sheet's files are on the disk, and only where they are not as the ledger has them already. So a run that
is killed between a file and its line adds the line when it is run again, and a build that changes nothing adds nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from problemgen.course.manifest import Manifest
from problemgen.course.roster import folder_name, named
from problemgen.course.strictly import loaded, text, texts, whole
from problemgen.errors import Place, ProblemgenError

NAME = "issued.jsonl"  # in the instructor's folder
MAX_LINE = 1_000_000  # bytes: a sheet has some dozen files


@dataclass(frozen=True)
class Row:
    """The files of one sheet that were written, by their path below the assignment's folder, and what they were made from.

    ``sources`` are the digests of what TeX made a PDF from. Its bytes depend on the sheets that were set with it, too.
    """

    student: str
    version: int
    edition: int
    files: Mapping[str, str]
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Mark:
    """A file as it was written last: its digest, the digest of what TeX made it from ('' elsewhere), and its edition."""

    digest: str
    edition: int
    source: str = ""


@dataclass
class Ledger:
    """An open ledger; of what it holds, only the places of each student's lines and the last version are kept in memory."""

    path: Path
    file: IO[bytes] = field(init=False)
    places: dict[str, list[int]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    editions: int = 0  # that it names at least
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
        while line := self.file.readline(MAX_LINE):
            if not line.endswith(b"\n") and len(line) < MAX_LINE:  # a run was killed while it wrote this line
                if self.writing:
                    self.file.truncate(at)
                return
            self._known(self._row(line), at)
            at += len(line)

    def _known(self, row: Row, at: int) -> None:
        self.places.setdefault(row.student, []).append(at)
        self.versions[row.student] = max(row.version, self.versions.get(row.student, 0))
        self.editions = max(self.editions, row.edition + 1)

    def _row(self, line: bytes) -> Row:
        try:
            data = loaded(line)
            sources = texts(data, "sources") if "sources" in data else {}
            row = Row(text(data, "student"), whole(data, "version", 1), whole(data, "edition"), texts(data, "files"), sources)
            for name in row.files:
                _check_place(row.student, name)
        except ValueError as error:
            raise ProblemgenError(f"this is no ledger of issued files ({error}); restore it from a backup, or move it away and "
                                  "build again", Place(str(self.path))) from error  # fmt: skip
        return row

    def rows(self, student: str) -> Iterator[Row]:
        """Yield what was written for a student, in the order in which it was."""
        for at in self.places.get(student, ()):
            self.file.seek(at)
            yield self._row(self.file.readline())

    def last(self, student: str, version: int) -> dict[str, Mark]:
        """Give each file of a version of a student's sheet as it was written last."""
        found: dict[str, Mark] = {}
        for row in self.rows(student):
            if row.version == version:
                found |= {name: Mark(mark, row.edition, row.sources.get(name, "")) for name, mark in row.files.items()}
        return found

    def enter(self, row: Row) -> dict[str, Mark]:
        """Add a line with those files of a sheet that are not as the ledger has them; give what it had of those that show
        something else now."""
        known = self.last(row.student, row.version)
        files = {name: mark for name, mark in row.files.items() if name not in known or known[name].digest != mark}
        if not files:
            return {}
        sources = {name: row.sources[name] for name in files if name in row.sources}
        left = {"sources": sources} if sources else {}
        data = {"student": row.student, "version": row.version, "edition": row.edition, "files": files, **left}
        line = json.dumps(data, ensure_ascii=False).encode() + b"\n"
        self._known(row, self.file.seek(0, 2))
        self.file.write(line)
        self.file.flush()
        return {name: known[name] for name in files if name in known and not (
            known[name].source and known[name].source == sources.get(name))}  # fmt: skip


def refuse_older(manifest: Manifest | None, ledger: Ledger) -> None:
    """Raise ProblemgenError for a manifest that does not know what its ledger knows, since it is always written first."""
    issued = manifest.students if manifest else {}
    lost = [id for id, version in ledger.versions.items() if id not in issued or issued[id].version < version]
    if not lost and ledger.editions <= (len(manifest.editions) if manifest else 0):
        return
    whose = f": it does not know what {named(lost)} got" if lost else ""
    raise ProblemgenError(f"the manifest is {'older than' if manifest else 'missing beside'} this ledger{whose}; restore "
                          "manifest.json from a backup, or move this file away, and what was issued is forgotten",
                          Place(str(ledger.path)))  # fmt: skip


def _check_place(student: str, name: str) -> None:
    """Raise ValueError for a file that is not in the student's folders: what is no longer made is removed by its name."""
    place, _, rest = name.partition("/")
    folder, _, file = rest.partition("/")
    steps = file.split("/")
    wrong = place not in ("students", "instructor") or folder != folder_name(student)
    if wrong or any(step in ("", ".", "..") or "\\" in step or "\0" in step or ":" in step for step in steps):
        raise ValueError(f"{name!r} is no file of {student!r}")


def file_digest(data: bytes) -> str:
    """Give the SHA-256 of a file's content."""
    return hashlib.sha256(data).hexdigest()
