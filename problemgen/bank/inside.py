"""Look over the files of a bank before any is read: a bank may come from anybody, and reads nothing but its own files."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from problemgen.errors import Place, Problem, ProblemgenError

MAX_FILES = 20_000  # in a bank's folder, of any kind
MAX_PROBLEMS = 2_000
MAX_SECTIONS = 200  # section files and tables
READ = (".yaml", ".svg.j2")  # what is read of a bank
_NAME = re.compile(r"\w[\w.-]{0,99}")


def check_files(folder: Path) -> None:
    """Raise ProblemgenError for files that lead out of a bank, are no files, have names that nobody can type, or are too many."""
    found = list(_files(folder))
    problems = [Problem(wrong, Place(_shown(path))) for path in found if (wrong := _wrong_with(folder, path))]
    read = [path.relative_to(folder).parts for path in found if path.name.endswith(".yaml")]
    counted = {"problems": sum(parts[0] == "problems" for parts in read),
               "section files": sum(parts[0] not in ("problems", "assignments") for parts in read)}  # fmt: skip
    for what, most in (("problems", MAX_PROBLEMS), ("section files", MAX_SECTIONS)):
        if counted[what] > most:
            problems.append(Problem(f"{counted[what]} {what}; {most} are allowed in a bank: make two of it", Place(str(folder))))
    if problems:
        raise ProblemgenError.of(problems)


def inside(folder: Path, path: Path) -> bool:
    """Tell whether a path stays in a folder, all links followed."""
    return path.resolve().is_relative_to(folder.resolve())


def _files(folder: Path) -> Iterator[Path]:
    """Yield what may be read, and folders that are links. Raises ProblemgenError where there is too much."""
    seen = 0
    for place, folders, files in os.walk(folder):
        seen += len(folders) + len(files)
        if seen > MAX_FILES:
            raise ProblemgenError(f"more than {MAX_FILES:,} files; this is no bank", Place(str(folder)))
        yield from (Path(place, name) for name in files if name.endswith(READ) and not name.startswith("."))
        yield from (path for name in folders if (path := Path(place, name)).is_symlink())


def _wrong_with(folder: Path, path: Path) -> str:
    try:
        if not inside(folder, path):
            return "this link leads out of the bank; put a copy of the file in its place"
        kind = path.stat().st_mode
    except FileNotFoundError:  # a dead link, or just deleted: whoever reads it will tell, and other problems go on
        return ""
    except (OSError, RuntimeError):  # a link to itself
        return "this link leads nowhere; take it away"
    if not (stat.S_ISREG(kind) or stat.S_ISDIR(kind)):
        return "this is no file that can be read; take it away"
    parts = path.relative_to(folder).parts
    if not all(_NAME.fullmatch(part) for part in parts):
        return "a name in a bank has letters, digits, `_`, `-` and `.` only, and 100 characters at most; rename the file"
    return ""


def _shown(path: Path) -> str:
    """Give a path as text that can be printed, whatever its name holds."""
    text = str(path).encode("utf-8", "backslashreplace").decode()
    return text if text.isprintable() else repr(text)[1:-1]
