"""Print a variant as a problem of a sheet, in one format: patterns are compiled once a template and filled here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TypeGuard

from problemgen.document.figures import NOTHING, Drawn, sheet_figures
from problemgen.document.sheet import PartKind, Safe, SheetMistake, SheetPart, SheetProblem, SheetSolution
from problemgen.markup.nodes import Math, Node, Slot, Text
from problemgen.markup.pattern import Fragment, Pattern, Value, fill, pattern
from problemgen.maths.layout import layout
from problemgen.maths.numbers import Printed, inner_edges
from problemgen.maths.tree import Node as Formula
from problemgen.maths.unit_words import unit_words
from problemgen.variant.answers import part_name
from problemgen.variant.solution import Solved
from problemgen.variant.variant import ChoiceKey, NumberKey, Option, PartKey, RankingKey, SeveralKey, SymbolicKey, Variant

Nodes = tuple[Node, ...]
LETTERS = "ABCDEFGHIJ"
NONE_RIGHT = "–"  # of a variant that is shown, but would not be issued
SPACE_FOR_NUMBER, SPACE_FOR_CHOICE = 5, 2  # lines of room to work


@dataclass
class Printer:
    """Prints in one format; keeps every compiled pattern."""

    format: str
    patterns: dict[int, tuple[Nodes, Pattern]] = field(default_factory=dict)

    def text(self, nodes: Nodes, values: Mapping[str, Value]) -> Safe:
        """Print prose or words with the values of a variant."""
        return Safe(fill(self.pattern(nodes), values))

    def pattern(self, nodes: Nodes) -> Pattern:
        """Compile prose or words, once."""
        kept = self.patterns.get(id(nodes))
        if kept is None:  # the nodes are kept too, so that no others can come by their id
            kept = self.patterns[id(nodes)] = (nodes, pattern(nodes, self.format))
        return kept[1]

    def number(self, printed: Printed) -> Safe:
        """Print a number with its unit."""
        return self.text(_NUMBER, {"number": printed})


_NUMBER: Nodes = (Slot("number"),)


def problem(
    printer: Printer, solved: Solved, number: int, points: Mapping[str, float], pictures: Drawn = NOTHING
) -> SheetProblem:
    """Print a variant, with its solutions, as problem ``number``."""
    asked = question(printer, solved.variant, number, points, pictures)
    pairs = zip(asked.parts, solved.variant.parts, strict=True)
    parts = tuple(replace(part, solution=_solution(printer, key, solved)) for part, key in pairs)
    return replace(asked, parts=parts, key_figures=sheet_figures(pictures.key, printer.format))


def question(
    printer: Printer, variant: Variant, number: int, points: Mapping[str, float], pictures: Drawn = NOTHING
) -> SheetProblem:
    """Print what a variant asks, without solutions, as problem ``number``."""
    template = variant.template
    parts = tuple(_part(printer, each, variant, number, points) for each in variant.parts)
    heading, text = printer.text(template.heading, {}), printer.text(template.text, variant.values)
    return SheetProblem(number, heading, text, parts, sheet_figures(pictures.question, printer.format))


def without_solutions(problem: SheetProblem) -> SheetProblem:
    """Take the solutions out, for the student's page."""
    return replace(problem, parts=tuple(replace(part, solution=None) for part in problem.parts), key_figures=())


def _part(printer: Printer, key: PartKey, variant: Variant, problem: int, points: Mapping[str, float]) -> SheetPart:
    part, count, values = key.part, len(variant.parts), variant.values
    options = tuple(printer.text(option.words, values) for option in options_of(key))
    number = isinstance(key, NumberKey)
    return SheetPart(
        label=part.label if count > 1 else "",
        ask=printer.text(part.ask, values),
        points=points[part.label],
        options=options,
        unit=_unit(printer, key) if number and not options else None,
        several=isinstance(key, SeveralKey),
        space=part.space if part.space is not None else (SPACE_FOR_NUMBER if number else SPACE_FOR_CHOICE),
        name=part_name(problem, part.label, count),
        kind=_kind(key),
        unit_words=unit_words(key.printed.unit) if _has_unit(key) else "",
        items=key.names if isinstance(key, RankingKey) else (),
        sign=key.sign if isinstance(key, RankingKey) else ">",
        hints=tuple(printer.text(hint, values) for hint in part.hints),
    )


