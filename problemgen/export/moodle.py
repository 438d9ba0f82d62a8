"""Moodle XML: numerical, multichoice and matching questions, and cloze for problems in several parts.

The rules are those of Moodle's own import (question/format/xml/format.php, question/type/multianswer): the first
answer that matches counts, tolerances are absolute, fractions come from a fixed list, cloze codes end at ``}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from problemgen.export.exporter import Exporter
from problemgen.export.item import ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.export.notes import Note
from problemgen.export.quiz import ExportFile, Group, Quiz
from problemgen.export.wording import NOT_YET, RIGHT, WRONG_CHOICE, headed, how_to_answer
from problemgen.markup import escape

FRACTIONS = (
    "100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30", "25", "20", "16.66667",
    "14.28571", "12.5", "11.11111", "10", "5", "0",
)  # fmt: skip
PENALTY = "0.3333333"
UNIT_PENALTY = "0.5"
NO_UNITS = "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>\n"


def _write(item: Item) -> tuple[str, ...]:
    if len(item.parts) > 1:
        return (_cloze(item),)
    [part] = item.parts
    if isinstance(part, NumberPart):
        return (_question("numerical", item, _numerical_text(item, part), _numerical(part)),)
    if isinstance(part, ChoicePart):
        return (_question("multichoice", item, item.stem + part.ask, _multichoice(part)),)
    return (_question("matching", item, item.stem + part.ask, _matching(part)),)


def _question(kind: str, item: Item, text: str, answers: str) -> str:
    hints = [hint if not part.label else f"<p>({part.label})</p>{hint}" for part in item.parts for hint in part.hints]
    solution = "\n".join(headed(part, part.solution) for part in item.parts)
    return (
        f'<question type="{kind}"><name><text>{_text(item.title)}</text></name>\n'
        f"{_html('questiontext', f'{text}{chr(10)}{item.tag}')}\n"
        f"{_html('generalfeedback', solution)}\n"
        f"<defaultgrade>{item.points:g}</defaultgrade><penalty>{PENALTY}</penalty><hidden>0</hidden>"
        f"<idnumber>{item.id}</idnumber>\n{answers}"
        + "".join(_html("hint", hint) + "\n" for hint in hints)
        + f"<tags>{''.join(f'<tag><text>{_text(tag)}</text></tag>' for tag in item.tags)}</tags>\n</question>\n"
    )


def _html(name: str, text: str, attributes: str = "") -> str:
    return f'<{name}{attributes} format="html"><text>{_cdata(text)}</text></{name}>'


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def _text(text: str) -> str:
    return escape.attribute(text)


def fraction(credit: float) -> str:
    """Give the grade of Moodle's fixed list that is nearest to a credit between 0 and 1.

    >>> fraction(1 / 3), fraction(0.55)
    ('33.33333', '60')
    """
    return min(FRACTIONS, key=lambda each: abs(float(each) - 100 * credit))


def _feedback(text: str) -> str:
    return f'<feedback format="html"><text>{_cdata(text)}</text></feedback>'


def _numerical_text(item: Item, part: NumberPart) -> str:
    how = "number and unit" if part.required else how_to_answer(part)
    return f"{item.stem}\n{part.ask}\n<p>({how})</p>"


def _numerical(part: NumberPart) -> str:
    answers = [("100", part.right.value, part.right.half, RIGHT)]
    answers += [(fraction(wrong.credit), wrong.interval.value, wrong.interval.half, wrong.feedback) for wrong in part.wrong]
    answers += [("0", "*", "0", NOT_YET)]
    lines = [f'<answer fraction="{grade}" format="moodle_auto_format"><text>{value}</text>{_feedback(feedback)}'
             f"<tolerance>{half}</tolerance></answer>\n" for grade, value, half, feedback in answers]  # fmt: skip
    return "".join(lines) + _units(part)


def _units(part: NumberPart) -> str:
    if not part.required or not part.units:
        return NO_UNITS
    units = "".join(f"<unit><multiplier>{each.multiplier}</multiplier><unit_name>{_text(each.name)}</unit_name></unit>"
                    for each in part.units)  # fmt: skip
    return (f"<unitgradingtype>1</unitgradingtype><unitpenalty>{UNIT_PENALTY}</unitpenalty><showunits>0</showunits>"
            f"<unitsleft>0</unitsleft><units>{units}</units>\n")  # fmt: skip


def _multichoice(part: ChoicePart) -> str:
    head = (f"<single>{'false' if part.several else 'true'}</single><shuffleanswers>{'true' if part.shuffle else 'false'}"
            "</shuffleanswers><answernumbering>abc</answernumbering>\n")  # fmt: skip
    answers = [f'<answer fraction="{grade}" format="html"><text>{_cdata(text)}</text>{_feedback(feedback)}</answer>\n'
               for grade, text, feedback in _graded(part)]  # fmt: skip
    ends = ("correctfeedback", RIGHT), ("partiallycorrectfeedback", "Part of it is right."), ("incorrectfeedback", WRONG_CHOICE)
    return head + "".join(answers) + "".join(_html(name, text) + "\n" for name, text in ends)


def _graded(part: ChoicePart) -> Iterator[tuple[str, str, str]]:
    """Grade choices; of several right ones each earns its share, and a wrong one loses as much."""
    share = fraction(1 / max(1, len(part.rights)))
    for choice in part.choices:
        if part.several:
            grade = share if choice.right else f"-{share}"
        else:
            grade = "100" if choice.right else fraction(choice.credit)
        yield grade, choice.text, choice.feedback or (RIGHT if choice.right else "")


def _matching(part: RankingPart) -> str:
    pairs = zip(_places(part), part.order, strict=True)
    return "<shuffleanswers>true</shuffleanswers>\n" + "".join(
        f'<subquestion format="html"><text>{_cdata(f"<p>{place}</p>")}</text><answer><text>{name}</text></answer></subquestion>\n'
        for place, name in pairs
    )


def _places(part: RankingPart) -> list[str]:
    """Name the places of an order: ``1 (largest)``, ``2``, ``3 (smallest)``."""
    ends = ("largest", "smallest") if part.sign == "&gt;" else ("smallest", "largest")
    count = len(part.order)
    named = {1: f" ({ends[0]})", count: f" ({ends[1]})"}
    return [f"{place}{named.get(place, '')}" for place in range(1, count + 1)]


def _cloze(item: Item) -> str:
    weights = dict(zip((part.label for part in item.parts), _weights(item), strict=True))
    text = [_outside(item.stem)]
    for part in item.parts:
        text.append(f"<p><strong>({part.label})</strong></p>\n{_outside(part.ask)}\n{_gap(part, weights[part.label])}")
    return _question("cloze", item, "\n".join(text), "")


def _slots(part: Part) -> int:
    return len(part.order) if isinstance(part, RankingPart) else 1


def _weights(item: Item) -> list[int]:
    """Give the weight of each gap of each part: whole numbers in the proportion of the points."""
    exact = [Decimal(f"{part.points:.6g}") / _slots(part) for part in item.parts]
    wholes = (scale for scale in range(1, 121) if all(abs(each * scale - round(each * scale)) < 0.005 for each in exact))
    scale = next(wholes, 100)
    return [max(1, round(each * scale)) for each in exact]


def _gap(part: Part, weight: int) -> str:
    if isinstance(part, NumberPart):
        answers = [f"={part.right.value}:{part.right.half}#{_inside(RIGHT)}"]
        answers += [f"%{fraction(wrong.credit)}%{wrong.interval.value}:{wrong.interval.half}#{_inside(wrong.feedback)}"
                    for wrong in part.wrong]  # fmt: skip
        return f"<p>{{{weight}:NUMERICAL:{'~'.join([*answers, f'*#{_inside(NOT_YET)}'])}}} ({how_to_answer(part)})</p>"
    if isinstance(part, ChoicePart):
        kind = ("MULTIRESPONSE" if part.several else "MULTICHOICE_V") + ("S" if part.shuffle else "")
        kind = kind.replace("RESPONSES", "RESPONSE_S")
        answers = [f"%{grade}%{_inside(text)}#{_inside(feedback)}" for grade, text, feedback in _graded(part)]
        return f"<div>{{{weight}:{kind}:{'~'.join(answers)}}}</div>"
    gaps = []
    for place, right in zip(_places(part), part.order, strict=True):
        answers = [f"%{'100' if name == right else '0'}%{_inside(name)}" for name in part.names]
        gaps.append(f"<p>{place}: {{{weight}:MULTICHOICE:{'~'.join(answers)}}}</p>")
    return "\n".join(gaps)


_SPECIAL = {"&": "&amp;", "}": "&#125;", "~": "&#126;", "#": "&#35;", '"': "&quot;", "%": "&#37;"}


def _inside(text: str) -> str:
    """Encode what stands inside a cloze code; Moodle decodes entities once when it reads one."""
    return re.sub("[&}~#\"%]", lambda match: _SPECIAL[match[0]], text.replace("\n", " "))


_CODE = re.compile(r"\{(?=\d*:)")


def _outside(text: str) -> str:
    """Keep text that looks like a cloze code from being one."""
    return _CODE.sub("&#123;", text)


def _notes(item: Item) -> Iterator[Note]:
    several = len(item.parts) > 1
    for part in item.parts:
        if isinstance(part, NumberPart):
            yield Note("minus signs and decimal commas that are not plain ASCII", "the page says: number only; Moodle asks again")
            if several and part.required:
                yield Note("units that must be typed, in problems of several parts", "the number is asked, in the unit shown")
            if not several and part.required and not part.units:
                yield Note("units that must be typed", "the number alone is asked, in the unit shown")
        if isinstance(part, RankingPart):
            yield Note("a typed order", "asked place by place; credit counts the places that are right")
    if several and any(abs(part.points - round(part.points)) > 1e-6 for part in item.parts):
        yield Note("points that are no whole numbers, in a problem of several parts", "weights in the same proportion")
    if several and any(part.hints for part in item.parts):
        yield Note("hints for each part", "all hints of the problem, in turn")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    yield ExportFile("questions.xml", _pieces(quiz))


def _pieces(quiz: Quiz) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for number, group in enumerate(quiz.groups, 1):
        yield _category(quiz, group, number)
        for question in group.questions:
            yield question.text
    yield "</quiz>\n"


def _category(quiz: Quiz, group: Group, number: int) -> str:
    path = "/".join(name.replace("/", "//") for name in (quiz.title, f"{number:02} {group.title}"))
    draw = f"<p>Draw {group.pick} of these {group.size} at random, for {group.points:g} points each.</p>"
    info = _html("info", draw + quiz.instructions)
    return (f'<question type="category"><category><text>{_text("$course$/top/" + path)}</text></category>{info}'
            f"<idnumber>{_text(f'{quiz.bank}-{quiz.id}-{number:02}')}</idnumber></question>\n")  # fmt: skip


EXPORTER = Exporter(
    name="moodle", title="Moodle XML", markup="web", suffix=".xml", split=False, plain_digits=False,
    write=_write, files=_files, notes=_notes,
)  # fmt: skip
