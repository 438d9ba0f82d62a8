"""The manifest: what was issued to whom. Kept by the instructor; later builds read it and change nothing in it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from problemgen.course.edition import Edition, edition_data, read_edition
from problemgen.course.roster import folder_name, wrong_with
from problemgen.course.strictly import items, loaded, maps, named, text, texts, whole, wholes
from problemgen.errors import Place, Problem, ProblemgenError

FORMAT = "problemgen-manifest/2"
READ = ("problemgen-manifest/1", FORMAT)  # what is read, and written again as FORMAT
MAX_BYTES = 2_000_000_000  # of some 800,000 students
TOLD = 10  # damaged entries that are named


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

    ``practice`` holds the indices, by template, that are kept for practice and never issued; ``practised`` what of each template
    was ever kept for it, as it was printed.
    """

    assignment: str
    bank: str
    salt_digest: str
    generator: str
    students: Mapping[str, IssuedSheet]
    practice: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    practised: Mapping[str, tuple[Mapping[str, str], ...]] = field(default_factory=dict)

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
        if path.stat().st_size > MAX_BYTES:
            raise ProblemgenError(f"this is larger than {MAX_BYTES // 10**9} GB: no manifest", Place(str(path)))
        data = loaded(path.read_bytes())
    except FileNotFoundError:
        return None
    except json.JSONDecodeError as error:
        raise _damaged(path, error.msg, error.lineno, error.colno) from error
    except OSError as error:
        raise _damaged(path, error.strerror or str(error)) from error
    except ValueError as error:
        raise _damaged(path, str(error)) from error
    found = data.get("format") if isinstance(data, dict) else None
    if found not in READ:
        later = isinstance(found, str) and found.startswith(FORMAT.partition("/")[0])
        advice = "upgrade problemgen" if later else "build into another folder with --out"
        raise ProblemgenError(f"not a manifest of this version ({FORMAT}); {advice}", Place(str(path)))
    try:
        return _manifest(data, path)
    except ValueError as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, why: str, line: int = 0, column: int = 0) -> ProblemgenError:
    advice = "restore it from a backup: without it students may get other numbers"
    return ProblemgenError(f"the manifest is damaged ({why}); {advice}", Place(str(path), line, column))


def _manifest(data: Mapping[str, Any], path: Path) -> Manifest:
    return manifest_of(data, _students(named(data, "students"), path))


def manifest_of(data: Mapping[str, Any], students: Mapping[str, IssuedSheet]) -> Manifest:
    """Put a manifest together from its JSON and its students, wherever they are kept. Raises ValueError for a damaged one."""
    practice = {id: wholes(data["practice"], id) for id in named(data, "practice")} if "practice" in data else {}
    old = (Edition(text(data, "generator")),) if students else ()  # format 1 kept nothing but the version
    editions = tuple(map(read_edition, items(data, "editions"))) if "editions" in data else old
    made = {n for sheet in students.values() for n in (sheet.edition, *(each.edition for each in sheet.earlier))}
    if any(n >= len(editions) for n in made):
        raise ValueError("a sheet is of an edition that is not listed")
    assignment, bank, salt, generator = (text(data, name) for name in ("assignment", "bank", "salt_digest", "generator"))
    practised = {id: maps(data["practised"], id) for id in named(data, "practised")} if "practised" in data else {}
    return Manifest(assignment, bank, salt, generator, students, practice, editions, practised)


def _students(data: Mapping[str, Any], path: Path) -> dict[str, IssuedSheet]:
    found: dict[str, IssuedSheet] = {}
    problems: list[Problem] = []
    for id, each in data.items():
        try:
            found[id] = read_sheet(id, each)
        except ValueError as error:
            problems += _damaged(path, f"student {id!r}: {error}").problems
    if problems:
        more = [Problem(f"and {len(problems) - TOLD} students more")] if len(problems) > TOLD else []
        raise ProblemgenError.of([*problems[:TOLD], *more])
    return found


def read_sheet(id: str, data: Any) -> IssuedSheet:
    """Read a student's sheet. Raises ValueError that says what is wrong."""
    name, folder, sheet = (text(data, each) for each in ("name", "folder", "sheet"))
    if wrong := wrong_with(id, name):
        raise ValueError(wrong)
    if folder != folder_name(id):  # another one could lie anywhere, or be another student's
        raise ValueError(f"the folder is {folder_name(id)!r}, not {folder!r}")
    version = whole(data, "version", 1) if "version" in data else 1
    earlier = tuple(map(_earlier, items(data, "earlier"))) if "earlier" in data else ()
    if [each.version for each in earlier] != sorted({each.version for each in earlier if each.version < version}):
        raise ValueError("the versions of its sheets do not follow one another")
    edition = whole(data, "edition") if "edition" in data else 0
    return IssuedSheet(name, folder, sheet, _problems(data), edition, version, earlier)


def _earlier(data: Any) -> Earlier:
    return Earlier(whole(data, "version", 1), text(data, "name"), text(data, "sheet"), whole(data, "edition"),
                   text(data, "reason"), _problems(data))  # fmt: skip


def _problems(data: Any) -> tuple[Issued, ...]:
    return tuple(
        Issued(text(p, "template"), whole(p, "occurrence"), whole(p, "index"), text(p, "fingerprint"), texts(p, "values"))
        for p in items(data, "problems")
    )
