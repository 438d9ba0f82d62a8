"""The mistakes of a variant: what each gives, whether it can be told from the others, and the number line they stand on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from problemgen.bank.template import LABELS, DecisionAnswer, NumberAnswer, SymbolicAnswer
from problemgen.document.problem import LETTERS, Printer, accepted, options_of, rights_of
from problemgen.document.sheet import Safe
from problemgen.markup import escape
from problemgen.maths.formula import write
from problemgen.maths.numbers import Printed, number_text, rounded
from problemgen.maths.tree import Node
from problemgen.preview.axis import Axis, Tick, axis
from problemgen.variant.program import line_of
from problemgen.variant.variant import NumberKey, Option, PartKey, SymbolicKey, Variant, Wrong
from problemgen.variant.windows import Window

THIN = 0.4  # per cent: a window is never drawn thinner
CLOSE = 7.0  # per cent: labels nearer than this stand one above the other


@dataclass(frozen=True)
class Mark:
    """A window on the number line, in per cent; ``sign`` names it in the table below, ``lane`` keeps labels apart."""

    sign: str
    x: float
    width: float
    lane: int
    right: bool


@dataclass(frozen=True)
class NumberLine:
    """The windows of the key and of the mistakes of a part, drawn in its unit; ``said`` is the same in words."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    lanes: int
    unit: str
    bent: bool
    said: str


@dataclass(frozen=True)
class Told:
    """A wrong answer that is told apart: what it is, what leads there, and what the student reads."""

    sign: str
    answer: Safe
    window: Safe | None
    titles: tuple[str, ...]  # several where they cannot be told from one another
    feedback: Safe
    credit: str
    trouble: str = ""  # it meets the right window


@dataclass(frozen=True)
class Dropped:
    """A mistake that is not told in this variant, and why."""

    title: str
    why: str


@dataclass(frozen=True)
class PartMistakes:
    """What there is to say about the wrong ways of one part."""

    label: str
    ask: Safe
    answer: Safe
    window: Safe | None
    line: NumberLine | None
    told: tuple[Told, ...]
    dropped: tuple[Dropped, ...]


def mistakes(made: Variant) -> tuple[PartMistakes, ...]:
    """Say for every part of a variant where its mistakes lead."""
    printer = Printer("page")
    return tuple(_part(printer, made, key) for key in made.parts)


def _part(printer: Printer, made: Variant, key: PartKey) -> PartMistakes:
    ask = printer.text(key.part.ask, made.values)
    label = key.part.label if len(made.parts) > 1 else ""
    if isinstance(key, SymbolicKey):
        told = tuple(_formulas(printer, made, key))
        return PartMistakes(label, ask, _written(key.answer.formula), None, None, told, ())
    if isinstance(key, NumberKey) and not key.options:
        told = tuple(_number(printer, made, key, n, wrong) for n, wrong in enumerate(key.wrong, 1))
        answer, window = printer.number(key.printed), accepted(printer, key)
        return PartMistakes(label, ask, answer, window, _line(key), told, tuple(_dropped(made, key)))
    rights = rights_of(key)
    answer = Safe("; ".join(f"{LETTERS[n]}. {printer.text(options_of(key)[n].words, made.values)}" for n in rights))
    told = tuple(_option(printer, made, n, option) for n, option in enumerate(options_of(key)) if n not in rights)
    return PartMistakes(label, ask, answer, None, None, told, tuple(_dropped(made, key)))


def _written(formula: Node | None) -> Safe:
    return Safe(escape.html(write(formula))) if formula is not None else Safe("")


def _titles(made: Variant, codes: Sequence[str]) -> tuple[str, ...]:
    known = made.template.bank.mistakes
    return tuple(f"{known[code].title} ({code})" if code in known else code for code in codes)


def _feedback(printer: Printer, made: Variant, wrong: Wrong | Option) -> Safe:
    return Safe(" ".join(printer.text(words, made.values) for words in wrong.feedback))


def _credit(share: float) -> str:
    return f"{100 * share:g} % of the points" if share else ""


