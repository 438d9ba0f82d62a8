"""The manifest: what every student got. It is the memory that keeps later builds from moving anybody's numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from problemgen.errors import Place, ProblemgenError

FORMAT = "problemgen-manifest/1"


@dataclass(frozen=True)
class Issued:
    """One problem of one student: where its variant is, and a fingerprint of its numbers, answers and text."""

    template: str
    occurrence: int
    index: int
    fingerprint: str
    values: Mapping[str, str]


@dataclass(frozen=True)
class IssuedSheet:
    """All problems of one student."""

    name: str
    folder: str
    sheet: str
    problems: tuple[Issued, ...]


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


def manifest_bytes(manifest: Manifest) -> bytes:
    """Print a manifest as JSON, a line a student, in the order of their ids."""
    head = {"format": FORMAT, **{name: value for name, value in vars(manifest).items() if name != "students"}}
    lines = [f"  {_json(id)}: {_json(asdict(manifest.students[id]))}" for id in sorted(manifest.students)]
    return (_json(head)[:-1] + ',\n "students": {\n' + ",\n".join(lines) + "\n}}\n").encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest; None where there is none yet. Raises ProblemgenError where it is damaged."""
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ProblemgenError(f"the manifest cannot be read ({error}); restore it from a backup: "
                              "without it students may get other numbers", Place(str(path))) from error  # fmt: skip
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        message = f"not a manifest of this version ({FORMAT}); build into another folder with --out"
        raise ProblemgenError(message, Place(str(path)))
    try:
        students = {id: _sheet(each) for id, each in data["students"].items()}
        practice = {str(id): tuple(map(int, indices)) for id, indices in data.get("practice", {}).items()}
        return Manifest(data["assignment"], data["bank"], data["salt_digest"], data["generator"], students, practice)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ProblemgenError(f"the manifest is damaged ({error!r}); restore it from a backup", Place(str(path))) from error


def _sheet(data: Mapping[str, Any]) -> IssuedSheet:
    problems = tuple(
        Issued(str(p["template"]), int(p["occurrence"]), int(p["index"]), str(p["fingerprint"]), dict(p["values"]))
        for p in data["problems"]
    )
    return IssuedSheet(str(data["name"]), str(data["folder"]), str(data["sheet"]), problems)
