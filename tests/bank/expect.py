"""Write what lint says now into the expected.txt of broken banks: ``python -m tests.bank.expect [CASE]...``; read the diff."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from problemgen.course.lint import lint
from tests.banks import BANKS, broken

BROKEN = BANKS / "broken"
VARIANTS = 12  # of each template


def said(case: Path, scratch: Path) -> list[str]:
    """Give the lines that lint prints for a case, its files called as inside the bank."""
    bank = broken(case, scratch)
    return [str(problem).replace(f"{bank}/", "").replace(str(bank), "bank") for problem in lint(bank, VARIANTS).problems]


def expect(names: list[str]) -> None:
    for case in sorted(BROKEN.iterdir()):
        if not names or case.name in names:
            with tempfile.TemporaryDirectory() as scratch:
                lines = said(case, Path(scratch))
            (case / "expected.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    expect(sys.argv[1:])
