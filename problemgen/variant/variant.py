"""One variant: the values as printed, every answer with its window, and what each mistake gives.

Reads a Program, makes a Variant; nothing downstream asks the template, the sampler or sympy for more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from decimal import Decimal
from functools import cache
from math import floor

from problemgen.bank.amount import si
from problemgen.bank.tables import NumberCell, TextCell
from problemgen.bank.template import (
    ChoicesAnswer,
    DecisionAnswer,
    NumberAnswer,
    Part,
    RankingAnswer,
    Style,
    SymbolicAnswer,
    Template,
)
from problemgen.cache import digest
from problemgen.checker.windows import interval_tolerance
from problemgen.frozen import frozen
from problemgen.markup.nodes import Slot, Words
from problemgen.markup.pattern import Fragment
from problemgen.maths.numbers import Printed, exact, number_text, shown
from problemgen.variant.program import SAME, Program, acceptable, half_width, line_of, results
from problemgen.variant.space import Rows, cell_at
from problemgen.variant.windows import Window, merged, twelve_digits

Value = Printed | Fragment


@frozen
class Wrong:
    """What one or more mistakes give: several codes where their windows meet."""

    codes: tuple[str, ...]
    value: float
    window: Window
    feedback: tuple[Words, ...]
    credit: float = 0.0


@frozen
class Option:
    """One thing to choose: its words, and what leads to it when it is wrong."""

    key: str
    words: Words
    codes: tuple[str, ...] = ()
    feedback: tuple[Words, ...] = ()
    credit: float = 0.0


@frozen
class NumberKey:
    """The answer of a part that is a number, in ``printed.unit``."""

    part: Part
    answer: NumberAnswer
    value: float
    printed: Printed
    window: Window
    wrong: tuple[Wrong, ...]
    options: tuple[Option, ...] = ()
    right: int = -1
    shown: Mapping[str, Printed] = field(default_factory=dict)  # the numbers on the options, by their slots

    def shown_wrong(self, value: float) -> Printed:
        """Print a wrong value as the answer is printed."""
        style = self.answer.style
        return printed(style.unit.to_si(value), style)


@frozen
class ChoiceKey:
    """The answer of a part that is one of several options."""

    part: Part
    options: tuple[Option, ...]
    right: int


@frozen
class SeveralKey:
    """The answer of a part of which all right options are asked."""

    part: Part
    options: tuple[Option, ...]
    rights: tuple[int, ...]


@frozen
class RankingKey:
    """The answer of a part that is an order: the names, first to last, with ``sign`` (> or <) between them."""

    part: Part
    names: tuple[str, ...]
    order: tuple[str, ...]
    sign: str


@frozen
class SymbolicKey:
    """The answer of a part that is a formula; the same for every variant."""

    part: Part
    answer: SymbolicAnswer


PartKey = NumberKey | ChoiceKey | SeveralKey | RankingKey | SymbolicKey


@frozen
class Variant:
    """One variant of a template; ``index`` is None where values were pinned off the grid."""

    template: Template
    index: int | None
    rows: Rows
    values: Mapping[str, Value]
    numbers: Mapping[str, float | None]
    parts: tuple[PartKey, ...]
    reasons: Mapping[str, tuple[Words, ...]]
    accepted: bool


def variant(program: Program, index: int) -> Variant:
    """Make the variant at an index of the template's grid. Raises IndexError."""
    scenario, positions = program.space.at(index)
    drawn = {draw.name: grid[position] for draw, grid, position in
             zip(program.template.numbers, scenario.grids, positions, strict=True)}  # fmt: skip
    made = from_values(program, scenario.rows, drawn, index)
    if made is None:
        raise IndexError(index)
    return made


def from_values(program: Program, rows: Rows, drawn: Mapping[str, Printed], index: int | None = None) -> Variant | None:
    """Make a variant from rows and printed numbers; None where a formula has no value for them."""
    fields = _field_values(program, rows)
    if fields is None:
        return None
    numbers = (*program.constants, *map(si, fields.values()), *(si(drawn[draw.name]) for draw in program.template.numbers))
    found = results(program, numbers)
    if any(found[each.name] is None for each in program.template.derived):
        return None
    values: dict[str, Value] = {**_constants(program.template), **fields, **drawn}
    for each in program.template.derived:
        values[each.name] = printed(found[each.name] or 0.0, each.style)
    values |= _texts(program, rows)
    salt = f"{program.template.id} {index if index is not None else sorted(drawn.items())}"
    parts = tuple(_key(part, found, salt) for part in program.template.parts)
    for part in parts:
        values |= part.shown if isinstance(part, NumberKey) else {}
    reasons = {part.label: _reasons(part, found) for part in program.template.parts}
    inputs = dict(zip(program.inputs, numbers, strict=True))
    return Variant(program.template, index, rows, values, {**inputs, **found}, parts, reasons, acceptable(program, numbers))


