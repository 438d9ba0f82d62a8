"""Blackboard's own pool packages: a zip with a ``.dat`` file (like QTI 1.2) for each pool, with points and feedback.

The structure is that of exports by Blackboard itself (samples for tests in Canvas: gems/plugins/qti_exporter, fixtures
bb8 and bb9) and of R/exams (exams2blackboard), whose packages Blackboard imports. Numbers have one window, and feedback
for right and wrong; single choices have feedback of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from problemgen.exporters.blackboard import UNTRIED, asked, before, choosable, question_id, shared_notes
from problemgen.exporters.blackboard_files import Numbers, named
from problemgen.exporters.exporter import Exporter
from problemgen.exporters.item import ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.notes import Note
from problemgen.exporters.quiz import ExportFile, Group, Quiz
from problemgen.exporters.wording import NOT_YET, RIGHT, WRONG_CHOICE, draw, places
from problemgen.markup import escape

XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
FIELD = (
    '<response_num ident="response" rcardinality="Single" rtiming="No"><render_fib charset="us-ascii" encoding="UTF_8" '
    'rows="0" columns="0" maxchars="0" prompt="Box" fibtype="Decimal" minnumber="0" maxnumber="0"/></response_num>'
)
DEDUCTS = "Q"  # wrong choices take away from what right ones earn, but not from other questions


@dataclass(frozen=True)
class _Asked:
    """What is answered, in XML: the blocks to answer in, the conditions of what is right, and what single choices have."""

    blocks: str
    right: str
    choices: str = ""
    feedback: str = ""


def _write(item: Item) -> tuple[str, ...]:
    return tuple(_item(item, part) for part in item.parts)


def _item(item: Item, part: Part) -> str:
    id, points, written = question_id(item, part), f"{part.points:.12g}", _asked(question_id(item, part), part)
    title, solution = f"{item.title} ({part.label})" if part.label else item.title, _solution(item, part)
    told = _feedback("correct", f"<p>{RIGHT}</p>\n{solution}") + _feedback("incorrect", _if_wrong(part) + solution)
    return (
        f'<item title="{escape.attribute(title)}" maxattempts="0">\n'
        f"{_metadata('item', id, _kind(part), points, _shared(part), ', '.join(item.tags))}"
        f'<presentation><flow class="Block"><flow class="QUESTION_BLOCK">{_text("flow", asked(item, part))}</flow>\n'
        f"{written.blocks}</flow></presentation>\n"
        f'<resprocessing scoremodel="SumOfScores"><outcomes><decvar varname="SCORE" vartype="Decimal" defaultval="0" '
        f'minvalue="0" maxvalue="{points}"/></outcomes>\n{written.right}'
        f"{_condition('<other/>', _score('0'), 'incorrect', 'incorrect')}{written.choices}</resprocessing>\n"
        f"{told}{written.feedback}</item>\n"
    )


def _kind(part: Part) -> str:
    if isinstance(part, ChoicePart):
        return "Multiple Answer" if part.several else "Multiple Choice"
    return "Numeric" if isinstance(part, NumberPart) else "Matching"


def _shared(part: Part) -> bool:
    """Tell whether a part of the points can be earned."""
    if isinstance(part, ChoicePart):
        return part.several or any(choice.credit for choice in part.choices)
    return isinstance(part, RankingPart)


def _metadata(level: str, id: str, kind: str, points: str, shared: bool = False, notes: str = "") -> str:
    """Write the metadata of an item, a section or an assessment, in the order of Blackboard's own exports."""
    fields = {
        "bbmd_asi_object_id": id, "bbmd_asitype": level.capitalize(), "bbmd_assessmenttype": "Pool",
        "bbmd_sectiontype": "Subsection", "bbmd_questiontype": kind, "bbmd_is_from_cartridge": "false",
        "bbmd_is_disabled": "false", "bbmd_negative_points_ind": DEDUCTS if shared and kind == "Multiple Answer" else "N",
        "bbmd_canvas_fullcrdt_ind": "false", "bbmd_all_fullcredit_ind": "false", "bbmd_numbertype": "none",
        "bbmd_partialcredit": str(shared).lower(), "bbmd_orientationtype": "vertical", "bbmd_is_extracredit": "false",
        "qmd_absolutescore_max": points, "qmd_weighting": "0", "qmd_instructornotes": escape.attribute(notes),
    }  # fmt: skip
    inside = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items())
    return f"<{level}metadata>{inside}</{level}metadata>\n"


def _material(html: str) -> str:
    """Put HTML into a material, in CDATA: what fills its holes later is HTML as well."""
    inside = html.replace("]]>", "]]]]><![CDATA[>")
    return (f'<material><mat_extension><mat_formattedtext type="HTML"><![CDATA[{inside}]]></mat_formattedtext>'
            "</mat_extension></material>")  # fmt: skip


