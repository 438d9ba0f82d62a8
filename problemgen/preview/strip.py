"""A few variants side by side, as a table: what is drawn in each, and what is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from problemgen.document.problem import LETTERS, Printer, options_of, rights_of
from problemgen.document.sheet import Safe
from problemgen.markup import escape
from problemgen.maths.formula import write
from problemgen.maths.numbers import Printed
from problemgen.variant.program import Program
from problemgen.variant.variant import NumberKey, PartKey, RankingKey, SymbolicKey, Value, Variant


@dataclass(frozen=True)
class StripRow:
    """One line of the table: a name, what it is, and its value in every variant."""

    name: str
    what: str
    cells: tuple[str, ...]  # a row's key is text, what a student sees is Safe
    printed: bool = True


@dataclass(frozen=True)
class Strip:
    """The table: a column for each variant, by its index."""

    indices: tuple[int, ...]
    drawn: tuple[StripRow, ...]
    asked: tuple[StripRow, ...]


def strip(program: Program, variants: Sequence[Variant]) -> Strip:
    """Put variants side by side."""
    printer, template = Printer("page"), program.template
    rows = [StripRow(row.name, row.table.title, tuple(each.rows[row.name].key for each in variants), printed=False)
            for row in template.rows]  # fmt: skip
    for number in template.numbers:
        symbol = template.bank.symbols.get(number.name)
        cells = tuple(_value(printer, each.values[number.name]) for each in variants)
        rows.append(StripRow(number.name, symbol.title if symbol else "", cells))
    asked = [StripRow(f"Part {part.label}", _quantity(variants[0].parts[n]) if variants else "",
                      tuple(right(printer, each, each.parts[n]) for each in variants))
             for n, part in enumerate(template.parts)]  # fmt: skip
    return Strip(tuple(each.index or 0 for each in variants), tuple(rows), tuple(asked))


def _text(text: str) -> Safe:
    return Safe(escape.html(text))


def _value(printer: Printer, value: Value) -> Safe:
    return printer.number(value) if isinstance(value, Printed) else Safe("")


def _quantity(key: PartKey) -> str:
    return key.answer.quantity if isinstance(key, NumberKey) else ""


def right(printer: Printer, made: Variant, key: PartKey) -> Safe:
    """Print what is right in a part: a number, the words of the right options, an order or a formula."""
    if isinstance(key, RankingKey):
        return _text(f" {key.sign} ".join(key.order))
    if isinstance(key, SymbolicKey):
        return _text(write(key.answer.formula))
    options = options_of(key)
    if not options and isinstance(key, NumberKey):
        return printer.number(key.printed)
    words = [f"{LETTERS[n]}. {printer.text(options[n].words, made.values)}" for n in rights_of(key)]
    return Safe("; ".join(words) or "–")