def _number(printer: Printer, made: Variant, key: NumberKey, n: int, wrong: Wrong) -> Told:
    edges = [number_text(rounded(edge, digits=5).normalize()) for edge in (wrong.window.low, wrong.window.high)]
    low, high = printer.number(Printed(edges[0])), printer.number(Printed(edges[1], key.printed.unit))
    trouble = "It meets the right window, so this variant is not issued." if wrong.window.touches(key.window) else ""
    return Told(str(n), printer.number(key.shown_wrong(wrong.value)), Safe(f"{low} to {high}"), _titles(made, wrong.codes),
                _feedback(printer, made, wrong), _credit(wrong.credit), trouble)  # fmt: skip


def _option(printer: Printer, made: Variant, n: int, option: Option) -> Told:
    return Told(LETTERS[n], printer.text(option.words, made.values), None, _titles(made, option.codes),
                _feedback(printer, made, option), _credit(option.credit))  # fmt: skip


def _formulas(printer: Printer, made: Variant, key: SymbolicKey) -> Iterator[Told]:
    for n, way in enumerate(key.part.wrong, 1):
        feedback = printer.text(way.feedback, made.values)
        yield Told(str(n), _written(way.formula), None, _titles(made, (way.code,)), feedback, _credit(way.credit))


def _dropped(made: Variant, key: PartKey) -> Iterator[Dropped]:
    """Name the mistakes that lead nowhere of their own, with the reason."""
    told = {code for wrong in key.wrong for code in wrong.codes} if isinstance(key, NumberKey) else set[str]()
    offered = {code for option in options_of(key) for code in option.codes}
    for way in key.part.wrong:
        if way.code not in (offered if options_of(key) else told):
            (title,) = _titles(made, (way.code,))
            yield Dropped(title, _why(made, key, way.code, way.code in told))
    for name in _untouched(made, key):
        (title,) = _titles(made, (name,))
        yield Dropped(title, "It changes nothing in the formula of this part.")


def _why(made: Variant, key: PartKey, code: str, told: bool) -> str:
    if isinstance(key.part.answer, DecisionAnswer):
        return "It leads to the right option with these numbers, so it changes nothing."
    assert isinstance(key, NumberKey)
    if told:
        return "Its number looks like another option, or there were options enough."
    value = made.numbers.get(line_of(key.part, code))
    if value is None:
        return "Its formula has no value with these numbers."
    return "It gives the right answer with these numbers, so nobody can be told that it is wrong."


def _untouched(made: Variant, key: PartKey) -> Iterator[str]:
    """Find the relation's mistakes that do not apply here (those that a template names must apply)."""
    answer, ways = key.part.answer, {way.code for way in key.part.wrong}
    names: Sequence[str] = ()
    if made.template.model.parts[LABELS.index(key.part.label)].mistakes is not None or isinstance(answer, SymbolicAnswer):
        return
    if isinstance(answer, DecisionAnswer):
        names = answer.explained.decision.mistakes
    elif isinstance(answer, NumberAnswer):
        relation = made.template.derivation(answer.quantity).relation
        names = relation.mistakes if relation else ()
    yield from (name for name in names if name not in ways)


def _line(key: NumberKey) -> NumberLine | None:
    """Draw the windows: the key's is called K, the mistakes' are numbered as in the table."""
    windows = [("K", key.window), *((str(n), wrong.window) for n, wrong in enumerate(key.wrong, 1))]
    drawn = [(sign, window) for sign, window in windows if isfinite(window.low) and isfinite(window.high)]
    if "K" not in dict(drawn):
        return None
    scale = axis([edge for _, window in drawn for edge in (window.low, window.high)])
    marks = _marks(scale, drawn)
    names = ["the key" if mark.sign == "K" else f"mistake {mark.sign}" for mark in sorted(marks, key=lambda mark: mark.x)]
    return NumberLine(marks, scale.ticks, max(mark.lane for mark in marks) + 1, key.printed.unit, scale.bent,
                      f"From the lowest value to the highest: {'; '.join(names)}.")  # fmt: skip


def _marks(scale: Axis, drawn: Sequence[tuple[str, Window]]) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    reach: list[float] = []  # how far to the right each lane is taken
    for sign, window in sorted(drawn, key=lambda pair: pair[1].low):
        left, right = scale.at(window.low), scale.at(window.high)
        width = max(THIN, round(right - left, 2))
        middle = (left + right) / 2
        lane = next((n for n, taken in enumerate(reach) if middle - taken > CLOSE), len(reach))
        reach[lane : lane + 1] = [middle]
        marks.append(Mark(sign, round(middle - width / 2, 2), width, lane, sign == "K"))
    return tuple(marks)
