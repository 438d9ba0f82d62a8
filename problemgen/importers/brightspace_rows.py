"""Read the rows of a CSV for Brightspace, and put them together to questions."""

from __future__ import annotations

import csv
import html
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from problemgen.importers.view import Finding

LARGEST = 200_000_000  # bytes
COLUMNS = 5

Row = Sequence[str]


@dataclass
class Block:
    """The rows of one question, from ``NewQuestion`` on, and the line at which it starts."""

    kind: str
    line: int
    rows: list[Row] = field(default_factory=list)

    def all(self, keyword: str) -> list[Row]:
        """List the rows of a keyword."""
        return [row for row in self.rows if row[0] == keyword]

    def cell(self, keyword: str) -> str:
        """Give what stands beside a keyword, or ''."""
        return next((row[1] for row in self.all(keyword)), "")

    def text(self, keyword: str) -> str:
        """Give a text as HTML."""
        return next((as_html(row[1], row[2]) for row in self.all(keyword)), "")


def decoded(path: Path, findings: list[Finding]) -> str:
    """Read a file as UTF-8; '' where that is not possible."""
    try:
        if path.stat().st_size <= LARGEST:
            return path.read_bytes().decode("utf-8-sig")
        findings.append(Finding(path.name, "the file is too large"))
    except UnicodeDecodeError as error:
        findings.append(Finding(path.name, f"not UTF-8 at byte {error.start}: letters beyond ASCII are garbled"))
    except OSError as error:
        findings.append(Finding(path.name, f"cannot be read: {error.strerror}"))
    return ""


def blocks(text: str, findings: list[Finding]) -> Iterator[Block]:
    """Put rows together to questions; comments and blank rows belong to none."""
    block: Block | None = None
    apart = True
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    for line, row in _rows(reader, findings):
        keyword = row[0]
        if keyword.startswith("//") or not any(row):
            apart = True
        elif keyword == "NewQuestion":
            if not apart:
                findings.append(Finding(f"line {line}", "no blank row before NewQuestion"))
            if block:
                yield block
            block, apart = Block(row[1], line), False
        elif block is None:
            findings.append(Finding(f"line {line}", f"{keyword!r} stands before the first NewQuestion"))
        else:
            block.rows.append(row)
            apart = False
    if block:
        yield block


def _rows(reader: csv.Reader, findings: list[Finding]) -> Iterator[tuple[int, Row]]:  # type: ignore[name-defined]
    """Give rows of five cells; what stands further right is not read."""
    try:
        for cells in reader:
            if len(cells) > COLUMNS and any(cells[COLUMNS:]):
                findings.append(Finding(f"line {reader.line_num}", f"{len(cells)} columns; only the first five are read"))
            yield reader.line_num, [cell.strip() for cell in (*cells, *[""] * COLUMNS)[:COLUMNS]]
    except csv.Error as error:
        findings.append(Finding(f"line {reader.line_num}", f"no CSV: {error}"))


def repeated(names: Sequence[str]) -> set[str]:
    """Find the names that stand more than once."""
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]


def as_html(text: str, kind: str) -> str:
    """Give a cell as HTML: as it is where the next cell says HTML, else as text."""
    return text if kind == "HTML" else html.escape(text)
