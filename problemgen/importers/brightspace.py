"""Read a CSV for Brightspace's Question Library by the vendor's rules, and tell what would go wrong.

The rules are those of its sample file and of its page "Import questions into the Question Library" (community.d2l.com,
article 27274). Expressions are held to what the usual engines share: the page does not name its own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from problemgen.importers.brightspace_rows import Block, Row, as_html, blocks, decoded, repeated
from problemgen.importers.view import Finding, ReadChoice, ReadGroup, ReadPackage, ReadPart, ReadQuestion

SHARED = {"NewQuestion", "ID", "Title", "QuestionText", "Points", "Difficulty", "Image", "Hint", "Feedback"}
ROWS: Mapping[str, set[str]] = {
    "WR": {"InitialText", "AnswerKey"}, "SA": {"InputBox", "Answer"}, "M": {"Scoring", "Choice", "Match"}, "MC": {"Option"},
    "TF": {"TRUE", "FALSE"}, "MS": {"Scoring", "Option"}, "O": {"Scoring", "Item"},
}  # fmt: skip
SCORINGS: Mapping[str, set[str]] = {
    "M": {"EquallyWeighted", "AllOrNothing", "RightMinusWrong"}, "MS": {"RightAnswers", "AllOrNothing", "RightMinusWrong"},
    "O": {"EquallyWeighted", "AllOrNothing", "RightMinusWrong"},
}  # fmt: skip
FORMATS = ("", "HTML", "NOT HTML")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_UNSHARED = re.compile(r"\(\?(?![:=!])|\\[pPAZzGKkuQE]|[*+?}]\+|\[\[:")  # lookbehind, names, flags, possessive, classes ...
_SCRIPT = re.compile(r"<\s*(?:script|iframe|object|embed)\b|<[^>]*\son\w+\s*=", re.IGNORECASE)

Tell = Callable[[str], None]


def read(path: Path) -> ReadPackage:
    """Read a CSV file; whatever is wrong with it is a finding."""
    findings: list[Finding] = []
    text = decoded(path, findings)
    questions = tuple(_question(block, findings) for block in blocks(text, findings))
    for id in sorted(repeated([question.id for question in questions if question.id])):
        findings.append(Finding(id, "this ID stands at more than one question"))
    group = (ReadGroup("", 0, len(questions)),) if questions else ()
    return ReadPackage("brightspace", path.stem, group, questions, tuple(findings))


def _question(block: Block, findings: list[Finding]) -> ReadQuestion:
    id = block.cell("ID")
    place = id or f"line {block.line}"

    def tell(message: str) -> None:
        findings.append(Finding(place, message))

    if block.kind not in ROWS:
        tell(f"the importer knows no question type {block.kind!r}")
    _check_rows(block, tell)
    points = _points(block, tell)
    parse = {"SA": _short, "MC": _choice, "TF": _true_or_false, "MS": _several, "O": _order}.get(block.kind)
    parts = (parse(block, points, tell),) if parse else ()  # what is written freely or matched is not graded here
    return ReadQuestion(id, block.cell("Title"), "", block.text("QuestionText"), parts, block.text("Feedback"))


def _check_rows(block: Block, tell: Tell) -> None:
    known = SHARED | ROWS.get(block.kind, set())
    for row in block.rows:
        if block.kind in ROWS and row[0] not in known:
            tell(f"a row {row[0]!r} does not belong to a question {block.kind}")
        if row[0] in ("QuestionText", "Hint", "Feedback") and row[2] not in FORMATS:
            tell(f"column 3 of {row[0]} says HTML or nothing, not {row[2][:20]!r}; is a comma not quoted?")
        for cell in row[1:]:
            if cell.startswith(FORMULA_STARTS) and not _NUMBER.fullmatch(cell.lstrip("+-")):
                tell(f"a spreadsheet takes a cell of {row[0]} for a formula: {cell[:20]!r}")
            if row[0] not in ("ID", "Title") and _SCRIPT.search(cell):
                tell(f"{row[0]} holds a script or an embedded object, which is removed")
    for keyword in ("ID", "Title", "QuestionText", "Points", "Difficulty", "Scoring", "Hint", "Feedback", "InputBox"):
        if len(block.all(keyword)) > 1:
            tell(f"{keyword} stands more than once")
    if not block.cell("QuestionText"):
        tell("no QuestionText, which every question must have")
    difficulty = block.cell("Difficulty")
    if difficulty and not (difficulty.isdigit() and 1 <= int(difficulty) <= 10):
        tell(f"a difficulty is a number from 1 to 10, not {difficulty!r}")


def _points(block: Block, tell: Tell) -> float:
    text = block.cell("Points") or "1"
    if not _NUMBER.fullmatch(text) or not float(text):
        tell(f"points must be a number above 0, not {text!r}")
        return 0.0
    return float(text)


def _percent(text: str, tell: Tell) -> float:
    if not _NUMBER.fullmatch(text) or float(text) > 100:
        tell(f"credit is a number from 0 to 100, not {text!r}")
        return 0.0
    return float(text) / 100


def _short(block: Block, points: float, tell: Tell) -> ReadPart:
    patterns = []
    for _, credit, text, evaluation, *_ in block.all("Answer"):
        if evaluation not in ("", "regexp", "sensitive"):
            tell(f"an answer is judged as regexp or sensitive, not {evaluation!r}")
        if evaluation == "regexp":
            _check_expression(text, tell)
        elif not text:
            tell("an answer without text")
        patterns.append((text if evaluation == "regexp" else rf"\A(?i:{re.escape(text)})\Z", _percent(credit, tell)))
    if not any(credit == 1 for _, credit in patterns):
        tell("no answer earns 100 %")
    box = block.all("InputBox")
    if box and not all(cell.isdigit() and int(cell) for cell in box[0][1:3]):
        tell("InputBox needs the numbers of rows and columns")
    kept = tuple((expression, credit) for expression, credit in patterns if _compiles(expression))
    return ReadPart("pattern", points, patterns=kept)


def _check_expression(expression: str, tell: Tell) -> None:
    if not _compiles(expression):
        tell(f"this is no regular expression: {expression[:40]!r}")
    if not (expression.startswith("^") and expression.endswith("$")) or _loose(expression):
        tell(f"the expression also matches a part of an answer; begin with ^ and end with $: {expression[:40]!r}")
    if _UNSHARED.search(expression):
        tell(f"not every engine knows all of this expression: {expression[:40]!r}")


def _compiles(expression: str) -> bool:
    try:
        re.compile(expression)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def _loose(expression: str) -> bool:
    """Tell whether a ``|`` outside all brackets sets an end free."""
    depth, inside = 0, False
    for sign in re.sub(r"\\.", "", expression):
        inside = sign != "]" if inside else sign == "["
        depth += 0 if inside else (sign == "(") - (sign == ")")
        if sign == "|" and not depth and not inside:
            return True
    return False


def _choices(block: Block, tell: Tell) -> list[Row]:
    rows = block.all("Option")
    if len(rows) < 2:
        tell("a question to choose from needs two options")
    for text in sorted(repeated([row[2] for row in rows])):
        tell(f"two options are alike: {text[:40]!r}")
    if not all(row[2] for row in rows):
        tell("an option without text (column 3)")
    if any(row[3] not in FORMATS for row in rows):
        tell("column 4 of an option says HTML or nothing")
    return rows


def _choice(block: Block, points: float, tell: Tell) -> ReadPart:
    made = tuple(ReadChoice(as_html(row[2], row[3]), _percent(row[1], tell), row[4]) for row in _choices(block, tell))
    if sum(choice.credit == 1 for choice in made) != 1:
        tell("one option, and only one, must earn 100 %")
    return ReadPart("choice", points, choices=made)


def _true_or_false(block: Block, points: float, tell: Tell) -> ReadPart:
    rows = [row for keyword in ("TRUE", "FALSE") for row in block.all(keyword)]
    made = tuple(ReadChoice(row[0].capitalize(), _percent(row[1], tell), row[2]) for row in rows)
    if len(made) != 2 or sorted(choice.credit for choice in made) != [0, 1]:
        tell("TRUE and FALSE are both needed, one with 100 and one with 0")
    return ReadPart("choice", points, choices=made)


def _several(block: Block, points: float, tell: Tell) -> ReadPart:
    """Read several choices; each is worth the same, and one that is left alone counts as well (right minus wrong)."""
    rows = _choices(block, tell)
    _scoring(block, tell)
    if any(row[1] not in ("0", "1") for row in rows):
        tell("an option of several is 1 (right) or 0 (wrong)")
    if not any(row[1] == "1" for row in rows):
        tell("no option is right")
    credit = 2 / len(rows) if rows else 0.0
    made = tuple(ReadChoice(as_html(row[2], row[3]), credit if row[1] == "1" else -credit, row[4]) for row in rows)
    return ReadPart("several", points, choices=made, base=-sum(choice.credit for choice in made) / 2)


def _order(block: Block, points: float, tell: Tell) -> ReadPart:
    rows = block.all("Item")
    _scoring(block, tell)
    if len(rows) < 2:
        tell("an order needs two items")
    if not all(row[1] for row in rows):
        tell("an item without text (column 2)")
    if repeated([row[1] for row in rows]):
        tell("two items of an order are alike")
    return ReadPart("order", points, order=tuple(plain(as_html(row[1], row[2])) for row in rows))


def _scoring(block: Block, tell: Tell) -> None:
    scoring = block.cell("Scoring")
    if scoring not in SCORINGS[block.kind]:
        tell(f"Scoring of a question {block.kind} is one of {', '.join(sorted(SCORINGS[block.kind]))}, not {scoring!r}")


def plain(text: str) -> str:
    """Read HTML as text.

    >>> plain("<p>x<sup>2</sup> &lt; y</p>")
    'x2 < y'
    """
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()
