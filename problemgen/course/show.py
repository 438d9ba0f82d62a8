"""One variant of a template with its answers, for people and programs; any drawn value can be pinned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from problemgen.bank.amount import of_unit, read_amount
from problemgen.bank.bank import Bank
from problemgen.bank.tables import Row
from problemgen.bank.template import Template
from problemgen.bank.validate import Problems
from problemgen.course.banks import programs
from problemgen.course.points import share_points
from problemgen.course.sheets import KEY_FORMAT
from problemgen.document.figures import drawn
from problemgen.document.problem import Printer, problem
from problemgen.document.sheet import SheetProblem
from problemgen.errors import Place, ProblemgenError, unknown
from problemgen.figures.picture import Artist
from problemgen.maths.numbers import Printed
from problemgen.maths.units import same_dimension, words_of
from problemgen.variant.answers import answers
from problemgen.variant.deal import Dealer
from problemgen.variant.program import Program
from problemgen.variant.solution import Solver
from problemgen.variant.space import Rows
from problemgen.variant.variant import Variant, from_values, variant


@dataclass(frozen=True)
class Shown:
    """A variant, its answer key (format problemgen-key/1), and its print in the format that was asked."""

    variant: Variant
    key: Mapping[str, Any]
    page: SheetProblem
    hints: tuple[tuple[str, ...], ...]  # of every part


def show(
    bank: Bank, template: str, index: int | None = None, pins: Mapping[str, str] | None = None, format: str = "text"
) -> Shown:
    """Make one variant; ``pins`` fixes drawn values: ``{"c_out": "110 mM", "ion": "Cl"}``.

    Without an index the first acceptable variant after a fixed place is taken. Raises ProblemgenError.
    """
    program = programs(bank, [template])[template]
    made = chosen(program, index, pins or {})
    points = share_points(made.template, None)
    plain, printer = Printer("text"), Printer(format)
    entries = answers(made, 1, points, lambda nodes: str(plain.text(nodes, made.values)))
    single = {name[1:] or "a": entry for name, entry in entries.items()}
    for entry in single.values():
        _rename_sources(entry)
    key = {"format": KEY_FORMAT, "title": made.template.title, "language": bank.language, "parts": single}
    worked = Solver().solved(program, made)
    hints = tuple(tuple(str(printer.text(hint, worked.values)) for hint in part.hints) for part in made.template.parts)
    pictures = drawn(Artist(), made, 1)
    return Shown(made, key, problem(printer, worked, 1, points, pictures), hints)


def _rename_sources(entry: dict[str, Any]) -> None:
    carried = entry.get("carried")
    if carried:
        carried["from"] = {symbol: name[1:] or "a" for symbol, name in carried["from"].items()}


def chosen(program: Program, index: int | None, pins: Mapping[str, str]) -> Variant:
    """Make the variant at an index with some values pinned. Raises ProblemgenError."""
    if index is None:
        dealer = Dealer(program, "show", Counter())
        index = next(dealer.places("show", 0)) if pins else dealer.deal("show")
    if not 0 <= index < program.space.size:
        raise ProblemgenError(f"{program.template.id} has the indices 0 to {program.space.size - 1}, not {index}")
    if not pins:
        return _made(program, variant(program, index))
    scenario, positions = program.space.at(index)
    rows, drawn = _pinned(program, scenario.rows, pins)
    if rows != scenario.rows:
        scenario = next((s for s in program.space.scenarios if s.rows == rows), scenario)
        positions = tuple(position % len(grid) for position, grid in zip(positions, scenario.grids, strict=True))
    free = {draw.name: grid[position] for draw, grid, position in
            zip(program.template.numbers, scenario.grids, positions, strict=True)}  # fmt: skip
    return _made(program, from_values(program, rows, {**free, **drawn}))


def _made(program: Program, made: Variant | None) -> Variant:
    if made is None:
        raise ProblemgenError(f"{program.template.id}: a formula has no value for these numbers; check signs and zeros")
    return made


def _pinned(program: Program, rows: Rows, pins: Mapping[str, str]) -> tuple[Rows, dict[str, Printed]]:
    template = program.template
    row_draws = {draw.name: draw for draw in template.rows}
    number_draws = {draw.name: draw for draw in template.numbers}
    problems = Problems()
    chosen_rows: dict[str, Row] = dict(rows)
    numbers: dict[str, Printed] = {}
    for name, text in pins.items():
        with problems.at(Place(template.id)):
            if name in row_draws:
                table = row_draws[name].table
                if text not in table.rows:
                    raise LookupError(unknown(f"row of {table.name}", text, table.rows))
                chosen_rows[name] = table.rows[text]
            elif name in number_draws:
                numbers[name] = _pinned_number(template, name, text)
            else:
                raise LookupError(unknown("drawn value", name, [*row_draws, *number_draws]))
    problems.raise_all()
    return _matching(program, chosen_rows, set(pins)), numbers


def _pinned_number(template: Template, name: str, text: str) -> Printed:
    draw = next(draw for draw in template.numbers if draw.name == name)
    amount = read_amount(text, draw.unit.text)
    if not same_dimension(of_unit(amount).dimension, draw.unit.dimension):
        need, have = words_of(draw.unit.dimension), words_of(of_unit(amount).dimension)
        raise LookupError(f"{name} is a {need}, e.g. in {draw.unit.text}; {amount.unit} measures a {have}")
    return amount


def _matching(program: Program, rows: Rows, pinned: set[str]) -> Rows:
    """Find rows that go together with the pinned ones (a cell that has the pinned ion)."""
    names = [draw.name for draw in program.template.rows if draw.name in pinned]
    fits = [s.rows for s in program.space.scenarios if all(s.rows[name] == rows[name] for name in names)]
    return rows if rows in fits or not fits else fits[0]

