"""What an author means by a word on the command line: a bank, a problem of it, or a file inside one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from problemgen.bank.bank import yaml_files
from problemgen.errors import ProblemgenError, unknown
from problemgen.files import bank_folder, shipped


@dataclass(frozen=True)
class Target:
    """A bank's folder, and the problem to begin with ('' for the first one)."""

    folder: Path
    problem: str = ""


def target(word: str | None, bank: str | Path) -> Target:
    """Find what to preview. Raises ProblemgenError where there is no such bank or problem.

    >>> target("nernst.forward", "membrane").problem
    'nernst.forward'
    """
    if not word:
        return Target(bank_folder(bank))
    path = Path(word)
    if path.exists():
        return _inside(path)
    if len(path.parts) == 1 and _is_bank(shipped("banks") / word):
        return Target(shipped("banks") / word)
    home = bank_folder(bank)
    problems = yaml_files(home / "problems")
    if word in problems:
        return Target(home, word)
    if len(path.parts) > 1 or path.suffix == ".yaml":
        raise ProblemgenError(f"{word}: no such file or folder")
    banks = [found.parent.name for found in shipped("banks").glob("*/bank.yaml")]
    raise ProblemgenError(unknown("bank or problem", word, [*problems, *banks]))


def _inside(path: Path) -> Target:
    """Find the bank around a file or folder."""
    for folder in (path, *path.resolve().parents):
        if _is_bank(folder):
            known = {file.resolve(): id for id, file in yaml_files(folder / "problems").items()}
            return Target(folder, known.get(path.resolve(), ""))
    raise ProblemgenError(f"{path} is not inside a bank: there is no bank.yaml beside or above it")


def _is_bank(folder: Path) -> bool:
    return (folder / "bank.yaml").is_file()
