"""Canvas: a zip with one quiz in QTI 1.2, which Classic Quizzes and New Quizzes both import.

Questions are in ``canvas_items``; here stand the quiz, its groups, its settings, and what is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from problemgen.exporters.canvas_items import items
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import ChoicePart, Item, ItemPicture, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.pictures import image
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import NONE_OF_THESE
from problemgen.markup import escape
from problemgen.markup.formats.picture import in_xml

MANIFEST = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
META = "http://canvas.instructure.com/xsd/cccv1p0"
SETTINGS = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
PICTURES = "images"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    id = _xml_name(f"{quiz.bank}-{quiz.id}")
    yield ExportFile("imsmanifest.xml", _manifest(id, quiz))
    yield ExportFile(f"{id}/assessment_meta.xml", [_settings(id, quiz)])
    yield from (ExportFile(f"{PICTURES}/{each.name}", (each.draw(),)) for each in quiz.pictures)  # their sizes are then known
    yield ExportFile(f"{id}/{id}.xml", _questions(id, quiz))


def _xml_name(text: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_.-]", "_", text)
    return name if name[:1].isalpha() else f"q{name}"


def _image(picture: ItemPicture) -> str:
    """Show a picture of the package; the address is quoted as Canvas' own exports quote it."""
    return image(picture, f"%24IMS-CC-FILEBASE%24/{PICTURES}/{picture.name}")


def _manifest(id: str, quiz: Quiz) -> Iterator[str]:
    """List the files; pictures are resources of their own, on which the quiz depends."""
    yield (
        f'{_HEAD}<manifest identifier="{id}-manifest" xmlns="{MANIFEST}">\n'
        "<metadata><schema>IMS Content</schema><schemaversion>1.1.3</schemaversion></metadata>\n<organizations/>\n<resources>\n"
        f'<resource identifier="{id}" type="imsqti_xmlv1p2"><file href="{id}/{id}.xml"/>'
        f'<dependency identifierref="{id}-meta"/>'
    )
    yield from (f'<dependency identifierref="{_xml_name(each.name)}"/>\n' for each in quiz.pictures)
    yield (
        "</resource>\n"
        f'<resource identifier="{id}-meta" type="{SETTINGS}" href="{id}/assessment_meta.xml">'
        f'<file href="{id}/assessment_meta.xml"/></resource>\n'
    )
    for each in quiz.pictures:
        path = f"{PICTURES}/{each.name}"
        yield f'<resource identifier="{_xml_name(each.name)}" type="webcontent" href="{path}"><file href="{path}"/></resource>\n'
    yield "</resources>\n</manifest>\n"


def _settings(id: str, quiz: Quiz) -> str:
    """Write the quiz's settings; Canvas finds them by the identifier, which must be that of the assessment."""
    points = sum(group.pick * group.points for group in quiz.groups)
    return (
        f'{_HEAD}<quiz identifier="{id}" xmlns="{META}">\n<title>{_text(_no_tags(quiz.title))}</title>\n'
        f"<description>{in_xml(quiz.instructions)}</description>\n"
        f"<quiz_type>assignment</quiz_type>\n<points_possible>{points:g}</points_possible>\n"
        "<shuffle_answers>true</shuffle_answers>\n</quiz>\n"
    )


def _no_tags(title: str) -> str:
    """Keep a title from being read as HTML, which New Quizzes does (gem qti, models/assessment_meta.rb)."""
    return title.replace("<", "\u2039").replace(">", "\u203a")


def _text(text: str) -> str:
    return escape.attribute(escape.clean(text))


def _questions(id: str, quiz: Quiz) -> Iterator[str | bytes]:
    yield f'{_HEAD}<questestinterop xmlns="{QTI}">\n<assessment ident="{id}" title="{_text(quiz.title)}">\n'
    yield '<section ident="root_section">\n'
    for group in quiz.groups:
        yield _section(id, group)
        for question in group.questions:
            yield question.data
        yield "</section>\n"
    yield "</section>\n</assessment>\n</questestinterop>\n"


def _section(id: str, group: Group) -> str:
    """Open a group; its points are always written, since New Quizzes takes nothing as 0 (gem qti, question_group.rb)."""
    return (
        f'<section ident="{id}-group-{_xml_name(f"g{group.id}")}" title="{_text(group.title)}">\n'
        f"<selection_ordering><selection><selection_number>{group.pick}</selection_number><selection_extension>"
        f"<points_per_item>{group.points:g}</points_per_item></selection_extension></selection></selection_ordering>\n"
    )


_APART = Note("a problem in several parts", "a question for each part, which repeats the text and the numbers asked before it; "
              "each part is drawn for itself")  # fmt: skip


def _notes(item: Item) -> Iterator[Note]:
    yield Note("tags", "left out; the name of a question says which problem it is from")
    if len(item.parts) > 1:
        yield _APART
    for part in item.parts:
        if part.hints:
            yield Note("hints", "listed in what is told after a wrong answer")
        yield from _part_notes(part)


def _part_notes(part: Part) -> Iterator[Note]:
    if isinstance(part, NumberPart):
        yield from _number_notes(part)
    if isinstance(part, ChoicePart):
        if not part.shuffle:
            yield Note("a fixed order of choices", "New Quizzes keeps it; Classic Quizzes shuffles the choices of the whole quiz")
        if part.several:
            yield Note("credit for some of several choices", "as Canvas shares it out")
        if not part.rights:
            yield Note("a part of which no choice is right", f"in such variants {NONE_OF_THESE!r} can be chosen")
        if any(choice.credit and not choice.right for choice in part.choices):
            yield Note("partial credit for a choice", "no credit; its feedback is kept")
    if isinstance(part, RankingPart):
        yield Note("a typed order", "asked as places to be matched with names; credit counts the places that are right")


def _number_notes(part: NumberPart) -> Iterator[Note]:
    if any(wrong.feedback for wrong in part.wrong):
        yield Note("feedback for the one mistake that was made", "after a wrong answer all are listed, each with its number")
    if any(wrong.credit for wrong in part.wrong):
        yield Note("partial credit for a wrong number", "no credit: Canvas would give the whole points")
    if part.whole:
        yield Note("whole numbers only", "the page says so; any number in the window is right")
    yield Note("units, decimal commas and minus signs that are not plain ASCII", "the page says: number only")
    if part.required:
        yield Note("units that must be typed", "the number alone is asked, in the unit shown")
    if part.unit[:1].isdigit():
        yield Note("a number with more than four decimals", f"asked in units of {part.unit}: Classic Quizzes keeps four decimals")


EXPORTER = Exporter(
    name="canvas", title="Canvas (Classic Quizzes and New Quizzes)", markup="picture", suffix=".zip", split=True,
    plain_digits=True, write=items, files=_files, notes=_notes, picture=_image,
)  # fmt: skip
