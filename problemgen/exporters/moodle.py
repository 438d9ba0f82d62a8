"""Moodle XML: numerical, multichoice and matching questions, and cloze for problems in several parts.

The rules are those of Moodle 4.5, question/format/xml/format.php: the first answer that matches counts, tolerances are
absolute, credits come from a fixed list. Titles and names are plain text there, and everything like a tag is taken out of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from problemgen.exporters.cloze import cloze, finished, mark, smileless
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.fractions import fraction, fraction_notes, graded
from problemgen.exporters.item import ChoicePart, Item, ItemPicture, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.pictures import image
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import (
    CHOOSE_NAMES,
    NOT_ALL,
    NOT_YET,
    PARTLY,
    RIGHT,
    WRONG_CHOICE,
    draw,
    headed,
    how_to_answer,
    places,
)
from problemgen.markup import escape

PENALTY = "0.3333333"  # for every further try, where the quiz allows some
UNIT_PENALTY = "0.5"
LONGEST = 200  # characters of a title; Moodle keeps 255 and may add some
NO_UNITS = "<unitgradingtype>0</unitgradingtype><unitpenalty>0</unitpenalty><showunits>3</showunits><unitsleft>0</unitsleft>\n"

_ENTITY = re.compile(r"&(?=#?\w+;)")  # shown as what it stands for


def _write(item: Item) -> tuple[str, ...]:
    if len(item.parts) > 1:
        return (_question("cloze", item, cloze(item), ""),)
    [part] = item.parts
    if isinstance(part, NumberPart):
        text = f"{item.stem}\n{part.ask}\n<p>({_how(part)})</p>"
        return (_question("numerical", item, text, _numerical(part)),)
    if isinstance(part, ChoicePart):
        return (_question("multichoice", item, f"{item.stem}\n{part.ask}", _multichoice(part)),)
    return (_question("matching", item, f"{item.stem}\n{part.ask}\n<p>{CHOOSE_NAMES}</p>", _matching(part)),)


def _question(kind: str, item: Item, text: str, answers: str) -> str:
    hints = [headed(part, hint) for part in item.parts for hint in part.hints]
    solution = "\n".join(piece for piece in (item.explained, *(headed(part, part.solution) for part in item.parts)) if piece)
    worth = mark(item) if kind == "cloze" else item.points
    return (
        f'<question type="{kind}"><name><text>{_name(item.title)}</text></name>\n'
        f"{_html('questiontext', f'{text}{chr(10)}{item.tag}', item.pictures)}\n"
        f"{_html('generalfeedback', solution, item.key_pictures)}\n"
        f"<defaultgrade>{worth:g}</defaultgrade><penalty>{PENALTY}</penalty><hidden>0</hidden>"
        f"<idnumber>{item.id}</idnumber>\n{answers}"
        + "".join(_html("hint", hint) + "\n" for hint in hints)
        + f"<tags>{''.join(f'<tag><text>{_cdata(tag)}</text></tag>' for tag in item.tags)}</tags>\n</question>\n"
    )


def _html(name: str, text: str, pictures: Iterable[ItemPicture] = ()) -> str:
    files = "".join(f'<file name="{each.name}" path="/" encoding="base64">{each.data}</file>' for each in pictures)
    return f'<{name} format="html"><text>{_shown(text)}</text>{files}</{name}>'


def _image(picture: ItemPicture) -> str:
    return image(picture, f"@@PLUGINFILE@@/{picture.name}", ' class="img-fluid"')


def _shown(html: str) -> str:
    return _cdata(smileless(html))


def _cdata(text: str) -> str:
    """Write a text as it is: Moodle's reader (lib/xmlize.php) drops a blank between two entities."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>" if text else ""


def _name(title: str) -> str:
    """Write a title so that ``<`` is not taken for a tag, and the number at its end is not cut off."""
    words, number, rest = title.rpartition(" #")
    return _cdata(_untagged(words[:LONGEST] + number + rest))


def _untagged(text: str) -> str:
    return _ENTITY.sub("&amp;", text).replace("<", "&lt;")


def _feedback(text: str) -> str:
    return _html("feedback", text)


def _how(part: NumberPart) -> str:
    """Say how to type a number where Moodle may read a unit behind it."""
    if not part.unit or not part.units:
        return how_to_answer(part)
    kind = "a whole number" if part.whole else "the number"
    return f"type {kind} and its unit" if part.required else f"type {kind}; the unit, {part.unit}, may follow"


