"""Brightspace's question import from CSV: numbers as short answers judged by regular expressions, choices, orders.

The rules are the vendor's: its sample file (rows of five columns, a blank row between questions) and its page "Import
questions into the Question Library" (community.d2l.com, article 27274), by which arithmetic questions and others with a
tolerance cannot be imported from CSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from problemgen.cache import digest
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import Choice, ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import RIGHT, how_to_answer

UNTRIED = "numbers are judged by regular expressions, tested by enumeration; not yet imported into a Brightspace by us"
COLUMNS = 5
BLANK_ROW = ",,,,\r\n"

_KEYWORD = re.compile("[A-Za-z0-9.]*")
_BLANKS = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
_FORMULA_STARTS = ("=", "+", "-", "@")


def _write(item: Item) -> tuple[str, ...]:
    return tuple("".join(_rows(item, part)) for part in item.parts)


def _rows(item: Item, part: Part) -> Iterator[str]:
    yield _row("NewQuestion", _kind(part))
    yield _row("ID", question_id(item, part))
    yield _row("Title", _safe(title(item, part)))
    yield _row("QuestionText", asked(item, part), "HTML")
    yield _row("Points", f"{part.points:g}")
    yield _row("Difficulty", "1")
    yield from _answers(part)
    if part.hints:
        yield _row("Hint", "\n".join(part.hints), "HTML")
    yield _row("Feedback", solution(item, part), "HTML")
    yield BLANK_ROW


def _row(*cells: str) -> str:
    return ",".join(_cell(cell) for cell in (*cells, *[""] * (COLUMNS - len(cells)))) + "\r\n"


def _cell(text: str) -> str:
    """Quote whatever is not a keyword or a number: what marks stand for may hold commas."""
    return text if _KEYWORD.fullmatch(text) else f'"{_BLANKS.sub(" ", text).replace(chr(34), chr(34) * 2).strip(" ")}"'


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a title for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _kind(part: Part) -> str:
    if isinstance(part, ChoicePart):
        return "MS" if part.several else "MC"
    return "SA" if isinstance(part, NumberPart) else "O"


def _answers(part: Part) -> Iterator[str]:
    if isinstance(part, NumberPart):
        yield _row("InputBox", "1", "20")
        yield _row("Answer", "100", part.right.pattern, "regexp")
        for wrong in part.wrong:
            if percent(wrong.credit):
                yield _row("Answer", f"{percent(wrong.credit)}", wrong.interval.pattern, "regexp")
    elif isinstance(part, RankingPart):
        yield _row("Scoring", "EquallyWeighted")
        for name in part.order:
            yield _row("Item", paragraph(name), "HTML")
    else:
        if part.several:
            yield _row("Scoring", "RightMinusWrong")
        for choice in mixed(part):
            credit = int(choice.right) if part.several else percent(1 if choice.right else choice.credit)
            yield _row("Option", f"{credit}", paragraph(choice.text), "HTML", comment(choice))


def percent(credit: float) -> int:
    """Give a credit between 0 and 1 in percent, as the sample file has it: a whole number."""
    return round(100 * credit)


def mixed(part: ChoicePart) -> tuple[Choice, ...]:
    """Give the choices in an order that says nothing; the importer knows no shuffling."""
    if not part.shuffle:
        return part.choices
    return tuple(sorted(part.choices, key=lambda choice: digest(*(each.key for each in part.choices), choice.key)))


def comment(choice: Choice) -> str:
    """Print what is said of a choice."""
    text = choice.feedback or (RIGHT if choice.right else "")
    return paragraph(text) if text else ""


def paragraph(text: str) -> str:
    """Make inline text a paragraph; no cell starts with the sign of a formula."""
    return text if text.startswith("<") and text.endswith(">") else f"<p>{text}</p>"


def question_id(item: Item, part: Part) -> str:
    """Name the question that a part makes."""
    return f"{item.id}-{part.label}" if part.label else item.id


def title(item: Item, part: Part) -> str:
    """Name a part so that the questions of one group stand together when sorted: ``Two buffers (b) #17``."""
    name, _, number = item.title.rpartition(" #")
    return f"{name} ({part.label}) #{number}" if part.label else item.title


def asked(item: Item, part: Part) -> str:
    """Print a part as a question of its own: what the problem says, asks before, and asks."""
    tag = item.tag.replace(item.id, question_id(item, part))
    return "\n".join(piece for piece in (item.stem, _before(item, part), part.ask, _how(part), tag) if piece)