def _text(element: str, html: str) -> str:
    return f'<{element} class="FORMATTED_TEXT_BLOCK">{_material(html)}</{element}>'


def _feedback(ident: str, html: str) -> str:
    return f'<itemfeedback ident="{ident}" view="All">{_flow(html)}</itemfeedback>\n'


def _flow(html: str) -> str:
    return f'<flow_mat class="Block">{_text("flow_mat", html)}</flow_mat>'


def _condition(when: str, score: str, feedback: str, title: str = "") -> str:
    named = f' title="{title}"' if title else ""
    shown = f'<displayfeedback linkrefid="{feedback}" feedbacktype="Response"/>' if feedback else ""
    return f"<respcondition{named}><conditionvar>{when}</conditionvar>{score}{shown}</respcondition>\n"


def _score(value: str) -> str:
    return f'<setvar variablename="SCORE" action="Set">{value}</setvar>'


def _equal(response: str, value: str) -> str:
    return f'<varequal respident="{response}" case="No">{value}</varequal>'


def _asked(id: str, part: Part) -> _Asked:
    if isinstance(part, NumberPart):
        return _number(part)
    plain = id.replace(".", "_")  # names without a full stop: other readers of such files change them (QTIMigrationTool)
    return _choice(plain, part) if isinstance(part, ChoicePart) else _matching(plain, part)


def _number(part: NumberPart) -> _Asked:
    window = (f'<vargte respident="response">{part.right.low}</vargte><varlte respident="response">{part.right.high}</varlte>'
              f"{_equal('response', part.right.value)}")  # fmt: skip
    return _Asked(f'<flow class="RESPONSE_BLOCK">{FIELD}</flow>', _condition(window, "", "correct", "correct"))


def _choice(id: str, offered: ChoicePart) -> _Asked:
    """Write choices; Blackboard has a condition for each, which names the choice where others name the response."""
    part = choosable(offered)
    named = [(f"{id}-{choice.key.replace('.', '_')}", choice) for choice in part.choices]
    labels = "".join(
        f'<flow_label class="Block">{_label(ident)}>{_text("flow_mat", choice.text)}</response_label></flow_label>\n'
        for ident, choice in named
    )
    equal = [(_equal("response", ident), choice.right) for ident, choice in named]
    right = "".join(each for each, is_right in equal if is_right)
    if part.several:
        right = f"<and>{''.join(each if is_right else f'<not>{each}</not>' for each, is_right in equal)}</and>"
    told = {ident: choice.feedback for ident, choice in named if choice.feedback and not choice.right and not part.several}
    each = (
        _condition(f'<varequal respident="{ident}" case="No"/>', _score(share), ident if ident in told else "")
        for (ident, _), share in zip(named, _shares(part), strict=True)
    )
    return _Asked(
        f'<flow class="RESPONSE_BLOCK">{_list("response", labels, part.several, part.shuffle)}</flow>',
        _condition(right, _score("SCORE.max"), "correct", "correct"), "".join(each),
        "".join(_own_feedback(ident, html) for ident, html in told.items()),
    )  # fmt: skip


def _list(ident: str, labels: str, several: bool, shuffle: bool) -> str:
    cardinality, order = "Multiple" if several else "Single", "Yes" if shuffle else "No"
    return (f'<response_lid ident="{ident}" rcardinality="{cardinality}" rtiming="No"><render_choice shuffle="{order}" '
            f'minnumber="0" maxnumber="0">\n{labels}</render_choice></response_lid>')  # fmt: skip


def _label(ident: str) -> str:
    return f'<response_label ident="{ident}" shuffle="Yes" rarea="Ellipse" rrange="Exact"'


def _own_feedback(ident: str, html: str) -> str:
    return (f'<itemfeedback ident="{ident}" view="All"><solution view="All" feedbackstyle="Complete"><solutionmaterial>'
            f"{_flow(html)}</solutionmaterial></solution></itemfeedback>\n")  # fmt: skip


def _shares(part: ChoicePart) -> list[str]:
    """Give what each choice earns in per cent; where no part of the points can be earned, Blackboard writes zeros."""
    count = len(part.rights)
    if not part.several:
        return [f"{100 * (choice.right or choice.credit):.5g}" if _shared(part) else "0" for choice in part.choices]
    steps = [round(100 * step / count, 2) for step in range(count + 1)]
    earned = (f"{more - less:.4g}" for less, more in pairwise(steps))
    return [next(earned) if choice.right else f"{-100 / count:.4g}" for choice in part.choices]


