"""Read the codes in the text of a cloze question as Moodle does (4.5, question/type/multianswer/questiontype.php).

A code is ``{weight:TYPE:answer~answer}``; an answer is ``=text#feedback`` or ``%50%text#feedback``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from problemgen.importers.moodle_text import decoded, number_in, window
from problemgen.importers.view import ReadChoice, ReadPart, Window

NUMBERS = {"NUMERICAL", "NM"}
TEXTS = {"SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"}
ONE = {"MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH", "MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS",
       "MULTICHOICE_HS", "MCHS"}  # fmt: skip
SEVERAL = {"MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS"}

_START = re.compile(r"\{(\d*):([A-Z_]+):", re.ASCII)
_GRADE = re.compile(r"=|%(-?\d+(?:[.,]\d*)?)%", re.ASCII)
_PLAIN = r"-?(?:\d+[.,]?\d*|[.,]\d+)(?:[eE][-+]?\d+)?"
_WINDOW = re.compile(rf"({_PLAIN})(?::({_PLAIN}))?", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """One answer of a code: its share (None where no grade is given), its text as written, and its feedback."""

    share: float | None
    text: str
    feedback: str


@dataclass(frozen=True)
class Code:
    """A code in the text, from ``start`` to ``end``."""

    start: int
    end: int
    weight: float
    kind: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Cloze:
    """A cloze question as read: the text with ``{#1}`` for its codes, the parts, and what would go wrong."""

    text: str
    parts: tuple[ReadPart, ...]
    faults: tuple[str, ...]


def read_cloze(text: str) -> Cloze:
    """Read all codes in a text.

    >>> read_cloze("E is {2:NM:=-89.8:0.5#Yes~*#No} mV.").parts[0].windows[0].credit
    1.0
    """
    parts: list[ReadPart] = []
    faults: list[str] = []
    page, at = [], 0
    for match in _START.finditer(text):
        if match.start() < at or match[2] not in NUMBERS | TEXTS | ONE | SEVERAL:
            continue
        code = _code(text, match)
        if code is None:
            faults.append(f"the code {text[match.start() : match.start() + 20]!r} is not closed, or has an empty answer")
            continue
        part, own = _part(code)
        parts.append(part)
        faults += [f"gap {len(parts)}: {fault}" for fault in own]
        page += [text[at : code.start], f"{{#{len(parts)}}}"]
        at = code.end
    faults += [] if parts else ["there is no gap to fill in: the whole file is refused"]
    return Cloze("".join([*page, text[at:]]), tuple(parts), tuple(faults))


def _code(text: str, start: re.Match[str]) -> Code | None:
    answers, at = [], start.end()
    while True:
        grade = _GRADE.match(text, at)
        share = None if grade is None else 1.0 if grade[1] is None else float(grade[1].replace(",", ".")) / 100
        begin = grade.end() if grade else at
        end = _end(text, begin + 1, "~#}", ("\\", "&", "&amp;"))
        if end < 0 or text[begin] in "~}":
            return None
        stop = _end(text, end + 1, "~}", ("\\",)) if text[end] == "#" else end
        if stop < 0:
            return None
        answers.append(Answer(share, text[begin:end], _unquoted(text[end + 1 : stop])))
        if text[stop] == "}":
            return Code(start.start(), stop + 1, float(start[1] or 1), start[2], tuple(answers))
        at = stop + 1


def _end(text: str, at: int, signs: str, escapes: tuple[str, ...]) -> int:
    """Find the first of some signs that has no escape before it."""
    for match in re.compile(f"[{re.escape(signs)}]").finditer(text, at):
        if not text.endswith(escapes, 0, match.start()):
            return match.start()
    return -1


def _unquoted(text: str) -> str:
    return decoded(text).replace("\\}", "}").replace("\\#", "#")


def _part(code: Code) -> tuple[ReadPart, list[str]]:
    if code.kind in NUMBERS:
        part, faults = _number(code)
    elif code.kind in TEXTS:
        part, faults = _text(code), []
    else:
        part, faults = _choices(code)
    if not any((answer.share or 0) == 1 or (code.kind in SEVERAL and (answer.share or 0) > 0) for answer in code.answers):
        faults.append("no answer earns everything: the whole file is refused")
    if not code.weight:
        faults.append("its weight is 0")
    return part, faults


def _number(code: Code) -> tuple[ReadPart, list[str]]:
    windows, faults = [], []
    for answer in code.answers:
        match = _WINDOW.fullmatch(answer.text)
        text = _unquoted(answer.text).strip()
        if match is None and text != "*" and (number_in(text)[0] is None or number_in(text)[1]):
            faults.append(f"{text!r} is no number with a tolerance: the whole file is refused")
            continue
        value, tolerance = (match[1], match[2] or "0") if match else (text, "0")
        edges = (float("-inf"), float("inf")) if text == "*" else window(_float(value), _float(tolerance))
        windows.append(Window(*edges, answer.share or 0.0, answer.feedback))
    return ReadPart("number", code.weight, windows=tuple(windows)), faults


def _float(text: str) -> float:
    return float(text.replace(",", "."))


def _text(code: Code) -> ReadPart:
    expressions = ((re.escape(_unquoted(answer.text)).replace(r"\*", ".*"), answer.share or 0.0) for answer in code.answers)
    return ReadPart("pattern", code.weight, patterns=tuple(expressions))


def _choices(code: Code) -> tuple[ReadPart, list[str]]:
    several = code.kind in SEVERAL
    shares = list(_balanced(code)) if several else [answer.share or 0.0 for answer in code.answers]
    choices = tuple(ReadChoice(_unquoted(answer.text), share, answer.feedback)
                    for answer, share in zip(code.answers, shares, strict=True))  # fmt: skip
    part = ReadPart("several" if several else "choice", code.weight, choices=choices)
    return part, [] if len(choices) > 1 else ["one choice only: the whole file is refused"]


def _balanced(code: Code) -> Iterator[float]:
    """Make the shares of what is right add up to 1; without grades, a wrong choice takes one right one away."""
    total = sum(share for answer in code.answers if (share := answer.share or 0.0) > 0)
    graded = any(answer.share not in (None, 1.0) for answer in code.answers)
    for answer in code.answers:
        share = answer.share or 0.0
        yield share / total if share > 0 and total else share if graded or not total else -1 / total