def _kind(key: PartKey) -> PartKind:
    if isinstance(key, SeveralKey):
        return "several"
    if isinstance(key, RankingKey):
        return "ranking"
    if isinstance(key, SymbolicKey):
        return "formula"
    return "choice" if key.options else "number"


def options_of(key: PartKey) -> tuple[Option, ...]:
    """Give what a part offers to choose from; nothing where an answer is typed."""
    return () if isinstance(key, (RankingKey, SymbolicKey)) else key.options


def rights_of(key: PartKey) -> tuple[int, ...]:
    """Give which options are right."""
    if isinstance(key, SeveralKey):
        return key.rights
    if isinstance(key, (NumberKey, ChoiceKey)) and key.options and key.right >= 0:
        return (key.right,)
    return ()


@cache
def in_order(order: tuple[str, ...], sign: str) -> Nodes:
    """Write an order: ``K > Cl > Na``."""
    return (Text(f" {sign} ".join(order)),)


FORMULA: Nodes = (Slot("formula"),)


@cache
def formula_words(formula: Formula) -> Fragment:
    """Give a formula as a value that fills a slot."""
    return Fragment((Math(layout(formula, {})),))


def _unit(printer: Printer, key: PartKey) -> Safe | None:
    return printer.text(UNIT, {"number": key.printed}) if _has_unit(key) else None


def _has_unit(key: PartKey) -> TypeGuard[NumberKey]:
    """Tell whether a part says its unit; it does not where the unit is part of what is asked."""
    return isinstance(key, NumberKey) and key.answer.units != "required" and key.printed.unit != "1"


UNIT: Nodes = (Slot("number", "unit"),)


def _solution(printer: Printer, key: PartKey, solved: Solved) -> SheetSolution:
    values = solved.values
    steps = tuple(printer.text(block, values) for block in blocks_of(solved.solutions.parts[key.part.label].text))
    reasons = tuple(printer.text(words, values) for words in solved.variant.reasons[key.part.label])
    explanation = Safe(" ".join(reasons)) if reasons else None
    if isinstance(key, RankingKey):
        return SheetSolution(printer.text(in_order(key.order, key.sign), values), None, steps, explanation)
    if isinstance(key, SymbolicKey):
        return SheetSolution(printer.text(FORMULA, {"formula": formula_words(key.answer.formula)}), None, steps, explanation)
    rights = rights_of(key)
    if not isinstance(key, NumberKey) or key.options:
        wrong = [(n, option) for n, option in enumerate(options_of(key)) if n not in rights and option.feedback]
        meant = tuple(SheetMistake(Safe(LETTERS[n]), _feedback(printer, each.feedback, values)) for n, each in wrong)
        letters = Safe(", ".join(LETTERS[n] for n in rights) or NONE_RIGHT)
        return SheetSolution(letters, None, steps, explanation, meant, rights)
    mistakes = tuple(
        SheetMistake(printer.number(key.shown_wrong(wrong.value)), _feedback(printer, wrong.feedback, values))
        for wrong in key.wrong
    )
    return SheetSolution(printer.number(key.printed), accepted(printer, key), steps, explanation, mistakes)


_KEPT_BLOCKS: dict[int, tuple[Nodes, tuple[Nodes, ...]]] = {}


def blocks_of(text: Nodes) -> tuple[Nodes, ...]:
    """Cut a text into its blocks, always the same objects for the same text."""
    kept = _KEPT_BLOCKS.get(id(text))
    if kept is None:
        kept = _KEPT_BLOCKS[id(text)] = (text, tuple((block,) for block in text))
    return kept[1]


def _feedback(printer: Printer, feedback: tuple[Nodes, ...], values: Mapping[str, Value]) -> Safe:
    return Safe(" ".join(printer.text(words, values) for words in feedback))


def accepted(printer: Printer, key: NumberKey) -> Safe:
    """Say the window with one digit more than the answer, rounded inwards so that what is printed is accepted."""
    window = key.window
    low, high = inner_edges(key.printed.number, window.low, window.high)
    if key.answer.kind == "integer":
        low, high = f"{window.low:.0f}", f"{window.high:.0f}"
    return printer.text(WINDOW, {"low": Printed(low), "high": Printed(high, key.printed.unit)})


WINDOW: Nodes = (Slot("low", "value"), Text(" to "), Slot("high"))
