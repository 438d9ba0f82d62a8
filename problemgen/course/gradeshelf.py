"""What grading puts aside because a class may not fit into memory: answers until their student is graded, and what did not count.

All of it stands in a database without a name, which the system takes away with the process, however that ends.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from itertools import groupby
from typing import Any

from problemgen.exporters.ids import VariantId
from problemgen.grading.compare import Change
from problemgen.grading.records import Fate, Mark, Told
from problemgen.responses.anew import Anew
from problemgen.responses.handed import Handed

CACHE = 4_000  # kilobytes that stay in memory
_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE;
CREATE TABLE answers (student BLOB, data BLOB);
CREATE TABLE told (file BLOB, line INTEGER, fate TEXT, reason BLOB, data BLOB);
CREATE TABLE changes (student BLOB, data BLOB);
"""


class Shelf:
    """Where answers, what became of those that do not count, and changes wait."""

    def __init__(self) -> None:
        """Open an empty one."""
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._base.executescript(f"PRAGMA cache_size = -{CACHE}; {_TABLES} BEGIN")

    def hand_in(self, student: str, answer: Handed) -> None:
        """Put an answer aside for its student."""
        id = answer.variant
        values = _values(answer)
        values[_VARIANT] = None if id is None else (id.bank, id.template, id.index, id.part)
        self._base.execute("INSERT INTO answers VALUES (?, ?)", (_bytes(student), marshal.dumps(values)))

    def handed_in(self) -> Iterator[tuple[str, tuple[Handed, ...]]]:
        """Yield the students in the order of their ids, each with the answers in the order in which they were read."""
        found = self._base.execute("SELECT student, data FROM answers ORDER BY student, rowid")
        for student, rows in groupby(found, lambda row: row[0]):
            yield student.decode("utf-8", "surrogatepass"), tuple(_answer(data) for _, data in rows)

    def tell(self, told: Told) -> None:
        """Put aside what became of an answer that does not count."""
        row = _bytes(told.file), told.line, told.fate, _bytes(told.reason), marshal.dumps(_values(told))
        self._base.execute("INSERT INTO told VALUES (?, ?, ?, ?, ?)", row)

    def told(self) -> Anew[Told]:
        """Give what does not count, by file and line."""
        query = "SELECT data FROM told ORDER BY file, line, rowid"
        return Anew(self._count("told"), lambda: (Told(*marshal.loads(data)) for (data,) in self._base.execute(query)))

    def reasons(self) -> Iterator[tuple[Fate, str, int]]:
        """Yield why something does not count, and how often, the most frequent first; only what is unmatched has a reason."""
        query = """SELECT fate, CASE fate WHEN 'unmatched' THEN reason ELSE x'' END AS why, COUNT(*) FROM told
                   GROUP BY fate, why ORDER BY COUNT(*) DESC, fate, why"""
        for fate, why, count in self._base.execute(query):
            yield fate, why.decode("utf-8", "surrogatepass"), count

    def change(self, change: Change) -> None:
        """Put a change aside."""
        values = _values(change)
        marks = [mark and tuple(_values(mark)) for mark in (change.before, change.after)]
        values[_BEFORE : _BEFORE + 2] = marks
        self._base.execute("INSERT INTO changes VALUES (?, ?)", (_bytes(change.student), marshal.dumps(values)))

    def changes(self) -> Anew[Change]:
        """Give all changes, in the order in which they came."""
        query = "SELECT data FROM changes ORDER BY rowid"
        return Anew(self._count("changes"), lambda: (_change(data) for (data,) in self._base.execute(query)))

    def changed_students(self) -> int:
        """Count the students whose marks changed."""
        return self._number("SELECT COUNT(DISTINCT student) FROM changes")

    def _count(self, table: str) -> int:
        return self._number(f"SELECT COUNT(*) FROM {table}")

    def _number(self, query: str) -> int:
        return int(self._base.execute(query).fetchone()[0])


_VARIANT = [field.name for field in fields(Handed)].index("variant")
_BEFORE = [field.name for field in fields(Change)].index("before")
_NAMES: dict[type, tuple[str, ...]] = {kind: tuple(field.name for field in fields(kind)) for kind in (Handed, Told, Change, Mark)}


def _values(record: Any) -> list[Any]:
    return [getattr(record, name) for name in _NAMES[type(record)]]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # sorted as Python sorts texts; names of files may hold anything


def _answer(data: bytes) -> Handed:
    values = marshal.loads(data)
    values[_VARIANT] = values[_VARIANT] and VariantId(*values[_VARIANT])
    return Handed(*values)


def _change(data: bytes) -> Change:
    values = marshal.loads(data)
    values[_BEFORE : _BEFORE + 2] = [mark and Mark(*mark) for mark in values[_BEFORE : _BEFORE + 2]]
    return Change(*values)