def _matching(id: str, part: RankingPart) -> _Asked:
    """Write an order as places to be matched with names; the n-th label of each place stands for the n-th name."""
    named = places(part)
    lists = (_list(f"{id}-{n}", _place_labels(f"{id}-{n}", part), False, False) for n in range(1, len(named) + 1))
    blocks = (f'<flow class="Block">{each}{_text("flow", place)}</flow>\n' for each, place in zip(lists, named, strict=True))
    names = "".join(f'<flow class="Block">{_text("flow", name)}</flow>' for name in part.names)
    right = (
        _condition(_equal(f"{id}-{n}", f"{id}-{n}-{part.names.index(name) + 1}"), "", "correct")
        for n, name in enumerate(part.order, 1)
    )
    return _Asked(f'<flow class="RESPONSE_BLOCK">{"".join(blocks)}</flow>\n<flow class="RIGHT_MATCH_BLOCK">{names}</flow>',
                  "".join(right))  # fmt: skip


def _place_labels(ident: str, part: RankingPart) -> str:
    labels = "".join(f"{_label(f'{ident}-{n}')}/>" for n in range(1, len(part.names) + 1))
    return f'<flow_label class="Block">{labels}</flow_label>\n'


def _solution(item: Item, part: Part) -> str:
    answers = "; ".join(f"({each.label}) {each.answer}" for each in before(item, part))
    told = f"<p>Before it: {answers}.</p>" if answers else ""
    return "\n".join(piece for piece in (item.explained, told, part.solution) if piece)


def _if_wrong(part: Part) -> str:
    """Tell what every wrong answer gets: for numbers and several choices also what each of the mistakes means."""
    said, listed = NOT_YET, []
    if isinstance(part, NumberPart):
        listed = [f"If you got about {wrong.shown}: {wrong.feedback}" for wrong in part.wrong if wrong.feedback]
    elif isinstance(part, ChoicePart) and part.several:
        listed = [f"{each.text}: {each.feedback}" for each in part.choices if each.feedback and not each.right]
    elif isinstance(part, ChoicePart):
        said = WRONG_CHOICE
    hints = f"<p>Hints:</p>\n{_bullets(part.hints)}" if part.hints else ""
    return f"<p>{said}</p>\n{_bullets(listed)}{hints}"


def _bullets(pieces: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{piece}</li>' for piece in pieces)}</ul>\n" if pieces else ""


def _notes(item: Item) -> Iterator[Note]:
    yield from shared_notes(item)
    if item.tags:
        yield Note("tags", "in the instructor notes of each question")
    for part in item.parts:
        if isinstance(part, NumberPart) and any(wrong.feedback for wrong in part.wrong):
            listed = "after a wrong answer all mistakes are listed, each with its number"
            yield Note("feedback for the one mistake that was made", listed)
        if part.hints:
            yield Note("hints", "listed in what is told after a wrong answer")
        if isinstance(part, ChoicePart) and part.several and any(each.feedback for each in part.choices):
            yield Note("feedback for each of several choices", "listed in what is told after a wrong answer")


def _files(quiz: Quiz) -> Iterable[ExportFile]:
    yield ExportFile(".bb-package-info", ["cx.package.info.version=6.0\n"])
    yield ExportFile("imsmanifest.xml", [_manifest(quiz)])
    numbers = Numbers()
    yield from numbers.files(quiz.pictures)
    for number, group in enumerate(quiz.groups, 1):
        yield ExportFile(f"res{number:05}.dat", _pool(quiz, group, number, numbers))


def _title(group: Group, number: int) -> str:
    return escape.html(f"{number:02} {group.title}")


def _manifest(quiz: Quiz) -> str:
    resources = (
        f'<resource bb:file="res{number:05}.dat" bb:title="{_title(group, number)}" identifier="res{number:05}" '
        f'type="assessment/x-bb-qti-pool" xml:base="res{number:05}"/>\n' for number, group in enumerate(quiz.groups, 1)
    )  # fmt: skip
    return (f'{XML}<manifest identifier="man00001" xmlns:bb="http://www.blackboard.com/content-packaging/"><organizations/>'
            f"<resources>\n{''.join(resources)}</resources></manifest>\n")  # fmt: skip


def _pool(quiz: Quiz, group: Group, number: int, numbers: Numbers) -> Iterator[str | bytes]:
    id = escape.html(f"{quiz.bank}-{quiz.id}-{number:02}")
    yield (
        f'{XML}<questestinterop><assessment title="{_title(group, number)}">\n'
        f"{_metadata('assessment', id, 'Multiple Choice', '0')}"
        f'<rubric view="All"><flow_mat class="Block">{_material(quiz.instructions)}</flow_mat></rubric>\n'
        f'<presentation_material><flow_mat class="Block">{_material(draw(group))}</flow_mat></presentation_material>\n'
        f"<section>\n{_metadata('section', f'{id}-section', 'Multiple Choice', '0')}"
    )
    for question in group.questions:
        yield numbers.put_into(question.data) if numbers.of else question.data
    yield "</section></assessment></questestinterop>\n"


EXPORTER = Exporter(
    name="blackboard-pool", title="Blackboard: pool package", markup="words", suffix=".zip", split=True, plain_digits=False,
    write=_write, files=_files, notes=_notes, experimental=UNTRIED, picture=named,
)  # fmt: skip
