"""Read answer files that students filled in, one a student (``answers.txt``), and write the blank ones.

A file has ``student:`` and ``sheet:`` and a line for each part, ``3a: -82.6 mV``; lines that start with ``#`` are for people.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from problemgen.responses.handed import Handed, Lost
from problemgen.responses.sheet import part_name

NAME = "answers.txt"
MAX_BYTES = 1_000_000
MAX_LINES = 5_000
MAX_ASKED = 110  # characters of a question beside its line
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_LINE = re.compile(r"[\s>*\-•]*\(?([A-Za-z]{0,10}\.?\s*\d{1,3}\s*[.)]?\s*\(?[A-Za-z]?\)?|[A-Za-z]+)\s*[:：=]\s*(.*)")
_HEADS = {"student": "student", "studentid": "student", "id": "student", "sheet": "sheet", "sheetid": "sheet",
          "name": "name", "attempt": "attempt", "time": "time", "date": "time"}  # fmt: skip
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u200b": None, "\ufeff": None})


@dataclass(frozen=True)
class Pile:
    """All that one file holds."""

    handed: tuple[Handed, ...]
    lost: tuple[Lost, ...]


@dataclass
class _Sheet:
    """What is known of a file while its lines are read."""

    about: dict[str, str] = field(default_factory=dict)
    answers: list[tuple[int, str, str]] = field(default_factory=list)
    strange: list[tuple[int, str]] = field(default_factory=list)


def read_filled(data: bytes, file: str, clues: tuple[str, ...] = ()) -> Pile:
    """Read one filled-in file; ``clues`` are names of the file's folders, which may be a student's.

    >>> pile = read_filled(b"student: s001\\r\\n3 a) : -82.6 mV\\r\\n", "s001/answers.txt")
    >>> pile.handed[0].student, pile.handed[0].part, pile.handed[0].text
    ('s001', '3a', '-82.6 mV')
    """
    lost = _unreadable(data, file, clues)
    if lost is not None:
        return Pile((), (lost,))
    sheet = _Sheet()
    for number, line in enumerate(_text(data).splitlines(), 1):
        _take(sheet, number, line.translate(_SPACES).strip())
    return _pile(sheet, file, clues)


def _unreadable(data: bytes, file: str, clues: tuple[str, ...]) -> Lost | None:
    student = clues[0] if clues else ""
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        return Lost(file, 1, f"larger than an answer file can be ({MAX_BYTES // 1_000_000} MB, {MAX_LINES:,} lines)", student)
    if not data.strip():
        return Lost(file, 1, "the file is empty", student)
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Lost(file, 1, "no text; ask for the file as plain text", student)
    return None


def _text(data: bytes) -> str:
    """Read text in the usual encodings: what is no UTF-8 was written by an old editor on Windows."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return data.decode("cp1252" if encoding == "utf-8" else encoding, "replace")


def _take(sheet: _Sheet, number: int, line: str) -> None:
    if not line or line.startswith("#"):
        return
    found = _LINE.fullmatch(line)
    key = re.sub(r"[^a-z]", "", found[1].lower()) if found else ""
    part = part_name(found[1]) if found else ""
    if found and part:
        sheet.answers.append((number, part, found[2].strip()))
    elif found and key in _HEADS:
        sheet.about.setdefault(_HEADS[key], found[2].strip())
    elif sheet.answers and not sheet.answers[-1][2]:  # an answer on the line below its name
        sheet.answers[-1] = (number, sheet.answers[-1][1], line)
    else:
        sheet.strange.append((number, line))


def _pile(sheet: _Sheet, file: str, clues: tuple[str, ...]) -> Pile:
    student, told = sheet.about.get("student", ""), sheet.about.get("attempt", "")
    attempt = int(told) if re.fullmatch(r"[1-9]\d{0,3}", told, re.ASCII) else 1
    handed = tuple(
        Handed(file, line, student, sheet.about.get("name", ""), None, part, text, attempt, 0, sheet.about.get("time", ""),
               sheet=sheet.about.get("sheet", ""), clues=clues)
        for line, part, text in sheet.answers
    )  # fmt: skip
    lost = [Lost(file, line, "not a line of answers; write 3a: and the answer", student, text=text[:1000])
            for line, text in sheet.strange]  # fmt: skip
    if not handed:  # a file of another kind, such as a worksheet: told once, not line by line
        text = "\n".join(text for _, text in sheet.strange)
        lost = [Lost(file, 1, "no line of answers, such as 3a: -82.6 mV", student, text=text[:1000])]
    elif not any(each.text for each in handed):  # a blank one that nobody filled in: it is not handed in with 0 points
        lost.append(Lost(file, 1, "no question was answered", student))
        handed = ()
    return Pile(handed, tuple(lost))


def blank_file(title: str, student: str, sheet: str, asked: Mapping[str, str]) -> str:
    """Write a blank answer file; ``asked`` says what each part asks."""
    return "\n".join([*_head(title, student, sheet), *_lines(asked)]) + "\n"


def _head(title: str, student: str, sheet: str) -> Iterator[str]:
    yield f"# {_one_line(title)}"
    yield "# Write each answer behind its colon, with its unit: 3a: -82.6 mV. Save as plain text and hand the file in."
    yield f"student: {_one_line(student)}"
    yield f"sheet: {_one_line(sheet)}"


def _lines(asked: Mapping[str, str]) -> Iterator[str]:
    for name, ask in asked.items():
        shown = _one_line(ask)
        yield ""
        yield f"# {shown if len(shown) <= MAX_ASKED else shown[: MAX_ASKED - 1] + '…'}"
        yield f"{name}: "


def _one_line(text: str) -> str:
    return " ".join(text.split())
