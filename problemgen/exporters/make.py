"""Turn a solved variant into an item: every text printed, every number that differs between variants a mark."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from problemgen.bank.figure import differs
from problemgen.bank.template import ChoicesAnswer, Template
from problemgen.document.problem import FORMULA, UNIT, Nodes, Printer, formula_words, in_order, options_of, rights_of
from problemgen.exporters.ids import VariantId, plain_name
from problemgen.exporters.item import (
    Choice,
    ChoicePart,
    Interval,
    Item,
    ItemPicture,
    NumberPart,
    Part,
    RankingPart,
    TypedUnit,
    WrongNumber,
)
from problemgen.exporters.judge import power
from problemgen.exporters.notes import Note
from problemgen.exporters.pictures import Show, picture_name
from problemgen.exporters.pictures import shown as pictures_shown
from problemgen.exporters.stencil import FIGURE_FACTS, RIGHT, Accepted, Answer, Edge, Figure, Index, Marks, Slot
from problemgen.exporters.wording import NONE_OF_THESE
from problemgen.markup import escape
from problemgen.markup.pattern import Fragment, Pattern, fragment_pattern
from problemgen.maths.numbers import Printed
from problemgen.maths.tree import Binary, Negate, Node, Number
from problemgen.maths.units import UnitError, unit
from problemgen.variant.solution import Solved
from problemgen.variant.variant import ChoiceKey, NumberKey, Option, PartKey, RankingKey, SeveralKey, SymbolicKey, Wrong

CHOOSE_FORMULA = "nothing to type here: choose the right formula"
PREFIXES = ("", "m", "u", "n", "p", "k", "M")


@dataclass(frozen=True)
class Ink:
    """What items are printed with: the texts of one markup, and the marks of one item."""

    printer: Printer
    plain_digits: bool = False
    lines: Mapping[str, Fragment] = field(default_factory=dict)  # the last lines of derivations: part of the shape
    marks: Marks = field(default_factory=Marks)
    show: Show | None = None  # how the format shows a picture; else it is described

    def text(self, nodes: Nodes) -> str:
        """Print prose or words with marks for the values in it."""
        return self.marked(self.printer.pattern(nodes))

    def marked(self, pattern: Pattern) -> str:
        """Print a pattern with marks in its holes."""
        out = [pattern.texts[0]]
        for hole, text in zip(pattern.holes, pattern.texts[1:], strict=True):
            line = self.lines.get(hole.name)
            slot = Slot(hole.name, hole.mode, hole.style)
            out += (self.marks.mark(slot) if line is None else self.marked(fragment_pattern(line, hole)), text)
        return "".join(out)

    def joined(self, texts: Iterable[Nodes]) -> str:
        """Print several pieces of feedback as one."""
        return " ".join(self.text(nodes) for nodes in texts if nodes)


def make_item(ink: Ink, solved: Solved, points: Mapping[str, float]) -> Item:
    """Make the item of a variant."""
    template = solved.variant.template
    shown = str(variant_id(template, 0)).removesuffix("0") + ink.marks.mark(Index())
    parts = tuple(_part(ink, key, solved, points) for key in solved.variant.parts)
    asked = _pictures(ink, template, shown, [n for n, figure in enumerate(template.figures) if not figure.key], False)
    explained = _pictures(ink, template, shown, [n for n, figure in enumerate(template.figures) if differs(figure)], True)
    stem = "\n".join(text for text in (ink.text(template.text), pictures_shown(asked, ink.show)) if text)
    return Item(
        id=shown, title=f"{_title(template)} #{ink.marks.mark(Index())}", stem=stem, parts=parts,
        tags=tuple(dict.fromkeys((template.bank.name, template.id.split(".")[0], *template.model.objectives))),
        tag=f'<p class="variant"><small>[{shown}]</small></p>',
        pictures=asked if ink.show else (), key_pictures=explained if ink.show else (),
        explained=pictures_shown(explained, ink.show),
    )  # fmt: skip


def _pictures(ink: Ink, template: Template, id: str, numbers: Iterable[int], key: bool) -> tuple[ItemPicture, ...]:
    """Mark the pictures of a template: nothing is drawn yet."""
    count = len(template.figures)
    return tuple(
        ItemPicture(picture_name(id, n, count, key), *(ink.marks.mark(Figure(n, key, what)) for what in FIGURE_FACTS))
        for n in numbers
    )


def variant_id(template: Template, index: int) -> VariantId:
    """Name a variant for course systems."""
    return VariantId(plain_name(template.bank.name), plain_name(template.id), index)


def _title(template: Template) -> str:
    return escape.clean(_PLAIN.text(template.heading, {}))


_PLAIN = Printer("text")


def general_notes(solved: Solved) -> Iterable[Note]:
    """Say what no course system carries, and what every export does instead."""
    for key in solved.variant.parts:
        if isinstance(key, SymbolicKey):
            yield Note("a typed formula", "asked as a choice between the right formula and those of the mistakes")
    if len(solved.variant.parts) > 1:
        yield Note("error carried forward", "every part is graded by its own numbers; an error in one part can cost twice")


def _part(ink: Ink, key: PartKey, solved: Solved, points: Mapping[str, float]) -> Part:
    label = key.part.label if len(solved.variant.parts) > 1 else ""
    ask, hints = ink.text(key.part.ask), tuple(ink.text(hint) for hint in key.part.hints)
    worth = points[key.part.label]
    if isinstance(key, RankingKey):
        answer = ink.text(in_order(key.order, key.sign))
        solution = _solution(ink, key, solved, answer, "")
        names = tuple(escape.html(name) for name in key.names)
        order = tuple(escape.html(name) for name in key.order)
        return RankingPart(label, ask, worth, names, order, escape.html(key.sign), answer, solution, hints)
    if isinstance(key, NumberKey) and not key.options:
        return _number(ink, key, solved, label, ask, worth, hints)
    choices = _formulas(ink, key) if isinstance(key, SymbolicKey) else _choices(ink, key)
    if isinstance(key, SymbolicKey):
        ask += f"\n<p>({CHOOSE_FORMULA})</p>"
    answer = "; ".join(choice.text for choice in choices if choice.right)
    solution = _solution(ink, key, solved, answer, "")
    return ChoicePart(label, ask, worth, isinstance(key, SeveralKey), _shuffled(key), choices, answer, solution, hints)


def _shuffled(key: PartKey) -> bool:
    answer = key.part.answer
    return answer.shuffle if isinstance(answer, ChoicesAnswer) else isinstance(key, (NumberKey, SymbolicKey))


def _number(ink: Ink, key: NumberKey, solved: Solved, label: str, ask: str, points: float, hints: tuple[str, ...]) -> NumberPart:
    name, shift = key.part.label, _power(key) if ink.plain_digits else 0
    answer, accepted = ink.marks.mark(Answer(name, RIGHT)), ink.marks.mark(Accepted(name))
    accepted = accepted if key.window.half else ""
    wrong = tuple(
        WrongNumber(each.codes, _interval(ink, name, each.codes, shift), ink.marks.mark(Answer(name, each.codes)), each.credit,
                    ink.joined(each.feedback))
        for each in key.wrong
    )  # fmt: skip
    return NumberPart(
        label=label, ask=ask, points=points, unit=_unit(ink, key, shift), required=key.answer.units == "required",
        whole=key.answer.kind == "integer", right=_interval(ink, name, RIGHT, shift), wrong=wrong,
        units=() if key.answer.units == "forbidden" else _typed_units(key),
        answer=answer, accepted=accepted, solution=_solution(ink, key, solved, answer, accepted), hints=hints,
    )  # fmt: skip


def _power(key: NumberKey) -> int:
    return 0 if key.answer.kind == "integer" else power(key.value, key.window.half)


def _interval(ink: Ink, part: str, codes: tuple[str, ...], shift: int) -> Interval:
    marks = (ink.marks.mark(Edge(part, codes, what, shift)) for what in ("value", "low", "high", "half", "pattern"))
    return Interval(*marks)


def _unit(ink: Ink, key: NumberKey, shift: int) -> str:
    """Print the unit; a number asked in powers of ten is asked in units of ``1 x 10^-20 J``."""
    if shift:
        return str(ink.printer.number(Printed(f"1e{shift}", key.printed.unit)))
    return "" if key.printed.unit == "1" else str(ink.printer.text(UNIT, {"number": key.printed}))


def _typed_units(key: NumberKey) -> tuple[TypedUnit, ...]:
    """List the asked unit and its siblings with other prefixes, for course systems that read units."""
    asked = unit(key.printed.unit)
    base = next((asked.text.removeprefix(p) for p in PREFIXES[1:] if asked.text.startswith(p) and _is_unit(asked.text[1:])), "")
    names = [asked.text, *(prefix + base for prefix in PREFIXES if base and prefix + base != asked.text)]
    found: list[TypedUnit] = []
    for name in names:
        if _is_unit(name) and unit(name).dimension == asked.dimension and not unit(name).offset:
            found.append(TypedUnit(name, f"{asked.factor / unit(name).factor:.12g}"))
            if name.startswith("u"):
                found += [TypedUnit(micro + name[1:], found[-1].multiplier) for micro in ("\u00b5", "\u03bc")]
    return tuple(found)


def _is_unit(name: str) -> bool:
    try:
        return bool(name) and unit(name) is not None
    except UnitError:
        return False


def _choices(ink: Ink, key: NumberKey | ChoiceKey | SeveralKey) -> tuple[Choice, ...]:
    """List what can be chosen, in an order that is the same in every variant."""
    if isinstance(key, NumberKey):
        return _numbers(ink, key)
    rights, options = rights_of(key), list(enumerate(options_of(key)))
    if isinstance(key.part.answer, ChoicesAnswer):
        options.sort(key=lambda numbered: int(numbered[1].key))
    return tuple(_choice(ink, option, n in rights) for n, option in options)


def _choice(ink: Ink, option: Option, right: bool) -> Choice:
    key = option.key if option.key[:1].isalpha() else f"s{option.key}"
    feedback = "" if right else ink.joined(option.feedback)  # as the checker: a comment is for what is wrong
    return Choice(key, ink.text(option.words), right, option.codes, option.credit, feedback)


def offered(key: NumberKey) -> tuple[Wrong, ...]:
    """Choose the wrong numbers to offer: the first mistakes whose numbers look different."""
    seen = {key.printed.number}
    found: list[Wrong] = []
    for wrong in key.wrong:
        number = key.shown_wrong(wrong.value).number
        if number not in seen and len(found) < key.answer.options - 1:
            seen.add(number)
            found.append(wrong)
    return tuple(found)


def _numbers(ink: Ink, key: NumberKey) -> tuple[Choice, ...]:
    label = key.part.label
    wrong = (
        Choice(".".join(each.codes), ink.marks.mark(Answer(label, each.codes)), False, each.codes, each.credit,
               ink.joined(each.feedback))
        for each in offered(key)
    )  # fmt: skip
    return (Choice("right", ink.marks.mark(Answer(label, RIGHT)), True), *wrong)


def _formulas(ink: Ink, key: SymbolicKey) -> tuple[Choice, ...]:
    """Offer the right formula and those of the mistakes; where none is declared, the other sign and the reciprocal."""
    ways = {way.code: way for way in key.part.wrong}
    choices = [Choice("right", _formula(ink, key.answer.formula), True)]
    for name, formula in wrong_formulas(key).items():
        way = ways.get(name)
        told = ((name,), way.credit, ink.joined((way.feedback,))) if way else ()
        choices.append(Choice(name, _formula(ink, formula), False, *told))
    return tuple(choices)


def wrong_formulas(key: SymbolicKey) -> dict[str, Node]:
    """Give the wrong formulas that are offered beside the right one, by their names."""
    right = key.answer.formula
    declared = {way.code: way.formula for way in key.part.wrong if way.formula is not None}
    return declared or {"negated": Negate(right), "reciprocal": Binary("/", Number("1"), right)}


def _formula(ink: Ink, formula: Node) -> str:
    return str(ink.printer.text(FORMULA, {"formula": formula_words(formula)}))


def _solution(ink: Ink, key: PartKey, solved: Solved, answer: str, accepted: str) -> str:
    """Print the worked solution: the answer, the derived steps, and the sentences that explain it."""
    window = f" (accepted: {accepted})" if accepted else ""
    head = f"<p><strong>Answer:</strong> {answer}{window}</p>"
    if isinstance(key, SeveralKey):
        rights = "".join(f"<li>{choice.text}</li>" for choice in _choices(ink, key) if choice.right)
        head = f"<p><strong>Answer:</strong>{'' if rights else f' {NONE_OF_THESE}'}</p>"
        head += f"<ul>{rights}</ul>" if rights else ""
    steps = ink.text(solved.solutions.parts[key.part.label].text) if solved.solutions.parts[key.part.label].text else ""
    reasons = ink.joined(solved.variant.reasons[key.part.label])
    because = f"<p>{reasons}</p>" if reasons else ""
    return "\n".join(piece for piece in (head, steps, because) if piece)
