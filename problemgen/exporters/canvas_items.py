"""Questions for Canvas, as items of QTI 1.2: numerical, multiple choice, multiple answers and matching, one for each part.

What they may hold is what both of Canvas' readers read the same way: Classic Quizzes (QTIMigrationTool, and canvas-lms,
gems/plugins/qti_exporter) and New Quizzes (gem qti 2.27, lib/qti/v1). Texts come in the markup ``picture``, which is
escaped for XML already; only the tags that are added here are not.
"""

from __future__ import annotations

from problemgen.cache import digest
from problemgen.exporters.item import Choice, ChoicePart, Item, NumberPart, Part, RankingPart
from problemgen.exporters.wording import CHOOSE_NAMES, NONE_OF_THESE, NOT_YET, WRONG_CHOICE, how_to_answer
from problemgen.markup import escape
from problemgen.markup.formats.picture import in_xml

SINGLE, SEVERAL, NUMBER, MATCHING = (
    "multiple_choice_question", "multiple_answers_question", "numerical_question", "matching_question"
)  # fmt: skip
PARTIAL = {SEVERAL: "PartialScore", MATCHING: "PartialDeep"}  # New Quizzes: a share of the points for what is right
GENERAL, WRONG = "general_fb", "general_incorrect_fb"  # both readers know these names


def items(item: Item) -> tuple[str, ...]:
    """Write one question for each part of an item."""
    return tuple(_item(item, part) for part in item.parts)


def _item(item: Item, part: Part) -> str:
    if isinstance(part, NumberPart):
        return _question(item, part, NUMBER, _NUMBER_FIELD, _window(part), _comments(item, part, _mistakes(part)))
    if isinstance(part, RankingPart):
        return _question(item, part, MATCHING, _places(part), _matches(part), _comments(item, part, NOT_YET))
    kind = SEVERAL if part.several else SINGLE
    numbered = arranged(part)
    told = "".join(_feedback(f"{n}_fb", choice.feedback) for n, choice in numbered if choice.feedback)
    return _question(item, part, kind, _offer(part, numbered), _told(numbered) + _scored(part, numbered),
                     _comments(item, part, WRONG_CHOICE) + told)  # fmt: skip


def _question(item: Item, part: Part, kind: str, response: str, conditions: str, feedback: str) -> str:
    id, title = _named(item, part), f"{item.title} ({part.label})" if part.label else item.title
    fields = {"question_type": kind, "points_possible": f"{part.points:g}"}
    if kind in PARTIAL:
        fields["scoring_algorithm"] = PARTIAL[kind]
    meta = "".join(f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
                   for label, entry in fields.items())  # fmt: skip
    return (
        f'<item ident="{id}" title="{escape.attribute(title)}">'
        f"<itemmetadata><qtimetadata>{meta}</qtimetadata></itemmetadata>\n"
        f"<presentation>{_material(_page(item, part))}{response}</presentation>\n"
        f"<resprocessing>{_OUTCOMES}{_ALWAYS.format(GENERAL)}{conditions}{_ALWAYS.format(WRONG)}</resprocessing>\n"
        f"{feedback}</item>\n"
    )


_OUTCOMES = '<outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>'
_SHOW = '<displayfeedback feedbacktype="Response" linkrefid="{}"/>'
_ALWAYS = f'<respcondition continue="Yes"><conditionvar><other/></conditionvar>{_SHOW}</respcondition>'


def _named(item: Item, part: Part) -> str:
    return f"{item.id}-{part.label}" if part.label else item.id


def _material(html: str) -> str:
    return f'<material><mattext texttype="text/html">{in_xml(html)}</mattext></material>'


def _feedback(ident: str, html: str) -> str:
    return f'<itemfeedback ident="{ident}"><flow_mat>{_material(html)}</flow_mat></itemfeedback>\n'


def _page(item: Item, part: Part) -> str:
    """Put together what a student sees: every part repeats the stem and stands alone."""
    how = ""
    if isinstance(part, NumberPart):
        how = f"<p>({how_to_answer(part)})</p>"
    elif isinstance(part, RankingPart):
        how = f"<p>{CHOOSE_NAMES}</p>"
    tag = item.tag.replace(item.id, _named(item, part))
    return "\n".join(piece for piece in (item.stem, _context(item, part), part.ask, how, tag) if piece)


def _context(item: Item, part: Part) -> str:
    """Say which part this is, and which numbers are asked before it."""
    if not part.label:
        return ""
    which = f"Part ({part.label}) of a problem in {len(item.parts)} parts; other parts may come with other numbers."
    asked = "\n".join(f"<p>({before.label})</p>{before.ask}" for before in _before(item, part))
    if asked:
        return f"<p><em>{which} Before it, the problem asks:</em></p>\n<blockquote>{asked}</blockquote>"
    return f"<p><em>{which}</em></p>"


def _before(item: Item, part: Part) -> list[NumberPart]:
    """List the numbers that are asked before a part: it may build on them."""
    earlier = item.parts[: item.parts.index(part)]
    return [each for each in earlier if isinstance(each, NumberPart)]


