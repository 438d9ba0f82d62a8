"""Tables of cases: one case a line, cells between `` | ``, ``#`` starts a comment; a teacher can add a line without Python."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


def cases(name: str, columns: int) -> list[object]:
    """Read the cases of a table below tests/data as parameters of a test, each called by its file and line."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in f" {line} ".split(" | ")]
        if len(cells) != columns:
            raise ValueError(f"{name}:{number}: {len(cells)} cells where {columns} are needed")
        found.append(pytest.param(*cells, id=f"{Path(name).name}:{number}"))
    return found
