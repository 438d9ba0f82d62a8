"""Read files for Blackboard's "Upload Questions" by the vendor's rules: a question a line, its fields between tabs.

The rules are those of help.blackboard.com, "Upload Questions" (Original and Ultra course view); no Blackboard was run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from problemgen.errors import Place, ProblemgenError
from problemgen.exporters.ids import ids_in
from problemgen.importers.archive import members
from problemgen.importers.view import Finding, ReadChoice, ReadGroup, ReadPackage, ReadPart, ReadQuestion, Window

ROWS = 250
ANSWERS = 100
DIGITS = 16

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]-?\d+)?")
_UNGRADED = ("ESS", "FIL", "SR", "OP", "JUMBLED_SENTENCE", "QUIZ_BOWL", "FIB", "FIB_PLUS", "TF")


class Refused(Exception):
    """Something that Blackboard would not take."""


def read(path: Path) -> ReadPackage:
    """Read a text file, or a zip of them; each is uploaded into a pool of its own. Raises ProblemgenError where it is neither."""
    found = _Found([], [], [])
    for name, data in _texts(path).items():
        if name.endswith(".txt"):
            found.file(name, data)
        else:
            found.findings.append(Finding(name, "is no .txt file, and can't be uploaded"))
    return ReadPackage("blackboard", path.stem, tuple(found.groups), tuple(found.questions), tuple(found.findings))


def _texts(path: Path) -> dict[str, bytes]:
    if path.suffix != ".txt":
        return members(path)
    try:
        return {path.name: path.read_bytes()}
    except OSError as error:
        raise ProblemgenError(f"{error.strerror or error}; name a file that can be read", Place(str(path))) from error


@dataclass
class _Found:
    groups: list[ReadGroup]
    questions: list[ReadQuestion]
    findings: list[Finding]

    def file(self, name: str, data: bytes) -> None:
        group = name.removesuffix(".txt")
        if data.startswith(b"\xef\xbb\xbf"):
            self.findings.append(Finding(name, "starts with a byte order mark, which becomes part of the first keyword"))
        try:
            lines = data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")
        except UnicodeDecodeError:
            self.findings.append(Finding(name, "is not UTF-8"))
            return
        before = len(self.questions)
        for number, line in enumerate(lines, 1):
            try:
                self.questions.append(_question(group, line.split("\t")))
            except Refused as error:
                self.findings.append(Finding(f"{name}:{number}", str(error)))
        if len(lines) > ROWS:
            self.findings.append(Finding(name, f"{len(lines)} rows; at most {ROWS} are recommended"))
        self.groups.append(ReadGroup(group, 0, len(self.questions) - before))


def _question(group: str, fields: Sequence[str]) -> ReadQuestion:
    """Read a line. Raises Refused."""
    if not any(field.strip() for field in fields):
        raise Refused("a blank line")
    kind, *rest = fields
    if not rest or not rest[0].strip():
        raise Refused("no question text" if kind in _READERS or kind in _UNGRADED else f"no type of question: {kind[:20]!r}")
    text, answers = rest[0], rest[1:]
    if any("<script" in field.lower() for field in fields):
        raise Refused("a script, which Blackboard takes out")
    if any(ord(letter) < 32 or letter in "\x85\u2028\u2029" for field in fields for letter in field):
        raise Refused("a control character or a line break inside a field")
    if kind in _READERS:
        if any(not answer.strip() for answer in answers):
            raise Refused("an empty field")
        parts: tuple[ReadPart, ...] = (_READERS[kind](answers),)
    elif kind in _UNGRADED:
        parts = ()
    else:
        raise Refused(f"no type of question: {kind[:20]!r}")
    named = ids_in(text)
    return ReadQuestion(str(named[-1]) if named else "", "", group, text, parts)


def _number(answers: Sequence[str]) -> ReadPart:
    if len(answers) not in (1, 2):
        raise Refused(f"{len(answers)} fields after the text of a number; an answer and a tolerance are read")
    value, half = (_decimal(each) for each in (*answers, "0")[:2])
    if half < 0:
        raise Refused("a negative tolerance")
    return ReadPart("number", 0.0, windows=(Window(float(value - half), float(value + half), 1.0),))


def _decimal(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise Refused(f"not a number: {text[:40]!r}")
    if len(re.sub(r"[eE].*|\D", "", text)) > DIGITS:
        raise Refused(f"a number of more than {DIGITS} digits: {text[:40]}")
    if not math.isfinite(float(text)):
        raise Refused(f"too large a number: {text[:40]}")
    return Decimal(text)


def _marked(answers: Sequence[str]) -> list[tuple[str, bool]]:
    texts, marks = answers[::2], answers[1::2]
    if len(texts) != len(marks) or len(texts) < 2:
        raise Refused("every answer needs 'correct' or 'incorrect' after it, and there must be two")
    for mark in marks:
        if mark not in ("correct", "incorrect"):
            raise Refused(f"neither 'correct' nor 'incorrect': {mark[:40]!r}")
    if len(texts) > ANSWERS:
        raise Refused(f"more than {ANSWERS} answers")
    return [(text, mark == "correct") for text, mark in zip(texts, marks, strict=True)]


def _choice(answers: Sequence[str]) -> ReadPart:
    marked = _marked(answers)
    if sum(right for _, right in marked) != 1:
        raise Refused(f"{sum(right for _, right in marked)} right answers in a question that takes one")
    return ReadPart("choice", 0.0, choices=tuple(ReadChoice(text, float(right)) for text, right in marked))


def _several(answers: Sequence[str]) -> ReadPart:
    """Read choices of which several may be right; where partial credit is on, a wrong one takes away what a right one earns."""
    marked = _marked(answers)
    count = sum(right for _, right in marked)
    if not count:
        raise Refused("no right answer")
    share = 1 / count
    return ReadPart("several", 0.0, choices=tuple(ReadChoice(text, share if right else -share) for text, right in marked))


def _matched(answers: Sequence[str]) -> ReadPart:
    if len(answers) < 2 or len(answers) % 2:
        raise Refused("matching needs pairs")
    if len(set(answers[1::2])) < len(answers) // 2:
        raise Refused("two matches are the same: a right answer may be marked wrong")
    return ReadPart("order", 0.0, order=tuple(answers[1::2]))


def _ordered(answers: Sequence[str]) -> ReadPart:
    if len(answers) < 2:
        raise Refused("an order needs two answers at least")
    return ReadPart("order", 0.0, order=tuple(answers))


_READERS: dict[str, Callable[[Sequence[str]], ReadPart]] = {
    "NUM": _number, "MC": _choice, "MA": _several, "MAT": _matched, "ORD": _ordered,
}  # fmt: skip
