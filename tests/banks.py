"""Banks for tests: the small and the tiny one, and copies of them with some lines changed."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

from problemgen.bank.bank import load_bank
from problemgen.course.banks import programs
from problemgen.course.lint import sample
from problemgen.files import shipped
from problemgen.variant.program import Program
from problemgen.variant.variant import Variant
from tests.tables import DATA

BANKS = DATA / "banks"
SMALL = BANKS / "small"
TINY = BANKS / "tiny"
MEMBRANE = shipped("banks") / "membrane"


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


@cache
def programs_of(bank: Path, ids: tuple[str, ...] = ()) -> dict[str, Program]:
    """Load and compile templates of a bank, once: all of them, or some."""
    opened = load_bank(bank)
    return programs(opened, ids or opened.templates)


def samples_of(bank: Path, each: int, ids: tuple[str, ...] = ()) -> list[tuple[Program, Variant]]:
    """Give some acceptable variants of every template of a bank, or of some."""
    return [(program, made) for program in programs_of(bank, ids).values() for made in sample(program, each)]
