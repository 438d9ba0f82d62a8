"""Blackboard's "Upload Questions": tab-delimited text, a line for each question and a file for each pool.

The rules are the vendor's (help.blackboard.com, "Upload Questions", for the Original and the Ultra course view): UTF-8,
no header, no blank lines, English keywords, a tolerance that is absolute. Rankings are matching questions: both course
views have these, while the Ultra view's list has no ordering questions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import Choice, ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import CHOOSE_NAMES, NONE_OF_THESE, how_to_answer, places

UNTRIED = "written from the vendor's documentation and real exports; not yet imported into a Blackboard by us"
ROWS = 250  # of a file: "recommended that each batch file not exceed 250 records" (Ultra; 500 in the Original view)
SLUG = 60  # letters of a title in a file's name

_BLANKS = re.compile("[ \t\n\x0b\x0c\r\x1c-\x1f\x85\u2028\u2029]+")  # but not the space that keeps a unit with its number


def _write(item: Item) -> tuple[str, ...]:
    return tuple(_line([*_keyed(part, asked(item, part))]) for part in item.parts)


def _line(fields: list[str]) -> str:
    """Put fields into a line: in HTML, a tab or a line break is a space."""
    return "\t".join(_BLANKS.sub(" ", field).strip(" ") for field in fields) + "\n"


def _keyed(part: Part, text: str) -> Iterator[str]:
    if isinstance(part, NumberPart):
        yield from ("NUM", text, part.right.value, part.right.half)
    elif isinstance(part, ChoicePart):
        yield from ("MA" if part.several else "MC", text)
        for choice in choosable(part).choices:
            yield from (choice.text, "correct" if choice.right else "incorrect")
    else:
        yield from ("MAT", text)
        for place, name in zip(places(part), part.order, strict=True):
            yield from (place, name)


def choosable(part: ChoicePart) -> ChoicePart:
    """Offer "None of these", too, where nothing offered is right, or where there is nothing to choose between."""
    if part.rights and len(part.choices) > 1:
        return part
    return replace(part, choices=(*part.choices, Choice("none", NONE_OF_THESE, not part.rights)))


def asked(item: Item, part: Part) -> str:
    """Print a part as a question of its own."""
    pieces = (item.stem, _context(item, part), part.ask, _how(part), tag(item, part))
    return "\n".join(piece for piece in pieces if piece)


def before(item: Item, part: Part) -> tuple[Part, ...]:
    """List the parts before a part: it may refer to them."""
    return item.parts[: item.parts.index(part)]


def _context(item: Item, part: Part) -> str:
    if not part.label:
        return ""
    which = f"Part ({part.label}) of a problem in {len(item.parts)} parts; other parts may come with other numbers."
    earlier = "\n".join(f"<p>({each.label})</p>{each.ask}" for each in before(item, part))
    if earlier:
        return f"<p><em>{which} Before it, the problem asks:</em></p>\n<blockquote>{earlier}</blockquote>"
    return f"<p><em>{which}</em></p>"


def _how(part: Part) -> str:
    if isinstance(part, NumberPart):
        return f"<p>({how_to_answer(part)})</p>"
    return f"<p>{CHOOSE_NAMES}</p>" if isinstance(part, RankingPart) else ""


def question_id(item: Item, part: Part) -> str:
    """Name the question that one part makes."""
    return f"{item.id}-{part.label}" if part.label else item.id


def tag(item: Item, part: Part) -> str:
    """Print the line that shows the id of a part's question."""
    return item.tag.replace(item.id, question_id(item, part))


def shared_notes(item: Item) -> Iterator[Note]:
    """Say what neither of Blackboard's formats carries."""
    yield Note("a random draw", "a file or pool for each group; let the test draw from it (a random block, or a question pool)")
    yield Note("an update by a second import", "Blackboard adds the questions once more; remove the old pool")
    if len(item.parts) > 1:
        yield Note("a problem in several parts", "a question for each part, which repeats the text and what is asked before it; "
                   "each part draws its own variant")  # fmt: skip
    for part in item.parts:
        if isinstance(part, NumberPart):
            yield Note("units, decimal commas and minus signs that are not plain ASCII", "the page says: number only")
        if isinstance(part, NumberPart) and part.required:
            yield Note("units that must be typed", "the number alone is asked, in the unit shown")
        if isinstance(part, NumberPart) and any(wrong.credit for wrong in part.wrong):
            yield Note("partial credit for a mistake in a number", "none: the answer counts as wrong")
        if isinstance(part, NumberPart) and part.whole:
            yield Note("a number that must be whole", "the page says so; any number near enough counts as right")
        if isinstance(part, ChoicePart) and not part.rights:
            yield Note("a part of which no choice is right", f"in such variants {NONE_OF_THESE!r} can be chosen")
        if isinstance(part, ChoicePart) and part.rights and len(part.choices) < 2:
            yield Note("a right answer with no wrong one beside it", f"{NONE_OF_THESE!r} can be chosen, too")
        if isinstance(part, RankingPart):
            yield Note("a typed order", "asked place by place; credit counts the places that are right")


def _notes(item: Item) -> Iterator[Note]:
    yield from shared_notes(item)
    pool = "left out; the format blackboard-pool carries it"
    yield Note("the worked solution and all feedback", pool)
    yield Note("titles", "left out; the id at the end of each question tells which it is")
    yield Note("points", "Blackboard gives its default; set the points in the test")
    yield Note("tags", "left out")
    for part in item.parts:
        if part.hints:
            yield Note("hints", pool)
        if isinstance(part, ChoicePart) and not part.several and any(choice.credit for choice in part.choices):
            yield Note("partial credit for a choice", pool)
        if isinstance(part, ChoicePart) and part.several:
            yield Note("partial credit for some of several choices", "the default of Blackboard; to be set in each question")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    for number, group in enumerate(quiz.groups, 1):
        rows = (question.text for question in group.questions)
        for batch in range(-(-group.size // ROWS)):
            more = f"-{batch + 1}" if batch else ""
            yield ExportFile(f"{number:02}-{slug(group)}{more}.txt", islice(rows, ROWS))


def slug(group: Group) -> str:
    """Make a part of a file's name from a title.

    >>> slug(Group("1", "Équilibre: K⁺ & Na⁺", 1, 1.0, 0, ()))
    'equilibre-k-na'
    """
    plain = unicodedata.normalize("NFKD", group.title).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:SLUG].strip("-") or "group"


EXPORTER = Exporter(
    name="blackboard", joined=".txt", title="Blackboard: text for Upload Questions", markup="words", suffix=".zip", split=True,
    plain_digits=False, write=_write, files=_files, notes=_notes, experimental=UNTRIED,
)  # fmt: skip