def printed(value: float, style: Style) -> Printed:
    """Print an SI value as a style asks; four digits where it says nothing."""
    in_unit = style.unit.from_si(value)
    digits = style.digits if style.decimals is not None or style.digits is not None else 4
    return Printed(shown(in_unit, digits, style.decimals), style.unit.text)


def _constants(template: Template) -> dict[str, Printed]:
    symbols = template.bank.symbols.values()
    return {each.name: Printed(each.printed, each.unit.text) for each in symbols if each.printed is not None}


def _field_values(program: Program, rows: Rows) -> dict[str, Printed] | None:
    found = {}
    for name, path in program.template.fields.items():
        cell = cell_at(program.template.bank, rows, path)
        if not isinstance(cell, NumberCell) or not cell.fixed:
            return None
        found[name] = Printed(number_text(Decimal(exact(cell.low))), cell.unit.text)
    return found


def _texts(program: Program, rows: Rows) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for path in program.template.text_fields:
        cell = cell_at(program.template.bank, rows, path)
        found[path] = cell.fragment if isinstance(cell, TextCell) else _NOTHING
    return found


_NOTHING = Fragment(())


def _key(part: Part, found: Mapping[str, float | None], salt: str) -> PartKey:
    answer = part.answer
    if isinstance(answer, NumberAnswer):
        return _number_key(part, answer, found, salt)
    if isinstance(answer, DecisionAnswer):
        return _decision_key(part, answer, found)
    if isinstance(answer, RankingAnswer):
        return _ranking_key(part, answer, found)
    if isinstance(answer, SymbolicAnswer):
        return SymbolicKey(part, answer)
    return _choices_key(part, answer, found, salt)


def _ranking_key(part: Part, answer: RankingAnswer, found: Mapping[str, float | None]) -> RankingKey:
    values = {name: found[line_of(part, name)] or 0.0 for name in answer.values}
    order = tuple(sorted(values, key=values.__getitem__, reverse=not answer.smallest_first))
    return RankingKey(part, tuple(values), order, "<" if answer.smallest_first else ">")


def _number_key(part: Part, answer: NumberAnswer, found: Mapping[str, float | None], salt: str) -> NumberKey:
    in_si = found[answer.quantity] or 0.0
    value = twelve_digits(answer.style.unit.from_si(in_si))
    reach = max((found[line_of(part, "reach", n)] or 0.0 for n in range(len(answer.moved))), default=0.0)
    half = max(half_width(value, answer), reach / answer.style.unit.factor)
    if answer.kind == "integer":  # only whole numbers are read
        value, half = float(round(value)), float(floor(half))
    elif abs(value) < SAME * half:  # nothing but what binary arithmetic adds
        value = 0.0
    window = Window(value, half)
    wrong = told_apart(_wrong_values(part, answer, value, window, found))
    key = NumberKey(part, answer, value, printed(in_si, answer.style), window, wrong)
    if not answer.options:
        return key
    return _with_options(key, salt)


def _wrong_values(
    part: Part, answer: NumberAnswer, right: float, window: Window, found: Mapping[str, float | None]
) -> list[Wrong]:
    """Evaluate the mistakes; those that have no value or change nothing are dropped."""
    own = interval_tolerance(window.low, window.high).absolute if answer.moved else 0.0
    wrong = []
    for way in part.wrong:
        in_si = found[line_of(part, way.code)]
        if in_si is None:
            continue
        value = twelve_digits(answer.style.unit.from_si(in_si))
        if abs(value - right) > 1e-9 * max(abs(value), abs(right)):
            half = own or half_width(value, answer)
            wrong.append(Wrong((way.code,), value, Window(value, half), (way.feedback,), way.credit))
    return wrong