def _comments(item: Item, part: Part, wrong: str) -> str:
    """Write the worked solution, and what is told where an answer is wrong."""
    before = "; ".join(f"({each.label}) {each.answer}" for each in _before(item, part))
    told = f"<p>Before it: {before}.</p>" if before else ""
    solution = "\n".join(piece for piece in (item.explained, told, part.solution) if piece)
    hints = "".join(f"<li>{hint}</li>" for hint in part.hints)
    return _feedback(GENERAL, solution) + _feedback(WRONG, wrong + (f"<p>Hints:</p><ul>{hints}</ul>" if hints else ""))


# A number: one window and no other, since Classic Quizzes gives the whole points for every condition it finds
# (qti_exporter, numeric_interaction.rb). As a pure range both readers take its ends as they are.

_NUMBER_FIELD = ('<response_str ident="response1" rcardinality="Single"><render_fib fibtype="Decimal">'
                 '<response_label ident="answer1"/></render_fib></response_str>')  # fmt: skip


def _window(part: NumberPart) -> str:
    window = f'<vargte respident="response1">{part.right.low}</vargte><varlte respident="response1">{part.right.high}</varlte>'
    return _right(f"<and>{window}</and>")


def _right(condition: str) -> str:
    return (f'<respcondition continue="No"><conditionvar>{condition}</conditionvar>'
            '<setvar action="Set" varname="SCORE">100</setvar></respcondition>')  # fmt: skip


def _mistakes(part: NumberPart) -> str:
    """List what the mistakes give, since no reader keeps feedback that belongs to a wrong number."""
    told = "".join(f"<li>If you got about {each.shown}: {each.feedback}</li>" for each in part.wrong if each.feedback)
    return f"<p>{NOT_YET}</p>" + (f"<ul>{told}</ul>" if told else "")


# Choices: feedback of each choice stands before the condition that scores, which ends Classic Quizzes' search
# (qti_exporter, choice_interaction.rb).

Numbered = tuple[tuple[int, Choice], ...]


def arranged(part: ChoicePart) -> Numbered:
    """Number the choices, and give them in the order of the page: one that says nothing, where they are to be shuffled."""
    numbered = tuple(enumerate(part.choices if part.rights else (*part.choices, _NONE), 1))
    if not part.shuffle:
        return numbered
    keys = sorted(choice.key for _, choice in numbered)
    return tuple(sorted(numbered, key=lambda each: digest(*keys, each[1].key)))


_NONE = Choice("none", NONE_OF_THESE, True)  # a question without a right answer would have no points


def _offer(part: ChoicePart, numbered: Numbered) -> str:
    labels = "".join(f'<response_label ident="{n}">{_material(choice.text)}</response_label>\n' for n, choice in numbered)
    return (f'<response_lid ident="response1" rcardinality="{"Multiple" if part.several else "Single"}">'
            f'<render_choice shuffle="{"Yes" if part.shuffle else "No"}">{labels}</render_choice></response_lid>')  # fmt: skip


def _chosen(n: int) -> str:
    return f'<varequal respident="response1">{n}</varequal>'


def _told(numbered: Numbered) -> str:
    return "".join(
        f'<respcondition continue="Yes"><conditionvar>{_chosen(n)}</conditionvar>{_SHOW.format(f"{n}_fb")}</respcondition>\n'
        for n, choice in numbered if choice.feedback
    )  # fmt: skip


def _scored(part: ChoicePart, numbered: Numbered) -> str:
    if part.several:
        each = (_chosen(n) if choice.right else f"<not>{_chosen(n)}</not>" for n, choice in numbered)
        return _right(f"<and>{''.join(each)}</and>")
    return "".join(_right(_chosen(n)) for n, choice in numbered if choice.right)


# A ranking: places to be matched with names. Every place lists all names; Classic Quizzes reads them from the first
# one, and knows them by the digits of their idents (qti_exporter, associate_interaction.rb).


def _places(part: RankingPart) -> str:
    names = "".join(f'<response_label ident="{n}">{_name(name)}</response_label>' for n, name in enumerate(part.names, 1))
    return "".join(
        f'<response_lid ident="response_{n}" rcardinality="Single">{_material(place)}<render_choice>{names}</render_choice>'
        "</response_lid>\n"
        for n, place in enumerate(place_names(part), 1)
    )


def _name(name: str) -> str:
    """Write a name as plain words: Classic Quizzes reads no HTML here."""
    return f"<material><mattext>{name}</mattext></material>"


def place_names(part: RankingPart) -> list[str]:
    """Name the places of an order: ``1 (largest)``, ``2``, ``3 (smallest)``."""
    ends = ("largest", "smallest") if part.sign == "&gt;" else ("smallest", "largest")
    named = {1: f" ({ends[0]})", len(part.order): f" ({ends[1]})"}
    return [f"{place}{named.get(place, '')}" for place in range(1, len(part.order) + 1)]


def _matches(part: RankingPart) -> str:
    share = f"{100 / len(part.order):.2f}"
    return "".join(
        f'<respcondition><conditionvar><varequal respident="response_{n}">{part.names.index(name) + 1}</varequal></conditionvar>'
        f'<setvar varname="SCORE" action="Add">{share}</setvar></respcondition>\n'
        for n, name in enumerate(part.order, 1)
    )
