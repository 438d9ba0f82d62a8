"""The manifest: what was issued to whom. Kept by the instructor; later builds read it and change nothing in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from problemgen.course.edition import Edition, edition_data, read_edition
from problemgen.errors import Place, ProblemgenError

FORMAT = "problemgen-manifest/2"
READ = ("problemgen-manifest/1", FORMAT)  # what is read, and written again as FORMAT


@dataclass(frozen=True)
class Issued:
    """One problem of one student: where its variant is, and a fingerprint of its numbers, answers and text."""

    template: str
    occurrence: int
    index: int
    fingerprint: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class Earlier:
    """A sheet that was replaced by another; its variants that the new one does not have are never issued again."""

    version: int
    name: str
    sheet: str
    edition: int
    reason: str
    problems: tuple[Issued, ...]


@dataclass(frozen=True)
class IssuedSheet:
    """All problems of one student; ``edition`` (a place in the manifest's list) is what they were made from."""

    name: str
    folder: str
    sheet: str
    problems: tuple[Issued, ...]
    edition: int = 0
    version: int = 1
    earlier: tuple[Earlier, ...] = ()

    def every(self) -> Iterator[Issued]:
        """Yield all problems that this student ever had."""
        yield from self.problems
        for each in self.earlier:
            yield from each.problems


@dataclass(frozen=True)
class Manifest:
    """What was issued for one assignment, by student id; students who left the class list stay.

    ``practice`` holds the indices, by template, that are kept for practice and never issued.
    """

    assignment: str
    bank: str
    salt_digest: str
    generator: str
    students: Mapping[str, IssuedSheet]
    practice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()

    def at(self, edition: Edition) -> tuple[tuple[Edition, ...], int]:
        """Give the editions with this one among them, and its place."""
        if edition in self.editions:
            return self.editions, self.editions.index(edition)
        return (*self.editions, edition), len(self.editions)


def manifest_bytes(manifest: Manifest) -> bytes:
    """Print a manifest as JSON, a line a student, in the order of their ids."""
    left = {name: value for name, value in vars(manifest).items() if name not in ("students", "editions")}
    head = {"format": FORMAT, **left, "editions": [edition_data(each) for each in manifest.editions]}
    lines = [f"  {_json(id)}: {_json(_sheet_data(manifest.students[id]))}" for id in sorted(manifest.students)]
    return (_json(head)[:-1] + ',\n "students": {\n' + ",\n".join(lines) + "\n}}\n").encode()


def _sheet_data(sheet: IssuedSheet) -> dict[str, Any]:
    data = asdict(sheet)
    if not sheet.earlier:  # as nearly all sheets
        del data["earlier"]
    return data


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None where there is none yet. Raises ProblemgenError where it is damaged."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as error:
        raise ProblemgenError(f"the manifest cannot be read ({error}); restore it from a backup: "
                              "without it students may get other numbers", Place(str(path))) from error  # fmt: skip
    if not isinstance(data, dict) or data.get("format") not in READ:
        message = f"not a manifest of this version ({FORMAT}); build into another folder with --out"
        raise ProblemgenError(message, Place(str(path)))
    try:
        return _manifest(data)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ProblemgenError(f"the manifest is damaged ({error!r}); restore it from a backup", Place(str(path))) from error


def _manifest(data: Mapping[str, Any]) -> Manifest:
    students = {str(id): _sheet(each) for id, each in data["students"].items()}
    practice = {str(id): tuple(map(int, indices)) for id, indices in data.get("practice", {}).items()}
    old = (Edition(str(data["generator"])),) if students else ()  # format 1 kept nothing but the version
    editions = tuple(map(read_edition, data["editions"])) if "editions" in data else old
    named = {n for sheet in students.values() for n in (sheet.edition, *(each.edition for each in sheet.earlier))}
    if any(not 0 <= n < len(editions) for n in named):
        raise ValueError("a sheet of an edition that is not listed")
    assignment, bank, salt, generator = (str(data[name]) for name in ("assignment", "bank", "salt_digest", "generator"))
    return Manifest(assignment, bank, salt, generator, students, practice, editions)


def _sheet(data: Mapping[str, Any]) -> IssuedSheet:
    earlier = tuple(
        Earlier(int(each["version"]), str(each["name"]), str(each["sheet"]), int(each["edition"]), str(each["reason"]),
                _problems(each))
        for each in data.get("earlier", ())
    )  # fmt: skip
    name, folder, sheet = (str(data[each]) for each in ("name", "folder", "sheet"))
    return IssuedSheet(name, folder, sheet, _problems(data), int(data.get("edition", 0)), int(data.get("version", 1)), earlier)


def _problems(data: Mapping[str, Any]) -> tuple[Issued, ...]:
    return tuple(
        Issued(str(p["template"]), int(p["occurrence"]), int(p["index"]), str(p["fingerprint"]), dict(p["values"]))
        for p in data["problems"]
    )