def told_apart(wrong: Sequence[Wrong]) -> tuple[Wrong, ...]:
    """Join mistakes whose windows meet: nobody can tell them apart by the number alone."""
    return tuple(_one([wrong[place] for place in places], window) for places, window in merged([w.window for w in wrong]))


def _one(wrong: Sequence[Wrong], window: Window) -> Wrong:
    if len(wrong) == 1:
        return wrong[0]
    codes = tuple(code for each in wrong for code in each.codes)
    feedback = tuple(dict.fromkeys(words for each in wrong for words in each.feedback))
    return Wrong(codes, wrong[0].value, window, feedback, min(each.credit for each in wrong))


def _with_options(key: NumberKey, salt: str) -> NumberKey:
    """Offer the right number and what mistakes give, in an order that says nothing; no two look alike."""
    label = key.part.label
    offered: dict[str, tuple[Printed, Wrong | None]] = {key.printed.number: (key.printed, None)}
    for each in sorted(key.wrong, key=lambda each: digest(salt, label, *each.codes)):
        number = key.shown_wrong(each.value)
        if len(offered) < key.answer.options:
            offered.setdefault(number.number, (number, each))
    order = sorted(offered.values(), key=lambda pair: digest(salt, label, "order", pair[0].number))
    options, shown = [], {}
    for n, (number, wrong) in enumerate(order):
        words = _option_words(label, n)
        shown[words[0].name] = number
        codes = wrong.codes if wrong else ()
        feedback, credit = (wrong.feedback, wrong.credit) if wrong else ((), 0.0)
        options.append(Option("+".join(codes) or "right", words, codes, feedback, credit))
    right = next(n for n, option in enumerate(options) if not option.codes)
    return replace(key, options=tuple(options), right=right, shown=shown)


@cache
def _option_words(label: str, n: int) -> tuple[Slot]:
    return (Slot(f"option {label} {n}"),)


def _first_true(part: Part, found: Mapping[str, float | None], count: int, *rest: object) -> int | None:
    return next((n for n in range(count) if found[line_of(part, *rest, n)]), None)


def _decision_key(part: Part, answer: DecisionAnswer, found: Mapping[str, float | None]) -> ChoiceKey:
    explained = answer.explained
    count = len(explained.conditions)
    right = _first_true(part, found, count)
    led: dict[int, list[int]] = {}
    for w, way in enumerate(part.wrong):
        outcome = _first_true(part, found, count, way.code)
        if outcome is not None and outcome != right:
            led.setdefault(outcome, []).append(w)
    options = []
    for n, (offered, words) in enumerate(zip(explained.decision.outcomes, explained.texts, strict=True)):
        ways = [part.wrong[w] for w in led.get(n, ())]
        codes, feedback = tuple(way.code for way in ways), tuple(way.feedback for way in ways)
        options.append(Option(offered.key, words, codes, feedback, min((way.credit for way in ways), default=0.0)))
    return ChoiceKey(part, tuple(options), -1 if right is None else right)


def _choices_key(part: Part, answer: ChoicesAnswer, found: Mapping[str, float | None], salt: str) -> ChoiceKey | SeveralKey:
    right = _first_true(part, found, len(answer.choices))
    order = list(range(len(answer.choices)))
    if answer.shuffle:
        order.sort(key=lambda n: digest(salt, part.label, "order", str(n)))
    options = tuple(
        Option(str(n + 1), answer.choices[n].text, (), (answer.choices[n].feedback,) if answer.choices[n].feedback else ())
        for n in order
    )
    if answer.several:
        return SeveralKey(part, options, tuple(at for at, n in enumerate(order) if found[line_of(part, n)]))
    return ChoiceKey(part, options, -1 if right is None else order.index(right))


def _reasons(part: Part, found: Mapping[str, float | None]) -> tuple[Words, ...]:
    """Give the sentences that explain a part: from the very conditions that decided it."""
    reasons = []
    if isinstance(part.answer, DecisionAnswer):
        outcome = _first_true(part, found, len(part.answer.explained.conditions))
        if outcome is not None:
            reasons.append(part.answer.explained.because[outcome])
    for k, explained in enumerate(part.explain):
        outcome = _first_true(part, found, len(explained.conditions), "explain", k)
        if outcome is not None:
            reasons.append(explained.because[outcome])
    return tuple(reasons)
