"""Start a bank or a problem from files that lint clean and can be changed line by line."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.files import shipped, write_whole

_ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")


def new_bank(folder: Path) -> list[Path]:
    """Make a bank with one problem, an assignment and a class list; give the files. Raises ProblemgenError."""
    if folder.exists() and any(folder.iterdir()):
        raise ProblemgenError("this folder is not empty; name a new one", Place(str(folder)))
    return _write({
        folder / "bank.yaml": _scaffold("bank.yaml"),
        folder / "problems" / "first" / "problem.yaml": _scaffold("problem.yaml"),
        folder / "assignments" / "example.yaml": _scaffold("assignment.yaml").replace("SALT", secrets.token_hex(8)),
        folder / "assignments" / "class.csv": _scaffold("class.csv"),
    })  # fmt: skip


def new_problem(bank: Path, id: str) -> list[Path]:
    """Make a problem ``topic.name`` in a bank; give its file. Raises ProblemgenError."""
    if not _ID.fullmatch(id):
        raise ProblemgenError(f"{id!r} is no name of a problem; write topic.name in small letters, such as cells.first")
    *topics, name = id.split(".")
    path = bank.joinpath("problems", *topics, f"{name}.yaml")
    if path.exists():
        raise ProblemgenError("this problem exists already; choose another name", Place(str(path)))
    return _write({path: _scaffold("problem.yaml")})


def _scaffold(name: str) -> str:
    return (shipped("templates") / "scaffold" / name).read_text("utf-8")


def _write(files: Mapping[Path, str]) -> list[Path]:
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, text.encode())
        except OSError as error:
            raise ProblemgenError(f"cannot be written: {error.strerror}", Place(str(path))) from error
    return list(files)