def _numerical(part: NumberPart) -> str:
    answers = [("100", part.right.value, part.right.half, RIGHT)]
    answers += [(fraction(wrong.credit), wrong.interval.value, wrong.interval.half, wrong.feedback) for wrong in part.wrong]
    answers += [("0", "*", "0", NOT_YET)]
    lines = [f'<answer fraction="{grade}" format="moodle_auto_format"><text>{value}</text>{_feedback(feedback)}'
             f"<tolerance>{half}</tolerance></answer>\n" for grade, value, half, feedback in answers]  # fmt: skip
    return "".join(lines) + _units(part)


def _units(part: NumberPart) -> str:
    """List the units that may be typed; blanks are taken out of what students type, so names can have none."""
    if not part.unit or not part.units:
        return NO_UNITS
    units = "".join(f"<unit><multiplier>{each.multiplier}</multiplier><unit_name>{_cdata(each.name.replace(' ', ''))}"
                    "</unit_name></unit>" for each in part.units)  # fmt: skip
    return (f"<unitgradingtype>{int(part.required)}</unitgradingtype><unitpenalty>{UNIT_PENALTY}</unitpenalty>"
            f"<showunits>0</showunits><unitsleft>0</unitsleft><units>{units}</units>\n")  # fmt: skip


def _multichoice(part: ChoicePart) -> str:
    head = (f"<single>{'false' if part.several else 'true'}</single><shuffleanswers>{'true' if part.shuffle else 'false'}"
            "</shuffleanswers><answernumbering>abc</answernumbering>\n")  # fmt: skip
    answers = [f'<answer fraction="{grade}" format="html"><text>{_shown(text)}</text>{_feedback(feedback)}</answer>\n'
               for grade, text, feedback in graded(part)]  # fmt: skip
    return head + "".join(answers) + _ends(NOT_ALL if part.several else WRONG_CHOICE)


def _matching(part: RankingPart) -> str:
    pairs = zip(places(part), part.order, strict=True)
    return "<shuffleanswers>true</shuffleanswers>\n" + "".join(
        f'<subquestion format="html"><text>{_cdata(f"<p>{place}</p>")}</text>'
        f"<answer><text>{_cdata(name)}</text></answer></subquestion>\n"
        for place, name in pairs
    ) + _ends(NOT_YET)  # fmt: skip


def _ends(wrong: str) -> str:
    """Give the feedback on an answer as a whole."""
    ends = ("correctfeedback", RIGHT), ("partiallycorrectfeedback", PARTLY), ("incorrectfeedback", wrong)
    return "".join(_html(name, text) + "\n" for name, text in ends)


def _notes(item: Item) -> Iterator[Note]:
    several = len(item.parts) > 1
    for part in item.parts:
        yield from _part_notes(part, several)
        yield from fraction_notes(part)
    if several and mark(item) != item.points:
        yield Note("the points of parts that make no whole numbers",
                   "whole weights in the same proportion; set the points of the question in the quiz")  # fmt: skip
    if any(part.hints for part in item.parts):
        yield Note("hints on demand", "one after each wrong try, in quizzes with several tries (interactive behaviour)")


def _part_notes(part: Part, several: bool) -> Iterator[Note]:
    if isinstance(part, NumberPart):
        yield Note("minus signs and decimal commas that are not plain ASCII", "Moodle asks for another way of typing them")
        if part.unit and (several or not part.units):
            yield Note("typed units", "the number alone is asked, in the unit shown")
        elif part.unit and part.required:
            yield Note("a unit that must be typed", "a right number without it, or with a wrong one, earns half")
        elif part.unit:
            yield Note("typed units of another kind", "a right number is right, whatever unit is typed behind it")
    if isinstance(part, RankingPart):
        yield Note("a typed order", "asked place by place; credit counts the places that are right")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    yield ExportFile("questions.xml", _pieces(quiz))


def _pieces(quiz: Quiz) -> Iterator[str | bytes]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
    for number, group in enumerate(quiz.groups, 1):
        yield _category(quiz, group, number)
        for question in group.questions:
            yield finished(question.data)
    yield "</quiz>\n"


def _category(quiz: Quiz, group: Group, number: int) -> str:
    """Start a category. It gets no idnumber: a second one in a course stops the whole import, after a title was changed."""
    path = "/".join(_step(name) for name in (quiz.title, f"{number:02} {group.title}"))
    info = _html("info", draw(group) + quiz.instructions)
    return f'<question type="category"><category><text>{_cdata(f"$course$/top/{path}")}</text></category>{info}</question>\n'


def _step(name: str) -> str:
    """Write a name in the path of a category; a slash is doubled, and set off where the path has one beside it."""
    text = _untagged(escape.clean(name)[:LONGEST]).replace("/", "//")
    return f" {text} " if text.startswith("/") or text.endswith("/") else text


EXPORTER = Exporter(
    name="moodle", title="Moodle XML", markup="web", suffix=".xml", split=False, plain_digits=False,
    write=_write, files=_files, notes=_notes, picture=_image,
)  # fmt: skip