def _before(item: Item, part: Part) -> str:
    if not part.label:
        return ""
    which = f"Part ({part.label}) of a problem in {len(item.parts)} parts; other parts may come with other numbers."
    earlier = "\n".join(f"<p>({each.label})</p>\n{each.ask}" for each in item.parts[: item.parts.index(part)])
    if not earlier:
        return f"<p><em>{which}</em></p>"
    return f"<p><em>{which} Before it, the problem asks:</em></p>\n<blockquote>{earlier}</blockquote>"


def _how(part: Part) -> str:
    if isinstance(part, NumberPart):
        return f"<p>({how_to_answer(part)})</p>"
    if isinstance(part, RankingPart):
        return "<p>(number 1 is what comes first)</p>"
    return ""


def solution(item: Item, part: Part) -> str:
    """Print the worked solution with what it shows, and what is said of wrong numbers."""
    return (f"{item.explained}\n" if item.explained else "") + part.solution + _mistakes(part)


def _mistakes(part: Part) -> str:
    """List what is said of wrong numbers: a short answer has no feedback for each."""
    if not isinstance(part, NumberPart):
        return ""
    told = "".join(f"<li>{wrong.shown}: {wrong.feedback}</li>" for wrong in part.wrong if wrong.feedback)
    return f"\n<p><strong>Answers that come from a mistake:</strong></p>\n<ul>{told}</ul>" if told else ""


def _notes(item: Item) -> Iterator[Note]:
    yield from shared_notes(item)
    yield Note("a random draw", "a comment in the file names each group; move its questions into a section of the Question "
               "Library, and let the quiz draw from that (a question pool)")  # fmt: skip
    yield Note("instructions", "a comment at the start of the file; copy them into the quiz")
    yield Note("typeset formulas", "formulas in plain text")
    for part in item.parts:
        if isinstance(part, NumberPart):
            yield Note("a numeric tolerance", "a regular expression for the numbers of the window; powers of ten are read below "
                       "0.001 and from a million on")  # fmt: skip
        if isinstance(part, ChoicePart) and part.shuffle:
            yield Note("choices in random order", "one order in all variants; Brightspace can randomize them in each question")
        if isinstance(part, ChoicePart) and any(100 * choice.credit % 1 > 1e-9 for choice in part.choices):
            yield Note("credit that is no whole percent", "rounded")


def shared_notes(item: Item) -> Iterator[Note]:
    """Say what neither of Brightspace's formats carries."""
    yield Note("tags", "left out; the title and the id at the end of a question say where it is from")
    if len(item.parts) > 1:
        yield Note("a problem in several parts", "a question for each part, which repeats the text and what is asked before it; "
                   "each part draws its own variant")  # fmt: skip
    for part in item.parts:
        if len(part.hints) > 1:
            yield Note("several hints, one after the other", "one hint that gives all of them")
        if isinstance(part, NumberPart):
            yield Note("typed units", "the page says: number only; a unit behind the number makes it wrong")
        if isinstance(part, NumberPart) and part.required:
            yield Note("units that must be typed", "the number alone is asked, in the unit shown")
        if isinstance(part, NumberPart) and any(wrong.feedback for wrong in part.wrong):
            yield Note("feedback on a wrong number", "listed after the worked solution")
        if isinstance(part, ChoicePart) and part.several:
            yield Note("credit for some of several choices", "right minus wrong as Brightspace counts it: a right choice that is "
                       "left out is wrong, and a wrong one left out is right")  # fmt: skip
        if isinstance(part, RankingPart):
            yield Note("a typed order", "an ordering question; credit counts the places that are right")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    yield ExportFile("questions.csv", _pieces(quiz))


def _pieces(quiz: Quiz) -> Iterator[str | bytes]:
    yield "\ufeff" + _row(f"// {quiz.title}")  # the mark of "CSV UTF-8", as which the sample file is to be saved
    if quiz.instructions:
        yield _row(f"// Instructions, to be copied into the quiz: {quiz.instructions}")
    for number, group in enumerate(quiz.groups, 1):
        yield _row(_heading(number, group))
        yield BLANK_ROW
        for question in group.questions:
            yield question.data


def _heading(number: int, group: Group) -> str:
    return f"// Group {number}: {group.title}; draw {group.pick} of these {group.size}, for {group.points:g} points each"


EXPORTER = Exporter(
    name="brightspace", title="Brightspace: CSV for the Question Library", markup="words", suffix=".csv", split=True,
    plain_digits=False, write=_write, files=_files, notes=_notes, experimental=UNTRIED,
)  # fmt: skip
