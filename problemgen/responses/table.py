"""Read a table of text from a stranger's file: any usual encoding and delimiter, sizes bounded, no line lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.responses.view import Unmatched

MAX_BYTES = 50_000_000
MAX_LINES = 2_000_000
MAX_CELLS = 10_000_000  # of all rows together
MAX_CELL = 100_000  # characters
MAX_BROKEN = 5_000  # lines that are no CSV
MAX_SHOWN = 1_000  # characters of a line that cannot be read
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_QUOTED = re.compile(r'"(?:[^"]|"")*+"')
_SEP = re.compile(r"sep=([,;\t])\r?\n?")  # a first line that Excel writes and reads


@dataclass(frozen=True)
class Row:
    """The cells of one row, all that the head has, and the line where it starts."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A head line and the rows below it; ``broken`` are the lines that could not be read."""

    file: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Unmatched, ...]


def read_table(path: Path) -> Table:
    """Read a CSV file. Raises ProblemgenError where it is no text, too large, or empty."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ProblemgenError(f"the file cannot be read: {error.strerror}", Place(str(path))) from error
    if len(data) > MAX_BYTES:
        raise ProblemgenError(f"the file is larger than {MAX_BYTES // 1_000_000} MB", Place(str(path)))
    return table_of(data, str(path))


def table_of(data: bytes, file: str) -> Table:
    """Read a table from the bytes of a CSV file. Raises ProblemgenError.

    >>> table_of(b"student;question\\ns001;x\\n", "r.csv").rows
    (Row(line=2, cells=('s001', 'x')),)
    """
    text = _text(data, file)
    if text.count("\n") + text.count("\r") > MAX_LINES:
        raise ProblemgenError(f"the file has more than {MAX_LINES:,} lines; split it", Place(file))
    found = [each for each in _bounded(_records(text), file) if isinstance(each, Unmatched) or any(each.cells)]
    rows = [each for each in found if isinstance(each, Row)]
    if not rows:
        raise ProblemgenError("the file is empty; download it again", Place(file))
    if isinstance(found[0], Unmatched):
        raise ProblemgenError(f"the head line: {found[0].reason}", Place(file, found[0].line, 1))
    head = _without_end(rows[0].cells)
    if len(head) * len(rows) > MAX_CELLS:
        raise ProblemgenError(f"the file has {len(head):,} columns and {len(rows):,} rows; split it", Place(file))
    fitted = [_fitted(row, head) for row in rows[1:]]
    broken = (each for each in (*found, *fitted) if isinstance(each, Unmatched))
    return Table(file, head, tuple(each for each in fitted if isinstance(each, Row)), tuple(broken))


def _text(data: bytes, file: str) -> str:
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ProblemgenError("not UTF-8 text; save the file as 'CSV UTF-8'", Place(file, line, 1)) from error


def _records(text: str) -> Iterator[Row | Unmatched]:
    """Yield the records of a file. After one that breaks, reading goes on with the line below its first."""
    lines = list(io.StringIO(text, newline=""))
    start = 0
    told = _SEP.fullmatch(lines[0]) if lines else None
    if told:
        start = 1
    delimiter = told[1] if told else _delimiter(text)
    limit = csv.field_size_limit(MAX_CELL)
    try:
        while start < len(lines):
            reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
            read = 0
            try:
                for cells in reader:
                    yield Row(start + read + 1, tuple(cell.strip() for cell in cells))
                    read = reader.line_num
                return
            except csv.Error as error:
                start += read + 1
                shown = lines[start - 1].strip()[:MAX_SHOWN]
                yield Unmatched(start, f"not a line of CSV: {error}; check its quotes", text=shown)
    finally:
        csv.field_size_limit(limit)


def _bounded(records: Iterable[Row | Unmatched], file: str) -> Iterator[Row | Unmatched]:
    broken = 0
    for each in records:
        broken += isinstance(each, Unmatched)
        if broken > MAX_BROKEN:
            place = Place(file, each.line, 1)
            raise ProblemgenError(f"more than {MAX_BROKEN:,} lines are no CSV; download the file again", place)
        yield each


def _from(lines: list[str], start: int) -> Iterator[str]:
    for n in range(start, len(lines)):
        yield lines[n]


def _delimiter(text: str) -> str:
    """Choose what stands most often between the cells of the head line."""
    first = _QUOTED.sub("", text[:1_000_000]).lstrip("\r\n").splitlines()
    return max(",;\t", key=first[0].count) if first else ","


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out empty cells at the end."""
    last = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _fitted(row: Row, head: tuple[str, ...]) -> Row | Unmatched:
    cells = _without_end(row.cells)
    if len(cells) > len(head):
        return Unmatched(row.line, f"{len(cells)} cells where the head line has {len(head)}", text=" | ".join(cells)[:MAX_SHOWN])
    if cells == head:
        return Unmatched(row.line, "the head line once more")
    return Row(row.line, cells + ("",) * (len(head) - len(cells)))


def column(head: tuple[str, ...], names: tuple[str, ...]) -> int | None:
    """Find the first column that has one of these names, the first name first; case, spaces and marks do not count.

    >>> column(("Last name", "ID number"), ("idnumber", "username"))
    1
    """
    plain = [re.sub(r"[\W_]", "", cell).lower() for cell in head]
    return next((plain.index(name) for name in names if name in plain), None)
