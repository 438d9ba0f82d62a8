"""Read a table of text from a stranger's file: any usual encoding and delimiter, sizes bounded, no line lost."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.responses.anew import Anew
from problemgen.responses.view import Unmatched

MAX_BYTES = 50_000_000
MAX_LINES = 2_000_000
MAX_CELLS = 10_000_000  # of all rows together
MAX_CELL = 100_000  # characters
MAX_BROKEN = 5_000  # lines that are no CSV
MAX_SHOWN = 1_000  # characters of a line that cannot be read
_PIECE = 1_000_000  # bytes that are looked at in one go
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
    rows: Anew[Row] | tuple[Row, ...]
    broken: Anew[Unmatched] | tuple[Unmatched, ...]


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
    """Read a table from the bytes of a CSV file; its rows are taken from them as they are asked for. Raises ProblemgenError.

    >>> list(table_of(b"student;question\\ns001;x\\n", "r.csv").rows)
    [Row(line=2, cells=('s001', 'x'))]
    """
    encoding = _encoding(data, file)
    first, head, rows, broken = None, None, 0, 0
    for each in _bounded(_filled(data, encoding), file):
        first = first or each
        if head is None and isinstance(each, Row):
            head = _without_end(each.cells)
        elif isinstance(_fitted(each, head or ()), Row):
            rows += 1
        else:
            broken += 1
    if head is None:
        raise ProblemgenError("the file is empty; download it again", Place(file))
    if isinstance(first, Unmatched):
        raise ProblemgenError(f"the head line: {first.reason}", Place(file, first.line, 1))
    if len(head) * (rows + broken + 1) > MAX_CELLS:
        raise ProblemgenError(f"the file has {len(head):,} columns and {rows + broken + 1:,} rows; split it", Place(file))
    below = partial(_below, data, encoding, head)
    return Table(file, head, Anew(rows, lambda: (each for each in below() if isinstance(each, Row))),
                 Anew(broken, lambda: (each for each in below() if isinstance(each, Unmatched))))  # fmt: skip


def _below(data: bytes, encoding: str, head: tuple[str, ...]) -> Iterator[Row | Unmatched]:
    """Yield what stands below the head line."""
    return (_fitted(each, head) for each in islice(_filled(data, encoding), 1, None))


def _filled(data: bytes, encoding: str) -> Iterator[Row | Unmatched]:
    """Yield the records that are not empty."""
    return (each for each in _records(data, encoding) if isinstance(each, Unmatched) or any(each.cells))


def _encoding(data: bytes, file: str) -> str:
    """Find the encoding. Raises ProblemgenError where it is none, or where there are too many lines."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    decoder, lines, ends = codecs.getincrementaldecoder(encoding)(), 0, 0
    for at in range(0, len(data) + 1, _PIECE):
        piece = data[at : at + _PIECE]
        try:
            text = decoder.decode(piece, final=at + _PIECE > len(data))
        except UnicodeDecodeError as error:
            line = lines + error.object[: error.start].count(b"\n") + 1
            raise ProblemgenError("not UTF-8 text; save the file as 'CSV UTF-8'", Place(file, line, 1)) from error
        lines += text.count("\n")
        ends += text.count("\n") + text.count("\r")
    if ends > MAX_LINES:
        raise ProblemgenError(f"the file has more than {MAX_LINES:,} lines; split it", Place(file))
    return encoding


def _records(data: bytes, encoding: str) -> Iterator[Row | Unmatched]:
    """Yield the records of a file. After one that breaks, reading goes on with the line below its first."""
    lines = _Lines(_opened(data, encoding))
    told = _SEP.fullmatch(next(lines, ""))
    lines = _Lines(_opened(data, encoding))
    start = 1
    if told:
        next(lines)
        start = 2
    delimiter = told[1] if told else _delimiter(_opened(data, encoding).read(1_000_000))
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        try:
            cells = _next(reader)
            if cells is None:
                return
            yield Row(start, tuple(cell.strip() for cell in cells))
            start += len(lines.taken)
        except csv.Error as error:
            yield Unmatched(start, f"not a line of CSV: {error}; check its quotes", text=lines.taken[0].strip()[:MAX_SHOWN])
            start += 1
            lines.again.extendleft(reversed(lines.taken[1:]))
            reader = csv.reader(lines, delimiter=delimiter, strict=True)


def _opened(data: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding, newline="")


@dataclass
class _Lines:
    """The lines of a file, and those that were taken for the record that is read: they are read again where it breaks."""

    rest: Iterator[str]
    taken: list[str] = field(default_factory=list)
    again: deque[str] = field(default_factory=deque)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        self.taken.append(self.again.popleft() if self.again else next(self.rest))
        return self.taken[-1]


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Read one record; the limit on cells is one for the whole process, and others may want another."""
    limit = csv.field_size_limit(MAX_CELL)
    try:
        return next(reader, None)
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


def _delimiter(text: str) -> str:
    """Choose what stands most often between the cells of the head line."""
    first = _QUOTED.sub("", text[:1_000_000]).lstrip("\r\n").splitlines()
    return max(",;\t", key=first[0].count) if first else ","


def _without_end(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out empty cells at the end."""
    last = max((n for n, cell in enumerate(cells, 1) if cell), default=0)
    return cells[:last]


def _fitted(row: Row | Unmatched, head: tuple[str, ...]) -> Row | Unmatched:
    if isinstance(row, Unmatched):
        return row
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
