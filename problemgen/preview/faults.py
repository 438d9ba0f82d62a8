"""What is wrong, with the lines around it: Problems -> Faults, for an author who looks at the page and not at a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from problemgen.errors import Place, Problem, ProblemgenError

AROUND = 2  # lines shown before and after
WIDEST = 160  # characters of a line
LARGEST = 2_000_000  # bytes of a file that is looked into


@dataclass(frozen=True)
class Line:
    """A line of a file; in the line where something is wrong, ``marked`` stands between the other two."""

    number: int
    before: str
    marked: str = ""
    after: str = ""
    here: bool = False


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``place`` as an editor reads it (``file:line:column``), and the lines around."""

    message: str
    place: str
    lines: tuple[Line, ...] = ()


def faults(error: BaseException, folder: Path) -> tuple[Fault, ...]:
    """Say what went wrong: each problem of a user's mistake, or one sentence for what nobody foresaw."""
    if isinstance(error, ProblemgenError):
        return shown(error.problems, folder)
    what = f"{type(error).__name__}: {error}"[:300]
    return (Fault(f"something unforeseen happened ({what}); please report it, with this file", ""),)


def shown(problems: Iterable[Problem], folder: Path) -> tuple[Fault, ...]:
    """Show problems with places relative to the folder that holds the bank."""
    texts: dict[str, list[str]] = {}
    return tuple(_fault(problem, folder, texts) for problem in problems)


def _fault(problem: Problem, folder: Path, texts: dict[str, list[str]]) -> Fault:
    place = problem.place
    if place is None:
        return Fault(problem.message, "")
    if place.file not in texts:
        texts[place.file] = _lines(Path(place.file))
    name = Place(_relative(place.file, folder), place.line, place.column)
    return Fault(problem.message, str(name), excerpt(texts[place.file], place.line, place.column))


def _relative(file: str, folder: Path) -> str:
    """Name a file from the bank's folder on, as the author sees it."""
    try:
        return str(Path(file).resolve().relative_to(folder.resolve().parent))
    except (OSError, ValueError):
        return file


def _lines(path: Path) -> list[str]:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return []
        return path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff").split("\n")
    except OSError:
        return []


def excerpt(lines: list[str], line: int, column: int) -> tuple[Line, ...]:
    """Cut out the lines around a place, with the word at its column marked.

    >>> excerpt(["a: 1", "b: [2"], 2, 4)[1]
    Line(number=2, before='b: ', marked='[2', after='', here=True)
    """
    if not 1 <= line <= len(lines):
        return ()
    first, last = max(1, line - AROUND), min(len(lines), line + AROUND)
    return tuple(
        _marked(n, lines[n - 1], column) if n == line else Line(n, lines[n - 1].rstrip()[:WIDEST]) for n in range(first, last + 1)
    )


def _marked(number: int, text: str, column: int) -> Line:
    text = text.rstrip()
    at = min(max(0, column - 1), len(text))
    start = max(0, at - WIDEST // 2)  # the place is in sight however long the line is
    word = re.match(r"\S+|\s?", text[at : start + WIDEST])
    end = at + (word.end() if word else 0)
    return Line(number, ("…" if start else "") + text[start:at], text[at:end], text[end : start + WIDEST], True)
