"""Brightspace's own question library package: an IMS zip of a manifest and ``questiondb.xml``.

Its structure is that of what Brightspace exports (d2l_2p0; see the fixtures of Canvas's importer, qti_exporter
spec_canvas/fixtures/d2l). Numbers are arithmetic questions whose formula is a constant, with a tolerance in units; they
are answered in plain decimals, since powers of ten belong to another type (significant figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from problemgen.exporters.brightspace import asked, comment, paragraph, question_id, shared_notes, solution, title
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import draw
from problemgen.markup import escape

UNTRIED = "written from real exports; not yet imported into a Brightspace by us"
D2L = "http://desire2learn.com/xsd/d2lcp_v2p0"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<manifest identifier="problemgen" xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:d2l_2p0="{D2L}">\n'
    "<organizations/>\n<resources>\n"
    '<resource identifier="res_question_library" type="webcontent" d2l_2p0:material_type="d2lquestionlibrary" '
    'd2l_2p0:link_target="" href="questiondb.xml" title="Question Library"/>\n</resources>\n</manifest>\n'
)
PRECISION = 5  # decimals of the answer as it is shown; not enforced
ALL_OR_NOTHING, RIGHT_MINUS_WRONG, CORRECT_ANSWERS = range(3)  # d2l_2p0:grading_type
COUNTERS = "".join(
    f'<decvar vartype="Integer" defaultval="0" varname="{name}" minvalue="0"/>'
    for name in ("que_score", "D2L_Correct", "D2L_Incorrect")
)


def _write(item: Item) -> tuple[str, ...]:
    return tuple(_item(item, part) for part in item.parts)


def _item(item: Item, part: Part) -> str:
    id = question_id(item, part)
    name = id.replace(".", "__").replace("-", "_")  # identifiers of real exports hold letters, digits and _ only
    label = f"QUES_{name}"
    presentation, processing = _parts(label, part)
    text = asked(item, part)
    if isinstance(part, NumberPart):  # in these, Brightspace takes {x} for a variable
        text = text.replace("{", "&#123;").replace("}", "&#125;")
        extra = f"<mat_extension><formula>{part.right.value}</formula></mat_extension>"
    else:
        extra = ""
    return (
        f'<item ident="OBJ_{name}" label="{label}" d2l_2p0:page="1" title="{escape.attribute(title(item, part))}">\n'
        f"{_metadata(id, part)}"
        f"<presentation><flow>{_material(text, extra)}\n{presentation}</flow></presentation>\n"
        f"{_hint(part)}<resprocessing>{processing}</resprocessing>\n"
        f"{_feedback(label, solution(item, part))}{_comments(label, part)}</item>\n"
    )


def _metadata(id: str, part: Part) -> str:
    kinds = {"computerscored": "yes", "questiontype": _kind(part), "weighting": f"{part.points:.9f}", "displayid": id}
    fields = "".join(f"<qti_metadatafield><fieldlabel>qmd_{name}</fieldlabel><fieldentry>{value}</fieldentry></qti_metadatafield>"
                     for name, value in kinds.items())  # fmt: skip
    return (f"<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>\n<itemproc_extension><d2l_2p0:difficulty>1"
            "</d2l_2p0:difficulty><d2l_2p0:isbonus>no</d2l_2p0:isbonus><d2l_2p0:ismandatory>no</d2l_2p0:ismandatory>"
            "</itemproc_extension>\n")  # fmt: skip


def _kind(part: Part) -> str:
    if isinstance(part, NumberPart):
        return "Arithmetic"
    if isinstance(part, RankingPart):
        return "Ordering"
    return "Multi-Select" if part.several else "Multiple Choice"


def _material(html: str, extra: str = "") -> str:
    """Print HTML as the text of an element; what marks stand for is HTML, too."""
    whole = html.replace("]]>", "]]]]><![CDATA[>")
    return f'<material><mattext texttype="text/html"><![CDATA[{whole}]]></mattext>{extra}</material>'


def _hint(part: Part) -> str:
    hints = "\n".join(part.hints)
    return f"<hint><hintmaterial><flow_mat>{_material(hints)}</flow_mat></hintmaterial></hint>\n" if hints else ""


def _feedback(id: str, html: str) -> str:
    return f'<itemfeedback ident="{id}">{_material(html)}</itemfeedback>\n'


def _comments(label: str, part: Part) -> str:
    if not isinstance(part, ChoicePart):
        return ""
    return "".join(_feedback(f"{label}_IF{n}", comment(choice)) for n, choice in enumerate(part.choices, 1))


def _parts(label: str, part: Part) -> tuple[str, str]:
    """Give what stands on the page and how it is graded."""
    if isinstance(part, NumberPart):
        return _boxes(label), _arithmetic(part)
    if isinstance(part, RankingPart):
        return _order(label, part)
    grading = RIGHT_MINUS_WRONG if part.several else ALL_OR_NOTHING
    return _choices(label, part, grading), _several(label, part) if part.several else _single(label, part)


def _boxes(label: str) -> str:
    boxes = ("num", "NUM", "Decimal", "A1"), ("str", "STR", "String", "A2")  # the second is for a unit, which is not asked
    return "".join(
        f'<response_{kind} ident="{label}_{name}" rcardinality="Single" rtiming="no"><render_fib fibtype="{type}" prompt="Box">'
        f'<response_label ident="{label}_{box}"/></render_fib></response_{kind}>\n'
        for kind, name, type, box in boxes
    )


def _arithmetic(part: NumberPart) -> str:
    return (
        f'<respcondition title="Single Condition"><respcond_extension><formula>{part.right.value}</formula>'
        f'<precision type="decimalplaces" d2l_2p0:precision_enforced="no">{PRECISION}</precision>'
        f'<tolerance type="units">{part.right.half}</tolerance><units d2l_2p0:worth="0" casesensitive="no"/></respcond_extension>'
        '<conditionvar><other/></conditionvar><setvar action="Set">100</setvar></respcondition>'
    )


def _choices(label: str, part: ChoicePart, grading: int) -> str:
    labels = "".join(
        f'<flow_label class="Block"><response_label ident="{label}_A{n}"><flow_mat>{_material(paragraph(choice.text))}</flow_mat>'
        "</response_label></flow_label>\n"
        for n, choice in enumerate(part.choices, 1)
    )
    return (
        "<response_extension><d2l_2p0:display_style>2</d2l_2p0:display_style><d2l_2p0:enumeration>6</d2l_2p0:enumeration>"
        f"<d2l_2p0:grading_type>{grading}</d2l_2p0:grading_type></response_extension>\n"
        f'<response_lid ident="{label}_LID" rcardinality="{"Multiple" if part.several else "Single"}">'
        f'<render_choice shuffle="{"yes" if part.shuffle else "no"}">\n{labels}</render_choice></response_lid>\n'
    )


def _single(label: str, part: ChoicePart) -> str:
    return "".join(
        f'<respcondition title="Response Condition {n}"><conditionvar><varequal respident="{label}_LID">{label}_A{n}</varequal>'
        f'</conditionvar><setvar action="Set">{100 * (1 if choice.right else choice.credit):.9f}</setvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{label}_IF{n}"/></respcondition>\n'
        for n, choice in enumerate(part.choices, 1)
    )


def _several(label: str, part: ChoicePart) -> str:
    counted = "".join(
        f'<respcondition title="Response Condition" continue="yes"><conditionvar><varequal respident="{label}_LID">{label}_A{n}'
        f'</varequal></conditionvar><setvar varname="D2L_{"Correct" if choice.right else "Incorrect"}" action="Add">1</setvar>'
        f'<displayfeedback feedbacktype="Response" linkrefid="{label}_IF{n}"/></respcondition>\n'
        for n, choice in enumerate(part.choices, 1)
    )
    return f"<outcomes>{COUNTERS}</outcomes>\n{counted}{_total()}"


def _total() -> str:
    return ('<respcondition><conditionvar><other/></conditionvar><setvar varname="que_score" action="Set">D2L_Correct</setvar>'
            "</respcondition>\n")  # fmt: skip


def _order(label: str, part: RankingPart) -> tuple[str, str]:
    labels = "".join(f'<response_label ident="{label}_O{n}"><flow_mat>{_material(paragraph(name))}</flow_mat></response_label>\n'
                     for n, name in enumerate(part.order, 1))  # fmt: skip
    page = (
        f"<response_extension><d2l_2p0:grading_type>{CORRECT_ANSWERS}</d2l_2p0:grading_type></response_extension>\n"
        f'<response_grp respident="{label}_O" rcardinality="Ordered"><render_choice shuffle="yes"><flow_label class="Block">\n'
        f"{labels}</flow_label></render_choice></response_grp>\n"
    )
    placed = "".join(_placed(f"{label}_O{n}", n) for n in range(1, len(part.order) + 1))
    return page, f"<outcomes>{COUNTERS}</outcomes>\n{placed}{_total()}"


def _placed(ident: str, place: int) -> str:
    equal = f'<varequal respident="{ident}">{place}</varequal>'
    return (f'<respcondition title="Correct Condition"><conditionvar>{equal}</conditionvar><setvar varname="D2L_Correct" '
            'action="Add">1</setvar></respcondition>\n'
            f'<respcondition title="Incorrect Condition"><conditionvar><not>{equal}</not></conditionvar><setvar '
            'varname="D2L_Incorrect" action="Add">1</setvar></respcondition>\n')  # fmt: skip


def _notes(item: Item) -> Iterator[Note]:
    yield from shared_notes(item)
    yield Note("a random draw", "a section for each group; let the quiz draw from it (a question pool)")
    yield Note("instructions", "in the description of the first section; copy them into the quiz")
    for part in item.parts:
        if isinstance(part, NumberPart) and any(wrong.credit for wrong in part.wrong):
            yield Note("partial credit for a mistake in a number", "none: the answer counts as wrong")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    yield ExportFile("imsmanifest.xml", (MANIFEST,))
    yield ExportFile("questiondb.xml", _pieces(quiz))


def _pieces(quiz: Quiz) -> Iterator[str | bytes]:
    yield (f'<?xml version="1.0" encoding="UTF-8"?>\n<questestinterop xmlns:d2l_2p0="{D2L}">\n'
           f'<objectbank ident="QLIB_{escape.attribute(quiz.id)}">\n')  # fmt: skip
    for number, group in enumerate(quiz.groups, 1):
        yield _section(number, group, quiz.instructions if number == 1 else "")
        for question in group.questions:
            yield question.data
        yield "</section>\n"
    yield "</objectbank>\n</questestinterop>\n"


def _section(number: int, group: Group, instructions: str) -> str:
    told = draw(group) + instructions
    return (
        f'<section ident="SECT_{number}" d2l_2p0:id="{number}" title="{escape.attribute(f"{number:02} {group.title}")}">\n'
        f"<presentation_material><flow_mat><flow_mat>{_material(told)}</flow_mat></flow_mat></presentation_material>\n"
        "<sectionproc_extension><d2l_2p0:display_section_name>no</d2l_2p0:display_section_name><d2l_2p0:display_section_line>no"
        "</d2l_2p0:display_section_line><d2l_2p0:type_display_section>0</d2l_2p0:type_display_section></sectionproc_extension>\n"
    )


EXPORTER = Exporter(
    name="brightspace-package", title="Brightspace: question library package", markup="html", suffix=".zip", split=True,
    plain_digits=True, write=_write, files=_files, notes=_notes, experimental=UNTRIED,
)  # fmt: skip
