"""Banks for tests: the small and the tiny one, and copies of them with some lines changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.tables import DATA

BANKS = DATA / "banks"
SMALL = BANKS / "small"
TINY = BANKS / "tiny"


def copied(bank: Path, to: Path) -> Path:
    """Copy a bank into a folder of the same name below ``to``."""
    return Path(shutil.copytree(bank, to / bank.name))


def edit(bank: Path, file: str, old: str, new: str) -> None:
    """Replace a text that stands exactly once in a file of a bank; ``\\n`` is a line break."""
    path = bank / file
    old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
    text = path.read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{old!r} stands {text.count(old)} times in {file}")
    path.write_text(text.replace(old, new), encoding="utf-8")


def broken(case: Path, to: Path) -> Path:
    """Make the bank of a case: the tiny bank, with the lines of edits.txt changed and the case's other files added."""
    bank = copied(TINY, to)
    edits = case / "edits.txt"
    if edits.exists():
        for line in edits.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                file, old, new = (cell.strip() for cell in f"{line} ".split(" | "))
                edit(bank, file, old, new)
    for path in case.rglob("*"):
        if path.is_file() and path.name not in ("edits.txt", "expected.txt"):
            target = bank / path.relative_to(case)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    return bank
